/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_keep.c: what a test keeps until the end, where a state describes it. */
#include "audit_keep.h"

#include <sops/column_profile.h>
#include <sops/reconcile.h>
#include <sops/reference.h>

#include <stdlib.h>

static void drop(const struct sops_object *self, void *object)
{
	sops_state_release(self->config, object);
	free(object);
}

int sops__keep(const struct sops_object *self, void **kept, struct sops_error *err)
{
	const struct sops_state *state = self->config;
	void *made;

	if (*kept)
		return 0;
	made = malloc(state->size);
	if (!made)
		return sops_error_memory(err);
	if (sops_state_init(state, made, err) < 0) {
		free(made);
		return SOPS_ESYSTEM;
	}
	*kept = made;
	return 0;
}

static int merge(const struct sops_object *self, void **into, const void *from,
	struct sops_error *err)
{
	int status = sops__keep(self, into, err);

	return status < 0 ? status : sops_state_merge(self->config, *into, from, err);
}

static int save(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	return sops_state_save(self->config, object, out, err);
}

static int load(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	int status = sops__keep(self, out, err);

	return status < 0 ? status : sops_state_load(self->config, *out, text, err);
}

#define KEEP(name, type, ...)                                                                      \
	static const struct sops_state name##_state = SOPS_STATE(type, __VA_ARGS__);               \
	const struct sops_object sops__keep_##name = { .config = &name##_state, .free = drop,      \
		.merge = merge, .save = save, .load = load }

KEEP(pair, struct sops__keep_pair, SOPS_STATE_FIELD(struct sops__keep_pair, all, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct sops__keep_pair, some, SOPS_STATE_COUNT));
KEEP(latest, struct sops__keep_latest,
	SOPS_STATE_FIELD(struct sops__keep_latest, latest, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct sops__keep_latest, count, SOPS_STATE_COUNT));

static const struct sops_state split_state = SOPS_STATE(struct sops__keep_split,
	SOPS_STATE_FIELD(struct sops__keep_split, first, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct sops__keep_split, sum, SOPS_STATE_SUM));

KEEP(splits, struct sops__keep_splits,
	SOPS_STATE_GROUP_OF(struct sops__keep_splits, of, split_state));

#define KEEP_OF(name, its_state)                                                                   \
	const struct sops_object sops__keep_##name = { .config = &(its_state), .free = drop,       \
		.merge = merge, .save = save, .load = load }

KEEP_OF(reference, sops_reference_state);
KEEP_OF(reconcile, sops_reconcile_state);
KEEP_OF(profiles, sops_column_profiles_state);
