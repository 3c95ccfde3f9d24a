/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which row a line of the CSV comes from: an entry for every row whose cells have line ends. One
 * thread writes while another asks.
 */
#include "xlsx_private.h"

#include <pthread.h>
#include <stdlib.h>

struct sops__lines {
	pthread_mutex_t lock;
	struct sops__turn *at;
	size_t count, size;
};

int sops__lines_new(struct sops__lines **out, struct sops_error *err)
{
	struct sops__lines *lines = calloc(1, sizeof(*lines));

	if (!lines)
		return sops_error_memory(err);
	pthread_mutex_init(&lines->lock, NULL);
	*out = lines;
	return 0;
}

void sops__lines_free(struct sops__lines *lines)
{
	if (!lines)
		return;
	pthread_mutex_destroy(&lines->lock);
	free(lines->at);
	free(lines);
}

void sops__lines_clear(struct sops__lines *lines)
{
	pthread_mutex_lock(&lines->lock);
	lines->count = 0;
	pthread_mutex_unlock(&lines->lock);
}

/* From this line on, which is the first of this row, a row is a line again. */
int sops__lines_turn(struct sops__lines *lines, uint64_t line, uint32_t row,
	struct sops_error *err)
{
	int status;

	pthread_mutex_lock(&lines->lock);
	status = sops__room(&lines->at, &lines->size, lines->count, sizeof(*lines->at), err);
	if (status == 0)
		lines->at[lines->count++] = (struct sops__turn){ line, row };
	pthread_mutex_unlock(&lines->lock);
	return status;
}

static uint64_t row_of(const struct sops__lines *lines, uint64_t line)
{
	struct sops__turn from = { 1, 1 };
	size_t low = 0, high = lines->count;
	uint64_t row;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lines->at[middle].line <= line)
			low = middle + 1;
		else
			high = middle;
	}
	if (low > 0)
		from = lines->at[low - 1];
	row = from.row + (line - from.line);
	if (low < lines->count && row >= lines->at[low].row)
		row = lines->at[low].row - 1;
	return row;
}

uint64_t sops__lines_row(struct sops__lines *lines, uint64_t line)
{
	uint64_t row;

	pthread_mutex_lock(&lines->lock);
	row = row_of(lines, line);
	pthread_mutex_unlock(&lines->lock);
	return row;
}
