/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_unique.c: values that only one record may have.
 *
 * Of each value the place of the first record that has it is kept; every later one is a finding.
 * Where two parts of a file meet, the later of their two first ones becomes one. A finding names
 * the line of the first, which is known when all parts are: until then it has no words.
 */
#include "audit_checks.h"

#include "../ids.h"
#include "../state_private.h"

#include <stdlib.h>

struct first {
	uint64_t byte, line, record;
	uint64_t key;     /* where its key is, in keys; or KEY_IS_VALUE */
	uint64_t key_len;
};

#define KEY_IS_VALUE UINT64_MAX /* as it is where ids have to be unique */

struct uniques {
	struct sops__texts texts;     /* values, parts of one joined by NUL; from number 1 on */
	struct sops_buffer firsts;    /* struct first, by number - 1 */
	struct sops_buffer keys;      /* of the first records */
	struct sops__audit_log later; /* their value is the text */
};

static struct first *first_of(const struct uniques *uniques, uint32_t number)
{
	return (struct first *)(void *)uniques->firsts.at + (number - 1);
}

static struct sops_field key_of(const struct uniques *uniques, const struct first *first)
{
	size_t number = (size_t)(first - first_of(uniques, 1)) + 1;

	if (first->key == KEY_IS_VALUE)
		return sops__texts_at(&uniques->texts, (uint32_t)number);
	return (struct sops_field){ uniques->keys.at + first->key, first->key_len };
}

static void drop(const struct sops_object *self, void *object)
{
	struct uniques *uniques = object;

	(void)self;
	sops__texts_release(&uniques->texts);
	sops_buffer_release(&uniques->firsts);
	sops_buffer_release(&uniques->keys);
	sops__audit_log_release(&uniques->later);
	free(uniques);
}

static int make(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct uniques));
	return *kept ? 0 : sops_error_memory(err);
}

static int set_first(struct uniques *uniques, uint32_t number,
	const struct sops__audit_entry *entry, struct sops_error *err)
{
	bool same = sops_field_equal(entry->key, entry->value);
	const struct first mine = { entry->byte, entry->line, entry->record,
		same ? KEY_IS_VALUE : uniques->keys.len, entry->key.len };

	if (!same)
		sops_buffer_field(&uniques->keys, entry->key);
	if (number > uniques->firsts.len / sizeof(mine))
		sops_buffer_add(&uniques->firsts, &mine, sizeof(mine));
	else
		*first_of(uniques, number) = mine;
	return uniques->keys.failed || uniques->firsts.failed ? sops_error_memory(err) : 0;
}

/* A record whose value others have, too: all but the first of them are findings. */
static __attribute__((noinline)) int add_another(struct uniques *uniques, uint32_t number,
	const struct sops__audit_entry *entry, struct sops_error *err)
{
	struct sops__audit_entry other = *entry;
	const struct first *first = first_of(uniques, number);
	int status;

	if (entry->byte > first->byte)
		return sops__audit_log_add(&uniques->later, entry, err);
	other.byte = first->byte;
	other.line = first->line;
	other.record = first->record;
	other.key = key_of(uniques, first);
	status = sops__audit_log_add(&uniques->later, &other, err);
	return status < 0 ? status : set_first(uniques, number, entry, err);
}

/* Adds a record; its value is the text. *again: another has the value, too. */
static int add_asked(struct uniques *uniques, const struct sops__audit_entry *entry,
	uint32_t hash, bool *again, struct sops_error *err)
{
	uint32_t number;
	int status = sops__texts_add_asked(&uniques->texts, entry->value, hash, &number, err);

	if (status < 0)
		return status;
	*again = number <= uniques->firsts.len / sizeof(struct first);
	return *again ? add_another(uniques, number, entry, err)
		: set_first(uniques, number, entry, err);
}

static int add(struct uniques *uniques, const struct sops__audit_entry *entry, bool *again,
	struct sops_error *err)
{
	return add_asked(uniques, entry, sops__texts_ask(&uniques->texts, entry->value), again,
		err);
}

static int merge(const struct sops_object *self, void **object, const void *other,
	struct sops_error *err)
{
	const struct uniques *from = other;
	int status = make(object, err);
	bool again;

	(void)self;
	for (uint32_t i = 1; status == 0 && i < sops__texts_count(&from->texts); i++) {
		const struct first *first = first_of(from, i);
		const struct sops__audit_entry entry = { .byte = first->byte, .line = first->line,
			.record = first->record, .key = key_of(from, first),
			.column = { "", 0 }, .value = sops__texts_at(&from->texts, i),
			.message = { "", 0 } };

		status = add(*object, &entry, &again, err);
	}
	return status < 0 ? status
		: sops__audit_log_merge(&((struct uniques *)*object)->later, &from->later, err);
}

