/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

#include <stdlib.h>

/* ISO 4217, in order: money in use or withdrawn since 2010; no metals, no test codes. */
static const char codes[][4] = {
	"AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
	"BGN", "BHD", "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BYR", "BZD",
	"CAD", "CDF", "CHF", "CLF", "CLP", "CNY", "COP", "CRC", "CUC", "CUP", "CVE", "CZK", "DJF",
	"DKK", "DOP", "DZD", "EEK", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS",
	"GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR",
	"IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD",
	"KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LTL", "LVL", "LYD", "MAD", "MDL", "MGA",
	"MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD",
	"NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG",
	"QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE",
	"SLL", "SOS", "SRD", "SSP", "STD", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND",
	"TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU", "UZS", "VED", "VEF", "VES",
	"VND", "VUV", "WST", "XAF", "XCD", "XCG", "XOF", "XPF", "YER", "ZAR", "ZMK", "ZMW", "ZWG",
	"ZWL",
};

struct mark {
	const char *text;
	const char *code;
};

/* What stands beside an amount. A mark that another begins with comes after it. */
static const struct mark marks[] = {
	{ "$", "$" },       { "€", "EUR" },     { "£", "GBP" },     { "¥", "¥" },
	{ "US$", "USD" },   { "HK$", "HKD" },   { "NT$", "TWD" },   { "AU$", "AUD" },
	{ "A$", "AUD" },    { "CA$", "CAD" },   { "C$", "CAD" },    { "NZ$", "NZD" },
	{ "SG$", "SGD" },   { "S$", "SGD" },    { "MX$", "MXN" },   { "R$", "BRL" },
	{ "CN¥", "CNY" },   { "JP¥", "JPY" },   { "RMB", "CNY" },   { "RM", "MYR" },
	{ "Rs.", "INR" },   { "Rs", "INR" },    { "Rp", "IDR" },    { "zł", "PLN" },
	{ "Kč", "CZK" },    { "Ft", "HUF" },    { "kr", "kr" },     { "₩", "KRW" },
	{ "₹", "INR" },     { "₽", "RUB" },     { "₺", "TRY" },     { "₫", "VND" },
	{ "฿", "THB" },     { "₪", "ILS" },     { "₱", "PHP" },     { "₦", "NGN" },
	{ "₴", "UAH" },     { "₸", "KZT" },     { "₲", "PYG" },     { "₡", "CRC" },
	{ "人民币", "CNY" }, { "人民幣", "CNY" }, { "美元", "USD" },   { "美金", "USD" },
	{ "欧元", "EUR" },   { "歐元", "EUR" },   { "英镑", "GBP" },   { "英鎊", "GBP" },
	{ "日元", "JPY" },   { "日圆", "JPY" },   { "日圓", "JPY" },   { "円", "JPY" },
	{ "港元", "HKD" },   { "港币", "HKD" },   { "港幣", "HKD" },   { "澳门元", "MOP" },
	{ "新台币", "TWD" }, { "新台幣", "TWD" }, { "新臺幣", "TWD" }, { "台币", "TWD" },
	{ "台幣", "TWD" },   { "澳元", "AUD" },   { "加元", "CAD" },   { "新元", "SGD" },
	{ "韩元", "KRW" },   { "韓元", "KRW" },   { "瑞郎", "CHF" },   { "泰铢", "THB" },
	{ "卢布", "RUB" },   { "新加坡元", "SGD" }, { "瑞士法郎", "CHF" },
};

/* What only a currency column writes. ASCII letters match in either case. */
static const struct mark names[] = {
	{ "元", "CNY" },
	{ "US Dollar", "USD" },       { "U.S. Dollar", "USD" },   { "Euro", "EUR" },
	{ "Pound Sterling", "GBP" },  { "British Pound", "GBP" }, { "Japanese Yen", "JPY" },
	{ "Yuan Renminbi", "CNY" },   { "Chinese Yuan", "CNY" },  { "Renminbi", "CNY" },
};

/* Marks that several currencies use: Unicode CLDR's narrow symbols, as of version 42. */
static const struct {
	const char *mark;
	const char *codes;
} shared_marks[] = {
	{ "$", "ARS AUD BBD BMD BND BSD BZD CAD CLP COP CUC CUP DOP FJD GYD HKD JMD KYD LRD MXN "
	       "NAD NZD SBD SGD SRD TTD TWD USD UYU XCD" },
	{ "¥", "CNY JPY" },
	{ "kr", "DKK ISK NOK SEK" },
};

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void set_code(struct sops_currency *out, const char *code)
{
	*out = (struct sops_currency){ { 0 } };
	memcpy(out->code, code, strlen(code));
}

