/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/surveys.h>

#define ROW struct sops_response
#include "tables_private.h"

static const struct sops_word kinds[] = {
	{ "nps|netpromoterscore|netpromoter|净推荐值|推荐度|推荐", SOPS_SURVEY_NPS },
	{ "csat|customersatisfaction|satisfaction|满意度|客户满意度", SOPS_SURVEY_CSAT },
	{ "ces|customereffortscore|effort|费力度|客户费力度", SOPS_SURVEY_CES },
	{ "rating|stars|评分|星级|打分", SOPS_SURVEY_RATING },
	{ NULL, 0 },
};

static const struct sops_role roles[SOPS_SURVEYS_ROLES] = {
	[SOPS_SURVEYS_ID] = { .name = "response_id", TEXT(response_id),
		.doc = "identifies the answer" },
	[SOPS_SURVEYS_CUSTOMER_ID] = { .name = "customer_id", TEXT(customer_id),
		.doc = "who was asked" },
	[SOPS_SURVEYS_REP_ID] = { .name = "rep_id", TEXT(rep_id), .doc = "about whom" },
	[SOPS_SURVEYS_PRODUCT] = { .name = "product", TEXT(product), .doc = "about what" },
	[SOPS_SURVEYS_CHANNEL] = { .name = "channel", TEXT(channel),
		.doc = "phone, web, meeting ..." },
	[SOPS_SURVEYS_KIND] = { .name = "kind", WORD(kind, kinds), .doc = "what was asked" },
	[SOPS_SURVEYS_ATTRIBUTE] = { .name = "attribute", TEXT(attribute),
		.doc = "what a rating is of" },
	[SOPS_SURVEYS_SENT] = { .name = "sent", DATE(sent), .doc = "day of the invitation" },
	[SOPS_SURVEYS_RESPONDED] = { .name = "responded", DATE(responded),
		.doc = "day of the answer; blank when there is none" },
	[SOPS_SURVEYS_SCORE] = { .name = "score", NUMBER(score), .doc = "the answer" },
	[SOPS_SURVEYS_SCALE_MAX] = { .name = "scale_max", NUMBER(scale_max),
		.doc = "the best answer there is" },
	[SOPS_SURVEYS_COMMENT] = { .name = "comment", TEXT(comment),
		.doc = "in their own words" },
};

const struct sops_schema sops_surveys = {
	.name = "surveys",
	.roles = roles,
	.count = SOPS_SURVEYS_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_SURVEYS_KIND),
};
