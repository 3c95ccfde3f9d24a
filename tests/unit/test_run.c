/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/kpi.h>
#include <sops/run.h>

#include "given.h"
#include "property.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

/* A metric for these tests: how many deals there are and what they come to, by the day created. */
struct total {
	int64_t deals;
	struct sops_sum amount;
};

static const struct sops_state total_state = SOPS_STATE(struct total,
	SOPS_STATE_FIELD(struct total, deals, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct total, amount, SOPS_STATE_SUM));

static int total_add(void *into, const void *row, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_deal *deal = row;
	struct total *total = into;

	(void)use;
	total->deals++;
	return sops_sum_add(&total->amount, deal->amount, deal->currency, err);
}

static int total_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err)
{
	(void)use;
	sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "how many");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "what they come to");
	return sops_table_check(table, err);
}

static int total_table(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err)
{
	const struct total *total = state;

	(void)use;
	sops_table_row(table);
	sops_table_count(table, total->deals);
	sops_table_money(table, total->amount.total);
	return sops_table_check(table, err);
}

static const struct sops_metric totals = {
	.name = "totals",
	.rows = &sops_deals,
	.uses = SOPS_ROLE(SOPS_DEALS_AMOUNT),
	.date = SOPS_DEALS_CREATED,
	.state = &total_state,
	.add = total_add,
	.columns = total_columns,
	.table = total_table,
};

static const char deals[] =
	"owner,region,created,closed,amount\n"
	"bob,North,2026-01-31,2026-03-01,1\n"
	"ann,North,2026-02-01,2026-03-02,2\n"
	",South,2026-02-02,2026-02-28,4\n"
	"ann,,2026-03-03,,8\n"
	"ann,North,,2026-01-01,16\n"
	"客,South,2026-02-04,,32\n"
	"N/A,-,2026-12-31,2027-01-01,64\n";

static struct given asked(const char *by)
{
	struct given given = { .metric = &totals, .context = SOPS_CONTEXT_INIT, .by = by };

	given.context.as_of = day("2026-07-15");
	return given;
}

static void groups_in_order(void **state)
{
	struct given given = asked(NULL);

	(void)state;
	given_expect(&given, deals, "deals,amount\n7,127\n");
	given_expect(&given, "owner,amount\n", "deals,amount\n");
	given.by = "owner";
	given_expect(&given, deals,
		"owner,deals,amount\nann,3,26\nbob,1,1\n客,1,32\n(blank),2,68\n");
	given.by = "owner, region";
	given_expect(&given, deals,
		"owner,region,deals,amount\n"
		"ann,North,2,18\n"
		"ann,(blank),1,8\n"
		"bob,North,1,1\n"
		"客,South,1,32\n"
		"(blank),South,1,4\n"
		"(blank),(blank),1,64\n");
	given.by = "owner,owner";
	given_expect(&given, deals, "-2 two columns of the output are named \"owner\"");
	given.by = "deals";
	given_expect(&given, "deals\nx\n", "-2 two columns of the output are named \"deals\"");
}

static void periods_and_windows(void **state)
{
	struct given given = asked(NULL);

	(void)state;
	given.context.calendar.unit = SOPS_UNIT_MONTH;
	given_expect(&given, deals,
		"period,deals,amount\n"
		"2026-01,1,1\n"
		"2026-02,3,38\n"
		"2026-03,1,8\n"
		"2026-12,1,64\n"
		"(blank),1,16\n");
	given.by = "region";
	given_expect(&given, deals,
		"region,period,deals,amount\n"
		"North,2026-01,1,1\n"
		"North,2026-02,1,2\n"
		"North,(blank),1,16\n"
		"South,2026-02,2,36\n"
		"(blank),2026-03,1,8\n"
		"(blank),2026-12,1,64\n");
	given.by = NULL;
	given.context.calendar.unit = SOPS_UNIT_NONE;
	given.context.from = day("2026-02-01");
	given_expect(&given, deals,
		"deals,amount\n5,110\n# 1 rows without a date are in no period\n");
	given.context.to = day("2026-03-03");
	given_expect(&given, deals,
		"deals,amount\n4,46\n# 1 rows without a date are in no period\n");
	given.context.calendar.unit = SOPS_UNIT_QUARTER;
	given_expect(&given, deals,
		"period,deals,amount\n2026Q1,4,46\n# 1 rows without a date are in no period\n");
	given.context.date = SOPS_DEALS_CLOSED;
	given.context.from = day("2026-03-02");
	given.context.to = SOPS_DATE_BLANK;
	given_expect(&given, deals,
		"period,deals,amount\n2026Q1,1,2\n2027Q1,1,64\n# 2 rows without a date are in no "
		"period\n");
	given.context.date = -1;
	given_expect(&given, "owner,amount\nx,1\n",
		"-3 deals.csv:1: no column for created (first day of the deal); the columns are: "
		"owner, amount (say which with -m 'created=Header')");
}

