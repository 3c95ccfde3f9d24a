/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_options.c: option tables, parsed with getopt_long and printed. */
#include "cli_private.h"

#include <sops/nearest.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

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

/* For completions and tests; not in --help. */
static const struct cli_option hidden = { 0, "print-options", NULL, NULL, CLI_FLAG,
	COMMON(print_options), NULL };

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

/* The first of the common options from this one on that the command takes; its name is NULL
 * behind the last. */
static const struct cli_option *next_common(
	const struct cli_command *command, const struct cli_option *option)
{
	while (option->name && !takes(command, option))
		option++;
	return option;
}

#define MOST_OPTIONS 96

/* The command's options, then the common ones, as getopt_long wants them. */
struct parser {
	const struct cli_option *options[MOST_OPTIONS];
	void *into[MOST_OPTIONS];
	struct option longs[MOST_OPTIONS + 1];
	char shorts[2 * MOST_OPTIONS + 2];
	int count;
};

static void add_option(struct parser *parser, const struct cli_option *option, void *into)
{
	size_t end = strlen(parser->shorts);
	int i = parser->count;

	if (i == MOST_OPTIONS)
		return;
	parser->options[i] = option;
	parser->into[i] = into;
	parser->longs[i] = (struct option){ option->name,
		option->kind == CLI_FLAG ? no_argument : required_argument, NULL, 256 + i };
	parser->count++;
	if (!option->letter)
		return;
	parser->shorts[end++] = (char)option->letter;
	if (option->kind != CLI_FLAG)
		parser->shorts[end++] = ':';
	parser->shorts[end] = '\0';
}

static void make_parser(struct parser *parser, const struct cli_command *command,
	struct cli_common *common)
{
	*parser = (struct parser){ .shorts = ":" };
	for (const struct cli_option *o = command->options; o && o->name; o++)
		add_option(parser, o, command->settings);
	for (const struct cli_option *o = command->more; o && o->name; o++)
		add_option(parser, o, command->settings);
	for (const struct cli_option *o = next_common(command, cli_common_options); o->name;
	     o = next_common(command, o + 1))
		add_option(parser, o, common);
	add_option(parser, &hidden, common);
}

static int bad_value(const struct cli_option *option, const char *arg, const char *wanted,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE, "--%s: %s is not %s", option->name,
		sops_quote(quoted, sops_field_of(arg)), wanted);
}

static int parse_flag(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	(void)option, (void)arg, (void)err;
	*(bool *)at = true;
	return 0;
}

static int parse_text(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	(void)option, (void)err;
	*(const char **)at = arg;
	return 0;
}

static int parse_list(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	struct cli_list *list = at;
	const char **grown = reallocarray(list->at, list->len + 1, sizeof(*grown));

	(void)option;
	if (!grown)
		return sops_error_memory(err);
	list->at = grown;
	list->at[list->len++] = arg;
	return 0;
}

/* Returns what follows the digits; NULL if the number is too great. */
static const char *parse_digits(int64_t *out, const char *arg)
{
	*out = 0;
	for (; *arg >= '0' && *arg <= '9'; arg++)
		if (__builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, *arg - '0', out))
			return NULL;
	return arg;
}

static int parse_count(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	int64_t count;
	const char *end = parse_digits(&count, arg);

	if (!end)
		return bad_value(option, arg, "a whole number that small", err);
	if (*end || end == arg)
		return bad_value(option, arg, "a whole number", err);
	*(int64_t *)at = count;
	return 0;
}

static int parse_size(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	static const char units[] = "kMG";
	int64_t size;
	const char *end = parse_digits(&size, arg);
	const char *unit = end && *end ? strchr(units, *end) : NULL;
	bool fits = end != NULL;

	for (const char *u = units; unit && u <= unit; u++)
		fits &= !__builtin_mul_overflow(size, 1024, &size);
	if (!fits)
		return bad_value(option, arg, "a size that small", err);
	if (end == arg || size == 0 || (unit ? end[1] : *end))
		return bad_value(option, arg, "a number of bytes, as 500000, 64k, 4M or 1G", err);
	*(int64_t *)at = size;
	return 0;
}

