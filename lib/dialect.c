/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/dialect.h>

#include "csv_private.h"

#include <errno.h>
#include <unistd.h>

#define BLOCK ((size_t)64 * 1024)

void sops_dialect_release(struct sops_dialect *dialect)
{
	sops_buffer_release(&dialect->head);
}

static int take_head(struct sops_dialect *dialect, int fd, const char *name,
	struct sops_error *err)
{
	char block[BLOCK];
	ssize_t n = 1;

	while (n > 0 && dialect->head.len < SOPS_SNIFF_HEAD) {
		do
			n = read(fd, block, sizeof(block));
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return sops_error_system(err, "cannot read %s", name);
		sops_buffer_add(&dialect->head, block, (size_t)n);
	}
	dialect->ended = n == 0;
	return sops_buffer_check(&dialect->head, err);
}

/* The head as text; a character that it cuts off is left out. */
static int decode(struct sops_buffer *text, const struct sops_dialect *dialect, const char *name,
	struct sops_error *err)
{
	struct sops__source source;
	int status = sops__source_open(&source, -1, name, &dialect->csv, SIZE_MAX / 4, err);

	while (status >= 0 && sops__source_more(&source, NULL) > 0)
		;
	if (status >= 0) {
		sops_buffer_add(text, source.at, source.len);
		status = sops_buffer_check(text, err);
	}
	sops__source_close(&source);
	return status;
}

/* What is unclear stays so until the user says it. */
static int check_layout(const struct sops_dialect *dialect,
	const struct sops_dialect_options *options, struct sops_error *err)
{
	const struct sops_layout *layout = &dialect->layout;
	int status = options->csv.delimiter ? 0 : sops_layout_check(layout, err);

	if (status < 0 || options->skip >= 0)
		return status;
	if (layout->second) {
		sops_error_set(err, SOPS_EINPUT, "the row below the header has headers, too");
		sops_error_hint(err, "make one row of them, or try --skip %zu or --skip %zu",
			layout->skip_lines, layout->second);
		return SOPS_EINPUT;
	}
	if (layout->skip_lines == 0 || layout->header_sure != SOPS_UNCLEAR)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "it is unclear which row is the header");
	sops_error_hint(err, "try --skip %zu, or --skip 0", layout->skip_lines);
	return SOPS_EINPUT;
}

static int find_layout(struct sops_dialect *dialect, const char *name,
	const struct sops_dialect_options *options, struct sops_error *err)
{
	const struct sops_layout_options how = { options->csv.delimiter, options->known,
		options->with };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	int status = decode(&text, dialect, name, err);

	if (status == 0)
		status = sops_sniff_layout(&dialect->layout, sops_buffer_view(&text),
			dialect->ended, &how, err);
	if (status == 0)
		status = check_layout(dialect, options, err);
	sops_buffer_release(&text);
	if (status < 0)
		return status;
	dialect->csv.delimiter = dialect->layout.delimiter;
	dialect->csv.skip_lines = options->skip >= 0 ? (uint64_t)options->skip
						      : dialect->layout.skip_lines;
	return 0;
}

static void place(struct sops_error *err, const char *name)
{
	if (err && err->status == SOPS_EINPUT && !err->file[0]) {
		const struct sops_place told = { .file = name, .line = err->line };

		sops_error_place(err, &told);
	}
}

int sops_dialect_find(struct sops_dialect *dialect, int fd, const char *name,
	const struct sops_dialect_options *options, struct sops_error *err)
{
	struct sops_field head;
	int status;

	*dialect = (struct sops_dialect){ .csv = options->csv };
	status = take_head(dialect, fd, name, err);
	if (status < 0)
		return status;
	head = sops_buffer_view(&dialect->head);
	dialect->csv.ahead = head.at;
	dialect->csv.ahead_len = head.len;
	dialect->kind = sops_sniff_kind(head);
	if (dialect->kind != SOPS_SNIFF_TEXT)
		return 0;
	if (!options->csv.encoding) {
		status = sops_sniff_encoding(&dialect->encoding, head, dialect->ended, err);
		dialect->csv.encoding = dialect->encoding.name;
	}
	if (status == 0)
		status = find_layout(dialect, name, options, err);
	place(err, name);
	return status;
}
