/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_settings.c: the options that a result depends on, on which its parts have to agree. */
#include "cli_private.h"

#include <sops/reference.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Common options that change only where a result goes, how it looks or how it is computed; or
 * that end the reading, or change nothing, as the limits do. */
static const char *const others[] = { "rejects", "max-rejects", "max-field", "max-record",
	"format", "output", "columns", "list-columns", "sort", "top", "excel", "color", "jobs",
	"range", "ranges-from", "partial", "merge", "allow-gaps", "progress", "explain", "quiet",
	"help", "version", "as-of", "profile" };

static bool matters(const struct cli_option *option)
{
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strcmp(option->name, others[i]) == 0)
			return false;
	return true;
}

/* A file counts by what is in it: it may be elsewhere on another machine. */
static int print_file(struct sops_buffer *out, const char *option, const char *file,
	struct sops_error *err)
{
	char hash[SOPS_FINGERPRINT], column[64];
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = sops_source_fingerprint(hash, fd, file, err);
	close(fd);
	if (status < 0) {
		snprintf(column, sizeof(column), "--%s", option);
		sops_error_column(err, sops_field_of(column));
		return status;
	}
	sops_buffer_printf(out, "file:%s", hash);
	return 0;
}

static int print_text(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	const char *text = *(const char *const *)at;

	if (text && strstr(option->arg, "FILE") && access(text, R_OK) == 0)
		return print_file(out, option->name, text, err);
	if (text)
		sops_buffer_puts(out, text);
	return 0;
}

/* COL=FILE:COL */
static int print_reference(struct sops_buffer *out, const struct cli_option *option,
	const char *text, struct sops_error *err)
{
	struct sops_reference_option reference;
	char *file;
	int status;

	if (sops_reference_parse(&reference, sops_field_of(text), NULL) < 0) {
		sops_buffer_puts(out, text);
		return 0;
	}
	file = strndup(reference.file.at, reference.file.len);
	if (!file)
		return sops_error_memory(err);
	sops_buffer_field(out, reference.column);
	sops_buffer_putc(out, '=');
	status = print_text(out, option, &(const char *){ file }, err);
	sops_buffer_putc(out, ':');
	sops_buffer_field(out, reference.theirs);
	free(file);
	return status;
}

static int print_list(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	const struct cli_list *list = at;

	int status = 0;

	for (size_t i = 0; status == 0 && i < list->len; i++) {
		sops_buffer_puts(out, i > 0 ? ", " : "");
		status = strcmp(option->arg, "COL=FILE:COL") == 0
			? print_reference(out, option, list->at[i], err)
			: print_text(out, option, &list->at[i], err);
	}
	return status;
}

static int print_flag(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	(void)option, (void)err;
	if (*(const bool *)at)
		sops_buffer_puts(out, "");
	return 0;
}

static int print_count(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	(void)option, (void)err;
	sops_buffer_printf(out, "%lld", (long long)*(const int64_t *)at);
	return 0;
}

static int print_number(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	const struct sops_money *number = at;
	char text[SOPS_MONEY_TEXT];

	(void)option, (void)err;
	if (!sops_money_blank(*number)) {
		sops_money_format(text, *number);
		sops_buffer_puts(out, text);
	}
	return 0;
}

static int print_date(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	char text[SOPS_DATE_TEXT];

	(void)option, (void)err;
	if (sops_date_format(text, *(const sops_date *)at) > 0)
		sops_buffer_puts(out, text);
	return 0;
}

static int print_choice(struct sops_buffer *out, const struct cli_option *option, const void *at,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(option->choices), word = { NULL, 0 };

	(void)err;
	for (int i = *(const int *)at; i >= 0; i--)
		word = sops_field_cut(&rest, '|');
	if (word.at)
		sops_buffer_field(out, word);
	return 0;
}

/* Each appends the value as text; nothing at all where the option was not given. */
static int (*const printers[])(struct sops_buffer *out, const struct cli_option *option,
	const void *at, struct sops_error *err) = {
	[CLI_FLAG] = print_flag,
	[CLI_TEXT] = print_text,
	[CLI_LIST] = print_list,
	[CLI_COUNT] = print_count,
	[CLI_SIZE] = print_count,
	[CLI_NUMBER] = print_number,
	[CLI_DATE] = print_date,
	[CLI_CHOICE] = print_choice,
};

