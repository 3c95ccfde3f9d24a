/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows that are made several at once are those that are made one by one, of what libcsv reads. */
#include "tap.h"

#include "../../lib/csv_batch.h"
#include "../../lib/input_batch.h"
#include "../../lib/row.h"

#include <sops/deals.h>

#include "property.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The first four are usual, and mostly alone in a column. */
struct column {
	const char *header;
	const char *cells[10];
};

static const struct column columns[] = {
	{ "owner", { "ann", "R0001241", "\"Smith, \"\"Bob\"\"\"", "f\xC3\xBC", "", " j ", "\"\"",
		"N/A", "\"a\nb\"", "\"  \"" } },
	{ "amount", { "183676.00", "3900.50", "1", "", "12345678.25", "1234567890.12", "USD 7",
		"-3", "1,234.50", "x" } },
	{ "currency", { "USD", "USD", "USD", "EUR", "", "usd", "\xE2\x82\xAC", "-", "\"USD\"",
		"US" } },
	{ "status", { "won", "lost", "open", "open", "", "Closed Won", "void", "\"won\"", "-",
		"what" } },
	{ "created", { "2024-03-05", "2024-12-31", "2023-02-28", "2024-02-29", "",
		"2024-03-05 10:11:12", "\"2024-03-05\"", "3/4/2024", "3/25/2024", "2024-13-01" } },
	{ "close_date", { "2024-03-05", "2024-12-31", "", "", "2023-02-29", "3/4/2024",
		"25/3/2024", "\"2024-03-05\"", "2024-3-5", "N/A" } },
	{ "closed", { "2024-03-05", "2024-12-31", "", "", "2024-03-05T10:11:12", "3/4/2024",
		"3/25/2024", "\"2024-03-05\"", " 2024-03-05", "soon" } },
	{ "stage", { "Lead", "Demo", "Closed Won", "\"Quote\"", "", "Lost",
		"\xE8\xB5\xA2\xE5\x8D\x95", "-", "\"a \"\"b\"\"\"", " " } },
	{ "probability", { "0", "", "0.5", "0.25", "1", "35%", "30", "0,5", "1.5", "\"0\"" } },
	{ "pushes", { "0", "1", "", "12", "1.0", "\"2\"", "-1", "x", "1,000", "0x1" } },
	{ "is_won", { "true", "false", "", "true", "yes", "0", "TRUE", "\"1\"", "maybe", "Y" } },
	{ "modified", { "2024-03-05 10:11:12", "2024-03-05", "", "2024-03-06T00:00:00",
		"2024-03-05 25:00:00", "3/4/2024", "3/25/2024 10:11", "-", "\"2024-03-05\"",
		"2024-03-05 10:11" } },
};

/* What is no row, or a bad one. */
static const char *const hostile[] = { "\n", "\r\n", "\"", "x\"\n", ",\n", "\r", "\"\n\"", "a,b\n",
	"\xFF\n", "a\"b,1,,won,,,,,,,,\n", "\"a\"b,1,,won,,,,,,,,\n", "\n\n\n", ",,,,,,,,,,,\n" };

static const char *cell_of(const struct column *column, size_t trouble, uint64_t *random)
{
	return column->cells[property_random(random, property_random(random, trouble) ? 4 : 10)];
}

/* Some of the columns, in any order. */
static void random_text(struct sops_buffer *text, uint64_t *random)
{
	const size_t trouble = 2 + property_random(random, 200) * property_random(random, 40);
	const char *end = property_random(random, 2) ? "\n" : "\r\n";
	size_t *order = property_shuffled(random, COUNT(columns));
	const size_t count = 2 + property_random(random, COUNT(columns) - 1);

	for (size_t i = 0; i < count; i++)
		sops_buffer_printf(text, "%s%s", i ? "," : "", columns[order[i]].header);
	sops_buffer_puts(text, end);
	for (size_t n = property_random(random, 300); n > 0; n--) {
		for (size_t i = 0; i < count; i++)
			sops_buffer_printf(text, "%s%s", i ? "," : "",
				cell_of(&columns[order[i]], trouble, random));
		sops_buffer_puts(text, property_random(random, trouble) ? end : "\n");
		if (property_random(random, trouble) == 0)
			sops_buffer_puts(text, hostile[property_random(random, COUNT(hostile))]);
	}
	if (property_random(random, 3) == 0)
		text->len -= property_random(random, 5) % text->len;
	free(order);
}

