/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side.h"

#include "given.h"
#include "tap.h"

#include <unistd.h>

static int fd = -1;

struct sops_input *side_open(const struct side *side, const char *text)
{
	const struct sops_input_options options = { .needs = side->needs, .uses = side->uses,
		.by = side->by };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;

	fd = given_fd(text);
	if (sops_input_open(&input, side->schema, fd, side->name, &options, &err) < 0)
		fail_msg("%s", err.text);
	return input;
}

void side_close(struct sops_input *input)
{
	sops_input_free(input);
	close(fd);
}

sops_date side_day(const char *iso)
{
	sops_date date = SOPS_DATE_BLANK;

	if (iso)
		assert_int_equal(sops_date_parse_iso(&date, sops_field_of(iso), NULL), 0);
	return date;
}

struct sops_span side_span(const char *first, const char *last)
{
	return (struct sops_span){ side_day(first), last ? side_day(last) + 1 : SOPS_DATE_BLANK };
}
