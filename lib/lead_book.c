/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/lead_book.h>

#include "book_rows.h"
#include "ids.h"

#include <inttypes.h>
#include <stdlib.h>

/* A lead on the day it was created, for what is counted by group and day. */
struct lead {
	struct sops__book_item item;
	uint32_t number;
	bool converted, dated, backward, deal, open;
};

/* The same by its number, for who looks for it. */
struct known {
	sops_date created; /* or UNBORN */
	uint32_t group;    /* of leads */
	uint64_t line;
};

#define UNBORN INT32_MAX /* later than any day */

struct sops_lead_book {
	sops_date as_of;
	struct sops__book leads, conversions;
	struct sops__texts ids;   /* a number above that of the lead */
	struct sops_buffer known; /* struct known by number of the lead */
	struct sops__texts deals;
	struct sops_buffer of_deals; /* uint32_t: the lead, by number of the deal less 1 */
	struct sops_lead_oddities oddities;
};

static struct known *known(const struct sops_lead_book *book, size_t lead)
{
	return (struct known *)(void *)book->known.at + lead;
}

static uint32_t *lead_of_deal(const struct sops_lead_book *book, uint32_t deal)
{
	return (uint32_t *)(void *)book->of_deals.at + deal - 1;
}

static int add_id(struct sops_lead_book *book, uint32_t *number,
	const struct sops__book_row *row, struct sops_error *err)
{
	const struct sops_lead *lead = row->at;
	const struct known new = { .line = row->line };
	char id[SOPS_SALESFORCE_ID], quoted[SOPS_QUOTED];
	uint32_t text;
	int status;

	if (lead->lead_id.len == 0) {
		sops_error_set(err, SOPS_EINPUT, "the lead has no id");
		return sops__book_column(row, SOPS_LEADS_ID, err);
	}
	status = sops__texts_add(&book->ids, sops__id(id, lead->lead_id), &text, err);
	if (status < 0)
		return status;
	*number = text - 1;
	if (text <= sops_lead_book_count(book)) {
		sops_error_set(err, SOPS_EINPUT, "lead_id %s stands twice, first on line %" PRIu64,
			sops_quote(quoted, lead->lead_id), known(book, *number)->line);
		return sops__book_column(row, SOPS_LEADS_ID, err);
	}
	sops_buffer_add(&book->known, &new, sizeof(new));
	return sops_buffer_check(&book->known, err);
}

/* A blank day comes last. */
static bool created_before(const struct sops_lead_book *book, uint32_t a, uint32_t b)
{
	sops_date left = known(book, a)->created, right = known(book, b)->created;

	if (left == right)
		return sops_field_compare(sops__texts_at(&book->ids, a + 1),
			sops__texts_at(&book->ids, b + 1)) < 0;
	return right == SOPS_DATE_BLANK || (left != SOPS_DATE_BLANK && left < right);
}

static int add_deal(struct sops_lead_book *book, uint32_t lead, struct sops_field deal_id,
	struct sops_error *err)
{
	char id[SOPS_SALESFORCE_ID];
	uint32_t deal;
	int status = sops__texts_add(&book->deals, sops__id(id, deal_id), &deal, err);

	if (status < 0 || deal == 0)
		return status;
	if (deal * sizeof(lead) > book->of_deals.len)
		sops_buffer_add(&book->of_deals, &lead, sizeof(lead));
	else if (created_before(book, lead, *lead_of_deal(book, deal)))
		*lead_of_deal(book, deal) = lead;
	return sops_buffer_check(&book->of_deals, err);
}

static int add_conversion(struct sops_lead_book *book, struct sops_field group, sops_date day,
	struct sops_error *err)
{
	void *conversion;

	return sops__book_add(&book->conversions, &conversion, group, day, err);
}

/* What of the row has happened by as-of. */
static struct lead judge(const struct sops_lead *row, sops_date as_of)
{
	sops_date created = row->created.day, converted = row->converted.day;
	bool dated = converted != SOPS_DATE_BLANK;

	if (dated && converted > as_of)
		return (struct lead){ .open = true };
	return (struct lead){
		.converted = dated || row->status == SOPS_LEAD_CONVERTED,
		.open = !dated && row->status != SOPS_LEAD_CONVERTED &&
			row->status != SOPS_LEAD_DISQUALIFIED,
		.dated = dated,
		.backward = dated && created != SOPS_DATE_BLANK && converted < created,
		.deal = row->deal_id.len > 0,
	};
}

static int add_lead(struct sops_lead_book *book, uint32_t number, const struct sops__book_row *row,
	struct sops_error *err)
{
	const struct sops_lead *from = row->at;
	struct lead *lead, judged = judge(from, book->as_of);
	void *item;
	int status = sops__book_add(&book->leads, &item, row->group, from->created.day, err);

