/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/reference.h>

#include "given.h"
#include "property.h"
#include "told.h"

#include <pthread.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define STATE (&sops_reference_state)

static struct sops_reference *of_input(struct sops_input *input, const char *column)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_reference *reference = NULL;

	if (sops_reference_read(&reference, input, sops_field_of(column), &err) < 0)
		fail_msg("%s", err.text);
	any_close(input);
	return reference;
}

static struct sops_reference *given_reference(const char *text, const char *column)
{
	return of_input(any_open(text, "b.csv"), column);
}

static bool has(const struct sops_reference *reference, const char *value)
{
	return sops_reference_has(reference, sops_field_of(value));
}

static const char products[] =
	"product,price\n"
	"GTX Basic,1\n"
	"GTX Pro,2\n"
	",3\n"
	"MG Special,4\n"
	" GTX Pro ,5\n"
	"N/A,6\n"
	"GTX Pro,7\n"
	"MG Special,8\n";

static void values_are_there_or_not(void **state)
{
	static const struct {
		const char *value;
		bool there;
	} cases[] = {
		{ "GTX Pro", true }, { "  GTX Pro\t", true }, { "GTXPro", false },
		{ "gtx pro", false }, { "GTX  Pro", false }, { "", true }, { "  ", true },
		{ "GTX Pr", false }, { "N/A", false }, { "2", false }, { "product", false },
	};
	struct sops_reference *reference = given_reference(products, "product");

	(void)state;
	assert_int_equal(sops_reference_count(reference), 3);
	assert_int_equal(sops_reference_twice(reference), 2);
	assert_string_equal(sops_reference_name(reference), "b.csv:product");
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(has(reference, cases[i].value), cases[i].there);
	sops_reference_free(reference);
	sops_reference_free(NULL);
}

static void forms_of_an_id_are_one(void **state)
{
	struct sops_reference *reference =
		given_reference("Id\n001D000000IqhSL\n003D000000QRST1ABC\n", "Id");

	(void)state;
	assert_true(has(reference, "001D000000IqhSL"));
	assert_true(has(reference, "001D000000IqhSLIAZ"));
	assert_false(has(reference, "001D000000IqhSLIAA"));
	assert_false(has(reference, "001D000000IqhSl"));
	assert_true(has(reference, "003D000000QRST1ABC"));
	sops_reference_free(reference);
}

static void explains(const struct sops_reference *reference, const char *value,
	const char *expected)
{
	struct sops_buffer message = SOPS_BUFFER_INIT;

	/* What was searched for once is known after. */
	for (int i = 0; i < 2; i++) {
		sops_buffer_clear(&message);
		assert_int_equal(sops_reference_explain(reference, sops_field_of(value), &message,
			NULL), 0);
		assert_string_equal(message.at, expected);
	}
	sops_buffer_release(&message);
}

static void what_was_meant(void **state)
{
	struct sops_reference *reference = given_reference(products, "product");

	(void)state;
	explains(reference, "GTXPro", "\"GTXPro\" is not in b.csv:product; did you mean "
		"\"GTX Pro\"?");
	explains(reference, " gtx basic", "\"gtx basic\" is not in b.csv:product; did you mean "
		"\"GTX Basic\"?");
	explains(reference, "Ladder", "\"Ladder\" is not in b.csv:product");
	explains(reference, "MG\033Speciall", "\"MG\\x1bSpeciall\" is not in b.csv:product; did "
		"you mean \"MG Special\"?");
	explains(reference, "", "\"\" is not in b.csv:product");
	sops_reference_free(reference);
}

/* More values than are searched. */
static void of_a_large_file_none_is_meant(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_reference *reference;

	(void)state;
	sops_buffer_puts(&text, "id\n");
	for (int i = 0; i < SOPS_REFERENCE_NEAR; i++)
		sops_buffer_printf(&text, "order %d\n", i);
	reference = given_reference(text.at, "id");
	explains(reference, "order 12x", "\"order 12x\" is not in b.csv:id; did you mean "
		"\"order 12\"?");
	sops_reference_free(reference);
	sops_buffer_puts(&text, "one more\n");
	reference = given_reference(text.at, "id");
	assert_int_equal(sops_reference_count(reference), SOPS_REFERENCE_NEAR + 1);
	explains(reference, "order 12x", "\"order 12x\" is not in b.csv:id");
	sops_reference_free(reference);
	sops_buffer_release(&text);
}

static void a_column_that_is_not_there(void **state)
{
	struct sops_input *input = any_open("product,price\nx,1\n", "b.csv");
	struct sops_error err = { .status = SOPS_OK };
	struct sops_reference *reference = NULL;
	char *got;

	(void)state;
	assert_int_equal(sops_reference_read(&reference, input,
		(struct sops_field)SOPS_FIELD("prodct"), &err), SOPS_EINPUT);
	assert_null(reference);
	got = given_error(&err);
	assert_string_equal(got, "-3 b.csv:1: no column \"prodct\"; the columns are: product, "
		"price (did you mean \"product\"?)");
	free(got);
	any_close(input);
}

