/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import_plain.c: records whose cells are written already as import.c would write them.
 *
 * Most cells of most files are, or begin with what would be written (12.50, of which the last zero
 * goes). Their bytes are copied from the record, in runs as long as the bytes between them are the
 * commas that are wanted there. A cell that is not known at sight to be so leaves its record to
 * those who know how to read it.
 */
#include "import_private.h"

#include "input_private.h"
#include "render_private.h"
#include "values_private.h"

#include <stdlib.h>

#define MOST_WORDS 8
#define MOST_DIGITS 17 /* with a sign and a point */
#define MIDNIGHT " 00:00:00"

/* Where most records are left, looking at each is in vain: then this many go by unseen. */
#define PATIENCE 64
#define UNSEEN 1024

/* What is written of a cell: its first bytes, so many, or one of these. */
enum { NO = -1, WITH_MIDNIGHT = -2 };

struct column;

/* Looks at a cell that is not empty. NO: it is not known to be as it is written. */
typedef ptrdiff_t looker(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell);

/* A column of the output, and where it comes from. */
struct column {
	looker *look;
	int at; /* in the record; or -1: it is empty */
	bool text, quotable;
	bool follows; /* in the record the one before it in the output */
	struct sops_field words[MOST_WORDS];
};

struct sops__plain {
	struct sops_import *import;
	const struct sops_values *values;
	bool (*complete)(const struct sops_field *cells, const int *columns);
	struct sops_buffer *out;
	int columns[64]; /* of the schema's roles, or -1 */
	int id;          /* the column of deals' ids, where there are some; or -1 */
	int patience, unseen;
	size_t count;
	struct column outputs[];
};

/* ---- cells ---- */

enum { FRONT = 1, BACK = 2 };

/* With what a text may begin or end that is not as it is written: space of any width, a guard, a
 * byte order mark, the end of PostgreSQL's input, a word for empty. */
static const unsigned char odd[256] = {
	[' '] = FRONT | BACK, ['\t'] = FRONT | BACK, ['\''] = FRONT, ['='] = FRONT,
	['\\'] = FRONT, ['-'] = FRONT, ['N'] = FRONT, ['n'] = FRONT, [0xE6] = FRONT,
	[0xC2] = FRONT, [0xE3] = FRONT, [0xEF] = FRONT, [0xA0] = BACK, [0x80] = BACK,
};

static inline bool seems_odd(struct sops_field text)
{
	return (odd[(unsigned char)text.at[0]] & FRONT) |
		(odd[(unsigned char)text.at[text.len - 1]] & BACK);
}

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

static ptrdiff_t look_at_kept(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	return seems_odd(cell) && is_odd(cell) ? NO : (ptrdiff_t)cell.len;
}

/* One that seems odd. */
static ptrdiff_t look_at_text(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	(void)column;
	if (is_odd(cell) || (may_be_blank(cell) && sops_values_blank(plain->values, cell)))
		return NO;
	return (ptrdiff_t)cell.len;
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* An id that has two forms, or was rounded. */
static ptrdiff_t look_at_id(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	const struct sops_profile_habits *habits = plain->import->habits;
	char first = cell.at[0];

	if (first == 'z' || (habits && (cell.len == habits->id_short ||
			(habits->id_prefix && first == habits->id_prefix[0]))))
		return NO;
	if (digit(first) && cell.len > 1 && !digit(cell.at[1]) && sops_cell_rounded(cell))
		return NO;
	return seems_odd(cell) ? look_at_text(plain, column, cell) : (ptrdiff_t)cell.len;
}

static size_t digits_of(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && digit(*at))
		at++;
	return (size_t)(at - start);
}

static ptrdiff_t look_at_amount(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	const char *at = cell.at, *end = at + cell.len;
	size_t digits;

	(void)plain, (void)column;
	at += *at == '-';
	digits = cell.len > MOST_DIGITS ? 0 : digits_of(at, end);
	if (digits == 0 || (*at == '0' && (digits > 1 || at > cell.at)))
		return NO;
	at += digits;
	if (at == end)
		return (ptrdiff_t)cell.len;
	if (*at++ != '.' || at == end || at + digits_of(at, end) < end)
		return NO;
	while (end[-1] == '0')
		end--;
	return end - cell.at - (end[-1] == '.');
}

static ptrdiff_t look_at_rate(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	char first = cell.at[0];
	ptrdiff_t len = NO;

	if (plain->values->states[column->at].scale != SCALE_PERCENT &&
	    (first == '0' || first == '1'))
		len = look_at_amount(plain, column, cell);
	return first == '0' || len == 1 ? len : NO;
}

static ptrdiff_t look_at_count(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	ptrdiff_t len = look_at_amount(plain, column, cell);

	if (len > 0 && digits_of(cell.at, cell.at + len) != (size_t)len)
		return NO;
	return len;
}

