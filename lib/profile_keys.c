/* SPDX-License-Identifier: GPL-3.0-or-later */
/* profile_keys.c: the sections of a profile, their keys, and what these mean. */
#include "profile_private.h"

#include <sops/nearest.h>

#include "private.h"

#include <stdlib.h>

#define OTHER(name) { name, false, NULL }
#define TABLE(name, schema) { name, true, schema }

/* What is no table, then the canonical tables. The roles of a table whose schema is here are held
 * against it. */
static const struct sops__section sections[] = {
	OTHER("profile"), OTHER("stages"), OTHER("values"), OTHER("ids"), OTHER("lines"),
	OTHER("limits"),
	TABLE("deals", &sops_deals), TABLE("stage_history", NULL), TABLE("leads", NULL),
	TABLE("activities", NULL), TABLE("customers", NULL), TABLE("costs", NULL),
	TABLE("subscriptions", NULL), TABLE("orders", NULL), TABLE("quotas", NULL),
	TABLE("budgets", NULL), TABLE("surveys", NULL), TABLE("plans", NULL),
	TABLE("reps", NULL), TABLE("targets", NULL), TABLE("comp_plan", NULL),
	TABLE("splits", NULL), TABLE("awards", NULL), TABLE("training", NULL),
	TABLE("tickets", NULL), TABLE("quotes", NULL), TABLE("contracts", NULL),
	TABLE("invoices", NULL), TABLE("products", NULL), TABLE("touches", NULL),
	TABLE("campaigns", NULL), TABLE("partners", NULL), TABLE("market", NULL),
	TABLE("competitors", NULL), TABLE("universe", NULL), TABLE("benchmarks", NULL),
	TABLE("stock", NULL), TABLE("events", NULL), TABLE("system_use", NULL),
	TABLE("risks", NULL), TABLE("holidays", NULL),
};
#define SECTIONS (sizeof(sections) / sizeof(*sections))

bool sops__profile_is_stages(const struct sops__section *section)
{
	return section == &sections[1];
}

static int refuse_value(const struct sops__entry *entry, struct sops_field value,
	const char *wanted, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(err, SOPS_EUSAGE, "%s: %s is not %s", entry->key,
		sops_quote(quoted, value), wanted);
}

static int set_text(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	(void)err;
	*(const char **)(void *)((char *)profile + offset) = entry->value;
	return 0;
}

static const struct sops_word date_orders[] = {
	{ "mdy", SOPS_ORDER_MDY }, { "dmy", SOPS_ORDER_DMY }, { "ymd", SOPS_ORDER_YMD },
	{ NULL, 0 },
};

static int set_dates(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	struct sops_field value = sops_field_of(entry->value);
	int order;

	(void)offset;
	if (!sops__word(&order, value, date_orders))
		return refuse_value(entry, value, "one of mdy, dmy, ymd", err);
	profile->habits.dates = (enum sops_date_order)order;
	return 0;
}

static const struct sops_word decimals[] = {
	{ "point", SOPS_DECIMAL_POINT }, { "comma", SOPS_DECIMAL_COMMA }, { NULL, 0 },
};

static int set_decimal(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	struct sops_field value = sops_field_of(entry->value);
	int decimal;

	(void)offset;
	if (!sops__word(&decimal, value, decimals))
		return refuse_value(entry, value, "point or comma", err);
	profile->habits.decimal = (enum sops_decimal)decimal;
	profile->habits.decimal_said = true;
	return 0;
}

static const struct sops_word shares[] = {
	{ "percent", SOPS_SHARES_PERCENT }, { "share", SOPS_SHARES_OF_ONE }, { NULL, 0 },
};

static int set_probability(struct sops_profile *profile, const struct sops__entry *entry,
	size_t offset, struct sops_error *err)
{
	struct sops_field value = sops_field_of(entry->value);
	int said;

	(void)offset;
	if (!sops__word(&said, value, shares))
		return refuse_value(entry, value, "percent (35) or share (0.35)", err);
	profile->habits.shares = (enum sops_shares)said;
	return 0;
}

static int set_currency(struct sops_profile *profile, const struct sops__entry *entry,
	size_t offset, struct sops_error *err)
{
	struct sops_field value = sops_field_of(entry->value);

	(void)offset;
	if (sops_currency_parse(&profile->habits.currency, value, NULL) < 0 || value.len != 3)
		return refuse_value(entry, value, "an ISO 4217 code such as CNY", err);
	return 0;
}

