/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cell_type.h"

#include <sops/cell.h>
#include <sops/money.h>

#include "addresses.h"
#include "values_private.h"

static bool is_money(struct sops_field cell)
{
	struct sops_money money;

	return sops_money_parse(&money, NULL, cell, SOPS_DECIMAL_POINT, NULL) == 0 &&
		!sops_money_blank(money);
}

static bool is_decimal(struct sops_field cell)
{
	struct sops_currency currency = { "" };
	struct sops_money money;

	return sops_money_parse(&money, &currency, cell, SOPS_DECIMAL_POINT, NULL) == 0 &&
		!sops_money_blank(money) && currency.code[0] == '\0';
}

static bool is_integer(struct sops_field cell)
{
	struct sops_money money;

	return is_decimal(cell) && !memchr(cell.at, '.', cell.len) &&
		sops_money_parse(&money, NULL, cell, SOPS_DECIMAL_POINT, NULL) == 0 &&
		money.scale <= 0;
}

static bool is_percent(struct sops_field cell)
{
	struct sops_money share;
	bool percent = false;

	return sops_rate_parse(&share, &percent, cell, SOPS_DECIMAL_POINT, NULL) == 0 && percent;
}

static bool read_stamp(struct sops_stamp *out, struct sops_field cell)
{
	return sops_date_parse(out, cell, SOPS_ORDER_MDY, NULL) == 0 ||
		sops_date_parse(out, cell, SOPS_ORDER_DMY, NULL) == 0;
}

static bool is_date(struct sops_field cell)
{
	struct sops_stamp stamp;

	return read_stamp(&stamp, cell) && stamp.day != SOPS_DATE_BLANK;
}

/* A day alone has a time, too, its midnight; every clock that is read has a colon. */
static bool is_datetime(struct sops_field cell)
{
	return is_date(cell) && memchr(cell.at, ':', cell.len) != NULL;
}

static bool is_bool(struct sops_field cell)
{
	int value;

	return sops__word(&value, cell, sops__truths);
}

static bool is_salesforce_id(struct sops_field cell)
{
	char id[SOPS_SALESFORCE_ID];

	return (cell.len == 15 || cell.len == 18) && sops_cell_salesforce_id(id, cell, NULL) == 0;
}

static bool is_id(struct sops_field cell)
{
	return !sops_cell_rounded(cell);
}

