/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_progress.c: one line on standard error, rewritten while the command reads. */
#include "cli_private.h"

#include <stdio.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 2000 /* milliseconds before a user wonders */
#define BETWEEN 200   /* from one line to the next */

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static int64_t patience(const struct cli *cli)
{
	if (cli->common.progress == 1)
		return 0;
	if (cli->common.progress == 2 || cli->common.quiet || !isatty(STDERR_FILENO))
		return -1;
	return PATIENCE;
}

void cli_progress_start(struct cli *cli, int fd)
{
	struct stat st;
	uint64_t total = 0;

	if (cli->common.range)
		total = cli->range.end - cli->range.start;
	else if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		total = (uint64_t)st.st_size;
	cli->progress = (struct cli_progress){ .name = cli->command->name, .total = total,
		.began = now(), .patience = patience(cli) };
}

static void show(const struct cli_progress *progress, uint64_t bytes)
{
	char of[64] = "";
	double most = (double)progress->total;

	if (progress->total > 0)
		snprintf(of, sizeof(of), " of %.1f MB, %.0f %%", most / 1e6,
			bytes < progress->total ? 100 * ((double)bytes / most) : 100);
	fprintf(stderr, "\r%s: read %.1f MB%s\033[K", progress->name, (double)bytes / 1e6, of);
}

/* Several threads may call it: the one that moves the time of the last line on writes the next. */
void cli_progress_tell(void *to, uint64_t bytes)
{
	struct cli_progress *progress = to;
	uint64_t sum = __atomic_add_fetch(&progress->bytes, bytes, __ATOMIC_RELAXED);
	int64_t last = __atomic_load_n(&progress->shown, __ATOMIC_RELAXED), time;

	if (progress->patience < 0)
		return;
	time = now();
	if (time - progress->began < progress->patience || (last && time - last < BETWEEN))
		return;
	if (__atomic_compare_exchange_n(&progress->shown, &last, time, false, __ATOMIC_RELAXED,
			__ATOMIC_RELAXED))
		show(progress, sum);
}

void cli_progress_end(struct cli_progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
	progress->shown = 0;
	progress->patience = -1;
}
