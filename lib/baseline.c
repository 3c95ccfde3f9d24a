/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/baseline.h>

#include "private.h"
#include "side.h"
#include "texts.h"

#include <stdlib.h>

struct row {
	struct sops_field cells[SOPS_FINDINGS_ROLES];
};

#define CELL(index) .type = SOPS_TEXT, .offset = offsetof(struct row, cells[index])

static const struct sops_role roles[SOPS_FINDINGS_ROLES] = {
	[SOPS_FINDINGS_SEVERITY] = { .name = "severity", CELL(SOPS_FINDINGS_SEVERITY),
		.doc = "error, warn or info" },
	[SOPS_FINDINGS_RULE] = { .name = "rule", CELL(SOPS_FINDINGS_RULE),
		.doc = "the id of the rule" },
	[SOPS_FINDINGS_FILE] = { .name = "file", CELL(SOPS_FINDINGS_FILE),
		.doc = "where it was found" },
	[SOPS_FINDINGS_LINE] = { .name = "line", CELL(SOPS_FINDINGS_LINE),
		.doc = "line of the file" },
	[SOPS_FINDINGS_RECORD] = { .name = "record", CELL(SOPS_FINDINGS_RECORD),
		.doc = "number of the record" },
	[SOPS_FINDINGS_KEY] = { .name = "key", CELL(SOPS_FINDINGS_KEY),
		.doc = "what identifies the record" },
	[SOPS_FINDINGS_COLUMN] = { .name = "column", CELL(SOPS_FINDINGS_COLUMN),
		.doc = "the column it is about" },
	[SOPS_FINDINGS_VALUE] = { .name = "value", CELL(SOPS_FINDINGS_VALUE),
		.doc = "the cell as it stands" },
	[SOPS_FINDINGS_MESSAGE] = { .name = "message", CELL(SOPS_FINDINGS_MESSAGE),
		.doc = "what is wrong" },
};

const struct sops_schema sops_findings = {
	.name = "findings", .roles = roles, .count = SOPS_FINDINGS_ROLES,
	.row_size = sizeof(struct row),
};

/* By what two findings are the same. */
static const int compared[] = { SOPS_FINDINGS_RULE, SOPS_FINDINGS_KEY, SOPS_FINDINGS_COLUMN,
	SOPS_FINDINGS_VALUE };

struct entry {
	uint32_t cells[SOPS_FINDINGS_ROLES]; /* numbers of texts */
	uint32_t identity;
	int64_t before; /* of the same identity, above it in the file */
};

struct sops_baseline {
	struct sops__texts texts, identities;
	struct sops_buffer entries; /* struct entry, in the order of the file */
	struct sops_buffer counts;  /* struct count by identity, from number 1 */
	struct sops_buffer key;
	int64_t known, fresh;
};

struct count {
	int64_t then, seen;
};

static struct count *count_of(const struct sops_baseline *baseline, uint32_t identity)
{
	return (struct count *)(void *)baseline->counts.at + (identity - 1);
}

void sops_baseline_free(struct sops_baseline *baseline)
{
	if (!baseline)
		return;
	sops__texts_release(&baseline->texts);
	sops__texts_release(&baseline->identities);
	sops_buffer_release(&baseline->entries);
	sops_buffer_release(&baseline->counts);
	sops_buffer_release(&baseline->key);
	free(baseline);
}

/* Each with NUL behind it, which none of them holds. */
static int make_key(struct sops_baseline *baseline, const struct sops_field *cells,
	struct sops_error *err)
{
	sops_buffer_clear(&baseline->key);
	for (size_t i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
		sops_buffer_field(&baseline->key, sops_field_trim(cells[compared[i]]));
		sops_buffer_putc(&baseline->key, '\0');
	}
	return sops_buffer_check(&baseline->key, err);
}

static int identify(struct entry *entry, struct sops_baseline *baseline,
	const struct sops_field *cells, struct sops_error *err)
{
	static const struct count none;
	size_t known = sops__texts_count(&baseline->identities) - 1;
	int status = make_key(baseline, cells, err);

	if (status == 0)
		status = sops__texts_add(&baseline->identities, sops_buffer_view(&baseline->key),
			&entry->identity, err);
	if (status == 0 && entry->identity > known) {
		sops_buffer_add(&baseline->counts, &none, sizeof(none));
		status = sops_buffer_check(&baseline->counts, err);
	}
	if (status == 0)
		entry->before = count_of(baseline, entry->identity)->then++;
	return status;
}

