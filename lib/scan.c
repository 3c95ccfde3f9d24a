/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan.h"

/* Best first. */
static const struct sops__scan *const scans[] = {
#if defined(__x86_64__)
	&sops__scan_avx512,
	&sops__scan_avx2,
	&sops__scan_sse2,
#elif defined(__aarch64__) && !defined(__AARCH64EB__)
	&sops__scan_neon,
#endif
	&sops__scan_words,
};

const struct sops__scan *sops__scan_choose(enum sops_csv_scan kind)
{
	for (size_t i = 0; i < sizeof(scans) / sizeof(scans[0]); i++) {
		if (kind != SOPS_SCAN_AUTO && kind != scans[i]->kind)
			continue;
		if (!scans[i]->available || scans[i]->available())
			return scans[i];
	}
	return NULL;
}
