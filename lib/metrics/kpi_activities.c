/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_activities.c: the figures of what reps do. */
#include "kpi_private.h"

#define ALL SOPS_ACTIVITY_TYPES

static int64_t of_type(const struct sops_active *active, int type)
{
	return type == ALL ? active->all : active->types[type];
}

static int count_type(struct sops__figure *out, const struct sops__kpi_view *view, int type,
	struct sops_error *err)
{
	const struct sops_active *active;
	int status = sops__kpi_active(&active, view, err);

	return status < 0 ? status : sops__kpi_count_figure(out, of_type(active, type));
}

/* Working days of the span, once for every rep who is there. */
static int64_t rep_days(const struct sops__kpi_view *view, const struct sops_active *active)
{
	const struct sops_kpi_options *options = view->use->options;
	const struct sops_workdays *workdays =
		options->workdays ? options->workdays : view->shared->weekdays;
	int64_t days = sops__kpi_rep_days(view, workdays);

	return days >= 0 ? days : active->reps * sops_workdays_count(workdays, view->span.first,
		view->span.end - 1);
}

static int rate_type(struct sops__figure *out, const struct sops__kpi_view *view, int type,
	struct sops_error *err)
{
	const struct sops_active *active;
	int status = sops__kpi_active(&active, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		sops_money_of(of_type(active, type)), sops_money_of(rep_days(view, active)),
		of_type(active, type));
}

static int activities(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return count_type(out, view, ALL, err);
}

static int activities_per_day(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return rate_type(out, view, ALL, err);
}

static int calls(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return count_type(out, view, SOPS_ACTIVITY_CALL, err);
}

static int calls_per_day(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return rate_type(out, view, SOPS_ACTIVITY_CALL, err);
}

static int emails(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return count_type(out, view, SOPS_ACTIVITY_EMAIL, err);
}

static int emails_per_day(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return rate_type(out, view, SOPS_ACTIVITY_EMAIL, err);
}

static int meetings(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return count_type(out, view, SOPS_ACTIVITY_MEETING, err);
}

static int meetings_per_day(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return rate_type(out, view, SOPS_ACTIVITY_MEETING, err);
}

static int visits(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return count_type(out, view, SOPS_ACTIVITY_VISIT, err);
}

static int visits_per_day(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	return rate_type(out, view, SOPS_ACTIVITY_VISIT, err);
}

static int selling_share(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_active *active;
	struct sops_ratio share;
	int status = sops__kpi_active(&active, view, err);

	if (status == 0)
		status = sops__kpi_divide(&share, active->selling, active->minutes, err);
	if (status == 0)
		*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_SHARE, share),
			sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, active->selling),
			sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, active->minutes), active->timed);
	return status;
}

static const struct sops_ratio an_hour = { { 60, 0 }, { 1, 0 } };

static int revenue_per_hour(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	struct sops_ratio won = { sops__kpi_known(&view->won_amount, view->won), sops_money_of(1) };
	const struct sops_active *active;
	struct sops_ratio hours, value;
	int status = sops__kpi_active(&active, view, err);

	if (status == 0)
		status = sops__kpi_divide(&hours, active->selling, an_hour, err);
	if (status == 0)
		status = sops__kpi_divide(&value, won, hours, err);
	if (status == 0)
		*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, value),
			sops__kpi_money_cell(won.num),
			sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, hours), active->timed);
	return status;
}

static int hours_per_win(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_ratio wins = { sops_money_of(view->won), sops_money_of(1) };
	const struct sops_active *active;
	struct sops_ratio hours, value;
	int status = sops__kpi_active(&active, view, err);

	if (status == 0)
		status = sops__kpi_divide(&hours, active->deal_minutes, an_hour, err);
	if (status == 0)
		status = sops__kpi_divide(&value, hours, wins, err);
	if (status == 0)
		*out = sops__kpi_figure(sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, value),
			sops__kpi_ratio_cell(SOPS_CELL_QUOTIENT, hours),
			sops__kpi_count_cell(view->won), view->won);
	return status;
}

static int activities_per_win(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_active *active;
	int status = sops__kpi_active(&active, view, err);

	return status < 0 ? status : sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		sops_money_of(active->on_deals), sops_money_of(view->won), view->won);
}

#define ACTIVITIES SOPS__SIDE(ACTIVITIES)
#define WON SOPS_ROLE(SOPS_DEALS_STATUS)
#define RATE (SOPS__KPI_SPAN | SOPS__KPI_ROSTER)

