/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bytes.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK ((size_t)256 << 10)

#define TURN 255 /* steps until the count in a byte could overflow */

#if defined(__SSE2__)
#include <emmintrin.h>

struct step {
	char bytes[32];
};

/* Each step counts one in every byte that is so. */
static size_t count_steps(const char *at, size_t steps, char byte)
{
	const __m128i all = _mm_set1_epi8(byte), zero = _mm_setzero_si128();
	__m128i low = zero, high = zero;

	for (size_t i = 0; i < steps; i++, at += sizeof(struct step)) {
		const __m128i *from = (const __m128i *)(const void *)at;

		low = _mm_sub_epi8(low, _mm_cmpeq_epi8(_mm_loadu_si128(from), all));
		high = _mm_sub_epi8(high, _mm_cmpeq_epi8(_mm_loadu_si128(from + 1), all));
	}
	low = _mm_add_epi64(_mm_sad_epu8(low, zero), _mm_sad_epu8(high, zero));
	low = _mm_add_epi64(low, _mm_unpackhi_epi64(low, low));
	return (size_t)_mm_cvtsi128_si64(low);
}
#else
struct step {
	char bytes[8];
};

static size_t count_steps(const char *at, size_t steps, char byte)
{
	const uint64_t low = UINT64_C(0x7F7F7F7F7F7F7F7F), ones = UINT64_C(0x0101010101010101);
	uint64_t pattern = (unsigned char)byte * ones, sum = 0, even;

	for (size_t i = 0; i < steps; i++, at += sizeof(sum)) {
		uint64_t x;

		memcpy(&x, at, sizeof(x));
		x ^= pattern;
		sum += ~(((x & low) + low) | x | low) >> 7 & ones;
	}
	even = sum & UINT64_C(0x00FF00FF00FF00FF);
	sum = even + (sum >> 8 & UINT64_C(0x00FF00FF00FF00FF));
	return (size_t)(sum * UINT64_C(0x0001000100010001) >> 48);
}
#endif

size_t sops__bytes_count(const char *at, size_t len, char byte)
{
	size_t count = 0;

	while (len >= sizeof(struct step)) {
		size_t steps = len / sizeof(struct step) < TURN ? len / sizeof(struct step) : TURN;

		count += count_steps(at, steps, byte);
		at += steps * sizeof(struct step);
		len -= steps * sizeof(struct step);
	}
	while (len-- > 0)
		count += *at++ == byte;
	return count;
}

size_t sops__bytes_border(const char *at, size_t len)
{
	const char *quote = memchr(at, '"', len), *lf;
	bool quoted = quote && sops__bytes_count(quote, len - (size_t)(quote - at), '"') & 1;

	while ((lf = memrchr(at, '\n', len))) {
		size_t before = (size_t)(lf - at);

		quoted ^= sops__bytes_count(lf, len - before, '"') & 1;
		if (!quoted)
			return before + 1;
		len = before;
	}
	return 0;
}

int sops__bytes_read(const struct sops_source *source, void *to, size_t len, uint64_t offset,
	struct sops_error *err)
{
	char *at = to;

	while (len > 0) {
		ssize_t n = pread(source->fd, at, len, (off_t)offset);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return sops_error_system(err, "cannot read %s", source->name);
		if (n == 0)
			return sops_error_set(err, SOPS_ESYSTEM,
				"%s became shorter while it was read", source->name);
		at += n;
		len -= (size_t)n;
		offset += (uint64_t)n;
	}
	return 0;
}

int sops__bytes_each(const struct sops_source *source, struct sops_range range,
	int (*take)(void *with, const char *at, size_t len), void *with, struct sops_error *err)
{
	char *block = malloc(BLOCK);
	int status = block ? 0 : sops_error_memory(err);

	while (status == 0 && range.start < range.end) {
		uint64_t left = range.end - range.start;
		size_t len = left < BLOCK ? (size_t)left : BLOCK;

		status = sops__bytes_read(source, block, len, range.start, err);
		if (status == 0)
			status = take(with, block, len);
		range.start += len;
	}
	free(block);
	return status;
}
