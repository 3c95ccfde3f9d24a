/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_side.c: side inputs, which options of a command name. */
#include "cli_private.h"

#include <sops/tables.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* The table that -m TABLE.role=Header speaks of, and what stands behind the point; or NULL. */
static const struct sops_schema *table_of(const char *map, const char **rest)
{
	const char *point = strpbrk(map, ".=");

	if (!point || *point != '.')
		return NULL;
	*rest = point + 1;
	return sops_tables_schema((struct sops_field){ map, (size_t)(point - map) });
}

/* Those of the main input, then those of each table. */
int cli_sort_maps(struct cli *cli, struct sops_error *err)
{
	const struct cli_list *maps = &cli->common.maps;
	const char *rest = NULL;
	size_t n = 0;

	cli->maps = calloc(maps->len + 1, sizeof(*cli->maps));
	if (!cli->maps)
		return sops_error_memory(err);
	for (size_t i = 0; i < maps->len; i++)
		if (!table_of(maps->at[i], &rest))
			cli->maps[n++] = maps->at[i];
	cli->input_options.maps = cli->maps;
	cli->input_options.n_maps = n;
	for (size_t table = 0; table < sops_tables_count(); table++)
		for (size_t i = 0; i < maps->len; i++)
			if (table_of(maps->at[i], &rest) == sops_tables_at(table))
				cli->maps[n++] = rest;
	return 0;
}

static void choose_maps(struct sops_input_options *options, const struct cli *cli,
	const struct sops_schema *schema)
{
	const struct cli_list *maps = &cli->common.maps;
	size_t n = options->n_maps;
	const char *rest = NULL;

	options->n_maps = 0;
	for (size_t table = 0; table < sops_tables_count(); table++) {
		bool own = sops_tables_at(table) == schema;

		if (own)
			options->maps = cli->maps + n;
		for (size_t i = 0; i < maps->len; i++)
			n += table_of(maps->at[i], &rest) == sops_tables_at(table);
		if (own)
			options->n_maps = (size_t)(cli->maps + n - options->maps);
	}
}

int cli_open_file(int *fd, const char *file, struct sops_error *err)
{
	*fd = open(file, O_RDONLY | O_CLOEXEC);
	return *fd < 0 ? sops_error_system(err, "cannot open %s", file) : 0;
}

/* A hint to map a role by hand has to say of which table. */
static void name_table(struct sops_error *err, const struct sops_schema *schema)
{
	static const char map[] = "with -m '";
	char *at = err ? strstr(err->hint, map) : NULL;
	char rest[sizeof(err->hint)];

	if (!at)
		return;
	at += sizeof(map) - 1;
	snprintf(rest, sizeof(rest), "%s", at);
	snprintf(at, (size_t)(err->hint + sizeof(err->hint) - at), "%s.%s", schema->name, rest);
}

/* Behind the user's own maps. */
static int add_map(struct cli *cli, struct sops_input_options *options,
	const struct cli_side *side, struct sops_error *err)
{
	size_t n = options->n_maps;

	free(cli->side_map);
	free((void *)cli->side_maps);
	cli->side_map = NULL;
	cli->side_maps = calloc(n + 1, sizeof(*cli->side_maps));
	if (!cli->side_maps || asprintf(&cli->side_map, "%s=%s", side->role, side->header) < 0)
		return sops_error_memory(err);
	for (size_t i = 0; i < n; i++)
		cli->side_maps[i] = options->maps[i];
	cli->side_maps[n] = cli->side_map;
	options->maps = cli->side_maps;
	options->n_maps = n + 1;
	return 0;
}

int cli_open_side(struct cli *cli, struct sops_input **out, int *fd, const struct cli_side *side,
	struct sops_error *err)
{
	struct sops_input_options options = cli->input_options;
	int status = cli_open_file(fd, side->file, err);

	if (status < 0)
		return status;
	choose_maps(&options, cli, side->schema);
	if (side->role && add_map(cli, &options, side, err) < 0) {
		close(*fd);
		return SOPS_ESYSTEM;
	}
	options.profile_auto = false;
	options.needs = side->needs;
	options.uses = side->uses;
	options.as_of = cli->context.as_of;
	options.rates = cli->rates;
	options.by = side->by ? side->by : side->grouped ? cli->common.by : NULL;
	options.whole = side->whole;
	options.by_of = cli->command->metric->rows;
	options.by_some = true;
	options.borrow = side->borrow;
	options.n_borrow = side->n_borrow;
	status = sops_input_open(out, side->schema, *fd, side->file, &options, err);
	if (status < 0) {
		name_table(err, side->schema);
		close(*fd);
	}
	return status;
}

int cli_open(struct cli *cli, struct sops_input **out, int *fd, const char *file,
	const struct sops_schema *schema, uint64_t needs, uint64_t uses, struct sops_error *err)
{
	const struct cli_side side = { .file = file, .schema = schema, .needs = needs,
		.uses = uses };

	return cli_open_side(cli, out, fd, &side, err);
}

void cli_close(struct sops_input *input, int fd)
{
	sops_input_free(input);
	close(fd);
}

void cli_borrow(struct cli *cli, const struct sops_borrow *borrow, size_t count)
{
	cli->input_options.borrow = borrow;
	cli->input_options.n_borrow = count;
}

int cli_workdays(struct sops_workdays **out, const char *file, struct sops_error *err)
{
	int fd, status;

	if (!file)
		return sops_workdays_new(out, SOPS_WEEK_MONDAY_TO_FRIDAY, err);
	status = cli_open_file(&fd, file, err);
	if (status < 0)
		return status;
	status = sops_workdays_read(out, SOPS_WEEK_MONDAY_TO_FRIDAY, fd, file, err);
	close(fd);
	return status;
}
