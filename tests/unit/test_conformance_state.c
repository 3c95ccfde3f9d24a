/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_conformance_state.c: whatever holds of any deals, and of parts of them. */
#include "tap.h"

#include "audited.h"
#include "given.h"
#include "property.h"

#include <stdlib.h>
#include <unistd.h>

#define DEALS 150

static const char stages[] =
	"stage,order,kind,max_days,optional,required_fields,required_activity,aliases,pipeline,"
	"next\n"
	"In,1,,9,,amount,call,,,\nDemo,2,,5,,,meeting,演示,New,\nLegal,3,,,yes,lost_reason,,,New,\n"
	"Offer,4,,20,,,,,,\nTalk,2,,,,,,,Renewal,In;Offer\nWon,,won,,,,,,,\nLost,,lost,,,,,,,In\n";

static const char *const names[] = { "In", "demo", "演示", "Legal", "Offer", "Talk", "Won", "Lost",
	"Nirvana" };
static const char *const owners[] = { "李娜", "Ann", "", "Bo \"B\"" };
static const char *const pipelines[] = { "New", "Renewal", "" };

/* Texts of random tables; to be freed. */
struct tables {
	char *deals, *history, *activities;
	size_t rows; /* of the history */
};

static void free_tables(struct tables *tables)
{
	free(tables->deals);
	free(tables->history);
	free(tables->activities);
}

static const char *any(const char *const *of, size_t count, uint64_t *random)
{
	return of[property_random(random, count)];
}

#define ANY(of) any(of, sizeof(of) / sizeof((of)[0]), &random)

static char *random_deals(uint64_t random)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "deal_id,owner,stage,amount,pipeline,created,closed,modified,"
		"lost_reason,status\n");
	for (size_t i = 0; i < DEALS; i++) {
		const char *owner = ANY(owners);

		/* Some ids stand twice, some are blank. */
		sops_buffer_printf(&out, "%s%zu,%s,%s,%s,%s,2026-01-%02zu,",
			property_random(&random, 9) ? "D" : "",
			property_random(&random, 9) ? i : 7,
			strcmp(owner, "Bo \"B\"") ? owner : "\"Bo \"\"B\"\"\"", ANY(names),
			property_random(&random, 3) ? "1" : "", ANY(pipelines),
			1 + property_random(&random, 28));
		if (property_random(&random, 2))
			sops_buffer_printf(&out, "2026-03-%02zu,2026-03-%02zu,x,won\n",
				1 + property_random(&random, 31), 1 + property_random(&random, 31));
		else
			sops_buffer_puts(&out, ",,,\n");
	}
	return out.at;
}

/* No two rows are of one time. */
static char *random_history(uint64_t random, size_t *rows)
{
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "deal_id,stage,entered,left,amount\n");
	for (*rows = 0; *rows < 5 * DEALS; ++*rows) {
		sops_buffer_printf(&out, "D%zu,%s,2026-0%zu-%02zu %02zu:%02zu,",
			property_random(&random, DEALS + 5), ANY(names),
			1 + property_random(&random, 4), 1 + property_random(&random, 30),
			*rows / 60, *rows % 60);
		if (property_random(&random, 4) == 0)
			sops_buffer_printf(&out, "2026-0%zu-15", 1 + property_random(&random, 4));
		sops_buffer_printf(&out, ",%zu\n", 100 * property_random(&random, 4));
	}
	return out.at;
}

/* 30 February is no day. */
static void mend(char *text)
{
	for (char *at = text; (at = strstr(at, "2026-02-")); at++)
		if (at[8] == '3' || (at[8] == '2' && at[9] == '9'))
			at[8] = '1';
}

static char *random_activities(uint64_t random)
{
	static const char *const types[] = { "call", "Meeting", "mail" };
	struct sops_buffer out = SOPS_BUFFER_INIT;

	sops_buffer_puts(&out, "deal_id,type,start\n");
	for (size_t i = 0; i < DEALS; i++)
		sops_buffer_printf(&out, "D%zu,%s,2026-0%zu-%02zu\n",
			property_random(&random, DEALS), ANY(types),
			1 + property_random(&random, 5), 1 + property_random(&random, 28));
	return out.at;
}

