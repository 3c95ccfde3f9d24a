/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <stdlib.h>

/* libcsv's state inside a field, unless behind a quote that may be the closing one. */
#define IN_FIELD 2

/* Blank lines are reported as rows without fields. */
#define STRICT (CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL)

void sops__parser_init(struct sops__parser *parser, char delimiter, size_t max_field)
{
	*parser = (struct sops__parser){ .max_field = max_field };
	csv_init(&parser->csv, STRICT);
	csv_set_delim(&parser->csv, (unsigned char)delimiter);
	csv_set_blk_size(&parser->csv, 4096);
}

void sops__parser_release(struct sops__parser *parser)
{
	csv_free(&parser->csv);
	sops_buffer_release(&parser->text);
	free(parser->fields);
}

void sops__parser_start(struct sops__parser *parser)
{
	/* Only without strictness does csv_fini give up an open quote. */
	if (parser->state != SOPS__ROW) {
		csv_set_opts(&parser->csv, 0);
		csv_fini(&parser->csv, NULL, NULL, NULL);
		csv_set_opts(&parser->csv, STRICT);
	}
	sops_buffer_clear(&parser->text);
	parser->count = 0;
	parser->state = SOPS__PART;
}

static bool reserve(struct sops__parser *parser)
{
	size_t size = parser->size ? parser->size * 2 : 16;
	struct sops_field *fields;

	if (parser->count < parser->size)
		return true;
	fields = reallocarray(parser->fields, size, sizeof(*fields));
	if (!fields)
		return false;
	parser->fields = fields;
	parser->size = size;
	return true;
}

/* libcsv cannot be stopped from here, so the first failure is kept and the rest ignored. */
static void on_field(void *at, size_t len, void *data)
{
	struct sops__parser *parser = data;

	if (parser->state != SOPS__PART)
		return;
	if (len > parser->max_field) {
		parser->state = SOPS__LONG_FIELD;
		return;
	}
	if (parser->count < parser->most) {
		if (!reserve(parser) || sops_buffer_add(&parser->text, at, len) < 0)
			parser->state = SOPS__NO_MEMORY;
		else
			parser->fields[parser->count].len = len;
	}
	parser->count++;
}

static void on_row(int end, void *data)
{
	struct sops__parser *parser = data;

	(void)end;
	if (parser->state == SOPS__PART)
		parser->state = SOPS__ROW;
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

static enum sops__parsed too_long(const struct sops__parser *parser)
{
	bool open = parser->csv.quoted && parser->csv.pstate == IN_FIELD;

	return open ? SOPS__OPEN_QUOTE : SOPS__LONG_FIELD;
}

enum sops__parsed sops__parser_feed(struct sops__parser *parser, const char *at, size_t len)
{
	parser->used = 0;
	while (parser->state == SOPS__PART && parser->used < len) {
		size_t left = len - parser->used, most = before_too_long(parser);
		size_t n = left < most ? left : most;
		size_t done = csv_parse(&parser->csv, at + parser->used, n, on_field, on_row,
			parser);

		parser->used += done;
		if (parser->state == SOPS__PART && done < n)
			parser->state = why_stopped(parser);
		if (parser->state == SOPS__PART && before_too_long(parser) == 0)
			parser->state = too_long(parser);
	}
	return parser->state;
}

enum sops__parsed sops__parser_finish(struct sops__parser *parser)
{
	if (csv_fini(&parser->csv, on_field, on_row, parser) < 0)
		parser->state = SOPS__OPEN_QUOTE;
	return parser->state;
}

const struct sops_field *sops__parser_fields(struct sops__parser *parser)
{
	size_t kept = parser->count < parser->most ? parser->count : parser->most;
	const char *at = parser->text.at;

	for (size_t i = 0; i < kept; i++) {
		parser->fields[i].at = at;
		at += parser->fields[i].len;
	}
	return parser->fields;
}
