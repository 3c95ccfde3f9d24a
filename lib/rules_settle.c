/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_settle.c: the rule that thirteen cells make. */
#include <sops/expr.h>
#include <sops/nearest.h>

#include "rules_private.h"

#include <stdlib.h>

static const struct sops_field severities[] = {
	[SOPS_SEVERITY_OFF] = SOPS_FIELD("off"),
	[SOPS_SEVERITY_INFO] = SOPS_FIELD("info"),
	[SOPS_SEVERITY_WARN] = SOPS_FIELD("warn"),
	[SOPS_SEVERITY_ERROR] = SOPS_FIELD("error"),
};

#define SEVERITIES (sizeof(severities) / sizeof(severities[0]))

const char *sops_severity_name(enum sops_severity severity)
{
	return severities[severity].at;
}

static bool is_id(const char *text)
{
	for (; *text; text++)
		if (!((*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
			    (*text >= '0' && *text <= '9') || *text == '_' || *text == '-'))
			return false;
	return true;
}

static int settle_id(struct sops__rule *rule, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	rule->rule.id = rule->cells[RULE_ID];
	if (!rule->rule.id)
		return sops_error_set(err, SOPS_EUSAGE, "the rule has no id");
	if (is_id(rule->rule.id))
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "%s is not an id: letters, digits, _ and -",
		sops_quote(quoted, sops_field_of(rule->rule.id)));
}

static int settle_severity(struct sops__rule *rule, struct sops_error *err)
{
	struct sops_field text = sops_field_of(rule->cells[RULE_SEVERITY]);
	char quoted[SOPS_QUOTED];

	rule->rule.severity = SOPS_SEVERITY_ERROR;
	if (text.len == 0)
		return 0;
	for (size_t i = 0; i < SEVERITIES; i++)
		if (sops_field_equal(severities[i], text)) {
			rule->rule.severity = (enum sops_severity)i;
			return 0;
		}
	sops_error_set(err, SOPS_EUSAGE, "no severity %s", sops_quote(quoted, text));
	sops_hint_names(err, text, severities, SEVERITIES, "severities");
	return SOPS_EUSAGE;
}

void sops__hint_of_many(struct sops_error *err, struct sops_field wanted,
	const struct sops_field *names, size_t count, const char *what)
{
	bool near = sops_nearest(wanted, names, count) >= 0;

	sops_hint_names(err, wanted, names, count, near ? NULL : what);
}

static int refuse_check(struct sops_field text, struct sops_error *err)
{
	struct sops_field known[SOPS_CHECKS];
	char quoted[SOPS_QUOTED];

	for (int i = 0; i < SOPS_CHECKS; i++)
		known[i] = sops_field_of(sops_checks_at((enum sops_check_number)i)->name);
	sops_error_set(err, SOPS_EUSAGE, "no check %s", sops_quote(quoted, text));
	sops__hint_of_many(err, text, known, SOPS_CHECKS, "checks");
	return SOPS_EUSAGE;
}

static int settle_check(struct sops__rule *rule, struct sops_error *err)
{
	struct sops_field text = sops_field_of(rule->cells[RULE_CHECK]);
	int found = sops_checks_find(text);

	if (text.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "a new rule needs a check");
	if (found < 0)
		return refuse_check(text, err);
	rule->rule.check = (enum sops_check_number)found;
	return 0;
}

static int settle_column(struct sops__rule *rule, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);

	rule->rule.column = rule->cells[RULE_COLUMN];
	if (check->column == SOPS_COLUMN_ONE && !rule->rule.column)
		return sops_error_set(err, SOPS_EUSAGE, "%s needs a column", check->name);
	if (check->column == SOPS_COLUMN_NONE && rule->rule.column)
		return sops_error_set(err, SOPS_EUSAGE, "%s takes no column", check->name);
	return 0;
}

static int settle_where(struct sops__rule *rule, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);
	struct sops_expr *expr;
	int status;

	rule->rule.where = rule->cells[RULE_WHERE];
	if (!rule->rule.where)
		return 0;
	if (check->whole)
		return sops_error_set(err, SOPS_EUSAGE,
			"%s takes no where: it is of the whole file", check->name);
	status = sops_expr_new(&expr, rule->rule.where, err);
	if (status == 0)
		sops_expr_free(expr);
	return status;
}

static int settle_threshold(struct sops_threshold *out, const char *text, struct sops_error *err)
{
	*out = (struct sops_threshold){ .op = SOPS_THRESHOLD_NONE, .limit = SOPS_MONEY_BLANK };
	return text ? sops_threshold_parse(out, text, err) : 0;
}

static int settle_warn_if(struct sops__rule *rule, struct sops_error *err)
{
	return settle_threshold(&rule->rule.warn_if, rule->cells[RULE_WARN_IF], err);
}

static int settle_fail_if(struct sops__rule *rule, struct sops_error *err)
{
	return settle_threshold(&rule->rule.fail_if, rule->cells[RULE_FAIL_IF], err);
}

/* {name} is a cell; a brace that is none of such a pair is a slip. */
static int settle_message(struct sops__rule *rule, struct sops_error *err)
{
	const char *at = rule->cells[RULE_MESSAGE];
	char quoted[SOPS_QUOTED];

	rule->rule.message = at;
	while (at && *at) {
		size_t name;

		at += strcspn(at, "{}");
		if (!*at)
			return 0;
		name = strcspn(at + 1, "{}");
		if (*at != '{' || name == 0 || at[1 + name] != '}')
			return sops_error_set(err, SOPS_EUSAGE,
				"%s has a brace that is not of {COLUMN}",
				sops_quote(quoted, sops_field_of(rule->rule.message)));
		at += name + 2;
	}
	return 0;
}

static int check_off(const struct sops__rule *rule, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);

	if (rule->rule.severity != SOPS_SEVERITY_OFF || !check->always)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE,
		"%s cannot be off: where it fails nobody can tell which cell is which",
		check->name);
}

static const struct {
	enum rule_cell cell; /* in which it is wrong */
	int (*settle)(struct sops__rule *rule, struct sops_error *err);
} steps[] = {
	{ RULE_ID, settle_id },
	{ RULE_SEVERITY, settle_severity },
	{ RULE_CHECK, settle_check },
	{ RULE_COLUMN, settle_column },
	{ RULE_ARGS, sops__rule_args },
	{ RULE_WHERE, settle_where },
	{ RULE_WARN_IF, settle_warn_if },
	{ RULE_FAIL_IF, settle_fail_if },
	{ RULE_MESSAGE, settle_message },
};

int sops__rule_settle(struct sops__rule *rule, struct sops_error *err)
{
	rule->rule.owner = rule->cells[RULE_OWNER];
	rule->rule.means = rule->cells[RULE_MEANS];
	rule->rule.why = rule->cells[RULE_WHY];
	rule->rule.fix = rule->cells[RULE_FIX];
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int status = steps[i].settle(rule, err);

		if (status < 0)
			sops_error_column(err, sops_rule_cell_name(steps[i].cell));
		if (status < 0)
			return status;
	}
	if (check_off(rule, err) == 0)
		return 0;
	sops_error_column(err, sops_rule_cell_name(RULE_SEVERITY));
	return SOPS_EUSAGE;
}
