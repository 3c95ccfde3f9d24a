/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sheet, row by row: <row> of <c> of <v>, and what merges cells, which stands behind them. */
#include "xlsx_private.h"

#include "private.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct sops__sheet {
	struct sops_xlsx *xlsx;
	const struct sops__tab *tab;
	struct sops__xml *xml;
	struct sops__merges *merges;  /* or NULL: of no interest */
	size_t width;                 /* as far as was seen */
	bool survey;                  /* cells are not turned into text */
	bool stop_at_any;             /* nor all looked at */
	uint32_t row;
	struct sops__cells cells;
	/* The cell that is being read. */
	size_t column, next_column;
	enum sops__type type;
	uint32_t style;
	bool formula, open;           /* open: its text is being read */
	size_t text_start;            /* of the <t> that is open */
	struct sops_buffer value;
};

/* The error, behind the sheet and the cell that it is about. */
static __attribute__((format(printf, 3, 4)))
int refuse(const struct sops__sheet *sheet, struct sops_error *err, const char *format, ...)
{
	char name[SOPS_QUOTED], ref[SOPS__REF], why[768];
	const struct sops_place place = { .file = sheet->xlsx->name, .line = sheet->row };
	va_list args;

	va_start(args, format);
	vsnprintf(why, sizeof(why), format, args);
	va_end(args);
	sops_error_set(err, SOPS_EINPUT, "%s!%s: %s",
		sops__escape(name, sops_field_of(sheet->tab->name)),
		sops__ref(ref, sheet->column, sheet->row), why);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* The same about a row. */
static int refuse_row(const struct sops__sheet *sheet, struct sops_error *err, const char *row,
	const char *why)
{
	char name[SOPS_QUOTED], quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "%s: row %s %s",
		sops__escape(name, sops_field_of(sheet->tab->name)),
		sops_quote(quoted, sops_field_of(row)), why);
	return SOPS_EINPUT;
}

static int start_row(struct sops__sheet *sheet, const char **attributes, struct sops_error *err)
{
	const char *number = sops__attribute(attributes, "r");
	uint32_t row = sheet->row + 1;

	if (number && (!sops__whole(&row, number, SOPS__ROWS) || row == 0))
		return refuse_row(sheet, err, number, "is no row from 1 to 1048576");
	if (row > SOPS__ROWS)
		return refuse_row(sheet, err, "1048577", "is no row from 1 to 1048576");
	if (row <= sheet->row)
		return refuse_row(sheet, err, number, "does not come after the row before it");
	sheet->row = row;
	sheet->next_column = 0;
	sheet->cells.count = 0;
	sops_buffer_clear(&sheet->cells.text);
	return 0;
}

static int place_cell(struct sops__sheet *sheet, const char *ref, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	uint32_t row = sheet->row;
	size_t len;

	sheet->column = sheet->next_column;
	if (ref) {
		size_t column;

		len = sops__ref_parse(&column, &row, ref);
		if (len == 0 || ref[len])
			return refuse(sheet, err, "%s is no cell of a sheet",
				sops_quote(quoted, sops_field_of(ref)));
		sheet->column = column;
	}
	if (row != sheet->row)
		return refuse(sheet, err, "the cell says that it is %s",
			sops_quote(quoted, sops_field_of(ref)));
	if (sheet->column < sheet->next_column)
		return refuse(sheet, err, "the cell does not come after the cell before it");
	if (sheet->column >= sheet->xlsx->options.max_columns)
		return refuse(sheet, err, "more than %zu columns",
			sheet->xlsx->options.max_columns);
	sheet->next_column = sheet->column + 1;
	return 0;
}

static int start_cell(struct sops__sheet *sheet, const char **attributes, struct sops_error *err)
{
	const char *ref = NULL, *type = NULL, *style = NULL;
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; attributes[i]; i += 2) {
		switch (attributes[i][1] ? '\0' : attributes[i][0]) {
		case 'r': ref = attributes[i + 1]; break;
		case 't': type = attributes[i + 1]; break;
		case 's': style = attributes[i + 1]; break;
		}
	}
	if (place_cell(sheet, ref, err) < 0)
		return SOPS_EINPUT;
	sheet->type = SOPS__NUMBER;
	sheet->style = 0;
	sheet->formula = sheet->open = false;
	sops_buffer_clear(&sheet->value);
	if (type && !sops__type_of(&sheet->type, type))
		return refuse(sheet, err, "%s is no type of a cell",
			sops_quote(quoted, sops_field_of(type)));
	if (style && *style && (!sops__whole(&sheet->style, style, UINT32_MAX) ||
		      sheet->style >= sheet->xlsx->styles.count))
		return refuse(sheet, err, "style %s, of which there are %zu, from 0",
			sops_quote(quoted, sops_field_of(style)), sheet->xlsx->styles.count);
	return 0;
}

