/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_private.h: what the reader is made of.
 *
 * A source (decode.c) shows the input as a window of decoded bytes. A parser
 * (csv_libcsv.c) says what they mean, and csv_row.c finds where a row ends and
 * what is wrong with it. Rows that are regular need neither: csv_walk.h finds
 * their ends in masks (scan.h), and csv_regular.c makes views of their fields.
 * csv.c makes records of rows. However read() cuts the input, and whichever
 * way a row takes, the answer is the same.
 */
#ifndef SOPS_CSV_PRIVATE_H
#define SOPS_CSV_PRIVATE_H

#include "csv_walk.h"
#include "readahead.h"

#include <sops/buffer.h>
#include <sops/csv.h>

#include <csv.h>
#include <iconv.h>

/* The bytes of the input, decoded and in one piece, from the first not yet dropped. */
struct sops__source {
	char *at;
	size_t len;
	uint64_t offset; /* of at[0], after decoding; a byte order mark counts */

	int fd;
	const char *name;     /* for messages; borrowed */
	const char *encoding; /* as the user spells it, or NULL: UTF-8; borrowed */
	size_t chunk;         /* bytes asked of read() */
	const char *ahead;    /* bytes to take before any are read */
	size_t ahead_len;
	char *returned;       /* or NULL: the memory that ahead is in, to be freed */
	bool lent;            /* block is another's, and nothing comes behind it */
	struct sops__readahead *readahead; /* or NULL: who reads the descriptor, and */
	bool borrowed;                     /* whose the block is */
	void *made;           /* what somebody has made of what begins at the offset join; or */
	uint64_t join;        /* NULL, and UINT64_MAX */
	uint64_t next, head, from, to; /* of a part of the file: the byte to read next, and as in
					  sops_csv_options */
	size_t longest;       /* bytes the caller ever leaves in the window */
	bool ended;
	int failed;           /* errno of a read() that failed */
	char *block;          /* at points into it */
	size_t size;          /* of block */
	iconv_t converter;    /* these only with an encoding */
	char *raw;            /* read and not yet decoded */
	size_t raw_len;
	uint64_t raw_offset;  /* of raw[0] in the file */
};

/* Readable bytes past the end of the window: spaces. */
#define SOPS__SOURCE_PADDING 64

/*
 * Looks at the first bytes to refuse UTF-16 that was not announced, and drops a byte order
 * mark. longest is what the caller may leave in the window when it asks for more.
 */
int sops__source_open(struct sops__source *source, int fd, const char *name,
	const struct sops_csv_options *options, size_t longest, struct sops_error *err);
void sops__source_close(struct sops__source *source);

/* From here on a thread reads ahead, where it can: what comes is the same. Not with an encoding.
 * Pieces of so many bytes, or 0: as many as are asked of read(). help may be NULL. */
void sops__source_read_ahead(struct sops__source *source, size_t size,
	const struct sops__help *help);

/* 1 when the window grew (and perhaps moved), 0 at the end, or a negative status. */
int sops__source_more(struct sops__source *source, struct sops_error *err);

/* Takes n bytes off the front of the window. */
static inline void sops__source_drop(struct sops__source *source, size_t n)
{
	source->at += n;
	source->len -= n;
	source->offset += n;
}

/* Bytes that were not dropped, else some that are read as far as there are any: how many, 0 at the
 * end, or a negative status. Not with an encoding. */
ssize_t sops__source_pull(struct sops__source *source, char *to, size_t room);
/* Puts bytes that were pulled before those yet to come; their memory is the source's from then
 * on. */
int sops__source_return(struct sops__source *source, char *bytes, size_t len, uint64_t offset);
/* From here on the source is these bytes, with padding behind them, and no more. */
void sops__source_lend(struct sops__source *source, char *at, size_t len, uint64_t offset);

/* Line ends in one field: a quote that is not closed is told by then. */
#define SOPS__MAX_LINES ((size_t)1000000)

/* What libcsv said of the bytes it was given. */
enum sops__parsed {
	SOPS__PART,        /* all is well and the row goes on; at the end: there was none */
	SOPS__ROW,         /* the row ended */
	SOPS__STRAY_QUOTE, /* the next byte is a quote inside an unquoted field */
	SOPS__AFTER_QUOTE, /* the next byte follows a closing quote and may not */
	SOPS__OPEN_QUOTE,  /* the quote is open at the end, or when the field is too long */
	SOPS__LONG_FIELD,
	SOPS__NO_MEMORY,
};

/* Bytes of a row that are looked at together, and given to libcsv at once: at most. */
#define SOPS__PIECE ((size_t)1024)

/* Of these bytes, those up to the first CR or LF: where a row ends, unless it is quoted. */
size_t sops__piece(const char *at, size_t len);

/* A row as libcsv reads it. */
struct sops__parser {
	struct csv_parser csv;
	char *text;                /* the kept fields, one after another; libcsv writes them */
	size_t text_size;
	struct sops_field *fields; /* views of the kept ones; the others are empty */
	size_t size;               /* of fields */
	size_t count;              /* fields seen in the row */
	size_t most;               /* fields to keep; and of those only */
	const size_t *wanted;      /* these, ascending, then SIZE_MAX; NULL: all; borrowed */
	size_t kept, next;         /* so many; the next to keep, or SIZE_MAX */
	size_t too_long;           /* the first such field, or SIZE_MAX */
	size_t max_field;
	size_t used;               /* bytes taken by the last call */
	enum sops__parsed state;
};

void sops__parser_init(struct sops__parser *parser, char delimiter, size_t max_field);
void sops__parser_release(struct sops__parser *parser);

