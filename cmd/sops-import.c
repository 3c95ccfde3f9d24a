/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/deals.h>
#include <sops/history_events.h>
#include <sops/tables.h>

static struct {
	const char *table, *sheet, *mask, *mask_key, *stages, *fill_down, *home;
	int64_t skip;
	bool keep, fill, sub_forms, map;
	struct sops_stages *model;
} settings = { .table = "deals", .skip = -1 };

static struct sops_mask *mask;
static const struct sops_schema *schema;

static const struct cli_option options[] = {
	{ 't', "table", "NAME", "the canonical table that the file is (deals)", CLI_TEXT,
		offsetof(__typeof__(settings), table), NULL },
	{ 0, "skip", "N", "lines above the header, if they are not found", CLI_COUNT,
		offsetof(__typeof__(settings), skip), NULL },
	{ 0, "sheet", "NAME|N", "of a spreadsheet: which sheet (the first with cells)", CLI_TEXT,
		offsetof(__typeof__(settings), sheet), NULL },
	{ 0, "fill", NULL, "of a spreadsheet: all of a merged cell says the same", CLI_FLAG,
		offsetof(__typeof__(settings), fill), NULL },
	{ 0, "stages", "LIST|FILE", "all stages there are, or a table stage,order,kind", CLI_TEXT,
		offsetof(__typeof__(settings), stages), NULL },
	{ 0, "fill-down", "COLS", "fill blank cells from above; outermost column first",
		CLI_TEXT, offsetof(__typeof__(settings), fill_down), NULL },
	{ 0, "sub-forms", NULL, "of deals: lines of one id, or of none, are one deal", CLI_FLAG,
		offsetof(__typeof__(settings), sub_forms), NULL },
	{ 0, "to-currency", "CODE", "with --rates: fill amount_home, in that currency", CLI_TEXT,
		offsetof(__typeof__(settings), home), NULL },
	{ 'k', "keep", NULL, "also the other columns of the file", CLI_FLAG,
		offsetof(__typeof__(settings), keep), NULL },
	{ 0, "mask", "COLS", "replace what these columns say by keyed hashes", CLI_TEXT,
		offsetof(__typeof__(settings), mask), NULL },
	{ 0, "mask-key", "FILE", "the key, 16 bytes or more", CLI_TEXT,
		offsetof(__typeof__(settings), mask_key), NULL },
	{ 0, "print-map", NULL, "show what becomes of which column, and stop", CLI_FLAG,
		offsetof(__typeof__(settings), map), NULL },
	CLI_END
};

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	int status = sops_tables_find(&schema, sops_field_of(settings.table), err);

	(void)answer;
	if (status < 0)
		return status;
	if (settings.mask_key && !settings.mask)
		return sops_error_set(err, SOPS_EUSAGE, "--mask-key needs --mask COLS");
	if (settings.sub_forms && schema != &sops_deals)
		return sops_error_set(err, SOPS_EUSAGE, "--sub-forms tells of deals, not of %s",
			settings.table);
	if (settings.sub_forms && settings.fill_down)
		return sops_error_set(err, SOPS_EUSAGE,
			"--sub-forms makes one row of a deal, --fill-down several: give one");
	if (settings.stages && schema != &sops_deals)
		return sops_error_set(err, SOPS_EUSAGE, "--stages tells of deals, not of %s",
			settings.table);
	if (settings.stages)
		status = cli_stages_of(cli, &settings.model, settings.stages, true, err);
	if (status < 0)
		return status;
	return settings.mask ? cli_mask(cli, &mask, settings.mask_key, false, err) : 0;
}

static int find_mask(struct cli *cli, const struct sops_mask **out, struct sops_error *err)
{
	int status = mask ? 0 : cli_mask(cli, &mask, settings.mask_key, true, err);

	*out = mask;
	return status;
}

static void finish(void)
{
	sops_stages_free(settings.model);
	sops_mask_free(mask);
}

/* The role that no record of the table lacks; a footer has none. */
static int id_of(const struct sops_schema *table)
{
	return table == &sops_deals ? SOPS_DEALS_ID : table->needs & 1 ? 0 : -1;
}

static int copy(struct cli *cli, struct sops_error *err)
{
	bool history = schema == &sops_stage_history;
	const struct cli_copy what = {
		.schema = history ? &sops_history_event_rows : schema, .history = history,
		.id = id_of(schema), .skip = settings.skip, .sheet = settings.sheet,
		.fill = settings.fill, .fill_down = settings.fill_down,
		.by_lines = settings.sub_forms,
		.stages = settings.model, .home = settings.home, .map = settings.map,
		.import = { .keep = settings.keep && !history, .masked = settings.mask,
			.roles = history ? sops_history_event_roles : 0 },
		.mask = find_mask,
	};

	if (history && settings.keep)
		return sops_error_set(err, SOPS_EUSAGE,
			"--keep: a stage history has no rows of the file to keep columns of");
	return cli_copy(cli, &what, err);
}

static const struct cli_command command = {
	.name = "sops-import",
	.purpose = "any CRM's export as a canonical table",
	.example = "sops-import export.csv > deals.csv",
	.options = options,
	.settings = &settings,
	.prepare = prepare,
	.finish = finish,
	.copy = copy,
	.several = true,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
