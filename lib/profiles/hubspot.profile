# SPDX-License-Identifier: GPL-3.0-or-later
# hubspot: exports with labels or with internal names.

[profile]
name     = hubspot
title    = HubSpot
title_zh = HubSpot
marks    = HubSpot Team | Deal Stage | Deal probability | Original Source
         | Original Source Type | Original Source Data* | Amount in company currency
         | Weighted amount* | Associated Company* | Associated Contact* | Number of Associated Contacts
         | Create Date | Closed-Lost* | Closed Won Reason | Last Contacted | Date entered * | Date exited *
         | Time in * | hs_* | hubspot_owner_id | dealname | dealstage | closedate | createdate
         | dealtype | Company Domain Name | deal_currency_code | 交易名称 | 交易阶段 | 交易负责人
         | 交易所有者 | 交易概率

# Labels in Chinese are not confirmed.
[deals]
deal_id        = Record ID | Deal ID | hs_object_id | 记录 ID
name           = Deal Name | 交易名称
account        = Associated Company (Primary) | 关联的公司 | 关联公司 || Associated Company
owner          = Deal owner | hubspot_owner_id | 交易负责人 | 交易所有者
team           = HubSpot Team
source         = Original Source | Original Source Type || hs_analytics_source
pipeline       = 管道
type           = Deal Type
created        = Create Date | 创建日期
close_date     = Close Date | 关闭日期 | 结束日期
modified       = Last Modified Date | hs_lastmodifieddate
stage          = Deal Stage | 交易阶段
is_closed      = hs_is_closed
is_won         = hs_is_closed_won
amount         = 金额
amount_home    = Amount in company currency | amount_in_home_currency
currency       = deal_currency_code | 货币
probability    = Deal probability | hs_deal_stage_probability | 交易概率
category       = Forecast Category || hs_manual_forecast_category
lost_reason    = closed_lost_reason || Closed-Lost / NI / DQ Reason
next_step      = hs_next_step
next_step_date = Next Activity Date | notes_next_activity_date
last_activity  = Last Activity Date | notes_last_updated || Last Contacted
contacts       = Number of Associated Contacts | num_associated_contacts

# A column a stage: * is the stage, with its pipeline in parentheses.
[stage_history]
deal_id    = Record ID | Deal ID | hs_object_id
entered_in = Date entered "*" | Date entered “*” | Date entered '*' | hs_v2_date_entered_*
           | hs_date_entered_*
left_in    = Date exited "*" | Date exited “*” | Date exited '*' | hs_v2_date_exited_*
           | hs_date_exited_*
time_in    = Time in "*" | Time in '*' | hs_v2_cumulative_time_in_* | hs_time_in_*

[leads]
# Contacts by their lifecycle; labels are not confirmed.
lead_id   = Record ID | Contact ID | hs_object_id
created   = Create Date
source    = Original Source | Original Source Type | hs_analytics_source
owner     = Contact owner | hubspot_owner_id
status    = Lead Status | hs_lead_status || Lifecycle Stage
converted = Became a Customer Date

[activities]
# Not confirmed.
activity_id = Record ID | Activity ID | hs_object_id
rep_id      = Activity assigned to | hubspot_owner_id
customer_id = Associated Company IDs | Associated Company IDs (Primary)
deal_id     = Associated Deal IDs
type        = Activity Type | hs_activity_type
start       = Activity date | hs_timestamp

[customers]
customer_id  = Record ID | Company ID | hs_object_id
name         = Company name | Name
owner        = Company owner | hubspot_owner_id
industry     = Industry
region       = State/Region || Country/Region
size         = Number of Employees
created      = Create Date
last_contact = Last Contacted || Last Activity Date

[stages]
Appointment Scheduled | appointmentscheduled   = open 20%
Qualified To Buy | qualifiedtobuy              = open 40%
Presentation Scheduled | presentationscheduled = open 60%
Decision Maker Bought-In | decisionmakerboughtin = open 80%
Contract Sent | contractsent                   = open 90%
Closed Won | closedwon                         = won 100%
Closed Lost | closedlost                       = lost 0%

[values]
true    = true
false   = false
