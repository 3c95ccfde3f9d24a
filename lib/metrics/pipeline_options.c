/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_options.c: what options say as text. */
#include "pipeline_private.h"

/* Days that no deal is old. */
#define MOST 1000000

size_t sops__pipeline_bucket(const struct sops_pipeline_options *options, int64_t age)
{
	size_t bucket = 0;

	while (bucket < options->n_buckets && age > options->buckets[bucket])
		bucket++;
	return bucket;
}

/* -1 when it is no whole number up to the most. */
static int64_t whole(struct sops_field text, int64_t most)
{
	int64_t number = 0;

	for (size_t i = 0; i < text.len && number >= 0; i++) {
		bool digit = text.at[i] >= '0' && text.at[i] <= '9';

		number = digit ? 10 * number + text.at[i] - '0' : -1;
		if (number > most)
			return -1;
	}
	return text.len > 0 ? number : -1;
}

static int add_bucket(struct sops_pipeline_options *options, struct sops_field text,
	struct sops_error *err)
{
	int64_t days = whole(text, MOST);
	char quoted[SOPS_QUOTED];

	if (days < 0)
		return sops_error_set(err, SOPS_EUSAGE, "--buckets: %s is not a number of days",
			sops_quote(quoted, text));
	if (options->n_buckets > 0 && days <= options->buckets[options->n_buckets - 1])
		return sops_error_set(err, SOPS_EUSAGE, "--buckets: %s is not above the one "
			"before", sops_quote(quoted, text));
	if (options->n_buckets == SOPS_PIPELINE_BUCKETS)
		return sops_error_set(err, SOPS_EUSAGE, "--buckets takes at most %d",
			SOPS_PIPELINE_BUCKETS);
	options->buckets[options->n_buckets++] = days;
	return 0;
}

int sops_pipeline_buckets(struct sops_pipeline_options *options, const char *list,
	struct sops_error *err)
{
	struct sops_field rest = sops_field_of(list ? list : "30,60,90,180");
	int status = 0;

	options->n_buckets = 0;
	if (rest.len == 0)
		return sops_error_set(err, SOPS_EUSAGE, "--buckets names no days");
	while (status == 0 && rest.at)
		status = add_bucket(options, sops_field_cut(&rest, ','), err);
	return status;
}
