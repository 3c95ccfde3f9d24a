/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules of lib/rules/: that each can be read, and says what it should. */
#include "tap.h"

#include <sops/expr.h>
#include <sops/input.h>
#include <sops/rules.h>
#include <sops/tables.h>

#include "../../lib/rules_private.h"
#include "given.h"

#include <unistd.h>

static struct sops_rules *rules_of(const struct sops_schema *table)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_rules *rules = NULL;

	if (sops_rules_new(&rules, table, &err) < 0)
		fail_msg("%s:%llu: %s: %s", err.file, (unsigned long long)err.line, err.column,
			err.text);
	return rules;
}

/* Goes through the rules of every table, those of all tables first. */
static void each(void (*look)(const struct sops_schema *table, const struct sops_rule *rule))
{
	size_t general;

	for (size_t i = 0; i <= sops_tables_count(); i++) {
		const struct sops_schema *table = i ? sops_tables_at(i - 1) : NULL;
		struct sops_rules *rules = rules_of(table);

		general = i ? general : sops_rules_count(rules);
		assert_true(sops_rules_count(rules) >= general + (i ? 10 : 0));
		for (size_t r = i ? general : 0; r < sops_rules_count(rules); r++)
			look(table, sops_rules_at(rules, r));
		sops_rules_free(rules);
	}
}

static bool is_sentence(const char *text)
{
	size_t len = text ? strlen(text) : 0;

	return len > 10 && text[len - 1] != '.' && text[len - 1] != ' ' &&
		!(text[0] >= 'A' && text[0] <= 'Z') && !strstr(text, "  ");
}

static void look_at_words(const struct sops_schema *table, const struct sops_rule *rule)
{
	static const char id_bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	(void)table;
	if (!rule->id[0] || rule->id[strspn(rule->id, id_bytes)])
		fail_msg("%s is not in the style of ids", rule->id);
	if (!is_sentence(rule->means) || !is_sentence(rule->why) || !is_sentence(rule->fix))
		fail_msg("%s does not say what it means, why, and what to do", rule->id);
	assert_null(rule->file);
	assert_true(rule->line > 1);
}

static void every_rule_says_what_why_and_what_to_do(void **state)
{
	(void)state;
	each(look_at_words);
}

static void no_role(const struct sops_schema *table, const struct sops_rule *rule,
	struct sops_field name)
{
	if (!table || sops_schema_role(table, name) < 0)
		fail_msg("%s: %.*s is no role of %s", rule->id, (int)name.len, name.at,
			table ? table->name : "every table");
}

/* [metric]: a column of a combination that may be missing. */
static struct sops_field without_brackets(const struct sops_rule *rule, struct sops_field name)
{
	if (rule->check == SOPS_CHECK_UNIQUE_COMBO && name.at[0] == '[')
		return (struct sops_field){ name.at + 1, name.len - 2 };
	return name;
}

static void look_at_columns(const struct sops_schema *table, const struct sops_rule *rule)
{
	enum sops_args_kind kind = sops_checks_at(rule->check)->args;

	if (rule->column)
		no_role(table, rule, sops_field_of(rule->column));
	if (kind == SOPS_ARGS_COLUMNS || kind == SOPS_ARGS_PAIR || kind == SOPS_ARGS_LAG ||
	    kind == SOPS_ARGS_LIKENESS)
		for (size_t i = 0; i < rule->args.n_list; i++)
			no_role(table, rule, without_brackets(rule, rule->args.list[i]));
}

static void columns_are_roles(void **state)
{
	(void)state;
	each(look_at_columns);
}

/* A condition is bound to a file that has all columns of the table. */
static void bind(const struct sops_schema *table, const struct sops_rule *rule, const char *text)
{
	struct sops_input_options options = { .as_of = 20634 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer header = SOPS_BUFFER_INIT;
	struct sops_input *input = NULL;
	int fd;

	assert_non_null(table);
	for (size_t i = 0; i < table->count; i++)
		sops_buffer_printf(&header, "%s%s", i ? "," : "", table->roles[i].name);
	sops_buffer_putc(&header, '\n');
	fd = given_fd(header.at);
	assert_int_equal(sops_expr_new(&options.where, text, NULL), 0);
	if (sops_input_open(&input, table, fd, "all.csv", &options, &err) < 0)
		fail_msg("%s: %s: %s", rule->id, text, err.text);
	sops_input_free(input);
	sops_expr_free(options.where);
	sops_buffer_release(&header);
	close(fd);
}

static void look_at_conditions(const struct sops_schema *table, const struct sops_rule *rule)
{
	if (rule->where)
		bind(table, rule, rule->where);
	if (sops_checks_at(rule->check)->args == SOPS_ARGS_EXPR)
		bind(table, rule, rule->args.text);
}

static void conditions_are_of_the_table(void **state)
{
	(void)state;
	each(look_at_conditions);
}

/* A stage history beside its deals and a series instead of them are no columns of deals. */
static bool is_another_layout(const struct sops_schema *table, const struct sops_role *role)
{
	static const char *const names[] = { "entered", "left", "period", "value" };

	if (strcmp(table->name, "deals") != 0)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], role->name) == 0)
			return true;
	return false;
}

static bool has_type(const struct sops_rules *rules, const struct sops_role *role)
{
	for (size_t i = 0; i < sops_rules_count(rules); i++) {
		const struct sops_rule *rule = sops_rules_at(rules, i);

		if (rule->check == SOPS_CHECK_TYPE && rule->args.type == SOPS_IS_CANONICAL &&
		    strcmp(rule->column, role->name) == 0)
			return true;
	}
	return false;
}

static void every_typed_role_is_checked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_tables_count(); i++) {
		const struct sops_schema *table = sops_tables_at(i);
		struct sops_rules *rules = rules_of(table);

		for (size_t r = 0; r < table->count; r++)
			if (table->roles[r].type != SOPS_TEXT &&
			    !is_another_layout(table, &table->roles[r]) &&
			    !has_type(rules, &table->roles[r]))
				fail_msg("%s of %s has no check of its type", table->roles[r].name,
					table->name);
		sops_rules_free(rules);
	}
}

static void every_set_is_of_a_table(void **state)
{
	size_t sets = 0;

	(void)state;
	for (; sops__builtin_rules[sets].name; sets++) {
		const struct sops_schema *table =
			sops_tables_schema(sops_field_of(sops__builtin_rules[sets].name));

		if (strcmp(sops__builtin_rules[sets].name, "any") != 0)
			assert_string_equal(table->name, sops__builtin_rules[sets].name);
	}
	assert_int_equal(sets, sops_tables_count() + 1);
}

static void every_check_of_the_shape_has_a_rule(void **state)
{
	struct sops_rules *rules = rules_of(NULL);
	bool there[SOPS_CHECKS] = { false };

	(void)state;
	for (size_t i = 0; i < sops_rules_count(rules); i++)
		there[sops_rules_at(rules, i)->check] = true;
	for (int i = 0; i < SOPS_CHECKS; i++)
		if (sops_checks_at((enum sops_check_number)i)->layer == SOPS_LAYER_SHAPE)
			assert_true(there[i]);
	sops_rules_free(rules);
}

TAP_MAIN("built-in rules", cmocka_unit_test(every_rule_says_what_why_and_what_to_do),
	cmocka_unit_test(columns_are_roles),
	cmocka_unit_test(conditions_are_of_the_table),
	cmocka_unit_test(every_typed_role_is_checked),
	cmocka_unit_test(every_set_is_of_a_table),
	cmocka_unit_test(every_check_of_the_shape_has_a_rule))
