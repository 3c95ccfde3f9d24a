/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input_private.h: what of an input only lib/ knows. */
#ifndef SOPS_INPUT_PRIVATE_H
#define SOPS_INPUT_PRIVATE_H

#include <sops/input.h>
#include <sops/values.h>

/* Takes a record as it stands, or leaves it and what it has written is as before. raw holds all
 * its cells, and is not shorter than they are. */
typedef bool sops__take(void *with, const struct sops_record *record, struct sops_field raw);

/*
 * From here on every record of which a row would be made is offered to that function first. Of one
 * that it takes no row is made: sops_input_next gives NULL. False, and nothing is offered, where a
 * row would say something else than the cells of its record, or cells have other separators than
 * commas.
 */
bool sops__input_offer(struct sops_input *input, sops__take *take, void *with);

const struct sops_values *sops__input_values(const struct sops_input *input);

#endif
