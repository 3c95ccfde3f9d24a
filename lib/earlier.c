/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "earlier_private.h"

#include "column_type.h"
#include "columns_private.h"

#include <inttypes.h>
#include <stdlib.h>

void sops_earlier_free(struct sops_earlier *earlier)
{
	if (!earlier)
		return;
	sops_state_release(&sops_column_profiles_state, &earlier->profiles);
	sops_buffer_release(&earlier->file);
	sops_buffer_release(&earlier->names);
	free(earlier->columns);
	free(earlier);
}

static int keep_columns(struct sops_earlier *earlier, const struct sops_input *input,
	struct sops_error *err)
{
	const struct sops_columns *columns = sops_input_columns(input);

	earlier->count = sops_columns_count(columns);
	earlier->columns = calloc(earlier->count, sizeof(*earlier->columns));
	if (!earlier->columns)
		return sops_error_memory(err);
	for (size_t i = 0; i < earlier->count; i++) {
		const struct sops__column *column = &columns->columns[i];

		earlier->columns[i] = (struct sops__earlier_column){ earlier->names.len,
			column->name.len, column->folded.len, sops_columns_role(columns, i) };
		sops_buffer_field(&earlier->names, column->name);
		sops_buffer_field(&earlier->names, column->folded);
	}
	sops_buffer_puts(&earlier->file, sops_input_name(input));
	if (sops_buffer_check(&earlier->names, err) < 0)
		return SOPS_ESYSTEM;
	return sops_buffer_check(&earlier->file, err);
}

int sops_earlier_read(struct sops_earlier **out, struct sops_input *input,
	const struct sops_column_profile_options *options, struct sops_error *err)
{
	struct sops_earlier *earlier = calloc(1, sizeof(*earlier));
	const void *row;
	int status;

	if (!earlier)
		return sops_error_memory(err);
	earlier->options = options;
	status = sops_state_init(&sops_column_profiles_state, &earlier->profiles, err);
	if (status < 0) {
		free(earlier);
		return status;
	}
	status = keep_columns(earlier, input, err);
	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0) {
		earlier->rows++;
		status = sops_column_profiles_add(&earlier->profiles, input, options, err);
	}
	if (status < 0)
		sops_earlier_free(earlier);
	else
		*out = earlier;
	return status;
}

int64_t sops_earlier_rows(const struct sops_earlier *earlier)
{
	return earlier->rows;
}

struct sops_ratio sops_earlier_change(const struct sops_earlier *earlier, int64_t now)
{
	return (struct sops_ratio){ sops_money_of(now - earlier->rows),
		sops_money_of(earlier->rows) };
}

struct sops_field sops__earlier_name(const struct sops_earlier *earlier, size_t column)
{
	const struct sops__earlier_column *kept = &earlier->columns[column];

	return (struct sops_field){ earlier->names.at + kept->name, kept->len };
}

struct sops_field sops__earlier_folded(const struct sops_earlier *earlier, size_t column)
{
	const struct sops__earlier_column *kept = &earlier->columns[column];

	return (struct sops_field){ earlier->names.at + kept->name + kept->len, kept->folded };
}

const struct sops_column_profile *sops__earlier_profile(
	const struct sops_column_profiles *profiles, size_t column)
{
	char number[SOPS_GROUP_NUMBER];

	return sops_group_find(profiles->columns, sops_group_number(number, (int64_t)column));
}

void sops__put_percent(struct sops_buffer *out, int64_t part, int64_t of)
{
	struct sops_money share = SOPS_MONEY_BLANK;
	char text[SOPS_MONEY_TEXT];

	if (sops_ratio_divide(&share, (struct sops_ratio){ sops_money_of(part), sops_money_of(of) },
			3, NULL) < 0 || sops_money_blank(share) ||
	    sops_money_mul(&share, share, sops_money_of(100), NULL) < 0)
		return;
	sops_money_format_grouped(text, share, 1);
	sops_buffer_printf(out, "%s%%", text);
}

void sops__put_thousandths(struct sops_buffer *out, struct sops_ratio ratio)
{
	struct sops_money value = SOPS_MONEY_BLANK;
	char text[SOPS_MONEY_TEXT];

	if (sops_ratio_divide(&value, ratio, 3, NULL) < 0 || sops_money_blank(value))
		return;
	sops_money_format_grouped(text, value, 3);
	sops_buffer_puts(out, text);
}

/* |now - then| > limit * then */
static int is_above(bool *above, int64_t now, int64_t then, struct sops_money limit,
	struct sops_error *err)
{
	struct sops_money most;
	int64_t apart = now > then ? now - then : then - now;
	int status = sops_money_mul(&most, limit, sops_money_of(then), err);

	if (status == 0)
		*above = sops_money_compare(sops_money_of(apart), most) > 0;
	return status;
}

static void put_rows(struct sops_buffer *out, const struct sops_earlier *earlier, int64_t now)
{
	int64_t then = earlier->rows;

	sops_buffer_printf(out, "%" PRId64 " row%s, %" PRId64 " in %s", now, now == 1 ? "" : "s",
		then, earlier->file.at);
	if (then == 0)
		return;
	sops_buffer_puts(out, ": ");
	sops__put_percent(out, now > then ? now - then : then - now, then);
	sops_buffer_puts(out, now > then ? " more" : " fewer");
}

int sops_earlier_tell_rows(const struct sops_earlier *earlier,
	const struct sops_earlier_now *now, struct sops_money limit, sops_tell tell, void *to,
	struct sops_error *err)
{
	struct sops_finding finding = { .check = SOPS_CHECK_ROW_COUNT_CHANGE };
	struct sops_buffer message = SOPS_BUFFER_INIT;
	bool above = false;
	int status = is_above(&above, now->rows, earlier->rows, limit, err);

	if (status < 0 || !above)
		return status;
	put_rows(&message, earlier, now->rows);
	status = sops_buffer_check(&message, err);
	finding.message = message.at;
	if (status == 0)
		status = tell(to, &finding, err);
	sops_buffer_release(&message);
	return status;
}

/* From behind, for the first that is not after the day. */
static sops_date last_until(const struct sops__profile_point *points, size_t count, sops_date day)
{
	while (count-- > 0)
		if (sops_money_compare(points[count].at, sops_money_of(day)) <= 0)
			return (sops_date)points[count].at.units;
	return SOPS_DATE_BLANK;
}

/* Where single days have been given up, the last one will do while it is not after the day. */
static sops_date last_known(const struct sops_column_profile *whole, sops_date as_of)
{
	const struct sops_profile_days *days = sops__profile_days(whole);

	return days && days->last >= days->first && days->last <= as_of ? (sops_date)days->last
		: SOPS_DATE_BLANK;
}

int sops_earlier_newest(sops_date *newest, const struct sops_column_profile *profile,
	sops_date as_of, const struct sops_column_profile_options *options,
	struct sops_error *err)
{
	struct sops__profile_point *points = NULL;
	struct sops_column_profile whole;
	enum sops_profile_type type;
	size_t count = 0;
	int status;

	*newest = SOPS_DATE_BLANK;
	if (!profile)
		return 0;
	status = sops__profile_whole(&whole, profile, options, err);
	if (status < 0)
		return status;
	type = sops__profile_type(&whole);
	if (type == SOPS_PROFILE_DATE || type == SOPS_PROFILE_DATETIME) {
		status = sops__profile_points(&points, &count, profile, &whole, options, err);
		*newest = sops__profile_too_many(profile, options) ? last_known(&whole, as_of)
			: last_until(points, count, as_of);
	}
	free(points);
	sops_state_release(&sops_column_profile_state, &whole);
	return status;
}
