/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Marks are made in runs, ahead of the walk, each run from the carry of the one before. After a
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

/* Room for the ends that were kept, and those of a run. */
static bool reserve(struct sops__walker *walker)
{
	size_t need = 1 + walker->kept + SOPS__RUN * SOPS__WORD + SOPS__MARKS_SLACK;
	uint32_t *ends;

	if (need <= walker->size)
		return true;
	ends = reallocarray(walker->ends, 2 * need, sizeof(*ends));
	if (!ends)
		return false;
	walker->ends = ends;
	walker->marks.ends = ends + 1;
	walker->size = 2 * need;
	return true;
}

/* Nothing that would make a row irregular, or its text doubtful, is past the end of the window. */
static void cut_off(struct sops__marks *marks, size_t word, size_t bytes)
{
	uint64_t bits = ~(UINT64_MAX << bytes);

	if (!(marks->rare >> word & 1))
		return;
	marks->words[word].odd &= bits;
	marks->words[word].text &= bits;
}

/*
 * Finds the run's rows among its ends. Most have as many fields as the header: where that finds
 * every line feed, there are no others.
 */
static void find_rows(struct sops__walker *walker, const char *block)
{
	const struct sops__marks *marks = &walker->marks;
	size_t n = 0;

	for (size_t i = walker->columns - 1; i < marks->n_ends && block[marks->ends[i]] == '\n';
		i += walker->columns)
		walker->rows[n++] = (uint32_t)i;
	if (n == marks->n_rows)
		return;
	n = 0;
	for (size_t i = walker->kept; n < marks->n_rows; i++)
		if (block[marks->ends[i]] == '\n')
			walker->rows[n++] = (uint32_t)i;
}

static bool scan(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = walker->first * SOPS__WORD, bytes = walker->limit - at;
	size_t words = (bytes + SOPS__WORD - 1) / SOPS__WORD;

	if (walker->limit > UINT32_MAX || !reserve(walker))
		return false;
	walker->count = words < walker->longest ? words : walker->longest;
	walker->after = walker->before;
	walker->marks.n_ends = walker->kept;
	walker->scan->fill(&walker->marks, source->block, walker->first, walker->count,
		walker->delimiter, walker->from, &walker->after);
	find_rows(walker, source->block);
	if (bytes < walker->count * SOPS__WORD)
		cut_off(&walker->marks, walker->count - 1, bytes % SOPS__WORD);
	return true;
}

/* No mark says what the row begins with: whatever came before it is over. */
static bool start_anew(struct sops__walker *walker, const struct sops__source *source)
{
	size_t at = begins(source);

	walker->block = source->offset - at;
	walker->limit = at + source->len;
	walker->first = at / SOPS__WORD;
	walker->longest = 1;
	walker->from = UINT64_MAX << at % SOPS__WORD;
	walker->before = (struct sops__carry){ .start = (uint64_t)1 << at % SOPS__WORD };
	walker->begun = (struct sops__walk){ 0 };
	walker->kept = walker->count = walker->row = walker->field = walker->marks.n_rows = 0;
	return source->len == 0 || scan(walker, source);
}

bool sops__walk_begin(struct sops__walker *walker, const struct sops__source *source)
{
	if (walker->next == source->offset &&
	    walker->block + begins(source) == source->offset)
		return true;
	return start_anew(walker, source);
}

bool sops__walk_more(struct sops__walker *walker, const struct sops__source *source)
{
	if (walker->block + begins(source) != source->offset || walker->count == 0)
		return start_anew(walker, source);
	walker->limit = begins(source) + source->len;
	return scan(walker, source);
}

/* Of a word of the run, those that are bytes [start, end]. */
static uint64_t bits_of(const struct sops__walker *walker, size_t word, size_t start, size_t end)
{
	size_t first = walker->first * SOPS__WORD, from = start > first ? start - first : 0;
	uint64_t bits = UINT64_MAX;

	if (word == from / SOPS__WORD)
		bits &= UINT64_MAX << from % SOPS__WORD;
	if (word == (end - first) / SOPS__WORD)
		bits &= UINT64_MAX >> (63 - (end - first) % SOPS__WORD);
	return bits;
}

