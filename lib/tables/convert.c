/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables_private.h"

int sops__convert_all(const struct sops_rates *rates, struct sops_money *const *amounts,
	size_t count, struct sops_currency *currency, sops_date day, struct sops_error *err)
{
	struct sops_currency home = *currency;

	for (size_t i = 0; i < count; i++) {
		struct sops_currency own = *currency;

		if (sops_rates_convert(rates, amounts[i], &own, day, err) < 0)
			return SOPS_EINPUT;
		if (!own.code[0]) /* it is not blank: now the row's amounts are in that one */
			home = own;
	}
	*currency = home;
	return 0;
}

sops_date sops__day_of_rate(sops_date day, sops_date as_of)
{
	return day == SOPS_DATE_BLANK || day > as_of ? as_of : day;
}
