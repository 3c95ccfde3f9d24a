/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli_private.h"

#include <sops/audit.h>
#include <sops/tables.h>

#include <stdlib.h>
#include <unistd.h>

enum fail_on { FAIL_ON_NONE, FAIL_ON_WARN, FAIL_ON_ERROR };

static struct {
	struct sops_audit_options audit;
	const char *table, *only, *history, *activities, *stages, *moves, *reps, *earlier,
		*reconcile, *on, *sum, *tolerance, *baseline, *weights, *pass, *rejects;
	struct cli_list rules, exprs, refs;
	bool summary, profile, score, paths, owners, fixed;
	int64_t distinct;
	int fail_on;
	struct sops_rules *set;
	struct sops_audit_reference *references;
	struct {
		char *path, *named;
	} *files; /* that rules name */
	size_t n_files;
	struct sops_process *process;
	struct sops_conformance_history *visits;
	struct sops_conformance_activities *done;
	struct sops_roster *roster;
	struct sops_reconcile *second;
	struct sops_earlier *before;
	struct sops_audit_verdict verdict;
	struct sops_buffer junit;
	struct sops_metric metric;
} settings = { .table = "deals", .fail_on = FAIL_ON_ERROR };

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
		OWN(baseline), NULL },
	{ 0, "fail-on", "SEVERITY", "from which the exit status is 1 (error)", CLI_CHOICE,
		OWN(fail_on), "none|warn|error" },
	CLI_END
};

