/* SPDX-License-Identifier: GPL-3.0-or-later */
/* similar_words.c: two sets of words, each of which weighs something. */
#include "similar.h"

#include <utf8proc.h>

#define ONE SOPS_LIKENESS_ONE
#define LEAST (ONE / 100 * 85)   /* of two words that match */
#define INITIAL (ONE / 10 * 8)   /* how an initial matches */

static size_t character_len(struct sops_field text)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
		(utf8proc_ssize_t)text.len, &code);

	return n > 0 ? (size_t)n : 1;
}

static struct sops_field after(struct sops_field text, size_t len)
{
	return (struct sops_field){ text.at + len, text.len - len };
}

/* Every two neighbours of a word without spaces; a word with others in it is cut before them. */
static size_t cut_pairs(struct sops__weighed *out, size_t room, struct sops_field word)
{
	size_t n = 0;

	while (word.len && n < room) {
		size_t first = character_len(word), second;
		struct sops_field rest = after(word, first);

		if (!sops__like_begins_spaceless(word)) {
			size_t len = 0;

			while (len < word.len && !sops__like_begins_spaceless(after(word, len)))
				len += character_len(after(word, len));
			out[n++] = (struct sops__weighed){ .text = { word.at, len } };
			word = after(word, len);
			continue;
		}
		if (rest.len && sops__like_begins_spaceless(rest)) {
			second = character_len(rest);
			out[n++] = (struct sops__weighed){ .text = { word.at, first + second },
				.paired = true };
			if (!sops__like_begins_spaceless(after(rest, second)))
				rest = after(rest, second);
		} else if (n == 0 || !out[n - 1].paired) {
			out[n++] = (struct sops__weighed){ .text = { word.at, first },
				.paired = true };
		}
		word = rest;
	}
	return n;
}

size_t sops__similar_cut(struct sops__weighed *out, enum sops_likeness like,
	struct sops_field text)
{
	struct sops__words words;
	size_t n = 0;

	sops__words_cut(&words, text);
	for (size_t i = 0; i < words.count && n < SOPS__WEIGHED; i++) {
		if (like == SOPS_LIKE_PERSON)
			out[n++] = (struct sops__weighed){ .text = words.at[i] };
		else
			n += cut_pairs(out + n, SOPS__WEIGHED - n, words.at[i]);
	}
	return n;
}

/* A word that no other was equal to. */
struct open_word {
	struct sops__letters letters;
	uint32_t mask;
	bool is_open;
};

static bool is_initial(const struct sops__letters *a, const struct sops__letters *b)
{
	return (a->count == 1) != (b->count == 1) && a->at[0] == b->at[0];
}

/* One digit more is another house: numbers do not match. */
static int compare(const struct open_word *a, const struct open_word *b, bool initials)
{
	int similar;

	if (!a->is_open || !b->is_open)
		return 0;
	if (initials && is_initial(&a->letters, &b->letters))
		return INITIAL;
	if ((a->letters.at[0] <= '9' && b->letters.at[0] <= '9') ||
	    !sops__similar_may(a->mask, b->mask))
		return 0;
	similar = sops__similar_winkler(&a->letters, &b->letters);
	return similar >= LEAST ? similar : 0;
}

struct matched {
	uint64_t a, b; /* a bit a word */
	uint64_t sum;  /* of the weights of both words of each match, times ONE */
};

/* An initial says as much as it weighs; a slip does not make a word weigh more. */
static void match(struct matched *m, const struct sops__weighed *a, size_t i,
	const struct sops__weighed *b, size_t j, int similar)
{
	uint32_t lighter = a[i].weight < b[j].weight ? a[i].weight : b[j].weight;
	bool initial = (a[i].text.len == 1) != (b[j].text.len == 1);

	m->a |= UINT64_C(1) << i;
	m->b |= UINT64_C(1) << j;
	m->sum += (initial ? 2 * (uint64_t)lighter : (uint64_t)a[i].weight + b[j].weight) *
		(unsigned)similar;
}

static void match_same(struct matched *m, const struct sops__weighed *a, size_t na,
	const struct sops__weighed *b, size_t nb)
{
	for (size_t i = 0; i < na; i++) {
		for (size_t j = 0; j < nb; j++) {
			if (a[i].id != b[j].id || m->b & UINT64_C(1) << j)
				continue;
			match(m, a, i, b, j, ONE);
			break;
		}
	}
}

