/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/score.h>

#include <sops/nearest.h>

#define ROUNDED 24 /* digits of a score where the exact mean has too many */

static const char *const names[SOPS_DIMENSIONS] = {
	[SOPS_COMPLETENESS] = "completeness",
	[SOPS_VALIDITY] = "validity",
	[SOPS_UNIQUENESS] = "uniqueness",
	[SOPS_TIMELINESS] = "timeliness",
	[SOPS_CONSISTENCY] = "consistency",
};

const char *sops_dimension_name(enum sops_dimension dimension)
{
	return names[dimension];
}

/* 0 is none. */
#define OF(dimension) (SOPS_##dimension + 1)

static const unsigned char dimensions[SOPS_CHECKS] = {
	[SOPS_CHECK_ENCODING] = OF(VALIDITY),
	[SOPS_CHECK_BOM] = OF(VALIDITY),
	[SOPS_CHECK_NUL_BYTE] = OF(VALIDITY),
	[SOPS_CHECK_UNCLOSED_QUOTE] = OF(VALIDITY),
	[SOPS_CHECK_STRAY_QUOTE] = OF(VALIDITY),
	[SOPS_CHECK_LONE_RETURN] = OF(VALIDITY),
	[SOPS_CHECK_RAGGED_SHORT] = OF(VALIDITY),
	[SOPS_CHECK_RAGGED_LONG] = OF(VALIDITY),
	[SOPS_CHECK_BLANK_ROW] = OF(COMPLETENESS),
	[SOPS_CHECK_MIXED_NEWLINES] = OF(VALIDITY),
	[SOPS_CHECK_NO_FINAL_NEWLINE] = OF(VALIDITY),
	[SOPS_CHECK_TITLE_ROW] = OF(VALIDITY),
	[SOPS_CHECK_BLANK_LABEL] = OF(COMPLETENESS),
	[SOPS_CHECK_DUPLICATE_LABEL] = OF(UNIQUENESS),
	[SOPS_CHECK_MISSING_COLUMN] = OF(COMPLETENESS),
	[SOPS_CHECK_EXTRA_COLUMN] = OF(CONSISTENCY),
	[SOPS_CHECK_COLUMN_ORDER] = OF(CONSISTENCY),
	[SOPS_CHECK_FIELD_TOO_LONG] = OF(VALIDITY),
	[SOPS_CHECK_CONTROL_CHAR] = OF(VALIDITY),
	[SOPS_CHECK_FORMULA_CELL] = OF(VALIDITY),
	[SOPS_CHECK_EDGE_WHITESPACE] = OF(VALIDITY),
	[SOPS_CHECK_TRUNCATION_SUSPECT] = OF(COMPLETENESS),
	[SOPS_CHECK_REQUIRED] = OF(COMPLETENESS),
	[SOPS_CHECK_COMPLETENESS] = OF(COMPLETENESS),
	[SOPS_CHECK_TYPE] = OF(VALIDITY),
	[SOPS_CHECK_ACCEPTED] = OF(VALIDITY),
	[SOPS_CHECK_IN_FILE] = OF(CONSISTENCY),
	[SOPS_CHECK_PATTERN] = OF(VALIDITY),
	[SOPS_CHECK_MIN] = OF(VALIDITY),
	[SOPS_CHECK_MAX] = OF(VALIDITY),
	[SOPS_CHECK_BETWEEN] = OF(VALIDITY),
	[SOPS_CHECK_LENGTH] = OF(VALIDITY),
	[SOPS_CHECK_SCALE] = OF(VALIDITY),
	[SOPS_CHECK_NOT_SENTINEL] = OF(COMPLETENESS), /* it hides that there is no value */
	[SOPS_CHECK_NOT_FUTURE] = OF(CONSISTENCY),
	[SOPS_CHECK_NOT_PAST] = OF(TIMELINESS),
	[SOPS_CHECK_UNIQUE] = OF(UNIQUENESS),
	[SOPS_CHECK_UNIQUE_COMBO] = OF(UNIQUENESS),
	[SOPS_CHECK_MONOTONIC] = OF(CONSISTENCY),
	[SOPS_CHECK_CONSTANT] = OF(CONSISTENCY),
	[SOPS_CHECK_ONE_TYPE] = OF(VALIDITY),
	[SOPS_CHECK_EXPR] = OF(CONSISTENCY),
	[SOPS_CHECK_REQUIRED_WHEN] = OF(CONSISTENCY),
	[SOPS_CHECK_FORBIDDEN_WHEN] = OF(CONSISTENCY),
	[SOPS_CHECK_DATE_ORDER] = OF(CONSISTENCY),
	[SOPS_CHECK_SUM_OF] = OF(CONSISTENCY),
	[SOPS_CHECK_CURRENCY_CONSISTENT] = OF(CONSISTENCY),
	[SOPS_CHECK_PAST_DUE_CLOSE] = OF(TIMELINESS),
	[SOPS_CHECK_STALE] = OF(TIMELINESS),
	[SOPS_CHECK_NO_NEXT_STEP] = OF(COMPLETENESS),
	[SOPS_CHECK_NO_OWNER] = OF(COMPLETENESS),
	[SOPS_CHECK_INACTIVE_OWNER] = OF(CONSISTENCY),
	[SOPS_CHECK_ZERO_AMOUNT] = OF(COMPLETENESS),
	[SOPS_CHECK_PUSHED] = OF(TIMELINESS),
	[SOPS_CHECK_STUCK] = OF(TIMELINESS),
	[SOPS_CHECK_WON_WITHOUT_DATE] = OF(CONSISTENCY),
	[SOPS_CHECK_CLOSED_IN_OPEN_STAGE] = OF(CONSISTENCY),
	[SOPS_CHECK_PROBABILITY_VS_STAGE] = OF(CONSISTENCY),
	[SOPS_CHECK_ORPHAN] = OF(CONSISTENCY),
	[SOPS_CHECK_TERRITORY_MISMATCH] = OF(CONSISTENCY),
	[SOPS_CHECK_SPLIT_NOT_100] = OF(CONSISTENCY),
	[SOPS_CHECK_STAGE_UNKNOWN] = OF(VALIDITY),
	[SOPS_CHECK_STAGE_FIELD] = OF(COMPLETENESS),
	[SOPS_CHECK_STAGE_ACTIVITY] = OF(COMPLETENESS),
	[SOPS_CHECK_STAGE_SKIP] = OF(CONSISTENCY),
	[SOPS_CHECK_STAGE_REGRESSION] = OF(CONSISTENCY),
	[SOPS_CHECK_STAGE_REPEAT] = OF(CONSISTENCY),
	[SOPS_CHECK_ILLEGAL_TRANSITION] = OF(CONSISTENCY),
	[SOPS_CHECK_STAGE_TOO_LONG] = OF(TIMELINESS),
	[SOPS_CHECK_EDIT_AFTER_CLOSE] = OF(CONSISTENCY),
	[SOPS_CHECK_AMOUNT_JUMP] = OF(CONSISTENCY),
	[SOPS_CHECK_HISTORY_ORDER] = OF(CONSISTENCY),
	[SOPS_CHECK_HISTORY_DIFFERS] = OF(CONSISTENCY),
	[SOPS_CHECK_QUARTER_END_BUNCHING] = OF(CONSISTENCY),
	[SOPS_CHECK_ROUND_NUMBER_BUNCHING] = OF(CONSISTENCY),
	[SOPS_CHECK_ROW_COUNT] = OF(COMPLETENESS),
	[SOPS_CHECK_ROW_COUNT_CHANGE] = OF(COMPLETENESS),
	[SOPS_CHECK_FRESHNESS] = OF(TIMELINESS),
	[SOPS_CHECK_LOG_LAG] = OF(TIMELINESS),
	[SOPS_CHECK_SCHEMA_CHANGE] = OF(CONSISTENCY),
	[SOPS_CHECK_DISTRIBUTION_SHIFT] = OF(CONSISTENCY),
	[SOPS_CHECK_CONCENTRATION] = 0, /* of business, not of data */
	[SOPS_CHECK_TOTAL_RECONCILES] = OF(CONSISTENCY),
	[SOPS_CHECK_ROWS_RECONCILE] = OF(CONSISTENCY),
	[SOPS_CHECK_DUPLICATE_EXACT] = OF(UNIQUENESS),
	[SOPS_CHECK_DUPLICATE_FUZZY] = OF(UNIQUENESS),
	[SOPS_CHECK_REFERENTIAL] = OF(CONSISTENCY),
};

