/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values.c: what is said of all cells of a file, and which of them are empty. */
#include "values_private.h"

#include <stdlib.h>

#define LONGEST_NULL 4 /* bytes of a word for empty: see is_null_word() */

/* Such words begin with -, N, n or E6; the others here are what spaces begin and end with. */
const uint8_t sops__values_edges[256] = { ['-'] = SOPS__EDGE_FIRST, ['N'] = SOPS__EDGE_FIRST,
	['n'] = SOPS__EDGE_FIRST, [0xE6] = SOPS__EDGE_FIRST,
	[' '] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, ['\t'] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST,
	[0xC2] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, [0xE3] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST,
	[0xA0] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, [0x80] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST };

bool sops__has_percent(struct sops_field text)
{
	return memchr(text.at, '%', text.len) ||
		memmem(text.at, text.len, "％", sizeof("％") - 1);
}

static void begin_column(struct sops_values *values, size_t column,
	const struct sops_values_options *options)
{
	struct sops_field name = sops_columns_name(values->columns, column);
	struct column_state *state = &values->states[column];

	state->order = options->dates;
	state->said = options->shares == SOPS_SHARES_PERCENT ||
		(name.len && sops__has_percent(name));
	state->unit = sops__columns_unit(values->columns, column);
	if (state->said)
		state->scale = SCALE_PERCENT;
	else if (options->shares == SOPS_SHARES_OF_ONE)
		state->scale = SCALE_SHARE;
}

int sops_values_new(struct sops_values **out, const struct sops_columns *columns,
	const struct sops_values_options *options, struct sops_error *err)
{
	size_t count = sops_columns_most(columns);
	struct sops_values *values = calloc(1, sizeof(*values));

	if (!values)
		return sops_error_memory(err);
	values->columns = columns;
	values->decimal = options->decimal;
	values->habitual_nulls = options->habitual_nulls;
	values->currency = options->currency;
	values->epoch = options->epoch;
	values->serials = options->serials;
	values->truths = options->truths;
	values->falsehoods = options->falsehoods;
	values->states = calloc(count, sizeof(*values->states));
	values->watched = calloc(count, sizeof(*values->watched));
	values->unseen = calloc(count, sizeof(*values->unseen));
	values->nulls = options->nulls ? strdup(options->nulls) : NULL;
	values->nulls_len = values->nulls ? strlen(values->nulls) : 0;
	if (!values->states || !values->watched || !values->unseen ||
	    (options->nulls && !values->nulls)) {
		sops_values_free(values);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < count; i++)
		begin_column(values, i, options);
	*out = values;
	return 0;
}

void sops_values_free(struct sops_values *values)
{
	if (!values)
		return;
	free(values->nulls);
	free(values->watched);
	free(values->unseen);
	free(values->states);
	free(values);
}

const struct sops_columns *sops_values_columns(const struct sops_values *values)
{
	return values->columns;
}

static bool is_habitual(const char *nulls, struct sops_field cell)
{
	struct sops_field rest = sops_field_of(nulls);

	while (rest.at)
		if (sops__same(sops_field_cut(&rest, '|'), cell))
			return true;
	return false;
}

/* The two cases of a letter differ in one bit. */
#define BOTH_CASES 0x20

/* The words -, N/A, NULL and 无. */
static bool is_null_word(struct sops_field cell)
{
	const char *at = cell.at;

	switch (cell.len) {
	case 1:
		return at[0] == '-';
	case 3:
		return (at[1] == '/' && (at[0] | BOTH_CASES) == 'n' && (at[2] | BOTH_CASES) == 'a')
			|| memcmp(at, "无", 3) == 0;
	case 4:
		return (at[0] | BOTH_CASES) == 'n' && (at[1] | BOTH_CASES) == 'u' &&
			(at[2] | BOTH_CASES) == 'l' && (at[3] | BOTH_CASES) == 'l';
	default:
		return false;
	}
}

bool sops__values_bare_all_the_same(struct sops_field cell)
{
	const uint8_t first = sops__values_edges[(unsigned char)cell.at[0]];
	const uint8_t last = sops__values_edges[(unsigned char)cell.at[cell.len - 1]];

	return !((first | last) & SOPS__EDGE_LAST) &&
		(cell.len > LONGEST_NULL || !is_null_word(cell));
}

bool sops_values_blank(const struct sops_values *values, struct sops_field cell)
{
	struct sops_field rest = { values->nulls, values->nulls_len };

	cell = sops_field_trim(cell);
	if (cell.len == 0)
		return true;
	if (values->habitual_nulls && is_habitual(values->habitual_nulls, cell))
		return true;
	if (!rest.at && !(sops__values_edges[(unsigned char)cell.at[0]] & SOPS__EDGE_FIRST))
		return false;
	if (is_null_word(cell))
		return true;
	while (rest.at)
		if (sops_field_equal(sops_field_cut(&rest, ','), cell))
			return true;
	return false;
}

struct sops_field sops__values_trim(const struct sops_values *values, struct sops_field cell)
{
	return sops_values_blank(values, cell) ? (struct sops_field){ NULL, 0 }
					       : sops_field_trim(cell);
}
