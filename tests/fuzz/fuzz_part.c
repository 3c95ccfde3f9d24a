/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of partial results from strangers, added as --merge adds them: refused with a reason, or
 * put together, and then written as one line that means the same. The check that ends a line is
 * made right, or nothing else would ever be reached; behind a '!' the line stays as it is.
 */
#include "../../lib/part_private.h"

#include <sops/kpi.h>

#include <stdlib.h>

#define CHECK ",\"check\":\""
#define CHECK_LEN (sizeof(CHECK) - 1 + 16 + 2)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct sops_context context = { .as_of = 20000, .from = SOPS_DATE_BLANK,
	.to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };
static const struct sops_setting settings[] = { { "by", "owner" }, { "period", NULL },
	{ "where", "amount > 1" }, { "rates", "file:12" } };
static const struct sops_maker maker = { "sops-kpi", "1", settings, 4 };

/* What parts come to: in the run. */
struct merge {
	struct sops_run *run;
	struct sops_parts *parts;
};

static struct merge start(void)
{
	struct merge merge;

	if (sops_run_new(&merge.run, &sops_kpi_metric, NULL, &context, NULL) < 0 ||
	    sops_parts_new(&merge.parts, &maker, merge.run, NULL) < 0)
		abort();
	return merge;
}

static void end(struct merge *merge)
{
	sops_parts_free(merge->parts);
	sops_run_free(merge->run);
}

static bool is_checked(struct sops_field line)
{
	return line.len > CHECK_LEN &&
		memcmp(line.at + line.len - CHECK_LEN, CHECK, sizeof(CHECK) - 1) == 0;
}

/* The line with the check that it should have. */
static void check(struct sops_buffer *out, struct sops_field line)
{
	char hash[SOPS__CHECK];

	sops_buffer_clear(out);
	if (line.len && line.at[0] == '!') {
		sops_buffer_add(out, line.at + 1, line.len - 1);
		return;
	}
	if (is_checked(line))
		line.len -= CHECK_LEN;
	sops__part_check(hash, line);
	sops_buffer_field(out, line);
	sops_buffer_printf(out, CHECK "%s\"}\n", hash);
}

/* 1 when it was added, 0 when it was there, or a negative status with words to it. */
static int add(struct merge *merge, struct sops_field line)
{
	struct sops_error err = { .status = SOPS_OK };
	int status = sops_parts_add(merge->parts, line, &err);

	if (status < 0 ? status != (int)err.status || !err.text[0] : err.status != SOPS_OK)
		abort();
	return status;
}

/* All lines, up to one that is refused. A line that was added is there when it comes again. */
static bool add_all(struct merge *merge, struct sops_field text)
{
	struct sops_buffer line = SOPS_BUFFER_INIT;
	int status = 0;

	while (status >= 0 && text.len) {
		const char *lf = memchr(text.at, '\n', text.len);
		size_t len = lf ? (size_t)(lf - text.at) : text.len, used = len + (lf != NULL);

		check(&line, (struct sops_field){ text.at, len });
		status = len ? add(merge, sops_buffer_view(&line)) : 0;
		if (status > 0 && add(merge, sops_buffer_view(&line)) != 0)
			abort();
		text.at += used;
		text.len -= used;
	}
	sops_buffer_release(&line);
	return status >= 0;
}

static void table_of(const struct merge *merge)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_table *table = NULL;
	int status = sops_parts_complete(merge->parts, &err);

	if (status == 0)
		status = sops_run_table(merge->run, &table, &err);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	sops_table_free(table);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_buffer once = SOPS_BUFFER_INIT, twice = SOPS_BUFFER_INIT;
	struct merge first = start(), second = start();

	if (add_all(&first, (struct sops_field){ (const char *)data, size }) &&
	    sops_parts_count(first.parts) > 0) {
		if (sops_parts_write(&once, first.parts, NULL) < 0 ||
		    add(&second, sops_buffer_view(&once)) != 1 ||
		    sops_parts_write(&twice, second.parts, NULL) < 0 ||
		    !sops_field_equal(sops_buffer_view(&once), sops_buffer_view(&twice)))
			abort();
		table_of(&first);
	}
	sops_buffer_release(&once);
	sops_buffer_release(&twice);
	end(&first);
	end(&second);
	return 0;
}
