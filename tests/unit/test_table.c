/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/table.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops_table *table;

static int set_up(void **state)
{
	(void)state;
	return sops_table_new(&table, NULL);
}

static int tear_down(void **state)
{
	(void)state;
	sops_table_free(table);
	table = NULL;
	return 0;
}

static struct sops_money money(int64_t units, int scale)
{
	return (struct sops_money){ units, scale };
}

static struct sops_ratio ratio(int64_t num, int64_t den)
{
	return (struct sops_ratio){ sops_money_of(num), sops_money_of(den) };
}

static struct sops_field text_at(size_t row, size_t column)
{
	const struct sops_cell *cell = sops_table_cell_at(table, row, column);

	assert_non_null(cell);
	assert_int_equal(cell->kind, SOPS_CELL_TEXT);
	return cell->text;
}

static enum sops_cell_kind kind_at(size_t row, size_t column)
{
	const struct sops_cell *cell = sops_table_cell_at(table, row, column);

	assert_non_null(cell);
	return cell->kind;
}

static void assert_failure(int status, const char *text)
{
	struct sops_error err = { 0 };

	assert_int_equal(sops_table_check(table, &err), status);
	assert_string_equal(err.text, text);
	assert_int_equal(sops_table_check(table, NULL), status);
}

static void columns(const char *names)
{
	struct sops_field list = sops_field_of(names);

	while (list.at) {
		struct sops_field name = sops_field_cut(&list, ',');
		char copy[64];

		snprintf(copy, sizeof(copy), "%.*s", (int)name.len, name.at);
		sops_table_column(table, copy, SOPS_COLUMN_NUMBER, "1", "some column");
	}
}

