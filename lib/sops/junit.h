/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * junit.h: the result of an audit as JUnit XML, which continuous integration shows.
 *
 *	<testsuites tests= failures= errors= skipped=>
 *	 <testsuite name="deals" …>
 *	  <properties><property name="as_of" value="2026-06-30"/></properties>
 *	  <testcase classname="deals" name="amount_needed">
 *	   <failure type="error" message="amount is blank: 3 of 120">line 2: …</failure>
 *
 * A table is a suite, a rule of it a case. Of failures some are shown, each on a line, and how many
 * more there are is said. Source: the schema junit-10.xsd of Jenkins' xUnit plugin, which GitLab
 * and others read; a time is left out, for the same data give the same bytes.
 *
 * Any data gives well-formed XML 1.0: what is no character of it, and what would do something to
 * a terminal, is written out, as \x1b and \u202e; U+FFFE and U+FFFF become U+FFFD.
 */
#ifndef SOPS_JUNIT_H
#define SOPS_JUNIT_H

#include <sops/buffer.h>

enum sops_junit_status {
	SOPS_JUNIT_PASSED,
	SOPS_JUNIT_NOTED,   /* passed, but something is to be said: a warning below --fail-on */
	SOPS_JUNIT_FAILED,
	SOPS_JUNIT_SKIPPED, /* idle: its column is not there, or there is nothing to check */
};

struct sops_junit_rule {
	const char *id;
	enum sops_junit_status status;
	const char *severity; /* the type of a failure; or NULL */
	const char *message;  /* in one line: why it failed or was skipped; or NULL */
	const char *const *samples; /* lines of findings */
	size_t n_samples;
	int64_t findings;     /* all of them: … and 12 more */
};

struct sops_junit_property {
	const char *name, *value; /* value NULL: left out */
};

struct sops_junit_suite {
	const char *name; /* the table */
	const struct sops_junit_property *properties;
	size_t n_properties;
	const struct sops_junit_rule *rules;
	size_t n_rules;
};

/* Appends the document. */
int sops_junit(struct sops_buffer *out, const struct sops_junit_suite *suites, size_t count,
	struct sops_error *err);

#endif
