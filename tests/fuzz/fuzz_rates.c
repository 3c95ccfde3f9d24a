/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of rates: an amount is converted exactly, or there is a reason why not. */
#include "memory.h"

#include <sops/rates.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void convert(const struct sops_rates *rates, const char *code, sops_date day)
{
	const struct sops_money given = { 123456, 2 };
	struct sops_money amount = given, none = SOPS_MONEY_BLANK;
	struct sops_currency currency = { "" }, unsaid = { "" };
	struct sops_error err = { .status = SOPS_OK };
	int status;

	memcpy(currency.code, code, strlen(code) + 1);
	status = sops_rates_convert(rates, &amount, &currency, day, &err);
	if (status != (int)err.status || (status < 0 && !err.text[0]) ||
	    (status == 0 && currency.code[0]) || (status == 0 && amount.units <= 0))
		abort();
	amount = given;
	if (sops_rates_convert(rates, &amount, &unsaid, day, NULL) < 0 ||
	    sops_money_compare(amount, given) != 0)
		abort();
	memcpy(currency.code, code, strlen(code) + 1);
	if (sops_rates_convert(rates, &none, &currency, day, NULL) < 0 || !sops_money_blank(none))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const codes[] = { "EUR", "USD", "CNY" };
	const struct sops_field text = { (const char *)data, size };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_rates *rates = NULL;
	int status = sops_rates_read(&rates, memory_open(text, (struct sops_field){ "", 0 }), "in",
		&err);

	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	for (size_t i = 0; status == 0 && i < sizeof(codes) / sizeof(codes[0]); i++)
		for (sops_date day = 20000; day < 21000; day += 333)
			convert(rates, codes[i], day);
	sops_rates_free(rates);
	return 0;
}
