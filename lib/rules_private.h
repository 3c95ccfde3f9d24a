/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_RULES_PRIVATE_H
#define SOPS_RULES_PRIVATE_H

#include <sops/rules.h>

#include "builtin.h"

enum rule_cell { RULE_ID, RULE_SEVERITY, RULE_CHECK, RULE_COLUMN, RULE_ARGS, RULE_WHERE,
	RULE_WARN_IF, RULE_FAIL_IF, RULE_MESSAGE, RULE_OWNER, RULE_MEANS, RULE_WHY, RULE_FIX };

/* A rule, the cells that its texts point into, and what its arguments were cut into. */
struct sops__rule {
	struct sops_rule rule;
	char *cells[SOPS_RULE_CELLS]; /* NULL: blank */
	struct sops_field *list;
	struct sops_duplicates_field *like;
};

struct sops_rules {
	const struct sops_schema *table;
	struct sops__rule **rules;
	size_t count, size;
	char **files; /* that were read: rules point to their names */
	size_t n_files;
};

/* A file of rules: its roles are the cells of a rule. */
extern const struct sops_schema sops__rules_schema;

/* The rule of its cells. On failure the error has the column. */
int sops__rule_settle(struct sops__rule *rule, struct sops_error *err);
/* The arguments of a rule whose check is known, and what it says of them. */
int sops__rule_args(struct sops__rule *rule, struct sops_error *err);
/* The words of a list, into rule->list: each as it is, or cut again at a second separator. */
int sops__rule_words(struct sops__rule *rule, struct sops_field text, char inner,
	struct sops_error *err);
/* Of duplicate_fuzzy. */
int sops__rule_likeness(struct sops__rule *rule, struct sops_field text, struct sops_error *err);
/* A number without marks or groups: digits, a point, an exponent, and perhaps a % behind. */
bool sops__rule_number(struct sops_money *out, struct sops_field text);

/* The hint of sops_hint_names, without the list where one name is near: the list is cut anyway. */
void sops__hint_of_many(struct sops_error *err, struct sops_field wanted,
	const struct sops_field *names, size_t count, const char *what);

/* As sops_rules_add; file is one of rules->files, or NULL. */
int sops__rules_put(struct sops_rules *rules, const struct sops_field cells[SOPS_RULE_CELLS],
	const char *file, uint64_t line, struct sops_error *err);
/* A file that is in memory; trusted: built in. */
int sops__rules_text(struct sops_rules *rules, struct sops_field text, const char *name,
	struct sops_error *err);

/* lib/rules/TABLE.csv, as the build embeds them; the last has name NULL. */
extern const struct sops__builtin sops__builtin_rules[];

#endif
