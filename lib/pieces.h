/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pieces.h: texts, each with a few bytes of the caller's behind it, in pieces of memory that are
 * never moved or copied. A number of some bits says where one is; no place is 0.
 */
#ifndef SOPS_PIECES_H
#define SOPS_PIECES_H

#include "eights.h"
#include "varint.h"

#include <sops/buffer.h>

#define SOPS__PLACE 36 /* bits of a place: the lower say where in a piece, */
#define SOPS__PIECE_BITS 21 /* so many of them */
#define SOPS__PLACES (UINT64_C(1) << SOPS__PLACE)
#define SOPS__PIECE_SIZE ((size_t)1 << SOPS__PIECE_BITS)

struct sops__piece {
	char *at;
	size_t size;
};

/* All zero: none yet. */
struct sops__pieces {
	struct sops__piece *all;
	size_t count, room; /* that there are; for which the array has room */
	size_t now, used;   /* the piece that is filled at present; bytes of it */
	struct sops__piece filled; /* the same piece */
};

/* data holds, as the text does, until the pieces are released. */
struct sops__entry {
	struct sops_field text;
	char *data;
};

void sops__pieces_release(struct sops__pieces *pieces);
/* Forgets all texts, and keeps some memory for others. */
void sops__pieces_rewind(struct sops__pieces *pieces);

/* Makes room for so many bytes in one piece. */
int sops__pieces_add(struct sops__pieces *pieces, size_t least, struct sops_error *err);

/* Bytes for something else, aligned to eight, which stay where they are while the pieces do. */
int sops__pieces_room(struct sops__pieces *pieces, size_t size, void **room,
	struct sops_error *err);

/* Takes over all that another has, which then has none: its places become larger by *shift. */
int sops__pieces_take(struct sops__pieces *into, struct sops__pieces *from, uint64_t *shift,
	struct sops_error *err);

/* Whether they have enough memory to be taken over: what is small is better added one by one. */
static inline bool sops__pieces_large(const struct sops__pieces *pieces)
{
	return pieces->count > 0 && pieces->all[pieces->count - 1].size >= SOPS__PIECE_SIZE;
}

static inline char *sops__pieces_bytes(const struct sops__pieces *pieces, uint64_t place)
{
	return pieces->all[place >> SOPS__PIECE_BITS].at + (place & (SOPS__PIECE_SIZE - 1));
}

/* Of a text; only the bits above a place are anybody's. */
uint64_t sops__pieces_hash(struct sops_field text);

/* What stands at a place. */
static inline struct sops__entry sops__pieces_at(const struct sops__pieces *pieces, uint64_t place)
{
	const char *at = sops__pieces_bytes(pieces, place);
	size_t len = (unsigned char)*at < 0x80 ? (unsigned char)*at++ : sops__varint_take(&at);

	return (struct sops__entry){ { at, len }, (char *)(uintptr_t)at + len };
}

static inline struct sops_field sops__pieces_text(const struct sops__pieces *pieces,
	uint64_t place)
{
	return sops__pieces_at(pieces, place).text;
}

static inline bool sops__pieces_fit(const struct sops__pieces *pieces, size_t size)
{
	return pieces->used < SOPS__PIECE_SIZE && pieces->used + size <= pieces->filled.size;
}

/* Writes a text down, the second bytes right behind the first; *place says where. */
static inline int sops__pieces_put(struct sops__pieces *pieces, struct sops_field text,
	const struct sops_field bytes[2], uint64_t *place, struct sops_error *err)
{
	size_t most = SOPS__VARINT + text.len + bytes[0].len + bytes[1].len;
	char *start, *at;
	int status = 0;

	if (!sops__pieces_fit(pieces, most))
		status = sops__pieces_add(pieces, most, err);
	if (status < 0)
		return status;
	*place = (uint64_t)pieces->now << SOPS__PIECE_BITS | pieces->used;
	start = pieces->filled.at + pieces->used;
	at = sops__varint_put(start, text.len);
	sops__eights_copy(at, text.at, text.len);
	at += text.len;
	sops__eights_copy(at, bytes[0].at, bytes[0].len);
	at += bytes[0].len;
	if (bytes[1].len > 0)
		sops__eights_copy(at, bytes[1].at, bytes[1].len);
	pieces->used += (size_t)(at - start) + bytes[1].len;
	return 0;
}

#endif
