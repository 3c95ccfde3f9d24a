/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/activity_book.h>

#include "activity_private.h"
#include "book_rows.h"
#include "chosen.h"
#include "ids.h"
#include "private.h"

#include <inttypes.h>
#include <stdlib.h>

/* Ids, and the first day of each. */
struct firsts {
	struct sops__texts ids;
	struct sops_buffer days; /* sops_date by number of the id less 1 */
};

struct sops_activity_book {
	struct sops__book activities;
	struct sops__texts reps, types;
	struct firsts deals, leads;
	struct sops__overlap overlap;
	struct sops_activity_oddities oddities;
	char *name;
	bool has_reps, knows_selling;
	bool has_times; /* of day, other than midnight */
};

/* A book while it is read. */
struct reading {
	struct sops_activity_book *book;
	struct sops__chosen selling;
	sops_date as_of;
};

static const struct sops_word types[] = {
	{ "call|calls|phone|phonecall|phonecalls|telephone|telephonecall|coldcall|coldcalls|"
		"callback|dial|outboundcall|inboundcall|calloutbound|callinbound|logacall|电话|打电话|"
		"致电|去电|来电|拨打电话|通话|电话沟通|电话跟进|电话联系|电话拜访|电话回访|电话销售",
		SOPS_ACTIVITY_CALL },
	{ "email|emails|mail|mails|emailsent|sendemail|outboundemail|inboundemail|incomingemail|"
		"outgoingemail|forwardedemail|邮件|电邮|电子邮件|发邮件|发送邮件|邮件沟通|邮件跟进|"
		"邮件联系|邮件往来", SOPS_ACTIVITY_EMAIL },
	{ "meeting|meetings|demo|demos|demonstration|productdemo|appointment|videomeeting|"
		"onlinemeeting|virtualmeeting|webmeeting|videoconference|会议|开会|会谈|会面|面谈|见面|演示|"
		"产品演示|视频会议|线上会议|在线会议|电话会议|洽谈|商务洽谈", SOPS_ACTIVITY_MEETING },
	{ "visit|visits|onsite|onsitevisit|onsitemeeting|sitevisit|customervisit|clientvisit|"
		"fieldvisit|facetoface|inperson|inpersonmeeting|拜访|上门|上门拜访|客户拜访|外出拜访|"
		"实地拜访|现场拜访|登门拜访|陌生拜访|走访", SOPS_ACTIVITY_VISIT },
	{ NULL, 0 },
};

static sops_date *first_day(const struct firsts *firsts, uint32_t number)
{
	return (sops_date *)(void *)firsts->days.at + number - 1;
}

static int add_first(struct firsts *firsts, struct sops_field id, sops_date day,
	struct sops_error *err)
{
	char whole[SOPS_SALESFORCE_ID];
	uint32_t number;
	int status;

	if (day == SOPS_DATE_BLANK)
		return 0;
	status = sops__texts_add(&firsts->ids, sops__id(whole, id), &number, err);
	if (status < 0 || number == 0)
		return status;
	if (number * sizeof(day) > firsts->days.len)
		sops_buffer_add(&firsts->days, &day, sizeof(day));
	else if (day < *first_day(firsts, number))
		*first_day(firsts, number) = day;
	return sops_buffer_check(&firsts->days, err);
}

static sops_date find_first(const struct firsts *firsts, struct sops_field id)
{
	char whole[SOPS_SALESFORCE_ID];
	uint32_t number;

	if (!sops__texts_find(&firsts->ids, sops__id(whole, id), &number) || number == 0)
		return SOPS_DATE_BLANK;
	return *first_day(firsts, number);
}

static bool is_midnight(struct sops_stamp start)
{
	return start.time == start.day * INT64_C(86400);
}

/* A day alone reads as midnight; a cell that writes the time has a colon. */
static bool has_time_of_day(const struct sops__book_row *row)
{
	struct sops_stamp start = ((const struct sops_activity *)row->at)->start;
	int column = sops_columns_of(sops_input_columns(row->input), SOPS_ACTIVITIES_START);
	struct sops_field cell;

	if (start.day == SOPS_DATE_BLANK || !is_midnight(start))
		return start.day != SOPS_DATE_BLANK;
	cell = sops_input_record(row->input)->fields[column];
	return memchr(cell.at, ':', cell.len) || memmem(cell.at, cell.len, "\xEF\xBC\x9A", 3);
}

