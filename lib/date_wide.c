/* SPDX-License-Identifier: GPL-3.0-or-later */
/* date_wide.c: dates as they are typed where digits are as wide as Chinese characters. */
#include <sops/cell.h>

#include "values_private.h"

/* No date in ordinary characters has this byte in it, and every full-width one has. */
static bool is_wide(struct sops_field text)
{
	return text.len > 0 && memchr(text.at, 0xEF, text.len);
}

int sops__date_parse_wide(struct sops_stamp *out, struct sops_field text,
	enum sops_date_order order, struct sops_error *err)
{
	struct sops_buffer narrow = SOPS_BUFFER_INIT;
	int status = sops_date_parse(out, text, order, NULL);

	if (status < 0 && is_wide(text)) {
		sops_cell_narrow(&narrow, text);
		status = sops_buffer_check(&narrow, err);
		if (status == 0)
			status = sops_date_parse(out, sops_buffer_view(&narrow), order, NULL);
		sops_buffer_release(&narrow);
	}
	if (status != SOPS_EINPUT)
		return status;
	/* What is wrong is said of the text as it stands. */
	return sops_date_parse(out, text, order, err);
}
