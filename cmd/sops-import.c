/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli.h"

#include <sops/deals.h>

static struct {
	const char *table, *sheet, *mask, *stages, *fill_down;
	int64_t skip;
	bool keep, fill, map;
	struct sops_stages *model;
} settings = { .table = "deals", .skip = -1 };

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
	{ 0, "fill-down", "COLS", "a blank cell says what the one above says; outermost first",
		CLI_TEXT, offsetof(__typeof__(settings), fill_down), NULL },
	{ 'k', "keep", NULL, "also the columns that play no role", CLI_FLAG,
		offsetof(__typeof__(settings), keep), NULL },
	{ 0, "print-map", NULL, "show what becomes of which column, and stop", CLI_FLAG,
		offsetof(__typeof__(settings), map), NULL },
	CLI_END
};

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	(void)answer;
	return settings.stages ? cli_stages_of(cli, &settings.model, settings.stages, err) : 0;
}

static void finish(void)
{
	sops_stages_free(settings.model);
}

static int copy(struct cli *cli, struct sops_error *err)
{
	const struct cli_copy what = { .schema = &sops_deals, .id = SOPS_DEALS_ID,
		.skip = settings.skip, .sheet = settings.sheet, .fill = settings.fill,
		.fill_down = settings.fill_down,
		.stages = settings.model, .map = settings.map, .import = { .keep = settings.keep } };

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
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
