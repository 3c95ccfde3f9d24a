/* SPDX-License-Identifier: GPL-3.0-or-later */
/* money_text.h: moneys from and to text, and random ones, for the tests. */
#ifndef TESTS_MONEY_TEXT_H
#define TESTS_MONEY_TEXT_H

#include "tap.h"

#include <sops/money.h>

#include <stdio.h>
#include <stdlib.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define LARGEST "170141183460469231731687303715884105727"
#define LEAST "-170141183460469231731687303715884105728"

#define POINT SOPS_DECIMAL_POINT
#define COMMA SOPS_DECIMAL_COMMA
#define UNSAID SOPS_DECIMAL_POINT_UNSAID

static inline struct sops_money money(const char *text)
{
	struct sops_money m = SOPS_MONEY_BLANK;
	struct sops_error err = { 0 };

	if (sops_money_parse(&m, NULL, sops_field_of(text), POINT, &err) < 0)
		fail_msg("%s", err.text);
	return m;
}

static inline const char *text_of(struct sops_money m)
{
	static char texts[4][SOPS_MONEY_TEXT];
	static unsigned next;
	char *text = texts[next++ % 4];
	size_t len = sops_money_format(text, m);

	assert_int_equal(len, strlen(text));
	return text;
}

static inline struct sops_currency currency(const char *code)
{
	struct sops_currency c = { "" };

	memcpy(c.code, code, strlen(code));
	return c;
}

static inline void assert_lowest(struct sops_money m)
{
	assert_in_range(m.scale, 0, SOPS_SCALE_MAX);
	assert_false(m.scale > 0 && m.units % 10 == 0);
}

/* Small, large, round, edge and ragged ones alike, from a fixed seed. */
static uint64_t seed __attribute__((unused));

static inline uint64_t random_bits(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	return seed ^= seed << 17;
}

static inline struct sops_money random_money(void)
{
	static const char *const edges[] = {
		"0", "1", "-1", "0.5", LARGEST, LEAST, "0.000000000000000000000000000001",
		"-170141183.460469231731687303715884105728",
		"100000000000000000000000000000000000000",
		"99999999999999999999999999999999999999", "0.3", "3", "7", "-0.000001",
	};
	sops_int128 units = (sops_int128)(int64_t)random_bits() * ((sops_int128)1 << 64) +
			    (sops_int128)random_bits();
	struct sops_money m = { 0, (int)(random_bits() % (SOPS_SCALE_MAX + 1)) };

	if (random_bits() % 8 == 0)
		return money(edges[random_bits() % COUNT(edges)]);
	if (random_bits() % 2)
		m.scale %= 5;
	m.units = units >> (random_bits() % 127);
	while (m.scale > 0 && m.units % 10 == 0) {
		m.units /= 10;
		m.scale--;
	}
	return m;
}

#endif
