/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * survey_book.h: what customers say: a table of surveys in memory.
 *
 * A row is an invitation, and its answer when it has a score. It counts on the day of the answer,
 * else on that of the invitation; with neither it is in no span that has a bound.
 *
 *	NPS        (promoters - detractors) / (promoters + passives + detractors)
 *	CSAT       satisfied / csat: the share of the two top boxes
 *	csat_mean  mean of score / scale_max: the share of the best answer
 *	CES        ces_total / ces: the mean score
 *	response   answered / sent, of all kinds
 *
 * NPS is Reichheld's (Harvard Business Review, December 2003), CES that of Dixon, Freeman and Toman
 * (the same, July 2010).
 *
 *	kind    scores                               scale_max              top boxes
 *	nps     whole, 0 to 10                       blank or 10            9, 10; passive 7, 8
 *	csat    whole, 1 to scale_max                whole, from 3; else 5  it and the one below
 *	rating  1 to scale_max, 4.5 too              whole, from 2; else 5
 *	ces     0 or more, to scale_max where given  whole, from 1
 *
 * Edge cases: any other score is an error, with the place. A blank score is an invitation that
 * nobody has answered, and so is a score of a day after as-of: neither a passive nor a detractor,
 * whatever its kind and scale. Answers of different scales come together in the means, as shares of
 * their scales, exactly; scores of ces do not, and ces_mixed says so. Several answers of one
 * customer all count. Ratings have a mean of their own and are no CSAT.
 */
#ifndef SOPS_SURVEY_BOOK_H
#define SOPS_SURVEY_BOOK_H

#include <sops/input.h>
#include <sops/surveys.h>

struct sops_survey_book;

#define SOPS_SURVEY_NEEDS (SOPS_ROLE(SOPS_SURVEYS_KIND) | SOPS_ROLE(SOPS_SURVEYS_SCORE))
#define SOPS_SURVEY_USES \
	(SOPS_ROLE(SOPS_SURVEYS_SENT) | SOPS_ROLE(SOPS_SURVEYS_RESPONDED) | \
	 SOPS_ROLE(SOPS_SURVEYS_SCALE_MAX))

/*
 * Reads all rows of an input of sops_surveys; as_of may be blank. SOPS_EINPUT, with the place: a
 * score without a kind; a score or a scale_max that its kind does not have.
 */
int sops_survey_book_read(struct sops_survey_book **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err);
void sops_survey_book_free(struct sops_survey_book *book);

struct sops_surveyed {
	int64_t sent, answered; /* of any kind; a row without a score is only sent */
	int64_t promoters, passives, detractors; /* nps: 9-10, 7-8, 0-6 */
	int64_t satisfied, csat;  /* csat: of these answers, so many in the two top boxes */
	struct sops_ratio csat_mean; /* mean of score / scale_max; undefined without answers */
	int64_t rating;
	struct sops_ratio rating_mean; /* the same of ratings */
	int64_t ces;
	struct sops_money ces_total; /* of their scores */
	bool ces_mixed;              /* of which not all are of one scale_max, blank or not */
};

/* All zero for a group that is not there. SOPS_EINPUT: overflow. */
int sops_survey_book_of(struct sops_surveyed *out, const struct sops_survey_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err);
/* The first and the last day of a group's rows; false when none has a day. */
bool sops_survey_book_span(const struct sops_survey_book *book, sops_date *first, sops_date *last,
	struct sops_field group);
/* Keys of groups, the blank one first, then as they came. After the last, and only then, at is
 * NULL. */
struct sops_field sops_survey_book_group(const struct sops_survey_book *book, size_t index);

struct sops_survey_oddities {
	int64_t future;  /* rows left out: neither sent nor answered by as-of */
	int64_t undated; /* rows with neither day */
};
struct sops_survey_oddities sops_survey_book_oddities(const struct sops_survey_book *book);

#endif
