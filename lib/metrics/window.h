/* SPDX-License-Identifier: GPL-3.0-or-later */
/* window.h: the days from --from to --to. */
#ifndef SOPS_WINDOW_H
#define SOPS_WINDOW_H

#include <sops/metric.h>

/* Both included; without them there is no end on that side. */
static inline bool sops__in_window(const struct sops_context *context, int64_t day)
{
	return (context->from == SOPS_DATE_BLANK || day >= context->from) &&
		(context->to == SOPS_DATE_BLANK || day <= context->to);
}

#endif
