/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_table.c: records as rows of a table, for people; and what became of which column. */
#include "import_private.h"

int sops_import_columns(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err)
{
	static const enum sops_column_type types[SOPS_PERIOD + 1] = { /* the others are text */
		[SOPS_MONEY] = SOPS_COLUMN_MONEY, [SOPS_COUNT] = SOPS_COLUMN_MONEY,
		[SOPS_RATE] = SOPS_COLUMN_RATIO, [SOPS_BOOL] = SOPS_COLUMN_BOOL };
	struct sops_buffer name = SOPS_BUFFER_INIT;
	int status = sops__import_check_outputs(import, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];
		bool typed = output->role && !output->masked;

		sops_buffer_clear(&name);
		sops_buffer_field(&name, output->name);
		sops_buffer_putc(&name, '\0');
		status = sops_buffer_check(&name, err);
		if (status < 0)
			break;
		sops_table_column(table, name.at,
			typed ? types[output->role->type] : SOPS_COLUMN_TEXT, "",
			output->role ? output->role->doc : "a column of the file");
	}
	sops_buffer_release(&name);
	return status < 0 ? status : sops_table_check(table, err);
}

/* A share is told in per cent to people, but not where that would cost digits. */
static void put_rate(struct sops_table *table, struct sops_money rate)
{
	const struct sops_ratio ratio = { rate, sops_money_of(1) };

	if (rate.scale <= SOPS_RATIO_DIGITS)
		sops_table_share(table, ratio);
	else
		sops_table_money(table, rate);
}

/* A value that is no text as what it is. False: it is one, or its text is masked. */
static bool put_value(const struct sops__output *output, const void *row, struct sops_table *table)
{
	const void *value;

	if (!output->role || output->masked)
		return false;
	value = (const char *)row + output->role->offset;
	switch (output->role->type) {
	case SOPS_MONEY:
	case SOPS_COUNT:
		sops_table_money(table, *(const struct sops_money *)value);
		return true;
	case SOPS_RATE:
		put_rate(table, *(const struct sops_money *)value);
		return true;
	case SOPS_BOOL:
		if (*(const int *)value == SOPS_BLANK)
			sops_table_blank(table);
		else
			sops_table_bool(table, *(const int *)value);
		return true;
	default:
		return false;
	}
}

int sops_import_add(struct sops_import *import, const void *row, struct sops_table *table,
	struct sops_error *err)
{
	struct sops_field text;
	int status = sops__import_begin(import, row, err);

	if (status != 0)
		return status;
	sops_table_row(table);
	for (size_t i = 0; i < import->count; i++) {
		const struct sops__output *output = &import->outputs[i];

		if (put_value(output, row, table))
			continue;
		status = sops__import_cell(import, output, row, &text, err);
		if (status < 0)
			return status;
		if (text.len > 0)
			sops_table_text(table, text);
		else
			sops_table_blank(table);
	}
	return sops_table_check(table, err);
}

int sops_import_map(const struct sops_import *import, struct sops_table *table,
	struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(import->columns);

	sops_table_column(table, "column", SOPS_COLUMN_COUNT, "", "number of the column, from 1");
	sops_table_column(table, "header", SOPS_COLUMN_TEXT, "", "as the file has it");
	sops_table_column(table, "role", SOPS_COLUMN_TEXT, "", "what it becomes, if anything");
	sops_table_column(table, "meaning", SOPS_COLUMN_TEXT, "", "of the role");
	for (size_t i = 0; i < sops_columns_count(import->columns); i++) {
		int role = sops_columns_role(import->columns, i);

		sops_table_row(table);
		sops_table_count(table, (int64_t)i + 1);
		sops_table_text(table, sops_columns_name(import->columns, i));
		sops_table_string(table, role >= 0 ? schema->roles[role].name : NULL);
		sops_table_string(table, role >= 0 ? schema->roles[role].doc : NULL);
	}
	return sops_table_check(table, err);
}
