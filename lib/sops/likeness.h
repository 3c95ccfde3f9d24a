/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * likeness.h: what a text is, how it is made comparable, and how alike two of a kind are.
 *
 * Every kind has a normal form, of which two are compared. All begin with NFKC, so full and half
 * width are one, case folding whatever the locale, and letters without their accents (also U+0131,
 * the Turkish i without a dot, and o, l, d with a stroke). Then
 *
 *	text      words and one space between them; an apostrophe joins, other punctuation parts;
 *		  & is and; a run of single letters is one word (S.p.A. is spa); no space stands
 *		  between Chinese characters or kana; words of addresses are short (street is st)
 *	company   the same, but words of addresses stay, and the legal form goes, at the end and at
 *		  the front, Western, Japanese or Chinese (Ltd, GmbH & Co. KG, OOO, 有限公司, 集团),
 *		  as long as something is left
 *	person    the same words in the order of their bytes, without titles; short forms of first
 *		  names that can only mean one are that one (bob is robert)
 *	phone     digits, without an international prefix and its country, and without a trunk 0;
 *		  what follows an extension, or a second number, is left out
 *	email     without display name, mailto:, +tag; at Gmail also without dots
 *	domain    of an email or an address on the web, without www; blank for who gives mailboxes
 *		  to everybody, who tells nothing of a company
 *	exact     letters and digits only
 *
 * A normal form is its own normal form, valid UTF-8 whatever the text was, and never longer than
 * SOPS_LIKENESS_MOST characters: texts that are equal so far are equal. No more than four times
 * as many bytes of a text are looked at. One without letters and digits is blank.
 *
 * How alike two normal forms are is a whole number of millionths, so that it is the same on every
 * machine, and the same either way round:
 *
 *	text, company, person
 *		  the mean of two shares: twice the weight of words that match over the weight of
 *		  all, and that weight over the weight of the lesser text's words. Words that are
 *		  not equal match by their Jaro-Winkler similarity where that is at least 0.85 and
 *		  neither is a number (an initial matches a person's name by 0.8, and counts as
 *		  one letter). A word weighs as many letters as it has. Chinese and kana have no
 *		  words: of companies and texts, every two neighbours are one. Where there are not
 *		  as many words in both, and all letters without spaces are few slips apart,
 *		  1 - slips / letters, if that is 0.8 or more, and more than the mean
 *	phone     1 when equal or, of seven digits or more, one is the end of the other; else
 *		  1 - 1.5 slips / digits, from 0.7 on
 *	email     1 - 3 slips / letters, from 0.6 on; and at least 0.75 where what is before the @
 *		  is the same and has six letters or more
 *	domain    1 - slips / letters, from 0.7 on
 *	exact     1 - 1.5 slips / letters, from 0.5 on
 *
 * Only the first 64 characters of a word, a phone and so on are compared, and 32 words of a text.
 *
 * Sources: W. E. Winkler, String comparator metrics and enhanced decision rules in the
 * Fellegi-Sunter model of record linkage, 1990; a slip is one of F. J. Damerau, A technique for
 * computer detection and correction of spelling errors, 1964: a character added, left out,
 * changed, or swapped with its neighbour; L. R. Dice, Measures of the amount of ecologic
 * association between species, 1945. Country prefixes: ITU-T E.164.
 */
#ifndef SOPS_LIKENESS_H
#define SOPS_LIKENESS_H

#include <sops/buffer.h>

/* What a text is, so how it is made comparable and compared. */
enum sops_likeness {
	SOPS_LIKE_TEXT,    /* NFKC, folded, spaces and punctuation as one space */
	SOPS_LIKE_COMPANY, /* the same, without the legal form */
	SOPS_LIKE_PERSON,  /* the same, words in any order */
	SOPS_LIKE_PHONE,   /* digits, without the country's prefix */
	SOPS_LIKE_EMAIL,   /* folded, without +tag */
	SOPS_LIKE_DOMAIN,  /* of an email or an address */
	SOPS_LIKE_EXACT,   /* folded, letters and digits only: ids, dates, postcodes */
	SOPS_LIKES,
};

#define SOPS_LIKENESS_MOST 256    /* characters of a normal form */
#define SOPS_LIKENESS_ONE 1000000 /* as alike as can be */

/* "company"; NULL for none. */
const char *sops_likeness_name(enum sops_likeness like);
/* The likeness of that name, or -1. */
int sops_likeness_find(struct sops_field name);

/*
 * What a column of that role or header probably holds: email, phone, domain; company for a name or
 * an account, person for a first name, a contact; exact for ids, codes, dates; else text.
 */
enum sops_likeness sops_likeness_of(struct sops_field header);

/* Appends the normal form. */
int sops_likeness_normal(struct sops_buffer *out, enum sops_likeness like, struct sops_field text,
	struct sops_error *err);

/* How alike two normal forms are, 0 to SOPS_LIKENESS_ONE. A blank is like nothing. */
int sops_likeness_compare(enum sops_likeness like, struct sops_field a, struct sops_field b);

#endif
