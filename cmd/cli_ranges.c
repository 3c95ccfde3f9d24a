/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_ranges.c: --ranges-from: the ranges that sops-ranges lists, and one state of them all. */
#include "cli_private.h"

#include <stdlib.h>

/* One line of the list. */
struct listed {
	struct sops_field path;
	struct sops_range range;
	struct sops_field size, fingerprint; /* or none */
};

static bool is(struct sops_field field, const char *text)
{
	return sops_field_equal(field, sops_field_of(text));
}

/* The last cell of the line, which then ends before it. */
static struct sops_field last_cell(struct sops_field *line, char delimiter)
{
	const char *at = memrchr(line->at, delimiter, line->len);
	struct sops_field cell;
	size_t before;

	if (!at)
		return (struct sops_field){ NULL, 0 };
	before = (size_t)(at - line->at);
	cell = (struct sops_field){ at + 1, line->len - before - 1 };
	line->len = before;
	return cell;
}

/* A path of CSV, in place. */
static struct sops_field unquote(char *at, size_t len)
{
	char *to = at;

	if (len < 2 || at[0] != '"' || at[len - 1] != '"')
		return (struct sops_field){ at, len };
	for (size_t i = 1; i < len - 1; i++) {
		*to++ = at[i];
		i += at[i] == '"';
	}
	return (struct sops_field){ at, (size_t)(to - at) };
}

/* path,start,end or path,start,end,size,fingerprint; or with tabs. 1; 0 for the header. */
static int read_line(struct listed *listed, char *line, size_t len, struct sops_error *err)
{
	struct sops_field rest = { line, len }, start, end;
	char delimiter = memchr(line, '\t', len) ? '\t' : ',', quoted[SOPS_QUOTED];

	*listed = (struct listed){ .range = { 0, 0 } };
	end = last_cell(&rest, delimiter);
	if (end.len == SOPS_FINGERPRINT - 1 || is(end, "fingerprint")) {
		listed->fingerprint = end;
		listed->size = last_cell(&rest, delimiter);
		end = last_cell(&rest, delimiter);
	}
	start = last_cell(&rest, delimiter);
	if (is(rest, "path") && is(start, "start"))
		return 0;
	if (!start.at || rest.len == 0 || !cli_byte_number(&listed->range.start, start) ||
	    !cli_byte_number(&listed->range.end, end))
		return sops_error_set(err, SOPS_EINPUT, "%s is no range as sops-ranges lists them",
			sops_quote(quoted, (struct sops_field){ line, len }));
	listed->path = delimiter == ',' ? unquote(line, rest.len) : rest;
	return 1;
}

/* Whether the file is still the one that was listed. */
static int check_file(const struct cli *cli, const struct listed *listed, struct sops_error *err)
{
	uint64_t size;

	if (!listed->size.at || (cli_byte_number(&size, listed->size) &&
			size == cli->source.size &&
			is(listed->fingerprint, cli->source.fingerprint)))
		return 0;
	sops_error_set(err, SOPS_EINPUT, "%s is not the file of which this is a range", cli->file);
	sops_error_hint(err, "list its ranges again");
	return SOPS_EINPUT;
}

/* What the range comes to, as a line. */
static int read_range(struct cli *cli, const struct listed *listed, struct sops_error *err)
{
	int status = 0;

	free(cli->range_file);
	cli->range_file = strndup(listed->path.at, listed->path.len);
	cli->file = cli->common.range = cli->range_file;
	cli->range = listed->range;
	if (!cli->file)
		return sops_error_memory(err);
	if (cli->where) { /* it knows the columns of the range before */
		sops_expr_free(cli->where);
		cli->where = NULL;
		status = sops_expr_new(&cli->where, cli->common.where, err);
	}
	if (status == 0)
		status = cli_work(cli, err);
	return status < 0 ? status : check_file(cli, listed, err);
}

static int add_range(struct cli *cli, struct sops_parts *parts, char *line, size_t len,
	struct sops_error *err)
{
	struct sops_buffer state = SOPS_BUFFER_INIT;
	struct listed listed;
	int status = read_line(&listed, line, len, err);

	if (status <= 0)
		return status < 0 ? status : 1;
	cli->state = &state;
	status = read_range(cli, &listed, err);
	if (status == 0)
		status = sops_parts_add(parts, sops_buffer_view(&state), err);
	cli->state = NULL;
	sops_buffer_release(&state);
	return status;
}

static int deliver(struct cli *cli, const struct sops_parts *parts, struct sops_run *run,
	struct sops_error *err)
{
	const struct sops_input_counts counts = sops_parts_counts(parts);
	int status = cli_print_parts(cli, parts, err);

	(void)run;
	if (status == 0)
		cli_note_counts(cli, &counts);
	return status;
}

int cli_ranges(struct cli *cli, struct sops_error *err)
{
	const char *file = cli->common.ranges_from;
	const struct cli_gather ranges = { .file = file, .name = cli_called(file),
		.add = add_range, .deliver = deliver };

	return cli_gather(cli, &ranges, err);
}
