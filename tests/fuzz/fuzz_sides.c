/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Side tables of sops-kpi, and every figure that rests on them: what is read comes to a table, or
 * is refused in words. The first byte says which table, the second what the user has said; what
 * follows are the rows below a header that has all columns.
 */
#include "memory.h"

#include <sops/kpi.h>
#include <sops/run.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_header(struct sops_buffer *text, const struct sops_schema *schema)
{
	for (size_t i = 0; i < schema->count; i++)
		sops_buffer_printf(text, "%s%s", i ? "," : "", schema->roles[i].name);
	sops_buffer_putc(text, '\n');
}

static void refused(int status, const struct sops_error *err)
{
	if (status < 0 && !err->text[0])
		abort();
}

/* All figures that the one table allows, of all groups. */
static void figures(struct sops_kpi_options *options, const struct sops_context *context)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table = NULL;
	struct sops_run *run;
	int status;

	if (sops_kpi_choose(options, &err) < 0 ||
	    sops_run_new(&run, &sops_kpi_metric, options, context, &err) < 0)
		abort();
	status = sops_run_by(run, "product", &err);
	if (status == 0)
		status = sops_run_table(run, &table, &err);
	refused(status, &err);
	if (status == 0)
		sops_table_free(table);
	sops_run_free(run);
}

static int read_side(struct sops_kpi_sides *sides, enum sops_kpi_side side,
	struct sops_field rows, const struct sops_kpi_options *kpi,
	const struct sops_context *context)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_input_options options = { .by = "product", .by_of = &sops_deals,
		.by_some = true };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_field none = { "", 0 };
	struct sops_input *input;
	int status;

	write_header(&text, sops_kpi_side_rows(side));
	sops_buffer_field(&text, rows);
	sops_kpi_side_roles(side, &options.needs, &options.uses);
	status = sops_input_open(&input, sops_kpi_side_rows(side),
		memory_open(sops_buffer_view(&text), none), "in", &options, &err);
	if (status == 0) {
		status = sops_kpi_side_read(sides, side, input, context, kpi, &err);
		sops_input_free(input);
	}
	refused(status, &err);
	sops_buffer_release(&text);
	return status;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_kpi_options options = { .metrics = "all", .margin = { 8, 1 } };
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_kpi_sides *sides;

	if (size < 2 || sops_kpi_sides_new(&sides, NULL) < 0)
		return 0;
	context.as_of = 20650; /* 2026-07-16 */
	context.bound = 0;
	context.calendar.unit = data[1] % 7;
	options.split_overlaps = data[1] & 64;
	options.lag = context.calendar.unit ? data[1] >> 7 : 0;
	options.sides = sides;
	if (read_side(sides, data[0] % SOPS_KPI_SIDES,
			(struct sops_field){ (const char *)data + 2, size - 2 }, &options,
			&context) == 0)
		figures(&options, &context);
	sops_kpi_sides_free(sides);
	return 0;
}
