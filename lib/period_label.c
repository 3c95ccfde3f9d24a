/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "period_private.h"

static const char *const unit_names[] = {
	[SOPS_UNIT_NONE] = "period",
	[SOPS_UNIT_DAY] = "day",
	[SOPS_UNIT_WEEK] = "week",
	[SOPS_UNIT_MONTH] = "month",
	[SOPS_UNIT_QUARTER] = "quarter",
	[SOPS_UNIT_HALF] = "half-year",
	[SOPS_UNIT_YEAR] = "year",
};

static bool is_retail(const struct sops_calendar *calendar)
{
	return calendar->kind != SOPS_GREGORIAN;
}

static bool begins_in_january(const struct sops_calendar *calendar)
{
	return sops__fiscal_month(calendar) == 1 && sops__fiscal_day(calendar) == 1;
}

static bool has_calendar_months(const struct sops_calendar *calendar)
{
	return !is_retail(calendar) && sops__fiscal_day(calendar) == 1;
}

/* The calendar whose years the weeks are counted in: ISO 8601's are cut as a retail one's. */
static const struct sops_calendar *calendar_of_weeks(const struct sops_calendar *calendar)
{
	static const struct sops_calendar iso = { .kind = SOPS_445 };

	return is_retail(calendar) ? calendar : &iso;
}

/* How much the name of a fiscal year is ahead of the year in which it begins. */
static int name_ahead(const struct sops_calendar *calendar)
{
	return !calendar->label_start && !begins_in_january(calendar);
}

static char *put_year(char *out, const struct sops_calendar *calendar, int begins)
{
	int name = begins + name_ahead(calendar);

	if (is_retail(calendar) || !begins_in_january(calendar)) {
		*out++ = 'F';
		*out++ = 'Y';
	}
	return sops__put_digits(out, name, name > 9999 ? 5 : 4);
}

static char *put_part(char *out, const char *mark, int number, int width)
{
	size_t len = strlen(mark);

	memcpy(out, mark, len);
	return sops__put_digits(out + len, number, width);
}

static char *put_week(char *out, const struct sops_calendar *calendar, sops_date start)
{
	const struct sops_calendar *years = calendar_of_weeks(calendar);
	int year = sops__fiscal_year_of(years, start);
	int week = (start - sops__fiscal_year_start(years, year)) / 7 + 1;

	out = is_retail(calendar) ? put_year(out, calendar, year) :
		sops__put_digits(out, year, 4);
	return put_part(out, "-W", week, 2);
}

static char *put_month(char *out, sops_date start)
{
	struct sops_civil civil = sops__date_civil(start);

	return put_part(sops__put_digits(out, civil.year, 4), "-", civil.month, 2);
}

static char *put_long(char *out, const struct sops_calendar *calendar, sops_period period)
{
	int in_year = 12 / sops__unit_months(calendar->unit);
	int year = period / in_year, number = period % in_year + 1;

	out = put_year(out, calendar, year);
	if (calendar->unit == SOPS_UNIT_MONTH)
		return put_part(out, "-P", number, 2);
	if (calendar->unit == SOPS_UNIT_QUARTER)
		return put_part(out, "Q", number, 1);
	if (calendar->unit == SOPS_UNIT_HALF)
		return put_part(out, "H", number, 1);
	return out;
}

static char *put_label(char *out, const struct sops_calendar *calendar, sops_period period)
{
	sops_date start = sops_period_start(calendar, period);

	if (start == SOPS_DATE_BLANK)
		return out;
	if (calendar->unit == SOPS_UNIT_DAY)
		return out + sops_date_format(out, start);
	if (calendar->unit == SOPS_UNIT_WEEK)
		return put_week(out, calendar, start);
	if (calendar->unit == SOPS_UNIT_MONTH && has_calendar_months(calendar))
		return put_month(out, start);
	return put_long(out, calendar, period);
}

size_t sops_period_label(char out[SOPS_PERIOD_TEXT], const struct sops_calendar *calendar,
	sops_period period)
{
	char *end = put_label(out, calendar, period);

	*end = '\0';
	return (size_t)(end - out);
}

/* Each reads the period that a label of its shape names, in the unit that the shape has. */

