/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values_read.c: one cell as an amount, a share, a day, a word. */
#include "values_private.h"

#include <sops/cell.h>

#include "ascii.h"

static int refuse(const struct sops_values *values, int column, struct sops_error *err)
{
	sops_error_column(err, sops_columns_name(values->columns, (size_t)column));
	return SOPS_EINPUT;
}

void sops__values_mark(const struct sops_values *values, struct sops_currency *mark)
{
	struct sops_currency meant;

	if (mark->code[0] && sops_currency_agree(&meant, *mark, values->currency))
		*mark = meant;
}

const char *sops__values_teller(const struct sops_values *values, int column)
{
	const struct sops__unit *unit = values->states[column].unit;

	return unit && unit->currency.code[0] ? "header" : "cell";
}

/* What the header says of an amount: it must not be said again in another way. */
static int apply_unit(const struct sops__unit *unit, struct sops_money *out,
	struct sops_currency *mark, bool unit_in_cell, struct sops_field cell,
	struct sops_error *err)
{
	static const struct sops_money ten = { 10, 0 };
	char quoted[SOPS_QUOTED];
	int status = 0;

	if (!sops_currency_agree(mark, *mark, unit->currency))
		return sops_error_set(err, SOPS_EINPUT, "the cell says %s, the header %s",
			mark->code, unit->currency.code);
	if (unit->exponent > 0 && unit_in_cell)
		return sops_error_set(err, SOPS_EINPUT,
			"%s has a unit of its own, and the header has one too",
			sops_quote(quoted, cell));
	for (int i = 0; status == 0 && i < unit->exponent; i++)
		status = sops_money_mul(out, *out, ten, err);
	return status;
}

/* What the column's cells are called, as sops-tables(5) has it. */
static const char *noun_of(const struct sops_columns *columns, size_t column)
{
	int number = sops_columns_role(columns, column);
	const struct sops_role *role =
		number < 0 ? NULL : &sops_columns_schema(columns)->roles[number];

	if (role && role->type == SOPS_COUNT)
		return "a count";
	return role && sops__role_is_number(role) ? "a number" : "an amount";
}

/* Reads it once more, for the words. */
static int refuse_money(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	struct sops_money money;
	struct sops_currency mark;
	bool unit;

	if (err)
		sops__money_parse(&money, &mark, &unit, sops_field_trim(cell), values->decimal,
			noun_of(values->columns, (size_t)column), err);
	return refuse(values, column, err);
}

int sops_values_money(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_currency *currency, struct sops_error *err)
{
	const struct sops__unit *unit = values->states[column].unit;
	struct sops_currency mark;
	bool unit_in_cell;

	*out = SOPS_MONEY_BLANK;
	if (currency)
		*currency = (struct sops_currency){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops__money_parse(out, &mark, &unit_in_cell, sops_field_trim(cell), values->decimal,
			NULL, NULL) < 0)
		return refuse_money(values, column, cell, err);
	if (unit && apply_unit(unit, out, &mark, unit_in_cell, cell, err) < 0)
		return refuse(values, column, err);
	if (currency)
		*currency = mark;
	return 0;
}

/*
 * A % sign says how its cell counts, whatever the others say: a part of the input that has not seen
 * them says the same of it.
 */
static int refuse_rate(const struct sops_values *values, int column, struct sops_field cell,
	bool percent, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	bool share = !percent && values->states[column].scale == SCALE_SHARE;

	sops_error_set(err, SOPS_EINPUT, "%s is not %s", sops_quote(quoted, cell),
		share ? "a share between 0 and 1, as the column's others are"
		      : "between 0 and 100 %");
	return refuse(values, column, err);
}

/* Where the others are 35 and 60, 0.35 could be either: nobody can tell. */
static bool reads_as_share(const struct column_state *state, struct sops_money value)
{
	return state->scale == SCALE_PERCENT && !state->said && value.units > 0 &&
		sops_money_compare(value, sops_money_of(1)) < 0;
}

static int refuse_share(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "%s is not in per cent, as the column's others are",
		sops_quote(quoted, cell));
	sops_error_hint(err, "with a %% sign it can be read one way only");
	return refuse(values, column, err);
}

int sops_values_rate(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_error *err)
{
	static const struct sops_money hundredth = { 1, 2 };
	struct sops_money value;
	bool percent;

	*out = SOPS_MONEY_BLANK;
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_rate_parse(&value, &percent, sops_field_trim(cell), values->decimal, err) < 0)
		return refuse(values, column, err);
	if (!percent && reads_as_share(&values->states[column], value))
		return refuse_share(values, column, cell, err);
	if (!percent && values->states[column].scale == SCALE_PERCENT &&
	    sops_money_mul(&value, value, hundredth, err) < 0)
		return refuse(values, column, err);
	if (value.units < 0 || sops_money_compare(value, sops_money_of(1)) > 0)
		return refuse_rate(values, column, cell, percent, err);
	*out = value;
	return 0;
}

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

