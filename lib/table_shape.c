/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns and rows of a finished table stand, and in which order. */
#include <sops/nearest.h>
#include "table_private.h"

#include <stdlib.h>

static struct sops_field name_of(const struct sops_table *table, size_t column)
{
	return sops_field_of(table->columns[column].is.name);
}

static int unknown_column(const struct sops_table *table, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field *names = calloc(table->width ? table->width : 1, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < table->width; i++)
		names[i] = name_of(table, i);
	if (err && err->status == SOPS_OK) {
		sops_error_set(err, SOPS_EUSAGE, "no column %s in the output",
			sops_quote(quoted, name));
		sops_hint_names(err, name, names, table->width, "columns");
	}
	free(names);
	return SOPS_EUSAGE;
}

/* Finds a column, standing or not, by its name without the mark that may precede it. */
static int find_column(size_t *column, bool *marked, const struct sops_table *table,
	struct sops_field item, char mark, struct sops_error *err)
{
	*marked = item.len && item.at[0] == mark;
	if (*marked)
		item = sops_field_trim((struct sops_field){ item.at + 1, item.len - 1 });
	if (item.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "an empty name in the list of columns");
	for (*column = 0; *column < table->width; ++*column)
		if (sops_field_equal(name_of(table, *column), item))
			return 0;
	return unknown_column(table, item, err);
}

static bool stands(const size_t *shown, size_t count, size_t column)
{
	for (size_t i = 0; i < count; i++)
		if (shown[i] == column)
			return true;
	return false;
}

static int choose_columns(size_t *shown, size_t *count, const struct sops_table *table,
	struct sops_field list, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	do {
		bool added;
		size_t column = 0;
		struct sops_field item = sops_field_cut(&list, ',');
		int status = find_column(&column, &added, table, item, '+', err);

		if (status < 0)
			return status;
		if (!stands(shown, *count, column))
			shown[(*count)++] = column;
		else if (!added)
			return sops_error_set(err, SOPS_EUSAGE, "column %s is listed twice",
				sops_quote(quoted, name_of(table, column)));
	} while (list.at);
	return 0;
}

int sops_table_select(struct sops_table *table, struct sops_field list, struct sops_error *err)
{
	size_t *shown = calloc(table->width ? table->width : 1, sizeof(*shown));
	struct sops_field first = sops_field_trim(list);
	size_t count = 0;
	int status;

	if (!shown)
		return sops_error_memory(err);
	for (size_t i = 0; first.len && first.at[0] == '+' && i < table->width; i++)
		if (!table->columns[i].hidden)
			shown[count++] = i;
	status = choose_columns(shown, &count, table, list, err);
	if (status < 0) {
		free(shown);
		return status;
	}
	free(table->shown);
	table->shown = shown;
	table->shown_count = count;
	return 0;
}

/* Kinds in the order in which they sort: numbers of any kind with each other, blanks last. */
static const int rank[] = {
	[SOPS_CELL_COUNT] = 0,
	[SOPS_CELL_MONEY] = 0,
	[SOPS_CELL_SHARE] = 0,
	[SOPS_CELL_FEW] = 0,
	[SOPS_CELL_QUOTIENT] = 0,
	[SOPS_CELL_REAL] = 0,
	[SOPS_CELL_DATE] = 1,
	[SOPS_CELL_BOOL] = 2,
	[SOPS_CELL_TEXT] = 3,
	[SOPS_CELL_BLANK] = 4,
};

/* An exact number as a ratio whose denominator is above zero. */
static struct sops_ratio ratio_of(const struct sops_cell *cell)
{
	struct sops_ratio ratio = { .den = sops_money_of(1) };

	if (cell->kind == SOPS_CELL_COUNT)
		ratio.num = sops_money_of(cell->count);
	else if (cell->kind == SOPS_CELL_MONEY)
		ratio.num = cell->money;
	else
		ratio = cell->ratio;
	if (ratio.den.units < 0) {
		ratio.num.units = -ratio.num.units;
		ratio.den.units = -ratio.den.units;
	}
	return ratio;
}

static double double_of(const struct sops_cell *cell)
{
	struct sops_ratio ratio;

	if (cell->kind == SOPS_CELL_REAL)
		return cell->real;
	ratio = ratio_of(cell);
	return sops_money_double(ratio.num) / sops_money_double(ratio.den);
}

/* False when the two cannot be compared exactly in 38 digits. */
static bool compare_exactly(int *order, const struct sops_cell *a, const struct sops_cell *b)
{
	struct sops_ratio x, y;
	struct sops_money left, right;

	if (a->kind == SOPS_CELL_REAL || b->kind == SOPS_CELL_REAL)
		return false;
	x = ratio_of(a);
	y = ratio_of(b);
	if (sops_money_mul(&left, x.num, y.den, NULL) < 0 ||
	    sops_money_mul(&right, y.num, x.den, NULL) < 0)
		return false;
	*order = sops_money_compare(left, right);
	return true;
}

static int compare_numbers(const struct sops_cell *a, const struct sops_cell *b)
{
	double x, y;
	int order;

	if (compare_exactly(&order, a, b))
		return order;
	x = double_of(a);
	y = double_of(b);
	return (x > y) - (x < y);
}

