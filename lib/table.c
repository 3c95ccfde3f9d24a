/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "table_private.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK_BYTES ((size_t)16 * 1024)

int sops_table_new(struct sops_table **out, struct sops_error *err)
{
	*out = calloc(1, sizeof(**out));
	return *out ? 0 : sops_error_memory(err);
}

static void free_chunks(struct sops__chunk **chunks)
{
	while (*chunks) {
		struct sops__chunk *next = (*chunks)->next;

		free(*chunks);
		*chunks = next;
	}
}

void sops_table_free(struct sops_table *table)
{
	if (!table)
		return;
	free_chunks(&table->names);
	free_chunks(&table->texts);
	free(table->columns);
	free(table->shown);
	free(table->cells);
	free(table->prefix);
	free(table->notes);
	free(table);
}

int sops_table_check(const struct sops_table *table, struct sops_error *err)
{
	if (table->failure.status == SOPS_OK)
		return 0;
	if (err && err->status == SOPS_OK)
		*err = table->failure;
	return table->failure.status;
}

static bool failed(const struct sops_table *table)
{
	return table->failure.status != SOPS_OK;
}

/* A caller's mistake, not the user's: it should be found by the first test of that caller. */
static void misused(struct sops_table *table, const char *what)
{
	sops_error_set(&table->failure, SOPS_ESYSTEM, "table: %s (row %zu)", what,
		sops_table_rows(table));
}

/* The array with room for need elements; NULL when memory failed, and the old one is kept. */
static void *grown(struct sops_table *table, void *array, size_t *room, size_t need, size_t size)
{
	size_t wanted = *room ? *room : 8, bytes;
	void *larger;

	if (need <= *room)
		return array;
	while (wanted < need && wanted <= SIZE_MAX / 2)
		wanted *= 2;
	larger = NULL;
	if (wanted >= need && !__builtin_mul_overflow(wanted, size, &bytes))
		larger = realloc(array, bytes);
	if (!larger) {
		sops_error_memory(&table->failure);
		return NULL;
	}
	*room = wanted;
	return larger;
}

static char *text_room(struct sops_table *table, struct sops__chunk **chunks, size_t bytes)
{
	struct sops__chunk *chunk = *chunks;
	size_t size = bytes > CHUNK_BYTES ? bytes : CHUNK_BYTES;

	if (!chunk || chunk->size - chunk->used < bytes) {
		chunk = size < SIZE_MAX - sizeof(*chunk) ? malloc(sizeof(*chunk) + size) : NULL;
		if (!chunk) {
			sops_error_memory(&table->failure);
			return NULL;
		}
		*chunk = (struct sops__chunk){ .next = *chunks, .size = size };
		*chunks = chunk;
	}
	chunk->used += bytes;
	return chunk->bytes + chunk->used - bytes;
}

/* The table's own copy, with a NUL behind it; at is NULL when memory failed. */
static struct sops_field copied(struct sops_table *table, struct sops__chunk **chunks,
	struct sops_field text)
{
	char *at = text.len < SIZE_MAX ? text_room(table, chunks, text.len + 1) : NULL;

	if (!at)
		return (struct sops_field){ NULL, 0 };
	if (text.len)
		memcpy(at, text.at, text.len);
	at[text.len] = '\0';
	return (struct sops_field){ at, text.len };
}

static const char *copied_string(struct sops_table *table, const char *string)
{
	return copied(table, &table->names, sops_field_of(string)).at;
}

static bool has_column(const struct sops_table *table, const char *name)
{
	for (size_t i = 0; i < table->width; i++)
		if (strcmp(table->columns[i].is.name, name) == 0)
			return true;
	return false;
}

