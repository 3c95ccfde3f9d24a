/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "similar.h"

#include <utf8proc.h>

#define ONE SOPS_LIKENESS_ONE

void sops__letters_read(struct sops__letters *letters, struct sops_field text, bool spaceless)
{
	size_t at = 0;

	letters->count = 0;
	while (at < text.len && letters->count < SOPS__LETTERS) {
		utf8proc_int32_t code = (unsigned char)text.at[at];
		utf8proc_ssize_t n = 1;

		if (code >= 0x80)
			n = utf8proc_iterate((const utf8proc_uint8_t *)text.at + at,
				(utf8proc_ssize_t)(text.len - at), &code);
		if (n <= 0)
			break;
		if (code != ' ' || !spaceless)
			letters->at[letters->count++] = code;
		at += (size_t)n;
	}
	letters->more = at < text.len;
}

uint32_t sops__letters_mask(const struct sops__letters *letters)
{
	uint32_t mask = 0;

	for (int i = 0; i < letters->count; i++) {
		int32_t c = letters->at[i];

		if (c >= 'a' && c <= 'z')
			mask |= UINT32_C(1) << (c - 'a');
		else
			mask |= UINT32_C(1) << (c < 0x80 ? 26 + c % 6 : c % 32);
	}
	return mask;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

/* Marks in *in_a and *in_b, a bit a character, those that match; how many they are. */
static int match(const struct sops__letters *a, const struct sops__letters *b, uint64_t *in_a,
	uint64_t *in_b)
{
	int reach = most(most(a->count, b->count) / 2 - 1, 0), matches = 0;

	*in_a = *in_b = 0;
	for (int i = 0; i < a->count; i++) {
		int end = least(i + reach + 1, b->count);

		for (int j = most(i - reach, 0); j < end; j++) {
			if (a->at[i] != b->at[j] || *in_b & UINT64_C(1) << j)
				continue;
			*in_a |= UINT64_C(1) << i;
			*in_b |= UINT64_C(1) << j;
			matches++;
			break;
		}
	}
	return matches;
}

/* Characters that match, and are not in the same order in both. */
static int misplaced(const struct sops__letters *a, const struct sops__letters *b, uint64_t in_a,
	uint64_t in_b)
{
	int count = 0;

	for (; in_a; in_a &= in_a - 1, in_b &= in_b - 1)
		count += a->at[__builtin_ctzll(in_a)] != b->at[__builtin_ctzll(in_b)];
	return count;
}

static int common_prefix(const struct sops__letters *a, const struct sops__letters *b)
{
	int n = 0;

	while (n < 4 && n < a->count && n < b->count && a->at[n] == b->at[n])
		n++;
	return n;
}

int sops__similar_winkler(const struct sops__letters *a, const struct sops__letters *b)
{
	uint64_t in_a, in_b;
	int64_t m = match(a, b, &in_a, &in_b), t, la = a->count, lb = b->count;
	int64_t num, den;

	if (m == 0)
		return 0;
	t = misplaced(a, b, in_a, in_b) / 2;
	num = 10 * (m * m * (la + lb) + (m - t) * la * lb);
	den = 10 * 3 * la * lb * m;
	if (10 * num > 7 * den)
		num += common_prefix(a, b) * (den - num) / 10;
	return (int)(ONE * num / den);
}

/*
 * rows[] are the last three of the matrix, of which only cells that far from the diagonal are
 * filled that they can count: all others have more slips than most.
 */
int sops__similar_slips(const struct sops__letters *a, const struct sops__letters *b,
	int most_slips)
{
	int memory[3][SOPS__LETTERS + 2];
	int *before = memory[0], *above = memory[1], *row = memory[2];
	int many = most_slips + 1;

	if (most(a->count, b->count) - least(a->count, b->count) > most_slips)
		return many;
	for (int j = 0; j <= b->count + 1; j++)
		above[j] = row[j] = before[j] = j <= most_slips ? j : many;
	for (int i = 1; i <= a->count; i++) {
		int first = most(i - most_slips, 1), last = least(i + most_slips, b->count);
		int *oldest = before, fewest;

		before = above;
		above = row;
		row = oldest;
		row[first - 1] = fewest = first == 1 ? least(i, many) : many;
		for (int j = first; j <= last; j++) {
			int differs = a->at[i - 1] != b->at[j - 1];

			row[j] = least(least(above[j], row[j - 1]) + 1, above[j - 1] + differs);
			if (i > 1 && j > 1 && a->at[i - 1] == b->at[j - 2] &&
			    a->at[i - 2] == b->at[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
			fewest = least(fewest, row[j]);
		}
		row[last + 1] = many;
		if (fewest > most_slips)
			return many;
	}
	return least(row[b->count], many);
}

/* 1 - slips / characters of the longer, each slip counting tenths times; 0 below hundredths. */
static int by_slips(const struct sops__letters *a, const struct sops__letters *b, int tenths,
	int hundredths)
{
	int longer = most(a->count, b->count), slips;
	int most_slips = longer * (100 - hundredths) / 10 / tenths;

	if (longer == 0)
		return 0;
	slips = sops__similar_slips(a, b, most_slips);
	if (slips > most_slips)
		return 0;
	return ONE - (int)((int64_t)ONE / 10 * tenths * slips / longer);
}

int sops__similar_whole(struct sops_field a, struct sops_field b)
{
	struct sops__letters one, other;

	sops__letters_read(&one, a, true);
	sops__letters_read(&other, b, true);
	if (one.more || other.more ||
	    5 * least(one.count, other.count) < 4 * most(one.count, other.count))
		return 0;
	return by_slips(&one, &other, 10, 80);
}

static bool is_end(struct sops_field end, struct sops_field of)
{
	return end.len >= 7 && end.len <= of.len &&
		memcmp(of.at + of.len - end.len, end.at, end.len) == 0;
}

int sops__similar_phones(struct sops_field a, struct sops_field b)
{
	struct sops__letters one, other;

	if (is_end(a, b) || is_end(b, a))
		return ONE;
	sops__letters_read(&one, a, true);
	sops__letters_read(&other, b, true);
	return by_slips(&one, &other, 15, 70);
}

static struct sops_field local_part(struct sops_field email)
{
	const char *at = email.len ? memchr(email.at, '@', email.len) : NULL;

	return (struct sops_field){ email.at, at ? (size_t)(at - email.at) : email.len };
}

int sops__similar_emails(struct sops_field a, struct sops_field b)
{
	struct sops_field one = local_part(a), other = local_part(b);
	struct sops__letters x, y;
	int similar;

	sops__letters_read(&x, a, true);
	sops__letters_read(&y, b, true);
	similar = by_slips(&x, &y, 30, 60);
	if (one.len >= 6 && sops_field_equal(one, other))
		return most(similar, ONE / 4 * 3);
	return similar;
}

int sops__similar_domains(struct sops_field a, struct sops_field b)
{
	struct sops__letters one, other;

	sops__letters_read(&one, a, true);
	sops__letters_read(&other, b, true);
	return by_slips(&one, &other, 10, 70);
}

int sops__similar_exact(struct sops_field a, struct sops_field b)
{
	struct sops__letters one, other;

	sops__letters_read(&one, a, true);
	sops__letters_read(&other, b, true);
	return by_slips(&one, &other, 15, 50);
}
