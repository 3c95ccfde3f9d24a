/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reconcile_tell.c: what differs between two files, in words. */
#include "reconcile_private.h"

#include <inttypes.h>
#include <stdlib.h>

/* A key that is to be told of. */
struct found {
	struct sops__reconcile_key here, there; /* rows 0: it is not there */
	bool keyless;
};

struct telling {
	const struct sops_reconcile *reconcile;
	struct sops_buffer found; /* struct found */
	struct sops_buffer key, message, value;
	sops_tell tell;
	void *to;
};

static int keep(struct telling *telling, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, bool keyless, struct sops_error *err)
{
	struct found found = { .keyless = keyless };

	if (here)
		found.here = *here;
	if (there)
		found.there = *there;
	sops_buffer_add(&telling->found, &found, sizeof(found));
	return sops_buffer_check(&telling->found, err);
}

/* Rows without a key are told of by either file itself. */
static int look(void *with, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, bool keyless, struct sops_error *err)
{
	struct telling *telling = with;
	bool differs = true;
	int status = 0;

	if (keyless) {
		if (here)
			status = keep(telling, here, NULL, true, err);
		return status == 0 && there ? keep(telling, NULL, there, true, err) : status;
	}
	if (here && there)
		status = sops__reconcile_differs(&differs, telling->reconcile, here, there, err);
	return status == 0 && differs ? keep(telling, here, there, false, err) : status;
}

/* Ours first. No two of one file have one place. */
static int by_place(const void *a, const void *b)
{
	const struct found *left = a, *right = b;
	int order = (left->here.rows == 0) - (right->here.rows == 0);
	int64_t x = left->here.rows ? left->here.first : left->there.first;
	int64_t y = right->here.rows ? right->here.first : right->there.first;

	return order ? order : (x > y) - (x < y);
}

static void put_money(struct sops_buffer *out, struct sops_money amount,
	struct sops_currency currency)
{
	char text[SOPS_MONEY_TEXT];

	sops_money_format(text, amount);
	sops_buffer_puts(out, text);
	if (currency.code[0])
		sops_buffer_printf(out, " %s", currency.code);
}

/* What a key comes to in one file. */
static void put_side(struct sops_buffer *out, const struct telling *telling,
	const struct sops__reconcile_key *key, bool here, bool currency)
{
	static const struct sops_currency unsaid = { "" };

	if (!telling->reconcile->options.sum)
		sops_buffer_printf(out, "%" PRId64 " row%s", key->rows, key->rows == 1 ? "" : "s");
	else if (key->sum.n == 0)
		sops_buffer_puts(out, "no amount");
	else
		put_money(out, key->sum.total, currency ? key->sum.currency : unsaid);
	sops_buffer_printf(out, here ? " here" : " in %s", telling->reconcile->name.at);
	if (telling->reconcile->options.sum && key->rows > 1)
		sops_buffer_printf(out, " (%" PRId64 " rows)", key->rows);
}

static int put_difference(struct sops_buffer *out, const struct sops__reconcile_key *here,
	const struct sops__reconcile_key *there, struct sops_error *err)
{
	struct sops_money apart;
	bool more = sops_money_compare(here->sum.total, there->sum.total) > 0;
	int status = more ? sops_money_sub(&apart, here->sum.total, there->sum.total, err)
			  : sops_money_sub(&apart, there->sum.total, here->sum.total, err);

	if (status < 0)
		return status;
	sops_buffer_puts(out, ": ");
	put_money(out, apart, (struct sops_currency){ "" });
	sops_buffer_puts(out, more ? " more" : " less");
	return 0;
}

/* Two currencies in one file, in bytewise order. */
static bool put_mixed(struct sops_buffer *out, const struct telling *telling,
	const struct sops__reconcile_key *key, bool here)
{
	const char *a = key->sum.currency.code, *b = key->other.code;

	if (!*b)
		return false;
	sops_buffer_printf(out, "%s and %s ", strcmp(a, b) < 0 ? a : b, strcmp(a, b) < 0 ? b : a);
	sops_buffer_printf(out, here ? "here" : "in %s", telling->reconcile->name.at);
	sops_buffer_puts(out, " are not added");
	return true;
}

static int put_both(struct sops_buffer *out, const struct telling *telling,
	const struct sops__reconcile_key *here, const struct sops__reconcile_key *there,
	struct sops_error *err)
{
	bool comparable = sops__reconcile_comparable(here, there);

	if (put_mixed(out, telling, here, true) || put_mixed(out, telling, there, false))
		return 0;
	put_side(out, telling, here, true, !comparable);
	sops_buffer_puts(out, ", ");
	put_side(out, telling, there, false, !comparable);
	if (!comparable || here->sum.n == 0 || there->sum.n == 0)
		return 0;
	return put_difference(out, here, there, err);
}

static void put_keyless(struct sops_buffer *out, const struct telling *telling,
	const struct sops__reconcile_key *key, bool here)
{
	const struct sops__pair *on = &telling->reconcile->on[0];
	struct sops_field name = here ? on->ours : on->theirs;
	char quoted[SOPS_QUOTED];

	sops_buffer_printf(out, "%" PRId64 " row%s without ", key->rows, key->rows == 1 ? "" : "s");
	sops_buffer_puts(out, sops_quote(quoted, name));
	sops_buffer_printf(out, here ? " here" : " in %s", telling->reconcile->name.at);
	sops_buffer_puts(out, key->rows == 1 ? " is" : " are");
	sops_buffer_puts(out, " compared with none");
}

