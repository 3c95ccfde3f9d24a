/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reconcile_table.c: how many keys agree, and the totals of both files. */
#include "reconcile_private.h"

#include <inttypes.h>

struct counts {
	const struct sops_reconcile *reconcile;
	int64_t matched, differing, only_here, only_there;
	int64_t several_here, several_there; /* keys of more than one row */
};

static int count(void *with, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, bool keyless, struct sops_error *err)
{
	struct counts *counts = with;
	bool differs = false;
	int status = 0;

	if (keyless)
		return 0;
	counts->several_here += here && here->rows > 1;
	counts->several_there += there && there->rows > 1;
	if (here && there)
		status = sops__reconcile_differs(&differs, counts->reconcile, here, there, err);
	counts->differing += differs;
	counts->matched += here && there && !differs;
	counts->only_here += !there;
	counts->only_there += !here;
	return status;
}

static void put_columns(struct sops_table *table, bool sum)
{
	static const struct sops_column columns[] = {
		{ "rows_here", SOPS_COLUMN_COUNT, "rows", "rows of this file" },
		{ "rows_there", SOPS_COLUMN_COUNT, "rows", "rows of the other file" },
		{ "keys", SOPS_COLUMN_COUNT, "keys", "different keys of both" },
		{ "matched", SOPS_COLUMN_COUNT, "keys", "keys of both that agree" },
		{ "differing", SOPS_COLUMN_COUNT, "keys", "keys of both that do not" },
		{ "only_here", SOPS_COLUMN_COUNT, "keys", "keys that the other file lacks" },
		{ "only_there", SOPS_COLUMN_COUNT, "keys", "keys that this file lacks" },
		{ "sum_here", SOPS_COLUMN_MONEY, "money", "total of this file" },
		{ "sum_there", SOPS_COLUMN_MONEY, "money", "total of the other file" },
		{ "difference", SOPS_COLUMN_MONEY, "money", "total here less total there" },
		{ "currency", SOPS_COLUMN_TEXT, "", "of the totals, where it is said" },
	};
	size_t n = sum ? sizeof(columns) / sizeof(columns[0]) : 7;

	for (size_t i = 0; i < n; i++)
		sops_table_column(table, columns[i].name, columns[i].type, columns[i].unit,
			columns[i].doc);
}

static void put_sum(struct sops_table *table, const struct sops__reconcile_key *total)
{
	if (total->other.code[0])
		sops_table_blank(table);
	else
		sops_table_money(table, total->sum.total);
}

static int put_totals(struct sops_table *table, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, struct sops_error *err)
{
	struct sops_money difference = SOPS_MONEY_BLANK;
	struct sops_currency common = { "" };
	int status = 0;

	if (sops__reconcile_comparable(here, there)) {
		sops_currency_agree(&common, here->sum.currency, there->sum.currency);
		status = sops_money_sub(&difference, here->sum.total, there->sum.total, err);
	}
	put_sum(table, here);
	put_sum(table, there);
	sops_table_money(table, difference);
	sops_table_string(table, common.code[0] ? common.code : NULL);
	return status;
}

static const char *keys_have(int64_t count)
{
	return count == 1 ? "key has" : "keys have";
}

static void note(struct sops_table *table, const struct counts *counts)
{
	const char *added = counts->reconcile->options.sum ? ", which are added up" : "";

	if (counts->several_here > 0)
		sops_table_note(table, "%" PRId64 " %s several rows here%s", counts->several_here,
			keys_have(counts->several_here), added);
	if (counts->several_there > 0)
		sops_table_note(table, "%" PRId64 " %s several rows in %s%s", counts->several_there,
			keys_have(counts->several_there), counts->reconcile->name.at, added);
}

static int fill(struct sops_table *table, const struct counts *counts,
	const struct sops_reconcile_rows *ours, struct sops_error *err)
{
	struct sops__reconcile_key here, there;
	int status = sops__reconcile_total(&here, ours, err);

	if (status == 0)
		status = sops__reconcile_total(&there, &counts->reconcile->theirs, err);
	if (status < 0)
		return status;
	put_columns(table, counts->reconcile->options.sum);
	sops_table_row(table);
	sops_table_count(table, here.rows);
	sops_table_count(table, there.rows);
	sops_table_count(table, counts->matched + counts->differing + counts->only_here +
		counts->only_there);
	sops_table_count(table, counts->matched);
	sops_table_count(table, counts->differing);
	sops_table_count(table, counts->only_here);
	sops_table_count(table, counts->only_there);
	if (counts->reconcile->options.sum)
		status = put_totals(table, &here, &there, err);
	note(table, counts);
	return status < 0 ? status : sops_table_check(table, err);
}

int sops_reconcile_table(struct sops_table **out, const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, struct sops_error *err)
{
	struct counts counts = { .reconcile = reconcile };
	struct sops_table *table = NULL;
	int status = sops__reconcile_walk(reconcile, ours, count, &counts, err);

	if (status == 0)
		status = sops_table_new(&table, err);
	if (status == 0)
		status = fill(table, &counts, ours, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
