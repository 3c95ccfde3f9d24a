/* SPDX-License-Identifier: GPL-3.0-or-later */
/* profile_marks.c: which CRM a header row gives away, and lines that are no data. */
#include "profile_private.h"

#include "private.h"

#define REASONS 5 /* that are named */

/* The part of the pattern up to its first *. */
static struct sops_field literal(struct sops_field pattern)
{
	const char *star = pattern.len ? memchr(pattern.at, '*', pattern.len) : NULL;

	return (struct sops_field){ pattern.at, star ? (size_t)(star - pattern.at) : pattern.len };
}

bool sops__fits(struct sops_field pattern, struct sops_field text)
{
	struct sops_field part = literal(pattern);

	if (part.len == pattern.len)
		return sops__same(part, text);
	if (text.len < part.len || !sops__same(part, (struct sops_field){ text.at, part.len }))
		return false;
	/* Each part at its first place: what fits behind a later one fits behind this one. */
	while (part.len < pattern.len) {
		pattern.at += part.len + 1;
		pattern.len -= part.len + 1;
		text.at += part.len;
		text.len -= part.len;
		part = literal(pattern);
		if (part.len == pattern.len)
			return text.len >= part.len && sops__same(part,
				(struct sops_field){ text.at + text.len - part.len, part.len });
		while (text.len >= part.len &&
		       !sops__same(part, (struct sops_field){ text.at, part.len }))
			text.at++, text.len--;
		if (text.len < part.len)
			return false;
	}
	return true;
}

static bool one_fits(const char *patterns, struct sops_field text)
{
	struct sops_field pattern;
	int grade = 0;

	text = sops_field_trim(text);
	while (text.len > 0 && sops_profile_header(&patterns, &grade, &pattern))
		if (sops__fits(pattern, text))
			return true;
	return false;
}

bool sops_profile_is_title(const struct sops_profile *profile, struct sops_field line)
{
	return one_fits(profile->titles, line);
}

bool sops_profile_is_footer(const struct sops_profile *profile, struct sops_field line)
{
	return one_fits(profile->footers, line);
}

bool sops_profile_marks(const struct sops_profile *profile, struct sops_field header)
{
	return one_fits(profile->marks, header);
}

static size_t score(const struct sops_profile *profile, const struct sops_field *headers,
	size_t count)
{
	size_t marked = 0;

	for (size_t i = 0; i < count; i++)
		marked += sops_profile_marks(profile, headers[i]);
	return marked;
}

int sops_profile_reasons(struct sops_buffer *out, const struct sops_profile *profile,
	const struct sops_field *headers, size_t count)
{
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		char name[SOPS_QUOTED];

		if (!sops_profile_marks(profile, headers[i]) || ++found > REASONS)
			continue;
		sops_buffer_printf(out, "%s%s", found > 1 ? ", " : "",
			sops__escape(name, sops_field_trim(headers[i])));
	}
	if (found > REASONS)
		sops_buffer_printf(out, ", and %zu more", found - REASONS);
	return out->failed;
}

static int refuse_none(struct sops_error *err)
{
	struct sops_buffer names = SOPS_BUFFER_INIT;

	for (size_t i = 0; i < sops_profile_builtins(); i++)
		sops_buffer_printf(&names, "%s%s", i ? ", " : "", sops_profile_builtin_name(i));
	sops_error_set(err, SOPS_EINPUT, "the headers are those of no CRM that is known");
	sops_error_hint(err, "name one with --profile: %s, or a file", names.at ? names.at : "");
	sops_buffer_release(&names);
	return SOPS_EINPUT;
}

static int refuse_tie(const struct sops_profile *a, const struct sops_profile *b,
	const struct sops_field *headers, size_t count, struct sops_error *err)
{
	struct sops_buffer first = SOPS_BUFFER_INIT, second = SOPS_BUFFER_INIT;

	sops_profile_reasons(&first, a, headers, count);
	sops_profile_reasons(&second, b, headers, count);
	sops_error_set(err, SOPS_EINPUT, "the headers could be of %s (%s) or of %s (%s)", a->name,
		first.at ? first.at : "", b->name, second.at ? second.at : "");
	sops_error_hint(err, "say --profile %s or --profile %s", a->name, b->name);
	sops_buffer_release(&second);
	sops_buffer_release(&first);
	return SOPS_EINPUT;
}

int sops_profile_choose(const struct sops_profile **out, const struct sops_field *headers,
	size_t count, struct sops_error *err)
{
	const struct sops_profile *best = NULL, *rival = NULL;
	size_t most = 0;

	for (size_t i = 0; i < sops_profile_builtins(); i++) {
		const struct sops_profile *profile;
		size_t marked;

		if (sops_profile_builtin(&profile, i, err) < 0)
			return SOPS_ESYSTEM;
		marked = score(profile, headers, count);
		if (marked > most) {
			best = profile;
			rival = NULL;
			most = marked;
		} else if (marked == most && best) {
			rival = rival ? rival : profile;
		}
	}
	if (!best)
		return refuse_none(err);
	if (rival)
		return refuse_tie(best, rival, headers, count, err);
	*out = best;
	return 0;
}
