/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_text.c: texts, persons, and what is exact. */
#include "likeness_private.h"

#include <stdlib.h>

/* What a word is the same as; lists are in the order of their words, bytewise. */
struct same {
	const char *word, *as;
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Of addresses. */
static const struct same addresses[] = {
	{ "apartment", "apt" }, { "av", "ave" }, { "aven", "ave" }, { "avenue", "ave" },
	{ "blv", "blvd" }, { "boul", "blvd" }, { "boulevard", "blvd" }, { "building", "bldg" },
	{ "circuit", "cct" }, { "court", "ct" }, { "cres", "cr" }, { "crescent", "cr" },
	{ "drive", "dr" }, { "e", "east" }, { "eighth", "8th" }, { "fifth", "5th" },
	{ "first", "1st" }, { "floor", "fl" }, { "fort", "ft" }, { "fourth", "4th" },
	{ "highway", "hwy" }, { "lane", "ln" }, { "mount", "mt" }, { "n", "north" },
	{ "ninth", "9th" }, { "parkway", "pkwy" }, { "place", "pl" }, { "road", "rd" },
	{ "s", "south" }, { "saint", "st" }, { "second", "2nd" }, { "seventh", "7th" },
	{ "sixth", "6th" }, { "square", "sq" }, { "str", "st" }, { "strasse", "st" },
	{ "street", "st" }, { "suite", "ste" }, { "tenth", "10th" }, { "terr", "tce" },
	{ "terrace", "tce" }, { "third", "3rd" }, { "w", "west" },
};

/*
 * Short forms of English and German first names that stand for one name only: what everybody
 * knows; those that are names of their own in many places (Max, Tina, Jan) are left alone.
 */
static const struct same first_names[] = {
	{ "abby", "abigail" }, { "andy", "andrew" }, { "barb", "barbara" },
	{ "becca", "rebecca" }, { "becky", "rebecca" }, { "ben", "benjamin" },
	{ "benji", "benjamin" }, { "benny", "benjamin" }, { "bert", "robert" },
	{ "beth", "elizabeth" }, { "betty", "elizabeth" }, { "bill", "william" },
	{ "billy", "william" }, { "bob", "robert" }, { "bobby", "robert" },
	{ "catharine", "catherine" }, { "cathy", "catherine" }, { "charlie", "charles" },
	{ "chas", "charles" }, { "chuck", "charles" }, { "cindy", "cynthia" },
	{ "dan", "daniel" }, { "danny", "daniel" }, { "dave", "david" }, { "davy", "david" },
	{ "deb", "deborah" }, { "debbie", "deborah" }, { "dick", "richard" },
	{ "don", "donald" }, { "donny", "donald" }, { "doug", "douglas" }, { "ed", "edward" },
	{ "eddie", "edward" }, { "elisabeth", "elizabeth" }, { "eliza", "elizabeth" },
	{ "fred", "frederick" }, { "freddie", "frederick" }, { "freddy", "frederick" },
	{ "geoff", "jeffrey" }, { "geoffrey", "jeffrey" }, { "greg", "gregory" },
	{ "gregg", "gregory" }, { "hansi", "hans" }, { "jas", "james" }, { "jeff", "jeffrey" },
	{ "jen", "jennifer" }, { "jenny", "jennifer" }, { "jess", "jessica" },
	{ "jessie", "jessica" }, { "jim", "james" }, { "jimmy", "james" }, { "joe", "joseph" },
	{ "joey", "joseph" }, { "jos", "joseph" }, { "josh", "joshua" },
	{ "kate", "catherine" }, { "katharine", "catherine" }, { "katherine", "catherine" },
	{ "kathryn", "catherine" }, { "kathy", "catherine" }, { "katie", "catherine" },
	{ "katy", "catherine" }, { "ken", "kenneth" }, { "kenny", "kenneth" },
	{ "larry", "lawrence" }, { "liz", "elizabeth" }, { "lizzie", "elizabeth" },
	{ "maggie", "margaret" }, { "mandy", "amanda" }, { "matt", "matthew" },
	{ "matty", "matthew" }, { "meg", "margaret" }, { "mick", "michael" },
	{ "mike", "michael" }, { "mikey", "michael" }, { "nate", "nathan" },
	{ "nick", "nicholas" }, { "nicky", "nicholas" }, { "nicolas", "nicholas" },
	{ "peggy", "margaret" }, { "pete", "peter" }, { "phil", "philip" },
	{ "phillip", "philip" }, { "rich", "richard" }, { "richie", "richard" },
	{ "rick", "richard" }, { "ricky", "richard" }, { "rob", "robert" },
	{ "robbie", "robert" }, { "robt", "robert" }, { "ron", "ronald" },
	{ "ronnie", "ronald" }, { "seppl", "josef" }, { "stephen", "steven" },
	{ "steve", "steven" }, { "stevie", "steven" }, { "sue", "susan" }, { "susie", "susan" },
	{ "suzy", "susan" }, { "ted", "edward" }, { "thos", "thomas" }, { "tim", "timothy" },
	{ "timmy", "timothy" }, { "tom", "thomas" }, { "tommy", "thomas" },
	{ "tony", "anthony" }, { "uli", "ulrich" }, { "vicki", "victoria" },
	{ "vicky", "victoria" }, { "will", "william" }, { "willy", "william" },
	{ "wm", "william" }, { "wolfi", "wolfgang" }, { "zac", "zachary" },
	{ "zach", "zachary" }, { "zack", "zachary" },
};

static const char titles[] = " mr mrs ms miss dr prof herr frau mme mlle sir madam dipl ing jr sr ";

static int by_word(const void *word, const void *same)
{
	return sops_field_compare(*(const struct sops_field *)word,
		sops_field_of(((const struct same *)same)->word));
}

static struct sops_field same_as(const struct same *list, size_t count, struct sops_field word)
{
	const struct same *same = bsearch(&word, list, count, sizeof(*list), by_word);

