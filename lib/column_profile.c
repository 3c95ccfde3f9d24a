/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "column_profile_private.h"

#include "cells.h"
#include "column_type.h"

#include <stdlib.h>

static const struct sops_state value_state = SOPS_STATE(struct sops__profile_value,
	SOPS_STATE_FIELD(struct sops__profile_value, cells, SOPS_STATE_COUNT));

#define FIELD(member, kind) \
	SOPS_STATE_FIELD(struct sops_column_profile, member, SOPS_STATE_##kind)
#define GROUP(member) SOPS_STATE_GROUP_OF(struct sops_column_profile, member, value_state)
#define NUMBERS(member) \
	FIELD(member.n, COUNT), FIELD(member.least, LEAST), FIELD(member.most, MOST), \
	FIELD(member.sum, SUM)
#define DAYS(member) FIELD(member.first, MIN), FIELD(member.last, MAX), FIELD(member.proofs, COUNT)

const struct sops_state sops_column_profile_state = SOPS_STATE(struct sops_column_profile,
	FIELD(filled, COUNT), FIELD(missing, COUNT), GROUP(values), GROUP(nulls),
	FIELD(given_up, COUNT),
	FIELD(of[0], COUNT), FIELD(of[1], COUNT), FIELD(of[2], COUNT), FIELD(of[3], COUNT),
	FIELD(of[4], COUNT), FIELD(of[5], COUNT), FIELD(of[6], COUNT), FIELD(of[7], COUNT),
	FIELD(of[8], COUNT), FIELD(of[9], COUNT), FIELD(of[10], COUNT), FIELD(of[11], COUNT),
	FIELD(shortest, MIN), FIELD(longest, MAX), NUMBERS(numbers), NUMBERS(percents),
	DAYS(month_first), DAYS(day_first), FIELD(ambiguous, COUNT), GROUP(currencies),
	GROUP(suspects));

_Static_assert(SOPS_PROFILE_TYPES == 12, "a field of the state for each");

const struct sops_state sops_column_profiles_state = SOPS_STATE(struct sops_column_profiles,
	SOPS_STATE_GROUP_OF(struct sops_column_profiles, columns, sops_column_profile_state));

/* A number of more digits is none of which there would be a mean. */
static bool is_quantity(struct sops_money number)
{
	static const struct sops_money most = { 10000000000000, 0 }, least = { -10000000000000, 0 };

	return number.scale <= 18 && sops_money_compare(number, most) < 0 &&
		sops_money_compare(number, least) > 0;
}

static int count_text(struct sops_group *group, struct sops_field text, int64_t cells,
	struct sops_error *err)
{
	void *state;
	int status = sops_group_at(group, text, &state, err);

	if (status == 0)
		((struct sops__profile_value *)state)->cells += cells;
	return status;
}

static int64_t characters(struct sops_field text)
{
	int64_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.at[i] & 0xC0) != 0x80;
	return count;
}

static int take_number(struct sops_profile_numbers *numbers, struct sops_money number,
	int64_t cells, struct sops_error *err)
{
	static const struct sops_currency unsaid = { "" };
	struct sops_money product;
	int status;

	if (sops_money_compare(number, numbers->least) < 0)
		numbers->least = number;
	if (sops_money_blank(numbers->most) || sops_money_compare(number, numbers->most) > 0)
		numbers->most = number;
	if (!is_quantity(number))
		return 0;
	numbers->n += cells;
	status = sops_money_mul(&product, number, sops_money_of(cells), err);
	return status < 0 ? status : sops_sum_add(&numbers->sum, product, unsaid, err);
}

static void take_day(struct sops_profile_days *days, sops_date day, sops_date other, int64_t cells)
{
	if (day == SOPS_DATE_BLANK)
		return;
	if (day < days->first)
		days->first = day;
	if (day > days->last)
		days->last = day;
	if (other == SOPS_DATE_BLANK)
		days->proofs += cells;
}

/* Counts so many cells of a text into all but the single values. */
static int absorb(struct sops_column_profile *profile, struct sops_field text, int64_t cells,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	const struct sops__looks looks = sops__looks_of(text, options);
	int64_t length = characters(text);
	int status = 0;

	profile->given_up += cells;
	for (enum sops_profile_type i = 0; i < SOPS_PROFILE_TYPES; i++)
		profile->of[i] += looks.types & sops__type_bit(i) ? cells : 0;
	if (length < profile->shortest)
		profile->shortest = length;
	if (length > profile->longest)
		profile->longest = length;
	take_day(&profile->month_first, looks.month_first, looks.day_first, cells);
	take_day(&profile->day_first, looks.day_first, looks.month_first, cells);
	profile->ambiguous += looks.ambiguous ? cells : 0;
	if (looks.types & sops__type_bit(SOPS_PROFILE_PERCENT))
		status = take_number(&profile->percents, looks.number, cells, err);
	else if (looks.types & sops__type_bit(SOPS_PROFILE_MONEY))
		status = take_number(&profile->numbers, looks.number, cells, err);
	if (status == 0 && looks.currency.code[0])
		status = count_text(profile->currencies, sops_field_of(looks.currency.code), cells,
			err);
	if (status == 0 && looks.suspect)
		status = count_text(profile->suspects, text, cells, err);
	return status;
}

