/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_pairs.c: which groups are compared with which. */
#include "funnel_private.h"

#include "../private.h"

#include <stdlib.h>

/* Of nothing that is merged or saved. */
static const struct sops_state pair_state = { sizeof(struct sops__funnel_pair),
	_Alignof(struct sops__funnel_pair), (const struct sops_state_field[]){ { .name = NULL } } };

/* The groups there are, and what is asked of them. */
struct search {
	const struct sops_group *groups;
	struct sops_group_entry *entries;
	size_t count, parts; /* of groups; of each key: columns, and the period if there is one */
	const struct sops_use *use;
	struct sops_field one, other;
	long long alone; /* groups of the first that have no other */
};

/* Keys are joined with NUL. */
static struct sops_field part_of(struct sops_field key, size_t part)
{
	const char *end;

	for (; part > 0 && key.len > 0; part--) {
		end = memchr(key.at, '\0', key.len);
		if (!end)
			return (struct sops_field){ key.at, 0 };
		key = (struct sops_field){ end + 1, key.len - (size_t)(end + 1 - key.at) };
	}
	end = key.len > 0 ? memchr(key.at, '\0', key.len) : NULL;
	return end ? (struct sops_field){ key.at, (size_t)(end - key.at) } : key;
}

static size_t count_parts(struct sops_field key)
{
	size_t parts = 1;

	for (size_t i = 0; i < key.len; i++)
		parts += key.at[i] == '\0';
	return parts;
}

/* What a part of a key is called; a period is written to room. */
static struct sops_field label_of(const struct search *search, struct sops_field key, size_t part,
	char room[SOPS_PERIOD_TEXT])
{
	const struct sops_calendar *calendar = &search->use->context->calendar;
	struct sops_field value = part_of(key, part);
	int64_t period;

	if (value.len == 0)
		return (struct sops_field)SOPS_FIELD("(blank)");
	if (calendar->unit == SOPS_UNIT_NONE || part + 1 < search->parts)
		return value;
	period = sops_group_number_of(value);
	if (period == INT64_MAX)
		return (struct sops_field)SOPS_FIELD("(blank)");
	return (struct sops_field){ room, sops_period_label(room, calendar, (sops_period)period) };
}

static bool is_called(const struct search *search, struct sops_field key, size_t part,
	struct sops_field name)
{
	char room[SOPS_PERIOD_TEXT];

	return sops_field_equal(label_of(search, key, part, room), name);
}

/* By all of its parts: "web/2026Q1". */
static const struct sops_group_entry *find_whole(const struct search *search,
	struct sops_field name)
{
	char room[SOPS_PERIOD_TEXT];

	for (size_t i = 0; i < search->count; i++) {
		struct sops_field rest = name;
		size_t part = 0;

		for (; part < search->parts; part++) {
			struct sops_field label = label_of(search, search->entries[i].key, part,
				room);
			bool last = part + 1 == search->parts;

			if (rest.len < label.len || memcmp(rest.at, label.at, label.len) != 0 ||
			    (last ? rest.len != label.len :
			     rest.len == label.len || rest.at[label.len] != '/'))
				break;
			rest = (struct sops_field){ rest.at + label.len + !last,
				rest.len - label.len - !last };
		}
		if (part == search->parts)
			return &search->entries[i];
	}
	return NULL;
}

static int pair(struct sops__funnel_shared *shared, struct sops_field one,
	const struct sops__funnel *other, struct sops_error *err)
{
	void *state;
	int status = sops_group_at(shared->pairs, one, &state, err);

	if (status == 0)
		((struct sops__funnel_pair *)state)->other = other;
	return status;
}

/* The group that differs in that part only. */
static int find_beside(const struct sops__funnel **out, const struct search *search,
	struct sops_field key, size_t part, struct sops_field value, struct sops_error *err)
{
	struct sops_buffer other = SOPS_BUFFER_INIT;
	int status;

	for (size_t i = 0; i < search->parts; i++) {
		if (i > 0)
			sops_buffer_putc(&other, '\0');
		sops_buffer_field(&other, i == part ? value : part_of(key, i));
	}
	status = sops_buffer_check(&other, err);
	*out = status == 0 ? sops_group_find(search->groups, sops_buffer_view(&other)) : NULL;
	sops_buffer_release(&other);
	return status;
}

