/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/quota.h>

#include "given.h"
#include "property.h"
#include "side.h"

#include "../../lib/metrics/quota_private.h"

#include <stdlib.h>
#include <unistd.h>

#define HEADER \
	"period,who,quota,actual,attainment,gap,expected,pace,required_per_day,projected,status\n"
#define BY(column) \
	column ",period,quota,actual,attainment,gap,expected,pace,required_per_day,projected," \
	"status\n"
#define UNLESS ", unless --reps FILE knows them by another name"
#define SUMMARY "period,reps,at_target,share_at_target,team_attainment,mean,median,sd,gini\n"

/* A question to sops-quota: all but deals. NULL and 0 are as if nothing was said. */
struct ask {
	const char *quotas, *reps, *holidays, *ramp;
	const char *as_of, *from, *to, *by;
	enum sops_unit unit;
	struct sops_quota_track track;
};

static struct sops_roster *roster_of(const char *text, const char *by)
{
	const struct side side = { .schema = &sops_reps, .needs = SOPS_ROSTER_NEEDS,
		.uses = SOPS_ROSTER_USES, .name = "reps.csv", .by = by };
	struct sops_roster *roster = NULL;
	struct sops_input *input;

	if (!text)
		return NULL;
	input = side_open(&side, text);
	assert_int_equal(sops_roster_read(&roster, input, NULL), 0);
	side_close(input);
	return roster;
}

static struct sops_quota_book *book_of(const struct ask *ask, const struct sops_roster *roster)
{
	const struct side side = { .schema = &sops_quotas, .needs = SOPS_QUOTA_NEEDS,
		.uses = SOPS_QUOTA_USES, .name = "quotas.csv", .by = ask->by };
	const struct sops_calendar ordinary = { .unit = SOPS_UNIT_NONE };
	const struct sops_quota_options options = { .calendar = &ordinary, .roster = roster,
		.metric = sops_quota_metric_name(ask->track.metric) };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_quota_book *book = NULL;
	struct sops_input *input;

	if (!ask->quotas)
		return NULL;
	input = side_open(&side, ask->quotas);
	if (sops_quota_book_read(&book, input, &options, &err) < 0)
		fail_msg("%s", err.text);
	side_close(input);
	return book;
}

static struct sops_workdays *workdays_of(const char *text)
{
	struct sops_workdays *workdays = NULL;
	int fd;

	if (!text)
		return NULL;
	fd = given_fd(text);
	assert_int_equal(sops_workdays_read(&workdays, SOPS_WEEK_MONDAY_TO_FRIDAY, fd,
		"holidays.csv", NULL), 0);
	close(fd);
	return workdays;
}

/* All that the track borrows is the caller's. */
static void prepare(struct sops_quota_track *track, const struct ask *ask)
{
	struct sops_error err = { .status = SOPS_OK };

	*track = ask->track;
	track->roster = roster_of(ask->reps, NULL);
	track->book = book_of(ask, track->roster);
	track->file = "quotas.csv";
	track->workdays = workdays_of(ask->holidays);
	track->grouped = ask->by != NULL;
	if (ask->quotas)
		track->split = SOPS_MONEY_BLANK;
	if (sops_quota_choose(track, ask->ramp, &err) < 0)
		fail_msg("%s", err.text);
}

static void release(struct sops_quota_track *track)
{
	sops_quota_book_free((struct sops_quota_book *)track->book);
	sops_roster_free((struct sops_roster *)track->roster);
	sops_workdays_free((struct sops_workdays *)track->workdays);
}

static struct sops_context context_of(const struct ask *ask)
{
	struct sops_context context = SOPS_CONTEXT_INIT;

	context.as_of = side_day(ask->as_of ? ask->as_of : "2026-03-10");
	context.from = side_day(ask->from);
	context.to = side_day(ask->to);
	context.calendar.unit = ask->unit;
	return context;
}

static void expect(const struct ask *ask, const char *deals, const char *answer)
{
	struct sops_quota_track track;
	struct given given = { .metric = &sops_quota_metric, .options = &track,
		.context = context_of(ask), .by = ask->by };

	prepare(&track, ask);
	given_expect(&given, deals, answer);
	release(&track);
}

/* W017: 235000 / 250000 is 94 %. */
static void attainment(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas = "rep_id,period,quota\nann,2025Q4,250000\n" },
		"owner,status,closed,amount\n"
		"ann,won,2025-10-01,200000\n"
		"ann,won,2025-12-31,35000\n"
		"ann,won,2025-09-30,1000000\n"
		"ann,won,2026-01-01,1000000\n"
		"ann,lost,2025-12-01,1000000\n"
		"ann,open,,1000000\n", HEADER
		"2025Q4,ann,250000,235000,0.94,15000,250000,0.94,,235000,missed\n");
}