static int absorb_all(struct sops_column_profile *into, const struct sops_group *values,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(values, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(values); i++)
		status = absorb(into, entries[i].key,
			((struct sops__profile_value *)entries[i].state)->cells, options, err);
	free(entries);
	return status;
}

static int give_up(struct sops_column_profile *profile,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_group *none;
	int status = absorb_all(profile, profile->values, options, err);

	if (status == 0)
		status = sops_group_new(&none, &value_state, err);
	if (status < 0)
		return status;
	sops_group_free(profile->values);
	profile->values = none;
	return 0;
}

int sops_column_profile_add(struct sops_column_profile *profile, struct sops_field cell,
	bool missing, const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_field text = sops_field_trim(cell);
	int status;

	if (missing || text.len == 0) {
		profile->missing++;
		return text.len ? count_text(profile->nulls, text, 1, err) : 0;
	}
	profile->filled++;
	status = count_text(profile->values, text, 1, err);
	if (status == 0 && options->most && sops_group_count(profile->values) > options->most)
		status = give_up(profile, options, err);
	return status;
}

int sops_column_profiles_add(struct sops_column_profiles *profiles,
	const struct sops_input *input, const struct sops_column_profile_options *options,
	struct sops_error *err)
{
	const struct sops_record *record = sops_input_record(input);
	size_t count = sops_columns_count(sops_input_columns(input));
	char number[SOPS_GROUP_NUMBER];
	int status = 0;

	for (size_t i = 0; status == 0 && i < count; i++) {
		void *profile;

		status = sops_group_at(profiles->columns, sops_group_number(number, (int64_t)i),
			&profile, err);
		if (status == 0)
			status = sops_column_profile_add(profile, record->fields[i],
				sops_input_blank(input, record->fields[i]), options, err);
	}
	return status;
}

int sops__profile_whole(struct sops_column_profile *whole,
	const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_column_profile rest = *profile; /* all but the values */
	int status = sops_state_init(&sops_column_profile_state, whole, err);

	if (status < 0)
		return status;
	rest.values = whole->values;
	status = sops_state_merge(&sops_column_profile_state, whole, &rest, err);
	if (status == 0)
		status = absorb_all(whole, profile->values, options, err);
	if (status < 0)
		sops_state_release(&sops_column_profile_state, whole);
	return status;
}

bool sops__profile_too_many(const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options)
{
	return profile->given_up > 0 ||
		(options->most && sops_group_count(profile->values) > options->most);
}

/* At least nine in ten. */
enum sops_profile_type sops__profile_type(const struct sops_column_profile *whole)
{
	enum sops_profile_type type = 0;

	if (whole->filled == 0)
		return SOPS_PROFILE_TYPES;
	while ((sops_int128)10 * whole->of[type] < (sops_int128)9 * whole->filled)
		type++;
	return type;
}

int sops_column_profile_type(enum sops_profile_type *type, struct sops_ratio *share,
	const struct sops_column_profile *profile,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_column_profile whole;
	int status = sops__profile_whole(&whole, profile, options, err);

	if (status < 0)
		return status;
	*type = sops__profile_type(&whole);
	*share = (struct sops_ratio){ sops_money_of(*type == SOPS_PROFILE_TYPES ? 0
		: whole.of[*type]), sops_money_of(whole.filled) };
	sops_state_release(&sops_column_profile_state, &whole);
	return 0;
}

const char *sops_profile_type_name(enum sops_profile_type type)
{
	static const char *const names[] = {
		[SOPS_PROFILE_BOOL] = "yes/no",
		[SOPS_PROFILE_PERCENT] = "percent",
		[SOPS_PROFILE_INTEGER] = "integer",
		[SOPS_PROFILE_DECIMAL] = "decimal",
		[SOPS_PROFILE_MONEY] = "money",
		[SOPS_PROFILE_DATE] = "date",
		[SOPS_PROFILE_DATETIME] = "datetime",
		[SOPS_PROFILE_EMAIL] = "email",
		[SOPS_PROFILE_URL] = "url",
		[SOPS_PROFILE_PHONE] = "phone",
		[SOPS_PROFILE_ID] = "id",
		[SOPS_PROFILE_TEXT] = "text",
	};

	return type < SOPS_PROFILE_TYPES ? names[type] : NULL;
}
