/* SPDX-License-Identifier: GPL-3.0-or-later */
/* pipeline_kept.c: deals that are kept one by one, as keys of a group. */
#include "pipeline_private.h"

#include "../ids.h"

#include <stdlib.h>

#define NUMBER (SOPS_GROUP_NUMBER - 1)

static void put(struct sops_buffer *key, struct sops_field text)
{
	sops_buffer_field(key, text);
	sops_buffer_putc(key, '\0');
}

/* Texts, each behind it a NUL; then the numbers. */
static void pack(struct sops_buffer *key, const struct sops__pipeline_kept *deal)
{
	char text[SOPS_MONEY_TEXT], number[SOPS_GROUP_NUMBER];

	put(key, deal->id);
	put(key, deal->owner);
	put(key, deal->stage);
	put(key, (struct sops_field){ text, sops_money_format(text, deal->amount) });
	put(key, sops_field_of(deal->currency.code));
	for (size_t i = 0; i < SOPS__PIPELINE_NUMBERS; i++)
		sops_buffer_field(key, sops_group_number(number, deal->numbers[i]));
}

static bool cut(struct sops_field *text, struct sops_field *rest)
{
	const char *end = rest->len ? memchr(rest->at, '\0', rest->len) : NULL;

	if (!end)
		return false;
	*text = (struct sops_field){ rest->at, (size_t)(end - rest->at) };
	*rest = (struct sops_field){ end + 1, rest->len - text->len - 1 };
	return true;
}

static bool read_texts(struct sops__pipeline_kept *deal, struct sops_field *rest)
{
	struct sops_field amount, currency;

	if (!cut(&deal->id, rest) || !cut(&deal->owner, rest) || !cut(&deal->stage, rest) ||
	    !cut(&amount, rest) || !cut(&currency, rest) ||
	    currency.len >= sizeof(deal->currency.code))
		return false;
	memcpy(deal->currency.code, currency.at, currency.len);
	deal->amount = SOPS_MONEY_BLANK;
	return amount.len == 0 ||
		sops_money_parse(&deal->amount, NULL, amount, SOPS_DECIMAL_POINT, NULL) == 0;
}

int sops__pipeline_unpack(struct sops__pipeline_kept *deal, struct sops_field key,
	struct sops_error *err)
{
	*deal = (struct sops__pipeline_kept){ .amount = SOPS_MONEY_BLANK };
	if (!read_texts(deal, &key) || key.len != SOPS__PIPELINE_NUMBERS * NUMBER)
		return sops_error_set(err, SOPS_EINPUT, "not a saved state: a deal");
	for (size_t i = 0; i < SOPS__PIPELINE_NUMBERS; i++)
		deal->numbers[i] = sops_group_number_of(
			(struct sops_field){ key.at + i * NUMBER, NUMBER });
	return 0;
}

static int see_id(const struct sops__pipeline_entry *entry, struct sops_field id)
{
	int64_t place = (int64_t)entry->deal->place;
	struct sops__pipeline_id *seen;
	char quoted[SOPS_QUOTED];
	void *state;

	if (id.len == 0)
		return sops_error_set(entry->err, SOPS_EINPUT, "a deal without an id");
	if (sops_group_at(entry->state->ids, id, &state, entry->err) < 0)
		return SOPS_ESYSTEM;
	seen = state;
	if (seen->rows > 0 && seen->line > 0)
		return sops_error_set(entry->err, SOPS_EINPUT, "a second deal with the id %s; the "
			"first is on line %llu", sops_quote(quoted, id),
			(unsigned long long)seen->line);
	if (seen->rows > 0)
		return sops_error_set(entry->err, SOPS_EINPUT,
			"a second deal with the id %s; the first begins at byte %lld",
			sops_quote(quoted, id), (long long)seen->first);
	*seen = (struct sops__pipeline_id){ 1, place, place, entry->deal->line };
	return 0;
}

int sops__pipeline_keep(const struct sops__pipeline_entry *entry,
	const struct sops__pipeline_kept *deal)
{
	struct sops__pipeline_kept kept = *deal;
	struct sops_buffer key = SOPS_BUFFER_INIT;
	char id[SOPS_SALESFORCE_ID];
	void *rows;
	int status;

	kept.id = sops__id(id, entry->deal->deal_id);
	status = see_id(entry, kept.id);
	if (status < 0)
		return status;
	pack(&key, &kept);
	status = sops_buffer_check(&key, entry->err);
	if (status == 0)
		status = sops_group_at(entry->state->kept, sops_buffer_view(&key), &rows,
			entry->err);
	if (status == 0)
		++*(int64_t *)rows;
	sops_buffer_release(&key);
	return status;
}

static int refuse_twin(const struct sops_group_entry *entry, struct sops_error *err)
{
	const struct sops__pipeline_id *seen = entry->state;
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EINPUT,
		"two deals with the id %s, which begin at bytes %lld and %lld",
		sops_quote(quoted, entry->key), (long long)seen->first, (long long)seen->last);
}

static int check(const struct sops_group *ids, struct sops_error *err)
{
	struct sops_group_entry *entries;
	int status = sops_group_sorted(ids, &entries, err);

	for (size_t i = 0; status == 0 && i < sops_group_count(ids); i++)
		if (((struct sops__pipeline_id *)entries[i].state)->rows > 1)
			status = refuse_twin(&entries[i], err);
	free(entries);
	return status;
}

int sops__pipeline_check_ids(const struct sops_group *groups, struct sops_error *err)
{
	struct sops_group_cursor cursor = { NULL, 0 };
	const struct sops__pipeline *state;
	struct sops__pipeline all;
	int status = sops_state_init(&sops__pipeline_ids_state, &all, err);

	if (status < 0)
		return status;
	while (status == 0 && (state = sops_group_next(groups, &cursor)) != NULL)
		status = sops_state_merge(&sops__pipeline_ids_state, &all, state, err);
	if (status == 0)
		status = check(all.ids, err);
	sops_state_release(&sops__pipeline_ids_state, &all);
	return status;
}
