/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/targets.h>

#include "given.h"
#include "money_text.h"

#include <unistd.h>

static const struct sops_calendar months = { .unit = SOPS_UNIT_MONTH };
static const struct sops_calendar none = { .unit = SOPS_UNIT_NONE };

static bool known(struct sops_field metric)
{
	static const struct sops_field names[] = { SOPS_FIELD("win_rate"), SOPS_FIELD("cycle_days"),
		SOPS_FIELD("cac") };

	for (size_t i = 0; i < COUNT(names); i++)
		if (sops_field_equal(names[i], metric))
			return true;
	return false;
}

static int read_text(struct sops_targets **targets, const char *text,
	const struct sops_calendar *calendar, struct sops_error *err)
{
	int fd = given_fd(text);
	int status = sops_targets_read(targets, fd, "targets.csv", calendar, known, err);

	close(fd);
	return status;
}

static struct sops_targets *given(const char *text, const struct sops_calendar *calendar)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_targets *targets = NULL;

	if (read_text(&targets, text, calendar, &err) < 0)
		fail_msg("%s", err.text);
	return targets;
}

static sops_period month(const char *label)
{
	sops_period period = SOPS_PERIOD_BLANK;

	if (label)
		assert_int_equal(
			sops_period_parse(&period, &months, sops_field_of(label), NULL), 0);
	return period;
}

static const char table[] =
	"metric,scope,target,direction,period\n"
	"win_rate,,30%,up,\n"
	"win_rate,,0.31,,2026-07\n"
	"win_rate,North,0.4,higher,\n"
	"win_rate,North,0.41,up,2026-07\n"
	"win_rate,North / Direct,0.5,up,\n"
	"win_rate,North / Direct,0.51,up,2026-07\n"
	",,,,\n"
	"cycle_days,All,45,down,\n"
	"cycle_days,\"\",40,越低越好,2026-07\n"
	"cac,South / ,\"$1,200.50\",lower,\n"
	"cac,A / B / C,7,down,\n";

/* The most exact target holds; NULL: none. */
static void the_most_exact_one(void **state)
{
	static const struct {
		const char *metric;
		struct sops_field group;
		const char *period, *target;
	} cases[] = {
		{ "win_rate", SOPS_FIELD(""), NULL, "0.3" },
		{ "win_rate", SOPS_FIELD(""), "2026-07", "0.31" },
		{ "win_rate", SOPS_FIELD(""), "2026-08", "0.3" },
		{ "win_rate", SOPS_FIELD("East"), "2026-07", "0.31" },
		{ "win_rate", SOPS_FIELD("North"), NULL, "0.4" },
		{ "win_rate", SOPS_FIELD("North"), "2026-06", "0.4" },
		{ "win_rate", SOPS_FIELD("North"), "2026-07", "0.41" },
		{ "win_rate", SOPS_FIELD("North\0Partner"), "2026-07", "0.41" },
		{ "win_rate", SOPS_FIELD("North\0Direct"), "2026-08", "0.5" },
		{ "win_rate", SOPS_FIELD("North\0Direct"), "2026-07", "0.51" },
		{ "win_rate", SOPS_FIELD("North\0Direct\0"), "2026-07", "0.41" },
		{ "win_rate", SOPS_FIELD("North / Direct"), "2026-07", "0.51" },
		{ "win_rate", SOPS_FIELD("north"), NULL, "0.3" },
		{ "win_rate", SOPS_FIELD("\0North"), NULL, "0.3" },
		{ "win_rate", SOPS_FIELD("Nort\0h"), NULL, "0.3" },
		{ "cycle_days", SOPS_FIELD("x"), "2026-07", "40" },
		{ "cycle_days", SOPS_FIELD("x"), NULL, "45" },
		{ "cac", SOPS_FIELD("South"), NULL, NULL },
		{ "cac", SOPS_FIELD("South /"), NULL, "1200.5" },
		{ "cac", SOPS_FIELD("A\0B\0C"), NULL, "7" },
		{ "cac", SOPS_FIELD("A\0B"), NULL, NULL },
		{ "cac", SOPS_FIELD(""), NULL, NULL },
		{ "revenue", SOPS_FIELD(""), NULL, NULL },
		{ "", SOPS_FIELD(""), NULL, NULL },
	};
	struct sops_targets *targets = given(table, &months);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_target *target = sops_targets_find(targets,
			sops_field_of(cases[i].metric), cases[i].group, month(cases[i].period));

		assert_int_equal(target != NULL, cases[i].target != NULL);
		if (target)
			assert_string_equal(text_of(target->target), cases[i].target);
	}
	sops_targets_free(targets);
	sops_targets_free(NULL);
}

