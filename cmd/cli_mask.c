/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_mask.c: where the key of masks comes from, and where a new one goes. */
#include "cli_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_MOST 4096
#define KEY_NEW 32 /* bytes of randomness */

/* The bytes of the file, without the line end that an editor puts there. */
static int read_key(struct sops_mask **out, const char *path, struct sops_error *err)
{
	char key[KEY_MOST];
	size_t len = 0;
	ssize_t n = 1;
	int fd, status = cli_open_file(&fd, path, err);

	if (status < 0)
		return status;
	while (n > 0 && len < sizeof(key)) {
		n = read(fd, key + len, sizeof(key) - len);
		len += n > 0 ? (size_t)n : 0;
	}
	if (n < 0)
		status = sops_error_system(err, "cannot read %s", path);
	close(fd);
	if (len > 0 && key[len - 1] == '\n')
		len--;
	if (status == 0)
		status = sops_mask_new(out, (struct sops_field){ key, len }, err);
	explicit_bzero(key, sizeof(key));
	return status;
}

/* Readable by its owner only, and never in place of one that is there. */
static int write_key(const char *path, struct sops_error *err)
{
	unsigned char random[KEY_NEW];
	char text[2 * KEY_NEW + 2];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), status = 0;

	if (fd < 0)
		return sops_error_system(err, "cannot make the mask key %s", path);
	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		status = sops_error_system(err, "cannot make the mask key %s", path);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(text + 2 * i, 3, "%02x", random[i]);
	text[2 * KEY_NEW] = '\n';
	if (status == 0 && (write(fd, text, 2 * KEY_NEW + 1) != 2 * KEY_NEW + 1 || fsync(fd) < 0))
		status = sops_error_system(err, "cannot write the mask key %s", path);
	if (status < 0)
		unlink(path);
	explicit_bzero(text, sizeof(text));
	close(fd);
	return status;
}

/* The path of the key that is made when there is none; to be freed. */
static char *own_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *folder = NULL, *path = NULL;

	if (config && *config) {
		if (asprintf(&folder, "%s/sops", config) < 0)
			return NULL;
	} else if (!home || !*home || asprintf(&folder, "%s/.config/sops", home) < 0) {
		return NULL;
	}
	/* The folder above it may be missing, too, on a fresh account. */
	*strrchr(folder, '/') = '\0';
	mkdir(folder, 0700);
	folder[strlen(folder)] = '/';
	mkdir(folder, 0700);
	if (asprintf(&path, "%s/mask.key", folder) < 0)
		path = NULL;
	free(folder);
	return path;
}

static int own_key(struct sops_mask **out, struct sops_error *err)
{
	char *path = own_path();
	int status = 0;

	if (!path) {
		sops_error_set(err, SOPS_EUSAGE, "--mask needs a key");
		sops_error_hint(err, "try --mask-key FILE");
		return SOPS_EUSAGE;
	}
	if (access(path, F_OK) < 0 && errno == ENOENT) {
		status = write_key(path, err);
		if (status == 0)
			fprintf(stderr, "a new mask key was made: %s (keep it, and apart from "
				"what is masked with it)\n", path);
	}
	if (status == 0)
		status = read_key(out, path, err);
	free(path);
	return status;
}

int cli_mask(struct sops_mask **out, const char *file, struct sops_error *err)
{
	const char *named = getenv("SOPS_MASK_KEY_FILE");

	if (file)
		return read_key(out, file, err);
	return named && *named ? read_key(out, named, err) : own_key(out, err);
}