static int set_numbers(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	struct sops_field word;
	const char *rest = entry->value;
	int grade = 0;

	(void)offset;
	while (sops_profile_header(&rest, &grade, &word)) {
		if (sops__same(word, sops_field_of("epoch-ms")))
			profile->habits.epoch_ms = true;
		else if (sops__same(word, sops_field_of("excel")))
			profile->habits.serials = true;
		else
			return refuse_value(entry, word, "epoch-ms or excel", err);
	}
	return 0;
}

static bool whole_number(uint64_t *out, struct sops_field text)
{
	*out = 0;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < '0' || text.at[i] > '9' ||
		    __builtin_mul_overflow(*out, 10, out) ||
		    __builtin_add_overflow(*out, (uint64_t)(text.at[i] - '0'), out))
			return false;
	return *out > 0;
}

/* Up to most numbers that are separated by |. */
static int read_numbers(uint64_t *out, size_t *count, size_t most, const struct sops__entry *entry,
	struct sops_error *err)
{
	struct sops_field number;
	const char *rest = entry->value;
	int grade = 0;

	for (*count = 0; sops_profile_header(&rest, &grade, &number); ++*count) {
		if (*count == most)
			return sops_error_set(err, SOPS_EUSAGE, "%s: %zu numbers at most",
				entry->key, most);
		if (!whole_number(&out[*count], number))
			return refuse_value(entry, number, "a whole number above 0", err);
	}
	return 0;
}

static int set_limits(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	(void)offset;
	return read_numbers(profile->limits, &profile->n_limits, SOPS__LIMITS, entry, err);
}

static const struct sops_word truths[] = { { "yes", true }, { "no", false }, { NULL, 0 } };

static int set_sub_forms(struct sops_profile *profile, const struct sops__entry *entry,
	size_t offset, struct sops_error *err)
{
	struct sops_field value = sops_field_of(entry->value);
	int said;

	(void)offset;
	if (!sops__word(&said, value, truths))
		return refuse_value(entry, value, "yes or no", err);
	profile->habits.sub_forms = said;
	return 0;
}

static int set_forms(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
	struct sops_error *err)
{
	uint64_t lengths[2] = { 0, 0 };
	size_t count;
	int status = read_numbers(lengths, &count, 2, entry, err);

	(void)offset;
	if (status == 0 && (count < 2 || lengths[0] >= lengths[1] || lengths[1] > 1000))
		return refuse_value(entry, sops_field_of(entry->value),
			"two lengths, the shorter first", err);
	profile->habits.id_short = (size_t)lengths[0];
	profile->habits.id_long = (size_t)lengths[1];
	return status;
}

#define TEXT(member) set_text, offsetof(struct sops_profile, member)

/* Sections that are no tables. */
static const struct {
	const char *section, *key;
	int (*set)(struct sops_profile *profile, const struct sops__entry *entry, size_t offset,
		struct sops_error *err);
	size_t offset;
} keys[] = {
	{ "profile", "name", TEXT(name) },
	{ "profile", "title", TEXT(title) },
	{ "profile", "title_zh", TEXT(title_zh) },
	{ "profile", "marks", TEXT(marks) },
	{ "values", "dates", set_dates, 0 },
	{ "values", "decimal", set_decimal, 0 },
	{ "values", "probability", set_probability, 0 },
	{ "values", "currency", set_currency, 0 },
	{ "values", "numbers", set_numbers, 0 },
	{ "values", "null", TEXT(habits.nulls) },
	{ "values", "true", TEXT(habits.truths) },
	{ "values", "false", TEXT(habits.falsehoods) },
	{ "ids", "prefix", TEXT(habits.id_prefix) },
	{ "ids", "forms", set_forms, 0 },
	{ "lines", "title", TEXT(titles) },
	{ "lines", "footer", TEXT(footers) },
	{ "lines", "sub_forms", set_sub_forms, 0 },
	{ "limits", "rows", set_limits, 0 },
};
#define KEYS (sizeof(keys) / sizeof(*keys))

int sops__profile_section(const struct sops__section **out, struct sops_field name,
	struct sops_error *err)
{
	struct sops_field names[SECTIONS];
	char quoted[SOPS_QUOTED];
	int nearest;

	for (size_t i = 0; i < SECTIONS; i++) {
		*out = &sections[i];
		names[i] = sops_field_of(sections[i].name);
		if (sops_field_equal(names[i], name))
			return 0;
	}
	nearest = sops_nearest(name, names, SECTIONS);
	sops_error_set(err, SOPS_EUSAGE, "there is no section %s", sops_quote(quoted, name));
	if (nearest >= 0)
		sops_error_hint(err, "did you mean [%s]?", sections[nearest].name);
	return SOPS_EUSAGE;
}