static int is_selling(struct reading *reading, const struct sops_activity *row,
	struct sops_error *err)
{
	if (!sops__chosen_is_list(&reading->selling))
		return row->customer_facing == 1;
	return sops__chosen_has(&reading->selling, row->type, err);
}

static int fill(struct sops__activity *activity, struct sops_activity_book *book,
	const struct sops__book_row *from, struct sops_error *err)
{
	const struct sops_activity *row = from->at;
	bool judged = !sops_money_blank(row->minutes) && has_time_of_day(from);
	char rep[SOPS_SALESFORCE_ID];
	int type = SOPS_ACTIVITY_OTHER, status;

	sops__word(&type, row->type, types);
	activity->type = (unsigned char)type;
	activity->deal = row->deal_id.len > 0;
	activity->minutes = row->minutes;
	activity->start = judged ? row->start.time : SOPS_TIME_BLANK;
	book->has_times |= judged && !is_midnight(row->start);
	status = sops__texts_add(&book->reps, sops__id(rep, row->rep_id), &activity->rep, err);
	if (status == 0)
		status = sops__texts_add(&book->types, row->type, &activity->named, err);
	return status;
}

static int add_activity(struct sops_activity_book *book, const struct sops__book_row *row,
	bool selling, struct sops_error *err)
{
	const struct sops_activity *from = row->at;
	struct sops__activity *activity;
	void *item;
	int status = sops__book_add(&book->activities, &item, row->group, from->start.day, err);

	if (status < 0)
		return status;
	activity = item;
	activity->line = row->line;
	activity->selling = selling;
	book->oddities.undated += from->start.day == SOPS_DATE_BLANK;
	status = fill(activity, book, row, err);
	if (status == 0)
		status = add_first(&book->deals, from->deal_id, from->start.day, err);
	if (status == 0)
		status = add_first(&book->leads, from->lead_id, from->start.day, err);
	return status;
}

static int add(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct reading *reading = to;
	const struct sops_activity *from = row->at;
	int selling = is_selling(reading, from, err);

	if (selling < 0)
		return selling;
	if (!sops_money_blank(from->minutes) && from->minutes.units < 0) {
		sops_error_set(err, SOPS_EINPUT, "minutes are negative");
		return sops__book_column(row, SOPS_ACTIVITIES_MINUTES, err);
	}
	if (from->automatic == 1) {
		reading->book->oddities.automatic++;
		return 0;
	}
	if (from->start.day != SOPS_DATE_BLANK && from->start.day > reading->as_of) {
		reading->book->oddities.future++;
		return 0;
	}
	return add_activity(reading->book, row, selling, err);
}

static int read_all(struct sops_activity_book *book, struct sops_input *input,
	const struct sops_activity_options *options, struct sops_error *err)
{
	struct reading reading = { .book = book, .as_of = options->as_of };
	const struct sops_place file = { .file = book->name };
	uint64_t bound = sops_input_roles(input);
	int status = sops__chosen_list(&reading.selling, options->selling, "type", err);

	book->has_reps = bound & SOPS_ROLE(SOPS_ACTIVITIES_REP_ID);
	book->knows_selling =
		options->selling || (bound & SOPS_ROLE(SOPS_ACTIVITIES_CUSTOMER_FACING));
	if (status == 0)
		status = sops__book_rows(input, add, &reading, err);
	if (status == 0)
		status = sops__chosen_check(&reading.selling, "activity", "type", "types", err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &file);
	sops__chosen_release(&reading.selling);
	return status;
}

int sops_activity_book_read(struct sops_activity_book **out, struct sops_input *input,
	const struct sops_activity_options *options, struct sops_error *err)
{
	struct sops_activity_book *book = calloc(1, sizeof(*book));
	int status;

	if (!book)
		return sops_error_memory(err);
	book->activities.item_size = sizeof(struct sops__activity);
	book->name = strdup(sops_input_name(input));
	status = book->name ? read_all(book, input, options, err) : sops_error_memory(err);
	sops__book_sort(&book->activities);
	/* A column in which it is always midnight is one of days. */
	if (status == 0 && book->has_times)
		status = sops__activity_overlaps(&book->overlap, &book->activities,
			options->split_overlaps, book->name, err);
	if (status < 0)
		sops_activity_book_free(book);
	else
		*out = book;
	return status;
}

static void release_firsts(struct firsts *firsts)
{
	sops__texts_release(&firsts->ids);
	sops_buffer_release(&firsts->days);
}

