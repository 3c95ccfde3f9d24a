/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_sides.c: what a table is held against: files that options and rules name. */
#include "audit.h"

#include "cli_private.h"

#include <sops/tables.h>

#include <stdlib.h>
#include <unistd.h>

static int open_side(struct cli *cli, struct sops_input **out, int *fd, const char *file,
	const struct sops_schema *schema, uint64_t needs, uint64_t uses, struct sops_error *err)
{
	const struct cli_side side = { .file = file, .schema = schema, .needs = needs,
		.uses = uses, .whole = true };

	return cli_open_side(cli, out, fd, &side, err);
}

static int read_reference(struct cli *cli, struct sops_audit_reference *to, struct sops_field file,
	struct sops_field column, struct sops_error *err)
{
	char *name = strndup(file.at, file.len);
	struct sops_input *input;
	int fd, status = name ? open_side(cli, &input, &fd, name, &sops_any_schema, 0, 0, err)
			      : sops_error_memory(err);

	if (status == 0) {
		status = sops_reference_read((struct sops_reference **)(void *)&to->reference,
			input, column, err);
		cli_close(input, fd);
	}
	free(name);
	return status;
}

static bool is_of_other(const struct audit_sides *sides, const char *id, const char *column)
{
	int at = sops_rules_find(sides->rules, sops_field_of(id));
	const struct sops_rule *rule = at < 0 ? NULL : sops_rules_at(sides->rules, (size_t)at);

	return rule && rule->column && strcmp(rule->column, column) != 0;
}

/* A column that no built-in rule looks up gets one of its own; and one for the other way round. */
static int add_rule(const struct audit_sides *sides, const char *prefix,
	const char *check, const char *severity, const char *column, struct sops_error *err)
{
	const char *cells[SOPS_RULE_CELLS] = { NULL };
	char id[256];
	size_t n = 0;

	n = (size_t)snprintf(id, sizeof(id), "%s_", prefix);
	for (const char *c = column; *c && n + 8 < sizeof(id); c++)
		id[n++] = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? *c
			: *c >= 'A' && *c <= 'Z' ? (char)(*c | 32) : '_';
	id[n] = '\0';
	/* Headers in Chinese leave nothing but their length. */
	for (int number = 2; is_of_other(sides, id, column); number++)
		snprintf(id + n, sizeof(id) - n, "_%d", number);
	if (sops_rules_find(sides->rules, sops_field_of(id)) >= 0)
		return 0;
	cells[0] = id;
	cells[1] = severity;
	cells[2] = check;
	cells[3] = column;
	return sops_rules_add(sides->rules, cells, err);
}

static bool is_looked_up(const struct audit_sides *sides, const char *column)
{
	for (size_t i = 0; i < sops_rules_count(sides->rules); i++) {
		const struct sops_rule *rule = sops_rules_at(sides->rules, i);

		if (rule->check == SOPS_CHECK_REFERENTIAL && rule->column &&
		    strcmp(rule->column, column) == 0 && !rule->args.text)
			return true;
	}
	return false;
}

static bool has_reference(const struct audit_sides *sides, const char *column)
{
	for (size_t i = 0; i < sides->audit->n_references; i++)
		if (sides->references[i].column &&
		    strcmp(sides->references[i].column, column) == 0)
			return true;
	return false;
}

static int add_reference(struct audit_sides *sides, struct cli *cli, const char *text,
	struct sops_error *err)
{
	struct sops_audit_reference *to = &sides->references[sides->audit->n_references];
	struct sops_reference_option option;
	char *column;
	int status = sops_reference_parse(&option, sops_field_of(text), err);

	if (status < 0)
		return status;
	column = strndup(option.column.at, option.column.len);
	if (!column)
		return sops_error_memory(err);
	if (has_reference(sides, column))
		status = sops_error_set(err, SOPS_EUSAGE, "--ref %s is given twice", column);
	to->column = column;
	sides->audit->n_references++;
	if (status == 0)
		status = read_reference(cli, to, option.file, option.theirs, err);
	if (status == 0 && !is_looked_up(sides, column))
		status = add_rule(sides, "ref", "referential", "error", column, err);
	return status < 0 ? status : add_rule(sides, "unused", "unused", "info", column, err);
}

/* Parts have to agree on what is in it. */
static int keep_file(struct audit_sides *sides, struct sops_field path, const char *rule,
	struct sops_error *err)
{
	char *copy = strndup(path.at, path.len), *named = NULL;

	if (asprintf(&named, "rules (%s)", rule) < 0)
		named = NULL;
	sides->files[sides->n_files].path = copy;
	sides->files[sides->n_files++].named = named;
	return copy && named ? 0 : sops_error_memory(err);
}

const char *audit_sides_file(const struct audit_sides *sides, size_t i, const char **named)
{
	if (i == sides->n_files)
		return NULL;
	*named = sides->files[i].named;
	return sides->files[i].path;
}

/* Rules that name a file themselves. */
static int add_files(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < sops_rules_count(sides->rules); i++) {
		const struct sops_rule *rule = sops_rules_at(sides->rules, i);
		struct sops_audit_reference *to =
			&sides->references[sides->audit->n_references];

		if (sops_checks_at(rule->check)->args != SOPS_ARGS_FILE || !rule->args.text ||
		    rule->severity == SOPS_SEVERITY_OFF)
			continue;
		to->rule = rule->id;
		sides->audit->n_references++;
		status = read_reference(cli, to, rule->args.list[0],
			rule->args.n_list > 1 && rule->args.list[1].len ? rule->args.list[1]
				: sops_field_of(rule->column), err);
		if (status == 0)
			status = keep_file(sides, rule->args.list[0], rule->id, err);
	}
	return status;
}

