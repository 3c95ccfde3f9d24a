/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random deals told in every layout: the rows are those that the deals were made from. */
#include "tap.h"

#include <sops/buffer.h>
#include <sops/history.h>

#include "property.h"

#include <inttypes.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ROUNDS 300
#define DEALS 12
#define STAYS 7

enum layout { LOG, CHANGES, FIELDS, WIDE, LAYOUTS };
enum order { AS_WRITTEN, SHUFFLED, NEWEST_FIRST };

struct made {
	enum layout layout;
	enum order order;
	bool dates;    /* without times of day */
	bool distinct; /* no two rows of a deal have one time */
	bool again;    /* stages may be entered again */
	bool edits;    /* of amounts and other fields between changes of stage */
	bool named;    /* deals have names only, and share them */
	uint64_t random;
};

/* A row to be added. */
struct told {
	enum layout layout;
	struct sops_history_row row;
	struct sops_field from;
	struct sops_history_field field;
};

struct history {
	struct told told[DEALS * (STAYS * 2 + 4)];
	size_t count;
	struct sops_buffer rows; /* what is expected */
};

static const char *const stages[] = { "Lead", "Demo", "报价", "Offer", "Trial", "Won", "Lost" };
static const char *const users[] = { "Ann", "Bo", "", "张伟" };
static const char *const amounts[] = { "5", "1,200.50", "USD 7" };

static size_t any(struct made *m, size_t below)
{
	return property_random(&m->random, below);
}

static struct sops_stamp after(struct made *m, struct sops_stamp before)
{
	sops_time unit = m->dates ? 86400 : 1 + 60 * (sops_time)any(m, 2000);
	sops_time time = before.time + unit * (sops_time)(any(m, 3) + m->distinct);

	return (struct sops_stamp){ (sops_date)(time / 86400), time, SOPS_ORDER_UNKNOWN };
}

static void put_stamp(struct sops_buffer *out, struct sops_stamp stamp)
{
	sops_buffer_printf(out, "|%" PRId32 " %" PRId64, stamp.day, stamp.time);
}

/* Rows as text; what the layout does not tell of is left out. */
static void put_row(struct sops_buffer *out, const struct sops_history_row *row,
	enum layout layout)
{
	sops_buffer_field(out, row->deal);
	sops_buffer_putc(out, '|');
	sops_buffer_field(out, row->stage);
	put_stamp(out, row->entered);
	put_stamp(out, row->left);
	if (layout != WIDE) {
		sops_buffer_putc(out, '|');
		sops_buffer_field(out, row->by);
	}
	if (layout == LOG || layout == CHANGES) {
		sops_buffer_putc(out, '|');
		sops_buffer_field(out, row->amount);
		sops_buffer_printf(out, "|%" PRId32, row->close_date);
	}
	sops_buffer_putc(out, '\n');
}

/* The stays of a deal: its row each, with the amount with which it begins. */
static size_t make_stays(struct made *m, struct sops_field deal, struct sops_history_row *stays)
{
	size_t count = 1 + any(m, STAYS), from = any(m, COUNT(stages));
	struct sops_stamp now = { 20000, 20000 * INT64_C(86400), SOPS_ORDER_UNKNOWN };

	now = after(m, now);
	for (size_t i = 0; i < count; i++) {
		struct sops_history_row *row = &stays[i];

		sops_history_row_init(row);
		row->deal = deal;
		from = m->again ? (from + 1 + any(m, COUNT(stages) - 1)) % COUNT(stages) : i;
		row->stage = sops_field_of(stages[from]);
		row->entered = now;
		row->by = sops_field_of(users[any(m, COUNT(users))]);
		row->amount = sops_field_of(amounts[any(m, COUNT(amounts))]);
		row->close_date = 21000 + (sops_date)any(m, 9);
		now = after(m, m->edits ? after(m, now) : now);
		if (i + 1 < count)
			row->left = now;
	}
	return count;
}

