/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/run.h>

#include "input_private.h"
#include "row.h"
#include "run_private.h"
#include "state_private.h"

#include <stdlib.h>

#define KEYS_MAX 32

/* Keys and counts of a run; what the metric keeps is in the groups. */
struct sops_run {
	const struct sops_metric *metric;
	struct sops_use use;
	const struct sops_state *of; /* what is kept for each group */
	struct sops_group *groups;
	struct sops_buffer names; /* of the by columns, joined with NUL */
	size_t n_keys;
	bool started; /* names and n_keys are known */
	int dated;    /* the role whose date sorts the rows, or -1 when the metric does it itself */
	int64_t undated; /* rows left out of --from and --to because they have no date */
	struct sops_buffer key;
	bool asked;             /* for the memory of the row that comes next: with its key */
	struct sops_field asked_key;
	uint64_t asked_hash;
	struct sops_buffer cells; /* struct sops_unreadable of a whole record, */
	uint64_t cells_at;        /* which begins there */
	struct sops_input *watched; /* of which whole records are added, to the only state */
	void *only;
};

/* The role whose date sorts the rows, or -1 when the metric does it itself. */
static int date_role(const struct sops_metric *metric, const struct sops_context *context)
{
	if (metric->date < 0)
		return -1;
	return context->date >= 0 ? context->date : metric->date;
}

static bool windowed(const struct sops_context *context)
{
	return context->from != SOPS_DATE_BLANK || context->to != SOPS_DATE_BLANK;
}

/* Whether the metric says on which day a row counts, whatever its date role has. */
static bool counts_itself(const struct sops_metric *metric, const struct sops_context *context)
{
	return metric->day && context->date < 0;
}

void sops_run_roles(const struct sops_metric *metric, const void *options,
	const struct sops_context *context, uint64_t *needs, uint64_t *uses)
{
	const struct sops_use use = { .options = options, .context = context };
	int date = date_role(metric, context);
	bool dated = windowed(context) || context->calendar.unit != SOPS_UNIT_NONE;

	*needs = metric->needs;
	*uses = metric->uses;
	if (metric->roles)
		metric->roles(&use, needs, uses);
	if (date >= 0 && dated && !counts_itself(metric, context))
		*needs |= SOPS_ROLE(date);
	if (context->date >= 0)
		*needs |= SOPS_ROLE(context->date);
}

int sops_run_new(struct sops_run **out, const struct sops_metric *metric, const void *options,
	const struct sops_context *context, struct sops_error *err)
{
	struct sops_run *run = calloc(1, sizeof(*run));

	if (!run)
		return sops_error_memory(err);
	run->metric = metric;
	run->use = (struct sops_use){ .options = options, .context = context };
	run->of = sops__metric_state(metric, &run->use);
	run->dated = date_role(metric, context);
	if (sops_group_new(&run->groups, run->of, err) < 0) {
		free(run);
		return SOPS_ESYSTEM;
	}
	*out = run;
	return 0;
}

static void forget(struct sops_run *run)
{
	if (run->metric->forget)
		run->metric->forget(run->use.shared);
	run->use.shared = NULL;
}

void sops_run_free(struct sops_run *run)
{
	if (!run)
		return;
	forget(run);
	sops_buffer_release(&run->key);
	sops_buffer_release(&run->cells);
	sops_buffer_release(&run->names);
	sops_group_free(run->groups);
	free(run);
}

bool sops__run_divides(const struct sops_run *run, const struct sops_input *input)
{
	uint64_t bound = sops_columns_bound(sops_input_columns(input));

	return !(bound & run->metric->pairs);
}

bool sops__run_whole(const struct sops_run *run)
{
	return run->metric->whole;
}

const struct sops_schema *sops__run_rows_of(const struct sops_run *run)
{
	return run->metric->rows;
}

int sops_run_like(struct sops_run **out, const struct sops_run *run, struct sops_error *err)
{
	return sops_run_new(out, run->metric, run->use.options, run->use.context, err);
}

static int take_name(struct sops_run *run, struct sops_field name, struct sops_error *err)
{
	if (run->n_keys == KEYS_MAX)
		return sops_error_set(err, SOPS_EUSAGE, "--by takes at most %d columns", KEYS_MAX);
	if (run->n_keys++ > 0)
		sops_buffer_putc(&run->names, '\0');
	sops_buffer_field(&run->names, name);
	return sops_buffer_check(&run->names, err);
}

