/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ascii.h"
#include "csv_private.h"
#include "sniff_private.h"

#include <inttypes.h>
#include <stdio.h>

#define GOOD_SCORE 400 /* of a reading as Chinese */

static const char mark[] = "\xEF\xBB\xBF";

static const struct {
	const char *family, *written; /* for how it was told */
} spelled[] = {
	{ "gb18030", "GB18030" },
	{ "cp936", "GBK" },
	{ "big5", "Big5" },
	{ "cp932", "Shift-JIS" },
};

static int sniffed(struct sops_sniffed_encoding *out, const char *name, enum sops_sureness sure,
	const char *how)
{
	out->name = name;
	out->sure = sure;
	snprintf(out->how, sizeof(out->how), "%s", how);
	return 0;
}

static uint64_t line_of(struct sops_field head, size_t offset)
{
	uint64_t line = 1;

	for (size_t i = 0; i < offset; i++)
		line += head.at[i] == '\n';
	return line;
}

static int refuse_byte(struct sops_field head, size_t offset, struct sops_error *err,
	const char *but)
{
	struct sops_place place = { .line = line_of(head, offset) };

	sops_error_set(err, SOPS_EINPUT, "byte 0x%02X at offset %zu is not UTF-8, %s",
		(unsigned)(unsigned char)head.at[offset], offset, but);
	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

/* UTF-16 and UTF-32 */

/* How many of the units are ASCII text, if the high byte is the second, or the first. */
static size_t ascii_units(struct sops_field head, size_t high)
{
	size_t n = 0;

	for (size_t i = 0; i + 2 <= head.len; i += 2) {
		unsigned char c = (unsigned char)head.at[i + 1 - high];

		n += head.at[i + high] == 0 && c < 0x7F && (c >= ' ' || (c >= '\t' && c <= '\r'));
	}
	return n;
}

/* Every line end, comma and digit is one; the other order has them only where U+2C00 and
 * such stand. */
static const char *wide_by_units(struct sops_field head)
{
	size_t little = ascii_units(head, 1), big = ascii_units(head, 0);
	size_t least = head.len / 64 > 2 ? head.len / 64 : 2;

	if (little >= least && little > 8 * big)
		return "utf-16le";
	return big >= least && big > 8 * little ? "utf-16be" : NULL;
}

static int check_whole(const char *name, size_t unit, struct sops_field head, bool ended,
	struct sops_error *err)
{
	if (!ended || head.len % unit == 0)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "the input ends inside a character (%s)", name);
	sops_error_hint(err, "the file is cut off: export it again");
	return SOPS_EINPUT;
}

static int take_marked(struct sops_sniffed_encoding *out, const struct sops__encoding *marked,
	struct sops_field head, bool ended, struct sops_error *err)
{
	size_t unit = strcmp(marked->family, "UTF-32") == 0 ? 4 : 2;

	out->mark = marked->mark_len;
	sniffed(out, marked->announced, SOPS_CERTAIN, "byte order mark");
	return check_whole(out->name, unit, head, ended, err);
}

/* With NULs in it, it is wide or no text. */
static int take_nuls(struct sops_sniffed_encoding *out, struct sops_field head, size_t nul,
	bool ended, struct sops_error *err)
{
	struct sops_field first = { head.at, head.len < 64 ? head.len - head.len % 4 : 64 };
	const struct sops__encoding *patterned = sops__encoding_patterned(first);
	const char *name;

	if (patterned && strcmp(patterned->family, "UTF-32") == 0) {
		sniffed(out, patterned->name, SOPS_CERTAIN, "its pattern of NUL bytes");
		return check_whole(out->name, 4, head, ended, err);
	}
	name = wide_by_units(head);
	if (!name)
		return sops_error_set(err, SOPS_EINPUT, "NUL byte at offset %zu", nul);
	sniffed(out, name, SOPS_LIKELY, "its pattern of NUL bytes");
	return check_whole(name, 2, head, ended, err);
}

/* UTF-8, and what is not */

/* Lines with bytes beyond ASCII. */
struct lines {
	size_t good, bad; /* in UTF-8, or not */
	bool chinese;     /* a good one has Chinese in it that chance would not make */
	size_t first;     /* offset of the first byte that is wrong */
	struct sops_field bad_line;
};

