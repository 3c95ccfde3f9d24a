/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * race ROUNDS PATIENCE DIR: times the commands that standard input lists, one a line, its name and
 * a tab before it. They take turns, so that whatever slows the machine down slows all of them.
 *
 * In a first round each writes its answer to DIR/NAME, its complaints to DIR/NAME.err, and warms
 * the caches. Then come ROUNDS that count, output discarded; a command that took more than
 * PATIENCE seconds for its answer is not asked again, and that time is its result.
 *
 * Prints of each, separated by tabs: its name, the median of its wall-clock seconds, the most
 * memory that any process of it had, in megabytes, and the median of its processor seconds. Exit
 * status 3 of a command says that the job is not for it, and it is left out; at any other it is
 * "failed".
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MOST_ROUNDS = 99, MOST_ENTRIES = 256, NOT_MINE = 3 };

struct entry {
	char *name, *command;
	double seconds[MOST_ROUNDS], processor[MOST_ROUNDS];
	int runs, status;
	bool slow;
	long kilobytes;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void redirect(int to, const char *directory, const char *name, const char *suffix)
{
	char *path = NULL;
	int fd;

	if (directory && asprintf(&path, "%s/%s%s", directory, name, suffix) < 0)
		_exit(126);
	fd = open(path ? path : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (fd < 0 || dup2(fd, to) < 0)
		_exit(126);
}

static void child(const struct entry *entry, const char *directory)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || dup2(fd, STDIN_FILENO) < 0)
		_exit(126);
	redirect(STDOUT_FILENO, directory, entry->name, "");
	redirect(STDERR_FILENO, directory, entry->name, ".err");
	execl("/bin/sh", "sh", "-c", entry->command, (char *)NULL);
	_exit(127);
}

static double in_seconds(struct timeval time)
{
	return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Where somebody watches, which run this is; and nothing once all are done. */
static void progress(long round, long rounds, const char *name)
{
	if (!isatty(STDERR_FILENO))
		return;
	fputs("\r\033[K", stderr);
	if (name)
		fprintf(stderr, "  %ld of %ld: %s", round, rounds, name);
}

/* One run, as the next that counts. A directory of NULL: its output is discarded. */
static void run(struct entry *entry, const char *directory)
{
	struct rusage usage = { 0 };
	double start = now();
	pid_t pid = fork();
	int status = 0;

	if (pid == 0)
		child(entry, directory);
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0) {
		perror("race");
		exit(1);
	}
	entry->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	entry->seconds[entry->runs] = now() - start;
	if (usage.ru_maxrss > entry->kilobytes)
		entry->kilobytes = usage.ru_maxrss;
	entry->processor[entry->runs] = in_seconds(usage.ru_utime) + in_seconds(usage.ru_stime);
	entry->runs++;
}

static size_t read_entries(struct entry *entries)
{
	char *line = NULL, *tab;
	size_t size = 0, count = 0;

	while (count < MOST_ENTRIES && getline(&line, &size, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		tab = strchr(line, '\t');
		if (!tab)
			continue;
		*tab = '\0';
		entries[count++] = (struct entry){ .name = line, .command = tab + 1 };
		line = NULL;
		size = 0;
	}
	free(line);
	return count;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), ascending);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void print(struct entry *entry)
{
	if (entry->status == NOT_MINE)
		return;
	if (entry->status) {
		printf("%s\tfailed\t\t\n", entry->name);
		return;
	}
	printf("%s\t%.4f\t%.1f\t%.4f\n", entry->name, median(entry->seconds, entry->runs),
		(double)entry->kilobytes / 1024, median(entry->processor, entry->runs));
}

int main(int argc, char **argv)
{
	static struct entry entries[MOST_ENTRIES];
	long rounds = argc == 4 ? strtol(argv[1], NULL, 10) : 0;
	double patience = argc == 4 ? (double)strtol(argv[2], NULL, 10) : 0;
	size_t count;

	if (rounds < 1 || rounds > MOST_ROUNDS) {
		fputs("Usage: race ROUNDS PATIENCE DIR <LIST\n", stderr);
		return 2;
	}
	count = read_entries(entries);
	for (size_t i = 0; i < count; i++) {
		progress(0, rounds, entries[i].name);
		run(&entries[i], argv[3]);
		entries[i].slow = entries[i].seconds[0] > patience;
		entries[i].runs = entries[i].slow;
	}
	for (long round = 0; round < rounds; round++)
		for (size_t i = 0; i < count; i++) {
			if (entries[i].status || entries[i].slow)
				continue;
			progress(round + 1, rounds, entries[i].name);
			run(&entries[i], NULL);
		}
	progress(rounds, rounds, NULL);
	for (size_t i = 0; i < count; i++)
		print(&entries[i]);
	return 0;
}