static void put_alone(struct sops_buffer *out, const struct telling *telling,
	const struct sops__reconcile_key *key, bool here)
{
	char quoted[SOPS_QUOTED];

	sops_buffer_puts(out, sops_quote(quoted, sops_buffer_view(&telling->key)));
	sops_buffer_printf(out, here ? " is not in %s" : " is not here",
		telling->reconcile->name.at);
	if (key->sum.n == 0)
		return;
	sops_buffer_puts(out, " (");
	put_money(out, key->sum.total, key->sum.currency);
	sops_buffer_puts(out, key->other.code[0] ? " and others)" : ")");
}

static int put_message(struct sops_buffer *out, const struct telling *telling,
	const struct found *found, struct sops_error *err)
{
	bool here = found->here.rows > 0;

	if (found->keyless)
		put_keyless(out, telling, here ? &found->here : &found->there, here);
	else if (here && found->there.rows > 0)
		return put_both(out, telling, &found->here, &found->there, err);
	else
		put_alone(out, telling, here ? &found->here : &found->there, here);
	return 0;
}

/* As people write it: cells joined with " / ". */
static void put_key(struct sops_buffer *out, struct sops_field key)
{
	for (size_t i = 0; i < key.len; i++)
		if (key.at[i])
			sops_buffer_putc(out, key.at[i]);
		else
			sops_buffer_puts(out, " / ");
}

/* The column that it is about, as the file calls it. */
static struct sops_field column_of(const struct sops_reconcile *reconcile, bool here,
	bool amount)
{
	const struct sops__pair *pair = amount ? &reconcile->sum : &reconcile->on[0];

	return here ? pair->ours : pair->theirs;
}

static int tell_key(struct telling *telling, const struct found *found, struct sops_error *err)
{
	bool here = found->here.rows > 0, both = here && found->there.rows > 0;
	const struct sops__reconcile_key *key = here ? &found->here : &found->there;
	struct sops_finding finding = { .check = SOPS_CHECK_ROWS_RECONCILE,
		.column = column_of(telling->reconcile, here,
			both && telling->reconcile->options.sum) };
	int status;

	if (here)
		finding.place.byte = (uint64_t)key->first;
	else
		finding.place = (struct sops_place){ .file = telling->reconcile->name.at,
			.line = (uint64_t)key->first };
	sops_buffer_clear(&telling->key);
	sops_buffer_clear(&telling->message);
	sops_buffer_clear(&telling->value);
	if (!found->keyless)
		put_key(&telling->key, key->key);
	if (key->sum.n > 0 && !key->other.code[0])
		put_money(&telling->value, key->sum.total, key->sum.currency);
	status = put_message(&telling->message, telling, found, err);
	if (status < 0 || sops_buffer_check(&telling->message, err) < 0 ||
	    sops_buffer_check(&telling->key, err) < 0 ||
	    sops_buffer_check(&telling->value, err) < 0)
		return status < 0 ? status : SOPS_ESYSTEM;
	finding.key = sops_buffer_view(&telling->key);
	finding.value = sops_buffer_view(&telling->value);
	finding.message = telling->message.at;
	return telling->tell(telling->to, &finding, err);
}

static int tell_keys(struct telling *telling, struct sops_error *err)
{
	struct found *found = (void *)telling->found.at;
	size_t count = telling->found.len / sizeof(*found);
	int status = 0;

	if (count > 0)
		qsort(found, count, sizeof(*found), by_place);
	for (size_t i = 0; status == 0 && i < count; i++)
		status = tell_key(telling, &found[i], err);
	return status;
}

static int tell_total(struct telling *telling, const struct sops_reconcile_rows *ours,
	struct sops_error *err)
{
	const struct sops_reconcile *reconcile = telling->reconcile;
	struct sops_finding finding = { .check = SOPS_CHECK_TOTAL_RECONCILES,
		.column = column_of(reconcile, true, true) };
	struct sops__reconcile_key here, there;
	char quoted[SOPS_QUOTED];
	bool differs = false;
	int status = sops__reconcile_total(&here, ours, err);

	if (status == 0)
		status = sops__reconcile_total(&there, &reconcile->theirs, err);
	if (status == 0)
		status = sops__reconcile_differs(&differs, reconcile, &here, &there, err);
	if (status < 0 || !differs)
		return status;
	sops_buffer_clear(&telling->message);
	sops_buffer_printf(&telling->message, "%s: ", sops_quote(quoted, reconcile->sum.ours));
	status = put_both(&telling->message, telling, &here, &there, err);
	if (status == 0)
		status = sops_buffer_check(&telling->message, err);
	finding.message = telling->message.at;
	return status < 0 ? status : telling->tell(telling->to, &finding, err);
}

int sops_reconcile_tell(const struct sops_reconcile *reconcile,
	const struct sops_reconcile_rows *ours, sops_tell tell, void *to, struct sops_error *err)
{
	struct telling telling = { .reconcile = reconcile, .tell = tell, .to = to };
	int status = sops__reconcile_walk(reconcile, ours, look, &telling, err);

	if (status == 0)
		status = tell_keys(&telling, err);
	if (status == 0 && reconcile->options.sum)
		status = tell_total(&telling, ours, err);
	sops_buffer_release(&telling.found);
	sops_buffer_release(&telling.key);
	sops_buffer_release(&telling.message);
	sops_buffer_release(&telling.value);
	return status;
}
