/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rates.h: dated exchange rates to the home currency.
 *
 * What one unit of a currency is worth in the home currency from a day on,
 * until a later rate replaces it. Products are exact.
 */
#ifndef SOPS_RATES_H
#define SOPS_RATES_H

#include <sops/date.h>
#include <sops/money.h>

struct sops_rates;

/* Reads a table date,currency,rate from an open descriptor (any order of rows). */
int sops_rates_read(struct sops_rates **out, int fd, const char *name, struct sops_error *err);
void sops_rates_free(struct sops_rates *rates);

/*
 * Says which currency is at home. An amount in it needs no rate; and whoever converts a row
 * keeps its amount, and writes the converted one beside it (deals.amount_home).
 * SOPS_EINPUT: the rates are not to EUR, of which they make 1.1 on 2026-01-01.
 */
int sops_rates_set_home(struct sops_rates *rates, struct sops_currency home,
	struct sops_error *err);
bool sops_rates_keep(const struct sops_rates *rates);

/*
 * The amount in the home currency by the last rate on or before the day; a blank amount and
 * one whose currency is unsaid stay as they are. *currency becomes "".
 * SOPS_EINPUT: no rate for EUR on or before 2026-03-01.
 */
int sops_rates_convert(const struct sops_rates *rates, struct sops_money *amount,
	struct sops_currency *currency, sops_date day, struct sops_error *err);

#endif
