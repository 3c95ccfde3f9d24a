# SPDX-License-Identifier: GPL-3.0-or-later
# dynamics: Microsoft Dynamics 365 Sales, views exported to Excel and saved as CSV.

[profile]
name     = dynamics
title    = Microsoft Dynamics 365 Sales
title_zh = Microsoft Dynamics 365 销售
marks    = (Do Not Modify) * | Topic | Potential Customer | Est. Revenue | Est. Close Date
         | Actual Revenue | Actual Close Date | Status Reason | Pipeline Phase | Oppty ID
         | Next Step Due Date

[deals]
deal_id        = (Do Not Modify) Opportunity || Oppty ID
name           = Topic
account        = Potential Customer
created        = Created On
close_date     = Est. Close Date
closed         = Actual Close Date
modified       = Modified On || (Do Not Modify) Modified On
stage          = Sales Stage || Pipeline Phase
amount         = Est. Revenue | TCV || Actual Revenue
category       = Forecast Category
next_step_date = Next Step Due Date

# Rows of OpportunitySalesProcess: the stage at hand, not those before it.
[stage_history]
deal_id = Opportunity | (Do Not Modify) Opportunity
stage   = Active Stage | ActiveStageId
entered = Active Stage Started On | ActiveStageStartedOn

[leads]
# Not confirmed, but for the first.
lead_id   = (Do Not Modify) Lead
created   = Created On
source    = Lead Source
owner     = Owner
status    = Status Reason || Status

[activities]
# Not confirmed, but for the first.
activity_id = (Do Not Modify) Activity
rep_id      = Owner
type        = Activity Type
start       = Start Date || Due Date
minutes     = || Duration
deal_id     = || Regarding

[customers]
# Not confirmed, but for the first.
customer_id = (Do Not Modify) Account
name        = Account Name
owner       = Owner
created     = Created On

# Of the opportunity sales process; exports often number them: "1 - Qualify".
[stages]
Qualify = open
Develop = open
Propose = open
Close   = open
Won     = won 100%
Lost    = lost 0%

[values]
probability = percent
numbers     = excel
true        = Yes
false       = No

[limits]
rows = 100000
