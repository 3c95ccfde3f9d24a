/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xlsx_private.h: what the files about spreadsheets share inside lib/. */
#ifndef SOPS_XLSX_PRIVATE_H
#define SOPS_XLSX_PRIVATE_H

#include <sops/buffer.h>
#include <sops/xlsx.h>

#define SOPS__ROWS 1048576
#define SOPS__COLUMNS 16384

/*
 * The archive (xlsx_zip.c). Parts are found whatever the case of their names; one is open at a
 * time. The descriptor must seek.
 */
struct sops__zip;
int sops__zip_open(struct sops__zip **out, int fd, const char *name, uint64_t max_bytes,
	struct sops_error *err);
void sops__zip_free(struct sops__zip *zip);
bool sops__zip_has(const struct sops__zip *zip, const char *part);
int sops__zip_part(struct sops__zip *zip, const char *part, struct sops_error *err);
/* 1 and *got bytes; 0 at the end, when all of them were right; or a negative status. */
int sops__zip_read(struct sops__zip *zip, void *to, size_t size, size_t *got,
	struct sops_error *err);

/* *copy is a descriptor of an unlinked file with the head and all that fd gives (xlsx_spool.c). */
int sops__spool(int *copy, int fd, const char *name, const struct sops_xlsx_options *options,
	struct sops_error *err);

/* The elements that matter (xlsx_xml.c). */
enum sops__element {
	SOPS__OTHER,
	SOPS__C,
	SOPS__V,
	SOPS__F,
	SOPS__IS,
	SOPS__T,
	SOPS__R,
	SOPS__SI,
	SOPS__XF,
	SOPS__ROW,
	SOPS__SST,
	SOPS__SHEET,
	SOPS__SHEETS,
	SOPS__NUMFMT,
	SOPS__NUMFMTS,
	SOPS__CELLXFS,
	SOPS__WORKBOOK,
	SOPS__WORKBOOK_PR,
	SOPS__WORKSHEET,
	SOPS__SHEET_DATA,
	SOPS__MERGE_CELL,
	SOPS__MERGE_CELLS,
	SOPS__STYLE_SHEET,
	SOPS__RELATIONSHIP,
	SOPS__RELATIONSHIPS,
	SOPS__ALTERNATE, /* two ways to say a thing, of which a reader is to choose one */
};

/*
 * What is called while a part is read. A negative status ends the reading; 1 from end pauses
 * it. up(1) is the parent of the element. err is that of sops__xml_run.
 */
struct sops__xml;
struct sops__xml_calls {
	enum sops__element root; /* anything else is refused */
	int (*start)(void *with, struct sops__xml *xml, enum sops__element element,
		const char **attributes, struct sops_error *err);
	int (*end)(void *with, struct sops__xml *xml, enum sops__element element,
		struct sops_error *err);
	int (*text)(void *with, const char *at, size_t len, struct sops_error *err);
};

int sops__xml_open(struct sops__xml **out, struct sops__zip *zip, const char *part,
	const struct sops__xml_calls *calls, void *with, struct sops_error *err);
void sops__xml_free(struct sops__xml *xml);
/* 1: paused, to be run again. 0: at the end. */
int sops__xml_run(struct sops__xml *xml, struct sops_error *err);
enum sops__element sops__xml_up(const struct sops__xml *xml, size_t levels);
/* Opens, runs to the end, frees. */
int sops__xml_read(struct sops__zip *zip, const char *part, const struct sops__xml_calls *calls,
	void *with, struct sops_error *err);

/* NULL where there is none. The second: of the relationships' namespace, r:id. */
const char *sops__attribute(const char **attributes, const char *name);
const char *sops__attribute_link(const char **attributes, const char *name);
/* A number without sign, up to most. False: it is none. */
bool sops__whole(uint32_t *out, const char *text, uint32_t most);

/* Decodes _x000D_ from byte start of the text on. SOPS_EINPUT: it is no character (xlsx_text.c). */
int sops__xlsx_unescape(struct sops_buffer *text, size_t start, struct sops_error *err);

