/* SPDX-License-Identifier: GPL-3.0-or-later */
/* columns_private.h: columns, and how roles find theirs. */
#ifndef SOPS_COLUMNS_PRIVATE_H
#define SOPS_COLUMNS_PRIVATE_H

#include <sops/buffer.h>
#include <sops/money.h>
#include <sops/profile.h>

enum { NONE = -1, SEVERAL = -2 };

/* What a header says of its amounts. */
struct sops__unit {
	struct sops_currency currency; /* or "" */
	int exponent; /* 1 in a cell is 10 to this: 4 for 万元 */
};

struct sops__column {
	struct sops_field name;   /* as spelled */
	struct sops_field folded; /* as compared */
	struct sops_field bare;   /* the same without its unit, if it has one */
	struct sops__unit unit;
	bool has_unit;
	int spelled; /* the role whose own name it is, to the letter: it plays no other by itself */
};

struct sops__binding {
	int column;  /* or NONE, SEVERAL */
	int first, second; /* of the columns that fit alike, when there are several */
	bool differ;       /* two of them have different headers */
	bool chosen;       /* by hand */
};

#define SOPS__UNBOUND ((struct sops__binding){ .column = NONE, .first = NONE, .second = NONE })

struct sops_columns {
	const struct sops_schema *schema;
	const struct sops_profile *profile; /* whose headers come first, or NULL */
	size_t count;
	struct sops__column *columns;
	struct sops__binding *bindings; /* by role */
	bool units;               /* a header has one */
	struct sops_buffer names; /* the bytes of all names, spelled and folded */
	struct sops_place place;  /* of the header */
};

/* Whether what it holds is counted in units of its own, and in no currency. */
static inline bool sops__role_is_number(const struct sops_role *role)
{
	return role->type == SOPS_MONEY && role->currency == 0;
}

/* Lists of headers under which a role may stand. */
struct sops__names {
	const char *lists[66];
	size_t count;
};

/* All of them: of the profile in use, of the schema, and of every built-in profile. */
int sops__names_of(struct sops__names *names, const struct sops_columns *columns,
	const struct sops_role *role, struct sops_error *err);

/* Appends the header as it is compared. */
int sops__header_fold(struct sops_buffer *out, struct sops_field name);

/* Cuts the unit off a header: Amount (USD), 金额（万元）, ACV in k. False when it has none. */
bool sops__header_unit(struct sops__unit *out, struct sops_field *name);

/* The unit of a column, or NULL. */
const struct sops__unit *sops__columns_unit(const struct sops_columns *columns, size_t column);

/* One more column that fits. */
void sops__claim(const struct sops_columns *columns, struct sops__binding *binding, int column);

/* Claims the columns of that very name. */
void sops__bind_spelled(const struct sops_columns *columns, struct sops__binding *binding,
	struct sops_field name);

/* Finds the column of a role, the first of those that have the very same header, or those that
 * rival. */
int sops__bind_role(const struct sops_columns *columns, struct sops__binding *binding,
	const struct sops_role *role, struct sops_error *err);

/* columns_refuse.c: adds the header of the role's column to an error, where it has one. Role -1:
 * none. */
void sops__columns_blame(const struct sops_columns *columns, int role, struct sops_error *err);
/* None has the name, as header or role; none has the header; two have the name. They return
 * SOPS_EINPUT. */
int sops__refuse_name(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err);
int sops__refuse_header(const struct sops_columns *columns, struct sops_field name,
	struct sops_error *err);
int sops__refuse_several(const struct sops_columns *columns, const struct sops__binding *found,
	struct sops_error *err);
/* The role has two that could be it; or none. */
int sops__refuse_rivals(const struct sops_columns *columns, size_t role, struct sops_error *err);
int sops__refuse_missing(const struct sops_columns *columns, size_t role, struct sops_error *err);
/* The role was given another column by hand before, or none. Returns SOPS_EUSAGE. */
int sops__refuse_chosen(const struct sops_columns *columns, size_t role, int column,
	struct sops_error *err);
/* No role has the name. Returns SOPS_EUSAGE. */
int sops__refuse_role(const struct sops_schema *schema, struct sops_field name,
	struct sops_error *err);

#endif
