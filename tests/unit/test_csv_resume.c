/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading that goes on behind what ends it for others; and what parts of a broken file have. */
#include "tap.h"

#include "../../lib/csv_private.h"
#include "property.h"

#include <inttypes.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEADER "a,b\n"
#define HEAD (sizeof(HEADER) - 1)

static int file_of(struct sops_field bytes)
{
	int fd = memfd_create("test_csv_resume", 0);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, HEADER, HEAD), HEAD);
	assert_int_equal(write(fd, bytes.at, bytes.len), bytes.len);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

/* What an error says, without the places in its text. */
static void note_text(struct sops_buffer *log, const char *text)
{
	const char *on = strstr(text, " on line "), *at = strstr(text, " at offset ");
	const char *end = on ? on : at ? at : text + strlen(text);

	sops_buffer_add(log, text, (size_t)(end - text));
}

static void note(struct sops_buffer *log, const struct sops_csv *csv, uint64_t byte, uint64_t line,
	const char *text)
{
	sops_buffer_printf(log, "%" PRIu64, byte);
	if (line)
		sops_buffer_printf(log, ":%" PRIu64, line);
	sops_buffer_puts(log, " [");
	sops_buffer_field(log, sops_csv_raw(csv));
	sops_buffer_puts(log, "] ");
	note_text(log, text);
	sops_buffer_putc(log, '\n');
}

/*
 * Reads to the end, whatever is wrong, and writes down each record: its byte in the file, its line
 * if these count, its bytes, and why it is bad. Returns whether the input ended inside quotes.
 */
static bool read_all(struct sops_buffer *log, int fd, const struct sops_csv_options *options,
	bool lines)
{
	uint64_t skipped = options->to ? options->from - options->head : 0;
	const struct sops_record *record;
	struct sops_csv *csv;
	bool open = false;
	int got = 1;

	assert_int_equal(sops_csv_open(&csv, fd, "in.csv", options, NULL), 0);
	while (got != 0) {
		struct sops_error err = { .status = SOPS_OK };

		got = sops_csv_next(csv, &record, &err);
		if (got == 0)
			break;
		if (got > 0) {
			note(log, csv, record->place.byte + skipped, lines * record->place.line,
				"");
			continue;
		}
		open |= sops_csv_fatal(csv) && csv->open;
		if (sops_csv_fatal(csv))
			assert_true(sops__csv_resume(csv));
		assert_false(sops_csv_fatal(csv));
		note(log, csv, err.byte + skipped, lines * err.line, err.text);
	}
	assert_int_equal(sops_csv_counts(csv).bytes + skipped, lseek(fd, 0, SEEK_END) -
		(options->to ? lseek(fd, 0, SEEK_END) - (off_t)options->to : 0));
	sops_csv_free(csv);
	return open;
}

