/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tap.h: cmocka, and a main for its tests that prints TAP. */
#ifndef TESTS_TAP_H
#define TESTS_TAP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* The tests follow the name: TAP_MAIN("kpi", cmocka_unit_test(revenue), …) */
#define TAP_MAIN(name, ...) TAP_MAIN_WITH(name, NULL, NULL, __VA_ARGS__)

/* With a function before and one after all of them. */
#define TAP_MAIN_WITH(name, before, after, ...) \
	int main(void) \
	{ \
		const struct CMUnitTest tests[] = { __VA_ARGS__ }; \
\
		cmocka_set_message_output(CM_OUTPUT_TAP); \
		return cmocka_run_group_tests_name((name), tests, (before), (after)); \
	}

#endif