int sops_score_dimension(enum sops_check_number check)
{
	return dimensions[check] - 1;
}

void sops_score_init(struct sops_score *score)
{
	*score = (struct sops_score){ .checked = { 0 } };
	for (size_t i = 0; i < SOPS_DIMENSIONS; i++)
		score->weights[i] = sops_money_of(1);
}

static int refuse_name(struct sops_field name, struct sops_error *err)
{
	struct sops_field all[SOPS_DIMENSIONS];
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < SOPS_DIMENSIONS; i++)
		all[i] = sops_field_of(names[i]);
	sops_error_set(err, SOPS_EUSAGE, "--weights: no dimension %s", sops_quote(quoted, name));
	sops_hint_names(err, name, all, SOPS_DIMENSIONS, "the dimensions are");
	return SOPS_EUSAGE;
}

static int find(struct sops_field name)
{
	for (int i = 0; i < SOPS_DIMENSIONS; i++)
		if (sops_field_equal(sops_field_of(names[i]), name))
			return i;
	return -1;
}

static int read_weight(struct sops_score *score, struct sops_field text, unsigned *given,
	struct sops_error *err)
{
	struct sops_field rest = text, name = sops_field_cut(&rest, '=');
	char quoted[SOPS_QUOTED];
	struct sops_money weight;
	int dimension;

