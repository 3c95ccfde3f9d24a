/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/likeness.h>

#include "likeness_private.h"

static const struct {
	const char *name;
	int (*normal)(struct sops_buffer *out, struct sops_field text);
} kinds[SOPS_LIKES] = {
	[SOPS_LIKE_TEXT] = { "text", sops__like_text },
	[SOPS_LIKE_COMPANY] = { "company", sops__like_company },
	[SOPS_LIKE_PERSON] = { "person", sops__like_person },
	[SOPS_LIKE_PHONE] = { "phone", sops__like_phone },
	[SOPS_LIKE_EMAIL] = { "email", sops__like_email },
	[SOPS_LIKE_DOMAIN] = { "domain", sops__like_domain },
	[SOPS_LIKE_EXACT] = { "exact", sops__like_exact },
};

const char *sops_likeness_name(enum sops_likeness like)
{
	return (unsigned)like < SOPS_LIKES ? kinds[like].name : NULL;
}

int sops_likeness_find(struct sops_field name)
{
	for (int i = 0; i < SOPS_LIKES; i++)
		if (sops_field_equal(name, sops_field_of(kinds[i].name)))
			return i;
	return -1;
}

int sops_likeness_normal(struct sops_buffer *out, enum sops_likeness like, struct sops_field text,
	struct sops_error *err)
{
	if (text.len == 0 || kinds[like].normal(out, text) == 0)
		return 0;
	return sops_buffer_check(out, err);
}