/* ---- what is read ---- */

struct reading {
	struct sops_input *input;
	struct sops_buffer log;
	size_t at_once; /* rows that were */
	uint64_t *random;
};

static void log_row(struct reading *reading, const char *row)
{
	const struct sops_deal *deal = (const void *)row;

	sops_buffer_printf(&reading->log, "%d %d:", (int)deal->place, (int)deal->line);
	for (size_t i = 0; i < sops_deals.count; i++) {
		sops_buffer_putc(&reading->log, ' ');
		sops__row_text(&reading->log, &sops_deals.roles[i], row);
	}
	sops_buffer_printf(&reading->log, " %d by", deal->untold);
}

static void log_key(struct reading *reading, struct sops_field key)
{
	sops_buffer_printf(&reading->log, " <%.*s>", (int)key.len, key.at ? key.at : "");
}

/* Some of the rows that come next, at once. */
static bool read_batch(struct reading *reading)
{
	const size_t size = sops_deals.row_size, keys = sops_input_keys(reading->input);
	const char *rows;
	size_t n = sops__input_peek(reading->input, &rows);

	if (n == 0)
		return false;
	if (property_random(reading->random, 3) == 0)
		n = 1 + property_random(reading->random, n);
	for (size_t i = 0; i < n; i++) {
		log_row(reading, rows + i * size);
		for (size_t k = 0; k < keys; k++)
			log_key(reading, sops__input_peek_key(reading->input, i, k));
		sops_buffer_putc(&reading->log, '\n');
	}
	sops__input_take(reading->input, n);
	reading->at_once += n;
	return true;
}

static void log_end(struct reading *reading, int status, const struct sops_error *err)
{
	const struct sops_input_counts n = sops_input_counts(reading->input);
	struct sops_buffer *log = &reading->log;

	sops_buffer_printf(log, "%d %s:%d (%d at %d) %s: %s (%s)\n", status, err->file,
		(int)err->line, (int)err->record, (int)err->byte, err->column, err->text,
		err->hint);
	sops_buffer_printf(log, "records %d rows %d rejected %d blank %d lf %d crlf %d\n",
		(int)n.records, (int)n.rows, (int)n.rejected, (int)n.blank_lines, n.lf, n.crlf);
	for (size_t i = 0; i < sops_columns_count(sops_input_columns(reading->input)); i++)
		sops_buffer_printf(log, "%s ",
			sops_reading_name(sops_input_reading(reading->input, i)));
}

static int pass_over(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct reading *reading = to;

	(void)err;
	sops_buffer_printf(&reading->log, "%d (%d at %d) %s: %s of %.*s\n", (int)why->line,
		(int)why->record, (int)why->byte, why->column, why->text, (int)raw.len, raw.at);
	return 0;
}

static void read_rows(struct reading *reading, bool at_once)
{
	struct sops_error err = { .status = SOPS_OK };
	const void *row;
	int status = 1;

	while (status > 0) {
		if (at_once && read_batch(reading))
			continue;
		status = sops_input_next(reading->input, &row, &err);
		if (status <= 0)
			break;
		log_row(reading, row);
		for (size_t k = 0; k < sops_input_keys(reading->input); k++)
			log_key(reading, sops_input_key_cell(reading->input, k));
		sops_buffer_putc(&reading->log, '\n');
	}
	log_end(reading, status, &err);
}

