/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"

#include "ascii.h"

#include <utf8proc.h>

static const struct {
	const char *spelt;
	enum expr_token_kind kind;
	enum expr_op op;
} signs[] = { /* longer ones first */
	{ "||", TOKEN_OPERATOR, OP_OR },  { "&&", TOKEN_OPERATOR, OP_AND },
	{ "==", TOKEN_OPERATOR, OP_EQ },  { "!=", TOKEN_OPERATOR, OP_NE },
	{ "<>", TOKEN_OPERATOR, OP_NE },  { "<=", TOKEN_OPERATOR, OP_LE },
	{ ">=", TOKEN_OPERATOR, OP_GE },  { "=", TOKEN_OPERATOR, OP_EQ },
	{ "<", TOKEN_OPERATOR, OP_LT },   { ">", TOKEN_OPERATOR, OP_GT },
	{ "!", TOKEN_OPERATOR, OP_NOT },  { "+", TOKEN_OPERATOR, OP_ADD },
	{ "-", TOKEN_OPERATOR, OP_SUB },  { "*", TOKEN_OPERATOR, OP_MUL },
	{ "/", TOKEN_OPERATOR, OP_DIV },  { "(", TOKEN_OPEN, OP_COUNT },
	{ ")", TOKEN_CLOSE, OP_COUNT },   { ",", TOKEN_COMMA, OP_COUNT },
};

static const struct {
	const char *spelt;
	enum expr_op op;
	int truth;
} words[] = {
	{ "or", OP_OR, 0 },
	{ "and", OP_AND, 0 },
	{ "not", OP_NOT, 0 },
	{ "in", OP_IN, 0 },
	{ "true", OP_LITERAL, 1 },
	{ "false", OP_LITERAL, 0 },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* Length of the letter, mark, digit or underscore at the start, or 0. */
static size_t name_character(struct sops_field rest)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;
	int category;

	if (!rest.len)
		return 0;
	n = utf8proc_iterate((const utf8proc_uint8_t *)rest.at, (utf8proc_ssize_t)rest.len, &code);
	if (n <= 0)
		return 0;
	category = utf8proc_category(code);
	if (code == '_' || (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO))
		return (size_t)n;
	return 0;
}

static struct sops_field behind(struct sops_field text, size_t len)
{
	return (struct sops_field){ text.at + len, text.len - len };
}

static size_t name_length(struct sops_field rest)
{
	size_t len = 0, n;

	while ((n = name_character(behind(rest, len))) > 0)
		len += n;
	return len;
}

static size_t space_length(struct sops_field rest)
{
	static const struct sops_field spaces[] = {
		SOPS_FIELD(" "), SOPS_FIELD("\t"), SOPS_FIELD("\n"), SOPS_FIELD("\r"),
		SOPS_FIELD("\xC2\xA0"), SOPS_FIELD("\xE3\x80\x80"), /* no-break, ideographic */
	};
	size_t len = 0;

	for (size_t i = 0; i < COUNT(spaces); i++) {
		if (rest.len - len < spaces[i].len ||
		    memcmp(rest.at + len, spaces[i].at, spaces[i].len) != 0)
			continue;
		len += spaces[i].len;
		i = SIZE_MAX; /* and from the first again */
	}
	return len;
}

bool sops__expr_month(struct sops_field text, int *month)
{
	int year = 0, number;

	if (text.len != 7 || sops__leading_digits(text) != 4 || text.at[4] != '-')
		return false;
	if (!sops__is_digit(text.at[5]) || !sops__is_digit(text.at[6]))
		return false;
	for (int i = 0; i < 4; i++)
		year = year * 10 + (text.at[i] - '0');
	number = (text.at[5] - '0') * 10 + (text.at[6] - '0');
	*month = year * 12 + number - 1;
	return sops_date_of(year, number, 1) != SOPS_DATE_BLANK;
}

static int refuse(const struct sops_expr *expr, size_t at, const char *what, const char *hint,
	struct sops_error *err)
{
	sops__expr_refuse(expr, at, what, err);
	if (hint)
		sops_error_hint(err, "%s", hint);
	return SOPS_EUSAGE;
}

/* Four digits, a hyphen and a digit: nothing but a date may begin so. */
static bool begins_date(struct sops_field rest)
{
	return rest.len > 5 && sops__leading_digits(rest) == 4 && rest.at[4] == '-' &&
		sops__is_digit(rest.at[5]);
}

static int lex_date(struct sops_expr *expr, struct sops_field rest, struct expr_token *token,
	struct sops_error *err)
{
	struct sops_field text = { rest.at, 0 };
	size_t n;

	do {
		struct sops_field more = behind(rest, text.len);

		n = more.len && *more.at == '-' ? 1 : name_length(more);
		text.len += n;
	} while (n > 0);
	token->kind = TOKEN_LITERAL;
	token->to = token->from + text.len;
	token->type = TYPE_MONTH;
	if (sops__expr_month(text, &token->value.month))
		return 0;
	token->type = TYPE_DATE;
	if (sops_date_parse_iso(&token->value.date, text, NULL) == 0)
		return 0;
	return refuse(expr, token->from, "not a date",
		"write 2026-07-15 or 2026-07; to subtract, put spaces around -", err);
}

