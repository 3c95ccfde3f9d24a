/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deals beside a process and their history: three tables with a line of == between them. As many
 * findings are told as are counted, none fails that was not checked, and deals that were saved and
 * merged in two parts are found to have the same.
 */
#include "memory.h"

#include <sops/conformance.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bench {
	struct sops_process *process;
	struct sops_conformance_history *history;
	struct sops_conformance *whole, *parts[2];
};

static struct sops_field cut(struct sops_field *rest)
{
	const char *end = rest->len ? memmem(rest->at, rest->len, "\n==\n", 4) : NULL;
	struct sops_field part = { rest->at, end ? (size_t)(end + 1 - rest->at) : rest->len };

	rest->at += part.len + (end ? 3 : 0);
	rest->len -= part.len + (end ? 3 : 0);
	return part;
}

static int memory_of(struct sops_field text)
{
	return memory_open(text, (struct sops_field){ "", 0 });
}

static int read_deals(struct bench *bench, struct sops_field text, struct sops_error *err)
{
	const struct sops_input_options options = { .uses = SOPS_CONFORMANCE_USES, .whole = true };
	struct sops_process_columns *columns = NULL;
	struct sops_input *input = NULL;
	const void *row;
	size_t n = 0;
	int status = sops_input_open(&input, &sops_deals, memory_of(text), "deals", &options, err);

	if (status == 0)
		status = sops_process_columns_new(&columns, bench->process, input, err);
	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0) {
		uint64_t blank = sops_process_blank(columns, row);

		status = sops_conformance_add_deal(bench->whole, row, blank, 0, err);
		if (status == 0)
			status = sops_conformance_add_deal(bench->parts[n++ % 2], row, blank, 0,
				err);
	}
	sops_process_columns_free(columns);
	sops_input_free(input);
	return status;
}

static int read_history(struct bench *bench, struct sops_field text, struct sops_error *err)
{
	const struct sops_input_options options = { .uses = sops_conformance_history_uses,
		.whole = true };
	struct sops_input *input = NULL;
	int status = sops_input_open(&input, &sops_history_event_rows, memory_of(text), "history",
		&options, err);

	if (status == 0)
		status = sops_conformance_history_read(&bench->history, input, err);
	sops_input_free(input);
	return status;
}

static int note(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	struct sops_buffer *out = to;

	(void)err;
	sops_buffer_printf(out, "%d %s:%llu @%llu %s\n", (int)finding->check,
		finding->place.file ? finding->place.file : "",
		(unsigned long long)finding->place.line, (unsigned long long)finding->place.byte,
		finding->message);
	return 0;
}

static void check_counts(const struct sops_conformance *conformance, const struct sops_buffer *told)
{
	int64_t failed = 0, lines = 0;

	for (int check = 0; check < SOPS_CHECKS; check++) {
		struct sops_conformance_count count = sops_conformance_count(conformance,
			(enum sops_check_number)check);

		if (count.failed < 0 || count.failed > count.checked)
			abort();
		failed += count.failed;
	}
	for (size_t i = 0; i < told->len; i++)
		lines += told->at[i] == '\n';
	if (failed != lines)
		abort();
}

static int run(struct sops_buffer *told, const struct bench *bench,
	struct sops_conformance *conformance, struct sops_error *err)
{
	const struct sops_conformance_options options = { .process = bench->process,
		.history = bench->history, .as_of = 20000, .jump = { 5, 1 } };
	int status = sops_conformance_run(conformance, &options, note, told, err);

	if (status == 0)
		check_counts(conformance, told);
	return status;
}

static void check_tables(const struct sops_conformance *conformance)
{
	struct sops_table *table = NULL;

	if (sops_conformance_variants(conformance, &table, NULL) < 0)
		abort();
	sops_table_free(table);
	if (sops_conformance_owners(conformance, &table, NULL) < 0)
		abort();
	sops_table_free(table);
}

static void compare(struct bench *bench)
{
	struct sops_buffer whole = SOPS_BUFFER_INIT, merged = SOPS_BUFFER_INIT, saved = whole;
	struct sops_conformance *loaded = NULL;
	struct sops_error err = { .status = SOPS_OK };

	if (sops_conformance_save(bench->parts[1], &saved, &err) < 0 ||
	    sops_conformance_new(&loaded, &err) < 0 ||
	    sops_conformance_load(loaded, sops_buffer_view(&saved), &err) < 0 ||
	    sops_conformance_merge(loaded, bench->parts[0], &err) < 0)
		abort();
	if (run(&whole, bench, bench->whole, &err) == 0 && run(&merged, bench, loaded, &err) == 0)
		check_tables(bench->whole);
	if (err.status == SOPS_OK &&
	    !sops_field_equal(sops_buffer_view(&whole), sops_buffer_view(&merged)))
		abort();
	sops_conformance_free(loaded);
	sops_buffer_release(&whole);
	sops_buffer_release(&merged);
	sops_buffer_release(&saved);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field rest = { (const char *)data, size };
	struct sops_error err = { .status = SOPS_OK };
	struct bench bench = { .process = NULL };
	int status = sops_process_read(&bench.process, memory_of(cut(&rest)), "stages", NULL, &err);

	if (status == 0)
		status = sops_conformance_new(&bench.whole, &err);
	for (size_t i = 0; status == 0 && i < 2; i++)
		status = sops_conformance_new(&bench.parts[i], &err);
	if (status == 0)
		status = read_deals(&bench, cut(&rest), &err);
	if (status == 0)
		status = read_history(&bench, rest, &err);
	if (status == 0)
		compare(&bench);
	sops_conformance_free(bench.whole);
	for (size_t i = 0; i < 2; i++)
		sops_conformance_free(bench.parts[i]);
	sops_conformance_history_free(bench.history);
	sops_process_free(bench.process);
	return 0;
}