static void keeps_its_own_copies(void **state)
{
	char name[] = "owner", unit[] = "", doc[] = "who", value[] = "Ann";
	struct sops_cell key = { .kind = SOPS_CELL_TEXT, .text = { value, 3 } };

	(void)state;
	sops_table_column(table, name, SOPS_COLUMN_TEXT, unit, doc);
	sops_table_column(table, "text", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(table, "string", SOPS_COLUMN_TEXT, "", "");
	sops_table_prefix(table, &key, 1);
	sops_table_row(table);
	sops_table_text(table, (struct sops_field){ value, 2 });
	sops_table_string(table, value);
	memset(name, 'x', 5);
	memset(value, 'x', 3);
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_string_equal(sops_table_column_at(table, 0)->name, "owner");
	assert_string_equal(sops_table_column_at(table, 0)->doc, "who");
	assert_string_equal(text_at(0, 0).at, "Ann");
	assert_string_equal(text_at(0, 1).at, "An");
	assert_string_equal(text_at(0, 2).at, "Ann");
}

static void undefined_values_are_blank(void **state)
{
	struct sops_calendar months = { .unit = SOPS_UNIT_MONTH };
	struct sops_cell blank_money = { .kind = SOPS_CELL_MONEY, .money = SOPS_MONEY_BLANK };

	(void)state;
	columns("a,b,c,d,e,f,g,h,i,j");
	sops_table_row(table);
	sops_table_blank(table);
	sops_table_money(table, SOPS_MONEY_BLANK);
	sops_table_share(table, ratio(1, 0));
	sops_table_quotient(table, (struct sops_ratio){ SOPS_MONEY_BLANK, sops_money_of(1) });
	sops_table_real(table, NAN);
	sops_table_real(table, -INFINITY);
	sops_table_date(table, SOPS_DATE_BLANK);
	sops_table_period(table, &months, SOPS_PERIOD_BLANK);
	sops_table_string(table, NULL);
	sops_table_cell(table, &blank_money);
	assert_int_equal(sops_table_check(table, NULL), 0);
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(kind_at(0, i), SOPS_CELL_BLANK);
}

static void values_keep_their_kind(void **state)
{
	struct sops_calendar quarters = { .unit = SOPS_UNIT_QUARTER };
	sops_date day = sops_date_of(2026, 7, 15);

	(void)state;
	columns("a,b,c,d,e,f,g,h");
	sops_table_row(table);
	sops_table_count(table, 0);
	sops_table_money(table, money(-5, 1));
	sops_table_share(table, ratio(0, 3));
	sops_table_quotient(table, ratio(1, 3));
	sops_table_real(table, 0.5);
	sops_table_date(table, day);
	sops_table_period(table, &quarters, sops_period_of(&quarters, day));
	sops_table_bool(table, true);
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_int_equal(kind_at(0, 0), SOPS_CELL_COUNT);
	assert_int_equal(kind_at(0, 1), SOPS_CELL_MONEY);
	assert_int_equal(kind_at(0, 2), SOPS_CELL_SHARE);
	assert_int_equal(kind_at(0, 3), SOPS_CELL_QUOTIENT);
	assert_int_equal(kind_at(0, 4), SOPS_CELL_REAL);
	assert_int_equal(kind_at(0, 5), SOPS_CELL_DATE);
	assert_string_equal(text_at(0, 6).at, "2026Q3");
	assert_int_equal(kind_at(0, 7), SOPS_CELL_BOOL);
}

static void short_rows_are_filled(void **state)
{
	struct sops_cell keys[2] = { { .kind = SOPS_CELL_COUNT, .count = 7 } };

	(void)state;
	columns("a,b,c");
	sops_table_row(table);
	sops_table_count(table, 1);
	sops_table_prefix(table, keys, 2);
	sops_table_row(table);
	sops_table_count(table, 2);
	sops_table_prefix(table, NULL, 0);
	sops_table_row(table);
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_int_equal(sops_table_rows(table), 3);
	assert_int_equal(kind_at(0, 1), SOPS_CELL_BLANK);
	assert_int_equal(kind_at(0, 2), SOPS_CELL_BLANK);
	assert_int_equal(sops_table_cell_at(table, 1, 0)->count, 7);
	assert_int_equal(kind_at(1, 1), SOPS_CELL_BLANK);
	assert_int_equal(sops_table_cell_at(table, 1, 2)->count, 2);
	assert_int_equal(kind_at(2, 0), SOPS_CELL_BLANK);
	assert_null(sops_table_cell_at(table, 3, 0));
	assert_null(sops_table_cell_at(table, 0, 3));
	assert_null(sops_table_column_at(table, 3));
}

static void a_cell_too_many(void **state)
{
	(void)state;
	columns("a");
	sops_table_row(table);
	sops_table_count(table, 1);
	sops_table_count(table, 2);
	sops_table_row(table); /* what comes after a failure is dropped */
	assert_int_equal(sops_table_rows(table), 1);
	assert_failure(SOPS_ESYSTEM, "table: a cell too many (row 1)");
}

static void a_cell_without_a_row(void **state)
{
	(void)state;
	columns("a");
	sops_table_blank(table);
	assert_failure(SOPS_ESYSTEM, "table: a cell before the first row (row 0)");
}

static void a_column_too_late(void **state)
{
	(void)state;
	columns("a");
	sops_table_row(table);
	columns("b");
	assert_failure(SOPS_ESYSTEM, "table: a column after the first row (row 1)");
}

static void a_prefix_too_long(void **state)
{
	struct sops_cell keys[2] = { { .kind = SOPS_CELL_BLANK } };

	(void)state;
	columns("a");
	sops_table_prefix(table, keys, 2);
	assert_failure(SOPS_ESYSTEM, "table: a prefix longer than a row (row 0)");
}

static void two_columns_of_a_name(void **state)
{
	(void)state;
	columns("deals,won");
	sops_table_hidden_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "");
	assert_failure(SOPS_EUSAGE, "two columns of the output are named \"deals\"");
}

static void notes_are_kept_once(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		sops_table_note(table, "%d deals without an amount", 12);
		sops_table_note(table, "%s", "100%");
	}
	assert_int_equal(sops_table_notes(table), 2);
	assert_string_equal(sops_table_note_at(table, 0), "12 deals without an amount");
	assert_string_equal(sops_table_note_at(table, 1), "100%");
	assert_null(sops_table_note_at(table, 2));
}

