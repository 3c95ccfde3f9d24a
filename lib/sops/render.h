/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * render.h: tables as bytes.
 *
 * Machine formats (csv, tsv, json, jsonl) carry exact values: plain decimals,
 * quotients with up to 12 digits behind the point, estimates with 9 significant
 * digits, ISO dates, true and false. The rest is for people: grouped thousands,
 * rounding, per cent, control characters made harmless.
 *
 *	csv	RFC 4180 with LF; quoted where needed; blank is nothing, an empty text is ""
 *	tsv	tab-separated; tab, newline, carriage return and backslash as \t \n \r \\
 *	json	one array of objects; numbers as exact literals; blank is null
 *	jsonl	one object a line
 *	table	aligned by display width, headers in capitals
 *	md	a GitHub table; markup in the data is escaped
 *	html	a fragment: <table class="sops">…</table>, escaped; numbers have class="n", the
 *		foot is <p class="sops-foot">
 *
 * People see cents in a whole column or not at all: when any of its values has a
 * fraction (in a SOPS_COLUMN_NUMBER, cell by cell). A table without rows is its
 * header row, [] in json and nothing in jsonl. Nothing depends on the locale.
 */
#ifndef SOPS_RENDER_H
#define SOPS_RENDER_H

#include <sops/table.h>

enum sops_format {
	SOPS_FORMAT_TABLE,
	SOPS_FORMAT_CSV,
	SOPS_FORMAT_TSV,
	SOPS_FORMAT_JSON,
	SOPS_FORMAT_JSONL,
	SOPS_FORMAT_MD,
	SOPS_FORMAT_HTML,
};

struct sops_render_options {
	enum sops_format format;
	int width;        /* columns of the terminal for the table format: text is cut with "…" to
	                     fit, numbers and headers never; where that does not do, and with 0,
	                     nothing is cut */
	bool color;       /* bold headers in the table format; never the only carrier of meaning */
	bool excel;       /* csv with BOM, CRLF, and text that begins with = + - @ guarded by ' */
	/* Or NULL. In formats for people: appends what to call a column, or what stands in one
	 * called metric; nothing: as it is. */
	int (*word)(struct sops_buffer *out, struct sops_field text);
	const char *foot; /* one line under the formats for people, or NULL: "as of 2026-07-15" */
};

/* Appends the rendering to out. SOPS_EINPUT with the column's name when a quotient has more
 * digits than an exact decimal holds. */
int sops_render(struct sops_buffer *out, const struct sops_table *table,
	const struct sops_render_options *options, struct sops_error *err);

/*
 * The same while rows are made, for a table that has its columns and no row yet: every row is
 * rendered when it is whole, and is then gone. Not for the formats for people, of which a row
 * depends on all. Text, table and options are borrowed; sops_flow_end, after the last row, has the
 * errors that sops_render would have.
 */
struct sops_flow;

int sops_flow_new(struct sops_flow **out, struct sops_buffer *text, struct sops_table *table,
	const struct sops_render_options *options, struct sops_error *err);
int sops_flow_end(struct sops_flow *flow, struct sops_error *err);
void sops_flow_free(struct sops_flow *flow);

/* Whether the format is for people. */
bool sops_format_human(enum sops_format format);

/* Appends data so that a terminal shows it and nothing happens: control characters, bidi
 * overrides and bad UTF-8 escaped as sops_quote does, without quotes and without a limit. */
int sops_render_harmless(struct sops_buffer *out, struct sops_field text);

#endif
