/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stages_line.h"

#include "../private.h"

#include <sops/render.h>

static bool is_there(const struct sops__stages_line *line, struct sops_field name)
{
	struct sops_field rest = sops_buffer_view(&line->names);

	while (rest.len > 0)
		if (sops__same(sops_field_cut(&rest, '\0'), name))
			return true;
	return false;
}

/* A quote would end those around the names, and what follows it would be run. */
void sops__stages_line(struct sops__stages_line *line, struct sops_field name)
{
	const char *end = name.at + name.len, *quote;
	struct sops_buffer *out = &line->text;

	if (is_there(line, name))
		return;
	sops_buffer_field(&line->names, name);
	sops_buffer_putc(&line->names, '\0');
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

void sops__stages_line_release(struct sops__stages_line *line)
{
	sops_buffer_release(&line->text);
	sops_buffer_release(&line->names);
}
