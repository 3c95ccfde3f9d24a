/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_screen_record.c: which tests a record has to be put to. */
#include "audit_private.h"

#include "../date_private.h"

#include <sops/deals.h>

/* ---- blank columns ---- */

/* Of these cells, none of which is empty: the usual words mean empty, and they are short. */
static inline uint64_t words_for_empty(const struct sops__audit_at *at, size_t first,
	uint64_t brief)
{
	uint64_t blank = 0;

	for (; brief; brief &= brief - 1) {
		size_t i = first + (size_t)__builtin_ctzll(brief);

		if (sops__values_edges[(unsigned char)at->record->fields[i].at[0]] &
		    SOPS__EDGE_FIRST && sops__audit_ask(at, (int)i))
			blank |= brief & -brief;
	}
	return blank;
}

/* The same where other words may do, or space stands around them. */
static SOPS__SLOW uint64_t others_for_empty(const struct sops__audit_at *at, size_t first,
	uint64_t filled)
{
	uint64_t blank = 0;

	for (; filled; filled &= filled - 1)
		if (sops__audit_blank(at, (int)first + __builtin_ctzll(filled)))
			blank |= filled & -filled;
	return blank;
}

size_t sops__audit_screen_blanks(struct sops__audit_at *at)
{
	const struct sops__audit_book *book = at->book;
	const struct sops__audit_screen *screen = &book->screen;
	const struct sops_record *record = at->record;
	bool usual = book->usual && !(at->has & SOPS__HAS_EDGE);
	size_t any = 0;

	for (size_t i = 0; i * 64 < record->count; i++) {
		size_t count = record->count - i * 64;
		struct sops__audit_lengths lengths;
		uint64_t asked;

		sops__audit_lengths(&lengths, record->fields + i * 64, count < 64 ? count : 64,
			book->pairs.fast);
		any |= lengths.any;
		asked = screen->asked[i] & ~lengths.empty;
		screen->blank[i] = lengths.empty | (usual
			? words_for_empty(at, i * 64, asked & lengths.brief)
			: others_for_empty(at, i * 64, asked));
	}
	return any;
}

/* ---- the status ---- */

/* Whether anything says which status a deal has: one of which nothing does is no open deal. */
static bool has_status(const struct sops__audit_at *at)
{
	const struct sops__audit_screen *screen = &at->book->screen;

	for (size_t i = 0; i < at->whole->n_cells; i++)
		if (at->whole->cells[i].role == SOPS_DEALS_STATUS)
			return false;
	for (size_t i = 0; i < screen->words; i++)
		if (screen->says[i] & ~screen->blank[i])
			return true;
	return false;
}

static inline unsigned class_of(struct sops__audit_at *at)
{
	unsigned status;

	at->has_status = at->book->screen.deals && has_status(at);
	if (!at->has_status)
		return SOPS__CLASSES - 1;
	status = (unsigned)((const struct sops_deal *)at->row)->status;
	return status < SOPS__CLASSES - 1 ? status : SOPS__CLASSES - 1;
}

/* ---- glances ---- */

static inline const void *member(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance)
{
	return (const char *)at->row + glance->offset;
}

static SOPS__SLOW void doubt(struct sops__audit_screen *screen, struct sops__audit_pass *glance,
	unsigned class)
{
	glance->failed[class]++;
	for (size_t i = 0; i < screen->masks; i++)
		screen->todo[i] = (screen->doubts ? screen->todo[i] : 0) | glance->tests[i];
	screen->doubts = true;
}

/* Skipped, or doubted: it does not pass. */
static inline void fail(struct sops__audit_screen *screen, struct sops__audit_pass *glance,
	unsigned class, bool doubted)
{
	if (doubted)
		doubt(screen, glance, class);
	else
		glance->failed[class]++;
}

static inline bool is_blank(const struct sops__audit_screen *screen, int column)
{
	return screen->blank[(size_t)column / 64] >> (size_t)column % 64 & 1;
}