static const struct cli_option more[] = {
	{ 0, "ref", "COL=FILE:COL", "values that have to be in another file",
		CLI_LIST, OWN(refs), NULL },
	{ 0, "score", NULL, "a row a dimension of quality", CLI_FLAG, OWN(score), NULL },
	{ 0, "profile-columns", NULL, "a row a column of the file: what stands in it", CLI_FLAG,
		OWN(profile), NULL },
	{ 0, "history", "FILE", "of deals: how they went from stage to stage", CLI_TEXT,
		OWN(history), NULL },
	{ 0, "stages", "LIST|FILE", "of deals: the process that they are to follow", CLI_TEXT,
		OWN(stages), NULL },
	{ 0, "pass", "FILE", "write records there that have no warning or error", CLI_TEXT,
		OWN(pass), NULL },
	{ 0, "rejects", "FILE", "write the others there, each with what is wrong with it", CLI_TEXT,
		OWN(rejects), NULL },
	{ 0, "fixed", NULL, "with --baseline: what was not found again", CLI_FLAG, OWN(fixed),
		NULL },
	{ 0, "only", "LIST", "these rules alone, by their ids", CLI_TEXT, OWN(only), NULL },
	{ 'k', "key", "COLS", "what identifies a record (the table's id)", CLI_TEXT, AUDIT(key),
		NULL },
	{ 0, "samples", "N", "list at most N findings of a rule", CLI_COUNT, AUDIT(samples),
		NULL },
	{ 0, "activities", "FILE", "of deals: what was done for them", CLI_TEXT, OWN(activities),
		NULL },
	{ 0, "moves", "LIST", "more legal moves between stages: FROM>TO|FROM>TO", CLI_TEXT,
		OWN(moves), NULL },
	{ 0, "paths", NULL, "a row a way that deals went", CLI_FLAG, OWN(paths), NULL },
	{ 0, "owners", NULL, "a row an owner: who keeps to the process", CLI_FLAG, OWN(owners),
		NULL },
	{ 0, "reps", "FILE", "of deals: who their owners are", CLI_TEXT, OWN(reps), NULL },
	{ 0, "earlier", "FILE", "an earlier export, to compare rows and columns with", CLI_TEXT,
		OWN(earlier), NULL },
	{ 0, "reconcile", "FILE", "a second source that has to say the same", CLI_TEXT,
		OWN(reconcile), NULL },
	{ 0, "on", "COLS", "with --reconcile: columns of the key, OURS or OURS=THEIRS", CLI_TEXT,
		OWN(on), NULL },
	{ 0, "sum", "COL", "with --reconcile: the amount that is compared", CLI_TEXT, OWN(sum),
		NULL },
	{ 0, "tolerance", "X", "with --reconcile: how far amounts may differ: 0.01, 0.5%",
		CLI_TEXT, OWN(tolerance), NULL },
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

/* ---- side inputs ---- */

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

/* A column that no built-in rule looks up gets one of its own; and one for the other way round. */
static int add_rule(const char *prefix, const char *check, const char *severity,
	const char *column, struct sops_error *err)
{
	const char *cells[SOPS_RULE_CELLS] = { NULL };
	char id[256];
	size_t n = 0;

	n = (size_t)snprintf(id, sizeof(id), "%s_", prefix);
	for (const char *c = column; *c && n + 1 < sizeof(id); c++)
		id[n++] = (*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9') ? *c
			: *c >= 'A' && *c <= 'Z' ? (char)(*c | 32) : '_';
	id[n] = '\0';
	if (sops_rules_find(settings.set, sops_field_of(id)) >= 0)
		return 0;
	cells[0] = id;
	cells[1] = severity;
	cells[2] = check;
	cells[3] = column;
	return sops_rules_add(settings.set, cells, err);
}

static bool is_looked_up(const char *column)
{
	for (size_t i = 0; i < sops_rules_count(settings.set); i++) {
		const struct sops_rule *rule = sops_rules_at(settings.set, i);

		if (rule->check == SOPS_CHECK_REFERENTIAL && rule->column &&
		    strcmp(rule->column, column) == 0 && !rule->args.text)
			return true;
	}
	return false;
}

static int add_reference(struct cli *cli, const char *text, struct sops_error *err)
{
	struct sops_audit_reference *to = &settings.references[settings.audit.n_references];
	struct sops_reference_option option;
	char *column;
	int status = sops_reference_parse(&option, sops_field_of(text), err);

	if (status < 0)
		return status;
	column = strndup(option.column.at, option.column.len);
	if (!column)
		return sops_error_memory(err);
	to->column = column;
	settings.audit.n_references++;
	status = read_reference(cli, to, option.file, option.theirs, err);
	if (status == 0 && !is_looked_up(column))
		status = add_rule("ref", "referential", "error", column, err);
	return status < 0 ? status : add_rule("unused", "unused", "info", column, err);
}

/* Parts have to agree on what is in it. */
static int keep_file(struct sops_field path, const char *rule, struct sops_error *err)
{
	char *copy = strndup(path.at, path.len), *named = NULL;

	if (asprintf(&named, "rules (%s)", rule) < 0)
		named = NULL;
	settings.files[settings.n_files].path = copy;
	settings.files[settings.n_files++].named = named;
	return copy && named ? 0 : sops_error_memory(err);
}

static const char *file(size_t i, const char **named)
{
	if (i == settings.n_files)
		return NULL;
	*named = settings.files[i].named;
	return settings.files[i].path;
}

/* Rules that name a file themselves. */
static int add_files(struct cli *cli, struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < sops_rules_count(settings.set); i++) {
		const struct sops_rule *rule = sops_rules_at(settings.set, i);
		struct sops_audit_reference *to =
			&settings.references[settings.audit.n_references];

		if (sops_checks_at(rule->check)->args != SOPS_ARGS_FILE || !rule->args.text ||
		    rule->severity == SOPS_SEVERITY_OFF)
			continue;
		to->rule = rule->id;
		settings.audit.n_references++;
		status = read_reference(cli, to, rule->args.list[0],
			rule->args.n_list > 1 && rule->args.list[1].len ? rule->args.list[1]
				: sops_field_of(rule->column), err);
		if (status == 0)
			status = keep_file(rule->args.list[0], rule->id, err);
	}
	return status;
}

static int read_references(struct cli *cli, struct sops_error *err)
{
	size_t most = settings.refs.len + sops_rules_count(settings.set) + 1;
	int status = 0;

	settings.references = calloc(most, sizeof(*settings.references));
	settings.files = calloc(most, sizeof(*settings.files));
	if (!settings.references || !settings.files)
		return sops_error_memory(err);
	settings.audit.references = settings.references;
	for (size_t i = 0; status == 0 && i < settings.refs.len; i++)
		status = add_reference(cli, settings.refs.at[i], err);
	return status < 0 ? status : add_files(cli, err);
}

static int read_process(struct cli *cli, struct sops_error *err)
{
	const struct sops_profile *profile = cli_context(cli)->profile;
	int fd, status;

	if (!settings.stages)
		return 0;
	if (!cli_names_file(settings.stages)) {
		status = sops_process_parse(&settings.process, settings.stages, profile, err);
	} else {
		status = cli_open_file(&fd, settings.stages, err);
		if (status < 0)
			return status;
		status = sops_process_read(&settings.process, fd, settings.stages, profile, err);
		close(fd);
	}
	if (status == 0 && settings.moves)
		status = sops_process_allow(settings.process, settings.moves, err);
	settings.audit.process.process = settings.process;
	return status;
}

static int read_history(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!settings.history)
		return 0;
	status = open_side(cli, &input, &fd, settings.history, &sops_history_event_rows, 0,
		sops_conformance_history_uses, err);
	if (status < 0)
		return status;
	status = sops_conformance_history_read(&settings.visits, input, err);
	settings.audit.process.history = settings.visits;
	cli_close(input, fd);
	return status;
}

