/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/forecast.h>

#include "given.h"
#include "property.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HISTORY "period,actual,forecast,method\n"
#define PIPELINE "period,won,open,weighted,mean\n"

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static struct sops_forecast_options chosen(struct sops_forecast_options options)
{
	struct sops_error err = { .status = SOPS_OK };

	if (sops_forecast_choose(&options, &err) < 0)
		fail_msg("%s", err.text);
	return options;
}

/* The history and one naive forecast, without intervals to speak of. */
static struct sops_forecast_options plain(void)
{
	struct sops_forecast_options options = chosen((struct sops_forecast_options){
		.method = "naive", .horizon = 1, .with_history = true });

	options.series.n_levels = 0;
	return options;
}

static struct given asked(const struct sops_forecast_options *options, const char *as_of)
{
	struct given given = { .metric = &sops_forecast_metric, .options = options,
		.context = SOPS_CONTEXT_INIT };

	given.context.as_of = day(as_of);
	return given;
}

static void expect(const char *as_of, const char *text, const char *answer)
{
	struct sops_forecast_options options = plain();
	struct given given = asked(&options, as_of);

	given_expect(&given, text, answer);
}

static void expect_pipeline(const char *as_of, const char *text, const char *answer)
{
	struct sops_forecast_options options = chosen((struct sops_forecast_options){
		.method = "pipeline" });
	struct given given = asked(&options, as_of);

	given_expect(&given, text, answer);
}

static const char deals[] =
	"stage,amount,created,close_date,owner\n"
	"Won,100,2026-01-02,2026-01-20,ann\n"
	"Won,50.5,2026-01-02,2026-01-31,bob\n"
	"Won,200,2026-01-05,2026-03-01,ann\n"
	"Lost,999,2026-01-05,2026-04-05,ann\n"
	"Void,999,2026-01-05,2026-02-05,ann\n"
	"Won,40,2026-03-10,2026-05-15,bob\n"
	"Lead,999,2026-03-10,2026-09-15,bob\n";

static void months(void **state)
{
	(void)state;
	/* May is over on its last evening; February and April are 0. */
	expect("2026-05-31", deals,
		HISTORY "2026-01,150.5,,\n"
			"2026-02,0,,\n"
			"2026-03,200,,\n"
			"2026-04,0,,\n"
			"2026-05,40,,\n"
			"2026-06,,40,naive\n");
	/* A day earlier it has only begun: it is forecast, and what was sold in it not used. */
	expect("2026-05-30", deals, HISTORY
		"2026-01,150.5,,\n" "2026-02,0,,\n" "2026-03,200,,\n" "2026-04,0,,\n"
		"2026-05,,0,naive\n");
	/* What came after the as-of date had not happened. */
	expect("2026-02-28", deals, HISTORY
		"2026-01,150.5,,\n" "2026-02,0,,\n"
		"2026-03,,0,naive\n"
		"# deals created after the as-of date: 2, left out\n");
}

static void old_exports(void **state)
{
	static const char old[] = "stage,amount,created,close_date\n"
		"Won,10,2026-01-05,2026-01-31\n" "Lead,10,2026-03-03,2026-12-31\n";

	(void)state;
	/* March is over but has the last thing dated: a deal created. February is 0. */
	expect("2026-03-31", old, HISTORY
		"2026-01,10,,\n" "2026-02,0,,\n" "2026-03,0,,\n" "2026-04,,0,naive\n");
	expect("2026-04-29", old, HISTORY
		"2026-01,10,,\n" "2026-02,0,,\n" "2026-03,0,,\n" "2026-04,,0,naive\n");
	expect("2026-04-30", old, HISTORY
		"2026-01,10,,\n" "2026-02,0,,\n" "2026-03,0,,\n" "2026-04,,0,naive\n"
		"# nothing is dated after 2026-03-03: the history ends there\n");
}

static void calendars(void **state)
{
	struct sops_forecast_options options = plain();
	struct given given = asked(&options, "2026-06-30");

	(void)state;
	given.context.calendar.unit = SOPS_UNIT_QUARTER;
	given_expect(&given, deals, HISTORY
		"2026Q1,350.5,,\n" "2026Q2,40,,\n" "2026Q3,,40,naive\n");
	/* Quarters from February: January belongs to the fourth of the year before. */
	given.context.calendar.fiscal_month = 2;
	given_expect(&given, deals, HISTORY
		"FY2026Q4,150.5,,\n" "FY2027Q1,200,,\n" "FY2027Q2,,200,naive\n");
	given.context.calendar = (struct sops_calendar){ .unit = SOPS_UNIT_WEEK };
	given.context.from = day("2026-05-01");
	given.context.as_of = day("2026-05-24"); /* a Sunday */
	given_expect(&given, deals, HISTORY
		"2026-W20,40,,\n" "2026-W21,,40,naive\n"
		"# nothing is dated after 2026-05-15: the history ends there\n");
}

