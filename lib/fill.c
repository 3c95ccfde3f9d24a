/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fill.h"

#include <sops/buffer.h>

#include <stdlib.h>

struct above {
	int column, of; /* of: the number of the name */
	bool lost;      /* nobody knows what it said */
	struct sops_buffer text;
};

struct sops__fill {
	const struct sops_columns *columns;
	struct above *above; /* in the order named */
	size_t count;
	bool lines;          /* of one record: nothing is filled while the first column is blank */
	struct sops_field *fields;
	struct sops_record record;
	uint64_t filled;
};

static bool is_named(const struct sops__fill *fill, int column)
{
	for (size_t i = 0; i < fill->count; i++)
		if (fill->above[i].column == column)
			return true;
	return false;
}

static void add(struct sops__fill *fill, int column, int of)
{
	if (!is_named(fill, column))
		fill->above[fill->count++] = (struct above){ .column = column, .of = of };
}

/* The column, and those of the very same header if it stands for them. */
static void add_column(struct sops__fill *fill, int column, int of)
{
	int role = sops_columns_role(fill->columns, (size_t)column);

	for (; column >= 0; column = role < 0 ? -1
			: sops_columns_twin(fill->columns, role, column))
		add(fill, column, of);
}

static int add_name(struct sops__fill *fill, struct sops_field name, int of, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	int column;

	if (name.len == 0)
		return sops_error_set(err, SOPS_EUSAGE,
			"--fill-down: a name is missing between two commas");
	column = sops_columns_find(fill->columns, name, err);
	if (column < 0)
		return column;
	if ((size_t)column >= sops_columns_count(fill->columns))
		return sops_error_set(err, SOPS_EINPUT, "--fill-down: %s has no column of its own",
			sops_quote(quoted, name));
	add_column(fill, column, of);
	return 0;
}

static int new_fill(struct sops__fill **out, const struct sops_columns *columns,
	struct sops_error *err)
{
	struct sops__fill *fill = calloc(1, sizeof(*fill));
	size_t count = sops_columns_count(columns);

	if (!fill)
		return sops_error_memory(err);
	fill->columns = columns;
	fill->above = calloc(count, sizeof(*fill->above));
	fill->fields = calloc(count, sizeof(*fill->fields));
	if (!fill->above || !fill->fields) {
		sops__fill_free(fill);
		return sops_error_memory(err);
	}
	*out = fill;
	return 0;
}

int sops__fill_new_lines(struct sops__fill **out, const struct sops_columns *columns, int role,
	struct sops_error *err)
{
	struct sops__fill *fill;

	if (new_fill(&fill, columns, err) < 0)
		return SOPS_ESYSTEM;
	fill->lines = true;
	add_column(fill, sops_columns_of(columns, role), 0);
	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (sops_columns_role(columns, i) >= 0)
			add_column(fill, (int)i, 1);
	*out = fill;
	return 0;
}

int sops__fill_new(struct sops__fill **out, const struct sops_columns *columns,
	struct sops_field names, struct sops_error *err)
{
	struct sops__fill *fill;
	int status = new_fill(&fill, columns, err), of = 0;

	if (status < 0)
		return status;
	while (status == 0 && names.at)
		status = add_name(fill, sops_field_cut(&names, ','), of++, err);
	if (status < 0)
		sops__fill_free(fill);
	else
		*out = fill;
	return status;
}

void sops__fill_free(struct sops__fill *fill)
{
	if (!fill)
		return;
	for (size_t i = 0; i < fill->count; i++)
		sops_buffer_release(&fill->above[i].text);
	free(fill->above);
	free(fill->fields);
	free(fill);
}

void sops__fill_want(const struct sops__fill *fill, bool *wanted)
{
	for (size_t i = 0; i < fill->count; i++)
		wanted[fill->above[i].column] = true;
}

static int refuse(const struct sops__fill *fill, const struct above *above, struct sops_error *err)
{
	sops_error_set(err, SOPS_EINPUT,
		"nothing to fill this blank cell with: a record above is a bad one");
	sops_error_column(err, sops_columns_name(fill->columns, (size_t)above->column));
	sops_error_place(err, &fill->record.place);
	return SOPS_EINPUT;
}

static void keep(struct above *above, struct sops_field cell)
{
	sops_buffer_clear(&above->text);
	sops_buffer_field(&above->text, cell);
	above->lost = false;
}

int sops__fill_record(struct sops__fill *fill, const struct sops_record **record,
	struct sops_error *err)
{
	int own = -1; /* the first name that has text of its own */
	bool filled = false;

	fill->record = **record;
	memcpy(fill->fields, (*record)->fields, fill->record.count * sizeof(*fill->fields));
	fill->record.fields = fill->fields;
	for (size_t i = 0; i < fill->count; i++) {
		struct above *above = &fill->above[i];
		struct sops_field *cell = &fill->fields[above->column];

		if (sops_field_trim(*cell).len > 0 && own < 0)
			own = above->of;
		if (sops_field_trim(*cell).len > 0 || (own >= 0 && own < above->of)) {
			keep(above, *cell);
			continue;
		}
		if (above->lost)
			return refuse(fill, above, err);
		if (above->text.failed)
			return sops_error_memory(err);
		if (above->text.len == 0 || (fill->lines && !fill->above[0].text.len))
			continue;
		*cell = sops_buffer_view(&above->text);
		filled = true;
	}
	fill->filled += filled;
	*record = &fill->record;
	return 0;
}

void sops__fill_lose(struct sops__fill *fill)
{
	for (size_t i = 0; i < fill->count; i++)
		fill->above[i].lost = true;
}

uint64_t sops__fill_count(const struct sops__fill *fill)
{
	return fill->filled;
}