static int compare_codes(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The ISO code that the text begins with and that no letter follows. */
static size_t code_at(struct sops_currency *out, struct sops_field text)
{
	struct sops_field rest = text;
	char code[4] = "";

	for (size_t i = 0, n; i < 3; i++) {
		int32_t c = sops__glyph(rest, &n);

		if (c < 'A' || c > 'Z')
			return 0;
		code[i] = (char)c;
		rest.at += n;
		rest.len -= n;
	}
	if (sops__glyph_letter(rest) || !bsearch(code, codes, COUNT(codes), 4, compare_codes))
		return 0;
	set_code(out, code);
	return text.len - rest.len;
}

static bool ends_in_letter(const char *mark)
{
	return sops__glyph_letter(sops_field_of(mark + strlen(mark) - 1));
}

size_t sops__currency_at(struct sops_currency *out, struct sops_field text)
{
	for (size_t i = 0; i < COUNT(marks); i++) {
		size_t n = sops__glyph_prefix(text, marks[i].text);
		struct sops_field rest = { text.at + n, text.len - n };

		if (!n || (ends_in_letter(marks[i].text) && sops__glyph_letter(rest)))
			continue;
		set_code(out, marks[i].code);
		return n;
	}
	return code_at(out, text);
}

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

static bool is_name(struct sops_field text, const char *name)
{
	if (text.len != strlen(name))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (upper(text.at[i]) != upper(name[i]))
			return false;
	}
	return true;
}

static bool name_of(struct sops_currency *out, struct sops_field text)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		if (is_name(text, names[i].text)) {
			set_code(out, names[i].code);
			return true;
		}
	}
	return false;
}

/* Columns name few currencies: each thread remembers the last code it looked up. */
bool sops__currency_code(struct sops_currency *out, const char *code)
{
	static _Thread_local struct sops_currency last;
	struct sops_currency found;

	if (memcmp(last.code, code, 3) != 0) {
		if (sops__currency_at(&found, (struct sops_field){ code, 3 }) != 3 || found.code[3])
			return false;
		last = found;
	}
	*out = last;
	return true;
}

int sops_currency_parse(struct sops_currency *out, struct sops_field text, struct sops_error *err)
{
	struct sops_field cell = sops_field_trim(text);
	struct sops_currency found = { "" };
	char code[3], quoted[SOPS_QUOTED];
	const struct sops_field upper_case = { code, sizeof(code) };
	int status;

	if (cell.len == sizeof(code) && cell.at[0] >= 'A' && cell.at[0] <= 'Z' &&
	    sops__currency_code(out, cell.at))
		return 0;
	if (cell.len && sops__currency_at(&found, cell) == cell.len) {
		*out = found;
		return 0;
	}
	if (cell.len == sizeof(code)) {
		for (size_t i = 0; i < sizeof(code); i++)
			code[i] = upper(cell.at[i]);
		if (sops__currency_at(out, upper_case) == sizeof(code))
			return 0;
	}
	if (name_of(out, cell))
		return 0;
	status = sops_error_set(err, SOPS_EINPUT, "%s is not a currency", sops_quote(quoted, text));
	sops_error_hint(err, "write an ISO 4217 code such as USD");
	return status;
}

/* Whether the mark is shared, and the code one of those that share it. */
static bool mark_of(struct sops_currency mark, struct sops_currency code)
{
	for (size_t i = 0; i < COUNT(shared_marks); i++) {
		const char *codes_of = shared_marks[i].codes, *at;

		if (strcmp(mark.code, shared_marks[i].mark) != 0)
			continue;
		at = strstr(codes_of, code.code);
		return at && strlen(code.code) == 3 && (at - codes_of) % 4 == 0;
	}
	return false;
}

bool sops_currency_agree(struct sops_currency *common, struct sops_currency a,
	struct sops_currency b)
{
	if (!b.code[0] || strcmp(a.code, b.code) == 0)
		*common = a;
	else if (!a.code[0] || mark_of(a, b))
		*common = b;
	else if (mark_of(b, a))
		*common = a;
	else
		return false;
	return true;
}
