/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/apportion.h>
#include <sops/buffer.h>

#include "given.h"
#include "money_text.h"
#include "property.h"

#define MOST 6

/* Blank when the text is empty. */
static struct sops_money amount_of(struct sops_field text)
{
	struct sops_money m = SOPS_MONEY_BLANK;

	if (text.len)
		assert_int_equal(sops_money_parse(&m, NULL, text, POINT, NULL), 0);
	return m;
}

/* Of "1 2:10 3::50": weights, the floor of the second, the cap of the third. */
static size_t read_parts(struct sops_apportion_part parts[MOST], const char *text)
{
	struct sops_field rest = sops_field_of(*text ? text : NULL);
	size_t count = 0;

	while (rest.at) {
		struct sops_field part = sops_field_cut(&rest, ' ');

		assert_true(count < MOST);
		parts[count++] = (struct sops_apportion_part){
			amount_of(sops_field_cut(&part, ':')),
			amount_of(sops_field_cut(&part, ':')),
			amount_of(sops_field_cut(&part, ':')), SOPS_MONEY_BLANK,
		};
	}
	return count;
}

/* The parts with commas between them, or the error. To be freed. */
static char *divided(const char *given, const char *total, const char *step)
{
	struct sops_apportion_part parts[MOST];
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	size_t count = read_parts(parts, given);
	int status = sops_apportion(parts, count, amount_of(sops_field_of(total)),
		amount_of(sops_field_of(step)), &err);

	assert_int_equal(status, (int)err.status);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(sops_money_blank(parts[i].amount), status < 0);
		if (status == 0)
			sops_buffer_printf(&out, "%s%s", i ? "," : "", text_of(parts[i].amount));
	}
	return status < 0 ? given_error(&err) : out.at;
}

struct division {
	const char *total, *step, *parts, *answer;
};

static void expect(const struct division *all, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = divided(all[i].parts, all[i].total, all[i].step);

		if (strcmp(got, all[i].answer) != 0)
			fail_msg("%s of %s: %s is not %s", all[i].parts, all[i].total, got,
				all[i].answer);
		free(got);
	}
}

static void by_weight(void **state)
{
	static const struct division cases[] = {
		{ "100", "1", "1", "100" },
		{ "100", "1", "1 1 1", "34,33,33" },
		{ "100", "0.01", "1 1 1", "33.34,33.33,33.33" },
		{ "200", "1", "1 1 1", "67,67,66" },
		{ "1", "1", "1 1 1", "1,0,0" },
		{ "0", "1", "1 2", "0,0" },
		{ "111", "1", "0.1 1 10", "1,10,100" },
		{ "111", "1", "10 0 1 0.1", "100,0,10,1" },
		/* remainders .43, .29, .29 of 1.43, 3.29, 5.29 */
		{ "10", "1", "1 2.3 3.7", "2,3,5" },
		/* .5 twice: the first in order */
		{ "10", "1", "1 3", "3,7" },
		{ "10", "1", "3 1", "8,2" },
		{ "1000000", "1000", "312000.55 287400 655021.45", "249000,229000,522000" },
		{ "600", "100", "1 1 1 1", "200,200,100,100" },
		{ "0.9", "0.3", "1 1", "0.6,0.3" },
		{ "5", "2.5", "1 2", "2.5,2.5" },
		/* the textbook's case of the Alabama paradox: the third has 2 of 10 and 1 of 11 */
		{ "10", "1", "6 6 2", "4,4,2" },
		{ "11", "1", "6 6 2", "5,5,1" },
	};

	(void)state;
	expect(cases, COUNT(cases));
}

static void within_bounds(void **state)
{
	static const struct division cases[] = {
		{ "100", "1", "1:20 9", "20,80" },
		{ "100", "1", "1 9::60", "40,60" },
		{ "100", "1", "1:20 4 5", "20,36,44" },
		{ "100", "1", "5::10 4 1", "10,72,18" },
		/* with the first at 60 the second, too, is below its floor */
		{ "100", "1", "1:60 5:22 10", "60,22,18" },
		/* of 50, 30 and 20 the cap frees 40, which lifts the last above its floor */
		{ "100", "1", "5::10 3 2:25", "10,54,36" },
		/* floors take what caps give back: 10 each */
		{ "100", "1", "6::50 3 1:20", "50,30,20" },
		/* the floors take all there is */
		{ "30", "1", "1:10 5:10 10:10", "10,10,10" },
		/* and the caps have no more room */
		{ "30", "1", "1::10 5:5:10 10::10", "10,10,10" },
		/* a floor is rounded up, a cap down */
		{ "100", "10", "1:11 9", "20,80" },
		{ "100", "10", "1 9::69.999", "40,60" },
		{ "100", "10", "1:10.0001 9", "20,80" },
		{ "100", "10", "1:20 9::80", "20,80" },
		{ "100", "10", "1 9::5", "100,0" },
		/* without a weight: the floor */
		{ "100", "1", "0:7:50 3", "7,93" },
		{ "100", "1", "0::50 3", "0,100" },
		/* a cap above the total is none */
		{ "100", "0.01", "1::" LARGEST " 1", "50,50" },
		{ "100", "1", "1:0:0 1", "0,100" },
		{ "100", "1", "1:40:40 1 2", "40,20,40" },
	};

	(void)state;
	expect(cases, COUNT(cases));
}

