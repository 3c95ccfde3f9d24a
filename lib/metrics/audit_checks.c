/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_checks.c: how each check is carried out. One without a line here finds nothing yet. */
#include "audit_checks.h"

#include "audit_counts.h"
#include "audit_keep.h"
#include "audit_uniques.h"

#include <sops/deals.h>

#define CELL(name, ...) { .bind = sops__bind_column, .row = sops__check_##name, __VA_ARGS__ }
#define DATED(name, ...) { .bind = sops__bind_dates, .row = sops__check_##name, __VA_ARGS__ }
#define RANGE { .bind = sops__bind_range, .row = sops__check_range, .glance = sops__glance_range }
#define DEAL(name, ...) { .bind = sops__bind_##name, .row = sops__check_##name, __VA_ARGS__ }

/* The deals that a check is about: the open ones; those that are won or lost, as far as anybody
 * knows. */
#define OPEN .statuses = SOPS__CLASS(SOPS_STATUS_OPEN)
#define WON SOPS__CLASS(SOPS_STATUS_WON) | SOPS__CLASS_NONE
#define CLOSED WON | SOPS__CLASS(SOPS_STATUS_LOST)

const struct sops__audit_check sops__audit_checks[SOPS_CHECKS] = {
	[SOPS_CHECK_ENCODING] = { .shape = true },
	[SOPS_CHECK_NUL_BYTE] = { .shape = true },
	[SOPS_CHECK_UNCLOSED_QUOTE] = { .shape = true },
	[SOPS_CHECK_STRAY_QUOTE] = { .shape = true },
	[SOPS_CHECK_LONE_RETURN] = { .shape = true },
	[SOPS_CHECK_RAGGED_SHORT] = { .shape = true },
	[SOPS_CHECK_RAGGED_LONG] = { .shape = true },
	[SOPS_CHECK_BOM] = { .header = sops__check_bom },
	[SOPS_CHECK_BLANK_ROW] = { .row = sops__check_blank_cells, .end = sops__check_blank_row,
		.glance = sops__glance_blank_cells },
	[SOPS_CHECK_MIXED_NEWLINES] = { .end = sops__check_mixed_newlines },
	[SOPS_CHECK_NO_FINAL_NEWLINE] = { .end = sops__check_no_final_newline },
	[SOPS_CHECK_TITLE_ROW] = { .header = sops__check_title_row },
	[SOPS_CHECK_BLANK_LABEL] = { .header = sops__check_blank_label },
	[SOPS_CHECK_DUPLICATE_LABEL] = { .header = sops__check_duplicate_label },
	[SOPS_CHECK_MISSING_COLUMN] = { .header = sops__check_missing_column },
	[SOPS_CHECK_EXTRA_COLUMN] = { .header = sops__check_extra_column },
	[SOPS_CHECK_COLUMN_ORDER] = { .header = sops__check_column_order },
	[SOPS_CHECK_FIELD_TOO_LONG] = { .bind = sops__bind_limit,
		.row = sops__check_field_too_long, .glance = sops__glance_length },
	[SOPS_CHECK_CONTROL_CHAR] = { .row = sops__check_control_char,
		.alarm = SOPS__HAS_CONTROL },
	[SOPS_CHECK_FORMULA_CELL] = { .row = sops__check_formula_cell,
		.alarm = SOPS__HAS_FORMULA },
	[SOPS_CHECK_EDGE_WHITESPACE] = { .row = sops__check_edge_whitespace,
		.alarm = SOPS__HAS_EDGE | SOPS__HAS_BESIDE },
	[SOPS_CHECK_TRUNCATION_SUSPECT] = { .row = sops__check_truncation_cells,
		.end = sops__check_truncation_rows, .alarm = SOPS__HAS_CUT },

	[SOPS_CHECK_REQUIRED] = CELL(required, .glance = sops__glance_required),
	[SOPS_CHECK_COMPLETENESS] = { .bind = sops__bind_column,
		.row = sops__check_completeness, .end = sops__check_completeness_end },
	[SOPS_CHECK_TYPE] = CELL(type, .glance = sops__glance_type),
	[SOPS_CHECK_ACCEPTED] = CELL(accepted),
	[SOPS_CHECK_PATTERN] = { .bind = sops__bind_pattern, .row = sops__check_pattern },
	[SOPS_CHECK_MIN] = RANGE,
	[SOPS_CHECK_MAX] = RANGE,
	[SOPS_CHECK_BETWEEN] = RANGE,
	[SOPS_CHECK_LENGTH] = CELL(length),
	[SOPS_CHECK_SCALE] = { .bind = sops__bind_scale, .row = sops__check_scale,
		.glance = sops__glance_scale },
	[SOPS_CHECK_NOT_SENTINEL] = { .bind = sops__bind_words,
		.row = sops__check_not_sentinel, .glance = sops__glance_words },
	[SOPS_CHECK_NOT_FUTURE] = DATED(not_future, .glance = sops__glance_not_future),
	[SOPS_CHECK_NOT_PAST] = DATED(not_past, .glance = sops__glance_not_past),
	[SOPS_CHECK_UNIQUE] = { .bind = sops__bind_column, .row = sops__check_unique,
		.end = sops__check_unique_end, .keep = &sops__keep_uniques },
	[SOPS_CHECK_UNIQUE_COMBO] = { .bind = sops__bind_columns, .row = sops__check_combo,
		.end = sops__check_unique_end, .keep = &sops__keep_uniques },
	[SOPS_CHECK_MONOTONIC] = { .bind = sops__bind_monotonic, .row = sops__check_monotonic,
		.end = sops__check_monotonic_end, .keep = &sops__keep_orders },
	[SOPS_CHECK_CONSTANT] = { .bind = sops__bind_column, .row = sops__check_texts,
		.end = sops__check_constant_end, .keep = &sops__keep_counts },
	[SOPS_CHECK_ONE_TYPE] = { .bind = sops__bind_column, .row = sops__check_one_type,
		.end = sops__check_one_type_end, .keep = &sops__keep_types },

	[SOPS_CHECK_EXPR] = { .row = sops__check_expr },
	[SOPS_CHECK_REQUIRED_WHEN] = CELL(required_when),
	[SOPS_CHECK_FORBIDDEN_WHEN] = { .bind = sops__bind_forbidden,
		.row = sops__check_forbidden_when },
	[SOPS_CHECK_DATE_ORDER] = { .bind = sops__bind_order, .row = sops__check_date_order,
		.glance = sops__glance_date_order },
	[SOPS_CHECK_SUM_OF] = { .bind = sops__bind_sum, .row = sops__check_sum_of },
	[SOPS_CHECK_CURRENCY_CONSISTENT] = { .row = sops__check_currency,
		.alarm = SOPS__HAS_UNREADABLE },

	[SOPS_CHECK_PAST_DUE_CLOSE] = DEAL(past_due_close, OPEN),
	[SOPS_CHECK_STALE] = DEAL(stale, OPEN),
	[SOPS_CHECK_NO_NEXT_STEP] = DEAL(no_next_step, OPEN),
	[SOPS_CHECK_NO_OWNER] = DEAL(no_owner, .glance = sops__glance_no_owner),
	[SOPS_CHECK_ZERO_AMOUNT] = DEAL(zero_amount),
	[SOPS_CHECK_PUSHED] = DEAL(pushed, OPEN),
	[SOPS_CHECK_STUCK] = DEAL(stuck, OPEN),
	[SOPS_CHECK_WON_WITHOUT_DATE] = DEAL(won_without_date, .statuses = CLOSED,
		.glance = sops__glance_won_without_date),
	[SOPS_CHECK_CLOSED_IN_OPEN_STAGE] = { .bind = sops__bind_closed_in_open_stage,
		.row = sops__check_closed_in_open_stage,
		.end = sops__check_closed_in_open_stage_end, .keep = &sops__keep_pair },
	[SOPS_CHECK_PROBABILITY_VS_STAGE] = DEAL(probability_vs_stage),
	[SOPS_CHECK_ORPHAN] = DEAL(orphan, .glance = sops__glance_orphan),
	[SOPS_CHECK_SPLIT_NOT_100] = { .bind = sops__bind_split, .row = sops__check_split,
		.end = sops__check_split_end, .keep = &sops__keep_splits },
	[SOPS_CHECK_QUARTER_END_BUNCHING] = { .bind = sops__bind_closed,
		.row = sops__check_quarter_end, .statuses = WON, .end = sops__check_quarter_end_end,
		.keep = &sops__keep_pair },
	[SOPS_CHECK_ROUND_NUMBER_BUNCHING] = { .bind = sops__bind_amount,
		.row = sops__check_round_number, .end = sops__check_round_number_end,
		.keep = &sops__keep_pair },

	[SOPS_CHECK_ROW_COUNT] = { .end = sops__check_row_count },
	[SOPS_CHECK_FRESHNESS] = DATED(freshness,
		.end = sops__check_freshness_end, .keep = &sops__keep_latest),
	[SOPS_CHECK_LOG_LAG] = { .bind = sops__bind_lag, .row = sops__check_log_lag },
	[SOPS_CHECK_CONCENTRATION] = { .bind = sops__bind_column, .row = sops__check_texts,
		.end = sops__check_concentration_end, .keep = &sops__keep_counts },
	[SOPS_CHECK_DUPLICATE_EXACT] = { .bind = sops__bind_combo, .row = sops__check_combo,
		.end = sops__check_unique_end, .keep = &sops__keep_uniques },
	[SOPS_CHECK_DUPLICATE_FUZZY] = { .bind = sops__bind_fuzzy, .row = sops__check_fuzzy,
		.end = sops__check_fuzzy_end, .keep = &sops__keep_duplicates },
	[SOPS_CHECK_REFERENTIAL] = { .bind = sops__bind_reference, .row = sops__check_reference },
	[SOPS_CHECK_IN_FILE] = { .bind = sops__bind_reference, .row = sops__check_reference },
	[SOPS_CHECK_UNUSED] = { .bind = sops__bind_reference, .row = sops__check_unused,
		.end = sops__check_unused_end, .keep = &sops__keep_reference },
	[SOPS_CHECK_INACTIVE_OWNER] = { .bind = sops__bind_roster,
		.row = sops__check_inactive_owner },
	[SOPS_CHECK_TERRITORY_MISMATCH] = { .bind = sops__bind_roster,
		.row = sops__check_territory_mismatch },

	/* audit_extras.c tells these. */
	[SOPS_CHECK_STAGE_UNKNOWN] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_FIELD] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_ACTIVITY] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_SKIP] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_REGRESSION] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_REPEAT] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_ILLEGAL_TRANSITION] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_STAGE_TOO_LONG] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_EDIT_AFTER_CLOSE] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_AMOUNT_JUMP] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_HISTORY_ORDER] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_HISTORY_DIFFERS] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_ROW_COUNT_CHANGE] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_SCHEMA_CHANGE] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_DISTRIBUTION_SHIFT] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_TOTAL_RECONCILES] = { .bind = sops__bind_nothing },
	[SOPS_CHECK_ROWS_RECONCILE] = { .bind = sops__bind_nothing },
};
