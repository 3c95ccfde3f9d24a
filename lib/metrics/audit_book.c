/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_book.c: what one thread, or one part of a file, has found: made, merged, saved, loaded. */
#include "audit_private.h"

#include "../state_private.h"

#include <stdlib.h>

void sops__audit_unbind(struct sops__audit_book *book)
{
	for (size_t i = 0; i < SOPS__EXTRAS; i++) {
		if (book->bound[i])
			sops__audit_extras[i].unbind(book);
		book->bound[i] = NULL;
	}
	sops__audit_screen_unbind(book);
	for (size_t i = 0; i < book->plan->count; i++) {
		struct sops__audit_test *test = &book->tests[i];

		free(test->columns);
		free(test->roles);
		test->columns = test->roles = NULL;
		test->n_columns = 0;
	}
	book->input = NULL;
	book->n_rows = 0;
}

static void drop_test(struct sops__audit_test *test)
{
	if (test->kept)
		test->keep.free(&test->keep, test->kept);
	sops_expr_free(test->expr);
	sops_buffer_release(&test->value);
	sops_buffer_release(&test->header);
}

void sops__audit_book_free(struct sops__audit_book *book)
{
	if (!book)
		return;
	if (book->tests)
		sops__audit_unbind(book);
	for (size_t i = 0; book->tests && i < book->plan->count; i++)
		drop_test(&book->tests[i]);
	for (size_t i = 0; i < SOPS__EXTRAS; i++)
		if (book->kept[i])
			sops__audit_extras[i].keep->free(sops__audit_extras[i].keep, book->kept[i]);
	sops_columns_free(book->own);
	sops__audit_log_release(&book->log);
	sops_buffer_release(&book->chunks);
	sops_buffer_release(&book->file);
	sops_buffer_release(&book->message);
	sops_buffer_release(&book->reasons);
	sops_buffer_release(&book->key);
	for (size_t i = 0; i < book->n_wheres; i++)
		sops_expr_free(book->wheres[i].expr);
	free(book->wheres);
	free(book->keys);
	free(book->rows);
	free(book->counts);
	free(book->tests);
	free(book);
}

int sops__audit_book_new(struct sops__audit_book **out, const struct sops__audit_plan *plan,
	struct sops_error *err)
{
	struct sops__audit_book *book = calloc(1, sizeof(*book));
	size_t n = plan->count ? plan->count : 1;

	if (!book)
		return sops_error_memory(err);
	book->plan = plan;
	book->tests = aligned_alloc(_Alignof(struct sops__audit_test), n * sizeof(*book->tests));
	book->counts = calloc(n, sizeof(*book->counts));
	book->rows = calloc(n, sizeof(struct sops__audit_test *));
	book->wheres = calloc(n, sizeof(*book->wheres));
	if (!book->tests || !book->counts || !book->rows || !book->wheres) {
		sops__audit_book_free(book);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < plan->count; i++) {
		const struct sops_rule *rule = plan->rules[i];

		book->tests[i] = (struct sops__audit_test){ .rule = rule, .number = i,
			.check = &sops__audit_checks[rule->check], .plan = plan, .idle = true,
			.role = -1, .column = -1 };
		if (book->tests[i].check->keep)
			book->tests[i].keep = *book->tests[i].check->keep;
		if (!book->tests[i].keep.config)
			book->tests[i].keep.config = rule;
	}
	*out = book;
	return 0;
}

static void free_book(const struct sops_object *self, void *object)
{
	(void)self;
	sops__audit_book_free(object);
}

static int merge_kept(const struct sops_object *keep, void **into, const void *from,
	struct sops_error *err)
{
	return from ? keep->merge(keep, into, from, err) : 0;
}

static int copy_kept(struct sops__audit_book *into, const struct sops__audit_book *from,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < into->plan->count; i++)
		status = merge_kept(&into->tests[i].keep, &into->tests[i].kept,
			from->tests[i].kept, err);
	for (size_t i = 0; status == 0 && i < SOPS__EXTRAS; i++)
		status = merge_kept(sops__audit_extras[i].keep, &into->kept[i], from->kept[i],
			err);
	return status;
}

