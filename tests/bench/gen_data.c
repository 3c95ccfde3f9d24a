/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the made-up organisation is made of. Any likeness to people or firms is chance. */
#include "gen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct currency currencies[CURRENCIES] = {
	{ "USD", 1000000 }, { "CNY", 140845 }, { "EUR", 1086957 }, { "SGD", 746269 },
	{ "AED", 272294 }
};

const struct region regions[REGIONS] = {
	{ { "East China", "华东" }, true, 1, 220 },
	{ { "South China", "华南" }, true, 1, 170 },
	{ { "North China", "华北" }, true, 1, 150 },
	{ { "Southwest China", "西南" }, true, 1, 90 },
	{ { "Southeast Asia", "东南亚" }, false, 3, 120 },
	{ { "Europe", "欧洲" }, false, 2, 110 },
	{ { "North America", "北美" }, false, 0, 90 },
	{ { "Middle East", "中东" }, false, 4, 50 },
};

const struct term markets[2] = { { "International", "海外" }, { "China", "中国" } };
const struct term pipeline_name = { "Sales Pipeline", "标准销售流程" };

const struct segment segments[SEGMENTS] = {
	{ { "Small", "小型" }, "1-99", 500, 18000, 62, 800, 22 },
	{ { "Mid-market", "中型" }, "100-999", 350, 64000, 70, 1000, 13 },
	{ { "Enterprise", "大型" }, "1000+", 150, 240000, 85, 1667, 7 },
};

const struct source sources[SOURCES] = {
	{ { "Website", "官网" }, 240, 760, 210, 60 },
	{ { "Paid Search", "搜索广告" }, 160, 680, 140, 110 },
	{ { "Webinar", "线上研讨会" }, 140, 740, 170, 85 },
	{ { "Trade Show", "展会" }, 150, 800, 240, 190 },
	{ { "Outbound", "电话开发" }, 130, 640, 110, 70 },
	{ { "Partner", "合作伙伴" }, 100, 860, 0, 0 },
	{ { "Referral", "老客户推荐" }, 80, 920, 380, 25 },
	{ { "Existing Customer", "老客户" }, 0, 940, 0, 0 },
};

const struct product products[PRODUCTS] = {
	{ { "Veldra Gateway 20", "维卓网关 20" }, { "hardware", "硬件" }, false, 160, 640 },
	{ { "Veldra Gateway 200", "维卓网关 200" }, { "hardware", "硬件" }, false, 110, 3900 },
	{ { "Veldra Edge Server", "维卓边缘服务器" }, { "hardware", "硬件" }, false, 90, 12800 },
	{ { "Quillon Panel 24\"", "奎隆面板 24\"" }, { "hardware", "硬件" }, false, 70, 1150 },
	{ { "Quillon Sensor Kit", "奎隆传感器套件" }, { "hardware", "硬件" }, false, 110, 290 },
	{ { "Tarnis Analytics", "塔宁分析平台" }, { "software", "软件" }, true, 170, 9600 },
	{ { "Tarnis Flow", "塔宁流程平台" }, { "software", "软件" }, true, 120, 6400 },
	{ { "Tarnis Guard", "塔宁安全中心" }, { "software", "软件" }, true, 80, 5200 },
	{ { "Onboarding, on site", "现场实施服务" }, { "service", "服务" }, false, 50, 1800 },
	{ { "Care Plan", "维保服务" }, { "service", "服务" }, false, 40, 750 },
};

const struct term competitors[COMPETITORS] = {
	{ "Norvane", "诺梵科技" }, { "Bluefern Systems", "蓝蕨软件" },
	{ "Castrel & Pyke", "卡翠派克" }, { "Osterlow", "奥斯洛信息" }, { "Hexmoor", "六沼网络" }
};

const struct term lost_reasons[REASONS] = {
	{ "Price", "价格过高" }, { "Lost to competitor", "输给竞争对手" },
	{ "No decision", "客户未决策" }, { "No budget", "预算取消" },
	{ "Missing feature", "功能不满足" }, { "Timing", "时机不合适" }
};

const struct term industries[INDUSTRIES] = {
	{ "Manufacturing", "制造" }, { "Logistics", "物流" }, { "Retail", "零售" },
	{ "Energy", "能源" }, { "Healthcare", "医疗" }, { "Education", "教育" },
	{ "Finance", "金融" }, { "Public sector", "政务" }
};