/* Cells as they stand, for a null word is a value here. */
static void read_cells(struct sops_field cells[SOPS_FINDINGS_ROLES],
	const struct sops_input *input)
{
	const struct sops_columns *columns = sops_input_columns(input);

	for (int i = 0; i < SOPS_FINDINGS_ROLES; i++) {
		int column = sops_columns_of(columns, i);

		cells[i] = column < 0 ? (struct sops_field){ NULL, 0 }
			: sops_field_trim(sops_input_record(input)->fields[column]);
	}
}

static int append(struct sops_baseline *baseline, const struct sops_input *input,
	struct sops_error *err)
{
	struct sops_field cells[SOPS_FINDINGS_ROLES];
	struct entry entry = { .identity = 0 };
	int status = 0;

	read_cells(cells, input);
	if (cells[SOPS_FINDINGS_RULE].len == 0)
		return sops__side_error(input, SOPS_FINDINGS_RULE,
			sops_error_set(err, SOPS_EINPUT, "a finding without a rule"), err);
	for (size_t i = 0; status == 0 && i < SOPS_FINDINGS_ROLES; i++)
		status = sops__texts_add(&baseline->texts, cells[i], &entry.cells[i], err);
	if (status == 0)
		status = identify(&entry, baseline, cells, err);
	if (status < 0)
		return status;
	sops_buffer_add(&baseline->entries, &entry, sizeof(entry));
	return sops_buffer_check(&baseline->entries, err);
}

int sops_baseline_read(struct sops_baseline **out, struct sops_input *input,
	struct sops_error *err)
{
	struct sops_baseline *baseline = calloc(1, sizeof(*baseline));
	const void *row;
	int status;

	if (!baseline)
		return sops_error_memory(err);
	while ((status = sops_input_next(input, &row, err)) > 0) {
		status = append(baseline, input, err);
		if (status < 0)
			break;
	}
	if (status < 0)
		sops_baseline_free(baseline);
	else
		*out = baseline;
	return status;
}

int sops_baseline_take(bool *known, struct sops_baseline *baseline, struct sops_field rule,
	const struct sops_finding *finding, struct sops_error *err)
{
	const struct sops_field cells[SOPS_FINDINGS_ROLES] = { [SOPS_FINDINGS_RULE] = rule,
		[SOPS_FINDINGS_KEY] = finding->key, [SOPS_FINDINGS_COLUMN] = finding->column,
		[SOPS_FINDINGS_VALUE] = finding->value };
	int status = make_key(baseline, cells, err);
	struct count *count;
	uint32_t identity;

	*known = false;
	if (status < 0)
		return status;
	if (sops__texts_find(&baseline->identities, sops_buffer_view(&baseline->key), &identity)) {
		count = count_of(baseline, identity);
		*known = count->seen < count->then;
		count->seen += *known;
	}
	baseline->known += *known;
	baseline->fresh += !*known;
	return 0;
}

static size_t entries(const struct sops_baseline *baseline)
{
	return baseline->entries.len / sizeof(struct entry);
}

struct sops_baseline_counts sops_baseline_counts(const struct sops_baseline *baseline)
{
	int64_t then = (int64_t)entries(baseline);

	return (struct sops_baseline_counts){ .then = then, .known = baseline->known,
		.fresh = baseline->fresh, .fixed = then - baseline->known };
}

static void put_row(struct sops_table *table, const struct sops_baseline *baseline,
	const struct entry *entry)
{
	sops_table_row(table);
	for (size_t i = 0; i < SOPS_FINDINGS_ROLES; i++)
		if (entry->cells[i])
			sops_table_text(table, sops__texts_at(&baseline->texts, entry->cells[i]));
		else
			sops_table_blank(table);
}

int sops_baseline_fixed(struct sops_table **out, const struct sops_baseline *baseline,
	struct sops_error *err)
{
	const struct entry *entry = (const void *)baseline->entries.at;
	struct sops_table *table;
	int status = sops_table_new(&table, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < SOPS_FINDINGS_ROLES; i++)
		sops_table_column(table, roles[i].name, SOPS_COLUMN_TEXT, "", roles[i].doc);
	for (size_t i = 0; i < entries(baseline); i++)
		if (entry[i].before >= count_of(baseline, entry[i].identity)->seen)
			put_row(table, baseline, &entry[i]);
	status = sops_table_check(table, err);
	if (status < 0)
		sops_table_free(table);
	else
		*out = table;
	return status;
}
