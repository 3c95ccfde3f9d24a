/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/csv.h>

#include <csv.h>
#include <dirent.h>
#include <fcntl.h>
#include <inttypes.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BYTES(literal) SOPS_FIELD(literal)
#define ALL "in.csv"

static const size_t chunks[] = { 0, 1, 2, 3, 7, 63, 64, 65, 4096 };

/*
 * What reading gives, written down, so that a case is one string:
 *
 *	H 1@0 <a><b> [a,b]              the header: line, byte, fields, raw
 *	R 1 2@4 <1><2> [1,2]            a record: number, line, byte, fields, raw
 *	E 2 3@8 text (hint) [1,"2"3]    an error; O when opening, ! when fatal, its status if not -3
 *	. 2 bad 0 blank 12 bytes lf     the counts at the end
 */
static int input(struct sops_field bytes)
{
	int fd = memfd_create("test_csv", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void note_fields(struct sops_buffer *log, const struct sops_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		sops_buffer_putc(log, '<');
		sops_buffer_field(log, record->fields[i]);
		sops_buffer_putc(log, '>');
	}
}

static void note_raw(struct sops_buffer *log, struct sops_csv *csv)
{
	sops_buffer_puts(log, " [");
	sops_buffer_field(log, sops_csv_raw(csv));
	sops_buffer_puts(log, "]\n");
}

static void note_error(struct sops_buffer *log, const struct sops_error *err)
{
	if (err->status != SOPS_EINPUT)
		sops_buffer_printf(log, "(%d) ", err->status);
	if (err->file[0])
		sops_buffer_printf(log, "%" PRIu64 "@%" PRIu64 " ", err->line, err->byte);
	sops_buffer_puts(log, err->text);
	if (err->hint[0])
		sops_buffer_printf(log, " (%s)", err->hint);
}

static void note_counts(struct sops_buffer *log, struct sops_csv *csv)
{
	struct sops_csv_counts n = sops_csv_counts(csv);

	sops_buffer_printf(log, ". %" PRIu64 " records %" PRIu64 " blank %" PRIu64 " bytes%s%s\n",
		n.records, n.blank_lines, n.bytes, n.lf ? " lf" : "", n.crlf ? " crlf" : "");
}

/* Returns the number of errors. */
static int note_records(struct sops_buffer *log, struct sops_csv *csv)
{
	const struct sops_record *record;
	struct sops_error err = { 0 };
	int got, errors = 0;

	while ((got = sops_csv_next(csv, &record, &err)) != 0) {
		if (got > 0) {
			assert_string_equal(record->place.file, ALL);
			sops_buffer_printf(log, "R %" PRIu64 " %" PRIu64 "@%" PRIu64 " ",
				record->place.record, record->place.line, record->place.byte);
			note_fields(log, record);
			note_raw(log, csv);
			continue;
		}
		errors++;
		assert_int_equal(got, err.status);
		sops_buffer_printf(log, "E%s %" PRIu64 " ", sops_csv_fatal(csv) ? "!" : "",
			err.record);
		note_error(log, &err);
		note_raw(log, csv);
		if (sops_csv_fatal(csv))
			break;
		err = (struct sops_error){ 0 };
	}
	if (got == 0)
		assert_int_equal(sops_csv_next(csv, &record, &err), 0);
	return errors;
}

static int note_all(struct sops_buffer *log, int fd, const struct sops_csv_options *options)
{
	struct sops_error err = { 0 };
	struct sops_csv *csv;
	const struct sops_record *header;
	int status = sops_csv_open(&csv, fd, ALL, options, &err), errors;

	assert_int_equal(status, err.status);
	if (status < 0) {
		assert_null(csv);
		assert_int_equal(err.record, 0);
		sops_buffer_puts(log, "O ");
		note_error(log, &err);
		sops_buffer_putc(log, '\n');
		close(fd);
		return 1;
	}
	header = sops_csv_header(csv);
	assert_int_equal(header->place.record, 0);
	sops_buffer_printf(log, "H %" PRIu64 "@%" PRIu64 " ", header->place.line,
		header->place.byte);
	note_fields(log, header);
	note_raw(log, csv);
	errors = note_records(log, csv);
	note_counts(log, csv);
	sops_csv_free(csv);
	close(fd);
	return errors;
}

static void show(const char *what, struct sops_field text)
{
	print_message("%s:\n%.*s\n", what, (int)text.len, text.at);
}

/* Reads in every chunk size; returns the log of the first, which all must equal. */
static struct sops_buffer log_of(struct sops_field bytes, const struct sops_csv_options *usual,
	int *errors)
{
	struct sops_buffer first = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < COUNT(chunks); i++) {
		struct sops_csv_options options = *usual;
		struct sops_buffer log = SOPS_BUFFER_INIT;
		int n;

		options.chunk = chunks[i];
		n = note_all(&log, input(bytes), &options);
		assert_int_equal(sops_buffer_check(&log, NULL), 0);
		if (i == 0) {
			first = log;
			*errors = n;
			continue;
		}
		if (!sops_field_equal(sops_buffer_view(&first), sops_buffer_view(&log))) {
			print_message("chunk %zu differs\n", chunks[i]);
			show("input", bytes);
			show("default", sops_buffer_view(&first));
			show("chunked", sops_buffer_view(&log));
			fail();
		}
		sops_buffer_release(&log);
	}
	return first;
}

struct test {
	struct sops_field in;
	struct sops_field out;
	struct sops_csv_options options;
};

static void check(const struct test *tests, size_t count)
{
	for (const struct test *t = tests; t < tests + count; t++) {
		int errors;
		struct sops_buffer log = log_of(t->in, &t->options, &errors);

		if (!sops_field_equal(sops_buffer_view(&log), t->out)) {
			show("input", t->in);
			show("expected", t->out);
			show("got", sops_buffer_view(&log));
			fail();
		}
		sops_buffer_release(&log);
	}
}

#define T(in, ...) { BYTES(in), BYTES(__VA_ARGS__), { 0 } }

