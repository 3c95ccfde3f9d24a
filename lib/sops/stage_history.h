/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stage_history.h: the canonical table of stage histories, one row a stage that a deal
 * entered.
 *
 * Amounts are converted at the rate of the day the stage was entered, or of the as-of
 * date where that is blank or later.
 */
#ifndef SOPS_STAGE_HISTORY_H
#define SOPS_STAGE_HISTORY_H

#include <sops/columns.h>

/* The number of each role in sops_stage_history.roles. */
enum sops_stage_history_role {
	SOPS_STAGE_HISTORY_DEAL_ID,
	SOPS_STAGE_HISTORY_STAGE,
	SOPS_STAGE_HISTORY_ENTERED,
	SOPS_STAGE_HISTORY_LEFT,
	SOPS_STAGE_HISTORY_BY,
	SOPS_STAGE_HISTORY_AMOUNT,
	SOPS_STAGE_HISTORY_CLOSE_DATE,
	SOPS_STAGE_HISTORY_CURRENCY,
	SOPS_STAGE_HISTORY_PIPELINE,
	SOPS_STAGE_HISTORY_ROLES,
};

/* Only roles that were asked for are read; the others are blank. Texts are borrowed. */
struct sops_stage_entry {
	struct sops_field deal_id, stage, by, pipeline;
	struct sops_stamp entered, left;
	struct sops_money amount;
	sops_date close_date;
	struct sops_currency currency;
	uint64_t place; /* byte offset of the record: the order of rows of one time */
};

extern const struct sops_schema sops_stage_history;

#endif
