/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/orders.h>
#include <sops/quota.h>

#include <stdlib.h>

static struct {
	struct sops_quota_track track;
	const char *quotas, *reps, *holidays, *ramp, *weights;
	int metric, pace;
	int64_t streak;
	struct sops_quota_book *book;
	struct sops_roster *roster;
	struct sops_workdays *workdays;
	struct sops_field *rep_names, *quota_names; /* of the groups that these have */
	struct sops_borrow lend_reps, lend_quotas;
} settings = {
	.track = { .split = SOPS_MONEY_BLANK, .floor = SOPS_MONEY_BLANK, .cap = SOPS_MONEY_BLANK,
		.step = SOPS_MONEY_BLANK },
	.metric = -1, .pace = -1, .streak = -1,
};

static const struct cli_option options[] = {
	{ 0, "quotas", "FILE", "who is to reach what: rep_id,period,quota", CLI_TEXT,
		offsetof(typeof(settings), quotas), NULL },
	{ 0, "reps", "FILE", "who is there since when: prorates; lends --by teams", CLI_TEXT,
		offsetof(typeof(settings), reps), NULL },
	{ 0, "metric", "WHAT", "amount, count, margin or new_customers", CLI_CHOICE,
		offsetof(typeof(settings), metric), "amount|count|margin|new_customers" },
	{ 0, "pace", "CURVE", "linear, business (working days) or season", CLI_CHOICE,
		offsetof(typeof(settings), pace), "linear|business|season" },
	{ 0, "holidays", "FILE", "holidays and made-up working days: date,kind", CLI_TEXT,
		offsetof(typeof(settings), holidays), NULL },
	{ 0, "summary", NULL, "how many are at target, and the spread", CLI_FLAG,
		offsetof(struct sops_quota_track, summary), NULL },
	{ 0, "streak", "K", "who was at target K periods in a row", CLI_COUNT,
		offsetof(typeof(settings), streak), NULL },
	{ 0, "split", "TOTAL", "divide it among reps, exactly", CLI_NUMBER,
		offsetof(struct sops_quota_track, split), NULL },
	CLI_END
};

static const struct cli_option more[] = {
	{ 0, "orders", NULL, "the input is lines of orders, not deals", CLI_FLAG,
		offsetof(struct sops_quota_track, orders), NULL },
	{ 0, "ramp", "SHARES", "of a quota, by month since hired: 0,0.5", CLI_TEXT,
		offsetof(typeof(settings), ramp), NULL },
	{ 0, "weights", "WHAT", "by history (what each has won), equal, or a column of --reps",
		CLI_TEXT, offsetof(typeof(settings), weights), NULL },
	{ 0, "floor", "X", "no part is below", CLI_NUMBER,
		offsetof(struct sops_quota_track, floor), NULL },
	{ 0, "cap", "X", "none is above", CLI_NUMBER,
		offsetof(struct sops_quota_track, cap), NULL },
	{ 0, "round", "X", "all are multiples of (0.01)", CLI_NUMBER,
		offsetof(struct sops_quota_track, step), NULL },
	CLI_END
};

/* Whether the weights are numbers of the reps. */
static bool by_column(void)
{
	return settings.weights && strcmp(settings.weights, "history") != 0 &&
		strcmp(settings.weights, "equal") != 0;
}

/* What has no place where a total is divided. */
static int check_split(const struct sops_context *context, struct sops_error *err)
{
	const struct sops_quota_track *track = &settings.track;

	if (settings.quotas)
		return cli_refuse(err, "--split makes quotas: --quotas has no place there");
	if (settings.pace >= 0 || settings.holidays || settings.ramp)
		return cli_refuse(err, "--split knows no days: --pace, --holidays and --ramp have "
			"no place there");
	if (track->summary || settings.streak >= 0)
		return cli_refuse(err, "--split has no --summary and no --streak");
	if (context->calendar.unit != SOPS_UNIT_NONE)
		return cli_refuse(err, "--split has no periods: choose one with --in");
	if (by_column() && !settings.reps)
		return sops_error_set(err, SOPS_EUSAGE, "--weights %s needs --reps FILE",
			settings.weights);
	if (track->split.units < 0)
		return cli_refuse(err, "--split is below 0");
	if (!sops_money_blank(track->floor) && track->floor.units < 0)
		return cli_refuse(err, "--floor is below 0");
	if (!sops_money_blank(track->step) && track->step.units <= 0)
		return cli_refuse(err, "--round has to be above 0");
	if (!sops_money_blank(track->cap) && !sops_money_blank(track->floor) &&
	    sops_money_compare(track->cap, track->floor) < 0)
		return cli_refuse(err, "--cap is below --floor");
	return 0;
}

