/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Standard deviations by chance alone: exact where they are given, blank elsewhere. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"
#define STOCK "stock,all,children,100\n"
#define OPENING "age_years,months_in_care,placement,children\n"

/* 120 admissions a year of ratio 3, halved by a factor: of the 10 a month, whose variance is 30, each
 * stays away with 1/2, so the 5 have 30 / 4 + 10 / 4 = 10, not 15. Another half on top, or 60 a year,
 * are a number of their own: 3 x 15 = 45. A count of exits is simply drawn smaller: 3 x 5 beside the 30. */
static void thinned_admissions_vary_less(void **state)
{
    (void)state;
    static const struct {
        const char *change;
        double variance; /* of a month */
    } CASES[] = {
        {"multiply\nintervention,I,acts_on,admissions\nintervention,I,factor,0.5\n", 10},
        {"add\nintervention,I,acts_on,admissions/all\nintervention,I,amount,-60\n", 10},
        {"multiply\nintervention,I,acts_on,admissions\nintervention,I,factor,1.5\n", 45},
        {"add\nintervention,I,acts_on,admissions\nintervention,I,amount,60\n", 45},
        {"multiply\nintervention,I,acts_on,exit/home\nintervention,I,factor,0.5\n", 45},
    };
    for (size_t i = 0; i < COUNT(CASES); i++) {
        char sheet[600];
        test_study s;
        snprintf(sheet, sizeof sheet,
            HEAD "stock,all,children,2000\n"
                 "admissions,all,count,120\n"
                 "admissions,all,variance_ratio,3\n"
                 "exit,home,count,%d\n"
                 "exit,home,variance_ratio,3\n"
                 "intervention,I,effect,%s",
            i == 4 ? 120 : 0, CASES[i].change);
        study_must_run(&s, sheet, NULL);
        for (int m = 0; m < 12; m++) {
            assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(CASES[i].variance * (m + 1)));
        }
        study_free(&s);
    }
}

/* Totals and counts: variance_ratio x mean of each; unreconciled adds nothing. 24 in (ratio 2) and 12 out
 * (ratio 3) a year are 7 a month. */
static void counts_have_their_variance_ratio(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,all,count,24\n"
                   "admissions,all,variance_ratio,2\n"
                   "exit,home,count,12\n"
                   "exit,home,variance_ratio,3\n"
                   "unreconciled,all,count,-24\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(7 * (m + 1)));
        assert_near(sd_of(&s, "A", "opening_stock", m), sqrt(7 * m));
        assert_nan(sd_of(&s, "A", "admissions", m));
        assert_nan(sd_of(&s, "A", "exits_home", m));
    }
    study_free(&s);
}

/* Interventions change the mean of a count and so its variance: 2 x 0.5 + 1 a month. */
static void levers_change_the_variance_of_counts(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,all,count,24\n"
                   "exit,home,count,12\n"
                   "intervention,L,effect,multiply\n"
                   "intervention,L,acts_on,admissions\n"
                   "intervention,L,factor,0.5\n",
        NULL);
    assert_near(sd_of(&s, "A", "closing_stock", 11), sqrt(24));
    study_free(&s);
}

/* Two lists of 40 and 10 on totals without counts: 40 x 0.25 x 0.75 and 10 x 0.8 x 0.2 when all attempts
 * have been made; half of that of the first in September. */
static void lists_are_bernoulli(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "exit,home,count,0\n"
                   "intervention,L,effect,exits\n"
                   "intervention,L,route,home\n"
                   "intervention,L,children,40\n"
                   "intervention,L,success,25%\n"
                   "intervention,M,effect,exits\n"
                   "intervention,M,route,home\n"
                   "intervention,M,children,10\n"
                   "intervention,M,success,80%\n"
                   "intervention,M,start,2020-12\n",
        NULL);
    assert_near(sd_of(&s, "A", "closing_stock", 5), sqrt(40 * 0.125 * 0.875));
    assert_near(sd_of(&s, "A", "closing_stock", 11), sqrt(40 * 0.25 * 0.75 + 10 * 0.8 * 0.2));
    study_free(&s);
}

/* A list that succeeds for certain adds nothing once it is done: 0, not a rounding error. */
static void certain_list_adds_nothing(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "exit,home,count,0\n"
                   "intervention,L,effect,exits\n"
                   "intervention,L,route,home\n"
                   "intervention,L,children,49\n",
        NULL);
    assert_true(sd_of(&s, "A", "closing_stock", 11) == 0);
    assert_near(sd_of(&s, "A", "closing_stock", 2), sqrt(49 * 0.25 * 0.75));
    study_free(&s);
}

