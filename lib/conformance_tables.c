/* SPDX-License-Identifier: GPL-3.0-or-later */
/* conformance_tables.c: which ways deals went, and whose deals went as they should. */
#include "conformance_private.h"

#include <stdlib.h>

/* Room for so many in all, new ones zero. */
static int make_room(void **array, size_t *count, size_t wanted, size_t each,
	struct sops_error *err)
{
	size_t size = *count > 8 ? *count : 8;
	void *grown;

	if (wanted <= *count)
		return 0;
	while (size < wanted)
		size *= 2;
	grown = reallocarray(*array, size, each);
	if (!grown)
		return sops_error_memory(err);
	memset((char *)grown + *count * each, 0, (size - *count) * each);
	*array = grown;
	*count = size;
	return 0;
}

/* Whether every move was one that the process allows. */
static bool went_well(const struct sops__judge *judge)
{
	for (size_t i = 0; i < judge->len; i++) {
		const struct sops__stay *stay = &judge->path[i];

		if (stay->stage < 0 ||
		    (stay->move != SOPS_MOVE_LEGAL && stay->move != SOPS_MOVE_APART))
			return false;
	}
	return true;
}

static int name_path(uint32_t *number, struct sops__judge *judge, struct sops_error *err)
{
	struct sops_conformance *of = judge->of;
	int status;

	sops_buffer_clear(&judge->key);
	for (size_t i = 0; i < judge->len; i++) {
		sops_buffer_field(&judge->key, judge->path[i].name);
		sops_buffer_putc(&judge->key, '\0');
	}
	sops_buffer_putc(&judge->key, '\0');
	sops_buffer_putc(&judge->key, went_well(judge) ? '+' : '-');
	status = sops_buffer_check(&judge->key, err);
	if (status == 0)
		status = sops__texts_add(&of->paths, sops_buffer_view(&judge->key), number, err);
	return status < 0 ? status : make_room((void **)&of->variants, &of->n_variants,
		*number + 1, sizeof(*of->variants), err);
}

static int account_path(struct sops__judge *judge, struct sops_error *err)
{
	const struct sops__stay *first, *last;
	enum sops_deal_status deal_status = judge->deal->status;
	struct sops__variant *variant;
	uint32_t number;
	int status;

	if (judge->len == 0)
		return 0;
	first = &judge->path[0];
	last = &judge->path[judge->len - 1];
	status = name_path(&number, judge, err);
	if (status < 0)
		return status;
	variant = &judge->of->variants[number];
	variant->deals++;
	variant->won += deal_status == SOPS_STATUS_WON;
	variant->lost += deal_status == SOPS_STATUS_LOST;
	if (deal_status == SOPS_STATUS_OPEN || last->kind == SOPS_STATUS_OPEN ||
	    first->entered == SOPS_DATE_BLANK)
		return 0;
	variant->closed++;
	variant->days += (int64_t)last->entered - first->entered;
	return 0;
}

/* A column of the table of owners. */
static const struct fault {
	enum sops_check_number check;
	bool history; /* it takes one to know */
	bool process; /* or one of these */
	const char *name, *doc;
} faults[] = {
	{ SOPS_CHECK_STAGE_SKIP, true, true, "skipped", "that left out a stage" },
	{ SOPS_CHECK_STAGE_REGRESSION, true, true, "backward", "that went back to a stage" },
	{ SOPS_CHECK_STAGE_REPEAT, true, false, "repeated", "that entered a stage again" },
	{ SOPS_CHECK_ILLEGAL_TRANSITION, true, true, "illegal",
		"that moved as the process does not allow" },
	{ SOPS_CHECK_STAGE_TOO_LONG, false, true, "too_long",
		"that were in a stage longer than its limit" },
	{ SOPS_CHECK_STAGE_FIELD, false, true, "missing_fields",
		"of which a required field is blank" },
	{ SOPS_CHECK_STAGE_ACTIVITY, false, true, "missing_activities",
		"of which a required activity was not done" },
	{ SOPS_CHECK_EDIT_AFTER_CLOSE, false, false, "edited_after_close",
		"that were changed when they had been closed" },
};

#define FAULTS (sizeof(faults) / sizeof(faults[0]))

