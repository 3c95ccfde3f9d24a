/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

/* Beyond any length a text can have to cancel it out, and far from overflowing. */
#define EXPONENT_MAX ((int64_t)1 << 56)

struct reading {
	struct sops_field rest;
	char point, comma; /* the marks of the decimals and of the groups */
	bool share;
	int32_t separator; /* between groups */
	size_t separators;
	bool fraction, power;
	bool sign, open; /* sign: a sign or a parenthesis was read */
	bool yuan, two_currencies;
	struct sops__amount amount;
};

/* Longer ones first. An ASCII unit ends where a word ends, or before a currency. */
static const struct {
	const char *text;
	int exponent;
} units[] = {
	{ "k", 3 },    { "K", 3 },
	{ "mn", 6 },   { "Mn", 6 },    { "MN", 6 },    { "MM", 6 },  { "m", 6 },  { "M", 6 },
	{ "bn", 9 },   { "Bn", 9 },    { "BN", 9 },    { "b", 9 },   { "B", 9 },
	{ "十万", 5 }, { "百万", 6 },  { "千万", 7 },  { "十亿", 9 },
	{ "百亿", 10 }, { "千亿", 11 }, { "万亿", 12 },
	{ "千", 3 },   { "万", 4 },    { "萬", 4 },    { "亿", 8 },  { "億", 8 },
};

static void skip(struct reading *r, size_t len)
{
	r->rest.at += len;
	r->rest.len -= len;
}

static int32_t peek(const struct reading *r)
{
	size_t len;

	return sops__glyph(r->rest, &len);
}

static void skip_character(struct reading *r)
{
	size_t len;

	sops__glyph(r->rest, &len);
	skip(r, len);
}

/* Skips spaces, and says whether there were any. */
static bool skip_spaces(struct reading *r)
{
	size_t before = r->rest.len;

	while (peek(r) == ' ')
		skip_character(r);
	return r->rest.len < before;
}

static bool is_digit(int32_t c)
{
	return c >= '0' && c <= '9';
}

/* What comes after the next character. */
static int32_t peek_second(const struct reading *r)
{
	size_t len;
	struct sops_field rest = r->rest;

	sops__glyph(rest, &len);
	rest.at += len;
	rest.len -= len;
	return sops__glyph(rest, &len);
}

static void add_digit(struct sops__amount *amount, unsigned digit)
{
	sops__uint128 digits = amount->digits;

	if (digit == 0) {
		amount->zeros++;
		return;
	}
	if (digits && amount->zeros >= 38)
		amount->too_large = true;
	else if (digits &&
		 __builtin_mul_overflow(digits, sops__ten_to((int)amount->zeros + 1), &digits))
		amount->too_large = true;
	if (__builtin_add_overflow(digits, digit, &digits))
		amount->too_large = true;
	if (!amount->too_large)
		amount->digits = digits;
	amount->zeros = 0;
}

static size_t read_digits(struct reading *r)
{
	size_t count = 0;

	for (int32_t c; is_digit(c = peek(r)); count++) {
		add_digit(&r->amount, (unsigned)(c - '0'));
		skip_character(r);
	}
	return count;
}

static bool at_separator(const struct reading *r)
{
	int32_t c = peek(r);

	if (r->separators ? c != r->separator : c != r->comma && c != ' ' && c != '\'')
		return false;
	return is_digit(peek_second(r));
}

/* 1234, 1,234,567 or 12,34,567. Groups are regular, and none has a zero in front. */
static bool read_whole(struct reading *r)
{
	bool thousands = true, lakhs = true, zero = peek(r) == '0';
	size_t first = read_digits(r), group = first;

	while (first && at_separator(r)) {
		if (r->separators) {
			thousands = thousands && group == 3;
			lakhs = lakhs && group == 2;
		}
		r->separator = peek(r);
		r->separators++;
		skip_character(r);
		group = read_digits(r);
	}
	if (!r->separators)
		return true;
	lakhs = lakhs && first <= 2 && r->separator == ',';
	return group == 3 && !zero && ((thousands && first <= 3) || lakhs);
}

/* E+05; left alone when no digit follows the E, which may begin EUR. */
static void read_power(struct reading *r)
{
	struct reading ahead = { .rest = r->rest };
	int64_t power = 0;
	bool negative;

	if (r->separators || (peek(r) != 'e' && peek(r) != 'E'))
		return;
	skip_character(&ahead);
	negative = peek(&ahead) == '-';
	if (negative || peek(&ahead) == '+')
		skip_character(&ahead);
	if (!is_digit(peek(&ahead)))
		return;
	for (int32_t c; is_digit(c = peek(&ahead)); skip_character(&ahead))
		power = power < EXPONENT_MAX ? power * 10 + (c - '0') : EXPONENT_MAX;
	r->rest = ahead.rest;
	r->amount.exponent += negative ? -power : power;
	r->power = true;
}