/* W019: by the month 85 %, 110 %, 105 %; in the year to date, sum / sum, 85 %, 97.5 %, 100 %. */
static void month_by_month_and_to_date(void **state)
{
	static const char quotas[] =
		"rep_id,period,quota\n"
		"ann,2025-01,50000\n"
		"ann,2025-02,50000\n"
		"ann,2025-03,50000\n";
	static const char deals[] =
		"owner,status,closed,amount\n"
		"ann,won,2025-01-31,42500\n"
		"ann,won,2025-02-01,55000\n"
		"ann,won,2025-03-31,52500\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas }, deals, HEADER
		"2025-01,ann,50000,42500,0.85,7500,50000,0.85,,42500,missed\n"
		"2025-02,ann,50000,55000,1.1,-5000,50000,1.1,0,55000,met\n"
		"2025-03,ann,50000,52500,1.05,-2500,50000,1.05,0,52500,met\n");
	expect(&(struct ask){ .quotas = quotas, .unit = SOPS_UNIT_YEAR, .to = "2025-01-31" }, deals,
		HEADER "2025,ann,50000,42500,0.85,7500,50000,0.85,,42500,missed\n");
	expect(&(struct ask){ .quotas = quotas, .unit = SOPS_UNIT_YEAR, .to = "2025-02-28" }, deals,
		HEADER "2025,ann,100000,97500,0.975,2500,100000,0.975,,97500,missed\n");
	expect(&(struct ask){ .quotas = quotas, .unit = SOPS_UNIT_YEAR }, deals,
		HEADER "2025,ann,150000,150000,1,0,150000,1,0,150000,met\n");
}

/* W021: what counts as a booking makes 70 % or 113 % of it. */
static void what_counts_decides(void **state)
{
	static const char quotas[] = "rep_id,period,quota\nann,2025,1400000\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas },
		"owner,status,closed,amount\nann,won,2025-06-30,980000\n", HEADER
		"2025,ann,1400000,980000,0.7,420000,1400000,0.7,,980000,missed\n");
	expect(&(struct ask){ .quotas = quotas },
		"owner,status,closed,amount\nann,won,2025-06-30,980000\n"
		"ann,won,2025-06-30,600000\n", HEADER
		"2025,ann,1400000,1580000,1.128571428571,-180000,1400000,1.128571428571,0,"
		"1580000,met\n");
}

/* 0.1 + 0.2 is 0.3; a cent less than 10 million is not 10 million, though 100.0000 % of it. */
static void to_the_cent(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,0.3\nb,2025,10000000\n" },
		"owner,status,closed,amount\n"
		"a,won,2025-06-30,0.1\na,won,2025-06-30,0.2\nb,won,2025-06-30,9999999.99\n", HEADER
		"2025,a,0.3,0.3,1,0,0.3,1,0,0.3,met\n"
		"2025,b,10000000,9999999.99,0.999999999,0.01,10000000,0.999999999,,9999999.99,"
		"missed\n");
}

/* 10 of 31 days: 10000 of 31000 are expected. To the cent on the line is on it. */
static void linear_pace(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas =
		"rep_id,period,quota\na,2026-03,31000\nb,2026-03,31000\nc,2026-03,31000\n"
		"d,2026-03,31000\n" },
		"owner,status,closed,amount\n"
		"a,won,2026-03-10,10000\n"
		"a,won,2026-03-11,10000\n"
		"b,won,2026-03-01,9999.99\n"
		"c,won,2026-03-01,31000\n", HEADER
		"2026-03,a,31000,10000,0.322580645161,21000,10000,1,1000,31000,on\n"
		"2026-03,b,31000,9999.99,0.322580322581,21000.01,10000,0.999999,1000.000476190476,"
		"30999.969,behind\n"
		"2026-03,c,31000,31000,1,0,10000,3.1,0,96100,met\n"
		"2026-03,d,31000,0,0,31000,10000,0,1476.190476190476,0,behind\n"
		"# quotas of those whom no deal knows: 1 (d)" UNLESS "\n");
}

/* The last day and the first: nothing is left, or all but one day. */
static void boundaries_of_a_period(void **state)
{
	static const char quotas[] = "rep_id,period,quota\na,2026-04,300\na,2026-05,310\n";
	static const char deals[] = "owner,status,closed,amount\na,won,2026-04-01,20\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-03-31" }, deals, HEADER);
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-03-31", .to = "2026-05-31" }, deals,
		HEADER
		"2026-04,a,300,0,0,300,0,,10,,future\n"
		"2026-05,a,310,0,0,310,0,,10,,future\n");
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-04-01" }, deals, HEADER
		"2026-04,a,300,20,0.066666666667,280,10,2,9.655172413793,600,on\n");
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-04-29" }, deals, HEADER
		"2026-04,a,300,20,0.066666666667,280,290,0.068965517241,280,20.689655172414,"
		"behind\n");
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-04-30" }, deals, HEADER
		"2026-04,a,300,20,0.066666666667,280,300,0.066666666667,,20,missed\n");
}

/*
 * March 2026 has 22 days from Monday to Friday. The 4th is off, and the 14th, a Saturday,
 * is worked for it: up to the 10th there are 2, 3, 5, 6, 9 and 10, and 16 are left.
 */
static void business_pace(void **state)
{
	static const char quotas[] = "rep_id,period,quota\na,2026-03,22000\n";
	static const char deals[] = "owner,status,closed,amount\na,won,2026-03-02,6600\n";
	const struct sops_quota_track track = { .pace = SOPS_QUOTA_BUSINESS };

	(void)state;
	expect(&(struct ask){ .quotas = quotas, .track = track,
			.holidays = "date,kind\n2026-03-04,holiday\n2026-03-14,workday\n" }, deals,
		HEADER "2026-03,a,22000,6600,0.3,15400,6000,1.1,962.5,24200,on\n");
	/* 7 of 22. */
	expect(&(struct ask){ .quotas = quotas, .track = track, .holidays = "date\n" }, deals,
		HEADER "2026-03,a,22000,6600,0.3,15400,7000,0.942857142857,1026.666666666667,"
		"20742.857142857143,behind\n"
		"# no holidays are known: working days are Monday to Friday\n");
	expect(&(struct ask){ .quotas = quotas, .track = track, .holidays = "date\n2025-12-31\n" },
		deals,
		HEADER "2026-03,a,22000,6600,0.3,15400,7000,0.942857142857,1026.666666666667,"
		"20742.857142857143,behind\n"
		"# holidays are known from 2025-12-31 to 2025-12-31: in other years working days "
		"are Monday to Friday\n");
}

