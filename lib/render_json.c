/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json and jsonl. A row has a line of its own, so that two results can be compared by lines. */
#include "private.h"
#include "render_private.h"

#include <utf8proc.h>

/* What a terminal should not see is escaped too, all of it below U+10000; a reader gets it back. */
static void put_character(struct sops_buffer *out, struct sops_field *text)
{
	struct sops_field character = *text;
	utf8proc_int32_t code;
	char shown[8];
	size_t len = sops__escape_character(shown, text);

	if (shown[0] != '\\' && shown[0] != '"') {
		sops_buffer_add(out, shown, len);
		return;
	}
	if (character.at[0] == '"' || character.at[0] == '\\') {
		sops_buffer_putc(out, '\\');
		sops_buffer_putc(out, character.at[0]);
	} else if (utf8proc_iterate((const utf8proc_uint8_t *)character.at,
			(utf8proc_ssize_t)character.len, &code) < 0) {
		sops_buffer_puts(out, "\\ufffd");
	} else if (code == '\n' || code == '\r' || code == '\t') {
		sops_buffer_add(out, shown, len);
	} else {
		sops_buffer_printf(out, "\\u%04x", (unsigned)code);
	}
}

static void put_string(struct sops_buffer *out, struct sops_field text)
{
	sops_buffer_putc(out, '"');
	while (text.len)
		put_character(out, &text);
	sops_buffer_putc(out, '"');
}

static int put_row(struct sops__rendering *r, size_t row, struct sops_error *err)
{
	for (size_t i = 0; i < r->columns; i++) {
		int kind = sops__render_cell(r, row, i, err);

		if (kind < 0)
			return kind;
		sops_buffer_putc(r->out, i > 0 ? ',' : '{');
		put_string(r->out, sops__render_name(r, i));
		sops_buffer_putc(r->out, ':');
		if (kind == SOPS_CELL_BLANK)
			sops_buffer_puts(r->out, "null");
		else if (kind == SOPS_CELL_TEXT || kind == SOPS_CELL_DATE)
			put_string(r->out, sops_buffer_view(&r->cell));
		else
			sops_buffer_field(r->out, sops_buffer_view(&r->cell));
	}
	sops_buffer_puts(r->out, r->columns ? "}" : "{}");
	return 0;
}

static int put_element(struct sops__rendering *r, size_t row, struct sops_error *err)
{
	sops_buffer_puts(r->out, row > 0 ? ",\n" : "[\n");
	return put_row(r, row, err);
}

static void end_array(struct sops__rendering *r)
{
	sops_buffer_puts(r->out, sops_table_rows(r->table) ? "\n]\n" : "[]\n");
}

static int put_line(struct sops__rendering *r, size_t row, struct sops_error *err)
{
	int status = put_row(r, row, err);

	sops_buffer_putc(r->out, '\n');
	return status;
}

const struct sops__render_rows sops__render_json = { NULL, put_element, end_array };
const struct sops__render_rows sops__render_jsonl = { NULL, put_line, NULL };
