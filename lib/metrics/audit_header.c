/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_header.c: the names of the columns, and which of them there are. */
#include "audit_checks.h"

#include <sops/history_events.h>

static int find_in_header(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_field column, struct sops_error *err)
{
	const struct sops_place place = { .line = sops__input_header(book->input)->place.line };

	return sops__audit_find(book, test, &place, (struct sops_field){ "", 0 }, column,
		column, sops_buffer_view(&book->message), err);
}

static size_t labels(const struct sops__audit_book *book)
{
	return sops_columns_count(book->columns);
}

static struct sops_field label(const struct sops__audit_book *book, size_t i)
{
	return sops_field_trim(sops__input_header(book->input)->fields[i]);
}

int sops__check_bom(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	book->counts[test->number].checked++;
	if (sops__input_header(book->input)->place.byte != strlen("\xEF\xBB\xBF"))
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_puts(&book->message, "the file begins with a byte order mark");
	return find_in_header(test, book, (struct sops_field){ "", 0 }, err);
}

int sops__check_blank_label(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < labels(book); i++) {
		book->counts[test->number].checked++;
		if (label(book, i).len > 0)
			continue;
		sops_buffer_clear(&book->message);
		sops_buffer_printf(&book->message, "column %zu has no name", i + 1);
		status = find_in_header(test, book, label(book, i), err);
	}
	return status;
}

int sops__check_duplicate_label(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < labels(book); i++) {
		size_t first = 0;

		book->counts[test->number].checked++;
		while (first < i && !sops_field_equal(label(book, first), label(book, i)))
			first++;
		if (first == i || label(book, i).len == 0)
			continue;
		sops_buffer_clear(&book->message);
		sops_buffer_printf(&book->message, "column %zu is called as column %zu is", i + 1,
			first + 1);
		status = find_in_header(test, book, label(book, i), err);
	}
	return status;
}

static bool label_has(const struct sops__audit_book *book, const char *any)
{
	struct sops_field text = label(book, 0);

	for (size_t i = 0; i < text.len; i++)
		if (strchr(any, text.at[i]))
			return true;
	return false;
}

/* One or two names above many columns, as a report's title is. */
int sops__check_title_row(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	size_t named = 0;

	book->counts[test->number].checked++;
	for (size_t i = 0; i < labels(book); i++)
		named += label(book, i).len > 0;
	if (sops_columns_bound(book->columns) || named > 2)
		return 0;
	sops_buffer_clear(&book->message);
	sops_buffer_puts(&book->message, "the first line is no header: it names no column of the "
		"table; ");
	if (labels(book) == 1 && label_has(book, ";\t|"))
		sops_buffer_puts(&book->message, "say with --delimiter what separates its fields");
	else
		sops_buffer_puts(&book->message, "where it is a title, sops-import finds the "
			"header below");
	return find_in_header(test, book, label(book, 0), err);
}

/* Whether the rule's list has the name; without a list it says nothing. */
static bool is_listed(const struct sops_args *args, struct sops_field name)
{
	for (size_t i = 0; i < args->n_list; i++)
		if (sops_field_equal(args->list[i], name))
			return true;
	return false;
}

static int miss_role(struct sops__audit_test *test, struct sops__audit_book *book,
	const struct sops_role *role, struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);

	sops_buffer_clear(&book->message);
	sops_buffer_printf(&book->message, "there is no column for %s: %s", role->name, role->doc);
	if (schema == &sops_stage_history && sops_history_other_layout(
			sops__input_header(book->input), sops__input_options(book->input)->profile))
		sops_buffer_puts(&book->message, "; sops-import -t stage_history makes this table "
			"of the file");
	return find_in_header(test, book, sops_field_of(role->name), err);
}

static int miss_header(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_field name, struct sops_error *err)
{
	sops_buffer_clear(&book->message);
	sops_buffer_puts(&book->message, "there is no such column");
	return find_in_header(test, book, name, err);
}

/* The columns that the rule lists, by role or header; else those that the table needs. */
int sops__check_missing_column(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	const struct sops_schema *schema = sops_columns_schema(book->columns);
	const struct sops_args *args = &test->rule->args;
	uint64_t bound = sops_columns_bound(book->columns);
	int status = 0;

	for (size_t i = 0; status == 0 && args->n_list == 0 && i < schema->count; i++) {
		if (!(schema->needs & SOPS_ROLE(i)))
			continue;
		book->counts[test->number].checked++;
		if (!(bound & SOPS_ROLE(i)))
			status = miss_role(test, book, &schema->roles[i], err);
	}
	for (size_t i = 0; status == 0 && i < args->n_list; i++) {
		int role = sops_schema_role(schema, args->list[i]);

		book->counts[test->number].checked++;
		if (role >= 0 && !(bound & SOPS_ROLE(role)))
			status = miss_role(test, book, &schema->roles[role], err);
		else if (role < 0 && sops_columns_find(book->columns, args->list[i], NULL) < 0)
			status = miss_header(test, book, args->list[i], err);
	}
	return status;
}

int sops__check_extra_column(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	int status = 0;

	for (size_t i = 0; status == 0 && i < labels(book); i++) {
		book->counts[test->number].checked++;
		if (sops_columns_role(book->columns, i) >= 0 ||
		    is_listed(&test->rule->args, label(book, i)))
			continue;
		sops_buffer_clear(&book->message);
		sops_buffer_printf(&book->message, "no column of the table %s",
			sops_columns_schema(book->columns)->name);
		status = find_in_header(test, book, label(book, i), err);
	}
	return status;
}

/* Where it stands in the order that is asked for: the rule's list, else the table's; or -1. */
static int place_of(const struct sops__audit_test *test, const struct sops__audit_book *book,
	size_t column)
{
	const struct sops_args *args = &test->rule->args;
	int role = sops_columns_role(book->columns, column);

	if (args->n_list == 0)
		return role;
	for (size_t i = 0; i < args->n_list; i++)
		if (sops_field_equal(args->list[i], label(book, column)) ||
		    (role >= 0 && role == sops_schema_role(sops_columns_schema(book->columns),
					args->list[i])))
			return (int)i;
	return -1;
}

int sops__check_column_order(struct sops__audit_test *test, struct sops__audit_book *book,
	struct sops_error *err)
{
	int last = -1, status = 0;

	for (size_t i = 0; status == 0 && i < labels(book); i++) {
		int place = place_of(test, book, i);

		if (place < 0)
			continue;
		book->counts[test->number].checked++;
		if (place < last) {
			sops_buffer_clear(&book->message);
			sops_buffer_puts(&book->message, "stands behind columns that should come "
				"later");
			status = find_in_header(test, book, label(book, i), err);
		}
		last = place > last ? place : last;
	}
	return status;
}
