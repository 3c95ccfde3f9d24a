/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/duplicates.h>

#include "duplicates_private.h"
#include "property.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define FIELDS 5

static const struct sops_duplicates_field contacts[FIELDS] = {
	{ SOPS_LIKE_COMPANY, SOPS_MONEY_BLANK }, { SOPS_LIKE_PERSON, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_PHONE, SOPS_MONEY_BLANK }, { SOPS_LIKE_EMAIL, SOPS_MONEY_BLANK },
	{ SOPS_LIKE_TEXT, SOPS_MONEY_BLANK },
};
enum { COMPANY = 1, PERSON = 2, PHONE = 4, EMAIL = 8, CITY = 16 };

struct record {
	const char *cells[FIELDS];
};

static void must(int status, const struct sops_error *err)
{
	if (status < 0)
		fail_msg("%d: %s", status, err->text);
}

static struct sops_duplicates *make(const struct sops_duplicates_field *fields, size_t n)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_duplicates *d;

	must(sops_duplicates_new(&d, fields, n, SOPS_MONEY_BLANK, &err), &err);
	return d;
}

static void add(struct sops_duplicates *d, const struct record *record, uint64_t byte)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_field texts[FIELDS];

	for (size_t i = 0; i < FIELDS; i++)
		texts[i] = sops_field_of(record->cells[i]);
	must(sops_duplicates_add(d, texts, byte, &err), &err);
}

static void find(struct sops_duplicates *d)
{
	struct sops_error err = { .status = SOPS_OK };

	must(sops_duplicates_find(d, &err), &err);
}

static struct sops_duplicates *found(const struct record *records, size_t count)
{
	struct sops_duplicates *d = make(contacts, FIELDS);

	for (size_t i = 0; i < count; i++)
		add(d, &records[i], 100 * (i + 1));
	find(d);
	return d;
}

static const struct record table[] = {
	{ { "Acme Ltd", "John Smith", "+1 415 555 1234", "john@acme.com", "Boston" } },
	{ { "Globex GmbH", "Anna Weber", "+49 30 123456", "anna@globex.de", "Berlin" } },
	{ { "ACME, Limited", "Smith, Jon", "(415) 555-1234", "", "Boston" } },
	{ { "北京小米科技有限公司", "张伟", "13800138000", "zw@mi.com", "北京" } },
	{ { "Ａｃｍｅ  Ltd.", "John Smith", "415.555.1234", "John+crm@acme.com", "boston" } },
	{ { "北京小米科技", "张伟", "+86 138 0013 8000", "", "北京市" } },
	{ { "Initech", "Peter Gibbons", "512 555 0000", "peter@initech.com", "Austin" } },
	{ { "", "", "", "", "" } },
	{ { "", "", "", "", "" } },
};

static void finds_what_is_one(void **state)
{
	struct sops_duplicates *d = found(table, COUNT(table));
	const struct sops_duplicate *one;

	(void)state;
	assert_int_equal(sops_duplicates_count(d), 3);
	one = sops_duplicates_at(d, 0);
	assert_int_equal(one->byte, 300);
	assert_int_equal(one->first, 100);
	assert_int_equal(one->like, 100);
	assert_int_equal(one->cluster, 1);
	assert_true(one->score > 0.9 && one->score < 1);
	assert_int_equal(one->agree, COMPANY | PERSON | PHONE | CITY);
	one = sops_duplicates_at(d, 1);
	assert_int_equal(one->byte, 500);
	assert_int_equal(one->first, 100);
	assert_int_equal(one->like, 100);
	assert_int_equal(one->cluster, 1);
	assert_true(one->score == 1); /* equal in all, as they are compared */
	assert_int_equal(one->agree, COMPANY | PERSON | PHONE | EMAIL | CITY);
	one = sops_duplicates_at(d, 2);
	assert_int_equal(one->byte, 600);
	assert_int_equal(one->first, 400);
	assert_int_equal(one->cluster, 2);
	assert_int_equal(one->agree, COMPANY | PERSON | PHONE);
	assert_int_equal(sops_duplicates_worked(d).records, COUNT(table));
	assert_int_equal(sops_duplicates_worked(d).skipped, 0);
	sops_duplicates_free(d);
}

