/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/forecast.h>

#define UNSAID (-1)

static struct {
	struct sops_forecast_options forecast;
	const char *stages;
	struct sops_stages *model;
} settings = { .forecast = { .horizon = UNSAID, .season = UNSAID } };

#define SETTING(member) offsetof(struct sops_forecast_options, member)

static const struct cli_option options[] = {
	{ 0, "method", "NAME",
		"auto, naive, snaive, mean, drift, regression, ses,\n"
		"holt, damped, hw, hw-mult; or pipeline: what is open",
		CLI_TEXT, SETTING(method), NULL },
	{ 0, "horizon", "N", "periods ahead (6; all of the pipeline)", CLI_COUNT, SETTING(horizon),
		NULL },
	{ 0, "season", "N", "periods in a season (12 months, 4 quarters)", CLI_COUNT,
		SETTING(season), NULL },
	{ 0, "level", "LIST", "interval levels in per cent (80,95)", CLI_TEXT, SETTING(levels),
		NULL },
	{ 0, "count", NULL, "deals instead of amounts", CLI_FLAG, SETTING(count), NULL },
	{ 0, "with-history", NULL, "the history too, in a column actual", CLI_FLAG,
		SETTING(with_history), NULL },
	{ 0, "stages", "FILE", "probabilities, by stage, of deals that have none", CLI_TEXT,
		offsetof(typeof(settings), stages), NULL },
	CLI_END
};

/* To the library 0 is what nobody said. */
static int take_periods(int64_t *periods, const char *option, struct sops_error *err)
{
	if (*periods == 0)
		return sops_error_set(err, SOPS_EUSAGE, "--%s: 1 or more", option);
	if (*periods == UNSAID)
		*periods = 0;
	return 0;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = take_periods(&settings.forecast.horizon, "horizon", err);

	(void)answer;
	if (status == 0)
		status = take_periods(&settings.forecast.season, "season", err);
	if (status == 0)
		status = sops_forecast_choose(&settings.forecast, err);
	if (status < 0 || !settings.stages)
		return status;
	if (!settings.forecast.pipeline)
		return sops_error_set(err, SOPS_EUSAGE, "--stages needs --method pipeline");
	status = cli_stages(cli, &settings.model, settings.stages, err);
	settings.forecast.stages = settings.model;
	return status;
}

static void finish(void)
{
	sops_stages_free(settings.model);
}

static const struct cli_command command = {
	.name = "sops-forecast",
	.purpose = "what will be sold, from what was sold or from what is open",
	.example = "sops-forecast --horizon 6 < deals.csv",
	.metric = &sops_forecast_metric,
	.options = options,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