static bool has_chinese(struct sops_field line)
{
	size_t n = 0;

	for (size_t i = 0; i + 3 <= line.len; i++)
		n += (unsigned char)line.at[i] >= 0xE4 && (unsigned char)line.at[i] <= 0xE9 &&
			sops__utf8_span(line.at + i, 3) == 3;
	return n >= 4;
}

static void count_line(struct lines *lines, struct sops_field head, struct sops_field line)
{
	size_t span = sops__utf8_span(line.at, line.len);
	bool ascii = true;

	for (size_t i = 0; i < line.len && ascii; i++)
		ascii = !(line.at[i] & 0x80);
	if (ascii)
		return;
	if (span == line.len) {
		lines->good++;
		lines->chinese |= has_chinese(line);
	} else if (lines->bad++ == 0) {
		lines->first = (size_t)(line.at - head.at) + span;
		lines->bad_line = line;
	}
}

static struct lines count_lines(struct sops_field head)
{
	struct lines lines = { 0 };
	const char *at = head.at, *end = head.at + head.len;

	while (at < end) {
		const char *lf = memchr(at, '\n', (size_t)(end - at));
		const char *to = lf ? lf : end;

		count_line(&lines, head, (struct sops_field){ at, (size_t)(to - at) });
		at = lf ? lf + 1 : end;
	}
	return lines;
}

static int refuse_mixed(struct sops_field head, const struct lines *lines, struct sops_error *err)
{
	struct sops__guess guess;
	char but[64];

	if (sops__guess_legacy(&guess, lines->bad_line, true, err) < 0)
		return SOPS_ESYSTEM;
	snprintf(but, sizeof(but), "but %zu line%s", lines->good,
		lines->good == 1 ? " is" : "s are");
	refuse_byte(head, lines->first, err, but);
	if (guess.best.encoding && !guess.rival)
		sops_error_hint(err, "line %" PRIu64 " looks like %s",
			line_of(head, lines->first), guess.best.encoding);
	return SOPS_EINPUT;
}

static int refuse_unclear(struct sops_sniffed_encoding *out, struct sops_field head, size_t offset,
	const struct sops__guess *guess, struct sops_error *err)
{
	const char *best = guess->best.encoding ? guess->best.encoding : "gb18030";
	const char *rival = guess->rival ? guess->rival : "windows-1252";

	out->candidates[0] = best;
	out->candidates[1] = strcmp(best, rival) != 0 ? rival : "gb18030";
	refuse_byte(head, offset, err, "and the encoding is unclear");
	sops_error_hint(err, "try --encoding %s or --encoding %s", out->candidates[0],
		out->candidates[1]);
	return SOPS_EINPUT;
}

static const char *written(const char *encoding)
{
	for (size_t i = 0; i < sizeof(spelled) / sizeof(spelled[0]); i++)
		if (strcmp(spelled[i].family, encoding) == 0)
			return spelled[i].written;
	return NULL;
}

static int take_legacy(struct sops_sniffed_encoding *out, const struct sops__reading *reading)
{
	const char *name = written(reading->encoding);

	out->name = reading->encoding;
	out->sure = sops__reading_proved(reading) ? SOPS_CERTAIN : SOPS_LIKELY;
	if (name)
		snprintf(out->how, sizeof(out->how), "valid %s with %zu Chinese characters", name,
			reading->han);
	else
		snprintf(out->how, sizeof(out->how), "letters and marks in usual places: %zu",
			reading->fit);
	return 0;
}

/* A sole Chinese character may be chance. */
static bool meagre(const struct sops__reading *reading)
{
	return written(reading->encoding) && reading->others < 2;
}

static int take_odd(struct sops_sniffed_encoding *out, struct sops_field head, bool ended,
	struct sops_error *err)
{
	struct lines lines = count_lines(head);
	struct sops__guess guess;

	if (lines.good > lines.bad || lines.chinese)
		return refuse_mixed(head, &lines, err);
	if (sops__guess_legacy(&guess, head, ended, err) < 0)
		return SOPS_ESYSTEM;
	if (!guess.best.encoding || guess.rival || meagre(&guess.best))
		return refuse_unclear(out, head, lines.first, &guess, err);
	return take_legacy(out, &guess.best);
}

