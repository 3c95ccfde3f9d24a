/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_same.c: two names of one file, of which the one must not take the place of the other. */
#include "cli_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool stat_folder(struct stat *st, const char *path)
{
	size_t len = (size_t)(name_of(path) - path);
	char *folder = len ? strndup(path, len) : strdup(".");
	bool found = folder && stat(folder, st) == 0;

	free(folder);
	return found;
}

bool cli_same_file(const char *a, const char *b)
{
	struct stat of_a, of_b;

	if (strcmp(a, b) == 0)
		return true;
	if (stat(a, &of_a) == 0 && stat(b, &of_b) == 0)
		return S_ISREG(of_a.st_mode) && same(&of_a, &of_b);
	return strcmp(name_of(a), name_of(b)) == 0 && stat_folder(&of_a, a) &&
		stat_folder(&of_b, b) && same(&of_a, &of_b);
}

bool cli_is_open_as(const char *path, int fd)
{
	struct stat of_path, of_fd;

	return stat(path, &of_path) == 0 && fstat(fd, &of_fd) == 0 && S_ISREG(of_path.st_mode) &&
		same(&of_path, &of_fd);
}