static struct tables random_tables(uint64_t seed)
{
	struct tables tables = { .deals = random_deals(seed),
		.activities = random_activities(seed) };

	tables.history = random_history(seed, &tables.rows);
	mend(tables.history);
	return tables;
}

static struct audited audited_of(const struct tables *tables)
{
	return (struct audited){ .stages = stages, .deals = tables->deals,
		.history = tables->history, .activities = tables->activities, .jump = "0.5",
		.as_of = "2026-04-20", .edit_days = 2 };
}

static void same(char *got, char *expected)
{
	assert_string_equal(got, expected);
	free(got);
	free(expected);
}

static char *findings(const struct audited *audited)
{
	return audited_findings(audited, true);
}

/* However the deals were dealt out, saved, loaded and merged, all is the same. */
static void splits(void **state)
{
	char *(*const answers[])(const struct audited *audited) = { findings, audited_variants,
		audited_owners, audited_state };

	(void)state;
	for (unsigned seed = 1; seed < 20; seed++) {
		struct tables tables = random_tables(seed);
		struct audited whole = audited_of(&tables), dealt = whole;

		dealt.seed = seed;
		for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
			same(answers[i](&dealt), answers[i](&whole));
		free_tables(&tables);
	}
}

/* The rows of a table in another order. */
static char *shuffled(const char *text, size_t rows, uint64_t seed)
{
	const char **lines = calloc(rows, sizeof(*lines)), *at = strchr(text, '\n') + 1;
	struct sops_buffer out = SOPS_BUFFER_INIT;
	uint64_t random = seed;
	size_t *order = property_shuffled(&random, rows);

	sops_buffer_add(&out, text, (size_t)(at - text));
	for (size_t i = 0; i < rows; i++, at = strchr(at, '\n') + 1)
		lines[i] = at;
	for (size_t i = 0; i < rows; i++)
		sops_buffer_add(&out, lines[order[i]],
			(size_t)(strchr(lines[order[i]], '\n') + 1 - lines[order[i]]));
	free(lines);
	free(order);
	return out.at;
}

/* Without the lines of the history. */
static char *placeless(char *text)
{
	char *to = text;

	for (const char *at = text; *at;) {
		if (strncmp(at, "history.csv:", 12) == 0)
			for (at += 12; *at >= '0' && *at <= '9'; at++)
				continue;
		else
			*to++ = *at++;
	}
	*to = '\0';
	return text;
}

/* A history in any order of its rows tells the same. */
static void histories(void **state)
{
	(void)state;
	for (unsigned seed = 1; seed < 10; seed++) {
		struct tables tables = random_tables(seed);
		struct audited given = audited_of(&tables), other = given;
		char *history;

		history = shuffled(tables.history, tables.rows, seed);
		other.history = history;
		given.some = other.some = true; /* missing deals come by line */
		same(placeless(findings(&other)), placeless(findings(&given)));
		same(audited_variants(&other), audited_variants(&given));
		free(history);
		free_tables(&tables);
	}
}

/* The lines that begin so, and are findings. */
static int64_t told(const char *text, struct sops_field name)
{
	int64_t n = 0;

	for (const char *at = text; *at; at = strchr(at, '\n') + 1)
		n += strncmp(at, name.at, name.len) == 0 && at[name.len] == ' ' &&
			(at[name.len + 1] == '@' || at[name.len + 1] == 'h');
	return n;
}

/* As many are told as have failed, and no more fail than were checked. */
static void counts(void **state)
{
	struct tables tables = random_tables(99);
	struct audited audited = audited_of(&tables);
	char *text = findings(&audited);
	size_t checks = 0;

	(void)state;
	for (char *at = text; *at; at = strchr(at, '\n') + 1) {
		const struct sops_field name = { at, strcspn(at, " ") };
		char *number = at + name.len + 1;
		int64_t failed;

		if (*number < '0' || *number > '9')
			continue;
		failed = strtoll(number, &number, 10);
		assert_int_equal(failed, told(text, name));
		assert_true(failed > 0 && failed <= strtoll(number + 1, NULL, 10));
		checks++;
	}
	assert_int_equal(checks, 12);
	free(text);
	free_tables(&tables);
}

