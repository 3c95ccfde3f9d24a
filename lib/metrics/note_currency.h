/* SPDX-License-Identifier: GPL-3.0-or-later */
/* note_currency.h: what is said of rows of which each is in a currency of its own. */
#ifndef SOPS_NOTE_CURRENCY_H
#define SOPS_NOTE_CURRENCY_H

#include <sops/money.h>
#include <sops/table.h>

/* Of a table, row by row. All zero at first. */
struct sops__note_currency {
	struct sops_currency seen;
	bool told;
};

/* One more row, of the group of that key, with an amount in that currency, which no other column
 * tells: noted once, where another row has another. A group that is called so tells. */
void sops__note_currency(struct sops_table *table, struct sops__note_currency *rows,
	struct sops_currency currency, struct sops_field group);

/* Of a table that has no --by: an error of two currencies does not advise it. Returns the
 * status. */
int sops__without_by(int status, struct sops_error *err);

#endif