static void grows_to_many_rows(void **state)
{
	char label[32];

	(void)state;
	columns("n,label");
	for (int i = 0; i < 20000; i++) {
		sops_table_row(table);
		sops_table_count(table, i);
		snprintf(label, sizeof(label), "row %d", i);
		sops_table_string(table, label);
	}
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_int_equal(sops_table_rows(table), 20000);
	assert_string_equal(text_at(0, 1).at, "row 0");
	assert_string_equal(text_at(19999, 1).at, "row 19999");
}

static void holds_a_text_larger_than_a_chunk(void **state)
{
	static char large[100000];

	(void)state;
	memset(large, 'z', sizeof(large));
	columns("a,b");
	sops_table_row(table);
	sops_table_text(table, (struct sops_field){ large, sizeof(large) });
	sops_table_string(table, "small");
	assert_int_equal(text_at(0, 0).len, sizeof(large));
	assert_memory_equal(text_at(0, 0).at, large, sizeof(large));
	assert_string_equal(text_at(0, 1).at, "small");
}

static void row_of_hidden_and_shown(void)
{
	sops_table_column(table, "owner", SOPS_COLUMN_TEXT, "", "who");
	sops_table_column(table, "amount", SOPS_COLUMN_MONEY, "money", "how much");
	sops_table_hidden_column(table, "low", SOPS_COLUMN_REAL, "1", "at least");
	sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "how many");
	sops_table_row(table);
	sops_table_string(table, "Ann");
	sops_table_money(table, money(5, 0));
	sops_table_real(table, 0.25);
	sops_table_count(table, 3);
}

/* The standing columns, as a list. */
static const char *standing(void)
{
	static char list[256];

	list[0] = '\0';
	for (size_t i = 0; i < sops_table_columns(table); i++)
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s%s", i ? "," : "",
			sops_table_column_at(table, i)->name);
	return list;
}

static void selects(void **state)
{
	static const char *const cases[][2] = {
		{ "deals,owner", "deals,owner" },
		{ "+low", "owner,amount,deals,low" },
		{ " + low ", "owner,amount,deals,low" },
		{ "+low,+amount", "owner,amount,deals,low" }, /* amount stands already */
		{ "low", "low" },
		{ "low,+owner", "low,owner" },
		{ " amount , low ", "amount,low" },
	};

	(void)state;
	row_of_hidden_and_shown();
	assert_string_equal(standing(), "owner,amount,deals");
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(sops_table_select(table, sops_field_of(cases[i][0]), NULL), 0);
		assert_string_equal(standing(), cases[i][1]);
	}
	assert_int_equal(kind_at(0, 0), SOPS_CELL_MONEY);
	assert_int_equal(kind_at(0, 1), SOPS_CELL_REAL);
}

static void refuses_lists(void **state)
{
	static const char *const all = "columns: owner, amount, low, deals";
	static const struct {
		const char *list, *text, *near;
	} cases[] = {
		{ "amnt", "no column \"amnt\" in the output", "did you mean \"amount\"? " },
		{ "owner,Amount", "no column \"Amount\" in the output",
			"did you mean \"amount\"? " },
		{ "+lwo", "no column \"lwo\" in the output", "did you mean \"low\"? " },
		{ "-owner", "no column \"-owner\" in the output", "did you mean \"owner\"? " },
		{ "\033[2J", "no column \"\\x1b[2J\" in the output", "" },
		{ "owner,,deals", "an empty name in the list of columns", NULL },
		{ "+", "an empty name in the list of columns", NULL },
		{ "", "an empty name in the list of columns", NULL },
		{ "owner,deals,owner", "column \"owner\" is listed twice", NULL },
	};

	(void)state;
	row_of_hidden_and_shown();
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { 0 };
		struct sops_field list = sops_field_of(cases[i].list);
		char hint[256] = "";

		if (cases[i].near)
			snprintf(hint, sizeof(hint), "%s%s", cases[i].near, all);
		assert_int_equal(sops_table_select(table, list, &err), SOPS_EUSAGE);
		assert_string_equal(err.text, cases[i].text);
		assert_string_equal(err.hint, hint);
		assert_int_equal(sops_table_select(table, list, NULL), SOPS_EUSAGE);
		assert_string_equal(standing(), "owner,amount,deals");
	}
}

