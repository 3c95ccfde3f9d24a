/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xlsx.h: a pull reader of the cells of a spreadsheet (.xlsx), as text.
 *
 * A row is a record of fields, as a CSV file of the sheet would have it. What a cell says:
 *	text       shared or in the cell, the runs of rich text joined, phonetic guides left out,
 *	           _x000D_ and its like decoded
 *	number     exact decimal text: 1E+05 is 100000. Of more than 15 significant digits 15
 *	           are kept, rounded half up, as Excel itself shows and keeps them.
 *	per cent   0.35 in a per cent format is 35%, and 0.3533 is 35.33%, whatever is shown
 *	currency   a number whose format has [$USD-409] is "USD 1234.5", one with [$€-407] or
 *	           "$" € £ ¥ ￥ is "€1234.5", one with "USD" or "R$" in quotes as in brackets.
 *	           The first section of a format counts.
 *	date       2026-03-02; with a time if its format shows one or it has one:
 *	           2026-03-02 10:34:28, to the nearest second. Below 1: 10:34:28. Elapsed hours
 *	           ([h]:mm), negative days and days after the year 9999 stay numbers. Excel's day
 *	           that never was is 1900-02-29, which no reader of dates accepts.
 *	boolean    TRUE, FALSE;  error  #N/A as it stands
 * A formula is its saved value. One that was saved without is an error, not a blank.
 *
 * Everything that is wrong with the file is SOPS_EINPUT and names the part of it or the cell:
 * "Deals!C17: …". The place has the file and the row. A document type declaration, an entry
 * encrypted or packed beyond belief, two entries of one name, a wrong checksum, rows or cells
 * out of order or out of range: all are errors. That the last bytes of a sheet are right is
 * known only when sops_xlsx_next has returned 0.
 *
 * Memory does not grow with the number of rows: it holds the shared strings (max_strings), the
 * number formats, a row, and with fill 20 bytes for each merged range.
 */
#ifndef SOPS_XLSX_H
#define SOPS_XLSX_H

#include <sops/csv.h>

struct sops_xlsx;

/* What the first bytes of a file (eight suffice) tell: a zip archive, as every .xlsx is; or
 * the container of an old .xls, and of an .xlsx with a password. */
bool sops_xlsx_is(struct sops_field head);
bool sops_xlsx_is_old(struct sops_field head);

/* In every limit 0 is what is said here. */
struct sops_xlsx_options {
	const char *sheet;     /* name, or number from 1; NULL: the first that is visible and has
	                          cells */
	bool fill;             /* every cell of a merged range says what its first cell says */
	struct sops_field head; /* of a pipe: bytes that were taken off it */
	const char *spool;     /* folder for an unlinked copy of what cannot seek; NULL: /tmp */
	uint64_t max_spool;    /* bytes of that copy: 1 GiB */
	uint64_t max_bytes;    /* of all parts, unpacked: 4 GiB */
	size_t max_strings;    /* bytes of memory for the shared strings: 256 MiB */
	size_t max_field;      /* bytes of a cell: 1 MiB */
	size_t max_record;     /* bytes of a row: 64 MiB */
	size_t max_columns;    /* 16384, which is also the most */
};

/*
 * Opens the workbook and chooses the sheet. The descriptor stays the caller's, open while the
 * xlsx lives; that of a file is read from its first byte, and its position stays. name is what
 * messages call it, and is copied. options may be NULL. On failure *out is NULL.
 */
int sops_xlsx_open(struct sops_xlsx **out, int fd, const char *name,
	const struct sops_xlsx_options *options, struct sops_error *err);
void sops_xlsx_free(struct sops_xlsx *xlsx);

struct sops_xlsx_sheet {
	const char *name;
	bool hidden;
};

/* All sheets, in the order of the workbook; borrowed, valid as long as the xlsx. */
size_t sops_xlsx_sheets(const struct sops_xlsx *xlsx);
struct sops_xlsx_sheet sops_xlsx_sheet(const struct sops_xlsx *xlsx, size_t sheet);
/* Which of them is read. */
size_t sops_xlsx_chosen(const struct sops_xlsx *xlsx);

/*
 * 1 and the next row that is not blank, 0 at the end, or a negative status with err placed,
 * after which every call gives that status. The record's line is the number of the row; its last
 * field is not blank. It holds until the next call.
 */
int sops_xlsx_next(struct sops_xlsx *xlsx, const struct sops_record **record,
	struct sops_error *err);

/*
 * Writes the sheet, from its first row, as CSV for sops_csv: UTF-8, commas, LF; row n of the
 * sheet is record n, blank rows are blank lines, and every other row has as many fields as
 * the widest needs. Reads the sheet twice. SIGPIPE is the caller's to block. Returns 0, 1 when
 * nobody reads any more, or a negative status: then what was written is not all.
 */
int sops_xlsx_feed(struct sops_xlsx *xlsx, int fd, struct sops_error *err);

/*
 * The sheet's row that a line of the CSV comes from: another number where cells before it hold
 * line ends. May be asked by the thread that reads while another one feeds; of lines not yet
 * written the answer may be wrong.
 */
uint64_t sops_xlsx_row(struct sops_xlsx *xlsx, uint64_t line);

#endif
