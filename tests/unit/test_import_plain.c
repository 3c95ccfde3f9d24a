/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is copied as it stands has to be what would have been read and written. */
#include "tap.h"

#include <sops/deals.h>
#include <sops/import.h>

#include "given.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct wish {
	const char *profile, *nulls;
	enum sops_date_order dates;
	bool keep, excel;
};

/* The lines, or the error behind those before it, with the records that were taken; to be freed. */
static char *lines_of(const struct wish *wish, const char *text, bool offered, size_t *taken)
{
	struct sops_input_options options = { .whole = true,
		.values = { .nulls = wish->nulls, .dates = wish->dates } };
	const struct sops_import_options how = { .keep = wish->keep, .excel = wish->excel };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_import *import;
	struct sops_input *input;
	int fd = given_fd(text), status;
	const void *row;
	char *error;

	if (wish->profile)
		assert_int_equal(sops_profile_builtin(&options.profile, (size_t)
			sops_profile_builtin_find(sops_field_of(wish->profile)), NULL), 0);
	sops_import_roles(&sops_deals, &options.needs, &options.uses);
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "in.csv", &options, &err), 0);
	assert_int_equal(sops_import_new(&import, input, &how, &err), 0);
	if (offered)
		sops_import_offer(import, input, &out);
	*taken = 0;
	while ((status = sops_input_next(input, &row, &err)) > 0) {
		*taken += !row;
		if (row && (status = sops_import_row(import, row, &out, &err)) < 0)
			break;
	}
	if (status < 0) {
		error = given_error(&err);
		sops_buffer_puts(&out, error);
		free(error);
	}
	sops_buffer_putc(&out, '\0');
	sops_import_free(import);
	sops_input_free(input);
	close(fd);
	return out.at;
}

/* The same either way; returns how many records were taken. */
static size_t taken_of(const struct wish *wish, const char *text)
{
	size_t none, taken;
	char *read = lines_of(wish, text, false, &none);
	char *copied = lines_of(wish, text, true, &taken);

	assert_int_equal(none, 0);
	if (strcmp(read, copied) != 0)
		fail_msg("%s: %s, and not %s", text, copied, read);
	free(read);
	free(copied);
	return taken;
}

static const struct wish plain = { .profile = NULL };

static const struct {
	const char *header;
	const char *as_they_are[24], *otherwise[34];
} columns[] = {
	{ "owner", { "", "Li", "李梓萱", "、x", "か", "Ünal", "ⅠⅡ", "x0", "A-B", "Nadia", "nu",
		"无限", "(x)", "（x）", "\"a,b\"", "\"say \"\"x\"\"\"", "\"l1\nl2\"", "\"Li\"",
		"-1", "©", "丠", "a.b" },
		{ "-", "N/A", "n/a", "NULL", "null", "无", "'=x", "'", "'t", "=x", "\"=\"\"7\"\"\"",
		"\" x\"", "\"x \"", "\"\tx\"", "\xC2\xA0x", "x\xC2\xA0", "　x", "x　", "\\.", "\\x",
		"\xEF\xBB\xBFx" } },
	{ "customer_id", { "", "7", "C-7", "D0001", "15", "1.5", "\"a,b\"", "0065gT00000000b" },
		{ "zcrm_7", "zed", "1E+10", "1.27E+10", "1,2e+07", "-", "'7", "\" 7\"" } },
	{ "amount", { "", "0", "7", "-7", "1234.5", "1234.50", "1234.00", "0.5", "0.0", "0.10",
		"12345678901234567", "-1234567.10" },
		{ "-", "007", "+7", "-0", "-0.0", "1.", ".5", "1,234", "\"1,234.50\"", "$5",
		"5 EUR", "(7)", "123456789012345678", "1e3", "x", "\" 7\"", "5%", "00.5", "7-" } },
	{ "probability", { "", "0", "1", "0.35", "0.350", "1.00", "0.00" },
		{ "35", "35%", "1.5", "-0.5", "2", "10", "01", "-", ".5", "x" } },
	{ "contacts", { "", "0", "7", "120", "3.0" },
		{ "-1", "-", "3.5", "x", "07", "\"1,234\"" } },
	{ "created", { "", "2026-07-05", "2024-02-29", "2026-01-31", "2026-07-05 13:09:44",
		"2026-07-05T13:09:44", "1999-12-31", "9999-12-28" },
		{ "2026-7-5", "2026-02-29", "2026-02-30", "2026-13-01", "2026-00-01", "2026-01-00",
		"2026-01-32", "0000-01-01", "0001-01-01", "2026/07/05", "20260705", "5.7.2026",
		"2026-07-05 24:00:00", "2026-07-05 13:09", "2026-07-05x", "-", "x",
		"2026-07-05 13:60:00", "2026-07-05_13:09:44", "2026-07-0a" } },
	{ "modified", { "", "2026-07-05", "2026-07-05 13:09:44", "2026-07-05 00:00:00",
		"2026-07-05 23:59:59" },
		{ "2026-07-05T13:09:44", "2026-07-05 13:09", "2026-07-05T13:09:44Z", "2026-02-29",
		"2026-07-05 13:09:60", "1/31/2026", "-", "0999-01-01" } },
	{ "currency", { "", "USD", "CNY", "JPY" },
		{ "usd", "$", "¥", "RMB", "US", "USDX", "-", "XQX", "元" } },
	{ "lead_id", { "", "L-1" }, { "1.27E+10" } },
};