/* A quota for a Sunday: nothing is expected of it before it is over, and nothing breaks. */
static void a_period_without_a_working_day(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-03-08,10\n",
			.track.pace = SOPS_QUOTA_BUSINESS, .holidays = "date\n2026-01-01\n",
			.reps = "rep_id,hired\na,2020-01-01\n" },
		"owner,status,closed,amount\na,won,2026-03-08,4\n",
		HEADER "2026-03-08,a,10,4,0.4,6,10,0.4,,4,missed\n");
}

/*
 * Of March 2024 100 of 100 were sold by the 10th, of March 2025 100 of 400: 200 of 500
 * together. The deals begin in February 2024: there is no March before.
 */
static void season_pace(void **state)
{
	static const char history[] =
		"owner,status,closed,amount\n"
		"x,won,2024-02-15,7\n"
		"x,won,2024-03-10,100\n"
		"y,won,2025-03-05,100\n"
		"y,won,2025-03-11,300\n"
		"a,won,2026-03-01,200\n";
	const struct sops_quota_track track = { .pace = SOPS_QUOTA_SEASON };

	(void)state;
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-03,1000\n", .track = track },
		history, HEADER "2026-03,a,1000,200,0.2,800,400,0.5,38.095238095238,500,behind\n");
	/* Who came on the 6th has the 300 of the 11th before them, and no past year sold to the
	 * 10th. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-03,310\n", .track = track,
			.reps = "rep_id,hired\na,2026-03-06\n" }, history, HEADER
		"2026-03,a,260,200,0.769230769231,60,65,3.076923076923,2.857142857143,800,on\n"
		"# quotas prorated, as who has them was not there, or not in full, all of the "
		"period: 1\n");
	/* The only February there was is part of the history; of January nobody knows. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-01,5\na,2026-02,28\n",
			.track = track, .as_of = "2026-02-14" }, history, HEADER
		"2026-01,a,5,0,0,5,5,0,,0,missed\n"
		"2026-02,a,28,0,0,28,0,,2,,on\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-01,5\n", .track = track,
			.as_of = "2026-01-14" }, history, HEADER
		"2026-01,a,5,0,0,5,,,0.294117647059,,\n"
		"# quotas for periods of which the deals have no past year: 1, without a pace\n");
}

/* 29 February is the 28th of other years; a week goes back 52 weeks, to the same weekdays. */
static void seasons_of_odd_periods(void **state)
{
	const struct sops_quota_track track = { .pace = SOPS_QUOTA_SEASON };

	(void)state;
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2024-02,100\n", .track = track,
			.as_of = "2024-02-28" },
		"owner,status,closed,amount\na,won,2023-02-28,3\na,won,2024-02-29,5\n", HEADER
		"2024-02,a,100,0,0,100,100,0,100,0,behind\n");
	/* Of the February before all 29 days are what there was to sell. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025-02,100\n", .track = track,
			.as_of = "2025-02-14" },
		"owner,status,closed,amount\na,won,2024-02-05,1\na,won,2024-02-29,3\n"
		"a,won,2025-02-03,50\n", HEADER
		"2025-02,a,100,50,0.5,50,25,2,3.571428571429,200,on\n");
	/* 2026-W10 begins on 2 March, 2025-W10 on 3 March. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-W10,100\n", .track = track,
			.as_of = "2026-03-04" },
		"owner,status,closed,amount\na,won,2025-03-02,9\na,won,2025-03-05,1\n"
		"a,won,2025-03-06,3\na,won,2026-03-02,50\n", HEADER
		"2026-W10,a,100,50,0.5,50,25,2,12.5,200,on\n");
}

/* Of 31 days 21, 10, all and none. */
static void joiners_and_leavers(void **state)
{
	static const char quotas[] =
		"rep_id,period,quota\n"
		"join,2026-03,31000\nleave,2026-03,31000\nstay,2026-03,31000\ngone,2026-03,31000\n"
		"odd,2026-03,10000\n";
	static const char reps[] =
		"rep_id,name,hired,left\n"
		"join,Jo,2026-03-11,\n"
		"leave,Lee,2020-01-01,2026-03-11\n"
		"stay,Sam,,\n"
		"gone,Gus,2020-01-01,2026-03-01\n"
		"odd,Ole,2020-01-01,2026-03-11\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas, .reps = reps, .as_of = "2026-03-20" },
		"owner,status,closed,amount\nJo,won,2026-03-12,10500\nleave,won,2026-03-09,8000\n",
		HEADER
		"2026-03,join,21000,10500,0.5,10500,10000,1.05,954.545454545455,22050,on\n"
		"2026-03,leave,10000,8000,0.8,2000,10000,0.8,,8000,missed\n"
		"2026-03,odd,3225.81,0,0,3225.81,3225.81,0,,0,missed\n"
		"2026-03,stay,31000,0,0,31000,20000,0,2818.181818181818,0,behind\n"
		"# quotas for periods in which their rep was not there, or counts "
		"nothing: 1 (gone), left out\n"
		"# quotas of reps without a day hired: 1 (stay), as if they had always been there\n"
		"# quotas prorated, as who has them was not there, or not in full, all of the "
		"period: 3\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\nstay,2026-03,31000\nx,2026-03,310\n",
			.reps = "rep_id,name\nstay,Sam\n" },
		"owner,status,closed,amount\nSam,won,2026-03-12,10500\n", HEADER
		"2026-03,stay,31000,0,0,31000,10000,0,1476.190476190476,0,behind\n"
		"2026-03,x,310,0,0,310,100,0,14.761904761905,0,behind\n"
		"# no rep has a day hired: all count as if they had always been there\n"
		"# quotas of reps whom the table of reps does not know: 1 (x)\n");
}

