/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_surveys.c: the figures of surveys. */
#include "kpi_private.h"

#include <sops/proportion.h>

#include <math.h>

/* 100 (p - d), and as its limits 1.96 times the error of a difference of shares of one sample. */
static int nps(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_surveyed *s;
	int status = sops__kpi_surveyed(&s, view, err);
	int64_t n;
	double p, d, error;

	if (status < 0)
		return status;
	n = s->promoters + s->passives + s->detractors;
	sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT,
		sops_money_of(100 * (s->promoters - s->detractors)), sops_money_of(n), n);
	out->numerator = sops__kpi_count_cell(s->promoters - s->detractors);
	if (n == 0)
		return 0;
	p = (double)s->promoters / (double)n;
	d = (double)s->detractors / (double)n;
	error = sqrt((p + d - (p - d) * (p - d)) / (double)n);
	out->lo = sops__kpi_estimated_number(100 * fmax(-1, p - d - SOPS_Z95 * error));
	out->hi = sops__kpi_estimated_number(100 * fmin(1, p - d + SOPS_Z95 * error));
	return 0;
}

static int csat(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_surveyed *s;
	int status = sops__kpi_surveyed(&s, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, s->satisfied, s->csat);
}

static int csat_mean(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_surveyed *s;
	int status = sops__kpi_surveyed(&s, view, err);

	if (status == 0)
		*out = (struct sops__figure){ .n = s->csat,
			.value = sops__kpi_ratio_cell(SOPS_CELL_SHARE, s->csat_mean) };
	return status;
}

static int ces(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_surveyed *s;
	int status = sops__kpi_surveyed(&s, view, err);

	if (status < 0)
		return status;
	sops__kpi_quotient_figure(out, SOPS_CELL_QUOTIENT, s->ces_total, sops_money_of(s->ces),
		s->ces);
	if (s->ces_mixed) /* scores of different scales have no mean */
		out->value = (struct sops_cell){ .kind = SOPS_CELL_BLANK };
	return 0;
}

static int response_rate(struct sops__figure *out, const struct sops__kpi_view *view,
	struct sops_error *err)
{
	const struct sops_surveyed *s;
	int status = sops__kpi_surveyed(&s, view, err);

	return status < 0 ? status : sops__kpi_share_figure(out, s->answered, s->sent);
}

#define SURVEYS SOPS__SIDE(SURVEYS)

static const struct sops__kpi kpis[] = {
	{ "nps", "净推荐值", "100 * (promoters - detractors) / answers", "points",
		SOPS_COLUMN_NUMBER, 0, SURVEYS, 0, nps, "answers of 9 and 10, less those of 0 to "
		"6", "answers of kind nps", "invitations without an answer",
		"Reichheld 2003; limits from the variance of a trinomial" },
	{ "csat", "客户满意度", "answers in the two top boxes / answers", "share",
		SOPS_COLUMN_RATIO, 0, SURVEYS, 0, csat, "answers of kind csat at the top of "
		"their scale, or next to it", "answers of kind csat",
		"invitations without an answer", "survey practice: two top boxes" },
	{ "csat:mean", "客户满意度 (均值)", "mean of score / best score of its scale", "share",
		SOPS_COLUMN_RATIO, 0, SURVEYS, SOPS__KPI_LATER, csat_mean, NULL, NULL,
		"invitations without an answer", "sales glossaries" },
	{ "ces", "客户费力度", "mean score", "points", SOPS_COLUMN_NUMBER, 0, SURVEYS, 0, ces,
		"sum of the scores of kind ces", "answers of kind ces",
		"invitations without an answer; undefined where scales differ",
		"Dixon, Freeman and Toman 2010" },
	{ "response_rate", "问卷回收率", "answers / invitations", "share", SOPS_COLUMN_RATIO, 0, SURVEYS,
		0, response_rate, "rows with a score", "all rows", NULL, "survey practice" },
};

SOPS__KPI_FAMILY(surveys, kpis);