static void large_and_fine(void **state)
{
	static const struct division cases[] = {
		{ LARGEST, "1", "1 1 1",
			"56713727820156410577229101238628035243,"
			"56713727820156410577229101238628035242,"
			"56713727820156410577229101238628035242" },
		{ LARGEST, LARGEST, "1 2", "0," LARGEST },
		{ LARGEST, "1", LARGEST, LARGEST },
		{ LARGEST, "1", "85070591730234615865843651857942052863 "
			"85070591730234615865843651857942052864",
			"85070591730234615865843651857942052863,"
			"85070591730234615865843651857942052864" },
		{ LARGEST, "1", "1:" LARGEST " 1", LARGEST ",0" },
		{ "0.000000000000000000000000000001", "0.000000000000000000000000000001",
			"1 2", "0,0.000000000000000000000000000001" },
		{ "1", "0.000000000000000000000000000001", "2 1",
			"0.666666666666666666666666666667,0.333333333333333333333333333333" },
	};

	(void)state;
	expect(cases, COUNT(cases));
}

static void what_is_refused(void **state)
{
	static const struct division cases[] = {
		{ "100", "0", "1", "-2 the step has to be above 0" },
		{ "100", "-1", "1", "-2 the step has to be above 0" },
		{ "100", "", "1", "-2 the step has to be above 0" },
		{ "", "1", "1", "-2 there is no total to divide" },
		{ "-100", "1", "1", "-2 the total -100 is negative" },
		{ "1000.5", "1", "1", "-2 1000.5 is no multiple of the step 1 "
			"(1000 would be one, and a step of 0.1 would do)" },
		{ "1050", "100", "1", "-2 1050 is no multiple of the step 100 "
			"(1000 would be one, and a step of 1 would do)" },
		{ "1", "0.3", "1", "-2 1 is no multiple of the step 0.3 "
			"(0.9 would be one, and a step of 1 would do)" },
		{ "0.001", "0.01", "1", "-2 0.001 is no multiple of the step 0.01 "
			"(0 would be one, and a step of 0.001 would do)" },
		{ "100", "1", "", "-3 there are no parts to divide into" },
		{ "100", "1", "1 :1", "-3 part 2 has no weight" },
		{ "100", "1", "1 -0.5", "-3 part 2: the weight -0.5 is negative" },
		{ "100", "1", "1:-1", "-3 part 1: the floor -1 is negative" },
		{ "100", "1", "1::-1", "-3 part 1: the cap -1 is negative" },
		{ "100", "1", "0 0:5", "-3 all weights are 0" },
		{ "100", "1", "1 1:20:10", "-3 part 2: the cap 10 is below the floor 20" },
		{ "100", "1", "1:300:200", "-3 part 1: the cap 200 is below the floor 300" },
		{ "100", "10", "1 1:12:18", "-3 part 2: no multiple of 10 "
			"lies between the floor 12 and the cap 18" },
		{ "100", "1", "1:60 1:41", "-3 the floors add up to more than the total 100" },
		{ "100", "10", "1:51 1:45", "-3 the floors add up to more than the total 100" },
		{ "100", "1", "1:101", "-3 the floors add up to more than the total 100" },
		{ "100", "1", "1:" LARGEST " 1:" LARGEST,
			"-3 the floors add up to more than the total 100" },
		{ "100", "1", "1:300:400", "-3 the floors add up to more than the total 100" },
		{ "100", "1", "1::50 1::49.5", "-3 the caps leave 1 of the total 100 over" },
		{ "100", "0.5", "1::70 0:10", "-3 the caps leave 20 of the total 100 over" },
		{ LARGEST, "0.1", "1", "-3 overflow: " LARGEST
			" in steps of 0.1 is beyond 38 digits" },
		{ "17014118346046923173168730371588410573", "0.1", "1", "-3 overflow: "
			"17014118346046923173168730371588410573 in steps of 0.1 is beyond 38 "
			"digits" },
		{ "100", "1", LARGEST " 1",
			"-3 overflow: the sum of weights is beyond 38 digits" },
		{ "100", "1", LARGEST " 0.1",
			"-3 overflow: the sum of weights is beyond 38 digits" },
	};

	(void)state;
	expect(cases, COUNT(cases));
}

