/* SPDX-License-Identifier: GPL-3.0-or-later */
/* earlier_shift.c: what stands in a column, and what stood there. */
#include "earlier_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

#define CHANCE 0.01 /* what is more probable than this may be chance */

static const struct sops_money usual_limit = { 1, 1 };

/* A column of both exports. */
struct pair {
	const struct sops_column_profile *now, *then;
	const struct sops_column_profile_options *options;
	struct sops_column_profile whole_now, whole_then;
	struct sops__both *both;
	size_t count;
};

static int64_t cells_of(const struct sops_group_entry *entry)
{
	return ((const struct sops__profile_value *)entry->state)->cells;
}

/* Two lists in one order become one. */
static void join_categories(struct pair *pair, const struct sops_group_entry *now, size_t n,
	const struct sops_group_entry *then, size_t m)
{
	size_t i = 0, j = 0;

	while (i < n || j < m) {
		int order = i == n ? 1 : j == m ? -1 : sops_field_compare(now[i].key, then[j].key);
		struct sops__both *both = &pair->both[pair->count++];

		*both = (struct sops__both){ .name = order <= 0 ? now[i].key : then[j].key };
		if (order <= 0)
			both->now = cells_of(&now[i++]);
		if (order >= 0)
			both->then = cells_of(&then[j++]);
	}
}

static int list_categories(struct pair *pair, struct sops_error *err)
{
	size_t n = sops_group_count(pair->now->values), m = sops_group_count(pair->then->values);
	struct sops_group_entry *now = NULL, *then = NULL;
	int status = sops_group_sorted(pair->now->values, &now, err);

	if (status == 0)
		status = sops_group_sorted(pair->then->values, &then, err);
	if (status == 0)
		pair->both = calloc(n + m + 1, sizeof(*pair->both));
	if (status == 0 && !pair->both)
		status = sops_error_memory(err);
	if (status == 0) {
		/* The blank one is the first of all. */
		if (pair->now->missing > 0 || pair->then->missing > 0)
			pair->both[pair->count++] = (struct sops__both){
				.now = pair->now->missing, .then = pair->then->missing };
		join_categories(pair, now, n, then, m);
	}
	free(now);
	free(then);
	return status;
}

static void join_values(struct pair *pair, const struct sops__profile_point *now, size_t n,
	const struct sops__profile_point *then, size_t m)
{
	size_t i = 0, j = 0;

	while (i < n || j < m) {
		int order = i == n ? 1 : j == m ? -1 : sops_money_compare(now[i].at, then[j].at);
		struct sops__both *both = &pair->both[pair->count++];

		*both = (struct sops__both){ .at = order <= 0 ? now[i].at : then[j].at };
		if (order <= 0)
			both->now = now[i++].cells;
		if (order >= 0)
			both->then = then[j++].cells;
	}
}

/* None where either has none. */
static int list_values(struct pair *pair, struct sops_error *err)
{
	struct sops__profile_point *now = NULL, *then = NULL;
	size_t n = 0, m = 0;
	int status = sops__profile_points(&now, &n, pair->now, &pair->whole_now, pair->options,
		err);

	if (status == 0)
		status = sops__profile_points(&then, &m, pair->then, &pair->whole_then,
			pair->options, err);
	if (status == 0 && n > 0 && m > 0) {
		pair->both = calloc(n + m, sizeof(*pair->both));
		if (pair->both)
			join_values(pair, now, n, then, m);
		else
			status = sops_error_memory(err);
	}
	free(now);
	free(then);
	return status;
}

static bool is_day(enum sops_profile_type type)
{
	return type == SOPS_PROFILE_DATE || type == SOPS_PROFILE_DATETIME;
}

static bool is_number(enum sops_profile_type type)
{
	return type >= SOPS_PROFILE_INTEGER && type <= SOPS_PROFILE_MONEY;
}

/* Whether values of both can be put into one order. */
static bool one_kind(enum sops_profile_type a, enum sops_profile_type b)
{
	return (is_day(a) && is_day(b)) || (is_number(a) && is_number(b)) ||
		(a == SOPS_PROFILE_PERCENT && b == SOPS_PROFILE_PERCENT);
}

static bool fits(const struct pair *pair)
{
	return sops_group_count(pair->now->values) <= SOPS_SHIFT_MOST &&
		sops_group_count(pair->then->values) <= SOPS_SHIFT_MOST;
}

