/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expr_private.h"

#include <utf8proc.h>

static bool contains(const struct expr_value *args)
{
	return memmem(args[0].text.at, args[0].text.len, args[1].text.at, args[1].text.len);
}

static bool starts(const struct expr_value *args)
{
	struct sops_field text = args[0].text, part = args[1].text;

	return text.len >= part.len && memcmp(text.at, part.at, part.len) == 0;
}

static bool ends(const struct expr_value *args)
{
	struct sops_field text = args[0].text, part = args[1].text;

	return text.len >= part.len &&
		memcmp(text.at + text.len - part.len, part.at, part.len) == 0;
}

static int own_buffer(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	(void)err;
	sops__expr_own(expr, node);
	return 0;
}

/* Each node has a buffer of its own, so that both sides of a comparison may stand at once. */
static int change_case(struct expr_run *run, struct expr_node *node, struct sops_field text,
	utf8proc_int32_t (*change)(utf8proc_int32_t), struct sops_field *out)
{
	struct sops_buffer *buffer = &node->buffer;

	sops_buffer_clear(buffer);
	while (text.len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.at,
			(utf8proc_ssize_t)text.len, &code);
		utf8proc_uint8_t changed[4];
		size_t len = n > 0 ? (size_t)n : 1;

		if (n > 0)
			sops_buffer_add(buffer, changed,
				(size_t)utf8proc_encode_char(change(code), changed));
		else
			sops_buffer_add(buffer, text.at, 1);
		text = (struct sops_field){ text.at + len, text.len - len };
	}
	*out = sops_buffer_view(buffer);
	return sops_buffer_check(buffer, run->err);
}

static int apply_lower(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	return change_case(run, node, args[0].text, utf8proc_tolower, &out->text);
}

static int apply_upper(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	return change_case(run, node, args[0].text, utf8proc_toupper, &out->text);
}

static int64_t length(const struct expr_value *args)
{
	int64_t characters = 0;

	for (size_t i = 0; i < args[0].text.len; i++)
		characters += (args[0].text.at[i] & 0xC0) != 0x80;
	return characters;
}

static int64_t days(const struct expr_value *args)
{
	return (int64_t)args[1].date - args[0].date;
}

static int64_t day(const struct expr_value *args)
{
	return sops_date_civil(args[0].date).day;
}

static int apply_month(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	struct sops_civil day = sops_date_civil(args[0].date);

	(void)run;
	(void)node;
	out->month = day.year * 12 + day.month - 1;
	return 0;
}

static int64_t quarter(const struct expr_value *args)
{
	return (sops_date_civil(args[0].date).month + 2) / 3;
}

static int64_t year(const struct expr_value *args)
{
	return sops_date_civil(args[0].date).year;
}

static int64_t weekday(const struct expr_value *args)
{
	return sops_date_weekday(args[0].date);
}

static int apply_today(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	(void)node;
	(void)args;
	out->date = run->expr->as_of;
	out->blank = out->date == SOPS_DATE_BLANK;
	return 0;
}

static int apply_abs(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	(void)node;
	*out = args[0];
	if (out->number.units >= 0)
		return 0;
	return sops_money_sub(&out->number, sops_money_of(0), args[0].number, run->err);
}

static bool are_digits(const struct expr_value *value)
{
	return value->number.scale == 0 && value->number.units >= 0 &&
		value->number.units <= SOPS_SCALE_MAX;
}

static int check_digits(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	const struct expr_node *digits = node->first->next;

	if (!digits || !digits->constant || digits->value.blank || are_digits(&digits->value))
		return 0;
	return sops__expr_refuse(expr, digits->from, "round takes 0 to 30 digits, not these,", err);
}

static int apply_round(struct expr_run *run, struct expr_node *node, const struct expr_value *args,
	struct expr_value *out)
{
	char number[SOPS_MONEY_TEXT];
	int digits = 0;

	*out = args[0];
	if (node->first->next) {
		sops_money_format(number, args[1].number);
		if (!are_digits(&args[1]))
			return sops_error_set(run->err, SOPS_EINPUT,
				"round takes 0 to %d digits, not %s", SOPS_SCALE_MAX, number);
		digits = (int)args[1].number.units;
	}
	out->number = sops_money_round(args[0].number, digits);
	return 0;
}

static int eval_empty(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	int status = sops__expr_eval(run, node->first, out);

	out->truth = status == 0 && out->blank;
	out->blank = false;
	return status;
}

static int eval_if(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	struct expr_node *then = node->first->next;
	struct expr_value condition;
	int status = sops__expr_eval(run, node->first, &condition);

	if (status < 0)
		return status;
	return sops__expr_eval(run, !condition.blank && condition.truth ? then : then->next, out);
}

