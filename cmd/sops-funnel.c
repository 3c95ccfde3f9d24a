/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_private.h"

#include <sops/funnel.h>

#include <stdlib.h>
#include <string.h>

static struct {
	struct sops_funnel_options funnel;
	const char *stages, *history, *deals;
	struct sops_stages *model;
	struct sops_funnel_history *visits;
	struct sops_funnel_deals *fates;
	struct cli_list what_if;
	struct sops_funnel_rate *rates;
} settings = { .funnel = { .min_n = 20, .cohort = -1, .required = SOPS_MONEY_BLANK,
	.required_deals = -1 } };

#define OPTION(member) offsetof(struct sops_funnel_options, member)

static const struct cli_option options[] = {
	{ 0, "stages", "LIST|FILE", "the stages in order, or a table stage,order,kind", CLI_TEXT,
		offsetof(typeof(settings), stages), NULL },
	{ 0, "history", "FILE", "stage history of the deals: deal_id,stage,entered", CLI_TEXT,
		offsetof(typeof(settings), history), NULL },
	{ 0, "path", "RULE", "what counts as reached: reach, strict, any or direct", CLI_CHOICE,
		OPTION(path), "reach|strict|any|direct" },
	{ 0, "cohort", "WHICH", "of deals created, entered or closed in the period", CLI_CHOICE,
		OPTION(cohort), "created|entered|closed" },
	{ 0, "value", NULL, "weigh deals by their amounts", CLI_FLAG,
		OPTION(value), NULL },
	{ 0, "ci", NULL, "95 % limits of conversions and censored medians", CLI_FLAG, OPTION(ci),
		NULL },
	{ 0, "what-if", "STAGE=RATE", "what if that share of the stage advanced", CLI_LIST,
		offsetof(typeof(settings), what_if), NULL },
	CLI_END
};

static const struct cli_option more[] = {
	{ 0, "leads", NULL, "the input is leads: new, contacted, qualified, converted", CLI_FLAG,
		OPTION(leads), NULL },
	{ 0, "deals", "FILE", "of leads: which were won, by lead_id or deal_id", CLI_TEXT,
		offsetof(typeof(settings), deals), NULL },
	{ 0, "lost-from", "STAGE", "where deals were lost that do not say", CLI_TEXT,
		OPTION(lost_from), NULL },
	{ 0, "time", "OF", "days of a deal (sum), of a visit, or its span", CLI_CHOICE,
		OPTION(time), "sum|visit|span" },
	{ 0, "censored", NULL, "median days with the deals that are still there", CLI_FLAG,
		OPTION(censored), NULL },
	{ 0, "compare", "A,B", "the conversions of two groups, and how sure they differ",
		CLI_TEXT, OPTION(compare), NULL },
	{ 0, "required", "AMOUNT", "how many deals it takes to win that much", CLI_NUMBER,
		OPTION(required), NULL },
	{ 0, "required-deals", "N", "how many deals it takes to win so many", CLI_COUNT,
		OPTION(required_deals), NULL },
	{ 0, "sorted", NULL, "the history is sorted by deal: only one deal is kept", CLI_FLAG,
		OPTION(sorted), NULL },
	{ 0, "min-age", "DAYS", "leave out deals that are younger", CLI_COUNT, OPTION(min_age),
		NULL },
	{ 0, "min-n", "N", "people read rates of fewer deals as their counts (20)", CLI_COUNT,
		OPTION(min_n), NULL },
	CLI_END
};

static int check_cohort(const struct sops_context *context, struct sops_error *err)
{
	int cohort = settings.funnel.cohort;

	if (cohort >= 0 && context->date >= 0)
		return sops_error_set(err, SOPS_EUSAGE, "--cohort and --date both say by which day "
			"deals count");
	if (cohort == SOPS_FUNNEL_ENTERED && !settings.history)
		return sops_error_set(err, SOPS_EUSAGE, "--cohort entered needs --history");
	if (cohort < 0)
		settings.funnel.cohort = SOPS_FUNNEL_CREATED;
	return 0;
}

/* Of parts the first deal may have begun in the one before. */
static int check_sorted(struct cli *cli, struct sops_error *err)
{
	const struct cli_common *common = &cli->common;

	if (!settings.funnel.sorted)
		return 0;
	if (settings.history)
		return sops_error_set(err, SOPS_EUSAGE, "--sorted is about a history that is the "
			"input, and --history FILE needs no order");
	if (common->partial || common->merge || common->range || common->ranges_from)
		return sops_error_set(err, SOPS_EUSAGE, "--sorted reads a history from its first "
			"row to its last, and not in parts");
	cli->common.jobs = 1;
	return 0;
}

static int refuse_with_leads(struct sops_error *err)
{
	const struct sops_funnel_options *funnel = &settings.funnel;
	const struct {
		bool given;
		const char *name;
	} others[] = {
		{ settings.stages, "stages" }, { settings.history, "history" },
		{ funnel->lost_from, "lost-from" }, { funnel->path > 0, "path" },
		{ funnel->cohort > 0, "cohort" }, { funnel->time > 0, "time" },
		{ funnel->censored, "censored" }, { funnel->value, "value" },
		{ funnel->sorted, "sorted" }, { funnel->plan_amount, "required" },
	};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].given)
			return sops_error_set(err, SOPS_EUSAGE, "--leads has no --%s: leads only "
				"say how far they got", others[i].name);
	return 0;
}

