/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "note_currency.h"

#include <string.h>

static bool tells(struct sops_field group, const char *code)
{
	while (group.at)
		if (sops_field_equal(sops_field_cut(&group, '\0'), sops_field_of(code)))
			return true;
	return false;
}

void sops__note_currency(struct sops_table *table, struct sops__note_currency *rows,
	struct sops_currency currency, struct sops_field group)
{
	const char *code = currency.code, *seen = rows->seen.code;

	if (rows->told || !code[0] || tells(group, code) ||
	    sops_currency_agree(&rows->seen, rows->seen, currency))
		return;
	sops_table_note(table, "some amounts are in %s and some in %s, and no column says which: "
		"try --by currency, or --rates FILE", strcmp(seen, code) < 0 ? seen : code,
		strcmp(seen, code) < 0 ? code : seen);
	rows->told = true;
}
