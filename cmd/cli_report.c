/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_report.c: a result in the form that the common options want. */
#include "cli_private.h"

#include <sops/headings.h>
#include <sops/kpi.h>

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

static bool colored(const struct cli *cli)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	if (cli->common.color == 1 || cli->common.color == 2)
		return cli->common.color == 1;
	return !cli->common.output && isatty(STDOUT_FILENO) && !(no && *no) &&
		!(term && strcmp(term, "dumb") == 0);
}

static int terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return 0;
	return size.ws_col;
}

enum sops_format cli_format(const struct cli *cli)
{
	if (cli->common.format >= 0)
		return (enum sops_format)cli->common.format;
	if (cli->common.excel)
		return SOPS_FORMAT_CSV;
	return !cli->common.output && isatty(STDOUT_FILENO) ? SOPS_FORMAT_TABLE : SOPS_FORMAT_CSV;
}

/* A column of a table, or a metric. */
static int say_in_chinese(struct sops_buffer *out, struct sops_field text)
{
	const char *metric = sops_kpi_name_zh(text);
	size_t before = out->len;
	char name[64];

	if (text.len < sizeof(name)) {
		memcpy(name, text.at, text.len);
		name[text.len] = '\0';
		if (sops_heading_zh(out, name) < 0 || out->len > before)
			return out->failed;
	}
	return metric ? sops_buffer_puts(out, metric) : 0;
}

static void set_options(struct cli_report *report, const struct cli *cli, bool dated)
{
	const struct cli_common *common = &cli->common;
	bool chinese = common->lang == 1;
	char today[SOPS_DATE_TEXT];

	sops_date_format(today, cli->context.as_of);
	snprintf(report->foot, sizeof(report->foot), "%s %s",
		chinese ? "截至" : "as of", today);
	report->options = (struct sops_render_options){
		.format = cli_format(cli),
		.width = common->output ? 0 : terminal_width(),
		.color = colored(cli),
		.excel = common->excel,
		.word = chinese ? say_in_chinese : NULL,
		.foot = dated ? report->foot : NULL,
	};
}

/* Chooses, orders, renders. */
static int render(struct cli_report *report, const struct cli *cli, struct sops_error *err)
{
	const struct cli_common *common = &cli->common;
	int status = 0;

	if (common->format == CLI_FORMAT_JUNIT)
		return cli->command->junit(&report->text, err);
	if (report->flow)
		return sops_flow_end(report->flow, err);
	if (common->sort)
		status = sops_table_sort(report->table, sops_field_of(common->sort), err);
	if (status == 0 && common->top >= 0)
		sops_table_top(report->table, (size_t)common->top);
	if (status == 0 && common->columns)
		status = sops_table_select(report->table, sops_field_of(common->columns), err);
	if (status == 0)
		status = sops_render(&report->text, report->table, &report->options, err);
	return status;
}

int cli_report_deliver(struct cli_report *report, const struct cli *cli, struct sops_error *err)
{
	int status = render(report, cli, err);

	if (status == 0)
		status = cli_print(cli->common.output, &report->text, err);
	for (size_t i = 0; status == 0 && i < sops_table_notes(report->table); i++)
		cli_note(cli, sops_table_note_at(report->table, i));
	return status;
}

void cli_report_release(struct cli_report *report)
{
	sops_flow_free(report->flow);
	sops_table_free(report->table);
	sops_buffer_release(&report->text);
	report->flow = NULL;
	report->table = NULL;
}

/* Whether no row has to wait for another. What is wrong with --columns is said when the table is
 * whole, as always. */
static bool flows(const struct cli_report *report, const struct cli_common *common)
{
	return !common->sort && common->top < 0 && common->format != CLI_FORMAT_JUNIT &&
		!sops_format_human(report->options.format) &&
		(!common->columns || sops_table_select(report->table,
			sops_field_of(common->columns), NULL) == 0);
}

/* The report stays where it is until it is released. */
int cli_report_make(struct cli_report *report, const struct cli *cli, struct sops_run *run,
	struct sops_error *err)
{
	int status = sops_run_columns(run, &report->table, err);

	if (status < 0) {
		report->table = NULL;
		return status;
	}
	set_options(report, cli, true);
	if (flows(report, &cli->common))
		status = sops_flow_new(&report->flow, &report->text, report->table,
			&report->options, err);
	return status < 0 ? status : sops_run_rows(run, report->table, err);
}

int cli_deliver(const struct cli *cli, struct sops_table *table, bool dated,
	struct sops_error *err)
{
	struct cli_report report = { .table = table };
	int status;

	set_options(&report, cli, dated);
	status = cli_report_deliver(&report, cli, err);
	sops_buffer_release(&report.text);
	return status;
}
