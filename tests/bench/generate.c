/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Write the tables of a made-up sales organisation: see gen.h. */
#include "gen.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MOST_DEALS = 100000000 };

struct options {
	const char *table, *directory, *defects_list, *columns;
	int defects; /* of a thousand records */
	struct out *list;
	struct gen gen;
};

static const char help[] =
	"usage: generate [OPTION...] -o DIR\n"
	"       generate [OPTION...] --table NAME\n"
	"Write the tables of a made-up sales organisation as CSV: all of them and\n"
	"parameters.tsv into DIR, or one to standard output. The same options give the\n"
	"same bytes on every machine.\n"
	"\n"
	"  generate --deals 5000 --seed 7 -o sample\n"
	"  generate --deals 4000000 --table deals --dialect salesforce | sops-kpi --by owner\n"
	"\n"
	"  -o, --output DIR      where the files go; made if it is not there\n"
	"      --table NAME      deals stage_history leads activities customers\n"
	"                        subscriptions orders surveys reps stages quotas costs\n"
	"                        parameters\n"
	"      --seed N          which organisation (1)\n"
	"      --deals N         how many deals (1000)\n"
	"      --as-of DATE      the last day of three years (2026-06-30)\n"
	"      --currency CUR    home currency: USD CNY EUR SGD AED (USD)\n"
	"      --mixed           deals in the currency of their region\n"
	"      --locale NAME     names and words: en zh both (by dialect)\n"
	"      --dialect NAME    canonical salesforce salesforce-api hubspot\n"
	"                        hubspot-internal zoho pipedrive dynamics fxiaoke (canonical)\n"
	"      --columns LIST    of the deals table these, by header, in this order\n"
	"      --footer          end the deals table as a Salesforce report does\n"
	"  These have defaults by dialect:\n"
	"      --quote NAME      minimal all\n"
	"      --encoding NAME   utf-8 utf-8-bom gb18030 utf-16le\n"
	"      --delimiter CHAR  , ; tab\n"
	"      --decimal NAME    point comma\n"
	"      --eol NAME        lf crlf\n"
	"      --dates NAME      iso mdy dmy\n"
	"To try what finds errors:\n"
	"      --defects N       spoil N of a thousand records, each in a way that one rule of\n"
	"                        sops-audit has to find (0)\n"
	"      --defects-list FILE  which and where (defects.csv in the -o DIR)\n"
	"  -h, --help            this text\n";

static _Noreturn void usage(const char *option, const char *value)
{
	fprintf(stderr, "generate: %s: %s\nTry 'generate --help'.\n", option, value);
	exit(2);
}

static int choose(const char *option, const char *value, const char *names)
{
	size_t length = strlen(value);
	int index = 0;
	for (const char *at = names; *at; at += *at == ' ', index++) {
		size_t word = strcspn(at, " ");
		if (word == length && !memcmp(at, value, word))
			return index;
		at += word;
	}
	fprintf(stderr, "generate: %s: '%s' is none of: %s\n", option, value, names);
	fputs("Try 'generate --help'.\n", stderr);
	exit(2);
}

static int64_t number(const char *option, const char *value, int64_t least, int64_t most)
{
	int64_t result = 0;
	const char *at = value;
	for (; *at >= '0' && *at <= '9' && result <= most; at++)
		result = result * 10 + (*at - '0');
	if (at == value || *at || result < least || result > most) {
		fprintf(stderr, "generate: %s: '%s' is not a number from %lld to %lld\n", option,
			value, (long long)least, (long long)most);
		fputs("Try 'generate --help'.\n", stderr);
		exit(2);
	}
	return result;
}

static int date(const char *option, const char *value)
{
	int part[3] = { 0 }, width[3] = { 4, 2, 2 }, year, month, dom;
	const char *at = value;
	for (int i = 0; i < 3; i++) {
		for (int k = 0; k < width[i]; k++, at++) {
			if (*at < '0' || *at > '9')
				usage(option, "not a date like 2026-06-30");
			part[i] = part[i] * 10 + (*at - '0');
		}
		if (*at++ != (i < 2 ? '-' : '\0'))
			usage(option, "not a date like 2026-06-30");
	}
	int day = day_of(part[0], part[1], part[2]);
	civil_of(day, &year, &month, &dom);
	if (part[1] < 1 || year != part[0] || month != part[1] || dom != part[2])
		usage(option, "no such day");
	if (year < 2005 || year > 2099)
		usage(option, "not between 2005 and 2099");
	return day;
}

static const struct dialect *dialect_named(const char *value)
{
	for (size_t i = 0; i < dialect_count; i++)
		if (!strcmp(dialects[i].name, value))
			return &dialects[i];
	usage("--dialect", "no such dialect");
}

