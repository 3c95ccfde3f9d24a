/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/source.h>

#include "given.h"
#include "property.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_source source_of(int fd)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_source source;

	if (sops_source_look(&source, fd, "deals.csv", NULL, &err) < 0)
		fail_msg("%s", err.text);
	return source;
}

/* The fields of all records, as long texts that can be compared, and how many there are. */
static size_t read_records(struct sops_buffer *out, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops_csv *csv;
	int fd = given_fd(text), status;
	size_t count = 0;

	if (sops_csv_open(&csv, fd, "part", NULL, &err) < 0)
		fail_msg("%s", err.text);
	while ((status = sops_csv_next(csv, &record, &err)) > 0) {
		count++;
		for (size_t i = 0; i < record->count; i++) {
			sops_buffer_field(out, record->fields[i]);
			sops_buffer_putc(out, '|');
		}
		sops_buffer_putc(out, '\n');
	}
	if (status < 0)
		fail_msg("%s in\n%s", err.text, text);
	sops_csv_free(csv);
	close(fd);
	return count;
}

/* The header and one range, as a worker sees them. */
static char *part_of(const char *text, const struct sops_source *source, struct sops_range range)
{
	struct sops_buffer part = SOPS_BUFFER_INIT;

	sops_buffer_add(&part, text, (size_t)source->header);
	sops_buffer_add(&part, text + range.start, (size_t)(range.end - range.start));
	assert_int_equal(part.failed, 0);
	return part.at;
}

/* Any number of ranges tile the records, and together have the records of the whole. */
static void check_split(const char *text, size_t n, size_t threads)
{
	struct sops_buffer whole = SOPS_BUFFER_INIT, parts = SOPS_BUFFER_INIT;
	struct sops_range ranges[100];
	int fd = given_fd(text);
	struct sops_source source = source_of(fd);
	uint64_t at = source.header;
	size_t count, records = 0, all = read_records(&whole, text);

	assert_int_equal(sops_source_split(&source, sops_source_records(&source), n, threads,
				 ranges, &count, NULL), 0);
	assert_true(count <= n);
	for (size_t i = 0; i < count; i++) {
		char *part = part_of(text, &source, ranges[i]);

		assert_int_equal(ranges[i].start, at);
		assert_true(ranges[i].end > at);
		assert_int_equal(sops_source_check(&source, ranges[i], NULL), 0);
		at = ranges[i].end;
		records += read_records(&parts, part);
		free(part);
	}
	assert_int_equal(at, source.size);
	assert_int_equal(records, all);
	assert_true(sops_field_equal(sops_buffer_view(&whole), sops_buffer_view(&parts)));
	sops_buffer_release(&whole);
	sops_buffer_release(&parts);
	close(fd);
}

/* The records of a part, as long as it is well-formed. */
static int read_part(size_t *records, struct sops_buffer *out, const struct sops_source *source,
	struct sops_range range)
{
	const struct sops_csv_options options = { .head = source->header, .from = range.start,
		.to = range.end };
	const struct sops_record *record;
	struct sops_csv *csv;
	int status;

	assert_int_equal(sops_csv_open(&csv, source->fd, "part", &options, NULL), 0);
	while ((status = sops_csv_next(csv, &record, NULL)) > 0) {
		++*records;
		for (size_t i = 0; i < record->count; i++) {
			sops_buffer_field(out, record->fields[i]);
			sops_buffer_putc(out, '|');
		}
		sops_buffer_putc(out, '\n');
	}
	sops_csv_free(csv);
	return status;
}

