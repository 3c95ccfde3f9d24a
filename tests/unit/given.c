/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "given.h"

#include <sops/render.h>

#include "tap.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int given_fd(const char *text)
{
	int fd = memfd_create("given", MFD_CLOEXEC);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return fd;
}

char *given_csv(const struct sops_table *table)
{
	const struct sops_render_options csv = { .format = SOPS_FORMAT_CSV };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	if (sops_render(&out, table, &csv, &err) < 0)
		fail_msg("%s", err.text);
	return out.at;
}

char *given_error(const struct sops_error *err)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_printf(&out, "%d ", (int)err->status);
	if (err->file[0])
		sops_buffer_puts(&out, err->file);
	if (err->line)
		sops_buffer_printf(&out, ":%llu", (unsigned long long)err->line);
	if (err->file[0])
		sops_buffer_puts(&out, ": ");
	if (err->column[0])
		sops_buffer_printf(&out, "%s: ", err->column);
	sops_buffer_puts(&out, err->text);
	if (err->hint[0])
		sops_buffer_printf(&out, " (%s)", err->hint);
	assert_int_equal(out.failed, 0);
	return out.at;
}

static char *answer_of(const struct sops_table *table)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	char *csv = given_csv(table);

	sops_buffer_puts(&out, csv);
	for (size_t i = 0; i < sops_table_notes(table); i++)
		sops_buffer_printf(&out, "# %s\n", sops_table_note_at(table, i));
	assert_int_equal(out.failed, 0);
	free(csv);
	return out.at;
}

static int run_over(struct sops_table **table, const struct given *given,
	struct sops_context *context, struct sops_input *input, struct sops_error *err)
{
	struct sops_run *run = NULL;
	int status;

	context->bound = sops_columns_bound(sops_input_columns(input));
	status = sops_run_new(&run, given->metric, given->options, context, err);
	if (status == 0)
		status = sops_run_read(run, input, err);
	if (status == 0)
		status = sops_run_table(run, table, err);
	sops_run_free(run);
	return status;
}

char *given_answer(const struct given *given, const char *text)
{
	struct sops_context context = given->context;
	struct sops_input_options options = { .by = given->by, .rates = given->rates,
		.as_of = context.as_of };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_input *input = NULL;
	struct sops_table *table = NULL;
	int fd = given_fd(text), status;
	char *answer;

	sops_run_roles(given->metric, given->options, &context, &options.needs, &options.uses);
	status = sops_input_open(&input, given->metric->rows, fd, "deals.csv", &options, &err);
	if (status == 0)
		status = run_over(&table, given, &context, input, &err);
	assert_int_equal(status, err.status);
	/* Of what settles all rows only the line is known, if that. */
	if (err.line > 0)
		sops_error_place(&err, &(struct sops_place){ .file = "deals.csv" });
	answer = status < 0 ? given_error(&err) : answer_of(table);
	sops_table_free(table);
	sops_input_free(input);
	close(fd);
	return answer;
}

void given_expect(const struct given *given, const char *text, const char *answer)
{
	char *got = given_answer(given, text);

	if (strcmp(got, answer) != 0)
		fail_msg("got\n%s\ninstead of\n%s", got, answer);
	free(got);
}
