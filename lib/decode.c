/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "csv_private.h"
#include "sniff_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#define CHUNK ((size_t)256 * 1024) /* it stays in a cache, with what is made of it */
#define PIPE (1 << 20) /* bytes that a pipe may hold for us */
#define HEAD 64 /* bytes looked at to tell encodings apart */
#define ARCHIVE ((size_t)64 * 1024) /* of an archive: a workbook names its parts therein */
#define PADDING SOPS__SOURCE_PADDING

static const char mark[] = "\xEF\xBB\xBF";

/* The next bytes of a part of a file. */
static ssize_t read_part(struct sops__source *source, char *to)
{
	uint64_t end = source->next < source->head ? source->head : source->to;
	uint64_t left = end - source->next;
	ssize_t n = 0;

	if (left > 0)
		n = pread(source->fd, to, left < source->chunk ? (size_t)left : source->chunk,
			(off_t)source->next);
	if (n > 0)
		source->next += (uint64_t)n;
	if (source->next == source->head && n > 0)
		source->next = source->from;
	return n;
}

static ssize_t take_ahead(struct sops__source *source, char *to)
{
	size_t n = source->ahead_len < source->chunk ? source->ahead_len : source->chunk;

	memcpy(to, source->ahead, n);
	source->ahead += n;
	source->ahead_len -= n;
	return (ssize_t)n;
}

static int fail(struct sops__source *source, struct sops_error *err)
{
	source->failed = errno; /* and stays so, whoever asks again */
	return sops_error_system(err, "cannot read %s", source->name);
}

static ssize_t read_some(struct sops__source *source, char *to, struct sops_error *err)
{
	ssize_t n = -1;

	if (source->ahead_len)
		return take_ahead(source, to);
	errno = source->failed;
	if (source->fd == -1 && source->ahead)
		n = 0;
	while (n < 0 && (errno == 0 || errno == EINTR))
		n = source->to ? read_part(source, to) : read(source->fd, to, source->chunk);
	if (n < 0)
		return fail(source, err);
	if (n == 0 && source->next < source->to)
		return sops_error_set(err, SOPS_ESYSTEM, "%s became shorter while it was read",
			source->name);
	source->ended = n == 0;
	return n;
}

/* Makes room for a chunk behind the window: by moving it to the front, else by growing. */
static int make_room(struct sops__source *source, struct sops_error *err)
{
	size_t dropped = source->block ? (size_t)(source->at - source->block) : 0;
	size_t need = source->len + source->chunk + HEAD;
	size_t most = source->longest + source->chunk + HEAD;
	size_t size = source->size * 2 < most ? source->size * 2 : most;
	char *block;

	if (dropped + need <= source->size)
		return 0;
	if (dropped && source->len)
		memmove(source->block, source->at, source->len);
	source->at = source->block;
	if (need <= source->size)
		return 0;
	if (size < need)
		size = need;
	block = realloc(source->block, size + PADDING);
	if (!block)
		return sops_error_memory(err);
	source->block = source->at = block;
	source->size = size;
	return 0;
}

static int refuse_bytes(struct sops__source *source, struct sops_error *err)
{
	return sops_error_set(err, SOPS_EINPUT, "byte 0x%02X at offset %" PRIu64 " is not %s",
		(unsigned)(unsigned char)source->raw[0], source->raw_offset, source->encoding);
}

/* Decodes what is there into the window: 1 if any came of it, 0 if the raw bytes do not suffice. */
static int convert(struct sops__source *source, struct sops_error *err)
{
	char *end = source->at + source->len, *to = end, *from = source->raw;
	size_t room = (size_t)(source->block + source->size - end);
	/* At the end a stateful decoder gives what it held back. */
	char **in = source->ended && source->raw_len == 0 ? NULL : &from;
	int cause;

	errno = 0;
	iconv(source->converter, in, &source->raw_len, &to, &room);
	cause = errno;
	memmove(source->raw, from, source->raw_len);
	source->raw_offset += (uint64_t)(from - source->raw);
	source->len += (size_t)(to - end);
	if (to > end)
		return 1;
	/* A character that does not fit in HEAD bytes is none. */
	return cause == EILSEQ || source->raw_len > HEAD ? refuse_bytes(source, err) : 0;
}

static int more_decoded(struct sops__source *source, struct sops_error *err)
{
	int got;

	while ((got = convert(source, err)) == 0 && !source->ended) {
		ssize_t n = read_some(source, source->raw + source->raw_len, err);

		if (n < 0)
			return (int)n;
		source->raw_len += (size_t)n;
	}
	if (got == 0 && source->raw_len)
		return sops_error_set(err, SOPS_EINPUT, "the input ends inside a character (%s)",
			source->encoding);
	return got;
}

