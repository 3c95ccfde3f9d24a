/* SPDX-License-Identifier: GPL-3.0-or-later */
/* earlier_schema.c: which columns are new, gone, renamed, moved, or of another type. */
#include "earlier_private.h"

#include "columns_private.h"
#include "private.h"

#include <sops/nearest.h>

#include <stdlib.h>

void sops__matches_release(struct sops__matches *matches)
{
	free(matches->then_of);
	free(matches->how);
	free(matches->taken);
}

static bool same_header(const struct sops_earlier *earlier, size_t then,
	const struct sops_columns *columns, size_t now)
{
	return sops_field_equal(sops__earlier_name(earlier, then), sops_columns_name(columns, now));
}

static bool same_role(const struct sops_earlier *earlier, size_t then,
	const struct sops_columns *columns, size_t now)
{
	int role = sops_columns_role(columns, now);

	return role >= 0 && role == earlier->columns[then].role;
}

static bool nearly_same(const struct sops_earlier *earlier, size_t then,
	const struct sops_columns *columns, size_t now)
{
	struct sops_field folded = sops__earlier_folded(earlier, then);

	return folded.len > 0 && sops_field_equal(folded, columns->columns[now].folded);
}

/* In the order of the columns: the second of a header finds the second. */
static void match_by(struct sops__matches *matches, const struct sops_earlier *earlier,
	const struct sops_columns *columns, enum sops__match how,
	bool (*are)(const struct sops_earlier *earlier, size_t then,
		const struct sops_columns *columns, size_t now))
{
	for (size_t now = 0; now < sops_columns_count(columns); now++)
		for (size_t then = 0; then < earlier->count && matches->then_of[now] < 0; then++) {
			if (matches->taken[then] || !are(earlier, then, columns, now))
				continue;
			matches->then_of[now] = (int)then;
			matches->how[now] = how;
			matches->taken[then] = true;
		}
}

int sops__earlier_match(struct sops__matches *out, const struct sops_earlier *earlier,
	const struct sops_columns *now, struct sops_error *err)
{
	size_t count = sops_columns_count(now);

	out->then_of = calloc(count + 1, sizeof(*out->then_of));
	out->how = calloc(count + 1, sizeof(*out->how));
	out->taken = calloc(earlier->count + 1, sizeof(*out->taken));
	if (!out->then_of || !out->how || !out->taken) {
		sops__matches_release(out);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < count; i++)
		out->then_of[i] = -1;
	match_by(out, earlier, now, SOPS__MATCH_HEADER, same_header);
	match_by(out, earlier, now, SOPS__MATCH_RENAMED, same_role);
	match_by(out, earlier, now, SOPS__MATCH_RENAMED, nearly_same);
	return 0;
}

struct telling {
	const struct sops_earlier *earlier;
	const struct sops_earlier_now *now;
	struct sops__matches matches;
	bool *kept; /* by column of now: it is in the order of then */
	struct sops_buffer message;
	sops_tell tell;
	void *to;
};

/* Marks a longest run of columns whose order is that of then; of equals the one that begins first
 * and goes on first. */
static int find_kept(struct telling *telling, struct sops_error *err)
{
	size_t count = sops_columns_count(telling->now->columns);
	const int *then_of = telling->matches.then_of;
	size_t *length = calloc(count + 1, sizeof(*length)); /* of the best run from here on */
	size_t best = 0;
	int last = -1;

	telling->kept = calloc(count + 1, sizeof(*telling->kept));
	if (!length || !telling->kept) {
		free(length);
		return sops_error_memory(err);
	}
	for (size_t i = count; i-- > 0;) {
		for (size_t j = i + 1; then_of[i] >= 0 && j < count; j++)
			if (then_of[j] > then_of[i] && length[j] > length[i])
				length[i] = length[j];
		length[i] += then_of[i] >= 0;
		best = length[i] > best ? length[i] : best;
	}
	for (size_t i = 0; i < count && best > 0; i++) {
		if (length[i] != best || then_of[i] <= last)
			continue;
		telling->kept[i] = true;
		last = then_of[i];
		best--;
	}
	free(length);
	return 0;
}

/* Tells the message of a column. */
static int tell(struct telling *telling, struct sops_field column, struct sops_error *err)
{
	struct sops_finding finding = { .check = SOPS_CHECK_SCHEMA_CHANGE, .column = column };
	int status = sops_buffer_check(&telling->message, err);

	finding.message = telling->message.at;
	if (status == 0)
		status = telling->tell(telling->to, &finding, err);
	sops_buffer_clear(&telling->message);
	return status;
}

