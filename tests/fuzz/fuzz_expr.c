/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions over one record with a column of every type: an answer, or an error that says why. */
#include <sops/deals.h>
#include <sops/expr.h>

#include <stdlib.h>

#define CELLS 12

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const cells[CELLS][2] = {
	{ "stage", "Proposal" }, { "status", "Closed Won" }, { "amount", "1,000.50" },
	{ "currency", "USD" }, { "probability", "35%" }, { "created", "2026-05-01" },
	{ "close_date", "2026-07-15" }, { "modified", "2026-07-15 09:30" }, { "is_won", "yes" },
	{ "s", "9" }, { "g", "" }, { "e", "EUR 4" },
};

static struct sops_values *values_of_header(void)
{
	static struct sops_field names[CELLS];
	static struct sops_columns *columns;
	static struct sops_values *values;
	const struct sops_values_options options = { .nulls = NULL };
	const struct sops_record header = { .fields = names, .count = CELLS };

	if (values)
		return values;
	for (size_t i = 0; i < CELLS; i++)
		names[i] = sops_field_of(cells[i][0]);
	if (sops_columns_new(&columns, &sops_deals, &header, NULL) < 0 ||
	    sops_values_new(&values, columns, &options, NULL) < 0)
		abort();
	return values;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct sops_field fields[CELLS];
	const struct sops_record record = { .fields = fields, .count = CELLS };
	struct sops_error err = { .status = SOPS_OK };
	struct sops_expr *expr = NULL;
	struct sops_result result;
	char *text = strndup((const char *)data, size);
	int status;

	for (size_t i = 0; i < CELLS; i++)
		fields[i] = sops_field_of(cells[i][1]);
	status = sops_expr_new(&expr, text, &err);
	if (status == 0)
		status = sops_expr_bind(expr, values_of_header(), 20000, &err);
	if (status == 0)
		status = sops_expr_eval(expr, &record, &result, &err);
	if (status != (int)err.status || (status < 0 && !err.text[0]))
		abort();
	sops_expr_free(expr);
	free(text);
	return 0;
}
