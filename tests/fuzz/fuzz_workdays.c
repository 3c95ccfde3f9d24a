/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tables of holidays: counts, single days and the day after so many agree, or there is a reason why
 * there are none. */
#include "memory.h"

#include <sops/workdays.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The days of about two years, one at a time. */
static void count(const struct sops_workdays *workdays, sops_date from)
{
	int worked = 0;

	if (from < sops_date_of(1, 1, 1))
		from = sops_date_of(1, 1, 1);
	for (sops_date day = from + 1; day < from + 700; day++) {
		worked += sops_workdays_is(workdays, day);
		if (sops_workdays_count(workdays, from + 1, day) != worked)
			abort();
		if (sops_workdays_is(workdays, day) &&
		    sops_workdays_after(workdays, from, worked) != day)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const unsigned week = size ? data[0] & 0x7f : SOPS_WEEK_MONDAY_TO_FRIDAY;
	const struct sops_field text = { (const char *)data, size };
	struct sops_workdays *workdays = NULL;
	struct sops_error err = { .status = SOPS_OK };
	sops_date first, last;
	int status = sops_workdays_read(&workdays, week,
		memory_open(text, (struct sops_field){ "", 0 }), "in", &err);

	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	if (status < 0)
		return 0;
	sops_workdays_span(workdays, &first, &last);
	if (first > last || (first == SOPS_DATE_BLANK) != (last == SOPS_DATE_BLANK))
		abort();
	count(workdays, first == SOPS_DATE_BLANK ? 0 : first - 10);
	count(workdays, last == SOPS_DATE_BLANK ? 20000 : last - 400);
	sops_workdays_free(workdays);
	return 0;
}
