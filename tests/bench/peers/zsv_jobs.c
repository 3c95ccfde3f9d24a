/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * zsv_jobs JOB FILE, or zsv_jobs version: the jobs of the benchmark over libzsv's fast engine, with
 * as little around it as the answer allows: a table of open addressing over XXH3, sums in integers,
 * a look at the last group first. There is no column filter: with one the engine is slower. Nothing
 * is checked, neither amounts nor dates nor UTF-8. Not part of sops; peers/libzsv compiles it where
 * zsv.h and libzsv are found.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zsv.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

enum { KEY = 63, MOST_COLUMNS = 8, ENGINE_FAST = 3 };
enum { WON, LOST, OPEN, STATUSES };

struct group {
	uint64_t hash;
	int64_t count[STATUSES], cents[STATUSES], days;
	unsigned char length;
	char key[KEY];
};

struct job {
	const char *name;
	const char *columns[MOST_COLUMNS]; /* the keys, then status and what the job sums */
	unsigned keys;
	bool month;                        /* the last key is cut to its month */
	void (*add)(struct group *group, const struct zsv_cell *cells);
	void (*print)(const struct group *group);
};

static struct state {
	const struct job *job;
	zsv_parser parser;
	unsigned at[MOST_COLUMNS], columns;
	uint64_t records;
	struct group *groups, *last;
	size_t size, used;
} state;

static _Noreturn void fail(const char *why)
{
	fprintf(stderr, "zsv_jobs: %s\n", why);
	exit(1);
}

static int64_t cents(struct zsv_cell cell)
{
	int64_t value = 0, scale = 100;

	for (size_t i = 0; i < cell.len; i++) {
		if (cell.str[i] == '.')
			scale = 1;
		else
			value = value * 10 + (cell.str[i] - '0');
	}
	return value * scale; /* the file has two decimals or none */
}

static int number(const unsigned char *at, int width)
{
	int value = 0;

	while (width--)
		value = value * 10 + (*at++ - '0');
	return value;
}

/* Days of the civil calendar since the year 0, March first. */
static int day(struct zsv_cell cell)
{
	int month = number(cell.str + 5, 2), year = number(cell.str, 4) - (month < 3);

	return 365 * year + year / 4 - year / 100 + year / 400 +
		(153 * (month + (month < 3 ? 9 : -3)) + 2) / 5 + number(cell.str + 8, 2);
}

static int status_of(struct zsv_cell cell)
{
	return cell.str[0] == 'w' ? WON : cell.str[0] == 'l' ? LOST : OPEN;
}

static void add_count(struct group *group, const struct zsv_cell *cells)
{
	group->count[status_of(cells[0])]++;
}

static void add_amount(struct group *group, const struct zsv_cell *cells)
{
	int status = status_of(cells[0]);

	group->count[status]++;
	group->cents[status] += cents(cells[1]);
}

static void add_cycle(struct group *group, const struct zsv_cell *cells)
{
	add_amount(group, cells);
	if (status_of(cells[0]) == WON)
		group->days += day(cells[2]) - day(cells[3]);
}

static void print_key(const struct group *group)
{
	fwrite(group->key, 1, group->length, stdout);
}

static void print_owner(const struct group *group)
{
	int64_t won = group->count[WON], closed = won + group->count[LOST];

	print_key(group);
	printf(",%" PRId64 ".%02" PRId64 ",%" PRId64 ",%.12g\n", group->cents[WON] / 100,
		group->cents[WON] % 100, won, closed ? (double)won / (double)closed : 0);
}

static void print_stage(const struct group *group)
{
	int64_t won = group->count[WON];

	print_key(group);
	printf(",%" PRId64 ".%02" PRId64 ",%" PRId64 ",%" PRId64 ",%.12g,%" PRId64 ",%" PRId64
	       ".%02" PRId64 "\n",
		group->cents[WON] / 100, group->cents[WON] % 100, won, group->count[LOST],
		won ? (double)group->days / (double)won : 0, group->count[OPEN],
		group->cents[OPEN] / 100, group->cents[OPEN] % 100);
}

static void print_won(const struct group *group)
{
	print_key(group);
	printf(",%" PRId64 "\n", group->count[WON]);
}

static const struct job jobs[] = {
	{ .name = "J1" },
	{ "J2", { "owner", "status", "amount" }, 1, false, add_amount, print_owner },
	{ "J3", { "stage", "created", "status", "amount", "closed", "created" }, 2, true,
	  add_cycle, print_stage },
	{ "J4", { "owner", "created", "status" }, 2, false, add_count, print_won },
};