static void roles_of_a_run(void **state)
{
	struct sops_context context = SOPS_CONTEXT_INIT;
	uint64_t needs, uses;

	(void)state;
	sops_run_roles(&totals, NULL, &context, &needs, &uses);
	assert_int_equal(needs, 0);
	assert_int_equal(uses, SOPS_ROLE(SOPS_DEALS_AMOUNT));
	context.to = day("2026-01-01");
	sops_run_roles(&totals, NULL, &context, &needs, &uses);
	assert_int_equal(needs, SOPS_ROLE(SOPS_DEALS_CREATED));
	context.date = SOPS_DEALS_CLOSE_DATE;
	sops_run_roles(&totals, NULL, &context, &needs, &uses);
	assert_int_equal(needs, SOPS_ROLE(SOPS_DEALS_CLOSE_DATE));
}

static void too_many_columns(void **state)
{
	struct given given = asked(NULL);
	struct sops_buffer header = SOPS_BUFFER_INIT;

	(void)state;
	for (int i = 0; i < 33; i++)
		sops_buffer_printf(&header, "%sc%d", i ? "," : "", i);
	given.by = header.at;
	given_expect(&given, header.at, "-2 --by takes at most 32 columns");
	sops_buffer_release(&header);
}

/* An error in the metric is that of the row. */
static void errors_have_a_place(void **state)
{
	struct given given = asked("owner");

	(void)state;
	given_expect(&given, "owner,amount\nann,USD 1\nbob,EUR 2\nann,EUR 3\n",
		"-3 deals.csv:4: two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)");
}

/* Names of columns may be as long as they like. */
static void long_names(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT, wanted = SOPS_BUFFER_INIT;
	struct given given = asked(NULL);
	char name[601];

	(void)state;
	for (size_t i = 0; i < 200; i++)
		memcpy(name + 3 * i, "客", 4);
	sops_buffer_printf(&text, "%s,amount\nx,1\n", name);
	sops_buffer_printf(&wanted, "%s,deals,amount\nx,1,1\n", name);
	given.by = name;
	given_expect(&given, text.at, wanted.at);
	sops_buffer_release(&text);
	sops_buffer_release(&wanted);
}

static struct sops_run *run_of(const struct given *given)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_run *run;

	if (sops_run_new(&run, given->metric, given->options, &given->context, &err) < 0)
		fail_msg("%s", err.text);
	return run;
}

static void read_into(struct sops_run *run, const struct given *given, const char *text)
{
	struct sops_input_options options = { .by = given->by, .as_of = given->context.as_of };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input;
	int fd = given_fd(text);

	sops_run_roles(given->metric, given->options, &given->context, &options.needs,
		&options.uses);
	if (sops_input_open(&input, given->metric->rows, fd, "deals.csv", &options, &err) < 0 ||
	    sops_run_read(run, input, &err) < 0)
		fail_msg("%s", err.text);
	sops_input_free(input);
	close(fd);
}

static char *saved(const struct sops_run *run)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	if (sops_run_save(run, &out, &err) < 0)
		fail_msg("%s", err.text);
	return out.at;
}

static char *tabled(struct sops_run *run)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	char *csv;

	if (sops_run_table(run, &table, &err) < 0)
		fail_msg("%s", err.text);
	csv = given_csv(table);
	sops_table_free(table);
	return csv;
}

static void merge(struct sops_run *into, const struct sops_run *from)
{
	struct sops_error err = { .status = SOPS_OK };

	if (sops_run_merge(into, from, &err) < 0)
		fail_msg("%s", err.text);
}

static struct sops_run *reloaded(struct sops_run *run, const struct given *given)
{
	struct sops_run *copy = run_of(given);
	char *text = saved(run);
	struct sops_error err = { .status = SOPS_OK };

	if (sops_run_load(copy, sops_field_of(text), &err) < 0)
		fail_msg("%s", err.text);
	free(text);
	sops_run_free(run);
	return copy;
}

#define PARTS 6

/* The text cut at the ends of its records, each part with the header. Fields have no newline
 * here. */
