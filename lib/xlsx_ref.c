/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xlsx_private.h"

#include <stdio.h>

const char *sops__ref(char out[SOPS__REF], size_t column, uint32_t row)
{
	char letters[8] = "";
	size_t at = sizeof(letters) - 1;

	for (column++; column > 0 && at > 0; column = (column - 1) / 26)
		letters[--at] = (char)('A' + (column - 1) % 26);
	snprintf(out, SOPS__REF, "%s%u", letters + at, (unsigned)row);
	return out;
}

/* Small letters are not written, but say the same. */
static uint32_t letter(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (uint32_t)(c - 'A' + 1);
	return c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a' + 1) : 0;
}

size_t sops__ref_parse(size_t *column, uint32_t *row, const char *text)
{
	size_t at = 0, digits;
	uint32_t number = 0;

	*column = 0;
	for (; letter(text[at]) && *column <= SOPS__COLUMNS; at++)
		*column = *column * 26 + letter(text[at]);
	for (digits = at; text[at] >= '0' && text[at] <= '9' && number <= SOPS__ROWS; at++)
		number = number * 10 + (uint32_t)(text[at] - '0');
	if (*column == 0 || *column > SOPS__COLUMNS || number == 0 || number > SOPS__ROWS)
		return 0;
	if (text[digits] == '0')
		return 0;
	--*column;
	*row = number;
	return at;
}