static void tell(struct history *h, const struct made *m, const struct sops_history_row *stays,
	size_t i, size_t count)
{
	struct told *told = &h->told[h->count++];

	assert_true(h->count <= COUNT(h->told));
	*told = (struct told){ .layout = m->layout, .row = stays[i] };
	if (i > 0)
		told->from = told->field.old = stays[i - 1].stage;
	told->field.name = sops_field_of(i > 0 ? "Stage" : "Created.");
	told->field.present = stays[count - 1].stage;
	if (m->layout == FIELDS && i == 0)
		told->row.stage = (struct sops_field){ NULL, 0 };
}

/* Another amount during the stay: a row of the same stage, or of another field. */
static void tell_edit(struct history *h, struct made *m, struct sops_history_row *stay)
{
	struct sops_stamp now = after(m, stay->entered);
	struct told *told = &h->told[h->count];

	if (m->layout == WIDE ||
	    (stay->left.day != SOPS_DATE_BLANK && now.time >= stay->left.time))
		return;
	assert_true(++h->count <= COUNT(h->told));
	*told = (struct told){ .layout = m->layout, .row = *stay, .from = stay->stage };
	told->row.entered = now;
	told->row.by = sops_field_of("Editor");
	told->row.amount = sops_field_of(amounts[any(m, COUNT(amounts))]);
	told->row.close_date = SOPS_DATE_BLANK;
	told->field.name = sops_field_of("Amount");
	stay->amount = told->row.amount;
}

/* as: the name by which it comes out. */
static void make_deal(struct history *h, struct made *m, struct sops_field deal,
	struct sops_field as)
{
	struct sops_history_row stays[STAYS];
	size_t count = make_stays(m, deal, stays);

	for (size_t i = 0; i < count; i++) {
		tell(h, m, stays, i, count);
		if (m->edits && any(m, 2))
			tell_edit(h, m, &stays[i]);
		stays[i].deal = as;
		put_row(&h->rows, &stays[i], m->layout);
	}
}

static void add(struct sops_history *history, struct made *m, const struct told *told)
{
	const struct sops_place place = { .file = "x", .line = 1 };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_history_row row = told->row;
	int status = -1;

	if (m->layout == CHANGES || m->layout == FIELDS || (m->layout == LOG && any(m, 2)))
		row.left = (struct sops_stamp){ SOPS_DATE_BLANK, SOPS_TIME_BLANK,
			SOPS_ORDER_UNKNOWN };
	switch (m->layout) {
	case LOG:
		status = sops_history_add_entry(history, &row, &place, &err);
		break;
	case CHANGES:
		status = sops_history_add_change(history, &row, told->from, &place, &err);
		break;
	case FIELDS:
		status = sops_history_add_field(history, &row, &told->field, &place, &err);
		break;
	default:
		status = sops_history_add_wide(history, &row, &place, &err);
	}
	if (status < 0)
		fail_msg("%s", err.text);
}

static void add_all(struct sops_history *history, struct made *m, const struct history *h)
{
	size_t *order = property_shuffled(&m->random, h->count);

	for (size_t i = 0; i < h->count; i++)
		add(history, m, &h->told[m->order == SHUFFLED ? order[i] :
					 m->order == NEWEST_FIRST ? h->count - 1 - i : i]);
	free(order);
}

static void check(struct made *m, const struct history *h)
{
	const struct sops_history_options options = { .as_of = SOPS_DATE_BLANK,
		.by_name = m->named };
	const struct sops_history_counts *c;
	struct sops_buffer got = SOPS_BUFFER_INIT;
	struct sops_history *history = NULL;
	struct sops_history_row row;

	assert_int_equal(sops_history_new(&history, &options, NULL), 0);
	add_all(history, m, h);
	assert_int_equal(sops_history_finish(history, NULL), 0);
	while (sops_history_next(history, &row))
		put_row(&got, &row, m->layout);
	assert_string_equal(got.at, h->rows.at);
	c = sops_history_counts(history);
	assert_int_equal(c->read, h->count);
	assert_int_equal(c->read,
		c->written + c->merged + c->edits + c->others + c->blank + c->unknown);
	assert_int_equal(c->deals, DEALS);
	assert_int_equal(c->stageless, 0);
	for (size_t i = 0; i < SOPS_HISTORY_ODDITIES; i++)
		if (i != SOPS_HISTORY_SAME_TIME && i != SOPS_HISTORY_NAMESAKE)
			assert_int_equal(c->odd[i].count, 0);
	if (m->distinct || m->layout == CHANGES)
		assert_int_equal(c->odd[SOPS_HISTORY_SAME_TIME].count, 0);
	assert_int_equal(c->odd[SOPS_HISTORY_NAMESAKE].count, m->named ? DEALS - 3 : 0);
	sops_buffer_release(&got);
	sops_history_free(history);
}

