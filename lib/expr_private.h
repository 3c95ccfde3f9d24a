/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr_private.h: the tree of an expression, shared by the lexer, the parser,
 * the binder and the evaluator.
 *
 *	text -- lex, parse --> tree -- bind --> tree with types -- eval --> value
 *
 * Everything the tree holds lives in the expression's own memory, except what
 * nodes on its list of owners hold: patterns and buffers.
 */
#ifndef SOPS_EXPR_PRIVATE_H
#define SOPS_EXPR_PRIVATE_H

#include <sops/buffer.h>
#include <sops/expr.h>

#define EXPR_BYTES 65536
#define EXPR_NESTING 200 /* of parentheses, calls and prefixes: bounds the parser's stack */
#define EXPR_HEIGHT 1000 /* of the tree: bounds the stack of all that walk it */
#define EXPR_MANY UINT32_MAX /* arguments, without a limit */

enum expr_type {
	TYPE_ANY, /* a column without a role, until its use settles what it is */
	TYPE_NUMBER,
	TYPE_DATE,
	TYPE_MONTH,
	TYPE_TEXT,
	TYPE_TRUTH,
	TYPE_WORD,     /* of a column whose role lists the words it may hold */
	TYPE_CURRENCY, /* of a column that says in what currency the amounts are */
};

enum expr_op {
	OP_LITERAL,
	OP_COLUMN,
	OP_CALL,
	OP_OR,
	OP_AND,
	OP_NOT,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_IN,
	OP_NOT_IN,
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_NEG,
	OP_COUNT,
};

/* What a pair of operands is compared by. */
enum expr_by {
	BY_EMPTY, /* the right one is "" */
	BY_NUMBER,
	BY_DATE,
	BY_TIME,
	BY_MONTH,
	BY_TEXT,
	BY_TRUTH,
	BY_WORD,
	BY_CURRENCY,
};

/* The type of a value is that of the node it comes from. */
struct expr_value {
	bool blank;
	union {
		struct {
			struct sops_money number;
			struct sops_currency currency; /* of a number, or what a text names */
		};
		struct {
			sops_date date;
			sops_time time; /* of columns that hold times only */
		};
		struct sops_field text;
		int month; /* months since January of the year 0 */
		int truth;
		int word;
	};
};

struct expr_pattern; /* a compiled regular expression */

struct expr_node {
	enum expr_op op;
	unsigned height;
	struct expr_node *first; /* operand, argument or, of a comparison, the left side */
	struct expr_node *next;  /* operand of the same parent */
	size_t from, to;         /* its bytes in the text */

	/* From the parser. */
	enum expr_type literal_type;
	struct expr_value literal;
	struct sops_field name;
	const struct expr_function *function;

	/* From the binder. */
	enum expr_type type;
	bool constant;           /* value is what it evaluates to */
	struct expr_value value;
	int column;
	int role_type;           /* an enum sops_type, or -1 */
	int currency_column;     /* that says in what currency this column's amounts are, or -1 */
	const struct sops_word *words;
	enum expr_by by;         /* how the left side is compared with this one */

	/* Owned, and freed by way of the expression's list of owners. */
	struct expr_node *next_owner;
	bool owner;
	struct expr_pattern *pattern;
	struct sops_buffer buffer;
};

struct expr_chunk;

struct sops_expr {
	struct sops_field text;
	struct expr_chunk *chunks;
	struct expr_node *root;
	struct expr_node *owners;
	bool bound;
	struct sops_values *values;
	sops_date as_of;
	char month[SOPS_DATE_TEXT]; /* a result that is a month, as text */
};

/* One evaluation. record is NULL while constants are folded. */
struct expr_run {
	struct sops_expr *expr;
	const struct sops_record *record;
	struct sops_error *err;
};

enum expr_takes {
	TAKES_CELL,    /* anything; of a column whether there is something in the cell */
	TAKES_TEXT,    /* of a column, whatever its role, the text of the cell */
	TAKES_NUMBER,
	TAKES_DATE,
	TAKES_TRUTH,
	TAKES_SAME,    /* what the others of this kind are */
	TAKES_ORDERED, /* the same, of numbers or dates */
};

struct expr_function {
	const char *name;
	unsigned min, max;
	enum expr_takes takes[3]; /* an argument behind the third is like the third */
	enum expr_type gives;     /* TYPE_ANY: what it takes */
	/* After binding, for what types cannot say; may be NULL. */
	int (*check)(struct sops_expr *expr, struct expr_node *node, struct sops_error *err);
	/* One of these, of at most three arguments; none is blank, or the result is. */
	int64_t (*count)(const struct expr_value *args);
	bool (*holds)(const struct expr_value *args);
	int (*apply)(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
		struct expr_value *out);
	/* Or eval, which evaluates its arguments itself. */
	int (*eval)(struct expr_run *run, struct expr_node *node, struct expr_value *out);
};

