/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)

#include "scan.h"
#include "scan_bits.h"

#include <emmintrin.h>

#define TARGET
#define PARTS 4

struct bytes {
	__m128i part[PARTS];
};

static inline struct bytes load(const char *at)
{
	struct bytes bytes;

	for (int i = 0; i < PARTS; i++)
		bytes.part[i] = _mm_loadu_si128((const __m128i *)(const void *)(at + 16 * i));
	return bytes;
}

static inline uint64_t equal(const struct bytes *bytes, char c)
{
	const __m128i all = _mm_set1_epi8(c);
	uint64_t mask = 0;

	for (int i = 0; i < PARTS; i++)
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(
			_mm_cmpeq_epi8(bytes->part[i], all)) << 16 * i;
	return mask;
}

static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	const __m128i all_c = _mm_set1_epi8(c), all_d = _mm_set1_epi8(d);
	uint64_t mask = 0;

	for (int i = 0; i < PARTS; i++)
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_or_si128(
			_mm_cmpeq_epi8(bytes->part[i], all_c),
			_mm_cmpeq_epi8(bytes->part[i], all_d))) << 16 * i;
	return mask;
}

static inline bool plain(const struct bytes *bytes)
{
	__m128i least = bytes->part[0], all = bytes->part[0];

	for (int i = 1; i < PARTS; i++) {
		least = _mm_min_epu8(least, bytes->part[i]);
		all = _mm_or_si128(all, bytes->part[i]);
	}
	least = _mm_cmpeq_epi8(least, _mm_setzero_si128());
	return _mm_movemask_epi8(_mm_or_si128(least, all)) == 0;
}

static inline uint64_t at_least(const struct bytes *bytes, unsigned c)
{
	const __m128i all = _mm_set1_epi8((char)c);
	uint64_t mask = 0;

	for (int i = 0; i < PARTS; i++)
		mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(
			_mm_max_epu8(bytes->part[i], all), bytes->part[i])) << 16 * i;
	return mask;
}

#include "scan_body.h"

const struct sops__scan sops__scan_sse2 = { SOPS_SCAN_SSE2, NULL, fill };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
