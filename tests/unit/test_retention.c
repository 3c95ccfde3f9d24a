/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/retention.h>

#include "given.h"
#include "money_text.h"
#include "side.h"

#define HEADER "subscription_id,customer_id,start,end,mrr,product\n"

static int read_text(struct sops_retention **retention, const char *by, const char *text,
	struct sops_error *err)
{
	const struct side side = { &sops_subscriptions, SOPS_RETENTION_NEEDS, SOPS_RETENTION_USES,
		"subs.csv", by };
	struct sops_input *input = side_open(&side, text);
	int status = sops_retention_read(retention, input, err);

	side_close(input);
	return status;
}

static struct sops_retention *given(const char *by, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_retention *retention = NULL;

	if (read_text(&retention, by, text, &err) < 0)
		fail_msg("%s", given_error(&err));
	return retention;
}

/* From a day to the one before the end. */
static struct sops_retained of_days(const struct sops_retention *retention, const char *group,
	sops_date first, sops_date end)
{
	const struct sops_span span = { first, end };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_retained out;

	if (sops_retention_of(&out, retention, sops_field_of(group), &span, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

static struct sops_retained of(const struct sops_retention *retention, const char *group,
	const char *first, const char *end)
{
	return of_days(retention, group, side_day(first), side_day(end));
}

/* "start end churned joined returned passed days" */
static void expect_customers(const struct sops_retention *retention, const char *group,
	const char *first, const char *end, const char *answer)
{
	struct sops_retained out = of(retention, group, first, end);
	char *got = NULL;

	assert_true(asprintf(&got, "%d %d %d %d %d %d %d", (int)out.start, (int)out.end,
		(int)out.churned, (int)out.joined, (int)out.returned, (int)out.passed,
		(int)out.customer_days) > 0);
	assert_string_equal(got, answer);
	free(got);
}

/* "start-end kept capped capped_lines +expansion -contraction -lost" */
static void expect_money(const struct sops_retention *retention, const char *group,
	const char *first, const char *end, const char *answer)
{
	struct sops_retained out = of(retention, group, first, end);
	char *got = NULL, *part = NULL;

	assert_true(asprintf(&part, "%s-%s %s", text_of(out.mrr_start.total),
		text_of(out.mrr_end.total), text_of(out.kept)) > 0);
	assert_true(asprintf(&got, "%s %s %s +%s -%s", part, text_of(out.capped),
		text_of(out.capped_lines), text_of(out.expansion),
		text_of(out.contraction)) > 0);
	free(part);
	part = got;
	assert_true(asprintf(&got, "%s -%s", part, text_of(out.lost)) > 0);
	assert_string_equal(got, answer);
	free(part);
	free(got);
}

static void a_subscription_is_lost_on_its_end(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER
		"s,ann,2026-02-10,2026-02-20,5,\n");

	(void)state;
	expect_customers(retention, "", "2026-02-10", "2026-02-11", "0 1 0 1 0 0 0");
	expect_customers(retention, "", "2026-02-11", "2026-02-12", "1 1 0 0 0 0 1");
	expect_customers(retention, "", "2026-02-19", "2026-02-20", "1 1 0 0 0 0 1");
	expect_customers(retention, "", "2026-02-20", "2026-02-21", "1 0 1 0 0 0 1");
	expect_customers(retention, "", "2026-02-21", "2026-02-22", "0 0 0 0 0 0 0");
	expect_customers(retention, "", "2026-02-01", "2026-03-01", "0 0 0 0 0 1 10");
	expect_customers(retention, "", "2026-02-09", "2026-02-10", "0 0 0 0 0 0 0");
	expect_customers(retention, "", "2026-02-15", "2026-02-15", "1 1 0 0 0 0 0");
	expect_customers(retention, "nobody", "2026-02-01", "2026-03-01", "0 0 0 0 0 0 0");
	sops_retention_free(retention);
	sops_retention_free(NULL);
}

static void what_became_of_each(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER
		"1,stays,2025-01-01,,10,\n"
		"2,churns,2025-01-01,2026-01-15,20,\n"
		"3,joins,2026-01-10,,30,\n"
		"4,returns,2025-01-01,2025-06-01,40,\n5,returns,2026-01-20,,45,\n"
		"6,passes,2026-01-05,2026-01-08,50,\n7,passes,2026-01-10,2026-01-12,50,\n"
		"8,pauses,2025-01-01,2026-01-10,60,\n9,pauses,2026-01-20,,50,\n"
		"10,later,2026-02-01,,70,\n11,gone,2025-01-01,2025-12-31,80,\n"
		"12,empty,2026-01-10,2026-01-10,90,\n13,free,2025-01-01,,0,\n");

	(void)state;
	/* Days: 31 + 15 + 21 + 11 + (3 + 2) + (10 + 11) */
	expect_customers(retention, "", "2026-01-01", "2026-02-01", "3 4 1 1 1 1 104");
	expect_money(retention, "", "2026-01-01", "2026-02-01", "90-135 60 60 10 +0 -10 -20");
	assert_int_equal(sops_retention_oddities(retention).unpaid, 1);
	assert_int_equal(sops_retention_oddities(retention).empty, 1);
	sops_retention_free(retention);
}

static void a_trial_is_no_customer_yet(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER
		"1,ann,2025-12-01,2026-01-15,0,\n1,ann,2026-01-15,,10,\n"
		"2,bob,2025-12-01,2026-01-15,10,\n2,bob,2026-01-15,,0,\n");

	(void)state;
	expect_customers(retention, "", "2026-01-01", "2026-02-01", "1 1 1 1 0 0 31");
	expect_money(retention, "", "2026-01-01", "2026-02-01", "10-10 0 0 0 +0 -0 -10");
	assert_int_equal(of(retention, "", "2026-01-01", "2026-02-01").mrr_end.n, 1);
	sops_retention_free(retention);
}

