/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the table begins: the first rows are read with each delimiter, and compared. */
#include "ascii.h"
#include "csv_private.h"
#include "private.h"
#include "sniff_private.h"

#include <stdio.h>

#define ROWS 200   /* looked at */
#define CELLS 1024 /* of a row */
#define ROW_MOST ((size_t)64 * 1024) /* bytes of a cell; longer ones are open quotes */

struct row {
	size_t start;    /* offset */
	size_t lines;    /* physical, before it */
	size_t count;    /* cells; 0: blank */
	size_t filled;   /* cells that are not blank, and of those */
	size_t numbers, known;
	uint64_t places; /* which of the first 64 are filled */
	bool bad;        /* quotes stand where they may not */
};

struct view {
	char delimiter;
	struct row rows[ROWS];
	size_t n;
	const struct row *header; /* NULL: none fits */
	size_t agree, differ;     /* rows after it with as many cells, or not */
	size_t numbers;           /* cells of those that agree which are numbers or dates */
	bool named;               /* most cells of the header are no numbers */
};

/* Amounts, dates, times, per cents. */
static bool is_number(struct sops_field cell)
{
	bool digit = false;

	for (size_t i = 0; i < cell.len; i++) {
		if (sops__is_digit(cell.at[i]))
			digit = true;
		else if (!memchr(".,-/: +%()'$", cell.at[i], 12))
			return false;
	}
	return digit;
}

static void count_cell(struct row *row, struct sops_field cell, size_t i,
	const struct sops_layout_options *options)
{
	if (cell.len == 0)
		return;
	row->filled++;
	row->numbers += is_number(cell);
	row->known += options->known && options->known(options->with, cell);
	if (i < 64)
		row->places |= UINT64_C(1) << i;
}

static void count_row(struct row *row, struct sops__parser *parser,
	const struct sops_layout_options *options)
{
	const struct sops_field *fields = parser->fields;

	row->count = parser->count;
	for (size_t i = 0; i < parser->count && i < CELLS; i++)
		count_cell(row, sops_field_trim(fields[i]), i, options);
}

struct lines {
	const char *at, *end;
	size_t passed;
};

/* Cuts off the next line, without its end. */
static struct sops_field take_line(struct lines *lines)
{
	size_t left = (size_t)(lines->end - lines->at);
	const char *lf = memchr(lines->at, '\n', left);
	struct sops_field line = { lines->at, lf ? (size_t)(lf - lines->at) : left };

	lines->at = lf ? lf + 1 : lines->end;
	lines->passed++;
	if (line.len && line.at[line.len - 1] == '\r')
		line.len--;
	return line;
}

static enum sops__parsed feed_row(struct sops__parser *parser, struct lines *lines)
{
	enum sops__parsed parsed = SOPS__PART;

	sops__parser_start(parser);
	while (parsed == SOPS__PART && lines->at < lines->end) {
		struct sops_field line = take_line(lines);

		parsed = sops__parser_feed_all(parser, line.at, line.len);
		if (parsed == SOPS__PART)
			parsed = sops__parser_feed(parser, "\n", 1);
	}
	return parsed;
}

/* A quote that opens in a title must not take the table with it: after a bad row comes the
 * next line. The last line of a head that goes on may be cut anywhere. */
static int read_rows(struct view *view, struct sops_field text, size_t skip, size_t passed,
	bool ended, const struct sops_layout_options *options)
{
	struct lines lines = { text.at + skip, text.at + text.len, passed };
	struct sops__parser parser;
	enum sops__parsed parsed = SOPS__ROW;

	sops__parser_init(&parser, view->delimiter, ROW_MOST);
	parser.most = CELLS;
	while (parsed != SOPS__NO_MEMORY && lines.at < lines.end && view->n < ROWS) {
		struct row *row = &view->rows[view->n];
		struct lines begin = lines;

		*row = (struct row){ .start = (size_t)(lines.at - text.at), .lines = lines.passed };
		parsed = feed_row(&parser, &lines);
		if (lines.at == lines.end && !ended && view->n &&
		    (parsed != SOPS__ROW || lines.end[-1] != '\n'))
			break;
		row->bad = parsed != SOPS__ROW;
		if (parsed == SOPS__ROW) {
			count_row(row, &parser, options);
		} else {
			lines = begin;
			take_line(&lines);
		}
		view->n++;
	}
	sops__parser_release(&parser);
	return parsed == SOPS__NO_MEMORY ? SOPS_ESYSTEM : 0;
}