static void windows(void **state)
{
	struct sops_forecast_options options = plain();
	struct given given = asked(&options, "2026-06-30");

	(void)state;
	/* It begins with the first deal won in the window, and ends as on the evening of its end.
	 */
	given.context.from = day("2026-02-01");
	given.context.to = day("2026-04-30");
	given_expect(&given, deals, HISTORY
		"2026-03,200,,\n" "2026-04,0,,\n" "2026-05,,0,naive\n");
	given.context.to = day("2026-04-29");
	given_expect(&given, deals, HISTORY "2026-03,200,,\n" "2026-04,,200,naive\n");
	given.context.to = day("2026-02-28");
	given_expect(&given, deals, HISTORY
		"# no history to continue: nothing was won before the as-of date\n");
}

static void groups(void **state)
{
	struct sops_forecast_options options = plain();
	struct given given = asked(&options, "2026-05-31");

	(void)state;
	given.by = "owner";
	/* All end with the same month. */
	given_expect(&given, deals, "owner," HISTORY
		"ann,2026-01,100,,\n" "ann,2026-02,0,,\n" "ann,2026-03,200,,\n" "ann,2026-04,0,,\n"
		"ann,2026-05,0,,\n" "ann,2026-06,,0,naive\n"
		"bob,2026-01,50.5,,\n" "bob,2026-02,0,,\n" "bob,2026-03,0,,\n" "bob,2026-04,0,,\n"
		"bob,2026-05,40,,\n" "bob,2026-06,,40,naive\n");
	given_expect(&given,
		"owner,stage,amount,close_date\nann,Won,1,2026-05-01\nbob,Lost,1,2026-05-01\n",
		"owner," HISTORY "ann,2026-05,1,,\n" "ann,2026-06,,1,naive\n"
		"# groups without a history to continue: 1, left out\n");
}

static void counts(void **state)
{
	struct sops_forecast_options options = plain();
	struct given given = asked(&options, "2026-05-31");

	(void)state;
	options.count = true;
	given_expect(&given, deals, HISTORY
		"2026-01,2,,\n" "2026-02,0,,\n" "2026-03,1,,\n" "2026-04,0,,\n" "2026-05,1,,\n"
		"2026-06,,1,naive\n");
	given_expect(&given, "period,value\n2026-01,1\n",
		"-3 --count: a series has no deals to count");
}

static void incomplete_deals(void **state)
{
	(void)state;
	expect("2026-05-31", "stage,amount,close_date\nWon,1,2026-05-01\nWon,,2026-05-02\nWon,4,\n"
		"Won,8,\n", HISTORY "2026-05,1,,\n" "2026-06,,1,naive\n"
		"# deals won without a close date: 2, left out\n"
		"# deals won without an amount: 1, adding nothing\n");
	expect("2026-05-31",
		"stage,amount,currency,close_date\nWon,1,USD,2026-05-01\n"
		"Won,1,EUR,2026-05-01\n",
		"-3 deals.csv:3: two currencies, EUR and USD, cannot be added "
		"(try --by currency, or --rates FILE)");
	expect("2026-05-31", "amount,close_date\n1,2026-05-01\n",
		"-3 no column for status (open, won, lost or void) "
		"(say which with -m 'status=Header', or give a series: period,value)");
	expect("2026-05-31", "stage,amount\n", "-3 no column for closed (day it was won or lost) "
		"(say which with -m 'closed=Header', or give a series: period,value)");
	expect("2026-05-31", "stage,close_date\n",
		"-3 no column for amount (what the deal is worth) "
		"(say which with -m 'amount=Header', or give a series: period,value)");
	expect("2026-05-31", "stage,amount,close_date\n",
		HISTORY "# no history to continue: nothing was won before the as-of date\n");
}

