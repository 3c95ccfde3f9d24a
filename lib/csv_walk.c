/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks are made in runs, ahead of the walk, each run from the carry of the one before. After a
 * row that libcsv read they are made anew, beginning with a run of one: so little is done in vain
 * where rows are irregular, and so cheap are long runs where they are not.
 */
#include "csv_private.h"
#include "scan_bits.h"

#include <stdlib.h>

static size_t begins(const struct sops__source *source)
{
	return (size_t)(source->at - source->block);
}

/* Nothing that would make a row irregular, or its text doubtful, is past the end of the window. */
static void cut_off(struct sops__masks *last, size_t bytes)
{
	uint64_t bits = ~(UINT64_MAX << bytes);

	last->odd &= bits;
	last->text &= bits;
}

static void scan(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = walker->first * SOPS__WORD, bytes = walker->limit - at;
	size_t words = (bytes + SOPS__WORD - 1) / SOPS__WORD;

	walker->count = words < walker->longest ? words : walker->longest;
	walker->after = walker->before;
	walker->scan->fill(walker->masks, source->block + at, walker->count, walker->delimiter,
		walker->from, &walker->after);
	walker->whole = walker->count;
	if (bytes < walker->count * SOPS__WORD)
		cut_off(&walker->masks[--walker->whole], bytes % SOPS__WORD);
}

static void next_run(struct sops__walker *walker, const struct sops__source *source)
{
	walker->first += walker->count;
	walker->from = UINT64_MAX;
	walker->before = walker->after;
	if (walker->longest < SOPS__RUN)
		walker->longest *= 2;
	scan(walker, source);
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

/* No mask says what the row begins with: whatever came before it is over. */
static bool start_anew(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = begins(source);

	walker->block = source->offset - at;
	walker->limit = at + source->len;
	walker->first = at / SOPS__WORD;
	walker->longest = 1;
	walker->from = UINT64_MAX << at % SOPS__WORD;
	walker->before = (struct sops__carry){ .start = (uint64_t)1 << at % SOPS__WORD };
	walker->at = (struct sops__walk){ .word = walker->first, .from = walker->from };
	if (!reserve(walker, source))
		return false;
	walker->count = 0;
	if (source->len)
		scan(walker, source);
	return true;
}

bool sops__walk_begin(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = begins(source);

	if (walker->next != source->offset || walker->block + at != source->offset)
		return start_anew(walker, source);
	walker->at = (struct sops__walk){
		.word = at / SOPS__WORD,
		.from = UINT64_MAX << at % SOPS__WORD,
	};
	return true;
}

bool sops__walk_more(struct sops__walker *walker, const struct sops__source *source)
{
	if (walker->block + begins(source) != source->offset || walker->count == 0)
		return start_anew(walker, source);
	if (!reserve(walker, source))
		return false;
	walker->limit = begins(source) + source->len;
	scan(walker, source);
	return true;
}

/* What most words have nothing of. False where the row turns out not to be regular. */
static bool add_rare(struct sops__walk *at, const struct sops__masks *is, uint64_t bits)
{
	at->lines += count(is->lines & bits);
	at->doubled |= is->doubled & bits;
	at->text |= is->text & bits;
	return (is->odd & bits) == 0;
}

/* The bits up to the lowest of the mask; all bits if it has none. */
static inline uint64_t up_to(uint64_t mask)
{
	uint64_t lowest = mask & -mask;

	return lowest ^ (lowest - 1);
}

/*
 * To the end of the run. An unfinished word is taken in only if the row ends there, lest its bits
 * be taken in twice; what is odd in it settles the row all the same.
 */
static enum sops__step walk_run(struct sops__walker *walker)
{
	struct sops__walk *at = &walker->at;
	const struct sops__masks *is = walker->masks + (at->word - walker->first);
	const struct sops__masks *whole = walker->masks + walker->whole;
	const struct sops__masks *last = walker->masks + walker->count;
	uint64_t *separators = walker->separators + at->word;
	uint64_t from = at->from, end = 0;

	while (is < last && (is < whole || is->ends & from)) {
		uint64_t bits = from & up_to(is->ends & from);

		if ((is->rare & bits) && !add_rare(at, is, bits))
			return SOPS__ODD;
		end = is->ends & from;
		*separators++ = is->separators & from;
		at->quoted |= is->quoted & bits;
		at->fields += count(is->separators & bits);
		is++;
		from = UINT64_MAX;
		if (end)
			break;
		for (; is < whole && !(is->ends | is->rare); is++) {
			*separators++ = is->separators;
			at->quoted |= is->quoted;
			at->fields += is->fields;
		}
	}
	at->word = walker->first + (size_t)(is - walker->masks);
	at->from = from;
	if (!end)
		return is < last && is->odd & from ? SOPS__ODD : SOPS__MORE;
	at->end = (at->word - 1) * SOPS__WORD + (size_t)__builtin_ctzll(end);
	return SOPS__END;
}

enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source)
{
	enum sops__step step = SOPS__MORE;

	if (walker->count == 0)
		return SOPS__MORE;
	while ((step = walk_run(walker)) == SOPS__MORE) {
		if ((walker->first + walker->count) * SOPS__WORD >= walker->limit)
			return SOPS__MORE;
		next_run(walker, source);
	}
	if (step == SOPS__END)
		walker->next = walker->block + walker->at.end + 1;
	return step;
}
