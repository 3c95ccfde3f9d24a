/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/activity_book.h>

#include "given.h"
#include "money_text.h"
#include "side.h"

#define AS_OF "2026-06-30"

static const struct sops_activity_options plain = { .as_of = 20634 }; /* 2026-06-30 */
static const struct sops_activity_options split = { .as_of = 20634, .split_overlaps = true };

static int read_text(struct sops_activity_book **book, const char *by, const char *text,
	const struct sops_activity_options *options, struct sops_error *err)
{
	const struct side side = { &sops_activities, SOPS_ACTIVITY_NEEDS, SOPS_ACTIVITY_USES,
		"activities.csv", by };
	struct sops_input *input = side_open(&side, text);
	int status = sops_activity_book_read(book, input, options, err);

	assert_int_equal(options->as_of, side_day(AS_OF));
	side_close(input);
	return status;
}

static struct sops_activity_book *given(const char *by, const char *text,
	const struct sops_activity_options *options)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_activity_book *book = NULL;

	if (read_text(&book, by, text, options, &err) < 0)
		fail_msg("%s", err.text);
	return book;
}

static struct sops_active active(const struct sops_activity_book *book, const char *group,
	const char *first, const char *last)
{
	const struct sops_span span = side_span(first, last);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_active out;

	if (sops_activity_book_of(&out, book, sops_field_of(group), &span, &err) < 0)
		fail_msg("%s", err.text);
	return out;
}

/* "3.5" or "10/3" */
static void put_ratio(struct sops_buffer *out, struct sops_ratio ratio)
{
	sops_buffer_printf(out, " %s", text_of(ratio.num));
	if (sops_money_compare(ratio.den, sops_money_of(1)) != 0)
		sops_buffer_printf(out, "/%s", text_of(ratio.den));
}

/* "all=calls+emails+meetings+visits+others reps timed:untimed on_deals minutes selling deal" */
static void expect(const struct sops_activity_book *book, const char *group, const char *first,
	const char *last, const char *answer)
{
	struct sops_active a = active(book, group, first, last);
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_printf(&text, "%d=%d+%d+%d+%d+%d %d %d:%d %d", (int)a.all, (int)a.types[0],
		(int)a.types[1], (int)a.types[2], (int)a.types[3], (int)a.types[4], (int)a.reps,
		(int)a.timed, (int)a.untimed, (int)a.on_deals);
	put_ratio(&text, a.minutes);
	put_ratio(&text, a.selling);
	put_ratio(&text, a.deal_minutes);
	assert_string_equal(text.at, answer);
	sops_buffer_release(&text);
}

static const char table[] =
	"rep_id,type,start,minutes,customer_facing,auto,deal_id,lead_id\n"
	"ann,Call,2026-02-01 09:00,10,yes,,D1,\n"
	"bob,E-Mail,2026-02-01 23:59,2.5,,no,D2,L1\n"
	"ann,meeting,2026-02-28 10:00,60,1,0,D1,\n"
	"ann,email,2026-02-02 10:00,1,yes,true,D3,L3\n" /* automatic */
	",拜访,2026-02-03,120,是,,,L2\n"
	"ann,admin,2026-02-28 14:00,,no,,,\n"           /* nobody says how long */
	"cas,demo,2026-03-01,30,no,,D2,L1\n"
	"ann,call,2026-07-01,15,yes,,D4,\n"             /* to come */
	"ann,Call,,20,yes,,D5,\n";                      /* some day */

static void what_was_done(void **state)
{
	struct sops_activity_book *book = given(NULL, table, &plain);
	struct sops_activity_oddities odd = sops_activity_book_oddities(book);

	(void)state;
	expect(book, "", "2026-02-01", "2026-02-28", "5=1+1+1+1+1 3 4:1 3 192.5 190 72.5");
	expect(book, "", "2026-02-01", "2026-02-01", "2=1+1+0+0+0 2 2:0 2 12.5 10 12.5");
	expect(book, "", "2026-03-01", NULL, "1=0+0+1+0+0 1 1:0 1 30 0 30");
	expect(book, "", NULL, NULL, "7=2+1+2+1+1 4 6:1 5 242.5 210 122.5");
	expect(book, "", "2027-01-01", NULL, "0=0+0+0+0+0 0 0:0 0 0 0 0");
	expect(book, "x", NULL, NULL, "0=0+0+0+0+0 0 0:0 0 0 0 0");
	assert_int_equal(odd.automatic, 1);
	assert_int_equal(odd.future, 1);
	assert_int_equal(odd.undated, 1);
	assert_true(sops_activity_book_knows_selling(book));
	assert_int_equal(sops_activity_book_overlap(book, NULL), 0);
	sops_activity_book_free(book);
	sops_activity_book_free(NULL);
}

