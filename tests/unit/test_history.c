/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/history.h>

#include <inttypes.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Rows of any layout, a line each:
 *	log deal|stage|pipeline|entered|left|by|amount|close_date
 *	change deal|from|to|when|by|amount|close_date
 *	field deal|field|old|new|when|by|present
 *	wide deal|stage|pipeline|entered|left
 */
static struct sops_stamp stamp(struct sops_field text)
{
	struct sops_stamp out = { SOPS_DATE_BLANK, SOPS_TIME_BLANK, SOPS_ORDER_UNKNOWN };
	struct sops_error err = { .status = SOPS_OK };

	if (text.len && sops_date_parse(&out, text, SOPS_ORDER_UNKNOWN, &err) != 0)
		fail_msg("%s", err.text);
	return out;
}

static int add_log(struct sops_history *history, const struct sops_field *cell,
	const struct sops_place *place, struct sops_error *err)
{
	return sops_history_add_entry(history, &(struct sops_history_row){ .deal = cell[0],
		.stage = cell[1], .pipeline = cell[2], .entered = stamp(cell[3]),
		.left = stamp(cell[4]), .by = cell[5], .amount = cell[6],
		.close_date = stamp(cell[7]).day }, place, err);
}

static int add_change(struct sops_history *history, const struct sops_field *cell,
	const struct sops_place *place, struct sops_error *err)
{
	struct sops_history_row row;

	sops_history_row_init(&row);
	row.deal = cell[0];
	row.stage = cell[2];
	row.entered = stamp(cell[3]);
	row.by = cell[4];
	row.amount = cell[5];
	row.close_date = stamp(cell[6]).day;
	return sops_history_add_change(history, &row, cell[1], place, err);
}

static int add_field(struct sops_history *history, const struct sops_field *cell,
	const struct sops_place *place, struct sops_error *err)
{
	const struct sops_history_field field = { cell[1], cell[2], cell[6] };
	struct sops_history_row row;

	sops_history_row_init(&row);
	row.deal = cell[0];
	row.stage = cell[3];
	row.entered = stamp(cell[4]);
	row.by = cell[5];
	return sops_history_add_field(history, &row, &field, place, err);
}

static int add_wide(struct sops_history *history, const struct sops_field *cell,
	const struct sops_place *place, struct sops_error *err)
{
	struct sops_history_row row;

	sops_history_row_init(&row);
	row.deal = cell[0];
	row.stage = cell[1];
	row.pipeline = cell[2];
	row.entered = stamp(cell[3]);
	row.left = stamp(cell[4]);
	return sops_history_add_wide(history, &row, place, err);
}

static int add_line(struct sops_history *history, struct sops_field line, uint64_t number,
	struct sops_error *err)
{
	static const struct {
		const char *layout;
		int (*add)(struct sops_history *history, const struct sops_field *cell,
			const struct sops_place *place, struct sops_error *err);
	} layouts[] = { { "log", add_log }, { "change", add_change }, { "field", add_field },
		{ "wide", add_wide } };
	const struct sops_place place = { .file = "history.csv", .line = number };
	struct sops_field cells[8] = { { NULL, 0 } }, layout = sops_field_cut(&line, ' ');

	for (size_t i = 0; i < COUNT(cells) && line.at; i++)
		cells[i] = sops_field_cut(&line, '|');
	for (size_t i = 0; i < COUNT(layouts); i++)
		if (sops_field_equal(layout, sops_field_of(layouts[i].layout)))
			return layouts[i].add(history, cells, &place, err);
	fail_msg("no such layout");
	return -1;
}

static struct sops_history *made(const struct sops_history_options *options, const char *lines)
{
	struct sops_field rest = sops_field_of(lines);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_history *history = NULL;
	uint64_t number = 0;

	assert_int_equal(sops_history_new(&history, options, NULL), 0);
	while (rest.at) {
		struct sops_field line = sops_field_cut(&rest, '\n');

		number++;
		if (line.len && add_line(history, line, number, &err) < 0)
			fail_msg("line %" PRIu64 ": %s", number, err.text);
	}
	assert_int_equal(sops_history_finish(history, &err), 0);
	return history;
}

