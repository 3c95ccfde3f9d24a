/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "beside.h"

#include "../../lib/metrics/kpi_private.h"

#include "given.h"
#include "side.h"
#include "tap.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct sops_buffer seen; /* lines of answers that were as expected */

static int read_one(struct sops_kpi_sides *sides, enum sops_kpi_side side,
	const struct beside *beside, const struct sops_kpi_options *options,
	const struct sops_context *context, struct sops_error *err)
{
	struct sops_borrow borrow[SOPS_KPI_BORROWS];
	struct sops_input_options how = { .by = beside->by, .by_of = &sops_deals, .by_some = true,
		.as_of = context->as_of, .borrow = borrow };
	struct sops_input *input = NULL;
	char file[32];
	int fd = given_fd(beside->sides[side]), status;

	snprintf(file, sizeof(file), "%s.csv", sops_kpi_side_name(side));
	how.n_borrow = sops_kpi_side_borrows(borrow, sides, side);
	sops_kpi_side_roles(side, &how.needs, &how.uses);
	status = sops_input_open(&input, sops_kpi_side_rows(side), fd, file, &how, err);
	if (status == 0)
		status = sops_kpi_side_read(sides, side, input, context, options, err);
	sops_input_free(input);
	close(fd);
	return status;
}

static int read_deals(struct sops_run *run, struct sops_context *context,
	const struct beside *beside, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	struct sops_borrow borrow[SOPS_KPI_BORROWS];
	struct sops_input_options how = { .by = beside->by, .as_of = context->as_of,
		.borrow = borrow };
	struct sops_input *input = NULL;
	int fd = given_fd(beside->deals), status;

	how.n_borrow = sops_kpi_side_borrows(borrow, options->sides, SOPS_KPI_SIDES);
	sops_run_roles(&sops_kpi_metric, options, context, &how.needs, &how.uses);
	status = sops_input_open(&input, &sops_deals, fd, "deals.csv", &how, err);
	if (status == 0) {
		context->bound = sops_columns_bound(sops_input_columns(input));
		status = sops_run_read(run, input, err);
	}
	sops_input_free(input);
	close(fd);
	return status;
}

static int run_it(struct sops_table **table, struct sops_context *context,
	const struct beside *beside, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	struct sops_run *run = NULL;
	int status = sops_kpi_check(options, context, err);

	if (!beside->deals)
		context->bound = 0;
	if (status == 0)
		status = sops_run_new(&run, &sops_kpi_metric, options, context, err);
	if (status == 0 && beside->deals)
		status = read_deals(run, context, beside, options, err);
	else if (status == 0 && beside->by)
		status = sops_run_by(run, beside->by, err);
	if (status == 0)
		status = sops_run_table(run, table, err);
	sops_run_free(run);
	return status;
}

static char *answer_of(const struct sops_table *table)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char *csv = given_csv(table);

	sops_buffer_puts(&out, csv);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(&out, "# %s\n", sops_table_note_at(table, i));
	assert_int_equal(out.failed, 0);
	free(csv);
	return out.at;
}

char *beside_answer(const struct beside *beside)
{
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_kpi_options options = beside->options;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_kpi_sides *sides = NULL;
	struct sops_table *table = NULL;
	int status = sops_kpi_choose(&options, &err);
	char *answer;

	context.as_of = side_day(beside->as_of);
	context.from = side_day(beside->from);
	context.to = side_day(beside->to);
	context.calendar.unit = beside->period;
	if (options.margin.units == 0)
		options.margin = SOPS_MONEY_BLANK;
	if (status == 0)
		status = sops_kpi_sides_new(&sides, &err);
	for (int i = 0; status == 0 && i < SOPS_KPI_SIDES; i++)
		if (beside->sides[i])
			status = read_one(sides, (enum sops_kpi_side)i, beside, &options, &context,
				&err);
	options.sides = sides;
	if (status == 0)
		status = run_it(&table, &context, beside, &options, &err);
	assert_int_equal(status, err.status);
	answer = status < 0 ? given_error(&err) : answer_of(table);
	sops_table_free(table);
	sops_kpi_sides_free(sides);
	return answer;
}

void beside_expect(const struct beside *beside, const char *answer)
{
	char *got = beside_answer(beside);

	if (strcmp(got, answer) != 0)
		fail_msg("got\n%s\ninstead of\n%s", got, answer);
	sops_buffer_printf(&seen, "%s%s", seen.len ? "" : "\n", answer);
	assert_int_equal(seen.failed, 0);
	free(got);
}

/* A line that begins with the name, or has it after a group or a period, with a value behind. */
static bool has_been_seen(const char *metric)
{
	size_t len = strlen(metric);

	for (const char *at = seen.at; at && (at = strstr(at, metric)); at++)
		if ((at[-1] == '\n' || at[-1] == ',') && at[len] == ',' && at[len + 1] != ',')
			return true;
	return false;
}

void beside_covers(const struct sops__kpi_family *family)
{
	for (size_t i = 0; i < family->count; i++)
		if (!has_been_seen(family->kpis[i].name))
			fail_msg("no case of %s", family->kpis[i].name);
}