static void rounds(struct made m)
{
	static struct history h;
	char ids[DEALS][8], names[DEALS][16];

	m.random = 7 + 31 * (uint64_t)m.layout + (uint64_t)m.order;
	for (int round = 0; round < ROUNDS; round++) {
		h.count = 0;
		sops_buffer_clear(&h.rows);
		m.dates = round % 2;
		for (int i = 0; i < DEALS; i++) {
			snprintf(ids[i], sizeof(ids[i]), "%c%d", 'a' + i / 4, m.named ? 0 : i % 4);
			snprintf(names[i], sizeof(names[i]), m.named && i % 4 ? "%s[%d]" : "%s",
				ids[i], i % 4 + 1);
			make_deal(&h, &m, sops_field_of(ids[i]), sops_field_of(names[i]));
		}
		check(&m, &h);
	}
	sops_buffer_release(&h.rows);
}

static void as_written(void **state)
{
	(void)state;
	for (int layout = 0; layout < LAYOUTS; layout++)
		for (int kind = 0; kind < 4; kind++)
			rounds((struct made){ .layout = (enum layout)layout,
				.again = layout != WIDE, .edits = kind & 1,
				.distinct = kind & 2 });
}

static void shuffled(void **state)
{
	(void)state;
	for (int layout = 0; layout < LAYOUTS; layout++)
		for (int edits = 0; edits < 2; edits++)
			rounds((struct made){ .layout = (enum layout)layout, .order = SHUFFLED,
				.again = layout != WIDE, .edits = edits, .distinct = true });
}

/* From and To put rows of one time right, too; but not of a deal that went to and fro. */
static void newest_first(void **state)
{
	(void)state;
	for (int again = 0; again < 2; again++) {
		rounds((struct made){ .layout = CHANGES, .order = NEWEST_FIRST, .again = again,
			.distinct = again });
		rounds((struct made){ .layout = FIELDS, .order = NEWEST_FIRST, .again = again,
			.distinct = again });
	}
}

static void named(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++)
		rounds((struct made){ .layout = kind & 1 ? CHANGES : FIELDS, .named = true,
			.order = kind & 2 ? NEWEST_FIRST : AS_WRITTEN, .again = true,
			.distinct = true });
}

static struct sops_field some(struct made *m, const char *const *texts, size_t count)
{
	size_t i = any(m, count + 1);

	return i < count ? sops_field_of(texts[i]) : (struct sops_field){ NULL, 0 };
}

static struct sops_stamp some_time(struct made *m)
{
	sops_date day = any(m, 6) ? 20000 + (sops_date)any(m, 9) : SOPS_DATE_BLANK;

	return (struct sops_stamp){ day,
		day == SOPS_DATE_BLANK ? SOPS_TIME_BLANK : day * INT64_C(86400),
		SOPS_ORDER_UNKNOWN };
}

/* A row of any layout in which nothing need fit; whether it was taken. */
static bool add_any(struct sops_history *history, struct made *m)
{
	static const char *const deals[] = { "1", "2", "2[2]", "3" };
	static const char *const fields[] = { "Stage", "Created.", "Owner" };
	const struct sops_place place = { .file = "x", .line = 1 };
	struct sops_history_field field = { some(m, fields, 3), some(m, stages, 3),
		some(m, stages, 3) };
	struct sops_history_row row = { some(m, deals, 4), some(m, stages, 3), some(m, users, 1),
		some_time(m), some_time(m), some(m, users, 2), some(m, amounts, 2),
		SOPS_DATE_BLANK };
	struct sops_error err = { .status = SOPS_OK };

	switch (any(m, LAYOUTS)) {
	case LOG:
		return sops_history_add_entry(history, &row, &place, &err) == 0;
	case CHANGES:
		return sops_history_add_change(history, &row, field.old, &place, &err) == 0;
	case FIELDS:
		return sops_history_add_field(history, &row, &field, &place, &err) == 0;
	default:
		return sops_history_add_wide(history, &row, &place, &err) == 0;
	}
}