static int read_activities(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!settings.activities)
		return 0;
	status = open_side(cli, &input, &fd, settings.activities, &sops_activities,
		SOPS_CONFORMANCE_ACTIVITY_NEEDS, SOPS_CONFORMANCE_ACTIVITY_USES, err);
	if (status < 0)
		return status;
	status = sops_conformance_activities_read(&settings.done, input, settings.process,
		cli_context(cli)->as_of, err);
	settings.audit.process.activities = settings.done;
	cli_close(input, fd);
	return status;
}

static int read_reps(struct cli *cli, struct sops_error *err)
{
	const struct cli_side side = { .file = settings.reps, .schema = &sops_reps,
		.needs = SOPS_ROSTER_NEEDS, .uses = SOPS_ROSTER_USES, .by = "region" };
	struct sops_input *input;
	int fd, status;

	if (!settings.reps)
		return 0;
	status = cli_open_side(cli, &input, &fd, &side, err);
	if (status < 0)
		return status;
	status = sops_roster_read(&settings.roster, input, err);
	settings.audit.roster = settings.roster;
	cli_close(input, fd);
	return status;
}

static int read_reconcile(struct cli *cli, struct sops_error *err)
{
	struct sops_reconcile_options how = { .on = settings.on, .sum = settings.sum,
		.tolerance = SOPS_MONEY_BLANK };
	struct sops_input *input;
	int fd, status = 0;

	if (!settings.reconcile)
		return 0;
	if (settings.tolerance)
		status = sops_reconcile_tolerance(&how, sops_field_of(settings.tolerance), err);
	if (status == 0)
		status = sops_reconcile_new(&settings.second, &how, err);
	if (status == 0)
		status = open_side(cli, &input, &fd, settings.reconcile, &sops_any_schema, 0, 0,
			err);
	if (status < 0)
		return status;
	status = sops_reconcile_read(settings.second, input, err);
	settings.audit.reconcile = settings.second;
	cli_close(input, fd);
	return status;
}

static int read_earlier(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!settings.earlier)
		return 0;
	status = open_side(cli, &input, &fd, settings.earlier, settings.audit.schema, 0, 0, err);
	if (status < 0)
		return status;
	status = sops_earlier_read(&settings.before, input, &settings.audit.columns, err);
	settings.audit.earlier = settings.before;
	cli_close(input, fd);
	return status;
}

static int read_baseline(struct cli *cli, struct sops_error *err)
{
	struct sops_input *input;
	int fd, status;

	if (!settings.baseline)
		return 0;
	status = open_side(cli, &input, &fd, settings.baseline, &sops_findings,
		SOPS_BASELINE_NEEDS, 0, err);
	if (status < 0)
		return status;
	status = sops_baseline_read(&settings.audit.baseline, input, err);
	cli_close(input, fd);
	return status;
}

static int (*const readers[])(struct cli *cli, struct sops_error *err) = {
	read_references, read_process, read_history, read_activities, read_reps, read_reconcile,
	read_earlier, read_baseline,
};

/* ---- records, sorted ---- */

static struct {
	struct cli_output pass, rejects;
	int64_t passed, rejected;
} sorted = { .pass = { .fd = -1 }, .rejects = { .fd = -1 } };

