/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/metrics/kpi_private.h"

#include "given.h"
#include "property.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Fifteen deals, one of every kind. As of 2026-07-15: C won without an amount, I closed before it
 * was created, J void, K closed later, L created later, M closed nobody knows when, N and O created
 * nobody knows when. */
static const char deals[] =
	"deal_id,owner,created,closed,status,amount,probability\n"
	"A,ann,2026-01-05,2026-01-25,won,1000,\n"
	"B,bob,2026-01-10,2026-02-09,won,2000.50,\n"
	"C,ann,2026-02-01,2026-02-11,won,,\n"
	"D,bob,2026-02-01,2026-03-31,lost,500,0\n"
	"E,ann,2026-01-15,2026-02-14,lost,1500,0\n"
	"F,bob,2026-03-01,,open,3000,0.5\n"
	"G,ann,2026-06-30,,open,4000,0.25\n"
	"H,bob,2026-07-01,,open,,0.9\n"
	"I,ann,2026-04-10,2026-04-01,won,300,\n"
	"J,bob,2026-03-05,2026-03-20,void,9999,\n"
	"K,ann,2026-05-01,2026-08-01,won,700,1\n"
	"L,bob,2026-08-01,,open,5000,0.1\n"
	"M,ann,2026-05-05,,won,800,\n"
	"N,bob,,2026-06-01,won,100,\n"
	"O,ann,,,open,250,0.2\n";

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static struct sops_kpi_options chosen(const char *metrics, bool wide)
{
	struct sops_kpi_options options = { .metrics = metrics, .wide = wide };
	struct sops_error err = { .status = SOPS_OK };

	assert_int_equal(sops_kpi_choose(&options, &err), 0);
	return options;
}

static struct given asked(const struct sops_kpi_options *options, const char *as_of)
{
	struct given given = { .metric = &sops_kpi_metric, .options = options,
		.context = SOPS_CONTEXT_INIT };

	given.context.as_of = day(as_of);
	return given;
}

