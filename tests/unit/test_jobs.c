/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/jobs.h>
#include <sops/kpi.h>

#include "given.h"
#include "property.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sops_context context = { .as_of = 20000, .from = SOPS_DATE_BLANK,
	.to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };

/* The state after reading a text in so many threads, with what was counted; NULL: one thread has
 * to do it. */
static char *state_of(const char *text, size_t threads, const char *where)
{
	struct sops_input_options options = { .by = "owner", .as_of = context.as_of };
	struct sops_seen seen = SOPS_SEEN_INIT;
	struct sops_buffer state = SOPS_BUFFER_INIT;
	struct sops_source source;
	struct sops_run *run;
	struct sops_jobs jobs = { .threads = threads, .rows = &sops_deals, .source = &source,
		.options = &options, .where = where };
	int fd = given_fd(text), done;

	assert_int_equal(sops_source_look(&source, fd, "deals.csv", NULL, NULL), 0);
	jobs.range = sops_source_records(&source);
	sops_run_roles(&sops_kpi_metric, NULL, &context, &options.needs, &options.uses);
	assert_int_equal(sops_run_new(&run, &sops_kpi_metric, NULL, &context, NULL), 0);
	done = sops_jobs_read(run, &seen, &jobs);
	if (done) {
		assert_int_equal(sops_run_save(run, &state, NULL), 0);
		sops_buffer_printf(&state, " records %d rows %d blank %d lf %d crlf %d",
			(int)seen.counts.records, (int)seen.counts.rows,
			(int)seen.counts.blank_lines, seen.counts.lf, seen.counts.crlf);
	} else {
		assert_null(seen.readings);
	}
	sops_seen_release(&seen);
	sops_run_free(run);
	close(fd);
	return state.at;
}

/* The same by one thread, without this module. */
static char *state_of_one(const char *text, const char *where)
{
	struct sops_input_options options = { .by = "owner", .as_of = context.as_of };
	struct sops_buffer state = SOPS_BUFFER_INIT;
	struct sops_input_counts counts;
	struct sops_input *input;
	struct sops_run *run;
	int fd = given_fd(text);

	if (where)
		assert_int_equal(sops_expr_new(&options.where, where, NULL), 0);
	sops_run_roles(&sops_kpi_metric, NULL, &context, &options.needs, &options.uses);
	assert_int_equal(sops_run_new(&run, &sops_kpi_metric, NULL, &context, NULL), 0);
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "deals.csv", &options, NULL), 0);
	assert_int_equal(sops_run_read(run, input, NULL), 0);
	counts = sops_input_counts(input);
	assert_int_equal(sops_run_save(run, &state, NULL), 0);
	sops_buffer_printf(&state, " records %d rows %d blank %d lf %d crlf %d",
		(int)counts.records, (int)counts.rows, (int)counts.blank_lines, counts.lf,
		counts.crlf);
	sops_input_free(input);
	sops_run_free(run);
	sops_expr_free(options.where);
	close(fd);
	return state.at;
}

static void random_deals(struct sops_buffer *text, uint64_t *random)
{
	static const char *const owners[] = { "ann", "bob", "\"c,\nd\"", "\"\"\"\"", "" };

	sops_buffer_puts(text, "\n\nowner,amount,status,created,closed\r\n");
	for (size_t n = 5 + property_random(random, 40); n > 0; n--) {
		sops_buffer_printf(text, "%s,%zu.%02zu,%s,2024-01-%02zu,2024-03-%02zu\n",
			owners[property_random(random, COUNT(owners))],
			property_random(random, 10000), property_random(random, 100),
			property_random(random, 2) ? "won" : "lost",
			1 + property_random(random, 28), 1 + property_random(random, 28));
		if (property_random(random, 9) == 0)
			sops_buffer_puts(text, "\n");
	}
}

