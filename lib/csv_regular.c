/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"
#include <stdlib.h>

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

static void make_good(struct sops__walker *walker, size_t bytes)
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
	walker->fields = calloc(csv->header.count, sizeof(*walker->fields));
	return walker->fields ? 0 : sops_error_memory(&csv->error);
}

void sops__walker_release(struct sops__walker *walker)
{
	free(walker->marks.ends);
	free(walker->fields);
	free(walker->text);
}

static bool is_space(const struct sops_csv *csv, char c)
{
	return (c == ' ' || c == '\t') && c != csv->walker.delimiter;
}

/* libcsv drops the spaces around a field that is not quoted. */
static struct sops_field trim(const struct sops_csv *csv, struct sops_field field)
{
	while (field.len && is_space(csv, field.at[0])) {
		field.at++;
		field.len--;
	}
	while (field.len && is_space(csv, field.at[field.len - 1]))
		field.len--;
	return field;
}

/*
 * What is between the quotes, if there are any; the row is regular: then there are two. Else what
 * is between spaces; they are rare, and whatever is beside an empty field does not matter.
 */
static inline struct sops_field view(const struct sops_csv *csv, const char *start, const char *end)
{
	struct sops_field field = { start, (size_t)(end - start) };

	if (*start == '"')
		return (struct sops_field){ start + 1, field.len - 2 };
	if ((unsigned char)*start <= ' ' || (unsigned char)end[-(end > start)] <= ' ')
		return trim(csv, field);
	return field;
}

static void cut_all(const struct sops_csv *csv, struct sops_field *field)
{
	const struct sops__walk *at = &csv->walker.at;
	const char *start = csv->source.at, *block = csv->source.block;

	for (size_t i = 0; i < at->fields; i++) {
		const char *end = block + at->ends[i];

		field[i] = view(csv, start, end);
		start = end + 1;
	}
}

static void cut_wanted(const struct sops_csv *csv, struct sops_field *fields)
{
	const uint32_t *ends = csv->walker.at.ends;
	const size_t *wanted = csv->wanted, *last = wanted + csv->n_wanted;
	const char *block = csv->source.block;

	for (; wanted < last; wanted++) {
		const char *start = *wanted ? block + ends[*wanted - 1] + 1 : csv->source.at;

		fields[*wanted] = view(csv, start, block + ends[*wanted]);
	}
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

static int undouble_all(struct sops_csv *csv)
{
	struct sops__walker *walker = &csv->walker;
	char *to;

	if (!reserve_text(walker, csv->raw_len))
		return sops_error_memory(&csv->error);
	to = walker->text;
	for (size_t i = 0; i < csv->n_wanted; i++) {
		struct sops_field *field = &walker->fields[csv->wanted[i]];

		if (memchr(field->at, '"', field->len))
			to = undouble(field, to);
	}
	return 0;
}

static int split(struct sops_csv *csv, bool crlf)
{
	struct sops__walker *walker = &csv->walker;

	if (crlf) /* the last field ends before it, and not between */
		walker->at.ends[walker->at.fields - 1]--;
	if (csv->n_wanted < csv->header.count)
		cut_wanted(csv, walker->fields);
	else
		cut_all(csv, walker->fields);
	return walker->at.doubled ? undouble_all(csv) : 0;
}

static bool is_blank(const struct sops_csv *csv)
{
	struct sops_field row = { csv->source.at, csv->raw_len };

	return csv->walker.at.fields == 1 && trim(csv, row).len == 0;
}

/* Up to its LF. */
static size_t row_length(const struct sops_csv *csv)
{
	return csv->walker.at.end - (size_t)(csv->source.at - csv->source.block);
}

static int take(struct sops_csv *csv)
{
	const struct sops__walk *at = &csv->walker.at;
	size_t len = row_length(csv);
	bool crlf = len && csv->source.at[len - 1] == '\r';

	csv->fed = len + 1;
	csv->raw_len = len - crlf;
	csv->line += at->lines + 1;
	csv->counts.crlf |= crlf;
	csv->counts.lf |= !crlf;
	make_good(&csv->walker, len);
	csv->record.fields = csv->walker.fields;
	csv->record.count = is_blank(csv) ? 0 : at->fields;
	csv->doubtful = at->text != 0;
	if (at->fields != csv->header.count || split(csv, crlf) == 0)
		return 1;
	csv->fatal = true;
	return csv->error.status;
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