int sops_run_by(struct sops_run *run, const char *by, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(by);
	int status = 0;

	run->started = true;
	while (status == 0 && rest.at)
		status = take_name(run, sops_field_cut(&rest, ','), err);
	return status;
}

static int take_names(struct sops_run *run, const struct sops_input *input, struct sops_error *err)
{
	int status = 0;

	run->started = true;
	for (size_t i = 0; status == 0 && i < sops_input_keys(input); i++)
		status = take_name(run, sops_input_key_name(input, i), err);
	return status;
}

/* 1 and the day on which a row counts; 0 when on none; or a negative status. */
static int day_of(const struct sops_run *run, const void *row, sops_date *day,
	struct sops_error *err)
{
	const struct sops_metric *metric = run->metric;

	if (counts_itself(metric, run->use.context))
		return metric->day(day, row, &run->use, err);
	*day = sops__row_date(&metric->rows->roles[run->dated], row);
	return 1;
}

/* 1 when the row's date lies in the window: its period is appended to the key; else 0, or a
 * negative status. */
static int place_in_time(struct sops_run *run, const void *row, struct sops_error *err)
{
	const struct sops_context *context = run->use.context;
	char number[SOPS_GROUP_NUMBER];
	sops_date date;
	int counts;

	if (run->dated < 0)
		return 1;
	counts = day_of(run, row, &date, err);
	if (counts < 0)
		return counts;
	if (counts == 0 || (date == SOPS_DATE_BLANK && windowed(context))) {
		run->undated++;
		return 0;
	}
	if ((context->from != SOPS_DATE_BLANK && date < context->from) ||
	    (context->to != SOPS_DATE_BLANK && date > context->to))
		return 0;
	if (context->calendar.unit == SOPS_UNIT_NONE)
		return 1;
	if (run->n_keys > 0)
		sops_buffer_putc(&run->key, '\0');
	/* Without a date it stands after all periods. */
	sops_buffer_field(&run->key, sops_group_number(number, date == SOPS_DATE_BLANK ? INT64_MAX :
		sops_period_of(&context->calendar, date)));
	return 1;
}

/* The key is one cell of the record, whatever else it says. */
static bool is_cell(const struct sops_run *run)
{
	return run->n_keys == 1 && run->dated < 0;
}

/* 1 and the key of the row's group, 0 when the row is outside the window, or a negative status. */
static int find_key(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_field *key, struct sops_error *err)
{
	int placed;

	if (is_cell(run)) {
		*key = sops_input_key_cell(input, 0);
		return 1;
	}
	sops_buffer_clear(&run->key);
	sops_input_key(input, &run->key);
	placed = place_in_time(run, row, err);
	if (placed <= 0)
		return placed;
	*key = sops_buffer_view(&run->key);
	return sops_buffer_check(&run->key, err) < 0 ? SOPS_ESYSTEM : 1;
}

/* While the row is made, memory brings where its group is. */
static void ask(void *with, const struct sops_input *input)
{
	struct sops_run *run = with;

	run->asked_key = sops_input_key_cell(input, 0);
	sops__group_ask_one(run->groups, run->asked_key, &run->asked_hash);
	run->asked = true;
}

/* 1 and the state of the row's group, 0 when it is in none, or a negative status. */
static inline int find_state(struct sops_run *run, const struct sops_input *input, const void *row,
	void **state, struct sops_error *err)
{
	struct sops_field key;
	int status;

	if (run->asked) {
		run->asked = false;
		status = sops__group_at(run->groups, run->asked_key, run->asked_hash, state, err);
	} else {
		status = find_key(run, input, row, &key, err);
		if (status <= 0)
			return status;
		status = sops_group_at(run->groups, key, state, err);
	}
	return status < 0 ? status : 1;
}

/* ---- records as they are ---- */

static int tell(struct sops_run *run, const struct sops_whole *whole, struct sops_error *err)
{
	return run->metric->add(run->only, whole, &run->use, err);
}

/* Behind a block it may go on. */
static int add_bad(void *to, struct sops_field raw, const struct sops_error *why, bool fatal,
	struct sops_error *err)
{
	struct sops_run *run = to;