static bool read_day(sops_period *out, const struct sops_calendar *calendar, const char *at)
{
	(void)calendar;
	*out = sops_date_of(sops__digits(at, 4), sops__digits(at + 5, 2), sops__digits(at + 8, 2));
	return *out != SOPS_DATE_BLANK;
}

static bool read_week(sops_period *out, const struct sops_calendar *calendar, const char *at)
{
	const struct sops_calendar *years = calendar_of_weeks(calendar);
	int year = sops__digits(at, 4) - name_ahead(years);
	int number = sops__digits(at + (at[4] == '-' ? 6 : 5), 2);

	*out = sops__week_of(sops__fiscal_year_start(years, year)) + number - 1;
	return number > 0 && *out < sops__week_of(sops__fiscal_year_start(years, year + 1));
}

static bool read_month(sops_period *out, const struct sops_calendar *calendar, const char *at)
{
	int month = sops__digits(at + 5, 2);

	*out = sops__digits(at, 4) * 12 + month - sops__fiscal_month(calendar);
	return month >= 1 && month <= 12 && has_calendar_months(calendar);
}

static bool read_long(sops_period *out, const struct sops_calendar *calendar, const char *at)
{
	int in_year = 12 / sops__unit_months(calendar->unit);
	int year = sops__digits(at, 4) - name_ahead(calendar), number = 1;

	if (in_year > 1)
		number = sops__digits(at + (at[4] == '-' ? 6 : 5), in_year > 9 ? 2 : 1);
	*out = year * in_year + number - 1;
	return number >= 1 && number <= in_year;
}

static const struct form {
	const char *shape;
	enum sops_unit unit;
	bool (*read)(sops_period *out, const struct sops_calendar *calendar, const char *at);
} forms[] = {
	{ "0000", SOPS_UNIT_YEAR, read_long },
	{ "0000H0", SOPS_UNIT_HALF, read_long },
	{ "0000-H0", SOPS_UNIT_HALF, read_long },
	{ "0000Q0", SOPS_UNIT_QUARTER, read_long },
	{ "0000-Q0", SOPS_UNIT_QUARTER, read_long },
	{ "0000-00", SOPS_UNIT_MONTH, read_month },
	{ "0000P00", SOPS_UNIT_MONTH, read_long },
	{ "0000-P00", SOPS_UNIT_MONTH, read_long },
	{ "0000W00", SOPS_UNIT_WEEK, read_week },
	{ "0000-W00", SOPS_UNIT_WEEK, read_week },
	{ "0000-00-00", SOPS_UNIT_DAY, read_day },
};

static const struct form *find_form(struct sops_field label)
{
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (label.len == strlen(forms[i].shape) && sops__shaped(label.at, forms[i].shape))
			return &forms[i];
	return NULL;
}

/* Only what is counted inside a fiscal year may be called so. */
static bool may_be_fiscal(const struct form *form, const struct sops_calendar *calendar)
{
	return form->read == read_long ||
		(form->read == read_week && is_retail(calendar));
}

/* Whether FY stands in front; cuts it and any space off. */
static bool cut_fiscal(struct sops_field *label)
{
	*label = sops_field_trim(*label);
	if (label->len <= 2 || !sops__shaped(label->at, "FY"))
		return false;
	*label = (struct sops_field){ label->at + 2, label->len - 2 };
	return true;
}

/* Reads the label of any unit, and leaves that unit in the calendar. */
static bool read_label(sops_period *out, struct sops_calendar *calendar, struct sops_field label)
{
	const struct form *form;
	bool fiscal = cut_fiscal(&label);

	form = find_form(label);
	if (!form || (fiscal && !may_be_fiscal(form, calendar)))
		return false;
	calendar->unit = form->unit;
	return form->read(out, calendar, label.at);
}

/* The days of the period that the calendar knows; false when there are none. */
static bool days_of(sops_date *first, sops_date *last, const struct sops_calendar *calendar,
	sops_period period)
{
	sops_date start = sops_period_start(calendar, period);
	sops_date end = sops_period_end(calendar, period);

	if (end <= SOPS__DAY_FIRST || start > SOPS__DAY_LAST)
		return false;
	*first = start < SOPS__DAY_FIRST ? SOPS__DAY_FIRST : start;
	*last = end > SOPS__DAY_LAST ? SOPS__DAY_LAST : end - 1;
	return true;
}

