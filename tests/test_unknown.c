/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which things of a study are not known, the layers of uncertainty, and the PERT distribution. */
#include "support.h"

#include "model/pert.h"
#include "model/unknown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define HEAD                                                                                       \
    "section,item,field,low,high,A,B\n"                                                            \
    "time,,start,,,2020-04,\n"                                                                     \
    "time,,end,,,2021-03,\n"                                                                       \
    "stock,all,children,,,100,\n"

static void make(lac_unknowns *self, test_study *study, const char *sheet, const char *rates)
{
    memset(self, 0, sizeof *self);
    study_must_run(study, sheet, rates == NULL ? NULL : "rates.csv", rates, NULL);
    assert_int_equal(lac_unknowns_make(self, &study->plan, &study->diagnostics), LAC_OK);
}

static void drop(lac_unknowns *self, test_study *study)
{
    lac_unknowns_free(self);
    lac_unknowns_free(self);
    study_free(study);
}

/* ---- layers ---- */

static void layers_are_named(void **state)
{
    (void)state;
    static const struct {
        unsigned layers;
        const char *text;
    } CASES[] = {{0, "none"}, {LAC_LAYERS_ALL, "process+parameter+drift+assumption"},
        {LAC_LAYER_PROCESS | LAC_LAYER_DRIFT, "process+drift"},
        {LAC_LAYER_ASSUMPTION, "assumption"}, {LAC_LAYER_PARAMETER, "parameter"}};
    lac_arena arena = {0};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const char *text = lac_layers_text(CASES[i].layers, &arena);
        assert_non_null(text);
        assert_string_equal(text, CASES[i].text);
    }
    lac_arena_free(&arena);
}

static void layers_are_read(void **state)
{
    (void)state;
    static const char *const FAULTS[] = {
        "", ",", "all", "process,", ",drift", "process+drift", "none,drift", "proces", "Drift"};
    unsigned layers = 99;
    assert_true(lac_layers_parse("none", &layers));
    assert_int_equal(layers, 0);
    assert_true(lac_layers_parse("drift", &layers));
    assert_int_equal(layers, LAC_LAYER_DRIFT);
    assert_true(lac_layers_parse("assumption,process", &layers));
    assert_int_equal(layers, LAC_LAYER_PROCESS | LAC_LAYER_ASSUMPTION);
    assert_true(lac_layers_parse("parameter,drift,assumption,process", &layers));
    assert_int_equal(layers, LAC_LAYERS_ALL);
    for (size_t i = 0; i < sizeof FAULTS / sizeof FAULTS[0]; i++) {
        layers = 99;
        assert_false(lac_layers_parse(FAULTS[i], &layers));
        assert_int_equal(layers, 99);
    }
}

static void the_sheet_switches_layers_off(void **state)
{
    (void)state;
    lac_unknowns unknowns;
    test_study study;
    make(&unknowns, &study, HEAD, NULL);
    assert_int_equal(unknowns.layers, LAC_LAYERS_ALL);
    assert_int_equal(unknowns.n, 0);
    drop(&unknowns, &study);
    make(&unknowns, &study,
        HEAD "uncertainty,drift,active,,,no,\nuncertainty,process,active,,,yes,\n"
             "uncertainty,assumption,active,,,no,\n",
        NULL);
    assert_int_equal(unknowns.layers, LAC_LAYER_PROCESS | LAC_LAYER_PARAMETER);
    drop(&unknowns, &study);
}

/* ---- what is not known ---- */

static void flows_with_events(void **state)
{
    (void)state;
    lac_unknowns unknowns;
    test_study study;
    make(&unknowns, &study,
        HEAD "admissions,local,count,,,120,\nadmissions,local,events,,,360,\n"
             "admissions,other,count,,,12,\nadmissions,other,events,,,0,\n"
             "exit,home,count,,,24,\nexit,sgo,rate,,,,0.1\nexit,sgo,events,,,30,\n"
             "data,,rates,,,rates.csv,\n",
        "flow,events,child_years,post_events,post_child_years,rate\n"
        "exit/sgo,20,200,22.5,220,\n"
        "exit/adoption,7,100,,,\n"
        "exit/home,50,100,,,\n"
        "exit/custody,,,,,0.01\n"
        "exit/died,0,1000,,,\n");
    const lac_rate_row *rows = study.plan.rates.rows;
    assert_int_equal(unknowns.n, 4);
    assert_string_equal(unknowns.items[0].item->name, "local");
    assert_near(unknowns.items[0].events, 360);
    /* the sheet's rate of sgo holds in B, the table's row in A */
    assert_string_equal(unknowns.items[1].item->name, "sgo");
    assert_near(unknowns.items[1].events, 30);
    assert_ptr_equal(unknowns.items[2].rate, &rows[0]);
    assert_near(unknowns.items[2].events, 22.5);
    assert_ptr_equal(unknowns.items[3].rate, &rows[1]);
    assert_near(unknowns.items[3].events, 7);
    for (int u = 0; u < unknowns.n; u++) {
        assert_int_equal(unknowns.items[u].layer, LAC_LAYER_PARAMETER);
    }
    drop(&unknowns, &study);
}

