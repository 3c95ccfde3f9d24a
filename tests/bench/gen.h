/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A made-up sales organisation, the same on every machine.
 *
 * Everything about deal N follows from (seed, N) alone, so any row of any table can be written
 * without the rows before it and four million deals need no more memory than four. A repeat deal
 * names the first deal of its customer, which is derived again on the spot; nothing is stored.
 *
 * Chances are drawn in per mille and kept as integers, money is in cents, time in seconds; what is
 * left of floating point uses only + - * / and so gives the same bits wherever IEEE 754 holds.
 */
#ifndef GEN_H
#define GEN_H

#include <iconv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUALIFICATION, DISCOVERY, PROPOSAL, NEGOTIATION, WON, LOST, STAGES };
enum status { DEAL_OPEN, DEAL_WON, DEAL_LOST, STATUSES };
enum deal_type { TYPE_NEW, TYPE_EXPANSION, TYPE_RENEWAL, TYPES };
enum { REGIONS = 8, SOURCES = 8, SEGMENTS = 3, PRODUCTS = 10, COMPETITORS = 5, REASONS = 6 };
enum { INDUSTRIES = 8, NEXT_STEPS = 8, CURRENCIES = 5, LEAD_STATUSES = 6, ACTIVITY_TYPES = 5 };
enum { SOURCE_PARTNER = 5, SOURCE_REFERRAL, SOURCE_EXISTING };
enum { OPEN_STAGES = WON, MAX_VISITS = 16, MAX_REPS = 1496 };
enum { YEARS = 3, MAX_DAYS = 1100, MONTHS = 40, NEVER = -1 };
enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };
enum locale { LOCALE_EN, LOCALE_ZH, LOCALE_BOTH };

/* The tables, gen_data.c. */

struct term {
	const char *en, *zh;
};

struct region {
	struct term name;
	bool china;
	int currency; /* index of currencies[] */
	int share;    /* per mille, here and below */
};

struct segment {
	struct term name;
	const char *size;
	int share;
	int median;       /* of a deal, whole US dollars */
	int sigma;        /* of its logarithm, hundredths */
	int dwell_factor; /* the shares times the factors add up to 1000 */
	int churn;        /* per month */
};

struct source {
	struct term name;
	int share;
	int advance;       /* from Qualification on */
	int lead_rate;     /* leads that become deals; 0: deals without leads */
	int cost_per_lead; /* whole US dollars */
};

struct product {
	struct term name, category;
	bool subscription;
	int share, price; /* price of one, whole US dollars */
};

struct currency {
	const char *code;
	int64_t micro_usd; /* millionths of a US dollar that one buys */
};

extern const struct region regions[REGIONS];
extern const struct segment segments[SEGMENTS];
extern const struct source sources[SOURCES];
extern const struct product products[PRODUCTS];
extern const struct currency currencies[CURRENCIES];
extern const struct term competitors[COMPETITORS], lost_reasons[REASONS], industries[INDUSTRIES];
extern const struct term next_steps[NEXT_STEPS], markets[2], pipeline_name;
extern const int stage_rates[OPEN_STAGES], stage_dwell[OPEN_STAGES], stage_probability[STAGES];
extern const int month_factors[12];

/* What customers answer, if they do; per mille. */
enum { ANSWERS = 400, PROMOTERS = 480, DETRACTORS = 220, SATISFIED = 820 };

/* Names, put together from gen_data.c. */

struct text {
	size_t length;
	char at[244];
};

void text_add(struct text *text, const char *more);
void text_digits(struct text *text, int64_t value, int width);
void text_base(struct text *text, uint64_t value, unsigned base, int width); /* up to 62 */
void person_name(struct text *text, int64_t index, bool chinese);
void company_name(struct text *text, int64_t index, bool chinese);

/* Chance, gen_model.c. */

struct rng {
	uint64_t state;
};

static inline uint64_t mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

static inline uint64_t rng_next(struct rng *rng) /* splitmix64 */
{
	return mix(rng->state += UINT64_C(0x9e3779b97f4a7c15));
}

static inline int64_t rng_below(struct rng *rng, int64_t limit)
{
	return (int64_t)((rng_next(rng) >> 32) * (uint64_t)limit >> 32);
}

static inline int64_t rng_between(struct rng *rng, int64_t first, int64_t last)
{
	return first + rng_below(rng, last - first + 1);
}

static inline bool rng_chance(struct rng *rng, int per_mille)
{
	return rng_below(rng, 1000) < per_mille;
}

enum stream { DRAW_MODEL, DRAW_REP, DRAW_REPEAT, DRAW_CHURN, DRAW_DEAL, DRAW_DETAIL,
	DRAW_HISTORY, DRAW_LEADS, DRAW_ACTIVITIES, DRAW_CUSTOMERS, DRAW_SUBSCRIPTIONS, DRAW_ORDERS,
	DRAW_QUOTAS, DRAW_COSTS, DRAW_SURVEYS, DRAW_DEFECTS };

struct rng rng_for(uint64_t seed, int stream, int64_t number);
double lognormal(struct rng *rng, double mean_scale, int sigma);

