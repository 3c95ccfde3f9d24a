/* SPDX-License-Identifier: GPL-3.0-or-later */
/* md and html: for pages, so data must neither act as markup nor reach a terminal through it. */
#include "render_private.h"

static void put_md(struct sops_buffer *out, char c)
{
	if (c && strchr("|\\`*_<[]&~", c))
		sops_buffer_putc(out, '\\');
	sops_buffer_putc(out, c);
}

void sops__put_html(struct sops_buffer *out, char c)
{
	static const char *const entities[] = {
		['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
	};
	unsigned char byte = (unsigned char)c;

	if (byte < sizeof(entities) / sizeof(entities[0]) && entities[byte])
		sops_buffer_puts(out, entities[byte]);
	else
		sops_buffer_putc(out, c);
}

static bool line_space(char c)
{
	return c == '\n' || c == '\r' || c == '\t';
}

/* Markup has no line ends inside a cell: they are spaces, CRLF one. The rest harmless, escaped. */
static void put_inline(struct sops__rendering *r, struct sops_field text,
	void (*put)(struct sops_buffer *out, char c))
{
	while (text.len) {
		struct sops_field part = { text.at, 0 }, shown;
		size_t ends = 0;

		while (part.len < text.len && !line_space(text.at[part.len]))
			part.len++;
		shown = sops__render_shown(r, part);
		for (size_t i = 0; i < shown.len; i++)
			put(r->out, shown.at[i]);
		while (part.len + ends < text.len && line_space(text.at[part.len + ends]))
			ends++;
		if (ends)
			put(r->out, ' ');
		text.at += part.len + ends;
		text.len -= part.len + ends;
	}
}

int sops__render_md(struct sops__rendering *r, struct sops_error *err)
{
	for (size_t i = 0; i < r->columns; i++) {
		sops_buffer_puts(r->out, "| ");
		put_inline(r, sops__render_heading(r, i), put_md);
		sops_buffer_putc(r->out, ' ');
	}
	sops_buffer_puts(r->out, "|\n");
	for (size_t i = 0; i < r->columns; i++)
		sops_buffer_puts(r->out, sops__render_numeric(r, i) ? "| ---: " : "| --- ");
	sops_buffer_puts(r->out, "|\n");
	for (size_t row = 0; row < r->rows; row++) {
		for (size_t i = 0; i < r->columns; i++) {
			int kind = sops__render_cell(r, row, i, err);

			if (kind < 0)
				return kind;
			sops_buffer_puts(r->out, "| ");
			put_inline(r, sops_buffer_view(&r->cell), put_md);
			sops_buffer_puts(r->out, r->cell.len ? " " : "");
		}
		sops_buffer_puts(r->out, "|\n");
	}
	if (r->options->foot) {
		sops_buffer_putc(r->out, '\n');
		put_inline(r, sops_field_of(r->options->foot), put_md);
		sops_buffer_putc(r->out, '\n');
	}
	return 0;
}

static void put_html_cell(struct sops__rendering *r, const char *tag, size_t column,
	struct sops_field text)
{
	const char *class = sops__render_numeric(r, column) ? " class=\"n\"" : "";

	sops_buffer_printf(r->out, "<%s%s>", tag, class);
	put_inline(r, text, sops__put_html);
	sops_buffer_printf(r->out, "</%s>", tag);
}

int sops__render_html(struct sops__rendering *r, struct sops_error *err)
{
	sops_buffer_puts(r->out, "<table class=\"sops\">\n<thead>\n<tr>");
	for (size_t i = 0; i < r->columns; i++)
		put_html_cell(r, "th", i, sops__render_heading(r, i));
	sops_buffer_puts(r->out, "</tr>\n</thead>\n<tbody>\n");
	for (size_t row = 0; row < r->rows; row++) {
		sops_buffer_puts(r->out, "<tr>");
		for (size_t i = 0; i < r->columns; i++) {
			int kind = sops__render_cell(r, row, i, err);

			if (kind < 0)
				return kind;
			put_html_cell(r, "td", i, sops_buffer_view(&r->cell));
		}
		sops_buffer_puts(r->out, "</tr>\n");
	}
	sops_buffer_puts(r->out, "</tbody>\n</table>\n");
	if (r->options->foot) {
		sops_buffer_puts(r->out, "<p class=\"sops-foot\">");
		put_inline(r, sops_field_of(r->options->foot), sops__put_html);
		sops_buffer_puts(r->out, "</p>\n");
	}
	return 0;
}