/* Some column that has to be filled is not. */
static SOPS__SLOW void doubt_filled(struct sops__audit_screen *screen, unsigned class)
{
	for (size_t i = 0; i < screen->count; i++) {
		struct sops__audit_pass *glance = &screen->glances[i];

		if (glance->kind == SOPS__GLANCE_FILLED && glance->classes & SOPS__CLASS(class) &&
		    is_blank(screen, glance->column))
			doubt(screen, glance, class);
	}
}

static inline void look_at_blanks(struct sops__audit_screen *screen, unsigned class)
{
	const struct sops__audit_list *list = &screen->lists[class];
	bool missing = false;

	for (size_t i = 0; i < screen->words; i++) {
		uint64_t left = screen->blank[i] & list->counted[i];

		missing |= (screen->blank[i] & list->filled[i]) != 0;
		for (; left; left &= left - 1)
			list->blank[i * 64 + (size_t)__builtin_ctzll(left)]++;
	}
	if (missing)
		doubt_filled(screen, class);
}

static inline bool is_within(const struct sops_money *number, const struct sops__audit_pass *glance)
{
	int64_t units = (int64_t)number->units;

	return (unsigned)number->scale < SOPS__SCALES && units == number->units &&
		units >= glance->bounds[number->scale].low &&
		units <= glance->bounds[number->scale].high;
}

/* Whether the cell may be a word; words that are amounts stand in cells with a separator, too. */
static inline bool may_be_word(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance, struct sops_field cell, unsigned has)
{
	return (has & (SOPS__HAS_EDGE | SOPS__HAS_WIDE) &&
			(has & SOPS__HAS_EDGE || sops__is_wide(cell))) ||
		(sops__begins_as(glance->words, cell) &&
			sops__may_be_word(glance->words, cell)) ||
		(glance->amount && sops__has_more_than_digits(at, cell));
}

/* One digit, and then a point or an E: 1.23457E+12. */
static inline bool may_be_rounded(const struct sops__audit_at *at, struct sops_field cell)
{
	return at->has & SOPS__HAS_EDGE ||
		(cell.len > 1 && cell.at[0] >= '0' && cell.at[0] <= '9' &&
			(cell.at[1] == '.' || cell.at[1] == ',' || (cell.at[1] | 0x20) == 'e'));
}

/* A day's member is no stamp, but begins as one does. */
static inline sops_date day_of(const struct sops__audit_at *at,
	const struct sops__audit_ordered *one)
{
	return *(const sops_date *)(const void *)((const char *)at->row + one->offset);
}

static inline sops_time time_of(const struct sops__audit_at *at,
	const struct sops__audit_ordered *one)
{
	const void *member = (const char *)at->row + one->offset;
	const struct sops_stamp *stamp = member;

	return one->timed && sops__has_clock(stamp->day, stamp->time) ? stamp->time
								       : SOPS_TIME_BLANK;
}

/* None, the earliest there is, where the member is a day. */
static inline sops_time raw_time_of(const struct sops__audit_at *at,
	const struct sops__audit_ordered *one)
{
	const void *member = (const char *)at->row + one->offset;

	return one->timed ? ((const struct sops_stamp *)member)->time : SOPS_TIME_BLANK;
}

/* All of them there, and neither a day nor a time before the one before it, as in most records:
 * then they are in order, whichever of the two says so. */
static inline bool is_rising(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance)
{
	const struct sops__audit_ordered *one = glance->ordered, *end = one + glance->n_order;
	sops_date last = day_of(at, one);
	sops_time last_time = raw_time_of(at, one);
	bool rising = last != SOPS_DATE_BLANK;

	while (++one < end) {
		sops_date day = day_of(at, one);
		sops_time time = one->timed ? raw_time_of(at, one) : last_time;

		rising &= day >= last && time >= last_time;
		last = day;
		last_time = time;
	}
	return rising;
}