static bool read_number(struct reading *r)
{
	bool digits = is_digit(peek(r));

	if (!read_whole(r))
		return false;
	if (peek(r) == r->point && is_digit(peek_second(r))) {
		skip_character(r);
		r->amount.exponent -= (int64_t)read_digits(r);
		r->fraction = true;
	}
	read_power(r);
	return digits || r->fraction;
}

static bool read_currency(struct reading *r)
{
	struct sops_currency found;
	size_t len = r->share ? 0 : sops__currency_at(&found, r->rest);

	if (!len)
		return false;
	if (!sops_currency_agree(&r->amount.currency, r->amount.currency, found))
		r->two_currencies = true;
	skip(r, len);
	return true;
}

/* Signs, an opening parenthesis and currencies, in any order. */
static bool read_front(struct reading *r)
{
	for (;;) {
		int32_t c;

		skip_spaces(r);
		c = peek(r);
		if (c == '-' || c == '+' || c == '(') {
			if (r->sign)
				return false;
			r->sign = true;
			r->open = c == '(';
			r->amount.negative = c != '+';
			skip_character(r);
		} else if (is_digit(c) || !read_currency(r)) {
			return true;
		}
	}
}

size_t sops__unit_at(struct sops_field text, int *exponent)
{
	struct sops_currency found;

	if (sops__currency_at(&found, text))
		return 0;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		size_t n = sops__glyph_prefix(text, units[i].text);
		struct sops_field rest = { text.at + n, text.len - n };

		if (!n || (sops__glyph_letter(text) && sops__glyph_letter(rest) &&
			   !sops__currency_at(&found, rest)))
			continue;
		*exponent = units[i].exponent;
		return n;
	}
	return 0;
}

/* The yuan of 3万元 counts: it is a currency only where nothing else names one. */
static void read_unit(struct reading *r)
{
	struct reading ahead = { .rest = r->rest };
	int exponent = 0;
	size_t len;

	skip_spaces(&ahead);
	len = sops__unit_at(ahead.rest, &exponent);
	skip(&ahead, len);
	if (len) {
		r->amount.exponent += exponent;
		r->amount.unit = true;
		r->rest = ahead.rest;
	}
	len = sops__glyph_prefix(ahead.rest, "元");
	if (len) {
		skip(&ahead, len);
		r->rest = ahead.rest;
		r->yuan = r->amount.unit = true;
	}
}

/* A minus here ends its word, and touches what it follows: neither "5 -" nor "5-USD" is one. */
static bool read_minus(struct reading *r, bool apart)
{
	int32_t after = peek_second(r);

	if (peek(r) != '-' || apart || r->sign || (after >= 0 && after != ' '))
		return false;
	r->sign = r->amount.negative = true;
	return true;
}

static bool read_back(struct reading *r)
{
	if (!r->share && !r->power && r->rest.len)
		read_unit(r);
	for (;;) {
		bool apart = skip_spaces(r);

		if (!r->rest.len)
			return !r->open;
		if (r->open && peek(r) == ')')
			r->open = false;
		else if (r->share && !r->amount.percent && peek(r) == '%')
			r->amount.percent = true;
		else if (!read_minus(r, apart)) {
			if (!read_currency(r))
				return false;
			continue;
		}
		skip_character(r);
	}
}

/* Drops the apostrophe that kept a spreadsheet from taking -5 for a formula. */
static void drop_guard(struct reading *r)
{
	int32_t second = peek_second(r);

	if (r->rest.at[0] == '\'' && (second == '-' || second == '+'))
		skip(r, 1);
}

bool sops__amount_read(struct sops__amount *out, struct sops_field text, enum sops_decimal decimal,
	bool share)
{
	bool comma = decimal == SOPS_DECIMAL_COMMA;
	struct reading r = {
		.rest = sops_field_trim(text), .share = share,
		.point = comma ? ',' : '.', .comma = comma ? '.' : ',',
	};

	if (!r.rest.len)
		return false;
	drop_guard(&r);
	if (!read_front(&r) || !read_number(&r) || !read_back(&r) || r.two_currencies)
		return false;
	*out = r.amount;
	if (r.amount.percent)
		out->exponent -= 2;
	if (r.yuan && !r.amount.currency.code[0])
		out->currency = (struct sops_currency){ "CNY" };
	return true;
}
