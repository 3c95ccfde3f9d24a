/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv_private.h: what the reader is made of.
 *
 * A source (decode.c) shows the input as a window of decoded bytes. A parser
 * (csv_libcsv.c) says what they mean, and csv_row.c finds where a row ends and
 * what is wrong with it. Rows that are regular need neither: csv_walk.c finds
 * their ends in masks (scan.h), and csv_regular.c makes views of their fields.
 * csv.c makes records of rows. However read() cuts the input, and whichever
 * way a row takes, the answer is the same.
 */
#ifndef SOPS_CSV_PRIVATE_H
#define SOPS_CSV_PRIVATE_H

#include "scan.h"

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

/* 1 when the window grew (and perhaps moved), 0 at the end, or a negative status. */
int sops__source_more(struct sops__source *source, struct sops_error *err);

/* Takes n bytes off the front of the window. */
void sops__source_drop(struct sops__source *source, size_t n);

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

/* A row among the marks. Places are offsets in the block. */
struct sops__walk {
	size_t end;      /* of the row: its LF */
	uint32_t *ends;  /* of its fields, the last of them that */
	size_t fields;
	uint64_t lines;  /* line ends inside quotes */
	uint64_t doubled, text; /* not 0: a field has doubled quotes, the text is doubtful */
	bool quotes;     /* where it began in another run: it has some, so far */
};

enum sops__step {
	SOPS__END,  /* of a regular row */
	SOPS__MORE, /* is needed */
	SOPS__ODD,  /* is the row */
};

struct sops__walker {
	const struct sops__scan *scan; /* NULL: all goes to libcsv */
	char delimiter;

	/* The run of words at hand: [first, first + count) of the block. */
	struct sops__marks marks;
	size_t first, count;
	size_t longest;                /* that the run may be */
	uint64_t from;                 /* with before, what fill() was given */
	struct sops__carry before, after;
	size_t kept;                   /* ends, from before it, of the row in which it begins, */
	struct sops__walk begun;       /* and what was rare in that row */
	size_t size;                   /* of marks.ends */
	uint64_t block;                /* offset in the input of the block's first byte, */
	size_t limit;                  /* and in the block of the window's end, at that time */

	size_t row, field;             /* the next of marks.rows, and its first of marks.ends */
	struct sops__walk at;          /* the row at hand */
	uint64_t next; /* offset in the input of the row after the last one walked */

	struct sops_field *fields;     /* one for each column, the unwanted empty */
	char *text;                    /* of fields that are not so in the block */
	size_t text_size;

	size_t vain;                   /* bytes looked at in vain, less those that were not */
	unsigned run, left;            /* rows that go to libcsv unseen; those yet to go */
};

/* Goes before the row that the window begins with. False when memory ran out; so below. */
bool sops__walk_begin(struct sops__walker *walker, const struct sops__source *source);

/* Goes on. After SOPS__MORE the window has to grow, and sops__walk_more to be told. */
enum sops__step sops__walk(struct sops__walker *walker, const struct sops__source *source);
bool sops__walk_more(struct sops__walker *walker, const struct sops__source *source);

/* Whether the row at hand may have quotes: those beside it in a word count, too. */
bool sops__walk_quotes(const struct sops__walker *walker, const struct sops__source *source);

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
};

/*
 * Reads one row (csv_row.c) into csv->record, without fields if it is blank: 1, 0 at the end, or
 * a negative status with csv->error set, and csv->fatal where reading cannot go on.
 */
int sops__csv_read_row(struct sops_csv *csv);

/*
 * The same for a row that is regular (csv_regular.c); 0 if it is not, and then nothing was taken.
 * Fields are made only if there are as many as in the header.
 */
int sops__csv_read_regular(struct sops_csv *csv);

/* Rows may be regular from here on: the header is known. */
int sops__csv_start_regular(struct sops_csv *csv);
void sops__walker_release(struct sops__walker *walker);

/* Whether a cell of the last record may have been quoted: else none has a delimiter, a quote or a
 * line end in it. */
bool sops__csv_quotes(const struct sops_csv *csv);

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
