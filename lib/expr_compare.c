/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"

#include "date_private.h"

static bool ordering(const struct expr_node *node)
{
	return node->op >= OP_LT && node->op <= OP_GE;
}

/* Of these two all of a list must hold, of the others any one. */
static bool unequal(const struct expr_node *node)
{
	return node->op == OP_NE || node->op == OP_NOT_IN;
}

static bool day_like(enum expr_type type)
{
	return type == TYPE_DATE || type == TYPE_MONTH;
}

static int refuse(const struct sops_expr *expr, const struct expr_node *at, const char *what,
	const char *hint, struct sops_error *err)
{
	sops__expr_refuse(expr, at->from, what, err);
	sops_error_hint(err, "%s", hint);
	return SOPS_EUSAGE;
}

static int refuse_pair(const struct sops_expr *expr, const struct expr_node *one,
	const struct expr_node *other, struct sops_error *err)
{
	char left[SOPS_QUOTED], right[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE,
		"%s (%s) cannot be compared with %s (%s) at character %zu",
		sops__expr_show(left, expr, one), sops__expr_type_name(one->type),
		sops__expr_show(right, expr, other), sops__expr_type_name(other->type),
		sops__expr_character(expr, other->from));
}

/* "" == x is x == "". */
static void put_empty_right(struct expr_node *node)
{
	struct expr_node *left = node->first, *right = left->next;

	if (node->op != OP_EQ && node->op != OP_NE)
		return;
	if (!sops__expr_is_empty_literal(left) || sops__expr_is_empty_literal(right))
		return;
	node->first = right;
	right->next = left;
	left->next = NULL;
}

static bool all_empty(const struct expr_node *list)
{
	for (; list; list = list->next)
		if (!sops__expr_is_empty_literal(list))
			return false;
	return true;
}

/* A text literal that says what a number or a date would say was meant as one. */
static int check_quotes(const struct sops_expr *expr, const struct expr_node *literal,
	struct sops_error *err)
{
	struct sops_field text = literal->literal.text;
	struct sops_currency currency;
	struct sops_money number;
	struct sops_stamp stamp;
	bool amount = sops_money_parse(&number, &currency, text, SOPS_DECIMAL_POINT, NULL) == 0;

	if (!amount && sops_date_parse(&stamp, text, SOPS_ORDER_UNKNOWN, NULL) < 0)
		return 0;
	return refuse(expr, literal, "a text that looks like a number or a date",
		amount && currency.code[0] ? "add 0 to the column to compare amounts"
					   : "leave out the quotes", err);
}

/* As texts "10" comes before "9": an order is not to be had by default. */
static int check_order(const struct sops_expr *expr, const struct expr_node *node,
	const struct expr_node *decider, enum expr_type type, struct sops_error *err)
{
	const struct expr_node *left = node->first, *right = left->next;

	if (type == TYPE_TRUTH || type == TYPE_WORD || type == TYPE_CURRENCY)
		return refuse(expr, node, "nothing here has an order", "compare with == or !=",
			err);
	if (sops__expr_is_empty_literal(left) || sops__expr_is_empty_literal(right))
		return refuse(expr, node, "nothing comes before or after \"\"",
			"write == \"\" or != \"\"", err);
	if (type != TYPE_TEXT || (left->type != TYPE_ANY && right->type != TYPE_ANY))
		return 0;
	if (!decider)
		return refuse(expr, node, "nothing here says numbers, dates or texts",
			"write x - y < 0 for numbers, days(x, y) > 0 for dates", err);
	return sops__expr_is_text_literal(decider) ? check_quotes(expr, decider, err) : 0;
}

static int check_share(const struct sops_expr *expr, const struct expr_node *share,
	const struct expr_node *number, struct sops_error *err)
{
	char name[SOPS_QUOTED], value[SOPS_QUOTED];

	if (share->role_type != SOPS_RATE || !number->constant || number->value.blank)
		return 0;
	if (number->value.number.units >= 0 &&
	    sops_money_compare(number->value.number, sops_money_of(1)) <= 0)
		return 0;
	sops_error_set(err, SOPS_EUSAGE,
		"%s is a share from 0 to 1, and %s is not, at character %zu",
		sops__expr_show(name, expr, share), sops__expr_show(value, expr, number),
		sops__expr_character(expr, number->from));
	sops_error_hint(err, "write 35%% or 0.35");
	return SOPS_EUSAGE;
}

static enum expr_by compared_by(const struct expr_node *left, const struct expr_node *right)
{
	static const enum expr_by by[] = {
		[TYPE_NUMBER] = BY_NUMBER, [TYPE_MONTH] = BY_MONTH,
		[TYPE_TEXT] = BY_TEXT, [TYPE_TRUTH] = BY_TRUTH, [TYPE_WORD] = BY_WORD,
		[TYPE_CURRENCY] = BY_CURRENCY,
	};

	if (left->type == TYPE_MONTH)
		return BY_MONTH;
	if (right->type != TYPE_DATE)
		return by[right->type];
	return left->role_type == SOPS_TIME && right->role_type == SOPS_TIME ? BY_TIME : BY_DATE;
}