/* Sorts one column of cells by the list, and says in which order their numbers come. */
static const char *sorted(const struct sops_cell *cells, size_t count, const char *list)
{
	static char order[256];

	sops_table_free(table);
	assert_int_equal(sops_table_new(&table, NULL), 0);
	columns("value,place");
	for (size_t i = 0; i < count; i++) {
		sops_table_row(table);
		sops_table_cell(table, &cells[i]);
		sops_table_count(table, (int64_t)i);
	}
	assert_int_equal(sops_table_sort(table, sops_field_of(list), NULL), 0);
	order[0] = '\0';
	for (size_t i = 0; i < count; i++)
		snprintf(order + strlen(order), sizeof(order) - strlen(order), "%s%d",
			i ? " " : "", (int)sops_table_cell_at(table, i, 1)->count);
	return order;
}

#define CELL_COUNT(n) { .kind = SOPS_CELL_COUNT, .count = (n) }
#define CELL_MONEY(u, s) { .kind = SOPS_CELL_MONEY, .money = { (u), (s) } }
#define CELL_RATIO(n, d) { .kind = SOPS_CELL_QUOTIENT, .ratio = { { (n), 0 }, { (d), 0 } } }
#define CELL_SHARE(n, d) { .kind = SOPS_CELL_SHARE, .ratio = { { (n), 0 }, { (d), 0 } } }
#define CELL_REAL(x) { .kind = SOPS_CELL_REAL, .real = (x) }
#define CELL_TEXT(t) { .kind = SOPS_CELL_TEXT, .text = SOPS_FIELD(t) }
#define CELL_BLANK { .kind = SOPS_CELL_BLANK }

static void sorts_by_value(void **state)
{
	static const struct sops_cell counts[] = {
		CELL_COUNT(10), CELL_COUNT(9), CELL_BLANK, CELL_COUNT(-1), CELL_COUNT(100),
		CELL_COUNT(9), CELL_BLANK,
	};
	static const struct sops_cell texts[] = {
		CELL_TEXT("b"), CELL_TEXT("a"), CELL_TEXT(""), CELL_BLANK, CELL_TEXT("ab"),
		CELL_TEXT("华东"), CELL_TEXT("B"),
	};
	static const struct sops_cell mixed[] = {
		CELL_TEXT("0"), CELL_BLANK, CELL_REAL(0.7), CELL_COUNT(1), CELL_MONEY(65, 2),
		CELL_RATIO(2, 3), CELL_SHARE(-2, -4), CELL_RATIO(1, -3),
		{ .kind = SOPS_CELL_BOOL, .truth = true }, { .kind = SOPS_CELL_BOOL },
		{ .kind = SOPS_CELL_DATE, .date = 5 }, { .kind = SOPS_CELL_DATE, .date = -5 },
	};

	(void)state;
	assert_string_equal(sorted(counts, COUNT(counts), "value"), "3 1 5 0 4 2 6");
	assert_string_equal(sorted(counts, COUNT(counts), "-value"), "4 0 1 5 3 2 6");
	assert_string_equal(sorted(counts, COUNT(counts), "value,-place"), "3 5 1 0 4 6 2");
	assert_string_equal(sorted(counts, COUNT(counts), " - value , place"), "4 0 1 5 3 2 6");
	assert_string_equal(sorted(texts, COUNT(texts), "value"), "2 6 1 4 0 5 3");
	assert_string_equal(sorted(texts, COUNT(texts), "-value"), "5 0 4 1 6 2 3");
	assert_string_equal(sorted(mixed, COUNT(mixed), "value"), "7 6 4 5 2 3 11 10 9 8 0 1");
	assert_string_equal(sorted(mixed, COUNT(mixed), "-value"), "0 8 9 10 11 3 2 5 4 6 7 1");
}

