/* SPDX-License-Identifier: GPL-3.0-or-later */
/* audit_sort.c: records, sorted by whether anything is wrong with them: --pass and --rejects. */
#include "audit.h"

static int write_reject(struct audit_sort *sort, const struct sops_audit_record *record,
	struct sops_error *err)
{
	return cli_reject_row(&sort->bad, &(struct cli_rejected){ .line = record->place.line,
		.record = record->place.record, .reason = record->reasons, .raw = record->raw },
		sort->rejected++ == 0, err);
}

static int write_pass(struct audit_sort *sort, const struct sops_audit_record *record,
	struct sops_error *err)
{
	sort->passed++;
	return cli_output_write(&sort->good, record->line, err);
}

static int write_header(struct audit_sort *sort, const struct sops_audit_record *record,
	struct sops_error *err)
{
	static const struct sops_field mark = SOPS_FIELD("\xEF\xBB\xBF");
	int status = record->mark ? cli_output_write(&sort->good, mark, err) : 0;

	return status < 0 ? status : cli_output_write(&sort->good, record->header, err);
}

static int sort_record(void *to, const struct sops_audit_record *record, struct sops_error *err)
{
	struct audit_sort *sort = to;

	if (!record->raw.at)
		return sort->pass ? write_header(sort, record, err) : 0;
	if (record->clean)
		return sort->pass ? write_pass(sort, record, err) : 0;
	return sort->rejects ? write_reject(sort, record, err) : 0;
}

int audit_sort_open(struct audit_sort *sort, struct cli *cli, struct sops_audit_options *audit,
	struct sops_error *err)
{
	int status = cli_check_target(cli, "--pass", sort->pass, err);

	if (!sort->pass && !sort->rejects)
		return 0;
	if (status == 0)
		status = cli_check_target(cli, "--rejects", sort->rejects, err);
	if (status == 0 && sort->pass && sort->rejects &&
	    cli_same_file(sort->pass, sort->rejects))
		status = sops_error_set(err, SOPS_EUSAGE, "--pass and --rejects are one file: %s",
			sort->pass);
	cli->common.jobs = 1; /* in order */
	audit->sort = sort_record;
	audit->sort_to = sort;
	if (status == 0 && sort->pass)
		status = cli_output_open(&sort->good, sort->pass, err);
	if (status == 0 && sort->rejects)
		status = cli_output_open(&sort->bad, sort->rejects, err);
	return status;
}

int audit_sort_close(struct audit_sort *sort, struct cli *cli, struct sops_error *err)
{
	char text[96];
	int status = sort->pass ? cli_output_commit(&sort->good, err) : 0;

	if (status == 0 && sort->rejects)
		status = cli_output_commit(&sort->bad, err);
	if (status < 0 || !(sort->pass || sort->rejects))
		return status;
	snprintf(text, sizeof(text), "records passed: %lld, rejected: %lld",
		(long long)sort->passed, (long long)sort->rejected);
	if (sort->pass && sort->rejects)
		cli_note(cli, text);
	return 0;
}

void audit_sort_drop(struct audit_sort *sort)
{
	cli_output_drop(&sort->good);
	cli_output_drop(&sort->bad);
}
