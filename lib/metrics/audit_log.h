/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_log.h: findings, packed one behind the other, until they are listed.
 *
 * A finding is ordered by the byte at which its record begins, then by test, then as it was added;
 * those of other files come behind, by line.
 */
#ifndef SOPS_AUDIT_LOG_H
#define SOPS_AUDIT_LOG_H

#include <sops/buffer.h>

#define SOPS__AUDIT_WHOLE UINT64_MAX /* the byte of what is about the table as a whole, */
#define SOPS__AUDIT_OTHER (UINT64_MAX - 1) /* and of what stands in another file */

struct sops__audit_entry {
	uint64_t byte, line, record; /* line and record as counted in its part */
	uint32_t test;
	struct sops_field key, column, value, message;
	struct sops_field file; /* the other; blank: the input */
};

struct sops__audit_log {
	struct sops_buffer bytes;
	size_t count;
	bool sorted; /* with count 0, and as long as they were added in order */
	uint64_t last;
	uint32_t last_test;
};

void sops__audit_log_release(struct sops__audit_log *log);
int sops__audit_log_add(struct sops__audit_log *log, const struct sops__audit_entry *entry,
	struct sops_error *err);
int sops__audit_log_merge(struct sops__audit_log *into, const struct sops__audit_log *from,
	struct sops_error *err);

/* The places of all of them in bytes, in their order; to be freed. */
int sops__audit_log_order(size_t **out, const struct sops__audit_log *log,
	struct sops_error *err);
/* The entry at such a place; texts point into the log. next, or NULL: the place of the one that
 * was added behind it. */
struct sops__audit_entry sops__audit_log_at(const struct sops__audit_log *log, size_t place,
	size_t *next);

#endif