/* Whether the element has text of a cell: its value, or <is> with <t>, or with runs of <t>. */
static bool says(const struct sops__sheet *sheet, enum sops__element element)
{
	size_t level = 1;

	if (element == SOPS__V)
		return sheet->type != SOPS__INLINE && sops__xml_up(sheet->xml, 1) == SOPS__C;
	if (element != SOPS__T || sheet->type != SOPS__INLINE)
		return false;
	if (sops__xml_up(sheet->xml, level) == SOPS__R)
		level++;
	return sops__xml_up(sheet->xml, level) == SOPS__IS &&
		sops__xml_up(sheet->xml, level + 1) == SOPS__C;
}

static int start_alternate(const struct sops__sheet *sheet, enum sops__element up,
	struct sops_error *err)
{
	if (up != SOPS__SHEET_DATA && up != SOPS__ROW && up != SOPS__C && up != SOPS__IS)
		return 0;
	return refuse(sheet, err, "what comes next has alternatives, of which none is chosen");
}

static int start(void *with, struct sops__xml *xml, enum sops__element element,
	const char **attributes, struct sops_error *err)
{
	struct sops__sheet *sheet = with;
	enum sops__element up = sops__xml_up(xml, 1);
	const char *range = NULL;

	switch (element) {
	case SOPS__ROW:
		return up == SOPS__SHEET_DATA ? start_row(sheet, attributes, err) : 0;
	case SOPS__C:
		return up == SOPS__ROW ? start_cell(sheet, attributes, err) : 0;
	case SOPS__V:
	case SOPS__T:
		sheet->open = says(sheet, element);
		sheet->text_start = sheet->value.len;
		return 0;
	case SOPS__F:
		sheet->formula = sheet->formula || up == SOPS__C;
		return 0;
	case SOPS__ALTERNATE:
		return start_alternate(sheet, up, err);
	case SOPS__MERGE_CELL:
		range = sops__attribute(attributes, "ref");
		if (!sheet->merges || up != SOPS__MERGE_CELLS)
			return 0;
		return sops__merges_add(sheet->merges, range ? range : "", err);
	default:
		return 0;
	}
}

static int text(void *with, const char *at, size_t len, struct sops_error *err)
{
	struct sops__sheet *sheet = with;

	if (!sheet->open)
		return 0;
	sops_buffer_add(&sheet->value, at, len);
	if (sheet->value.failed == SOPS_EINPUT)
		return refuse(sheet, err, "more than %zu bytes", sheet->value.limit);
	return sops_buffer_check(&sheet->value, err);
}

static int end_text(struct sops__sheet *sheet, enum sops__element element, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };

	if (!sheet->open)
		return 0;
	sheet->open = false;
	if (sheet->value.len == 0 || sheet->survey)
		return 0;
	if (element == SOPS__V && sheet->type != SOPS__FORMULA_TEXT)
		return 0;
	if (sops__xlsx_unescape(&sheet->value, sheet->text_start, &why) == 0)
		return 0;
	return refuse(sheet, err, "%s", why.text);
}

/* Whether a cell with a value has text: a shared one may be empty, a wrong one is for later. */
static bool has_text(const struct sops__sheet *sheet)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	bool any;

	if (sheet->type != SOPS__SHARED)
		return true;
	any = sops__cell_text(&out, sheet->xlsx, sheet->type, sheet->style,
		sops_buffer_view(&sheet->value), NULL) < 0 || out.len > 0;
	sops_buffer_release(&out);
	return any;
}