/* ---- as text ---- */

static json_t *one(const struct sops__audit_entry *entry)
{
	return json_pack("[I, I, I, s%, s%]", (json_int_t)entry->byte, (json_int_t)entry->line,
		(json_int_t)entry->record, entry->key.at ? entry->key.at : "", entry->key.len,
		entry->value.at, entry->value.len);
}

static int by_byte(const void *left, const void *right, void *with)
{
	const struct first *a = first_of(with, *(const uint32_t *)left),
			   *b = first_of(with, *(const uint32_t *)right);

	return (a->byte > b->byte) - (a->byte < b->byte);
}

/* In the order of the file, so that the same records are the same text. */
static json_t *save_firsts(const struct uniques *uniques)
{
	size_t n = uniques->firsts.len / sizeof(struct first);
	uint32_t *order = calloc(n ? n : 1, sizeof(*order));
	json_t *all = order ? json_array() : NULL;

	for (uint32_t i = 0; order && i < n; i++)
		order[i] = i + 1;
	if (all && n > 1)
		qsort_r(order, n, sizeof(*order), by_byte, (void *)uniques);
	for (size_t i = 0; all && i < n; i++) {
		const struct first *first = first_of(uniques, order[i]);
		const struct sops__audit_entry entry = { .byte = first->byte, .line = first->line,
			.record = first->record, .key = key_of(uniques, first),
			.value = sops__texts_at(&uniques->texts, order[i]) };

		if (json_array_append_new(all, one(&entry)) < 0) {
			json_decref(all);
			all = NULL;
		}
	}
	free(order);
	return all;
}

static json_t *save_later(const struct uniques *uniques)
{
	json_t *all = json_array();
	size_t *places;

	if (!all || sops__audit_log_order(&places, &uniques->later, NULL) < 0) {
		json_decref(all);
		return NULL;
	}
	for (size_t i = 0; all && i < uniques->later.count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(&uniques->later, places[i],
			NULL);

		if (json_array_append_new(all, one(&entry)) < 0) {
			json_decref(all);
			all = NULL;
		}
	}
	free(places);
	return all;
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	json_t *json = json_pack("[o, o]", save_firsts(object), save_later(object));
	int status = sops__json_write(json, out, err);

	(void)self;
	json_decref(json);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: values that occur once");
}

static int load_one(struct uniques *uniques, json_t *json, bool later, struct sops_error *err)
{
	json_int_t byte, line, record;
	const char *key, *value;
	size_t key_len, value_len;
	struct sops__audit_entry entry;
	bool again = false;
	int status;

	if (json_unpack(json, "[I, I, I, s%, s%!]", &byte, &line, &record, &key, &key_len, &value,
			&value_len) < 0 || byte < 0 || line < 0 || record < 0 || value_len == 0)
		return refuse(err);
	entry = (struct sops__audit_entry){ .byte = (uint64_t)byte, .line = (uint64_t)line,
		.record = (uint64_t)record, .key = { key, key_len }, .column = { "", 0 },
		.value = { value, value_len }, .message = { "", 0 } };
	if (later)
		return sops__texts_has(&uniques->texts, entry.value)
			? sops__audit_log_add(&uniques->later, &entry, err) : refuse(err);
	status = add(uniques, &entry, &again, err);
	return status == 0 && again ? refuse(err) : status;
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	json_t *json, *firsts, *later;
	int status = make(out, err);

	(void)self;
	if (status < 0)
		return status;
	status = sops__json_read(&json, text, err);
	if (status == 0 && json_unpack(json, "[o, o!]", &firsts, &later) < 0)
		status = refuse(err);
	for (size_t i = 0; status == 0 && i < json_array_size(firsts); i++)
		status = load_one(*out, json_array_get(firsts, i), false, err);
	for (size_t i = 0; status == 0 && i < json_array_size(later); i++)
		status = load_one(*out, json_array_get(later, i), true, err);
	json_decref(json);
	return status;
}

const struct sops_object sops__keep_uniques = {
	.free = drop, .merge = merge, .save = save, .load = load,
};

/* ---- the checks ---- */

