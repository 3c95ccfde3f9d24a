/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/rates.h>

#include <sops/input.h>

#include <stdlib.h>

struct rate {
	sops_date date;
	struct sops_currency currency;
	struct sops_money rate;
};

struct sops_rates {
	struct rate *rates; /* by currency, then date */
	size_t len, size;
	struct sops_currency home; /* or "" */
};

enum { DATE, CURRENCY, RATE, ROLES };

static const struct sops_role roles[ROLES] = {
	[DATE] = { .name = "date", .type = SOPS_DATE, .offset = offsetof(struct rate, date),
		.doc = "first day on which the rate holds", .aliases = "日期" },
	[CURRENCY] = { .name = "currency", .type = SOPS_CURRENCY,
		.offset = offsetof(struct rate, currency), .doc = "ISO 4217 code",
		.aliases = "币种" },
	[RATE] = { .name = "rate", .type = SOPS_MONEY, .offset = offsetof(struct rate, rate),
		.doc = "what one unit is worth in the home currency", .aliases = "汇率" },
};

static const struct sops_schema schema = {
	.name = "rates", .roles = roles, .count = ROLES, .row_size = sizeof(struct rate),
};

static int by_currency_and_date(const void *a, const void *b)
{
	const struct rate *left = a, *right = b;
	int order = strcmp(left->currency.code, right->currency.code);

	return order ? order : (left->date > right->date) - (left->date < right->date);
}

static int append(struct sops_rates *rates, const struct rate *rate, struct sops_error *err)
{
	if (rate->date == SOPS_DATE_BLANK || !rate->currency.code[0] ||
	    sops_money_blank(rate->rate) || rate->rate.units <= 0)
		return sops_error_set(err, SOPS_EINPUT,
			"a rate needs a date, a currency and a number above 0");
	if (rates->len == rates->size) {
		size_t size = rates->size ? 2 * rates->size : 64;
		struct rate *grown = reallocarray(rates->rates, size, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		rates->rates = grown;
		rates->size = size;
	}
	rates->rates[rates->len++] = *rate;
	return 0;
}

/* Two rates of one day would leave it to chance which one holds. */
static int refuse_rivals(const struct sops_rates *rates, struct sops_error *err)
{
	for (size_t i = 1; i < rates->len; i++) {
		const struct rate *a = &rates->rates[i - 1], *b = &rates->rates[i];
		char date[SOPS_DATE_TEXT];

		if (by_currency_and_date(a, b) != 0 || sops_money_compare(a->rate, b->rate) == 0)
			continue;
		sops_date_format(date, a->date);
		return sops_error_set(
			err, SOPS_EINPUT, "two rates for %s on %s", a->currency.code, date);
	}
	return 0;
}

static int read_all(struct sops_rates *rates, struct sops_input *input, struct sops_error *err)
{
	const void *row;
	int status;

	while ((status = sops_input_next(input, &row, err)) > 0) {
		struct sops_place place = sops_input_place(input);

		status = append(rates, row, err);
		if (status < 0) {
			sops_error_place(err, &place);
			return status;
		}
	}
	if (status < 0)
		return status;
	if (rates->len > 0)
		qsort(rates->rates, rates->len, sizeof(*rates->rates), by_currency_and_date);
	return refuse_rivals(rates, err);
}

int sops_rates_read(struct sops_rates **out, int fd, const char *name, struct sops_error *err)
{
	const struct sops_input_options options = {
		.needs = SOPS_ROLE(DATE) | SOPS_ROLE(CURRENCY) | SOPS_ROLE(RATE),
	};
	struct sops_rates *rates = calloc(1, sizeof(*rates));
	const struct sops_place file = { .file = name };
	struct sops_input *input = NULL;
	int status;

	if (!rates)
		return sops_error_memory(err);
	status = sops_input_open(&input, &schema, fd, name, &options, err);
	if (status == 0)
		status = read_all(rates, input, err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &file);
	sops_input_free(input);
	if (status < 0)
		sops_rates_free(rates);
	else
		*out = rates;
	return status;
}

void sops_rates_free(struct sops_rates *rates)
{
	if (!rates)
		return;
	free(rates->rates);
	free(rates);
}

int sops_rates_set_home(struct sops_rates *rates, struct sops_currency home,
	struct sops_error *err)
{
	char date[SOPS_DATE_TEXT], value[SOPS_MONEY_TEXT];

	for (size_t i = 0; i < rates->len; i++) {
		const struct rate *rate = &rates->rates[i];

		if (strcmp(rate->currency.code, home.code) != 0 ||
		    sops_money_compare(rate->rate, sops_money_of(1)) == 0)
			continue;
		sops_date_format(date, rate->date);
		sops_money_format(value, rate->rate);
		return sops_error_set(err, SOPS_EINPUT,
			"the rates are not to %s, of which they make %s on %s", home.code, value,
			date);
	}
	rates->home = home;
	return 0;
}

bool sops_rates_keep(const struct sops_rates *rates)
{
	return rates->home.code[0] != '\0';
}

/* The last rate of the currency that is not after the day. */
static const struct rate *find(const struct sops_rates *rates, struct sops_currency currency,
	sops_date day)
{
	const struct rate wanted = { .date = day, .currency = currency };
	size_t low = 0, high = rates->len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (by_currency_and_date(&rates->rates[middle], &wanted) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0 || strcmp(rates->rates[low - 1].currency.code, currency.code) != 0)
		return NULL;
	return &rates->rates[low - 1];
}

int sops_rates_convert(const struct sops_rates *rates, struct sops_money *amount,
	struct sops_currency *currency, sops_date day, struct sops_error *err)
{
	const struct rate *rate;
	char date[SOPS_DATE_TEXT];

	if (sops_money_blank(*amount) || !currency->code[0])
		return 0;
	if (strcmp(currency->code, rates->home.code) == 0) {
		*currency = (struct sops_currency){ "" };
		return 0;
	}
	rate = find(rates, *currency, day);
	if (!rate) {
		sops_date_format(date, day);
		sops_error_set(
			err, SOPS_EINPUT, "no rate for %s on or before %s", currency->code, date);
		sops_error_hint(err, "a currency that needs no change has rate 1");
		return SOPS_EINPUT;
	}
	*currency = (struct sops_currency){ "" };
	return sops_money_mul(amount, *amount, rate->rate, err);
}
