/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_screen.c: which tests a record has to be put to. */
#include "audit_private.h"

#include <sops/deals.h>

#include <limits.h>
#include <stdlib.h>

/* ---- before the first record ---- */

static void set_bit(uint64_t *mask, size_t at)
{
	mask[at / 64] |= UINT64_C(1) << (at % 64);
}

/* The classes whose records the test may be about. */
static unsigned classes_of(const struct sops__audit_test *test)
{
	unsigned classes = test->check->statuses ? test->check->statuses : SOPS__CLASS_ANY;

	if (test->where && test->where->status >= 0)
		classes &= SOPS__CLASS(test->where->status);
	return classes;
}

/* A check that is about some deals looks for itself where nobody says which the deal is. */
static unsigned glanced(const struct sops__audit_test *test)
{
	unsigned classes = classes_of(test);

	if (test->glance.kind == SOPS__GLANCE_NONE)
		return 0;
	return classes == SOPS__CLASS_ANY ? classes : classes & ~SOPS__CLASS_NONE;
}

/* A condition that is not about the status is asked for each record. */
static void choose_glance(struct sops__audit_test *test, const struct sops__audit_book *book)
{
	const struct sops_role *roles = sops_columns_schema(book->columns)->roles;
	struct sops__audit_pass glance = { .kind = SOPS__GLANCE_NONE, .role = test->role,
		.column = test->column, .classes = classes_of(test), .least = INT64_MIN,
		.most = INT64_MAX, .digits = INT_MAX };

	if (test->check->alarm) {
		glance.kind = SOPS__GLANCE_QUIET;
		glance.alarm = test->check->alarm;
	}
	if (test->check->glance)
		test->check->glance(test, book, &glance);
	if ((test->where && test->where->status < 0) ||
	    (glance.kind == SOPS__GLANCE_CELL && test->where))
		glance.kind = SOPS__GLANCE_NONE;
	if (glance.role >= 0)
		glance.offset = roles[glance.role].offset;
	for (size_t i = 0; i < glance.n_order; i++) {
		glance.ordered[i].offset = roles[glance.order[i]].offset;
		glance.ordered[i].timed = roles[glance.order[i]].type == SOPS_TIME;
	}
	test->glance = glance;
}

static int allot(struct sops__audit_screen *screen, size_t tests, struct sops_error *err)
{
	size_t masks = (tests + 63) / 64;

	free(screen->memory);
	free(screen->glances);
	screen->masks = masks;
	screen->memory = calloc((2 * SOPS__CLASSES + 1 + tests) * masks + 1, sizeof(uint64_t));
	screen->glances = calloc(tests + 1, sizeof(*screen->glances));
	if (!screen->memory || !screen->glances)
		return sops_error_memory(err);
	screen->all = screen->memory;
	screen->always = screen->all + SOPS__CLASSES * masks;
	screen->todo = screen->always + SOPS__CLASSES * masks;
	return 0;
}

/* Whether one glance does for both: of the same member or cell, with words of its own. */
static bool is_same(const struct sops__audit_pass *a, const struct sops__audit_pass *b)
{
	return a->kind == b->kind && a->role == b->role && a->column == b->column &&
		a->alarm == b->alarm && a->classes == b->classes && a->needed == b->needed &&
		a->words == b->words && a->order == b->order;
}

static void join(struct sops__audit_pass *to, const struct sops__audit_pass *from)
{
	to->least = from->least > to->least ? from->least : to->least;
	to->most = from->most < to->most ? from->most : to->most;
	to->digits = from->digits < to->digits ? from->digits : to->digits;
}

static void add_glance(struct sops__audit_screen *screen, struct sops__audit_test *test,
	size_t number)
{
	struct sops__audit_pass *at = screen->glances;
	struct sops__audit_pass *end = at + screen->count;

	while (at < end && !is_same(at, &test->glance))
		at++;
	if (at == end) {
		*at = test->glance;
		at->tests = screen->todo + (1 + screen->count++) * screen->masks;
		screen->alarms |= at->alarm;
	}
	join(at, &test->glance);
	set_bit(screen->todo + (1 + (size_t)(at - screen->glances)) * screen->masks, number);
}

static void add_test(struct sops__audit_screen *screen, struct sops__audit_test *test,
	size_t number)
{
	unsigned classes = classes_of(test), seen = glanced(test);

	test->tried = 0;
	for (unsigned i = 0; i < SOPS__CLASSES; i++) {
		if (classes & SOPS__CLASS(i))
			set_bit(screen->all + i * screen->masks, number);
		if (classes & ~seen & SOPS__CLASS(i))
			set_bit(screen->always + i * screen->masks, number);
	}
	if (seen)
		add_glance(screen, test, number);
}

