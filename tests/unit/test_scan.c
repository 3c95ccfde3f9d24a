/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way of scanning gives what libcsv gives: on seeds, generated data, and made-up trouble. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../lib/csv_private.h"
#include "../fuzz/fuzz_csv.c"

#include <dirent.h>
#include <fcntl.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const size_t chunks[] = { 1, 2, 3, 7, 63, 64, 65, 4096 };

static uint64_t seed;

static uint32_t below(uint32_t n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(((seed >> 33) * n) >> 31);
}

/* ---- marks ---- */

#define WORDS 4

struct found {
	struct sops__marks marks;
	uint32_t ends[WORDS * SOPS__WORD + SOPS__MARKS_SLACK];
	struct sops__carry carry;
};

static void fill_with(struct found *found, enum sops_csv_scan kind, const char *at, uint64_t from)
{
	const struct sops__scan *scan = sops__scan_choose(kind);

	assert_non_null(scan);
	assert_int_equal(scan->kind, kind);
	found->carry = (struct sops__carry){ .start = from & -from };
	found->marks.ends = found->ends;
	found->marks.n_ends = 0;
	scan->fill(&found->marks, at, 0, WORDS, ';', from, &found->carry);
}

static void assert_same(const struct found *got, const struct found *expected)
{
	const struct sops__marks *a = &got->marks, *b = &expected->marks;

	assert_int_equal(a->n_ends, b->n_ends);
	assert_memory_equal(a->ends, b->ends, b->n_ends * sizeof(*b->ends));
	assert_int_equal(a->n_rows, b->n_rows);
	assert_int_equal(a->rare, b->rare);
	assert_int_equal(a->doubled, b->doubled);
	for (size_t i = 0; i < WORDS; i++) {
		const struct sops__rare *x = &a->words[i], *y = &b->words[i];

		if (b->rare >> i & 1)
			assert_true(x->odd == y->odd && x->lines == y->lines && x->text == y->text);
		if (b->doubled >> i & 1)
			assert_true(a->doubles[i] == b->doubles[i] && a->doubles[i] != 0);
	}
	assert_true(got->carry.flip == expected->carry.flip);
	assert_true(got->carry.start == expected->carry.start);
	assert_true(got->carry.after == expected->carry.after);
	assert_true(got->carry.cr == expected->carry.cr);
}

/* Each judges text in its own way: that is another test's. */
static void forget_text(struct found *found)
{
	for (uint64_t i = 0; i < WORDS; i++) {
		struct sops__rare *rare = &found->marks.words[i];

		rare->text = 0;
		if (found->marks.rare >> i & 1 && !(rare->odd | rare->lines))
			found->marks.rare &= ~((uint64_t)1 << i);
	}
}

static void marks_are_the_same(void **state)
{
	static const char usual[] = "\";\n\r \taZ\"\";\n";
	static struct found expected, got;
	char text[WORDS * SOPS__WORD];

	(void)state;
	seed = 5;
	for (int i = 0; i < 20000; i++) {
		uint64_t from = UINT64_MAX << below(64);

		for (size_t n = 0; n < sizeof(text); n++)
			text[n] = below(1 + (uint32_t)i % 60) ? usual[below(12)] : (char)below(256);
		fill_with(&expected, SOPS_SCAN_WORDS, text, from);
		forget_text(&expected);
		for (enum sops_csv_scan kind = SOPS_SCAN_SSE2; kind <= SOPS_SCAN_NEON; kind++) {
			if (!sops__scan_choose(kind))
				continue;
			fill_with(&got, kind, text, from);
			forget_text(&got);
			assert_same(&got, &expected);
		}
	}
}

