/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_tables.h: deals and tables beside them, of which the tests of figures speak. */
#ifndef TESTS_KPI_TABLES_H
#define TESTS_KPI_TABLES_H

#include "beside.h"

/* The columns of an answer. */
#define HEAD "metric,value,unit,numerator,denominator,n\n"
#define BY(group) group "," HEAD
#define PERIOD "period," HEAD

/* D1 won of lead 2, which names it, D2 of lead 4; D3 lost names lead 5. As of 2026-07-15, D6 is
 * overdue. */
extern const char kpi_deals[];
#define OVERDUE "# open deals that were due before the as-of date: 1, in no forecast\n"
#define RIPENS "# deals created that are still open: 2 of 7, which may yet be won\n"
/* 6 comes after as-of, 7 nobody knows when. */
extern const char kpi_leads[];
/* bob comes in March for half of his days, cat leaves on the last day of January. */
extern const char kpi_reps[];
/* May has salaries, and no month after it costs anything. */
extern const char kpi_costs[];
/* One by automation, one after as-of, one nobody knows when, one nobody knows how long. */
extern const char kpi_activities[];
extern const char kpi_surveys[];

#endif
