/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_pairs.c: as Keiser and Lemire find what is no UTF-8 (Validating UTF-8 in less than one
 * instruction per byte, 2021). A cell begins behind a delimiter or a quote and ends before one, and
 * so does a record.
 */
#include "audit_pairs.h"

#include "../eights.h"

#define ALONE (SOPS__SHOWS_CONTROL | SOPS__SHOWS_FOLDED | SOPS__SHOWS_MARK)

static void allow(uint8_t *upper, uint8_t *lower, const char *bytes, unsigned what)
{
	for (; *bytes; bytes++) {
		upper[(unsigned char)*bytes >> 4] |= (uint8_t)what;
		lower[(unsigned char)*bytes & 15] |= (uint8_t)what;
	}
}

static bool has_fast(void)
{
#if defined(__x86_64__)
	return __builtin_cpu_supports("avx2");
#else
	return false;
#endif
}

void sops__audit_pairs_bind(struct sops__audit_pairs *pairs, char delimiter)
{
	const char edges[] = { '"', delimiter, '\0' };
	uint8_t *upper = pairs->first_upper, *lower = pairs->first_lower;

	*pairs = (struct sops__audit_pairs){ .delimiter = (uint8_t)delimiter, .fast = has_fast() };
	memset(upper, ALONE, 16); /* whatever stands before them */
	memset(lower, ALONE, 16);
	allow(upper, lower, "\xE3", SOPS__SHOWS_WIDE);
	allow(upper, lower, edges, SOPS__SHOWS_FORMULA | SOPS__SHOWS_SPACE);
	allow(upper, lower, " ", SOPS__SHOWS_END);
	allow(upper, lower, "249", SOPS__SHOWS_LARGE);
	upper = pairs->second_upper;
	lower = pairs->second_lower;
	upper[0] = upper[1] = SOPS__SHOWS_CONTROL;
	memset(lower, SOPS__SHOWS_CONTROL, 16);
	allow(upper, lower, "\x7F\xEF", SOPS__SHOWS_FOLDED);
	allow(upper, lower, "\xC2\xE2", SOPS__SHOWS_MARK);
	allow(upper, lower, "\x80", SOPS__SHOWS_WIDE);
	allow(upper, lower, "+-=", SOPS__SHOWS_FORMULA);
	allow(upper, lower, " @", SOPS__SHOWS_SPACE);
	allow(upper, lower, edges, SOPS__SHOWS_END);
	allow(upper, lower, "12", SOPS__SHOWS_LARGE);
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

/* The bytes that are so many before these, of which the last block has the first. */
#define BEFORE(last, bytes, n) \
	_mm256_alignr_epi8(bytes, _mm256_permute2x128_si256(last, bytes, 0x21), 16 - (n))

TARGET static inline __m256i load(const void *at)
{
	return _mm256_loadu_si256(at);
}

struct tables {
	__m256i first_upper, first_lower, second_upper, second_lower;
};

TARGET static inline __m256i row(const uint8_t *at)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)at));
}

/* What the bytes show behind those before them; *last is what those show as the first of two. */
TARGET static inline __m256i look(const struct tables *tables, __m256i bytes, __m256i *last)
{
	const __m256i half = _mm256_set1_epi8(15);
	const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
	const __m256i lower = _mm256_and_si256(bytes, half);
	const __m256i first = _mm256_and_si256(_mm256_shuffle_epi8(tables->first_upper, upper),
		_mm256_shuffle_epi8(tables->first_lower, lower));
	const __m256i second = _mm256_and_si256(_mm256_shuffle_epi8(tables->second_upper, upper),
		_mm256_shuffle_epi8(tables->second_lower, lower));
	/* Digits are the first of a cell where the byte before them is an edge. */
	const __m256i edge = _mm256_slli_epi16(BEFORE(*last, first, 2), 3);
	const __m256i shown = _mm256_and_si256(BEFORE(*last, first, 1), second);

	*last = first;
	return _mm256_and_si256(shown, _mm256_or_si256(edge, _mm256_set1_epi8(0x7F)));
}

