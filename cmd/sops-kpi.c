/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/kpi.h>
#include <sops/targets.h>

#include <unistd.h>

static struct {
	struct sops_kpi_options kpi;
	bool list;
	int compare;
	const char *sides[SOPS_KPI_SIDES], *holidays, *targets, *margin;
	struct sops_kpi_sides *tables;
	struct sops_workdays *workdays;
	struct sops_targets *goals;
	struct sops_borrow borrowed[SOPS_KPI_BORROWS];
} settings = { .compare = -1, .kpi = { .margin = SOPS_MONEY_BLANK } };

#define OPTION(member) offsetof(struct sops_kpi_options, member)
#define SIDE(name, side, help) \
	{ 0, name, "FILE", help, CLI_TEXT, offsetof(typeof(settings), sides[side]), NULL }

static const struct cli_option options[] = {
	{ 'k', "metrics", "LIST", "these figures only, or all", CLI_TEXT, OPTION(metrics), NULL },
	{ 0, "wide", NULL, "a column a metric", CLI_FLAG, OPTION(wide), NULL },
	{ 0, "ci", NULL, "lo and hi of shares and estimates: 95 % intervals", CLI_FLAG,
		OPTION(ci), NULL },
	{ 0, "compare", "WITH", "each period with another: prev or yoy", CLI_CHOICE,
		offsetof(typeof(settings), compare), "prev|yoy" },
	{ 0, "targets", "FILE", "what is to be reached: metric,scope,target,direction", CLI_TEXT,
		offsetof(typeof(settings), targets), NULL },
	{ 0, "list", NULL, "list the metrics: name, formula, inputs, unit", CLI_FLAG,
		offsetof(typeof(settings), list), NULL },
	CLI_END
};

static const struct cli_option more[] = {
	SIDE("reps", SOPS_KPI_REPS, "who sells: rep_id,name,team,hired,left,fte"),
	SIDE("leads", SOPS_KPI_LEADS, "leads: lead_id,created,source,status,converted,deal_id"),
	SIDE("costs", SOPS_KPI_COSTS, "what selling costs: period,category,amount"),
	SIDE("quotas", SOPS_KPI_QUOTAS, "who is to reach what: rep_id,period,quota"),
	SIDE("activities", SOPS_KPI_ACTIVITIES,
		"what reps do: rep_id,type,start,minutes,deal_id"),
	SIDE("subscriptions", SOPS_KPI_SUBSCRIPTIONS,
		"who pays: customer_id,start,end,mrr"),
	SIDE("orders", SOPS_KPI_ORDERS, "lines of orders: order_id,customer_id,amount,order_date"),
	SIDE("surveys", SOPS_KPI_SURVEYS, "what customers say: kind,score,responded"),
	{ 0, "lag", "PERIODS", "costs of so many periods earlier win the customers", CLI_COUNT,
		OPTION(lag), NULL },
	{ 0, "margin", "SHARE", "of revenue, what is left after its cost: 0.8", CLI_TEXT,
		offsetof(typeof(settings), margin), NULL },
	{ 0, "cost-categories", "LIST", "only these costs count", CLI_TEXT,
		OPTION(cost_categories), NULL },
	{ 0, "selling", "LIST", "types of activities that are selling time", CLI_TEXT,
		OPTION(selling), NULL },
	{ 0, "split-overlaps", NULL, "activities of a rep at one time share it", CLI_FLAG,
		OPTION(split_overlaps), NULL },
	{ 0, "holidays", "FILE", "days off, and days made up for: date,kind", CLI_TEXT,
		offsetof(typeof(settings), holidays), NULL },
	{ 0, "censored", NULL, "cycles of all deals, the open ones so far", CLI_FLAG,
		OPTION(censored), NULL },
	CLI_END
};

static int check_margin(struct sops_error *err)
{
	const struct sops_money zero = sops_money_of(0), one = sops_money_of(1);
	struct sops_money *margin = &settings.kpi.margin;
	char quoted[SOPS_QUOTED];
	bool percent;

	if (sops_rate_parse(margin, &percent, sops_field_of(settings.margin), SOPS_DECIMAL_POINT,
			NULL) < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--margin: %s is not a share",
			sops_quote(quoted, sops_field_of(settings.margin)));
	if (sops_money_compare(*margin, zero) > 0 && sops_money_compare(*margin, one) <= 0)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "--margin is a share, above 0 and up to 1");
}

