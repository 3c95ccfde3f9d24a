/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_view.h"
#include <stdlib.h>

#define INLINE __attribute__((always_inline)) static inline

/*
 * A row that turns out to be irregular was looked at in vain. Where that outweighs the regular
 * rows, runs of rows go to libcsv unseen, growing as long as it does: a file full of irregular
 * rows costs little more than libcsv does.
 */
#define PATIENCE (SOPS__RUN * SOPS__WORD) /* bytes */
#define SHORTEST_RUN 8             /* rows */
#define LONGEST_RUN 1024

static bool backing_off(struct sops__walker *walker)
{
	if (walker->left == 0)
		return false;
	walker->left--;
	return true;
}

static void back_off(struct sops__walker *walker)
{
	walker->vain = PATIENCE;
	walker->run = walker->run ? walker->run * 2 : SHORTEST_RUN;
	if (walker->run > LONGEST_RUN)
		walker->run = LONGEST_RUN;
	walker->left = walker->run;
}

/* Returns what says that the row is libcsv's. */
static int give_up(struct sops__walker *walker, const struct sops__source *source)
{
	size_t looked_at = (walker->first + walker->count) * SOPS__WORD;

	walker->vain += looked_at - (size_t)(source->at - source->block);
	if (walker->vain > PATIENCE)
		back_off(walker);
	return 0;
}

void sops__walker_make_good(struct sops__walker *walker, size_t bytes)
{
	if (walker->vain == 0)
		return;
	walker->vain -= bytes < walker->vain ? bytes : walker->vain;
	if (walker->vain < PATIENCE / 2)
		walker->run = 0;
}

int sops__csv_start_regular(struct sops_csv *csv)
{
	struct sops__walker *walker = &csv->walker;

	if (!walker->scan)
		return 0;
	walker->columns = csv->header.count;
	walker->fields = calloc(csv->header.count, sizeof(*walker->fields));
	return walker->fields ? 0 : sops_error_memory(&csv->error);
}

void sops__walker_release(struct sops__walker *walker)
{
	free(walker->ends);
	free(walker->fields);
	free(walker->text);
}

static bool is_space(const struct sops_csv *csv, char c)
{
	return (c == ' ' || c == '\t') && c != csv->walker.delimiter;
}

struct sops_field sops__csv_trim(const struct sops_csv *csv, struct sops_field field)
{
	while (field.len && is_space(csv, field.at[0])) {
		field.at++;
		field.len--;
	}
	while (field.len && is_space(csv, field.at[field.len - 1]))
		field.len--;
	return field;
}

/* All fields of a row: each begins behind the one before. */
INLINE void cut_all(const struct sops_csv *csv, bool follows)
{
	struct sops_field *field = csv->walker.fields, *last = field + csv->header.count;
	const uint32_t *ends = csv->walker.at.ends;
	const char *block = csv->source.block, *start = block + (uint32_t)(ends[-1] + 1);

	for (; field < last; field++) {
		const char *end = block + *ends++;

		*field = sops__csv_view(csv, start, end, follows);
		start = end + 1;
	}
}

INLINE void cut_wanted(const struct sops_csv *csv, bool follows)
{
	const size_t *wanted = csv->wanted, *last = wanted + csv->n_wanted;
	struct sops_field *fields = csv->walker.fields;
	const uint32_t *ends = csv->walker.at.ends;
	const char *block = csv->source.block;

	for (; wanted < last; wanted++) {
		const uint32_t *end = ends + *wanted;

		fields[*wanted] = sops__csv_view(csv, block + (end[-1] + 1), block + *end, follows);
	}
}

/* The line end has a byte that the last field has not. */
static __attribute__((noinline)) void cut_last(const struct sops_csv *csv, bool follows)
{
	const size_t last = csv->header.count - 1;
	const uint32_t *end = csv->walker.at.ends + last;
	const char *block = csv->source.block;

	if (csv->n_wanted && csv->wanted[csv->n_wanted - 1] == last)
		csv->walker.fields[last] = sops__csv_view(
			csv, block + (end[-1] + 1), block + *end - 1, follows);
}

/* The wanted fields of a row that ends so. */
INLINE void cut(const struct sops_csv *csv, bool crlf, bool follows)
{
	if (csv->n_wanted == csv->header.count)
		cut_all(csv, follows);
	else
		cut_wanted(csv, follows);
	if (crlf)
		cut_last(csv, follows);
}

/* Copies the field with one quote for two, and returns where the copy ends. */
static char *undouble(struct sops_field *field, char *to)
{
	const char *at = field->at, *end = at + field->len, *quote;

	field->at = to;
	while ((quote = memchr(at, '"', (size_t)(end - at)))) {
		quote++;
		to = mempcpy(to, at, (size_t)(quote - at));
		at = quote + 1;
	}
	to = mempcpy(to, at, (size_t)(end - at));
	field->len = (size_t)(to - field->at);
	return to;
}

