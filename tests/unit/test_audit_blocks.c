/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An audit of what can be read but once: several threads find what one finds, where it finds it. */
#include "tap.h"

#include <sops/audit.h>

#include "given.h"
#include "in_blocks.h"
#include "property.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* One audit: what is asked, and who reads. */
struct how {
	struct sops_blocks blocks; /* of one thread: without them */
	enum sops_audit_view view;
	int64_t samples;
	size_t max_field, max_record;
	size_t chunk;
	bool saved; /* the state is saved and loaded before it answers */
};

static const char *const rules[][SOPS_RULE_CELLS] = {
	{ "grows", "info", "monotonic", "created" },
	{ "shares", "warn", "split_not_100", "share" },
	{ "alike", "info", "duplicate_fuzzy", NULL, "account=company|owner=person" },
	{ "often", "warn", "concentration", "owner", "10%" },
	{ "stage_known", "error", "accepted", "stage", "Open|Won|Lost", "amount > 1" },
};

static struct sops_rules *new_rules(void)
{
	struct sops_rules *out;

	assert_int_equal(sops_rules_new(&out, &sops_deals, NULL), 0);
	for (size_t i = 0; i < COUNT(rules); i++)
		assert_int_equal(sops_rules_add(out, rules[i], NULL), 0);
	return out;
}

/* Findings with their bytes; and the notes. */
static void print_table(struct sops_buffer *out, struct sops_run *run, bool findings)
{
	struct sops_table *table;
	char *csv;

	assert_int_equal(sops_run_table(run, &table, NULL), 0);
	if (findings)
		assert_int_equal(sops_table_select(table,
			(struct sops_field)SOPS_FIELD("+byte"), NULL), 0);
	csv = given_csv(table);
	sops_buffer_puts(out, csv);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(out, "# %s\n", sops_table_note_at(table, i));
	free(csv);
	sops_table_free(table);
}

/* The same audit, by what was saved of it. */
static struct sops_run *saved(struct sops_run *run)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_run *again;

	assert_int_equal(sops_run_save(run, &text, NULL), 0);
	assert_int_equal(sops_run_like(&again, run, NULL), 0);
	assert_int_equal(sops_run_load(again, sops_buffer_view(&text), NULL), 0);
	sops_buffer_release(&text);
	sops_run_free(run);
	return again;
}

static void print_counts(struct sops_buffer *out, const struct sops_input *input)
{
	struct sops_input_counts n = sops_input_counts(input);

	sops_buffer_printf(out, "records %d rows %d filtered %d rejected %d blank %d lf %d crlf %d",
		(int)n.records, (int)n.rows, (int)n.filtered, (int)n.rejected, (int)n.blank_lines,
		n.lf, n.crlf);
	for (size_t i = 0; i < sops_columns_count(sops_input_columns(input)); i++)
		sops_buffer_printf(out, " %s", sops_reading_name(sops_input_reading(input, i)));
}

static void read_all(struct sops_buffer *out, int fd, const struct how *how,
	const struct sops_audit_options *audit)
{
	const struct sops_metric metric = sops_audit_metric_of(&sops_deals);
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_input_options options = { .whole = true, .csv = { .chunk = how->chunk,
		.max_field = how->max_field, .max_record = how->max_record } };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	struct sops_run *run;

	options.as_of = context.as_of = sops_date_of(2026, 6, 30);
	if (how->blocks.where)
		assert_int_equal(sops_expr_new(&options.where, how->blocks.where, NULL), 0);
	sops_run_roles(&metric, audit, &context, &options.needs, &options.uses);
	assert_int_equal(sops_run_new(&run, &metric, audit, &context, NULL), 0);
	if (sops_input_open(&input, &sops_deals, fd, "in", &options, &err) < 0) {
		sops_buffer_puts(out, err.text);
	} else {
		if (sops_blocks_read(run, input, &how->blocks, &err) < 0)
			fail_msg("%zu threads: %s", how->blocks.threads, err.text);
		if (how->saved)
			run = saved(run);
		print_table(out, run, how->view == SOPS_AUDIT_FINDINGS);
		print_counts(out, input);
	}
	sops_input_free(input);
	sops_run_free(run);
	sops_expr_free(options.where);
}

static char *answer(int fd, const struct sops_blocks *blocks, const void *of)
{
	struct how how = *(const struct how *)of;
	struct sops_audit_verdict verdict = { .records = 0 };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_rules *set = new_rules();
	struct sops_audit_options audit = { .rules = set, .schema = &sops_deals, .view = how.view,
		.samples = how.samples, .verdict = &verdict };

	how.blocks = *blocks;
	how.saved &= blocks->threads > 1;
	sops_score_init(&audit.score);
	assert_int_equal(sops_audit_prepare(&audit, NULL), 0);
	read_all(&out, fd, &how, &audit);
	sops_buffer_printf(&out, " verdict %d %d %d", (int)verdict.records, (int)verdict.findings,
		(int)verdict.idle);
	assert_int_equal(out.failed, 0);
	sops_audit_release(&audit);
	sops_rules_free(set);
	return out.at;
}

static void compare(const struct sops_buffer *text, const struct how *how)
{
	in_blocks_compare(text, &how->blocks, answer, how);
}

/* ---- any text ---- */

/* How dates are written: of some nobody knows the order until late. */
static const char *const dates[][4] = {
	{ "2026-03-05", "2026-03-06", "2026-03-25", "" },
	{ "3/4/2026", "3/5/2026", "3/25/2026", "" },
	{ "3/4/2026", "3/5/2026", "25/3/2026", "2026-01-02" },
	{ "5.7.2026", "6.7.2026", "3/25/2026", "25.7.2026" },
};

