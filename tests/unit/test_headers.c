/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/deals.h>
#include <sops/headers.h>

static void headers_of_deals(void **state)
{
	static const struct { const char *cell; bool known; } cases[] = {
		{ "deal_id", true }, { "Deal ID", true }, { "DEAL-ID", true }, { "dealid", true },
		{ "Opportunity Name", true }, { "Deal - Value", true }, { "商机金额", true },
		{ "商机名称（必填）", true }, { "Owner *", true }, { "\xC2\xA0Stage ", true },
		{ "Ｓｔａｇｅ", true },
		{ "Shade", false }, { "Deal", false }, { "7", false }, { "", false },
		{ " - ", false }, { "\xFF", false }, { "Deal ID 2", false },
	};
	struct sops_error err = { .status = SOPS_OK };
	struct sops_headers *headers;

	(void)state;
	assert_int_equal(sops_headers_new(&headers, &sops_deals, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (sops_headers_known(headers, sops_field_of(cases[i].cell)) != cases[i].known)
			fail_msg("%s is %sknown", cases[i].cell, cases[i].known ? "not " : "");
	sops_headers_free(headers);
}

/* Only what stands in the table's own sections of the profiles. */
static void headers_of_another_table(void **state)
{
	static const struct sops_role roles[] = { { .name = "shade", .type = SOPS_TEXT } };
	static const struct sops_schema shades = { .name = "shades", .roles = roles, .count = 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_headers *headers;

	(void)state;
	assert_int_equal(sops_headers_new(&headers, &shades, &err), 0);
	assert_true(sops_headers_known(headers, sops_field_of("Shade")));
	assert_false(sops_headers_known(headers, sops_field_of("Opportunity Name")));
	assert_false(sops_headers_known(headers, sops_field_of("deal_id")));
	sops_headers_free(headers);
	sops_headers_free(NULL);
}

TAP_MAIN("headers",
	cmocka_unit_test(headers_of_deals),
	cmocka_unit_test(headers_of_another_table))
