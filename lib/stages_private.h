/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_STAGES_PRIVATE_H
#define SOPS_STAGES_PRIVATE_H

#include <sops/stages.h>

struct sops__stage {
	char *name;
	char *aliases;  /* other spellings, separated by | */
	char *pipeline; /* empty: of any */
	enum sops_deal_status kind;
	struct sops_money order, probability;
	struct sops_money max_days; /* or blank */
};

struct sops_stages {
	struct sops__stage *stages; /* in order; then, from ordered on, those without a place */
	size_t len, size, ordered;
	const struct sops_profile *profile; /* says what all others are, or NULL */
};

/* As sops_stages_parse, from names that may hold commas; a profile, or NULL, knows them first. */
int sops__stages_of(struct sops_stages **out, const struct sops_field *names, size_t count,
	const struct sops_profile *profile, struct sops_error *err);

/* By its name or an alias. */
bool sops__stage_called(const struct sops__stage *stage, struct sops_field name);
/* Whether both are of one pipeline. */
bool sops__stages_beside(const struct sops__stage *a, const struct sops__stage *b);

/* The stage of a deal, by its name in its pipeline. SOPS_EINPUT when the model has none, or two of
 * which nobody knows which is meant. */
int sops__stages_of_deal(const struct sops__stage **out, const struct sops_stages *stages,
	const struct sops_deal *deal, struct sops_error *err);

/* Makes a deal won, lost or void, and gives it the day, where the model says so of its stage. */
void sops__stages_classify(const struct sops_stages *stages, struct sops_deal *deal);

#endif
