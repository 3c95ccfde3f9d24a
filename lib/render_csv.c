/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv and tsv: lossless, except for the guard against formulas that --excel asks for. */
#include "eights.h"
#include "render_private.h"

static bool begins(struct sops_field text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.at, with, len) == 0;
}

static size_t skip(struct sops_field text, size_t at, const char *any)
{
	while (at < text.len && text.at[at] && strchr(any, text.at[at]))
		at++;
	return at;
}

/* A sign, digits with points and commas among them, an exponent, a per cent sign: no formula. */
static bool wholly_number(struct sops_field text)
{
	size_t digits = skip(text, 0, "+-"), at;

	at = skip(text, digits, "0123456789.,");
	if (digits > 1 || skip(text, digits, ".,") == at)
		return false;
	if (at < text.len && (text.at[at] == 'e' || text.at[at] == 'E')) {
		size_t exponent = at + 1;

		if (exponent < text.len && (text.at[exponent] == '+' || text.at[exponent] == '-'))
			exponent++;
		at = skip(text, exponent, "0123456789");
		if (at == exponent)
			return false;
	}
	return at == text.len || (at + 1 == text.len && text.at[at] == '%');
}

/* Whether a spreadsheet may take the text for a formula. */
static bool formula(struct sops_field text)
{
	static const char *const wide[] = { "＝", "＋", "－", "＠" };

	if (text.len == 0 || wholly_number(text))
		return false;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (begins(text, wide[i]))
			return true;
	return memchr("=+-@\t\r\n", text.at[0], 8) != NULL; /* and NUL */
}

static bool space(char c)
{
	return c == ' ' || c == '\t';
}

/* Eight at a time. */
bool sops__csv_special(struct sops_field text)
{
	uint64_t found = 0;

	for (; text.len >= 8; text.at += 8, text.len -= 8) {
		uint64_t bytes;

		memcpy(&bytes, text.at, sizeof(bytes));
		found |= sops__eights_have(bytes, EVERY(',')) |
			sops__eights_have(bytes, EVERY('"')) |
			sops__eights_have(bytes, EVERY('\r')) |
			sops__eights_have(bytes, EVERY('\n'));
	}
	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		found |= c == ',' || c == '"' || c == '\r' || c == '\n';
	}
	return found != 0;
}

/* Also where a reader would drop spaces or a byte order mark, or PostgreSQL end the input. */
static bool needs_quotes(struct sops_field text)
{
	if (text.len == 0 || (*text.at == '\xEF' && begins(text, "\xEF\xBB\xBF")) ||
	    (*text.at == '\\' && begins(text, "\\.")))
		return true;
	if (space(text.at[0]) || space(text.at[text.len - 1]))
		return true;
	return sops__csv_special(text);
}

void sops__put_csv(struct sops_buffer *out, struct sops_field text, bool excel)
{
	bool guard = excel && formula(text), quotes = needs_quotes(text);

	if (!quotes && !guard) {
		sops_buffer_field(out, text);
		return;
	}
	if (quotes)
		sops_buffer_putc(out, '"');
	if (guard)
		sops_buffer_putc(out, '\'');
	while (text.len) {
		const char *quote = memchr(text.at, '"', text.len);
		size_t n = quote ? (size_t)(quote - text.at) + 1 : text.len;

		sops_buffer_add(out, text.at, n);
		if (quote)
			sops_buffer_putc(out, '"');
		text.at += n;
		text.len -= n;
	}
	if (quotes)
		sops_buffer_putc(out, '"');
}

static const char *line_end(const struct sops__rendering *r)
{
	return r->options->excel ? "\r\n" : "\n";
}

static void begin_csv(struct sops__rendering *r)
{
	if (r->options->excel)
		sops_buffer_puts(r->out, "\xEF\xBB\xBF");
	for (size_t i = 0; i < r->columns; i++) {
		sops_buffer_puts(r->out, i > 0 ? "," : "");
		sops__put_csv(r->out, sops__render_name(r, i), r->options->excel);
	}
	sops_buffer_puts(r->out, line_end(r));
}

static int put_csv_row(struct sops__rendering *r, size_t row, struct sops_error *err)
{
	for (size_t i = 0; i < r->columns; i++) {
		int kind = sops__render_cell(r, row, i, err);

		if (kind < 0)
			return kind;
		sops_buffer_puts(r->out, i > 0 ? "," : "");
		if (kind == SOPS_CELL_TEXT)
			sops__put_csv(r->out, sops_buffer_view(&r->cell), r->options->excel);
		else
			sops_buffer_field(r->out, sops_buffer_view(&r->cell));
	}
	sops_buffer_puts(r->out, line_end(r));
	return 0;
}

const struct sops__render_rows sops__render_csv = { begin_csv, put_csv_row, NULL };

static void put_tsv(struct sops_buffer *out, struct sops_field text)
{
	static const char escapes[][2] = {
		{ '\t', 't' }, { '\n', 'n' }, { '\r', 'r' }, { '\\', '\\' },
	};

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		for (size_t k = 0; k < sizeof(escapes) / sizeof(escapes[0]); k++) {
			if (text.at[i] == escapes[k][0]) {
				sops_buffer_putc(out, '\\');
				c = escapes[k][1];
			}
		}
		sops_buffer_putc(out, c);
	}
}

static void begin_tsv(struct sops__rendering *r)
{
	for (size_t i = 0; i < r->columns; i++) {
		sops_buffer_puts(r->out, i > 0 ? "\t" : "");
		put_tsv(r->out, sops__render_name(r, i));
	}
	sops_buffer_putc(r->out, '\n');
}

static int put_tsv_row(struct sops__rendering *r, size_t row, struct sops_error *err)
{
	for (size_t i = 0; i < r->columns; i++) {
		int kind = sops__render_cell(r, row, i, err);

		if (kind < 0)
			return kind;
		sops_buffer_puts(r->out, i > 0 ? "\t" : "");
		put_tsv(r->out, sops_buffer_view(&r->cell));
	}
	sops_buffer_putc(r->out, '\n');
	return 0;
}

const struct sops__render_rows sops__render_tsv = { begin_tsv, put_tsv_row, NULL };
