/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workbook.h"

#include "given.h"
#include "tap.h"

#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define PARTS 16

static void add_part(zipFile zip, const struct part *part)
{
	size_t len = part->len ? part->len : strlen(part->text);
	int status = part->encrypted ?
		zipOpenNewFileInZip3(zip, part->name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6,
			0, -15, 8, Z_DEFAULT_STRATEGY, "secret", 1) :
		zipOpenNewFileInZip(zip, part->name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6);

	assert_int_equal(status, ZIP_OK);
	assert_int_equal(zipWriteInFileInZip(zip, part->text, (unsigned)len), ZIP_OK);
	assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
}

int workbook_zip(const struct part *parts)
{
	int fd = memfd_create("workbook", MFD_CLOEXEC);
	char path[64];
	zipFile zip;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	zip = zipOpen64(path, APPEND_STATUS_CREATE);
	assert_non_null(zip);
	for (; parts->name; parts++)
		add_part(zip, parts);
	assert_int_equal(zipClose(zip, NULL), ZIP_OK);
	return fd;
}

static char *print(const char *before, const char *text, const char *after)
{
	char *out;

	assert_true(asprintf(&out, "%s%s%s", before, text ? text : "", after) >= 0);
	return out;
}

static const char *or(const char *text, const char *usual)
{
	return text ? text : usual;
}

int workbook_fd(const struct workbook *book)
{
	struct part parts[PARTS] = {
		{ "_rels/.rels", print("<Relationships xmlns=" LINKS ">", or(book->root,
			"<Relationship Id='r1' Type='" TYPE "officeDocument' "
			"Target='xl/workbook.xml'/>"), "</Relationships>"), 0, false },
		{ "xl/workbook.xml", print("", or(book->book,
			"<workbook xmlns=" MAIN " xmlns:r='http://schemas.openxmlformats.org/"
			"officeDocument/2006/relationships'><sheets>"
			"<sheet name='Deals' sheetId='1' r:id='r1'/></sheets></workbook>"), ""), 0,
			false },
		{ "xl/_rels/workbook.xml.rels", print("<Relationships xmlns=" LINKS ">",
			or(book->links,
			"<Relationship Id='r1' Type='" TYPE "worksheet' "
			"Target='worksheets/sheet1.xml'/>"
			"<Relationship Id='r2' Type='" TYPE "styles' Target='styles.xml'/>"
			"<Relationship Id='r3' Type='" TYPE "sharedStrings' "
			"Target='sharedStrings.xml'/>"), "</Relationships>"), 0, false },
		{ "xl/styles.xml", NULL, 0, false },
		{ "xl/sharedStrings.xml", print("<sst xmlns=" MAIN ">", book->strings, "</sst>"), 0,
			false },
		{ "xl/worksheets/sheet1.xml", NULL, 0, false },
	};
	char *formats = print("<styleSheet xmlns=" MAIN "><numFmts>", book->formats,
		"</numFmts><cellXfs>");
	char *rows = print("<worksheet xmlns=" MAIN "><sheetData>", book->rows, "</sheetData>");
	struct part kept[PARTS] = { { NULL, NULL, 0, false } };
	size_t n = 6, k = 0;
	int fd;

	parts[3].text = print(formats, or(book->styles, "<xf/>"), "</cellXfs></styleSheet>");
	parts[5].text = book->sheet ? strdup(book->sheet) :
		print(rows, book->behind, "</worksheet>");
	if (book->strings && !*book->strings)
		parts[4].name = "unused";
	for (size_t i = 0; i < n; i++) {
		if (*parts[i].text)
			kept[k++] = parts[i];
	}
	for (size_t i = 0; i < 4 && book->more[i].name; i++)
		kept[k++] = book->more[i];
	fd = workbook_zip(kept);
	for (size_t i = 0; i < n; i++)
		free((char *)parts[i].text);
	free(formats);
	free(rows);
	return fd;
}

static void add_record(struct sops_buffer *out, const struct sops_record *record)
{
	assert_string_equal(record->place.file, "deals.xlsx");
	sops_buffer_printf(out, "%llu: ", (unsigned long long)record->place.line);
	for (size_t i = 0; i < record->count; i++) {
		if (i)
			sops_buffer_putc(out, '|');
		sops_buffer_field(out, record->fields[i]);
	}
	sops_buffer_putc(out, '\n');
}

char *workbook_rows(int fd, const struct sops_xlsx_options *options)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops_xlsx *xlsx;
	int status = sops_xlsx_open(&xlsx, fd, "deals.xlsx", options, &err);

	sops_buffer_puts(&out, "");
	while (status == 0 && (status = sops_xlsx_next(xlsx, &record, &err)) > 0) {
		add_record(&out, record);
		status = 0;
	}
	if (status < 0) {
		char *why = given_error(&err);

		assert_int_equal(err.status, status);
		sops_buffer_printf(&out, "%s\n", why);
		free(why);
	}
	if (xlsx)
		assert_int_equal(sops_xlsx_next(xlsx, &record, NULL), status);
	sops_xlsx_free(xlsx);
	assert_int_equal(out.failed, 0);
	return out.at;
}

void workbook_expect(const struct workbook *book, const struct sops_xlsx_options *options,
	const char *rows)
{
	int fd = workbook_fd(book);
	char *found = workbook_rows(fd, options);

	if (strcmp(found, rows) != 0)
		fail_msg("\nfound:\n%s\nexpected:\n%s", found, rows);
	free(found);
	close(fd);
}
