/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_bind.c: the tests and the columns of the input at hand. */
#include "audit_private.h"

#include <sops/deals.h>

#include <stdlib.h>

/* Says which rule is meant: where the user wrote it, or its name. */
static int blame(const struct sops_rule *rule, struct sops_error *err)
{
	const struct sops_place place = { .file = rule->file, .line = rule->line };

	if (!err)
		return SOPS_EUSAGE;
	if (err->status == SOPS_ESYSTEM)
		return SOPS_ESYSTEM;
	err->status = SOPS_EUSAGE;
	if (rule->file) {
		err->file[0] = '\0'; /* the file's header is not to blame */
		err->line = 0;
		sops_error_place(err, &place);
	}
	sops_error_column(err, sops_field_of(rule->id));
	return SOPS_EUSAGE;
}

/* The column that a rule calls so: a role's, or the one of that header. One that is not there is an
 * error where it was the user who wrote its name (own), and else none, -1; so is a role that only
 * follows from others. */
static int find_column(const struct sops__audit_book *book, struct sops_field name, bool own,
	int *role, int *column, struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);
	size_t count = sops_columns_count(book->columns);

	*role = sops_schema_role(schema, name);
	*column = *role < 0 ? -1 : sops_columns_of(book->columns, *role);
	if (*column >= 0 || (*role >= 0 && !own))
		return 0;
	*column = sops_columns_find(book->columns, name, own ? err : NULL);
	if (*column < 0)
		return own ? *column : 0;
	if ((size_t)*column < count)
		*role = sops_columns_role(book->columns, (size_t)*column);
	else
		*column = -1;
	return 0;
}

/* A role that follows from others has no cells to look at. */
static int refuse_derived(const struct sops_rule *rule, struct sops_field name,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EUSAGE, "%s is no column here, but follows from others",
		sops_quote(quoted, name));
	sops_error_hint(err, "the check expr can ask for it");
	return blame(rule, err);
}

static int bind_column(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	const struct sops_rule *rule = test->rule;
	struct sops_field name = sops_field_of(rule->column);
	int status;

	test->role = test->column = -1;
	if (!rule->column)
		return 0;
	status = find_column(book, name, rule->own_column, &test->role, &test->column, err);
	if (status < 0)
		return blame(rule, err);
	if (test->column < 0 && rule->own_column)
		return refuse_derived(rule, name, err);
	if (test->header.len == 0)
		sops_buffer_field(&test->header, sops__audit_header(book, test->column));
	return sops_buffer_check(&test->header, err);
}

/* Those of the shape of a file are told of columns that may not be there. */
static bool names_columns(const struct sops_check *check)
{
	enum sops_args_kind kind = check->args;

	if (check->layer == SOPS_LAYER_SHAPE)
		return false;
	return kind == SOPS_ARGS_COLUMNS || kind == SOPS_ARGS_PAIR || kind == SOPS_ARGS_LAG ||
		kind == SOPS_ARGS_LIKENESS;
}

/* rep_id|period|[metric]: where the file has no metric the others do; but for the first, which
 * names what has to be unique. */
static bool may_be_missing(const struct sops_rule *rule, size_t i, struct sops_field *name)
{
	if (rule->check != SOPS_CHECK_UNIQUE_COMBO || i == 0 || name->len < 3 ||
	    name->at[0] != '[' || name->at[name->len - 1] != ']')
		return false;
	*name = (struct sops_field){ name->at + 1, name->len - 2 };
	return true;
}

static int bind_list(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	const struct sops_rule *rule = test->rule;
	const struct sops_args *args = &rule->args;
	/* Of days what follows will do. */
	bool cells = rule->own_args && rule->check != SOPS_CHECK_DATE_ORDER;
	int status = 0;
	size_t n = 0;

	if (!names_columns(sops_checks_at(rule->check)) || args->n_list == 0)
		return 0;
	test->columns = calloc(args->n_list, sizeof(*test->columns));
	test->roles = calloc(args->n_list, sizeof(*test->roles));
	if (!test->columns || !test->roles)
		return sops_error_memory(err);
	for (size_t i = 0; status == 0 && i < args->n_list; i++) {
		struct sops_field name = args->list[i];
		bool may = may_be_missing(rule, i, &name);

		status = find_column(book, name, rule->own_args && !may, &test->roles[n],
			&test->columns[n], err);
		if (status == 0 && test->columns[n] < 0 && cells && !may)
			return refuse_derived(rule, name, err);
		n += !may || test->columns[n] >= 0;
	}
	test->n_columns = n;
	return status < 0 ? blame(rule, err) : 0;
}