static void put_stamp(struct sops_buffer *out, struct sops_stamp stamp)
{
	char text[SOPS_TIME_TEXT];

	sops_buffer_putc(out, '|');
	sops_time_format(text, stamp.time);
	if (stamp.time != SOPS_TIME_BLANK)
		sops_buffer_add(out, text, stamp.time % 86400 ? 16 : 10);
	assert_int_equal(stamp.time == SOPS_TIME_BLANK, stamp.day == SOPS_DATE_BLANK);
}

static void put_field(struct sops_buffer *out, struct sops_field text)
{
	sops_buffer_putc(out, '|');
	sops_buffer_field(out, text);
}

/* The rows as lines of a log. Blank cells at the end are left out. */
static void put_rows(struct sops_buffer *out, struct sops_history *history)
{
	struct sops_history_row row;
	char date[SOPS_DATE_TEXT];

	while (sops_history_next(history, &row)) {
		sops_buffer_field(out, row.deal);
		put_field(out, row.stage);
		put_field(out, row.pipeline);
		put_stamp(out, row.entered);
		put_stamp(out, row.left);
		put_field(out, row.by);
		put_field(out, row.amount);
		sops_date_format(date, row.close_date);
		put_field(out, sops_field_of(date));
		while (out->at[out->len - 1] == '|')
			out->len--;
		sops_buffer_putc(out, '\n');
	}
}

static void put_count(struct sops_buffer *out, const char *name, uint64_t count)
{
	if (count)
		sops_buffer_printf(out, " %s %" PRIu64, name, count);
}

/* One line: what is not zero, and the line of what is odd first. */
static void put_counts(struct sops_buffer *out, const struct sops_history_counts *c)
{
	static const char *const names[SOPS_HISTORY_ODDITIES] = { "same-time", "left-before",
		"left-apart", "not-entered", "future", "broken", "no-start", "namesake" };

	assert_int_equal(c->read,
		c->written + c->merged + c->edits + c->others + c->blank + c->unknown);
	sops_buffer_printf(out, "read %" PRIu64, c->read);
	put_count(out, "written", c->written);
	put_count(out, "merged", c->merged);
	put_count(out, "edits", c->edits);
	put_count(out, "others", c->others);
	put_count(out, "blank", c->blank);
	put_count(out, "unknown", c->unknown);
	put_count(out, "deals", c->deals);
	put_count(out, "stageless", c->stageless);
	for (size_t i = 0; i < SOPS_HISTORY_ODDITIES; i++) {
		put_count(out, names[i], c->odd[i].count);
		if (c->odd[i].count) {
			assert_string_equal(c->odd[i].first.file, "history.csv");
			sops_buffer_printf(out, "@%" PRIu64, c->odd[i].first.line);
		}
	}
}

static void expect(const struct sops_history_options *options, const char *lines,
	const char *rows, const char *counts)
{
	struct sops_history *history = made(options, lines);
	struct sops_buffer got = SOPS_BUFFER_INIT;

	put_rows(&got, history);
	assert_string_equal(got.at ? got.at : "", rows);
	sops_buffer_clear(&got);
	put_counts(&got, sops_history_counts(history));
	assert_string_equal(got.at, counts);
	sops_buffer_release(&got);
	sops_history_free(history);
}

/* Two deals, told in each layout. */
static const char told[] =
	"1|Demo||2026-01-05|2026-01-20 09:30\n"
	"1|Offer||2026-01-20 09:30|2026-02-01\n"
	"1|Won||2026-02-01\n"
	"2|Demo||2026-01-07\n";