static int compare_lists(struct sops_shift *out, struct pair *pair, struct sops_error *err)
{
	enum sops_profile_type now = sops__profile_type(&pair->whole_now);
	enum sops_profile_type then = sops__profile_type(&pair->whole_then);
	int status;

	if (one_kind(now, then)) {
		out->dates = is_day(now);
		status = list_values(pair, err);
		if (status < 0)
			return status;
		if (pair->count == 0) {
			out->why = "its values have no one order";
			return 0;
		}
		out->measure = SOPS_SHIFT_VALUES;
		return sops__shift_values(out, pair->both, pair->count, err);
	}
	if (!fits(pair)) {
		out->why = "it has too many different values";
		return 0;
	}
	status = list_categories(pair, err);
	out->measure = SOPS_SHIFT_CATEGORIES;
	return status < 0 ? status : sops__shift_categories(out, pair->both, pair->count, err);
}

static int compare_wholes(struct sops_shift *out, struct pair *pair, struct sops_error *err)
{
	int status = sops__profile_whole(&pair->whole_now, pair->now, pair->options, err);

	if (status < 0)
		return status;
	status = sops__profile_whole(&pair->whole_then, pair->then, pair->options, err);
	if (status == 0) {
		status = compare_lists(out, pair, err);
		sops_state_release(&sops_column_profile_state, &pair->whole_then);
	}
	sops_state_release(&sops_column_profile_state, &pair->whole_now);
	free(pair->both);
	return status;
}

static const char *why_not(const struct pair *pair)
{
	if (!pair->now || !pair->then)
		return "one of the exports has no records";
	if (sops__profile_too_many(pair->now, pair->options) ||
	    sops__profile_too_many(pair->then, pair->options))
		return "it has more different values than are kept";
	if (pair->now->filled == 0 && pair->then->filled == 0)
		return "it is empty";
	return NULL;
}

static int compare_matched(struct sops_shift *out, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, const struct sops__matches *matches,
	struct sops_error *err)
{
	struct pair pair = { .options = earlier->options };
	int then = matches->then_of[column];

	*out = (struct sops_shift){ .psi = NAN, .p = NAN, .at = SOPS_MONEY_BLANK,
		.middle_now = SOPS_MONEY_BLANK, .middle_then = SOPS_MONEY_BLANK,
		.distance = { SOPS_MONEY_BLANK, SOPS_MONEY_BLANK } };
	if (then < 0) {
		out->why = "it is new";
		return 0;
	}
	pair.now = sops__earlier_profile(now->profiles, column);
	pair.then = sops__earlier_profile(&earlier->profiles, (size_t)then);
	out->why = why_not(&pair);
	return out->why ? 0 : compare_wholes(out, &pair, err);
}

int sops_earlier_shift(struct sops_shift *out, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, struct sops_error *err)
{
	struct sops__matches matches;
	int status = sops__earlier_match(&matches, earlier, now->columns, err);

	if (status < 0)
		return status;
	status = compare_matched(out, earlier, now, column, &matches, err);
	sops__matches_release(&matches);
	return status;
}

static void put_name(struct sops_buffer *out, struct sops_field name)
{
	char quoted[SOPS_QUOTED];

	sops_buffer_puts(out, name.len ? sops_quote(quoted, name) : "blank");
}

static void put_value(struct sops_buffer *out, const struct sops_shift *shift,
	struct sops_money value)
{
	char text[SOPS_MONEY_TEXT];

	if (shift->dates)
		sops_date_format(text, (sops_date)value.units);
	else
		sops_money_format(text, value);
	sops_buffer_puts(out, text);
}

/* Without the C library, whose point is the locale's. */
static void put_chance(struct sops_buffer *out, double p)
{
	int thousandths = (int)(p * 1000 + 0.5);

	if (p < 0.001)
		sops_buffer_puts(out, "p < 0.001)");
	else
		sops_buffer_printf(out, "p = %d.%03d)", thousandths / 1000, thousandths % 1000);
}

static void put_categories(struct sops_buffer *out, const struct sops_shift *shift)
{
	put_name(out, shift->grew);
	sops_buffer_puts(out, " grew most, from ");
	sops__put_percent(out, shift->grew_then, shift->then);
	sops_buffer_printf(out, " of %" PRId64 " to ", shift->then);
	sops__put_percent(out, shift->grew_now, shift->now);
	sops_buffer_printf(out, " of %" PRId64 ", and ", shift->now);
	put_name(out, shift->fell);
	sops_buffer_puts(out, " fell most, from ");
	sops__put_percent(out, shift->fell_then, shift->then);
	sops_buffer_puts(out, " to ");
	sops__put_percent(out, shift->fell_now, shift->now);
}

static void put_values(struct sops_buffer *out, const struct sops_shift *shift, const char *file)
{
	sops__put_percent(out, shift->below_now, shift->now);
	sops_buffer_printf(out, " of %" PRId64 " are at most ", shift->now);
	put_value(out, shift, shift->at);
	sops_buffer_puts(out, ", ");
	sops__put_percent(out, shift->below_then, shift->then);
	sops_buffer_printf(out, " of %" PRId64 " in %s; the middle one is ", shift->then, file);
	put_value(out, shift, shift->middle_now);
	sops_buffer_puts(out, ", was ");
	put_value(out, shift, shift->middle_then);
}