static int check_track(struct sops_error *err)
{
	const struct sops_quota_track *track = &settings.track;

	if (!settings.quotas)
		return cli_refuse(err, "--quotas FILE is needed, or --split TOTAL");
	if (settings.weights || !sops_money_blank(track->floor) ||
	    !sops_money_blank(track->cap) || !sops_money_blank(track->step))
		return cli_refuse(err, "--weights, --floor, --cap and --round need --split TOTAL");
	if (track->summary && settings.streak >= 0)
		return cli_refuse(err, "--summary and --streak are two tables: give one");
	if (settings.streak == 0)
		return cli_refuse(err, "--streak takes 1 or more");
	if (settings.holidays && settings.pace == SOPS_QUOTA_LINEAR)
		return cli_refuse(err, "--pace linear counts every day: --holidays has no place "
			"there");
	if (settings.ramp && !settings.reps)
		return cli_refuse(err, "--ramp needs --reps FILE");
	return 0;
}

static struct sops_field group_of_rep(const void *roster, struct sops_field id)
{
	const struct sops_roster_rep *rep = sops_roster_find(roster, id);

	return rep ? rep->group : (struct sops_field){ NULL, 0 };
}

static struct sops_field group_of_quota(const void *book, struct sops_field who)
{
	const struct sops_quota_line *line = sops_quota_book_first(book, who);

	return line ? line->group : (struct sops_field){ NULL, 0 };
}

/* Names of the groups that an input has; they are the user's, and stay. */
static int keep_names(struct sops_borrow *lend, struct sops_field **names,
	const struct sops_input *input, struct sops_error *err)
{
	size_t count = sops_input_keys(input);

	*names = calloc(count + 1, sizeof(**names));
	if (!*names)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		(*names)[i] = sops_input_key_name(input, i);
	lend->names = *names;
	lend->n_names = count;
	return 0;
}

static int read_reps(struct cli *cli, struct sops_error *err)
{
	const struct cli_side side = { .file = settings.reps, .schema = &sops_reps,
		.needs = SOPS_ROSTER_NEEDS | (by_column() ? SOPS_ROLE(SOPS_REPS_FTE) : 0),
		.uses = SOPS_ROSTER_USES, .grouped = true, .role = by_column() ? "fte" : NULL,
		.header = settings.weights };
	struct sops_input *input;
	int fd, status = cli_open_side(cli, &input, &fd, &side, err);

	if (status < 0)
		return status;
	status = sops_roster_read(&settings.roster, input, err);
	if (status == 0)
		status = keep_names(&settings.lend_reps, &settings.rep_names, input, err);
	cli_close(input, fd);
	settings.lend_reps.role = SOPS_QUOTAS_REP_ID;
	settings.lend_reps.find = group_of_rep;
	settings.lend_reps.from = settings.roster;
	settings.track.roster = settings.roster;
	return status;
}

/* The group of a deal is that of the quota: deals without such a column borrow it. */
static int lend_groups(struct cli *cli, const struct sops_input *input, struct sops_error *err)
{
	const struct sops_error *missing = sops_input_missing(input);

	if (missing && err) {
		*err = *missing;
		sops_error_hint(err, "%s", settings.roster ? "" :
			"the table of reps may have it: --reps FILE");
	}
	if (missing)
		return missing->status;
	settings.track.grouped = sops_input_keys(input) > 0;
	settings.lend_quotas = (struct sops_borrow){ .find = group_of_quota,
		.from = settings.book,
		.role = settings.track.orders ? sops_quota_book_of_orders(settings.book)
					      : sops_quota_book_of_deals(settings.book) };
	if (keep_names(&settings.lend_quotas, &settings.quota_names, input, err) < 0)
		return SOPS_ESYSTEM;
	cli_borrow(cli, &settings.lend_quotas, 1);
	return 0;
}

