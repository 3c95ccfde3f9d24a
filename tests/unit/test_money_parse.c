/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_text.h"

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
	{ UNSAID, "0.234", "0.234", "" },
	{ UNSAID, "1234.567", "1234.567", "" },
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
		if (sops_money_parse(&m, &c, sops_field_of(readable[i].text), readable[i].decimal,
			    &err) < 0)
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
		if (sops_money_parse(&m, &c, sops_field_of(unreadable[i].text),
			    unreadable[i].decimal, &err) != SOPS_EINPUT)
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
		{ UNSAID, SOPS_FIELD("1.234"), "\"1.234\" is ambiguous: 1.234 or 1234",
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
		  "overflow: \"-170141183460469231731687303715884105729\" "
		  "is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("340282366920938463463374607431768211456"), /* 2^128 */
		  "overflow: \"340282366920938463463374607431768211456\" is beyond 38 digits", "" },
		{ POINT, SOPS_FIELD("100000000000000000000000000000000000000001"),
		  "overflow: \"100000000000000000000000000000000000000001\" "
		  "is beyond 38 digits", "" },
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
		"0", "1", "234", "567", "12", "99", "5", "1,234", "1.500", "7,5",
		",", ".", " ", "'", "-", "+", "(", ")", "$", "%",
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

/* The plain texts take the fast path; full-width digits lead past it. */
static void widen(char full[96], size_t *at, const char *plain, size_t len)
{
	for (size_t k = 0; k < len; k++) {
		if (plain[k] >= '0' && plain[k] <= '9')
			*at += (size_t)snprintf(
				full + *at, 96 - *at, "\xEF\xBC%c", plain[k] - '0' + 0x90);
		else
			full[(*at)++] = plain[k];
	}
}

/* The same for 1,234.50 and USD 1,234.50, mutated. */
static void grouped_and_exact_paths_agree(void **state)
{
	static const char *const models[] = { "1,234.50", "USD 1,234.50", "EUR17,783.7",
		"12,345,678", "999.99", "USD 485,000.00", "CNY 1,000", "ABC 5,000", "1,234,567.125",
		"USD 0,123" };
	size_t read = 0;

	(void)state;
	seed = 11;
	for (int i = 0; i < 20000; i++) {
		char plain[48], full[96];
		size_t at = 0;
		struct sops_money fast, exact;
		struct sops_currency first = { "" }, second = { "" };
		int fast_status, exact_status;

		snprintf(plain, sizeof(plain), "%s", models[random_bits() % COUNT(models)]);
		for (unsigned n = (unsigned)(random_bits() % 3); n > 0; n--)
			plain[random_bits() % strlen(plain)] =
				"0123456789.,, -USD"[random_bits() % 18];
		widen(full, &at, plain, strlen(plain));
		fast_status = sops_money_parse(&fast, &first, sops_field_of(plain), POINT, NULL);
		exact_status = sops_money_parse(&exact, &second, (struct sops_field){ full, at },
			POINT, NULL);
		if (fast_status != exact_status)
			fail_msg("%s: %d, exactly %d", plain, fast_status, exact_status);
		if (fast_status < 0)
			continue;
		assert_string_equal(text_of(fast), text_of(exact));
		assert_string_equal(first.code, second.code);
		read++;
	}
	assert_true(read > 5000);
}

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
		widen(full, &at, plain, len);
		fast_status = sops_money_parse(&fast, NULL, (struct sops_field){ plain, len },
			decimal, NULL);
		exact_status = sops_money_parse(&exact, NULL, (struct sops_field){ full, at },
			decimal, NULL);
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
		/* doubles to their last digit; 30 digits are read as they are */
		{ POINT, "0.200000000000000011102230246251565404236316680908203125", "0.2", NULL,
		  NULL, false },
		{ POINT, "0.90000000000000002220446049250313080847263336181640625", "0.9", NULL,
		  NULL, false },
		{ POINT, "0.1499999999999999944488848768742172978818416595458984375", "0.15",
		  NULL, NULL, false },
		{ POINT, "0.99999999999999988897769753748434595763683319091796875", "1", NULL,
		  NULL, false },
		{ COMMA, "0,333333333333333314829616256247390992939472198486328125",
		  "0.333333333333333", NULL, NULL, false },
		{ POINT, "0.200000000000000011102230246251", "0.200000000000000011102230246251",
		  NULL, NULL, false },
		{ POINT, "0.2000000000000000111022302462515", "0.2", NULL, NULL, false },
		{ POINT, "0.2000000000000000111022302462515x", NULL,
		  "\"0.2000000000000000111022302462515x\" is not a rate", "", false },
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

TAP_MAIN("money_parse",
	cmocka_unit_test(every_written_form),
	cmocka_unit_test(what_is_not_an_amount),
	cmocka_unit_test(other_errors_of_parsing),
	cmocka_unit_test(long_texts_are_read_whole),
	cmocka_unit_test(any_text_is_an_amount_or_an_error),
	cmocka_unit_test(fast_and_exact_paths_agree),
	cmocka_unit_test(grouped_and_exact_paths_agree),
	cmocka_unit_test(what_is_formatted_is_read_back),
	cmocka_unit_test(rates))
