/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which parts a part refers to: xl/workbook.xml by what xl/_rels/workbook.xml.rels says. */
#include "xlsx_private.h"

#include <stdio.h>
#include <stdlib.h>

#define LINKS 65536

/* Drops the last part of a path: "xl/" of "xl/workbook.xml", "" of "xl/". */
static void drop_last(struct sops_buffer *path)
{
	if (path->len > 0)
		path->len--;
	while (path->len > 0 && path->at[path->len - 1] != '/')
		path->len--;
}

static void add_step(struct sops_buffer *path, struct sops_field step, bool last)
{
	if (step.len == 2 && memcmp(step.at, "..", 2) == 0) {
		drop_last(path);
	} else if (step.len > 0 && !(step.len == 1 && step.at[0] == '.')) {
		sops_buffer_field(path, step);
		if (!last)
			sops_buffer_putc(path, '/');
	}
}

/* The name of the part. NULL: out of memory. */
static char *resolve(const char *folder, const char *target)
{
	struct sops_buffer path = SOPS_BUFFER_INIT;

	sops_buffer_puts(&path, *target == '/' || *target == '\\' ? "" : folder);
	while (*target) {
		size_t len = strcspn(target, "/\\");

		add_step(&path, (struct sops_field){ target, len }, target[len] == '\0');
		target += len + (target[len] != '\0');
	}
	sops_buffer_putc(&path, '\0');
	if (path.failed)
		sops_buffer_release(&path);
	return path.at;
}

static void release(struct sops__link *link)
{
	free((char *)link->id);
	free((char *)link->type);
	free((char *)link->part);
}

static int start(void *with, struct sops__xml *xml, enum sops__element element,
	const char **attributes, struct sops_error *err)
{
	struct sops__links *links = with;
	const char *id = sops__attribute(attributes, "Id");
	const char *type = sops__attribute(attributes, "Type");
	const char *target = sops__attribute(attributes, "Target");
	const char *mode = sops__attribute(attributes, "TargetMode");
	struct sops__link link;
	int status;

	if (element != SOPS__RELATIONSHIP || sops__xml_up(xml, 1) != SOPS__RELATIONSHIPS)
		return 0;
	if (!id || !type || !target)
		return sops_error_set(err, SOPS_EINPUT,
			"a relationship without Id, Type or Target");
	if (mode && strcmp(mode, "External") == 0)
		return 0;
	if (links->count == LINKS)
		return sops_error_set(err, SOPS_EINPUT, "more than %d relationships", LINKS);
	status = sops__room(&links->at, &links->size, links->count, sizeof(link), err);
	if (status < 0)
		return status;
	link = (struct sops__link){ strdup(id), strdup(type), resolve(links->folder, target) };
	if (!link.id || !link.type || !link.part) {
		release(&link);
		return sops_error_memory(err);
	}
	links->at[links->count++] = link;
	return 0;
}

int sops__links_read(struct sops__links *links, struct sops__zip *zip, const char *part,
	struct sops_error *err)
{
	static const struct sops__xml_calls calls = { SOPS__RELATIONSHIPS, start, NULL, NULL };
	const char *slash = strrchr(part, '/');
	int folder = slash ? (int)(slash - part + 1) : 0;
	char *name;
	int status;

	*links = (struct sops__links){ .folder = strndup(part, (size_t)folder) };
	if (!links->folder || asprintf(&name, "%s_rels/%s.rels", links->folder, part + folder) < 0)
		return sops_error_memory(err);
	status = sops__xml_read(zip, name, &calls, links, err);
	free(name);
	return status;
}

void sops__links_release(struct sops__links *links)
{
	for (size_t i = 0; i < links->count; i++)
		release(&links->at[i]);
	free(links->at);
	free(links->folder);
}

bool sops__link_is(const struct sops__link *link, const char *type)
{
	static const char *const kinds[] = {
		"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
		"http://purl.oclc.org/ooxml/officeDocument/relationships/",
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t len = strlen(kinds[i]);

		if (strncmp(link->type, kinds[i], len) == 0 && strcmp(link->type + len, type) == 0)
			return true;
	}
	return false;
}

const char *sops__links_by_type(const struct sops__links *links, const char *type)
{
	for (size_t i = 0; i < links->count; i++) {
		if (sops__link_is(&links->at[i], type))
			return links->at[i].part;
	}
	return NULL;
}

const struct sops__link *sops__links_by_id(const struct sops__links *links, const char *id)
{
	for (size_t i = 0; i < links->count; i++) {
		if (strcmp(links->at[i].id, id) == 0)
			return &links->at[i];
	}
	return NULL;
}
