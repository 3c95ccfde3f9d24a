/* SPDX-License-Identifier: GPL-3.0-or-later */
/* values_settle.c: how the cells of a column read, as they show themselves: which of day and month
 * comes first, whether 0.5 is a half or half of one per cent. */
#include "values_private.h"

static bool settled(const struct column_state *state)
{
	return state->type == SOPS_RATE ? state->scale != SCALE_UNKNOWN && !state->assumed
					: state->order != SOPS_ORDER_UNKNOWN;
}

void sops__values_sort(struct sops_values *values)
{
	values->n_unseen = 0;
	for (size_t i = 0; i < values->n_watched; i++)
		if (!values->states[values->watched[i]].glanced)
			values->unseen[values->n_unseen++] = values->watched[i];
}

void sops_values_watch(struct sops_values *values, int column, enum sops_type type)
{
	struct column_state *state = &values->states[column];

	/* What follows from others is written in one way only. */
	if ((size_t)column >= sops_columns_count(values->columns))
		return;
	if (state->watched || (type != SOPS_DATE && type != SOPS_TIME && type != SOPS_RATE))
		return;
	state->watched = true;
	state->type = type;
	if (!settled(state))
		values->watched[values->n_watched++] = column;
	sops__values_sort(values);
}

/* A date that begins with its year reads one way and proves nothing: no need to parse it. */
static inline bool year_first(struct sops_field cell)
{
	uint32_t digits;

	if (cell.len < 8)
		return false;
	memcpy(&digits, cell.at, sizeof(digits));
	digits ^= UINT32_C(0x30303030);
	if (((digits + UINT32_C(0x76767676)) | digits) & UINT32_C(0x80808080))
		return false;
	return cell.at[4] >= '-' && cell.at[4] <= '/'; /* and . between them */
}

/* 5.7.2026 is day first where nothing is known, and only there. */
static bool is_dotted(struct sops_field cell, const struct sops_stamp *stamp)
{
	struct sops_stamp other;

	return memchr(cell.at, '.', cell.len) &&
		(sops__date_parse_wide(&other, cell, SOPS_ORDER_MDY, NULL) != 0 ||
			other.day != stamp->day);
}

/* Each returns whether the cell reads two ways. */
static bool settle_order(struct column_state *state, struct sops_field cell)
{
	struct sops_stamp stamp;
	int status;

	status = sops__date_parse_wide(&stamp, cell, SOPS_ORDER_UNKNOWN, NULL);
	if (status == 0)
		state->order = stamp.shows;
	state->proved |= state->order != SOPS_ORDER_UNKNOWN;
	state->dotted |= status == 0 && !state->proved && is_dotted(cell, &stamp);
	return status == 1;
}

static bool settle_scale(struct column_state *state, struct sops_field cell,
	enum sops_decimal decimal)
{
	struct sops_money one = sops_money_of(1), value;
	bool percent;
	int order;

	if (sops_rate_parse(&value, &percent, cell, decimal, NULL) < 0 || percent ||
		value.units == 0)
		return false;
	order = sops_money_compare(value, one);
	if (order != 0)
		state->scale = order > 0 ? SCALE_PERCENT : SCALE_SHARE;
	state->proved |= order != 0;
	return order == 0;
}

/* Whether the cell reads two ways; settles the column if it can. */
static bool look_at(const struct sops_values *values, struct column_state *state,
	struct sops_field cell)
{
	cell = sops_field_trim(cell);
	if (sops_values_blank(values, cell))
		return false;
	return state->type == SOPS_RATE ? settle_scale(state, cell, values->decimal)
					 : settle_order(state, cell);
}

/* A cell of the column has been looked at. */
static void assume(struct sops_values *values, struct column_state *state)
{
	if (state->assumed && state->proved) {
		state->assumed = false;
		values->mistaken |= state->scale == SCALE_PERCENT;
	} else if (state->type == SOPS_RATE && state->ambiguous && !state->proved) {
		state->assumed = true;
		state->scale = SCALE_SHARE;
	}
}

/* Looks at the record's watched cells: how many columns have shown an ambiguous one. */
static __attribute__((noinline)) int look_at_all(struct sops_values *values,
	const struct sops_record *record)
{
	int pending = 0;

	for (size_t i = 0; i < values->n_watched; i++) {
		int column = values->watched[i];
		struct column_state *state = &values->states[column];
		struct sops_field cell = record->fields[column];

		if (cell.len > 0 && (state->type == SOPS_RATE || !year_first(cell))) {
			state->ambiguous |= look_at(values, state, cell);
			if (values->trusting)
				assume(values, state);
			if (settled(state)) {
				values->watched[i--] = values->watched[--values->n_watched];
				continue;
			}
		}
		pending += state->ambiguous && !state->assumed;
	}
	sops__values_sort(values);
	return pending;
}

