/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kpi_choose.c: which figures there are, which are asked for, and which can be had. */
#include "kpi_private.h"

#include <sops/nearest.h>

static const struct sops__kpi_family *const families[] = {
	&sops__kpi_of_deals, &sops__kpi_of_sellers, &sops__kpi_of_leads, &sops__kpi_of_quotas,
	&sops__kpi_of_costs, &sops__kpi_of_activities, &sops__kpi_of_subscriptions,
	&sops__kpi_of_orders,
	&sops__kpi_of_surveys,
};
#define FAMILIES (sizeof(families) / sizeof(*families))

size_t sops__kpi_count(void)
{
	size_t count = 0;

	for (size_t i = 0; i < FAMILIES; i++)
		count += families[i]->count;
	return count;
}

const struct sops__kpi *sops__kpi_at(size_t number)
{
	for (size_t i = 0; i < FAMILIES; i++) {
		if (number < families[i]->count)
			return &families[i]->kpis[number];
		number -= families[i]->count;
	}
	return NULL;
}

size_t sops__kpi_number(const struct sops__kpi *kpi)
{
	size_t before = 0;

	for (size_t i = 0; i < FAMILIES; before += families[i++]->count)
		if (kpi >= families[i]->kpis && kpi < families[i]->kpis + families[i]->count)
			return before + (size_t)(kpi - families[i]->kpis);
	return before;
}

size_t sops__kpi_find(struct sops_field name)
{
	size_t count = sops__kpi_count(), i = 0;

	while (i < count && !sops_field_equal(sops_field_of(sops__kpi_at(i)->name), name))
		i++;
	return i;
}

bool sops_kpi_known(struct sops_field name)
{
	return sops__kpi_find(name) < sops__kpi_count();
}

const char *sops_kpi_name_zh(struct sops_field name)
{
	const struct sops__kpi *kpi = sops__kpi_at(sops__kpi_find(name));

	return kpi ? kpi->zh : NULL;
}

bool sops__kpi_chosen(const struct sops_kpi_options *options, size_t number)
{
	return options->chosen.bits[number / 64] & (UINT64_C(1) << (number % 64));
}

static void choose(struct sops_kpi_options *options, size_t number)
{
	options->chosen.bits[number / 64] |= UINT64_C(1) << (number % 64);
	options->some = true;
}

static int refuse(struct sops_field name, struct sops_error *err)
{
	struct sops_field names[SOPS__KPI_MOST];
	char quoted[SOPS_QUOTED], what[40];
	size_t count = sops__kpi_count();

	for (size_t i = 0; i < count; i++)
		names[i] = sops_field_of(sops__kpi_at(i)->name);
	sops_error_set(err, SOPS_EUSAGE, "no metric %s", sops_quote(quoted, name));
	snprintf(what, sizeof(what), "--list has all %zu", count);
	sops_hint_names(err, name, names, count, what);
	return SOPS_EUSAGE;
}

static int choose_one(struct sops_kpi_options *options, struct sops_field name,
	struct sops_error *err)
{
	size_t number = sops__kpi_find(name);

	if (number == sops__kpi_count())
		return refuse(name, err);
	choose(options, number);
	return 0;
}

/* How much of the deals one figure rests on. */
static int kept_for(const struct sops__kpi *kpi)
{
	if (kpi->needs & SOPS__KPI_SURVIVAL)
		return SOPS__KPI_CENSORED;
	if (kpi->needs & (SOPS__KPI_EXTRAS | SOPS__KPI_WHO | SOPS__KPI_SELLER))
		return SOPS__KPI_MORE;
	if (kpi->roles & SOPS_ROLE(SOPS_DEALS_CREATED))
		return SOPS__KPI_DAYS;
	if (kpi->roles & SOPS_ROLE(SOPS_DEALS_PROBABILITY))
		return SOPS__KPI_WEIGHTED;
	return kpi->roles & SOPS_ROLE(SOPS_DEALS_AMOUNT) ? SOPS__KPI_AMOUNTS : SOPS__KPI_COUNTS;
}

