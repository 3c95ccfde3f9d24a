/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * columns.h: which column of a file plays which role.
 *
 * A schema describes a canonical table (deals, stage history, …): its roles and
 * their types. Profiles (profile.h) know the headers under which CRMs export them.
 * Binding matches the header row with both. For each role the first rule that fits decides:
 *
 *	1. -m role=Header, always
 *	2. a first choice of the profile in use, if there is one, in any case
 *	3. the canonical name, as spelled: close_date
 *	4. the canonical name in any case: Product (not for roles marked exact)
 *	5. a later choice of the profile in use
 *	6. a first choice of any built-in profile: "Deal - Value", 商机金额
 *	7. a later one
 *
 * Columns whose headers are the very same are not rivals: a report may have one twice.
 * Rows in which they differ are refused (input.h).
 *
 * A column that has one role's canonical name, as spelled, plays no other but by rules 1
 * and, spelled so in the profile, 2 and 5.
 *
 * Headers are compared without spaces, hyphens, underscores, a trailing * or
 * （必填）, and after Unicode NFKC case folding: "Close Date", CLOSEDATE and
 * close_date are one, and full-width forms match.
 *
 * A role that holds amounts is also found by a header with a currency or a unit behind
 * its name, where none without fits the same rule:
 *
 *	Amount (USD)  Amount [k EUR]  ACV in USD  Revenue ($ million)  金额（元）  金额(万元)
 *
 * Currencies are written as in cells, codes in capitals. However the column was found,
 * its cells are then in that currency, and as many thousands or 万 as the header
 * says: 元 is CNY where nothing else names a currency. A cell that names another
 * currency, or has a unit beside the header's, is an error. "Close Date (2)" is no
 * Close Date: what else stands in brackets belongs to the name.
 */
#ifndef SOPS_COLUMNS_H
#define SOPS_COLUMNS_H

#include <sops/csv.h>
#include <sops/period.h>
#include <sops/rates.h>

enum sops_type {
	SOPS_TEXT,  /* struct sops_field, borrowed from the record */
	SOPS_MONEY, /* struct sops_money */
	SOPS_RATE,  /* struct sops_money between 0 and 1 */
	SOPS_COUNT, /* struct sops_money that is whole and not negative */
	SOPS_DATE,  /* sops_date */
	SOPS_TIME,  /* struct sops_stamp: a date with, perhaps, a time of day */
	SOPS_BOOL,  /* int: 0, 1, or SOPS_BLANK */
	SOPS_WORD,  /* int: the value of one of the role's words, or SOPS_BLANK */
	SOPS_CURRENCY, /* struct sops_currency */
	SOPS_PERIOD, /* struct sops_label */
};

#define SOPS_BLANK (-1) /* of SOPS_BOOL and SOPS_WORD */

/* Spellings of one value, in any case, separated by |. The last word has names NULL. */
struct sops_word {
	const char *names;
	int value;
};

struct sops_role {
	const char *name;
	enum sops_type type;
	size_t offset;       /* of the value in the schema's row struct */
	const char *aliases; /* more names, or NULL: separated by |; after || those that count only
				when no earlier one fits. Those that CRMs use are in profiles */
	const struct sops_word *words; /* SOPS_WORD only */
	size_t currency;     /* SOPS_MONEY: offset of the struct sops_currency that takes the cell's
				mark, or 0 */
	uint64_t instead;    /* roles any of which will do when this one has no column */
	bool first;          /* and are looked at only where its cell is blank, when it has one */
	bool exact;          /* CRMs use this name, capitalised, for something else */
	const char *doc;
};

/* What people are told that its column holds: "text", "amount", "number", "yes or no". */
const char *sops_role_type(const struct sops_role *role);

