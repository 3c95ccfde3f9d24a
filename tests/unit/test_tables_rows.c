/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "of_table.h"

#include <sops/deals.h>
#include <sops/input.h>

#include "../../lib/row.h"
#include "given.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef void put_member(struct sops_buffer *out, const char *name, const char *value);

/* lead_id L1, status new: what is blank is left out. */
static void put_named(struct sops_buffer *out, const char *name, const char *value)
{
	if (value[0])
		sops_buffer_printf(out, "%s%s %s", out->len ? ", " : "", name, value);
}

static void put_csv(struct sops_buffer *out, const char *name, const char *value)
{
	(void)name;
	sops_buffer_printf(out, "%s\"%s\"", out->len ? "," : "", value);
}

/* The first row under the header, every member as text; or the error. To be freed. */
static char *row_as(put_member *put, const struct sops_schema *schema, const char *header,
	const char *record, const struct sops_input_options *options)
{
	struct sops_buffer text = SOPS_BUFFER_INIT, out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const void *row;
	int fd, status;

	sops_buffer_printf(&text, "%s\n%s\n", header, record);
	fd = given_fd(text.at);
	status = sops_input_open(&input, schema, fd, "in.csv", options, &err);
	if (status == 0)
		status = sops_input_next(input, &row, &err);
	sops_buffer_puts(&out, "");
	for (size_t i = 0; status == 1 && i < schema->count; i++) {
		struct sops_buffer value = SOPS_BUFFER_INIT;

		assert_int_equal(sops__row_text(&value, &schema->roles[i], row), 0);
		put(&out, schema->roles[i].name, value.at ? value.at : "");
		sops_buffer_release(&value);
	}
	sops_input_free(input);
	sops_buffer_release(&text);
	close(fd);
	if (status == 1)
		return out.at;
	sops_buffer_release(&out);
	return given_error(&err);
}

static char *row_of(const struct sops_schema *schema, const char *header, const char *record,
	const struct sops_input_options *options)
{
	return row_as(put_named, schema, header, record, options);
}

static void expect_row(const char *name, const char *header, const char *record,
	const char *wanted)
{
	const struct sops_schema *schema = table(name);
	const struct sops_input_options options = { .needs = schema->needs,
		.uses = all_roles(schema) };
	char *got = row_of(schema, header, record, &options);

	if (strcmp(got, wanted) != 0)
		fail_msg("%s: got\n%s\ninstead of\n%s", name, got, wanted);
	free(got);
}

