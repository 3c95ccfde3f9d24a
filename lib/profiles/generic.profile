# SPDX-License-Identifier: GPL-3.0-or-later
# generic: the names of sops itself, and headers that belong to no CRM.

[profile]
name     = generic
title    = Tables of no particular CRM
title_zh = 通用表格
marks    = deal_id | customer_id | lead_id | activity_id | rep_id | close_date | amount_home
         | stage_changed | opportunity_id | deal_stage | deal_value | sales_agent | engage_date
         | close_value | 销售机会名称 | 机会名称 | 机会金额 | 预计签单金额 | 预计签单日期

# A role's own name, in any spelling, need not be said. What stands behind || counts only when
# nothing before it fits.
[deals]
name          = 交易名称
customer_id   = 客户编号
owner         = sales_agent | Sales Rep | Rep | Account Executive
region        = 区域 | 大区 | 地区
market        = 市场
competitor    = Competitors
created       = engage_date
close_date    = 预计结束日期
amount        = close_value | deal_value | 预计收入
cost          = 成本
probability   = 赢率% | 赢率(%) | 赢单率 | 成交概率(%)
lead_id       = Lead ID | MQL ID | 线索编号
won_time      = Won Date | Won On
lost_time     = Lost Date | Lost On
lost_from     = Lost From Stage | Lost Stage | 输单阶段
entered       = Stage Entered | Date Entered | Entered On | 进入时间 | 进入阶段时间
left          = Stage Left | Date Exited | Exited On | 离开时间

[stage_history]
deal_id    = Opportunity ID | Record ID | Deal ID | 商机编号 || ID
stage      = Stage Name | Deal Stage | Sales Stage | 商机阶段 | 销售阶段 | 阶段
entered    = Stage Entered | Date Entered | Entered On | 进入时间 | 进入阶段时间
left       = Stage Left | Date Exited | Exited On | 离开时间
from_stage = From Stage
to_stage   = To Stage
by         = Changed By | 修改人
amount     = 商机金额 | 金额
close_date = Close Date | 预计成交日期

# From here on these are what such columns are commonly called: not confirmed.
[leads]
lead_id     = Lead ID | MQL ID | 线索编号 || ID
created     = Created Date | Create Date | Created Time | First Contact Date | 创建时间
source      = Lead Source | Original Source | Origin | 线索来源 | 来源
owner       = Lead Owner | 负责人
status      = Lead Status | 线索状态
assigned    = Assigned Date | 领取时间 | 分配时间
converted   = Converted Date | 转换时间 || Converted
industry    = 行业
region      = 区域 | 大区 | 地区
disq_reason = Disqualified Reason | 无效原因

[activities]
activity_id = Activity ID | Task ID || ID
rep_id      = Assigned To | Owner | 负责人 || 创建人
customer_id = 客户编号
deal_id     = Deal ID | Opportunity ID | 商机编号
lead_id     = Lead ID | 线索编号
type        = Activity Type | 跟进方式 | 活动类型
start       = Start Time | Due Date | Date | 发生时间 | 跟进时间
minutes     = Duration (Minutes)
outcome     = Result | Call Result | 跟进结果

[customers]
customer_id  = Customer ID | Account ID | Company ID | 客户编号 || ID
name         = Customer Name | Account Name | Company Name | 客户名称
owner        = Account Owner | 负责人
segment      = 客户分类
tier         = 客户级别 | 客户层级
industry     = 行业 | 所属行业
region       = 区域 | 大区 | 地区
size         = Number of Employees | Employees | 员工人数
created      = Created Date | Create Date | 创建时间
status       = 成交状态 || 客户状态
tax_id       = Tax ID | VAT Number | 统一社会信用代码
phone        = 电话 || 手机号 | 手机
email        = 邮箱
last_contact = Last Contacted | 最后跟进时间 || Last Activity Date

[reps]
rep_id     = Sales Agent | Sales Rep | Rep | Agent | Employee ID | User ID | 工号 | 员工编号
           || ID | Owner | 负责人
name       = Full Name | 姓名 | 销售人员
team       = Sales Team | 团队 || 部门
region     = Regional Office | 区域 | 大区 | 地区
manager_id = Manager | 上级 | 经理
hired      = Hire Date | Hired On | Start Date | 入职日期 | 入职时间
left       = Leave Date | Termination Date | End Date | 离职日期 | 离职时间

[costs]
period   = Month | 月份 | 期间
date     = Booking Date | 日期
category = Cost Type | Cost Category | 费用类别 | 类别
rep_id   = Sales Rep | Rep | Owner
amount   = Cost | Spend | 费用 | 金额

[quotas]
rep_id = Sales Agent | Sales Rep | Rep | Owner | 负责人 | 销售人员
period = Month | Quarter | 月份 | 期间
quota  = Target | Goal | 目标 | 任务 | 指标

[subscriptions]
subscription_id = Contract ID | 合同编号 || ID
customer_id     = Customer | Account ID | 客户编号
start           = Start Date | Started At | 开始日期
end             = End Date | Ended At | Canceled At | Cancelled At | 结束日期
mrr             = Monthly Amount | Monthly Revenue | 月费

[orders]
order_id    = Invoice No | Order Number | Order No | 订单编号 | 订单号 || ID
customer_id = Customer | Account ID | 客户编号
product     = Stock Code | SKU | 产品 | 商品
qty         = Quantity | 数量
unit_price  = 单价
amount      = Line Total | 金额
order_date  = Invoice Date | Date | 下单日期 | 订单日期

[surveys]
kind      = Survey Type | 类型
score     = Rating | 评分 | 得分
responded = Response Date | Answered | 回复日期

[quotes]
quote_id    = Quote Number | Quote No | 报价单编号 | 报价编号 || ID
deal_id     = Opportunity ID | Opportunity | Deal | 商机编号 || 商机名称
product     = Product Name | 产品名称 | 产品
qty         = Quantity | 数量
list_price  = 标准价格 | 目录价 | 标准单价
price       = Sales Price | Unit Price | 销售单价 | 报价 || 单价
created     = Created Date | Created On | Created Time | 创建时间 || 报价日期
sent        = Sent Date | Sent On | 发送日期
valid_until = Expiration Date | Valid Till | Valid To | 有效期至
status      = Quote Stage | 报价状态
approved_by = 审批人

[contracts]
contract_id  = Contract Number | Contract No | 合同编号 | 合同号 || ID
deal_id      = Opportunity ID | Deal ID | 商机编号
customer_id  = Account ID | 客户编号 || Account Name | Customer | 客户名称
amount       = Contract Amount | Contract Value | 合同金额 || 金额
signed       = Signed Date | Signed On | Customer Signed Date | 签订日期 | 签约日期
start        = Start Date | Contract Start Date | 开始日期 | 合同开始日期
end          = End Date | Contract End Date | 结束日期 | 合同结束日期
payment_days = 账期
auto_renew   = Auto Renewal | 自动续约 | 是否自动续约
reviewed_by  = 审核人

[stages]
Closed Won | Won                = won 100%
Closed Lost | Lost              = lost 0%
Omitted | Disqualified | 无效   = void