/* A small division in whole numbers. */
struct small {
	size_t count;
	int64_t total, weight[MOST], low[MOST], high[MOST];
	int64_t got[MOST];
};

/* One that has a solution. */
static void random_small(uint64_t *random, struct small *s)
{
	bool bounded = property_random(random, 4);

	memset(s, 0, sizeof(*s));
	s->count = 1 + property_random(random, MOST);
	for (size_t i = 0; i < s->count; i++) {
		int64_t floor = bounded ? (int64_t)property_random(random, 20) : 0,
			room = (int64_t)property_random(random, 30);

		s->weight[i] = 1 + (int64_t)property_random(random, 12);
		s->low[i] = floor;
		s->high[i] = bounded ? floor + room : 1000;
		s->total += floor + (int64_t)property_random(random, (size_t)room + 1);
	}
}

static void divide(struct small *s)
{
	struct sops_apportion_part parts[MOST];
	struct sops_error err = { .status = SOPS_OK };

	for (size_t i = 0; i < s->count; i++)
		parts[i] = (struct sops_apportion_part){ sops_money_of(s->weight[i]),
			sops_money_of(s->low[i]), sops_money_of(s->high[i]), SOPS_MONEY_BLANK };
	if (sops_apportion(parts, s->count, sops_money_of(s->total), sops_money_of(1), &err) < 0)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < s->count; i++) {
		assert_int_equal(parts[i].amount.scale, 0);
		s->got[i] = (int64_t)parts[i].amount.units;
	}
}

/* A division seen as who is at the floor (0), free (1) or at the cap (2). */
struct guess {
	int side[MOST];
	int64_t left, weights; /* of the free ones */
};

/* Whether, with so many sides taken, the guess is a division at one price per weight. */
static bool consistent(const struct small *s, struct guess *g)
{
	g->left = s->total;
	g->weights = 0;
	for (size_t i = 0; i < s->count; i++) {
		g->left -= g->side[i] == 0 ? s->low[i] : g->side[i] == 2 ? s->high[i] : 0;
		g->weights += g->side[i] == 1 ? s->weight[i] : 0;
	}
	if (g->weights == 0)
		return false;
	for (size_t i = 0; i < s->count; i++) {
		int64_t share = g->left * s->weight[i];

		if ((g->side[i] != 0 && share < s->low[i] * g->weights) ||
		    (g->side[i] != 2 && share > s->high[i] * g->weights) ||
		    (g->side[i] == 0 && share > s->low[i] * g->weights) ||
		    (g->side[i] == 2 && share < s->high[i] * g->weights))
			return false;
	}
	return true;
}

/* Tries all there are. Where all are at bounds one of them can as well be seen as free. */
static bool guess(const struct small *s, struct guess *g)
{
	int all = 1;

	for (size_t i = 0; i < s->count; i++)
		all *= 3;
	for (int code = 0; code < all; code++) {
		for (size_t i = 0, rest = (size_t)code; i < s->count; i++, rest /= 3)
			g->side[i] = (int)(rest % 3);
		if (consistent(s, g))
			return true;
	}
	return false;
}

/* Whether the ith part of a division comes before the jth when steps are left. */
static bool before(const struct small *s, const struct guess *g, size_t i, size_t j)
{
	int64_t a = g->left * s->weight[i] % g->weights,
		b = g->left * s->weight[j] % g->weights;

	return a != b ? a > b : i < j;
}

static void check_sum_and_bounds(const struct small *s)
{
	int64_t sum = 0;

	for (size_t i = 0; i < s->count; i++) {
		sum += s->got[i];
		assert_true(s->got[i] >= s->low[i] && s->got[i] <= s->high[i]);
	}
	assert_int_equal(sum, s->total);
}

/* Whole steps of the share, and one more for the first of those with a remainder. */
static void check_rounding(const struct small *s, const struct guess *g)
{
	for (size_t i = 0; i < s->count; i++) {
		int64_t share = g->left * s->weight[i], more = s->got[i] - share / g->weights;

		if (g->side[i] != 1) {
			assert_int_equal(s->got[i], g->side[i] ? s->high[i] : s->low[i]);
			continue;
		}
		assert_true(more == 0 || (more == 1 && share % g->weights));
		for (size_t j = 0; more && j < s->count; j++)
			if (g->side[j] == 1 && before(s, g, j, i))
				assert_int_equal(
					s->got[j], g->left * s->weight[j] / g->weights + 1);
	}
}

/* Against the definition, of which all candidates are tried. */
static void any_division(void **state)
{
	uint64_t random = 4;
	int floors = 0, caps = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct small s;
		struct guess g;

		random_small(&random, &s);
		divide(&s);
		check_sum_and_bounds(&s);
		assert_true(guess(&s, &g));
		check_rounding(&s, &g);
		for (size_t i = 0; i < s.count; i++) {
			floors += g.side[i] == 0;
			caps += g.side[i] == 2;
		}
	}
	assert_true(floors > 1000 && caps > 1000);
}

