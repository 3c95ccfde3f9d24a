/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/ranges.h>

#include <inttypes.h>
#include <stdlib.h>

#define MOST 1000000

/* The ranges of one file. */
struct file {
	struct sops_source source;
	char *path;
	struct sops_range *ranges;
	size_t count;
	struct file *next;
};

struct sops_ranges {
	const struct sops_ranges_options *options;
	struct file *first, **last;
};

int sops_ranges_new(struct sops_ranges **out, const struct sops_ranges_options *options,
	struct sops_error *err)
{
	static const struct sops_ranges_options usual;
	struct sops_ranges *ranges;

	if (options && (options->n < 0 || options->n > MOST))
		return sops_error_set(err, SOPS_EUSAGE, "at most %d ranges, not %" PRId64, MOST,
			options->n);
	ranges = calloc(1, sizeof(*ranges));
	if (!ranges)
		return sops_error_memory(err);
	ranges->options = options ? options : &usual;
	ranges->last = &ranges->first;
	*out = ranges;
	return 0;
}

static void free_file(struct file *file)
{
	free(file->path);
	free(file->ranges);
	free(file);
}

void sops_ranges_free(struct sops_ranges *ranges)
{
	struct file *next;

	if (!ranges)
		return;
	for (struct file *file = ranges->first; file; file = next) {
		next = file->next;
		free_file(file);
	}
	free(ranges);
}

static size_t wanted(const struct sops_ranges *ranges, const struct sops_source *source)
{
	uint64_t n = (source->size + SOPS_RANGES_USUAL - 1) / SOPS_RANGES_USUAL;

	if (ranges->options->n > 0)
		return (size_t)ranges->options->n;
	return n < MOST ? (size_t)n : MOST;
}

static int split(struct file *file, const struct sops_ranges *ranges, struct sops_error *err)
{
	size_t n = wanted(ranges, &file->source);

	file->ranges = calloc(n, sizeof(*file->ranges));
	if (!file->ranges)
		return sops_error_memory(err);
	return sops_source_split(&file->source, sops_source_records(&file->source), n, 1,
		file->ranges, &file->count, err);
}

int sops_ranges_add(struct sops_ranges *ranges, int fd, const char *name,
	const struct sops_csv_options *csv, struct sops_error *err)
{
	const char *path = ranges->options->path ? ranges->options->path : name;
	struct file *file = calloc(1, sizeof(*file));
	int status;

	if (!file)
		return sops_error_memory(err);
	file->path = strdup(path);
	status = file->path ? sops_source_look(&file->source, fd, name, csv, err)
			    : sops_error_memory(err);
	if (status == 0)
		status = split(file, ranges, err);
	if (status < 0) {
		free_file(file);
		return status;
	}
	*ranges->last = file;
	ranges->last = &file->next;
	return 0;
}

static void add_range(struct sops_table *table, const struct file *file, struct sops_range range)
{
	sops_table_row(table);
	sops_table_string(table, file->path);
	sops_table_count(table, (int64_t)range.start);
	sops_table_count(table, (int64_t)range.end);
	sops_table_count(table, (int64_t)file->source.size);
	sops_table_string(table, file->source.fingerprint);
}

int sops_ranges_table(const struct sops_ranges *ranges, struct sops_table *table,
	struct sops_error *err)
{
	sops_table_column(table, "path", SOPS_COLUMN_TEXT, "", "the file");
	sops_table_column(table, "start", SOPS_COLUMN_COUNT, "bytes", "first byte of the range");
	sops_table_column(table, "end", SOPS_COLUMN_COUNT, "bytes", "byte behind its last");
	sops_table_column(table, "size", SOPS_COLUMN_COUNT, "bytes", "size of the whole file");
	sops_table_column(table, "fingerprint", SOPS_COLUMN_TEXT, "", "which file it is");
	for (const struct file *file = ranges->first; file; file = file->next)
		for (size_t i = 0; i < file->count; i++)
			add_range(table, file, file->ranges[i]);
	return sops_table_check(table, err);
}
