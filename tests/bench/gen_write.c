/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV in the forms CRMs write it. */
#include "gen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, LONGEST_ROW = 1 << 14, FIRST_DAY = 9131 /* 1995-01-01 */, DAYS = 45000 };

struct out {
	char *path;
	int fd; /* below 0: forgets */
	struct style style;
	bool row_begun;
	struct planter *planter; /* NULL: none */
	bool special[256];
	size_t used;
	iconv_t converter;
	char (*dates)[12];
	char bytes[BUFFER];
	char converted[4 * BUFFER];
};

static _Noreturn void fail(const char *path)
{
	fprintf(stderr, "generate: %s: %s\n", path, strerror(errno));
	exit(4);
}

static void write_all(const struct out *out, const char *at, size_t length)
{
	while (length && out->fd >= 0) {
		ssize_t written = write(out->fd, at, length);
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			fail(out->path);
		at += written;
		length -= (size_t)written;
	}
}

static void flush(struct out *out)
{
	char *in = out->bytes, *to = out->converted;
	size_t in_left = out->used, to_left = sizeof(out->converted);
	out->used = 0;
	if (out->fd < 0)
		return;
	if (!out->converter)
		return write_all(out, in, in_left);
	if (iconv(out->converter, &in, &in_left, &to, &to_left) == (size_t)-1)
		fail(out->path);
	write_all(out, out->converted, (size_t)(to - out->converted));
}

static void digits(char *at, int value, int width)
{
	while (width--) {
		at[width] = (char)('0' + value % 10);
		value /= 10;
	}
}

void date_text(char *at, int day, enum dates dates)
{
	int year, month, dom;
	civil_of(day, &year, &month, &dom);
	if (dates == DATES_MDY) {
		snprintf(at, 12, "%u/%u/%u", (unsigned)month % 13, (unsigned)dom % 32,
			(unsigned)year % 10000);
		return;
	}
	bool iso = dates == DATES_ISO;
	digits(at + (iso ? 0 : 6), year, 4);
	digits(at + (iso ? 5 : 3), month, 2);
	digits(at + (iso ? 8 : 0), dom, 2);
	at[iso ? 4 : 2] = at[iso ? 7 : 5] = iso ? '-' : '/';
}

/* One calendar serves all tables: they share a style. */
static char (*calendar(enum dates dates))[12]
{
	static char days[DAYS][12];
	if (!days[0][0])
		for (int i = 0; i < DAYS; i++)
			date_text(days[i], FIRST_DAY + i, dates);
	return days;
}

static struct out *open_fd(const char *path, int fd, const struct style *style)
{
	static const char *const names[] = { [GB18030] = "GB18030", [UTF_16LE] = "UTF-16LE" };
	struct out *out = calloc(1, sizeof(*out));
	if (!out || !(out->path = strdup(path ? path : "")))
		fail(path);
	out->fd = fd;
	out->style = *style;
	out->dates = calendar(style->dates);
	out->special[(unsigned char)style->delimiter] = !style->quote_all;
	out->special['\n'] = out->special['\r'] = !style->quote_all;
	out->special['"'] = true;
	if (style->encoding >= GB18030) {
		out->converter = iconv_open(names[style->encoding], "UTF-8");
		if (out->converter == (iconv_t)-1)
			fail(names[style->encoding]);
	}
	if (style->encoding == UTF_8_BOM || style->encoding == UTF_16LE)
		out_bytes(out, "\xef\xbb\xbf", 3);
	return out;
}

struct out *out_open(const char *path, const struct style *style)
{
	int fd = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
	if (path && fd < 0)
		fail(path);
	return open_fd(path, fd, style);
}

struct out *out_stdout(const struct style *style)
{
	return open_fd("standard output", STDOUT_FILENO, style);
}

void out_close(struct out *out)
{
	if (!out)
		return;
	if (out->planter && out->used && planter_cuts_end(out->planter))
		out->used -= 1 + out->style.crlf;
	planter_free(out->planter);
	flush(out);
	if (out->fd >= 0 && close(out->fd) < 0)
		fail(out->path);
	if (out->converter)
		iconv_close(out->converter);
	free(out->path);
	free(out);
}

static inline void put(struct out *out, char c)
{
	out->bytes[out->used++] = c;
}

void out_bytes(struct out *out, const char *text, size_t length)
{
	memcpy(out->bytes + out->used, text, length);
	out->used += length;
}

static inline void begin(struct out *out)
{
	if (out->row_begun)
		put(out, out->style.delimiter);
	out->row_begun = true;
	if (out->style.quote_all)
		put(out, '"');
}

static inline void end(struct out *out)
{
	if (out->style.quote_all)
		put(out, '"');
}

void out_row(struct out *out)
{
	if (out->planter)
		return planter_row(out->planter, out);
	if (out->style.crlf)
		put(out, '\r');
	put(out, '\n');
	out->row_begun = false;
	if (out->used > BUFFER - LONGEST_ROW)
		flush(out);
}

static void quoted(struct out *out, const char *text, size_t length)
{
	bool open = !out->style.quote_all;
	if (open)
		put(out, '"');
	for (size_t i = 0; i < length; i++) {
		if (text[i] == '"')
			put(out, '"');
		put(out, text[i]);
	}
	if (open)
		put(out, '"');
}

static void field(struct out *out, const char *text, size_t length)
{
	bool special = false;
	if (out->planter)
		return planter_take(out->planter, text, length);
	for (size_t i = 0; i < length; i++)
		special |= out->special[(unsigned char)text[i]];
	begin(out);
	if (special)
		quoted(out, text, length);
	else
		out_bytes(out, text, length);
	end(out);
}

