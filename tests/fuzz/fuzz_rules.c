/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of rules. The first byte says whether they change those of deals or those of every table,
 * which are fewer, and whether the text is a file, an expression or a list of ids. What is taken
 * can be written as a table, read again, and is then the same, but for what a "none" has taken
 * away from a built-in rule.
 */
#include "memory.h"

#include <sops/deals.h>
#include <sops/render.h>
#include <sops/rules.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };

static void write_table(struct sops_buffer *out, const struct sops_rules *rules)
{
	struct sops_table *table;

	if (sops_rules_table(&table, rules, NULL) < 0 || sops_render(out, table, &csv, NULL) < 0)
		abort();
	sops_table_free(table);
}

/* The thresholds and the words of each: whatever was taken can be asked. */
static void look(const struct sops_rules *rules)
{
	for (size_t i = 0; i < sops_rules_count(rules); i++) {
		const struct sops_rule *rule = sops_rules_at(rules, i);
		const struct sops_check *check = sops_checks_at(rule->check);

		if (sops_rules_find(rules, sops_field_of(rule->id)) != (int)i)
			abort();
		if ((check->args_needed && !rule->args.text) ||
		    (check->column == SOPS_COLUMN_ONE && !rule->column))
			abort();
		sops_threshold_crossed(&rule->fail_if, INT64_MAX, INT64_MAX / 3);
		sops_threshold_crossed(&rule->warn_if, 0, 0);
		for (size_t word = 0; word < rule->args.n_list; word++)
			if (rule->args.list[word].len == 0 && check->args != SOPS_ARGS_FILE)
				abort();
	}
}

static void again(const struct sops_rules *rules, const struct sops_schema *table)
{
	struct sops_buffer first = SOPS_BUFFER_INIT, second = SOPS_BUFFER_INIT;
	struct sops_rules *other;
	int fd;

	write_table(&first, rules);
	fd = memory_open(sops_buffer_view(&first), (struct sops_field){ "", 0 });
	if (sops_rules_new(&other, table, NULL) < 0 ||
	    sops_rules_read(other, fd, "again", NULL) < 0)
		abort();
	write_table(&second, other);
	if (!sops_field_equal(sops_buffer_view(&first), sops_buffer_view(&second)))
		abort();
	sops_rules_free(other);
	sops_buffer_release(&first);
	sops_buffer_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field text = { (const char *)data + 1, size - 1 };
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_schema *table;
	struct sops_rules *rules;
	char *string;
	int status;

	if (size < 1)
		return 0;
	table = data[0] & 1 ? &sops_deals : NULL;
	if (sops_rules_new(&rules, table, NULL) < 0)
		abort();
	string = strndup(text.at, text.len);
	if (data[0] & 32)
		status = sops_rules_expr(rules, string, &err);
	else if (data[0] & 16)
		status = sops_rules_only(rules, string, &err);
	else
		status = sops_rules_read(rules,
			memory_open(text, (struct sops_field){ "", 0 }), "in", &err);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	look(rules);
	if (status == 0 && !(data[0] & 48) && !memmem(text.at, text.len, "none", 4))
		again(rules, table);
	sops_rules_free(rules);
	free(string);
	return 0;
}
