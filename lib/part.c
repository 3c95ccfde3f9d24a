/* SPDX-License-Identifier: GPL-3.0-or-later */
/* part.c: the line of a partial result, written and read. */
#include "part_private.h"

#include "private.h"
#include "state_private.h"

#include <inttypes.h>
#include <stdlib.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#define FORMAT 1
#define BEGIN "{\"sops_partial\":"
#define CHECK ",\"check\":\""
#define CHECK_LEN (sizeof(CHECK) - 1 + 16 + 2) /* with the hash, a quote and a brace */

void sops__part_release(struct sops__part *part)
{
	free(part->ranges);
	json_decref(part->readings);
	*part = (struct sops__part){ .ranges = NULL };
}

void sops__part_check(char out[SOPS__CHECK], struct sops_field text)
{
	snprintf(out, SOPS__CHECK, "%016" PRIx64, (uint64_t)XXH64(text.at, text.len, 0));
}

/* NULL when memory runs out, as all that saves. */
static json_t *save_settings(const struct sops_maker *maker)
{
	json_t *json = json_object();
	int failed = 0;

	for (size_t i = 0; i < maker->n_settings; i++)
		if (maker->settings[i].value)
			failed |= json_object_set_new(json, maker->settings[i].name,
				json_string(maker->settings[i].value));
	if (!failed)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *save_ranges(const struct sops__part *part)
{
	json_t *json = json_array();
	int failed = 0;

	for (size_t i = 0; i < part->n_ranges; i++)
		failed |= json_array_append_new(json, json_pack("[I, I]",
			(json_int_t)part->ranges[i].start, (json_int_t)part->ranges[i].end));
	if (!failed)
		return json;
	json_decref(json);
	return NULL;
}

static json_t *save_head(const struct sops__part *part, const struct sops_maker *maker)
{
	const struct sops_input_counts *counts = &part->counts;
	char bound[SOPS__CHECK];

	snprintf(bound, sizeof(bound), "%016" PRIx64, part->bound);
	return json_pack("{s:i, s:s, s:s, s:o, s:s, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:i, "
		"s:s, s:O}", "sops_partial", FORMAT, "tool", maker->tool,
		"version", maker->version, "settings", save_settings(maker),
		"source", part->fingerprint, "size", (json_int_t)part->size,
		"header", (json_int_t)part->header, "ranges", save_ranges(part),
		"records", (json_int_t)counts->records, "rows", (json_int_t)counts->rows,
		"filtered", (json_int_t)counts->filtered,
		"rejected", (json_int_t)counts->rejected, "blank", (json_int_t)counts->blank_lines,
		"ends", counts->lf + 2 * counts->crlf, "bound", bound, "readings", part->readings);
}

int sops__part_save(struct sops_buffer *out, const struct sops__part *part,
	const struct sops_maker *maker, const struct sops_run *run, struct sops_error *err)
{
	size_t begin = out->len;
	json_t *head = save_head(part, maker);
	char check[SOPS__CHECK];
	int status = sops__json_write(head, out, err);

	json_decref(head);
	if (status < 0)
		return status;
	out->len--; /* the closing brace */
	sops_buffer_puts(out, ",\"state\":");
	status = sops_run_save(run, out, err);
	if (status == 0)
		status = sops_buffer_check(out, err);
	if (status < 0)
		return status;
	sops__part_check(check, (struct sops_field){ out->at + begin, out->len - begin });
	sops_buffer_printf(out, CHECK "%s\"}\n", check);
	return sops_buffer_check(out, err);
}

static int save_reading(json_t *readings, const struct sops_columns *columns, size_t column,
	enum sops_reading reading)
{
	struct sops_field name = sops_columns_name(columns, column);

	return json_array_append_new(readings, json_pack("[i, o, s]", (int)column,
		json_stringn(name.at ? name.at : "", name.len), sops_reading_name(reading)));
}

int sops_part_write(struct sops_buffer *out, const struct sops_run *run,
	const struct sops_maker *maker, const struct sops_source *source, struct sops_range range,
	uint64_t bound, const struct sops_seen *seen, const struct sops_columns *columns,
	struct sops_error *err)
{
	struct sops__part part = { .size = source->size, .header = source->header,
		.bound = bound, .ranges = &range, .n_ranges = 1, .counts = seen->counts,
		.readings = json_array() };
	int status = part.readings ? 0 : sops_error_memory(err);

	memcpy(part.fingerprint, source->fingerprint, sizeof(part.fingerprint));
	for (size_t i = 0; status == 0 && i < seen->n_columns; i++)
		if (seen->readings[i] &&
		    save_reading(part.readings, columns, i, seen->readings[i]) < 0)
			status = sops_error_memory(err);
	if (status == 0)
		status = sops__part_save(out, &part, maker, run, err);
	json_decref(part.readings);
	return status;
}

/* Whether the line is whole, before anything in it is believed. */
static int check_line(struct sops_field line, struct sops_error *err)
{
	char check[SOPS__CHECK];
	const char *end;

	if (line.len < sizeof(BEGIN) - 1 || memcmp(line.at, BEGIN, sizeof(BEGIN) - 1) != 0) {
		sops_error_set(err, SOPS_EINPUT, "not a partial result");
		sops_error_hint(err, "--merge reads what --partial wrote");
		return SOPS_EINPUT;
	}
	if (line.len > CHECK_LEN) {
		end = line.at + line.len - CHECK_LEN;
		sops__part_check(check, (struct sops_field){ line.at, line.len - CHECK_LEN });
		if (memcmp(end, CHECK, sizeof(CHECK) - 1) == 0 &&
		    memcmp(end + sizeof(CHECK) - 1, check, sizeof(check) - 1) == 0 &&
		    memcmp(line.at + line.len - 2, "\"}", 2) == 0)
			return 0;
	}
	sops_error_set(err, SOPS_EINPUT, "this partial result is not as it was written");
	sops_error_hint(err, "make it again");
	return SOPS_EINPUT;
}

static int compare(const char *bytes, size_t len, void *with)
{
	struct sops_field *rest = with;

	if (len > rest->len || memcmp(bytes, rest->at, len) != 0)
		return -1;
	rest->at += len;
	rest->len -= len;
	return 0;
}

/*
 * Where memory runs out jansson may lose bytes of a string: it then finds a fault in what was
 * written well, or none at all, but would not write what it has read.
 */
static int read_json(json_t **json, struct sops_field line, struct sops_error *err)
{
	if (sops__json_read(json, line, NULL) == 0 &&
	    json_dump_callback(*json, compare, &line, SOPS__JSON) == 0 && line.len == 0)
		return 0;
	return sops_error_memory(err);
}

static int not_a_part(struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "not a partial result that this command writes");
}

