/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)

#include "scan.h"

/* tzcnt and popcnt need no zeroed register in front on what has AVX2 and was made since 2015. */
#if defined(__clang__)
#define TUNED ""
#else
#define TUNED ",tune=znver2"
#endif

#define TARGET __attribute__((target("avx2,bmi,bmi2,pclmul,popcnt" TUNED)))

#include "scan_x86.h"

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

/* What stands for the lower half of such a byte in the table is the byte; no other byte finds
 * itself there. */
TARGET static inline __m256i is_odd(__m256i bytes)
{
	const char no = (char)0x80;
	const __m128i row = _mm_setr_epi8(0, no, '"', no, no, no, no, no, no, no, no, no, no, '\r',
		no, no);

	return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), bytes),
		bytes);
}

TARGET static inline bool odd(const struct bytes *bytes)
{
	const __m256i is = _mm256_or_si256(is_odd(bytes->low), is_odd(bytes->high));

	return !_mm256_testz_si256(is, is);
}

#define FINDS_OTHERS
TARGET static inline bool others(const struct bytes *bytes, uint64_t quotes)
{
	return top_bits(is_odd(bytes->low), is_odd(bytes->high)) != quotes;
}

TARGET static inline bool wide(const struct bytes *bytes)
{
	return _mm256_movemask_epi8(_mm256_or_si256(bytes->low, bytes->high)) != 0;
}

/* Each byte counts for itself: at most 128. */
#define TALLIES
struct tally {
	__m256i n;
};

TARGET static inline void tally_add(struct tally *tally, const struct bytes *bytes, char c)
{
	const __m256i all = _mm256_set1_epi8(c);

	tally->n = _mm256_sub_epi8(tally->n, _mm256_cmpeq_epi8(bytes->low, all));
	tally->n = _mm256_sub_epi8(tally->n, _mm256_cmpeq_epi8(bytes->high, all));
}

TARGET static inline uint64_t tally_sum(const struct tally *tally)
{
	const __m256i four = _mm256_sad_epu8(tally->n, _mm256_setzero_si256());
	const __m128i two = _mm_add_epi64(_mm256_castsi256_si128(four),
		_mm256_extracti128_si256(four, 1));

	return (uint64_t)(_mm_cvtsi128_si64(two) + _mm_extract_epi64(two, 1));
}

TARGET static inline __m256i look_up(const uint8_t table[16], __m256i halves)
{
	const __m128i row = _mm_loadu_si128((const __m128i *)(const void *)table);

	return _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(row), halves);
}

TARGET static inline __m256i upper(__m256i bytes)
{
	return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

/* Not zero where 32 bytes go wrong; before: the 32 before them. */
TARGET static inline __m256i wrong(__m256i before, __m256i bytes)
{
	const __m256i middle = _mm256_permute2x128_si256(before, bytes, 0x21);
	const __m256i first = _mm256_alignr_epi8(bytes, middle, 15);
	const __m256i lead3 = _mm256_subs_epu8(_mm256_alignr_epi8(bytes, middle, 14),
		_mm256_set1_epi8(0xE0 - 0x80));
	const __m256i lead4 = _mm256_subs_epu8(_mm256_alignr_epi8(bytes, middle, 13),
		_mm256_set1_epi8(0xF0 - 0x80));
	const __m256i due = _mm256_and_si256(_mm256_or_si256(lead3, lead4),
		_mm256_set1_epi8((char)TWO_CONTINUATIONS));
	const __m256i lower = _mm256_and_si256(first, _mm256_set1_epi8(15));
	const __m256i error = _mm256_and_si256(look_up(second_upper, upper(bytes)),
		_mm256_and_si256(look_up(first_upper, upper(first)), look_up(first_lower, lower)));

	return _mm256_xor_si256(error, due);
}

#define JUDGES_TEXT
struct doubt {
	__m256i is;
};

TARGET static inline void judge(struct doubt *doubt, const struct bytes *bytes, const char *before)
{
	const __m256i ahead = before ? _mm256_loadu_si256((const __m256i *)(const void *)before)
				     : _mm256_setzero_si256();

	doubt->is = _mm256_or_si256(doubt->is, _mm256_or_si256(
		wrong(ahead, bytes->low), wrong(bytes->low, bytes->high)));
}

TARGET static inline bool any(const struct doubt *doubt)
{
	return !_mm256_testz_si256(doubt->is, doubt->is);
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
		&& __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("pclmul")
		&& __builtin_cpu_supports("popcnt");
}

const struct sops__scan sops__scan_avx2 = { SOPS_SCAN_AVX2, available, fill, is_text };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
