/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "told.h"

#include "given.h"
#include "tap.h"

#include <sops/reference.h>

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Those that are told here. */
static const char *const names[SOPS_CHECKS] = {
	[SOPS_CHECK_IN_FILE] = "in_file",
	[SOPS_CHECK_REFERENTIAL] = "referential",
	[SOPS_CHECK_ROWS_RECONCILE] = "rows_reconcile",
	[SOPS_CHECK_TOTAL_RECONCILES] = "total_reconciles",
	[SOPS_CHECK_ROW_COUNT_CHANGE] = "row_count_change",
	[SOPS_CHECK_SCHEMA_CHANGE] = "schema_change",
	[SOPS_CHECK_DISTRIBUTION_SHIFT] = "distribution_shift",
	[SOPS_CHECK_FRESHNESS] = "freshness",
};

static void put(struct sops_buffer *out, const char *name, struct sops_field text)
{
	if (text.len == 0)
		return;
	sops_buffer_printf(out, " %s=", name);
	sops_buffer_field(out, text);
}

int told_one(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	struct told *told = to;
	struct sops_buffer *out = &told->lines;

	if (told->left && --told->left == 0)
		return sops_error_set(err, SOPS_ESYSTEM, "told enough");
	assert_non_null(names[finding->check]);
	sops_buffer_puts(out, names[finding->check]);
	if (finding->place.file)
		sops_buffer_printf(out, " %s:%" PRIu64, finding->place.file, finding->place.line);
	else
		sops_buffer_printf(out, " +%" PRIu64, finding->place.byte);
	put(out, "key", finding->key);
	put(out, "column", finding->column);
	put(out, "value", finding->value);
	sops_buffer_printf(out, ": %s\n", finding->message);
	assert_int_equal(out->failed, 0);
	return 0;
}

void told_expect(struct told *told, const char *lines)
{
	const char *got = told->lines.at ? told->lines.at : "";

	if (strcmp(got, lines) != 0)
		fail_msg("told\n%s\ninstead of\n%s", got, lines);
	sops_buffer_release(&told->lines);
	*told = (struct told){ .left = 0 };
}

static int fds[4] = { -1, -1, -1, -1 };
static struct sops_input *inputs[4];

static struct sops_input *open_fd(int fd, const char *name)
{
	const struct sops_input_options options = { .whole = true };
	struct sops_error err = { .status = SOPS_OK };
	size_t i = 0;

	while (i < 3 && inputs[i])
		i++;
	assert_null(inputs[i]);
	fds[i] = fd;
	if (sops_input_open(&inputs[i], &sops_any_schema, fd, name, &options, &err) < 0)
		fail_msg("%s", err.text);
	return inputs[i];
}

struct sops_input *any_open(const char *text, const char *name)
{
	return open_fd(given_fd(text), name);
}

struct sops_input *any_open_shared(const char *path)
{
	const char *shared = getenv("SOPS_SHARED_DATA"), *slash = strrchr(path, '/');
	char *whole;
	int fd;

	assert_true(asprintf(&whole, "%s/%s", shared ? shared : "../shared/data", path) > 0);
	fd = open(whole, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		print_message("no %s: skipped\n", whole);
	free(whole);
	if (fd < 0)
		skip();
	return open_fd(fd, slash ? slash + 1 : path);
}

void any_close(struct sops_input *input)
{
	for (size_t i = 0; input && i < 4; i++) {
		if (inputs[i] != input)
			continue;
		sops_input_free(input);
		close(fds[i]);
		inputs[i] = NULL;
	}
}

char *saved_text(const struct sops_state *state, const void *at)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	if (sops_state_save(state, at, &out, &err) < 0)
		fail_msg("%s", err.text);
	return out.at;
}

void saved_and_loaded(const struct sops_state *state, void *at)
{
	struct sops_error err = { .status = SOPS_OK };
	char *text = saved_text(state, at), *again;

	sops_state_release(state, at);
	assert_int_equal(sops_state_init(state, at, NULL), 0);
	if (sops_state_load(state, at, sops_field_of(text), &err) < 0)
		fail_msg("%s", err.text);
	again = saved_text(state, at);
	assert_string_equal(again, text);
	free(again);
	free(text);
}
