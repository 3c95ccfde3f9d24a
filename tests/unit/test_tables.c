/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "of_table.h"

#include <sops/costs.h>
#include <sops/deals.h>

#include "given.h"

#include <stdio.h>
#include <stdlib.h>

static size_t size_of(enum sops_type type)
{
	static const size_t sizes[] = { [SOPS_TEXT] = sizeof(struct sops_field),
		[SOPS_MONEY] = sizeof(struct sops_money), [SOPS_RATE] = sizeof(struct sops_money),
		[SOPS_COUNT] = sizeof(struct sops_money), [SOPS_DATE] = sizeof(sops_date),
		[SOPS_TIME] = sizeof(struct sops_stamp), [SOPS_BOOL] = sizeof(int),
		[SOPS_WORD] = sizeof(int), [SOPS_CURRENCY] = sizeof(struct sops_currency),
		[SOPS_PERIOD] = sizeof(struct sops_label) };

	return sizes[type];
}

/* A currency belongs to some amount, and an amount's currency is a role. */
static bool has_currency(const struct sops_schema *schema, const struct sops_role *amount)
{
	for (size_t i = 0; i < schema->count; i++)
		if (schema->roles[i].type == SOPS_CURRENCY &&
		    schema->roles[i].offset == amount->currency)
			return true;
	return false;
}

static void role_is_sound(const struct sops_schema *schema, size_t number)
{
	const struct sops_role *role = &schema->roles[number];
	uint64_t others = all_roles(schema) & ~SOPS_ROLE(number);

	if (!role->name || !role->doc || !role->doc[0])
		fail_msg("%s: role %zu has no name or doc", schema->name, number);
	if (sops_schema_role(schema, sops_field_of(role->name)) != (int)number)
		fail_msg("%s has two roles %s", schema->name, role->name);
	assert_true(role->offset + size_of(role->type) <= schema->row_size);
	for (size_t i = 0; i < number; i++) {
		const struct sops_role *other = &schema->roles[i];

		if (role->offset < other->offset + size_of(other->type) &&
		    other->offset < role->offset + size_of(role->type))
			fail_msg("%s: %s and %s overlap", schema->name, role->name, other->name);
	}
	assert_int_equal(role->type == SOPS_WORD, role->words != NULL);
	assert_int_equal(role->instead & ~others, 0);
	if (role->currency && !has_currency(schema, role))
		fail_msg("%s: no role for the currency of %s", schema->name, role->name);
}

static void schemas_are_sound(void **state)
{
	(void)state;
	assert_int_equal(sops_tables_count(), 13);
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *schema = sops_tables_at(i);

		assert_in_range(schema->count, 1, 64);
		assert_ptr_equal(table(schema->name), schema);
		assert_int_not_equal(schema->needs, 0);
		assert_int_equal((schema->needs | schema->converts_by) & ~all_roles(schema), 0);
		for (size_t role = 0; role < schema->count; role++)
			role_is_sound(schema, role);
	}
}

static void bind(struct sops_columns **columns, const struct sops_schema *schema,
	const char *names)
{
	struct sops_field fields[64], rest = sops_field_of(names);
	struct sops_record header = { fields, 0, { "in.csv", 1, 0, 0 } };

	while (rest.at)
		fields[header.count++] = sops_field_cut(&rest, ',');
	assert_int_equal(sops_columns_new(columns, schema, &header, NULL), 0);
}

/* LEAD ID, with another character for _. */
static void shout(char *names, char instead)
{
	for (; *names; names++) {
		if (*names == '_')
			*names = instead;
		else if (*names >= 'a')
			*names = (char)(*names - 'a' + 'A');
	}
}

/* lead_id is LEAD ID too, and LEAD-ID. */
static void canonical_names_bind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *schema = sops_tables_at(i);

		for (int spelling = 0; spelling < 3; spelling++) {
			char *names = header_of(schema, 0);
			struct sops_columns *columns;

			if (spelling)
				shout(names, "  -"[spelling]);
			bind(&columns, schema, names);
			for (size_t role = 0; role < schema->count; role++)
				if (!schema->roles[role].exact || !spelling)
					assert_int_equal(sops_columns_of(columns, (int)role), role);
			assert_int_equal(sops_columns_need(columns, schema->needs, 0, NULL), 0);
			sops_columns_free(columns);
			free(names);
		}
	}
}

