/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "date_private.h"
#include "values_private.h"

#include <stdio.h>

#define PIVOT 70 /* a year of two digits is 1970 to 2069 */

/* Where each order has its parts. */
static const struct {
	int year, month, day;
	const char *reads, *option;
} orders[] = {
	[SOPS_ORDER_MDY] = { 2, 0, 1, "month/day/year", "mdy" },
	[SOPS_ORDER_DMY] = { 2, 1, 0, "day/month/year", "dmy" },
	[SOPS_ORDER_YMD] = { 0, 1, 2, "year/month/day", "ymd" },
};

static int year_in(const struct sops__written *w, int i)
{
	if (w->width[i] == 4)
		return w->part[i];
	if (w->width[i] == 2)
		return w->part[i] + (w->part[i] < PIVOT ? 2000 : 1900);
	return 0;
}

/* The day that is meant if the parts stand in this order, or blank. */
static sops_date day_in(const struct sops__written *w, enum sops_date_order order)
{
	int month = orders[order].month, day = orders[order].day;
	sops_date date;

	if (w->width[month] > 2 || w->width[day] > 2 || w->width[day] == 0)
		return SOPS_DATE_BLANK;
	date = sops_date_of(year_in(w, orders[order].year), w->part[month], w->part[day]);
	if (w->weekday && sops_date_weekday(date) != w->weekday)
		return SOPS_DATE_BLANK;
	return date;
}

static bool fits(const struct sops__written *w, enum sops_date_order order)
{
	return day_in(w, order) != SOPS_DATE_BLANK;
}

/* The order that a year in front, or a month's name beside a whole year, settles. */
static enum sops_date_order order_of_shape(const struct sops__written *w)
{
	if (w->width[0] == 4)
		return SOPS_ORDER_YMD;
	if (w->width[2] != 4)
		return SOPS_ORDER_UNKNOWN;
	if (w->width[0] == 0)
		return SOPS_ORDER_MDY;
	return w->width[1] == 0 ? SOPS_ORDER_DMY : SOPS_ORDER_UNKNOWN;
}

/* The only order in which it is a date; a month's name says nothing about other dates. */
static enum sops_date_order order_proved(const struct sops__written *w)
{
	enum sops_date_order found = SOPS_ORDER_UNKNOWN;

	if (!w->width[0] || !w->width[1])
		return SOPS_ORDER_UNKNOWN;
	for (enum sops_date_order o = SOPS_ORDER_MDY; o <= SOPS_ORDER_YMD; o++) {
		if (!fits(w, o))
			continue;
		if (found)
			return SOPS_ORDER_UNKNOWN;
		found = o;
	}
	return found;
}

static int refuse(struct sops_error *err, struct sops_field text)
{
	char quoted[SOPS_QUOTED];

	if (!err) /* the words are what takes long */
		return SOPS_EINPUT;
	return sops_error_set(err, SOPS_EINPUT, "%s is not a date", sops_quote(quoted, text));
}

static void hint_orders(struct sops_error *err, const struct sops__written *w,
	enum sops_date_order read)
{
	const char *option[3];
	int n = 0;

	if (fits(w, read))
		return;
	for (enum sops_date_order o = SOPS_ORDER_MDY; o <= SOPS_ORDER_YMD; o++)
		if (o != read && fits(w, o))
			option[n++] = orders[o].option;
	if (n)
		sops_error_hint(err, "the dates are read as %s; try --dates %s%s%s",
			orders[read].reads, option[0], n > 1 ? " or " : "",
			n > 1 ? option[1] : "");
}

static bool fits_any(const struct sops__written *w)
{
	return fits(w, SOPS_ORDER_MDY) || fits(w, SOPS_ORDER_DMY) || fits(w, SOPS_ORDER_YMD);
}

/* Sets *out from what was read in the order; false when the day or the instant does not exist. */
static bool settle(struct sops_stamp *out, const struct sops__written *w,
	enum sops_date_order order, enum sops_date_order shows)
{
	sops_date day = day_in(w, order);
	sops_time time = (sops_time)day * SOPS__DAY_SECONDS + w->second - w->zone;
	int64_t utc_day = sops__floor_divide(time, SOPS__DAY_SECONDS);

	if (day == SOPS_DATE_BLANK || utc_day < SOPS__DAY_FIRST || utc_day > SOPS__DAY_LAST)
		return false;
	*out = (struct sops_stamp){ day, time, shows };
	return true;
}

/* A date whose order must be told: by the caller, by the value or by its dots. */
static int settle_ordered(struct sops_stamp *out, const struct sops__written *w,
	enum sops_date_order order, struct sops_field text, struct sops_error *err)
{
	enum sops_date_order shows = order_proved(w);

	if (!order && w->width[2] != 4) {
		refuse(err, text);
		if (fits_any(w))
			sops_error_hint(err, "try --dates mdy, dmy or ymd");
		return SOPS_EINPUT;
	}
	if (!order && w->dots)
		order = SOPS_ORDER_DMY;
	if (!order)
		order = shows;
	if (!order && w->part[0] != w->part[1] && fits(w, SOPS_ORDER_MDY))
		return 1;
	if (!order)
		order = SOPS_ORDER_MDY;
	if (settle(out, w, order, shows))
		return 0;
	refuse(err, text);
	hint_orders(err, w, order);
	return SOPS_EINPUT;
}

int sops_date_parse(struct sops_stamp *out, struct sops_field text, enum sops_date_order order,
	struct sops_error *err)
{
	enum sops_date_order shape;
	struct sops__written w;

	if (sops__date_iso(out, text))
		return 0;
	if (!sops__date_scan_fixed(&w, text) && !sops__date_scan(&w, sops_field_trim(text)))
		return refuse(err, text);
	shape = order_of_shape(&w);
	if (!shape)
		return settle_ordered(out, &w, order, text, err);
	return settle(out, &w, shape, SOPS_ORDER_UNKNOWN) ? 0 : refuse(err, text);
}
