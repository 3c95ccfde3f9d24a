/* SPDX-License-Identifier: GPL-3.0-or-later */
/* profile_builtin.c: the profiles of lib/profiles/, made when they are first asked for. */
#include "profile_private.h"

#define MOST 64

/* Whoever makes one first leaves it to the others; a thread that comes second throws its own away.
 */
static struct sops_profile *made[MOST];

size_t sops_profile_builtins(void)
{
	size_t n = 0;

	while (n < MOST && sops__builtins[n].name)
		n++;
	return n;
}

const char *sops_profile_builtin_name(size_t index)
{
	return sops__builtins[index].name;
}

const char *sops_profile_builtin_text(size_t index)
{
	return sops__builtins[index].text;
}

static int make(const struct sops_profile **out, size_t index, struct sops_error *err)
{
	const struct sops__builtin *builtin = &sops__builtins[index];
	struct sops_profile *profile = NULL, *there = NULL;
	int status = sops__profile_make(
		&profile, sops_field_of(builtin->text), builtin->name, true, err);

	if (status < 0)
		return status;
	if (!__atomic_compare_exchange_n(&made[index], &there, profile, false, __ATOMIC_ACQ_REL,
		    __ATOMIC_ACQUIRE)) {
		sops_profile_free(profile);
		profile = there;
	}
	*out = profile;
	return 0;
}

int sops_profile_builtin_find(struct sops_field name)
{
	for (size_t i = 0; i < sops_profile_builtins(); i++)
		if (sops_field_equal(sops_field_of(sops__builtins[i].name), name))
			return (int)i;
	return -1;
}

int sops_profile_builtin(const struct sops_profile **out, size_t index, struct sops_error *err)
{
	*out = __atomic_load_n(&made[index], __ATOMIC_ACQUIRE);
	return *out ? 0 : make(out, index, err);
}
