/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_text.h"

#include <math.h>

/*
 * The oracle: arithmetic by hand on decimal digits, least first, the point
 * before digit[PLACES]. It shares nothing with the library.
 */
enum { PLACES = 100, DIGITS = 260 };

struct longhand {
	bool negative;
	unsigned char digit[DIGITS];
};

static struct longhand longhand(struct sops_money m)
{
	struct longhand h = { .negative = m.units < 0 };
	int at = PLACES - m.scale;

	for (sops_int128 units = m.units; units; units /= 10) {
		int digit = (int)(units % 10);

		h.digit[at++] = (unsigned char)abs(digit);
	}
	return h;
}

static int compare_magnitudes(const struct longhand *a, const struct longhand *b)
{
	for (int i = DIGITS - 1; i >= 0; i--) {
		if (a->digit[i] != b->digit[i])
			return a->digit[i] < b->digit[i] ? -1 : 1;
	}
	return 0;
}

static bool is_zero(const struct longhand *a)
{
	const struct longhand zero = { 0 };

	return compare_magnitudes(a, &zero) == 0;
}

static int compare_longhand(const struct longhand *a, const struct longhand *b)
{
	if (is_zero(a) && is_zero(b))
		return 0;
	if (a->negative != b->negative)
		return a->negative ? -1 : 1;
	return a->negative ? compare_magnitudes(b, a) : compare_magnitudes(a, b);
}

static struct longhand add_longhand(struct longhand a, struct longhand b)
{
	struct longhand sum = { .negative = a.negative };
	int carry = 0;

	if (a.negative != b.negative && compare_magnitudes(&a, &b) < 0)
		return add_longhand(b, a);
	for (int i = 0; i < DIGITS; i++) {
		int t = a.digit[i] + carry + (a.negative == b.negative ? b.digit[i] : -b.digit[i]);

		carry = t < 0 ? -1 : t / 10;
		sum.digit[i] = (unsigned char)((t + 10) % 10);
	}
	return sum;
}

static struct longhand multiply_longhand(struct longhand a, struct longhand b)
{
	struct longhand product = { .negative = a.negative != b.negative };
	int t[2 * DIGITS] = { 0 };

	for (int i = 0; i < DIGITS; i++) {
		for (int j = 0; a.digit[i] && j < DIGITS; j++)
			t[i + j] += a.digit[i] * b.digit[j];
	}
	for (int i = 0; i + 1 < 2 * DIGITS; i++) {
		t[i + 1] += t[i] / 10;
		t[i] %= 10;
	}
	for (int i = 0; i < DIGITS; i++)
		product.digit[i] = (unsigned char)t[i + PLACES];
	return product;
}

/* As the library would print it; "" when it is beyond what a money holds. */
static const char *longhand_text(char out[2 * DIGITS], const struct longhand *h)
{
	int low = 0, high = DIGITS - 1;
	size_t at = 0;
	struct longhand units = { .negative = h->negative };
	struct longhand largest = longhand(money(LARGEST)), least = longhand(money(LEAST));

	out[0] = '\0';
	while (low < PLACES && h->digit[low] == 0)
		low++;
	while (high > PLACES && h->digit[high] == 0)
		high--;
	if (PLACES - low > SOPS_SCALE_MAX)
		return out;
	for (int i = low; i <= high; i++)
		units.digit[PLACES + i - low] = h->digit[i];
	if (compare_longhand(&units, &largest) > 0 || compare_longhand(&units, &least) < 0)
		return out;
	if (h->negative && !is_zero(h))
		out[at++] = '-';
	for (int i = high; i >= low; i--) {
		out[at++] = (char)('0' + h->digit[i]);
		if (i == PLACES && low < PLACES)
			out[at++] = '.';
	}
	out[at] = '\0';
	return out;
}

typedef int operation(struct sops_money *, struct sops_money, struct sops_money,
	struct sops_error *);

static void check_against(operation *compute, char operator, struct sops_money a,
	struct sops_money b, struct longhand expected)
{
	static const struct sops_money untouched = { 12345, 7 };
	char text[2 * DIGITS], prefix[3 * SOPS_MONEY_TEXT];
	struct sops_money out = untouched;
	struct sops_error err = { 0 };
	int status = compute(&out, a, b, &err);