static int compare_cells(const struct sops_cell *a, const struct sops_cell *b)
{
	if (rank[a->kind] != rank[b->kind])
		return rank[a->kind] - rank[b->kind];
	switch (a->kind) {
	case SOPS_CELL_BLANK:
		return 0;
	case SOPS_CELL_TEXT:
		return sops_field_compare(a->text, b->text);
	case SOPS_CELL_DATE:
		return (a->date > b->date) - (a->date < b->date);
	case SOPS_CELL_BOOL:
		return a->truth - b->truth;
	default:
		return compare_numbers(a, b);
	}
}

struct key {
	size_t column;
	bool descending;
};

struct order {
	const struct sops_table *table;
	struct key *keys;
	size_t count;
};

/* qsort_r's; the row's own place settles what the keys leave open, so the sort is stable. */
static int compare_rows(const void *x, const void *y, void *context)
{
	const struct order *order = context;
	size_t width = order->table->width, a = *(const size_t *)x, b = *(const size_t *)y;

	for (size_t i = 0; i < order->count; i++) {
		const struct key *key = &order->keys[i];
		const struct sops_cell *left = &order->table->cells[a * width + key->column];
		const struct sops_cell *right = &order->table->cells[b * width + key->column];
		bool blank = left->kind == SOPS_CELL_BLANK || right->kind == SOPS_CELL_BLANK;
		int way = key->descending && !blank ? compare_cells(right, left) :
			compare_cells(left, right);

		if (way)
			return way;
	}
	return (a > b) - (a < b);
}

static int read_keys(struct order *order, struct sops_field list, struct sops_error *err)
{
	size_t most = 1;

	for (size_t i = 0; i < list.len; i++)
		most += list.at[i] == ',';
	order->keys = calloc(most, sizeof(*order->keys));
	if (!order->keys)
		return sops_error_memory(err);
	do {
		struct key *key = &order->keys[order->count];
		struct sops_field item = sops_field_cut(&list, ',');
		int status = find_column(&key->column, &key->descending, order->table, item, '-',
			err);

		if (status < 0)
			return status;
		order->count++;
	} while (list.at);
	return 0;
}

static int sort_rows(struct sops_table *table, struct order *order, struct sops_error *err)
{
	size_t width = table->width, bytes = width * sizeof(*table->cells);
	size_t *rows = calloc(table->rows, sizeof(*rows));
	struct sops_cell *sorted = calloc(table->rows * width, sizeof(*sorted));

	if (!rows || !sorted) {
		free(rows);
		free(sorted);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < table->rows; i++)
		rows[i] = i;
	qsort_r(rows, table->rows, sizeof(*rows), compare_rows, order);
	for (size_t i = 0; i < table->rows; i++)
		memcpy(sorted + i * width, table->cells + rows[i] * width, bytes);
	free(rows);
	free(table->cells);
	table->cells = sorted;
	table->cells_room = table->rows * width;
	return 0;
}

int sops_table_sort(struct sops_table *table, struct sops_field list, struct sops_error *err)
{
	struct order order = { .table = table };
	int status = read_keys(&order, list, err);

	if (status == 0 && table->rows > 1)
		status = sort_rows(table, &order, err);
	free(order.keys);
	return status;
}

void sops_table_top(struct sops_table *table, size_t n)
{
	if (n < table->rows)
		table->rows = n;
}

static const char *const type_names[] = {
	[SOPS_COLUMN_TEXT] = "text",
	[SOPS_COLUMN_COUNT] = "count",
	[SOPS_COLUMN_MONEY] = "money",
	[SOPS_COLUMN_RATIO] = "ratio",
	[SOPS_COLUMN_NUMBER] = "number",
	[SOPS_COLUMN_REAL] = "real",
	[SOPS_COLUMN_DATE] = "date",
	[SOPS_COLUMN_PERIOD] = "period",
	[SOPS_COLUMN_BOOL] = "bool",
};

static void describe_column(struct sops_table *description, const struct sops__table_column *column,
	struct sops_buffer *doc)
{
	sops_buffer_clear(doc);
	sops_buffer_puts(doc, column->is.doc);
	if (column->hidden)
		sops_buffer_puts(doc, " (shown when asked for)");
	sops_table_row(description);
	sops_table_string(description, column->is.name);
	sops_table_string(description, type_names[column->is.type]);
	sops_table_string(
		description, column->is.unit && *column->is.unit ? column->is.unit : NULL);
	sops_table_text(description, sops_buffer_view(doc));
}

int sops_table_describe(struct sops_table **out, const struct sops_table *table,
	struct sops_error *err)
{
	struct sops_buffer doc = SOPS_BUFFER_INIT;
	struct sops_table *description;
	int status = sops_table_new(&description, err);

	if (status < 0)
		return status;
	sops_table_column(description, "name", SOPS_COLUMN_TEXT, "", "name of the column");
	sops_table_column(description, "type", SOPS_COLUMN_TEXT, "", "what its values are");
	sops_table_column(description, "unit", SOPS_COLUMN_TEXT, "", "what they are counted in");
	sops_table_column(description, "description", SOPS_COLUMN_TEXT, "", "what they mean");
	for (size_t i = 0; i < table->width && status == 0; i++) {
		describe_column(description, &table->columns[i], &doc);
		status = sops_buffer_check(&doc, err);
	}
	sops_buffer_release(&doc);
	if (status == 0)
		status = sops_table_check(description, err);
	if (status < 0)
		sops_table_free(description);
	else
		*out = description;
	return status;
}
