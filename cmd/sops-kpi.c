/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/kpi.h>

static struct {
	struct sops_kpi_options kpi;
	bool list;
	int compare;
} settings = { .compare = -1 };

static const struct cli_option options[] = {
	{ 'k', "metrics", "LIST", "these figures only, or all", CLI_TEXT,
		offsetof(struct sops_kpi_options, metrics), NULL },
	{ 0, "wide", NULL, "a column a metric", CLI_FLAG, offsetof(struct sops_kpi_options, wide),
		NULL },
	{ 0, "ci", NULL, "lo and hi of shares of deals: 95 % intervals", CLI_FLAG,
		offsetof(struct sops_kpi_options, ci), NULL },
	{ 0, "compare", "WITH", "each period with another: prev or yoy", CLI_CHOICE,
		offsetof(typeof(settings), compare), "prev|yoy" },
	{ 0, "list", NULL, "list the metrics: name, formula, inputs, unit", CLI_FLAG,
		offsetof(typeof(settings), list), NULL },
	CLI_END
};

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	const struct sops_context *context = cli_context(cli);
	bool compare = settings.compare >= 0;

	if (settings.list)
		return sops_kpi_list(answer, err);
	if (compare && context->calendar.unit == SOPS_UNIT_NONE)
		return sops_error_set(err, SOPS_EUSAGE, "--compare needs --period");
	if (settings.kpi.wide && (compare || settings.kpi.ci))
		return sops_error_set(err, SOPS_EUSAGE, "--wide has a column a metric, and no room "
			"for --%s", compare ? "compare" : "ci");
	if (compare)
		settings.kpi.compare = settings.compare == 0 ? SOPS_KPI_COMPARE_PREV
							      : SOPS_KPI_COMPARE_YOY;
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
