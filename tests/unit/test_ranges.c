/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/ranges.h>

#include "given.h"

#include <stdlib.h>
#include <unistd.h>

/* The table of one file, but for the fingerprint, or the error. */
static char *ranges_of(const struct sops_ranges_options *options, const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_ranges *ranges = NULL;
	struct sops_table *table = NULL;
	int fd = given_fd(text), status = sops_ranges_new(&ranges, options, &err);
	char *csv;

	if (status == 0)
		status = sops_ranges_add(ranges, fd, "deals.csv", NULL, &err);
	if (status == 0)
		status = sops_table_new(&table, &err);
	if (status == 0)
		status = sops_ranges_table(ranges, table, &err);
	if (status == 0)
		status = sops_table_select(table, sops_field_of("path,start,end,size"), &err);
	csv = status == 0 ? given_csv(table) : given_error(&err);
	sops_table_free(table);
	sops_ranges_free(ranges);
	close(fd);
	return csv;
}

static void expect(const struct sops_ranges_options *options, const char *text, const char *wanted)
{
	char *got = ranges_of(options, text);

	assert_string_equal(got, wanted);
	free(got);
}

static void a_row_a_range(void **state)
{
	const struct sops_ranges_options two = { .n = 2 }, many = { .n = 1000 },
		named = { .path = "/there/x.csv" };

	(void)state;
	expect(&two, "a,b\n1,2\n3,4\n5,6\n", "path,start,end,size\ndeals.csv,4,12,16\n"
		"deals.csv,12,16,16\n");
	expect(&many, "a,b\n1,2\n3,4\n5,6", "path,start,end,size\ndeals.csv,4,8,15\n"
		"deals.csv,8,12,15\ndeals.csv,12,15,15\n");
	expect(&two, "a,b\n1,\"\n\n\n\"\n", "path,start,end,size\ndeals.csv,4,12,12\n");
	expect(NULL, "a,b\n1,2\n3,4\n", "path,start,end,size\ndeals.csv,4,12,12\n");
	expect(&named, "a,b\n1,2\n", "path,start,end,size\n/there/x.csv,4,8,8\n");
	expect(NULL, "a,b\n", "path,start,end,size\n");
	expect(NULL, "a,b", "path,start,end,size\n");
}

static void refused(void **state)
{
	const struct sops_ranges_options most = { .n = 1000001 }, least = { .n = -1 };

	(void)state;
	expect(&most, "a,b\n", "-2 at most 1000000 ranges, not 1000001");
	expect(&least, "a,b\n", "-2 at most 1000000 ranges, not -1");
	expect(NULL, "", "-3 deals.csv: empty input: no header row");
	sops_ranges_free(NULL);
}

TAP_MAIN("ranges",
	cmocka_unit_test(a_row_a_range),
	cmocka_unit_test(refused))
