/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)

#include "scan.h"
#include "scan_bits.h"

#include <emmintrin.h>

#define TARGET

struct bytes {
	__m128i a, b, c, d;
};

static inline __m128i load_16(const char *at)
{
	return _mm_loadu_si128((const __m128i *)(const void *)at);
}

static inline struct bytes load(const char *at)
{
	return (struct bytes){ load_16(at), load_16(at + 16), load_16(at + 32), load_16(at + 48) };
}

static inline uint64_t top_bits(__m128i a, __m128i b, __m128i c, __m128i d)
{
	return (uint64_t)_mm_movemask_epi8(a) | (uint64_t)_mm_movemask_epi8(b) << 16
		| (uint64_t)_mm_movemask_epi8(c) << 32 | (uint64_t)_mm_movemask_epi8(d) << 48;
}

static inline uint64_t equal(const struct bytes *bytes, char c)
{
	const __m128i all = _mm_set1_epi8(c);

	return top_bits(_mm_cmpeq_epi8(bytes->a, all), _mm_cmpeq_epi8(bytes->b, all),
		_mm_cmpeq_epi8(bytes->c, all), _mm_cmpeq_epi8(bytes->d, all));
}

static inline __m128i is_either(__m128i bytes, char c, char d)
{
	return _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)),
		_mm_cmpeq_epi8(bytes, _mm_set1_epi8(d)));
}

static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	return top_bits(is_either(bytes->a, c, d), is_either(bytes->b, c, d),
		is_either(bytes->c, c, d), is_either(bytes->d, c, d));
}

static inline __m128i any(__m128i a, __m128i b, __m128i c, __m128i d)
{
	return _mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d));
}

static inline uint64_t bit(const struct bytes *bytes, int n)
{
	return top_bits(_mm_slli_epi16(bytes->a, 7 - n), _mm_slli_epi16(bytes->b, 7 - n),
		_mm_slli_epi16(bytes->c, 7 - n), _mm_slli_epi16(bytes->d, 7 - n));
}

static inline bool odd(const struct bytes *bytes)
{
	const __m128i least = _mm_min_epu8(_mm_min_epu8(bytes->a, bytes->b),
		_mm_min_epu8(bytes->c, bytes->d));
	const __m128i is = any(is_either(bytes->a, '"', '\r'), is_either(bytes->b, '"', '\r'),
		is_either(bytes->c, '"', '\r'), is_either(bytes->d, '"', '\r'));

	return _mm_movemask_epi8(_mm_or_si128(is,
		_mm_cmpeq_epi8(least, _mm_setzero_si128()))) != 0;
}

static inline bool wide(const struct bytes *bytes)
{
	return _mm_movemask_epi8(any(bytes->a, bytes->b, bytes->c, bytes->d)) != 0;
}

#include "scan_body.h"

const struct sops__scan sops__scan_sse2 = { SOPS_SCAN_SSE2, NULL, fill, NULL };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
