/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_private.h"

#include <sops/audit.h>
#include <sops/tables.h>

#include <stdlib.h>
#include <unistd.h>

enum fail_on { FAIL_ON_NONE, FAIL_ON_WARN, FAIL_ON_ERROR };

static struct {
	struct sops_audit_options audit;
	const char *table, *rules, *only;
	struct cli_list exprs;
	bool summary;
	int fail_on;
	struct sops_rules *set;
	struct sops_audit_verdict verdict;
	struct sops_metric metric;
} settings = { .table = "deals", .fail_on = FAIL_ON_ERROR };

#define AUDIT(member) offsetof(struct sops_audit_options, member)
#define OWN(member) offsetof(typeof(settings), member)

static const struct cli_option options[] = {
	{ 't', "table", "NAME", "the canonical table that the file is (deals)", CLI_TEXT,
		OWN(table), NULL },
	{ 'r', "rules", "FILE|list", "more rules, or other ones; list: show them", CLI_TEXT,
		OWN(rules), NULL },
	{ 'e', "expr", "EXPR", "every record has to satisfy it; repeatable", CLI_LIST,
		OWN(exprs), NULL },
	{ 0, "only", "LIST", "these rules alone, by their ids", CLI_TEXT, OWN(only), NULL },
	{ 'k', "key", "COLS", "what identifies a record (the table's id)", CLI_TEXT, AUDIT(key),
		NULL },
	{ 0, "summary", NULL, "a row a rule, not a row a finding", CLI_FLAG, OWN(summary), NULL },
	{ 0, "samples", "N", "list at most N findings of a rule", CLI_COUNT, AUDIT(samples),
		NULL },
	{ 0, "fail-on", "SEVERITY", "from which the exit status is 1 (error)", CLI_CHOICE,
		OWN(fail_on), "none|warn|error" },
	CLI_END
};

static int read_rules(struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, settings.rules, err);

	if (status < 0)
		return status;
	status = sops_rules_read(settings.set, fd, settings.rules, err);
	close(fd);
	return status;
}

static int make_rules(const struct sops_schema *schema, bool *list, struct sops_error *err)
{
	int status = sops_rules_new(&settings.set, schema, err);

	*list = settings.rules && strcmp(settings.rules, "list") == 0;
	if (status == 0 && settings.rules && !*list)
		status = read_rules(err);
	for (size_t i = 0; status == 0 && i < settings.exprs.len; i++)
		status = sops_rules_expr(settings.set, settings.exprs.at[i], err);
	if (status == 0 && settings.only)
		status = sops_rules_only(settings.set, settings.only, err);
	return status;
}

static struct cli_command own;

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	const struct sops_schema *schema;
	bool list = false;
	int status = sops_tables_find(&schema, sops_field_of(settings.table), err);

	if (status == 0)
		status = make_rules(schema, &list, err);
	if (status == 0 && list)
		return sops_rules_table(answer, settings.set, err);
	if (status < 0)
		return status;
	settings.audit.rules = settings.set;
	settings.audit.schema = schema;
	settings.audit.view = settings.summary ? SOPS_AUDIT_SUMMARY : SOPS_AUDIT_FINDINGS;
	settings.audit.verdict = &settings.verdict;
	settings.metric = sops_audit_metric_of(schema);
	own = *cli->command;
	own.metric = &settings.metric;
	cli_become(cli, &own);
	return sops_audit_prepare(&settings.audit, err);
}

static int verdict(void)
{
	const int64_t *rules = settings.verdict.rules;
	int64_t errors = rules[SOPS_SEVERITY_ERROR], warnings = rules[SOPS_SEVERITY_WARN];

	return settings.fail_on != FAIL_ON_NONE &&
		(errors > 0 || (settings.fail_on == FAIL_ON_WARN && warnings > 0));
}

static void finish(void)
{
	sops_audit_release(&settings.audit);
	sops_rules_free(settings.set);
	free(settings.exprs.at);
}

static const struct cli_command command = {
	.name = "sops-audit",
	.purpose = "what is wrong with a table, by rules",
	.example = "sops-audit --summary deals.csv",
	.metric = &sops_audit_metric,
	.options = options,
	.settings = &settings,
	.prepare = prepare,
	.verdict = verdict,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
