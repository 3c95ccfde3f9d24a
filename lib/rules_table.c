/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/rules.h>

#include "rules_private.h"

#include <stdio.h>

int sops_rules_table(struct sops_table **out, const struct sops_rules *rules,
	struct sops_error *err)
{
	const struct sops_role *roles = sops__rules_schema.roles;
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < SOPS_RULE_CELLS; i++)
		sops_table_column(*out, roles[i].name, SOPS_COLUMN_TEXT, "", roles[i].doc);
	for (size_t i = 0; i < rules->count; i++) {
		sops_table_row(*out);
		for (size_t cell = 0; cell < SOPS_RULE_CELLS; cell++)
			sops_table_string(*out, cell == RULE_SEVERITY
				? sops_severity_name(rules->rules[i]->rule.severity)
				: rules->rules[i]->cells[cell]);
	}
	status = sops_table_check(*out, err);
	if (status < 0)
		sops_table_free(*out);
	return status;
}

/* In brackets what a rule may leave out. */
static void add_form(struct sops_table *table, const char *form, bool needed)
{
	char text[80];

	snprintf(text, sizeof(text), "%s%s%s", needed ? "" : "[", form, needed ? "" : "]");
	sops_table_string(table, *form ? text : NULL);
}

static void add_check(struct sops_table *table, const struct sops_check *check)
{
	sops_table_row(table);
	sops_table_string(table, check->name);
	sops_table_string(table, sops_layer_name(check->layer));
	add_form(table, check->column == SOPS_COLUMN_NONE ? "" : "COLUMN",
		check->column == SOPS_COLUMN_ONE);
	add_form(table, sops_args_form(check->args), check->args_needed);
	sops_table_string(table, check->doc);
}

int sops_checks_table(struct sops_table **out, struct sops_error *err)
{
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	sops_table_column(*out, "check", SOPS_COLUMN_TEXT, "", "what a rule can check");
	sops_table_column(*out, "layer", SOPS_COLUMN_TEXT, "", "of what it is a check");
	sops_table_column(*out, "column", SOPS_COLUMN_TEXT, "", "whether the rule names one");
	sops_table_column(*out, "args", SOPS_COLUMN_TEXT, "", "how its args are written");
	sops_table_column(*out, "means", SOPS_COLUMN_TEXT, "", "when it fails");
	for (int i = 0; i < SOPS_CHECKS; i++)
		add_check(*out, sops_checks_at((enum sops_check_number)i));
	status = sops_table_check(*out, err);
	if (status < 0)
		sops_table_free(*out);
	return status;
}