static void a_bad_record_ends_it(void **state)
{
	struct sops_input *input = any_open("product,price\nx,1\ny\n", "b.csv");
	struct sops_error err = { .status = SOPS_OK };
	struct sops_reference *reference = NULL;

	(void)state;
	assert_int_equal(sops_reference_read(&reference, input,
		(struct sops_field)SOPS_FIELD("product"), &err), SOPS_EINPUT);
	assert_int_equal(err.line, 3);
	assert_null(reference);
	any_close(input);
}

static void the_option(void **state)
{
	static const struct {
		const char *text, *column, *file, *theirs; /* column NULL: refused */
	} cases[] = {
		{ "product=products.csv:product", "product", "products.csv", "product" },
		{ "product=products.csv", "product", "products.csv", "product" },
		{ "owner = b:c/reps.csv", "owner", "b:c/reps.csv", "owner" },
		{ "owner=b:c/reps.csv: Rep Id ", "owner", "b:c/reps.csv", "Rep Id" },
		{ "a=b=c.csv:d=e", "a", "b=c.csv", "d=e" },
		{ "=x.csv:y", NULL, NULL, NULL }, { "x", NULL, NULL, NULL },
		{ "x=", NULL, NULL, NULL }, { "x=y.csv:", NULL, NULL, NULL },
		{ "x=:y", NULL, NULL, NULL }, { "", NULL, NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_reference_option option;
		int status = sops_reference_parse(&option, sops_field_of(cases[i].text), &err);

		assert_int_equal(status, cases[i].column ? 0 : SOPS_EUSAGE);
		if (status < 0) {
			char expected[80];

			snprintf(expected, sizeof(expected),
				"--ref takes COL=FILE:COL, not \"%s\"", cases[i].text);
			assert_string_equal(err.text, expected);
			continue;
		}
		assert_true(sops_field_equal(option.column, sops_field_of(cases[i].column)));
		assert_true(sops_field_equal(option.file, sops_field_of(cases[i].file)));
		assert_true(sops_field_equal(option.theirs, sops_field_of(cases[i].theirs)));
	}
}

static struct sops_reference_use empty(void)
{
	struct sops_reference_use use;

	assert_int_equal(sops_state_init(STATE, &use, NULL), 0);
	return use;
}

static bool add(struct sops_reference_use *use, const struct sops_reference *reference,
	const char *value, uint64_t byte)
{
	bool there = false;

	assert_int_equal(sops_reference_add(use, reference, sops_field_of(value), byte, true,
		&there, NULL), 0);
	return there;
}

static void what_nobody_uses(void **state)
{
	struct sops_reference *reference = given_reference(products, "product");
	struct sops_reference_use use = empty();
	struct told told = { .left = 0 };

	(void)state;
	assert_true(add(&use, reference, " MG Special", 10));
	assert_true(add(&use, reference, "", 20));
	assert_false(add(&use, reference, "GTXPro", 40));
	assert_false(add(&use, reference, "GTXPro ", 30));
	assert_false(add(&use, reference, "Ladder", 50));
	assert_int_equal(use.checked, 4);
	assert_int_equal(use.missing, 3);
	assert_int_equal(sops_group_count(use.lost), 2);
	assert_int_equal(((struct sops_reference_value *)sops_group_find(use.lost,
		sops_field_of("GTXPro")))->first, 30);
	assert_int_equal(sops_reference_tell_unused(reference, &use, told_one, &told, NULL), 0);
	told_expect(&told,
		"referential b.csv:2 key=GTX Basic column=product value=GTX Basic: "
		"\"GTX Basic\" is in no record\n"
		"referential b.csv:3 key=GTX Pro column=product value=GTX Pro: "
		"\"GTX Pro\" is in no record\n");
	assert_int_equal(sops_reference_tell_twice(reference, told_one, &told, NULL), 0);
	told_expect(&told,
		"referential b.csv:6 key=GTX Pro column=product value=GTX Pro: "
		"\"GTX Pro\" stands on 3 lines, first on line 3\n"
		"referential b.csv:9 key=MG Special column=product value=MG Special: "
		"\"MG Special\" stands on 2 lines, first on line 5\n");
	told.left = 1;
	assert_int_equal(sops_reference_tell_unused(reference, &use, told_one, &told, NULL),
		SOPS_ESYSTEM);
	told.left = 1;
	assert_int_equal(sops_reference_tell_twice(reference, told_one, &told, NULL),
		SOPS_ESYSTEM);
	told_expect(&told, "");
	sops_state_release(STATE, &use);
	sops_reference_free(reference);
}

static void used_ones_are_kept_on_request(void **state)
{
	struct sops_reference *reference = given_reference(products, "product");
	struct sops_reference_use use = empty();

	(void)state;
	assert_int_equal(sops_reference_add(&use, reference, sops_field_of("GTX Pro"), 1, false,
		NULL, NULL), 0);
	assert_int_equal(use.checked, 1);
	assert_int_equal(sops_group_count(use.used), 0);
	sops_state_release(STATE, &use);
	sops_reference_free(reference);
}

/* Dealt out to parts in any order, saved on the way, it is as of one part. */
static void parts_make_the_whole(void **state)
{
	static const char *const values[] = { "GTX Pro", "GTXPro", "MG Special", "", "x", "y" };
	struct sops_reference *reference = given_reference(products, "product");
	struct sops_reference_use whole = empty();
	uint64_t seed = 42;
	char *expected;

	(void)state;
	for (uint64_t i = 0; i < 60; i++)
		add(&whole, reference, values[(i * i) % COUNT(values)], i * 10);
	expected = saved_text(STATE, &whole);
	for (int round = 0; round < 5; round++) {
		struct sops_reference_use parts[3] = { empty(), empty(), empty() };
		size_t *order = property_shuffled(&seed, 60);
		char *got;

		for (size_t i = 0; i < 60; i++)
			add(&parts[property_random(&seed, 3)], reference,
				values[(order[i] * order[i]) % COUNT(values)], order[i] * 10);
		saved_and_loaded(STATE, &parts[1]);
		assert_int_equal(sops_state_merge(STATE, &parts[2], &parts[1], NULL), 0);
		assert_int_equal(sops_state_merge(STATE, &parts[2], &parts[0], NULL), 0);
		got = saved_text(STATE, &parts[2]);
		assert_string_equal(got, expected);
		free(got);
		free(order);
		for (size_t i = 0; i < 3; i++)
			sops_state_release(STATE, &parts[i]);
	}
	free(expected);
	sops_state_release(STATE, &whole);
	sops_reference_free(reference);
}

static void *explain_often(void *with)
{
	void *wrong = with;

	for (int i = 0; i < 200; i++) {
		struct sops_buffer message = SOPS_BUFFER_INIT;
		char value[16];

		snprintf(value, sizeof(value), "GTX Pro%d", i % 50);
		if (sops_reference_explain(with, sops_field_of(value), &message, NULL) < 0 ||
		    !strstr(message.at, "did you mean \"GTX Pro\"?"))
			return wrong;
		sops_buffer_release(&message);
	}
	return NULL;
}

static void threads_may_ask_at_once(void **state)
{
	struct sops_reference *reference = given_reference(products, "product");
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, explain_often, reference), 0);
	for (size_t i = 0; i < COUNT(threads); i++) {
		void *wrong = NULL;

		pthread_join(threads[i], &wrong);
		assert_null(wrong);
	}
	sops_reference_free(reference);
}

