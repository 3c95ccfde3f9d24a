/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audit.h"

#include <sops/tables.h>

#include <stdlib.h>
#include <unistd.h>

enum fail_on { FAIL_ON_NONE, FAIL_ON_WARN, FAIL_ON_ERROR };

static struct {
	struct sops_audit_options audit;
	struct audit_sides sides;
	struct audit_sort sort;
	const char *table, *only, *weights;
	struct cli_list rules, exprs;
	bool summary, profile, score, paths, owners, fixed;
	int64_t distinct;
	int fail_on;
	struct sops_rules *set;
	struct sops_audit_verdict verdict;
	struct sops_buffer junit;
	struct sops_metric metric;
} settings = { .table = "deals", .fail_on = FAIL_ON_ERROR, .sort = AUDIT_SORT_INIT,
	.sides = { .audit = &settings.audit } };

#define AUDIT(member) offsetof(struct sops_audit_options, member)
#define OWN(member) offsetof(typeof(settings), member)

static const struct cli_option options[] = {
	{ 't', "table", "NAME", "the canonical table that the file is (deals)", CLI_TEXT,
		OWN(table), NULL },
	{ 'r', "rules", "FILE|list", "more rules, or other ones; list: show them", CLI_LIST,
		OWN(rules), NULL },
	{ 'e', "expr", "EXPR", "every record has to satisfy it; repeatable", CLI_LIST,
		OWN(exprs), NULL },
	{ 0, "summary", NULL, "a row a rule, not a row a finding", CLI_FLAG, OWN(summary), NULL },
	{ 0, "baseline", "FILE", "only findings that are not in this earlier list", CLI_TEXT,
		OWN(sides.baseline), NULL },
	{ 0, "fail-on", "SEVERITY", "from which the exit status is 1 (error)", CLI_CHOICE,
		OWN(fail_on), "none|warn|error" },
	CLI_END
};

static const struct cli_option more[] = {
	{ 0, "ref", "COL=FILE:COL", "values that have to be in another file",
		CLI_LIST, OWN(sides.refs), NULL },
	{ 0, "score", NULL, "a row a dimension of quality", CLI_FLAG, OWN(score), NULL },
	{ 0, "profile-columns", NULL, "a row a column of the file: what stands in it", CLI_FLAG,
		OWN(profile), NULL },
	{ 0, "history", "FILE", "of deals: how they went from stage to stage", CLI_TEXT,
		OWN(sides.history), NULL },
	{ 0, "stages", "LIST|FILE", "of deals: the process that they are to follow", CLI_TEXT,
		OWN(sides.stages), NULL },
	{ 0, "pass", "FILE", "write records there that have no warning or error", CLI_TEXT,
		OWN(sort.pass), NULL },
	{ 0, "rejects", "FILE", "write the others there, each with what is wrong with it", CLI_TEXT,
		OWN(sort.rejects), NULL },
	{ 0, "fixed", NULL, "with --baseline: what was not found again", CLI_FLAG, OWN(fixed),
		NULL },
	{ 0, "only", "LIST", "these rules alone, by their ids", CLI_TEXT, OWN(only), NULL },
	{ 'k', "key", "COLS", "what identifies a record (the table's id)", CLI_TEXT, AUDIT(key),
		NULL },
	{ 0, "samples", "N", "list at most N findings of a rule", CLI_COUNT, AUDIT(samples),
		NULL },
	{ 0, "activities", "FILE", "of deals: what was done for them", CLI_TEXT,
		OWN(sides.activities), NULL },
	{ 0, "moves", "LIST", "more legal moves between stages: FROM>TO|FROM>TO", CLI_TEXT,
		OWN(sides.moves), NULL },
	{ 0, "paths", NULL, "a row a way that deals went", CLI_FLAG, OWN(paths), NULL },
	{ 0, "owners", NULL, "a row an owner: who keeps to the process", CLI_FLAG, OWN(owners),
		NULL },
	{ 0, "reps", "FILE", "of deals: who their owners are", CLI_TEXT, OWN(sides.reps), NULL },
	{ 0, "earlier", "FILE", "an earlier export, to compare rows and columns with", CLI_TEXT,
		OWN(sides.earlier), NULL },
	{ 0, "reconcile", "FILE", "a second source that has to say the same", CLI_TEXT,
		OWN(sides.reconcile), NULL },
	{ 0, "on", "COLS", "with --reconcile: columns of the key, OURS or OURS=THEIRS", CLI_TEXT,
		OWN(sides.on), NULL },
	{ 0, "sum", "COL", "with --reconcile: the amount that is compared", CLI_TEXT,
		OWN(sides.sum), NULL },
	{ 0, "tolerance", "X", "with --reconcile: how far amounts may differ: 0.01, 0.5%",
		CLI_TEXT, OWN(sides.tolerance), NULL },
	{ 0, "weights", "LIST", "with --score: completeness=2,validity=1", CLI_TEXT, OWN(weights),
		NULL },
	{ 0, "distinct", "N", "with --profile-columns: values that are kept of a column", CLI_COUNT,
		OWN(distinct), NULL },
	CLI_END
};

