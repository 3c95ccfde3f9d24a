/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.h: bytes to bit masks, 64 at a time.
 *
 * A scan says of each byte what it is, and not what it means: csv_walk.c tells
 * separators from data. There is one file for each instruction set, scan_*.c;
 * each says how to load and compare 64 bytes, and scan_body.h does the rest.
 */
#ifndef SOPS_SCAN_H
#define SOPS_SCAN_H

#include <sops/csv.h>

#define SOPS__WORD 64 /* bytes to a mask */

/* The lowest bit is the first byte. */
struct sops__masks {
	uint64_t quote;
	uint64_t inside;    /* from an odd quote up to the byte before the next, the first being odd */
	uint64_t delimiter;
	uint64_t lf, cr;
	uint64_t space;     /* space or tab, not the delimiter */
	uint64_t text;      /* NUL, or perhaps not UTF-8 */
};

/* Fills masks[0..words) from that many times 64 bytes; the 2 before them are looked at, too. */
struct sops__scan {
	enum sops_csv_scan kind;
	bool (*available)(void);
	void (*fill)(struct sops__masks *masks, const char *at, size_t words, char delimiter);
};

/* NULL where this machine has none of that kind; never for SOPS_SCAN_AUTO. */
const struct sops__scan *sops__scan_choose(enum sops_csv_scan kind);

extern const struct sops__scan sops__scan_avx2, sops__scan_sse2, sops__scan_neon, sops__scan_words;

#endif
