/* SPDX-License-Identifier: GPL-3.0-or-later */
/* strays.h: stages that a model does not have, all of them, so that one message can place them. */
#ifndef SOPS_STRAYS_H
#define SOPS_STRAYS_H

#include <sops/group.h>
#include <sops/stages.h>

/* Of a stage. The key is 'd' or 'h' and its name. */
struct sops__stray {
	int64_t rows;
	uint64_t line; /* of the first of them, or 0; a state neither saves nor merges it */
};

extern const struct sops_state sops__stray_state;

enum sops__stray_of { SOPS__STRAY_DEAL = 'd', SOPS__STRAY_HISTORY = 'h' };

int sops__stray_add(struct sops_group *strays, enum sops__stray_of of, struct sops_field stage,
	uint64_t line, struct sops_error *err);
/* SOPS_EINPUT where there is any, with the line of the first one; history is the name of the file
 * of the history, or NULL: it is the input. */
int sops__strays_refuse(const struct sops_group *strays, const struct sops_stages *stages,
	const char *history, struct sops_error *err);
/* The same of all that groups have, at that offset in their states. */
int sops__strays_check(const struct sops_group *groups, size_t strays,
	const struct sops_stages *stages, const char *history, struct sops_error *err);

#endif
