/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kpi_tables.h"

const char kpi_deals[] =
	"deal_id,owner,lead_id,account,created,closed,close_date,status,amount,probability\n"
	"D1,ann,,Acme,2026-02-01,2026-02-20,,won,1000,\n"
	"D2,bob,,Beta,2026-02-02,2026-03-03,,won,500,\n"
	"D3,ann,5,Gam,2026-02-28,2026-03-01,,lost,200,\n"
	"D4,bob,,Acme,2026-03-01,2026-03-31,,won,700,\n"
	"D5,ann,,Del,2026-06-01,,2026-09-30,open,4000,0.5\n"
	"D6,bob,,Eps,2026-06-02,,2026-07-01,open,900,0.5\n"
	"D7,ann,,Zed,2026-06-20,2026-07-10,,won,1000,\n";

const char kpi_leads[] =
	"lead_id,created,source,status,converted,deal_id\n"
	"1,2026-01-05,web,new,,\n"
	"2,2026-01-06,web,converted,2026-02-01,D1\n"
	"3,2026-01-31,fair,converted,,\n"
	"4,2026-02-01,web,new,,D2\n"
	"5,2026-02-28,fair,converted,2026-02-28,D3\n"
	"6,2026-08-01,web,new,,\n"
	"7,,web,converted,2026-03-05,\n";

const char kpi_reps[] = "rep_id,name,team,hired,left,fte\n"
	"ann,Ann A,North,2025-01-01,,1\n"
	"bob,Bob B,South,2026-03-02,,0.5\n"
	"cat,Cat C,South,,2026-02-01,\n";

const char kpi_costs[] = "period,category,amount\n"
	"2026-01,Marketing,20\n2026-01,salary,30\n2026-02,ads,10\n2026-05,salary,90\n";

const char kpi_activities[] = "rep_id,type,start,minutes,deal_id,customer_facing,auto\n"
	"ann,Call,2026-02-02 09:00,30,D1,yes,\n"
	"ann,email,2026-02-02 10:00,10,D1,no,\n"
	"bob,meeting,2026-02-03 09:00,60,D2,yes,no\n"
	"bob,visit,2026-03-10 09:00,90,,yes,\n"
	"bob,admin,2026-03-10 12:00,50,,,\n"
	"ann,call,2026-03-11,,D4,yes,\n"
	"ann,email,2026-03-12 09:00,5,,no,yes\n"
	"ann,call,2026-09-01 09:00,20,,yes,\n"
	",call,,15,,yes,\n";

const char kpi_surveys[] = "kind,score,scale_max,sent,responded,channel\n"
	"nps,10,,2026-01-01,2026-01-02,web\n"
	"nps,9,,2026-01-01,2026-01-31,web\n"
	"nps,7,,2026-01-01,2026-02-02,phone\n"
	"nps,6,,2026-01-01,2026-02-03,phone\n"
	"nps,,,2026-01-05,,phone\n"
	"csat,5,,,2026-01-10,web\n"
	"csat,4,,,2026-01-11,web\n"
	"csat,3,,,2026-01-12,web\n"
	"csat,7,7,,2026-02-12,phone\n"
	"csat,5,7,,2026-02-13,phone\n"
	"ces,2,7,,2026-01-20,web\n"
	"ces,5,7,,2026-02-20,phone\n"
	"nps,0,,,,web\n";
