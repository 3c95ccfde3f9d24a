/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of a zip archive's parts is at its end, so a pipe is copied first. */
#include "xlsx_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BLOCK 65536

/* Not every file system has files without a name. */
static int open_unnamed(const char *folder, struct sops_error *err)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *name;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	if (asprintf(&name, "%s/sops-XXXXXX", folder) < 0)
		return sops_error_memory(err);
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		unlink(name);
	free(name);
	return fd;
}

static int put(int fd, struct sops_field bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.at, bytes.len);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			bytes.at += n;
			bytes.len -= (size_t)n;
		}
	}
	return 0;
}

static int copy(int to, int from, const char *name, const struct sops_xlsx_options *options,
	struct sops_error *err)
{
	char block[BLOCK];
	struct sops_field bytes = options->head;
	uint64_t done = 0;

	for (;;) {
		ssize_t n;

		done += bytes.len;
		if (done > options->max_spool)
			return sops_error_set(err, SOPS_EINPUT, "%s has more than %llu bytes", name,
				(unsigned long long)options->max_spool);
		if (put(to, bytes) < 0)
			return sops_error_system(err, "cannot copy %s to %s", name, options->spool);
		do
			n = read(from, block, sizeof(block));
		while (n < 0 && errno == EINTR);
		if (n < 0)
			return sops_error_system(err, "cannot read %s", name);
		if (n == 0)
			return 0;
		bytes = (struct sops_field){ block, (size_t)n };
	}
}

int sops__spool(int *out, int fd, const char *name, const struct sops_xlsx_options *options,
	struct sops_error *err)
{
	int status, to = open_unnamed(options->spool, err);

	if (to < 0)
		return sops_error_system(err, "cannot copy %s to %s", name, options->spool);
	status = copy(to, fd, name, options, err);
	if (status < 0) {
		close(to);
		return status;
	}
	*out = to;
	return 0;
}
