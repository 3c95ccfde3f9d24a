/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stages.h: the stage model, which stages there are and in which order.
 *
 * Open stages in order, then the won stage, which is always the last. Lost and
 * void stages have no place in the order. Names are compared without regard to
 * the case of ASCII letters; an alias is as good as the name.
 */
#ifndef SOPS_STAGES_H
#define SOPS_STAGES_H

#include <sops/deals.h>

struct sops_stages;

/*
 * From a list in order: "Prospecting,Engaging,Won". A last stage that is not
 * known as won (sops_stage_status) is followed by one called Won; names known as lost
 * or void are taken as such. SOPS_EUSAGE for an empty or repeated name.
 */
int sops_stages_parse(struct sops_stages **out, const char *list, struct sops_error *err);
/*
 * From a table stage,order,kind[,probability][,aliases][,pipeline][,max_days], in any order of
 * rows. Aliases are other spellings of the name, separated by | or ;. A name that is in two
 * pipelines is SOPS_EUSAGE, since the stages are in one order.
 */
int sops_stages_read(struct sops_stages **out, int fd, const char *name, struct sops_error *err);
/* Both, with a profile, or NULL, that knows the classes of stages; it is borrowed. */
int sops_stages_parse_by(struct sops_stages **out, const char *list,
	const struct sops_profile *profile, struct sops_error *err);
int sops_stages_read_by(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err);
/* The same, where pipelines may have stages of one name, and the order need not be said: to look up
 * what a deal's stage is, and not to count deals by stage. */
int sops_stages_read_apart(struct sops_stages **out, int fd, const char *name,
	const struct sops_profile *profile, struct sops_error *err);
void sops_stages_free(struct sops_stages *stages);

/* Open stages and the won one, in order. */
size_t sops_stages_count(const struct sops_stages *stages);
struct sops_field sops_stages_name(const struct sops_stages *stages, size_t index);
/* The place in the order, or -1. */
int sops_stages_find(const struct sops_stages *stages, struct sops_field name);
/* SOPS_EINPUT when the model does not have it: the stages have no "…", and the line to add. */
int sops_stages_check(const struct sops_stages *stages, struct sops_field name,
	struct sops_error *err);
/* What a stage of that name says of a deal: as the model has it, else as its profile, else by its
 * name. */
enum sops_deal_status sops_stages_status(const struct sops_stages *stages, struct sops_field name);
/* The probability that the model gives the stage, or blank. */
struct sops_money sops_stages_probability(const struct sops_stages *stages, struct sops_field name);
/* The most days that the model wants a deal to be in the stage, or -1. */
int64_t sops_stages_max_days(const struct sops_stages *stages, struct sops_field name);

#endif
