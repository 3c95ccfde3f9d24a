/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_edges.c: space at the edge of a cell: in it, or beside it, where the reader drops it. */
#include "audit_checks.h"

static bool is_space(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

/* Where the cell begins, or NULL: a space stands before it. */
static const char *past_gap(const char *at, const char *begin, char delimiter)
{
	for (; at < begin; at++)
		if (is_space(*at, delimiter))
			return NULL;
	return at;
}

/* Behind the next cell in quotes, or NULL: a space stands before it, or there is none. */
static const char *past_quotes(const char *at, const char *end, char delimiter)
{
	const char *quote = memchr(at, '"', (size_t)(end - at));

	if (!quote || !past_gap(at, quote, delimiter))
		return NULL;
	while ((quote = memchr(quote + 1, '"', (size_t)(end - quote - 1)))) {
		if (quote + 1 == end || quote[1] != '"')
			return quote + 1;
		quote++;
	}
	return NULL;
}

static const char *past_end(struct sops_field cell, const char *end)
{
	const char *at = cell.at + cell.len;

	return at < end && *at == '"' ? at + 1 : at;
}

/* Whether a space may stand between cells, where the reader drops it. Most cells begin right behind
 * a delimiter. A cell that is no part of the record is a copy, with one quote for two. */
static bool has_beside(struct sops_field raw, const struct sops_record *record, char delimiter)
{
	const char *at = raw.at, *end = raw.at + raw.len;

	for (size_t i = 0; i < record->count && at; i++) {
		struct sops_field cell = record->fields[i];

		if (i > 0 && at < end && *at == delimiter)
			at++;
		if (cell.len == 0)
			continue;
		if (cell.at < raw.at || cell.at >= end)
			at = past_quotes(at, end, delimiter);
		else if (cell.at < at || (cell.at > at && !past_gap(at, cell.at, delimiter)))
			return true;
		else
			at = past_end(cell, end);
	}
	return !at || !past_gap(at, end, delimiter);
}

/* A cell as it stands in its record, up to its delimiter. */
static struct sops_field next_cell(struct sops_field *rest, char delimiter)
{
	struct sops_field cell = { rest->at, 0 };
	bool quoted = false;

	while (cell.len < rest->len && (quoted || cell.at[cell.len] != delimiter))
		quoted ^= cell.at[cell.len++] == '"';
	rest->at += cell.len;
	rest->len -= cell.len;
	if (rest->len > 0) {
		rest->at++;
		rest->len--;
	}
	return cell;
}

/* The first that begins or ends so. */
static int find_beside(struct sops__audit_at *at)
{
	char delimiter = sops__input_options(at->book->input)->csv.delimiter;
	struct sops_field rest = at->raw;

	delimiter = delimiter ? delimiter : ',';
	if (!has_beside(rest, at->record, delimiter))
		return SOPS__PASS;
	for (size_t i = 0; i < at->record->count; i++) {
		struct sops_field cell = next_cell(&rest, delimiter);

		if (cell.len == 0 || (!is_space(cell.at[0], delimiter) &&
				!is_space(cell.at[cell.len - 1], delimiter)))
			continue;
		at->column = (int)i;
		at->value = cell;
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

static int find_in_cells(struct sops__audit_at *at)
{
	for (size_t i = 0; i < at->record->count; i++) {
		struct sops_field cell = at->record->fields[i];

		if (sops_field_trim(cell).len == cell.len)
			continue;
		at->column = (int)i;
		return SOPS__FAIL;
	}
	return SOPS__PASS;
}

int sops__check_edge_whitespace(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	int found = at->has & SOPS__HAS_EDGE ? find_in_cells(at) : SOPS__PASS;

	(void)test, (void)err;
	if (found == SOPS__PASS && at->has & SOPS__HAS_BESIDE)
		found = find_beside(at);
	if (found == SOPS__FAIL)
		sops_buffer_puts(at->message, "has space at its beginning or end");
	return found;
}
