/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/ranges.h>

static struct sops_ranges_options settings;

static const struct cli_option options[] = {
	{ 'n', "ranges", "N", "how many, at most (one for every 64 MiB)", CLI_COUNT,
		offsetof(struct sops_ranges_options, n), NULL },
	{ 0, "path", "PATH", "what to call the file, if it goes by another name\n"
		"where the ranges are read", CLI_TEXT, offsetof(struct sops_ranges_options, path),
		NULL },
	CLI_END
};

static int answer(struct sops_table *table, int file, const char *path,
	const struct sops_csv_options *csv, struct sops_error *err)
{
	struct sops_ranges *ranges;
	int status;

	if (!settings.path)
		settings.path = path;
	status = sops_ranges_new(&ranges, &settings, err);
	if (status < 0)
		return status;
	if (file >= 0)
		status = sops_ranges_add(ranges, file, cli_called(path), csv, err);
	if (status == 0)
		status = sops_ranges_table(ranges, table, err);
	sops_ranges_free(ranges);
	return status;
}

static const struct cli_command command = {
	.name = "sops-ranges",
	.purpose = "where a file can be cut between records, for reading it in parts",
	.example = "sops-ranges -n 64 deals.csv",
	.options = options,
	.settings = &settings,
	.answer = answer,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
