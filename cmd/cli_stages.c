/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_stages.c: stages, as several commands take them. */
#include "cli.h"

#include <sops/funnel.h>

#include <string.h>
#include <unistd.h>

bool cli_names_file(const char *text)
{
	return access(text, R_OK) == 0 || (!strchr(text, ',') && strpbrk(text, "./"));
}

static int read_stages(const struct cli *cli, struct sops_stages **out, const char *file,
	bool apart, struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = (apart ? sops_stages_read_apart : sops_stages_read_by)(out, fd, file,
		cli_context(cli)->profile, err);
	close(fd);
	return status;
}

int cli_stages_of(const struct cli *cli, struct sops_stages **out, const char *text, bool apart,
	struct sops_error *err)
{
	if (cli_names_file(text))
		return read_stages(cli, out, text, apart, err);
	return sops_stages_parse_by(out, text, cli_context(cli)->profile, err);
}

int cli_stages(const struct cli *cli, struct sops_stages **out, const char *file,
	struct sops_error *err)
{
	return read_stages(cli, out, file, false, err);
}

int cli_funnel_history(struct cli *cli, struct sops_funnel_history **out, const char *file,
	struct sops_error *err)
{
	struct sops_input *input;
	int fd, status = cli_open(cli, &input, &fd, file, &sops_deals, SOPS_FUNNEL_HISTORY_NEEDS,
		SOPS_FUNNEL_HISTORY_USES, err);

	if (status < 0)
		return status;
	status = sops_funnel_history_read(out, input, cli_context(cli)->as_of, err);
	cli_close(input, fd);
	return status;
}
