/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parts.c: partial results put together, and the proof that each record was counted once. */
#include "part_private.h"

#include "state_private.h"

#include <inttypes.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* A range that is there, and the line it came with. */
struct covered {
	struct sops_range range;
	XXH128_hash_t line;
};

struct sops_parts {
	const struct sops_maker *maker;
	struct sops_run *run;
	struct sops__part all;   /* its ranges are not used, but: */
	struct covered *covered; /* by start */
	size_t n_covered, room;
	size_t count;
};

int sops_parts_new(struct sops_parts **out, const struct sops_maker *maker, struct sops_run *run,
	struct sops_error *err)
{
	struct sops_parts *parts = calloc(1, sizeof(*parts));

	if (!parts)
		return sops_error_memory(err);
	parts->maker = maker;
	parts->run = run;
	parts->all.bound = UINT64_MAX;
	parts->all.readings = json_array();
	if (!parts->all.readings) {
		free(parts);
		return sops_error_memory(err);
	}
	*out = parts;
	return 0;
}

void sops_parts_free(struct sops_parts *parts)
{
	if (!parts)
		return;
	sops__part_release(&parts->all);
	free(parts->covered);
	free(parts);
}

/* The first place from which a range that begins at start could stand. */
static size_t place_of(const struct sops_parts *parts, uint64_t start)
{
	size_t low = 0, high = parts->n_covered;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (parts->covered[middle].range.start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool same_range(struct sops_range a, struct sops_range b)
{
	return a.start == b.start && a.end == b.end;
}

static const struct covered *find_same(const struct sops_parts *parts, struct sops_range range)
{
	for (size_t i = place_of(parts, range.start); i < parts->n_covered &&
	     parts->covered[i].range.start == range.start; i++)
		if (same_range(parts->covered[i].range, range))
			return &parts->covered[i];
	return NULL;
}

/* Bytes of the range that are there already: an empty range has none. */
static bool find_overlap(struct sops_range *out, const struct sops_parts *parts,
	struct sops_range range)
{
	size_t i = place_of(parts, range.start);

	while (i > 0 && parts->covered[i - 1].range.start == parts->covered[i - 1].range.end)
		i--;
	for (i = i > 0 ? i - 1 : 0; i < parts->n_covered; i++) {
		struct sops_range there = parts->covered[i].range;

		out->start = there.start > range.start ? there.start : range.start;
		out->end = there.end < range.end ? there.end : range.end;
		if (out->start < out->end)
			return true;
		if (there.start >= range.end)
			break;
	}
	return false;
}

/* 1: a new part; 0: one that was added before. */
static int check_once(const struct sops_parts *parts, const struct sops__part *part,
	XXH128_hash_t line, struct sops_error *err)
{
	struct sops_range twice;

	for (size_t i = 0; i < part->n_ranges; i++) {
		const struct covered *same = find_same(parts, part->ranges[i]);

		if (same && XXH128_isEqual(same->line, line))
			return 0;
		if (same && part->n_ranges == 1)
			return sops_error_set(err, SOPS_EINPUT, "bytes %" PRIu64 "-%" PRIu64
				" come a second time, and with another content",
				same->range.start, same->range.end);
		if (find_overlap(&twice, parts, part->ranges[i]))
			return sops_error_set(err, SOPS_EINPUT,
				"bytes %" PRIu64 "-%" PRIu64 " are in an earlier part too",
				twice.start, twice.end);
	}
	return 1;
}

static int check_source(const struct sops_parts *parts, const struct sops__part *part,
	struct sops_error *err)
{
	const struct sops__part *all = &parts->all;

	if (parts->count == 0)
		return 0;
	if (part->size != all->size)
		return sops_error_set(err, SOPS_EINPUT, "this part is of another file: one of "
			"%" PRIu64 " bytes, not %" PRIu64, part->size, all->size);
	if (strcmp(part->fingerprint, all->fingerprint) != 0)
		return sops_error_set(err, SOPS_EINPUT,
			"this part is of another file, though of the same size");
	if (part->header != all->header || part->bound != all->bound)
		return sops_error_set(err, SOPS_EINPUT,
			"this part has the header of another file");
	return 0;
}

/* The reading of the same column in the other array, or NULL. */
static json_t *reading_of(const json_t *readings, json_t *column)
{
	for (size_t i = 0; i < json_array_size(readings); i++)
		if (json_equal(json_array_get(json_array_get(readings, i), 0), column))
			return json_array_get(readings, i);
	return NULL;
}

static const char *const meanings[] = {
	[SOPS_READING_ANY] = "nothing",
	[SOPS_READING_MDY] = "month/day/year",
	[SOPS_READING_DMY] = "day/month/year",
	[SOPS_READING_YMD] = "year/month/day",
	[SOPS_READING_SHARE] = "shares of 1",
	[SOPS_READING_PERCENT] = "per cent",
	[SOPS_READING_AMBIGUOUS] = "dates that nothing settles",
	[SOPS_READING_MIXED] = "dates of two orders",
};

static int refuse_reading(const json_t *name, enum sops_reading here, enum sops_reading there,
	struct sops_error *err)
{
	bool share = here == SOPS_READING_SHARE || here == SOPS_READING_PERCENT;

	sops_error_set(err, SOPS_EINPUT, "this part has %s, an earlier one has %s",
		meanings[here], meanings[there]);
	sops_error_hint(err, share ? "with a %% sign a share can be read one way only"
				   : "say which with --dates, for every part");
	sops_error_column(err, (struct sops_field){ json_string_value(name),
		json_string_length(name) });
	return SOPS_EINPUT;
}

static enum sops_reading named(const json_t *reading)
{
	return sops_reading_named(sops_field_of(json_string_value(json_array_get(reading, 2))));
}

static int merge_reading(json_t *readings, json_t *reading, struct sops_error *err)
{
	const json_t *name = json_array_get(reading, 1);
	json_t *other = reading_of(readings, json_array_get(reading, 0));

	if (!json_is_string(name) || named(reading) == SOPS_READING_ANY)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: \"readings\"");
	if (!other)
		return json_array_append(readings, reading) < 0 ? sops_error_memory(err) : 0;
	if (sops_readings_agree(named(reading), named(other)))
		return 0;
	return refuse_reading(name, named(reading), named(other), err);
}

static int merge_readings(struct sops_parts *parts, const struct sops__part *part,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < json_array_size(part->readings); i++)
		status = merge_reading(parts->all.readings, json_array_get(part->readings, i), err);
	return status;
}

