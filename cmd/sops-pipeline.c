/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_private.h"

#include <sops/pipeline.h>

#include <string.h>
#include <unistd.h>

static struct {
	struct sops_pipeline_options pipeline;
	const char *stages, *buckets, *changes, *weights, *quotas, *history, *fit, *activities,
		*reps;
	bool aging, list, risk, coverage;
	struct sops_stages *model;
	struct sops_pipeline_earlier *earlier;
	struct sops_pipeline_fit *fitted;
	struct sops_quota_book *book;
	struct sops_funnel_history *visits;
	struct sops_pipeline_activities *done;
	struct sops_roster *roster;
} settings = {
	.pipeline.stale = SOPS_PIPELINE_STALE,
	.pipeline.fit_prior = -1,
};

static const struct cli_option options[] = {
	{ 0, "stages", "LIST|FILE", "the stages in order, or a table stage,order,kind", CLI_TEXT,
		offsetof(typeof(settings), stages), NULL },
	{ 0, "stale", "DAYS", "without activity for longer is stale (30)", CLI_COUNT,
		offsetof(struct sops_pipeline_options, stale), NULL },
	{ 0, "aging", NULL, "by age, not by stage", CLI_FLAG,
		offsetof(typeof(settings), aging), NULL },
	{ 0, "changes", "OLD", "what became of the pipeline of an earlier export", CLI_TEXT,
		offsetof(typeof(settings), changes), NULL },
	{ 0, "risk", NULL, "deals by what speaks against them, and why", CLI_FLAG,
		offsetof(typeof(settings), risk), NULL },
	{ 0, "coverage", NULL, "what is open against what quotas still ask for", CLI_FLAG,
		offsetof(typeof(settings), coverage), NULL },
	{ 0, "fit", "self|FILE", "weighted by the win rates of closed deals, by stage", CLI_TEXT,
		offsetof(typeof(settings), fit), NULL },
	{ 0, "quotas", "FILE", "who is to reach what: rep_id,period,quota", CLI_TEXT,
		offsetof(typeof(settings), quotas), NULL },
	CLI_END
};

static const struct cli_option more[] = {
	{ 0, "list", NULL, "the deals behind --changes", CLI_FLAG,
		offsetof(typeof(settings), list), NULL },
	{ 0, "buckets", "LIST", "where ages are cut (30,60,90,180)", CLI_TEXT,
		offsetof(typeof(settings), buckets), NULL },
	{ 0, "weights", "FILE", "points of each reason: reason,points", CLI_TEXT,
		offsetof(typeof(settings), weights), NULL },
	{ 0, "fit-prior", "N", "deals that the overall rate counts in each (10)", CLI_COUNT,
		offsetof(struct sops_pipeline_options, fit_prior), NULL },
	{ 0, "activities", "FILE", "what was done about deals: deal_id,start", CLI_TEXT,
		offsetof(typeof(settings), activities), NULL },
	{ 0, "reps", "FILE", "whose owners' quotas are: rep_id,name,team", CLI_TEXT,
		offsetof(typeof(settings), reps), NULL },
	{ 0, "history", "FILE", "where deals stood on the day: deal_id,stage,entered", CLI_TEXT,
		offsetof(typeof(settings), history), NULL },
	CLI_END
};

/* Another export of deals. */
struct other {
	struct sops_input *input;
	struct sops_expr *where;
	int fd;
};

/* Of the kind that the main input is, and read as it is. */
static int open_other(struct cli *cli, struct other *other, const char *file, uint64_t needs,
	uint64_t uses, struct sops_error *err)
{
	struct sops_input_options how = cli->input_options;
	int status = 0;

	*other = (struct other){ .fd = -1 };
	how.needs = needs;
	how.uses = uses;
	how.as_of = cli->context.as_of;
	how.rates = cli->rates;
	if (cli->common.where)
		status = sops_expr_new(&other->where, cli->common.where, err);
	how.where = other->where;
	if (status == 0)
		status = cli_open_file(&other->fd, file, err);
	return status < 0 ? status
		: sops_input_open(&other->input, &sops_deals, other->fd, file, &how, err);
}

static void close_other(struct other *other)
{
	sops_input_free(other->input);
	sops_expr_free(other->where);
	if (other->fd >= 0)
		close(other->fd);
}