static void same_rows(void **state)
{
	(void)state;
	expect(NULL,
		"log 2|Demo||2026-01-07\n"
		"log 1|Demo||2026-01-05\n"
		"log 1|Offer||2026-01-20 09:30\n"
		"log 1|Won||2026-02-01\n",
		told, "read 4 written 4 deals 2");
	expect(NULL,
		"change 1||Demo|2026-01-05\n"
		"change 1|Demo|Offer|2026-01-20 09:30\n"
		"change 1|Offer|Offer|2026-01-25\n"
		"change 1|Offer|Won|2026-02-01\n"
		"change 2||Demo|2026-01-07\n",
		told, "read 5 written 4 edits 1 deals 2");
	expect(NULL,
		"field 1|Created.|||2026-01-05||Won\n"
		"field 1|Stage|Demo|Offer|2026-01-20 09:30||Won\n"
		"field 1|Amount|5|6|2026-01-25||Won\n"
		"field 1|Stage|Offer|Won|2026-02-01||Won\n"
		"field 2|Created.|||2026-01-07||Demo\n",
		told, "read 5 written 4 others 1 deals 2");
	expect(NULL,
		"wide 1|Demo||2026-01-05|2026-01-20 09:30\n"
		"wide 1|Offer||2026-01-20 09:30|2026-02-01\n"
		"wide 1|Won||2026-02-01\n"
		"wide 2|Demo||2026-01-07\n"
		"wide 2|Offer||\n"
		"wide 2|Won||\n",
		told, "read 6 written 4 blank 2 deals 2");
}

static void nothing(void **state)
{
	(void)state;
	expect(NULL, "", "", "read 0");
	sops_history_free(NULL);
}

/* Bytewise: Z before a, a prefix before what is longer, Chinese last. */
static void deals_in_order(void **state)
{
	(void)state;
	expect(NULL,
		"log 客|A||2026-01-01\n"
		"log a|A||2026-01-02\n"
		"log 10|A||2026-01-03\n"
		"log Z|A||2026-01-04\n"
		"log 1|A||2026-01-05\n"
		"log 9|A||2026-01-06\n",
		"1|A||2026-01-05\n"
		"10|A||2026-01-03\n"
		"9|A||2026-01-06\n"
		"Z|A||2026-01-04\n"
		"a|A||2026-01-02\n"
		"客|A||2026-01-01\n",
		"read 6 written 6 deals 6");
}

/* Who began the stay; the amount and the close date as they were last. */
static void merged_rows(void **state)
{
	(void)state;
	expect(NULL,
		"log 1|Demo||2026-01-01||Ann|5|2026-06-01\n"
		"log 1|Demo||2026-01-02||Bo|7|\n"
		"log 1|Demo||2026-01-03||Bo||2026-07-01\n"
		"log 1|Offer||2026-01-04||Bo\n"
		"log 1|Demo||2026-01-05||Cy|8\n"
		"log 1|Demo|New|2026-01-06||Cy\n",
		"1|Demo||2026-01-01|2026-01-04|Ann|7|2026-07-01\n"
		"1|Offer||2026-01-04|2026-01-05|Bo\n"
		"1|Demo||2026-01-05|2026-01-06|Cy|8\n"
		"1|Demo|New|2026-01-06||Cy\n",
		"read 6 written 4 merged 2 deals 1");
	expect(NULL,
		"change 1||Demo|2026-01-01|Ann|5|2026-06-01\n"
		"change 1|Demo|Demo|2026-01-02|Bo|7|2026-07-01\n"
		"change 1|Demo|Offer|2026-01-03|Bo|7|2026-07-01\n",
		"1|Demo||2026-01-01|2026-01-03|Ann|7|2026-07-01\n"
		"1|Offer||2026-01-03||Bo|7|2026-07-01\n",
		"read 3 written 2 edits 1 deals 1");
}

