/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/reference.h>

#include "cells.h"
#include "ids.h"
#include "private.h"
#include "texts.h"

#include <sops/nearest.h>

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

/* A value of the file, by its number. */
struct value {
	struct sops_place first, second;
	uint64_t rows;
};

/* What was meant by a missing value, by its number: that of a value, or NONE. */
#define NONE UINT32_MAX

struct answers {
	pthread_mutex_t lock;
	struct sops__texts asked;
	struct sops_buffer meant; /* uint32_t */
};

struct sops_reference {
	struct sops__texts texts;
	struct value *values; /* by number; the one of number 0 is not used */
	size_t size;
	struct sops_field *names; /* the texts, once no more are added; as values */
	size_t twice;
	struct sops_buffer file, column, name;
	struct answers *answers;
};

const struct sops_schema sops_any_schema = { .name = "records", .row_size = 1 };

static const struct sops_state value_state = SOPS_STATE(struct sops_reference_value,
	SOPS_STATE_FIELD(struct sops_reference_value, records, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops_reference_value, first, SOPS_STATE_MIN));

const struct sops_state sops_reference_state = SOPS_STATE(struct sops_reference_use,
	SOPS_STATE_FIELD(struct sops_reference_use, checked, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops_reference_use, missing, SOPS_STATE_COUNT),
	SOPS_STATE_GROUP_OF(struct sops_reference_use, lost, value_state),
	SOPS_STATE_GROUP_OF(struct sops_reference_use, used, value_state));

/* Where the column's name begins: behind a colon that is no part of a path. */
static const char *find_colon(struct sops_field text)
{
	const char *colon = memrchr(text.at, ':', text.len);

	if (!colon || memchr(colon, '/', (size_t)(text.at + text.len - colon)))
		return NULL;
	return colon;
}

int sops_reference_parse(struct sops_reference_option *out, struct sops_field text,
	struct sops_error *err)
{
	struct sops_field file = text;
	char quoted[SOPS_QUOTED];
	const char *colon;

	out->column = sops_field_cut(&file, '=');
	out->theirs = out->column;
	colon = file.at ? find_colon(file) : NULL;
	if (colon) {
		out->theirs.at = colon + 1;
		out->theirs.len = (size_t)(file.at + file.len - out->theirs.at);
		file.len = (size_t)(colon - file.at);
	}
	out->theirs = sops_field_trim(out->theirs);
	out->file = sops_field_trim(file);
	if (out->column.len > 0 && out->file.len > 0 && out->theirs.len > 0)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "--ref takes COL=FILE:COL, not %s",
		sops_quote(quoted, text));
}

void sops_reference_free(struct sops_reference *reference)
{
	if (!reference)
		return;
	if (reference->answers) {
		pthread_mutex_destroy(&reference->answers->lock);
		sops__texts_release(&reference->answers->asked);
		sops_buffer_release(&reference->answers->meant);
	}
	free(reference->answers);
	sops__texts_release(&reference->texts);
	sops_buffer_release(&reference->file);
	sops_buffer_release(&reference->column);
	sops_buffer_release(&reference->name);
	free(reference->values);
	free(reference->names);
	free(reference);
}

static int make_room(struct sops_reference *reference, struct sops_error *err)
{
	size_t size = reference->size ? 2 * reference->size : 64;
	struct value *grown;

	if (sops__texts_count(&reference->texts) < reference->size)
		return 0;
	grown = reallocarray(reference->values, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	memset(grown + reference->size, 0, (size - reference->size) * sizeof(*grown));
	reference->values = grown;
	reference->size = size;
	return 0;
}

static int append(struct sops_reference *reference, struct sops_field text,
	struct sops_place place, struct sops_error *err)
{
	char id[SOPS_SALESFORCE_ID];
	struct value *value;
	uint32_t number;
	int status = make_room(reference, err);

	if (status == 0)
		status = sops__texts_add(&reference->texts, sops__id(id, text), &number, err);
	if (status < 0)
		return status;
	value = &reference->values[number];
	place.file = reference->file.at;
	if (value->rows == 0)
		value->first = place;
	if (value->rows == 1) {
		value->second = place;
		reference->twice++;
	}
	value->rows++;
	return 0;
}

static int read_rows(struct sops_reference *reference, struct sops_input *input, int column,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_field text = sops__cell_at(input, column);

		if (text.len == 0)
			continue;
		status = append(reference, text, sops_input_place(input), err);
		if (status < 0)
			break;
	}
	return status;
}

