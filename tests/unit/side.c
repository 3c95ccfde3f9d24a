/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "side.h"

#include "given.h"
#include "tap.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int fd = -1;

static struct sops_input *open_input(const struct side *side, const char *const *maps)
{
	struct sops_input_options options = { .needs = side->needs, .uses = side->uses,
		.by = side->by, .maps = maps };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;

	while (maps && maps[options.n_maps])
		options.n_maps++;
	if (sops_input_open(&input, side->schema, fd, side->name, &options, &err) < 0)
		fail_msg("%s", err.text);
	return input;
}

struct sops_input *side_open(const struct side *side, const char *text)
{
	fd = given_fd(text);
	return open_input(side, NULL);
}

struct sops_input *side_open_shared(const struct side *side, const char *path,
	const char *const *maps)
{
	const char *shared = getenv("SOPS_SHARED_DATA");
	char *whole;

	assert_true(asprintf(&whole, "%s/%s", shared ? shared : "../shared/data", path) > 0);
	fd = open(whole, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		print_message("no %s: skipped\n", whole);
		free(whole);
		skip();
	}
	free(whole);
	return open_input(side, maps);
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