/* Worked out by hand: what a row of each kind leaves behind. */
static void marks_of_rows(void **state)
{
	static const char text[] = "a;\"b;c\"\n1;2\n\"x\"\"y\";3\r\n\"p\nq\";4\n\n\xFF;z\n5\"";
	static const uint32_t ends[] = { 1, 7, 9, 11, 18, 21, 27, 29, 30, 32, 34 };
	static const uint32_t rows[] = { 1, 3, 5, 7, 8, 10 };
	static struct found found;
	char words[WORDS * SOPS__WORD];

	(void)state;
	memset(words, ' ', sizeof(words));
	memcpy(words, text, sizeof(text) - 1);
	for (enum sops_csv_scan kind = SOPS_SCAN_WORDS; kind <= SOPS_SCAN_NEON; kind++) {
		const struct sops__rare *rare = &found.marks.words[0];

		if (!sops__scan_choose(kind))
			continue;
		fill_with(&found, kind, words, UINT64_MAX);
		assert_int_equal(found.marks.n_ends, COUNT(ends));
		assert_memory_equal(found.ends, ends, sizeof(ends));
		assert_int_equal(found.marks.n_rows, COUNT(rows));
		for (size_t i = 0; i < COUNT(rows); i++)
			assert_int_equal(words[found.ends[rows[i]]], '\n');
		assert_int_equal(found.marks.rare, 1);
		assert_int_equal(found.marks.doubled, 1);
		assert_true(found.marks.doubles[0] == (uint64_t)1 << 15);
		assert_true(rare->lines == (uint64_t)1 << 24);
		assert_true(rare->text & (uint64_t)3 << 31); /* a lead, or what it lacks */
		assert_true(rare->odd == (uint64_t)1 << 36);
	}
}

/* What the marks of a character, set across two words or not, say of its text, where so many of the
 * two words are looked at in a run. */
static bool is_doubtful(const struct sops__scan *scan, const char *bytes, size_t len, size_t at,
	size_t run)
{
	static struct sops__marks marks;
	uint32_t ends[2 * SOPS__WORD + SOPS__MARKS_SLACK];
	struct sops__carry carry = { .start = 1 };
	char text[2 * SOPS__WORD];
	bool doubtful = false;

	memset(text, 'x', sizeof(text));
	memcpy(text + at, bytes, len);
	marks.ends = ends;
	for (size_t first = 0; first < 2; first += run) {
		marks.n_ends = 0;
		scan->fill(&marks, text, first, run, ',', UINT64_MAX, &carry);
		for (size_t i = 0; i < run; i++)
			doubtful |= marks.rare >> i & 1 && marks.words[i].text;
	}
	return doubtful;
}

/* No text that is not UTF-8 goes unmarked; and common text is not marked. */
static void doubt_of(enum sops_csv_scan kind)
{
	const struct sops__scan *scan = sops__scan_choose(kind);
	size_t marked = 0, good = 0;

	for (uint32_t code = 0xBE000000; code; code++) {
		const char bytes[] = { (char)(code >> 24), (char)(code >> 16), (char)(code >> 8),
			(char)code };
		bool is_good, doubtful;

		if ((code & 0xF) != 0 && (code & 0xF) != 0xF)
			code |= 0xE; /* only the ends of each range */
		if ((code >> 8 & 0xF) != 0 && (code >> 8 & 0xF) != 0xF)
			code |= 0xEFF;
		if ((code >> 16 & 0xF) != 0 && (code >> 16 & 0xF) != 0xF)
			code |= 0xEFFFF;
		is_good = sops__utf8_span(bytes, 4) == 4;
		doubtful = is_doubtful(scan, bytes, 4, 60 + code % 5, 2);
		assert_true(is_good || doubtful);
		assert_true(is_good || is_doubtful(scan, bytes, 4, 60 + code % 5, 1));
		good += is_good;
		marked += is_good && doubtful;
	}
	assert_true(good > 5000);
	assert_true(kind == SOPS_SCAN_AVX2 || kind == SOPS_SCAN_AVX512 ? marked == 0
								       : marked < good / 3);
	for (size_t i = 55; i < 65; i++) {
		for (size_t run = 1; run <= 2; run++) {
			assert_false(is_doubtful(scan, "\xE5\x95\x86\xE6\x9C\xBA", 6, i, run));
			assert_false(is_doubtful(scan, "M\xC3\xBCller", 7, i, run));
			assert_true(is_doubtful(scan, "\0", 1, i, run));
		}
	}
}

static void doubt_is_enough(void **state)
{
	(void)state;
	for (enum sops_csv_scan kind = SOPS_SCAN_WORDS; kind <= SOPS_SCAN_NEON; kind++)
		if (sops__scan_choose(kind))
			doubt_of(kind);
}

static void not_available(void **state)
{
	struct sops_error err = { 0 };
	struct sops_csv *csv;
	struct sops_csv_options options = { .scan = SOPS_SCAN_NEON };

	(void)state;
	if (sops__scan_choose(SOPS_SCAN_NEON))
		options.scan = SOPS_SCAN_AVX2;
	assert_int_equal(sops_csv_open(&csv, -1, "in", &options, &err), SOPS_EUSAGE);
	assert_null(csv);
	assert_string_equal(err.text, "this machine cannot scan in that way");
	assert_non_null(sops__scan_choose(SOPS_SCAN_AUTO));
	assert_null(sops__scan_choose(SOPS_SCAN_LIBCSV));
}

