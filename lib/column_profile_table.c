/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "column_profile_private.h"

#include "private.h"

#include <inttypes.h>
#include <stdlib.h>

#define TOP 3

struct making {
	struct sops_table *table;
	const struct sops_column_profile *kept, *whole;
	const struct sops_column_profile_options *options;
	struct sops_field name;
	struct sops_buffer text;
};

static const struct sops_column shown[] = {
	{ "column", SOPS_COLUMN_TEXT, "", "the header" },
	{ "role", SOPS_COLUMN_TEXT, "", "what it is to the table" },
	{ "type", SOPS_COLUMN_TEXT, "", "what at least 9 in 10 filled cells are" },
	{ "type_share", SOPS_COLUMN_RATIO, "1", "filled cells that are of the type" },
	{ "filled", SOPS_COLUMN_COUNT, "cells", "cells that say something" },
	{ "missing", SOPS_COLUMN_COUNT, "cells", "cells that are blank, or a null word" },
	{ "filled_share", SOPS_COLUMN_RATIO, "1", "filled / all" },
	{ "distinct", SOPS_COLUMN_COUNT, "values", "different filled cells" },
	{ "unique", SOPS_COLUMN_BOOL, "", "no filled cell stands twice" },
	{ "constant", SOPS_COLUMN_BOOL, "", "all filled cells are the same" },
	{ "min", SOPS_COLUMN_NUMBER, "as the column", "the least number or day" },
	{ "max", SOPS_COLUMN_NUMBER, "as the column", "the greatest number or day" },
	{ "mean", SOPS_COLUMN_NUMBER, "as the column", "sum / n of the numbers" },
	{ "shortest", SOPS_COLUMN_COUNT, "characters", "of the filled cells" },
	{ "longest", SOPS_COLUMN_COUNT, "characters", "of the filled cells" },
	{ "top", SOPS_COLUMN_TEXT, "", "the most frequent values and their counts" },
	{ "suspects", SOPS_COLUMN_TEXT, "", "sentinels and their counts" },
};

static const struct sops_column hidden[] = {
	{ "top1", SOPS_COLUMN_TEXT, "", "the most frequent value" },
	{ "top1_count", SOPS_COLUMN_COUNT, "cells", "how often it is there" },
	{ "top2", SOPS_COLUMN_TEXT, "", "the second" },
	{ "top2_count", SOPS_COLUMN_COUNT, "cells", "how often it is there" },
	{ "top3", SOPS_COLUMN_TEXT, "", "the third" },
	{ "top3_count", SOPS_COLUMN_COUNT, "cells", "how often it is there" },
};

static void put_columns(struct sops_table *table)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		sops_table_column(table, shown[i].name, shown[i].type, shown[i].unit,
			shown[i].doc);
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		sops_table_hidden_column(table, hidden[i].name, hidden[i].type, hidden[i].unit,
			hidden[i].doc);
}

static void note(const struct making *making, const char *text)
{
	char quoted[SOPS_QUOTED];

	sops_table_note(making->table, "column %s %s", sops_quote(quoted, making->name), text);
}

static bool any_two_currencies(const struct sops_column_profile *whole)
{
	return sops_group_count(whole->currencies) > 1;
}

static void put_days(const struct making *making)
{
	const struct sops_profile_days *days = sops__profile_days(making->whole);

	sops_table_date(making->table, days ? (sops_date)days->first : SOPS_DATE_BLANK);
	sops_table_date(making->table, days ? (sops_date)days->last : SOPS_DATE_BLANK);
	sops_table_blank(making->table);
	if (!days)
		note(making,
			"has dates that can be read in two ways: no min and max (try --dates)");
}

