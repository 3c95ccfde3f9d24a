/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buffer.h: bytes that grow, up to a limit.
 *
 * The caller owns the struct: sops_buffer_init, append, sops_buffer_release.
 * A failed append leaves the buffer as it was and marks it failed, so that a
 * writer may append many times and look once, at the end.
 */
#ifndef SOPS_BUFFER_H
#define SOPS_BUFFER_H

#include <sops/error.h>

struct sops_buffer {
	char *at;      /* always NUL-terminated once anything was appended */
	size_t len;
	size_t size;   /* allocated */
	size_t limit;  /* most bytes it may hold; 0: as much as memory allows */
	int failed;    /* 0, or the status of the first append that failed */
};

#define SOPS_BUFFER_INIT { 0 }

void sops_buffer_init(struct sops_buffer *buffer, size_t limit);
void sops_buffer_release(struct sops_buffer *buffer);
/* Empties it and keeps the memory. */
void sops_buffer_clear(struct sops_buffer *buffer);

/* Where there is room and no limit, little is to be done. */
static inline bool sops_buffer_has_room(const struct sops_buffer *buffer, size_t len)
{
	return len < buffer->size - buffer->len && !buffer->limit && !buffer->failed;
}

/* Makes room for so many bytes more, and a NUL. */
int sops_buffer_reserve(struct sops_buffer *buffer, size_t more);
int sops_buffer_add_more(struct sops_buffer *buffer, const void *bytes, size_t len);

static inline int sops_buffer_add(struct sops_buffer *buffer, const void *bytes, size_t len)
{
	if (!sops_buffer_has_room(buffer, len))
		return sops_buffer_add_more(buffer, bytes, len);
	if (len)
		memcpy(buffer->at + buffer->len, bytes, len);
	buffer->len += len;
	buffer->at[buffer->len] = '\0';
	return 0;
}

static inline int sops_buffer_puts(struct sops_buffer *buffer, const char *string)
{
	return sops_buffer_add(buffer, string, strlen(string));
}

static inline int sops_buffer_putc(struct sops_buffer *buffer, char c)
{
	return sops_buffer_add(buffer, &c, 1);
}

static inline int sops_buffer_field(struct sops_buffer *buffer, struct sops_field field)
{
	return sops_buffer_add(buffer, field.at, field.len);
}

int sops_buffer_printf(struct sops_buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* 0, or the error of the first append that failed: out of memory, or the limit. */
int sops_buffer_check(const struct sops_buffer *buffer, struct sops_error *err);

static inline struct sops_field sops_buffer_view(const struct sops_buffer *buffer)
{
	return (struct sops_field){ buffer->at, buffer->len };
}

#endif