int sops_values_settle(struct sops_values *values, const struct sops_record *record)
{
	const int *last = values->watched + values->n_watched;

	for (const int *column = values->watched; column < last; column++) {
		struct sops_field cell = record->fields[*column];

		if (cell.len == 0 || sops__values_told(&values->states[*column], cell) ||
		    (values->states[*column].type != SOPS_RATE && year_first(cell)))
			continue;
		values->pending = look_at_all(values, record);
		break;
	}
	return values->pending;
}

/* Nobody watches columns any more that were settled in another way than by a cell. */
static void forget_settled(struct sops_values *values)
{
	values->pending = 0;
	for (size_t i = 0; i < values->n_watched; i++) {
		const struct column_state *state = &values->states[values->watched[i]];

		if (settled(state))
			values->watched[i--] = values->watched[--values->n_watched];
		else
			values->pending += state->ambiguous && !state->assumed;
	}
	sops__values_sort(values);
}

void sops_values_end(struct sops_values *values)
{
	for (size_t i = 0; i < values->n_watched; i++) {
		struct column_state *state = &values->states[values->watched[i]];

		if (state->type == SOPS_RATE)
			state->scale = SCALE_SHARE;
		state->assumed = false;
	}
	forget_settled(values);
}

void sops__values_trust(struct sops_values *values)
{
	values->trusting = true;
}

bool sops__values_mistaken(const struct sops_values *values)
{
	return values->mistaken;
}

void sops__values_follow(struct sops_values *values, const struct sops_values *others)
{
	size_t count = sops_columns_count(values->columns);

	for (size_t i = 0; i < count; i++) {
		sops__values_take(&values->states[i], &others->states[i]);
	}
	forget_settled(values);
}

bool sops__values_settled(const struct sops_values *values, size_t column)
{
	return settled(&values->states[column]);
}

bool sops__values_guessed(const struct sops_values *values, size_t column)
{
	return values->states[column].ambiguous && !values->states[column].proved;
}

static enum sops_reading reading_of_order(const struct column_state *state)
{
	static const enum sops_reading readings[] = { [SOPS_ORDER_MDY] = SOPS_READING_MDY,
		[SOPS_ORDER_DMY] = SOPS_READING_DMY, [SOPS_ORDER_YMD] = SOPS_READING_YMD };

	if (!state->proved && state->ambiguous)
		return SOPS_READING_AMBIGUOUS;
	if (!state->proved)
		return state->dotted ? SOPS_READING_DMY : SOPS_READING_ANY;
	return state->dotted && state->order != SOPS_ORDER_DMY ? SOPS_READING_MIXED
								: readings[state->order];
}

enum sops_reading sops_values_reading(const struct sops_values *values, size_t column)
{
	const struct column_state *state = &values->states[column];

	if (state->type != SOPS_RATE)
		return reading_of_order(state);
	if (!state->proved)
		return state->ambiguous ? SOPS_READING_SHARE : SOPS_READING_ANY;
	return state->scale == SCALE_PERCENT ? SOPS_READING_PERCENT : SOPS_READING_SHARE;
}

bool sops_readings_agree(enum sops_reading a, enum sops_reading b)
{
	return !a || !b || (a == b && a != SOPS_READING_MIXED);
}

static const char *const reading_names[] = { [SOPS_READING_ANY] = "any",
	[SOPS_READING_MDY] = "mdy", [SOPS_READING_DMY] = "dmy", [SOPS_READING_YMD] = "ymd",
	[SOPS_READING_SHARE] = "share", [SOPS_READING_PERCENT] = "percent",
	[SOPS_READING_AMBIGUOUS] = "ambiguous", [SOPS_READING_MIXED] = "mixed" };

const char *sops_reading_name(enum sops_reading reading)
{
	return reading_names[reading];
}

enum sops_reading sops_reading_named(struct sops_field name)
{
	enum sops_reading reading = SOPS_READING_MIXED;

	while (reading && !sops_field_equal(sops_field_of(reading_names[reading]), name))
		reading--;
	return reading;
}
