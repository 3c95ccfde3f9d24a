/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import_private.h"

#include <sops/deals.h>
#include "private.h"

#include <inttypes.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static void release(struct sops__cells *cells)
{
	sops_buffer_release(&cells->text);
	free(cells->ends);
}

void sops__lines_release(struct sops__lines *lines)
{
	release(&lines->row);
	release(&lines->last);
	sops__texts_release(&lines->ids);
	free(lines->names);
	free(lines->at);
}

void sops__lines_begin(struct sops__lines *lines)
{
	sops_buffer_clear(&lines->row.text);
	lines->row.count = 0;
}

static struct sops_field cell_at(const struct sops__cells *cells, size_t i)
{
	size_t start = i > 0 ? cells->ends[i - 1] : 0;

	return (struct sops_field){ cells->text.at + start, cells->ends[i] - start };
}

/* Room for n members of some size. */
static int grow(void *array, size_t *size, size_t n, size_t member, struct sops_error *err)
{
	void **at = array, *grown;
	size_t more = *size ? 2 * *size : 64;

	if (n <= *size)
		return 0;
	grown = reallocarray(*at, more < n ? n : more, member);
	if (!grown)
		return sops_error_memory(err);
	*at = grown;
	*size = more < n ? n : more;
	return 0;
}

int sops__lines_cell(struct sops__lines *lines, struct sops_field name, struct sops_field text,
	struct sops_error *err)
{
	struct sops__cells *row = &lines->row;
	size_t n = row->count + 1;

	if (grow(&row->ends, &row->size, n, sizeof(*row->ends), err) < 0 ||
	    grow(&lines->names, &lines->names_size, n, sizeof(*lines->names), err) < 0)
		return SOPS_ESYSTEM;
	sops_buffer_field(&row->text, text);
	lines->names[row->count] = name;
	row->ends[row->count++] = row->text.len;
	return sops_buffer_check(&row->text, err);
}

/* Of the cells and where each ends. */
static void print_of(uint64_t print[2], const struct sops__cells *cells)
{
	XXH128_hash_t ends = XXH3_128bits(cells->ends, cells->count * sizeof(*cells->ends));
	XXH128_hash_t text = XXH3_128bits_withSeed(cells->text.at, cells->text.len, ends.low64);

	print[0] = text.low64;
	print[1] = text.high64;
}

static int refuse(const struct sops__lines *lines, struct sops_field id, uint64_t first,
	struct sops_error *err)
{
	const struct sops__cells *row = &lines->row, *last = &lines->last;
	char deal[SOPS_QUOTED], name[SOPS_QUOTED], a[SOPS_QUOTED], b[SOPS_QUOTED];
	size_t i = 0;

	sops_quote(deal, id);
	if (last->id != row->id)
		return sops_error_set(err, SOPS_EINPUT, "%s is on line %" PRIu64
			" too, where it says something else", deal, first);
	while (i + 1 < row->count && sops_field_equal(cell_at(row, i), cell_at(last, i)))
		i++;
	sops__escape(name, lines->names[i]);
	sops_error_set(err, SOPS_EINPUT, "%s is on line %" PRIu64 " too, where %s is %s, not %s",
		deal, first, name, sops_quote(a, cell_at(last, i)),
		sops_quote(b, cell_at(row, i)));
	sops_error_hint(err, sops_schema_role(&sops_deals, lines->names[i]) < 0
		? "without --keep it is left out"
		: "if it is of the sub-form, leave it out: -m %s=", name);
	return SOPS_EINPUT;
}

static int refuse_blank(struct sops_error *err)
{
	sops_error_set(err, SOPS_EINPUT,
		"a line without an id, and no record above it to go on with");
	sops_error_hint(err, "if it is a second line of the header, leave it out with --rejects");
	return SOPS_EINPUT;
}

int sops__lines_end(struct sops__lines *lines, size_t id_cell, uint64_t line,
	const struct sops_import_options *options, struct sops_error *err)
{
	struct sops_field id = cell_at(&lines->row, id_cell);
	struct sops__cells swap = lines->last;
	size_t known = sops__texts_count(&lines->ids);
	struct sops__line here = { .number = line };

	if (id.len == 0)
		return refuse_blank(err);
	if (options->line_of)
		here.number = options->line_of(options->line_to, line);
	print_of(here.print, &lines->row);
	if (sops__texts_add(&lines->ids, id, &lines->row.id, err) < 0)
		return SOPS_ESYSTEM;
	if (lines->row.id < known) {
		const struct sops__line *first = &lines->at[lines->row.id];

		return memcmp(first->print, here.print, sizeof(here.print)) == 0
			? 1 : refuse(lines, id, first->number, err);
	}
	if (grow(&lines->at, &lines->size, (size_t)lines->row.id + 1, sizeof(*lines->at), err) < 0)
		return SOPS_ESYSTEM;
	lines->at[lines->row.id] = here;
	lines->last = lines->row;
	lines->row = swap;
	return 0;
}
