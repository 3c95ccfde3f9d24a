/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_side.c: side inputs that several commands take. */
#include "cli.h"

#include <unistd.h>

int cli_stages(const struct cli *cli, struct sops_stages **out, const char *file,
	struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = sops_stages_read_by(out, fd, file, cli_context(cli)->profile, err);
	close(fd);
	return status;
}
