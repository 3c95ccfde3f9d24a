/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * visits_state.c: visits as part of a state that is saved: [[id, rows], ...] by id, where rows are
 * one text, as each value of JSON would take more memory than what it says. A row of it is
 *	entered,place,left,amount,currency,length:stage
 * with a + or - behind a time whose row has the day after or before its own.
 */
#include "visits.h"

#include "state_private.h"

#include <stdlib.h>

/* Days of four digits' years and far more; of any other number no day could be made. */
#define TIME_MOST ((sops_time)INT32_MAX * 86400)

static void release(const struct sops_state_field *field, void *at)
{
	(void)field;
	sops__visits_free(*(struct sops__visits **)at);
}

static int join(const struct sops_state_field *field, void *into, const void *from,
	struct sops_error *err)
{
	(void)field;
	return sops__visits_merge(into, *(struct sops__visits *const *)from, err);
}

static int take(const struct sops_state_field *field, void *into, void *from,
	struct sops_error *err)
{
	struct sops__visits **to = into, **of = from;
	int status;

	(void)field;
	if (sops__visits_count(*to) == 0) {
		sops__visits_free(*to);
		*to = *of;
		*of = NULL;
		return 0;
	}
	status = sops__visits_merge(to, *of, err);
	sops__visits_free(*of);
	*of = NULL;
	return status;
}

static int by_id(const void *a, const void *b, void *visits)
{
	return sops_field_compare(sops__visits_deal(visits, *(const uint32_t *)a),
		sops__visits_deal(visits, *(const uint32_t *)b));
}

static void print_time(struct sops_buffer *out, sops_time time, int shift)
{
	static const char *const signs[] = { "-", "", "+" };

	sops_buffer_printf(out, "%lld%s", (long long)time, signs[shift + 1]);
}

static void print(struct sops_buffer *out, const struct sops__visits *visits,
	const struct sops__visits_of *of)
{
	for (size_t i = 0; i < of->count; i++) {
		struct sops__visit visit = sops__visits_at(of, i);
		struct sops_field stage = sops__visits_stage(visits, visit.stage);
		struct sops_sum amount = sops_short_sum_get(&visit.amount);
		char text[SOPS_MONEY_TEXT];

		print_time(out, visit.entered, visit.entered_shift);
		sops_buffer_printf(out, ",%llu,", (unsigned long long)visit.place);
		if (visit.left != SOPS_TIME_BLANK)
			print_time(out, visit.left, visit.left_shift);
		sops_buffer_putc(out, ',');
		if (amount.n > 0) {
			sops_money_format(text, amount.total);
			sops_buffer_puts(out, text);
		}
		sops_buffer_printf(out, ",%s,%zu:", amount.currency.code, stage.len);
		sops_buffer_field(out, stage);
	}
}

static int append_deal(json_t *json, const struct sops__visits *visits, uint32_t deal)
{
	const struct sops__visits_of of = sops__visits_of(visits, deal);
	struct sops_field id = sops__visits_deal(visits, deal);
	struct sops_buffer rows = SOPS_BUFFER_INIT;
	json_t *pair = json_array();
	int status = SOPS_ESYSTEM;

	print(&rows, visits, &of);
	if (sops_buffer_check(&rows, NULL) == 0) {
		json_array_append_new(pair, json_stringn(id.at, id.len));
		json_array_append_new(pair, json_stringn(rows.at, rows.len));
	}
	sops_buffer_release(&rows);
	if (json_array_size(pair) == 2 && json_array_append(json, pair) == 0)
		status = 0;
	json_decref(pair);
	return status;
}

static json_t *save(const struct sops_state_field *field, const void *at)
{
	struct sops__visits *visits = *(struct sops__visits *const *)at;
	uint32_t count = sops__visits_deals(visits);
	uint32_t *deals = calloc((size_t)count + 1, sizeof(*deals));
	json_t *json = deals ? json_array() : NULL;
	int status = json ? sops__visits_order(visits, NULL) : SOPS_ESYSTEM;

	(void)field;
	for (uint32_t i = 0; deals && i < count; i++)
		deals[i] = i + 1;
	if (status == 0 && count > 0)
		qsort_r(deals, count, sizeof(*deals), by_id, visits);
	for (uint32_t i = 0; status == 0 && i < count; i++)
		status = append_deal(json, visits, deals[i]);
	free(deals);
	if (status < 0) {
		json_decref(json);
		return NULL;
	}
	return json;
}

