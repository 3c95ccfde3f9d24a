/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_ROW_H
#define SOPS_ROW_H

#include <sops/buffer.h>
#include <sops/values.h>

/* Reads a cell into the row's member for the role. */
int sops__row_read(const struct sops_values *values, const struct sops_role *role, int column,
	struct sops_field cell, void *row, struct sops_error *err);

/* Appends the text of the row's member for the role; nothing when it is blank. */
int sops__row_key(struct sops_buffer *key, const struct sops_role *role, const void *row);

/* The day of the row's member for a role of type SOPS_DATE or SOPS_TIME. */
sops_date sops__row_date(const struct sops_role *role, const void *row);

#endif
