/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_split.c: shares of one thing, which have to add up to 1: the split of a deal between reps.
 *
 * The rule's column holds the share, 0.4 or 40%; its arguments are the columns that say of what, or
 * else the table's id. Blank shares count as none, and of what has only such nothing is said.
 */
#include "audit_checks.h"

#include "audit_keep.h"
#include "audit_places.h"

#include <stdlib.h>

int sops__bind_split(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = test->n_columns ? sops__bind_columns(test, book, err) : 0;

	if (test->n_columns == 0)
		test->idle = book->n_keys == 0;
	test->idle |= test->column < 0;
	return status;
}

static void put_key(struct sops_buffer *out, const struct sops__audit_test *test,
	const struct sops__audit_at *at)
{
	sops_buffer_clear(out);
	for (size_t i = 0; i < test->n_columns; i++) {
		if (i > 0)
			sops_buffer_puts(out, " / ");
		sops_buffer_field(out, sops__audit_trimmed(at, test->columns[i]));
	}
	if (test->n_columns == 0)
		sops_buffer_field(out, sops__audit_key(at->book, at->record));
}

/* As a share: of a role, or as the cell says. */
static bool share_of(const struct sops__audit_test *test, const struct sops__audit_at *at,
	struct sops_money *out)
{
	bool percent = false;

	if (test->role >= 0 && sops__role(at, test->role)->type == SOPS_RATE) {
		*out = *(const struct sops_money *)sops__member(at, test->role);
		return !sops_money_blank(*out);
	}
	return sops_rate_parse(out, &percent, sops__audit_trimmed(at, test->column),
		SOPS_DECIMAL_POINT, NULL) == 0 && !sops_money_blank(*out);
}

int sops__check_split(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	uint64_t byte = sops__input_byte(at->book->input, at->record->place.byte);
	struct sops_money share;
	struct sops__keep_split *split;
	void *of;

	if (sops__audit_blank(at, test->column) || !share_of(test, at, &share))
		return SOPS__SKIP;
	if (sops__keep(&sops__keep_splits, &test->kept, err) < 0)
		return SOPS_ESYSTEM;
	put_key(at->message, test, at);
	if (sops_group_at(((struct sops__keep_splits *)test->kept)->of,
			sops_buffer_view(at->message), &of, err) < 0)
		return SOPS_ESYSTEM;
	split = of;
	if ((int64_t)byte < split->first)
		split->first = (int64_t)byte;
	if (sops_sum_add(&split->sum, share, (struct sops_currency){ "" }, err) < 0)
		return SOPS_EINPUT;
	return SOPS__SKIP; /* it is the sums that are checked */
}

static int tell(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_field key, const struct sops__keep_split *split, struct sops_error *err)
{
	struct sops_place place = { .byte = (uint64_t)split->first };
	struct sops_field record;
	char text[SOPS_MONEY_TEXT];
	int status = sops__places_find(book, (uint64_t)split->first, &place, &record, err);

	sops_money_format(text, split->sum.total);
	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "its shares add up to %s", text);
	return status < 0 ? status : sops__audit_find(book, test, &place, key,
		sops__audit_own_header(test), sops_field_of(text),
		sops_buffer_view(&book->message), err);
}

int sops__check_split_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops__keep_splits *splits = test->kept;
	struct sops_group_entry *entries = NULL;
	int status = splits ? sops_group_sorted(splits->of, &entries, err) : 0;

	(void)context;
	for (size_t i = 0; splits && status == 0 && i < sops_group_count(splits->of); i++) {
		const struct sops__keep_split *split = entries[i].state;

		book->counts[test->number].checked++;
		if (sops_money_compare(split->sum.total, sops_money_of(1)) != 0)
			status = tell(test, book, entries[i].key, split, err);
	}
	free(entries);
	return status;
}
