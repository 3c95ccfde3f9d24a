/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_STAGES_PRIVATE_H
#define SOPS_STAGES_PRIVATE_H

#include <sops/stages.h>

/* As sops_stages_parse, from names that may hold commas. */
int sops__stages_of(struct sops_stages **out, const struct sops_field *names, size_t count,
	struct sops_error *err);

/* Makes a deal won, lost or void, and gives it the day, where the model says so of its stage. */
void sops__stages_classify(const struct sops_stages *stages, struct sops_deal *deal);

#endif
