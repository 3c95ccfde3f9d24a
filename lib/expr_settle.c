/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"
#include "values_private.h"

static const char *const type_names[] = {
	[TYPE_ANY] = "a column without a type",
	[TYPE_NUMBER] = "a number",
	[TYPE_DATE] = "a date",
	[TYPE_MONTH] = "a month",
	[TYPE_TEXT] = "a text",
	[TYPE_TRUTH] = "a truth",
	[TYPE_WORD] = "a word",
	[TYPE_CURRENCY] = "a currency",
};

const char *sops__expr_type_name(enum expr_type type)
{
	return type_names[type];
}

bool sops__expr_is_text_literal(const struct expr_node *node)
{
	return node->op == OP_LITERAL && node->literal_type == TYPE_TEXT;
}

bool sops__expr_is_empty_literal(const struct expr_node *node)
{
	return sops__expr_is_text_literal(node) && node->literal.text.len == 0;
}

const struct expr_node *sops__expr_decider(const struct expr_node *first)
{
	const struct expr_node *text = NULL;

	for (const struct expr_node *node = first; node; node = node->next) {
		if (node->type == TYPE_ANY)
			continue;
		if (!sops__expr_is_text_literal(node))
			return node;
		if (!text && node->literal.text.len > 0)
			text = node;
	}
	return text;
}

bool sops__expr_is_ordered(const struct expr_node *node)
{
	return node->op == OP_CALL && node->function->takes[0] == TAKES_ORDERED;
}

/* The arguments of which a function says TAKES_SAME or TAKES_ORDERED are its last ones. */
struct expr_node *sops__expr_alike(const struct expr_node *call)
{
	struct expr_node *arg = call->first;

	for (unsigned i = 0; arg && i < 3; i++, arg = arg->next)
		if (call->function->takes[i] >= TAKES_SAME)
			return arg;
	return NULL;
}

enum expr_type sops__expr_default_type(const struct expr_node *node)
{
	if (node->op != OP_CALL)
		return TYPE_TEXT;
	if (sops__expr_is_ordered(node))
		return TYPE_NUMBER;
	for (const struct expr_node *arg = sops__expr_alike(node); arg; arg = arg->next)
		if (arg->type == TYPE_ANY && sops__expr_default_type(arg) == TYPE_NUMBER)
			return TYPE_NUMBER;
	return TYPE_TEXT;
}

/* An error of a cell, but the cell is a literal. */
int sops__expr_refuse_literal(const struct sops_expr *expr, const struct expr_node *node,
	const struct sops_error *why, struct sops_error *err)
{
	if (why->status == SOPS_ESYSTEM)
		return sops_error_set(err, SOPS_ESYSTEM, "%s", why->text);
	sops_error_set(err, SOPS_EUSAGE, "%s at character %zu", why->text,
		sops__expr_character(expr, node->from));
	if (why->hint[0])
		sops_error_hint(err, "%s", why->hint);
	return SOPS_EUSAGE;
}

static int read_rate(struct sops_field text, struct expr_value *value, struct sops_error *err)
{
	bool percent;

	return sops_rate_parse(&value->number, &percent, text, SOPS_DECIMAL_POINT, err);
}

int sops__expr_refuse_null(const struct sops_expr *expr, const struct expr_node *node,
	struct sops_error *err)
{
	if (!sops_values_blank(expr->values, node->literal.text))
		return 0;
	sops__expr_refuse(expr, node->from, "a text that means empty", err);
	sops_error_hint(err, "write \"\"");
	return SOPS_EUSAGE;
}