static ptrdiff_t look_at_date(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	return cell.at[0] != '0' && sops__date_is_iso(cell) ? 10 : NO;
}

static ptrdiff_t look_at_time(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	(void)plain, (void)column;
	if (cell.at[0] == '0' || !sops__date_is_iso(cell))
		return NO;
	if (cell.len == 10)
		return WITH_MIDNIGHT;
	return cell.at[10] == ' ' ? (ptrdiff_t)cell.len : NO;
}

static ptrdiff_t look_at_word(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	(void)plain;
	for (const struct sops_field *word = column->words; word->len; word++)
		if (sops_field_equal(*word, cell))
			return (ptrdiff_t)cell.len;
	return NO;
}

static ptrdiff_t look_at_currency(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	struct sops_currency currency;

	(void)plain, (void)column;
	return cell.len == 3 && sops__currency_code(&currency, cell.at) &&
		memcmp(currency.code, cell.at, 3) == 0 ? 3 : NO;
}

/* ---- the plan ---- */

/* NULL: of these nothing is known at sight. */
static looker *const lookers[SOPS_PERIOD + 1] = {
	[SOPS_TEXT] = look_at_text, [SOPS_MONEY] = look_at_amount, [SOPS_RATE] = look_at_rate,
	[SOPS_COUNT] = look_at_count, [SOPS_DATE] = look_at_date, [SOPS_TIME] = look_at_time,
	[SOPS_BOOL] = look_at_word, [SOPS_WORD] = look_at_word,
	[SOPS_CURRENCY] = look_at_currency,
};

static bool plan_words(struct column *column, const struct sops_word *words)
{
	size_t count = 0;

	for (; words->names; words++) {
		if (count + 1 == MOST_WORDS)
			return false;
		column->words[count++] = (struct sops_field){ words->names,
			strcspn(words->names, "|") };
	}
	return true;
}

/* What has no column is empty, unless it follows from what has. */
static bool plan_role(const struct sops__plain *plain, struct column *column,
	const struct sops__output *output, int role)
{
	static const struct sops_word truths[] = { { "true", 1 }, { "false", 0 }, { NULL, 0 } };
	bool amount = output->role->type == SOPS_MONEY || output->role->type == SOPS_COUNT;

	column->at = plain->columns[role];
	column->look = output->id ? look_at_id : lookers[output->role->type];
	column->text = column->look == look_at_text;
	column->quotable = column->text || output->id;
	if (column->at < 0)
		return !output->role->instead;
	if (amount && !sops__values_plain(plain->values, column->at))
		return false;
	if (output->role->type == SOPS_BOOL)
		return plan_words(column, truths);
	return column->look && (!output->role->words || plan_words(column, output->role->words));
}

static bool plan_output(const struct sops__plain *plain, struct column *column,
	const struct sops__output *output, const struct sops_schema *schema)
{
	if (output->role)
		return plan_role(plain, column, output, (int)(output->role - schema->roles));
	column->look = look_at_kept;
	column->quotable = true;
	column->at = output->column == ABSENT ? -1 : (int)output->column;
	return true;
}

/* Whether all that is read is written too (else it would have to be looked at as well), and once:
 * else a line might be longer than its record. */
static bool all_written(const struct sops__plain *plain, const struct sops_schema *schema)
{
	size_t read = 0, written = 0;

	for (size_t i = 0; i < schema->count; i++)
		read += plain->columns[i] >= 0;
	for (size_t i = 0; i < plain->count; i++) {
		written += plain->import->outputs[i].role && plain->outputs[i].at >= 0;
		for (size_t k = 0; k < i; k++)
			if (plain->outputs[i].at >= 0 &&
			    plain->outputs[i].at == plain->outputs[k].at)
				return false;
	}
	return read == written;
}

static bool plan(struct sops__plain *plain)
{
	const struct sops_import *import = plain->import;
	const struct sops_schema *schema = sops_columns_schema(import->columns);

	plain->complete = schema->complete;
	plain->id = schema == &sops_deals ? sops_columns_of(import->columns, SOPS_DEALS_ID) : -1;
	if ((schema->derive && !schema->complete) || !sops__values_usual(plain->values) ||
	    plain->values->decimal != SOPS_DECIMAL_POINT)
		return false;
	for (size_t i = 0; i < schema->count; i++)
		plain->columns[i] = sops_columns_of(import->columns, (int)i);
	for (size_t i = 0; i < plain->count; i++) {
		struct column *column = &plain->outputs[i];

		if (!plan_output(plain, column, &import->outputs[i], schema))
			return false;
		column->follows = i > 0 && column[-1].at >= 0 && column->at == column[-1].at + 1;
	}
	return all_written(plain, schema);
}

void sops__plain_free(struct sops__plain *plain)
{
	free(plain);
}

/* ---- records ---- */

/* A line under way: behind to, the bytes [from, end) of the record are still to be copied. */
struct line {
	char *to;
	const char *from, *end;
	bool quotes; /* the record has some */
};