static int account_owner(struct sops__judge *judge, struct sops_error *err)
{
	struct sops_conformance *of = judge->of;
	struct sops__owner *owner;
	bool conforms = !(judge->faults & SOPS_CONFORMANCE_CHECK(SOPS_CHECK_STAGE_UNKNOWN));
	int status = make_room((void **)&of->owners, &of->n_owners, judge->deal->owner + 1u,
		sizeof(*of->owners), err);

	if (status < 0)
		return status;
	owner = &of->owners[judge->deal->owner];
	owner->deals++;
	for (size_t i = 0; i < FAULTS; i++) {
		bool failed = judge->faults & SOPS_CONFORMANCE_CHECK(faults[i].check);

		owner->faults[i] += failed;
		conforms &= !failed;
	}
	owner->conforming += conforms;
	return 0;
}

int sops__judge_account(struct sops__judge *judge, struct sops_error *err)
{
	int status = account_path(judge, err);

	return status < 0 ? status : account_owner(judge, err);
}

static struct sops_ratio ratio(int64_t part, int64_t whole)
{
	return (struct sops_ratio){ sops_money_of(part), sops_money_of(whole) };
}

static int by_deals(const void *a, const void *b, void *with)
{
	const struct sops_conformance *of = with;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (of->variants[left].deals != of->variants[right].deals)
		return of->variants[left].deals > of->variants[right].deals ? -1 : 1;
	return sops_field_compare(sops__texts_at(&of->paths, left),
		sops__texts_at(&of->paths, right));
}

/* "Discovery > Demo > Won" */
static int write_path(struct sops_buffer *out, struct sops_field key, struct sops_error *err)
{
	sops_buffer_clear(out);
	for (size_t i = 0; i + 3 < key.len; i++) {
		if (key.at[i])
			sops_buffer_putc(out, key.at[i]);
		else
			sops_buffer_puts(out, " > ");
	}
	return sops_buffer_check(out, err);
}

static int64_t deals_of_all(const struct sops_conformance *of)
{
	int64_t deals = 0;

	for (size_t i = 0; i < of->n_variants; i++)
		deals += of->variants[i].deals;
	return deals;
}

static void variant_row(struct sops_table *table, const struct sops_conformance *of,
	const struct sops__variant *variant, struct sops_field path, bool conforming, int64_t all)
{
	sops_table_row(table);
	sops_table_text(table, path);
	sops_table_count(table, variant->deals);
	sops_table_share(table, ratio(variant->deals, all));
	if (of->has_process)
		sops_table_bool(table, conforming);
	else
		sops_table_blank(table);
	sops_table_quotient(table, ratio(variant->days, variant->closed));
	sops_table_count(table, variant->won);
	sops_table_share(table, ratio(variant->won, variant->won + variant->lost));
}

static int variant_rows(struct sops_table *table, const struct sops_conformance *of,
	const uint32_t *order, size_t count, struct sops_error *err)
{
	struct sops_buffer path = SOPS_BUFFER_INIT;
	int64_t all = deals_of_all(of);
	int status = 0;

	for (size_t i = 0; status == 0 && i < count; i++) {
		struct sops_field key = sops__texts_at(&of->paths, order[i]);

		status = write_path(&path, key, err);
		if (status == 0)
			variant_row(table, of, &of->variants[order[i]], sops_buffer_view(&path),
				key.at[key.len - 1] == '+', all);
	}
	sops_buffer_release(&path);
	return status;
}

int sops_conformance_variants(const struct sops_conformance *of, struct sops_table **out,
	struct sops_error *err)
{
	size_t count = sops__texts_count(&of->paths) - 1;
	uint32_t *order = calloc(count + 1, sizeof(*order));
	struct sops_table *table = NULL;
	int status = order ? sops_table_new(&table, err) : sops_error_memory(err);