static void ends_of_stays(void **state)
{
	(void)state;
	/* Another time of the same day is no other day. */
	expect(NULL,
		"log 1|Demo||2026-01-01 10:00|2026-01-04\n"
		"log 1|Offer||2026-01-04 09:00|2026-01-09\n",
		"1|Demo||2026-01-01 10:00|2026-01-04 09:00\n"
		"1|Offer||2026-01-04 09:00|2026-01-09\n",
		"read 2 written 2 deals 1");
	expect(NULL,
		"log 1|Demo||2026-01-01|2026-01-03\n"
		"log 1|Offer||2026-01-04|2026-01-02\n"
		"log 2|Demo||2026-01-05|2026-01-06\n"
		"log 2|Demo||2026-01-08|2026-01-09\n"
		"log 3|Demo||2026-01-05|2026-01-09\n"
		"log 3|Demo||2026-01-08|2026-01-09\n"
		"log 3|Won||2026-01-09|\n",
		"1|Demo||2026-01-01|2026-01-04\n"
		"1|Offer||2026-01-04\n"
		"2|Demo||2026-01-05|2026-01-09\n"
		"3|Demo||2026-01-05|2026-01-09\n"
		"3|Won||2026-01-09\n",
		"read 7 written 5 merged 2 deals 3 left-before 1@2 left-apart 2@1");
	expect(NULL,
		"wide 1|Demo|||2026-01-03\n"
		"wide 1|Offer||2026-01-02\n"
		"wide 2|Demo|||2026-01-04\n",
		"1|Offer||2026-01-02\n",
		"read 3 written 1 unknown 2 deals 2 stageless 1 not-entered 2@1");
}

static void in_the_future(void **state)
{
	const struct sops_history_options options = { .as_of = sops_date_of(2026, 1, 31) };

	(void)state;
	expect(&options,
		"log 2|Demo||2026-02-01\n"
		"log 1|Demo||2026-01-31 23:59\n"
		"log 1|Offer||2026-02-02\n",
		"1|Demo||2026-01-31 23:59|2026-02-02\n"
		"1|Offer||2026-02-02\n"
		"2|Demo||2026-02-01\n",
		"read 3 written 3 deals 2 future 2@1");
}

/* Where the times are equal, the order of the input decides, unless From and To do. */
static void ties(void **state)
{
	(void)state;
	expect(NULL,
		"log 1|Offer||2026-01-01\n"
		"log 1|Demo||2026-01-01\n"
		"log 1|Demo||2026-01-01\n",
		"1|Offer||2026-01-01|2026-01-01\n"
		"1|Demo||2026-01-01\n",
		"read 3 written 2 merged 1 deals 1 same-time 1@2");
	expect(NULL,
		"change 1|Offer|Won|2026-01-02\n"
		"change 1|Demo|Offer|2026-01-02\n"
		"change 1|Demo|Demo|2026-01-02\n"
		"change 1||Demo|2026-01-01\n",
		"1|Demo||2026-01-01|2026-01-02\n"
		"1|Offer||2026-01-02|2026-01-02\n"
		"1|Won||2026-01-02\n",
		"read 4 written 3 edits 1 deals 1");
	expect(NULL,
		"field 1|Stage|Demo|Offer|2026-01-02||Offer\n"
		"field 1|Created.|||2026-01-02||Offer\n",
		"1|Demo||2026-01-02|2026-01-02\n"
		"1|Offer||2026-01-02\n",
		"read 2 written 2 deals 1");
	/* Neither way round: as they stand. */
	expect(NULL,
		"change 1||Demo|2026-01-01\n"
		"change 1|Offer|Won|2026-01-02\n"
		"change 1|Trial|Lost|2026-01-02\n",
		"1|Demo||2026-01-01|2026-01-02\n"
		"1|Won||2026-01-02|2026-01-02\n"
		"1|Lost||2026-01-02\n",
		"read 3 written 3 deals 1 same-time 1@3 broken 2@2");
}

static void broken(void **state)
{
	(void)state;
	/* What was before is not told; a row told twice is not odd; a gap is; a later start is. */
	expect(NULL,
		"change 1|Demo|Demo|2026-01-01\n"
		"change 1|Demo|Offer|2026-01-02\n"
		"change 1|Demo|Offer|2026-01-02\n"
		"change 1|Trial|Trial|2026-01-03\n"
		"change 1|Trial|Won|2026-01-04\n"
		"change 1||Demo|2026-01-05\n"
		"change 2|Demo|Demo|2026-01-01\n",
		"1|Offer||2026-01-02|2026-01-04\n"
		"1|Won||2026-01-04|2026-01-05\n"
		"1|Demo||2026-01-05\n",
		"read 7 written 3 merged 1 edits 3 deals 2 stageless 1 broken 2@4 no-start 2@1");
}

