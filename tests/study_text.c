/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study_text.h"

#include "input/study.h"
#include "results/results.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void assert_bytes_say(const char *bytes, size_t n_bytes, const char *expected)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    const int status = lac_study_parse(&plan, bytes, n_bytes, "s.csv", &diagnostics);
    assert_printed(&diagnostics, expected);
    assert_int_equal(status, diagnostics.n_errors > 0 ? LAC_INPUT : LAC_OK);
    lac_plan_free(&plan);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

void assert_study_says(const char *text, const char *expected)
{
    assert_bytes_say(text, strlen(text), expected);
}

void assert_check_says(const char *text, const char *expected)
{
    lac_diagnostics diagnostics = {0};
    lac_results results = {0};
    lac_plan plan = study_of(text);
    const int status = lac_results_check(&results, &plan, &diagnostics);
    assert_printed(&diagnostics, expected);
    assert_int_equal(status, diagnostics.n_errors > 0 ? LAC_INPUT : LAC_OK);
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

void assert_row_faults(const char *header, const row_fault *faults, size_t n_faults)
{
    for (size_t i = 0; i < n_faults; i++) {
        const row_fault *fault = &faults[i];
        char *text = NULL;
        char *expected = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        assert_non_null(out);
        fprintf(out, "%s%s\n", header, fault->row);
        assert_int_equal(fclose(out), 0);
        out = open_memstream(&expected, &length);
        assert_non_null(out);
        fprintf(out, "s.csv:2:%d: error: %s %s\n  %s\n  %*s^\n", fault->column, fault->cell,
            fault->message, fault->row, fault->column - 1, "");
        if (fault->hint != NULL) {
            fprintf(out, "  hint: %s\n", fault->hint);
        }
        assert_int_equal(fclose(out), 0);
        assert_study_says(text, expected);
        free(text);
        free(expected);
    }
}

lac_plan study_of(const char *text)
{
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    const int status = lac_study_parse(&plan, text, strlen(text), "s.csv", &diagnostics);
    assert_printed(&diagnostics, "");
    assert_int_equal(status, LAC_OK);
    lac_diagnostics_free(&diagnostics);
    return plan;
}

lac_plan row_of(const char *row)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    fprintf(out, SHORT_HEADER "%s\n", row);
    assert_int_equal(fclose(out), 0);
    lac_plan plan = study_of(text);
    assert_int_equal(plan.n_rows, 1);
    free(text);
    return plan;
}
