/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/rules.h>

#include <sops/expr.h>

#include "rules_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST_RULES 10000
#define LONGEST_ID 100

static void free_rule(struct sops__rule *rule)
{
	if (!rule)
		return;
	for (size_t i = 0; i < SOPS_RULE_CELLS; i++)
		free(rule->cells[i]);
	free(rule->list);
	free(rule->like);
	free(rule);
}

void sops_rules_free(struct sops_rules *rules)
{
	if (!rules)
		return;
	for (size_t i = 0; i < rules->count; i++)
		free_rule(rules->rules[i]);
	for (size_t i = 0; i < rules->n_files; i++)
		free(rules->files[i]);
	free(rules->rules);
	free(rules->files);
	free(rules);
}

static int add_builtin(struct sops_rules *rules, const char *name, struct sops_error *err)
{
	for (const struct sops__builtin *builtin = sops__builtin_rules; builtin->name; builtin++)
		if (strcmp(builtin->name, name) == 0)
			return sops__rules_text(
				rules, sops_field_of(builtin->text), builtin->name, err);
	return 0;
}

int sops_rules_new(struct sops_rules **out, const struct sops_schema *table,
	struct sops_error *err)
{
	struct sops_rules *rules = calloc(1, sizeof(*rules));
	int status;

	if (!rules)
		return sops_error_memory(err);
	rules->table = table;
	status = add_builtin(rules, "any", err);
	if (status == 0 && table)
		status = add_builtin(rules, table->name, err);
	if (status < 0)
		sops_rules_free(rules);
	else
		*out = rules;
	return status;
}

size_t sops_rules_count(const struct sops_rules *rules)
{
	return rules->count;
}

const struct sops_rule *sops_rules_at(const struct sops_rules *rules, size_t index)
{
	return &rules->rules[index]->rule;
}

int sops_rules_find(const struct sops_rules *rules, struct sops_field id)
{
	for (size_t i = 0; i < rules->count; i++)
		if (sops_field_equal(sops_field_of(rules->rules[i]->rule.id), id))
			return (int)i;
	return -1;
}

static int refuse_id(const struct sops_rules *rules, struct sops_field id, const char *more,
	struct sops_error *err)
{
	struct sops_field *known = calloc(rules->count + 1, sizeof(*known));
	char quoted[SOPS_QUOTED];

	if (!known)
		return sops_error_memory(err);
	for (size_t i = 0; i < rules->count; i++)
		known[i] = sops_field_of(rules->rules[i]->rule.id);
	sops_error_set(err, SOPS_EUSAGE, "no rule %s%s", sops_quote(quoted, id), more);
	sops__hint_of_many(err, id, known, rules->count, "--rules list shows all");
	free(known);
	return SOPS_EUSAGE;
}

/* "none" takes the old cell away, where a rule can do without. */
static bool takes_away(enum rule_cell cell, struct sops_field text)
{
	static const struct sops_field none = SOPS_FIELD("none");

	return sops_field_equal(text, none) && (cell == RULE_ARGS || cell == RULE_WHERE ||
		cell == RULE_WARN_IF || cell == RULE_FAIL_IF || cell == RULE_MESSAGE ||
		cell == RULE_OWNER);
}

static int copy_cells(struct sops__rule *rule, const struct sops__rule *old,
	const struct sops_field cells[SOPS_RULE_CELLS], struct sops_error *err)
{
	for (size_t i = 0; i < SOPS_RULE_CELLS; i++) {
		struct sops_field text = sops_field_trim(cells[i]);

		if (takes_away((enum rule_cell)i, text))
			continue;
		if (text.len == 0 && old)
			text = sops_field_of(old->cells[i]);
		if (text.len == 0)
			continue;
		rule->cells[i] = strndup(text.at, text.len);
		if (!rule->cells[i])
			return sops_error_memory(err);
	}
	return 0;
}

static int make(struct sops__rule **out, const struct sops__rule *old,
	const struct sops_field cells[SOPS_RULE_CELLS], struct sops_error *err)
{
	struct sops__rule *rule = calloc(1, sizeof(*rule));
	int status;

	if (!rule)
		return sops_error_memory(err);
	status = copy_cells(rule, old, cells, err);
	if (status == 0)
		status = sops__rule_settle(rule, err);
	if (status < 0)
		free_rule(rule);
	else
		*out = rule;
	return status;
}

static int grow(struct sops_rules *rules, struct sops_error *err)
{
	size_t size = rules->size ? 2 * rules->size : 64;
	struct sops__rule **grown;

	if (rules->count == MOST_RULES)
		return sops_error_set(err, SOPS_EUSAGE, "more than %d rules", MOST_RULES);
	if (rules->count < rules->size)
		return 0;
	grown = reallocarray(rules->rules, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	rules->rules = grown;
	rules->size = size;
	return 0;
}

/* A new id: a slip in the id of a rule that is there has no check beside it, as a rule. */
static int check_new(const struct sops_rules *rules, struct sops_field id, struct sops_field check,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	if (id.len > LONGEST_ID)
		sops_error_set(err, SOPS_EUSAGE, "the id %s is longer than %d characters",
			sops_quote(quoted, id), LONGEST_ID);
	else if (id.len == 0 || check.len > 0)
		return 0;
	else if (refuse_id(rules, id, " to change, and a new one needs a check", err) !=
		 SOPS_EUSAGE)
		return SOPS_ESYSTEM;
	sops_error_column(err, sops_rule_cell_name(RULE_ID));
	return SOPS_EUSAGE;
}

static int refuse_second(const struct sops_rule *first, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EUSAGE, "a second rule %s; the first is on line %" PRIu64,
		sops_quote(quoted, sops_field_of(first->id)), first->line);
	sops_error_column(err, sops_rule_cell_name(RULE_ID));
	return SOPS_EUSAGE;
}

