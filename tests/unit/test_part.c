/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/part.h>

#include "given.h"
#include "property.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ALL ((struct sops_range){ 0, 0 })

/* A metric for these tests: how many deals there are, by their close dates. */
struct total {
	int64_t deals;
	struct sops_sum amount;
};

static const struct sops_state total_state = SOPS_STATE(struct total,
	SOPS_STATE_RESULT(struct total, deals, SOPS_STATE_COUNT, "deals", "how many"),
	SOPS_STATE_RESULT(struct total, amount, SOPS_STATE_SUM, "money", "what they come to"));

static int total_add(void *into, const void *row, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_deal *deal = row;
	struct total *total = into;

	(void)use;
	total->deals++;
	return sops_sum_add(&total->amount, deal->amount, deal->currency, err);
}

static const struct sops_metric totals = {
	.name = "totals",
	.rows = &sops_deals,
	.uses = SOPS_ROLE(SOPS_DEALS_AMOUNT) | SOPS_ROLE(SOPS_DEALS_CLOSE_DATE) |
		SOPS_ROLE(SOPS_DEALS_PROBABILITY),
	.date = SOPS_DEALS_CLOSE_DATE,
	.state = &total_state,
	.add = total_add,
};

static const struct sops_context context = SOPS_CONTEXT_INIT;
static struct sops_setting settings[] = { { "by", "owner" }, { "count", NULL },
	{ "where", "amount > 1" }, { "rates", "file:12" } };
static const struct sops_maker maker = { "sops-totals", "1.0", settings, COUNT(settings) };

