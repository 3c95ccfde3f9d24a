/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "xlsx_private.h"

#include "private.h"

#include <sops/nearest.h>

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool begins(struct sops_field head, const char *with, size_t len)
{
	return head.len >= len && memcmp(head.at, with, len) == 0;
}

bool sops_xlsx_is(struct sops_field head)
{
	return begins(head, "PK\x03\x04", 4);
}

bool sops_xlsx_is_old(struct sops_field head)
{
	return begins(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
}

int sops__room(void *array, size_t *size, size_t count, size_t each, struct sops_error *err)
{
	void **at = array, *more;
	size_t n = *size ? *size * 2 : 16;

	if (count < *size)
		return 0;
	more = reallocarray(*at, n, each);
	if (!more)
		return sops_error_memory(err);
	*at = more;
	*size = n;
	return 0;
}

int sops__cells_set(struct sops__cells *cells, size_t column, size_t start)
{
	while (column >= cells->size) {
		int status = sops__room(&cells->at, &cells->size, cells->size, sizeof(*cells->at),
			NULL);

		if (status < 0)
			return status;
	}
	while (cells->count <= column)
		cells->at[cells->count++] = (struct sops__cell){ 0, 0 };
	cells->at[column] = (struct sops__cell){ start, cells->text.len - start };
	return 0;
}

static void set_limits(struct sops_xlsx_options *options)
{
	if (!options->spool)
		options->spool = "/tmp";
	if (!options->max_spool)
		options->max_spool = 1ull << 30;
	if (!options->max_bytes)
		options->max_bytes = 4ull << 30;
	if (!options->max_strings)
		options->max_strings = 256 << 20;
	if (!options->max_field)
		options->max_field = 1 << 20;
	if (!options->max_record)
		options->max_record = 64 << 20;
	if (!options->max_columns || options->max_columns > SOPS__COLUMNS)
		options->max_columns = SOPS__COLUMNS;
}

/* Tells the kinds of files that are taken for this one. */
static int check_head(const struct sops_xlsx *xlsx, int fd, struct sops_error *err)
{
	char bytes[8];
	ssize_t n = pread(fd, bytes, sizeof(bytes), 0);
	struct sops_field head = { bytes, n > 0 ? (size_t)n : 0 };

	if (n < 0)
		return sops_error_system(err, "cannot read %s", xlsx->name);
	if (sops_xlsx_is(head))
		return 0;
	if (sops_xlsx_is_old(head)) {
		sops_error_set(err, SOPS_EINPUT, "an old .xls, or one with a password");
		sops_error_hint(err, "save it as .xlsx or CSV, without a password");
	} else {
		sops_error_set(err, SOPS_EINPUT, "not a spreadsheet (.xlsx)");
	}
	return SOPS_EINPUT;
}

static int open_archive(struct sops_xlsx *xlsx, int fd, struct sops_error *err)
{
	struct stat stat;
	int status = 0;

	if (fstat(fd, &stat) < 0)
		return sops_error_system(err, "cannot read %s", xlsx->name);
	if (!S_ISREG(stat.st_mode)) {
		status = sops__spool(&xlsx->spool, fd, xlsx->name, &xlsx->options, err);
		fd = xlsx->spool;
	}
	if (status == 0)
		status = check_head(xlsx, fd, err);
	if (status == 0)
		status = sops__zip_open(&xlsx->zip, fd, xlsx->name, xlsx->options.max_bytes, err);
	return status;
}

static struct sops_field name_of(const struct sops_xlsx *xlsx, size_t sheet)
{
	return sops_field_of(xlsx->tabs[sheet].name);
}

/* Excel knows no two names that differ in case alone, so an exact one comes first. */
static size_t find_sheet(const struct sops_xlsx *xlsx, const char *wanted)
{
	uint32_t number;

	for (size_t i = 0; i < xlsx->count; i++) {
		if (strcmp(xlsx->tabs[i].name, wanted) == 0)
			return i;
	}
	for (size_t i = 0; i < xlsx->count; i++) {
		if (sops__same(name_of(xlsx, i), sops_field_of(wanted)))
			return i;
	}
	if (sops__whole(&number, wanted, (uint32_t)xlsx->count) && number > 0)
		return number - 1;
	return xlsx->count;
}

static int no_sheet(const struct sops_xlsx *xlsx, const char *wanted, struct sops_error *err)
{
	struct sops_field *names = calloc(xlsx->count + 1, sizeof(*names));
	char quoted[SOPS_QUOTED];

	if (!names)
		return sops_error_memory(err);
	for (size_t i = 0; i < xlsx->count; i++)
		names[i] = name_of(xlsx, i);
	sops_error_set(err, SOPS_EINPUT, "there is no sheet %s",
		sops_quote(quoted, sops_field_of(wanted)));
	sops_hint_names(err, sops_field_of(wanted), names, xlsx->count, "sheets");
	free(names);
	return SOPS_EINPUT;
}

static int choose_asked(struct sops_xlsx *xlsx, const char *wanted, struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	xlsx->chosen = find_sheet(xlsx, wanted);
	if (xlsx->chosen == xlsx->count)
		return no_sheet(xlsx, wanted, err);
	if (!xlsx->tabs[xlsx->chosen].part)
		return sops_error_set(err, SOPS_EINPUT, "the sheet %s has no cells: it is a chart",
			sops_quote(quoted, name_of(xlsx, xlsx->chosen)));
	return 0;
}

static int choose_first(struct sops_xlsx *xlsx, struct sops_error *err)
{
	bool any = false;
	int status = 0;

	for (size_t i = 0; i < xlsx->count && !any && status == 0; i++) {
		if (xlsx->tabs[i].hidden || !xlsx->tabs[i].part)
			continue;
		xlsx->chosen = i;
		status = sops__sheet_cells(xlsx, i, &any, err);
	}
	if (status < 0 || any)
		return status;
	return sops_error_set(err, SOPS_EINPUT, "no sheet that is visible has a cell with text");
}

static int open_book(struct sops_xlsx *xlsx, int fd, const char *sheet, struct sops_error *err)
{
	const struct sops_place place = { .file = xlsx->name };
	int status = open_archive(xlsx, fd, err);

	if (status == 0)
		status = sops__book_read(xlsx, err);
	if (status == 0)
		status = sheet ? choose_asked(xlsx, sheet, err) : choose_first(xlsx, err);
	if (status == SOPS_EINPUT)
		sops_error_place(err, &place);
	return status;
}

int sops_xlsx_open(struct sops_xlsx **out, int fd, const char *name,
	const struct sops_xlsx_options *options, struct sops_error *err)
{
	struct sops_xlsx *xlsx = calloc(1, sizeof(*xlsx));
	int status = 0;

	*out = NULL;
	if (!xlsx)
		return sops_error_memory(err);
	xlsx->spool = -1;
	if (options)
		xlsx->options = *options;
	set_limits(&xlsx->options);
	xlsx->strings.limit = xlsx->options.max_strings;
	xlsx->strings.max_field = xlsx->options.max_field;
	xlsx->name = strdup(name);
	if (!xlsx->name)
		status = sops_error_memory(err);
	if (status == 0)
		status = sops__lines_new(&xlsx->lines, err);
	if (status == 0)
		status = open_book(xlsx, fd, xlsx->options.sheet, err);
	if (status < 0) {
		sops_xlsx_free(xlsx);
		return status;
	}
	*out = xlsx;
	return 0;
}

void sops_xlsx_free(struct sops_xlsx *xlsx)
{
	if (!xlsx)
		return;
	sops__rows_free(xlsx->rows);
	sops__lines_free(xlsx->lines);
	sops__strings_release(&xlsx->strings);
	sops__styles_release(&xlsx->styles);
	sops__zip_free(xlsx->zip);
	for (size_t i = 0; i < xlsx->count; i++) {
		free(xlsx->tabs[i].name);
		free(xlsx->tabs[i].part);
	}
	free(xlsx->tabs);
	if (xlsx->spool >= 0)
		close(xlsx->spool);
	free(xlsx->name);
	free(xlsx);
}

size_t sops_xlsx_sheets(const struct sops_xlsx *xlsx)
{
	return xlsx->count;
}

struct sops_xlsx_sheet sops_xlsx_sheet(const struct sops_xlsx *xlsx, size_t sheet)
{
	return (struct sops_xlsx_sheet){ xlsx->tabs[sheet].name, xlsx->tabs[sheet].hidden };
}

size_t sops_xlsx_chosen(const struct sops_xlsx *xlsx)
{
	return xlsx->chosen;
}

int sops_xlsx_next(struct sops_xlsx *xlsx, const struct sops_record **record,
	struct sops_error *err)
{
	*record = NULL;
	if (xlsx->failed == 0 && !xlsx->rows)
		xlsx->failed = sops__rows_open(&xlsx->rows, xlsx, false, &xlsx->error);
	if (xlsx->failed == 0) {
		int status = sops__rows_next(xlsx->rows, record, &xlsx->error);

		if (status >= 0)
			return status;
		xlsx->failed = status;
	}
	if (err && err->status == SOPS_OK)
		*err = xlsx->error;
	return xlsx->failed;
}

uint64_t sops_xlsx_row(struct sops_xlsx *xlsx, uint64_t line)
{
	return sops__lines_row(xlsx->lines, line);
}
