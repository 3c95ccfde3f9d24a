/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/values.h>

#include <sops/cell.h>

#include "values_private.h"

#include <stdlib.h>

static const struct sops_field null_words[] = { SOPS_FIELD("-"), SOPS_FIELD("N/A"),
	SOPS_FIELD("NULL"), SOPS_FIELD("无") };

#define LONGEST_NULL 4 /* bytes of them */

/* Those words begin with -, N, n or E6; the others here are what spaces begin and end with. */
const uint8_t sops__values_edges[256] = { ['-'] = SOPS__EDGE_FIRST, ['N'] = SOPS__EDGE_FIRST,
	['n'] = SOPS__EDGE_FIRST, [0xE6] = SOPS__EDGE_FIRST,
	[' '] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, ['\t'] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST,
	[0xC2] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, [0xE3] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST,
	[0xA0] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST, [0x80] = SOPS__EDGE_FIRST | SOPS__EDGE_LAST };

static bool is_percent_header(struct sops_field name)
{
	return memchr(name.at, '%', name.len) ||
		memmem(name.at, name.len, "％", sizeof("％") - 1);
}

int sops_values_new(struct sops_values **out, const struct sops_columns *columns,
	const struct sops_values_options *options, struct sops_error *err)
{
	size_t count = sops_columns_most(columns);
	struct sops_values *values = calloc(1, sizeof(*values));

	if (!values)
		return sops_error_memory(err);
	values->columns = columns;
	values->decimal = options->decimal;
	values->habitual_nulls = options->habitual_nulls;
	values->currency = options->currency;
	values->epoch = options->epoch;
	values->serials = options->serials;
	values->truths = options->truths;
	values->falsehoods = options->falsehoods;
	values->states = calloc(count, sizeof(*values->states));
	values->watched = calloc(count, sizeof(*values->watched));
	values->unseen = calloc(count, sizeof(*values->unseen));
	values->nulls = options->nulls ? strdup(options->nulls) : NULL;
	values->nulls_len = values->nulls ? strlen(values->nulls) : 0;
	if (!values->states || !values->watched || !values->unseen ||
	    (options->nulls && !values->nulls)) {
		sops_values_free(values);
		return sops_error_memory(err);
	}
	for (size_t i = 0; i < count; i++) {
		struct sops_field name = sops_columns_name(columns, i);

		values->states[i].order = options->dates;
		values->states[i].said = options->shares == SOPS_SHARES_PERCENT ||
			(name.len && is_percent_header(name));
		values->states[i].unit = sops__columns_unit(columns, i);
		if (values->states[i].said)
			values->states[i].scale = SCALE_PERCENT;
		else if (options->shares == SOPS_SHARES_OF_ONE)
			values->states[i].scale = SCALE_SHARE;
	}
	*out = values;
	return 0;
}

void sops_values_free(struct sops_values *values)
{
	if (!values)
		return;
	free(values->nulls);
	free(values->watched);
	free(values->unseen);
	free(values->states);
	free(values);
}

const struct sops_columns *sops_values_columns(const struct sops_values *values)
{
	return values->columns;
}

static bool settled(const struct column_state *state)
{
	return state->type == SOPS_RATE ? state->scale != SCALE_UNKNOWN
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

static bool is_habitual(const char *nulls, struct sops_field cell)
{
	struct sops_field rest = sops_field_of(nulls);

	while (rest.at)
		if (sops__same(sops_field_cut(&rest, '|'), cell))
			return true;
	return false;
}

static bool is_null_word(struct sops_field cell)
{
	for (size_t i = 0; i < sizeof(null_words) / sizeof(*null_words); i++)
		if (null_words[i].len == cell.len && sops__same(null_words[i], cell))
			return true;
	return false;
}

bool sops__values_bare_all_the_same(struct sops_field cell)
{
	const uint8_t first = sops__values_edges[(unsigned char)cell.at[0]];
	const uint8_t last = sops__values_edges[(unsigned char)cell.at[cell.len - 1]];

	return !((first | last) & SOPS__EDGE_LAST) &&
		(cell.len > LONGEST_NULL || !is_null_word(cell));
}

bool sops_values_blank(const struct sops_values *values, struct sops_field cell)
{
	struct sops_field rest = { values->nulls, values->nulls_len };

	cell = sops_field_trim(cell);
	if (cell.len == 0)
		return true;
	if (values->habitual_nulls && is_habitual(values->habitual_nulls, cell))
		return true;
	if (!rest.at && !(sops__values_edges[(unsigned char)cell.at[0]] & SOPS__EDGE_FIRST))
		return false;
	if (is_null_word(cell))
		return true;
	while (rest.at)
		if (sops_field_equal(sops_field_cut(&rest, ','), cell))
			return true;
	return false;
}

struct sops_field sops__values_trim(const struct sops_values *values, struct sops_field cell)
{
	return sops_values_blank(values, cell) ? (struct sops_field){ NULL, 0 }
					       : sops_field_trim(cell);
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
			if (settled(state)) {
				values->watched[i--] = values->watched[--values->n_watched];
				continue;
			}
		}
		pending += state->ambiguous;
	}
	sops__values_sort(values);
	return pending;
}