	if (!rest.at || name.len == 0 || sops_money_parse(&weight, NULL, sops_field_trim(rest),
			SOPS_DECIMAL_POINT, NULL) < 0 || weight.units < 0)
		return sops_error_set(err, SOPS_EUSAGE,
			"--weights: %s is no weight (write completeness=2)",
			sops_quote(quoted, text));
	dimension = find(name);
	if (dimension < 0)
		return refuse_name(name, err);
	if (*given & 1U << dimension)
		return sops_error_set(err, SOPS_EUSAGE, "--weights: %s is there twice",
			sops_quote(quoted, name));
	*given |= 1U << dimension;
	score->weights[dimension] = weight;
	return 0;
}

int sops_score_weights(struct sops_score *score, const char *text, struct sops_error *err)
{
	struct sops_field rest = { text, strlen(text) };
	unsigned given = 0;
	int status = 0;

	while (status == 0 && rest.at)
		status = read_weight(score, sops_field_cut(&rest, ','), &given, err);
	return status;
}

int sops_score_add(struct sops_score *score, enum sops_check_number check, int64_t checked,
	int64_t failed, struct sops_error *err)
{
	int dimension = sops_score_dimension(check);

	if (dimension < 0)
		return 0;
	if (__builtin_add_overflow(score->checked[dimension], checked,
			&score->checked[dimension]) ||
	    __builtin_add_overflow(score->failed[dimension], failed, &score->failed[dimension]))
		return sops_error_set(err, SOPS_EINPUT, "overflow: too many records to count");
	return 0;
}

struct sops_ratio sops_score_of(const struct sops_score *score, enum sops_dimension dimension)
{
	int64_t checked = score->checked[dimension];

	return (struct sops_ratio){ sops_money_of(checked - score->failed[dimension]),
		sops_money_of(checked) };
}

