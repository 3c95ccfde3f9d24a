/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers are digits here, and never a double. */
#include "xlsx_private.h"

#include "ascii.h"

#define EXPONENT 400 /* a double's is at most 308 */

static struct sops_field next(struct sops_field text)
{
	return (struct sops_field){ text.at + 1, text.len - 1 };
}

/* Half up: the digit behind the last decides, for what follows it cannot turn it. */
static void round_off(struct sops__number *number, char behind)
{
	int at = number->count;

	if (behind >= '5') {
		while (at > 0 && number->digits[at - 1] == '9')
			at--;
		if (at == 0) {
			number->digits[at++] = '0';
			number->point++;
		}
		number->digits[at - 1]++;
	}
	number->count = at;
}

static bool read_digits(struct sops__number *number, struct sops_field *text, char *behind)
{
	bool any = false, point = false;

	for (; text->len; *text = next(*text)) {
		if (*text->at == '.' && !point) {
			point = true;
			continue;
		}
		if (!sops__is_digit(*text->at))
			break;
		any = true;
		if (number->count == 0 && *text->at == '0') {
			number->point -= point;
			continue;
		}
		number->point += !point;
		if (number->count < SOPS__DIGITS)
			number->digits[number->count++] = *text->at;
		else if (!*behind)
			*behind = *text->at;
	}
	return any;
}

static bool read_exponent(int *exponent, struct sops_field *text)
{
	bool negative;

	*exponent = 0;
	if (!text->len || (*text->at != 'e' && *text->at != 'E'))
		return true;
	*text = next(*text);
	negative = text->len && *text->at == '-';
	if (text->len && (*text->at == '-' || *text->at == '+'))
		*text = next(*text);
	if (!text->len)
		return false;
	for (; text->len && sops__is_digit(*text->at); *text = next(*text)) {
		if (*exponent < 100000)
			*exponent = *exponent * 10 + (*text->at - '0');
	}
	*exponent = negative ? -*exponent : *exponent;
	return true;
}

bool sops__number_parse(struct sops__number *out, struct sops_field text)
{
	struct sops__number number = { .negative = text.len && *text.at == '-' };
	char behind = '\0';
	int exponent;

	if (text.len && (*text.at == '-' || *text.at == '+'))
		text = next(text);
	if (!read_digits(&number, &text, &behind) || !read_exponent(&exponent, &text) || text.len)
		return false;
	round_off(&number, behind);
	while (number.count > 0 && number.digits[number.count - 1] == '0')
		number.count--;
	if (number.count == 0)
		number = (struct sops__number){ .negative = false };
	else if (__builtin_add_overflow(number.point, exponent, &number.point) ||
		 number.point > EXPONENT || number.point < -EXPONENT)
		return false;
	*out = number;
	return true;
}

static void zeros(struct sops_buffer *out, int count)
{
	for (; count > 0; count--)
		sops_buffer_putc(out, '0');
}

int sops__number_write(struct sops_buffer *out, const struct sops__number *number, int shift)
{
	int point = number->count ? number->point + shift : 0;
	int whole = point < 0 ? 0 : point < number->count ? point : number->count;

	if (number->negative)
		sops_buffer_putc(out, '-');
	sops_buffer_add(out, number->digits, (size_t)whole);
	zeros(out, point - whole);
	if (point <= 0)
		sops_buffer_putc(out, '0');
	if (whole < number->count) {
		sops_buffer_putc(out, '.');
		zeros(out, -point);
		sops_buffer_add(out, number->digits + whole, (size_t)(number->count - whole));
	}
	return out->failed;
}
