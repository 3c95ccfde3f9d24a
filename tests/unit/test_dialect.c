/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/dialect.h>

#include "given.h"
#include "workbook.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_known(const void *with, struct sops_field cell)
{
	(void)with;
	return sops_field_equal(cell, sops_field_of("Owner")) ||
		sops_field_equal(cell, sops_field_of("Stage"));
}

static const struct sops_dialect_options usual = { .skip = -1, .known = is_known };

static int bytes_fd(const char *bytes, size_t len)
{
	int fd = memfd_create("bytes", MFD_CLOEXEC);

	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

static void put_record(struct sops_buffer *out, const struct sops_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		sops_buffer_puts(out, i ? "|" : "");
		sops_buffer_field(out, record->fields[i]);
	}
	sops_buffer_puts(out, "\n");
}

/* What the reader makes of it, with what was found out; what was found comes first. */
static void read_on(struct sops_buffer *out, const struct sops_dialect *dialect, int fd)
{
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops_csv *csv;

	assert_int_equal(sops_csv_open(&csv, fd, "in", &dialect->csv, &err), 0);
	put_record(out, sops_csv_header(csv));
	while (sops_csv_next(csv, &record, &err) > 0)
		put_record(out, record);
	assert_int_equal(err.status, SOPS_OK);
	sops_csv_free(csv);
}

static void expect(const struct sops_dialect_options *options, int fd, const char *answer)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_dialect dialect;
	int status = sops_dialect_find(&dialect, fd, "in", options, &err);

	assert_int_equal(status, err.status);
	if (status < 0) {
		char *error = given_error(&err);

		sops_buffer_puts(&out, error);
		free(error);
	} else if (dialect.kind != SOPS_SNIFF_TEXT) {
		sops_buffer_puts(&out, sops_sniff_kind_name(dialect.kind));
	} else {
		sops_buffer_printf(&out, "%s %c %llu\n",
			dialect.encoding.name ? dialect.encoding.name : "said",
			dialect.csv.delimiter == '\t' ? 't' : dialect.csv.delimiter,
			(unsigned long long)dialect.csv.skip_lines);
		read_on(&out, &dialect, fd);
	}
	assert_string_equal(out.at, answer);
	sops_buffer_release(&out);
	sops_dialect_release(&dialect);
	close(fd);
}

#define BYTES(text) text, sizeof(text) - 1

static void kinds(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *answer;
	} cases[] = {
		{ BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..."), "an old Excel workbook (.xls)" },
		{ BYTES("PK\5\6................"), "a zip archive" },
		{ BYTES("%PDF-1.7\n"), "a PDF" },
		{ BYTES("<html><table>"), "a web page (HTML)" },
		{ BYTES("{\\rtf1"), "a text document (RTF)" },
		{ BYTES("\x1F\x8B\x08\0\0"), "a compressed file" },
		{ BYTES("Owner,Stage\nLi,x\n"), "utf-8 , 0\nOwner|Stage\nLi|x\n" },
	};
	static const struct workbook book = { .rows = "<row><c><v>1</v></c></row>" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(&usual, bytes_fd(cases[i].bytes, cases[i].len), cases[i].answer);
	expect(&usual, workbook_fd(&book), "an Excel workbook (.xlsx)");
}

static void encodings(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *answer;
	} cases[] = {
		{ BYTES("\xEF\xBB\xBFOwner,Stage,\xC3\x84\nLi,x,1\n"),
			"utf-8 , 0\nOwner|Stage|Ä\nLi|x|1\n" },
		{ BYTES("\xFF\xFEO\0w\0n\0e\0r\0;\0S\0\n\0L\0;\0\x65\x67\n\0"),
			"utf-16 ; 0\nOwner|S\nL|来\n" },
		{ BYTES("O\0w\0n\0e\0r\0,\0S\0\n\0L\0,\0x\0\n\0"),
			"utf-16le , 0\nOwner|S\nL|x\n" },
		{ BYTES("Owner,Stage\n\xC0\xEE,\xD3\xAE\xB5\xA5\n\xCD\xF5,\xCA\xE4\xB5\xA5\n"
			"\xD5\xC5,\xB3\xC9\xBD\xBB\n"),
			"gb18030 , 0\nOwner|Stage\n李|赢单\n王|输单\n张|成交\n" },
		{ BYTES("Owner,Stage\n\xE9\xE8,x\n"),
			"-3 in:2: byte 0xE9 at offset 12 is not UTF-8, and the encoding is unclear "
			"(try --encoding gb18030 or --encoding windows-1252)" },
		{ BYTES("Owner,Stage\nLi,\0\n"), "-3 in: NUL byte at offset 15" },
		{ BYTES("\xFF\xFEO\0w"), "-3 in: the input ends inside a character (utf-16) "
			"(the file is cut off: export it again)" },
	};
	struct sops_dialect_options said = usual;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect(&usual, bytes_fd(cases[i].bytes, cases[i].len), cases[i].answer);
	said.csv.encoding = "windows-1252";
	expect(&said, given_fd("Owner,Stage\n\xE9\xE8,x\n"), "said , 0\nOwner|Stage\néè|x\n");
}