	longhand_text(text, &expected);
	if (text[0]) {
		assert_int_equal(status, 0);
		assert_string_equal(text_of(out), text);
		assert_lowest(out);
		return;
	}
	snprintf(prefix, sizeof(prefix), "overflow: %s %c %s ", text_of(a), operator, text_of(b));
	assert_int_equal(status, SOPS_EINPUT);
	assert_memory_equal(err.text, prefix, strlen(prefix));
	assert_memory_equal(&out, &untouched, sizeof(out.units));
	assert_int_equal(out.scale, untouched.scale);
}

static void arithmetic_is_longhand_arithmetic(void **state)
{
	(void)state;
	seed = 20260711;
	for (int i = 0; i < 3000; i++) {
		struct sops_money a = random_money(), b = random_money();
		struct longhand x = longhand(a), y = longhand(b), minus_y = y;
		int order = compare_longhand(&x, &y);

		minus_y.negative = !y.negative;
		check_against(sops_money_add, '+', a, b, add_longhand(x, y));
		check_against(sops_money_sub, '-', a, b, add_longhand(x, minus_y));
		check_against(sops_money_mul, '*', a, b, multiply_longhand(x, y));
		assert_int_equal(sops_money_compare(a, b), order);
		assert_int_equal(sops_money_compare(b, a), -order);
		assert_int_equal(sops_money_compare(a, a), 0);
	}
}

static void edges_of_128_bits(void **state)
{
	static const struct {
		operation *compute;
		const char *a, *b, *out, *error;
	} cases[] = {
		{ sops_money_add, LARGEST, "0", LARGEST, NULL },
		{ sops_money_add, LEAST, LARGEST, "-1", NULL },
		{ sops_money_add, LARGEST, "1", NULL,
		  "overflow: " LARGEST " + 1 is beyond 38 digits" },
		{ sops_money_add, LARGEST, "0.1", NULL,
		  "overflow: " LARGEST " + 0.1 is beyond 38 digits" },
		{ sops_money_sub, LEAST, "1", NULL,
		  "overflow: " LEAST " - 1 is beyond 38 digits" },
		{ sops_money_sub, "0", LEAST, NULL,
		  "overflow: 0 - " LEAST " is beyond 38 digits" },
		{ sops_money_sub, "-1", LEAST, LARGEST, NULL },
		{ sops_money_sub, LEAST, LEAST, "0", NULL },
		/* Aligned, the first has a 128th bit; their sum has not. */
		{ sops_money_add, "17014118346046923173168730371588410573", "-0.9",
		  "17014118346046923173168730371588410572.1", NULL },
		{ sops_money_mul, LEAST, "-1", NULL,
		  "overflow: " LEAST " * -1 is beyond 38 digits" },
		{ sops_money_mul, LEAST, "1", LEAST, NULL },
		{ sops_money_mul, "85070591730234615865843651857942052864", "0.5",
		  "42535295865117307932921825928971026432", NULL },
		{ sops_money_mul, "0.0000000000000004", "0.0000000000000025",
		  "0.000000000000000000000000000001", NULL },
		{ sops_money_mul, "0.0000000000000001", "0.0000000000000001", NULL,
		  "overflow: 0.0000000000000001 * 0.0000000000000001 "
		  "has more than 30 digits behind the point" },
		{ sops_money_mul, "0.0000000000000000001", "0", "0", NULL },
		{ sops_money_add, "0.1", "0.2", "0.3", NULL },
		{ sops_money_add, "123456789012345.67", "1.01", "123456789012346.68", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { 0 };
		struct sops_money out = sops_money_of(77);
		int status = cases[i].compute(&out, money(cases[i].a), money(cases[i].b), &err);

		assert_int_equal(status, cases[i].error ? SOPS_EINPUT : 0);
		assert_string_equal(err.text, cases[i].error ? cases[i].error : "");
		assert_string_equal(text_of(out), cases[i].out ? cases[i].out : "77");
		assert_int_equal(cases[i].compute(&out, money(cases[i].a), money(cases[i].b), NULL),
			status);
	}
}

static void blanks_come_last(void **state)
{
	(void)state;
	assert_true(sops_money_blank(SOPS_MONEY_BLANK));
	assert_false(sops_money_blank(sops_money_of(0)));
	assert_true(sops_money_compare(SOPS_MONEY_BLANK, money(LARGEST)) > 0);
	assert_true(sops_money_compare(money(LEAST), SOPS_MONEY_BLANK) < 0);
	assert_int_equal(sops_money_compare(SOPS_MONEY_BLANK, SOPS_MONEY_BLANK), 0);
}

static void rounding_is_half_to_even(void **state)
{
	static const struct {
		const char *in;
		int digits;
		const char *out;
	} cases[] = {
		{ "0.125", 2, "0.12" }, { "0.135", 2, "0.14" }, { "-0.125", 2, "-0.12" },
		{ "-0.135", 2, "-0.14" }, { "0.1250001", 2, "0.13" }, { "2.5", 0, "2" },
		{ "3.5", 0, "4" }, { "9.99", 1, "10" }, { "-0.4", 0, "0" }, { "0.05", 1, "0" },
		{ "1.2", 5, "1.2" }, { "1.7", -3, "2" }, { "1234", -1, "1234" },
		{ "-170141183.460469231731687303715884105728", 29,
		  "-170141183.46046923173168730371588410573" },
		{ LARGEST, 0, LARGEST },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_money m = sops_money_round(money(cases[i].in), cases[i].digits);

		assert_string_equal(text_of(m), cases[i].out);
		assert_lowest(m);
	}
	assert_true(sops_money_blank(sops_money_round(SOPS_MONEY_BLANK, 2)));
}

static void formats(void **state)
{
	static const struct {
		const char *in;
		int digits;
		const char *out;
	} cases[] = {
		{ "-1234.5", 2, "-1,234.50" }, { "0", 2, "0.00" }, { "0", 0, "0" },
		{ "0.5", 0, "0" }, { "5.25", -4, "5" },
		{ "999.995", 2, "1,000.00" }, { "-0.001", 2, "0.00" }, { "100", 0, "100" },
		{ "1000", 0, "1,000" }, { "123456", 1, "123,456.0" },
		{ "1000000.7", 0, "1,000,001" },
		{ LEAST, 99, "-170,141,183,460,469,231,731,687,303,715,884,105,728."
			     "000000000000000000000000000000" },
		{ "0.000000000000000000000000000001", 30, "0.000000000000000000000000000001" },
	};
	char text[SOPS_MONEY_TEXT];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = sops_money_format_grouped(text, money(cases[i].in), cases[i].digits);

		assert_string_equal(text, cases[i].out);
		assert_int_equal(len, strlen(text));
	}
	assert_int_equal(sops_money_format(text, SOPS_MONEY_BLANK), 0);
	assert_string_equal(text, "");
	text[0] = 'x';
	assert_int_equal(sops_money_format_grouped(text, SOPS_MONEY_BLANK, 2), 0);
	assert_string_equal(text, "");
	assert_string_equal(text_of(sops_money_of(INT64_MIN)), "-9223372036854775808");
}

