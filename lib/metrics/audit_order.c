/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_order.c: values that only grow from record to record.
 *
 * Of every part of the file the first and the last value are kept, so that parts can be compared
 * where they meet. Dates are compared as days and times of day, numbers as numbers, all else byte
 * by byte; a blank value is passed over.
 */
#include "audit_checks.h"

#include "../state_private.h"

#include <stdlib.h>

/* Of a part: its first value, its last one, the key of the record that has the first, and its cell
 * as it stands. */
enum { FIRST, LAST, KEY, CELL, TEXTS };

struct border {
	uint64_t byte, line, record; /* of its first value */
	size_t lengths[TEXTS];       /* of texts, which stand one behind the other */
};

struct orders {
	struct sops_buffer borders; /* struct border */
	struct sops_buffer texts;   /* of each */
	/* of the part at hand */
	struct border now;
	struct sops_buffer own[TEXTS];
	bool begun;
};

static void drop(const struct sops_object *self, void *object)
{
	struct orders *orders = object;

	(void)self;
	sops_buffer_release(&orders->borders);
	sops_buffer_release(&orders->texts);
	for (size_t i = 0; i < TEXTS; i++)
		sops_buffer_release(&orders->own[i]);
	free(orders);
}

static int make(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct orders));
	return *kept ? 0 : sops_error_memory(err);
}

static int put(struct orders *orders, struct border border, const struct sops_field texts[TEXTS],
	struct sops_error *err)
{
	for (size_t i = 0; i < TEXTS; i++) {
		border.lengths[i] = texts[i].len;
		sops_buffer_field(&orders->texts, texts[i]);
	}
	sops_buffer_add(&orders->borders, &border, sizeof(border));
	if (sops_buffer_check(&orders->texts, err) < 0)
		return SOPS_ESYSTEM;
	return sops_buffer_check(&orders->borders, err);
}

/* Adds the part that another has at hand. */
static int put_own(struct orders *orders, const struct orders *of, struct sops_error *err)
{
	struct sops_field texts[TEXTS];

	for (size_t i = 0; i < TEXTS; i++)
		texts[i] = sops_buffer_view(&of->own[i]);
	return put(orders, of->now, texts, err);
}

/* The part at hand ends. */
static int finish(struct orders *orders, struct sops_error *err)
{
	bool begun = orders->begun;

	orders->begun = false;
	return begun ? put_own(orders, orders, err) : 0;
}

/* The border of that number, and its texts. */
static struct border border_at(const struct orders *orders, size_t i,
	struct sops_field texts[TEXTS])
{
	const struct border *all = (const void *)orders->borders.at;
	const char *at = orders->texts.at;

	for (size_t k = 0; k < i; k++)
		for (size_t t = 0; t < TEXTS; t++)
			at += all[k].lengths[t];
	for (size_t t = 0; t < TEXTS; t++) {
		texts[t] = (struct sops_field){ at, all[i].lengths[t] };
		at += all[i].lengths[t];
	}
	return all[i];
}

static size_t count(const struct orders *orders)
{
	return orders->borders.len / sizeof(struct border);
}

static int merge(const struct sops_object *self, void **into, const void *other,
	struct sops_error *err)
{
	const struct orders *from = other;
	struct sops_field texts[TEXTS];
	int status = make(into, err);

	(void)self;
	if (status == 0)
		status = finish(*into, err);
	for (size_t i = 0; status == 0 && i < count(from); i++) {
		struct border border = border_at(from, i, texts);

		status = put(*into, border, texts, err);
	}
	if (status == 0 && from->begun)
		status = put_own(*into, from, err);
	return status;
}

static int before(const void *left, const void *right, void *with)
{
	const struct border *all = (const void *)((const struct orders *)with)->borders.at;
	uint64_t a = all[*(const size_t *)left].byte, b = all[*(const size_t *)right].byte;

	return (a > b) - (a < b);
}

/* Their numbers by the file; to be freed. */
static int sort(size_t **out, const struct orders *orders, struct sops_error *err)
{
	size_t n = count(orders), *order = calloc(n + 1, sizeof(*order));

	if (!order)
		return sops_error_memory(err);
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	if (n > 1)
		qsort_r(order, n, sizeof(*order), before, (void *)orders);
	*out = order;
	return 0;
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	struct orders *orders = (void *)(uintptr_t)object;
	json_t *json = json_array();
	size_t *order = NULL;
	int status = finish(orders, err);

	(void)self;
	if (status == 0)
		status = sort(&order, orders, err);
	for (size_t i = 0; json && status == 0 && i < count(orders); i++) {
		struct sops_field texts[TEXTS];
		struct border border = border_at(orders, order[i], texts);

		if (json_array_append_new(json, json_pack("[I, I, I, s%, s%, s%, s%]",
				(json_int_t)border.byte, (json_int_t)border.line,
				(json_int_t)border.record, texts[FIRST].at, texts[FIRST].len,
				texts[LAST].at, texts[LAST].len, texts[KEY].at, texts[KEY].len,
				texts[CELL].at, texts[CELL].len)) < 0)
			status = sops_error_memory(err);
	}
	if (status == 0)
		status = sops__json_write(json, out, err);
	free(order);
	json_decref(json);
	return status;
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	json_t *json;
	int status = make(out, err);

	(void)self;
	if (status == 0)
		status = sops__json_read(&json, text, err);
	if (status < 0)
		return status;
	for (size_t i = 0; status == 0 && i < json_array_size(json); i++) {
		json_int_t byte, line, record;
		struct sops_field texts[TEXTS];

		if (json_unpack(json_array_get(json, i), "[I, I, I, s%, s%, s%, s%!]", &byte, &line,
				&record, &texts[FIRST].at, &texts[FIRST].len, &texts[LAST].at,
				&texts[LAST].len, &texts[KEY].at, &texts[KEY].len, &texts[CELL].at,
				&texts[CELL].len) < 0 || byte < 0 || line < 0 || record < 0)
			status = sops_error_set(err, SOPS_EINPUT,
				"not a saved state: an order of values");
		else
			status = put(*out, (struct border){ .byte = (uint64_t)byte,
				.line = (uint64_t)line, .record = (uint64_t)record }, texts, err);
	}
	json_decref(json);
	return status;
}

