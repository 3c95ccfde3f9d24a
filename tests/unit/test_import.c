/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/import.h>
#include <sops/render.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

struct wish {
	struct sops_import_options import;
	const char *profile;
	const char *map;
	bool json; /* by a table */
};

static void put_error(struct sops_buffer *out, const struct sops_error *err)
{
	char *error = given_error(err);

	sops_buffer_puts(out, error);
	free(error);
}

static int by_rows(struct sops_import *import, struct sops_input *input, struct sops_buffer *out,
	struct sops_error *err)
{
	const void *row;
	int status = sops_import_header(import, out, err);

	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0)
		status = sops_import_row(import, row, out, err);
	return status;
}

static int by_table(struct sops_import *import, struct sops_input *input,
	struct sops_buffer *out, struct sops_error *err)
{
	const struct sops_render_options json = { .format = SOPS_FORMAT_JSONL };
	struct sops_table *table;
	const void *row;
	int status;

	assert_int_equal(sops_table_new(&table, err), 0);
	status = sops_import_columns(import, table, err);
	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0)
		status = sops_import_add(import, row, table, err);
	if (status == 0)
		status = sops_render(out, table, &json, err);
	sops_table_free(table);
	return status;
}

/* What is written of the text, or the error behind what was written before it; to be freed. */
static struct sops_buffer written(const struct wish *wish, const char *text)
{
	struct sops_input_options options = { .maps = &wish->map, .n_maps = wish->map ? 1 : 0,
		.whole = wish->import.keep };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_import *import = NULL;
	struct sops_input *input = NULL;
	int fd = given_fd(text), status;

	if (wish->profile) {
		int index = sops_profile_builtin_find(sops_field_of(wish->profile));

		assert_int_equal(sops_profile_builtin(&options.profile, (size_t)index, &err), 0);
	}
	sops_import_roles(&sops_deals, &options.needs, &options.uses);
	status = sops_input_open(&input, &sops_deals, fd, "in.csv", &options, &err);
	if (status == 0)
		status = sops_import_new(&import, input, &wish->import, &err);
	if (status == 0)
		status = (wish->json ? by_table : by_rows)(import, input, &out, &err);
	assert_int_equal(status, err.status);
	if (status < 0)
		put_error(&out, &err);
	sops_import_free(import);
	sops_input_free(input);
	close(fd);
	return out;
}

static void expect(const struct wish *wish, const char *text, const char *answer)
{
	struct sops_buffer out = written(wish, text);

	assert_string_equal(out.at ? out.at : "", answer);
	sops_buffer_release(&out);
}

static void columns_in_the_order_of_the_table(void **state)
{
	static const struct wish plain = { .profile = NULL };
	static const struct wish keep = { .import.keep = true };
	static const struct wish mapped = { .map = "product=Shade" };

	(void)state;
	expect(&plain, "Stage,Shade,Owner,Deal ID\nLost,red,Li,7\n",
		"deal_id,owner,stage,status\n7,Li,Lost,lost\n");
	expect(&keep, "Stage,Shade,Owner,Size,Deal ID\nLost,red,Li,\" 4\",7\n",
		"deal_id,owner,stage,status,Shade,Size\n7,Li,Lost,lost,red,4\n");
	expect(&keep, "\"Shade, dark\",Size\nred,4\n", "\"Shade, dark\",Size\nred,4\n");
	expect(&mapped, "Shade,Owner\nred,Li\n", "owner,product\nLi,red\n");
	/* What follows from others, and only then. */
	expect(&plain, "Owner,Amount\nLi,$5\n", "owner,amount,currency\nLi,5,$\n");
	expect(&plain, "Owner,Is Won,Is Closed,Close Date\nLi,no,yes,2026-01-02\n",
		"owner,close_date,closed,status\nLi,2026-01-02,2026-01-02,lost\n");
	/* Of what only something else follows from, the column can be kept. */
	expect(&keep, "Owner,Is Won,Is Closed\nLi,no,1\n",
		"owner,status,Is Won,Is Closed\nLi,lost,no,1\n");
}

