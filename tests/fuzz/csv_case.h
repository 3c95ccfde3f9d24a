/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_case.h: an input of the reader and how it is read, in one file. */
#ifndef CSV_CASE_H
#define CSV_CASE_H

#include "csv_differ.h"

#define CASE_HEAD 5 /* bytes before the input */

static const char case_delimiters[] = { ',', ';', '\t', '|', ' ', 'a', '\x01', '\x7F' };
static const size_t case_chunks[] = { 0, 1, 2, 3, 7, 63, 64, 65, 127, 128, 129, 4096 };

#define CASE_CHUNKS (sizeof(case_chunks) / sizeof(case_chunks[0]))

/* Returns the number of threads. */
static size_t case_read(struct differ *given, struct sops_field file)
{
	const unsigned char *head = (const unsigned char *)file.at;

	*given = (struct differ){
		.bytes = { file.at + CASE_HEAD, file.len - CASE_HEAD },
		.options = {
			.delimiter = case_delimiters[head[0] % sizeof(case_delimiters)],
			.chunk = case_chunks[head[1] % CASE_CHUNKS],
			.max_field = head[2],
			.max_record = head[3] * (size_t)2,
		},
		.unwanted = head[4],
		.fails = head[0] / sizeof(case_delimiters) % 2,
	};
	return 1 + head[1] / CASE_CHUNKS % DIFFER_THREADS;
}

#endif
