/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * targets.h: what figures should come to: a table metric,scope,target,direction[,period].
 *
 *	metric,scope,target,direction,period
 *	win_rate,,30%,up,
 *	win_rate,North,0.35,up,2026Q3
 *	cycle_days,North / Direct,45,down,
 *
 *	scope      the text of a group's first by cell, or of all its by cells joined with " / ",
 *	           byte for byte; blank or all (全部, 所有): every group
 *	target     an exact number, in any written form of money.h, or a share: 35% is 0.35
 *	direction  up, blank, or no such column: the target is to be reached at least. down: at
 *	           most. Also higher and lower, 越高越好 and 越低越好 and the like
 *	period     a label of the calendar's own unit; blank, or no such column: every period
 *
 * A figure that is exactly on its target meets it, either way. Of several targets that match the
 * one with the most exact scope holds: all by cells, the first, every group; and of these the one
 * for the period before the one for every period.
 *
 * Rows may stand in any order, and rows of blank cells are passed over.
 */
#ifndef SOPS_TARGETS_H
#define SOPS_TARGETS_H

#include <sops/money.h>
#include <sops/period.h>

struct sops_targets;

struct sops_target {
	struct sops_money target;
	struct sops_currency currency; /* that stands at the number, or unsaid */
	bool down; /* at most */
	uint64_t line;
};

/*
 * Reads the table from an open descriptor; name is what messages call it. known: whether there is
 * a metric of that name, or NULL. SOPS_EINPUT, with file, line and column:
 *	the target has no metric
 *	no metric "winrate"
 *	the target is blank
 *	"soon" is not an amount
 *	"sideways" is none of: up, down
 *	"2026Q3" is not a month
 *	there are no periods for "2026Q3" to be one of (the calendar's unit is none)
 *	two targets for the same, the first on line 3
 */
int sops_targets_read(struct sops_targets **out, int fd, const char *name,
	const struct sops_calendar *calendar, bool (*known)(struct sops_field metric),
	struct sops_error *err);
void sops_targets_free(struct sops_targets *targets);

/* The target that holds for a figure, or NULL. group: the by cells, joined by NUL; period: of the
 * calendar, or SOPS_PERIOD_BLANK: only targets for every period. */
const struct sops_target *sops_targets_find(const struct sops_targets *targets,
	struct sops_field metric, struct sops_field group, sops_period period);

/* Whether the value meets the target; an undefined one does not. The comparison is exact.
 * SOPS_EINPUT: overflow. */
int sops_target_met(bool *met, const struct sops_target *target, struct sops_ratio value,
	struct sops_error *err);

#endif
