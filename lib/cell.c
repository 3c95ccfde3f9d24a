/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/cell.h>

#include "ascii.h"
#include "date_private.h"
#include "money_private.h"

#include <utf8proc.h>

static struct sops_field without(struct sops_field text, size_t front, size_t back)
{
	return (struct sops_field){ text.at + front, text.len - front - back };
}

static bool begins(struct sops_field text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

struct sops_field sops_cell_unguard(struct sops_field cell)
{
	static const char *const guarded[] = {
		"'=", "'+", "'-", "'@", "'＝", "'＋", "'－", "'＠",
	};

	for (size_t i = 0; cell.len && *cell.at == '\'' && i < sizeof(guarded) / sizeof(*guarded);
		i++)
		if (begins(cell, guarded[i]))
			return without(cell, 1, 0);
	return cell;
}

struct sops_field sops_cell_unwrap(struct sops_field cell)
{
	struct sops_field text = cell;

	if (cell.len == 0 || cell.at[cell.len - 1] != '"')
		text = sops_field_trim(cell);
	if (text.len < 3 || !begins(text, "=\"") || text.at[text.len - 1] != '"')
		return cell;
	text = without(text, 2, 1);
	return text.len && memchr(text.at, '"', text.len) ? cell : text;
}

int sops_cell_narrow(struct sops_buffer *out, struct sops_field cell)
{
	while (cell.len) {
		utf8proc_uint8_t utf8[4];
		size_t n;
		int32_t code = sops__glyph(cell, &n);

		if (code < 0)
			sops_buffer_add(out, cell.at, n);
		else
			sops_buffer_add(out, utf8, (size_t)utf8proc_encode_char(code, utf8));
		cell = without(cell, n, 0);
	}
	return out->failed;
}

static bool capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool alphanumeric(char c)
{
	return sops__is_digit(c) || sops__is_letter(c);
}

/* Each of the three says of five characters which are capitals, the first in the lowest bit. */
static void salesforce_suffix(char *out, const char *id)
{
	for (size_t i = 0; i < 3; i++) {
		unsigned capitals = 0;

		for (size_t j = 0; j < 5; j++)
			capitals |= (unsigned)capital(id[i * 5 + j]) << j;
		out[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[capitals];
	}
}

static bool same_suffix(const char *a, const char *b)
{
	for (size_t i = 0; i < 3; i++)
		if (a[i] != b[i] && !(capital(a[i]) && (a[i] | 0x20) == b[i]))
			return false;
	return true;
}

/* Which of five are capitals, as the character says in either case; or -1. */
static int capitals_of(char c)
{
	if (c >= '0' && c <= '5')
		return c - '0' + 26;
	c |= 0x20;
	return c >= 'a' && c <= 'z' ? c - 'a' : -1;
}

/* Whether the suffix says so of a character. */
static bool told_capital(const char *id, size_t i)
{
	return (capitals_of(id[15 + i / 5]) >> (i % 5)) & 1;
}

/* Whether letters are all of one case, perhaps since a spreadsheet or a lookup made them so, and
 * the suffix can tell the case that they had. */
static bool has_lost_case(const char *id)
{
	bool upper = false, lower = false, fits = true;

	for (size_t i = 0; i < 15; i++) {
		upper |= capital(id[i]);
		lower |= id[i] >= 'a' && id[i] <= 'z';
		fits &= capitals_of(id[15 + i / 5]) >= 0 &&
			!(told_capital(id, i) && sops__is_digit(id[i]));
	}
	return fits && !(upper && lower);
}

static void restore_case(char *id)
{
	for (size_t i = 0; i < 15; i++)
		if (!sops__is_digit(id[i]))
			id[i] = (char)(told_capital(id, i) ? id[i] & ~0x20 : id[i] | 0x20);
}

int sops_cell_salesforce_id(char out[SOPS_SALESFORCE_ID], struct sops_field cell,
	struct sops_error *err)
{
	struct sops_field text = sops_field_trim(cell);
	char quoted[SOPS_QUOTED], id[SOPS_SALESFORCE_ID] = "";
	size_t good = 0;

	while (good < text.len && alphanumeric(text.at[good]))
		good++;
	if (good < text.len || (text.len != 15 && text.len != 18))
		return sops_error_set(err, SOPS_EINPUT, "%s is not a Salesforce id",
			sops_quote(quoted, cell));
	memcpy(id, text.at, text.len);
	if (text.len == 18 && has_lost_case(id))
		restore_case(id);
	salesforce_suffix(id + 15, id);
	if (text.len == 18 && !same_suffix(id + 15, text.at + 15)) {
		sops_error_set(err, SOPS_EINPUT,
			"the Salesforce id %s ends in %.3s, which should be %s",
			sops_quote(quoted, cell), text.at + 15, id + 15);
		sops_error_hint(err, "a character of it is wrong, or has lost its case");
		return SOPS_EINPUT;
	}
	memcpy(out, id, sizeof(id));
	return 0;
}

static bool all_digits(struct sops_field text)
{
	return text.len > 0 && sops__leading_digits(text) == text.len;
}

struct sops_field sops_cell_zoho_id(struct sops_field cell)
{
	struct sops_field text = sops_field_trim(cell), id;

	if (!begins(text, "zcrm_"))
		return cell;
	id = without(text, 5, 0);
	return all_digits(id) ? id : cell;
}

bool sops_cell_rounded(struct sops_field cell)
{
	struct sops_field text = sops_field_trim(cell);
	size_t whole = sops__leading_digits(text), part;

	if (whole != 1)
		return false;
	text = without(text, whole, 0);
	if (begins(text, ".") || begins(text, ",")) {
		text = without(text, 1, 0);
		part = sops__leading_digits(text);
		if (part == 0)
			return false;
		text = without(text, part, 0);
	}
	return text.len > 3 && (begins(text, "E+") || begins(text, "e+")) &&
		all_digits(without(text, 2, 0));
}

static struct sops_stamp stamp_of(sops_time time)
{
	sops_date day = (sops_date)sops__floor_divide(time, SOPS__DAY_SECONDS);

	return (struct sops_stamp){ day, time, SOPS_ORDER_UNKNOWN };
}

/* At most 18 digits. */
static int64_t number(struct sops_field digits)
{
	int64_t value = 0;

	for (size_t i = 0; i < digits.len; i++)
		value = value * 10 + (digits.at[i] - '0');
	return value;
}

int sops_cell_epoch(struct sops_stamp *out, struct sops_field cell, struct sops_error *err)
{
	struct sops_field text = sops_field_trim(cell);
	char quoted[SOPS_QUOTED];
	bool seconds = text.len == 9 || text.len == 10;

	if (!all_digits(text) || text.at[0] == '0' ||
	    !(seconds || text.len == 12 || text.len == 13))
		return sops_error_set(err, SOPS_EINPUT, "%s is not an epoch time",
			sops_quote(quoted, cell));
	*out = stamp_of(seconds ? number(text) : number(text) / 1000);
	return 0;
}

/* The digits behind the point as seconds of a day, to the nearest. */
static int64_t part_of_day(struct sops_field digits)
{
	sops_int128 part = (sops_int128)number(digits) * SOPS__DAY_SECONDS, whole = 1;

	for (size_t i = 0; i < digits.len; i++)
		whole *= 10;
	return (int64_t)((part * 2 + whole) / (whole * 2));
}

/* The day that a serial number counts, or blank. */
static sops_date serial_day(int64_t serial, enum sops_serial system)
{
	int64_t day;

	if (system == SOPS_SERIAL_1904)
		day = serial + sops_date_of(1904, 1, 1);
	else if (serial < 1 || serial == 60)
		return SOPS_DATE_BLANK;
	else
		day = serial + sops_date_of(1899, 12, 30) + (serial < 60);
	return day <= SOPS__DAY_LAST ? (sops_date)day : SOPS_DATE_BLANK;
}

static int refuse_serial(struct sops_field cell, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EINPUT, "%s is not an Excel date",
		sops_quote(quoted, cell));
}

int sops_cell_serial(struct sops_stamp *out, struct sops_field cell, enum sops_serial system,
	struct sops_error *err)
{
	struct sops_field text = sops_field_trim(cell), rest = text;
	struct sops_field whole = sops_field_cut(&rest, '.');
	bool pointed = rest.at != NULL;
	sops_date day = SOPS_DATE_BLANK;
	int64_t second = 0;

	if (all_digits(whole) && whole.len <= 7)
		day = serial_day(number(whole), system);
	if (day == SOPS_DATE_BLANK || (pointed && (!all_digits(rest) || rest.len > 18)))
		return refuse_serial(cell, err);
	if (pointed)
		second = part_of_day(rest);
	if (day == SOPS__DAY_LAST && second == SOPS__DAY_SECONDS)
		return refuse_serial(cell, err);
	*out = stamp_of((sops_time)day * SOPS__DAY_SECONDS + second);
	return 0;
}