int sops_period_range(sops_date *first, sops_date *last, const struct sops_calendar *calendar,
	struct sops_field label, struct sops_error *err)
{
	struct sops_calendar own = *calendar;
	sops_date from, to;
	char quoted[SOPS_QUOTED];
	sops_period period;

	if (read_label(&period, &own, label) && days_of(&from, &to, &own, period)) {
		*first = from;
		*last = to;
		return 0;
	}
	sops_error_set(err, SOPS_EUSAGE, "%s is not a period", sops_quote(quoted, label));
	sops_error_hint(err, "try 2026, 2026H2, 2026Q3, %s, 2026-W28 or 2026-07-15",
		has_calendar_months(calendar) ? "2026-07" : "2026-P07");
	return SOPS_EUSAGE;
}

int sops_period_parse(sops_period *out, const struct sops_calendar *calendar,
	struct sops_field label, struct sops_error *err)
{
	struct sops_calendar own = *calendar;
	char quoted[SOPS_QUOTED], example[SOPS_PERIOD_TEXT];
	sops_date first, last;
	sops_period period;

	if (read_label(&period, &own, label) && own.unit == calendar->unit &&
	    days_of(&first, &last, &own, period)) {
		*out = period;
		return 0;
	}
	sops_error_set(err, SOPS_EINPUT, "%s is not a %s", sops_quote(quoted, label),
		unit_names[calendar->unit]);
	if (sops_period_label(example, calendar,
			sops_period_of(calendar, sops__date_days(2026, 7, 15))))
		sops_error_hint(err, "write it as %s", example);
	return SOPS_EINPUT;
}

/* Whether some calendar has it: a retail year may have 53 weeks where that of ISO 8601 has 52. */
static bool may_exist(const struct form *form, struct sops_field label)
{
	static const struct {
		int most, width;
	} numbers[] = { [SOPS_UNIT_WEEK] = { 53, 2 }, [SOPS_UNIT_MONTH] = { 12, 2 },
		[SOPS_UNIT_QUARTER] = { 4, 1 }, [SOPS_UNIT_HALF] = { 2, 1 },
		[SOPS_UNIT_YEAR] = { 9999, 4 } };
	int width = numbers[form->unit].width, number;
	sops_period day;

	if (form->unit == SOPS_UNIT_DAY)
		return form->read(&day, NULL, label.at);
	number = sops__digits(label.at + label.len - width, width);
	return number >= 1 && number <= numbers[form->unit].most && sops__digits(label.at, 4) > 0;
}

static char capital(char c)
{
	return c >= 'a' ? (char)(c - 'a' + 'A') : c;
}

/* 2026Q3 and 2026H2, but 2026-P07 and 2026-W28. */
static void put_as_labels_are(char *out, struct sops_field label, bool fiscal)
{
	size_t mark = label.len > 4 && label.at[4] == '-' ? 5 : 4;
	char letter = mark < label.len ? capital(label.at[mark]) : 'Q';

	if (fiscal)
		out = mempcpy(out, "FY", 2);
	out = mempcpy(out, label.at, 4);
	if (letter != 'Q' && letter != 'H')
		*out++ = '-';
	for (size_t i = mark; i < label.len; i++)
		*out++ = capital(label.at[i]);
}

int sops_label_parse(struct sops_label *out, struct sops_field text, struct sops_error *err)
{
	static const struct sops_calendar retail = { .kind = SOPS_445 };
	char quoted[SOPS_QUOTED];
	struct sops_label read = { "" };
	char words[SOPS_PERIOD_TEXT];
	struct sops_field label = sops__period_words(words, text) ? sops_field_of(words) : text;
	bool fiscal = cut_fiscal(&label);
	const struct form *form = find_form(label);

	if (form && (!fiscal || may_be_fiscal(form, &retail)) && may_exist(form, label)) {
		put_as_labels_are(read.text, label, fiscal);
		*out = read;
		return 0;
	}
	*out = read;
	sops_error_set(err, SOPS_EINPUT, "%s is not a period", sops_quote(quoted, text));
	sops_error_hint(err, "write it as 2026, 2026H2, 2026Q3, 2026-07, 2026-W28 or 2026-07-15");
	return SOPS_EINPUT;
}
