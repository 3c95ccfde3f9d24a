/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The workbook: its sheets, in order, and from when it counts days. */
#include "xlsx_private.h"

#include <stdlib.h>

#define SHEETS 4096

/* While the workbook's own part is read. */
struct reading {
	struct sops_xlsx *xlsx;
	const struct sops__links *links;
};

static int add_tab(struct sops_xlsx *xlsx, const char *name, const char *part, bool hidden,
	struct sops_error *err)
{
	struct sops__tab tab = { .hidden = hidden };
	int status;

	if (xlsx->count == SHEETS)
		return sops_error_set(err, SOPS_EINPUT, "more than %d sheets", SHEETS);
	status = sops__room(&xlsx->tabs, &xlsx->size, xlsx->count, sizeof(tab), err);
	if (status < 0)
		return status;
	tab.name = strdup(name);
	tab.part = part ? strdup(part) : NULL;
	xlsx->tabs[xlsx->count++] = tab;
	return tab.name && (tab.part || !part) ? 0 : sops_error_memory(err);
}

static int read_sheet(const struct reading *reading, const char **attributes,
	struct sops_error *err)
{
	const char *name = sops__attribute(attributes, "name");
	const char *id = sops__attribute_link(attributes, "id");
	const char *state = sops__attribute(attributes, "state");
	const struct sops__link *link = id ? sops__links_by_id(reading->links, id) : NULL;
	char quoted[SOPS_QUOTED];

	if (!name)
		return sops_error_set(err, SOPS_EINPUT, "a sheet without a name");
	if (!link)
		return sops_error_set(err, SOPS_EINPUT, "which part is the sheet %s is not said",
			sops_quote(quoted, sops_field_of(name)));
	return add_tab(reading->xlsx, name, sops__link_is(link, "worksheet") ? link->part : NULL,
		state && strcmp(state, "visible") != 0, err);
}

static int start(void *with, struct sops__xml *xml, enum sops__element element,
	const char **attributes, struct sops_error *err)
{
	struct reading *reading = with;
	enum sops__element up = sops__xml_up(xml, 1);

	if (element == SOPS__WORKBOOK_PR && up == SOPS__WORKBOOK) {
		const char *from = sops__attribute(attributes, "date1904");

		reading->xlsx->from_1904 = from &&
			(strcmp(from, "1") == 0 || strcmp(from, "true") == 0);
	}
	if (element == SOPS__SHEET && up == SOPS__SHEETS)
		return read_sheet(reading, attributes, err);
	return 0;
}

static int find_book(struct sops_xlsx *xlsx, char **part, struct sops_error *err)
{
	struct sops__links links = { .count = 0 };
	const char *found = NULL;
	int status = 0;

	if (sops__zip_has(xlsx->zip, "_rels/.rels"))
		status = sops__links_read(&links, xlsx->zip, "", err);
	if (status == 0)
		found = sops__links_by_type(&links, "officeDocument");
	if (status == 0 && !found) {
		status = sops_error_set(err, SOPS_EINPUT, "a zip archive, but not a spreadsheet");
		sops_error_hint(err, "save it as .xlsx or CSV");
	}
	if (status == 0 && !(*part = strdup(found)))
		status = sops_error_memory(err);
	sops__links_release(&links);
	return status;
}

static int read_parts(struct sops_xlsx *xlsx, const char *book, const struct sops__links *links,
	struct sops_error *err)
{
	static const struct sops__xml_calls calls = { SOPS__WORKBOOK, start, NULL, NULL };
	struct reading reading = { xlsx, links };
	const char *strings = sops__links_by_type(links, "sharedStrings");
	int status = sops__xml_read(xlsx->zip, book, &calls, &reading, err);

	if (status == 0)
		status = sops__styles_read(&xlsx->styles, xlsx->zip,
			sops__links_by_type(links, "styles"), err);
	if (status == 0 && strings)
		status = sops__strings_read(&xlsx->strings, xlsx->zip, strings, err);
	return status;
}

int sops__book_read(struct sops_xlsx *xlsx, struct sops_error *err)
{
	struct sops__links links = { .count = 0 };
	char *book = NULL;
	size_t len;
	int status = find_book(xlsx, &book, err);

	if (status < 0)
		return status;
	len = strlen(book);
	if (len > 4 && strcmp(book + len - 4, ".bin") == 0) {
		status = sops_error_set(err, SOPS_EINPUT, "a binary workbook (.xlsb)");
		sops_error_hint(err, "save it as .xlsx or CSV");
	}
	if (status == 0)
		status = sops__links_read(&links, xlsx->zip, book, err);
	if (status == 0)
		status = read_parts(xlsx, book, &links, err);
	sops__links_release(&links);
	free(book);
	return status;
}