static const char *one_of(const char *const list[], size_t count, size_t rare, uint64_t *random)
{
	return list[property_random(random, property_random(random, 30) ? count - rare : count)];
}

static void put_row(struct sops_buffer *text, const char *const written[4], uint64_t *random)
{
	static const char *const names[] = { "Acme", "\"Acme, Ltd\"", "\"a\n\"\"b\"\"\n\"", " x",
		"\"\r\n\"", "=1+1", "\"\"\"\"", "f\xC3\xBC", "N/A" };
	static const char *const owners[] = { "Ann", "Bob", "", "\"Lee, Ann\"" };
	static const char *const stages[] = { "Open,open", "Won,won", "Lost,lost", "Opne,open" };
	static const char *const amounts[] = { "100", "2.50", "", "0", "x", "99999999999" };
	static const char *const shares[] = { "1", "0.4", "0.6", "", "40%", "40" };

	sops_buffer_printf(text, "D%d,%s,%s,%s,%s,", (int)property_random(random, 300),
		one_of(names, COUNT(names), 2, random), one_of(owners, COUNT(owners), 1, random),
		one_of(stages, COUNT(stages), 1, random),
		one_of(amounts, COUNT(amounts), 2, random));
	sops_buffer_printf(text, "%s,%s,%s%s\n", one_of(written, 4, 2, random),
		one_of(written, 4, 2, random), one_of(shares, COUNT(shares), 2, random),
		property_random(random, 9) ? "" : "\r");
}

static void put_hostile(struct sops_buffer *text, uint64_t *random)
{
	static const struct sops_field hostile[] = { SOPS_FIELD("\n"), SOPS_FIELD("\r\n\n"),
		SOPS_FIELD("\""), SOPS_FIELD("D1,\"x\n"), SOPS_FIELD("x\"\n"), SOPS_FIELD(",\n"),
		SOPS_FIELD("\r"), SOPS_FIELD("\"\n\""), SOPS_FIELD("D1,a\0b,,,,,,,\n"),
		SOPS_FIELD("\xFF"), SOPS_FIELD("D1,\xC3,,,,,,,\n"), SOPS_FIELD("a,b\n"),
		SOPS_FIELD("D1,a\"b,,,,,,,\n"), SOPS_FIELD("\"D1\"b,,,,,,,,\n"),
		SOPS_FIELD("D1,a,b,c,d,1,2026-13-01,,\n"), SOPS_FIELD(",,,,,,,,\n"),
		SOPS_FIELD("D1,a\rb,,,,,,,\n"), SOPS_FIELD("D1,,,,,1,,,,,,\n") };
	size_t what = property_random(random, COUNT(hostile) + 2);

	if (what < COUNT(hostile))
		sops_buffer_field(text, hostile[what]);
	else /* longer than a field may be, or a record */
		for (size_t n = property_random(random, 400); n > 0; n--)
			sops_buffer_puts(text, what == COUNT(hostile) ? "long " : "\"a\n\",");
}

static void put_text(struct sops_buffer *text, uint64_t *random)
{
	const char *const *written = dates[property_random(random, COUNT(dates))];
	size_t trouble = property_random(random, 3) ? 1 + property_random(random, 100) : 0, header;

	if (property_random(random, 9) == 0)
		sops_buffer_puts(text, "\xEF\xBB\xBF");
	if (property_random(random, 9) == 0)
		sops_buffer_puts(text, "\n\r\n");
	sops_buffer_puts(text, property_random(random, 9)
		? "deal_id,account,owner,stage,status,amount,created,close_date,share\r\n"
		: "deal_id,\"account\",owner,stage,status,amount,created,\"a\n\"\"b\"\"\",share\n");
	header = text->len;
	for (size_t n = property_random(random, 200); n > 0; n--) {
		if (trouble && property_random(random, trouble) == 0)
			put_hostile(text, random);
		put_row(text, written, random);
	}
	if (text->len > header && property_random(random, 3) == 0)
		text->len -= property_random(random, 5) % (text->len - header);
}

static void any_text(void **state)
{
	static const size_t sizes[] = { 1, 50, 100, 300, 1000, 5000 }, limits[] = { 0, 0, 60, 500 };
	static const enum sops_audit_view views[] = { SOPS_AUDIT_FINDINGS, SOPS_AUDIT_FINDINGS,
		SOPS_AUDIT_SUMMARY, SOPS_AUDIT_SCORE, SOPS_AUDIT_COLUMNS };
	uint64_t random = 5;

	(void)state;
	for (int round = 0; round < 1500; round++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct how how = { .chunk = sizes[property_random(&random, COUNT(sizes))],
			.view = views[property_random(&random, COUNT(views))],
			.samples = (int64_t)property_random(&random, 4),
			.max_field = limits[property_random(&random, COUNT(limits))],
			.max_record = limits[property_random(&random, COUNT(limits))],
			.blocks = { .threads = 2 + property_random(&random, 4),
				.where = property_random(&random, 4) ? NULL : "amount > 1",
				.first = sizes[property_random(&random, 4)],
				.size = sizes[1 + property_random(&random, COUNT(sizes) - 1)] } };

		how.saved = how.view != SOPS_AUDIT_COLUMNS && property_random(&random, 2);
		put_text(&text, &random);
		compare(&text, &how);
		sops_buffer_release(&text);
	}
}

TAP_MAIN("audit_blocks",
	cmocka_unit_test(any_text))
