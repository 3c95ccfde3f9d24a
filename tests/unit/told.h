/* SPDX-License-Identifier: GPL-3.0-or-later */
/* told.h: findings as lines of text, and texts that stand for files of any columns. */
#ifndef TESTS_TOLD_H
#define TESTS_TOLD_H

#include <sops/finding.h>
#include <sops/input.h>
#include <sops/state.h>

/* One after the other: "referential b.csv:3 +20 key=K column=C value=V: message". Of the main
 * input, line 0 and no file, the place is the byte alone. */
struct told {
	struct sops_buffer lines;
	int left; /* 0, or so many more and then an error: the teller has to stop */
};

/* A sops_tell. */
int told_one(void *to, const struct sops_finding *finding, struct sops_error *err);
/* Fails with both texts where they differ, and forgets all. */
void told_expect(struct told *told, const char *lines);

/* An input of any columns over a text, whole; to be closed with any_close. */
struct sops_input *any_open(const char *text, const char *name);
struct sops_input *any_open_shared(const char *path); /* or skips the test, saying so */
void any_close(struct sops_input *input);

/* What the state saves, to be freed. */
char *saved_text(const struct sops_state *state, const void *at);
/* Saves it, and loads that into an empty one in its place. */
void saved_and_loaded(const struct sops_state *state, void *at);

#endif