/* A name that is all there is, twice, is too little; a mailbox is enough; a city never. */
static const struct record sparse[] = {
	{ { "", "Maria", "", "", "" } }, { { "", "Maria", "", "", "" } },
	{ { "", "", "", "", "Rome" } }, { { "", "", "", "", "Rome" } },
	{ { "", "", "", "ann@example.com", "" } }, { { "", "", "", "ann@example.com", "" } },
	{ { "", "Ann Lee", "", "ann@example.com", "" } },
	{ { "", "Bo Li", "", "", "Rome" } }, { { "", "Cy Wu", "", "", "Rome" } },
};

static void wants_enough_to_go_by(void **state)
{
	struct sops_duplicates *d = found(sparse, COUNT(sparse));

	(void)state;
	assert_int_equal(sops_duplicates_count(d), 2);
	assert_int_equal(sops_duplicates_at(d, 0)->byte, 600);
	assert_int_equal(sops_duplicates_at(d, 1)->byte, 700);
	assert_int_equal(sops_duplicates_at(d, 1)->first, 500);
	assert_int_equal(sops_duplicates_at(d, 1)->agree, EMAIL);
	sops_duplicates_free(d);
}

/* Colleagues share a company, a switchboard and a city; spouses a name and a city. */
static const struct record alike[] = {
	{ { "Acme", "John Smith", "415 555 1000", "john@acme.com", "Boston" } },
	{ { "Acme", "Mary Jones", "415 555 1000", "mary@acme.com", "Boston" } },
	{ { "Acme", "Pavel Novak", "415 555 1000", "pavel@acme.com", "Boston" } },
	{ { "Acme", "Wei Chen", "415 555 1000", "wei@acme.com", "Boston" } },
	{ { "Zeta", "Wei Zhang", "415 555 2000", "wz@zeta.com", "Boston" } },
	{ { "Beta", "Lin Zhang", "415 555 3000", "lz@beta.com", "Boston" } },
};

static void tells_apart_what_is_alike(void **state)
{
	struct sops_duplicates *d = found(alike, COUNT(alike));

	(void)state;
	assert_int_equal(sops_duplicates_count(d), 0);
	sops_duplicates_free(d);
}

/* One column: how alike it is decides. */
static void finds_by_one_column(void **state)
{
	static const char *const names[] = { "Agilent Technologies", "AGILENT TECHNOLOGIES INC",
		"Agilent Tecnologies", "Philips Technologies", "Akzo Nobel", "Alcatel", "Siemens" };
	struct sops_duplicates *d = make(contacts, 1);
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct sops_field name = sops_field_of(names[i]);

		must(sops_duplicates_add(d, &name, i, &err), &err);
	}
	find(d);
	assert_int_equal(sops_duplicates_count(d), 2);
	assert_int_equal(sops_duplicates_at(d, 0)->byte, 1);
	assert_true(sops_duplicates_at(d, 0)->score == 1);
	assert_int_equal(sops_duplicates_at(d, 1)->byte, 2);
	assert_int_equal(sops_duplicates_at(d, 1)->first, 0);
	assert_int_equal(sops_duplicates_at(d, 1)->agree, COMPANY);
	sops_duplicates_free(d);
}

/* Random records, of which some are others with a letter changed, a cell left out, a form added. */

#define RECORDS 400

struct made {
	char cells[FIELDS][40];
};

static void make_record(struct made *out, uint64_t *random)
{
	static const char *const firsts[] = { "Ann", "Bo", "Carl", "Dora", "Emil", "张伟" };
	static const char *const lasts[] = { "Smith", "Müller", "Rossi", "Tanaka", "O'Neil" };
	static const char *const cities[] = { "Boston", "Berlin", "上海", "" };
	size_t n = property_random(random, 9000);

	snprintf(out->cells[0], 40, "Firm %zu %s", n % 97, n % 3 ? "Ltd" : "GmbH");
	snprintf(out->cells[1], 40, "%s %s", firsts[n % COUNT(firsts)], lasts[n % COUNT(lasts)]);
	snprintf(out->cells[2], 40, "+1 415 555 %04zu", n);
	snprintf(out->cells[3], 40, "p%zu@example.com", n * 7);
	snprintf(out->cells[4], 40, "%s", cities[n % COUNT(cities)]);
}

static void change(struct made *out, uint64_t *random)
{
	char *cell = out->cells[property_random(random, FIELDS)];
	size_t len = strlen(cell);

	if (property_random(random, 3) == 0 || len == 0)
		*cell = '\0';
	else
		cell[property_random(random, len)] = (char)('a' + property_random(random, 26));
}

static struct made *make_records(uint64_t *random)
{
	struct made *all = calloc(RECORDS, sizeof(*all));

