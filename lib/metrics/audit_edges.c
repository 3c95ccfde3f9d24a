/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_edges.c: space at the edge of a cell: in it, or beside it, where the reader drops it. */
#include "audit_checks.h"

static bool is_space(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

/* Whether one stands at an end of what is outside quotes, or beside a delimiter in it. */
static bool has_space(const char *begin, const char *end, char space, char delimiter)
{
	const char *at = begin;

	for (; (at = memchr(at, space, (size_t)(end - at))); at++)
		if (at == begin || at[-1] == delimiter || at + 1 == end || at[1] == delimiter)
			return true;
	return false;
}

/* The same of any space; tabs, which are control characters, most records have nowhere. */
static bool has_any_space(const struct sops__audit_at *at, const char *begin, const char *end,
	char delimiter)
{
	return (delimiter != ' ' && has_space(begin, end, ' ', delimiter)) ||
		(delimiter != '\t' && at->has & SOPS__HAS_CONTROL &&
			has_space(begin, end, '\t', delimiter));
}

/* Whether a space stands beside a cell, where the reader drops it. Of two quotes in a cell the
 * first ends what is in quotes and the second begins it again. */
static bool has_beside(const struct sops__audit_at *at, char delimiter)
{
	const char *begin = at->raw.at, *end = begin + at->raw.len;

	while (begin < end) {
		const char *quote = memchr(begin, '"', (size_t)(end - begin));

		if (has_any_space(at, begin, quote ? quote : end, delimiter))
			return true;
		if (!quote || !(quote = memchr(quote + 1, '"', (size_t)(end - quote - 1))))
			return false;
		begin = quote + 1;
	}
	return false;
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
	if (!has_beside(at, delimiter))
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