static int settle(struct sops_expr *expr, struct expr_node *operand, enum expr_type type,
	const struct expr_node *decider, struct sops_error *err)
{
	int status;

	if (sops__expr_is_empty_literal(operand) || (day_like(operand->type) && day_like(type)))
		return 0;
	status = sops__expr_settle(expr, operand, type, decider, err);
	if (status == 1)
		return refuse_pair(expr, decider, operand, err);
	/* A cell that means empty is blank, and never equal to its own text. */
	if (status == 0 && type == TYPE_TEXT && sops__expr_is_text_literal(operand))
		return sops__expr_refuse_null(expr, operand, err);
	return status;
}

static int settle_all(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *decider, struct sops_error *err)
{
	struct expr_node *left = node->first;

	for (struct expr_node *operand = left; operand; operand = operand->next) {
		int status = settle(expr, operand, type, decider ? decider : left, err);

		if (status == 0 && type == TYPE_NUMBER && operand != left)
			status = check_share(expr, left, operand, err);
		if (status == 0 && type == TYPE_NUMBER && operand != left)
			status = check_share(expr, operand, left, err);
		if (status < 0)
			return status;
		operand->by = sops__expr_is_empty_literal(operand) ? BY_EMPTY
								    : compared_by(left, operand);
	}
	return 0;
}

int sops__expr_bind_comparison(struct sops_expr *expr, struct expr_node *node,
	struct sops_error *err)
{
	const struct expr_node *decider;
	enum expr_type type;
	int status;

	node->type = TYPE_TRUTH;
	put_empty_right(node);
	decider = sops__expr_decider(node->first);
	type = decider ? decider->type : TYPE_TEXT;
	for (const struct expr_node *operand = node->first; operand && !decider;
	     operand = operand->next)
		if (operand->type == TYPE_ANY && type == TYPE_TEXT)
			type = sops__expr_default_type(operand);
	if (ordering(node)) {
		status = check_order(expr, node, decider, type, err);
		if (status < 0)
			return status;
	}
	if (all_empty(node->first->next)) {
		for (struct expr_node *empty = node->first->next; empty; empty = empty->next)
			empty->by = BY_EMPTY;
		return sops__expr_need_cell(expr, node->first, err);
	}
	return settle_all(expr, node, type, decider, err);
}

static int sign_of(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int month_of(const struct expr_node *node, const struct expr_value *value)
{
	struct sops_civil day;

	if (node->type == TYPE_MONTH)
		return value->month;
	day = sops_date_civil(value->date);
	return day.year * 12 + day.month - 1;
}

int sops__expr_compare(struct expr_run *run, const struct expr_node *node, enum expr_by by,
	const struct expr_value *a, const struct expr_value *b, int *sign)
{
	struct sops_currency common;

	switch (by) {
	case BY_NUMBER:
		*sign = sops_money_compare(a->number, b->number);
		return sops__expr_currency(run, node, &common, a, b);
	case BY_TIME:
		*sign = sops__has_clock(a->date, a->time) && sops__has_clock(b->date, b->time)
			? sign_of(a->time, b->time) : sign_of(a->date, b->date);
		break;
	case BY_TEXT:
		*sign = sops_field_compare(a->text, b->text);
		break;
	case BY_CURRENCY:
		*sign = memcmp(a->currency.code, b->currency.code, sizeof(a->currency.code));
		break;
	case BY_TRUTH:
		*sign = sign_of(a->truth, b->truth);
		break;
	case BY_WORD:
		*sign = sign_of(a->word, b->word);
		break;
	default:
		*sign = sign_of(a->date, b->date);
		break;
	}
	return 0;
}

/* For each operator whether it holds of a sign: negative, zero, positive. */
static const bool holding[OP_COUNT][3] = {
	[OP_EQ] = { false, true, false },
	[OP_IN] = { false, true, false },
	[OP_NE] = { true, false, true },
	[OP_NOT_IN] = { true, false, true },
	[OP_LT] = { true, false, false },
	[OP_LE] = { true, true, false },
	[OP_GT] = { false, false, true },
	[OP_GE] = { false, true, true },
};

static int test(struct expr_run *run, const struct expr_node *node, const struct expr_value *left,
	struct expr_node *operand, bool *holds)
{
	struct expr_value right;
	int status, sign;

	*holds = false;
	if (operand->by == BY_EMPTY) {
		*holds = left->blank != unequal(node);
		return 0;
	}
	if (left->blank)
		return 0;
	status = sops__expr_eval(run, operand, &right);
	if (status < 0 || right.blank)
		return status;
	if (operand->by == BY_MONTH)
		sign = sign_of(month_of(node->first, left), month_of(operand, &right));
	else
		status = sops__expr_compare(run, node, operand->by, left, &right, &sign);
	if (status == 0)
		*holds = holding[node->op][(sign > 0) - (sign < 0) + 1];
	return status;
}

int sops__expr_eval_comparison(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	bool all = unequal(node), holds = all;
	struct expr_value left;
	int status = sops__expr_eval(run, node->first, &left);

	for (struct expr_node *operand = node->first->next; operand && status == 0;
	     operand = operand->next) {
		status = test(run, node, &left, operand, &holds);
		if (holds != all)
			break;
	}
	out->blank = false;
	out->truth = holds;
	return status;
}
