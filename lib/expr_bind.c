/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"

static const enum expr_type role_types[] = {
	[SOPS_TEXT] = TYPE_TEXT,
	[SOPS_MONEY] = TYPE_NUMBER,
	[SOPS_RATE] = TYPE_NUMBER,
	[SOPS_COUNT] = TYPE_NUMBER,
	[SOPS_DATE] = TYPE_DATE,
	[SOPS_TIME] = TYPE_DATE,
	[SOPS_BOOL] = TYPE_TRUTH,
	[SOPS_WORD] = TYPE_WORD,
	[SOPS_CURRENCY] = TYPE_CURRENCY,
	[SOPS_PERIOD] = TYPE_TEXT,
};

static int refuse_operand(const struct sops_expr *expr, const char *taker, enum expr_type takes,
	const struct expr_node *node, struct sops_error *err)
{
	char shown[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE, "%s takes %s, and %s is %s, at character %zu",
		taker, sops__expr_type_name(takes), sops__expr_show(shown, expr, node),
		sops__expr_type_name(node->type), sops__expr_character(expr, node->from));
}

/* Settles an operand that must be of that type. */
static int need(struct sops_expr *expr, const char *taker, enum expr_type type,
	struct expr_node *node, struct sops_error *err)
{
	int status = 1;

	/* "won" in a == "won" || "lost" was meant to be compared, even if it were "yes". */
	if (type != TYPE_TRUTH || !sops__expr_is_text_literal(node))
		status = sops__expr_settle(expr, node, type, NULL, err);
	return status == 1 ? refuse_operand(expr, taker, type, node, err) : status;
}

/* The same, where the text of any cell will do. */
static int need_text(struct sops_expr *expr, const char *taker, struct expr_node *node,
	struct sops_error *err)
{
	if (node->op == OP_COLUMN)
		node->type = TYPE_TEXT;
	if (sops__expr_is_text_literal(node))
		return 0;
	return need(expr, taker, TYPE_TEXT, node, err);
}

static bool arithmetic(enum expr_type type)
{
	return type == TYPE_NUMBER || type == TYPE_DATE || type == TYPE_ANY;
}

static int bind_alike(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	const char *name = node->function->name;
	const struct expr_node *decider;

	/* A word or a currency that is chosen from others is the text in its cell. */
	for (struct expr_node *arg = sops__expr_alike(node); arg; arg = arg->next)
		if (arg->type == TYPE_WORD || arg->type == TYPE_CURRENCY)
			arg->type = TYPE_TEXT;
	decider = sops__expr_decider(sops__expr_alike(node));
	node->type = decider ? decider->type : TYPE_ANY;
	if (sops__expr_is_ordered(node) && decider && sops__expr_is_text_literal(decider))
		node->type = TYPE_NUMBER;
	if (sops__expr_is_ordered(node) && !arithmetic(node->type))
		return refuse_operand(expr, name, TYPE_NUMBER, decider, err);
	if (node->type == TYPE_ANY)
		return 0;
	for (struct expr_node *arg = sops__expr_alike(node); arg; arg = arg->next) {
		int status = sops__expr_settle(expr, arg, node->type, decider, err);

		if (status < 0)
			return status;
		if (status == 1)
			return refuse_operand(expr, name, node->type, arg, err);
	}
	return 0;
}

static int bind_call(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	static const enum expr_type needs[] = {
		[TAKES_NUMBER] = TYPE_NUMBER, [TAKES_DATE] = TYPE_DATE, [TAKES_TRUTH] = TYPE_TRUTH,
	};
	const struct expr_function *f = node->function;
	unsigned i = 0;
	int status = 0;

	for (struct expr_node *arg = node->first; arg && status == 0; arg = arg->next, i++) {
		enum expr_takes takes = f->takes[i < 3 ? i : 2];

		if (takes == TAKES_CELL)
			status = sops__expr_need_cell(expr, arg, err);
		else if (takes == TAKES_TEXT)
			status = need_text(expr, f->name, arg, err);
		else if (takes < TAKES_SAME)
			status = need(expr, f->name, needs[takes], arg, err);
	}
	node->type = f->gives;
	if (status == 0 && f->gives == TYPE_ANY)
		status = bind_alike(expr, node, err);
	if (status == 0 && f->check)
		status = f->check(expr, node, err);
	return status;
}

static int bind_logic(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	static const char *const names[] = { [OP_OR] = "||", [OP_AND] = "&&", [OP_NOT] = "!" };
	int status = 0;

	node->type = TYPE_TRUTH;
	for (struct expr_node *arg = node->first; arg && status == 0; arg = arg->next)
		status = need(expr, names[node->op], TYPE_TRUTH, arg, err);
	return status;
}

static int bind_numbers(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	static const char *const names[] = {
		[OP_ADD] = "+", [OP_SUB] = "-", [OP_MUL] = "*", [OP_DIV] = "/", [OP_NEG] = "-",
	};
	int status = 0;

	node->type = TYPE_NUMBER;
	for (struct expr_node *arg = node->first; arg && status == 0; arg = arg->next)
		status = need(expr, names[node->op], TYPE_NUMBER, arg, err);
	return status;
}

/* A date and a number of days. */
static int bind_add(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	struct expr_node *left = node->first, *right = left->next;

	if (left->type != TYPE_DATE && right->type != TYPE_DATE)
		return bind_numbers(expr, node, err);
	node->type = TYPE_DATE;
	return need(expr, "+", TYPE_NUMBER, left->type == TYPE_DATE ? right : left, err);
}