/* Guessed ranges tile the records; where all of them can be read, they have those of the whole. */
static bool check_guess(const char *text, size_t n)
{
	struct sops_buffer whole = SOPS_BUFFER_INIT, parts = SOPS_BUFFER_INIT;
	struct sops_range ranges[100];
	int fd = given_fd(text), status = 0;
	struct sops_source source = source_of(fd);
	uint64_t at = source.header;
	size_t count, records = 0, all = read_records(&whole, text);

	assert_int_equal(sops_source_guess(&source, sops_source_records(&source), n, ranges,
				 &count, NULL), 0);
	assert_true(count <= n);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(ranges[i].start, at);
		assert_true(ranges[i].end > at);
		at = ranges[i].end;
		if (status == 0)
			status = read_part(&records, &parts, &source, ranges[i]);
	}
	assert_int_equal(at, source.size);
	if (status == 0) {
		assert_int_equal(records, all);
		assert_true(sops_field_equal(sops_buffer_view(&whole), sops_buffer_view(&parts)));
	}
	sops_buffer_release(&whole);
	sops_buffer_release(&parts);
	close(fd);
	return status == 0;
}

static void ranges_tile(void **state)
{
	static const char *const texts[] = {
		"a,b\n",
		"a,b\n1,2\n",
		"a,b\n1,2",
		"a,b",
		"\xEF\xBB\xBF\n\n\"a\",b\n1,2\n3,4\n",
		"\xEF\xBB\xBF\r\n \na,b\r\n1,\"x\r\ny\"\r\n\"\",\"\"\"\"\r\n3,4\r\n",
		"\"a\n,\"\"b\",c\n1,2\n\n\n3,4\n\n",
		"a,b\n\"\n\n\n\n\n\n\n\n\n\n\n\n\",1\n2,3\n",
		"a,b\n\"\"\"\n\"\"\",\"\n\"\n\"\"\"\",\"\"\"\"\"\n\"\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		for (size_t n = 1; n < 30; n++)
			check_split(texts[i], n, 1 + n % 3);
}

static void random_field(struct sops_buffer *text, uint64_t *random)
{
	static const char *const pieces[] = { "x", "\"\"", "\n", "\r\n", ",", "y z", "\"\"\"\"",
		"\n\n", "\xE8\xB5\xA2" };

	sops_buffer_putc(text, '"');
	for (size_t n = property_random(random, 6); n > 0; n--)
		sops_buffer_puts(text, pieces[property_random(random, COUNT(pieces))]);
	sops_buffer_putc(text, '"');
}

static void any_file(void **state)
{
	uint64_t random = 20260630;

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		const char *end = property_random(&random, 2) ? "\r\n" : "\n";

		sops_buffer_printf(&text, "%s\"a\n\",b%s", round % 3 ? "" : "\xEF\xBB\xBF", end);
		for (size_t n = property_random(&random, 20); n > 0; n--) {
			random_field(&text, &random);
			sops_buffer_printf(&text, ",%zu", n);
			if (n > 1 || round % 2)
				sops_buffer_puts(&text, end);
		}
		for (size_t n = 1; n < 12; n += 1 + property_random(&random, 3))
			check_split(text.at, n, 2);
		sops_buffer_release(&text);
	}
}

static void guesses(void **state)
{
	uint64_t random = 20261121;
	size_t right = 0;

	(void)state;
	assert_true(check_guess("a,b\n", 3));
	assert_true(check_guess("a,b", 3));
	assert_true(check_guess("a,b\n1,2\n3,4\n5,6\n7,8\n9,0\n", 2));
	/* Lines of a text that look like records: whoever reads the parts finds out. */
	assert_false(check_guess("a,b\n1,\"\n1,2\n3,4\n5,6\n7,8\n9,0\n1,2\n3,4\n5,6\n\"\n", 2));
	for (int round = 0; round < 2000; round++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;

		sops_buffer_puts(&text, "a,b\n");
		for (size_t n = property_random(&random, 20); n > 0; n--) {
			random_field(&text, &random);
			sops_buffer_printf(&text, ",%zu\n", n);
		}
		right += check_guess(text.at, 1 + property_random(&random, 8));
		sops_buffer_release(&text);
	}
	assert_true(right > 500);
}