static int tell_name(struct telling *telling, size_t now, struct sops_error *err)
{
	const char *file = telling->earlier->file.at;
	int then = telling->matches.then_of[now];
	char quoted[SOPS_QUOTED];

	if (telling->matches.how[now] == SOPS__MATCH_HEADER)
		return 0;
	if (then < 0)
		sops_buffer_printf(&telling->message, "new: it is not in %s", file);
	else
		sops_buffer_printf(&telling->message, "called %s in %s", sops_quote(quoted,
			sops__earlier_name(telling->earlier, (size_t)then)), file);
	return tell(telling, sops_columns_name(telling->now->columns, now), err);
}

static int tell_place(struct telling *telling, size_t now, struct sops_error *err)
{
	int then = telling->matches.then_of[now];

	if (then < 0 || telling->kept[now])
		return 0;
	sops_buffer_printf(&telling->message, "column %zu now, %d in %s", now + 1, then + 1,
		telling->earlier->file.at);
	return tell(telling, sops_columns_name(telling->now->columns, now), err);
}

static int type_of(enum sops_profile_type *type, const struct sops_column_profiles *profiles,
	size_t column, const struct sops_column_profile_options *options, struct sops_error *err)
{
	const struct sops_column_profile *profile = sops__earlier_profile(profiles, column);
	struct sops_ratio share;

	*type = SOPS_PROFILE_TYPES;
	return profile ? sops_column_profile_type(type, &share, profile, options, err) : 0;
}

/* What is empty has no type that could change. */
static int tell_type(struct telling *telling, size_t now, struct sops_error *err)
{
	const struct sops_earlier *earlier = telling->earlier;
	enum sops_profile_type is = SOPS_PROFILE_TYPES, was = SOPS_PROFILE_TYPES;
	int then = telling->matches.then_of[now], status;

	if (then < 0)
		return 0;
	status = type_of(&is, telling->now->profiles, now, earlier->options, err);
	if (status == 0)
		status = type_of(&was, &earlier->profiles, (size_t)then, earlier->options, err);
	if (status < 0 || is == was || is == SOPS_PROFILE_TYPES || was == SOPS_PROFILE_TYPES)
		return status;
	sops_buffer_printf(&telling->message, "%s now, %s in %s", sops_profile_type_name(is),
		sops_profile_type_name(was), earlier->file.at);
	return tell(telling, sops_columns_name(telling->now->columns, now), err);
}

/* The new column that the gone one probably is; or nothing. */
static int find_heir(struct sops_field *heir, const struct telling *telling,
	struct sops_field gone, struct sops_error *err)
{
	const struct sops_columns *columns = telling->now->columns;
	size_t count = sops_columns_count(columns), n = 0;
	struct sops_field *fresh = calloc(count + 1, sizeof(*fresh));
	int near;

	if (!fresh)
		return sops_error_memory(err);
	for (size_t i = 0; i < count; i++)
		if (telling->matches.how[i] == SOPS__MATCH_NONE)
			fresh[n++] = sops_columns_name(columns, i);
	near = sops_nearest(gone, fresh, n);
	*heir = near >= 0 ? fresh[near] : (struct sops_field){ NULL, 0 };
	free(fresh);
	return 0;
}

static int tell_gone(struct telling *telling, size_t then, struct sops_error *err)
{
	struct sops_field name = sops__earlier_name(telling->earlier, then), heir;
	char quoted[SOPS_QUOTED];
	int status = find_heir(&heir, telling, name, err);

	if (status < 0)
		return status;
	sops_buffer_printf(&telling->message, "gone: it is in %s", telling->earlier->file.at);
	if (heir.len > 0)
		sops_buffer_printf(&telling->message, "; perhaps %s now", sops_quote(quoted, heir));
	return tell(telling, name, err);
}

static int tell_all(struct telling *telling, struct sops_error *err)
{
	int status = find_kept(telling, err);

	for (size_t i = 0; status == 0 && i < sops_columns_count(telling->now->columns); i++) {
		status = tell_name(telling, i, err);
		if (status == 0)
			status = tell_place(telling, i, err);
		if (status == 0)
			status = tell_type(telling, i, err);
	}
	for (size_t i = 0; status == 0 && i < telling->earlier->count; i++)
		if (!telling->matches.taken[i])
			status = tell_gone(telling, i, err);
	return status;
}

int sops_earlier_tell_schema(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, sops_tell teller, void *to, struct sops_error *err)
{
	struct telling telling = { .earlier = earlier, .now = now, .tell = teller, .to = to };
	int status = sops__earlier_match(&telling.matches, earlier, now->columns, err);

	if (status < 0)
		return status;
	status = tell_all(&telling, err);
	sops__matches_release(&telling.matches);
	sops_buffer_release(&telling.message);
	free(telling.kept);
	return status;
}