const struct term next_steps[NEXT_STEPS] = {
	{ "Call the buyer", "致电采购负责人" },
	{ "Send revised quote, confirm delivery date", "发送修订报价,确认交期" },
	{ "Demo for the technical team", "给技术团队做演示" },
	{ "Agree \"go live\" date", "敲定\"上线\"日期" },
	{ "Legal review:\n1. terms\n2. liability", "法务审核:\n1. 条款\n2. 责任" },
	{ "Site visit", "现场拜访" },
	{ "Wait for budget approval", "等待预算审批" },
	{ "Meet CFO, bring reference case", "约见财务总监，带上案例" },
};

/* The planted bottleneck takes 0.24 off one of the last three. */
const int stage_rates[OPEN_STAGES] = { 780, 740, 720, 720 };
const int stage_dwell[OPEN_STAGES] = { 85, 140, 190, 160 };
const int stage_probability[STAGES] = { 10, 25, 50, 75, 100, 0 };
const int month_factors[12] = {
	950, 700, 1200, 950, 1000, 1150, 900, 920, 1120, 930, 1060, 1120,
};

#define LIST(name, ...) static const char *const name[] = { __VA_ARGS__ }
#define COUNT(list) ((int64_t)(sizeof(list) / sizeof((list)[0])))

LIST(surnames, "张", "王", "李", "赵", "陈", "杨", "吴", "刘", "黄", "周", "徐", "孙", "胡", "朱",
	"高", "林", "何", "郭", "马", "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "董", "萧",
	"程", "欧阳", "司马", "曹", "袁", "邓", "许", "傅", "沈", "曾", "彭");
LIST(given, "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟",
	"涛", "明", "超", "秀兰", "霞", "平", "刚", "桂英", "文博", "子涵", "雨桐", "浩然", "欣怡",
	"梓轩", "思远", "嘉怡", "晨曦", "志强", "建国", "晓东", "美玲", "海燕", "立新", "国栋",
	"婷婷", "一鸣");
LIST(first_names, "Ada", "Bram", "Celia", "Dario", "Elin", "Farid", "Greta", "Hugo", "Ines",
	"Jonas", "Keira", "Leif", "Mira", "Nico", "Orla", "Pavel", "Quinn", "Rosa", "Samir", "Thea",
	"Ugo", "Vera", "Wim", "Ximena", "Yusuf", "Zara", "Anouk", "Benedek", "Chiara", "Dmitri",
	"Esme", "Felix", "Gwen", "Hamid", "Ivana", "Joost", "Klara", "Luca", "Maeve", "Noor");
LIST(last_names, "Aldermoor", "Brackwell", "Castellan", "Dunmere", "Eastbrook", "Fenwright",
	"Garroway", "Hollins", "Ivermoss", "Jessop", "Kettering", "Lindqvist", "Marchetti",
	"Norrby", "O'Dell", "Penhale", "Quist", "Ravensby", "Sandoval", "Thackery", "Umber",
	"Vasquez-Lund", "Wexcombe", "Yarrow", "Zeller", "Ashgrove", "Bellweather", "Corrigan",
	"Draycott", "Ellery", "Fairholt", "Grimsson", "Hathersage", "Isherwood", "Jarnvik",
	"Kilbride", "Lockhart", "Mendeley", "Nightley", "Oakhurst");
LIST(cities, "上海", "北京", "深圳", "广州", "杭州", "南京", "苏州", "成都", "重庆", "武汉", "西安",
	"天津", "青岛", "厦门", "长沙", "郑州", "宁波", "合肥", "昆明", "无锡", "佛山", "济南",
	"福州", "大连");
LIST(chars_one, "明", "瑞", "恒", "启", "致", "云", "鼎", "泽", "华", "博", "信", "锐", "盛", "凌",
	"安", "景", "宏", "嘉", "天", "远", "清", "卓", "智", "新", "星", "海", "蓝", "金", "永",
	"创", "晨", "旭", "乐", "东", "众", "联", "思", "禾", "微", "方");
LIST(chars_two, "远", "泰", "达", "源", "诚", "帆", "程", "拓", "腾", "图", "维", "凯", "科", "峰",
	"澜", "衡", "阳", "通", "川", "润", "睿", "迅", "辰", "宇", "翔", "合", "成", "丰", "雅",
	"正", "林", "和", "昌", "邦", "度", "朗", "途", "原", "芯", "舟");
LIST(trades, "科技", "信息技术", "智能制造", "电子", "物流", "新能源", "医疗器械", "软件", "网络",
	"机械", "材料", "食品", "贸易", "教育科技", "自动化", "环保", "生物科技", "数据", "家居",
	"供应链");
