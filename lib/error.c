/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <utf8proc.h>

#define QUOTED_CHARACTERS 60

/* A text that does not fit ends with "…" behind its last whole character. */
static __attribute__((format(printf, 3, 0)))
void print(char *out, size_t size, const char *format, va_list args)
{
	static const char more[] = "\xE2\x80\xA6";
	int len = vsnprintf(out, size, format, args);
	size_t at = size - sizeof(more);

	if (len < 0 || (size_t)len < size)
		return;
	while (at > 0 && ((unsigned char)out[at] & 0xC0) == 0x80)
		at--;
	memcpy(out + at, more, sizeof(more));
}

static __attribute__((format(printf, 3, 0)))
int set(struct sops_error *err, enum sops_status status, const char *format, va_list args)
{
	if (err && err->status == SOPS_OK) {
		err->status = status;
		print(err->text, sizeof(err->text), format, args);
	}
	return status;
}

int sops_error_set(struct sops_error *err, enum sops_status status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	set(err, status, format, args);
	va_end(args);
	return status;
}

int sops_error_memory(struct sops_error *err)
{
	return sops_error_set(err, SOPS_ESYSTEM, "out of memory");
}

int sops_error_system(struct sops_error *err, const char *format, ...)
{
	int cause = errno;
	bool first = err && err->status == SOPS_OK;
	va_list args;
	size_t len;

	va_start(args, format);
	set(err, SOPS_ESYSTEM, format, args);
	va_end(args);
	if (first) {
		char why[128];

		len = strlen(err->text);
		snprintf(err->text + len, sizeof(err->text) - len, ": %s",
			strerror_r(cause, why, sizeof(why)));
	}
	return SOPS_ESYSTEM;
}

void sops_error_hint(struct sops_error *err, const char *format, ...)
{
	va_list args;

	if (!err || err->status == SOPS_OK || err->hint[0])
		return;
	va_start(args, format);
	print(err->hint, sizeof(err->hint), format, args);
	va_end(args);
}

void sops_error_place(struct sops_error *err, const struct sops_place *place)
{
	if (!err || err->status == SOPS_OK || err->file[0])
		return;
	if (place->file)
		snprintf(err->file, sizeof(err->file), "%s", place->file);
	if (err->line > 0)
		return;
	err->line = place->line;
	err->record = place->record;
	err->byte = place->byte;
}

/* One character of the value: its length in bytes, and whether it may be shown. */
static size_t next_character(struct sops_field value, utf8proc_int32_t *code)
{
	utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)value.at,
		(utf8proc_ssize_t)value.len, code);

	if (n > 0)
		return (size_t)n;
	*code = -1;
	return 1;
}

static bool harmless(utf8proc_int32_t c)
{
	if (c < 0x20 || (c >= 0x7F && c < 0xA0))
		return false;
	if ((c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069))
		return false;
	return c != 0x061C && c != 0x200E && c != 0x200F && c != 0x2028 && c != 0x2029 &&
		c != 0xFEFF;
}

size_t sops__escape_character(char out[8], struct sops_field *value)
{
	utf8proc_int32_t code;
	size_t n = next_character(*value, &code);
	unsigned char first = (unsigned char)value->at[0];
	int len = 0;

	if (code == '\n' || code == '\t' || code == '\r')
		len = snprintf(out, 8, "\\%c", code == '\n' ? 'n' : code == '\t' ? 't' : 'r');
	else if (code < 0 || (!harmless(code) && n == 1))
		len = snprintf(out, 8, "\\x%02x", (unsigned)first);
	else if (!harmless(code))
		len = snprintf(out, 8, "\\u%04x", (unsigned)code & 0xFFFF);
	else
		memcpy(out, value->at, n);
	value->at += n;
	value->len -= n;
	return len ? (size_t)len : n;
}

const char *sops_quote(char out[SOPS_QUOTED], struct sops_field value)
{
	size_t at = 0;

	out[at++] = '"';
	for (int shown = 0; value.len && shown < QUOTED_CHARACTERS; shown++)
		at += sops__escape_character(out + at, &value);
	if (value.len) {
		memcpy(out + at, "\xE2\x80\xA6", 3);
		at += 3;
	}
	out[at++] = '"';
	out[at] = '\0';
	return out;
}

const char *sops__escape(char out[SOPS_QUOTED], struct sops_field value)
{
	size_t len;

	sops_quote(out, value);
	len = strlen(out) - 2;
	memmove(out, out + 1, len);
	out[len] = '\0';
	return out;
}

void sops_error_column(struct sops_error *err, struct sops_field header)
{
	size_t at = 0;

	if (!err || err->status == SOPS_OK || err->column[0])
		return;
	while (header.len && at + 12 < sizeof(err->column))
		at += sops__escape_character(err->column + at, &header);
	err->column[at] = '\0';
}