/* --censored: in place of the cycles of deals won. */
static void censor(struct sops_kpi_options *options)
{
	static const char *const pairs[][2] = {
		{ "cycle_days_median", "cycle_days_median:censored" },
		{ "cycle_days_p90", "cycle_days_p90:censored" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		size_t plain = sops__kpi_find(sops_field_of(pairs[i][0]));

		if (!sops__kpi_chosen(options, plain))
			continue;
		options->chosen.bits[plain / 64] &= ~(UINT64_C(1) << (plain % 64));
		choose(options, sops__kpi_find(sops_field_of(pairs[i][1])));
	}
}

int sops_kpi_choose(struct sops_kpi_options *options, struct sops_error *err)
{
	struct sops_field rest = sops_field_of(options->metrics);
	bool all = options->metrics && strcmp(options->metrics, "all") == 0;
	int status = 0;

	options->some = false;
	options->all = all;
	options->chosen = (struct sops_kpi_set){ { 0 } };
	options->keeps = SOPS__KPI_ALL;
	for (size_t i = 0; all && i < sops__kpi_count(); i++)
		choose(options, i);
	while (!all && status == 0 && rest.at)
		status = choose_one(options, sops_field_cut(&rest, ','), err);
	if (options->censored && !all)
		censor(options);
	for (size_t i = 0; i < sops__kpi_count(); i++)
		if (sops__kpi_chosen(options, i) && kept_for(sops__kpi_at(i)) > options->keeps)
			options->keeps = kept_for(sops__kpi_at(i));
	options->grows = sops__kpi_chosen(options, sops__kpi_find(sops_field_of("growth")));
	if (!options->some && options->censored)
		options->keeps = SOPS__KPI_CENSORED;
	return status;
}

/* Whether a side tells when deals began. */
static bool knows_contacts(const struct sops_kpi_options *options)
{
	return options && options->sides &&
		(options->sides->given & (SOPS__SIDE(LEADS) | SOPS__SIDE(ACTIVITIES)));
}

uint64_t sops__kpi_roles(const struct sops__kpi *kpi, const struct sops_kpi_options *options)
{
	uint64_t roles = kpi->roles;

	if (kpi->needs & SOPS__KPI_CYCLE && knows_contacts(options))
		roles &= ~SOPS_ROLE(SOPS_DEALS_CREATED);
	return roles;
}

uint64_t sops__kpi_more_roles(const struct sops__kpi *kpi, const struct sops_kpi_options *options)
{
	uint64_t roles = 0;

	if (kpi->needs & SOPS__KPI_CYCLE && knows_contacts(options))
		roles |= SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_LEAD_ID);
	if (kpi->needs & SOPS__KPI_WHO)
		roles |= SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);
	if (kpi->needs & SOPS__KPI_SELLER)
		roles |= SOPS_ROLE(SOPS_DEALS_OWNER);
	if (kpi->sides & SOPS__SIDE(LEADS))
		roles |= SOPS_ROLE(SOPS_DEALS_ID) | SOPS_ROLE(SOPS_DEALS_LEAD_ID);
	if (kpi->sides & SOPS__SIDE(QUOTAS))
		roles |= SOPS_ROLE(SOPS_DEALS_OWNER) | SOPS_ROLE(SOPS_DEALS_TEAM) |
			SOPS_ROLE(SOPS_DEALS_REGION) | SOPS_ROLE(SOPS_DEALS_PRODUCT);
	return roles;
}

static int needs_side(const struct sops__kpi *kpi, const struct sops_kpi_options *options,
	enum sops_kpi_side side, struct sops_error *err)
{
	const struct sops_kpi_sides *sides = options ? options->sides : NULL;

	if (!sides || !(sides->given & (1u << side)))
		return sops_error_set(err, SOPS_EUSAGE, "%s needs --%s FILE", kpi->name,
			sops_kpi_side_name(side));
	if (sides->missing[side].status == SOPS_OK)
		return 0;
	if (err)
		*err = sides->missing[side];
	return SOPS_EINPUT;
}

/* Columns, of which a table beside the deals may lack all: then a figure would be 0, or 100 %,
 * because nobody says otherwise. A name stands for its variants too. */