/* One row of the rejects: where it stood, why, and as it stood. */
static int write_reject(const struct sops_audit_record *record, struct sops_error *err)
{
	const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct sops_field bytes;
	struct sops_table *row;
	int status = sops_table_new(&row, err);

	if (status < 0)
		return status;
	sops_table_column(row, "line", SOPS_COLUMN_COUNT, "", "");
	sops_table_column(row, "record", SOPS_COLUMN_COUNT, "", "");
	sops_table_column(row, "reason", SOPS_COLUMN_TEXT, "", "");
	sops_table_column(row, "raw", SOPS_COLUMN_TEXT, "", "");
	sops_table_row(row);
	sops_table_count(row, (int64_t)record->place.line);
	sops_table_count(row, (int64_t)record->place.record);
	sops_table_text(row, record->reasons);
	sops_table_text(row, record->raw);
	status = sops_render(&text, row, &csv, err);
	bytes = sops_buffer_view(&text);
	if (status == 0 && sorted.rejected++ > 0) /* the header stands already */
		sops_field_cut(&bytes, '\n');
	if (status == 0)
		status = cli_output_write(&sorted.rejects, bytes, err);
	sops_buffer_release(&text);
	sops_table_free(row);
	return status;
}

static int write_pass(const struct sops_audit_record *record, struct sops_error *err)
{
	sorted.passed++;
	return cli_output_write(&sorted.pass, record->line, err);
}

static int write_header(const struct sops_audit_record *record, struct sops_error *err)
{
	static const struct sops_field mark = SOPS_FIELD("\xEF\xBB\xBF");
	int status = record->mark ? cli_output_write(&sorted.pass, mark, err) : 0;

	return status < 0 ? status : cli_output_write(&sorted.pass, record->header, err);
}

static int sort_record(void *to, const struct sops_audit_record *record, struct sops_error *err)
{
	int status = 0;

	(void)to;
	if (!record->raw.at)
		return settings.pass ? write_header(record, err) : 0;
	if (status == 0 && settings.pass && record->clean)
		status = write_pass(record, err);
	if (status == 0 && settings.rejects && !record->clean)
		status = write_reject(record, err);
	return status;
}

/* Bad records would take the place of what is read. */
static int check_target(const struct cli *cli, const char *option, const char *file,
	struct sops_error *err)
{
	if (file && strcmp(file, "-") == 0)
		return sops_error_set(err, SOPS_EUSAGE, "%s takes a file, not standard output",
			option);
	if (file && cli->file && strcmp(file, cli->file) == 0)
		return sops_error_set(err, SOPS_EUSAGE, "%s is the input: %s", option, file);
	if (file && cli->common.output && strcmp(file, cli->common.output) == 0)
		return sops_error_set(err, SOPS_EUSAGE, "%s and --output are one file: %s", option,
			file);
	return 0;
}

/* In order, so by one thread. */
static int open_sorted(struct cli *cli, struct sops_error *err)
{
	int status = check_target(cli, "--pass", settings.pass, err);

	if (!settings.pass && !settings.rejects)
		return 0;
	if (status == 0)
		status = check_target(cli, "--rejects", settings.rejects, err);
	if (status == 0 && settings.pass && settings.rejects &&
	    strcmp(settings.pass, settings.rejects) == 0)
		status = sops_error_set(err, SOPS_EUSAGE, "--pass and --rejects are one file: %s",
			settings.pass);
	cli->common.jobs = 1;
	settings.audit.sort = sort_record;
	if (status == 0 && settings.pass)
		status = cli_output_open(&sorted.pass, settings.pass, err);
	if (status == 0 && settings.rejects)
		status = cli_output_open(&sorted.rejects, settings.rejects, err);
	return status;
}

static int close_sorted(struct cli *cli, struct sops_error *err)
{
	char text[96];
	int status = settings.pass ? cli_output_commit(&sorted.pass, err) : 0;

	if (status == 0 && settings.rejects)
		status = cli_output_commit(&sorted.rejects, err);
	if (status < 0 || !(settings.pass || settings.rejects))
		return status;
	snprintf(text, sizeof(text), "records passed: %lld, rejected: %lld",
		(long long)sorted.passed, (long long)sorted.rejected);
	if (settings.pass && settings.rejects)
		cli_note(cli, text);
	return 0;
}

/* ---- what is asked ---- */

static int refuse(struct sops_error *err, const char *what)
{
	return sops_error_set(err, SOPS_EUSAGE, "%s", what);
}

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
	return n < 2 ? 0 : refuse(err, "--summary, --score, --profile-columns, --paths, "
		"--owners and --fixed are results of their own: give one");
}