	if (status < 0)
		return status;
	lead = item;
	judged.item = lead->item;
	judged.number = number;
	*lead = judged;
	known(book, number)->group = lead->item.group;
	book->oddities.undated += from->created.day == SOPS_DATE_BLANK;
	if (judged.dated)
		status = add_conversion(book, row->group, from->converted.day, err);
	return status == 0 ? add_deal(book, number, from->deal_id, err) : status;
}

static int add(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct sops_lead_book *book = to;
	sops_date created = ((const struct sops_lead *)row->at)->created.day;
	bool unborn = created != SOPS_DATE_BLANK && created > book->as_of;
	uint32_t number;
	int status = add_id(book, &number, row, err);

	if (status < 0)
		return status;
	known(book, number)->created = unborn ? UNBORN : created;
	book->oddities.unborn += unborn;
	return unborn ? 0 : add_lead(book, number, row, err);
}

int sops_lead_book_read(struct sops_lead_book **out, struct sops_input *input, sops_date as_of,
	struct sops_error *err)
{
	struct sops_lead_book *book = calloc(1, sizeof(*book));
	int status;

	if (!book)
		return sops_error_memory(err);
	book->as_of = as_of;
	book->leads.item_size = sizeof(struct lead);
	book->conversions.item_size = sizeof(struct sops__book_item);
	status = sops__book_rows(input, add, book, err);
	if (status < 0) {
		sops_lead_book_free(book);
		return status;
	}
	sops__book_sort(&book->leads);
	sops__book_sort(&book->conversions);
	*out = book;
	return 0;
}

void sops_lead_book_free(struct sops_lead_book *book)
{
	if (!book)
		return;
	sops__book_release(&book->leads);
	sops__book_release(&book->conversions);
	sops__texts_release(&book->ids);
	sops__texts_release(&book->deals);
	sops_buffer_release(&book->known);
	sops_buffer_release(&book->of_deals);
	free(book);
}

static int64_t find_id(const struct sops_lead_book *book, struct sops_field lead_id)
{
	char id[SOPS_SALESFORCE_ID];
	uint32_t number;

	if (!sops__texts_find(&book->ids, sops__id(id, lead_id), &number) || number == 0 ||
	    known(book, number - 1)->created == UNBORN)
		return -1;
	return number - 1;
}

int64_t sops_lead_book_find(const struct sops_lead_book *book, struct sops_field lead_id,
	struct sops_field deal_id)
{
	int64_t lead = find_id(book, lead_id);
	char id[SOPS_SALESFORCE_ID];
	uint32_t deal;

	if (lead >= 0)
		return lead;
	if (!sops__texts_find(&book->deals, sops__id(id, deal_id), &deal) || deal == 0)
		return -1;
	return *lead_of_deal(book, deal);
}

sops_date sops_lead_book_created(const struct sops_lead_book *book, int64_t lead)
{
	return lead < 0 ? SOPS_DATE_BLANK : known(book, (size_t)lead)->created;
}

struct sops_field sops_lead_book_lead_group(const struct sops_lead_book *book, int64_t lead)
{
	struct sops_field group = sops__texts_at(&book->leads.groups,
		known(book, (size_t)lead)->group);

	return group.at ? group : (struct sops_field){ "", 0 };
}

size_t sops_lead_book_count(const struct sops_lead_book *book)
{
	return book->known.len / sizeof(struct known);
}

void sops_lead_book_of(struct sops_lead_counts *out, const struct sops_lead_book *book,
	const bool *won, struct sops_field group, const struct sops_span *span)
{
	const void *at;
	size_t n = sops__book_find(&book->leads, &at, group, span);
	const struct lead *leads = at;

	*out = (struct sops_lead_counts){ .created = (int64_t)n };
	for (size_t i = 0; i < n; i++) {
		out->converted += leads[i].converted;
		out->deals += leads[i].deal;
		out->won += won && won[leads[i].number];
		out->undated += leads[i].converted && !leads[i].dated;
		out->backward += leads[i].backward;
		out->open += leads[i].open;
	}
	out->flow = (int64_t)sops__book_find(&book->conversions, &at, group, span);
}

bool sops_lead_book_span(const struct sops_lead_book *book, sops_date *first, sops_date *last,
	struct sops_field group)
{
	bool created = sops__book_span(&book->leads, first, last, group);
	sops_date from, to;

	if (!sops__book_span(&book->conversions, &from, &to, group))
		return created;
	if (!created || from < *first)
		*first = from;
	if (!created || to > *last)
		*last = to;
	return true;
}

struct sops_field sops_lead_book_group(const struct sops_lead_book *book, size_t index)
{
	return sops__book_group(&book->leads, index);
}

struct sops_lead_oddities sops_lead_book_oddities(const struct sops_lead_book *book)
{
	return book->oddities;
}
