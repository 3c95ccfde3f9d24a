/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_side.c: side inputs that several commands take. */
#include "cli.h"

#include <unistd.h>

int cli_stages(struct sops_stages **out, const char *file, struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = sops_stages_read(out, fd, file, err);
	close(fd);
	return status;
}
