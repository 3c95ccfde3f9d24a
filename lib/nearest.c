/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/nearest.h>
#include "private.h"

#include <sops/buffer.h>

#include <utf8proc.h>

#define LONGEST 100
#define HINT_BYTES 240 /* of the 256 that an error keeps */

struct word {
	int32_t at[LONGEST];
	int len;
};

/* Folds the case away. False when the name is too long to compare, or is not text. */
static bool read_word(struct word *word, struct sops_field name)
{
	word->len = 0;
	while (name.len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)name.at,
			(utf8proc_ssize_t)name.len, &code);

		if (n <= 0 || word->len == LONGEST)
			return false;
		word->at[word->len++] = utf8proc_tolower(code);
		name.at += n;
		name.len -= (size_t)n;
	}
	return true;
}

static int least(int a, int b, int c)
{
	int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Damerau-Levenshtein, no substring edited twice; rows[] are the last three of the matrix. */
static int distance(const struct word *a, const struct word *b)
{
	int memory[3][LONGEST + 1];
	int *before = memory[0], *above = memory[1], *row = memory[2];

	for (int j = 0; j <= b->len; j++)
		row[j] = j;
	for (int i = 1; i <= a->len; i++) {
		int *oldest = before;

		before = above;
		above = row;
		row = oldest;
		row[0] = i;
		for (int j = 1; j <= b->len; j++) {
			int differs = a->at[i - 1] != b->at[j - 1];

			row[j] = least(above[j] + 1, row[j - 1] + 1, above[j - 1] + differs);
			if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] &&
			    a->at[i - 2] == b->at[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
	}
	return row[b->len];
}

int sops_nearest(struct sops_field wanted, const struct sops_field *names, size_t count)
{
	struct word word, name;
	int best = -1, least_slips = LONGEST;

	if (!read_word(&word, wanted) || word.len == 0)
		return -1;
	for (size_t i = 0; i < count; i++) {
		int slips, longer;

		if (!read_word(&name, names[i]))
			continue;
		longer = name.len > word.len ? name.len : word.len;
		slips = distance(&word, &name);
		if (slips <= longer / 3 && slips < least_slips) {
			best = (int)i;
			least_slips = slips;
		}
	}
	return best;
}

/* Whole names only, so that the hint ends where a name does and not inside a character. */
static void list_names(struct sops_buffer *list, const struct sops_field *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct sops_field name = names[i];
		size_t kept = list->len;

		sops_buffer_puts(list, i > 0 ? ", " : " ");
		while (name.len && list->len < HINT_BYTES) {
			char shown[8];

			sops_buffer_add(list, shown, sops__escape_character(shown, &name));
		}
		if (list->len >= HINT_BYTES) {
			list->len = kept;
			sops_buffer_puts(list, i > 0 ? ", …" : " …");
			return;
		}
	}
}

void sops_hint_names(struct sops_error *err, struct sops_field wanted,
	const struct sops_field *names, size_t count, const char *what)
{
	int near = sops_nearest(wanted, names, count);
	struct sops_buffer hint = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];

	if (near >= 0)
		sops_buffer_printf(&hint, "did you mean %s?", sops_quote(quoted, names[near]));
	if (what && count) {
		sops_buffer_printf(&hint, "%s%s:", near >= 0 ? " " : "", what);
		list_names(&hint, names, count);
	}
	if (hint.len && !hint.failed)
		sops_error_hint(err, "%s", hint.at);
	sops_buffer_release(&hint);
}
