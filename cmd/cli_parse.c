/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_parse.c: options and their values, by getopt_long. */
#include "cli_private.h"

#include <sops/nearest.h>

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

/* For completions and tests; not in --help. */
static const struct cli_option hidden = { 0, "print-options", NULL, NULL, CLI_FLAG,
	offsetof(struct cli_common, print_options), NULL };

#define MOST_OPTIONS 96

/* The command's options, then the common ones, as getopt_long wants them. */
struct parser {
	const struct cli_option *options[MOST_OPTIONS];
	void *into[MOST_OPTIONS];
	struct option longs[MOST_OPTIONS + 1];
	char shorts[2 * MOST_OPTIONS + 2];
	const char *given[MOST_OPTIONS]; /* of a text: what it was given as */
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
	for (const struct cli_option *o = cli_next_common(command, cli_common_options); o->name;
	     o = cli_next_common(command, o + 1))
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

/* Whether it says of what, not how: then who gives it twice means both. */
static bool adds_up(const struct cli_option *option)
{
	return strcmp(option->arg, "EXPR") == 0 || strcmp(option->arg, "COLS") == 0 ||
		strncmp(option->arg, "LIST", 4) == 0 || strncmp(option->arg, "FILE", 4) == 0;
}

static void hint_once(const struct cli_option *option, struct sops_error *err)
{
	if (strcmp(option->arg, "EXPR") == 0)
		sops_error_hint(err, "join them with &&");
	else if (strcmp(option->arg, "LIST") == 0 || strcmp(option->arg, "COLS") == 0)
		sops_error_hint(err, "separate them by commas, in one");
}

/* Of two conditions, or two files of quotas, the first would not count. */
static int take_once(struct parser *parser, int i, const char *arg, struct sops_error *err)
{
	const struct cli_option *option = parser->options[i];
	char quoted[SOPS_QUOTED], before[SOPS_QUOTED];

	if (parser->given[i] && strcmp(parser->given[i], arg) != 0) {
		sops_error_set(err, SOPS_EUSAGE, "--%s is given twice, as %s and %s", option->name,
			sops_quote(before, sops_field_of(parser->given[i])),
			sops_quote(quoted, sops_field_of(arg)));
		hint_once(option, err);
		return SOPS_EUSAGE;
	}
	parser->given[i] = arg;
	return 0;
}

static int take(struct parser *parser, int i, const char *arg, struct sops_error *err)
{
	const struct cli_option *option = parser->options[i];

	if (option->kind == CLI_TEXT && adds_up(option) && take_once(parser, i, arg, err) < 0)
		return SOPS_EUSAGE;
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

/* The word that begins with the letter at which getopt stands, or "". */
static const char *word_of_letter(char **argv, int letter)
{
	const char *word = argv[optind];

	if (word && word[0] == '-' && word[1] == letter)
		return word;
	return optarg == argv[optind - 1] ? "" : argv[optind - 1];
}

/* -by is -b y to getopt, and --by to who writes it. */
static int refuse_dash(const struct parser *parser, const char *word, struct sops_error *err)
{
	size_t len = strcspn(word, "=");
	char quoted[SOPS_QUOTED];

	for (int i = 0; len > 2 && i < parser->count; i++)
		if (strlen(parser->options[i]->name) == len - 1 &&
		    memcmp(parser->options[i]->name, word + 1, len - 1) == 0) {
			sops_error_set(err, SOPS_EUSAGE, "unknown option %s",
				sops_quote(quoted, (struct sops_field){ word, len }));
			sops_error_hint(err, "did you mean -%.*s?", (int)len, word);
			return SOPS_EUSAGE;
		}
	return 0;
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

/* Its records would count twice. */
static int take_file(struct cli_list *files, const char *file, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < files->len; i++)
		if (cli_same_file(files->at[i], file))
			return sops_error_set(err, SOPS_EUSAGE, "%s is given twice",
				sops_quote(quoted, sops_field_of(file)));
	return parse_list(NULL, file, files, err);
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
		if (found < 256 && refuse_dash(&parser, word_of_letter(argv, found == '?' ||
			    found == ':' ? optopt : found), err) < 0)
			return SOPS_EUSAGE;
		if (found == '?' || found == ':')
			return refuse(&parser, found, argv[optind - 1], err);
		status = take(&parser, found >= 256 ? found - 256 : by_letter(&parser, found),
			optarg, err);
	}
	if (status == 0 && argc - optind > 1 && !command->several)
		return sops_error_set(err, SOPS_EUSAGE, "one FILE at most, not also %s",
			sops_quote(quoted, sops_field_of(argv[optind + 1])));
	while (status == 0 && optind < argc)
		status = take_file(files, argv[optind++], err);
	return status;
}
