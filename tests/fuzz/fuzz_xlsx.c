/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spreadsheets from strangers. A zip archive as it stands; or, where bits of the first byte say so,
 * a sheet, its shared strings or its styles, since a fuzzer hardly guesses what unpacks. What is
 * read is fed as CSV and read again as the same.
 */
#include <sops/buffer.h>
#include <sops/xlsx.h>

#include <minizip/zip.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAIN "xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'"
#define TYPE "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
#define LINKS(links) "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/" \
	"relationships'>" links "</Relationships>"

enum { ARCHIVE, SHEET, STRINGS, STYLES, KINDS };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(zipFile zip, const char *name, const char *text, size_t len)
{
	if (zipOpenNewFileInZip(zip, name, NULL, NULL, 0, NULL, 0, NULL, 0, 0) != ZIP_OK ||
	    zipWriteInFileInZip(zip, text, (unsigned)len) != ZIP_OK ||
	    zipCloseFileInZip(zip) != ZIP_OK)
		abort();
}

static void add_text(zipFile zip, const char *name, const char *text)
{
	add(zip, name, text, strlen(text));
}

static void pack(int fd, int kind, struct sops_field part)
{
	char path[64];
	zipFile zip;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	zip = zipOpen64(path, APPEND_STATUS_CREATE);
	if (!zip)
		abort();
	add_text(zip, "_rels/.rels",
		LINKS("<Relationship Id='a' " TYPE "officeDocument' Target='b'/>"));
	add_text(zip, "b", "<workbook " MAIN " xmlns:r='http://schemas.openxmlformats.org/"
		"officeDocument/2006/relationships'><sheets><sheet name='a' r:id='a'/></sheets>"
		"</workbook>");
	add_text(zip, "_rels/b.rels", LINKS("<Relationship Id='a' " TYPE "worksheet' Target='1'/>"
		"<Relationship Id='b' " TYPE "sharedStrings' Target='2'/>"
		"<Relationship Id='c' " TYPE "styles' Target='3'/>"));
	if (kind != SHEET)
		add_text(zip, "1", "<worksheet " MAIN "><sheetData><row><c t='s'><v>0</v></c>"
			"<c s='0'><v>45631.25</v></c></row></sheetData></worksheet>");
	if (kind != STRINGS)
		add_text(zip, "2", "<sst " MAIN "><si><t>a</t></si></sst>");
	if (kind != STYLES)
		add_text(zip, "3", "<styleSheet " MAIN "><cellXfs><xf/><xf numFmtId='14'/>"
			"<xf numFmtId='9'/></cellXfs></styleSheet>");
	add(zip, kind == SHEET ? "1" : kind == STRINGS ? "2" : "3", part.at, part.len);
	zipClose(zip, NULL);
}

/* As a CSV reader has it: blanks stay, lines that are blank do not count. */
static void add_record(struct sops_buffer *out, const struct sops_record *record)
{
	size_t count = record->count;

	while (count > 0 && record->fields[count - 1].len == 0)
		count--;
	for (size_t i = 0; i < count; i++) {
		sops_buffer_field(out, record->fields[i]);
		sops_buffer_putc(out, '\x1F');
	}
	if (count > 0)
		sops_buffer_putc(out, '\x1E');
}

static int read_rows(struct sops_buffer *out, struct sops_xlsx *xlsx)
{
	const struct sops_record *record;
	int status;

	while ((status = sops_xlsx_next(xlsx, &record, NULL)) > 0)
		add_record(out, record);
	return status;
}

static void read_csv(struct sops_buffer *out, int fd)
{
	const struct sops_record *record;
	struct sops_csv *csv;
	int status;

	lseek(fd, 0, SEEK_SET);
	if (sops_csv_open(&csv, fd, "fed", NULL, NULL) < 0)
		return;
	add_record(out, sops_csv_header(csv));
	while ((status = sops_csv_next(csv, &record, NULL)) > 0)
		add_record(out, record);
	if (status < 0)
		abort();
	sops_csv_free(csv);
}

static void read_both(struct sops_xlsx *xlsx)
{
	struct sops_buffer rows = SOPS_BUFFER_INIT, fed = SOPS_BUFFER_INIT;
	int fd = memfd_create("fed", 0), status = read_rows(&rows, xlsx);
	int again = sops_xlsx_feed(xlsx, fd, NULL);

	if (again != status)
		abort();
	if (status == 0) {
		read_csv(&fed, fd);
		if (!sops_field_equal(sops_buffer_view(&rows), sops_buffer_view(&fed)))
			abort();
	}
	sops_buffer_release(&rows);
	sops_buffer_release(&fed);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sops_field part = { (const char *)data + 1, size - 1 };
	struct sops_xlsx_options options = { .max_bytes = 1 << 20, .max_field = 1000 };
	struct sops_xlsx *xlsx;
	int fd;

	if (size < 1)
		return 0;
	fd = memfd_create("xlsx", 0);
	options.fill = data[0] & KINDS;
	if (data[0] % KINDS != ARCHIVE)
		pack(fd, data[0] % KINDS, part);
	else if (write(fd, part.at, part.len) < 0)
		abort();
	if (sops_xlsx_open(&xlsx, fd, "fuzz", &options, NULL) == 0)
		read_both(xlsx);
	sops_xlsx_free(xlsx);
	close(fd);
	return 0;
}
