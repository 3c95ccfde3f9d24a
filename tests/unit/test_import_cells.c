/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/import.h>
#include <sops/profile.h>

#include "given.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* An import under way, and what came of it. */
struct importing {
	struct sops_input *input;
	struct sops_import *import;
	struct sops_buffer text;
	struct sops_table *table;
	int fd;
};

static const struct sops_profile *profile_of(const char *name)
{
	const struct sops_profile *profile = NULL;

	for (size_t i = 0; name && i < sops_profile_builtins(); i++)
		if (strcmp(sops_profile_builtin_name(i), name) == 0)
			assert_int_equal(sops_profile_builtin(&profile, i, NULL), 0);
	return profile;
}

static void start(struct importing *of, const char *text, const char *profile, bool excel)
{
	struct sops_input_options options = { .profile = profile_of(profile) };
	const struct sops_import_options how = { .excel = excel };
	struct sops_error err = { .status = SOPS_OK };

	*of = (struct importing){ .text = SOPS_BUFFER_INIT, .fd = given_fd(text) };
	sops_import_roles(&sops_deals, &options.needs, &options.uses);
	if (sops_input_open(&of->input, &sops_deals, of->fd, "in.csv", &options, &err) < 0 ||
	    sops_import_new(&of->import, of->input, &how, &err) < 0)
		fail_msg("%s: %s", text, err.text);
}

static void stop(struct importing *of)
{
	sops_table_free(of->table);
	sops_buffer_release(&of->text);
	sops_import_free(of->import);
	sops_input_free(of->input);
	close(of->fd);
}

/* The lines behind the header, or the error. To be freed. */
static char *lines_of(const char *text, const char *profile, bool excel)
{
	struct sops_error err = { .status = SOPS_OK };
	struct importing of;
	const void *row;
	char *answer;
	int status;

	start(&of, text, profile, excel);
	while ((status = sops_input_next(of.input, &row, &err)) > 0 &&
		(status = sops_import_row(of.import, row, &of.text, &err)) == 0)
		;
	sops_buffer_putc(&of.text, '\0');
	answer = status < 0 ? given_error(&err) : strdup(of.text.at);
	stop(&of);
	return answer;
}

static void cells_in_one_form(void **state)
{
	static const struct {
		const char *profile, *text, *lines;
		bool excel;
	} cases[] = {
		{ NULL, "name\n\"'=A1\"\n", "=A1\n", false },
		{ NULL, "name\n\"'=A1\"\n", "'=A1\r\n", true },
		{ NULL, "name\n\"=\"\"007\"\"\"\n", "007\n", false },
		{ NULL, "name\n't Hooft\n", "'t Hooft\n", false },
		{ NULL, "name\n\"\"\n", "\"\"\n", false },
		{ NULL, "name,probability\na,35%\n", "a,0.35\n", false },
		/* an id as the CRM's profile has it */
		{ "salesforce", "ID,NAME\n006U600000ZFcGz,a\n", "006U600000ZFcGzIAL,a\n", false },
		{ "salesforce", "ID,NAME\n006U600000ZFcGzIAL,a\n", "006U600000ZFcGzIAL,a\n",
		  false },
		{ "generic", "deal_id,name\n006U600000ZFcGz,a\n", "006U600000ZFcGz,a\n", false },
		{ "zoho", "Deal Id,Deal Name\nzcrm_12,zcrm_12\n", "12,zcrm_12\n", false },
		{ "generic", "deal_id,name\nzcrm_12,zcrm_1\n", "12,zcrm_1\n", false },
		/* rounded: an error for an id, and text for a name */
		{ NULL, "deal_id,name\n7,1.27E+10\n", "7,1.27E+10\n", false },
		{ NULL, "deal_id,name\n1.27E+10,a\n",
		  "-3 deal_id: \"1.27E+10\" is an id that a spreadsheet has rounded (export it "
		  "again, or make its column text before you save it)", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *got = lines_of(cases[i].text, cases[i].profile, cases[i].excel);

		assert_string_equal(got, cases[i].lines);
		free(got);
	}
}

/* What machines read from a table is what they read from the lines. */
static void a_table_says_the_same(void **state)
{
	static const char text[] = "name,amount,probability\n'=A1,\"USD 1,234.50\",35%\nb,,\n"
				   "c,3,0.5%\n";
	struct importing of;
	const void *row;
	char *got;

	(void)state;
	start(&of, text, NULL, false);
	assert_int_equal(sops_table_new(&of.table, NULL), 0);
	assert_int_equal(sops_import_columns(of.import, of.table, NULL), 0);
	assert_int_equal(sops_import_header(of.import, &of.text, NULL), 0);
	while (sops_input_next(of.input, &row, NULL) > 0) {
		assert_int_equal(sops_import_row(of.import, row, &of.text, NULL), 0);
		assert_int_equal(sops_import_add(of.import, row, of.table, NULL), 0);
	}
	sops_buffer_putc(&of.text, '\0');
	got = given_csv(of.table);
	assert_string_equal(of.text.at, "name,amount,currency,probability\n=A1,1234.5,USD,0.35\n"
					"b,,,\nc,3,,0.005\n");
	assert_string_equal(got, of.text.at);
	free(got);
	stop(&of);
}

TAP_MAIN("import_cells",
	cmocka_unit_test(cells_in_one_form),
	cmocka_unit_test(a_table_says_the_same))
