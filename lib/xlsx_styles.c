/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of all that styles say, the number format of each. */
#include "xlsx_private.h"

#include <stdlib.h>

#define STYLES 65536 /* Excel has at most 65,490 */

static int too_many(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "more than %d styles or number formats", STYLES);
}

static int add_format(struct sops__styles *styles, const char **attributes, struct sops_error *err)
{
	struct sops__numbered format;
	const char *code = sops__attribute(attributes, "formatCode");
	int status;

	if (!sops__whole(&format.id, sops__attribute(attributes, "numFmtId"), UINT32_MAX) || !code)
		return sops_error_set(err, SOPS_EINPUT,
			"a number format without its number or code");
	if (styles->count > 0)
		return sops_error_set(err, SOPS_EINPUT, "number formats behind the styles");
	if (styles->n_formats == STYLES)
		return too_many(err);
	status = sops__room(&styles->formats, &styles->formats_size, styles->n_formats,
		sizeof(format), err);
	if (status < 0)
		return status;
	format.format = sops__format_of(sops_field_of(code));
	styles->formats[styles->n_formats++] = format;
	return 0;
}

static int compare(const void *a, const void *b)
{
	const struct sops__numbered *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

static struct sops__format format_of(const struct sops__styles *styles, uint32_t id)
{
	const struct sops__numbered key = { .id = id };
	const struct sops__numbered *found = styles->n_formats ? bsearch(&key, styles->formats,
		styles->n_formats, sizeof(key), compare) : NULL;

	return found ? found->format : sops__format_built_in(id);
}

static int add_style(struct sops__styles *styles, struct sops__format format,
	struct sops_error *err)
{
	int status;

	if (styles->count == STYLES)
		return too_many(err);
	status = sops__room(&styles->cells, &styles->size, styles->count, sizeof(format), err);
	if (status == 0)
		styles->cells[styles->count++] = format;
	return status;
}

static int start(void *with, struct sops__xml *xml, enum sops__element element,
	const char **attributes, struct sops_error *err)
{
	struct sops__styles *styles = with;
	enum sops__element up = sops__xml_up(xml, 1);
	const char *id = sops__attribute(attributes, "numFmtId");
	uint32_t number = 0;

	if (element == SOPS__NUMFMT && up == SOPS__NUMFMTS)
		return add_format(styles, attributes, err);
	if (element != SOPS__XF || up != SOPS__CELLXFS)
		return 0;
	if (id && !sops__whole(&number, id, UINT32_MAX))
		return sops_error_set(err, SOPS_EINPUT, "style %zu has no number format",
			styles->count);
	return add_style(styles, format_of(styles, number), err);
}

/* Formats stand before the styles that use them. */
static int end(void *with, struct sops__xml *xml, enum sops__element element,
	struct sops_error *err)
{
	struct sops__styles *styles = with;

	(void)xml;
	(void)err;
	if (element == SOPS__NUMFMTS && styles->n_formats)
		qsort(styles->formats, styles->n_formats, sizeof(*styles->formats), compare);
	return 0;
}

int sops__styles_read(struct sops__styles *styles, struct sops__zip *zip, const char *part,
	struct sops_error *err)
{
	static const struct sops__xml_calls calls = { SOPS__STYLE_SHEET, start, end, NULL };
	int status = part ? sops__xml_read(zip, part, &calls, styles, err) : 0;

	if (status == 0 && styles->count == 0)
		status = add_style(styles, sops__format_built_in(0), err);
	return status;
}

void sops__styles_release(struct sops__styles *styles)
{
	free(styles->formats);
	free(styles->cells);
}
