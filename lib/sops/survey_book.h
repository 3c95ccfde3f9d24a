/* SPDX-License-Identifier: GPL-3.0-or-later */
/* survey_book.h: what customers say: a table of surveys in memory. */
#ifndef SOPS_SURVEY_BOOK_H
#define SOPS_SURVEY_BOOK_H

#include <sops/input.h>
#include <sops/surveys.h>

struct sops_survey_book;

#define SOPS_SURVEY_NEEDS (SOPS_ROLE(SOPS_SURVEYS_KIND) | SOPS_ROLE(SOPS_SURVEYS_SCORE))
#define SOPS_SURVEY_USES \
	(SOPS_ROLE(SOPS_SURVEYS_SENT) | SOPS_ROLE(SOPS_SURVEYS_RESPONDED) | \
	 SOPS_ROLE(SOPS_SURVEYS_SCALE_MAX))

/* Reads all rows of an input of sops_surveys. SOPS_EINPUT, with the place: a score out of range. */
int sops_survey_book_read(struct sops_survey_book **out, struct sops_input *input,
	struct sops_error *err);
void sops_survey_book_free(struct sops_survey_book *book);

struct sops_surveyed {
	int64_t sent, answered;                  /* of any kind; a row without a score is only sent */
	int64_t promoters, passives, detractors; /* nps: 9-10, 7-8, 0-6 */
	int64_t satisfied, csat;  /* csat: of these answers, so many in the two top boxes */
	struct sops_ratio csat_mean; /* mean of score / scale_max */
	int64_t ces;
	struct sops_money ces_total; /* of their scores */
};

int sops_survey_book_of(struct sops_surveyed *out, const struct sops_survey_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
bool sops_survey_book_span(const struct sops_survey_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
struct sops_field sops_survey_book_group(const struct sops_survey_book *book, size_t index);

#endif