static void what_a_row_says(void **state)
{
	static const struct {
		const char *target, *direction, *value;
		bool down;
		const char *currency;
	} cases[] = {
		{ "35%", "up", "0.35", false, "" }, { "120 %", "UP", "1.2", false, "" },
		{ "-5%", "at least", "-0.05", false, "" }, { "0", "higher", "0", false, "" },
		{ "$20", "at-most", "20", true, "$" }, { "1.5万", "越低越好", "15000", true, "" },
		{ "EUR 3", "Lower", "3", true, "EUR" }, { "２５％", "越高越好", "0.25", false, "" },
		{ "33.3333333333%", "<=", "0.333333333333", true, "" }, { "1", "", "1", false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		const struct sops_target *target;
		struct sops_targets *targets;

		sops_buffer_printf(&text, "指标,目标值,方向\n\ncac,%s,%s\n", cases[i].target,
			cases[i].direction);
		targets = given(text.at, &none);
		target = sops_targets_find(targets, sops_field_of("cac"), sops_field_of("any"),
			SOPS_PERIOD_BLANK);
		assert_non_null(target);
		assert_string_equal(text_of(target->target), cases[i].value);
		assert_int_equal(target->down, cases[i].down);
		assert_string_equal(target->currency.code, cases[i].currency);
		assert_int_equal(target->line, 3);
		sops_targets_free(targets);
		sops_buffer_release(&text);
	}
}

static void met_or_not(void **state)
{
	static const struct {
		const char *target, *num, *den;
		bool up, down;
	} cases[] = {
		{ "0.3", "3", "10", true, true },  { "0.3", "30000001", "100000000", true, false },
		{ "0.3", "29", "100", false, true }, { "0.333333333333", "1", "3", true, false },
		{ "0.333333333334", "1", "3", false, true }, { "-1", "1", "-1", true, true },
		{ "-2", "1", "-1", true, false }, { "0", "0", "7", true, true },
		{ "-0.5", "-1", "3", true, false }, { "5", "1", "0", false, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_ratio value = { money(cases[i].num), money(cases[i].den) };
		struct sops_target target = { .target = money(cases[i].target) };
		bool met;

		assert_int_equal(sops_target_met(&met, &target, value, NULL), 0);
		assert_int_equal(met, cases[i].up);
		target.down = true;
		assert_int_equal(sops_target_met(&met, &target, value, NULL), 0);
		assert_int_equal(met, cases[i].down);
	}
}

static void a_blank_value_meets_nothing(void **state)
{
	const struct sops_ratio blank = { SOPS_MONEY_BLANK, sops_money_of(1) };
	const struct sops_target target = { .target = sops_money_of(0), .down = true };
	bool met = true;

	(void)state;
	assert_int_equal(sops_target_met(&met, &target, blank, NULL), 0);
	assert_false(met);
}

static void a_comparison_that_overflows(void **state)
{
	const struct sops_ratio value = { money("1"), money(LARGEST) };
	const struct sops_target target = { .target = money("10") };
	struct sops_error err = { .status = SOPS_OK };
	bool met;
	char *got;

	(void)state;
	assert_int_equal(sops_target_met(&met, &target, value, &err), SOPS_EINPUT);
	got = given_error(&err);
	assert_string_equal(got, "-3 overflow: 10 * " LARGEST " is beyond 38 digits");
	free(got);
}

#define HEAD "metric,scope,target,direction,period\n"

static void rows_that_are_refused(void **state)
{
	static const struct {
		const struct sops_calendar *calendar;
		const char *text, *error;
	} cases[] = {
		{ &months, HEAD "winrate,,1,up,\n",
			"-3 targets.csv:2: metric: no metric \"winrate\"" },
		{ &months, HEAD "cac,,1,up,\n,North,1,up,\n",
			"-3 targets.csv:3: metric: the target has no metric" },
		{ &months, HEAD "cac,,,up,\n", "-3 targets.csv:2: target: the target is blank" },
		{ &months, HEAD "cac,,soon,up,\n",
			"-3 targets.csv:2: target: \"soon\" is not an amount" },
		{ &months, HEAD "cac,,\"35 % or so\",up,\n",
			"-3 targets.csv:2: target: \"35 % or so\" is not an amount" },
		{ &months, HEAD "cac,,1,sideways,\n",
			"-3 targets.csv:2: direction: \"sideways\" is none of: up, down" },
		{ &months, HEAD "cac,,1,up,2026Q3\n", "-3 targets.csv:2: period: \"2026Q3\" is "
			"not a month (write it as 2026-07)" },
		{ &months, HEAD "cac,,1,up,soon\n", "-3 targets.csv:2: period: \"soon\" is not a "
			"period (write it as 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or "
			"2026-07-15)" },
		{ &none, HEAD "cac,,1,up,2026-07\n", "-3 targets.csv:2: period: there are no "
			"periods for \"2026-07\" to be one of (try --period)" },
		{ &months, HEAD "cac,North,1,up,2026-07\ncac,,1,up,\ncac,All,2,down,\n"
			"cac,North,1,up,2026-07\n",
			"-3 targets.csv:4: target: two targets for the same, the first on line 3" },
		{ &months, "metric,scope\ncac,\n", "-3 targets.csv:1: no column for target (the "
			"number to come to); the columns are: metric, scope "
			"(say which with -m 'target=Header')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_targets *targets = NULL;
		int status = read_text(&targets, cases[i].text, cases[i].calendar, &err);
		char *got = given_error(&err);

		assert_int_equal(status, SOPS_EINPUT);
		assert_int_equal(err.status, SOPS_EINPUT);
		assert_null(targets);
		assert_string_equal(got, cases[i].error);
		free(got);
	}
}

static void an_empty_table_has_no_targets(void **state)
{
	struct sops_targets *targets = given("metric,target\n", &months);

	(void)state;
	assert_null(sops_targets_find(targets, sops_field_of("cac"), sops_field_of(""), 0));
	sops_targets_free(targets);
}

TAP_MAIN("targets",
	cmocka_unit_test(the_most_exact_one),
	cmocka_unit_test(what_a_row_says),
	cmocka_unit_test(met_or_not),
	cmocka_unit_test(a_blank_value_meets_nothing),
	cmocka_unit_test(a_comparison_that_overflows),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(an_empty_table_has_no_targets))
