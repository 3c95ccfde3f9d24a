/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h: where fields and rows end, 64 bytes at a time.
 *
 * There is one file for each instruction set, scan_*.c; each says how to load
 * and compare 64 bytes, and scan_body.h tells from that what separates fields,
 * what is data, and where libcsv would have to be asked.
 */
#ifndef SOPS_SCAN_H
#define SOPS_SCAN_H

#include <sops/csv.h>

#define SOPS__WORD 64 /* bytes to a mask */

#define SOPS__RUN 64  /* words looked at in one go, at most */

/* What few words have anything of. A bit for each byte, the lowest for the first. */
struct sops__rare {
	uint64_t odd;   /* where a row turns out not to be regular */
	uint64_t lines; /* line feeds inside quotes */
	uint64_t text;  /* NUL, or perhaps not UTF-8 */
};

/* Entries that may be written behind the last one. */
#define SOPS__MARKS_SLACK 64

/* What was found in a run of words. */
struct sops__marks {
	uint32_t *ends; /* where fields end, delimiters and line feeds outside quotes: offsets in
			   the block. Those of this run are added to those that are there. */
	size_t n_ends;
	size_t n_rows;   /* those of this run that end a row, too: line feeds */
	uint64_t quotes; /* bit i: the run's word i has some */
	uint64_t doubled; /* bit i: and some that are the second of two which stand for one: in */
	uint64_t doubles[SOPS__RUN];
	uint64_t rare;   /* bit i: it has an entry in */
	struct sops__rare words[SOPS__RUN];
};

/* What the bytes so far mean to the next. */
struct sops__carry {
	uint64_t flip;  /* all ones: it is inside quotes; else 0 */
	uint64_t start; /* 1: it begins a field, and so on: */
	uint64_t after; /* follows a closing quote, or one that is doubled, */
	uint64_t cr;    /* follows a carriage return outside quotes, */
	uint64_t owed;  /* must continue a character, */
	uint64_t lead3; /* follows the first of three bytes */
};

/*
 * Looks at the block's words [first, first + words). Of the first of them only the bits in from
 * count: carry describes the byte at the lowest of them, with start moved up to it. At the end
 * it describes the byte after the last. marks->ends has room for all there may be, and slack.
 */
struct sops__scan {
	enum sops_csv_scan kind;
	bool (*available)(void);
	void (*fill)(struct sops__marks *marks, const char *block, size_t first, size_t words,
		char delimiter, uint64_t from, struct sops__carry *carry);
	/* Or NULL: whether so many bytes, SOPS__TEXT_LEAST at least, the last of which is ASCII,
	 * are UTF-8 without NUL. */
	bool (*is_text)(const char *at, size_t len);
};

#define SOPS__TEXT_LEAST ((size_t)96)

/* NULL where this machine has none of that kind. */
const struct sops__scan *sops__scan_choose(enum sops_csv_scan kind);

extern const struct sops__scan sops__scan_avx512, sops__scan_avx2, sops__scan_sse2, sops__scan_neon,
	sops__scan_words;

#endif
