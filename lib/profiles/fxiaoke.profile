# SPDX-License-Identifier: GPL-3.0-or-later
# fxiaoke: 纷享销客 (ShareCRM), object exports and rows of its API.

[profile]
name     = fxiaoke
title    = Fxiaoke
title_zh = 纷享销客
marks    = *（必填） | 商机编号 | 商机名称 | 商机金额 | 商机阶段 | 阶段状态 | 负责人主属部门 | 归属部门
         | 销售流程 | 预计成交日期 | 预计结单日期 | 实际成交日期 | 阶段变更时间 | 赢率 | 输单原因
         | 生命状态 | 锁定状态 | 业务类型 | 所属公海 | 领取/分配时间 | 退回/收回时间 | 转手次数
         | account_id__r | sales_stage | sales_status | sales_process_id | stg_changed_time
         | owner_department | data_own_department | life_status | lock_status | opp_lines_sum

[deals]
deal_id        = 商机编号 || _id
name           = 商机名称
account        = 客户名称 | account_id__r || Account ID
owner          = 负责人
team           = 负责人主属部门 | owner_department || 归属部门 | data_own_department
segment        = 客户分类 | 客户级别
source         = 商机来源 | 客户来源 | 线索来源
competitor     = 竞争对手
product        = 产品 | 产品名称
pipeline       = 销售流程 | sales_process_id
type           = 业务类型 | record_type
created        = 创建时间 | create_time
close_date     = 预计成交日期 | 预计结单日期
closed         = 实际成交日期
modified       = 最后修改时间 | last_modified_time
stage          = 商机阶段 | 销售阶段 | Sales Stage
stage_changed  = 阶段变更时间 | stg_changed_time
status         = 阶段状态 | 商机状态 | sales_status
amount         = 商机金额
currency       = 币种
probability    = 赢率
lost_reason    = 输单原因 | 丢单原因
next_step      = 下一步
next_step_date = 下次跟进时间
last_activity  = 最后跟进时间 | last_followed_time

# On the record itself: since when it is in its stage, and for how long in milliseconds.
[stage_history]
deal_id      = 商机编号 || _id
stage        = 商机阶段 | 销售阶段 | sales_stage
entered      = 阶段变更时间 | stg_changed_time
milliseconds = 累计耗时 | cost_time
by           = 最后修改人 | last_modified_by

[leads]
# not confirmed
lead_id     = 线索编号 || _id
created     = 创建时间 | create_time
source      = 线索来源 | 来源
owner       = 负责人
status      = 线索状态
assigned    = 领取时间 | 分配时间
disq_reason = 无效原因

[activities]
# Not confirmed, but for 发生时间 and 创建人.
activity_id = 记录编号 || _id
rep_id      = || 创建人 | created_by
type        = 跟进方式
start       = 发生时间 || 创建时间

[customers]
customer_id  = 客户编号 || _id
name         = 客户名称
owner        = 负责人
segment      = 客户分类
tier         = 客户级别 | 客户层级
created      = 创建时间
status       = 成交状态
tax_id       = 统一社会信用代码
last_contact = 最后跟进时间

# Three of them are final: 无效 is neither won nor lost.
[stages]
验证客户  = open
需求确定  = open
方案/报价 = open
谈判审核  = open
赢单      = won 100%
输单      = lost 0%
无效      = void

[values]
# ￥ is the yuan.
currency    = CNY
probability = percent
numbers     = epoch-ms
true        = 是
false       = 否