uint64_t sops__walk_doubles(const struct sops__walker *walker, size_t start, size_t end)
{
	const struct sops__marks *marks = &walker->marks;
	uint64_t words = marks->doubled & sops__walk_touched(walker, start, end), doubles = 0;

	for (; words; words &= words - 1) {
		size_t word = (size_t)__builtin_ctzll(words);

		doubles |= marks->doubles[word] & bits_of(walker, word, start, end);
	}
	return doubles;
}

/* What bytes [start, end] have that most have nothing of. False where it is odd. */
static bool add_rare(struct sops__walk *to, const struct sops__walker *walker, size_t start,
	size_t end)
{
	const struct sops__marks *marks = &walker->marks;
	uint64_t words = marks->rare & sops__walk_touched(walker, start, end);

	if (marks->doubled)
		to->doubled |= sops__walk_doubles(walker, start, end);
	for (; words; words &= words - 1) {
		size_t word = (size_t)__builtin_ctzll(words);
		const struct sops__rare *rare = &marks->words[word];
		uint64_t bits = bits_of(walker, word, start, end);

		to->lines += count(rare->lines & bits);
		to->text |= rare->text & bits;
		if (rare->odd & bits)
			return false;
	}
	return true;
}

bool sops__walk_quotes(const struct sops__walker *walker, const struct sops__source *source)
{
	return walker->at.quotes ||
		walker->marks.quotes & sops__walk_touched(walker, begins(source), walker->at.end);
}

/* The row goes on behind the run. What is kept has the byte before it in front. */
static bool next_run(struct sops__walker *walker, const struct sops__source *source)
{
	struct sops__marks *marks = &walker->marks;

	walker->kept = marks->n_ends - walker->field;
	memmove(marks->ends - 1, marks->ends + walker->field - 1,
		(walker->kept + 1) * sizeof(*marks->ends));
	walker->field = walker->row = 0;
	walker->first += walker->count;
	walker->from = UINT64_MAX;
	walker->before = walker->after;
	if (walker->longest < SOPS__RUN)
		walker->longest *= 2;
	return scan(walker, source);
}

static enum sops__step go_on(struct sops__walker *walker, const struct sops__source *source)
{
	size_t end = (walker->first + walker->count) * SOPS__WORD;
	struct sops__walk so_far = { 0 };

	if (walker->row == 0)
		so_far = walker->begun;
	if ((walker->marks.rare | walker->marks.doubled) &&
	    !add_rare(&so_far, walker, begins(source), end - 1))
		return SOPS__ODD;
	so_far.quotes |= (walker->marks.quotes &
		sops__walk_touched(walker, begins(source), end - 1)) != 0;
	if (end >= walker->limit)
		return SOPS__MORE;
	walker->begun = so_far;
	return next_run(walker, source) ? SOPS__END : SOPS__ODD;
}

bool sops__walk_turn(struct sops__walker *walker, const struct sops__source *source)
{
	const struct sops__marks *marks = &walker->marks;
	size_t start, end = (walker->first + walker->count) * SOPS__WORD;
	uint64_t touched;

	if (walker->row == 0 || end >= walker->limit)
		return false;
	start = marks->ends[walker->field - 1] + (size_t)1;
	touched = sops__walk_touched(walker, start, end - 1);
	if (marks->rare & touched)
		return false;
	walker->begun = (struct sops__walk){ .quotes = (marks->quotes & touched) != 0,
		.doubled = marks->doubled & touched ? sops__walk_doubles(walker, start, end - 1)
						    : 0 };
	if (next_run(walker, source))
		return marks->n_rows > 0;
	sops__walk_forget(walker);
	return false;
}

enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source)
{
	static const struct sops__walk none;
	const struct sops__marks *marks = &walker->marks;
	enum sops__step step = SOPS__END;
	struct sops__walk *at = &walker->at;

	if (walker->count == 0)
		return SOPS__MORE;
	while (walker->row == marks->n_rows && step == SOPS__END)
		step = go_on(walker, source);
	if (step != SOPS__END)
		return step;
	*at = walker->row == 0 ? walker->begun : none;
	at->ends = marks->ends + walker->field;
	at->ends[-1] = (uint32_t)begins(source) - 1;
	at->fields = walker->rows[walker->row] - walker->field + 1;
	at->end = at->ends[at->fields - 1];
	if ((marks->rare | marks->doubled) && !add_rare(at, walker, begins(source), at->end))
		return SOPS__ODD;
	walker->row++;
	walker->field += at->fields;
	walker->next = walker->block + at->end + 1;
	return SOPS__END;
}
