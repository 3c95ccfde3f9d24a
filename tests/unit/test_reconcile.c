/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/reconcile.h>

#include "given.h"
#include "money_text.h"
#include "side.h"
#include "told.h"

#include <unistd.h>

#define STATE (&sops_reconcile_state)

struct pair {
	struct sops_reconcile *reconcile;
	struct sops_reconcile_rows ours;
};

static struct sops_error read_other(struct sops_reconcile **out,
	const struct sops_reconcile_options *options, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input;

	*out = NULL;
	if (sops_reconcile_new(out, options, &err) < 0)
		return err;
	input = any_open(text, "b.csv");
	sops_reconcile_read(*out, input, &err);
	any_close(input);
	return err;
}

static int add_all(struct sops_reconcile_rows *rows, const struct sops_reconcile *reconcile,
	struct sops_input *input, struct sops_error *err)
{
	struct sops_reconcile_columns *columns = NULL;
	const void *row;
	int status = sops_reconcile_bind(&columns, reconcile, input, err);

	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0)
		status = sops_reconcile_add(rows, columns, input, row, err);
	sops_reconcile_columns_free(columns);
	return status;
}

static struct pair given_pair(const struct sops_reconcile_options *options, const char *ours,
	const char *theirs)
{
	struct pair pair;
	struct sops_error err = read_other(&pair.reconcile, options, theirs);
	struct sops_input *input = any_open(ours, "a.csv");

	if (err.status < 0)
		fail_msg("%s", err.text);
	assert_int_equal(sops_state_init(STATE, &pair.ours, NULL), 0);
	if (add_all(&pair.ours, pair.reconcile, input, &err) < 0)
		fail_msg("%s", err.text);
	any_close(input);
	return pair;
}

static void release(struct pair *pair)
{
	sops_state_release(STATE, &pair->ours);
	sops_reconcile_free(pair->reconcile);
}

/* Its row, and its notes behind "# ". */
static char *table_and_notes(const struct sops_table *table)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char *csv = given_csv(table);

	sops_buffer_puts(&out, strchr(csv, '\n') + 1);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(&out, "# %s\n", sops_table_note_at(table, i));
	free(csv);
	return out.at;
}

static void tells(const struct sops_reconcile_options *options, const char *ours,
	const char *theirs, const char *lines, const char *csv)
{
	struct pair pair = given_pair(options, ours, theirs);
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table = NULL;
	struct told told = { .left = 0 };
	char *got;

	if (sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told, &err) < 0)
		fail_msg("%s", err.text);
	told_expect(&told, lines);
	if (sops_reconcile_table(&table, pair.reconcile, &pair.ours, &err) < 0)
		fail_msg("%s", err.text);
	got = table_and_notes(table);
	assert_string_equal(got, csv);
	free(got);
	sops_table_free(table);
	release(&pair);
}

static const char ours[] =
	"id,amount\n"      /* 10 */
	"A-1,100\n"        /* 18 */
	"A-2,20.50\n"      /* 28 */
	"A-3,7\n"          /* 34 */
	"A-2,0.50\n"       /* 43 */
	"A-4,\n"           /* 48 */
	"A-6,5\n";
static const char theirs[] =
	"Ref,Total\n"
	"A-9,3\n"
	"A-1,100.00\n"
	"A-2,20\n"
	"A-4,0\n"
	"A-8,\n"
	"A-6,5.004\n";

static void keys_are_compared(void **state)
{
	const struct sops_reconcile_options options = { .on = "id=Ref", .sum = "amount=Total",
		.tolerance = money("0.005") };

	(void)state;
	tells(&options, ours, theirs,
		"rows_reconcile +18 key=A-2 column=amount value=21: "
		"21 here (2 rows), 20 in b.csv: 1 more\n"
		"rows_reconcile +28 key=A-3 column=id value=7: \"A-3\" is not in b.csv (7)\n"
		"rows_reconcile +43 key=A-4 column=amount: no amount here, 0 in b.csv\n"
		"rows_reconcile b.csv:2 key=A-9 column=Ref value=3: \"A-9\" is not here (3)\n"
		"rows_reconcile b.csv:6 key=A-8 column=Ref: \"A-8\" is not here\n"
		"total_reconciles +0 column=amount: \"amount\": 133 here (6 rows), 128.004 in "
		"b.csv (6 rows): 4.996 more\n",
		"6,6,7,2,2,1,2,133,128.004,4.996,\n"
		"# 1 key has several rows here, which are added up\n");
}

