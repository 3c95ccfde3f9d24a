# SPDX-License-Identifier: GPL-3.0-or-later
# jiandaoyun: 简道云 (Jodoo). Every header is the customer's own: these are those of its templates.

[profile]
name     = jiandaoyun
title    = Jiandaoyun
title_zh = 简道云
marks    = 流水号 | 提交人 | 提交时间 | 更新时间 | 扩展字段 | 线索详情 | 线索池 | 协作人

[deals]
# 流水号, 提交人 and 提交时间 are not confirmed.
deal_id    = || 流水号
name       = 商机名称 | 销售机会名称 | 机会名称
account    = 客户名称 | 客户公司
owner      = 负责人 | 销售人员
team       = 归属部门
source     = 商机来源 | 客户来源 | 线索来源
stage      = 商机阶段 | 销售阶段 | 当前阶段
amount     = 预计签单金额 | 预计金额 | 机会金额
close_date = 预计签单日期 | 预计关闭日期
last_activity = 最后跟进时间

[leads]
lead_id  = || 流水号
created  = 提交时间 | 创建时间
source   = 线索来源
owner    = 负责人
status   = 线索状态
assigned = 领取时间

[activities]
# not confirmed
activity_id = || 流水号
rep_id      = 跟进人 || 提交人
type        = 跟进方式
start       = 跟进时间 || 提交时间
outcome     = 跟进内容

[customers]
customer_id  = 客户编号 || 流水号
name         = 客户名称
owner        = 负责人
created      = 提交时间 | 创建时间
last_contact = 最后跟进时间

[values]
# ￥ is the yuan.
currency = CNY
true     = 是
false    = 否

# A record with a sub-form stands on as many lines as that has, its own fields merged or repeated.
[lines]
sub_forms = yes

[limits]
rows = 10000 | 50000
