/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_dataset.c: what only all records together show. */
#include "audit_checks.h"

#include "../cell_type.h"
#include "audit_counts.h"
#include "audit_keep.h"

#include <sops/deals.h>

#include <stdlib.h>

static struct sops_field cell_of(const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	return sops__audit_trimmed(at, test->column);
}

/* Of the table: failed is 1 where the message says something. */
static int conclude(struct sops__audit_test *test, struct sops__audit_book *book, bool failed,
	struct sops_error *err)
{
	book->counts[test->number].checked = 1;
	return failed ? sops__audit_find_whole(test, book, 1, err) : 0;
}

/* The shares of so few say nothing: the rule is idle. */
#define FEW 20

static bool is_few(struct sops__audit_test *test, int64_t n)
{
	test->idle |= n < FEW;
	return n < FEW;
}

/* What is only counted: neither checked nor failed yet. */
static int counted(const struct sops__audit_at *at, const struct sops__audit_test *test)
{
	(void)at, (void)test;
	return SOPS__SKIP;
}

/* It tells no records: see audit.c. */
int sops__check_completeness(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	return sops__check_required(test, at, err);
}

/* ---- records ---- */

int sops__check_row_count(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops_args *args = &test->rule->args;
	struct sops_field high = sops_field_of(args->text), low = sops_field_cut(&high, '.');
	struct sops_money n = sops_money_of(sops__audit_records(book));
	bool few = !sops_money_blank(args->low) && sops_money_compare(n, args->low) < 0;
	bool many = !sops_money_blank(args->high) && sops_money_compare(n, args->high) > 0;

	(void)context;
	sops_field_cut(&high, '.');
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%lld records, %s than ",
		(long long)sops__audit_records(book), few ? "fewer" : "more");
	sops_buffer_field(&book->message, sops_field_trim(few ? low : high));
	return conclude(test, book, few || many, err);
}

/* ---- dates ---- */

int sops__check_freshness(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	sops_date day = sops__day_of(test, at);
	struct sops__keep_latest *latest;

	if (day == SOPS_DATE_BLANK || day > at->as_of)
		return SOPS__SKIP;
	if (!test->kept && sops__keep(&sops__keep_latest, &test->kept, err) < 0)
		return SOPS_ESYSTEM;
	latest = test->kept;
	latest->count++;
	if (day > latest->latest)
		latest->latest = day;
	return counted(at, test);
}

int sops__check_freshness_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__keep_latest *latest = test->kept;
	char text[SOPS_DATE_TEXT];
	int64_t age;

	if (!latest)
		return 0;
	age = context->as_of - latest->latest;
	sops_date_format(text, (sops_date)latest->latest);
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "the newest %s is %s, %lld day%s ago",
		test->rule->column, text, (long long)age, age == 1 ? "" : "s");
	return conclude(test, book, age > test->rule->args.days, err);
}

/* ---- values ---- */

int sops__check_texts(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	int status;

	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	status = test->kept ? 0 : sops__counts_make(&test->kept, err);
	if (status == 0)
		status = sops__counts_add(test->kept, cell_of(test, at), 1, err);
	return status < 0 ? status : counted(at, test);
}

int sops__check_constant_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	struct sops__counts *texts = test->kept;
	char quoted[SOPS_QUOTED];
	int64_t others;

	(void)context;
	if (!texts)
		return 0;
	sops__counts_settle(texts);
	book->counts[test->number].checked = texts->all;
	others = texts->all - texts->most;
	if (others == 0)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%s has %zu values; %lld record%s another than %s",
		test->rule->column, texts->united, (long long)others,
		others == 1 ? " has" : "s have", sops_quote(quoted, sops__counts_commonest(texts)));
	return sops__audit_find_whole(test, book, others, err);
}

/* Whether a share of the whole is above the limit, exactly. */
static bool is_above(int64_t part, int64_t whole, struct sops_money limit)
{
	struct sops_money bound;

	return sops_money_mul(&bound, sops_money_of(whole), limit, NULL) == 0 &&
		sops_money_compare(sops_money_of(part), bound) > 0;
}

