/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stage models: behind a first byte 'l' a list, else a table. Every name is found in its place. */
#include "memory.h"

#include <sops/stages.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct sops_stages *stages)
{
	size_t count = sops_stages_count(stages);

	for (size_t i = 0; i < count; i++) {
		struct sops_field name = sops_stages_name(stages, i);
		enum sops_deal_status status = sops_stages_status(stages, name);

		if (name.len == 0 || sops_stages_find(stages, name) != (int)i ||
		    status != (i + 1 < count ? SOPS_STATUS_OPEN : SOPS_STATUS_WON))
			abort();
		sops_stages_probability(stages, name);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field text = { (const char *)data + 1, size - 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stages *stages = NULL;
	char *list;
	int status;

	if (size < 1)
		return 0;
	list = strndup(text.at, text.len);
	status = data[0] == 'l' ? sops_stages_parse(&stages, list, &err)
		: sops_stages_read(&stages, memory_open(text, (struct sops_field){ "", 0 }), "in",
			&err);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	if (status == 0)
		look(stages);
	sops_stages_free(stages);
	free(list);
	return 0;
}