static void compares_exactly_where_doubles_cannot(void **state)
{
	/* 2^53 and its neighbours; thirds that differ in the 18th digit. */
	static const struct sops_cell close[] = {
		CELL_COUNT(9007199254740993), CELL_MONEY(9007199254740992, 0),
		CELL_MONEY(90071992547409925, 1),
	};
	static const struct sops_cell thirds[] = {
		CELL_RATIO(1000000000000000001, 3), CELL_RATIO(1000000000000000000, 3),
		CELL_SHARE(333333333333333333, 1), CELL_MONEY(333333333333333334, 0),
	};

	(void)state;
	assert_string_equal(sorted(close, COUNT(close), "value"), "1 2 0");
	assert_string_equal(sorted(thirds, COUNT(thirds), "value"), "2 1 0 3");
}

static void falls_back_where_products_overflow(void **state)
{
	struct sops_money most = sops_money_of(INT64_MAX), huge, product;
	struct sops_cell cells[2] = {
		{ .kind = SOPS_CELL_QUOTIENT }, { .kind = SOPS_CELL_QUOTIENT },
	};

	(void)state;
	assert_int_equal(sops_money_mul(&huge, most, most, NULL), 0);
	assert_int_equal(sops_money_mul(&product, huge, huge, NULL), SOPS_EINPUT);
	cells[0].ratio = (struct sops_ratio){ huge, sops_money_of(3) };
	cells[1].ratio = (struct sops_ratio){ sops_money_of(3), huge };
	assert_string_equal(sorted(cells, 2, "value"), "1 0");
	assert_string_equal(sorted(cells, 2, "-value"), "0 1");
}

static void sorts_by_columns_that_do_not_stand(void **state)
{
	struct sops_error err = { 0 };

	(void)state;
	row_of_hidden_and_shown();
	sops_table_row(table);
	sops_table_string(table, "Bob");
	sops_table_blank(table);
	sops_table_real(table, 0.125);
	assert_int_equal(sops_table_select(table, sops_field_of("owner"), NULL), 0);
	assert_int_equal(sops_table_sort(table, sops_field_of("low"), NULL), 0);
	assert_string_equal(text_at(0, 0).at, "Bob");
	assert_int_equal(sops_table_sort(table, sops_field_of("-deels"), &err), SOPS_EUSAGE);
	assert_string_equal(err.text, "no column \"deels\" in the output");
	assert_string_equal(err.hint,
		"did you mean \"deals\"? columns: owner, amount, low, deals");
	assert_string_equal(text_at(0, 0).at, "Bob");
}

static void keeps_the_top(void **state)
{
	(void)state;
	row_of_hidden_and_shown();
	sops_table_top(table, 5);
	assert_int_equal(sops_table_rows(table), 1);
	sops_table_top(table, 0);
	assert_int_equal(sops_table_rows(table), 0);
	assert_null(sops_table_cell_at(table, 0, 0));
	assert_int_equal(sops_table_sort(table, sops_field_of("owner"), NULL), 0);
}

static void describes_itself(void **state)
{
	static const char *const expected[][4] = {
		{ "owner", "text", "", "who" },
		{ "amount", "money", "money", "how much" },
		{ "low", "real", "1", "at least (shown when asked for)" },
		{ "deals", "count", "deals", "how many" },
	};
	struct sops_table *description;

	(void)state;
	row_of_hidden_and_shown();
	assert_int_equal(sops_table_describe(&description, table, NULL), 0);
	sops_table_free(table);
	table = description;
	assert_string_equal(standing(), "name,type,unit,description");
	assert_int_equal(sops_table_rows(table), COUNT(expected));
	for (size_t row = 0; row < COUNT(expected); row++) {
		for (size_t i = 0; i < 4; i++) {
			if (*expected[row][i])
				assert_string_equal(text_at(row, i).at, expected[row][i]);
			else
				assert_int_equal(
					sops_table_cell_at(table, row, i)->kind, SOPS_CELL_BLANK);
		}
	}
}