enum { SEED = 256, DEALS, AS_OF, CURRENCY, MIXED, LOCALE, DIALECT, TABLE, FOOTER,
	COLUMNS };
enum { DEFECTS = 280, DEFECTS_LIST };
enum { QUOTE = 300, ENCODING, DELIMITER, DECIMAL, EOL, DATES };

static const struct option long_options[] = {
	{ "output", required_argument, 0, 'o' },
	{ "table", required_argument, 0, TABLE },
	{ "seed", required_argument, 0, SEED },
	{ "deals", required_argument, 0, DEALS },
	{ "as-of", required_argument, 0, AS_OF },
	{ "currency", required_argument, 0, CURRENCY },
	{ "mixed", no_argument, 0, MIXED },
	{ "locale", required_argument, 0, LOCALE },
	{ "dialect", required_argument, 0, DIALECT },
	{ "columns", required_argument, 0, COLUMNS },
	{ "footer", no_argument, 0, FOOTER },
	{ "defects", required_argument, 0, DEFECTS },
	{ "defects-list", required_argument, 0, DEFECTS_LIST },
	{ "quote", required_argument, 0, QUOTE },
	{ "encoding", required_argument, 0, ENCODING },
	{ "delimiter", required_argument, 0, DELIMITER },
	{ "decimal", required_argument, 0, DECIMAL },
	{ "eol", required_argument, 0, EOL },
	{ "dates", required_argument, 0, DATES },
	{ "help", no_argument, 0, 'h' },
	{ 0 },
};

static void set_style(struct style *style, int option, const char *value)
{
	static const char encodings[] = "utf-8 utf-8-bom gb18030 utf-16le";
	switch (option) {
	case QUOTE:
		style->quote_all = choose("--quote", value, "minimal all");
		break;
	case ENCODING:
		style->encoding = (enum encoding)choose("--encoding", value, encodings);
		break;
	case DELIMITER:
		style->delimiter = ",;\t"[choose("--delimiter", value, ", ; tab")];
		break;
	case DECIMAL:
		style->decimal_comma = choose("--decimal", value, "point comma");
		break;
	case EOL:
		style->crlf = choose("--eol", value, "lf crlf");
		break;
	case DATES:
		style->dates = (enum dates)choose("--dates", value, "iso mdy dmy");
		break;
	}
}

static void set(struct options *o, int option, const char *value)
{
	struct gen *g = &o->gen;
	switch (option) {
	case 'h':
		fputs(help, stdout);
		exit(fflush(stdout) ? 4 : 0);
	case 'o':
		o->directory = value;
		break;
	case TABLE:
		o->table = value;
		break;
	case SEED:
		g->model.seed = (uint64_t)number("--seed", value, 0, INT64_C(999999999999999999));
		break;
	case DEALS:
		g->model.deals = number("--deals", value, 1, MOST_DEALS);
		break;
	case AS_OF:
		g->model.as_of = date("--as-of", value);
		break;
	case CURRENCY:
		g->model.home = choose("--currency", value, "USD CNY EUR SGD AED");
		break;
	case MIXED:
		g->model.mixed = true;
		break;
	case LOCALE:
		g->locale = (enum locale)choose("--locale", value, "en zh both");
		break;
	case COLUMNS:
		o->columns = value;
		break;
	case FOOTER:
		g->footer = true;
		break;
	case DEFECTS:
		o->defects = (int)number("--defects", value, 0, 1000);
		break;
	case DEFECTS_LIST:
		o->defects_list = value;
		break;
	case DIALECT:
		break; /* read before, for its defaults */
	case '?':
		fputs("Try 'generate --help'.\n", stderr);
		exit(2);
	default:
		set_style(&g->style, option, value);
	}
}

static void check_columns(struct options *o)
{
	if (o->table && strcmp(o->table, "deals"))
		usage("--columns", "only the deals table has columns to choose");
	if (o->defects) /* they are listed by the deal's id, and made of many columns */
		usage("--columns", "not with --defects");
	choose_columns(&o->gen, o->columns);
}

static void parse_options(struct options *o, int argc, char **argv)
{
	int option;
	opterr = 0;
	o->gen.dialect = &dialects[0];
	while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1)
		if (option == DIALECT)
			o->gen.dialect = dialect_named(optarg);
	o->gen.style = o->gen.dialect->style;
	o->gen.style.delimiter = ',';
	o->gen.locale = o->gen.dialect->locale;
	o->gen.model.seed = 1;
	o->gen.model.deals = 1000;
	o->gen.model.as_of = day_of(2026, 6, 30);
	optind = 0;
	opterr = 1;
	while ((option = getopt_long(argc, argv, "o:h", long_options, NULL)) != -1)
		set(o, option, optarg);
	if (optind < argc)
		usage(argv[optind], "no operand is taken");
	if (!o->table == !o->directory)
		usage("output", "either -o DIR or --table NAME");
	if (o->columns)
		check_columns(o);
}

