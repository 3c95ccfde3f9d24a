/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * minizip and not libzip: libzip brings OpenSSL along, for encryption that is refused here, and
 * with it every command would take twice as long to start.
 */
#include "xlsx_private.h"

#include <errno.h>
#include <minizip/unzip.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTS 10000
#define NAMES (16 << 20)
#define WINDOW 16384
#define RATIO 400         /* an honest sheet of a million rows packs to a hundredth */
#define RATIO_FROM (10 << 20)
#define ENCRYPTED 1
#define STORED 0
#define DEFLATED 8

struct part {
	size_t name; /* in names; in lower case */
	unz64_file_pos at;
	uint64_t size, packed;
	unsigned long flags, method;
};

struct sops__zip {
	int fd;
	char *name;
	uint64_t size, position;
	int failed;       /* errno of a read that failed */
	bool beyond;      /* something is said to be behind the end */
	unzFile file;
	struct part *parts;
	size_t count, room;
	struct sops_buffer names;
	const struct part *open;
	char *open_name;
	uint64_t left;    /* bytes of the open part */
	uint64_t window_at;
	size_t window_len;
	char window[WINDOW];
};

/* minizip asks for the directory byte by byte. */
static size_t read_window(struct sops__zip *zip, void *to, size_t size)
{
	uint64_t from = zip->position - zip->window_at;

	if (zip->position < zip->window_at || from >= zip->window_len) {
		ssize_t n = pread(zip->fd, zip->window, WINDOW, (off_t)zip->position);

		if (n < 0)
			zip->failed = errno;
		zip->window_at = zip->position;
		zip->window_len = n < 0 ? 0 : (size_t)n;
		from = 0;
	}
	if (size > zip->window_len - from)
		size = zip->window_len - from;
	memcpy(to, zip->window + from, size);
	zip->position += size;
	return size;
}

static uLong ZCALLBACK read_file(voidpf opaque, voidpf stream, void *to, uLong size)
{
	struct sops__zip *zip = opaque;
	uLong done = 0, n = 1;

	(void)stream;
	while (done < size && n > 0) {
		n = read_window(zip, (char *)to + done, size - done);
		done += n;
	}
	zip->beyond = zip->beyond || done < size;
	return done;
}

static voidpf ZCALLBACK open_file(voidpf opaque, const void *name, int mode)
{
	(void)name;
	(void)mode;
	return opaque;
}

static ZPOS64_T ZCALLBACK tell_file(voidpf opaque, voidpf stream)
{
	(void)stream;
	return ((struct sops__zip *)opaque)->position;
}

static long ZCALLBACK seek_file(voidpf opaque, voidpf stream, ZPOS64_T offset, int origin)
{
	struct sops__zip *zip = opaque;
	uint64_t from = origin == ZLIB_FILEFUNC_SEEK_END ? zip->size :
		origin == ZLIB_FILEFUNC_SEEK_CUR ? zip->position : 0;

	(void)stream;
	if (offset > zip->size || from + offset > zip->size)
		return -1;
	zip->position = from + offset;
	return 0;
}

static int ZCALLBACK close_file(voidpf opaque, voidpf stream)
{
	(void)opaque;
	(void)stream;
	return 0;
}

static int ZCALLBACK file_failed(voidpf opaque, voidpf stream)
{
	(void)stream;
	return ((struct sops__zip *)opaque)->failed;
}

/* What is wrong with the archive, unless it could not be read at all. */
static __attribute__((format(printf, 3, 4)))
int damaged(const struct sops__zip *zip, struct sops_error *err, const char *format, ...)
{
	const struct sops_place place = { .file = zip->name };
	char why[512];
	va_list args;

	errno = zip->failed;
	if (zip->failed)
		return sops_error_system(err, "cannot read %s", zip->name);
	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	sops_error_set(err, SOPS_EINPUT, "%s", why);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* Names are equal whatever the case of their ASCII letters; some writers use backslashes. */
static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c == '\\' ? '/' : c;
}

