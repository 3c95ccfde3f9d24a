/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h: bytes to bit masks, 64 at a time.
 *
 * There is one file for each instruction set, scan_*.c; each says how to load
 * and compare 64 bytes, and scan_body.h tells from that what separates fields,
 * what is data, and where libcsv would have to be asked.
 */
#ifndef SOPS_SCAN_H
#define SOPS_SCAN_H

#include <sops/csv.h>

#define SOPS__WORD 64 /* bytes to a mask */

/* A bit for each byte, the lowest for the first. */
struct sops__masks {
	uint64_t separators; /* delimiters and line feeds outside quotes */
	uint64_t fields;     /* how many those are */
	uint64_t ends;       /* those of them that end a row */
	uint64_t quoted;     /* opening quotes */
	uint64_t odd;        /* where a row turns out not to be regular */
	uint64_t doubled;    /* the second of two quotes that stand for one */
	uint64_t lines;      /* line feeds inside quotes */
	uint64_t text;       /* NUL, or perhaps not UTF-8 */
	uint64_t rare;       /* any of these four */
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
 * Fills masks[0..words) from that many times 64 bytes. Of the first word only the bits in from
 * count: carry describes the byte at the lowest of them, with start moved up to it. At the end
 * it describes the byte after the last.
 */
struct sops__scan {
	enum sops_csv_scan kind;
	bool (*available)(void);
	void (*fill)(struct sops__masks *masks, const char *at, size_t words, char delimiter,
		uint64_t from, struct sops__carry *carry);

	/* Writes where the bits from that word on are set: n offsets, and up to 63 more. */
	void (*list)(size_t *to, size_t n, const uint64_t *masks, size_t word);
};

/* NULL where this machine has none of that kind. */
const struct sops__scan *sops__scan_choose(enum sops_csv_scan kind);

extern const struct sops__scan sops__scan_avx2, sops__scan_sse2, sops__scan_neon, sops__scan_words;

#endif
