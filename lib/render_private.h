/* SPDX-License-Identifier: GPL-3.0-or-later */
/* render_private.h: what the renderers share. Not installed, not exported. */
#ifndef SOPS_RENDER_PRIVATE_H
#define SOPS_RENDER_PRIVATE_H

#include <sops/render.h>

struct sops__rendering {
	struct sops_buffer *out;
	const struct sops_table *table;
	const struct sops_render_options *options;
	size_t rows, columns;
	int *digits;              /* behind the point, of each column's money, for people */
	struct sops_buffer cell;  /* the text of the last cell asked for */
	struct sops_buffer word;  /* of the heading last asked for */
	struct sops_buffer shown; /* the same made harmless */
};

/* One for each format for people: appends the whole to out. What out lacks for memory, it says
 * itself. */
int sops__render_text(struct sops__rendering *r, struct sops_error *err);
int sops__render_md(struct sops__rendering *r, struct sops_error *err);
int sops__render_html(struct sops__rendering *r, struct sops_error *err);

/* A format whose rows depend on no other rows; begin and end may be NULL. */
struct sops__render_rows {
	void (*begin)(struct sops__rendering *r);
	int (*row)(struct sops__rendering *r, size_t row, struct sops_error *err);
	void (*end)(struct sops__rendering *r);
};

extern const struct sops__render_rows sops__render_csv, sops__render_tsv, sops__render_json,
	sops__render_jsonl;

/* Appends a cell's text as csv has it: quoted where needed, with excel guarded. */
void sops__put_csv(struct sops_buffer *out, struct sops_field text, bool excel);

/* Appends a character as HTML and XML have it: &lt; for <. */
void sops__put_html(struct sops_buffer *out, char c);

/* Whether it holds a character for which it must be quoted. */
bool sops__csv_special(struct sops_field text);

/* Puts a cell's text into r->cell, exact or for people by the format; its kind, or a status. */
int sops__render_cell(struct sops__rendering *r, size_t row, size_t column,
	struct sops_error *err);

/* Puts the text into r->shown, harmless; valid until the next call. A failure is r->out's too. */
struct sops_field sops__render_shown(struct sops__rendering *r, struct sops_field text);

/* What stands above the column; valid until the next. */
struct sops_field sops__render_heading(struct sops__rendering *r, size_t column);
struct sops_field sops__render_name(const struct sops__rendering *r, size_t column);
/* A text in the column, as people call it where the column is of metrics. */
struct sops_field sops__render_said(struct sops__rendering *r, size_t column,
	struct sops_field text);
/* Whether the column is aligned to the right. */
bool sops__render_numeric(const struct sops__rendering *r, size_t column);

#endif
