/* SPDX-License-Identifier: GPL-3.0-or-later */
/* headings.h: the columns of results, in the words of people who read Chinese. */
#ifndef SOPS_HEADINGS_H
#define SOPS_HEADINGS_H

#include <sops/buffer.h>

/* Appends what stands above a column of that name, or nothing where there is no word for it: of
 * lo80, 下限80%. The status of the buffer. */
int sops_heading_zh(struct sops_buffer *out, const char *name);

#endif