static int read_references(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	size_t most = sides->refs.len + sops_rules_count(sides->rules) + 1;
	int status = 0;

	sides->references = calloc(most, sizeof(*sides->references));
	sides->files = calloc(most, sizeof(*sides->files));
	if (!sides->references || !sides->files)
		return sops_error_memory(err);
	sides->audit->references = sides->references;
	for (size_t i = 0; status == 0 && i < sides->refs.len; i++)
		status = add_reference(sides, cli, sides->refs.at[i], err);
	return status < 0 ? status : add_files(sides, cli, err);
}

static int read_process(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	const struct sops_profile *profile = cli_context(cli)->profile;
	int fd, status;

	if (!sides->stages)
		return 0;
	if (!cli_names_file(sides->stages)) {
		status = sops_process_parse(&sides->process, sides->stages, profile, err);
	} else {
		status = cli_open_file(&fd, sides->stages, err);
		if (status < 0)
			return status;
		status = sops_process_read(&sides->process, fd, sides->stages, profile, err);
		close(fd);
	}
	if (status == 0 && sides->moves)
		status = sops_process_allow(sides->process, sides->moves, err);
	sides->audit->process.process = sides->process;
	return status;
}

static int read_history(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!sides->history)
		return 0;
	status = open_side(cli, &input, &fd, sides->history, &sops_history_event_rows, 0,
		sops_conformance_history_uses, err);
	if (status < 0)
		return status;
	status = sops_conformance_history_read(&sides->visits, input, err);
	sides->audit->process.history = sides->visits;
	cli_close(input, fd);
	return status;
}

static int read_activities(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!sides->activities)
		return 0;
	status = open_side(cli, &input, &fd, sides->activities, &sops_activities,
		SOPS_CONFORMANCE_ACTIVITY_NEEDS, SOPS_CONFORMANCE_ACTIVITY_USES, err);
	if (status < 0)
		return status;
	status = sops_conformance_activities_read(&sides->done, input, sides->process,
		cli_context(cli)->as_of, err);
	sides->audit->process.activities = sides->done;
	cli_close(input, fd);
	return status;
}

static int read_reps(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	const struct cli_side side = { .file = sides->reps, .schema = &sops_reps,
		.needs = SOPS_ROSTER_NEEDS, .uses = SOPS_ROSTER_USES, .by = "region" };
	struct sops_input *input;
	int fd, status;

	if (!sides->reps)
		return 0;
	status = cli_open_side(cli, &input, &fd, &side, err);
	if (status < 0)
		return status;
	status = sops_roster_read(&sides->roster, input, err);
	sides->audit->roster = sides->roster;
	cli_close(input, fd);
	return status;
}

static int read_reconcile(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	struct sops_reconcile_options how = { .on = sides->on, .sum = sides->sum,
		.tolerance = SOPS_MONEY_BLANK };
	struct sops_input *input;
	int fd, status = 0;

	if (!sides->reconcile)
		return 0;
	if (sides->tolerance)
		status = sops_reconcile_tolerance(&how, sops_field_of(sides->tolerance), err);
	if (status == 0)
		status = sops_reconcile_new(&sides->second, &how, err);
	if (status == 0)
		status = open_side(cli, &input, &fd, sides->reconcile, &sops_any_schema, 0, 0,
			err);
	if (status < 0)
		return status;
	status = sops_reconcile_read(sides->second, input, err);
	sides->audit->reconcile = sides->second;
	cli_close(input, fd);
	return status;
}

static int read_earlier(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!sides->earlier)
		return 0;
	status = open_side(cli, &input, &fd, sides->earlier, sides->audit->schema, 0, 0, err);
	if (status < 0)
		return status;
	status = sops_earlier_read(&sides->before, input, &sides->audit->columns, err);
	sides->audit->earlier = sides->before;
	cli_close(input, fd);
	return status;
}

static int read_baseline(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!sides->baseline)
		return 0;
	status = open_side(cli, &input, &fd, sides->baseline, &sops_findings,
		SOPS_BASELINE_NEEDS, 0, err);
	if (status < 0)
		return status;
	status = sops_baseline_read(&sides->audit->baseline, input, err);
	cli_close(input, fd);
	return status;
}

static int (*const readers[])(
	struct audit_sides *sides, struct cli *cli, struct sops_error *err) = {
	read_references, read_process, read_history, read_activities, read_reps, read_reconcile,
	read_earlier, read_baseline,
};

int audit_sides_read(struct audit_sides *sides, struct cli *cli, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < sizeof(readers) / sizeof(*readers); i++)
		status = readers[i](sides, cli, err);
	return status;
}

void audit_sides_free(struct audit_sides *sides)
{
	for (size_t i = 0; i < sides->audit->n_references; i++) {
		sops_reference_free((void *)(uintptr_t)sides->references[i].reference);
		free((void *)(uintptr_t)sides->references[i].column);
	}
	free(sides->references);
	for (size_t i = 0; i < sides->n_files; i++) {
		free(sides->files[i].path);
		free(sides->files[i].named);
	}
	free(sides->files);
	sops_baseline_free(sides->audit->baseline);
	sops_earlier_free(sides->before);
	sops_reconcile_free(sides->second);
	sops_roster_free(sides->roster);
	sops_conformance_activities_free(sides->done);
	sops_conformance_history_free(sides->visits);
	sops_process_free(sides->process);
	free(sides->refs.at);
}