static int add(struct sops_maker *maker, const char *name, struct sops_buffer *value,
	struct sops_error *err)
{
	struct sops_setting *grown = reallocarray((void *)maker->settings, maker->n_settings + 1,
		sizeof(*grown));

	if (!grown)
		return sops_error_memory(err);
	grown[maker->n_settings++] = (struct sops_setting){ name, value->at };
	*value = (struct sops_buffer)SOPS_BUFFER_INIT;
	maker->settings = grown;
	return 0;
}

static int add_options(struct sops_maker *maker, const struct cli_option *options,
	const void *from, struct sops_error *err)
{
	int status = 0;

	for (const struct cli_option *o = options; status == 0 && o && o->name; o++) {
		struct sops_buffer value = SOPS_BUFFER_INIT;

		if (options == cli_common_options && !matters(o))
			continue;
		status = printers[o->kind](&value, o, (const char *)from + o->offset, err);
		if (status == 0)
			status = sops_buffer_check(&value, err);
		if (status == 0)
			status = add(maker, o->name, &value, err);
		sops_buffer_release(&value);
	}
	return status;
}

static int add_files(struct sops_maker *maker, const struct cli_command *command,
	struct sops_error *err)
{
	const char *file, *named;
	int status = 0;

	for (size_t i = 0; status == 0 && command->file && (file = command->file(i, &named)); i++) {
		struct sops_buffer value = SOPS_BUFFER_INIT;

		status = print_file(&value, named, file, err);
		if (status == 0)
			status = sops_buffer_check(&value, err);
		if (status == 0)
			status = add(maker, named, &value, err);
		sops_buffer_release(&value);
	}
	return status;
}

static int add_text(struct sops_maker *maker, const char *name, const char *text,
	struct sops_error *err)
{
	struct sops_buffer value = SOPS_BUFFER_INIT;
	int status;

	sops_buffer_puts(&value, text);
	status = sops_buffer_check(&value, err);
	if (status == 0)
		status = add(maker, name, &value, err);
	sops_buffer_release(&value);
	return status;
}

/* By what is in it, wherever it came from: the one in use, also where the headers chose it. */
static int add_profile(struct sops_maker *maker, const struct sops_profile *profile,
	struct sops_error *err)
{
	struct sops_buffer none = SOPS_BUFFER_INIT, value = SOPS_BUFFER_INIT;
	int status;

	if (!profile)
		return add(maker, "profile", &none, err);
	sops_buffer_printf(&value, "%s:%s", sops_profile_name(profile),
		sops_profile_fingerprint(profile));
	status = sops_buffer_check(&value, err);
	if (status == 0)
		status = add_text(maker, "profile", value.at, err);
	sops_buffer_release(&value);
	return status;
}

int cli_settings(struct sops_maker *maker, const struct cli *cli, struct sops_error *err)
{
	const struct cli_command *command = cli->command;
	char text[SOPS_DATE_TEXT];
	int status;

	*maker = (struct sops_maker){ .tool = command->name, .version = SOPS_VERSION };
	sops_date_format(text, cli->context.as_of);
	status = add_text(maker, "as-of", text, err);
	if (status == 0 && command->metric)
		status = add_profile(maker, cli->context.profile, err);
	if (status == 0)
		status = add_options(maker, command->options, command->settings, err);
	if (status == 0)
		status = add_options(maker, command->more, command->settings, err);
	if (status == 0)
		status = add_files(maker, command, err);
	return status < 0 ? status :
		add_options(maker, cli_common_options, &cli->common, err);
}

void cli_settings_free(struct sops_maker *maker)
{
	for (size_t i = 0; i < maker->n_settings; i++)
		free((char *)(uintptr_t)maker->settings[i].value);
	free((void *)maker->settings);
	*maker = (struct sops_maker){ .n_settings = 0 };
}
