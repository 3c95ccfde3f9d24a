/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_fold.c: any bytes to words that can be compared. */
#include "likeness_private.h"

#include <utf8proc.h>

#define MOST_BYTES ((size_t)4 * SOPS_LIKENESS_MOST)
#define MOST_PARTS 24 /* of one character, decomposed: the longest, U+FDFA, has 18 */

/* What a text has become so far; a space is written before the next letter. */
struct folding {
	struct sops_buffer *out;
	size_t letters;
	int32_t last;   /* letter written, or 0 */
	bool apart;     /* a separator was seen since */
	bool loose;     /* or an apostrophe: no mark belongs to the letter */
};

bool sops__like_spaceless(int32_t code)
{
	return (code >= 0x3040 && code <= 0x30FF) || (code >= 0x3400 && code <= 0x4DBF) ||
		(code >= 0x4E00 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
		(code >= 0x20000 && code <= 0x3FFFF);
}

bool sops__like_begins_spaceless(struct sops_field text)
{
	utf8proc_int32_t code;

	return utf8proc_iterate((const utf8proc_uint8_t *)text.at, (utf8proc_ssize_t)text.len,
		&code) > 0 && sops__like_spaceless(code);
}

/* Letters that have no accent to take off. */
static int32_t plain(int32_t code)
{
	switch (code) {
	case 0x131:
		return 'i';
	case 0xF8:
		return 'o';
	case 0x111:
		return 'd';
	case 0x142:
		return 'l';
	default:
		return code;
	}
}

static bool is_accent(int32_t code)
{
	return code >= 0x300 && code <= 0x36F;
}

static bool is_apostrophe(int32_t code)
{
	return code == '\'' || code == '`' || code == 0xB4 || code == 0x2018 || code == 0x2019 ||
		code == 0x2BC;
}

static bool is_letter(int32_t code)
{
	if (code < 0x80)
		return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9');
	switch (utf8proc_category(code)) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_ND:
	case UTF8PROC_CATEGORY_NL:
	case UTF8PROC_CATEGORY_NO:
		return true;
	default:
		return false;
	}
}

static bool is_mark(int32_t code)
{
	utf8proc_category_t category = utf8proc_category(code);

	return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC;
}

/* Whether a mark that comes now is one of the letter before. */
static bool belongs(const struct folding *f)
{
	return f->last && !f->apart && !f->loose;
}

static void put(struct folding *f, int32_t code)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n;

	bool parted = f->last && f->apart &&
		!(sops__like_spaceless(f->last) && sops__like_spaceless(code));

	if (f->letters + parted >= SOPS_LIKENESS_MOST)
		return;
	if (parted) {
		sops_buffer_putc(f->out, ' ');
		f->letters++;
	}
	n = utf8proc_encode_char(code, bytes);
	sops_buffer_add(f->out, bytes, (size_t)n);
	f->letters++;
	f->last = code;
	f->apart = false;
	f->loose = false;
}

static void put_and(struct folding *f)
{
	f->apart = true;
	put(f, 'a');
	put(f, 'n');
	put(f, 'd');
	f->apart = true;
}

/* A legal form of Japan in brackets, or in one character that NFKC takes apart to that. */
static bool is_form(const int32_t *codes, size_t count)
{
	return count >= 3 && codes[0] == '(' && codes[2] == ')' &&
		(codes[1] == 0x682A || codes[1] == 0x6709 || codes[1] == 0x5408);
}

static void write_letters(struct folding *f, const int32_t *codes, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int32_t code = plain(codes[i]);

		if (is_form(codes + i, count - i)) {
			f->apart = true;
			i += 2;
		} else if (code == '&') {
			put_and(f);
		} else if (is_letter(code) || (is_mark(code) && belongs(f))) {
			put(f, code);
		} else {
			f->apart |= !is_apostrophe(code);
			f->loose = true;
		}
	}
}

/* One character, decomposed and without its accents; what is none becomes a space. */
static size_t decompose(int32_t *to, int32_t code)
{
	utf8proc_int32_t parts[MOST_PARTS];
	int boundary = UTF8PROC_BOUNDCLASS_START;
	size_t kept = 0;
	utf8proc_ssize_t n = utf8proc_decompose_char(code, parts, MOST_PARTS,
		UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD, &boundary);

	if (n < 0 || n > MOST_PARTS) {
		to[0] = ' ';
		return 1;
	}
	for (utf8proc_ssize_t i = 0; i < n; i++)
		if (!is_accent(parts[i]))
			to[kept++] = parts[i];
	return kept;
}