static void add_column(struct sops_table *table, const struct sops_column *column, bool hidden)
{
	size_t room = table->columns_room;
	char quoted[SOPS_QUOTED];
	void *array;

	if (sops_table_rows(table) || table->prefix_count)
		misused(table, "a column after the first row");
	else if (has_column(table, column->name))
		sops_error_set(&table->failure, SOPS_EUSAGE,
			"two columns of the output are named %s",
			sops_quote(quoted, sops_field_of(column->name)));
	if (failed(table))
		return;
	array = grown(table, table->columns, &room, table->width + 1, sizeof(*table->columns));
	if (!array)
		return;
	table->columns = array;
	array = grown(table, table->shown, &table->columns_room, table->width + 1,
		sizeof(*table->shown));
	if (!array)
		return;
	table->shown = array;

	table->columns[table->width] = (struct sops__table_column){
		.is.name = copied_string(table, column->name),
		.is.type = column->type,
		.is.unit = copied_string(table, column->unit),
		.is.doc = copied_string(table, column->doc),
		.hidden = hidden,
	};
	if (failed(table))
		return;
	if (!hidden)
		table->shown[table->shown_count++] = table->width;
	table->width++;
}

void sops_table_column(struct sops_table *table, const char *name, enum sops_column_type type,
	const char *unit, const char *doc)
{
	add_column(table, &(struct sops_column){ name, type, unit, doc }, false);
}

void sops_table_hidden_column(struct sops_table *table, const char *name,
	enum sops_column_type type, const char *unit, const char *doc)
{
	add_column(table, &(struct sops_column){ name, type, unit, doc }, true);
}

static bool undefined(const struct sops_cell *cell)
{
	switch (cell->kind) {
	case SOPS_CELL_MONEY:
		return sops_money_blank(cell->money);
	case SOPS_CELL_SHARE:
	case SOPS_CELL_FEW:
	case SOPS_CELL_QUOTIENT:
		return !sops_ratio_defined(cell->ratio);
	case SOPS_CELL_REAL:
		return !isfinite(cell->real);
	case SOPS_CELL_DATE:
		return cell->date == SOPS_DATE_BLANK;
	default:
		return false;
	}
}

/* False when memory failed. */
static bool copy_cell(struct sops_table *table, struct sops_cell *to, const struct sops_cell *from)
{
	*to = *from;
	if (undefined(from))
		to->kind = SOPS_CELL_BLANK;
	if (from->kind == SOPS_CELL_TEXT)
		to->text = copied(table, &table->texts, from->text);
	return !failed(table);
}

void sops_table_flow(struct sops_table *table,
	void (*row)(void *to, const struct sops_table *table), void *to)
{
	if (sops_table_rows(table))
		misused(table, "rows are to flow after the first");
	table->sink = row;
	table->to = to;
}

void sops__table_pass(struct sops_table *table)
{
	if (!table->sink || table->rows == 0 || failed(table))
		return;
	table->sink(table->to, table);
	table->passed += table->rows;
	table->rows = 0;
}

/* Texts of rows that are gone make room; a table keeps one piece of memory for the next. */
static void forget_texts(struct sops_table *table)
{
	if (!table->sink || !table->texts)
		return;
	free_chunks(&table->texts->next);
	table->texts->used = 0;
}

void sops_table_prefix(struct sops_table *table, const struct sops_cell *cells, size_t count)
{
	struct sops_cell *array;

	if (failed(table))
		return;
	sops__table_pass(table);
	forget_texts(table);
	table->prefix_count = 0;
	if (count > table->width)
		misused(table, "a prefix longer than a row");
	if (failed(table) || count == 0)
		return;
	array = table->prefix ? table->prefix : calloc(table->width, sizeof(*array));
	if (!array) {
		sops_error_memory(&table->failure);
		return;
	}
	table->prefix = array;
	while (table->prefix_count < count &&
	       copy_cell(table, &array[table->prefix_count], &cells[table->prefix_count]))
		table->prefix_count++;
}

void sops_table_row(struct sops_table *table)
{
	struct sops_cell *cells;
	size_t need;

	if (failed(table))
		return;
	sops__table_pass(table);
	if (__builtin_mul_overflow(table->rows + 1, table->width, &need)) {
		sops_error_memory(&table->failure);
		return;
	}
	cells = grown(table, table->cells, &table->cells_room, need, sizeof(*cells));
	if (!cells && need)
		return;
	table->cells = cells;
	for (size_t i = 0; i < table->width; i++)
		cells[need - table->width + i] = i < table->prefix_count ? table->prefix[i] :
			(struct sops_cell){ .kind = SOPS_CELL_BLANK };
	table->next = table->prefix_count;
	table->rows++;
}