static int compare_names(const char *folded, const char *name)
{
	while (*folded && *folded == fold(*name)) {
		folded++;
		name++;
	}
	return (unsigned char)*folded - (unsigned char)fold(*name);
}

static const char *name_of(const struct sops__zip *zip, const struct part *part)
{
	return zip->names.at + part->name;
}

static int compare_parts(const void *a, const void *b, void *zip)
{
	return strcmp(name_of(zip, a), name_of(zip, b));
}

static int add_name(struct sops__zip *zip, size_t len, struct sops_error *err)
{
	char *name = calloc(len + 1, 1);

	if (!name)
		return sops_error_memory(err);
	unzGetCurrentFileInfo64(zip->file, NULL, name, len, NULL, 0, NULL, 0);
	for (char *c = name; *c; c++)
		*c = fold(*c);
	sops_buffer_puts(&zip->names, *name == '/' ? name + 1 : name);
	sops_buffer_putc(&zip->names, '\0');
	free(name);
	if (zip->names.failed == SOPS_EINPUT)
		return damaged(zip, err, "the names of its parts are too long");
	return sops_buffer_check(&zip->names, err);
}

static int add_part(struct sops__zip *zip, struct sops_error *err)
{
	unz_file_info64 info;
	struct part part = { .name = zip->names.len };
	int status;

	if (unzGetCurrentFileInfo64(zip->file, &info, NULL, 0, NULL, 0, NULL, 0) != UNZ_OK ||
	    unzGetFilePos64(zip->file, &part.at) != UNZ_OK)
		return damaged(zip, err, "its list of parts is damaged");
	if (zip->count == PARTS)
		return damaged(zip, err, "more than %d parts", PARTS);
	part.size = info.uncompressed_size;
	part.packed = info.compressed_size;
	part.flags = info.flag;
	part.method = info.compression_method;
	status = add_name(zip, info.size_filename, err);
	if (status == 0)
		status = sops__room(&zip->parts, &zip->room, zip->count, sizeof(part), err);
	if (status == 0)
		zip->parts[zip->count++] = part;
	return status;
}

static int check_parts(struct sops__zip *zip, uint64_t max_bytes, struct sops_error *err)
{
	uint64_t bytes = 0;
	char quoted[SOPS_QUOTED];

	if (zip->count)
		qsort_r(zip->parts, zip->count, sizeof(*zip->parts), compare_parts, zip);
	for (size_t i = 0; i < zip->count; i++) {
		const struct part *part = &zip->parts[i];

		if (i && compare_parts(part - 1, part, zip) == 0)
			return damaged(zip, err, "two parts are named %s",
				sops_quote(quoted, sops_field_of(name_of(zip, part))));
		if (__builtin_add_overflow(bytes, part->size, &bytes) || bytes > max_bytes)
			return damaged(zip, err, "unpacked it has more than %llu bytes",
				(unsigned long long)max_bytes);
	}
	return 0;
}

static int list_parts(struct sops__zip *zip, uint64_t max_bytes, struct sops_error *err)
{
	int next = unzGoToFirstFile(zip->file);

	while (next == UNZ_OK) {
		int status = add_part(zip, err);

		if (status < 0)
			return status;
		next = unzGoToNextFile(zip->file);
	}
	if (next != UNZ_END_OF_LIST_OF_FILE)
		return damaged(zip, err, "its list of parts is damaged");
	return check_parts(zip, max_bytes, err);
}

static int cut_short(const struct sops__zip *zip, struct sops_error *err)
{
	int status = damaged(zip, err,
		"it is cut short: a zip archive without its list of parts");

	if (status == SOPS_EINPUT)
		sops_error_hint(err, "copy or download it again");
	return status;
}