/* By age: 24 children of 17, of whom (12 - n)/12 are left after n months; the birthday of each is a
 * chance of its row. */
static void rows_average_their_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, HEAD "data,,opening,opening.csv\n", "opening.csv", OPENING "17,,,24\n", NULL);
    for (int m = 0; m < 12; m++) {
        const double p = (11 - m) / 12.0;
        assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(24 * p * (1 - p)));
    }
    study_free(&s);
}

/* Two rows of different rates: their Bernoullis add up, and arrivals are Poisson. */
static void rows_add_up(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,60\n"
             "stock,kin,children,40\n"
             "admissions,all,count,120\n"
             "admissions,all,placement,kin:100%\n"
             "exit,home,rate,0.6\n"
             "exit,home,placement,foster\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        const double p = exp(-0.05 * (m + 1));
        assert_near(sd_of(&s, "A", "stock_foster", m), sqrt(60 * p * (1 - p)));
        assert_near(sd_of(&s, "A", "stock_kin", m), sqrt(10 * (m + 1)));
        assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(60 * p * (1 - p) + 10 * (m + 1)));
        assert_near(mean_of(&s, "A", "closing_stock", m), 60 * p + 40 + 10 * (m + 1));
    }
    study_free(&s);
}

/* Where it is not exact it is blank. */
static void blank_elsewhere(void **state)
{
    (void)state;
    static const char *const SHEETS[] = {
        /* rates and counts */
        HEAD STOCK "exit,home,rate,0.6\nexit,sgo,count,12\n",
        /* rates with a stream that is not Poisson */
        HEAD STOCK "exit,home,rate,0.6\nadmissions,all,count,12\nadmissions,all,variance_ratio,2\n",
        /* rates and unreconciled, in a later month only */
        HEAD STOCK "exit,home,rate,0.6\nunreconciled,all,count from 2021-03,12\n",
        /* rates and a list */
        HEAD STOCK "exit,home,rate,0.6\n"
                   "intervention,L,effect,exits\n"
                   "intervention,L,route,home\n"
                   "intervention,L,children,4\n",
        /* counts by placement */
        HEAD "stock,foster,children,60\nstock,kin,children,40\nexit,home,count,12\n",
    };
    for (size_t i = 0; i < COUNT(SHEETS); i++) {
        test_study s;
        study_must_run(&s, SHEETS[i], NULL);
        assert_nan(sd_of(&s, "A", "opening_stock", 0));
        assert_nan(sd_of(&s, "A", "closing_stock", 0));
        if (i + 1 == COUNT(SHEETS)) {
            assert_nan(sd_of(&s, "A", "stock_kin", 0));
        }
        study_free(&s);
    }
}

/* Unreconciled children that nobody was left for end what is known: 10 less 5 and 5, then
 * none is left; 11 a month of 10. */
static void cut_unreconciled_is_a_shortfall(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,10\n"
             "exit,home,count,24\n"
             "unreconciled,all,count,-36\n",
        NULL);
    assert_near(sd_of(&s, "A", "closing_stock", 0), sqrt(2));
    assert_near(sd_of(&s, "A", "closing_stock", 1), 2);
    assert_near(mean_of(&s, "A", "closing_stock", 1), 0);
    assert_nan(sd_of(&s, "A", "closing_stock", 2));
    study_free(&s);
    study_must_run(&s, HEAD "stock,all,children,10\nunreconciled,all,count,-132\n", NULL);
    assert_nan(sd_of(&s, "A", "closing_stock", 0));
    study_free(&s);
}

/* Each scenario by itself: a list makes one of them blank. */
static void scenarios_by_themselves(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100\n"
        "exit,home,rate,0.6\n"
        "intervention,L,active,no,yes\n"
        "intervention,L,effect,exits\n"
        "intervention,L,route,home\n"
        "intervention,L,children,4\n",
        NULL);
    const double p = exp(-0.05);
    assert_near(sd_of(&s, "A", "closing_stock", 0), sqrt(100 * p * (1 - p)));
    assert_nan(sd_of(&s, "B", "closing_stock", 0));
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_have_their_variance_ratio),
        cmocka_unit_test(thinned_admissions_vary_less),
        cmocka_unit_test(levers_change_the_variance_of_counts),
        cmocka_unit_test(lists_are_bernoulli),
        cmocka_unit_test(certain_list_adds_nothing),
        cmocka_unit_test(rows_average_their_ages),
        cmocka_unit_test(rows_add_up),
        cmocka_unit_test(blank_elsewhere),
        cmocka_unit_test(cut_unreconciled_is_a_shortfall),
        cmocka_unit_test(scenarios_by_themselves),
    };
    return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