static int read_rate(struct sops_funnel_rate *out, const char *text, struct sops_error *err)
{
	const char *equals = strrchr(text, '=');
	char quoted[SOPS_QUOTED];
	bool percent;

	if (!equals || equals == text)
		return sops_error_set(err, SOPS_EUSAGE, "--what-if is a stage and a rate, as in "
			"Demo=35%%, and not %s", sops_quote(quoted, sops_field_of(text)));
	out->stage = (struct sops_field){ text, (size_t)(equals - text) };
	if (sops_rate_parse(&out->rate, &percent, sops_field_of(equals + 1), SOPS_DECIMAL_POINT,
		NULL) < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--what-if: %s is not a rate",
			sops_quote(quoted, sops_field_of(equals + 1)));
	if (out->rate.units < 0 || sops_money_compare(out->rate, sops_money_of(1)) > 0)
		return sops_error_set(err, SOPS_EUSAGE, "--what-if: a rate is a share from 0 to 1, "
			"or a per cent from 0%% to 100%%");
	return 0;
}

/* What has columns of its own has no room for those that others add. */
static int check_columns(struct sops_error *err)
{
	const struct sops_funnel_options *funnel = &settings.funnel;
	bool plan = funnel->n_what_if > 0 || funnel->plan_amount || funnel->plan_deals;
	const char *added = funnel->ci ? "ci" : funnel->censored ? "censored" : "value";

	if ((plan || funnel->compare) && (funnel->ci || funnel->censored || funnel->value))
		return sops_error_set(err, SOPS_EUSAGE, "%s has no room for --%s",
			plan ? "a plan" : "--compare", added);
	if (plan && funnel->compare)
		return sops_error_set(err, SOPS_EUSAGE, "--compare has no room for a plan");
	if (funnel->ci && funnel->value)
		return sops_error_set(err, SOPS_EUSAGE, "--ci is of shares of deals, and --value "
			"makes them shares of amounts");
	return 0;
}

static int read_plan(struct sops_error *err)
{
	struct sops_funnel_options *funnel = &settings.funnel;
	int status = 0;

	funnel->plan_amount = !sops_money_blank(funnel->required);
	funnel->plan_deals = funnel->required_deals >= 0;
	if (funnel->plan_amount && funnel->plan_deals)
		return sops_error_set(err, SOPS_EUSAGE,
			"--required and --required-deals are two goals: name one");
	if (funnel->plan_amount && funnel->required.units < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--required is an amount of 0 or more");
	settings.rates = calloc(settings.what_if.len + 1, sizeof(*settings.rates));
	if (!settings.rates)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < settings.what_if.len; i++)
		status = read_rate(&settings.rates[i], settings.what_if.at[i], err);
	funnel->what_if = settings.rates;
	funnel->n_what_if = settings.what_if.len;
	return status;
}

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

static int read_deals(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status = cli_open(cli, &input, &fd, settings.deals, &sops_deals,
		SOPS_FUNNEL_DEALS_NEEDS, SOPS_FUNNEL_DEALS_USES, err);

	if (status < 0)
		return status;
	status = sops_funnel_deals_read(&settings.fates, input, cli_context(cli)->as_of, err);
	settings.funnel.deals = settings.fates;
	cli_close(input, fd);
	return status;
}

static int take_leads(struct cli *cli, struct sops_error *err)
{
	static struct sops_metric metric;
	int status = refuse_with_leads(err);

	if (status == 0 && settings.deals)
		status = read_deals(cli, err);
	sops_funnel_of_leads(&metric);
	cli_change_metric(cli, &metric);
	return status;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = check_cohort(cli_context(cli), err);

	(void)answer;
	if (status == 0)
		status = check_sorted(cli, err);
	if (status == 0)
		status = read_plan(err);
	if (status == 0)
		status = check_columns(err);
	if (status == 0 && settings.stages)
		status = cli_stages_of(cli, &settings.model, settings.stages, false, err);
	if (status == 0)
		status = check_lost_from(err);
	if (status == 0 && settings.history)
		status = cli_funnel_history(cli, &settings.visits, settings.history, err);
	if (status == 0 && settings.funnel.leads)
		status = take_leads(cli, err);
	else if (status == 0 && settings.deals)
		status = sops_error_set(err, SOPS_EUSAGE, "--deals needs --leads");
	settings.funnel.stages = settings.model;
	settings.funnel.history = settings.visits;
	return status;
}

static void finish(void)
{
	sops_funnel_deals_free(settings.fates);
	sops_funnel_history_free(settings.visits);
	sops_stages_free(settings.model);
	free(settings.rates);
}

static const struct cli_command command = {
	.name = "sops-funnel",
	.purpose = "how far deals get, where they are lost, how long each stage takes",
	.example = "sops-funnel --stages Prospecting,Engaging,Won < deals.csv",
	.metric = &sops_funnel_metric,
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