static void records(void **state)
{
	static const struct test tests[] = {
		T("a,b\n1,2\n", "H 1@0 <a><b> [a,b]\nR 1 2@4 <1><2> [1,2]\n"
			". 1 records 0 blank 8 bytes lf\n"),
		T("a,b\r\n1,2\r\n", "H 1@0 <a><b> [a,b]\nR 1 2@5 <1><2> [1,2]\n"
			". 1 records 0 blank 10 bytes crlf\n"),
		T("a,b\n1,2\r\n3,4", "H 1@0 <a><b> [a,b]\nR 1 2@4 <1><2> [1,2]\n"
			"R 2 3@9 <3><4> [3,4]\n. 2 records 0 blank 12 bytes lf crlf\n"),
		T("a", "H 1@0 <a> [a]\n. 0 records 0 blank 1 bytes\n"),
		T(",", "H 1@0 <><> [,]\n. 0 records 0 blank 1 bytes\n"),
		T("a,a,\n,,\n", "H 1@0 <a><a><> [a,a,]\nR 1 2@5 <><><> [,,]\n"
			". 1 records 0 blank 8 bytes lf\n"),
		T("\xEF\xBB\xBF\"a\",b\n1,2\n", "H 1@3 <a><b> [\"a\",b]\nR 1 2@9 <1><2> [1,2]\n"
			". 1 records 0 blank 13 bytes lf\n"),
		/* Spaces around a field go, also around quotes; those inside quotes stay. */
		T(" a ,\t\"b\" \n  1\t, \" 2 \"\t\n", "H 1@0 <a><b> [ a ,\t\"b\" ]\n"
			"R 1 2@10 <1>< 2 > [  1\t, \" 2 \"\t]\n. 1 records 0 blank 23 bytes lf\n"),
		T("a,b\n\"x\"\"y\",\"\"\n\"\"\"\",\",\"\n", "H 1@0 <a><b> [a,b]\n"
			"R 1 2@4 <x\"y><> [\"x\"\"y\",\"\"]\nR 2 3@14 <\"><,> [\"\"\"\",\",\"]\n"
			". 2 records 0 blank 23 bytes lf\n"),
		/* A record is on the line of its first byte. */
		T("\"a\nb\",c\n\"1\r\n2\n\",\"\r\"\n3,4\n", "H 1@0 <a\nb><c> [\"a\nb\",c]\n"
			"R 1 3@8 <1\r\n2\n><\r> [\"1\r\n2\n\",\"\r\"]\nR 2 6@20 <3><4> [3,4]\n"
			". 2 records 0 blank 24 bytes lf\n"),
		T("\xE5\x95\x86,\xF0\x9F\x98\x8E\n\xC3\xA9,\n",
			"H 1@0 <\xE5\x95\x86><\xF0\x9F\x98\x8E>"
			" [\xE5\x95\x86,\xF0\x9F\x98\x8E]\nR 1 2@9 <\xC3\xA9><> [\xC3\xA9,]\n"
			". 1 records 0 blank 13 bytes lf\n"),
		{ BYTES("a;b\n1,5;2\n"), BYTES("H 1@0 <a><b> [a;b]\nR 1 2@4 <1,5><2> [1,5;2]\n"
			". 1 records 0 blank 10 bytes lf\n"), { .delimiter = ';' } },
		{ BYTES("a\tb\n\t\n 1 \t \n"), BYTES("H 1@0 <a><b> [a\tb]\nR 1 2@4 <><> [\t]\n"
			"R 2 3@6 <1><> [ 1 \t ]\n. 2 records 0 blank 12 bytes lf\n"),
			{ .delimiter = '\t' } },
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void blank_lines(void **state)
{
	static const struct test tests[] = {
		T("\n \r\na,b\n\n1,2\n \t\n\r\n3,4\n  ",
			"H 3@4 <a><b> [a,b]\nR 1 5@9 <1><2> [1,2]\n"
			"R 2 8@18 <3><4> [3,4]\n. 2 records 6 blank 24 bytes lf crlf\n"),
		/* In one column they are empty values; the line end of the last line makes none. */
		T("\na\n\n1\n \n\r\n2\n", "H 2@1 <a> [a]\nR 1 3@3 <> []\nR 2 4@4 <1> [1]\n"
			"R 3 5@6 <> [ ]\nR 4 6@8 <> []\nR 5 7@10 <2> [2]\n"
			". 5 records 1 blank 12 bytes lf crlf\n"),
		T("a\n1\n  ", "H 1@0 <a> [a]\nR 1 2@2 <1> [1]\nR 2 3@4 <> [  ]\n"
			". 2 records 0 blank 6 bytes lf\n"),
		T("a\n\"\"\n", "H 1@0 <a> [a]\nR 1 2@2 <> [\"\"]\n"
			". 1 records 0 blank 5 bytes lf\n"),
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void no_header(void **state)
{
	static const struct test tests[] = {
		T("", "O 0@0 empty input: no header row\n"),
		T("\xEF\xBB\xBF", "O 0@3 empty input: no header row\n"),
		T("\n \r\n  ", "O 0@6 empty input: no header row\n"),
		T("a,\"b\n1,2\n", "O 1@0 unclosed quote: it opened on line 1\n"),
		T("\"a\nb\",\"c\n1,2\n", "O 2@0 unclosed quote: it opened on line 2\n"),
		T("a\"b,c\n1,2\n", "O 1@0 quote inside an unquoted field\n"),
		T("\n\"a\"b,c\n1,2\n", "O 2@1 text after a closing quote\n"),
		T("a,b\r1,2\r", "O 1@0 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n')\n"),
		T("a\r", "O 1@0 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n')\n"),
		T("a\0b\n1\n", "O 1@0 NUL byte at offset 1\n"),
		T("a,\xB1\xE0\xBA\xC5\n1,2\n", "O 1@0 byte 0xB1 at offset 2 is not UTF-8"
			" (try --encoding gb18030)\n"),
		T("Pr\xE9nom,b\n1,2\n", "O 1@0 byte 0xE9 at offset 2 is not UTF-8"
			" (try --encoding windows-1252)\n"),
	};

	(void)state;
	check(tests, COUNT(tests));
}

#define HEAD "H 1@0 <a><b> [a,b]\n"

static void bad_records(void **state)
{
	static const struct test tests[] = {
		T("a,b\n1,x\"y\"\n3,4\n", HEAD "E 1 2@4 quote inside an unquoted field [1,x\"y\"]\n"
			"R 2 3@11 <3><4> [3,4]\n. 2 records 0 blank 15 bytes lf\n"),
		T("a,b\n\"1\"x,2\r\n3,4\n", HEAD "E 1 2@4 text after a closing quote [\"1\"x,2]\n"
			"R 2 3@12 <3><4> [3,4]\n. 2 records 0 blank 16 bytes lf crlf\n"),
		T("a,b\n\"1\" \"2\",2\n", HEAD
			"E 1 2@4 text after a closing quote [\"1\" \"2\",2]\n"
			". 1 records 0 blank 14 bytes lf\n"),
		/* An unclosed quote meets the next one: all lines between are one bad record. */
		T("a,b\n1,\"2\n3,4\n5,\"6\"\n7,8\n", HEAD
			"E 1 2@4 text after a closing quote [1,\"2\n3,4\n5,\"6\"]\n"
			"R 2 5@19 <7><8> [7,8]\n. 2 records 0 blank 23 bytes lf\n"),
		T("a,b\n1,\"2\n3\"4,\"5\n6,7", HEAD
			"E 1 2@4 text after a closing quote [1,\"2\n3\"4,\"5]\n"
			"R 2 4@16 <6><7> [6,7]\n. 2 records 0 blank 19 bytes lf\n"),
		T("a,b\n1\n1,2,3\n\"\"\n4,5\n", HEAD
			"E 1 2@4 record has 1 field, the header has 2 [1]\n"
			"E 2 3@6 record has 3 fields, the header has 2"
			" (a value with the delimiter in it must be quoted) [1,2,3]\n"
			"E 3 4@12 record has 1 field, the header has 2 [\"\"]\n"
			"R 4 5@15 <4><5> [4,5]\n. 4 records 0 blank 19 bytes lf\n"),
		T("a,b\n1,2\r3,4\n5,6\n", HEAD "E 1 2@4 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n') [1,2\r3,4]\n"
			"R 2 3@12 <5><6> [5,6]\n. 2 records 0 blank 16 bytes lf\n"),
		T("a,b\n1,2\r\r\n5,6\r", HEAD "E 1 2@4 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n') [1,2\r]\n"
			"E 2 3@10 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n') [5,6\r]\n"
			". 2 records 0 blank 14 bytes lf crlf\n"),
		T("a,b\n \r 1,2\n", HEAD "E 1 2@4 lone carriage return"
			" (old Macintosh line ends? convert with tr '\\r' '\\n') [ \r 1,2]\n"
			". 1 records 0 blank 11 bytes lf\n"),
		T("a,b\n1,\0\n3,4\n", HEAD "E 1 2@4 NUL byte at offset 6 [1,\0]\n"
			"R 2 3@8 <3><4> [3,4]\n. 2 records 0 blank 12 bytes lf\n"),
		T("a,b\n1,caf\xE9\n3,\xED\xA0\x80\n4,\xF5\x80\n5,6\n", HEAD
			"E 1 2@4 byte 0xE9 at offset 9 is not UTF-8 (try --encoding windows-1252)"
			" [1,caf\xE9]\n"
			"E 2 3@11 byte 0xED at offset 13 is not UTF-8 (try --encoding windows-1252)"
			" [3,\xED\xA0\x80]\n"
			"E 3 4@17 byte 0xF5 at offset 19 is not UTF-8 (try --encoding windows-1252)"
			" [4,\xF5\x80]\n"
			"R 4 5@22 <5><6> [5,6]\n. 4 records 0 blank 26 bytes lf\n"),
		/* To iconv the FC 6C of Mueller and the DF 65 of Grosse are Chinese as well. */
		T("a,b\n1,M\xFCller\n2,Gro\xDF" "e\n3,\xB1\xB1\xBE\xA9\n4,\xB0\n", HEAD
			"E 1 2@4 byte 0xFC at offset 7 is not UTF-8 (try --encoding windows-1252)"
			" [1,M\xFCller]\n"
			"E 2 3@13 byte 0xDF at offset 18 is not UTF-8 (try --encoding windows-1252)"
			" [2,Gro\xDF" "e]\n"
			"E 3 4@21 byte 0xB1 at offset 23 is not UTF-8 (try --encoding gb18030)"
			" [3,\xB1\xB1\xBE\xA9]\n"
			"E 4 5@28 byte 0xB0 at offset 30 is not UTF-8 (try --encoding windows-1252)"
			" [4,\xB0]\n. 4 records 0 blank 32 bytes lf\n"),
		T("a,b\nM\xFCller,\xB1\xB1\n", HEAD
			"E 1 2@4 byte 0xFC at offset 5 is not UTF-8 (try --encoding windows-1252)"
			" [M\xFCller,\xB1\xB1]\n. 1 records 0 blank 14 bytes lf\n"),
		/* Of two things wrong with a record, the one that comes first. */
		T("a,b\n1,\xE9 \"\n1 \",\xE9\n\xE9\n", HEAD
			"E 1 2@4 byte 0xE9 at offset 6 is not UTF-8 (try --encoding windows-1252)"
			" [1,\xE9 \"]\n"
			"E 2 3@10 quote inside an unquoted field [1 \",\xE9]\n"
			"E 3 4@16 byte 0xE9 at offset 16 is not UTF-8 (try --encoding windows-1252)"
			" [\xE9]\n. 3 records 0 blank 18 bytes lf\n"),
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void unclosed_quotes(void **state)
{
	static const struct test tests[] = {
		T("a,b\n1,2\n\n3,\"4\n5,6\n", HEAD "R 1 2@4 <1><2> [1,2]\n"
			"E! 2 4@9 unclosed quote: it opened on line 4 [3,\"4\n5,6\n]\n"
			". 2 records 1 blank 18 bytes lf\n"),
		/* The record begins on line 2, but the quote to look for is on line 4. */
		T("a,b\n\"x\ny\nz\",\"4\n5,6", HEAD
			"E! 1 4@4 unclosed quote: it opened on line 4 [\"x\ny\nz\",\"4\n5,6]\n"
			". 1 records 0 blank 18 bytes lf\n"),
		T("a,b\n1,\"", HEAD "E! 1 2@4 unclosed quote: it opened on line 2 [1,\"]\n"
			". 1 records 0 blank 7 bytes lf\n"),
		T("a,b\n1,\"\"\"", HEAD "E! 1 2@4 unclosed quote: it opened on line 2 [1,\"\"\"]\n"
			". 1 records 0 blank 9 bytes lf\n"),
		{ BYTES("a,b\n1,\"23\n56789\n"), BYTES(HEAD
			"E! 1 2@4 unclosed quote: it opened on line 2 and the field passed 5 bytes"
			" (try --max-field 20) [1,\"23\n5678]\n. 1 records 0 blank 14 bytes lf\n"),
			{ .max_field = 5 } },
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void small_limits(void **state)
{
	static const struct test tests[] = {
		{ BYTES("a\n12345\n\"12345\"\n123456\n"), BYTES("H 1@0 <a> [a]\n"
			"R 1 2@2 <12345> [12345]\nR 2 3@8 <12345> [\"12345\"]\n"
			"E! 3 4@16 field is longer than 5 bytes (try --max-field 20) [123456\n]\n"
			". 3 records 0 blank 23 bytes lf\n"), { .max_field = 5 } },
		{ BYTES("a\n1234567890\n"), BYTES("H 1@0 <a> [a]\n"
			"E! 1 2@2 field is longer than 5 bytes (try --max-field 20) [1234567]\n"
			". 1 records 0 blank 9 bytes lf\n"), { .max_field = 5 } },
		{ BYTES("a\n\"1\"         \n"), BYTES("H 1@0 <a> [a]\n"
			"E! 1 2@2 field is longer than 5 bytes (try --max-field 20) [\"1\"     ]\n"
			". 1 records 0 blank 10 bytes lf\n"), { .max_field = 5 } },
		{ BYTES("a,b\r\n1,345\r\n1,345\n1,3456\n"), BYTES(HEAD
			"R 1 2@5 <1><345> [1,345]\nR 2 3@12 <1><345> [1,345]\n"
			"E! 3 4@18 record is longer than 5 bytes (try --max-record 20) [1,3456]\n"
			". 3 records 0 blank 24 bytes lf crlf\n"), { .max_record = 5 } },
		{ BYTES("a,b\n1,345"), BYTES(HEAD "R 1 2@4 <1><345> [1,345]\n"
			". 1 records 0 blank 9 bytes lf\n"), { .max_record = 5 } },
		{ BYTES("a,b\n1\"345\n1\"3456\n"), BYTES(HEAD
			"E 1 2@4 quote inside an unquoted field [1\"345]\n"
			"E! 2 3@10 record is longer than 5 bytes (try --max-record 20) [1\"3456]\n"
			". 2 records 0 blank 16 bytes lf\n"), { .max_record = 5 } },
		{ BYTES("abcdef\n"),
			BYTES("O 1@0 record is longer than 5 bytes (try --max-record 20)\n"),
			{ .max_record = 5 } },
	};

	(void)state;
	check(tests, COUNT(tests));
}

/* "a\n", a field of len bytes, and what is read. */
static int one_long(size_t len, bool quoted, struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	const struct sops_record *record;
	struct sops_csv *csv;
	int fd, got;

	sops_buffer_puts(&text, quoted ? "a\n\"" : "a\n");
	for (size_t i = 0; i < len; i++)
		sops_buffer_putc(&text, 'x');
	sops_buffer_puts(&text, quoted ? "\"\n" : "\n");
	fd = input(sops_buffer_view(&text));
	*err = (struct sops_error){ 0 };
	assert_int_equal(sops_csv_open(&csv, fd, ALL, NULL, err), 0);
	got = sops_csv_next(csv, &record, err);
	if (got > 0)
		assert_int_equal(record->fields[0].len, len);
	assert_int_equal(sops_csv_fatal(csv), got < 0);
	sops_csv_free(csv);
	close(fd);
	sops_buffer_release(&text);
	return got;
}

static void usual_limits(void **state)
{
	struct sops_error err;

	(void)state;
	assert_int_equal(one_long(1048576, false, &err), 1);
	assert_int_equal(one_long(1048576, true, &err), 1);
	assert_int_equal(one_long(1048577, false, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "field is longer than 1048576 bytes");
	assert_string_equal(err.hint, "try --max-field 4M");
	assert_int_equal(one_long(3000000, true, &err), SOPS_EINPUT);
	assert_string_equal(err.text,
		"unclosed quote: it opened on line 2 and the field passed 1048576 bytes");
	assert_int_equal(err.line, 2);
}

/* What is said of the first bad record, but for the file: line, column, text, hint. */
static char *said_of(struct sops_field bytes, const struct sops_csv_options *options)
{
	const struct sops_record *record;
	struct sops_error err = { 0 };
	struct sops_buffer said = SOPS_BUFFER_INIT;
	struct sops_csv *csv;
	int fd = input(bytes), got = 1;

	if (sops_csv_open(&csv, fd, ALL, options, &err) == 0)
		while (got > 0)
			got = sops_csv_next(csv, &record, &err);
	sops_csv_free(csv);
	close(fd);
	sops_buffer_printf(&said, "%" PRIu64 " %s: %s (%s)", err.line, err.column, err.text,
		err.hint);
	return said.at;
}

static void check_said(struct sops_field bytes, struct sops_csv_options options,
	const char *expected)
{
	for (options.scan = SOPS_SCAN_AUTO; options.scan <= SOPS_SCAN_LIBCSV; options.scan++) {
		char *said = said_of(bytes, &options);

		assert_string_equal(said, expected);
		free(said);
	}
}

/* Which field it is, where it began and what would help. */
static void limits_are_told(void **state)
{
	static const struct {
		const char *text;
		struct sops_csv_options options;
		const char *said;
	} tests[] = {
		{ "a,b\n\"x\ny\",\"1\n2345\"\n", { .max_field = 5 },
			"3 b: field is longer than 5 bytes (try --max-field 20)" },
		{ "a,b\n\"x\n2\n45\",\n", { .max_field = 5 },
			"2 a: field is longer than 5 bytes (try --max-field 20)" },
		{ "a,b\n\"x\ny\", 123456 ,\n", { .max_field = 5 },
			"3 b: field is longer than 5 bytes (try --max-field 20)" },
		{ "a,b\n\"x\ny\",\"1\n23456789", { .max_field = 5 }, "3 b: unclosed quote: it "
			"opened on line 3 and the field passed 5 bytes (try --max-field 20)" },
		{ "a,b\n\"x\ny\",\"1\n234", { .max_field = 5 },
			"3 b: unclosed quote: it opened on line 3 ()" },
		{ "a,b\n\"x\ny\",2345\n", { .max_record = 8 },
			"2 : record is longer than 8 bytes (try --max-record 32)" },
		{ "a,b\n123456789", { .max_record = 8 },
			"2 : record is longer than 8 bytes (try --max-record 32)" },
		{ "a,b\n1,\"3456789012", { .max_field = 100, .max_record = 8 },
			"2 : record is longer than 8 bytes (try --max-record 32)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(tests); i++)
		check_said(sops_field_of(tests[i].text), tests[i].options, tests[i].said);
}

static void many(struct sops_buffer *text, const char *begin, size_t n, char c, const char *end)
{
	sops_buffer_clear(text);
	sops_buffer_puts(text, begin);
	for (size_t i = 0; i < n; i++)
		sops_buffer_putc(text, c);
	sops_buffer_puts(text, end);
}

/* As the option would be written. */
static void limits_in_units(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	many(&text, "a\n", 200000, 'x', "\n");
	check_said(sops_buffer_view(&text), (struct sops_csv_options){ .max_field = 1 << 14 },
		"2 a: field is longer than 16384 bytes (try --max-field 64k)");
	check_said(sops_buffer_view(&text), (struct sops_csv_options){ .max_record = 1 << 17 },
		"2 : record is longer than 131072 bytes (try --max-record 512k)");
	check_said(sops_buffer_view(&text), (struct sops_csv_options){ .max_field = 100000 },
		"2 a: field is longer than 100000 bytes (try --max-field 400000)");
	sops_buffer_release(&text);
}

/* With a field's own limit raised, a quote that is not closed is told by its lines. */
static void many_lines(void **state)
{
	static const struct sops_csv_options options = { .max_field = (size_t)64 << 20 };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	many(&text, "a,b\n1,\"", 1000000, '\n', "\"\n3\n");
	check_said(sops_buffer_view(&text), options,
		"1000003 : record has 1 field, the header has 2 ()");
	many(&text, "a,b\n1,\"", 1000001, '\n', "\"\n3\n");
	check_said(sops_buffer_view(&text), options, "2 b: unclosed quote: it opened on line 2 "
		"and the field passed 1000000 lines ()");
	/* A record's fields may have more of them together. */
	many(&text, "a,b\n\"\n\",\"", 1000000, '\n', "\"\n3\n");
	check_said(sops_buffer_view(&text), options,
		"1000004 : record has 1 field, the header has 2 ()");
	sops_buffer_release(&text);
}

/* With room for a field that is longer than records usually are. */
static void room_for_a_field(void **state)
{
	static const struct sops_csv_options options = { .max_field = (size_t)40 << 20 };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	many(&text, "a,b\n1,\"", (size_t)70 << 20, '"', "\"\n3\n");
	check_said(sops_buffer_view(&text), options,
		"3 : record has 1 field, the header has 2 ()");
	sops_buffer_release(&text);
}

/* Fields beyond the header's are counted and not kept. */
static void many_fields(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	const struct sops_record *record;
	struct sops_error err = { 0 };
	struct sops_csv *csv;
	int fd;

	(void)state;
	for (size_t i = 0; i < 1048576; i++)
		sops_buffer_putc(&text, ',');
	fd = input(sops_buffer_view(&text));
	assert_int_equal(sops_csv_open(&csv, fd, ALL, NULL, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "header has more than 1048576 fields");
	close(fd);

	memcpy(text.at, "a,b\n", 4);
	fd = input(sops_buffer_view(&text));
	err = (struct sops_error){ 0 };
	assert_int_equal(sops_csv_open(&csv, fd, ALL, NULL, &err), 0);
	assert_int_equal(sops_csv_next(csv, &record, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "record has 1048573 fields, the header has 2");
	sops_csv_free(csv);
	close(fd);
	sops_buffer_release(&text);
}

#define REFUSED(is, name) "O 0@0 this is " is ", not UTF-8 (try --encoding " name ")\n"

static void wide_characters(void **state)
{
	static const struct test tests[] = {
		T("\xFF\xFE" "a\0\n\0", REFUSED("UTF-16", "utf-16")),
		T("\xFE\xFF\0a\0\n", REFUSED("UTF-16", "utf-16")),
		T("\xFF\xFE\0\0a\0\0\0", REFUSED("UTF-32", "utf-32")),
		T("\0\0\xFE\xFF\0\0\0a", REFUSED("UTF-32", "utf-32")),
		T("a\0,\0b\0\n\0", REFUSED("UTF-16", "utf-16le")),
		T("a\0\n\0b\0\n\0", REFUSED("UTF-16", "utf-16le")),
		T("\0a\0,\0b\0\n", REFUSED("UTF-16", "utf-16be")),
		/* Two Chinese names, commas between: only those have NULs. */
		T("\x46\x55\x3A\x67\x16\x7F,\0\xD1\x91\x9D\x98,\0b\x96",
			REFUSED("UTF-16", "utf-16le")),
		T("a\0\0\0,\0\0\0b\0\0\0", REFUSED("UTF-32", "utf-32le")),
		T("\0\0\0a\0\0\0,\0\0\0b", REFUSED("UTF-32", "utf-32be")),
		/* A stray NUL is only that. */
		T("abc\0,d\n", "O 1@0 NUL byte at offset 3\n"),
		T("ab\0\0,d\n", "O 1@0 NUL byte at offset 2\n"),
		T("\0\0\0\0\0\0\0\0\n", "O 1@0 NUL byte at offset 0\n"),
	};

	(void)state;
	check(tests, COUNT(tests));
}

#define IN(name, in, ...) { BYTES(in), BYTES(__VA_ARGS__), { .encoding = name } }

static void encodings(void **state)
{
	static const struct test tests[] = {
		IN("UTF-8", "\xEF\xBB\xBF" "a\n1\n", "H 1@3 <a> [a]\nR 1 2@5 <1> [1]\n"
			". 1 records 0 blank 7 bytes lf\n"),
		IN("utf8", "\xE9\n", "O 1@0 byte 0xE9 at offset 0 is not UTF-8"
			" (try --encoding windows-1252)\n"),
		/* Two and four bytes a character, and what stands after them. */
		IN("gb18030", "\xC3\xFB,b\n\x81\x30\x84\x33,\x95\x32\x82\x36\n",
			"H 1@0 <\xE5\x90\x8D><b> [\xE5\x90\x8D,b]\n"
			"R 1 2@6 <\xC2\xA1><\xF0\xA0\x80\x80> [\xC2\xA1,\xF0\xA0\x80\x80]\n"
			". 1 records 0 blank 14 bytes lf\n"),
		IN("gb18030", "a,b\n1,\xC3", HEAD
			"E! 1 2@4 the input ends inside a character (gb18030) []\n"
			". 1 records 0 blank 6 bytes lf\n"),
		IN("gb18030", "a,b\n1,2\n3,\xFF\n5,6\n", HEAD "R 1 2@4 <1><2> [1,2]\n"
			"E! 2 3@8 byte 0xFF at offset 10 is not gb18030 []\n"
			". 2 records 0 blank 10 bytes lf\n"),
		IN("GB18030", "\x81", "O 1@0 the input ends inside a character (GB18030)\n"),
		IN("windows-1252", "caf\xE9,\x80\n", "H 1@0 <caf\xC3\xA9><\xE2\x82\xAC>"
			" [caf\xC3\xA9,\xE2\x82\xAC]\n. 0 records 0 blank 10 bytes lf\n"),
		IN("windows-1252", "abc\n\x81\n", "H 1@0 <abc> [abc]\n"
			"E! 1 2@4 byte 0x81 at offset 4 is not windows-1252 []\n"
			". 1 records 0 blank 4 bytes lf\n"),
		IN("windows-1252", "a,b\n1,2\r\x81\n", HEAD
			"E! 1 2@4 byte 0x81 at offset 8 is not windows-1252 [1,2\r]\n"
			". 1 records 0 blank 8 bytes lf\n"),
		/* The mark settles the order of bytes; without one it is little-endian. */
		IN("utf-16", "\xFF\xFE" "a\0\n\0\x3D\xD8\x0E\xDE", "H 1@3 <a> [a]\n"
			"R 1 2@5 <\xF0\x9F\x98\x8E> [\xF0\x9F\x98\x8E]\n"
			". 1 records 0 blank 9 bytes lf\n"),
		IN("UTF-16", "\xFE\xFF\0a\0\n\0,", "H 1@3 <a> [a]\n"
			"E 1 2@5 record has 2 fields, the header has 1"
			" (a value with the delimiter in it must be quoted) [,]\n"
			". 1 records 0 blank 6 bytes lf\n"),
		IN("utf-16", "a\0\n\0" "1\0", "H 1@0 <a> [a]\nR 1 2@2 <1> [1]\n"
			". 1 records 0 blank 3 bytes lf\n"),
		IN("utf-16le", "\xFF\xFE" "a\0", "H 1@3 <a> [a]\n. 0 records 0 blank 4 bytes\n"),
		IN("utf-16be", "\0a", "H 1@0 <a> [a]\n. 0 records 0 blank 1 bytes\n"),
		IN("utf-16", "a\0\n\0" "1", "H 1@0 <a> [a]\n"
			"E! 1 2@2 the input ends inside a character (utf-16) []\n"
			". 1 records 0 blank 2 bytes lf\n"),
		IN("utf-16", "a\0,\0b\0\n\0\x3D\xD8", "H 1@0 <a><b> [a,b]\n"
			"E! 1 2@4 the input ends inside a character (utf-16) []\n"
			". 1 records 0 blank 4 bytes lf\n"),
		IN("utf-16", "a\0,\0b\0\n\0\x0E\xDE" "1\0", "H 1@0 <a><b> [a,b]\n"
			"E! 1 2@4 byte 0x0E at offset 8 is not utf-16 []\n"
			". 1 records 0 blank 4 bytes lf\n"),
		IN("utf-32", "\0\0\xFE\xFF\0\0\0a", "H 1@3 <a> [a]\n. 0 records 0 blank 4 bytes\n"),
		IN("utf-32", "a\0\0\0", "H 1@0 <a> [a]\n. 0 records 0 blank 1 bytes\n"),
		IN("utf-16", "", "O 0@0 empty input: no header row\n"),
		IN("utf-16le", "a\0\0\0", "O 1@0 NUL byte at offset 1\n"),
		/* Stateful: a letter may wait for its accent, and the end settles it. */
		IN("tcvn", "a,o", "H 1@0 <a><o> [a,o]\n. 0 records 0 blank 3 bytes\n"),
		IN("iso-2022-jp", "\x1B$B$\"\x1B(B,b", "H 1@0 <\xE3\x81\x82><b> [\xE3\x81\x82,b]\n"
			". 0 records 0 blank 5 bytes\n"),
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void bad_options(void **state)
{
	static const struct test tests[] = {
		IN("xyz", "a\n", "O (-2) unknown encoding \"xyz\"\n"),
		IN("", "a\n", "O (-2) unknown encoding \"\"\n"),
		/* These would drop or change what they cannot decode. */
		IN("gb18030//IGNORE", "a\n", "O (-2) unknown encoding \"gb18030//IGNORE\"\n"),
		IN("\x1B[2J", "a\n", "O (-2) unknown encoding \"\\x1b[2J\"\n"),
#define DELIMITER(c) { BYTES("a\n"), \
	BYTES("O (-2) the delimiter must be ASCII and no quote or line end\n"), { .delimiter = c } }
		DELIMITER('"'), DELIMITER('\n'), DELIMITER('\r'), DELIMITER((char)0xA7),
	};

	(void)state;
	check(tests, COUNT(tests));
}

static void unreadable(void **state)
{
	struct sops_buffer log = SOPS_BUFFER_INIT;
	const struct sops_csv_options options = { 0 };

	(void)state;
	note_all(&log, open("/", O_RDONLY | O_CLOEXEC), &options);
	note_all(&log, -1, &options);
	note_all(&log, open("/proc/self/mem", O_RDONLY | O_CLOEXEC), &options);
	assert_string_equal(log.at,
		"O (-4) cannot read in.csv: Is a directory\n"
		"O (-4) cannot read in.csv: Bad file descriptor\n"
		"O (-4) cannot read in.csv: Input/output error\n");
	sops_buffer_release(&log);
}

/* An error after good bytes is an error, never the end of the input. */
static void unreadable_later(void **state)
{
	static const char text[] = "a,b\n1,2\n"
		"3333333333333333333333333333333,4444444444444444444444444444444444444\n5,";
	static const struct sops_csv_options options[] = { { 0 }, { .encoding = "gb18030" } };

	(void)state;
	for (size_t i = 0; i < COUNT(options); i++) {
		struct sops_buffer log = SOPS_BUFFER_INIT;
		int ends[2];

		assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
		assert_int_equal(write(ends[1], text, sizeof(text) - 1), sizeof(text) - 1);
		note_all(&log, ends[0], &options[i]);
		close(ends[1]);
		assert_string_equal(log.at, HEAD "R 1 2@4 <1><2> [1,2]\n"
			"R 2 3@8 <3333333333333333333333333333333>"
			"<4444444444444444444444444444444444444>"
			" [3333333333333333333333333333333,4444444444444444444444444444444444444]\n"
			"E! 0 (-4) cannot read in.csv: Resource temporarily unavailable []\n"
			". 3 records 0 blank 80 bytes lf\n");
		sops_buffer_release(&log);
	}
}

static volatile sig_atomic_t interruptions;

static void on_signal(int number)
{
	(void)number;
	interruptions++;
}

static void interrupted(void **state)
{
	struct sigaction action = { .sa_handler = on_signal }; /* without SA_RESTART */
	struct sops_buffer log = SOPS_BUFFER_INIT;
	const struct sops_csv_options options = { 0 };
	int ends[2];
	pid_t child;

	(void)state;
	assert_int_equal(sigaction(SIGUSR1, &action, NULL), 0);
	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		ssize_t n = write(ends[1], "a,b\n1,", 6);

		for (int i = 0; i < 3; i++) {
			usleep(20000);
			kill(getppid(), SIGUSR1);
		}
		n += write(ends[1], "2\n", 2);
		_exit(n != 8);
	}
	close(ends[1]);
	note_all(&log, ends[0], &options);
	waitpid(child, NULL, 0);
	assert_true(interruptions > 0);
	assert_string_equal(log.at, HEAD "R 1 2@4 <1><2> [1,2]\n. 1 records 0 blank 8 bytes lf\n");
	sops_buffer_release(&log);
}

static void manners(void **state)
{
	struct sops_error err = { 0 };
	const struct sops_record *record;
	struct sops_csv *csv;
	int fd = input((struct sops_field)BYTES("a,b\n1\n1,2\n\"3"));

	(void)state;
	sops_csv_free(NULL);
	assert_int_equal(sops_csv_open(&csv, fd, ALL, NULL, NULL), 0);
	assert_int_equal(sops_csv_next(csv, &record, NULL), SOPS_EINPUT);
	assert_false(sops_csv_fatal(csv));
	assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
	assert_int_equal(record->count, 2);
	assert_int_equal(sops_csv_header(csv)->count, 2);
	assert_memory_equal(sops_csv_header(csv)->fields[1].at, "b", 1);
	/* A fatal error is told again, and an error that the caller had is left alone. */
	assert_int_equal(sops_csv_next(csv, &record, NULL), SOPS_EINPUT);
	assert_true(sops_csv_fatal(csv));
	assert_int_equal(sops_csv_next(csv, &record, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "unclosed quote: it opened on line 4");
	assert_string_equal(err.file, ALL);
	assert_int_equal(err.record, 3);
	err = (struct sops_error){ .status = SOPS_EUSAGE, .text = "mine" };
	assert_int_equal(sops_csv_next(csv, &record, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "mine");
	sops_csv_free(csv);
	assert_int_equal(fcntl(fd, F_GETFD), 0);
	close(fd);
}

/* ---- libcsv as the oracle ---- */

struct oracle {
	struct sops_buffer log;
	struct sops_buffer row;
	size_t count, columns;
	bool ragged;
};

static void oracle_field(void *at, size_t len, void *data)
{
	struct oracle *o = data;

	sops_buffer_putc(&o->row, '<');
	sops_buffer_add(&o->row, at, len);
	sops_buffer_putc(&o->row, '>');
	o->count++;
}

static void oracle_row(int end, void *data)
{
	struct oracle *o = data;

	(void)end;
	if (o->columns == 0)
		o->columns = o->count;
	o->ragged |= o->count != o->columns;
	sops_buffer_field(&o->log, sops_buffer_view(&o->row));
	sops_buffer_putc(&o->log, '\n');
	sops_buffer_clear(&o->row);
	o->count = 0;
}

/* The rows as libcsv reads the whole; false if it refuses them or they are ragged. */
static bool ask_libcsv(struct sops_field bytes, struct sops_buffer *rows)
{
	struct oracle o = { 0 };
	struct csv_parser parser;
	bool good;

	csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	good = csv_parse(&parser, bytes.at, bytes.len, oracle_field, oracle_row, &o) == bytes.len;
	good = good && csv_fini(&parser, oracle_field, oracle_row, &o) == 0;
	csv_free(&parser);
	sops_buffer_release(&o.row);
	*rows = o.log;
	return good && !o.ragged && o.columns > 1;
}

/* The rows of a whole as this reader gives them; false after any error. */
static bool ask_sops(struct sops_field bytes, size_t chunk, struct sops_buffer *rows)
{
	const struct sops_csv_options options = { .chunk = chunk };
	const struct sops_record *record;
	struct sops_csv *csv;
	int fd = input(bytes), got = -1;

	if (sops_csv_open(&csv, fd, ALL, &options, NULL) == 0) {
		record = sops_csv_header(csv);
		do {
			note_fields(rows, record);
			sops_buffer_putc(rows, '\n');
		} while ((got = sops_csv_next(csv, &record, NULL)) > 0);
		sops_csv_free(csv);
	}
	close(fd);
	return got == 0;
}

static void same_as_libcsv(struct sops_field bytes, size_t chunk, bool good)
{
	struct sops_buffer theirs, ours = SOPS_BUFFER_INIT;
	bool theirs_good = ask_libcsv(bytes, &theirs);
	bool ours_good = ask_sops(bytes, chunk, &ours);

	if (good)
		assert_true(theirs_good && ours_good);
	/* More is refused here than by libcsv, never less. */
	if (ours_good && theirs_good && !sops_field_equal(sops_buffer_view(&theirs),
		sops_buffer_view(&ours))) {
		show("input", bytes);
		show("libcsv", sops_buffer_view(&theirs));
		show("sops", sops_buffer_view(&ours));
		fail();
	}
	sops_buffer_release(&theirs);
	sops_buffer_release(&ours);
}

/* ---- random input ---- */

static uint64_t seed;

static uint32_t below(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(((seed >> 33) * n) >> 31);
}

static void add_valid_field(struct sops_buffer *text)
{
	static const char *const plain[] = { "", "1", " x ", "deal", "1234.50", "\xE5\x95\x86",
		"\xF0\x9F\x98\x8E", "a\tb" };
	static const char *const inside[] = { "\"\"", ",", "\n", "\r\n", "\r", " ", "z",
		"\xC3\xA9" };
	uint32_t n = below(4) ? below(6) : below(200);

	if (below(2)) {
		sops_buffer_puts(text, plain[below(COUNT(plain))]);
		return;
	}
	sops_buffer_puts(text, below(8) ? "\"" : " \"");
	while (n--)
		sops_buffer_puts(text, inside[below(COUNT(inside))]);
	sops_buffer_puts(text, below(8) ? "\"" : "\"\t");
}

static void valid_like_libcsv(void **state)
{
	static const char *const ends[] = { "\n", "\r\n", "\n\n", "\r\n \t\n" };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	seed = 1;
	for (int i = 0; i < 600; i++) {
		uint32_t columns = 2 + below(5), rows = 1 + below(12);

		sops_buffer_clear(&text);
		for (uint32_t row = 0; row < rows; row++) {
			for (uint32_t column = 0; column < columns; column++) {
				if (column)
					sops_buffer_putc(&text, ',');
				add_valid_field(&text);
			}
			if (row + 1 < rows || below(2))
				sops_buffer_puts(&text, ends[below(COUNT(ends))]);
		}
		same_as_libcsv(sops_buffer_view(&text), chunks[i % (int)COUNT(chunks)], true);
	}
	sops_buffer_release(&text);
}

static void add_hostile(struct sops_buffer *text, uint32_t len)
{
	static const struct sops_field pieces[] = {
		BYTES("\""), BYTES("\""), BYTES(","), BYTES(","), BYTES("\n"), BYTES("\n"),
		BYTES("a"), BYTES("1"), BYTES(" "), BYTES("\r\n"), BYTES("\r"), BYTES("\t"),
		BYTES("\"\""), BYTES("\","), BYTES(",\""), BYTES("\"\n"), BYTES("\0"),
		BYTES("\xE5\x95\x86"), BYTES("\xE5"), BYTES("\xB1\xB1"), BYTES("\xEF\xBB\xBF"),
		BYTES("xyzxyzxyz"),
	};
	uint32_t kinds = below(3) ? 16 : COUNT(pieces); /* mostly text, for longer runs of it */

	while (text->len < len)
		sops_buffer_field(text, pieces[below(kinds)]);
}

static void hostile_in_any_chunks(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT, log;
	int errors, refused = 0, rounds = 4000;

	(void)state;
	seed = 2;
	for (int i = 0; i < rounds; i++) {
		struct sops_csv_options options = { 0 };

		sops_buffer_clear(&text);
		if (below(2))
			sops_buffer_puts(&text, "a,b\n");
		add_hostile(&text, 1 + below(below(4) ? 40 : 300));
		if (below(3) == 0)
			options.max_field = 1 + below(16);
		if (below(3) == 0)
			options.max_record = 1 + below(64);
		log = log_of(sops_buffer_view(&text), &options, &errors);
		refused += errors > 0;
		sops_buffer_release(&log);
		same_as_libcsv(sops_buffer_view(&text), 0, false);
	}
	assert_in_range(refused, rounds / 2, rounds - rounds / 20);
	sops_buffer_release(&text);
}

static void noise_in_any_chunks(void **state)
{
	static const char *const names[] = { NULL, "gb18030", "utf-16", "utf-16be", "utf-32",
		"windows-1252", "shift_jis", "iso-2022-jp", "big5-hkscs", "tcvn" };
	struct sops_buffer text = SOPS_BUFFER_INIT, log;
	int errors;

	(void)state;
	seed = 3;
	for (int i = 0; i < 3000; i++) {
		struct sops_csv_options options = { .encoding = names[i % (int)COUNT(names)] };
		uint32_t ascii = below(4);

		sops_buffer_clear(&text);
		for (uint32_t n = below(below(4) ? 30 : 400); n; n--)
			sops_buffer_putc(&text, (char)(ascii && below(4) < ascii
				? "a,\n\"\0"[below(5)] : (char)below(256)));
		log = log_of(sops_buffer_view(&text), &options, &errors);
		assert_true(log.len > 0);
		sops_buffer_release(&log);
	}
	sops_buffer_release(&text);
}

/* The window moves and grows: records from a byte to many blocks, in every chunk size. */
static void long_and_short(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	uint64_t rows = 0;

	(void)state;
	seed = 4;
	sops_buffer_puts(&text, "a,b\n");
	for (size_t len = 1; len < 1000000; len = len * 3 + 1) {
		for (uint32_t i = 0; i < 1 + 200000 / (len + 1000); i++, rows++) {
			sops_buffer_puts(&text, below(2) ? "1,\"" : "1,");
			while (text.at[text.len - 1] == ',')
				sops_buffer_puts(&text, "x");
			if (text.at[text.len - 1] == '"') {
				for (size_t n = 0; n < len; n++)
					sops_buffer_putc(&text, n % 50 ? 'y' : '\n');
				sops_buffer_putc(&text, '"');
			}
			sops_buffer_putc(&text, '\n');
		}
	}
	for (size_t i = 0; i < COUNT(chunks); i++)
		if (chunks[i] == 0 || chunks[i] > 7)
			same_as_libcsv(sops_buffer_view(&text), chunks[i], true);
	sops_buffer_release(&text);
}

/* ---- published conformance data ---- */

static char *data_path(const char *rest)
{
	const char *root = getenv("SOPS_SHARED_DATA");
	char *path;

	assert_true(asprintf(&path, "%s/csv/%s", root ? root : "../shared/data", rest) > 0);
	return path;
}

static struct sops_buffer slurp(const char *dir, const char *name)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char *path, part[4096];
	ssize_t n;
	int fd;

	assert_true(asprintf(&path, "%s/%s", dir, name) > 0);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	while ((n = read(fd, part, sizeof(part))) > 0)
		sops_buffer_add(&text, part, (size_t)n);
	close(fd);
	free(path);
	return text;
}

static json_t *json_field(struct sops_field field)
{
	json_t *string = json_stringn(field.at ? field.at : "", field.len);

	assert_non_null(string);
	return string;
}

/* An array of arrays, or of objects when the answer is so, without or with the header's row. */
static json_t *read_as_json(struct sops_field bytes, bool objects, struct sops_error *err)
{
	json_t *rows = json_array();
	const struct sops_record *header, *record;
	struct sops_csv *csv;
	int fd = input(bytes), got = sops_csv_open(&csv, fd, ALL, NULL, err);

	header = record = got < 0 ? NULL : sops_csv_header(csv);
	if (record && objects)
		got = sops_csv_next(csv, &record, err);
	else if (record)
		got = 1;
	for (; got > 0; got = sops_csv_next(csv, &record, err)) {
		json_t *row = objects ? json_object() : json_array();

		for (size_t i = 0; i < record->count; i++) {
			json_t *value = json_field(record->fields[i]);
			struct sops_field key = header->fields[i];

			if (objects)
				json_object_setn_new(row, key.at, key.len, value);
			else
				json_array_append_new(row, value);
		}
		json_array_append_new(rows, row);
	}
	if (header)
		sops_csv_free(csv);
	close(fd);
	return rows;
}

/* Where this reader differs, and why. */
static const struct {
	const char *file;
	const char *expected; /* JSON, or the error */
} differs[] = {
	/* libcsv drops spaces and tabs around an unquoted field. */
	{ "leading-space.csv", "[[\"foo\",\"bar\",\"baz\"],[\"1\",\"leading space\",\"3\"]]" },
	{ "trailing-space.csv", "[[\"foo\",\"bar\",\"baz\"],[\"1\",\"trailing space\",\"3\"]]" },
	/* A quote inside an unquoted field is refused; a header is required. */
	{ "location_coordinates.csv", "quote inside an unquoted field" },
	{ "all-empty.csv", "empty input: no header row" },
	{ "bad-header-less-fields.csv", "record has 2 fields, the header has 3" },
	{ "bad-header-more-fields.csv", "record has 4 fields, the header has 3" },
	{ "bad-header-no-header.csv", "empty input: no header row" },
	{ "bad-missing-quote.csv", "unclosed quote: it opened on line 2" },
	{ "bad-quotes-with-unescaped-quote.csv", "text after a closing quote" },
	{ "bad-unescaped-quote.csv", "quote inside an unquoted field" },
	/* Which names a header ought to have is not the reader's to know. */
	{ "bad-header-wrong-header.csv", "[[\"qux\",\"quux\",\"quuz\"]]" },
};

static const char *expected_otherwise(const char *file)
{
	for (size_t i = 0; i < COUNT(differs); i++)
		if (strcmp(differs[i].file, file) == 0)
			return differs[i].expected;
	return NULL;
}

/* The answer beside a file: json/NAME.json for csv/NAME.csv; ours where it differs. */
static json_t *answer(const char *answers, const char *file)
{
	const char *ours = expected_otherwise(file);
	struct sops_buffer text = SOPS_BUFFER_INIT;
	json_t *json;
	char *name;

	if (ours && ours[0] == '[')
		return json_loads(ours, 0, NULL);
	if (ours)
		return json_string(ours);
	assert_true(asprintf(&name, "%.*s.json", (int)strlen(file) - 4, file) > 0);
	text = slurp(answers, name);
	json = json_loadb(text.at, text.len, 0, NULL);
	sops_buffer_release(&text);
	free(name);
	return json;
}

/* The copies have lost their carriage returns, which their names tell of. */
static void restore_crlf(struct sops_buffer *text)
{
	struct sops_buffer with = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < text->len; i++) {
		if (text->at[i] == '\n' && (i == 0 || text->at[i - 1] != '\r'))
			sops_buffer_putc(&with, '\r');
		sops_buffer_putc(&with, text->at[i]);
	}
	sops_buffer_release(text);
	*text = with;
}

static bool has_objects(const json_t *expected, const char *file)
{
	return json_is_object(json_array_get(expected, 0))
		|| strncmp(file, "header-", strlen("header-")) == 0;
}

static void conforms(const char *dir, const char *answers, const char *file)
{
	struct sops_buffer text = slurp(dir, file);
	struct sops_error err = { 0 };
	json_t *expected = answer(answers, file), *got;

	assert_non_null(expected);
	if (strstr(file, "crlf"))
		restore_crlf(&text);
	got = read_as_json(sops_buffer_view(&text), has_objects(expected, file), &err);
	if (err.status) {
		json_decref(got);
		got = json_string(err.text);
	}
	if (!json_equal(got, expected)) {
		char *a = json_dumps(expected, JSON_ENCODE_ANY);
		char *b = json_dumps(got, JSON_ENCODE_ANY);

		fail_msg("%s: expected %s, got %s", file, a, b);
	}
	json_decref(got);
	json_decref(expected);
	sops_buffer_release(&text);
}

static void conformance(const char *csvs, const char *jsons, int least)
{
	char *dir = data_path(csvs), *answers = data_path(jsons);
	DIR *files = opendir(dir);
	struct dirent *entry;
	int seen = 0;

	if (!files) {
		print_message("no %s: skipped\n", dir);
		free(dir);
		free(answers);
		skip();
	}
	while ((entry = readdir(files))) {
		size_t len = strlen(entry->d_name);

		if (len > 4 && strcmp(entry->d_name + len - 4, ".csv") == 0) {
			conforms(dir, answers, entry->d_name);
			seen++;
		}
	}
	assert_true(seen >= least);
	closedir(files);
	free(dir);
	free(answers);
}

static void csv_spectrum(void **state)
{
	(void)state;
	conformance("csv-spectrum/csvs", "csv-spectrum/json", 12);
}

static void sineemore(void **state)
{
	(void)state;
	conformance("sineemore/csv", "sineemore/json", 25);
}

TAP_MAIN("csv",
	cmocka_unit_test(records),
	cmocka_unit_test(blank_lines),
	cmocka_unit_test(no_header),
	cmocka_unit_test(bad_records),
	cmocka_unit_test(unclosed_quotes),
	cmocka_unit_test(small_limits),
	cmocka_unit_test(usual_limits),
	cmocka_unit_test(limits_are_told),
	cmocka_unit_test(limits_in_units),
	cmocka_unit_test(many_lines),
	cmocka_unit_test(room_for_a_field),
	cmocka_unit_test(many_fields),
	cmocka_unit_test(wide_characters),
	cmocka_unit_test(encodings),
	cmocka_unit_test(bad_options),
	cmocka_unit_test(unreadable),
	cmocka_unit_test(unreadable_later),
	cmocka_unit_test(interrupted),
	cmocka_unit_test(manners),
	cmocka_unit_test(valid_like_libcsv),
	cmocka_unit_test(hostile_in_any_chunks),
	cmocka_unit_test(noise_in_any_chunks),
	cmocka_unit_test(long_and_short),
	cmocka_unit_test(csv_spectrum),
	cmocka_unit_test(sineemore))
