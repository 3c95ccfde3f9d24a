/* SPDX-License-Identifier: GPL-3.0-or-later */
/* likeness_text.c: texts, persons, and what is exact. */
#include "likeness_private.h"

#include "private.h"

#include <stdlib.h>

/* What a word is the same as; the lists are separated by spaces and begin and end with one. */
struct same {
	const char *words, *as;
};

/* Of addresses. */
static const struct same addresses[] = {
	{ " street str strasse ", "st" }, { " avenue av aven ", "ave" },
	{ " boulevard boul blv ", "blvd" }, { " road ", "rd" }, { " drive ", "dr" },
	{ " lane ", "ln" }, { " court ", "ct" }, { " place ", "pl" }, { " square ", "sq" },
	{ " highway ", "hwy" }, { " parkway ", "pkwy" }, { " crescent cres ", "cr" },
	{ " terrace terr ", "tce" }, { " circuit ", "cct" }, { " suite ", "ste" },
	{ " apartment ", "apt" }, { " building ", "bldg" }, { " floor ", "fl" },
	{ " saint ", "st" }, { " mount ", "mt" }, { " fort ", "ft" },
	{ " n ", "north" }, { " s ", "south" }, { " e ", "east" }, { " w ", "west" },
	{ NULL, NULL },
};

/*
 * Short forms of English and German first names that stand for one name only: what everybody
 * knows; those that are names of their own in many places (Max, Tina, Jan) are left alone.
 */
static const struct same first_names[] = {
	{ " bob bobby rob robbie bert robt ", "robert" }, { " bill billy will willy wm ", "william" },
	{ " jim jimmy jas ", "james" }, { " mike mick mikey ", "michael" },
	{ " dick rick ricky richie rich ", "richard" }, { " tom tommy thos ", "thomas" },
	{ " dave davy ", "david" }, { " dan danny ", "daniel" }, { " joe joey jos ", "joseph" },
	{ " ted ed eddie ", "edward" }, { " tony ", "anthony" }, { " steve stevie ", "steven" },
	{ " stephen ", "steven" }, { " ben benny benji ", "benjamin" }, { " matt matty ", "matthew" },
	{ " andy ", "andrew" }, { " greg gregg ", "gregory" }, { " jeff geoff ", "jeffrey" },
	{ " geoffrey ", "jeffrey" }, { " ken kenny ", "kenneth" }, { " ron ronnie ", "ronald" },
	{ " don donny ", "donald" }, { " larry ", "lawrence" }, { " chuck charlie chas ", "charles" },
	{ " fred freddie freddy ", "frederick" }, { " pete ", "peter" }, { " phil ", "philip" },
	{ " phillip ", "philip" }, { " tim timmy ", "timothy" }, { " nick nicky ", "nicholas" },
	{ " nicolas ", "nicholas" }, { " josh ", "joshua" }, { " zach zack zac ", "zachary" },
	{ " jon ", "jonathan" }, { " nate ", "nathan" }, { " doug ", "douglas" },
	{ " liz lizzie beth betty eliza ", "elizabeth" }, { " elisabeth ", "elizabeth" },
	{ " kate katie kathy katy cathy ", "catherine" },
	{ " katherine katharine kathryn catharine ", "catherine" },
	{ " maggie meg peggy ", "margaret" }, { " sue susie suzy ", "susan" },
	{ " becky becca ", "rebecca" }, { " debbie deb ", "deborah" }, { " jenny jen ", "jennifer" },
	{ " jess jessie ", "jessica" }, { " vicky vicki ", "victoria" }, { " mandy ", "amanda" },
	{ " cindy ", "cynthia" }, { " barb ", "barbara" }, { " abby ", "abigail" },
	{ " uli ", "ulrich" }, { " hansi ", "hans" }, { " wolfi ", "wolfgang" }, { " seppl ", "josef" },
	{ NULL, NULL },
};

static const char titles[] = " mr mrs ms miss dr prof herr frau mme mlle sir madam dipl ing jr sr ";

static struct sops_field same_as(const struct same *list, struct sops_field word)
{
	for (; list->words; list++)
		if (sops__words_has(list->words, word))
			return sops_field_of(list->as);
	return word;
}

int sops__like_text(struct sops_buffer *out, struct sops_field text)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	struct sops__words words;

	if (sops__like_fold(&folded, text) == 0) {
		sops__words_join_single(&folded, 0);
		sops__words_cut(&words, sops_buffer_view(&folded));
		for (size_t i = 0; i < words.count; i++)
			words.at[i] = same_as(addresses, words.at[i]);
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
			words.at[i] = same_as(first_names, words.at[i]);
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