/* The difference may be as large as the tolerance, and no larger. */
static void a_tolerance(void **state)
{
	static const struct {
		const char *text, *here, *there;
		bool differs;
	} cases[] = {
		{ "0", "1", "1", false }, { "0", "1", "1.0000000001", true },
		{ "0.01", "1", "1.01", false }, { "0.01", "1.01", "1", false },
		{ "0.01", "1", "1.0100001", true }, { "0.01", "-1", "-1.01", false },
		{ "0.5%", "199", "200", false }, { "0.5%", "200", "199", false },
		{ "0.5%", "200", "198.99", true }, { "0.5%", "-199", "-200", false },
		{ "0.5%", "1", "-1", true }, { "200%", "1", "-1", false },
		{ "0.5%", "0", "0", false }, { "0.5%", "0", "0.0001", true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_reconcile_options options = { .on = "k", .sum = "v" };
		struct sops_error err = { .status = SOPS_OK };
		struct told told = { .left = 0 };
		char a[40], b[40];
		struct pair pair;

		if (sops_reconcile_tolerance(&options, sops_field_of(cases[i].text), &err) < 0)
			fail_msg("%s", err.text);
		snprintf(a, sizeof(a), "k,v\nx,%s\n", cases[i].here);
		snprintf(b, sizeof(b), "k,v\nx,%s\n", cases[i].there);
		pair = given_pair(&options, a, b);
		assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told,
			NULL), 0);
		if ((told.lines.len > 0) != cases[i].differs)
			fail_msg("%s: %s and %s", cases[i].text, cases[i].here, cases[i].there);
		sops_buffer_release(&told.lines);
		release(&pair);
	}
}

static void what_is_no_tolerance(void **state)
{
	static const char *const cases[] = { "x", "", "-1", "-1%", "1,5,0", "5 %%" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_reconcile_options options = { .on = "k" };
		struct sops_error err = { .status = SOPS_OK };
		char expected[100];

		snprintf(expected, sizeof(expected), "--tolerance takes an amount or a share, "
			"0.01 or 0.5%%, not \"%s\"", cases[i]);
		assert_int_equal(sops_reconcile_tolerance(&options, sops_field_of(cases[i]), &err),
			SOPS_EUSAGE);
		assert_string_equal(err.text, expected);
	}
}

static void keys_of_several_columns(void **state)
{
	const struct sops_reconcile_options options = { .on = "order, line = pos" };

	(void)state;
	tells(&options, "order,line\n1,a\n1,b\n1,b\n2,\n,\n,\n",
		"pos,order\na,1\nb,1\n,2\nc,3\n,\n",
		"rows_reconcile +15 key=1 / b column=order: 2 rows here, 1 row in b.csv\n"
		"rows_reconcile +26 column=order: 2 rows without \"order\" here are compared with "
		"none\n"
		"rows_reconcile b.csv:5 key=3 / c column=order: \"3 / c\" is not here\n"
		"rows_reconcile b.csv:6 column=order: 1 row without \"order\" in b.csv is compared "
		"with none\n",
		"6,5,4,2,1,0,1\n# 1 key has several rows here\n");
}

static void currencies_are_not_mixed(void **state)
{
	const struct sops_reconcile_options options = { .on = "k", .sum = "v" };

	(void)state;
	tells(&options, "k,v\na,5 EUR\nb,$5\nc,5\nd,1 EUR\nd,1 USD\n",
		"k,v\na,5 USD\nb,5 USD\nc,5 USD\nd,1 EUR\n",
		"rows_reconcile +4 key=a column=v value=5 EUR: 5 EUR here, 5 USD in b.csv\n"
		"rows_reconcile +21 key=d column=v: EUR and USD here are not added\n"
		"total_reconciles +0 column=v: \"v\": EUR and USD here are not added\n",
		"5,4,4,2,2,0,0,,,,\n# 1 key has several rows here, which are added up\n");
	tells(&options, "k,v\na,5 USD\nb,5 USD\nc,5 USD\n",
		"k,Currency Code,v\na,US Dollar,5\nb,EUR,5\nc,,5\nd,x,\n",
		"rows_reconcile +12 key=b column=v value=5 USD: 5 USD here, 5 EUR in b.csv\n"
		"rows_reconcile b.csv:5 key=d column=k: \"d\" is not here\n"
		"total_reconciles +0 column=v: \"v\": EUR and USD in b.csv are not added\n",
		"3,4,4,2,1,0,1,15,,,\n");
	tells(&options, "k,v\na,5 EUR\n", "k,v\na,4 EUR\nb,1\n",
		"rows_reconcile +4 key=a column=v value=5 EUR: 5 here, 4 in b.csv: 1 more\n"
		"rows_reconcile b.csv:3 key=b column=k value=1: \"b\" is not here (1)\n",
		"1,2,2,0,1,0,1,5,5,0,EUR\n");
}

