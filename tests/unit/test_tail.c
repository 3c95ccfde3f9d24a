/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "given.h"
#include "tail.h"

#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void tell(void *to, const struct sops_place *place, const char *why,
	struct sops_field text)
{
	sops_buffer_printf(to, "- %llu %s: %.*s\n", (unsigned long long)place->line, why,
		(int)text.len, text.at);
}

static void log_record(struct sops_buffer *log, const struct sops_record *record)
{
	sops_buffer_printf(log, "%llu ", (unsigned long long)record->place.line);
	for (size_t i = 0; i < record->count; i++)
		sops_buffer_printf(log, "%s%.*s", i ? "|" : "", (int)record->fields[i].len,
			record->fields[i].len ? record->fields[i].at : "");
	sops_buffer_puts(log, "\n");
}

static void log_error(struct sops_buffer *log, const struct sops__tail *tail,
	const struct sops_error *err)
{
	struct sops_field raw = sops__tail_raw(tail);
	char *error = given_error(err);

	sops_buffer_printf(log, "! %s [%.*s]\n", error, (int)raw.len, raw.len ? raw.at : "");
	free(error);
}

/* Records, footers and errors in the order in which they come, then how many were left out; with
 * the id in that column. */
static void expect(int id, const char *text, const char *answer)
{
	struct sops_buffer log = SOPS_BUFFER_INIT;
	const struct sops_footers footers = { .tell = tell, .to = &log };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops__tail *tail;
	struct sops_csv *csv;
	int fd = given_fd(text), got;

	assert_int_equal(sops_csv_open(&csv, fd, "in", NULL, &err), 0);
	assert_int_equal(sops__tail_new(&tail, csv, &footers, id, &err), 0);
	while ((got = sops__tail_next(tail, &record, &err)) != 0) {
		if (got > 0)
			log_record(&log, record);
		else
			log_error(&log, tail, &err);
		if (got < 0 && sops__tail_fatal(tail))
			break;
		err = (struct sops_error){ .status = SOPS_OK };
	}
	sops_buffer_printf(&log, "%llu %llu\n", (unsigned long long)sops__tail_footers(tail),
		(unsigned long long)sops__tail_blanks(tail));
	assert_string_equal(log.at, answer);
	sops__tail_free(tail);
	sops_csv_free(csv);
	sops_buffer_release(&log);
	close(fd);
}

#define LEGAL "Confidential Information - Do Not Distribute"
#define WHY "a confidentiality notice: " LEGAL
#define NAME "a line with a name only: "

struct sample {
	const char *text, *answer;
};

static void expect_all(int id, const struct sample *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(id, cases[i].text, cases[i].answer);
}

static void footers(void **state)
{
	static const struct sample cases[] = {
		{ "o,id,n\n", "0 0\n" },
		{ "o,id,n\na,1,5\n", "2 a|1|5\n0 0\n" },
		{ "o,id,n\na,1,5\n" LEGAL "\n", "2 a|1|5\n- 3 " WHY "\n1 0\n" },
		{ "o,id,n\na,1,5\n\"" LEGAL "\",,\n", "2 a|1|5\n- 3 " WHY "\n1 0\n" },
		/* Data may stand below a total. */
		{ "o,id,n\na,1,5\nTotal,,5\nb,2,6\nTotal,,6\n",
			"2 a|1|5\n- 3 a total: Total\n4 b|2|6\n- 5 a total: Total\n2 0\n" },
		/* An id makes a deal of anything. */
		{ "o,id,n\nTotal,1,5\n" "\"" LEGAL "\",2,\n",
			"2 Total|1|5\n3 " LEGAL "|2|\n0 0\n" },
		{ "o,id,n\nTotal Energies GmbH,,12\n", "2 Total Energies GmbH||12\n0 0\n" },
	};

	(void)state;
	expect_all(1, cases, COUNT(cases));
}