static int refuse_ambiguous(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_stamp first;
	struct sops_civil day;

	sops__date_parse_wide(&first, cell, SOPS_ORDER_DMY, NULL);
	day = sops_date_civil(first.day);
	sops_error_set(err, SOPS_EINPUT,
		"%s is %d %s or %d %s, and nothing in the column settles which",
		sops_quote(quoted, cell), day.day, months[day.month - 1], day.month,
		months[day.day - 1]);
	sops_error_hint(err, "try --dates dmy or --dates mdy");
	return refuse(values, column, err);
}

/* A number alone, where the CRM writes times so. One of eight digits is a date: 20260705. */
static bool is_bare_time(const struct sops_values *values, struct sops_field cell,
	struct sops_stamp *out)
{
	size_t digits = sops__leading_digits(cell);

	if (values->epoch && digits == cell.len && digits > 8)
		return sops_cell_epoch(out, cell, NULL) == 0;
	return values->serials && digits > 0 && digits < 8 &&
		sops_cell_serial(out, cell, SOPS_SERIAL_1900, NULL) == 0;
}

/* A number where a date should be is probably one as a program counts days or seconds. */
static void hint_number(const struct sops_values *values, struct sops_field cell,
	struct sops_error *err)
{
	size_t whole = sops__leading_digits(cell);
	struct sops_stamp stamp;
	char day[SOPS_DATE_TEXT];
	bool serial;

	serial = whole == 5 && !values->serials &&
		sops_cell_serial(&stamp, cell, SOPS_SERIAL_1900, NULL) == 0;
	if (!serial && (values->epoch || whole != cell.len || (whole != 10 && whole != 13) ||
			sops_cell_epoch(&stamp, cell, NULL) < 0))
		return;
	sops_date_format(day, stamp.day);
	sops_error_hint(err, "%s it is %s: a --profile with numbers = %s reads it so",
		serial ? "to Excel" : "counted from 1970", day, serial ? "excel" : "epoch-ms");
}

int sops_values_stamp(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_stamp *out, struct sops_error *err)
{
	int status;

	*out = (struct sops_stamp){ SOPS_DATE_BLANK, SOPS_TIME_BLANK, SOPS_ORDER_UNKNOWN };
	if (sops_values_blank(values, cell))
		return 0;
	cell = sops_field_trim(cell);
	if (is_bare_time(values, cell, out))
		return 0;
	status = sops__date_parse_wide(out, cell, values->states[column].order, err);
	if (status == 1)
		return refuse_ambiguous(values, column, cell, err);
	if (status == SOPS_EINPUT)
		hint_number(values, cell, err);
	return status < 0 ? refuse(values, column, err) : 0;
}

const struct sops_word sops__truths[] = {
	{ "true|yes|1|是|on|y|t", 1 },
	{ "false|no|0|否|off|n|f", 0 },
	{ NULL, 0 },
};

int sops_values_bool(const struct sops_values *values, int column, struct sops_field cell,
	int *out, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	*out = SOPS_BLANK;
	if (sops_values_blank(values, cell) || sops__word(out, sops_field_trim(cell), sops__truths))
		return 0;
	cell = sops_field_trim(cell);
	if (values->truths && sops__named(values->truths, cell))
		return *out = 1, 0;
	if (values->falsehoods && sops__named(values->falsehoods, cell))
		return *out = 0, 0;
	sops_error_set(err, SOPS_EINPUT, "%s is neither yes nor no", sops_quote(quoted, cell));
	sops_error_hint(err, "true/false, yes/no, 1/0 and 是/否 are read");
	return refuse(values, column, err);
}

int sops_values_word(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_word *words, int *out, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_buffer known = SOPS_BUFFER_INIT;

	*out = SOPS_BLANK;
	if (sops_values_blank(values, cell) || sops__word(out, sops_field_trim(cell), words))
		return 0;
	for (const struct sops_word *word = words; word->names; word++)
		sops_buffer_printf(&known, "%s%.*s", known.len ? ", " : "",
			(int)strcspn(word->names, "|"), word->names);
	sops_error_set(err, SOPS_EINPUT, "%s is none of: %s", sops_quote(quoted, cell),
		known.at ? known.at : "");
	sops_buffer_release(&known);
	return refuse(values, column, err);
}

int sops_values_currency(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_currency *out, struct sops_error *err)
{
	*out = (struct sops_currency){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_currency_parse(out, sops_field_trim(cell), err) < 0)
		return refuse(values, column, err);
	return 0;
}

int sops_values_period(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_label *out, struct sops_error *err)
{
	*out = (struct sops_label){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_label_parse(out, sops_field_trim(cell), err) < 0)
		return refuse(values, column, err);
	return 0;
}
