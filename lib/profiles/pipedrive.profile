# SPDX-License-Identifier: GPL-3.0-or-later
# pipedrive: lists and account exports ("Deal - Title"), and files written for its import.

[profile]
name     = pipedrive
title    = Pipedrive
title_zh = Pipedrive
marks    = Deal - * | Organization - * | Person - * | Activity - * | Lead - *

[deals]
deal_id        = Deal - Pipedrive System ID | Deal - ID
name           = Deal - Title
account        = Deal - Organization | Organization
owner          = Deal - Owner
source         = Deal - Source
pipeline       = Deal - Pipeline
created        = Deal - Deal created | Deal - Deal created on | Deal - Creation date
close_date     = Deal - Expected close date
closed         = Deal - Deal closed on | Deal - Closed on
won_time       = Deal - Won time
lost_time      = Deal - Lost time
modified       = Deal - Update time
stage          = Deal - Stage | Deal - Stage (pipeline)
stage_changed  = Deal - Last stage change
status         = Deal - Status
amount         = Deal - Value | Deal - Deal value
currency       = Deal - Currency | Deal - Currency of Value
probability    = Deal - Probability
lost_reason    = Deal - Lost reason
next_step_date = Deal - Next activity date
last_activity  = Deal - Last activity date

# Not in the deal's row: there is no file of it.

[leads]
lead_id = Lead - ID
created = Lead - Lead created | Lead - Created
source  = Lead - Source | Lead - Source origin
owner   = Lead - Owner
status  = Lead - Label

[activities]
activity_id = Activity - ID
rep_id      = Activity - Assigned to user
type        = Activity - Type
start       = Activity - Due date
outcome     = Activity - Done
logged_at   = Activity - Marked as done time
# By name: names need not be unique.
deal_id     = || Deal
lead_id     = || Lead
customer_id = || Organization

[customers]
customer_id  = Organization - ID
name         = Organization - Name
owner        = Organization - Owner
created      = Organization - Organization created
last_contact = Organization - Last activity date

# Won and lost are in Deal - Status: a won deal keeps the stage that it was in.
[stages]
Qualified | Lead In  = open
Contact Made         = open
Demo Scheduled       = open
Proposal Made        = open
Negotiations Started = open

[values]
probability = percent
numbers     = excel
