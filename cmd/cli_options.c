/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_options.c: the options that commands share, and which command takes which. */
#include "cli_private.h"

#define COMMON(member) offsetof(struct cli_common, member)

const struct cli_option cli_common_options[] = {
	{ 'w', "where", "EXPR", "keep the records for which EXPR is true", CLI_TEXT, COMMON(where),
		NULL },
	{ 'b', "by", "COLS", "group by these columns", CLI_TEXT, COMMON(by), NULL },
	{ 'p', "period", "UNIT", "group by period", CLI_CHOICE, COMMON(period),
		"day|week|month|quarter|half|year" },
	{ 0, "date", "ROLE", "the date that --period, --from and --to go by", CLI_TEXT,
		COMMON(date), NULL },
	{ 0, "from", "DATE", "first day", CLI_DATE, COMMON(from), NULL },
	{ 0, "to", "DATE", "last day", CLI_DATE, COMMON(to), NULL },
	{ 0, "in", "PERIOD", "from its first to its last day: 2026, 2026Q3, 2026-07, 2026-W28",
		CLI_TEXT, COMMON(in), NULL },
	{ 0, "as-of", "DATE", "today, for everything open", CLI_DATE, COMMON(as_of), NULL },
	{ 0, "fiscal-start", "MM[-DD]", "first day of the fiscal year", CLI_TEXT,
		COMMON(fiscal_start), NULL },
	{ 0, "fiscal-label", "WHICH", "name fiscal years by their end or their start", CLI_CHOICE,
		COMMON(fiscal_label), "end|start" },
	{ 0, "calendar", "KIND", "how years are cut into months", CLI_CHOICE, COMMON(calendar),
		"gregorian|4-4-5|4-5-4|5-4-4" },
	{ 'm', "map", "ROLE=HEADER", "the column that plays a role; may be repeated", CLI_LIST,
		COMMON(maps), NULL },
	{ 0, "profile", "NAME|FILE", "the CRM that wrote the file; auto: by its headers", CLI_TEXT,
		COMMON(profile), NULL },
	{ 'd', "delimiter", "CHAR", "what separates fields; tab for a tab", CLI_TEXT,
		COMMON(delimiter), NULL },
	{ 0, "encoding", "NAME", "of the input, when it is not UTF-8", CLI_TEXT, COMMON(encoding),
		NULL },
	{ 0, "decimal", "MARK", "how decimals are written", CLI_CHOICE, COMMON(decimal),
		"point|comma" },
	{ 0, "dates", "ORDER", "what 03/04/2026 means", CLI_CHOICE, COMMON(dates), "mdy|dmy|ymd" },
	{ 0, "null", "LIST", "more words that mean empty", CLI_TEXT, COMMON(nulls), NULL },
	{ 0, "rates", "FILE", "exchange rates to one currency: date,currency,rate", CLI_TEXT,
		COMMON(rates), NULL },
	{ 0, "rejects", "FILE", "write bad records there and go on", CLI_TEXT, COMMON(rejects),
		NULL },
	{ 0, "max-rejects", "N", "exit 0 with up to N bad records", CLI_COUNT, COMMON(max_rejects),
		NULL },
	{ 0, "max-field", "BYTES", "refuse fields that are longer (1M)", CLI_SIZE,
		COMMON(max_field), NULL },
	{ 0, "max-record", "BYTES", "refuse records that are longer (64M)", CLI_SIZE,
		COMMON(max_record), NULL },
	{ 'f', "format", "FORMAT", "of the output; table on a terminal, else csv", CLI_CHOICE,
		COMMON(format), "table|csv|tsv|json|jsonl|md|html|junit" },
	{ 'o', "output", "FILE", "write there, whole or not at all", CLI_TEXT, COMMON(output),
		NULL },
	{ 'c', "columns", "LIST", "choose and order the columns; +NAME adds one", CLI_TEXT,
		COMMON(columns), NULL },
	{ 0, "list-columns", NULL, "describe the output's columns", CLI_FLAG, COMMON(list_columns),
		NULL },
	{ 0, "sort", "COLS", "sort rows; -COL for descending", CLI_TEXT, COMMON(sort), NULL },
	{ 0, "top", "N", "the first N rows", CLI_COUNT, COMMON(top), NULL },
	{ 0, "excel", NULL, "csv for Excel: BOM, CRLF, formulas guarded", CLI_FLAG, COMMON(excel),
		NULL },
	{ 0, "color", "WHEN", "colour in tables", CLI_CHOICE, COMMON(color), "auto|always|never" },
	{ 0, "lang", "LANG", "the words of tables for people", CLI_CHOICE, COMMON(lang), "en|zh" },
	{ 'j', "jobs", "N", "threads that read a file", CLI_COUNT, COMMON(jobs), NULL },
	{ 0, "range", "FILE:START-END", "read these bytes of FILE only", CLI_TEXT, COMMON(range),
		NULL },
	{ 0, "ranges-from", "FILE", "read the ranges that sops-ranges lists there", CLI_TEXT,
		COMMON(ranges_from), NULL },
	{ 0, "partial", NULL, "write a state for --merge, not a result", CLI_FLAG, COMMON(partial),
		NULL },
	{ 0, "merge", NULL, "read what --partial wrote", CLI_FLAG, COMMON(merge), NULL },
	{ 0, "allow-gaps", NULL, "merge also where parts are missing", CLI_FLAG,
		COMMON(allow_gaps), NULL },
	{ 0, "progress", "WHEN", "how far a long reading is", CLI_CHOICE, COMMON(progress),
		"auto|always|never" },
	{ 0, "explain", NULL, "show what was understood, and compute nothing", CLI_FLAG,
		COMMON(explain), NULL },
	{ 'q', "quiet", NULL, "no notes on standard error", CLI_FLAG, COMMON(quiet), NULL },
	{ 'h', "help", NULL, "this text", CLI_FLAG, COMMON(help), NULL },
	{ 'V', "version", NULL, "the version", CLI_FLAG, COMMON(version), NULL },
	CLI_END,
};

/* The common options that make sense where no record is looked at. */
static const char *const without_records[] = { "delimiter", "encoding", "max-field",
	"max-record", "format", "output", "columns", "list-columns", "sort", "top", "excel",
	"color", "lang", "quiet", "help", "version" };

/* Those that make none where records are written, not added up. */
static const char *const of_results[] = { "by", "period", "date", "from", "to", "in",
	"fiscal-start", "fiscal-label", "calendar", "list-columns", "range", "ranges-from",
	"partial", "merge", "allow-gaps", "explain" };

/* Those that make none where records are looked at for what they are, all of them. */
static const char *const of_rows[] = { "by", "period", "date", "from", "to", "in",
	"fiscal-start", "fiscal-label", "calendar", "rejects", "max-rejects" };

static bool is_among(const struct cli_option *common, const char *const *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(common->name, names[i]) == 0)
			return true;
	return false;
}

static bool takes(const struct cli_command *command, const struct cli_option *common)
{
	if (command->copy)
		return !is_among(common, of_results, sizeof(of_results) / sizeof(*of_results));
	if (command->metric && command->metric->whole)
		return !is_among(common, of_rows, sizeof(of_rows) / sizeof(*of_rows));
	return command->metric || is_among(common, without_records,
		sizeof(without_records) / sizeof(*without_records));
}

const struct cli_option *cli_next_common(const struct cli_command *command,
	const struct cli_option *option)
{
	while (option->name && !takes(command, option))
		option++;
	return option;
}
