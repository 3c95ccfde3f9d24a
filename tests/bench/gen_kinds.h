/* SPDX-License-Identifier: GPL-3.0-or-later */
/* gen_kinds.h: what is wrong with a column in many tables. */
#ifndef GEN_KINDS_H
#define GEN_KINDS_H

#include "gen.h"

#define ID(name)                                                                                   \
	{ name "_repeated", "unique", name, .set = name "=^" }, ROUNDED(name)
#define ROUNDED(name)                                                                              \
	{ name "_rounded", "type", name, .set = name "=1.#E+10" }
#define BLANK(name)                                                                                \
	{ name "_missing", "required", name, .set = name "=" }
#define STAND_IN(name)                                                                             \
	{ name "_placeholder", "not_sentinel", name, .set = name "=xxx|unknown|test|?" }
#define BAD_DATE(name)                                                                             \
	{ name "_unreadable", "type", name, .set = name "=soon|2025-02-30|31.31.2025", name "!=" }
#define BAD_NUMBER(name)                                                                           \
	{ name "_unreadable", "type", name, .set = name "=n.n.|12x|1.2.3", name "!=" }
#define BAD_WORD(name)                                                                             \
	{ name "_unreadable", "type", name, .set = name "=perhaps" }
#define BAD_COUNT(name)                                                                            \
	{ name "_unreadable", "type", name, .set = name "=some|-1|1.5" }
#define UNKNOWN(rule, name)                                                                        \
	{ rule "_unknown", "referential", name, .set = name "=X#", name "!=" }
#define CURRENCY                                                                                   \
	{ "currency_unreadable", "type", "currency", .set = "currency=XQQ|Dolar|U$" },             \
	{ "currency_conflict", "currency_consistent", "amount", .set = "amount=EUR 100.00",        \
	  "currency=USD" }, BLANK("currency")

#endif
