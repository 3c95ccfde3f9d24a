/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"
#include <sops/nearest.h>

#include <stdio.h>

#define FUNCTIONS 64

struct parser {
	struct sops_expr *expr;
	struct sops_error *err;
	struct expr_token token; /* the next one */
	unsigned depth;
	int status; /* why a function returned NULL */
};

/* Each returns the tree of what it read, or NULL when the parser's status is set. */
static struct expr_node *parse_or(struct parser *p);

static void *fail(struct parser *p, int status)
{
	p->status = status;
	return NULL;
}

static void *refuse(struct parser *p, size_t at, const char *what, const char *hint)
{
	fail(p, sops__expr_refuse(p->expr, at, what, p->err));
	if (hint)
		sops_error_hint(p->err, "%s", hint);
	return NULL;
}

/* Full-width and curly signs are what an input method or a word processor leaves behind. */
static void *expected(struct parser *p, const char *what)
{
	const struct expr_token *token = &p->token;
	bool foreign = token->kind == TOKEN_BAD && p->expr->text.at[token->from] & 0x80;
	char text[64];

	snprintf(text, sizeof(text), "expected %s", what);
	return refuse(p, token->from, text,
		foreign ? "operators and quotes are plain ASCII" : NULL);
}

static bool advance(struct parser *p)
{
	p->status = sops__expr_lex(p->expr, p->token.to, &p->token, p->err);
	return p->status == 0;
}

static bool at_operator(const struct parser *p, enum expr_op op)
{
	return p->token.kind == TOKEN_OPERATOR && p->token.op == op;
}

static bool take(struct parser *p, enum expr_token_kind kind, const char *what)
{
	if (p->token.kind != kind)
		return expected(p, what);
	return advance(p);
}

static bool enter(struct parser *p)
{
	if (++p->depth <= EXPR_NESTING)
		return true;
	return refuse(p, p->token.from, "nested too deeply", NULL);
}

static struct expr_node *leave(struct parser *p, struct expr_node *node)
{
	p->depth--;
	return node;
}

static struct expr_node *new_node(struct parser *p, enum expr_op op, size_t from)
{
	struct expr_node *node = sops__expr_alloc(p->expr, sizeof(*node));

	if (!node)
		return fail(p, sops_error_memory(p->err));
	node->op = op;
	node->height = 1;
	node->from = from;
	node->to = p->token.to;
	return node;
}

/* Links the operand behind *end and returns where the next one goes, or NULL. */
static struct expr_node **add(struct parser *p, struct expr_node *node, struct expr_node **end,
	struct expr_node *operand)
{
	if (!operand)
		return NULL;
	if (operand->height >= EXPR_HEIGHT)
		return refuse(p, operand->from, "nested too deeply", NULL);
	if (node->height <= operand->height)
		node->height = operand->height + 1;
	node->to = operand->to;
	*end = operand;
	return &operand->next;
}

static struct expr_node *join(struct parser *p, enum expr_op op, struct expr_node *left,
	struct expr_node *right)
{
	struct expr_node *node = right ? new_node(p, op, left->from) : NULL, **end;

	if (!node)
		return NULL;
	end = add(p, node, &node->first, left);
	return end && add(p, node, end, right) ? node : NULL;
}

static struct expr_node *prefix(struct parser *p, enum expr_op op, size_t from,
	struct expr_node *operand)
{
	struct expr_node *node = operand ? new_node(p, op, from) : NULL;

	return node && add(p, node, &node->first, operand) ? node : NULL;
}

static struct expr_node *parse_literal(struct parser *p)
{
	struct expr_node *node = new_node(p, OP_LITERAL, p->token.from);

	if (!node)
		return NULL;
	node->literal = p->token.value;
	node->literal_type = p->token.type;
	return advance(p) ? node : NULL;
}

