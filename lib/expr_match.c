/* SPDX-License-Identifier: GPL-3.0-or-later */
#define PCRE2_CODE_UNIT_WIDTH 8

#include "expr_private.h"

#include <pcre2.h>
#include <stdlib.h>

/* The same on every machine, which is why patterns are interpreted: a JIT counts differently. */
#define MATCH_LIMIT 1000000
#define DEPTH_LIMIT 100000
#define HEAP_LIMIT 32768 /* KiB */

struct expr_pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
};

void sops__expr_pattern_free(struct expr_pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_match_context_free(pattern->limits);
	pcre2_match_data_free(pattern->data);
	pcre2_code_free(pattern->code);
	free(pattern);
}

static int refuse_pattern(const struct sops_expr *expr, const struct expr_node *node, int code,
	size_t offset, struct sops_error *err)
{
	struct sops_field text = node->value.text;
	char quoted[SOPS_QUOTED], why[128] = "";
	size_t characters = 0;

	for (size_t i = 0; i < offset && i < text.len; i++)
		characters += (text.at[i] & 0xC0) != 0x80;
	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
	return sops_error_set(err, SOPS_EUSAGE,
		"%s is not a pattern: %s after %zu character%s of it, at character %zu",
		sops_quote(quoted, text), why, characters, characters == 1 ? "" : "s",
		sops__expr_character(expr, node->from));
}

static struct expr_pattern *new_pattern(pcre2_code *code)
{
	struct expr_pattern *pattern = calloc(1, sizeof(*pattern));

	if (!pattern) {
		pcre2_code_free(code);
		return NULL;
	}
	pattern->code = code;
	pattern->data = pcre2_match_data_create(1, NULL);
	pattern->limits = pcre2_match_context_create(NULL);
	if (!pattern->data || !pattern->limits) {
		sops__expr_pattern_free(pattern);
		return NULL;
	}
	pcre2_set_match_limit(pattern->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(pattern->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(pattern->limits, HEAP_LIMIT);
	return pattern;
}

int sops__expr_compile(struct sops_expr *expr, struct expr_node *node, struct sops_error *err)
{
	const struct expr_node *text = node->first->next;
	pcre2_code *code;
	PCRE2_SIZE offset;
	int error;

	if (!text->constant || text->value.blank)
		return sops__expr_refuse(expr, text->from, "a pattern is a text in quotes", err);
	sops__expr_own(expr, node);
	sops__expr_pattern_free(node->pattern);
	node->pattern = NULL;
	code = pcre2_compile((PCRE2_SPTR)text->value.text.at, text->value.text.len,
		PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error, &offset, NULL);
	if (!code && error == PCRE2_ERROR_HEAP_FAILED)
		return sops_error_memory(err);
	if (!code)
		return refuse_pattern(expr, text, error, offset, err);
	node->pattern = new_pattern(code);
	return node->pattern ? 0 : sops_error_memory(err);
}

static int refuse_match(struct expr_run *run, const struct expr_node *node,
	struct sops_field subject, int code)
{
	char quoted[SOPS_QUOTED], why[128] = "";

	sops_quote(quoted, subject);
	if (code == PCRE2_ERROR_NOMEMORY)
		return sops_error_memory(run->err);
	if (code == PCRE2_ERROR_MATCHLIMIT || code == PCRE2_ERROR_DEPTHLIMIT ||
	    code == PCRE2_ERROR_HEAPLIMIT) {
		char shown[SOPS_QUOTED];

		sops_error_set(run->err, SOPS_EINPUT,
			"the pattern gave up on %s: too much backtracking", quoted);
		sops_error_hint(run->err, "simplify %.200s",
			sops__expr_show(shown, run->expr, node->first->next));
		return SOPS_EINPUT;
	}
	pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof(why));
	return sops_error_set(run->err, SOPS_EINPUT, "the pattern failed on %s: %s", quoted, why);
}

int sops__expr_matches(struct expr_run *run, struct expr_node *node,
	const struct expr_value *args, struct expr_value *out)
{
	const struct expr_pattern *pattern = node->pattern;
	struct sops_field subject = args[0].text;
	int code = pcre2_match(pattern->code, (PCRE2_SPTR)subject.at, subject.len, 0, 0,
		pattern->data, pattern->limits);

	out->truth = code >= 0;
	if (code >= 0 || code == PCRE2_ERROR_NOMATCH)
		return 0;
	return refuse_match(run, node, subject, code);
}
