/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quota_scope.c: whose a quota is, as a column of what counts towards it. */
#include <sops/deals.h>
#include <sops/orders.h>
#include <sops/quota_book.h>

/* Orders name no team. */
static const struct {
	int of_deals, of_orders;
} roles[] = {
	[SOPS_QUOTAS_REP_ID] = { SOPS_DEALS_OWNER, SOPS_ORDERS_REP_ID },
	[SOPS_QUOTAS_TEAM] = { SOPS_DEALS_TEAM, SOPS_ORDERS_REP_ID },
	[SOPS_QUOTAS_REGION] = { SOPS_DEALS_REGION, SOPS_ORDERS_REGION },
	[SOPS_QUOTAS_PRODUCT] = { SOPS_DEALS_PRODUCT, SOPS_ORDERS_PRODUCT },
};

static int scope_of(const struct sops_quota_book *book)
{
	return book ? sops_quota_book_scope(book) : SOPS_QUOTAS_REP_ID;
}

int sops_quota_book_of_deals(const struct sops_quota_book *book)
{
	return roles[scope_of(book)].of_deals;
}

int sops_quota_book_of_orders(const struct sops_quota_book *book)
{
	return roles[scope_of(book)].of_orders;
}

struct sops_field sops_quota_book_credited(const struct sops_quota_book *book,
	const struct sops_deal *deal)
{
	const struct sops_role *role = &sops_deals.roles[sops_quota_book_of_deals(book)];

	return *(const struct sops_field *)(const void *)((const char *)deal + role->offset);
}
