/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * baseline.h: which findings of an audit were there before: an earlier audit's findings as CSV.
 *
 *	known    a finding that stands in the file, too
 *	new      one that does not
 *	fixed    a finding of the file that was not found again
 *
 * then = known + fixed; now = known + new. Two findings are the same when rule, key, column and
 * value are: lines, records, files, severities and messages are not compared, since records move,
 * exports are renamed and words get better. Without a key the value has to do. Texts are compared
 * without space around them, byte for byte.
 *
 * Each is counted as often as it is there: of three now that were two then, two are known, and the
 * third in the order of asking is new; of three then that are one now, the first line of the file
 * is known, and the two others are fixed. So findings are asked for in the order in which they
 * are reported, and all of them, also those that are too many to be shown.
 *
 * Source: the baselines of static analysers (suppressions by rule and context, not by line: SARIF
 * 2.1.0, 3.27.24 baselineState new, unchanged and absent).
 *
 * Edge cases: an empty file knows nothing. A null word (N/A) is a value as any other here.
 */
#ifndef SOPS_BASELINE_H
#define SOPS_BASELINE_H

#include <sops/finding.h>
#include <sops/input.h>
#include <sops/table.h>

/* The columns of findings, in the order in which sops-audit writes them. */
enum sops_findings_role {
	SOPS_FINDINGS_SEVERITY,
	SOPS_FINDINGS_RULE,
	SOPS_FINDINGS_FILE,
	SOPS_FINDINGS_LINE,
	SOPS_FINDINGS_RECORD,
	SOPS_FINDINGS_KEY,
	SOPS_FINDINGS_COLUMN,
	SOPS_FINDINGS_VALUE,
	SOPS_FINDINGS_MESSAGE,
	SOPS_FINDINGS_ROLES,
};

extern const struct sops_schema sops_findings;

/* What its input needs; that is opened with whole, too. */
#define SOPS_BASELINE_NEEDS \
	(SOPS_ROLE(SOPS_FINDINGS_RULE) | SOPS_ROLE(SOPS_FINDINGS_KEY) | \
	 SOPS_ROLE(SOPS_FINDINGS_COLUMN) | SOPS_ROLE(SOPS_FINDINGS_VALUE))

struct sops_baseline;

/* Reads all rows of an input of sops_findings. SOPS_EINPUT, with the place: a finding without a
 * rule. */
int sops_baseline_read(struct sops_baseline **out, struct sops_input *input,
	struct sops_error *err);
void sops_baseline_free(struct sops_baseline *baseline);

/* Whether the finding is known, which takes it off: ask once for each, in their order. */
int sops_baseline_take(bool *known, struct sops_baseline *baseline, struct sops_field rule,
	const struct sops_finding *finding, struct sops_error *err);

struct sops_baseline_counts {
	int64_t then, known, fresh, fixed; /* fresh: new */
};
struct sops_baseline_counts sops_baseline_counts(const struct sops_baseline *baseline);

/* Those that were not found again, in the order of the file: its rows in the columns above, blank
 * where it lacks one. */
int sops_baseline_fixed(struct sops_table **out, const struct sops_baseline *baseline,
	struct sops_error *err);

#endif
