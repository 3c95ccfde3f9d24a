/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expat: it reads in small steps, can pause between two rows, and fetches nothing. What it says
 * of an element is NAMESPACE|NAME.
 */
#include "xlsx_private.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

#define CHUNK 65536
#define DEPTH 64
#define TAG (8 << 20)

struct sops__xml {
	XML_Parser parser;
	struct sops__zip *zip;
	char *part;
	const struct sops__xml_calls *calls;
	void *with;
	struct sops_error *err;  /* of the run that goes on */
	int status;              /* what a call gave */
	enum sops__element path[DEPTH];
	size_t depth;
	uint64_t fed;
	bool paused, ended;
};

static const struct {
	const char *name;
	enum sops__element element;
} elements[] = {
	{ "c", SOPS__C },
	{ "v", SOPS__V },
	{ "t", SOPS__T },
	{ "f", SOPS__F },
	{ "r", SOPS__R },
	{ "is", SOPS__IS },
	{ "si", SOPS__SI },
	{ "xf", SOPS__XF },
	{ "row", SOPS__ROW },
	{ "sst", SOPS__SST },
	{ "sheet", SOPS__SHEET },
	{ "sheets", SOPS__SHEETS },
	{ "numFmt", SOPS__NUMFMT },
	{ "numFmts", SOPS__NUMFMTS },
	{ "cellXfs", SOPS__CELLXFS },
	{ "workbook", SOPS__WORKBOOK },
	{ "workbookPr", SOPS__WORKBOOK_PR },
	{ "worksheet", SOPS__WORKSHEET },
	{ "sheetData", SOPS__SHEET_DATA },
	{ "mergeCell", SOPS__MERGE_CELL },
	{ "mergeCells", SOPS__MERGE_CELLS },
	{ "styleSheet", SOPS__STYLE_SHEET },
	{ "Relationship", SOPS__RELATIONSHIP },
	{ "Relationships", SOPS__RELATIONSHIPS },
	{ "AlternateContent", SOPS__ALTERNATE },
};

static const char *const namespaces[] = {
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main|",
	"http://purl.oclc.org/ooxml/spreadsheetml/main|",
	"http://schemas.openxmlformats.org/package/2006/relationships|",
	"http://schemas.openxmlformats.org/markup-compatibility/2006|",
};

static const char *const link_namespaces[] = {
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships|",
	"http://purl.oclc.org/ooxml/officeDocument/relationships|",
};

static const char *behind(const char *name, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(name, prefix, len) == 0 ? name + len : NULL;
}

static enum sops__element element_of(const char *name)
{
	const char *local = NULL;

	for (size_t i = 0; !local && i < sizeof(namespaces) / sizeof(namespaces[0]); i++)
		local = behind(name, namespaces[i]);
	for (size_t i = 0; local && i < sizeof(elements) / sizeof(elements[0]); i++) {
		if (strcmp(local, elements[i].name) == 0)
			return elements[i].element;
	}
	return SOPS__OTHER;
}

static int refuse(struct sops__xml *xml, const char *what)
{
	char quoted[SOPS_QUOTED];

	return sops_error_set(xml->err, SOPS_EINPUT, "its part %s %s",
		sops_quote(quoted, sops_field_of(xml->part)), what);
}

static void stop(struct sops__xml *xml, int status)
{
	if (status == 0 || xml->status < 0)
		return;
	if (status < 0)
		xml->status = status;
	else
		xml->paused = true;
	XML_StopParser(xml->parser, status > 0);
}

static void XMLCALL start(void *with, const char *name, const char **attributes)
{
	struct sops__xml *xml = with;
	enum sops__element element = element_of(name);

	if (xml->status < 0)
		return;
	if (xml->depth == DEPTH) {
		stop(xml, refuse(xml, "has elements nested too deep"));
		return;
	}
	if (xml->depth == 0 && element != xml->calls->root) {
		stop(xml, refuse(xml, "is something else than its place in the workbook says"));
		return;
	}
	xml->path[xml->depth++] = element;
	if (element != SOPS__OTHER)
		stop(xml, xml->calls->start(xml->with, xml, element, attributes, xml->err));
}

static void XMLCALL end(void *with, const char *name)
{
	struct sops__xml *xml = with;
	enum sops__element element;

	(void)name;
	if (xml->status < 0)
		return;
	element = xml->path[xml->depth - 1];
	if (element != SOPS__OTHER && xml->calls->end)
		stop(xml, xml->calls->end(xml->with, xml, element, xml->err));
	xml->depth--;
}

static void XMLCALL text(void *with, const char *at, int len)
{
	struct sops__xml *xml = with;

	if (xml->status == 0 && xml->calls->text)
		stop(xml, xml->calls->text(xml->with, at, (size_t)len, xml->err));
}

