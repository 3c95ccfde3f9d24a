/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/workdays.h>

#include <sops/input.h>

#include "date_private.h"

#include <inttypes.h>
#include <stdlib.h>

enum kind { HOLIDAY, WORKDAY, MADE_UP_FOR };

struct row {
	sops_date date;
	int kind;
	struct sops_field name;
};

/* A day that the table names. */
struct named {
	sops_date date;
	bool worked;
	uint64_t line;
};

/* A day that the week alone would get wrong. */
struct exception {
	sops_date date;
	int more; /* days worked up to this one, above what the week says */
};

struct sops_workdays {
	unsigned week;
	sops_date first, last;
	struct exception *exceptions; /* by date */
	size_t len;
};

enum { DATE, KIND, NAME, ROLES };

static const struct sops_word kinds[] = {
	{ "holiday|publicholiday|bankholiday|off|dayoff|公共假期|休|休息|放假|假日|假期|节日|节假日|"
		"法定节假日|法定假日", HOLIDAY },
	{ "workday|work|workingday|班|上班|补班|工作日|调休上班|补班日", WORKDAY },
	{ "调休", MADE_UP_FOR },
	{ NULL, 0 },
};

static const struct sops_role roles[ROLES] = {
	[DATE] = { .name = "date", .type = SOPS_DATE, .offset = offsetof(struct row, date),
		.doc = "a day", .aliases = "日期" },
	[KIND] = { .name = "kind", .type = SOPS_WORD, .words = kinds,
		.offset = offsetof(struct row, kind), .doc = "holiday or workday",
		.aliases = "type|类型|类别" },
	[NAME] = { .name = "name", .type = SOPS_TEXT, .offset = offsetof(struct row, name),
		.doc = "what the day is called", .aliases = "holiday|名称|节日" },
};

static const struct sops_schema schema = {
	.name = "holidays", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

/* The table while it is read. */
struct names {
	struct named *days;
	size_t len, size;
};

int sops_workdays_new(struct sops_workdays **out, unsigned week, struct sops_error *err)
{
	struct sops_workdays *workdays;

	if (week > 0x7f)
		return sops_error_set(err, SOPS_EUSAGE, "a week has seven days");
	workdays = calloc(1, sizeof(*workdays));
	if (!workdays)
		return sops_error_memory(err);
	workdays->week = week;
	workdays->first = workdays->last = SOPS_DATE_BLANK;
	*out = workdays;
	return 0;
}

void sops_workdays_free(struct sops_workdays *workdays)
{
	if (!workdays)
		return;
	free(workdays->exceptions);
	free(workdays);
}

static bool in_week(const struct sops_workdays *workdays, sops_date date)
{
	return workdays->week >> (sops_date_weekday(date) - 1) & 1;
}

static int append(struct names *names, struct named day, struct sops_error *err)
{
	if (names->len == names->size) {
		size_t size = names->size ? 2 * names->size : 64;
		struct named *grown = reallocarray(names->days, size, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		names->days = grown;
		names->size = size;
	}
	names->days[names->len++] = day;
	return 0;
}

/* What is wrong with the row's date or kind. */
static int refuse(struct sops_error *err, const struct sops_input *input, int role,
	uint64_t line)
{
	const struct sops_columns *columns = sops_input_columns(input);
	const struct sops_place place = { .file = sops_input_name(input), .line = line };
	int column = sops_columns_of(columns, role);

	sops_error_place(err, &place);
	if (column >= 0)
		sops_error_column(err, sops_columns_name(columns, (size_t)column));
	return SOPS_EINPUT;
}

static int add_row(struct names *names, const struct sops_workdays *workdays,
	const struct row *row, const struct sops_input *input, struct sops_error *err)
{
	uint64_t line = sops_input_place(input).line;
	char date[SOPS_DATE_TEXT];

	if (row->date == SOPS_DATE_BLANK) {
		if (row->kind == SOPS_BLANK && row->name.len == 0)
			return 0;
		sops_error_set(err, SOPS_EINPUT, "the row has no date");
		return refuse(err, input, DATE, line);
	}
	if (row->kind == MADE_UP_FOR && in_week(workdays, row->date)) {
		sops_date_format(date, row->date);
		sops_error_set(err, SOPS_EINPUT,
			"\"调休\" on %s, a day of the working week, can be read two ways", date);
		sops_error_hint(err, "write holiday for a day off in lieu, else workday");
		return refuse(err, input, KIND, line);
	}
	return append(names, (struct named){ row->date,
		row->kind == WORKDAY || row->kind == MADE_UP_FOR, line }, err);
}

static int by_date_and_line(const void *a, const void *b)
{
	const struct named *left = a, *right = b;

	if (left->date != right->date)
		return left->date < right->date ? -1 : 1;
	return (left->line > right->line) - (left->line < right->line);
}

/* The first line of the table that contradicts one above it. */
static int refuse_rivals(const struct names *names, const struct sops_input *input,
	struct sops_error *err)
{
	static const char *const words[] = { "a holiday", "a workday" };
	const struct named *rival = NULL, *first = names->days, *before = NULL;
	char date[SOPS_DATE_TEXT];

	for (size_t i = 0; i < names->len; i++) {
		const struct named *day = &names->days[i];

		if (day->date != first->date)
			first = day;
		if (day->worked != first->worked && (!rival || day->line < rival->line)) {
			rival = day;
			before = first;
		}
	}
	if (!rival)
		return 0;
	sops_date_format(date, rival->date);
	sops_error_set(err, SOPS_EINPUT, "%s is %s here and %s on line %" PRIu64, date,
		words[rival->worked], words[before->worked], before->line);
	return refuse(err, input, KIND, rival->line);
}

static int keep_exceptions(struct sops_workdays *workdays, const struct names *names,
	struct sops_error *err)
{
	int more = 0;

	if (names->len == 0)
		return 0;
	workdays->exceptions = calloc(names->len, sizeof(*workdays->exceptions));
	if (!workdays->exceptions)
		return sops_error_memory(err);
	for (size_t i = 0; i < names->len; i++) {
		const struct named *day = &names->days[i];

		if ((i > 0 && day->date == day[-1].date) ||
		    day->worked == in_week(workdays, day->date))
			continue;
		more += day->worked ? 1 : -1;
		workdays->exceptions[workdays->len++] = (struct exception){ day->date, more };
	}
	workdays->first = names->days[0].date;
	workdays->last = names->days[names->len - 1].date;
	return 0;
}

static int read_all(struct sops_workdays *workdays, struct names *names,
	struct sops_input *input, struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = add_row(names, workdays, row, input, err);
		if (status < 0)
			return status;
	}
	if (status == 0 && names->len > 0)
		qsort(names->days, names->len, sizeof(*names->days), by_date_and_line);
	if (status == 0)
		status = refuse_rivals(names, input, err);
	if (status == 0)
		status = keep_exceptions(workdays, names, err);
	return status;
}

int sops_workdays_read(struct sops_workdays **out, unsigned week, int fd, const char *name,
	struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(DATE), .uses = SOPS_ROLE(KIND) | SOPS_ROLE(NAME),
	};
	struct sops_workdays *workdays = NULL;
	struct sops_input *input = NULL;
	const struct sops_place file = { .file = name };
	struct names names = { NULL, 0, 0 };
	int status = sops_workdays_new(&workdays, week, err);

	if (status == 0)
		status = sops_input_open(&input, &schema, fd, name, &options, err);
	if (status == 0)
		status = read_all(workdays, &names, input, err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &file);
	if (status < 0)
		sops_workdays_free(workdays);
	else
		*out = workdays;
	sops_input_free(input);
	free(names.days);
	return status;
}

