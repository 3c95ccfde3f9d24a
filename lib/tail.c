/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tail.h"

#include "ahead.h"
#include "csv_private.h"
#include "private.h"

#include <stdlib.h>

/* What is known of a record that waits. */
struct held {
	struct held *next;
	int status;              /* what the reader said of it: 1, or negative */
	enum sops_footer_kind kind;
	const char *why;
	struct sops_error error; /* when negative */
	struct sops_ahead copy;  /* of one record, bad or not */
};

/* What the reader gave last. */
struct latest {
	int got;
	const struct sops_record *record;
	struct sops_error why;
};

struct sops__tail {
	struct sops_csv *csv;
	const struct sops_footers *to;
	struct sops_footer_options options;
	struct held *first, **last; /* in the order read */
	struct held *given;         /* the one that was handed out, alive until the next */
	bool decided;               /* those that wait are data, and so is the latest */
	bool closed;                /* a legal line has come: no data may */
	bool last_held;             /* the end came upon records that waited */
	struct latest latest;
	uint64_t footers, blanks;
};

int sops__tail_new(struct sops__tail **out, struct sops_csv *csv,
	const struct sops_footers *footers, int id, struct sops_error *err)
{
	struct sops__tail *tail = calloc(1, sizeof(*tail));

	if (!tail)
		return sops_error_memory(err);
	tail->csv = csv;
	tail->to = footers;
	tail->options = (struct sops_footer_options){ sops_csv_header(csv)->count, id,
		footers->patterns };
	tail->last = &tail->first;
	*out = tail;
	return 0;
}

static void free_held(struct held *held)
{
	if (held)
		sops__ahead_release(&held->copy);
	free(held);
}

void sops__tail_free(struct sops__tail *tail)
{
	if (!tail)
		return;
	while (tail->first) {
		struct held *next = tail->first->next;

		free_held(tail->first);
		tail->first = next;
	}
	free_held(tail->given);
	free(tail);
}

/* A record with its id is data, and most have one. Where the id comes first, a footer stands in
 * its place. */
static bool has_id(const struct sops__tail *tail, const struct sops_record *record)
{
	int id = tail->options.id;

	return id >= 0 && (size_t)id < record->count &&
		record->count == tail->options.columns &&
		sops__is_code(sops_field_trim(record->fields[id]));
}

static int hold(struct sops__tail *tail, const struct sops_record *record,
	const struct sops_footer *footer, struct sops_error *err)
{
	struct held *held = calloc(1, sizeof(*held));

	if (!held)
		return sops_error_memory(err);
	held->status = tail->latest.got;
	held->kind = footer->kind;
	held->why = footer->why;
	held->error = tail->latest.why;
	sops__ahead_init(&held->copy, SIZE_MAX);
	if (sops__ahead_push(&held->copy, record, sops_csv_raw(tail->csv),
			sops_csv_raw(tail->csv).len, err) < 0) {
		free_held(held);
		return SOPS_ESYSTEM;
	}
	*tail->last = held;
	tail->last = &held->next;
	return 0;
}

static struct sops_field first_text(const struct sops_record *record)
{
	size_t i = 0;

	while (i + 1 < record->count && sops_field_trim(record->fields[i]).len == 0)
		i++;
	return record->fields[i];
}

static void tell(struct sops__tail *tail, struct held *held)
{
	const struct sops_record *record;
	bool there = sops__ahead_pop(&held->copy, &record);

	tail->footers++;
	if (there && tail->to->tell)
		tail->to->tell(tail->to->to, &record->place, held->why, first_text(record));
}

/* What of that which waits is no data, for all that is known. */
enum drop {
	DROP_BLANKS, /* those are none, whatever comes after them */
	DROP_GOOD,   /* names above a total; but of a bad record that is no proof */
	DROP_ALL,
};

static bool goes(const struct held *held, enum drop drop)
{
	if (held->kind == SOPS_FOOTER_BLANK || drop == DROP_ALL)
		return true;
	return drop == DROP_GOOD && (held->kind != SOPS_FOOTER_NAME || held->status > 0);
}

static void drop_held(struct sops__tail *tail, enum drop drop)
{
	struct held **at = &tail->first, *held;

	while ((held = *at)) {
		if (!goes(held, drop)) {
			at = &held->next;
			continue;
		}
		*at = held->next;
		if (held->kind == SOPS_FOOTER_BLANK)
			tail->blanks++;
		else
			tell(tail, held);
		free_held(held);
	}
	tail->last = at;
}