/* Written either way, a change of price loses nobody, and counts nobody twice. */
static void prices_follow_on_each_other(void **state)
{
	static const char *const cases[] = {
		HEADER "s,ann,2024-01-01,2024-05-14,10,\ns,ann,2024-05-15,,12,\n",
		HEADER "s,ann,2024-01-01,2024-05-15,10,\ns,ann,2024-05-15,,12,\n",
		HEADER "s,ann,2024-05-15,,12,\ns,ann,2024-01-01,2024-05-14,10,\n",
		HEADER "s,ann,2024-01-01,2024-05-15,10,\ns,ann,2024-05-15,2024-05-15,99,\n"
			"s,ann,2024-05-15,,12,\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_retention *retention = given(NULL, cases[i]);

		for (sops_date day = side_day("2024-05-12"); day < side_day("2024-05-19"); day++) {
			struct sops_retained out = of_days(retention, "", day, day + 1);

			assert_int_equal(out.start, 1);
			assert_int_equal(out.end, 1);
			assert_int_equal(out.customer_days, 1);
			assert_string_equal(text_of(out.mrr_start.total),
				day <= side_day("2024-05-15") ? "10" : "12");
		}
		expect_customers(retention, "", "2024-05-01", "2024-06-01", "1 1 0 0 0 0 31");
		expect_money(retention, "", "2024-05-01", "2024-06-01",
			"10-12 12 10 10 +2 -0 -0");
		sops_retention_free(retention);
	}
}

/* Two days without, or nothing to say that they are of one subscription. */
static void a_gap_is_a_loss(void **state)
{
	static const char *const cases[] = {
		HEADER "s,ann,2024-01-01,2024-05-14,10,\ns,ann,2024-05-16,,12,\n",
		HEADER "s,ann,2024-01-01,2024-05-15,10,\nt,ann,2024-05-16,,12,\n",
		HEADER ",ann,2024-01-01,2024-05-15,10,\n,ann,2024-05-16,,12,\n",
		"customer_id,start,end,mrr\nann,2024-01-01,2024-05-15,10\nann,2024-05-16,,12\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_retention *retention = given(NULL, cases[i]);

		expect_customers(retention, "", "2024-05-01", "2024-05-16",
			i ? "1 0 1 0 0 0 15" : "1 0 1 0 0 0 14");
		expect_customers(retention, "", "2024-05-16", "2024-06-01", "0 1 0 0 1 0 15");
		sops_retention_free(retention);
	}
}