static struct group *slot(struct group *groups, size_t size, uint64_t hash, const char *key,
	size_t length)
{
	size_t i = hash & (size - 1);

	while (groups[i].length && (groups[i].hash != hash || groups[i].length != length ||
					   memcmp(groups[i].key, key, length) != 0))
		i = (i + 1) & (size - 1);
	return &groups[i];
}

static void grow(void)
{
	size_t size = state.size ? 2 * state.size : 4096;
	struct group *groups = calloc(size, sizeof(*groups));

	if (!groups)
		fail("out of memory");
	for (size_t i = 0; i < state.size; i++) {
		const struct group *from = &state.groups[i];

		if (from->length)
			*slot(groups, size, from->hash, from->key, from->length) = *from;
	}
	free(state.groups);
	state.groups = groups;
	state.size = size;
	state.last = groups;
}

static struct group *find(const char *key, size_t length)
{
	struct group *group = state.last;
	uint64_t hash;

	if (group && group->length == length && memcmp(group->key, key, length) == 0)
		return group;
	if (2 * state.used >= state.size)
		grow();
	hash = XXH3_64bits(key, length);
	group = slot(state.groups, state.size, hash, key, length);
	if (!group->length) {
		group->hash = hash;
		group->length = (unsigned char)length;
		memcpy(group->key, key, length);
		state.used++;
	}
	return state.last = group;
}

/* The fast engine leaves the quotes on; no column of the jobs has doubled ones. */
static struct zsv_cell cell_at(unsigned i)
{
	struct zsv_cell cell = zsv_get_cell(state.parser, i);

	if (cell.len >= 2 && cell.str[0] == '"') {
		cell.str++;
		cell.len -= 2;
	}
	return cell;
}

static void on_record(void *unused)
{
	const struct job *job = state.job;
	struct zsv_cell cells[MOST_COLUMNS];
	char key[KEY + 1];
	size_t length = 0;

	(void)unused;
	state.records++;
	if (!job->keys)
		return;
	for (unsigned i = 0; i < state.columns; i++)
		cells[i] = cell_at(state.at[i]);
	for (unsigned i = 0; i < job->keys; i++) {
		size_t size = job->month && i == job->keys - 1 ? 7 : cells[i].len;

		if (length + size + 1 > KEY)
			fail("a key is too long");
		if (i)
			key[length++] = ',';
		memcpy(key + length, cells[i].str, size);
		length += size;
	}
	job->add(find(key, length), cells + job->keys);
}

static void on_header(void *unused)
{
	const struct job *job = state.job;
	size_t count = zsv_cell_count(state.parser);

	(void)unused;
	for (unsigned k = 0; k < MOST_COLUMNS && job->columns[k]; k++) {
		for (unsigned i = 0; i < count; i++) {
			struct zsv_cell cell = cell_at(i);

			if (cell.len == strlen(job->columns[k]) &&
				memcmp(cell.str, job->columns[k], cell.len) == 0)
				state.at[state.columns++] = i;
		}
		if (state.columns != k + 1)
			fail("a column is missing");
	}
	zsv_set_row_handler(state.parser, on_record);
	if (!state.columns)
		zsv_set_skip_cells(state.parser, 1);
}

int main(int argc, char **argv)
{
	struct zsv_opts options = { .row_handler = on_header, .scan_engine = ENGINE_FAST };
	enum zsv_status status;

	if (argc == 2 && !strcmp(argv[1], "version"))
		return puts(zsv_lib_version()) < 0;
	for (size_t i = 0; argc == 3 && i < sizeof(jobs) / sizeof(jobs[0]); i++)
		if (!strcmp(jobs[i].name, argv[1]))
			state.job = &jobs[i];
	if (!state.job)
		return 3;
	options.stream = fopen(argv[2], "rb");
	if (!options.stream)
		fail("cannot open the file");
	state.parser = zsv_new(&options);
	while ((status = zsv_parse_more(state.parser)) == zsv_status_ok)
		;
	if (status != zsv_status_no_more_input)
		fail((const char *)zsv_parse_status_desc(status));
	zsv_finish(state.parser);
	if (!state.job->keys)
		printf("%" PRIu64 "\n", state.records);
	for (size_t i = 0; i < state.size; i++)
		if (state.groups[i].length)
			state.job->print(&state.groups[i]);
	return 0;
}
