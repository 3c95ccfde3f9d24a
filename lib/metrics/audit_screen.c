/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_screen.c: what can be seen of a record at a glance, made ready before the first; and what
 * was seen, counted after the last.
 */
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

/* All but none at all, which is the lowest. */
static void set_days(struct sops__audit_pass *glance)
{
	int64_t first = glance->least > SOPS_DATE_BLANK ? glance->least : SOPS_DATE_BLANK + 1;
	int64_t last = glance->most < INT32_MAX ? glance->most : INT32_MAX;

	if (first > last)
		return;
	glance->first = (sops_date)first;
	glance->days = (uint32_t)(last - first + 1);
}

/* By scale, as far as they have 64 bits: of what is larger nothing passes. */
static void set_bounds(struct sops__audit_pass *glance)
{
	sops_int128 ten = 1;

	for (int i = 0; i < SOPS__SCALES; i++, ten *= 10) {
		sops_int128 low = glance->least * ten, high = glance->most * ten;

		low = low < INT64_MIN ? INT64_MIN : low;
		high = high > INT64_MAX ? INT64_MAX : high;
		glance->bounds[i] = (struct sops__audit_bounds){ INT64_MAX, INT64_MIN };
		if (i <= glance->digits && low <= high)
			glance->bounds[i] = (struct sops__audit_bounds){ (int64_t)low,
				(int64_t)high };
	}
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
		glance.ordered[i].offset = (unsigned)roles[glance.order[i]].offset & INT_MAX;
		glance.ordered[i].timed = roles[glance.order[i]].type == SOPS_TIME;
	}
	test->glance = glance;
}

static void release(struct sops__audit_screen *screen)
{
	free(screen->memory);
	free(screen->glances);
	free(screen->listed);
	free(screen->tested);
	*screen = (struct sops__audit_screen){ .count = 0 };
}

/* Masks of tests and of columns, for each class and for all. */
static int allot(struct sops__audit_screen *screen, size_t tests, size_t columns,
	struct sops_error *err)
{
	size_t masks = (tests + 63) / 64, words = (columns + 63) / 64;
	uint64_t *next;

	release(screen);
	screen->masks = masks;
	screen->words = words;
	screen->memory = calloc(SOPS__CLASSES * (2 * masks + 2 * words + columns) +
		(1 + tests) * masks + 3 * words + 1, sizeof(uint64_t));
	screen->glances = aligned_alloc(_Alignof(struct sops__audit_pass),
		(tests + 1) * sizeof(*screen->glances));
	screen->listed = calloc(SOPS__CLASSES * (tests + 1), sizeof(struct sops__audit_pass *));
	screen->tested = calloc(SOPS__CLASSES * (tests + 1), sizeof(struct sops__audit_test *));
	if (!screen->memory || !screen->glances || !screen->listed || !screen->tested)
		return sops_error_memory(err);
	next = screen->memory;
	for (size_t i = 0; i < SOPS__CLASSES; i++) {
		struct sops__audit_list *list = &screen->lists[i];

		list->glances = screen->listed + i * (tests + 1);
		list->tests = screen->tested + i * (tests + 1);
		list->all = next;
		list->always = list->all + masks;
		list->filled = list->always + masks;
		list->counted = list->filled + words;
		list->blank = (int64_t *)(list->counted + words);
		next = list->counted + words + columns;
	}
	screen->blank = next;
	screen->asked = screen->blank + words;
	screen->says = screen->asked + words;
	screen->todo = screen->says + words;
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
		struct sops__audit_list *list = &screen->lists[i];

		if (classes & SOPS__CLASS(i))
			set_bit(list->all, number);
		if (!(classes & ~seen & SOPS__CLASS(i)))
			continue;
		set_bit(list->always, number);
		list->tests[list->n_tests++] = test;
	}
	if (seen)
		add_glance(screen, test, number);
}

static int by_kind(const void *left, const void *right)
{
	const struct sops__audit_pass *a = left, *b = right;

	return (a->kind > b->kind) - (a->kind < b->kind);
}

