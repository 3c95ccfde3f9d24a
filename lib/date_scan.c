/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "date_private.h"

#include "ascii.h"

#define ZONE_MOST (14 * 3600) /* Line Islands */

static const char *const months[] = {
	"january", "february", "march", "april", "may", "june", "july", "august", "september",
	"october", "november", "december", NULL,
};

static const char *const weekdays[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", NULL,
};

/* Each take_ function takes what it names off the front of the text, or nothing. */

static void advance(struct sops_field *rest, size_t len)
{
	rest->at += len;
	rest->len -= len;
}

static bool take_text(struct sops_field *rest, const char *text)
{
	size_t len = strlen(text);

	if (rest->len < len || memcmp(rest->at, text, len) != 0)
		return false;
	advance(rest, len);
	return true;
}

static bool take(struct sops_field *rest, char c)
{
	if (!rest->len || *rest->at != c)
		return false;
	advance(rest, 1);
	return true;
}

/* U+202F is what newer versions of CLDR put before AM and PM. */
static bool take_space(struct sops_field *rest)
{
	size_t before = rest->len;

	while (take(rest, ' ') || take(rest, '\t') || take_text(rest, "\u00A0") ||
	       take_text(rest, "\u202F") || take_text(rest, "\u3000"))
		;
	return rest->len < before;
}

