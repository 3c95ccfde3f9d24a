/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/group.h>
#include <sops/state.h>

#include "property.h"

#include "../../lib/visits.h"

#include <stdlib.h>

#define DEALS 7
#define STAGES 3

/* What is added, beside the store. */
struct row {
	size_t deal, stage;
	struct sops__visit visit;
	int64_t amount; /* below 0: none */
};

struct holder {
	struct sops__visits *visits;
};

static const struct sops_state holder_state = SOPS_STATE(struct holder,
	SOPS_STATE_FIELD(struct holder, visits, SOPS_STATE_VISITS));

static struct sops_field name(char out[16], char letter, size_t number)
{
	return (struct sops_field){ out, (size_t)snprintf(out, 16, "%c%zu", letter, number) };
}

static void add(struct sops__visits **visits, const struct row *row)
{
	const struct sops_currency none = { "" };
	char deal[16], stage[16];

	assert_int_equal(sops__visits_add(visits, name(deal, 'D', row->deal),
		name(stage, 'S', row->stage), &row->visit, row->amount < 0 ? SOPS_MONEY_BLANK :
		sops_money_of(row->amount), none, NULL), 0);
}

static int compare(const void *a, const void *b)
{
	const struct row *one = a, *two = b;

	if (one->deal != two->deal)
		return one->deal < two->deal ? -1 : 1;
	if (one->visit.entered != two->visit.entered)
		return one->visit.entered < two->visit.entered ? -1 : 1;
	return one->visit.place < two->visit.place ? -1 : one->visit.place > two->visit.place;
}

static struct row random_row(uint64_t *random, size_t place, bool full)
{
	struct row row = { .deal = property_random(random, DEALS),
		.stage = property_random(random, STAGES), .amount = -1 };

	row.visit = (struct sops__visit){ .place = place, .left = SOPS_TIME_BLANK,
		.entered = (sops_time)property_random(random, 20) - 10,
		.entered_shift = (int8_t)((int)property_random(random, 3) - 1) };
	if (full && property_random(random, 2)) {
		row.visit.left = row.visit.entered + 5;
		row.visit.left_shift = (int8_t)((int)property_random(random, 3) - 1);
	}
	if (full && property_random(random, 2))
		row.amount = (int64_t)property_random(random, 1000);
	return row;
}

/* The same rows in the same order, of each deal. */
static void check(struct sops__visits *visits, const struct row *rows, size_t count)
{
	size_t at = 0;

	assert_int_equal(sops__visits_order(visits, NULL), 0);
	assert_int_equal(sops__visits_count(visits), count);
	for (size_t deal = 0; deal < DEALS; deal++) {
		char text[16];
		uint32_t number = sops__visits_find(visits, name(text, 'D', deal));
		const struct sops__visits_of of = sops__visits_of(visits, number);

		for (size_t i = 0; i < of.count; i++, at++) {
			struct sops__visit visit = sops__visits_at(&of, i);
			struct sops_sum amount = sops_short_sum_get(&visit.amount);

			assert_true(at < count && rows[at].deal == deal);
			assert_true(visit.entered == rows[at].visit.entered);
			assert_true(visit.place == rows[at].visit.place);
			assert_true(visit.left == rows[at].visit.left);
			assert_int_equal(visit.entered_shift, rows[at].visit.entered_shift);
			assert_int_equal(visit.left_shift, rows[at].visit.left_shift);
			assert_true(sops_field_equal(sops__visits_stage(visits, visit.stage),
				name(text, 'S', rows[at].stage)));
			assert_int_equal(amount.n, rows[at].amount >= 0);
			assert_true(amount.n == 0 || amount.total.units ==
				sops_money_of(rows[at].amount).units);
		}
	}
	assert_int_equal(at, count);
}

static void save(const struct holder *holder, struct sops_buffer *out)
{
	assert_int_equal(sops_state_save(&holder_state, holder, out, NULL), 0);
}

/* Saved, read again, and saved: nothing is lost. */
static void check_saved(const struct holder *holder, const struct row *rows, size_t count)
{
	struct sops_buffer text = SOPS_BUFFER_INIT, again = SOPS_BUFFER_INIT;
	struct holder loaded;

	save(holder, &text);
	assert_int_equal(sops_state_init(&holder_state, &loaded, NULL), 0);
	assert_int_equal(sops_state_load(&holder_state, &loaded, sops_buffer_view(&text), NULL), 0);
	save(&loaded, &again);
	assert_string_equal(text.at, again.at);
	check(loaded.visits, rows, count);
	sops_state_release(&holder_state, &loaded);
	sops_buffer_release(&again);
	sops_buffer_release(&text);
}