static int name_it(struct sops_reference *reference, const struct sops_input *input, int column,
	struct sops_error *err)
{
	struct sops_field header = sops_columns_name(sops_input_columns(input), (size_t)column);
	char shown[SOPS_QUOTED];

	sops_buffer_puts(&reference->file, sops_input_name(input));
	sops_buffer_field(&reference->column, header);
	sops_buffer_printf(&reference->name, "%s:%s", sops_input_name(input),
		sops__escape(shown, header));
	if (sops_buffer_check(&reference->file, err) < 0 ||
	    sops_buffer_check(&reference->column, err) < 0)
		return SOPS_ESYSTEM;
	return sops_buffer_check(&reference->name, err);
}

/* No text moves any more. */
static int finish(struct sops_reference *reference, struct sops_error *err)
{
	size_t count = sops__texts_count(&reference->texts);

	reference->answers = calloc(1, sizeof(*reference->answers));
	reference->names = calloc(count, sizeof(*reference->names));
	if (!reference->answers || !reference->names)
		return sops_error_memory(err);
	pthread_mutex_init(&reference->answers->lock, NULL);
	for (size_t i = 0; i < count; i++)
		reference->names[i] = sops__texts_at(&reference->texts, (uint32_t)i);
	return 0;
}

int sops_reference_read(struct sops_reference **out, struct sops_input *input,
	struct sops_field name, struct sops_error *err)
{
	struct sops_reference *reference = calloc(1, sizeof(*reference));
	int column = -1, status;

	if (!reference)
		return sops_error_memory(err);
	status = sops__cells_find(&column, input, name, err);
	if (status == 0)
		status = name_it(reference, input, column, err);
	if (status == 0)
		status = read_rows(reference, input, column, err);
	if (status == 0)
		status = finish(reference, err);
	if (status < 0)
		sops_reference_free(reference);
	else
		*out = reference;
	return status;
}

const char *sops_reference_name(const struct sops_reference *reference)
{
	return reference->name.at;
}

size_t sops_reference_count(const struct sops_reference *reference)
{
	return sops__texts_count(&reference->texts) - 1;
}

size_t sops_reference_twice(const struct sops_reference *reference)
{
	return reference->twice;
}

bool sops_reference_has(const struct sops_reference *reference, struct sops_field value)
{
	char id[SOPS_SALESFORCE_ID];

	return sops__texts_has(&reference->texts, sops__id(id, sops_field_trim(value)));
}

static uint32_t search(const struct sops_reference *reference, struct sops_field value)
{
	size_t count = sops_reference_count(reference);
	int near = count > SOPS_REFERENCE_NEAR ? -1 :
		sops_nearest(value, reference->names + 1, count);

	return near < 0 ? NONE : (uint32_t)near + 1;
}

/* The number of the value that was probably meant. */
static int find_meant(uint32_t *meant, const struct sops_reference *reference,
	struct sops_field value, struct sops_error *err)
{
	struct answers *answers = reference->answers;
	size_t known = sops__texts_count(&answers->asked) - 1;
	uint32_t number;
	int status = sops__texts_add(&answers->asked, value, &number, err);

	if (status < 0)
		return status;
	if (number > known) {
		*meant = search(reference, value);
		sops_buffer_add(&answers->meant, meant, sizeof(*meant));
		return sops_buffer_check(&answers->meant, err);
	}
	memcpy(meant, answers->meant.at + (number - 1) * sizeof(*meant), sizeof(*meant));
	return 0;
}

int sops_reference_explain(const struct sops_reference *reference, struct sops_field value,
	struct sops_buffer *message, struct sops_error *err)
{
	struct sops_field text = sops_field_trim(value);
	char quoted[SOPS_QUOTED];
	uint32_t meant = NONE;
	int status = 0;