static int cover(struct sops_parts *parts, const struct sops__part *part, XXH128_hash_t line,
	struct sops_error *err)
{
	size_t need = parts->n_covered + part->n_ranges;

	if (need > parts->room) {
		struct covered *grown = reallocarray(parts->covered, 2 * need, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		parts->covered = grown;
		parts->room = 2 * need;
	}
	for (size_t i = 0; i < part->n_ranges; i++) {
		size_t at = place_of(parts, part->ranges[i].start);

		memmove(parts->covered + at + 1, parts->covered + at,
			(parts->n_covered++ - at) * sizeof(*parts->covered));
		parts->covered[at] = (struct covered){ part->ranges[i], line };
	}
	return 0;
}

static int merge_state(struct sops_parts *parts, const json_t *state, struct sops_error *err)
{
	struct sops_run *run;
	int status = sops_run_like(&run, parts->run, err);

	if (status < 0)
		return status;
	status = sops__run_load(run, state, err);
	if (status == 0)
		status = sops_run_take(parts->run, run, err);
	sops_run_free(run);
	return status;
}

static int add(struct sops_parts *parts, const struct sops__part *part, const json_t *state,
	XXH128_hash_t line, struct sops_error *err)
{
	int status = check_source(parts, part, err);

	if (status == 0)
		status = check_once(parts, part, line, err);
	if (status <= 0)
		return status;
	status = merge_readings(parts, part, err);
	if (status == 0)
		status = merge_state(parts, state, err);
	if (status == 0)
		status = cover(parts, part, line, err);
	if (status < 0)
		return status;
	memcpy(parts->all.fingerprint, part->fingerprint, sizeof(part->fingerprint));
	parts->all.size = part->size;
	parts->all.header = part->header;
	parts->all.bound = part->bound;
	sops_input_counts_merge(&parts->all.counts, &part->counts);
	parts->count++;
	return 1;
}

int sops_parts_add(struct sops_parts *parts, struct sops_field line, struct sops_error *err)
{
	struct sops__part part;
	const json_t *state = NULL;
	json_t *json;
	int status;

	while (line.len && (line.at[line.len - 1] == '\n' || line.at[line.len - 1] == '\r'))
		line.len--;
	status = sops__part_load(&part, &json, &state, parts->maker, line, err);
	if (status == 0)
		status = add(parts, &part, state, XXH3_128bits(line.at, line.len), err);
	sops__part_release(&part);
	json_decref(json);
	return status;
}

bool sops_parts_gap(const struct sops_parts *parts, uint64_t from, struct sops_range *gap)
{
	uint64_t at = from > parts->all.header ? from : parts->all.header;

	for (size_t i = 0; i < parts->n_covered; i++) {
		struct sops_range there = parts->covered[i].range;

		if (there.start > at) {
			*gap = (struct sops_range){ at, there.start };
			return true;
		}
		if (there.end > at)
			at = there.end;
	}
	*gap = (struct sops_range){ at, parts->all.size };
	return at < parts->all.size;
}

int sops_parts_complete(const struct sops_parts *parts, struct sops_error *err)
{
	struct sops_range gap;

	if (!sops_parts_gap(parts, 0, &gap))
		return 0;
	return sops_error_set(err, SOPS_EINPUT,
		"bytes %" PRIu64 "-%" PRIu64 " of the file are in no part", gap.start, gap.end);
}

/* Ranges that touch become one. */
static struct sops_range *joined(const struct sops_parts *parts, size_t *count)
{
	struct sops_range *ranges = calloc(parts->n_covered, sizeof(*ranges));
	size_t n = 0;