static const struct {
	const char *in, *out;
	size_t max_field, max_record;
} cases[] = {
	/* The line on which the quote opened is the bad record. */
	{ "1,2\n3,\"4\n5,6\n7,8", "4:2 [1,2] \n8:3 [3,\"4] unclosed quote: it opened\n"
		"13:4 [5,6] \n17:5 [7,8] \n", 0, 0 },
	{ "1,2\r\n3,\"4\r\n5,6\r\n", "4:2 [1,2] \n9:3 [3,\"4] unclosed quote: it opened\n"
		"15:4 [5,6] \n", 0, 0 },
	/* The record began on an earlier one. */
	{ "\"x\ny\nz\",\"4\n5,6\n", "4:4 [\"x\ny\nz\",\"4] unclosed quote: it opened\n"
		"15:5 [5,6] \n", 0, 0 },
	/* There is nothing behind it, or not even a line end. */
	{ "1,\"2\n", "4:2 [1,\"2] unclosed quote: it opened\n", 0, 0 },
	{ "1,\"2", "4:2 [1,\"2] unclosed quote: it opened\n", 0, 0 },
	{ "1,\"", "4:2 [1,\"] unclosed quote: it opened\n", 0, 0 },
	/* What is bad behind it is told, and what is blank is not. */
	{ "1,\"2\n\n3\n4,\"\"5\n6,7\n", "4:2 [1,\"2] unclosed quote: it opened\n"
		"10:4 [3] record has 1 field, the header has 2\n"
		"12:5 [4,\"\"5] text after a closing quote\n18:6 [6,7] \n", 0, 0 },
	/* A limit is passed: another quote may follow. */
	{ "1,\"2\n345,6\n7,\"8\n9,10\n", "4:2 [1,\"2] unclosed quote: it opened\n"
		"9:3 [345,6] \n15:4 [7,\"8] unclosed quote: it opened\n20:5 [9,10] \n", 4, 0 },
	{ "123456,7\n8,9\n", "4:2 [123456,7] field is longer than 4 bytes\n13:3 [8,9] \n", 4, 0 },
	{ "1,\"23456\"\n8,9\n", "4:2 [1,\"23456\"] field is longer than 4 bytes\n14:3 [8,9] \n",
		4, 0 },
	{ "1,\"23\n56\"\n8,9\n", "4:2 [1,\"23] field is longer than 4 bytes\n"
		"10:3 [56\"] quote inside an unquoted field\n14:4 [8,9] \n", 4, 0 },
	/* Whatever was looked at ahead: the line behind is read as any other. */
	{ "\"1\"\"2\n3\"\"4,5\"\n\"\n", "4:2 [\"1\"\"2] unclosed quote: it opened\n"
		"10:3 [3\"\"4,5\"] quote inside an unquoted field\n"
		"18:4 [\"] unclosed quote: it opened\n", 6, 0 },
	/* A record too long ends with a line that it has whole. */
	{ "\"1\n2\",\"3\n4\",5,6\n7,8\n", "4:2 [\"1\n2\",\"3] record is longer than 10 bytes\n"
		"13:4 [4\",5,6] quote inside an unquoted field\n20:5 [7,8] \n", 9, 10 },
	{ "\"1\n2\",345678\n7,8\n", "4:2 [\"1] record is longer than 10 bytes\n"
		"7:3 [2\",345678] quote inside an unquoted field\n17:4 [7,8] \n", 9, 10 },
	/* One line too long comes in pieces. */
	{ "1,2,3,4,5,6,7,8,9,10,11,12\n7,8\n", "4:2 [1,2,3,4,5,6] record is longer than 10 bytes\n"
		"15:2 [,7,8,9,10,1] record is longer than 10 bytes\n"
		"26:2 [1,12] the rest of a record that is longer than 10 bytes\n31:3 [7,8] \n",
		9, 10 },
	{ "1,2,3,4,5,6\n7,8\n", "4:2 [1,2,3,4,5,6] record is longer than 10 bytes\n"
		"15:2 [] the rest of a record that is longer than 10 bytes\n16:3 [7,8] \n", 9, 10 },
	{ "1,2,3,4,5,6\r\n7,8\n", "4:2 [1,2,3,4,5,6] record is longer than 10 bytes\n"
		"15:2 [] the rest of a record that is longer than 10 bytes\n17:3 [7,8] \n", 9, 10 },
	{ "1,2,3,4,5,6", "4:2 [1,2,3,4,5,6] record is longer than 10 bytes\n", 9, 10 },
};

static void goes_on(void **state)
{
	static const size_t chunks[] = { 0, 1, 2, 7 };

	(void)state;
	for (size_t i = 0; i < COUNT(cases) * COUNT(chunks); i++) {
		const struct sops_csv_options options = { .chunk = chunks[i / COUNT(cases)],
			.max_field = cases[i % COUNT(cases)].max_field,
			.max_record = cases[i % COUNT(cases)].max_record };
		struct sops_buffer log = SOPS_BUFFER_INIT;
		int fd = file_of(sops_field_of(cases[i % COUNT(cases)].in));

		read_all(&log, fd, &options, true);
		assert_string_equal(log.at, cases[i % COUNT(cases)].out);
		sops_buffer_release(&log);
		close(fd);
	}
}

