/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input_plan.h"

#include "private.h"
#include "values_private.h"

#include <stdlib.h>

/* What was asked for, and what the conversion of amounts goes by. */
static uint64_t wanted_roles(const struct sops_input *input)
{
	return input->options.needs | input->options.uses |
		(input->options.rates ? input->schema->converts_by : 0);
}

/* The role that holds the currency of an amount's role, as a set; empty for other roles. */
static uint64_t currency_of(const struct sops_schema *schema, size_t role)
{
	for (size_t i = 0; schema->roles[role].currency && i < schema->count; i++)
		if (schema->roles[i].type == SOPS_CURRENCY &&
		    schema->roles[i].offset == schema->roles[role].currency)
			return SOPS_ROLE(i);
	return 0;
}

/* A role that is not wanted itself, but without whose column the wanted ones would be read wrongly:
 * two columns that fit it are an error, as they are for a wanted one. */
static uint64_t roles_behind(const struct sops_input *input)
{
	uint64_t wanted = wanted_roles(input), behind = 0;

	for (size_t i = 0; i < input->schema->count; i++) {
		if (!(wanted & SOPS_ROLE(i)))
			continue;
		behind |= currency_of(input->schema, i);
		if (sops_columns_of(input->columns, (int)i) < 0)
			behind |= input->schema->roles[i].instead;
	}
	return behind;
}

/* The wanted roles, those that stand in for them, and the currencies of the amounts. */
static uint64_t roles_to_read(const struct sops_input *input)
{
	uint64_t roles = wanted_roles(input);

	for (size_t i = 0; i < input->schema->count; i++)
		if (roles & SOPS_ROLE(i))
			roles |= input->schema->roles[i].instead | currency_of(input->schema, i);
	return roles;
}

/* The role for which this one only stands in where its cell is blank, or NULL. */
static const struct sops_role *read_after(const struct sops_input *input, size_t role)
{
	uint64_t wanted = wanted_roles(input);
	const struct sops_role *found = NULL;

	for (size_t i = 0; i < input->schema->count; i++) {
		const struct sops_role *first = &input->schema->roles[i];

		if (!(wanted & SOPS_ROLE(i)) || !(first->instead & SOPS_ROLE(role)))
			continue;
		if (found || !first->first || sops_columns_of(input->columns, (int)i) < 0)
			return NULL;
		found = first;
	}
	return wanted & SOPS_ROLE(role) ? NULL : found;
}

uint64_t sops_input_roles(const struct sops_input *input)
{
	uint64_t roles = 0;

	for (size_t i = 0; i < input->reads.n; i++)
		roles |= SOPS_ROLE(input->reads.all[i].role - input->schema->roles);
	return roles;
}

/* Currencies first: an amount's own mark has to agree with its column. Last what stands in. */
static int place_in_order(const struct sops_role *role, const struct sops_role *after)
{
	return after ? 2 : role->type != SOPS_CURRENCY;
}

/* An amount's own mark fills the currency's role, whether that has a column or not. */
static void plan_stale(struct sops_input *input)
{
	uint64_t read = sops_input_roles(input);

	input->stale = input->schema->derived;
	for (uint64_t roles = read; roles; roles &= roles - 1)
		input->stale |= currency_of(input->schema, (size_t)__builtin_ctzll(roles));
	input->stale &= ~read;
}

static int plan_reads(struct sops_input *input, struct sops_error *err)
{
	uint64_t roles = roles_to_read(input);

	if (sops__reads_init(&input->reads, input->schema->count, err) < 0)
		return SOPS_ESYSTEM;
	for (int pass = 0; pass < 3; pass++) {
		for (size_t i = 0; i < input->schema->count; i++) {
			const struct sops_role *role = &input->schema->roles[i];
			int column = sops_columns_of(input->columns, (int)i);
			const struct sops_role *after = read_after(input, i);

			if (!(roles & SOPS_ROLE(i)) || column < 0 ||
			    place_in_order(role, after) != pass)
				continue;
			sops__reads_add(&input->reads, role, after, column, input->values);
			sops_values_watch(input->values, column, role->type);
		}
	}
	sops__reads_end(&input->reads, input->values, input->blank_row);
	plan_stale(input);
	return 0;
}