/* How the rows after it go with a row as header. False: not at all. */
static bool try_header(struct view *view, const struct row *row, size_t least)
{
	uint64_t used = 0;

	view->header = row;
	view->agree = view->differ = view->numbers = 0;
	view->named = row->numbers * 2 <= row->filled;
	for (const struct row *r = row + 1; r < view->rows + view->n; r++) {
		if (r->count == row->count && !r->bad) {
			view->agree++;
			view->numbers += r->numbers;
			used |= r->places;
		} else if (r->bad || r->filled >= least) {
			view->differ++;
		}
	}
	return view->differ <= view->agree / 4 &&
		(size_t)__builtin_popcountll(used & ~row->places) * 4 <= row->count;
}

static bool is_known(const struct row *row)
{
	return row->known >= 2 && row->known * 2 >= row->filled;
}

/* The first row that fits; one that is known, or has names, before one of numbers. A known one
 * stays the header when many rows below it are bad: that is for the reader to say. */
static bool find_header(struct view *view, size_t least)
{
	enum { KNOWN, KNOWN_BUT, NAMED, ANY };

	for (int pass = KNOWN; pass <= ANY; pass++) {
		for (size_t i = 0; i < view->n; i++) {
			const struct row *row = &view->rows[i];

			if (row->bad || row->filled < least || (pass < NAMED && !is_known(row)))
				continue;
			if ((try_header(view, row, least) || pass == KNOWN_BUT) &&
			    (pass != NAMED || view->named))
				return true;
		}
	}
	view->header = NULL;
	return false;
}

/* Which of two views is better: > 0 the first, < 0 the second, 0 they are alike. */
static int compare(const struct view *a, const struct view *b)
{
	size_t known_a = is_known(a->header), known_b = is_known(b->header);
	size_t a_wins = a->agree * (b->agree + b->differ);
	size_t b_wins = b->agree * (a->agree + a->differ);

	if (known_a != known_b)
		return known_a > known_b ? 1 : -1;
	if ((a->header->count > 2) != (b->header->count > 2))
		return a->header->count > 2 ? 1 : -1;
	if (a->named != b->named)
		return a->named ? 1 : -1;
	if (a_wins * 9 > b_wins * 10 || b_wins * 9 > a_wins * 10)
		return a_wins > b_wins ? 1 : -1;
	if (a->numbers * 5 > b->numbers * 6 || b->numbers * 5 > a->numbers * 6)
		return a->numbers > b->numbers ? 1 : -1;
	if (a->header->lines != b->header->lines)
		return a->header->lines < b->header->lines ? 1 : -1;
	return 0;
}

/* A title has few cells. More above the header: a header, perhaps, that the rows do not fit. */
static bool skips_much(const struct view *view)
{
	for (const struct row *r = view->rows; r < view->header; r++)
		if (r->filled >= 3 && r->filled * 2 >= view->header->filled)
			return true;
	return false;
}

/* Below the header: names only, or names of columns that the header leaves without. */
static bool is_second(const struct row *row, const struct row *header)
{
	return !row->bad && is_known(row) &&
		(row->known == row->filled || (row->places & ~header->places));
}

static void describe_view(struct sops_layout *out, const struct view *view)
{
	const struct row *header = view->header, *below = header + 1;
	bool plain = header->lines == 0 && header->numbers == 0 && header->count > 2;

	out->delimiter = view->delimiter;
	out->columns = header->count;
	out->skip_lines = header->lines;
	out->skip_bytes = header->lines ? header->start : 0;
	out->header_line = header->lines + 1;
	if (below < view->rows + view->n && is_known(header) && is_second(below, header))
		out->second = below->lines;
	out->header_sure = is_known(header) || plain ? SOPS_CERTAIN : SOPS_LIKELY;
	if (!view->named || (skips_much(view) && !is_known(header)))
		out->header_sure = SOPS_UNCLEAR;
	snprintf(out->how, sizeof(out->how), "%zu columns in %zu of %zu rows", header->count,
		view->agree, view->agree + view->differ);
}

/* Without a delimiter anywhere: the first line that is not blank. */
static int describe_column(struct sops_layout *out, const struct view *view,
	struct sops_error *err)
{
	size_t i = 0;

	while (i < view->n && !view->rows[i].filled && !view->rows[i].bad)
		i++;
	if (i == view->n)
		return sops_error_set(err, SOPS_EINPUT, "empty input: no header row");
	out->delimiter = view->delimiter;
	out->sure = out->header_sure = SOPS_LIKELY;
	out->columns = view->rows[i].count ? view->rows[i].count : 1;
	out->skip_lines = view->rows[i].lines;
	out->skip_bytes = out->skip_lines ? view->rows[i].start : 0;
	out->header_line = out->skip_lines + 1;
	snprintf(out->how, sizeof(out->how), "no delimiter found");
	return 0;
}

