/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state_sums.c: members that are amounts: sums, and the least and greatest of them. */
#include "state_private.h"

static int sum_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops_sum_merge(into, from, err);
}

static json_t *sum_save(const struct sops_state_field *field, const void *at)
{
	const struct sops_sum *sum = at;
	char total[SOPS_MONEY_TEXT];

	(void)field;
	sops_money_format(total, sum->total);
	return json_pack("[s, I, s, I]", total, (json_int_t)sum->n, sum->currency.code,
		(json_int_t)sum->unsaid);
}

static int sum_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_sum *sum = at;
	const char *total, *currency;
	json_int_t n, unsaid;

	if (json_unpack((json_t *)json, "[s, I, s, I!]", &total, &n, &currency, &unsaid) < 0 ||
	    unsaid < 0 || n < unsaid ||
	    strlen(currency) >= sizeof(sum->currency.code) ||
	    sops_money_parse(&sum->total, NULL, sops_field_of(total), SOPS_DECIMAL_POINT, NULL) < 0)
		return sops__state_refuse(field, err);
	sum->n = n;
	sum->unsaid = unsaid;
	memcpy(sum->currency.code, currency, strlen(currency) + 1);
	return 0;
}

static void sum_assume(const struct sops_state_field *field, const void *at,
	struct sops__assumed *all)
{
	const struct sops_sum *sum = at;

	(void)field;
	if (sum->unsaid > 0 && sum->currency.code[0])
		sops__assume(all, sum->currency);
}

const struct sops__kind sops__sum_kind = {
	.merge = sum_merge, .save = sum_save, .load = sum_load, .assume = sum_assume,
};

static void short_sum_release(const struct sops_state_field *field, void *at)
{
	(void)field;
	sops_short_sum_release(at);
}

static int short_sum_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops_short_sum_merge(into, from, err);
}

static json_t *short_sum_save(const struct sops_state_field *field, const void *at)
{
	const struct sops_sum sum = sops_short_sum_get(at);

	return sum_save(field, &sum);
}

static int short_sum_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_sum sum = { .n = 0 };
	int status = sum_load(field, &sum, json, err);

	return status < 0 ? status : sops_short_sum_set(at, &sum, err);
}

static void short_sum_assume(const struct sops_state_field *field, const void *at,
	struct sops__assumed *all)
{
	const struct sops_short_sum *small = at;
	struct sops_sum sum;

	/* Where all amounts name a currency or none does, nothing is assumed. */
	if (small->scale != SOPS_SHORT_SUM_ELSEWHERE && !(small->unsaid && small->code[0]))
		return;
	sum = sops_short_sum_get(small);
	sum_assume(field, &sum, all);
}

const struct sops__kind sops__short_sum_kind = {
	.release = short_sum_release, .merge = short_sum_merge, .save = short_sum_save,
	.load = short_sum_load, .assume = short_sum_assume,
};

static int money_init(const struct sops_state_field *field, void *at, struct sops_error *err)
{
	(void)field, (void)err;
	*(struct sops_money *)at = SOPS_MONEY_BLANK;
	return 0;
}

/* A blank comes after every amount. */
static int least_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	struct sops_money *least = into;
	const struct sops_money *other = from;

	(void)field, (void)err;
	if (sops_money_compare(*other, *least) < 0)
		*least = *other;
	return 0;
}

static int most_merge(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	struct sops_money *most = into;
	const struct sops_money *other = from;

	(void)field, (void)err;
	if (!sops_money_blank(*other) &&
	    (sops_money_blank(*most) || sops_money_compare(*other, *most) > 0))
		*most = *other;
	return 0;
}

static json_t *money_save(const struct sops_state_field *field, const void *at)
{
	char text[SOPS_MONEY_TEXT];

	(void)field;
	sops_money_format(text, *(const struct sops_money *)at);
	return json_string(text);
}

static int money_load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	struct sops_field text = { json_string_value(json), json_string_length(json) };

	if (!json_is_string(json) || (text.len > 0 &&
	    sops_money_parse(at, NULL, text, SOPS_DECIMAL_POINT, NULL) < 0))
		return sops__state_refuse(field, err);
	return 0;
}

const struct sops__kind sops__least_kind = {
	.init = money_init, .merge = least_merge, .save = money_save, .load = money_load,
};

const struct sops__kind sops__most_kind = {
	.init = money_init, .merge = most_merge, .save = money_save, .load = money_load,
};