/* A record in the forms people write, and what is read of it. */
static const char *const records[][3] = {
	{ "leads", " L1 ,2026-01-02T10:00,Web,Spring,Ann,MQL,2026-01-02 10:05,2026-01-02,"
		"\"Jan 3, 2026 1:05 PM\",,D1,C1,Retail,50-99,East,,C9",
	  "lead_id L1, created 2026-01-02 10:00:00, source Web, campaign Spring, owner Ann, "
	  "status mql, assigned 2026-01-02 10:05:00, first_response 2026-01-02 00:00:00, "
	  "qualified 2026-01-03 13:05:00, deal_id D1, customer_id C1, industry Retail, "
	  "size 50-99, region East, referred_by C9" },
	{ "activities", "A1,R1,C1,D1,L1,call,2026-01-02 09:30,12.50,yes,no answer,"
		"2026-01-02 10:00,否,buyer;CFO",
	  "activity_id A1, rep_id R1, customer_id C1, deal_id D1, lead_id L1, type call, "
	  "start 2026-01-02 09:30:00, minutes 12.5, customer_facing true, outcome no answer, "
	  "logged_at 2026-01-02 10:00:00, auto false, participants buyer;CFO" },
	{ "customers", "C1,\"Acme, Inc.\",Ann,Mid,A,Retail,East,China,50,2026/1/2,Active,"
		"\"$1,200.50\",99,+1 555 0100,buyer@example.com,C9,2026-03-04,USD",
	  "customer_id C1, name Acme, Inc., owner Ann, segment Mid, tier A, industry Retail, "
	  "region East, market China, size 50, created 2026-01-02, status active, "
	  "potential 1200.5, tax_id 99, phone +1 555 0100, email buyer@example.com, "
	  "referred_by C9, last_contact 2026-03-04, currency USD" },
	{ "subscriptions", "S1,C1,Cloud,2026-01-01,,€99.90,2027-01-01,,",
	  "subscription_id S1, customer_id C1, product Cloud, start 2026-01-01, mrr 99.9, "
	  "renewal_date 2027-01-01, currency EUR" },
	{ "orders", "O1,2,C1,R1,D1,direct,East,Pump,Goods,-3,9.5,10,-28.5,12,eur,2026-01-02,"
		"2026-01-09,2026-01-05,2026-01-08,3,Cloudhaul,Mill,0.5,delivered,X",
	  "order_id O1, line 2, customer_id C1, rep_id R1, deal_id D1, channel direct, "
	  "region East, product Pump, category Goods, qty -3, unit_price 9.5, list_price 10, "
	  "amount -28.5, cost 12, currency EUR, order_date 2026-01-02, promised 2026-01-09, "
	  "shipped 2026-01-05, delivered 2026-01-08, qty_delivered 3, carrier Cloudhaul, "
	  "supplier Mill, qty_returned 0.5, status delivered, promo X" },
	{ "quotas", "R1,North,East,Pump,2026-q3,amount,5万,CNY",
	  "rep_id R1, team North, region East, product Pump, period 2026Q3, metric amount, "
	  "quota 50000, currency CNY" },
	{ "costs", "2026-07,2026-07-15,marketing,变动,Demo,Web,Spring,East,North,R1,Pump,C1,O1,"
		"(20.00),USD",
	  "period 2026-07, date 2026-07-15, category marketing, kind variable, stage Demo, "
	  "channel Web, campaign Spring, region East, team North, rep_id R1, product Pump, "
	  "customer_id C1, order_id O1, amount -20, currency USD" },
	{ "reps", "R1,Ann,North,East,R2,AE,3,2024-02-29,,R3,0.5,\"60,000\",USD",
	  "rep_id R1, name Ann, team North, region East, manager_id R2, role AE, level 3, "
	  "hired 2024-02-29, mentor_id R3, fte 0.5, base_salary 60000, currency USD" },
	{ "surveys", "V1,C1,R1,Pump,web,NPS,,2026-01-02,2026-01-05,9,10,\"good, fast\"",
	  "response_id V1, customer_id C1, rep_id R1, product Pump, channel web, kind nps, "
	  "sent 2026-01-02, responded 2026-01-05, score 9, scale_max 10, comment good, fast" },
	{ "quotes", "Q1,D1,2,Pump,3,$10,$9.50,2026-01-02,2026-01-03 08:00,2026-02-02,Ann,1,sent,",
	  "quote_id Q1, deal_id D1, version 2, product Pump, qty 3, list_price 10, price 9.5, "
	  "created 2026-01-02 00:00:00, sent 2026-01-03 08:00:00, valid_until 2026-02-02, "
	  "approved_by Ann, approver_level 1, status sent, currency $" },
	{ "contracts", "K1,D1,C1,1.2M,2026-01-02,2026-02-01,2027-01-31,30,T1,Bob,是,EUR",
	  "contract_id K1, deal_id D1, customer_id C1, amount 1200000, signed 2026-01-02, "
	  "start 2026-02-01, end 2027-01-31, payment_days 30, template T1, reviewed_by Bob, "
	  "auto_renew true, currency EUR" },
	{ "stage_history", "D1,Demo,2026-01-02 09:00:01,2026-01-05,R1,100,2026-03-31,USD,New",
	  "deal_id D1, stage Demo, entered 2026-01-02 09:00:01, left 2026-01-05 00:00:00, "
	  "by R1, amount 100, close_date 2026-03-31, currency USD, pipeline New" },
};

static void every_value_is_read(void **state)
{
	(void)state;
	assert_int_equal(COUNT(records), sops_tables_count() - 1); /* test_deals has the deals */
	for (size_t i = 0; i < COUNT(records); i++) {
		char *header = header_of(table(records[i][0]), 0);

		expect_row(records[i][0], header, records[i][1], records[i][2]);
		free(header);
	}
}

/* A row is written as a record that has the same row. */
static void what_is_written_reads_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(records); i++) {
		const struct sops_schema *schema = table(records[i][0]);
		struct sops_input_options options = { .uses = all_roles(schema) };
		char *header = header_of(schema, 0);
		char *written = row_as(put_csv, schema, header, records[i][1], &options);

		expect_row(records[i][0], header, written, records[i][2]);
		free(written);
		free(header);
	}
}

