/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_list.c: the catalogue as tables: what there is, and what it means. */
#include "kpi_private.h"

static void list_inputs(struct sops_table *table, const struct sops__kpi *kpi)
{
	struct sops_buffer inputs = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < sops_deals.count; i++)
		if (kpi->roles & SOPS_ROLE(i))
			sops_buffer_printf(&inputs, "%s%s", inputs.len ? " " : "",
				sops_deals.roles[i].name);
	if (kpi->needs & SOPS__KPI_WHO)
		sops_buffer_printf(&inputs, "%scustomer_id|account", inputs.len ? " " : "");
	for (int side = 0; side < SOPS_KPI_SIDES; side++)
		if (kpi->sides & (1u << side))
			sops_buffer_printf(&inputs, "%s--%s", inputs.len ? " " : "",
				sops_kpi_side_name((enum sops_kpi_side)side));
	if (kpi->needs & SOPS__KPI_SELLER)
		sops_buffer_printf(&inputs, "%sowner|--reps", inputs.len ? " " : "");
	if (kpi->needs & SOPS__KPI_MARGIN)
		sops_buffer_printf(&inputs, "%s--margin", inputs.len ? " " : "");
	if (kpi->needs & (SOPS__KPI_PERIODS | SOPS__KPI_SPAN))
		sops_buffer_printf(&inputs, "%s--period", inputs.len ? " " : "");
	sops_table_text(table, sops_buffer_view(&inputs));
	sops_buffer_release(&inputs);
}

/* Without having read the deals: of these, nobody knows the columns yet. */
static void list_lacks(struct sops_table *table, const struct sops__kpi *kpi,
	const struct sops_kpi_options *options, const struct sops_context *context)
{
	struct sops_error why = { .status = SOPS_OK };
	int status = sops__kpi_lacks(kpi, options, context, &why);

	sops_table_bool(table, status == 0);
	sops_table_string(table, status == 0 ? NULL : why.text);
}

static int finish(struct sops_table **out, struct sops_error *err)
{
	int status = sops_table_check(*out, err);

	if (status < 0) {
		sops_table_free(*out);
		*out = NULL;
	}
	return status;
}

int sops_kpi_list(struct sops_table **out, const struct sops_kpi_options *options,
	const struct sops_context *context, struct sops_error *err)
{
	bool some = options && options->some;
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	sops_table_column(*out, "metric", SOPS_COLUMN_TEXT, "", "name, for --metrics");
	sops_table_column(*out, "name_zh", SOPS_COLUMN_TEXT, "", "name in Chinese");
	sops_table_column(*out, "formula", SOPS_COLUMN_TEXT, "", "what it is");
	sops_table_column(*out, "inputs", SOPS_COLUMN_TEXT, "",
		"roles that the deals must have, and side inputs");
	sops_table_column(*out, "unit", SOPS_COLUMN_TEXT, "", "what the value counts");
	sops_table_column(*out, "possible", SOPS_COLUMN_BOOL, "",
		"whether the side inputs and options that are given allow it");
	sops_table_column(*out, "lacks", SOPS_COLUMN_TEXT, "", "why not");
	for (size_t i = 0; i < sops__kpi_count(); i++) {
		const struct sops__kpi *kpi = sops__kpi_at(i);

		if (some && !sops__kpi_chosen(options, i))
			continue;
		sops_table_row(*out);
		sops_table_string(*out, kpi->name);
		sops_table_string(*out, kpi->zh);
		sops_table_string(*out, kpi->formula);
		list_inputs(*out, kpi);
		sops_table_string(*out, kpi->unit);
		list_lacks(*out, kpi, options, context);
	}
	return finish(out, err);
}

static void define(struct sops_table *table, const struct sops__kpi *kpi)
{
	const char *const lines[][2] = {
		{ "formula", kpi->formula },
		{ "numerator", kpi->numerator },
		{ "denominator", kpi->denominator },
		{ "note", kpi->note },
		{ "unit", kpi->unit },
		{ "source", kpi->source },
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++) {
		if (!lines[i][1])
			continue;
		sops_table_row(table);
		sops_table_string(table, kpi->name);
		sops_table_string(table, lines[i][0]);
		sops_table_string(table, lines[i][1]);
	}
}

int sops_kpi_define(struct sops_table **out, const char *metrics, struct sops_error *err)
{
	struct sops_kpi_options options = { .metrics = metrics };
	int status = sops_kpi_choose(&options, err);

	if (status == 0)
		status = sops_table_new(out, err);
	if (status < 0)
		return status;
	sops_table_column(*out, "metric", SOPS_COLUMN_TEXT, "", "its name");
	sops_table_column(*out, "what", SOPS_COLUMN_TEXT, "", "kind of line");
	sops_table_column(*out, "text", SOPS_COLUMN_TEXT, "", "the definition");
	for (size_t i = 0; i < sops__kpi_count(); i++)
		if (sops__kpi_chosen(&options, i))
			define(*out, sops__kpi_at(i));
	return finish(out, err);
}
