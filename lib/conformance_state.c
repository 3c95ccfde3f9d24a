/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conformance_state.c: the deals as a line of JSON, an array a deal: its byte, blank fields, exempt
 * checks, status, four days, id, owner, stage, pipeline and lost_from. Deals come by byte.
 */
#include "conformance_private.h"

#include "state_private.h"

#include <stdlib.h>

static json_t *text_of(const struct sops__texts *texts, uint32_t number)
{
	struct sops_field text = sops__texts_at(texts, number);

	return json_stringn(text.len ? text.at : "", text.len);
}

static json_t *save_deal(const struct sops_conformance *of,
	const struct sops__conformance_deal *deal)
{
	return json_pack("[I, I, i, i, i, i, i, i, o, o, o, o, o]", (json_int_t)deal->byte,
		(json_int_t)deal->blank, deal->exempt, deal->status, deal->created, deal->closed,
		deal->modified, deal->stage_changed, text_of(&of->ids, deal->id),
		text_of(&of->words, deal->owner), text_of(&of->words, deal->stage),
		text_of(&of->words, deal->pipeline), text_of(&of->words, deal->lost_from));
}

/* Deal by deal: as one value of JSON they would take ten times their memory. */
static int save_all(const struct sops_conformance *of, const uint32_t *order,
	struct sops_buffer *out, struct sops_error *err)
{
	int status = 0;

	sops_buffer_putc(out, '[');
	for (size_t i = 0; status == 0 && i < of->count; i++) {
		json_t *json = save_deal(of, &of->deals[order[i]]);

		if (i > 0)
			sops_buffer_putc(out, ',');
		status = json ? sops__json_write(json, out, err) : sops_error_memory(err);
		json_decref(json);
	}
	sops_buffer_putc(out, ']');
	return status < 0 ? status : sops_buffer_check(out, err);
}

int sops_conformance_save(const struct sops_conformance *conformance, struct sops_buffer *out,
	struct sops_error *err)
{
	uint32_t *order = sops__conformance_order(conformance);
	int status = order ? save_all(conformance, order, out, err) : sops_error_memory(err);

	free(order);
	return status;
}

static int refuse(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a saved state: deals");
}

enum { ID, OWNER, STAGE, PIPELINE, LOST_FROM, TEXTS };

static int load_texts(struct sops_conformance *of, struct sops__conformance_deal *deal,
	const char *const *texts, const size_t *lens, struct sops_error *err)
{
	uint32_t *const numbers[TEXTS] = { [ID] = &deal->id, [OWNER] = &deal->owner,
		[STAGE] = &deal->stage, [PIPELINE] = &deal->pipeline,
		[LOST_FROM] = &deal->lost_from };
	int status = 0;

	for (size_t i = 0; status == 0 && i < TEXTS; i++)
		status = sops__texts_add(i == ID ? &of->ids : &of->words,
			(struct sops_field){ texts[i], lens[i] }, numbers[i], err);
	return status;
}

static int load_deal(struct sops_conformance *of, const json_t *json, struct sops_error *err)
{
	struct sops__conformance_deal deal;
	const char *texts[TEXTS];
	size_t lens[TEXTS];
	json_int_t byte, blank;
	int exempt, deal_status, status;

	if (json_unpack((json_t *)json, "[I, I, i, i, i, i, i, i, s%, s%, s%, s%, s%!]", &byte,
			&blank, &exempt, &deal_status, &deal.created, &deal.closed, &deal.modified,
			&deal.stage_changed, &texts[ID], &lens[ID], &texts[OWNER], &lens[OWNER],
			&texts[STAGE], &lens[STAGE], &texts[PIPELINE], &lens[PIPELINE],
			&texts[LOST_FROM], &lens[LOST_FROM]) < 0 ||
	    byte < 0 || exempt < 0 || exempt > UINT16_MAX || deal_status < SOPS_STATUS_OPEN ||
	    deal_status > SOPS_STATUS_VOID)
		return refuse(err);
	deal.byte = (uint64_t)byte;
	deal.blank = (uint64_t)blank;
	deal.exempt = (uint16_t)exempt;
	deal.status = (uint8_t)deal_status;
	status = load_texts(of, &deal, texts, lens, err);
	return status < 0 ? status : sops__conformance_append(of, &deal, err);
}

/* Deal by deal, too. */
static int read_deal(struct sops_conformance *of, struct sops_field text, size_t *at,
	struct sops_error *err)
{
	json_error_t why;
	json_t *json = json_loadb(text.at + *at, text.len - *at,
		JSON_ALLOW_NUL | JSON_DISABLE_EOF_CHECK, &why);
	int status;

	if (!json)
		return sops__json_memory(&why) ? sops_error_memory(err) : refuse(err);
	*at += (size_t)why.position;
	status = load_deal(of, json, err);
	json_decref(json);
	return status;
}

int sops_conformance_load(struct sops_conformance *empty, struct sops_field text,
	struct sops_error *err)
{
	size_t at = 1;
	int status = 0;

	if (text.len < 2 || text.at[0] != '[' || text.at[text.len - 1] != ']')
		return refuse(err);
	text.len--;
	while (status == 0 && at < text.len) {
		status = at == 1 || text.at[at++] == ',' ? read_deal(empty, text, &at, err)
			: refuse(err);
	}
	return status;
}
