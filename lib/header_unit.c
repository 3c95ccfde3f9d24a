/* SPDX-License-Identifier: GPL-3.0-or-later */
/* header_unit.c: the currency and the unit that a header puts behind its name: Amount (USD). */
#include "columns_private.h"

#include "money_private.h"
#include "private.h"

/* The text without this at its end; false when it does not end so. */
static bool cut_end(struct sops_field *text, const char *end)
{
	size_t len = strlen(end);

	if (text->len < len || memcmp(text->at + text->len - len, end, len) != 0)
		return false;
	text->len -= len;
	*text = sops_field_trim(*text);
	return true;
}

static bool cut_start(struct sops_field *text, const char *start)
{
	size_t len = strlen(start);

	if (text->len < len || !sops__same((struct sops_field){ text->at, len },
			sops_field_of(start)))
		return false;
	*text = sops_field_trim((struct sops_field){ text->at + len, text->len - len });
	return true;
}

/* The last bracket that opens, and behind it what it holds: both are text without space. */
static bool open_bracket(struct sops_field *before, struct sops_field *inside)
{
	static const char *const opens[] = { "(", "（", "[", "［", "【" };

	for (size_t at = inside->len; at-- > 0; ) {
		for (size_t i = 0; i < sizeof(opens) / sizeof(*opens); i++) {
			size_t len = strlen(opens[i]);

			if (inside->len - at < len || memcmp(inside->at + at, opens[i], len) != 0)
				continue;
			*before = sops_field_trim((struct sops_field){ inside->at, at });
			*inside = sops_field_trim((struct sops_field){ inside->at + at + len,
				inside->len - at - len });
			return true;
		}
	}
	return false;
}

static bool split_bracket(struct sops_field *before, struct sops_field *inside)
{
	static const char *const closes[] = { ")", "）", "]", "］", "】" };

	for (size_t i = 0; i < sizeof(closes) / sizeof(*closes); i++)
		if (cut_end(inside, closes[i]))
			return open_bracket(before, inside);
	return false;
}

/* "Amount in USD" */
static bool split_in(struct sops_field *before, struct sops_field *inside)
{
	for (size_t at = inside->len < 4 ? 0 : inside->len - 4; at > 0; at--) {
		if (!sops__same((struct sops_field){ inside->at + at, 4 },
				(struct sops_field)SOPS_FIELD(" in ")))
			continue;
		*before = sops_field_trim((struct sops_field){ inside->at, at });
		*inside = sops_field_trim((struct sops_field){ inside->at + at + 4,
			inside->len - at - 4 });
		return true;
	}
	return false;
}

/* Units that no cell writes. */
static const struct {
	const char *word;
	int exponent;
} words[] = {
	{ "thousand", 3 }, { "thousands", 3 }, { "'000", 3 }, { "000", 3 }, { "000s", 3 },
	{ "million", 6 },  { "millions", 6 },  { "mio", 6 },
	{ "billion", 9 },  { "billions", 9 },
};

static size_t word_at(struct sops_field text, int *exponent)
{
	struct sops_field word = text;

	word.len = 0;
	while (word.len < text.len && !memchr(" ,/", text.at[word.len], 3))
		word.len++;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (!sops__same(word, sops_field_of(words[i].word)))
			continue;
		*exponent = words[i].exponent;
		return word.len;
	}
	return sops__unit_at(text, exponent);
}

/* An m or a b alone may mean anything; k and M hardly. */
static bool is_vague(struct sops_field text)
{
	return text.len == 1 && memchr("mbB", text.at[0], 3);
}

/* Takes one part off the front: a currency or a unit, each once. */
static bool take_part(struct sops__unit *unit, struct sops_field *rest)
{
	struct sops_currency currency;
	int exponent = 0;
	size_t len = sops__currency_at(&currency, *rest);

	if (!len && (len = sops__glyph_prefix(*rest, "元")))
		currency = (struct sops_currency){ "CNY" };
	if (len) {
		if (unit->currency.code[0])
			return false;
		unit->currency = currency;
	} else if (unit->exponent == 0) {
		len = word_at(*rest, &exponent);
		unit->exponent = exponent;
	}
	rest->at += len;
	rest->len -= len;
	return len > 0;
}

/* USD, k USD, US$ million, 万元, in thousands, 单位：万元 */
static bool read_unit(struct sops__unit *unit, struct sops_field text)
{
	static const char *const prefixes[] = { "in ", "单位:", "单位：", "unit:" };
	struct sops_field rest = text;

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		cut_start(&rest, prefixes[i]);
	if (rest.len == 0 || is_vague(rest))
		return false;
	/* By its name: Euro. A code is in capitals, or "all" would be one. */
	if (rest.len != 3 && sops_currency_parse(&unit->currency, rest, NULL) == 0)
		return true;
	while (rest.len > 0) {
		if (memchr(" ,/", rest.at[0], 3))
			rest = (struct sops_field){ rest.at + 1, rest.len - 1 };
		else if (!take_part(unit, &rest))
			return false;
	}
	return unit->exponent > 0 || unit->currency.code[0];
}

bool sops__header_unit(struct sops__unit *out, struct sops_field *name)
{
	struct sops_field inside = sops_field_trim(*name), before;

	*out = (struct sops__unit){ .exponent = 0 };
	while (cut_end(&inside, "*") || cut_end(&inside, "(必填)") || cut_end(&inside, "（必填）"))
		;
	if (!split_bracket(&before, &inside) && !split_in(&before, &inside))
		return false;
	if (before.len == 0 || !read_unit(out, inside)) {
		*out = (struct sops__unit){ .exponent = 0 };
		return false;
	}
	*name = before;
	return true;
}
