/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/funnel.h>

static struct {
	struct sops_funnel_options funnel;
	const char *stages, *history;
	struct sops_stages *model;
	struct sops_funnel_history *visits;
} settings;

static const struct cli_option options[] = {
	{ 0, "stages", "LIST|FILE", "the stages in order, or a table stage,order,kind", CLI_TEXT,
		offsetof(typeof(settings), stages), NULL },
	{ 0, "history", "FILE", "stage history of the deals: deal_id,stage,entered", CLI_TEXT,
		offsetof(typeof(settings), history), NULL },
	{ 0, "lost-from", "STAGE", "where deals were lost that do not say", CLI_TEXT,
		offsetof(struct sops_funnel_options, lost_from), NULL },
	CLI_END
};

static int check_lost_from(struct sops_error *err)
{
	struct sops_field stage = sops_field_of(settings.funnel.lost_from);
	char quoted[SOPS_QUOTED];

	if (!settings.model || !stage.at || (sops_stages_find(settings.model, stage) >= 0 &&
	    sops_stages_status(settings.model, stage) == SOPS_STATUS_OPEN))
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "--lost-from: %s is not an open stage of --stages",
		sops_quote(quoted, stage));
}

static int read_history(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status = cli_open(cli, &input, &fd, settings.history, &sops_deals,
		SOPS_FUNNEL_HISTORY_NEEDS, SOPS_FUNNEL_HISTORY_USES, err);

	if (status < 0)
		return status;
	status = sops_funnel_history_read(&settings.visits, input, cli_context(cli)->as_of, err);
	cli_close(input, fd);
	return status;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = 0;

	(void)answer;
	if (settings.stages)
		status = cli_stages_of(cli, &settings.model, settings.stages, false, err);
	if (status == 0)
		status = check_lost_from(err);
	if (status == 0 && settings.history)
		status = read_history(cli, err);
	settings.funnel.stages = settings.model;
	settings.funnel.history = settings.visits;
	return status;
}

static void finish(void)
{
	sops_funnel_history_free(settings.visits);
	sops_stages_free(settings.model);
}

static const struct cli_command command = {
	.name = "sops-funnel",
	.purpose = "how far deals get, where they are lost, how long each stage takes",
	.example = "sops-funnel --stages Prospecting,Engaging,Won < deals.csv",
	.metric = &sops_funnel_metric,
	.options = options,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