/* Built-in rules, which have a line and no file, may name columns that an export does not have. */
static bool is_builtin(const char *file, uint64_t line)
{
	return !file && line > 0;
}

static bool differs(const struct sops__rule *rule, const struct sops__rule *old, size_t cell)
{
	return rule->cells[cell] && (!old || !old->cells[cell] ||
		strcmp(rule->cells[cell], old->cells[cell]) != 0);
}

/* What the user said of a rule, now or before; what stands in a list of all rules is not that. */
static void mark_own(struct sops__rule *own, const struct sops__rule *old)
{
	struct sops_rule *rule = &own->rule;
	const struct sops_rule *was = old ? &old->rule : rule;

	rule->own_column = was->own_column || differs(own, old, RULE_COLUMN);
	rule->own_args = was->own_args || differs(own, old, RULE_ARGS);
	rule->own_where = was->own_where || differs(own, old, RULE_WHERE);
	rule->own_message = was->own_message || differs(own, old, RULE_MESSAGE);
}

int sops__rules_put(struct sops_rules *rules, const struct sops_field cells[SOPS_RULE_CELLS],
	const char *file, uint64_t line, struct sops_error *err)
{
	struct sops_field id = sops_field_trim(cells[RULE_ID]);
	struct sops__rule *rule = NULL, *old = NULL;
	int at = sops_rules_find(rules, id), status;

	if (at >= 0)
		old = rules->rules[at];
	if (old && line > 0 && old->rule.line > 0 && old->rule.file == file)
		return refuse_second(&old->rule, err);
	status = old ? 0 : check_new(rules, id, sops_field_trim(cells[RULE_CHECK]), err);
	if (status == 0 && !old)
		status = grow(rules, err);
	if (status == 0)
		status = make(&rule, old, cells, err);
	if (status < 0)
		return status;
	rule->rule.file = file;
	rule->rule.line = line;
	if (!is_builtin(file, line))
		mark_own(rule, old);
	if (old)
		rules->rules[at] = rule;
	else
		rules->rules[rules->count++] = rule;
	free_rule(old);
	return 0;
}

static int add(struct sops_rules *rules, const char *const cells[SOPS_RULE_CELLS],
	const char *file, struct sops_error *err)
{
	struct sops_field fields[SOPS_RULE_CELLS];

	for (size_t i = 0; i < SOPS_RULE_CELLS; i++)
		fields[i] = sops_field_of(cells[i]);
	return sops__rules_put(rules, fields, file, 0, err);
}

int sops_rules_add(struct sops_rules *rules, const char *const cells[SOPS_RULE_CELLS],
	struct sops_error *err)
{
	return add(rules, cells, NULL, err);
}

int sops_rules_expr(struct sops_rules *rules, const char *text, struct sops_error *err)
{
	const char *cells[SOPS_RULE_CELLS] = { [RULE_SEVERITY] = "error", [RULE_CHECK] = "expr",
		[RULE_ARGS] = text };
	struct sops_expr *expr;
	char id[32];
	int status = sops_expr_new(&expr, text, err);

	if (status < 0) {
		sops_error_column(err, (struct sops_field)SOPS_FIELD("--expr"));
		return status;
	}
	sops_expr_free(expr);
	for (size_t i = 1; i <= rules->count + 1; i++) {
		snprintf(id, sizeof(id), "expr_%zu", i);
		if (sops_rules_find(rules, sops_field_of(id)) < 0)
			break;
	}
	cells[RULE_ID] = id;
	return add(rules, cells, "--expr", err);
}

/* Which rules the list names; SOPS_EUSAGE for a name that is none. */
static int choose(bool *chosen, const struct sops_rules *rules, const char *list,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(list);

	do {
		struct sops_field id = sops_field_cut(&rest, ',');
		int at = sops_rules_find(rules, id);

		if (at < 0)
			return refuse_id(rules, id, "", err);
		chosen[at] = true;
	} while (rest.at);
	return 0;
}

int sops_rules_only(struct sops_rules *rules, const char *list, struct sops_error *err)
{
	bool *chosen = calloc(rules->count + 1, sizeof(*chosen));
	size_t kept = 0;
	int status;

	if (!chosen)
		return sops_error_memory(err);
	status = choose(chosen, rules, list, err);
	for (size_t i = 0; status == 0 && i < rules->count; i++) {
		struct sops_rule *rule = &rules->rules[i]->rule;

		rule->kept = !chosen[i] && sops_checks_at(rule->check)->always;
		if (chosen[i] || rule->kept)
			rules->rules[kept++] = rules->rules[i];
		else
			free_rule(rules->rules[i]);
	}
	if (status == 0)
		rules->count = kept;
	free(chosen);
	return status;
}
