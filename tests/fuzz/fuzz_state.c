/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saved states from strangers: refused, or loaded, tabled, saved and loaded again as the same. */
#include <sops/funnel.h>
#include <sops/kpi.h>

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void try_state(const struct sops_metric *metric, const struct sops_context *context,
	struct sops_field text)
{
	struct sops_accumulator *first, *second;
	struct sops_buffer saved = SOPS_BUFFER_INIT, again = SOPS_BUFFER_INIT;
	struct sops_table *table;

	if (sops_metric_new(&first, metric, NULL, context, NULL) < 0 ||
	    sops_metric_new(&second, metric, NULL, context, NULL) < 0 ||
	    sops_table_new(&table, NULL) < 0)
		abort();
	if (sops_metric_load(first, text, NULL) == 0) {
		sops_metric_table(first, table, NULL);
		if (sops_metric_save(first, &saved, NULL) < 0 ||
		    sops_metric_load(second, sops_buffer_view(&saved), NULL) < 0 ||
		    sops_metric_save(second, &again, NULL) < 0 ||
		    !sops_field_equal(sops_buffer_view(&saved), sops_buffer_view(&again)))
			abort();
	}
	sops_table_free(table);
	sops_buffer_release(&saved);
	sops_buffer_release(&again);
	sops_metric_free(first);
	sops_metric_free(second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct sops_context context = { .as_of = 20000, .from = SOPS_DATE_BLANK,
		.to = SOPS_DATE_BLANK, .date = -1, .bound = UINT64_MAX };
	const struct sops_field text = { (const char *)data, size };

	try_state(&sops_kpi_metric, &context, text);
	try_state(&sops_funnel_metric, &context, text);
	return 0;
}
