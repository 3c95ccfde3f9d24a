/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cli.h: everything commands share.
 *
 * A command is one struct cli_command: what it is for, its own option table,
 * the struct those options fill, and the metric that computes. cli_main does
 * the rest: parses the options, common ones included, opens the input, runs the
 * metric by group and period, and writes the table in the format asked for.
 *
 *	static struct sops_wins_options options;
 *	static const struct cli_option own[] = {
 *		{ 'k', "kind", "KIND", "which wins to count", CLI_TEXT,
 *		  offsetof(struct sops_wins_options, kind) },
 *		CLI_END
 *	};
 *	static const struct cli_command command = {
 *		.name = "sops-wins", .purpose = "deals won", .example = "sops-wins --by owner
 *deals.csv", .metric = &sops_wins_metric, .options = own, .settings = &options,
 *	};
 *	int main(int argc, char **argv) { return cli_main(&command, argc, argv); }
 */
#ifndef CLI_H
#define CLI_H

#include <sops/import.h>
#include <sops/input.h>
#include <sops/metric.h>
#include <sops/render.h>
#include <sops/stages.h>
#include <sops/workdays.h>

enum cli_kind {
	CLI_FLAG,   /* bool */
	CLI_TEXT,   /* const char *: the argument as it stands */
	CLI_LIST,   /* struct cli_list: an option that may be repeated */
	CLI_COUNT,  /* int64_t: a whole number, 0 or more */
	CLI_SIZE,   /* int64_t: bytes, 1 or more, also as 64k, 4M, 1G */
	CLI_NUMBER, /* struct sops_money: an exact decimal */
	CLI_DATE,   /* sops_date: YYYY-MM-DD */
	CLI_CHOICE, /* int: the number of the word in choices; -1 unless given, so set it so */
};

struct cli_list {
	const char **at;
	size_t len;
};

/* One line of an option table: it is parsed, printed by --help and completed by the shells. */
struct cli_option {
	int letter;          /* or 0 */
	const char *name;
	const char *arg;     /* what --help calls the argument; NULL for flags */
	const char *help;
	enum cli_kind kind;
	size_t offset;       /* of the member it fills */
	const char *choices; /* CLI_CHOICE: the words, separated by | */
};

#define CLI_END { 0, NULL, NULL, NULL, CLI_FLAG, 0, NULL }

struct cli; /* a command that runs, to its hooks */

struct cli_command {
	const char *name;    /* "sops-kpi" */
	const char *purpose; /* one line, no capital, no full stop */
	const char *example; /* a command line that works */
	const struct sops_metric *metric;
	const struct cli_option *options; /* its own, ended by CLI_END; or NULL */
	const struct cli_option *more;    /* more of them, of which --help, which fits a screen,
	                                     tells only the names; or NULL */
	const char *by;      /* what to group by when --by does not say, or NULL */
	void *settings;      /* what they fill: the options of the metric, defaults set */
	/* Optional: checks the settings and reads side inputs, before any input is opened. A table
	 * that it leaves in *answer is printed in place of a result: a list of what there is. */
	int (*prepare)(struct cli *cli, struct sops_table **answer, struct sops_error *err);
	/* Optional: has the result in the format junit. */
	int (*junit)(struct sops_buffer *out, struct sops_error *err);
	/* Optional: writes what goes elsewhere, when the result is delivered. */
	int (*delivered)(struct cli *cli, struct sops_error *err);
	/* Optional: whether dates of the column that can be read in two ways, and that nothing
	 * settled, were passed over: that is noted. */
	bool (*passes_over)(const struct sops_columns *columns, size_t column);
	/* Optional: the exit status of a result that was delivered: 0, or 1 where it says yes. */
	int (*verdict)(void);
	/* Optional: files that something else than an option names, and what names them; NULL
	 * behind the last. Parts have to agree on what is in them. */
	const char *(*file)(size_t i, const char **named);
	/* Optional: frees what prepare made. */
	void (*finish)(void);
	/* Optional: whether nothing is asked of the main input, so that side inputs are enough and,
	 * where no FILE is named, none is read. */
	bool (*aside)(void);
	/*
	 * In place of a metric, for a command that is not about records: makes the table of the
	 * input, or, while file is -1, its columns only. Options about records are then unknown.
	 * path is the operand, "-" for standard input.
	 */
	int (*answer)(struct sops_table *table, int file, const char *path,
		const struct sops_csv_options *csv, struct sops_error *err);
	/* In place of a metric, for a command that writes records: does it all, by cli_copy.
	 * Options about groups, periods and parts are then unknown. */
	int (*copy)(struct cli *cli, struct sops_error *err);
	bool several; /* more than one FILE, then */
};

