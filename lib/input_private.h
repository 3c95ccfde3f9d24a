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

/* Before the first record: as sops__values_trust; and whether what was read then holds. */
void sops__input_trust(struct sops_input *input);
bool sops__input_mistaken(const struct sops_input *input);

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

/*
 * From here on nothing that is wrong with a record ends the reading: a record that nobody can read
 * is told, and a cell that cannot be read is told and blank. Places are those in the header and the
 * range alone. Of what fatal says nothing behind can be read. What they return ends the reading.
 */
struct sops__watcher {
	int (*record)(void *to, struct sops_field raw, const struct sops_error *why, bool fatal,
		struct sops_error *err);
	int (*cell)(void *to, int role, const struct sops_error *why, struct sops_error *err);
	void *to;
};

void sops__input_watch(struct sops_input *input, const struct sops__watcher *watcher);

/* The bytes of the last record, as they stand, without the line end. */
struct sops_field sops__input_raw(const struct sops_input *input);
/* With it; where a footer may follow, without. */
struct sops_field sops__input_line(const struct sops_input *input);
/* The header's, with its line end; before the first record is read. */
struct sops_field sops__input_header_line(const struct sops_input *input);
/* Whether what is read begins right behind the header; before the first record is read. */
bool sops__input_first(const struct sops_input *input);
/* Where a record behind the header begins in the file, by the byte of its place. */
uint64_t sops__input_byte(const struct sops_input *input, uint64_t byte);
/* The header, which is valid as long as the input. */
const struct sops_record *sops__input_header(const struct sops_input *input);

/* Whether what comes next may be read in blocks of whole records, apart from each other. */
bool sops__input_divides(const struct sops_input *input);
struct sops_csv *sops__input_csv(const struct sops_input *input);
struct sops_values *sops__input_own_values(const struct sops_input *input);
/* Reads such a block next, as sops__csv_lend. Where it would depend on what comes behind it, the
 * input ends before it, and is not calm. */
void sops__input_lend(struct sops_input *input, char *at, size_t len, uint64_t offset,
	uint64_t lines);
/* Whether what is read is such a block. */
bool sops__input_lent(const struct sops_input *input);
/* Counts what others have read for it; the reader and the values are to be told, too. */
void sops__input_pass(struct sops_input *input, const struct sops_input_counts *others,
	uint64_t bytes);

const struct sops_values *sops__input_values(const struct sops_input *input);

/*
 * Binds an expression to the input, before its first row, and has it told of every record: roles
 * that have no column but follow from others are columns for it, too. What it is evaluated for is
 * the record below.
 */
int sops__input_bind(struct sops_input *input, struct sops_expr *expr, struct sops_error *err);
/* The last record, with the cells behind it that follow from others. */
const struct sops_record *sops__input_extended(const struct sops_input *input);

#endif
