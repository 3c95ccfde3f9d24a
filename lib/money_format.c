/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

#define DIGITS_MAX 39

/* Writes the digits that end before end, at least so many, and returns the first. */
static char *digits_before(char *end, sops__uint128 value, int least)
{
	while (value > UINT64_MAX) {
		uint64_t low = (uint64_t)(value % 1000000000u);

		value /= 1000000000u;
		for (int i = 0; i < 9; i++, low /= 10, least--)
			*--end = (char)('0' + low % 10);
	}
	for (uint64_t low = (uint64_t)value; low || least > 0; low /= 10, least--)
		*--end = (char)('0' + low % 10);
	return end;
}

/* The value with its own digits behind the point, zeros added up to so many. */
static size_t write_money(char *out, struct sops_money m, int digits, bool grouped)
{
	char text[DIGITS_MAX + 1], *end = text + sizeof(text);
	char *at = digits_before(end, sops__magnitude(m), m.scale + 1);
	char *start = out;

	if (m.units < 0)
		*out++ = '-';
	for (char *point = end - m.scale; at < point;) {
		*out++ = *at++;
		if (grouped && at < point && (point - at) % 3 == 0)
			*out++ = ',';
	}
	if (digits > 0)
		*out++ = '.';
	for (; digits > 0; digits--)
		*out++ = at < end ? *at++ : '0';
	*out = '\0';
	return (size_t)(out - start);
}

size_t sops_money_format(char out[SOPS_MONEY_TEXT], struct sops_money m)
{
	out[0] = '\0';
	return sops_money_blank(m) ? 0 : write_money(out, m, m.scale, false);
}

size_t sops_money_format_grouped(char out[SOPS_MONEY_TEXT], struct sops_money m, int digits)
{
	out[0] = '\0';
	if (sops_money_blank(m))
		return 0;
	if (digits < 0)
		digits = 0;
	if (digits > SOPS_SCALE_MAX)
		digits = SOPS_SCALE_MAX;
	return write_money(out, sops_money_round(m, digits), digits, true);
}
