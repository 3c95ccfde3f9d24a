/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"

#include "values_private.h"

int sops__expr_currency(struct expr_run *run, const struct expr_node *node,
	struct sops_currency *common, const struct expr_value *a, const struct expr_value *b)
{
	char shown[SOPS_QUOTED];

	if (sops_currency_agree(common, a->currency, b->currency))
		return 0;
	return sops_error_set(run->err, SOPS_EINPUT, "%.8s and %.8s are two currencies: %s",
		a->currency.code, b->currency.code, sops__expr_show(shown, run->expr, node));
}

/* What the cell leaves unsaid the currency column of the record may say. */
static int read_currency(struct expr_run *run, const struct expr_node *node,
	struct expr_value *out)
{
	struct sops_field cell = run->record->fields[node->currency_column];
	struct expr_value said;
	int status = sops_values_currency(run->expr->values, node->currency_column, cell,
		&said.currency, run->err);

	if (status < 0 || sops_currency_agree(&out->currency, out->currency, said.currency))
		return status;
	return sops_error_set(run->err, SOPS_EINPUT, "the %s says %.8s, the currency column %.8s",
		sops__values_teller(run->expr->values, node->column), out->currency.code,
		said.currency.code);
}

static int read_number(struct expr_run *run, const struct expr_node *node, struct sops_field cell,
	struct expr_value *out)
{
	const struct sops_values *values = run->expr->values;
	int status;

	out->currency = (struct sops_currency){ "" };
	if (node->role_type == SOPS_RATE)
		status = sops_values_rate(values, node->column, cell, &out->number, run->err);
	else
		status = sops_values_money(values, node->column, cell, &out->number, &out->currency,
			run->err);
	out->blank = sops_money_blank(out->number);
	if (status < 0 || out->blank || node->currency_column < 0)
		return status;
	return read_currency(run, node, out);
}

static int read_date(struct expr_run *run, const struct expr_node *node, struct sops_field cell,
	struct expr_value *out)
{
	struct sops_stamp stamp;
	int status = sops_values_stamp(run->expr->values, node->column, cell, &stamp, run->err);

	if (status < 0)
		return status;
	out->date = stamp.day;
	out->time = stamp.time;
	out->blank = stamp.day == SOPS_DATE_BLANK;
	return 0;
}

static int read_text(struct expr_run *run, const struct expr_node *node, struct sops_field cell,
	struct expr_value *out)
{
	(void)node;
	out->text = cell;
	out->blank = sops_values_blank(run->expr->values, cell);
	return 0;
}

static int read_truth(struct expr_run *run, const struct expr_node *node, struct sops_field cell,
	struct expr_value *out)
{
	int status = sops_values_bool(run->expr->values, node->column, cell, &out->truth, run->err);

	out->blank = out->truth == SOPS_BLANK;
	return status;
}

static int read_word(struct expr_run *run, const struct expr_node *node, struct sops_field cell,
	struct expr_value *out)
{
	int status = sops_values_word(run->expr->values, node->column, cell, node->words,
		&out->word, run->err);

	out->blank = out->word == SOPS_BLANK;
	return status;
}

static int read_currency_name(struct expr_run *run, const struct expr_node *node,
	struct sops_field cell, struct expr_value *out)
{
	int status = sops_values_currency(run->expr->values, node->column, cell, &out->currency,
		run->err);

	out->blank = !out->currency.code[0];
	return status;
}

static int eval_column(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	static int (*const readers[])(struct expr_run *, const struct expr_node *,
		struct sops_field, struct expr_value *) = {
		[TYPE_NUMBER] = read_number,
		[TYPE_DATE] = read_date,
		[TYPE_TEXT] = read_text,
		[TYPE_TRUTH] = read_truth,
		[TYPE_WORD] = read_word,
		[TYPE_CURRENCY] = read_currency_name,
	};
	size_t last = (size_t)(node->currency_column > node->column ? node->currency_column
								     : node->column);

	if (last >= run->record->count)
		return sops_error_set(run->err, SOPS_EINPUT,
			"%zu fields, and the expression uses field %zu", run->record->count,
			last + 1);
	return readers[node->type](run, node, run->record->fields[node->column], out);
}

static int eval_call(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	const struct expr_function *function = node->function;
	struct expr_value args[3];
	size_t count = 0;

	if (function->eval)
		return function->eval(run, node, out);
	for (struct expr_node *arg = node->first; arg; arg = arg->next, count++) {
		int status = sops__expr_eval(run, arg, &args[count]);

		out->blank = true;
		if (status < 0 || args[count].blank)
			return status;
	}
	*out = (struct expr_value){ 0 };
	if (function->apply)
		return function->apply(run, node, args, out);
	if (function->holds)
		out->truth = function->holds(args);
	else
		out->number = sops_money_of(function->count(args));
	return 0;
}

