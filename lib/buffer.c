/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <sops/buffer.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void sops_buffer_init(struct sops_buffer *buffer, size_t limit)
{
	*buffer = (struct sops_buffer){ .limit = limit };
}

void sops_buffer_release(struct sops_buffer *buffer)
{
	free(buffer->at);
	*buffer = (struct sops_buffer){ .limit = buffer->limit };
}

void sops_buffer_clear(struct sops_buffer *buffer)
{
	buffer->len = 0;
	buffer->failed = 0;
	if (buffer->at)
		buffer->at[0] = '\0';
}

int sops_buffer_reserve(struct sops_buffer *buffer, size_t more)
{
	size_t need, size = buffer->size ? buffer->size : 64;
	char *at;

	if (__builtin_add_overflow(buffer->len, more, &need) || need == SIZE_MAX)
		return buffer->failed = SOPS_ESYSTEM;
	if (buffer->limit && need > buffer->limit)
		return buffer->failed = SOPS_EINPUT;
	if (need < buffer->size)
		return 0;
	while (size <= need && size <= SIZE_MAX / 2)
		size *= 2;
	if (size <= need)
		size = need + 1;
	at = realloc(buffer->at, size);
	if (!at)
		return buffer->failed = SOPS_ESYSTEM;
	buffer->at = at;
	buffer->size = size;
	return 0;
}

int sops_buffer_add_more(struct sops_buffer *buffer, const void *bytes, size_t len)
{
	if (buffer->failed || sops_buffer_reserve(buffer, len) < 0)
		return buffer->failed;
	if (len)
		memcpy(buffer->at + buffer->len, bytes, len);
	buffer->len += len;
	buffer->at[buffer->len] = '\0';
	return 0;
}

int sops_buffer_printf(struct sops_buffer *buffer, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return buffer->failed = SOPS_ESYSTEM;
	if (buffer->failed || sops_buffer_reserve(buffer, (size_t)len) < 0)
		return buffer->failed;
	va_start(args, format);
	vsnprintf(buffer->at + buffer->len, (size_t)len + 1, format, args);
	va_end(args);
	buffer->len += (size_t)len;
	return 0;
}

int sops_buffer_check(const struct sops_buffer *buffer, struct sops_error *err)
{
	if (buffer->failed == SOPS_EINPUT)
		return sops_error_set(err, SOPS_EINPUT, "more than %zu bytes", buffer->limit);
	return buffer->failed ? sops_error_memory(err) : 0;
}
