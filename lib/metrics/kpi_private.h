/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SOPS_KPI_PRIVATE_H
#define SOPS_KPI_PRIVATE_H

#include <sops/kpi.h>

#include "../book.h"
#include "note_currency.h"

#include <sops/survival.h>

/* How far a state goes; the counts are always there. */
enum {
	SOPS__KPI_ALL, /* where nothing was chosen: up to MORE */
	SOPS__KPI_COUNTS,
	SOPS__KPI_AMOUNTS,
	SOPS__KPI_WEIGHTED,
	SOPS__KPI_DAYS,
	SOPS__KPI_MORE,
	SOPS__KPI_CENSORED,
};

static inline int sops__kpi_keeps_to(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	return options && options->keeps != SOPS__KPI_ALL ? options->keeps : SOPS__KPI_MORE;
}

static inline bool sops__kpi_keeps(const struct sops_use *use, int what)
{
	return what <= sops__kpi_keeps_to(use);
}

/*
 * What happened in one period: deals closed, deals that became open, deals that ceased to be.
 * What fewer figures need stands further behind, so that a cell can be cut short.
 */
struct sops__kpi_cell {
	int64_t won, lost, opened;
	struct sops_short_sum won_amount, lost_amount, opened_amount;
	struct sops_short_sum weighted;
	struct sops_tally won_days; /* from the first contact that is known */
	int64_t ended; /* with this, for periods only */
	struct sops_short_sum ended_amount;
	int64_t created, created_won, created_open; /* of those created in the period, void
	                                               ones apart */
	struct sops_short_sum due_amount, due_weighted; /* open, and to be closed in it */
	int64_t due, overdue; /* overdue: was to be closed in it, before as-of */
	struct sops_tally created_days; /* of those won: from created */
	struct sops_survival to_close; /* of those created in it: won 1, lost 2 */
};

enum {
	SOPS__KPI_UNDATED,  /* closed, but when? */
	SOPS__KPI_UNPLACED, /* open, but since when? */
	SOPS__KPI_UNPRICED, /* won without an amount */
	SOPS__KPI_BACKWARD, /* closed before created, or before the first contact */
	SOPS__KPI_FUTURE,   /* closed after as-of */
	SOPS__KPI_UNBORN,   /* created after as-of */
	SOPS__KPI_OVERDUE,  /* open, and was to be closed before as-of */
	SOPS__KPI_UNCREDITED, /* won by somebody who has no quota then */
	SOPS__KPI_UNTOLD,   /* open, as nothing says what it is */
	SOPS__KPI_ODDITIES,
};

/* One thing of which deals speak, of whatever kind the first byte of its key tells. */
struct sops__kpi_extra {
	int64_t first; /* the earliest day */
	struct sops_short_sum amount;
};

#define SOPS__KPI_CUSTOMER 'c' /* then who: a customer, since the first deal won */
#define SOPS__KPI_OWNER 'o'    /* then a period, then who: closed a deal in it */
#define SOPS__KPI_CREDIT 'q'   /* then the number of a quota: what was won towards it */
#define SOPS__KPI_LEAD 'l'     /* then the number of a lead: a deal of it was won */

struct sops__kpi_state {
	struct sops_rare odd;
	struct sops_group *extras; /* from MORE on */
	union {
		struct {
			struct sops_group *periods; /* by number of the period */

			/* Not kept: the cell that was asked for last, which mostly is asked for
			 * next, and the day for which it was. */
			int64_t last_period;
			sops_date last_day;
			struct sops__kpi_cell *last;
		};
		struct sops__kpi_cell only; /* when there is no unit */
	};
};

static inline bool sops__kpi_periodic(const struct sops_context *context)
{
	return context->calendar.unit != SOPS_UNIT_NONE;
}

/* Whether what happened nobody knows when is in no row. */
static inline bool sops__kpi_dated(const struct sops_context *context)
{
	return sops__kpi_periodic(context) || context->from != SOPS_DATE_BLANK ||
		context->to != SOPS_DATE_BLANK;
}

static inline bool sops__kpi_cohort(const struct sops_context *context)
{
	return context->date >= 0 && context->date != SOPS_DEALS_CLOSED;
}

/* The last day that counts: what came later has not happened yet. */
static inline sops_date sops__kpi_horizon(const struct sops_context *context)
{
	return context->to != SOPS_DATE_BLANK && context->to < context->as_of ? context->to
									      : context->as_of;
}

