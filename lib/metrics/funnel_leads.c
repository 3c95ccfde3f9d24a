/* SPDX-License-Identifier: GPL-3.0-or-later */
/* funnel_leads.c: how far leads get: contacted, qualified, converted, won. */
#include "funnel_private.h"

#include "../ids.h"
#include "../texts.h"

#include <stdlib.h>

/* What became of the deals that name a lead, or that a lead names: the best of them. */
struct sops_funnel_deals {
	struct sops__texts leads, deals;
	struct fates {
		unsigned char *at; /* by number: 0 for none, else 1 more than its rank */
		size_t size;
	} of_leads, of_deals;
};

static const enum sops_deal_status ranked[] = { SOPS_STATUS_VOID, SOPS_STATUS_LOST,
	SOPS_STATUS_OPEN, SOPS_STATUS_WON };

static unsigned char rank_of(enum sops_deal_status status)
{
	unsigned char rank = 0;

	while (ranked[rank] != status)
		rank++;
	return (unsigned char)(rank + 1);
}

void sops_funnel_deals_free(struct sops_funnel_deals *deals)
{
	if (!deals)
		return;
	sops__texts_release(&deals->leads);
	sops__texts_release(&deals->deals);
	free(deals->of_leads.at);
	free(deals->of_deals.at);
	free(deals);
}

static int put(struct sops__texts *ids, struct fates *fates, struct sops_field id,
	unsigned char rank, struct sops_error *err)
{
	char room[SOPS_SALESFORCE_ID];
	uint32_t number;
	int status = sops__texts_add(ids, sops__id(room, id), &number, err);

	if (status < 0 || number == 0)
		return status;
	if (number >= fates->size) {
		size_t size = 2 * (size_t)number + 2;
		unsigned char *at = realloc(fates->at, size);

		if (!at)
			return sops_error_memory(err);
		memset(at + fates->size, 0, size - fates->size);
		fates->at = at;
		fates->size = size;
	}
	if (rank > fates->at[number])
		fates->at[number] = rank;
	return 0;
}

static int read_rows(struct sops_funnel_deals *deals, struct sops_input *input, sops_date as_of,
	struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		const struct sops_deal *deal = row;
		enum sops_deal_status fate;

		if (!sops_deal_status_on(&fate, deal, as_of))
			continue;
		if (put(&deals->leads, &deals->of_leads, deal->lead_id, rank_of(fate), err) < 0 ||
		    put(&deals->deals, &deals->of_deals, deal->deal_id, rank_of(fate), err) < 0)
			return SOPS_ESYSTEM;
	}
	return status;
}

int sops_funnel_deals_read(struct sops_funnel_deals **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	struct sops_funnel_deals *deals = calloc(1, sizeof(*deals));
	int status = deals ? read_rows(deals, input, as_of, err) : sops_error_memory(err);

	if (status < 0)
		sops_funnel_deals_free(deals);
	else
		*out = deals;
	return status;
}

static unsigned char look_up(const struct sops__texts *ids, const struct fates *fates,
	struct sops_field id)
{
	char room[SOPS_SALESFORCE_ID];
	uint32_t number;

	return sops__texts_find(ids, sops__id(room, id), &number) && number > 0 ?
		fates->at[number] : 0;
}

/* 0: the lead has no deal. */
static unsigned char rank_of_lead(const struct sops_funnel_deals *deals,
	const struct sops_lead *lead)
{
	unsigned char by_lead = look_up(&deals->leads, &deals->of_leads, lead->lead_id),
		by_deal = look_up(&deals->deals, &deals->of_deals, lead->deal_id);

	return by_lead > by_deal ? by_lead : by_deal;
}

enum { NEW, CONTACTED, MQL, SQL, CONVERTED, WON, STEPS };

static const struct sops_field names[STEPS] = {
	SOPS_FIELD("new"), SOPS_FIELD("contacted"), SOPS_FIELD("mql"), SOPS_FIELD("sql"),
	SOPS_FIELD("converted"), SOPS_FIELD("won"),
};

static bool happened(struct sops_stamp when, sops_date as_of)
{
	return when.day != SOPS_DATE_BLANK && when.day <= as_of;
}

/* A status is of today; of what has a day, the day tells. */
static bool converted_by(const struct sops_lead *lead, sops_date as_of)
{
	return happened(lead->converted, as_of) ||
		(lead->status == SOPS_LEAD_CONVERTED && lead->converted.day == SOPS_DATE_BLANK);
}

/* Steps that the lead is known to have reached. */
static void touch(bool touched[STEPS], const struct sops_lead *lead, sops_date as_of)
{
	touched[NEW] = true;
	touched[CONTACTED] = happened(lead->first_response, as_of) ||
		lead->status == SOPS_LEAD_CONTACTED;
	touched[MQL] = lead->status == SOPS_LEAD_MQL;
	touched[SQL] = happened(lead->qualified, as_of) || lead->status == SOPS_LEAD_SQL;
	touched[CONVERTED] = converted_by(lead, as_of);
}

