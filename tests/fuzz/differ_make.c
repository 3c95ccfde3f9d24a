/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inputs for the reader: well-formed, mutated, hostile, and cut to stand at the ends of words. */
#include "differ.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define WORD 64
#define MOST 240 /* bytes taken of an input to make others from */
#define INPUTS 512

/* Each with a comma for the delimiter, whatever that is. */
static const struct sops_field tokens[] = {
	SOPS_FIELD("\""), SOPS_FIELD("\""), SOPS_FIELD("\"\""), SOPS_FIELD("\"\"\""),
	SOPS_FIELD(","), SOPS_FIELD(","), SOPS_FIELD("\n"), SOPS_FIELD("\n"), SOPS_FIELD("\r\n"),
	SOPS_FIELD("\r"), SOPS_FIELD("\r\r\n"), SOPS_FIELD("\n\n"), SOPS_FIELD(" "),
	SOPS_FIELD("\t"), SOPS_FIELD("\",\""), SOPS_FIELD("\"\n\""), SOPS_FIELD("\"\r\n\""),
	SOPS_FIELD("\"\r"), SOPS_FIELD(" \""), SOPS_FIELD("\" "), SOPS_FIELD("\"\","),
	SOPS_FIELD("\"\"\n"), SOPS_FIELD(",\"\"\""), SOPS_FIELD("x"), SOPS_FIELD("x\""),
	SOPS_FIELD("\"x"), SOPS_FIELD("\0"), SOPS_FIELD("\xEF\xBB\xBF"), SOPS_FIELD("\xC3\xBC"),
	SOPS_FIELD("\xE5\x95\x86"), SOPS_FIELD("\xE5\x95"), SOPS_FIELD("\x86"),
	SOPS_FIELD("\xF0\x9F\x98\x8E"), SOPS_FIELD("\xF0\x9F\x98"), SOPS_FIELD("\xE0\xA4\xA8"),
	SOPS_FIELD("\xE0\x80\x80"), SOPS_FIELD("\xED\xA0\x80"), SOPS_FIELD("\xED\x95\x9C"),
	SOPS_FIELD("\xC0\x80"), SOPS_FIELD("\xF4\x90\x80\x80"), SOPS_FIELD("\xFF"),
};

static struct sops_field inputs[INPUTS];
static size_t n_inputs;

/* An input as it grows. */
struct make {
	struct sops_buffer *out;
	uint64_t *random;
	char delimiter;
	uint32_t limit; /* on fields or records; 0: none that matters */
};

uint32_t differ_random(uint64_t *state, uint32_t n)
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (uint32_t)(((z ^ z >> 31) >> 32) * n >> 32);
}

bool differ_make_from(struct sops_field input)
{
	if (n_inputs == INPUTS)
		return false;
	inputs[n_inputs++] = input;
	return true;
}

static uint32_t below(struct make *make, uint32_t n)
{
	return differ_random(make->random, n);
}

static void add(struct make *make, struct sops_field token)
{
	size_t at = make->out->len;

	sops_buffer_field(make->out, token);
	for (; at < make->out->len; at++)
		if (make->out->at[at] == ',')
			make->out->at[at] = make->delimiter;
}

static void add_token(struct make *make)
{
	add(make, tokens[below(make, COUNT(tokens))]);
}

static void add_run(struct make *make, char c, size_t n)
{
	while (n-- > 0)
		sops_buffer_putc(make->out, c);
}

/* Around a limit, a word, or two, or not. */
static size_t run_length(struct make *make)
{
	if (make->limit && below(make, 2))
		return make->limit - (make->limit < 3 ? 0 : 3) + below(make, 6);
	return below(make, 2) ? below(make, 24) : (1 + below(make, 2)) * WORD - 4 + below(make, 8);
}