/* The state that is enough for what is asked. */
const struct sops_state *sops__kpi_state(const struct sops_use *use);

static inline int sops__kpi_compares(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	return options && sops__kpi_periodic(use->context) ? options->compare
							    : SOPS_KPI_COMPARE_NONE;
}

/* Whether a figure is asked for that is made of an earlier period's. */
bool sops__kpi_looks_back(const struct sops_use *use);

#define SOPS__KPI_MOST (64 * SOPS_KPI_WORDS) /* figures */

/* One figure, with what it is made of. */
struct sops__figure {
	struct sops_cell value, numerator, denominator;
	int64_t n;
	struct sops_cell lo, hi; /* of an estimate that has limits of its own; else blank */
	struct sops_currency currency; /* of money: "" where no amount names one */
};

/* Figures that may still be asked for as those of an earlier period (kpi_compare.c). */
struct sops__kpi_past {
	struct sops__figure *figures; /* of so many periods, sops__kpi_count each */
	int64_t *periods;             /* which they are; by number modulo */
	size_t size;
};

/* size 0 when nothing is compared. */
int sops__kpi_past_new(struct sops__kpi_past *past, const struct sops_use *use,
	struct sops_error *err);
void sops__kpi_past_free(struct sops__kpi_past *past);
/* Room for the period's figures. */
struct sops__figure *sops__kpi_past_put(struct sops__kpi_past *past, int64_t period);
/* The figures that the period is compared with, or NULL. */
const struct sops__figure *sops__kpi_past_of(const struct sops__kpi_past *past,
	const struct sops_use *use, int64_t period);
/* value / prev - 1. Beyond 38 digits it is that of the values as machine formats print them. */
int sops__kpi_change(struct sops_cell *out, const struct sops_cell *value,
	const struct sops_cell *prev, struct sops_error *err);

/* The number in a cell; undefined where there is none. */
struct sops_ratio sops__kpi_value(const struct sops_cell *cell);

int sops__kpi_columns(struct sops_table *table, const struct sops_use *use,
	struct sops_error *err);
int sops__kpi_rows(struct sops_table *table, const void *state, const struct sops_use *use,
	struct sops_error *err);

/* What the side inputs say (kpi_sides.c). */
struct sops_kpi_sides {
	struct sops_roster *roster;
	struct sops_lead_book *leads;
	struct sops_cost_book *costs;
	struct sops_quota_book *quotas;
	struct sops_activity_book *activities;
	struct sops_retention *subscriptions;
	struct sops_order_book *orders;
	struct sops_survey_book *surveys;
	unsigned given; /* a bit each */
	/* Why one cannot be grouped as --by says; status SOPS_OK: it can. */
	struct sops_error missing[SOPS_KPI_SIDES];
	char *files[SOPS_KPI_SIDES]; /* what messages call them */
	uint64_t bound[SOPS_KPI_SIDES]; /* roles that have a column */
	struct sops_field *lent[SOPS_KPI_SIDES]; /* names of the by columns that it has */
	size_t n_lent[SOPS_KPI_SIDES];
	int owner_key; /* which of the by columns is the deals' owner; or -1 */
};

#define SOPS__SIDE(side) (1u << SOPS_KPI_##side)

/* NULL where there is none. */
static inline const struct sops_kpi_sides *sops__kpi_sides(const struct sops_use *use)
{
	const struct sops_kpi_options *options = use->options;

	return options ? options->sides : NULL;
}

/* Sides of which there are rows, with all columns of by. */
unsigned sops__kpi_usable(const struct sops_kpi_options *options);
/* The first and the last day of what a side has of a group; false when it has nothing dated. */
bool sops__kpi_side_span(const struct sops_kpi_sides *sides, enum sops_kpi_side side,
	struct sops_field group, sops_date *first, sops_date *last);
/* A group that a side has rows of; at is NULL after the last. */
struct sops_field sops__kpi_side_group(const struct sops_kpi_sides *sides, enum sops_kpi_side side,
	size_t index);

struct sops__kpi;

/* A group by the key that some sides have for it. */
struct sops__kpi_alias {
	struct sops_field key;
	unsigned sides;
};