/* Hired on 11 March: the first month lasts to 10 April and counts nothing, the second by half. Of
 * April 20 days by half are 10 of 30; of May 10 by half and 21 in full are 26 of 31. */
static void ramps(void **state)
{
	static const char quotas[] = "rep_id,period,quota\na,2026-03,310\na,2026-04,3000\n"
		"a,2026-05,3100\na,2026-06,3000\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas, .reps = "rep_id,hired\na,2026-03-11\n",
			.ramp = "0,50%", .as_of = "2026-04-20", .to = "2026-06-30" },
		"owner,status,closed,amount\na,won,2026-04-12,600\n", HEADER
		"2026-04,a,1000,600,0.6,400,500,1.2,40,900,on\n"
		"2026-05,a,2600,0,0,2600,0,,83.870967741935,,future\n"
		"2026-06,a,3000,0,0,3000,0,,100,,future\n"
		"# quotas for periods in which their rep was not there, or counts "
		"nothing: 1 (a), left out\n"
		"# quotas prorated, as who has them was not there, or not in full, all of the "
		"period: 2\n");
	/* Hired on the 31st: a month without one ends on its last day. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-02,28\n",
			.reps = "rep_id,hired\na,2026-01-31\n", .ramp = "0",
			.as_of = "2026-02-28" },
		"owner,status,closed,amount\na,won,2026-02-12,1\n", HEADER
		"2026-02,a,1,1,1,0,1,1,0,1,met\n"
		"# quotas prorated, as who has them was not there, or not in full, all of the "
		"period: 1\n");
}

static void ramps_that_are_refused(void **state)
{
	static const char *const cases[] = { "0,half", "-0.1", "1.01", "", "0,,1", "0.1234567" };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sops_quota_track track = { .book = NULL };
		struct sops_error err = { .status = SOPS_OK };

		assert_int_equal(sops_quota_choose(&track, cases[i], &err), SOPS_EUSAGE);
		if (i == 0)
			assert_string_equal(err.text, "--ramp: \"half\" is not a share from 0 to 1 "
				"with 6 digits at most");
	}
}

static void longer_periods(void **state)
{
	static const char deals[] = "owner,status,closed,amount\na,won,2026-01-12,60\n";

	(void)state;
	/* Expected: all of January, 14 of 28 days of February, nothing of March. */
	expect(&(struct ask){ .quotas =
			"rep_id,period,quota\na,2026-01,31\na,2026-02,28\na,2026-03,31\n",
			.unit = SOPS_UNIT_QUARTER, .as_of = "2026-02-14" }, deals, HEADER
		"2026Q1,a,90,60,0.666666666667,30,45,1.333333333333,0.666666666667,120,on\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-01,31\na,2026Q2,28\n",
			.unit = SOPS_UNIT_MONTH, .to = "2026-12-31" }, deals,
		"-3 quotas.csv:3: a quota for 2026Q2 cannot be told by the month");
	/* It has not begun: nobody asks. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2026-01,31\na,2026Q2,28\n",
			.unit = SOPS_UNIT_MONTH, .as_of = "2026-01-31" }, deals, HEADER
		"2026-01,a,31,60,1.935483870968,-29,31,1.935483870968,0,60,met\n");
}

/* Thirds that add up exactly: 3 * 1/3 of 100000 is 100000 of the 300000. */
static void expectations_add_up(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas =
			"rep_id,team,period,quota\na,E,2026-04,100000\nb,E,2026-04,100000\n"
			"c,E,2026-04,100000\n", .by = "team", .as_of = "2026-04-10" },
		"owner,team,status,closed,amount\nb,E,won,2026-04-02,100000\n", BY("team")
		"E,2026-04,300000,100000,0.333333333333,200000,100000,1,10000,300000,on\n"
		"# quotas of those whom no deal knows: 2 (a, c)" UNLESS "\n");
}

static void fractions(void **state)
{
	struct sops__fraction sum = { sops_money_of(0), 1 };
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	for (int64_t den = 1; den <= 31; den++)
		assert_int_equal(sops__fraction_add(&sum, (struct sops__fraction){
			sops_money_of(1), den }, NULL), 0);
	/* 1 + 1/2 + ... + 1/31, over the least common multiple of 1 to 31. */
	assert_int_equal(sum.den, 72201776446800);
	assert_int_equal((int64_t)sum.num.units, 290774257297357);
	assert_int_equal(sops__fraction_add(&sum, (struct sops__fraction){ sops_money_of(1),
		1000003 }, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: quotas of too many different numbers of days");
}

/* The quota says whose team it is; the deals' own word for it decides nothing. */
static void groups(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas =
			"rep_id,team,period,quota\n"
			"a,East,2025Q4,100\nb,West,2025Q4,300\nc,East,2025Q4,100\nd,,2025Q4,100\n",
			.by = "team" },
		"owner,team,status,closed,amount\n"
		"a,Mars,won,2025-10-02,150\nc,Mars,won,2025-10-02,50\nb,West,won,2025-10-02,270\n",
		BY("team")
		"East,2025Q4,200,200,1,0,200,1,0,200,met\n"
		"West,2025Q4,300,270,0.9,30,300,0.9,,270,missed\n"
		"(blank),2025Q4,100,0,0,100,100,0,,0,missed\n"
		"# quotas of those whom no deal knows: 1 (d)" UNLESS "\n");
}