static struct out *open_file(const char *directory, const char *name, const struct style *style)
{
	char *path;
	const char *suffix = strcmp(name, "parameters") ? "csv" : "tsv";
	if (asprintf(&path, "%s/%s.%s", directory, name, suffix) < 0)
		exit(4);
	struct out *out = out_open(path, style);
	free(path);
	return out;
}

static void open_list(struct options *o)
{
	struct style plain = { .delimiter = ',', .dates = o->gen.style.dates }; /* one calendar */
	if (!o->defects)
		return;
	if (!o->defects_list && !o->directory)
		usage("--defects", "needs --defects-list FILE, or -o DIR");
	o->list = o->defects_list ? out_open(o->defects_list, &plain)
				  : open_file(o->directory, "defects", &plain);
	out_header(o->list, "table,file,line,record,key,column,rule,check,what");
}

static void plant(const struct options *o, const struct table *table, struct out *out)
{
	const struct kinds *kinds = planter_kinds(table->name);
	if (o->list && kinds)
		out_plant(out, planter_new(&o->gen, table->name, kinds, o->defects, o->list));
}

/* The table asked for goes out; when all are, or totals are, the rest is made too. */
static struct out *open_table(const struct options *o, const struct table *table, bool all)
{
	static const struct style tsv = { .delimiter = '\t' };
	const struct style *style = strcmp(table->name, "parameters") ? &o->gen.style : &tsv;
	struct out *out = NULL;
	if (o->directory)
		out = open_file(o->directory, table->name, style);
	else if (!strcmp(table->name, o->table))
		out = out_stdout(style);
	else if (all)
		out = out_open(NULL, style);
	if (out && (o->directory || !strcmp(table->name, o->table)))
		plant(o, table, out);
	if (out && table->head)
		table->head(&o->gen, out);
	else if (out)
		out_header(out, table->header);
	return out;
}

static void write_footer(const struct gen *g, struct out *o)
{
	struct text copyright = { 0 };
	text_add(&copyright, "Copyright (c) 2000-");
	text_digits(&copyright, month_of(g->model.as_of) / 12, 4);
	text_add(&copyright, " salesforce.com, inc. All rights reserved.");
	out_row(o);
	out_text(o, "Pipeline by owner");
	out_row(o);
	out_built(o, &copyright);
	out_row(o);
	out_text(o, "Confidential Information - Do Not Distribute");
	out_row(o);
	out_text(o, "Generated By: sales operations");
	out_row(o);
}

static bool wants_totals(const struct options *o)
{
	bool known = o->directory, totals = o->directory;
	for (size_t i = 0; i < deal_table_count && !known; i++)
		known = !strcmp(deal_tables[i].name, o->table);
	for (size_t i = 0; i < whole_table_count && !known; i++) {
		known = !strcmp(whole_tables[i].name, o->table);
		totals = known && whole_tables[i].needs_totals;
	}
	if (!known)
		usage("--table", "no such table");
	return totals;
}

static void write_tables(struct options *o)
{
	struct out *outs[16] = { NULL };
	struct gen *g = &o->gen;
	bool totals = wants_totals(o), any = false;
	for (size_t t = 0; t < deal_table_count; t++)
		any |= (outs[t] = open_table(o, &deal_tables[t], totals)) != NULL;
	for (int64_t n = 0; any && n < g->model.deals; n++) {
		struct deal deal;
		deal_make(&g->model, n, &deal);
		if (totals)
			totals_add(g, &deal);
		for (size_t t = 0; t < deal_table_count; t++)
			if (outs[t])
				deal_tables[t].rows(g, &deal, outs[t]);
	}
	if (g->footer && outs[0])
		write_footer(g, outs[0]);
	for (size_t t = 0; t < deal_table_count; t++)
		out_close(outs[t]);
	for (size_t t = 0; t < whole_table_count; t++) {
		struct out *out = open_table(o, &whole_tables[t], totals);
		if (out)
			whole_tables[t].whole(g, out);
		out_close(out);
	}
}

int main(int argc, char **argv)
{
	static struct options options;
	parse_options(&options, argc, argv);
	if (options.directory && mkdir(options.directory, 0777) < 0 && errno != EEXIST) {
		fprintf(stderr, "generate: %s: %s\n", options.directory, strerror(errno));
		return 4;
	}
	model_draw(&options.gen.model);
	open_list(&options);
	write_tables(&options);
	out_close(options.list);
	return 0;
}
