/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chosen.h: texts of a column that the user lists: which rows have one, and whether any has. */
#ifndef SOPS_CHOSEN_H
#define SOPS_CHOSEN_H

#include "texts.h"

/* All zero: nobody lists any. Texts are folded: case and width do not count. */
struct sops__chosen {
	struct sops__texts listed, seen;
	struct sops_buffer folded;
	bool any; /* text was asked for */
};

/* Separated by commas; NULL: no list. SOPS_EUSAGE: no category is named. */
int sops__chosen_list(struct sops__chosen *chosen, const char *list, const char *what,
	struct sops_error *err);
void sops__chosen_release(struct sops__chosen *chosen);
bool sops__chosen_is_list(const struct sops__chosen *chosen);

/* 1 when the text is listed, 0 when it is not; a blank one never is. */
int sops__chosen_has(struct sops__chosen *chosen, struct sops_field text, struct sops_error *err);

/*
 * A text of the list that no row has is a slip of the pen. SOPS_EINPUT: no cost is of category
 * "marketting", with the nearest and all categories; 0 while there was no row.
 */
int sops__chosen_check(const struct sops__chosen *chosen, const char *row, const char *what,
	const char *plural, struct sops_error *err);

#endif
