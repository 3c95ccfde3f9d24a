/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_agree.h: whether all ways of reading an input agree, for tests of one input at a time. */
#ifndef CSV_AGREE_H
#define CSV_AGREE_H

#include "csv_differ.h"

/* Reads with libcsv alone, and with each scan in one piece, in chunks, and by several threads. */
static bool differ_agrees(const struct differ *given, size_t threads)
{
	static struct differ_log expected, got;
	const size_t chunks[] = { DIFFER_CHUNK, given->options.chunk, given->options.chunk };

	if (!differ_expect(&expected, given)) {
		differ_show("libcsv by itself differs, or a place; input", given->bytes);
		differ_show("read", text_view(&expected.plain));
		return false;
	}
	for (enum sops_csv_scan scan = SOPS_SCAN_LIBCSV; scan <= SOPS_SCAN_NEON; scan++) {
		for (size_t i = 0; differ_has(scan) && i < (threads > 1 ? 3 : 2); i++) {
			const struct differ_way way = { scan, chunks[i], i < 2 ? 1 : threads };

			if (differ_same(&got, &expected, given, &way))
				continue;
			differ_tell(&expected, &got, given, &way);
			return false;
		}
	}
	return true;
}

#endif
