/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * checks.h: what a rule of sops-audit can check.
 *
 * A check is a kind of test with a name and, perhaps, a column and arguments; a rule (rules.h) is
 * a check of something for a reason. Checks come in five layers:
 *
 *	shape	bytes and lines: what any file can have wrong
 *	column	the cells of one column, each by itself
 *	row	the cells of one record together
 *	sales	what the process demands of a deal
 *	dataset	the table as a whole, or beside another
 */
#ifndef SOPS_CHECKS_H
#define SOPS_CHECKS_H

#include <sops/money.h>

enum sops_layer {
	SOPS_LAYER_SHAPE,
	SOPS_LAYER_COLUMN,
	SOPS_LAYER_ROW,
	SOPS_LAYER_SALES,
	SOPS_LAYER_DATASET,
	SOPS_LAYERS,
};

/* Names are these in lower case: SOPS_CHECK_RAGGED_SHORT is ragged_short. */
enum sops_check_number {
	/* shape */
	SOPS_CHECK_ENCODING,
	SOPS_CHECK_BOM,
	SOPS_CHECK_NUL_BYTE,
	SOPS_CHECK_UNCLOSED_QUOTE,
	SOPS_CHECK_STRAY_QUOTE,
	SOPS_CHECK_LONE_RETURN, /* a carriage return that ends no line */
	SOPS_CHECK_RAGGED_SHORT,
	SOPS_CHECK_RAGGED_LONG,
	SOPS_CHECK_BLANK_ROW,
	SOPS_CHECK_MIXED_NEWLINES,
	SOPS_CHECK_NO_FINAL_NEWLINE,
	SOPS_CHECK_TITLE_ROW,
	SOPS_CHECK_BLANK_LABEL,
	SOPS_CHECK_DUPLICATE_LABEL,
	SOPS_CHECK_MISSING_COLUMN,
	SOPS_CHECK_EXTRA_COLUMN,
	SOPS_CHECK_COLUMN_ORDER,
	SOPS_CHECK_FIELD_TOO_LONG,
	SOPS_CHECK_CONTROL_CHAR,
	SOPS_CHECK_FORMULA_CELL,
	SOPS_CHECK_EDGE_WHITESPACE,
	SOPS_CHECK_TRUNCATION_SUSPECT,
	/* column */
	SOPS_CHECK_REQUIRED,
	SOPS_CHECK_COMPLETENESS, /* share of filled cells, for thresholds; finds no records */
	SOPS_CHECK_TYPE,
	SOPS_CHECK_ACCEPTED,
	SOPS_CHECK_IN_FILE,
	SOPS_CHECK_PATTERN,
	SOPS_CHECK_MIN,
	SOPS_CHECK_MAX,
	SOPS_CHECK_BETWEEN,
	SOPS_CHECK_LENGTH,
	SOPS_CHECK_SCALE,
	SOPS_CHECK_NOT_SENTINEL,
	SOPS_CHECK_NOT_FUTURE,
	SOPS_CHECK_NOT_PAST,
	SOPS_CHECK_UNIQUE,
	SOPS_CHECK_UNIQUE_COMBO,
	SOPS_CHECK_MONOTONIC,
	SOPS_CHECK_CONSTANT,
	SOPS_CHECK_ONE_TYPE,
	/* row */
	SOPS_CHECK_EXPR,
	SOPS_CHECK_REQUIRED_WHEN,
	SOPS_CHECK_FORBIDDEN_WHEN,
	SOPS_CHECK_DATE_ORDER,
	SOPS_CHECK_SUM_OF,
	SOPS_CHECK_CURRENCY_CONSISTENT,
	/* sales */
	SOPS_CHECK_PAST_DUE_CLOSE,
	SOPS_CHECK_STALE,
	SOPS_CHECK_NO_NEXT_STEP,
	SOPS_CHECK_NO_OWNER,
	SOPS_CHECK_INACTIVE_OWNER,
	SOPS_CHECK_ZERO_AMOUNT,
	SOPS_CHECK_PUSHED,
	SOPS_CHECK_STUCK,
	SOPS_CHECK_WON_WITHOUT_DATE,
	SOPS_CHECK_CLOSED_IN_OPEN_STAGE,
	SOPS_CHECK_PROBABILITY_VS_STAGE,
	SOPS_CHECK_ORPHAN,
	SOPS_CHECK_TERRITORY_MISMATCH,
	SOPS_CHECK_SPLIT_NOT_100,
	SOPS_CHECK_STAGE_UNKNOWN,
	SOPS_CHECK_STAGE_FIELD,     /* a field that the stage model requires is blank */
	SOPS_CHECK_STAGE_ACTIVITY,  /* an activity that the stage model requires is not there */
	SOPS_CHECK_STAGE_SKIP,
	SOPS_CHECK_STAGE_REGRESSION,
	SOPS_CHECK_STAGE_REPEAT,
	SOPS_CHECK_ILLEGAL_TRANSITION,
	SOPS_CHECK_STAGE_TOO_LONG,  /* longer in a stage than the model's max_days */
	SOPS_CHECK_EDIT_AFTER_CLOSE,
	SOPS_CHECK_AMOUNT_JUMP,
	SOPS_CHECK_HISTORY_ORDER,   /* history before creation, after close, in the future */
	SOPS_CHECK_HISTORY_DIFFERS, /* the deal's stage is not the last one of its history */
	SOPS_CHECK_QUARTER_END_BUNCHING,
	SOPS_CHECK_ROUND_NUMBER_BUNCHING,
	/* dataset */
	SOPS_CHECK_ROW_COUNT,
	SOPS_CHECK_ROW_COUNT_CHANGE,
	SOPS_CHECK_FRESHNESS,
	SOPS_CHECK_LOG_LAG,
	SOPS_CHECK_SCHEMA_CHANGE,
	SOPS_CHECK_DISTRIBUTION_SHIFT,
	SOPS_CHECK_CONCENTRATION,
	SOPS_CHECK_TOTAL_RECONCILES,
	SOPS_CHECK_ROWS_RECONCILE,
	SOPS_CHECK_DUPLICATE_EXACT,
	SOPS_CHECK_DUPLICATE_FUZZY,
	SOPS_CHECK_REFERENTIAL,
	SOPS_CHECK_UNUSED, /* the other way round */
	SOPS_CHECKS,
};

