/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/group.h>

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct inner {
	int64_t rows;
	struct sops_group *days;
};

struct outer {
	int64_t rows, least, most;
	struct sops_sum amount;
	struct sops_tally days;
	struct sops_group *owners;
};

static const struct sops_state day_state = SOPS_STATE(int64_t,
	{ .name = "rows", .kind = SOPS_STATE_COUNT });
static const struct sops_state inner = SOPS_STATE(struct inner,
	SOPS_STATE_FIELD(struct inner, rows, SOPS_STATE_COUNT),
	SOPS_STATE_GROUP_OF(struct inner, days, day_state));
static const struct sops_state outer = SOPS_STATE(struct outer,
	SOPS_STATE_FIELD(struct outer, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct outer, least, SOPS_STATE_MIN),
	SOPS_STATE_FIELD(struct outer, most, SOPS_STATE_MAX),
	SOPS_STATE_FIELD(struct outer, amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct outer, days, SOPS_STATE_TALLY),
	SOPS_STATE_GROUP_OF(struct outer, owners, inner));

#define EMPTY "{\"rows\":0,\"least\":9223372036854775807,\"most\":-9223372036854775808," \
	"\"amount\":[\"0\",0,\"\",0],\"days\":[],\"owners\":[]}"
#define FULL "{\"rows\":3,\"least\":-7,\"most\":12,\"amount\":[\"10.25\",2,\"USD\",0]," \
	"\"days\":[-1,2,30,1],\"owners\":[[\"\",{\"rows\":1,\"days\":[]}]," \
	"[\"a\\u0000\\u5BA2\",{\"rows\":2,\"days\":[[\"x\",{\"rows\":5}]]}]]}"

static struct outer made(void)
{
	struct outer o;

	assert_int_equal(sops_state_init(&outer, &o, NULL), 0);
	return o;
}

static struct outer filled(void)
{
	struct outer o = made();
	void *owner = NULL, *days = NULL;

	o.rows = 3;
	o.least = -7;
	o.most = 12;
	o.amount = (struct sops_sum){ { 1025, 2 }, 2, { "USD" }, 0 };
	assert_int_equal(sops_tally_add(&o.days, 30, 1, NULL), 0);
	assert_int_equal(sops_tally_add(&o.days, -1, 2, NULL), 0);
	assert_int_equal(sops_group_at(o.owners, (struct sops_field)SOPS_FIELD("a\0客"), &owner,
		NULL), 0);
	((struct inner *)owner)->rows = 2;
	assert_int_equal(sops_group_at(((struct inner *)owner)->days, sops_field_of("x"), &days,
		NULL), 0);
	*(int64_t *)days = 5;
	assert_int_equal(sops_group_at(o.owners, sops_field_of(""), &owner, NULL), 0);
	((struct inner *)owner)->rows = 1;
	return o;
}

static void expect(const struct outer *o, const char *text)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	assert_int_equal(sops_state_save(&outer, o, &out, NULL), 0);
	assert_string_equal(out.at, text);
	sops_buffer_release(&out);
}

static void saves_and_loads(void **state)
{
	struct outer empty = made(), full = filled(), loaded = made();

	(void)state;
	expect(&empty, EMPTY);
	expect(&full, FULL);
	assert_int_equal(sops_state_load(&outer, &loaded, (struct sops_field)SOPS_FIELD(FULL),
		NULL), 0);
	expect(&loaded, FULL);
	assert_int_equal(sops_tally_count(&loaded.days), 3);
	sops_state_release(&outer, &loaded);
	loaded = made();
	assert_int_equal(sops_state_load(&outer, &loaded, (struct sops_field)SOPS_FIELD(EMPTY),
		NULL), 0);
	expect(&loaded, EMPTY);
	sops_state_release(&outer, &loaded);
	sops_state_release(&outer, &full);
	sops_state_release(&outer, &empty);
}