/* A number of days before a date, or between two. */
static int bind_subtract(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	struct expr_node *left = node->first, *right = left->next;
	bool between = right->type == TYPE_DATE || right->type == TYPE_ANY ||
		sops__expr_is_text_literal(right);

	if (left->type != TYPE_DATE && right->type != TYPE_DATE)
		return bind_numbers(expr, node, err);
	if (!between) {
		node->type = TYPE_DATE;
		return need(expr, "-", TYPE_NUMBER, right, err);
	}
	node->type = TYPE_NUMBER;
	return need(expr, "-", TYPE_DATE, left->type == TYPE_DATE ? right : left, err);
}

/* The column that takes what the role's amounts have as their currency. */
static int currency_column(const struct sops_columns *columns, const struct sops_role *money)
{
	const struct sops_schema *schema = sops_columns_schema(columns);

	if (money->type != SOPS_MONEY || money->currency == 0)
		return -1;
	for (size_t i = 0; i < schema->count; i++) {
		const struct sops_role *role = &schema->roles[i];

		if (role->type == SOPS_CURRENCY && role->offset == money->currency)
			return sops_columns_of(columns, (int)i);
	}
	return -1;
}

static int bind_column(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	const struct sops_columns *columns = sops_values_columns(expr->values);
	const struct sops_role *role;
	int number;

	node->column = sops_columns_find(columns, node->name, err);
	if (node->column < 0) {
		sops_error_hint(err, "a text goes in quotes");
		return node->column;
	}
	number = sops_columns_role(columns, (size_t)node->column);
	if (number < 0)
		return 0;
	role = &sops_columns_schema(columns)->roles[number];
	node->role_type = (int)role->type;
	node->type = role_types[role->type];
	node->words = role->words;
	node->currency_column = currency_column(columns, role);
	return 0;
}

static int bind_literal(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	(void)expr;
	(void)err;
	node->type = node->literal_type;
	node->value = node->literal;
	node->constant = true;
	return 0;
}

static int (*const binders[OP_COUNT])(struct sops_expr *, struct expr_node *,
	struct sops_error *) = {
	[OP_LITERAL] = bind_literal,
	[OP_COLUMN] = bind_column,
	[OP_CALL] = bind_call,
	[OP_OR] = bind_logic,
	[OP_AND] = bind_logic,
	[OP_NOT] = bind_logic,
	[OP_EQ] = sops__expr_bind_comparison,
	[OP_NE] = sops__expr_bind_comparison,
	[OP_LT] = sops__expr_bind_comparison,
	[OP_LE] = sops__expr_bind_comparison,
	[OP_GT] = sops__expr_bind_comparison,
	[OP_GE] = sops__expr_bind_comparison,
	[OP_IN] = sops__expr_bind_comparison,
	[OP_NOT_IN] = sops__expr_bind_comparison,
	[OP_ADD] = bind_add,
	[OP_SUB] = bind_subtract,
	[OP_MUL] = bind_numbers,
	[OP_DIV] = bind_numbers,
	[OP_NEG] = bind_numbers,
};

/* What depends on no record is evaluated here, once. Kept off the stack of bind, which nests. */
static __attribute__((noinline))
int fold(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	struct sops_error why = { 0 };
	struct expr_run run = { expr, NULL, &why };

	if (node->op == OP_COLUMN || node->op == OP_LITERAL)
		return 0;
	for (const struct expr_node *arg = node->first; arg; arg = arg->next)
		if (!arg->constant)
			return 0;
	if (sops__expr_eval(&run, node, &node->value) < 0)
		return sops__expr_refuse_literal(expr, node, &why, err);
	node->constant = true;
	return 0;
}

static int bind(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	int status;

	node->type = TYPE_ANY;
	node->constant = false;
	node->role_type = node->currency_column = -1;
	node->words = NULL;
	for (struct expr_node *arg = node->first; arg; arg = arg->next) {
		status = bind(expr, arg, err);
		if (status < 0)
			return status;
	}
	status = binders[node->op](expr, node, err);
	return status < 0 ? status : fold(expr, node, err);
}

static void watch(struct sops_expr *expr, const struct expr_node *node)
{
	if (node->op == OP_COLUMN && node->type == TYPE_DATE)
		sops_values_watch(expr->values, node->column, SOPS_DATE);
	else if (node->op == OP_COLUMN && node->type == TYPE_NUMBER && node->role_type == SOPS_RATE)
		sops_values_watch(expr->values, node->column, SOPS_RATE);
	for (const struct expr_node *arg = node->first; arg; arg = arg->next)
		watch(expr, arg);
}

int sops__expr_bind(struct sops_expr *expr, bool condition, struct sops_error *err)
{
	struct expr_node *root = expr->root;
	int status = bind(expr, root, err);

	if (status == 0 && condition)
		status = need(expr, "a condition", TYPE_TRUTH, root, err);
	else if (status == 0 && root->type == TYPE_ANY)
		status = sops__expr_settle(expr, root, sops__expr_default_type(root), NULL, err);
	if (status < 0)
		return status;
	if (root->type == TYPE_WORD || root->type == TYPE_CURRENCY)
		root->type = TYPE_TEXT;
	watch(expr, root);
	return 0;
}