void sops_workdays_span(const struct sops_workdays *workdays, sops_date *first, sops_date *last)
{
	*first = workdays->first;
	*last = workdays->last;
}

/* What the table adds to the days up to this one. */
static int more_until(const struct sops_workdays *workdays, sops_date date)
{
	size_t low = 0, high = workdays->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (workdays->exceptions[middle].date <= date)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? workdays->exceptions[low - 1].more : 0;
}

/* Days worked since the first of January of the year 1, which is a Monday. */
static int worked_until(const struct sops_workdays *workdays, sops_date date)
{
	int days = date - SOPS__DAY_FIRST + 1;
	unsigned rest = (1u << days % 7) - 1;

	return days / 7 * __builtin_popcount(workdays->week) +
		__builtin_popcount(workdays->week & rest) + more_until(workdays, date);
}

int sops_workdays_count(const struct sops_workdays *workdays, sops_date from, sops_date to)
{
	if (from == SOPS_DATE_BLANK || to == SOPS_DATE_BLANK)
		return 0;
	if (from < SOPS__DAY_FIRST)
		from = SOPS__DAY_FIRST;
	if (to > SOPS__DAY_LAST)
		to = SOPS__DAY_LAST;
	return from > to ? 0 : worked_until(workdays, to) - worked_until(workdays, from - 1);
}

bool sops_workdays_is(const struct sops_workdays *workdays, sops_date day)
{
	return sops_workdays_count(workdays, day, day) == 1;
}

int sops_workdays_of_period(const struct sops_workdays *workdays,
	const struct sops_calendar *calendar, sops_period period)
{
	sops_date end = sops_period_end(calendar, period);

	return sops_workdays_count(workdays, sops_period_start(calendar, period),
		end == SOPS_DATE_BLANK ? SOPS__DAY_LAST : end - 1);
}

sops_date sops_workdays_after(const struct sops_workdays *workdays, sops_date day, int n)
{
	sops_date low = day, high = SOPS__DAY_LAST;

	if (n < 1 || day < SOPS__DAY_FIRST || day >= high ||
	    sops_workdays_count(workdays, day + 1, high) < n)
		return SOPS_DATE_BLANK;
	while (low < high) {
		sops_date middle = low + (high - low) / 2;

		if (sops_workdays_count(workdays, day + 1, middle) < n)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
