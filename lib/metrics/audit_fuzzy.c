/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_fuzzy.c: records that are probably of one and the same thing (duplicates.h). */
#include "audit_checks.h"

#include "audit_places.h"

#include <stdlib.h>

/* What a test keeps knows how its records are compared, so that it can be merged and loaded. */
static int make(struct sops__audit_test *test, void **kept, struct sops_error *err)
{
	const struct sops_args *args = &test->rule->args;

	return *kept ? 0 : sops_duplicates_new((struct sops_duplicates **)kept, args->like,
		args->n_list, args->low, err);
}

static void drop(const struct sops_object *self, void *object)
{
	(void)self;
	sops_duplicates_free(object);
}

static int merge(const struct sops_object *self, void **into, const void *from,
	struct sops_error *err)
{
	struct sops__audit_test test = { .rule = self->config };
	int status = make(&test, into, err);

	return status < 0 ? status : sops_duplicates_merge(*into, from, err);
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	(void)self;
	return sops_duplicates_save(object, out, err);
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	struct sops__audit_test test = { .rule = self->config };
	int status = make(&test, out, err);

	return status < 0 ? status : sops_duplicates_load(*out, text, err);
}

const struct sops_object sops__keep_duplicates = {
	.free = drop, .merge = merge, .save = save, .load = load,
};

/* Columns that are not there are blank in every record; two have to be there, or the only one. */
int sops__bind_fuzzy(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	size_t there = 0;

	(void)book, (void)err;
	for (size_t i = 0; i < test->n_columns; i++)
		there += test->columns[i] >= 0;
	test->idle = there < (test->n_columns < 2 ? test->n_columns : 2) || there == 0;
	return 0;
}

int sops__check_fuzzy(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field texts[64] = { { NULL, 0 } };
	size_t n = test->n_columns < 64 ? test->n_columns : 64;
	int status = make(test, &test->kept, err);

	for (size_t i = 0; i < n; i++)
		if (test->columns[i] >= 0)
			texts[i] = sops_field_trim(at->record->fields[test->columns[i]]);
	if (status == 0)
		status = sops_duplicates_add(test->kept, texts,
			sops__input_byte(at->book->input, at->record->place.byte), err);
	return status < 0 ? status : SOPS__PASS; /* what fails is told at the end */
}

static void name_fields(struct sops_buffer *out, const struct sops__audit_test *test,
	uint64_t agree)
{
	const char *before = "; alike: ";

	for (size_t i = 0; i < test->rule->args.n_list && i < 64; i++) {
		if (!(agree >> i & 1))
			continue;
		sops_buffer_puts(out, before);
		sops_buffer_field(out, test->rule->args.list[i]);
		before = ", ";
	}
}

static int tell(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_duplicate *found, struct sops_error *err)
{
	struct sops_place place = { .byte = found->byte }, other;
	struct sops_field key = { "", 0 }, like;
	int status = sops__places_find(book, found->like, &other, &like, err);

	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "probably the same as line %llu",
		(unsigned long long)sops__audit_line(book, found->like, other.line));
	if (like.len)
		sops_buffer_printf(&book->message, ", %.*s", (int)like.len, like.at);
	sops_buffer_printf(&book->message, " (%.3f)", found->score);
	name_fields(&book->message, test, found->agree);
	if (status == 0)
		status = sops__places_find(book, found->byte, &place, &key, err);
	return status < 0 ? status : sops__audit_find(book, test, &place, key,
		(struct sops_field){ "", 0 }, (struct sops_field){ "", 0 },
		sops_buffer_view(&book->message), err);
}

int sops__check_fuzzy_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	int status = test->kept ? sops_duplicates_find(test->kept, err) : 0;

	(void)context;
	for (size_t i = 0; test->kept && status == 0 && i < sops_duplicates_count(test->kept); i++)
		status = tell(test, book, sops_duplicates_at(test->kept, i), err);
	return status;
}