static void check_next(const struct sops_history_row *before, const struct sops_history_row *row)
{
	int order = sops_field_compare(before->deal, row->deal);

	assert_true(order <= 0);
	if (order < 0)
		return;
	assert_true(before->entered.time <= row->entered.time);
	assert_int_equal(before->left.time, row->entered.time);
	assert_int_equal(before->left.day, row->entered.day);
	assert_false(sops_field_equal(before->stage, row->stage) &&
		sops_field_equal(before->pipeline, row->pipeline));
}

/* Whatever is added: what comes out is a history, and every row is accounted for. */
static void check_any(struct made *m)
{
	const struct sops_history_options options = { .as_of = 20005, .by_name = any(m, 2) };
	const struct sops_history_counts *c;
	struct sops_history *history = NULL;
	struct sops_history_row row, before;
	uint64_t read = 0, written = 0, deals = 0;

	sops_history_row_init(&before);
	assert_int_equal(sops_history_new(&history, &options, NULL), 0);
	for (size_t n = any(m, 40); n > 0; n--)
		read += add_any(history, m);
	assert_int_equal(sops_history_finish(history, NULL), 0);
	for (; sops_history_next(history, &row); written++) {
		if (written > 0)
			check_next(&before, &row);
		deals += written == 0 || !sops_field_equal(before.deal, row.deal);
		assert_true(row.deal.len && row.stage.len && row.entered.day != SOPS_DATE_BLANK);
		assert_true(row.left.day == SOPS_DATE_BLANK || row.left.day >= row.entered.day);
		before = row;
	}
	c = sops_history_counts(history);
	assert_int_equal(c->written, written);
	assert_int_equal(c->deals - c->stageless, deals);
	assert_int_equal(c->read, read);
	assert_int_equal(c->read,
		c->written + c->merged + c->edits + c->others + c->blank + c->unknown);
	sops_history_free(history);
}

static void anything(void **state)
{
	struct made m = { .random = 5 };

	(void)state;
	for (int round = 0; round < 20000; round++)
		check_any(&m);
}

/* Headers put together from the pieces of headers: what is found lies inside. */
static void any_header(void **state)
{
	static const char *const pieces[] = { "Date entered ", "Date exited", "hs_date_entered_",
		"进入", "离开", "的时间", "日期", "阶段", "\"", "“", "”", "'", "(", ")", "（", "）",
		" ", "Demo", "\xE2", "\x80", "\xEF" };
	struct made m = { .random = 6 };
	struct sops_buffer header = SOPS_BUFFER_INIT;
	size_t found = 0;

	(void)state;
	for (int round = 0; round < 50000; round++) {
		struct sops_field stage, pipeline, view;
		bool exited;

		sops_buffer_release(&header);
		for (size_t n = any(&m, 9); n > 0; n--)
			sops_buffer_puts(&header, pieces[any(&m, COUNT(pieces))]);
		view = (struct sops_field){ realloc(header.at, header.len + 1), header.len };
		header.at = (char *)view.at;
		if (!sops_history_wide(view, &stage, &pipeline, &exited))
			continue;
		found++;
		assert_true(stage.len > 0 && stage.at >= view.at);
		assert_true(stage.at + stage.len <= view.at + view.len);
		assert_true(pipeline.len == 0 || (pipeline.at >= stage.at + stage.len &&
			pipeline.at + pipeline.len < view.at + view.len));
	}
	assert_true(found > 1000);
	sops_buffer_release(&header);
}

TAP_MAIN("history_layouts",
	cmocka_unit_test(as_written),
	cmocka_unit_test(shuffled),
	cmocka_unit_test(newest_first),
	cmocka_unit_test(named),
	cmocka_unit_test(anything),
	cmocka_unit_test(any_header))
