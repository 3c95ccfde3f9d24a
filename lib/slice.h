/* SPDX-License-Identifier: GPL-3.0-or-later */
/* slice.h: the header of a file and a range behind it, as one input to read from. */
#ifndef SOPS_SLICE_H
#define SOPS_SLICE_H

#include <sops/source.h>

struct sops__slice;

/* *fd reads the header, then the range, then ends; it is the slice's. The source is copied. */
int sops__slice_open(struct sops__slice **out, int *fd, const struct sops_source *source,
	struct sops_range range, struct sops_error *err);
void sops__slice_close(struct sops__slice *slice);

/* At the end of what fd gave: whether it was all. */
int sops__slice_check(struct sops__slice *slice, struct sops_error *err);

#endif