/* What is asked of an input, and how it is read. */
struct asked {
	const char *by;
	uint64_t uses;
	bool rejects;
	const char *nulls;
	enum sops_csv_scan scan;
	size_t chunk;
};

static char *read_text(const struct sops_buffer *text, const struct asked *asked, size_t *at_once,
	uint64_t *random)
{
	struct reading reading = { .log = SOPS_BUFFER_INIT, .random = random };
	const struct sops_input_options options = { .by = asked->by, .as_of = 20000,
		.uses = asked->uses, .reject = asked->rejects ? pass_over : NULL,
		.reject_to = &reading, .values = { .nulls = asked->nulls },
		.csv = { .scan = asked->scan, .chunk = asked->chunk } };
	struct sops_error err = { .status = SOPS_OK };
	int fd = memfd_create("text", MFD_CLOEXEC);

	assert_int_equal(write(fd, text->at, text->len), text->len);
	lseek(fd, 0, SEEK_SET);
	if (sops_input_open(&reading.input, &sops_deals, fd, "in", &options, &err) == 0)
		read_rows(&reading, asked->scan != SOPS_SCAN_LIBCSV);
	else
		sops_buffer_printf(&reading.log, "%d: %s", (int)err.line, err.text);
	sops_input_free(reading.input);
	close(fd);
	*at_once += reading.at_once;
	return reading.log.at;
}

static void compare(const struct sops_buffer *text, struct asked *asked, size_t *at_once,
	uint64_t *random)
{
	char *batches = read_text(text, asked, at_once, random), *rows;

	asked->scan = SOPS_SCAN_LIBCSV;
	rows = read_text(text, asked, at_once, random);
	if (strcmp(batches, rows) != 0)
		fprintf(stderr, "%.*s\n%s\nand not\n%s\n", (int)text->len, text->at, batches, rows);
	assert_true(strcmp(batches, rows) == 0);
	free(batches);
	free(rows);
}

static void same_rows(void **state)
{
	static const char *const bys[] = { NULL, "owner", "owner,status", "created,currency" };
	static const size_t chunks[] = { 1, 63, 300, 5000, 0, 0 };
	uint64_t random = 20261122;
	size_t at_once = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct asked asked = { .by = bys[property_random(&random, COUNT(bys))],
			.uses = UINT64_MAX >> (64 - SOPS_DEALS_ROLES),
			.rejects = property_random(&random, 2),
			.nulls = property_random(&random, 4) ? NULL : "x",
			.chunk = chunks[property_random(&random, COUNT(chunks))] };
		struct sops_buffer text = SOPS_BUFFER_INIT;

		if (property_random(&random, 2))
			asked.uses &= random ^ random >> 31;
		random_text(&text, &random);
		compare(&text, &asked, &at_once, &random);
		sops_buffer_release(&text);
	}
	assert_true(at_once > 100000);
}

/* Rows as most files have them are all made so, but for the first, and those in which a block
 * ends. */
static void most_rows(void **state)
{
	struct asked asked = { .by = "owner", .uses = SOPS_ROLE(SOPS_DEALS_AMOUNT) |
		SOPS_ROLE(SOPS_DEALS_CLOSED) | SOPS_ROLE(SOPS_DEALS_STATUS) };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	uint64_t random = 7;
	size_t at_once = 0;

	(void)state;
	sops_buffer_puts(&text, "owner,name,status,closed,close_date,amount,currency\n");
	for (int i = 0; i < 10000; i++)
		sops_buffer_puts(&text, i % 3 ? "ann,\"Deal \"\"7\"\"\",won,2024-03-05,,1.50,USD\n"
			: "\"bob\",Deal,open,,2024-03-06,2.25,USD\n");
	compare(&text, &asked, &at_once, &random);
	assert_in_range(at_once, 9900, 9999);
	sops_buffer_release(&text);
}

TAP_MAIN("input_batch", cmocka_unit_test(same_rows), cmocka_unit_test(most_rows))
