/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records that are spoilt, each in a way that has a name, and the list of them. */
#include "gen_defects.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEEP = 200 /* per mille: rows that become an earlier record to copy from */ };

_Noreturn void broken(const char *what, const char *why)
{
	fprintf(stderr, "generate: defect %s: %s\n", what, why);
	abort();
}

void cell_set(struct cell *cell, const char *text, size_t length)
{
	if (length >= CELL)
		broken(text, "a cell is too long");
	memcpy(cell->at, text, length);
	cell->at[length] = '\0';
	cell->length = length;
}

/* ---- rows ---- */

static int64_t lines_of(const struct row *row)
{
	int64_t lines = 1;
	for (int i = 0; i < row->count; i++)
		for (size_t k = 0; k < row->cell[i].length; k++)
			lines += row->cell[i].at[k] == '\n';
	return lines;
}

static void write_row(struct planter *p, const struct row *row, struct out *out)
{
	for (int i = 0; i < row->count; i++)
		out_field(out, row->cell[i].at, row->cell[i].length);
	out_row(out);
	p->line += lines_of(row);
	p->other_end = false;
}

/* The text of a cell with something within it, and not quoted for it. */
static void spoil_text(struct out *out, enum spoil how, int64_t number)
{
	static const struct {
		const char *before, *within, *after;
	} marks[] = { [STRAY_QUOTE] = { "", "\"", "" }, [BEHIND_QUOTE] = { "\"", "\"", "" },
		[LONE_RETURN] = { "", "\r", "" }, [NUL_BYTE] = { "", "", "" },
		[BAD_UTF8] = { "", "\xff", "" }, [QUOTED_EDGE] = { "\" ", "", "\"" } };
	struct text text = { 0 };
	text_add(&text, marks[how].before);
	text_add(&text, "two ");
	text_add(&text, marks[how].within);
	if (how == NUL_BYTE)
		text.length++; /* all of it is NUL at first */
	text_add(&text, "words ");
	text_digits(&text, number, 1);
	text_add(&text, marks[how].after);
	out_raw(out, text.at, text.length);
}

static void spoil_row(struct planter *p, const struct kind *kind, struct out *out)
{
	int text = text_column(p);
	bool crlf = p->style->crlf;
	char long_text[255];
	struct text number = { 0 };
	memset(long_text, 'x', sizeof(long_text));
	text_digits(&number, p->record, 1);
	memcpy(long_text, number.at, number.length);
	for (int i = 0; i < p->row.count - (kind->how == CUT_SHORT); i++) {
		const struct cell *cell = &p->row.cell[i];
		if (i == text && kind->how == EXACTLY_255)
			out_field(out, long_text, sizeof(long_text));
		else if (i == text && kind->how >= STRAY_QUOTE)
			spoil_text(out, kind->how, p->record);
		else
			out_field(out, cell->at, cell->length);
	}
	if (kind->how == ONE_MORE)
		out_field(out, "one more", 8);
	out_set_crlf(out, crlf != (kind->how == OTHER_END));
	out_row(out);
	out_set_crlf(out, crlf);
}

/* ---- the list ---- */

static void list_line(struct planter *p, const char *rule, const char *check, const char *column,
	bool keyed)
{
	char file[32];
	snprintf(file, sizeof(file), "%s.csv", p->table);
	out_text(p->list, p->table);
	out_text(p->list, file);
	out_number(p->list, p->line);
	out_number(p->list, p->record);
	out_field(p->list, p->row.cell[p->key].at, keyed ? p->row.cell[p->key].length : 0);
	if (*column == '*')
		column = p->kinds->text;
	int index = *column ? column_of(p, column, strlen(column)) : NEVER;
	/* What is told of the table as a whole has the name of the rule's column. */
	out_text(p->list, index == NEVER ? column : p->header.cell[index].at);
	out_text(p->list, rule);
	out_text(p->list, check);
}

static void list_kind(struct planter *p, const struct kind *kind)
{
	bool readable = kind->how == SET_CELLS || kind->how >= QUOTED_EDGE;
	list_line(p, kind->rule, kind->check, kind->column, readable);
	out_text(p->list, kind->set ? kind->set : "its bytes");
	out_row(p->list);
	if (!kind->also[0])
		return;
	list_line(p, kind->also[0], kind->also[1], kind->also[2], readable);
	out_text(p->list, kind->set);
	out_row(p->list);
}

/* ---- which ---- */

static const struct kind *kind_at(const struct planter *p, int index)
{
	int any = 0;
	while (kinds_of_any[any].rule)
		any++;
	return index < any ? &kinds_of_any[index] : &p->kinds->own[index - any];
}

