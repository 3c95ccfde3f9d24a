/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * input.h: a file as rows of a canonical table.
 *
 * Puts csv, columns, values and expr together: opens a reader, binds the roles
 * that are wanted, settles what only a column can tell (it reads ahead while
 * a date could be read two ways, and no further), drops the records for which the
 * condition is not true, and fills the schema's row struct.
 *
 * Two columns that fit a role and have the very same header have to say the same in every
 * record: equal text, or the forms of 15 and of 18 characters of one Salesforce id. A record in
 * which they differ is a bad one.
 */
#ifndef SOPS_INPUT_H
#define SOPS_INPUT_H

#include <sops/buffer.h>
#include <sops/expr.h>
#include <sops/profile.h>
#include <sops/rates.h>
#include <sops/sniff.h>
#include <sops/source.h>

struct sops_input;
struct sops_stages;

/* Takes a bad record as it stood and why; returns 0 to go on, or a negative status to stop. */
typedef int (*sops_reject)(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err);

/* Leaves out what a report puts below its records, and rows of blank cells. */
struct sops_footers {
	int id;                      /* the role that every record has, or -1 */
	const char *const *patterns; /* as in sops_footer_options */
	/* Or NULL. Is told of each line that is left out, and the first text in it. */
	void (*tell)(void *to, const struct sops_place *place, const char *why,
		struct sops_field text);
	void *to;
};

/*
 * Where a by column comes from that the table itself lacks: from the row of another table that a
 * role of this one leads to. A deal's team stands in the row of its owner in the table of reps.
 */
struct sops_borrow {
	int role;                       /* of this table: its cell is the id of the row */
	const struct sops_field *names; /* of the columns that are lent */
	size_t n_names;
	/* Their cells, joined by NUL; at is NULL when there is no such row. */
	struct sops_field (*find)(const void *from, struct sops_field id);
	const void *from;
};

struct sops_input_options {
	struct sops_csv_options csv;
	struct sops_values_options values;
	/* Whose headers and habits come first, or NULL; or the one that the headers give away. What
	 * values say goes before its habits. */
	const struct sops_profile *profile;
	bool profile_auto;
	/* Which stages there are and of which class, or NULL; borrowed. A record at any other stage
	 * is a bad one. */
	const struct sops_stages *stages;
	const char *const *maps; /* role=Header, by hand */
	size_t n_maps;
	const char *by;           /* columns to group by, separated by commas, or NULL */
	const struct sops_schema *by_of; /* or NULL: another table, whose headers the names in by
	                             may be; here the columns of the same role are meant */
	const struct sops_borrow *borrow; /* where other by columns come from; borrowed itself */
	size_t n_borrow;
	bool by_some;             /* names in by that are no column are left out, and told by
	                             sops_input_missing */
	/*
	 * Or NULL: columns of which a blank cell says what the record above says, while those
	 * named before it are blank too; not with a range. A record is filled before anything
	 * else is made of it.
	 */
	const char *fill_down;
	/*
	 * Or 0: the role of the id of a record that may stand on several lines, those below with a
	 * blank id; all its roles then go on there, unless fill_down says otherwise. By lines: they
	 * do, else only if the profile says so.
	 */
	uint64_t id;
	bool by_lines;
	struct sops_expr *where;  /* condition, or NULL; borrowed, and bound to this input */
	const struct sops_rates *rates; /* or NULL; borrowed */
	sops_date as_of;
	uint64_t needs, uses;     /* roles to read */
	bool whole;               /* records have all fields, not only those that are read */
	sops_reject reject;       /* or NULL: the first bad record ends the reading */
	void *reject_to;
	/*
	 * Or NULL. Else the input is this range of that file, and descriptor and name do not
	 * matter. Places are then those of the whole file, but for the number of the record,
	 * which is not known. A range that ends inside a quoted field, and is not the file's last,
	 * is an error whoever reads it: as long as there is none, ranges that tile the file have
	 * the records that the whole has, whatever is wrong with those.
	 */
	const struct sops_source *source;
	struct sops_range range;
	bool apart;               /* places are those in the header and the range alone */
	const struct sops_footers *footers; /* or NULL: there are none, and such lines are bad */
	/* Or NULL. Is told from time to time of so many bytes more that were read. */
	void (*progress)(void *to, uint64_t bytes);
	void *progress_to;
};