/* Bytes at the end that begin a character, of which the rest is yet to come. */
static bool begins_character(struct sops_field tail)
{
	static const int ends_of_range[] = { 0x80, 0xBF };
	char whole[4];

	for (size_t i = 0; i < 2 && tail.len < 4; i++) {
		memset(whole, ends_of_range[i], sizeof(whole));
		memcpy(whole, tail.at, tail.len);
		for (size_t len = tail.len + 1; len <= 4; len++)
			if (sops__utf8_span(whole, len) == len)
				return true;
	}
	return false;
}

/* Only ¥, and none behind a letter or a digit: the storey that it is in Chinese of old stands
 * behind its number. */
static bool only_yen(struct sops_field head)
{
	static const char yen[] = "¥";
	char before = '\0';

	for (size_t i = 0; i < head.len; before = head.at[i++]) {
		if (!(head.at[i] & 0x80))
			continue;
		if (head.len - i < 2 || memcmp(head.at + i, yen, 2) != 0 ||
		    sops__is_digit(before) || sops__is_letter(before))
			return false;
		i++;
	}
	return true;
}

/* Where there are none but characters of two bytes, they could as well be Chinese of old. */
static int as_good_chinese(struct sops_field head, bool ended, struct sops_error *err)
{
	struct sops__reading reading;

	for (size_t i = 0; i < head.len; i++)
		if ((unsigned char)head.at[i] >= 0xE0)
			return 0;
	if (only_yen(head))
		return 0;
	if (sops__reading_of(&reading, "gb18030", head, ended, err) < 0)
		return SOPS_ESYSTEM;
	return sops__reading_score(&reading) >= GOOD_SCORE;
}

/* How many are beyond ASCII: one alone may be chance. */
static size_t characters(struct sops_field head)
{
	size_t n = 0;

	for (size_t i = 0; i < head.len; i++)
		n += (unsigned char)head.at[i] >= 0xC0;
	return n;
}

static int refuse_either(struct sops_sniffed_encoding *out, struct sops_error *err)
{
	out->candidates[0] = "utf-8";
	out->candidates[1] = "gb18030";
	sops_error_set(err, SOPS_EINPUT, "the encoding is unclear: UTF-8 and GB18030 both fit");
	sops_error_hint(err, "try --encoding utf-8 or --encoding gb18030");
	return SOPS_EINPUT;
}

static int take_utf8(struct sops_sniffed_encoding *out, struct sops_field head, bool ended,
	struct sops_error *err)
{
	size_t ascii = 0;
	int chinese;

	while (ascii < head.len && !(head.at[ascii] & 0x80))
		ascii++;
	out->ascii = ascii == head.len;
	if (out->mark)
		return sniffed(out, "utf-8", SOPS_CERTAIN, "byte order mark");
	if (out->ascii)
		return sniffed(out, "utf-8", ended ? SOPS_CERTAIN : SOPS_LIKELY,
			ended ? "ASCII" : "ASCII so far");
	chinese = as_good_chinese(head, ended, err);
	if (chinese)
		return chinese < 0 ? chinese : refuse_either(out, err);
	return sniffed(out, "utf-8", characters(head) < 2 ? SOPS_LIKELY : SOPS_CERTAIN,
		"valid UTF-8");
}

static int take_narrow(struct sops_sniffed_encoding *out, struct sops_field head, bool ended,
	struct sops_error *err)
{
	size_t span = sops__utf8_span(head.at, head.len);
	struct sops_field tail = { head.at + span, head.len - span };

	if (span == head.len || (!ended && begins_character(tail)))
		return take_utf8(out, (struct sops_field){ head.at, span }, ended, err);
	if (out->mark)
		return refuse_byte(head, span, err, "but the byte order mark says UTF-8");
	return take_odd(out, head, ended, err);
}

int sops_sniff_encoding(struct sops_sniffed_encoding *out, struct sops_field head, bool ended,
	struct sops_error *err)
{
	const struct sops__encoding *marked = sops__encoding_marked(head, NULL);
	enum sops_sniff_kind kind = sops_sniff_kind(head);
	const char *nul = head.len ? memchr(head.at, '\0', head.len) : NULL;

	*out = (struct sops_sniffed_encoding){ .sure = SOPS_UNCLEAR };
	if (kind)
		return sops__refuse_kind(kind, err);
	if (marked)
		return take_marked(out, marked, head, ended, err);
	if (nul)
		return take_nuls(out, head, (size_t)(nul - head.at), ended, err);
	if (head.len >= 3 && memcmp(head.at, mark, 3) == 0)
		out->mark = 3;
	return take_narrow(out, head, ended, err);
}
