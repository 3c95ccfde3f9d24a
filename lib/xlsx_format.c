/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a format code, such as [$USD-409]#,##0.00;[Red]..., says about the number itself. Only its
 * first section counts; how many digits are shown does not.
 */
#include "money_private.h"
#include "xlsx_private.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* What a code has outside of quotes and brackets. */
struct seen {
	bool date, time, elapsed;
	int percents;
	struct sops_field bracket; /* of a currency: USD in [$USD-409] */
	struct sops_field mark;    /* the first of the marks below, or of a currency in quotes */
};

static const char *const marks[] = { "$", "€", "£", "¥", "￥" };

static struct sops_field skip(struct sops_field text, size_t n)
{
	n = n < text.len ? n : text.len;
	return (struct sops_field){ text.at + n, text.len - n };
}

static struct sops_field until(struct sops_field text, char end)
{
	const char *at = text.len ? memchr(text.at, end, text.len) : NULL;

	return at ? (struct sops_field){ text.at, (size_t)(at - text.at) } : text;
}

static struct sops_field mark_at(struct sops_field text)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t len = strlen(marks[i]);

		if (text.len >= len && memcmp(text.at, marks[i], len) == 0)
			return (struct sops_field){ text.at, len };
	}
	return (struct sops_field){ NULL, 0 };
}

static void note_mark(struct seen *seen, struct sops_field text)
{
	if (seen->mark.len == 0)
		seen->mark = mark_at(text);
}

/* "R$" and "USD" are what they say; of other text only a mark in it is known. */
static void quoted(struct seen *seen, struct sops_field text)
{
	struct sops_field whole = sops_field_trim(text);
	struct sops_currency ignored;

	if (seen->mark.len == 0 && whole.len && sops__currency_at(&ignored, whole) == whole.len)
		seen->mark = whole;
	for (; text.len; text = skip(text, 1))
		note_mark(seen, text);
}

/* [h], [mm], [ss]: time that goes on counting after a day. */
static bool elapsed(struct sops_field inner)
{
	char first = inner.len ? inner.at[0] : '\0';

	if (!first || !strchr("hHmMsS", first))
		return false;
	for (size_t i = 1; i < inner.len; i++) {
		if (inner.at[i] != first)
			return false;
	}
	return true;
}

static void bracketed(struct seen *seen, struct sops_field inner)
{
	if (inner.len && inner.at[0] == '$') {
		struct sops_field symbol = sops_field_trim(until(skip(inner, 1), '-'));

		if (symbol.len && seen->bracket.len == 0)
			seen->bracket = symbol;
	} else if (elapsed(inner)) {
		seen->elapsed = true;
	}
}

static bool is_general(struct sops_field text)
{
	static const char general[] = "general";

	for (size_t i = 0; i < 7; i++) {
		if (i >= text.len || (text.at[i] | 0x20) != general[i])
			return false;
	}
	return true;
}

/* Takes one thing off the code. */
static struct sops_field look(struct seen *seen, struct sops_field code)
{
	struct sops_field inner;

	switch (code.at[0]) {
	case '"':
		inner = until(skip(code, 1), '"');
		quoted(seen, inner);
		return skip(code, inner.len + 2);
	case '[':
		inner = until(skip(code, 1), ']');
		bracketed(seen, inner);
		return skip(code, inner.len + 2);
	case '\\':
		note_mark(seen, skip(code, 1));
		return skip(code, 2);
	case '_':
	case '*':
		return skip(code, 2);
	case '%':
		seen->percents++;
		return skip(code, 1);
	case 'h': case 'H': case 's': case 'S':
		seen->time = true;
		return skip(code, 1);
	case 'y': case 'Y': case 'm': case 'M': case 'd': case 'D':
		seen->date = true;
		return skip(code, 1);
	}
	if (is_general(code))
		return skip(code, 7);
	note_mark(seen, code);
	return skip(code, 1);
}

static bool is_code(struct sops_field symbol)
{
	for (size_t i = 0; i < symbol.len; i++) {
		if (symbol.at[i] < 'A' || symbol.at[i] > 'Z')
			return false;
	}
	return symbol.len == 3;
}

static void set_currency(struct sops__format *format, struct sops_field symbol)
{
	if (symbol.len + 1 >= sizeof(format->currency))
		return;
	if (symbol.len)
		memcpy(format->currency, symbol.at, symbol.len);
	if (is_code(symbol))
		format->currency[symbol.len] = ' ';
}

struct sops__format sops__format_of(struct sops_field code)
{
	struct sops__format format = { .shows = SOPS__SHOWS_NUMBER };
	struct seen seen = { .date = false };

	while (code.len && code.at[0] != ';')
		code = look(&seen, code);
	if (seen.elapsed)
		return format;
	if (seen.date || seen.time)
		format.shows = seen.time ? SOPS__SHOWS_TIME : SOPS__SHOWS_DATE;
	else if (seen.percents == 1)
		format.shows = SOPS__SHOWS_PERCENT;
	else
		set_currency(&format, seen.bracket.len ? seen.bracket : seen.mark);
	return format;
}

/* Formats that a file need not spell out. 46 is [h]:mm:ss; 27 to 36 and 50 to 58 are East Asian. */
struct sops__format sops__format_built_in(uint32_t id)
{
	static const struct {
		uint32_t first, last;
		enum sops__shows shows;
	} built_in[] = {
		{ 9, 10, SOPS__SHOWS_PERCENT },
		{ 14, 17, SOPS__SHOWS_DATE },
		{ 18, 22, SOPS__SHOWS_TIME },
		{ 27, 31, SOPS__SHOWS_DATE },
		{ 32, 35, SOPS__SHOWS_TIME },
		{ 36, 36, SOPS__SHOWS_DATE },
		{ 45, 45, SOPS__SHOWS_TIME },
		{ 47, 47, SOPS__SHOWS_TIME },
		{ 50, 58, SOPS__SHOWS_DATE },
	};
	struct sops__format format = { .shows = SOPS__SHOWS_NUMBER };

	for (size_t i = 0; i < COUNT(built_in); i++) {
		if (id >= built_in[i].first && id <= built_in[i].last)
			format.shows = built_in[i].shows;
	}
	return format;
}
