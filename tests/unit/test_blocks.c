/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/kpi.h>

#include "in_blocks.h"
#include "property.h"

#include <pthread.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct sops_context context = { .as_of = 20000, .from = SOPS_DATE_BLANK,
	.to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };

/* A metric for these tests: what its rows are, where they stand, and in which order they came. It
 * ends at the first row that is one too many for its group. */
struct order {
	int64_t rows, mix;
};

static const struct sops_state order_state = SOPS_STATE(struct order,
	SOPS_STATE_FIELD(struct order, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct order, mix, SOPS_STATE_COUNT));

static int order_add(void *into, const void *row, const struct sops_use *use,
	struct sops_error *err)
{
	const struct sops_deal *deal = row;
	const int *most = use->options;
	struct order *order = into;
	uint64_t mix = (uint64_t)order->mix * 1000003 + deal->place * 31 + deal->line * 7 +
		deal->untold;

	for (size_t i = 0; i < deal->stage.len; i++)
		mix = mix * 31 + (unsigned char)deal->stage.at[i];
	order->mix = (int64_t)(mix >> 2);
	if (order->rows == *most)
		return sops_error_set(err, SOPS_EINPUT, "one too many");
	order->rows++;
	return 0;
}

static const struct sops_metric order_metric = {
	.name = "order",
	.rows = &sops_deals,
	.uses = SOPS_ROLE(SOPS_DEALS_STAGE) | SOPS_ROLE(SOPS_DEALS_AMOUNT) |
		SOPS_ROLE(SOPS_DEALS_CLOSED),
	.date = SOPS_DEALS_CLOSED,
	.state = &order_state,
	.add = order_add,
};

struct how {
	struct sops_blocks blocks; /* of one thread: without them */
	const struct sops_metric *metric; /* or NULL: another */
	int most;
	bool windowed; /* rows without a date are left out, and counted */
	const char *by;
	const char *encoding;
	size_t chunk;
};

static void print_end(struct sops_buffer *out, const struct sops_run *run,
	const struct sops_input *input)
{
	struct sops_input_counts n = sops_input_counts(input);

	assert_int_equal(sops_run_save(run, out, NULL), 0);
	sops_buffer_printf(out, " records %d rows %d filtered %d blank %d lf %d crlf %d",
		(int)n.records, (int)n.rows, (int)n.filtered, (int)n.blank_lines, n.lf, n.crlf);
	for (size_t i = 0; i < sops_columns_count(sops_input_columns(input)); i++)
		sops_buffer_printf(out, " %s", sops_reading_name(sops_input_reading(input, i)));
}

static void print_failure(struct sops_buffer *out, const struct sops_error *err)
{
	sops_buffer_printf(out, "%d %s:%d (%d at %d) %s: %s (%s)", err->status, err->file,
		(int)err->line, (int)err->record, (int)err->byte, err->column, err->text,
		err->hint);
}

/* What a descriptor comes to: state, counts and readings, or the error with its place. */
static char *answer(int fd, const struct sops_blocks *blocks, const void *of)
{
	const struct how *how = of;
	struct sops_input_options options = { .by = how->by, .as_of = context.as_of,
		.csv = { .encoding = how->encoding, .chunk = how->chunk } };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const struct sops_metric *metric = how->metric ? how->metric : &sops_kpi_metric;
	const void *more = how->metric ? &how->most : NULL;
	struct sops_context when = context;
	struct sops_run *run;
	int status;

	if (blocks->where)
		assert_int_equal(sops_expr_new(&options.where, blocks->where, NULL), 0);
	if (how->windowed)
		assert_int_equal(sops_date_parse_iso(
			&when.from, sops_field_of("2024-03-06"), NULL), 0);
	sops_run_roles(metric, more, &when, &options.needs, &options.uses);
	assert_int_equal(sops_run_new(&run, metric, more, &when, NULL), 0);
	status = sops_input_open(&input, &sops_deals, fd, "in", &options, &err);
	if (status == 0 && blocks->threads > 1)
		status = sops_blocks_read(run, input, blocks, &err);
	else if (status == 0)
		status = sops_run_read(run, input, &err);
	assert_int_equal(status, err.status);
	if (status < 0)
		print_failure(&out, &err);
	else
		print_end(&out, run, input);
	sops_input_free(input);
	sops_run_free(run);
	sops_expr_free(options.where);
	return out.at;
}

