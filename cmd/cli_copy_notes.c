/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy_notes.c: what was found out about raw exports, and what became of every row. */
#include "cli_copy.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FOOTERS_TOLD 10
#define COLUMNS_TOLD 5

void cli_copy_note(const struct copy *copy, const char *format, ...)
{
	char *text;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) >= 0) {
		cli_note(copy->cli, text);
		free(text);
	}
	va_end(args);
}

void cli_copy_footer(void *to, const struct sops_place *place, const char *why,
	struct sops_field text)
{
	struct copy *copy = to;
	char quoted[SOPS_QUOTED];
	uint64_t line = cli_copy_line(copy, place->line);

	if (copy->footers_again > 0)
		copy->footers_again--;
	else if (copy->footers_told++ < FOOTERS_TOLD)
		cli_copy_note(copy, "footer left out: line %llu, %s: %s",
			(unsigned long long)line, why, sops_quote(quoted, text));
}

void cli_copy_unused(const struct copy *copy)
{
	const struct sops_columns *columns = sops_input_columns(copy->input);
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char quoted[SOPS_QUOTED];
	size_t unused = 0;

	for (size_t i = 0; i < sops_columns_count(columns); i++) {
		if (sops_columns_role(columns, i) >= 0)
			continue;
		if (unused++ < COLUMNS_TOLD)
			sops_buffer_printf(&text, "%s%s", unused > 1 ? ", " : "",
				sops_quote(quoted, sops_columns_name(columns, i)));
	}
	if (unused > COLUMNS_TOLD)
		sops_buffer_printf(&text, ", and %zu more", unused - COLUMNS_TOLD);
	if (unused && !text.failed)
		cli_copy_note(copy, "columns left out: %s", text.at);
	sops_buffer_release(&text);
}

static void account_history(const struct copy *copy)
{
	const struct sops_history_counts *counts = sops_history_events_counts(copy->history);

	for (int i = 0; i < SOPS_HISTORY_ODDITIES; i++) {
		const struct sops_history_odd *odd = &counts->odd[i];

		if (odd->count > 0)
			cli_copy_note(copy, "%s: %llu, first on line %llu",
				sops_history_oddity_text(i), (unsigned long long)odd->count,
				(unsigned long long)odd->first.line);
	}
	if (copy->all->cut > 0)
		cli_copy_note(copy, "stays left out by --top: %llu",
			(unsigned long long)copy->all->cut);
	if (!copy->cli->common.quiet)
		fprintf(stderr, "%s: events: %llu = stays %llu + merged %llu + edits %llu + "
			"other fields %llu + blank %llu + untold %llu\n",
			copy->cli->command->name, (unsigned long long)counts->read,
			(unsigned long long)counts->written, (unsigned long long)counts->merged,
			(unsigned long long)counts->edits, (unsigned long long)counts->others,
			(unsigned long long)counts->blank, (unsigned long long)counts->unknown);
}

uint64_t cli_copy_taken(const struct copies *all)
{
	uint64_t taken = 0;

	for (size_t i = 0; i < all->count; i++)
		taken += all->at[i].taken;
	return taken;
}

uint64_t cli_copy_made(const struct copies *all)
{
	const struct sops_history_events *history = all->at[0].history;

	return history ? sops_history_events_counts(history)->written : cli_copy_taken(all);
}

static struct sops_input_counts counts_of(const struct copy *copy)
{
	struct sops_input_counts counts = sops_input_counts(copy->input);

	sops_input_counts_merge(&counts, &copy->shared);
	return counts;
}

void cli_copy_remark(const struct copy *copy)
{
	struct sops_input_counts counts = counts_of(copy);
	const char *limit = sops_sniff_limit(counts.records);
	uint64_t line, idless = sops_import_idless(copy->import, &line);

	if (copy->footers_told > FOOTERS_TOLD)
		cli_copy_note(copy, "footers left out: %llu in all",
			(unsigned long long)copy->footers_told);
	if (limit)
		cli_copy_note(copy, "%s", limit);
	if (idless > 0)
		cli_copy_note(copy, "deals without an id: %llu, first on line %llu "
			"(--sub-forms, if they go on with the one above)",
			(unsigned long long)idless,
			(unsigned long long)cli_copy_line(copy, line));
	if (counts.filled > 0 && !sops_input_by_lines(copy->input))
		cli_copy_note(copy, "rows filled from those above: %llu; a deal on several lines "
			"is several rows", (unsigned long long)counts.filled);
	counts.blank_lines = 0; /* which the closing line tells */
	cli_note_counts(copy->cli, &counts);
}

/* read = written + merged + cut off + left out + rejected + footer + blank, always. */
static void account_rows(const struct copies *all)
{
	const struct copy *first = &all->at[0];
	struct sops_input_counts counts = { .records = 0 };
	struct sops_buffer text = SOPS_BUFFER_INIT;
	uint64_t read, merged = 0;
	bool by_lines = false;

	for (size_t i = 0; i < all->count; i++) {
		struct sops_input_counts more = counts_of(&all->at[i]);

		sops_input_counts_merge(&counts, &more);
		by_lines |= sops_input_by_lines(all->at[i].input);
		merged += all->at[i].merged;
	}
	read = counts.records + counts.footers + counts.blank_lines;
	sops_buffer_printf(&text, "rows read: %llu = %s %llu", (unsigned long long)read,
		first->history ? "taken" : "written",
		(unsigned long long)(cli_copy_taken(all) - (first->history ? 0 : all->cut)));
	if (by_lines)
		sops_buffer_printf(&text, " + merged %llu", (unsigned long long)merged);
	if (all->cut > 0 && !first->history)
		sops_buffer_printf(&text, " + left out by --top %llu",
			(unsigned long long)all->cut);
	if (first->cli->common.where)
		sops_buffer_printf(&text, " + left out by --where %llu",
			(unsigned long long)counts.filtered);
	sops_buffer_printf(&text, " + rejected %llu + footer %llu + blank %llu",
		(unsigned long long)counts.rejected, (unsigned long long)counts.footers,
		(unsigned long long)counts.blank_lines);
	if (text.at && !text.failed && !first->cli->common.quiet)
		fprintf(stderr, "%s: %s\n", first->cli->command->name, text.at);
	sops_buffer_release(&text);
}

void cli_copy_account(const struct copies *all)
{
	account_rows(all);
	if (all->at[0].history)
		account_history(&all->at[0]);
}