/* A key of which not the cell itself counts. */
static int plan_lent(struct sops_input *input, const struct sops__by *by, size_t most,
	struct sops_error *err)
{
	if (!input->lent)
		input->lent = calloc(most, sizeof(*input->lent));
	if (!input->lent)
		return sops_error_memory(err);
	input->lent[input->n_keys] = *by;
	return 0;
}

static int plan_key(struct sops_input *input, struct sops_field name, size_t most,
	struct sops_error *err)
{
	struct sops_error missing = { .status = SOPS_OK };
	struct sops__by by;
	int status;

	if (name.len == 0)
		return sops_error_set(
			err, SOPS_EUSAGE, "--by: a name is missing between two commas");
	status = sops__by_find(&by, input->columns, &input->options, name,
		input->options.by_some ? &missing : err);
	if (status < 0 && input->options.by_some) {
		if (input->missing.status == SOPS_OK)
			input->missing = missing;
		return 0;
	}
	if (status == 0 && by.from)
		status = plan_lent(input, &by, most, err);
	if (status < 0)
		return status;
	input->keys[input->n_keys] = by.column;
	input->key_names[input->n_keys++] = name;
	return 0;
}

static int plan_keys(struct sops_input *input, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(input->options.by);
	size_t most = 1;
	int status = 0;

	for (size_t i = 0; i < rest.len; i++)
		most += rest.at[i] == ',';
	input->keys = calloc(most, sizeof(*input->keys));
	input->key_names = calloc(most, sizeof(*input->key_names));
	if (!input->keys || !input->key_names)
		return sops_error_memory(err);
	while (status == 0 && rest.at)
		status = plan_key(input, sops_field_cut(&rest, ','), most, err);
	return status;
}

/* The roles of the amounts whose currency the role holds. */
static uint64_t amounts_in(const struct sops_schema *schema, size_t role)
{
	uint64_t amounts = 0;

	for (size_t i = 0; i < schema->count; i++)
		if (currency_of(schema, i) == SOPS_ROLE(role))
			amounts |= SOPS_ROLE(i);
	return amounts;
}

static bool is_key(const struct sops_input *input, int column)
{
	for (size_t i = 0; i < input->n_keys; i++)
		if (input->keys[i] == column)
			return true;
	return false;
}

/* Roles that have no column of their own, and that --by or --where looks at. */
static int plan_follow(struct sops_input *input, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);

	for (size_t i = 0; i < input->schema->count; i++) {
		bool where = input->options.where &&
			sops_expr_uses(input->options.where, (int)(count + i));

		if (!where && !is_key(input, (int)(count + i)))
			continue;
		input->follow |= SOPS_ROLE(i);
		input->follow_where |= where;
		input->options.uses |= SOPS_ROLE(i) | amounts_in(input->schema, i);
	}
	input->cells = calloc(sops_columns_most(input->columns), sizeof(*input->cells));
	return input->cells ? 0 : sops_error_memory(err);
}

/* Columns of one header, where the first is looked at: then all of them are. */
static int plan_twins(struct sops_input *input, bool *wanted, struct sops_error *err)
{
	size_t most = sops_columns_count(input->columns);

	for (size_t i = 0; i < input->schema->count; i++) {
		int first = sops_columns_of(input->columns, (int)i), other = first, number = 2;

		if (first < 0 || !wanted[first])
			continue;
		while ((other = sops_columns_twin(input->columns, (int)i, other)) >= 0) {
			if (!input->twins)
				input->twins = calloc(most * input->schema->count,
					sizeof(*input->twins));
			if (!input->twins)
				return sops_error_memory(err);
			wanted[other] = true;
			input->twins[input->n_twins++] = (struct twin){
				&input->schema->roles[i], first, other, number++ };
		}
	}
	return 0;
}