/* A group of which that part is called so, or NULL. */
static const struct sops_group_entry *find_called(const struct search *search, size_t part,
	struct sops_field name)
{
	for (size_t i = 0; i < search->count; i++)
		if (is_called(search, search->entries[i].key, part, name))
			return &search->entries[i];
	return NULL;
}

/* The one part that both are values of; parts, where there is none, or more than one. */
static size_t find_part(const struct search *search)
{
	size_t found = search->parts;

	for (size_t part = 0; part < search->parts; part++) {
		if (!find_called(search, part, search->one) ||
		    !find_called(search, part, search->other))
			continue;
		if (found < search->parts)
			return search->parts;
		found = part;
	}
	return found;
}

static int pair_all(struct sops__funnel_shared *shared, struct search *search, size_t part,
	struct sops_error *err)
{
	struct sops_field value = part_of(find_called(search, part, search->other)->key, part);
	const struct sops__funnel *other;
	int status = 0;

	for (size_t i = 0; status == 0 && i < search->count; i++) {
		struct sops_field key = search->entries[i].key;

		if (!is_called(search, key, part, search->one))
			continue;
		status = find_beside(&other, search, key, part, value, err);
		search->alone += !other;
		if (status == 0 && other)
			status = pair(shared, key, other, err);
	}
	return status;
}

/* At a comma: two groups, or two values of one part. 1: there are such. */
static int try_comma(struct sops__funnel_shared *shared, struct search *search,
	struct sops_error *err)
{
	const struct sops_group_entry *one = find_whole(search, search->one),
		*other = find_whole(search, search->other);
	size_t part;
	int status;

	shared->other_name = search->other;
	if (one && other && one != other) {
		status = pair(shared, one->key, other->state, err);
		return status < 0 ? status : 1;
	}
	if (sops_field_equal(search->one, search->other))
		return 0;
	part = find_part(search);
	if (part == search->parts)
		return 0;
	status = pair_all(shared, search, part, err);
	return status < 0 ? status : sops_group_count(shared->pairs) > 0;
}

/* At whichever comma there is a group on either side: a name may have one in it. */
static int find_both(struct sops__funnel_shared *shared, struct search *search,
	struct sops_error *err)
{
	const struct sops_funnel_options *options = search->use->options;
	struct sops_field all = sops_field_of(options->compare);
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < all.len; i++) {
		int found;

		if (all.at[i] != ',')
			continue;
		search->alone = 0;
		search->one = (struct sops_field){ all.at, i };
		search->other = (struct sops_field){ all.at + i + 1, all.len - i - 1 };
		found = try_comma(shared, search, err);
		if (found != 0)
			return found < 0 ? found : 0;
	}
	sops_error_set(err, SOPS_EUSAGE, "--compare: %s are not two groups",
		sops_quote(quoted, all));
	sops_error_hint(err, search->parts > 1 ?
		"name two values of one column, or two groups: --compare A/2026Q1,B/2026Q1" :
		"name two that --by or --period makes: --compare A,B");
	return SOPS_EUSAGE;
}

int sops__funnel_compare_find(struct sops__funnel_shared *shared, const struct sops_group *groups,
	const struct sops_use *use, struct sops_table *table, struct sops_error *err)
{
	struct search search = { .groups = groups, .count = sops_group_count(groups), .use = use };
	int status = sops_group_new(&shared->pairs, &pair_state, err);

	if (status == 0)
		status = sops_group_sorted(groups, &search.entries, err);
	if (status == 0 && search.count > 0) {
		search.parts = count_parts(search.entries[search.count - 1].key);
		status = find_both(shared, &search, err);
	}
	if (status == 0 && search.alone > 0)
		sops_table_note(table, "groups that have nothing to be compared with: %lld, left "
			"out", search.alone);
	free(search.entries);
	return status;
}

const struct sops__funnel *sops__funnel_other(const struct sops__funnel_shared *shared,
	struct sops_field key)
{
	const struct sops__funnel_pair *found = sops_group_find(shared->pairs, key);

	return found ? found->other : NULL;
}
