/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eights.h"
#include "money_private.h"

#include <endian.h>

#define BINARY_DIGITS 15 /* that a double keeps of any decimal */

/* digits end in no zero, so what is too fine here is so in lowest form. */
static enum sops__fit value_of(struct sops_money *out, const struct sops__amount *amount)
{
	int64_t exponent = amount->exponent + amount->zeros;
	struct sops__wide magnitude;

	if (amount->digits == 0) {
		*out = sops_money_of(0);
		return SOPS__FITS;
	}
	if (exponent < -SOPS_SCALE_MAX)
		return SOPS__TOO_FINE;
	if (amount->too_large || exponent > 38)
		return SOPS__TOO_LARGE;
	magnitude = exponent > 0 ? sops__wide_product(amount->digits, sops__ten_to((int)exponent))
				 : sops__wide_of(amount->digits);
	return sops__money_fit(out, magnitude, exponent < 0 ? (int)-exponent : 0, amount->negative);
}

static int unreadable(struct sops_field text, enum sops_decimal decimal, bool share,
	const char *what, struct sops_error *err)
{
	bool comma = decimal == SOPS_DECIMAL_COMMA;
	enum sops_decimal other = comma ? SOPS_DECIMAL_POINT : SOPS_DECIMAL_COMMA;
	struct sops__amount amount;
	struct sops_money ignored;
	char quoted[SOPS_QUOTED];
	int status;

	if (!err) /* the words are what takes long */
		return SOPS_EINPUT;
	status = sops_error_set(err, SOPS_EINPUT, "%s is not %s", sops_quote(quoted, text), what);
	if (sops__amount_read(&amount, text, other, share) &&
	    value_of(&ignored, &amount) == SOPS__FITS)
		sops_error_hint(err, "try --decimal %s", comma ? "point" : "comma");
	return status;
}

/* Whether the text reads with a decimal comma too, as another amount: 1,234 and 1.234 do. */
static bool reads_otherwise(struct sops_money *comma, struct sops_field text, bool share,
	struct sops_money point)
{
	struct sops__amount other;

	return sops__amount_read(&other, text, SOPS_DECIMAL_COMMA, share) &&
		value_of(comma, &other) == SOPS__FITS && sops_money_compare(*comma, point) != 0;
}

static int refuse_ambiguous(struct sops_field text, struct sops_money point,
	struct sops_money comma, struct sops_error *err)
{
	char quoted[SOPS_QUOTED], first[SOPS_MONEY_TEXT], second[SOPS_MONEY_TEXT];
	int status;

	sops_money_format(first, point);
	sops_money_format(second, comma);
	status = sops_error_set(err, SOPS_EINPUT, "%s is ambiguous: %s or %s",
		sops_quote(quoted, text), first, second);
	sops_error_hint(err, "try --decimal point or --decimal comma");
	return status;
}

/* Any written form: what every answer of the fast path is tested against. */
static int read_exact(struct sops_money *out, struct sops__amount *amount, struct sops_field text,
	enum sops_decimal decimal, bool share, const char *what, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_money value, comma;
	enum sops__fit fit;

	if (!sops__amount_read(amount, text, decimal, share))
		return unreadable(text, decimal, share, what, err);
	fit = value_of(&value, amount);
	if (fit)
		return sops_error_set(err, SOPS_EINPUT, "overflow: %s %s",
			sops_quote(quoted, text), sops__fit_text(fit));
	if (decimal == SOPS_DECIMAL_POINT_UNSAID && reads_otherwise(&comma, text, share, value))
		return refuse_ambiguous(text, value, comma, err);
	*out = value;
	return 0;
}

/* Takes the digits off the front of the text, and adds them to the value. */
static size_t take_digits(uint64_t *value, const char *at, const char *end)
{
	const char *start = at;
	unsigned digit;

	for (; at < end && (digit = (unsigned char)*at - (unsigned)'0') <= 9; at++)
		*value = *value * 10 + digit;
	return (size_t)(at - start);
}

/* 123456 and 123.45: up to eight characters, of which one may be the point. */
static bool read_short(struct sops_money *out, struct sops_field text, char point)
{
	uint64_t digits = sops__eights_of(text.at, text.len) ^ EVERY('0') >> 8 * (8 - text.len);
	uint64_t others = ((digits + EVERY(0x7F - 9)) | digits) & EVERY(0x80);
	size_t len = text.len, scale = 0;
	int64_t value;

	if (others) {
		size_t at = (size_t)__builtin_ctzll(others) / 8;
		uint64_t whole = ~(UINT64_MAX << 8 * at);

		if (text.at[at] != point || at == 0 || at == len - 1)
			return false;
		digits = (digits & whole) | (digits >> 8 & ~whole);
		if (!sops__eights_digits(digits))
			return false;
		scale = --len - at;
	}
	/* Zeros come in front of the digits. */
	value = (int64_t)sops__eights_number(digits << 8 * (8 - len));
	for (; scale > 0 && value % 10 == 0; scale--)
		value /= 10;
	out->units = value;
	out->scale = (int)scale;
	return true;
}

/* 12345.60: up to eight digits, the point and two more. The text is as long as what is read. */
static bool read_cents(struct sops_money *out, struct sops_field text, char point)
{
	size_t whole = text.len - 3;
	const char *cents = text.at + whole + 1;
	unsigned tens = (unsigned char)cents[0] - (unsigned)'0';
	unsigned ones = (unsigned char)cents[1] - (unsigned)'0';
	uint64_t digits;
	int64_t value;

	if (cents[-1] != point || tens > 9 || ones > 9)
		return false;
	memcpy(&digits, text.at, sizeof(digits));
	/* What follows the digits goes, and zeros come in front of them. */
	digits = (le64toh(digits) ^ EVERY('0')) << 8 * (8 - whole);
	if (!sops__eights_digits(digits))
		return false;
	value = (int64_t)sops__eights_number(digits);
	out->scale = ones ? 2 : tens ? 1 : 0;
	out->units = ones ? value * 100 + tens * 10 + ones : tens ? value * 10 + tens : value;
	return true;
}

