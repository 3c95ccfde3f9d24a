/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fuzz target: every way of reading agrees with libcsv. The first five bytes of an input choose
 * the delimiter, the chunk and how many threads, limits on field and record, and columns not
 * wanted; what follows is read.
 */
#include "csv_agree.h"
#include "csv_case.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct differ given;
	size_t threads;

	if (size < CASE_HEAD)
		return 0;
	threads = case_read(&given, (struct sops_field){ (const char *)data, size });
	if (!differ_agrees(&given, threads))
		abort();
	return 0;
}
