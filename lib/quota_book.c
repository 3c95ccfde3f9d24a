/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/quota_book.h>

#include "private.h"
#include "side.h"
#include "texts.h"

#include <stdlib.h>

enum { REP, TEAM, REGION, PRODUCT, SCOPES };

/* While rows are read texts move, and stand as numbers. */
struct entry {
	struct sops_quota_line line;
	uint32_t who[SCOPES], group;
};

struct sops_quota_book {
	struct entry *entries; /* the lines, then the quotas of 0 */
	size_t count, size;
	size_t lines;
	struct sops__texts texts;
	const struct sops_roster *roster;
	int scope;
	struct sops_quota_left_out left_out;
};

void sops_quota_book_free(struct sops_quota_book *book)
{
	if (!book)
		return;
	sops__texts_release(&book->texts);
	free(book->entries);
	free(book);
}

static int read_period(struct sops_quota_line *line, const struct sops_label *label,
	const struct sops_calendar *calendar, struct sops_error *err)
{
	struct sops_error why = { .status = SOPS_OK };

	if (!label->text[0])
		return sops_error_set(err, SOPS_EINPUT, "a quota needs a period");
	line->period = *label;
	if (sops_period_range(&line->first, &line->last, calendar, sops_field_of(label->text),
			&why) == 0)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "%s", why.text);
	if (why.hint[0])
		sops_error_hint(err, "%s", why.hint);
	return SOPS_EINPUT;
}

static int read_quota(struct sops_quota_line *line, const struct sops_quota_row *row,
	struct sops_error *err)
{
	char text[SOPS_MONEY_TEXT];

	line->quota = row->quota;
	line->currency = row->currency;
	if (sops_money_blank(row->quota))
		return sops_error_set(err, SOPS_EINPUT, "a quota needs an amount");
	if (row->quota.units >= 0)
		return 0;
	sops_money_format(text, row->quota);
	return sops_error_set(err, SOPS_EINPUT, "the quota is below 0: %s", text);
}

static int make_room(struct sops_quota_book *book, struct sops_error *err)
{
	size_t size = book->size ? 2 * book->size : 64;
	struct entry *grown;

	if (book->count < book->size)
		return 0;
	grown = reallocarray(book->entries, size, sizeof(*grown));
	if (!grown)
		return sops_error_memory(err);
	book->entries = grown;
	book->size = size;
	return 0;
}

static int keep_texts(struct sops_quota_book *book, struct entry *entry,
	const struct sops_quota_row *row, const struct sops_input *input, struct sops_error *err)
{
	const struct sops_field who[SCOPES] = { row->rep_id, row->team, row->region, row->product };
	struct sops_buffer key = SOPS_BUFFER_INIT;
	int status;

	sops_input_key(input, &key);
	status = sops_buffer_check(&key, err);
	if (status == 0)
		status = sops__texts_add(&book->texts, sops_buffer_view(&key), &entry->group, err);
	for (int i = 0; status == 0 && i < SCOPES; i++)
		status = sops__texts_add(&book->texts, who[i], &entry->who[i], err);
	sops_buffer_release(&key);
	return status;
}

static bool is_metric(struct sops_field metric, const char *wanted)
{
	const struct sops_field amount = SOPS_FIELD("amount");

	return sops__same(metric.len ? metric : amount, wanted ? sops_field_of(wanted) : amount);
}

static int append(struct sops_quota_book *book, const struct sops_quota_row *row,
	const struct sops_input *input, const struct sops_quota_options *options,
	struct sops_error *err)
{
	struct entry *entry;
	int status;

	if (!is_metric(row->metric, options->metric)) {
		book->left_out.other_metric++;
		return 0;
	}
	status = make_room(book, err);
	if (status < 0)
		return status;
	entry = &book->entries[book->count];
	*entry = (struct entry){ .line.line = sops_input_place(input).line };
	status = read_period(&entry->line, &row->period, options->calendar, err);
	if (status < 0)
		return sops__side_error(input, SOPS_QUOTAS_PERIOD, status, err);
	status = read_quota(&entry->line, row, err);
	if (status < 0)
		return sops__side_error(input, SOPS_QUOTAS_QUOTA, status, err);
	status = keep_texts(book, entry, row, input, err);
	if (status == 0)
		book->count++;
	return status;
}

/* The first column in which any row has a value. */
static int find_scope(const struct sops_quota_book *book)
{
	for (int scope = 0; scope < SCOPES; scope++)
		for (size_t i = 0; i < book->count; i++)
			if (book->entries[i].who[scope])
				return scope;
	return REP;
}

static void drop_other_scopes(struct sops_quota_book *book)
{
	size_t kept = 0;

	for (size_t i = 0; i < book->count; i++)
		if (book->entries[i].who[book->scope])
			book->entries[kept++] = book->entries[i];
	book->left_out.other_scope = (int64_t)(book->count - kept);
	book->count = kept;
}

static const struct sops_roster_rep *find_rep(const struct sops_quota_book *book,
	struct sops_field who)
{
	return book->scope == REP && book->roster ? sops_roster_find(book->roster, who) : NULL;
}

/* No text moves any more. */
static void name(const struct sops_quota_book *book, struct entry *entry)
{
	struct sops_quota_line *line = &entry->line;

	line->who = sops__texts_at(&book->texts, entry->who[book->scope]);
	line->team = sops__texts_at(&book->texts, entry->who[TEAM]);
	line->region = sops__texts_at(&book->texts, entry->who[REGION]);
	line->product = sops__texts_at(&book->texts, entry->who[PRODUCT]);
	line->group = sops__texts_at(&book->texts, entry->group);
	line->rep = find_rep(book, line->who);
	if (line->rep)
		line->who = line->rep->rep_id;
}

