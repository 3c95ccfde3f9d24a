/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/kpi.h>
#include <sops/rates.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char table[] =
	"currency,date,rate\n"
	"EUR,2026-03-01,1.25\n"
	"EUR,2026-01-01,1.1\n"
	"GBP,2026-01-01,1.3\n"
	"EUR,2026-02-01,1.2\n"
	"EUR,2026-02-01,1.20\n"; /* twice the same is no harm */

static sops_date day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

static int read_text(struct sops_rates **rates, const char *text, struct sops_error *err)
{
	int fd = given_fd(text), status = sops_rates_read(rates, fd, "rates.csv", err);

	close(fd);
	return status;
}

/* 100.5 of the currency on the day, as text; or the error. */
static char *converted(const struct sops_rates *rates, const char *code, const char *date)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_money amount = { 1005, 1 };
	struct sops_currency currency = { "" };
	char *text = malloc(SOPS_MONEY_TEXT);

	memcpy(currency.code, code, strlen(code));
	if (sops_rates_convert(rates, &amount, &currency, day(date), &err) < 0) {
		free(text);
		return given_error(&err);
	}
	assert_string_equal(currency.code, "");
	sops_money_format(text, amount);
	return text;
}

static void the_last_rate_on_or_before_the_day(void **state)
{
	static const char *const cases[][3] = {
		{ "EUR", "2026-01-01", "110.55" }, { "EUR", "2026-01-31", "110.55" },
		{ "EUR", "2026-02-01", "120.6" }, { "EUR", "2026-02-28", "120.6" },
		{ "EUR", "2026-03-01", "125.625" }, { "EUR", "2030-01-01", "125.625" },
		{ "GBP", "2026-02-01", "130.65" }, { "", "2026-02-01", "100.5" },
		{ "EUR", "2025-12-31", "-3 no rate for EUR on or before 2025-12-31 "
			"(a currency that needs no change has rate 1)" },
		{ "AUD", "2026-02-01", "-3 no rate for AUD on or before 2026-02-01 "
			"(a currency that needs no change has rate 1)" },
		{ "USD", "2026-02-01", "-3 no rate for USD on or before 2026-02-01 "
			"(a currency that needs no change has rate 1)" },
	};
	struct sops_rates *rates;

	(void)state;
	assert_int_equal(read_text(&rates, table, NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = converted(rates, cases[i][0], cases[i][1]);

		assert_string_equal(got, cases[i][2]);
		free(got);
	}
	sops_rates_free(rates);
	sops_rates_free(NULL);
}

static void blank_and_huge_amounts(void **state)
{
	struct sops_money blank = SOPS_MONEY_BLANK, huge = { ((sops_int128)1 << 126), 0 };
	struct sops_currency eur = { "EUR" };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_rates *rates;

	(void)state;
	assert_int_equal(read_text(&rates, table, NULL), 0);
	assert_int_equal(sops_rates_convert(rates, &blank, &eur, day("2000-01-01"), NULL), 0);
	assert_true(sops_money_blank(blank));
	assert_int_equal(sops_rates_convert(rates, &huge, &eur, day("2026-01-01"), &err),
		SOPS_EINPUT);
	assert_int_equal(strncmp(err.text, "overflow", 8), 0);
	sops_rates_free(rates);
}

static void no_rates_at_all(void **state)
{
	struct sops_rates *rates;
	char *got;

	(void)state;
	assert_int_equal(read_text(&rates, "date,currency,rate\n", NULL), 0);
	got = converted(rates, "EUR", "2026-01-01");
	assert_string_equal(got, "-3 no rate for EUR on or before 2026-01-01 "
		"(a currency that needs no change has rate 1)");
	free(got);
	sops_rates_free(rates);
}

static void tables_that_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "date,currency,rate\n2026-01-01,EUR,\n",
			"-3 rates.csv:2: a rate needs a date, a currency and a number above 0" },
		{ "date,currency,rate\n2026-01-01,,1\n",
			"-3 rates.csv:2: a rate needs a date, a currency and a number above 0" },
		{ "date,currency,rate\n,EUR,1\n",
			"-3 rates.csv:2: a rate needs a date, a currency and a number above 0" },
		{ "date,currency,rate\n2026-01-01,EUR,1\n2026-01-01,GBP,0\n",
			"-3 rates.csv:3: a rate needs a date, a currency and a number above 0" },
		{ "date,currency,rate\n2026-01-01,EUR,-1\n",
			"-3 rates.csv:2: a rate needs a date, a currency and a number above 0" },
		{ "date,currency,rate\n2026-01-01,EUR,1.1\n2026-01-01,eur,1.2\n",
			"-3 rates.csv: two rates for EUR on 2026-01-01" },
		{ "date,currency,rate\n2026-01-01,Euro Town,1.1\n",
			"-3 rates.csv:2: currency: \"Euro Town\" is not a currency "
				"(write an ISO 4217 code such as USD)" },
		{ "date,currency\n2026-01-01,EUR\n",
			"-3 rates.csv:1: no column for rate (what one unit is worth in the home "
			"currency); the columns are: date, currency (did you mean \"date\"? say -m "
			"'rate=date')" },
		{ "", "-3 rates.csv: empty input: no header row" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_rates *rates = NULL;
		char *got;

		assert_int_equal(read_text(&rates, cases[i][0], &err), SOPS_EINPUT);
		got = given_error(&err);
		assert_string_equal(got, cases[i][1]);
		free(got);
	}
}

