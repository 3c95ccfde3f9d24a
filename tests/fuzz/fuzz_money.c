/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Amounts: what is read is written and read again as the same; the first byte is the style. */
#include <sops/money.h>

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field text = { (const char *)data + 1, size - 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_currency currency;
	struct sops_money amount, again;
	char plain[SOPS_MONEY_TEXT];

	if (size < 1)
		return 0;
	if (sops_money_parse(&amount, &currency, text, data[0] % 3, &err) < 0) {
		if (err.status != SOPS_EINPUT || !err.text[0])
			abort();
		return 0;
	}
	text = (struct sops_field){ plain, sops_money_format(plain, amount) };
	if (sops_money_parse(&again, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0 ||
	    again.units != amount.units || again.scale != amount.scale)
		abort();
	return 0;
}