/* The whole of main(). Returns the exit status. */
int cli_main(const struct cli_command *command, int argc, char **argv);

/* What is wrong with the options, as a message. Returns SOPS_EUSAGE. */
int cli_refuse(struct sops_error *err, const char *why);

/* From prepare: the command goes on with that metric in place of its own. */
void cli_change_metric(struct cli *cli, const struct sops_metric *metric);

/* Whether a FILE is standard input, as none is, and "-"; and what messages call a FILE. */
bool cli_is_stdin(const char *file);
const char *cli_called(const char *file);

/* The as-of date and the calendar, for prepare. */
const struct sops_context *cli_context(const struct cli *cli);

/* With --explain: the operand, or NULL; a command may have more to explain than a FILE. */
const char *cli_explains(const struct cli *cli);

/*
 * Opens a side input: a file that --history or the like names, read as the
 * common options say. Close it with cli_close. SOPS_ESYSTEM when it cannot be opened.
 */
int cli_open(struct cli *cli, struct sops_input **out, int *fd, const char *file,
	const struct sops_schema *schema, uint64_t needs, uint64_t uses, struct sops_error *err);
int cli_open_file(int *fd, const char *file, struct sops_error *err);
/* The same, of which the rows may have groups: as --by says, by what columns it has of those
 * (sops_input_missing tells of the others), or can borrow. -m TABLE.role=Header is of it. */
struct cli_side {
	const char *file;
	const struct sops_schema *schema;
	uint64_t needs, uses;
	bool grouped, whole; /* whole: of records with all their cells */
	const char *by;      /* in place of --by; or NULL */
	const struct sops_borrow *borrow;
	size_t n_borrow;
	const char *role, *header; /* a role whose column an option names; or NULL */
};
int cli_open_side(struct cli *cli, struct sops_input **out, int *fd, const struct cli_side *side,
	struct sops_error *err);
/* Monday to Friday, with the holidays of the file unless it is NULL. */
int cli_workdays(struct sops_workdays **out, const char *file, struct sops_error *err);
/* What the main input may borrow; for prepare. It is borrowed itself, until finish. */
void cli_borrow(struct cli *cli, const struct sops_borrow *borrow, size_t count);
void cli_close(struct sops_input *input, int fd);

/* What a copy of records is to do. */
struct cli_copy {
	const struct sops_schema *schema;
	int id;            /* the role that every record has, or -1 */
	int64_t skip;      /* lines above the header; negative: to be found */
	const char *sheet; /* of a spreadsheet; or NULL */
	bool fill;         /* merged cells of it */
	const char *fill_down; /* as in sops_input_options */
	bool by_lines;     /* the same */
	const struct sops_stages *stages; /* or NULL */
	const char *home;  /* with --rates: the currency of amount_home, which is filled; or NULL */
	bool map;          /* write what becomes of which column, and no record */
	bool history;      /* the records are those of a stage history, in any layout */
	struct sops_import_options import;
	/* With import.masked: the mask. Asked for when only records can still be refused. */
	int (*mask)(struct cli *cli, const struct sops_mask **out, struct sops_error *err);
};

/*
 * Reads raw exports, whatever they are written in, and writes records of the canonical table: of
 * several files, one after the other, with the columns that any of them has. What
 * was found out, and what became of every row, is told on standard error.
 */
int cli_copy(struct cli *cli, const struct cli_copy *what, struct sops_error *err);

/*
 * The key of masks: of the file; else of the one that $SOPS_MASK_KEY_FILE names; else the user's
 * own, ~/.config/sops/mask.key. When that is not there, *out stays as it is, unless it is to be
 * made, which is then said on standard error.
 */
int cli_mask(const struct cli *cli, struct sops_mask **out, const char *file, bool make,
	struct sops_error *err);

/* Whether the text of LIST|FILE is a file: a name alone that looks like one is, even if there is
 * none. */
bool cli_names_file(const char *text);
/* Reads a stage model from a table stage,order,kind[,probability]; or from either that, or a list
 * in order, as --stages LIST|FILE has it. Apart: to look stages up, also in
 * several pipelines. */
int cli_stages_of(const struct cli *cli, struct sops_stages **out, const char *text, bool apart,
	struct sops_error *err);
int cli_stages(const struct cli *cli, struct sops_stages **out, const char *file,
	struct sops_error *err);

/* How deals went from stage to stage, by a table of them on other days. */
struct sops_funnel_history;
int cli_funnel_history(struct cli *cli, struct sops_funnel_history **out, const char *file,
	struct sops_error *err);

#endif