/* Operands separated by commas and closed by a parenthesis, from *end on; how many, or -1. */
static long parse_list(struct parser *p, struct expr_node *node, struct expr_node **end)
{
	long count = 0;

	do {
		end = add(p, node, end, parse_or(p));
		if (!end)
			return -1;
		count++;
	} while (p->token.kind == TOKEN_COMMA && advance(p));
	if (p->status < 0)
		return -1;
	node->to = p->token.to;
	return take(p, TOKEN_CLOSE, "\",\" or \")\"") ? count : -1;
}

static const struct expr_function *find_function(struct parser *p, const struct expr_token *name)
{
	struct sops_field names[FUNCTIONS];
	char quoted[SOPS_QUOTED];
	size_t count = 0;
	int nearest;

	for (const struct expr_function *f = sops__expr_functions; f->name; f++) {
		if (sops__expr_same_word(name->name, f->name))
			return f;
		if (count < FUNCTIONS)
			names[count++] = sops_field_of(f->name);
	}
	fail(p, sops_error_set(p->err, SOPS_EUSAGE, "unknown function %s at character %zu",
		sops_quote(quoted, name->name), sops__expr_character(p->expr, name->from)));
	nearest = sops_nearest(name->name, names, count);
	if (nearest >= 0)
		sops_error_hint(p->err, "did you mean %s?", sops_quote(quoted, names[nearest]));
	return NULL;
}

static void *refuse_count(struct parser *p, const struct expr_node *call, long count)
{
	const struct expr_function *f = call->function;
	unsigned limit = count < (long)f->min ? f->min : f->max;
	const char *most = f->min == f->max ? "" : count < (long)f->min ? "at least " : "at most ";

	return fail(p, sops_error_set(p->err, SOPS_EUSAGE,
		"%s takes %s%u argument%s, not %ld, at character %zu", f->name, most, limit,
		limit == 1 ? "" : "s", count, sops__expr_character(p->expr, call->from)));
}

static struct expr_node *parse_call(struct parser *p, const struct expr_token *name)
{
	const struct expr_function *function = find_function(p, name);
	struct expr_node *node = function ? new_node(p, OP_CALL, name->from) : NULL;
	long count = 0;

	if (!node || !advance(p))
		return NULL;
	node->function = function;
	if (p->token.kind == TOKEN_CLOSE) {
		node->to = p->token.to;
		if (!advance(p))
			return NULL;
	} else {
		count = parse_list(p, node, &node->first);
	}
	if (count < 0)
		return NULL;
	if (count < (long)function->min || count > (long)function->max)
		return refuse_count(p, node, count);
	return node;
}

static struct expr_node *parse_name(struct parser *p)
{
	struct expr_token name = p->token;
	struct expr_node *node;

	if (!advance(p))
		return NULL;
	if (name.kind == TOKEN_NAME && p->token.kind == TOKEN_OPEN)
		return parse_call(p, &name);
	node = new_node(p, OP_COLUMN, name.from);
	if (!node)
		return NULL;
	node->name = name.name;
	node->to = name.to;
	return node;
}

static struct expr_node *parse_parentheses(struct parser *p)
{
	size_t from = p->token.from, to;
	struct expr_node *node = advance(p) ? parse_or(p) : NULL;

	if (!node)
		return NULL;
	to = p->token.to;
	if (!take(p, TOKEN_CLOSE, "\")\""))
		return NULL;
	node->from = from;
	node->to = to;
	return node;
}

static struct expr_node *parse_primary(struct parser *p)
{
	struct expr_node *node;

	if (p->token.kind == TOKEN_LITERAL)
		return parse_literal(p);
	if (p->token.kind != TOKEN_NAME && p->token.kind != TOKEN_QUOTED &&
	    p->token.kind != TOKEN_OPEN)
		return expected(p, "a value");
	if (!enter(p))
		return NULL;
	node = p->token.kind == TOKEN_OPEN ? parse_parentheses(p) : parse_name(p);
	return leave(p, node);
}

static struct expr_node *parse_unary(struct parser *p)
{
	size_t from = p->token.from;