const struct sops_object sops__keep_orders = {
	.free = drop, .merge = merge, .save = save, .load = load,
};

/* ---- the check ---- */

/* A part more, perhaps. */
int sops__bind_monotonic(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = test->kept ? finish(test->kept, err) : 0;

	return status < 0 ? status : sops__bind_dates(test, book, err);
}

/* Of a cell that is no role's: a number or a date in one form, where it is one. */
static void put_cell(struct sops_buffer *out, const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	struct sops_field cell = sops__audit_trimmed(at, test->column);
	char text[SOPS_MONEY_TEXT + SOPS_STAMP_TEXT];
	struct sops_money number;
	struct sops_stamp stamp;

	if (sops_values_money(at->book->values, test->column, cell, &number, NULL, NULL) == 0)
		sops_buffer_add(out, text, sops_money_format(text, number));
	else if (sops_values_stamp(at->book->values, test->column, cell, &stamp, NULL) == 0)
		sops_buffer_add(out, text, sops_stamp_format(text, stamp));
	else
		sops_buffer_field(out, cell);
}

/* What is compared: a day with its time of day sorts as its text does. */
static void put_value(struct sops_buffer *out, const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	enum sops_type type = test->role >= 0 ? sops__role(at, test->role)->type : SOPS_TEXT;

	sops_buffer_clear(out);
	if (type == SOPS_TEXT || type == SOPS_BOOL || type == SOPS_WORD)
		put_cell(out, test, at);
	else
		sops__row_text(out, sops__role(at, test->role), at->row);
}

static bool is_less(struct sops_field a, struct sops_field b)
{
	struct sops_money x, y;

	if (sops_money_parse(&x, NULL, a, SOPS_DECIMAL_POINT, NULL) == 0 &&
	    sops_money_parse(&y, NULL, b, SOPS_DECIMAL_POINT, NULL) == 0)
		return sops_money_compare(x, y) < 0;
	return sops_field_compare(a, b) < 0;
}

static void say_less(struct sops_buffer *out, struct sops_field last)
{
	char quoted[SOPS_QUOTED];

	sops_buffer_clear(out);
	sops_buffer_printf(out, "less than %s before it", sops_quote(quoted, last));
}

static void begin(struct orders *orders, struct sops_field value, const struct sops__audit_at *at)
{
	const struct sops_place *place = &at->record->place;

	orders->begun = true;
	orders->now = (struct border){ .line = place->line, .record = place->record,
		.byte = sops__input_byte(at->book->input, place->byte) };
	for (size_t i = 0; i < TEXTS; i++)
		sops_buffer_clear(&orders->own[i]);
	sops_buffer_field(&orders->own[FIRST], value);
	sops_buffer_field(&orders->own[KEY], sops__audit_key(at->book, at->record));
	sops_buffer_field(&orders->own[CELL], at->record->fields[at->column]);
}

int sops__check_monotonic(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct orders *orders;
	struct sops_field value, last;
	bool less;

	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	if (make(&test->kept, err) < 0)
		return SOPS_ESYSTEM;
	orders = test->kept;
	put_value(&test->value, test, at);
	value = sops_buffer_view(&test->value);
	last = sops_buffer_view(&orders->own[LAST]);
	if (value.len == 0)
		return SOPS__SKIP; /* another rule's: it cannot be read */
	less = orders->begun && is_less(value, last);
	if (less)
		say_less(at->message, last);
	if (!orders->begun)
		begin(orders, value, at);
	sops_buffer_clear(&orders->own[LAST]);
	sops_buffer_field(&orders->own[LAST], value);
	return less ? SOPS__FAIL : SOPS__PASS;
}

/* Where two parts meet. */
int sops__check_monotonic_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	struct orders *orders = test->kept;
	struct sops_field last[TEXTS], texts[TEXTS];
	size_t *order = NULL;
	int status = orders ? finish(orders, err) : 0;

	(void)context;
	book->counts[test->number].kept = 0; /* the first of these may be before those */
	if (orders && status == 0)
		status = sort(&order, orders, err);
	for (size_t i = 1; orders && status == 0 && i < count(orders); i++) {
		struct border border = border_at(orders, order[i], texts);
		const struct sops_place place = { .byte = border.byte, .line = border.line,
			.record = border.record };

		border_at(orders, order[i - 1], last);
		if (!is_less(texts[FIRST], last[LAST]))
			continue;
		say_less(&book->message, last[LAST]);
		status = sops__audit_find(book, test, &place, texts[KEY],
			sops__audit_own_header(test), texts[CELL],
			sops_buffer_view(&book->message), err);
	}
	free(order);
	return status;
}
