/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/book.h"

struct item {
	struct sops__book_item base;
	int64_t value;
};

static void add(struct sops__book *book, const char *group, sops_date day, int64_t value)
{
	void *item;

	assert_int_equal(sops__book_add(book, &item, sops_field_of(group), day, NULL), 0);
	assert_int_equal(((struct item *)item)->value, 0);
	((struct item *)item)->value = value;
}

static int64_t total(const struct sops__book *book, const char *group, sops_date first,
	sops_date end)
{
	const struct sops_span span = { first, end };
	const void *at;
	size_t n = sops__book_find(book, &at, sops_field_of(group), &span);
	const struct item *items = at;
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += items[i].value;
	return sum;
}

static void items_are_found_by_group_and_span(void **state)
{
	struct sops__book book = { .item_size = sizeof(struct item) };
	sops_date first, last;

	(void)state;
	add(&book, "b", 12, 1);
	add(&book, "a", 10, 2);
	add(&book, "b", 10, 4);
	add(&book, "", 11, 8);
	add(&book, "b", SOPS_DATE_BLANK, 16);
	add(&book, "b", 11, 32);
	sops__book_sort(&book);
	assert_int_equal(total(&book, "b", 10, 12), 36);
	assert_int_equal(total(&book, "b", 11, 13), 33);
	assert_int_equal(total(&book, "b", SOPS_DATE_BLANK, 12), 36);
	assert_int_equal(total(&book, "b", 11, SOPS_DATE_BLANK), 33);
	assert_int_equal(total(&book, "b", SOPS_DATE_BLANK, SOPS_DATE_BLANK), 53);
	assert_int_equal(total(&book, "", SOPS_DATE_BLANK, SOPS_DATE_BLANK), 8);
	assert_int_equal(total(&book, "c", SOPS_DATE_BLANK, SOPS_DATE_BLANK), 0);
	assert_int_equal(total(&book, "b", 12, 10), 0);
	assert_true(sops__book_span(&book, &first, &last, sops_field_of("b")));
	assert_int_equal(first, 10);
	assert_int_equal(last, 12);
	assert_false(sops__book_span(&book, &first, &last, sops_field_of("c")));
	sops__book_release(&book);
}

static void an_empty_book_has_nothing(void **state)
{
	struct sops__book book = { .item_size = sizeof(struct item) };
	sops_date first, last;

	(void)state;
	sops__book_sort(&book);
	assert_int_equal(total(&book, "", SOPS_DATE_BLANK, SOPS_DATE_BLANK), 0);
	assert_false(sops__book_span(&book, &first, &last, sops_field_of("")));
	sops__book_release(&book);
}

/* More than it has room for at first. */
static void a_thousand_items_stay(void **state)
{
	struct sops__book book = { .item_size = sizeof(struct item) };

	(void)state;
	for (int i = 0; i < 1000; i++)
		add(&book, i % 2 ? "odd" : "even", 999 - i, i);
	sops__book_sort(&book);
	assert_int_equal(total(&book, "odd", 0, 1000), 250000);
	assert_int_equal(total(&book, "even", 0, 1000), 249500);
	assert_int_equal(total(&book, "odd", 998, 1000), 1);
	sops__book_release(&book);
}

TAP_MAIN("book",
	cmocka_unit_test(items_are_found_by_group_and_span),
	cmocka_unit_test(an_empty_book_has_nothing),
	cmocka_unit_test(a_thousand_items_stay))
