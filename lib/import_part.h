/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_part.h: a part of a file on its way to the lines that are written of it. */
#ifndef SOPS_IMPORT_PART_H
#define SOPS_IMPORT_PART_H

#include <sops/import_jobs.h>

#include "input_private.h"

/* What has to be told of a part, by and by: a bad record, or a footer. */
struct sops__import_event;

struct sops__import_part {
	struct sops_range range;
	bool last; /* nothing comes behind it */
	enum { SOPS__PART_TAKEN, SOPS__PART_GOOD, SOPS__PART_BAD } state;
	size_t most; /* bytes of text that it may become */
	struct sops_buffer text;
	uint32_t *ends; /* of its rows */
	size_t n_ends, size; /* size: of ends */
	uint64_t lines, records;
	uint64_t first_line; /* what the reader of the part takes for its first */
	struct sops_input_counts counts;
	struct sops__import_event *events, **next_event;
	size_t n_events;
	enum sops_reading *readings; /* of its columns */
	size_t n_columns;
};

/* Lines and records of the file before a part, and bytes that were not written yet. */
struct sops__import_place {
	uint64_t lines, records;
	size_t kept;
};

void sops__import_part_release(struct sops__import_part *part);

/* Whether it was read as the whole would have been, as far as the part itself can tell. */
bool sops__import_part_read(struct sops__import_part *part, const struct sops_import_jobs *jobs,
	const struct sops_source *source);

/* Hands out what it came to, and moves the place to its end. */
int sops__import_part_give(struct sops__import_part *part, const struct sops_import_jobs *jobs,
	struct sops__import_place *place, struct sops_import_done *done, struct sops_error *err);

/* How a part has read the columns that were not settled when it began. */
void sops__import_readings(enum sops_reading *readings, const struct sops_input *part,
	const struct sops_input *whole);

#endif