/* What no save has written is refused, and nothing is lost. */
static void hostile(void **state)
{
	static const char *const texts[] = { "", "[", "{}", "[]]", "[[]]", "[1]", "[,]", "null",
		"[[1,0,0,0,0,0,0,0,\"\",\"\",\"\",\"\"]]",
		"[[1,0,0,0,0,0,0,0,\"\",\"\",\"\",\"\",\"\",\"\"]]",
		"[[-1,0,0,0,0,0,0,0,\"\",\"\",\"\",\"\",\"\"]]",
		"[[1,0,65536,0,0,0,0,0,\"\",\"\",\"\",\"\",\"\"]]",
		"[[1,0,0,4,0,0,0,0,\"\",\"\",\"\",\"\",\"\"]]",
		"[[1,0,0,-1,0,0,0,0,\"\",\"\",\"\",\"\",\"\"]]",
		"[[1,0,0,0,0,0,0,0,\"\",\"\",\"\",\"\",\"\"] [1]]",
		"[[1,0,0,0,0,0,0,0,\"\",\"\",\"\",\"\",\"\"],]" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sops_error err = { .status = SOPS_OK };
		struct sops_conformance *loaded = NULL;

		assert_int_equal(sops_conformance_new(&loaded, NULL), 0);
		if (sops_conformance_load(loaded, sops_field_of(texts[i]), &err) != SOPS_EINPUT)
			fail_msg("%s", texts[i]);
		assert_string_equal(err.text, "not a saved state: deals");
		sops_conformance_free(loaded);
	}
}

static void round_trip(void **state)
{
	static const char *const texts[] = { "[]",
		"[[9,-1,4095,3,-2147483648,1,2,3,\"D\\u00001\",\"\\u674E\",\"\",\"\",\"x\"]]" };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct sops_buffer out = SOPS_BUFFER_INIT;
		struct sops_conformance *loaded = NULL;

		assert_int_equal(sops_conformance_new(&loaded, NULL), 0);
		assert_int_equal(sops_conformance_load(loaded, sops_field_of(texts[i]), NULL), 0);
		assert_int_equal(sops_conformance_deals(loaded), i);
		assert_int_equal(sops_conformance_save(loaded, &out, NULL), 0);
		assert_string_equal(out.at, texts[i]);
		sops_buffer_release(&out);
		sops_conformance_free(loaded);
	}
}

/* Whoever is told may end it, and nobody has to be told. */
static int stop(void *to, const struct sops_finding *finding, struct sops_error *err)
{
	int *left = to;

	(void)finding;
	return --*left ? 0 : sops_error_set(err, SOPS_EUSAGE, "enough");
}

static void ended(void **state)
{
	const char text[] = "[[1,1,0,0,0,0,0,0,\"\",\"\",\"X\",\"\",\"\"],"
		"[2,1,0,0,0,0,0,0,\"\",\"\",\"X\",\"\",\"\"]]";
	struct sops_conformance_options options = { .as_of = SOPS_DATE_BLANK,
		.jump = SOPS_MONEY_BLANK };
	struct sops_conformance *conformance = NULL;
	struct sops_error err = { .status = SOPS_OK };
	struct sops_process *process = NULL;
	int fd = given_fd("stage,order\nA,1\n"), left = 2;

	(void)state;
	assert_int_equal(sops_process_read(&process, fd, "stages.csv", NULL, NULL), 0);
	options.process = process;
	for (int quietly = 0; quietly < 2; quietly++) {
		assert_int_equal(sops_conformance_new(&conformance, NULL), 0);
		assert_int_equal(sops_conformance_load(conformance, sops_field_of(text), NULL), 0);
		assert_int_equal(sops_conformance_run(conformance, &options, quietly ? NULL : stop,
			&left, &err), quietly ? 0 : SOPS_EUSAGE);
		assert_int_equal(left, 0);
		assert_int_equal(sops_conformance_count(conformance, SOPS_CHECK_STAGE_UNKNOWN)
			.failed, 2);
		sops_conformance_free(conformance);
	}
	assert_string_equal(err.text, "enough");
	sops_process_free(process);
	close(fd);
}

TAP_MAIN("conformance_state",
	cmocka_unit_test(splits),
	cmocka_unit_test(histories),
	cmocka_unit_test(counts),
	cmocka_unit_test(hostile),
	cmocka_unit_test(round_trip),
	cmocka_unit_test(ended))