static int keep_text(struct sops__sheet *sheet, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };
	struct sops_buffer *row = &sheet->cells.text;
	size_t at = row->len;
	int status = sops__cell_text(row, sheet->xlsx, sheet->type, sheet->style,
		sops_buffer_view(&sheet->value), &why);

	if (row->failed == SOPS_EINPUT)
		return refuse(sheet, err, "a row of more than %zu bytes", row->limit);
	if (row->failed)
		return sops_buffer_check(row, err);
	if (status < 0)
		return refuse(sheet, err, "%s", why.text);
	if (row->len > at && sops__cells_set(&sheet->cells, sheet->column, at) < 0)
		return sops_error_memory(err);
	return 0;
}

static int end_cell(struct sops__sheet *sheet, struct sops_error *err)
{
	bool unsaved = sheet->formula && sheet->type != SOPS__FORMULA_TEXT;

	if (sheet->value.len == 0 && !unsaved)
		return 0;
	if (sheet->value.len == 0 && !sheet->survey) {
		refuse(sheet, err, "a formula without its value");
		sops_error_hint(err, "open the file in a spreadsheet program and save it");
		return SOPS_EINPUT;
	}
	if (!sheet->survey)
		return keep_text(sheet, err);
	if (sheet->column < sheet->width || !has_text(sheet))
		return 0;
	sheet->width = sheet->column + 1;
	return sheet->stop_at_any;
}

static int end(void *with, struct sops__xml *xml, enum sops__element element,
	struct sops_error *err)
{
	struct sops__sheet *sheet = with;
	enum sops__element up = sops__xml_up(xml, 1);

	switch (element) {
	case SOPS__V:
	case SOPS__T:
		return end_text(sheet, element, err);
	case SOPS__C:
		return up == SOPS__ROW ? end_cell(sheet, err) : 0;
	case SOPS__ROW:
		return up == SOPS__SHEET_DATA && sheet->cells.count > 0;
	default:
		return 0;
	}
}

int sops__sheet_open(struct sops__sheet **out, struct sops_xlsx *xlsx, size_t number,
	struct sops_error *err)
{
	static const struct sops__xml_calls calls = { SOPS__WORKSHEET, start, end, text };
	struct sops__sheet *sheet = calloc(1, sizeof(*sheet));
	int status;

	if (!sheet)
		return sops_error_memory(err);
	sheet->xlsx = xlsx;
	sheet->tab = &xlsx->tabs[number];
	sops_buffer_init(&sheet->value, xlsx->options.max_field);
	sops_buffer_init(&sheet->cells.text, xlsx->options.max_record);
	status = sops__xml_open(&sheet->xml, xlsx->zip, sheet->tab->part, &calls, sheet, err);
	if (status < 0) {
		sops__sheet_free(sheet);
		return status;
	}
	*out = sheet;
	return 0;
}

void sops__sheet_free(struct sops__sheet *sheet)
{
	if (!sheet)
		return;
	sops__xml_free(sheet->xml);
	sops_buffer_release(&sheet->value);
	sops_buffer_release(&sheet->cells.text);
	free(sheet->cells.at);
	free(sheet);
}

int sops__sheet_next(struct sops__sheet *sheet, struct sops__cells **cells, uint32_t *row,
	struct sops_error *err)
{
	int status = sops__xml_run(sheet->xml, err);

	*cells = &sheet->cells;
	*row = sheet->row;
	return status;
}

int sops__sheet_survey(struct sops_xlsx *xlsx, size_t *width, struct sops__merges *merges,
	struct sops_error *err)
{
	struct sops__sheet *sheet;
	int status = sops__sheet_open(&sheet, xlsx, xlsx->chosen, err);

	if (status < 0)
		return status;
	sheet->survey = true;
	sheet->merges = merges;
	status = sops__xml_run(sheet->xml, err);
	*width = sheet->width;
	sops__sheet_free(sheet);
	return status;
}

int sops__sheet_cells(struct sops_xlsx *xlsx, size_t number, bool *any, struct sops_error *err)
{
	struct sops__sheet *sheet;
	int status = sops__sheet_open(&sheet, xlsx, number, err);

	if (status < 0)
		return status;
	sheet->survey = sheet->stop_at_any = true;
	status = sops__xml_run(sheet->xml, err);
	*any = status > 0;
	sops__sheet_free(sheet);
	return status < 0 ? status : 0;
}