static int check_options(const struct sops_context *context, struct sops_error *err)
{
	bool compare = settings.compare >= 0, periods = context->calendar.unit != SOPS_UNIT_NONE;

	if (compare && !periods)
		return sops_error_set(err, SOPS_EUSAGE, "--compare needs --period");
	if (settings.kpi.lag > 0 && !periods)
		return sops_error_set(err, SOPS_EUSAGE, "--lag needs --period");
	if (settings.kpi.wide && (compare || settings.kpi.ci || settings.targets))
		return sops_error_set(err, SOPS_EUSAGE, "--wide has a column a metric, and no room "
			"for --%s", compare ? "compare" : settings.kpi.ci ? "ci" : "targets");
	return settings.margin ? check_margin(err) : 0;
}

static int read_targets(const struct sops_context *context, struct sops_error *err)
{
	int fd, status;

	if (!settings.targets)
		return 0;
	status = cli_open_file(&fd, settings.targets, err);
	if (status < 0)
		return status;
	status = sops_targets_read(&settings.goals, fd, settings.targets, &context->calendar,
		sops_kpi_known, err);
	close(fd);
	return status;
}

static int read_side(struct cli *cli, enum sops_kpi_side kind, struct sops_error *err)
{
	struct sops_borrow borrowed[SOPS_KPI_BORROWS];
	struct cli_side side = { .file = settings.sides[kind], .schema = sops_kpi_side_rows(kind),
		.grouped = true, .borrow = borrowed };
	struct sops_input *input;
	int fd, status;

	side.n_borrow = sops_kpi_side_borrows(borrowed, settings.tables, kind);
	sops_kpi_side_roles(kind, &side.needs, &side.uses);
	status = cli_open_side(cli, &input, &fd, &side, err);
	if (status < 0)
		return status;
	status = sops_kpi_side_read(settings.tables, kind, input, cli_context(cli), &settings.kpi,
		err);
	cli_close(input, fd);
	return status;
}

static int read_sides(struct cli *cli, struct sops_error *err)
{
	int status = sops_kpi_sides_new(&settings.tables, err);

	for (int i = 0; status == 0 && i < SOPS_KPI_SIDES; i++)
		if (settings.sides[i])
			status = read_side(cli, (enum sops_kpi_side)i, err);
	if (status < 0)
		return status;
	cli_borrow(cli, settings.borrowed,
		sops_kpi_side_borrows(settings.borrowed, settings.tables, SOPS_KPI_SIDES));
	settings.kpi.sides = settings.tables;
	return 0;
}

/* --explain METRIC, unless that is a file. */
static bool asks_what(const struct cli *cli)
{
	const char *name = cli_explains(cli);

	return name && !strpbrk(name, "./") && access(name, F_OK) < 0;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	const struct sops_context *context = cli_context(cli);
	int status;

	if (asks_what(cli))
		return sops_kpi_define(answer, cli_explains(cli), err);
	status = check_options(context, err);
	if (status == 0)
		status = sops_kpi_choose(&settings.kpi, err);
	if (status == 0)
		status = cli_workdays(&settings.workdays, settings.holidays, err);
	if (status == 0)
		status = read_targets(context, err);
	if (status == 0)
		status = read_sides(cli, err);
	if (status < 0)
		return status;
	if (settings.compare >= 0)
		settings.kpi.compare = settings.compare == 0 ? SOPS_KPI_COMPARE_PREV
							      : SOPS_KPI_COMPARE_YOY;
	settings.kpi.workdays = settings.workdays;
	settings.kpi.targets = settings.goals;
	if (settings.list)
		return sops_kpi_list(answer, &settings.kpi, context, err);
	return sops_kpi_check(&settings.kpi, context, err);
}

/* Side inputs are enough: nothing else was asked for, or nothing else is there. */
static bool aside(void)
{
	bool any = false;

	for (int i = 0; i < SOPS_KPI_SIDES; i++)
		any = any || settings.sides[i];
	return any && (sops_kpi_without_deals(&settings.kpi) || isatty(STDIN_FILENO));
}

static void finish(void)
{
	sops_targets_free(settings.goals);
	sops_workdays_free(settings.workdays);
	sops_kpi_sides_free(settings.tables);
}

static const struct cli_command command = {
	.name = "sops-kpi",
	.purpose = "the key figures of sales, by group and period",
	.example = "sops-kpi --by owner --period quarter < deals.csv",
	.metric = &sops_kpi_metric,
	.options = options,
	.more = more,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
	.aside = aside,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