/* How a setting is shown: a flag by its name only. */
static void print_setting(char *out, size_t size, const char *name, const char *value)
{
	char quoted[SOPS_QUOTED] = "";

	if (value && *value)
		sops__escape(quoted, sops_field_of(value));
	snprintf(out, size, "%s --%s%s%s", value ? "with" : "without", name, *quoted ? " " : "",
		quoted);
}

static int check_setting(const char *name, const char *there, const char *here,
	struct sops_error *err)
{
	char its[SOPS_QUOTED + 80], mine[SOPS_QUOTED + 80];

	if (there && here ? strcmp(there, here) == 0 : there == here)
		return 0;
	if (there && here && strncmp(there, "file:", 5) == 0 && strncmp(here, "file:", 5) == 0)
		return sops_error_set(err, SOPS_EINPUT,
			"this part was made with another file for --%s", name);
	print_setting(its, sizeof(its), name, there);
	print_setting(mine, sizeof(mine), name, here);
	return sops_error_set(err, SOPS_EINPUT, "this part was made %s, not %s", its, mine);
}

static int check_settings(json_t *settings, const struct sops_maker *maker, struct sops_error *err)
{
	size_t known = 0;

	for (size_t i = 0; i < maker->n_settings; i++) {
		const struct sops_setting *mine = &maker->settings[i];
		const json_t *its = json_object_get(settings, mine->name);

		known += its != NULL;
		if (check_setting(mine->name, json_string_value(its), mine->value, err) < 0)
			return SOPS_EINPUT;
	}
	return known == json_object_size(settings) ? 0 : not_a_part(err);
}