/* What all groups together tell, and is the same for every row (kpi_settle.c). */
struct sops__kpi_shared {
	const struct sops__kpi *wanted[SOPS__KPI_MOST];
	size_t numbers[SOPS__KPI_MOST]; /* theirs */
	size_t n_wanted;
	unsigned sides;             /* that they rest on */
	struct sops__book firsts;   /* of customers, by group and day: bare items */
	struct sops__book sellers;  /* by group and first day of a period: bare items */
	struct sops__book quotas;   /* struct sops__kpi_quota, by group and first day */
	struct sops__book roster;   /* struct sops__kpi_rep, by group, undated */
	struct sops_workdays *weekdays; /* Monday to Friday, where nobody says otherwise */
	bool *won;                  /* for each lead: a deal of it was won */
	struct sops__texts renamed; /* groups that sides know by another name of their rep */
	struct sops__kpi_alias *aliases; /* by their number there */
	size_t n_aliases;
	struct sops__note_currency currency; /* of wide rows */
};

/*
 * The group that a side's key is of: itself, unless only the same with the rep's other name is
 * among the groups (kpi_alias.c). Holds until the next is asked for.
 */
int sops__kpi_home(struct sops_field *group, struct sops__kpi_shared *shared,
	const struct sops_kpi_sides *sides, const struct sops_group *groups, int side,
	struct sops_field key, struct sops_error *err);

struct sops__kpi_quota {
	struct sops__book_item item;
	const struct sops_quota_line *line;
	struct sops_sum credited; /* of all groups */
};

struct sops__kpi_rep {
	struct sops__book_item item;
	const struct sops_roster_rep *rep;
};

/* Whether a figure that is wanted has one of these needs, reads one of these roles or rests on one
 * of these sides. */
bool sops__kpi_wants(const struct sops__kpi_shared *shared, unsigned needs, uint64_t roles,
	unsigned sides);
/* Says what the reader of the figures has to know (kpi_notes.c). */
void sops__kpi_notes(struct sops_table *table, const struct sops__kpi_shared *shared,
	const struct sops_use *use, const struct sops_group *groups);
int sops__kpi_settle(struct sops_use *use, struct sops_group *groups, struct sops_table *table,
	struct sops_error *err);
void sops__kpi_forget(void *shared);

/* Adds what a deal says beyond its group's own cells (kpi_extras.c). day is that on which it
 * counts; blank when nobody knows. */
struct sops__kpi_entry {
	struct sops__kpi_state *state;
	const struct sops_deal *deal;
	const struct sops_use *use;
	enum sops_deal_status status;
	int keeps; /* as far as that */
	struct sops_error *err;
};
int sops__kpi_add_won(const struct sops__kpi_entry *entry, sops_date day);
int sops__kpi_add_lead(const struct sops__kpi_entry *entry);
int sops__kpi_add_owner(const struct sops__kpi_entry *entry, sops_date day);
int sops__kpi_odd(const struct sops__kpi_entry *entry, size_t what);
/* The day a deal began: the first activity that names it, else the day its lead was created, else
 * its own. */
sops_date sops__kpi_began(const struct sops__kpi_entry *entry);

/* What several figures of one row ask of side inputs; each is asked once. */
struct sops__kpi_cache {
	unsigned known; /* a bit for each side; also SOPS_KPI_SIDES: the customers */
	struct sops_lead_counts leads;
	struct sops_spent spent, spent_before; /* before: lag periods earlier */
	struct sops_active active;
	struct sops_retained retained;
	struct sops_ordered ordered;
	struct sops_surveyed surveyed;
};

/* What one period of one group comes to. */
struct sops__kpi_view {
	int64_t won, lost;
	struct sops_sum won_amount, lost_amount;
	const struct sops_tally *won_days, *created_days;
	int64_t open;
	struct sops_sum open_amount;
	bool present; /* as-of lies in it: the weighted pipeline is known */
	struct sops_sum weighted, due_amount, due_weighted;
	int64_t due;
	int64_t created, created_won, created_open, overdue;
	const struct sops_survival *to_close; /* or NULL */

	const struct sops_use *use;
	const struct sops__kpi_shared *shared;
	struct sops_field group;
	int64_t period;         /* its number, when there are any */
	struct sops_span span;  /* its days, within the window and up to as-of */
	struct sops_span whole; /* the same, with the days after as-of */
	const struct sops__figure *before; /* figures of the period before, by number; or NULL */
	struct sops__kpi_cache *cache;
};

/* One period's rows, or its one row with wide. prev: the figures of an earlier one, or NULL
 * (kpi_write.c). */