/* Whether no day or time is before the one before it; *seen counts those that are there. */
static bool in_order(const struct sops__audit_at *at, const struct sops__audit_pass *glance,
	size_t *seen)
{
	sops_date last = SOPS_DATE_BLANK;
	sops_time last_time = SOPS_TIME_BLANK;
	bool right = true;

	for (size_t i = 0; i < glance->n_order; i++) {
		sops_date day = day_of(at, &glance->ordered[i]);
		sops_time time = time_of(at, &glance->ordered[i]);

		if (day == SOPS_DATE_BLANK)
			continue;
		++*seen;
		right &= time != SOPS_TIME_BLANK && last_time != SOPS_TIME_BLANK
			? time >= last_time : day >= last;
		last = day;
		last_time = time;
	}
	return right;
}

/* What says nothing of a member or a cell skips it. */
static inline void look_at_values(struct sops__audit_at *at, unsigned class,
	struct sops__audit_pass *const *next)
{
	struct sops__audit_screen *screen = &at->book->screen;
	struct sops__audit_pass *glance;
	const unsigned has = at->has;

	for (; (glance = *next)->kind == SOPS__GLANCE_ID; next++) {
		if (is_blank(screen, glance->column))
			glance->failed[class]++;
		else if (may_be_rounded(at, at->record->fields[glance->column]))
			doubt(screen, glance, class);
	}
	for (; (glance = *next)->kind == SOPS__GLANCE_DAY; next++) {
		sops_date day = *(const sops_date *)member(at, glance);

		if ((uint32_t)day - (uint32_t)glance->first >= glance->days)
			fail(screen, glance, class, day != SOPS_DATE_BLANK || glance->needed);
	}
	for (; (glance = *next)->kind == SOPS__GLANCE_NUMBER; next++) {
		const struct sops_money *number = member(at, glance);

		if (!is_within(number, glance))
			fail(screen, glance, class, number->scale >= 0);
	}
	for (; (glance = *next)->kind == SOPS__GLANCE_WORD; next++) {
		struct sops_field cell = at->record->fields[glance->column];

		if (cell.len == 0 || may_be_word(at, glance, cell, has))
			fail(screen, glance, class, cell.len > 0);
	}
	for (; (glance = *next)->kind == SOPS__GLANCE_ORDER; next++) {
		size_t seen = 0;

		if (is_rising(at, glance))
			continue;
		if (!in_order(at, glance, &seen))
			doubt(screen, glance, class);
		else if (seen < 2)
			glance->failed[class]++;
	}
}

static inline void look(struct sops__audit_at *at, unsigned class)
{
	struct sops__audit_screen *screen = &at->book->screen;
	const struct sops__audit_list *list = &screen->lists[class];
	struct sops__audit_pass *const *next = list->glances, *glance;

	look_at_blanks(screen, class);
	if (!(at->has & screen->alarms))
		next += list->n_quiet;
	for (; (glance = *next)->kind == SOPS__GLANCE_QUIET; next++)
		if (at->has & glance->alarm)
			doubt(screen, glance, class);
	for (; (glance = *next)->kind == SOPS__GLANCE_LENGTH; next++)
		if (at->raw.len > (uint64_t)glance->most)
			doubt(screen, glance, class);
	for (; (glance = *next)->kind == SOPS__GLANCE_NAMED; next++)
		if (((const struct sops_field *)member(at, glance))->len == 0)
			doubt(screen, glance, class);
	look_at_values(at, class, next);
}

/* Of a record with a cell that could not be read nothing is taken at a glance. */
const uint64_t *sops__audit_screen(struct sops__audit_at *at, struct sops__audit_test ***tests)
{
	struct sops__audit_screen *screen = &at->book->screen;
	unsigned class = class_of(at);
	struct sops__audit_list *list = &screen->lists[class];

	*tests = list->tests;
	at->glanced = !(at->has & SOPS__HAS_UNREADABLE);
	if (!at->glanced)
		return list->all;
	list->records++;
	screen->doubts = false;
	look(at, class);
	if (!screen->doubts)
		return NULL;
	for (size_t i = 0; i < screen->masks; i++)
		screen->todo[i] = (screen->todo[i] | list->always[i]) & list->all[i];
	return screen->todo;
}
