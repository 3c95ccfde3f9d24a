/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/feed.h>

#include "given.h"
#include "workbook.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define TEXT(text) "<c t='str'><v>" text "</v></c>"
#define ROW(a, b) "<row>" TEXT(a) TEXT(b) "</row>"

struct fed {
	int file, fd;
	struct sops_xlsx *xlsx;
	struct sops_feed *feed;
};

static void start(struct fed *fed, const struct workbook *book)
{
	struct sops_error err = { .status = SOPS_OK };

	fed->file = workbook_fd(book);
	assert_int_equal(sops_xlsx_open(&fed->xlsx, fed->file, "deals.xlsx", NULL, &err), 0);
	assert_int_equal(sops_feed_open(&fed->feed, &fed->fd, fed->xlsx, &err), 0);
}

static void stop(struct fed *fed)
{
	sops_feed_close(fed->feed);
	sops_xlsx_free(fed->xlsx);
	close(fed->file);
}

static void read_all(struct sops_buffer *out, int fd)
{
	char block[7];
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0)
		sops_buffer_add(out, block, (size_t)n);
	assert_int_equal(n, 0);
	sops_buffer_putc(out, '\0');
}

static void fed_and_read(void **state)
{
	static const struct workbook book = { .rows = ROW("Owner", "Stage, now") "<row/>"
		ROW("李", "a&#10;b") ROW("Wu", "c") };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct fed fed;

	(void)state;
	start(&fed, &book);
	assert_true(fcntl(fed.fd, F_GETFD) & FD_CLOEXEC);
	read_all(&text, fed.fd);
	assert_string_equal(text.at, "Owner,\"Stage, now\"\n\n李,\"a\nb\"\nWu,c\n");
	assert_int_equal(sops_feed_end(fed.feed, &err), 0);
	/* Line 5 of the text is row 4 of the sheet. */
	assert_int_equal(sops_xlsx_row(fed.xlsx, 5), 4);
	assert_int_equal(sops_feed_end(fed.feed, &err), 0);
	assert_int_equal(err.status, SOPS_OK);
	sops_buffer_release(&text);
	stop(&fed);
}

/* More than a pipe holds, so that the writer would wait for ever. */
static struct workbook long_book(struct sops_buffer *rows, const char *end)
{
	for (int i = 0; i < 60000; i++)
		sops_buffer_puts(rows, ROW("a line of some length, as they are", "Negotiation"));
	sops_buffer_puts(rows, end);
	sops_buffer_putc(rows, '\0');
	assert_int_equal(sops_buffer_check(rows, NULL), 0);
	return (struct workbook){ .rows = rows->at };
}

static void a_reader_that_goes_away(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer rows = SOPS_BUFFER_INIT;
	const struct workbook book = long_book(&rows, "");
	char block[100];
	struct fed fed;

	(void)state;
	start(&fed, &book);
	assert_int_equal(read(fed.fd, block, sizeof(block)), sizeof(block));
	assert_int_equal(sops_feed_end(fed.feed, &err), 0);
	assert_int_equal(err.status, SOPS_OK);
	stop(&fed);
	/* Nor does anybody wait who has read nothing. */
	start(&fed, &book);
	stop(&fed);
	sops_buffer_release(&rows);
	sops_feed_close(NULL);
}

static void an_error_in_the_middle(void **state)
{
	struct sops_error err = { .status = SOPS_OK }, again = err, first = err;
	struct sops_buffer rows = SOPS_BUFFER_INIT, text = SOPS_BUFFER_INIT;
	const struct workbook book = long_book(&rows, "<row><c><f>1+1</f></c></row>");
	struct fed fed;
	char *error;

	(void)state;
	start(&fed, &book);
	read_all(&text, fed.fd);
	assert_int_equal(sops_feed_end(fed.feed, &err), SOPS_EINPUT);
	error = given_error(&err);
	assert_string_equal(error, "-3 deals.xlsx:60001: Deals!A60001: a formula without its value "
		"(open the file in a spreadsheet program and save it)");
	free(error);
	/* It is told again, and never in the place of an error that was first. */
	assert_int_equal(sops_feed_end(fed.feed, &again), SOPS_EINPUT);
	assert_string_equal(again.text, err.text);
	sops_error_set(&first, SOPS_ESYSTEM, "first");
	assert_int_equal(sops_feed_end(fed.feed, &first), SOPS_EINPUT);
	assert_string_equal(first.text, "first");
	assert_int_equal(sops_feed_end(fed.feed, NULL), SOPS_EINPUT);
	stop(&fed);
	sops_buffer_release(&text);
	sops_buffer_release(&rows);
}

TAP_MAIN("feed",
	cmocka_unit_test(fed_and_read),
	cmocka_unit_test(a_reader_that_goes_away),
	cmocka_unit_test(an_error_in_the_middle))