static void a_customer_is_the_sum_of_its_subscriptions(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER
		"1,ann,2025-01-01,2026-01-15,10,\n1,ann,2026-01-15,,4,\n"
		"2,ann,2025-01-01,2026-01-10,20,\n2,ann,2026-01-10,,25,\n"
		"3,ann,2026-01-20,,0.5,\n"
		",bob,2025-01-01,2026-01-15,10,\n,bob,2026-01-15,,15,\n,bob,2025-06-01,,1,\n");

	(void)state;
	/* ann: 30 to 29.5; by lines 4 + 20 + 0. bob: 11 to 16; by lines 0 + 0 + 1. */
	expect_money(retention, "", "2026-01-01", "2026-02-01",
		"41-45.5 45.5 40.5 25 +5 -0.5 -0");
	expect_customers(retention, "", "2026-01-01", "2026-02-01", "2 2 0 0 0 0 62");
	assert_int_equal(of(retention, "", "2026-01-01", "2026-02-01").mrr_start.n, 4);
	assert_int_equal(of(retention, "", "2026-01-01", "2026-02-01").mrr_end.n, 5);
	sops_retention_free(retention);
}

static void groups_have_their_own_customers(void **state)
{
	struct sops_retention *retention = given("product", HEADER
		"1,ann,2025-01-01,2026-01-10,10,b\n1,ann,2026-01-10,,20,a\n"
		"2,bob,2025-02-01,2026-01-31,5,b\n3,cid,2026-01-05,2026-01-20,7,\n");
	sops_date first, last;

	(void)state;
	expect_customers(retention, "b", "2026-01-01", "2026-02-01", "2 0 2 0 0 0 41");
	expect_customers(retention, "a", "2026-01-01", "2026-02-01", "0 1 0 1 0 0 21");
	expect_customers(retention, "", "2026-01-01", "2026-02-01", "0 0 0 0 0 1 15");
	assert_true(sops_field_equal(sops_retention_group(retention, 0), sops_field_of("")));
	assert_true(sops_retention_group(retention, 0).at != NULL);
	assert_true(sops_field_equal(sops_retention_group(retention, 1), sops_field_of("b")));
	assert_true(sops_field_equal(sops_retention_group(retention, 2), sops_field_of("a")));
	assert_null(sops_retention_group(retention, 3).at);
	assert_true(sops_retention_span(retention, &first, &last, sops_field_of("b")));
	assert_int_equal(first, side_day("2025-01-01"));
	assert_int_equal(last, side_day("2026-01-31"));
	assert_true(sops_retention_span(retention, &first, &last, sops_field_of("a")));
	assert_int_equal(first, side_day("2026-01-10"));
	assert_int_equal(last, side_day("2026-01-10"));
	assert_false(sops_retention_lasts(retention, sops_field_of("b")));
	assert_true(sops_retention_lasts(retention, sops_field_of("a")));
	assert_false(sops_retention_lasts(retention, sops_field_of("c")));
	assert_false(sops_retention_span(retention, &first, &last, sops_field_of("c")));
	sops_retention_free(retention);
}

static void an_empty_table(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER);
	sops_date first, last;

	(void)state;
	expect_customers(retention, "", "2026-01-01", "2026-02-01", "0 0 0 0 0 0 0");
	expect_money(retention, "", "2026-01-01", "2026-02-01", "0-0 0 0 0 +0 -0 -0");
	assert_null(sops_retention_group(retention, 0).at);
	assert_false(sops_retention_span(retention, &first, &last, sops_field_of("")));
	sops_retention_free(retention);
}

