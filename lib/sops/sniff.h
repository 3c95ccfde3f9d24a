/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sniff.h: what has to be found out about a raw export before it can be read.
 *
 * Each answer says how sure it is and how it was told. Nothing here decodes,
 * skips or drops anything: that is the caller's, who says so to the user.
 */
#ifndef SOPS_SNIFF_H
#define SOPS_SNIFF_H

#include <sops/error.h>

enum sops_sureness {
	SOPS_UNCLEAR, /* more than one answer fits */
	SOPS_LIKELY,  /* by what is usual: to be told to the user */
	SOPS_CERTAIN,
};

/* How much of a file the callers show at most; a shorter head does, but tells less. */
#define SOPS_SNIFF_HEAD ((size_t)1024 * 1024)

/* Files that people take for CSV, by their first bytes. */
enum sops_sniff_kind {
	SOPS_SNIFF_TEXT, /* or nothing known */
	SOPS_SNIFF_XLSX,
	SOPS_SNIFF_ODS,
	SOPS_SNIFF_ZIP,
	SOPS_SNIFF_XLS, /* OLE2, or the bare stream of Excel 2 to 4 */
	SOPS_SNIFF_XML, /* a spreadsheet of Excel 2003, or any XML */
	SOPS_SNIFF_HTML,
	SOPS_SNIFF_MIME, /* a web page in one file, as Excel saves it */
	SOPS_SNIFF_PDF,
	SOPS_SNIFF_RTF,
	SOPS_SNIFF_COMPRESSED, /* gzip, bzip2, xz, zstd, 7z, rar */
	SOPS_SNIFF_OTHER, /* a picture, a data base, Parquet */
};

enum sops_sniff_kind sops_sniff_kind(struct sops_field head);
/* "an Excel workbook (.xlsx)"; "text". */
const char *sops_sniff_kind_name(enum sops_sniff_kind kind);

struct sops_sniffed_encoding {
	const char *name; /* as --encoding takes it: utf-8, utf-16, utf-16le, gb18030, …; static */
	enum sops_sureness sure;
	/* No byte so far is above 0x7F: UTF-8 until the first that is, and then to be asked again
	 * with a head that begins at a line before it. LIKELY while the file goes on. */
	bool ascii;
	size_t mark; /* bytes of the byte order mark in front */
	const char *candidates[2]; /* while unclear: the best first; NULL where there is none */
	char how[96]; /* "valid GB18030 with 812 Chinese characters" */
};

/*
 * The encoding of a file that begins with head; ended: the file ends with it. GBK and GB2312
 * are gb18030. An encoding that no mark and no validity proves is at most LIKELY, but for
 * Chinese with header words of CRMs in it.
 *
 * SOPS_EINPUT, with *out as far as it is known:
 *	this is an Excel workbook (.xlsx), not CSV (sops-import reads it)
 *	NUL byte at offset 12
 *	the input ends inside a character (utf-16)
 *	byte 0xC9 at offset 12 is not UTF-8, and the encoding is unclear
 *		(try --encoding gb18030 or --encoding windows-1252)
 *	byte 0xC9 at offset 120 is not UTF-8, but 57 lines are (line 3 looks like gb18030)
 *	byte 0xC9 at offset 12 is not UTF-8, but the byte order mark says UTF-8
 * The last three are placed at the line, which counts from 1; offsets are from head's begin.
 */
int sops_sniff_encoding(struct sops_sniffed_encoding *out, struct sops_field head, bool ended,
	struct sops_error *err);

/* Where the table begins, and what stands between its cells. */
struct sops_layout {
	char delimiter; /* , ; tab or | */
	char rival;     /* while unclear: the other one that fits as well; else 0 */
	enum sops_sureness sure;        /* of the delimiter */
	enum sops_sureness header_sure; /* that the row after the skipped lines is the header; where
					UNCLEAR, nothing may be skipped unsaid */
	size_t columns;
	size_t skip_lines; /* physical lines above the header: titles, filters, blanks, sep=; */
	size_t skip_bytes; /* of them, a byte order mark included */
	uint64_t header_line; /* skip_lines + 1 */
	size_t second; /* the lines above a second row of headers just below it; 0: there is none */
	char how[96]; /* "12 columns in all of 40 rows" */
};

struct sops_layout_options {
	char delimiter; /* the user's; 0: to be found */
	/* Whether a cell is a header that is known; NULL: none is. */
	bool (*known)(const void *with, struct sops_field cell);
	const void *with;
};

/*
 * Of the first text of a file, in UTF-8; ended: the file ends with it. The header is the first
 * row with three cells that are not blank, as many as the rows after it, and names
 * above most of what they hold; in a file of two columns, two. A row of which half, and at least
 * two cells, are known makes it certain. header_sure is UNCLEAR where the header is mostly
 * numbers, or where a skipped row has three cells and half as many as the header. options may
 * be NULL.
 * SOPS_EINPUT: empty input: no header row. Ambiguity is no error here.
 */
int sops_sniff_layout(struct sops_layout *out, struct sops_field text, bool ended,
	const struct sops_layout_options *options, struct sops_error *err);

/* 0, or where the delimiter is unclear SOPS_EINPUT: the delimiter is unclear: "," and ";" fit
 * alike (try --delimiter , or --delimiter ';') */
int sops_layout_check(const struct sops_layout *layout, struct sops_error *err);

/* What a record of a report is, when it may be no data. */
enum sops_footer_kind {
	SOPS_FOOTER_NONE,  /* data */
	SOPS_FOOTER_BLANK, /* only blank cells */
	/* One cell of text: the report's or the organisation's name, but only if a footer
	 * follows with nothing but such lines and blank ones between; else data. */
	SOPS_FOOTER_NAME,
	SOPS_FOOTER_LEGAL, /* copyright, confidentiality, who made it: after these no data come */
	SOPS_FOOTER_TOTAL, /* data may come after it */
	SOPS_FOOTER_PATTERN,
};

struct sops_footer {
	enum sops_footer_kind kind;
	enum sops_sureness sure; /* LIKELY: a total beside which no id column says it is no deal */
	const char *why;         /* "a copyright line"; static */
	struct sops_field text;  /* the cell that told; borrowed from the fields */
};

struct sops_footer_options {
	size_t columns; /* of the header; 0: unknown. A record with fewer cells has lost nothing. */
	int id;         /* the column of the id, or -1 */
	const char *const *patterns; /* the user's, of the first cell that is not blank; * is any
					text, in any case; ends with NULL; may be NULL */
};

/*
 * A footer has at most two cells that are not blank (a legal line with commas in it, in a record
 * that is too short, more), or a total's word in the first of them and nothing but numbers in the
 * others; and in no case an id. So "Total Energies GmbH" with its amount is data. Whoever
 * drops a footer tells its text and why.
 */
struct sops_footer sops_sniff_footer(const struct sops_field *fields, size_t count,
	const struct sops_footer_options *options);

/* "exactly 65,535 rows, as many as an .xls sheet holds below its header: there may be more", or
 * NULL where the number of data rows is no limit that is known; static. */
const char *sops_sniff_limit(uint64_t rows);

#endif
