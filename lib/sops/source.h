/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h: a CSV file that can be read in parts.
 *
 * A range is a run of whole records, from the first byte of one to the first
 * byte of another or the end of the file. Ranges that tile the file behind its
 * header have every record once, and each of them read by itself, with the
 * header before it, gives the records that the whole gives: a range that
 * was cut anywhere else ends inside a quoted field, which is an error when it is read.
 */
#ifndef SOPS_SOURCE_H
#define SOPS_SOURCE_H

#include <sops/csv.h>

#define SOPS_FINGERPRINT 33

struct sops_range {
	uint64_t start, end; /* bytes of the file; end is behind the last */
};

struct sops_source {
	int fd;           /* the caller's; its position does not matter and stays */
	const char *name; /* for messages; borrowed */
	uint64_t size;
	uint64_t header;  /* bytes before the first record: a mark, blank lines, the header row */
	size_t columns;   /* that the header has */
	char delimiter;
	/* Which file it is: XXH3-128, in hexadecimal, of size, first and last 64 KiB. */
	char fingerprint[SOPS_FINGERPRINT];
};

/*
 * Looks at an open descriptor. SOPS_EINPUT: it is no regular file, or its header cannot
 * be read, or it is not UTF-8 (then bytes do not tell where records end).
 */
int sops_source_look(struct sops_source *source, int fd, const char *name,
	const struct sops_csv_options *csv, struct sops_error *err);

/* Of a file that is read in parts another encoding cannot be said: it has to be converted. */
void sops_source_hint(struct sops_error *err);

/* XXH3-128, in hexadecimal, of all bytes of a descriptor that is a regular file. */
int sops_source_fingerprint(char out[SOPS_FINGERPRINT], int fd, const char *name,
	struct sops_error *err);

/* All records. */
struct sops_range sops_source_records(const struct sops_source *source);

/* Refuses a range that does not lie behind the header, or that no line end closes at both ends. */
int sops_source_check(const struct sops_source *source, struct sops_range range,
	struct sops_error *err);

/* Line ends between two bytes of the file. */
int sops_source_lines(uint64_t *lines, const struct sops_source *source, struct sops_range range,
	struct sops_error *err);

/*
 * Splits a range into at most n of about equal size; *count is how many there are: fewer
 * where records are long, none where there is no record. One pass that counts quotes, in up to
 * threads pieces at a time. For a file that is not well-formed the borders may lie inside a record.
 */
int sops_source_split(const struct sops_source *source, struct sops_range range, size_t n,
	size_t threads, struct sops_range *parts, size_t *count, struct sops_error *err);

/*
 * The same without a pass over the file: the borders are where records seem to begin. Whoever
 * reads all parts finds out if one does not, for the part before it then ends inside quotes.
 */
int sops_source_guess(const struct sops_source *source, struct sops_range range, size_t n,
	struct sops_range *parts, size_t *count, struct sops_error *err);

#endif