static int64_t common_divisor(int64_t a, int64_t b)
{
	while (b) {
		int64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

static struct sops_ratio reduced(const struct sops_score *score, enum sops_dimension dimension)
{
	int64_t checked = score->checked[dimension], passed = checked - score->failed[dimension];
	int64_t divisor = common_divisor(checked, passed);

	return (struct sops_ratio){ sops_money_of(passed / divisor),
		sops_money_of(checked / divisor) };
}

static struct sops_ratio rounded(struct sops_ratio ratio)
{
	struct sops_money value = SOPS_MONEY_BLANK;

	sops_ratio_divide(&value, ratio, ROUNDED, NULL);
	return (struct sops_ratio){ value, sops_money_of(1) };
}

/* a/b + w * c/d = (a * d + w * c * b) / (b * d) */
static int add_score(struct sops_ratio *sum, struct sops_money weight, struct sops_ratio score)
{
	struct sops_money weighted, left, right;

	if (sops_money_mul(&weighted, weight, score.num, NULL) < 0)
		return SOPS_EINPUT;
	if (sops_money_compare(sum->den, score.den) == 0)
		return sops_money_add(&sum->num, sum->num, weighted, NULL);
	if (sops_money_mul(&left, sum->num, score.den, NULL) < 0 ||
	    sops_money_mul(&right, weighted, sum->den, NULL) < 0 ||
	    sops_money_add(&sum->num, left, right, NULL) < 0)
		return SOPS_EINPUT;
	return sops_money_mul(&sum->den, sum->den, score.den, NULL);
}

static int weigh(struct sops_ratio *out, const struct sops_score *score, bool round)
{
	struct sops_ratio sum = { sops_money_of(0), sops_money_of(1) };
	struct sops_money weights = sops_money_of(0);

	for (int i = 0; i < SOPS_DIMENSIONS; i++) {
		struct sops_ratio one;

		if (score->checked[i] == 0)
			continue;
		one = reduced(score, i);
		if (add_score(&sum, score->weights[i], round ? rounded(one) : one) < 0 ||
		    sops_money_add(&weights, weights, score->weights[i], NULL) < 0)
			return SOPS_EINPUT;
	}
	out->num = sum.num;
	return sops_money_mul(&out->den, sum.den, weights, NULL);
}

int sops_score_total(struct sops_ratio *out, const struct sops_score *score,
	struct sops_error *err)
{
	if (weigh(out, score, false) == 0 || weigh(out, score, true) == 0)
		return 0;
	*out = (struct sops_ratio){ SOPS_MONEY_BLANK, SOPS_MONEY_BLANK };
	return sops_error_set(err, SOPS_EINPUT, "overflow: the weights have too many digits");
}

static void put_row(struct sops_table *table, const char *name, int64_t checked, int64_t failed,
	struct sops_ratio score, struct sops_money weight)
{
	sops_table_row(table);
	sops_table_string(table, name);
	sops_table_count(table, checked);
	sops_table_count(table, checked - failed);
	sops_table_share(table, score);
	sops_table_money(table, weight);
}

static int put_rows(struct sops_table *table, const struct sops_score *score,
	struct sops_error *err)
{
	struct sops_money weights = sops_money_of(0);
	int64_t checked = 0, failed = 0;
	struct sops_ratio total;
	int status = sops_score_total(&total, score, err);

	for (int i = 0; status == 0 && i < SOPS_DIMENSIONS; i++) {
		bool any = score->checked[i] > 0;

		put_row(table, names[i], score->checked[i], score->failed[i],
			sops_score_of(score, i), any ? score->weights[i] : SOPS_MONEY_BLANK);
		if (__builtin_add_overflow(checked, score->checked[i], &checked))
			status = sops_error_set(err, SOPS_EINPUT,
				"overflow: too many records to count");
		else if (any)
			status = sops_money_add(&weights, weights, score->weights[i], err);
		failed += score->failed[i];
	}
	if (status == 0)
		put_row(table, "total", checked, failed, total, weights);
	return status;
}

int sops_score_table(struct sops_table **out, const struct sops_score *score,
	struct sops_error *err)
{
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	sops_table_column(table, "dimension", SOPS_COLUMN_TEXT, "", "what of quality is looked at");
	sops_table_column(table, "checked", SOPS_COLUMN_COUNT, "checks",
		"what its rules have looked at");
	sops_table_column(table, "passed", SOPS_COLUMN_COUNT, "checks", "what was right");
	sops_table_column(table, "score", SOPS_COLUMN_RATIO, "1",
		"passed / checked; of total: the weighted mean of the scores");
	sops_table_column(table, "weight", SOPS_COLUMN_MONEY, "1", "how much it counts");
	status = put_rows(table, score, err);
	if (status == 0)
		status = sops_table_check(table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