static void quotas_of_teams_regions_and_products(void **state)
{
	static const char deals[] =
		"owner,team,region,product,status,closed,amount\n"
		"a,East,North,P,won,2025-10-02,150\n"
		"a,West,North,Q,won,2025-10-02,50\n";

	(void)state;
	expect(&(struct ask){ .quotas = "team,period,quota\nEast,2025Q4,100\n" }, deals, HEADER
		"2025Q4,East,100,150,1.5,-50,100,1.5,0,150,met\n"
		"# deals won by those without a quota then: 1 (West), left out\n");
	expect(&(struct ask){ .quotas = "region,period,quota\nNorth,2025Q4,250\n" }, deals, HEADER
		"2025Q4,North,250,200,0.8,50,250,0.8,,200,missed\n");
	expect(&(struct ask){ .quotas = "product,period,quota\nQ,2025Q4,50\nP,2025Q4,150\n" },
		deals, HEADER
		"2025Q4,P,150,150,1,0,150,1,0,150,met\n"
		"2025Q4,Q,50,50,1,0,50,1,0,50,met\n");
	expect(&(struct ask){ .quotas = "team,period,quota\nEast,2025Q4,100\n" },
		"owner,status,closed,amount\na,won,2025-10-02,1\n",
		"-3 deals.csv:1: no column for team (the owner's team); the columns are: owner, "
		"status, closed, amount (say which with -m 'team=Header')");
}

static void what_is_left_out_is_told(void **state)
{
	(void)state;
	expect(&(struct ask){ .quotas =
			"rep_id,team,period,metric,quota\n"
			"a,,2025Q4,,100\n"
			"b,,2025Q4,,0\n"
			"c,,2025Q4,count,5\n"
			",East,2025Q4,,5\n"
			"e,,2025Q4,amount,100\n", .from = "2025-10-01", .to = "2025-12-31" },
		"owner,status,closed,amount\n"
		"a,won,2025-10-02,150\n"
		"a,won,,150\n"
		"a,won,2025-10-02,\n"
		"b,won,2025-10-02,70\n"
		"b,won,2025-10-03,70\n"
		",won,2025-10-03,70\n"
		"d,won,2026-10-03,70\n", HEADER
		"2025Q4,a,100,150,1.5,-50,100,1.5,0,150,met\n"
		"2025Q4,e,100,0,0,100,100,0,,0,missed\n"
		"# quotas of 0: 1 (b), left out\n"
		"# quotas of those whom no deal knows: 1 (e)" UNLESS "\n"
		"# deals won by those without a quota then: 3 ((blank), b), left out\n"
		"# quotas of another metric than amount: 1, left out\n"
		"# quotas without a rep_id, which others have: 1, left out\n"
		"# deals won without the date that counts: 1, left out\n"
		"# deals won without an amount: 1, which add nothing\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025Q4,100\na,2025Q3,50\n",
			.from = "2025-09-01" },
		"owner,status,closed,amount\na,won,2025-10-02,150\n", HEADER
		"2025Q4,a,100,150,1.5,-50,100,1.5,0,150,met\n"
		"# quotas for periods that are only in part in the window: 1 (a), left out\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,1\nb,2025,1\nc,2025,1\n"
			"d,2025,1\ne,2025,1\nf,2025,1\ng,2025,1\n", .to = "2024-12-31" },
		"owner,status,closed,amount\n", HEADER);
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,1\nb,2025,1\nc,2025,1\n"
			"d,2025,1\ne,2025,1\nf,2025,1\ng,2025,1\n", .by = "rep_id",
			.unit = SOPS_UNIT_YEAR, .track.summary = true },
		"owner,rep_id,status,closed,amount\n", "rep_id," SUMMARY
		"a,2025,1,0,0,0,0,0,,\nb,2025,1,0,0,0,0,0,,\nc,2025,1,0,0,0,0,0,,\n"
		"d,2025,1,0,0,0,0,0,,\ne,2025,1,0,0,0,0,0,,\nf,2025,1,0,0,0,0,0,,\n"
		"g,2025,1,0,0,0,0,0,,\n"
		"# quotas of those whom no deal knows: 7 (a, b, c, d, e, …)" UNLESS "\n");
}

