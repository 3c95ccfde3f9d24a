/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"

#include <sys/random.h>

uint64_t sops__seed_drawn; /* 0: not yet */

uint64_t sops__seed_draw(void)
{
	uint64_t mine, none = 0;

	if (getrandom(&mine, sizeof(mine), GRND_NONBLOCK) != sizeof(mine))
		mine = UINT64_C(0x9E3779B97F4A7C15);
	mine |= 1;
	/* Of two threads the first one's holds. */
	return __atomic_compare_exchange_n(&sops__seed_drawn, &none, mine, false, __ATOMIC_RELAXED,
		__ATOMIC_RELAXED) ? mine : none;
}