static bool fits(const struct planter *p, const struct kind *kind, int used)
{
	bool utf8 = p->style->encoding < GB18030;
	bool any_text = kind->set ? *kind->set == '*' && kind->set[2] != '^'
				  : kind->how >= STRAY_QUOTE;
	if (kind->once && used)
		return false;
	if (kind->how != SET_CELLS && !utf8)
		return false;
	if (any_text && text_column(p) == NEVER)
		return false;
	if (kind->how == LONE_RETURN && p->style->quote_all)
		return false;
	if (kind->set && strchr(kind->set, '^') && !p->kept.count)
		return false;
	return has_columns(p, kind->set) && row_is(p, &p->row, kind->when) &&
		row_is(p, &p->kept, kind->like);
}

/* The one that fits and was used least; of several the first from a place that is drawn. */
static int choose(const struct planter *p, struct rng *rng)
{
	int count = 0, best = NEVER;
	while (kind_at(p, count)->rule)
		count++;
	if (count > MOST_KINDS)
		broken(p->table, "too many kinds");
	int from = (int)rng_below(rng, count);
	for (int i = 0; i < count; i++) {
		int index = (from + i) % count;
		if ((best == NEVER || p->used[index] < p->used[best]) &&
		    fits(p, kind_at(p, index), p->used[index]))
			best = index;
	}
	return best;
}

static void spoil(struct planter *p, int index, struct rng *rng, struct out *out)
{
	const struct kind *kind = kind_at(p, index);
	int text = text_column(p);
	p->used[index]++;
	p->own = p->row;
	write_cells(p, kind, rng);
	list_kind(p, kind);
	if (kind->how == BLANK_LINE) {
		out_blank_line(out);
		p->line++;
	}
	if (kind->how == SET_CELLS || kind->how == BLANK_LINE)
		return write_row(p, &p->row, out);
	spoil_row(p, kind, out);
	p->other_end = kind->how == OTHER_END;
	if (text != NEVER && kind->how >= STRAY_QUOTE)
		p->row.cell[text].length = 0;
	p->line += lines_of(&p->row);
}

/* ---- what the writer calls ---- */

void planter_take(struct planter *p, const char *text, size_t length)
{
	if (p->row.count == MOST_COLUMNS)
		broken(p->table, "too many columns");
	cell_set(&p->row.cell[p->row.count++], text, length);
}

static void plant(struct planter *p, struct out *out)
{
	struct rng rng = rng_for(p->model->seed, p->stream, ++p->record);
	bool drawn = rng_chance(&rng, p->per_mille);
	int index = drawn && p->row.count == p->header.count ? choose(p, &rng) : NEVER;
	if (index != NEVER)
		return spoil(p, index, &rng, out);
	if (p->row.count == p->header.count && rng_chance(&rng, KEEP))
		p->kept = p->row;
	write_row(p, &p->row, out);
}

static void read_header(struct planter *p)
{
	p->header = p->row;
	for (int i = 0; i < p->header.count; i++)
		p->names[i] = p->dialect ? column_role(p->dialect, i) : p->header.cell[i].at;
	p->key = p->dialect ? column_of(p, "deal_id", 7) : 0;
}

void planter_row(struct planter *p, struct out *out)
{
	out_plant(out, NULL);
	p->style = out_style(out);
	if (!p->header.count) {
		read_header(p);
		write_row(p, &p->row, out);
	} else {
		plant(p, out);
	}
	p->row.count = 0;
	out_plant(out, p);
}

bool planter_cuts_end(struct planter *p)
{
	if (!p->record || p->other_end)
		return false;
	list_line(p, "no_final_newline", "no_final_newline", "", false);
	out_text(p->list, "the last line end");
	out_row(p->list);
	return true;
}

/* ---- planters ---- */

const struct kinds *planter_kinds(const char *table)
{
	for (const struct kinds *k = kinds_of_sales; k->table; k++)
		if (!strcmp(k->table, table))
			return k;
	for (const struct kinds *k = kinds_of_books; k->table; k++)
		if (!strcmp(k->table, table))
			return k;
	return NULL;
}

struct planter *planter_new(const struct gen *gen, const char *table, const struct kinds *kinds,
	int per_mille, struct out *list)
{
	struct planter *p = calloc(1, sizeof(*p));
	unsigned stream = DRAW_DEFECTS;
	if (!p)
		broken(table, "no memory");
	p->model = &gen->model;
	p->dialect = strcmp(table, "deals") ? NULL : gen->dialect;
	p->kinds = kinds;
	p->list = list;
	p->per_mille = per_mille;
	p->line = 1;
	for (const char *at = table; *at; at++)
		stream = stream * 31 + (unsigned char)*at;
	p->stream = (int)(stream & 0xfffffff);
	snprintf(p->table, sizeof(p->table), "%s", table);
	return p;
}

void planter_free(struct planter *p)
{
	free(p);
}
