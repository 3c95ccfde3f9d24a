/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * part.h: what a part of a file came to, as a line of text; and the parts put together.
 *
 * A line holds the state of a run, and all that has to be the same for parts that may be
 * put together: which command of which version made it, with which settings, of which
 * file; and which bytes of that file it is of. So parts may be made anywhere, any number of times,
 * and arrive in any order: that every record was counted once is proved, not hoped.
 *
 *	{"sops_partial":1,"tool":"sops-kpi","version":"…","settings":{"as-of":"2026-06-30","by":
 *	"owner"},"source":"…","size":865127212,"header":320,"ranges":[[320,13517612]],
 *	"records":…,"rows":…,"filtered":…,"rejected":…,"blank":…,"ends":1,"bound":"…",
 *	"readings":[[7,"Close Date","mdy"]],"state":{…},"check":"…"}
 *
 * It is ASCII without a line end inside. check is XXH64, in hexadecimal, of all before ,"check".
 */
#ifndef SOPS_PART_H
#define SOPS_PART_H

#include <sops/jobs.h>

/* A setting that a result depends on, as text; NULL when it was not said. */
struct sops_setting {
	const char *name;
	const char *value;
};

/* Who makes the parts, and how. */
struct sops_maker {
	const char *tool, *version;
	const struct sops_setting *settings;
	size_t n_settings;
};

/* Appends the line, with its line end, of a run that has read a range of a source. */
int sops_part_write(struct sops_buffer *out, const struct sops_run *run,
	const struct sops_maker *maker, const struct sops_source *source, struct sops_range range,
	uint64_t bound, const struct sops_seen *seen, const struct sops_columns *columns,
	struct sops_error *err);

struct sops_parts;

/* Puts parts together in the run, which is empty at first. Maker and run are borrowed. */
int sops_parts_new(struct sops_parts **out, const struct sops_maker *maker, struct sops_run *run,
	struct sops_error *err);
void sops_parts_free(struct sops_parts *parts);

/*
 * Adds one line, with or without its line end. 1: added; 0: the same line was added
 * before, and is left out. SOPS_EINPUT, in words that say what differs:
 * it is no partial result, or was altered since; it was made by another command, version
 * or with other settings, or of another file; its bytes were there already; a column
 * was read differently than in an earlier part.
 */
int sops_parts_add(struct sops_parts *parts, struct sops_field line, struct sops_error *err);

/* Refuses bytes of the file that no part has. No part at all is complete: a file of no records. */
int sops_parts_complete(const struct sops_parts *parts, struct sops_error *err);

/*
 * The first bytes of the file, from that byte on, that no part has; false: there are none. That
 * each range begins with a record is proved by those before it, which do not end inside a quote:
 * of one behind such bytes nobody knows.
 */
bool sops_parts_gap(const struct sops_parts *parts, uint64_t from, struct sops_range *gap);

/* All of them as one line; nothing when there were none. */
int sops_parts_write(struct sops_buffer *out, const struct sops_parts *parts,
	struct sops_error *err);

uint64_t sops_parts_size(const struct sops_parts *parts); /* of the file; 0: there were none */
size_t sops_parts_count(const struct sops_parts *parts);
/* Roles that had a column, for the context; UINT64_MAX when there were no parts. */
uint64_t sops_parts_bound(const struct sops_parts *parts);
struct sops_input_counts sops_parts_counts(const struct sops_parts *parts);

#endif