static const struct {
	const char *metric;
	enum sops_kpi_side side;
	uint64_t any;
} columns[] = {
	{ "lead_to_opp", SOPS_KPI_LEADS, SOPS_ROLE(SOPS_LEADS_DEAL_ID) },
	{ "lead_conv", SOPS_KPI_LEADS, SOPS_ROLE(SOPS_LEADS_STATUS) |
		SOPS_ROLE(SOPS_LEADS_CONVERTED) },
	{ "lead_conv:flow", SOPS_KPI_LEADS, SOPS_ROLE(SOPS_LEADS_CONVERTED) },
	{ "hours_per_win", SOPS_KPI_ACTIVITIES, SOPS_ROLE(SOPS_ACTIVITIES_DEAL_ID) },
	{ "hours_per_win", SOPS_KPI_ACTIVITIES, SOPS_ROLE(SOPS_ACTIVITIES_MINUTES) },
	{ "activities_per_win", SOPS_KPI_ACTIVITIES, SOPS_ROLE(SOPS_ACTIVITIES_DEAL_ID) },
	{ "new_customers:orders", SOPS_KPI_ORDERS, SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID) },
	{ "repeat_rate", SOPS_KPI_ORDERS, SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID) },
	{ "reactivated", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
	{ "churn_rate*", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
	{ "mrr_churn*", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
	{ "grr*", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
	{ "nrr*", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
	{ "ltv*", SOPS_KPI_SUBSCRIPTIONS, SOPS_ROLE(SOPS_SUBSCRIPTIONS_END) },
};

/* "churn_rate*" is any name that begins so. */
static bool is_called(const char *name, const char *pattern)
{
	size_t len = strcspn(pattern, "*");

	return strncmp(name, pattern, len) == 0 && (pattern[len] || !name[len]);
}

static int lacks_column(const struct sops__kpi *kpi, const struct sops_kpi_sides *sides,
	enum sops_kpi_side side, uint64_t any, struct sops_error *err)
{
	const struct sops_schema *rows = sops_kpi_side_rows(side);
	const struct sops_place place = { .file = sides->files[side] };
	struct sops_buffer names = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < rows->count; i++)
		if (any & SOPS_ROLE(i))
			sops_buffer_printf(&names, "%s%s", names.len ? " or " : "",
				rows->roles[i].name);
	sops_error_set(err, SOPS_EINPUT, "%s needs a column %s", kpi->name,
		names.failed ? "" : names.at);
	sops_buffer_release(&names);
	if (err)
		sops_error_place(err, &place);
	return SOPS_EINPUT;
}

static int needs_columns(const struct sops__kpi *kpi, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		if (is_called(kpi->name, columns[i].metric) &&
		    !(options->sides->bound[columns[i].side] & columns[i].any))
			return lacks_column(kpi, options->sides, columns[i].side,
				columns[i].any, err);
	return 0;
}

static int needs_selling(const struct sops__kpi *kpi, const struct sops_kpi_options *options,
	struct sops_error *err)
{
	const struct sops_activity_book *book = options->sides->activities;

	if (!sops_activity_book_knows_selling(book)) {
		sops_error_set(err, SOPS_EUSAGE, "%s: the activities do not say what is selling",
			kpi->name);
		sops_error_hint(err, "name the types: --selling call,meeting,visit");
		return SOPS_EUSAGE;
	}
	return sops_activity_book_overlap(book, err);
}

int sops__kpi_lacks(const struct sops__kpi *kpi, const struct sops_kpi_options *options,
	const struct sops_context *context, struct sops_error *err)
{
	bool periodic = sops__kpi_periodic(context);
	int status = 0;

	for (int side = 0; status == 0 && side < SOPS_KPI_SIDES; side++)
		if (kpi->sides & (1u << side))
			status = needs_side(kpi, options, (enum sops_kpi_side)side, err);
	if (status == 0 && kpi->sides)
		status = needs_columns(kpi, options, err);
	if (status < 0)
		return status;
	if (kpi->needs & SOPS__KPI_PERIODS && !periodic)
		return sops_error_set(err, SOPS_EUSAGE, "%s needs --period", kpi->name);
	if (kpi->needs & SOPS__KPI_SPAN && !periodic && context->from == SOPS_DATE_BLANK)
		return sops_error_set(err, SOPS_EUSAGE, "%s needs --period, --in or --from",
			kpi->name);
	if (kpi->needs & SOPS__KPI_MARGIN && (!options || sops_money_blank(options->margin)))
		return sops_error_set(err, SOPS_EUSAGE, "%s needs --margin SHARE", kpi->name);
	if (kpi->needs & SOPS__KPI_TIME)
		return sops_activity_book_overlap(options->sides->activities, err);
	return kpi->needs & SOPS__KPI_SELLING ? needs_selling(kpi, options, err) : 0;
}

unsigned sops__kpi_customer_sides(const struct sops_use *use)
{
	const struct sops_kpi_sides *sides = sops__kpi_sides(use);
	unsigned usable = sops__kpi_usable(use->options);

	if (!sops__kpi_periodic(use->context) && use->context->from == SOPS_DATE_BLANK)
		usable &= ~SOPS__SIDE(SUBSCRIPTIONS);
	if (usable && !(sides->bound[SOPS_KPI_ORDERS] & SOPS_ROLE(SOPS_ORDERS_CUSTOMER_ID)))
		usable &= ~SOPS__SIDE(ORDERS);
	return usable & (SOPS__SIDE(ORDERS) | SOPS__SIDE(SUBSCRIPTIONS));
}

/* Whether the deals, or a side, name customers, or sellers. */
static bool knows(const struct sops__kpi *kpi, const struct sops_use *use)
{
	const uint64_t customers =
		SOPS_ROLE(SOPS_DEALS_CUSTOMER_ID) | SOPS_ROLE(SOPS_DEALS_ACCOUNT);
	uint64_t bound = use->context->bound;

	if (kpi->needs & SOPS__KPI_WHO && !(bound & customers) && !sops__kpi_customer_sides(use))
		return false;
	return !(kpi->needs & SOPS__KPI_SELLER) || (bound & SOPS_ROLE(SOPS_DEALS_OWNER)) ||
		(sops__kpi_usable(use->options) & SOPS__SIDE(REPS));
}

bool sops__kpi_on_request(const struct sops__kpi *kpi, const struct sops_kpi_options *options)
{
	if (!options || !options->censored)
		return kpi->needs & SOPS__KPI_LATER && !(options && options->all);
	if (strcmp(kpi->name, "cycle_days_median") == 0 || strcmp(kpi->name, "cycle_days_p90") == 0)
		return true;
	return kpi->needs & SOPS__KPI_LATER &&
		strcmp(kpi->name, "cycle_days_median:censored") != 0 &&
		strcmp(kpi->name, "cycle_days_p90:censored") != 0;
}

bool sops__kpi_wanted(const struct sops_use *use, size_t number)
{
	const struct sops_kpi_options *options = use->options;
	const struct sops__kpi *kpi = sops__kpi_at(number);

	if (options && options->some && !options->all)
		return sops__kpi_chosen(options, number);
	return !sops__kpi_on_request(kpi, options) &&
		(sops__kpi_roles(kpi, options) & ~use->context->bound) == 0 &&
		knows(kpi, use) &&
		sops__kpi_lacks(kpi, options, use->context, NULL) == 0;
}

int sops_kpi_check(const struct sops_kpi_options *options, const struct sops_context *context,
	struct sops_error *err)
{
	int status = 0;

	if (options->all)
		return 0;
	for (size_t i = 0; options->some && status == 0 && i < sops__kpi_count(); i++)
		if (sops__kpi_chosen(options, i))
			status = sops__kpi_lacks(sops__kpi_at(i), options, context, err);
	return status;
}

bool sops_kpi_without_deals(const struct sops_kpi_options *options)
{
	const unsigned deals = SOPS__KPI_DEALS | SOPS__KPI_WHO | SOPS__KPI_SELLER;

	for (size_t i = 0; i < sops__kpi_count(); i++)
		if (sops__kpi_chosen(options, i) &&
		    (sops__kpi_at(i)->roles || sops__kpi_at(i)->needs & deals))
			return false;
	return options->some;
}
