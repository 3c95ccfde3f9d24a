/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/money.h>

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LARGEST "170141183460469231731687303715884105727"
#define LEAST "-170141183460469231731687303715884105728"

#define POINT SOPS_DECIMAL_POINT
#define COMMA SOPS_DECIMAL_COMMA
#define UNSAID SOPS_DECIMAL_POINT_UNSAID

static struct sops_money money(const char *text)
{
	struct sops_money m = SOPS_MONEY_BLANK;
	struct sops_error err = { 0 };

	if (sops_money_parse(&m, NULL, sops_field_of(text), POINT, &err) < 0)
		fail_msg("%s", err.text);
	return m;
}

static const char *text_of(struct sops_money m)
{
	static char texts[4][SOPS_MONEY_TEXT];
	static unsigned next;
	char *text = texts[next++ % 4];
	size_t len = sops_money_format(text, m);

	assert_int_equal(len, strlen(text));
	return text;
}

static struct sops_currency currency(const char *code)
{
	struct sops_currency c = { "" };

	memcpy(c.code, code, strlen(code));
	return c;
}

static void assert_lowest(struct sops_money m)
{
	assert_in_range(m.scale, 0, SOPS_SCALE_MAX);
	assert_false(m.scale > 0 && m.units % 10 == 0);
}

/* Small, large, round, edge and ragged ones alike, from a fixed seed. */
static uint64_t seed;

