/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "private.h"
#include "sniff_private.h"

#define MAGIC(bytes, is) { SOPS_FIELD(bytes), SOPS_SNIFF_##is }

static const struct magic {
	struct sops_field bytes;
	enum sops_sniff_kind kind;
} magics[] = {
	MAGIC("PK\x03\x04", ZIP),
	MAGIC("PK\x05\x06", ZIP),
	MAGIC("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", XLS),
	MAGIC("\x09\x00\x04\x00", XLS),
	MAGIC("\x09\x02\x06\x00", XLS),
	MAGIC("\x09\x04\x06\x00", XLS),
	MAGIC("%PDF-", PDF),
	MAGIC("{\\rtf", RTF),
	MAGIC("\x1F\x8B", COMPRESSED),
	MAGIC("BZh9", COMPRESSED),
	MAGIC("\xFD" "7zXZ\0", COMPRESSED),
	MAGIC("\x28\xB5\x2F\xFD", COMPRESSED),
	MAGIC("7z\xBC\xAF\x27\x1C", COMPRESSED),
	MAGIC("Rar!\x1A\x07", COMPRESSED),
	MAGIC("\x89PNG\r\n", OTHER),
	MAGIC("\xFF\xD8\xFF", OTHER),
	MAGIC("GIF89a", OTHER),
	MAGIC("SQLite format 3\0", OTHER),
	MAGIC("PAR1\x15", OTHER),
};

/* How text begins that is no table, in any case, behind spaces and a mark. */
static const struct magic beginnings[] = {
	MAGIC("<!doctype html", HTML),
	MAGIC("<html", HTML),
	MAGIC("<table", HTML),
	MAGIC("<head", HTML),
	MAGIC("<meta", HTML),
	MAGIC("<style", HTML),
	MAGIC("<body", HTML),
	MAGIC("<div", HTML),
	MAGIC("<?xml", XML),
	MAGIC("<workbook", XML),
	MAGIC("mime-version:", MIME),
	MAGIC("content-type: multipart/", MIME),
};

static const char *const names[] = {
	[SOPS_SNIFF_TEXT] = "text",
	[SOPS_SNIFF_XLSX] = "an Excel workbook (.xlsx)",
	[SOPS_SNIFF_ODS] = "an OpenDocument file",
	[SOPS_SNIFF_ZIP] = "a zip archive",
	[SOPS_SNIFF_XLS] = "an old Excel workbook (.xls)",
	[SOPS_SNIFF_XML] = "XML",
	[SOPS_SNIFF_HTML] = "a web page (HTML)",
	[SOPS_SNIFF_MIME] = "a web page in one file (MHTML)",
	[SOPS_SNIFF_PDF] = "a PDF",
	[SOPS_SNIFF_RTF] = "a text document (RTF)",
	[SOPS_SNIFF_COMPRESSED] = "a compressed file",
	[SOPS_SNIFF_OTHER] = "a picture or a data base",
};

const char *sops_sniff_kind_name(enum sops_sniff_kind kind)
{
	return names[kind];
}

static bool holds(struct sops_field head, const char *text)
{
	return memmem(head.at, head.len, text, strlen(text)) != NULL;
}

/* The parts of a workbook are named near the beginning. */
static enum sops_sniff_kind kind_of_zip(struct sops_field head)
{
	if (holds(head, "application/vnd.oasis.opendocument"))
		return SOPS_SNIFF_ODS;
	if (holds(head, "xl/workbook") || holds(head, "xl/worksheets"))
		return SOPS_SNIFF_XLSX;
	return SOPS_SNIFF_ZIP;
}

static struct sops_field without_mark_and_space(struct sops_field head)
{
	size_t skip = head.len >= 3 && memcmp(head.at, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

	while (skip < head.len && memchr(" \t\r\n", head.at[skip], 4))
		skip++;
	return skip ? (struct sops_field){ head.at + skip, head.len - skip } : head;
}

enum sops_sniff_kind sops_sniff_kind(struct sops_field head)
{
	struct sops_field text = without_mark_and_space(head);

	for (size_t i = 0; i < sizeof(magics) / sizeof(magics[0]); i++) {
		const struct magic *m = &magics[i];

		if (head.len >= m->bytes.len && memcmp(head.at, m->bytes.at, m->bytes.len) == 0)
			return m->kind == SOPS_SNIFF_ZIP ? kind_of_zip(head) : m->kind;
	}
	for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++) {
		struct sops_field begin = beginnings[i].bytes;

		if (text.len >= begin.len &&
		    sops__same((struct sops_field){ text.at, begin.len }, begin))
			return beginnings[i].kind;
	}
	return SOPS_SNIFF_TEXT;
}

static const char *hint_of(enum sops_sniff_kind kind)
{
	switch (kind) {
	case SOPS_SNIFF_XLSX:
		return "sops-import reads it";
	case SOPS_SNIFF_XLS:
	case SOPS_SNIFF_XML:
	case SOPS_SNIFF_HTML:
	case SOPS_SNIFF_MIME:
		return "open it in Excel and save it as CSV UTF-8";
	case SOPS_SNIFF_ODS:
		return "save it as CSV";
	case SOPS_SNIFF_ZIP:
	case SOPS_SNIFF_COMPRESSED:
		return "unpack it first";
	default:
		return "export again as CSV";
	}
}

int sops__refuse_kind(enum sops_sniff_kind kind, struct sops_error *err)
{
	sops_error_set(err, SOPS_EINPUT, "this is %s, not CSV", sops_sniff_kind_name(kind));
	sops_error_hint(err, "%s", hint_of(kind));
	return SOPS_EINPUT;
}