int sops_values_settle(struct sops_values *values, const struct sops_record *record)
{
	const int *last = values->watched + values->n_watched;

	for (const int *column = values->watched; column < last; column++) {
		struct sops_field cell = record->fields[*column];

		if (cell.len == 0)
			continue;
		if (year_first(cell) && values->states[*column].type != SOPS_RATE)
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
			values->pending += state->ambiguous;
	}
	sops__values_sort(values);
}

void sops_values_end(struct sops_values *values)
{
	for (size_t i = 0; i < values->n_watched; i++)
		if (values->states[values->watched[i]].type == SOPS_RATE)
			values->states[values->watched[i]].scale = SCALE_SHARE;
	forget_settled(values);
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

static int refuse(const struct sops_values *values, int column, struct sops_error *err)
{
	sops_error_column(err, sops_columns_name(values->columns, (size_t)column));
	return SOPS_EINPUT;
}

static enum sops_reading reading_of_order(const struct column_state *state)
{
	static const enum sops_reading readings[] = { [SOPS_ORDER_MDY] = SOPS_READING_MDY,
		[SOPS_ORDER_DMY] = SOPS_READING_DMY, [SOPS_ORDER_YMD] = SOPS_READING_YMD };

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
	[SOPS_READING_MIXED] = "mixed" };

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

void sops__values_mark(const struct sops_values *values, struct sops_currency *mark)
{
	struct sops_currency meant;

	if (mark->code[0] && sops_currency_agree(&meant, *mark, values->currency))
		*mark = meant;
}

const char *sops__values_teller(const struct sops_values *values, int column)
{
	const struct sops__unit *unit = values->states[column].unit;

	return unit && unit->currency.code[0] ? "header" : "cell";
}

/* What the header says of an amount: it must not be said again in another way. */
static int apply_unit(const struct sops__unit *unit, struct sops_money *out,
	struct sops_currency *mark, bool unit_in_cell, struct sops_field cell,
	struct sops_error *err)
{
	static const struct sops_money ten = { 10, 0 };
	char quoted[SOPS_QUOTED];
	int status = 0;

	if (!sops_currency_agree(mark, *mark, unit->currency))
		return sops_error_set(err, SOPS_EINPUT, "the cell says %s, the header %s",
			mark->code, unit->currency.code);
	if (unit->exponent > 0 && unit_in_cell)
		return sops_error_set(err, SOPS_EINPUT,
			"%s has a unit of its own, and the header has one too",
			sops_quote(quoted, cell));
	for (int i = 0; status == 0 && i < unit->exponent; i++)
		status = sops_money_mul(out, *out, ten, err);
	return status;
}

int sops_values_money(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_currency *currency, struct sops_error *err)
{
	const struct sops__unit *unit = values->states[column].unit;
	struct sops_currency mark;
	bool unit_in_cell;

	*out = SOPS_MONEY_BLANK;
	if (currency)
		*currency = (struct sops_currency){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops__money_parse(out, &mark, &unit_in_cell, sops_field_trim(cell), values->decimal,
			err) < 0)
		return refuse(values, column, err);
	if (unit && apply_unit(unit, out, &mark, unit_in_cell, cell, err) < 0)
		return refuse(values, column, err);
	if (currency)
		*currency = mark;
	return 0;
}

static int refuse_rate(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	bool share = values->states[column].scale == SCALE_SHARE;

	sops_error_set(err, SOPS_EINPUT, "%s is not %s", sops_quote(quoted, cell),
		share ? "a share between 0 and 1, as the column's others are"
		      : "between 0 and 100 %");
	return refuse(values, column, err);
}

/* Where the others are 35 and 60, 0.35 could be either: nobody can tell. */
static bool reads_as_share(const struct column_state *state, struct sops_money value)
{
	return state->scale == SCALE_PERCENT && !state->said && value.units > 0 &&
		sops_money_compare(value, sops_money_of(1)) < 0;
}

static int refuse_share(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	sops_error_set(err, SOPS_EINPUT, "%s is not in per cent, as the column's others are",
		sops_quote(quoted, cell));
	sops_error_hint(err, "with a %% sign it can be read one way only");
	return refuse(values, column, err);
}

int sops_values_rate(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_money *out, struct sops_error *err)
{
	static const struct sops_money hundredth = { 1, 2 };
	struct sops_money value;
	bool percent;

	*out = SOPS_MONEY_BLANK;
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_rate_parse(&value, &percent, sops_field_trim(cell), values->decimal, err) < 0)
		return refuse(values, column, err);
	if (!percent && reads_as_share(&values->states[column], value))
		return refuse_share(values, column, cell, err);
	if (!percent && values->states[column].scale == SCALE_PERCENT &&
	    sops_money_mul(&value, value, hundredth, err) < 0)
		return refuse(values, column, err);
	if (value.units < 0 || sops_money_compare(value, sops_money_of(1)) > 0)
		return refuse_rate(values, column, cell, err);
	*out = value;
	return 0;
}

static const char *const months[] = { "January", "February", "March", "April", "May", "June",
	"July", "August", "September", "October", "November", "December" };

