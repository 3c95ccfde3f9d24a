/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a cell says, by its type and the number format of its style. */
#include "xlsx_private.h"

static const struct sops_field types[] = {
	[SOPS__NUMBER] = SOPS_FIELD("n"),
	[SOPS__SHARED] = SOPS_FIELD("s"),
	[SOPS__FORMULA_TEXT] = SOPS_FIELD("str"),
	[SOPS__INLINE] = SOPS_FIELD("inlineStr"),
	[SOPS__BOOLEAN] = SOPS_FIELD("b"),
	[SOPS__ERROR] = SOPS_FIELD("e"),
	[SOPS__DATE] = SOPS_FIELD("d"),
};

bool sops__type_of(enum sops__type *out, const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (strcmp(types[i].at, name) == 0) {
			*out = (enum sops__type)i;
			return true;
		}
	}
	return false;
}

/* What XML takes for blank around a number. */
static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static struct sops_field trim(struct sops_field text)
{
	while (text.len && blank(text.at[text.len - 1]))
		text.len--;
	while (text.len && blank(*text.at))
		text = (struct sops_field){ text.at + 1, text.len - 1 };
	return text;
}

static int bad(struct sops_field value, const char *what, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EINPUT, "%s is not %s", sops_quote(quoted, value), what);
}

static int number(struct sops_buffer *out, const struct sops_xlsx *xlsx, uint32_t style,
	struct sops_field value, struct sops_error *err)
{
	const struct sops__format *format = &xlsx->styles.cells[style];
	bool time = format->shows == SOPS__SHOWS_TIME;
	struct sops__number n;

	if (!sops__number_parse(&n, value))
		return bad(value, "a number", err);
	if ((time || format->shows == SOPS__SHOWS_DATE) &&
	    sops__serial_write(out, &n, time, xlsx->from_1904) <= 0)
		return 0;
	if (format->shows == SOPS__SHOWS_PERCENT) {
		sops__number_write(out, &n, 2);
		return sops_buffer_putc(out, '%');
	}
	sops_buffer_puts(out, format->currency);
	return sops__number_write(out, &n, 0);
}

static int shared(struct sops_buffer *out, const struct sops_xlsx *xlsx, struct sops_field value,
	struct sops_error *err)
{
	char digits[12] = "";
	uint32_t index;

	if (value.len < sizeof(digits))
		memcpy(digits, value.at, value.len);
	if (!sops__whole(&index, digits, UINT32_MAX))
		return bad(value, "the number of a shared string", err);
	if (index >= xlsx->strings.count)
		return sops_error_set(err, SOPS_EINPUT,
			"shared string %u, of which there are %zu, from 0", (unsigned)index,
			xlsx->strings.count);
	return sops_buffer_field(out, sops__strings_at(&xlsx->strings, index));
}

static int boolean(struct sops_buffer *out, struct sops_field value, struct sops_error *err)
{
	static const struct sops_field one = SOPS_FIELD("1"), zero = SOPS_FIELD("0"),
		yes = SOPS_FIELD("true"), no = SOPS_FIELD("false");

	if (sops_field_equal(value, one) || sops_field_equal(value, yes))
		return sops_buffer_puts(out, "TRUE");
	if (sops_field_equal(value, zero) || sops_field_equal(value, no))
		return sops_buffer_puts(out, "FALSE");
	return bad(value, "TRUE or FALSE, 1 or 0", err);
}

int sops__cell_text(struct sops_buffer *out, const struct sops_xlsx *xlsx, enum sops__type type,
	uint32_t style, struct sops_field value, struct sops_error *err)
{
	switch (type) {
	case SOPS__NUMBER:
		return number(out, xlsx, style, trim(value), err);
	case SOPS__SHARED:
		return shared(out, xlsx, trim(value), err);
	case SOPS__BOOLEAN:
		return boolean(out, trim(value), err);
	case SOPS__FORMULA_TEXT:
	case SOPS__INLINE:
	case SOPS__ERROR:
	case SOPS__DATE:
		break;
	}
	return sops_buffer_field(out, value);
}