static void currencies(void **state)
{
	static const char quotas[] = "rep_id,period,quota,currency\na,2025,100,EUR\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas },
		"owner,status,closed,amount,currency\na,won,2025-10-02,150,EUR\n", HEADER
		"2025,a,100,150,1.5,-50,100,1.5,0,150,met\n");
	expect(&(struct ask){ .quotas = quotas },
		"owner,status,closed,amount,currency\na,won,2025-10-02,150,USD\n",
		"-3 quotas.csv:2: the quota of \"a\" is in EUR, and what was won in USD "
		"(give --rates FILE)");
	expect(&(struct ask){ .quotas = quotas },
		"owner,status,closed,amount\na,won,2025-10-02,150\n", HEADER
		"2025,a,100,150,1.5,-50,100,1.5,0,150,met\n"
		"# amounts that name no currency are taken as EUR, which others name\n");
	/* Each in its own is fine, together they are not. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,EUR 100\nb,2025,USD 100\n" },
		"owner,status,closed,amount,currency\na,won,2025-10-02,150,EUR\n"
		"b,won,2025-10-02,150,USD\n", HEADER
		"2025,a,100,150,1.5,-50,100,1.5,0,150,met\n"
		"2025,b,100,150,1.5,-50,100,1.5,0,150,met\n"
		"# some amounts are in EUR and some in USD, and no column says which: try --by "
		"currency, or --rates FILE\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,EUR 100\nb,2025,USD 100\n",
			.track.summary = true },
		"owner,status,closed,amount\n",
		"-3 quotas.csv:3: two currencies, EUR and USD, cannot be added (try --by "
		"currency, or --rates FILE)");
}

/* 37 digits are exact; what is beyond 38 is an error, never a rounded sum. */
static void huge_amounts(void **state)
{
	static const char quotas[] =
		"rep_id,period,quota\na,2026Q1,99999999999999999999999999999999999.99\n";
	static const char deals[] = "owner,status,closed,amount\n"
		"a,won,2026-02-01,99999999999999999999999999999999999.98\n";

	(void)state;
	expect(&(struct ask){ .quotas = quotas, .as_of = "2026-03-31" }, deals, HEADER
		"2026Q1,a,99999999999999999999999999999999999.99,"
		"99999999999999999999999999999999999.98,1,0.01,"
		"99999999999999999999999999999999999.99,1,,"
		"99999999999999999999999999999999999.98,missed\n");
	expect(&(struct ask){ .quotas = quotas }, deals,
		"-3 overflow: 99999999999999999999999999999999999.99 * 23 is beyond 38 digits");
}

static void other_metrics(void **state)
{
	static const char deals[] =
		"owner,account,status,closed,amount,cost\n"
		"a,X,won,2025-03-01,100,40\n"
		"b,X,won,2025-04-01,100,40\n"
		"a,Y,won,2025-04-01,100,\n"
		"b,Z,won,2025-02-01,100,130\n"
		"a,Z,won,2025-02-01,70,30\n"
		"a,,won,2025-02-01,,30\n"
		"a,W,lost,2025-02-01,10,30\n";

	(void)state;
	expect(&(struct ask){ .quotas =
			"rep_id,period,metric,quota\na,2025,count,8\nb,2025,Count,1\n",
			.track.metric = SOPS_QUOTA_COUNT }, deals, HEADER
		"2025,a,8,4,0.5,4,8,0.5,,4,missed\n"
		"2025,b,1,2,2,-1,1,2,0,2,met\n");
	expect(&(struct ask){ .quotas =
			"rep_id,period,metric,quota\na,2025,margin,50\nb,2025,margin,60\n",
			.track.metric = SOPS_QUOTA_MARGIN }, deals, HEADER
		"2025,a,50,100,2,-50,50,2,0,100,met\n"
		"2025,b,60,30,0.5,30,60,0.5,,30,missed\n"
		"# deals won without an amount: 1, which add nothing\n"
		"# deals won without a cost: 1, left out of the margin\n");
	/* X is a's, who was first; of Z, on one day, a comes before b; Y is a's. */
	expect(&(struct ask){ .quotas =
			"rep_id,period,metric,quota\na,2025,new_customers,3\n"
			"b,2025,new_customers,1\n",
			.track.metric = SOPS_QUOTA_NEW_CUSTOMERS }, deals, HEADER
		"2025,a,3,3,1,0,3,1,0,3,met\n"
		"2025,b,1,0,0,1,1,0,,0,missed\n"
		"# deals won without a customer: 1, left out\n");
	expect(&(struct ask){ .quotas = "rep_id,period,metric,quota\na,2025,new_customers,3\n",
			.track.metric = SOPS_QUOTA_NEW_CUSTOMERS },
		"owner,status,closed\na,won,2025-03-01\n",
		"-3 new customers need a column customer_id or account");
}

/* A refund may bring less than nothing; it is no Gini coefficient then. */
static void the_spread(void **state)
{
	static const char quotas[] =
		"rep_id,period,quota\na,2025,100\nb,2025,100\nc,2025,100\n";
	const struct sops_quota_track track = { .summary = true };

	(void)state;
	/* 0.5, 1, 1.5: deviations of .5, 0, .5; absolute differences of .5, .5, 1 twice. */
	expect(&(struct ask){ .quotas = quotas, .track = track },
		"owner,status,closed,amount\n"
		"a,won,2025-10-02,50\nb,won,2025-10-02,100\nc,won,2025-10-02,150\n",
		SUMMARY "2025,3,2,0.666666666667,1,1,1,0.5,0.222222222\n");
	expect(&(struct ask){ .quotas = quotas, .track = track },
		"owner,status,closed,amount\n"
		"a,won,2025-10-02,-50\nb,won,2025-10-02,100\nc,won,2025-10-02,100\n",
		SUMMARY "2025,3,2,0.666666666667,0.5,0.5,1,0.866025404,\n");
	/* The team is at 100 %, and its only big rep is not. */
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,10\nb,2025,90\n",
			.track = track },
		"owner,status,closed,amount\na,won,2025-10-02,20\nb,won,2025-10-02,80\n",
		SUMMARY "2025,2,1,0.5,1,1.444444444,1.444444444,0.785674201,0.192307692\n");
	expect(&(struct ask){ .quotas = "rep_id,period,quota\na,2025,10\n", .track = track },
		"owner,status,closed,amount\na,won,2025-10-02,20\n",
		SUMMARY "2025,1,1,1,2,2,2,,0\n");
}

