/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/survey_book.h>

#include "book_rows.h"

#include <inttypes.h>
#include <stdlib.h>

struct item {
	struct sops__book_item base;
	int kind; /* enum sops_survey_kind; SOPS_BLANK: not answered */
	int64_t scale_max; /* 0: nobody says */
	struct sops_money score;
};

struct sops_survey_book {
	struct sops__book book;
	sops_date as_of;
	struct sops_survey_oddities oddities;
};

/* Which answers a kind has. */
static const struct kind {
	const char *a_score;
	int least;        /* score */
	bool whole;
	int least_scale;
	int64_t usual;    /* scale_max where it is blank; 0: none */
	bool fixed;       /* there is no other */
} kinds[] = {
	[SOPS_SURVEY_NPS] = { "an nps score", 0, true, 10, 10, true },
	[SOPS_SURVEY_CSAT] = { "a csat score", 1, true, 3, 5, false },
	[SOPS_SURVEY_CES] = { "a ces score", 0, false, 1, 0, false },
	[SOPS_SURVEY_RATING] = { "a rating", 1, false, 2, 5, false },
};

static int read_scale(struct item *item, struct sops_money scale, struct sops_error *err)
{
	const struct kind *kind = &kinds[item->kind];
	char text[SOPS_MONEY_TEXT];

	item->scale_max = kind->usual;
	if (sops_money_blank(scale))
		return 0;
	sops_money_format(text, scale);
	if (kind->fixed && sops_money_compare(scale, sops_money_of(kind->usual)) != 0)
		return sops_error_set(err, SOPS_EINPUT, "%s goes up to %" PRId64 ", not to %s",
			kind->a_score, kind->usual, text);
	item->scale_max = (int64_t)scale.units;
	if (scale.scale > 0 || item->scale_max != scale.units ||
	    item->scale_max < kind->least_scale)
		return sops_error_set(err, SOPS_EINPUT,
			"%s goes up to a whole number from %d, not to %s", kind->a_score,
			kind->least_scale, text);
	return 0;
}

static int check_score(const struct item *item, struct sops_error *err)
{
	const struct kind *kind = &kinds[item->kind];
	char text[SOPS_MONEY_TEXT];
	bool low = sops_money_compare(item->score, sops_money_of(kind->least)) < 0;
	bool high = item->scale_max &&
		sops_money_compare(item->score, sops_money_of(item->scale_max)) > 0;

	if (!low && !high && (!kind->whole || item->score.scale == 0))
		return 0;
	sops_money_format(text, item->score);
	if (!item->scale_max)
		return sops_error_set(err, SOPS_EINPUT, "%s is %d or more, not %s", kind->a_score,
			kind->least, text);
	return sops_error_set(err, SOPS_EINPUT, "%s is %s %d to %" PRId64 ", not %s",
		kind->a_score, kind->whole ? "a whole number from" : "from", kind->least,
		item->scale_max, text);
}

static int read_answer(struct item *item, const struct sops__book_row *row, bool open,
	struct sops_error *err)
{
	const struct sops_response *response = row->at;

	item->kind = SOPS_BLANK;
	if (open || sops_money_blank(response->score))
		return 0;
	if (response->kind == SOPS_BLANK) {
		sops_error_set(err, SOPS_EINPUT, "a score needs a kind: nps, csat, ces or rating");
		return sops__book_column(row, SOPS_SURVEYS_KIND, err);
	}
	item->kind = response->kind;
	item->score = response->score;
	if (read_scale(item, response->scale_max, err) < 0)
		return sops__book_column(row, SOPS_SURVEYS_SCALE_MAX, err);
	if (check_score(item, err) < 0)
		return sops__book_column(row, SOPS_SURVEYS_SCORE, err);
	return 0;
}

static bool is_after(const struct sops_survey_book *book, sops_date day)
{
	return book->as_of != SOPS_DATE_BLANK && day > book->as_of;
}

static int add_row(void *to, const struct sops__book_row *row, struct sops_error *err)
{
	struct sops_survey_book *book = to;
	const struct sops_response *response = row->at;
	bool open = is_after(book, response->responded);
	bool sent = open || response->responded == SOPS_DATE_BLANK;
	sops_date day = sent ? response->sent : response->responded;
	void *item;

	if (is_after(book, day) || (open && day == SOPS_DATE_BLANK)) {
		book->oddities.future++;
		return 0;
	}
	if (sops__book_add(&book->book, &item, row->group, day, err) < 0)
		return SOPS_ESYSTEM;
	book->oddities.undated += day == SOPS_DATE_BLANK;
	return read_answer(item, row, open, err);
}