/* The headers of made-up data (tests/bench): every column has its role. */
static void made_up_data_bind(void **state)
{
	static const char *const cases[][2] = {
		{ "stage_history", "deal_id,stage,entered,left,by,amount,close_date" },
		{ "leads", "lead_id,created,source,campaign,owner,status,assigned,first_response,"
			"qualified,converted,deal_id,customer_id,industry,size,region,disq_reason,"
			"referred_by" },
		{ "activities", "activity_id,rep_id,customer_id,deal_id,type,start,minutes,"
			"customer_facing,outcome,logged_at,auto,participants" },
		{ "customers", "customer_id,name,owner,segment,tier,industry,region,market,size,"
			"created,status,potential,tax_id,phone,email,referred_by,last_contact" },
		{ "subscriptions", "subscription_id,customer_id,product,start,end,mrr,renewal_date,"
			"cancel_reason" },
		{ "orders", "order_id,line,customer_id,rep_id,deal_id,channel,region,product,"
			"category,qty,unit_price,list_price,amount,cost,currency,order_date,"
			"promised,shipped,delivered,qty_delivered,carrier,supplier,qty_returned,"
			"status" },
		{ "reps", "rep_id,name,team,region,manager_id,role,level,hired,left,mentor_id,fte,"
			"base_salary" },
		{ "quotas", "rep_id,period,metric,quota" },
		{ "costs", "period,category,kind,channel,region,amount" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_schema *schema = table(cases[i][0]);
		struct sops_columns *columns;

		bind(&columns, schema, cases[i][1]);
		for (size_t c = 0; c < sops_columns_count(columns); c++)
			assert_true(sops_columns_role(columns, c) >= 0);
		assert_int_equal(sops_columns_need(columns, schema->needs, 0, NULL), 0);
		sops_columns_free(columns);
	}
}

/* Without it and what stands in for it, and with all the rest. */
static void is_needed(const struct sops_schema *schema, size_t number)
{
	const struct sops_role *role = &schema->roles[number];
	char *names = header_of(schema, SOPS_ROLE(number) | role->instead), wanted[400];
	struct sops_error err = { .status = SOPS_OK };
	struct sops_columns *columns;

	bind(&columns, schema, names);
	assert_int_equal(sops_columns_need(columns, SOPS_ROLE(number), 0, &err), SOPS_EINPUT);
	assert_int_equal(sops_columns_need(columns, schema->needs, 0, NULL), SOPS_EINPUT);
	snprintf(wanted, sizeof(wanted), "no column for %s (%s); the columns are: ", role->name,
		role->doc);
	assert_memory_equal(err.text, wanted, strlen(wanted));
	sops_columns_free(columns);
	free(names);
}

static void every_needed_role_is_missed(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++)
		for (size_t role = 0; role < sops_tables_at(i)->count; role++)
			if (sops_tables_at(i)->needs & SOPS_ROLE(role))
				is_needed(sops_tables_at(i), role);
}

/*
 * A file that has what another table needs is one of it: a stage history is read as deals, too
 * (deals.h), and whole tables of deals and costs know much of others.
 */
static bool may_be(const char *file, const char *schema)
{
	static const char *const both[][2] = {
		{ "deals", "stage_history" }, { "stage_history", "deals" }, { "deals", "leads" },
		{ "deals", "costs" }, { "deals", "customers" }, { "costs", "deals" },
		{ "costs", "surveys" },
	};

	for (size_t i = 0; i < COUNT(both); i++)
		if (strcmp(file, both[i][0]) == 0 && strcmp(schema, both[i][1]) == 0)
			return true;
	return strcmp(file, schema) == 0;
}

static void tables_of_another_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *file = sops_tables_at(i);
		char *names = header_of(file, 0);

		for (size_t j = 0; j < sops_tables_count(); j++) {
			const struct sops_schema *schema = sops_tables_at(j);
			struct sops_columns *columns;
			int status;

			bind(&columns, schema, names);
			status = sops_columns_need(columns, schema->needs, 0, NULL);
			sops_columns_free(columns);
			if ((status == 0) != may_be(file->name, schema->name))
				fail_msg("%s as %s: %d", file->name, schema->name, status);
		}
		free(names);
	}
}