static uint64_t random_bits(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

static struct sops_money random_money(void)
{
	static const char *const edges[] = {
		"0", "1", "-1", "0.5", LARGEST, LEAST, "0.000000000000000000000000000001",
		"-170141183.460469231731687303715884105728", "100000000000000000000000000000000000000",
		"99999999999999999999999999999999999999", "0.3", "3", "7", "-0.000001",
	};
	sops_int128 units = (sops_int128)(int64_t)random_bits() * ((sops_int128)1 << 64) +
			    (sops_int128)random_bits();
	struct sops_money m = { 0, (int)(random_bits() % (SOPS_SCALE_MAX + 1)) };

	if (random_bits() % 8 == 0)
		return money(edges[random_bits() % COUNT(edges)]);
	if (random_bits() % 2)
		m.scale %= 5;
	m.units = units >> (random_bits() % 127);
	while (m.scale > 0 && m.units % 10 == 0) {
		m.units /= 10;
		m.scale--;
	}
	return m;
}

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

static void check_against(operation *compute, char operator, struct sops_money a, struct sops_money b,
	struct longhand expected)
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

/* What is read: the style, the text, the value, the currency. */
static const struct {
	enum sops_decimal decimal;
	const char *text, *value, *currency;
} readable[] = {
	{ POINT, "0", "0", "" },
	{ POINT, "-0", "0", "" },
	{ POINT, "(0.00)", "0", "" },
	{ POINT, "1234.5", "1234.5", "" },
	{ POINT, "1234.50", "1234.5", "" },
	{ POINT, "  1234.50\t", "1234.5", "" },
	{ POINT, "007", "7", "" },
	{ POINT, ".5", "0.5", "" },
	{ POINT, "+5", "5", "" },
	{ POINT, "1,234.50", "1234.5", "" },
	{ POINT, "1,234", "1234", "" },
	{ POINT, "1,234,567", "1234567", "" },
	{ POINT, "12,34,567", "1234567", "" },
	{ POINT, "1,23,45,678.90", "12345678.9", "" },
	{ POINT, "1 234.50", "1234.5", "" },
	{ POINT, "1\u00A0234.50", "1234.5", "" },
	{ POINT, "1\u202F234\u202F567", "1234567", "" },
	{ POINT, "1\u2009234.5\u202F", "1234.5", "" },
	{ POINT, "1'234.50", "1234.5", "" },
	{ POINT, "1’234’567.50", "1234567.5", "" },
	{ POINT, LARGEST, LARGEST, "" },
	{ POINT, LEAST, LEAST, "" },
	{ POINT, "0.000000000000000000000000000001", "0.000000000000000000000000000001", "" },
	{ POINT, "1.00000000000000000000000000000000000000000000000000", "1", "" },
	{ POINT, "00000000000000000000000000000000000000000000000001", "1", "" },
	{ POINT, "1000000000000000000000000000000000000000000e-30", "1000000000000", "" },
	{ POINT, "0.00000000000000000000000000000000000000000001e44", "1", "" },
	{ POINT, "0e999", "0", "" },
	{ POINT, "0E-99999999999999999999999999", "0", "" },
	/* signs */
	{ POINT, "-5", "-5", "" },
	{ POINT, "5-", "-5", "" },
	{ POINT, "- 5", "-5", "" },
	{ POINT, "\u22125", "-5", "" },
	{ POINT, "-$5", "-5", "$" },
	{ POINT, "$-5", "-5", "$" },
	{ POINT, "$ -5", "-5", "$" },
	{ POINT, "$5-", "-5", "$" },
	{ POINT, "5.00- EUR", "-5", "EUR" },
	{ POINT, "(1,234.50)", "-1234.5", "" },
	{ POINT, "( 5 )", "-5", "" },
	{ POINT, "($5)", "-5", "$" },
	{ POINT, "$(5)", "-5", "$" },
	{ POINT, "(5) USD", "-5", "USD" },
	{ POINT, "(1.2k)", "-1200", "" },
	{ POINT, "'-5", "-5", "" },
	{ POINT, "'+5", "5", "" },
	{ POINT, "'-$1,234.50", "-1234.5", "$" },
	/* exponents and units */
	{ POINT, "1.5E+05", "150000", "" },
	{ POINT, "1.5e5", "150000", "" },
	{ POINT, "15E-1", "1.5", "" },
	{ POINT, "1E5 EUR", "100000", "EUR" },
	{ POINT, "5EUR", "5", "EUR" },
	{ POINT, "1.2k", "1200", "" },
	{ POINT, "1.2K", "1200", "" },
	{ POINT, "1.2m", "1200000", "" },
	{ POINT, "1.2M", "1200000", "" },
	{ POINT, "1.2mn", "1200000", "" },
	{ POINT, "1.2MM", "1200000", "" },
	{ POINT, "1.2bn", "1200000000", "" },
	{ POINT, "1.2b", "1200000000", "" },
	{ POINT, "1.2B", "1200000000", "" },
	{ POINT, "1.2 M", "1200000", "" },
	{ POINT, "-$1.2M", "-1200000", "$" },
	{ POINT, "1,234k", "1234000", "" },
	{ POINT, "5M USD", "5000000", "USD" },
	{ POINT, "5MUSD", "5000000", "USD" },
	{ POINT, "5MNOK", "5000000", "NOK" },
	{ POINT, "5MUR", "5", "MUR" },
	{ POINT, "5MMK", "5", "MMK" },
	{ POINT, "5BAM", "5", "BAM" },
	{ POINT, "5kkr", "5000", "kr" },
	{ POINT, "1.5千", "1500", "" },
	{ POINT, "1.2万", "12000", "" },
	{ POINT, "5百万", "5000000", "" },
	{ POINT, "5千万", "50000000", "" },
	{ POINT, "3亿", "300000000", "" },
	{ POINT, "2万亿", "2000000000000", "" },
	{ POINT, "3億", "300000000", "" },
	{ POINT, "5元", "5", "CNY" },
	{ POINT, "1.2万元", "12000", "CNY" },
	{ POINT, "3亿元", "300000000", "CNY" },
	{ POINT, "5万元人民币", "50000", "CNY" },
	{ POINT, "NT$300萬元", "3000000", "TWD" },
	{ POINT, "US$5万元", "50000", "USD" },
	/* full width */
	{ POINT, "１２３４．５０", "1234.5", "" },
	{ POINT, "１，２３４．５０", "1234.5", "" },
	{ POINT, "－５", "-5", "" },
	{ POINT, "＋５", "5", "" },
	{ POINT, "（５）", "-5", "" },
	{ POINT, "＄５", "5", "$" },
	{ POINT, "￥1.2万", "12000", "¥" },
	{ POINT, "￡５", "5", "GBP" },
	{ POINT, "￦５００", "500", "KRW" },
	{ POINT, "ＵＳＤ　５", "5", "USD" },
	/* currencies */
	{ POINT, "$1,234.50", "1234.5", "$" },
	{ POINT, "USD 1,234.50", "1234.5", "USD" },
	{ POINT, "USD485,000", "485000", "USD" },
	{ POINT, "USD 485,000.00", "485000", "USD" },
	{ POINT, "485 000 EUR", "485000", "EUR" },
	{ POINT, "1,234.50EUR", "1234.5", "EUR" },
	{ POINT, "€5", "5", "EUR" },
	{ POINT, "5 €", "5", "EUR" },
	{ POINT, "£5", "5", "GBP" },
	{ POINT, "¥5", "5", "¥" },
	{ POINT, "₩5", "5", "KRW" },
	{ POINT, "₹12,34,567", "1234567", "INR" },
	{ POINT, "Rs. 500", "500", "INR" },
	{ POINT, "US$5", "5", "USD" },
	{ POINT, "HK$5", "5", "HKD" },
	{ POINT, "A$5", "5", "AUD" },
	{ POINT, "C$5", "5", "CAD" },
	{ POINT, "R$5", "5", "BRL" },
	{ POINT, "CN¥5", "5", "CNY" },
	{ POINT, "RMB 5", "5", "CNY" },
	{ POINT, "RMB5", "5", "CNY" },
	{ POINT, "RM5", "5", "MYR" },
	{ POINT, "5 kr", "5", "kr" },
	{ POINT, "人民币5万", "50000", "CNY" },
	{ POINT, "5万美元", "50000", "USD" },
	{ POINT, "300 日元", "300", "JPY" },
	{ POINT, "$5 USD", "5", "USD" },
	{ POINT, "USD $5", "5", "USD" },
	{ POINT, "CAD $5", "5", "CAD" },
	{ POINT, "¥5 CNY", "5", "CNY" },
	{ POINT, "AED 1", "1", "AED" },
	{ POINT, "ZWL 1", "1", "ZWL" },
	/* decimal comma */
	{ COMMA, "1234,5", "1234.5", "" },
	{ COMMA, "1.234,50", "1234.5", "" },
	{ COMMA, "1.234", "1234", "" },
	{ COMMA, "1,234", "1.234", "" },
	{ COMMA, ",5", "0.5", "" },
	{ COMMA, "1 234,56", "1234.56", "" },
	{ COMMA, "1'234,56", "1234.56", "" },
	{ COMMA, "1.234.567,89 €", "1234567.89", "EUR" },
	{ COMMA, "(1.234,50)", "-1234.5", "" },
	{ COMMA, "１．２３４，５０", "1234.5", "" },
	{ COMMA, "1,2 M€", "1200000", "EUR" },
	/* nobody said */
	{ UNSAID, "1234", "1234", "" },
	{ UNSAID, "1234.5", "1234.5", "" },
	{ UNSAID, "1.234", "1.234", "" },
	{ UNSAID, "1,234.5", "1234.5", "" },
	{ UNSAID, "1,234,567", "1234567", "" },
	{ UNSAID, "1 234", "1234", "" },
};

static void every_written_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(readable); i++) {
		struct sops_currency c = currency("?"), said = { "" };
		struct sops_error err = { 0 };
		struct sops_money m;

		memcpy(said.code, readable[i].currency, strlen(readable[i].currency));
		if (sops_money_parse(&m, &c, sops_field_of(readable[i].text), readable[i].decimal, &err) < 0)
			fail_msg("%s (%s)", err.text, err.hint);
		if (strcmp(text_of(m), readable[i].value) || memcmp(&c, &said, sizeof(c)))
			fail_msg("%s is %s %s", readable[i].text, text_of(m), c.code);
		assert_lowest(m);
		assert_int_equal(err.status, SOPS_OK);
	}
}

