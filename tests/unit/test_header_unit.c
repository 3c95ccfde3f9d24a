/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The currency and the unit that a header gives the amounts below it. */
#include "tap.h"

#include <sops/deals.h>
#include <sops/headers.h>
#include <sops/values.h>

#include "given.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST 4

/* Columns over headers that are separated by |. */
static struct sops_columns *over(const char *headers)
{
	struct sops_field rest = sops_field_of(headers), fields[MOST];
	struct sops_record header = { fields, 0, { "in.csv", 1, 0, 0 } };
	struct sops_columns *columns;

	while (rest.at) {
		assert_true(header.count < MOST);
		fields[header.count++] = sops_field_cut(&rest, '|');
	}
	assert_int_equal(sops_columns_new(&columns, &sops_deals, &header, NULL), 0);
	return columns;
}

/* What a cell below a header says: "1250 USD", or the error. */
static char *read_cell(const char *header, const char *cell)
{
	static const struct sops_values_options none = { .nulls = NULL };
	struct sops_columns *columns = over(header);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_currency currency;
	struct sops_values *values;
	struct sops_money money;
	char *text = malloc(SOPS_MONEY_TEXT + 16);

	assert_int_equal(sops_values_new(&values, columns, &none, NULL), 0);
	if (sops_values_money(values, 0, sops_field_of(cell), &money, &currency, &err) < 0) {
		free(text);
		text = given_error(&err);
	} else {
		size_t len = sops_money_format(text, money);

		text[len] = ' ';
		strcpy(text + len + 1, currency.code);
	}
	sops_values_free(values);
	sops_columns_free(columns);
	return text;
}