static void names_of_tables(void **state)
{
	static const char *const cases[][2] = {
		{ "deals", "deals" }, { " Deal ", "deals" }, { "opportunities", "deals" },
		{ "商机", "deals" }, { "LEADS", "leads" }, { "线索", "leads" },
		{ "accounts", "customers" }, { "Company", "customers" }, { "客户", "customers" },
		{ "history", "stage_history" }, { "Stage History", "stage_history" },
		{ "stage-history", "stage_history" }, { "quotation", "quotes" }, { "rep", "reps" },
		{ "order_lines", "orders" }, { "订单", "orders" }, { "tasks", "activities" },
	};
	static const char *const none[] = { "", "stages", "deals|deal", "d", "dea ls x", "\xFF" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(table(cases[i][0])->name, cases[i][1]);
	for (size_t i = 0; i < COUNT(none); i++)
		assert_null(sops_tables_schema(sops_field_of(none[i])));
	assert_null(sops_tables_schema((struct sops_field){ NULL, 0 }));
}

#define ALL "tables: deals, stage_history, leads, activities, costs, customers, subscriptions, " \
	"orders, quotas, surveys, reps, quotes, contracts"

static void tables_that_are_none(void **state)
{
	struct sops_error near = { .status = SOPS_OK }, far = near;
	const struct sops_schema *schema = NULL;
	char *got;

	(void)state;
	assert_int_equal(sops_tables_find(&schema, sops_field_of("Costs"), &near), 0);
	assert_ptr_equal(schema, &sops_costs);
	assert_int_equal(sops_tables_find(&schema, sops_field_of("laeds"), &near), SOPS_EUSAGE);
	assert_null(schema);
	got = given_error(&near);
	assert_string_equal(got, "-2 \"laeds\" is not a table (did you mean \"leads\"? " ALL ")");
	free(got);
	assert_int_equal(sops_tables_find(&schema, sops_field_of("weather"), &far), SOPS_EUSAGE);
	got = given_error(&far);
	assert_string_equal(got, "-2 \"weather\" is not a table (" ALL ")");
	free(got);
}

/* What man/sops-tables.5 has to say of the table's columns. To be freed. */
static char *described(const struct sops_schema *schema)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "\n.Bl -tag -width Ds -compact\n");
	for (size_t i = 0; i < schema->count; i++) {
		const struct sops_role *role = &schema->roles[i];
		const char *separator = "one of ";

		sops_buffer_printf(&out, ".It Cm %s Pq %s%s\n%s", role->name, sops_role_type(role),
			schema->needs & SOPS_ROLE(i) ? "; needed" : "", role->doc);
		if (role->words)
			sops_buffer_puts(&out, ";\n");
		for (const struct sops_word *word = role->words; word && word->names; word++) {
			sops_buffer_printf(&out, "%s%.*s", separator,
				(int)strcspn(word->names, "|"), word->names);
			separator = ", ";
		}
		sops_buffer_putc(&out, '\n');
	}
	sops_buffer_puts(&out, ".El\n");
	assert_int_equal(out.failed, 0);
	return out.at;
}

static char *read_page(void)
{
	FILE *file = fopen("man/sops-tables.5", "re");
	struct sops_buffer page = SOPS_BUFFER_INIT;
	int c;

	if (!file)
		fail_msg("no man/sops-tables.5 here");
	while ((c = fgetc(file)) != EOF)
		sops_buffer_putc(&page, (char)c);
	fclose(file);
	assert_int_equal(page.failed, 0);
	return page.at;
}

/* Each table has its section, and in it the columns as the schema has them. */
static void the_page_says_the_same(void **state)
{
	char *page = read_page(), *from = page;

	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *schema = sops_tables_at(i);
		char *columns = described(schema), title[80], *section, *end, *found;

		snprintf(title, sizeof(title), "\n.Ss %s\n", schema->name);
		section = strstr(from, title);
		if (!section)
			fail_msg("man/sops-tables.5: no section%s", title);
		end = strstr(section + 1, "\n.S");
		found = strstr(section, columns);
		if (!found || (end && found > end))
			fail_msg("man/sops-tables.5, %s: it should say%s", schema->name, columns);
		free(columns);
		from = section;
	}
	free(page);
}

TAP_MAIN("tables",
	cmocka_unit_test(schemas_are_sound),
	cmocka_unit_test(canonical_names_bind),
	cmocka_unit_test(made_up_data_bind),
	cmocka_unit_test(every_needed_role_is_missed),
	cmocka_unit_test(tables_of_another_kind),
	cmocka_unit_test(names_of_tables),
	cmocka_unit_test(tables_that_are_none),
	cmocka_unit_test(the_page_says_the_same))
