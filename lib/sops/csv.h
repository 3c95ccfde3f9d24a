/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * csv.h: a pull reader of CSV records.
 *
 * libcsv says what the bytes mean; this adds what libcsv lacks: position of
 * every record, where an unclosed quote opened, limits, encodings, and errors.
 *
 * Read strictly: text after a closing quote, a quote inside an unquoted field,
 * an unclosed quote, a lone carriage return outside quotes, a NUL byte, bytes
 * that are not UTF-8, and a record with more or fewer fields than the header
 * are errors (SOPS_EINPUT) with a place. LF and CRLF may be mixed. A UTF-8
 * byte order mark is dropped. Spaces and tabs around an unquoted field are
 * dropped, as libcsv does. Blank lines are skipped and counted, except where
 * the header has one column: there they are records with an empty field.
 *
 * After an SOPS_EINPUT error that concerns one record the reader can go on: the
 * next call returns the record after it, and sops_csv_raw() is the bad one.
 * Where the quotes of a record cannot be told, or a carriage return stands
 * alone, the record is given up at that byte and ends with the physical line
 * it is on, whatever the rest of that line holds: all bytes from the record's
 * first to that line end are the bad one, and no byte is read as a record twice.
 * sops_csv_fatal() tells the errors after which it cannot go on: a decoding
 * error, a limit, an unclosed quote at the end, reading itself (SOPS_ESYSTEM).
 * It gives those again on every later call. Any error in the header is one.
 */
#ifndef SOPS_CSV_H
#define SOPS_CSV_H

#include <sops/error.h>

#include <stdio.h>

struct sops_csv;

/* A record: views into the reader's own memory, valid until the next call of sops_csv_next. */
struct sops_record {
	const struct sops_field *fields;
	size_t count;
	struct sops_place place;
};

/*
 * How the ends of fields are found: by masks of 64 bytes, made with these instructions, or byte by
 * byte. The answers are the same; this is for tests. One that the machine lacks is SOPS_EUSAGE.
 */
enum sops_csv_scan {
	SOPS_SCAN_AUTO, /* the fastest this machine has */
	SOPS_SCAN_LIBCSV,
	SOPS_SCAN_WORDS,
	SOPS_SCAN_SSE2,
	SOPS_SCAN_AVX2,
	SOPS_SCAN_AVX512,
	SOPS_SCAN_NEON,
};

struct sops_csv_options {
	char delimiter;       /* 0: comma */
	const char *encoding; /* NULL or "utf-8": checked; else an iconv name, decoded strictly;
	                         borrowed as long as the reader */
	size_t max_field;     /* bytes, without quotes, in a million lines at most; 0: 1 MiB */
	size_t max_record;    /* bytes, without the line end; 0: 64 MiB, or room for a field */
	size_t chunk;         /* bytes a read() asks for; 0: 256 KiB. For tests. */
	enum sops_csv_scan scan;
	/* With to: not what is left of the descriptor, but its bytes before head and then those of
	 * [from, to), wherever it stands. All of them have to be there. */
	uint64_t head, from, to;
	/* Bytes that were taken from the descriptor already; borrowed while the reader lives. Then
	 * fd may be -1: nothing comes after them. */
	const char *ahead;
	size_t ahead_len;
	uint64_t skip_lines;  /* physical lines above the header */
};

/*
 * Opens a reader over an open descriptor, which stays the caller's to close,
 * and reads the header. name is what messages call it, and is copied.
 * An input with no bytes, or only blank lines, is SOPS_EINPUT: "empty input: no header row".
 * options may be NULL. On failure *out is NULL.
 */
int sops_csv_open(struct sops_csv **out, int fd, const char *name,
	const struct sops_csv_options *options, struct sops_error *err);
void sops_csv_free(struct sops_csv *csv);

/* The header row, as spelled; borrowed, valid as long as the reader. */
const struct sops_record *sops_csv_header(const struct sops_csv *csv);

/*
 * 1 and a record, 0 at the end, or a negative status with err placed. The place of an
 * unclosed quote is the line where it opened, that of a field too long the line where it began;
 * an SOPS_ESYSTEM error has none.
 */
int sops_csv_next(struct sops_csv *csv, const struct sops_record **record, struct sops_error *err);

/*
 * From the next record on only the fields of columns with wanted[i], one for each of the header,
 * are made; the others are empty. NULL: all, as at first. Records are checked wholly in any case.
 * The fields of the record before are no longer valid.
 */
void sops_csv_want(struct sops_csv *csv, const bool *wanted);

/*
 * The fields of the last bad record that has too many or too few, as libcsv reads them; valid until
 * the next call of sops_csv_next. SOPS_EINPUT: it is bad in another way.
 */
int sops_csv_ragged(struct sops_csv *csv, struct sops_record *record);

/*
 * The bytes of the last record (after opening: the header) or the last bad record, as they
 * stood, without their line end; after a fatal error, what was read of it, perhaps nothing.
 * Valid until the next call of sops_csv_next.
 */
struct sops_field sops_csv_raw(const struct sops_csv *csv);

/* Whether the last error ended the reading for good. */
bool sops_csv_fatal(const struct sops_csv *csv);

/* What was seen so far. */
struct sops_csv_counts {
	uint64_t records;     /* returned, or refused */
	uint64_t blank_lines; /* skipped */
	uint64_t bytes;       /* consumed, after decoding */
	uint64_t lines;       /* ends of lines, the same */
	bool lf, crlf;        /* which line ends were seen */
};
struct sops_csv_counts sops_csv_counts(const struct sops_csv *csv);

#endif
