/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_messages.c: what is said on standard error. */
#include "cli_private.h"

/* Values come escaped; what file names have in them must not reach a terminal either. */
static void print_text(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7F)
			fprintf(stderr, "\\x%02x", (unsigned)(unsigned char)*text);
		else
			fputc(*text, stderr);
	}
}

int cli_refuse(struct sops_error *err, const char *why)
{
	return sops_error_set(err, SOPS_EUSAGE, "%s", why);
}

int cli_fail(const char *name, const struct sops_error *err)
{
	struct sops_buffer text = SOPS_BUFFER_INIT;
	char line[32];
	const char *open = " (", *close = "";

	sops_buffer_printf(&text, "%s: ", name);
	if (err->file[0]) {
		snprintf(line, sizeof(line), ":%llu", (unsigned long long)err->line);
		sops_buffer_printf(&text, "%s%s: ", err->file, err->line ? line : "");
	}
	if (err->column[0])
		sops_buffer_printf(&text, "%s: ", err->column);
	sops_buffer_puts(&text, err->text);
	if (err->record > 0) {
		sops_buffer_printf(&text, "%srecord %llu", open, (unsigned long long)err->record);
		open = "; ", close = ")";
	}
	if (err->hint[0]) {
		sops_buffer_printf(&text, "%s%s", open, err->hint);
		close = ")";
	}
	sops_buffer_puts(&text, close);
	print_text(text.at ? text.at : "out of memory");
	fputc('\n', stderr);
	if (err->status == SOPS_EUSAGE)
		fprintf(stderr, "Try '%s --help' for more information.\n", name);
	sops_buffer_release(&text);
	return -err->status;
}

void cli_note(const struct cli *cli, const char *text)
{
	if (cli->common.quiet)
		return;
	fprintf(stderr, "%s: note: ", cli->command->name);
	if (cli->about)
		print_text(cli->about), fputs(": ", stderr);
	print_text(text);
	fputc('\n', stderr);
}

void cli_note_counts(const struct cli *cli, const struct sops_input_counts *counts)
{
	char text[80];

	if (counts->blank_lines > 0) {
		snprintf(text, sizeof(text), "blank lines skipped: %llu",
			(unsigned long long)counts->blank_lines);
		cli_note(cli, text);
	}
	if (counts->lf && counts->crlf)
		cli_note(cli, "some lines end in LF, others in CRLF: both are read as line ends");
	if (counts->rows == 0 && counts->filtered > 0) {
		snprintf(text, sizeof(text), "records: %llu, of which --where keeps none",
			(unsigned long long)counts->filtered);
		cli_note(cli, text);
	}
}
