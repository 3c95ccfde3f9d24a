/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_help.c: options, printed: for people by --help, for shells and tests by --print-options. */
#include "cli_private.h"

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
	for (const struct cli_option *o = cli_next_common(command, cli_common_options); o->name;
	     o = cli_next_common(command, o + 1))
		help_name(&names, o, !cli_next_common(command, o + 1)->name);
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
	for (const struct cli_option *o = cli_next_common(command, cli_common_options); o->name;
	     o = cli_next_common(command, o + 1))
		print_option(o, out);
}