static void one_form_of_every_value(void **state)
{
	static const struct wish plain = { .profile = NULL };

	(void)state;
	expect(&plain,
		"Amount,Currency,Probability,Close Date,Modified,Stage,Pushes\n"
		"\"1,234.50\",usd,25%,1/31/2026,2026-03-02 10:34:28,赢单,3\n"
		"(7),,0.5,12/1/2026,2026-03-02,Proposal,\n"
		"-,-,N/A,-,,Proposal,0\n",
		"close_date,closed,modified,stage,status,amount,currency,probability,pushes\n"
		"2026-01-31,2026-01-31,2026-03-02 10:34:28,赢单,won,1234.5,USD,0.25,3\n"
		"2026-12-01,,2026-03-02 00:00:00,Proposal,open,-7,,0.5,\n"
		",,,Proposal,open,,,,0\n");
}

static void guards_are_taken_off(void **state)
{
	static const struct wish keep = { .import.keep = true };

	(void)state;
	expect(&keep,
		"Deal ID,Owner,Note\n"
		"\"=\"\"007\"\"\",'=cmd(),'+1\n"
		"'7,O'Neil,'tis\n",
		"deal_id,owner,Note\n007,=cmd(),+1\n'7,O'Neil,'tis\n");
}

static void guarded_for_excel(void **state)
{
	static const struct wish excel = { .import = { .keep = true, .excel = true } };

	(void)state;
	expect(&excel, "Owner,Amount,=Note\n=1+1,-5,@x\nLi,5,-2.5\n",
		"owner,amount,currency,'=Note\r\n'=1+1,-5,,'@x\r\nLi,5,,-2.5\r\n");
}

static void ids_in_one_form(void **state)
{
	static const struct wish salesforce = { .profile = "salesforce" };
	static const struct wish zoho = { .profile = "zoho" };
	static const struct wish plain = { .profile = NULL };
	static const char both[] = "Opportunity ID,Stage\n0065gT00000000b,Won\n"
		"0065gT00000000bABA,Won\n0065gT-not-an-id,Won\n";

	(void)state;
	expect(&salesforce, both, "deal_id,stage,status\n0065gT00000000bABA,Won,won\n"
		"0065gT00000000bABA,Won,won\n0065gT-not-an-id,Won,won\n");
	expect(&plain, both, "deal_id,stage,status\n0065gT00000000b,Won,won\n"
		"0065gT00000000bABA,Won,won\n0065gT-not-an-id,Won,won\n");
	expect(&zoho, "Record Id,Stage\nzcrm_4876,Closed Won\nzcrm_,Closed Won\n4877,Closed Won\n",
		"deal_id,stage,status\n4876,Closed Won,won\nzcrm_,Closed Won,won\n"
		"4877,Closed Won,won\n");
}

static void quoted_where_needed(void **state)
{
	static const struct wish keep = { .import.keep = true };

	(void)state;
	expect(&keep, "Owner,Note\n\"a,b\",\"say \"\"x\"\"\"\n\"l1\nl2\",\"c\r\nd\"\n",
		"owner,Note\n\"a,b\",\"say \"\"x\"\"\"\n\"l1\nl2\",\"c\r\nd\"\n");
}

static void one_column(void **state)
{
	static const struct wish plain = { .profile = NULL };

	(void)state;
	expect(&plain, "Owner\nLi\n\nWu\n", "owner\nLi\n\"\"\nWu\n");
	expect(&plain, "Owner,Shade\nLi,1\n,2\n", "owner\nLi\n\"\"\n");
	/* And read again. */
	expect(&plain, "owner\nLi\n\"\"\nWu\n", "owner\nLi\n\"\"\nWu\n");
}

static void nothing_known(void **state)
{
	static const struct wish plain = { .profile = NULL };
	static const struct wish json = { .json = true };
	static const char error[] = "-3 in.csv: no column is known as one of deals (say -m "
		"role=Header, or --keep; the columns are: Farbe, \\x1b[1m)";

	(void)state;
	expect(&plain, "Farbe,\x1b[1m\n1,2\n", error);
	expect(&json, "Farbe,\x1b[1m\n1,2\n", error);
}

static void errors_have_a_place(void **state)
{
	static const struct wish plain = { .profile = NULL };

	(void)state;
	expect(&plain, "Owner,Amount\nLi,5\nWu,5x\n",
		"owner,amount,currency\nLi,5,\n-3 in.csv:3: Amount: \"5x\" is not an amount");
}

