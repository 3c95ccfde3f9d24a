/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/metrics/audit_pairs.h"

#include "property.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in(char c, const char *these)
{
	return c && strchr(these, c);
}

static unsigned shows_alone(char c)
{
	return (unsigned char)c < 0x20 || is_in(c, "\x7F\xC2\xE2\xEF") ? SOPS__SHOWS_ODD : 0;
}

static unsigned shows_at(const char *at, const char *edges)
{
	unsigned shows = 0;

	if (at[1] == '\xE3' && at[2] == '\x80')
		shows |= SOPS__SHOWS_ODD;
	if (is_in(at[1], edges) && is_in(at[2], "+-=@ "))
		shows |= SOPS__SHOWS_EDGE;
	if (at[1] == ' ' && is_in(at[2], edges))
		shows |= SOPS__SHOWS_EDGE;
	if (is_in(at[0], edges) && is_in(at[1], "249") && is_in(at[2], "12"))
		shows |= SOPS__SHOWS_LARGE;
	return shows;
}

/* The same, byte by byte. */
static unsigned plainly(struct sops_field raw, char delimiter)
{
	const char edges[] = { delimiter, '"', '\0' };
	char *all = malloc(raw.len + 3);
	unsigned shows = 0;

	assert_non_null(all);
	memset(all, delimiter, raw.len + 3);
	memcpy(all + 2, raw.at, raw.len);
	for (size_t i = 0; i < raw.len; i++)
		shows |= shows_alone(raw.at[i]);
	for (size_t i = 0; i <= raw.len; i++)
		shows |= shows_at(all + i, edges);
	free(all);
	return shows;
}

/* Any odd byte is as good as another. */
static unsigned coarse(unsigned shows)
{
	const unsigned all[] = { SOPS__SHOWS_ODD, SOPS__SHOWS_EDGE, SOPS__SHOWS_LARGE };
	unsigned out = 0;

	for (size_t i = 0; i < COUNT(all); i++)
		out |= shows & all[i] ? all[i] : 0;
	return out;
}

/* Where it is slow, it shows more than there is; and with other delimiters than the comma, which
 * look like other signs together with the quote. */
static void check(const struct sops__audit_pairs *pairs, struct sops_field raw, char delimiter)
{
	unsigned shows = coarse(sops__audit_pairs(pairs, raw)), is = plainly(raw, delimiter);

	if (pairs->fast && delimiter == ',')
		assert_int_equal(shows, is);
	else if (pairs->fast)
		assert_int_equal(shows & is, is);
	else
		assert_int_equal(shows, is | SOPS__SHOWS_EDGE | SOPS__SHOWS_LARGE);
}

static void check_both(struct sops_field raw, char delimiter)
{
	struct sops__audit_pairs pairs;

	sops__audit_pairs_bind(&pairs, delimiter);
	check(&pairs, raw, delimiter);
	pairs.fast = false;
	check(&pairs, raw, delimiter);
}

static void cases(void **state)
{
	static const struct {
		struct sops_field raw;
		unsigned shows;
	} each[] = {
		{ SOPS_FIELD(""), 0 },
		{ SOPS_FIELD("a,b c,,\"d\"\"e\",2023-01-21"), 0 },
		{ SOPS_FIELD("M\xC3\xBCller,\xE6\x97\xA0"), 0 },
		{ SOPS_FIELD("a\tb"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("a\x7F"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("\xC2\xA0"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("\xE2\x80\x8E"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("a,\xE3\x80\x80"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("\xE3\x82\xA2\xE3\x83\x80"), 0 },
		{ SOPS_FIELD("\xEF\xBC\xA1"), SOPS__SHOWS_ODD },
		{ SOPS_FIELD("=a"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("a,\"+1\""), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("a,-1"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("a-1,b=c@d"), 0 },
		{ SOPS_FIELD("a,@b"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD(" a"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("a ,b"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("\"a \",b"), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("a,b "), SOPS__SHOWS_EDGE },
		{ SOPS_FIELD("2147483647"), SOPS__SHOWS_LARGE },
		{ SOPS_FIELD("a,4294967295"), SOPS__SHOWS_LARGE },
		{ SOPS_FIELD("a,\"9223372036854775807\""), SOPS__SHOWS_LARGE },
		{ SOPS_FIELD("a2147483647"), 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(each); i++) {
		assert_int_equal(plainly(each[i].raw, ','), each[i].shows);
		check_both(each[i].raw, ',');
	}
}

/* Wherever in a record, of whatever length, it stands. */
static void anywhere(void **state)
{
	static const char *const signs[] = { "\t", "\xEF", "\xE3\x80", ",+", "\" ", " ,", ",21",
		"\"42" };
	char bytes[130];

	(void)state;
	for (size_t i = 0; i < COUNT(signs); i++)
		for (size_t len = 3; len <= sizeof(bytes); len += 7)
			for (size_t at = 0; at + strlen(signs[i]) <= len; at++) {
				memset(bytes, 'x', sizeof(bytes));
				memcpy(bytes + at, signs[i], strlen(signs[i]));
				check_both((struct sops_field){ bytes, len }, ',');
			}
}

static void at_random(void **state)
{
	static const char some[] = "aaaaaaaaxyz01249,,\"\"  =+-@\xE6\xC3\x85\xE3\x80";
	static const char delimiters[] = { ',', '|', '~' };
	uint64_t seed = 1;
	char bytes[100];

	(void)state;
	for (size_t i = 0; i < 20000; i++) {
		size_t len = property_random(&seed, sizeof(bytes) + 1);
		size_t few = 1 + property_random(&seed, sizeof(some) - 1);

		for (size_t j = 0; j < len; j++)
			bytes[j] = some[property_random(&seed, few)];
		check_both((struct sops_field){ bytes, len },
			delimiters[property_random(&seed, COUNT(delimiters))]);
	}
}

TAP_MAIN("audit_pairs",
	cmocka_unit_test(cases),
	cmocka_unit_test(anywhere),
	cmocka_unit_test(at_random))