	assert_non_null(all);
	for (size_t i = 0; i < RECORDS; i++) {
		if (i > 0 && property_random(random, 3) == 0) {
			all[i] = all[property_random(random, i)];
			change(&all[i], random);
		} else {
			make_record(&all[i], random);
		}
	}
	return all;
}

static void add_made(struct sops_duplicates *d, const struct made *made, uint64_t byte)
{
	struct record record;

	for (size_t i = 0; i < FIELDS; i++)
		record.cells[i] = made->cells[i];
	add(d, &record, byte);
}

static char *saved(const struct sops_duplicates *d)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	must(sops_duplicates_save(d, &out, &err), &err);
	return out.at;
}

static struct sops_duplicates *reloaded(struct sops_duplicates *d)
{
	struct sops_duplicates *copy = make(contacts, FIELDS);
	struct sops_error err = { .status = SOPS_OK };
	char *text = saved(d), *again;

	must(sops_duplicates_load(copy, sops_field_of(text), &err), &err);
	again = saved(copy);
	assert_string_equal(again, text);
	free(text);
	free(again);
	sops_duplicates_free(d);
	return copy;
}

static void expect_same(const struct sops_duplicates *a, const struct sops_duplicates *b)
{
	assert_int_equal(sops_duplicates_count(a), sops_duplicates_count(b));
	for (size_t i = 0; i < sops_duplicates_count(a); i++) {
		const struct sops_duplicate *x = sops_duplicates_at(a, i);
		const struct sops_duplicate *y = sops_duplicates_at(b, i);

		assert_int_equal(x->byte, y->byte);
		assert_int_equal(x->first, y->first);
		assert_int_equal(x->like, y->like);
		assert_int_equal(x->cluster, y->cluster);
		assert_true(x->score == y->score);
		assert_int_equal(x->agree, y->agree);
	}
}

/* What holds of everything that is found. */
static void expect_sound(const struct sops_duplicates *d)
{
	uint64_t clusters = 0;

	for (size_t i = 0; i < sops_duplicates_count(d); i++) {
		const struct sops_duplicate *one = sops_duplicates_at(d, i);

		assert_true(i == 0 || one->byte > sops_duplicates_at(d, i - 1)->byte);
		assert_true(one->first <= one->like && one->like != one->byte);
		assert_true(one->score > 0 && one->score <= 1);
		assert_true(one->cluster > 0);
		clusters = one->cluster > clusters ? one->cluster : clusters;
	}
	assert_true(clusters <= sops_duplicates_count(d));
}

static struct sops_duplicates *dealt_out(const struct made *made, uint64_t *random)
{
	struct sops_duplicates *parts[5];
	size_t *order = property_shuffled(random, RECORDS);
	size_t n = 1 + property_random(random, COUNT(parts));
	struct sops_error err = { .status = SOPS_OK };

	for (size_t i = 0; i < n; i++)
		parts[i] = make(contacts, FIELDS);
	for (size_t i = 0; i < RECORDS; i++)
		add_made(parts[property_random(random, n)], &made[order[i]], order[i] + 1);
	for (size_t i = 1; i < n; i++) {
		if (property_random(random, 2))
			parts[i] = reloaded(parts[i]);
		must(sops_duplicates_merge(parts[0], parts[i], &err), &err);
		sops_duplicates_free(parts[i]);
	}
	free(order);
	return parts[0];
}

static void order_and_parts_do_not_matter(void **state)
{
	uint64_t random = 5;

	(void)state;
	for (int round = 0; round < 6; round++) {
		struct made *made = make_records(&random);
		struct sops_duplicates *whole = make(contacts, FIELDS), *parts;
		char *one, *other;

		for (size_t i = 0; i < RECORDS; i++)
			add_made(whole, &made[i], i + 1);
		parts = dealt_out(made, &random);
		one = saved(whole);
		other = saved(parts);
		assert_string_equal(one, other);
		find(whole);
		find(parts);
		assert_true(sops_duplicates_count(whole) > RECORDS / 5);
		expect_same(whole, parts);
		expect_sound(whole);
		free(one);
		free(other);
		free(made);
		sops_duplicates_free(whole);
		sops_duplicates_free(parts);
	}
}