static void fields(void **state)
{
	const struct sops_history_options options = { .as_of = SOPS_DATE_BLANK,
		.stage_fields = "Sales Step|Phase" };

	(void)state;
	expect(&options,
		"field 1|created|||2026-01-01||\n"
		"field 1|phase|A|B|2026-01-02||\n"
		"field 1|sales step|B|C|2026-01-03||\n"
		"field 1|StageName|C|D|2026-01-04||\n"
		"field 1|阶段|D|E|2026-01-05||\n"
		"field 1|Forecast Category|x|y|2026-01-06||\n"
		"field 2|Created.|||2026-01-01||\n"
		"field 3|Amount|1|2|||\n"
		"field 4|Stage|A|A|2026-01-01||A\n"
		"field 4|Created.|||2025-12-01||B\n"
		"field 5|Stage|A|B|2026-01-01||B\n",
		"1|A||2026-01-01|2026-01-02\n"
		"1|B||2026-01-02|2026-01-03\n"
		"1|C||2026-01-03|2026-01-04\n"
		"1|D||2026-01-04|2026-01-05\n"
		"1|E||2026-01-05\n"
		"4|A||2025-12-01\n"
		"5|B||2026-01-01\n",
		"read 11 written 7 edits 1 others 2 unknown 1 deals 5 stageless 2 no-start 1@11");
}

static void by_name(void **state)
{
	const struct sops_history_options options = { .as_of = SOPS_DATE_BLANK, .by_name = true };
	static const char rows[] =
		"Acme|Demo||2026-01-01|2026-03-01\n"
		"Acme|Offer||2026-03-01\n"
		"Acme[2]|Demo||2026-05-01\n"
		"Acme[3]|Demo||2026-02-01|2026-04-01\n"
		"Acme[3]|Won||2026-04-01\n"
		"Bolt|Demo||2026-01-01|2026-01-02\n"
		"Bolt|Won||2026-01-02\n";

	(void)state;
	expect(&options,
		"change Acme||Demo|2026-01-01\n"
		"change Acme|Demo|Offer|2026-03-01\n"
		"change Bolt|Demo|Won|2026-01-02\n"
		"change Acme[2]||Demo|2026-05-01\n"
		"change Acme||Demo|2026-02-01\n"
		"change Acme|Demo|Won|2026-04-01\n"
		"change Bolt||Demo|2026-01-01\n",
		rows, "read 7 written 7 deals 4 namesake 1@5");
	/* The newest first. */
	expect(&options,
		"change Acme|Demo|Won|2026-04-01\n"
		"change Acme||Demo|2026-02-01\n"
		"change Bolt|Demo|Won|2026-01-02\n"
		"change Acme[2]||Demo|2026-05-01\n"
		"change Acme|Demo|Offer|2026-03-01\n"
		"change Bolt||Demo|2026-01-01\n"
		"change Acme||Demo|2026-01-01\n",
		rows, "read 7 written 7 deals 4 namesake 1@2");
	expect(&options,
		"field Acme|Created.|||2026-01-01||Won\n"
		"field Acme|Stage|Demo|Won|2026-01-09||Won\n"
		"field Acme|Created.|||2026-01-05||Offer\n",
		"Acme|Demo||2026-01-01|2026-01-09\n"
		"Acme|Won||2026-01-09\n"
		"Acme[2]|Offer||2026-01-05\n",
		"read 3 written 3 deals 2 namesake 1@3");
	/* With ids the same is a deal that began again. */
	expect(NULL,
		"change Acme||Demo|2026-01-01\n"
		"change Acme||Offer|2026-02-01\n",
		"Acme|Demo||2026-01-01|2026-02-01\n"
		"Acme|Offer||2026-02-01\n",
		"read 2 written 2 deals 1 broken 1@2");
}