/* The descriptor stays the caller's. Everything in options is borrowed while the input lives. */
int sops_input_open(struct sops_input **out, const struct sops_schema *schema, int fd,
	const char *name, const struct sops_input_options *options, struct sops_error *err);
void sops_input_free(struct sops_input *input);

/* 1 and the schema's row struct, 0 at the end, or a negative status with err placed. The row and
 * its texts hold until the next call. The row is NULL where sops_import_offer took the record. */
int sops_input_next(struct sops_input *input, const void **row, struct sops_error *err);

/* The record of the last row is a bad one after all: it is handed to reject, and counted as those
 * that could not be read. 0 to go on; without reject, or when why is not SOPS_EINPUT, its status,
 * with err placed. The row is gone. */
int sops_input_refuse(struct sops_input *input, const struct sops_error *why,
	struct sops_error *err);

/* The record of the last row; holds as long as the row. */
const struct sops_record *sops_input_record(const struct sops_input *input);
/* Whether a cell of it says nothing: by --null, or as the profile or everybody writes it. */
bool sops_input_blank(const struct sops_input *input, struct sops_field cell);
/* Reads a column that no role stands for as times: says so before the first row, and then reads its
 * cell of the last. The order of dates is settled by the column, as a role's is. */
void sops_input_watch(struct sops_input *input, int column);
int sops_input_stamp(const struct sops_input *input, int column, struct sops_stamp *out,
	struct sops_error *err);
/* Reads such a cell as an amount, which needs no watch; blank where it says nothing. */
int sops_input_money(const struct sops_input *input, int column, struct sops_money *out,
	struct sops_currency *currency, struct sops_error *err);
/* The text of a by column in the last row, without space around it; empty when it is blank. */
struct sops_field sops_input_key_cell(const struct sops_input *input, size_t key);
/* Appends the key of the last row: these texts, joined by NUL. */
int sops_input_key(const struct sops_input *input, struct sops_buffer *key);
/* Names of the by columns, as the user gave them. */
size_t sops_input_keys(const struct sops_input *input);
/* With by_some: what is wrong with the first name that was left out; NULL when none was. */
const struct sops_error *sops_input_missing(const struct sops_input *input);
struct sops_field sops_input_key_name(const struct sops_input *input, size_t key);

const struct sops_columns *sops_input_columns(const struct sops_input *input);
/* The profile in use, or NULL. */
const struct sops_profile *sops_input_profile(const struct sops_input *input);
/* The roles that are read for every row. */
uint64_t sops_input_roles(const struct sops_input *input);
/* Whether records go on where the id is blank. */
bool sops_input_by_lines(const struct sops_input *input);
/* What messages call it. */
const char *sops_input_name(const struct sops_input *input);
/* Where the last row stood. */
struct sops_place sops_input_place(const struct sops_input *input);

struct sops_input_counts {
	uint64_t records;  /* read, the bad ones too */
	uint64_t rows;     /* given out */
	uint64_t filtered; /* for which the condition was not true */
	uint64_t rejected;
	uint64_t filled;      /* records of which a cell was filled from above */
	uint64_t footers;     /* lines of footers */
	uint64_t blank_lines; /* those before the header too, but for a later range of a file */
	bool lf, crlf;     /* which line ends were seen */
};
struct sops_input_counts sops_input_counts(const struct sops_input *input);
void sops_input_counts_merge(struct sops_input_counts *into, const struct sops_input_counts *from);

/* How a column of the file was read up to now (values.h). */
enum sops_reading sops_input_reading(const struct sops_input *input, size_t column);

#endif