static void names(void **state)
{
	static const struct sample cases[] = {
		/* Above and below what surely is a footer. */
		{ "o,id,n\na,1,5\nPipeline\n" LEGAL "\nVouga\n",
			"2 a|1|5\n- 3 " NAME "Pipeline\n- 4 " WHY "\n- 5 " NAME "Vouga\n3 0\n" },
		{ "o,id,n\na,1,5\nPipeline,,\nVouga,,\nTotal,,5\n",
			"2 a|1|5\n- 3 " NAME "Pipeline\n- 4 " NAME "Vouga\n- 5 a total: Total\n"
			"3 0\n" },
		/* Nothing follows, or data: then they are data themselves, good ones and bad. */
		{ "o,id,n\na,1,5\nVouga,,\n", "2 a|1|5\n3 Vouga||\n0 0\n" },
		{ "o,id,n\na,1,5\nVouga,,\nb,2,6\n", "2 a|1|5\n3 Vouga||\n4 b|2|6\n0 0\n" },
		{ "o,id,n\na,1,5\nVouga\nb,2,6\n",
			"2 a|1|5\n! -3 in:3: record has 1 field, the header has 3 [Vouga]\n"
			"4 b|2|6\n0 0\n" },
		{ "o,id,n\na,1,5\nVouga\n",
			"2 a|1|5\n! -3 in:3: record has 1 field, the header has 3 [Vouga]\n"
			"0 0\n" },
		/* A record that is cut off is no name for a total. */
		{ "o,id,n\na,1,5\nD-5\n,,\nTotal,,5\n",
			"2 a|1|5\n- 5 a total: Total\n"
			"! -3 in:3: record has 1 field, the header has 3 [D-5]\n1 1\n" },
		{ "o,id,n\nD-5\nTotal,,5\n" LEGAL "\n",
			"- 3 a total: Total\n- 2 " NAME "D-5\n- 4 " WHY "\n3 0\n" },
		/* A total between names and data belongs to the names above it. */
		{ "o,id,n\nEast,,\nTotal,,5\nWest,,\nb,2,6\n",
			"- 2 " NAME "East\n- 3 a total: Total\n4 West||\n5 b|2|6\n2 0\n" },
	};

	(void)state;
	expect_all(1, cases, COUNT(cases));
}

static void blank_rows(void **state)
{
	static const struct sample cases[] = {
		{ "o,id,n\n,,\na,1,5\n,-,\nb,2,6\n,,\n", "3 a|1|5\n5 b|2|6\n0 3\n" },
		{ "o,id,n\nVouga,,\n,,\nWien,,\n,,\nb,2,6\n",
			"2 Vouga||\n4 Wien||\n6 b|2|6\n0 2\n" },
		{ "o,id,n\na,1,5\n,,\nVouga\n,,\n" LEGAL "\n,,\n",
			"2 a|1|5\n- 4 " NAME "Vouga\n- 6 " WHY "\n2 3\n" },
		/* Blank cells, but too few or too many of them. */
		{ "o,id,n\na,1,5\n,\n,,,\nb,2,6\n", "2 a|1|5\n5 b|2|6\n0 2\n" },
	};
	static const struct sample one[] = {
		{ "o\na\n\nb\n\n", "2 a\n3 \n4 b\n5 \n0 0\n" },
		{ "o\na\nVouga\n" LEGAL "\n", "2 a\n3 Vouga\n- 4 " WHY "\n1 0\n" },
		{ "o\nTotal\n", "2 Total\n0 0\n" },
	};

	(void)state;
	expect_all(1, cases, COUNT(cases));
	expect_all(-1, one, COUNT(one));
}

static void data_below_a_footer(void **state)
{
	static const struct sample cases[] = {
		{ "o,id,n\na,1,5\n" LEGAL "\nb,2,6\nc,3,7\n",
			"2 a|1|5\n- 3 " WHY "\n"
			"! -3 in:4: a record below the footer of the report [b,2,6]\n"
			"! -3 in:5: a record below the footer of the report [c,3,7]\n1 0\n" },
		{ "o,id,n\n" LEGAL "\nVouga\n,,\nTotal,,5\nb,2,6\n",
			"- 2 " WHY "\n- 3 " NAME "Vouga\n- 5 a total: Total\n"
			"! -3 in:6: a record below the footer of the report [b,2,6]\n3 1\n" },
		/* What is bad anyway keeps its own reason. */
		{ "o,id,n\n" LEGAL "\nb,2,6,7\n",
			"- 2 " WHY "\n"
			"! -3 in:3: record has 4 fields, the header has 3 (a value with the "
			"delimiter in it must be quoted) [b,2,6,7]\n1 0\n" },
	};

	(void)state;
	expect_all(1, cases, COUNT(cases));
}

