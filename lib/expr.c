/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"
#include "expr_private.h"

#include <stdalign.h>
#include <stdlib.h>

#define CHUNK 8192

struct expr_chunk {
	struct expr_chunk *next;
	size_t used, size;
	alignas(16) char bytes[];
};

void *sops__expr_alloc(struct sops_expr *expr, size_t size)
{
	struct expr_chunk *chunk = expr->chunks;
	void *at;

	size = (size + 15) & ~(size_t)15;
	if (!chunk || chunk->size - chunk->used < size) {
		size_t room = size > CHUNK ? size : CHUNK;

		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk)
			return NULL;
		chunk->size = room;
		chunk->next = expr->chunks;
		expr->chunks = chunk;
	}
	at = chunk->bytes + chunk->used;
	chunk->used += size;
	return at;
}

void sops__expr_own(struct sops_expr *expr, struct expr_node *node)
{
	if (node->owner)
		return;
	node->owner = true;
	node->next_owner = expr->owners;
	expr->owners = node;
}

size_t sops__expr_character(const struct sops_expr *expr, size_t byte)
{
	size_t characters = 0;

	for (size_t i = 0; i < byte; i++)
		characters += (expr->text.at[i] & 0xC0) != 0x80;
	return characters + 1;
}

int sops__expr_refuse(const struct sops_expr *expr, size_t byte, const char *what,
	struct sops_error *err)
{
	struct sops_field rest = { expr->text.at + byte, expr->text.len - byte };
	char near[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE, "%s at character %zu, %s%s", what,
		sops__expr_character(expr, byte), rest.len ? "near " : "at the end",
		rest.len ? sops_quote(near, rest) : "");
}

const char *sops__expr_show(char out[SOPS_QUOTED], const struct sops_expr *expr,
	const struct expr_node *node)
{
	sops_quote(out, (struct sops_field){ expr->text.at + node->from, node->to - node->from });
	out[strlen(out) - 1] = '\0';
	return out + 1;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool sops__expr_same_word(struct sops_field text, const char *word)
{
	if (text.len != strlen(word))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (lower(text.at[i]) != word[i])
			return false;
	return true;
}

int sops_expr_new(struct sops_expr **out, const char *text, struct sops_error *err)
{
	struct sops_expr *expr;
	size_t len = strlen(text), valid;
	char *copy;
	int status;

	if (len > EXPR_BYTES)
		return sops_error_set(err, SOPS_EUSAGE,
			"the expression is %zu bytes long, and %d is the most", len, EXPR_BYTES);
	expr = calloc(1, sizeof(*expr));
	copy = expr ? sops__expr_alloc(expr, len + 1) : NULL;
	if (!copy) {
		sops_expr_free(expr);
		return sops_error_memory(err);
	}
	memcpy(copy, text, len);
	expr->text = (struct sops_field){ copy, len };
	valid = sops__utf8_span(copy, len);
	status = valid < len ? sops__expr_refuse(expr, valid, "not UTF-8", err)
			     : sops__expr_parse(expr, err);
	if (status < 0) {
		sops_expr_free(expr);
		return status;
	}
	*out = expr;
	return 0;
}

void sops_expr_free(struct sops_expr *expr)
{
	if (!expr)
		return;
	for (struct expr_node *node = expr->owners; node; node = node->next_owner) {
		sops__expr_pattern_free(node->pattern);
		sops_buffer_release(&node->buffer);
	}
	while (expr->chunks) {
		struct expr_chunk *chunk = expr->chunks;

		expr->chunks = chunk->next;
		free(chunk);
	}
	free(expr);
}

static int bind(struct sops_expr *expr, struct sops_values *values, sops_date as_of, bool condition,
	struct sops_error *err)
{
	int status;

	expr->values = values;
	expr->as_of = as_of;
	status = sops__expr_bind(expr, condition, err);
	expr->bound = status == 0;
	return status;
}

int sops_expr_bind(struct sops_expr *expr, struct sops_values *values, sops_date as_of,
	struct sops_error *err)
{
	return bind(expr, values, as_of, false, err);
}

int sops_expr_bind_true(struct sops_expr *expr, struct sops_values *values, sops_date as_of,
	struct sops_error *err)
{
	return bind(expr, values, as_of, true, err);
}

static int evaluate(struct sops_expr *expr, const struct sops_record *record,
	struct expr_value *value, struct sops_error *err)
{
	struct expr_run run = { expr, record, err };
	int status;

	if (!expr->bound)
		return sops_error_set(err, SOPS_EUSAGE, "the expression is not bound to a file");
	status = sops__expr_eval(&run, expr->root, value);
	if (status < 0)
		sops_error_place(err, &record->place);
	return status;
}

static struct sops_field month_text(struct sops_expr *expr, int month)
{
	size_t len = sops_date_format(expr->month, sops_date_of(month / 12, month % 12 + 1, 1));

	return (struct sops_field){ expr->month, len ? len - strlen("-01") : 0 };
}

int sops_expr_eval(struct sops_expr *expr, const struct sops_record *record,
	struct sops_result *out, struct sops_error *err)
{
	struct expr_value value;
	int status = evaluate(expr, record, &value, err);

	if (status < 0)
		return status;
	*out = (struct sops_result){ .kind = SOPS_RESULT_BLANK };
	if (value.blank)
		return 0;
	switch (expr->root->type) {
	case TYPE_NUMBER:
		*out = (struct sops_result){ .kind = SOPS_RESULT_NUMBER, .number = value.number };
		break;
	case TYPE_DATE:
		*out = (struct sops_result){ .kind = SOPS_RESULT_DATE, .date = value.date };
		break;
	case TYPE_TRUTH:
		*out = (struct sops_result){ .kind = SOPS_RESULT_TRUTH, .truth = value.truth };
		break;
	case TYPE_MONTH:
		*out = (struct sops_result){ .kind = SOPS_RESULT_TEXT,
			.text = month_text(expr, value.month) };
		break;
	default:
		*out = (struct sops_result){ .kind = SOPS_RESULT_TEXT, .text = value.text };
		break;
	}
	return 0;
}

int sops_expr_true(struct sops_expr *expr, const struct sops_record *record, bool *out,
	struct sops_error *err)
{
	struct expr_value value;
	int status;

	if (expr->bound && expr->root->type != TYPE_TRUTH)
		return sops_error_set(err, SOPS_EUSAGE,
			"the expression is %s, and a condition is a truth",
			sops__expr_type_name(expr->root->type));
	status = evaluate(expr, record, &value, err);
	if (status == 0)
		*out = !value.blank && value.truth;
	return status;
}

static bool uses(const struct expr_node *node, int column)
{
	if (node->op == OP_COLUMN && (node->column == column || node->currency_column == column))
		return true;
	for (const struct expr_node *operand = node->first; operand; operand = operand->next)
		if (uses(operand, column))
			return true;
	return false;
}

bool sops_expr_uses(const struct sops_expr *expr, int column)
{
	return expr->bound && uses(expr->root, column);
}