static void put_numbers(const struct making *making, const struct sops_profile_numbers *numbers,
	int64_t all, bool percent)
{
	struct sops_table *table = making->table;
	struct sops_ratio mean = { numbers->sum.total, sops_money_of(all) };
	const struct sops_ratio least = { numbers->least, sops_money_of(1) };
	const struct sops_ratio most = { numbers->most, sops_money_of(1) };

	if (numbers->n != all)
		mean.num = SOPS_MONEY_BLANK;
	if (!percent) {
		sops_table_money(table, numbers->least);
		sops_table_money(table, numbers->most);
		sops_table_quotient(table, mean);
		return;
	}
	sops_table_share(table, least);
	sops_table_share(table, most);
	sops_table_share(table, mean);
}

static void put_blanks(struct sops_table *table, int count)
{
	for (int i = 0; i < count; i++)
		sops_table_blank(table);
}

static void put_range(const struct making *making, enum sops_profile_type type)
{
	const struct sops_column_profile *whole = making->whole;

	switch (type) {
	case SOPS_PROFILE_INTEGER:
	case SOPS_PROFILE_DECIMAL:
	case SOPS_PROFILE_MONEY:
		if (!any_two_currencies(whole)) {
			put_numbers(making, &whole->numbers, whole->of[SOPS_PROFILE_MONEY], false);
			return;
		}
		put_blanks(making->table, 3);
		note(making, "has amounts of several currencies: no min, max and mean");
		return;
	case SOPS_PROFILE_PERCENT:
		put_numbers(making, &whole->percents, whole->of[SOPS_PROFILE_PERCENT], true);
		return;
	case SOPS_PROFILE_DATE:
	case SOPS_PROFILE_DATETIME:
		put_days(making);
		return;
	default:
		put_blanks(making->table, 3);
	}
}

static int64_t cells_of(const struct sops_group_entry *entry)
{
	return ((const struct sops__profile_value *)entry->state)->cells;
}

/* The most frequent, the bytewise first of equals in front: entries come in that order. */
static size_t choose_top(struct sops_group_entry top[TOP], const struct sops_group *values,
	const struct sops_group_entry *entries)
{
	size_t n = 0;

	for (size_t i = 0; i < sops_group_count(values); i++) {
		size_t at = n;

		if (n == TOP && cells_of(&entries[i]) <= cells_of(&top[TOP - 1]))
			continue;
		at = n < TOP ? n++ : TOP - 1;
		for (; at > 0 && cells_of(&entries[i]) > cells_of(&top[at - 1]); at--)
			top[at] = top[at - 1];
		top[at] = entries[i];
	}
	return n;
}

static void list(struct sops_buffer *out, const struct sops_group_entry *entry)
{
	char text[SOPS_QUOTED];

	sops_buffer_printf(out, "%s%s (%" PRId64 ")", out->len ? ", " : "",
		sops__escape(text, entry->key), cells_of(entry));
}

static void put_list(const struct making *making)
{
	if (making->text.len)
		sops_table_text(making->table, sops_buffer_view(&making->text));
	else
		sops_table_blank(making->table);
}

/* Those that were counted as missing are suspects, too, where they are no mere blanks. */
static int put_suspects(struct making *making, struct sops_error *err)
{
	struct sops_group_entry *entries, *nulls = NULL;
	int status = sops_group_sorted(making->whole->suspects, &entries, err);

	if (status == 0)
		status = sops_group_sorted(making->whole->nulls, &nulls, err);
	sops_buffer_clear(&making->text);
	for (size_t i = 0; status == 0 && i < sops_group_count(making->whole->nulls); i++)
		list(&making->text, &nulls[i]);
	for (size_t i = 0; status == 0 && i < sops_group_count(making->whole->suspects); i++)
		list(&making->text, &entries[i]);
	put_list(making);
	free(nulls);
	free(entries);
	return status < 0 ? status : sops_buffer_check(&making->text, err);
}

