/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row.c: what types of roles have for themselves: how a cell is read, and how a member is told. */
#include "row.h"

#include "values_private.h"

#include <inttypes.h>
#include <stdio.h>

static int read_text(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	struct sops_field *out = (void *)((char *)row + role->offset);

	(void)column, (void)err;
	*out = sops__values_text(values, cell);
	return 0;
}

/* Where the currency of an amount comes from that its cell does not agree with. */
static const char *other_teller(const struct sops_columns *columns, const struct sops_role *role)
{
	const struct sops_schema *schema = sops_columns_schema(columns);

	for (size_t i = 0; i < schema->count; i++)
		if (schema->roles[i].type == SOPS_CURRENCY &&
		    schema->roles[i].offset == role->currency &&
		    sops_columns_of(columns, (int)i) >= 0)
			return "currency column";
	return "amount before it";
}

/* A mark in the amount's cell is its currency; the currency's own column must agree with it. */
static int read_money(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	struct sops_money *out = (void *)((char *)row + role->offset);
	struct sops_currency *currency = (void *)((char *)row + role->currency), mark;

	if (sops_values_money(values, column, cell, out, &mark, err) < 0)
		return SOPS_EINPUT;
	if (role->currency == 0)
		return 0;
	if (sops_currency_agree(currency, *currency, mark)) {
		sops__values_mark(values, currency);
		return 0;
	}
	sops_error_set(err, SOPS_EINPUT, "the %s says %s, the %s %s",
		sops__values_teller(values, column), mark.code,
		other_teller(sops_values_columns(values), role), currency->code);
	sops_error_column(err, sops_columns_name(sops_values_columns(values), (size_t)column));
	return SOPS_EINPUT;
}

static int read_rate(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	return sops_values_rate(values, column, cell, (void *)((char *)row + role->offset), err);
}

static int read_count(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	struct sops_money *out = (void *)((char *)row + role->offset);
	char quoted[SOPS_QUOTED];
	int status = sops_values_money(values, column, cell, out, NULL, err);

	if (status < 0 || (out->scale <= 0 && out->units >= 0))
		return status;
	sops_error_set(err, SOPS_EINPUT, "%s is not a count", sops_quote(quoted, cell));
	sops_error_column(err, sops_columns_name(sops_values_columns(values), (size_t)column));
	return SOPS_EINPUT;
}

static int read_date(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	struct sops_stamp stamp;
	int status = sops_values_stamp(values, column, cell, &stamp, err);

	*(sops_date *)(void *)((char *)row + role->offset) = stamp.day;
	return status;
}

static int read_time(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	return sops_values_stamp(values, column, cell, (void *)((char *)row + role->offset), err);
}

static int read_bool(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	return sops_values_bool(values, column, cell, (void *)((char *)row + role->offset), err);
}

static int read_word(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	return sops_values_word(values, column, cell, role->words,
		(void *)((char *)row + role->offset), err);
}

static int read_currency(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	struct sops_currency *out = (void *)((char *)row + role->offset);

	if (sops_values_currency(values, column, cell, out, err) < 0)
		return SOPS_EINPUT;
	sops__values_mark(values, out);
	return 0;
}

static int read_period(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_role *role, void *row, struct sops_error *err)
{
	return sops_values_period(values, column, cell, (void *)((char *)row + role->offset), err);
}

static int text_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	(void)role;
	return sops_buffer_field(key, *(const struct sops_field *)at);
}

static int money_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	char text[SOPS_MONEY_TEXT];

	(void)role;
	return sops_buffer_add(key, text, sops_money_format(text, *(const struct sops_money *)at));
}

static int date_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	char text[SOPS_DATE_TEXT];

	(void)role;
	return sops_buffer_add(key, text, sops_date_format(text, *(const sops_date *)at));
}

static int time_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	return date_key(key, role, &((const struct sops_stamp *)at)->day);
}

static int bool_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	int truth = *(const int *)at;

	(void)role;
	return sops_buffer_puts(key, truth == SOPS_BLANK ? "" : truth ? "true" : "false");
}

static int word_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	for (const struct sops_word *word = role->words; word->names; word++)
		if (word->value == *(const int *)at)
			return sops_buffer_add(key, word->names, strcspn(word->names, "|"));
	return 0;
}

static int currency_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	(void)role;
	return sops_buffer_puts(key, ((const struct sops_currency *)at)->code);
}

static int period_key(struct sops_buffer *key, const struct sops_role *role, const void *at)
{
	(void)role;
	return sops_buffer_puts(key, ((const struct sops_label *)at)->text);
}

static int time_text(struct sops_buffer *out, const struct sops_role *role, const void *at)
{
	char text[SOPS_STAMP_TEXT];

	(void)role;
	return sops_buffer_add(out, text, sops_stamp_format(text, *(const struct sops_stamp *)at));
}

typedef int writer(struct sops_buffer *out, const struct sops_role *role, const void *at);

static const struct {
	const char *name;
	size_t size;
	sops__reader *read;
	writer *key, *text;
} types[] = {
	[SOPS_TEXT] = { "text", sizeof(struct sops_field), read_text, text_key, text_key },
	[SOPS_MONEY] = { "amount", sizeof(struct sops_money), read_money, money_key,
		money_key },
	[SOPS_RATE] = { "share", sizeof(struct sops_money), read_rate, money_key,
		money_key },
	[SOPS_COUNT] = { "count", sizeof(struct sops_money), read_count, money_key,
		money_key },
	[SOPS_DATE] = { "date", sizeof(sops_date), read_date, date_key, date_key },
	[SOPS_TIME] = { "time", sizeof(struct sops_stamp), read_time, time_key,
		time_text },
	[SOPS_BOOL] = { "yes or no", sizeof(int), read_bool, bool_key, bool_key },
	[SOPS_WORD] = { "word", sizeof(int), read_word, word_key, word_key },
	[SOPS_CURRENCY] = { "currency", sizeof(struct sops_currency), read_currency,
		currency_key, currency_key },
	[SOPS_PERIOD] = { "period", sizeof(struct sops_label), read_period, period_key,
		period_key },
};

const char *sops_role_type(const struct sops_role *role)
{
	return sops__role_is_number(role) ? "number" : types[role->type].name;
}

size_t sops__row_size_of(enum sops_type type)
{
	return types[type].size;
}

sops__reader *sops__row_reader(enum sops_type type)
{
	return types[type].read;
}

int sops__row_key(struct sops_buffer *key, const struct sops_role *role, const void *row)
{
	return types[role->type].key(key, role, (const char *)row + role->offset);
}

int sops__row_text(struct sops_buffer *out, const struct sops_role *role, const void *row)
{
	return types[role->type].text(out, role, (const char *)row + role->offset);
}

bool sops__row_blank(const struct sops_role *role, const void *row, const void *blank)
{
	return memcmp((const char *)row + role->offset, (const char *)blank + role->offset,
		types[role->type].size) == 0;
}

sops_date sops__row_date(const struct sops_role *role, const void *row)
{
	const void *at = (const char *)row + role->offset;

	return role->type == SOPS_TIME ? ((const struct sops_stamp *)at)->day
					: *(const sops_date *)at;
}
