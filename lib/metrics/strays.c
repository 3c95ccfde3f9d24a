/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "strays.h"

#include "stages_line.h"

#include <stdlib.h>

#define LISTED 12 /* stages that a message names */

const struct sops_state sops__stray_state = SOPS_STATE(struct sops__stray,
	SOPS_STATE_FIELD(struct sops__stray, rows, SOPS_STATE_COUNT));

int sops__stray_add(struct sops_group *strays, enum sops__stray_of of, struct sops_field stage,
	uint64_t line, struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	struct sops__stray *stray;
	void *state = NULL;
	int status;

	sops_buffer_putc(&key, (char)of);
	sops_buffer_field(&key, stage);
	status = sops_buffer_check(&key, err);
	if (status == 0)
		status = sops_group_at(strays, sops_buffer_view(&key), &state, err);
	sops_buffer_release(&key);
	if (status < 0)
		return status;
	stray = state;
	stray->rows++;
	if (stray->rows == 1 || line < stray->line)
		stray->line = line;
	return 0;
}

/* Merges them, with their lines. */
static int gather(struct sops_group *into, const struct sops_group *from,
	struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(from, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(from); i++) {
		const struct sops__stray *stray = entries[i].state;
		struct sops__stray *to;
		void *state;

		status = sops_group_at(into, entries[i].key, &state, err);
		if (status < 0)
			break;
		to = state;
		if (to->rows == 0 || stray->line < to->line)
			to->line = stray->line;
		to->rows += stray->rows;
	}
	free(entries);
	return status;
}

static struct sops_field name_of(const struct sops_group_entry *entry)
{
	return (struct sops_field){ entry->key.at + 1, entry->key.len - 1 };
}

/* Most rows first. */
static int by_rows(const void *a, const void *b)
{
	const struct sops_group_entry *left = a, *right = b;
	int64_t l = ((struct sops__stray *)left->state)->rows,
		r = ((struct sops__stray *)right->state)->rows;

	return l != r ? (l < r) - (l > r) : sops_field_compare(left->key, right->key);
}

static void list(struct sops_buffer *out, const struct sops_group_entry *entries, size_t count,
	const char *unit)
{
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < count && i < LISTED; i++) {
		long long rows = ((struct sops__stray *)entries[i].state)->rows;

		sops_buffer_printf(out, "%s%s (%lld %s%s)", i > 0 ? ", " : "",
			sops_quote(quoted, name_of(&entries[i])), rows, unit, rows == 1 ? "" : "s");
	}
	if (count > LISTED)
		sops_buffer_printf(out, " and %zu more", count - LISTED);
}

/* The model's stages and, before won, the others: where each belongs the user knows. */
static void line_of(struct sops__stages_line *out, const struct sops_group_entry *entries,
	size_t count, const struct sops_stages *stages)
{
	size_t known = sops_stages_count(stages);

	for (size_t i = 0; i + 1 < known; i++)
		sops__stages_line(out, sops_stages_name(stages, i));
	for (size_t i = 0; i < count; i++)
		sops__stages_line(out, name_of(&entries[i]));
	sops__stages_line(out, sops_stages_name(stages, known - 1));
}

static uint64_t first_line(const struct sops_group_entry *entries, size_t count)
{
	uint64_t line = UINT64_MAX;

	for (size_t i = 0; i < count; i++)
		if (((struct sops__stray *)entries[i].state)->line < line)
			line = ((struct sops__stray *)entries[i].state)->line;
	return line;
}

static int refuse(struct sops_group_entry *entries, size_t count, const struct sops_stages *stages,
	const char *history, struct sops_error *err)
{
	bool of_history = entries[0].key.at[0] == SOPS__STRAY_HISTORY;
	const struct sops_place place = { .file = of_history ? history : NULL,
		.line = first_line(entries, count) };
	struct sops_buffer names = SOPS_BUFFER_INIT;
	struct sops__stages_line line = { .comma = false };
	int status;

	qsort(entries, count, sizeof(*entries), by_rows);
	list(&names, entries, count, of_history ? "row" : "deal");
	line_of(&line, entries, count, stages);
	status = sops_buffer_check(&names, err);
	if (status == 0)
		status = sops__stages_line_end(&line, err);
	if (status == 0) {
		status = sops_error_set(err, SOPS_EINPUT, "stages %sthat are not among --stages: "
			"%s", of_history ? "of the history " : "", names.at);
		sops_error_hint(err, "place them: --stages %s%s", line.text.at,
			place.file ? "" : "; or leave them out with --where");
		sops_error_place(err, &place);
	}
	sops_buffer_release(&names);
	sops__stages_line_release(&line);
	return status;
}

int sops__strays_refuse(const struct sops_group *strays, const struct sops_stages *stages,
	const char *history, struct sops_error *err)
{
	struct sops_group_entry *entries;
	size_t count = sops_group_count(strays), own = 0;
	int status = sops_group_sorted(strays, &entries, err);

	if (status < 0 || count == 0)
		return status;
	/* Those of deals first: d comes before h. */
	while (own < count && entries[own].key.len > 0 &&
	       entries[own].key.at[0] == SOPS__STRAY_DEAL)
		own++;
	if (entries[0].key.len < 2 || !stages || sops_stages_count(stages) == 0)
		status = sops_error_set(err, SOPS_EINPUT, "not a saved state: a stage");
	else
		status = refuse(entries, own > 0 ? own : count, stages, history, err);
	free(entries);
	return status;
}

int sops__strays_check(const struct sops_group *groups, size_t strays,
	const struct sops_stages *stages, const char *history, struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	struct sops_group *all;
	const char *state;
	int status = sops_group_new(&all, &sops__stray_state, err);

	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL)
		status = gather(all, *(struct sops_group *const *)(const void *)(state + strays),
			err);
	if (status == 0)
		status = sops__strays_refuse(all, stages, history, err);
	sops_group_free(all);
	return status;
}
