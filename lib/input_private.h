/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input_private.h: what of an input only lib/ knows. */
#ifndef SOPS_INPUT_PRIVATE_H
#define SOPS_INPUT_PRIVATE_H

#include <sops/input.h>
#include <sops/values.h>

/* Takes a record as it stands, or leaves it, and what was written is as before. Its cells have no
 * more than so many bytes, with the delimiters; unless quotes, none has a delimiter, a quote or a
 * line end in it. */
typedef bool sops__take(void *with, const struct sops_record *record, size_t bytes, bool quotes);

/*
 * From here on every record of which a row would be made is offered to that function first. Of one
 * that it takes no row is made: sops_input_next gives NULL. False, and nothing is offered, where a
 * row would say something else than the cells of its record, records have not all their cells, or
 * other separators than commas.
 */
bool sops__input_offer(struct sops_input *input, sops__take *take, void *with);

/* Whether nothing of what was read will change how the rest is read but what the values know; of
 * an input that has ended, whether that would be so if it had not. */
bool sops__input_calm(const struct sops_input *input);
/* Gives back the memory that the last row of a calm input has held. */
void sops__input_leave(struct sops_input *input);
struct sops_csv_counts sops__input_read(const struct sops_input *input);
const struct sops_input_options *sops__input_options(const struct sops_input *input);

/* Opens a range of what the other reads, which is calm, with what its values know by now. */
int sops__input_open_part(struct sops_input **out, const struct sops_input *whole,
	const struct sops_input_options *options, struct sops_error *err);

const struct sops_values *sops__input_values(const struct sops_input *input);

#endif
