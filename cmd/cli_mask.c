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

/* Without the line end that an editor puts there, of one system or the other. */
static size_t trim(const char *key, size_t len)
{
	if (len > 0 && key[len - 1] == '\n')
		len--;
	return len > 0 && key[len - 1] == '\r' ? len - 1 : len;
}

static int read_key(struct sops_mask **out, const char *path, struct sops_error *err)
{
	const struct sops_place place = { .file = path };
	char key[KEY_MOST + 1];
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
	/* Keys that differ only behind the limit would be one. */
	if (status == 0 && len > KEY_MOST)
		status = sops_error_set(err, SOPS_EUSAGE, "a mask key has %d bytes or less",
			KEY_MOST);
	if (status == 0)
		status = sops_mask_new(out, (struct sops_field){ key, trim(key, len) }, err);
	if (status == SOPS_EUSAGE)
		sops_error_place(err, &place);
	explicit_bzero(key, sizeof(key));
	return status;
}

static int write_key(int fd, const char *path, struct sops_error *err)
{
	unsigned char random[KEY_NEW];
	char text[2 * KEY_NEW + 2];
	int status = 0;

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return sops_error_system(err, "cannot make the mask key %s", path);
	for (size_t i = 0; i < sizeof(random); i++)
		snprintf(text + 2 * i, 3, "%02x", random[i]);
	text[2 * KEY_NEW] = '\n';
	if (write(fd, text, 2 * KEY_NEW + 1) != 2 * KEY_NEW + 1 || fsync(fd) < 0)
		status = sops_error_system(err, "cannot write the mask key %s", path);
	explicit_bzero(random, sizeof(random));
	explicit_bzero(text, sizeof(text));
	return status;
}

/* Whole under another name first: who looks for the key meanwhile finds none, or all of it.
 * Readable by its owner only, and never in place of one that is there: then 0, else 1. */
static int make_key(const char *path, struct sops_error *err)
{
	char *temporary;
	int fd, status;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0)
		return sops_error_memory(err);
	fd = mkostemp(temporary, O_CLOEXEC);
	status = fd < 0 ? sops_error_system(err, "cannot make the mask key %s", path)
			: write_key(fd, path, err);
	if (status == 0 && link(temporary, path) == 0)
		status = 1;
	else if (status == 0 && errno != EEXIST)
		status = sops_error_system(err, "cannot make the mask key %s", path);
	if (fd >= 0) {
		unlink(temporary);
		close(fd);
	}
	free(temporary);
	return status;
}

/* The path of the key that is made when there is none; to be freed. */
static char *own_path(void)
{
	const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	char *path = NULL;

	/* What is relative would be another key in every folder. */
	if (config && *config == '/')
		return asprintf(&path, "%s/sops/mask.key", config) < 0 ? NULL : path;
	if (!home || !*home || asprintf(&path, "%s/.config/sops/mask.key", home) < 0)
		return NULL;
	return path;
}

static int make_folder(const char *path, struct sops_error *err)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return 0;
	return sops_error_system(err, "cannot make the folder %s for the mask key", path);
}

/* The folder of the key, and the one above it, which a fresh account may lack, too. */
static int make_folders(char *path, struct sops_error *err)
{
	char *file = strrchr(path, '/'), *folder;
	int status;

	*file = '\0';
	folder = strrchr(path, '/');
	*folder = '\0';
	status = make_folder(path, err);
	*folder = '/';
	if (status == 0)
		status = make_folder(path, err);
	*file = '/';
	return status;
}

static int own_key(const struct cli *cli, struct sops_mask **out, bool make,
	struct sops_error *err)
{
	char *path = own_path();
	int status = 0;
	bool missing;

	if (!path) {
		sops_error_set(err, SOPS_EUSAGE, "--mask needs a key");
		sops_error_hint(err, "try --mask-key FILE");
		return SOPS_EUSAGE;
	}
	missing = access(path, F_OK) < 0 && errno == ENOENT;
	if (missing && make) {
		status = make_folders(path, err);
		if (status == 0)
			status = make_key(path, err);
		if (status > 0)
			fprintf(stderr, "%s: a new mask key was made: %s (keep it, and apart from "
				"what is masked with it)\n", cli->command->name, path);
	}
	if (status >= 0 && (make || !missing))
		status = read_key(out, path, err);
	free(path);
	return status;
}

int cli_mask(const struct cli *cli, struct sops_mask **out, const char *file, bool make,
	struct sops_error *err)
{
	const char *named = getenv("SOPS_MASK_KEY_FILE");

	if (file)
		return read_key(out, file, err);
	return named && *named ? read_key(out, named, err) : own_key(cli, out, make, err);
}
