/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Profiles from strangers: refused with a reason, or whole: all that they say can be asked for. */
#include <sops/profile.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_roles(const struct sops_profile *profile)
{
	struct sops_profile_role role;
	size_t at = 0;

	while (sops_profile_next_role(profile, &at, &role)) {
		const char *list = role.headers;
		struct sops_field header;
		size_t headers = 0;
		int grade = 0;

		while (sops_profile_header(&list, &grade, &header)) {
			sops_profile_marks(profile, header);
			sops_profile_is_footer(profile, header);
			sops_profile_is_title(profile, header);
			headers++;
		}
		if (headers == 0 ||
		    sops_profile_headers(profile, role.table, role.role) != role.headers)
			abort();
	}
}

static void try_stages(const struct sops_profile *profile)
{
	for (size_t i = 0; i < sops_profile_stages(profile); i++) {
		const struct sops_profile_stage *stage = sops_profile_stage_at(profile, i);

		if (sops_profile_stage(profile, stage->name) != stage ||
		    sops_stage_status_by(profile, stage->name) != stage->status)
			abort();
	}
}

static void try_columns(const struct sops_profile *profile, struct sops_field name)
{
	struct sops_field names[2] = { name, SOPS_FIELD("Amount") };
	const struct sops_record header = { .fields = names, .count = 2 };
	struct sops_columns *columns;

	if (sops_columns_new_by(&columns, &sops_deals, &header, profile, NULL) < 0)
		abort();
	sops_columns_free(columns);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sops_field text = { (const char *)data, size };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_profile *profile = NULL;
	int status = sops_profile_parse(&profile, text, "fuzz", &err);

	if (status != (int)err.status || (status < 0) != (profile == NULL) ||
	    (status < 0 && !err.text[0]))
		abort();
	if (status < 0)
		return 0;
	try_roles(profile);
	try_stages(profile);
	try_columns(profile, sops_field_of(sops_profile_name(profile)));
	sops_profile_free(profile);
	return 0;
}
