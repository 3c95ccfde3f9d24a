/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_x86.h: what scan_avx2.c and scan_avx512.c do alike, with the instructions that TARGET names:
 * PCLMUL and POPCNT at least.
 */
#ifndef SOPS_SCAN_X86_H
#define SOPS_SCAN_X86_H

#include <immintrin.h>
#include <stdint.h>

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

/*
 * UTF-8 by three looks at every two bytes that follow each other, at the halves of the first and at
 * the upper half of the second: each gives the errors that it allows, and what all three allow is
 * one. (Keiser and Lemire, Validating UTF-8 in less than one instruction per byte, 2021.) Where a
 * third or fourth byte is due, and only there, two continuations may follow each other.
 */
enum {
	TOO_SHORT = 1,        /* a lead without its continuation */
	TOO_LONG = 2,         /* ASCII with one */
	OVERLONG_3 = 4,       /* E0 80 to E0 9F */
	TOO_LARGE = 8,        /* F4 90 and beyond */
	SURROGATE = 16,       /* ED A0 to ED BF */
	OVERLONG_2 = 32,      /* C0, C1 */
	OVERLONG_4 = 64,      /* F0 80 to F0 8F; and F5 80 and beyond */
	TWO_CONTINUATIONS = 128,
	ANY_LOW = TOO_SHORT | TOO_LONG | TWO_CONTINUATIONS, /* whatever the first's lower half */
	ANY_LARGE = ANY_LOW | TOO_LARGE | OVERLONG_4,
	ANY_NEXT = TOO_LONG | OVERLONG_2 | TWO_CONTINUATIONS, /* that a continuation may be */
};

static const uint8_t first_upper[16] = { TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG, TOO_LONG,
	TOO_LONG, TOO_LONG, TWO_CONTINUATIONS, TWO_CONTINUATIONS, TWO_CONTINUATIONS,
	TWO_CONTINUATIONS, TOO_SHORT | OVERLONG_2, TOO_SHORT, TOO_SHORT | OVERLONG_3 | SURROGATE,
	TOO_SHORT | TOO_LARGE | OVERLONG_4 };

static const uint8_t first_lower[16] = { ANY_LOW | OVERLONG_3 | OVERLONG_2 | OVERLONG_4,
	ANY_LOW | OVERLONG_2, ANY_LOW, ANY_LOW, ANY_LOW | TOO_LARGE, ANY_LARGE, ANY_LARGE,
	ANY_LARGE, ANY_LARGE, ANY_LARGE, ANY_LARGE, ANY_LARGE, ANY_LARGE, ANY_LARGE | SURROGATE,
	ANY_LARGE, ANY_LARGE };

static const uint8_t second_upper[16] = { TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT,
	TOO_SHORT, TOO_SHORT, TOO_SHORT, ANY_NEXT | OVERLONG_3 | OVERLONG_4,
	ANY_NEXT | OVERLONG_3 | TOO_LARGE, ANY_NEXT | SURROGATE | TOO_LARGE,
	ANY_NEXT | SURROGATE | TOO_LARGE, TOO_SHORT, TOO_SHORT, TOO_SHORT, TOO_SHORT };

#endif