static int add_value(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_field value, struct sops_error *err)
{
	const struct sops_place *place = &at->record->place;
	const struct sops__audit_entry entry = { .line = place->line, .record = place->record,
		.byte = sops__input_byte(at->book->input, place->byte), .value = value,
		.key = sops__audit_key(at->book, at->record), .column = { "", 0 },
		.message = { "", 0 } };
	bool again = false;
	int status = make(&test->kept, err);

	if (status == 0)
		status = add_asked(test->kept, &entry, (uint32_t)test->hash, &again, err);
	if (status == 0 && again && at->book->plan->options.sort)
		sops__audit_reason(at->book, test, "another record has the same");
	return status < 0 ? status : SOPS__PASS; /* what fails is told at the end */
}

/* Of both forms of a Salesforce id the one of 15 characters, which the other begins with. */
static struct sops_field one_form(struct sops_field cell)
{
	char id[SOPS_SALESFORCE_ID];

	if (cell.len == 18 && sops__id(id, cell).at == id)
		cell.len = 15;
	return cell;
}

static void ask(struct sops__audit_test *test, struct sops_field value)
{
	static const struct sops__texts none;
	const struct uniques *uniques = test->kept;

	test->hash = sops__texts_ask(uniques ? &uniques->texts : &none, value);
}

void sops__ask_unique(struct sops__audit_test *test, struct sops__audit_at *at)
{
	ask(test, one_form(sops__audit_trimmed(at, test->column)));
}

int sops__check_unique(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	return add_value(test, at, one_form(sops__audit_trimmed(at, test->column)), err);
}

/*
 * The cells of the columns, or of all; blank ones are as good as others, but not all of them. What
 * has to be unique is of something, which the first column names: lines of an order that is not
 * named may be of different ones. Empty: nothing has to be unique.
 */
static void join(struct sops_buffer *value, const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	size_t n = test->n_columns ? test->n_columns : at->record->count;
	bool filled = false;

	sops_buffer_clear(value);
	for (size_t i = 0; i < n; i++) {
		int column = test->n_columns ? test->columns[i] : (int)i;
		struct sops_field cell = sops__audit_trimmed(at, column);

		if (i == 0 && cell.len == 0 && test->rule->check == SOPS_CHECK_UNIQUE_COMBO)
			return;
		if (i > 0)
			sops_buffer_putc(value, '\0');
		sops_buffer_field(value, cell);
		filled |= cell.len > 0;
	}
	if (!filled && !value->failed)
		sops_buffer_clear(value);
}

void sops__ask_combo(struct sops__audit_test *test, struct sops__audit_at *at)
{
	join(&test->value, test, at);
	ask(test, sops_buffer_view(&test->value));
}

int sops__check_combo(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	if (test->value.failed)
		return sops_error_memory(err);
	if (test->value.len == 0)
		return SOPS__SKIP;
	return add_value(test, at, sops_buffer_view(&test->value), err);
}

/* Cells joined by NUL, for people. */
static struct sops_field shown(struct sops_buffer *out, struct sops_field value)
{
	sops_buffer_clear(out);
	for (size_t i = 0; i < value.len; i++) {
		if (value.at[i])
			sops_buffer_putc(out, value.at[i]);
		else
			sops_buffer_puts(out, " / ");
	}
	return sops_buffer_view(out);
}

static int tell(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops__audit_entry *entry, struct sops_error *err)
{
	const struct uniques *uniques = test->kept;
	const struct sops_place place = { .byte = entry->byte, .line = entry->line,
		.record = entry->record };
	struct sops_field value = entry->value;
	const struct first *first;
	uint32_t number = 0;

	if (sops_field_equal(one_form(entry->key), value))
		value = entry->key;
	sops__texts_find(&uniques->texts, entry->value, &number);
	first = first_of(uniques, number);
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, test->rule->check == SOPS_CHECK_DUPLICATE_EXACT
		? "the same as line %llu" : "also on line %llu",
		(unsigned long long)sops__audit_line(book, first->byte, first->line));
	return sops__audit_find(book, test, &place, entry->key,
		sops_field_of(test->rule->column), shown(&book->key, value),
		sops_buffer_view(&book->message), err);
}

int sops__check_unique_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct uniques *uniques = test->kept;
	size_t *places = NULL;
	int status;

	(void)context;
	if (!uniques)
		return 0;
	status = sops__audit_log_order(&places, &uniques->later, err);
	for (size_t i = 0; status == 0 && i < uniques->later.count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(&uniques->later, places[i],
			NULL);

		status = tell(test, book, &entry, err);
	}
	free(places);
	return status;
}