/* Days since 1970-01-01. */
int day_of(int year, int month, int day);
void civil_of(int day, int *year, int *month, int *dom);
int month_of(int day); /* months since year 0 */
int day_add_months(int day, int months); /* the 29th and later become the 28th */

/* The parameters, drawn once from the seed. */

struct rep {
	int region, manager, mentor, hired, left, level;
	int close_rate; /* Negotiation to won, per mille: the seller's skill */
	int64_t salary; /* a year, home cents */
};

struct model {
	uint64_t seed;
	int64_t deals;
	int as_of, first_day, days, first_month, months;
	int home; /* index of currencies[] */
	bool mixed;
	int growth, season[12], rate[OPEN_STAGES], bottleneck, skip, back;
	int dwell[OPEN_STAGES], sigma[OPEN_STAGES]; /* mean in tenths of days; of the logarithm */
	int source_advance[SOURCES], lead_rate[SOURCES];
	int64_t arrivals[MAX_DAYS + 1]; /* deals created before day first_day + i */
	double dwell_scale[OPEN_STAGES][SEGMENTS];
	int rep_count;
	struct rep reps[MAX_REPS];
};

/* Closing time on the as-of day; nothing happens after it. */
int64_t model_end(const struct model *model);
void model_draw(struct model *model);
int rep_pick(const struct model *model, struct rng *rng, int region, int day);
bool rep_active(const struct rep *rep, int day);
int64_t in_home(const struct model *model, int64_t usd_cents);

/* A deal, gen_deal.c. */

struct visit {
	int stage;
	int64_t entered;
};

struct deal {
	int64_t number, customer; /* the customer goes by the number of its first deal */
	int64_t referrer;         /* another customer */
	int customer_since;       /* the day the first deal was won */
	int region, segment, source, product, rep;
	enum deal_type type;
	enum status status;
	int highest, lost_from, visits;
	struct visit visit[MAX_VISITS]; /* the last one is the present stage */
	int64_t created, closed, lead_created, last_activity, modified;
	int64_t amount, amount_home, cost; /* cents */
	int currency, close_day, pushes, contacts, competitor, reason, next_step, next_step_day;
};

int customer_left(const struct model *model, const struct deal *deal); /* or NEVER, by as_of */
void deal_make(const struct model *model, int64_t number, struct deal *deal);
bool deal_is_first(const struct deal *deal); /* of its customer */
int deal_stage(const struct deal *deal);

/* Writing CSV, gen_write.c. Each out_ call but out_row and out_close writes one field. */

enum encoding { UTF_8, UTF_8_BOM, GB18030, UTF_16LE };
enum dates { DATES_ISO, DATES_MDY, DATES_DMY };
enum clock { CLOCK_SECONDS, CLOCK_MINUTES, CLOCK_ZULU };
enum money { MONEY_PLAIN, MONEY_GROUPED, MONEY_CODED, MONEY_SHORT };
enum percent { PERCENT_RATE, PERCENT_WHOLE, PERCENT_SIGN, PERCENT_TENTH };

struct style {
	char delimiter;
	bool quote_all, crlf, decimal_comma;
	enum encoding encoding;
	enum dates dates;
	enum clock clock;
	enum money money;
	enum percent percent;
};

struct out;
struct planter;

struct out *out_open(const char *path, const struct style *style); /* NULL: a sink that forgets */
struct out *out_stdout(const struct style *style);
void out_close(struct out *out);
void out_row(struct out *out);
void out_bytes(struct out *out, const char *text, size_t length);
void out_text(struct out *out, const char *text);
void out_built(struct out *out, const struct text *text);
void out_number(struct out *out, int64_t value);
void out_decimal(struct out *out, int64_t value, int digits); /* value / 10^digits */
void out_money(struct out *out, int64_t cents, int currency);
void out_percent(struct out *out, int percent);
void out_date(struct out *out, int64_t day);
void out_time(struct out *out, int64_t second);
void out_header(struct out *out, const char *names); /* separated by commas */
void out_field(struct out *out, const char *text, size_t length);  /* quoted where it has to be */
void out_raw(struct out *out, const char *text, size_t length);    /* as it is */
void out_blank_line(struct out *out);
const struct style *out_style(const struct out *out);
void out_set_crlf(struct out *out, bool crlf);                     /* from here on */
void date_text(char *at, int day, enum dates dates);               /* 12 bytes */
/* From here on every row goes through the planter, which out_close frees. */
void out_plant(struct out *out, struct planter *planter);

/* Defects, gen_defects.c and gen_words.c: rows are spoilt here and there, each in a way that one
 * rule of an audit has to find. Without a planter none of this is at work. */

/*
 * A way to spoil a record of a table, gen_kinds.c and gen_kinds_books.c.
 *
 * set says what is written: COLUMN=VALUE, separated by &; a value may have alternatives, separated
 * by |. ^ is the cell of an earlier record, *=^ all of its cells, ~ the cell as it was, $COLUMN
 * that of another column, @end+N the Nth day after the last one, @first-N a day before the first,
 * @YYYY-MM-DD a day, +# behind a day some more by the record, # in a text the record's number.
 * when says of which records: COLUMN=VALUE, COLUMN!=VALUE or COLUMN<@DAY, all that & joins.
 */
