/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a dialect spells words, identifiers and names. */
#include "gen.h"

const char *say(const struct gen *g, const struct term *term)
{
	return g->locale == LOCALE_ZH ? term->zh : term->en;
}

bool is_chinese(const struct gen *g, int region)
{
	return g->locale == LOCALE_ZH || (g->locale == LOCALE_BOTH && regions[region].china);
}

const char *say_local(const struct gen *g, const struct term *term, int region)
{
	return is_chinese(g, region) ? term->zh : term->en;
}

const char *say_stage(const struct gen *g, int stage)
{
	return say(g, &g->dialect->stages[stage]);
}

/* Identifiers */

void text_base(struct text *text, uint64_t value, unsigned base, int width)
{
	static const char symbols[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char digits[32] = { 0 };
	for (; width--; value /= base)
		digits[width] = symbols[value % base];
	text_add(text, digits);
}

/* The three letters that make a 15-character id safe where case is lost: one bit an upper case. */
static void add_case_check(struct text *text)
{
	for (int group = 0; group < 3; group++) {
		unsigned bits = 0;
		for (int i = 0; i < 5; i++)
			bits |= (unsigned)(text->at[group * 5 + i] >= 'A' &&
					text->at[group * 5 + i] <= 'Z')
				<< i;
		text_add(text, (char[]){ "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits], '\0' });
	}
}

static void add_guid(struct text *text, uint64_t number)
{
	uint64_t high = mix(number + 1), low = mix(high);
	static const int widths[] = { 8, 4, 4 };
	for (int i = 0; i < 3; high >>= 4 * widths[i++]) {
		text_base(text, high, 16, widths[i]);
		text_add(text, "-");
	}
	text_base(text, low >> 48, 16, 4);
	text_add(text, "-");
	text_base(text, number, 16, 12);
}

void out_id(struct out *out, const struct gen *g, enum id_kind kind, int64_t number)
{
	static const char *const letters[] = { "D", "C", "R" };
	static const char *const sf_prefix[] = { "0065gT0", "0015gQ0", "0055g80" };
	struct text text = { 0 };
	uint64_t tagged = (uint64_t)kind << 44 | (uint64_t)number;
	switch (g->dialect->ids) {
	case IDS_PLAIN:
		text_add(&text, letters[kind]);
		text_digits(&text, number + 1, 7);
		break;
	case IDS_SF15:
	case IDS_SF18:
		text_add(&text, sf_prefix[kind]);
		text_base(&text, (uint64_t)number * 37 + 11, 62, 8);
		if (g->dialect->ids == IDS_SF18)
			add_case_check(&text);
		break;
	case IDS_HUBSPOT:
		text_digits(&text, (11 + 20 * kind) * INT64_C(1000000000) + number, 11);
		break;
	case IDS_ZOHO:
		text_add(&text, "zcrm_48765");
		text_digits(&text, kind * INT64_C(1000000000) + number + 1, 13);
		break;
	case IDS_INTEGER:
		text_digits(&text, number + 1, 1);
		break;
	case IDS_GUID:
		add_guid(&text, tagged);
		break;
	case IDS_HEX:
		text_add(&text, "66a1f0c2");
		text_base(&text, tagged, 16, 16);
		break;
	}
	out_built(out, &text);
}

void out_part_id(struct out *out, const char *letter, int64_t number, int64_t part)
{
	struct text text = { 0 };
	text_add(&text, letter);
	text_digits(&text, number + 1, 7);
	text_add(&text, "-");
	text_digits(&text, part, 1);
	out_built(out, &text);
}

/* Names */

static void add_account(struct text *text, const struct gen *g, const struct deal *d)
{
	company_name(text, d->customer, is_chinese(g, d->region));
}

void out_account(struct out *out, const struct gen *g, const struct deal *d)
{
	struct text text = { 0 };
	add_account(&text, g, d);
	out_built(out, &text);
}

void out_deal_name(struct out *out, const struct gen *g, const struct deal *d)
{
	static const struct term kinds[] = {
		{ "", "" }, { " \"Phase 2\"", "\"二期\"" }, { " (renewal)", "（续约）" },
	};
	struct text text = { 0 };
	bool local = is_chinese(g, d->region);
	add_account(&text, g, d);
	text_add(&text, " - ");
	text_add(&text, local ? products[d->product].name.zh : products[d->product].name.en);
	text_add(&text, local ? kinds[d->type].zh : kinds[d->type].en);
	out_built(out, &text);
}

void out_rep_name(struct out *out, const struct gen *g, int rep)
{
	struct text text = { 0 };
	person_name(&text, rep, is_chinese(g, rep % REGIONS));
	out_built(out, &text);
}

void out_team(struct out *out, const struct gen *g, int rep)
{
	struct text text = { 0 };
	int region = rep % REGIONS, team = rep / REGIONS / 8;
	text_add(&text, say_local(g, &regions[region].name, region));
	text_add(&text, is_chinese(g, region) ? "销售" : " Team ");
	text_digits(&text, team + 1, 1);
	if (is_chinese(g, region))
		text_add(&text, "组");
	out_built(out, &text);
}

void out_campaign(struct out *out, const struct gen *g, const struct deal *d)
{
	struct text text = { 0 };
	if (d->lead_created != NEVER) {
		int month = month_of((int)(d->lead_created / DAY));
		text_add(&text, say(g, &sources[d->source].name));
		text_add(&text, " ");
		text_digits(&text, month / 12, 4);
		text_add(&text, "Q");
		text_digits(&text, month % 12 / 3 + 1, 1);
	}
	out_built(out, &text);
}