/* A closed deal by the day it was closed, an open one by as-of. */
static void deals_in_the_home_currency(void **state)
{
	struct sops_kpi_options options = { .metrics = "revenue,open_amount", .wide = true };
	struct given given = { .metric = &sops_kpi_metric, .options = &options,
		.context = SOPS_CONTEXT_INIT };
	struct sops_rates *rates;

	(void)state;
	assert_int_equal(read_text(&rates, table, NULL), 0);
	assert_int_equal(sops_kpi_choose(&options, NULL), 0);
	given.rates = rates;
	given.context.as_of = day("2026-02-15");
	given_expect(&given,
		"status,closed,amount,currency\n"
		"won,2026-01-31,100,EUR\n"
		"won,2026-02-01,100,EUR\n"
		"won,,100,EUR\n"
		"open,,10,GBP\n"
		"open,,10,\n"
		"open,2026-03-20,100,EUR\n", "revenue,open_amount\n350,143\n");
	given_expect(&given, "status,closed,amount\nwon,2026-01-31,AUD 5\n",
		"-3 deals.csv:2: no rate for AUD on or before 2026-01-31 "
		"(a currency that needs no change has rate 1)");
	sops_rates_free(rates);
}

static void a_home_that_is_named(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_currency usd = { "USD" }, eur = { "EUR" };
	struct sops_rates *rates = NULL;
	struct sops_deal deal;
	char *text;

	(void)state;
	assert_int_equal(read_text(&rates, table, NULL), 0);
	assert_false(sops_rates_keep(rates));
	assert_int_equal(sops_rates_set_home(rates, eur, &err), SOPS_EINPUT);
	assert_string_equal(err.text,
		"the rates are not to EUR, of which they make 1.1 on 2026-01-01");
	assert_false(sops_rates_keep(rates));
	assert_int_equal(sops_rates_set_home(rates, usd, NULL), 0);
	assert_true(sops_rates_keep(rates));
	/* it needs no rate, on any day */
	text = converted(rates, "USD", "1999-01-01");
	assert_string_equal(text, "100.5");
	free(text);
	/* a deal keeps its amount */
	sops_deal_init(&deal);
	deal.amount = sops_money_of(100);
	deal.currency = eur;
	assert_int_equal(sops_deals.convert(&deal, rates, day("2026-02-01"), NULL), 0);
	assert_true(deal.amount.units == 100 && deal.amount_home.units == 120);
	assert_string_equal(deal.currency.code, "EUR");
	sops_rates_free(rates);
	/* a rate of 1 says the same */
	assert_int_equal(read_text(&rates, "date,currency,rate\n2026-01-01,EUR,1.0\n", NULL), 0);
	assert_int_equal(sops_rates_set_home(rates, eur, NULL), 0);
	sops_rates_free(rates);
}

TAP_MAIN("rates",
	cmocka_unit_test(a_home_that_is_named),
	cmocka_unit_test(the_last_rate_on_or_before_the_day),
	cmocka_unit_test(blank_and_huge_amounts),
	cmocka_unit_test(no_rates_at_all),
	cmocka_unit_test(tables_that_are_refused),
	cmocka_unit_test(deals_in_the_home_currency))