static void series(void **state)
{
	(void)state;
	/* As it stands, whatever the as-of date; a blank at the end is no value. */
	expect("2020-01-01", "period,value\n2026-02,20\n2026-01,\"1,000.50\"\n2026-03,\n",
		HISTORY "2026-01,1000.5,,\n" "2026-02,20,,\n" "2026-03,,20,naive\n");
	expect("2020-01-01", "period,value\n2026-01,1\n2026-03,3\n",
		"-3 the series has no value for 2026-02 (give it a row, or begin later with "
		"--from)");
	expect("2020-01-01", "period,value\n2026-01,1\n2026-02,\n2026-03,3\n",
		"-3 the series has no value for 2026-02 (give it a row, or begin later with "
		"--from)");
	expect("2020-01-01", "period,value\n2026-01,1\n2026-01,1\n",
		"-3 deals.csv:3: the period 2026-01 occurs twice");
	expect("2020-01-01", "period,value\n2026Q1,1\n",
		"-3 deals.csv:2: period: \"2026Q1\" is a quarter, not a month (try --period "
		"quarter)");
	expect("2020-01-01", "period,value\n2026-13,1\n",
		"-3 deals.csv:2: period: \"2026-13\" is not a month (write it as 2026-07)");
	expect("2020-01-01", "period,value\n,1\n",
		"-3 deals.csv:2: period: \"\" is not a month (write it as 2026-07)");
	expect("2020-01-01", "period,value\n2026-01,\n",
		HISTORY "# no history to continue: the series has no value\n");
	/* Deals that happen to have such columns are deals. */
	expect("2026-05-31", "stage,amount,close_date,period,value\nWon,1,2026-05-01,FY26,7\n",
		HISTORY "2026-05,1,,\n" "2026-06,,1,naive\n");
}

