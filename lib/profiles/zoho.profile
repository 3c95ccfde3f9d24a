# SPDX-License-Identifier: GPL-3.0-or-later
# zoho: modules of Zoho CRM, of Bigin, and of the time when deals were called potentials.

[profile]
name     = zoho
title    = Zoho CRM
title_zh = Zoho CRM
marks    = Closing Date | Created Time | Modified Time | Last Activity Time | Reason For Loss
         | Potential Name | Potential Owner | Potential Id | *.id | Company Name
         | Sub-Pipeline | Contact Name | Created Time(*) | Overall Sales Duration

[deals]
deal_id       = Record ID | Deal ID | Potential Id
name          = Deal Name | Potential Name
account       = Account Name || Company Name
owner         = Deal Owner | Potential Owner
source        = Lead Source
campaign      = Campaign Source
type          = Deal Type
created       = Created Time
close_date    = Closing Date
modified      = Modified Time
stage         = Sales Stage
pipeline      = || Sub-Pipeline
probability   = Probability (%)
category      = Forecast Category
lost_reason   = Reason For Loss
last_activity = Last Activity Time

[stage_history]
# Its exports are not confirmed; these are the fields of the related list.
deal_id = Record ID | Deal ID | Potential Id
entered = Modified Time
days    = Duration (Days) | Stage Duration
by      = Modified By

[leads]
lead_id   = Record Id | Lead Id
created   = Created Time
source    = Lead Source
owner     = Lead Owner
status    = Lead Status
converted = Converted Time | Converted Date Time
size      = No. of Employees | No of Employees
industry  = Industry

[activities]
# Not confirmed.
activity_id = Record Id | Activity Id
rep_id      = Task Owner | Call Owner | Event Owner | Meeting Owner | Host
customer_id = Account Name.id
type        = Activity Type | Call Type
start       = Call Start Time | From | Start DateTime || Due Date
outcome     = Call Result

[customers]
customer_id  = Record Id | Account Id | Company Id
name         = Account Name | Company Name
owner        = Account Owner | Company Owner
tier         = Rating
size         = Employees
created      = Created Time
last_contact = Last Activity Time

# Of Zoho CRM as it is installed; probabilities are not confirmed.
[stages]
Qualification            = open 10%
Needs Analysis           = open 20%
Value Proposition        = open 40%
Identify Decision Makers | Id. Decision Makers = open 60%
Proposal/Price Quote     = open 75%
Negotiation/Review       = open 90%
Closed Won               = won 100%
Closed Lost              = lost 0%
Closed Lost to Competition | Closed-Lost to Competition = lost 0%

[values]
probability = percent
true        = true | 1
false       = false | 0

[ids]
prefix = zcrm_

[limits]
rows = 200000
