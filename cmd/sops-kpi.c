/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/kpi.h>

static struct {
	struct sops_kpi_options kpi;
	bool list;
} settings;

static const struct cli_option options[] = {
	{ 'k', "metrics", "LIST", "these figures only, or all", CLI_TEXT,
		offsetof(struct sops_kpi_options, metrics), NULL },
	{ 0, "wide", NULL, "a column a metric", CLI_FLAG, offsetof(struct sops_kpi_options, wide),
		NULL },
	{ 0, "list", NULL, "list the metrics: name, formula, inputs, unit", CLI_FLAG,
		sizeof(struct sops_kpi_options), NULL },
	CLI_END
};

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	(void)cli;
	if (settings.list)
		return sops_kpi_list(answer, err);
	return sops_kpi_choose(&settings.kpi, err);
}

static const struct cli_command command = {
	.name = "sops-kpi",
	.purpose = "the key figures of sales, by group and period",
	.example = "sops-kpi --by owner --period quarter < deals.csv",
	.metric = &sops_kpi_metric,
	.options = options,
	.settings = &settings,
	.prepare = prepare,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
