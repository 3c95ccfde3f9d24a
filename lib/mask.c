/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/date.h>
#include <sops/mask.h>

#include "ascii.h"
#include "private.h"

#include <sodium.h>
#include <stdlib.h>

#define LETTERS 16
#define DIGITS 24
#define DIFFERENT 8

struct sops_mask {
	crypto_auth_hmacsha256_state keyed; /* before the first byte of a text */
};

static size_t different_bytes(struct sops_field key)
{
	bool seen[256] = { false };
	size_t n = 0;

	for (size_t i = 0; i < key.len; i++) {
		bool *byte = &seen[(unsigned char)key.at[i]];

		n += !*byte;
		*byte = true;
	}
	return n;
}

static int check_key(struct sops_field key, struct sops_error *err)
{
	size_t different = different_bytes(key);

	if (key.len < SOPS_MASK_KEY)
		return sops_error_set(err, SOPS_EUSAGE,
			"a mask key needs %d bytes or more: this one has %zu", SOPS_MASK_KEY,
			key.len);
	if (different < DIFFERENT)
		return sops_error_set(err, SOPS_EUSAGE,
			"a mask key needs %d different bytes or more: this one has %zu", DIFFERENT,
			different);
	return 0;
}

int sops_mask_new(struct sops_mask **out, struct sops_field key, struct sops_error *err)
{
	struct sops_mask *mask;

	if (check_key(key, err) < 0)
		return SOPS_EUSAGE;
	mask = malloc(sizeof(*mask));
	if (!mask)
		return sops_error_memory(err);
	crypto_auth_hmacsha256_init(&mask->keyed, (const unsigned char *)key.at, key.len);
	*out = mask;
	return 0;
}

void sops_mask_free(struct sops_mask *mask)
{
	if (!mask)
		return;
	sodium_memzero(mask, sizeof(*mask));
	free(mask);
}

/* Not addresses.h: what was masked earlier is to be masked alike.
 * One @ with something before it, and behind it a name with a dot inside. */
static bool is_email(struct sops_field text)
{
	const char *at = memchr(text.at, '@', text.len), *end = text.at + text.len;
	const char *domain = at ? at + 1 : NULL, *dot;

	if (!at || at == text.at || memchr(domain, '@', (size_t)(end - domain)))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.at[i] <= ' ' || memchr(",;<>\"", text.at[i], 5))
			return false;
	dot = memchr(domain, '.', (size_t)(end - domain));
	return dot && dot > domain && end[-1] != '.';
}

static bool is_date(struct sops_field text)
{
	struct sops_stamp stamp;

	return sops_date_parse(&stamp, text, SOPS_ORDER_UNKNOWN, NULL) >= 0;
}

/* Appends the digits of a phone number, behind their +; or nothing. */
static bool dial(struct sops_buffer *out, struct sops_field text)
{
	bool plus = text.at[0] == '+';
	size_t digits = 0, marks = 0;

	for (size_t i = plus; i < text.len; i++) {
		if (sops__is_digit(text.at[i]))
			digits++;
		else if (memchr(" -./()", text.at[i], 6))
			marks++;
		else
			return false;
	}
	if (digits > 15 || digits < (plus || marks ? 7 : 10) || (!plus && is_date(text)))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '+' || sops__is_digit(text.at[i]))
			sops_buffer_putc(out, text.at[i]);
	return true;
}

static void hash(unsigned char out[crypto_auth_hmacsha256_BYTES], const struct sops_mask *mask,
	struct sops_field text)
{
	crypto_auth_hmacsha256_state state = mask->keyed;

	crypto_auth_hmacsha256_update(&state, (const unsigned char *)text.at, text.len);
	crypto_auth_hmacsha256_final(&state, out);
	sodium_memzero(&state, sizeof(state));
}

/* Base32 as in RFC 4648, in small letters, of the first 80 bits. */
static void put_letters(struct sops_buffer *out, const unsigned char *hashed)
{
	uint32_t bits = 0;
	int have = 0;

	sops_buffer_putc(out, 'm');
	for (int i = 0; i < LETTERS; i++) {
		if (have < 5) {
			bits = bits << 8 | *hashed++;
			have += 8;
		}
		have -= 5;
		sops_buffer_putc(out, "abcdefghijklmnopqrstuvwxyz234567"[bits >> have & 31]);
	}
}

static void put_digits(struct sops_buffer *out, const unsigned char *hashed)
{
	sops_buffer_puts(out, "+999");
	for (int i = 0; i < DIGITS; i++)
		sops_buffer_putc(out, (char)('0' + hashed[i] % 10));
}

/* text is folded, trimmed and not blank. */
static int add(const struct sops_mask *mask, struct sops_buffer *out, struct sops_field text,
	struct sops_error *err)
{
	unsigned char hashed[crypto_auth_hmacsha256_BYTES];
	struct sops_buffer number = SOPS_BUFFER_INIT;
	int status;

	if (dial(&number, text)) {
		status = sops_buffer_check(&number, err);
		if (status == 0) {
			hash(hashed, mask, sops_buffer_view(&number));
			put_digits(out, hashed);
		}
		sops_buffer_release(&number);
		return status;
	}
	hash(hashed, mask, text);
	put_letters(out, hashed);
	if (is_email(text))
		sops_buffer_puts(out, "@masked.invalid");
	return 0;
}

int sops_mask_add(const struct sops_mask *mask, struct sops_buffer *out, struct sops_field text,
	struct sops_error *err)
{
	struct sops_buffer folded = SOPS_BUFFER_INIT;
	int status;

	sops__fold(&folded, text);
	status = sops_buffer_check(&folded, err);
	text = sops_field_trim(sops_buffer_view(&folded));
	if (status == 0 && text.len)
		status = add(mask, out, text, err);
	sops_buffer_release(&folded);
	return status < 0 ? status : sops_buffer_check(out, err);
}
