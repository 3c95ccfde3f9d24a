/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "book_rows.h"

#include "columns_private.h"

static int add_row(struct sops_input *input, const void *at, struct sops_buffer *key,
	int (*add)(void *to, const struct sops__book_row *row, struct sops_error *err), void *to,
	struct sops_error *err)
{
	struct sops_place place = sops_input_place(input);
	struct sops__book_row row = { input, at, { NULL, 0 }, place.line };
	int status;

	sops_buffer_clear(key);
	if (sops_input_key(input, key) < 0)
		return sops_buffer_check(key, err);
	row.group = sops_buffer_view(key);
	status = add(to, &row, err);
	if (status < 0)
		sops_error_place(err, &place);
	return status;
}

int sops__book_rows(struct sops_input *input,
	int (*add)(void *to, const struct sops__book_row *row, struct sops_error *err), void *to,
	struct sops_error *err)
{
	struct sops_buffer key = SOPS_BUFFER_INIT;
	const void *at;
	int status;

	while ((status = sops_input_next(input, &at, err)) > 0) {
		status = add_row(input, at, &key, add, to, err);
		if (status < 0)
			break;
	}
	sops_buffer_release(&key);
	return status;
}

int sops__book_column(const struct sops__book_row *row, int role, struct sops_error *err)
{
	sops__columns_blame(sops_input_columns(row->input), role, err);
	return SOPS_EINPUT;
}

int sops__book_place(const char *file, uint64_t line, struct sops_error *err)
{
	const struct sops_place place = { .file = file, .line = line };

	sops_error_place(err, &place);
	return SOPS_EINPUT;
}

struct sops_field sops__book_group(const struct sops__book *book, size_t index)
{
	const struct sops__book_item *first = (const void *)book->items;
	size_t number = index + (book->count > 0 && first->group != 0);

	if (book->count == 0 || number >= sops__texts_count(&book->groups))
		return (struct sops_field){ NULL, 0 };
	return number ? sops__texts_at(&book->groups, (uint32_t)number)
		      : (struct sops_field)SOPS_FIELD("");
}
