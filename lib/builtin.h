/* SPDX-License-Identifier: GPL-3.0-or-later */
/* builtin.h: texts that the build embeds: lib/embed.awk makes C source of them. */
#ifndef SOPS_BUILTIN_H
#define SOPS_BUILTIN_H

struct sops__builtin {
	const char *name, *text; /* of the file, without folder and suffix; what is in it */
};

#endif