/* expr.c */
/* Zeroed, and freed with the expression; NULL when memory runs out. */
void *sops__expr_alloc(struct sops_expr *expr, size_t size);
/* Puts a node on the list of those that own something. */
void sops__expr_own(struct sops_expr *expr, struct expr_node *node);
/* The number of the character at that byte, from 1. */
size_t sops__expr_character(const struct sops_expr *expr, size_t byte);
/* SOPS_EUSAGE: "what at character 12, near "&& x"". */
int sops__expr_refuse(const struct sops_expr *expr, size_t byte, const char *what,
	struct sops_error *err);
/* The node as written, safe to print and cut at 60 characters. */
const char *sops__expr_show(char out[SOPS_QUOTED], const struct sops_expr *expr,
	const struct expr_node *node);
/* Whether two texts are the same but for the case of ASCII letters. */
bool sops__expr_same_word(struct sops_field text, const char *word);

/* expr_lex.c */
enum expr_token_kind {
	TOKEN_END,
	TOKEN_BAD, /* no token begins with this character */
	TOKEN_LITERAL,
	TOKEN_NAME,
	TOKEN_QUOTED, /* a name in backticks */
	TOKEN_OPERATOR,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_COMMA,
};

struct expr_token {
	enum expr_token_kind kind;
	enum expr_op op;
	size_t from, to;
	enum expr_type type;
	struct expr_value value;
	struct sops_field name;
};

/* Reads the token that begins at or after that byte. */
int sops__expr_lex(struct sops_expr *expr, size_t at, struct expr_token *token,
	struct sops_error *err);
/* Reads YYYY-MM: false when the text is not shaped so, or there is no such month. */
bool sops__expr_month(struct sops_field text, int *month);

/* expr_parse.c */
int sops__expr_parse(struct sops_expr *expr, struct sops_error *err);

/* expr_bind.c */
int sops__expr_bind(struct sops_expr *expr, bool condition, struct sops_error *err);

/* expr_settle.c */
bool sops__expr_is_text_literal(const struct expr_node *node);
bool sops__expr_is_empty_literal(const struct expr_node *node);
/* Whether it is min or max. */
bool sops__expr_is_ordered(const struct expr_node *node);
/* The arguments of a call that are of one type: the first, and all behind it; or NULL. */
struct expr_node *sops__expr_alike(const struct expr_node *call);
/* The operand that settles the type for all of a list: the first that has one. A text literal
 * has one only when nothing else does, and a column without a role never. */
const struct expr_node *sops__expr_decider(const struct expr_node *first);
/* What a node of TYPE_ANY is when nothing beside it says. */
enum expr_type sops__expr_default_type(const struct expr_node *node);
/* Makes the node one of that type: 0, 1 when it cannot be, or an error. beside is what decides. */
int sops__expr_settle(struct sops_expr *expr, struct expr_node *node, enum expr_type type,
	const struct expr_node *beside, struct sops_error *err);
/* Makes the node one that can be told to be blank; of a column any cell can. */
int sops__expr_need_cell(struct sops_expr *expr, struct expr_node *node, struct sops_error *err);
/* Refuses a text literal that, in a cell, would mean empty. */
int sops__expr_refuse_null(const struct sops_expr *expr, const struct expr_node *node,
	struct sops_error *err);
/* An error of a cell, where what was read is in the expression. */
int sops__expr_refuse_literal(const struct sops_expr *expr, const struct expr_node *node,
	const struct sops_error *why, struct sops_error *err);
/* "a number" */
const char *sops__expr_type_name(enum expr_type type);

/* expr_compare.c */
int sops__expr_bind_comparison(struct sops_expr *expr, struct expr_node *node,
	struct sops_error *err);
/* Compares two values of which none is blank: *sign is negative, zero or positive. */
int sops__expr_compare(struct expr_run *run, const struct expr_node *node, enum expr_by by,
	const struct expr_value *a, const struct expr_value *b, int *sign);
int sops__expr_eval_comparison(struct expr_run *run, struct expr_node *node,
	struct expr_value *out);

/* expr_eval.c */
int sops__expr_eval(struct expr_run *run, struct expr_node *node, struct expr_value *out);
/* The currency that two amounts have in common, or an error of the record. */
int sops__expr_currency(struct expr_run *run, const struct expr_node *node,
	struct sops_currency *common, const struct expr_value *a, const struct expr_value *b);

/* expr_functions.c: the table ends with a name of NULL. */
extern const struct expr_function sops__expr_functions[];

/* expr_match.c: matches() */
int sops__expr_compile(struct sops_expr *expr, struct expr_node *node, struct sops_error *err);
int sops__expr_matches(struct expr_run *run, struct expr_node *node,
	const struct expr_value *args, struct expr_value *out);
void sops__expr_pattern_free(struct expr_pattern *pattern);

#endif
