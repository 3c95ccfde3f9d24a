/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_private.h: what the cli_*.c files share. */
#ifndef CLI_PRIVATE_H
#define CLI_PRIVATE_H

#include "cli.h"

#include <sops/part.h>

#include <stdio.h>

/* What the common options fill. */
struct cli_common {
	const char *where, *by, *date, *fiscal_start, *in, *delimiter, *encoding, *nulls, *profile,
		*rates, *rejects, *output, *columns, *sort, *range, *ranges_from;
	struct cli_list maps;
	sops_date from, to, as_of;
	int period, fiscal_label, calendar, decimal, dates, format, color, lang, progress;
	int64_t max_rejects, max_field, max_record, top, jobs; /* of a size, 0: not said */
	bool partial, merge, allow_gaps, list_columns, explain, excel, quiet, help, version,
		print_options;
};

extern const struct cli_option cli_common_options[];
/* The first of the common options from this one on that the command takes; its name is NULL
 * behind the last. */
const struct cli_option *cli_next_common(const struct cli_command *command,
	const struct cli_option *option);

/* A format that sops_render does not know: the command has the text itself. */
#define CLI_FORMAT_JUNIT (SOPS_FORMAT_HTML + 1)

/* An output that appears whole or not at all: a temporary file beside the target, renamed. */
struct cli_output {
	const char *path; /* NULL: standard output */
	char *target;     /* what is replaced: where a symbolic link leads */
	char *temporary;
	int fd;
};

/* How much was read, and what the terminal shows of it. */
struct cli_progress {
	const char *name;
	uint64_t bytes, total; /* total is 0 when nobody knows */
	int64_t began, shown;  /* milliseconds; shown 0: nothing is */
	int64_t patience;      /* before anything is shown; below 0: never */
};

/* A command that runs. */
struct cli {
	const struct cli_command *command;
	struct cli_command changed; /* it, with another metric */
	struct cli_common common;
	struct sops_context context;
	struct sops_input_options input_options;
	const char **maps;         /* what -m said, by table */
	const char **side_maps;    /* the same of the side input that was opened last, with: */
	char *side_map;            /* what an option says of it */
	struct sops_expr *where;
	struct sops_rates *rates;
	struct sops_profile *own_profile; /* read from a file, or NULL */
	struct cli_output rejects;
	int64_t rejected;
	const char *file;          /* the operand, or what --range names, or NULL */
	struct cli_list files;     /* all operands */
	const char *about;         /* of several files: the one that notes speak of, or NULL */
	char *range_file;
	struct sops_source source; /* of an input that is read in parts */
	struct sops_range range;
	struct sops_buffer *state; /* what --partial writes goes here, or to the output if NULL */
	size_t threads;
	size_t block_threads; /* those that may read it in blocks, one behind the other */
	struct cli_progress progress;
};

/* Fills common and the command's settings; files are the operands. */
int cli_parse(const struct cli_command *command, struct cli_common *common, struct cli_list *files,
	int argc, char **argv, struct sops_error *err);
void cli_help(const struct cli_command *command, struct sops_buffer *out);
/* letter, name, argument, choices and help of every option, one a line, separated by tabs. */
void cli_print_options(const struct cli_command *command, struct sops_buffer *out);

/* What the common options say of calendar, window and dates. */
int cli_make_context(struct sops_context *context, const struct cli_common *common,
	const struct sops_schema *schema, struct sops_error *err);
int cli_make_input_options(struct sops_input_options *options, const struct cli_common *common,
	struct sops_error *err);

int cli_output_open(struct cli_output *output, const char *path, struct sops_error *err);
int cli_output_write(struct cli_output *output, struct sops_field bytes, struct sops_error *err);
/* Syncs and renames; after a failure, and without it, cli_output_drop removes what was written. */
int cli_output_commit(struct cli_output *output, struct sops_error *err);
void cli_output_drop(struct cli_output *output);
/* A table as CSV, with its header or, where that stands already, without. */
int cli_output_row(struct cli_output *output, const struct sops_table *row, bool header,
	struct sops_error *err);
/* The text alone, whole or not at all. */
int cli_print(const char *path, struct sops_buffer *text, struct sops_error *err);

/* Removes temporary files when a signal ends the program; SIGPIPE ends it quietly. */
void cli_catch_signals(void);
/* Makes sure that 0, 1 and 2 are open, so that no file is opened in their place. */
void cli_guard_descriptors(void);

/* The result of a run on its way out: rows that need no other are rendered as they are made. */
struct cli_report {
	struct sops_table *table;
	struct sops_render_options options;
	char foot[64];
	struct sops_flow *flow; /* or NULL: the table has all rows */
	struct sops_buffer text;
};

int cli_report_make(struct cli_report *report, const struct cli *cli, struct sops_run *run,
	struct sops_error *err);
int cli_report_deliver(struct cli_report *report, const struct cli *cli, struct sops_error *err);
void cli_report_release(struct cli_report *report);

