/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_private.h"

#include <sops/pipeline.h>

#include <unistd.h>

static struct {
	struct sops_pipeline_options pipeline;
	const char *stages, *buckets, *changes;
	bool aging, list;
	struct sops_stages *model;
	struct sops_pipeline_earlier *earlier;
} settings = {
	.pipeline.stale = SOPS_PIPELINE_STALE,
};

static const struct cli_option options[] = {
	{ 0, "stages", "LIST|FILE", "the stages in order, or a table stage,order,kind", CLI_TEXT,
		offsetof(typeof(settings), stages), NULL },
	{ 0, "stale", "DAYS", "without activity for longer is stale (30)", CLI_COUNT,
		offsetof(struct sops_pipeline_options, stale), NULL },
	{ 0, "aging", NULL, "by age, not by stage", CLI_FLAG,
		offsetof(typeof(settings), aging), NULL },
	{ 0, "buckets", "LIST", "where ages are cut (30,60,90,180)", CLI_TEXT,
		offsetof(typeof(settings), buckets), NULL },
	{ 0, "changes", "OLD", "what became of the pipeline of an earlier export", CLI_TEXT,
		offsetof(typeof(settings), changes), NULL },
	{ 0, "list", NULL, "the deals behind these changes", CLI_FLAG,
		offsetof(typeof(settings), list), NULL },
	CLI_END
};

static int refuse(struct sops_error *err, const char *what)
{
	return sops_error_set(err, SOPS_EUSAGE, "%s", what);
}

/* Of the kind that the main input is, and read as it is. */
static int open_earlier(struct cli *cli, struct sops_input **out, int *fd,
	struct sops_expr **where, struct sops_error *err)
{
	struct sops_input_options how = cli->input_options;
	int status = 0;

	how.needs = SOPS_PIPELINE_EARLIER_NEEDS;
	how.uses = SOPS_PIPELINE_EARLIER_USES;
	how.as_of = cli->context.as_of;
	how.rates = cli->rates;
	if (cli->common.where)
		status = sops_expr_new(where, cli->common.where, err);
	how.where = *where;
	if (status == 0)
		status = cli_open_file(fd, settings.changes, err);
	if (status == 0)
		status = sops_input_open(out, &sops_deals, *fd, settings.changes, &how, err);
	return status;
}

static int read_earlier(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input = NULL;
	struct sops_expr *where = NULL;
	int fd = -1, status = open_earlier(cli, &input, &fd, &where, err);

	if (status == 0)
		status = sops_pipeline_earlier_read(&settings.earlier, input, settings.model, err);
	settings.pipeline.earlier = settings.earlier;
	sops_input_free(input);
	sops_expr_free(where);
	if (fd >= 0)
		close(fd);
	return status;
}

static int check(const struct cli *cli, struct sops_error *err)
{
	if (settings.buckets && !settings.aging)
		return refuse(err, "--buckets needs --aging");
	if (settings.list && !settings.changes)
		return refuse(err, "--list needs --changes OLD");
	if (!settings.changes)
		return 0;
	if (settings.aging)
		return refuse(err, "--aging and --changes are two tables: give one");
	if (cli->common.by)
		return refuse(err, "--changes and --by do not go together: choose a group with "
			"--where");
	if (cli->context.calendar.unit != SOPS_UNIT_NONE)
		return refuse(err, "--changes has one window: choose it with --in");
	return 0;
}

static enum sops_pipeline_mode mode(void)
{
	if (settings.changes)
		return settings.list ? SOPS_PIPELINE_LIST : SOPS_PIPELINE_CHANGES;
	return settings.aging ? SOPS_PIPELINE_AGING : SOPS_PIPELINE_STAGES;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = check(cli, err);

	(void)answer;
	settings.pipeline.mode = mode();
	if (status == 0)
		status = sops_pipeline_buckets(&settings.pipeline, settings.buckets, err);
	if (status == 0 && settings.stages)
		status = cli_stages_of(cli, &settings.model, settings.stages, false, err);
	settings.pipeline.stages = settings.model;
	if (status == 0 && settings.changes)
		status = read_earlier(cli, err);
	return status;
}

static void finish(void)
{
	sops_pipeline_earlier_free(settings.earlier);
	sops_stages_free(settings.model);
}

static const struct cli_command command = {
	.name = "sops-pipeline",
	.purpose = "what is open, how old, how risky, and is it enough",
	.example = "sops-pipeline --by owner < deals.csv",
	.metric = &sops_pipeline_metric,
	.options = options,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
