/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect.h: how a raw export is written, found out from its first bytes.
 *
 * Takes up to 1 MiB from a descriptor and says, by sniff.h, what kind of file it
 * is, in which encoding, with which delimiter and with how many lines above
 * the header; and gives the options with which a reader reads it from its first byte.
 */
#ifndef SOPS_DIALECT_H
#define SOPS_DIALECT_H

#include <sops/buffer.h>
#include <sops/csv.h>
#include <sops/sniff.h>

struct sops_dialect {
	enum sops_sniff_kind kind;
	struct sops_sniffed_encoding encoding; /* name NULL where the user said it */
	struct sops_layout layout;
	struct sops_csv_options csv; /* as given, with what was found; ahead is head */
	struct sops_buffer head;     /* the bytes taken */
	bool ended;                  /* they are all there are */
};

struct sops_dialect_options {
	struct sops_csv_options csv; /* encoding and delimiter, where the user said them */
	int64_t skip;                /* lines above the header; negative: to be found */
	bool (*known)(const void *with, struct sops_field cell); /* as in sops_layout_options */
	const void *with;
};

/*
 * To be released, also after a failure; the reader borrows head. A file that is no text is
 * found out (kind) and no further looked at. SOPS_EINPUT: an encoding or a delimiter that is
 * unclear, or title lines that are, with the option that says it.
 */
int sops_dialect_find(struct sops_dialect *dialect, int fd, const char *name,
	const struct sops_dialect_options *options, struct sops_error *err);
void sops_dialect_release(struct sops_dialect *dialect);

#endif