/* A role's own amount, which has its currency in a column beside it. */
static void amounts_of_a_role(void **state)
{
	static const struct side side = { .schema = &sops_deals, .name = "a.csv",
		.uses = SOPS_ROLE(SOPS_DEALS_AMOUNT) };
	const struct sops_reconcile_options options = { .on = "deal_id=k", .sum = "amount=v" };
	struct sops_input_options whole = { .whole = true, .uses = side.uses };
	struct sops_error err;
	struct sops_input *input = NULL;
	struct pair pair;
	struct told told = { .left = 0 };
	int fd = given_fd("Deal ID,Amount,Currency\nx,1.2k,EUR\n");

	(void)state;
	err = read_other(&pair.reconcile, &options, "k,v\nx,1000 EUR\n");
	assert_int_equal(err.status, 0);
	assert_int_equal(sops_state_init(STATE, &pair.ours, NULL), 0);
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "a.csv", &whole, &err), 0);
	assert_int_equal(add_all(&pair.ours, pair.reconcile, input, &err), 0);
	assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told, NULL), 0);
	told_expect(&told, "rows_reconcile +24 key=x column=amount value=1200 EUR: "
		"1200 here, 1000 in b.csv: 200 more\n"
		"total_reconciles +0 column=amount: \"amount\": 1200 here, 1000 in b.csv: "
		"200 more\n");
	sops_input_free(input);
	close(fd);
	release(&pair);
}

static void refuses(const struct sops_reconcile_options *options, const char *text,
	const char *expected)
{
	struct sops_reconcile *reconcile;
	struct sops_error err = read_other(&reconcile, options, text);
	char *got = given_error(&err);

	assert_string_equal(got, expected);
	free(got);
	sops_reconcile_free(reconcile);
}

static void what_is_refused(void **state)
{
	static const struct {
		const char *on, *sum, *text, *expected;
	} cases[] = {
		{ "", NULL, "k\n",
			"-2 a column is missing: --on takes COL or OURS=THEIRS, not \"\"" },
		{ "k,", NULL, "k\n",
			"-2 a column is missing: --on takes COL or OURS=THEIRS, not \"\"" },
		{ "k=", NULL, "k\n",
			"-2 a column is missing: --on takes COL or OURS=THEIRS, not \"k=\"" },
		{ "k", "=v", "k\n",
			"-2 a column is missing: --sum takes COL or OURS=THEIRS, not \"=v\"" },
		{ "k", "v", "k,w\nx,1\n",
			"-3 b.csv:1: no column \"v\"; the columns are: k, w" },
		{ "k=kk", NULL, "k,w\nx,1\n",
			"-3 b.csv:1: no column \"kk\"; the columns are: k, w" },
		{ "k", "v", "k,v\nx,1\ny,1.2.3\n", "-3 b.csv:3: v: \"1.2.3\" is not an amount" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_reconcile_options options = { .on = cases[i].on,
			.sum = cases[i].sum };

		refuses(&options, cases[i].text, cases[i].expected);
	}
}

/* More than 38 digits, and the least number there is, whose size is none. */
static void sums_too_large(void **state)
{
	static const char *const cases[] = {
		"k,v\nx," LARGEST "\ny," LARGEST "\n", "k,v\nx," LEAST "\n",
	};
	const struct sops_reconcile_options options = { .on = "k", .sum = "v" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct pair pair = given_pair(&options, cases[i], "k,v\nx,1\n");
		struct sops_error err = { .status = SOPS_OK };
		struct told told = { .left = 0 };

		assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told,
			&err), SOPS_EINPUT);
		assert_non_null(strstr(err.text, "overflow"));
		sops_buffer_release(&told.lines);
		release(&pair);
	}
}

static void the_teller_may_stop(void **state)
{
	const struct sops_reconcile_options options = { .on = "id=Ref", .sum = "amount=Total" };
	struct pair pair = given_pair(&options, ours, theirs);

	(void)state;
	for (int left = 1; left <= 7; left++) {
		struct told told = { .left = left };

		assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told,
			NULL), SOPS_ESYSTEM);
		sops_buffer_release(&told.lines);
	}
	release(&pair);
}