static void groups_stand_apart(void **state)
{
	struct sops_activity_book *book = given("rep_id", table, &plain);
	static const char *const groups[] = { "", "ann", "bob", "cas" };
	sops_date first, last;

	(void)state;
	for (size_t i = 0; i < COUNT(groups); i++)
		assert_true(sops_field_equal(sops_activity_book_group(book, i),
			sops_field_of(groups[i])));
	assert_null(sops_activity_book_group(book, COUNT(groups)).at);
	expect(book, "ann", "2026-02-01", "2026-02-28", "3=1+0+1+0+1 1 2:1 2 70 70 70");
	assert_true(sops_activity_book_span(book, &first, &last, sops_field_of("ann")));
	assert_int_equal(first, side_day("2026-02-01"));
	assert_int_equal(last, side_day("2026-02-28"));
	assert_false(sops_activity_book_span(book, &first, &last, sops_field_of("eve")));
	sops_activity_book_free(book);
}

static void first_touch(void **state)
{
	static const char *const cases[][3] = {
		{ "D1", "", "2026-02-01" }, { "D2", "", "2026-02-01" }, { "", "L1", "2026-02-01" },
		{ "", "L2", "2026-02-03" }, { "D2", "L2", "2026-02-01" },
		{ "x", "L2", "2026-02-03" }, { "D3", "", NULL }, { "", "L3", NULL },
		{ "D4", "", NULL }, { "D5", "", NULL }, { "", "", NULL }, { "d1", "", NULL },
	};
	struct sops_activity_book *book = given("type", table, &plain);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_int_equal(sops_activity_book_first(book, sops_field_of(cases[i][0]),
			sops_field_of(cases[i][1])), side_day(cases[i][2]));
	sops_activity_book_free(book);
	book = given(NULL, "type,start,deal_id\ncall,2026-01-03,0065g00000XyZzZAAV\n"
		"call,2026-01-02,0065g00000XyZzZ\n", &plain);
	assert_int_equal(sops_activity_book_first(book, sops_field_of("0065g00000XyZzZAAV"),
		sops_field_of("")), side_day("2026-01-02"));
	sops_activity_book_free(book);
}

static void types_by_words(void **state)
{
	static const struct {
		const char *word;
		enum sops_activity_type type;
	} cases[] = {
		{ "CALL", SOPS_ACTIVITY_CALL }, { "Phone call", SOPS_ACTIVITY_CALL },
		{ "cold-call", SOPS_ACTIVITY_CALL }, { "电话", SOPS_ACTIVITY_CALL },
		{ "致电", SOPS_ACTIVITY_CALL }, { "e-mail", SOPS_ACTIVITY_EMAIL },
		{ "Mail", SOPS_ACTIVITY_EMAIL }, { "邮件", SOPS_ACTIVITY_EMAIL },
		{ "ＥＭＡＩＬ", SOPS_ACTIVITY_EMAIL }, { "Demo", SOPS_ACTIVITY_MEETING },
		{ "会议", SOPS_ACTIVITY_MEETING }, { "on-site", SOPS_ACTIVITY_VISIT },
		{ "Site Visit", SOPS_ACTIVITY_VISIT }, { "上门", SOPS_ACTIVITY_VISIT },
		{ "recall", SOPS_ACTIVITY_OTHER }, { "admin", SOPS_ACTIVITY_OTHER },
		{ "", SOPS_ACTIVITY_OTHER }, { "电话 会议", SOPS_ACTIVITY_OTHER },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_buffer text = SOPS_BUFFER_INIT;
		struct sops_activity_book *book;
		struct sops_active a;

		sops_buffer_printf(&text, "type,start\n%s,2026-01-01\n", cases[i].word);
		book = given(NULL, text.at, &plain);
		a = active(book, "", NULL, NULL);
		assert_int_equal(a.types[cases[i].type], 1);
		assert_int_equal(a.all, 1);
		sops_activity_book_free(book);
		sops_buffer_release(&text);
	}
}