static void blank_cells(void **state)
{
	static const char *const blanks[] = { "-", "N/A", "NULL", "无", " ", "" };

	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *schema = sops_tables_at(i);
		struct sops_buffer record = SOPS_BUFFER_INIT;
		char *header = header_of(schema, 0);

		for (size_t role = 0; role < schema->count; role++)
			sops_buffer_printf(&record, "%s%s", role ? "," : "",
				blanks[(role + i) % COUNT(blanks)]);
		expect_row(schema->name, header, record.at,
			schema == &sops_deals ? "status open" : "");
		sops_buffer_release(&record);
		free(header);
	}
}

/* The last of the rows, every member as text. To be freed. */
static char *last_row(const struct sops_schema *schema, const char *text, uint64_t uses)
{
	const struct sops_input_options options = { .uses = uses };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input;
	int fd = given_fd(text);
	const void *row;

	assert_int_equal(sops_input_open(&input, schema, fd, "in.csv", &options, &err), 0);
	while (sops_input_next(input, &row, &err) > 0) {
		sops_buffer_clear(&out);
		for (size_t i = 0; i < schema->count; i++) {
			sops_buffer_putc(&out, '|');
			assert_int_equal(sops__row_text(&out, &schema->roles[i], row), 0);
		}
	}
	assert_string_equal(err.text, "");
	sops_input_free(input);
	close(fd);
	sops_buffer_puts(&out, "");
	return out.at;
}

/* A value for each role, or for none; to be freed. */
static char *record_of(const struct sops_schema *schema, bool blank)
{
	static const char *const values[] = { [SOPS_TEXT] = "x", [SOPS_MONEY] = "1",
		[SOPS_RATE] = "0.5", [SOPS_COUNT] = "1", [SOPS_DATE] = "2026-01-02",
		[SOPS_TIME] = "2026-01-02 10:00:00", [SOPS_BOOL] = "yes", [SOPS_CURRENCY] = "USD",
		[SOPS_PERIOD] = "2026-01" };
	struct sops_buffer out = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < schema->count; i++) {
		const struct sops_role *role = &schema->roles[i];

		if (i)
			sops_buffer_putc(&out, ',');
		if (!blank && role->type == SOPS_WORD)
			sops_buffer_add(&out, role->words->names, strcspn(role->words->names, "|"));
		else if (!blank)
			sops_buffer_puts(&out, values[role->type]);
	}
	return out.at;
}

/* Also not what followed from others, in a role that nobody reads. */
static void nothing_stays_of_the_row_before(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *schema = sops_tables_at(i);
		char *header = header_of(schema, 0), *full = record_of(schema, false);
		char *blank = record_of(schema, true), *two, *one;

		assert_true(asprintf(&two, "%s\n%s\n%s\n", header, full, blank) > 0);
		assert_true(asprintf(&one, "%s\n%s\n", header, blank) > 0);
		for (size_t role = 0; role < schema->count; role++) {
			uint64_t uses = all_roles(schema) & ~SOPS_ROLE(role);
			char *after = last_row(schema, two, uses);
			char *alone = last_row(schema, one, uses);

			assert_string_equal(after, alone);
			free(after);
			free(alone);
		}
		free(header), free(full), free(blank), free(two), free(one);
	}
}