/* A record with the cell between others, as the last, and as the first. */
static size_t taken_with(const char *header, const char *cell)
{
	char text[512];
	size_t taken;

	snprintf(text, sizeof(text), "deal_id,status,%s,pushes\n7,open,%s,3\n", header, cell);
	taken = taken_of(&plain, text);
	snprintf(text, sizeof(text), "deal_id,status,%s\n7,open,%s\n", header, cell);
	assert_int_equal(taken_of(&plain, text), taken);
	snprintf(text, sizeof(text), "%s,status,name\n%s,open,\"x,y\"\n", header, cell);
	assert_int_equal(taken_of(&plain, text), taken);
	return taken;
}

static void cells(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(columns); i++) {
		for (const char *const *cell = columns[i].as_they_are; *cell; cell++)
			if (taken_with(columns[i].header, *cell) != 1)
				fail_msg("%s: %s was not taken", columns[i].header, *cell);
		for (const char *const *cell = columns[i].otherwise; *cell; cell++)
			if (taken_with(columns[i].header, *cell) != 0)
				fail_msg("%s: %s was taken", columns[i].header, *cell);
	}
}

static void words(void **state)
{
	(void)state;
	assert_int_equal(taken_of(&plain, "deal_id,status\n1,won\n2,lost\n3,void\n4,open\n"), 4);
	assert_int_equal(taken_of(&plain, "deal_id,status\n1,Won\n2,赢单\n3,\n4,closed\n"), 0);
}

/* What follows from other cells does so in the rows that are made. */
static void what_follows(void **state)
{
	(void)state;
	assert_int_equal(taken_of(&plain, "deal_id,close_date,closed,stage,status\n"
		"1,2026-01-02,2026-01-02,x,won\n2,2026-01-02,,x,open\n3,,,x,won\n"), 3);
	assert_int_equal(taken_of(&plain, "deal_id,close_date,closed,stage,status\n"
		"1,2026-01-02,,x,won\n2,2026-01-02,,Won,\n3,2026-01-02,,Lost,lost\n"), 0);
	/* Without a column of its own, closed is a column all the same. */
	assert_int_equal(taken_of(&plain, "deal_id,close_date,status\n1,2026-01-02,won\n"), 0);
	assert_int_equal(taken_of(&plain, "deal_id,stage\n1,Won\n"), 0);
	assert_int_equal(taken_of(&plain, "deal_id,status,is_won\n1,open,true\n"), 0);
	assert_int_equal(taken_of(&plain, "deal_id,status,amount (USD)\n1,open,5\n"), 0);
	assert_int_equal(taken_of(&plain, "deal_id,status,amount\n1,open,5\n"), 1);
}

static void columns_elsewhere(void **state)
{
	static const struct wish keep = { .keep = true };

	(void)state;
	assert_int_equal(taken_of(&plain, "x,status,y,deal_id,owner\n,won,\",\",7,Li\n"
		"\",\",won,z,7,Li\n,lost,,8,\n"), 3);
	assert_int_equal(taken_of(&plain, "x,status,y,deal_id,owner\n,lost,,8,\n,lost,,,Li\n"), 1);
	assert_int_equal(taken_of(&keep, "x,status,y,deal_id,owner\n-,won,\",\",7,Li\n"
		"\",\",won,z,7,Li\n,lost,,8,\n"), 3);
	assert_int_equal(taken_of(&keep, "status,y\nwon, 'x\nwon,'x\nwon,=x\nwon,\" y\"\n"), 0);
	/* An empty cell may be an empty line. */
	assert_int_equal(taken_of(&plain, "owner\nLi\n\n"), 0);
	/* As libcsv reads them, there are no commas between fields, and here a field is one. */
	assert_int_equal(taken_of(&plain, "deal_id,x,owner,status,team\n"
		"\"7\" ,\",\",\"a,b\",won,\"c\"\n\"7\" ,\",\",ab,won,c\n"), 2);
}

static void where_all_is_read(void **state)
{
	static const struct wish excel = { .excel = true };
	static const struct wish nulls = { .nulls = "none" };
	static const struct wish salesforce = { .profile = "salesforce" };
	static const char text[] = "deal_id,status,close_date\n7,won,2026-01-02\nnone,won,\n";

	(void)state;
	assert_int_equal(taken_of(&excel, text), 0);
	assert_int_equal(taken_of(&nulls, text), 0);
	assert_int_equal(taken_of(&salesforce,
		"deal_id,status,pushes\n0065gT00000000b,won,\n0065gT00000000bABA,won,\n"), 1);
}

/* Where many records are left, they are no longer looked at; each is written all the same. */
static void left_alone(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&text, "deal_id,status\n");
	for (int i = 0; i < 3000; i++)
		sops_buffer_printf(&text, "%d,Won\n", i);
	for (int i = 0; i < 3000; i++)
		sops_buffer_printf(&text, "%d,won\n", i);
	assert_in_range(taken_of(&plain, text.at), 1900, 3000);
	sops_buffer_release(&text);
}

TAP_MAIN("import_plain",
	cmocka_unit_test(cells),
	cmocka_unit_test(words),
	cmocka_unit_test(what_follows),
	cmocka_unit_test(columns_elsewhere),
	cmocka_unit_test(where_all_is_read),
	cmocka_unit_test(left_alone))