static void as_a_table(void **state)
{
	static const struct wish json = { .import.keep = true, .json = true };

	(void)state;
	expect(&json, "Owner,Amount,Probability,Is Won,Pushes,Close Date,Size\n"
		"Li,1.50,25%,yes,2,2026-01-02,4\n,,,,,,\n",
		"{\"owner\":\"Li\",\"close_date\":\"2026-01-02\",\"closed\":\"2026-01-02\","
		"\"status\":\"won\",\"amount\":1.5,\"currency\":null,"
		"\"probability\":0.25,\"pushes\":2,\"Is Won\":\"yes\",\"Size\":\"4\"}\n"
		"{\"owner\":null,\"close_date\":null,\"closed\":null,"
		"\"status\":\"open\",\"amount\":null,\"currency\":null,"
		"\"probability\":null,\"pushes\":null,\"Is Won\":null,\"Size\":null}\n");
	/* No digit is lost that a quotient would not have. */
	expect(&json, "Owner,Probability\nLi,0.12345678901234567\n",
		"{\"owner\":\"Li\",\"probability\":0.12345678901234567}\n");
}

/* The mask of a text under the key of these tests; until the next but one. */
static const char *masked_text(const struct sops_mask *mask, const char *text)
{
	static char texts[2][64];
	static int next;
	struct sops_buffer out = SOPS_BUFFER_INIT;

	assert_int_equal(sops_mask_add(mask, &out, sops_field_of(text), NULL), 0);
	next = !next;
	snprintf(texts[next], sizeof(texts[next]), "%s", out.at);
	sops_buffer_release(&out);
	return texts[next];
}

static void masked(void **state)
{
	struct wish wish = { .import = { .keep = true, .masked = "owner,Note" } };
	struct sops_mask *mask;
	char answer[256];

	(void)state;
	assert_int_equal(sops_mask_new(&mask, sops_field_of("0123456789abcdef"), NULL), 0);
	wish.import.mask = mask;
	snprintf(answer, sizeof(answer), "owner,stage,status,amount,currency,Note\n"
		"%s,lost,lost,50,,%s\n,open,open,,,\n", masked_text(mask, "li"),
		masked_text(mask, "=n"));
	expect(&wish, "Owner,Amount,Note,Stage\nli,5e1,'=n,lost\n,,,open\n", answer);
	wish.import.masked = "amount";
	wish.json = true;
	snprintf(answer, sizeof(answer), "{\"owner\":\"li\",\"amount\":\"%s\",\"currency\":null}\n",
		masked_text(mask, "5"));
	expect(&wish, "Owner,Amount\nli,5\n", answer);
	wish.import.masked = "owner,Nota";
	expect(&wish, "Owner,Amount,Note\nli,5,n\n",
		"-3 --mask: no column \"Nota\" in the output "
		"(did you mean \"Note\"? columns: owner, amount, currency, Note)");
	sops_mask_free(mask);
}

static void map_of_columns(void **state)
{
	struct sops_input_options options = { .needs = 0 };
	const struct sops_import_options none = { .keep = false };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_import *import;
	struct sops_input *input;
	struct sops_table *table;
	int fd = given_fd("Owner,Shade\nLi,red\n");
	char *csv;

	(void)state;
	sops_import_roles(&sops_deals, &options.needs, &options.uses);
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "in", &options, &err), 0);
	assert_int_equal(sops_import_new(&import, input, &none, &err), 0);
	assert_int_equal(sops_table_new(&table, &err), 0);
	assert_int_equal(sops_import_map(import, table, &err), 0);
	csv = given_csv(table);
	assert_string_equal(csv, "column,header,role,meaning\n"
		"1,Owner,owner,the rep who owns the deal\n2,Shade,,\n");
	free(csv);
	sops_table_free(table);
	sops_import_free(import);
	sops_input_free(input);
	close(fd);
}

TAP_MAIN("import",
	cmocka_unit_test(columns_in_the_order_of_the_table),
	cmocka_unit_test(one_form_of_every_value),
	cmocka_unit_test(guards_are_taken_off),
	cmocka_unit_test(guarded_for_excel),
	cmocka_unit_test(ids_in_one_form),
	cmocka_unit_test(quoted_where_needed),
	cmocka_unit_test(one_column),
	cmocka_unit_test(nothing_known),
	cmocka_unit_test(errors_have_a_place),
	cmocka_unit_test(as_a_table),
	cmocka_unit_test(masked),
	cmocka_unit_test(map_of_columns))
