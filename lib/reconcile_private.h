/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reconcile_private.h: the keys of two files, side by side. */
#ifndef SOPS_RECONCILE_PRIVATE_H
#define SOPS_RECONCILE_PRIVATE_H

#include <sops/reconcile.h>

/* A column of the key, or the amount, in either file. */
struct sops__pair {
	struct sops_field ours, theirs;
};

struct sops_reconcile {
	struct sops_reconcile_options options;
	struct sops__pair *on, sum;
	size_t n_on;
	struct sops_buffer name;
	struct sops_reconcile_rows theirs;
};

/* What is kept of a key and a currency: the group's key is that of both, joined by NUL. */
struct sops__reconcile_row {
	int64_t rows;
	int64_t first; /* offset in the main input, line of the other file */
	struct sops_short_sum amount;
};

/* A key in one of the files. */
struct sops__reconcile_key {
	struct sops_field key; /* cells joined by NUL */
	int64_t rows, first;
	struct sops_sum sum;
	struct sops_currency other; /* another one, which was not added; or unsaid */
};

/* Sees a key of one or both of the files; keyless: of rows that have none. */
typedef int (*sops__reconcile_see)(void *with, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, bool keyless, struct sops_error *err);

/* Shows all keys in their bytewise order. */
int sops__reconcile_walk(const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, sops__reconcile_see see, void *with,
	struct sops_error *err);

/* What all rows of a file come to. */
int sops__reconcile_total(struct sops__reconcile_key *out, const struct sops_reconcile_rows *rows,
	struct sops_error *err);

/* Whether both are in one currency, so that they can be compared. */
bool sops__reconcile_comparable(const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there);
/* Whether they differ by more than the tolerance. */
int sops__reconcile_differs(bool *differs, const struct sops_reconcile *reconcile,
	const struct sops__reconcile_key *here, const struct sops__reconcile_key *there,
	struct sops_error *err);

#endif