static void rows_that_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "s,ann,2026-02-01,2026-01-01,5,\n",
			"2: ends on 2026-01-01, before it starts on 2026-02-01" },
		{ "s,ann,2026-02-01,,,\n", "2: mrr: a subscription needs what it pays a month" },
		{ "s,ann,2026-02-01,,-0.5,\n", "2: mrr: a subscription cannot pay -0.5 a month" },
		{ "s,ann,,,5,\n", "2: start: a subscription needs the day it starts" },
		{ "s,,2026-02-01,,5,\n", "2: customer_id: a subscription needs a customer" },
		{ "s,ann,2026-01-01,2026-02-02,5,\nt,ann,2026-01-01,,5,\ns,ann,2026-02-01,,6,\n",
			"4: a second price of subscription \"s\" on 2026-02-01: line 2 has one" },
		{ "s,ann,2026-02-01,,6,\ns,bob,2026-01-01,2026-02-02,5,\n",
			"3: a second price of subscription \"s\" on 2026-02-01: line 2 has one" },
		{ "s,ann,2026-01-01,,5,\ns,ann,2026-02-01,,6,\n",
			"3: a second price of subscription \"s\" on 2026-02-01: line 2 has one "
			"(the one that starts first needs an end)" },
		{ "s,ann,2026-01-01,,5,\ns,ann,2026-01-01,,5,\n",
			"3: a second price of subscription \"s\" on 2026-01-01: line 2 has one" },
		{ "s,ann,2026-01-01,2026-12-01,5,\ns,ann,2026-02-01,2026-02-01,1,\n"
			"s,ann,2026-03-01,2026-04-01,5,\n",
			"4: a second price of subscription \"s\" on 2026-03-01: line 2 has one" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_retention *retention = NULL;
		char *text = NULL, *expected = NULL, *got;

		assert_true(asprintf(&text, HEADER "%s", cases[i][0]) > 0);
		assert_true(asprintf(&expected, "-3 subs.csv:%s", cases[i][1]) > 0);
		assert_int_equal(read_text(&retention, NULL, text, &err), SOPS_EINPUT);
		assert_null(retention);
		got = given_error(&err);
		assert_string_equal(got, expected);
		free(got);
		free(expected);
		free(text);
	}
}

static void refused(const char *text, struct sops_span span, const char *answer)
{
	struct sops_retention *retention = given(NULL, text);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_retained out;
	char *got;

	assert_true(sops_retention_of(&out, retention, sops_field_of(""), &span, &err) < 0);
	got = given_error(&err);
	assert_string_equal(got, answer);
	free(got);
	sops_retention_free(retention);
}

static void figures_that_are_refused(void **state)
{
	const struct sops_span february = side_span("2026-02-01", "2026-02-28");
	static const char two[] = "-3 subs.csv:3: two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)";
	static const char mornings[] = "-3 subs.csv: two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)";
	static const char span[] =
		"-2 retention is of a span that has a first day and an end after it";

	(void)state;
	refused("customer_id,start,end,mrr,currency\na,2026-01-01,,5,USD\nb,2026-01-01,,5,EUR\n",
		february, two);
	refused("customer_id,start,end,mrr,currency\na,2026-01-01,2026-02-10,5,USD\n"
		"a,2026-02-10,,5,EUR\n", february, mornings);
	refused("customer_id,start,mrr\na,2026-01-01," LARGEST "\na,2026-01-01,1\n", february,
		"-3 subs.csv:3: overflow: " LARGEST " + 1 is beyond 38 digits");
	refused(HEADER, side_span(NULL, "2026-02-28"), span);
	refused(HEADER, side_span("2026-02-01", NULL), span);
	refused(HEADER, side_span("2026-02-01", "2026-01-30"), span);
}

/* Another currency that was given up long ago is no matter. */
static void currencies_of_other_days(void **state)
{
	struct sops_retention *retention = given(NULL, "customer_id,start,end,mrr,currency\n"
		"a,2025-01-01,2025-02-10,5,USD\na,2025-02-10,,5,EUR\n");

	(void)state;
	expect_money(retention, "", "2026-01-01", "2026-02-01", "5-5 5 5 5 +0 -0 -0");
	assert_string_equal(of(retention, "", "2026-01-01", "2026-02-01").mrr_start.currency.code,
		"EUR");
	sops_retention_free(retention);
}

/*
 * The same by looking at every day. Customers have two subscriptions each, of which at most one
 * price holds on a day.
 */
enum { CUSTOMERS = 12, LINES = 2 * CUSTOMERS, DAYS = 40 };

struct naive {
	int pays[LINES][DAYS]; /* on the day */
	sops_date origin;
};