static int check_role(const struct sops_schema *schema, const struct sops__entry *entry,
	struct sops_error *err)
{
	struct sops_field names[64], role = sops_field_of(entry->key);
	char quoted[SOPS_QUOTED];

	if (!schema || sops_schema_role(schema, role) >= 0)
		return 0;
	for (size_t i = 0; i < schema->count; i++)
		names[i] = sops_field_of(schema->roles[i].name);
	sops_error_set(err, SOPS_EUSAGE, "%s have no role %s", schema->name,
		sops_quote(quoted, role));
	sops_hint_names(err, role, names, schema->count, NULL);
	return SOPS_EUSAGE;
}

int sops__profile_key(const struct sops__entry *entry, struct sops_error *err)
{
	struct sops_field names[KEYS], key = sops_field_of(entry->key);
	char quoted[SOPS_QUOTED];
	size_t count = 0;

	if (sops__profile_is_stages(entry->section))
		return 0;
	if (entry->section->table)
		return check_role(entry->section->schema, entry, err);
	for (size_t i = 0; i < KEYS; i++) {
		if (strcmp(keys[i].section, entry->section->name) != 0)
			continue;
		names[count] = sops_field_of(keys[i].key);
		if (sops_field_equal(names[count++], key))
			return 0;
	}
	sops_error_set(err, SOPS_EUSAGE, "[%s] has no key %s", entry->section->name,
		sops_quote(quoted, key));
	sops_hint_names(err, key, names, count, "keys");
	return SOPS_EUSAGE;
}

static const struct sops_word classes[] = {
	{ "open", SOPS_STATUS_OPEN }, { "won", SOPS_STATUS_WON }, { "lost", SOPS_STATUS_LOST },
	{ "void", SOPS_STATUS_VOID }, { NULL, 0 },
};

static int append_stage(struct sops_profile *profile, const struct sops_profile_stage *stage,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < profile->n_stages; i++)
		if (sops__same(profile->stages[i].name, stage->name))
			return sops_error_set(err, SOPS_EUSAGE, "stage %s is named twice",
				sops_quote(quoted, stage->name));
	if (profile->n_stages == profile->stages_size) {
		size_t size = profile->stages_size ? 2 * profile->stages_size : 16;
		struct sops_profile_stage *grown =
			reallocarray(profile->stages, size, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		profile->stages = grown;
		profile->stages_size = size;
	}
	profile->stages[profile->n_stages++] = *stage;
	return 0;
}

/* "won", "open 35%": the class, and perhaps the probability. */
static int read_class(struct sops_profile_stage *stage, const struct sops__entry *entry,
	struct sops_error *err)
{
	size_t word = strcspn(entry->value, " \t");
	struct sops_field class = { entry->value, word };
	struct sops_field rest = sops_field_trim(sops_field_of(entry->value + word));
	char quoted[SOPS_QUOTED];
	bool percent;
	int status;

	if (!sops__word(&status, class, classes))
		return sops_error_set(err, SOPS_EUSAGE,
			"%s is no class of a stage: open, won, lost or void",
			sops_quote(quoted, class));
	stage->status = (enum sops_deal_status)status;
	if (rest.len == 0)
		return 0;
	if (sops_rate_parse(&stage->probability, &percent, rest, SOPS_DECIMAL_POINT, NULL) < 0 ||
	    !percent || stage->probability.units < 0 ||
	    sops_money_compare(stage->probability, sops_money_of(1)) > 0)
		return sops_error_set(err, SOPS_EUSAGE, "%s is not from 0%% to 100%%",
			sops_quote(quoted, rest));
	return 0;
}

static int set_stage(struct sops_profile *profile, const struct sops__entry *entry,
	struct sops_error *err)
{
	struct sops_profile_stage stage = { .probability = SOPS_MONEY_BLANK };
	const char *rest = entry->key;
	int grade = 0, status = read_class(&stage, entry, err);

	if (profile->n_stages > 0)
		stage.place = profile->stages[profile->n_stages - 1].place + 1;
	while (status == 0 && sops_profile_header(&rest, &grade, &stage.name))
		status = append_stage(profile, &stage, err);
	return status;
}

int sops__profile_set(struct sops_profile *profile, const struct sops__entry *entry,
	struct sops_error *err)
{
	if (sops__profile_is_stages(entry->section))
		return set_stage(profile, entry, err);
	for (size_t i = 0; !entry->section->table && i < KEYS; i++)
		if (strcmp(keys[i].section, entry->section->name) == 0 &&
		    strcmp(keys[i].key, entry->key) == 0)
			return keys[i].set(profile, entry, keys[i].offset, err);
	return 0;
}
