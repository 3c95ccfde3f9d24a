/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audited.h"

#include "given.h"
#include "property.h"
#include "side.h"
#include "tap.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

/* Names of those that sops_conformance_run tells, by their numbers. */
static const char *const names[SOPS_CHECKS] = {
	[SOPS_CHECK_STAGE_UNKNOWN] = "stage_unknown",
	[SOPS_CHECK_STAGE_FIELD] = "stage_field",
	[SOPS_CHECK_STAGE_ACTIVITY] = "stage_activity",
	[SOPS_CHECK_STAGE_SKIP] = "stage_skip",
	[SOPS_CHECK_STAGE_REGRESSION] = "stage_regression",
	[SOPS_CHECK_STAGE_REPEAT] = "stage_repeat",
	[SOPS_CHECK_ILLEGAL_TRANSITION] = "illegal_transition",
	[SOPS_CHECK_STAGE_TOO_LONG] = "stage_too_long",
	[SOPS_CHECK_EDIT_AFTER_CLOSE] = "edit_after_close",
	[SOPS_CHECK_AMOUNT_JUMP] = "amount_jump",
	[SOPS_CHECK_HISTORY_ORDER] = "history_order",
	[SOPS_CHECK_HISTORY_DIFFERS] = "history_differs",
};

/* All that a run takes. */
struct bench {
	const struct audited *of;
	struct sops_process *process;
	struct sops_conformance_history *history;
	struct sops_conformance_activities *activities;
	struct sops_conformance *conformance;
	struct sops_conformance_options options;
	struct sops_buffer out;
	struct sops_error err;
};

static void put(struct sops_buffer *out, struct sops_field text)
{
	sops_buffer_field(out, text);
}

static int note(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	struct sops_buffer *out = to;

	(void)err;
	assert_non_null(names[finding->check]);
	assert_non_null(finding->message);
	sops_buffer_printf(out, "%s ", names[finding->check]);
	if (finding->place.file)
		sops_buffer_printf(out, "%s:%" PRIu64, finding->place.file, finding->place.line);
	else
		sops_buffer_printf(out, "@%" PRIu64, finding->place.byte);
	sops_buffer_puts(out, " ");
	put(out, finding->key);
	sops_buffer_puts(out, " ");
	put(out, finding->column);
	sops_buffer_puts(out, "=");
	put(out, finding->value);
	sops_buffer_printf(out, ": %s\n", finding->message);
	return 0;
}

static int read_process(struct bench *bench)
{
	int fd, status;

	if (!bench->of->stages)
		return 0;
	fd = given_fd(bench->of->stages);
	status = sops_process_read(&bench->process, fd, "stages.csv", NULL, &bench->err);
	close(fd);
	if (status == 0 && bench->of->moves)
		status = sops_process_allow(bench->process, bench->of->moves, &bench->err);
	return status;
}

static int read_history(struct bench *bench)
{
	const struct sops_input_options options = { .uses = sops_conformance_history_uses,
		.whole = true };
	struct sops_input *input = NULL;
	int fd, status;

	if (!bench->of->history)
		return 0;
	fd = given_fd(bench->of->history);
	status = sops_input_open(&input, &sops_history_event_rows, fd, "history.csv", &options,
		&bench->err);
	if (status == 0)
		status = sops_conformance_history_read(&bench->history, input, &bench->err);
	sops_input_free(input);
	close(fd);
	return status;
}

static int read_activities(struct bench *bench)
{
	const struct side side = { .schema = &sops_activities, .name = "activities.csv",
		.needs = SOPS_CONFORMANCE_ACTIVITY_NEEDS,
		.uses = SOPS_CONFORMANCE_ACTIVITY_USES };
	struct sops_input *input;
	int status;

	if (!bench->of->activities)
		return 0;
	input = side_open(&side, bench->of->activities);
	status = sops_conformance_activities_read(&bench->activities, input, bench->process,
		bench->options.as_of, &bench->err);
	side_close(input);
	return status;
}

#define PARTS 5

/* A part is merged as it is, or saved and loaded first. */
static int merge(struct sops_conformance *into, struct sops_conformance *part, bool save,
	struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_conformance *loaded = NULL;
	int status = 0;

	if (!save)
		return sops_conformance_merge(into, part, err);
	status = sops_conformance_save(part, &text, err);
	if (status == 0)
		status = sops_conformance_new(&loaded, err);
	if (status == 0)
		status = sops_conformance_load(loaded, sops_buffer_view(&text), err);
	if (status == 0)
		status = sops_conformance_merge(into, loaded, err);
	sops_conformance_free(loaded);
	sops_buffer_release(&text);
	return status;
}