static int give(struct sops_error *err, const struct sops_error *why, int got)
{
	if (got < 0 && err && err->status == SOPS_OK)
		*err = *why;
	return got;
}

/* The oldest that waits, as the reader gave it. */
static int hand_out(struct sops__tail *tail, const struct sops_record **record,
	struct sops_error *err)
{
	struct held *held = tail->first;

	tail->first = held->next;
	if (!tail->first)
		tail->last = &tail->first;
	free_held(tail->given);
	tail->given = held;
	sops__ahead_pop(&held->copy, record);
	return give(err, &held->error, held->status);
}

/* What the reader gives next, and what that may be; its fields, where it has any. */
static struct sops_footer look(struct sops__tail *tail, struct sops_record *fields)
{
	static const struct sops_footer none = { .kind = SOPS_FOOTER_NONE };
	struct latest *latest = &tail->latest;
	struct sops_footer footer;

	if (latest->why.status)
		latest->why = (struct sops_error){ .status = SOPS_OK };
	latest->record = NULL;
	latest->got = sops_csv_next(tail->csv, &latest->record, &latest->why);
	if (latest->got == 0 || (latest->got < 0 && sops_csv_fatal(tail->csv)))
		return none;
	if (latest->got > 0)
		*fields = *latest->record;
	else if (sops_csv_ragged(tail->csv, fields) < 0)
		return none;
	if (latest->got > 0 && has_id(tail, fields))
		return none;
	footer = sops_sniff_footer(fields->fields, fields->count, &tail->options);
	/* In a table of one column a blank line is a blank value. */
	return footer.kind == SOPS_FOOTER_BLANK && tail->options.columns == 1 ? none : footer;
}

/* Data below the lines that end a report: nobody can say what they are. */
static void refuse_data(struct sops__tail *tail)
{
	struct latest *latest = &tail->latest;

	if (latest->got <= 0)
		return;
	sops_error_set(&latest->why, SOPS_EINPUT, "a record below the footer of the report");
	sops_error_place(&latest->why, &latest->record->place);
	latest->got = SOPS_EINPUT;
}

static bool is_provisional(enum sops_footer_kind kind)
{
	return kind == SOPS_FOOTER_NAME || kind == SOPS_FOOTER_BLANK;
}

static bool proves(const struct sops__tail *tail, enum sops_footer_kind kind)
{
	return tail->closed || kind != SOPS_FOOTER_TOTAL;
}

/* Reads until it is known what the records are that wait. */
static int decide(struct sops__tail *tail, struct sops_error *err)
{
	struct sops_record fields;
	struct sops_footer footer;

	while ((footer = look(tail, &fields)).kind != SOPS_FOOTER_NONE) {
		tail->last_held = true;
		if (hold(tail, &fields, &footer, err) < 0)
			return SOPS_ESYSTEM;
		tail->closed |= footer.kind == SOPS_FOOTER_LEGAL;
		if (!is_provisional(footer.kind))
			drop_held(tail, proves(tail, footer.kind) ? DROP_ALL : DROP_GOOD);
	}
	tail->last_held = tail->last_held && tail->latest.got == 0;
	drop_held(tail, tail->closed ? DROP_ALL : DROP_BLANKS);
	if (tail->closed)
		refuse_data(tail);
	tail->decided = true;
	return 0;
}

int sops__tail_next(struct sops__tail *tail, const struct sops_record **record,
	struct sops_error *err)
{
	free_held(tail->given);
	tail->given = NULL;
	if (!tail->decided && decide(tail, err) < 0)
		return SOPS_ESYSTEM;
	if (tail->first)
		return hand_out(tail, record, err);
	tail->decided = tail->latest.got == 0;
	*record = tail->latest.record;
	return give(err, &tail->latest.why, tail->latest.got);
}

struct sops_field sops__tail_raw(const struct sops__tail *tail)
{
	return tail->given ? sops__ahead_raw(&tail->given->copy) : sops_csv_raw(tail->csv);
}

bool sops__tail_fatal(const struct sops__tail *tail)
{
	return !tail->given && sops_csv_fatal(tail->csv);
}

bool sops__tail_calm(const struct sops__tail *tail)
{
	bool waits = tail->first || (tail->decided && tail->latest.got != 0);

	return !waits && !tail->last_held && !tail->closed;
}

bool sops__tail_quotes(const struct sops__tail *tail)
{
	return tail->given || sops__csv_quotes(tail->csv);
}

uint64_t sops__tail_footers(const struct sops__tail *tail)
{
	return tail->footers;
}

uint64_t sops__tail_blanks(const struct sops__tail *tail)
{
	return tail->blanks;
}