static bool reserve_text(struct sops__walker *walker, size_t need)
{
	char *text;

	if (need <= walker->text_size)
		return true;
	text = realloc(walker->text, need * 2);
	if (!text)
		return false;
	walker->text = text;
	walker->text_size = need * 2;
	return true;
}

/* The wanted fields of a row that has doubled quotes somewhere. False when memory ran out: then no
 * more is read. */
static __attribute__((noinline)) bool cut_doubled(struct sops_csv *csv, bool crlf, bool follows)
{
	struct sops__walker *walker = &csv->walker;
	const uint32_t *ends = walker->at.ends;
	const char *block = csv->source.block;
	char *to;

	if (!reserve_text(walker, csv->raw_len)) {
		sops_error_memory(&csv->error);
		csv->fatal = true;
		walker->follows = false;
		return false;
	}
	to = walker->text;
	for (size_t i = 0; i < csv->n_wanted; i++) {
		const size_t column = csv->wanted[i];
		const char *start = block + (uint32_t)(ends[(ptrdiff_t)column - 1] + 1);
		const char *end = block + ends[column] - (crlf && column + 1 == csv->header.count);
		struct sops_field *field = &walker->fields[column];

		*field = sops__csv_view(csv, start, end, follows);
		if (*start == '"' && memchr(field->at, '"', field->len))
			to = undouble(field, to);
	}
	return true;
}

/* The same of any row. */
INLINE bool cut_row(struct sops_csv *csv, bool crlf, bool follows)
{
	if (csv->walker.at.doubled)
		return cut_doubled(csv, crlf, follows);
	cut(csv, crlf, follows);
	return true;
}

static bool is_blank(const struct sops_csv *csv)
{
	struct sops_field row = { csv->source.at, csv->raw_len };

	return csv->walker.at.fields == 1 && sops__csv_trim(csv, row).len == 0;
}

/* Up to its LF. */
static size_t row_length(const struct sops_csv *csv)
{
	return csv->walker.at.end - (size_t)(csv->source.at - csv->source.block);
}

/* A row of so many bytes up to its LF. Whether a CR is before that. */
static inline bool go_past(struct sops_csv *csv, size_t len)
{
	bool crlf = len && csv->source.at[len - 1] == '\r';

	csv->fed = len + 1;
	csv->raw_len = len - crlf;
	csv->line++;
	csv->counts.crlf |= crlf;
	csv->counts.lf |= !crlf;
	csv->record.fields = csv->walker.fields;
	sops__walker_make_good(&csv->walker, len);
	return crlf;
}

static int take(struct sops_csv *csv)
{
	const struct sops__walk *at = &csv->walker.at;
	bool crlf = go_past(csv, row_length(csv));

	csv->line += at->lines;
	csv->record.count = is_blank(csv) ? 0 : at->fields;
	csv->doubtful = at->text != 0;
	csv->walker.follows = csv->header.count > 1; /* a single field may be a blank line */
	if (at->fields != csv->header.count)
		return 1;
	return cut_row(csv, crlf, false) ? 1 : csv->error.status;
}

bool sops__csv_read_plain(struct sops_csv *csv)
{
	struct sops__walker *walker = &csv->walker;

	if (!walker->follows || !sops__walk_plain(walker, &csv->source, csv->parser.max_field))
		return false;
	sops__csv_leave(csv);
	csv->record.count = csv->header.count;
	return cut_row(csv, go_past(csv, row_length(csv)), true);
}

/*
 * Once a row is longer than a field may be, libcsv might stop without asking for more. And what
 * a row lacks at the end, or where reading fails, it has to tell.
 */
static bool more(struct sops_csv *csv)
{
	return csv->source.len <= csv->parser.max_field
		&& sops__source_more(&csv->source, NULL) > 0
		&& sops__walk_more(&csv->walker, &csv->source);
}

int sops__csv_read_regular(struct sops_csv *csv)
{
	struct sops__walker *walker = &csv->walker;
	enum sops__step step;

	if (!walker->fields || backing_off(walker) || !sops__walk_begin(walker, &csv->source))
		return 0;
	while ((step = sops__walk(walker, &csv->source)) == SOPS__MORE)
		if (!more(csv))
			return 0;
	if (step == SOPS__ODD)
		return give_up(walker, &csv->source);
	if (row_length(csv) > csv->parser.max_field || walker->at.lines > SOPS__MAX_LINES)
		return 0;
	return take(csv);
}
