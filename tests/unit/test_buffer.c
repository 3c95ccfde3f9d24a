/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/buffer.h>

static void appends(void **state)
{
	struct sops_buffer buffer = SOPS_BUFFER_INIT;

	(void)state;
	assert_int_equal(sops_buffer_check(&buffer, NULL), 0);
	assert_int_equal(sops_buffer_view(&buffer).len, 0);
	assert_int_equal(sops_buffer_puts(&buffer, ""), 0);
	assert_string_equal(buffer.at, "");
	assert_int_equal(sops_buffer_puts(&buffer, "ab"), 0);
	assert_int_equal(sops_buffer_putc(&buffer, 'c'), 0);
	assert_int_equal(sops_buffer_field(&buffer, (struct sops_field){ NULL, 0 }), 0);
	assert_int_equal(sops_buffer_field(&buffer, sops_field_of("de")), 0);
	assert_int_equal(sops_buffer_printf(&buffer, "%d%s", 6, ""), 0);
	assert_int_equal(sops_buffer_printf(&buffer, "%s", ""), 0);
	assert_int_equal(sops_buffer_add(&buffer, "\0x", 2), 0);
	assert_int_equal(buffer.len, 8);
	assert_memory_equal(buffer.at, "abcde6\0x", 9);
	assert_true(sops_field_equal(sops_buffer_view(&buffer),
		(struct sops_field)SOPS_FIELD("abcde6\0x")));
	sops_buffer_clear(&buffer);
	assert_int_equal(buffer.len, 0);
	assert_string_equal(buffer.at, "");
	sops_buffer_release(&buffer);
	assert_null(buffer.at);
	sops_buffer_release(&buffer);
}

/* At every length the NUL fits too. */
static void grows(void **state)
{
	struct sops_buffer buffer = SOPS_BUFFER_INIT;

	(void)state;
	for (size_t i = 0; i < 5000; i++) {
		assert_int_equal(i % 2 ? sops_buffer_putc(&buffer, (char)('a' + i % 26))
				       : sops_buffer_printf(&buffer, "%c", (char)('a' + i % 26)),
					0);
		assert_int_equal(buffer.len, i + 1);
		assert_true(buffer.size > buffer.len);
		assert_int_equal(buffer.at[i + 1], '\0');
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(buffer.at[i], 'a' + i % 26);
	sops_buffer_release(&buffer);
}

static void keeps_to_its_limit(void **state)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer buffer;

	(void)state;
	sops_buffer_init(&buffer, 5);
	assert_int_equal(sops_buffer_puts(&buffer, "abcde"), 0);
	assert_int_equal(sops_buffer_puts(&buffer, ""), 0);
	assert_int_equal(sops_buffer_putc(&buffer, 'f'), SOPS_EINPUT);
	assert_string_equal(buffer.at, "abcde");
	/* Once failed, it stays so, even for what would fit. */
	assert_int_equal(sops_buffer_puts(&buffer, ""), SOPS_EINPUT);
	assert_int_equal(sops_buffer_printf(&buffer, "%s", ""), SOPS_EINPUT);
	assert_int_equal(sops_buffer_check(&buffer, &err), SOPS_EINPUT);
	assert_string_equal(err.text, "more than 5 bytes");
	sops_buffer_clear(&buffer);
	assert_int_equal(sops_buffer_check(&buffer, NULL), 0);
	assert_int_equal(sops_buffer_printf(&buffer, "%d", 123456), SOPS_EINPUT);
	assert_int_equal(buffer.len, 0);
	sops_buffer_release(&buffer);
	assert_int_equal(buffer.limit, 5);
	assert_int_equal(buffer.failed, 0);
}

static void memory_that_is_not_there(void **state)
{
	struct sops_buffer buffer = SOPS_BUFFER_INIT;
	struct sops_error err = { .status = SOPS_OK };

	(void)state;
	assert_int_equal(sops_buffer_puts(&buffer, "abc"), 0);
	assert_int_equal(sops_buffer_add(&buffer, "", SIZE_MAX), SOPS_ESYSTEM);
	assert_string_equal(buffer.at, "abc");
	assert_int_equal(sops_buffer_check(&buffer, &err), SOPS_ESYSTEM);
	assert_string_equal(err.text, "out of memory");
	sops_buffer_clear(&buffer);
	assert_int_equal(sops_buffer_puts(&buffer, "again"), 0);
	assert_string_equal(buffer.at, "again");
	sops_buffer_release(&buffer);
}

TAP_MAIN("buffer",
	cmocka_unit_test(appends),
	cmocka_unit_test(grows),
	cmocka_unit_test(keeps_to_its_limit),
	cmocka_unit_test(memory_that_is_not_there))
