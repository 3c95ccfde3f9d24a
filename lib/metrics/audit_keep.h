/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_keep.h: what tests keep of the records until the end. */
#ifndef SOPS_AUDIT_KEEP_H
#define SOPS_AUDIT_KEEP_H

#include <sops/group.h>

/* How many, and how many of them are so. */
struct sops__keep_pair {
	int64_t all, some;
};

/* The latest of so many days. */
struct sops__keep_latest {
	int64_t latest, count;
};

/* What the shares of one thing come to, and where the first of them is. */
struct sops__keep_split {
	int64_t first;
	struct sops_sum sum;
};

struct sops__keep_splits {
	struct sops_group *of; /* of struct sops__keep_split */
};

extern const struct sops_object sops__keep_splits;
extern const struct sops_object sops__keep_pair, sops__keep_latest;

/* What these modules keep. */
extern const struct sops_object sops__keep_reference, sops__keep_reconcile, sops__keep_profiles;

/* Makes what is not there yet. */
int sops__keep(const struct sops_object *self, void **kept, struct sops_error *err);

#endif