static int read_date(struct expr_node *node, const struct expr_node *beside, struct sops_error *err)
{
	struct sops_field text = node->literal.text;
	struct sops_stamp stamp;
	char quoted[SOPS_QUOTED];
	int status = sops_date_parse(&stamp, text, SOPS_ORDER_UNKNOWN, err);

	if (status < 0)
		return status;
	node->value.date = stamp.day;
	node->value.time = stamp.time;
	if (status == 1) {
		sops_error_set(err, SOPS_EUSAGE, "%s reads as two dates", sops_quote(quoted, text));
		sops_error_hint(err, "write it as 2026-07-15");
		return SOPS_EUSAGE;
	}
	if (!memchr(text.at, ':', text.len))
		return 0;
	node->role_type = SOPS_TIME;
	if (beside && beside->role_type == SOPS_TIME)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "%s is more than a day, and days are compared",
		sops_quote(quoted, text));
}

/* As a cell of the column beside it; without one no header says anything of it. */
static int read_number(const struct sops_values *values, const struct expr_node *beside,
	struct sops_field text, struct expr_value *value, struct sops_error *err)
{
	bool unit;

	if (beside && beside->op == OP_COLUMN)
		return sops_values_money(values, beside->column, text, &value->number,
			&value->currency, err);
	return sops__money_parse(&value->number, &value->currency, &unit, sops_field_trim(text),
		values->decimal, "an amount", err);
}

/* Reads a text literal as the cell of a column is read. */
static int read_literal(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *beside, struct sops_error *err)
{
	const struct sops_values *values = expr->values;
	int column = beside && beside->op == OP_COLUMN ? beside->column : 0, status = 0;
	struct sops_field text = node->literal.text;
	struct expr_value *value = &node->value;
	struct sops_error why = { 0 };

	if (sops__expr_refuse_null(expr, node, err) < 0)
		return SOPS_EUSAGE;
	*value = (struct expr_value){ 0 };
	node->type = type;
	if (type == TYPE_NUMBER && beside && beside->role_type == SOPS_RATE)
		status = read_rate(text, value, &why);
	else if (type == TYPE_NUMBER)
		status = read_number(values, beside, text, value, &why);
	else if (type == TYPE_TRUTH)
		status = sops_values_bool(values, column, text, &value->truth, &why);
	else if (type == TYPE_WORD)
		status = sops_values_word(values, column, text, beside->words, &value->word, &why);
	else if (type == TYPE_CURRENCY)
		status = sops_currency_parse(&value->currency, text, &why);
	else if (sops__expr_month(text, &value->month))
		node->type = TYPE_MONTH;
	else
		status = read_date(node, beside, &why);
	return status < 0 ? sops__expr_refuse_literal(expr, node, &why, err) : 0;
}

static int settle_literal(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *beside, struct sops_error *err)
{
	if (type == TYPE_TEXT)
		return 0;
	if (node->literal.text.len > 0)
		return read_literal(expr, node, type, beside, err);
	node->type = type;
	return 0;
}

static int settle_any(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *beside, struct sops_error *err)
{
	int status = 0;

	if (type == TYPE_MONTH)
		type = TYPE_DATE;
	if (node->op == OP_COLUMN) {
		node->words = beside ? beside->words : NULL;
		node->type = type;
		return 0;
	}
	if (sops__expr_is_ordered(node) && type != TYPE_NUMBER && type != TYPE_DATE)
		return 1;
	for (struct expr_node *arg = sops__expr_alike(node); arg && status == 0; arg = arg->next)
		status = sops__expr_settle(expr, arg, type, beside, err);
	node->words = beside ? beside->words : NULL;
	node->type = type;
	return status;
}

int sops__expr_settle(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *beside, struct sops_error *err)
{
	if (node->type == TYPE_ANY)
		return settle_any(expr, node, type, beside, err);
	if (sops__expr_is_text_literal(node))
		return settle_literal(expr, node, type, beside, err);
	if (node->type != type)
		return 1;
	return type == TYPE_WORD && beside && node->words != beside->words;
}

int sops__expr_need_cell(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	if (node->op == OP_COLUMN)
		node->type = TYPE_TEXT;
	if (node->type != TYPE_ANY)
		return 0;
	return sops__expr_settle(expr, node, sops__expr_default_type(node), NULL, err);
}