static void merges(void **state)
{
	struct outer a = filled(), b = filled(), none = made();

	(void)state;
	assert_int_equal(sops_state_merge(&outer, &a, &none, NULL), 0);
	expect(&a, FULL);
	assert_int_equal(sops_state_merge(&outer, &none, &a, NULL), 0);
	expect(&none, FULL);
	b.least = -9;
	b.most = 4;
	assert_int_equal(sops_state_merge(&outer, &a, &b, NULL), 0);
	expect(&a, "{\"rows\":6,\"least\":-9,\"most\":12,\"amount\":[\"20.5\",4,\"USD\",0],"
		"\"days\":[-1,4,30,2],\"owners\":[[\"\",{\"rows\":2,\"days\":[]}],"
		"[\"a\\u0000\\u5BA2\",{\"rows\":4,\"days\":[[\"x\",{\"rows\":10}]]}]]}");
	expect(&b, "{\"rows\":3,\"least\":-9,\"most\":4,\"amount\":[\"10.25\",2,\"USD\",0],"
		"\"days\":[-1,2,30,1],\"owners\":[[\"\",{\"rows\":1,\"days\":[]}],"
		"[\"a\\u0000\\u5BA2\",{\"rows\":2,\"days\":[[\"x\",{\"rows\":5}]]}]]}");
	sops_state_release(&outer, &none);
	sops_state_release(&outer, &a);
	sops_state_release(&outer, &b);
}

static void merges_that_fail(void **state)
{
	struct outer a = filled(), b = filled();
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	b.rows = INT64_MAX;
	assert_int_equal(sops_state_merge(&outer, &a, &b, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: too many records to count");
	sops_state_release(&outer, &a);
	a = filled();
	err = (struct sops_error){ .status = SOPS_OK };
	b.rows = 1;
	b.amount.currency = (struct sops_currency){ "EUR" };
	assert_int_equal(sops_state_merge(&outer, &a, &b, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "two currencies, EUR and USD, cannot be added");
	sops_state_release(&outer, &a);
	sops_state_release(&outer, &b);
}

/* A buffer with a limit says that it is full; memory has not run out. */
static void saves_within_a_limit(void **state)
{
	struct outer full = filled();
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out;

	(void)state;
	sops_buffer_init(&out, 20);
	assert_int_equal(sops_state_save(&outer, &full, &out, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "more than 20 bytes");
	sops_buffer_release(&out);
	sops_state_release(&outer, &full);
}

#define OTHERS(amount, days, owners) "{\"rows\":0,\"least\":0,\"most\":0,\"amount\":" amount \
	",\"days\":" days ",\"owners\":" owners "}"

static void refuses_what_is_no_state(void **state)
{
	static const struct {
		struct sops_field text;
		const char *error;
	} cases[] = {
		{ SOPS_FIELD("{}"), "not a saved state: \"rows\"" },
		{ SOPS_FIELD("[]"), "not a saved state: \"rows\"" },
		{ SOPS_FIELD("{\"rows\":1.5}"), "not a saved state: \"rows\"" },
		{ SOPS_FIELD("{\"rows\":\"1\"}"), "not a saved state: \"rows\"" },
		{ SOPS_FIELD("{\"rows\":1,\"rows\":1}"),
			"not a saved state: duplicate object key near '\"rows\"' (character 16)" },
		{ SOPS_FIELD("{\"rows\":1}x"),
			"not a saved state: end of file expected near 'x' "
			"(character 11)" },
		{ SOPS_FIELD("{\"rows\":9223372036854775808}"),
			"not a saved state: too big integer near '9223372036854775808' "
			"(character 27)" },
		{ SOPS_FIELD(OTHERS("[\"1\",1]", "[]", "[]")), "not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0,1]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",2]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",-1]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[1,1,\"\",0]", "[]", "[]")), "not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"x\",1,\"\",0]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"\",1,\"\",0]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",-1,\"\",0]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"TOO LONG\",0]", "[]", "[]")),
			"not a saved state: \"amount\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[1]", "[]")),
			"not a saved state: \"days\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "{}", "[]")),
			"not a saved state: \"days\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[1,\"2\"]", "[]")),
			"not a saved state: \"days\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[1,0]", "[]")),
			"not a saved state: \"days\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[1,-3]", "[]")),
			"not a saved state: \"days\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[1,9223372036854775807,2,1]", "[]")),
			"overflow: too many records to count" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[]", "{}")),
			"not a saved state: a group" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[]", "[1]")),
			"not a saved state: a key of a group" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[]", "[[1,{}]]")),
			"not a saved state: a key of a group" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[]", "[[\"a\"]]")),
			"not a saved state: \"rows\"" },
		{ SOPS_FIELD(OTHERS("[\"1\",1,\"\",0]", "[]",
			  "[[\"a\",{\"rows\":1,\"days\":[]}],[\"a\",{\"rows\":1,\"days\":[]}]]")),
			"not a saved state: a key of a group" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct outer o = made();

		assert_int_equal(sops_state_load(&outer, &o, cases[i].text, &err), SOPS_EINPUT);
		assert_string_equal(err.text, cases[i].error);
		sops_state_release(&outer, &o);
	}
}