static void refused(void **state)
{
	static const char *const lines[] = { "log |A||2026-01-01", "log 1|||2026-01-01",
		"log 1|A||", "log \xC2\xA0|A||2026-01-01", "log 1|　||2026-01-01",
		"change |A|B|2026-01-01", "change 1|A||2026-01-01", "change 1|A|B|",
		"field |Stage|A|B|2026-01-01||", "field 1|Stage|A||2026-01-01||",
		"field 1|Stage|A|B|||", "field 1|Created.||||||A", "field |Owner|A|B|2026-01-01||",
		"wide |A||2026-01-01|", "wide |A|||", "wide |A|||2026-01-01",
		"wide 1|||2026-01-01|" };
	struct sops_history *history = NULL;

	(void)state;
	assert_int_equal(sops_history_new(&history, NULL, NULL), 0);
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(add_line(history, sops_field_of(lines[i]), 1, &err), SOPS_EINPUT);
		assert_string_equal(err.text,
			"a stage history needs a deal, a stage and the time it was entered");
	}
	assert_int_equal(sops_history_finish(history, NULL), 0);
	assert_int_equal(sops_history_counts(history)->read, 0);
	assert_int_equal(sops_history_counts(history)->deals, 0);
	sops_history_free(history);
}

/* The day stays the one that was written, where the time in UTC falls on another. */
static void zones(void **state)
{
	struct sops_history *history = made(NULL,
		"log 1|A||2026-01-01T00:30:00+08:00|2026-01-01 24:00");
	struct sops_history_row row;

	(void)state;
	assert_true(sops_history_next(history, &row));
	assert_int_equal(row.entered.day, sops_date_of(2026, 1, 1));
	assert_int_equal(row.entered.time, (int64_t)row.entered.day * 86400 + 1800 - 8 * 3600);
	assert_int_equal(row.left.day, row.entered.day);
	assert_int_equal(row.left.time, (int64_t)row.left.day * 86400 + 86400);
	assert_false(sops_history_next(history, &row));
	sops_history_free(history);
}

static void places(void **state)
{
	const struct sops_history_options options = { .as_of = 0 };
	const struct sops_place where[] = { { .file = "b.csv", .line = 2 },
		{ .file = "a.csv", .line = 7 } };
	struct sops_history *history = NULL;
	struct sops_history_odd future;
	struct sops_history_row row;

	(void)state;
	assert_int_equal(sops_history_new(&history, &options, NULL), 0);
	sops_history_row_init(&row);
	row.deal = sops_field_of("z");
	row.stage = sops_field_of(" Demo ");
	row.entered = stamp(sops_field_of("2026-01-01"));
	assert_int_equal(sops_history_add_entry(history, &row, &where[0], NULL), 0);
	row.deal = sops_field_of("a");
	assert_int_equal(sops_history_add_entry(history, &row, &where[1], NULL), 0);
	assert_int_equal(sops_history_add_entry(history, &row, NULL, NULL), 0);
	assert_int_equal(sops_history_finish(history, NULL), 0);
	future = sops_history_counts(history)->odd[SOPS_HISTORY_FUTURE];
	assert_int_equal(future.count, 3);
	assert_string_equal(future.first.file, "b.csv");
	assert_int_equal(future.first.line, 2);
	assert_true(sops_history_next(history, &row));
	assert_int_equal(row.stage.len, 4);
	sops_history_free(history);
}

static void oddities_in_words(void **state)
{
	static const char *const texts[SOPS_HISTORY_ODDITIES] = {
		"rows of a deal at the time of another stage, taken in the order of the input",
		"rows left before they were entered, taken as not saying when",
		"rows left on another day than the next stage was entered, which counts",
		"stages left but never entered, not written",
		"rows entered after the as-of date",
		"rows from a stage in which the deal was not",
		"deals whose first row tells of an earlier stage",
		"deals told from others of the same name by their first rows alone",
	};

	(void)state;
	for (int i = 0; i < SOPS_HISTORY_ODDITIES; i++)
		assert_string_equal(sops_history_oddity_text((enum sops_history_oddity)i),
			texts[i]);
}

struct wide {
	const char *header;
	const char *stage; /* NULL: none of the layout */
	const char *pipeline;
	bool exited;
};