static void doubles(void **state)
{
	(void)state;
	assert_true(sops_money_double(money("0.1")) == 0.1);
	assert_true(sops_money_double(money("-1234.5")) == -1234.5);
	assert_true(sops_money_double(money(LEAST)) == -0x1p127);
	assert_true(isnan(sops_money_double(SOPS_MONEY_BLANK)));
}

static struct sops_ratio ratio(const char *num, const char *den)
{
	return (struct sops_ratio){ money(num), money(den) };
}

static void quotients(void **state)
{
	static const struct {
		const char *num, *den;
		int digits;
		const char *out, *error;
	} cases[] = {
		{ "1", "3", 12, "0.333333333333", NULL },
		{ "2", "3", 12, "0.666666666667", NULL },
		{ "-2", "3", 2, "-0.67", NULL },
		{ "2", "-3", 2, "-0.67", NULL },
		{ "-2", "-3", 2, "0.67", NULL },
		{ "1", "8", 2, "0.12", NULL },
		{ "3", "8", 2, "0.38", NULL },
		{ "-1", "8", 2, "-0.12", NULL },
		{ "1.0000000001", "8", 2, "0.13", NULL },
		{ "1", "2", 0, "0", NULL },
		{ "3", "2", 0, "2", NULL },
		{ "3", "2", -5, "2", NULL },
		{ "0", "-7", 12, "0", NULL },
		{ "6", "0.002", 0, "3000", NULL },
		{ "0.000000000000000000000000000005", "1", 29, "0", NULL },
		{ "0.000000000000000000000000000015", "1", 29,
		  "0.00000000000000000000000000002", NULL },
		{ "0.500000000000000000000000000001", "1", 0, "1", NULL },
		{ "1", "3", 99, "0.333333333333333333333333333333", NULL },
		{ LARGEST, "1", 12, LARGEST, NULL },
		{ LEAST, "1", 12, LEAST, NULL },
		{ LEAST, LEAST, 12, "1", NULL },
		{ LARGEST, LEAST, 30, "-1", NULL },
		{ "1", LEAST, 30, "0", NULL },
		{ LEAST, "-1", 12, NULL, "overflow: " LEAST " / -1 is beyond 38 digits" },
		{ "100000000000000000000000000000000000000", "3", 12, NULL,
		  "overflow: 100000000000000000000000000000000000000 / 3 is beyond 38 digits" },
		{ LARGEST, "0.000000000000000000000000000001", 30, NULL,
		  "overflow: " LARGEST " / 0.000000000000000000000000000001 is beyond 38 digits" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { 0 };
		struct sops_money out = sops_money_of(77);
		struct sops_ratio r = ratio(cases[i].num, cases[i].den);
		int status = sops_ratio_divide(&out, r, cases[i].digits, &err);

		assert_int_equal(status, cases[i].error ? SOPS_EINPUT : 0);
		assert_string_equal(err.text, cases[i].error ? cases[i].error : "");
		assert_string_equal(text_of(out), cases[i].out ? cases[i].out : "");
	}
}

static void quotients_that_are_undefined(void **state)
{
	const struct sops_ratio undefined[] = {
		ratio("1", "0"), ratio("0", "0"),
		{ SOPS_MONEY_BLANK, { 1, 0 } }, { { 1, 0 }, SOPS_MONEY_BLANK },
	};

	(void)state;
	assert_true(sops_ratio_defined(ratio("0", "-1")));
	for (size_t i = 0; i < COUNT(undefined); i++) {
		struct sops_money out = sops_money_of(77);

		assert_false(sops_ratio_defined(undefined[i]));
		assert_int_equal(sops_ratio_divide(&out, undefined[i], 12, NULL), 0);
		assert_true(sops_money_blank(out));
	}
}

/* |num - q * den| is at most half a last digit of q, times den; q is even when it is just half. */
static void assert_nearest(struct sops_ratio r, struct sops_money q, int digits)
{
	struct longhand num = longhand(r.num), den = longhand(r.den), step = { 0 }, rest, half;
	struct longhand quotient = longhand(q);
	int order;

	rest = multiply_longhand(quotient, den);
	rest.negative = !rest.negative;
	rest = add_longhand(num, rest);
	step.digit[PLACES - digits - 1] = 5;
	half = multiply_longhand(step, den);
	order = compare_magnitudes(&rest, &half);
	assert_true(order <= 0);
	assert_false(order == 0 && quotient.digit[PLACES - digits] % 2);
}

static void quotients_are_nearest(void **state)
{
	int divided = 0, ties = 0;

	(void)state;
	seed = 4242;
	for (int i = 0; i < 4000; i++) {
		struct sops_ratio r = { random_money(), random_money() };
		int digits = (int)(random_bits() % (SOPS_SCALE_MAX + 1));
		struct sops_money q;
		struct sops_error err = { 0 };

		if (i % 4 == 0) { /* where ties are common */
			r.num = sops_money_of((int64_t)(random_bits() % 2001) - 1000);
			r.den = sops_money_of(1 << random_bits() % 6);
			digits %= 4;
			ties++;
		}
		if (!sops_ratio_defined(r))
			continue;
		if (sops_ratio_divide(&q, r, digits, &err) < 0) {
			assert_true(sops_money_blank(q));
			continue;
		}
		assert_lowest(q);
		assert_true(q.scale <= digits);
		assert_nearest(r, q, digits);
		divided++;
	}
	assert_true(divided > 2500 && ties == 1000);
}

TAP_MAIN("money",
	cmocka_unit_test(arithmetic_is_longhand_arithmetic),
	cmocka_unit_test(edges_of_128_bits),
	cmocka_unit_test(blanks_come_last),
	cmocka_unit_test(rounding_is_half_to_even),
	cmocka_unit_test(formats),
	cmocka_unit_test(doubles),
	cmocka_unit_test(quotients),
	cmocka_unit_test(quotients_that_are_undefined),
	cmocka_unit_test(quotients_are_nearest))
