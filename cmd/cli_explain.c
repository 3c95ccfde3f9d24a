/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_explain.c: --explain, what was understood of the input and the options. */
#include "cli_private.h"

#include <stdio.h>

static void line(struct sops_table *table, const char *what, const char *name, const char *type,
	struct sops_field value)
{
	sops_table_row(table);
	sops_table_string(table, what);
	sops_table_string(table, name);
	sops_table_string(table, type);
	sops_table_text(table, value);
}

static void option(struct sops_table *table, const char *name, const char *value)
{
	if (value)
		line(table, "option", name, NULL, sops_field_of(value));
}

static void date_option(struct sops_table *table, const char *name, sops_date date)
{
	char text[SOPS_DATE_TEXT];

	if (date != SOPS_DATE_BLANK)
		line(table, "option", name, NULL,
			(struct sops_field){ text, sops_date_format(text, date) });
}

static const char *word(int choice, const char *const words[])
{
	return choice >= 0 ? words[choice] : NULL;
}

static void options(struct sops_table *table, const struct cli_common *common,
	const struct sops_context *context)
{
	static const char *const units[] = { "day", "week", "month", "quarter", "half", "year" };
	static const char *const calendars[] = { "gregorian", "4-4-5", "4-5-4", "5-4-4" };
	static const char *const decimals[] = { "point", "comma" };
	static const char *const orders[] = { "mdy", "dmy", "ymd" };

	date_option(table, "as-of", context->as_of);
	date_option(table, "from", context->from);
	date_option(table, "to", context->to);
	if (context->profile)
		option(table, "profile", sops_profile_name(context->profile));
	option(table, "where", common->where);
	option(table, "by", common->by);
	option(table, "period", word(common->period, units));
	option(table, "calendar", word(common->calendar, calendars));
	option(table, "fiscal-start", common->fiscal_start);
	option(table, "date", common->date);
	option(table, "decimal", word(common->decimal, decimals));
	option(table, "dates", word(common->dates, orders));
	option(table, "encoding", common->encoding);
	option(table, "rates", common->rates);
}

static void columns(struct sops_table *table, const struct sops_columns *columns, uint64_t uses)
{
	const struct sops_schema *schema = sops_columns_schema(columns);

	for (size_t i = 0; i < schema->count; i++) {
		int column = sops_columns_of(columns, (int)i);

		if (column >= 0)
			line(table, uses & SOPS_ROLE(i) ? "column used" : "column",
				schema->roles[i].name, sops_role_type(&schema->roles[i]),
				sops_columns_name(columns, (size_t)column));
	}
	for (size_t i = 0; i < sops_columns_count(columns); i++)
		if (sops_columns_role(columns, i) < 0)
			line(table, "column", NULL, NULL, sops_columns_name(columns, i));
}

static void definitions(struct sops_table *table, const struct cli_command *command,
	const struct sops_context *context)
{
	const struct sops_use use = { .options = command->settings, .context = context };
	const struct sops_metric *metric = command->metric;
	const struct sops_definition *fixed = metric->definitions;
	struct sops_definition next;

	for (; fixed && fixed->name; fixed++)
		line(table, "definition", fixed->name, NULL, sops_field_of(fixed->text));
	for (size_t i = 0; metric->define && (next = metric->define(&use, i)).name; i++)
		line(table, "definition", next.name, NULL, sops_field_of(next.text));
}

int cli_explain(struct sops_table **out, const struct cli_command *command,
	const struct cli_common *common, const struct sops_context *context,
	const struct sops_input *input, struct sops_error *err)
{
	int status = sops_table_new(out, err);

	if (status < 0)
		return status;
	sops_table_column(*out, "what", SOPS_COLUMN_TEXT, "", "kind of line");
	sops_table_column(*out, "name", SOPS_COLUMN_TEXT, "", "role, option or term");
	sops_table_column(*out, "type", SOPS_COLUMN_TEXT, "", "how the column is read");
	sops_table_column(*out, "value", SOPS_COLUMN_TEXT, "", "header, setting or definition");
	columns(*out, sops_input_columns(input), sops_input_roles(input));
	options(*out, common, context);
	definitions(*out, command, context);
	return sops_table_check(*out, err);
}
