/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/source.h>

#include "bytes.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define CONVERT "convert it first, with iconv"
#define ENDS ((size_t)64 << 10) /* of the file that the fingerprint is of */

static void print_hash(char out[SOPS_FINGERPRINT], XXH128_hash_t hash)
{
	snprintf(out, SOPS_FINGERPRINT, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64,
		(uint64_t)hash.low64);
}

static int fingerprint(struct sops_source *source, struct sops_error *err)
{
	size_t len = source->size < ENDS ? (size_t)source->size : ENDS;
	char *text = malloc(2 * ENDS + 32);
	int said, status;

	if (!text)
		return sops_error_memory(err);
	said = snprintf(text, 32, "%" PRIu64 "\n", source->size);
	status = sops__bytes_read(source, text + said, len, 0, err);
	if (status == 0)
		status = sops__bytes_read(source, text + said + len, len, source->size - len, err);
	if (status == 0)
		print_hash(source->fingerprint, XXH3_128bits(text, (size_t)said + 2 * len));
	free(text);
	return status;
}

/* The reader says where the header ends: nobody else knows what a CSV file means. */
static int find_header(struct sops_source *source, const struct sops_csv_options *options,
	struct sops_error *err)
{
	off_t before = lseek(source->fd, 0, SEEK_CUR);
	struct sops_csv *csv;
	int status;

	if (before < 0 || lseek(source->fd, 0, SEEK_SET) < 0)
		return sops_error_system(err, "cannot read %s", source->name);
	status = sops_csv_open(&csv, source->fd, source->name, options, err);
	if (status == 0) {
		source->header = sops_csv_counts(csv).bytes;
		source->columns = sops_csv_header(csv)->count;
		source->delimiter = options && options->delimiter ? options->delimiter : ',';
	}
	sops_csv_free(csv);
	if (lseek(source->fd, before, SEEK_SET) < 0 && status == 0)
		status = sops_error_system(err, "cannot read %s", source->name);
	return status;
}

static int add_bytes(void *state, const char *at, size_t len)
{
	return XXH3_128bits_update(state, at, len) == XXH_OK ? 0 : SOPS_ESYSTEM;
}

int sops_source_fingerprint(char out[SOPS_FINGERPRINT], int fd, const char *name,
	struct sops_error *err)
{
	const struct sops_source source = { .fd = fd, .name = name };
	XXH3_state_t *state;
	struct stat st;
	int status;

	if (fstat(fd, &st) < 0)
		return sops_error_system(err, "cannot read %s", name);
	if (!S_ISREG(st.st_mode))
		return sops_error_set(err, SOPS_EINPUT, "%s is not a regular file", name);
	state = XXH3_createState();
	if (!state || XXH3_128bits_reset(state) != XXH_OK)
		status = sops_error_memory(err);
	else
		status = sops__bytes_each(&source, (struct sops_range){ 0, (uint64_t)st.st_size },
			add_bytes, state, err);
	if (status == 0)
		print_hash(out, XXH3_128bits_digest(state));
	XXH3_freeState(state);
	return status;
}

static bool is_utf8(const char *encoding)
{
	return !encoding || strcasecmp(encoding, "utf-8") == 0 || strcasecmp(encoding, "utf8") == 0;
}

void sops_source_hint(struct sops_error *err)
{
	static const char other[] = "try --encoding ";

	if (!err || strncmp(err->hint, other, sizeof(other) - 1) != 0)
		return;
	err->hint[0] = '\0';
	sops_error_hint(err, CONVERT);
}

int sops_source_look(struct sops_source *source, int fd, const char *name,
	const struct sops_csv_options *csv, struct sops_error *err)
{
	struct stat st;
	int status;

	*source = (struct sops_source){ .fd = fd, .name = name };
	if (fstat(fd, &st) < 0)
		return sops_error_system(err, "cannot read %s", name);
	errno = EISDIR;
	if (S_ISDIR(st.st_mode))
		return sops_error_system(err, "cannot read %s", name);
	if (!S_ISREG(st.st_mode))
		return sops_error_set(err, SOPS_EINPUT,
			"%s is not a regular file, and no other can be read in parts", name);
	if (csv && !is_utf8(csv->encoding)) {
		sops_error_set(err, SOPS_EINPUT, "%s can be read in parts only as UTF-8", name);
		sops_error_hint(err, CONVERT);
		return SOPS_EINPUT;
	}
	source->size = (uint64_t)st.st_size;
	status = find_header(source, csv, err);
	if (status == 0)
		return fingerprint(source, err);
	sops_source_hint(err);
	return status;
}

struct sops_range sops_source_records(const struct sops_source *source)
{
	return (struct sops_range){ source->header, source->size };
}

/* Whether a record could begin here. */
static int check_border(const struct sops_source *source, uint64_t at, struct sops_error *err)
{
	char last = '\n';
	int status = 0;

	if (at != source->header && at != source->size)
		status = sops__bytes_read(source, &last, 1, at - 1, err);
	if (status == 0 && last != '\n')
		status = sops_error_set(err, SOPS_EINPUT,
			"no record of %s begins at byte %" PRIu64, source->name, at);
	return status;
}

int sops_source_check(const struct sops_source *source, struct sops_range range,
	struct sops_error *err)
{
	int status;

	if (range.start < source->header)
		return sops_error_set(err, SOPS_EINPUT,
			"byte %" PRIu64 " of %s lies before the first record, at byte %" PRIu64,
			range.start, source->name, source->header);
	if (range.end > source->size)
		return sops_error_set(err, SOPS_EINPUT, "byte %" PRIu64 " lies behind the end of "
			"%s, at byte %" PRIu64, range.end, source->name, source->size);
	if (range.start > range.end)
		return sops_error_set(err, SOPS_EINPUT, "a range cannot end before it begins");
	status = check_border(source, range.start, err);
	return status < 0 ? status : check_border(source, range.end, err);
}

static int count_lines(void *with, const char *at, size_t len)
{
	*(uint64_t *)with += sops__bytes_count(at, len, '\n');
	return 0;
}

int sops_source_lines(uint64_t *lines, const struct sops_source *source, struct sops_range range,
	struct sops_error *err)
{
	*lines = 0;
	return sops__bytes_each(source, range, count_lines, lines, err);
}