	if (fatal && sops__input_lent(run->watched))
		return SOPS_EINPUT;
	return tell(run, &(struct sops_whole){ .what = fatal ? SOPS_WHOLE_FATAL : SOPS_WHOLE_BAD,
		.input = run->watched, .why = why, .raw = raw }, err);
}

static int add_unreadable(void *to, int role, const struct sops_error *why, struct sops_error *err)
{
	struct sops_run *run = to;
	const struct sops_unreadable cell = { role, *why };
	uint64_t at = sops_input_record(run->watched)->place.byte;

	if (run->cells_at != at)
		sops_buffer_clear(&run->cells);
	run->cells_at = at;
	sops_buffer_add(&run->cells, (const char *)&cell, sizeof(cell));
	return sops_buffer_check(&run->cells, err);
}

static int begin_whole(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	const struct sops__watcher watcher = { add_bad, add_unreadable, run };
	int status = sops_group_at(run->groups, (struct sops_field){ "", 0 }, &run->only, err);

	run->started = true;
	run->watched = input;
	sops__input_watch(input, &watcher);
	return status < 0 ? status : tell(run, &(struct sops_whole){ .what = SOPS_WHOLE_BEGIN,
		.input = input }, err);
}

static int add_whole(struct sops_run *run, const void *row, struct sops_error *err)
{
	struct sops_whole whole = { .what = SOPS_WHOLE_RECORD, .input = run->watched,
		.row = row };
	int status;

	if (run->cells.len && run->cells_at == sops_input_record(run->watched)->place.byte) {
		whole.cells = (const void *)run->cells.at;
		whole.n_cells = run->cells.len / sizeof(*whole.cells);
	}
	status = tell(run, &whole, err);
	sops_buffer_clear(&run->cells);
	return status;
}

/* ---- an input ---- */

int sops__run_add(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_error *err)
{
	void *state;
	int status;

	if (run->metric->whole)
		return add_whole(run, row, err);
	status = find_state(run, input, row, &state, err);
	if (status == 0)
		return 0;
	if (status > 0)
		status = run->metric->add(state, row, &run->use, err);
	if (status < 0) {
		struct sops_place place = sops_input_place(input);

		sops_error_place(err, &place);
	}
	return status;
}

int sops__run_begin(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	if (run->metric->whole)
		return begin_whole(run, input, err);
	return run->started ? 0 : take_names(run, input, err);
}

int sops__run_end(struct sops_run *run, struct sops_error *err)
{
	return !run->metric->whole ? 0 : tell(run, &(struct sops_whole){ .what = SOPS_WHOLE_END,
		.input = run->watched }, err);
}

int sops_run_read(struct sops_run *run, struct sops_input *input, struct sops_error *err)
{
	const void *row;
	int status = sops__run_begin(run, input, err);

	if (is_cell(run))
		sops__input_early(input, ask, run);
	while (status >= 0 && (status = sops_input_next(input, &row, err)) > 0)
		status = sops__run_add(run, input, row, err);
	sops__input_early(input, NULL, NULL);
	run->asked = false;
	return status < 0 ? status : sops__run_end(run, err);
}

/* ---- in two steps ---- */

#define BATCH 16 /* rows for whose groups memory is asked at once */

int sops__run_key(struct sops_run *run, const struct sops_input *input, const void *row,
	struct sops_field *key, struct sops_error *err)
{
	return find_key(run, input, row, key, err);
}

int64_t sops__run_undated(struct sops_run *run)
{
	int64_t undated = run->undated;

	run->undated = 0;
	return undated;
}

static int put_batch(struct sops_run *run, const struct sops_field *keys, const char *rows,
	size_t n, struct sops_error *err)
{
	uint64_t hashes[BATCH];
	void *state;
	int status = 0;

	sops__group_ask(run->groups, keys, hashes, n);
	for (size_t i = 0; status >= 0 && i < n; i++) {
		status = sops__group_at(run->groups, keys[i], hashes[i], &state, err);
		if (status == 0)
			status = run->metric->add(state, rows + i * run->metric->rows->row_size,
				&run->use, err);
	}
	return status < 0 ? status : 0;
}

int sops__run_put(struct sops_run *run, const struct sops_field *keys, const char *rows, size_t n,
	int64_t undated, struct sops_error *err)
{
	int status = 0;

	run->undated += undated;
	for (size_t i = 0; status == 0 && i < n; i += BATCH)
		status = put_batch(run, keys + i, rows + i * run->metric->rows->row_size,
			n - i < BATCH ? n - i : BATCH, err);
	return status;
}

