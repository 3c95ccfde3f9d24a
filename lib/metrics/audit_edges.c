/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_edges.c: space at the edge of a cell: in it, or beside it, where the reader drops it. */
#include "audit_checks.h"

static bool is_space(char c, char delimiter)
{
	return (c == ' ' || c == '\t') && c != delimiter;
}

typedef unsigned char bytes __attribute__((vector_size(16)));

static inline bytes load(const char *at)
{
	bytes out;

	memcpy(&out, at, sizeof(out));
	return out;
}

/* Whether a space stands beside a delimiter, as it also does within quotes, or at the record's
 * edge: in most records none does. */
static bool has_beside(struct sops_field raw, char delimiter)
{
	const unsigned char d = (unsigned char)delimiter;
	bytes found = { 0 };
	uint64_t halves[2];
	size_t i = 0;

	for (; i + 1 + sizeof(found) <= raw.len; i += sizeof(found)) {
		const bytes a = load(raw.at + i), b = load(raw.at + i + 1);

		found |= (bytes)(a == d) & ((bytes)(b == ' ') | (bytes)(b == '\t'));
		found |= (bytes)(b == d) & ((bytes)(a == ' ') | (bytes)(a == '\t'));
	}
	memcpy(halves, &found, sizeof(halves));
	for (; (halves[0] | halves[1]) == 0 && i + 1 < raw.len; i++)
		halves[0] |= (raw.at[i] == delimiter && is_space(raw.at[i + 1], delimiter)) ||
			(raw.at[i + 1] == delimiter && is_space(raw.at[i], delimiter));
	return (halves[0] | halves[1]) != 0 || (raw.len > 0 && (is_space(raw.at[0], delimiter) ||
		is_space(raw.at[raw.len - 1], delimiter)));
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
	if (!has_beside(rest, delimiter))
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
