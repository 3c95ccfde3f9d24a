/* SPDX-License-Identifier: GPL-3.0-or-later */
/* beside.h: sops_kpi over texts that stand for deals and for the tables beside them. */
#ifndef TESTS_BESIDE_H
#define TESTS_BESIDE_H

#include <sops/kpi.h>

struct beside {
	const char *deals;                /* the text of deals.csv; NULL: there are none */
	const char *sides[SOPS_KPI_SIDES]; /* of reps.csv and so on; NULL: is not given */
	const char *by;
	const char *as_of;                /* days as 2026-07-15; NULL: no bound */
	const char *from, *to;
	enum sops_unit period;
	struct sops_kpi_options options;  /* but for sides; a margin of 0 is none */
};

/* What comes of it, as given_answer of given.h puts it. To be freed. */
char *beside_answer(const struct beside *beside);
/* Fails with both texts when the answer differs. */
void beside_expect(const struct beside *beside, const char *answer);

struct sops__kpi_family;
/* Fails unless some answer that was expected had a value of each of its figures. */
void beside_covers(const struct sops__kpi_family *family);

#endif