static void any_number_of_threads(void **state)
{
	uint64_t random = 7;

	(void)state;
	for (int round = 0; round < 60; round++) {
		const char *where = round % 2 ? "amount > 5000" : NULL;
		struct sops_buffer text = SOPS_BUFFER_INIT;
		char *one, *many;

		random_deals(&text, &random);
		one = state_of_one(text.at, where);
		many = state_of(text.at, 2 + property_random(&random, 8), where);
		assert_non_null(many);
		assert_string_equal(one, many);
		free(one);
		free(many);
		sops_buffer_release(&text);
	}
}

/* Most parts have no more than 0 and 1, which may be per cent; the others say of which scale all
 * are. */
static void random_shares(struct sops_buffer *text, bool percent, uint64_t *random)
{
	static const char *const cells[2][3] = { { "0.4", ".25", "0" }, { "40", "2", "100" } };

	sops_buffer_puts(text, "owner,amount,status,probability\n");
	for (size_t n = 5 + property_random(random, 60); n > 0; n--) {
		const char *cell = property_random(random, 2) ? "1" : "0";

		if (property_random(random, 12) == 0)
			cell = cells[percent][property_random(random, 3)];
		sops_buffer_printf(text, "%s,%zu,open,%s\n", n % 3 ? "ann" : "bob", n, cell);
	}
}

static void shares_of_few_cells(void **state)
{
	uint64_t random = 11;
	int done = 0;

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		bool percent = round % 2;
		char *one, *many;

		random_shares(&text, percent, &random);
		one = state_of_one(text.at, NULL);
		many = state_of(text.at, 2 + property_random(&random, 4), NULL);
		if (many)
			assert_string_equal(one, many);
		assert_true(many || percent);
		done += many && percent;
		free(one);
		free(many);
		sops_buffer_release(&text);
	}
	assert_in_range(done, 1, 99);
}

/* A part has 1 before it has 20, and so has the other: that it was a share is taken back. */
static void a_share_that_was_none(void **state)
{
	static const char text[] = "owner,status,amount,probability\n"
		"ann,open,100,1\nann,open,100,20\nbob,open,100,1\nbob,open,100,20\n";
	char *one = state_of_one(text, NULL), *two = state_of(text, 2, NULL);

	(void)state;
	assert_non_null(two);
	assert_string_equal(one, two);
	free(one);
	free(two);
}

/* Whatever is doubtful, one thread decides. */
static void doubts(void **state)
{
	static const char *const texts[] = {
		"owner,status\nann,won\n",                              /* nothing to share */
		"owner,status\n",
		"owner,status\nann,won\nbob,\"won\n",                   /* not well-formed */
		"owner,status\nann,won\nbob,won,won\n",
		"owner,status\nann,won\nbob,perhaps\n",
		"owner,status,amount\nann,won,$1\nann,won,EUR 1\n",     /* does not merge */
		/* read differently */
		"owner,status,closed\nann,won,2/25/2024\nann,won,25/2/2024\n",
		"owner,status,closed\nann,won,2/3/2024\nann,won,25/2/2024\n",
		"owner,status,probability\nann,open,1\nbob,open,20\n",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		assert_null(state_of(texts[i], 2, NULL));
	assert_null(state_of("owner,status\nann,won\nbob,won\n", 1, NULL));
	assert_null(state_of("owner,status\nann,won\nbob,won\n", 2, "no_such > 1"));
}

static void worth(void **state)
{
	int fd = given_fd("a"), ends[2];

	(void)state;
	assert_int_equal(sops_jobs_of(fd, 8), 1);
	assert_int_equal(ftruncate(fd, 20 << 20), 0);
	assert_int_equal(sops_jobs_of(fd, 8), 5);
	assert_int_equal(sops_jobs_of(fd, 2), 2);
	assert_int_equal(sops_jobs_of(fd, 1), 1);
	lseek(fd, 1, SEEK_SET);
	assert_int_equal(sops_jobs_of(fd, 8), 1);
	close(fd);
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(sops_jobs_of(ends[0], 8), 1);
	close(ends[0]);
	close(ends[1]);
}

TAP_MAIN("jobs",
	cmocka_unit_test(any_number_of_threads),
	cmocka_unit_test(shares_of_few_cells),
	cmocka_unit_test(a_share_that_was_none),
	cmocka_unit_test(doubts),
	cmocka_unit_test(worth))
