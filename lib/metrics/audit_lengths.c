/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit_lengths.h"

static void add_plain(struct sops__audit_lengths *out, const struct sops_field *cells,
	size_t from, size_t count)
{
	for (size_t i = from; i < count; i++) {
		out->empty |= (uint64_t)(cells[i].len == 0) << i;
		out->brief |= (uint64_t)(cells[i].len <= SOPS__SHORT) << i;
		out->any |= cells[i].len;
	}
}

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))

_Static_assert(sizeof(struct sops_field) == 16 && offsetof(struct sops_field, len) == 8,
	"a length is the second half of a field");

TARGET static inline uint64_t bits(__m256i lengths)
{
	return (uint64_t)_mm256_movemask_pd(_mm256_castsi256_pd(lengths));
}

/* The second halves of four fields, in their order. */
TARGET static inline __m256i lengths_of(const struct sops_field *cells)
{
	const __m256i two = _mm256_loadu_si256((const __m256i *)(const void *)cells);
	const __m256i more = _mm256_loadu_si256((const __m256i *)(const void *)(cells + 2));

	return _mm256_permute4x64_epi64(_mm256_unpackhi_epi64(two, more), 0xD8);
}

/* Four at a time; returns how many. */
TARGET static size_t add_fast(struct sops__audit_lengths *out,
	const struct sops_field *cells, size_t count)
{
	const __m256i more = _mm256_set1_epi64x(SOPS__SHORT + 1), none = _mm256_setzero_si256();
	__m256i any = none;
	uint64_t empty = 0, brief = 0, words[4];
	size_t i = 0;

	for (; i + 4 <= count; i += 4) {
		const __m256i lengths = lengths_of(cells + i);

		any = _mm256_or_si256(any, lengths);
		empty |= bits(_mm256_cmpeq_epi64(lengths, none)) << i;
		brief |= bits(_mm256_cmpgt_epi64(more, lengths)) << i;
	}
	_mm256_storeu_si256((__m256i *)(void *)words, any);
	*out = (struct sops__audit_lengths){ empty, brief,
		words[0] | words[1] | words[2] | words[3] };
	return i;
}
#else
static size_t add_fast(struct sops__audit_lengths *out, const struct sops_field *cells,
	size_t count)
{
	(void)out, (void)cells, (void)count;
	return 0;
}
#endif

void sops__audit_lengths(struct sops__audit_lengths *out, const struct sops_field *cells,
	size_t count, bool fast)
{
	size_t done = 0;

	if (fast)
		done = add_fast(out, cells, count);
	else
		*out = (struct sops__audit_lengths){ .any = 0 };
	add_plain(out, cells, done, count);
}