/* ISO 3166-1, alpha-2 and alpha-3. */
static const char countries[] =
	"AD|AND|AE|ARE|AF|AFG|AG|ATG|AI|AIA|AL|ALB|AM|ARM|AO|AGO|AQ|ATA|AR|ARG|AS|ASM|AT|AUT|AU|"
	"AUS|AW|ABW|AX|ALA|AZ|AZE|BA|BIH|BB|BRB|BD|BGD|BE|BEL|BF|BFA|BG|BGR|BH|BHR|BI|BDI|BJ|BEN|"
	"BL|BLM|BM|BMU|BN|BRN|BO|BOL|BQ|BES|BR|BRA|BS|BHS|BT|BTN|BV|BVT|BW|BWA|BY|BLR|BZ|BLZ|CA|"
	"CAN|CC|CCK|CD|COD|CF|CAF|CG|COG|CH|CHE|CI|CIV|CK|COK|CL|CHL|CM|CMR|CN|CHN|CO|COL|CR|CRI|"
	"CU|CUB|CV|CPV|CW|CUW|CX|CXR|CY|CYP|CZ|CZE|DE|DEU|DJ|DJI|DK|DNK|DM|DMA|DO|DOM|DZ|DZA|EC|"
	"ECU|EE|EST|EG|EGY|EH|ESH|ER|ERI|ES|ESP|ET|ETH|FI|FIN|FJ|FJI|FK|FLK|FM|FSM|FO|FRO|FR|FRA|"
	"GA|GAB|GB|GBR|GD|GRD|GE|GEO|GF|GUF|GG|GGY|GH|GHA|GI|GIB|GL|GRL|GM|GMB|GN|GIN|GP|GLP|GQ|"
	"GNQ|GR|GRC|GS|SGS|GT|GTM|GU|GUM|GW|GNB|GY|GUY|HK|HKG|HM|HMD|HN|HND|HR|HRV|HT|HTI|HU|HUN|"
	"ID|IDN|IE|IRL|IL|ISR|IM|IMN|IN|IND|IO|IOT|IQ|IRQ|IR|IRN|IS|ISL|IT|ITA|JE|JEY|JM|JAM|JO|"
	"JOR|JP|JPN|KE|KEN|KG|KGZ|KH|KHM|KI|KIR|KM|COM|KN|KNA|KP|PRK|KR|KOR|KW|KWT|KY|CYM|KZ|KAZ|"
	"LA|LAO|LB|LBN|LC|LCA|LI|LIE|LK|LKA|LR|LBR|LS|LSO|LT|LTU|LU|LUX|LV|LVA|LY|LBY|MA|MAR|MC|"
	"MCO|MD|MDA|ME|MNE|MF|MAF|MG|MDG|MH|MHL|MK|MKD|ML|MLI|MM|MMR|MN|MNG|MO|MAC|MP|MNP|MQ|MTQ|"
	"MR|MRT|MS|MSR|MT|MLT|MU|MUS|MV|MDV|MW|MWI|MX|MEX|MY|MYS|MZ|MOZ|NA|NAM|NC|NCL|NE|NER|NF|"
	"NFK|NG|NGA|NI|NIC|NL|NLD|NO|NOR|NP|NPL|NR|NRU|NU|NIU|NZ|NZL|OM|OMN|PA|PAN|PE|PER|PF|PYF|"
	"PG|PNG|PH|PHL|PK|PAK|PL|POL|PM|SPM|PN|PCN|PR|PRI|PS|PSE|PT|PRT|PW|PLW|PY|PRY|QA|QAT|RE|"
	"REU|RO|ROU|RS|SRB|RU|RUS|RW|RWA|SA|SAU|SB|SLB|SC|SYC|SD|SDN|SE|SWE|SG|SGP|SH|SHN|SI|SVN|"
	"SJ|SJM|SK|SVK|SL|SLE|SM|SMR|SN|SEN|SO|SOM|SR|SUR|SS|SSD|ST|STP|SV|SLV|SX|SXM|SY|SYR|SZ|"
	"SWZ|TC|TCA|TD|TCD|TF|ATF|TG|TGO|TH|THA|TJ|TJK|TK|TKL|TL|TLS|TM|TKM|TN|TUN|TO|TON|TR|TUR|"
	"TT|TTO|TV|TUV|TW|TWN|TZ|TZA|UA|UKR|UG|UGA|UM|UMI|US|USA|UY|URY|UZ|UZB|VA|VAT|VC|VCT|VE|"
	"VEN|VG|VGB|VI|VIR|VN|VNM|VU|VUT|WF|WLF|WS|WSM|YE|YEM|YT|MYT|ZA|ZAF|ZM|ZMB|ZW|ZWE";

static bool is_country(struct sops_field cell)
{
	return (cell.len == 2 || cell.len == 3) && sops__named(countries, cell);
}

static bool is_currency(struct sops_field cell)
{
	struct sops_currency currency;

	return cell.len == 3 && sops_currency_parse(&currency, cell, NULL) == 0;
}

static bool is_any(struct sops_field cell)
{
	(void)cell;
	return true;
}

static const struct {
	bool (*is)(struct sops_field cell);
	const char *words;
} types[SOPS_CELL_TYPES] = {
	[SOPS_IS_INTEGER] = { is_integer, "a whole number" },
	[SOPS_IS_DECIMAL] = { is_decimal, "a number" },
	[SOPS_IS_MONEY] = { is_money, "an amount" },
	[SOPS_IS_PERCENT] = { is_percent, "per cent" },
	[SOPS_IS_DATE] = { is_date, "a date" },
	[SOPS_IS_DATETIME] = { is_datetime, "a date with a time" },
	[SOPS_IS_BOOL] = { is_bool, "yes or no" },
	[SOPS_IS_EMAIL] = { sops__is_email, "a mail address" },
	[SOPS_IS_PHONE] = { sops__is_phone, "a telephone number" },
	[SOPS_IS_URL] = { sops__is_url, "a web address" },
	[SOPS_IS_DOMAIN] = { sops__is_domain, "a domain" },
	[SOPS_IS_SALESFORCE_ID] = { is_salesforce_id, "a Salesforce id" },
	[SOPS_IS_COUNTRY] = { is_country, "a country's code (ISO 3166)" },
	[SOPS_IS_CURRENCY] = { is_currency, "a currency's code (ISO 4217)" },
	[SOPS_IS_ID] = { is_id, "an id: a spreadsheet has rounded it" },
	[SOPS_IS_CANONICAL] = { is_any, "what the column is for" },
};

bool sops__cell_is(enum sops_cell_type type, struct sops_field cell)
{
	return types[type].is(cell);
}

const char *sops__cell_type_words(enum sops_cell_type type)
{
	return types[type].words;
}
