/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A libFuzzer target: every scan agrees with libcsv. The first five bytes of an input choose the
 * delimiter, the chunk, limits on field and record, and columns not wanted; what follows is read.
 *
 *	clang -std=gnu11 -D_GNU_SOURCE -Ilib -g -O1 -fsanitize=fuzzer,address,undefined \
 *		tests/fuzz/fuzz_csv.c lib/csv*.c lib/scan*.c lib/decode.c lib/encoding.c \
 *		lib/utf8.c lib/error.c lib/buffer.c lib/field.c lib/glyph.c -lcsv -lutf8proc \
 *		-o fuzz_csv
 *	./fuzz_csv -max_len=2000 NEW tests/fuzz/csv
 */
#include "csv_differ.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char delimiters[] = { ',', ';', '\t', '|', ' ', 'a', '\x01', '\x7F' };
	static const size_t chunks[] = { 0, 1, 2, 3, 7, 63, 64, 65, 127, 128, 129, 4096 };
	struct differ given;

	if (size < 5)
		return 0;
	given = (struct differ){
		.bytes = { (const char *)data + 5, size - 5 },
		.options = {
			.delimiter = delimiters[data[0] % sizeof(delimiters)],
			.chunk = chunks[data[1] % (sizeof(chunks) / sizeof(chunks[0]))],
			.max_field = data[2],
			.max_record = data[3] * (size_t)2,
		},
		.unwanted = data[4],
	};
	if (!differ_agrees(&given))
		abort();
	return 0;
}