static void split(const char *text, struct sops_buffer parts[PARTS], uint64_t *random)
{
	const char *end = strchr(text, '\n') + 1;

	for (size_t i = 0; i < PARTS; i++) {
		sops_buffer_init(&parts[i], 0);
		sops_buffer_add(&parts[i], text, (size_t)(end - text));
	}
	while (*end) {
		const char *line = end;

		end = strchr(line, '\n') + 1;
		sops_buffer_add(&parts[property_random(random, PARTS)], line, (size_t)(end - line));
	}
}

/* Runs over the parts, merged in random order, some of them by way of their saved form, into one
 * that is fresh. */
static struct sops_run *merged(const struct given *given, const char *text, uint64_t *random)
{
	size_t *order = property_shuffled(random, PARTS);
	struct sops_run *all = run_of(given);
	struct sops_buffer parts[PARTS];

	split(text, parts, random);
	for (size_t i = 0; i < PARTS; i++) {
		struct sops_run *run = run_of(given);

		read_into(run, given, parts[order[i]].at);
		if (property_random(random, 2))
			run = reloaded(run, given);
		if (property_random(random, 2)) {
			merge(all, run);
			sops_run_free(run);
		} else {
			merge(run, all);
			sops_run_free(all);
			all = run;
		}
	}
	for (size_t i = 0; i < PARTS; i++)
		sops_buffer_release(&parts[i]);
	free(order);
	return all;
}

static void check_splits(const struct given *given, const char *text)
{
	struct sops_run *whole = run_of(given);
	uint64_t random = 99;
	char *save, *table;

	read_into(whole, given, text);
	save = saved(whole);
	table = tabled(whole);
	for (int round = 0; round < 12; round++) {
		struct sops_run *all = merged(given, text, &random);
		char *got = saved(all);

		assert_string_equal(got, save);
		free(got);
		got = tabled(all);
		assert_string_equal(got, table);
		free(got);
		sops_run_free(all);
	}
	free(save);
	free(table);
	sops_run_free(whole);
}

/* A text of random deals. */
static char *many_deals(int count)
{
	static const char *const owners[] = { "ann", "bob", "客户", "", "-" },
		*const statuses[] = { "open",
		"won", "lost", "void" };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	uint64_t random = 17;

	sops_buffer_puts(&text, "owner,region,status,created,closed,amount,probability\n");
	for (int i = 0; i < count; i++) {
		sops_buffer_printf(&text, "%s,r%zu,%s,", owners[property_random(&random, 5)],
			property_random(&random, 3), statuses[property_random(&random, 4)]);
		if (property_random(&random, 8))
			sops_buffer_printf(&text, "2025-%02zu-11",
				1 + property_random(&random, 12));
		sops_buffer_putc(&text, ',');
		if (property_random(&random, 3))
			sops_buffer_printf(&text, "2026-%02zu-%02zu",
				1 + property_random(&random, 12),
				1 + property_random(&random, 28));
		sops_buffer_printf(&text, ",$%zu.%02zu,%zu%%\n", property_random(&random, 1000),
			property_random(&random, 100), property_random(&random, 101));
	}
	assert_int_equal(text.failed, 0);
	return text.at;
}

static void any_split_merges_to_the_same(void **state)
{
	static const char *const by[] = { NULL, "owner", "owner,region", "status,owner" };
	char *text = many_deals(300);

	(void)state;
	for (size_t i = 0; i < COUNT(by); i++) {
		struct given given = asked(by[i]);

		check_splits(&given, text);
		given.context.calendar.unit = SOPS_UNIT_MONTH;
		check_splits(&given, text);
		given.context.from = day("2025-05-01");
		check_splits(&given, text);
		given.metric = &sops_kpi_metric;
		check_splits(&given, text);
		given.context.calendar.unit = SOPS_UNIT_NONE;
		check_splits(&given, text);
	}
	free(text);
}

static const struct sops_state results = SOPS_STATE(struct total,
	SOPS_STATE_RESULT(struct total, deals, SOPS_STATE_COUNT, "deals", "how many"),
	SOPS_STATE_RESULT(struct total, amount, SOPS_STATE_SUM, "money", "what they come to"));

static const struct sops_state only_one = SOPS_STATE(struct total,
	SOPS_STATE_FIELD(struct total, deals, SOPS_STATE_COUNT),
	SOPS_STATE_RESULT(struct total, amount, SOPS_STATE_SUM, "money", "what they come to"));

