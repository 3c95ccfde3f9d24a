/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Raw exports: how they are written is found out or refused with a reason, and the reader takes
 * what was found. The first byte says what the user has said already; what follows is the file.
 */
#include "memory.h"

#include <sops/dialect.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool is_known(const void *with, struct sops_field cell)
{
	(void)with;
	return sops_field_equal(cell, sops_field_of("Stage"))
		|| sops_field_equal(cell, sops_field_of("Amount"));
}

static struct sops_dialect_options options_of(uint8_t said)
{
	static const char *const encodings[] = { NULL, "utf-8", "gb18030", "utf-16" };
	static const char delimiters[] = { 0, ',', ';', '\t' };

	return (struct sops_dialect_options){
		.csv = { .encoding = encodings[said & 3], .delimiter = delimiters[said >> 2 & 3] },
		.skip = (said >> 4 & 3) - 1,
		.known = said >> 6 & 1 ? is_known : NULL,
	};
}

static void check_error(int status, const struct sops_error *err)
{
	if (status != (int)err->status || (status < 0 && !err->text[0]))
		abort();
}

/* One of the usual ones; or another that a line above the header names, as Excel's sep=; does. */
static bool can_separate(const struct sops_layout *layout)
{
	if (memchr(",;\t|", layout->delimiter, 4))
		return true;
	return layout->skip_lines > 0 && (unsigned char)layout->delimiter < 0x80 &&
		!memchr("\"\r\n", layout->delimiter, 4);
}

static void check_layout(const struct sops_dialect *dialect,
	const struct sops_dialect_options *options)
{
	const struct sops_layout *layout = &dialect->layout;

	if (!can_separate(layout) || layout->delimiter != dialect->csv.delimiter ||
	    layout->header_line != layout->skip_lines + 1 || layout->columns == 0)
		abort();
	if (options->csv.delimiter && layout->delimiter != options->csv.delimiter)
		abort();
	if (options->skip >= 0 && dialect->csv.skip_lines != (uint64_t)options->skip)
		abort();
}

/* Ragged rows and such may be there; but bytes that the encoding does not have were looked for. */
static void check_read(const struct sops_dialect *dialect)
{
	struct sops_error err = { .status = SOPS_OK };
	const struct sops_record *record;
	struct sops_csv *csv;
	int status = sops_csv_open(&csv, -1, "in", &dialect->csv, &err);

	check_error(status, &err);
	if (status < 0)
		return;
	while ((status = sops_csv_next(csv, &record, &err)) != 0 && !sops_csv_fatal(csv)) {
		if (dialect->encoding.name && err.status && strstr(err.text, " is not UTF-8"))
			abort();
		err = (struct sops_error){ .status = SOPS_OK };
	}
	sops_csv_free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sops_field file = { (const char *)data + 1, size - 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_dialect_options options;
	struct sops_dialect dialect;
	int status;

	if (size < 1)
		return 0;
	options = options_of(data[0]);
	status = sops_dialect_find(&dialect, memory_open(file, (struct sops_field){ "", 0 }), "in",
		&options, &err);
	check_error(status, &err);
	if (status == 0 && dialect.kind == SOPS_SNIFF_TEXT) {
		check_layout(&dialect, &options);
		check_read(&dialect);
	}
	sops_dialect_release(&dialect);
	return 0;
}
