/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_gather.c: parts of a result, each told by a line of a list, put together. */
#include "cli_private.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int open_list(FILE **from, const char *file, struct sops_error *err)
{
	int fd, status;

	*from = stdin;
	if (!file && isatty(STDIN_FILENO))
		return cli_refuse(err, "no input: name a FILE or pipe one in");
	if (cli_is_stdin(file))
		return 0;
	status = cli_open_file(&fd, file, err);
	if (status < 0)
		return status;
	*from = fdopen(fd, "r");
	return *from ? 0 : sops_error_memory(err);
}

static void note_again(const struct cli *cli, long long again)
{
	char text[64];

	if (again == 0)
		return;
	snprintf(text, sizeof(text), "parts that came again, left out: %lld", again);
	cli_note(cli, text);
}

static size_t without_end(const char *line, size_t len)
{
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	return len;
}

static int add_lines(struct cli *cli, const struct cli_gather *list, struct sops_parts *parts,
	FILE *from, struct sops_error *err)
{
	struct sops_place place = { .file = list->name };
	char *line = NULL;
	size_t size = 0;
	ssize_t got;
	int status = 1;
	long long again = 0;

	errno = 0;
	while (status >= 0 && (got = getline(&line, &size, from)) >= 0) {
		size_t len = without_end(line, (size_t)got);

		place.line++;
		if (len == 0)
			continue;
		status = list->add(cli, parts, line, len, err);
		again += status == 0;
	}
	free(line);
	if (status < 0) {
		sops_error_place(err, &place);
		return status;
	}
	if (ferror(from) || !feof(from))
		return sops_error_system(err, "cannot read %s", place.file);
	note_again(cli, again);
	return 0;
}

int cli_gather(struct cli *cli, const struct cli_gather *list, struct sops_error *err)
{
	struct sops_maker maker = { .n_settings = 0 };
	struct sops_run *run = NULL;
	struct sops_parts *parts = NULL;
	FILE *from = NULL;
	int status = open_list(&from, list->file, err);

	if (status == 0)
		status = cli_settings(&maker, cli, err);
	if (status == 0)
		status = cli_new_run(&run, cli, err);
	if (status == 0)
		status = sops_parts_new(&parts, &maker, run, err);
	if (status == 0)
		status = add_lines(cli, list, parts, from, err);
	if (status == 0)
		status = list->deliver(cli, parts, run, err);
	sops_parts_free(parts);
	sops_run_free(run);
	cli_settings_free(&maker);
	if (from && from != stdin)
		fclose(from);
	return status;
}

int cli_print_parts(const struct cli *cli, const struct sops_parts *parts, struct sops_error *err)
{
	struct sops_buffer line = SOPS_BUFFER_INIT;
	int status = sops_parts_write(&line, parts, err);

	if (status == 0)
		status = cli_print(cli->common.output, &line, err);
	sops_buffer_release(&line);
	return status;
}
