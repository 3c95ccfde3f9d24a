/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_look.c: one look at a record, for the checks of all its cells: what none of its bytes can
 * be, no cell need be searched for.
 */
#include "audit_private.h"

typedef unsigned char bytes __attribute__((vector_size(16)));

static inline bytes load(const char *at)
{
	bytes out;

	memcpy(&out, at, sizeof(out));
	return out;
}

/* Control characters; delete; the first byte of those of C1, and of a no-break space; that of wide
 * spaces and of marks of direction. */
static inline bytes odd(bytes b)
{
	return (bytes)(b < 0x20) | (bytes)(b == 0x7F) | (bytes)(b == 0xC2) | (bytes)(b == 0xE2) |
		(bytes)(b == 0xE3);
}

static bool any(bytes b)
{
	uint64_t halves[2];

	memcpy(halves, &b, sizeof(halves));
	return (halves[0] | halves[1]) != 0;
}

static bool has_odd(struct sops_field raw)
{
	bytes found = { 0 }, last = (bytes){ 0 } + ' ';
	size_t i = 0;

	for (; i + sizeof(found) <= raw.len; i += sizeof(found))
		found |= odd(load(raw.at + i));
	if (i < raw.len)
		memcpy(&last, raw.at + i, raw.len - i);
	return any(found | odd(last));
}

/* What a cell may be that begins, or ends, so. */
static const unsigned char firsts[256] = { ['='] = SOPS__HAS_FORMULA, ['+'] = SOPS__HAS_FORMULA,
	['-'] = SOPS__HAS_FORMULA, ['@'] = SOPS__HAS_FORMULA, ['\t'] = SOPS__HAS_FORMULA |
	SOPS__HAS_EDGE, ['\r'] = SOPS__HAS_FORMULA, [' '] = SOPS__HAS_EDGE };

void sops__audit_look(struct sops__audit_at *at, struct sops_field raw)
{
	const struct sops_record *record = at->record;
	unsigned has = has_odd(raw) ? SOPS__HAS_CONTROL | SOPS__HAS_EDGE : 0;
	size_t longest = 0;

	for (size_t i = 0; i < record->count; i++) {
		struct sops_field cell = record->fields[i];

		if (cell.len == 0)
			continue;
		has |= firsts[(unsigned char)cell.at[0]];
		has |= firsts[(unsigned char)cell.at[cell.len - 1]] & SOPS__HAS_EDGE;
		longest = cell.len > longest ? cell.len : longest;
	}
	at->has = has;
	at->longest = longest;
	at->raw_len = raw.len;
}