/* The number of digits taken, at most so many. */
static int take_digits(struct sops_field *rest, int most, int *value)
{
	int width = 0;

	*value = 0;
	while (width < most && rest->len && sops__is_digit(*rest->at)) {
		*value = *value * 10 + (*rest->at - '0');
		advance(rest, 1);
		width++;
	}
	return width;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static size_t letters(struct sops_field text)
{
	size_t n = 0;

	while (n < text.len && lower(text.at[n]) >= 'a' && lower(text.at[n]) <= 'z')
		n++;
	return n;
}

/* Whether the word begins the name: "Sep", "Sept" and "SEPTEMBER" all do. */
static bool begins(const char *name, struct sops_field word)
{
	for (size_t i = 0; i < word.len; i++)
		if (lower(word.at[i]) != name[i])
			return false;
	return true;
}

/* The number of the name, from 1, or 0. */
static int take_name(struct sops_field *rest, const char *const names[])
{
	struct sops_field word = { rest->at, letters(*rest) };

	if (word.len < 3)
		return 0;
	for (int i = 0; names[i]; i++) {
		if (begins(names[i], word)) {
			advance(rest, word.len);
			return i + 1;
		}
	}
	return 0;
}

/* The separator, ' ' for a space or a comma before or instead of one, or 0. */
static char take_separator(struct sops_field *rest)
{
	if (take(rest, '-'))
		return '-';
	if (take(rest, '/'))
		return '/';
	if (take(rest, '.'))
		return take_space(rest) ? ' ' : '.';
	if (take(rest, ',')) {
		take_space(rest);
		return ' ';
	}
	return take_space(rest) ? ' ' : 0;
}

static bool scan_part(struct sops__written *w, int i, struct sops_field *rest)
{
	w->width[i] = take_digits(rest, i ? 4 : 8, &w->part[i]);
	if (w->width[i])
		return true;
	w->part[i] = take_name(rest, months);
	return w->part[i] > 0;
}

static bool scan_basic(struct sops__written *w)
{
	int all = w->part[0];

	*w = (struct sops__written){
		.part = { all / 10000, all / 100 % 100, all % 100 },
		.width = { 4, 2, 2 },
		.weekday = w->weekday,
	};
	return true;
}

static bool scan_chinese(struct sops__written *w, struct sops_field *rest)
{
	return w->width[0] == 4 && scan_part(w, 1, rest) && w->width[1] &&
		take_text(rest, "月") && scan_part(w, 2, rest) && w->width[2] &&
		take_text(rest, "日");
}

static bool scan_separated(struct sops__written *w, struct sops_field *rest)
{
	char separator = take_separator(rest);

	if (!separator || !scan_part(w, 1, rest))
		return false;
	if (take_separator(rest) != separator || !scan_part(w, 2, rest))
		return false;
	w->dots = separator == '.';
	return separator != ' ' || !w->width[0] || !w->width[1];
}

static bool scan_day(struct sops__written *w, struct sops_field *rest)
{
	w->weekday = take_name(rest, weekdays);
	if (w->weekday && take_separator(rest) != ' ')
		return false;
	if (!scan_part(w, 0, rest))
		return false;
	if (w->width[0] == 8)
		return scan_basic(w);
	if (take_text(rest, "年"))
		return scan_chinese(w, rest);
	return scan_separated(w, rest);
}

enum half { HALF_NONE, HALF_AM, HALF_PM };

static enum half take_chinese_half(struct sops_field *rest)
{
	enum half half = take_text(rest, "上午") ? HALF_AM :
		take_text(rest, "下午") ? HALF_PM : HALF_NONE;

	if (half)
		take_space(rest);
	return half;
}

static enum half take_english_half(struct sops_field *rest)
{
	struct sops_field text = *rest;

	take_space(&text);
	if (letters(text) != 2 || lower(text.at[1]) != 'm' ||
	    (lower(text.at[0]) != 'a' && lower(text.at[0]) != 'p'))
		return HALF_NONE;
	*rest = text;
	advance(rest, 2);
	return lower(text.at[0]) == 'a' ? HALF_AM : HALF_PM;
}

/* The zone, or its absence, is the end of the text. */
static bool scan_zone(struct sops__written *w, struct sops_field rest)
{
	int hour, minute = 0, sign;

	take_space(&rest);
	if (take(&rest, 'Z') || take(&rest, 'z') || take_text(&rest, "UTC") ||
	    take_text(&rest, "GMT"))
		return !rest.len;
	if (!rest.len)
		return true;
	sign = take(&rest, '+') ? 1 : take(&rest, '-') ? -1 : 0;
	if (!sign || take_digits(&rest, 2, &hour) != 2)
		return false;
	if ((take(&rest, ':') || rest.len) && take_digits(&rest, 2, &minute) != 2)
		return false;
	w->zone = sign * (hour * 3600 + minute * 60);
	return !rest.len && minute < 60 && hour * 3600 + minute * 60 <= ZONE_MOST;
}

struct clock {
	int hour, minute, second;
	bool fraction; /* more than a whole second */
	enum half half;
};

static bool scan_fraction(struct clock *clock, struct sops_field *rest)
{
	int value, width;

	if (!take(rest, '.') && !take(rest, ','))
		return true;
	width = take_digits(rest, 9, &value);
	clock->fraction = value > 0;
	return width > 0;
}

/* The second of the day, or -1 when no clock shows this. */
static int clock_second(const struct clock *clock)
{
	int hour = clock->hour;

	if (clock->minute > 59 || clock->second > 59)
		return -1;
	if (clock->half) {
		if (hour < 1 || hour > 12)
			return -1;
		hour = hour % 12 + (clock->half == HALF_PM ? 12 : 0);
	}
	if (hour > 24 || (hour == 24 && (clock->minute || clock->second || clock->fraction)))
		return -1;
	return hour * 3600 + clock->minute * 60 + clock->second;
}

/* What may follow the minutes and seconds. */
static bool scan_tail(struct sops__written *w, struct clock *clock, struct sops_field rest)
{
	if (!clock->half)
		clock->half = take_english_half(&rest);
	w->second = clock_second(clock);
	return w->second >= 0 && scan_zone(w, rest);
}

static bool scan_time(struct sops__written *w, struct sops_field rest)
{
	struct clock clock = { .half = take_chinese_half(&rest) };

	if (!take_digits(&rest, 2, &clock.hour) || !take(&rest, ':'))
		return false;
	if (take_digits(&rest, 2, &clock.minute) != 2)
		return false;
	if (take(&rest, ':') &&
	    (take_digits(&rest, 2, &clock.second) != 2 || !scan_fraction(&clock, &rest)))
		return false;
	return scan_tail(w, &clock, rest);
}

/* What stands between the day and the time; a day in Chinese needs nothing. */
static bool take_gap(struct sops_field *rest, bool chinese)
{
	if (take(rest, 'T') || take(rest, 't'))
		return rest->len && sops__is_digit(*rest->at);
	take(rest, ',');
	return take_space(rest) || chinese;
}

bool sops__date_scan(struct sops__written *out, struct sops_field text)
{
	struct sops_field rest = text;

	*out = (struct sops__written){ 0 };
	if (!scan_day(out, &rest))
		return false;
	if (!rest.len)
		return true;
	return take_gap(&rest, (unsigned char)rest.at[-1] >= 0x80) && scan_time(out, rest);
}

bool sops__shaped(const char *text, const char *pattern)
{
	for (; *pattern; text++, pattern++)
		if (*pattern == '0' ? !sops__is_digit(*text) : lower(*text) != lower(*pattern))
			return false;
	return true;
}

int sops__digits(const char *text, int width)
{
	int value = 0;

	for (int i = 0; i < width; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static int two(const char *at)
{
	return sops__digits(at, 2);
}

static bool scan_fixed_time(struct sops__written *w, struct sops_field text)
{
	const char *at = text.at + 11;
	struct sops_field rest;
	struct clock clock;

	if (text.len < 19 || (at[-1] != ' ' && at[-1] != 'T') || !sops__shaped(at, "00:00:00"))
		return false;
	clock = (struct clock){ two(at), two(at + 3), two(at + 6), false, HALF_NONE };
	rest = (struct sops_field){ at + 8, text.len - 19 };
	return scan_fraction(&clock, &rest) && scan_tail(w, &clock, rest);
}

bool sops__date_scan_fixed(struct sops__written *out, struct sops_field text)
{
	const char *at = text.at;

	if (text.len < 10)
		return false;
	if (sops__shaped(at, "0000-00-00")) {
		*out = (struct sops__written){
			.part = { sops__digits(at, 4), two(at + 5), two(at + 8) },
			.width = { 4, 2, 2 },
		};
		return text.len == 10 || scan_fixed_time(out, text);
	}
	if (text.len > 10 || !sops__shaped(at, "00/00/0000"))
		return false;
	*out = (struct sops__written){
		.part = { two(at), two(at + 3), sops__digits(at + 6, 4) },
		.width = { 2, 2, 4 },
	};
	return true;
}
