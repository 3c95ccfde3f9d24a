/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/input.h>
#include <sops/profile.h>

#include "given.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HEAD "[profile]\nname = x\n"

static struct sops_profile *parsed(const char *text)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_profile *profile = NULL;

	if (sops_profile_parse(&profile, sops_field_of(text), "x.profile", &err) < 0)
		fail_msg("%llu: %s", (unsigned long long)err.line, err.text);
	return profile;
}

static void refused(struct sops_field text, const char *error)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_profile *profile = NULL;
	char *got;

	assert_int_equal(sops_profile_parse(&profile, text, "x.profile", &err), SOPS_EUSAGE);
	assert_null(profile);
	got = given_error(&err);
	if (strcmp(got, error) != 0)
		fail_msg("got\n%s\ninstead of\n%s", got, error);
	free(got);
}

static void errors(void **state)
{
	static const char *const cases[][2] = {
		{ "", "-2 x.profile: there is no name in [profile]" },
		{ "# nothing\n", "-2 x.profile: there is no name in [profile]" },
		{ "name = x\n", "-2 x.profile:1: a [section] has to come first" },
		{ "[profile]\nname\n",
			"-2 x.profile:2: \"name\" is neither [section] nor key = value" },
		{ "[profile\n", "-2 x.profile:1: \"[profile\" does not end with ]" },
		{ "[\n", "-2 x.profile:1: \"[\" does not end with ]" },
		{ "[]\n", "-2 x.profile:1: there is no section \"\"" },
		{ "\n[deal]\n",
			"-2 x.profile:2: there is no section \"deal\" (did you mean [deals]?)" },
		{ "[Deals]\n",
			"-2 x.profile:1: there is no section \"Deals\" (did you mean [deals]?)" },
		{ "[whatever]\n", "-2 x.profile:1: there is no section \"whatever\"" },
		{ "[values]\ndate = mdy\n",
			"-2 x.profile:2: [values] has no key \"date\" (did you mean \"dates\"? "
			"keys: dates, decimal, probability, currency, numbers, null, "
			"true, false)" },
		{ "[deals]\n\namuont = Value\n", "-2 x.profile:3: deals have no role \"amuont\" "
			"(did you mean \"amount\"?)" },
		{ "[deals]\nzzzzzzzz = Value\n",
			"-2 x.profile:2: deals have no role \"zzzzzzzz\"" },
		{ "[deals]\namount = A\nowner = B\namount = C\n",
			"-2 x.profile:4: \"amount\" stands twice in [deals], first on line 2" },
		{ "[deals]\namount = A\n[leads]\n[deals]\namount = C\n",
			"-2 x.profile:5: \"amount\" stands twice in [deals], first on line 2" },
		{ "[leads]\nowner = A\nowner = A\n",
			"-2 x.profile:3: \"owner\" stands twice in [leads], first on line 2" },
		{ "[profile]\nname = a\nname = b\n",
			"-2 x.profile:3: \"name\" stands twice in [profile], first on line 2" },
		{ "[deals]\namount =\n", "-2 x.profile:2: \"amount\" has no value" },
		{ "[deals]\n= A\n", "-2 x.profile:2: nothing stands before =" },
		{ "[deals]\namount = A | | B\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = A |\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = | A\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = A ||\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = A ||| B\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = A |\n | B\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\n| B\n",
			"-2 x.profile:2: there is no value that this line could go on with" },
		{ "[deals]\namount = A\n# why\n| B\n",
			"-2 x.profile:4: there is no value that this line could go on with" },
		{ "[deals]\namount = A\n\n| B\n",
			"-2 x.profile:4: there is no value that this line could go on with" },
		/* The line of the key, and the next one's where that is wrong. */
		{ "[deals]\namuont = A\n | B\n | C\n",
			"-2 x.profile:2: deals have no role \"amuont\" "
			"(did you mean \"amount\"?)" },
		{ "[deals]\namount = A\n | B\n | C\nowner\n",
			"-2 x.profile:5: \"owner\" is neither [section] nor key = value" },
		{ "[values]\ndates = us\n",
			"-2 x.profile:2: dates: \"us\" is not one of mdy, dmy, ymd" },
		{ "[values]\ndecimal = ,\n",
			"-2 x.profile:2: decimal: \",\" is not point or comma" },
		{ "[values]\nprobability = 100\n", "-2 x.profile:2: probability: \"100\" is not "
			"percent (35) or share (0.35)" },
		{ "[values]\nnumbers = excel | unix\n",
			"-2 x.profile:2: numbers: \"unix\" is not epoch-ms or excel" },
		{ "[values]\ncurrency = yuan\n",
			"-2 x.profile:2: currency: \"yuan\" is not an ISO 4217 code such as CNY" },
		{ "[values]\ncurrency = \xC2\xA5\n",
			"-2 x.profile:2: currency: \"\xC2\xA5\" is not an ISO 4217 code such "
			"as CNY" },
		{ "[lines]\nsub_forms = all\n",
			"-2 x.profile:2: sub_forms: \"all\" is not yes or no" },
		{ "[limits]\nrows = 2000 | 2k\n",
			"-2 x.profile:2: rows: \"2k\" is not a whole number above 0" },
		{ "[limits]\nrows = 0\n",
			"-2 x.profile:2: rows: \"0\" is not a whole number above 0" },
		{ "[limits]\nrows = 18446744073709551616\n",
			"-2 x.profile:2: rows: \"18446744073709551616\" is not a whole number "
			"above 0" },
		{ "[limits]\nrows = 1|2|3|4|5|6|7|8|9\n",
			"-2 x.profile:2: rows: 8 numbers at most" },
		{ "[ids]\nforms = 15\n",
			"-2 x.profile:2: forms: \"15\" is not two lengths, the shorter first" },
		{ "[ids]\nforms = 18 | 15\n",
			"-2 x.profile:2: forms: \"18 | 15\" is not two lengths, the shorter "
			"first" },
		{ "[ids]\nforms = 1 | 2 | 3\n", "-2 x.profile:2: forms: 2 numbers at most" },
		{ "[stages]\nDemo = opne\n",
			"-2 x.profile:2: \"opne\" is no class of a stage: open, won, lost or "
			"void" },
		{ "[stages]\nDemo = open 120%\n",
			"-2 x.profile:2: \"120%\" is not from 0% to 100%" },
		{ "[stages]\nDemo = open -1%\n",
			"-2 x.profile:2: \"-1%\" is not from 0% to 100%" },
		{ "[stages]\nDemo = open 0.3\n",
			"-2 x.profile:2: \"0.3\" is not from 0% to 100%" },
		{ "[stages]\nDemo = open\nTrial | DEMO = won\n",
			"-2 x.profile:3: stage \"DEMO\" is named twice" },
		{ "[stages]\nDemo = open\nDemo = won\n",
			"-2 x.profile:3: \"Demo\" stands twice in [stages], first on line 2" },
		{ "[stages]\nDemo | = open\n", "-2 x.profile:2: a name is missing at a |" },
		{ "[deals]\namount = \xFF\n", "-2 x.profile:2: this is not UTF-8 text" },
		{ "a\x1b]0;b\n", "-2 x.profile:1: a [section] has to come first" },
		{ "[a\x1b]\n", "-2 x.profile:1: there is no section \"a\\x1b\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		refused(sops_field_of(cases[i][0]), cases[i][1]);
	refused((struct sops_field)SOPS_FIELD(HEAD "\n[deals]\namount = A\0B\n"),
		"-2 x.profile:5: this is not UTF-8 text");
	refused((struct sops_field){ NULL, 0 }, "-2 x.profile: there is no name in [profile]");
}

static void length(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;

	(void)state;
	sops_buffer_puts(&text, HEAD);
	while (text.len < (size_t)1 << 20)
		sops_buffer_putc(&text, text.len % 80 ? ' ' : '\n');
	sops_profile_free(parsed(text.at));
	sops_buffer_putc(&text, ' ');
	refused(sops_buffer_view(&text), "-2 x.profile: a profile has at most 1 MiB");
	sops_buffer_release(&text);
}

static void says(const char *list, const char *names)
{
	struct sops_buffer got = SOPS_BUFFER_INIT;
	struct sops_field header;
	int grade = 0;

	sops_buffer_puts(&got, "");
	while (sops_profile_header(&list, &grade, &header))
		sops_buffer_printf(&got, "%d%.*s,", grade, (int)header.len, header.at);
	assert_string_equal(got.at, names);
	sops_buffer_release(&got);
}

static void headers_have_grades(void **state)
{
	(void)state;
	says("A", "0A,");
	says("A|B", "0A,0B,");
	says(" A b | C||D | E ||F", "0A b,0C,1D,1E,2F,");
	says("||A", "1A,");
	says("", "");
	says(NULL, "");
	says("| |", "");
}

/* Values are as they stand, over several lines, with any line ends. */
static void reads(void **state)
{
	static const char text[] = "\xEF\xBB\xBF# a comment\r\n"
		"[ profile ]\r\n"
		"  name = acme = x  \r\n"
		"title = Acme\n"
		"title_zh = 阿克米\n"
		"marks = A* | b\n"
		"[deals]\n"
		"amount = Deal Value\r\n"
		"\t| 金额 \r\n"
		"\t|| # Total\n"
		"owner= Rep\n"
		"[leads]\n"
		"anything = x\n"
		"[values]\ndates = DMY\ndecimal = comma\nprobability = share\nnull = - | k.A.\n"
		"true = ja\nfalse = nein\ncurrency = cad\nnumbers = excel | epoch-ms\n"
		"[ids]\nprefix = p_\nforms = 15|18\n"
		"[lines]\ntitle = Report: *\nfooter = Total * of * | Ende\nsub_forms = yes\n"
		"[limits]\nrows = 5 | 7";
	struct sops_profile *profile = parsed(text);
	const struct sops_profile_habits *habits = sops_profile_habits(profile);
	struct sops_profile_role role;
	size_t at = 0;

	(void)state;
	assert_string_equal(sops_profile_name(profile), "acme = x");
	assert_string_equal(sops_profile_title(profile, false), "Acme");
	assert_string_equal(sops_profile_title(profile, true), "阿克米");
	says(sops_profile_headers(profile, "deals", "amount"), "0Deal Value,0金额,1# Total,");
	says(sops_profile_headers(profile, "deals", "owner"), "0Rep,");
	says(sops_profile_headers(profile, "leads", "anything"), "0x,");
	assert_null(sops_profile_headers(profile, "leads", "amount"));
	assert_null(sops_profile_headers(profile, "values", "dates"));
	assert_true(sops_profile_next_role(profile, &at, &role));
	assert_string_equal(role.table, "deals");
	assert_string_equal(role.role, "amount");
	assert_true(sops_profile_next_role(profile, &at, &role));
	assert_true(sops_profile_next_role(profile, &at, &role));
	assert_string_equal(role.headers, "x");
	assert_false(sops_profile_next_role(profile, &at, &role));
	assert_int_equal(habits->dates, SOPS_ORDER_DMY);
	assert_int_equal(habits->decimal, SOPS_DECIMAL_COMMA);
	assert_int_equal(habits->shares, SOPS_SHARES_OF_ONE);
	assert_true(habits->decimal_said && habits->epoch_ms && habits->serials);
	assert_string_equal(habits->nulls, "- | k.A.");
	assert_string_equal(habits->currency.code, "CAD");
	assert_true(habits->sub_forms);
	assert_string_equal(habits->id_prefix, "p_");
	assert_int_equal(habits->id_short, 15);
	assert_int_equal(habits->id_long, 18);
	assert_true(sops_profile_is_limit(profile, 5) && sops_profile_is_limit(profile, 7));
	assert_false(sops_profile_is_limit(profile, 6) || sops_profile_is_limit(profile, 0));
	assert_true(sops_profile_is_title(profile, sops_field_of("report: deals")));
	assert_true(sops_profile_marks(profile, sops_field_of("Anything")));
	assert_false(sops_profile_marks(profile, sops_field_of("bb")));
	sops_profile_free(profile);
	sops_profile_free(NULL);
}

static void says_little(void **state)
{
	struct sops_profile *profile = parsed(HEAD);
	struct sops_values_options options = { .dates = SOPS_ORDER_MDY, .nulls = "x" };

	(void)state;
	assert_string_equal(sops_profile_title(profile, true), "x");
	assert_int_equal(sops_profile_stages(profile), 0);
	assert_null(sops_profile_stage(profile, sops_field_of("Won")));
	assert_false(sops_profile_is_footer(profile, sops_field_of("Total")));
	assert_false(sops_profile_marks(profile, sops_field_of("Stage")));
	sops_profile_values(profile, &options);
	assert_int_equal(options.dates, SOPS_ORDER_MDY);
	assert_int_equal(options.shares, SOPS_SHARES_SETTLED);
	assert_null(options.habitual_nulls);
	sops_profile_free(profile);
}

static void footers(void **state)
{
	static const struct {
		const char *line;
		bool is;
	} cases[] = {
		{ "Confidential Information - Do Not Distribute", true },
		{ " confidential information - do not distribute ", true },
		{ "Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved.", true },
		{ "Copyright © 2000-2025 salesforce.com, inc. All rights reserved.", true },
		{ "Grand Totals (5700 records)", true }, { "Total", true },
		{ "Generated By Somebody", true },
		{ "Copyright Acme Ltd", false }, { "", false }, { "Acme", false },
		{ "Confidential Information", false },
	};
	const struct sops_profile *profile;
	int index = sops_profile_builtin_find(sops_field_of("salesforce"));

	(void)state;
	assert_int_equal(sops_profile_builtin(&profile, (size_t)index, NULL), 0);
	for (size_t i = 0; i < COUNT(cases); i++)
		if (sops_profile_is_footer(profile, sops_field_of(cases[i].line)) != cases[i].is)
			fail_msg("%s", cases[i].line);
}

/* A * is anything, also nothing. */
static void patterns(void **state)
{
	static const struct {
		const char *pattern, *text;
		bool fits;
	} cases[] = {
		{ "a*", "a", true }, { "a*", "abc", true }, { "a*", "b", false },
		{ "*a", "a", true }, { "*a", "ba", true }, { "*a", "ab", false },
		{ "a*c", "ac", true }, { "a*c", "aXc", true }, { "a*c", "aXd", false },
		{ "aa*aa", "aaa", false }, { "aa*aa", "aaaa", true },
		{ "a*b*c", "aXbYc", true }, { "a*b*c", "abc", true }, { "a*b*c", "acb", false },
		{ "a*b*c", "abXbc", true }, { "a**c", "ac", true }, { "*", "x", true },
		{ "*b*", "abc", true }, { "*b*", "ac", false }, { "a", "ab", false },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char text[100];
		struct sops_profile *profile;

		snprintf(text, sizeof(text), HEAD "marks = %s\n", cases[i].pattern);
		profile = parsed(text);
		if (sops_profile_marks(profile, sops_field_of(cases[i].text)) != cases[i].fits)
			fail_msg("%s %s", cases[i].pattern, cases[i].text);
		sops_profile_free(profile);
	}
}

static void stages(void **state)
{
	struct sops_profile *profile = parsed(HEAD "[stages]\nA = b | a=b = open 12.5%\n"
		"Signed\t=\twon\nGone = lost 0%\nTwice = void 100%\n");
	static const struct {
		const char *name;
		int status;
		size_t place;
	} cases[] = {
		{ "A = b", SOPS_STATUS_OPEN, 0 }, { "a=B", SOPS_STATUS_OPEN, 0 },
		{ "signed", SOPS_STATUS_WON, 1 }, { "2 - Signed", SOPS_STATUS_WON, 1 },
		{ "GONE", SOPS_STATUS_LOST, 2 }, { "Twice", SOPS_STATUS_VOID, 3 },
		{ "Won", -1, 0 }, { "", -1, 0 },
	};

	(void)state;
	assert_int_equal(sops_profile_stages(profile), 5);
	assert_int_equal(sops_profile_stage_at(profile, 0)->probability.units, 125);
	assert_int_equal(sops_profile_stage_at(profile, 0)->probability.scale, 3);
	assert_true(sops_money_blank(sops_profile_stage_at(profile, 2)->probability));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct sops_profile_stage *stage =
			sops_profile_stage(profile, sops_field_of(cases[i].name));

		assert_int_equal(stage ? (int)stage->status : -1, cases[i].status);
		assert_int_equal(stage ? stage->place : 0, cases[i].place);
	}
	assert_int_equal(sops_stage_status_by(profile, sops_field_of("Gone")), SOPS_STATUS_LOST);
	assert_int_equal(sops_stage_status_by(profile, sops_field_of("赢单")), SOPS_STATUS_WON);
	assert_int_equal(sops_stage_status_by(NULL, sops_field_of("Gone")), SOPS_STATUS_OPEN);
	sops_profile_free(profile);
}

static void fingerprints(void **state)
{
	struct sops_profile *a = parsed(HEAD), *b = parsed(HEAD), *c = parsed(HEAD "\n");

	(void)state;
	assert_int_equal(strlen(sops_profile_fingerprint(a)), 32);
	assert_string_equal(sops_profile_fingerprint(a), sops_profile_fingerprint(b));
	assert_string_not_equal(sops_profile_fingerprint(a), sops_profile_fingerprint(c));
	sops_profile_free(a);
	sops_profile_free(b);
	sops_profile_free(c);
}

/* Each has the name of its file and a title, and knows no stage otherwise than everybody does. */
static void builtins_are_sound(void **state)
{
	(void)state;
	assert_true(sops_profile_builtins() >= 8);
	for (size_t i = 0; i < sops_profile_builtins(); i++) {
		const char *name = sops_profile_builtin_name(i);
		struct sops_error err = { .status = SOPS_OK };
		const struct sops_profile *profile;
		struct sops_profile_role role;
		struct sops_profile *checked = NULL;
		size_t at = 0;

		if (sops_profile_parse(&checked, sops_field_of(sops_profile_builtin_text(i)), name,
			    &err) < 0)
			fail_msg("%s:%llu: %s", name, (unsigned long long)err.line, err.text);
		sops_profile_free(checked);
		assert_int_equal(sops_profile_builtin(&profile, i, &err), 0);
		assert_string_equal(sops_profile_name(profile), name);
		assert_string_not_equal(sops_profile_title(profile, false), name);
		assert_string_not_equal(sops_profile_title(profile, true), name);
		assert_int_equal(sops_profile_builtin_find(sops_field_of(name)), i);
		assert_true(i == 0 || strcmp(sops_profile_builtin_name(i - 1), name) < 0);
		assert_null(strstr(sops_profile_builtin_text(i), "[G]"));
		while (sops_profile_next_role(profile, &at, &role))
			if (strcmp(role.table, "deals") == 0)
				assert_true(sops_schema_role(&sops_deals,
					sops_field_of(role.role)) >= 0);
		for (size_t s = 0; s < sops_profile_stages(profile); s++) {
			const struct sops_profile_stage *stage = sops_profile_stage_at(profile, s);

			if (sops_stage_status(stage->name) != SOPS_STATUS_OPEN)
				assert_int_equal(stage->status, sops_stage_status(stage->name));
		}
	}
	assert_int_equal(sops_profile_builtin_find(sops_field_of("Salesforce")), -1);
	assert_int_equal(sops_profile_builtin_find(sops_field_of("")), -1);
}

static size_t cut(struct sops_field *fields, const char *headers)
{
	struct sops_field rest = sops_field_of(headers);
	size_t count = 0;

	while (rest.at)
		fields[count++] = sops_field_cut(&rest, '|');
	return count;
}

/* Headers as the CRMs wrote them. */
static void chooses(void **state)
{
	static const char *const cases[][2] = {
		{ "salesforce", "Assigned SE|Stage|Opportunity Name|Owner Role|Account Name|Fiscal "
			"Period|Amount|Probability (%)|Age|Created Date|Type|Forecast Category|ACV "
			"Preview|ACV Preview (USD)|Close Date (2)|Close Date|Total Sales Cycle Age|"
			"Sales Region|Lost Reason|Why did we lose?|Opportunity ID|Opportunity ID" },
		{ "salesforce", "ID|ISDELETED|ACCOUNTID|NAME|DESCRIPTION|STAGENAME|AMOUNT|"
			"PROBABILITY|CLOSEDATE|TYPE|NEXTSTEP|LEADSOURCE|ISCLOSED|ISWON|OWNERID|"
			"CREATEDDATE|LASTMODIFIEDDATE|SYSTEMMODSTAMP|FISCAL|ORACLE_ID__C" },
		{ "salesforce", "Id|OpportunityId|CreatedById|CreatedDate|StageName|Amount" },
		{ "salesforce", "Opportunity ID|Opportunity Name|From Stage|To Stage|"
			"Stage Duration|Last Modified|Amount|Close Date|Stage|Created Date" },
		{ "salesforce", "Opportunity ID|Opportunity Name|Stage|Amount|Created Date|"
			"Close Date|Field / Event|Old Value|New Value|Edit Date" },
		{ "salesforce", "业务机会名称|阶段|结束日期|金额|业务机会所有人|客户名称" },
		{ "hubspot", "Record ID|Deal Name|Deal Stage|Amount|Close Date|Create Date|Last "
			"Activity Date|Deal owner|Associated Company (Primary)" },
		{ "hubspot", "Deal Name|Deal Stage|Pipeline|Amount|Close Date|Deal owner|"
			"Associated Company" },
		{ "hubspot", "hs_object_id|dealname|dealstage|pipeline|amount|closedate|"
			"hubspot_owner_id" },
		{ "hubspot", "Record ID|Deal Name|Pipeline|Deal Stage|Amount|Create Date|"
			"Close Date|Date entered \"Discovery (Sales Pipeline)\"" },
		{ "zoho", "Record Id|Deal Owner.id|Amount|Deal Name|Closing Date|Account Name.id|"
			"Stage|Invoiced Items" },
		{ "zoho", "Record Id|Deal Owner|Deal Name|Closing Date|Account Name|Stage" },
		{ "zoho", "Deal Id|Deal Owner.id|Deal Owner|Deal Name|Company Name.id|Company Name|"
			"Contact Name.id|Contact Name|Sub-Pipeline|Amount|Stage|Closing Date|"
			"Created Time|Modified Time|Last Activity Time|Pipeline.id|Pipeline" },
		{ "zoho", "Potential Name|Sales Stage|Closing Date|Amount" },
		{ "pipedrive", "Deal - ID|Deal - Value|Organization - MRR|Deal - Title|Deal - Deal "
			"created|Deal - Deal closed on|Deal - Stage|Deal - Status|Deal - Total "
			"activities|Deal - Organization|Deal - Nazwa Partnera|Deal - Lost reason" },
		{ "pipedrive", "Activity - Subject|Activity - Due date|Activity - Type|Deal|Lead|"
			"Organization|Contact person" },
		{ "dynamics", "(Do Not Modify) Opportunity|(Do Not Modify) Row Checksum|(Do Not "
			"Modify) Modified On|Topic|Potential Customer|Owner|Est. Revenue" },
		{ "dynamics", "Topic|Account|Potential Customer|Owner|Pipeline Phase|Sales Stage|"
			"Status|Status Reason|Est. Revenue|TCV|Est. Close Date|Close Date|Actual "
			"Revenue|Actual Close Date|Probability|Forecast Category|Rating|Created On|"
			"Modified On|Next Step Due Date|Oppty ID" },
		{ "fxiaoke", "商机名称（必填）|客户名称（必填）|负责人（必填）|负责人主属部门|"
			"商机阶段|阶段状态|商机金额|赢率|预计成交日期|创建时间" },
		{ "fxiaoke", "_id|name|account_id__r|amount|probability|close_date|sales_stage|"
			"sales_status|stg_changed_time|owner_department|life_status" },
		{ "jiandaoyun", "流水号|联系人|客户名称|线索来源|线索详情|负责人|归属部门|协作人|"
			"线索池|线索状态|领取时间|最后跟进时间|提交人|提交时间" },
		{ "generic", "deal_id|owner|stage|amount|close_date" },
		{ "generic", "opportunity_id|sales_agent|product|account|deal_stage|engage_date|"
			"close_date|close_value" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		const struct sops_profile *profile = NULL;
		struct sops_field headers[40];
		size_t count = cut(headers, cases[i][1]);

		if (sops_profile_choose(&profile, headers, count, &err) < 0)
			fail_msg("%s: %s", cases[i][0], err.text);
		if (strcmp(sops_profile_name(profile), cases[i][0]) != 0)
			fail_msg("%s instead of %s", sops_profile_name(profile), cases[i][0]);
	}
}

static void cannot_choose(void **state)
{
	static const char *const cases[][2] = {
		{ "Opportunity ID|Deal - ID|Amount",
			"-3 the headers could be of pipedrive (Deal - ID) or of salesforce "
			"(Opportunity ID) (say --profile pipedrive or --profile salesforce)" },
		{ "Topic|Est. Revenue|Closing Date|Created Time|Deal Stage|HubSpot Team",
			"-3 the headers could be of dynamics (Topic, Est. Revenue) or of hubspot "
			"(Deal Stage, HubSpot Team) "
			"(say --profile dynamics or --profile hubspot)" },
		{ "Name|Amount", "-3 the headers are those of no CRM that is known (name one with "
			"--profile: dynamics, fxiaoke, generic, hubspot, jiandaoyun, pipedrive, "
			"salesforce, zoho, or a file)" },
		{ "", "-3 the headers are those of no CRM that is known (name one with "
			"--profile: dynamics, fxiaoke, generic, hubspot, jiandaoyun, pipedrive, "
			"salesforce, zoho, or a file)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		const struct sops_profile *profile = NULL;
		struct sops_field headers[40];
		size_t count = cut(headers, cases[i][0]);
		char *error;

		assert_int_equal(sops_profile_choose(&profile, headers, count, &err), SOPS_EINPUT);
		error = given_error(&err);
		assert_string_equal(error, cases[i][1]);
		free(error);
	}
}

static void reasons(void **state)
{
	struct sops_profile *profile = parsed(HEAD "marks = m*\n");
	struct sops_field headers[8];
	struct sops_buffer why = SOPS_BUFFER_INIT;

	(void)state;
	assert_int_equal(sops_profile_reasons(&why, profile, headers,
		cut(headers, "m1| m2 |x|M\x1b[2J")), 0);
	assert_string_equal(why.at, "m1, m2, M\\x1b[2J");
	sops_buffer_clear(&why);
	assert_int_equal(sops_profile_reasons(&why, profile, headers,
		cut(headers, "m1|m2|m3|m4|m5|x|m6|m7")), 0);
	assert_string_equal(why.at, "m1, m2, m3, m4, m5, and 2 more");
	sops_buffer_release(&why);
	sops_profile_free(profile);
}

/* Which column plays the role, with a profile in use. */
static void binds(void **state)
{
	struct sops_profile *profile = parsed(HEAD "[deals]\namount = ACV | Total || Rest\n"
		"account = name\nowner = Owner | Rep\nis_closed = Closed\nclosed = || Done\n");
	static const struct {
		const char *headers;
		int role, column;
	} cases[] = {
		/* what it says first, before the role's own name and what others say */
		{ "amount|ACV", SOPS_DEALS_AMOUNT, 1 }, { "Amount|acv", SOPS_DEALS_AMOUNT, 1 },
		{ "Deal - Value|Total", SOPS_DEALS_AMOUNT, 1 },
		/* what it says besides, behind the role's own name, before what others say */
		{ "Rest|Amount", SOPS_DEALS_AMOUNT, 1 }, { "Rest|x", SOPS_DEALS_AMOUNT, 0 },
		{ "Rest|Deal - Value", SOPS_DEALS_AMOUNT, 0 },
		{ "Done|Actual Close Date", SOPS_DEALS_CLOSED, 0 },
		/* then as without it */
		{ "x|Deal - Value", SOPS_DEALS_AMOUNT, 1 },
		{ "Created Date", SOPS_DEALS_CREATED, 0 },
		{ "Created Date|Create Date", SOPS_DEALS_CREATED, -1 },
		/* it can rival with itself, but two of others do not matter beside it */
		{ "ACV|Total", SOPS_DEALS_AMOUNT, -1 },
		{ "ACV|Deal - Value|TCV", SOPS_DEALS_AMOUNT, 0 },
		/* a column with a role's own name is another's only when it is spelled so */
		{ "name|x", SOPS_DEALS_ACCOUNT, 0 }, { "name|x", SOPS_DEALS_NAME, 0 },
		{ "closed|x", SOPS_DEALS_IS_CLOSED, -1 }, { "Closed|x", SOPS_DEALS_IS_CLOSED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_field fields[8];
		struct sops_record header = { fields, cut(fields, cases[i].headers),
			{ "in.csv", 1, 0, 0 } };
		struct sops_columns *columns;

		assert_int_equal(sops_columns_new_by(&columns, &sops_deals, &header, profile, NULL),
			0);
		if (sops_columns_of(columns, cases[i].role) != cases[i].column)
			fail_msg("%s: %d", cases[i].headers,
				sops_columns_of(columns, cases[i].role));
		sops_columns_free(columns);
	}
	sops_profile_free(profile);
}

/* Every header of a built-in profile is found without it, unless a stronger one is beside it. */
static void every_header_binds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sops_profile_builtins(); i++) {
		const struct sops_profile *profile;
		struct sops_profile_role role;
		size_t at = 0;

		assert_int_equal(sops_profile_builtin(&profile, i, NULL), 0);
		while (sops_profile_next_role(profile, &at, &role)) {
			const char *list = role.headers;
			struct sops_field name;
			int grade = 0, wanted = sops_schema_role(
				&sops_deals, sops_field_of(role.role));

			while (strcmp(role.table, "deals") == 0 &&
			       sops_profile_header(&list, &grade, &name)) {
				struct sops_record header = { &name, 1, { "in.csv", 1, 0, 0 } };
				struct sops_columns *columns;

				assert_int_equal(sops_columns_new(&columns, &sops_deals, &header,
					NULL), 0);
				if (sops_columns_of(columns, wanted) != 0)
					fail_msg("%s: %.*s", role.role, (int)name.len, name.at);
				sops_columns_free(columns);
			}
		}
	}
}

/* The rows of an input, as id:status:created:amount:probability. */
static void rows_are(const struct sops_input_options *given, const char *text, const char *rows)
{
	struct sops_input_options options = *given;
	struct sops_buffer log = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	const void *row;
	int fd = given_fd(text), status;

	options.uses = (UINT64_C(1) << SOPS_DEALS_ROLES) - 1;
	sops_buffer_puts(&log, "");
	status = sops_input_open(&input, &sops_deals, fd, "in.csv", &options, &err);
	while (status >= 0 && (status = sops_input_next(input, &row, &err)) > 0) {
		const struct sops_deal *deal = row;
		char created[SOPS_DATE_TEXT], amount[SOPS_MONEY_TEXT], share[SOPS_MONEY_TEXT];

		sops_date_format(created, deal->created);
		sops_money_format(amount, deal->amount);
		sops_money_format(share, deal->probability);
		sops_buffer_printf(&log, "%d:%s:%s:%s:%d ", deal->status, created, amount, share,
			deal->is_won);
	}
	if (status < 0) {
		char *error = given_error(&err);

		sops_buffer_puts(&log, error);
		free(error);
	}
	assert_string_equal(log.at, rows);
	sops_input_free(input);
	sops_buffer_release(&log);
	close(fd);
}

static void habits_of_an_input(void **state)
{
	struct sops_profile *profile = parsed(HEAD "[stages]\nSigned = won\nWon = lost\n"
		"[values]\ndates = dmy\ndecimal = comma\nprobability = percent\nnull = k.A. | ?\n"
		"true = ja\nfalse = nein\n");
	struct sops_input_options options = { .profile = profile };
	static const char text[] = "stage,created,amount,probability,is_won\n"
		"Signed,03/04/2026,\"1.234,5\",1,\nWon,K.a.,?,k.A.,\n"
		"x,03/04/2026,1,1,Ja\nx,03/04/2026,1,1,nein\n";

	(void)state;
	rows_are(&options, text, "1:2026-04-03:1234.5:0.01:-1 2::::-1 "
		"1:2026-04-03:1:0.01:1 0:2026-04-03:1:0.01:0 ");
	/* what the user says goes before */
	options.values.dates = SOPS_ORDER_MDY;
	options.values.decimal_said = true;
	rows_are(&options, "created,amount\n03/04/2026,\"1,234.5\"\n", "0:2026-03-04:1234.5::-1 ");
	options.profile = NULL;
	rows_are(&options, "stage,is_won\nSigned,\nx,ja\n",
		"0::::-1 -3 in.csv:3: is_won: \"ja\" is neither yes nor no "
		"(true/false, yes/no, 1/0 and 是/否 are read)");
	sops_profile_free(profile);

	profile = parsed(HEAD "[values]\nprobability = share\n");
	options = (struct sops_input_options){ .profile = profile };
	rows_are(&options, "probability\n1\n0.5\n", "0:::1:-1 0:::0.5:-1 ");
	rows_are(&options, "probability\n1\n50\n",
		"0:::1:-1 -3 in.csv:3: probability: \"50\" is not a share between 0 and 1, "
		"as the column's others are");
	sops_profile_free(profile);
}

static void by_its_headers(void **state)
{
	struct sops_input_options options = { .profile_auto = true };
	struct sops_input *input;
	int fd = given_fd("Deal - Value,Deal - Status\n1,won\n");

	(void)state;
	assert_int_equal(sops_input_open(&input, &sops_deals, fd, "in.csv", &options, NULL), 0);
	assert_string_equal(sops_profile_name(sops_input_profile(input)), "pipedrive");
	sops_input_free(input);
	close(fd);
	rows_are(&options, "Deal - ID,Topic\n1,2\n",
		"-3 in.csv:1: the headers could be of dynamics (Topic) or of pipedrive (Deal - ID) "
		"(say --profile dynamics or --profile pipedrive)");
}

static void *ask(void *with)
{
	(void)with;
	for (size_t i = 0; i < sops_profile_builtins(); i++) {
		const struct sops_profile *profile, *again;

		if (sops_profile_builtin(&profile, i, NULL) < 0 ||
		    sops_profile_builtin(&again, i, NULL) < 0 || again != profile ||
		    strcmp(sops_profile_name(profile), sops_profile_builtin_name(i)) != 0)
			return (void *)1;
	}
	return NULL;
}

static void threads_share_them(void **state)
{
	pthread_t threads[4];

	(void)state;
	for (size_t i = 0; i < COUNT(threads); i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask, NULL), 0);
	for (size_t i = 0; i < COUNT(threads); i++) {
		void *wrong;

		assert_int_equal(pthread_join(threads[i], &wrong), 0);
		assert_null(wrong);
	}
}

TAP_MAIN("profile",
	cmocka_unit_test(threads_share_them),
	cmocka_unit_test(errors),
	cmocka_unit_test(length),
	cmocka_unit_test(headers_have_grades),
	cmocka_unit_test(reads),
	cmocka_unit_test(says_little),
	cmocka_unit_test(footers),
	cmocka_unit_test(patterns),
	cmocka_unit_test(stages),
	cmocka_unit_test(fingerprints),
	cmocka_unit_test(builtins_are_sound),
	cmocka_unit_test(chooses),
	cmocka_unit_test(cannot_choose),
	cmocka_unit_test(reasons),
	cmocka_unit_test(binds),
	cmocka_unit_test(every_header_binds),
	cmocka_unit_test(habits_of_an_input),
	cmocka_unit_test(by_its_headers))
