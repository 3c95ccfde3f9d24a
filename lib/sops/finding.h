/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * finding.h: what a check of something found, on its way to whoever reports it.
 */
#ifndef SOPS_FINDING_H
#define SOPS_FINDING_H

#include <sops/checks.h>
#include <sops/error.h>

/* All is borrowed until the call returns. */
struct sops_finding {
	enum sops_check_number check;
	struct sops_place place;   /* file NULL: the main input, where byte alone counts; line 0: of
	                              the file as a whole */
	struct sops_field key;     /* what identifies the record; or blank */
	struct sops_field column;  /* the header or role it is about; or blank */
	struct sops_field value;   /* the cell, as it stands; or blank */
	struct sops_field from;    /* of a move: the stage before */
	const char *message;       /* in words, harmless to a terminal */
};

/* Takes one; a negative status ends the telling. */
typedef int (*sops_tell)(void *to, const struct sops_finding *finding, struct sops_error *err);

#endif