/* What is read may not look like a quote to those who read past the end. */
static void pad(struct sops__source *source)
{
	memset(source->at + source->len, ' ', PADDING);
}

/* ---- by another thread ---- */

void sops__source_read_ahead(struct sops__source *source, size_t size,
	const struct sops__help *help)
{
	if (source->encoding || source->to || source->lent || source->readahead)
		return;
	source->chunk = size ? size : source->chunk;
	source->readahead = sops__readahead_new(source->fd, source->chunk, PADDING, help);
}

/* What is left of the window goes in front of the piece, which takes the block's place. */
static void take_place(struct sops__source *source, const struct sops__piece *piece)
{
	char *at = piece->at - source->len;

	if (source->len)
		memcpy(at, source->at, source->len);
	if (!source->borrowed)
		free(source->block);
	source->borrowed = true;
	source->block = piece->at - SOPS__READAHEAD_ROOM;
	source->size = SOPS__READAHEAD_ROOM + source->chunk;
	source->at = at;
	source->len += piece->len;
}

/* More is left than there is room for in front of a piece: it gets a block of its own. */
static int own_block(struct sops__source *source, struct sops_error *err)
{
	const size_t size = source->len + source->chunk + HEAD;
	char *block = malloc(size + PADDING);

	if (!block)
		return sops_error_memory(err);
	memcpy(block, source->at, source->len);
	source->block = source->at = block;
	source->size = size;
	source->borrowed = false;
	return 0;
}

static int add_piece(struct sops__source *source, const struct sops__piece *piece,
	struct sops_error *err)
{
	int status = source->borrowed ? own_block(source, err) : make_room(source, err);

	if (status < 0)
		return status;
	memcpy(source->at + source->len, piece->at, piece->len);
	source->len += piece->len;
	return 1;
}

static int more_from_ahead(struct sops__source *source, struct sops_error *err)
{
	const struct sops__piece piece = sops__readahead_next(source->readahead);

	errno = piece.failed;
	if (piece.failed)
		return fail(source, err);
	source->ended = piece.len == 0;
	source->made = piece.made;
	source->join = piece.made ? source->offset + source->len + piece.made_from : UINT64_MAX;
	if (source->ended)
		return 0;
	if (source->len > SOPS__READAHEAD_ROOM)
		return add_piece(source, &piece, err);
	take_place(source, &piece);
	return 1;
}

int sops__source_more(struct sops__source *source, struct sops_error *err)
{
	ssize_t n;

	if (source->lent)
		return 0;
	if (source->readahead && !source->ahead_len) {
		n = source->ended ? 0 : more_from_ahead(source, err);
		pad(source);
		return (int)n;
	}
	if (make_room(source, err) < 0)
		return SOPS_ESYSTEM;
	if (source->encoding)
		n = more_decoded(source, err);
	else
		n = source->ended ? 0 : read_some(source, source->at + source->len, err);
	if (n > 0 && !source->encoding)
		source->len += (size_t)n;
	pad(source);
	return n < 0 ? (int)n : n > 0;
}

ssize_t sops__source_pull(struct sops__source *source, char *to, size_t room)
{
	size_t chunk = source->chunk;
	ssize_t n = 0;

	if (source->len) {
		n = (ssize_t)(source->len < room ? source->len : room);
		memcpy(to, source->at, (size_t)n);
		sops__source_drop(source, (size_t)n);
		return n;
	}
	source->chunk = room;
	if (!source->ended)
		n = read_some(source, to, NULL);
	source->chunk = chunk;
	if (n > 0)
		source->offset += (uint64_t)n;
	return n;
}

int sops__source_return(struct sops__source *source, char *bytes, size_t len, uint64_t offset)
{
	size_t all = len + source->len + source->ahead_len;
	char *larger = realloc(bytes, all + 1);

	if (!larger) {
		free(bytes);
		return SOPS_ESYSTEM;
	}
	if (source->len)
		memcpy(larger + len, source->at, source->len);
	if (source->ahead_len)
		memcpy(larger + len + source->len, source->ahead, source->ahead_len);
	free(source->returned);
	source->ahead = source->returned = larger;
	source->ahead_len = all;
	source->at = source->block;
	source->len = 0;
	source->offset = offset;
	source->ended = false; /* who reads behind an end finds it again */
	return 0;
}

void sops__source_lend(struct sops__source *source, char *at, size_t len, uint64_t offset)
{
	if (!source->lent)
		free(source->block);
	source->lent = true;
	source->block = source->at = at;
	source->len = len;
	source->offset = offset;
	pad(source);
}

/* iconv takes an empty name for the locale's, and a slash for options that are not strict. */
static iconv_t converter_from(const char *encoding)
{
	errno = 0;
	if (encoding[0] == '\0' || strchr(encoding, '/'))
		return (iconv_t)-1;
	return iconv_open("UTF-8", encoding);
}