void sops_activity_book_free(struct sops_activity_book *book)
{
	if (!book)
		return;
	sops__book_release(&book->activities);
	sops__texts_release(&book->reps);
	sops__texts_release(&book->types);
	release_firsts(&book->deals);
	release_firsts(&book->leads);
	free(book->name);
	free(book);
}

static int by_number(const void *a, const void *b)
{
	const uint32_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static int count_reps(int64_t *count, const struct sops__activity *activities, size_t n,
	struct sops_error *err)
{
	uint32_t *reps = n ? reallocarray(NULL, n, sizeof(*reps)) : NULL;

	*count = n > 0;
	if (n == 0)
		return 0;
	if (!reps)
		return sops_error_memory(err);
	for (size_t i = 0; i < n; i++)
		reps[i] = activities[i].rep;
	qsort(reps, n, sizeof(*reps), by_number);
	for (size_t i = 1; i < n; i++)
		*count += reps[i] != reps[i - 1];
	free(reps);
	return 0;
}

/* Minutes that are whole, and such as are split, in shares. */
struct minutes {
	struct sops_money whole, shares;
};

static int add_minutes(struct minutes *minutes, const struct sops__activity *activity, bool counts,
	struct sops_error *err)
{
	struct sops_money *sum = activity->split ? &minutes->shares : &minutes->whole;

	if (!counts || sops_money_blank(activity->minutes))
		return 0;
	return sops_money_add(sum, *sum, activity->minutes, err);
}

/* whole + a / b = (whole * b + a) / b */
static int total(struct sops_ratio *out, const struct minutes *minutes, struct sops_error *err)
{
	struct sops_money whole;
	int status;

	sops__activity_minutes(out, minutes->shares);
	status = sops_money_mul(&whole, minutes->whole, out->den, err);
	return status < 0 ? status : sops_money_add(&out->num, out->num, whole, err);
}

int sops_activity_book_of(struct sops_active *out, const struct sops_activity_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err)
{
	const struct minutes none = { sops_money_of(0), sops_money_of(0) };
	struct minutes all = none, selling = none, deals = none;
	const void *at;
	size_t n = sops__book_find(&book->activities, &at, group, span);
	const struct sops__activity *activity = at;
	int status;

	*out = (struct sops_active){ .all = (int64_t)n };
	status = book->has_reps ? count_reps(&out->reps, activity, n, err) : 0;
	for (size_t i = 0; status == 0 && i < n; i++, activity++) {
		bool timed = !sops_money_blank(activity->minutes);

		out->types[activity->type]++;
		out->timed += timed;
		out->untimed += !timed;
		out->on_deals += activity->deal;
		status = add_minutes(&all, activity, true, err);
		if (status == 0)
			status = add_minutes(&selling, activity, activity->selling, err);
		if (status == 0)
			status = add_minutes(&deals, activity, activity->deal, err);
	}
	if (status == 0)
		status = total(&out->minutes, &all, err);
	if (status == 0)
		status = total(&out->selling, &selling, err);
	return status < 0 ? status : total(&out->deal_minutes, &deals, err);
}

bool sops_activity_book_span(const struct sops_activity_book *book, sops_date *first,
	sops_date *last, struct sops_field group)
{
	return sops__book_span(&book->activities, first, last, group);
}

struct sops_field sops_activity_book_group(const struct sops_activity_book *book, size_t index)
{
	return sops__book_group(&book->activities, index);
}

sops_date sops_activity_book_first(const struct sops_activity_book *book,
	struct sops_field deal_id, struct sops_field lead_id)
{
	sops_date deal = find_first(&book->deals, deal_id);
	sops_date lead = find_first(&book->leads, lead_id);

	if (deal == SOPS_DATE_BLANK || lead == SOPS_DATE_BLANK)
		return deal == SOPS_DATE_BLANK ? lead : deal;
	return deal < lead ? deal : lead;
}

int sops_activity_book_overlap(const struct sops_activity_book *book, struct sops_error *err)
{
	const struct sops_place place = { .file = book->name, .line = book->overlap.line };

	if (book->overlap.line == 0)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "overlaps line %" PRIu64 " of the same rep",
		book->overlap.with);
	sops_error_hint(err, "try --split-overlaps");
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

bool sops_activity_book_knows_selling(const struct sops_activity_book *book)
{
	return book->knows_selling;
}

struct sops_activity_oddities sops_activity_book_oddities(const struct sops_activity_book *book)
{
	return book->oddities;
}