static int by_kind(const void *left, const void *right)
{
	const struct sops__audit_pass *a = left, *b = right;

	return (a->kind > b->kind) - (a->kind < b->kind);
}

int sops__audit_screen_bind(struct sops__audit_book *book, struct sops_error *err)
{
	static const int says[] = { SOPS_DEALS_STATUS, SOPS_DEALS_STAGE, SOPS_DEALS_IS_CLOSED,
		SOPS_DEALS_IS_WON };
	struct sops__audit_screen *screen = &book->screen;

	if (allot(screen, book->n_rows, err) < 0)
		return SOPS_ESYSTEM;
	screen->deals = sops_columns_schema(book->columns) == &sops_deals;
	for (size_t i = 0; screen->deals && i < sizeof(says) / sizeof(*says); i++)
		screen->status_columns[i] = sops_columns_of(book->columns, says[i]);
	for (size_t i = 0; i < book->n_rows; i++) {
		choose_glance(book->rows[i], book);
		add_test(screen, book->rows[i], i);
	}
	qsort(screen->glances, screen->count, sizeof(*screen->glances), by_kind);
	screen->glances[screen->count].kind = SOPS__GLANCES;
	while (screen->glances[screen->n_quiet].kind == SOPS__GLANCE_QUIET)
		screen->n_quiet++;
	return 0;
}

/* ---- after the last ---- */

static int64_t in_classes(const int64_t *counts, unsigned classes)
{
	int64_t sum = 0;

	for (unsigned i = 0; i < SOPS__CLASSES; i++)
		if (classes & SOPS__CLASS(i))
			sum += counts[i];
	return sum;
}

static void settle(const struct sops__audit_screen *screen, struct sops__audit_test *test)
{
	const struct sops__audit_pass *glance = screen->glances;

	while (glance->kind < SOPS__GLANCES && !is_same(glance, &test->glance))
		glance++;
	if (glance->kind < SOPS__GLANCE_CELL)
		*test->checked += in_classes(screen->records, glanced(test)) - test->tried;
	else if (glance->kind < SOPS__GLANCES)
		*test->checked += in_classes(glance->passed, glanced(test));
}

void sops__audit_screen_unbind(struct sops__audit_book *book)
{
	struct sops__audit_screen *screen = &book->screen;

	for (size_t i = 0; screen->glances && i < book->n_rows; i++)
		if (book->rows[i]->glance.kind != SOPS__GLANCE_NONE)
			settle(screen, book->rows[i]);
	free(screen->memory);
	free(screen->glances);
	*screen = (struct sops__audit_screen){ .count = 0 };
}

/* ---- a record ---- */

bool sops__audit_has_status(const struct sops__audit_at *at)
{
	const struct sops__audit_screen *screen = &at->book->screen;

	for (size_t i = 0; i < at->whole->n_cells; i++)
		if (at->whole->cells[i].role == SOPS_DEALS_STATUS)
			return false;
	for (size_t i = 0; i < sizeof(screen->status_columns) / sizeof(int); i++)
		if (screen->status_columns[i] >= 0 &&
		    !sops__audit_blank(at, screen->status_columns[i]))
			return true;
	return false;
}

static inline unsigned class_of(const struct sops__audit_at *at)
{
	unsigned status;

	if (!at->book->screen.deals || !sops__audit_has_status(at))
		return SOPS__CLASSES - 1;
	status = (unsigned)((const struct sops_deal *)at->row)->status;
	return status < SOPS__CLASSES - 1 ? status : SOPS__CLASSES - 1;
}

static inline const void *member(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance)
{
	return (const char *)at->row + glance->offset;
}

static inline void doubt(const struct sops__audit_screen *screen,
	const struct sops__audit_pass *glance)
{
	for (size_t i = 0; i < screen->masks; i++)
		screen->todo[i] |= glance->tests[i];
}

/* 10 to the power of so many digits, as far as both sides of a comparison have room. */
static const int64_t tens[] = { 1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000,
	1000000000 };
#define TENS ((int)(sizeof(tens) / sizeof(*tens)))

static inline bool is_within(const struct sops_money *number, const struct sops__audit_pass *glance)
{
	int64_t ten;

	if (number->scale >= TENS || number->scale > glance->digits)
		return false;
	ten = tens[number->scale];
	return number->units >= (sops_int128)glance->least * ten &&
		number->units <= (sops_int128)glance->most * ten;
}