/* What a run has besides its groups. */
static int join(struct sops_run *into, const struct sops_run *from, struct sops_error *err)
{
	if (!into->started) {
		into->started = true;
		into->n_keys = from->n_keys;
		sops_buffer_field(&into->names, sops_buffer_view(&from->names));
		if (sops_buffer_check(&into->names, err) < 0)
			return SOPS_ESYSTEM;
	}
	if (into->n_keys != from->n_keys || !sops_field_equal(sops_buffer_view(&into->names),
			sops_buffer_view(&from->names)))
		return sops_error_set(
			err, SOPS_EINPUT, "the parts are grouped by different columns");
	if (__builtin_add_overflow(into->undated, from->undated, &into->undated))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	return 0;
}

int sops_run_merge(struct sops_run *into, const struct sops_run *from, struct sops_error *err)
{
	int status = from->started ? join(into, from, err) : 0;

	return status < 0 ? status :
		sops__group_merge(into->of, into->groups, from->groups, err);
}

int sops_run_take(struct sops_run *into, struct sops_run *from, struct sops_error *err)
{
	int status = from->started ? join(into, from, err) : 0;

	return status < 0 ? status : sops__group_take(into->groups, from->groups, err);
}

int sops_run_save(const struct sops_run *run, struct sops_buffer *out, struct sops_error *err)
{
	json_t *json = json_pack("{s:I, s:I, s:s%, s:o}", "keys", (json_int_t)run->n_keys,
		"undated", (json_int_t)run->undated, "names", run->names.at ? run->names.at : "",
		run->names.len, "groups", sops__group_save(run->of, run->groups));
	int status = sops__json_write(json, out, err);

	json_decref(json);
	return status;
}

static size_t count_names(const char *names, size_t len)
{
	size_t n = len > 0;

	for (size_t i = 0; i < len; i++)
		n += names[i] == '\0';
	return n;
}

int sops__run_load(struct sops_run *run, const json_t *json, struct sops_error *err)
{
	json_int_t keys, undated;
	const char *names;
	size_t len;
	json_t *groups;
	json_error_t why = { .line = 0 };

	if (json_unpack_ex((json_t *)json, &why, 0, "{s:I, s:I, s:s%, s:o}", "keys", &keys,
			"undated", &undated, "names", &names, &len, "groups", &groups) < 0 ||
	    keys < 0 || keys > KEYS_MAX || (size_t)keys != count_names(names, len))
		return sops__json_memory(&why) ? sops_error_memory(err) :
			sops_error_set(err, SOPS_EINPUT, "not a saved state of a run");
	run->started = true;
	run->n_keys = (size_t)keys;
	run->undated = undated;
	sops_buffer_add(&run->names, names, len);
	if (sops_buffer_check(&run->names, err) < 0)
		return SOPS_ESYSTEM;
	return sops__group_load(run->of, run->groups, groups, err);
}

int sops_run_load(struct sops_run *empty, struct sops_field text, struct sops_error *err)
{
	json_t *json;
	int status = sops__json_read(&json, text, err);

	if (status == 0)
		status = sops__run_load(empty, json, err);
	json_decref(json);
	return status;
}

static void add_key_columns(const struct sops_run *run, struct sops_table *table)
{
	struct sops_field rest = sops_buffer_view(&run->names);

	for (size_t i = 0; i < run->n_keys; i++) {
		const char *name = rest.at; /* ends with the NUL behind it */

		sops_field_cut(&rest, '\0');
		sops_table_column(table, name, SOPS_COLUMN_TEXT, "", "group, as --by names it");
	}
	if (run->dated >= 0 && run->use.context->calendar.unit != SOPS_UNIT_NONE)
		sops_table_column(table, "period", SOPS_COLUMN_PERIOD, "",
			"period in which the row's date falls");
}

