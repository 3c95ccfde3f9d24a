/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_checks.h: the functions of the checks, by their names, and what they share. */
#ifndef SOPS_AUDIT_CHECKS_H
#define SOPS_AUDIT_CHECKS_H

#include "audit_private.h"

typedef int sops__audit_bind_test(struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops_error *err);
typedef int sops__audit_header_test(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err);
typedef int sops__audit_end_test(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err);

/* Each clears idle where the input has what it needs: the rule's column, a column of dates, all
 * columns of its arguments, …; may: the column, if the rule names one */
sops__audit_bind_test sops__bind_column, sops__bind_may, sops__bind_forbidden, sops__bind_dates,
	sops__bind_columns, sops__bind_pattern, sops__bind_sum, sops__bind_order, sops__bind_combo,
	sops__bind_words, sops__bind_limit, sops__bind_scale, sops__bind_range, sops__bind_lag;
/* The same of roles of deals. */
sops__audit_bind_test sops__bind_status, sops__bind_past_due_close, sops__bind_stale,
	sops__bind_no_next_step, sops__bind_no_owner, sops__bind_zero_amount, sops__bind_pushed,
	sops__bind_stuck, sops__bind_won_without_date, sops__bind_closed_in_open_stage,
	sops__bind_probability_vs_stage, sops__bind_orphan;

/* audit_glances.c: what a record passes at a glance. */
typedef void sops__audit_glance(const struct sops__audit_test *test,
	const struct sops__audit_book *book, struct sops__audit_pass *out);
sops__audit_glance sops__glance_length, sops__glance_blank_cells, sops__glance_required,
	sops__glance_type, sops__glance_range, sops__glance_scale, sops__glance_words,
	sops__glance_date_order, sops__glance_not_future, sops__glance_not_past,
	sops__glance_no_owner, sops__glance_orphan, sops__glance_won_without_date;

/* shape */
sops__audit_header_test sops__check_bom, sops__check_blank_label, sops__check_duplicate_label,
	sops__check_title_row, sops__check_missing_column, sops__check_extra_column,
	sops__check_column_order;
sops__audit_end_test sops__check_blank_row, sops__check_mixed_newlines,
	sops__check_no_final_newline, sops__check_truncation_rows;
sops__audit_row sops__check_blank_cells, sops__check_truncation_cells, sops__check_control_char,
	sops__check_formula_cell, sops__check_edge_whitespace, sops__check_field_too_long;

/* column */
sops__audit_row sops__check_required, sops__check_type, sops__check_accepted, sops__check_pattern,
	sops__check_range, sops__check_length, sops__check_scale, sops__check_not_sentinel,
	sops__check_not_future, sops__check_not_past;

/* row */
sops__audit_row sops__check_expr, sops__check_required_when, sops__check_forbidden_when,
	sops__check_date_order, sops__check_sum_of, sops__check_currency,
	sops__check_log_lag;
/* Whether the role's cell is an amount in another currency than its record's. */
bool sops__audit_is_conflict(const struct sops__audit_at *at, int role);

/* sales */
sops__audit_row sops__check_past_due_close, sops__check_stale, sops__check_no_next_step,
	sops__check_no_owner, sops__check_zero_amount, sops__check_pushed, sops__check_stuck,
	sops__check_won_without_date, sops__check_closed_in_open_stage,
	sops__check_probability_vs_stage, sops__check_orphan;

sops__audit_end_test sops__check_closed_in_open_stage_end;

/* order, and shares */
sops__audit_bind_test sops__bind_monotonic, sops__bind_split;
sops__audit_row sops__check_monotonic, sops__check_split;
sops__audit_end_test sops__check_monotonic_end, sops__check_split_end;
extern const struct sops_object sops__keep_orders;

/* uniqueness */
sops__audit_row sops__check_unique, sops__check_combo;
sops__audit_end_test sops__check_unique_end;

/* dataset */
sops__audit_row sops__check_completeness, sops__check_freshness, sops__check_texts,
	sops__check_one_type, sops__check_quarter_end, sops__check_round_number, sops__check_any;
sops__audit_end_test sops__check_completeness_end, sops__check_row_count,
	sops__check_freshness_end, sops__check_constant_end,
	sops__check_concentration_end, sops__check_one_type_end, sops__check_quarter_end_end,
	sops__check_round_number_end;
sops__audit_bind_test sops__bind_closed, sops__bind_amount;
extern const struct sops_object sops__keep_types;

/* references, people */
sops__audit_bind_test sops__bind_reference, sops__bind_roster;
sops__audit_row sops__check_reference, sops__check_unused, sops__check_inactive_owner,
	sops__check_territory_mismatch;
sops__audit_end_test sops__check_unused_end;

/* likeness */
sops__audit_bind_test sops__bind_fuzzy;
sops__audit_row sops__check_fuzzy;
sops__audit_end_test sops__check_fuzzy_end;
extern const struct sops_object sops__keep_duplicates;

/* Whether it looks at a history or at a stage model. */
bool sops__audit_of_process(const struct sops_rule *rule);
/* Whether the rules of each check of the process ask the same of the same deals; SOPS_EUSAGE. */
int sops__audit_rules_agree(const struct sops__audit_plan *plan, struct sops_error *err);
/* Adds the checks of the process whose rules are not about the deal at hand. */
int sops__audit_exempt(uint32_t *out, const struct sops__audit_book *book,
	const struct sops__audit_at *at, struct sops_error *err);

/* The moves that rules name, in out, which is to be released after the options: the user's are
 * illegal whatever the process says. */
int sops__audit_moves(struct sops_buffer *out, struct sops_conformance_options *options,
	const struct sops__audit_plan *plan, struct sops_error *err);

/* Of the process, a second source or an earlier export: told when all is read. */
sops__audit_bind_test sops__bind_nothing;

/* Something about the table as a whole, with the book's message: so many failed. */
int sops__audit_find_whole(struct sops__audit_test *test, struct sops__audit_book *book,
	int64_t failed, struct sops_error *err);
/* Takes all that the test has found back: there was nothing to check. */
int sops__audit_retract(struct sops__audit_book *book, struct sops__audit_test *test,
	struct sops_error *err);
/* Records that were read, the bad ones too. */
int64_t sops__audit_records(const struct sops__audit_book *book);

/* The role's member of a row. */
static inline const void *sops__member(const struct sops__audit_at *at, int role)
{
	return (const char *)at->row + at->schema->roles[role].offset;
}

static inline const struct sops_role *sops__role(const struct sops__audit_at *at, int role)
{
	return &at->schema->roles[role];
}

/* The day of a cell that no member holds. */
sops_date sops__cell_day(const struct sops__audit_test *test, const struct sops__audit_at *at);

/* The day in the test's column: the row's, where it has been read; a time begins with it. */
static inline sops_date sops__day_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	enum sops_type type = test->role >= 0 ? sops__role(at, test->role)->type : SOPS_TEXT;

	if (type == SOPS_DATE || type == SOPS_TIME)
		return *(const sops_date *)sops__member(at, test->role);
	return sops__cell_day(test, at);
}

#endif
