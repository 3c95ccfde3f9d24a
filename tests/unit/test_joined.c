/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include "../../lib/metrics/audit_joined.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Cells with NUL between them: no two of these are the same. */
static const struct sops_field cells[] = { SOPS_FIELD("a"), SOPS_FIELD("a\0"), SOPS_FIELD("\0a"),
	SOPS_FIELD("a\0a"), SOPS_FIELD("a\0\0a"), SOPS_FIELD("\0\0a"), SOPS_FIELD("a\0ab\0abc"),
	SOPS_FIELD("abc\0ab\0a"), SOPS_FIELD("\1\0\1\1\0\1"), SOPS_FIELD("\1\0\1\0\1\1"),
	SOPS_FIELD("Acme Ltd\0Acme Ltd - Widget\0005"), SOPS_FIELD("Acme Ltd\0Acme Ltd\0005"),
	SOPS_FIELD("Acme Ltd\0Acme Lte - Widget\0005"), SOPS_FIELD("Acme Ltd\0\0005") };

static void cells_and_back(void **state)
{
	struct sops_buffer value = SOPS_BUFFER_INIT, back = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++) {
		struct sops_field text = sops__joined_cells(&back, sops__joined_of(&value,
			cells[i]), "");

		assert_int_equal(text.len, cells[i].len);
		assert_memory_equal(text.at, cells[i].at, text.len);
	}
	sops_buffer_release(&value);
	sops_buffer_release(&back);
}

static void others_are_others(void **state)
{
	struct sops_buffer a = SOPS_BUFFER_INIT, b = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(cells); i++)
		for (size_t j = 0; j < COUNT(cells); j++)
			assert_int_equal(sops_field_equal(sops__joined_of(&a, cells[i]),
				sops__joined_of(&b, cells[j])), i == j);
	sops_buffer_release(&a);
	sops_buffer_release(&b);
}

/* What both begin with is left out, up to 255 bytes. */
static void shorter(void **state)
{
	struct sops_buffer value = SOPS_BUFFER_INIT, back = SOPS_BUFFER_INIT;
	char bytes[601];
	struct sops_field text = { bytes, sizeof(bytes) };

	(void)state;
	memset(bytes, 'x', sizeof(bytes));
	bytes[300] = '\0';
	assert_int_equal(sops__joined_of(&value, text).len, 300 + 2 + 45);
	assert_true(sops_field_equal(sops__joined_cells(&back, sops_buffer_view(&value), ""),
		text));
	text = sops__joined_of(&value, cells[10]);
	assert_int_equal(text.len, 8 + 2 + 9 + 2 + 1);
	text = sops__joined_cells(&back, text, " / ");
	assert_string_equal(text.at, "Acme Ltd / Acme Ltd - Widget / 5");
	sops_buffer_release(&value);
	sops_buffer_release(&back);
}

TAP_MAIN("joined",
	cmocka_unit_test(cells_and_back),
	cmocka_unit_test(others_are_others),
	cmocka_unit_test(shorter))
