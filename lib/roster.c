/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/roster.h>

#include "ids.h"
#include "side.h"
#include "texts.h"

#include <stdlib.h>

/* While rows are read texts move, and stand as numbers. */
struct entry {
	struct sops_roster_rep rep;
	uint32_t id, written, name, group;
};

struct sops_roster {
	struct entry *entries; /* in the order of the rows: the one of id n at n - 1 */
	size_t count, size;
	const struct sops_roster_rep **sorted;
	struct sops__texts ids, names, others; /* ids as they are compared */
	uint32_t *named; /* by number of the name: number of the id, or SEVERAL */
};

#define SEVERAL UINT32_MAX

void sops_roster_free(struct sops_roster *roster)
{
	if (!roster)
		return;
	sops__texts_release(&roster->ids);
	sops__texts_release(&roster->names);
	sops__texts_release(&roster->others);
	free(roster->entries);
	free(roster->sorted);
	free(roster->named);
	free(roster);
}

static int check(const struct sops_roster *roster, const struct sops_rep *row,
	const struct sops_input *input, struct sops_error *err)
{
	char hired[SOPS_DATE_TEXT], left[SOPS_DATE_TEXT], text[SOPS_MONEY_TEXT];
	char quoted[SOPS_QUOTED], id[SOPS_SALESFORCE_ID];
	uint32_t known;

	if (row->rep_id.len == 0)
		return sops__side_error(input, SOPS_REPS_ID,
			sops_error_set(err, SOPS_EINPUT, "a rep needs an id"), err);
	if (sops__texts_find(&roster->ids, sops__id(id, row->rep_id), &known))
		return sops__side_error(input, SOPS_REPS_ID, sops_error_set(err, SOPS_EINPUT,
			"a second rep %s; the first is on line %llu",
			sops_quote(quoted, row->rep_id),
			(unsigned long long)roster->entries[known - 1].rep.line), err);
	if (row->left != SOPS_DATE_BLANK && row->hired != SOPS_DATE_BLANK &&
	    row->left < row->hired) {
		sops_date_format(hired, row->hired);
		sops_date_format(left, row->left);
		return sops__side_error(input, SOPS_REPS_LEFT, sops_error_set(err, SOPS_EINPUT,
			"left on %s, before the day hired, %s", left, hired), err);
	}
	if (!sops_money_blank(row->fte) && row->fte.units < 0) {
		sops_money_format(text, row->fte);
		return sops__side_error(input, SOPS_REPS_FTE, sops_error_set(err, SOPS_EINPUT,
			"%s is less than no position", text), err);
	}
	return 0;
}

static int make_room(struct sops_roster *roster, struct sops_error *err)
{
	size_t size = roster->size ? 2 * roster->size : 64;
	struct entry *grown;

	if (roster->count < roster->size)
		return 0;
	grown = reallocarray(roster->entries, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	roster->entries = grown;
	roster->size = size;
	return 0;
}

static int append(struct sops_roster *roster, const struct sops_rep *row,
	const struct sops_input *input, struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	char id[SOPS_SALESFORCE_ID];
	struct entry *entry;
	int status = make_room(roster, err);

	if (status < 0)
		return status;
	entry = &roster->entries[roster->count];
	entry->rep = (struct sops_roster_rep){ .hired = row->hired, .left = row->left,
		.fte = sops_money_blank(row->fte) ? sops_money_of(1) : row->fte,
		.line = sops_input_place(input).line };
	sops_input_key(input, &key);
	status = sops_buffer_check(&key, err);
	if (status == 0)
		status = sops__texts_add(&roster->others, sops_buffer_view(&key), &entry->group,
			err);
	if (status == 0)
		status = sops__texts_add(&roster->others, row->rep_id, &entry->written, err);
	if (status == 0)
		status = sops__texts_add(&roster->names, row->name, &entry->name, err);
	if (status == 0)
		status = sops__texts_add(&roster->ids, sops__id(id, row->rep_id), &entry->id, err);
	if (status == 0)
		roster->count++;
	sops_buffer_release(&key);
	return status;
}

static int by_id(const void *a, const void *b)
{
	const struct sops_roster_rep *const *left = a, *const *right = b;

	return sops_field_compare((*left)->rep_id, (*right)->rep_id);
}

/* No text moves any more. */
static int finish(struct sops_roster *roster, struct sops_error *err)
{
	roster->sorted = calloc(roster->count + 1, sizeof(*roster->sorted));
	roster->named = calloc(sops__texts_count(&roster->names) + 1, sizeof(*roster->named));
	if (!roster->sorted || !roster->named)
		return sops_error_memory(err);
	for (size_t i = 0; i < roster->count; i++) {
		struct entry *entry = &roster->entries[i];
		uint32_t *named = &roster->named[entry->name];

		*named = *named ? SEVERAL : entry->id;
		entry->rep.rep_id = sops__texts_at(&roster->others, entry->written);
		entry->rep.name = sops__texts_at(&roster->names, entry->name);
		entry->rep.group = sops__texts_at(&roster->others, entry->group);
		roster->sorted[i] = &entry->rep;
	}
	qsort(roster->sorted, roster->count, sizeof(*roster->sorted), by_id);
	return 0;
}

int sops_roster_read(struct sops_roster **out, struct sops_input *input, struct sops_error *err)
{
	struct sops_roster *roster = calloc(1, sizeof(*roster));
	const void *row;
	int status;

	if (!roster)
		return sops_error_memory(err);
	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = check(roster, row, input, err);
		if (status == 0)
			status = append(roster, row, input, err);
		if (status < 0)
			break;
	}
	if (status == 0)
		status = finish(roster, err);
	if (status < 0)
		sops_roster_free(roster);
	else
		*out = roster;
	return status;
}

size_t sops_roster_count(const struct sops_roster *roster)
{
	return roster->count;
}

const struct sops_roster_rep *sops_roster_at(const struct sops_roster *roster, size_t index)
{
	return roster->sorted[index];
}

const struct sops_roster_rep *sops_roster_find(const struct sops_roster *roster,
	struct sops_field who)
{
	char id[SOPS_SALESFORCE_ID];
	uint32_t number;

	if (who.len == 0)
		return NULL;
	if (sops__texts_find(&roster->ids, sops__id(id, who), &number))
		return &roster->entries[number - 1].rep;
	if (sops__texts_find(&roster->names, who, &number) &&
	    roster->named[number] != SEVERAL)
		return &roster->entries[roster->named[number] - 1].rep;
	return NULL;
}

int64_t sops_roster_days(const struct sops_roster_rep *rep, const struct sops_span *span)
{
	/* A blank day is before every other. */
	sops_date first = span->first > rep->hired ? span->first : rep->hired;
	int64_t end = span->end == SOPS_DATE_BLANK ? INT32_MAX : span->end;

	if (rep->left != SOPS_DATE_BLANK && rep->left < end)
		end = rep->left;
	if (end <= first)
		return 0;
	return span->end == SOPS_DATE_BLANK || first == SOPS_DATE_BLANK ? 1 : end - first;
}