/* Each is a slip from the one before; the first and the last have nothing in common. */
static void a_chain_is_no_cluster(void **state)
{
	static const char *const names[] = { "abcdefgh", "abcdefgx", "abcdefyx", "abcdezyx",
		"abcdwzyx", "abcvwzyx", "abuvwzyx", "atuvwzyx", "stuvwzyx", "lmno", "pqr", "ghi" };
	struct sops_duplicates *d = make(contacts, 1);
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct sops_field name = sops_field_of(names[i]);

		must(sops_duplicates_add(d, &name, i, &err), &err);
	}
	find(d);
	for (size_t i = 0; i < sops_duplicates_count(d); i++)
		assert_true(sops_duplicates_at(d, i)->byte - sops_duplicates_at(d, i)->first < 6);
	sops_duplicates_free(d);
}

/* The same name and city a thousand times over, and nothing else to go by. */
static void tells_what_was_not_compared(void **state)
{
	struct sops_duplicates *d = make(contacts, FIELDS);
	char phone[32];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		struct record record = { { "Acme", "", phone, "", "Boston" } };

		snprintf(phone, sizeof(phone), "%07u", i * 9973 % 10000000);
		add(d, &record, i + 1);
	}
	find(d);
	assert_int_equal(sops_duplicates_count(d), 0);
	assert_true(sops_duplicates_worked(d).compared > 10000);
	assert_true(sops_duplicates_worked(d).compared < 2000000);
	assert_true(sops_duplicates_worked(d).skipped > 0);
	sops_duplicates_free(d);
}

static void weights_and_thresholds(void **state)
{
	struct sops_duplicates_field fields[FIELDS];
	const struct record pair[] = { table[0], table[2], table[1], table[6] };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_duplicates *d;

	(void)state;
	/* Nothing but the city counts: that is too little. */
	memcpy(fields, contacts, sizeof(fields));
	for (size_t i = 0; i < 4; i++)
		fields[i].weight = sops_money_of(0);
	d = make(fields, FIELDS);
	for (size_t i = 0; i < COUNT(pair); i++)
		add(d, &pair[i], i);
	find(d);
	assert_int_equal(sops_duplicates_count(d), 0);
	sops_duplicates_free(d);
	/* Only what is equal in all is sure to be one. */
	must(sops_duplicates_new(&d, contacts, FIELDS, sops_money_of(1), &err), &err);
	for (size_t i = 0; i < COUNT(table); i++)
		add(d, &table[i], i);
	find(d);
	assert_int_equal(sops_duplicates_count(d), 1);
	assert_int_equal(sops_duplicates_at(d, 0)->byte, 4);
	sops_duplicates_free(d);
}

static void expect_refused(const struct sops_duplicates_field *fields, size_t n,
	struct sops_money threshold, const char *expected)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_duplicates *d = NULL;

	assert_int_equal(sops_duplicates_new(&d, fields, n, threshold, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, expected);
	assert_null(d);
}

static void refuses(void **state)
{
	struct sops_duplicates_field many[65] = { { SOPS_LIKE_TEXT, SOPS_MONEY_BLANK } };
	struct sops_duplicates_field heavy = { SOPS_LIKE_TEXT, sops_money_of(101) };
	struct sops_duplicates_field light = { SOPS_LIKE_TEXT, sops_money_of(-1) };

	(void)state;
	expect_refused(contacts, 0, SOPS_MONEY_BLANK, "duplicates are found by 1 to 64 columns");
	expect_refused(many, 65, SOPS_MONEY_BLANK, "duplicates are found by 1 to 64 columns");
	expect_refused(&heavy, 1, SOPS_MONEY_BLANK, "a weight is from 0 to 100");
	expect_refused(&light, 1, SOPS_MONEY_BLANK, "a weight is from 0 to 100");
	expect_refused(contacts, 1, sops_money_of(2), "a threshold is from 0 to 1");
	expect_refused(contacts, 1, sops_money_of(-1), "a threshold is from 0 to 1");
}

static void refuses_late_records_and_other_columns(void **state)
{
	struct sops_duplicates *d = found(table, 2), *other = make(contacts, 2);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_field texts[FIELDS] = { { NULL, 0 } };

	(void)state;
	assert_int_equal(sops_duplicates_add(d, texts, 1, &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "the duplicates have been found");
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_duplicates_merge(other, d, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "these duplicates were looked for by other columns");
	sops_duplicates_free(d);
	sops_duplicates_free(other);
	sops_duplicates_free(NULL);
}

static const char *const bad_states[] = {
	"[]", "{}", "{\"fields\":[\"company\"],\"records\":[]}",
	"{\"fields\":[\"company\",\"company\"],\"records\":[]}",
	"{\"fields\":[\"company\",\"person\"]}",
	"{\"fields\":[\"company\",\"person\"],\"records\":{}}",
	"{\"fields\":[\"company\",\"person\"],\"records\":[1]}",
	"{\"fields\":[\"company\",\"person\"],\"records\":[[1,\"a\"]]}",
	"{\"fields\":[\"company\",\"person\"],\"records\":[[1,\"a\",2]]}",
	"{\"fields\":[\"company\",\"person\"],\"records\":[[-1,\"a\",\"b\"]]}",
	"{\"fields\":[\"company\",\"person\"],\"records\":[[\"1\",\"a\",\"b\"]]}",
};

static void refuses_what_was_not_saved(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(bad_states); i++) {
		struct sops_duplicates *d = make(contacts, 2);
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(sops_duplicates_load(d, sops_field_of(bad_states[i]), &err),
			SOPS_EINPUT);
		assert_string_equal(err.text, "not a saved state: duplicates");
		sops_duplicates_free(d);
	}
}

