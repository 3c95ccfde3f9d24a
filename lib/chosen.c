/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chosen.h"

#include <sops/nearest.h>

#include "private.h"

#include <stdlib.h>

void sops__chosen_release(struct sops__chosen *chosen)
{
	sops__texts_release(&chosen->listed);
	sops__texts_release(&chosen->seen);
	sops_buffer_release(&chosen->folded);
}

bool sops__chosen_is_list(const struct sops__chosen *chosen)
{
	return sops__texts_count(&chosen->listed) > 1;
}

/* The folded text holds until the next one. */
static int fold(struct sops__chosen *chosen, struct sops_field *text, struct sops_error *err)
{
	sops_buffer_clear(&chosen->folded);
	sops__fold(&chosen->folded, *text);
	*text = sops_field_trim(sops_buffer_view(&chosen->folded));
	return sops_buffer_check(&chosen->folded, err);
}

int sops__chosen_list(struct sops__chosen *chosen, const char *list, const char *what,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(list);
	uint32_t number;

	while (rest.at) {
		struct sops_field name = sops_field_cut(&rest, ',');
		int status = fold(chosen, &name, err);

		if (status == 0)
			status = sops__texts_add(&chosen->listed, name, &number, err);
		if (status < 0)
			return status;
	}
	if (list && !sops__chosen_is_list(chosen))
		return sops_error_set(err, SOPS_EUSAGE, "no %s is named", what);
	return 0;
}

int sops__chosen_has(struct sops__chosen *chosen, struct sops_field text, struct sops_error *err)
{
	uint32_t number;
	int status;

	chosen->any = true;
	status = fold(chosen, &text, err);
	if (status == 0)
		status = sops__texts_add(&chosen->seen, text, &number, err);
	if (status < 0)
		return status;
	return text.len > 0 && sops__texts_has(&chosen->listed, text);
}

static int refuse(const struct sops__chosen *chosen, struct sops_field text, const char *row,
	const char *what, const char *plural, struct sops_error *err)
{
	size_t count = sops__texts_count(&chosen->seen) - 1;
	struct sops_field *names = calloc(count + 1, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		names[i] = sops__texts_at(&chosen->seen, (uint32_t)i + 1);
	sops_error_set(err, SOPS_EINPUT, "no %s is of %s %s", row, what,
		sops_quote(quoted, text));
	sops_hint_names(err, text, names, count, plural);
	free(names);
	return SOPS_EINPUT;
}

int sops__chosen_check(const struct sops__chosen *chosen, const char *row, const char *what,
	const char *plural, struct sops_error *err)
{
	for (uint32_t i = 1; chosen->any && i < sops__texts_count(&chosen->listed); i++) {
		struct sops_field text = sops__texts_at(&chosen->listed, i);

		if (!sops__texts_has(&chosen->seen, text))
			return refuse(chosen, text, row, what, plural, err);
	}
	return 0;
}