static void rows_with_a_range(void **state)
{
    (void)state;
    lac_unknowns unknowns;
    test_study study;
    make(&unknowns, &study,
        HEAD "admissions,all,count,100,150,120,\n"  /* row 3 */
             "admissions,all,growth,,,1,2 [0..3]\n" /* only B has a range */
             "exit,home,count,24,24,24,\n"          /* known after all */
             "exit,sgo,count,10,14,12,\n"           /* as in A */
             "exit,sgo,count from 2020-10,,,12,\n",
        NULL);
    assert_int_equal(unknowns.n, 3);
    assert_ptr_equal(unknowns.items[0].row, &study.plan.rows[3]);
    assert_ptr_equal(unknowns.items[1].row, &study.plan.rows[4]);
    assert_ptr_equal(unknowns.items[2].row, &study.plan.rows[6]);
    assert_int_equal(unknowns.items[2].layer, LAC_LAYER_ASSUMPTION);
    /* (120 - 100) / 50, 2 / 3 and 1 / 2 */
    assert_int_equal(unknowns.n_perts, 3);
    assert_non_null(lac_unknowns_pert(&unknowns, 0.4));
    assert_near(unknowns.perts[0]->skew, 0.4);
    assert_near(unknowns.perts[1]->skew, 0.5);
    assert_near(unknowns.perts[2]->skew, 2.0 / 3);
    assert_null(lac_unknowns_pert(&unknowns, 0.45));
    drop(&unknowns, &study);
}

/* Own range, inherited range, exact. */
static void range_in_force(void **state)
{
    (void)state;
    lac_unknowns unknowns;
    test_study study;
    make(&unknowns, &study,
        HEAD "admissions,all,count,100,150,120,130\nexit,home,count,20,30,24,\n"
             "exit,sgo,count,10,14,12,12 [11..13]\nexit,other,count,,,3,\n",
        NULL);
    const lac_plan_row *rows = study.plan.rows;
    double low = -1;
    double high = -1;
    assert_true(lac_plan_row_range(&rows[3], 0, &low, &high));
    assert_near(low, 100);
    assert_near(high, 150);
    assert_false(lac_plan_row_range(&rows[3], 1, &low, &high));
    assert_near(low, 100);
    assert_true(lac_plan_row_range(&rows[4], 1, &low, &high));
    assert_near(low, 20);
    assert_near(high, 30);
    assert_true(lac_plan_row_range(&rows[5], 1, &low, &high));
    assert_near(low, 11);
    assert_near(high, 13);
    assert_false(lac_plan_row_range(&rows[6], 0, &low, &high));
    drop(&unknowns, &study);
}

static void faults_are_told(void **state)
{
    (void)state;
    lac_unknowns unknowns;
    test_study study;
    make(&unknowns, &study,
        HEAD "exit,sgo,count,,,12,\nexit,sgo,events,,,12,20\n"
             "exit,home,events,,,50,\ndata,,rates,,,rates.csv,\n",
        "flow,rate\nexit/home,0.2\n");
    assert_int_equal(unknowns.n, 1);
    assert_near(unknowns.items[0].events, 12);
    assert_told(&study, LAC_WARNING, "study.csv", 6,
        "the scenarios give exit sgo different events: 12 hold in all of them");
    assert_told(&study, LAC_WARNING, "study.csv", 7,
        "the events of exit home have no count or rate beside them");
    drop(&unknowns, &study);
}

/* ---- PERT ---- */