/* 12.3, rounded down, so that what is above 50% is never said to be less. */
static void put_share(struct sops_buffer *out, int64_t part, int64_t whole)
{
	int64_t tenths = whole ? (int64_t)((__int128)part * 1000 / whole) : 0;

	sops_buffer_printf(out, "%lld of %lld (%lld.%lld%%)", (long long)part, (long long)whole,
		(long long)(tenths / 10), (long long)(tenths % 10));
}

/* One finding for all records, where a threshold is crossed. */
int sops__check_completeness_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__audit_count *count = &book->counts[test->number];

	(void)context;
	if (sops__audit_status(test->rule, count) == SOPS_SEVERITY_OFF)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%s: ", test->rule->column);
	put_share(&book->message, count->failed, count->checked);
	sops_buffer_puts(&book->message, " are blank");
	return sops__audit_find_whole(test, book, 0, err);
}

int sops__check_concentration_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	struct sops__counts *texts = test->kept;
	char quoted[SOPS_QUOTED];

	(void)context;
	if (!texts || is_few(test, texts->all))
		return 0;
	sops__counts_settle(texts);
	if (!is_above(texts->most, texts->all, test->rule->args.low))
		return conclude(test, book, false, err);
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%s has ",
		sops_quote(quoted, sops__counts_commonest(texts)));
	put_share(&book->message, texts->most, texts->all);
	return conclude(test, book, true, err);
}

/* ---- types ---- */

#define TYPES 8

static const enum sops_cell_type looks[TYPES] = { SOPS_IS_INTEGER, SOPS_IS_DECIMAL,
	SOPS_IS_PERCENT, SOPS_IS_DATE, SOPS_IS_BOOL, SOPS_IS_EMAIL, SOPS_IS_URL, SOPS_IS_PHONE };

struct types {
	int64_t all, of[TYPES];
};

static void drop_types(const struct sops_object *self, void *object)
{
	(void)self;
	free(object);
}

static int make_types(void **kept, struct sops_error *err)
{
	if (!*kept)
		*kept = calloc(1, sizeof(struct types));
	return *kept ? 0 : sops_error_memory(err);
}

static int merge_types(const struct sops_object *self, void **object, const void *other,
	struct sops_error *err)
{
	const struct types *from = other;
	struct types *into;

	(void)self;
	if (make_types(object, err) < 0)
		return SOPS_ESYSTEM;
	into = *object;
	into->all += from->all;
	for (size_t i = 0; i < TYPES; i++)
		into->of[i] += from->of[i];
	return 0;
}

static int save_types(const struct sops_object *self, const void *object, struct sops_buffer *out,
	struct sops_error *err)
{
	const struct types *types = object;

	(void)self;
	sops_buffer_printf(out, "%lld", (long long)types->all);
	for (size_t i = 0; i < TYPES; i++)
		sops_buffer_printf(out, " %lld", (long long)types->of[i]);
	return sops_buffer_check(out, err);
}

static int load_types(const struct sops_object *self, void **out, struct sops_field text,
	struct sops_error *err)
{
	int64_t *numbers;
	size_t n = 0;

	(void)self;
	if (make_types(out, err) < 0)
		return SOPS_ESYSTEM;
	numbers = &((struct types *)*out)->all;
	while (text.at && n < TYPES + 1) {
		struct sops_field one = sops_field_cut(&text, ' ');
		struct sops_money number;

		if (sops_money_parse(&number, NULL, one, SOPS_DECIMAL_POINT, NULL) < 0 ||
		    number.scale != 0 || number.units < 0)
			break;
		numbers[n++] = (int64_t)number.units;
	}
	return n == TYPES + 1 && !text.at ? 0
		: sops_error_set(err, SOPS_EINPUT, "not a saved state: types of cells");
}

const struct sops_object sops__keep_types = {
	.free = drop_types, .merge = merge_types, .save = save_types, .load = load_types,
};

int sops__check_one_type(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field cell = cell_of(test, at);
	struct types *types;

	if (sops__audit_blank(at, test->column))
		return SOPS__SKIP;
	if (make_types(&test->kept, err) < 0)
		return SOPS_ESYSTEM;
	types = test->kept;
	types->all++;
	for (size_t i = 0; i < TYPES; i++)
		types->of[i] += sops__cell_is(looks[i], cell);
	return counted(at, test);
}