/* Composed again at the end: Hangul, and kana of half width with their marks. */
static void fold(struct folding *f, struct sops_field text)
{
	int32_t codes[MOST_BYTES + MOST_PARTS];
	size_t at = 0, count = 0, end = sops__like_head(text).len;
	bool wide = false;

	while (at < end && count < MOST_BYTES) {
		unsigned char c = (unsigned char)text.at[at];
		utf8proc_int32_t code = ' ';
		utf8proc_ssize_t n = 1;

		if (c < 0x80) {
			codes[count++] = c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
		} else {
			n = utf8proc_iterate((const utf8proc_uint8_t *)text.at + at,
				(utf8proc_ssize_t)(text.len - at), &code);
			count += decompose(codes + count, n > 0 ? code : ' ');
			wide = true;
		}
		at += n > 0 ? (size_t)n : 1;
	}
	if (wide) {
		utf8proc_ssize_t n = utf8proc_normalize_utf32(codes, (utf8proc_ssize_t)count,
			UTF8PROC_COMPOSE | UTF8PROC_STABLE);

		count = n > 0 ? (size_t)n : 0;
	}
	write_letters(f, codes, count);
}

int sops__like_fold(struct sops_buffer *out, struct sops_field text)
{
	struct folding f = { .out = out };

	fold(&f, text);
	return out->failed;
}

/* Whether a word is one ASCII letter. */
static bool is_single(struct sops_field word)
{
	return word.len == 1 && word.at[0] >= 'a' && word.at[0] <= 'z';
}

void sops__words_join_single(struct sops_buffer *text, size_t begin)
{
	struct sops__words words;
	bool alone, before = false;
	size_t len = begin;

	if (text->failed || text->len == begin)
		return;
	sops__words_cut(&words, (struct sops_field){ text->at + begin, text->len - begin });
	for (size_t i = 0; i < words.count; i++) {
		alone = is_single(words.at[i]);
		if (i > 0 && !(alone && before))
			text->at[len++] = ' ';
		memmove(text->at + len, words.at[i].at, words.at[i].len);
		len += words.at[i].len;
		before = alone;
	}
	text->len = len;
	text->at[len] = '\0';
}

bool sops__like_valid(struct sops_field text)
{
	while (text.len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
			(utf8proc_ssize_t)text.len, &code);

		if (n <= 0)
			return false;
		text.at += n;
		text.len -= (size_t)n;
	}
	return true;
}

struct sops_field sops__like_cut(struct sops_field text)
{
	size_t at = 0, letters = 0;

	while (at < text.len && letters < SOPS_LIKENESS_MOST) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at + at,
			(utf8proc_ssize_t)(text.len - at), &code);

		if (n <= 0)
			return (struct sops_field){ text.at, 0 };
		at += (size_t)n;
		letters++;
	}
	return (struct sops_field){ text.at, at };
}

void sops__words_cut(struct sops__words *words, struct sops_field text)
{
	struct sops_field rest = text;

	words->count = 0;
	while (rest.len && words->count < SOPS__WORDS) {
		const char *space = memchr(rest.at, ' ', rest.len);
		size_t len = space ? (size_t)(space - rest.at) : rest.len;

		words->at[words->count++] = (struct sops_field){ rest.at, len };
		len += space != NULL;
		rest.at += len;
		rest.len -= len;
	}
}

bool sops__words_has(const char *list, struct sops_field word)
{
	for (const char *at = strchr(list, ' '); at && at[1]; at = strchr(at + 1, ' '))
		if (strncmp(at + 1, word.at, word.len) == 0 && at[1 + word.len] == ' ')
			return true;
	return false;
}

static size_t count_letters(struct sops_field word)
{
	size_t n = 0;

	for (size_t i = 0; i < word.len; i++)
		n += (word.at[i] & 0xC0) != 0x80;
	return n;
}

/* Chinese behind Chinese. */
static bool is_one_word(struct sops_field a, struct sops_field b)
{
	size_t last = a.len;

	if (!sops__like_begins_spaceless(b))
		return false;
	while (last > 0 && (a.at[last - 1] & 0xC0) == 0x80)
		last--;
	return last > 0 && sops__like_begins_spaceless((struct sops_field){
		a.at + last - 1, a.len - last + 1 });
}

int sops__words_join(struct sops_buffer *out, const struct sops__words *words)
{
	size_t letters = 0;

	for (size_t i = 0; i < words->count; i++) {
		letters += (i > 0) + count_letters(words->at[i]);
		if (letters > SOPS_LIKENESS_MOST)
			break;
		if (i > 0 && !is_one_word(words->at[i - 1], words->at[i]))
			sops_buffer_putc(out, ' ');
		sops_buffer_field(out, words->at[i]);
	}
	return out->failed;
}