static void put_words(struct sops_buffer *out, const struct sops_shift *shift, const char *file)
{
	if (shift->measure == SOPS_SHIFT_NONE) {
		sops_buffer_printf(out, "not compared: %s", shift->why);
		return;
	}
	if (shift->distance.num.units == 0) {
		sops_buffer_puts(out, "the same");
		return;
	}
	if (shift->measure == SOPS_SHIFT_CATEGORIES)
		put_categories(out, shift);
	else
		put_values(out, shift, file);
	sops_buffer_puts(out, " (distance ");
	sops__put_thousandths(out, shift->distance);
	sops_buffer_puts(out, ", ");
	put_chance(out, shift->p);
}

/* distance > limit, and no chance. */
static int is_shifted(bool *shifted, const struct sops_shift *shift, struct sops_money limit,
	struct sops_error *err)
{
	struct sops_money most;
	int status;

	*shifted = false;
	if (shift->measure == SOPS_SHIFT_NONE || shift->p >= CHANCE)
		return 0;
	status = sops_money_mul(&most, sops_money_blank(limit) ? usual_limit : limit,
		shift->distance.den, err);
	if (status == 0)
		*shifted = sops_money_compare(shift->distance.num, most) > 0;
	return status;
}

int sops_earlier_tell_shift(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, struct sops_money limit,
	sops_tell tell, void *to, struct sops_error *err)
{
	struct sops_finding finding = { .check = SOPS_CHECK_DISTRIBUTION_SHIFT,
		.column = sops_columns_name(now->columns, column) };
	struct sops_buffer message = SOPS_BUFFER_INIT;
	struct sops_shift shift;
	bool shifted = false;
	int status = sops_earlier_shift(&shift, earlier, now, column, err);

	if (status == 0)
		status = is_shifted(&shifted, &shift, limit, err);
	if (status < 0 || !shifted)
		return status;
	put_words(&message, &shift, earlier->file.at);
	status = sops_buffer_check(&message, err);
	finding.message = message.at;
	if (status == 0)
		status = tell(to, &finding, err);
	sops_buffer_release(&message);
	return status;
}

static int put_row(struct sops_table *table, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, size_t column, struct sops_error *err)
{
	static const char *const measures[] = { [SOPS_SHIFT_NONE] = NULL,
		[SOPS_SHIFT_CATEGORIES] = "total variation", [SOPS_SHIFT_VALUES] = "ks" };
	struct sops_buffer words = SOPS_BUFFER_INIT;
	struct sops_shift shift;
	int status = sops_earlier_shift(&shift, earlier, now, column, err);

	if (status < 0)
		return status;
	put_words(&words, &shift, earlier->file.at);
	sops_table_row(table);
	sops_table_text(table, sops_columns_name(now->columns, column));
	sops_table_string(table, measures[shift.measure]);
	sops_table_quotient(table, shift.distance);
	sops_table_real(table, shift.p);
	if (shift.measure == SOPS_SHIFT_NONE) {
		sops_table_blank(table);
		sops_table_blank(table);
	} else {
		sops_table_count(table, shift.now);
		sops_table_count(table, shift.then);
	}
	sops_table_text(table, sops_buffer_view(&words));
	sops_table_real(table, shift.psi);
	status = sops_buffer_check(&words, err);
	sops_buffer_release(&words);
	return status;
}

int sops_earlier_table(struct sops_table **out, const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, struct sops_error *err)
{
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	sops_table_column(table, "column", SOPS_COLUMN_TEXT, "", "the header");
	sops_table_column(table, "measure", SOPS_COLUMN_TEXT, "",
		"total variation of categories, ks of numbers and dates");
	sops_table_column(table, "distance", SOPS_COLUMN_NUMBER, "1",
		"0: the same; 1: nothing in common");
	sops_table_column(table, "p", SOPS_COLUMN_REAL, "1", "the chance of such a distance");
	sops_table_column(table, "now", SOPS_COLUMN_COUNT, "values", "compared, of this export");
	sops_table_column(table, "then", SOPS_COLUMN_COUNT, "values",
		"compared, of the earlier export");
	sops_table_column(table, "what", SOPS_COLUMN_TEXT, "", "in words");
	sops_table_hidden_column(table, "psi", SOPS_COLUMN_REAL, "1",
		"population stability index");
	for (size_t i = 0; status == 0 && i < sops_columns_count(now->columns); i++)
		status = put_row(table, earlier, now, i, err);
	if (status == 0)
		status = sops_table_check(table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
