/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_args.c: what stands in the args of a rule, by the kind that its check takes. */
#define PCRE2_CODE_UNIT_WIDTH 8

#include <sops/expr.h>
#include <sops/nearest.h>

#include "ascii.h"
#include "rules_private.h"

#include <pcre2.h>
#include <stdlib.h>

#define MOST_DAYS 1000000

static int refuse(const struct sops_check *check, struct sops_field text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE, "%s is not what %s takes: %s",
		sops_quote(quoted, text), check->name, sops_args_doc(check->args));
}

static size_t digits_at(struct sops_field text, size_t at)
{
	size_t n = 0;

	while (at + n < text.len && sops__is_digit(text.at[at + n]))
		n++;
	return n;
}

static size_t sign_at(struct sops_field text, size_t at)
{
	return at < text.len && (text.at[at] == '-' || text.at[at] == '+');
}

/* -1.5e6, without marks, groups and units. */
static bool is_plain(struct sops_field text)
{
	size_t at = sign_at(text, 0), digits = digits_at(text, at);

	at += digits;
	if (at < text.len && text.at[at] == '.') {
		size_t behind = digits_at(text, at + 1);

		digits += behind;
		at += 1 + behind;
	}
	if (digits == 0)
		return false;
	if (at < text.len && (text.at[at] == 'e' || text.at[at] == 'E')) {
		at += 1 + sign_at(text, at + 1);
		digits = digits_at(text, at);
		at += digits;
	}
	return digits > 0 && at == text.len;
}

bool sops__rule_number(struct sops_money *out, struct sops_field text)
{
	bool percent = text.len > 0 && text.at[text.len - 1] == '%';
	struct sops_field bare = sops_field_trim(
		(struct sops_field){ text.at, text.len - percent });

	if (!is_plain(bare))
		return false;
	if (!percent)
		return sops_money_parse(out, NULL, bare, SOPS_DECIMAL_POINT, NULL) == 0;
	return sops_rate_parse(out, &percent, text, SOPS_DECIMAL_POINT, NULL) == 0 && percent;
}

static bool is_count(struct sops_money number)
{
	return number.scale == 0 && number.units >= 0 && number.units <= INT64_MAX;
}

static bool read_number(struct sops_money *out, struct sops_field text, enum sops_args_kind kind)
{
	if (!sops__rule_number(out, text))
		return false;
	switch (kind) {
	case SOPS_ARGS_COUNT:
	case SOPS_ARGS_COUNTS:
		return is_count(*out);
	case SOPS_ARGS_SHARE:
		return out->units >= 0 && sops_money_compare(*out, sops_money_of(1)) <= 0;
	case SOPS_ARGS_NUMBER:
		return out->units >= 0;
	default:
		return true;
	}
}

static bool read_days(int64_t *out, struct sops_field text)
{
	struct sops_money number;

	if (!sops__rule_number(&number, text) || !is_count(number) || number.units > MOST_DAYS)
		return false;
	*out = (int64_t)number.units;
	return true;
}

/* One end of a range, a number or a date. */
static bool read_end(struct sops_money *number, sops_date *date, struct sops_field text,
	enum sops_args_kind kind)
{
	if (kind != SOPS_ARGS_COUNTS && sops_date_parse_iso(date, text, NULL) == 0)
		return true;
	return read_number(number, text, kind);
}

static int take_number(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);

	if (!read_number(&rule->rule.args.low, text, check->args))
		return refuse(check, text, err);
	return 0;
}

static int take_days(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	if (!read_days(&rule->rule.args.days, text))
		return refuse(sops_checks_at(rule->rule.check), text, err);
	return 0;
}

static int take_end(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);
	struct sops_args *args = &rule->rule.args;
	bool low = check->args == SOPS_ARGS_LOW;

	if (!read_end(low ? &args->low : &args->high, low ? &args->from : &args->to, text,
		    check->args))
		return refuse(check, text, err);
	args->dates = args->from != SOPS_DATE_BLANK || args->to != SOPS_DATE_BLANK;
	return 0;
}

static bool read_range(struct sops_args *args, struct sops_field low, struct sops_field high,
	enum sops_args_kind kind)
{
	bool from, to;

	if ((low.len == 0 && high.len == 0) ||
	    (low.len > 0 && !read_end(&args->low, &args->from, low, kind)) ||
	    (high.len > 0 && !read_end(&args->high, &args->to, high, kind)))
		return false;
	from = args->from != SOPS_DATE_BLANK;
	to = args->to != SOPS_DATE_BLANK;
	args->dates = from || to;
	return low.len == 0 || high.len == 0 || from == to;
}

