/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table format: libsmartcols aligns, this decides what it is given. */
#include "render_private.h"

#include <errno.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <utf8proc.h>

#define SEPARATOR "  "
#define BOLD "\033[1m"
#define DIM "\033[2m"
#define PLAIN "\033[0m"
#define NARROWEST 8 /* a text column is not cut below this, nor below its header */

struct grid {
	struct libscols_table *table;
	size_t *natural; /* display width of each column */
	size_t *least;   /* and what it may be cut to */
};

/* Takes one character off *text; its display width. Text is harmless, so valid, by now. */
static size_t next_width(struct sops_field *text)
{
	utf8proc_int32_t code = 0;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text->at,
		(utf8proc_ssize_t)text->len, &code);
	int width = n > 0 ? utf8proc_charwidth(code) : 1;

	text->at += n > 0 ? n : 1;
	text->len -= n > 0 ? (size_t)n : 1;
	return width > 0 ? (size_t)width : 0;
}

static size_t width_of(struct sops_field text)
{
	size_t width = 0;

	while (text.len)
		width += next_width(&text);
	return width;
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Column names are shown in ASCII capitals; every other character stays. */
static int capitals(struct sops_buffer *out, struct sops_field name, struct sops_error *err)
{
	sops_buffer_clear(out);
	for (size_t i = 0; i < name.len; i++) {
		char c = name.at[i];

		sops_buffer_putc(out, c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
	}
	return sops_buffer_check(out, err);
}

static int add_column(struct grid *grid, struct sops__rendering *r, size_t column,
	struct sops_error *err)
{
	int flags = sops__render_numeric(r, column) ? SCOLS_FL_RIGHT : 0;
	int status = capitals(&r->cell, sops__render_heading(r, column), err);
	struct libscols_column *added;
	struct sops_field shown;

	if (status < 0)
		return status;
	shown = sops__render_shown(r, sops_buffer_view(&r->cell));
	status = sops_buffer_check(r->out, err);
	if (status < 0)
		return status;
	added = scols_table_new_column(grid->table, shown.len ? shown.at : "", 0, flags);
	if (!added || scols_cell_set_color(scols_column_get_header(added), BOLD) < 0)
		return sops_error_memory(err);
	grid->natural[column] = width_of(shown);
	grid->least[column] = larger(grid->natural[column], NARROWEST);
	return 0;
}

static int add_row(struct grid *grid, struct sops__rendering *r, size_t row, struct sops_error *err)
{
	struct libscols_line *line = scols_table_new_line(grid->table, NULL);

	if (!line)
		return sops_error_memory(err);
	for (size_t i = 0; i < r->columns; i++) {
		int status = sops__render_cell(r, row, i, err);
		struct sops_field shown;

		if (status < 0)
			return status;
		shown = sops__render_shown(r, sops_buffer_view(&r->cell));
		status = sops_buffer_check(r->out, err);
		if (status < 0)
			return status;
		if (shown.len && scols_line_set_data(line, i, shown.at) < 0)
			return sops_error_memory(err);
		grid->natural[i] = larger(grid->natural[i], width_of(shown));
	}
	return 0;
}

/* A text column may be cut, a number never. */
static size_t width_at(const struct grid *grid, const struct sops__rendering *r, size_t column,
	size_t level)
{
	size_t natural = grid->natural[column];
	size_t cut = larger(grid->least[column], level);

	if (sops_table_column_at(r->table, column)->type != SOPS_COLUMN_TEXT)
		return natural;
	return cut < natural ? cut : natural;
}

static size_t total_at(const struct grid *grid, const struct sops__rendering *r, size_t level)
{
	size_t total = (r->columns - 1) * strlen(SEPARATOR);

	for (size_t i = 0; i < r->columns; i++)
		total += width_at(grid, r, i, level);
	return total;
}

/* The widest that every text column may be for the whole to fit; 0 when nothing helps. */
static size_t level_that_fits(const struct grid *grid, const struct sops__rendering *r,
	size_t width)
{
	size_t fits = 0, too_wide = width + 1;

	while (fits + 1 < too_wide) {
		size_t middle = fits + (too_wide - fits) / 2;

		if (total_at(grid, r, middle) <= width)
			fits = middle;
		else
			too_wide = middle;
	}
	return fits;
}

static void put_cut(struct sops_buffer *out, struct sops_field text, size_t width)
{
	struct sops_field rest = text;
	size_t used = 0, kept = 0;

	while (rest.len) {
		used += next_width(&rest);
		if (used > width - 1)
			break;
		kept = text.len - rest.len;
	}
	sops_buffer_add(out, text.at, kept);
	sops_buffer_puts(out, "…");
}

static int cut_row(struct libscols_line *line, const struct grid *grid, struct sops__rendering *r,
	size_t level, struct sops_error *err)
{
	for (size_t i = 0; i < r->columns; i++) {
		struct libscols_cell *cell = scols_line_get_cell(line, i);
		struct sops_field text = sops_field_of(scols_cell_get_data(cell));
		size_t width = width_at(grid, r, i, level);
		int status;

		if (width >= grid->natural[i] || width_of(text) <= width)
			continue;
		sops_buffer_clear(&r->cell);
		put_cut(&r->cell, text, width);
		status = sops_buffer_check(&r->cell, err);
		if (status < 0)
			return status;
		if (scols_cell_set_data(cell, r->cell.at) < 0)
			return sops_error_memory(err);
	}
	return 0;
}

static int fit(struct grid *grid, struct sops__rendering *r, size_t width, struct sops_error *err)
{
	struct libscols_iter *iter;
	struct libscols_line *line;
	size_t level;
	int status = 0;

	/* Where cutting does not help either, the terminal wraps whole texts. */
	if (total_at(grid, r, SIZE_MAX) <= width || total_at(grid, r, 0) > width)
		return 0;
	iter = scols_new_iter(SCOLS_ITER_FORWARD);
	if (!iter)
		return sops_error_memory(err);
	level = level_that_fits(grid, r, width);
	while (status == 0 && scols_table_next_line(grid->table, iter, &line) == 0)
		status = cut_row(line, grid, r, level, err);
	scols_free_iter(iter);
	return status;
}

static int fill(struct grid *grid, struct sops__rendering *r, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; i < r->columns && status == 0; i++)
		status = add_column(grid, r, i, err);
	for (size_t i = 0; i < r->rows && status == 0; i++)
		status = add_row(grid, r, i, err);
	if (status == 0 && r->options->width > 0)
		status = fit(grid, r, (size_t)r->options->width, err);
	/* libsmartcols prints nothing at all of a table without lines. */
	if (status == 0 && r->rows == 0 && !scols_table_new_line(grid->table, NULL))
		status = sops_error_memory(err);
	return status;
}

/* So many lines of the text, without the blanks with which the last column was filled up. */
static void put_lines(struct sops_buffer *out, struct sops_field text, size_t lines)
{
	while (lines-- > 0) {
		const char *end = text.len ? memchr(text.at, '\n', text.len) : NULL;
		size_t len = end ? (size_t)(end - text.at) : text.len, kept = len;

		while (kept > 0 && text.at[kept - 1] == ' ')
			kept--;
		sops_buffer_add(out, text.at, kept);
		sops_buffer_putc(out, '\n');
		text.at += end ? len + 1 : len;
		text.len -= end ? len + 1 : len;
	}
}

static int print(struct grid *grid, struct sops__rendering *r, struct sops_error *err)
{
	char *text = NULL;
	int status = fill(grid, r, err);

	if (status < 0)
		return status;
	if (scols_print_table_to_string(grid->table, &text) < 0 || !text)
		status = sops_error_memory(err);
	else
		put_lines(r->out, sops_field_of(text), r->rows + 1);
	free(text);
	return status;
}

static int put_grid(struct sops__rendering *r, struct sops_error *err)
{
	struct grid grid = {
		.table = scols_new_table(),
		.natural = calloc(r->columns, sizeof(*grid.natural)),
		.least = calloc(r->columns, sizeof(*grid.least)),
	};
	int status = 0;

	if (!grid.table || !grid.natural || !grid.least ||
	    scols_table_set_column_separator(grid.table, SEPARATOR) < 0)
		status = sops_error_memory(err);
	if (status == 0) {
		scols_table_enable_noencoding(grid.table, 1);
		scols_table_enable_colors(grid.table, r->options->color);
		scols_table_set_termforce(grid.table, SCOLS_TERMFORCE_NEVER);
		status = print(&grid, r, err);
	}
	scols_unref_table(grid.table);
	free(grid.natural);
	free(grid.least);
	return status;
}

static void put_foot(struct sops__rendering *r)
{
	struct sops_field foot = sops__render_shown(r, sops_field_of(r->options->foot));

	sops_buffer_puts(r->out, r->options->color ? "\n" DIM : "\n");
	sops_buffer_field(r->out, foot);
	sops_buffer_puts(r->out, r->options->color ? PLAIN "\n" : "\n");
}

/* libsmartcols measures by the locale, so it gets one of its own: output is the same under all. */
int sops__render_text(struct sops__rendering *r, struct sops_error *err)
{
	locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = (locale_t)0;
	int status = 0;

	if (!utf8 && errno == ENOMEM)
		return sops_error_memory(err);
	if (utf8)
		before = uselocale(utf8);
	if (r->columns > 0)
		status = put_grid(r, err);
	if (utf8) {
		uselocale(before);
		freelocale(utf8);
	}
	if (status == 0 && r->options->foot)
		put_foot(r);
	return status;
}
