/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apportion.h: dividing an amount into parts that add up to it exactly.
 *
 * A quota for a team over its reps, a budget over months, a bonus pool. Parts are in
 * proportion to their weights, within floors and caps, and multiples of a step:
 *
 *	1. All is counted in steps. A floor is rounded up to one, a cap down.
 *	2. Every part has a share of what is to be divided by its weight. While some shares are
 *	   below floors or above caps, those below are settled at their floors, or, when caps
 *	   give back more than floors take, those above at their caps; and what is left is
 *	   divided by weight among the parts not settled. This ends with the one division in
 *	   which a share is a fixed amount per weight, or the floor or cap that this is beyond.
 *	3. Every part not settled gets the whole steps of its share, and the steps that are left
 *	   then go to the largest remainders, one each; of equal remainders to the first in
 *	   order (the method of largest remainders, Hamilton's).
 *
 * So no part is a step or more away from its exact share; of two parts without bounds the
 * one of larger weight is never the smaller; more weight never makes a part smaller;
 * and the order of parts decides nothing but which of equal remainders gets a step more. A part
 * of weight 0 gets its floor. All of it is done in whole numbers, never in doubles.
 *
 * Largest remainders have the Alabama paradox: of a larger total one part may get a step
 * less. Methods without it (Sainte-Lague) can be a step or more away from the share.
 */
#ifndef SOPS_APPORTION_H
#define SOPS_APPORTION_H

#include <sops/money.h>

/* The caller's; only amount is written, and only where all went well. */
struct sops_apportion_part {
	struct sops_money weight; /* not negative */
	struct sops_money floor;  /* blank: 0; not negative */
	struct sops_money cap;    /* blank: none */
	struct sops_money amount;
};

/*
 * SOPS_EUSAGE: the step is not above 0; the total is blank, negative or no multiple of the step (an
 * odd rest would have to go to somebody, and nobody said to whom). SOPS_EINPUT: there are
 * no parts; a weight is blank; a weight, floor or cap is negative; no weight is above 0; a cap is
 * below its floor, or no multiple of the step between them; the floors add up to more than
 * the total; the caps of parts with a weight leave some of it over; overflow. Messages call parts
 * by their numbers, from 1.
 */
int sops_apportion(struct sops_apportion_part *parts, size_t count, struct sops_money total,
	struct sops_money step, struct sops_error *err);

#endif
