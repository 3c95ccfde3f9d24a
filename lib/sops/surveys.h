/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * surveys.h: the canonical table of surveys, one row an invitation or its answer.
 */
#ifndef SOPS_SURVEYS_H
#define SOPS_SURVEYS_H

#include <sops/columns.h>

enum sops_survey_kind {
	SOPS_SURVEY_NPS,
	SOPS_SURVEY_CSAT,
	SOPS_SURVEY_CES,
	SOPS_SURVEY_RATING,
};

/* The number of each role in sops_surveys.roles. */
enum sops_surveys_role {
	SOPS_SURVEYS_ID,
	SOPS_SURVEYS_CUSTOMER_ID,
	SOPS_SURVEYS_REP_ID,
	SOPS_SURVEYS_PRODUCT,
	SOPS_SURVEYS_CHANNEL,
	SOPS_SURVEYS_KIND,
	SOPS_SURVEYS_ATTRIBUTE,
	SOPS_SURVEYS_SENT,
	SOPS_SURVEYS_RESPONDED,
	SOPS_SURVEYS_SCORE,
	SOPS_SURVEYS_SCALE_MAX,
	SOPS_SURVEYS_COMMENT,
	SOPS_SURVEYS_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_response {
	struct sops_field response_id, customer_id, rep_id, product, channel, attribute,
		comment;
	int kind; /* enum sops_survey_kind, or SOPS_BLANK */
	sops_date sent, responded;
	struct sops_money score, scale_max;
};

extern const struct sops_schema sops_surveys;

#endif