static void compare(const struct sops_buffer *text, const struct how *how)
{
	in_blocks_compare(text, &how->blocks, answer, how);
}

/* ---- any text ---- */

struct kind {
	const char *dates[4], *amounts[4], *shares[4];
	const char *currencies[2];
	uint32_t trouble; /* one row in so many is hostile; 0: none */
};

/* What a file may begin with: nothing in it settles a column. */
static const struct kind plain = { { "2024-03-05", "2024-03-06", "", "" }, { "1", "2.50", "", "9" },
	{ "0", "", "0", "0" }, { "USD", "USD" }, 0 };

/* And how it may go on. */
static const struct kind kinds[] = {
	{ { "2024-03-05", "2024-03-06", "2024-03-25", "" }, { "1", "2.50", "", "1e3" },
		{ "0.5", "", "1", "0" }, { "USD", "USD" }, 0 },
	{ { "2024-03-05", "2024-03-06", "", "" }, { "1", "2.50", "3", "4" },
		{ "0.5", "", "1", "0" }, { "USD", "" }, 99 },
	{ { "3/4/2024", "3/5/2024", "3/25/2024", "2024-01-02" }, { "$1", "2", "", "7" },
		{ "1", "1", "", "" }, { "", "" }, 0 },
	{ { "3/4/2024", "3/4/2024", "", "3/4/2024" }, { "1", "2", "", "7" },
		{ "1", "20", "", "35%" }, { "EUR", "EUR" }, 0 },
	{ { "5.7.2024", "2024-01-02", "", "25/3/2024" }, { "1", "2", "", "7" },
		{ "20", "", "35%", "" }, { "EUR", "EUR" }, 99 },
	{ { "2024-03-05", "3/4/2024", "3/25/2024", "" }, { "1", "2", "", "EUR 7" },
		{ "0.5", "", "", "" }, { "EUR", "USD" }, 99 },
	{ { "", "", "2024-03-05", "" }, { "99999999999999999999999999999999", "2", "3", "4" },
		{ "", "", "", "" }, { "EUR", "EUR" }, 0 },
	{ { "", "", "2024-03-05", "" }, { "1.0000000000000000001", "2", "3", "4" },
		{ "", "", "", "" }, { "EUR", "EUR" }, 0 },
	{ { "", "", "3/4/2024", "3/25/2024" }, { "1", "2.50", "", "9" }, { "", "", "1", "30" },
		{ "USD", "USD" }, 0 },
	{ { "", "", "3/4/2024", "25/3/2024" }, { "1", "2.50", "", "9" }, { "", "", "1", "0.3" },
		{ "USD", "USD" }, 0 },
	{ { "", "", "3/25/2024", "25/3/2024" }, { "1", "2.50", "", "9" }, { "", "", "30", "0.3" },
		{ "USD", "USD" }, 0 },
	{ { "", "", "", "" }, { "1", "2.50", "", "EUR 9" }, { "", "", "", "" },
		{ "USD", "USD" }, 0 },
	{ { "", "", "", "" }, { "1", "2.50", "", "9" }, { "", "", "", "" }, { "EUR", "EUR" }, 0 },
};

static const char *one_of(const char *const list[], size_t count, uint64_t *random)
{
	/* The last ones are rare: what settles a column comes late. */
	size_t at = property_random(random, count * 4);

	return list[at < count ? at : property_random(random, 2)];
}