static void list_glance(struct sops__audit_screen *screen, struct sops__audit_list *list,
	size_t *n, struct sops__audit_pass *glance)
{
	if (glance->kind == SOPS__GLANCE_FILLED || glance->kind == SOPS__GLANCE_CELL) {
		set_bit(glance->kind == SOPS__GLANCE_FILLED ? list->filled : list->counted,
			(size_t)glance->column);
		set_bit(screen->asked, (size_t)glance->column);
		return;
	}
	if (glance->kind == SOPS__GLANCE_ID)
		set_bit(screen->asked, (size_t)glance->column);
	list->glances[(*n)++] = glance;
	list->n_quiet += glance->kind == SOPS__GLANCE_QUIET;
}

/* Class by class, and behind all of them one that is none. */
static void list_glances(struct sops__audit_screen *screen)
{
	for (unsigned i = 0; i < SOPS__CLASSES; i++) {
		struct sops__audit_list *list = &screen->lists[i];
		size_t n = 0;

		for (size_t j = 0; j < screen->count; j++)
			if (screen->glances[j].classes & SOPS__CLASS(i))
				list_glance(screen, list, &n, &screen->glances[j]);
		list->glances[n] = &screen->glances[screen->count];
	}
}

static void find_status(struct sops__audit_screen *screen, const struct sops_columns *columns)
{
	static const int says[] = { SOPS_DEALS_STATUS, SOPS_DEALS_STAGE, SOPS_DEALS_IS_CLOSED,
		SOPS_DEALS_IS_WON };

	screen->deals = sops_columns_schema(columns) == &sops_deals;
	for (size_t i = 0; screen->deals && i < sizeof(says) / sizeof(*says); i++) {
		int column = sops_columns_of(columns, says[i]);

		if (column < 0)
			continue;
		set_bit(screen->says, (size_t)column);
		set_bit(screen->asked, (size_t)column);
	}
}

int sops__audit_screen_bind(struct sops__audit_book *book, struct sops_error *err)
{
	struct sops__audit_screen *screen = &book->screen;

	if (allot(screen, book->n_rows, sops_columns_most(book->columns), err) < 0)
		return SOPS_ESYSTEM;
	find_status(screen, book->columns);
	for (size_t i = 0; i < book->n_rows; i++) {
		choose_glance(book->rows[i], book);
		add_test(screen, book->rows[i], i);
	}
	qsort(screen->glances, screen->count, sizeof(*screen->glances), by_kind);
	screen->glances[screen->count].kind = SOPS__GLANCES;
	for (size_t i = 0; i < screen->count; i++) {
		set_days(&screen->glances[i]);
		set_bounds(&screen->glances[i]);
	}
	list_glances(screen);
	return 0;
}

/* ---- after the last ---- */

/* Records that a glance passed, of those classes. The first kinds skip none, and what they doubt
 * was tried. */
static int64_t passed(const struct sops__audit_screen *screen,
	const struct sops__audit_pass *glance, unsigned classes, int64_t tried)
{
	int64_t sum = glance->kind < SOPS__GLANCE_CELL ? -tried : 0;

	for (unsigned i = 0; i < SOPS__CLASSES; i++) {
		const struct sops__audit_list *list = &screen->lists[i];

		if (!(classes & SOPS__CLASS(i)))
			continue;
		sum += list->records;
		if (glance->kind == SOPS__GLANCE_CELL)
			sum -= list->blank[glance->column];
		else if (glance->kind > SOPS__GLANCE_CELL)
			sum -= glance->failed[i];
	}
	return sum;
}

static void settle(const struct sops__audit_screen *screen, struct sops__audit_test *test)
{
	const struct sops__audit_pass *glance = screen->glances;

	while (glance->kind < SOPS__GLANCES && !is_same(glance, &test->glance))
		glance++;
	if (glance->kind < SOPS__GLANCES)
		*test->checked += passed(screen, glance, glanced(test), test->tried);
}

void sops__audit_screen_unbind(struct sops__audit_book *book)
{
	struct sops__audit_screen *screen = &book->screen;

	for (size_t i = 0; screen->glances && i < book->n_rows; i++)
		if (book->rows[i]->glance.kind != SOPS__GLANCE_NONE)
			settle(screen, book->rows[i]);
	release(screen);
}