static int parse_number(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	if (sops_money_parse(at, NULL, sops_field_of(arg), SOPS_DECIMAL_POINT, NULL) < 0)
		return bad_value(option, arg, "a number", err);
	return 0;
}

static int parse_date(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	if (sops_date_parse_iso(at, sops_field_of(arg), NULL) < 0)
		return bad_value(option, arg, "a date as YYYY-MM-DD", err);
	return 0;
}

static int parse_choice(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(option->choices), wanted = sops_field_of(arg);
	char text[256];

	for (int i = 0; rest.at; i++) {
		if (sops_field_equal(sops_field_cut(&rest, '|'), wanted)) {
			*(int *)at = i;
			return 0;
		}
	}
	snprintf(text, sizeof(text), "one of %s", option->choices);
	for (char *bar = text; (bar = strchr(bar, '|')); )
		*bar = ' ';
	return bad_value(option, arg, text, err);
}

static int (*const parsers[])(const struct cli_option *option, const char *arg, void *at,
	struct sops_error *err) = {
	[CLI_FLAG] = parse_flag,
	[CLI_TEXT] = parse_text,
	[CLI_LIST] = parse_list,
	[CLI_COUNT] = parse_count,
	[CLI_SIZE] = parse_size,
	[CLI_NUMBER] = parse_number,
	[CLI_DATE] = parse_date,
	[CLI_CHOICE] = parse_choice,
};

static int take(const struct parser *parser, int i, const char *arg, struct sops_error *err)
{
	const struct cli_option *option = parser->options[i];

	return parsers[option->kind](option, arg, (char *)parser->into[i] + option->offset, err);
}

static int by_letter(const struct parser *parser, int letter)
{
	for (int i = 0; i < parser->count; i++)
		if (parser->options[i]->letter == letter)
			return i;
	return -1;
}

/* The nearest long option as a hint. */
static void hint_option(const struct parser *parser, struct sops_field word, struct sops_error *err)
{
	struct sops_field names[MOST_OPTIONS];
	int nearest;

	for (int i = 0; i < parser->count; i++)
		names[i] = sops_field_of(parser->options[i]->name);
	nearest = sops_nearest(word, names, (size_t)parser->count);
	if (nearest >= 0)
		sops_error_hint(err, "did you mean --%s?", parser->options[nearest]->name);
}

static int refuse(const struct parser *parser, int found, const char *word, struct sops_error *err)
{
	char quoted[SOPS_QUOTED], letter[3] = { '-', (char)optopt, '\0' };
	bool is_long = word && word[0] == '-' && word[1] == '-';
	struct sops_field name = sops_field_of(is_long ? word : letter);

	if (found == ':')
		return sops_error_set(err, SOPS_EUSAGE, "option %s needs a value",
			sops_quote(quoted, name));
	if (is_long && optopt >= 256) {
		name.len = strcspn(word, "=");
		return sops_error_set(err, SOPS_EUSAGE, "option %s takes no value",
			sops_quote(quoted, name));
	}
	sops_error_set(err, SOPS_EUSAGE, "unknown option %s", sops_quote(quoted, name));
	if (is_long)
		hint_option(parser, (struct sops_field){ word + 2, strcspn(word + 2, "=") }, err);
	return SOPS_EUSAGE;
}

int cli_parse(const struct cli_command *command, struct cli_common *common, struct cli_list *files,
	int argc, char **argv, struct sops_error *err)
{
	struct parser parser;
	char quoted[SOPS_QUOTED];
	int found, status = 0;

	make_parser(&parser, command, common);
	opterr = 0;
	while (status == 0 &&
	       (found = getopt_long(argc, argv, parser.shorts, parser.longs, NULL)) != -1) {
		if (found == '?' || found == ':')
			return refuse(&parser, found, argv[optind - 1], err);
		status = take(&parser, found >= 256 ? found - 256 : by_letter(&parser, found),
			optarg, err);
	}
	if (status == 0 && argc - optind > 1 && !command->several)
		return sops_error_set(err, SOPS_EUSAGE, "one FILE at most, not also %s",
			sops_quote(quoted, sops_field_of(argv[optind + 1])));
	while (status == 0 && optind < argc)
		status = parse_list(NULL, argv[optind++], files, err);
	return status;
}