static void selling_by_types(void **state)
{
	const struct sops_activity_options options = { .as_of = plain.as_of,
		.selling = "CALL, ｄｅｍｏ,email" };
	struct sops_activity_book *book = given(NULL, table, &options);

	(void)state;
	/* email is known by an automatic row, E-Mail is spelled otherwise. */
	expect(book, "", "2026-02-01", NULL, "6=1+1+2+1+1 4 5:1 4 222.5 40 102.5");
	assert_true(sops_activity_book_knows_selling(book));
	sops_activity_book_free(book);
}

static void without_columns(void **state)
{
	struct sops_activity_book *book =
		given(NULL, "type,start\ncall,2026-01-01 09:00\ncall,2026-01-01 09:00\n", &plain);

	(void)state;
	expect(book, "", NULL, NULL, "2=2+0+0+0+0 0 0:2 0 0 0 0");
	assert_false(sops_activity_book_knows_selling(book));
	assert_int_equal(sops_activity_book_overlap(book, NULL), 0);
	sops_activity_book_free(book);
	book = given(NULL, "type,start\n", &split);
	expect(book, "", NULL, NULL, "0=0+0+0+0+0 0 0:0 0 0 0 0");
	assert_null(sops_activity_book_group(book, 0).at);
	assert_int_equal(sops_activity_book_first(book, sops_field_of("D"), sops_field_of("L")),
		SOPS_DATE_BLANK);
	sops_activity_book_free(book);
}

/* "-3 file:line: …", or "none"; to be freed. */
static char *overlap_of(const char *text, const struct sops_activity_options *options)
{
	struct sops_activity_book *book = given(NULL, text, options);
	struct sops_error err = { .status = SOPS_OK };
	int status = sops_activity_book_overlap(book, &err);

	assert_int_equal(status, err.status);
	sops_activity_book_free(book);
	return status < 0 ? given_error(&err) : strdup("none");
}

#define HEAD "rep_id,type,start,minutes\n"
#define OVERLAPS(line, with) \
	"-3 activities.csv:" #line ": overlaps line " #with " of the same rep " \
	"(try --split-overlaps)"

