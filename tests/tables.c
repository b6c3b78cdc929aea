/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads bytes by way of a file that is gone afterwards. */
int read_table(table_reader read, lac_plan *plan, const char *bytes, size_t n_bytes,
    lac_diagnostics *diagnostics)
{
    char path[] = "/tmp/lacflow-test-records-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, n_bytes), n_bytes);
    assert_int_equal(close(file), 0);
    const int status = read(plan, path, "t.csv", diagnostics);
    assert_int_equal(unlink(path), 0);
    return status;
}

/* Reads a table that is right; notes says all that is printed. */
void assert_table_read(table_reader read, lac_plan *plan, const char *text, const char *notes)
{
    lac_diagnostics diagnostics = {0};
    const int status = read_table(read, plan, text, strlen(text), &diagnostics);
    assert_printed(&diagnostics, notes);
    assert_int_equal(status, LAC_OK);
    lac_diagnostics_free(&diagnostics);
}

/* A refused table leaves nothing of itself in the plan but the note that it was read. */
static void assert_refused(const table_refusal *test)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    assert_int_equal(
        read_table(test->read, &plan, test->text, strlen(test->text), &diagnostics), LAC_INPUT);
    assert_printed(&diagnostics, test->expected);
    assert_null(plan.history.file);
    assert_null(plan.opening.file);
    assert_null(plan.rates.file);
    assert_null(plan.admission_ages.file);
    assert_null(plan.population.file);
    assert_null(plan.tracker.file);
    assert_int_equal(plan.history.n_rows + plan.opening.n_rows + plan.rates.n_rows +
                         plan.admission_ages.n_rows + plan.population.n_rows + plan.tracker.n_rows,
        0);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

void assert_tables_refused(const table_refusal *tests, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        assert_refused(&tests[i]);
    }
}

void assert_close(double value, double expected)
{
    assert_true(fabs(value - expected) < 1e-12);
}

void assert_place(const lac_place *place, int line, int column, const char *source)
{
    assert_string_equal(place->file, "t.csv");
    assert_int_equal(place->line, line);
    assert_int_equal(place->column, column);
    assert_string_equal(place->source, source);
}