static const struct sops__kpi kpis[] = {
	{ "activities", "活动量", "activities of all types", "activities",
		SOPS_COLUMN_COUNT, 0, ACTIVITIES, 0, activities, NULL, NULL,
		"what automation did, and what is after as-of", "sales glossaries" },
	{ "calls", "电话", "activities of type call, phone or the like", "activities",
		SOPS_COLUMN_COUNT, 0, ACTIVITIES, 0, calls, NULL, NULL,
		"what automation did, and what is after as-of", "sales glossaries" },
	{ "emails", "邮件", "activities of type email, mail or the like", "activities",
		SOPS_COLUMN_COUNT, 0, ACTIVITIES, 0, emails, NULL, NULL,
		"what automation did, and what is after as-of", "sales glossaries" },
	{ "meetings", "会议", "activities of type meeting, demo or the like", "activities",
		SOPS_COLUMN_COUNT, 0, ACTIVITIES, 0, meetings, NULL, NULL,
		"what automation did, and what is after as-of", "sales glossaries" },
	{ "visits", "拜访", "activities of type visit, on-site or the like", "activities",
		SOPS_COLUMN_COUNT, 0, ACTIVITIES, 0, visits, NULL, NULL,
		"what automation did, and what is after as-of", "sales glossaries" },
	{ "activities_per_day", "每人每工作日活动量", "activities / working days of reps",
		"a rep and working day", SOPS_COLUMN_NUMBER, 0, ACTIVITIES, RATE,
		activities_per_day, "activities of all types", "working days up to as-of on "
		"which each rep of --reps is there; without --reps, of each rep who did anything",
		"what automation did; weekends and the days off in --holidays are no working days",
		"sales glossaries" },
	{ "calls_per_day", "每人每工作日电话", "calls / working days of reps",
		"a rep and working day", SOPS_COLUMN_NUMBER, 0, ACTIVITIES, RATE,
		calls_per_day, "activities of type call, phone or the like",
		"working days up to as-of on which each rep of --reps is there; without "
		"--reps, of each rep who did anything", "what automation did; weekends and the "
		"days off in --holidays are no working days", "sales glossaries" },
	{ "emails_per_day", "每人每工作日邮件", "emails / working days of reps",
		"a rep and working day", SOPS_COLUMN_NUMBER, 0, ACTIVITIES, RATE,
		emails_per_day, "activities of type email, mail or the like",
		"working days up to as-of on which each rep of --reps is there; without "
		"--reps, of each rep who did anything", "what automation did; weekends and the "
		"days off in --holidays are no working days", "sales glossaries" },
	{ "meetings_per_day", "每人每工作日会议", "meetings / working days of reps",
		"a rep and working day", SOPS_COLUMN_NUMBER, 0, ACTIVITIES, RATE,
		meetings_per_day, "activities of type meeting, demo or the like",
		"working days up to as-of on which each rep of --reps is there; without "
		"--reps, of each rep who did anything", "what automation did; weekends and the "
		"days off in --holidays are no working days", "sales glossaries" },
	{ "visits_per_day", "每人每工作日拜访", "visits / working days of reps",
		"a rep and working day", SOPS_COLUMN_NUMBER, 0, ACTIVITIES, RATE,
		visits_per_day, "activities of type visit, on-site or the like",
		"working days up to as-of on which each rep of --reps is there; without "
		"--reps, of each rep who did anything", "what automation did; weekends and the "
		"days off in --holidays are no working days", "sales glossaries" },
	{ "selling_share", "销售时间占比", "minutes of selling / minutes logged", "share",
		SOPS_COLUMN_RATIO, 0, ACTIVITIES, SOPS__KPI_SELLING, selling_share,
		"minutes of activities that are customer_facing, or of the types in --selling",
		"minutes of all activities", "activities without minutes, and what automation did",
		"Alexander Group (engaged selling time)" },
	{ "revenue_per_hour", "每销售小时收入", "revenue / hours of selling", "money",
		SOPS_COLUMN_NUMBER, WON | SOPS_ROLE(SOPS_DEALS_AMOUNT), ACTIVITIES,
		SOPS__KPI_SELLING, revenue_per_hour, "revenue", "minutes of selling / 60",
		"as selling_share", "sales glossaries" },
	{ "hours_per_win", "每单工时", "hours logged on deals / deals won", "hours",
		SOPS_COLUMN_NUMBER, WON, ACTIVITIES, SOPS__KPI_TIME, hours_per_win,
		"minutes / 60 of activities that name a deal", "deals won",
		"activities without minutes, and what automation did", "sales glossaries" },
	{ "activities_per_win", "每单活动量", "activities on deals / deals won", "activities",
		SOPS_COLUMN_NUMBER, WON, ACTIVITIES, 0, activities_per_win,
		"activities that name a deal", "deals won", "what automation did",
		"sales glossaries" },
};

SOPS__KPI_FAMILY(activities, kpis);