/* ---- rules ---- */

static int read_rules(const char *file, struct sops_error *err)
{
	int fd, status = cli_open_file(&fd, file, err);

	if (status < 0)
		return status;
	status = sops_rules_read(settings.set, fd, file, err);
	close(fd);
	return status;
}

static bool is_list(const char *file)
{
	return strcmp(file, "list") == 0;
}

static bool lists_rules(void)
{
	for (size_t i = 0; i < settings.rules.len; i++)
		if (is_list(settings.rules.at[i]))
			return true;
	return false;
}

static int make_rules(const struct sops_schema *schema, struct sops_error *err)
{
	int status = sops_rules_new(&settings.set, schema, err);

	for (size_t i = 0; status == 0 && i < settings.rules.len; i++)
		if (!is_list(settings.rules.at[i]))
			status = read_rules(settings.rules.at[i], err);
	for (size_t i = 0; status == 0 && i < settings.exprs.len; i++)
		status = sops_rules_expr(settings.set, settings.exprs.at[i], err);
	return status;
}

/* ---- what is asked ---- */

/* One view at most. */
static int choose_view(struct sops_error *err)
{
	const bool asked[SOPS_AUDIT_VIEWS] = { [SOPS_AUDIT_SUMMARY] = settings.summary,
		[SOPS_AUDIT_SCORE] = settings.score, [SOPS_AUDIT_COLUMNS] = settings.profile,
		[SOPS_AUDIT_PATHS] = settings.paths, [SOPS_AUDIT_OWNERS] = settings.owners,
		[SOPS_AUDIT_FIXED] = settings.fixed };
	size_t n = 0;

	for (size_t i = 0; i < SOPS_AUDIT_VIEWS; i++) {
		n += asked[i];
		if (asked[i])
			settings.audit.view = (enum sops_audit_view)i;
	}
	return n < 2 ? 0 : cli_refuse(err, "--summary, --score, --profile-columns, --paths, "
		"--owners and --fixed are results of their own: give one");
}

static bool of_deals(void)
{
	const struct audit_sides *sides = &settings.sides;

	return sides->history || sides->activities || sides->stages || sides->reps ||
		settings.paths || settings.owners;
}

static int check_options(const struct cli *cli, const struct sops_schema *schema,
	struct sops_error *err)
{
	const struct audit_sides *sides = &settings.sides;
	bool sorts = settings.sort.pass || settings.sort.rejects;
	bool parts = cli->common.partial || cli->common.merge;

	if (schema != &sops_deals && of_deals())
		return sops_error_set(err, SOPS_EUSAGE, "--history, --stages, --activities, "
			"--reps, --paths and --owners tell of deals, not of %s", schema->name);
	if (sides->moves && !sides->stages)
		return cli_refuse(err, "--moves adds to --stages");
	if (sides->activities && !sides->stages)
		return cli_refuse(err, "--activities needs --stages, a table with "
			"required_activity");
	if ((settings.paths || settings.owners) && !sides->history && !sides->stages)
		return cli_refuse(err, "--paths and --owners need --history, --stages, or both");
	if ((sides->on || sides->sum || sides->tolerance) && !sides->reconcile)
		return cli_refuse(err, "--on, --sum and --tolerance need --reconcile FILE");
	if (sides->reconcile && !sides->on)
		return cli_refuse(err, "--reconcile needs --on COLS, by which records are "
			"compared");
	if (settings.fixed && !sides->baseline)
		return cli_refuse(err, "--fixed needs --baseline FILE");
	if (sorts && parts)
		return cli_refuse(err, "--pass and --rejects read a whole file in order: no "
			"--partial, --merge");
	if (settings.weights && !settings.score)
		return cli_refuse(err, "--weights needs --score");
	if (settings.distinct && !settings.profile)
		return cli_refuse(err, "--distinct needs --profile-columns");
	if (cli->common.format == CLI_FORMAT_JUNIT && (lists_rules() || settings.summary ||
			settings.score || settings.profile || settings.paths || settings.owners ||
			settings.fixed))
		return cli_refuse(err, "-f junit writes rules with their findings: no other "
			"result");
	if ((sides->earlier || settings.profile) && parts)
		return cli_refuse(err, "--earlier and --profile-columns look at a whole file: no "
			"--partial, --merge");
	return choose_view(err);
}

