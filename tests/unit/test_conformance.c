/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "audited.h"

#define STAGES "stage,order,kind,max_days,optional,required_fields,required_activity,aliases\n" \
	"Discovery,1,open,30,,,call,Entdeckung\n" \
	"Demo,2,open,,,amount,meeting,\n" \
	"Legal,3,open,,yes,contacts,,\n" \
	"Proposal,4,open,30,,close_date,,\n" \
	"Closed Won,,won,,,,,\n" \
	"Closed Lost,,lost,,,lost_reason,,\n"

#define DEALS "deal_id,owner,stage,amount,created,close_date,closed,lost_reason,contacts\n"
#define HISTORY "deal_id,stage,entered\n"

static void good(void **state)
{
	const struct audited audited = { .stages = STAGES, .as_of = "2026-06-30",
		.deals = DEALS "D1,Li,Closed Won,100,2026-01-01,2026-03-01,2026-03-01,,\n",
		.history = HISTORY "D1,Discovery,2026-01-01 09:00\nD1,Demo,2026-01-20\n"
			"D1,Proposal,2026-02-10\nD1,Closed Won,2026-03-01\n" };

	(void)state;
	audited_expect(&audited, "");
}


TAP_MAIN("conformance",
	cmocka_unit_test(good))