static const struct {
	enum sops_decimal decimal;
	const char *text, *hint;
} unreadable[] = {
	{ POINT, "", "" },
	{ POINT, " ", "" },
	{ POINT, "$", "" },
	{ POINT, "-", "" },
	{ POINT, "()", "" },
	{ POINT, "(", "" },
	{ POINT, ".", "" },
	{ POINT, "5.", "" },
	{ POINT, "1,2,3", "" },
	{ POINT, "1.2.3", "" },
	{ POINT, "1,234,56", "" },
	{ POINT, "1234,567.5", "" },
	{ POINT, "1,,234", "" },
	{ POINT, "1,234 567", "" },
	{ POINT, "1  234", "" },
	{ POINT, "12 34", "" },
	{ POINT, "1 23 456", "" },
	{ POINT, "123,45,678", "" },
	{ POINT, "0,234,567", "" },
	{ POINT, "--5", "" },
	{ POINT, "-+5", "" },
	{ POINT, "-5-", "" },
	{ POINT, "-(5)", "" },
	{ POINT, "(-5)", "" },
	{ POINT, "((5))", "" },
	{ POINT, "(5", "" },
	{ POINT, "5)", "" },
	{ POINT, "(5))", "" },
	{ POINT, "(5-)", "" },
	{ POINT, "5 -", "" },
	{ POINT, "5+", "" },
	{ POINT, "5-USD", "" },
	{ POINT, "5--", "" },
	{ POINT, "'5", "" },
	{ POINT, "''-5", "" },
	{ POINT, "=5", "" },
	{ POINT, "0x10", "" },
	{ POINT, "nan", "" },
	{ POINT, "inf", "" },
	{ POINT, "NaN", "" },
	{ POINT, "1_000", "" },
	{ POINT, "1e", "" },
	{ POINT, "1e+", "" },
	{ POINT, "e5", "" },
	{ POINT, "1e5k", "" },
	{ POINT, "1,234e5", "try --decimal comma" },
	{ POINT, "1.5E", "" },
	{ POINT, "5%", "" },
	{ POINT, "5 kg", "" },
	{ POINT, "5kM", "" },
	{ POINT, "5 USD M", "" },
	{ POINT, "k", "" },
	{ POINT, "万", "" },
	{ POINT, "元", "" },
	{ POINT, "5万5千", "" },
	{ POINT, "ABC 5", "" },
	{ POINT, "5 ABC", "" },
	{ POINT, "usd 5", "" },
	{ POINT, "USDX 5", "" },
	{ POINT, "XXX 5", "" },
	{ POINT, "USD 5 EUR", "" },
	{ POINT, "$5 EUR", "" },
	{ POINT, "$5 ¥", "" },
	{ POINT, "EUR $5", "" },
	{ POINT, "X$5", "" },
	{ POINT, "USD", "" },
	{ POINT, "5 5", "" },
	{ POINT, "5/2", "" },
	{ POINT, "5 5.5", "" },
	{ POINT, "N/A", "" },
	{ POINT, "1,23", "try --decimal comma" },
	{ POINT, "12,34", "try --decimal comma" },
	{ POINT, "1,2345", "try --decimal comma" },
	{ POINT, "0,234", "try --decimal comma" },
	{ POINT, ",5", "try --decimal comma" },
	{ POINT, "1.234,56", "try --decimal comma" },
	{ POINT, "1.234.567", "try --decimal comma" },
	{ POINT, "1 234,5", "try --decimal comma" },
	{ POINT, "(1.234,50) €", "try --decimal comma" },
	{ UNSAID, "0,234", "try --decimal comma" },
	{ UNSAID, "1.234,56", "try --decimal comma" },
	{ COMMA, "1,234.50", "try --decimal point" },
	{ COMMA, "1.5", "try --decimal point" },
	{ COMMA, "1234.5", "try --decimal point" },
	{ COMMA, "1,234,567", "try --decimal point" },
	{ COMMA, "0.234", "try --decimal point" },
	{ COMMA, "12.34.567", "" },
	{ COMMA, "1,2,3", "" },
};

