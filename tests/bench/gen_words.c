/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a kind: of which records it is, and what it writes. They are told in gen.h. */
#include "gen_defects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct words {
	const char *at;
	size_t length;
};

/* Cuts the next of some words that c separates off the rest. */
static bool next_word(struct words *word, const char **rest, char c)
{
	if (!*rest)
		return false;
	const char *end = strchrnul(*rest, c);
	*word = (struct words){ *rest, (size_t)(end - *rest) };
	*rest = *end ? end + 1 : NULL;
	return true;
}

/* Of two columns the one behind: where there are an id and a name, the name. */
int column_of(const struct planter *p, const char *name, size_t length)
{
	for (int i = p->header.count - 1; i >= 0; i--)
		if (!strncmp(p->names[i], name, length) && !p->names[i][length])
			return i;
	return NEVER;
}

int text_column(const struct planter *p)
{
	return p->kinds->text ? column_of(p, p->kinds->text, strlen(p->kinds->text)) : NEVER;
}

static int number_at(const char *text)
{
	return (int)strtol(text, NULL, 10);
}

/* end+N, first-N or YYYY-MM-DD; with +# or -# behind it another day for each record. */
static int day_said(const struct planter *p, const char *text)
{
	int day, apart = (int)(p->record % 997);
	if (!strncmp(text, "end", 3))
		day = p->model->as_of + number_at(text + 3);
	else if (!strncmp(text, "first", 5))
		day = p->model->first_day + number_at(text + 5);
	else
		day = day_of(number_at(text), number_at(text + 5), number_at(text + 8));
	size_t mark = strcspn(text, "#|&");
	if (text[mark] == '#')
		day += text[mark - 1] == '-' ? -apart : apart;
	return day;
}

/* ---- conditions ---- */

static bool is_one_of(const struct cell *cell, struct words value)
{
	const char *rest = value.at, *end = value.at + value.length;
	do {
		size_t length = strcspn(rest, "|&");
		if (cell->length == length && !memcmp(cell->at, rest, length))
			return true;
		rest += length + 1;
	} while (rest < end);
	return false;
}

/* Days in the order YYYY-MM-DD only: others cannot be compared as texts. */
static bool is_before(const struct planter *p, const struct cell *cell, const char *day)
{
	char text[12] = "";
	if (p->style->dates != DATES_ISO || !cell->length)
		return false;
	date_text(text, day_said(p, day + 1), DATES_ISO);
	return strncmp(cell->at, text, 10) < 0;
}

bool row_is(const struct planter *p, const struct row *row, const char *when)
{
	struct words part;
	while (next_word(&part, &when, '&')) {
		size_t name = strcspn(part.at, "=!<");
		int column = column_of(p, part.at, name);
		char op = part.at[name];
		size_t skip = name + (op == '!' ? 2 : 1);
		struct words value = { part.at + skip, part.length - skip };
		if (column == NEVER)
			return false;
		if (op == '<' ? !is_before(p, &row->cell[column], value.at)
			      : is_one_of(&row->cell[column], value) != (op == '='))
			return false;
	}
	return true;
}

/* ---- what is written ---- */

bool has_columns(const struct planter *p, const char *set)
{
	struct words part;
	while (next_word(&part, &set, '&')) {
		size_t name = strcspn(part.at, "=");
		if (*part.at != '*' && column_of(p, part.at, name) == NEVER)
			return false;
	}
	return true;
}

static struct words one_of(struct words value, struct rng *rng)
{
	int64_t count = 1, wanted;
	for (size_t i = 0; i < value.length; i++)
		count += value.at[i] == '|';
	for (wanted = rng_below(rng, count); wanted; value.at++, value.length--)
		wanted -= *value.at == '|';
	const char *end = memchr(value.at, '|', value.length);
	if (end)
		value.length = (size_t)(end - value.at);
	return value;
}

/* Amounts of the kinds have a decimal point. */
static void localise(const struct planter *p, struct cell *cell)
{
	char *point = strchr(cell->at, '.');
	const char *from = strncmp(cell->at, "EUR ", 4) ? cell->at : cell->at + 4;
	if (p->style->decimal_comma && point && strspn(from, "-0123456789.") == strlen(from) &&
	    !strchr(point + 1, '.'))
		*point = ',';
}

static void numbered(const struct planter *p, struct cell *cell, struct words value)
{
	char text[CELL];
	const char *mark = memchr(value.at, '#', value.length);
	size_t before = mark ? (size_t)(mark - value.at) : value.length;
	int length = snprintf(text, sizeof(text), "%.*s", (int)before, value.at);
	if (mark)
		length = snprintf(text, sizeof(text), "%.*s%lld%.*s", (int)before, value.at,
			(long long)p->record, (int)(value.length - before - 1), mark + 1);
	cell_set(cell, text, (size_t)length);
	localise(p, cell);
}

static bool is_day(struct words value)
{
	return value.length > 1 && *value.at == '@' && strchr("ef12", value.at[1]);
}

static void write_value(struct planter *p, int column, struct words value)
{
	struct cell *cell = &p->row.cell[column];
	char text[12] = "";
	if (value.length && *value.at == '^') {
		*cell = p->kept.cell[column];
	} else if (value.length && *value.at == '~') {
		*cell = p->own.cell[column];
	} else if (value.length && *value.at == '$') {
		*cell = p->own.cell[column_of(p, value.at + 1, value.length - 1)];
	} else if (is_day(value)) {
		date_text(text, day_said(p, value.at + 1), p->style->dates);
		cell_set(cell, text, strlen(text));
	} else {
		numbered(p, cell, value);
	}
}

void write_cells(struct planter *p, const struct kind *kind, struct rng *rng)
{
	const char *rest = kind->set;
	struct words part;
	while (next_word(&part, &rest, '&')) {
		size_t name = strcspn(part.at, "=");
		struct words value = { part.at + name + 1, part.length - name - 1 };
		bool text = name == 1 && *part.at == '*' && (!value.length || *value.at != '^');
		if (text)
			name = strlen(part.at = p->kinds->text);
		if (*part.at == '*')
			p->row = p->kept;
		else
			write_value(p, column_of(p, part.at, name), one_of(value, rng));
	}
}
