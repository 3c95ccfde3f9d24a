/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a report puts below its records: every record is given as the reader gives it and in that
 * order, or is told as a footer, or blank. The first byte says where the id is and whether there
 * are patterns; what follows is the file.
 */
#include "../../lib/tail.h"

#include <sops/buffer.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void log_fields(struct sops_buffer *log, const struct sops_record *record)
{
	for (size_t i = 0; i < record->count; i++) {
		sops_buffer_putc(log, '\x1F');
		sops_buffer_field(log, record->fields[i]);
	}
}

static void log_answer(struct sops_buffer *log, int got, const struct sops_record *record,
	struct sops_field raw, const struct sops_error *err)
{
	sops_buffer_clear(log);
	sops_buffer_printf(log, "%d ", got);
	if (got > 0)
		log_fields(log, record);
	else
		sops_buffer_printf(log, "%s %llu", err->text, (unsigned long long)err->line);
	sops_buffer_putc(log, '\x1E');
	sops_buffer_field(log, raw);
}

/* As it came, or refused for where it stands. */
static bool is_same(const struct sops_buffer *given, const struct sops_buffer *read,
	const struct sops_error *err)
{
	return sops_field_equal(sops_buffer_view(given), sops_buffer_view(read))
		|| strcmp(err->text, "a record below the footer of the report") == 0;
}

struct count {
	uint64_t told, given, left;
	bool fatal;
};

static void tell(void *to, const struct sops_place *place, const char *why,
	struct sops_field text)
{
	(void)text;
	if (!why || place->line == 0)
		abort();
	((struct count *)to)->told++;
}

/* Reads on to the record that the other gave. */
static void follow(struct sops_csv *csv, const struct sops_buffer *given,
	const struct sops_error *err, struct count *count)
{
	struct sops_buffer log = SOPS_BUFFER_INIT;
	bool same = false;

	while (!same) {
		struct sops_error why = { .status = SOPS_OK };
		const struct sops_record *record = NULL;
		int got = sops_csv_next(csv, &record, &why);

		if (got == 0)
			abort(); /* it was never read */
		log_answer(&log, got, record, sops_csv_raw(csv), &why);
		same = is_same(given, &log, err);
		count->left += !same;
	}
	sops_buffer_release(&log);
}

static void read_both(struct sops__tail *tail, struct sops_csv *csv, struct count *count)
{
	struct sops_buffer log = SOPS_BUFFER_INIT;
	const struct sops_record *record = NULL;
	struct sops_error err = { .status = SOPS_OK };
	int got;

	while (!count->fatal && (got = sops__tail_next(tail, &record, &err)) != 0) {
		log_answer(&log, got, record, sops__tail_raw(tail), &err);
		follow(csv, &log, &err, count);
		count->given++;
		count->fatal = got < 0 && sops__tail_fatal(tail);
		err = (struct sops_error){ .status = SOPS_OK };
	}
	sops_buffer_release(&log);
}

static void check(struct sops__tail *tail, struct sops_csv *csv, struct count *count)
{
	const struct sops_record *record;

	read_both(tail, csv, count);
	while (!count->fatal && sops_csv_next(csv, &record, NULL) != 0)
		count->left++;
	if (count->told != sops__tail_footers(tail) ||
	    count->left != count->told + sops__tail_blanks(tail))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const patterns[] = { "*sum*", "end", NULL };
	const struct sops_csv_options options = { .ahead = (const char *)data + 1,
		.ahead_len = size - 1 };
	struct count count = { 0 };
	struct sops_footers footers = { .tell = tell, .to = &count };
	struct sops_csv *csv, *again;
	struct sops__tail *tail;

	if (size < 1 || sops_csv_open(&csv, -1, "in", &options, NULL) < 0)
		return 0;
	if (data[0] & 4)
		footers.patterns = patterns;
	if (sops_csv_open(&again, -1, "in", &options, NULL) < 0 ||
	    sops__tail_new(&tail, csv, &footers, data[0] % 4 - 1, NULL) < 0)
		abort();
	check(tail, again, &count);
	sops__tail_free(tail);
	sops_csv_free(csv);
	sops_csv_free(again);
	return 0;
}
