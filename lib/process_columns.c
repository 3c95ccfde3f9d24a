/* SPDX-License-Identifier: GPL-3.0-or-later */
/* process_columns.c: which columns of an input are the fields that a process requires. */
#include "process_private.h"

#include "input_private.h"
#include "private.h"
#include "row.h"

#include <stdlib.h>

struct sops_process_columns {
	const struct sops_input *input;
	void *blank; /* a row */
	size_t count;
	int columns[SOPS_PROCESS_FIELDS];
};

void sops_process_columns_free(struct sops_process_columns *columns)
{
	if (!columns)
		return;
	free(columns->blank);
	free(columns);
}

static int find_all(struct sops_process_columns *out, const struct sops_process *process,
	struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(out->input);

	for (; out->count < sops_process_fields(process); out->count++) {
		int column = sops_columns_find(columns,
			sops_process_field(process, out->count), err);

		if (column < 0)
			return column;
		out->columns[out->count] = column;
	}
	return 0;
}

int sops_process_columns_new(struct sops_process_columns **out, const struct sops_process *process,
	const struct sops_input *input, struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(sops_input_columns(input));
	struct sops_process_columns *columns = calloc(1, sizeof(*columns));
	int status;

	if (columns)
		columns->blank = calloc(1, schema->row_size);
	if (!columns || !columns->blank) {
		sops_process_columns_free(columns);
		return sops_error_memory(err);
	}
	sops__row_init(schema, columns->blank);
	columns->input = input;
	status = sops__input_options(input)->whole ? find_all(columns, process, err)
		: sops_error_set(err, SOPS_EUSAGE, "a table with required fields is to be opened "
			"whole");
	if (status < 0)
		sops_process_columns_free(columns);
	else
		*out = columns;
	return status;
}

/* A role without a column follows from others: the row has it. */
static bool blank(const struct sops_process_columns *columns, int column, const void *row)
{
	const struct sops_columns *of = sops_input_columns(columns->input);
	size_t count = sops_columns_count(of);
	const struct sops_schema *schema = sops_columns_schema(of);

	if ((size_t)column >= count)
		return sops__row_blank(&schema->roles[(size_t)column - count], row,
			columns->blank);
	return sops_input_blank(columns->input,
		sops_input_record(columns->input)->fields[column]);
}

uint64_t sops_process_blank(const struct sops_process_columns *columns, const void *row)
{
	uint64_t set = 0;

	for (size_t i = 0; i < columns->count; i++)
		if (blank(columns, columns->columns[i], row))
			set |= UINT64_C(1) << i;
	return set;
}