static void add_field(struct make *make, uint32_t trouble)
{
	static const struct sops_field plain[] = { SOPS_FIELD(""), SOPS_FIELD("1"),
		SOPS_FIELD("deal"), SOPS_FIELD("1234.50"), SOPS_FIELD("\xE5\x95\x86"),
		SOPS_FIELD(" x "), SOPS_FIELD("a b") };
	static const struct sops_field quoted[] = { SOPS_FIELD(""), SOPS_FIELD("1,000"),
		SOPS_FIELD("a\nb"), SOPS_FIELD("\"\""), SOPS_FIELD("\r\n"), SOPS_FIELD("z"),
		SOPS_FIELD(" \r") };

	if (below(make, 2)) {
		add(make, plain[below(make, COUNT(plain))]);
	} else {
		add(make, (struct sops_field)SOPS_FIELD("\""));
		for (uint32_t n = below(make, 4); n; n--)
			add(make, quoted[below(make, COUNT(quoted))]);
		if (below(make, make->limit ? 4 : 12) == 0)
			add_run(make, 'z', run_length(make));
		add(make, (struct sops_field)SOPS_FIELD("\""));
	}
	if (trouble && below(make, trouble) == 0)
		add_token(make);
}

static void add_rows(struct make *make, uint32_t rows, uint32_t columns, uint32_t trouble)
{
	static const struct sops_field ends[] = { SOPS_FIELD("\n"), SOPS_FIELD("\n"),
		SOPS_FIELD("\r\n"), SOPS_FIELD("\n\n"), SOPS_FIELD("\n \n") };
	uint32_t usual = below(make, 3) ? 1 : COUNT(ends);

	for (uint32_t n = rows * columns; n > 0; n--) {
		add_field(make, trouble);
		add(make, n % columns != 1 && columns > 1
			? (struct sops_field)SOPS_FIELD(",") : ends[below(make, usual)]);
	}
}

static void add_header(struct make *make, uint32_t columns)
{
	if (below(make, 8) == 0)
		add(make, (struct sops_field)SOPS_FIELD("\xEF\xBB\xBF"));
	for (uint32_t i = 0; i < columns; i++) {
		add(make, (struct sops_field){ &"abcdef\"h\""[i % 6], 1 });
		sops_buffer_putc(make->out, i + 1 < columns ? make->delimiter : '\n');
	}
}

/* ---- kinds of inputs ---- */

static void make_soup(struct make *make)
{
	if (below(make, 4))
		add_header(make, 1 + below(make, 3));
	for (uint32_t n = below(make, 24); n > 0; n--) {
		if (below(make, 16) == 0)
			add_run(make, below(make, 3) ? 'y' : '"', run_length(make));
		else if (below(make, 20) == 0)
			sops_buffer_putc(make->out, (char)below(make, 256));
		else
			add_token(make);
	}
}

static void make_rows(struct make *make)
{
	static const uint32_t troubles[] = { 0, 0, 0, 6, 20, 100 };
	uint32_t columns = 1 + below(make, 5);

	add_header(make, columns);
	add_rows(make, below(make, below(make, 4) ? 6 : 16), columns,
		troubles[below(make, COUNT(troubles))]);
}

/* Something that stands a few bytes before, at or behind the end of a word. */
static void make_edge(struct make *make)
{
	uint32_t columns = 1 + below(make, 3);
	size_t begin = make->out->len, edge;

	add_header(make, columns);
	add_rows(make, below(make, 3), columns, 0);
	for (uint32_t i = 1; i < columns; i++)
		sops_buffer_putc(make->out, make->delimiter);
	if (below(make, 2))
		sops_buffer_putc(make->out, '"');
	edge = (make->out->len - begin) / WORD * WORD + WORD + below(make, 7) - 3;
	while (make->out->len - begin < edge)
		sops_buffer_putc(make->out, 'y');
	for (uint32_t n = 1 + below(make, 3); n > 0; n--)
		add_token(make);
	if (below(make, 2))
		add(make, (struct sops_field)SOPS_FIELD("\"\n"));
	add_rows(make, below(make, 4), columns, 0);
	if (below(make, 3) == 0)
		add_token(make);
}

/* Rows of one kind and then another, for backing off and coming back; more than a run of words. */
static void make_turns(struct make *make)
{
	static const struct sops_field rows[] = { SOPS_FIELD("1,2\n"), SOPS_FIELD("1, \"2\"\n"),
		SOPS_FIELD("\"1\n\",\"2\"\"\"\r\n"), SOPS_FIELD("\"1\",x\"\n"),
		SOPS_FIELD("1,2,3\n"), SOPS_FIELD("\xE5,\"\"\n") };

	add_header(make, 2);
	for (uint32_t n = 1 + below(make, 12); n > 0; n--) {
		const struct sops_field *row = &rows[below(make, COUNT(rows))];

		for (uint32_t i = below(make, 120); i > 0; i--)
			add(make, *row);
		if (below(make, 8) == 0)
			add_rows(make, 1, 2, 4);
	}
	if (below(make, 8) == 0)
		add_run(make, below(make, 2) ? '"' : 'y', below(make, 5000));
}