static void every_figure_by_hand(void **state)
{
	const struct sops_kpi_options all = chosen(NULL, false);
	struct given given = asked(&all, "2026-07-15");

	(void)state;
	/* Won A B C I M N; lost D E; cycles of A 20, B 30, C 10; open F G H K O.
	 * p90 at rank 0.9 * 2: 20 + 0.8 * 10. Weighted 1500 + 1000 + 50, without K.
	 * Velocity 5 * 6/8 * 840.1 / 20. */
	given_expect(&given, deals,
		"metric,value,unit,numerator,denominator,n\n"
		"revenue,4200.5,money,,,5\n"
		"deals_won,6,deals,,,6\n"
		"deals_lost,2,deals,,,2\n"
		"win_rate,0.75,share,6,8,8\n"
		"value_win_rate,0.677445367309,share,4200.5,6200.5,7\n"
		"asp,840.1,money,4200.5,5,5\n"
		"cycle_days,20,days,60,3,3\n"
		"cycle_days_median,20,days,,,3\n"
		"cycle_days_p90,28,days,,,3\n"
		"open_deals,5,deals,,,5\n"
		"open_amount,7950,money,,,4\n"
		"weighted_pipeline,2550,money,,,3\n"
		"velocity,157.51875,money a day,,,5\n"
		"revenue_per_rep,2100.25,money,4200.5,2,2\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
}

static void as_of_an_earlier_day(void **state)
{
	const struct sops_kpi_options wide =
		chosen("revenue,deals_won,deals_lost,win_rate,open_deals,open_amount", true);
	struct given given = asked(&wide, "2026-02-10");

	(void)state;
	/* Won A B; open C D E N, which were closed later, and O. */
	given_expect(&given, deals,
		"revenue,deals_won,deals_lost,win_rate,open_deals,open_amount\n"
		"3000.5,2,0,1,5,2350\n"
		"# deals closed after the as-of date: 4, counted as open\n"
		"# deals created after the as-of date: 8, left out\n");
}

static void window_of_dates(void **state)
{
	const struct sops_kpi_options wide =
		chosen("revenue,deals_won,deals_lost,win_rate,asp,cycle_days,open_deals,"
			"open_amount,weighted_pipeline", true);
	struct given given = asked(&wide, "2026-07-15");

	(void)state;
	given.context.from = day("2026-02-09");
	given.context.to = day("2026-03-31");
	/* Both days are in: B and D. Of N and O, closed later or never, nobody knows since when
	 * they are open. What is open in March weighs nothing that is known today. */
	given_expect(&given, deals,
		"revenue,deals_won,deals_lost,win_rate,asp,cycle_days,open_deals,open_amount,"
		"weighted_pipeline\n"
		"2000.5,2,2,0.5,2000.5,20,3,3350,\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n");
	given.context.from = day("2026-02-10");
	given.context.to = SOPS_DATE_BLANK;
	given_expect(&given, deals,
		"revenue,deals_won,deals_lost,win_rate,asp,cycle_days,open_deals,open_amount,"
		"weighted_pipeline\n"
		"400,3,2,0.6,200,10,5,7950,2550\n"
		"# deals without the date that counts: 1, in no period\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
	given.context.from = SOPS_DATE_BLANK;
	given.context.to = day("2026-12-31");
	given_expect(&given, deals,
		"revenue,deals_won,deals_lost,win_rate,asp,cycle_days,open_deals,open_amount,"
		"weighted_pipeline\n"
		"3400.5,5,2,0.714285714286,850.125,20,5,7950,2550\n"
		"# deals without the date that counts: 1, in no period\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
}

static const char months[] =
	"created,closed,status,amount,probability\n"
	"2026-01-10,2026-01-20,won,100,\n"
	"2026-01-15,2026-04-02,won,300,\n"
	"2026-02-01,,open,50,0.5\n"
	"2026-04-01,2026-05-09,lost,80,\n";

static void periods_without_gaps(void **state)
{
	const struct sops_kpi_options wide =
		chosen("revenue,deals_won,win_rate,open_deals,open_amount,weighted_pipeline", true);
	struct given given = asked(&wide, "2026-06-10");

	(void)state;
	given.context.calendar.unit = SOPS_UNIT_MONTH;
	given_expect(&given, months,
		"period,revenue,deals_won,win_rate,open_deals,open_amount,weighted_pipeline\n"
		"2026-01,100,1,1,1,300,\n"
		"2026-02,0,0,,2,350,\n"
		"2026-03,0,0,,2,350,\n"
		"2026-04,300,1,1,2,130,\n"
		"2026-05,0,0,0,1,50,\n"
		"2026-06,0,0,,1,50,25\n");
	/* The stock of the months before is there; what was won before the 3rd is not. */
	given.context.from = day("2026-04-03");
	given.context.to = day("2026-05-08");
	given_expect(&given, months,
		"period,revenue,deals_won,win_rate,open_deals,open_amount,weighted_pipeline\n"
		"2026-04,0,0,,2,130,\n"
		"2026-05,0,0,,2,130,\n");
}

static void deals_outside_all_periods(void **state)
{
	const struct sops_kpi_options wide = chosen("deals_won,deals_lost,open_deals", true);
	struct given given = asked(&wide, "2026-07-15");

	(void)state;
	given.context.calendar.unit = SOPS_UNIT_QUARTER;
	/* Q1 keeps F; Q2 adds G and K; Q3 adds H. N has no begin, M no end, O no begin. */
	given_expect(&given, deals,
		"period,deals_won,deals_lost,open_deals\n"
		"2026Q1,3,2,1\n"
		"2026Q2,2,0,3\n"
		"2026Q3,0,0,4\n"
		"# deals without the date that counts: 1, in no period\n"
		"# open deals without a created date: 1, in no period\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
}

static void cohorts_by_date(void **state)
{
	const struct sops_kpi_options wide =
		chosen("deals_won,deals_lost,win_rate,open_deals,open_amount,weighted_pipeline",
			true);
	struct given given = asked(&wide, "2026-07-15");

	(void)state;
	given.context.calendar.unit = SOPS_UNIT_QUARTER;
	given.context.date = SOPS_DEALS_CREATED;
	/* Q1: A B C won, D E lost, F open. Q2: I M won, G K open. Q3: H. */
	given_expect(&given, deals,
		"period,deals_won,deals_lost,win_rate,open_deals,open_amount,weighted_pipeline\n"
		"2026Q1,3,2,0.6,1,3000,1500\n"
		"2026Q2,2,0,1,2,4700,1000\n"
		"2026Q3,0,0,,1,,\n"
		"# deals without the date that counts: 2, in no period\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
	given.context.calendar.unit = SOPS_UNIT_NONE;
	given.context.from = day("2026-01-10");
	given.context.to = day("2026-02-01");
	/* B C won, D E lost, whenever that was. */
	given_expect(&given, deals,
		"deals_won,deals_lost,win_rate,open_deals,open_amount,weighted_pipeline\n"
		"2,2,0.5,0,0,0\n"
		"# deals without the date that counts: 2, in no period\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
}

static void groups(void **state)
{
	const struct sops_kpi_options wide = chosen("revenue,deals_won,deals_lost,win_rate", true);
	struct given given = asked(&wide, "2026-07-15");

	(void)state;
	given.by = "owner";
	given_expect(&given, deals,
		"owner,revenue,deals_won,deals_lost,win_rate\n"
		"ann,2100,4,1,0.8\n"
		"bob,2100.5,2,1,0.666666666667\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n"
		"# deals closed before they were created: 1, left out of the cycle\n"
		"# deals closed after the as-of date: 1, counted as open\n"
		"# deals created after the as-of date: 1, left out\n");
}

static void blank_where_nothing_is_defined(void **state)
{
	const struct sops_kpi_options all = chosen(NULL, false), wide = chosen(NULL, true);
	struct given given = asked(&all, "2026-07-15");

	(void)state;
	/* One open deal: nothing is decided. */
	given_expect(&given, "created,closed,status,amount,probability\n2026-07-01,,open,10,\n",
		"metric,value,unit,numerator,denominator,n\n"
		"revenue,0,money,,,0\n"
		"deals_won,0,deals,,,0\n"
		"deals_lost,0,deals,,,0\n"
		"win_rate,,share,0,0,0\n"
		"value_win_rate,,share,0,0,0\n"
		"asp,,money,0,0,0\n"
		"cycle_days,,days,0,0,0\n"
		"cycle_days_median,,days,,,0\n"
		"cycle_days_p90,,days,,,0\n"
		"open_deals,1,deals,,,1\n"
		"open_amount,10,money,,,1\n"
		"weighted_pipeline,,money,,,0\n"
		"velocity,,money a day,,,1\n");
	/* Deals of which none has an amount: their sum is unknown, not 0. */
	given_expect(&given,
		"created,closed,status,amount,probability\n"
		"2026-07-01,,open,,0.5\n"
		"2026-07-01,2026-07-02,won,,\n"
		"2026-07-01,2026-07-03,lost,,\n",
		"metric,value,unit,numerator,denominator,n\n"
		"revenue,,money,,,0\n"
		"deals_won,1,deals,,,1\n"
		"deals_lost,1,deals,,,1\n"
		"win_rate,0.5,share,1,2,2\n"
		"value_win_rate,,share,,,0\n"
		"asp,,money,,0,0\n"
		"cycle_days,1,days,1,1,1\n"
		"cycle_days_median,1,days,,,1\n"
		"cycle_days_p90,1,days,,,1\n"
		"open_deals,1,deals,,,1\n"
		"open_amount,,money,,,0\n"
		"weighted_pipeline,,money,,,0\n"
		"velocity,,money a day,,,1\n"
		"# deals won without an amount: 1, which add nothing to the revenue\n");
	/* Won within the day: no speed. Lost for nothing: no value win rate to speak of. */
	given.options = &wide;
	given_expect(&given,
		"created,closed,status,amount,probability\n"
		"2026-07-01,,open,5,1\n"
		"2026-07-02,2026-07-02,won,7,\n"
		"2026-07-01,2026-07-03,lost,0,\n",
		"revenue,deals_won,deals_lost,win_rate,value_win_rate,asp,cycle_days,"
		"cycle_days_median,cycle_days_p90,open_deals,open_amount,weighted_pipeline,"
		"velocity\n"
		"7,1,1,0.5,1,7,0,0,0,1,5,5,\n"
		"# lost deals have amount 0 here: value_win_rate says nothing\n");
	given_expect(&given, "created,closed,status,amount,probability\n",
		"revenue,deals_won,deals_lost,win_rate,value_win_rate,asp,cycle_days,"
		"cycle_days_median,cycle_days_p90,open_deals,open_amount,weighted_pipeline,"
		"velocity\n");
}

static void only_what_the_columns_allow(void **state)
{
	const struct sops_kpi_options none = chosen(NULL, false), weighted =
		chosen("weighted_pipeline", false);
	struct given given = asked(&none, "2026-07-15");

	(void)state;
	given_expect(&given, "stage\nClosed Won\nclosed lost\nProposal\nOmitted\n",
		"metric,value,unit,numerator,denominator,n\n"
		"deals_won,1,deals,,,1\n"
		"deals_lost,1,deals,,,1\n"
		"win_rate,0.5,share,1,2,2\n"
		"open_deals,1,deals,,,1\n");
	given.options = &weighted;
	given_expect(&given, "stage,amount\nProposal,1\n",
		"-3 deals.csv:1: no column for probability (chance of winning, 0 to 1); "
		"the columns are: stage, amount (say which with -m 'probability=Header')");
}

static void two_currencies(void **state)
{
	const struct sops_kpi_options all = chosen(NULL, false);
	struct given given = asked(&all, "2026-07-15");
	char *answer;

	(void)state;
	given_expect(&given, "status,amount\nopen,USD 5\nopen,EUR 4\n",
		"-3 deals.csv:3: two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)");
	given_expect(&given, "status,amount,currency\nwon,5,USD\nlost,4,EUR\n",
		"-3 two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)");
	given.context.calendar.unit = SOPS_UNIT_MONTH;
	/* Open in the one month and in the next. */
	given_expect(&given,
		"status,created,closed,amount\nopen,2026-05-01,,USD 5\nopen,2026-06-01,,EUR 4\n",
		"-3 two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)");
	given.context.calendar.unit = SOPS_UNIT_NONE;
	answer = given_answer(&given, "status,amount,currency\nwon,5,USD\nlost,4,USD\n");
	assert_non_null(strstr(answer, "revenue,5,USD,"));
	free(answer);
	given.by = "currency";
	answer = given_answer(&given, "status,amount\nwon,USD 5\nwon,EUR 4\n");
	assert_non_null(strstr(answer, "\nEUR,revenue,4,EUR,,,1\n"));
	assert_non_null(strstr(answer, "\nUSD,revenue,5,USD,,,1\n"));
	free(answer);
}

static struct sops_money decimal(int64_t units, int scale)
{
	struct sops_money money;

	assert_int_equal(sops_money_mul(&money, sops_money_of(units),
		(struct sops_money){ 1, scale }, NULL), 0);
	return money;
}

/* A deal filled by hand. */
static struct sops_deal deal(enum sops_deal_status status, const char *created, const char *closed,
	int64_t amount, int64_t hundredths)
{
	struct sops_deal d;

	sops_deal_init(&d);
	d.status = (int)status;
	d.created = created ? day(created) : SOPS_DATE_BLANK;
	d.closed = closed ? day(closed) : SOPS_DATE_BLANK;
	if (amount >= 0)
		d.amount = sops_money_of(amount);
	if (hundredths >= 0)
		d.probability = decimal(hundredths, 2);
	return d;
}

struct figure {
	const char *metric, *value;
};

/* Compares figures of the accumulator that took the deals. */
static void expect_figures(const struct sops_deal *rows, size_t count, const struct figure *figures,
	size_t n)
{
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	struct sops_kpi *kpi;
	char *csv;

	context.as_of = day("2026-07-15");
	assert_int_equal(sops_kpi_new(&kpi, NULL, &context, &err), 0);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(sops_kpi_add(kpi, &rows[i], &err), 0);
	assert_int_equal(sops_table_new(&table, &err), 0);
	assert_int_equal(sops_kpi_table(kpi, table, &err), 0);
	csv = given_csv(table);
	for (size_t i = 0; i < n; i++) {
		char row[100];

		snprintf(row, sizeof(row), "\n%s,%s,", figures[i].metric, figures[i].value);
		if (!strstr(csv, row))
			fail_msg("no %s in\n%s", row + 1, csv);
	}
	free(csv);
	sops_table_free(table);
	sops_kpi_free(kpi);
}

/* Worked examples that vendors and glossaries print, by their number in the collection of those. */
static void published_examples(void **state)
{
	static const struct figure w007[] = { { "velocity", "2326.153846153846" },
		{ "win_rate", "0.24" }, { "asp", "42000" }, { "cycle_days_median", "78" } };
	static const struct figure w009[] = { { "weighted_pipeline", "6000" } };
	static const struct figure w011[] = { { "weighted_pipeline", "100000" } };
	/* W029 prints 3 %, of all created; the win rate here is of the decided, as W031 has it. */
	static const struct figure w029[] = { { "win_rate", "0.3" }, { "open_deals", "90" } };
	static const struct figure w031[] = { { "win_rate", "0.2" } };
	static const struct figure w035[] = { { "cycle_days", "46" },
		{ "cycle_days_median", "45" } };
	struct sops_deal rows[118];
	size_t n;

	(void)state;
	/* W007: 18 open deals, 42,000 each, 24 of 100 won, 78 days: 2,326 a day. */
	for (n = 0; n < 118; n++)
		rows[n] = n < 18 ? deal(SOPS_STATUS_OPEN, "2026-01-01", NULL, -1, -1)
			: n < 42 ? deal(SOPS_STATUS_WON, "2026-01-01", "2026-03-20", 42000, -1)
				 : deal(SOPS_STATUS_LOST, "2026-01-01", "2026-02-02", -1, -1);
	expect_figures(rows, n, w007, COUNT(w007));

	rows[0] = deal(SOPS_STATUS_OPEN, NULL, NULL, 20000, 30);
	expect_figures(rows, 1, w009, COUNT(w009));
	rows[0] = deal(SOPS_STATUS_OPEN, NULL, NULL, 200000, 30);
	rows[1] = deal(SOPS_STATUS_OPEN, NULL, NULL, 50000, 80);
	expect_figures(rows, 2, w011, COUNT(w011));

	for (n = 0; n < 100; n++)
		rows[n] = deal(n < 3    ? SOPS_STATUS_WON
			       : n < 10 ? SOPS_STATUS_LOST
					: SOPS_STATUS_OPEN, NULL, NULL, -1, -1);
	expect_figures(rows, n, w029, COUNT(w029));
	for (n = 0; n < 100; n++)
		rows[n] = deal(n < 20 ? SOPS_STATUS_WON : SOPS_STATUS_LOST, NULL, NULL, -1, -1);
	expect_figures(rows, n, w031, COUNT(w031));

	rows[0] = deal(SOPS_STATUS_WON, "2023-01-01", "2023-02-15", -1, -1);
	rows[1] = deal(SOPS_STATUS_WON, "2023-01-10", "2023-03-05", -1, -1);
	rows[2] = deal(SOPS_STATUS_WON, "2023-01-20", "2023-02-28", -1, -1);
	expect_figures(rows, 3, w035, COUNT(w035));
}

static void names_of_metrics(void **state)
{
	struct sops_kpi_options options = { .metrics = "win_rate,winrate" };
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_kpi_choose(&options, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "no metric \"winrate\"");
	assert_memory_equal(err.hint, "did you mean \"win_rate\"? ", 25);
	options.metrics = "win_rate,";
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_kpi_choose(&options, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "no metric \"\"");
	options.metrics = " asp , revenue";
	assert_int_equal(sops_kpi_choose(&options, NULL), 0);
	assert_true(sops__kpi_chosen(&options, SOPS__KPI_REVENUE));
	assert_true(sops__kpi_chosen(&options, sops__kpi_find(sops_field_of("asp"))));
	assert_false(sops__kpi_chosen(&options, sops__kpi_find(sops_field_of("win_rate"))));
	options.metrics = "all";
	assert_int_equal(sops_kpi_choose(&options, NULL), 0);
	for (size_t i = 0; i < sops__kpi_count(); i++)
		assert_true(sops__kpi_chosen(&options, i));
}

static void catalogue(void **state)
{
	const struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	char *csv;

	(void)state;
	assert_int_equal(sops_kpi_list(&table, NULL, &context, &err), 0);
	assert_int_equal(sops_table_rows(table), sops__kpi_count());
	csv = given_csv(table);
	assert_non_null(strstr(csv, "metric,name_zh,formula,inputs,unit,possible,lacks\n"));
	assert_non_null(strstr(csv, "\nvelocity,销售速度,open deals * win rate * asp / median cycle,"
		"created closed status amount,money a day,true,\n"));
	free(csv);
	sops_table_free(table);
}

/* A saved state is somebody's file: what is no such state is refused, and never believed. */
static void foreign_states(void **state)
{
	static const char counts[] =
		"\"undated\":0,\"unplaced\":0,\"unpriced\":0,\"backward\":0,\"future\":0,"
		"\"unborn\":0,\"overdue\":0,\"uncredited\":0,\"untold\":0}";
	static const char cell[] = "{\"won\":1,\"lost\":0,\"opened\":0,\"ended\":0,"
		"\"won_amount\":[\"1\",1,\"\",0],\"lost_amount\":[\"0\",0,\"\",0],"
		"\"opened_amount\":[\"0\",0,\"\",0],\"ended_amount\":[\"0\",0,\"\",0],"
		"\"weighted\":[\"0\",0,\"\",0],\"won_days\":[],"
		"\"created\":0,\"created_won\":0,\"created_open\":0,"
		"\"due\":0,\"overdue\":0,"
		"\"due_amount\":[\"0\",0,\"\",0],\"due_weighted\":[\"0\",0,\"\",0],"
		"\"created_days\":[],\"to_close.times[0]\":[],\"to_close.times[1]\":[],"
		"\"to_close.times[2]\":[],\"to_close.times[3]\":[],\"to_close.times[4]\":[]}";
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	struct sops_kpi *kpi;
	char text[4000];

	(void)state;
	context.as_of = day("2026-07-15");
	context.calendar.unit = SOPS_UNIT_MONTH;
	assert_int_equal(sops_kpi_new(&kpi, NULL, &context, &err), 0);
	assert_int_equal(sops_kpi_load(kpi,
		(struct sops_field)SOPS_FIELD("{\"periods\":[],\"extras\":[]}"),
		&err),
		SOPS_EINPUT);
	assert_string_equal(err.text, "not a saved state: \"undated\"");
	sops_kpi_free(kpi);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_kpi_new(&kpi, NULL, &context, &err), 0);
	snprintf(text, sizeof(text),
		"{\"periods\":[[\"0000000000000000\",%s],[\"ffffffffffffffff\",%s]],"
		"\"extras\":[],%s", cell, cell, counts);
	assert_int_equal(sops_kpi_load(kpi, sops_field_of(text), &err), 0);
	assert_int_equal(sops_table_new(&table, &err), 0);
	assert_int_equal(sops_kpi_table(kpi, table, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "not a saved state: a period");
	sops_table_free(table);
	sops_kpi_free(kpi);
}

static const char *const names[] = { "revenue", "deals_won", "deals_lost", "win_rate",
	"value_win_rate", "asp", "cycle_days", "cycle_days_median", "cycle_days_p90", "open_deals",
	"open_amount", "weighted_pipeline", "velocity", "win_rate:created", "win_rate:incidence",
	"cycle_days:created", "cycle_days_median:created", "cycle_days_median:censored",
	"cycle_days_p90:censored", "revenue_per_rep", "revenue_per_rep:active" };

/* The header, and the lines of one figure. */
static char *lines_of(const char *answer, const char *name)
{
	struct sops_field rest = sops_field_of(answer), line = sops_field_cut(&rest, '\n');
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char middle[40];

	sops_buffer_field(&out, line);
	sops_buffer_putc(&out, '\n');
	snprintf(middle, sizeof(middle), ",%s,", name);
	while (rest.at) {
		line = sops_field_cut(&rest, '\n');
		if (!memmem(line.at, line.len, middle, strlen(middle)))
			continue;
		sops_buffer_field(&out, line);
		sops_buffer_putc(&out, '\n');
	}
	return out.at;
}

/* What is kept for one figure alone is enough for it. */
static void figures_alone_are_those_of_all(void **state)
{
	static const enum sops_unit units[] = { SOPS_UNIT_NONE, SOPS_UNIT_MONTH };

	(void)state;
	for (size_t i = 0; i < COUNT(names) * COUNT(units) * 2; i++) {
		const char *name = names[i % COUNT(names)];
		const struct sops_kpi_options all = chosen("all", false), one = chosen(name, false);
		struct given given = asked(&all, "2026-07-15");
		char *answer, *expected, *got;

		given.by = "owner";
		given.context.calendar.unit = units[i / COUNT(names) % COUNT(units)];
		if (i / COUNT(names) / COUNT(units))
			given.context.date = SOPS_DEALS_CREATED;
		answer = given_answer(&given, deals);
		expected = lines_of(answer, name);
		given.options = &one;
		got = given_answer(&given, deals);
		if (strchr(got, '#'))
			*strchr(got, '#') = '\0';
		assert_non_null(strstr(expected, name));
		assert_string_equal(got, expected);
		free(got);
		free(expected);
		free(answer);
	}
}

/* A state with all that there is, as other versions wrote it, where only a count is asked for. */
static void states_that_keep_more(void **state)
{
	static const char counts[] = ",\"undated\":0,\"unplaced\":0,\"unpriced\":2,"
		"\"backward\":0,\"future\":3,\"unborn\":0,\"overdue\":0,\"uncredited\":0,"
		"\"untold\":0}";
	const struct sops_kpi_options won = chosen("deals_won", false),
		revenue = chosen("revenue", false);
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	context.as_of = day("2026-07-15");
	for (int i = 0; i < 2; i++) {
		struct sops_table *table;
		struct sops_kpi *kpi;
		char text[2000], *csv;

		snprintf(text, sizeof(text), "{\"periods\":[[\"8000000000000000\","
			"{\"won\":6,\"lost\":1,\"opened\":0,\"ended\":0,"
			"\"won_amount\":[\"12.5\",4,\"USD\",1],\"lost_amount\":[\"9\",1,\"USD\",0],"
			"\"opened_amount\":[\"0\",0,\"\",0],\"ended_amount\":[\"0\",0,\"\",0],"
			"\"weighted\":[\"1\",1,\"\",0],\"won_days\":[3,2],"
			"\"created\":0,\"created_won\":0,\"created_open\":0,"
		"\"due\":0,\"overdue\":0,"
			"\"due_amount\":[\"0\",0,\"\",0],\"due_weighted\":[\"0\",0,\"\",0],"
			"\"created_days\":[],\"to_close.times[0]\":[],\"to_close.times[1]\":[],"
			"\"to_close.times[2]\":[],\"to_close.times[3]\":[],"
			"\"to_close.times[4]\":[]}]]%s", counts);
		assert_int_equal(sops_kpi_new(&kpi, i ? &revenue : &won, &context, &err), 0);
		assert_int_equal(sops_kpi_load(kpi, sops_field_of(text), &err), 0);
		assert_int_equal(sops_table_new(&table, &err), 0);
		assert_int_equal(sops_kpi_table(kpi, table, &err), 0);
		csv = given_csv(table);
		assert_string_equal(csv, i
			? "metric,value,unit,numerator,denominator,n\nrevenue,12.5,USD,,,4\n"
			: "metric,value,unit,numerator,denominator,n\ndeals_won,6,deals,,,6\n");
		assert_string_equal(sops_table_note_at(table, (size_t)i),
			"deals closed after the as-of date: 3, counted as open");
		free(csv);
		sops_table_free(table);
		sops_kpi_free(kpi);
	}
}

static void any_split_merges_to_the_same(void **state)
{
	static const enum sops_unit units[] = { SOPS_UNIT_NONE, SOPS_UNIT_MONTH,
		SOPS_UNIT_QUARTER };
	struct sops_deal rows[160];
	uint64_t random = 42;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct sops_deal *d = &rows[i];

		sops_deal_init(d);
		d->status = (int)property_random(&random, 4);
		if (property_random(&random, 9))
			d->created = day("2025-01-01") + (sops_date)property_random(&random, 500);
		if (d->status != SOPS_STATUS_OPEN && property_random(&random, 9))
			d->closed = day("2025-02-01") + (sops_date)property_random(&random, 600);
		if (property_random(&random, 5))
			d->amount = decimal((int64_t)property_random(&random, 1000000) - 1000, 3);
		if (property_random(&random, 3))
			d->probability = decimal((int64_t)property_random(&random, 101), 2);
		d->currency = property_random(&random, 2) ? (struct sops_currency){ "$" }
							   : (struct sops_currency){ "USD" };
	}
	for (size_t i = 0; i < COUNT(units); i++) {
		struct sops_context context = SOPS_CONTEXT_INIT;

		context.as_of = day("2026-03-01");
		context.calendar.unit = units[i];
		check_merges(&sops_kpi_metric, NULL, &context, rows, sizeof(*rows), COUNT(rows), 1);
		for (size_t k = 0; k < COUNT(names); k++) {
			const struct sops_kpi_options one = chosen(names[k], false);

			check_merges(&sops_kpi_metric, &one, &context, rows, sizeof(*rows),
				COUNT(rows), 4);
		}
		context.from = day("2025-06-10");
		context.to = day("2026-01-10");
		check_merges(&sops_kpi_metric, NULL, &context, rows, sizeof(*rows), COUNT(rows), 2);
		context.date = SOPS_DEALS_CREATED;
		check_merges(&sops_kpi_metric, NULL, &context, rows, sizeof(*rows), COUNT(rows), 3);
	}
}

static struct sops_cell money_cell(int64_t units, int scale)
{
	return (struct sops_cell){ .kind = SOPS_CELL_MONEY,
		.money = { (sops_int128)units, scale } };
}

static void changes(void **state)
{
	const struct sops_cell blank = { .kind = SOPS_CELL_BLANK };
	const struct sops_cell text = { .kind = SOPS_CELL_TEXT };
	struct sops_cell half = { .kind = SOPS_CELL_SHARE,
		.ratio = { sops_money_of(1), sops_money_of(2) } };
	struct sops_cell third = { .kind = SOPS_CELL_QUOTIENT,
		.ratio = { sops_money_of(1), sops_money_of(3) } };
	struct sops_cell five = { .kind = SOPS_CELL_COUNT, .count = 5 };
	const struct {
		struct sops_cell value, prev;
		const char *change; /* to twelve digits; NULL: none */
	} cases[] = {
		{ half, third, "0.5" },          /* 3/2 - 1 */
		{ third, half, "-0.333333333333" },
		{ money_cell(12345, 2), money_cell(100, 0), "0.2345" },
		{ five, five, "0" },
		{ money_cell(0, 0), five, "-1" },
		{ money_cell(-5, 0), five, "-2" },
		{ five, money_cell(0, 0), NULL },
		{ five, money_cell(-5, 0), NULL },
		{ five, blank, NULL },
		{ blank, five, NULL },
		{ text, five, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_cell change;
		struct sops_money rounded;
		char got[SOPS_MONEY_TEXT];

		assert_int_equal(
			sops__kpi_change(&change, &cases[i].value, &cases[i].prev, NULL), 0);
		if (!cases[i].change) {
			assert_int_equal(change.kind, SOPS_CELL_BLANK);
			continue;
		}
		assert_int_equal(change.kind, SOPS_CELL_SHARE);
		assert_int_equal(sops_ratio_divide(&rounded, change.ratio, 12, NULL), 0);
		sops_money_format(got, rounded);
		assert_string_equal(got, cases[i].change);
	}
}

/* (10^30 + 1)/7 to 10^30/7: the products need more than 38 digits. */
static void changes_beyond_the_digits(void **state)
{
	struct sops_money large = { 1, 0 }, rounded;
	struct sops_cell change, value, prev;
	char got[SOPS_MONEY_TEXT];

	(void)state;
	for (int i = 0; i < 20; i++)
		large.units *= 10;
	value = (struct sops_cell){ .kind = SOPS_CELL_QUOTIENT, .ratio = { large, { 7, 20 } } };
	prev = (struct sops_cell){ .kind = SOPS_CELL_QUOTIENT, .ratio = { large, { 14, 20 } } };
	value.ratio.den = prev.ratio.den = sops_money_of(8);
	assert_int_equal(sops_money_mul(&prev.ratio.den, large, sops_money_of(8), NULL), 0);
	assert_int_equal(sops_money_mul(&value.ratio.den, large, sops_money_of(5), NULL), 0);
	/* 1/5 to 1/8, each over 10^20: 8/5 - 1 */
	assert_int_equal(sops__kpi_change(&change, &value, &prev, NULL), 0);
	assert_int_equal(sops_ratio_divide(&rounded, change.ratio, 12, NULL), 0);
	sops_money_format(got, rounded);
	assert_string_equal(got, "0.6");
}

TAP_MAIN("kpi",
	cmocka_unit_test(changes),
	cmocka_unit_test(changes_beyond_the_digits),
	cmocka_unit_test(every_figure_by_hand),
	cmocka_unit_test(as_of_an_earlier_day),
	cmocka_unit_test(window_of_dates),
	cmocka_unit_test(periods_without_gaps),
	cmocka_unit_test(deals_outside_all_periods),
	cmocka_unit_test(cohorts_by_date),
	cmocka_unit_test(groups),
	cmocka_unit_test(blank_where_nothing_is_defined),
	cmocka_unit_test(only_what_the_columns_allow),
	cmocka_unit_test(two_currencies),
	cmocka_unit_test(published_examples),
	cmocka_unit_test(names_of_metrics),
	cmocka_unit_test(catalogue),
	cmocka_unit_test(foreign_states),
	cmocka_unit_test(figures_alone_are_those_of_all),
	cmocka_unit_test(states_that_keep_more),
	cmocka_unit_test(any_split_merges_to_the_same))