static void copy_run(struct line *line)
{
	line->to = mempcpy(line->to, line->from, (size_t)(line->end - line->from));
	line->from = line->end;
}

/* Whether the cell stands behind the comma that is right behind the run. Where it also follows the
 * run's last cell in the record, it has no quotes there, and needs none. */
static inline bool goes_on(const char *end, const char *cell)
{
	return cell == end + 1 && *end == ',';
}

static void put_quoted(struct line *line, struct sops_buffer *out, struct sops_field cell)
{
	out->len = (size_t)(line->to - out->at);
	sops__put_csv(out, cell, false);
	line->to = out->at + out->len;
}

static void put_cell(struct sops__plain *plain, struct line *line, const struct column *column,
	struct sops_field cell, ptrdiff_t len)
{
	bool run = goes_on(line->end, cell.at);
	bool quoted = line->quotes && column->quotable && !(run && column->follows) &&
		sops__csv_special(cell);

	if (column != plain->outputs && (quoted || !run)) {
		copy_run(line);
		*line->to++ = ',';
		line->from = cell.at;
	}
	line->end = cell.at + (len < 0 ? (ptrdiff_t)cell.len : len);
	if (quoted) {
		put_quoted(line, plain->out, cell);
		line->from = line->end;
	} else if (len == WITH_MIDNIGHT) {
		copy_run(line);
		line->to = mempcpy(line->to, MIDNIGHT, sizeof(MIDNIGHT) - 1);
	}
}

static inline ptrdiff_t look(const struct sops__plain *plain, const struct column *column,
	struct sops_field cell)
{
	if (cell.len == 0 || (column->text && !seems_odd(cell)))
		return (ptrdiff_t)cell.len;
	return column->look(plain, column, cell);
}

static inline struct sops_field cell_of(const struct column *column,
	const struct sops_record *record)
{
	static const struct sops_field empty = SOPS_FIELD("");

	return column->at < 0 ? empty : record->fields[column->at];
}

/* Most cells just make the run longer. */
static bool put_cells(struct sops__plain *plain, struct line *line,
	const struct sops_record *record)
{
	const struct column *column = plain->outputs, *last = column + plain->count;
	const char *end = cell_of(column, record).at;
	bool quotes = line->quotes;

	line->from = line->end = end;
	for (; column < last; column++) {
		struct sops_field cell = cell_of(column, record);
		ptrdiff_t len = look(plain, column, cell);

		if (len == NO)
			return false;
		if (len >= 0 && goes_on(end, cell.at) &&
		    (!quotes || !column->quotable || column->follows)) {
			end = cell.at + len;
			continue;
		}
		line->end = end;
		put_cell(plain, line, column, cell, len);
		end = line->end;
	}
	line->end = end;
	return true;
}

static bool put_line(struct sops__plain *plain, const struct sops_record *record, bool quotes)
{
	struct sops_buffer *out = plain->out;
	struct line line = { .to = out->at + out->len, .quotes = quotes };

	if (!put_cells(plain, &line, record))
		return false;
	copy_run(&line);
	*line.to++ = '\n';
	*line.to = '\0';
	out->len = (size_t)(line.to - out->at);
	return !out->failed &&
		(!plain->complete || plain->complete(record->fields, plain->columns));
}

static bool take(void *with, const struct sops_record *record, size_t bytes, bool quotes)
{
	struct sops__plain *plain = with;
	struct sops_buffer *out = plain->out;
	size_t before = out->len, most = bytes + plain->count * sizeof(MIDNIGHT) + 2;

	if (plain->unseen > 0) {
		plain->unseen--;
		return false;
	}
	if (out->failed || sops_buffer_reserve(out, most) < 0)
		return false;
	if (plain->id >= 0 && record->fields[plain->id].len == 0)
		return false; /* to be counted */
	if (put_line(plain, record, quotes)) {
		plain->patience += plain->patience < PATIENCE;
		return true;
	}
	out->len = before;
	out->at[before] = '\0';
	if (--plain->patience == 0) {
		plain->patience = 1;
		plain->unseen = UNSEEN;
	}
	return false;
}

void sops_import_offer(struct sops_import *import, struct sops_input *input,
	struct sops_buffer *out)
{
	struct sops__plain *plain;

	/* Of one column, an empty cell is an empty line. */
	if (import->plain || import->count < 2 || import->options.mask || import->options.excel ||
	    import->options.id)
		return;
	plain = calloc(1, sizeof(*plain) + import->count * sizeof(*plain->outputs));
	if (!plain)
		return; /* it is done the longer way */
	plain->import = import;
	plain->values = sops__input_values(input);
	plain->out = out;
	plain->patience = PATIENCE;
	plain->count = import->count;
	import->plain = plain;
	if (!plan(plain) || !sops__input_offer(input, take, plain)) {
		sops__plain_free(plain);
		import->plain = NULL;
	}
}