/* Closed forms: with the mode in the middle it is Beta(3,3), whose distribution function is
 * x^3 (10 - 15 x + 6 x^2); with the mode at an end Beta(1,5) or Beta(5,1), 1 - (1 - x)^5 and x^5; with
 * the mode at a quarter Beta(2,4), 10 x^2 - 20 x^3 + 15 x^4 - 4 x^5. */
static void pert_quantiles(void **state)
{
    (void)state;
    for (int i = 1; i < 100; i++) {
        const double q = i / 100.0;
        assert_within(lac_pert_quantile(0, 0, 1, q), 1 - pow(1 - q, 0.2), 1e-14);
        assert_within(lac_pert_quantile(0, 1, 1, q), pow(q, 0.2), 1e-14);
        const double x = lac_pert_quantile(0, 0.5, 1, q);
        assert_within(x * x * x * (10 - 15 * x + 6 * x * x), q, 1e-14);
        const double y = lac_pert_quantile(10, 15, 30, q) / 20 - 0.5;
        assert_within(y * y * (10 - 20 * y + 15 * y * y - 4 * y * y * y), q, 1e-14);
        assert_within(lac_pert_quantile(0, 0.3, 1, q), gsl_cdf_beta_Pinv(q, 2.2, 3.8), 1e-12);
    }
    assert_within(lac_pert_quantile(2, 4, 6, 0.5), 4, 1e-14);
    assert_within(lac_pert_quantile(7, 7, 7, 0.3), 7, 0);
    assert_within(lac_pert_quantile(-3, 1, 2, 0), -3, 0);
    assert_within(lac_pert_quantile(-3, 1, 2, 1), 2, 0);
    assert_within(lac_pert_quantile(0, 0, 1, 1e-9), 2e-10, 1e-18);
}

/* Mean (low + 4 mode + high) / 6; variance of a Beta(a, b) ab / ((a + b)^2 (a + b + 1)). By the midpoint
 * rule over 200,000 quantiles. */
static void pert_moments(void **state)
{
    (void)state;
    static const double SKEWS[] = {0, 0.1, 0.5, 0.83, 1};
    enum { POINTS = 200000 };
    for (size_t i = 0; i < sizeof SKEWS / sizeof SKEWS[0]; i++) {
        lac_pert pert;
        double sum = 0;
        double squares = 0;
        const double a = 1 + 4 * SKEWS[i];
        lac_pert_make(&pert, SKEWS[i]);
        for (int k = 0; k < POINTS; k++) {
            const double x = lac_pert_at(&pert, (k + 0.5) / POINTS);
            sum += x / POINTS;
            squares += x * x / POINTS;
        }
        assert_within(sum, (1 + 4 * SKEWS[i]) / 6, 1e-6);
        assert_within(squares - sum * sum, a * (6 - a) / (36 * 7), 1e-6);
    }
}

static void pert_table_misses_by_less_than_it_says(void **state)
{
    (void)state;
    for (int s = 0; s <= 40; s++) {
        lac_pert pert;
        const double skew = s / 40.0;
        lac_pert_make(&pert, skew);
        double before = 0;
        for (int k = 0; k < 1000; k++) {
            const double q = (k + 0.37) / 1000;
            const double value = lac_pert_at(&pert, q);
            assert_true(value > before);
            before = value;
            assert_within(value, lac_pert_quantile(0, skew, 1, q), LAC_PERT_ERROR);
        }
        for (int k = 2; k < 33; k++) {
            const double q = ldexp(1, -k);
            assert_within(lac_pert_at(&pert, q), lac_pert_quantile(0, skew, 1, q), LAC_PERT_ERROR);
            assert_within(
                lac_pert_at(&pert, 1 - q), lac_pert_quantile(0, skew, 1, 1 - q), LAC_PERT_ERROR);
        }
        assert_within(lac_pert_at(&pert, 0), 0, 0);
        assert_within(lac_pert_at(&pert, 1), 1, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_named),
        cmocka_unit_test(layers_are_read),
        cmocka_unit_test(the_sheet_switches_layers_off),
        cmocka_unit_test(flows_with_events),
        cmocka_unit_test(rows_with_a_range),
        cmocka_unit_test(range_in_force),
        cmocka_unit_test(faults_are_told),
        cmocka_unit_test(pert_quantiles),
        cmocka_unit_test(pert_moments),
        cmocka_unit_test(pert_table_misses_by_less_than_it_says),
    };
    return cmocka_run_group_tests_name("unknown", tests, NULL, NULL);
}
