/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/headings.h>
#include <sops/kpi.h>

static void words(void **state)
{
	static const char *const cases[][2] = {
		{ "amount", "金额" }, { "won_time", "赢单时间" }, { "account", "客户" },
		{ "lo80", "下限80%" }, { "hi97.5", "上限97.5%" },
		/* No such word. */
		{ "", "" }, { "amounts", "" }, { "Amount", "" }, { "lo", "下限" }, { "l", "" },
		{ "hi8x", "" },
		{ "logged", "" }, { "hired_by", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct sops_buffer out = SOPS_BUFFER_INIT;

		assert_int_equal(sops_buffer_puts(&out, ">"), 0);
		assert_int_equal(sops_heading_zh(&out, cases[i][0]), 0);
		assert_int_equal(out.len, 1 + strlen(cases[i][1]));
		assert_memory_equal(out.at + 1, cases[i][1], out.len - 1);
		sops_buffer_release(&out);
	}
}

static void metrics(void **state)
{
	(void)state;
	assert_string_equal(sops_kpi_name_zh(sops_field_of("revenue")), "销售额");
	assert_null(sops_kpi_name_zh(sops_field_of("revenues")));
	assert_null(sops_kpi_name_zh(sops_field_of("")));
}

TAP_MAIN("headings",
	cmocka_unit_test(words),
	cmocka_unit_test(metrics))
