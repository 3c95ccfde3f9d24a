/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/columns.h>

#include "given.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

enum { DEAL_ID, NAME, AMOUNT, CURRENCY, CLOSE_DATE, CLOSED, STATUS, STAGE, PRODUCT, ROLES };

struct row {
	long first;
	struct sops_currency currency;
	long rest;
};

#define AT .offset = offsetof(struct row, rest)

static const struct sops_role roles[ROLES] = {
	[DEAL_ID] = { .name = "deal_id", .type = SOPS_TEXT, AT, .doc = "identifies the deal",
		.aliases = "Record ID|商机编号||ID" },
	[NAME] = { .name = "name", .type = SOPS_TEXT, AT, .doc = "what it is called",
		.aliases = "" },
	[AMOUNT] = { .name = "amount", .type = SOPS_MONEY, AT, .doc = "what it is worth",
		.aliases = "Deal - Value|商机金额||Actual Revenue",
		.currency = offsetof(struct row, currency) },
	[CURRENCY] = { .name = "currency", .type = SOPS_CURRENCY, .doc = "of the amount",
		.offset = offsetof(struct row, currency), .aliases = "币种" },
	[CLOSE_DATE] = { .name = "close_date", .type = SOPS_DATE, AT, .doc = "expected close",
		.aliases = "Closing Date" },
	[CLOSED] = { .name = "closed", .type = SOPS_DATE, AT, .doc = "actual close", .exact = true,
		.instead = SOPS_ROLE(CLOSE_DATE), .aliases = "Actual Close" },
	[STATUS] = { .name = "status", .type = SOPS_TEXT, AT, .doc = "open or won",
		.instead = SOPS_ROLE(STAGE), .aliases = "" },
	[STAGE] = { .name = "stage", .type = SOPS_TEXT, AT, .doc = "where it stands",
		.aliases = "" },
	[PRODUCT] = { .name = "product", .type = SOPS_TEXT, AT, .doc = "what is sold" },
};