/* For what cannot hold a delimiter, a quote or a line end. */
static void plain(struct out *out, const char *text, size_t length)
{
	if (out->planter)
		return planter_take(out->planter, text, length);
	begin(out);
	out_bytes(out, text, length);
	end(out);
}

void out_text(struct out *out, const char *text)
{
	field(out, text, strlen(text));
}

void out_built(struct out *out, const struct text *text)
{
	field(out, text->at, text->length);
}

/* For planters */

void out_field(struct out *out, const char *text, size_t length)
{
	field(out, text, length);
}

void out_raw(struct out *out, const char *text, size_t length)
{
	if (out->row_begun)
		put(out, out->style.delimiter);
	out->row_begun = true;
	out_bytes(out, text, length);
}

void out_blank_line(struct out *out)
{
	out->row_begun = false;
	out_row(out);
}

const struct style *out_style(const struct out *out)
{
	return &out->style;
}

void out_set_crlf(struct out *out, bool crlf)
{
	out->style.crlf = crlf;
}

void out_plant(struct out *out, struct planter *planter)
{
	out->planter = planter;
}

/* Numbers are built from the right; these write before `at` and return the new start. */
static char *back_digits(char *at, int64_t value)
{
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do {
		*--at = (char)('0' + rest % 10);
	} while (rest /= 10);
	return at;
}

static char *back_grouped(char *at, int64_t value, char separator)
{
	int group = 0;
	do {
		if (group++ == 3) {
			*--at = separator;
			group = 1;
		}
		*--at = (char)('0' + value % 10);
	} while (value /= 10);
	return at;
}

void out_number(struct out *out, int64_t value)
{
	char text[24], *end_at = text + sizeof(text), *at = back_digits(end_at, value);
	if (value < 0)
		*--at = '-';
	plain(out, at, (size_t)(end_at - at));
}

void out_decimal(struct out *out, int64_t value, int places)
{
	char text[48], *end_at = text + sizeof(text), *at = end_at;
	for (int i = 0; i < places; i++, value /= 10)
		*--at = (char)('0' + value % 10);
	if (places)
		*--at = out->style.decimal_comma ? ',' : '.';
	at = back_digits(at, value);
	field(out, at, (size_t)(end_at - at));
}

void out_money(struct out *out, int64_t cents, int currency)
{
	const struct style *style = &out->style;
	char text[48], *end_at = text + sizeof(text), *at = end_at;
	char point = style->decimal_comma ? ',' : '.', separator = style->decimal_comma ? '.' : ',';
	bool grouped = style->money == MONEY_GROUPED || style->money == MONEY_CODED;
	if (style->money != MONEY_SHORT || cents % 10)
		*--at = (char)('0' + cents % 10);
	*--at = (char)('0' + cents / 10 % 10);
	*--at = point;
	at = grouped ? back_grouped(at, cents / 100, separator) : back_digits(at, cents / 100);
	if (style->money == MONEY_CODED) {
		*--at = ' ';
		at = memcpy(at - 3, currencies[currency].code, 3);
	}
	field(out, at, (size_t)(end_at - at));
}

void out_percent(struct out *out, int percent)
{
	struct text text = { 0 };
	switch (out->style.percent) {
	case PERCENT_RATE:
		return out_decimal(out, percent, 2);
	case PERCENT_TENTH:
		return out_decimal(out, percent * 10, 1);
	case PERCENT_WHOLE:
		return out_number(out, percent);
	case PERCENT_SIGN:
		text_digits(&text, percent, 1);
		text_add(&text, "%");
		return out_built(out, &text);
	}
}

static size_t add_date(const struct out *out, char *at, int64_t day)
{
	if (day < FIRST_DAY || day >= FIRST_DAY + DAYS) {
		fputs("generate: a date is out of range\n", stderr);
		abort();
	}
	memcpy(at, out->dates[day - FIRST_DAY], 12);
	return out->style.dates == DATES_MDY ? strlen(at) : 10;
}

void out_date(struct out *out, int64_t day)
{
	char text[16] = "";
	plain(out, text, day == NEVER ? 0 : add_date(out, text, day));
}

static size_t add_clock(const struct out *out, char *at, int second)
{
	int hour = second / HOUR, twelve = (hour + 11) % 12 + 1;
	bool mdy = out->style.dates == DATES_MDY;
	size_t width = mdy && twelve < 10 ? 1 : 2;
	at[0] = ' ';
	digits(at + 1, mdy ? twelve : hour, (int)width);
	at += 1 + width;
	at[0] = ':';
	digits(at + 1, second / MINUTE % 60, 2);
	if (mdy) {
		memcpy(at + 3, hour < 12 ? " AM" : " PM", 3);
		return width + 7;
	}
	if (out->style.clock == CLOCK_MINUTES)
		return width + 4;
	at[3] = ':';
	digits(at + 4, second % 60, 2);
	return width + 7;
}

void out_time(struct out *out, int64_t second)
{
	char text[48];
	if (second == NEVER)
		return plain(out, "", 0);
	size_t day = add_date(out, text, second / DAY);
	size_t length = day + add_clock(out, text + day, (int)(second % DAY));
	if (out->style.clock == CLOCK_ZULU && out->style.dates == DATES_ISO) {
		text[day] = 'T';
		memcpy(text + length, ".000Z", 5);
		length += 5;
	}
	plain(out, text, length);
}

void out_header(struct out *out, const char *names)
{
	for (const char *end_at; *names; names = end_at + (*end_at == ',')) {
		end_at = strchrnul(names, ',');
		field(out, names, (size_t)(end_at - names));
	}
	out_row(out);
}
