/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with the tables of what was sold and of who sells: see gen.h. */
#include "gen_kinds.h"

static const struct kind subscriptions[] = {
	BLANK("subscription_id"), ROUNDED("subscription_id"), BLANK("customer_id"),
	STAND_IN("customer_id"), BLANK("start"), BLANK("mrr"), BLANK("product"),
	BAD_DATE("start"), BAD_DATE("end"), BAD_DATE("renewal_date"), BAD_NUMBER("mrr"),
	{ "subscription_twice", "unique_combo", "",
		.set = "subscription_id=^&start=^&renewal_date=^&end=&cancel_reason=",
		.like = "end=" },
	{ "end_before_start", "date_order", "end", .set = "end=@first-1", "cancel_reason!=" },
	{ "renewal_before_start", "date_order", "renewal_date",
		.set = "renewal_date=@first-1", "end!=" },
	{ "start_too_old", "min", "start", .set = "start=@1989-12-31" },
	{ "start_far_away", "not_future", "start",
		.set = "start=@end+367&renewal_date=&end=&cancel_reason=" },
	{ "mrr_negative", "min", "mrr", .set = "mrr=-5.00" },
	{ "mrr_zero", "min", "mrr", .set = "mrr=0.00" },
	{ "renewal_overdue", "not_past", "renewal_date", .set = "renewal_date=@end-1",
		"end=&start<@end-30" },
	{ "cancel_reason_missing", "required", "cancel_reason", .set = "cancel_reason=",
		"cancel_reason!=" },
	{ "cancel_reason_placeholder", "not_sentinel", "cancel_reason",
		.set = "cancel_reason=other|xxx",
		"cancel_reason!=" },
	{ "reason_without_end", "forbidden_when", "cancel_reason",
		.set = "cancel_reason=Price", "end=" },
	{ "plan_twice", "duplicate_exact", "", .set = "*=^&subscription_id=~", .like = "end=" },
	UNKNOWN("customer", "customer_id"),
	{ 0 }
};

static const struct kind orders[] = {
	BLANK("order_id"), ROUNDED("order_id"), BLANK("customer_id"), STAND_IN("customer_id"),
	BLANK("product"), STAND_IN("product"), BLANK("qty"), BLANK("amount"), BLANK("order_date"),
	BAD_DATE("order_date"), BAD_DATE("promised"), BAD_DATE("shipped"), BAD_DATE("delivered"),
	BAD_COUNT("line"), BAD_NUMBER("qty"), BAD_NUMBER("qty_delivered"),
	BAD_NUMBER("qty_returned"), BAD_NUMBER("unit_price"), BAD_NUMBER("list_price"),
	BAD_NUMBER("amount"), BAD_NUMBER("cost"),
	CURRENCY,
	{ "line_repeated", "unique_combo", "", .set = "order_id=^&line=^" },
	{ "order_date_in_future", "not_future", "order_date",
		.set = "order_date=@end+2&promised=@end+9&shipped=&delivered=" },
	{ "shipped_in_future", "not_future", "shipped",
		.set = "shipped=@end+2&delivered=&promised=@end+9" },
	{ "delivered_in_future", "not_future", "delivered",
		.set = "delivered=@end+2", "shipped!=" },
	{ "order_date_too_old", "min", "order_date", .set = "order_date=@1989-12-31|@1970-01-01" },
	{ "delivered_before_order", "date_order", "delivered", .set = "delivered=@first-1",
		"delivered!=" },
	{ "delivered_before_order", "date_order", "shipped",
		.set = "shipped=@first-1", "delivered!=" },
	{ "promised_before_order", "date_order", "promised",
		.set = "promised=@first-1", "delivered!=" },
	{ "delivery_overdue", "required", "delivered", .set = "delivered=&promised=@end-1",
		"order_date<@end-30" },
	{ "amount_is_not_qty_times_price", "forbidden_when", "amount",
		.set = "qty=1000&unit_price=10.00&list_price=10.00&amount=10001.01&cost=9000.00" },
	{ "qty_zero", "forbidden_when", "qty",
		.set = "qty=0&qty_delivered=0&qty_returned=0&amount=0.00&cost=0.00" },
	{ "unit_price_negative", "min", "unit_price",
		.set = "unit_price=-10.00&list_price=&qty=2&amount=-20.00&qty_delivered=2"
		       "&qty_returned=0" },
	{ "price_above_list", "forbidden_when", "unit_price", .set = "list_price=0.01" },
	{ "deep_discount", "forbidden_when", "unit_price", .set = "list_price=55555555.55" },
	{ "sold_below_cost", "forbidden_when", "cost", .set = "cost=55555555.55" },
	{ "returned_more_than_sold", "forbidden_when", "qty_returned", .set = "qty_returned=9999" },
	{ "delivered_more_than_sold", "forbidden_when", "qty_delivered",
		.set = "qty_delivered=9999" },
	BLANK("rep_id"), BLANK("channel"),
	{ "order_twice", "duplicate_exact", "",
		.set = "*=^&order_id=~&line=~", .like = "delivered!=" },
	UNKNOWN("customer", "customer_id"), UNKNOWN("rep", "rep_id"), UNKNOWN("deal", "deal_id"),
	{ 0 }
};

