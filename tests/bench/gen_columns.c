/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some columns of the deals table, for who wants it narrow. */
#include "gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 64 };

static _Noreturn void refuse(const struct column *all, const char *name, size_t length)
{
	fprintf(stderr, "generate: --columns: '%.*s' is none of: ", (int)length, name);
	for (; all->header; all++)
		fprintf(stderr, "%s%s", all->header, all[1].header ? "," : "\n");
	fputs("Try 'generate --help'.\n", stderr);
	exit(2);
}

static const struct column *named(const struct column *all, const char *name, size_t length)
{
	for (const struct column *c = all; c->header; c++)
		if (strlen(c->header) == length && !memcmp(c->header, name, length))
			return c;
	refuse(all, name, length);
}

static _Noreturn void refuse_second(const char *name)
{
	fprintf(stderr, "generate: --columns: '%s' is there twice\n", name);
	fputs("Try 'generate --help'.\n", stderr);
	exit(2);
}

static void add(struct column *chosen, const struct column *column)
{
	for (; chosen->header; chosen++)
		if (chosen->put == column->put)
			refuse_second(column->header);
	*chosen = *column;
}

/* No dialect has that many columns, and none is chosen twice. */
void choose_columns(struct gen *gen, const char *names)
{
	static struct column chosen[MOST_COLUMNS];
	static struct dialect narrow;
	const char *end;
	narrow = *gen->dialect;
	for (const char *at = names; at; at = *end ? end + 1 : NULL) {
		end = strchrnul(at, ',');
		add(chosen, named(narrow.columns, at, (size_t)(end - at)));
	}
	narrow.columns = chosen;
	gen->dialect = &narrow;
}