/* Tells the reader which columns anybody will look at: the others need not be cut out. */
static int plan_columns(struct sops_input *input, struct sops_error *err)
{
	size_t count = sops_columns_count(input->columns);
	bool *wanted = calloc(count, sizeof(*wanted));
	int status;

	if (!wanted)
		return sops_error_memory(err);
	for (size_t i = 0; i < input->reads.n; i++)
		wanted[input->reads.all[i].column] = true;
	/* A row of blank cells is known only by all of them. */
	for (size_t i = 0; i < count; i++)
		wanted[i] |= input->options.whole || input->options.footers ||
			is_key(input, (int)i) ||
			(input->options.where && sops_expr_uses(input->options.where, (int)i));
	if (input->fill)
		sops__fill_want(input->fill, wanted);
	status = plan_twins(input, wanted, err);
	sops_csv_want(input->csv, wanted);
	free(wanted);
	return status;
}

/* The profile that the headers give away, and what a profile says of values. */
static int plan_profile(struct sops_input *input, struct sops_error *err)
{
	struct sops_input_options *options = &input->options;
	const struct sops_record *header = sops_csv_header(input->csv);
	int status = options->profile_auto ? sops_profile_choose(&options->profile, header->fields,
		header->count, err) : 0;

	if (status == 0 && options->profile)
		sops_profile_values(options->profile, &options->values);
	return status;
}

/* Where a record may stand on several lines. */
static int plan_lines(struct sops_input *input, struct sops_error *err)
{
	const struct sops_profile *profile = input->options.profile;
	int role = __builtin_ctzll(input->options.id);
	char name[SOPS_QUOTED];

	if (!input->options.by_lines && !(profile && sops_profile_habits(profile)->sub_forms))
		return 0;
	if (sops_columns_of(input->columns, role) >= 0)
		return sops__fill_new_lines(&input->fill, input->columns, role, err);
	if (!input->options.by_lines)
		return 0;
	return sops_error_set(err, SOPS_EINPUT, "no column for %s, which lines of one record share",
		sops__escape(name, sops_field_of(input->schema->roles[role].name)));
}

int sops__input_plan(struct sops_input *input, struct sops_error *err)
{
	const struct sops_input_options *options = &input->options;
	int status = plan_profile(input, err);

	if (status == 0)
		status = sops_columns_new_by(&input->columns, input->schema,
			sops_csv_header(input->csv), options->profile, err);
	for (size_t i = 0; status == 0 && i < options->n_maps; i++)
		status = sops_columns_map(input->columns, sops_field_of(options->maps[i]), err);
	if (status == 0)
		status = sops_columns_need(input->columns, options->needs,
			options->uses | roles_behind(input), err);
	if (status == 0)
		status = sops_values_new(&input->values, input->columns, &options->values, err);
	if (status == 0)
		status = plan_keys(input, err);
	if (status == 0 && options->where) {
		status = sops_expr_bind_true(options->where, input->values, options->as_of, err);
		if (status == SOPS_EUSAGE)
			sops_error_column(err, (struct sops_field)SOPS_FIELD("--where"));
	}
	if (status == 0)
		status = plan_follow(input, err);
	if (status == 0 && !options->fill_down && options->id)
		status = plan_lines(input, err);
	if (status == 0 && options->fill_down)
		status = sops__fill_new(&input->fill, input->columns,
			sops_field_of(options->fill_down), err);
	if (status == 0)
		status = plan_reads(input, err);
	if (status == 0)
		status = plan_columns(input, err);
	input->simple = input->n_twins == 0 && !options->where && !input->follow;
	if (status == 0 && options->footers)
		status = sops__tail_new(&input->tail, input->csv, options->footers,
			options->footers->id < 0 ? -1
				: sops_columns_of(input->columns, options->footers->id), err);
	input->swift = input->simple && !input->tail && !input->fill && !options->rates;
	input->keys_bare = status == 0 && !input->lent && sops__values_usual(input->values);
	return status;
}