static void errors_in_order(void **state)
{
	static const struct sample cases[] = {
		{ "o,id,n\nVouga\nWien,,\nb\"x,2,6\nGraz\na,1,5\n",
			"! -3 in:2: record has 1 field, the header has 3 [Vouga]\n"
			"3 Wien||\n"
			"! -3 in:4: o: quote inside an unquoted field [b\"x,2,6]\n"
			"! -3 in:5: record has 1 field, the header has 3 [Graz]\n"
			"6 a|1|5\n0 0\n" },
		/* One that ends it all comes behind what waits. */
		{ "o,id,n\nVouga\n\"b,2,6\n",
			"! -3 in:2: record has 1 field, the header has 3 [Vouga]\n"
			"! -3 in:3: o: unclosed quote: it opened on line 3 [\"b,2,6\n]\n"
			"0 0\n" },
		/* Behind a carriage return no field of it is anyone's. */
		{ "o,id,n\na,1\rb,2\nc,3,7\n",
			"! -3 in:2: id: lone carriage return (old Macintosh line ends? convert "
			"with tr '\\r' '\\n') [a,1\rb,2]\n"
			"3 c|3|7\n0 0\n" },
	};

	(void)state;
	expect_all(1, cases, COUNT(cases));
}

/* Where the first column has the id, and a spreadsheet has filled up all rows. */
static void id_in_front(void **state)
{
	static const struct sample cases[] = {
		{ "id,o,n\n1,a,5\nTotal,,5\n\"" LEGAL "\",,\n",
			"2 1|a|5\n- 3 a total: Total\n- 4 " WHY "\n2 0\n" },
		{ "id,o,n\nTotal,a,5\n7,,\nD-7,,\nD-8,,9\n",
			"2 Total|a|5\n3 7||\n4 D-7||\n5 D-8||9\n0 0\n" },
		{ "id,o,n\n1,a,5\n" LEGAL "\n2,b,6\n",
			"2 1|a|5\n- 3 " WHY "\n"
			"! -3 in:4: a record below the footer of the report [2,b,6]\n1 0\n" },
	};

	(void)state;
	expect_all(0, cases, COUNT(cases));
}

static void patterns_of_the_user(void **state)
{
	static const char *const patterns[] = { "stand: *", NULL };
	const struct sops_footers footers = { .patterns = patterns };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops__tail *tail;
	struct sops_csv *csv;
	int fd = given_fd("o,id\na,1\nStand: heute\nb,2\n");

	(void)state;
	assert_int_equal(sops_csv_open(&csv, fd, "in", NULL, &err), 0);
	assert_int_equal(sops__tail_new(&tail, csv, &footers, 1, &err), 0);
	assert_int_equal(sops__tail_next(tail, &record, &err), 1);
	assert_int_equal(sops__tail_next(tail, &record, &err), 1);
	assert_int_equal(record->place.line, 4);
	assert_int_equal(sops__tail_next(tail, &record, &err), 0);
	assert_int_equal(sops__tail_next(tail, &record, &err), 0);
	assert_int_equal(sops__tail_footers(tail), 1);
	sops__tail_free(tail);
	sops__tail_free(NULL);
	sops_csv_free(csv);
	close(fd);
}

TAP_MAIN("tail",
	cmocka_unit_test(footers),
	cmocka_unit_test(names),
	cmocka_unit_test(blank_rows),
	cmocka_unit_test(data_below_a_footer),
	cmocka_unit_test(errors_in_order),
	cmocka_unit_test(id_in_front),
	cmocka_unit_test(patterns_of_the_user))
