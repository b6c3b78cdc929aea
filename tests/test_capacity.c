/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Placements that are full, and where children go then. */
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
    "time,,end,2020-09\n"
#define NOTE                                                                                       \
    "capacity is applied to the average number of children in a placement, an approximation; "     \
    "--stochastic counts whole children in whole places"

/* 1.5 a month into foster, where 8 are in 10 places: 9.5, then 0.5 stay and 1 goes on to home. */
static void the_surplus_of_arrivals_goes_to_the_overflow(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,8\nstock,home,children,3\nadmissions,x,count,18\n"
             "admissions,x,placement,foster:100%\n"
             "placement,foster,capacity,10\nplacement,foster,overflow,Home\n",
        NULL);
    static const double FOSTER[] = {9.5, 10, 10};
    static const double OVER[] = {0, 1, 1.5};
    double home = 3;
    for (int m = 0; m < 3; m++) {
        home += OVER[m];
        assert_near(mean_of(&s, "A", "stock_foster", m), FOSTER[m]);
        assert_near(mean_of(&s, "A", "overflow_foster", m), OVER[m]);
        assert_near(mean_of(&s, "A", "stock_home", m), home);
        assert_near(mean_of(&s, "A", "admissions", m), 1.5);
        assert_nan(sd_of(&s, "A", "stock_foster", m));
    }
    assert_near(year_of(&s, "A", "overflow_foster", 2020), 1 + 4 * 1.5);
    assert_told(&s, LAC_NOTE, NULL, 0, NOTE);
    assert_not_told(&s, "scenario A: ");
    study_free(&s);
}

/* 6 a month for kin, which has 2 places; foster behind it has 3 and home no limit: 2, 3 and 1 in the first
 * month, all in home later. Each full one counts. */
static void a_chain_counts_each_full_placement(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,home,children,0\nstock,foster,children,0\nstock,kin,children,0\n"
             "admissions,x,count,72\nadmissions,x,placement,kin:100%\n"
             "placement,foster,capacity,3\nplacement,foster,overflow,home\n"
             "placement,kin,capacity,2\nplacement,kin,overflow,foster\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 2);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 3);
    assert_near(mean_of(&s, "A", "stock_home", 0), 1);
    assert_near(mean_of(&s, "A", "overflow_kin", 0), 4);
    assert_near(mean_of(&s, "A", "overflow_foster", 0), 1);
    assert_near(mean_of(&s, "A", "stock_home", 1), 7);
    assert_near(mean_of(&s, "A", "overflow_kin", 1), 6);
    assert_near(mean_of(&s, "A", "overflow_foster", 1), 6);
    /* no measure for a placement without a capacity */
    assert_int_equal(lac_measure_find(&s.results.measures, "overflow_home"), -1);
    study_free(&s);
}

/* Without an overflow children stay over capacity and are not sent on: 1 in each month. Nobody is moved out
 * because there are too many at the start, or too few places later. */
static void without_overflow_children_stay(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,12\nstock,home,children,0\n"
             "admissions,x,count from 2020-06,0\nadmissions,x,count,24\n"
             "admissions,x,placement,foster:50%; home:50%\n"
             "placement,foster,capacity,10\nplacement,foster,capacity from 2020-05,9\n",
        NULL);
    static const double FOSTER[] = {13, 14, 14, 14, 14, 14};
    for (int m = 0; m < 6; m++) {
        assert_near(mean_of(&s, "A", "stock_foster", m), FOSTER[m]);
        assert_near(mean_of(&s, "A", "overflow_foster", m), 0);
    }
    assert_told(&s, LAC_NOTE, "study.csv", 9,
        "foster has a capacity but no overflow: children stay there over capacity");
    assert_told(&s, LAC_NOTE, "study.csv", 9,
        "foster opens with 12 children in 10 places: they stay over capacity");
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: 2.0 children came into a placement that was full and has no overflow");
    study_free(&s);
}

/* Before its first value a capacity is no limit. */
static void a_later_capacity_holds_later(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,0\nstock,home,children,0\nadmissions,x,count,12\n"
             "admissions,x,placement,foster:100%\n"
             "placement,foster,capacity from 2020-07,2\nplacement,foster,overflow,home\n",
        NULL);
    static const double FOSTER[] = {1, 2, 3, 3, 3, 3};
    for (int m = 0; m < 6; m++) {
        assert_near(mean_of(&s, "A", "stock_foster", m), FOSTER[m]);
        assert_near(mean_of(&s, "A", "stock_home", m), m + 1 - FOSTER[m]);
    }
    study_free(&s);
}

