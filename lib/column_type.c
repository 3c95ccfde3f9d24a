/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "column_type.h"

#include "addresses.h"
#include "ascii.h"
#include "sentinels.h"
#include "values_private.h"

/* Bytes: what is longer is neither, and need not be read. */
#define LONGEST_NUMBER 100
#define LONGEST_DATE 100
#define LONGEST_BOOL 5 /* false */
#define MOST_LETTERS 6 /* of a number: a currency and a unit */

#define BIT(type) sops__type_bit(SOPS_PROFILE_##type)

static size_t count_digits(struct sops_field cell)
{
	size_t digits = 0;

	for (size_t i = 0; i < cell.len; i++)
		digits += sops__is_digit(cell.at[i]);
	return digits;
}

static size_t count_letters(struct sops_field cell)
{
	size_t letters = 0;

	for (size_t i = 0; i < cell.len; i++)
		letters += sops__is_letter(cell.at[i]);
	return letters;
}

/* 007, which is a number to nobody. */
static bool zero_in_front(struct sops_field cell)
{
	return cell.len > 1 && cell.at[0] == '0' && count_digits(cell) == cell.len;
}

/* Only these characters. */
static bool consists_of(struct sops_field cell, const char *characters)
{
	for (size_t i = 0; i < cell.len; i++)
		if (!cell.at[i] || (!sops__is_digit(cell.at[i]) && !strchr(characters, cell.at[i])))
			return false;
	return true;
}

/* One of the words, in any case. Lengths are looked at first: most cells are none. */
static bool is_word(struct sops_field cell, const struct sops_field *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].len == cell.len && sops__same(words[i], cell))
			return true;
	return false;
}

#define W(word) SOPS_FIELD(word)

/* As values are read, but for 1 and 0, which are numbers. */
static bool is_bool(struct sops_field cell)
{
	int value;

	return cell.len <= LONGEST_BOOL && sops__word(&value, cell, sops__truths) &&
		!sops__named("1|0", cell);
}

/* With a letter in front there is a date only behind the name of a month or a weekday. */
static bool may_be_date(struct sops_field cell, size_t digits)
{
	static const struct sops_field names[] = { W("jan"), W("feb"), W("mar"), W("apr"),
		W("may"), W("jun"), W("jul"), W("aug"), W("sep"), W("oct"), W("nov"), W("dec"),
		W("mon"), W("tue"), W("wed"), W("thu"), W("fri"), W("sat"), W("sun") };
	const struct sops_field front = { cell.at, cell.len < 3 ? cell.len : 3 };
	char first = (char)(cell.at[0] | 0x20);

	if (digits < 3 || digits == cell.len || cell.len > LONGEST_DATE)
		return false;
	return first < 'a' || first > 'z' ||
		is_word(front, names, sizeof(names) / sizeof(names[0]));
}

/* Bare digits are a number, whatever day they may be. */
static void look_at_date(struct sops__looks *looks, struct sops_field cell,
	enum sops_date_order said)
{
	struct sops_stamp stamp;
	int status;

	looks->month_first = looks->day_first = SOPS_DATE_BLANK;
	if (!may_be_date(cell, count_digits(cell)))
		return;
	status = sops_date_parse(&stamp, cell, said, NULL);
	if (status < 0)
		return;
	looks->types |= BIT(DATETIME);
	if (!memchr(cell.at, ':', cell.len))
		looks->types |= BIT(DATE);
	looks->ambiguous = status == 1;
	if (said) {
		looks->month_first = looks->day_first = stamp.day;
		return;
	}
	if (sops_date_parse(&stamp, cell, SOPS_ORDER_MDY, NULL) == 0)
		looks->month_first = stamp.day;
	if (sops_date_parse(&stamp, cell, SOPS_ORDER_DMY, NULL) == 0)
		looks->day_first = stamp.day;
}

static void look_at_number(struct sops__looks *looks, struct sops_field cell,
	enum sops_decimal decimal)
{
	bool percent = false;

	looks->number = SOPS_MONEY_BLANK;
	if (cell.len > LONGEST_NUMBER || count_letters(cell) > MOST_LETTERS ||
	    count_digits(cell) == 0 || zero_in_front(cell) ||
	    (cell.at[0] == '+' && sops__is_phone(cell)))
		return;
	if (sops__money_plain(&looks->number, cell, decimal))
		looks->types |= BIT(DECIMAL) | BIT(MONEY) |
			(consists_of(cell, "+-") ? BIT(INTEGER) : 0);
	else if (sops_money_parse(&looks->number, &looks->currency, cell, decimal, NULL) == 0)
		looks->types |= BIT(MONEY);
	else if (sops__has_percent(cell) &&
		 sops_rate_parse(&looks->number, &percent, cell, decimal, NULL) == 0 && percent)
		looks->types |= BIT(PERCENT);
	else
		looks->number = SOPS_MONEY_BLANK;
}

static bool is_repeated(struct sops_field cell)
{
	if (cell.len < 4 || (cell.at[0] != '0' && cell.at[0] != '9'))
		return false;
	for (size_t i = 1; i < cell.len; i++)
		if (cell.at[i] != cell.at[0])
			return false;
	return true;
}

#define LISTED(word) SOPS_FIELD(word),

bool sops__is_sentinel(struct sops_field cell)
{
	/* With what may be somebody's or something's name, which a rule is not to blame: a profile
	 * only counts it. */
	static const struct sops_field words[] = { SOPS__SENTINELS(LISTED) W("nan"), W("sample"),
		W("xx"), W("foo"), W("bar") };

	return is_repeated(cell) || is_word(cell, words, sizeof(words) / sizeof(words[0]));
}

static bool is_sentinel_day(sops_date day)
{
	static const struct sops_civil days[] = { { 1, 1, 1 }, { 1899, 12, 30 }, { 1899, 12, 31 },
		{ 1900, 1, 1 }, { 1970, 1, 1 }, { 2099, 12, 31 }, { 9999, 12, 31 } };

	for (size_t i = 0; day != SOPS_DATE_BLANK && i < sizeof(days) / sizeof(days[0]); i++)
		if (day == sops_date_of(days[i].year, days[i].month, days[i].day))
			return true;
	return false;
}

struct sops__looks sops__looks_of(struct sops_field cell,
	const struct sops_column_profile_options *options)
{
	struct sops__looks looks = { .types = BIT(TEXT) };

	look_at_number(&looks, cell, options->decimal);
	look_at_date(&looks, cell, options->dates);
	if (looks.types == BIT(TEXT) && is_bool(cell))
		looks.types |= BIT(BOOL);
	looks.types |= sops__is_email(cell) ? BIT(EMAIL) : 0;
	looks.types |= sops__is_website(cell) ? BIT(URL) : 0;
	if (looks.types == BIT(TEXT) && sops__is_marked_phone(cell))
		looks.types |= BIT(PHONE);
	if (looks.types == BIT(TEXT) && sops__is_code(cell))
		looks.types |= BIT(ID);
	looks.suspect = sops__is_sentinel(cell) || is_sentinel_day(looks.month_first) ||
		is_sentinel_day(looks.day_first);
	return looks;
}
