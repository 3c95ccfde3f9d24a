/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"

void sops__csv_lend(struct sops_csv *csv, char *at, size_t len, uint64_t offset, uint64_t lines)
{
	sops__source_lend(&csv->source, at, len, offset);
	csv->fed = csv->raw_len = 0;
	csv->line = lines + 1;
	csv->fatal = csv->resumes = csv->open = csv->within = false;
	csv->error = (struct sops_error){ .status = SOPS_OK };
	sops__walk_forget(&csv->walker);
	csv->counts = (struct sops_csv_counts){ .records = 0 };
}

void sops__csv_pass(struct sops_csv *csv, const struct sops_csv_counts *others)
{
	csv->counts.records += others->records;
	csv->counts.blank_lines += others->blank_lines;
	csv->counts.lf |= others->lf;
	csv->counts.crlf |= others->crlf;
	csv->line += others->lines;
}

bool sops__csv_plain(const struct sops_csv *csv)
{
	return !csv->source.encoding && !csv->source.to && !csv->fatal;
}

void sops__csv_let_go(struct sops_csv *csv)
{
	sops__source_drop(&csv->source, csv->fed);
	csv->fed = csv->raw_len = 0;
	sops__walk_forget(&csv->walker);
}

static void put_quoted(struct sops_buffer *to, struct sops_field text)
{
	sops_buffer_putc(to, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			sops_buffer_putc(to, '"');
		sops_buffer_putc(to, text.at[i]);
	}
	sops_buffer_putc(to, '"');
}

int sops__csv_put_header(const struct sops_csv *csv, struct sops_buffer *to)
{
	for (size_t i = 0; i < csv->header.count; i++) {
		if (i > 0)
			sops_buffer_putc(to, (char)csv->parser.csv.delim_char);
		put_quoted(to, csv->header.fields[i]);
	}
	return sops_buffer_putc(to, '\n');
}