static void fill(struct naive *naive, struct sops_buffer *text)
{
	char start[SOPS_DATE_TEXT], end[SOPS_DATE_TEXT];

	for (int line = 0; line < LINES; line++) {
		for (int from = (int)(random_bits() % 15), to; from < DAYS; from = to) {
			int mrr = (int)(random_bits() % 4) * 5;
			bool open = false;

			to = from + (int)(random_bits() % 15);
			open = to >= DAYS;
			for (int day = from; day < to && day < DAYS; day++)
				naive->pays[line][day] = mrr;
			sops_date_format(start, naive->origin + from);
			sops_date_format(end, open ? SOPS_DATE_BLANK : naive->origin + to);
			sops_buffer_printf(text, "S%d,C%d,%s,%s,%d,\n", line, line / 2, start, end,
				mrr);
			/* Here and there days without; never one alone. */
			if (random_bits() % 2)
				to += 2 + (int)(random_bits() % 6);
		}
	}
}

/* What the customer pays on the morning of a day. */
static int pays(const struct naive *naive, int customer, int day)
{
	return day < 1 ? 0 : naive->pays[2 * customer][day - 1] +
		naive->pays[2 * customer + 1][day - 1];
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Of the customer, as numbers in the order of the struct. */
static void look(int64_t sums[15], const struct naive *naive, int customer, int first, int end)
{
	int start = pays(naive, customer, first), last = pays(naive, customer, end);
	int days = 0, before = 0, lines = 0;

	for (int day = first; day < end; day++)
		days += pays(naive, customer, day) > 0;
	for (int day = 0; day < first; day++)
		before |= pays(naive, customer, day) > 0;
	for (int line = 2 * customer; first > 0 && end > 0 && line < 2 * customer + 2; line++)
		lines += least(naive->pays[line][first - 1], naive->pays[line][end - 1]);
	sums[0] += start > 0;
	sums[1] += last > 0;
	sums[2] += start && !last;
	sums[3] += !start && last && !before;
	sums[4] += !start && last && before;
	sums[5] += !start && !last && days;
	sums[6] += days;
	sums[7] += start;
	sums[8] += last;
	sums[9] += start ? last : 0;
	sums[10] += least(start, last);
	sums[11] += lines;
	sums[12] += start && last > start ? last - start : 0;
	sums[13] += last && last < start ? start - last : 0;
	sums[14] += last ? 0 : start;
}

static void compare(const struct sops_retained *out, const int64_t sums[15])
{
	const struct sops_money moneys[] = { out->mrr_start.total, out->mrr_end.total, out->kept,
		out->capped, out->capped_lines, out->expansion, out->contraction, out->lost };
	const int64_t counts[] = { out->start, out->end, out->churned, out->joined, out->returned,
		out->passed, out->customer_days };

	for (size_t i = 0; i < COUNT(counts); i++)
		assert_int_equal(counts[i], sums[i]);
	for (size_t i = 0; i < COUNT(moneys); i++)
		assert_int_equal(sops_money_compare(moneys[i],
			sops_money_of(sums[COUNT(counts) + i])), 0);
}

static void as_by_looking_at_every_day(void **state)
{
	(void)state;
	seed = 20260215;
	for (int round = 0; round < 20; round++) {
		struct naive naive = { .origin = side_day("2026-02-15") };
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_retention *retention;

		sops_buffer_puts(&text, HEADER);
		fill(&naive, &text);
		retention = given(NULL, text.at);
		for (int first = 0; first <= DAYS; first++) {
			for (int end = first; end <= DAYS; end += 1 + (int)(random_bits() % 5)) {
				struct sops_retained out = of_days(retention, "",
					naive.origin + first, naive.origin + end);
				int64_t sums[15] = { 0 };

				for (int i = 0; i < CUSTOMERS; i++)
					look(sums, &naive, i, first, end);
				compare(&out, sums);
			}
		}
		sops_retention_free(retention);
		sops_buffer_release(&text);
	}
}

/*
 * W039: customers at the start of six months, new and lost ones. The lost are the oldest in
 * odd months and the newest of months before in even ones, so that over the half year
 * some of them have come and gone.
 */
static void churn_of_six_months(void **state)
{
	static const int months[6][3] = { { 1126, 85, 18 }, { 1193, 25, 11 }, { 1207, 41, 20 },
		{ 1228, 30, 13 }, { 1245, 36, 24 }, { 1257, 46, 23 } };
	static const char *const bounds[] = { "2026-01-01", "2026-02-01", "2026-03-01",
		"2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01" };
	int ends[1126 + 263] = { 0 }, begun[1126 + 263] = { 0 }, oldest = 0, count = 1126;
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_retention *retention;
	struct sops_retained out;

	(void)state;
	for (int m = 1; m <= 6; m++) {
		int newest = count;

		for (int lost = 0; lost < months[m - 1][2];) {
			int customer = m % 2 ? oldest++ : --newest;

			if (ends[customer] == 0) {
				ends[customer] = m;
				lost++;
			}
		}
		for (int i = 0; i < months[m - 1][1]; i++)
			begun[count++] = m;
	}
	assert_int_equal(count, 1126 + 263);
	sops_buffer_puts(&text, "customer_id,start,end,mrr\n");
	for (int i = 0; i < count; i++)
		sops_buffer_printf(&text, "C%d,%s,%.8s%s,9\n", i,
			begun[i] ? bounds[begun[i] - 1] : "2025-01-01",
			ends[i] ? bounds[ends[i] - 1] : "", ends[i] ? "15" : "");
	retention = given(NULL, text.at);
	for (int m = 0; m < 6; m++) {
		out = of(retention, "", bounds[m], bounds[m + 1]);
		assert_int_equal(out.start, months[m][0]);
		assert_int_equal(out.joined, months[m][1]);
		assert_int_equal(out.churned, months[m][2]);
		assert_int_equal(out.passed, 0);
	}
	/* 109/1389 = 7.85 %; of those at the start alone fewer are lost than 109/1126 = 9.68 %. */
	out = of(retention, "", bounds[0], bounds[6]);
	assert_true(out.passed > 0);
	assert_int_equal(out.churned + out.passed, 109);
	assert_int_equal(out.start + out.joined + out.returned + out.passed, 1389);
	assert_int_equal(out.start, 1126);
	sops_retention_free(retention);
	sops_buffer_release(&text);
}

/* W041: 27,000 at the start, 35,000 at the end before 5,000 churned: 30,000/27,000, 111 %. A new
 * customer is in neither. */
static void net_retention(void **state)
{
	struct sops_retention *retention = given(NULL, HEADER
		"1,ann,2025-01-01,2026-01-20,5000,\n2,bob,2025-01-01,2026-01-15,12000,\n"
		"2,bob,2026-01-15,,20000,\n3,cid,2025-01-01,,10000,\n4,dot,2026-01-05,,777,\n");
	struct sops_retained out = of(retention, "", "2026-01-01", "2026-02-01");
	struct sops_money nrr;

	(void)state;
	expect_money(retention, "", "2026-01-01", "2026-02-01",
		"27000-30777 30000 22000 22000 +8000 -0 -5000");
	assert_int_equal(sops_ratio_divide(&nrr, (struct sops_ratio){ out.kept,
		out.mrr_start.total }, 4, NULL), 0);
	assert_string_equal(text_of(nrr), "1.1111");
	sops_retention_free(retention);
}

TAP_MAIN("retention",
	cmocka_unit_test(a_subscription_is_lost_on_its_end),
	cmocka_unit_test(what_became_of_each),
	cmocka_unit_test(a_trial_is_no_customer_yet),
	cmocka_unit_test(prices_follow_on_each_other),
	cmocka_unit_test(a_gap_is_a_loss),
	cmocka_unit_test(a_customer_is_the_sum_of_its_subscriptions),
	cmocka_unit_test(groups_have_their_own_customers),
	cmocka_unit_test(an_empty_table),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(figures_that_are_refused),
	cmocka_unit_test(currencies_of_other_days),
	cmocka_unit_test(as_by_looking_at_every_day),
	cmocka_unit_test(churn_of_six_months),
	cmocka_unit_test(net_retention))