/* An expression that speaks of a column which is not there leaves a built-in rule idle. */
static int bind_expr(struct sops_expr **expr, const char *text, const struct sops_rule *rule,
	bool own, struct sops__audit_book *book, bool *there, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };
	int status = *expr ? 0 : sops_expr_new(expr, text, err);

	if (status == 0)
		status = sops__input_bind(book->input, *expr, &why);
	*there = status == 0;
	if (status == SOPS_EINPUT && !own)
		return 0;
	if (status < 0 && err && err->status == SOPS_OK)
		*err = why;
	return status == SOPS_EINPUT || status == SOPS_EUSAGE ? blame(rule, err) : status;
}

/* The condition of many rules for deals is their status, which their rows have. */
static int status_in(const char *text, const struct sops__audit_book *book)
{
	static const char *const known[] = { [SOPS_STATUS_OPEN] = "status == \"open\"",
		[SOPS_STATUS_WON] = "status == \"won\"",
		[SOPS_STATUS_LOST] = "status == \"lost\"" };

	if (sops_columns_schema(book->columns) != &sops_deals)
		return -1;
	for (int i = 0; i < (int)(sizeof(known) / sizeof(*known)); i++)
		if (strcmp(known[i], text) == 0)
			return i;
	return -1;
}

/* Rules of one condition share it. */
static int bind_where(struct sops__audit_test *test, struct sops__audit_book *book, bool *there,
	struct sops_error *err)
{
	const char *text = test->rule->where;
	struct sops__audit_where *where = book->wheres;

	if (!text)
		return 0;
	while (where < book->wheres + book->n_wheres && strcmp(where->text, text) != 0)
		where++;
	if (where == book->wheres + book->n_wheres)
		book->wheres[book->n_wheres++] = (struct sops__audit_where){ .text = text };
	test->where = where;
	where->status = status_in(text, book);
	return bind_expr(&where->expr, text, test->rule, test->rule->own_where, book, there, err);
}

/* {COLUMN} in the words of the user's own. */
static int check_message(const struct sops_rule *rule, const struct sops__audit_book *book,
	struct sops_error *err)
{
	const char *rest = rule->message ? rule->message : "", *open, *close;
	int role, column, status = 0;

	while (status == 0 && (open = strchr(rest, '{')) && (close = strchr(open, '}'))) {
		const struct sops_field name = { open + 1, (size_t)(close - open - 1) };

		status = find_column(book, name, rule->own_message, &role, &column, err);
		rest = close + 1;
	}
	return status < 0 ? blame(rule, err) : 0;
}

static bool has_expr(const struct sops_rule *rule)
{
	return sops_checks_at(rule->check)->args == SOPS_ARGS_EXPR && rule->args.text;
}

static int bind_test(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	const struct sops_rule *rule = test->rule;
	bool there = true, also = true;
	int status = bind_column(test, book, err);

	if (status == 0)
		status = bind_list(test, book, err);
	if (status == 0)
		status = check_message(rule, book, err);
	if (status == 0)
		status = bind_where(test, book, &there, err);
	if (status == 0 && has_expr(rule))
		status = bind_expr(&test->expr, rule->args.text, rule, rule->own_args, book, &also,
			err);
	if (status < 0 || !there || !also)
		return status;
	if (test->check->bind)
		return test->check->bind(test, book, err);
	test->idle = false;
	return 0;
}

static int bind_key(struct sops__audit_book *book, struct sops_field name, struct sops_error *err)
{
	int column = sops_columns_find(book->columns, name, err);

	if (column >= 0 && (size_t)column < sops_columns_count(book->columns))
		book->keys[book->n_keys++] = column;
	return column < 0 ? column : 0;
}

/* The table's id: the first of its roles, as far as the file has it; else its name or the next. */
static void bind_id(struct sops__audit_book *book)
{
	int column = sops_columns_of(book->columns, 0);

	if (column >= 0)
		book->keys[book->n_keys++] = column;
}

static int bind_keys(struct sops__audit_book *book, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(book->plan->options.key);
	size_t most = 1;
	int status = 0;

	for (size_t i = 0; i < rest.len; i++)
		most += rest.at[i] == ',';
	free(book->keys);
	book->keys = calloc(most, sizeof(*book->keys));
	book->n_keys = 0;
	if (!book->keys)
		return sops_error_memory(err);
	if (!rest.at)
		bind_id(book);
	while (status == 0 && rest.at)
		status = bind_key(book, sops_field_trim(sops_field_cut(&rest, ',')), err);
	if (status == SOPS_EINPUT)
		sops_error_column(err, (struct sops_field)SOPS_FIELD("--key"));
	return status;
}

