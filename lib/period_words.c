/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period_words.c: periods as people write them in tables, 2026年7月 or Q3 FY2026, as labels. */
#include "period_private.h"

#include "ascii.h"
#include "private.h"

#include <stdio.h>
#include <string.h>

static bool take(struct sops_field *rest, const char *text)
{
	size_t len = strlen(text);

	if (rest->len < len || memcmp(rest->at, text, len) != 0)
		return false;
	*rest = (struct sops_field){ rest->at + len, rest->len - len };
	return true;
}

/* A number of so many digits at most; 0: there is none. */
static int take_number(struct sops_field *rest, size_t most)
{
	size_t digits = sops__leading_digits(*rest);
	int number;

	if (digits == 0 || digits > most)
		return 0;
	number = sops__digits(rest->at, (int)digits);
	*rest = (struct sops_field){ rest->at + digits, rest->len - digits };
	return number;
}

static bool put(char out[SOPS_PERIOD_TEXT], int year, const char *mark, int width, int number,
	int most)
{
	if (year < 1 || number < 1 || number > most)
		return false;
	snprintf(out, SOPS_PERIOD_TEXT, "%04d%s%0*d", year, mark, width, number);
	return true;
}

static int take_quarter(struct sops_field *rest)
{
	static const char *const numbers[] = { "一", "二", "三", "四" };

	take(rest, "第");
	for (int i = 0; i < 4; i++)
		if (take(rest, numbers[i]))
			return i + 1;
	return take_number(rest, 1);
}

/* What stands behind 2026年. */
static bool read_chinese(char out[SOPS_PERIOD_TEXT], int year, struct sops_field rest)
{
	struct sops_field month = rest;
	int number = take_number(&month, 2);

	if (rest.len == 0)
		snprintf(out, SOPS_PERIOD_TEXT, "%04d", year);
	if (rest.len == 0)
		return year > 0;
	if (number > 0 && take(&month, "月"))
		return month.len == 0 && put(out, year, "-", 2, number, 12);
	if (take(&rest, "上半年"))
		return rest.len == 0 && put(out, year, "H", 1, 1, 2);
	if (take(&rest, "下半年"))
		return rest.len == 0 && put(out, year, "H", 1, 2, 2);
	number = take_quarter(&rest);
	return (take(&rest, "季度") || take(&rest, "季")) && rest.len == 0 &&
		put(out, year, "Q", 1, number, 4);
}

/* Q3 2026, Q3-2026, Q3 FY2026. */
static bool read_quarter(char out[SOPS_PERIOD_TEXT], struct sops_field rest)
{
	int number = take_number(&rest, 1);
	bool fiscal;

	if (!take(&rest, " ") && !take(&rest, "-") && !take(&rest, "/"))
		return false;
	fiscal = take(&rest, "FY");
	take(&rest, " ");
	if (rest.len != 4 || sops__leading_digits(rest) != 4 || number < 1 || number > 4)
		return false;
	snprintf(out, SOPS_PERIOD_TEXT, "%s%.4sQ%d", fiscal ? "FY" : "", rest.at, number);
	return true;
}

/* Jul 2026, July 2026 and Jul-2026: the month of its first day. */
static bool read_english(char out[SOPS_PERIOD_TEXT], struct sops_field text)
{
	char day[32];
	struct sops_stamp stamp;
	struct sops_civil civil;
	char mark = memchr(text.at, '-', text.len) ? '-' : ' ';
	size_t len = (size_t)snprintf(day, sizeof(day), "1%c%.*s", mark, (int)text.len, text.at);

	if (len >= sizeof(day) || sops_date_parse(&stamp, (struct sops_field){ day, len },
			SOPS_ORDER_UNKNOWN, NULL) != 0)
		return false;
	civil = sops_date_civil(stamp.day);
	return civil.day == 1 && !sops__has_clock(stamp.day, stamp.time) &&
		put(out, civil.year, "-", 2, civil.month, 12);
}

bool sops__period_words(char out[SOPS_PERIOD_TEXT], struct sops_field text)
{
	struct sops_field rest = sops_field_trim(text);
	int year, month;

	if (take(&rest, "Q"))
		return read_quarter(out, rest);
	if (sops__leading_digits(rest) == 0)
		return rest.len > 0 && read_english(out, rest);
	if (sops__leading_digits(rest) != 4)
		return false;
	year = take_number(&rest, 4);
	if (take(&rest, "年"))
		return read_chinese(out, year, rest);
	if (!take(&rest, "/") && !take(&rest, "-"))
		return false;
	month = take_number(&rest, 2);
	return rest.len == 0 && put(out, year, "-", 2, month, 12);
}