/* Cells for a group's key: its parts, then, if the rows are sorted by date, the period. */
static void set_prefix(const struct sops_run *run, struct sops_table *table, struct sops_field key)
{
	static const struct sops_cell blank = { .kind = SOPS_CELL_TEXT,
		.text = SOPS_FIELD("(blank)") };
	const struct sops_context *context = run->use.context;
	struct sops_cell cells[KEYS_MAX + 1];
	char label[SOPS_PERIOD_TEXT];
	size_t n = 0;

	while (key.at && n < run->n_keys) {
		const char *end = memchr(key.at, '\0', key.len);
		size_t len = end ? (size_t)(end - key.at) : key.len;

		cells[n++] = len
			? (struct sops_cell){ .kind = SOPS_CELL_TEXT, .text = { key.at, len } }
			: blank;
		key = end ? (struct sops_field){ end + 1, key.len - len - 1 }
			  : (struct sops_field){ NULL, 0 };
	}
	if (key.at && run->dated >= 0 && context->calendar.unit != SOPS_UNIT_NONE) {
		int64_t period = sops_group_number_of(key);

		cells[n] = blank;
		if (period != INT64_MAX) {
			cells[n].text.len = sops_period_label(label, &context->calendar,
				(sops_period)period);
			cells[n].text.at = label;
		}
		n++;
	}
	sops_table_prefix(table, cells, n);
}

static bool has_blank(struct sops_field key)
{
	const char *nul = key.len ? memchr(key.at, '\0', key.len) : NULL;

	return key.len == 0 || key.at[0] == '\0' || key.at[key.len - 1] == '\0' ||
		(nul && memmem(nul, key.len - (size_t)(nul - key.at), "\0", 2));
}

/* Part by part, a blank part after every other. */
static int blank_last(const void *a, const void *b)
{
	struct sops_field left = ((const struct sops_group_entry *)a)->key;
	struct sops_field right = ((const struct sops_group_entry *)b)->key;

	for (;;) {
		const char *l = memchr(left.at, '\0', left.len),
			   *r = memchr(right.at, '\0', right.len);
		size_t ll = l ? (size_t)(l - left.at) : left.len;
		size_t rl = r ? (size_t)(r - right.at) : right.len;
		int order = (ll == 0) - (rl == 0);

		if (order == 0)
			order = sops_field_compare((struct sops_field){ left.at, ll },
				(struct sops_field){ right.at, rl });
		if (order != 0 || !l || !r)
			return order;
		left = (struct sops_field){ l + 1, left.len - ll - 1 };
		right = (struct sops_field){ r + 1, right.len - rl - 1 };
	}
}

#define AHEAD 16 /* groups that memory is asked for before they are needed */

static int add_rows(struct sops_run *run, struct sops_table *table, struct sops_error *err)
{
	struct sops_group_entry *entries;
	struct sops__assumed assumed = { .len = 0 };
	size_t count = sops_group_count(run->groups);
	int status = sops_group_sorted(run->groups, &entries, err);

	if (entries && sops__group_any_key(run->groups, has_blank))
		qsort(entries, count, sizeof(*entries), blank_last);
	for (size_t i = 0; status == 0 && i < count; i++) {
		const void *state = entries[i].state;

		if (i + AHEAD < count) {
			__builtin_prefetch(entries[i + AHEAD].key.at);
			__builtin_prefetch(entries[i + AHEAD].state);
		}
		sops__state_assume(run->of, state, &assumed);
		set_prefix(run, table, entries[i].key);
		run->use.group = entries[i].key;
		status = sops_metric_rows(table, run->metric, state, &run->use, err);
	}
	sops_table_prefix(table, NULL, 0);
	if (status == 0)
		sops__note_assumed(table, &assumed);
	free(entries);
	return status;
}

int sops_run_columns(struct sops_run *run, struct sops_table **out, struct sops_error *err)
{
	const struct sops_metric *metric = run->metric;
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	add_key_columns(run, table);
	if (metric->settle)
		status = metric->settle(&run->use, run->groups, table, err);
	if (status == 0)
		status = sops_metric_columns(table, metric, &run->use, err);
	if (status == 0) {
		*out = table;
		return 0;
	}
	forget(run);
	sops_table_free(table);
	return status;
}

int sops_run_rows(struct sops_run *run, struct sops_table *table, struct sops_error *err)
{
	int status = add_rows(run, table, err);

	forget(run);
	if (run->undated > 0)
		sops_table_note(table, "%lld rows without a date are in no period",
			(long long)run->undated);
	return status < 0 ? status : sops_table_check(table, err);
}

int sops_run_table(struct sops_run *run, struct sops_table **out, struct sops_error *err)
{
	struct sops_table *table;
	int status = sops_run_columns(run, &table, err);

	if (status < 0)
		return status;
	status = sops_run_rows(run, table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