/* The published facts of the Maven data: 1,480 deals of GTXPro, and 5 of 35 agents without one. */
static void maven(void **state)
{
	struct sops_reference *agents = of_input(any_open_shared("maven-crm/sales_teams.csv"),
		"sales_agent");
	struct sops_reference *goods = of_input(any_open_shared("maven-crm/products.csv"),
		"product");
	struct sops_input *deals = any_open_shared("maven-crm/sales_pipeline.csv");
	struct sops_reference_use sellers = empty(), sold = empty();
	struct told told = { .left = 0 };
	const void *row;

	(void)state;
	while (sops_input_next(deals, &row, NULL) > 0) {
		const struct sops_record *record = sops_input_record(deals);

		assert_int_equal(sops_reference_add(&sellers, agents, record->fields[1],
			record->place.byte, true, NULL, NULL), 0);
		assert_int_equal(sops_reference_add(&sold, goods, record->fields[2],
			record->place.byte, true, NULL, NULL), 0);
	}
	assert_int_equal(sold.missing, 1480);
	assert_int_equal(sops_group_count(sold.lost), 1);
	explains(goods, "GTXPro",
		"\"GTXPro\" is not in products.csv:product; did you mean \"GTX Pro\"?");
	assert_int_equal(sellers.missing, 0);
	assert_int_equal(sops_reference_count(agents), 35);
	assert_int_equal(sops_group_count(sellers.used), 30);
	assert_int_equal(sops_reference_tell_unused(goods, &sold, told_one, &told, NULL), 0);
	told_expect(&told, "referential products.csv:3 key=GTX Pro column=product "
		"value=GTX Pro: \"GTX Pro\" is in no record\n");
	sops_state_release(STATE, &sellers);
	sops_state_release(STATE, &sold);
	sops_reference_free(agents);
	sops_reference_free(goods);
	any_close(deals);
}

TAP_MAIN("reference", cmocka_unit_test(values_are_there_or_not),
	cmocka_unit_test(forms_of_an_id_are_one), cmocka_unit_test(what_was_meant),
	cmocka_unit_test(of_a_large_file_none_is_meant),
	cmocka_unit_test(a_column_that_is_not_there), cmocka_unit_test(a_bad_record_ends_it),
	cmocka_unit_test(the_option), cmocka_unit_test(what_nobody_uses),
	cmocka_unit_test(used_ones_are_kept_on_request), cmocka_unit_test(parts_make_the_whole),
	cmocka_unit_test(threads_may_ask_at_once), cmocka_unit_test(maven))