/* How an option is written: "-b, --by COLS". */
static void spell(char out[64], const struct cli_option *option)
{
	char letter[5] = "    ";

	if (option->letter)
		snprintf(letter, sizeof(letter), "-%c, ", option->letter);
	snprintf(out, 64, "%s--%s%s%s", letter, option->name, option->arg ? " " : "",
		option->arg ? option->arg : "");
}

static void help_own(const struct cli_command *command, struct sops_buffer *out)
{
	char text[64];

	for (const struct cli_option *o = command->options; o && o->name; o++) {
		struct sops_field rest = sops_field_of(o->help);

		spell(text, o);
		for (const char *left = text; rest.at; left = "") {
			struct sops_field line = sops_field_cut(&rest, '\n');

			sops_buffer_printf(out, "  %-25s %.*s\n", left, (int)line.len, line.at);
		}
	}
}

/* Options by name only, so that the help fits a screen; a page explains them. */
struct names {
	struct sops_buffer *out;
	size_t width;
};

static void help_name(struct names *names, const struct cli_option *option, bool last)
{
	char text[64];
	size_t len;

	if (option->letter)
		snprintf(text, sizeof(text), "-%c, --%s", option->letter, option->name);
	else
		snprintf(text, sizeof(text), "--%s", option->name);
	len = strlen(text) + 2;
	if (names->width == 0 || names->width + len > 78) {
		sops_buffer_puts(names->out, "\n ");
		names->width = 1;
	}
	sops_buffer_printf(names->out, " %s%s", text, last ? "\n" : ",");
	names->width += len;
}

static void help_more(const struct cli_command *command, struct sops_buffer *out)
{
	struct names names = { out, 0 };

	if (!command->more)
		return;
	sops_buffer_printf(out, "And these, explained in %s(1):", command->name);
	for (const struct cli_option *o = command->more; o->name; o++)
		help_name(&names, o, !o[1].name);
}

static void help_common(const struct cli_command *command, struct sops_buffer *out)
{
	struct names names = { out, 0 };

	sops_buffer_puts(out, "\nOptions of every command, explained in sops(7):");
	for (const struct cli_option *o = next_common(command, cli_common_options); o->name;
	     o = next_common(command, o + 1))
		help_name(&names, o, !next_common(command, o + 1)->name);
}

void cli_help(const struct cli_command *command, struct sops_buffer *out)
{
	sops_buffer_printf(out, "%s: %s\n\n  %s\n\nUsage: %s [OPTION]... [FILE]%s\n",
		command->name, command->purpose, command->example, command->name,
		command->several ? "..." : "");
	help_own(command, out);
	help_more(command, out);
	help_common(command, out);
}

/* The words that an option takes, or some of them. */
static void print_choices(const struct cli_option *option, struct sops_buffer *out)
{
	if (strcmp(option->name, "profile") != 0) {
		sops_buffer_puts(out, option->choices ? option->choices : "-");
		return;
	}
	sops_buffer_puts(out, "auto");
	for (size_t i = 0; i < sops_profile_builtins(); i++)
		sops_buffer_printf(out, "|%s", sops_profile_builtin_name(i));
}

static void print_option(const struct cli_option *option, struct sops_buffer *out)
{
	char letter[2] = { (char)(option->letter ? option->letter : '-'), '\0' };

	sops_buffer_printf(out, "%s\t%s\t%s\t", letter, option->name,
		option->arg ? option->arg : "-");
	print_choices(option, out);
	sops_buffer_printf(out, "\t%.*s\n", (int)strcspn(option->help, "\n"), option->help);
}

void cli_print_options(const struct cli_command *command, struct sops_buffer *out)
{
	for (const struct cli_option *o = command->options; o && o->name; o++)
		print_option(o, out);
	for (const struct cli_option *o = command->more; o && o->name; o++)
		print_option(o, out);
	for (const struct cli_option *o = next_common(command, cli_common_options); o->name;
	     o = next_common(command, o + 1))
		print_option(o, out);
}
