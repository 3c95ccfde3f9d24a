/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headers.h: the headers that are known of a canonical table: its own names, and those under
 * which the built-in profiles say that CRMs export them.
 */
#ifndef SOPS_HEADERS_H
#define SOPS_HEADERS_H

#include <sops/columns.h>

struct sops_headers;

int sops_headers_new(struct sops_headers **out, const struct sops_schema *schema,
	struct sops_error *err);
void sops_headers_free(struct sops_headers *headers);

/* In any case, with spaces, hyphens and underscores or without; and with a unit: Amount (USD). */
bool sops_headers_known(const struct sops_headers *headers, struct sops_field cell);

#endif
