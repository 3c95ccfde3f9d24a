/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pieces.h"

#include "hash.h"
#include "pages.h"
#include "private.h"

#include <stdlib.h>

#define SMALLEST ((size_t)4 << 10)

void sops__pieces_release(struct sops__pieces *pieces)
{
	for (size_t i = 0; i < pieces->count; i++)
		sops__pages_free(pieces->all[i].at, pieces->all[i].size);
	free(pieces->all);
	*pieces = (struct sops__pieces){ .count = 0 };
}

uint64_t sops__pieces_hash(struct sops_field text)
{
	return sops__hash(text, sops__seed()) & ~(SOPS__PLACES - 1);
}

static int reserve(struct sops__pieces *pieces, size_t more, struct sops_error *err)
{
	size_t room = pieces->count + more;
	struct sops__piece *all;

	if (room > (size_t)1 << (SOPS__PLACE - SOPS__PIECE_BITS))
		return sops_error_set(err, SOPS_EINPUT, "more than 64 GiB of texts");
	if (room <= pieces->room)
		return 0;
	room += room / 2;
	all = reallocarray(pieces->all, room, sizeof(*all));
	if (!all)
		return sops_error_memory(err);
	pieces->all = all;
	pieces->room = room;
	return 0;
}

/* Pieces grow up to a size; a text that is larger has one for itself. The first begins with a byte
 * that is nobody's, for no place is 0. */
__attribute__((cold)) int sops__pieces_add(struct sops__pieces *pieces, size_t least,
	struct sops_error *err)
{
	size_t size = SMALLEST << (pieces->count < 9 ? pieces->count : 9);
	int status = reserve(pieces, 1, err);
	char *at;

	if (status < 0)
		return status;
	size = size < least + 1 ? least + 1 : size;
	at = sops__pages_to_fill(size);
	if (!at)
		return sops_error_memory(err);
	pieces->all[pieces->count] = pieces->filled = (struct sops__piece){ at, size };
	pieces->now = pieces->count++;
	pieces->used = pieces->now == 0;
	return 0;
}

static size_t aligned(size_t used)
{
	return (used + 7) & ~(size_t)7;
}

int sops__pieces_room(struct sops__pieces *pieces, size_t size, void **room,
	struct sops_error *err)
{
	int status = 0;

	if (!sops__pieces_fit(pieces, size + 7))
		status = sops__pieces_add(pieces, size + 7, err);
	if (status < 0)
		return status;
	*room = pieces->filled.at + aligned(pieces->used);
	pieces->used = aligned(pieces->used) + size;
	return 0;
}

void sops__pieces_rewind(struct sops__pieces *pieces)
{
	struct sops__piece largest = { NULL, 0 };

	for (size_t i = 0; i < pieces->count; i++) {
		struct sops__piece other = pieces->all[i];

		if (other.size > largest.size) {
			other = largest;
			largest = pieces->all[i];
		}
		sops__pages_free(other.at, other.size);
	}
	if (pieces->count == 0)
		return;
	pieces->all[0] = pieces->filled = largest;
	pieces->count = 1;
	pieces->now = 0;
	pieces->used = 1;
}

/* Behind the own ones, which go on being filled. */
int sops__pieces_take(struct sops__pieces *into, struct sops__pieces *from, uint64_t *shift,
	struct sops_error *err)
{
	int status = reserve(into, from->count, err);

	*shift = (uint64_t)into->count << SOPS__PIECE_BITS;
	if (status < 0)
		return status;
	if (into->count == 0) {
		into->now = from->now;
		into->used = from->used;
		into->filled = from->filled;
	}
	if (from->count)
		memcpy(into->all + into->count, from->all, from->count * sizeof(*from->all));
	into->count += from->count;
	from->count = from->used = 0;
	from->filled = (struct sops__piece){ NULL, 0 };
	return 0;
}
