/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_view.h: a field of a regular row as it stands in the block. */
#ifndef SOPS_CSV_VIEW_H
#define SOPS_CSV_VIEW_H

#include "csv_private.h"

/* libcsv drops the spaces around a field that is not quoted. */
struct sops_field sops__csv_trim(const struct sops_csv *csv, struct sops_field field);

/* Few fields that are not quoted begin or end with a space. What is beside an empty field does not
 * matter, but something has to be there: in a row that follows another, there is. Of a quoted one
 * it is what is between the quotes; the row is regular: then there are two. */
__attribute__((always_inline)) static inline struct sops_field sops__csv_view(
	const struct sops_csv *csv, const char *start, const char *end, bool follows)
{
	const struct sops_field all = { start, (size_t)(end - start) };
	const size_t back = follows || all.len > 0;

	if ((unsigned char)*start > '"' && (unsigned char)*(end - back) > ' ')
		return all;
	if (*start == '"')
		return (struct sops_field){ start + 1, all.len - 2 };
	return sops__csv_trim(csv, all);
}

#endif
