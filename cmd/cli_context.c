/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_context.c: what the common options mean to the library. */
#include "cli_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* The only place that looks at the environment or the clock for a date. */
static int today(sops_date *out, struct sops_error *err)
{
	const char *said = getenv("SOPS_AS_OF");

	if (!said || !*said) {
		*out = (sops_date)(time(NULL) / 86400);
		return 0;
	}
	if (sops_date_parse_iso(out, sops_field_of(said), NULL) == 0)
		return 0;
	return sops_error_set(
		err, SOPS_EUSAGE, "SOPS_AS_OF is \"%.40s\", not a date as YYYY-MM-DD", said);
}

/* "4", "04", "04-06": up to two digits and, perhaps, two more. */
static bool two_digits(const char **at, int *out)
{
	const char *c = *at;

	for (*out = 0; *c >= '0' && *c <= '9' && c < *at + 2; c++)
		*out = *out * 10 + (*c - '0');
	if (c == *at)
		return false;
	*at = c;
	return true;
}

static int fiscal_start(struct sops_calendar *calendar, const char *text, struct sops_error *err)
{
	const char *at = text;
	char quoted[SOPS_QUOTED];
	int month, day = 1;

	if (two_digits(&at, &month) && (!*at || (*at++ == '-' && two_digits(&at, &day))) && !*at &&
	    sops_date_of(2024, month, day) != SOPS_DATE_BLANK) {
		calendar->fiscal_month = month;
		calendar->fiscal_day = day;
		return 0;
	}
	return sops_error_set(err, SOPS_EUSAGE, "--fiscal-start: %s is not a day as MM or MM-DD",
		sops_quote(quoted, sops_field_of(text)));
}

static bool is_date(const struct sops_role *role)
{
	return role->type == SOPS_DATE || role->type == SOPS_TIME;
}

static int date_role(int *out, const struct sops_schema *schema, const char *name,
	struct sops_error *err)
{
	struct sops_buffer dates = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];
	int role = sops_schema_role(schema, sops_field_of(name));

	if (role >= 0 && is_date(&schema->roles[role])) {
		*out = role;
		return 0;
	}
	for (size_t i = 0; i < schema->count; i++)
		if (is_date(&schema->roles[i]))
			sops_buffer_printf(&dates, "%s%s", dates.len ? ", " : "",
				schema->roles[i].name);
	sops_error_set(err, SOPS_EUSAGE, "--date: %s is no date role of %s",
		sops_quote(quoted, sops_field_of(name)), schema->name);
	sops_error_hint(err, "there are %s", dates.at ? dates.at : "none");
	sops_buffer_release(&dates);
	return SOPS_EUSAGE;
}

static int window(struct sops_context *context, const struct cli_common *common,
	struct sops_error *err)
{
	context->from = common->from;
	context->to = common->to;
	if (common->in && (common->from != SOPS_DATE_BLANK || common->to != SOPS_DATE_BLANK))
		return sops_error_set(
			err, SOPS_EUSAGE, "--in stands for --from and --to: give one or the other");
	if (common->in && sops_period_range(&context->from, &context->to, &context->calendar,
			sops_field_of(common->in), err) < 0) {
		sops_error_column(err, (struct sops_field)SOPS_FIELD("--in"));
		return err->status;
	}
	if (context->from != SOPS_DATE_BLANK && context->to != SOPS_DATE_BLANK &&
	    context->from > context->to)
		return sops_error_set(err, SOPS_EUSAGE, "--from is after --to");
	return 0;
}

int cli_make_context(struct sops_context *context, const struct cli_common *common,
	const struct sops_schema *schema, struct sops_error *err)
{
	static const enum sops_unit units[] = { SOPS_UNIT_DAY, SOPS_UNIT_WEEK, SOPS_UNIT_MONTH,
		SOPS_UNIT_QUARTER, SOPS_UNIT_HALF, SOPS_UNIT_YEAR };
	static const enum sops_calendar_kind kinds[] = { SOPS_GREGORIAN, SOPS_445, SOPS_454,
		SOPS_544 };
	int status = 0;

	*context = (struct sops_context)SOPS_CONTEXT_INIT;
	if (common->period >= 0)
		context->calendar.unit = units[common->period];
	if (common->calendar >= 0)
		context->calendar.kind = kinds[common->calendar];
	context->calendar.label_start = common->fiscal_label == 1;
	context->as_of = common->as_of;
	if (common->as_of == SOPS_DATE_BLANK)
		status = today(&context->as_of, err);
	if (status == 0 && common->fiscal_start)
		status = fiscal_start(&context->calendar, common->fiscal_start, err);
	if (status == 0 && common->date)
		status = date_role(&context->date, schema, common->date, err);
	if (status == 0)
		status = window(context, common, err);
	return status;
}

static int delimiter(char *out, const char *text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	bool tab = strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0;

	*out = tab ? '\t' : text[0];
	if (tab || (text[0] && !text[1] && !strchr("\"\r\n", text[0]) && !(text[0] & 0x80)))
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "--delimiter: %s is not one character",
		sops_quote(quoted, sops_field_of(text)));
}

int cli_make_input_options(struct sops_input_options *options, const struct cli_common *common,
	struct sops_error *err)
{
	static const enum sops_date_order orders[] = { SOPS_ORDER_MDY, SOPS_ORDER_DMY,
		SOPS_ORDER_YMD };
	struct sops_values_options *values = &options->values;

	*options = (struct sops_input_options){
		.csv = { .encoding = common->encoding, .max_field = (size_t)common->max_field,
			.max_record = (size_t)common->max_record },
		.values = { .nulls = common->nulls },
		.maps = common->maps.at,
		.n_maps = common->maps.len,
	};
	if (common->delimiter && delimiter(&options->csv.delimiter, common->delimiter, err) < 0)
		return SOPS_EUSAGE;
	if (common->decimal == 1)
		values->decimal = SOPS_DECIMAL_COMMA;
	else if (common->decimal < 0 && options->csv.delimiter == ';')
		values->decimal = SOPS_DECIMAL_POINT_UNSAID;
	values->decimal_said = common->decimal >= 0;
	if (common->dates >= 0)
		values->dates = orders[common->dates];
	return 0;
}
