/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stages_line.h: names of stages as a --stages line has them, to be pasted into a shell. */
#ifndef SOPS_STAGES_LINE_H
#define SOPS_STAGES_LINE_H

#include <sops/buffer.h>

/* All zero at first. */
struct sops__stages_line {
	struct sops_buffer text;
	struct sops_buffer names; /* that it has, each with a \0 behind it */
	bool comma; /* a name has one in it, and can stand in no list */
};

/* One more name, unless it is there in whatever case, as --stages takes none twice; and when all
 * are there, what to say behind --stages: them, or a FILE. */
void sops__stages_line(struct sops__stages_line *line, struct sops_field name);
int sops__stages_line_end(struct sops__stages_line *line, struct sops_error *err);
void sops__stages_line_release(struct sops__stages_line *line);

#endif
