/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages_line.h"

#include <sops/render.h>

/* A quote would end those around the names, and what follows it would be run. */
void sops__stages_line(struct sops__stages_line *line, struct sops_field name)
{
	const char *end = name.at + name.len, *quote;
	struct sops_buffer *out = &line->text;

	line->comma |= name.len > 0 && memchr(name.at, ',', name.len);
	sops_buffer_putc(out, out->len > 0 ? ',' : '\'');
	for (const char *at = name.at; at < end; at = quote + 1) {
		quote = memchr(at, '\'', (size_t)(end - at));
		sops_render_harmless(out, (struct sops_field){ at, (size_t)((quote ? quote : end) -
			at) });
		if (!quote)
			return;
		sops_buffer_puts(out, "'\\''");
	}
}

int sops__stages_line_end(struct sops__stages_line *line, struct sops_error *err)
{
	sops_buffer_putc(&line->text, '\'');
	if (line->comma) {
		sops_buffer_clear(&line->text);
		sops_buffer_puts(&line->text, "FILE, a table stage,order,kind, as a name has a "
			"comma in it");
	}
	return sops_buffer_check(&line->text, err);
}