/* Entities are declared there, and with them a few bytes become billions. */
static void XMLCALL doctype(void *with, const char *name, const char *system, const char *public,
	int subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)subset;
	stop(with, refuse(with, "has a DOCTYPE, as no spreadsheet has"));
}

int sops__xml_open(struct sops__xml **out, struct sops__zip *zip, const char *part,
	const struct sops__xml_calls *calls, void *with, struct sops_error *err)
{
	struct sops__xml *xml = calloc(1, sizeof(*xml));
	int status = 0;

	if (xml) {
		*xml = (struct sops__xml){ .zip = zip, .calls = calls, .with = with };
		xml->part = strdup(part);
		xml->parser = XML_ParserCreateNS(NULL, '|');
	}
	if (!xml || !xml->part || !xml->parser)
		status = sops_error_memory(err);
	else
		status = sops__zip_part(zip, part, err);
	if (status < 0) {
		sops__xml_free(xml);
		return status;
	}
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, start, end);
	XML_SetCharacterDataHandler(xml->parser, text);
	XML_SetStartDoctypeDeclHandler(xml->parser, doctype);
	*out = xml;
	return 0;
}

void sops__xml_free(struct sops__xml *xml)
{
	if (!xml)
		return;
	if (xml->parser)
		XML_ParserFree(xml->parser);
	free(xml->part);
	free(xml);
}

/* After expat stopped: a call wanted it, or the text is bad. */
static int failed(struct sops__xml *xml)
{
	enum XML_Error code = XML_GetErrorCode(xml->parser);
	char what[128];

	if (xml->status < 0)
		return xml->status;
	if (code == XML_ERROR_NO_MEMORY)
		return xml->status = sops_error_memory(xml->err);
	snprintf(what, sizeof(what), "is bad XML at line %llu, byte %llu: %s",
		(unsigned long long)XML_GetCurrentLineNumber(xml->parser),
		(unsigned long long)XML_GetCurrentByteIndex(xml->parser), XML_ErrorString(code));
	return xml->status = refuse(xml, what);
}

/* What expat keeps of a tag that does not end has no other limit. */
static bool tag_too_long(const struct sops__xml *xml)
{
	XML_Index at = XML_GetCurrentByteIndex(xml->parser);

	return at >= 0 && xml->fed > (uint64_t)at && xml->fed - (uint64_t)at > TAG;
}

static int feed(struct sops__xml *xml)
{
	void *to;
	size_t got;
	int status;

	if (tag_too_long(xml))
		return refuse(xml, "has a tag that does not end");
	to = XML_GetBuffer(xml->parser, CHUNK);
	if (!to)
		return sops_error_memory(xml->err);
	status = sops__zip_read(xml->zip, to, CHUNK, &got, xml->err);
	if (status < 0)
		return status;
	xml->fed += got;
	xml->ended = got == 0;
	if (XML_ParseBuffer(xml->parser, (int)got, xml->ended) == XML_STATUS_ERROR)
		return failed(xml);
	return 0;
}

int sops__xml_run(struct sops__xml *xml, struct sops_error *err)
{
	xml->err = err;
	if (xml->paused) {
		xml->paused = false;
		if (XML_ResumeParser(xml->parser) == XML_STATUS_ERROR)
			return failed(xml);
	}
	while (xml->status == 0 && !xml->paused && !xml->ended)
		xml->status = feed(xml);
	return xml->status < 0 ? xml->status : xml->paused;
}

enum sops__element sops__xml_up(const struct sops__xml *xml, size_t levels)
{
	return levels < xml->depth ? xml->path[xml->depth - 1 - levels] : SOPS__OTHER;
}

int sops__xml_read(struct sops__zip *zip, const char *part, const struct sops__xml_calls *calls,
	void *with, struct sops_error *err)
{
	struct sops__xml *xml;
	int status = sops__xml_open(&xml, zip, part, calls, with, err);

	if (status < 0)
		return status;
	status = sops__xml_run(xml, err);
	sops__xml_free(xml);
	return status;
}

const char *sops__attribute(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2) {
		if (strcmp(attributes[i], name) == 0)
			return attributes[i + 1];
	}
	return NULL;
}

const char *sops__attribute_link(const char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2) {
		for (size_t j = 0; j < 2; j++) {
			const char *local = behind(attributes[i], link_namespaces[j]);

			if (local && strcmp(local, name) == 0)
				return attributes[i + 1];
		}
	}
	return NULL;
}

bool sops__whole(uint32_t *out, const char *digits, uint32_t most)
{
	uint32_t value = 0;

	if (!digits || !*digits)
		return false;
	for (; *digits; digits++) {
		if (*digits < '0' || *digits > '9' ||
		    __builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, (uint32_t)(*digits - '0'), &value) ||
		    value > most)
			return false;
	}
	*out = value;
	return true;
}