/* No prefix of a saved state, and no byte of it changed, does harm. */
static void survives_damage(void **state)
{
	char text[sizeof(FULL)];

	(void)state;
	for (size_t i = 0; i < sizeof(FULL) - 1; i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct outer o = made();

		assert_int_equal(sops_state_load(&outer, &o, (struct sops_field){ FULL, i }, &err),
			SOPS_EINPUT);
		assert_int_equal(strncmp(err.text, "not a saved state: ", 19), 0);
		sops_state_release(&outer, &o);
		for (int c = 0; c < 256; c += 5) {
			struct sops_buffer out = SOPS_BUFFER_INIT;
			struct outer damaged = made();

			memcpy(text, FULL, sizeof(FULL));
			text[i] = (char)c;
			if (sops_state_load(&outer, &damaged,
					(struct sops_field){ text, sizeof(FULL) - 1 }, NULL) == 0)
				assert_int_equal(sops_state_save(&outer, &damaged, &out, NULL), 0);
			sops_buffer_release(&out);
			sops_state_release(&outer, &damaged);
		}
	}
}

/* A state in place of a group, short sums, rare counts, and a member that may be cut off. */
struct compact {
	struct sops_rare odd;
	struct {
		int64_t rows;
		struct sops_short_sum amount;
		struct sops_tally days;
	} only;
	struct sops_sum rest;
};

struct loose {
	int64_t rows;
	struct sops_sum amount;
	struct sops_tally days;
};

struct whole {
	struct sops_group *periods;
	int64_t late, early;
	struct sops_sum rest;
};

static const struct sops_state loose = SOPS_STATE(struct loose,
	SOPS_STATE_FIELD(struct loose, rows, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct loose, amount, SOPS_STATE_SUM),
	SOPS_STATE_FIELD(struct loose, days, SOPS_STATE_TALLY));
static const struct sops_state whole = SOPS_STATE(struct whole,
	SOPS_STATE_GROUP_OF(struct whole, periods, loose),
	SOPS_STATE_FIELD(struct whole, late, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct whole, early, SOPS_STATE_COUNT),
	SOPS_STATE_FIELD(struct whole, rest, SOPS_STATE_SUM));

#define ONLY(member) (offsetof(struct compact, only.member) - offsetof(struct compact, only))

static const struct sops_state_field only_fields[] = {
	{ .name = "rows", .kind = SOPS_STATE_COUNT, .offset = ONLY(rows) },
	{ .name = "amount", .kind = SOPS_STATE_SHORT_SUM, .offset = ONLY(amount) },
	{ .name = "days", .kind = SOPS_STATE_TALLY, .offset = ONLY(days) },
	{ .name = NULL },
};
static const struct sops_state all_of_it = { sizeof(((struct compact *)0)->only),
	_Alignof(struct compact), only_fields };
static const struct sops_state rows_of_it = { ONLY(amount), _Alignof(struct compact),
	only_fields };

#define COMPACT_FIELDS(inside) (const struct sops_state_field[]){ \
	SOPS_STATE_ONLY_OF(struct compact, only, periods, inside), \
	SOPS_STATE_RARE_OF(struct compact, odd, late, 0), \
	SOPS_STATE_RARE_OF(struct compact, odd, early, SOPS_RARE_MOST - 1), \
	SOPS_STATE_FIELD(struct compact, rest, SOPS_STATE_SUM), { .name = NULL } }

static const struct sops_state compact = { sizeof(struct compact), _Alignof(struct compact),
	COMPACT_FIELDS(all_of_it) };
static const struct sops_state cut = { offsetof(struct compact, only.amount),
	_Alignof(struct compact), COMPACT_FIELDS(rows_of_it) };

#define NOTHING "{\"periods\":[],\"late\":0,\"early\":0,\"rest\":[\"0\",0,\"\",0]}"
#define SOME "{\"periods\":[[\"8000000000000000\",{\"rows\":2,\"amount\":[\"1.5\",2,\"USD\",1]," \
	"\"days\":[3,1]}]],\"late\":0,\"early\":4,\"rest\":[\"7\",1,\"\",1]}"
#define CUT "{\"periods\":[[\"8000000000000000\",{\"rows\":2,\"amount\":[\"0\",0,\"\",0]," \
	"\"days\":[]}]],\"late\":0,\"early\":4,\"rest\":[\"0\",0,\"\",0]}"
