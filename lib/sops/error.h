/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * error.h: what went wrong, where, and what would help.
 *
 * Functions that can fail return 0 (iterators 1 or 0) or one of the negative
 * statuses below, and take a struct sops_error as their last argument. It may
 * be NULL. The first error wins: setting one that is set changes nothing, so
 * a caller may add what it knows (file, line, column) on the way up and never
 * overwrite the cause.
 *
 * A status is also the exit status of a command, negated.
 */
#ifndef SOPS_ERROR_H
#define SOPS_ERROR_H

#include <sops/field.h>

#include <stdint.h>

enum sops_status {
	SOPS_OK = 0,
	SOPS_EUSAGE = -2,  /* a bad option, expression or rule: nothing was read */
	SOPS_EINPUT = -3,  /* the input was refused */
	SOPS_ESYSTEM = -4, /* reading, writing or memory failed */
};

/* A position in an input. Lines and records count from 1, bytes from 0; 0 is unknown. */
struct sops_place {
	const char *file; /* borrowed; the name as messages show it */
	uint64_t line;    /* physical line on which the record begins */
	uint64_t record;  /* number of the record, the header not counted */
	uint64_t byte;    /* offset of the record's first byte, after decoding */
};

/* Everything is printable text: data is quoted with sops_quote before it gets here. */
struct sops_error {
	enum sops_status status; /* SOPS_OK while nothing went wrong */
	uint64_t line, record, byte;
	char file[256];
	char column[256]; /* the header as the file spells it */
	char text[1024];  /* what is wrong: "1,2" is not an amount */
	char hint[2048];  /* what would help: try --decimal comma */
};

/* Each returns the status, so that a caller can write: return sops_error_set(…). */
int sops_error_set(struct sops_error *err, enum sops_status status, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int sops_error_memory(struct sops_error *err);
/* errno's text follows: "cannot open deals.csv: No such file or directory". */
int sops_error_system(struct sops_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* These add to an error that is set, where nothing is known yet. */
void sops_error_hint(struct sops_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void sops_error_place(struct sops_error *err, const struct sops_place *place);
void sops_error_column(struct sops_error *err, struct sops_field header);

/* Room for a quoted value: 60 characters escaped at their worst, quotes and an ellipsis. */
#define SOPS_QUOTED 400

/*
 * The value in double quotes, cut at 60 characters with "…", and harmless to a
 * terminal: control characters, bidirectional overrides and bytes that are not
 * UTF-8 become \n, \t, \x1b, \u202e. Returns out, for use inside a format's arguments.
 */
const char *sops_quote(char out[SOPS_QUOTED], struct sops_field value);

#endif
