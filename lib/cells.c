/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cells.h"

int sops__cells_find(int *out, const struct sops_input *input, struct sops_field name,
	struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	const struct sops_place place = { .file = sops_input_name(input), .line = 1 };
	char quoted[SOPS_QUOTED];
	int column = sops_columns_find(columns, name, err);

	if (column >= 0 && (size_t)column < sops_columns_count(columns)) {
		*out = column;
		return 0;
	}
	if (column >= 0)
		column = sops_error_set(err, SOPS_EINPUT, "%s follows from other columns and has "
			"none of its own", sops_quote(quoted, name));
	if (column == SOPS_EINPUT)
		sops_error_place(err, &place);
	return column;
}

struct sops_field sops__cell_at(const struct sops_input *input, int column)
{
	struct sops_field cell = sops_input_record(input)->fields[column];

	return sops_input_blank(input, cell) ? (struct sops_field){ NULL, 0 }
					     : sops_field_trim(cell);
}

/* The role that has been read into the row as an amount, or NULL. */
static const struct sops_role *amount_role(const struct sops_input *input, int column)
{
	const struct sops_columns *columns = sops_input_columns(input);
	int role = sops_columns_role(columns, (size_t)column);

	if (role < 0 || !(sops_input_roles(input) & SOPS_ROLE(role)) ||
	    sops_columns_schema(columns)->roles[role].type != SOPS_MONEY)
		return NULL;
	return &sops_columns_schema(columns)->roles[role];
}

int sops__cell_amount(const struct sops_input *input, const void *row, int column,
	struct sops_money *amount, struct sops_currency *currency, struct sops_error *err)
{
	const struct sops_role *role = amount_role(input, column);
	struct sops_place place;
	int status;

	*currency = (struct sops_currency){ "" };
	if (role) {
		memcpy(amount, (const char *)row + role->offset, sizeof(*amount));
		if (role->currency)
			memcpy(currency, (const char *)row + role->currency, sizeof(*currency));
		return 0;
	}
	status = sops_input_money(input, column, amount, currency, err);
	place = sops_input_place(input);
	if (status < 0)
		sops_error_place(err, &place);
	return status;
}