/* Cells that look like nothing in particular are texts. A column of texts is of one type. */
int sops__check_one_type_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct types *types = test->kept;
	struct sops_money share = test->rule->args.low, limit;
	size_t best = 0;

	(void)context;
	if (!types)
		return 0;
	for (size_t i = 1; i < TYPES; i++)
		best = types->of[i] > types->of[best] ? i : best;
	if (!test->rule->args.text)
		share = (struct sops_money){ .units = 9, .scale = 1 };
	if (sops_money_mul(&limit, sops_money_of(types->all), share, NULL) < 0)
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "%s: ", test->rule->column);
	put_share(&book->message, types->of[best], types->all);
	sops_buffer_printf(&book->message, " of the cells are %s, the others are not",
		sops__cell_type_words(looks[best]));
	return conclude(test, book, types->of[best] > 0 &&
		types->all - types->of[best] > 0 &&
		sops_money_compare(sops_money_of(types->of[best]), limit) < 0 &&
		is_above(types->of[best], types->all,
			(struct sops_money){ .units = 1, .scale = 1 }), err);
}

/* ---- deals ---- */

int sops__bind_closed(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)err;
	test->idle = sops_columns_schema(book->columns) != &sops_deals ||
		!(sops_columns_bound(book->columns) & SOPS_ROLE(SOPS_DEALS_CLOSED));
	return 0;
}

int sops__bind_amount(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)err;
	test->idle = sops_columns_schema(book->columns) != &sops_deals ||
		!(sops_columns_bound(book->columns) & SOPS_ROLE(SOPS_DEALS_AMOUNT));
	return 0;
}

static int count_pair(struct sops__audit_test *test, bool some, struct sops_error *err)
{
	struct sops__keep_pair *pair;

	if (!test->kept && sops__keep(&sops__keep_pair, &test->kept, err) < 0)
		return SOPS_ESYSTEM;
	pair = test->kept;
	pair->all++;
	pair->some += some;
	return SOPS__SKIP;
}

#define LAST_DAYS 5 /* of a quarter, in which a deal that closes is taken for a late one */

static bool at_quarter_end(sops_date day)
{
	struct sops_civil civil = sops_date_civil(day);
	int last = (civil.month + 2) / 3 * 3;
	sops_date next = last == 12 ? sops_date_of(civil.year + 1, 1, 1)
				    : sops_date_of(civil.year, last + 1, 1);

	return next - day <= LAST_DAYS;
}

int sops__check_quarter_end(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = at->row;

	if (deal->status != SOPS_STATUS_WON || deal->closed == SOPS_DATE_BLANK)
		return SOPS__SKIP;
	return count_pair(test, at_quarter_end(deal->closed), err);
}

/* Whole thousands: money is kept in its lowest form. */
static bool is_round(const struct sops_money *amount)
{
	if (amount->units == (int64_t)amount->units) /* as most are: cheaper to divide */
		return amount->scale == 0 && (int64_t)amount->units % 1000 == 0;
	return amount->scale == 0 && amount->units % 1000 == 0;
}

int sops__check_round_number(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_money *amount = &((const struct sops_deal *)at->row)->amount;
	bool small = amount->scale == 0 ? amount->units < 1000
		: sops_money_compare(*amount, sops_money_of(1000)) < 0;

	return amount->scale < 0 || small ? SOPS__SKIP : count_pair(test, is_round(amount), err);
}

static int conclude_pair(struct sops__audit_test *test, struct sops__audit_book *book,
	const char *words, struct sops_error *err)
{
	const struct sops__keep_pair *pair = test->kept;

	if (!pair || is_few(test, pair->all))
		return 0;
	sops_buffer_clear(&book->message);
	put_share(&book->message, pair->some, pair->all);
	sops_buffer_puts(&book->message, words);
	return conclude(test, book, is_above(pair->some, pair->all, test->rule->args.low), err);
}

int sops__check_quarter_end_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	(void)context;
	return conclude_pair(test, book, " of the won deals closed in the last 5 days of a quarter",
		err);
}

int sops__check_round_number_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	(void)context;
	return conclude_pair(test, book, " of the amounts from 1000 up are whole thousands", err);
}