static int put_tops(struct making *making, struct sops_error *err)
{
	struct sops_group_entry *entries = NULL, top[TOP];
	bool too_many = sops__profile_too_many(making->kept, making->options);
	int status = too_many ? 0 : sops_group_sorted(making->kept->values, &entries, err);
	size_t n = status == 0 && !too_many ? choose_top(top, making->kept->values, entries) : 0;

	sops_buffer_clear(&making->text);
	for (size_t i = 0; i < n; i++)
		list(&making->text, &top[i]);
	put_list(making);
	if (status == 0)
		status = sops_buffer_check(&making->text, err);
	if (status == 0)
		status = put_suspects(making, err);
	for (size_t i = 0; status == 0 && i < n; i++) {
		sops_table_text(making->table, top[i].key);
		sops_table_count(making->table, cells_of(&top[i]));
	}
	free(entries);
	return status;
}

static void put_distinct(const struct making *making)
{
	int64_t distinct = (int64_t)sops_group_count(making->kept->values);
	struct sops_table *table = making->table;

	if (sops__profile_too_many(making->kept, making->options)) {
		char quoted[SOPS_QUOTED];

		put_blanks(table, 2);
		sops_table_bool(table, false);
		sops_table_note(table, "column %s has more than %zu different values: no distinct, "
			"unique and top", sops_quote(quoted, making->name), making->options->most);
		return;
	}
	sops_table_count(table, distinct);
	if (making->kept->filled == 0) {
		put_blanks(table, 2);
		return;
	}
	sops_table_bool(table, distinct == making->kept->filled);
	sops_table_bool(table, distinct == 1);
}

static void put_length(struct sops_table *table, const struct sops_column_profile *whole,
	int64_t length)
{
	if (whole->filled > 0)
		sops_table_count(table, length);
	else
		sops_table_blank(table);
}

static int put_row(struct making *making, const char *role, struct sops_error *err)
{
	const struct sops_column_profile *whole = making->whole;
	enum sops_profile_type type = sops__profile_type(whole);
	struct sops_table *table = making->table;
	struct sops_money filled = sops_money_of(whole->filled);
	int64_t cells;

	if (__builtin_add_overflow(whole->filled, whole->missing, &cells))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	sops_table_row(table);
	sops_table_text(table, making->name);
	sops_table_string(table, role);
	sops_table_string(table, sops_profile_type_name(type));
	sops_table_share(table, (struct sops_ratio){
		sops_money_of(type < SOPS_PROFILE_TYPES ? whole->of[type] : 0), filled });
	sops_table_count(table, whole->filled);
	sops_table_count(table, whole->missing);
	sops_table_share(table, (struct sops_ratio){ filled, sops_money_of(cells) });
	put_distinct(making);
	put_range(making, type);
	put_length(table, whole, whole->shortest);
	put_length(table, whole, whole->longest);
	return put_tops(making, err);
}

static const char *role_of(const struct sops_columns *columns, size_t column)
{
	int role = sops_columns_role(columns, column);

	return role < 0 ? NULL : sops_columns_schema(columns)->roles[role].name;
}

/* Of a file without records every column is empty. */
static int put_column(struct sops_table *table, const struct sops_column_profiles *profiles,
	const struct sops_columns *columns, size_t column,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	char number[SOPS_GROUP_NUMBER];
	struct sops_column_profile whole, none;
	struct making making = { .table = table, .options = options, .whole = &whole,
		.name = sops_columns_name(columns, column),
		.kept = sops_group_find(profiles->columns,
			sops_group_number(number, (int64_t)column)) };
	int status = sops_state_init(&sops_column_profile_state, &none, err);

	if (status < 0)
		return status;
	if (!making.kept)
		making.kept = &none;
	status = sops__profile_whole(&whole, making.kept, options, err);
	if (status == 0) {
		status = put_row(&making, role_of(columns, column), err);
		sops_state_release(&sops_column_profile_state, &whole);
	}
	sops_buffer_release(&making.text);
	sops_state_release(&sops_column_profile_state, &none);
	return status;
}

int sops_column_profiles_table(struct sops_table **out,
	const struct sops_column_profiles *profiles, const struct sops_columns *columns,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	put_columns(table);
	for (size_t i = 0; status == 0 && i < sops_columns_count(columns); i++)
		status = put_column(table, profiles, columns, i, options, err);
	if (status == 0)
		status = sops_table_check(table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
