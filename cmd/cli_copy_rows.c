/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy_rows.c: the rows of a raw export on their way to the output. */
#include "cli_copy.h"

#define BLOCK ((size_t)256 * 1024)

static int flush(struct copies *all, struct sops_error *err)
{
	int status = cli_output_write(&all->output, sops_buffer_view(&all->text), err);

	sops_buffer_clear(&all->text);
	return status;
}

static int write_row(struct copy *copy, const void *row, struct sops_error *err)
{
	if (copy->all->table)
		return sops_import_add(copy->import, row, copy->all->table, err);
	return sops_import_row(copy->import, row, &copy->all->text, err);
}

/* Behind a row: the text was so long before it. */
static int end_row(struct copies *all, size_t before, struct sops_error *err)
{
	if (all->again > 0) {
		all->again -= all->text.len - before;
		all->text.len = before;
	}
	return all->text.len >= BLOCK ? flush(all, err) : 0;
}

/* What --sort and --columns name is looked for before all is read, not after. */
static int check_choice(const struct copies *all, struct sops_error *err)
{
	const struct cli_common *common = &all->at[0].cli->common;
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	status = sops_import_columns(all->at[0].import, table, err);
	if (status == 0 && common->sort)
		status = sops_table_sort(table, sops_field_of(common->sort), err);
	if (status == 0 && common->columns)
		status = sops_table_select(table, sops_field_of(common->columns), err);
	sops_table_free(table);
	return status;
}

int cli_copy_start(struct copies *all, struct sops_error *err)
{
	const struct sops_import *import = all->at[0].import;
	struct cli *cli = all->at[0].cli;
	bool by_rows = cli_format(cli) == SOPS_FORMAT_CSV && !cli->common.columns &&
		!cli->common.sort && cli->common.top < 0;
	int status;

	if (!by_rows) {
		status = check_choice(all, err);
		if (status == 0)
			status = sops_table_new(&all->table, err);
		return status < 0 ? status : sops_import_columns(import, all->table, err);
	}
	status = cli_output_open(&all->output, cli->common.output, err);
	if (status == 0 && cli->common.excel)
		status = sops_buffer_puts(&all->text, "\xEF\xBB\xBF");
	for (size_t i = 0; i < all->count && !all->at[i].history; i++)
		sops_import_offer(all->at[i].import, all->at[i].input, &all->text);
	return status < 0 ? status : sops_import_header(import, &all->text, err);
}

static int take_row(struct copy *copy, const void *row, struct sops_error *err)
{
	struct sops_history_event event;
	int status;

	if (!copy->history)
		return write_row(copy, row, err);
	status = sops_import_check(copy->import, row, err);
	if (status < 0)
		return status;
	/* Else the two forms of an id were two deals. */
	event = *(const struct sops_history_event *)row;
	event.entry.deal_id = sops_import_id(copy->import, event.entry.deal_id);
	return sops_history_events_add(copy->history, &event, err);
}

/* No row: its line stands in the text already. */
static int take_or_refuse(struct copy *copy, const void *row, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };
	int status = row ? take_row(copy, row, &why) : 0;

	copy->taken += status == 0;
	copy->merged += status > 0;
	return status < 0 ? sops_input_refuse(copy->input, &why, err) : 0;
}

static int write_lines(void *to, struct sops_field lines, bool full, struct sops_error *err)
{
	struct copies *all = to;
	int status;

	if (!full) {
		sops_buffer_field(&all->text, lines);
		return sops_buffer_check(&all->text, err);
	}
	status = flush(all, err);
	return status < 0 ? status : cli_output_write(&all->output, lines, err);
}

/* 1 when threads have read the rest. 0: one has to, which first comes upon what they wrote. */
static int share(struct copy *copy, struct sops_error *err)
{
	const struct sops_import_jobs jobs = { .input = copy->input, .options = &copy->options,
		.fd = copy->fd, .where = copy->cli->common.where, .threads = copy->threads,
		.write = write_lines, .to = copy->all, .block = BLOCK,
		.kept = copy->all->text.len };
	uint64_t bytes = copy->cli->progress.bytes;
	struct sops_import_done done;
	int status = sops_import_jobs_run(&done, &jobs, err);

	copy->threads = 1;
	if (status > 0) {
		copy->taken += done.rows;
		copy->shared = done.counts;
	} else {
		copy->all->again = done.bytes;
		copy->rejects_again = done.rejected;
		copy->footers_again = done.footers;
		copy->cli->progress.bytes = bytes;
	}
	return status;
}

/* Threads make lines of csv, and nothing that has to be seen whole. */
static bool can_share(const struct copy *copy)
{
	return copy->threads > 1 && !copy->all->table && !copy->history && !copy->options.id &&
		sops_import_jobs_ready(copy->input, copy->size);
}

int cli_copy_rows(struct copy *copy, struct sops_error *err)
{
	struct copies *all = copy->all;
	const void *row;
	int status = 0;

	while (status == 0) {
		size_t before = all->text.len;

		status = sops_input_next(copy->input, &row, err);
		if (status <= 0)
			break;
		status = take_or_refuse(copy, row, err);
		if (status == 0)
			status = end_row(all, before, err);
		if (status == 0 && can_share(copy))
			status = share(copy, err);
	}
	return status < 0 ? status : 0;
}

int cli_copy_history(struct copy *copy, struct sops_error *err)
{
	const struct sops_history_event *event;
	int status = sops_history_events_finish(copy->history, err);

	while (status == 0 && (event = sops_history_events_next(copy->history))) {
		size_t before = copy->all->text.len;

		status = write_row(copy, event, err);
		if (status == 0)
			status = end_row(copy->all, before, err);
	}
	return status;
}

int cli_copy_finish(struct copies *all, struct sops_error *err)
{
	int status;

	if (all->table) {
		status = cli_deliver(all->at[0].cli, all->table, false, err);
		all->cut = cli_copy_made(all) - sops_table_rows(all->table);
		return status;
	}
	status = flush(all, err);
	return status < 0 ? status : cli_output_commit(&all->output, err);
}
