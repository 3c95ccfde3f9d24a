/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A main for fuzz targets without libFuzzer: gives the target each file that is named, or what
 * comes in at stdin. Built with AFL++'s compiler it reads stdin for as long as there is more.
 */
#include <sops/buffer.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef __AFL_LOOP
static int once = 1;
#define __AFL_LOOP(n) (once-- > 0)
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* In memory of just that size, so that reading past its end is seen. */
static void give(const struct sops_buffer *input)
{
	uint8_t *data = malloc(input->len ? input->len : 1);

	if (!data)
		abort();
	if (input->len)
		memcpy(data, input->at, input->len);
	LLVMFuzzerTestOneInput(data, input->len);
	free(data);
}

static void give_stdin(struct sops_buffer *input)
{
	char part[4096];
	ssize_t n;

	sops_buffer_clear(input);
	while ((n = read(STDIN_FILENO, part, sizeof(part))) > 0)
		sops_buffer_add(input, part, (size_t)n);
	give(input);
}

static void give_file(struct sops_buffer *input, const char *name)
{
	FILE *stream = fopen(name, "re");
	char part[4096];
	size_t n;

	if (!stream) {
		perror(name);
		exit(1);
	}
	printf("%s\n", name); /* the last one is the one that failed */
	fflush(stdout);
	sops_buffer_clear(input);
	while ((n = fread(part, 1, sizeof(part), stream)) > 0)
		sops_buffer_add(input, part, n);
	fclose(stream);
	give(input);
}

int main(int argc, char **argv)
{
	struct sops_buffer input = SOPS_BUFFER_INIT;

	for (int i = 1; i < argc; i++)
		give_file(&input, argv[i]);
	while (argc < 2 && __AFL_LOOP(10000))
		give_stdin(&input);
	sops_buffer_release(&input);
	return 0;
}
