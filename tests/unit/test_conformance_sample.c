/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * test_conformance_sample.c: the sample that the data generator wrote, whose deals skip stages, go
 * back and take their time: what is found is what a plain count of its rows finds.
 */
#include "tap.h"

#include "audited.h"

#include <sops/date.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define STAGES 6

static const char as_of[] = "2026-06-30";

/* The text of a sample file; to be freed. */
static char *sample(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file)
		fail_msg("no %s: tests run in the top folder", path);
	assert_true(getdelim(&text, &size, '\0', file) > 0);
	fclose(file);
	return text;
}

/* What a row of the history says; the sample has no quotes in it. */
struct row {
	struct sops_field deal;
	int stage;
	sops_date entered;
};

static struct sops_field cell(struct sops_field *line)
{
	return sops_field_cut(line, ',');
}

static sops_date day_of(struct sops_field text)
{
	sops_date day = SOPS_DATE_BLANK;

	text.len = text.len > 10 ? 10 : text.len;
	assert_int_equal(sops_date_parse_iso(&day, text, NULL), 0);
	return day;
}

/* In the order of the file of stages: four open ones, won, lost. */
static int stage_of(struct sops_field name)
{
	static const char *const names[STAGES] = { "Qualification", "Discovery", "Proposal",
		"Negotiation", "Closed Won", "Closed Lost" };

	for (int i = 0; i < STAGES; i++)
		if (sops_field_equal(name, sops_field_of(names[i])))
			return i;
	fail_msg("%.*s", (int)name.len, name.at);
	return -1;
}

static bool next_row(struct row *row, struct sops_field *rest)
{
	struct sops_field line = sops_field_cut(rest, '\n');

	if (line.len == 0)
		return false;
	row->deal = cell(&line);
	row->stage = stage_of(cell(&line));
	row->entered = day_of(cell(&line));
	return true;
}

static void read_limits(int64_t limits[STAGES], const char *stages)
{
	struct sops_field rest = sops_field_of(stages), line;

	sops_field_cut(&rest, '\n');
	for (int i = 0; i < STAGES; i++) {
		line = sops_field_cut(&rest, '\n');
		assert_int_equal(stage_of(cell(&line)), i);
		for (int skip = 0; skip < 3; skip++)
			cell(&line);
		limits[i] = line.len ? strtoll(line.at, NULL, 10) : INT64_MAX;
	}
}

struct count {
	int64_t skips, backs, repeats, too_long, moves, stays, rows, deals;
};

/* A row beside the one before it; the first of a deal has none. */
static void count_move(struct count *count, const struct row *before, const struct row *row,
	unsigned *seen, bool first)
{
	if (first)
		*seen = 0;
	count->deals += first;
	count->moves += !first;
	count->skips += (first ? row->stage > 0 : row->stage > before->stage + 1) &&
		row->stage < 5;
	count->backs += !first && row->stage < before->stage;
	count->repeats += *seen >> row->stage & 1;
	*seen |= 1u << row->stage;
}

static void count_stay(struct count *count, const int64_t limits[STAGES], const struct row *row,
	sops_date end)
{
	if (row->stage > 3)
		return;
	count->stays++;
	count->too_long += end - row->entered > limits[row->stage];
}

static struct count plain_count(const char *history, const char *stages)
{
	struct sops_field rest = sops_field_of(history);
	struct row row, before = { .stage = -1 };
	struct count count = { .rows = 0 };
	int64_t limits[STAGES];
	unsigned seen = 0;

	read_limits(limits, stages);
	sops_field_cut(&rest, '\n');
	for (; next_row(&row, &rest); before = row, count.rows++) {
		bool first = before.stage < 0 || !sops_field_equal(before.deal, row.deal);

		count_move(&count, &before, &row, &seen, first);
		if (before.stage >= 0)
			count_stay(&count, limits, &before, first ? day_of(sops_field_of(as_of))
				: row.entered);
	}
	count_stay(&count, limits, &before, day_of(sops_field_of(as_of)));
	return count;
}

static void expect_count(const char *found, const char *name, int64_t failed, int64_t checked)
{
	char *line;

	assert_true(asprintf(&line, "\n%s %" PRId64 "/%" PRId64 "\n", name, failed, checked) > 0);
	if (!strstr(found, line))
		fail_msg("no%sin\n%s", line, strstr(found, "\nstage_unknown "));
	free(line);
}

static void plain(void **state)
{
	char *stages = sample("tests/data/stages.csv"), *deals = sample("tests/data/deals.csv");
	char *history = sample("tests/data/stage_history.csv");
	const struct audited audited = { .stages = stages, .deals = deals, .history = history,
		.as_of = as_of, .jump = "0" };
	const struct count count = plain_count(history, stages);
	char *found = audited_findings(&audited, true);

	(void)state;
	assert_true(count.skips > 0 && count.backs > 0 && count.repeats > 0 && count.too_long > 0);
	expect_count(found, "stage_skip", count.skips, count.rows);
	expect_count(found, "stage_regression", count.backs, count.moves);
	expect_count(found, "stage_repeat", count.repeats, count.moves);
	expect_count(found, "stage_too_long", count.too_long, count.stays);
	/* The generator makes none of these. */
	expect_count(found, "stage_unknown", 0, count.deals + count.rows);
	expect_count(found, "illegal_transition", 0, count.moves);
	expect_count(found, "history_order", 0, count.rows);
	expect_count(found, "history_differs", 0, count.deals);
	free(found);
	free(history);
	free(deals);
	free(stages);
}

TAP_MAIN("conformance_sample",
	cmocka_unit_test(plain))