static void streaks(void **state)
{
	static const char quotas[] =
		"rep_id,period,quota\n"
		"a,2025-01,1\na,2025-02,1\na,2025-03,1\na,2025-05,1\na,2025-06,1\n"
		"b,2025-01,1\nb,2025-02,1\nb,2025-03,1\n"
		"c,2026-02,1\nc,2026-03,1\n";
	static const char deals[] =
		"owner,status,closed,amount\n"
		"a,won,2025-01-02,1\na,won,2025-02-02,1\na,won,2025-03-02,1\na,won,2025-05-02,1\n"
		"a,won,2025-06-02,1\n"
		"b,won,2025-01-02,1\nb,won,2025-02-02,0.99\nb,won,2025-03-02,1\n"
		"c,won,2026-02-02,1\nc,won,2026-03-02,1\n";

	(void)state;
	/* April is missing, so there are two; c is there before March is over. */
	expect(&(struct ask){ .quotas = quotas, .track.streak = 2 }, deals,
		"who,streak,from,to\n"
		"a,3,2025-01,2025-03\na,2,2025-05,2025-06\nc,2,2026-02,2026-03\n");
	expect(&(struct ask){ .quotas = quotas, .track.streak = 3 }, deals,
		"who,streak,from,to\na,3,2025-01,2025-03\n");
	expect(&(struct ask){ .quotas = quotas, .track.streak = 1, .unit = SOPS_UNIT_QUARTER },
		deals, "who,streak,from,to\na,2,2025Q1,2025Q2\nc,1,2026Q1,2026Q1\n");
	expect(&(struct ask){ .quotas = "rep_id,team,period,quota\na,E,2025-01,1\nb,E,2025-01,1\n"
			"a,E,2025-02,2\n", .by = "team", .track.streak = 2 },
		"owner,team,status,closed,amount\na,E,won,2025-01-01,2\na,E,won,2025-02-01,2\n",
		"team,streak,from,to\nE,2,2025-01,2025-02\n"
		"# quotas of those whom no deal knows: 1 (b)" UNLESS "\n");
}

static void splits(void **state)
{
	static const char deals[] =
		"owner,status,closed,amount\n"
		"Ann,won,2025-01-02,300\nb,won,2025-02-02,150\nb,won,2024-02-02,150\n"
		"c,lost,2025-02-02,100\nz,won,2025-02-02,100\n";
	static const char reps[] =
		"rep_id,name,fte,left\n"
		"a,Ann,1,\nb,Bob,0.5,2026-03-11\nc,Cy,,\nd,Dee,1,2026-03-10\n";
	struct sops_quota_track track = { .split = sops_money_of(100), .step = { 1, 2 },
		.floor = SOPS_MONEY_BLANK, .cap = SOPS_MONEY_BLANK };

	(void)state;
	expect(&(struct ask){ .track = track }, deals, "who,weight,quota\n"
		"Ann,300,42.86\nb,300,42.86\nc,0,0\nz,100,14.28\n");
	expect(&(struct ask){ .track = track, .reps = reps, .from = "2025-01-01" }, deals,
		"who,weight,quota\n"
		"a,300,66.67\nb,150,33.33\nc,0,0\n"
		"# deals won by those who get no part: 1 (z), left out\n");
	track.weights = SOPS_QUOTA_EQUAL;
	expect(&(struct ask){ .track = track, .reps = reps }, "owner,status,closed,amount\n",
		"who,weight,quota\na,1,33.34\nb,1,33.33\nc,1,33.33\n");
	track.weights = SOPS_QUOTA_BY_FTE;
	track.step = sops_money_of(5);
	track.floor = sops_money_of(22);
	track.cap = sops_money_of(38);
	/* 40, 20, 40: the floor, of steps of 5, is 25, and the cap 35. */
	expect(&(struct ask){ .track = track, .reps = reps }, deals,
		"who,weight,quota\na,1,35\nb,0.5,30\nc,1,35\n");
	track.cap = sops_money_of(40);
	expect(&(struct ask){ .track = track, .reps = reps }, deals,
		"who,weight,quota\na,1,40\nb,0.5,25\nc,1,35\n");
	track.cap = sops_money_of(30);
	expect(&(struct ask){ .track = track, .reps = reps }, deals,
		"-3 the caps leave 10 of the total 100 over");
	track.step = sops_money_of(3);
	expect(&(struct ask){ .track = track, .reps = reps }, deals,
		"-2 100 is no multiple of the step 3 (99 would be one, and a step of 1 would do)");
	track.weights = SOPS_QUOTA_BY_HISTORY;
	expect(&(struct ask){ .track = track },
		"owner,status,closed,amount\nx,won,2025-01-02,-3\n",
		"-3 \"x\" has won less than nothing, which is no weight");
	track.step = sops_money_of(1);
	expect(&(struct ask){ .track = track }, "owner,status,closed,amount\n",
		"-3 there are no parts to divide into");
	expect(&(struct ask){ .track = track, .by = "team" },
		"owner,team,status,closed,amount\na,E,won,2025-01-02,3\n",
		"-2 --split and --by do not go together");
}