static int read_earlier(struct cli *cli, struct sops_error *err)
{
	struct other other;
	int status = open_other(cli, &other, settings.changes, SOPS_PIPELINE_EARLIER_NEEDS,
		SOPS_PIPELINE_EARLIER_USES, err);

	if (status == 0)
		status = sops_pipeline_earlier_read(&settings.earlier, other.input, settings.model,
			err);
	settings.pipeline.earlier = settings.earlier;
	close_other(&other);
	return status;
}

/* Behind the history, which is that of these deals too. */
static int read_fit(struct cli *cli, struct sops_error *err)
{
	struct other other;
	uint64_t needs = SOPS_PIPELINE_FIT_NEEDS;
	int status;

	settings.pipeline.fit_self = strcmp(settings.fit, "self") == 0;
	if (settings.pipeline.fit_self)
		return 0;
	if (settings.visits)
		needs |= SOPS_ROLE(SOPS_DEALS_ID);
	status = open_other(cli, &other, settings.fit, needs, SOPS_PIPELINE_FIT_USES, err);
	if (status == 0)
		status = sops_pipeline_fit_read(&settings.fitted, other.input, settings.model,
			settings.visits, cli_context(cli), err);
	settings.pipeline.fit = settings.fitted;
	close_other(&other);
	return status;
}

static int read_weights(struct sops_error *err)
{
	int fd, status;

	sops_pipeline_points(settings.pipeline.points);
	if (!settings.weights)
		return 0;
	status = cli_open_file(&fd, settings.weights, err);
	if (status < 0)
		return status;
	settings.pipeline.weighed = true;
	status = sops_pipeline_points_read(settings.pipeline.points, fd, settings.weights, err);
	close(fd);
	return status;
}

static int read_quotas(struct cli *cli, struct sops_error *err)
{
	const struct cli_side side = { .file = settings.quotas, .schema = &sops_quotas,
		.needs = SOPS_QUOTA_NEEDS, .uses = SOPS_QUOTA_USES };
	const struct sops_quota_options book = { .calendar = &cli_context(cli)->calendar };
	struct sops_input *input;
	int fd, status = cli_open_side(cli, &input, &fd, &side, err);

	if (status < 0)
		return status;
	status = sops_quota_book_read(&settings.book, input, &book, err);
	settings.pipeline.quotas = settings.book;
	settings.pipeline.quotas_file = settings.quotas;
	cli_close(input, fd);
	return status;
}

static int read_activities(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status = cli_open(cli, &input, &fd, settings.activities, &sops_activities,
		SOPS_PIPELINE_ACTIVITIES_NEEDS, SOPS_PIPELINE_ACTIVITIES_USES, err);

	if (status < 0)
		return status;
	status = sops_pipeline_activities_read(&settings.done, input, cli_context(cli)->as_of,
		err);
	settings.pipeline.activities = settings.done;
	cli_close(input, fd);
	return status;
}

/* Of whom a quota is, as a column of reps; or -1. */
static int role_of_quotas(void)
{
	switch (sops_quota_book_scope(settings.book)) {
	case SOPS_QUOTAS_TEAM:
		return SOPS_REPS_TEAM;
	case SOPS_QUOTAS_REGION:
		return SOPS_REPS_REGION;
	}
	return -1;
}

/* Behind the quotas. The groups of reps are their teams, as coverage has no --by. */
static int read_reps(struct cli *cli, struct sops_error *err)
{
	struct cli_side side = { .file = settings.reps, .schema = &sops_reps,
		.needs = SOPS_ROSTER_NEEDS, .uses = SOPS_ROSTER_USES, .grouped = true };
	int role = role_of_quotas(), fd, status;
	struct sops_input *input;

	if (sops_quota_book_scope(settings.book) == SOPS_QUOTAS_PRODUCT)
		return cli_refuse(err, "--reps says nothing of products, whose quotas these are");
	if (role >= 0) {
		side.needs |= SOPS_ROLE(role);
		cli->common.by = sops_reps.roles[role].name;
	}
	status = cli_open_side(cli, &input, &fd, &side, err);
	cli->common.by = NULL;
	if (status < 0)
		return status;
	status = sops_roster_read(&settings.roster, input, err);
	settings.pipeline.roster = settings.roster;
	cli_close(input, fd);
	if (status < 0)
		return status;
	return sops_quota_book_name(settings.book, settings.roster, settings.quotas, err);
}