static int refuse_ambiguous(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_stamp first;
	struct sops_civil day;

	sops__date_parse_wide(&first, cell, SOPS_ORDER_DMY, NULL);
	day = sops_date_civil(first.day);
	sops_error_set(err, SOPS_EINPUT,
		"%s is %d %s or %d %s, and nothing in the column settles which",
		sops_quote(quoted, cell), day.day, months[day.month - 1], day.month,
		months[day.day - 1]);
	sops_error_hint(err, "try --dates dmy or --dates mdy");
	return refuse(values, column, err);
}

/* A number alone, where the CRM writes times so. One of eight digits is a date: 20260705. */
static bool is_bare_time(const struct sops_values *values, struct sops_field cell,
	struct sops_stamp *out)
{
	size_t digits = 0;

	while (digits < cell.len && cell.at[digits] >= '0' && cell.at[digits] <= '9')
		digits++;
	if (values->epoch && digits == cell.len && digits > 8)
		return sops_cell_epoch(out, cell, NULL) == 0;
	return values->serials && digits > 0 && digits < 8 &&
		sops_cell_serial(out, cell, SOPS_SERIAL_1900, NULL) == 0;
}

/* A number where a date should be is probably one as a program counts days or seconds. */
static void hint_number(const struct sops_values *values, struct sops_field cell,
	struct sops_error *err)
{
	size_t whole = 0;
	struct sops_stamp stamp;
	char day[SOPS_DATE_TEXT];
	bool serial;

	while (whole < cell.len && cell.at[whole] >= '0' && cell.at[whole] <= '9')
		whole++;
	serial = whole == 5 && !values->serials &&
		sops_cell_serial(&stamp, cell, SOPS_SERIAL_1900, NULL) == 0;
	if (!serial && (values->epoch || whole != cell.len || (whole != 10 && whole != 13) ||
			sops_cell_epoch(&stamp, cell, NULL) < 0))
		return;
	sops_date_format(day, stamp.day);
	sops_error_hint(err, "%s it is %s: a --profile with numbers = %s reads it so",
		serial ? "to Excel" : "counted from 1970", day, serial ? "excel" : "epoch-ms");
}

int sops_values_stamp(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_stamp *out, struct sops_error *err)
{
	int status;

	*out = (struct sops_stamp){ SOPS_DATE_BLANK, SOPS_TIME_BLANK, SOPS_ORDER_UNKNOWN };
	if (sops_values_blank(values, cell))
		return 0;
	cell = sops_field_trim(cell);
	if (is_bare_time(values, cell, out))
		return 0;
	status = sops__date_parse_wide(out, cell, values->states[column].order, err);
	if (status == 1)
		return refuse_ambiguous(values, column, cell, err);
	if (status == SOPS_EINPUT)
		hint_number(values, cell, err);
	return status < 0 ? refuse(values, column, err) : 0;
}

const struct sops_word sops__truths[] = {
	{ "true|yes|1|是|on|y|t", 1 },
	{ "false|no|0|否|off|n|f", 0 },
	{ NULL, 0 },
};

int sops_values_bool(const struct sops_values *values, int column, struct sops_field cell,
	int *out, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	*out = SOPS_BLANK;
	if (sops_values_blank(values, cell) || sops__word(out, sops_field_trim(cell), sops__truths))
		return 0;
	cell = sops_field_trim(cell);
	if (values->truths && sops__named(values->truths, cell))
		return *out = 1, 0;
	if (values->falsehoods && sops__named(values->falsehoods, cell))
		return *out = 0, 0;
	sops_error_set(err, SOPS_EINPUT, "%s is neither yes nor no", sops_quote(quoted, cell));
	sops_error_hint(err, "true/false, yes/no, 1/0 and 是/否 are read");
	return refuse(values, column, err);
}

int sops_values_word(const struct sops_values *values, int column, struct sops_field cell,
	const struct sops_word *words, int *out, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	struct sops_buffer known = SOPS_BUFFER_INIT;

	*out = SOPS_BLANK;
	if (sops_values_blank(values, cell) || sops__word(out, sops_field_trim(cell), words))
		return 0;
	for (const struct sops_word *word = words; word->names; word++)
		sops_buffer_printf(&known, "%s%.*s", known.len ? ", " : "",
			(int)strcspn(word->names, "|"), word->names);
	sops_error_set(err, SOPS_EINPUT, "%s is none of: %s", sops_quote(quoted, cell),
		known.at ? known.at : "");
	sops_buffer_release(&known);
	return refuse(values, column, err);
}

int sops_values_currency(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_currency *out, struct sops_error *err)
{
	*out = (struct sops_currency){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_currency_parse(out, sops_field_trim(cell), err) < 0)
		return refuse(values, column, err);
	return 0;
}

int sops_values_period(const struct sops_values *values, int column, struct sops_field cell,
	struct sops_label *out, struct sops_error *err)
{
	*out = (struct sops_label){ "" };
	if (sops_values_blank(values, cell))
		return 0;
	if (sops_label_parse(out, sops_field_trim(cell), err) < 0)
		return refuse(values, column, err);
	return 0;
}