/* A split adds up, whatever the total. */
static void splits_add_up(void **state)
{
	struct sops_quota_track track = { .floor = SOPS_MONEY_BLANK, .cap = SOPS_MONEY_BLANK,
		.step = { 1, 2 }, .weights = SOPS_QUOTA_BY_HISTORY };
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_quota *quota;
	struct sops_deal deal;

	(void)state;
	context.as_of = side_day("2026-03-10");
	sops_deal_init(&deal);
	deal.status = SOPS_STATUS_WON;
	deal.closed = side_day("2026-01-01");
	for (int64_t cents = 1; cents < 500000; cents = cents * 3 + 1) {
		struct sops_money sum = sops_money_of(0);
		struct sops_table *table;

		track.split = (struct sops_money){ cents, 2 };
		assert_int_equal(sops_quota_new(&quota, &track, &context, NULL), 0);
		for (int i = 1; i <= 7; i++) {
			const char name[] = { (char)('a' + i) };

			deal.owner = (struct sops_field){ name, 1 };
			deal.amount = sops_money_of(i * i);
			assert_int_equal(sops_quota_add(quota, &deal, NULL), 0);
		}
		assert_int_equal(sops_table_new(&table, NULL), 0);
		assert_int_equal(sops_quota_table(quota, table, NULL), 0);
		assert_int_equal(sops_table_rows(table), 7);
		for (size_t i = 0; i < 7; i++)
			assert_int_equal(sops_money_add(&sum, sum,
				sops_table_cell_at(table, i, 2)->money, NULL), 0);
		assert_int_equal(sops_money_compare(sum, track.split), 0);
		sops_table_free(table);
		sops_quota_free(quota);
	}
}

static void refused(const char *text, const char *why)
{
	const struct sops_quota_track track = { .split = sops_money_of(1), .step = { 1, 2 },
		.metric = SOPS_QUOTA_NEW_CUSTOMERS };
	struct sops_context context = SOPS_CONTEXT_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_quota *quota;
	struct sops_table *table;
	int status;

	context.as_of = side_day("2026-03-10");
	assert_int_equal(sops_quota_new(&quota, &track, &context, NULL), 0);
	assert_int_equal(sops_table_new(&table, NULL), 0);
	status = sops_quota_load(quota, sops_field_of(text), &err);
	if (status == 0)
		status = sops_quota_table(quota, table, &err);
	assert_int_equal(status, SOPS_EINPUT);
	assert_string_equal(err.text, why);
	sops_table_free(table);
	sops_quota_free(quota);
}

/* What no metric wrote is not believed. */
static void foreign_states(void **state)
{
	(void)state;
	refused("{}", "not a saved state: \"owners\"");
	refused("{\"owners\":[],\"days\":[],\"customers\":[[\"X\",{\"days\":[]}]],\"twins\":[],"
		"\"undated\":0,\"unpriced\":0,\"uncosted\":0,\"unnamed\":0}",
		"not a saved state: a customer");
	refused("{\"owners\":[],\"days\":[],\"customers\":[],\"twins\":[],\"undated\":0,"
		"\"unpriced\":0,\"uncosted\":0,\"unnamed\":0}",
		"there are no parts to divide into");
}

static void any_split_merges_to_the_same(void **state)
{
	static const char *const metrics[] = { "amount", "count", "margin", "new_customers" };

	(void)state;
	for (int metric = 0; metric < 4; metric++) {
		struct sops_buffer quotas = SOPS_BUFFER_INIT;
		struct sops_quota_track track;

		sops_buffer_puts(&quotas, "rep_id,period,metric,quota\n");
		for (int year = 2024; year <= 2026; year++)
			sops_buffer_printf(&quotas, "Ann,%d,%s,900\nBo,%d,%s,800\n", year,
				metrics[metric], year, metrics[metric]);
		prepare(&track, &(struct ask){ .quotas = quotas.at,
			.track = { .metric = metric, .pace = SOPS_QUOTA_SEASON } });
		check_deal_merges(&sops_quota_metric, &track, 11 + (unsigned)metric);
		release(&track);
		sops_buffer_release(&quotas);
	}
}

TAP_MAIN("quota",
	cmocka_unit_test(attainment),
	cmocka_unit_test(month_by_month_and_to_date),
	cmocka_unit_test(what_counts_decides),
	cmocka_unit_test(to_the_cent),
	cmocka_unit_test(linear_pace),
	cmocka_unit_test(boundaries_of_a_period),
	cmocka_unit_test(business_pace),
	cmocka_unit_test(a_period_without_a_working_day),
	cmocka_unit_test(season_pace),
	cmocka_unit_test(seasons_of_odd_periods),
	cmocka_unit_test(joiners_and_leavers),
	cmocka_unit_test(ramps),
	cmocka_unit_test(ramps_that_are_refused),
	cmocka_unit_test(longer_periods),
	cmocka_unit_test(expectations_add_up),
	cmocka_unit_test(fractions),
	cmocka_unit_test(groups),
	cmocka_unit_test(quotas_of_teams_regions_and_products),
	cmocka_unit_test(what_is_left_out_is_told),
	cmocka_unit_test(currencies),
	cmocka_unit_test(huge_amounts),
	cmocka_unit_test(other_metrics),
	cmocka_unit_test(the_spread),
	cmocka_unit_test(streaks),
	cmocka_unit_test(splits),
	cmocka_unit_test(splits_add_up),
	cmocka_unit_test(foreign_states),
	cmocka_unit_test(any_split_merges_to_the_same))