static void wide_headers(void **state)
{
	static const struct wide cases[] = {
		{ "Date entered \"Demo (Sales Pipeline)\"", "Demo", "Sales Pipeline", false },
		{ "Date exited \"Demo (Sales Pipeline)\"", "Demo", "Sales Pipeline", true },
		{ "DATE ENTERED “Demo”", "Demo", "", false },
		{ " date Entered 'Closed Won (New (EMEA))' ", "Closed Won", "New (EMEA)", false },
		{ "Date exited ‘Legal (redlines) (Sales)’", "Legal (redlines)", "Sales", true },
		{ "Date entered \"(Sales)\"", "(Sales)", "", false },
		{ "Date entered \"Demo)\"", "Demo)", "", false },
		{ "Date entered \"Demo (x) y\"", "Demo (x) y", "", false },
		{ "Date entered \"Demo ()\"", "Demo", "", false },
		{ "Date entered \"5\" pipe\"", "5\" pipe", "", false },
		{ "Date entered “发现（销售管道）”", "发现", "销售管道", false },
		{ "hs_v2_date_entered_appointmentscheduled", "appointmentscheduled", "", false },
		{ "HS_V2_DATE_EXITED_12345_678", "12345_678", "", true },
		{ "hs_date_entered_closedwon", "closedwon", "", false },
		{ "hs_date_exited_closedwon", "closedwon", "", true },
		{ "进入“发现（销售管道）”的时间", "发现", "销售管道", false },
		{ "进入\"发现\"日期", "发现", "", false },
		{ "进入发现的日期", "发现", "", false },
		{ "进入发现阶段的时间", "发现", "", false },
		{ "离开发现的日期", "发现", "", true },
		{ "退出「发现」时间", "发现", "", true },

		{ "", NULL, NULL, false },
		{ "Date entered", NULL, NULL, false },
		{ "Date entered current stage", NULL, NULL, false },
		{ "Date entered \"Current Stage\"", NULL, NULL, false },
		{ "hs_v2_date_entered_current_stage", NULL, NULL, false },
		{ "Date entered warehouse", NULL, NULL, false },
		{ "Date entered \"\"", NULL, NULL, false },
		{ "Date entered \"", NULL, NULL, false },
		{ "Date entered \"Demo", NULL, NULL, false },
		{ "Date entered Demo\"", NULL, NULL, false },
		{ "hs_v2_date_entered_", NULL, NULL, false },
		{ "Time in \"Demo (Sales)\"", NULL, NULL, false },
		{ "hs_v2_latest_time_in_demo", NULL, NULL, false },
		{ "进入当前阶段的时间", NULL, NULL, false },
		{ "进入阶段的时间", NULL, NULL, false },
		{ "进入时间", NULL, NULL, false },
		{ "进入发现", NULL, NULL, false },
		{ "entered", NULL, NULL, false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_field stage = SOPS_FIELD("?"), pipeline = SOPS_FIELD("?");
		bool exited = false, is = sops_history_wide(sops_field_of(cases[i].header),
			&stage, &pipeline, &exited);

		if (is != (cases[i].stage != NULL))
			fail_msg("%s: %d", cases[i].header, is);
		if (is && (!sops_field_equal(stage, sops_field_of(cases[i].stage)) ||
				  !sops_field_equal(pipeline, sops_field_of(cases[i].pipeline)) ||
				  exited != cases[i].exited))
			fail_msg("%s: %.*s, %.*s, %d", cases[i].header, (int)stage.len, stage.at,
				(int)pipeline.len, pipeline.at, exited);
	}
}

TAP_MAIN("history",
	cmocka_unit_test(same_rows),
	cmocka_unit_test(nothing),
	cmocka_unit_test(deals_in_order),
	cmocka_unit_test(merged_rows),
	cmocka_unit_test(ends_of_stays),
	cmocka_unit_test(in_the_future),
	cmocka_unit_test(ties),
	cmocka_unit_test(broken),
	cmocka_unit_test(fields),
	cmocka_unit_test(by_name),
	cmocka_unit_test(refused),
	cmocka_unit_test(zones),
	cmocka_unit_test(places),
	cmocka_unit_test(oddities_in_words),
	cmocka_unit_test(wide_headers))
