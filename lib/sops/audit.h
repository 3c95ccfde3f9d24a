/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.h: what is wrong with a table, by rules.
 *
 * Every record of the input is held against every rule (rules.h) that is on. A rule looks at the
 * records for which its condition is true and which have something to look at: these are the
 * checked ones. Those that do not pass are the failed ones, and each is a finding: where it
 * stands, which record it is, which column and value, and what is wrong with it in words.
 *
 *	share	failed / checked; blank where nothing was checked
 *	status	idle	nothing could be checked: a column or a file that the rule needs is
 *			not there
 *		ok	nothing failed, or no threshold was crossed
 *		info, warn, error	something failed: as grave as the rule's severity; of a
 *			rule with thresholds: warn where warn_if is crossed, error where fail_if is
 *
 * A record that cannot be read as one (a quote in the wrong place, a field too many, bytes that
 * are no text) is a finding of the shape layer and nothing else of it is checked. A cell that
 * cannot be read is a finding of the rules with the check type, and counts as blank for rules that
 * compare values; required looks at the cell and takes it for filled.
 *
 * A baseline knows findings of an earlier audit: they are neither listed nor counted as failed, and
 * a note says how many there are, and how many were not found again.
 *
 * Counts are always complete. samples limits how many findings of a rule are listed, the first
 * ones; a note says how many are not.
 *
 * Findings come by record, in the order of the input, and of one record in the order of the rules;
 * those of the header first, those of the table as a whole last.
 *
 * States merge: findings are kept with the byte at which their record begins, and lines and
 * records are counted by part of the file, so that any split gives the same findings.
 *
 * Memory: a finding takes its texts and about 50 bytes until the end; with samples, or for the
 * summary alone, they are not kept. Rules of uniqueness keep every different value once; those of
 * duplicates what duplicates.h says.
 */
#ifndef SOPS_AUDIT_H
#define SOPS_AUDIT_H

#include <sops/baseline.h>
#include <sops/conformance.h>
#include <sops/earlier.h>
#include <sops/metric.h>
#include <sops/reconcile.h>
#include <sops/reference.h>
#include <sops/roster.h>
#include <sops/rules.h>
#include <sops/score.h>

enum sops_audit_view {
	SOPS_AUDIT_FINDINGS,
	SOPS_AUDIT_SUMMARY, /* a row a rule */
	SOPS_AUDIT_SCORE,   /* a row a dimension of quality (score.h) */
	SOPS_AUDIT_COLUMNS, /* a row a column of the file (column_profile.h) */
	SOPS_AUDIT_PATHS,   /* a row a way that deals went (conformance.h) */
	SOPS_AUDIT_OWNERS,  /* a row an owner: who keeps to the process */
	SOPS_AUDIT_FIXED,   /* findings of the baseline that were not found again */
	SOPS_AUDIT_VIEWS,
};

/* What a column of the input refers to. */
struct sops_audit_reference {
	const char *column; /* of the rules that look it up; those without a file of their own */
	const char *rule;   /* or the id of the one rule, which names its file itself; or NULL */
	const struct sops_reference *reference;
};

/* What came of an audit, for its exit status. */
struct sops_audit_verdict {
	int64_t records, findings;
	int64_t rules[SOPS_SEVERITY_ERROR + 1]; /* by status: how many; of 0 those that are ok */
	int64_t idle;
};

/* A record that has been looked at. */
struct sops_audit_record {
	bool clean;               /* no finding of it is a warning or an error */
	struct sops_place place;
	struct sops_field header; /* bytes of the header's line; of the record NULL */
	bool mark;                /* a byte order mark stands before the header */
	struct sops_field raw;    /* bytes of the record; */
	struct sops_field line;   /* of one that is clean, with its line end */
	struct sops_field reasons; /* "rule: message", separated by "; " */
};

struct sops_audit_plan;

struct sops_audit_options {
	const struct sops_rules *rules;   /* of the table, borrowed */
	const struct sops_schema *schema; /* the table */
	enum sops_audit_view view;
	const char *key;  /* columns that identify a record, by commas; NULL: the table's id */
	int64_t samples;  /* of a rule, findings that are listed at most; 0: all */
	/* What the table is held against; each may be missing, and its rules are then idle. */
	const struct sops_audit_reference *references;
	size_t n_references;
	const struct sops_roster *roster; /* whose group is the region */
	const struct sops_reconcile *reconcile;
	const struct sops_earlier *earlier;
	struct sops_conformance_options process; /* as_of and profile are the context's */
	struct sops_baseline *baseline; /* findings that it knows are neither listed nor counted;
	                                   it is used up */
	/* Or NULL. Is told of every record when it has been looked at, in order, by one thread:
	 * whether it is clean, as far as can be told by then, its bytes, and what is wrong with it;
	 * and first, with raw.at NULL, of the header alone. That another record is like it may
	 * turn out later. */
	int (*sort)(void *to, const struct sops_audit_record *record, struct sops_error *err);
	void *sort_to;
	struct sops_score score;        /* weights */
	struct sops_column_profile_options columns;
	struct sops_buffer *junit;      /* takes the result as JUnit XML, too; or NULL */
	enum sops_severity fail_on;     /* from which a rule has failed there; OFF: none has */
	struct sops_audit_verdict *verdict; /* is filled with the result; or NULL */
	size_t threads; /* that may put together what several have found; 0: one */
	struct sops_audit_plan *plan;       /* by sops_audit_prepare */
};

/* Makes the plan from all other options, which must not change any more; and frees it. */
int sops_audit_prepare(struct sops_audit_options *options, struct sops_error *err);
void sops_audit_release(struct sops_audit_options *options);

/* Whether rules look at the dates of a column, and none at whether they can be read: then those
 * that read in two ways are passed over, and nobody is told. */
bool sops_audit_passes_over(const struct sops_audit_options *options,
	const struct sops_columns *columns, size_t column);

/* The metric over the rows of the table, in place of sops_audit_metric, which is over deals. */
struct sops_metric sops_audit_metric_of(const struct sops_schema *schema);

SOPS_METRIC_API(audit, struct sops_whole, struct sops_audit_options);

#endif