enum spoil { SET_CELLS, CUT_SHORT, ONE_MORE, BLANK_LINE, OTHER_END, STRAY_QUOTE, BEHIND_QUOTE,
	LONE_RETURN, NUL_BYTE, BAD_UTF8, QUOTED_EDGE, EXACTLY_255 };

struct kind {
	const char *rule, *check, *column; /* column of the finding; "*": the table's own text */
	const char *set, *when;
	const char *like; /* such is the earlier record */
	const char *also[3]; /* a rule more that finds it: rule, check, column */
	enum spoil how;
	bool once;
};

struct kinds {
	const char *table;
	const char *text; /* a column of any text, for what can be wrong with every cell */
	const struct kind *own;
};

extern const struct kind kinds_of_any[];
extern const struct kinds kinds_of_sales[], kinds_of_books[];

const struct kinds *planter_kinds(const char *table); /* or NULL: nothing to spoil */
void planter_free(struct planter *planter);
void planter_take(struct planter *planter, const char *text, size_t length); /* a cell */
void planter_row(struct planter *planter, struct out *out);
/* Whether the last line is to lose its end. */
bool planter_cuts_end(struct planter *planter);

/* Exports, gen_dialect.c and gen_names.c. */

struct totals {
	int64_t deals[STATUSES], amount[STATUSES], by_source[SOURCES][STATUSES];
	int64_t reached[STAGES], stays[OPEN_STAGES], stay_seconds[OPEN_STAGES], skips, backs;
	int64_t created[MONTHS], won[MONTHS][REGIONS];
	int64_t rep_deals[MAX_REPS][STATUSES], rep_won[MAX_REPS];
	int64_t leads[SOURCES], converted[SOURCES], month_leads[MONTHS][SOURCES];
	int64_t customers, history, order_lines, order_amount, activities, minutes;
	int64_t subscriptions, mrr, marketing, surveys, answers;
};

struct gen {
	struct model model;
	const struct dialect *dialect;
	struct style style;
	enum locale locale;
	bool footer;
	struct totals sum;
};

enum id_kind { ID_DEAL, ID_CUSTOMER, ID_REP };
enum id_form { IDS_PLAIN, IDS_SF15, IDS_SF18, IDS_HUBSPOT, IDS_ZOHO, IDS_INTEGER, IDS_GUID,
	       IDS_HEX };

struct column {
	const char *header;
	void (*put)(struct out *out, const struct gen *gen, const struct deal *deal);
};

struct dialect {
	const char *name;
	const struct column *columns;
	struct term stages[STAGES];
	struct term statuses[STATUSES];
	const char *types[TYPES];
	const char *categories[5]; /* pipeline, best, commit, won, omitted */
	enum id_form ids;
	enum locale locale;
	struct style style;
};

/* From here on the deals table has these columns of its dialect, in this order; a name that it does
 * not have, or one there twice, ends the program. gen_columns.c */
void choose_columns(struct gen *gen, const char *names);

/* What the canonical dialect calls that column of deals; or its header. */
const char *column_role(const struct dialect *dialect, int index);

extern const struct dialect dialects[];
extern const size_t dialect_count;

const char *say(const struct gen *gen, const struct term *term);
const char *say_local(const struct gen *gen, const struct term *term, int region);
const char *say_stage(const struct gen *gen, int stage);
bool is_chinese(const struct gen *gen, int region);
void out_id(struct out *out, const struct gen *gen, enum id_kind kind, int64_t number);
void out_part_id(struct out *out, const char *letter, int64_t number, int64_t part);
void out_rep_name(struct out *out, const struct gen *gen, int rep);
void out_team(struct out *out, const struct gen *gen, int rep);
void out_account(struct out *out, const struct gen *gen, const struct deal *deal);
void out_campaign(struct out *out, const struct gen *gen, const struct deal *deal);
void out_deal_name(struct out *out, const struct gen *gen, const struct deal *deal);

struct planter *planter_new(const struct gen *gen, const char *table,
	const struct kinds *kinds, int per_mille, struct out *list);

/* Tables, gen_tables.c, gen_orders.c and gen_report.c. Those with rows are written deal by deal. */

struct table {
	const char *name, *header;
	void (*rows)(struct gen *gen, const struct deal *deal, struct out *out);
	void (*head)(const struct gen *gen, struct out *out); /* instead of the header */
	void (*whole)(struct gen *gen, struct out *out);
	bool needs_totals;
};

extern const struct table deal_tables[], whole_tables[];
extern const size_t deal_table_count, whole_table_count;

void customers_rows(struct gen *gen, const struct deal *deal, struct out *out);
void subscriptions_rows(struct gen *gen, const struct deal *deal, struct out *out);
void orders_rows(struct gen *gen, const struct deal *deal, struct out *out);
void surveys_rows(struct gen *gen, const struct deal *deal, struct out *out);
void totals_add(struct gen *gen, const struct deal *deal);

#endif
