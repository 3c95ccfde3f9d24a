/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.h: the rules of an audit: what is checked, how grave it is, and why.
 *
 * Every canonical table has rules of its own, built in (lib/rules/TABLE.csv; those of any.csv
 * belong to every table). A user's file, a CSV of the same columns, adds rules, changes them and
 * switches them off:
 *
 *	id,severity,check,column,args,where,warn_if,fail_if,message,owner,means,why,fix
 *	amount_needed,error,required,amount,,"stage in (""Proposal"", ""Won"")",,>1%,,,,,
 *	stale_deal,off,,,,,,,,,,,
 *	big_deal,warn,expr,,amount < 1e6 || !empty(approved_by),,,,,,,,
 *
 *	id	letters, digits, _ and -; one that is there already changes that rule: every cell
 *		that is not blank takes the place of the old one; none in where, args, warn_if,
 *		fail_if, message or owner takes the old one away
 *	severity	error, warn, info or off; blank in a new rule: error
 *	check	one of checks.h; needed for a new rule
 *	column	a role of the table, or a header
 *	args	as the check takes them (checks.h)
 *	where	an expression: only records for which it is true are checked
 *	warn_if, fail_if	thresholds, see below; blank: any failure is as grave as the
 *		severity says
 *	message	in place of the check's own words; {name} is the record's cell of that column
 *	owner	who has to see to it
 *	means, why, fix	what the rule says, why it matters, and what to do
 *
 * Columns may stand in any order, and all but id may be missing; one that is none of these is
 * refused, so that no misspelt threshold is lost. An unknown check, severity, threshold, argument
 * or expression is SOPS_EUSAGE with file, line, column and what was meant. So is a file that has
 * an id twice, and a new id without a check: a slip in the id of a built-in rule. Whether a column
 * is there is not known here: it may be a header of the file that is going to be read.
 *
 * A threshold is an operator and a number: >0, >=5, >1%, <99.5%. > and >= look at what failed:
 * records, or their share of those that were checked; < and <= look at what passed. Records are a
 * whole number, a share is 0% to 100%.
 */
#ifndef SOPS_RULES_H
#define SOPS_RULES_H

#include <sops/checks.h>
#include <sops/columns.h>
#include <sops/date.h>
#include <sops/duplicates.h>
#include <sops/table.h>

enum sops_severity {
	SOPS_SEVERITY_OFF,
	SOPS_SEVERITY_INFO,
	SOPS_SEVERITY_WARN,
	SOPS_SEVERITY_ERROR,
};

const char *sops_severity_name(enum sops_severity severity);

struct sops_threshold {
	enum { SOPS_THRESHOLD_NONE, SOPS_ABOVE, SOPS_AT_LEAST, SOPS_BELOW, SOPS_AT_MOST } op;
	struct sops_money limit; /* exact; of a share 0 to 1 */
	bool share;
	const char *text; /* as written */
};

/* SOPS_EUSAGE: "5" is no threshold (write >0, >=5, >1% or <99.5%). The text is borrowed. */
int sops_threshold_parse(struct sops_threshold *out, const char *text, struct sops_error *err);
/* Whether it is crossed. The comparison is exact; a share of nothing is crossed by nothing. */
bool sops_threshold_crossed(const struct sops_threshold *threshold, int64_t checked,
	int64_t failed);

/*
 * Arguments as the check takes them; which members count is the kind of the check's args.
 *
 * LIKENESS is for SOPS_CHECK_DUPLICATE_FUZZY: name=company*2|phone=phone|city@0.85 compares names
 * as companies and with twice the weight, telephones as such, and cities as texts, for nothing is
 * said of them; records that are alike to 0.85 are one thing. Without @ it is 0.9.
 */
struct sops_args {
	const char *text;            /* as written, NULL: none */
	struct sops_money low, high; /* NUMBER, SHARE, COUNT, LIKENESS: low; LOW, HIGH, RANGE,
	                                COUNTS: both, blank is open */
	sops_date from, to;          /* LOW, HIGH, RANGE of dates: both; or blank */
	bool dates;
	int64_t days; /* DAYS, LAG */
	enum sops_cell_type type;
	const struct sops_field *list; /* LIST, COLUMNS, PAIR, LAG, LIKENESS; MOVES: from, to, from,
	                                  to …; FILE: file and column, the second may be blank */
	size_t n_list;
	const struct sops_duplicates_field *like; /* LIKENESS: of each column of the list */
};

struct sops_rule {
	const char *id;
	enum sops_severity severity;
	enum sops_check_number check;
	const char *column;  /* or NULL, as all texts below */
	struct sops_args args;
	const char *where;
	struct sops_threshold warn_if, fail_if;
	const char *message, *owner, *means, *why, *fix;
	const char *file;    /* where it was written or changed last; NULL: built in */
	uint64_t line;
	bool own_column, own_args, own_where, own_message; /* the user wrote it, and the columns
	                        that it names have to be there */
	bool kept;           /* it was not chosen, but cannot be off */
};

struct sops_rules;

/* The built-in rules of a table, which is borrowed; NULL: those of every table. */
int sops_rules_new(struct sops_rules **out, const struct sops_schema *table,
	struct sops_error *err);
void sops_rules_free(struct sops_rules *rules);

/* Adds a user's file, from an open descriptor; name is what messages call it. */
int sops_rules_read(struct sops_rules *rules, int fd, const char *name, struct sops_error *err);
/* Adds a rule that every record satisfies the expression: its id is the expression's number,
 * expr_1, and its severity error. */
int sops_rules_expr(struct sops_rules *rules, const char *text, struct sops_error *err);
/* The columns of such a file, in the order above. */
#define SOPS_RULE_CELLS 13
struct sops_field sops_rule_cell_name(size_t cell);
/* A rule more, or a change, as one row of such a file would be; texts are copied. Cells are NULL or
 * blank where nothing is said. */
int sops_rules_add(struct sops_rules *rules, const char *const cells[SOPS_RULE_CELLS],
	struct sops_error *err);
/* Keeps only the rules whose ids are listed, separated by commas, and those that cannot be off: a
 * record that cannot be read is never left out in silence. SOPS_EUSAGE: no rule "x". */
int sops_rules_only(struct sops_rules *rules, const char *list, struct sops_error *err);

/* In order: built in, as listed; then the user's. Those that are off are among them. Borrowed. */
size_t sops_rules_count(const struct sops_rules *rules);
const struct sops_rule *sops_rules_at(const struct sops_rules *rules, size_t index);
/* The index of the rule of that id, or -1. */
int sops_rules_find(const struct sops_rules *rules, struct sops_field id);

/* The rules as a table: the columns of a rule file, every rule a row. */
int sops_rules_table(struct sops_table **out, const struct sops_rules *rules,
	struct sops_error *err);
/* All checks: check, layer, column, args, means. */
int sops_checks_table(struct sops_table **out, struct sops_error *err);

#endif