/* ---- what readers give ---- */

static void agrees(struct sops_field bytes, struct sops_csv_options options)
{
	struct differ given = { .bytes = bytes, .options = options };

	if (!differ_agrees(&given, 1 + below(DIFFER_THREADS)))
		fail();
}

static struct sops_buffer slurp_stream(FILE *stream)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char part[4096];
	size_t n;

	while ((n = fread(part, 1, sizeof(part), stream)) > 0)
		sops_buffer_add(&text, part, n);
	return text;
}

/* Runs fn over every regular file of the folder; how many those were, or -1 without the folder. */
static int each_file(const char *folder, void (*fn)(struct sops_field))
{
	DIR *files = opendir(folder);
	struct dirent *entry;
	int count = 0;

	if (!files)
		return -1;
	while ((entry = readdir(files))) {
		struct sops_buffer text;
		FILE *stream;
		char *path;

		if (entry->d_name[0] == '.')
			continue;
		assert_true(asprintf(&path, "%s/%s", folder, entry->d_name) > 0);
		stream = fopen(path, "re");
		assert_non_null(stream);
		text = slurp_stream(stream);
		fn(sops_buffer_view(&text));
		count++;
		fclose(stream);
		sops_buffer_release(&text);
		free(path);
	}
	closedir(files);
	return count;
}

static void run_seed(struct sops_field bytes)
{
	char *copy;

	if (bytes.len < CASE_HEAD)
		return; /* no input behind what says how to read it */
	copy = malloc(bytes.len);
	assert_non_null(copy);
	memcpy(copy, bytes.at, bytes.len);
	for (size_t way = 0; way < CASE_CHUNKS * DIFFER_THREADS; way++) {
		copy[1] = (char)way;
		LLVMFuzzerTestOneInput((const uint8_t *)copy, bytes.len);
	}
	free(copy);
}

static void seeds(void **state)
{
	(void)state;
	assert_true(each_file("tests/fuzz/csv", run_seed) >= 20);
}

static void in_all_chunks(struct sops_field bytes)
{
	for (size_t i = 0; i < COUNT(chunks); i++)
		agrees(bytes, (struct sops_csv_options){ .chunk = chunks[i] });
}

static void published(void **state)
{
	static const char *const folders[] = { "csv-spectrum/csvs", "sineemore/csv" };
	const char *root = getenv("SOPS_SHARED_DATA");

	(void)state;
	for (size_t i = 0; i < COUNT(folders); i++) {
		char *path;
		int count;

		root = root ? root : "../shared/data";
		assert_true(asprintf(&path, "%s/csv/%s", root, folders[i]) > 0);
		count = each_file(path, in_all_chunks);
		if (count < 0)
			print_message("no %s: skipped\n", path);
		free(path);
		if (count < 0)
			skip();
		assert_true(count >= 12);
	}
}

/* Deals as each system exports them, with all ways of writing them down. */
static void generated(void **state)
{
	static const char *const dialects[] = { "canonical", "salesforce", "salesforce-api",
		"hubspot", "hubspot-internal", "zoho", "pipedrive", "dynamics", "fxiaoke" };
	static const char *const ways[] = { "--eol lf --quote minimal", "--eol crlf --quote all",
		"--eol crlf --quote minimal --delimiter ';' --decimal comma",
		"--eol lf --quote all --delimiter tab --footer" };
	const char *build = getenv("BUILD");

	(void)state;
	for (size_t i = 0; i < COUNT(dialects) * COUNT(ways); i++) {
		const char *way = ways[i % COUNT(ways)];
		struct sops_buffer text;
		FILE *stream;
		char *command;

		assert_true(asprintf(&command, "'%s/tests/generate' --table deals --deals 120 "
			"--encoding utf-8 --locale both --dialect %s %s", build ? build : "build",
			dialects[i / COUNT(ways)], way) > 0);
		stream = popen(command, "re");
		assert_non_null(stream);
		text = slurp_stream(stream);
		assert_int_equal(pclose(stream), 0);
		assert_true(text.len > 10000);
		agrees(sops_buffer_view(&text), (struct sops_csv_options){
			.delimiter = strstr(way, "';'") ? ';' : strstr(way, "tab") ? '\t' : ',',
			.chunk = chunks[i % COUNT(chunks)] });
		free(command);
		sops_buffer_release(&text);
	}
}

