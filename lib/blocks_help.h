/* SPDX-License-Identifier: GPL-3.0-or-later */
/* blocks_help.h: one thread that adds rows, and others that read for it. */
#ifndef SOPS_BLOCKS_HELP_H
#define SOPS_BLOCKS_HELP_H

#include <sops/jobs.h>

#define SOPS__BLOCKS_FIRST ((uint64_t)1 << 20) /* bytes before which nobody helps */

/* sops_blocks_read of a metric that does not take whole records. */
int sops__blocks_help(struct sops_run *run, struct sops_input *input,
	const struct sops_blocks *blocks, struct sops_error *err);

#endif
