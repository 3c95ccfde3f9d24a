/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/quotes.h>

#define ROW struct sops_quote_line
#include "tables_private.h"

static const struct sops_role roles[SOPS_QUOTES_ROLES] = {
	[SOPS_QUOTES_ID] = { .name = "quote_id", TEXT(quote_id), .doc = "identifies the quote" },
	[SOPS_QUOTES_DEAL_ID] = { .name = "deal_id", TEXT(deal_id), .doc = "the deal it is for" },
	[SOPS_QUOTES_VERSION] = { .name = "version", COUNT(version),
		.doc = "number of the version" },
	[SOPS_QUOTES_PRODUCT] = { .name = "product", TEXT(product), .doc = "what is offered" },
	[SOPS_QUOTES_QTY] = { .name = "qty", NUMBER(qty), .doc = "how many" },
	[SOPS_QUOTES_LIST_PRICE] = { .name = "list_price", MONEY(list_price),
		.doc = "price of one, as listed" },
	[SOPS_QUOTES_PRICE] = { .name = "price", MONEY(price),
		.doc = "price of one, as offered" },
	[SOPS_QUOTES_CREATED] = { .name = "created", TIME(created), .doc = "when it was made" },
	[SOPS_QUOTES_SENT] = { .name = "sent", TIME(sent), .doc = "when it was sent" },
	[SOPS_QUOTES_VALID_UNTIL] = { .name = "valid_until", DATE(valid_until),
		.doc = "last day it holds" },
	[SOPS_QUOTES_APPROVED_BY] = { .name = "approved_by", TEXT(approved_by),
		.doc = "who approved it" },
	[SOPS_QUOTES_APPROVER_LEVEL] = { .name = "approver_level", COUNT(approver_level),
		.doc = "how high that is" },
	[SOPS_QUOTES_STATUS] = { .name = "status", TEXT(status),
		.doc = "draft, sent, accepted ..." },
	[SOPS_QUOTES_CURRENCY] = { .name = "currency", CURRENCY(currency),
		.doc = "ISO 4217 code of the prices" },
};

static int convert(void *row, const struct sops_rates *rates, sops_date as_of,
	struct sops_error *err)
{
	struct sops_quote_line *line = row;
	struct sops_money *const amounts[] = { &line->list_price, &line->price };

	return sops__convert_all(rates, amounts, 2, &line->currency,
		sops__day_of_rate(line->created.day, as_of), err);
}

const struct sops_schema sops_quotes = {
	.name = "quotes",
	.roles = roles,
	.count = SOPS_QUOTES_ROLES,
	.row_size = sizeof(ROW),
	.needs = SOPS_ROLE(SOPS_QUOTES_ID) | SOPS_ROLE(SOPS_QUOTES_DEAL_ID) |
		SOPS_ROLE(SOPS_QUOTES_LIST_PRICE) | SOPS_ROLE(SOPS_QUOTES_PRICE),
	.convert = convert,
	.converts_by = SOPS_ROLE(SOPS_QUOTES_CREATED),
};
