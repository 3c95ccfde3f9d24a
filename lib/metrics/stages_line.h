/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stages_line.h: names of stages as a --stages line has them, to be pasted into a shell. */
#ifndef SOPS_STAGES_LINE_H
#define SOPS_STAGES_LINE_H

#include <sops/buffer.h>

/* All zero at first; text is to be released. */
struct sops__stages_line {
	struct sops_buffer text;
	bool comma; /* a name has one in it, and can stand in no list */
};

/* One more name; and when all are there, what to say behind --stages: them, or a FILE. */
void sops__stages_line(struct sops__stages_line *line, struct sops_field name);
int sops__stages_line_end(struct sops__stages_line *line, struct sops_error *err);

#endif
