/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_rejects.c: records that cannot be read go to a file of their own, and the rest goes on. */
#include "cli_private.h"

#include <unistd.h>

int cli_reject_row(struct cli_output *out, const struct cli_rejected *bad, bool first,
	struct sops_error *err)
{
	struct sops_table *row;
	int status = sops_table_new(&row, err);

	if (status < 0)
		return status;
	if (bad->file)
		sops_table_column(row, "file", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "line", SOPS_COLUMN_COUNT, "", "");
	sops_table_column(row, "record", SOPS_COLUMN_COUNT, "", "");
	if (bad->column)
		sops_table_column(row, "column", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "reason", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "raw", SOPS_COLUMN_TEXT, "", "");
	sops_table_row(row);
	if (bad->file)
		sops_table_string(row, bad->file);
	sops_table_count(row, (int64_t)bad->line);
	if (bad->record > 0)
		sops_table_count(row, (int64_t)bad->record);
	else
		sops_table_blank(row); /* of a range, nobody knows */
	if (bad->column)
		sops_table_string(row, bad->column[0] ? bad->column : NULL);
	sops_table_text(row, bad->reason);
	sops_table_text(row, bad->raw);
	status = cli_output_row(out, row, first, err);
	sops_table_free(row);
	return status;
}

int cli_reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err)
{
	struct cli *cli = to;
	char reason[sizeof(why->text) + sizeof(why->hint) + 4];

	snprintf(reason, sizeof(reason), why->hint[0] ? "%s (%s)" : "%s", why->text, why->hint);
	return cli_reject_row(&cli->rejects, &(struct cli_rejected){ .file = cli->about,
		.line = why->line, .record = why->record, .column = why->column,
		.reason = sops_field_of(reason), .raw = raw }, cli->rejected++ == 0, err);
}

/* Standard input is one that was redirected. */
static bool is_input(const struct cli *cli, const char *file)
{
	bool piped = cli->files.len == 0;

	for (size_t i = 0; i < cli->files.len; i++) {
		piped |= strcmp(cli->files.at[i], "-") == 0;
		if (cli_same_file(file, cli->files.at[i]))
			return true;
	}
	return piped && cli_is_open_as(file, STDIN_FILENO);
}

int cli_check_target(const struct cli *cli, const char *option, const char *file,
	struct sops_error *err)
{
	if (!file)
		return 0;
	if (strcmp(file, "-") == 0) {
		sops_error_set(err, SOPS_EUSAGE, "%s takes a file, not standard output", option);
		sops_error_hint(err, "the result goes there; ./- is a file of that name");
		return SOPS_EUSAGE;
	}
	if (strncmp(file, "/dev/", 5) == 0)
		return 0;
	if (cli->common.output && cli_same_file(file, cli->common.output))
		return sops_error_set(err, SOPS_EUSAGE, "%s and --output are one file: %s", option,
			file);
	if (!cli->common.output && cli_is_open_as(file, STDOUT_FILENO))
		return sops_error_set(err, SOPS_EUSAGE, "%s is standard output: %s", option, file);
	if (is_input(cli, file))
		return sops_error_set(err, SOPS_EUSAGE, "%s is the input: %s", option, file);
	return 0;
}

int cli_check_rejects(const struct cli *cli, struct sops_error *err)
{
	const char *file = cli->common.rejects;

	if (cli->common.max_rejects >= 0 && !file && !cli->common.merge)
		return sops_error_set(err, SOPS_EUSAGE, "--max-rejects needs --rejects FILE");
	return cli_check_target(cli, "--rejects", file, err);
}

int cli_finish_rejects(struct cli *cli, struct sops_error *err)
{
	if (!cli->common.rejects)
		return 0;
	if (cli_output_commit(&cli->rejects, err) < 0)
		return SOPS_ESYSTEM;
	if (cli->rejected == 0)
		return 0;
	fprintf(stderr, "%s: bad records left out: %lld, written to %s\n", cli->command->name,
		(long long)cli->rejected, cli->common.rejects);
	return cli->rejected > (cli->common.max_rejects >= 0 ? cli->common.max_rejects : 0)
		? SOPS_EINPUT : 0;
}