static void what_is_not_an_amount(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(unreadable); i++) {
		struct sops_money m = sops_money_of(77);
		struct sops_currency c = currency("?");
		struct sops_error err = { 0 };
		char text[SOPS_QUOTED];

		snprintf(text, sizeof(text), "\"%s\" is not an amount", unreadable[i].text);
		if (sops_money_parse(&m, &c, sops_field_of(unreadable[i].text), unreadable[i].decimal,
			    &err) != SOPS_EINPUT)
			fail_msg("\"%s\" is %s %s", unreadable[i].text, text_of(m), c.code);
		assert_string_equal(err.text, text);
		if (strcmp(err.hint, unreadable[i].hint) != 0)
			fail_msg("%s: hint \"%s\"", text, err.hint);
		assert_string_equal(text_of(m), "77");
		assert_string_equal(c.code, "?");
	}
}

static void other_errors_of_parsing(void **state)
{
	static const struct {
		enum sops_decimal decimal;
		struct sops_field text;
		const char *error, *hint;
	} cases[] = {
		{ UNSAID, SOPS_FIELD("1,234"), "\"1,234\" is ambiguous: 1234 or 1.234",
		  "try --decimal point or --decimal comma" },
		{ UNSAID, SOPS_FIELD("-$12,340"), "\"-$12,340\" is ambiguous: -12340 or -12.34",
		  "try --decimal point or --decimal comma" },
		{ UNSAID, SOPS_FIELD("１，２３４ k"), "\"１，２３４ k\" is ambiguous: 1234000 or 1234",
		  "try --decimal point or --decimal comma" },
		{ POINT, SOPS_FIELD("1e999"), "overflow: \"1e999\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("1e99999999999999999999999999"),
		  "overflow: \"1e99999999999999999999999999\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("-1e-31"),
		  "overflow: \"-1e-31\" has more than 30 digits behind the point", "" },
		{ POINT, SOPS_FIELD("170141183460469231731687303715884105728"),
		  "overflow: \"170141183460469231731687303715884105728\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("-170141183460469231731687303715884105729"),
		  "overflow: \"-170141183460469231731687303715884105729\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("340282366920938463463374607431768211456"), /* 2^128 */
		  "overflow: \"340282366920938463463374607431768211456\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("100000000000000000000000000000000000000001"),
		  "overflow: \"100000000000000000000000000000000000000001\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("200000000000000000000000000000万亿"),
		  "overflow: \"200000000000000000000000000000万亿\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("1\0" "2"), "\"1\\x00" "2\" is not an amount", "" },
		{ POINT, SOPS_FIELD("\xFF" "5"), "\"\\xff5\" is not an amount", "" },
		{ POINT, SOPS_FIELD("5\xEF\xBC"), "\"5\\xef\\xbc\" is not an amount", "" },
		{ POINT, SOPS_FIELD("\x1B[31m5"), "\"\\x1b[31m5\" is not an amount", "" },
		{ POINT, SOPS_FIELD("\u202E5"), "\"\\u202e5\" is not an amount", "" },
		{ POINT, { NULL, 0 }, "\"\" is not an amount", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_money m = sops_money_of(77);
		struct sops_error err = { 0 };

		assert_int_equal(sops_money_parse(&m, NULL, cases[i].text, cases[i].decimal, &err),
			SOPS_EINPUT);
		assert_string_equal(err.text, cases[i].error);
		assert_string_equal(err.hint, cases[i].hint);
		assert_string_equal(text_of(m), "77");
		assert_int_equal(sops_money_parse(&m, NULL, cases[i].text, cases[i].decimal, NULL),
			SOPS_EINPUT);
	}
}

static void long_texts_are_read_whole(void **state)
{
	enum { LEN = 300000 };
	char *text = malloc(LEN);
	struct sops_field field = { text, LEN };
	struct sops_error err = { 0 };
	struct sops_money m;

	(void)state;
	assert_non_null(text);
	memset(text, '0', LEN);
	text[1] = '.';
	assert_int_equal(sops_money_parse(&m, NULL, field, POINT, NULL), 0);
	assert_string_equal(text_of(m), "0");
	text[0] = '1';
	assert_int_equal(sops_money_parse(&m, NULL, field, POINT, NULL), 0);
	assert_string_equal(text_of(m), "1");
	memset(text, '9', LEN);
	assert_int_equal(sops_money_parse(&m, NULL, field, POINT, &err), SOPS_EINPUT);
	assert_memory_equal(err.text, "overflow: \"999", 14);
	memset(text, '(', LEN);
	assert_int_equal(sops_money_parse(&m, NULL, field, POINT, NULL), SOPS_EINPUT);
	memset(text, '$', LEN);
	assert_int_equal(sops_money_parse(&m, NULL, field, POINT, NULL), SOPS_EINPUT);
	free(text);
}

/* Whatever the pieces make: an amount in lowest form, or an error whose hint is true. */
static void any_text_is_an_amount_or_an_error(void **state)
{
	static const char *const pieces[] = {
		"0", "1", "234", "567", "12", "99", ",", ".", " ", "'", "-", "+", "(", ")", "$", "%",
		"USD", "EUR", "E", "e", "k", "M", "bn", "万", "亿", "元", "￥", "，", "．", "５",
		"\u00A0", "\u202F", "\xFF", "\xEF\xBC", "x", "A$", "人民币", "kr",
	};
	int read = 0, hinted = 0;

	(void)state;
	seed = 1789;
	for (int i = 0; i < 60000; i++) {
		enum sops_decimal decimal = (enum sops_decimal)(random_bits() % 3);
		struct sops_error err = { 0 };
		struct sops_field field;
		struct sops_money m;
		char text[64] = "";
		int status;

		for (uint64_t n = random_bits() % 7; n > 0; n--)
			strcat(text, pieces[random_bits() % COUNT(pieces)]);
		field = sops_field_of(text);
		status = sops_money_parse(&m, NULL, field, decimal, &err);
		assert_true(status == 0 || status == SOPS_EINPUT);
		assert_int_equal(err.status, status);
		if (status == 0) {
			assert_lowest(m);
			read++;
		} else if (strcmp(err.hint, "try --decimal comma") == 0) {
			assert_int_equal(sops_money_parse(&m, NULL, field, COMMA, NULL), 0);
			hinted++;
		} else if (strcmp(err.hint, "try --decimal point") == 0) {
			assert_int_equal(sops_money_parse(&m, NULL, field, POINT, NULL), 0);
		} else if (err.hint[0]) {
			assert_int_equal(decimal, UNSAID);
		}
	}
	assert_true(read > 5000 && hinted > 100);
}

/* The plain texts take the fast path; a plus or full-width digits lead past it. */
static void fast_and_exact_paths_agree(void **state)
{
	(void)state;
	seed = 7;
	for (int i = 0; i < 20000; i++) {
		char plain[32], full[96];
		size_t len = 1 + random_bits() % 20, at = 0;
		struct sops_money fast, exact;
		enum sops_decimal decimal = random_bits() % 2 ? POINT : COMMA;
		int fast_status, exact_status;

		for (size_t k = 0; k < len; k++)
			plain[k] = "0123456789000.,-"[random_bits() % 16];
		plain[len] = '\0';
		for (size_t k = 0; k < len; k++) {
			if (plain[k] >= '0' && plain[k] <= '9')
				at += (size_t)snprintf(full + at, sizeof(full) - at, "\xEF\xBC%c",
					plain[k] - '0' + 0x90);
			else
				full[at++] = plain[k];
		}
		fast_status = sops_money_parse(&fast, NULL, (struct sops_field){ plain, len }, decimal,
			NULL);
		exact_status = sops_money_parse(&exact, NULL, (struct sops_field){ full, at }, decimal,
			NULL);
		assert_int_equal(fast_status, exact_status);
		if (fast_status == 0)
			assert_string_equal(text_of(fast), text_of(exact));
	}
}

static void what_is_formatted_is_read_back(void **state)
{
	(void)state;
	seed = 99;
	for (int i = 0; i < 5000; i++) {
		struct sops_money m = random_money(), back;
		char grouped[SOPS_MONEY_TEXT];
		size_t len = sops_money_format_grouped(grouped, m, SOPS_SCALE_MAX);

		back = money(text_of(m));
		assert_true(back.units == m.units && back.scale == m.scale);
		assert_int_equal(len, strlen(grouped));
		back = money(grouped);
		assert_true(back.units == m.units && back.scale == m.scale);
	}
}

static void rates(void **state)
{
	static const struct {
		enum sops_decimal decimal;
		const char *text, *value, *error, *hint;
		bool percent;
	} cases[] = {
		{ POINT, "0.35", "0.35", NULL, NULL, false },
		{ POINT, "35", "35", NULL, NULL, false },
		{ POINT, "35%", "0.35", NULL, NULL, true },
		{ POINT, "35 %", "0.35", NULL, NULL, true },
		{ POINT, "３５％", "0.35", NULL, NULL, true },
		{ POINT, "100.0%", "1", NULL, NULL, true },
		{ POINT, "-2.5%", "-0.025", NULL, NULL, true },
		{ POINT, "(5%)", "-0.05", NULL, NULL, true },
		{ POINT, "1,000%", "10", NULL, NULL, true },
		{ POINT, "1E-05", "0.00001", NULL, NULL, false },
		{ COMMA, "12,5%", "0.125", NULL, NULL, true },
		{ POINT, "12,5%", NULL, "\"12,5%\" is not a rate", "try --decimal comma", false },
		{ COMMA, "12.5%", NULL, "\"12.5%\" is not a rate", "try --decimal point", false },
		{ UNSAID, "1,234%", NULL, "\"1,234%\" is ambiguous: 12.34 or 0.01234",
		  "try --decimal point or --decimal comma", false },
		{ POINT, "", NULL, "\"\" is not a rate", "", false },
		{ POINT, "%", NULL, "\"%\" is not a rate", "", false },
		{ POINT, "5%%", NULL, "\"5%%\" is not a rate", "", false },
		{ POINT, "$5", NULL, "\"$5\" is not a rate", "", false },
		{ POINT, "5k", NULL, "\"5k\" is not a rate", "", false },
		{ POINT, "5元", NULL, "\"5元\" is not a rate", "", false },
		{ POINT, "high", NULL, "\"high\" is not a rate", "", false },
		{ POINT, "0.00000000000000000000000000001%", NULL,
		  "overflow: \"0.00000000000000000000000000001%\" "
		  "has more than 30 digits behind the point", "", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { 0 };
		struct sops_money m = sops_money_of(77);
		bool percent = !cases[i].percent;
		int status = sops_rate_parse(&m, &percent, sops_field_of(cases[i].text),
			cases[i].decimal, &err);

		assert_int_equal(status, cases[i].value ? 0 : SOPS_EINPUT);
		assert_string_equal(err.text, cases[i].error ? cases[i].error : "");
		assert_string_equal(err.hint, cases[i].hint ? cases[i].hint : "");
		assert_string_equal(text_of(m), cases[i].value ? cases[i].value : "77");
		assert_int_equal(percent, status == 0 ? cases[i].percent : !cases[i].percent);
	}
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
		{ "-1234.5", 2, "-1,234.50" }, { "0", 2, "0.00" }, { "0", 0, "0" }, { "0.5", 0, "0" },
		{ "999.995", 2, "1,000.00" }, { "-0.001", 2, "0.00" }, { "100", 0, "100" },
		{ "1000", 0, "1,000" }, { "123456", 1, "123,456.0" }, { "1000000.7", 0, "1,000,001" },
		{ "5.25", -4, "5" },
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
		{ "0.000000000000000000000000000015", "1", 29, "0.00000000000000000000000000002", NULL },
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
		int status = sops_ratio_divide(&out, ratio(cases[i].num, cases[i].den), cases[i].digits,
			&err);

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
			r = (struct sops_ratio){ sops_money_of((int64_t)(random_bits() % 2001) - 1000),
						 sops_money_of(1 << random_bits() % 6) };
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

static void currencies_that_agree(void **state)
{
	static const struct {
		const char *a, *b, *common; /* NULL: they do not */
	} cases[] = {
		{ "", "", "" }, { "", "$", "$" }, { "", "USD", "USD" }, { "$", "$", "$" },
		{ "$", "USD", "USD" }, { "$", "CAD", "CAD" }, { "$", "AUD", "AUD" },
		{ "$", "HKD", "HKD" }, { "$", "MXN", "MXN" }, { "¥", "CNY", "CNY" },
		{ "¥", "JPY", "JPY" }, { "kr", "SEK", "SEK" }, { "USD", "USD", "USD" },
		{ "$", "EUR", NULL }, { "$", "¥", NULL }, { "¥", "USD", NULL }, { "CNY", "JPY", NULL },
		{ "USD", "CAD", NULL }, { "kr", "EUR", NULL }, { "$", "BRL", NULL }, { "$", "SD", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int turned = 0; turned < 2; turned++) {
			struct sops_currency a = currency(turned ? cases[i].b : cases[i].a);
			struct sops_currency b = currency(turned ? cases[i].a : cases[i].b);
			struct sops_currency common = currency("?");

			assert_int_equal(sops_currency_agree(&common, a, b), cases[i].common != NULL);
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
		{ "U$D", NULL }, { "$$", NULL }, { "dollars", NULL }, { "XXX", NULL }, { "5", NULL },
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
		assert_string_equal(err.hint, cases[i].code ? "" : "write an ISO 4217 code such as USD");
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
		char code[] = { (char)('A' + i / 676), (char)('A' + i / 26 % 26), (char)('A' + i % 26), 0 };
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
	assert_string_equal(err.hint, "group by currency or give --rates FILE");
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
	static const char *const pairs[][2] = { { "EUR", "USD" }, { "$", "EUR" }, { "CAD", "USD" } };

	(void)state;
	for (size_t i = 0; i < COUNT(pairs); i++) {
		struct sops_sum a = sum_of("1", pairs[i][0]), b = sum_of("2", pairs[i][1]);
		struct sops_error ab = { 0 }, ba = { 0 };
		char text[128];

		snprintf(text, sizeof(text), "two currencies, %s and %s, cannot be added", pairs[i][0],
			pairs[i][1]);
		assert_int_equal(sops_sum_merge(&a, &b, &ab), SOPS_EINPUT);
		a = sum_of("1", pairs[i][0]);
		assert_int_equal(sops_sum_merge(&b, &a, &ba), SOPS_EINPUT);
		assert_string_equal(ab.text, text);
		assert_string_equal(ba.text, text);
	}
}

/* Every three of these, in every order and grouping: the same sum, or refused by all. */
static void merging_is_associative_and_commutative(void **state)
{
	static const char *const said[] = { "", "$", "¥", "kr", "USD", "CAD", "CNY", "JPY", "EUR", "SEK" };
	enum { N = COUNT(said) };
	int merged = 0;

	(void)state;
	seed = 31;
	for (size_t i = 0; i < N * N * N; i++) {
		const char *amounts[] = { "0.1", "-1234567.891", "1000000" };
		struct sops_sum x = sum_of(amounts[random_bits() % 3], said[i / N / N]);
		struct sops_sum y = sum_of(amounts[random_bits() % 3], said[i / N % N]);
		struct sops_sum z = sum_of(amounts[random_bits() % 3], said[i % N]);
		struct sops_sum left = x, right = y, turned = z, empty;
		bool left_ok = !sops_sum_merge(&left, &y, NULL) && !sops_sum_merge(&left, &z, NULL);
		bool right_ok = !sops_sum_merge(&right, &z, NULL) && !sops_sum_merge(&right, &x, NULL);
		bool turned_ok = !sops_sum_merge(&turned, &x, NULL) && !sops_sum_merge(&turned, &y, NULL);

		assert_int_equal(left_ok, right_ok);
		assert_int_equal(left_ok, turned_ok);
		if (!left_ok)
			continue;
		assert_same_sum(&left, &right);
		assert_same_sum(&left, &turned);
		sops_sum_init(&empty);
		assert_int_equal(sops_sum_merge(&turned, &empty, NULL), 0);
		assert_same_sum(&turned, &left);
		assert_int_equal(sops_sum_merge(&empty, &left, NULL), 0);
		assert_same_sum(&empty, &left);
		merged++;
	}
	assert_in_range(merged, 50, N * N * N - 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arithmetic_is_longhand_arithmetic),
		cmocka_unit_test(edges_of_128_bits),
		cmocka_unit_test(blanks_come_last),
		cmocka_unit_test(every_written_form),
		cmocka_unit_test(what_is_not_an_amount),
		cmocka_unit_test(other_errors_of_parsing),
		cmocka_unit_test(long_texts_are_read_whole),
		cmocka_unit_test(any_text_is_an_amount_or_an_error),
		cmocka_unit_test(fast_and_exact_paths_agree),
		cmocka_unit_test(what_is_formatted_is_read_back),
		cmocka_unit_test(rates),
		cmocka_unit_test(rounding_is_half_to_even),
		cmocka_unit_test(formats),
		cmocka_unit_test(doubles),
		cmocka_unit_test(quotients),
		cmocka_unit_test(quotients_that_are_undefined),
		cmocka_unit_test(quotients_are_nearest),
		cmocka_unit_test(currencies_that_agree),
		cmocka_unit_test(currency_cells),
		cmocka_unit_test(codes_are_found),
		cmocka_unit_test(sums),
		cmocka_unit_test(sums_that_overflow),
		cmocka_unit_test(the_error_does_not_depend_on_order),
		cmocka_unit_test(merging_is_associative_and_commutative),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
