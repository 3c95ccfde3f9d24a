/* SPDX-License-Identifier: GPL-3.0-or-later */
/* import_cells.c: which cells are, or begin with, what would be written of them. */
#include "import_plain.h"

#include "ascii.h"
#include "values_private.h"

#define MOST_DIGITS 17 /* with a sign and a point */

enum { FRONT = SOPS__FRONT, BACK = SOPS__BACK };

/* With what a text may begin or end that is not as it is written: space of any width, a guard, a
 * byte order mark, the end of PostgreSQL's input, a word for empty. */
const unsigned char sops__odd[256] = {
	[' '] = FRONT | BACK, ['\t'] = FRONT | BACK, ['\''] = FRONT, ['='] = FRONT,
	['\\'] = FRONT, ['-'] = FRONT, ['N'] = FRONT, ['n'] = FRONT, [0xE6] = FRONT,
	[0xC2] = FRONT, [0xE3] = FRONT, [0xEF] = FRONT, [0xA0] = BACK, [0x80] = BACK,
};

/* Most signs that end in the last byte of a space, or begin with its first, are none. */
static bool may_be_spaced(struct sops_field text)
{
	const char *end = text.at + text.len;
	char c = text.at[0], last = end[-1];

	if (c == ' ' || c == '\t' || c == '\xC2' || last == ' ' || last == '\t')
		return true;
	return text.len > 1 && ((c == '\xE3' && text.at[1] == '\x80') ||
		(last == '\x80' && end[-2] == '\x80') || (last == '\xA0' && end[-2] == '\xC2'));
}

/* A text that seems odd, but for words that mean empty. */
static bool is_odd(struct sops_field text)
{
	static const char mark[] = "\xEF\xBB\xBF";
	char c = text.at[0];

	return c == '\'' || c == '=' || c == '\\' ||
		(text.len >= 3 && memcmp(text.at, mark, 3) == 0) ||
		(may_be_spaced(text) && sops_field_trim_spaces(text).len < text.len);
}

/* -, N/A, NULL or 无. */
static bool may_be_blank(struct sops_field text)
{
	return text.len <= 4 && (text.at[0] == '-' || text.at[0] == "无"[0] ||
		(text.len > 2 && (text.at[1] == '/' || (text.at[1] | 0x20) == 'u')));
}

ptrdiff_t sops__look_at_kept(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	return sops__seems_odd(cell) && is_odd(cell) ? SOPS__NO : (ptrdiff_t)cell.len;
}

/* One that seems odd. */
ptrdiff_t sops__look_at_text(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	(void)column;
	if (is_odd(cell) || (may_be_blank(cell) && sops_values_blank(plain->values, cell)))
		return SOPS__NO;
	return (ptrdiff_t)cell.len;
}

/* An id that has two forms, or was rounded. */
ptrdiff_t sops__look_at_id(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	const struct sops_profile_habits *habits = plain->import->habits;
	char first = cell.at[0];

	if (first == 'z' || (habits && (cell.len == habits->id_short ||
			(habits->id_prefix && first == habits->id_prefix[0]))))
		return SOPS__NO;
	if (sops__is_digit(first) && cell.len > 1 && !sops__is_digit(cell.at[1]) &&
	    sops_cell_rounded(cell))
		return SOPS__NO;
	return sops__seems_odd(cell) ? sops__look_at_text(plain, column, cell)
				     : (ptrdiff_t)cell.len;
}

static size_t digits_of(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && sops__is_digit(*at))
		at++;
	return (size_t)(at - start);
}

static ptrdiff_t look_at_amount(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	const char *at = cell.at, *end = at + cell.len;
	size_t digits;

	(void)plain, (void)column;
	at += *at == '-';
	digits = cell.len > MOST_DIGITS ? 0 : digits_of(at, end);
	if (digits == 0 || (*at == '0' && (digits > 1 || at > cell.at)))
		return SOPS__NO;
	at += digits;
	if (at == end)
		return (ptrdiff_t)cell.len;
	if (*at++ != '.' || at == end || at + digits_of(at, end) < end)
		return SOPS__NO;
	while (end[-1] == '0')
		end--;
	return end - cell.at - (end[-1] == '.');
}

static ptrdiff_t look_at_rate(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	char first = cell.at[0];
	ptrdiff_t len = SOPS__NO;

	if (plain->values->states[column->at].scale != SCALE_PERCENT &&
	    (first == '0' || first == '1'))
		len = look_at_amount(plain, column, cell);
	return first == '0' || len == 1 ? len : SOPS__NO;
}

static ptrdiff_t look_at_count(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	ptrdiff_t len = look_at_amount(plain, column, cell);

	if (len > 0 && digits_of(cell.at, cell.at + len) != (size_t)len)
		return SOPS__NO;
	return len;
}

static ptrdiff_t look_at_date(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	return cell.at[0] != '0' && sops__date_is_iso(cell) ? 10 : SOPS__NO;
}

static ptrdiff_t look_at_time(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	if (cell.at[0] == '0' || !sops__date_is_iso(cell))
		return SOPS__NO;
	if (cell.len == 10)
		return SOPS__WITH_MIDNIGHT;
	return cell.at[10] == ' ' ? (ptrdiff_t)cell.len : SOPS__NO;
}

static ptrdiff_t look_at_word(const struct sops__plain *plain, const struct sops__target *column,
	struct sops_field cell)
{
	(void)plain;
	for (const struct sops_field *word = column->words; word->len; word++)
		if (sops_field_equal(*word, cell))
			return (ptrdiff_t)cell.len;
	return SOPS__NO;
}

static ptrdiff_t look_at_currency(const struct sops__plain *plain,
	const struct sops__target *column, struct sops_field cell)
{
	struct sops_currency currency;

	(void)plain, (void)column;
	return cell.len == 3 && sops__currency_code(&currency, cell.at) &&
		memcmp(currency.code, cell.at, 3) == 0 ? 3 : SOPS__NO;
}

static sops__looker *const lookers[SOPS_PERIOD + 1] = {
	[SOPS_TEXT] = sops__look_at_text, [SOPS_MONEY] = look_at_amount, [SOPS_RATE] = look_at_rate,
	[SOPS_COUNT] = look_at_count, [SOPS_DATE] = look_at_date, [SOPS_TIME] = look_at_time,
	[SOPS_BOOL] = look_at_word, [SOPS_WORD] = look_at_word,
	[SOPS_CURRENCY] = look_at_currency,
};

sops__looker *sops__looker_of(enum sops_type type)
{
	return lookers[type];
}
