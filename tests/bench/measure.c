/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * measure TIMES COMMAND [ARG...]: runs a command so many times, its output discarded, and prints
 * the median of its wall-clock seconds and the most memory it ever had, in megabytes.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_TIMES 99

struct run {
	double seconds;
	long kilobytes;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void child(char **command)
{
	int fd = open("/dev/null", O_WRONLY);

	if (fd < 0 || dup2(fd, STDOUT_FILENO) < 0)
		_exit(126);
	execvp(command[0], command);
	perror(command[0]);
	_exit(127);
}

/* 0, or -1 when the command could not be run or failed. */
static int run_once(struct run *run, char **command)
{
	struct rusage usage;
	double start = now();
	pid_t pid = fork();
	int status;

	if (pid == 0)
		child(command);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0)
		return -1;
	*run = (struct run){ now() - start, usage.ru_maxrss };
	return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : -1;
}

static int faster(const void *a, const void *b)
{
	const struct run *x = a, *y = b;

	return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

int main(int argc, char **argv)
{
	struct run runs[MOST_TIMES];
	long times = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
	long most = 0;

	if (times < 1 || times > MOST_TIMES) {
		fputs("Usage: measure TIMES COMMAND [ARG]...\n", stderr);
		return 2;
	}
	for (long i = 0; i < times; i++) {
		if (run_once(&runs[i], argv + 2) < 0) {
			fprintf(stderr, "measure: %s failed\n", argv[2]);
			return 1;
		}
		if (runs[i].kilobytes > most)
			most = runs[i].kilobytes;
	}
	qsort(runs, (size_t)times, sizeof(runs[0]), faster);
	printf("%.3f\t%.1f\n", runs[times / 2].seconds, (double)most / 1024);
	return 0;
}