int sops_survey_book_read(struct sops_survey_book **out, struct sops_input *input,
	sops_date as_of, struct sops_error *err)
{
	struct sops_survey_book *book = calloc(1, sizeof(*book));
	int status;

	if (!book)
		return sops_error_memory(err);
	book->book.item_size = sizeof(struct item);
	book->as_of = as_of;
	status = sops__book_rows(input, add_row, book, err);
	if (status < 0) {
		sops_survey_book_free(book);
		return status;
	}
	sops__book_sort(&book->book);
	*out = book;
	return 0;
}

void sops_survey_book_free(struct sops_survey_book *book)
{
	if (!book)
		return;
	sops__book_release(&book->book);
	free(book);
}

static int64_t common_divisor(sops_int128 a, int64_t b)
{
	while (b) {
		int64_t rest = (int64_t)(a % b);

		a = b;
		b = rest;
	}
	return (int64_t)a;
}

/* Adds score / scale_max to a sum whose denominator is the least that does for all of them. */
static int add_share(struct sops_ratio *sum, const struct item *item, struct sops_error *err)
{
	int64_t shared = common_divisor(sum->den.units, item->scale_max);
	struct sops_money more = sops_money_of(item->scale_max / shared), share = item->score;
	struct sops_money times = { sum->den.units / shared, 0 };

	if (sops_money_mul(&sum->num, sum->num, more, err) < 0 ||
	    sops_money_mul(&sum->den, sum->den, more, err) < 0 ||
	    sops_money_mul(&share, share, times, err) < 0)
		return SOPS_EINPUT;
	return sops_money_add(&sum->num, sum->num, share, err);
}

static void add_nps(struct sops_surveyed *out, const struct item *item)
{
	if (item->score.units >= 9)
		out->promoters++;
	else if (item->score.units >= 7)
		out->passives++;
	else
		out->detractors++;
}

static int add_answer(struct sops_surveyed *out, const struct item *item, int64_t *ces_scale,
	struct sops_error *err)
{
	switch (item->kind) {
	case SOPS_SURVEY_NPS:
		add_nps(out, item);
		return 0;
	case SOPS_SURVEY_CSAT:
		out->csat++;
		out->satisfied += item->score.units >= item->scale_max - 1;
		return add_share(&out->csat_mean, item, err);
	case SOPS_SURVEY_RATING:
		out->rating++;
		return add_share(&out->rating_mean, item, err);
	default:
		out->ces_mixed |= out->ces > 0 && *ces_scale != item->scale_max;
		*ces_scale = item->scale_max;
		out->ces++;
		return sops_money_add(&out->ces_total, out->ces_total, item->score, err);
	}
}

int sops_survey_book_of(struct sops_surveyed *out, const struct sops_survey_book *book,
	struct sops_field group, const struct sops_span *span, struct sops_error *err)
{
	const struct sops_ratio none = { sops_money_of(0), sops_money_of(1) };
	const void *at;
	size_t count = sops__book_find(&book->book, &at, group, span);
	const struct item *items = at;
	int64_t ces_scale = 0;

	*out = (struct sops_surveyed){ .sent = (int64_t)count, .csat_mean = none,
		.rating_mean = none };
	for (size_t i = 0; i < count; i++) {
		if (items[i].kind == SOPS_BLANK)
			continue;
		out->answered++;
		if (add_answer(out, &items[i], &ces_scale, err) < 0)
			return SOPS_EINPUT;
	}
	if (sops_money_mul(&out->csat_mean.den, out->csat_mean.den, sops_money_of(out->csat),
		err) < 0)
		return SOPS_EINPUT;
	return sops_money_mul(&out->rating_mean.den, out->rating_mean.den,
		sops_money_of(out->rating), err);
}

bool sops_survey_book_span(const struct sops_survey_book *book, sops_date *first, sops_date *last,
	struct sops_field group)
{
	return sops__book_span(&book->book, first, last, group);
}

struct sops_field sops_survey_book_group(const struct sops_survey_book *book, size_t index)
{
	return sops__book_group(&book->book, index);
}

struct sops_survey_oddities sops_survey_book_oddities(const struct sops_survey_book *book)
{
	return book->oddities;
}