/* Cells that somebody else has read make the same keys. */
static void cells_instead_of_an_input(void **state)
{
	const struct sops_reconcile_options options = { .on = "a,b", .sum = "v" };
	static const struct sops_field keys[] = { SOPS_FIELD(" 001D000000IqhSL"),
		SOPS_FIELD("y ") };
	struct pair pair = given_pair(&options, "a,b,v\n", "a,b,v\n001D000000IqhSLIAZ,y,3 EUR\n");
	struct told told = { .left = 0 };

	(void)state;
	assert_int_equal(sops_reconcile_add_cells(&pair.ours, pair.reconcile, keys, money("3"),
		currency("EUR"), 99, NULL), 0);
	assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told, NULL), 0);
	told_expect(&told, "");
	assert_int_equal(sops_reconcile_add_cells(&pair.ours, pair.reconcile, keys, money("4"),
		currency("EUR"), 98, NULL), 0);
	assert_int_equal(sops_reconcile_tell(pair.reconcile, &pair.ours, told_one, &told, NULL), 0);
	told_expect(&told, "rows_reconcile +98 key=001D000000IqhSLIAZ / y column=v value=7 EUR: "
		"7 here (2 rows), 3 in b.csv: 4 more\n"
		"total_reconciles +0 column=v: \"v\": 7 here (2 rows), 3 in b.csv: 4 more\n");
	release(&pair);
}

/* Every n-th row of forty, from the part-th on. */
static void add_some(struct sops_reconcile_rows *rows, const struct sops_reconcile *reconcile,
	uint64_t part, uint64_t n)
{
	struct sops_reconcile_columns *columns = NULL;
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_input *input;
	const void *row;

	sops_buffer_puts(&text, "k,v\n");
	for (int i = 0; i < 40; i++)
		sops_buffer_printf(&text, "%c,%d%s\n", 'a' + i % 5, i * i % 100,
			i % 3 ? " EUR" : i % 2 ? "" : " USD");
	input = any_open(text.at, "a.csv");
	assert_int_equal(sops_reconcile_bind(&columns, reconcile, input, NULL), 0);
	for (uint64_t i = 0; sops_input_next(input, &row, NULL) > 0; i++)
		if (i % n == part)
			assert_int_equal(sops_reconcile_add(rows, columns, input, row, NULL), 0);
	sops_reconcile_columns_free(columns);
	any_close(input);
	sops_buffer_release(&text);
}

static void parts_make_the_whole(void **state)
{
	static const uint64_t orders[][3] = { { 0, 1, 2 }, { 2, 1, 0 }, { 1, 0, 2 }, { 0, 2, 1 } };
	const struct sops_reconcile_options options = { .on = "k", .sum = "v" };
	struct sops_reconcile_rows whole;
	struct sops_reconcile *reconcile;
	struct sops_error err = read_other(&reconcile, &options, "k,v\nx,1\n");
	char *expected;

	(void)state;
	assert_int_equal(err.status, 0);
	assert_int_equal(sops_state_init(STATE, &whole, NULL), 0);
	add_some(&whole, reconcile, 0, 1);
	expected = saved_text(STATE, &whole);
	for (size_t i = 0; i < COUNT(orders); i++) {
		struct sops_reconcile_rows into;
		char *got;

		assert_int_equal(sops_state_init(STATE, &into, NULL), 0);
		for (size_t j = 0; j < 3; j++) {
			struct sops_reconcile_rows part;

			assert_int_equal(sops_state_init(STATE, &part, NULL), 0);
			add_some(&part, reconcile, orders[i][j], 3);
			saved_and_loaded(STATE, &part);
			assert_int_equal(sops_state_merge(STATE, &into, &part, NULL), 0);
			sops_state_release(STATE, &part);
		}
		got = saved_text(STATE, &into);
		assert_string_equal(got, expected);
		free(got);
		sops_state_release(STATE, &into);
	}
	free(expected);
	sops_state_release(STATE, &whole);
	sops_reconcile_free(reconcile);
}

TAP_MAIN("reconcile", cmocka_unit_test(keys_are_compared), cmocka_unit_test(a_tolerance),
	cmocka_unit_test(what_is_no_tolerance), cmocka_unit_test(keys_of_several_columns),
	cmocka_unit_test(currencies_are_not_mixed), cmocka_unit_test(amounts_of_a_role),
	cmocka_unit_test(what_is_refused), cmocka_unit_test(sums_too_large),
	cmocka_unit_test(the_teller_may_stop),
	cmocka_unit_test(cells_instead_of_an_input), cmocka_unit_test(parts_make_the_whole))
