/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <stdlib.h>

/* libcsv's state inside a field, unless behind a quote that may be the closing one. */
#define IN_FIELD 2

/* Blank lines are reported as rows without fields. */
#define STRICT (CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)

/* It has room already for whatever it is given. */
static void *no_more(void *at, size_t size)
{
	(void)at;
	(void)size;
	return NULL;
}

void sops__parser_init(struct sops__parser *parser, char delimiter, size_t max_field)
{
	*parser = (struct sops__parser){ .max_field = max_field };
	csv_init(&parser->csv, STRICT);
	csv_set_delim(&parser->csv, (unsigned char)delimiter);
	csv_set_realloc_func(&parser->csv, no_more);
}

void sops__parser_release(struct sops__parser *parser)
{
	free(parser->text);
	free(parser->fields);
}

void sops__parser_want(struct sops__parser *parser, const size_t *wanted)
{
	parser->wanted = wanted;
	for (size_t i = 0; i < parser->size; i++)
		parser->fields[i] = (struct sops_field){ NULL, 0 };
}

static size_t kept_as(const struct sops__parser *parser, size_t n)
{
	if (parser->wanted)
		return parser->wanted[n];
	return n < parser->most ? n : SIZE_MAX;
}

void sops__parser_start(struct sops__parser *parser)
{
	/* Only without strictness does csv_fini give up an open quote. */
	if (parser->state != SOPS__ROW) {
		csv_set_opts(&parser->csv, 0);
		csv_fini(&parser->csv, NULL, NULL, NULL);
		csv_set_opts(&parser->csv, STRICT);
	}
	parser->csv.entry_buf = (unsigned char *)parser->text;
	parser->csv.entry_size = parser->text_size;
	parser->count = parser->kept = 0;
	parser->too_long = SIZE_MAX;
	parser->state = SOPS__PART;
	parser->next = kept_as(parser, parser->kept);
}

static bool reserve_fields(struct sops__parser *parser, size_t need)
{
	struct sops_field *fields;

	if (need <= parser->size)
		return true;
	fields = reallocarray(parser->fields, need, 2 * sizeof(*fields));
	if (!fields)
		return false;
	memset(fields + parser->size, 0, (need * 2 - parser->size) * sizeof(*fields));
	parser->fields = fields;
	parser->size = need * 2;
	return true;
}

/* The text moved: the fields so far go with it. */
static void follow(struct sops__parser *parser)
{
	const char *at = parser->text;

	for (size_t i = 0; i < parser->kept; i++) {
		struct sops_field *field = &parser->fields[kept_as(parser, i)];

		field->at = at;
		at += field->len;
	}
}

static bool reserve_text(struct sops__parser *parser, size_t need)
{
	struct csv_parser *csv = &parser->csv;
	size_t kept = parser->text_size - csv->entry_size;
	char *text;

	if (need <= csv->entry_size)
		return true;
	need = (need + kept) * 2;
	text = realloc(parser->text, need);
	if (!text)
		return false;
	parser->text = text;
	parser->text_size = need;
	csv->entry_buf = (unsigned char *)text + kept;
	csv->entry_size = need - kept;
	follow(parser);
	return true;
}

/* For so many more bytes, so that nothing can fail on the way. */
static bool reserve(struct sops__parser *parser, size_t more)
{
	return reserve_text(parser, parser->csv.entry_pos + more + 1)
		&& (parser->next == SIZE_MAX || reserve_fields(parser, parser->count + more + 1));
}

/* libcsv has written the field into the text: the next goes behind it. Others are overwritten. */
static void keep(struct sops__parser *parser, const char *at, size_t len)
{
	parser->fields[parser->count] = (struct sops_field){ at, len };
	parser->csv.entry_buf += len;
	parser->csv.entry_size -= len;
	parser->kept++;
	parser->next = kept_as(parser, parser->kept);
}

/* libcsv cannot be stopped from here, so the first field too long is kept in mind. */
static void on_field(void *at, size_t len, void *data)
{
	struct sops__parser *parser = data;

	if (len > parser->max_field && parser->too_long > parser->count)
		parser->too_long = parser->count;
	if (parser->count == parser->next)
		keep(parser, at, len);
	parser->count++;
}

static void on_row(int end, void *data)
{
	struct sops__parser *parser = data;

	(void)end;
	parser->state = SOPS__ROW;
}

/* That comes before whatever was found behind it. */
static void judge(struct sops__parser *parser)
{
	if (parser->too_long == SIZE_MAX)
		return;
	parser->state = SOPS__LONG_FIELD;
	parser->count = parser->too_long;
}

static enum sops__parsed why_stopped(struct sops__parser *parser)
{
	if (csv_error(&parser->csv) != CSV_EPARSE)
		return SOPS__NO_MEMORY;
	return parser->csv.quoted ? SOPS__AFTER_QUOTE : SOPS__STRAY_QUOTE;
}

/*
 * libcsv has no limit of its own. It keeps the field so far with the spaces after it and
 * the quote that may close it, so that one byte over is not too long yet, and two are.
 */
static size_t before_too_long(const struct sops__parser *parser)
{
	return parser->max_field + 2 - parser->csv.entry_pos;
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static enum sops__parsed too_long(const struct sops__parser *parser)
{
	bool open = parser->csv.quoted && parser->csv.pstate == IN_FIELD;

	return open ? SOPS__OPEN_QUOTE : SOPS__LONG_FIELD;
}

size_t sops__piece(const char *at, size_t len)
{
	const char *lf, *cr;

	len = least(len, SOPS__PIECE);
	lf = memchr(at, '\n', len);
	if (lf)
		len = (size_t)(lf - at) + 1;
	cr = memchr(at, '\r', len);
	return cr ? (size_t)(cr - at) + 1 : len;
}

enum sops__parsed sops__parser_feed(struct sops__parser *parser, const char *at, size_t len)
{
	parser->used = 0;
	while (parser->state == SOPS__PART && parser->used < len) {
		size_t most = least(before_too_long(parser), SOPS__PIECE);
		size_t n = least(len - parser->used, most), done;

		if (!reserve(parser, n))
			return parser->state = SOPS__NO_MEMORY;
		done = csv_parse(&parser->csv, at + parser->used, n, on_field, on_row, parser);
		parser->used += done;
		judge(parser);
		if (parser->state == SOPS__PART && done < n)
			parser->state = why_stopped(parser);
		if (parser->state == SOPS__PART && before_too_long(parser) == 0)
			parser->state = too_long(parser);
	}
	return parser->state;
}

enum sops__parsed sops__parser_feed_all(struct sops__parser *parser, const char *at, size_t len)
{
	const char *end = at + len;

	while (parser->state == SOPS__PART && at < end) {
		sops__parser_feed(parser, at, sops__piece(at, (size_t)(end - at)));
		at += parser->used;
	}
	return parser->state;
}

enum sops__parsed sops__parser_finish(struct sops__parser *parser)
{
	if (csv_fini(&parser->csv, on_field, on_row, parser) < 0)
		parser->state = SOPS__OPEN_QUOTE;
	judge(parser);
	return parser->state;
}
