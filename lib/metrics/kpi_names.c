/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kpi_private.h"

const char *sops_kpi_name_zh(struct sops_field name)
{
	for (size_t i = 0; i < sops__kpi_count; i++)
		if (sops_field_equal(sops_field_of(sops__kpis[i].name), name))
			return sops__kpis[i].zh;
	return NULL;
}