static void one_round(uint64_t *random)
{
	size_t count = property_random(random, 200);
	struct row *rows = calloc(count + 1, sizeof(*rows));
	struct holder holders[2];
	bool full = property_random(random, 2);

	assert_non_null(rows);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(sops_state_init(&holder_state, &holders[i], NULL), 0);
	for (size_t i = 0; i < count; i++) {
		rows[i] = random_row(random, i, full);
		add(&holders[property_random(random, 2)].visits, &rows[i]);
		/* Order that is made too early is made again. */
		if (property_random(random, 20) == 0)
			assert_int_equal(sops__visits_order(holders[0].visits, NULL), 0);
	}
	qsort(rows, count, sizeof(*rows), compare);
	assert_int_equal(sops_state_merge(&holder_state, &holders[0], &holders[1], NULL), 0);
	check(holders[0].visits, rows, count);
	check_saved(&holders[0], rows, count);
	for (size_t i = 0; i < 2; i++)
		sops_state_release(&holder_state, &holders[i]);
	free(rows);
}

static void random_rows(void **state)
{
	uint64_t random = 4711;

	(void)state;
	for (int i = 0; i < 300; i++)
		one_round(&random);
}

/* Rows that have the place and time in common come in one order, whichever was first. */
static void same_place(void **state)
{
	struct row rows[] = {
		{ .deal = 1, .stage = 2, .amount = 7, .visit = { .left = 9 } },
		{ .deal = 1, .stage = 1, .amount = 5, .visit = { .left = 9 } },
		{ .deal = 1, .stage = 1, .amount = 4, .visit = { .left = 9 } },
		{ .deal = 1, .stage = 1, .amount = 6, .visit = { .left = 8 } },
	};
	struct sops_buffer first = SOPS_BUFFER_INIT, second = SOPS_BUFFER_INIT;
	struct holder one = { NULL }, two = { NULL };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		add(&one.visits, &rows[i]);
		add(&two.visits, &rows[3 - i]);
	}
	save(&one, &first);
	save(&two, &second);
	assert_string_equal(first.at, "{\"visits\":[[\"D1\",\"0,0,8,6,,2:S10,0,9,4,,2:S1"
		"0,0,9,5,,2:S10,0,9,7,,2:S2\"]]}");
	assert_string_equal(first.at, second.at);
	sops_buffer_release(&first);
	sops_buffer_release(&second);
	sops__visits_free(one.visits);
	sops__visits_free(two.visits);
}

static void nothing(void **state)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	struct holder none = { NULL };

	(void)state;
	assert_int_equal(sops__visits_order(NULL, NULL), 0);
	assert_int_equal(sops__visits_deals(NULL) + sops__visits_stages(NULL), 0);
	assert_int_equal(sops__visits_count(NULL), 0);
	assert_int_equal(sops__visits_find(NULL, sops_field_of("D1")), 0);
	assert_int_equal(sops__visits_of(NULL, 0).count, 0);
	save(&none, &text);
	assert_string_equal(text.at, "{\"visits\":[]}");
	sops_buffer_release(&text);
}

static void cleared(void **state)
{
	const struct row first = { .deal = 1, .stage = 1, .amount = 5 },
		second = { .deal = 2, .stage = 2, .amount = -1, .visit.left = SOPS_TIME_BLANK };
	struct sops__visits *visits = NULL;

	(void)state;
	add(&visits, &first);
	assert_int_equal(sops__visits_order(visits, NULL), 0);
	sops__visits_clear(visits);
	assert_int_equal(sops__visits_deals(visits), 0);
	assert_int_equal(sops__visits_count(visits), 0);
	assert_int_equal(sops__visits_find(visits, sops_field_of("D1")), 0);
	add(&visits, &second);
	assert_int_equal(sops__visits_find(visits, sops_field_of("D2")), 1);
	check(visits, &second, 1);
	sops__visits_free(visits);
}

static void too_many_stages(void **state)
{
	const struct sops__visit visit = { .left = SOPS_TIME_BLANK };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_currency none = { "" };
	struct sops__visits *visits = NULL;
	int status = 0;
	char text[16];

	(void)state;
	for (size_t i = 0; i < 65535 && status == 0; i++)
		status = sops__visits_add(&visits, sops_field_of("D"), name(text, 'S', i), &visit,
			SOPS_MONEY_BLANK, none, &err);
	assert_int_equal(status, 0);
	assert_int_equal(sops__visits_add(&visits, sops_field_of("D"), sops_field_of("X"), &visit,
		SOPS_MONEY_BLANK, none, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "more than 65535 different stages");
	sops__visits_free(visits);
}

TAP_MAIN("visits",
	cmocka_unit_test(random_rows), cmocka_unit_test(same_place), cmocka_unit_test(nothing),
	cmocka_unit_test(cleared), cmocka_unit_test(too_many_stages))