	for (size_t i = 0; ranges && i < parts->n_covered; i++) {
		struct sops_range range = parts->covered[i].range;

		if (n > 0 && ranges[n - 1].end == range.start)
			ranges[n - 1].end = range.end;
		else
			ranges[n++] = range;
	}
	*count = n;
	return ranges;
}

/* By number, so that the line does not tell in which order the parts came. */
static int by_column(const void *a, const void *b)
{
	json_t *const *left = a, *const *right = b;
	json_int_t l = json_integer_value(json_array_get(*left, 0)),
		   r = json_integer_value(json_array_get(*right, 0));

	return (l > r) - (l < r);
}

static json_t *sorted(const json_t *readings)
{
	size_t n = json_array_size(readings);
	json_t **list = calloc(n ? n : 1, sizeof(json_t *)), *json = json_array();

	for (size_t i = 0; list && i < n; i++)
		list[i] = json_array_get(readings, i);
	if (list)
		qsort(list, n, sizeof(json_t *), by_column);
	for (size_t i = 0; list && i < n; i++)
		json_array_append(json, list[i]);
	free(list);
	return json;
}

int sops_parts_write(struct sops_buffer *out, const struct sops_parts *parts,
	struct sops_error *err)
{
	struct sops__part part = parts->all;
	int status;

	if (parts->count == 0)
		return 0;
	part.ranges = joined(parts, &part.n_ranges);
	part.readings = sorted(parts->all.readings);
	if (!part.ranges || json_array_size(part.readings) != json_array_size(parts->all.readings))
		status = sops_error_memory(err);
	else
		status = sops__part_save(out, &part, parts->maker, parts->run, err);
	sops__part_release(&part);
	return status;
}

uint64_t sops_parts_size(const struct sops_parts *parts)
{
	return parts->all.size;
}

size_t sops_parts_count(const struct sops_parts *parts)
{
	return parts->count;
}

uint64_t sops_parts_bound(const struct sops_parts *parts)
{
	return parts->all.bound;
}

struct sops_input_counts sops_parts_counts(const struct sops_parts *parts)
{
	return parts->all.counts;
}
