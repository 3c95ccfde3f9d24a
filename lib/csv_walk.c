/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Masks are made in runs, ahead of the walk, each run from the carry of the one before. After a
 * row that libcsv read they are made anew, beginning with a run of one: so little is done in vain
 * where rows are irregular, and so cheap are long runs where they are not.
 */
#include "csv_private.h"

#include <stdlib.h>

static size_t begins(const struct sops__source *source)
{
	return (size_t)(source->at - source->block);
}

/* Nothing that would make a row irregular, or a field untidy, is past the end of the window. */
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
	if (bytes < walker->count * SOPS__WORD)
		cut_off(&walker->masks[walker->count - 1], bytes % SOPS__WORD);
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

	if (walker->offset != source->offset || walker->block + at != source->offset)
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

/* Takes in what the word has of the row: all bits up to the end, where it is there. */
static inline void add_rare(struct sops__walk *at, const struct sops__masks *is, uint64_t bits)
{
	at->lines += (uint64_t)__builtin_popcountll(is->lines & bits);
	at->untidy |= is->untidy & bits;
	at->text |= is->text & bits;
}

enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source)
{
	struct sops__walk at = walker->at;
	enum sops__step step = SOPS__MORE;

	while (walker->count && at.word * SOPS__WORD < walker->limit) {
		const struct sops__masks *is;
		uint64_t end, bits;

		if (at.word - walker->first >= walker->count)
			next_run(walker, source);
		is = &walker->masks[at.word - walker->first];
		end = is->ends & at.from;
		end &= -end;
		bits = at.from & (end ^ (end - 1));
		if (is->odd & bits) {
			step = SOPS__ODD;
			break;
		}
		walker->separators[at.word] = is->separators & at.from;
		if (!end && (at.word + 1) * SOPS__WORD > walker->limit)
			break;
		at.quoted |= is->quoted & bits;
		if ((is->lines | is->untidy | is->text) & bits)
			add_rare(&at, is, bits);
		at.fields += bits == UINT64_MAX ? is->fields
			: (size_t)__builtin_popcountll(is->separators & bits);
		if (end) {
			at.end = at.word * SOPS__WORD + (size_t)__builtin_ctzll(end);
			walker->offset = walker->block + at.end + 1;
			step = SOPS__END;
			break;
		}
		at.word++;
		at.from = UINT64_MAX;
	}
	walker->at = at;
	return step;
}