/* A range of a text as a line; ALL is the whole. */
static char *line_by(const struct sops_maker *by, const char *text, struct sops_range range)
{
	struct sops_input_options options = { .by = "owner", .uses = totals.uses, .range = range };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer line = SOPS_BUFFER_INIT;
	struct sops_seen seen = SOPS_SEEN_INIT;
	struct sops_source source;
	struct sops_input *input;
	struct sops_run *run;
	int fd = given_fd(text);

	assert_int_equal(sops_source_look(&source, fd, "deals.csv", NULL, &err), 0);
	if (range.end == 0)
		options.range = sops_source_records(&source);
	options.source = &source;
	assert_int_equal(sops_input_open(&input, &sops_deals, -1, NULL, &options, &err), 0);
	assert_int_equal(sops_run_new(&run, &totals, NULL, &context, &err), 0);
	if (sops_run_read(run, input, &err) < 0 || sops_seen_take(&seen, input, &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(sops_part_write(&line, run, by, &source, options.range, 7, &seen,
				 sops_input_columns(input), &err), 0);
	sops_seen_release(&seen);
	sops_run_free(run);
	sops_input_free(input);
	close(fd);
	return line.at;
}

static char *line_of(const char *text, struct sops_range range)
{
	return line_by(&maker, text, range);
}

/* What merging comes to: the table, the line, or the error. */
struct merge {
	struct sops_run *run;
	struct sops_parts *parts;
	struct sops_error err;
};

static struct merge start(const struct sops_maker *by)
{
	struct merge merge = { .err = { .status = SOPS_OK } };

	assert_int_equal(sops_run_new(&merge.run, &totals, NULL, &context, NULL), 0);
	assert_int_equal(sops_parts_new(&merge.parts, by, merge.run, NULL), 0);
	return merge;
}

static void end(struct merge *merge)
{
	sops_parts_free(merge->parts);
	sops_run_free(merge->run);
}

static int add(struct merge *merge, const char *line)
{
	return sops_parts_add(merge->parts, sops_field_of(line), &merge->err);
}

static char *table_of(struct merge *merge)
{
	struct sops_table *table = NULL;
	char *csv;

	if (sops_parts_complete(merge->parts, &merge->err) < 0)
		return given_error(&merge->err);
	assert_int_equal(sops_run_table(merge->run, &table, &merge->err), 0);
	csv = given_csv(table);
	sops_table_free(table);
	return csv;
}

static char *line_again(const struct merge *merge)
{
	struct sops_buffer line = SOPS_BUFFER_INIT;

	assert_int_equal(sops_parts_write(&line, merge->parts, NULL), 0);
	return line.at;
}

static void expect(char *got, const char *wanted)
{
	assert_string_equal(got, wanted);
	free(got);
}

static const char deals[] = "owner,amount,close_date\nann,1,2026-01-01\nbob,2,2026-01-02\n"
	"ann,3,\n\"b\nc\",4,2026-01-04\n";
static const char answer[] = "owner,deals,amount\nann,2,4\n\"b\nc\",1,4\nbob,1,2\n";
static const uint64_t borders[] = { 24, 41, 58, 65, 84 };

/* What a line is made of. */
static void a_line(void **state)
{
	char *line = line_of(deals, (struct sops_range){ 24, 41 });
	const char *const has[] = {
		"{\"sops_partial\":1,\"tool\":\"sops-totals\",\"version\":\"1.0\"",
		"\"settings\":{\"by\":\"owner\",\"where\":\"amount > 1\",\"rates\":\"file:12\"}",
		",\"size\":84,\"header\":24,\"ranges\":[[24,41]],\"records\":1,\"rows\":1,",
		",\"bound\":\"0000000000000007\",\"readings\":[],\"state\":{\"keys\":1,",
		"[\"ann\",{\"deals\":1,\"amount\":[\"1\",1,\"\",1]}]" };

	(void)state;
	for (size_t i = 0; i < COUNT(has); i++)
		if (!strstr(line, has[i]))
			fail_msg("no %s in\n%s", has[i], line);
	assert_int_equal(strcspn(line, "\n"), strlen(line) - 1);
	free(line);
}

/* In any order, as a chain or as a tree, through lines again. */
static void parts_merge(void **state)
{
	uint64_t random = 1;

	(void)state;
	for (int round = 0; round < 50; round++) {
		struct merge all = start(&maker), half = start(&maker);
		size_t *order = property_shuffled(&random, 4);
		char *again;

		for (size_t i = 0; i < 4; i++) {
			char *line = line_of(deals, (struct sops_range){ borders[order[i]],
				borders[order[i] + 1] });

			assert_int_equal(add(property_random(&random, 2) ? &all : &half, line), 1);
			free(line);
		}
		again = line_again(&half);
		if (again)
			assert_int_equal(add(&all, again), 1);
		assert_int_equal(sops_parts_bound(all.parts), 7);
		assert_int_equal(sops_parts_counts(all.parts).rows, 4);
		expect(table_of(&all), answer);
		free(again);
		free(order);
		end(&half);
		end(&all);
	}
}

/* The line of all parts is the line of one reading. */
static void the_line_of_all(void **state)
{
	struct merge merge = start(&maker);
	char *whole = line_of(deals, ALL);

	(void)state;
	for (size_t i = 4; i > 0; i--) {
		char *line = line_of(deals, (struct sops_range){ borders[i - 1], borders[i] });

		assert_int_equal(add(&merge, line), 1);
		free(line);
	}
	expect(line_again(&merge), whole);
	free(whole);
	end(&merge);
}

static void nothing_is_an_answer(void **state)
{
	struct merge merge = start(&maker);
	char *line = line_of("owner,amount,close_date\n", ALL);

	(void)state;
	assert_null(line_again(&merge));
	assert_int_equal(sops_parts_count(merge.parts), 0);
	assert_true(sops_parts_bound(merge.parts) == UINT64_MAX);
	expect(table_of(&merge), "deals,amount\n");
	end(&merge);
	merge = start(&maker);
	assert_int_equal(sops_run_by(merge.run, "owner, team", NULL), 0);
	expect(table_of(&merge), "owner,team,deals,amount\n");
	end(&merge);
	merge = start(&maker);
	assert_int_equal(add(&merge, line), 1);
	expect(table_of(&merge), "owner,deals,amount\n");
	free(line);
	end(&merge);
	sops_parts_free(NULL);
}

/* Lines of the ranges, the last NULL, and what comes of them. */
static void check_ranges(const struct sops_range *ranges, const char *wanted)
{
	struct merge merge = start(&maker);
	int status = 1;

	for (size_t i = 0; status >= 0 && ranges[i].end > 0; i++) {
		char *line = line_of(deals, ranges[i]);

		status = add(&merge, line);
		free(line);
	}
	expect(status < 0 ? given_error(&merge.err) : table_of(&merge), wanted);
	end(&merge);
}

static void every_byte_once(void **state)
{
	static const struct {
		struct sops_range ranges[6];
		const char *wanted;
	} cases[] = {
		{ { { 24, 84 } }, answer },
		{ { { 58, 84 }, { 24, 58 } }, answer },
		{ { { 24, 84 }, { 24, 84 } }, answer },
		{ { { 24, 58 }, { 58, 58 }, { 58, 84 }, { 24, 24 }, { 58, 58 } }, answer },
		{ { { 24, 58 } }, "-3 bytes 58-84 of the file are in no part" },
		{ { { 41, 84 } }, "-3 bytes 24-41 of the file are in no part" },
		{ { { 24, 41 }, { 58, 84 } }, "-3 bytes 41-58 of the file are in no part" },
		{ { { 24, 58 }, { 41, 84 } }, "-3 bytes 41-58 are in an earlier part too" },
		{ { { 41, 84 }, { 24, 58 } }, "-3 bytes 41-58 are in an earlier part too" },
		{ { { 24, 84 }, { 41, 58 } }, "-3 bytes 41-58 are in an earlier part too" },
		{ { { 41, 58 }, { 24, 84 } }, "-3 bytes 41-58 are in an earlier part too" },
		{ { { 24, 65 }, { 58, 58 }, { 58, 65 } },
			"-3 bytes 58-65 are in an earlier part too" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_ranges(cases[i].ranges, cases[i].wanted);
}

static void refuse(const struct sops_maker *by, const char *first, const char *second,
	const char *why)
{
	struct merge merge = start(by);

	if (first)
		assert_int_equal(add(&merge, first), 1);
	assert_int_equal(add(&merge, second), SOPS_EINPUT);
	expect(given_error(&merge.err), why);
	end(&merge);
}

/* Any byte of a line that is another, and any end of it that is missing. */
static void altered_lines(void **state)
{
	char *line = line_of(deals, ALL);
	size_t len = strlen(line) - 1;

	(void)state;
	line[len] = '\0';
	for (size_t i = 0; i < len; i++) {
		struct merge merge = start(&maker);

		line[i] ^= 1;
		assert_int_equal(add(&merge, line), SOPS_EINPUT);
		line[i] ^= 1;
		assert_string_equal(merge.err.text, i < strlen("{\"sops_partial\":")
				? "not a partial result"
				: "this partial result is not as it was written");
		merge.err = (struct sops_error){ .status = SOPS_OK };
		assert_int_equal(sops_parts_add(merge.parts, (struct sops_field){ line, i },
					 &merge.err), SOPS_EINPUT);
		end(&merge);
	}
	free(line);
	refuse(&maker, NULL, "", "-3 not a partial result (--merge reads what --partial wrote)");
	refuse(&maker, NULL, "owner,deals",
		"-3 not a partial result (--merge reads what --partial wrote)");
	refuse(&maker, NULL, "{\"sops_partial\":1}",
		"-3 this partial result is not as it was written (make it again)");
}

/* jansson's memory: one piece of it cannot be had, or none from that one on. */
static size_t asked, refused;
static bool once;

static void *scarce(size_t size)
{
	bool fails = once ? asked == refused : asked >= refused;

	asked++;
	return fails ? NULL : malloc(size);
}

static void refuse_memory(size_t nth)
{
	asked = 0;
	refused = nth;
	json_set_alloc_funcs(scarce, free);
}

/* Whether any was refused since. */
static bool allow_memory(void)
{
	json_set_alloc_funcs(malloc, free);
	return asked > refused;
}

/* Names of many bytes, so that jansson asks for more in the middle of them. */
static char *long_names(void)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_puts(&text, "owner,amount,close_date\n");
	for (int i = 0; i < 3; i++)
		sops_buffer_printf(&text, "%0*d,1,2026-01-02\n", 100 << i, i);
	return text.at;
}

static char *table_in_need(const char *line, size_t nth, bool *refused_any)
{
	struct merge merge = start(&maker);
	char *table = NULL;
	int status;

	refuse_memory(nth);
	status = add(&merge, line);
	*refused_any = allow_memory();
	if (status == 1)
		table = table_of(&merge);
	else if (status != SOPS_ESYSTEM)
		fail_msg("%s", merge.err.text);
	end(&merge);
	return table;
}

/* Wherever jansson lacks memory while a line is read, that is said, or does no harm. */
static void scarce_reading(void **state)
{
	char *text = long_names(), *line = line_of(text, ALL);
	bool any = false;
	char *expected = table_in_need(line, SIZE_MAX, &any);

	(void)state;
	assert_non_null(expected);
	for (int way = 0; way < 2; way++) {
		once = way == 1;
		any = true;
		for (size_t nth = 0; any; nth++) {
			char *table = table_in_need(line, nth, &any);

			assert_true(table || any);
			if (table)
				assert_string_equal(table, expected);
			free(table);
		}
	}
	free(expected);
	free(line);
	free(text);
}

/* The same while it is written. */
static void scarce_writing(void **state)
{
	char *text = long_names(), *line = line_of(text, ALL);
	struct merge merge = start(&maker);

	(void)state;
	assert_int_equal(add(&merge, line), 1);
	for (int way = 0; way < 2; way++) {
		bool any = true;

		once = way == 1;
		for (size_t nth = 0; any; nth++) {
			struct sops_buffer again = SOPS_BUFFER_INIT;
			int status;

			refuse_memory(nth);
			status = sops_parts_write(&again, merge.parts, NULL);
			any = allow_memory();
			assert_int_equal(status, any ? SOPS_ESYSTEM : 0);
			if (status == 0)
				assert_string_equal(again.at, line);
			sops_buffer_release(&again);
		}
	}
	end(&merge);
	free(line);
	free(text);
}

static void other_makers(void **state)
{
	static struct sops_setting others[][COUNT(settings)] = {
		{ { "by", "region" }, { "count", NULL }, { "where", "amount > 1" },
			{ "rates", "file:12" } },
		{ { "by", "owner" }, { "count", "" }, { "where", "amount > 1" },
			{ "rates", "file:12" } },
		{ { "by", "owner" }, { "count", NULL }, { "where", NULL }, { "rates", "file:12" } },
		{ { "by", "owner" }, { "count", NULL }, { "where", "amount > 1" },
			{ "rates", "file:13" } },
	};
	static const char *const why[] = {
		"-3 this part was made with --by owner, not with --by region",
		"-3 this part was made without --count, not with --count",
		"-3 this part was made with --where amount > 1, not without --where",
		"-3 this part was made with another file for --rates",
	};
	struct sops_maker other = maker;
	char *line = line_of(deals, ALL);

	(void)state;
	other.tool = "sops-kpi";
	refuse(&other, NULL, line, "-3 this part was made by sops-totals, not by sops-kpi");
	other = maker;
	other.version = "1.1";
	refuse(&other, NULL, line, "-3 this part was made by version 1.0, not 1.1");
	other = maker;
	other.n_settings = 2;
	refuse(&other, NULL, line, "-3 not a partial result that this command writes");
	for (size_t i = 0; i < COUNT(why); i++) {
		other = maker;
		other.settings = others[i];
		refuse(&other, NULL, line, why[i]);
	}
	free(line);
}

static void other_files(void **state)
{
	static const char longer[] = "owner,amount,close_date\nann,1,2026-01-01\n",
		same_size[] = "owner,amount,close_date\nann,2,2026-01-01\n",
		again[] = "owner,amount,close_date\nann,1,2026-01-01\nbob,2,2026-01-02\n";
	char *a = line_of(longer, ALL), *b = line_of(same_size, ALL), *c = line_of(again, ALL);

	(void)state;
	refuse(&maker, a, b, "-3 this part is of another file, though of the same size");
	refuse(&maker, a, c, "-3 this part is of another file: one of 58 bytes, not 41");
	free(a);
	free(b);
	free(c);
}

static void check_readings(const char *text, uint64_t border, const char *wanted)
{
	struct merge merge = start(&maker);
	char *first = line_of(text, (struct sops_range){ 24, border }),
	     *second = line_of(text, (struct sops_range){ border, strlen(text) });
	int status = add(&merge, first) < 0 ? -1 : add(&merge, second);

	expect(status < 0 ? given_error(&merge.err) : table_of(&merge), wanted);
	free(first);
	free(second);
	end(&merge);
}

static void columns_read_in_two_ways(void **state)
{
	(void)state;
	check_readings("owner,probability,stage\nann,35,a\nann,0.5,a\n", 33,
		"-3 probability: this part has shares of 1, an earlier one has per cent (with a % "
		"sign a share can be read one way only)");
	check_readings("owner,probability,stage\nann,1,a\nann,20,a\n", 32,
		"-3 probability: this part has per cent, an earlier one has shares of 1 (with a % "
		"sign a share can be read one way only)");
	check_readings("owner,probability,stage\nann,0,a\nann,20,a\n", 32,
		"owner,deals,amount\nann,2,0\n");
	check_readings("owner,close_date,amount\nann,2/25/2026,1\nann,25/2/2026,1\n", 40,
		"-3 close_date: this part has day/month/year, an earlier one has month/day/year "
		"(say which with --dates, for every part)");
	check_readings("owner,close_date,amount\nann,2/25/2026,1\nann,3/5/2026,1\n"
		"ann,3/25/2026,1\n", 40, "owner,deals,amount\nann,3,3\n");
	check_readings("owner,close_date,amount\nann,2/25/2026,1\nann,2026-01-01,1\nann,,1\n", 40,
		"owner,deals,amount\nann,3,3\n");
	/* Five dots seven: the fifth of July where nothing is known, the seventh of May after
	 * 2/25. */
	check_readings("owner,close_date,amount\nann,2/25/2026,1\nann,5.7.2026,1\n", 40,
		"-3 close_date: this part has day/month/year, an earlier one has month/day/year "
		"(say which with --dates, for every part)");
}

TAP_MAIN("part",
	cmocka_unit_test(a_line),
	cmocka_unit_test(parts_merge),
	cmocka_unit_test(the_line_of_all),
	cmocka_unit_test(nothing_is_an_answer),
	cmocka_unit_test(every_byte_once),
	cmocka_unit_test(altered_lines),
	cmocka_unit_test(scarce_reading),
	cmocka_unit_test(scarce_writing),
	cmocka_unit_test(other_makers),
	cmocka_unit_test(other_files),
	cmocka_unit_test(columns_read_in_two_ways))