static void refuse(const char *text, uint64_t start, uint64_t end, const char *why)
{
	struct sops_error err = { .status = SOPS_OK };
	int fd = given_fd(text);
	struct sops_source source = source_of(fd);

	assert_int_equal(sops_source_check(&source, (struct sops_range){ start, end }, &err),
		SOPS_EINPUT);
	assert_string_equal(err.text, why);
	close(fd);
}

static void ranges_that_are_none(void **state)
{
	(void)state;
	refuse("a,b\n1,2\n3,4\n", 3, 8,
		"byte 3 of deals.csv lies before the first record, at byte 4");
	refuse("a,b\n1,2\n3,4\n", 4, 13, "byte 13 lies behind the end of deals.csv, at byte 12");
	refuse("a,b\n1,2\n3,4\n", 8, 4, "a range cannot end before it begins");
	refuse("a,b\n1,2\n3,4\n", 5, 8, "no record of deals.csv begins at byte 5");
	refuse("a,b\n1,2\n3,4\n", 4, 9, "no record of deals.csv begins at byte 9");
}

static void files_that_have_no_parts(void **state)
{
	const struct sops_csv_options gb18030 = { .encoding = "gb18030" };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_source source;
	int fd = given_fd("a,b\n"), ends[2];

	(void)state;
	assert_int_equal(sops_source_look(&source, fd, "x", &gb18030, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "x can be read in parts only as UTF-8");
	assert_string_equal(err.hint, "convert it first, with iconv");
	close(fd);
	assert_int_equal(pipe(ends), 0);
	err = (struct sops_error){ .status = SOPS_OK };
	assert_int_equal(sops_source_look(&source, ends[0], "x", NULL, &err), SOPS_EINPUT);
	assert_string_equal(err.text,
		"x is not a regular file, and no other can be read in parts");
	close(ends[0]);
	close(ends[1]);
	err = (struct sops_error){ .status = SOPS_OK };
	fd = given_fd("\n \n");
	assert_int_equal(sops_source_look(&source, fd, "x", NULL, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "empty input: no header row");
	close(fd);
}

/* A file is known by its size, its beginning and its end, and the descriptor stays where it was. */
static void fingerprints(void **state)
{
	static const char *const texts[] = { "a,b\n1,2\n", "a,b\n1,3\n", "b,b\n1,2\n",
		"a,b\n1,2\n\n", "a,b\n1,2" };
	struct sops_source sources[COUNT(texts)];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		int fd = given_fd(texts[i]);

		lseek(fd, 3, SEEK_SET);
		sources[i] = source_of(fd);
		assert_int_equal(lseek(fd, 0, SEEK_CUR), 3);
		assert_int_equal(strlen(sources[i].fingerprint), SOPS_FINGERPRINT - 1);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(sources[i].fingerprint, sources[j].fingerprint);
		close(fd);
	}
}

static void lines(void **state)
{
	int fd = given_fd("a,b\n\n1,\"\n\n\"\r\n3,4");
	struct sops_source source = source_of(fd);
	uint64_t count;

	(void)state;
	assert_int_equal(sops_source_lines(&count, &source, (struct sops_range){ 0, 5 }, NULL), 0);
	assert_int_equal(count, 2);
	assert_int_equal(sops_source_lines(&count, &source, (struct sops_range){ 4, source.size },
				 NULL), 0);
	assert_int_equal(count, 4);
	assert_int_equal(sops_source_lines(&count, &source, (struct sops_range){ 4, 99 }, NULL),
		SOPS_ESYSTEM);
	close(fd);
}

TAP_MAIN("source",
	cmocka_unit_test(ranges_tile),
	cmocka_unit_test(any_file),
	cmocka_unit_test(guesses),
	cmocka_unit_test(ranges_that_are_none),
	cmocka_unit_test(files_that_have_no_parts),
	cmocka_unit_test(fingerprints),
	cmocka_unit_test(lines))