/* A part of the bytes from one place on. */
static struct sops_field part_of(struct make *make, struct sops_field bytes, uint32_t most)
{
	size_t start = bytes.len ? below(make, (uint32_t)bytes.len) : 0;
	size_t len = below(make, most), left = bytes.len - start;

	return (struct sops_field){ bytes.at + start, len < left ? len : left };
}

/* Replaces some bytes by others. */
static void splice(struct make *make, size_t begin, struct sops_field with)
{
	static char kept[MOST * 8];
	struct sops_buffer *out = make->out;
	size_t at = begin + below(make, (uint32_t)(out->len - begin + 1));
	size_t gone = below(make, 3) ? 0 : below(make, 1 + (uint32_t)(out->len - at)) / 2;
	size_t rest = out->len - at - gone;

	if (rest > sizeof(kept))
		return;
	memcpy(kept, out->at + at + gone, rest);
	out->len = at;
	sops_buffer_field(out, with);
	sops_buffer_add(out, kept, rest);
}

static void make_mutant(struct make *make)
{
	const struct sops_field *input = &inputs[below(make, (uint32_t)n_inputs)];
	size_t begin = make->out->len;

	sops_buffer_add(make->out, input->at, input->len < MOST ? input->len : MOST);
	if (make->out->len == begin)
		return;
	for (uint32_t n = 1 + below(make, 4); n > 0; n--) {
		const struct sops_field *other = &inputs[below(make, (uint32_t)n_inputs)];
		static char run[6 * WORD];

		memset(run, below(make, 2) ? 'y' : '"', sizeof(run));
		switch (below(make, 5)) {
		case 0:
			splice(make, begin, part_of(make, *other, 60));
			break;
		case 1:
			splice(make, begin, (struct sops_field){ run, run_length(make) });
			break;
		case 2:
			make->out->at[begin + below(make, (uint32_t)(make->out->len - begin))] ^=
				(char)(1 << below(make, 8));
			break;
		default:
			splice(make, begin, tokens[below(make, COUNT(tokens))]);
		}
		if (make->out->len == begin)
			return;
	}
}

/* How it is read: limits and columns that nobody wants are rarer than none. */
static void make_head(struct make *make)
{
	static const char delimiters[] = { ',', ';', '\t', '|', ' ', 'a', '\x01', '\x7F' };
	uint32_t delimiter = below(make, 4) ? 0 : below(make, sizeof(delimiters));

	uint32_t field = below(make, 4) ? 0 : 1 + below(make, below(make, 2) ? 8 : 120);
	uint32_t record = below(make, 6) ? 0 : 1 + below(make, 120);

	make->delimiter = delimiters[delimiter];
	make->limit = field ? field : 2 * record;
	sops_buffer_putc(make->out, (char)(delimiter + (below(make, 40) ? 0 : sizeof(delimiters))));
	sops_buffer_putc(make->out, 0);
	sops_buffer_putc(make->out, (char)field);
	sops_buffer_putc(make->out, (char)record);
	sops_buffer_putc(make->out, (char)(below(make, 4) ? 0 : below(make, 256)));
}

void differ_make(struct sops_buffer *out, uint64_t *random)
{
	struct make make = { .out = out, .random = random };
	uint32_t kind = below(&make, 2000);

	sops_buffer_clear(out);
	make_head(&make);
	if (kind < 4)
		make_turns(&make);
	else if (kind < 300)
		make_soup(&make);
	else if (kind < 900)
		make_rows(&make);
	else if (kind < 1400 || n_inputs == 0)
		make_edge(&make);
	else
		make_mutant(&make);
	if (out->len > 5 && below(&make, 8) == 0)
		out->len -= below(&make, (uint32_t)(out->len - 5)); /* no end of the last record */
}
