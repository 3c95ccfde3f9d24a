/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workbook.h: spreadsheets made by hand, part by part, good ones and bad ones. */
#ifndef TESTS_WORKBOOK_H
#define TESTS_WORKBOOK_H

#include <sops/xlsx.h>

#define MAIN "\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define LINKS "\"http://schemas.openxmlformats.org/package/2006/relationships\""
#define TYPE "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

struct part {
	const char *name, *text;
	size_t len;       /* 0: that of the text */
	bool encrypted;
};

/* A workbook of one sheet, Deals. What is NULL is as usual; "" leaves the part out. */
struct workbook {
	const char *rows;    /* what stands in <sheetData> */
	const char *behind;  /* what stands behind it */
	const char *strings; /* <si>s */
	const char *formats; /* <numFmt>s */
	const char *styles;  /* <xf>s */
	const char *book;    /* xl/workbook.xml */
	const char *links;   /* <Relationship>s of the workbook */
	const char *root;    /* <Relationship>s of the archive */
	const char *sheet;   /* xl/worksheets/sheet1.xml */
	struct part more[4]; /* other parts */
};

/* A descriptor of an archive of the parts, the last of which has no name; to be closed. */
int workbook_zip(const struct part *parts);
int workbook_fd(const struct workbook *book);

/*
 * All rows, or the error behind those before it; to be freed.
 *	3: a|b
 *	-3 deals.xlsx:4: Deals!A4: … (…)
 */
char *workbook_rows(int fd, const struct sops_xlsx_options *options);
void workbook_expect(const struct workbook *book, const struct sops_xlsx_options *options,
	const char *rows);

#endif
