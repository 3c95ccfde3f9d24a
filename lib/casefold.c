/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "eights.h"
#include "private.h"

#include <stdlib.h>
#include <utf8proc.h>

/* strncasecmp goes by the locale: in Turkish, I is no capital i. */
static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Most headers are ASCII: what folds there are capitals, and nothing else. */
static bool fold_ascii(struct sops_buffer *out, struct sops_field text)
{
	char folded[64];

	if (text.len > sizeof(folded))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] & 0x80)
			return false;
		folded[i] = lower(text.at[i]);
	}
	sops_buffer_add(out, folded, text.len);
	return true;
}

static int fold_unicode(struct sops_buffer *out, struct sops_field text)
{
	utf8proc_uint8_t *folded = NULL;
	utf8proc_ssize_t len = utf8proc_map((const utf8proc_uint8_t *)text.at,
		(utf8proc_ssize_t)text.len, &folded,
		UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);

	if (len == UTF8PROC_ERROR_NOMEM)
		return out->failed = SOPS_ESYSTEM;
	if (len < 0)
		return sops_buffer_field(out, text);
	sops_buffer_add(out, folded, (size_t)len);
	free(folded);
	return out->failed;
}

int sops__fold(struct sops_buffer *out, struct sops_field text)
{
	if (fold_ascii(out, text))
		return out->failed;
	return fold_unicode(out, text);
}

bool sops__same(struct sops_field a, struct sops_field b)
{
	size_t i = 0;

	if (a.len != b.len)
		return false;
	while (i < a.len && lower(a.at[i]) == lower(b.at[i]))
		i++;
	return i == a.len;
}

static bool listed(const char *names, struct sops_field text)
{
	struct sops_field rest = sops_field_of(names);

	while (rest.at)
		if (sops__same(sops_field_cut(&rest, '|'), text))
			return true;
	return false;
}

/* Folded, and without spaces, hyphens and underscores: "Closed Won", closed_won and CLOSEDWON
 * are one. Short texts need no memory of their own. */
static struct sops_field squeeze(char *out, size_t size, struct sops_field text)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] & 0x80)
			return (struct sops_field){ NULL, 0 };
		if (!memchr(" _-", text.at[i], 3) && len < size)
			out[len++] = text.at[i];
	}
	return (struct sops_field){ out, len };
}

bool sops__named(const char *names, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	char squeezed[64];
	struct sops_field short_text;
	bool found;

	if (text.len == 0)
		return false;
	if (listed(names, text))
		return true;
	short_text = squeeze(squeezed, sizeof(squeezed), text);
	if (short_text.at)
		return short_text.len < sizeof(squeezed) && short_text.len < text.len &&
			listed(names, short_text);
	found = sops__fold(&folded, text) == 0 &&
		listed(names, sops_field_trim(sops_buffer_view(&folded)));
	sops_buffer_release(&folded);
	return found;
}

static bool find_word(int *value, struct sops_field text, const struct sops_word *words)
{
	for (const struct sops_word *word = words; word->names; word++) {
		if (sops__named(word->names, text)) {
			*value = word->value;
			return true;
		}
	}
	return false;
}

/* Columns of words hold few different ones: each thread remembers what it looked up last. */
struct remembered {
	const struct sops_word *words;
	char text[32];
	size_t len;
	bool found;
	int value;
};

bool sops__word(int *value, struct sops_field text, const struct sops_word *words)
{
	static _Thread_local struct remembered memory[64];
	struct remembered *slot;

	if (text.len == 0 || text.len > sizeof(slot->text))
		return find_word(value, text, words);
	slot = &memory[((uintptr_t)words / sizeof(*words) + text.len * 7 +
		(unsigned char)text.at[0] * 3 + (unsigned char)text.at[text.len - 1]) % 64];
	if (slot->words != words || slot->len != text.len ||
	    !sops__eights_same(slot->text, text.at, text.len)) {
		*slot = (struct remembered){ .words = words, .len = text.len };
		memcpy(slot->text, text.at, text.len);
		slot->found = find_word(&slot->value, text, words);
	}
	if (slot->found)
		*value = slot->value;
	return slot->found;
}
