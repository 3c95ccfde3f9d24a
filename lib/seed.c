/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"

#include <sys/random.h>

uint64_t sops__seed(void)
{
	static uint64_t drawn;
	uint64_t mine = __atomic_load_n(&drawn, __ATOMIC_RELAXED), none = 0;

	if (mine)
		return mine;
	if (getrandom(&mine, sizeof(mine), GRND_NONBLOCK) != sizeof(mine))
		mine = UINT64_C(0x9E3779B97F4A7C15);
	mine |= 1;
	/* Of two threads the first one's holds. */
	return __atomic_compare_exchange_n(&drawn, &none, mine, false, __ATOMIC_RELAXED,
		__ATOMIC_RELAXED) ? mine : none;
}