struct flowed {
	char text[200];
	size_t rows;
};

/* Each row as it comes: the last that there is, and the one before it is gone. */
static void take_row(void *to, const struct sops_table *from)
{
	struct flowed *flowed = to;
	size_t row = sops_table_rows(from) - 1, len = strlen(flowed->text);

	assert_int_equal(row, flowed->rows++);
	assert_null(sops_table_cell_at(from, row + 1, 0));
	if (row > 0)
		assert_null(sops_table_cell_at(from, row - 1, 0));
	for (size_t i = 0; i < sops_table_columns(from); i++) {
		const struct sops_cell *cell = sops_table_cell_at(from, row, i);

		if (cell->kind == SOPS_CELL_COUNT)
			snprintf(flowed->text + len, sizeof(flowed->text) - len, "%d;",
				(int)cell->count);
		else
			snprintf(flowed->text + len, sizeof(flowed->text) - len, "%s,",
				cell->kind == SOPS_CELL_TEXT ? cell->text.at : "-");
		len = strlen(flowed->text);
	}
}

static void rows_flow(void **state)
{
	static const char *const groups[] = { "a", "b", "c" };
	struct flowed flowed = { .rows = 0 };

	(void)state;
	sops_table_column(table, "group", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(table, "name", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(table, "count", SOPS_COLUMN_COUNT, "", "");
	assert_int_equal(sops_table_select(table, sops_field_of("name,group,count"), NULL), 0);
	sops_table_flow(table, take_row, &flowed);
	for (size_t i = 0; i < COUNT(groups); i++) {
		struct sops_cell cell = { .kind = SOPS_CELL_TEXT,
			.text = sops_field_of(groups[i]) };

		sops_table_prefix(table, &cell, 1);
		for (int row = 0; row < 2; row++) {
			sops_table_row(table);
			sops_table_string(table, row ? "x" : NULL);
			if (i != 1)
				sops_table_count(table, row);
			assert_int_equal(flowed.rows, 2 * i + (size_t)row);
		}
	}
	sops_table_note(table, "noted");
	sops_table_prefix(table, NULL, 0);
	assert_string_equal(flowed.text, "-,a,0;x,a,1;-,b,-,x,b,-,-,c,0;x,c,1;");
	assert_int_equal(flowed.rows, 6);
	assert_int_equal(sops_table_rows(table), 6);
	assert_int_equal(sops_table_check(table, NULL), 0);
	assert_string_equal(sops_table_note_at(table, 0), "noted");
	assert_string_equal(sops_table_column_at(table, 1)->name, "group");
}

static void a_flow_too_late(void **state)
{
	struct flowed flowed = { .rows = 0 };

	(void)state;
	sops_table_column(table, "a", SOPS_COLUMN_TEXT, "", "");
	sops_table_row(table);
	sops_table_flow(table, take_row, &flowed);
	assert_failure(SOPS_ESYSTEM, "table: rows are to flow after the first (row 1)");
	sops_table_prefix(table, NULL, 0);
	assert_int_equal(flowed.rows, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

TAP_MAIN("table",
	TEST(keeps_its_own_copies),
	TEST(undefined_values_are_blank),
	TEST(values_keep_their_kind),
	TEST(short_rows_are_filled),
	TEST(a_cell_too_many),
	TEST(a_cell_without_a_row),
	TEST(a_column_too_late),
	TEST(a_prefix_too_long),
	TEST(two_columns_of_a_name),
	TEST(notes_are_kept_once),
	TEST(grows_to_many_rows),
	TEST(holds_a_text_larger_than_a_chunk),
	TEST(selects),
	TEST(refuses_lists),
	TEST(sorts_by_value),
	TEST(compares_exactly_where_doubles_cannot),
	TEST(falls_back_where_products_overflow),
	TEST(sorts_by_columns_that_do_not_stand),
	TEST(keeps_the_top),
	TEST(describes_itself),
	TEST(rows_flow),
	TEST(a_flow_too_late))