/* Tables of one group and one window. */
static int check_whole(const struct cli *cli, const char *option, struct sops_error *err)
{
	if (cli->common.by)
		return sops_error_set(err, SOPS_EUSAGE, "%s and --by do not go together: choose a "
			"group with --where", option);
	if (cli->context.calendar.unit != SOPS_UNIT_NONE)
		return sops_error_set(err, SOPS_EUSAGE, "%s has one window: choose it with --in",
			option);
	if (cli->context.date >= 0)
		return sops_error_set(err, SOPS_EUSAGE, "%s goes by the close date: --date has no "
			"place there", option);
	return 0;
}

static int check(const struct cli *cli, struct sops_error *err)
{
	if (settings.buckets && !settings.aging)
		return cli_refuse(err, "--buckets needs --aging");
	if (settings.list && !settings.changes)
		return cli_refuse(err, "--list needs --changes OLD");
	if (settings.weights && !settings.risk)
		return cli_refuse(err, "--weights needs --risk");
	if (settings.coverage != (settings.quotas != NULL))
		return cli_refuse(err, "--coverage and --quotas FILE go together");
	if (settings.aging + settings.coverage + settings.risk + (settings.changes != NULL) > 1)
		return cli_refuse(err, "--aging, --changes, --coverage and --risk are tables each: "
			"give one");
	if (settings.reps && !settings.coverage)
		return cli_refuse(err, "--reps needs --coverage");
	if (settings.activities && settings.coverage)
		return cli_refuse(err, "--activities says nothing of coverage");
	if (settings.activities && settings.changes)
		return cli_refuse(err, "--activities says nothing of changes");
	if (settings.activities && settings.aging)
		return cli_refuse(err, "--activities says nothing of ages");
	if (settings.fit && (settings.risk || settings.changes))
		return cli_refuse(err, "--fit is about weighted amounts, of which --changes and "
			"--risk have none");
	if (settings.pipeline.fit_prior >= 0 && !settings.fit)
		return cli_refuse(err, "--fit-prior needs --fit");
	if (settings.pipeline.fit_prior < 0)
		settings.pipeline.fit_prior = SOPS_PIPELINE_PRIOR;
	if (settings.risk && cli->context.calendar.unit != SOPS_UNIT_NONE)
		return cli_refuse(err, "--risk has no periods: choose one with --in");
	if (settings.changes)
		return check_whole(cli, "--changes", err);
	return settings.coverage ? check_whole(cli, "--coverage", err) : 0;
}

static enum sops_pipeline_mode mode(void)
{
	if (settings.changes)
		return settings.list ? SOPS_PIPELINE_LIST : SOPS_PIPELINE_CHANGES;
	if (settings.coverage)
		return SOPS_PIPELINE_COVERAGE;
	if (settings.risk)
		return SOPS_PIPELINE_RISK;
	return settings.aging ? SOPS_PIPELINE_AGING : SOPS_PIPELINE_STAGES;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = check(cli, err);

	(void)answer;
	settings.pipeline.mode = mode();
	if (status == 0)
		status = sops_pipeline_buckets(&settings.pipeline, settings.buckets, err);
	if (status == 0)
		status = read_weights(err);
	if (status == 0 && settings.stages)
		status = cli_stages_of(cli, &settings.model, settings.stages, false, err);
	settings.pipeline.stages = settings.model;
	if (status == 0 && settings.changes)
		status = read_earlier(cli, err);
	if (status == 0 && settings.quotas)
		status = read_quotas(cli, err);
	if (status == 0 && settings.reps)
		status = read_reps(cli, err);
	if (status == 0 && settings.activities)
		status = read_activities(cli, err);
	if (status == 0 && settings.history)
		status = cli_funnel_history(cli, &settings.visits, settings.history, err);
	settings.pipeline.history = settings.visits;
	if (status == 0 && settings.fit)
		status = read_fit(cli, err);
	return status;
}

static void finish(void)
{
	sops_funnel_history_free(settings.visits);
	sops_pipeline_activities_free(settings.done);
	sops_roster_free(settings.roster);
	sops_quota_book_free(settings.book);
	sops_pipeline_fit_free(settings.fitted);
	sops_pipeline_earlier_free(settings.earlier);
	sops_stages_free(settings.model);
}

static const struct cli_command command = {
	.name = "sops-pipeline",
	.purpose = "what is open, how old, how risky, and is it enough",
	.example = "sops-pipeline --by owner < deals.csv",
	.metric = &sops_pipeline_metric,
	.options = options,
	.more = more,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