LIST(zh_suffixes, "有限公司", "股份有限公司", "集团有限公司");
LIST(stems, "Bright", "Corran", "Dal", "Elder", "Fair", "Glen", "Harrow", "Iron", "Jasper",
	"Kestle", "Lark", "Mar", "North", "Oster", "Pell", "Quarry", "Raven", "Silver", "Thorn",
	"Umbra", "Vale", "West", "Yarrow", "Zephyr", "Amber", "Birch", "Copper", "Dunn", "Ember",
	"Falcon", "Granite", "Hazel", "Ivory", "Juniper", "Kirk", "Linden", "Maple", "Nettle",
	"Opal", "Pine");
LIST(stem_ends, "vale", "ford", "mere", "wick", "stone", "field", "brook", "gate", "haven", "holt",
	"moor", "crest", "ridge", "port", "well", "ton", "by", "dale", "combe", "shaw", "worth",
	"march", "lund", "berg", "fell", "thorpe", "mark", "water", "grove", "cliff");
LIST(nouns, "Systems", "Logistics", "Components", "Foods", "Energy", "Instruments", "Retail",
	"Robotics", "Medical", "Networks", "Freight", "Plastics", "Optics", "Textiles", "Software",
	"Materials", "Marine", "Packaging", "Learning", "Bioworks", "Controls", "Timber",
	"Ceramics", "Aviation", "Motors", "Chemicals", "Printing", "Dairy", "Tools", "Glass",
	"Paper", "Data");
LIST(suffixes, " Ltd", ", Inc.", " GmbH", " Pte. Ltd.", " LLC", " S.A.", " & Co.", " AB", " Group",
	", LLC", " BV", " plc", " \"Sixth\" Holding", " FZE", " SpA", " Works");

void text_add(struct text *text, const char *more)
{
	size_t length = strlen(more);
	if (length > sizeof(text->at) - text->length) {
		fputs("generate: a name is too long\n", stderr);
		abort();
	}
	memcpy(text->at + text->length, more, length);
	text->length += length;
}

void text_digits(struct text *text, int64_t value, int width)
{
	char digits[24], *at = digits + sizeof(digits);
	*--at = '\0';
	for (; value || width > 0; value /= 10, width--)
		*--at = (char)('0' + value % 10);
	text_add(text, at);
}

/* The step has no factor in common with a number made of twos, threes and fives, so it walks
 * through all combinations before one comes again. */
static int64_t shuffled(int64_t index, int64_t combinations)
{
	return index % combinations * 1423789 % combinations;
}

static const char *pick(const char *const *list, int64_t count, int64_t *rest)
{
	const char *word = list[*rest % count];
	*rest /= count;
	return word;
}
#define PICK(list, rest) pick(list, COUNT(list), rest)

void person_name(struct text *text, int64_t index, bool chinese)
{
	int64_t rest;
	if (chinese) {
		rest = shuffled(index, COUNT(surnames) * COUNT(given));
		text_add(text, PICK(surnames, &rest));
		text_add(text, PICK(given, &rest));
		return;
	}
	rest = shuffled(index, COUNT(first_names) * COUNT(last_names));
	text_add(text, PICK(first_names, &rest));
	text_add(text, " ");
	text_add(text, PICK(last_names, &rest));
}

static void add_round(struct text *text, int64_t round)
{
	if (!round)
		return;
	text_add(text, " ");
	text_digits(text, round + 1, 1);
}

void company_name(struct text *text, int64_t index, bool chinese)
{
	int64_t all, rest;
	if (chinese) {
		all = COUNT(cities) * COUNT(chars_one) * COUNT(chars_two) * COUNT(trades) *
			COUNT(zh_suffixes);
		rest = shuffled(index, all);
		text_add(text, PICK(cities, &rest));
		text_add(text, PICK(chars_one, &rest));
		text_add(text, PICK(chars_two, &rest));
		text_add(text, PICK(trades, &rest));
		text_add(text, PICK(zh_suffixes, &rest));
		return add_round(text, index / all);
	}
	all = COUNT(suffixes) * COUNT(stems) * COUNT(stem_ends) * COUNT(nouns);
	rest = shuffled(index, all);
	const char *suffix = PICK(suffixes, &rest);
	text_add(text, PICK(stems, &rest));
	text_add(text, PICK(stem_ends, &rest));
	text_add(text, " ");
	text_add(text, PICK(nouns, &rest));
	text_add(text, suffix);
	add_round(text, index / all);
}
