/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_profile.c: --profile, a CRM by name, a file, or what the headers give away. */
#include "cli_private.h"

#include <sops/nearest.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SUFFIX ".profile"
#define LONGEST (((size_t)1 << 20) + 1) /* one more than a profile may have */

static bool ends_in(const char *text, const char *suffix)
{
	size_t len = strlen(text), end = strlen(suffix);

	return len >= end && strcmp(text + len - end, suffix) == 0;
}

static int read_all(struct sops_buffer *text, int fd, const char *file, struct sops_error *err)
{
	char block[8192];
	ssize_t n;

	while (text->len < LONGEST && (n = read(fd, block, sizeof(block))) != 0) {
		if (n < 0 && errno != EINTR)
			return sops_error_system(err, "cannot read %s", file);
		if (n > 0)
			sops_buffer_add(text, block, (size_t)n);
	}
	return sops_buffer_check(text, err);
}

static int read_profile(struct cli *cli, const char *file, struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = read_all(&text, fd, file, err);
	if (status == 0)
		status = sops_profile_parse(
			&cli->own_profile, sops_buffer_view(&text), file, err);
	cli->input_options.profile = cli->own_profile;
	sops_buffer_release(&text);
	close(fd);
	return status;
}

/* The user's own of that name: the path, to be freed, or NULL when there is none. */
static char *own_file(const char *name)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *path = NULL;
	int len = -1;

	/* What is relative would be another profile in every folder, and is to be ignored. */
	if (config && *config == '/')
		len = asprintf(&path, "%s/sops/profiles/%s" SUFFIX, config, name);
	else if (home && *home)
		len = asprintf(&path, "%s/.config/sops/profiles/%s" SUFFIX, home, name);
	if (len < 0)
		return NULL;
	if (access(path, F_OK) == 0)
		return path;
	free(path);
	return NULL;
}

static int refuse_name(const char *name, struct sops_error *err)
{
	size_t count = sops_profile_builtins();
	struct sops_field *names = calloc(count + 1, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		names[i] = sops_field_of(sops_profile_builtin_name(i));
	sops_error_set(err, SOPS_EUSAGE, "--profile: there is no profile %s",
		sops_quote(quoted, sops_field_of(name)));
	sops_hint_names(err, sops_field_of(name), names, count, "there are");
	free(names);
	return SOPS_EUSAGE;
}

int cli_profile(struct cli *cli, struct sops_error *err)
{
	const char *name = cli->common.profile;
	int index, status;
	char *path;

	if (!name)
		return 0;
	if (strcmp(name, "auto") == 0) {
		cli->input_options.profile_auto = true;
		return 0;
	}
	if (strchr(name, '/') || ends_in(name, SUFFIX))
		return read_profile(cli, name, err);
	index = sops_profile_builtin_find(sops_field_of(name));
	if (index >= 0)
		return sops_profile_builtin(&cli->input_options.profile, (size_t)index, err);
	path = own_file(name);
	status = path ? read_profile(cli, path, err) : refuse_name(name, err);
	free(path);
	return status;
}

int cli_profile_note(struct cli *cli, const struct sops_input *input, struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	const struct sops_profile *profile = sops_input_profile(input);
	size_t count = sops_columns_count(columns);
	struct sops_field *headers = calloc(count + 1, sizeof(*headers));
	struct sops_buffer why = SOPS_BUFFER_INIT, note = SOPS_BUFFER_INIT;
	int status;

	if (!headers)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		headers[i] = sops_columns_name(columns, i);
	sops_profile_reasons(&why, profile, headers, count);
	sops_buffer_printf(&note, "profile %s, by its headers: %s", sops_profile_name(profile),
		why.at ? why.at : "");
	status = sops_buffer_check(&why, err);
	if (status == 0)
		status = sops_buffer_check(&note, err);
	if (status == 0)
		cli_note(cli, note.at);
	sops_buffer_release(&note);
	sops_buffer_release(&why);
	free(headers);
	return status;
}
