/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/checks.h>

#define CHECK(number, its_name, its_layer, its_column, its_args, ...) \
	[SOPS_CHECK_##number] = { .name = (its_name), .layer = SOPS_LAYER_##its_layer, \
		.column = SOPS_COLUMN_##its_column, .args = SOPS_ARGS_##its_args, __VA_ARGS__ }

#define NEEDED .args_needed = true

static const struct sops_check checks[SOPS_CHECKS] = {
	CHECK(ENCODING, "encoding", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "bytes are no text in the encoding of the file"),
	CHECK(BOM, "bom", SHAPE, NONE, NONE, .whole = true,
		.doc = "the file begins with a byte order mark"),
	CHECK(NUL_BYTE, "nul_byte", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "there is a NUL byte"),
	CHECK(UNCLOSED_QUOTE, "unclosed_quote", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "a quoted cell does not end"),
	CHECK(STRAY_QUOTE, "stray_quote", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "a quote stands inside a cell that is not quoted, or text behind a closing "
			"quote"),
	CHECK(LONE_RETURN, "lone_return", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "a carriage return outside quotes ends no line"),
	CHECK(RAGGED_SHORT, "ragged_short", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "a record has fewer cells than the header"),
	CHECK(RAGGED_LONG, "ragged_long", SHAPE, NONE, NONE, .whole = true, .always = true,
		.doc = "a record has more cells than the header"),
	CHECK(BLANK_ROW, "blank_row", SHAPE, NONE, NONE, .whole = true,
		.doc = "a line is empty, or all its cells are"),
	CHECK(MIXED_NEWLINES, "mixed_newlines", SHAPE, NONE, NONE, .whole = true,
		.doc = "some lines end in LF and some in CRLF"),
	CHECK(NO_FINAL_NEWLINE, "no_final_newline", SHAPE, NONE, NONE, .whole = true,
		.doc = "the last line has no line end"),
	CHECK(TITLE_ROW, "title_row", SHAPE, NONE, NONE, .whole = true,
		.doc = "lines of a report's title stand above the header"),
	CHECK(BLANK_LABEL, "blank_label", SHAPE, NONE, NONE, .whole = true,
		.doc = "a column has no header"),
	CHECK(DUPLICATE_LABEL, "duplicate_label", SHAPE, NONE, NONE, .whole = true,
		.doc = "two columns have one header"),
	CHECK(MISSING_COLUMN, "missing_column", SHAPE, NONE, COLUMNS, .whole = true,
		.doc = "a column is not there that the table needs, or one of these"),
	CHECK(EXTRA_COLUMN, "extra_column", SHAPE, NONE, COLUMNS, .whole = true,
		.doc = "a column is neither one of the table nor one of these"),
	CHECK(COLUMN_ORDER, "column_order", SHAPE, NONE, COLUMNS, .whole = true,
		.doc = "these columns, or else those of the table, stand in another order"),
	CHECK(FIELD_TOO_LONG, "field_too_long", SHAPE, NONE, COUNT, NEEDED, .whole = true,
		.doc = "a cell has more characters than this"),
	CHECK(CONTROL_CHAR, "control_char", SHAPE, NONE, NONE, .whole = true,
		.doc = "a cell has control characters or bidirectional overrides in it"),
	CHECK(FORMULA_CELL, "formula_cell", SHAPE, NONE, NONE, .whole = true,
		.doc = "a spreadsheet would take a cell for a formula"),
	CHECK(EDGE_WHITESPACE, "edge_whitespace", SHAPE, NONE, NONE, .whole = true,
		.doc = "a cell begins or ends with space"),
	CHECK(TRUNCATION_SUSPECT, "truncation_suspect", SHAPE, NONE, NONE, .whole = true,
		.doc = "cells, numbers or the count of records end at a limit of well-known "
			"programs"),

	CHECK(REQUIRED, "required", COLUMN, ONE, NONE, .doc = "the cell is blank"),
	CHECK(COMPLETENESS, "completeness", COLUMN, ONE, NONE,
		.doc = "the cell is blank; for thresholds on the share, tells no records"),
	CHECK(TYPE, "type", COLUMN, ONE, TYPE, NEEDED, .doc = "the cell is none of this type"),
	CHECK(ACCEPTED, "accepted", COLUMN, ONE, LIST, NEEDED,
		.doc = "the cell is none of these words, in any case"),
	CHECK(IN_FILE, "in_file", COLUMN, ONE, FILE, NEEDED,
		.doc = "the cell is not in this column of the file, or that of its own name"),
	CHECK(PATTERN, "pattern", COLUMN, ONE, PATTERN, NEEDED,
		.doc = "the pattern matches nowhere in the cell"),
	CHECK(MIN, "min", COLUMN, ONE, LOW, NEEDED, .doc = "the cell is below this"),
	CHECK(MAX, "max", COLUMN, ONE, HIGH, NEEDED, .doc = "the cell is above this"),
	CHECK(BETWEEN, "between", COLUMN, ONE, RANGE, NEEDED,
		.doc = "the cell is out of this range"),
	CHECK(LENGTH, "length", COLUMN, ONE, COUNTS, NEEDED,
		.doc = "the cell has fewer or more characters than this"),
	CHECK(SCALE, "scale", COLUMN, ONE, COUNT, NEEDED,
		.doc = "the number has more digits than this behind its point"),
	CHECK(NOT_SENTINEL, "not_sentinel", COLUMN, ONE, LIST,
		.doc = "the cell is one of these words, or else one that people write for lack of "
			"a value: test, unknown, xxx, 待定"),
	CHECK(NOT_FUTURE, "not_future", COLUMN, ONE, DAYS,
		.doc = "the date is after the as-of date, by more than these days"),
	CHECK(NOT_PAST, "not_past", COLUMN, ONE, DAYS,
		.doc = "the date is before the as-of date, by more than these days"),
	CHECK(UNIQUE, "unique", COLUMN, ONE, NONE, .doc = "an earlier record has the same value"),
	CHECK(UNIQUE_COMBO, "unique_combo", COLUMN, NONE, PAIR, NEEDED,
		.doc = "an earlier record has the same values in all of these columns, of which "
			"the first is filled"),
	CHECK(MONOTONIC, "monotonic", COLUMN, ONE, NONE,
		.doc = "the value is less than that of the record before"),
	CHECK(CONSTANT, "constant", COLUMN, ONE, NONE,
		.doc = "the value is not the most frequent one"),
	CHECK(ONE_TYPE, "one_type", COLUMN, ONE, SHARE,
		.doc = "fewer than this share of the cells, or else 90%, look like one type"),

	CHECK(EXPR, "expr", ROW, MAY, EXPR, NEEDED, .doc = "the expression is not true"),
	CHECK(REQUIRED_WHEN, "required_when", ROW, ONE, EXPR, NEEDED,
		.doc = "the expression is true and the cell is blank"),
	CHECK(FORBIDDEN_WHEN, "forbidden_when", ROW, MAY, EXPR, NEEDED,
		.doc = "the expression is true, and the cell is filled if a column is named"),
	CHECK(DATE_ORDER, "date_order", ROW, NONE, PAIR, NEEDED,
		.doc = "one of these dates is after a later one of them; blank ones do not count"),
	CHECK(SUM_OF, "sum_of", ROW, ONE, COLUMNS, NEEDED,
		.doc = "the amount is not the sum of these columns"),
	CHECK(CURRENCY_CONSISTENT, "currency_consistent", ROW, NONE, NONE,
		.doc = "an amount names another currency than its column or its record"),

	CHECK(PAST_DUE_CLOSE, "past_due_close", SALES, NONE, DAYS,
		.doc = "an open deal should have closed before the as-of date, by more than these "
			"days"),
	CHECK(STALE, "stale", SALES, NONE, DAYS, NEEDED,
		.doc = "nothing has happened on an open deal for more than these days"),
	CHECK(NO_NEXT_STEP, "no_next_step", SALES, NONE, NONE,
		.doc = "an open deal has no next step"),
	CHECK(NO_OWNER, "no_owner", SALES, NONE, NONE, .doc = "nobody owns the deal"),
	CHECK(INACTIVE_OWNER, "inactive_owner", SALES, NONE, NONE,
		.doc = "the owner has left or is on no roster; needs --reps"),
	CHECK(ZERO_AMOUNT, "zero_amount", SALES, NONE, NONE,
		.doc = "the amount is blank or zero"),
	CHECK(PUSHED, "pushed", SALES, NONE, COUNT, NEEDED,
		.doc = "the close date of an open deal was moved out so often or more"),
	CHECK(STUCK, "stuck", SALES, NONE, DAYS, NEEDED,
		.doc = "an open deal has been in its stage for more than these days"),
	CHECK(WON_WITHOUT_DATE, "won_without_date", SALES, NONE, NONE,
		.doc = "a deal is won and has no date on which it closed"),
	CHECK(CLOSED_IN_OPEN_STAGE, "closed_in_open_stage", SALES, NONE, NONE,
		.doc = "a deal is closed by its status or date and stands in an open stage"),
	CHECK(PROBABILITY_VS_STAGE, "probability_vs_stage", SALES, NONE, NONE,
		.doc = "an open deal has a probability of 0 or 1, a won one not 1, a lost one not "
			"0"),
	CHECK(ORPHAN, "orphan", SALES, NONE, NONE,
		.doc = "a deal has neither an account nor a customer_id"),
	CHECK(TERRITORY_MISMATCH, "territory_mismatch", SALES, NONE, NONE,
		.doc = "the region of the deal is not its owner's; needs --reps"),
	CHECK(SPLIT_NOT_100, "split_not_100", SALES, MAY, COLUMNS,
		.doc = "shares of one deal, or of one value of these columns, do not add to 1"),
	CHECK(STAGE_UNKNOWN, "stage_unknown", SALES, NONE, NONE,
		.doc = "the stage is none of the stage model; needs --stages"),
	CHECK(STAGE_FIELD, "stage_field", SALES, NONE, NONE,
		.doc = "a field is blank that the stage requires; needs --stages"),
	CHECK(STAGE_ACTIVITY, "stage_activity", SALES, NONE, NONE,
		.doc = "an activity is not there that the stage requires; needs --stages and "
			"--activities"),
	CHECK(STAGE_SKIP, "stage_skip", SALES, NONE, NONE,
		.doc = "a deal went past a stage without entering it; needs --history"),
	CHECK(STAGE_REGRESSION, "stage_regression", SALES, NONE, NONE,
		.doc = "a deal went back to an earlier stage; needs --history"),
	CHECK(STAGE_REPEAT, "stage_repeat", SALES, NONE, NONE,
		.doc = "a deal entered a stage again; needs --history"),
	CHECK(ILLEGAL_TRANSITION, "illegal_transition", SALES, NONE, MOVES, NEEDED,
		.doc = "a deal made one of these moves; needs --history"),
	CHECK(STAGE_TOO_LONG, "stage_too_long", SALES, NONE, NONE,
		.doc = "a deal is in its stage for longer than the stage model allows; needs "
			"--stages"),
	CHECK(EDIT_AFTER_CLOSE, "edit_after_close", SALES, NONE, DAYS,
		.doc = "a deal was changed after it was closed, by more than these days"),
	CHECK(AMOUNT_JUMP, "amount_jump", SALES, NONE, NUMBER, NEEDED,
		.doc = "the amount changed by more than this share at once; needs --history"),
	CHECK(HISTORY_ORDER, "history_order", SALES, NONE, NONE,
		.doc = "a stage was entered before the deal was created, after it closed, or in "
			"the future; needs --history"),
	CHECK(HISTORY_DIFFERS, "history_differs", SALES, NONE, NONE,
		.doc = "the stage of the deal is not the last one of its history, or a history is "
			"of no deal; needs --history"),
	CHECK(QUARTER_END_BUNCHING, "quarter_end_bunching", SALES, NONE, SHARE, NEEDED,
		.doc = "more than this share of the deals close on the last days of a quarter"),
	CHECK(ROUND_NUMBER_BUNCHING, "round_number_bunching", SALES, NONE, SHARE, NEEDED,
		.doc = "more than this share of the amounts are round numbers"),

	CHECK(ROW_COUNT, "row_count", DATASET, NONE, COUNTS, NEEDED, .whole = true,
		.doc = "there are fewer or more records than this"),
	CHECK(ROW_COUNT_CHANGE, "row_count_change", DATASET, NONE, NUMBER, NEEDED, .whole = true,
		.doc = "there are more or fewer records than earlier, by more than this share; "
			"needs --earlier"),
	CHECK(FRESHNESS, "freshness", DATASET, ONE, DAYS, NEEDED,
		.doc = "the newest date is older than these days on the as-of date"),
	CHECK(LOG_LAG, "log_lag", DATASET, NONE, LAG, NEEDED,
		.doc = "the second date is more than these days after the first"),
	CHECK(SCHEMA_CHANGE, "schema_change", DATASET, NONE, NONE, .whole = true,
		.doc = "columns are new, gone or moved since earlier; needs --earlier"),
	CHECK(DISTRIBUTION_SHIFT, "distribution_shift", DATASET, ONE, NUMBER, NEEDED, .whole = true,
		.doc = "the population stability index against earlier is above this; needs "
			"--earlier"),
	CHECK(CONCENTRATION, "concentration", DATASET, ONE, SHARE, NEEDED,
		.doc = "one value of the column has more than this share"),
	CHECK(TOTAL_RECONCILES, "total_reconciles", DATASET, MAY, NUMBER, .whole = true,
		.doc = "the total is not that of the other file, within this amount; needs "
			"--reconcile"),
	CHECK(ROWS_RECONCILE, "rows_reconcile", DATASET, NONE, COLUMNS, .whole = true,
		.doc = "a record has no fellow with these columns in the other file, or differs "
			"from it; needs --reconcile"),
	CHECK(DUPLICATE_EXACT, "duplicate_exact", DATASET, NONE, COLUMNS,
		.doc = "an earlier record has the same cells in these columns, or else in all"),
	CHECK(DUPLICATE_FUZZY, "duplicate_fuzzy", DATASET, NONE, LIKENESS, NEEDED,
		.doc = "an earlier record is probably of the same thing"),
	CHECK(REFERENTIAL, "referential", DATASET, ONE, FILE,
		.doc = "the cell is not among the keys of the other file; needs --ref, or a file "
			"here"),
	CHECK(UNUSED, "unused", DATASET, ONE, NONE, .whole = true,
		.doc = "a key of the other file is in no record; needs --ref"),
};

static const struct {
	const char *form, *doc;
} args_kinds[SOPS_ARGS_KINDS] = {
	[SOPS_ARGS_NONE] = { "", "" },
	[SOPS_ARGS_EXPR] = { "EXPR", "an expression that is true or false" },
	[SOPS_ARGS_NUMBER] = { "NUMBER", "a number, 0 or more, or a share such as 15%" },
	[SOPS_ARGS_SHARE] = { "SHARE", "a share from 0% to 100%, or from 0 to 1" },
	[SOPS_ARGS_COUNT] = { "COUNT", "a whole number, 0 or more" },
	[SOPS_ARGS_DAYS] = { "DAYS", "a whole number of days, 0 to 1000000" },
	[SOPS_ARGS_LOW] = { "NUMBER", "a number, or a date YYYY-MM-DD" },
	[SOPS_ARGS_HIGH] = { "NUMBER", "a number, or a date YYYY-MM-DD" },
	[SOPS_ARGS_RANGE] = { "LOW..HIGH", "LOW..HIGH, LOW.. or ..HIGH, of numbers or of dates" },
	[SOPS_ARGS_COUNTS] = { "LOW..HIGH", "LOW..HIGH, LOW.. or ..HIGH, of whole numbers" },
	[SOPS_ARGS_LIST] = { "WORD|WORD", "words, separated by |" },
	[SOPS_ARGS_PATTERN] = { "PATTERN", "a regular expression" },
	[SOPS_ARGS_TYPE] = { "TYPE", "a type of cell" },
	[SOPS_ARGS_COLUMNS] = { "COLUMN|COLUMN", "columns, separated by |" },
	[SOPS_ARGS_PAIR] = { "COLUMN|COLUMN", "two or more columns, separated by |" },
	[SOPS_ARGS_LAG] = { "FROM|TO@DAYS", "two columns of dates and days, as in start|end@7" },
	[SOPS_ARGS_FILE] = { "FILE:COLUMN", "a file, or FILE:COLUMN" },
	[SOPS_ARGS_MOVES] = { "FROM>TO|FROM>TO", "moves FROM>TO between stages, separated by |" },
	[SOPS_ARGS_LIKENESS] = { "COLUMN=LIKENESS|COLUMN=LIKENESS@SHARE",
		"columns and how they are alike, as in name=company|phone=phone@0.9" },
};

static const char *const layers[SOPS_LAYERS] = {
	[SOPS_LAYER_SHAPE] = "shape",
	[SOPS_LAYER_COLUMN] = "column",
	[SOPS_LAYER_ROW] = "row",
	[SOPS_LAYER_SALES] = "sales",
	[SOPS_LAYER_DATASET] = "dataset",
};

static const char *const types[SOPS_CELL_TYPES] = {
	[SOPS_IS_INTEGER] = "integer",
	[SOPS_IS_DECIMAL] = "decimal",
	[SOPS_IS_MONEY] = "money",
	[SOPS_IS_PERCENT] = "percent",
	[SOPS_IS_DATE] = "date",
	[SOPS_IS_DATETIME] = "datetime",
	[SOPS_IS_BOOL] = "bool",
	[SOPS_IS_EMAIL] = "email",
	[SOPS_IS_PHONE] = "phone",
	[SOPS_IS_URL] = "url",
	[SOPS_IS_DOMAIN] = "domain",
	[SOPS_IS_SALESFORCE_ID] = "salesforce_id",
	[SOPS_IS_COUNTRY] = "country",
	[SOPS_IS_CURRENCY] = "currency",
	[SOPS_IS_ID] = "id",
	[SOPS_IS_CANONICAL] = "canonical",
};

const struct sops_check *sops_checks_at(enum sops_check_number number)
{
	return &checks[number];
}

int sops_checks_find(struct sops_field name)
{
	for (int i = 0; i < SOPS_CHECKS; i++)
		if (sops_field_equal(sops_field_of(checks[i].name), name))
			return i;
	return -1;
}

const char *sops_layer_name(enum sops_layer layer)
{
	return layers[layer];
}

const char *sops_args_form(enum sops_args_kind kind)
{
	return args_kinds[kind].form;
}

const char *sops_args_doc(enum sops_args_kind kind)
{
	return args_kinds[kind].doc;
}

const char *sops_cell_type_name(enum sops_cell_type type)
{
	return types[type];
}
