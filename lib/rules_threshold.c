/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/rules.h>

#include "ascii.h"
#include "rules_private.h"

/* So many digits that a share of any count of records is exact. */
#define SHARE_SCALE 16

static int refuse(const char *text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE,
		"%s is no threshold (write >0, >=5, >1%% or <99.5%%)",
		sops_quote(quoted, sops_field_of(text)));
}

static const char *read_operator(struct sops_threshold *out, const char *at)
{
	bool equal = at[0] && at[1] == '=';

	if (at[0] == '>')
		out->op = equal ? SOPS_AT_LEAST : SOPS_ABOVE;
	else if (at[0] == '<')
		out->op = equal ? SOPS_AT_MOST : SOPS_BELOW;
	else
		return NULL;
	return at + 1 + equal;
}

static bool only_digits(struct sops_field text)
{
	size_t digits = 0, points = 0;

	for (size_t i = 0; i < text.len; i++) {
		digits += sops__is_digit(text.at[i]);
		points += text.at[i] == '.';
	}
	return digits > 0 && points < 2 && digits + points == text.len;
}

static int check_limit(const struct sops_threshold *out, const char *text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];
	const char *what = NULL;

	if (out->share && sops_money_compare(out->limit, sops_money_of(1)) > 0)
		what = "a share is at most 100%";
	else if (out->share && out->limit.scale > SHARE_SCALE)
		what = "a share has at most 14 digits behind the point";
	else if (!out->share && out->limit.scale > 0)
		what = "records are a whole number; a share is written with %";
	if (!what)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "%s is no threshold: %s",
		sops_quote(quoted, sops_field_of(text)), what);
}

int sops_threshold_parse(struct sops_threshold *out, const char *text, struct sops_error *err)
{
	const char *at = read_operator(out, text);
	struct sops_field number, bare;

	if (!at)
		return refuse(text, err);
	number = sops_field_trim(sops_field_of(at));
	out->text = text;
	out->share = number.len > 0 && number.at[number.len - 1] == '%';
	bare = sops_field_trim((struct sops_field){ number.at, number.len - out->share });
	if (!only_digits(bare) || !sops__rule_number(&out->limit, number))
		return refuse(text, err);
	return check_limit(out, text, err);
}

bool sops_threshold_crossed(const struct sops_threshold *threshold, int64_t checked,
	int64_t failed)
{
	bool of_failed = threshold->op == SOPS_ABOVE || threshold->op == SOPS_AT_LEAST;
	struct sops_money found = sops_money_of(of_failed ? failed : checked - failed);
	struct sops_money limit = threshold->limit;
	int order;

	if (threshold->op == SOPS_THRESHOLD_NONE || (threshold->share && checked == 0))
		return false;
	if (threshold->share && sops_money_mul(&limit, limit, sops_money_of(checked), NULL) < 0)
		return false; /* cannot be: see SHARE_SCALE */
	order = sops_money_compare(found, limit);
	switch (threshold->op) {
	case SOPS_ABOVE:
		return order > 0;
	case SOPS_AT_LEAST:
		return order >= 0;
	case SOPS_BELOW:
		return order < 0;
	default:
		return order <= 0;
	}
}
