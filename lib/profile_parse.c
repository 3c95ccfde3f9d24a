/* SPDX-License-Identifier: GPL-3.0-or-later */
/* profile_parse.c: the text of a profile, line by line. */
#include "profile_private.h"

#include "csv_private.h"
#include "private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <xxhash.h>

#define LONGEST ((size_t)1 << 20)

struct parser {
	struct sops_profile *profile;
	bool trusted; /* built in: the tests have checked it */
	const struct sops__section *section; /* NULL before the first */
	char *rest;          /* what is not read yet */
	uint64_t first;      /* line of what is read now */
	struct sops_place place;
};

static int refuse(struct sops_error *err, const char *text)
{
	return sops_error_set(err, SOPS_EUSAGE, "%s", text);
}

/* Cuts the next line off the text: a string without its end, or NULL. */
static char *next_line(struct parser *parser)
{
	char *line = parser->rest, *end;

	if (!line || !*line)
		return NULL;
	end = strchr(line, '\n');
	parser->rest = end ? end + 1 : NULL;
	parser->place.line++;
	if (end)
		*end = '\0';
	return line;
}

/* Leaves out the space on both sides, in place. */
static char *trimmed(char *text)
{
	struct sops_field kept = sops_field_trim(sops_field_of(text));
	char *start = text + (kept.at - text);

	while (kept.len > 0 && kept.at[kept.len - 1] == '\r')
		kept = sops_field_trim((struct sops_field){ kept.at, kept.len - 1 });
	start[kept.len] = '\0';
	return start;
}

static int begin_section(struct parser *parser, char *line, struct sops_error *err)
{
	size_t len = strlen(line);
	char quoted[SOPS_QUOTED];

	if (line[len - 1] != ']')
		return sops_error_set(err, SOPS_EUSAGE, "%s does not end with ]",
			sops_quote(quoted, sops_field_of(line)));
	return sops__profile_section(&parser->section,
		sops_field_trim((struct sops_field){ line + 1, len - 2 }), err);
}

/* Whatever is said twice would be decided by its place. */
static int check_new(const struct sops_profile *profile, const struct sops__entry *entry,
	struct sops_error *err)
{
	char quoted[SOPS_QUOTED];

	for (size_t i = 0; i < profile->n_entries; i++) {
		const struct sops__entry *other = &profile->entries[i];

		if (other->section == entry->section && strcmp(other->key, entry->key) == 0)
			return sops_error_set(err, SOPS_EUSAGE,
				"%s stands twice in [%s], first on line %" PRIu64,
				sops_quote(quoted, sops_field_of(entry->key)),
				entry->section->name, other->line);
	}
	return 0;
}

static int append(struct sops_profile *profile, const struct sops__entry *entry,
	struct sops_error *err)
{
	if (profile->n_entries == profile->entries_size) {
		size_t size = profile->entries_size ? 2 * profile->entries_size : 128;
		struct sops__entry *grown = reallocarray(profile->entries, size, sizeof(*grown));

		if (!grown)
			return sops_error_memory(err);
		profile->entries = grown;
		profile->entries_size = size;
	}
	profile->entries[profile->n_entries++] = *entry;
	return 0;
}

/* A line that begins with | goes on with the value: the line end between them becomes a space. */
static void take_continuations(struct parser *parser)
{
	while (parser->rest && parser->rest[strspn(parser->rest, " \t")] == '|') {
		char *end = parser->rest - 1;

		next_line(parser);
		end[0] = ' ';
		if (end[-1] == '\r')
			end[-1] = ' ';
	}
}

/* A bar with no name on one of its sides; a list may begin with ||. */
static bool has_gap(const char *list)
{
	const char *at = list;

	for (;;) {
		size_t len = strcspn(at, "|");
		bool doubled = at[len] == '|' && at[len + 1] == '|';

		if (sops_field_trim((struct sops_field){ at, len }).len == 0 &&
		    !(at == list && doubled))
			return true;
		if (!at[len])
			return false;
		at += len + 1 + doubled;
	}
}

static int check_entry(const struct parser *parser, const struct sops__entry *entry,
	struct sops_error *err)
{
	bool stage = sops__profile_is_stages(parser->section);
	int status;

	if (has_gap(stage ? entry->key : entry->value))
		return refuse(err, "a name is missing at a |");
	status = sops__profile_key(entry, err);
	return status == 0 ? check_new(parser->profile, entry, err) : status;
}