/* Of 4 arrivals 4 x (1 - exp(-0.5)) / 0.5 stay; the others leave in foster's month and take no place. */
static void who_leaves_at_once_takes_no_place(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,0\nstock,home,children,0\nadmissions,x,count,48\n"
             "admissions,x,placement,foster:100%\n"
             "exit,out,rate,6\nexit,out,placement,foster\n"
             "placement,foster,capacity,2\nplacement,foster,overflow,home\n",
        NULL);
    const double stay = 4 * (1 - exp(-0.5)) / 0.5;
    assert_near(mean_of(&s, "A", "exits_out", 0), 4 - stay);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 2);
    assert_near(mean_of(&s, "A", "overflow_foster", 0), stay - 2);
    assert_near(mean_of(&s, "A", "stock_home", 0), stay - 2);
    /* leavers make room before others come */
    assert_near(mean_of(&s, "A", "overflow_foster", 1), 2 * exp(-0.5) + stay - 2);
    study_free(&s);
}

/* Half of 20 at home (12 ln 2 a year) are to move to foster, which has 4 places: 10 are counted as moves,
 * 4 land there and 6 in kin, or at home again where that is the overflow. */
static void movers_land_elsewhere(void **state)
{
    (void)state;
    static const char *const OVERFLOW[] = {"kin", "home"};
    for (int i = 0; i < 2; i++) {
        test_study s;
        char sheet[600];
        snprintf(sheet, sizeof sheet,
            HEAD "stock,foster,children,0\nstock,home,children,20\nstock,kin,children,0\n"
                 "admissions,x,count,0\nmove,home > foster,rate,8.31776616671934371\n"
                 "placement,foster,capacity,4\nplacement,foster,overflow,%s\n",
            OVERFLOW[i]);
        study_must_run(&s, sheet, NULL);
        assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), 10);
        assert_near(mean_of(&s, "A", "overflow_foster", 0), 6);
        assert_near(mean_of(&s, "A", "stock_foster", 0), 4);
        assert_near(mean_of(&s, "A", "stock_kin", 0), i == 0 ? 6 : 0);
        assert_near(mean_of(&s, "A", "stock_home", 0), i == 0 ? 10 : 16);
        study_free(&s);
    }
}

/* Children who are shifted, then those who come back, then admissions: 5 places. 3 are shifted in, 2 of
 * the b x 8 who return find room (b = 1 - exp(-0.5)), the others and all admissions go home. */
static void shifts_returns_and_admissions_in_turn(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,0\nstock,home,children,8\nstock,kin,children,3\n"
             "admissions,x,count,24\nadmissions,x,count from 2020-05,12\n"
             "admissions,x,placement,foster:100%\nreentry,out,rates,0:6\n"
             "intervention,L,effect,exits\nintervention,L,route,out\nintervention,L,children,8\n"
             "intervention,L,placement,home\nintervention,L,end,2020-04\n"
             "intervention,S,effect,shift\nintervention,S,acts_on,move/kin > foster\n"
             "intervention,S,children,3\nintervention,S,start,2020-05\n"
             "intervention,S,end,2020-05\n"
             "placement,foster,capacity,2\nplacement,foster,capacity from 2020-05,5\n"
             "placement,foster,overflow,home\n",
        NULL);
    const double back = 8 * (1 - exp(-0.5));
    assert_near(mean_of(&s, "A", "stock_foster", 0), 2);
    assert_near(mean_of(&s, "A", "stock_kin", 1), 0);
    assert_near(mean_of(&s, "A", "reentries", 1), back);
    assert_near(mean_of(&s, "A", "stock_foster", 1), 5);
    assert_near(mean_of(&s, "A", "overflow_foster", 1), back + 1);
    assert_near(mean_of(&s, "A", "stock_home", 1), back + 1);
    study_free(&s);
}

/* A shift into a full placement is counted as the move it was to be. */
static void a_shift_lands_elsewhere(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,4\nstock,home,children,8\nstock,kin,children,0\n"
             "admissions,x,count,0\n"
             "intervention,S,effect,shift\nintervention,S,acts_on,move/home > foster\n"
             "intervention,S,children,6\nintervention,S,end,2020-04\n"
             "placement,foster,capacity,5\nplacement,foster,overflow,kin\n",
        NULL);
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), 6);
    assert_near(mean_of(&s, "A", "stock_home", 0), 2);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 5);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 5);
    assert_near(mean_of(&s, "A", "overflow_foster", 0), 5);
    study_free(&s);
}