static int take_range(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);
	const char *dots = memmem(text.at, text.len, "..", 2);
	struct sops_args *args = &rule->rule.args;
	struct sops_field low, high;
	char quoted[SOPS_QUOTED];

	if (!dots)
		return refuse(check, text, err);
	low = sops_field_trim((struct sops_field){ text.at, (size_t)(dots - text.at) });
	high = sops_field_trim(
		(struct sops_field){ dots + 2, (size_t)(text.at + text.len - dots - 2) });
	if (!read_range(args, low, high, check->args))
		return refuse(check, text, err);
	if (low.len > 0 && high.len > 0 &&
	    (args->dates ? args->from > args->to
			 : sops_money_compare(args->low, args->high) > 0))
		return sops_error_set(err, SOPS_EUSAGE, "%s ends before it begins",
			sops_quote(quoted, text));
	return 0;
}

static int refuse_empty(const struct sops__rule *rule, struct sops_field text,
	struct sops_error *err)
{
	enum sops_args_kind kind = sops_checks_at(rule->rule.check)->args;
	char quoted[SOPS_QUOTED];

	sops_quote(quoted, text);
	if (kind == SOPS_ARGS_LIST)
		return sops_error_set(err, SOPS_EUSAGE, "%s has an empty word in it", quoted);
	if (kind == SOPS_ARGS_MOVES)
		return sops_error_set(err, SOPS_EUSAGE, "%s has a move in it that is not FROM>TO",
			quoted);
	return sops_error_set(err, SOPS_EUSAGE, "%s has an empty name in it", quoted);
}

static size_t count_of(struct sops_field text, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += text.at[i] == c;
	return n;
}

/* A word, or the two on either side of the inner separator. */
static bool add_word(struct sops__rule *rule, struct sops_field word, char inner)
{
	struct sops_args *args = &rule->rule.args;

	if (inner) {
		struct sops_field first = sops_field_cut(&word, inner);

		if (first.len == 0 || !word.at || memchr(word.at, inner, word.len))
			return false;
		rule->list[args->n_list++] = first;
		word = sops_field_trim(word);
	}
	rule->list[args->n_list++] = word;
	return word.len > 0;
}

int sops__rule_words(struct sops__rule *rule, struct sops_field text, char inner,
	struct sops_error *err)
{
	size_t most = count_of(text, '|') + 1;
	struct sops_field rest = text;

	rule->list = calloc(inner ? 2 * most : most, sizeof(*rule->list));
	if (!rule->list)
		return sops_error_memory(err);
	rule->rule.args.list = rule->list;
	while (rest.at)
		if (!add_word(rule, sops_field_cut(&rest, '|'), inner))
			return refuse_empty(rule, text, err);
	return 0;
}

static int take_list(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	return sops__rule_words(rule, text, '\0', err);
}

static int take_moves(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	return sops__rule_words(rule, text, '>', err);
}

static int take_columns(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const struct sops_args *args = &rule->rule.args;
	char quoted[SOPS_QUOTED];
	int status = sops__rule_words(rule, text, '\0', err);

	if (status < 0)
		return status;
	for (size_t i = 1; i < args->n_list; i++)
		for (size_t j = 0; j < i; j++)
			if (sops_field_equal(args->list[i], args->list[j]))
				return sops_error_set(err, SOPS_EUSAGE, "%s is named twice",
					sops_quote(quoted, args->list[i]));
	return 0;
}

static int take_pair(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	int status = take_columns(rule, text, err);

	if (status == 0 && rule->rule.args.n_list < 2)
		return refuse(sops_checks_at(rule->rule.check), text, err);
	return status;
}

static int take_lag(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);
	const char *at = memrchr(text.at, '@', text.len);
	struct sops_field days;
	int status;

	if (!at)
		return refuse(check, text, err);
	days = (struct sops_field){ at + 1, (size_t)(text.at + text.len - at - 1) };
	if (!read_days(&rule->rule.args.days, sops_field_trim(days)))
		return refuse(check, text, err);
	status = take_columns(rule, (struct sops_field){ text.at, (size_t)(at - text.at) }, err);
	if (status == 0 && rule->rule.args.n_list != 2)
		return refuse(check, text, err);
	return status;
}

