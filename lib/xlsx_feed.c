/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet as CSV, for a reader of CSV. */
#include "xlsx_private.h"

#include <errno.h>
#include <unistd.h>

#define BLOCK (64 << 10)

struct feed {
	int fd;
	const char *name;
	struct sops_buffer out;
	struct sops__lines *lines;
	uint64_t line; /* the next to be written, and its row */
	uint32_t row;
};

static int flush(struct feed *feed, struct sops_error *err)
{
	const char *at = feed->out.at;
	size_t left = feed->out.len;

	while (left > 0) {
		ssize_t n = write(feed->fd, at, left);

		if (n < 0 && errno == EPIPE)
			return 1;
		if (n < 0 && errno != EINTR)
			return sops_error_system(err, "cannot write the rows of %s", feed->name);
		if (n > 0) {
			at += n;
			left -= (size_t)n;
		}
	}
	sops_buffer_clear(&feed->out);
	return 0;
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A reader drops blanks around what has no quotes. */
static bool needs_quotes(struct sops_field text)
{
	if (text.len && (blank(text.at[0]) || blank(text.at[text.len - 1])))
		return true;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (c == ',' || c == '"' || c == '\n' || c == '\r')
			return true;
	}
	return false;
}

static uint64_t write_quoted(struct sops_buffer *out, struct sops_field text)
{
	uint64_t line_ends = 0;

	sops_buffer_putc(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		line_ends += text.at[i] == '\n';
		if (text.at[i] == '"')
			sops_buffer_putc(out, '"');
		sops_buffer_putc(out, text.at[i]);
	}
	sops_buffer_putc(out, '"');
	return line_ends;
}

static uint64_t write_field(struct sops_buffer *out, struct sops_field text)
{
	if (needs_quotes(text))
		return write_quoted(out, text);
	sops_buffer_field(out, text);
	return 0;
}

static int write_blanks(struct feed *feed, uint32_t row, struct sops_error *err)
{
	int status = 0;

	for (; feed->row < row && status == 0; feed->row++, feed->line++) {
		sops_buffer_putc(&feed->out, '\n');
		if (feed->out.len >= BLOCK)
			status = flush(feed, err);
	}
	return status;
}

static int write_row(struct feed *feed, const struct sops_record *record, size_t width,
	struct sops_error *err)
{
	uint64_t more = 0;
	int status = write_blanks(feed, (uint32_t)record->place.line, err);

	if (status != 0)
		return status;
	for (size_t c = 0; c < width; c++) {
		if (c > 0)
			sops_buffer_putc(&feed->out, ',');
		if (c < record->count)
			more += write_field(&feed->out, record->fields[c]);
	}
	sops_buffer_putc(&feed->out, '\n');
	feed->line += 1 + more;
	feed->row++;
	status = sops_buffer_check(&feed->out, err);
	if (status == 0 && more > 0)
		status = sops__lines_turn(feed->lines, feed->line, feed->row, err);
	return status == 0 && feed->out.len >= BLOCK ? flush(feed, err) : status;
}

static int write_rows(struct feed *feed, struct sops__rows *rows, struct sops_error *err)
{
	size_t width = sops__rows_width(rows);
	const struct sops_record *record;
	int status;

	while ((status = sops__rows_next(rows, &record, err)) > 0) {
		status = write_row(feed, record, width, err);
		if (status != 0)
			return status;
	}
	return status < 0 ? status : flush(feed, err);
}

int sops_xlsx_feed(struct sops_xlsx *xlsx, int fd, struct sops_error *err)
{
	struct feed feed = { .fd = fd, .name = xlsx->name, .lines = xlsx->lines, .line = 1,
		.row = 1 };
	struct sops__rows *rows;
	int status;

	sops__rows_free(xlsx->rows);
	xlsx->rows = NULL;
	xlsx->failed = 0;
	sops__lines_clear(xlsx->lines);
	status = sops__rows_open(&rows, xlsx, true, err);
	if (status < 0)
		return status;
	status = write_rows(&feed, rows, err);
	sops_buffer_release(&feed.out);
	sops__rows_free(rows);
	return status;
}