static bool of_deals(void)
{
	return settings.history || settings.activities || settings.stages || settings.reps ||
		settings.paths || settings.owners;
}

static int check_options(const struct cli *cli, const struct sops_schema *schema,
	struct sops_error *err)
{
	if (schema != &sops_deals && of_deals())
		return sops_error_set(err, SOPS_EUSAGE, "--history, --stages, --activities, "
			"--reps, --paths and --owners tell of deals, not of %s", schema->name);
	if (settings.moves && !settings.stages)
		return refuse(err, "--moves adds to --stages");
	if (settings.activities && !settings.stages)
		return refuse(err, "--activities needs --stages, a table with required_activity");
	if ((settings.paths || settings.owners) && !settings.history && !settings.stages)
		return refuse(err, "--paths and --owners need --history, --stages, or both");
	if ((settings.on || settings.sum || settings.tolerance) && !settings.reconcile)
		return refuse(err, "--on, --sum and --tolerance need --reconcile FILE");
	if (settings.reconcile && !settings.on)
		return refuse(err, "--reconcile needs --on COLS, by which records are compared");
	if (settings.fixed && !settings.baseline)
		return refuse(err, "--fixed needs --baseline FILE");
	if ((settings.pass || settings.rejects) && (cli->common.partial || cli->common.merge))
		return refuse(err, "--pass and --rejects read a whole file in order: no "
			"--partial, --merge");
	if (settings.weights && !settings.score)
		return refuse(err, "--weights needs --score");
	if (settings.distinct && !settings.profile)
		return refuse(err, "--distinct needs --profile-columns");
	if (cli->common.format == CLI_FORMAT_JUNIT && (lists_rules() || settings.summary ||
			settings.score || settings.profile || settings.paths || settings.owners ||
			settings.fixed))
		return refuse(err, "-f junit writes rules with their findings: no other result");
	if ((settings.earlier || settings.profile) && (cli->common.partial || cli->common.merge))
		return refuse(err, "--earlier and --profile-columns look at a whole file: no "
			"--partial, --merge");
	return choose_view(err);
}

static struct cli_command own;

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
	for (size_t i = 0; status == 0 && i < sizeof(readers) / sizeof(*readers); i++)
		status = readers[i](cli, err);
	if (status == 0 && settings.only)
		status = sops_rules_only(settings.set, settings.only, err);
	if (status < 0)
		return status;
	settings.audit.verdict = &settings.verdict;
	settings.audit.process.some = cli->common.where != NULL;
	settings.audit.fail_on = settings.fail_on == FAIL_ON_NONE ? SOPS_SEVERITY_OFF
		: settings.fail_on == FAIL_ON_WARN ? SOPS_SEVERITY_WARN : SOPS_SEVERITY_ERROR;
	if (cli->common.format == CLI_FORMAT_JUNIT)
		settings.audit.junit = &settings.junit;
	settings.metric = sops_audit_metric_of(schema);
	own = *cli->command;
	own.metric = &settings.metric;
	cli_become(cli, &own);
	if (!cli->common.list_columns && !cli->common.explain)
		status = open_sorted(cli, err);
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

static void finish(void)
{
	sops_audit_release(&settings.audit);
	cli_output_drop(&sorted.pass);
	cli_output_drop(&sorted.rejects);
	for (size_t i = 0; i < settings.audit.n_references; i++) {
		sops_reference_free((void *)(uintptr_t)settings.references[i].reference);
		free((void *)(uintptr_t)settings.references[i].column);
	}
	free(settings.references);
	for (size_t i = 0; i < settings.n_files; i++) {
		free(settings.files[i].path);
		free(settings.files[i].named);
	}
	free(settings.files);
	sops_baseline_free(settings.audit.baseline);
	sops_earlier_free(settings.before);
	sops_reconcile_free(settings.second);
	sops_roster_free(settings.roster);
	sops_conformance_activities_free(settings.done);
	sops_conformance_history_free(settings.visits);
	sops_process_free(settings.process);
	sops_rules_free(settings.set);
	sops_buffer_release(&settings.junit);
	free(settings.rules.at);
	free(settings.exprs.at);
	free(settings.refs.at);
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
	.delivered = close_sorted,
	.verdict = verdict,
	.file = file,
	.finish = finish,
};

int main(int argc, char **argv)
{
	return cli_main(&command, argc, argv);
}
