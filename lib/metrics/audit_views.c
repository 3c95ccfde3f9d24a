/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_views.c: results that other modules make as tables of their own. */
#include "audit_checks.h"

#include "audit_keep.h"

/* ---- score ---- */

static int make_score(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	struct sops_score score = options->score;
	int status = 0;

	for (size_t i = 0; book && status == 0 && i < book->plan->count; i++)
		status = sops_score_add(&score, book->plan->rules[i]->check,
			book->counts[i].checked, book->counts[i].failed, err);
	return status < 0 ? status : sops_score_table(out, &score, err);
}

/* ---- columns ---- */

static int make_columns(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	static const struct sops_record nothing;
	struct sops_columns *none = NULL;
	void *kept = NULL;
	int status = book && book->own ? 0
		: sops_columns_new(&none, options->schema, &nothing, err);

	if (status == 0)
		status = sops__keep(&sops__keep_profiles,
			book ? &book->kept[SOPS__EXTRA_PROFILES] : &kept, err);
	if (status == 0)
		status = sops_column_profiles_table(out,
			book ? book->kept[SOPS__EXTRA_PROFILES] : kept, none ? none : book->own,
			&options->columns, err);
	if (kept)
		sops__keep_profiles.free(&sops__keep_profiles, kept);
	sops_columns_free(none);
	return status;
}

/* ---- the process ---- */

typedef int make_table(const struct sops_conformance *conformance, struct sops_table **out,
	struct sops_error *err);

static int make_of_process(struct sops_table **out, struct sops__audit_book *book,
	make_table *make, struct sops_error *err)
{
	const struct sops_conformance_options nothing = { .as_of = SOPS_DATE_BLANK,
		.jump = SOPS_MONEY_BLANK };
	struct sops_conformance *none = NULL, *kept = book ? book->kept[SOPS__EXTRA_PROCESS] : NULL;
	int status = kept ? 0 : sops_conformance_new(&none, err);

	if (none)
		status = sops_conformance_run(none, &nothing, NULL, NULL, err);
	if (status == 0)
		status = make(kept ? kept : none, out, err);
	sops_conformance_free(none);
	return status;
}

static int make_paths(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	(void)options;
	return make_of_process(out, book, sops_conformance_variants, err);
}

static int make_owners(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	(void)options;
	return make_of_process(out, book, sops_conformance_owners, err);
}

/* ---- what is gone ---- */

static int make_fixed(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	(void)book;
	return options->baseline ? sops_baseline_fixed(out, options->baseline, err) : 0;
}

static int (*const views[SOPS_AUDIT_VIEWS])(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err) = {
	[SOPS_AUDIT_SCORE] = make_score,
	[SOPS_AUDIT_COLUMNS] = make_columns,
	[SOPS_AUDIT_PATHS] = make_paths,
	[SOPS_AUDIT_OWNERS] = make_owners,
	[SOPS_AUDIT_FIXED] = make_fixed,
};

int sops__audit_view(struct sops_table **out, struct sops__audit_book *book,
	const struct sops_audit_options *options, struct sops_error *err)
{
	return views[options->view] ? views[options->view](out, book, options, err) : 0;
}

/* ---- a table in a table ---- */

void sops__audit_copy_columns(struct sops_table *into, const struct sops_table *from)
{
	for (size_t i = 0; i < sops_table_columns(from); i++) {
		const struct sops_column *column = sops_table_column_at(from, i);

		sops_table_column(into, column->name, column->type, column->unit, column->doc);
	}
}

void sops__audit_copy_rows(struct sops_table *into, const struct sops_table *from)
{
	for (size_t row = 0; row < sops_table_rows(from); row++) {
		sops_table_row(into);
		for (size_t i = 0; i < sops_table_columns(from); i++)
			sops_table_cell(into, sops_table_cell_at(from, row, i));
	}
	for (size_t i = 0; i < sops_table_notes(from); i++)
		sops_table_note(into, "%s", sops_table_note_at(from, i));
}
