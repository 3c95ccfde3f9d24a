/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/run.h>

#include "input_private.h"
#include "row.h"
#include "run_private.h"
#include "state_private.h"

#include <stdlib.h>

/* The role whose date sorts the rows, or -1 when the metric does it itself. */
static int date_role(const struct sops_metric *metric, const struct sops_context *context)
{
	if (metric->date < 0)
		return -1;
	return context->date >= 0 ? context->date : metric->date;
}

void sops_run_roles(const struct sops_metric *metric, const void *options,
	const struct sops_context *context, uint64_t *needs, uint64_t *uses)
{
	const struct sops_use use = { .options = options, .context = context };
	int date = date_role(metric, context);
	bool dated = sops__run_windowed(context) || context->calendar.unit != SOPS_UNIT_NONE;

	*needs = metric->needs;
	*uses = metric->uses;
	if (metric->roles)
		metric->roles(&use, needs, uses);
	if (date >= 0 && dated && !sops__run_days(metric, context))
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

void sops__run_forget(struct sops_run *run)
{
	if (run->metric->forget)
		run->metric->forget(run->use.shared);
	run->use.shared = NULL;
}

void sops_run_free(struct sops_run *run)
{
	if (!run)
		return;
	sops__run_forget(run);
	sops_buffer_release(&run->key);
	sops_buffer_release(&run->cells);
	sops_buffer_release(&run->names);
	sops_group_free(run->groups);
	free(run);
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

int sops__run_take_name(struct sops_run *run, struct sops_field name, struct sops_error *err)
{
	if (run->n_keys == SOPS__KEYS_MOST)
		return sops_error_set(
			err, SOPS_EUSAGE, "--by takes at most %d columns", SOPS__KEYS_MOST);
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
		status = sops__run_take_name(run, sops_field_cut(&rest, ','), err);
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
	    keys < 0 || keys > SOPS__KEYS_MOST || (size_t)keys != count_names(names, len))
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

