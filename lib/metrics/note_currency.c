/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "note_currency.h"

#include <string.h>

/* Whether a part of the key names the currency, in whatever words the column does. */
static bool tells(struct sops_field group, struct sops_currency currency)
{
	struct sops_currency named;

	while (group.at)
		if (sops_currency_parse(&named, sops_field_cut(&group, '\0'), NULL) == 0 &&
		    sops_currency_agree(&named, named, currency))
			return true;
	return false;
}

void sops__note_currency(struct sops_table *table, struct sops__note_currency *rows,
	struct sops_currency currency, struct sops_field group)
{
	const char *code = currency.code, *seen = rows->seen.code;

	if (rows->told || !code[0] || tells(group, currency) ||
	    sops_currency_agree(&rows->seen, rows->seen, currency))
		return;
	sops_table_note(table, "some amounts are in %s and some in %s, and no column says which: "
		"try --by currency, or --rates FILE", strcmp(seen, code) < 0 ? seen : code,
		strcmp(seen, code) < 0 ? code : seen);
	rows->told = true;
}

int sops__without_by(int status, struct sops_error *err)
{
	if (status < 0 && err && strstr(err->hint, "--by currency")) {
		err->hint[0] = '\0';
		sops_error_hint(err, "choose one with --where, or give --rates FILE");
	}
	return status;
}