/* A pair that may match; equal ones are told apart by their texts, whichever side they are on. */
struct likely {
	size_t i, j;
	int similar;
	uint32_t weight;
};

static struct sops_field smaller(const struct sops__weighed *a, const struct sops__weighed *b)
{
	return sops_field_compare(a->text, b->text) < 0 ? a->text : b->text;
}

static struct sops_field larger(const struct sops__weighed *a, const struct sops__weighed *b)
{
	return sops_field_compare(a->text, b->text) < 0 ? b->text : a->text;
}

static bool is_better(const struct likely *x, const struct likely *y, const struct sops__weighed *a,
	const struct sops__weighed *b)
{
	int order;

	if (x->similar != y->similar)
		return x->similar > y->similar;
	if (x->weight != y->weight)
		return x->weight > y->weight;
	order = sops_field_compare(smaller(&a[x->i], &b[x->j]), smaller(&a[y->i], &b[y->j]));
	if (order == 0)
		order = sops_field_compare(larger(&a[x->i], &b[x->j]), larger(&a[y->i], &b[y->j]));
	return order < 0;
}

/* How alike every word of one is to every word of the other, before any is matched. */
struct table {
	int similar[SOPS__WEIGHED][SOPS__WEIGHED];
};

static void open_words(struct open_word *out, const struct sops__weighed *words, size_t n,
	uint64_t matched)
{
	for (size_t i = 0; i < n; i++) {
		out[i].is_open = !words[i].paired && !(matched & UINT64_C(1) << i);
		if (!out[i].is_open)
			continue;
		sops__letters_read(&out[i].letters, words[i].text, false);
		out[i].mask = sops__letters_mask(&out[i].letters);
	}
}

static void fill(struct table *t, const struct matched *m, const struct sops__weighed *a, size_t na,
	const struct sops__weighed *b, size_t nb, bool initials)
{
	struct open_word one[SOPS__WEIGHED], other[SOPS__WEIGHED];

	open_words(one, a, na, m->a);
	open_words(other, b, nb, m->b);
	for (size_t i = 0; i < na; i++)
		for (size_t j = 0; j < nb; j++)
			t->similar[i][j] = compare(&one[i], &other[j], initials);
}

static bool best(struct likely *out, const struct table *t, const struct matched *m,
	const struct sops__weighed *a, size_t na, const struct sops__weighed *b, size_t nb)
{
	bool found = false;

	for (size_t i = 0; i < na; i++) {
		for (size_t j = 0; j < nb; j++) {
			struct likely pair = { i, j, t->similar[i][j], a[i].weight + b[j].weight };

			if (!pair.similar || m->a & UINT64_C(1) << i || m->b & UINT64_C(1) << j)
				continue;
			if (!found || is_better(&pair, out, a, b))
				*out = pair;
			found = true;
		}
	}
	return found;
}

static void match_like(struct matched *m, const struct sops__weighed *a, size_t na,
	const struct sops__weighed *b, size_t nb, bool initials)
{
	struct table t;
	struct likely next = { .similar = 0 };

	fill(&t, m, a, na, b, nb, initials);
	while (best(&next, &t, m, a, na, b, nb))
		match(m, a, next.i, b, next.j, next.similar);
}

static bool all_matched(const struct matched *m, size_t na, size_t nb)
{
	return m->a == (UINT64_C(1) << na) - 1 || m->b == (UINT64_C(1) << nb) - 1;
}

int sops__similar_words(const struct sops__weighed *a, size_t na, const struct sops__weighed *b,
	size_t nb, bool initials)
{
	struct matched m = { .sum = 0 };
	uint64_t in_a = 0, in_b = 0, dice, overlap;

	for (size_t i = 0; i < na; i++)
		in_a += a[i].weight;
	for (size_t j = 0; j < nb; j++)
		in_b += b[j].weight;
	if (in_a == 0 || in_b == 0)
		return 0;
	match_same(&m, a, na, b, nb);
	if (!all_matched(&m, na, nb))
		match_like(&m, a, na, b, nb, initials);
	dice = m.sum / (in_a + in_b);
	overlap = m.sum / 2 / (in_a < in_b ? in_a : in_b);
	return (int)((dice + (overlap < ONE ? overlap : ONE)) / 2);
}
