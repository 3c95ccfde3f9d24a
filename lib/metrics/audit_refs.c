/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_refs.c: what a record refers to: values of other files, and the people on the roster. */
#include "audit_checks.h"

#include "audit_keep.h"

#include <sops/deals.h>

/* ---- other files ---- */

/* The rule's own file, or what --ref says of its column. */
static const struct sops_reference *reference_of(const struct sops__audit_test *test)
{
	const struct sops_audit_options *options = &test->plan->options;

	for (size_t i = 0; i < options->n_references; i++) {
		const struct sops_audit_reference *one = &options->references[i];

		if (one->rule ? strcmp(one->rule, test->rule->id) == 0
			      : strcmp(one->column, test->rule->column) == 0)
			return one->reference;
	}
	return NULL;
}

int sops__bind_reference(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	(void)book, (void)err;
	test->idle = test->column < 0 || !reference_of(test);
	return 0;
}

int sops__check_reference(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field cell = sops_field_trim(at->record->fields[test->column]);
	const struct sops_reference *reference = reference_of(test);

	if (cell.len == 0 || sops_values_blank(at->book->values, cell))
		return SOPS__SKIP;
	if (sops_reference_has(reference, cell))
		return SOPS__PASS;
	return sops_reference_explain(reference, cell, at->message, err) < 0 ? SOPS_ESYSTEM
									      : SOPS__FAIL;
}

int sops__check_unused(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	struct sops_field cell = sops_field_trim(at->record->fields[test->column]);
	int status;

	if (cell.len == 0 || sops_values_blank(at->book->values, cell))
		return SOPS__SKIP;
	status = sops__keep(&sops__keep_reference, &test->kept, err);
	if (status == 0)
		status = sops_reference_add(test->kept, reference_of(test), cell,
			sops__input_byte(at->book->input, at->record->place.byte), true, NULL,
			err);
	return status < 0 ? status : SOPS__SKIP;
}

int sops__check_unused_end(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_context *context, struct sops_error *err)
{
	const struct sops_reference *reference = reference_of(test);
	struct sops__audit_one one = { book, test };
	int status = sops__keep(&sops__keep_reference, &test->kept, err);

	(void)context;
	book->counts[test->number].checked = (int64_t)sops_reference_count(reference);
	return status < 0 ? status : sops_reference_tell_unused(reference, test->kept,
		sops__audit_tell_one, &one, err);
}

/* ---- people ---- */

int sops__bind_roster(struct sops__audit_test *test, const struct sops__audit_book *book,
	struct sops_error *err)
{
	uint64_t bound = sops_columns_bound(book->columns);

	(void)err;
	test->idle = sops_columns_schema(book->columns) != &sops_deals ||
		!test->plan->options.roster || !(bound & SOPS_ROLE(SOPS_DEALS_OWNER)) ||
		(test->rule->check == SOPS_CHECK_TERRITORY_MISMATCH &&
			!(bound & SOPS_ROLE(SOPS_DEALS_REGION)));
	return 0;
}

int sops__check_inactive_owner(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = at->row;
	const struct sops_roster_rep *rep;
	char day[SOPS_DATE_TEXT];

	(void)err;
	if (deal->owner.len == 0)
		return SOPS__SKIP;
	rep = sops_roster_find(test->plan->options.roster, deal->owner);
	if (rep && (rep->left == SOPS_DATE_BLANK || rep->left > at->as_of))
		return SOPS__PASS;
	at->column = sops_columns_of(at->book->columns, SOPS_DEALS_OWNER);
	if (!rep) {
		sops_buffer_puts(at->message, "the owner is not on the roster");
		return SOPS__FAIL;
	}
	sops_date_format(day, rep->left);
	sops_buffer_printf(at->message, "the owner left on %s", day);
	return SOPS__FAIL;
}

int sops__check_territory_mismatch(struct sops__audit_test *test, struct sops__audit_at *at,
	struct sops_error *err)
{
	const struct sops_deal *deal = at->row;
	const struct sops_roster_rep *rep =
		sops_roster_find(test->plan->options.roster, deal->owner);
	char quoted[SOPS_QUOTED];

	(void)err;
	if (!rep || rep->group.len == 0 || deal->region.len == 0)
		return SOPS__SKIP;
	if (sops_field_equal(rep->group, deal->region))
		return SOPS__PASS;
	at->column = sops_columns_of(at->book->columns, SOPS_DEALS_REGION);
	sops_buffer_printf(at->message, "its owner's region is %s", sops_quote(quoted, rep->group));
	return SOPS__FAIL;
}
