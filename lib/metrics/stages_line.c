/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages_line.h"

#include <sops/render.h>

/* A quote would end those around the names, and what follows it would be run. */
void sops__stages_line(struct sops_buffer *out, struct sops_field name)
{
	const char *end = name.at + name.len, *quote;

	if (out->len > 0)
		sops_buffer_putc(out, ',');
	for (const char *at = name.at; at < end; at = quote + 1) {
		quote = memchr(at, '\'', (size_t)(end - at));
		sops_render_harmless(out, (struct sops_field){ at, (size_t)((quote ? quote : end) -
			at) });
		if (!quote)
			return;
		sops_buffer_puts(out, "'\\''");
	}
}
