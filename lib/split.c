/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split.c: where records end, told by the quotes before. */
#include "bytes.h"
#include "threads.h"

#include <stdlib.h>

/*
 * A piece of the range, between two places that are as good as any. How many quotes
 * it has says whether what follows is quoted; so all pieces can be counted at once.
 */
struct piece {
	const struct sops_source *source;
	struct sops_range range;
	size_t quotes;
	int status;
	struct sops_error error;
};

/* The way to the next record. */
struct walk {
	uint64_t at;
	bool quoted;
};

static int add_quotes(void *with, const char *at, size_t len)
{
	((struct piece *)with)->quotes += sops__bytes_count(at, len, '"');
	return 0;
}

static void *count_quotes(void *with)
{
	struct piece *piece = with;

	piece->status = sops__bytes_each(piece->source, piece->range, add_quotes, piece,
		&piece->error);
	return NULL;
}

/* Every piece's quotes, threads pieces at a time. */
static int count_all(struct piece *pieces, size_t n, size_t threads, struct sops_error *err)
{
	threads = threads ? threads : 1;
	for (size_t i = 0; i < n; i += threads)
		sops__threads(count_quotes, pieces + i, sizeof(*pieces),
			n - i < threads ? n - i : threads);
	for (size_t i = 0; i < n; i++) {
		if (pieces[i].status == 0)
			continue;
		if (err && err->status == SOPS_OK)
			*err = pieces[i].error;
		return pieces[i].status;
	}
	return 0;
}

/* The quote or line end from here on at which something changes, or the end. */
static const char *next_turn(const struct walk *walk, const char *at, size_t len)
{
	const char *quote = memchr(at, '"', len), *end = quote ? quote : at + len, *lf = NULL;

	if (!walk->quoted)
		lf = memchr(at, '\n', (size_t)(end - at));
	return lf ? lf : end;
}

/* 1 when the record has ended. */
static int walk_on(void *with, const char *at, size_t len)
{
	struct walk *walk = with;
	const char *end = at + len;

	while (at < end) {
		const char *turn = next_turn(walk, at, (size_t)(end - at));

		walk->at += (uint64_t)(turn - at) + (turn < end);
		if (turn < end && *turn == '\n')
			return 1;
		walk->quoted ^= turn < end;
		at = turn + 1;
	}
	return 0;
}

static int next_record(uint64_t *at, const struct piece *piece, bool quoted, uint64_t end,
	struct sops_error *err)
{
	struct walk walk = { piece->range.start, quoted };
	int status = sops__bytes_each(piece->source, (struct sops_range){ walk.at, end }, walk_on,
		&walk, err);

	*at = status > 0 ? walk.at : end;
	return status < 0 ? status : 0;
}

static struct piece *cut(const struct sops_source *source, struct sops_range range, size_t n)
{
	struct piece *pieces = calloc(n, sizeof(*pieces));
	uint64_t size = range.end - range.start, rest = size % n;

	for (size_t i = 0; pieces && i < n; i++) {
		pieces[i].source = source;
		pieces[i].range.start = range.start;
		range.start += size / n + (i < rest);
		pieces[i].range.end = range.start;
	}
	return pieces;
}

int sops_source_split(const struct sops_source *source, struct sops_range range, size_t n,
	size_t threads, struct sops_range *parts, size_t *count, struct sops_error *err)
{
	uint64_t start = range.start, size = range.end - range.start;
	struct piece *pieces;
	bool quoted = false;
	int status;

	*count = 0;
	n = n < size ? n : (size_t)size;
	if (n == 0)
		return 0;
	pieces = cut(source, range, n);
	if (!pieces)
		return sops_error_memory(err);
	status = count_all(pieces, n - 1, threads, err); /* nothing follows the last */
	for (size_t i = 1; status == 0 && i <= n; i++) {
		uint64_t end = range.end;

		quoted ^= pieces[i - 1].quotes & 1;
		if (i < n && pieces[i].range.start < start)
			continue; /* a record longer than a piece */
		if (i < n)
			status = next_record(&end, &pieces[i], quoted, range.end, err);
		if (status == 0 && end > start)
			parts[(*count)++] = (struct sops_range){ start, end };
		start = end;
	}
	free(pieces);
	return status;
}
