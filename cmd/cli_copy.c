/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy.c: raw exports in, records of a canonical table out. */
#include "cli_copy.h"

#include <stdlib.h>

static int show_map(struct copies *all, struct sops_error *err)
{
	int status = sops_table_new(&all->table, err);

	if (status == 0)
		status = sops_import_map(all->at[0].import, all->table, err);
	return status < 0 ? status : cli_deliver(all->at[0].cli, all->table, false, err);
}

void cli_copy_turn_to(struct copy *copy)
{
	copy->all->current = copy;
	copy->cli->about = copy->all->count > 1 ? copy->name : NULL;
}

/* All of them, since what one has is a column of the whole. */
static int open_all(struct copies *all, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < all->count; i++) {
		status = cli_copy_open(&all->at[i], err);
		all->inputs[i] = all->at[i].input;
	}
	for (size_t i = 0; status == 0 && i < all->count; i++) {
		cli_copy_turn_to(&all->at[i]);
		status = cli_copy_plan(&all->at[i], err);
	}
	return status;
}

static int copy_one(struct copy *copy, struct sops_error *err)
{
	int status;

	cli_progress_start(copy->cli, copy->feed ? copy->sheet_fd : copy->fd);
	if (!copy->what->import.keep && !copy->history)
		cli_copy_unused(copy);
	status = cli_copy_rows(copy, err);
	cli_progress_end(&copy->cli->progress);
	if (status == 0 && copy->feed)
		status = sops_feed_end(copy->feed, err);
	if (status == 0 && copy->history)
		status = cli_copy_history(copy, err);
	return status;
}

/* Options that say which lines of which file. */
static int check_several(const struct copies *all, struct sops_error *err)
{
	const struct cli_copy *what = all->at[0].what;

	if (all->count > 1 && what->map)
		return sops_error_set(err, SOPS_EUSAGE, "--print-map is of one FILE");
	if (all->count > 1 && what->history)
		return sops_error_set(err, SOPS_EUSAGE, "a stage history is made of one FILE");
	return 0;
}

/* Amounts are kept, and the converted ones stand beside them. */
static int set_home(struct cli *cli, const struct cli_copy *what, struct sops_error *err)
{
	struct sops_currency home;

	if (!what->home)
		return 0;
	if (sops_currency_parse(&home, sops_field_of(what->home), err) < 0) {
		err->status = SOPS_EUSAGE;
		sops_error_column(err, (struct sops_field)SOPS_FIELD("--to-currency"));
		return SOPS_EUSAGE;
	}
	if (!cli->rates)
		return sops_error_set(err, SOPS_EUSAGE, "--to-currency needs --rates FILE");
	if (sops_schema_role(what->schema, (struct sops_field)SOPS_FIELD(HOME)) < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--to-currency: the table %s has no " HOME,
			what->schema->name);
	return sops_rates_set_home(cli->rates, home, err);
}

/* A key that is made for it stays, so that nothing else may be wrong. */
static int find_mask(struct copies *all, struct sops_error *err)
{
	const struct cli_copy *what = all->at[0].what;
	const struct sops_mask *mask;
	int status = what->import.masked ? what->mask(all->at[0].cli, &mask, err) : 0;

	if (status < 0 || !what->import.masked)
		return status;
	for (size_t i = 0; i < all->count; i++) {
		all->at[i].options.mask = mask;
		sops_import_mask(all->at[i].import, mask);
	}
	return 0;
}

static int run(struct copies *all, struct sops_error *err)
{
	struct cli *cli = all->at[0].cli;
	int status = check_several(all, err);

	if (status == 0)
		status = set_home(cli, all->at[0].what, err);
	if (status == 0 && cli->common.rejects)
		status = cli_output_open(&cli->rejects, cli->common.rejects, err);
	if (status == 0)
		status = open_all(all, err);
	if (status == 0 && all->at[0].what->map)
		return show_map(all, err);
	if (status == 0)
		status = cli_copy_start(all, err);
	if (status == 0)
		status = find_mask(all, err);
	for (size_t i = 0; status == 0 && i < all->count; i++) {
		cli_copy_turn_to(&all->at[i]);
		status = copy_one(&all->at[i], err);
	}
	if (status == 0)
		status = cli_copy_finish(all, err);
	if (status == 0)
		status = cli_finish_rejects(cli, err);
	if (status < 0 && err->status != SOPS_OK)
		return status;
	for (size_t i = 0; i < all->count; i++) {
		cli_copy_turn_to(&all->at[i]);
		cli_copy_remark(&all->at[i]);
	}
	cli_copy_account(all);
	return status;
}

/* A sheet that cannot be read ends early: then that is what is wrong. */
static void explain(struct copy *copy, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };

	if (!copy->feed)
		return;
	cli_copy_to_sheet(copy, err);
	if (sops_feed_end(copy->feed, &why) < 0)
		*err = why;
}

int cli_copy(struct cli *cli, const struct cli_copy *what, struct sops_error *err)
{
	struct copies all = { .count = cli->files.len ? cli->files.len : 1,
		.output = { .fd = -1 } };
	int status;

	all.at = calloc(all.count, sizeof(*all.at));
	all.inputs = calloc(all.count, sizeof(*all.inputs));
	if (!all.at || !all.inputs) {
		all.count = 0;
		status = sops_error_memory(err);
	} else {
		for (size_t i = 0; i < all.count; i++)
			all.at[i] = (struct copy){ .all = &all, .cli = cli, .what = what,
				.file = cli->files.len ? cli->files.at[i] : NULL, .fd = -1,
				.sheet_fd = -1 };
		status = run(&all, err);
	}
	if (status < 0 && all.current && err->status != SOPS_OK)
		explain(all.current, err);
	cli->about = NULL;
	cli_output_drop(&all.output);
	cli_output_drop(&cli->rejects);
	sops_buffer_release(&all.text);
	sops_table_free(all.table);
	for (size_t i = 0; i < all.count; i++)
		cli_copy_close(&all.at[i]);
	free(all.inputs);
	free(all.at);
	return status;
}