/* Before a row: says which fields to keep, and empties all. */
void sops__parser_want(struct sops__parser *parser, const size_t *wanted);

/* Forgets the row, also in the middle of one. */
void sops__parser_start(struct sops__parser *parser);

/* Bytes of one row, a CR or LF at most as the last of them. */
enum sops__parsed sops__parser_feed(struct sops__parser *parser, const char *at, size_t len);

/* Any bytes: those behind the row's end are not taken. */
enum sops__parsed sops__parser_feed_all(struct sops__parser *parser, const char *at, size_t len);
enum sops__parsed sops__parser_finish(struct sops__parser *parser);

struct sops_csv {
	struct sops__source source; /* its window begins with the record at hand */
	struct sops__parser parser;
	struct sops__walker walker;
	size_t fed;                 /* bytes of the window that are behind us */
	size_t raw_len;             /* of the record, without its line end */
	size_t max_record;
	uint64_t line;              /* of the next byte */
	uint64_t field_line;        /* on which the parser's field began */
	bool doubtful;              /* the record's text is to be checked */
	bool regular;               /* the row is */
	char *name;
	char *header_text;
	struct sops_record header;
	struct sops_record record;
	size_t *wanted;             /* columns, ascending, then SIZE_MAX */
	size_t n_wanted;
	struct sops_csv_counts counts;
	struct sops_error error;    /* the last one, and the only one once fatal */
	bool fatal;
	bool resumes;               /* fatal, but sops__csv_resume() may go on */
	bool open;                  /* fatal: the input ended inside a quoted field */
	bool within;                /* what comes next is the rest of a line, and no record */
};

/*
 * Reads one row (csv_row.c) into csv->record, without fields if it is blank: 1, 0 at the end, or
 * a negative status with csv->error set, and csv->fatal where reading cannot go on.
 */
int sops__csv_read_row(struct sops_csv *csv);

/*
 * Goes on behind an unclosed quote, or a limit: the record is given up with the line on which its
 * last field began, and is sops_csv_raw(); the line after that one is read next. Of a line that is
 * longer than a record may be the rest comes as bad records, too. False where the error was
 * another, and in a block that ends inside the quote: that may be closed behind it.
 */
bool sops__csv_resume(struct sops_csv *csv);

/*
 * The same for a row that is regular (csv_regular.c); 0 if it is not, and then nothing was taken.
 * Fields are made only if there are as many as in the header.
 */
int sops__csv_read_regular(struct sops_csv *csv);

/* The same for a row that follows such a one and has nothing that is rare, as most do: it leaves
 * the row before by itself. */
bool sops__csv_read_plain(struct sops_csv *csv);

/* Leaves the row at hand. */
static inline void sops__csv_leave(struct sops_csv *csv)
{
	sops__source_drop(&csv->source, csv->fed);
	csv->record.place.line = csv->line;
	csv->record.place.byte = csv->source.offset;
	if (csv->error.status)
		csv->error = (struct sops_error){ 0 };
}

/* Whether what comes next is what somebody else has begun with. */
static inline bool sops__csv_joins(const struct sops_csv *csv)
{
	return csv->source.join == csv->source.offset + csv->fed;
}

/* Rows may be regular from here on: the header is known. */
int sops__csv_start_regular(struct sops_csv *csv);
void sops__walker_release(struct sops__walker *walker);
/* So many bytes were regular. */
void sops__walker_make_good(struct sops__walker *walker, size_t bytes);

/* sops_csv_raw() with the line end behind it. */
static inline struct sops_field sops__csv_line(const struct sops_csv *csv)
{
	return (struct sops_field){ csv->source.at, csv->fed };
}

/* Whether a cell of the last record may have been quoted: else none has a delimiter, a quote or a
 * line end in it. */
bool sops__csv_quotes(const struct sops_csv *csv);

/*
 * csv_block.c: a reader of many blocks of whole records, each of which begins its counts anew,
 * behind so many lines; and one that goes on behind what others have read for it.
 */
void sops__csv_lend(struct sops_csv *csv, char *at, size_t len, uint64_t offset, uint64_t lines);
void sops__csv_pass(struct sops_csv *csv, const struct sops_csv_counts *others);
/* As sops__source_pull and sops__source_return; before the first the record at hand is gone. */
void sops__csv_let_go(struct sops_csv *csv);
bool sops__csv_plain(const struct sops_csv *csv); /* whether that can be */
/* Appends the header as a row that reads as it did. */
int sops__csv_put_header(const struct sops_csv *csv, struct sops_buffer *to);

/* The fields of a bad row that has an end, as sops_csv_ragged. */
int sops__csv_split(struct sops_csv *csv, struct sops_record *record);

/* Refuses the row if its first len bytes are not UTF-8 or hold a NUL. */
int sops__csv_check_text(struct sops_csv *csv, size_t len);

/* How many of the first bytes are UTF-8 without NUL. */
size_t sops__utf8_span(const char *at, size_t len);

/* An encoding that the first bytes of a file give away. */
struct sops__encoding {
	const char *family;    /* "UTF-16" */
	const char *name;      /* "utf-16le" */
	const char *announced; /* what to call it when a byte order mark says the rest: "utf-16" */
	const char *mark;
	size_t mark_len;
};

/* The encoding whose byte order mark comes first, only of that family unless NULL; or NULL. */
const struct sops__encoding *sops__encoding_marked(struct sops_field head, const char *family);

/* The encoding that the places of the NULs suggest, or NULL. */
const struct sops__encoding *sops__encoding_patterned(struct sops_field head);

/* The encoding to try for bytes that are not UTF-8. */
const char *sops__encoding_guess(struct sops_field bytes);

#endif
