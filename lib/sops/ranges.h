/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ranges.h: where a file can be cut, as a table for those who deal out work.
 *
 *	path         the file
 *	start, end   bytes of a range: whole records, end behind the last
 *	size         of the whole file
 *	fingerprint  which file it is (source.h)
 *
 * The ranges of a file tile it from its first record to its end. This looks at
 * bytes and quotes, not at records, and a file is cut as a whole: what is known
 * of half of it says nothing of the other, so this cannot merge.
 */
#ifndef SOPS_RANGES_H
#define SOPS_RANGES_H

#include <sops/source.h>
#include <sops/table.h>

/* Bytes of a range where it is not said how many there should be. */
#define SOPS_RANGES_USUAL ((uint64_t)64 << 20)

struct sops_ranges;

struct sops_ranges_options {
	int64_t n;        /* ranges at most; 0: so many that they are of the usual size */
	const char *path; /* what the table calls the file, or NULL: its name */
};

/* Options are borrowed, and may be NULL. */
int sops_ranges_new(struct sops_ranges **out, const struct sops_ranges_options *options,
	struct sops_error *err);
/* Adds the ranges of a regular file, which stays the caller's; sops_source_look says which
 * files it refuses. */
int sops_ranges_add(struct sops_ranges *ranges, int fd, const char *name,
	const struct sops_csv_options *csv, struct sops_error *err);
int sops_ranges_table(const struct sops_ranges *ranges, struct sops_table *table,
	struct sops_error *err);
void sops_ranges_free(struct sops_ranges *ranges);

#endif