static void add_field(struct sops_buffer *text, uint32_t trouble)
{
	static const char *const usual[] = { "", "1", "deal", "1,234.50", "\xE5\x95\x86", " x ",
		"a b" };
	static const char *const hostile[] = { "\"", "\"\"", "\r", "\n", "\" ", " \"", "\"x",
		"\xE5", "\x95", "\xF0\x9F\x98\x8E", "\xE0\xA4\xA8", "\xED\x95\x9C", ",", "\t" };
	bool quoted = below(2);

	if (quoted)
		sops_buffer_putc(text, '"');
	for (uint32_t n = 1 + below(3); n; n--)
		sops_buffer_puts(text, usual[below(quoted ? COUNT(usual) : 3)]);
	for (uint32_t n = below(6) ? 0 : below(90); quoted && n; n--)
		sops_buffer_puts(text, n % 20 ? "z" : "\"\"");
	if (quoted)
		sops_buffer_putc(text, '"');
	if (trouble && below(trouble) == 0)
		sops_buffer_puts(text, hostile[below(COUNT(hostile))]);
	if (trouble && below(trouble * 8) == 0)
		sops_buffer_putc(text, (char)below(256));
}

/* From rows without trouble to rows that all are. */
static void made_up(void **state)
{
	static const char *const ends[] = { "\n", "\n", "\n", "\r\n", "\r\n", "\n\n", "\r" };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	seed = 6;
	for (int i = 0; i < 4000; i++) {
		static const uint32_t troubles[] = { 0, 2, 6, 20, 100 };
		uint32_t columns = 1 + below(4), rows = below(i % 50 ? 12 : 300);
		uint32_t trouble = troubles[below(COUNT(troubles))];
		uint32_t kinds = trouble ? COUNT(ends) : 5;
		struct differ given = {
			.options = { .chunk = chunks[below(COUNT(chunks))],
				.max_field = below(4) ? 0 : 1 + below(100),
				.max_record = below(4) ? 0 : 1 + below(400) },
			.unwanted = below(3) ? 0 : (uint8_t)below(256),
		};

		sops_buffer_clear(&text);
		for (uint32_t n = 0; n < columns * (rows + 1); n++) {
			add_field(&text, n < columns ? 0 : trouble);
			sops_buffer_puts(&text, (n + 1) % columns ? "," : ends[below(kinds)]);
		}
		given.bytes = sops_buffer_view(&text);
		if (!differ_agrees(&given, 1 + below(DIFFER_THREADS)))
			fail();
	}
	sops_buffer_release(&text);
}

/* Rows around the size of a word, a run and a block; regular ones among those that are not. */
static void sizes(void **state)
{
	static const size_t lengths[] = { 62, 63, 64, 65, 127, 128, 4094, 4095, 4096, 4097, 9000 };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(lengths) * 4; i++) {
		sops_buffer_clear(&text);
		sops_buffer_puts(&text, "a,b\n");
		for (size_t row = 0; row < 40; row++) {
			sops_buffer_puts(&text, i & 1 && row % 5 == 0 ? "1, \"" : "1,\"");
			for (size_t n = row % 3; n < lengths[i / 4]; n++)
				sops_buffer_putc(&text, i & 2 && n % 60 == 0 ? '\n' : 'y');
			sops_buffer_puts(&text, row % 2 ? "\"\r\n" : "\"\n3,4\n");
		}
		agrees(sops_buffer_view(&text), (struct sops_csv_options){ .chunk = 100 });
		agrees(sops_buffer_view(&text), (struct sops_csv_options){ .chunk = 65,
			.max_field = lengths[i / 4] });
	}
	sops_buffer_release(&text);
}

/* A row that ends with a run says nothing of the one after it: its lines, its doubled quotes. */
static void rows_that_end_with_a_run(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t before = 0; before < 3 * SOPS__WORD; before++) {
		sops_buffer_clear(&text);
		sops_buffer_puts(&text, "a,b\n");
		for (size_t n = 0; n < before; n++)
			sops_buffer_puts(&text, "1,2\n");
		for (size_t row = 0; row < 40; row++) {
			sops_buffer_puts(&text, "\"1\n\n\"\"\",\"");
			for (size_t n = 11; n < SOPS__WORD; n++)
				sops_buffer_putc(&text, 'y');
			sops_buffer_puts(&text, row % 3 ? "\"\n" : "\"\n3,4\n5,6\n7,8\n9,0\n");
		}
		sops_buffer_puts(&text, "1\n");
		agrees(sops_buffer_view(&text), (struct sops_csv_options){ .chunk = 0 });
		agrees(sops_buffer_view(&text), (struct sops_csv_options){ .chunk = SOPS__WORD });
	}
	sops_buffer_release(&text);
}

