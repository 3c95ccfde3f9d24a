/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "similar.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct sops__letters letters(const char *text)
{
	struct sops__letters out;

	sops__letters_read(&out, sops_field_of(text), false);
	return out;
}

/* Winkler's published values, of three digits: W. E. Winkler, 1990 and 1994, table of pairs. */
static const struct {
	const char *a, *b;
	int thousandths;
} published[] = {
	{ "MARTHA", "MARHTA", 961 }, { "DIXON", "DICKSONX", 813 }, { "DWAYNE", "DUANE", 840 },
	{ "SHACKLEFORD", "SHACKELFORD", 982 }, { "DUNNINGHAM", "CUNNIGHAM", 896 },
	{ "NICHLESON", "NICHULSON", 956 }, { "JONES", "JOHNSON", 832 }, { "MASSEY", "MASSIE", 933 },
	{ "ABROMS", "ABRAMS", 922 }, { "ITMAN", "SMITH", 467 }, { "JERALDINE", "GERALDINE", 926 },
	{ "MICHELLE", "MICHAEL", 921 }, { "JULIES", "JULIUS", 933 }, { "TANYA", "TONYA", 880 },
	{ "SEAN", "SUSAN", 805 }, { "JON", "JOHN", 933 }, { "JON", "JAN", 800 },
};

static void winkler_is_as_published(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(published); i++) {
		struct sops__letters a = letters(published[i].a), b = letters(published[i].b);
		int similar = sops__similar_winkler(&a, &b);

		if ((similar + 500) / 1000 != published[i].thousandths)
			fail_msg("%s %s: %d", published[i].a, published[i].b, similar);
		assert_int_equal(similar, sops__similar_winkler(&b, &a));
	}
}

static void winkler_at_the_ends(void **state)
{
	struct sops__letters none = letters(""), a = letters("a"), b = letters("b");
	struct sops__letters word = letters("张伟");

	(void)state;
	assert_int_equal(sops__similar_winkler(&none, &none), 0);
	assert_int_equal(sops__similar_winkler(&a, &none), 0);
	assert_int_equal(sops__similar_winkler(&a, &b), 0);
	assert_int_equal(sops__similar_winkler(&a, &a), SOPS_LIKENESS_ONE);
	assert_int_equal(sops__similar_winkler(&word, &word), SOPS_LIKENESS_ONE);
	assert_int_equal(word.count, 2);
}

static const struct {
	const char *a, *b;
	int slips;
} slips[] = {
	{ "", "", 0 }, { "", "abc", 3 }, { "kitten", "sitting", 3 }, { "ca", "ac", 1 },
	{ "ca", "abc", 3 }, { "a cat", "an abct", 4 }, { "华为技术", "华为枝术", 1 },
};

static void counts_slips(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(slips); i++) {
		struct sops__letters a = letters(slips[i].a), b = letters(slips[i].b);

		for (int most = 0; most < 70; most++) {
			int expected = slips[i].slips <= most ? slips[i].slips : most + 1;

			assert_int_equal(sops__similar_slips(&a, &b, most), expected);
			assert_int_equal(sops__similar_slips(&b, &a, most), expected);
		}
	}
}

static void reads_no_more_than_it_has_room_for(void **state)
{
	char text[SOPS__LETTERS + 2];
	struct sops__letters out;

	(void)state;
	memset(text, 'a', sizeof(text));
	sops__letters_read(&out, (struct sops_field){ text, SOPS__LETTERS }, false);
	assert_int_equal(out.count, SOPS__LETTERS);
	assert_false(out.more);
	assert_int_equal(sops__similar_winkler(&out, &out), SOPS_LIKENESS_ONE);
	sops__letters_read(&out, (struct sops_field){ text, sizeof(text) }, false);
	assert_int_equal(out.count, SOPS__LETTERS);
	assert_true(out.more);
	out = letters("ab\xff" "cd");
	assert_int_equal(out.count, 2);
	sops__letters_read(&out, sops_field_of("a b c"), true);
	assert_int_equal(out.count, 3);
}

struct cut_case {
	enum sops_likeness like;
	const char *text, *words; /* separated by / */
};

static const struct cut_case cuts[] = {
	{ SOPS_LIKE_TEXT, "", "" },
	{ SOPS_LIKE_TEXT, "red blue", "red/blue" },
	{ SOPS_LIKE_TEXT, "北京小米", "北京/京小/小米" },
	{ SOPS_LIKE_TEXT, "米", "米" },
	{ SOPS_LIKE_TEXT, "abc北京小def", "abc/北京/京小/def" },
	{ SOPS_LIKE_TEXT, "a北b", "a/北/b" },
	{ SOPS_LIKE_PERSON, "张伟 li", "张伟/li" },
};

static void cuts_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cuts); i++) {
		struct sops__weighed words[SOPS__WEIGHED];
		struct sops_buffer got = SOPS_BUFFER_INIT;
		size_t n = sops__similar_cut(words, cuts[i].like, sops_field_of(cuts[i].text));

		sops_buffer_puts(&got, "");
		for (size_t j = 0; j < n; j++) {
			sops_buffer_puts(&got, j ? "/" : "");
			sops_buffer_field(&got, words[j].text);
		}
		assert_string_equal(got.at, cuts[i].words);
		sops_buffer_release(&got);
	}
}

static void words_weigh(void **state)
{
	struct sops__weighed a[] = { { .text = SOPS_FIELD("acme"), .id = 1, .weight = 8 },
		{ .text = SOPS_FIELD("group"), .id = 2, .weight = 2 } };
	struct sops__weighed b[] = { { .text = SOPS_FIELD("acme"), .id = 1, .weight = 8 } };
	struct sops__weighed c[] = { { .text = SOPS_FIELD("group"), .id = 2, .weight = 2 },
		{ .text = SOPS_FIELD("zeta"), .id = 3, .weight = 8 } };

	(void)state;
	/* 16 of 18, and all of the lesser: the mean; 4 of 20, and 2 of 10. */
	assert_int_equal(sops__similar_words(a, 2, b, 1, false), 944444);
	assert_int_equal(sops__similar_words(a, 2, c, 2, false), 200000);
	assert_int_equal(sops__similar_words(a, 2, a, 2, false), 1000000);
	assert_int_equal(sops__similar_words(a, 0, b, 0, false), 0);
}

TAP_MAIN("similar",
	cmocka_unit_test(winkler_is_as_published),
	cmocka_unit_test(winkler_at_the_ends),
	cmocka_unit_test(counts_slips),
	cmocka_unit_test(reads_no_more_than_it_has_room_for),
	cmocka_unit_test(cuts_words),
	cmocka_unit_test(words_weigh))