/* Of two without bounds the one of more weight has no less; of the same weight the first has. */
static void more_weight_is_not_less(void **state)
{
	uint64_t random = 6;

	(void)state;
	for (int round = 0; round < 1000; round++) {
		struct small s;

		random_small(&random, &s);
		for (size_t i = 0; i < s.count; i++) {
			s.low[i] = 0;
			s.high[i] = s.total;
		}
		divide(&s);
		for (size_t i = 0; i < s.count; i++)
			for (size_t j = i + 1; j < s.count; j++) {
				if (s.weight[i] >= s.weight[j])
					assert_true(s.got[i] >= s.got[j]);
				else
					assert_true(s.got[i] <= s.got[j]);
			}
	}
}

/* With bounds or without, and whatever it does to the others. */
static void growing_weight_takes_nothing_away(void **state)
{
	uint64_t random = 8;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct small s, grown;
		size_t at;

		random_small(&random, &s);
		divide(&s);
		grown = s;
		at = property_random(&random, s.count);
		grown.weight[at] += 1 + (int64_t)property_random(&random, 5);
		divide(&grown);
		assert_true(grown.got[at] >= s.got[at]);
	}
}

/* Where no two remainders are the same the order has no say; else in who gets a step more. */
static void order_decides_ties_alone(void **state)
{
	uint64_t random = 10;
	int moved = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct small s, other = { 0 };
		size_t *order;
		struct guess g;

		random_small(&random, &s);
		divide(&s);
		order = property_shuffled(&random, s.count);
		other.count = s.count;
		other.total = s.total;
		for (size_t i = 0; i < s.count; i++) {
			other.weight[i] = s.weight[order[i]];
			other.low[i] = s.low[order[i]];
			other.high[i] = s.high[order[i]];
		}
		divide(&other);
		for (size_t i = 0; i < s.count; i++) {
			size_t from = order[i], ties = 0;

			if (other.got[i] == s.got[from])
				continue;
			assert_true(guess(&s, &g));
			assert_int_equal(g.side[from], 1);
			for (size_t j = 0; j < s.count; j++)
				ties += g.side[j] == 1 && g.left * s.weight[j] % g.weights ==
					g.left * s.weight[from] % g.weights;
			assert_true(ties > 1);
			assert_true(llabs(other.got[i] - s.got[from]) == 1);
			moved++;
		}
		free(order);
	}
	assert_true(moved > 0);
}

/* Amounts of any size and fineness: the parts are multiples of the step, and nothing is lost. */
static void amounts_of_any_size(void **state)
{
	const struct sops_money nothing = sops_money_of(0);
	int done = 0;

	(void)state;
	seed = 12;
	for (int round = 0; round < 3000; round++) {
		struct sops_apportion_part parts[MOST];
		struct sops_money sum = nothing, step = random_money(), steps, total, rest;
		size_t count = 1 + random_bits() % MOST;

		steps = sops_money_of((int64_t)(random_bits() >> (random_bits() % 64)) & INT64_MAX);
		if (sops_money_compare(step, nothing) <= 0 ||
		    sops_money_mul(&total, step, steps, NULL) < 0)
			continue;
		for (size_t i = 0; i < count; i++) {
			do
				parts[i].weight = random_money();
			while (sops_money_compare(parts[i].weight, nothing) < 0);
			parts[i].floor = parts[i].cap = SOPS_MONEY_BLANK;
		}
		if (sops_apportion(parts, count, total, step, NULL) < 0)
			continue;
		done++;
		for (size_t i = 0; i < count; i++) {
			const struct sops_money amount = parts[i].amount;

			assert_lowest(amount);
			assert_true(amount.units >= 0);
			assert_int_equal(sops_money_add(&sum, sum, amount, NULL), 0);
			assert_int_equal(sops_ratio_divide(&steps,
				(struct sops_ratio){ amount, step }, 0, NULL), 0);
			assert_int_equal(sops_money_mul(&rest, steps, step, NULL), 0);
			assert_int_equal(sops_money_compare(rest, amount), 0);
		}
		assert_int_equal(sops_money_compare(sum, total), 0);
	}
	assert_true(done > 500);
}

TAP_MAIN("apportion",
	cmocka_unit_test(by_weight),
	cmocka_unit_test(within_bounds),
	cmocka_unit_test(large_and_fine),
	cmocka_unit_test(what_is_refused),
	cmocka_unit_test(any_division),
	cmocka_unit_test(more_weight_is_not_less),
	cmocka_unit_test(growing_weight_takes_nothing_away),
	cmocka_unit_test(order_decides_ties_alone),
	cmocka_unit_test(amounts_of_any_size))