/* iconv's own UTF-16 would take the byte order of the machine where there is no mark. */
static const char *with_byte_order(const char *encoding, struct sops_field head)
{
	const struct sops__encoding *marked = sops__encoding_marked(head, encoding);

	if (marked)
		return marked->name;
	if (strcasecmp(encoding, "utf-16") == 0)
		return "utf-16le";
	return strcasecmp(encoding, "utf-32") == 0 ? "utf-32le" : encoding;
}

static int start_decoding(struct sops__source *source, struct sops_error *err)
{
	struct sops_field head = { source->at, source->len };
	char quoted[SOPS_QUOTED];

	source->converter = converter_from(with_byte_order(source->encoding, head));
	if (source->converter == (iconv_t)-1 && errno == ENOMEM)
		return sops_error_memory(err);
	if (source->converter == (iconv_t)-1)
		return sops_error_set(err, SOPS_EUSAGE, "unknown encoding %s",
			sops_quote(quoted, sops_field_of(source->encoding)));
	source->raw = source->block;
	source->raw_len = source->len;
	source->block = source->at = NULL;
	source->size = source->len = 0;
	/* Enough to see a mark. What goes wrong here goes wrong again when it is due. */
	while (source->len < sizeof(mark) - 1 && sops__source_more(source, NULL) > 0)
		;
	return 0;
}

/* A workbook and the like is said to be one, before its bytes are taken for bad text. */
static int expect_text(struct sops__source *source, struct sops_error *err)
{
	const char *encoding = source->encoding;
	enum sops_sniff_kind kind;
	int got = 1;

	kind = sops_sniff_kind((struct sops_field){ source->at, source->len });
	source->encoding = NULL;
	while (kind == SOPS_SNIFF_ZIP && got > 0 && source->len < ARCHIVE) {
		got = sops__source_more(source, err);
		kind = sops_sniff_kind((struct sops_field){ source->at, source->len });
	}
	source->encoding = encoding;
	return got < 0 ? got : kind ? sops__refuse_kind(kind, err) : 0;
}

/* Wide characters are recognised here, so that they are not reported as stray NULs. */
static int expect_utf8(const struct sops__source *source, struct sops_error *err)
{
	struct sops_field head = { source->at, source->len < HEAD ? source->len : HEAD };
	const struct sops__encoding *marked = sops__encoding_marked(head, NULL);
	const struct sops__encoding *wide = marked ? marked : sops__encoding_patterned(head);

	if (!wide)
		return 0;
	sops_error_set(err, SOPS_EINPUT, "this is %s, not UTF-8", wide->family);
	sops_error_hint(err, "try --encoding %s", marked ? wide->announced : wide->name);
	return SOPS_EINPUT;
}

static bool is_utf8(const char *encoding)
{
	return !encoding || strcasecmp(encoding, "utf-8") == 0 || strcasecmp(encoding, "utf8") == 0;
}

int sops__source_open(struct sops__source *source, int fd, const char *name,
	const struct sops_csv_options *options, size_t longest, struct sops_error *err)
{
	ssize_t n = 1;
	int status;

	*source = (struct sops__source){
		.fd = fd, .name = name, .chunk = options->chunk ? options->chunk : CHUNK,
		.encoding = is_utf8(options->encoding) ? NULL : options->encoding,
		.longest = longest,
		.ahead = options->ahead, .ahead_len = options->ahead_len,
		.next = options->head ? 0 : options->from, .join = UINT64_MAX,
		.head = options->head, .from = options->from, .to = options->to,
	};
	/* Fails on all but pipes, and that is well. */
	if (fcntl(fd, F_GETPIPE_SZ) < PIPE)
		fcntl(fd, F_SETPIPE_SZ, PIPE);
	if (make_room(source, err) < 0)
		return SOPS_ESYSTEM;
	while (n > 0 && source->len < HEAD) {
		n = read_some(source, source->at + source->len, err);
		if (n < 0)
			return (int)n;
		source->len += (size_t)n;
	}
	pad(source);
	status = expect_text(source, err);
	if (status == 0)
		status = source->encoding ? start_decoding(source, err) : expect_utf8(source, err);
	if (status < 0)
		return status;
	if (source->len >= sizeof(mark) - 1 && memcmp(source->at, mark, sizeof(mark) - 1) == 0)
		sops__source_drop(source, sizeof(mark) - 1);
	return 0;
}

void sops__source_close(struct sops__source *source)
{
	if (source->raw)
		iconv_close(source->converter);
	free(source->raw);
	free(source->returned);
	if (!source->lent && !source->borrowed)
		free(source->block);
	sops__readahead_free(source->readahead);
}
