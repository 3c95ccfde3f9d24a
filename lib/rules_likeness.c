/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rules_likeness.c: name=company*2|phone=phone@0.9, as duplicate_fuzzy takes it. */
#include <sops/nearest.h>

#include "rules_private.h"

#include <stdlib.h>

#define LIKENESSES (SOPS_LIKE_EXACT + 1)

/* 9 of 10 without a threshold. */
static const struct sops_money usual = { 9, 1 };

static const char *const names[LIKENESSES] = {
	[SOPS_LIKE_TEXT] = "text",
	[SOPS_LIKE_COMPANY] = "company",
	[SOPS_LIKE_PERSON] = "person",
	[SOPS_LIKE_PHONE] = "phone",
	[SOPS_LIKE_EMAIL] = "email",
	[SOPS_LIKE_DOMAIN] = "domain",
	[SOPS_LIKE_EXACT] = "exact",
};

static int read_likeness(enum sops_likeness *out, struct sops_field text, struct sops_error *err)
{
	struct sops_field known[LIKENESSES];
	char quoted[SOPS_QUOTED];

	for (int i = 0; i < LIKENESSES; i++) {
		known[i] = sops_field_of(names[i]);
		if (sops_field_equal(known[i], text)) {
			*out = (enum sops_likeness)i;
			return 0;
		}
	}
	sops_error_set(err, SOPS_EUSAGE, "no likeness %s", sops_quote(quoted, text));
	sops_hint_names(err, text, known, LIKENESSES, "likenesses");
	return SOPS_EUSAGE;
}

static int read_weight(struct sops_money *out, struct sops_field text, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	if (sops__rule_number(out, text) && out->units > 0)
		return 0;
	return sops_error_set(err, SOPS_EUSAGE, "%s is not a weight: a number above 0",
		sops_quote(quoted, text));
}

/* Cuts COLUMN=LIKENESS*WEIGHT down to the column. */
static int read_field(struct sops_duplicates_field *out, struct sops_field *column,
	struct sops_error *err)
{
	const char *equals = memrchr(column->at, '=', column->len);
	struct sops_field rest;
	int status;

	*out = (struct sops_duplicates_field){ SOPS_LIKE_TEXT, SOPS_MONEY_BLANK };
	if (!equals)
		return 0;
	rest = (struct sops_field){ equals + 1, (size_t)(column->at + column->len - equals - 1) };
	*column = sops_field_trim((struct sops_field){ column->at, (size_t)(equals - column->at) });
	if (column->len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "a likeness has no column before its =");
	status = read_likeness(&out->like, sops_field_cut(&rest, '*'), err);
	if (status < 0 || !rest.at)
		return status;
	return read_weight(&out->weight, sops_field_trim(rest), err);
}

static int read_fields(struct sops__rule *rule, struct sops_error *err)
{
	struct sops_args *args = &rule->rule.args;

	rule->like = calloc(args->n_list, sizeof(*rule->like));
	if (!rule->like)
		return sops_error_memory(err);
	args->like = rule->like;
	for (size_t i = 0; i < args->n_list; i++)
		if (read_field(&rule->like[i], &rule->list[i], err) < 0)
			return SOPS_EUSAGE;
	return 0;
}

int sops__rule_likeness(struct sops__rule *rule, struct sops_field text, struct sops_error *err)
{
	const char *at = memrchr(text.at, '@', text.len);
	struct sops_money *threshold = &rule->rule.args.low;
	struct sops_field share;
	char quoted[SOPS_QUOTED];
	int status;

	*threshold = usual;
	if (at) {
		share = sops_field_trim(
			(struct sops_field){ at + 1, (size_t)(text.at + text.len - at - 1) });
		if (!sops__rule_number(threshold, share) || threshold->units < 0 ||
		    sops_money_compare(*threshold, sops_money_of(1)) > 0)
			return sops_error_set(err, SOPS_EUSAGE,
				"%s is not how much alike: a share from 0 to 1",
				sops_quote(quoted, share));
		text.len = (size_t)(at - text.at);
	}
	status = sops__rule_words(rule, text, '\0', err);
	return status < 0 ? status : read_fields(rule, err);
}