/* The last of a chain is full and has no overflow: 1 a month finds the first full and stays in the last. */
static void the_last_of_a_chain_may_be_full(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,5\nstock,kin,children,5\nadmissions,x,count,12\n"
             "admissions,x,placement,foster:100%\n"
             "placement,foster,capacity,5\nplacement,foster,overflow,kin\n"
             "placement,kin,capacity,5\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 5), 5);
    assert_near(mean_of(&s, "A", "stock_kin", 5), 11);
    assert_near(mean_of(&s, "A", "overflow_foster", 5), 1);
    assert_near(mean_of(&s, "A", "overflow_kin", 5), 0);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: 6.0 children came into a placement that was full and has no overflow");
    study_free(&s);
}

/* Unreconciled children come last, by the admissions' placements, and go on like others. */
static void unreconciled_children_need_places(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,8\nstock,home,children,0\nadmissions,x,count,12\n"
             "admissions,x,placement,foster:100%\nunreconciled,all,count,24\n"
             "placement,foster,capacity,10\nplacement,foster,overflow,home\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 10);
    assert_near(mean_of(&s, "A", "stock_home", 0), 1);
    assert_near(mean_of(&s, "A", "overflow_foster", 0), 1);
    assert_near(mean_of(&s, "A", "closing_stock", 0), 11);
    assert_near(mean_of(&s, "A", "stock_home", 1), 4);
    study_free(&s);
}

/* A scenario without a capacity has the measure too. */
static void a_scenario_may_have_no_limit(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\ntime,,start,2020-04,\ntime,,end,2020-09,\n"
        "stock,foster,children,8,\nstock,home,children,3,\nadmissions,x,count,18,\n"
        "admissions,x,placement,foster:100%,\n"
        "placement,foster,capacity,none,9\nplacement,foster,overflow,home,\n",
        NULL);
    const lac_measures *at = &s.results.measures;
    assert_int_equal(at->n_overflow, 1);
    assert_int_equal(at->overflow_placement[0], 0);
    assert_int_equal(at->unmet_exits, at->overflow_of + 1);
    assert_null(s.results.models[0].capacity);
    assert_near(mean_of(&s, "A", "overflow_foster", 5), 0);
    assert_near(mean_of(&s, "A", "stock_foster", 5), 17);
    assert_near(mean_of(&s, "B", "stock_foster", 5), 9);
    assert_told(&s, LAC_NOTE, "study.csv", 9,
        "the overflow of foster is not used, because it has no capacity");
    study_free(&s);
}

#define BASE                                                                                       \
    HEAD "stock,a,children,10\nstock,b,children,8\nstock,c,children,8\nadmissions,x,count,0\n"

static const told_case MESSAGES[] = {
    {BASE "placement,a,capacity,20\nplacement,a,overflow,d\n", NULL, NULL, LAC_ERROR, "study.csv",
        9, "the placement \"d\" is not known"},
    {BASE "placement,a,capacity,20\nplacement,a,overflow,A\n", NULL, NULL, LAC_ERROR, "study.csv",
        9, "the overflow of a is a itself"},
    {BASE "placement,b,capacity,20\nplacement,b,overflow,c\nplacement,c,overflow,a\n"
          "placement,a,overflow,b\n",
        NULL, NULL, LAC_ERROR, "study.csv", 9, "the overflow of b leads back to b"},
    {BASE "placement,c,overflow,b\nplacement,b,overflow,a\nplacement,a,overflow,b\n", NULL, NULL,
        LAC_ERROR, "study.csv", 9, "the overflow of b leads back to b"},
    {BASE "placement,all,capacity,20\n", NULL, NULL, LAC_ERROR, "study.csv", 8,
        "capacity of all has no meaning"},
    {BASE "placement,all,overflow,a\n", NULL, NULL, LAC_ERROR, "study.csv", 8,
        "overflow of all has no meaning"},
    {BASE "placement,a,capacity,20.5\n", NULL, NULL, LAC_ERROR, "study.csv", 8,
        "capacity 20.5 is not a whole number"},
};

static void messages(void **state)
{
    (void)state;
    assert_all_told(MESSAGES, sizeof MESSAGES / sizeof MESSAGES[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_surplus_of_arrivals_goes_to_the_overflow),
        cmocka_unit_test(a_chain_counts_each_full_placement),
        cmocka_unit_test(without_overflow_children_stay),
        cmocka_unit_test(a_later_capacity_holds_later),
        cmocka_unit_test(who_leaves_at_once_takes_no_place),
        cmocka_unit_test(movers_land_elsewhere),
        cmocka_unit_test(shifts_returns_and_admissions_in_turn),
        cmocka_unit_test(a_shift_lands_elsewhere),
        cmocka_unit_test(the_last_of_a_chain_may_be_full),
        cmocka_unit_test(unreconciled_children_need_places),
        cmocka_unit_test(a_scenario_may_have_no_limit),
        cmocka_unit_test(messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
