/* SPDX-License-Identifier: GPL-3.0-or-later */
#if defined(__aarch64__) && !defined(__AARCH64EB__)

#include "scan.h"
#include "scan_bits.h"

#include <arm_neon.h>

#define TARGET

struct bytes {
	uint8x16x4_t part;
};

static inline struct bytes load(const char *at)
{
	const uint8_t *from = (const uint8_t *)at;

	return (struct bytes){ { { vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32),
		vld1q_u8(from + 48) } } };
}

/* One bit of each byte, all or nothing: neighbours are added until eight make a byte. */
static inline uint64_t gather(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
	const uint8x16_t bit = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128 };
	uint8x16_t ab = vpaddq_u8(vandq_u8(a, bit), vandq_u8(b, bit));
	uint8x16_t cd = vpaddq_u8(vandq_u8(c, bit), vandq_u8(d, bit));
	uint8x16_t all = vpaddq_u8(ab, cd);

	return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(all, all)), 0);
}

static inline uint64_t equal(const struct bytes *bytes, char c)
{
	const uint8x16_t all = vdupq_n_u8((uint8_t)c);
	const uint8x16_t *part = bytes->part.val;

	return gather(vceqq_u8(part[0], all), vceqq_u8(part[1], all), vceqq_u8(part[2], all),
		vceqq_u8(part[3], all));
}

static inline uint8x16_t is_either(uint8x16_t bytes, char c, char d)
{
	return vorrq_u8(vceqq_u8(bytes, vdupq_n_u8((uint8_t)c)),
		vceqq_u8(bytes, vdupq_n_u8((uint8_t)d)));
}

static inline uint64_t either(const struct bytes *bytes, char c, char d)
{
	const uint8x16_t *part = bytes->part.val;

	return gather(is_either(part[0], c, d), is_either(part[1], c, d),
		is_either(part[2], c, d), is_either(part[3], c, d));
}

static inline uint64_t bit(const struct bytes *bytes, int n)
{
	const uint8x16_t all = vdupq_n_u8((uint8_t)(1 << n));
	const uint8x16_t *part = bytes->part.val;

	return gather(vtstq_u8(part[0], all), vtstq_u8(part[1], all), vtstq_u8(part[2], all),
		vtstq_u8(part[3], all));
}

static inline bool odd(const struct bytes *bytes)
{
	const uint8x16_t *part = bytes->part.val;
	uint8x16_t least = vminq_u8(vminq_u8(part[0], part[1]), vminq_u8(part[2], part[3]));

	return vminvq_u8(least) == 0 || either(bytes, '"', '\r') != 0;
}

static inline bool wide(const struct bytes *bytes)
{
	const uint8x16_t *part = bytes->part.val;
	uint8x16_t most = vmaxq_u8(vmaxq_u8(part[0], part[1]), vmaxq_u8(part[2], part[3]));

	return vmaxvq_u8(most) >= 0x80;
}

#include "scan_body.h"

const struct sops__scan sops__scan_neon = { SOPS_SCAN_NEON, NULL, fill, NULL };

#else
extern int sops__nothing_to_scan; /* ISO C has no empty translation unit */
#endif