/* A reference of a column that is not there would look nothing up. */
static int check_references(const struct sops__audit_book *book, struct sops_error *err)
{
	const struct sops_audit_options *options = &book->plan->options;

	for (size_t i = 0; i < options->n_references; i++) {
		const char *column = options->references[i].column;

		if (column && sops_columns_find(book->columns, sops_field_of(column), err) < 0) {
			sops_error_column(err, (struct sops_field)SOPS_FIELD("--ref"));
			return SOPS_EINPUT;
		}
	}
	return 0;
}

/* The part of the file that has its beginning looks at the header, too. */
static int look_at_header(struct sops__audit_book *book, struct sops_error *err)
{
	int status = 0;

	if (!sops__input_first(book->input))
		return 0;
	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		struct sops__audit_test *test = &book->tests[i];

		if (test->check->header)
			status = test->check->header(test, book, err);
	}
	return status;
}

/* The same columns, for when the input is closed. */
static int keep_columns(struct sops__audit_book *book, struct sops_error *err)
{
	const struct sops_input_options *options = sops__input_options(book->input);
	int status = sops_columns_new_by(&book->own, sops_columns_schema(book->columns),
		sops__input_header(book->input), options->profile, err);

	for (size_t i = 0; status == 0 && i < options->n_maps; i++)
		status = sops_columns_map(book->own, sops_field_of(options->maps[i]), err);
	return status;
}

/* Blank lines before the header belong to what is behind it. */
static struct sops__audit_chunk count(const struct sops_input *input)
{
	const struct sops_csv_counts read = sops__input_read(input);

	return (struct sops__audit_chunk){ .start = sops__input_byte(input, read.bytes),
		.lines = read.lines, .records = read.records, .lf = read.lf, .crlf = read.crlf,
		.blank_lines = sops__input_first(input) ? 0
			: sops_input_counts(input).blank_lines };
}

int sops__audit_bind(struct sops__audit_book *book, struct sops_input *input,
	struct sops_error *err)
{
	int status;

	sops__audit_unbind(book);
	book->input = input;
	book->columns = sops_input_columns(input);
	book->values = sops__input_values(input);
	book->begun = count(input);
	book->last_end = UINT64_MAX;
	sops__audit_look_bind(book);
	status = sops__audit_name(book, sops_input_name(input), err);
	if (status == 0)
		status = bind_keys(book, err);
	if (status == 0)
		status = check_references(book, err);
	for (size_t i = 0; status == 0 && i < book->plan->count; i++) {
		struct sops__audit_test *test = &book->tests[i];

		test->idle = true;
		test->row = test->check->row;
		status = bind_test(test, book, err);
		test->checked = &book->counts[i].checked;
		if (status == 0 && !test->idle && test->check->row)
			book->rows[book->n_rows++] = test;
	}
	if (status == 0)
		status = sops__audit_screen_bind(book, err);
	if (status == 0 && !book->own)
		status = keep_columns(book, err);
	for (size_t i = 0; status == 0 && i < SOPS__EXTRAS; i++)
		if (sops__audit_extras[i].bind && book->plan->extras[i])
			status = sops__audit_extras[i].bind(book, err);
	return status < 0 ? status : look_at_header(book, err);
}

/* Whether the last record that was read is the end of the input, without a line end. */
static bool ends_open(const struct sops__audit_book *book, const struct sops_csv_counts *read)
{
	return read->records > 0 && book->last_end == read->bytes;
}

int sops__audit_close(struct sops__audit_book *book, struct sops_error *err)
{
	const struct sops_csv_counts read = sops__input_read(book->input);
	const struct sops__audit_chunk *begun = &book->begun, chunk = { .start = begun->start,
		.lines = read.lines - begun->lines, .records = read.records - begun->records,
		.lf = read.lf, .crlf = read.crlf, .no_end = ends_open(book, &read),
		.placed = begun->records > 0,
		.blank_lines = sops_input_counts(book->input).blank_lines - begun->blank_lines };

	/* Others may have read all there was. */
	if (!chunk.placed || read.bytes > begun->start)
		sops_buffer_add(&book->chunks, &chunk, sizeof(chunk));
	sops__audit_unbind(book);
	return sops_buffer_check(&book->chunks, err);
}