/* Which part is meant by a target in the relationships of another part (xlsx_links.c). */
struct sops__link {
	const char *id, *type, *part;
};
struct sops__links {
	struct sops__link *at;
	size_t count, size;
	char *folder; /* of the part that they belong to */
};
int sops__links_read(struct sops__links *links, struct sops__zip *zip, const char *part,
	struct sops_error *err);
void sops__links_release(struct sops__links *links);
/* The part, or NULL. type is the last word: "worksheet". */
const char *sops__links_by_type(const struct sops__links *links, const char *type);
const struct sops__link *sops__links_by_id(const struct sops__links *links, const char *id);
bool sops__link_is(const struct sops__link *link, const char *type);

/* xlsx_strings.c */
struct sops__strings {
	struct sops_buffer text;
	uint32_t *ends; /* of each string in the text */
	size_t count, size, limit, max_field;
	size_t start;   /* of the <t> that is open */
	bool open;
};
int sops__strings_read(struct sops__strings *strings, struct sops__zip *zip, const char *part,
	struct sops_error *err);
void sops__strings_release(struct sops__strings *strings);
struct sops_field sops__strings_at(const struct sops__strings *strings, size_t index);

/* What a number format makes of a number (xlsx_format.c). */
enum sops__shows {
	SOPS__SHOWS_NUMBER,
	SOPS__SHOWS_PERCENT,
	SOPS__SHOWS_DATE,
	SOPS__SHOWS_TIME, /* with or without a date */
};
#define SOPS__SYMBOL 12
struct sops__format {
	enum sops__shows shows;
	char currency[SOPS__SYMBOL]; /* what stands before the number; "" */
};
struct sops__format sops__format_of(struct sops_field code);
struct sops__format sops__format_built_in(uint32_t id);

/* xlsx_styles.c */
struct sops__styles {
	struct sops__numbered {
		uint32_t id;
		struct sops__format format;
	} *formats; /* by id, once they are all there */
	size_t n_formats, formats_size;
	struct sops__format *cells; /* by style */
	size_t count, size;
};
/* part may be NULL: then there is one style, General. */
int sops__styles_read(struct sops__styles *styles, struct sops__zip *zip, const char *part,
	struct sops_error *err);
void sops__styles_release(struct sops__styles *styles);

/* A number of at most 15 digits: 0.DIGITS times ten to the point (xlsx_number.c). */
#define SOPS__DIGITS 15
struct sops__number {
	bool negative;
	int count, point;
	char digits[SOPS__DIGITS + 1];
};
bool sops__number_parse(struct sops__number *out, struct sops_field text);
/* Appends it, times ten to the shift. */
int sops__number_write(struct sops_buffer *out, const struct sops__number *number, int shift);
/* Appends the day and time that it counts from 1900, or 1904; 1: it is none (xlsx_serial.c). */
int sops__serial_write(struct sops_buffer *out, const struct sops__number *number, bool time,
	bool from_1904);

/* Merged ranges by their first row, and what is held of those that reach the current one. */
struct sops__merge {
	uint32_t first_row, last_row;
	uint16_t first_column, last_column;
};
struct sops__merges {
	struct sops__merge *at;
	size_t count, size, next;
	uint64_t cells;
	uint32_t until;          /* the last row that any of those held reaches */
	size_t columns;          /* that were ever held */
	struct sops__held *held; /* by column */
};
int sops__merges_add(struct sops__merges *merges, const char *range, struct sops_error *err);
/* When they are all there. SOPS_EINPUT: two overlap. */
int sops__merges_ready(struct sops__merges *merges, struct sops_error *err);
void sops__merges_release(struct sops__merges *merges);
/* The first row from this one on in which a range has cells; 0: none. */
uint32_t sops__merges_row(const struct sops__merges *merges, uint32_t row);
/* The width of the ranges that begin within this many columns. */
size_t sops__merges_width(const struct sops__merges *merges, size_t width);