static int add_entry(struct parser *parser, char *line, struct sops_error *err)
{
	struct sops__entry entry = { .section = parser->section, .line = parser->first };
	/* The value of a stage has no = in it; its name may. */
	bool stage = sops__profile_is_stages(parser->section);
	char *equals = stage ? strrchr(line, '=') : strchr(line, '=');
	char quoted[SOPS_QUOTED];
	int status = 0;

	if (!equals)
		return sops_error_set(err, SOPS_EUSAGE, "%s is neither [section] nor key = value",
			sops_quote(quoted, sops_field_of(line)));
	*equals = '\0';
	entry.key = trimmed(line);
	entry.value = trimmed(equals + 1);
	if (!*entry.key)
		return refuse(err, "nothing stands before =");
	if (!*entry.value)
		return sops_error_set(err, SOPS_EUSAGE, "%s has no value",
			sops_quote(quoted, sops_field_of(entry.key)));
	if (!parser->trusted)
		status = check_entry(parser, &entry, err);
	if (status == 0)
		status = append(parser->profile, &entry, err);
	return status == 0 ? sops__profile_set(parser->profile, &entry, err) : status;
}

static int take_line(struct parser *parser, char *line, struct sops_error *err)
{
	char *text = line + strspn(line, " \t");

	if (*text == '#')
		return 0;
	if (*text != '[' && *text != '|' && strchr(text, '='))
		take_continuations(parser);
	text = trimmed(line);
	if (!*text)
		return 0;
	if (*text == '[')
		return begin_section(parser, text, err);
	if (!parser->section)
		return refuse(err, "a [section] has to come first");
	if (*text == '|')
		return refuse(err, "there is no value that this line could go on with");
	return add_entry(parser, text, err);
}

static int check_text(struct parser *parser, struct sops_field text, struct sops_error *err)
{
	size_t good = sops__utf8_span(text.at, text.len);

	if (text.len > LONGEST)
		return refuse(err, "a profile has at most 1 MiB");
	if (good == text.len)
		return 0;
	parser->place.line = 1;
	for (size_t i = 0; i < good; i++)
		parser->place.line += text.at[i] == '\n';
	return refuse(err, "this is not UTF-8 text");
}

static int read_lines(struct parser *parser, struct sops_error *err)
{
	struct sops_profile *profile = parser->profile;
	int status = 0;
	char *line;

	if (strncmp(parser->rest, "\xEF\xBB\xBF", 3) == 0)
		parser->rest += 3;
	while (status == 0 && (line = next_line(parser))) {
		parser->first = parser->place.line;
		status = take_line(parser, line, err);
	}
	if (status < 0)
		parser->place.line = parser->first;
	if (status == 0 && !profile->name) {
		parser->place.line = 0;
		status = refuse(err, "there is no name in [profile]");
	}
	return status;
}

int sops_profile_parse(struct sops_profile **out, struct sops_field text, const char *file,
	struct sops_error *err)
{
	return sops__profile_make(out, text, file, false, err);
}

int sops__profile_make(struct sops_profile **out, struct sops_field text, const char *file,
	bool trusted, struct sops_error *err)
{
	struct parser parser = { .profile = calloc(1, sizeof(*parser.profile)),
		.trusted = trusted,
		.place = { .file = file } };
	XXH128_hash_t hash = XXH3_128bits(text.at, text.len);
	int status;

	if (!parser.profile)
		return sops_error_memory(err);
	status = trusted ? 0 : check_text(&parser, text, err);
	if (status == 0) {
		parser.profile->text = strndup(text.len ? text.at : "", text.len);
		parser.rest = parser.profile->text;
		snprintf(parser.profile->fingerprint, SOPS_FINGERPRINT, "%016" PRIx64 "%016" PRIx64,
			(uint64_t)hash.high64, (uint64_t)hash.low64);
		status = parser.rest ? read_lines(&parser, err) : sops_error_memory(err);
	}
	if (status == 0) {
		*out = parser.profile;
		return 0;
	}
	if (status == SOPS_EUSAGE)
		sops_error_place(err, &parser.place);
	sops_profile_free(parser.profile);
	return status;
}

void sops_profile_free(struct sops_profile *profile)
{
	if (!profile)
		return;
	free(profile->stages);
	free(profile->entries);
	free(profile->text);
	free(profile);
}