/* The extreme of the arguments: the one that compares with all others by the wanted sign. */
static int eval_extreme(struct expr_run *run, struct expr_node *node, int wanted,
	struct expr_value *out)
{
	enum expr_by by = node->type == TYPE_DATE ? BY_DATE : BY_NUMBER;
	int status = sops__expr_eval(run, node->first, out), sign;

	for (struct expr_node *arg = node->first->next; arg && status == 0 && !out->blank;
	     arg = arg->next) {
		struct expr_value value;

		status = sops__expr_eval(run, arg, &value);
		if (status == 0 && !value.blank)
			status = sops__expr_compare(run, node, by, out, &value, &sign);
		if (status == 0 && (value.blank || sign * wanted < 0))
			*out = value;
	}
	return status;
}

static int eval_min(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	return eval_extreme(run, node, -1, out);
}

static int eval_max(struct expr_run *run, struct expr_node *node, struct expr_value *out)
{
	return eval_extreme(run, node, 1, out);
}

const struct expr_function sops__expr_functions[] = {
	{ .name = "empty", .min = 1, .max = 1, .takes = { TAKES_CELL },
		.gives = TYPE_TRUTH, .eval = eval_empty },
	{ .name = "matches", .min = 2, .max = 2, .takes = { TAKES_TEXT, TAKES_TEXT },
		.gives = TYPE_TRUTH, .check = sops__expr_compile, .apply = sops__expr_matches },
	{ .name = "contains", .min = 2, .max = 2, .takes = { TAKES_TEXT, TAKES_TEXT },
		.gives = TYPE_TRUTH, .holds = contains },
	{ .name = "starts", .min = 2, .max = 2, .takes = { TAKES_TEXT, TAKES_TEXT },
		.gives = TYPE_TRUTH, .holds = starts },
	{ .name = "ends", .min = 2, .max = 2, .takes = { TAKES_TEXT, TAKES_TEXT },
		.gives = TYPE_TRUTH, .holds = ends },
	{ .name = "lower", .min = 1, .max = 1, .takes = { TAKES_TEXT },
		.gives = TYPE_TEXT, .check = own_buffer, .apply = apply_lower },
	{ .name = "upper", .min = 1, .max = 1, .takes = { TAKES_TEXT },
		.gives = TYPE_TEXT, .check = own_buffer, .apply = apply_upper },
	{ .name = "length", .min = 1, .max = 1, .takes = { TAKES_TEXT },
		.gives = TYPE_NUMBER, .count = length },
	{ .name = "days", .min = 2, .max = 2, .takes = { TAKES_DATE, TAKES_DATE },
		.gives = TYPE_NUMBER, .count = days },
	{ .name = "day", .min = 1, .max = 1, .takes = { TAKES_DATE },
		.gives = TYPE_NUMBER, .count = day },
	{ .name = "month", .min = 1, .max = 1, .takes = { TAKES_DATE },
		.gives = TYPE_MONTH, .apply = apply_month },
	{ .name = "quarter", .min = 1, .max = 1, .takes = { TAKES_DATE },
		.gives = TYPE_NUMBER, .count = quarter },
	{ .name = "year", .min = 1, .max = 1, .takes = { TAKES_DATE },
		.gives = TYPE_NUMBER, .count = year },
	{ .name = "weekday", .min = 1, .max = 1, .takes = { TAKES_DATE },
		.gives = TYPE_NUMBER, .count = weekday },
	{ .name = "abs", .min = 1, .max = 1, .takes = { TAKES_NUMBER },
		.gives = TYPE_NUMBER, .apply = apply_abs },
	{ .name = "min", .min = 1, .max = EXPR_MANY,
		.takes = { TAKES_ORDERED, TAKES_ORDERED, TAKES_ORDERED },
		.gives = TYPE_ANY, .eval = eval_min },
	{ .name = "max", .min = 1, .max = EXPR_MANY,
		.takes = { TAKES_ORDERED, TAKES_ORDERED, TAKES_ORDERED },
		.gives = TYPE_ANY, .eval = eval_max },
	{ .name = "round", .min = 1, .max = 2, .takes = { TAKES_NUMBER, TAKES_NUMBER },
		.gives = TYPE_NUMBER, .check = check_digits, .apply = apply_round },
	{ .name = "if", .min = 3, .max = 3, .takes = { TAKES_TRUTH, TAKES_SAME, TAKES_SAME },
		.gives = TYPE_ANY, .eval = eval_if },
	{ .name = "today", .min = 0, .max = 0, .gives = TYPE_DATE, .apply = apply_today },
	{ .name = NULL },
};
