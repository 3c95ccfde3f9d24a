/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row is regular when every quote opens where a field begins and closes where it ends, or is
 * half of a doubled one, and every carriage return outside quotes has its line feed. Of such rows
 * libcsv has nothing to say that masks do not tell.
 */
#include "csv_private.h"

#include <stdlib.h>

#define ALL UINT64_MAX

static size_t window_end(const struct sops__source *source)
{
	return (size_t)(source->at - source->block) + source->len;
}

/* Makes masks from the word on, as many as there are bytes for. */
static void scan(struct sops__walker *walker, const struct sops__source *source, size_t word)
{
	size_t left = (window_end(source) - word * SOPS__WORD + SOPS__WORD - 1) / SOPS__WORD;

	walker->first = word;
	walker->count = left < SOPS__RUN ? left : SOPS__RUN;
	walker->scan->fill(walker->masks, source->block + word * SOPS__WORD, walker->count,
		walker->delimiter);
}

static bool reserve(struct sops__walker *walker, const struct sops__source *source)
{
	size_t need = source->size / SOPS__WORD + 1;
	uint64_t *separators;

	if (need <= walker->size)
		return true;
	separators = reallocarray(walker->separators, need, sizeof(*separators));
	if (!separators)
		return false;
	walker->separators = separators;
	walker->size = need;
	return true;
}

void sops__walk_begin(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = (size_t)(source->at - source->block);

	walker->at = (struct sops__walk){
		.word = at / SOPS__WORD,
		.from = ALL << at % SOPS__WORD,
		.start = (uint64_t)1 << at % SOPS__WORD,
	};
}

/* When the window grew, the last mask lacks bytes; when it moved, all masks are of other bytes. */
static bool keep_up(struct sops__walker *walker, const struct sops__source *source)
{
	uint64_t block = source->offset - (uint64_t)(source->at - source->block);
	size_t limit = window_end(source);

	if (walker->block == block && walker->limit == limit)
		return true;
	if (walker->block != block)
		sops__walk_begin(walker, source);
	walker->block = block;
	walker->limit = limit;
	walker->count = 0;
	return reserve(walker, source);
}

/* What a word of the row means. */
struct meaning {
	uint64_t separators, ends, lines, odd, quoted, doubled, trim;
};

static inline struct meaning mean(const struct sops__masks *is, const struct sops__walk *at,
	uint64_t bits)
{
	uint64_t inside = is->inside ^ at->flip, out = bits & ~inside;
	uint64_t open = is->quote & inside & bits, close = is->quote & out;
	uint64_t lf = is->lf & out, cr = is->cr & out, space = is->space & out;
	uint64_t separators = (is->delimiter & out) | lf;
	uint64_t start = separators << 1 | at->start, after = close << 1 | at->after;

	return (struct meaning){
		.separators = separators,
		.ends = lf,
		.lines = is->lf & inside & bits,
		.odd = ((open & ~start & ~after)
			| (after & ~(separators | cr | is->quote))
			| ((cr << 1 | at->cr) & ~lf)) & bits,
		.quoted = open,
		.doubled = open & after,
		.trim = (space & start) | ((space << 1 | at->space) & (separators | cr)),
	};
}

/* The row goes on in the next word. */
static inline void carry(struct sops__walk *at, const struct sops__masks *is,
	const struct meaning *m)
{
	uint64_t inside = is->inside ^ at->flip;

	at->word++;
	at->from = ALL;
	at->start = m->separators >> 63;
	at->after = (is->quote & ~inside) >> 63;
	at->cr = (is->cr & ~inside) >> 63;
	at->space = (is->space & ~inside) >> 63;
	at->flip = -(inside >> 63);
}

/* Takes in what the word has of the row: the bits up to the end, if it is there. */
static inline void add(struct sops__walk *at, const struct meaning *m, uint64_t bits)
{
	at->fields += (size_t)__builtin_popcountll(m->separators & bits);
	if (m->lines & bits)
		at->lines += (uint64_t)__builtin_popcountll(m->lines & bits);
	at->quoted |= m->quoted & bits;
	at->doubled |= m->doubled & bits;
	at->trim |= m->trim & bits;
}

enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source)
{
	enum sops__step step = SOPS__MORE;
	struct sops__walk at;

	if (!keep_up(walker, source))
		return SOPS__ODD;
	at = walker->at;
	for (;;) {
		const struct sops__masks *is;
		struct meaning m;
		uint64_t bits = at.from, first, to_end;

		if (at.word * SOPS__WORD >= walker->limit)
			break;
		if (at.word - walker->first >= walker->count)
			scan(walker, source, at.word);
		is = &walker->masks[at.word - walker->first];
		if (walker->limit / SOPS__WORD == at.word)
			bits &= ~(ALL << walker->limit % SOPS__WORD);
		if (!(at.from & 1))
			at.flip = -(uint64_t)__builtin_parityll(is->quote & ~at.from);
		m = mean(is, &at, bits);
		first = m.ends & -m.ends;
		to_end = first ^ (first - 1);
		if (m.odd & to_end) {
			step = SOPS__ODD;
			break;
		}
		walker->separators[at.word] = m.separators;
		at.text |= is->text & bits & to_end;
		if (first) {
			add(&at, &m, to_end);
			at.end = at.word * SOPS__WORD + (size_t)__builtin_ctzll(first);
			step = SOPS__END;
			break;
		}
		if (bits != at.from)
			break; /* the word is not complete */
		add(&at, &m, ALL);
		carry(&at, is, &m);
	}
	walker->at = at;
	return step;
}