static char fate_of(const struct sops_lead *lead, bool touched[STEPS],
	const struct sops_funnel_deals *deals)
{
	unsigned char rank = deals ? rank_of_lead(deals, lead) : 0;

	/* Who has a deal has been converted, whatever the table of leads says. */
	if (rank > rank_of(SOPS_STATUS_VOID))
		touched[CONVERTED] = true;
	if (deals && rank == rank_of(SOPS_STATUS_WON))
		return 'w';
	if (!deals && touched[CONVERTED])
		return 'w';
	if (lead->status == SOPS_LEAD_DISQUALIFIED || rank == rank_of(SOPS_STATUS_LOST))
		return 'l';
	return 'o';
}

static int add_path(struct sops__funnel *into, const bool touched[STEPS], char fate,
	struct sops_error *err)
{
	struct sops_buffer path = SOPS_BUFFER_INIT;
	void *at;
	int status = 0;

	sops_buffer_putc(&path, fate);
	for (size_t i = 0; status == 0 && i < WON; i++) {
		if (!touched[i])
			continue;
		sops_buffer_putc(&path, '\0');
		sops_buffer_field(&path, names[i]);
		status = sops_group_at(into->stages, names[i], &at, err);
	}
	if (status == 0)
		status = sops_buffer_check(&path, err);
	if (status == 0)
		status = sops_group_at(into->paths, sops_buffer_view(&path), &at, err);
	if (status == 0)
		((struct sops__funnel_path *)at)->deals++;
	sops_buffer_release(&path);
	return status;
}

static int add(void *to, const void *row, const struct sops_use *use, struct sops_error *err)
{
	const struct sops_funnel_options *options = use->options;
	const struct sops_lead *lead = row;
	sops_date as_of = use->context->as_of;
	struct sops__funnel *into = to;
	bool touched[STEPS] = { false };
	char id[SOPS_SALESFORCE_ID], fate;
	int status;

	if (lead->created.day != SOPS_DATE_BLANK && lead->created.day > as_of)
		return sops_rare_add(&into->odd, SOPS__FUNNEL_UNBORN, 1, err);
	status = sops__twins_add(&into->twins, sops__id(id, lead->lead_id), 1, err);
	if (status == 0)
		status = sops__funnel_ripe(into, lead->created.day, use, err);
	else
		return status;
	if (status <= 0)
		return status;
	touch(touched, lead, as_of);
	fate = fate_of(lead, touched, options ? options->deals : NULL);
	return add_path(into, touched, fate, err);
}

/* Those that any lead is known to have reached; the last is won, or converted. */
int sops__funnel_lead_order(struct sops_stages **out, const struct sops__funnel *all,
	const struct sops_funnel_options *options, struct sops_error *err)
{
	struct sops_field used[STEPS];
	size_t count = 0;
	struct sops__stage *last;
	int status;

	for (size_t i = 0; i < WON; i++)
		if (i == NEW || ((i < CONVERTED || options->deals) &&
		    sops_group_find(all->stages, names[i])))
			used[count++] = names[i];
	used[count++] = names[WON];
	status = sops__stages_of(out, used, count, NULL, err);
	if (status < 0 || options->deals)
		return status;
	last = &(*out)->stages[sops_stages_count(*out) - 1];
	free(last->name);
	last->name = strdup("converted");
	return last->name ? 0 : sops_error_memory(err);
}

static const struct sops_definition definitions[] = {
	{ "reached", "leads whose furthest stage is this or a later one" },
	{ "advanced", "leads that reached the next stage" },
	{ "lost", "disqualified leads, and with --deals those whose deals are lost, by how far "
		"they are known to have got" },
	{ "conversion", "advanced / reached" },
	{ "resolved_conversion", "advanced / (reached - open)" },
	{ "cumulative", "reached / reached the first stage" },
	{ NULL, NULL },
};

void sops_funnel_of_leads(struct sops_metric *metric)
{
	*metric = sops_funnel_metric;
	metric->rows = &sops_leads;
	metric->needs = SOPS_ROLE(SOPS_LEADS_ID) | SOPS_ROLE(SOPS_LEADS_CREATED);
	metric->uses = SOPS_ROLE(SOPS_LEADS_STATUS) | SOPS_ROLE(SOPS_LEADS_FIRST_RESPONSE) |
		SOPS_ROLE(SOPS_LEADS_QUALIFIED) | SOPS_ROLE(SOPS_LEADS_CONVERTED) |
		SOPS_ROLE(SOPS_LEADS_DEAL_ID) | SOPS_ROLE(SOPS_LEADS_DISQ_REASON);
	metric->date = SOPS_LEADS_CREATED;
	metric->day = NULL;
	metric->roles = NULL;
	metric->definitions = definitions;
	metric->add = add;
}