	if (!at_operator(p, OP_SUB))
		return parse_primary(p);
	if (!enter(p) || !advance(p))
		return NULL;
	return leave(p, prefix(p, OP_NEG, from, parse_unary(p)));
}

/* Operands joined by one of two operators, from left to right. */
static struct expr_node *parse_left(struct parser *p, enum expr_op one, enum expr_op other,
	struct expr_node *(*operand)(struct parser *))
{
	struct expr_node *node = operand(p);

	while (node && (at_operator(p, one) || at_operator(p, other))) {
		enum expr_op op = p->token.op;

		node = advance(p) ? join(p, op, node, operand(p)) : NULL;
	}
	return node;
}

static struct expr_node *parse_product(struct parser *p)
{
	return parse_left(p, OP_MUL, OP_DIV, parse_unary);
}

static struct expr_node *parse_sum(struct parser *p)
{
	return parse_left(p, OP_ADD, OP_SUB, parse_product);
}

static bool at_comparison(const struct parser *p)
{
	return p->token.kind == TOKEN_OPERATOR && p->token.op >= OP_EQ && p->token.op <= OP_IN;
}

static struct expr_node *parse_in(struct parser *p, enum expr_op op, struct expr_node *left)
{
	struct expr_node *node = new_node(p, op, left->from), **end;

	if (!node || !advance(p))
		return NULL;
	if (!enter(p) || !take(p, TOKEN_OPEN, "\"(\""))
		return NULL;
	end = add(p, node, &node->first, left);
	return leave(p, end && parse_list(p, node, end) > 0 ? node : NULL);
}

static struct expr_node *parse_comparison(struct parser *p)
{
	struct expr_node *node = parse_sum(p);
	enum expr_op op = p->token.op;

	if (!node)
		return NULL;
	if (at_operator(p, OP_NOT) && p->expr->text.at[p->token.from] != '!') {
		if (!advance(p))
			return NULL;
		node = at_operator(p, OP_IN) ? parse_in(p, OP_NOT_IN, node) : expected(p, "in");
	} else if (at_operator(p, OP_IN)) {
		node = parse_in(p, OP_IN, node);
	} else if (at_comparison(p)) {
		node = advance(p) ? join(p, op, node, parse_sum(p)) : NULL;
	} else {
		return node;
	}
	if (node && at_comparison(p))
		return refuse(p, p->token.from, "comparisons do not chain",
			"join two with &&, or put one in parentheses");
	return node;
}

static struct expr_node *parse_not(struct parser *p)
{
	size_t from = p->token.from;

	if (!at_operator(p, OP_NOT))
		return parse_comparison(p);
	if (!enter(p) || !advance(p))
		return NULL;
	return leave(p, prefix(p, OP_NOT, from, parse_not(p)));
}

/* Operands joined by one operator, as children of one node: thousands of them nest no deeper. */
static struct expr_node *parse_chain(struct parser *p, enum expr_op op,
	struct expr_node *(*operand)(struct parser *))
{
	struct expr_node *first = operand(p), *node, **end;

	if (!first || !at_operator(p, op))
		return first;
	node = new_node(p, op, first->from);
	end = node ? add(p, node, &node->first, first) : NULL;
	while (end && at_operator(p, op))
		end = advance(p) ? add(p, node, end, operand(p)) : NULL;
	return end ? node : NULL;
}

static struct expr_node *parse_and(struct parser *p)
{
	return parse_chain(p, OP_AND, parse_not);
}

static struct expr_node *parse_or(struct parser *p)
{
	return parse_chain(p, OP_OR, parse_and);
}

int sops__expr_parse(struct sops_expr *expr, struct sops_error *err)
{
	struct parser p = { .expr = expr, .err = err };

	if (!advance(&p))
		return p.status;
	expr->root = parse_or(&p);
	if (!expr->root)
		return p.status;
	if (p.token.kind == TOKEN_END)
		return 0;
	expected(&p, "an operator");
	if (p.token.kind == TOKEN_NAME)
		sops_error_hint(err, "a name with spaces goes in backticks, a text in quotes");
	return p.status;
}
