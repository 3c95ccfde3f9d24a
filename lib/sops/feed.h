/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * feed.h: a spreadsheet as a descriptor from which its CSV is read.
 */
#ifndef SOPS_FEED_H
#define SOPS_FEED_H

#include <sops/xlsx.h>

struct sops_feed;

/* *fd gives what sops_xlsx_feed writes, as it is read. The xlsx is borrowed; *fd is the feed's. */
int sops_feed_open(struct sops_feed **out, int *fd, struct sops_xlsx *xlsx,
	struct sops_error *err);

/*
 * Nothing more is read. Whether all went well: when fd came to its end, that was all of the
 * sheet; and an error here is why what was read is bad.
 */
int sops_feed_end(struct sops_feed *feed, struct sops_error *err);
void sops_feed_close(struct sops_feed *feed);

#endif
