/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The texts that cells share: one run of bytes, and where each of them ends. */
#include "xlsx_private.h"

#include <stdlib.h>

static int too_many(const struct sops__strings *strings, struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "its shared strings need more than %zu bytes",
		strings->limit);
}

/* An element <t> of an <si> or of a run in it; a phonetic guide's is neither. */
static bool says(const struct sops__xml *xml, enum sops__element element)
{
	enum sops__element up = sops__xml_up(xml, 1);

	return element == SOPS__T &&
		(up == SOPS__SI || (up == SOPS__R && sops__xml_up(xml, 2) == SOPS__SI));
}

static int start(void *with, struct sops__xml *xml, enum sops__element element,
	const char **attributes, struct sops_error *err)
{
	struct sops__strings *strings = with;

	(void)attributes;
	if (element == SOPS__ALTERNATE)
		return sops_error_set(err, SOPS_EINPUT, "its shared strings have alternatives");
	if (says(xml, element)) {
		strings->open = true;
		strings->start = strings->text.len;
	}
	return 0;
}

static int text(void *with, const char *at, size_t len, struct sops_error *err)
{
	struct sops__strings *strings = with;

	if (!strings->open)
		return 0;
	sops_buffer_add(&strings->text, at, len);
	if (strings->text.failed == SOPS_EINPUT)
		return too_many(strings, err);
	return sops_buffer_check(&strings->text, err);
}

static int add(struct sops__strings *strings, struct sops_error *err)
{
	size_t start_of = strings->count ? strings->ends[strings->count - 1] : 0;
	int status = sops__room(&strings->ends, &strings->size, strings->count,
		sizeof(*strings->ends), err);

	if (status < 0)
		return status;
	if (strings->text.len - start_of > strings->max_field)
		return sops_error_set(err, SOPS_EINPUT,
			"its shared string %zu has more than %zu bytes", strings->count,
			strings->max_field);
	strings->ends[strings->count++] = (uint32_t)strings->text.len;
	if (strings->text.len + strings->count * sizeof(*strings->ends) > strings->limit)
		return too_many(strings, err);
	return 0;
}

static int end(void *with, struct sops__xml *xml, enum sops__element element,
	struct sops_error *err)
{
	struct sops__strings *strings = with;
	struct sops_error why = { .status = SOPS_OK };

	if (element == SOPS__SI && sops__xml_up(xml, 1) == SOPS__SST)
		return add(strings, err);
	if (!strings->open || element != SOPS__T)
		return 0;
	strings->open = false;
	if (sops__xlsx_unescape(&strings->text, strings->start, &why) == 0)
		return 0;
	return sops_error_set(err, SOPS_EINPUT, "its shared string %zu: %s", strings->count,
		why.text);
}

int sops__strings_read(struct sops__strings *strings, struct sops__zip *zip, const char *part,
	struct sops_error *err)
{
	static const struct sops__xml_calls calls = { SOPS__SST, start, end, text };

	sops_buffer_init(&strings->text, strings->limit < UINT32_MAX ? strings->limit : UINT32_MAX);
	return sops__xml_read(zip, part, &calls, strings, err);
}

void sops__strings_release(struct sops__strings *strings)
{
	sops_buffer_release(&strings->text);
	free(strings->ends);
}

struct sops_field sops__strings_at(const struct sops__strings *strings, size_t index)
{
	size_t start_of = index ? strings->ends[index - 1] : 0;

	if (!strings->text.at) /* all of them are empty */
		return sops_field_of("");
	return (struct sops_field){ strings->text.at + start_of, strings->ends[index] - start_of };
}
