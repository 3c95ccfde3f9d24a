/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_points.c: how many points a reason has. */
#include "pipeline_private.h"

struct row {
	int reason;
	struct sops_money points;
};

enum { REASON, POINTS, ROLES };

static const struct sops_word reasons[] = {
	{ "idle", SOPS_PIPELINE_IDLE }, { "slow", SOPS_PIPELINE_SLOW },
	{ "past_due", SOPS_PIPELINE_PAST_DUE }, { "pushed", SOPS_PIPELINE_PUSHED },
	{ "no_next_step", SOPS_PIPELINE_NO_NEXT_STEP },
	{ "one_contact", SOPS_PIPELINE_ONE_CONTACT }, { "large", SOPS_PIPELINE_LARGE },
	{ "missing", SOPS_PIPELINE_MISSING }, { "no_activity", SOPS_PIPELINE_NO_ACTIVITY },
	{ NULL, 0 },
};

static const struct sops_role roles[ROLES] = {
	[REASON] = { .name = "reason", .type = SOPS_WORD, .words = reasons,
		.offset = offsetof(struct row, reason), .doc = "what speaks against a deal" },
	[POINTS] = { .name = "points", .type = SOPS_COUNT, .offset = offsetof(struct row, points),
		.doc = "how much, of 100" },
};

static const struct sops_schema schema = {
	.name = "weights", .roles = roles, .count = ROLES, .row_size = sizeof(struct row),
};

void sops_pipeline_points(int64_t points[SOPS_PIPELINE_REASONS])
{
	static const int64_t usual[SOPS_PIPELINE_REASONS] = {
		[SOPS_PIPELINE_IDLE] = 20, [SOPS_PIPELINE_SLOW] = 20,
		[SOPS_PIPELINE_PAST_DUE] = 20, [SOPS_PIPELINE_PUSHED] = 15,
		[SOPS_PIPELINE_NO_NEXT_STEP] = 10, [SOPS_PIPELINE_ONE_CONTACT] = 5,
		[SOPS_PIPELINE_LARGE] = 5, [SOPS_PIPELINE_MISSING] = 5,
		[SOPS_PIPELINE_NO_ACTIVITY] = 10,
	};

	memcpy(points, usual, sizeof(usual));
}

static int take(int64_t points[SOPS_PIPELINE_REASONS], const struct row *row,
	struct sops_error *err)
{
	if (row->reason == SOPS_BLANK || sops_money_blank(row->points))
		return sops_error_set(err, SOPS_EINPUT, "a weight needs a reason and points");
	if (sops_money_compare(row->points, sops_money_of(100)) > 0)
		return sops_error_set(err, SOPS_EINPUT, "more than 100 points");
	if (points[row->reason] >= 0)
		return sops_error_set(err, SOPS_EINPUT, "%s has points already",
			sops_pipeline_reason(row->reason));
	points[row->reason] = (int64_t)row->points.units;
	return 0;
}

static int read_rows(int64_t points[SOPS_PIPELINE_REASONS], struct sops_input *input,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = take(points, row, err);
		if (status < 0) {
			struct sops_place place = sops_input_place(input);

			sops_error_place(err, &place);
			return status;
		}
	}
	return status;
}

int sops_pipeline_points_read(int64_t points[SOPS_PIPELINE_REASONS], int fd, const char *name,
	struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(REASON) | SOPS_ROLE(POINTS),
	};
	struct sops_input *input;
	int status = sops_input_open(&input, &schema, fd, name, &options, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < SOPS_PIPELINE_REASONS; i++)
		points[i] = -1;
	status = read_rows(points, input, err);
	for (size_t i = 0; i < SOPS_PIPELINE_REASONS; i++)
		if (points[i] < 0)
			points[i] = 0;
	sops_input_free(input);
	return status;
}
