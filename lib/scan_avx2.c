/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)

#include "scan.h"

#include <immintrin.h>

#define TARGET __attribute__((target("avx2,bmi,pclmul,popcnt")))

struct bytes {
	__m256i low, high;
};

TARGET static inline struct bytes load(const char *at)
{
	return (struct bytes){
		_mm256_loadu_si256((const __m256i *)(const void *)at),
		_mm256_loadu_si256((const __m256i *)(const void *)(at + 32)),
	};
}

TARGET static inline uint64_t top_bits(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low)
		| (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

TARGET static inline uint64_t equal(const struct bytes *bytes, char c)
{
	const __m256i all = _mm256_set1_epi8(c);

	return top_bits(_mm256_cmpeq_epi8(bytes->low, all), _mm256_cmpeq_epi8(bytes->high, all));
}

TARGET static inline __m256i is_either(__m256i bytes, char c, char d)
{
	return _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c)),
		_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(d)));
}

TARGET static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	return top_bits(is_either(bytes->low, c, d), is_either(bytes->high, c, d));
}

TARGET static inline bool has(const struct bytes *bytes, char c, char d)
{
	const __m256i is = _mm256_or_si256(is_either(bytes->low, c, d),
		is_either(bytes->high, c, d));

	return !_mm256_testz_si256(is, is);
}

TARGET static inline uint64_t bit(const struct bytes *bytes, int n)
{
	return top_bits(_mm256_slli_epi16(bytes->low, 7 - n),
		_mm256_slli_epi16(bytes->high, 7 - n));
}

TARGET static inline bool plain(const struct bytes *bytes)
{
	const __m256i least = _mm256_min_epu8(bytes->low, bytes->high);
	const __m256i nul = _mm256_cmpeq_epi8(least, _mm256_setzero_si256());
	const __m256i all = _mm256_or_si256(bytes->low, bytes->high);

	return _mm256_movemask_epi8(_mm256_or_si256(nul, all)) == 0;
}

/* Carry-less multiplication by all ones adds up, without carry, all bits below. */
TARGET static inline uint64_t flip_at(uint64_t mask)
{
	const __m128i ones = _mm_set1_epi8((char)0xFF);

	return (uint64_t)_mm_cvtsi128_si64(
		_mm_clmulepi64_si128(_mm_set_epi64x(0, (long long)mask), ones, 0));
}

TARGET static inline uint64_t count(uint64_t mask)
{
	return (uint64_t)_mm_popcnt_u64(mask);
}

/* Eight in any case, so that their number need not be foreseen. */
TARGET static inline uint64_t put_eight(uint32_t *to, uint32_t base, uint64_t mask)
{
#pragma GCC unroll 8
	for (int i = 0; i < 8; i++) {
		to[i] = base + (uint32_t)_tzcnt_u64(mask);
		mask = _blsr_u64(mask);
	}
	return mask;
}

TARGET static inline void put(uint32_t *to, uint32_t base, uint64_t mask)
{
	while ((mask = put_eight(to, base, mask)))
		to += 8;
}

#include "scan_body.h"

static bool available(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi")
		&& __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("popcnt");
}

const struct sops__scan sops__scan_avx2 = { SOPS_SCAN_AVX2, available, fill };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