/* How the arguments of a check are written. Numbers are exact decimals, 15% is 0.15. */
enum sops_args_kind {
	SOPS_ARGS_NONE,
	SOPS_ARGS_EXPR,     /* an expression of expr.h that gives a truth */
	SOPS_ARGS_NUMBER,   /* a number, 0 or more */
	SOPS_ARGS_SHARE,    /* a number from 0 to 1 */
	SOPS_ARGS_COUNT,    /* a whole number, 0 or more */
	SOPS_ARGS_DAYS,     /* a whole number of days, 0 or more */
	SOPS_ARGS_LOW,      /* a number of any sign, or a date YYYY-MM-DD: the low end of a range */
	SOPS_ARGS_HIGH,     /* the same: the high end */
	SOPS_ARGS_RANGE,    /* LOW..HIGH, LOW.. or ..HIGH: both numbers, or both dates */
	SOPS_ARGS_COUNTS,   /* a range of whole numbers, 0 or more */
	SOPS_ARGS_LIST,     /* words, separated by | */
	SOPS_ARGS_PATTERN,  /* a PCRE2 pattern */
	SOPS_ARGS_TYPE,     /* one of the types below */
	SOPS_ARGS_COLUMNS,  /* names of columns, separated by | */
	SOPS_ARGS_PAIR,     /* two or more such names */
	SOPS_ARGS_LAG,      /* FROM|TO@DAYS: two columns of dates, and how far apart at most */
	SOPS_ARGS_FILE,     /* FILE, or FILE:COLUMN */
	SOPS_ARGS_MOVES,    /* FROM>TO|FROM>TO…: of stages; * is any */
	SOPS_ARGS_LIKENESS, /* COLUMN=LIKENESS*WEIGHT|…@SHARE: see rules.h */
	SOPS_ARGS_KINDS,
};

/* What SOPS_CHECK_TYPE asks of a cell. */
enum sops_cell_type {
	SOPS_IS_INTEGER,
	SOPS_IS_DECIMAL,
	SOPS_IS_MONEY,
	SOPS_IS_PERCENT,
	SOPS_IS_DATE,
	SOPS_IS_DATETIME,
	SOPS_IS_BOOL,
	SOPS_IS_EMAIL,
	SOPS_IS_PHONE,
	SOPS_IS_URL,
	SOPS_IS_DOMAIN,
	SOPS_IS_SALESFORCE_ID,
	SOPS_IS_COUNTRY,  /* ISO 3166-1, two or three letters */
	SOPS_IS_CURRENCY, /* ISO 4217 */
	SOPS_IS_ID,        /* not a number that a spreadsheet has rounded, 1.27E+10 */
	SOPS_IS_CANONICAL, /* what the column's role says it is */
	SOPS_CELL_TYPES,
};

enum sops_check_column {
	SOPS_COLUMN_NONE, /* a rule names no column */
	SOPS_COLUMN_ONE,  /* it has to */
	SOPS_COLUMN_MAY,
};

struct sops_check {
	const char *name;
	enum sops_layer layer;
	enum sops_args_kind args;
	bool args_needed; /* else they may be left out */
	enum sops_check_column column;
	bool always; /* cannot be off: where it fails nobody can tell which cell is which */
	bool whole;  /* of the file, not of records: a rule has no where */
	const char *doc; /* one line: when it fails */
};

/* By number; its name is NULL for none. */
const struct sops_check *sops_checks_at(enum sops_check_number number);
/* The number of the check of that name, or -1. */
int sops_checks_find(struct sops_field name);
const char *sops_layer_name(enum sops_layer layer);
/* How arguments are written, for people: LOW..HIGH; "" for none. */
const char *sops_args_form(enum sops_args_kind kind);
/* What they are: "a whole number of days"; "" for none. */
const char *sops_args_doc(enum sops_args_kind kind);
/* The name of a cell type. */
const char *sops_cell_type_name(enum sops_cell_type type);

#endif
