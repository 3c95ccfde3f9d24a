/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit.h: what sops-audit.c is made of. */
#ifndef AUDIT_H
#define AUDIT_H

#include "cli_private.h"

#include <sops/audit.h>

/* What the table is held against (audit_sides.c). */
struct audit_sides {
	/* as options say */
	const char *history, *activities, *stages, *moves, *reps, *earlier, *reconcile, *on, *sum,
		*tolerance, *baseline;
	struct cli_list refs;
	/* borrowed: what is to know of it */
	struct sops_audit_options *audit;
	struct sops_rules *rules;
	/* as it was read */
	struct sops_audit_reference *references;
	struct {
		char *path, *named;
	} *files; /* that rules name */
	size_t n_files;
	struct sops_process *process;
	struct sops_conformance_history *visits;
	struct sops_conformance_activities *done;
	struct sops_roster *roster;
	struct sops_reconcile *second;
	struct sops_earlier *before;
};

/* Adds rules for columns that --ref names and no rule looks up. */
int audit_sides_read(struct audit_sides *sides, struct cli *cli, struct sops_error *err);
void audit_sides_free(struct audit_sides *sides);
/* The file of cli_command. */
const char *audit_sides_file(const struct audit_sides *sides, size_t i, const char **named);

/* Where records go that have no warning or error, and those that have (audit_sort.c). */
struct audit_sort {
	const char *pass, *rejects; /* as options say; or NULL */
	struct cli_output good, bad;
	int64_t passed, rejected;
};

#define AUDIT_SORT_INIT { .good = { .fd = -1 }, .bad = { .fd = -1 } }

/* Nothing, unless one of them is asked for. */
int audit_sort_open(struct audit_sort *sort, struct cli *cli, struct sops_audit_options *audit,
	struct sops_error *err);
int audit_sort_close(struct audit_sort *sort, struct cli *cli, struct sops_error *err);
void audit_sort_drop(struct audit_sort *sort);

#endif