static void of_nothing_comes_nothing(void **state)
{
	struct sops_duplicates *d = make(contacts, FIELDS);
	char *text = saved(d);

	(void)state;
	assert_string_equal(text, "{\"fields\":[\"company\",\"person\",\"phone\",\"email\","
		"\"text\"],\"records\":[]}");
	free(text);
	find(d);
	assert_int_equal(sops_duplicates_count(d), 0);
	sops_duplicates_free(d);
}

/* Bytes of any kind, and texts of any length. */
static void takes_hostile_texts(void **state)
{
	struct sops_duplicates *d = make(contacts, FIELDS);
	struct sops_error err = { .status = SOPS_OK };
	uint64_t random = 3;
	size_t size = 1 << 16;
	char *bytes = malloc(size), *text;

	(void)state;
	assert_non_null(bytes);
	for (int i = 0; i < 300; i++) {
		struct sops_field texts[FIELDS];

		for (size_t j = 0; j < size; j++)
			bytes[j] = i % 3 ? (char)property_random(&random, 256) :
				"ab \xe5\x8d\x8e"[j % 6];
		for (size_t j = 0; j < FIELDS; j++)
			texts[j] = (struct sops_field){ bytes + j, property_random(&random,
				i % 10 ? 30 : size - FIELDS) };
		must(sops_duplicates_add(d, texts, (uint64_t)i, &err), &err);
	}
	text = saved(d);
	free(text);
	find(d);
	expect_sound(d);
	sops_duplicates_free(d);
	free(bytes);
}

static void counts_bits(void **state)
{
	(void)state;
	assert_int_equal(sops__log2(0), 0);
	assert_int_equal(sops__log2(1), 0);
	assert_int_equal(sops__log2(2), 256);
	assert_int_equal(sops__log2(3), 405); /* 1.58496 x 256 = 405.7 */
	assert_int_equal(sops__log2(10), 850); /* 3.32193 x 256 = 850.4 */
	assert_int_equal(sops__log2(UINT64_C(1) << 63), 63 * 256);
	assert_int_equal(sops__log2(UINT64_MAX), 63 * 256 + 255);
	assert_int_equal(sops__chance(0), 500000);
	assert_in_range(sops__chance(256), 666666, 666667); /* 2 / 3 */
	assert_in_range(sops__chance(-256), 333333, 333334);
	assert_in_range(sops__chance(128), 585786, 585787); /* 1 / (1 + 1 / sqrt 2) */
	assert_in_range(sops__chance(10 * 256), 999024, 999025); /* 1024 / 1025 */
	assert_int_equal(sops__chance(INT32_MAX), 999999);
	assert_int_equal(sops__chance(INT32_MIN), 1);
	for (int32_t bits = -3000; bits < 3000; bits++)
		assert_true(sops__chance(bits) <= sops__chance(bits + 1));
}

TAP_MAIN("duplicates",
	cmocka_unit_test(finds_what_is_one),
	cmocka_unit_test(wants_enough_to_go_by),
	cmocka_unit_test(tells_apart_what_is_alike),
	cmocka_unit_test(finds_by_one_column),
	cmocka_unit_test(order_and_parts_do_not_matter),
	cmocka_unit_test(a_chain_is_no_cluster),
	cmocka_unit_test(tells_what_was_not_compared),
	cmocka_unit_test(weights_and_thresholds),
	cmocka_unit_test(refuses),
	cmocka_unit_test(refuses_late_records_and_other_columns),
	cmocka_unit_test(refuses_what_was_not_saved),
	cmocka_unit_test(of_nothing_comes_nothing),
	cmocka_unit_test(takes_hostile_texts),
	cmocka_unit_test(counts_bits))