static int add_counts(struct sops__audit_book *into, const struct sops__audit_book *from, size_t i,
	struct sops_error *err)
{
	struct sops__audit_count *count = &into->counts[i];
	struct sops_buffer *header = &into->tests[i].header;

	into->tests[i].idle &= from->tests[i].idle;
	if (__builtin_add_overflow(count->checked, from->counts[i].checked, &count->checked) ||
	    __builtin_add_overflow(count->failed, from->counts[i].failed, &count->failed))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	if (header->len == 0)
		sops_buffer_field(header, sops_buffer_view(&from->tests[i].header));
	return sops_buffer_check(header, err);
}

/* Where its first part begins. */
static uint64_t first(const struct sops__audit_book *book)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);
	uint64_t least = UINT64_MAX;

	for (size_t i = 0; i < n; i++)
		least = chunks[i].start < least ? chunks[i].start : least;
	return least;
}

int sops__audit_name(struct sops__audit_book *book, const char *file, struct sops_error *err)
{
	sops_buffer_clear(&book->file);
	sops_buffer_puts(&book->file, file ? file : "");
	sops_buffer_putc(&book->file, '\0');
	return sops_buffer_check(&book->file, err);
}

/* All but what tests keep. */
static int join(struct sops__audit_book *into, const struct sops__audit_book *from,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < into->plan->count; i++)
		status = add_counts(into, from, i, err);
	if (status == 0)
		status = sops__audit_log_merge(&into->log, &from->log, err);
	into->bad += from->bad;
	if (status == 0 && first(from) < first(into))
		status = sops__audit_name(into, from->file.at, err);
	sops_buffer_field(&into->chunks, sops_buffer_view(&from->chunks));
	return status < 0 ? status : sops_buffer_check(&into->chunks, err);
}

static int merge_book(const struct sops_object *self, void **object, const void *other,
	struct sops_error *err)
{
	struct sops__audit_book *into = *object;
	int status = into ? 0 : sops__audit_book_new(&into, self->config, err);

	if (status < 0)
		return status;
	*object = into;
	status = join(into, other, err);
	return status < 0 ? status : copy_kept(into, other, err);
}

static int take_book(const struct sops_object *self, void **object, void *other,
	struct sops_error *err)
{
	int status = join(*object, other, err);

	(void)self;
	return status < 0 ? status : sops__audit_take_kept(*object, other, err);
}

/* ---- as text ---- */

static json_t *text_of(struct sops_field text)
{
	return json_stringn(text.at ? text.at : "", text.len);
}

static json_t *save_kept(const struct sops_object *keep, const void *kept)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	json_t *json = NULL;

	if (!kept)
		return json_null();
	if (keep->save(keep, kept, &text, NULL) == 0)
		json = text_of(sops_buffer_view(&text));
	sops_buffer_release(&text);
	return json;
}