	return same ? sops_field_of(same->as) : word;
}

int sops__like_text(struct sops_buffer *out, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	struct sops__words words;

	if (sops__like_fold(&folded, text) == 0) {
		sops__words_join_single(&folded, 0);
		sops__words_cut(&words, sops_buffer_view(&folded));
		for (size_t i = 0; i < words.count; i++)
			words.at[i] = same_as(addresses, COUNT(addresses), words.at[i]);
		sops__words_join(out, &words);
	}
	if (folded.failed)
		out->failed = folded.failed;
	sops_buffer_release(&folded);
	return out->failed;
}

static int by_bytes(const void *a, const void *b)
{
	return sops_field_compare(*(const struct sops_field *)a, *(const struct sops_field *)b);
}

/* Titles go, unless nothing else is there. */
static void strip_titles(struct sops__words *words)
{
	size_t kept = 0;

	for (size_t i = 0; i < words->count; i++)
		if (!sops__words_has(titles, words->at[i]))
			words->at[kept++] = words->at[i];
	if (kept > 0)
		words->count = kept;
}

/* Chinese words that come beside each other become one, which may have another place. */
static void write_sorted(struct sops_buffer *out, struct sops_buffer *sorted)
{
	struct sops_buffer again = SOPS_BUFFER_INIT;
	struct sops__words words;
	size_t before;

	do {
		before = sorted->len;
		sops__words_cut(&words, sops_buffer_view(sorted));
		qsort(words.at, words.count, sizeof(*words.at), by_bytes);
		sops_buffer_clear(&again);
		sops__words_join(&again, &words);
		sops_buffer_clear(sorted);
		sops_buffer_field(sorted, sops_buffer_view(&again));
	} while (sorted->len < before && !again.failed && !sorted->failed);
	sops_buffer_field(out, sops_buffer_view(sorted));
	if (again.failed)
		out->failed = again.failed;
	sops_buffer_release(&again);
}

int sops__like_person(struct sops_buffer *out, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT, sorted = SOPS_BUFFER_INIT;
	struct sops__words words;

	if (sops__like_fold(&folded, text) == 0 && folded.len > 0) {
		sops__words_cut(&words, sops_buffer_view(&folded));
		strip_titles(&words);
		for (size_t i = 0; i < words.count; i++)
			words.at[i] = same_as(first_names, COUNT(first_names),
				words.at[i]);
		qsort(words.at, words.count, sizeof(*words.at), by_bytes);
		sops__words_join(&sorted, &words);
		write_sorted(out, &sorted);
	}
	if (folded.failed || sorted.failed)
		out->failed = folded.failed ? folded.failed : sorted.failed;
	sops_buffer_release(&folded);
	sops_buffer_release(&sorted);
	return out->failed;
}

int sops__like_exact(struct sops_buffer *out, struct sops_field text)
{
	size_t begin = out->len, len = begin;

	if (sops__like_fold(out, text) < 0 || out->len == begin)
		return out->failed;
	for (size_t i = begin; i < out->len; i++)
		if (out->at[i] != ' ')
			out->at[len++] = out->at[i];
	out->len = len;
	out->at[len] = '\0';
	return out->failed;
}
