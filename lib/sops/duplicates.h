/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * duplicates.h: records that are probably of one and the same thing.
 *
 * Records are made comparable field by field (likeness.h). Those that are equal in all of it then
 * are one core; cores that share something rare are compared; and those for which more speaks than
 * chance explains are put into clusters. What speaks for or against is counted in bits, steps of
 * 1/256, in whole numbers: the same on every machine, in whatever order, and in however many
 * parts, records come. The records' weights depend on all of them: the same two may be one in
 * one table and not in another, where what they share is common.
 *
 *	u(text)    share of cores that have it by chance: (others + 4 g) / (n + 4), of n cores with
 *		   a text in the field (of fields of one likeness, the one where most have one);
 *		   others are those that have it, in any of these fields, less 1 to 1.75, by the
 *		   likeness; g is a first guess by its length, 2^-2 to 2^-3.25 a letter
 *	for        -log2 u(text), where both have it; but not more than -log2 g, and that not more
 *		   than 14 bits (person) to 28 (email)
 *	against    log2 of how often the field differs between two that are one: first -2 (phone,
 *		   email, domain), -3 (text, exact), -4 (person), -5 (company); then as often as
 *		   it does among pairs that have 4 bits more than is needed, at most 1.5 bits
 *		   less than first, which count as 8 such pairs
 *	between    from how alike they are (likeness.h; but words weigh as much as they say): none
 *		   agrees below 0.5 (text, exact), 0.55 (company), 0.6 (email), 0.7 (phone,
 *		   domain), 0.75 (person), all at 1, and so in a straight line from against to the
 *		   lesser for, which is at most 9 bits then (person), 8 (exact), 6 (phone), 5
 *		   (domain), 12 (email)
 *	bits       the sum over the fields that both have, each times its weight; of two fields of
 *		   a likeness whose texts changed places, both for, less one
 *	needed     log2 of the number of cores, and 1
 *	score      1 / (1 + 2^-(bits - needed)): about the chance that they are one, where every
 *		   core is one with another, not more; 1 only if they are equal in all
 *	agree      fields that agree by half or more
 *
 * Sources: I. P. Fellegi and A. B. Sunter, A theory for record linkage, 1969, for the bits (the
 * weights); W. E. Winkler, 1990, for texts between; W. E. Winkler, Frequency-based matching in
 * Fellegi-Sunter model of record linkage, 1989, for u by text.
 *
 * Blocks: cores are compared that have in common the text of a field, or one of the two rarest
 * words of it, the number of a phone without its area, an email's part before the @, or one of
 * two letter pairs chosen by hash (words and letter pairs of more than four columns: the rarest
 * word only). A block of more cores than 100 (from 20,000 cores on 50, from 200,000 on 16) is cut
 * by what its cores have in common in other fields, twice if need be; what is too large then is
 * compared within a window of so many, in the order of the file, and what is left out is counted.
 *
 * Clusters: pairs that reach the threshold, the best first, join what they are in; but two
 * clusters only if the mean over pairs of their first 8 cores, each within 10 bits of needed, is
 * not below -3: a chain of small steps is no cluster.
 *
 * Edge cases: a blank cell speaks neither for nor against. Where two have one field in common
 * only, and it is the same company, phone or email, half of needed will do; else one field is too
 * little unless it says all that is needed. Records that are equal in all are duplicates only with
 * two fields, or one that is strong: a company, a phone, an email, a person of two words, an exact
 * of six letters. Of one column alone, how alike the texts are decides: a score of 0.5 is where
 * they agree by 0.7. Not more than 64 columns; not more than 4,294,967,294 records.
 *
 * Memory: 8 bytes a record and 4 a cell, and the different texts, each once a likeness, 60 bytes
 * and its length, and that of its words; to find, 60 bytes a core and 12 a pair that is near the
 * threshold. Measured: 219 MB for a
 * million people of seven columns, 32 MB for 100,000.
 */
#ifndef SOPS_DUPLICATES_H
#define SOPS_DUPLICATES_H

#include <sops/likeness.h>
#include <sops/money.h>

struct sops_duplicates_field {
	enum sops_likeness like;
	struct sops_money weight; /* 0 to 100; blank: 1 */
};

struct sops_duplicates;

/* Where the threshold is blank. */
#define SOPS_DUPLICATES_THRESHOLD ((struct sops_money){ 8, 1 })

/* Records of n fields each; threshold from 0 to 1: the least score of a pair, to six digits. */
int sops_duplicates_new(struct sops_duplicates **out, const struct sops_duplicates_field *fields,
	size_t n, struct sops_money threshold, struct sops_error *err);
void sops_duplicates_free(struct sops_duplicates *duplicates);

/* Adds a record: n texts, which are copied as far as needed, and where it stands: no two records
 * of a table stand at the same byte. */
int sops_duplicates_add(struct sops_duplicates *duplicates, const struct sops_field *texts,
	uint64_t byte, struct sops_error *err);
/* SOPS_EINPUT: their columns are of other likenesses. */
int sops_duplicates_merge(struct sops_duplicates *into, const struct sops_duplicates *from,
	struct sops_error *err);
/* As JSON: the same of the same records, in whatever order they came. */
int sops_duplicates_save(const struct sops_duplicates *duplicates, struct sops_buffer *out,
	struct sops_error *err);
/* Adds what was saved. SOPS_EINPUT: it was not, or of columns of other likenesses. */
int sops_duplicates_load(struct sops_duplicates *empty, struct sops_field text,
	struct sops_error *err);

/* A record that is in a cluster behind its first. */
struct sops_duplicate {
	uint64_t byte;        /* where it stands */
	uint64_t first;       /* the cluster's first record */
	uint64_t like;        /* the other record of the cluster that it is most like */
	uint64_t cluster;     /* number, from 1, in the order of the first records */
	double score;         /* of the two, 0 to 1 */
	uint64_t agree;       /* the fields that agree, a bit each */
};

/* Finds the clusters; no more is added then. The order of adding does not matter. */
int sops_duplicates_find(struct sops_duplicates *duplicates, struct sops_error *err);

/* What finding them took. */
struct sops_duplicates_work {
	uint64_t records;
	uint64_t compared; /* times that two records were compared */
	uint64_t skipped;  /* times that two of a block that could not be made smaller were not */
};
struct sops_duplicates_work sops_duplicates_worked(const struct sops_duplicates *duplicates);

size_t sops_duplicates_count(const struct sops_duplicates *duplicates);
/* By byte, ascending. */
const struct sops_duplicate *sops_duplicates_at(const struct sops_duplicates *duplicates,
	size_t index);

#endif
