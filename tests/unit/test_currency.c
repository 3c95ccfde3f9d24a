/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_text.h"

static void currencies_that_agree(void **state)
{
	static const struct {
		const char *a, *b, *common; /* NULL: they do not */
	} cases[] = {
		{ "", "", "" }, { "", "$", "$" }, { "", "USD", "USD" }, { "$", "$", "$" },
		{ "$", "USD", "USD" }, { "$", "CAD", "CAD" }, { "$", "AUD", "AUD" },
		{ "$", "HKD", "HKD" }, { "$", "MXN", "MXN" }, { "¥", "CNY", "CNY" },
		{ "¥", "JPY", "JPY" }, { "kr", "SEK", "SEK" }, { "USD", "USD", "USD" },
		{ "$", "EUR", NULL }, { "$", "¥", NULL }, { "¥", "USD", NULL },
		{ "CNY", "JPY", NULL },
		{ "USD", "CAD", NULL }, { "kr", "EUR", NULL }, { "$", "BRL", NULL },
		{ "$", "SD", NULL }, { "$", "S A", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int turned = 0; turned < 2; turned++) {
			struct sops_currency a = currency(turned ? cases[i].b : cases[i].a);
			struct sops_currency b = currency(turned ? cases[i].a : cases[i].b);
			struct sops_currency common = currency("?");

			bool agree = sops_currency_agree(&common, a, b);

			assert_int_equal(agree, cases[i].common != NULL);
			assert_string_equal(common.code, cases[i].common ? cases[i].common : "?");
		}
	}
}