int sops__zip_open(struct sops__zip **out, int fd, const char *name, uint64_t max_bytes,
	struct sops_error *err)
{
	struct sops__zip *zip = calloc(1, sizeof(*zip));
	zlib_filefunc64_def files = { .zopen64_file = open_file, .zread_file = read_file,
		.ztell64_file = tell_file, .zseek64_file = seek_file, .zclose_file = close_file,
		.zerror_file = file_failed, .opaque = zip };
	struct stat stat;
	int status;

	if (!zip || !(zip->name = strdup(name))) {
		sops__zip_free(zip);
		return sops_error_memory(err);
	}
	zip->fd = fd;
	sops_buffer_init(&zip->names, NAMES);
	zip->failed = fstat(fd, &stat) < 0 ? errno : 0;
	zip->size = zip->failed ? 0 : (uint64_t)stat.st_size;
	zip->file = zip->failed ? NULL : unzOpen2_64(name, &files);
	status = zip->file && !zip->beyond ? list_parts(zip, max_bytes, err) : cut_short(zip, err);
	if (status < 0) {
		sops__zip_free(zip);
		return status;
	}
	*out = zip;
	return 0;
}

void sops__zip_free(struct sops__zip *zip)
{
	if (!zip)
		return;
	if (zip->file)
		unzClose(zip->file);
	sops_buffer_release(&zip->names);
	free(zip->parts);
	free(zip->open_name);
	free(zip->name);
	free(zip);
}

static const struct part *find(const struct sops__zip *zip, const char *name)
{
	size_t low = 0, high = zip->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_names(name_of(zip, &zip->parts[middle]), name);

		if (order == 0)
			return &zip->parts[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool sops__zip_has(const struct sops__zip *zip, const char *part)
{
	return find(zip, part) != NULL;
}

static int check_part(const struct sops__zip *zip, const struct part *part, const char *shown,
	struct sops_error *err)
{
	if (!part)
		return damaged(zip, err, "its part %s is missing", shown);
	if (part->flags & ENCRYPTED) {
		damaged(zip, err, "its part %s is encrypted", shown);
		sops_error_hint(err, "save it without a password");
		return SOPS_EINPUT;
	}
	if (part->method != STORED && part->method != DEFLATED)
		return damaged(zip, err, "its part %s is packed by method %lu, which is not read",
			shown, part->method);
	if (part->size > RATIO_FROM && part->size / RATIO > part->packed)
		return damaged(zip, err, "its part %s unpacks to more than %d times its size",
			shown, RATIO);
	return 0;
}

int sops__zip_part(struct sops__zip *zip, const char *name, struct sops_error *err)
{
	const struct part *part = find(zip, name);
	char quoted[SOPS_QUOTED];
	const char *shown = sops_quote(quoted, sops_field_of(name));
	int status = check_part(zip, part, shown, err);

	if (status < 0)
		return status;
	free(zip->open_name);
	zip->open_name = strdup(shown);
	if (!zip->open_name)
		return sops_error_memory(err);
	unzCloseCurrentFile(zip->file);
	if (unzGoToFilePos64(zip->file, &part->at) != UNZ_OK ||
	    unzOpenCurrentFile(zip->file) != UNZ_OK)
		return damaged(zip, err, "its part %s is damaged", shown);
	zip->open = part;
	zip->left = part->size;
	return 0;
}

int sops__zip_read(struct sops__zip *zip, void *to, size_t size, size_t *got,
	struct sops_error *err)
{
	int n = unzReadCurrentFile(zip->file, to, (unsigned)size);

	*got = n > 0 ? (size_t)n : 0;
	zip->left -= *got;
	if (n > 0)
		return 1;
	if (n < 0 || zip->left > 0)
		return damaged(zip, err, "its part %s is damaged", zip->open_name);
	if (unzCloseCurrentFile(zip->file) == UNZ_CRCERROR)
		return damaged(zip, err, "its part %s is damaged: its checksum is another",
			zip->open_name);
	return 0;
}
