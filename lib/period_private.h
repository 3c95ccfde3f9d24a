/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period_private.h: what the numbers and the names of periods share. */
#ifndef SOPS_PERIOD_PRIVATE_H
#define SOPS_PERIOD_PRIVATE_H

#include "date_private.h"

#include <sops/period.h>

/* How many months the unit has; 0 for days and weeks. */
int sops__unit_months(enum sops_unit unit);

/* 1 to 12, and 1 to 31. */
int sops__fiscal_month(const struct sops_calendar *calendar);
int sops__fiscal_day(const struct sops_calendar *calendar);

/* A fiscal year is counted by the year in which it begins, whatever its name. */
sops_date sops__fiscal_year_start(const struct sops_calendar *calendar, int year);
int sops__fiscal_year_of(const struct sops_calendar *calendar, sops_date date);

/* Weeks as they are numbered: from the one of 1970-01-01, Monday first. */
int sops__week_of(sops_date date);

/*
 * What people write for a period in a table, as a label: 2026年7月, 2026年第3季度, 2026年上半年, 2026年;
 * 2026/7, 2026-7; Jul 2026; Q3 2026, Q3-2026, Q3 FY2026. false: it is none of these.
 */
bool sops__period_words(char out[SOPS_PERIOD_TEXT], struct sops_field text);

#endif
