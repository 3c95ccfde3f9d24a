/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Days that are counted from 1900, or from 1904. */
#include "xlsx_private.h"

#include "date_private.h"

#define LEAP_DAY 60        /* 29 February 1900: Lotus 1-2-3 had it, so Excel has it */
#define BEFORE_1900 (-25569) /* 1899-12-30, from which days after it count right */
#define BEFORE_1904 (-24107)
#define TEXT 24

__extension__ typedef unsigned __int128 wide;

/* Digits before the point. */
static int64_t days_of(const struct sops__number *number)
{
	int64_t days = 0;

	for (int i = 0; i < number->point; i++)
		days = days * 10 + (i < number->count ? number->digits[i] - '0' : 0);
	return days;
}

/* Digits behind the point, as seconds of a day, to the nearest. */
static int seconds_of(const struct sops__number *number)
{
	wide part = 0, unit = 1;

	if (number->point < -SOPS__DIGITS)
		return 0;
	for (int i = number->point < 0 ? number->point : 0; i < 0; i++)
		unit *= 10;
	for (int i = number->point > 0 ? number->point : 0; i < number->count; i++) {
		part = part * 10 + (wide)(number->digits[i] - '0');
		unit *= 10;
	}
	return (int)((2 * part * SOPS__DAY_SECONDS + unit) / (2 * unit));
}

static char *write_time(char *to, int second)
{
	to = sops__put_digits(to, second / 3600, 2);
	*to++ = ':';
	to = sops__put_digits(to, second / 60 % 60, 2);
	*to++ = ':';
	return sops__put_digits(to, second % 60, 2);
}

static char *write_day(char *to, int64_t day, bool from_1904)
{
	if (from_1904)
		return to + sops_date_format(to, (sops_date)(day + BEFORE_1904));
	if (day == LEAP_DAY)
		return stpcpy(to, "1900-02-29");
	return to + sops_date_format(to, (sops_date)(day + BEFORE_1900 + (day < LEAP_DAY)));
}

int sops__serial_write(struct sops_buffer *out, const struct sops__number *number, bool time,
	bool from_1904)
{
	char text[TEXT], *to = text;
	int64_t day;
	int second;

	if (number->negative || number->point > 7)
		return 1;
	day = days_of(number);
	second = seconds_of(number);
	day += second / SOPS__DAY_SECONDS;
	if (day + (from_1904 ? BEFORE_1904 : BEFORE_1900) > SOPS__DAY_LAST)
		return 1;
	second %= SOPS__DAY_SECONDS;
	if (day > 0)
		to = write_day(to, day, from_1904);
	if (day > 0 && (time || second > 0))
		*to++ = ' ';
	if (day == 0 || time || second > 0)
		to = write_time(to, second);
	return sops_buffer_add(out, text, (size_t)(to - text));
}