/* Others stop there, and are told so again. */
static void not_asked(void **state)
{
	int fd = file_of((struct sops_field)SOPS_FIELD("1,\"2\n3,4\n"));
	const struct sops_record *record;
	struct sops_csv *csv;

	(void)state;
	assert_int_equal(sops_csv_open(&csv, fd, "in.csv", NULL, NULL), 0);
	assert_false(sops__csv_resume(csv));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(sops_csv_next(csv, &record, NULL), SOPS_EINPUT);
		assert_true(sops_csv_fatal(csv));
	}
	assert_true(sops__csv_resume(csv));
	assert_false(sops__csv_resume(csv));
	assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
	assert_int_equal(sops_csv_next(csv, &record, NULL), 0);
	sops_csv_free(csv);
	close(fd);
}

/* ---- parts of a broken file ---- */

static void make_noise(struct sops_buffer *out, uint64_t *seed)
{
	static const char *const words[] = { "1", "x", "\"", "\"\"", "\"a\"", "\"a\nb\"", ",", ",",
		"\n", "\n", "\r\n", "\"a,b\"", "\"\"\"\"", "\"\n", "\n\"", " \"q\"", " ", "\r",
		"\xff", "1,2\n", "\"x\n\n\n\"" };
	size_t n = 1 + property_random(seed, 40);

	sops_buffer_clear(out);
	for (size_t i = 0; i < n; i++)
		sops_buffer_puts(out, words[property_random(seed, COUNT(words))]);
}

/* The file in two parts at each line end: what they have is what the whole has, unless the first
 * ends inside quotes. */
static size_t check_parts(int fd, const struct sops_csv_options *usual, struct sops_field bytes,
	struct sops_field whole)
{
	struct sops_buffer log = SOPS_BUFFER_INIT;
	size_t same = 0;

	for (size_t i = 1; i < bytes.len; i++) {
		struct sops_csv_options options = *usual;

		if (bytes.at[i - 1] != '\n')
			continue;
		sops_buffer_clear(&log);
		options.head = options.from = HEAD;
		options.to = HEAD + i;
		if (read_all(&log, fd, &options, false))
			continue;
		options.from = options.to;
		options.to = HEAD + bytes.len;
		read_all(&log, fd, &options, false);
		assert_true(sops_field_equal(sops_buffer_view(&log), whole));
		same++;
	}
	sops_buffer_release(&log);
	return same;
}

static void parts_of_noise(void **state)
{
	static const size_t fields[] = { 0, 3, 8 }, records[] = { 0, 8, 20 };
	struct sops_buffer noise = SOPS_BUFFER_INIT, whole = SOPS_BUFFER_INIT;
	uint64_t seed = 5;
	size_t same = 0;

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		const struct sops_csv_options options = { .max_field = fields[i % 3],
			.max_record = records[i / 3 % 3],
			.scan = i % 2 ? SOPS_SCAN_LIBCSV : SOPS_SCAN_AUTO };
		int fd;

		make_noise(&noise, &seed);
		fd = file_of(sops_buffer_view(&noise));
		sops_buffer_clear(&whole);
		read_all(&whole, fd, &options, false);
		lseek(fd, 0, SEEK_SET);
		same += check_parts(fd, &options, sops_buffer_view(&noise),
			sops_buffer_view(&whole));
		close(fd);
	}
	assert_true(same > 1000);
	sops_buffer_release(&noise);
	sops_buffer_release(&whole);
}

/* As much of the file again as a field may have, for each quote; and no more. */
static void many_quotes(void **state)
{
	struct sops_buffer bytes = SOPS_BUFFER_INIT, log = SOPS_BUFFER_INIT;
	const struct sops_csv_options options = { .max_field = 1000 };
	size_t found = 0;
	int fd;

	(void)state;
	for (size_t i = 0; i < 2000; i++) {
		sops_buffer_puts(&bytes, "1,\"open\n");
		for (size_t k = 0; k < 500; k++)
			sops_buffer_puts(&bytes, "3,4\n");
	}
	fd = file_of(sops_buffer_view(&bytes));
	read_all(&log, fd, &options, false);
	for (const char *at = log.at; (at = strstr(at, "] unclosed quote")); at++)
		found++;
	assert_int_equal(found, 2000);
	close(fd);
	sops_buffer_release(&bytes);
	sops_buffer_release(&log);
}

TAP_MAIN("csv_resume",
	cmocka_unit_test(goes_on),
	cmocka_unit_test(not_asked),
	cmocka_unit_test(parts_of_noise),
	cmocka_unit_test(many_quotes))