static const struct sops_schema schema = {
	.name = "tests", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

/* Columns over headers that are separated by |. */
static struct sops_columns *over(const char *headers)
{
	struct sops_field rest = sops_field_of(headers), fields[80];
	struct sops_record header = { fields, 0, { "in.csv", 1, 0, 0 } };
	struct sops_columns *columns;
	struct sops_error err = { .status = SOPS_OK };

	while (rest.at) {
		const char *end = memchr(rest.at, '|', rest.len);

		fields[header.count++] = (struct sops_field){ rest.at,
			end ? (size_t)(end - rest.at) : rest.len };
		rest = end ? sops_field_of(end + 1) : (struct sops_field){ NULL, 0 };
	}
	assert_int_equal(sops_columns_new(&columns, &schema, &header, &err), 0);
	return columns;
}

static void binds(void **state)
{
	static const struct {
		const char *headers;
		int role, column;
	} cases[] = {
		/* as spelled, before any other */
		{ "Amount|amount", AMOUNT, 1 },
		{ "Deal - Value|amount", AMOUNT, 1 },
		/* in any case, with or without spaces, hyphens, underscores, marks of forms */
		{ "x|Close Date", CLOSE_DATE, 1 }, { "x|CLOSEDATE", CLOSE_DATE, 1 },
		{ "x|close-date", CLOSE_DATE, 1 }, { "x| Close_Date *", CLOSE_DATE, 1 },
		{ "x|Close Date（必填）", CLOSE_DATE, 1 }, { "x|Close Date*(必填)", CLOSE_DATE, 1 },
		{ "x|ＡＭＯＵＮＴ", AMOUNT, 1 }, { "x|\u00A0Close\u00A0Date\u3000", CLOSE_DATE, 1 },
		{ "x|*Amount", AMOUNT, -1 }, { "*", AMOUNT, -1 },
		/* aliases */
		{ "x|DEAL - VALUE", AMOUNT, 1 }, { "x|deal_value", AMOUNT, 1 },
		{ "商机金额", AMOUNT, 0 },
		{ "Amount|Deal - Value", AMOUNT, 0 },
		/* those after || only when no earlier one fits */
		{ "Actual Revenue|Deal - Value", AMOUNT, 1 }, { "Actual Revenue|x", AMOUNT, 0 },
		{ "ID|Record ID", DEAL_ID, 1 }, { "id", DEAL_ID, 0 },
		/* exact: another's capitalised name is not ours */
		{ "Closed", CLOSED, -1 }, { "closed", CLOSED, 0 }, { "actual close", CLOSED, 0 },
		/* a column that is one role's own name plays no other */
		{ "close_date", CLOSED, -1 },
		/* nothing, or two of them */
		{ "x|y", NAME, -1 }, { "", NAME, -1 }, { "Amount|AMOUNT", AMOUNT, -1 },
		{ "x|amount|amount", AMOUNT, 1 }, { "Amount|x|Amount", AMOUNT, 0 },
		{ "Amount|Amount|AMOUNT", AMOUNT, -1 }, { "Record ID|商机编号", DEAL_ID, -1 },
		{ "Product*|x", PRODUCT, 0 }, { "a\xFF|Product", PRODUCT, 1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);

		if (sops_columns_of(columns, cases[i].role) != cases[i].column)
			fail_msg("%s: %d", cases[i].headers,
				sops_columns_of(columns, cases[i].role));
		if (cases[i].column >= 0)
			assert_int_equal(sops_columns_role(columns, (size_t)cases[i].column),
				cases[i].role);
		sops_columns_free(columns);
	}
}

static void describes(void **state)
{
	struct sops_columns *columns = over(" Amount |客户|Close Date|Stage");

	(void)state;
	assert_ptr_equal(sops_columns_schema(columns), &schema);
	assert_int_equal(sops_columns_count(columns), 4);
	assert_true(sops_field_equal(sops_columns_name(columns, 0), sops_field_of("Amount")));
	assert_true(sops_field_equal(sops_columns_name(columns, 1), sops_field_of("客户")));
	assert_int_equal(sops_columns_role(columns, 1), -1);
	/* Closed and status have stand-ins. */
	assert_int_equal(sops_columns_bound(columns), SOPS_ROLE(AMOUNT) | SOPS_ROLE(CLOSE_DATE) |
		SOPS_ROLE(CLOSED) | SOPS_ROLE(STAGE) | SOPS_ROLE(STATUS));
	assert_int_equal(sops_columns_of(columns, CLOSED), -1);
	sops_columns_free(columns);
	sops_columns_free(NULL);
}

static void twins(void **state)
{
	static const struct {
		const char *headers, *map;
		int after, twin;
	} cases[] = {
		{ "Amount|x|Amount|Amount", NULL, 0, 2 }, { "Amount|x|Amount|Amount", NULL, 2, 3 },
		{ "Amount|x|Amount|Amount", NULL, 3, -1 }, { "Amount|x|x", NULL, 0, -1 },
		{ "Amount|Amount", "amount=Amount[1]", 0, -1 },
		{ "Amount|Amount|AMOUNT", NULL, 0, -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);

		if (cases[i].map)
			assert_int_equal(sops_columns_map(columns, sops_field_of(cases[i].map),
				NULL), 0);
		assert_int_equal(sops_columns_twin(columns, AMOUNT, cases[i].after), cases[i].twin);
		sops_columns_free(columns);
	}
}

static void expect_error(const struct sops_error *err, const char *text)
{
	char *error = given_error(err);

	assert_string_equal(error, text);
	free(error);
}

static void maps(void **state)
{
	static const struct {
		const char *headers, *map, *error;
		int column;
	} cases[] = {
		{ "Deal Value|x", "amount=Deal Value", NULL, 0 },
		{ "amount|Other", " amount = Other ", NULL, 1 },
		{ "amount|other", "amount=OTHER", NULL, 1 },
		{ "a=b|x", "amount=a=b", NULL, 0 },
		{ "ID|ID", "amount=ID[2]", NULL, 1 },
		{ "ID|ID", "amount=ID[1]", NULL, 0 },
		{ "ID|ID[2]", "amount=ID[2]", NULL, 1 },
		{ "ID|ID", "amount=ID",
			"-3 in.csv:1: two columns are called \"ID\" (say 'ID[1]' or 'ID[2]')", -1 },
		{ "Id|iD", "amount=ID",
			"-3 in.csv:1: two columns could be meant: \"Id\" and \"iD\" "
			"(spell it as the header does)",
			-1 },
		{ "ID|ID", "amount=ID[3]",
			"-3 in.csv:1: no column \"ID[3]\"; the columns are: ID, ID", -1 },
		{ "ID|ID", "amount=ID[0]",
			"-3 in.csv:1: no column \"ID[0]\"; the columns are: ID, ID", -1 },
		{ "Deal Value|x", "amount=Deal Vaule",
			"-3 in.csv:1: no column \"Deal Vaule\"; the columns are: Deal Value, x "
			"(did you mean \"Deal Value\"?)", -1 },
		{ "x", "amuont=x", "-2 --map: tests have no role \"amuont\" (did you mean amount?)",
			-1 },
		{ "x", "zzzzzz=x", "-2 --map: tests have no role \"zzzzzz\"", -1 },
		{ "x", "Amount=x", "-2 --map: tests have no role \"Amount\" (did you mean amount?)",
			-1 },
		{ "x", "amount", "-2 --map takes role=Header, not \"amount\"", -1 },
		{ "amount|x", "amount=", NULL, -1 },
		{ "amount|Amount", " amount = ", NULL, -1 },
		{ "x", "=x", "-2 --map takes role=Header, not \"=x\"", -1 },
		{ "x", "", "-2 --map takes role=Header, not \"\"", -1 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);
		struct sops_error err = { .status = SOPS_OK };
		int status = sops_columns_map(columns, sops_field_of(cases[i].map), &err);

		assert_int_equal(status, err.status);
		if (cases[i].error)
			expect_error(&err, cases[i].error);
		else
			assert_int_equal(status, 0);
		if (!cases[i].error)
			assert_int_equal(sops_columns_of(columns, AMOUNT), cases[i].column);
		sops_columns_free(columns);
	}
}

static void maps_of_one_role(void **state)
{
	static const struct {
		const char *headers, *first, *second, *error;
	} cases[] = {
		{ "a|b", "amount=a", "amount=b", "-2 --map: amount is given twice, as \"a\" and "
			"\"b\"" },
		{ "a|b", "amount=b", "amount=a", "-2 --map: amount is given twice, as \"b\" and "
			"\"a\"" },
		{ "a|b", "amount=", "amount=b", "-2 --map: amount is given twice, as no column and "
			"\"b\"" },
		{ "a|b", "amount=a", "amount=", "-2 --map: amount is given twice, as \"a\" and no "
			"column" },
		{ "a|b|a", "amount=a[1]", "amount=a[2]", "-2 --map: amount is given twice, as "
			"two columns called \"a\"" },
		{ "a|b", "amount=a", "amount=a", NULL },
		{ "a|b", "amount=a", " amount = A ", NULL },
		{ "a|b", "amount=", "amount=", NULL },
		{ "a|b", "amount=a", "stage=a", NULL },
		{ "amount|b", "amount=b", "stage=amount", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);
		struct sops_error err = { .status = SOPS_OK };
		int first, status;

		assert_int_equal(sops_columns_map(columns, sops_field_of(cases[i].first), NULL), 0);
		first = sops_columns_of(columns, AMOUNT);
		status = sops_columns_map(columns, sops_field_of(cases[i].second), &err);
		assert_int_equal(status, cases[i].error ? SOPS_EUSAGE : 0);
		if (cases[i].error)
			expect_error(&err, cases[i].error);
		assert_int_equal(sops_columns_of(columns, AMOUNT), first);
		sops_columns_free(columns);
	}
}

static void needs(void **state)
{
	static const struct {
		const char *headers;
		uint64_t needs, uses;
		const char *error;
	} cases[] = {
		{ "amount|stage", SOPS_ROLE(AMOUNT) | SOPS_ROLE(STATUS), 0, NULL },
		{ "x", 0, SOPS_ROLE(AMOUNT), NULL },
		{ "Amount|AMOUNT", 0, SOPS_ROLE(NAME), NULL },
		{ "Amuont|x", SOPS_ROLE(AMOUNT), 0,
			"-3 in.csv:1: no column for amount (what it is worth); the columns are: "
			"Amuont, x (did you mean \"Amuont\"? say -m 'amount=Amuont')" },
		{ "x|y", SOPS_ROLE(AMOUNT), 0,
			"-3 in.csv:1: no column for amount (what it is worth); the columns are: "
			"x, y (say which with -m 'amount=Header')" },
		/* by a name that CRMs give it, or its stand-in's */
		{ "Deal Vaule|y", SOPS_ROLE(AMOUNT), 0,
			"-3 in.csv:1: no column for amount (what it is worth); the columns are: "
			"Deal Vaule, y (did you mean \"Deal Vaule\"? say -m 'amount=Deal Vaule')" },
		{ "stgae|y", SOPS_ROLE(STATUS), 0,
			"-3 in.csv:1: no column for status (open or won); the columns are: "
			"stgae, y (did you mean \"stgae\"? say -m 'stage=stgae')" },
		{ "Amount|AMOUNT", SOPS_ROLE(AMOUNT), 0,
			"-3 in.csv:1: two columns could be the amount: \"Amount\" and \"AMOUNT\" "
			"(choose with -m 'amount=AMOUNT')" },
		{ "amount|amount|amount", 0, SOPS_ROLE(AMOUNT), NULL },
		{ "Amount|Amount|AMOUNT", 0, SOPS_ROLE(AMOUNT),
			"-3 in.csv:1: two columns could be the amount: \"Amount\" and \"Amount\" "
			"(choose with -m 'amount=Amount[2]', or [1])" },
		/* harmless to a terminal */
		{ "a\x1b[2Jmount|x", SOPS_ROLE(NAME), 0,
			"-3 in.csv:1: no column for name (what it is called); the columns are: "
			"a\\x1b[2Jmount, x (say which with -m 'name=Header')" },
		{ "Amount\x1b|x", SOPS_ROLE(AMOUNT), 0,
			"-3 in.csv:1: no column for amount (what it is worth); the columns are: "
			"Amount\\x1b, x (did you mean \"Amount\\x1b\"? say -m "
			"'amount=Amount\\x1b')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);
		struct sops_error err = { .status = SOPS_OK };
		int status = sops_columns_need(columns, cases[i].needs, cases[i].uses, &err);

		assert_int_equal(status, cases[i].error ? SOPS_EINPUT : 0);
		if (cases[i].error)
			expect_error(&err, cases[i].error);
		sops_columns_free(columns);
	}
}

static void finds(void **state)
{
	static const struct {
		const char *headers, *name;
		int column;
		const char *error;
	} cases[] = {
		{ "Region|Owner", "Owner", 1, NULL },
		{ "x|Deal - Value", "amount", 1, NULL },         /* a role */
		{ "amount|Deal - Value", "Deal - Value", 1, NULL },
		{ "Region|x", "region", 0, NULL },               /* in any case */
		{ "Region|REGION", "REGION", 1, NULL },
		{ "x|x|x", "x[3]", 2, NULL },
		{ "x[2]|x", "x[2]", 0, NULL },
		/* behind the real ones: a status from the stage, a currency from the amount */
		{ "stage|x", "status", 2 + STATUS, NULL },
		{ "amount|x", "currency", 2 + CURRENCY, NULL },
		{ "x|y", "status", -1, "-3 in.csv:1: no column \"status\"; the columns are: x, y" },
		{ "x|y", "currency", -1,
			"-3 in.csv:1: no column \"currency\"; the columns are: x, y" },
		{ "Region|REGION", "region", -1,
			"-3 in.csv:1: two columns could be meant: \"Region\" and \"REGION\" "
			"(spell it as the header does)" },
		{ "x|x", "x", -1, "-3 in.csv:1: two columns are called \"x\" "
			"(say 'x[1]' or 'x[2]')" },
		{ "Amount|AMOUNT", "amount", -1,
			"-3 in.csv:1: two columns could be the amount: \"Amount\" and \"AMOUNT\" "
			"(choose with -m 'amount=AMOUNT')" },
		{ "Deal Value|y", "amuont", -1,
			"-3 in.csv:1: no column \"amuont\"; the columns are: Deal Value, y "
			"(did you mean \"amount\"?)" },
		{ "x|y", "amuont", -1,
			"-3 in.csv:1: no column \"amuont\"; the columns are: x, y" },
		{ "Region|Owner", "Onwer", -1,
			"-3 in.csv:1: no column \"Onwer\"; the columns are: Region, Owner "
			"(did you mean \"Owner\"?)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_columns *columns = over(cases[i].headers);
		struct sops_error err = { .status = SOPS_OK };
		int column = sops_columns_find(columns, sops_field_of(cases[i].name), &err);

		if (cases[i].error) {
			assert_int_equal(column, SOPS_EINPUT);
			expect_error(&err, cases[i].error);
		} else if (column != cases[i].column) {
			fail_msg("%s in %s: %d", cases[i].name, cases[i].headers, column);
		}
		sops_columns_free(columns);
	}
}

/* However many headers there are and however long they are, the message holds. */
static void long_lists_are_cut(void **state)
{
	static const char *const names[] = { "column", "客户名称", "\x1b\x1b\x1b\x1b" };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct sops_buffer headers = SOPS_BUFFER_INIT;
		struct sops_columns *columns;
		struct sops_error err = { .status = SOPS_OK };

		for (int n = 0; n < 79; n++)
			sops_buffer_printf(&headers, "%s%s %d", n ? "|" : "", names[i], n);
		columns = over(headers.at);
		assert_int_equal(sops_columns_find(columns, sops_field_of("zzzzzz"), &err),
			SOPS_EINPUT);
		assert_in_range(strlen(err.text), 400, 800);
		assert_string_equal(err.text + strlen(err.text) - 3, "…");
		sops_columns_free(columns);
		sops_buffer_release(&headers);
	}
}

static void one_long_header(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_columns *columns;
	char header[5001];

	(void)state;
	memset(header, '\x1b', 5000);
	header[5000] = '\0';
	columns = over(header);
	assert_int_equal(sops_columns_find(columns, sops_field_of("zzzzzz"), &err), SOPS_EINPUT);
	assert_in_range(strlen(err.text), 200, 700);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_columns_find(columns, sops_field_of(header), &err), 0);
	sops_columns_free(columns);
}

TAP_MAIN("columns",
	cmocka_unit_test(binds),
	cmocka_unit_test(describes), cmocka_unit_test(twins),
	cmocka_unit_test(maps), cmocka_unit_test(maps_of_one_role),
	cmocka_unit_test(needs),
	cmocka_unit_test(finds),
	cmocka_unit_test(long_lists_are_cut),
	cmocka_unit_test(one_long_header))
