/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tables_private.h: how the tables' files write their roles. Before it is included,
 * ROW is the row struct that the members are of.
 */
#ifndef SOPS_TABLES_PRIVATE_H
#define SOPS_TABLES_PRIVATE_H

#include <sops/columns.h>

#include "../private.h"

#define MEMBER(kind, member) .type = (kind), .offset = offsetof(ROW, member)

#define TEXT(member) MEMBER(SOPS_TEXT, member)
#define DATE(member) MEMBER(SOPS_DATE, member)
#define TIME(member) MEMBER(SOPS_TIME, member)
#define COUNT(member) MEMBER(SOPS_COUNT, member)
#define BOOL(member) MEMBER(SOPS_BOOL, member)
#define PERIOD(member) MEMBER(SOPS_PERIOD, member)
#define CURRENCY(member) MEMBER(SOPS_CURRENCY, member), .aliases = SOPS__CURRENCY_HEADERS
#define WORD(member, list) MEMBER(SOPS_WORD, member), .words = (list)
/* What is counted in units of its own, and what is counted in the row's currency. */
#define NUMBER(member) MEMBER(SOPS_MONEY, member)
#define MONEY(member) MEMBER(SOPS_MONEY, member), .currency = offsetof(ROW, currency)

/* convert.c: turns amounts of one currency into the home currency at the rate of one day. */
int sops__convert_all(const struct sops_rates *rates, struct sops_money *const *amounts,
	size_t count, struct sops_currency *currency, sops_date day, struct sops_error *err);

/* The day itself; as_of where it is blank or has not come yet. */
sops_date sops__day_of_rate(sops_date day, sops_date as_of);

#endif
