/* SPDX-License-Identifier: GPL-3.0-or-later */
/* side.h: a text that stands for the file of a side table, as an input. */
#ifndef TESTS_SIDE_H
#define TESTS_SIDE_H

#include <sops/input.h>

struct side {
	const struct sops_schema *schema;
	uint64_t needs, uses;
	const char *name; /* "costs.csv" */
	const char *by;
};

/* One at a time. Fails when the header does not do. */
struct sops_input *side_open(const struct side *side, const char *text);
/* A file below the shared data; skips the test, saying so, where that is not there. maps: as in
 * struct sops_input_options, NULL after the last. */
struct sops_input *side_open_shared(const struct side *side, const char *path,
	const char *const *maps);
void side_close(struct sops_input *input);

/* "2026-07-15"; blank for NULL. */
sops_date side_day(const char *iso);
/* From the first day to the last, both of them days of the span; NULL is no bound. */
struct sops_span side_span(const char *first, const char *last);

#endif