static void put_row(struct sops_buffer *text, const struct kind *kind, uint64_t *random)
{
	static const char *const owners[] = { "ann", "bob", "\"c,\nd\"", "\"\"\"\"", "",
		"\" e\r\n\"", "f\xC3\xBC", "\"g\"", "\"\"\"h, \"\"\n\n\"\"i\"\"\"", "  j " };
	static const char *const statuses[] = { "won", "lost", "open" };

	sops_buffer_printf(text, "%s,%s,%s,%s,2024-01-%02d,", owners[property_random(random,
			COUNT(owners))], one_of(kind->amounts, 4, random),
		kind->currencies[property_random(random, 2)],
		statuses[property_random(random, 3)], 1 + (int)property_random(random, 28));
	sops_buffer_printf(text, "%s,%s%s\n", one_of(kind->dates, 4, random),
		one_of(kind->shares, 4, random), property_random(random, 5) ? "" : "\r");
}

static void random_text(struct sops_buffer *text, uint64_t *random)
{
	static const char *const hostile[] = { "\n", "\r\n", "\"", "x\"\n", ",\n", "\r", "\"\n\"",
		"a,1,USD,won,2024-01-01,2024-01-02,1,x\n", "\xFF", "a,b\n", "a\"b,1,,won,,,\n",
		"\"a\"b,1,,won,,,\n", "a,1,USD,won,2024-01-01,2024-13-01,1\n", "\n\n\n" };
	const struct kind *kind = &kinds[property_random(random, COUNT(kinds))], *now = &plain;
	size_t n = property_random(random, 200), change = property_random(random, 200);

	if (property_random(random, 9) == 0)
		sops_buffer_puts(text, "\xEF\xBB\xBF\n\r\n");
	sops_buffer_puts(text, "owner,\"amount\",currency,status,created,closed,probability\r\n");
	for (; n > 0; n--) {
		if (n == change)
			now = kind;
		put_row(text, now, random);
		if (now->trouble && property_random(random, now->trouble) == 0)
			sops_buffer_puts(text, hostile[property_random(random, COUNT(hostile))]);
	}
	if (property_random(random, 3) == 0 && text->len > 0)
		text->len -= property_random(random, 5) % text->len;
}

static void any_texts(const struct sops_metric *metric, uint64_t random, int count)
{
	static const size_t sizes[] = { 1, 50, 64, 100, 300, 1000, 5000 };
	static const char *const bys[] = { "owner", "owner,status", "currency", NULL };

	for (int round = 0; round < count; round++) {
		const struct how how = { .chunk = sizes[property_random(&random, COUNT(sizes))],
			.metric = metric, .most = 1 + (int)property_random(&random, 400),
			.windowed = round % 2 == 0,
			.by = bys[property_random(&random, COUNT(bys))],
			.blocks = { .threads = 2 + property_random(&random, 4),
				.where = property_random(&random, 4) ? NULL : "amount > 1",
				.first = sizes[property_random(&random, 4)],
				.size = sizes[property_random(&random, COUNT(sizes))] } };
		struct sops_buffer text = SOPS_BUFFER_INIT;

		random_text(&text, &random);
		compare(&text, &how);
		sops_buffer_release(&text);
	}
}

static void any_text(void **state)
{
	(void)state;
	any_texts(NULL, 11, 1000);
}

/* All rows, as they are, where they stand, and none too many. */
static void in_order(void **state)
{
	(void)state;
	any_texts(&order_metric, 12, 1000);
}

/* ---- pipes ---- */

static const char header[] = "owner,amount,currency,status,created,closed,probability\n";
static const char row[] = "\"a\n\"\"b\"\"\",1.50,USD,won,2024-01-02,2024-03-04,0\r\n";

/* What is written into a pipe, and how. */
struct flow {
	int to;
	const char *text;
	size_t len, piece; /* bytes at a time */
	bool open;         /* and not closed when all is written */
};

static void *write_flow(void *with)
{
	const struct flow *flow = with;

	for (size_t at = 0; at < flow->len; at += flow->piece) {
		size_t n = flow->len - at < flow->piece ? flow->len - at : flow->piece;

		if (write(flow->to, flow->text + at, n) != (ssize_t)n)
			break;
	}
	if (!flow->open)
		close(flow->to);
	return NULL;
}

