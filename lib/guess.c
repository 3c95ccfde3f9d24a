/* SPDX-License-Identifier: GPL-3.0-or-later */
/* guess.c: where records seem to begin, from a look at a few of them. */
#include "bytes.h"

#include <stdlib.h>

#define WINDOW ((size_t)64 << 10)
#define GLIMPSE ((size_t)4 << 10) /* where records are as short as most */
#define ENOUGH 4 /* records in a row that have as many fields as the header */

struct window {
	const struct sops_source *source;
	char *text;
	size_t len;
	bool last; /* it reaches to the end of the range */
	bool more; /* a larger one may tell more */
};

enum shape { WHOLE, OTHER, UNFINISHED };

/* What the bytes from *at would be as a record; *at is then behind it. */
static enum shape record_at(const struct window *window, size_t *at)
{
	size_t fields = 1;
	bool quoted = false;

	for (; *at < window->len; ++*at) {
		char c = window->text[*at];

		quoted ^= c == '"';
		if (quoted)
			continue;
		fields += c == window->source->delimiter;
		if (c == '\n') {
			++*at;
			return fields == window->source->columns ? WHOLE : OTHER;
		}
	}
	return UNFINISHED;
}

static bool seems_border(const struct window *window, size_t at)
{
	enum shape shape = WHOLE;
	size_t records = 0;

	while (shape == WHOLE && records < ENOUGH && at < window->len) {
		shape = record_at(window, &at);
		records += shape == WHOLE;
	}
	if (window->more)
		return records == ENOUGH;
	return records > 0 && (shape == WHOLE || (shape == UNFINISHED && !window->last));
}

/* The first offset in the window at which a record seems to begin, or 0. */
static size_t first_border(const struct window *window)
{
	const char *at = window->text, *end = at + window->len;

	while ((at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		if (seems_border(window, (size_t)(at - window->text)))
			return (size_t)(at - window->text);
	}
	return 0;
}

/* Looks at no more bytes than those: *border is the first after a byte, or the end of the range. */
static int look(uint64_t *border, struct window *window, size_t most, uint64_t from, uint64_t end,
	struct sops_error *err)
{
	size_t found;
	int status;

	window->last = end - from <= most;
	window->more = !window->last && most < WINDOW;
	window->len = window->last ? (size_t)(end - from) : most;
	status = sops__bytes_read(window->source, window->text, window->len, from, err);
	found = status == 0 ? first_border(window) : 0;
	*border = found ? from + found : end;
	return status;
}

/* The border that comes first after a byte, or the end of the range when none is near. */
static int find_border(uint64_t *border, struct window *window, uint64_t from, uint64_t end,
	struct sops_error *err)
{
	int status = look(border, window, GLIMPSE, from, end, err);

	return status == 0 && *border == end ? look(border, window, WINDOW, from, end, err)
					     : status;
}

int sops_source_guess(const struct sops_source *source, struct sops_range range, size_t n,
	struct sops_range *parts, size_t *count, struct sops_error *err)
{
	struct window window = { .source = source, .text = malloc(WINDOW) };
	uint64_t start = range.start, size = range.end - range.start, border;
	int status = window.text ? 0 : sops_error_memory(err);

	*count = 0;
	for (size_t i = 1; status == 0 && i < n && start < range.end; i++) {
		uint64_t from = range.start + size / n * i;

		if (from < start)
			continue;
		status = find_border(&border, &window, from, range.end, err);
		if (status == 0 && border > start && border < range.end) {
			parts[(*count)++] = (struct sops_range){ start, border };
			start = border;
		}
	}
	if (status == 0 && start < range.end)
		parts[(*count)++] = (struct sops_range){ start, range.end };
	free(window.text);
	return status;
}
