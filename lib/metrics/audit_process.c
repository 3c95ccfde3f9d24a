/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit_process.c: what the rules of the process ask, and of which deals.
 *
 * A check of the process is carried out once over all deals, whatever rules there are of it: so
 * these have to be about the same deals, and to ask the same of them.
 */
#include "audit_checks.h"

#include <sops/conformance.h>

bool sops__audit_of_process(const struct sops_rule *rule)
{
	return rule->check >= SOPS_CHECK_STAGE_UNKNOWN && rule->check <= SOPS_CHECK_HISTORY_DIFFERS;
}

static bool same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Of moves each rule names its own. */
static const char *difference(const struct sops_rule *a, const struct sops_rule *b)
{
	if (!same(a->where, b->where))
		return "where";
	return a->check == SOPS_CHECK_ILLEGAL_TRANSITION || same(a->args.text, b->args.text)
		? NULL : "args";
}

static int compare(const struct sops_rule *first, const struct sops_rule *rule,
	struct sops_error *err)
{
	const struct sops_place place = { .file = rule->file, .line = rule->line };
	const char *cell = first->check == rule->check ? difference(first, rule) : NULL;

	if (!cell)
		return 0;
	sops_error_set(err, SOPS_EUSAGE, "%s is a rule of %s, too, with another %s: "
		"that check can be made with one only", first->id,
		sops_checks_at(rule->check)->name, cell);
	sops_error_column(err, sops_field_of(rule->id));
	if (rule->file)
		sops_error_place(err, &place);
	return SOPS_EUSAGE;
}

int sops__audit_rules_agree(const struct sops__audit_plan *plan, struct sops_error *err)
{
	for (size_t i = 0; i < plan->count; i++)
		for (size_t k = 0; k < i && sops__audit_of_process(plan->rules[i]); k++)
			if (compare(plan->rules[k], plan->rules[i], err) < 0)
				return SOPS_EUSAGE;
	return 0;
}

int sops__audit_exempt(uint32_t *out, const struct sops__audit_book *book,
	const struct sops__audit_at *at, struct sops_error *err)
{
	for (size_t i = 0; i < book->plan->count; i++) {
		const struct sops__audit_test *test = &book->tests[i];
		bool truth = false;
		int status;

		if (!test->where || !sops__audit_of_process(test->rule))
			continue;
		status = sops_expr_true(test->where->expr, at->extended, &truth, NULL);
		if (status == SOPS_ESYSTEM)
			return sops_error_memory(err);
		if (status < 0 || !truth)
			*out |= SOPS_CONFORMANCE_CHECK(test->rule->check);
	}
	return 0;
}

static void add_moves(struct sops_buffer *out, const struct sops__audit_plan *plan, bool own)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct sops_rule *rule = plan->rules[i];

		if (rule->check == SOPS_CHECK_ILLEGAL_TRANSITION && rule->own_args == own)
			sops_buffer_add(out, rule->args.list,
				rule->args.n_list * sizeof(*rule->args.list));
	}
}

int sops__audit_moves(struct sops_buffer *out, struct sops_conformance_options *options,
	const struct sops__audit_plan *plan, struct sops_error *err)
{
	add_moves(out, plan, true);
	options->n_strict = out->len / sizeof(*options->moves);
	add_moves(out, plan, false);
	options->n_moves = out->len / sizeof(*options->moves);
	options->moves = (const void *)out->at;
	return sops_buffer_check(out, err);
}