struct sops_schema {
	const char *name; /* "deals" */
	const struct sops_role *roles;
	size_t count;    /* at most 64 */
	size_t row_size; /* of the row struct; all blank unless read */
	size_t place;    /* offset of a uint64_t that takes the record's byte offset, or 0 */
	size_t line;     /* the same of its line, which is 0 in a range of a file; or 0 */
	uint64_t needs;  /* roles without which the table says nothing: a file that has no column
				for one of them is of another kind */
	uint64_t inner;  /* roles that are no columns of the table, but tell of those that are */
	size_t profile;  /* offset of a const struct sops_profile * that takes the one in use;
			    or 0 */
	size_t stages;    /* the same of a const struct sops_stages *, when the user gave one */
	/* Fills what follows from other values (a status from a stage); may be NULL. bound tells
	 * which roles have a column. */
	int (*derive)(void *row, uint64_t bound, struct sops_error *err);
	/* Whether there is nothing for derive to fill, to judge by which of a record's cells are
	 * empty and by its words, which are the table's own; columns has that of each role, or -1.
	 * NULL, and derive is not: nobody can say. */
	bool (*complete)(const struct sops_field *cells, const int *columns);
	/* Turns the row's amounts into the home currency; NULL where the table has none. */
	int (*convert)(void *row, const struct sops_rates *rates, sops_date as_of,
		struct sops_error *err);
	uint64_t derived;     /* roles that derive may change */
	uint64_t converts_by; /* roles that tell which rate, or whether any: read when there
			       * are rates */
};

/* The set of one role, by its number in the schema. */
#define SOPS_ROLE(number) (UINT64_C(1) << (number))

/* The number of the role of that name, or -1. */
int sops_schema_role(const struct sops_schema *schema, struct sops_field name);

struct sops_columns;
struct sops_profile;

/* Copies the header. The schema is borrowed for as long as the columns live. */
int sops_columns_new(struct sops_columns **out, const struct sops_schema *schema,
	const struct sops_record *header, struct sops_error *err);
/* With a profile in use, which is borrowed. */
int sops_columns_new_by(struct sops_columns **out, const struct sops_schema *schema,
	const struct sops_record *header, const struct sops_profile *profile,
	struct sops_error *err);
void sops_columns_free(struct sops_columns *columns);

/*
 * Binds a role by hand: "amount=Deal Value"; "id=Opportunity ID[2]" for the
 * second column of that name; "product=": no column is that. SOPS_EUSAGE: no such role, with the
 * nearest; the role was bound by hand to another column before;
 * SOPS_EINPUT: no such column, with the headers present and the nearest.
 */
int sops_columns_map(struct sops_columns *columns, struct sops_field map, struct sops_error *err);

/*
 * Refuses a needed role without a column (SOPS_EINPUT, lists the headers, did
 * you mean) and a needed or used role that two columns fit (names both).
 */
int sops_columns_need(const struct sops_columns *columns, uint64_t needs, uint64_t uses,
	struct sops_error *err);

/* The column of a role, or -1; -1 also while two columns fit. */
int sops_columns_of(const struct sops_columns *columns, int role);
/*
 * Where several columns have the very same header and fit, the role has the first; whoever
 * reads it has to see to it that the others say the same. The next of them after that
 * column, or -1: there is none, or the column was chosen by hand.
 */
int sops_columns_twin(const struct sops_columns *columns, int role, int after);
/* Roles that have a column, themselves or by one that stands in. */
uint64_t sops_columns_bound(const struct sops_columns *columns);

/*
 * The column that the user calls so: a header as spelled (Name[2] for the
 * second), else a role that is bound, else a header in any case. SOPS_EINPUT
 * where two columns are meant alike; otherwise with the headers present and the nearest of
 * these and of the roles that have a column.
 *
 * A role that has no column but follows from others (a status from the stage, a
 * currency from the amount's mark) is found too: as a column behind the real ones,
 * number count + role, which an input fills for who uses it.
 */
int sops_columns_find(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err);

/* The columns of the file. */
size_t sops_columns_count(const struct sops_columns *columns);
/* With those behind them that roles which follow from others would have. */
size_t sops_columns_most(const struct sops_columns *columns);
struct sops_field sops_columns_name(const struct sops_columns *columns, size_t column);
/* The role that a column plays, or -1. */
int sops_columns_role(const struct sops_columns *columns, size_t column);
const struct sops_schema *sops_columns_schema(const struct sops_columns *columns);

#endif