	for (uint32_t i = 0; order && i < count; i++)
		order[i] = i + 1;
	if (order)
		qsort_r(order, count, sizeof(*order), by_deals, (void *)of);
	if (status == 0) {
		sops_table_column(table, "path", SOPS_COLUMN_TEXT, "",
			"stages, in the order in which they were entered");
		sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals",
			"deals that went that way");
		sops_table_column(table, "share", SOPS_COLUMN_RATIO, "1",
			"of deals that have a history");
		sops_table_column(table, "conforming", SOPS_COLUMN_BOOL, "",
			"whether the process allows every move");
		sops_table_column(table, "mean_days", SOPS_COLUMN_NUMBER, "days",
			"from the first stage to the last, of closed deals");
		sops_table_column(table, "won", SOPS_COLUMN_COUNT, "deals", "deals that are won");
		sops_table_column(table, "win_rate", SOPS_COLUMN_RATIO, "1", "won / (won + lost)");
		status = variant_rows(table, of, order, count, err);
	}
	if (status == 0)
		status = sops_table_check(table, err);
	free(order);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}

/* Whether such a thing could have been found. */
static bool could_fail(const struct sops_conformance *of, const struct fault *fault)
{
	return (!fault->history || of->has_history) && (!fault->process || of->has_process) &&
		(of->counts[fault->check].checked > 0 || fault->history);
}

static void owner_row(struct sops_table *table, const struct sops_conformance *of,
	const struct sops__owner *owner, struct sops_field name, bool total)
{
	bool judged = of->has_process || of->has_history;

	sops_table_row(table);
	if (name.len > 0)
		sops_table_text(table, name);
	else
		sops_table_blank(table);
	sops_table_bool(table, total);
	sops_table_count(table, owner->deals);
	if (judged) {
		sops_table_count(table, owner->conforming);
		sops_table_share(table, ratio(owner->conforming, owner->deals));
	} else {
		sops_table_blank(table);
		sops_table_blank(table);
	}
	for (size_t i = 0; i < FAULTS; i++) {
		if (could_fail(of, &faults[i]))
			sops_table_count(table, owner->faults[i]);
		else
			sops_table_blank(table);
	}
}

static int by_name(const void *a, const void *b, void *with)
{
	const struct sops_conformance *of = with;
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	if (left == 0 || right == 0)
		return (left == 0) - (right == 0);
	return sops_field_compare(sops__texts_at(&of->words, left),
		sops__texts_at(&of->words, right));
}

static void owner_columns(struct sops_table *table)
{
	sops_table_column(table, "owner", SOPS_COLUMN_TEXT, "", "whose deals they are");
	sops_table_column(table, "total", SOPS_COLUMN_BOOL, "", "whether they are those of all");
	sops_table_column(table, "deals", SOPS_COLUMN_COUNT, "deals", "deals of the owner");
	sops_table_column(table, "conforming", SOPS_COLUMN_COUNT, "deals",
		"of which nothing that follows is to be said, every stage known");
	sops_table_column(table, "share", SOPS_COLUMN_RATIO, "1", "conforming / deals");
	for (size_t i = 0; i < FAULTS; i++)
		sops_table_column(table, faults[i].name, SOPS_COLUMN_COUNT, "deals",
			faults[i].doc);
}

static void add_up(struct sops__owner *all, const struct sops__owner *owner)
{
	all->deals += owner->deals;
	all->conforming += owner->conforming;
	for (size_t i = 0; i < FAULTS; i++)
		all->faults[i] += owner->faults[i];
}

int sops_conformance_owners(const struct sops_conformance *of, struct sops_table **out,
	struct sops_error *err)
{
	uint32_t *order = calloc(of->n_owners + 1, sizeof(*order));
	struct sops__owner all = { .deals = 0 };
	struct sops_table *table = NULL;
	size_t count = 0;
	int status = order ? sops_table_new(&table, err) : sops_error_memory(err);

	for (uint32_t i = 0; order && i < of->n_owners; i++) {
		if (of->owners[i].deals > 0)
			order[count++] = i;
		add_up(&all, &of->owners[i]);
	}
	if (order)
		qsort_r(order, count, sizeof(*order), by_name, (void *)of);
	if (status == 0) {
		owner_columns(table);
		owner_row(table, of, &all, (struct sops_field){ NULL, 0 }, true);
	}
	for (size_t i = 0; status == 0 && i < count; i++)
		owner_row(table, of, &of->owners[order[i]],
			sops__texts_at(&of->words, order[i]), false);
	if (status == 0)
		status = sops_table_check(table, err);
	free(order);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
