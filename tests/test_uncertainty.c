/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of assumptions.csv about uncertainty. */
#include "support.h"

#include "model/unknown.h"
#include "output/uncertainty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "data,,history,h.csv\n"                                                                        \
    "time,,start,2017-04\n"                                                                        \
    "time,,end,2018-03\n"                                                                          \
    "unreconciled,all,count,0\n"
#define HISTORY "period,stock,admissions,ceased\n2016/17,100,100,100\n"
#define PANEL                                                                                      \
    "\"DfE, Children looked after in England including adoptions, reporting year 2025: 142 "       \
    "councils, years ending March 2021 to 2023\""
#define SD "\"standard deviation of the logarithm of a financial year's factor, beyond chance\""
#define PERSISTENCE                                                                                \
    "(all),uncertainty,drift,persistence,,0.29,number,,," PANEL                                    \
    ",correlation of a year with the next,,,default\r\n"

/* What is written for a study, its drift and these layers wanted. */
static void check_rows(
    const char *sheet, unsigned wanted, const lac_drift *drift, const char *expected)
{
    char path[] = "/tmp/lacflow-test-uncertainty-XXXXXX";
    char text[4000] = "";
    test_study study;
    lac_csv csv = {0};
    lac_arena arena = {0};
    study_must_run(&study, sheet, "h.csv", HISTORY, NULL);
    const int made = mkstemp(path);
    assert_true(made >= 0);
    assert_int_equal(close(made), 0);
    assert_int_equal(lac_csv_open(&csv, path, &study.diagnostics), LAC_OK);
    assert_int_equal(lac_uncertainty_put(&csv, &arena, &study.plan, drift, wanted), LAC_OK);
    assert_int_equal(lac_csv_close(&csv, &study.diagnostics), LAC_OK);
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    const size_t n = fread(text, 1, sizeof text - 1, in);
    assert_int_equal(fclose(in), 0);
    assert_int_equal(unlink(path), 0);
    assert_true(n >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0);
    assert_string_equal(text + 3, expected);
    lac_arena_free(&arena);
    study_free(&study);
}

static void the_default_drift(void **state)
{
    (void)state;
    check_rows(HEAD, LAC_LAYERS_ALL, &LAC_DRIFT_PANEL,
        "(all),uncertainty,drift,admissions_sd,,13.3%,%,,," PANEL "," SD ",,,default\r\n"
        "(all),uncertainty,drift,exits_sd,,9.7%,%,,," PANEL "," SD ",,,default\r\n"
        "(all),uncertainty,drift,correlation,,0.19,number,,," PANEL
        ",of a year's admissions with its exits,,,default\r\n" PERSISTENCE);
}

/* What the sheet gives stands among its own rows. */
static void given_and_estimated(void **state)
{
    (void)state;
    lac_drift drift = LAC_DRIFT_PANEL;
    drift.admissions_sd = 0.08;
    drift.admissions_origin = "given";
    drift.exits_sd = 0.125;
    drift.exits_origin = "history";
    drift.correlation_origin = "given";
    check_rows(HEAD "uncertainty,drift,admissions_sd,8\nuncertainty,drift,correlation,0.19\n",
        LAC_LAYERS_ALL, &drift,
        "(all),uncertainty,drift,exits_sd,,12.5%,%,,,h.csv," SD ",,,estimated\r\n" PERSISTENCE);
}

/* A layer that the sheet switches off has its row there. */
static void layers_that_are_off(void **state)
{
    (void)state;
    check_rows(HEAD "uncertainty,parameter,active,no\nuncertainty,assumption,active,yes\n",
        LAC_LAYER_PROCESS, NULL,
        "(all),uncertainty,drift,active,,no,,,,,left out by --uncertainty,,,given\r\n"
        "(all),uncertainty,assumption,active,,no,,,,,left out by --uncertainty,,,given\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_default_drift),
        cmocka_unit_test(given_and_estimated),
        cmocka_unit_test(layers_that_are_off),
    };
    return cmocka_run_group_tests_name("uncertainty", tests, NULL, NULL);
}