static int prepare(struct cli *cli, struct sops_table **answer, struct sops_error *err)
{
	const struct sops_schema *schema;
	int status = sops_tables_find(&schema, sops_field_of(settings.table), err);

	if (status == 0)
		status = make_rules(schema, err);
	if (status == 0)
		status = check_options(cli, schema, err);
	if (status == 0 && lists_rules())
		return sops_rules_table(answer, settings.set, err);
	settings.audit.rules = settings.set;
	settings.audit.schema = schema;
	settings.audit.columns.most = (size_t)settings.distinct;
	settings.audit.columns.decimal = cli->input_options.values.decimal;
	settings.audit.columns.dates = cli->input_options.values.dates;
	sops_score_init(&settings.audit.score);
	if (status == 0 && settings.weights)
		status = sops_score_weights(&settings.audit.score, settings.weights, err);
	settings.sides.rules = settings.set;
	if (status == 0)
		status = audit_sides_read(&settings.sides, cli, err);
	if (status == 0 && settings.only)
		status = sops_rules_only(settings.set, settings.only, err);
	if (status < 0)
		return status;
	settings.audit.verdict = &settings.verdict;
	settings.audit.threads = cli_most_threads(cli);
	settings.audit.process.some = cli->common.where != NULL;
	settings.audit.fail_on = settings.fail_on == FAIL_ON_NONE ? SOPS_SEVERITY_OFF
		: settings.fail_on == FAIL_ON_WARN ? SOPS_SEVERITY_WARN : SOPS_SEVERITY_ERROR;
	if (cli->common.format == CLI_FORMAT_JUNIT)
		settings.audit.junit = &settings.junit;
	settings.metric = sops_audit_metric_of(schema);
	cli_change_metric(cli, &settings.metric);
	if (!cli->common.list_columns && !cli->common.explain)
		status = audit_sort_open(&settings.sort, cli, &settings.audit, err);
	return status < 0 ? status : sops_audit_prepare(&settings.audit, err);
}

static int junit(struct sops_buffer *out, struct sops_error *err)
{
	sops_buffer_field(out, sops_buffer_view(&settings.junit));
	return sops_buffer_check(out, err);
}

static int verdict(void)
{
	const int64_t *rules = settings.verdict.rules;
	int64_t errors = rules[SOPS_SEVERITY_ERROR], warnings = rules[SOPS_SEVERITY_WARN];

	return settings.fail_on != FAIL_ON_NONE &&
		(errors > 0 || (settings.fail_on == FAIL_ON_WARN && warnings > 0));
}

static bool passes_over(const struct sops_columns *columns, size_t column)
{
	return sops_audit_passes_over(&settings.audit, columns, column);
}

static int delivered(struct cli *cli, struct sops_error *err)
{
	return audit_sort_close(&settings.sort, cli, err);
}

static const char *file(size_t i, const char **named)
{
	return audit_sides_file(&settings.sides, i, named);
}

static void finish(void)
{
	sops_audit_release(&settings.audit);
	audit_sort_drop(&settings.sort);
	audit_sides_free(&settings.sides);
	sops_rules_free(settings.set);
	sops_buffer_release(&settings.junit);
	free(settings.rules.at);
	free(settings.exprs.at);
}

static const struct cli_command command = {
	.name = "sops-audit",
	.purpose = "what is wrong with a table, by rules",
	.example = "sops-audit --summary deals.csv",
	.metric = &sops_audit_metric,
	.options = options,
	.more = more,
	.settings = &settings,
	.prepare = prepare,
	.junit = junit,
	.delivered = delivered,
	.passes_over = passes_over,
	.verdict = verdict,
	.file = file,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
