/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli_copy.h: what the cli_copy*.c files share: raw exports in, records of a table out. */
#ifndef CLI_COPY_H
#define CLI_COPY_H

#include "cli_private.h"

#include <sops/dialect.h>
#include <sops/feed.h>
#include <sops/headers.h>
#include <sops/history_events.h>
#include <sops/import_jobs.h>

#define HOME "amount_home"

struct copy;

/* What the copies of several files share. */
struct copies {
	struct copy *at;
	size_t count;
	struct copy *current;      /* at work */
	struct sops_input **inputs;
	struct cli_output output;
	struct sops_table *table;  /* for formats that are not written row by row */
	struct sops_buffer text;   /* that is to be written, */
	uint64_t again;            /* behind so many bytes that were in it before */
	uint64_t cut;              /* by --top: rows, or stays of a history */
};

/* A copy of a file under way. */
struct copy {
	struct copies *all;
	struct cli *cli;
	const struct cli_copy *what;
	const char *file;          /* the operand, or NULL */
	const char *name;          /* of the input, for messages */
	int fd;
	size_t threads;            /* that may read it */
	uint64_t size;             /* of the file, when there are several */
	struct sops_xlsx *xlsx;    /* or NULL, as the two that follow */
	struct sops_feed *feed;
	int sheet_fd;
	struct sops_dialect dialect;
	struct sops_headers *known;
	struct sops_footers footers;
	struct sops_input *input;
	struct sops_import_options options; /* of the import */
	struct sops_import *import;
	struct sops_history_events *history; /* or NULL */
	struct sops_expr *where;   /* or NULL; of this file */
	uint64_t footers_told, taken, merged;
	struct sops_input_counts shared; /* what threads have read */
	uint64_t footers_again, rejects_again; /* that they gave out, and one comes upon again */
};

/* Messages are of that file from here on. */
void cli_copy_turn_to(struct copy *copy);

/* The file, and what it is; then the input, by which its columns are known (cli_copy_open.c). */
int cli_copy_open(struct copy *copy, struct sops_error *err);
/* What is written of it, once all files are open. */
int cli_copy_plan(struct copy *copy, struct sops_error *err);
void cli_copy_close(struct copy *copy);
/* The sheet's row, or the line itself. */
uint64_t cli_copy_line(const struct copy *copy, uint64_t line);
/* Lines of the CSV are not the sheet's rows where cells hold line ends. */
void cli_copy_to_sheet(const struct copy *copy, struct sops_error *err);

/* From the rows to the output (cli_copy_rows.c). */
int cli_copy_start(struct copies *all, struct sops_error *err);
int cli_copy_rows(struct copy *copy, struct sops_error *err);
/* What came of the rows of a history. */
int cli_copy_history(struct copy *copy, struct sops_error *err);
int cli_copy_finish(struct copies *all, struct sops_error *err);

/* What is told on standard error (cli_copy_notes.c). */
void cli_copy_note(const struct copy *copy, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void cli_copy_footer(void *copy, const struct sops_place *place, const char *why,
	struct sops_field text);
/* Columns that are not carried are named, a few of them. */
void cli_copy_unused(const struct copy *copy);
/* Of one file; of all. */
void cli_copy_remark(const struct copy *copy);
void cli_copy_account(const struct copies *all);

/* Rows taken from all files; rows that there were to write. */
uint64_t cli_copy_taken(const struct copies *all);
uint64_t cli_copy_made(const struct copies *all);

#endif
