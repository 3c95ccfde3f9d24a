/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stage models as processes: the first line names moves, the rest is the table. Every name is found
 * in its place, and every move is judged one way.
 */
#include "memory.h"

#include <sops/process.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look_at_move(const struct sops_process *process, int from, int to)
{
	const struct sops_field pipeline = { "", 0 };
	const struct sops_process_stage *target = sops_process_at(process, (size_t)to);
	enum sops_move move = sops_process_move(process, pipeline, from, to);
	int skipped = -1, before, n = 0;

	while ((before = skipped, skipped = sops_process_skipped(process, pipeline, from, to,
			skipped)) >= 0) {
		const struct sops_process_stage *stage = sops_process_at(process, (size_t)skipped);

		if (skipped <= before || stage->optional || stage->kind != SOPS_STATUS_OPEN)
			abort();
		n++;
	}
	if ((move == SOPS_MOVE_SKIP && n == 0) ||
	    (move == SOPS_MOVE_BACK && (from < 0 || target->kind != SOPS_STATUS_OPEN)) ||
	    (from >= 0 && from != to && sops_process_before(process, from, to) &&
	     move == SOPS_MOVE_BACK))
		abort();
}

static void look_at(const struct sops_process *process, size_t i)
{
	const struct sops_process_stage *stage = sops_process_at(process, i);
	uint64_t fields = sops_process_required(process, stage->pipeline, (int)i);

	if (stage->name.len == 0 || stage->max_days < -1 || (stage->fields & ~fields) ||
	    (stage->name.len <= 1024 && stage->pipeline.len <= 1024 &&
	     sops_process_find(process, stage->pipeline, stage->name) != (int)i))
		abort();
	for (size_t field = 0; field < 64; field++)
		if ((fields >> field & 1) && (field >= sops_process_fields(process) ||
				sops_process_field(process, field).len == 0))
			abort();
}

static void look(const struct sops_process *process)
{
	size_t count = sops_process_count(process);

	for (size_t i = 0; i < count; i++) {
		look_at(process, i);
		for (int from = -1; count < 50 && from < (int)count; from++)
			look_at_move(process, from, (int)i);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *end = size ? memchr(data, '\n', size) : NULL;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_process *process = NULL;
	struct sops_field table;
	char *moves;
	int status;

	if (!end)
		return 0;
	moves = strndup((const char *)data, (size_t)(end - (const char *)data));
	table = (struct sops_field){ end + 1, size - (size_t)(end + 1 - (const char *)data) };
	status = sops_process_read(&process, memory_open(table, (struct sops_field){ "", 0 }), "in",
		NULL, &err);
	if (status == 0 && *moves)
		status = sops_process_allow(process, moves, &err);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	if (process)
		look(process);
	sops_process_free(process);
	free(moves);
	return 0;
}
