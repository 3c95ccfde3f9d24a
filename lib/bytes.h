/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bytes.h: a file's bytes, wherever they stand. */
#ifndef SOPS_BYTES_H
#define SOPS_BYTES_H

#include <sops/source.h>

/* How often a byte occurs. */
size_t sops__bytes_count(const char *at, size_t len, char byte);

/* Bytes of a text that begins with a record up to behind its last record that ends, by the
 * quotes; 0 where none does. */
size_t sops__bytes_border(const char *at, size_t len);

/* Shows the range to a function, block by block, until it returns other than 0, which is then
 * returned; 0 at the end, or a negative status. SOPS_ESYSTEM when the file ends too soon. */
int sops__bytes_each(const struct sops_source *source, struct sops_range range,
	int (*take)(void *with, const char *at, size_t len), void *with, struct sops_error *err);

/* Reads len bytes at an offset. */
int sops__bytes_read(const struct sops_source *source, void *to, size_t len, uint64_t offset,
	struct sops_error *err);

#endif
