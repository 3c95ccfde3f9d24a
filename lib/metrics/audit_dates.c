/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_dates.c: which columns of dates are looked at, for when nothing settles how they read. */
#include "audit_private.h"

/* By the name that a rule has for it. */
static bool is_column(const struct sops_columns *columns, size_t column, struct sops_field name)
{
	int role = sops_schema_role(sops_columns_schema(columns), name);
	int found = role < 0 ? -1 : sops_columns_of(columns, role);

	if (found < 0)
		found = sops_columns_find(columns, name, NULL);
	return found >= 0 && (size_t)found == column;
}

static bool looks_at(const struct sops_rule *rule, const struct sops_columns *columns,
	size_t column)
{
	const struct sops_args *args = &rule->args;

	if (rule->check != SOPS_CHECK_DATE_ORDER && rule->check != SOPS_CHECK_LOG_LAG)
		return rule->column && is_column(columns, column, sops_field_of(rule->column));
	for (size_t i = 0; i < args->n_list; i++)
		if (is_column(columns, column, args->list[i]))
			return true;
	return false;
}

/* Whether cells have to be dates for it. */
static bool is_dated(const struct sops_rule *rule)
{
	switch (rule->check) {
	case SOPS_CHECK_NOT_FUTURE:
	case SOPS_CHECK_NOT_PAST:
	case SOPS_CHECK_DATE_ORDER:
	case SOPS_CHECK_LOG_LAG:
	case SOPS_CHECK_FRESHNESS:
		return true;
	default:
		return rule->args.dates;
	}
}

bool sops_audit_passes_over(const struct sops_audit_options *options,
	const struct sops_columns *columns, size_t column)
{
	const struct sops__audit_plan *plan = &options->plan->plan;
	bool dated = false;

	for (size_t i = 0; i < plan->count; i++) {
		const struct sops_rule *rule = plan->rules[i];

		if (rule->check != SOPS_CHECK_TYPE && !is_dated(rule))
			continue;
		if (!looks_at(rule, columns, column))
			continue;
		if (rule->check == SOPS_CHECK_TYPE)
			return false;
		dated = true;
	}
	return dated;
}
