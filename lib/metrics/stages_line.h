/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stages_line.h: names of stages as a --stages line has them, to be pasted into a shell. */
#ifndef SOPS_STAGES_LINE_H
#define SOPS_STAGES_LINE_H

#include <sops/buffer.h>

/* Appends a name, behind a comma unless it is the first. What stands around them is '…'. */
void sops__stages_line(struct sops_buffer *out, struct sops_field name);

#endif