static int check_maker(json_t *json, const struct sops_maker *maker, struct sops_error *err)
{
	const char *tool, *version;
	json_t *settings;
	json_error_t why;
	int format;
	char quoted[SOPS_QUOTED];

	if (json_unpack_ex(json, &why, 0, "{s:i, s:s, s:s, s:o}", "sops_partial", &format, "tool",
			&tool, "version", &version, "settings", &settings) < 0)
		return sops__json_memory(&why) ? sops_error_memory(err) : not_a_part(err);
	if (format != FORMAT || strcmp(version, maker->version) != 0)
		return sops_error_set(err, SOPS_EINPUT,
			"this part was made by version %s, not %s",
			sops__escape(quoted, sops_field_of(version)), maker->version);
	if (strcmp(tool, maker->tool) != 0)
		return sops_error_set(err, SOPS_EINPUT, "this part was made by %s, not by %s",
			sops__escape(quoted, sops_field_of(tool)), maker->tool);
	return check_settings(settings, maker, err);
}

static bool hex_number(uint64_t *out, const char *text)
{
	*out = 0;
	for (size_t i = 0; i < 16; i++) {
		const char *digits = "0123456789abcdef",
			   *found = text[i] ? strchr(digits, text[i]) : NULL;

		if (!found)
			return false;
		*out = *out << 4 | (uint64_t)(found - digits);
	}
	return text[16] == '\0';
}

static int load_ranges(struct sops__part *part, const json_t *ranges, struct sops_error *err)
{
	size_t n = json_array_size(ranges);
	uint64_t last = part->header;

	part->ranges = calloc(n ? n : 1, sizeof(*part->ranges));
	if (!part->ranges)
		return sops_error_memory(err);
	for (size_t i = 0; i < n; i++) {
		json_int_t start, end;

		if (json_unpack(json_array_get(ranges, i), "[I, I!]", &start, &end) < 0 ||
		    start < 0 || (uint64_t)start < last || end < start ||
		    (uint64_t)end > part->size)
			return not_a_part(err);
		part->ranges[part->n_ranges++] =
			(struct sops_range){ (uint64_t)start, (uint64_t)end };
		last = (uint64_t)end;
	}
	return n > 0 ? 0 : not_a_part(err);
}

static int load_part(struct sops__part *part, json_t *json, const json_t **state,
	struct sops_error *err)
{
	json_int_t size, header, records, rows, filtered, rejected, blank;
	const char *source, *bound;
	json_t *ranges, *readings, *its;
	json_error_t why = { .line = 0 };
	int ends;

	if (json_unpack_ex(json, &why, 0, "{s:s, s:I, s:I, s:o, s:I, s:I, s:I, s:I, s:I, s:i, s:s, "
			"s:o, s:o}", "source", &source, "size", &size, "header", &header, "ranges",
			&ranges, "records", &records, "rows", &rows, "filtered", &filtered,
			"rejected", &rejected, "blank", &blank, "ends", &ends, "bound", &bound,
			"readings", &readings, "state", &its) < 0 ||
	    strlen(source) != sizeof(part->fingerprint) - 1 || size < 0 || header < 0 ||
	    records < 0 || rows < 0 || filtered < 0 || rejected < 0 || blank < 0 ||
	    !hex_number(&part->bound, bound) || !json_is_array(readings))
		return sops__json_memory(&why) ? sops_error_memory(err) : not_a_part(err);
	memcpy(part->fingerprint, source, sizeof(part->fingerprint));
	part->size = (uint64_t)size;
	part->header = (uint64_t)header;
	part->counts = (struct sops_input_counts){ .records = (uint64_t)records,
		.rows = (uint64_t)rows, .filtered = (uint64_t)filtered,
		.rejected = (uint64_t)rejected, .blank_lines = (uint64_t)blank,
		.lf = ends & 1, .crlf = ends & 2 };
	part->readings = json_incref(readings);
	*state = its;
	return load_ranges(part, ranges, err);
}

int sops__part_load(struct sops__part *part, json_t **json, const json_t **state,
	const struct sops_maker *maker, struct sops_field line, struct sops_error *err)
{
	int status = check_line(line, err);

	*part = (struct sops__part){ .ranges = NULL };
	*json = NULL;
	if (status == 0)
		status = read_json(json, line, err);
	if (status == 0)
		status = check_maker(*json, maker, err);
	return status < 0 ? status : load_part(part, *json, state, err);
}