static void currency_cells(void **state)
{
	static const struct {
		const char *text, *code;
	} cases[] = {
		{ "USD", "USD" }, { "usd", "USD" }, { " Eur ", "EUR" }, { "$", "$" }, { "￥", "¥" },
		{ "¥", "¥" }, { "€", "EUR" }, { "人民币", "CNY" }, { "RMB", "CNY" }, { "rmb", "CNY" },
		{ "元", "CNY" }, { "美元", "USD" }, { "US$", "USD" }, { "US Dollar", "USD" },
		{ "us dollar", "USD" }, { "euro", "EUR" }, { "ＵＳＤ", "USD" }, { "kr", "kr" },
		{ "", NULL }, { "ABC", NULL }, { "US", NULL }, { "USDX", NULL }, { "USD 5", NULL },
		{ "U$D", NULL }, { "$$", NULL }, { "dollars", NULL }, { "XXX", NULL },
		{ "5", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_currency c = currency("?");
		struct sops_error err = { 0 };
		char text[SOPS_QUOTED];
		int status = sops_currency_parse(&c, sops_field_of(cases[i].text), &err);

		assert_string_equal(c.code, cases[i].code ? cases[i].code : "?");
		assert_int_equal(status, cases[i].code ? 0 : SOPS_EINPUT);
		snprintf(text, sizeof(text), "\"%s\" is not a currency", cases[i].text);
		assert_string_equal(err.text, cases[i].code ? "" : text);
		assert_string_equal(err.hint,
			cases[i].code ? "" : "write an ISO 4217 code such as USD");
	}
	assert_int_equal(sops_currency_parse(&(struct sops_currency){ "" },
		(struct sops_field){ NULL, 0 }, NULL), SOPS_EINPUT);
}

/* Every triple is tried, so a code out of order in the table would be missed here. */
static void codes_are_found(void **state)
{
	int found = 0;

	(void)state;
	for (int i = 0; i < 26 * 26 * 26; i++) {
		char code[] = { (char)('A' + i / 676), (char)('A' + i / 26 % 26),
				(char)('A' + i % 26), '\0' };
		struct sops_currency c;

		if (sops_currency_parse(&c, sops_field_of(code), NULL) < 0)
			continue;
		found++;
		assert_string_equal(c.code, strcmp(code, "RMB") ? code : "CNY");
	}
	assert_int_equal(found, 171); /* 157 in use, 13 withdrawn, and RMB */
}

static struct sops_sum sum_of(const char *amount, const char *code)
{
	struct sops_sum sum;

	sops_sum_init(&sum);
	assert_int_equal(sops_sum_add(&sum, money(amount), currency(code), NULL), 0);
	return sum;
}

static void assert_same_sum(const struct sops_sum *a, const struct sops_sum *b)
{
	assert_string_equal(text_of(a->total), text_of(b->total));
	assert_int_equal(a->n, b->n);
	assert_memory_equal(&a->currency, &b->currency, sizeof(a->currency));
}

static void sums(void **state)
{
	struct sops_sum sum, before;
	struct sops_error err = { 0 };

	(void)state;
	sops_sum_init(&sum);
	assert_string_equal(text_of(sum.total), "0");
	assert_int_equal(sum.n, 0);
	assert_string_equal(sum.currency.code, "");
	assert_int_equal(sops_sum_add(&sum, SOPS_MONEY_BLANK, currency("EUR"), &err), 0);
	assert_int_equal(sum.n, 0);
	assert_string_equal(sum.currency.code, "");
	assert_int_equal(sops_sum_add(&sum, money("0.1"), currency(""), &err), 0);
	assert_int_equal(sops_sum_add(&sum, money("0.2"), currency("$"), &err), 0);
	assert_string_equal(sum.currency.code, "$");
	assert_int_equal(sops_sum_add(&sum, money("1"), currency("USD"), &err), 0);
	assert_int_equal(sops_sum_add(&sum, money("-3"), currency("$"), &err), 0);
	assert_string_equal(text_of(sum.total), "-1.7");
	assert_string_equal(sum.currency.code, "USD");
	assert_int_equal(sum.n, 4);
	before = sum;
	assert_int_equal(sops_sum_add(&sum, money("5"), currency("EUR"), &err), SOPS_EINPUT);
	assert_string_equal(err.text, "two currencies, EUR and USD, cannot be added");
	assert_string_equal(err.hint, "try --by currency, or --rates FILE");
	assert_same_sum(&sum, &before);
}

static void sums_that_overflow(void **state)
{
	struct sops_sum sum = sum_of(LARGEST, "EUR"), before = sum;
	struct sops_error err = { 0 }, many = { 0 };

	(void)state;
	assert_int_equal(sops_sum_add(&sum, money("1"), currency("EUR"), &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: " LARGEST " + 1 is beyond 38 digits");
	assert_same_sum(&sum, &before);
	sum.n = before.n = INT64_MAX;
	assert_int_equal(sops_sum_add(&sum, money("-1"), currency("EUR"), &many), SOPS_EINPUT);
	assert_string_equal(many.text, "overflow: more than 9223372036854775807 amounts");
	assert_same_sum(&sum, &before);
}

static void the_error_does_not_depend_on_order(void **state)
{
	static const char *const pairs[][2] = {
		{ "EUR", "USD" }, { "$", "EUR" }, { "CAD", "USD" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct sops_sum a = sum_of("1", pairs[i][0]), b = sum_of("2", pairs[i][1]);
		struct sops_error ab = { 0 }, ba = { 0 };
		char text[128];

		snprintf(text, sizeof(text), "two currencies, %s and %s, cannot be added",
			pairs[i][0], pairs[i][1]);
		assert_int_equal(sops_sum_merge(&a, &b, &ab), SOPS_EINPUT);
		a = sum_of("1", pairs[i][0]);
		assert_int_equal(sops_sum_merge(&b, &a, &ba), SOPS_EINPUT);
		assert_string_equal(ab.text, text);
		assert_string_equal(ba.text, text);
	}
}

static bool merge_both(struct sops_sum *into, const struct sops_sum *a, const struct sops_sum *b)
{
	return sops_sum_merge(into, a, NULL) == 0 && sops_sum_merge(into, b, NULL) == 0;
}

/* x + (y + z) */
static bool merge_grouped(struct sops_sum *into, const struct sops_sum *x, const struct sops_sum *y,
	const struct sops_sum *z)
{
	struct sops_sum rest = *y;

	*into = *x;
	return sops_sum_merge(&rest, z, NULL) == 0 && sops_sum_merge(into, &rest, NULL) == 0;
}

/* Every three of these, in every order and grouping: the same sum, or refused by all. */
static void merging_is_associative_and_commutative(void **state)
{
	static const char *const said[] = {
		"", "$", "¥", "kr", "USD", "CAD", "CNY", "JPY", "EUR", "SEK",
	};
	enum { N = COUNT(said) };
	int merged = 0;

	(void)state;
	seed = 31;
	for (size_t i = 0; i < N * N * N; i++) {
		const char *amounts[] = { "0.1", "-1234567.891", "1000000" };
		struct sops_sum x = sum_of(amounts[random_bits() % 3], said[i / N / N]);
		struct sops_sum y = sum_of(amounts[random_bits() % 3], said[i / N % N]);
		struct sops_sum z = sum_of(amounts[random_bits() % 3], said[i % N]);
		struct sops_sum left = x, right = y, turned = z, grouped, empty;
		bool left_ok = merge_both(&left, &y, &z);
		bool right_ok = merge_both(&right, &z, &x);
		bool turned_ok = merge_both(&turned, &x, &y);

		assert_int_equal(left_ok, right_ok);
		assert_int_equal(left_ok, turned_ok);
		assert_int_equal(left_ok, merge_grouped(&grouped, &x, &y, &z));
		if (!left_ok)
			continue;
		assert_same_sum(&left, &right);
		assert_same_sum(&left, &turned);
		assert_same_sum(&left, &grouped);
		sops_sum_init(&empty);
		assert_int_equal(sops_sum_merge(&turned, &empty, NULL), 0);
		assert_same_sum(&turned, &left);
		assert_int_equal(sops_sum_merge(&empty, &left, NULL), 0);
		assert_same_sum(&empty, &left);
		merged++;
	}
	assert_in_range(merged, 50, N * N * N - 50);
}

TAP_MAIN("currency",
	cmocka_unit_test(currencies_that_agree),
	cmocka_unit_test(currency_cells),
	cmocka_unit_test(codes_are_found),
	cmocka_unit_test(sums),
	cmocka_unit_test(sums_that_overflow),
	cmocka_unit_test(the_error_does_not_depend_on_order),
	cmocka_unit_test(merging_is_associative_and_commutative))