void sops_table_cell(struct sops_table *table, const struct sops_cell *cell)
{
	size_t row = (table->rows - 1) * table->width;

	if (failed(table))
		return;
	if (table->rows == 0)
		misused(table, "a cell before the first row");
	else if (table->next >= table->width)
		misused(table, "a cell too many");
	else if (copy_cell(table, &table->cells[row + table->next], cell))
		table->next++;
}

static void append(struct sops_table *table, struct sops_cell cell)
{
	sops_table_cell(table, &cell);
}

void sops_table_blank(struct sops_table *table)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_BLANK });
}

void sops_table_text(struct sops_table *table, struct sops_field text)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_TEXT, .text = text });
}

void sops_table_string(struct sops_table *table, const char *string)
{
	if (string)
		sops_table_text(table, sops_field_of(string));
	else
		sops_table_blank(table);
}

void sops_table_count(struct sops_table *table, int64_t count)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_COUNT, .count = count });
}

void sops_table_money(struct sops_table *table, struct sops_money money)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_MONEY, .money = money });
}

void sops_table_share(struct sops_table *table, struct sops_ratio ratio)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_SHARE, .ratio = ratio });
}

void sops_table_few(struct sops_table *table, struct sops_ratio ratio)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_FEW, .ratio = ratio });
}

void sops_table_quotient(struct sops_table *table, struct sops_ratio ratio)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_QUOTIENT, .ratio = ratio });
}

void sops_table_real(struct sops_table *table, double real)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_REAL, .real = real });
}

void sops_table_date(struct sops_table *table, sops_date date)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_DATE, .date = date });
}

void sops_table_period(struct sops_table *table, const struct sops_calendar *calendar,
	sops_period period)
{
	char label[SOPS_PERIOD_TEXT];

	if (period == SOPS_PERIOD_BLANK) {
		sops_table_blank(table);
		return;
	}
	sops_period_label(label, calendar, period);
	sops_table_string(table, label);
}

void sops_table_bool(struct sops_table *table, bool truth)
{
	append(table, (struct sops_cell){ .kind = SOPS_CELL_BOOL, .truth = truth });
}

static bool has_note(const struct sops_table *table, const char *note)
{
	for (size_t i = 0; i < table->notes_count; i++)
		if (strcmp(table->notes[i], note) == 0)
			return true;
	return false;
}

void sops_table_note(struct sops_table *table, const char *format, ...)
{
	va_list args;
	char *note;
	void *array;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (failed(table) || len < 0)
		return;
	note = text_room(table, &table->names, (size_t)len + 1);
	array = grown(table, table->notes, &table->notes_room, table->notes_count + 1,
		sizeof(*table->notes));
	if (!note || !array)
		return;
	table->notes = array;
	va_start(args, format);
	vsnprintf(note, (size_t)len + 1, format, args);
	va_end(args);
	if (has_note(table, note))
		table->names->used -= (size_t)len + 1;
	else
		table->notes[table->notes_count++] = note;
}

size_t sops_table_rows(const struct sops_table *table)
{
	return table->passed + table->rows;
}

size_t sops_table_columns(const struct sops_table *table)
{
	return table->shown_count;
}

const struct sops_column *sops_table_column_at(const struct sops_table *table, size_t column)
{
	return column < table->shown_count ? &table->columns[table->shown[column]].is : NULL;
}

const struct sops_cell *sops_table_cell_at(const struct sops_table *table, size_t row,
	size_t column)
{
	if (row < table->passed || row - table->passed >= table->rows ||
	    column >= table->shown_count)
		return NULL;
	row -= table->passed;
	return &table->cells[row * table->width + table->shown[column]];
}

size_t sops_table_notes(const struct sops_table *table)
{
	return table->notes_count;
}

const char *sops_table_note_at(const struct sops_table *table, size_t note)
{
	return note < table->notes_count ? table->notes[note] : NULL;
}