static const struct kind surveys[] = {
	BLANK("response_id"), ID("response_id"), BLANK("kind"), BAD_WORD("kind"), BAD_DATE("sent"),
	BAD_DATE("responded"), BAD_NUMBER("score"), BAD_NUMBER("scale_max"),
	{ "nps_out_of_range", "between", "score",
		.set = "score=11&scale_max=", "kind=nps&score!=" },
	{ "nps_fraction", "scale", "score", .set = "score=7.5", "kind=nps&score!=" },
	{ "nps_scale", "between", "scale_max", .set = "score=3&scale_max=5", "kind=nps&score!=" },
	{ "score_above_scale", "forbidden_when", "score", .set = "score=6", "kind=csat&score!=" },
	{ "score_negative", "min", "score", .set = "score=-1", "kind=csat&score!=" },
	{ "scale_max_missing", "required", "scale_max", .set = "scale_max=", "kind=csat&score!=" },
	{ "score_without_date", "required", "responded", .set = "responded=", "score!=" },
	{ "answer_without_score", "required", "score", .set = "score=", "score!=" },
	{ "answered_before_sent", "date_order", "responded",
		.set = "responded=@first-1", "score!=" },
	{ "sent_in_future", "not_future", "sent", .set = "sent=@end+2&responded=&score=" },
	{ "responded_in_future", "not_future", "responded", .set = "responded=@end+2", "score!=" },
	{ "sent_too_old", "min", "sent", .set = "sent=@1999-12-31" },
	BLANK("customer_id"),
	UNKNOWN("customer", "customer_id"), UNKNOWN("rep", "rep_id"),
	{ 0 }
};

static const struct kind reps[] = {
	BLANK("rep_id"), ROUNDED("rep_id"), BLANK("name"), BLANK("hired"),
	{ "name_placeholder", "not_sentinel", "name", .set = "name=test", .once = true },
	{ "rep_id_repeated", "unique", "rep_id", .set = "rep_id=^&manager_id=^&mentor_id=^" },
	{ "name_repeated", "unique", "name", .set = "name=^" },
	BAD_DATE("hired"), BAD_DATE("left"), BAD_NUMBER("fte"), BAD_NUMBER("base_salary"),
	{ "left_before_hired", "date_order", "left", .set = "left=@2001-01-01" },
	{ "hired_too_old", "min", "hired", .set = "hired=@1949-12-31|@1900-01-01" },
	{ "hired_far_away", "not_future", "hired", .set = "hired=@end+367&left=" },
	{ "fte_out_of_range", "between", "fte", .set = "fte=1.5|-0.2" },
	{ "base_salary_negative", "min", "base_salary", .set = "base_salary=-1.00" },
	BLANK("team"), BLANK("region"), BLANK("manager_id"),
	{ "manages_oneself", "forbidden_when", "manager_id", .set = "manager_id=$rep_id" },
	{ "mentors_oneself", "forbidden_when", "mentor_id", .set = "mentor_id=$rep_id" },
	UNKNOWN("manager", "manager_id"), UNKNOWN("mentor", "mentor_id"),
	{ 0 }
};

static const struct kind quotas[] = {
	BLANK("rep_id"), BLANK("quota"), BAD_NUMBER("quota"),
	{ "rep_id_placeholder", "not_sentinel", "rep_id", .set = "rep_id=unknown", .once = true },
	{ "period_missing", "required", "period", .set = "period=", .once = true },
	{ "period_unreadable", "type", "period", .set = "period=soon #|2025-13-#" },
	{ "quota_repeated", "unique_combo", "", .set = "rep_id=^&period=^&metric=^" },
	{ "quota_negative", "min", "quota", .set = "quota=-5.00" },
	{ "quota_zero", "min", "quota", .set = "quota=0.00" },
	{ "metric_unknown", "accepted", "metric", .set = "metric=hope" },
	UNKNOWN("rep", "rep_id"),
	{ 0 }
};

static const struct kind costs[] = {
	BLANK("category"), STAND_IN("category"), BLANK("amount"),
	{ "period_missing", "required", "period", .set = "period=&region=Region #" },
	{ "period_unreadable", "type", "period", .set = "period=soon #|2025-13-#" },
	BAD_WORD("kind"), BAD_NUMBER("amount"),
	{ "amount_negative", "min", "amount", .set = "amount=-5.00" },
	{ "channel_missing", "required", "channel", .set = "channel=", "category=marketing" },
	BLANK("kind"),
	{ "booking_twice", "duplicate_exact", "", .set = "*=^" },
	{ 0 }
};

const struct kinds kinds_of_books[] = {
	{ "subscriptions", "product", subscriptions }, { "orders", "supplier", orders },
	{ "surveys", "customer_id", surveys }, { "reps", "role", reps }, { "quotas", 0, quotas },
	{ "costs", "region", costs }, { 0 }
};
