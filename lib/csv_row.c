/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

#include <inttypes.h>
#include <stdio.h>

static int stop(struct sops_csv *csv)
{
	csv->fatal = true;
	return csv->error.status;
}

/* Of what ended it, the line is known on which the last field began. */
static int stop_field(struct sops_csv *csv)
{
	csv->resumes = true;
	return stop(csv);
}

/* How much of the window this record may have: all its bytes and one to end it. */
static size_t allowed(const struct sops_csv *csv)
{
	size_t most = csv->max_record + 1;

	return csv->source.len < most ? csv->source.len : most;
}

/* 1 when the window grew, 0 at the end of the input. */
static int more(struct sops_csv *csv)
{
	int got = sops__source_more(&csv->source, &csv->error);

	return got < 0 ? stop(csv) : got;
}

/* Four times as much, in the largest unit that has it whole. */
static void hint_limit(struct sops_csv *csv, const char *option, size_t limit)
{
	const char *unit = "\0kMG";

	for (limit *= 4; limit % 1024 == 0 && unit[1]; unit++)
		limit /= 1024;
	sops_error_hint(&csv->error, "try --%s %zu%.1s", option, limit, unit);
}

static int more_of_record(struct sops_csv *csv)
{
	if (csv->fed <= csv->max_record)
		return more(csv);
	csv->raw_len = csv->fed;
	sops_error_set(&csv->error, SOPS_EINPUT, "record is longer than %zu bytes",
		csv->max_record);
	hint_limit(csv, "max-record", csv->max_record);
	return stop_field(csv);
}

static enum sops__parsed feed_piece(struct sops_csv *csv)
{
	const char *at = csv->source.at + csv->fed;
	size_t len = sops__piece(at, allowed(csv) - csv->fed), fields = csv->parser.count;
	enum sops__parsed parsed = sops__parser_feed(&csv->parser, at, len);

	csv->fed += csv->parser.used;
	if (csv->parser.count != fields)
		csv->field_line = csv->line;
	if (csv->parser.used == len && at[len - 1] == '\n')
		csv->line++;
	if (parsed == SOPS__PART && csv->line - csv->field_line > SOPS__MAX_LINES)
		return SOPS__OPEN_QUOTE;
	return parsed;
}

static void end_line(struct sops_csv *csv, bool crlf)
{
	csv->raw_len = csv->fed - (crlf ? 2 : 1);
	csv->counts.crlf |= crlf;
	csv->counts.lf |= !crlf;
}

/* Goes past the next line end, whatever stands before it. */
static int skip_line(struct sops_csv *csv)
{
	int got = 1;

	while (got > 0) {
		const char *at = csv->source.at;
		const char *lf = memchr(at + csv->fed, '\n', allowed(csv) - csv->fed);

		if (lf) {
			csv->fed = (size_t)(lf - at) + 1;
			csv->line++;
			end_line(csv, lf > at && lf[-1] == '\r');
			return 0;
		}
		csv->raw_len = csv->fed = allowed(csv);
		got = more_of_record(csv);
	}
	return got;
}

/* Whether it is seen at once that it is UTF-8 without NUL: false says nothing. */
static bool is_text(const struct sops__scan *scan, const char *at, size_t len)
{
	return scan && scan->is_text && len >= SOPS__TEXT_LEAST && (signed char)at[len - 1] >= 0 &&
		scan->is_text(at, len);
}

int sops__csv_check_text(struct sops_csv *csv, size_t len)
{
	const char *at = csv->source.at;
	size_t good = is_text(csv->walker.scan, at, len) ? len : sops__utf8_span(at, len);
	uint64_t offset = csv->source.offset + good;

	if (good == len)
		return 0;
	if (at[good] == '\0')
		return sops_error_set(&csv->error, SOPS_EINPUT, "NUL byte at offset %" PRIu64,
			offset);
	sops_error_set(&csv->error, SOPS_EINPUT, "byte 0x%02X at offset %" PRIu64 " is not UTF-8",
		(unsigned)(unsigned char)at[good], offset);
	sops_error_hint(&csv->error, "try --encoding %s",
		sops__encoding_guess((struct sops_field){ at, csv->raw_len }));
	return SOPS_EINPUT;
}

static void name_column(struct sops_csv *csv, size_t field)
{
	if (field < csv->header.count)
		sops_error_column(&csv->error, csv->header.fields[field]);
}

/* Gives up the record at the byte that comes next; the first thing wrong with it is told. */
static int reject(struct sops_csv *csv, size_t field, const char *text, const char *hint)
{
	size_t good = csv->fed;
	int status = skip_line(csv);

	if (status < 0 || sops__csv_check_text(csv, good) < 0)
		return csv->error.status;
	sops_error_set(&csv->error, SOPS_EINPUT, "%s", text);
	name_column(csv, field);
	if (hint)
		sops_error_hint(&csv->error, "%s", hint);
	return SOPS_EINPUT;
}

/* Its place is where it began. */
static int reject_field(struct sops_csv *csv, bool limited)
{
	const char *limit = csv->parser.max_field < csv->max_record ? "max-field" : "max-record";

	csv->raw_len = csv->fed;
	name_column(csv, csv->parser.count);
	csv->record.place.line = csv->field_line;
	if (limited)
		hint_limit(csv, limit, csv->parser.max_field);
	return stop_field(csv);
}

static int reject_open_quote(struct sops_csv *csv, bool ended)
{
	bool lines = csv->line - csv->field_line > SOPS__MAX_LINES;
	char passed[64] = "";

	csv->open = ended;
	if (!ended)
		snprintf(passed, sizeof(passed), " and the field passed %zu %s",
			lines ? SOPS__MAX_LINES : csv->parser.max_field,
			lines ? "lines" : "bytes");
	sops_error_set(&csv->error, SOPS_EINPUT, "unclosed quote: it opened on line %" PRIu64 "%s",
		csv->field_line, passed);
	return reject_field(csv, !ended && !lines);
}