/* Length of what is shaped as a number, without the per cent sign. */
static size_t number_length(struct sops_field rest)
{
	size_t len = sops__leading_digits(rest), sign, digits;

	if (len < rest.len && rest.at[len] == '.') {
		digits = sops__leading_digits(behind(rest, len + 1));
		len += digits ? 1 + digits : 0;
	}
	if (len + 1 >= rest.len || (rest.at[len] != 'e' && rest.at[len] != 'E'))
		return len;
	sign = rest.at[len + 1] == '+' || rest.at[len + 1] == '-';
	digits = sops__leading_digits(behind(rest, len + 1 + sign));
	return digits ? len + 1 + sign + digits : len;
}

static int lex_number(struct sops_expr *expr, struct sops_field rest, struct expr_token *token,
	struct sops_error *err)
{
	static const struct sops_money hundredth = { 1, 2 };
	struct sops_field text = { rest.at, number_length(rest) };
	struct sops_money *number = &token->value.number;
	bool percent = text.len < rest.len && rest.at[text.len] == '%';
	struct sops_field after = behind(rest, text.len + percent);

	token->kind = TOKEN_LITERAL;
	token->type = TYPE_NUMBER;
	token->to = token->from + text.len + percent;
	if (name_character(after) || (after.len && (*after.at == '.' || *after.at == '%')))
		return refuse(expr, token->from, "not a number",
			"a name that begins with a digit goes in backticks", err);
	if (sops_money_parse(number, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0 ||
	    (percent && sops_money_mul(number, *number, hundredth, NULL) < 0))
		return refuse(expr, token->from, "a number with too many digits", NULL, err);
	return 0;
}

/* What the character behind a backslash stands for, or NUL. */
static char escaped(char c)
{
	switch (c) {
	case 'n':
		return '\n';
	case 't':
		return '\t';
	case '"':
	case '\'':
	case '\\':
		return c;
	default:
		return '\0';
	}
}

static int lex_text(struct sops_expr *expr, struct sops_field rest, struct expr_token *token,
	struct sops_error *err)
{
	char quote = *rest.at, *text = sops__expr_alloc(expr, rest.len);
	size_t len = 0, i = 1;

	if (!text)
		return sops_error_memory(err);
	for (; i < rest.len && rest.at[i] != quote; i++) {
		char c = rest.at[i];

		if (c == '\\' && i + 1 < rest.len) {
			c = escaped(rest.at[++i]);
			if (!c)
				return refuse(expr, token->from + i - 1, "unknown escape",
					"for a backslash write two", err);
		}
		text[len++] = c;
	}
	if (i >= rest.len)
		return refuse(expr, token->from, "a text without its closing quote", NULL, err);
	token->kind = TOKEN_LITERAL;
	token->type = TYPE_TEXT;
	token->value.text = (struct sops_field){ text, len };
	token->value.blank = len == 0;
	token->to = token->from + i + 1;
	return 0;
}

static int lex_quoted_name(struct sops_expr *expr, struct sops_field rest,
	struct expr_token *token, struct sops_error *err)
{
	char *name = sops__expr_alloc(expr, rest.len);
	size_t len = 0, i;

	if (!name)
		return sops_error_memory(err);
	for (i = 1; i < rest.len; i++) {
		if (rest.at[i] == '`' && (i + 1 >= rest.len || rest.at[i + 1] != '`'))
			break;
		i += rest.at[i] == '`';
		name[len++] = rest.at[i];
	}
	if (i >= rest.len)
		return refuse(expr, token->from, "a name without its closing backtick", NULL, err);
	if (len == 0)
		return refuse(expr, token->from, "a name without a character", NULL, err);
	token->kind = TOKEN_QUOTED;
	token->name = (struct sops_field){ name, len };
	token->to = token->from + i + 1;
	return 0;
}

static void lex_word(struct sops_field name, struct expr_token *token)
{
	token->kind = TOKEN_NAME;
	token->name = name;
	token->to = token->from + name.len;
	for (size_t i = 0; i < COUNT(words); i++) {
		if (!sops__expr_same_word(name, words[i].spelt))
			continue;
		token->kind = words[i].op == OP_LITERAL ? TOKEN_LITERAL : TOKEN_OPERATOR;
		token->op = words[i].op;
		token->type = TYPE_TRUTH;
		token->value.truth = words[i].truth;
	}
}

static void lex_sign(struct sops_field rest, struct expr_token *token)
{
	for (size_t i = 0; i < COUNT(signs); i++) {
		size_t len = strlen(signs[i].spelt);

		if (rest.len < len || memcmp(rest.at, signs[i].spelt, len) != 0)
			continue;
		token->kind = signs[i].kind;
		token->op = signs[i].op;
		token->to = token->from + len;
		return;
	}
}

int sops__expr_lex(struct sops_expr *expr, size_t at, struct expr_token *token,
	struct sops_error *err)
{
	struct sops_field rest = { expr->text.at + at, expr->text.len - at };
	size_t space = space_length(rest), len;

	rest = behind(rest, space);
	*token = (struct expr_token){ .kind = TOKEN_BAD, .op = OP_COUNT, .from = at + space };
	token->to = token->from;
	if (!rest.len) {
		token->kind = TOKEN_END;
		return 0;
	}
	if (begins_date(rest))
		return lex_date(expr, rest, token, err);
	if (sops__is_digit(*rest.at) ||
	    (*rest.at == '.' && rest.len > 1 && sops__is_digit(rest.at[1])))
		return lex_number(expr, rest, token, err);
	if (*rest.at == '"' || *rest.at == '\'')
		return lex_text(expr, rest, token, err);
	if (*rest.at == '`')
		return lex_quoted_name(expr, rest, token, err);
	len = name_length(rest);
	if (len)
		lex_word((struct sops_field){ rest.at, len }, token);
	else
		lex_sign(rest, token);
	return 0;
}
