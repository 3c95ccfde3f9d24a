/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_shape.c: bytes and lines. */
#include "audit_checks.h"

#include <stdlib.h>

/* ---- records that cannot be read ---- */

/* What the reader says of a bad record, by the beginning of its words. Most often it is a quote
 * that is never closed which makes a field so long. */
static const struct {
	const char *words;
	enum sops_check_number check;
} faults[] = {
	{ "NUL byte", SOPS_CHECK_NUL_BYTE },
	{ "byte 0x", SOPS_CHECK_ENCODING },
	{ "the input ends inside a character", SOPS_CHECK_ENCODING },
	{ "unclosed quote", SOPS_CHECK_UNCLOSED_QUOTE },
	{ "field is longer", SOPS_CHECK_UNCLOSED_QUOTE },
	{ "record is longer", SOPS_CHECK_UNCLOSED_QUOTE },
	{ "the rest of a record", SOPS_CHECK_UNCLOSED_QUOTE },
	{ "lone carriage return", SOPS_CHECK_LONE_RETURN },
	{ "two columns are called", SOPS_CHECK_DUPLICATE_LABEL },
};

static enum sops_check_number fault_of(const struct sops_error *why, size_t columns)
{
	unsigned long fields;
	char *end;

	for (size_t i = 0; i < sizeof(faults) / sizeof(*faults); i++)
		if (strncmp(why->text, faults[i].words, strlen(faults[i].words)) == 0)
			return faults[i].check;
	if (strncmp(why->text, "record has ", 11) != 0)
		return SOPS_CHECK_STRAY_QUOTE;
	fields = strtoul(why->text + 11, &end, 10);
	return fields < columns ? SOPS_CHECK_RAGGED_SHORT : SOPS_CHECK_RAGGED_LONG;
}

/* Whose rule may be off, or mild; then one tells it that cannot be. What ends the reading is an
 * error. */
static enum sops_check_number told_by(const struct sops__audit_plan *plan,
	enum sops_check_number check, bool fatal)
{
	if (fatal && !sops_checks_at(check)->always)
		return SOPS_CHECK_UNCLOSED_QUOTE;
	for (size_t i = 0; i < plan->count; i++)
		if (plan->rules[i]->check == check)
			return check;
	return SOPS_CHECK_STRAY_QUOTE;
}

/* Without the offset, which in a part of a file is another. */
static void put_words(struct sops_buffer *out, const struct sops_whole *whole,
	enum sops_check_number check)
{
	const char *text = whole->why->text, *offset = strstr(text, " at offset ");

	sops_buffer_clear(out);
	if (offset) {
		sops_buffer_add(out, text, (size_t)(offset - text));
		offset += strlen(" at offset ");
		offset += strspn(offset, "0123456789");
		text = offset;
	}
	/* So is the line where a quote opened, which is the finding's own. */
	if (strncmp(text, "unclosed quote: it opened on line ", 34) == 0)
		sops_buffer_puts(out, "a quote opens here and is never closed");
	else
		sops_buffer_puts(out, text);
	if (whole->what == SOPS_WHOLE_FATAL)
		sops_buffer_puts(out, "; nothing behind it could be checked");
	else if (check == SOPS_CHECK_UNCLOSED_QUOTE)
		sops_buffer_puts(out, "; reading goes on in the next line");
}

int sops__audit_bad(struct sops__audit_book *book, const struct sops_whole *whole,
	struct sops_error *err)
{
	enum sops_check_number check = told_by(book->plan,
		fault_of(whole->why, sops_columns_count(book->columns)),
		whole->what == SOPS_WHOLE_FATAL);
	const struct sops_place place = { .line = whole->why->line, .record = whole->why->record,
		.byte = sops__input_byte(book->input, whole->why->byte) };
	struct sops_field raw = whole->raw;
	char shown[SOPS_QUOTED];
	int status = 0;

