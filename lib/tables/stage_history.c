/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/stage_history.h>

#define ROW struct sops_stage_entry
#include "tables_private.h"

static const struct sops_role roles[SOPS_STAGE_HISTORY_ROLES] = {
	[SOPS_STAGE_HISTORY_DEAL_ID] = { .name = "deal_id", TEXT(deal_id), .doc = "whose stage" },
	[SOPS_STAGE_HISTORY_STAGE] = { .name = "stage", TEXT(stage), .doc = "the stage" },
	[SOPS_STAGE_HISTORY_ENTERED] = { .name = "entered", TIME(entered),
		.doc = "when the deal entered it" },
	[SOPS_STAGE_HISTORY_LEFT] = { .name = "left", TIME(left),
		.doc = "when it left it; blank where it still is" },
	[SOPS_STAGE_HISTORY_BY] = { .name = "by", TEXT(by), .doc = "the rep who moved it" },
	[SOPS_STAGE_HISTORY_AMOUNT] = { .name = "amount", MONEY(amount),
		.doc = "what the deal was worth then" },
	[SOPS_STAGE_HISTORY_CLOSE_DATE] = { .name = "close_date", DATE(close_date),
		.doc = "when it was expected to close then" },
	[SOPS_STAGE_HISTORY_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the amount" },
	[SOPS_STAGE_HISTORY_PIPELINE] = { .name = "pipeline", TEXT(pipeline),
		.doc = "the pipeline that the stage is of" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_stage_entry *entry = row;
	struct sops_money *const amounts[] = { &entry->amount };

	return sops__convert_all(rates, amounts, 1, &entry->currency,
		sops__day_of_rate(entry->entered.day, as_of), err);
}

const struct sops_schema sops_stage_history = {
	.name = "stage_history",
	.roles = roles,
	.count = SOPS_STAGE_HISTORY_ROLES,
	.row_size = sizeof(ROW),
	.place = offsetof(ROW, place),
	.needs = SOPS_ROLE(SOPS_STAGE_HISTORY_DEAL_ID) | SOPS_ROLE(SOPS_STAGE_HISTORY_STAGE) |
		SOPS_ROLE(SOPS_STAGE_HISTORY_ENTERED),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_STAGE_HISTORY_ENTERED),
};
