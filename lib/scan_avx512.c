/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__x86_64__)

#include "scan.h"

#define TARGET \
	__attribute__((target( \
		"avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,pclmul,popcnt")))

#include "scan_x86.h"

static const uint8_t each[64] __attribute__((aligned(64))) = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
	12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
	35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
	58, 59, 60, 61, 62, 63 };

struct bytes {
	__m512i all;
};

TARGET static inline struct bytes load(const char *at)
{
	return (struct bytes){ _mm512_loadu_si512(at) };
}

TARGET static inline uint64_t equal(const struct bytes *bytes, char c)
{
	return _mm512_cmpeq_epi8_mask(bytes->all, _mm512_set1_epi8(c));
}

TARGET static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	return equal(bytes, c) | equal(bytes, d);
}

/* What stands for the lower half of such a byte in the table is the byte; no other byte finds
 * itself there. */
TARGET static inline uint64_t odd_mask(const struct bytes *bytes)
{
	const char no = (char)0x80;
	const __m128i row = _mm_setr_epi8(0, no, '"', no, no, no, no, no, no, no, no, no, no, '\r',
		no, no);

	return _mm512_cmpeq_epi8_mask(
		_mm512_shuffle_epi8(_mm512_broadcast_i32x4(row), bytes->all), bytes->all);
}

TARGET static inline bool odd(const struct bytes *bytes)
{
	return odd_mask(bytes) != 0;
}

#define FINDS_OTHERS
TARGET static inline bool others(const struct bytes *bytes, uint64_t quotes)
{
	return odd_mask(bytes) != quotes;
}

TARGET static inline bool wide(const struct bytes *bytes)
{
	return _mm512_movepi8_mask(bytes->all) != 0;
}

TARGET static inline __m512i look_up(const uint8_t table[16], __m512i halves)
{
	const __m128i row = _mm_loadu_si128((const __m128i *)(const void *)table);

	return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(row), halves);
}

TARGET static inline __m512i upper(__m512i bytes)
{
	return _mm512_and_si512(_mm512_srli_epi16(bytes, 4), _mm512_set1_epi8(15));
}

/* The bytes before each: so many, in front of which there are none. */
TARGET static inline __m512i shifted(__m512i bytes, int n)
{
	const __m512i to = _mm512_sub_epi8(
		_mm512_load_si512(each), _mm512_set1_epi8((char)n));

	return _mm512_maskz_permutexvar_epi8(UINT64_MAX << n, to, bytes);
}

/* Not zero where bytes go wrong, as in scan_avx2.c, with those one, two and three before each. */
TARGET static inline __m512i wrong(__m512i bytes, __m512i first, __m512i second, __m512i third)
{
	const __m512i lead3 = _mm512_subs_epu8(second, _mm512_set1_epi8(0xE0 - 0x80));
	const __m512i lead4 = _mm512_subs_epu8(third, _mm512_set1_epi8(0xF0 - 0x80));
	const __m512i due = _mm512_and_si512(_mm512_or_si512(lead3, lead4),
		_mm512_set1_epi8((char)TWO_CONTINUATIONS));
	const __m512i lower = _mm512_and_si512(first, _mm512_set1_epi8(15));
	const __m512i error = _mm512_and_si512(look_up(second_upper, upper(bytes)),
		_mm512_and_si512(look_up(first_upper, upper(first)),
			look_up(first_lower, lower)));

	return _mm512_xor_si512(error, due);
}

#define JUDGES_TEXT
struct doubt {
	__m512i is;
};

TARGET static inline void judge(struct doubt *doubt, const struct bytes *bytes, const char *before)
{
	const __m512i all = bytes->all;
	__m512i is;

	if (before)
		is = wrong(all, _mm512_loadu_si512(before + 31), _mm512_loadu_si512(before + 30),
			_mm512_loadu_si512(before + 29));
	else
		is = wrong(all, shifted(all, 1), shifted(all, 2), shifted(all, 3));
	doubt->is = _mm512_or_si512(doubt->is, is);
}

TARGET static inline bool any(const struct doubt *doubt)
{
	return _mm512_test_epi8_mask(doubt->is, doubt->is) != 0;
}

/* Which leads are C0, C1, E0, ED, or of four bytes, by their six lower bits. */
static const uint8_t special[64] __attribute__((aligned(64))) = { [0x00] = 0xC0, [0x01] = 0xC0,
	[0x20] = 0xC0, [0x2D] = 0xC0, [0x30 ... 0x3F] = 0xC0 };

#define JUDGES_QUICKLY
struct unusual {
	__mmask64 wrong, rare;
};

TARGET static inline void find_rare(struct unusual *unusual, const struct bytes *bytes)
{
	const __m512i is = _mm512_and_si512(bytes->all,
		_mm512_permutexvar_epi8(bytes->all, _mm512_load_si512(special)));

	unusual->rare |= _mm512_cmpeq_epi8_mask(is, _mm512_set1_epi8((char)0xC0));
}

TARGET static inline void judge_quickly(struct unusual *unusual, const struct bytes *bytes,
	const char *at)
{
	const __m512i lead = _mm512_subs_epu8(
		_mm512_loadu_si512(at - 1), _mm512_set1_epi8((char)(0xC0 - 1)));
	const __m512i lead3 = _mm512_subs_epu8(
		_mm512_loadu_si512(at - 2), _mm512_set1_epi8((char)(0xE0 - 1)));
	const __m512i due = _mm512_or_si512(lead, lead3);

	unusual->wrong |= _mm512_test_epi8_mask(due, due) ^
		_mm512_cmplt_epi8_mask(bytes->all, _mm512_set1_epi8((char)0xC0));
	find_rare(unusual, bytes);
}

TARGET static inline bool any_unusual(const struct unusual *unusual)
{
	return (unusual->wrong | unusual->rare) != 0;
}

TARGET static inline void put_sixteen(uint32_t *to, __m512i base, __m128i places)
{
	_mm512_storeu_si512(to, _mm512_add_epi32(base, _mm512_cvtepu8_epi32(places)));
}

/* The places of the bits, one after another; more than 16 are rare. */
TARGET static inline void put(uint32_t *to, uint32_t base, uint64_t mask)
{
	const __m512i places = _mm512_maskz_compress_epi8(mask, _mm512_load_si512(each));
	const __m512i start = _mm512_set1_epi32((int)base);
	const uint64_t n = count(mask);

	put_sixteen(to, start, _mm512_castsi512_si128(places));
	if (__builtin_expect(n <= 16, 1))
		return;
	put_sixteen(to + 16, start, _mm512_extracti32x4_epi32(places, 1));
	put_sixteen(to + 32, start, _mm512_extracti32x4_epi32(places, 2));
	put_sixteen(to + 48, start, _mm512_extracti32x4_epi32(places, 3));
}

#include "scan_body.h"

/* With them come those that AVX2 has. */
static bool available(void)
{
	return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")
		&& __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2")
		&& __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2")
		&& __builtin_cpu_supports("pclmul") && __builtin_cpu_supports("popcnt");
}

const struct sops__scan sops__scan_avx512 = { SOPS_SCAN_AVX512, available, fill, is_text };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