	sops_buffer_printf(message, "%s is not in %s", sops_quote(quoted, text),
		reference->name.at);
	if (text.len > 0) {
		pthread_mutex_lock(&reference->answers->lock);
		status = find_meant(&meant, reference, text, err);
		pthread_mutex_unlock(&reference->answers->lock);
	}
	if (meant != NONE)
		sops_buffer_printf(message, "; did you mean %s?",
			sops_quote(quoted, reference->names[meant]));
	return status < 0 ? status : sops_buffer_check(message, err);
}

static int count_value(struct sops_group *values, struct sops_field text, uint64_t byte,
	struct sops_error *err)
{
	struct sops_reference_value *value;
	void *state;
	int status = sops_group_at(values, text, &state, err);

	if (status < 0)
		return status;
	value = state;
	value->records++;
	if ((int64_t)byte < value->first)
		value->first = (int64_t)byte;
	return 0;
}

int sops_reference_add(struct sops_reference_use *use, const struct sops_reference *reference,
	struct sops_field value, uint64_t byte, bool used, bool *has, struct sops_error *err)
{
	struct sops_field text = sops_field_trim(value);
	char id[SOPS_SALESFORCE_ID];
	bool found = sops_reference_has(reference, text);

	if (has)
		*has = found;
	if (text.len == 0)
		return 0;
	text = sops__id(id, text);
	use->checked++;
	if (found)
		return used ? count_value(use->used, text, byte, err) : 0;
	use->missing++;
	return count_value(use->lost, text, byte, err);
}

static int by_line(const void *a, const void *b)
{
	const struct value *const *left = a, *const *right = b;
	const struct sops_place *first = &(*left)->second, *second = &(*right)->second;

	return (first->line > second->line) - (first->line < second->line);
}

static int tell_twice(const struct sops_reference *reference, const struct value *value,
	sops_tell tell, void *to, struct sops_error *err)
{
	struct sops_field text = reference->names[value - reference->values];
	struct sops_buffer message = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];
	struct sops_finding finding = { .check = SOPS_CHECK_REFERENTIAL,
		.place = value->second, .key = text, .value = text,
		.column = sops_buffer_view(&reference->column) };
	int status;

	sops_buffer_printf(&message, "%s stands on %" PRIu64 " lines, first on line %" PRIu64,
		sops_quote(quoted, text), value->rows, value->first.line);
	status = sops_buffer_check(&message, err);
	finding.message = message.at;
	if (status == 0)
		status = tell(to, &finding, err);
	sops_buffer_release(&message);
	return status;
}

int sops_reference_tell_twice(const struct sops_reference *reference, sops_tell tell, void *to,
	struct sops_error *err)
{
	const struct value **twice = calloc(reference->twice + 1, sizeof(*twice));
	size_t n = 0;
	int status = 0;

	if (!twice)
		return sops_error_memory(err);
	for (size_t i = 1; i <= sops_reference_count(reference); i++)
		if (reference->values[i].rows > 1)
			twice[n++] = &reference->values[i];
	qsort(twice, n, sizeof(*twice), by_line);
	for (size_t i = 0; status == 0 && i < n; i++)
		status = tell_twice(reference, twice[i], tell, to, err);
	free(twice);
	return status;
}

/* Values have the order of their first lines already. */
int sops_reference_tell_unused(const struct sops_reference *reference,
	const struct sops_reference_use *use, sops_tell tell, void *to, struct sops_error *err)
{
	struct sops_buffer message = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];
	int status = 0;

	for (size_t i = 1; status == 0 && i <= sops_reference_count(reference); i++) {
		struct sops_finding finding = { .check = SOPS_CHECK_REFERENTIAL,
			.place = reference->values[i].first, .key = reference->names[i],
			.value = reference->names[i],
			.column = sops_buffer_view(&reference->column) };

		if (sops_group_find(use->used, reference->names[i]))
			continue;
		sops_buffer_clear(&message);
		sops_buffer_printf(&message, "%s is in no record",
			sops_quote(quoted, reference->names[i]));
		finding.message = message.at;
		status = sops_buffer_check(&message, err);
		if (status == 0)
			status = tell(to, &finding, err);
	}
	sops_buffer_release(&message);
	return status;
}