static bool cut(struct sops_field *out, struct sops_field *rest, char end)
{
	const char *at = rest->len ? memchr(rest->at, end, rest->len) : NULL;

	if (!at)
		return false;
	*out = (struct sops_field){ rest->at, (size_t)(at - rest->at) };
	*rest = (struct sops_field){ at + 1, rest->len - out->len - 1 };
	return true;
}

/* A whole number of at most so much; at most 18 digits, so that none is too large to read. */
static bool whole(int64_t *out, struct sops_field text, int64_t most)
{
	bool minus = text.len > 0 && text.at[0] == '-';
	int64_t number = 0;

	if (text.len == (size_t)minus || text.len > 18)
		return false;
	for (size_t i = minus; i < text.len; i++) {
		if (text.at[i] < '0' || text.at[i] > '9')
			return false;
		number = 10 * number + text.at[i] - '0';
	}
	*out = minus ? -number : number;
	return number <= most && number >= -most;
}

static bool read_time(sops_time *time, int8_t *shift, struct sops_field text)
{
	const char last = text.len > 0 ? text.at[text.len - 1] : '\0';

	*shift = (int8_t)((last == '+') - (last == '-'));
	text.len -= *shift != 0;
	return whole(time, text, TIME_MOST);
}

/* One row of a text. */
struct row {
	struct sops__visit visit;
	struct sops_field stage;
	struct sops_money amount;
	struct sops_currency currency;
};

static bool read_amount(struct row *row, struct sops_field amount, struct sops_field code)
{
	if (code.len >= sizeof(row->currency.code))
		return false;
	row->amount = SOPS_MONEY_BLANK;
	if (code.len > 0)
		memcpy(row->currency.code, code.at, code.len);
	return amount.len == 0 ? code.len == 0 :
		sops_money_parse(&row->amount, NULL, amount, SOPS_DECIMAL_POINT, NULL) == 0;
}

static bool read_row(struct row *row, struct sops_field *rest)
{
	struct sops_field entered, place, left, amount, code, len;
	int64_t number;

	*row = (struct row){ .visit.left = SOPS_TIME_BLANK };
	if (!cut(&entered, rest, ',') || !cut(&place, rest, ',') || !cut(&left, rest, ',') ||
	    !cut(&amount, rest, ',') || !cut(&code, rest, ',') || !cut(&len, rest, ':') ||
	    !read_time(&row->visit.entered, &row->visit.entered_shift, entered) ||
	    !whole(&number, place, INT64_MAX) || number < 0 || !read_amount(row, amount, code))
		return false;
	row->visit.place = (uint64_t)number;
	if (left.len > 0 && !read_time(&row->visit.left, &row->visit.left_shift, left))
		return false;
	if (!whole(&number, len, INT64_MAX) || number < 1 || (uint64_t)number > rest->len)
		return false;
	row->stage = (struct sops_field){ rest->at, (size_t)number };
	*rest = (struct sops_field){ rest->at + number, rest->len - (size_t)number };
	return true;
}

static int load_deal(const struct sops_state_field *field, struct sops__visits **visits,
	const json_t *pair, struct sops_error *err)
{
	const json_t *key = json_array_get(pair, 0), *rows = json_array_get(pair, 1);
	struct sops_field id = { json_string_value(key), json_string_length(key) };
	struct sops_field rest = { json_string_value(rows), json_string_length(rows) };
	int status = 0;

	if (id.len == 0 || rest.len == 0 || json_array_size(pair) != 2 ||
	    sops__visits_find(*visits, id) > 0)
		return sops__state_refuse(field, err);
	while (status == 0 && rest.len > 0) {
		struct row row;

		status = !read_row(&row, &rest) ? sops__state_refuse(field, err) :
			sops__visits_add(visits, id, row.stage, &row.visit, row.amount,
				row.currency, err);
	}
	return status;
}

static int load(const struct sops_state_field *field, void *at, const json_t *json,
	struct sops_error *err)
{
	int status = json_is_array(json) ? 0 : sops__state_refuse(field, err);

	for (size_t i = 0; status == 0 && i < json_array_size(json); i++)
		status = load_deal(field, at, json_array_get(json, i), err);
	return status;
}

const struct sops__kind sops__visits_kind = {
	.release = release, .merge = join, .take = take, .save = save, .load = load,
};