static int reject_long_field(struct sops_csv *csv)
{
	sops_error_set(&csv->error, SOPS_EINPUT, "field is longer than %zu bytes",
		csv->parser.max_field);
	return reject_field(csv, true);
}

/* The row ended at the byte before: at LF, at CR that needs its LF, or at the end of the input. */
static int end_row(struct sops_csv *csv)
{
	char last = csv->fed ? csv->source.at[csv->fed - 1] : '\0';
	int got = 1;

	csv->raw_len = csv->fed;
	if (last == '\n')
		end_line(csv, false);
	if (last != '\r')
		return 0;
	if (csv->fed == csv->source.len)
		got = more(csv);
	if (got < 0)
		return got;
	if (got == 0 || csv->source.at[csv->fed] != '\n')
		return reject(csv, csv->parser.count - 1, "lone carriage return",
			"old Macintosh line ends? convert with tr '\\r' '\\n'");
	csv->fed++;
	csv->line++;
	end_line(csv, true);
	return 0;
}

/* What libcsv says of the row, with all its bytes behind us. */
static int judge(struct sops_csv *csv, enum sops__parsed parsed, bool ended)
{
	int status;

	switch (parsed) {
	case SOPS__PART:
		csv->raw_len = csv->fed;
		return csv->fed > 0; /* spaces without a line end */
	case SOPS__ROW:
		status = end_row(csv);
		return status < 0 ? status : 1;
	case SOPS__STRAY_QUOTE:
		return reject(csv, csv->parser.count, "quote inside an unquoted field", NULL);
	case SOPS__AFTER_QUOTE:
		return reject(csv, csv->parser.count, "text after a closing quote", NULL);
	case SOPS__OPEN_QUOTE:
		return reject_open_quote(csv, ended);
	case SOPS__LONG_FIELD:
		return reject_long_field(csv);
	case SOPS__NO_MEMORY:
		sops_error_memory(&csv->error);
	}
	return stop(csv);
}

/* The line before was longer than a record may be: this is no record, but what it had more. */
static int read_rest(struct sops_csv *csv)
{
	csv->within = false;
	csv->field_line = csv->line;
	if (skip_line(csv) < 0)
		return csv->error.status;
	if (csv->fed == 0)
		return 0;
	return sops_error_set(&csv->error, SOPS_EINPUT,
		"the rest of a record that is longer than %zu bytes", csv->max_record);
}

int sops__csv_read_row(struct sops_csv *csv)
{
	enum sops__parsed parsed = SOPS__PART;
	int got = 1;

	if (csv->within)
		return read_rest(csv);
	if (!csv->parser.wanted && csv->wanted)
		sops__parser_want(&csv->parser, csv->wanted);
	sops__parser_start(&csv->parser);
	csv->field_line = csv->line;
	while (parsed == SOPS__PART && got > 0) {
		if (csv->fed < allowed(csv))
			parsed = feed_piece(csv);
		else
			got = more_of_record(csv);
	}
	if (got < 0)
		return got;
	if (got == 0)
		parsed = sops__parser_finish(&csv->parser);
	got = judge(csv, parsed, got == 0);
	if (got > 0) {
		csv->record.fields = csv->parser.fields;
		csv->record.count = csv->parser.count;
		csv->doubtful = true;
	}
	return got;
}

/* Ends the record at the line end that is so many before the last. */
static bool end_early(struct sops_csv *csv, uint64_t back)
{
	const char *at = csv->source.at, *lf = memrchr(at, '\n', csv->fed);

	for (; lf && back > 0; back--)
		lf = memrchr(at, '\n', (size_t)(lf - at));
	if (!lf)
		return false;
	csv->fed = (size_t)(lf - at) + 1;
	end_line(csv, lf > at && lf[-1] == '\r');
	return true;
}

/* Ends the record with the line on which its last field began; where that is too long for it, with
 * the line before; and where there is none, within the line. */
static void end_with_field(struct sops_csv *csv)
{
	uint64_t lines = csv->line - csv->field_line;

	if (lines == 0) {
		csv->within = skip_line(csv) < 0 && csv->resumes && !end_early(csv, 0);
		return;
	}
	csv->line = csv->field_line + 1;
	end_early(csv, lines - 1);
}

/*
 * The work stays in proportion to the input, however many quotes are left open: between such a
 * quote and where it was given up all quotes come in pairs, so that no record that begins there
 * leaves another open in front of that place.
 */
bool sops__csv_resume(struct sops_csv *csv)
{
	if (!csv->resumes || (csv->open && csv->source.lent))
		return false;
	csv->resumes = csv->open = false;
	sops__walk_forget(&csv->walker); /* it may have been behind that line */
	end_with_field(csv);
	csv->fatal = csv->resumes = false; /* what cannot be had is asked for once more */
	return true;
}

int sops__csv_split(struct sops_csv *csv, struct sops_record *record)
{
	enum sops__parsed parsed;

	csv->parser.wanted = NULL;
	sops__parser_start(&csv->parser);
	parsed = sops__parser_feed_all(&csv->parser, csv->source.at, csv->raw_len);
	if (parsed == SOPS__ROW) /* at a CR, and that is what is bad */
		return SOPS_EINPUT;
	if (parsed == SOPS__PART)
		parsed = sops__parser_finish(&csv->parser);
	*record = (struct sops_record){ csv->parser.fields, csv->parser.count,
		csv->record.place };
	return csv->fatal || parsed != SOPS__ROW ? SOPS_EINPUT : 0;
}