static void lines_above_the_header(void **state)
{
	static const char titled[] = "Pipeline\n\nOwner,Stage,Sum\nLi,x,1\nWu,y,2\n";
	static const char two[] = "Region,North,South,East\nA,B,C,D,E\n1,x,3,4,5\n2,y,4,5,6\n"
		"3,z,5,6,7\n";
	struct sops_dialect_options options = usual;

	(void)state;
	expect(&usual, given_fd(titled), "utf-8 , 2\nOwner|Stage|Sum\nLi|x|1\nWu|y|2\n");
	expect(&usual, given_fd("sep=;\nOwner;Stage\nLi;x\n"), "utf-8 ; 1\nOwner|Stage\nLi|x\n");
	expect(&usual, given_fd(two),
		"-3 in: it is unclear which row is the header (try --skip 1, or --skip 0)");
	options.skip = 1;
	expect(&options, given_fd(two), "utf-8 , 1\nA|B|C|D|E\n1|x|3|4|5\n2|y|4|5|6\n3|z|5|6|7\n");
	options.skip = 0;
	expect(&options, given_fd("Owner\nLi\n"), "utf-8 , 0\nOwner\nLi\n");
	/* What is said holds, whatever it looks like. */
	options.skip = 4;
	expect(&options, given_fd(titled), "utf-8 , 4\nWu|y|2\n");
}

static void delimiters(void **state)
{
	struct sops_dialect_options options = usual;
	static const char alike[] = "one,x;two,y;three\nk,l;m,n;o\np,q;r,s;t\n";

	(void)state;
	expect(&usual, given_fd("Owner\tStage\nLi\tx\n"), "utf-8 t 0\nOwner|Stage\nLi|x\n");
	expect(&usual, given_fd(alike), "-3 in: the delimiter is unclear: \";\" and \",\" fit "
		"alike (try --delimiter ';' or --delimiter ,)");
	options.csv.delimiter = ',';
	expect(&options, given_fd(alike), "utf-8 , 0\none|x;two|y;three\nk|l;m|n;o\np|q;r|s;t\n");
}

/* That many rows below it are bad is no reason to look for another header. */
static void a_known_header_stays(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_dialect dialect;
	int fd = given_fd("Owner,Stage,Sum\nLi,x\nWu\n1,2,3,4\n");

	(void)state;
	assert_int_equal(sops_dialect_find(&dialect, fd, "in", &usual, &err), 0);
	assert_int_equal(dialect.csv.skip_lines, 0);
	assert_int_equal(dialect.csv.delimiter, ',');
	sops_dialect_release(&dialect);
	close(fd);
}

static void nothing_there(void **state)
{
	(void)state;
	expect(&usual, given_fd(""), "-3 in: empty input: no header row");
	expect(&usual, given_fd("\n \n\n"), "-3 in: empty input: no header row");
	expect(&usual, -1, "-4 cannot read in: Bad file descriptor");
	expect(&usual, given_fd("Owner"), "utf-8 , 0\nOwner\n");
}

/* Of a long file only the head is kept, and nothing of it is lost or read twice. */
static void long_input(void **state)
{
	enum { ROWS = 300000 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_dialect dialect;
	const struct sops_record *record;
	struct sops_csv *csv;
	int fd, rows = 0;

	(void)state;
	sops_buffer_puts(&text, "Owner,Stage,N\n");
	for (int i = 0; i < ROWS; i++)
		sops_buffer_printf(&text, "Li,赢,%d\n", i);
	fd = bytes_fd(text.at, text.len);
	assert_int_equal(sops_dialect_find(&dialect, fd, "in", &usual, &err), 0);
	assert_false(dialect.ended);
	assert_in_range(dialect.head.len, SOPS_SNIFF_HEAD, SOPS_SNIFF_HEAD + 64 * 1024);
	assert_int_equal(lseek(fd, 0, SEEK_CUR), dialect.head.len);
	assert_int_equal(sops_csv_open(&csv, fd, "in", &dialect.csv, &err), 0);
	while (sops_csv_next(csv, &record, &err) > 0) {
		char number[16];

		snprintf(number, sizeof(number), "%d", rows++);
		assert_true(sops_field_equal(record->fields[2], sops_field_of(number)));
	}
	assert_int_equal(rows, ROWS);
	sops_csv_free(csv);
	sops_dialect_release(&dialect);
	sops_buffer_release(&text);
	close(fd);
}

struct drip {
	int to;
	const char *text;
};

static void *drip(void *with)
{
	const struct drip *drip = with;

	for (const char *at = drip->text; *at; at++)
		if (write(drip->to, at, 1) != 1)
			break;
	close(drip->to);
	return NULL;
}

static void a_pipe_that_drips(void **state)
{
	int ends[2];
	pthread_t thread;
	struct drip given;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	given = (struct drip){ ends[1], "Pipeline\n\nOwner;Stage;Sum\nLi;赢单;1\nWu;\"y\n\";2\n" };
	assert_int_equal(pthread_create(&thread, NULL, drip, &given), 0);
	expect(&usual, ends[0], "utf-8 ; 2\nOwner|Stage|Sum\nLi|赢单|1\nWu|y\n|2\n");
	pthread_join(thread, NULL);
}

TAP_MAIN("dialect",
	cmocka_unit_test(kinds),
	cmocka_unit_test(encodings),
	cmocka_unit_test(lines_above_the_header),
	cmocka_unit_test(delimiters),
	cmocka_unit_test(a_known_header_stays),
	cmocka_unit_test(nothing_there),
	cmocka_unit_test(long_input),
	cmocka_unit_test(a_pipe_that_drips))