static int read_quotas(struct cli *cli, struct sops_error *err)
{
	const struct cli_side side = { .file = settings.quotas, .schema = &sops_quotas,
		.needs = SOPS_QUOTA_NEEDS, .uses = SOPS_QUOTA_USES, .grouped = true,
		.borrow = &settings.lend_reps, .n_borrow = settings.roster ? 1 : 0 };
	const struct sops_quota_options book = { .calendar = &cli_context(cli)->calendar,
		.roster = settings.roster,
		.metric = sops_quota_metric_name(settings.track.metric) };
	struct sops_input *input;
	int fd, status = cli_open_side(cli, &input, &fd, &side, err);

	if (status < 0)
		return status;
	status = sops_quota_book_read(&settings.book, input, &book, err);
	if (status == 0)
		status = lend_groups(cli, input, err);
	cli_close(input, fd);
	settings.track.book = settings.book;
	settings.track.file = settings.quotas;
	return status;
}

static int take_choices(struct sops_error *err)
{
	struct sops_quota_track *track = &settings.track;
	int status = 0;

	track->metric = settings.metric < 0 ? SOPS_QUOTA_AMOUNT : settings.metric;
	track->pace = settings.pace >= 0 ? settings.pace :
		settings.holidays ? SOPS_QUOTA_BUSINESS : SOPS_QUOTA_LINEAR;
	track->weights = by_column() ? SOPS_QUOTA_BY_FTE :
		settings.weights && strcmp(settings.weights, "equal") == 0 ? SOPS_QUOTA_EQUAL
									   : SOPS_QUOTA_BY_HISTORY;
	track->streak = settings.streak < 0 ? 0 : settings.streak;
	if (sops_money_blank(track->step))
		track->step = (struct sops_money){ 1, 2 };
	if (settings.holidays || track->pace == SOPS_QUOTA_BUSINESS)
		status = cli_workdays(&settings.workdays, settings.holidays, err);
	track->workdays = settings.workdays;
	return status;
}

static int take_orders(struct cli *cli, struct sops_error *err)
{
	static struct sops_metric metric;

	if (settings.metric == SOPS_QUOTA_COUNT)
		return cli_refuse(err, "--metric count counts deals: --orders has none");
	if (cli_context(cli)->date >= 0)
		return cli_refuse(err, "orders count on their order_date: --orders has no --date");
	sops_quota_orders(&metric);
	cli_change_metric(cli, &metric);
	return 0;
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = sops_money_blank(settings.track.split) ? check_track(err)
							    : check_split(cli_context(cli), err);

	(void)answer;
	if (status == 0 && settings.track.orders)
		status = take_orders(cli, err);
	if (status == 0)
		status = take_choices(err);
	if (status == 0 && settings.reps)
		status = read_reps(cli, err);
	if (status == 0 && settings.quotas)
		status = read_quotas(cli, err);
	return status < 0 ? status : sops_quota_choose(&settings.track, settings.ramp, err);
}

/* To divide a total by heads no deals are needed. */
static bool aside(void)
{
	return !sops_money_blank(settings.track.split) && settings.roster &&
		settings.track.weights != SOPS_QUOTA_BY_HISTORY;
}

static void finish(void)
{
	sops_quota_book_free(settings.book);
	sops_roster_free(settings.roster);
	sops_workdays_free(settings.workdays);
	free(settings.rep_names);
	free(settings.quota_names);
}

static const struct cli_command command = {
	.name = "sops-quota",
	.purpose = "who is on target, at what pace, and what it would take",
	.example = "sops-quota --quotas quotas.csv < deals.csv",
	.metric = &sops_quota_metric,
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