/* Turns from regular to not and back, often enough for backing off and for coming back. */
static void turns(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	seed = 7;
	sops_buffer_puts(&text, "a,b\n");
	for (int i = 0; i < 60; i++) {
		const char *row = i % 2 ? "1, \"2\"\n" : i % 4 ? "1,2\n" : "\"1\n\",\"2\"\"\"\r\n";

		for (uint32_t n = 1 + below(300); n; n--)
			sops_buffer_puts(&text, row);
	}
	agrees(sops_buffer_view(&text), (struct sops_csv_options){ .chunk = 1000 });
	sops_buffer_release(&text);
}

static void wanted(void **state)
{
	static const bool second[] = { false, true, false };
	const struct sops_record *record;

	(void)state;
	for (enum sops_csv_scan scan = SOPS_SCAN_AUTO; scan <= SOPS_SCAN_NEON; scan++) {
		const struct sops_csv_options options = { .scan = scan };
		static const struct sops_field text = SOPS_FIELD("a,b,c\n1,2,3\n"
			"\"4\",\"5\"\"\",6\r\n7, \"8\",9\n0,1,2\n");
		static const struct sops_field expected[] = { SOPS_FIELD("2"), SOPS_FIELD("5\""),
			SOPS_FIELD("8") };
		struct sops_csv *csv;

		if (!differ_has(scan))
			continue;
		memory_open(text, (struct sops_field){ NULL, 0 });
		assert_int_equal(sops_csv_open(&csv, MEMORY_FD, "in", &options, NULL), 0);
		sops_csv_want(csv, second);
		for (size_t i = 0; i < COUNT(expected); i++) {
			assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
			assert_int_equal(record->count, 3);
			assert_int_equal(record->fields[0].len, 0);
			assert_true(sops_field_equal(record->fields[1], expected[i]));
			assert_int_equal(record->fields[2].len, 0);
		}
		sops_csv_want(csv, NULL);
		assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
		assert_true(sops_field_equal(record->fields[2], sops_field_of("2")));
		sops_csv_free(csv);
	}
}

/* What was found of rows that nobody read yet says nothing of other bytes. */
static void elsewhere(void **state)
{
	static const struct sops_field text = SOPS_FIELD("a,b\n1,2\n3,4\n5,6\n7,8\n");
	static const char rows[] = "x,yz\nu,v\n";

	(void)state;
	for (enum sops_csv_scan scan = SOPS_SCAN_AUTO; scan <= SOPS_SCAN_NEON; scan++) {
		const struct sops_csv_options options = { .scan = scan };
		char block[sizeof(rows) + SOPS__SOURCE_PADDING];
		const struct sops_record *record;
		struct sops_csv *csv;

		if (!differ_has(scan))
			continue;
		memory_open(text, (struct sops_field){ NULL, 0 });
		assert_int_equal(sops_csv_open(&csv, MEMORY_FD, "in", &options, NULL), 0);
		for (int i = 0; i < 2; i++)
			assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
		assert_true(sops_field_equal(record->fields[1], sops_field_of("4")));
		memcpy(block, rows, sizeof(rows));
		sops__csv_lend(csv, block, sizeof(rows) - 1, 100, 0);
		assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
		assert_true(sops_field_equal(record->fields[1], sops_field_of("yz")));
		assert_int_equal(record->place.byte, 100);
		assert_int_equal(sops_csv_next(csv, &record, NULL), 1);
		assert_true(sops_field_equal(record->fields[0], sops_field_of("u")));
		assert_int_equal(sops_csv_next(csv, &record, NULL), 0);
		sops_csv_free(csv);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_are_the_same),
		cmocka_unit_test(marks_of_rows),
		cmocka_unit_test(doubt_is_enough),
		cmocka_unit_test(not_available),
		cmocka_unit_test(seeds),
		cmocka_unit_test(published),
		cmocka_unit_test(generated),
		cmocka_unit_test(made_up),
		cmocka_unit_test(sizes),
		cmocka_unit_test(rows_that_end_with_a_run),
		cmocka_unit_test(turns),
		cmocka_unit_test(wanted),
		cmocka_unit_test(elsewhere),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("scan", tests, NULL, NULL);
}