static void words_in_two_languages(void **state)
{
	static const struct {
		const char *table, *role, *words, *means;
	} cases[] = {
		{ "leads", "status", "NEW|Open - Not Contacted|新建|待跟进", "new" },
		{ "leads", "status", "Working - Contacted|In progress|已联系|跟进中", "contacted" },
		{ "leads", "status", "Marketing Qualified Lead|市场合格", "mql" },
		{ "leads", "status", "Sales-Qualified|Qualified|销售合格", "sql" },
		{ "leads", "status", "Closed - Converted|已转化|已转换", "converted" },
		{ "leads", "status", "Closed - Not Converted|Unqualified|无效", "disqualified" },
		{ "customers", "status", "Prospect|潜在客户", "prospect" },
		{ "customers", "status", "ACTIVE|已成交|合作中", "active" },
		{ "customers", "status", "Inactive|休眠", "lapsed" },
		{ "customers", "status", "Churned|已流失", "lost" },
		{ "costs", "kind", "Fixed cost|固定|固定成本", "fixed" },
		{ "costs", "kind", "Variable|变动|可变成本", "variable" },
		{ "surveys", "kind", "NPS|Net Promoter Score|净推荐值", "nps" },
		{ "surveys", "kind", "CSAT|客户满意度", "csat" },
		{ "surveys", "kind", "Customer Effort Score|费力度", "ces" },
		{ "surveys", "kind", "rating|评分", "rating" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_schema *schema = table(cases[i].table);
		struct sops_input_options options = { .uses = all_roles(schema) };
		struct sops_field rest = sops_field_of(cases[i].words);

		while (rest.at) {
			struct sops_field word = sops_field_cut(&rest, '|');
			char record[80], wanted[80], *got;

			snprintf(record, sizeof(record), "%.*s", (int)word.len, word.at);
			snprintf(wanted, sizeof(wanted), "%s %s", cases[i].role, cases[i].means);
			got = row_of(schema, cases[i].role, record, &options);
			assert_string_equal(got, wanted);
			free(got);
		}
	}
}

static void words_that_are_none(void **state)
{
	static const char *const cases[][4] = {
		{ "leads", "status", "lost?", "-3 in.csv:2: status: \"lost?\" is none of: "
			"new, contacted, mql, sql, converted, disqualified" },
		{ "customers", "status", "vip", "-3 in.csv:2: status: \"vip\" is none of: "
			"prospect, active, lapsed, lost" },
		{ "costs", "kind", "semi",
			"-3 in.csv:2: kind: \"semi\" is none of: fixed, variable" },
		{ "surveys", "kind", "x",
			"-3 in.csv:2: kind: \"x\" is none of: nps, csat, ces, rating" },
		{ "quotas", "period", "Q3", "-3 in.csv:2: period: \"Q3\" is not a period "
			"(write it as 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or 2026-07-15)" },
		{ "orders", "line", "-1", "-3 in.csv:2: line: \"-1\" is not a count" },
		{ "subscriptions", "mrr,currency", "$5,EUR",
			"-3 in.csv:2: mrr: the cell says $, the currency column EUR" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_schema *schema = table(cases[i][0]);
		struct sops_input_options options = { .uses = all_roles(schema) };
		char *got = row_of(schema, cases[i][1], cases[i][2], &options);

		assert_string_equal(got, cases[i][3]);
		free(got);
	}
}

static void files_that_lack_a_column(void **state)
{
	(void)state;
	expect_row("leads", "lead_id,source,owner", "L1,Web,Ann",
		"-3 in.csv:1: no column for created (when the lead came in); the columns are: "
		"lead_id, source, owner (say which with -m 'created=Header')");
	expect_row("orders", "deal_id,stage,amount", "D1,Won,5",
		"-3 in.csv:1: no column for order_id (identifies the order); the columns are: "
		"deal_id, stage, amount (say which with -m 'order_id=Header')");
}

static void what_follows_from_others(void **state)
{
	(void)state;
	expect_row("quotas", "Team,Period,Quota", "North,2026,5",
		"team North, period 2026, quota 5");
	expect_row("costs", "date,category,amount", "2026/7/5,tool,5",
		"period 2026-07-05, date 2026-07-05, category tool, amount 5");
	expect_row("costs", "period,date,category,amount", ",2026-07-05,tool,5",
		"period 2026-07-05, date 2026-07-05, category tool, amount 5");
	expect_row("leads", "lead_id,created,source,converted",
		"L1,2026-01-02,Web,2026-01-05 10:00",
		"lead_id L1, created 2026-01-02 00:00:00, source Web, status converted, "
		"converted 2026-01-05 10:00:00");
	expect_row("leads", "lead_id,created,source,disq_reason", "L1,2026-01-02,Web,Student",
		"lead_id L1, created 2026-01-02 00:00:00, source Web, status disqualified, "
		"disq_reason Student");
	expect_row("leads", "lead_id,created,source,status,converted", "L1,2026-01-02,Web,sql,"
		"2026-01-05", "lead_id L1, created 2026-01-02 00:00:00, source Web, status sql, "
		"converted 2026-01-05 00:00:00");
	expect_row("leads", "lead_id,created,source,converted", "L1,2026-01-02,Web,",
		"lead_id L1, created 2026-01-02 00:00:00, source Web");
}

/* The amount alone is asked for; the day of the rate is read all the same. */
static void expect_converted(const struct sops_rates *rates, const char *name, const char *amount,
	const char *header, const char *record, const char *wanted)
{
	const struct sops_schema *schema = table(name);
	const struct sops_input_options options = { .rates = rates,
		.uses = SOPS_ROLE(sops_schema_role(schema, sops_field_of(amount))) };
	struct sops_input_options with = options;
	char *got;

	assert_int_equal(sops_date_parse_iso(&with.as_of, sops_field_of("2026-06-30"), NULL), 0);
	got = row_of(schema, header, record, &with);
	assert_string_equal(got, wanted);
	free(got);
}

static void amounts_are_converted(void **state)
{
	static const char *const cases[][5] = {
		{ "orders", "amount", "amount,order_date,currency,cost", "10,2026-02-01,EUR,",
			"amount 11, order_date 2026-02-01" },
		{ "orders", "cost", "amount,order_date,currency,cost", "10,2026-05-01,EUR,5",
			"cost 6, order_date 2026-05-01" },
		{ "orders", "amount", "amount,order_date,currency", ",2026-02-01,EUR",
			"currency EUR, order_date 2026-02-01" },
		{ "orders", "amount", "amount,order_date,currency", "10,2027-02-01,EUR",
			"amount 12, order_date 2027-02-01" },
		{ "deals", "cost", "stage,amount,cost", "Won,€10,€5", "status open, cost 6" },
		{ "costs", "amount", "amount,date", "€10,2026-02-01", "period 2026-02-01, "
			"date 2026-02-01, amount 11" },
		{ "costs", "amount", "amount,period", "€10,2026-02", "amount 12" },
		{ "contracts", "amount", "amount,signed", "€10,2026-02-01",
			"amount 11, signed 2026-02-01" },
		{ "contracts", "amount", "amount,signed", "€10,", "amount 12" },
		{ "quotes", "price", "price,created", "€10,2026-02-01 09:00",
			"price 11, created 2026-02-01 09:00:00" },
		{ "stage_history", "amount", "amount,entered", "€10,2026-02-01 09:00",
			"entered 2026-02-01 09:00:00, amount 11" },
		{ "subscriptions", "mrr", "mrr,start", "€10,2026-02-01", "mrr 12" },
		{ "customers", "potential", "potential", "€10", "potential 12" },
		{ "quotas", "quota", "quota", "€10", "quota 12" },
		{ "reps", "base_salary", "base_salary", "€10", "base_salary 12" },
		{ "orders", "amount", "amount,order_date,currency", "10,2026-02-01,GBP",
			"-3 in.csv:2: no rate for GBP on or before 2026-02-01 (a currency that "
			"needs no change has rate 1)" },
	};
	struct sops_rates *rates;
	int fd = given_fd("currency,date,rate\nEUR,2026-01-01,1.1\nEUR,2026-04-01,1.2\n");

	(void)state;
	assert_int_equal(sops_rates_read(&rates, fd, "rates.csv", NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_converted(rates, cases[i][0], cases[i][1], cases[i][2], cases[i][3],
			cases[i][4]);
	sops_rates_free(rates);
	close(fd);
}

/* Several amounts of a row share its currency: the last being blank does not undo the others. */
static void several_amounts_are_converted(void **state)
{
	const struct sops_schema *schema = table("orders");
	struct sops_input_options options = { .uses = all_roles(schema) };
	int fd = given_fd("currency,date,rate\nEUR,2026-01-01,1.1\n");
	struct sops_rates *rates;
	char *got;

	(void)state;
	assert_int_equal(sops_rates_read(&rates, fd, "rates.csv", NULL), 0);
	options.rates = rates;
	assert_int_equal(sops_date_parse_iso(&options.as_of, sops_field_of("2026-06-30"), NULL), 0);
	got = row_of(schema, "unit_price,list_price,amount,cost,currency", "10,20,30,,EUR",
		&options);
	assert_string_equal(got, "unit_price 11, list_price 22, amount 33");
	free(got);
	got = row_of(schema, "unit_price,amount,cost,currency", ",,40,EUR", &options);
	assert_string_equal(got, "cost 44");
	free(got);
	sops_rates_free(rates);
	close(fd);
}

TAP_MAIN("tables_rows",
	cmocka_unit_test(every_value_is_read),
	cmocka_unit_test(what_is_written_reads_back),
	cmocka_unit_test(blank_cells),
	cmocka_unit_test(nothing_stays_of_the_row_before),
	cmocka_unit_test(words_in_two_languages),
	cmocka_unit_test(words_that_are_none),
	cmocka_unit_test(files_that_lack_a_column),
	cmocka_unit_test(what_follows_from_others),
	cmocka_unit_test(amounts_are_converted),
	cmocka_unit_test(several_amounts_are_converted))