/* The cells of a row as they are gathered. */
struct sops__cells {
	struct sops_buffer text;
	struct sops__cell {
		size_t start, len;
	} *at;
	size_t count, size; /* count: up to the last one that is not blank */
};
int sops__cells_set(struct sops__cells *cells, size_t column, size_t start);
int sops__merges_fill(struct sops__merges *merges, uint32_t row, struct sops__cells *cells,
	struct sops_error *err);

/* "C17" (xlsx_ref.c). Columns count from 0, rows from 1. */
#define SOPS__REF 16
const char *sops__ref(char out[SOPS__REF], size_t column, uint32_t row);
/* How many bytes of the text are one; 0: none. */
size_t sops__ref_parse(size_t *column, uint32_t *row, const char *text);

/* A workbook's sheet, row by row (xlsx_sheet.c). */
struct sops__sheet;
int sops__sheet_open(struct sops__sheet **out, struct sops_xlsx *xlsx, size_t sheet,
	struct sops_error *err);
void sops__sheet_free(struct sops__sheet *sheet);
/* 1 and the next row that has a cell that is not blank, 0, or a negative status. */
int sops__sheet_next(struct sops__sheet *sheet, struct sops__cells **cells, uint32_t *row,
	struct sops_error *err);
/* Goes through all rows without looking at what they say. */
int sops__sheet_survey(struct sops_xlsx *xlsx, size_t *width, struct sops__merges *merges,
	struct sops_error *err);
/* Whether there is a cell with text. */
int sops__sheet_cells(struct sops_xlsx *xlsx, size_t sheet, bool *any, struct sops_error *err);

struct sops__tab {
	char *name, *part; /* part: NULL for a chart */
	bool hidden;
};

/* Which row of the sheet a line of the CSV is; for every row behind one of several lines. */
struct sops__turn {
	uint64_t line;
	uint32_t row;
};

struct sops_xlsx {
	char *name;
	struct sops_xlsx_options options;
	int spool; /* -1, or a copy of a pipe */
	struct sops__zip *zip;
	struct sops__tab *tabs;
	size_t count, size, chosen;
	bool from_1904;
	struct sops__strings strings;
	struct sops__styles styles;
	struct sops__lines *lines;
	struct sops__rows *rows; /* that sops_xlsx_next gives */
	int failed;              /* what it gave at last, and why */
	struct sops_error error;
};

/* Fills in the tabs, strings and styles (xlsx_book.c). */
int sops__book_read(struct sops_xlsx *xlsx, struct sops_error *err);

/* The value of a cell (xlsx_cell.c). */
enum sops__type {
	SOPS__NUMBER,
	SOPS__SHARED,
	SOPS__FORMULA_TEXT,
	SOPS__INLINE,
	SOPS__BOOLEAN,
	SOPS__ERROR,
	SOPS__DATE,
};
bool sops__type_of(enum sops__type *out, const char *name);
/* Appends what a cell says that is not blank. */
int sops__cell_text(struct sops_buffer *out, const struct sops_xlsx *xlsx, enum sops__type type,
	uint32_t style, struct sops_field value, struct sops_error *err);

/* The rows of the chosen sheet, filled where that is asked for (xlsx_rows.c). */
int sops__rows_open(struct sops__rows **out, struct sops_xlsx *xlsx, bool width,
	struct sops_error *err);
void sops__rows_free(struct sops__rows *rows);
int sops__rows_next(struct sops__rows *rows, const struct sops_record **record,
	struct sops_error *err);
size_t sops__rows_width(const struct sops__rows *rows);

/* xlsx_lines.c */
int sops__lines_new(struct sops__lines **out, struct sops_error *err);
void sops__lines_free(struct sops__lines *lines);
void sops__lines_clear(struct sops__lines *lines);
int sops__lines_turn(struct sops__lines *lines, uint64_t line, uint32_t row,
	struct sops_error *err);
uint64_t sops__lines_row(struct sops__lines *lines, uint64_t line);

/* Makes room for one more in an array. */
int sops__room(void *array, size_t *size, size_t count, size_t each, struct sops_error *err);

#endif