int sops__kpi_write(struct sops_table *table, const struct sops__kpi_view *view,
	const struct sops__figure *figures, const struct sops__figure *prev, const char *period,
	struct sops_error *err);

/* The key that a side has for the view's group. */
struct sops_field sops__kpi_key(const struct sops__kpi_view *view, int side);

/* What a figure needs besides columns of the deals. */
enum {
	SOPS__KPI_LATER = 1 << 0,     /* only when asked for by its name */
	SOPS__KPI_PERIODS = 1 << 1,   /* needs periods */
	SOPS__KPI_SPAN = 1 << 2,      /* needs a first day: periods, or a window */
	SOPS__KPI_MARGIN = 1 << 3,    /* needs --margin */
	SOPS__KPI_WHO = 1 << 4,       /* needs customers: of deals, orders or subscriptions */
	SOPS__KPI_CYCLE = 1 << 5,     /* leads or activities say when a deal began, too */
	SOPS__KPI_EXTRAS = 1 << 6,    /* rests on what is kept from MORE on */
	SOPS__KPI_SURVIVAL = 1 << 7,  /* on what is kept when CENSORED */
	SOPS__KPI_DEALS = 1 << 8,     /* rests on deals, though no column of theirs is needed */
	SOPS__KPI_SELLING = 1 << 9,   /* somebody has to say what selling is */
	SOPS__KPI_SELLER = 1 << 10,   /* needs a roster, or owners */
	SOPS__KPI_TIME = 1 << 11,     /* whoever does two things at a time has to be dealt with */
	SOPS__KPI_ROSTER = 1 << 12,   /* counts the reps of a roster, where there is one */
	SOPS__KPI_BEFORE = 1 << 13,   /* is made of the figures of the period before, too */
};

struct sops__kpi {
	const char *name, *zh, *formula;
	const char *unit;
	enum sops_column_type type;
	uint64_t roles;   /* what the deals have to have */
	unsigned sides;   /* without which it cannot be had */
	unsigned needs;
	int (*figure)(struct sops__figure *out, const struct sops__kpi_view *view,
		struct sops_error *err);
	const char *numerator, *denominator; /* of a ratio, in words; or NULL */
	const char *note;                    /* what is left out, how an edge is taken; or NULL */
	const char *source;
};

/* The catalogue: families one after the other. */
struct sops__kpi_family {
	const struct sops__kpi *kpis;
	size_t count;
};
extern const struct sops__kpi_family sops__kpi_of_deals, sops__kpi_of_sellers,
	sops__kpi_of_leads, sops__kpi_of_quotas, sops__kpi_of_costs, sops__kpi_of_activities,
	sops__kpi_of_subscriptions,
	sops__kpi_of_orders, sops__kpi_of_surveys;

#define SOPS__KPI_FAMILY(name, table) \
	const struct sops__kpi_family sops__kpi_of_##name = { \
		(table), sizeof(table) / sizeof((table)[0]) }

size_t sops__kpi_count(void);
const struct sops__kpi *sops__kpi_at(size_t number);
size_t sops__kpi_number(const struct sops__kpi *kpi);
/* Of the figure of that name, or the count. */
size_t sops__kpi_find(struct sops_field name);
#define SOPS__KPI_REVENUE 0 /* the number of the revenue */

/* What the deals have to have for it here: leads may tell what they do not. */
uint64_t sops__kpi_roles(const struct sops__kpi *kpi, const struct sops_kpi_options *options);
/* What it reads when there. */
uint64_t sops__kpi_more_roles(const struct sops__kpi *kpi,
	const struct sops_kpi_options *options);
/* Whether it is asked for, and can be had. */
bool sops__kpi_wanted(const struct sops_use *use, size_t number);
bool sops__kpi_chosen(const struct sops_kpi_options *options, size_t number);
/* Whether it is one that nobody gets who does not name it. */
bool sops__kpi_on_request(const struct sops__kpi *kpi, const struct sops_kpi_options *options);
/* Sides that can say which customers are new; subscriptions need a first day for it. */
unsigned sops__kpi_customer_sides(const struct sops_use *use);
/* Why it cannot be had of the side inputs and options; 0 when it can. */
int sops__kpi_lacks(const struct sops__kpi *kpi, const struct sops_kpi_options *options,
	const struct sops_context *context, struct sops_error *err);

/* The currency of what a figure of money is made of, where the figure does not say. */
struct sops_currency sops__kpi_currency(const struct sops__kpi *kpi,
	const struct sops__kpi_view *view);
