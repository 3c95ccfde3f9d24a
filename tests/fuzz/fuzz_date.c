/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates: what is read is written and read again as the same day; the first byte is the order. */
#include <sops/date.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field text = { (const char *)data + 1, size - 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_stamp stamp;
	sops_date again;
	char iso[SOPS_DATE_TEXT];
	int status;

	if (size < 1)
		return 0;
	status = sops_date_parse(&stamp, text, data[0] % 4, &err);
	if (status == 1 && data[0] % 4 != SOPS_ORDER_UNKNOWN)
		abort();
	if (status != 0)
		return 0;
	text = (struct sops_field){ iso, sops_date_format(iso, stamp.day) };
	if (sops_date_parse_iso(&again, text, NULL) < 0 || again != stamp.day)
		abort();
	return 0;
}