static json_t *save_extras(const struct sops__audit_book *book)
{
	json_t *all = json_array();

	for (size_t i = 0; all && i < SOPS__EXTRAS; i++) {
		if (json_array_append_new(all, save_kept(sops__audit_extras[i].keep,
				book->kept[i])) < 0) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

static json_t *save_tests(const struct sops__audit_book *book)
{
	json_t *tests = json_array();

	for (size_t i = 0; tests && i < book->plan->count; i++) {
		json_t *test = json_pack("[s, b, I, I, o, o]", book->plan->rules[i]->id,
			(int)book->tests[i].idle, (json_int_t)book->counts[i].checked,
			(json_int_t)book->counts[i].failed,
			text_of(sops_buffer_view(&book->tests[i].header)),
			save_kept(&book->tests[i].keep, book->tests[i].kept));

		if (json_array_append_new(tests, test) < 0) {
			json_decref(tests);
			return NULL;
		}
	}
	return tests;
}

static int before(const void *left, const void *right)
{
	const struct sops__audit_chunk *a = left, *b = right;

	return (a->start > b->start) - (a->start < b->start);
}

size_t sops__audit_chunks(const struct sops__audit_book *book,
	const struct sops__audit_chunk **out)
{
	*out = (const void *)book->chunks.at;
	return book->chunks.len / sizeof(**out);
}

void sops__audit_sort(const struct sops__audit_book *book)
{
	struct sops__audit_chunk *chunks = (void *)book->chunks.at;
	size_t n = book->chunks.len / sizeof(*chunks);

	if (n > 1)
		qsort(chunks, n, sizeof(*chunks), before);
	for (size_t i = 1; i < n; i++) {
		chunks[i].lines_before = chunks[i - 1].lines_before + chunks[i - 1].lines;
		chunks[i].records_before = chunks[i - 1].records_before + chunks[i - 1].records;
	}
}

static json_t *save_chunks(const struct sops__audit_book *book)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);
	json_t *all = json_array();

	for (size_t i = 0; all && i < n; i++) {
		const struct sops__audit_chunk *chunk = &chunks[i];

		if (json_array_append_new(all, json_pack("[I, I, I, I, i]",
				(json_int_t)chunk->start, (json_int_t)chunk->lines,
				(json_int_t)chunk->records, (json_int_t)chunk->blank_lines,
				chunk->lf | chunk->crlf << 1 | chunk->no_end << 2 |
				chunk->placed << 3)) < 0) {
			json_decref(all);
			return NULL;
		}
	}
	return all;
}

/* -1 for the whole, -2 for another file. */
static json_int_t byte_number(uint64_t byte)
{
	return (json_int_t)byte;
}

static json_t *save_log(const struct sops__audit_log *log)
{
	json_t *all = json_array();
	size_t *places;

	if (!all || sops__audit_log_order(&places, log, NULL) < 0) {
		json_decref(all);
		return NULL;
	}
	for (size_t i = 0; all && i < log->count; i++) {
		struct sops__audit_entry entry = sops__audit_log_at(log, places[i], NULL);
		json_t *one = json_pack("[I, I, I, I, o, o, o, o, o]", byte_number(entry.byte),
			(json_int_t)entry.line, (json_int_t)entry.record, (json_int_t)entry.test,
			text_of(entry.key), text_of(entry.column), text_of(entry.value),
			text_of(entry.message), text_of(entry.file));

		if (json_array_append_new(all, one) < 0) {
			json_decref(all);
			all = NULL;
		}
	}
	free(places);
	return all;
}

static int save_book(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	const struct sops__audit_book *book = object;
	json_t *json;
	int status;

	(void)self;
	sops__audit_sort(book);
	json = json_pack("{s:o, s:o, s:s, s:o, s:o}", "tests", save_tests(book), "extras",
		save_extras(book), "file",
		book->file.at ? book->file.at : "", "chunks", save_chunks(book), "findings",
		save_log(&book->log));
	status = sops__json_write(json, out, err);
	json_decref(json);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: an audit");
}

static int load_kept(void **kept, const struct sops_object *keep, const json_t *json,
	struct sops_error *err)
{
	const struct sops_field text = { json_string_value(json), json_string_length(json) };

	if (json_is_null(json))
		return 0;
	return keep->load && text.at ? keep->load(keep, kept, text, err) : refuse(err);
}

static struct sops_field text_in(const json_t *json)
{
	return (struct sops_field){ json_string_value(json), json_string_length(json) };
}

