/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/history_events.h>

#include "given.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* One deal, Prospecting on the 2nd, Demo on the 5th, won on the 10th, in the four layouts. */
static const char log_text[] =
	"deal_id,stage,entered\n"
	"D1,Demo,2026-01-05\n"
	"D1,Prospecting,2026-01-02\n"
	"D1,Closed Won,2026-01-10\n";

static const char changes_text[] =
	"Opportunity ID,From Stage,To Stage,Stage Duration,Last Modified,Amount,Close Date,Stage\n"
	"D1,,Prospecting,3,2026-01-02,1000,2026-03-01,Closed Won\n"
	"D1,Prospecting,Demo,5,2026-01-05,1000,2026-03-01,Closed Won\n"
	"D1,Demo,Demo,1,2026-01-07,1200,2026-03-01,Closed Won\n"
	"D1,Demo,Closed Won,,2026-01-10,1200,2026-01-10,Closed Won\n";

static const char fields_text[] =
	"Opportunity ID,Stage,Field / Event,Old Value,New Value,Edit Date\n"
	"D1,Closed Won,Created.,,,2026-01-02\n"
	"D1,Closed Won,Stage,Prospecting,Demo,2026-01-05\n"
	"D1,Closed Won,Amount,1000,1200,2026-01-07\n"
	"D1,Closed Won,Stage,Demo,Closed Won,2026-01-10\n";

static const char wide_text[] =
	"Record ID,\"Date entered \"\"Prospecting (Sales)\"\"\","
	"\"Date entered \"\"Demo (Sales)\"\"\","
	"\"Date entered \"\"Closed Won (Sales)\"\"\"\n"
	"D1,2026-01-02 00:00,2026-01-05 00:00,2026-01-10 00:00\n";

static const char stays[] =
	"D1 Prospecting 2026-01-02 2026-01-05\n"
	"D1 Demo 2026-01-05 2026-01-10\n"
	"D1 Closed Won 2026-01-10 \n";

static int read_events(struct sops_buffer *out, const char **layout, const char *text,
	struct sops_error *err)
{
	const struct sops_input_options options = { .uses = UINT64_MAX, .whole = true };
	const struct sops_history_options history = { .as_of = SOPS_DATE_BLANK };
	const struct sops_history_event *event;
	struct sops_history_events *events = NULL;
	struct sops_input *input = NULL;
	const void *row;
	char entered[SOPS_DATE_TEXT], left[SOPS_DATE_TEXT];
	int fd = given_fd(text), status = sops_input_open(&input, &sops_history_event_rows, fd,
		"history.csv", &options, err);

	if (status == 0)
		status = sops_history_events_new(&events, input, &history, err);
	if (status == 0)
		*layout = sops_history_events_layout(events);
	while (status == 0 && (status = sops_input_next(input, &row, err)) > 0)
		status = sops_history_events_add(events, row, err);
	if (status == 0)
		status = sops_history_events_finish(events, err);
	while (status == 0 && (event = sops_history_events_next(events))) {
		const struct sops_stage_entry *entry = &event->entry;

		entered[sops_date_format(entered, entry->entered.day)] = '\0';
		left[sops_date_format(left, entry->left.day)] = '\0';
		sops_buffer_printf(out, "%.*s %.*s %s %s\n", (int)entry->deal_id.len,
			entry->deal_id.at, (int)entry->stage.len, entry->stage.at, entered, left);
	}
	sops_history_events_free(events);
	sops_input_free(input);
	close(fd);
	return status;
}

static void expect(const char *text, const char *layout, const char *rows)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	const char *found = NULL;

	if (read_events(&out, &found, text, &err) < 0)
		fail_msg("%s", err.text);
	assert_string_equal(found, layout);
	assert_string_equal(out.at, rows);
	sops_buffer_release(&out);
}

static void four_layouts(void **state)
{
	(void)state;
	expect(log_text, "a log", stays);
	expect(changes_text, "changes", stays);
	expect(fields_text, "fields", stays);
	expect(wide_text, "a column a stage", stays);
}

static void by_name(void **state)
{
	(void)state;
	expect("Opportunity Name,From Stage,To Stage,Last Modified\n"
	       "Acme,,New,2026-01-02\nAcme,New,Won,2026-01-03\nAcme,,New,2026-01-09\n", "changes",
		"Acme New 2026-01-02 2026-01-03\nAcme Won 2026-01-03 \nAcme[2] New 2026-01-09 \n");
}

/* HubSpot has two properties of each stage, and "all properties" are both. */
static void columns_of_one_stage(void **state)
{
	(void)state;
	expect("Record ID,Date entered 'New',\"Date entered \"\"New\"\"\",Date entered 'Won',"
	       "hs_date_entered_Won\n"
	       "D1,2026-01-02,2026-01-02,-,N/A\nD2,,2026-01-03,2026-01-04,\n", "a column a stage",
		"D1 New 2026-01-02 \nD2 New 2026-01-03 2026-01-04\nD2 Won 2026-01-04 \n");
}

static void refused(const char *text, const char *message)
{
	struct sops_error err = { .status = SOPS_OK };
	struct sops_buffer out = SOPS_BUFFER_INIT;
	const char *layout;

	assert_int_equal(read_events(&out, &layout, text, &err), SOPS_EINPUT);
	assert_string_equal(err.text, message);
	sops_buffer_release(&out);
}

static void refusals(void **state)
{
	(void)state;
	refused("deal_id,amount\nD1,5\n", "these columns are no stage history");
	refused("From Stage,To Stage,Last Modified\nA,B,2026-01-02\n",
		"no column for deal_id or name");
	refused("deal_id,stage,entered\nD1,,2026-01-02\n",
		"a stage history needs a deal, a stage and the time it was entered");
	refused("Record ID,\"Date entered \"\"New\"\"\"\nD1,03/04/2026\n",
		"\"03/04/2026\" is 3 April or 4 March, and nothing in the column settles which");
	refused("Record ID,Date entered 'New',\"Date entered \"\"New\"\"\"\n"
		"D1,2026-01-02,2026-01-03\n",
		"two columns say differently when \"New\" was entered");
	refused("Record ID,Date entered 'New',Date exited 'New',hs_date_exited_New\n"
		"D1,2026-01-02,2026-01-03,2026-01-04\n",
		"two columns say differently when \"New\" was left");
}

TAP_MAIN("history_events",
	cmocka_unit_test(four_layouts),
	cmocka_unit_test(by_name),
	cmocka_unit_test(columns_of_one_stage),
	cmocka_unit_test(refusals))