static void series_in_parts(void **state)
{
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_forecast_options options = plain();
	struct sops_forecast *parts[2];
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table;
	struct sops_deal row;

	(void)state;
	context.as_of = day("2026-01-31");
	sops_deal_init(&row);
	row.period = sops_field_of("2026-01");
	row.value = sops_money_of(1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(sops_forecast_new(&parts[i], &options, &context, &err), 0);
		assert_int_equal(sops_forecast_add(parts[i], &row, &err), 0);
	}
	assert_int_equal(sops_forecast_merge(parts[0], parts[1], &err), 0);
	assert_int_equal(sops_table_new(&table, &err), 0);
	assert_int_equal(sops_forecast_table(parts[0], table, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "the period 2026-01 occurs twice");
	sops_table_free(table);
	for (int i = 0; i < 2; i++)
		sops_forecast_free(parts[i]);
}

/* A saved state is somebody's file: a key that is no period is refused. */
static void foreign_states(void **state)
{
	static const char *const keys[] = { "ffffffffffffffff", "0000000000000000",
		"8000000000000ABC", "80000000000000g0" };
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_forecast_options options = plain();
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_forecast *forecast;
	struct sops_table *table;
	struct sops_deal row;

	(void)state;
	context.as_of = day("2026-01-31");
	sops_deal_init(&row);
	row.period = sops_field_of("2026-01");
	row.value = sops_money_of(1);
	assert_int_equal(sops_forecast_new(&forecast, &options, &context, NULL), 0);
	assert_int_equal(sops_forecast_add(forecast, &row, NULL), 0);
	assert_int_equal(sops_forecast_save(forecast, &text, NULL), 0);
	sops_forecast_free(forecast);
	for (size_t i = 0; i < COUNT(keys); i++) {
		struct sops_error err = { .status = SOPS_OK };
		char *key = strstr(text.at, "[\"800");

		assert_non_null(key);
		memcpy(key + 2, keys[i], 16);
		assert_int_equal(sops_forecast_new(&forecast, &options, &context, &err), 0);
		assert_int_equal(sops_forecast_load(forecast, sops_buffer_view(&text), &err), 0);
		assert_int_equal(sops_table_new(&table, &err), 0);
		assert_int_equal(sops_forecast_table(forecast, table, &err), SOPS_EINPUT);
		assert_string_equal(err.text, "not a saved state: a period");
		sops_table_free(table);
		sops_forecast_free(forecast);
		memcpy(key + 2, "8000000000000000", 16);
	}
	sops_buffer_release(&text);
}

static const char open_deals[] =
	"stage,amount,close_date,probability,created\n"
	"Won,100,2026-06-05,100%,2026-01-01\n"
	"Won,700,2026-05-31,100%,2026-01-01\n"  /* in an earlier month */
	"Lost,999,2026-06-05,0%,2026-01-01\n"
	"Lead,10,2026-06-15,10%,2026-01-01\n"   /* due today */
	"Lead,20,2026-06-14,10%,2026-01-01\n"   /* overdue */
	"Demo,0.1,2026-06-30,30%,2026-01-01\n"
	"Demo,0.2,2026-08-01,30%,2026-01-01\n"
	"Demo,40,,30%,2026-01-01\n"
	"Demo,80,2026-08-02,,2026-01-01\n"
	"Demo,,2026-08-02,30%,2026-01-01\n"
	"Demo,5000,2026-08-02,30%,2026-06-16\n"
	"Won,160,2026-08-03,100%,2026-01-01\n";  /* as it turned out later */

static void pipeline_sums(void **state)
{
	(void)state;
	expect_pipeline("2026-06-15", open_deals,
		PIPELINE
		"2026-06,100,10.1,1.03,101.03\n"
		"2026-07,0,0,0,0\n"
		"2026-08,0,240.2,0.06,0.06\n"
		"# deals created after the as-of date: 1, left out\n"
		"# open deals past their close date: 1, left out\n"
		"# open deals without a close date: 1, left out\n"
		"# open deals without a probability or an amount: 2, adding nothing to weighted\n"
		"# deals closed after the as-of date: 1, counted as open, but adding nothing to "
		"weighted: "
		"their probability then is not known\n");
	expect_pipeline("2026-06-15", "stage,amount,close_date\n", PIPELINE);
	expect_pipeline("2026-06-15", "stage,amount,close_date\nLost,1,2026-06-01\n",
		PIPELINE "2026-06,0,0,0,0\n");
	expect_pipeline("2026-06-15", "stage,amount\nLead,1\n",
		"-3 deals.csv:1: no column for close_date (expected close; of a closed deal the "
		"actual one); "
		"the columns are: stage, amount (say which with -m 'close_date=Header')");
}

static void pipeline_windows(void **state)
{
	static const char text[] = "stage,amount,close_date,probability\nWon,1,2026-06-05,100%\n"
		"Lead,10,2026-06-20,50%\nLead,20,2026-07-20,50%\nLead,40,2026-09-20,50%\n";
	struct sops_forecast_options options = chosen((struct sops_forecast_options){
		.method = "pipeline", .horizon = 2 });
	struct given given = asked(&options, "2026-06-15");

	(void)state;
	given_expect(&given, text, PIPELINE "2026-06,1,10,5,6\n" "2026-07,0,20,10,10\n");
	options.horizon = 0;
	given.context.to = day("2026-07-31");
	given_expect(&given, text, PIPELINE "2026-06,1,10,5,6\n" "2026-07,0,20,10,10\n");
	given.context.to = SOPS_DATE_BLANK;
	given.context.from = day("2026-08-01");
	given_expect(&given, text, PIPELINE "2026-08,0,0,0,0\n" "2026-09,0,40,20,20\n");
	given.context.from = SOPS_DATE_BLANK;
	given.context.calendar.unit = SOPS_UNIT_QUARTER;
	given_expect(&given, text, PIPELINE "2026Q2,1,10,5,6\n" "2026Q3,0,60,30,30\n");
}

static void pipeline_of_a_model(void **state)
{
	static const char model[] =
		"stage,order,kind,probability\nLead,1,open,0.1\nDemo,2,open,0.5\n"
		"Signed,3,won,1\nDead,4,lost,0\n";
	struct sops_forecast_options options = chosen((struct sops_forecast_options){
		.method = "pipeline" });
	struct given given = asked(&options, "2026-06-15");
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages;
	int fd = given_fd(model);

	(void)state;
	if (sops_stages_read(&stages, fd, "stages.csv", &err) < 0)
		fail_msg("%s", err.text);
	close(fd);
	options.stages = stages;
	/* The CRM's own probability comes first. The model says which stages are won and lost. */
	given_expect(&given, "stage,amount,close_date,probability\n"
		"Lead,1000,2026-06-20,\n" "demo,1000,2026-06-20,\n" "Demo,1000,2026-06-20,90%\n"
		"Other,1000,2026-06-20,\n" "Signed,7,2026-06-01,\n" "Dead,9,2026-06-01,\n",
		PIPELINE "2026-06,7,4000,1500,1507\n"
		"# open deals without a probability or an amount: 1, adding nothing to weighted\n");
	sops_stages_free(stages);
}

static void choices(void **state)
{
	static const struct {
		struct sops_forecast_options options;
		const char *text, *hint;
	} bad[] = {
		{ { .method = "hwx" }, "\"hwx\" is not a method",
			"methods: auto, naive, snaive, mean, drift, "
			"regression, ses, holt, damped, hw, hw-mult, pipeline" },
		{ { .method = "" }, "\"\" is not a method",
			"methods: auto, naive, snaive, mean, drift, "
			"regression, ses, holt, damped, hw, hw-mult, pipeline" },
		{ { .levels = "" }, "--level: \"\" is not between 0 and 100", "" },
		{ { .levels = "0" }, "--level: \"0\" is not between 0 and 100", "" },
		{ { .levels = "-5" }, "--level: \"-5\" is not between 0 and 100", "" },
		{ { .levels = "100" }, "--level: \"100\" is not between 0 and 100", "" },
		{ { .levels = "80,,95" }, "--level: \"\" is not between 0 and 100", "" },
		{ { .levels = "80%" }, "--level: \"80%\" is not between 0 and 100", "" },
		{ { .levels = "80,1e9" }, "--level: \"1e9\" is not between 0 and 100", "" },
		{ { .levels = "80,95,80.00" }, "--level: \"80.00\" is given twice", "" },
		{ { .levels = "80.0000001,80" }, "--level: \"80\" is given twice", "" },
		{ { .levels = "1,2,3,4,5,6,7,8,9" }, "--level: more than 8 levels", "" },
		{ { .horizon = 10001 }, "--horizon: at most 10000 periods", "" },
		{ { .method = "pipeline", .horizon = 10001 }, "--horizon: at most 10000 periods",
			"" },
		{ { .season = 4294967297 }, "--season: at most 2147483647 periods", "" },
		{ { .method = "pipeline", .count = true }, "--method pipeline takes no --count",
			"" },
		{ { .method = "pipeline", .with_history = true },
			"--method pipeline takes no --with-history", "" },
		{ { .method = "pipeline", .season = 4 }, "--method pipeline takes no --season",
			"" },
		{ { .method = "pipeline", .levels = "80" }, "--method pipeline takes no --level",
			"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(bad); i++) {
		struct sops_forecast_options options = bad[i].options;
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(sops_forecast_choose(&options, &err), SOPS_EUSAGE);
		assert_string_equal(err.text, bad[i].text);
		assert_string_equal(err.hint, bad[i].hint);
		options = bad[i].options;
		assert_int_equal(sops_forecast_choose(&options, NULL), SOPS_EUSAGE);
	}
}

static void defaults(void **state)
{
	struct sops_forecast_options options =
		chosen((struct sops_forecast_options){ .count = false });

	(void)state;
	assert_false(options.pipeline);
	assert_int_equal(options.series.method, SOPS_SERIES_AUTO);
	assert_int_equal(options.series.horizon, 6);
	assert_int_equal(options.series.n_levels, 2);
	assert_true(options.series.levels[0] == 80 && options.series.levels[1] == 95);
	options = chosen((struct sops_forecast_options){ .method = "hw-mult", .horizon = 10000,
		.levels = " 99.9 , 50" });
	assert_int_equal(options.series.method, SOPS_SERIES_HW_MULT);
	assert_int_equal(options.series.horizon, 10000);
	assert_int_equal(options.series.n_levels, 2);
	assert_true(options.series.levels[0] == 99.9 && options.series.levels[1] == 50);
	assert_true(chosen((struct sops_forecast_options){ .method = "pipeline" }).pipeline);
}

/* sd of the steps 6, -3, 6 is the root of 27; quantiles 0.674489750196 and 1.281551565545. */
static void intervals(void **state)
{
	struct sops_forecast_options options = chosen((struct sops_forecast_options){
		.method = "naive", .horizon = 1, .levels = "50,80" });
	struct given given = asked(&options, "2020-01-01");

	(void)state;
	given_expect(&given, "period,value\n2026-01,12\n2026-02,18\n2026-03,15\n2026-04,21\n",
		"period,forecast,lo50,hi50,lo80,hi80,method\n"
		"2026-05,21,17.4952485,24.5047515,14.3408627,27.6591373,naive\n");
	/* Nothing to tell an interval from: empty, not 0. */
	given_expect(&given, "period,value\n2026-01,12\n",
		"period,forecast,lo50,hi50,lo80,hi80,method\n2026-02,12,,,,,naive\n");
	options.series.method = SOPS_SERIES_HW;
	given_expect(&given, "period,value\n2026-01,12\n",
		"-3 hw needs at least 2 seasons (24 periods), the series has 1");
	options.season = 2;
	given_expect(&given, "period,value\n2026-01,12\n2026-02,18\n2026-03,15\n",
		"-3 hw needs at least 2 seasons (4 periods), the series has 3");
}

/* Deals of all kinds over two years, dates and amounts missing now and then. */
static void fill(struct sops_deal *rows, size_t count, uint64_t *random)
{
	static const char *const stages[] = { "Lead", "Demo", "Won", "Won", "Lost", "Void" };
	sops_date first = day("2025-01-01");

	for (size_t i = 0; i < count; i++) {
		struct sops_deal *deal = &rows[i];

		sops_deal_init(deal);
		deal->stage = sops_field_of(stages[property_random(random, COUNT(stages))]);
		deal->status = (int)sops_stage_status(deal->stage);
		if (property_random(random, 8) > 0)
			deal->created = first + (sops_date)property_random(random, 600);
		if (property_random(random, 8) > 0)
			deal->close_date = first + (sops_date)property_random(random, 700);
		if (deal->status != SOPS_STATUS_OPEN)
			deal->closed = deal->close_date;
		if (property_random(random, 8) > 0)
			deal->amount =
				(struct sops_money){ (sops_int128)property_random(random, 100000),
					2 };
		if (property_random(random, 3) > 0)
			deal->probability =
				(struct sops_money){ (sops_int128)property_random(random, 101), 2 };
		deal->place = i;
	}
}

static void any_split_merges_to_the_same(void **state)
{
	struct sops_forecast_options history = chosen((struct sops_forecast_options){
		.method = "mean", .with_history = true });
	struct sops_forecast_options pipeline = chosen((struct sops_forecast_options){
		.method = "pipeline" });
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_deal rows[200];
	uint64_t random = 11;

	(void)state;
	context.as_of = day("2026-03-15");
	fill(rows, COUNT(rows), &random);
	check_merges(
		&sops_forecast_metric, &history, &context, rows, sizeof(*rows), COUNT(rows), 1);
	check_merges(
		&sops_forecast_metric, &pipeline, &context, rows, sizeof(*rows), COUNT(rows), 2);
	history.count = true;
	context.calendar.unit = SOPS_UNIT_WEEK;
	context.from = day("2025-03-01");
	check_merges(
		&sops_forecast_metric, &history, &context, rows, sizeof(*rows), COUNT(rows), 3);
}

static void any_split_of_a_series_merges_to_the_same(void **state)
{
	struct sops_forecast_options options = plain();
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_deal rows[30];
	char labels[COUNT(rows)][16];
	uint64_t random = 5;

	(void)state;
	context.as_of = day("2026-03-15");
	context.calendar.unit = SOPS_UNIT_YEAR;
	for (size_t i = 0; i < COUNT(rows); i++) {
		snprintf(labels[i], sizeof(labels[i]), "%zu", 1990 + i);
		sops_deal_init(&rows[i]);
		rows[i].period = sops_field_of(labels[i]);
		rows[i].value = sops_money_of((int64_t)property_random(&random, 1000));
	}
	check_merges(
		&sops_forecast_metric, &options, &context, rows, sizeof(*rows), COUNT(rows), 4);
}

TAP_MAIN("forecast",
	cmocka_unit_test(months),
	cmocka_unit_test(old_exports),
	cmocka_unit_test(calendars),
	cmocka_unit_test(windows),
	cmocka_unit_test(groups),
	cmocka_unit_test(counts),
	cmocka_unit_test(incomplete_deals),
	cmocka_unit_test(series),
	cmocka_unit_test(series_in_parts),
	cmocka_unit_test(foreign_states),
	cmocka_unit_test(pipeline_sums),
	cmocka_unit_test(pipeline_windows),
	cmocka_unit_test(pipeline_of_a_model),
	cmocka_unit_test(choices),
	cmocka_unit_test(defaults),
	cmocka_unit_test(intervals),
	cmocka_unit_test(any_split_merges_to_the_same),
	cmocka_unit_test(any_split_of_a_series_merges_to_the_same))