/* 19 characters fit. */
static __attribute__((noinline)) bool read_digits(struct sops_money *out, struct sops_field text,
	char point)
{
	const char *at = text.at, *end = at + text.len;
	bool negative = *at == '-';
	uint64_t value = 0;
	size_t digits, scale = 0;

	at += negative;
	digits = text.len <= 19 ? take_digits(&value, at, end) : 0;
	at += digits;
	if (digits == 0)
		return false;
	if (at < end && *at == point) {
		at++;
		scale = take_digits(&value, at, end);
		at += scale;
		if (scale == 0)
			return false;
	}
	if (at < end)
		return false;
	for (; scale > 0 && value % 10 == 0; scale--)
		value /= 10;
	out->units = negative ? -(sops_int128)value : (sops_int128)value;
	out->scale = (int)scale;
	return true;
}

/* Most cells of most files are so. */
bool sops__money_plain(struct sops_money *out, struct sops_field text, enum sops_decimal decimal)
{
	const char point = decimal == SOPS_DECIMAL_COMMA ? ',' : '.';

	/* 1.234 may be a thousand where nobody said how decimals are written. */
	if (decimal == SOPS_DECIMAL_POINT_UNSAID && text.len && memchr(text.at, '.', text.len))
		return false;
	if (text.len >= 8 && text.len <= 11 && read_cents(out, text, point))
		return true;
	if (text.len > 0 && text.len <= 8 && read_short(out, text, point))
		return true;
	return text.len > 0 && read_digits(out, text, point);
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 1,234.50 or USD 1,234.50, as people write: groups of three, no zero in front, 18 digits. */
static bool read_grouped(struct sops_money *out, struct sops_currency *currency,
	struct sops_field text)
{
	size_t at = 0, group = 0, digits = 0;
	bool commas = false;
	uint64_t value = 0;
	int scale = 0;

	*currency = (struct sops_currency){ "" };
	if (text.len > 4 && text.at[0] >= 'A' && text.at[0] <= 'Z') {
		if (!sops__currency_code(currency, text.at))
			return false;
		at = text.at[3] == ' ' ? 4 : 3;
	}
	if (at == text.len || text.at[at] < '1' || text.at[at] > '9')
		return false;
	for (; at < text.len && (digit(text.at[at]) || text.at[at] == ','); at++) {
		if (digit(text.at[at])) {
			value = value * 10 + (uint64_t)(text.at[at] - '0');
			group++, digits++;
		} else if (commas ? group != 3 : group > 3) {
			return false;
		} else {
			commas = true;
			group = 0;
		}
		if (digits > 18)
			return false;
	}
	if (commas && group != 3)
		return false;
	if (at < text.len && text.at[at] == '.') {
		for (at++; at < text.len && digit(text.at[at]) && digits < 18;
			at++, scale++, digits++)
			value = value * 10 + (uint64_t)(text.at[at] - '0');
		if (scale == 0)
			return false;
	}
	if (at < text.len)
		return false;
	for (; scale > 0 && value % 10 == 0; scale--)
		value /= 10;
	*out = (struct sops_money){ value, scale };
	return true;
}

int sops_money_parse(struct sops_money *out, struct sops_currency *currency,
	struct sops_field text, enum sops_decimal decimal, struct sops_error *err)
{
	bool unit;

	return sops__money_parse(out, currency, &unit, text, decimal, "an amount", err);
}

int sops__money_parse(struct sops_money *out, struct sops_currency *currency, bool *unit,
	struct sops_field text, enum sops_decimal decimal, const char *what,
	struct sops_error *err)
{
	struct sops__amount amount;
	int status;

	*unit = false;
	if (sops__money_plain(out, text, decimal)) {
		if (currency)
			*currency = (struct sops_currency){ "" };
		return 0;
	}
	if (decimal == SOPS_DECIMAL_POINT && read_grouped(out, &amount.currency, text)) {
		if (currency)
			*currency = amount.currency;
		return 0;
	}
	status = read_exact(out, &amount, text, decimal, false, what, err);
	if (status == 0 && currency)
		*currency = amount.currency;
	*unit = status == 0 && amount.unit;
	return status;
}

/* A binary fraction to its last digit, as HubSpot's API writes 0.2. No person writes so many. */
static bool read_binary(struct sops_money *out, struct sops_field text, char point)
{
	uint64_t value = 0, beyond = 0;

	if (text.len <= 2 + SOPS_SCALE_MAX || text.at[0] != '0' || text.at[1] != point)
		return false;
	if (take_digits(&beyond, text.at + 2, text.at + text.len) < text.len - 2)
		return false;
	take_digits(&value, text.at + 2, text.at + 2 + BINARY_DIGITS + 1);
	value = (value + 5) / 10;
	*out = (struct sops_money){ value, BINARY_DIGITS };
	for (; out->scale > 0 && out->units % 10 == 0; out->scale--)
		out->units /= 10;
	return true;
}

int sops_rate_parse(struct sops_money *out, bool *percent, struct sops_field text,
	enum sops_decimal decimal, struct sops_error *err)
{
	struct sops__amount amount;
	int status;

	if (read_binary(out, text, decimal == SOPS_DECIMAL_COMMA ? ',' : '.')) {
		*percent = false;
		return 0;
	}
	status = read_exact(out, &amount, text, decimal, true, "a rate", err);
	if (status == 0)
		*percent = amount.percent;
	return status;
}
