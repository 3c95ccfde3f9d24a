/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tap.h"

#include <sops/rules.h>

#include "given.h"

#include <stdlib.h>

static bool is_name(const char *name)
{
	static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

	return name && name[0] && name[strspn(name, bytes)] == '\0';
}

static void every_check_has_a_name_and_says_when_it_fails(void **state)
{
	(void)state;
	for (int i = 0; i < SOPS_CHECKS; i++) {
		const struct sops_check *check = sops_checks_at((enum sops_check_number)i);

		if (!is_name(check->name))
			fail_msg("check %d has no name", i);
		if (!check->doc || strlen(check->doc) < 10)
			fail_msg("%s says nothing", check->name);
		assert_int_equal(sops_checks_find(sops_field_of(check->name)), i);
	}
	assert_int_equal(sops_checks_find(sops_field_of("")), -1);
	assert_int_equal(sops_checks_find(sops_field_of("Required")), -1);
	assert_int_equal(sops_checks_find(sops_field_of("require")), -1);
}

static void layers_stand_together(void **state)
{
	enum sops_layer layer = SOPS_LAYER_SHAPE;

	(void)state;
	for (int i = 0; i < SOPS_CHECKS; i++) {
		const struct sops_check *check = sops_checks_at((enum sops_check_number)i);

		assert_true(check->layer >= layer);
		layer = check->layer;
	}
	assert_int_equal(layer, SOPS_LAYER_DATASET);
	assert_string_equal(sops_layer_name(SOPS_LAYER_SHAPE), "shape");
	assert_string_equal(sops_layer_name(SOPS_LAYER_SALES), "sales");
}

/* What is of the file has no records to choose from; what cannot be off is of the file. */
static void shape_is_of_the_whole_file(void **state)
{
	(void)state;
	for (int i = 0; i < SOPS_CHECKS; i++) {
		const struct sops_check *check = sops_checks_at((enum sops_check_number)i);

		if (check->layer == SOPS_LAYER_SHAPE)
			assert_true(check->whole && check->column == SOPS_COLUMN_NONE);
		if (check->layer == SOPS_LAYER_COLUMN && check->args != SOPS_ARGS_PAIR)
			assert_int_equal(check->column, SOPS_COLUMN_ONE);
		if (check->always)
			assert_int_equal(check->layer, SOPS_LAYER_SHAPE);
		if (check->args == SOPS_ARGS_NONE)
			assert_false(check->args_needed);
	}
	assert_true(sops_checks_at(SOPS_CHECK_RAGGED_LONG)->always);
	assert_false(sops_checks_at(SOPS_CHECK_EDGE_WHITESPACE)->always);
}

static void arguments_have_words(void **state)
{
	(void)state;
	assert_string_equal(sops_args_form(SOPS_ARGS_NONE), "");
	assert_string_equal(sops_args_doc(SOPS_ARGS_NONE), "");
	for (int kind = SOPS_ARGS_NONE + 1; kind < SOPS_ARGS_KINDS; kind++) {
		assert_true(strlen(sops_args_form((enum sops_args_kind)kind)) > 0);
		assert_true(strlen(sops_args_doc((enum sops_args_kind)kind)) > 5);
	}
}

static void types_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < SOPS_CELL_TYPES; i++) {
		assert_true(is_name(sops_cell_type_name((enum sops_cell_type)i)));
		for (int j = 0; j < i; j++)
			assert_string_not_equal(sops_cell_type_name((enum sops_cell_type)i),
				sops_cell_type_name((enum sops_cell_type)j));
	}
}

static void as_a_table(void **state)
{
	struct sops_table *table = NULL;
	char *csv;

	(void)state;
	assert_int_equal(sops_checks_table(&table, NULL), 0);
	assert_int_equal(sops_table_rows(table), SOPS_CHECKS);
	csv = given_csv(table);
	assert_ptr_equal(strstr(csv, "check,layer,column,args,means\n"), csv);
	assert_non_null(strstr(csv, "\nrequired,column,COLUMN,,the cell is blank\n"));
	assert_non_null(strstr(csv, "\nnot_future,column,COLUMN,[DAYS],"));
	assert_non_null(strstr(csv, "\nstale,sales,,DAYS,"));
	assert_non_null(strstr(csv, "\nforbidden_when,row,[COLUMN],EXPR,"));
	free(csv);
	sops_table_free(table);
}

TAP_MAIN("checks", cmocka_unit_test(every_check_has_a_name_and_says_when_it_fails),
	cmocka_unit_test(layers_stand_together),
	cmocka_unit_test(shape_is_of_the_whole_file),
	cmocka_unit_test(arguments_have_words),
	cmocka_unit_test(types_have_names),
	cmocka_unit_test(as_a_table))