/* && stops at the first that is false, || at the first that is true. */
static int eval_logic(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	bool stop = node->op == OP_OR, truth = !stop;

	for (struct expr_node *arg = node->first; arg && truth != stop; arg = arg->next) {
		int status = sops__expr_eval(run, arg, out);

		if (status < 0)
			return status;
		truth = !out->blank && out->truth;
	}
	out->blank = false;
	out->truth = truth;
	return 0;
}

static int eval_not(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	int status = sops__expr_eval(run, node->first, out);

	out->truth = status == 0 && (out->blank || !out->truth);
	out->blank = false;
	return status;
}

static int eval_negative(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	int status = sops__expr_eval(run, node->first, out);

	if (status < 0 || out->blank)
		return status;
	return sops_money_sub(&out->number, sops_money_of(0), out->number, run->err);
}

/* The day so many days after another. */
static int shift(struct expr_run *run, const struct expr_node *node, sops_date date,
	struct sops_money days, bool back, struct expr_value *out)
{
	const sops_date first = sops_date_of(1, 1, 1), last = sops_date_of(9999, 12, 31);
	char shown[SOPS_QUOTED], number[SOPS_MONEY_TEXT];
	bool near = days.units > -10000000 && days.units < 10000000;
	int64_t day = near ? date + (int64_t)days.units * (back ? -1 : 1) : INT64_MAX;

	if (days.scale == 0 && day >= first && day <= last) {
		out->date = (sops_date)day;
		return 0;
	}
	sops_money_format(number, days);
	sops__expr_show(shown, run->expr, node);
	return sops_error_set(run->err, SOPS_EINPUT,
		days.scale ? "%s is no whole number of days: %s"
			   : "overflow: no date is %s days away: %s",
		number, shown + 1);
}

static int divide(struct expr_run *run, const struct expr_value *a, const struct expr_value *b,
	struct expr_value *out)
{
	struct sops_ratio ratio = { a->number, b->number };
	int status = sops_ratio_divide(&out->number, ratio, SOPS_RATIO_DIGITS, run->err);

	/* Dollars by dollars is a plain number, dollars by a plain number dollars. */
	if (b->currency.code[0])
		out->currency = (struct sops_currency){ "" };
	out->blank = status == 0 && sops_money_blank(out->number);
	return status;
}

static int compute(struct expr_run *run, const struct expr_node *node, const struct expr_value *a,
	const struct expr_value *b, struct expr_value *out)
{
	int status = sops__expr_currency(run, node, &out->currency, a, b);

	if (status < 0)
		return status;
	if (node->op == OP_ADD)
		return sops_money_add(&out->number, a->number, b->number, run->err);
	if (node->op == OP_SUB)
		return sops_money_sub(&out->number, a->number, b->number, run->err);
	if (node->op == OP_MUL)
		return sops_money_mul(&out->number, a->number, b->number, run->err);
	return divide(run, a, b, out);
}

static int eval_arithmetic(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	struct expr_node *left = node->first, *right = left->next;
	struct expr_value a, b;
	int status = sops__expr_eval(run, left, &a);

	out->blank = true;
	if (status < 0 || a.blank)
		return status;
	status = sops__expr_eval(run, right, &b);
	if (status < 0 || b.blank)
		return status;
	out->blank = false;
	if (left->type == TYPE_NUMBER && right->type == TYPE_NUMBER)
		return compute(run, node, &a, &b, out);
	if (right->type == TYPE_NUMBER)
		return shift(run, node, a.date, b.number, node->op == OP_SUB, out);
	if (left->type == TYPE_NUMBER)
		return shift(run, node, b.date, a.number, false, out);
	out->number = sops_money_of((int64_t)a.date - b.date);
	out->currency = (struct sops_currency){ "" };
	return 0;
}

static int (*const evaluators[OP_COUNT])(struct expr_run *, struct expr_node *,
	struct expr_value *) = {
	[OP_COLUMN] = eval_column,
	[OP_CALL] = eval_call,
	[OP_OR] = eval_logic,
	[OP_AND] = eval_logic,
	[OP_NOT] = eval_not,
	[OP_EQ] = sops__expr_eval_comparison,
	[OP_NE] = sops__expr_eval_comparison,
	[OP_LT] = sops__expr_eval_comparison,
	[OP_LE] = sops__expr_eval_comparison,
	[OP_GT] = sops__expr_eval_comparison,
	[OP_GE] = sops__expr_eval_comparison,
	[OP_IN] = sops__expr_eval_comparison,
	[OP_NOT_IN] = sops__expr_eval_comparison,
	[OP_ADD] = eval_arithmetic,
	[OP_SUB] = eval_arithmetic,
	[OP_MUL] = eval_arithmetic,
	[OP_DIV] = eval_arithmetic,
	[OP_NEG] = eval_negative,
};

int sops__expr_eval(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	if (node->constant) {
		*out = node->value;
		return 0;
	}
	return evaluators[node->op](run, node, out);
}