/* The delimiter that a first line of Excel's, sep=; announces, or 0. */
static char announced(struct sops_field text, size_t skip)
{
	struct lines lines = { text.at + skip, text.at + text.len, 0 };
	struct sops_field line = take_line(&lines), rest;

	if (line.len && line.at[0] == '"') {
		line.at++;
		line.len--;
	}
	if (line.len < 5 || !sops__same((struct sops_field){ line.at, 4 }, sops_field_of("sep=")))
		return 0;
	if (line.at[4] == '"') /* nothing can be separated by quotes */
		return 0;
	rest = (struct sops_field){ line.at + 5, line.len - 5 };
	while (rest.len && (*rest.at == '"' || *rest.at == line.at[4])) {
		rest.at++;
		rest.len--;
	}
	return rest.len ? 0 : line.at[4];
}

static const char delimiters[] = { ',', ';', '\t', '|' };
#define DELIMITERS sizeof(delimiters)

struct head {
	struct sops_field text;
	size_t skip, lines; /* a mark, and the line sep=; */
	bool ended;
};

static int look(struct view *view, char delimiter, const struct head *head,
	const struct sops_layout_options *options, struct sops_error *err)
{
	*view = (struct view){ .delimiter = delimiter };
	if (read_rows(view, head->text, head->skip, head->lines, head->ended, options) < 0)
		return sops_error_memory(err);
	if (!find_header(view, 3))
		find_header(view, 2);
	return 0;
}

static int take_said(struct sops_layout *out, char delimiter, const struct head *head,
	const struct sops_layout_options *options, struct sops_error *err)
{
	struct view view;
	int status = look(&view, delimiter, head, options, err);

	if (status < 0)
		return status;
	if (view.header)
		describe_view(out, &view);
	else
		status = describe_column(out, &view, err);
	if (status == 0)
		out->sure = SOPS_CERTAIN;
	return status;
}

static void take_better(struct sops_layout *out, struct view *best, const struct view *view)
{
	int order = best->header ? compare(best, view) : -1;

	out->sure = best->header ? SOPS_LIKELY : SOPS_CERTAIN;
	if (order == 0)
		out->rival = view->delimiter;
	if (order >= 0)
		return;
	out->rival = 0;
	*best = *view;
	best->header = best->rows + (view->header - view->rows);
}

static int take_best(struct sops_layout *out, const struct head *head,
	const struct sops_layout_options *options, struct sops_error *err)
{
	struct view best = { .header = NULL }, view;

	for (size_t i = DELIMITERS; i-- > 0;) {
		if (look(&view, delimiters[i], head, options, err) < 0)
			return SOPS_ESYSTEM;
		if (view.header)
			take_better(out, &best, &view);
	}
	if (!best.header)
		return describe_column(out, &view, err);
	describe_view(out, &best);
	if (best.differ || !best.agree || !best.named || best.header->count < 3)
		out->sure = SOPS_LIKELY;
	if (out->rival)
		out->sure = SOPS_UNCLEAR;
	return 0;
}

int sops_sniff_layout(struct sops_layout *out, struct sops_field text, bool ended,
	const struct sops_layout_options *options, struct sops_error *err)
{
	static const struct sops_layout_options none = { 0 };
	bool marked = text.len >= 3 && memcmp(text.at, "\xEF\xBB\xBF", 3) == 0;
	struct head head = { text, marked ? 3 : 0, 0, ended };
	char said = announced(text, head.skip);

	*out = (struct sops_layout){ .sure = SOPS_UNCLEAR };
	options = options ? options : &none;
	if (said) {
		const char *lf = memchr(text.at, '\n', text.len);

		head.skip = lf ? (size_t)(lf + 1 - text.at) : text.len;
		head.lines = 1;
	}
	if (options->delimiter)
		said = options->delimiter;
	return said ? take_said(out, said, &head, options, err)
		    : take_best(out, &head, options, err);
}

/* As a shell takes it. */
static const char *option_of(char delimiter)
{
	switch (delimiter) {
	case ';':
		return "';'";
	case '|':
		return "'|'";
	case '\t':
		return "tab";
	default:
		return ",";
	}
}

int sops_layout_check(const struct sops_layout *layout, struct sops_error *err)
{
	char one[SOPS_QUOTED], two[SOPS_QUOTED];

	if (!layout->rival)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "the delimiter is unclear: %s and %s fit alike",
		sops_quote(one, (struct sops_field){ &layout->delimiter, 1 }),
		sops_quote(two, (struct sops_field){ &layout->rival, 1 }));
	sops_error_hint(err, "try --delimiter %s or --delimiter %s",
		option_of(layout->delimiter), option_of(layout->rival));
	return SOPS_EINPUT;
}