static int compare_days(const struct sops_quota_line *line, struct sops_field who, sops_date day)
{
	int order = sops_field_compare(line->who, who);

	return order ? order : (line->first > day) - (line->first < day);
}

static int by_who_and_day(const void *a, const void *b)
{
	const struct sops_quota_line *left = &((const struct entry *)a)->line;
	const struct sops_quota_line *right = &((const struct entry *)b)->line;
	int order = compare_days(left, right->who, right->first);

	return order ? order : (left->line > right->line) - (left->line < right->line);
}

static bool is_zero(const struct entry *entry)
{
	return entry->line.quota.units == 0;
}

static int zeros_last(const void *a, const void *b)
{
	int order = is_zero(a) - is_zero(b);

	return order ? order : by_who_and_day(a, b);
}

static int refuse_rival(const struct sops_quota_line *first, const struct sops_quota_line *second,
	const char *file, struct sops_error *err)
{
	const struct sops_place place = { .file = file, .line = second->line };
	char quoted[SOPS_QUOTED];

	if (first->first == second->first && first->last == second->last)
		sops_error_set(err, SOPS_EINPUT, "a second quota of %s for %s; the first is on "
			"line %llu", sops_quote(quoted, second->who), second->period.text,
			(unsigned long long)first->line);
	else
		sops_error_set(err, SOPS_EINPUT, "the quota of %s for %s has days of the one for "
			"%s, on line %llu", sops_quote(quoted, second->who), second->period.text,
			first->period.text, (unsigned long long)first->line);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* Of rows sorted by who and day it is enough to look at neighbours. */
static int refuse_rivals(const struct sops_quota_book *book, const char *file,
	struct sops_error *err)
{
	for (size_t i = 1; i < book->count; i++) {
		const struct sops_quota_line *a = &book->entries[i - 1].line;
		const struct sops_quota_line *b = &book->entries[i].line;

		if (sops_field_equal(a->who, b->who) && b->first <= a->last)
			return a->line < b->line ? refuse_rival(a, b, file, err)
						 : refuse_rival(b, a, file, err);
	}
	return 0;
}

int sops_quota_book_name(struct sops_quota_book *book, const struct sops_roster *roster,
	const char *file, struct sops_error *err)
{
	book->roster = roster;
	book->left_out.zero = 0;
	for (size_t i = 0; i < book->count; i++) {
		name(book, &book->entries[i]);
		book->left_out.zero += is_zero(&book->entries[i]);
	}
	if (book->count > 0)
		qsort(book->entries, book->count, sizeof(*book->entries), by_who_and_day);
	if (refuse_rivals(book, file, err) < 0)
		return SOPS_EINPUT;
	if (book->count > 0)
		qsort(book->entries, book->count, sizeof(*book->entries), zeros_last);
	book->lines = book->count - (size_t)book->left_out.zero;
	return 0;
}

static int finish(struct sops_quota_book *book, const struct sops_input *input,
	const struct sops_roster *roster, struct sops_error *err)
{
	book->scope = find_scope(book);
	drop_other_scopes(book);
	return sops_quota_book_name(book, roster, sops_input_name(input), err);
}

int sops_quota_book_read(struct sops_quota_book **out, struct sops_input *input,
	const struct sops_quota_options *options, struct sops_error *err)
{
	struct sops_quota_book *book = calloc(1, sizeof(*book));
	const void *row;
	int status;

	if (!book)
		return sops_error_memory(err);
	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = append(book, row, input, options, err);
		if (status < 0)
			break;
	}
	if (status == 0)
		status = finish(book, input, options->roster, err);
	if (status < 0)
		sops_quota_book_free(book);
	else
		*out = book;
	return status;
}

int sops_quota_book_scope(const struct sops_quota_book *book)
{
	static const int roles[SCOPES] = { SOPS_QUOTAS_REP_ID, SOPS_QUOTAS_TEAM,
		SOPS_QUOTAS_REGION, SOPS_QUOTAS_PRODUCT };

	return roles[book->scope];
}

size_t sops_quota_book_count(const struct sops_quota_book *book)
{
	return book->lines;
}

const struct sops_quota_line *sops_quota_book_at(const struct sops_quota_book *book, size_t index)
{
	return &book->entries[index].line;
}

/* The first line of who that begins after the day; of the id that the roster has for who. */
static size_t line_after(const struct sops_quota_book *book, struct sops_field *who, sops_date day)
{
	const struct sops_roster_rep *rep = find_rep(book, *who);
	size_t low = 0, high = book->lines;

	if (rep)
		*who = rep->rep_id;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_days(&book->entries[middle].line, *who, day) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int64_t sops_quota_book_find(const struct sops_quota_book *book, struct sops_field who,
	sops_date day)
{
	size_t low = line_after(book, &who, day);

	if (low == 0 || !sops_field_equal(book->entries[low - 1].line.who, who) ||
	    book->entries[low - 1].line.last < day || day == SOPS_DATE_BLANK)
		return -1;
	return (int64_t)low - 1;
}

const struct sops_quota_line *sops_quota_book_first(const struct sops_quota_book *book,
	struct sops_field who)
{
	size_t at = line_after(book, &who, SOPS_DATE_BLANK);

	if (at == book->lines || !sops_field_equal(book->entries[at].line.who, who))
		return NULL;
	return &book->entries[at].line;
}

size_t sops_quota_book_zeros(const struct sops_quota_book *book)
{
	return book->count - book->lines;
}

const struct sops_quota_line *sops_quota_book_zero(const struct sops_quota_book *book, size_t index)
{
	return &book->entries[book->lines + index].line;
}

struct sops_quota_left_out sops_quota_book_left_out(const struct sops_quota_book *book)
{
	return book->left_out;
}