	book->bad++;
	if (whole->what != SOPS_WHOLE_FATAL)
		book->last_end = whole->why->byte + raw.len;
	put_words(&book->message, whole, check);
	for (size_t i = 0; status == 0 && i < book->plan->count; i++)
		if (book->tests[i].rule->check == check)
			status = sops__audit_find(book, &book->tests[i], &place,
				(struct sops_field){ "", 0 },
				sops_field_of(whole->why->column),
				sops_field_of(sops__escape(shown, raw)),
				sops_buffer_view(&book->message), err);
	return status;
}

/* ---- all lines ---- */

int sops__audit_find_whole(struct sops__audit_test *test, struct sops__audit_book *book,
	int64_t failed, struct sops_error *err)
{
	const struct sops_place place = { .byte = SOPS__AUDIT_WHOLE };
	const struct sops_field none = { "", 0 };
	int status = sops__audit_find(book, test, &place, none, none, none,
		sops_buffer_view(&book->message), err);

	book->counts[test->number].failed += failed - 1;
	return status;
}

int sops__check_blank_cells(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	(void)test, (void)err;
	for (size_t i = 0; i < at->record->count; i++)
		if (sops_field_trim(at->record->fields[i]).len > 0)
			return SOPS__PASS;
	sops_buffer_puts(at->message, "all its cells are blank");
	return SOPS__FAIL;
}

int sops__check_blank_row(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);
	uint64_t blank = 0;

	(void)context;
	book->counts[test->number].checked = 0;
	for (size_t i = 0; i < n; i++) {
		blank += chunks[i].blank_lines;
		book->counts[test->number].checked += (int64_t)chunks[i].lines;
	}
	if (blank == 0)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%llu blank line%s among the records",
		(unsigned long long)blank, blank == 1 ? "" : "s");
	return sops__audit_find_whole(test, book, (int64_t)blank, err);
}

int sops__check_mixed_newlines(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);
	bool lf = false, crlf = false;

	(void)context;
	for (size_t i = 0; i < n; i++) {
		lf |= chunks[i].lf;
		crlf |= chunks[i].crlf;
	}
	book->counts[test->number].checked++;
	if (!lf || !crlf)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_puts(&book->message, "some lines end in LF, others in CRLF");
	return sops__audit_find_whole(test, book, 1, err);
}

int sops__check_no_final_newline(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__audit_chunk *chunks;
	size_t n = sops__audit_chunks(book, &chunks);

	(void)context;
	book->counts[test->number].checked++;
	if (n == 0 || !chunks[n - 1].no_end)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_puts(&book->message, "the last line has no line end: it may have been cut off");
	return sops__audit_find_whole(test, book, 1, err);
}

/* How many rows programs stop at: sheets of Excel with and without their header, and reports. */
static const int64_t limits[] = { 2000, 5000, 10000, 50000, 65535, 65536, 100000, 1048575,
	1048576 };

int sops__check_truncation_rows(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	int64_t records = sops__audit_records(book);
	int status = 0;

	(void)context;
	for (size_t i = 0; status == 0 && i < sizeof(limits) / sizeof(*limits); i++) {
		if (records != limits[i])
			continue;
		sops_buffer_clear(&book->message);
		sops_buffer_printf(&book->message, "%lld records are just as many as programs "
			"stop at: there may have been more", (long long)records);
		status = sops__audit_find_whole(test, book, 1, err);
	}
	return status;
}

/* Texts and numbers that were cut at what a program can hold. */
int sops__check_truncation_cells(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	static const struct sops_field most[] = { SOPS_FIELD("2147483647"),
		SOPS_FIELD("4294967295"), SOPS_FIELD("9223372036854775807") };

	(void)test, (void)err;
	for (size_t i = 0; i < at->record->count; i++) {
		struct sops_field cell = at->record->fields[i];

		if (cell.len < 10)
			continue;
		at->column = (int)i;
		if (cell.len == 255 || cell.len == 32767) {
			sops_buffer_printf(at->message, "a text of %zu bytes: it may have been "
				"cut there", cell.len);
			return SOPS__FAIL;
		}
		for (size_t k = 0; k < 3; k++)
			if (sops_field_equal(cell, most[k])) {
				sops_buffer_puts(at->message, "the largest number that a program "
					"holds: it may stand for a larger one");
				return SOPS__FAIL;
			}
	}
	at->column = -1;
	return SOPS__PASS;
}
