/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.h: the one expression language, for --where, audit rules and thresholds.
 *
 *	amount >= 10000 && stage in ("Proposal", "Negotiation")
 *	days(created, closed) > 90 || empty(next_step)
 *	matches(lower(account), "^acme") && month(close_date) == 2026-07
 *	`Deal Value (USD)` > 1.2e6 and 阶段 != "赢单"
 *
 * Literals: numbers (exact decimals: 10000, 1.5, 1.2e6, 15% which is 0.15), dates
 * (2026-07-15), months (2026-07), texts in double or single quotes with \" \'
 * \\ \n \t, true, false. Four digits, a hyphen and a digit begin a date: to
 * subtract, put spaces around the hyphen. Names: a header or a role; letters, digits
 * and _ (any script), not with a digit first; others in backticks, a backtick within
 * doubled, as `Name[2]` for the second column of that name. Words of the language and
 * names of functions may be in any case.
 *
 * Operators, loosest first: || or · && and · ! not · == = != <> < <= > >= in,
 * not in · + - · * / · unary -. Comparisons do not chain (a < b < c is refused).
 * && and || read from left to right and stop when they know.
 *
 * Types: number, date, month, text, truth, decided when the expression is bound to a
 * file. A column with a role has the role's type. Any other is what it is used
 * as: a number beside a number or in arithmetic, a date beside a date, a truth where
 * one is needed, otherwise text; two such columns are not put in an order. A text
 * literal beside a column that is no text is read as its cells are. Beside a role with
 * words of its own it is one of them: status == "won" is true of "Closed Won". Any
 * column will do where a function takes a text, and is its cell as it stands.
 *
 * Comparing: texts byte by byte; a date with a month by the date's month, so that
 * close_date < 2026-07 is before its first day and > after its last; two columns of
 * times by the instant, any other dates by the day; a share (15% or 0.15) only with
 * numbers from 0 to 1. x in (a, b) is x == a || x == b, x not in (a, b) is
 * x != a && x != b. Amounts in two currencies are neither compared nor added: "USD 5"
 * beside "EUR 4" is an error of that record; what a cell leaves unsaid its currency
 * column says, and what nothing says agrees with all.
 *
 * Arithmetic is exact; a quotient is rounded to 12 digits behind the point, half to
 * even. A date + or - a number is the day so many days away, a date - a date the
 * number of days between.
 *
 * Blank: arithmetic with a blank, a division by zero and a function of a blank are
 * blank; a comparison with a blank is false (so is !=), except that x == "" is
 * empty(x) and x != "" is not. A blank truth is false.
 *
 * Functions: empty(x) · matches(text, "regex") (PCRE2, UTF, with match limits)
 * · contains(text, "part") · starts(text, "part") · ends(text, "part")
 * · lower(text) · upper(text) · length(text) (characters) · days(from, to)
 * · day(date) · month(date) (the month, compares with 2026-07) · quarter(date)
 * (1 to 4) · year(date) · weekday(date) (1 Monday) · abs(x) · min(x, …)
 * · max(x, …) (of numbers or of dates) · round(x[, digits]) (half to even)
 * · if(truth, x, y) (reads only the one it gives) · today() (the as-of date)
 */
#ifndef SOPS_EXPR_H
#define SOPS_EXPR_H

#include <sops/values.h>

/* Evaluating changes it: one thread at a time. */
struct sops_expr;

enum sops_result_kind {
	SOPS_RESULT_BLANK,
	SOPS_RESULT_NUMBER,
	SOPS_RESULT_DATE,
	SOPS_RESULT_TEXT,
	SOPS_RESULT_TRUTH,
};

struct sops_result {
	enum sops_result_kind kind;
	union {
		struct sops_money number;
		sops_date date;
		struct sops_field text; /* valid until the next evaluation */
		bool truth;
	};
};

/*
 * Parses. SOPS_EUSAGE with the place in the text: expected a value at
 * character 12, near "&& &&"; unknown function "dayz" at character 1 (did you mean
 * "days"?). Length (64 KiB), nesting (200) and regex are limited.
 */
int sops_expr_new(struct sops_expr **out, const char *text, struct sops_error *err);
void sops_expr_free(struct sops_expr *expr);

/*
 * Finds the columns and settles the types; watches date and share columns.
 * The values are borrowed. as_of is what today() is. SOPS_EINPUT for an
 * unknown column, SOPS_EUSAGE for types that do not go together: stage (a text)
 * cannot be compared with 5 (a number). May be done again, for another file.
 */
int sops_expr_bind(struct sops_expr *expr, struct sops_values *values, sops_date as_of,
	struct sops_error *err);

/* The same for a condition: an expression whose result is no truth is refused. */
int sops_expr_bind_true(struct sops_expr *expr, struct sops_values *values, sops_date as_of,
	struct sops_error *err);

/* Whether a bound expression looks at the column. */
bool sops_expr_uses(const struct sops_expr *expr, int column);

/* Evaluates for one record; a month is given as a text, 2026-07. SOPS_EINPUT when a cell cannot
 * be read, two currencies meet, a pattern gives up, or on overflow. */
int sops_expr_eval(struct sops_expr *expr, const struct sops_record *record,
	struct sops_result *out, struct sops_error *err);

/* The same, as a condition; SOPS_EUSAGE when the result is no truth. A blank is false. */
int sops_expr_true(struct sops_expr *expr, const struct sops_record *record, bool *out,
	struct sops_error *err);

#endif