static void reads(void **state)
{
	static const struct {
		const char *header, *cell, *value;
	} cases[] = {
		{ "Amount (USD)", "5", "5 USD" },
		{ "Amount (USD)", "USD 5", "5 USD" },
		{ "Amount (USD)", "$5", "5 USD" },
		{ "Amount (USD)", "1.2M", "1200000 USD" },
		{ "Amount (USD)", "-", " " },
		{ "Amount [EUR]", "-5.25", "-5.25 EUR" },
		{ "Amount in EUR", "5", "5 EUR" },
		{ "Amount IN EUR", "5", "5 EUR" },
		{ "Amount (in EUR) *", "5", "5 EUR" },
		{ "Amount (€)", "5", "5 EUR" },
		{ "Amount ($)", "5", "5 $" },
		{ "Amount ($)", "CAD 5", "5 CAD" },
		{ "Amount (US Dollar)", "5", "5 USD" },
		{ "金额（元）", "5", "5 CNY" },
		{ "金额(万元)", "1.23456", "12345.6 CNY" },
		{ "金额（单位：万元）（必填）", "5", "50000 CNY" },
		{ "金额【亿美元】", "0.5", "50000000 USD" },
		{ "金额（万）", "$5", "50000 $" },
		{ "金额(千)", "5", "5000 " },
		{ "Amount (k)", "0.0001", "0.1 " },
		{ "Amount (M)", "2", "2000000 " },
		{ "Amount (kUSD)", "2", "2000 USD" },
		{ "Amount (USD m)", "2", "2000000 USD" },
		{ "Amount (US$, thousands)", "(2)", "-2000 USD" },
		{ "Amount (EUR '000)", "2", "2000 EUR" },
		{ "Amount in millions", "2", "2000000 " },
		{ "Amount (USD (k))", "2", "2 " },
		/* nothing of the kind */
		{ "Amount (2)", "2", "2 " }, { "Amount (all)", "2", "2 " },
		{ "Amount (usd)", "2", "2 " }, { "Amount (m)", "2", "2 " },
		{ "Amount (USD EUR)", "2", "2 " }, { "Amount (k k)", "2", "2 " },
		{ "Amount (converted)", "2", "2 " }, { "Amount ()", "2", "2 " },
		{ "Amount (", "2", "2 " }, { ")", "2", "2 " }, { "(USD)", "2", "2 " },
		{ "in USD", "2", "2 " }, { " in USD", "2", "2 " }, { "Amount in", "2", "2 " },
		{ "Amount in company currency", "2", "2 " }, { "Amount (USD", "2", "2 " },
		{ "Amount USD)", "2", "2 " }, { "Amount (%)", "2", "2 " },
		{ "Amount (\xFF)", "2", "2 " }, { "Amount (USD\xE4)", "2", "2 " },
		/* said twice */
		{ "Amount (USD)", "EUR 5",
			"-3 Amount (USD): the cell says EUR, the header USD" },
		{ "金额（元）", "$5", "-3 金额（元）: the cell says $, the header CNY" },
		{ "金额(万元)", "5万", "-3 金额(万元): \"5万\" has a unit of its own, and the header "
			"has one too" },
		{ "金额(万元)", "5元", "-3 金额(万元): \"5元\" has a unit of its own, and the header "
			"has one too" },
		{ "Amount (k)", "99999999999999999999999999999999999999",
			"-3 Amount (k): overflow: 99999999999999999999999999999999999999 * 10 is "
			"beyond 38 digits" },
		{ "Amount (k)", "x", "-3 Amount (k): \"x\" is not an amount" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = read_cell(cases[i].header, cases[i].cell);

		if (strcmp(got, cases[i].value) != 0)
			fail_msg("%s: %s: got %s", cases[i].header, cases[i].cell, got);
		free(got);
	}
}

static void binds(void **state)
{
	static const struct {
		const char *headers;
		int role, column;
	} cases[] = {
		{ "x|Amount (USD)", SOPS_DEALS_AMOUNT, 1 },
		{ "x|AMOUNT [k EUR]*", SOPS_DEALS_AMOUNT, 1 },
		{ "x|Deal - Value in USD", SOPS_DEALS_AMOUNT, 1 },
		{ "x|商机金额（万元）", SOPS_DEALS_AMOUNT, 1 },
		{ "x|amount_home (EUR)", SOPS_DEALS_AMOUNT_HOME, 1 },
		{ "x|Cost (k)", SOPS_DEALS_COST, 1 },
		/* what fits without goes before it, by the same rule only */
		{ "Amount (USD)|Amount", SOPS_DEALS_AMOUNT, 1 },
		{ "TCV|Amount (USD)", SOPS_DEALS_AMOUNT, 1 },
		{ "Amount (USD)|Amount (EUR)", SOPS_DEALS_AMOUNT, -1 },
		/* the whole header is a name already */
		{ "ACV Preview|ACV Preview (USD)", SOPS_DEALS_AMOUNT_HOME, 1 },
		{ "x|Probability (%)", SOPS_DEALS_PROBABILITY, 1 },
		/* other roles have no unit, and no other suffix is one */
		{ "x|Stage (USD)", SOPS_DEALS_STAGE, -1 },
		{ "x|Pushes (k)", SOPS_DEALS_PUSHES, -1 },
		{ "x|Close Date (2)", SOPS_DEALS_CLOSE_DATE, -1 },
		{ "x|Amount (2)", SOPS_DEALS_AMOUNT, -1 },
		{ "x|Amount (m)", SOPS_DEALS_AMOUNT, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);

		if (sops_columns_of(columns, cases[i].role) != cases[i].column)
			fail_msg("%s: %d", cases[i].headers,
				sops_columns_of(columns, cases[i].role));
		sops_columns_free(columns);
	}
}

static void knows(void **state)
{
	struct sops_headers *headers;

	(void)state;
	assert_int_equal(sops_headers_new(&headers, &sops_deals, NULL), 0);
	assert_true(sops_headers_known(headers, sops_field_of("Amount (USD)")));
	assert_true(sops_headers_known(headers, sops_field_of("商机金额（万元）")));
	assert_false(sops_headers_known(headers, sops_field_of("Amount (2)")));
	assert_false(sops_headers_known(headers, sops_field_of("(USD)")));
	sops_headers_free(headers);
}

TAP_MAIN("header_unit", cmocka_unit_test(reads), cmocka_unit_test(binds), cmocka_unit_test(knows))