/* What the command gave, as the common options want it. */
int cli_deliver(const struct cli *cli, struct sops_table *table, bool dated,
	struct sops_error *err);
void cli_note(const struct cli *cli, const char *text);
void cli_note_counts(const struct cli *cli, const struct sops_input_counts *counts);

/* Tells what -m says of the main input from what it says of side inputs (cli_side.c). */
int cli_sort_maps(struct cli *cli, struct sops_error *err);

/* What --profile names (cli_profile.c). */
int cli_profile(struct cli *cli, struct sops_error *err);
/* Says which profile the headers gave away, and by what. */
int cli_profile_note(struct cli *cli, const struct sops_input *input, struct sops_error *err);

enum sops_format cli_format(const struct cli *cli);
/* What --rejects and --max-rejects say (cli_rejects.c); and whether records can go to the file, or
 * to none: it is refused where they would take the place of the result, or of what is read. */
int cli_check_rejects(const struct cli *cli, struct sops_error *err);
int cli_check_target(const struct cli *cli, const char *option, const char *file,
	struct sops_error *err);

/* Whether two paths lead to one plain file, which need not be there yet (cli_same.c). */
bool cli_same_file(const char *a, const char *b);
/* The same of a path and what is open. */
bool cli_is_open_as(const char *path, int fd);

/* One row of rejects: where a record stood, why it is there, and as it stood. */
struct cli_rejected {
	const char *file;   /* or NULL: of one file there is no column for it */
	uint64_t line, record; /* record 0: not known */
	const char *column; /* "" where none is to blame; or NULL: there is no column for it */
	struct sops_field reason, raw;
};
int cli_reject_row(struct cli_output *out, const struct cli_rejected *bad, bool first,
	struct sops_error *err);
/* Writes a bad record there (to is the struct cli); what that came to, at the end. */
int cli_reject(void *to, struct sops_field raw, const struct sops_error *why,
	struct sops_error *err);
int cli_finish_rejects(struct cli *cli, struct sops_error *err);

/* Parts of a file (cli_parts.c). cli_parts_check refuses options that do not go together, and
 * reads --range. */
int cli_parts_check(struct cli *cli, struct sops_error *err);
/* As many threads as may be: those that were asked for, or processors. */
size_t cli_most_threads(const struct cli *cli);
/* How many threads read it: one for what is no regular file at its beginning. */
size_t cli_threads(const struct cli *cli, int fd);
/* Looks at an input that is, or may be, read in parts: source, range, threads. */
int cli_parts_open(struct cli *cli, int fd, const char *name, struct sops_error *err);
/* The options that a result depends on, by name (cli_settings.c); to be freed. */
int cli_settings(struct sops_maker *maker, const struct cli *cli, struct sops_error *err);
void cli_settings_free(struct sops_maker *maker);
/* Writes the state of a run that has read an input. */
int cli_partial(struct cli *cli, const struct sops_run *run, const struct sops_seen *seen,
	const struct sops_columns *columns, struct sops_error *err);
/* The whole of --merge, and of --ranges-from (cli_ranges.c). */
int cli_merge(struct cli *cli, struct sops_error *err);
int cli_ranges(struct cli *cli, struct sops_error *err);
/* A run of the command's metric, over nothing yet (cli_work.c). */
int cli_new_run(struct sops_run **run, const struct cli *cli, struct sops_error *err);
/* Reads an input that is one file or range, and writes what came of it. */
int cli_work(struct cli *cli, struct sops_error *err);

/* What --merge and --ranges-from share (cli_gather.c): a list, of which each line tells a part. */
struct cli_gather {
	const char *file, *name; /* NULL or -: standard input; what messages call it */
	/* Adds it: 1, or 0 when the same was there, which is then left out; a line that tells
	 * none is 1, too. */
	int (*add)(struct cli *cli, struct sops_parts *parts, char *line, size_t len,
		struct sops_error *err);
	int (*deliver)(struct cli *cli, const struct sops_parts *parts, struct sops_run *run,
		struct sops_error *err);
};
int cli_gather(struct cli *cli, const struct cli_gather *list, struct sops_error *err);
int cli_print_parts(const struct cli *cli, const struct sops_parts *parts, struct sops_error *err);
/* A number of bytes. */
bool cli_byte_number(uint64_t *out, struct sops_field text);

/* Progress on standard error (cli_progress.c). */
void cli_progress_start(struct cli *cli, int fd);
void cli_progress_tell(void *progress, uint64_t bytes);
void cli_progress_end(struct cli_progress *progress);

/* The message on standard error, and the exit status. */
int cli_fail(const char *name, const struct sops_error *err);

/* The header of the input, as --explain shows it: what is bound to what, and what was assumed. */
int cli_explain(struct sops_table **out, const struct cli_command *command,
	const struct cli_common *common, const struct sops_context *context,
	const struct sops_input *input, struct sops_error *err);

#endif
