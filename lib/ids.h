/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ids.h: what tables are joined by. */
#ifndef SOPS_IDS_H
#define SOPS_IDS_H

#include <sops/cell.h>

/* The id as it is compared: both forms of a Salesforce id are one, of 18 characters; any other
 * is as it stands, byte for byte. */
static inline struct sops_field sops__id(char out[SOPS_SALESFORCE_ID], struct sops_field id)
{
	if ((id.len != 15 && id.len != 18) || sops_cell_salesforce_id(out, id, NULL) < 0)
		return id;
	return (struct sops_field){ out, 18 };
}

#endif