static char *answer_of_flow(struct flow *flow, const struct how *how)
{
	pthread_t thread;
	char *out;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	flow->to = ends[1];
	assert_int_equal(pthread_create(&thread, NULL, write_flow, flow), 0);
	out = answer(ends[0], &how->blocks, how);
	pthread_join(thread, NULL);
	if (flow->open)
		close(ends[1]);
	close(ends[0]);
	return out;
}

static void put_rows(struct sops_buffer *text, size_t n)
{
	while (n-- > 0)
		sops_buffer_puts(text, row);
}

static void pieces(void **state)
{
	static const size_t sizes[] = { 1, 7, 64, 4096 };
	struct how how = { .by = "owner", .blocks = { .first = 1, .size = 100 } };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char *one, *many;

	(void)state;
	sops_buffer_puts(&text, header);
	put_rows(&text, 300);
	one = in_blocks_of(&text, &how.blocks, answer, &how);
	for (size_t i = 0; i < 2 * COUNT(sizes); i++) {
		struct flow flow = { .text = text.at, .len = text.len, .piece = sizes[i / 2] };

		how.blocks.threads = 2 + i % 2;
		many = answer_of_flow(&flow, &how);
		assert_string_equal(one, many);
		free(many);
	}
	free(one);
	sops_buffer_release(&text);
}

/* An error does not wait for more to come. */
static void open_end(void **state)
{
	struct how how = { .by = "owner", .chunk = 1000,
		.blocks = { .first = 1, .size = 1000 } };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct flow flow = { .piece = 4096, .open = true };
	char *out;

	(void)state;
	sops_buffer_puts(&text, header);
	put_rows(&text, 100);
	sops_buffer_puts(&text, "ann,x\n");
	put_rows(&text, 100);
	flow.text = text.at;
	flow.len = text.len;
	for (how.blocks.threads = 2; how.blocks.threads < 4; how.blocks.threads++) {
		out = answer_of_flow(&flow, &how);
		assert_string_equal(out,
			"-3 in:202 (101 at 4856) : record has 2 fields, the header has 7 ()");
		free(out);
	}
	sops_buffer_release(&text);
}

/* Several threads, and one for which another reads. */
static void compare_both(const struct sops_buffer *text, struct how *how)
{
	how->blocks.threads = 3;
	compare(text, how);
	how->blocks.threads = 2;
	compare(text, how);
}

/* Records of any length, where blocks are short. */
static void long_records(void **state)
{
	struct how how = { .by = "owner", .chunk = 100,
		.blocks = { .first = 1, .size = 200 } };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&text, header);
	for (size_t len = 100; len < 100000; len *= 3) {
		put_rows(&text, 40);
		sops_buffer_putc(&text, '"');
		for (size_t i = 0; i < len; i++)
			sops_buffer_puts(&text, i % 50 ? "x" : "\n");
		sops_buffer_puts(&text, "\",2,USD,lost,,,\n");
		compare_both(&text, &how);
	}
	sops_buffer_puts(&text, "\"never closed");
	compare_both(&text, &how);
	put_rows(&text, 40000);
	compare_both(&text, &how);
	sops_buffer_release(&text);
}

/* What there is hardly anything of, and what one thread has to read. */
static void others(void **state)
{
	static const char *const texts[] = { "", "\n", "owner,status,amount",
		"owner,status,amount\n", "owner,status,amount\r\n\r\n",
		"status\nwon\n\nlost\n", "owner,status,amount\nann,won,1", "owner,status\n\"",
		"owner,status\n \"\" ,won\n" };
	struct how how = { .by = NULL, .blocks = { .threads = 4, .first = 1, .size = 10 } };
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		sops_buffer_puts(&text, texts[i]);
		compare(&text, &how);
		sops_buffer_clear(&text);
	}
	sops_buffer_puts(&text, header);
	put_rows(&text, 100);
	how.encoding = "iso-8859-1";
	compare(&text, &how);
	sops_buffer_release(&text);
}

TAP_MAIN("blocks",
	cmocka_unit_test(any_text),
	cmocka_unit_test(in_order),
	cmocka_unit_test(pieces),
	cmocka_unit_test(open_end),
	cmocka_unit_test(long_records),
	cmocka_unit_test(others))