/* Texts of a row are gone with the next. */
static int add_all(struct bench *bench, struct sops_input *input, struct sops_conformance **parts)
{
	struct sops_process_columns *columns = NULL;
	uint64_t random = bench->of->seed;
	const void *row;
	int status = bench->process ? sops_process_columns_new(&columns, bench->process, input,
		&bench->err) : 0;

	while (status == 0 && (status = sops_input_next(input, &row, &bench->err)) > 0)
		status = sops_conformance_add_deal(
			parts[random ? property_random(&random, PARTS) : 0], row,
			columns ? sops_process_blank(columns, row) : 0, bench->of->exempt,
			&bench->err);
	sops_process_columns_free(columns);
	return status;
}

static int read_deals(struct bench *bench)
{
	struct sops_conformance *parts[PARTS] = { NULL };
	const struct sops_input_options options = { .uses = SOPS_CONFORMANCE_USES, .whole = true };
	uint64_t random = bench->of->seed;
	struct sops_input *input = NULL;
	int fd = given_fd(bench->of->deals);
	int status = sops_input_open(&input, &sops_deals, fd, "deals.csv", &options, &bench->err);

	for (size_t i = 0; i < PARTS; i++)
		assert_int_equal(sops_conformance_new(&parts[i], NULL), 0);
	if (status == 0)
		status = add_all(bench, input, parts);
	for (size_t i = 0; status == 0 && i < PARTS; i++)
		status = merge(bench->conformance, parts[random ? PARTS - 1 - i : i],
			random && property_random(&random, 2), &bench->err);
	for (size_t i = 0; i < PARTS; i++)
		sops_conformance_free(parts[i]);
	sops_input_free(input);
	close(fd);
	return status;
}

static int prepare(struct bench *bench, const struct audited *audited)
{
	int status;

	*bench = (struct bench){ .of = audited, .out = SOPS_BUFFER_INIT,
		.options = { .as_of = side_day(audited->as_of), .jump = SOPS_MONEY_BLANK,
			.edit_days = audited->edit_days, .some = audited->some } };
	if (audited->jump)
		assert_int_equal(sops_money_parse(&bench->options.jump, NULL,
			sops_field_of(audited->jump), SOPS_DECIMAL_POINT, NULL), 0);
	assert_int_equal(sops_conformance_new(&bench->conformance, NULL), 0);
	status = read_process(bench);
	if (status == 0)
		status = read_history(bench);
	if (status == 0)
		status = read_activities(bench);
	if (status == 0)
		status = read_deals(bench);
	bench->options.process = bench->process;
	bench->options.history = bench->history;
	bench->options.activities = bench->activities;
	return status;
}

static int run(struct bench *bench, const struct audited *audited)
{
	int status = prepare(bench, audited);

	sops_buffer_puts(&bench->out, "");
	if (status == 0)
		status = sops_conformance_run(bench->conformance, &bench->options, note,
			&bench->out, &bench->err);
	assert_int_equal(status, bench->err.status);
	return status;
}

/* What was found; or the error. */
static char *finish(struct bench *bench, char *answer)
{
	char *found = bench->out.at;

	assert_int_equal(bench->out.failed, 0);
	if (bench->err.status != SOPS_OK) {
		free(answer);
		answer = given_error(&bench->err);
	}
	if (answer)
		free(found);
	sops_conformance_free(bench->conformance);
	sops_conformance_history_free(bench->history);
	sops_conformance_activities_free(bench->activities);
	sops_process_free(bench->process);
	return answer ? answer : found;
}

char *audited_findings(const struct audited *audited, bool counts)
{
	struct bench bench;
	int status = run(&bench, audited);

	for (int i = 0; status == 0 && counts && i < SOPS_CHECKS; i++) {
		struct sops_conformance_count count = sops_conformance_count(bench.conformance,
			(enum sops_check_number)i);

		if (count.checked || count.failed)
			sops_buffer_printf(&bench.out, "%s %" PRId64 "/%" PRId64 "\n", names[i],
				count.failed, count.checked);
	}
	return finish(&bench, NULL);
}

static char *audited_table(const struct audited *audited,
	int (*make)(const struct sops_conformance *of, struct sops_table **out,
		struct sops_error *err))
{
	struct sops_table *table = NULL;
	struct bench bench;
	char *csv = NULL;
	int status = run(&bench, audited);

	if (status == 0)
		status = make(bench.conformance, &table, &bench.err);
	if (status == 0)
		csv = given_csv(table);
	sops_table_free(table);
	return finish(&bench, csv);
}

char *audited_variants(const struct audited *audited)
{
	return audited_table(audited, sops_conformance_variants);
}

char *audited_owners(const struct audited *audited)
{
	return audited_table(audited, sops_conformance_owners);
}

char *audited_state(const struct audited *audited)
{
	struct bench bench;
	int status = prepare(&bench, audited);

	if (status == 0)
		status = sops_conformance_save(bench.conformance, &bench.out, &bench.err);
	assert_int_equal(status, 0);
	return finish(&bench, NULL);
}

void audited_expect(const struct audited *audited, const char *findings)
{
	char *found = audited_findings(audited, false);

	if (strcmp(found, findings) != 0)
		fail_msg("found\n%s\nin place of\n%s", found, findings);
	free(found);
}