/* FILE:COLUMN; a colon with a slash behind it belongs to the file. */
static int take_file(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const char *colon = memrchr(text.at, ':', text.len);
	struct sops_field file = text, column = { NULL, 0 };

	if (colon && !memchr(colon, '/', (size_t)(text.at + text.len - colon))) {
		file.len = (size_t)(colon - text.at);
		column = (struct sops_field){ colon + 1, text.len - file.len - 1 };
		if (file.len == 0 || column.len == 0)
			return refuse(sops_checks_at(rule->rule.check), text, err);
	}
	rule->list = calloc(2, sizeof(*rule->list));
	if (!rule->list)
		return sops_error_memory(err);
	rule->list[0] = file;
	rule->list[1] = column;
	rule->rule.args.list = rule->list;
	rule->rule.args.n_list = 2;
	return 0;
}

static int take_type(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	struct sops_field known[SOPS_CELL_TYPES];
	char quoted[SOPS_QUOTED];

	for (int i = 0; i < SOPS_CELL_TYPES; i++) {
		known[i] = sops_field_of(sops_cell_type_name((enum sops_cell_type)i));
		if (sops_field_equal(known[i], text)) {
			rule->rule.args.type = (enum sops_cell_type)i;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "no type %s", sops_quote(quoted, text));
	sops_hint_names(err, text, known, SOPS_CELL_TYPES, "types");
	return SOPS_EUSAGE;
}

static int take_pattern(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED], why[128] = "";
	pcre2_code *code;
	PCRE2_SIZE offset;
	int error;

	(void)rule;
	code = pcre2_compile((PCRE2_SPTR)text.at, text.len,
		PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &offset, NULL);
	if (code) {
		pcre2_code_free(code);
		return 0;
	}
	if (error == PCRE2_ERROR_HEAP_FAILED)
		return sops_error_memory(err);
	pcre2_get_error_message(error, (PCRE2_UCHAR *)why, sizeof(why));
	return sops_error_set(err, SOPS_EUSAGE, "%s is not a pattern: %s at byte %zu",
		sops_quote(quoted, text), why, offset);
}

static int take_expr(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	struct sops_expr *expr;
	int status = sops_expr_new(&expr, rule->rule.args.text, err);

	(void)text;
	if (status == 0)
		sops_expr_free(expr);
	return status;
}

static int (*const takes[SOPS_ARGS_KINDS])(struct sops__rule *rule, struct sops_field text,
	struct sops_error *err) = {
	[SOPS_ARGS_EXPR] = take_expr,
	[SOPS_ARGS_NUMBER] = take_number,
	[SOPS_ARGS_SHARE] = take_number,
	[SOPS_ARGS_COUNT] = take_number,
	[SOPS_ARGS_DAYS] = take_days,
	[SOPS_ARGS_LOW] = take_end,
	[SOPS_ARGS_HIGH] = take_end,
	[SOPS_ARGS_RANGE] = take_range,
	[SOPS_ARGS_COUNTS] = take_range,
	[SOPS_ARGS_LIST] = take_list,
	[SOPS_ARGS_PATTERN] = take_pattern,
	[SOPS_ARGS_TYPE] = take_type,
	[SOPS_ARGS_COLUMNS] = take_columns,
	[SOPS_ARGS_PAIR] = take_pair,
	[SOPS_ARGS_LAG] = take_lag,
	[SOPS_ARGS_FILE] = take_file,
	[SOPS_ARGS_MOVES] = take_moves,
	[SOPS_ARGS_LIKENESS] = sops__rule_likeness,
};

int sops__rule_args(struct sops__rule *rule, struct sops_error *err)
{
	const struct sops_check *check = sops_checks_at(rule->rule.check);
	struct sops_args *args = &rule->rule.args;

	*args = (struct sops_args){ .low = SOPS_MONEY_BLANK, .high = SOPS_MONEY_BLANK,
		.from = SOPS_DATE_BLANK, .to = SOPS_DATE_BLANK, .text = rule->cells[RULE_ARGS] };
	if (!args->text && check->args_needed)
		return sops_error_set(err, SOPS_EUSAGE, "%s needs args: %s", check->name,
			sops_args_doc(check->args));
	if (!args->text)
		return 0;
	if (check->args == SOPS_ARGS_NONE)
		return sops_error_set(err, SOPS_EUSAGE, "%s takes no args", check->name);
	return takes[check->args](rule, sops_field_of(args->text), err);
}