/* A metric whose state is its result needs no code to print it; not every member is a column. */
static void a_state_that_is_the_result(void **state)
{
	struct sops_metric metric = totals;
	struct given given = asked("region");

	(void)state;
	metric.columns = NULL;
	metric.table = NULL;
	metric.state = &results;
	given.metric = &metric;
	given_expect(&given, deals,
		"region,deals,amount\nNorth,3,19\nSouth,2,36\n(blank),2,72\n");
	metric.state = &only_one;
	given_expect(&given, deals, "region,amount\nNorth,19\nSouth,36\n(blank),72\n");
}

static void merges_that_fail(void **state)
{
	struct given by_owner = asked("owner"), by_region = asked("region"), alone = asked(NULL);
	struct sops_run *a = run_of(&by_owner), *b = run_of(&by_region), *c = run_of(&alone),
		*empty = run_of(&alone);
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	read_into(a, &by_owner, deals);
	read_into(b, &by_region, deals);
	read_into(c, &alone, deals);
	assert_int_equal(sops_run_merge(a, b, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "the parts are grouped by different columns");
	assert_int_equal(sops_run_merge(a, c, NULL), SOPS_EINPUT);
	assert_int_equal(sops_run_merge(c, a, NULL), SOPS_EINPUT);
	/* One that has read nothing agrees with all. */
	assert_int_equal(sops_run_merge(a, empty, NULL), 0);
	assert_int_equal(sops_run_merge(empty, b, NULL), 0);
	assert_int_equal(sops_run_merge(empty, a, NULL), SOPS_EINPUT);
	sops_run_free(a);
	sops_run_free(b);
	sops_run_free(c);
	sops_run_free(empty);
	sops_run_free(NULL);
}

static void too_many_to_count(void **state)
{
	static const struct sops_field most = SOPS_FIELD("{\"keys\":0,\"undated\":"
		"9223372036854775807,\"names\":\"\",\"groups\":[]}");
	struct given given = asked(NULL);
	struct sops_run *a = run_of(&given), *b = run_of(&given);
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_run_load(a, most, NULL), 0);
	assert_int_equal(sops_run_load(b, most, NULL), 0);
	assert_int_equal(sops_run_merge(a, b, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: too many records to count");
	sops_run_free(a);
	sops_run_free(b);
}

#define SAVED(keys, undated, names, groups) "{\"keys\":" keys ",\"undated\":" undated \
	",\"names\":\"" names "\",\"groups\":" groups "}"

static void foreign_states(void **state)
{
	static const char *const cases[][2] = {
		{ SAVED("0", "0", "", "[]"), "" },
		{ SAVED("1", "3", "owner", "[[\"ann\",{\"deals\":1,\"amount\":[\"5\",1,\"\",0]}]]"),
			"" },
		{ SAVED("2", "0", "owner\\u0000region", "[]"), "" },
		{ SAVED("1", "0", "", "[]"), "not a saved state of a run" },
		{ SAVED("0", "0", "owner", "[]"), "not a saved state of a run" },
		{ SAVED("1", "0", "owner\\u0000region", "[]"), "not a saved state of a run" },
		{ SAVED("-1", "0", "", "[]"), "not a saved state of a run" },
		{ SAVED("9223372036854775807", "0", "", "[]"), "not a saved state of a run" },
		{ "{\"keys\":0}", "not a saved state of a run" },
		{ "[]", "not a saved state of a run" },
		{ SAVED("0", "0", "", "{}"), "not a saved state: a group" },
		{ SAVED("0", "0", "", "[[\"\",{\"deals\":\"x\"}]]"),
			"not a saved state: \"deals\"" },
		{ "", "not a saved state: '[' or '{' expected near end of file (character 0)" },
	};
	struct given given = asked(NULL);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_run *run = run_of(&given);
		struct sops_error err = { .status = SOPS_OK };
		int status = sops_run_load(run, sops_field_of(cases[i][0]), &err);

		assert_string_equal(err.text, cases[i][1]);
		assert_int_equal(status, cases[i][1][0] ? SOPS_EINPUT : 0);
		if (status == 0) {
			char *again = saved(run);

			assert_string_equal(again, cases[i][0]);
			free(again);
			free(tabled(run));
		}
		sops_run_free(run);
	}
}

TAP_MAIN("run",
	cmocka_unit_test(groups_in_order),
	cmocka_unit_test(periods_and_windows),
	cmocka_unit_test(roles_of_a_run),
	cmocka_unit_test(too_many_columns),
	cmocka_unit_test(errors_have_a_place),
	cmocka_unit_test(long_names),
	cmocka_unit_test(any_split_merges_to_the_same),
	cmocka_unit_test(a_state_that_is_the_result),
	cmocka_unit_test(merges_that_fail),
	cmocka_unit_test(too_many_to_count),
	cmocka_unit_test(foreign_states))
