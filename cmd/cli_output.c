/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_output.c: output that is whole or not there, and what ends a command early. */
#include "cli_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Temporary files that a signal has to remove. */
#define MOST_TEMPORARY 4
static const char *volatile temporaries[MOST_TEMPORARY];

static void remember(const char *path)
{
	for (size_t i = 0; i < MOST_TEMPORARY; i++) {
		if (!temporaries[i]) {
			temporaries[i] = path;
			return;
		}
	}
}

static void forget(const char *path)
{
	for (size_t i = 0; i < MOST_TEMPORARY; i++)
		if (temporaries[i] == path)
			temporaries[i] = NULL;
}

static void clean_up(int number)
{
	for (size_t i = 0; i < MOST_TEMPORARY; i++)
		if (temporaries[i])
			unlink(temporaries[i]);
	signal(number, SIG_DFL);
	raise(number);
}

void cli_catch_signals(void)
{
	static const int ending[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < sizeof(ending) / sizeof(*ending); i++)
		if (signal(ending[i], clean_up) == SIG_IGN)
			signal(ending[i], SIG_IGN);
	/* A parent that ignores SIGPIPE, as systemd does, must not turn a reader that goes away
	 * into an error. */
	signal(SIGPIPE, SIG_DFL);
}

void cli_guard_descriptors(void)
{
	/* The wrong mode on purpose: using what was closed stays an error. */
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = 0; fd < 3; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF)
			open("/dev/null", modes[fd]);
}

/* Whether renaming over the path would turn something else than a plain file into one. */
static bool special(const char *path)
{
	struct stat st;

	/* /dev/stderr leads to what happens to be open, perhaps a plain file. */
	if (strncmp(path, "/dev/", 5) == 0 || strncmp(path, "/proc/", 6) == 0)
		return true;
	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* A new file may be read by whom the umask lets; a replaced one keeps its mode. */
static void set_mode(int fd, const char *path)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	if (fchmod(fd, stat(path, &st) == 0 ? st.st_mode & 07777 : 0666 & ~mask) < 0)
		return; /* a file system without modes */
}

static void forget_target(struct cli_output *output)
{
	free(output->target);
	output->target = NULL;
}

int cli_output_open(struct cli_output *output, const char *path, struct sops_error *err)
{
	*output = (struct cli_output){ .path = path, .fd = STDOUT_FILENO };
	if (!path)
		return 0;
	if (special(path)) {
		output->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
		return output->fd < 0 ? sops_error_system(err, "cannot write %s", path) : 0;
	}
	output->target = realpath(path, NULL);
	if (!output->target)
		output->target = strdup(path); /* it is yet to be made */
	if (!output->target || asprintf(&output->temporary, "%s.XXXXXX", output->target) < 0) {
		output->temporary = NULL;
		forget_target(output);
		return sops_error_memory(err);
	}
	output->fd = mkostemp(output->temporary, O_CLOEXEC);
	if (output->fd < 0) {
		int status = sops_error_system(err, "cannot write %s", path);

		free(output->temporary);
		output->temporary = NULL;
		forget_target(output);
		return status;
	}
	remember(output->temporary);
	set_mode(output->fd, path);
	return 0;
}

int cli_output_write(struct cli_output *output, struct sops_field bytes, struct sops_error *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(output->fd, bytes.at, bytes.len);

		if (n < 0 && errno != EINTR)
			return sops_error_system(err, "cannot write %s",
				output->path ? output->path : "standard output");
		if (n > 0) {
			bytes.at += n;
			bytes.len -= (size_t)n;
		}
	}
	return 0;
}

int cli_output_commit(struct cli_output *output, struct sops_error *err)
{
	int status = 0;

	if (!output->path)
		return 0;
	if (output->temporary && fsync(output->fd) < 0 && errno != EINVAL)
		status = sops_error_system(err, "cannot write %s", output->path);
	if (close(output->fd) < 0 && status == 0)
		status = sops_error_system(err, "cannot write %s", output->path);
	output->fd = -1;
	if (status == 0 && output->temporary && rename(output->temporary, output->target) < 0)
		status = sops_error_system(err, "cannot write %s", output->path);
	if (status == 0 && output->temporary) {
		forget(output->temporary);
		free(output->temporary);
		output->temporary = NULL;
		forget_target(output);
	}
	return status;
}

void cli_output_drop(struct cli_output *output)
{
	if (output->path && output->fd >= 0)
		close(output->fd);
	if (output->temporary) {
		unlink(output->temporary);
		forget(output->temporary);
		free(output->temporary);
	}
	forget_target(output);
	*output = (struct cli_output){ .fd = -1 };
}

int cli_print(const char *path, struct sops_buffer *text, struct sops_error *err)
{
	struct cli_output output;
	int status = sops_buffer_check(text, err);

	if (status == 0)
		status = cli_output_open(&output, path, err);
	if (status < 0)
		return status;
	status = cli_output_write(&output, sops_buffer_view(text), err);
	if (status == 0)
		status = cli_output_commit(&output, err);
	cli_output_drop(&output);
	return status;
}

int cli_output_row(struct cli_output *output, const struct sops_table *row, bool header,
	struct sops_error *err)
{
	const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	int status = sops_render(&text, row, &csv, err);
	struct sops_field bytes = sops_buffer_view(&text);

	if (status == 0 && !header)
		sops_field_cut(&bytes, '\n');
	if (status == 0)
		status = cli_output_write(output, bytes, err);
	sops_buffer_release(&text);
	return status;
}