static void entries_that_overlap(void **state)
{
	static const char *const cases[][2] = {
		{ HEAD "a,x,2026-01-01 09:00,30\na,x,2026-01-01 09:29,1\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 09:00,30\na,x,2026-01-01 09:30,1\n", "none" },
		{ HEAD "a,x,2026-01-01 09:00,30.01\na,x,2026-01-01 09:30,1\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 09:30,1\na,x,2026-01-01 09:00,31\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 09:00,30\nb,x,2026-01-01 09:00,30\n", "none" },
		{ HEAD ",x,2026-01-01 09:00,30\n,x,2026-01-01 09:00,30\n", "none" },
		/* days alone, and the same as some write them; midnight among times of day */
		{ HEAD "a,x,2026-01-01,30\na,x,2026-01-01,30\na,x,2026-01-02 09:00,1\n",
			"none" },
		{ HEAD "a,x,2026-01-01 00:00,30\na,x,2026/1/1 0:00:00,30\n", "none" },
		{ HEAD "a,x,2026-01-01 00:00,30\na,x,2026-01-01 00:10,1\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 ００：００,30\na,x,2026-01-01 00:00,1\n"
			"b,x,2026-01-02 09:00,1\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 24:00,30\na,x,2026-01-02 00:20,1\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 09:00,\na,x,2026-01-01 09:00,30\n", "none" },
		{ HEAD "a,x,2026-01-01 09:00,60\na,x,2026-01-01 09:10,0\n", "none" },
		{ HEAD "a,x,2026-01-01 09:00,0\na,x,2026-01-01 09:00,5\n", "none" },
		{ HEAD "a,x,2026-01-01 09:00,60\na,x,2026-01-01 09:10,0\n"
			"a,x,2026-01-01 09:20,5\n", OVERLAPS(4, 2) },
		{ HEAD "a,x,2026-01-01 09:00,0\na,x,2026-01-01 09:00,0\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01 09:00,0\na,y,2026-01-01 09:00,0\n", "none" },
		/* over midnight, and by the clock of UTC */
		{ HEAD "a,x,2026-01-01 23:50,20\na,x,2026-01-02 00:05,5\n", OVERLAPS(3, 2) },
		{ HEAD "a,x,2026-01-01T09:00:00Z,20\na,x,2026-01-01T10:05:00+01:00,5\n",
			OVERLAPS(3, 2) },
		/* a long one, then several that end in it: not the neighbours alone */
		{ HEAD "a,x,2026-01-01 08:00,600\na,x,2026-02-01 09:00,5\n"
			"a,x,2026-01-01 07:00,5\na,x,2026-01-01 17:00,5\n", OVERLAPS(5, 2) },
		/* the first line that overlaps any above it, and of those the first */
		{ HEAD "a,x,2026-01-01 09:00,10\na,x,2026-01-01 10:00,10\n"
			"a,x,2026-01-01 08:00,30\na,x,2026-01-01 09:05,60\n"
			"a,x,2026-01-01 08:00,30\n", OVERLAPS(5, 2) },
		/* automation and what is to come take nobody's time */
		{ "rep_id,type,start,minutes,auto\na,x,2026-01-01 09:00,30,1\n"
			"a,x,2026-01-01 09:00,30,0\na,x,2026-08-01 09:00,30,\n"
			"a,x,2026-08-01 09:00,30,\n", "none" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = overlap_of(cases[i][0], &plain), *shared = overlap_of(cases[i][0],
			&split);

		if (strcmp(got, cases[i][1]) != 0)
			fail_msg("case %zu: %s", i, got);
		assert_string_equal(shared, "none");
		free(got);
		free(shared);
	}
}

static void overlaps_are_split(void **state)
{
	static const char *const cases[][2] = {
		/* 9:00 to 9:40: 20 alone, 10 by two, 10 alone */
		{ "a,x,2026-01-01 09:00,30,1,\na,x,2026-01-01 09:20,20,0,D\n", " 40 25 15" },
		/* three at once share ten minutes */
		{ "a,x,2026-01-01 09:00,10,1,\na,x,2026-01-01 09:00,10,0,\n"
			"a,x,2026-01-01 09:00,10,0,D\n", " 10 10/3 10/3" },
		{ "a,x,2026-01-01 09:00,1,1,\na,x,2026-01-01 09:00,1,0,\n"
			"a,x,2026-01-01 09:00,2.5,0,D\na,x,2026-02-01 09:00,7,1,D\n",
			" 9.5 22/3 26.5/3" },
		/* one that holds another, and touches the next */
		{ "a,x,2026-01-01 09:00,60,1,\na,x,2026-01-01 09:15,30,0,\n"
			"a,x,2026-01-01 10:00,60,0,D\n", " 120 45 60" },
		/* of another rep, of nobody, and without a time of day: whole */
		{ "a,x,2026-01-01 09:00,60,1,\nb,x,2026-01-01 09:00,60,1,\n"
			",x,2026-01-01 09:00,60,0,D\na,x,2026-01-01,60,0,D\n", " 240 120 120" },
		{ "a,x,2026-01-01 09:00,0,1,\na,x,2026-01-01 09:00,0,1,D\n", " 0 0 0" },
		/* sevenths of a minute that is no whole number of seconds */
		{ "a,x,2026-01-01 09:00,0.1,1,\na,x,2026-01-01 09:00,0.1,0,\n"
			"a,x,2026-01-01 09:00,0.1,0,\na,x,2026-01-01 09:00,0.1,0,\n"
			"a,x,2026-01-01 09:00,0.1,0,\na,x,2026-01-01 09:00,0.1,0,\n"
			"a,x,2026-01-01 09:00,0.1,0,D\n", " 0.1 0.1/7 0.1/7" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_buffer text = SOPS_BUFFER_INIT, got = SOPS_BUFFER_INIT;
		struct sops_activity_book *book;
		struct sops_active a;

		sops_buffer_printf(&text, "rep_id,type,start,minutes,customer_facing,deal_id\n%s",
			cases[i][0]);
		book = given(NULL, text.at, &split);
		a = active(book, "", NULL, NULL);
		put_ratio(&got, a.minutes);
		put_ratio(&got, a.selling);
		put_ratio(&got, a.deal_minutes);
		assert_string_equal(got.at, cases[i][1]);
		sops_activity_book_free(book);
		sops_buffer_release(&text);
		sops_buffer_release(&got);
	}
}

/* What is split is split among all entries of the rep, in whatever group and span they are. */
static void groups_share_a_rep(void **state)
{
	struct sops_activity_book *book = given("type", HEAD
		"a,call,2026-01-31 23:30,60\na,mail,2026-02-01 00:10,5\n", &split);

	(void)state;
	expect(book, "call", "2026-01-01", "2026-01-31", "1=1+0+0+0+0 1 1:0 0 57.5 0 0");
	expect(book, "mail", "2026-02-01", "2026-02-28", "1=0+1+0+0+0 1 1:0 0 2.5 0 0");
	sops_activity_book_free(book);
}

struct entry {
	int rep, start, minutes;
};

static bool meet(struct entry a, struct entry b)
{
	return a.rep == b.rep && ((a.start < b.start + b.minutes && b.start < a.start + a.minutes &&
		a.minutes && b.minutes) || (a.start == b.start && a.minutes == b.minutes));
}

/* The pair, by comparing all: the first line that meets one above it. */
static bool first_pair(int *line, int *with, const struct entry *entries, int n)
{
	for (int i = 1; i < n; i++) {
		for (int j = 0; j < i; j++) {
			if (meet(entries[i], entries[j])) {
				*line = i + 2;
				*with = j + 2;
				return true;
			}
		}
	}
	return false;
}

#define PARTS 360360 /* of a minute: up to 15 at once get the same */

/* What an entry gets, minute by minute. */
static int64_t parts_of(const struct entry *entries, int n, struct entry entry)
{
	int64_t parts = 0;

	for (int minute = entry.start; minute < entry.start + entry.minutes; minute++) {
		int at_once = 0;

		for (int i = 0; i < n; i++)
			at_once += entries[i].rep == entry.rep && entries[i].start <= minute &&
				minute < entries[i].start + entries[i].minutes;
		assert_int_equal(PARTS % at_once, 0);
		parts += PARTS / at_once;
	}
	return parts;
}

/* Each entry is a group of its own, so that its own share is seen. */
static struct sops_buffer text_of_entries(const struct entry *entries, int n)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_puts(&text, "no,rep_id,type,start,minutes\n");
	for (int i = 0; i < n; i++)
		sops_buffer_printf(&text, "%d,r%d,x,2026-01-01 %02d:%02d,%d\n", i, entries[i].rep,
			entries[i].start / 60, entries[i].start % 60, entries[i].minutes);
	return text;
}

static void check_overlap(const char *text, const struct entry *entries, int n)
{
	char *got = overlap_of(text, &plain), *answer = NULL;
	int line, with;

	if (first_pair(&line, &with, entries, n))
		assert_true(asprintf(&answer, "-3 activities.csv:%d: overlaps line %d of the same "
			"rep (try --split-overlaps)", line, with) > 0);
	assert_string_equal(got, answer ? answer : "none");
	free(got);
	free(answer);
}

static void check_shares(const char *text, const struct entry *entries, int n)
{
	struct sops_activity_book *book = given("no", text, &split);

	for (int i = 0; i < n; i++) {
		struct sops_money minutes, parts = sops_money_of(parts_of(entries, n, entries[i]));
		struct sops_ratio got;
		char no[12];

		snprintf(no, sizeof(no), "%d", i);
		got = active(book, no, NULL, NULL).minutes;
		assert_int_equal(sops_money_mul(&minutes, got.num, sops_money_of(PARTS), NULL), 0);
		assert_int_equal(sops_money_mul(&parts, parts, got.den, NULL), 0);
		assert_int_equal(sops_money_compare(minutes, parts), 0);
	}
	sops_activity_book_free(book);
}

static void against_every_minute(void **state)
{
	(void)state;
	seed = 88172645463325252;
	for (int round = 0; round < 300; round++) {
		struct sops_buffer text;
		struct entry entries[13];
		int n = (int)(random_bits() % 13) + 1;

		for (int i = 0; i < n; i++)
			entries[i] = (struct entry){ (int)(random_bits() % 2),
				(int)(random_bits() % 240) + 1, (int)(random_bits() % 40) };
		text = text_of_entries(entries, n);
		check_overlap(text.at, entries, n);
		check_shares(text.at, entries, n);
		sops_buffer_release(&text);
	}
}

static void rows_that_are_refused(void **state)
{
	static const struct sops_activity_options cal = { .as_of = 20634, .selling = "email,cal" };
	static const struct sops_activity_options none = { .as_of = 20634, .selling = "," };
	static const struct {
		const struct sops_activity_options *options;
		const char *text, *error;
	} cases[] = {
		{ &plain, HEAD "a,x,2026-01-01,1\na,x,2026-01-01,-0.5\n",
			"-3 activities.csv:3: minutes: minutes are negative" },
		{ &plain, HEAD "a,x,yesterday,1\n", "-3 activities.csv:2: start: \"yesterday\" is "
			"not a date (if it means empty: --null 'yesterday')" },
		{ &cal, HEAD "a,Call,2026-01-01,1\na,EMAIL,2026-01-01,1\n",
			"-3 activities.csv: no activity is of type \"cal\" "
			"(did you mean \"call\"? types: call, email)" },
		{ &none, HEAD "a,x,2026-01-01,1\n", "-2 no type is named" },
		{ &plain, HEAD "a,x,2026-01-01 09:00,99999999999999999999999999999999999999\n",
			"-3 activities.csv:2: overflow: 99999999999999999999999999999999999999 * "
			"60 is beyond 38 digits" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_activity_book *book = NULL;
		int status = read_text(&book, NULL, cases[i].text, cases[i].options, &err);
		char *got = given_error(&err);

		assert_int_equal(status, err.status);
		assert_null(book);
		assert_string_equal(got, cases[i].error);
		free(got);
	}
}

/* So many entries of ten minutes, all at once. */
static struct sops_buffer crowd(int n)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	sops_buffer_puts(&text, HEAD);
	for (int i = 0; i < n; i++)
		sops_buffer_puts(&text, "a,call,2026-01-01 09:00,10\n");
	return text;
}

static void forty_at_once_and_no_more(void **state)
{
	struct sops_buffer forty = crowd(40), more = crowd(41);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_activity_book *book = given(NULL, forty.at, &split);
	char *got;

	(void)state;
	expect(book, "", NULL, NULL, "40=40+0+0+0+0 1 40:0 0 10 0 0");
	sops_activity_book_free(book);
	assert_int_equal(read_text(&book, NULL, more.at, &split, &err), SOPS_EINPUT);
	got = given_error(&err);
	assert_string_equal(got,
		"-3 activities.csv:42: more than 40 entries of one rep run at once");
	free(got);
	sops_buffer_release(&forty);
	sops_buffer_release(&more);
}

static void a_total_that_overflows(void **state)
{
	const struct sops_span all = side_span(NULL, NULL);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_active out;
	struct sops_activity_book *book = given(NULL, HEAD
		"a,x,2026-01-01,99999999999999999999999999999999999999\n"
		"a,x,2026-01-01,99999999999999999999999999999999999999\n", &plain);
	char *got;

	(void)state;
	assert_int_equal(sops_activity_book_of(&out, book, sops_field_of(""), &all, &err),
		SOPS_EINPUT);
	got = given_error(&err);
	assert_string_equal(got, "-3 overflow: 99999999999999999999999999999999999999 + "
		"99999999999999999999999999999999999999 is beyond 38 digits");
	free(got);
	sops_activity_book_free(book);
}

TAP_MAIN("activity_book",
	cmocka_unit_test(what_was_done),
	cmocka_unit_test(groups_stand_apart),
	cmocka_unit_test(first_touch),
	cmocka_unit_test(types_by_words),
	cmocka_unit_test(selling_by_types),
	cmocka_unit_test(without_columns),
	cmocka_unit_test(entries_that_overlap),
	cmocka_unit_test(overlaps_are_split),
	cmocka_unit_test(groups_share_a_rep),
	cmocka_unit_test(against_every_minute),
	cmocka_unit_test(rows_that_are_refused),
	cmocka_unit_test(forty_at_once_and_no_more),
	cmocka_unit_test(a_total_that_overflows))