static int load_test(struct sops__audit_book *book, size_t i, json_t *json, struct sops_error *err)
{
	struct sops__audit_test *test = &book->tests[i];
	const char *id;
	int idle;
	json_int_t checked, failed;
	json_t *header, *kept;

	if (json_unpack(json, "[s, b, I, I, o, o!]", &id, &idle, &checked, &failed, &header,
			&kept) < 0 ||
	    strcmp(id, test->rule->id) != 0 || checked < 0 || failed < 0 ||
	    !json_is_string(header))
		return refuse(err);
	sops_buffer_field(&test->header, text_in(header));
	if (sops_buffer_check(&test->header, err) < 0)
		return SOPS_ESYSTEM;
	test->idle = idle;
	book->counts[i] = (struct sops__audit_count){ checked, failed, 0 };
	return load_kept(&test->kept, &test->keep, kept, err);
}

static int load_chunk(struct sops__audit_book *book, json_t *json, struct sops_error *err)
{
	json_int_t start, lines, records, blank;
	struct sops__audit_chunk chunk;
	int ends;

	if (json_unpack(json, "[I, I, I, I, i!]", &start, &lines, &records, &blank, &ends) < 0 ||
	    start < 0 || lines < 0 || records < 0 || blank < 0)
		return refuse(err);
	chunk = (struct sops__audit_chunk){ (uint64_t)start, (uint64_t)lines, (uint64_t)records,
		(uint64_t)blank, ends & 1, ends & 2, ends & 4, ends & 8, 0, 0 };
	sops_buffer_add(&book->chunks, &chunk, sizeof(chunk));
	return sops_buffer_check(&book->chunks, err);
}

static int load_finding(struct sops__audit_book *book, json_t *json, struct sops_error *err)
{
	json_t *key, *column, *value, *message, *file;
	json_int_t byte, line, record, test;
	struct sops__audit_entry entry;

	if (json_unpack(json, "[I, I, I, I, o, o, o, o, o!]", &byte, &line, &record, &test, &key,
			&column, &value, &message, &file) < 0 || byte < -2 || line < 0 ||
	    record < 0 ||
	    test < 0 || (size_t)test >= book->plan->count)
		return refuse(err);
	entry = (struct sops__audit_entry){ (uint64_t)byte,
		(uint64_t)line, (uint64_t)record, (uint32_t)test, text_in(key), text_in(column),
		text_in(value), text_in(message),
		text_in(file) };
	if (!entry.key.at || !entry.column.at || !entry.value.at ||
	    !entry.message.at || !entry.file.at)
		return refuse(err);
	return sops__audit_log_add(&book->log, &entry, err);
}

static int load_all(struct sops__audit_book *book, json_t *json, struct sops_error *err)
{
	json_t *tests, *extras, *chunks, *findings;
	const char *file;
	int status;

	if (json_unpack(json, "{s:o, s:o, s:s, s:o, s:o!}", "tests", &tests, "extras",
			&extras, "file", &file, "chunks",
			&chunks, "findings", &findings) < 0 ||
	    json_array_size(tests) != book->plan->count ||
	    json_array_size(extras) != SOPS__EXTRAS)
		return refuse(err);
	status = sops__audit_name(book, file, err);
	for (size_t i = 0; status == 0 && i < book->plan->count; i++)
		status = load_test(book, i, json_array_get(tests, i), err);
	for (size_t i = 0; status == 0 && i < SOPS__EXTRAS; i++)
		status = load_kept(&book->kept[i], sops__audit_extras[i].keep,
			json_array_get(extras, i), err);
	for (size_t i = 0; status == 0 && i < json_array_size(chunks); i++)
		status = load_chunk(book, json_array_get(chunks, i), err);
	for (size_t i = 0; status == 0 && i < json_array_size(findings); i++)
		status = load_finding(book, json_array_get(findings, i), err);
	return status;
}

static int load_book(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	struct sops__audit_book *book;
	json_t *json;
	int status = sops__audit_book_new(&book, self->config, err);

	if (status < 0)
		return status;
	*out = book;
	status = sops__json_read(&json, text, err);
	if (status == 0)
		status = load_all(book, json, err);
	json_decref(json);
	return status;
}

const struct sops_object sops__audit_book_object = {
	.free = free_book, .merge = merge_book, .take = take_book,
	.save = save_book, .load = load_book,
};
