/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_body.h: what every instruction set does alike. The including file defines
 *
 *	TARGET                the attribute of functions that use its instructions
 *	struct bytes          64 of them
 *	load(at)              from any address
 *	equal(bytes, c)       the mask of bytes that are c
 *	either(bytes, c, d)   the mask of bytes that are c or d
 *	has(bytes, c, d)      whether either's is not 0
 *	bit(bytes, n)         the mask of bytes in which bit n is set
 *	plain(bytes)          whether all are ASCII and none is NUL
 *	flip_at(mask)         bit i: whether an odd number of the bits 0 to i are set
 *	count(mask)           how many bits are set
 *
 * A row is regular when every quote opens where a field begins and closes where it ends, or is
 * half of a doubled one, and every carriage return outside quotes has its line feed. Of such a
 * row libcsv has nothing to say that is not here.
 */
#include "scan.h"

/*
 * Where the text is not UTF-8: a continuation is missing, or stands where none is owed, or a
 * byte can never be. Leads that allow only some continuations are not judged here but marked:
 * E0 (Indic scripts), ED (the end of Hangul), and those of four bytes. A third byte is owed only
 * if the second is there, so that what is wrong in one row says nothing of the next.
 */
TARGET static inline uint64_t doubtful(const struct bytes *bytes, uint64_t from,
	struct sops__carry *carry)
{
	uint64_t high = bit(bytes, 7) & from, lead = high & bit(bytes, 6);
	uint64_t lead3 = lead & bit(bytes, 5), lead4 = lead3 & bit(bytes, 4);
	uint64_t more = high & ~lead, second = (lead3 << 1 | carry->lead3) & more;
	uint64_t owed = lead << 1 | second << 1 | carry->owed;
	uint64_t rare = either(bytes, (char)0xC0, (char)0xC1) | either(bytes, (char)0xE0, (char)0xED)
		| equal(bytes, '\0');

	carry->owed = (lead | second) >> 63;
	carry->lead3 = lead3 >> 63;
	return lead4 | (rare & from) | (owed ^ more);
}

/* The rules of quotes and carriage returns: see above. */
TARGET static inline void look(struct sops__masks *masks, const struct bytes *bytes, char delimiter,
	uint64_t from, struct sops__carry *carry)
{
	uint64_t quote = equal(bytes, '"') & from, inside = flip_at(quote) ^ carry->flip;
	uint64_t out = from & ~inside, open = quote & inside, close = quote & out;
	uint64_t delimiters = equal(bytes, delimiter) & out;
	uint64_t lf = equal(bytes, '\n'), ends = lf & out, cr = equal(bytes, '\r') & out;
	uint64_t space = either(bytes, ' ', '\t') & out & ~delimiters;
	uint64_t separators = delimiters | ends;
	uint64_t start = separators << 1 | carry->start, after = close << 1 | carry->after;

	masks->separators = separators;
	masks->ends = ends;
	masks->quoted = open;
	masks->odd = (open & ~start & ~after)
		| (after & ~(separators | cr | quote))
		| ((cr << 1 | carry->cr) & ~ends);
	masks->untidy = (open & after) | (space & start)
		| ((space << 1 | carry->space) & (separators | cr));
	masks->lines = lf & from & inside;
	carry->flip = -(inside >> 63);
	carry->start = separators >> 63;
	carry->after = close >> 63;
	carry->cr = cr >> 63;
	carry->space = space >> 63;
}

/* The same where there are no quotes and no carriage returns, before or within. */
TARGET static inline void look_unquoted(struct sops__masks *masks, const struct bytes *bytes,
	char delimiter, uint64_t from, struct sops__carry *carry)
{
	uint64_t delimiters = equal(bytes, delimiter) & from, ends = equal(bytes, '\n') & from;
	uint64_t space = either(bytes, ' ', '\t') & from & ~delimiters;
	uint64_t separators = delimiters | ends, start = separators << 1 | carry->start;

	masks->separators = separators;
	masks->ends = ends;
	masks->quoted = masks->odd = masks->lines = 0;
	masks->untidy = (space & start) | ((space << 1 | carry->space) & separators);
	carry->start = separators >> 63;
	carry->space = space >> 63;
}

TARGET static void fill(struct sops__masks *masks, const char *at, size_t words, char delimiter,
	uint64_t from, struct sops__carry *carry)
{
	struct sops__carry now = *carry;

	for (size_t i = 0; i < words; i++, masks++) {
		struct bytes bytes = load(at + i * SOPS__WORD);

		if (now.flip | now.after | now.cr || has(&bytes, '"', '\r'))
			look(masks, &bytes, delimiter, from, &now);
		else
			look_unquoted(masks, &bytes, delimiter, from, &now);
		masks->text = plain(&bytes) && !now.owed ? 0 : doubtful(&bytes, from, &now);
		masks->rare = masks->odd | masks->untidy | masks->lines | masks->text;
		masks->fields = count(masks->separators);
		from = UINT64_MAX;
	}
	*carry = now;
}
