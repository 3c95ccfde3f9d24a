/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <utf8proc.h>

#define EVERY_BYTE(b) (UINT64_MAX / 255 * (b))

/* Whether eight bytes are all ASCII and none is NUL. */
static bool plain(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
	return ((word | (word - EVERY_BYTE(1))) & EVERY_BYTE(0x80)) == 0;
}

/* A character of three bytes, as Chinese has them; but not those leads that need a closer look. */
static bool common_three(const char *at)
{
	const unsigned char *c = (const unsigned char *)at;

	return c[0] > 0xE0 && c[0] < 0xF0 && c[0] != 0xED && (c[1] & 0xC0) == 0x80
		&& (c[2] & 0xC0) == 0x80;
}

/* How long the character is; 0 if it is none, or NUL. */
static size_t character(const char *at, size_t len)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;

	if ((signed char)at[0] > 0)
		return 1;
	if (len >= 3 && common_three(at))
		return 3;
	n = utf8proc_iterate((const utf8proc_uint8_t *)at, (utf8proc_ssize_t)len, &code);
	return n > 0 && code != 0 ? (size_t)n : 0;
}

/* From i, where a character begins, to the first that begins at stop or later, or is none. */
static size_t one_by_one(const char *at, size_t i, size_t stop, size_t len)
{
	size_t n = 1;

	while (i < stop && n > 0) {
		n = len - i >= 8 && plain(at + i) ? 8 : character(at + i, len - i);
		i += n;
	}
	return i;
}

#define BLOCK 32
#define INLINE __attribute__((always_inline)) static inline

/* Bytes, or for each of them whether something is so: all its bits or none. */
typedef unsigned char block __attribute__((vector_size(BLOCK)));

INLINE bool any(const block *is)
{
	uint64_t half __attribute__((vector_size(16))), other __attribute__((vector_size(16)));

	memcpy(&half, is, sizeof(half));
	memcpy(&other, (const char *)is + sizeof(half), sizeof(other));
	half |= other;
	return (half[0] | half[1]) != 0;
}

/* Whether the bytes are UTF-8 without NUL, if what they begin with is that after the three before.
 * A character may be cut off at the end. */
INLINE bool goes_on(const char *at)
{
	block c, one, two, three, bad, rare;

	memcpy(&c, at, BLOCK);
	memcpy(&three, at - 3, BLOCK);
	bad = (block)(c == 0);
	rare = bad | ((c | three) & 0x80);
	if (!any(&rare))
		return true;
	memcpy(&one, at - 1, BLOCK);
	memcpy(&two, at - 2, BLOCK);
	bad |= (block)((c & 0xFE) == 0xC0);
	bad |= (block)((c & 0xC0) == 0x80) ^ ((block)((one & 0xC0) == 0xC0)
		| (block)((two & 0xE0) == 0xE0) | (block)((three & 0xF0) == 0xF0));
	rare = bad | (block)(one == 0xE0) | (block)(one == 0xED) | (block)((one & 0xF0) == 0xF0);
	if (!any(&rare))
		return true;
	bad |= (block)(one == 0xE0) & (block)(c < 0xA0);
	bad |= (block)(one == 0xED) & (block)(c >= 0xA0);
	bad |= (block)(one == 0xF0) & (block)(c < 0x90);
	bad |= (block)(one == 0xF4) & (block)(c >= 0x90);
	bad |= (block)(one >= 0xF5);
	return !any(&bad);
}

INLINE size_t go_on(const char *at, size_t i, size_t len)
{
	while (len - i >= BLOCK && goes_on(at + i))
		i += BLOCK;
	return len - i < BLOCK && goes_on(at + len - BLOCK) ? len : i;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static size_t go_on_avx2(const char *at, size_t i, size_t len)
{
	return go_on(at, i, len);
}
#endif

static size_t blocks(const char *at, size_t i, size_t len)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2"))
		return go_on_avx2(at, i, len);
#endif
	return go_on(at, i, len);
}

/* Back to where the character begins that is cut off there, if one is. */
static size_t whole(const char *at, size_t i)
{
	static const unsigned char least[] = { 0, 0xC0, 0xE0, 0xF0 };

	for (size_t n = 1; n <= 3; n++)
		if ((unsigned char)at[i - n] >= least[n])
			return i - n;
	return i;
}

size_t sops__utf8_span(const char *at, size_t len)
{
	size_t i = 0;

	if (len >= 3 + BLOCK) {
		i = one_by_one(at, 0, 3, len);
		if (i < 3)
			return i;
		i = whole(at, blocks(at, i, len));
	}
	return one_by_one(at, i, len, len);
}