#define TWICE "{\"periods\":[[\"8000000000000000\",{\"rows\":4,\"amount\":[\"3\",4,\"USD\",2]," \
	"\"days\":[3,2]}]],\"late\":0,\"early\":8,\"rest\":[\"14\",2,\"\",2]}"

/* Loads it, twice of it with a merge, saves that; expects one text or an error. */
static void expect_loaded(const struct sops_state *of, const char *text, int times,
	const char *expected)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	void *all = calloc(1, of->size), *one = calloc(1, of->size);
	int status = sops_state_init(of, all, &err);

	for (int i = 0; i < times; i++) {
		assert_int_equal(sops_state_init(of, one, NULL), 0);
		if (status == 0)
			status = sops_state_load(of, one, sops_field_of(text), &err);
		if (status == 0)
			status = sops_state_merge(of, all, one, &err);
		sops_state_release(of, one);
	}
	if (status == 0)
		status = sops_state_save(of, all, &out, &err);
	assert_string_equal(status == 0 ? out.at : err.text, expected);
	sops_state_release(of, all);
	sops_buffer_release(&out);
	free(one);
	free(all);
}

/* Each kind in less memory is saved as the one it stands for. */
static void saves_the_same_in_less(void **state)
{
	static const char *const texts[] = { NOTHING, SOME };

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		expect_loaded(&whole, texts[i], 1, texts[i]);
		expect_loaded(&compact, texts[i], 1, texts[i]);
	}
	expect_loaded(&whole, SOME, 2, TWICE);
	expect_loaded(&compact, SOME, 2, TWICE);
}

/* Members behind the end are saved as empty, and dropped where they are loaded; calloc leaves
 * nothing there that the sanitizers would not see. */
static void does_not_keep_what_is_cut_off(void **state)
{
	(void)state;
	expect_loaded(&cut, NOTHING, 1, NOTHING);
	expect_loaded(&cut, SOME, 1, CUT);
	expect_loaded(&cut, CUT, 1, CUT);
	expect_loaded(&compact, CUT, 1, CUT);
}

static void refuses_what_is_not_the_only_one(void **state)
{
	static const struct {
		const char *text, *error;
	} cases[] = {
		{ "{\"periods\":{}}", "not a saved state: \"periods\"" },
		{ "{\"periods\":[1]}", "not a saved state: \"periods\"" },
		{ "{\"periods\":[[1,{}]]}", "not a saved state: \"periods\"" },
		{ "{\"periods\":[[\"8000000000000001\",{}]]}", "not a saved state: \"periods\"" },
		{ "{\"periods\":[[\"8000000000000000\",{}],[\"8000000000000000\",{}]]}",
			"not a saved state: \"periods\"" },
		{ "{\"periods\":[[\"8000000000000000\",{}]]}", "not a saved state: \"rows\"" },
		{ "{\"periods\":[],\"late\":\"1\"}", "not a saved state: \"late\"" },
		{ "{\"periods\":[],\"late\":1}", "not a saved state: \"early\"" },
		{ "{\"periods\":[],\"late\":1,\"early\":1}", "not a saved state: \"rest\"" },
		{ "{\"periods\":[[\"8000000000000000\",{\"rows\":1,\"amount\":[1]}]]}",
			"not a saved state: \"amount\"" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		expect_loaded(&compact, cases[i].text, 1, cases[i].error);
}

static void rare_counts_overflow_as_others(void **state)
{
	struct sops_rare rare = { NULL };
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_rare_add(&rare, 1, 0, &err), 0);
	assert_null(rare.counts);
	assert_int_equal(sops_rare_count(&rare, 1), 0);
	assert_int_equal(sops_rare_add(&rare, 1, INT64_MAX, &err), 0);
	assert_int_equal(sops_rare_add(&rare, 1, 1, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "overflow: too many records to count");
	assert_int_equal(sops_rare_count(&rare, 0), 0);
	free(rare.counts);
}

TAP_MAIN("state",
	cmocka_unit_test(saves_the_same_in_less),
	cmocka_unit_test(does_not_keep_what_is_cut_off),
	cmocka_unit_test(refuses_what_is_not_the_only_one),
	cmocka_unit_test(rare_counts_overflow_as_others),
	cmocka_unit_test(saves_and_loads),
	cmocka_unit_test(merges),
	cmocka_unit_test(merges_that_fail),
	cmocka_unit_test(saves_within_a_limit),
	cmocka_unit_test(refuses_what_is_no_state),
	cmocka_unit_test(survives_damage))