/* Refuses two figures of which each is in another currency, which cannot be compared. */
int sops__kpi_comparable(const struct sops__figure *now, const struct sops__figure *then,
	struct sops_error *err);

/* Cells of figures (kpi_cells.c). */
struct sops_cell sops__kpi_count_cell(int64_t count);
struct sops_cell sops__kpi_money_cell(struct sops_money money);
static inline struct sops__figure sops__kpi_figure(struct sops_cell value,
	struct sops_cell numerator, struct sops_cell denominator, int64_t n)
{
	return (struct sops__figure){ .value = value, .numerator = numerator,
		.denominator = denominator, .n = n };
}
/* A number, as a share or as a plain one; blank when undefined. */
struct sops_cell sops__kpi_ratio_cell(enum sops_cell_kind kind, struct sops_ratio ratio);
/* An estimate of a share, or of another number. */
struct sops_cell sops__kpi_estimate(double share);
struct sops_cell sops__kpi_estimated_number(double number);
int sops__kpi_count_figure(struct sops__figure *out, int64_t count);
/* A sum of n things: blank when there are some and none says how much. */
int sops__kpi_sum_figure(struct sops__figure *out, const struct sops_sum *sum, int64_t n);
struct sops_money sops__kpi_known(const struct sops_sum *sum, int64_t n);
/* Of counts; of amounts. */
int sops__kpi_share_figure(struct sops__figure *out, int64_t part, int64_t whole);
int sops__kpi_quotient_figure(struct sops__figure *out, enum sops_cell_kind kind,
	struct sops_money num, struct sops_money den, int64_t n);

/* Adds to an error that is set a line of a side input, or 0 for none. Returns SOPS_EINPUT. */
int sops__kpi_place(const struct sops__kpi_view *view, enum sops_kpi_side side, uint64_t line,
	struct sops_error *err);
/* "costs are in EUR and deals in USD": what is divided, or taken off, is of one currency. The
 * first is of a side input, which is named as the place; the other may be SOPS_KPI_SIDES. */
int sops__kpi_one_currency(const struct sops__kpi_view *view, enum sops_kpi_side side,
	const struct sops_sum *a, enum sops_kpi_side other, const struct sops_sum *b,
	struct sops_error *err);

/* Of side inputs, for the view's group and span. */
int sops__kpi_leads(const struct sops_lead_counts **out, const struct sops__kpi_view *view);
int sops__kpi_spent(const struct sops_spent **out, const struct sops__kpi_view *view,
	struct sops_error *err);
/* lag periods earlier */
int sops__kpi_spent_before(const struct sops_spent **out, const struct sops__kpi_view *view,
	struct sops_error *err);
int sops__kpi_active(const struct sops_active **out, const struct sops__kpi_view *view,
	struct sops_error *err);
int sops__kpi_retained(const struct sops_retained **out, const struct sops__kpi_view *view,
	struct sops_error *err);
int sops__kpi_ordered(const struct sops_ordered **out, const struct sops__kpi_view *view,
	struct sops_error *err);
int sops__kpi_surveyed(const struct sops_surveyed **out, const struct sops__kpi_view *view,
	struct sops_error *err);
/* Customers won for the first time: of the deals if these name customers, else of the orders, else
 * of the subscriptions. Below 0: nobody knows. */
int sops__kpi_new_customers(int64_t *out, const struct sops__kpi_view *view,
	struct sops_error *err);
/* Reps of the roster that are there in the span; below 0 when there is no roster. */
int64_t sops__kpi_rostered(const struct sops__kpi_view *view);
/* Their working days there, added up; below 0 when there is no roster. */
int64_t sops__kpi_rep_days(const struct sops__kpi_view *view, const struct sops_workdays *workdays);
int64_t sops__kpi_sellers(const struct sops__kpi_view *view);
/* CAC = spent / customers, for what rests on it; undefined without a cost or a customer. */
int sops__kpi_cac(struct sops_ratio *out, const struct sops_spent **spent,
	const struct sops__kpi_view *view, struct sops_error *err);
/* Of one ratio by another. */
int sops__kpi_divide(struct sops_ratio *out, struct sops_ratio a, struct sops_ratio b,
	struct sops_error *err);
int sops__kpi_multiply(struct sops_ratio *out, struct sops_ratio a, struct sops_ratio b,
	struct sops_error *err);

#endif
