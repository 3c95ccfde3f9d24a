/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "money_private.h"

struct sops__wide sops__wide_of(sops__uint128 value)
{
	return (struct sops__wide){ { (uint64_t)value, (uint64_t)(value >> 64) } };
}

struct sops__wide sops__wide_product(sops__uint128 a, sops__uint128 b)
{
	struct sops__wide x = sops__wide_of(a), y = sops__wide_of(b), w = { 0 };

	for (int i = 0; i < 2; i++) {
		uint64_t carry = 0;

		for (int j = 0; j < 2; j++) {
			sops__uint128 t = (sops__uint128)x.limb[i] * y.limb[j] + carry;

			t += w.limb[i + j];
			w.limb[i + j] = (uint64_t)t;
			carry = (uint64_t)(t >> 64);
		}
		w.limb[i + 2] = carry;
	}
	return w;
}

bool sops__wide_extend(struct sops__wide *w, uint64_t factor, uint64_t plus)
{
	for (int i = 0; i < 4; i++) {
		sops__uint128 t = (sops__uint128)w->limb[i] * factor + plus;

		w->limb[i] = (uint64_t)t;
		plus = (uint64_t)(t >> 64);
	}
	return plus == 0;
}

uint64_t sops__wide_divide(struct sops__wide *w, uint64_t divisor)
{
	uint64_t remainder = 0;

	for (int i = 3; i >= 0; i--) {
		sops__uint128 t = (sops__uint128)remainder << 64 | w->limb[i];

		w->limb[i] = (uint64_t)(t / divisor);
		remainder = (uint64_t)(t % divisor);
	}
	return remainder;
}

void sops__wide_add(struct sops__wide *w, const struct sops__wide *more)
{
	unsigned carry = 0;

	for (int i = 0; i < 4; i++) {
		sops__uint128 t = (sops__uint128)w->limb[i] + more->limb[i] + carry;

		w->limb[i] = (uint64_t)t;
		carry = (unsigned)(t >> 64);
	}
}

void sops__wide_subtract(struct sops__wide *w, const struct sops__wide *less)
{
	unsigned borrow = 0;

	for (int i = 0; i < 4; i++) {
		sops__uint128 t = (sops__uint128)w->limb[i] - less->limb[i] - borrow;

		w->limb[i] = (uint64_t)t;
		borrow = (unsigned)(t >> 64) & 1;
	}
}

int sops__wide_compare(const struct sops__wide *a, const struct sops__wide *b)
{
	for (int i = 3; i >= 0; i--) {
		if (a->limb[i] != b->limb[i])
			return a->limb[i] < b->limb[i] ? -1 : 1;
	}
	return 0;
}
