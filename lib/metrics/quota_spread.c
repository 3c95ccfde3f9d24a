/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_spread.c: how many are at target, how far apart they are, and for how long they stay. */
#include "quota_private.h"

#include <math.h>
#include <stdlib.h>

void sops__quota_summary_columns(struct sops_table *table)
{
	sops_table_column(table, "reps", SOPS_COLUMN_COUNT, "reps", "who have a quota");
	sops_table_column(table, "at_target", SOPS_COLUMN_COUNT, "reps", "with actual >= quota");
	sops_table_column(table, "share_at_target", SOPS_COLUMN_RATIO, "share", "at_target / reps");
	sops_table_column(table, "team_attainment", SOPS_COLUMN_RATIO, "share",
		"sum of actual / sum of quota");
	sops_table_column(table, "mean", SOPS_COLUMN_RATIO, "share", "of attainments");
	sops_table_column(table, "median", SOPS_COLUMN_RATIO, "share", "of attainments");
	sops_table_column(table, "sd", SOPS_COLUMN_RATIO, "share",
		"standard deviation of attainments, as of a sample");
	sops_table_column(table, "gini", SOPS_COLUMN_REAL, "",
		"Gini coefficient of attainments: 0 where all are equal");
}

static int by_value(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static double attainment(const struct sops__quota_part *part)
{
	return sops_money_double(part->actual.total) / sops_money_double(part->quota.total);
}

static double mean_of(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += values[i];
	return sum / (double)count;
}

static double deviation(const double *values, size_t count)
{
	double mean = mean_of(values, count), sum = 0;

	if (count < 2)
		return NAN;
	for (size_t i = 0; i < count; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sqrt(sum / (double)(count - 1));
}

/* Of ascending values: sum of (2i - n - 1) x_i / (n * sum of x_i). */
static double gini(const double *values, size_t count)
{
	double sum = 0, weighted = 0, n = (double)count;

	for (size_t i = 0; i < count; i++) {
		sum += values[i];
		weighted += (2 * (double)(i + 1) - n - 1) * values[i];
	}
	return values[0] < 0 || sum == 0 ? NAN : weighted / (n * sum);
}

static double median(const double *values, size_t count)
{
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

/* An estimate: nine digits. */
static void add_share(struct sops_table *table, double share)
{
	const double most = 9e9; /* beyond which these are no int64_t */
	bool fits = fabs(share) < most; /* not where it is undefined, either */

	sops_table_share(table, (struct sops_ratio){
		fits ? sops_money_of(llround(share * 1e9)) : SOPS_MONEY_BLANK,
		sops_money_of(1000000000) });
}

static int summary(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err)
{
	double *values = calloc(count, sizeof(*values));
	struct sops__quota_part sum;
	int64_t met = 0;

	if (!values)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++) {
		values[i] = attainment(&rows[i].sum);
		met += sops__quota_met(&rows[i].sum);
	}
	if (sops__quota_add_up(&sum, rows, count, use, err) < 0) {
		free(values);
		return SOPS_EINPUT;
	}
	qsort(values, count, sizeof(*values), by_value);
	sops_table_row(table);
	sops__quota_period(table, &sum, use);
	sops_table_count(table, (int64_t)count);
	sops_table_count(table, met);
	sops_table_share(table, (struct sops_ratio){ sops_money_of(met),
		sops_money_of((int64_t)count) });
	sops_table_share(table, (struct sops_ratio){ sum.actual.total, sum.quota.total });
	add_share(table, mean_of(values, count));
	add_share(table, median(values, count));
	add_share(table, deviation(values, count));
	sops_table_real(table, gini(values, count));
	free(values);
	return 0;
}

int sops__quota_summaries(struct sops_table *table, const struct sops__quota_row *rows,
	size_t count, const struct sops_use *use, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0, same; status == 0 && i < count; i += same) {
		same = sops__quota_same_period(&rows[i], count - i);
		status = summary(table, &rows[i], same, use, err);
	}
	return status;
}

void sops__quota_streak_columns(struct sops_table *table, const struct sops_use *use)
{
	const struct sops_quota_track *track = use->options;

	if (!track->grouped)
		sops_table_column(table, "who", SOPS_COLUMN_TEXT, "", "who was at target");
	sops_table_column(table, "streak", SOPS_COLUMN_COUNT, "periods", "at target in a row");
	sops_table_column(table, "from", SOPS_COLUMN_PERIOD, "", "the first of these periods");
	sops_table_column(table, "to", SOPS_COLUMN_PERIOD, "", "the last of them");
}

static int by_who_and_period(const void *a, const void *b)
{
	const struct sops__quota_row *left = a, *right = b;
	int order = sops_field_compare(left->who, right->who);

	return order ? order : (left->sum.first > right->sum.first) -
		(left->sum.first < right->sum.first);
}

/* How many rows, from the first, are one streak. */
static size_t streak_of(const struct sops__quota_row *rows, size_t count)
{
	size_t n = 0;

	while (n < count && sops__quota_met(&rows[n].sum) &&
	       (n == 0 || (sops_field_equal(rows[n].who, rows[n - 1].who) &&
			       rows[n].sum.first == rows[n - 1].sum.last + 1)))
		n++;
	return n;
}

static void add_streaks(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use)
{
	const struct sops_quota_track *track = use->options;

	for (size_t i = 0, n; i < count; i += n ? n : 1) {
		n = streak_of(&rows[i], count - i);
		if (n == 0 || (int64_t)n < track->streak)
			continue;
		sops_table_row(table);
		if (!track->grouped)
			sops_table_text(table, rows[i].who);
		sops_table_count(table, (int64_t)n);
		sops__quota_period(table, &rows[i].sum, use);
		sops__quota_period(table, &rows[i + n - 1].sum, use);
	}
}

int sops__quota_streaks(struct sops_table *table, const struct sops__quota_row *rows, size_t count,
	const struct sops_use *use, struct sops_error *err)
{
	const struct sops_quota_track *track = use->options;
	struct sops__quota_row *own = calloc(count, sizeof(*own));
	size_t n = 0;
	int status = 0;

	if (!own)
		return sops_error_memory(err);
	for (size_t i = 0, same; status == 0 && i < count; i += same, n++) {
		same = track->grouped ? sops__quota_same_period(&rows[i], count - i) : 1;
		own[n] = rows[i];
		if (track->grouped)
			own[n].who = (struct sops_field){ NULL, 0 };
		status = sops__quota_add_up(&own[n].sum, &rows[i], same, use, err);
	}
	qsort(own, n, sizeof(*own), by_who_and_period);
	if (status == 0)
		add_streaks(table, own, n, use);
	free(own);
	return status;
}
