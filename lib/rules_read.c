/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_read.c: a file of rules, one that is built in or a user's. */
#include <sops/input.h>
#include <sops/nearest.h>

#include "rules_private.h"

#include <stdlib.h>

struct row {
	struct sops_field cells[SOPS_RULE_CELLS];
};

#define CELL(number, its_name, its_doc) \
	[number] = { .name = (its_name), .type = SOPS_TEXT, .doc = (its_doc), \
		.offset = offsetof(struct row, cells[number]) }

static const struct sops_role roles[SOPS_RULE_CELLS] = {
	CELL(RULE_ID, "id", "names the rule"),
	CELL(RULE_SEVERITY, "severity", "error, warn, info or off"),
	CELL(RULE_CHECK, "check", "what is checked"),
	CELL(RULE_COLUMN, "column", "of which column"),
	CELL(RULE_ARGS, "args", "what the check needs to know"),
	CELL(RULE_WHERE, "where", "of which records"),
	CELL(RULE_WARN_IF, "warn_if", "how much is a warning"),
	CELL(RULE_FAIL_IF, "fail_if", "how much is an error"),
	CELL(RULE_MESSAGE, "message", "what to say of a record"),
	CELL(RULE_OWNER, "owner", "who sees to it"),
	CELL(RULE_MEANS, "means", "what the rule says"),
	CELL(RULE_WHY, "why", "why it matters"),
	CELL(RULE_FIX, "fix", "what to do"),
};

const struct sops_schema sops__rules_schema = {
	.name = "rules", .roles = roles, .count = SOPS_RULE_CELLS, .row_size = sizeof(struct row),
};

struct sops_field sops_rule_cell_name(size_t cell)
{
	return sops_field_of(roles[cell].name);
}

/* A column that is none of a rule would be a threshold that nobody sees. */
static int check_header(const struct sops_input *input, struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);
	struct sops_field known[SOPS_RULE_CELLS];
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < SOPS_RULE_CELLS; i++)
		known[i] = sops_rule_cell_name(i);
	for (size_t i = 0; i < sops_columns_count(columns); i++) {
		struct sops_field name = sops_columns_name(columns, i);

		if (sops_columns_role(columns, i) >= 0)
			continue;
		sops_error_set(err, SOPS_EUSAGE, "rules have no column %s",
			sops_quote(quoted, name));
		sops_hint_names(err, name, known, SOPS_RULE_CELLS, "columns");
		return SOPS_EUSAGE;
	}
	return 0;
}

static bool is_blank(const struct row *row)
{
	for (size_t i = 0; i < SOPS_RULE_CELLS; i++)
		if (row->cells[i].len > 0)
			return false;
	return true;
}

static int read_rows(struct sops_rules *rules, struct sops_input *input, const char *file,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_place place = sops_input_place(input);

		if (is_blank(row))
			continue;
		status = sops__rules_put(
			rules, ((const struct row *)row)->cells, file, place.line, err);
		if (status < 0) {
			sops_error_place(err, &place);
			return status;
		}
	}
	return status;
}

static int read_input(struct sops_rules *rules, int fd, const char *name, const char *file,
	const struct sops_csv_options *csv, struct sops_error *err)
{
	const struct sops_input_options options = { .csv = *csv, .needs = SOPS_ROLE(RULE_ID),
		.uses = SOPS_ROLE(SOPS_RULE_CELLS) - 1 };
	const struct sops_place place = { .file = name };
	struct sops_input *input = NULL;
	int status = sops_input_open(&input, &sops__rules_schema, fd, name, &options, err);

	if (status == 0)
		status = check_header(input, err);
	if (status == 0)
		status = read_rows(rules, input, file, err);
	if (status == SOPS_EINPUT || status == SOPS_EUSAGE)
		sops_error_place(err, &place);
	sops_input_free(input);
	return status;
}

int sops__rules_text(struct sops_rules *rules, struct sops_field text, const char *name,
	struct sops_error *err)
{
	const struct sops_csv_options csv = { .ahead = text.at, .ahead_len = text.len };

	return read_input(rules, -1, name, NULL, &csv, err);
}

/* Rules name their file as long as they live. */
static int keep_name(char **out, struct sops_rules *rules, const char *name,
	struct sops_error *err)
{
	char **grown = reallocarray(rules->files, rules->n_files + 1, sizeof(*grown));

	if (!grown)
		return sops_error_memory(err);
	rules->files = grown;
	*out = strdup(name);
	if (!*out)
		return sops_error_memory(err);
	rules->files[rules->n_files++] = *out;
	return 0;
}

int sops_rules_read(struct sops_rules *rules, int fd, const char *name, struct sops_error *err)
{
	const struct sops_csv_options csv = { 0 };
	char *file;
	int status = keep_name(&file, rules, name, err);

	return status < 0 ? status : read_input(rules, fd, name, file, &csv, err);
}