/* A day's member is no stamp, but begins as one does. */
static inline const void *ordered(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance, size_t i)
{
	return (const char *)at->row + glance->ordered[i].offset;
}

static inline sops_date day_of(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance, size_t i)
{
	return *(const sops_date *)ordered(at, glance, i);
}

/* Each days after the one before it, as in most records: so are their times, in whatever zones. */
#define APART 2

static inline bool is_rising(const struct sops__audit_at *at,
	const struct sops__audit_pass *glance)
{
	sops_date last = day_of(at, glance, 0);
	bool rising = last != SOPS_DATE_BLANK;

	for (size_t i = 1; i < glance->n_order; i++) {
		sops_date day = day_of(at, glance, i);

		rising &= day > last + APART;
		last = day;
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
		sops_date day = day_of(at, glance, i);
		sops_time time = SOPS_TIME_BLANK;

		if (day == SOPS_DATE_BLANK)
			continue;
		if (glance->ordered[i].timed)
			time = ((const struct sops_stamp *)ordered(at, glance, i))->time;
		++*seen;
		right &= time != SOPS_TIME_BLANK && last_time != SOPS_TIME_BLANK
			? time >= last_time : day >= last;
		last = day;
		last_time = time;
	}
	return right;
}

/* The last kinds count what passes, since they skip what is blank. */
static inline void look_at_values(struct sops__audit_at *at, unsigned class,
	struct sops__audit_pass *glance)
{
	for (; glance->kind == SOPS__GLANCE_CELL; glance++)
		glance->passed[class] += !sops__audit_blank(at, glance->column);
	for (; glance->kind == SOPS__GLANCE_DAY; glance++) {
		sops_date day = *(const sops_date *)member(at, glance);

		if (day == SOPS_DATE_BLANK ? glance->needed
		    : day < glance->least || day > glance->most)
			doubt(&at->book->screen, glance);
		else
			glance->passed[class] += day != SOPS_DATE_BLANK;
	}
	for (; glance->kind == SOPS__GLANCE_NUMBER; glance++) {
		const struct sops_money *number = member(at, glance);

		if (number->scale < 0)
			continue;
		if (is_within(number, glance))
			glance->passed[class]++;
		else
			doubt(&at->book->screen, glance);
	}
	for (; glance->kind == SOPS__GLANCE_WORD; glance++) {
		struct sops_field cell = at->record->fields[glance->column];

		if (at->has & (SOPS__HAS_EDGE | SOPS__HAS_WIDE) ||
		    (cell.len > 0 && (sops__begins_as(glance->words, cell) ||
		    (glance->amount && sops__has_separator(at, cell)))))
			doubt(&at->book->screen, glance);
		else
			glance->passed[class] += cell.len > 0;
	}
	for (; glance->kind == SOPS__GLANCE_ORDER; glance++) {
		size_t seen = 0;

		if (is_rising(at, glance))
			glance->passed[class]++;
		else if (in_order(at, glance, &seen))
			glance->passed[class] += seen > 1;
		else
			doubt(&at->book->screen, glance);
	}
}

/* Of a record with a cell that could not be read nothing is taken at a glance. */
const uint64_t *sops__audit_screen(struct sops__audit_at *at)
{
	struct sops__audit_screen *screen = &at->book->screen;
	unsigned class = class_of(at);
	const uint64_t *all = screen->all + class * screen->masks;
	const uint64_t *always = screen->always + class * screen->masks;
	struct sops__audit_pass *glance = screen->glances;

	at->glanced = !(at->has & SOPS__HAS_UNREADABLE);
	if (!at->glanced)
		return all;
	screen->records[class]++;
	for (size_t i = 0; i < screen->masks; i++)
		screen->todo[i] = always[i];
	if (!(at->has & screen->alarms))
		glance += screen->n_quiet;
	for (; glance->kind == SOPS__GLANCE_QUIET; glance++)
		if (at->has & glance->alarm)
			doubt(screen, glance);
	for (; glance->kind == SOPS__GLANCE_LENGTH; glance++)
		if (at->raw.len > (uint64_t)glance->most)
			doubt(screen, glance);
	for (; glance->kind == SOPS__GLANCE_FILLED; glance++)
		if (sops__audit_blank(at, glance->column))
			doubt(screen, glance);
	for (; glance->kind == SOPS__GLANCE_NAMED; glance++)
		if (((const struct sops_field *)member(at, glance))->len == 0)
			doubt(screen, glance);
	look_at_values(at, class, glance);
	for (size_t i = 0; i < screen->masks; i++)
		screen->todo[i] &= all[i];
	return screen->todo;
}