/* What any of them shows: halves are laid upon each other until one byte is left. */
TARGET static inline unsigned any(__m256i shown)
{
	__m128i half = _mm_or_si128(_mm256_castsi256_si128(shown),
		_mm256_extracti128_si256(shown, 1));
	uint64_t all = (uint64_t)(_mm_extract_epi64(half, 0) | _mm_extract_epi64(half, 1));

	all |= all >> 32;
	all |= all >> 16;
	all |= all >> 8;
	return all & 0xFF;
}

/* What is left behind so many bytes, and edges behind it: taken out of the record's last 32 bytes,
 * so that nobody asks how many are left. */
TARGET static inline __m256i rest_of(struct sops_field raw, size_t done, __m256i edges)
{
	char rest[64];

	_mm256_storeu_si256((__m256i *)(void *)(rest + 32), edges);
	if (raw.len >= 32) {
		_mm256_storeu_si256((__m256i *)(void *)rest, load(raw.at + raw.len - 32));
		return load(rest + 32 - (raw.len - done));
	}
	_mm256_storeu_si256((__m256i *)(void *)rest, edges);
	sops__eights_copy(rest, raw.at, raw.len);
	return load(rest);
}

/* Delimiters stand before the record and behind it. */
TARGET static unsigned look_at_all(const struct sops__audit_pairs *pairs, struct sops_field raw)
{
	const struct tables tables = { row(pairs->first_upper), row(pairs->first_lower),
		row(pairs->second_upper), row(pairs->second_lower) };
	const __m256i edges = _mm256_set1_epi8((char)pairs->delimiter);
	__m256i last = _mm256_set1_epi8(ALONE | SOPS__SHOWS_FORMULA | SOPS__SHOWS_SPACE);
	__m256i shown = _mm256_setzero_si256();
	size_t i = 0;

	for (; i + 32 <= raw.len; i += 32)
		shown = _mm256_or_si256(shown, look(&tables, load(raw.at + i), &last));
	shown = _mm256_or_si256(shown, look(&tables, rest_of(raw, i, edges), &last));
	return any(shown);
}
#else
static unsigned look_at_all(const struct sops__audit_pairs *pairs, struct sops_field raw)
{
	(void)pairs, (void)raw;
	return 0;
}
#endif

typedef unsigned char bytes __attribute__((vector_size(16)));

/* Whether a byte is any of those that look_for_odd looks for. */
#define ODD(b) ((bytes)((b) < 0x20) | (bytes)((b) == 0x7F) | (bytes)((b) == 0xC2) | \
	(bytes)(((b) | 1) == 0xE3) | (bytes)((b) == 0xEF))

static bool is_odd(struct sops_field raw)
{
	bytes found = { 0 }, next;
	uint64_t words[2];
	size_t i = 0;

	for (; i + sizeof(next) <= raw.len; i += sizeof(next)) {
		memcpy(&next, raw.at + i, sizeof(next));
		found |= ODD(next);
	}
	next = (bytes){ 0 } + ' ';
	memcpy(&next, raw.at + i, raw.len - i);
	found |= ODD(next);
	memcpy(words, &found, sizeof(words));
	return (words[0] | words[1]) != 0;
}

static unsigned look_for_odd(struct sops_field raw)
{
	unsigned shows = 0;
	bool wide = false; /* the byte before begins an ideographic space, or the like */

	for (size_t i = 0; i < raw.len; i++) {
		unsigned char c = (unsigned char)raw.at[i];

		shows |= c < 0x20 ? SOPS__SHOWS_CONTROL : 0;
		shows |= c == 0x7F || c == 0xEF ? SOPS__SHOWS_FOLDED : 0;
		shows |= c == 0xC2 || c == 0xE2 ? SOPS__SHOWS_MARK : 0;
		shows |= wide && c == 0x80 ? SOPS__SHOWS_WIDE : 0;
		wide = c == 0xE3;
	}
	return shows;
}

unsigned sops__audit_pairs(const struct sops__audit_pairs *pairs, struct sops_field raw)
{
	if (pairs->fast)
		return look_at_all(pairs, raw);
	return SOPS__SHOWS_EDGE | SOPS__SHOWS_LARGE | (is_odd(raw) ? look_for_odd(raw) : 0);
}
