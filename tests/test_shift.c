/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children whom an intervention moves from one placement to another. */
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
#define STOCK                                                                                      \
    "stock,foster,children,100\nstock,home,children,8\nstock,kin,children,0\n"                     \
    "admissions,x,count,0\n"
#define SHIFT(name, move, children)                                                                \
    "intervention," name ",effect,shift\n"                                                         \
    "intervention," name ",acts_on,move/" move "\n"                                                \
    "intervention," name ",children," children "\n"

/* 6 attempts a month for two months, half succeed. Month 0: 6 of 8 are named, 3 move. Month 1: of the 5
 * at home 2 have not been named, 1 moves, 4 attempts find nobody. The move needs no row of its own. */
static void attempts_name_children_once(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK SHIFT("Down", "home>Foster", "12") "intervention,Down,success,50%\n"
                                                      "intervention,Down,end,2020-05\n",
        NULL);
    static const double MOVED[] = {3, 1, 0};
    static const double HOME[] = {5, 4, 4};
    for (int m = 0; m < 3; m++) {
        assert_near(mean_of(&s, "A", "moves_home_to_foster", m), MOVED[m]);
        assert_near(mean_of(&s, "A", "stock_home", m), HOME[m]);
        assert_near(mean_of(&s, "A", "stock_foster", m), 108 - HOME[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), 0);
        assert_near(mean_of(&s, "A", "exits", m), 0);
        assert_nan(sd_of(&s, "A", "stock_home", m));
    }
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: 4.0 attempts to move a child found nobody who could be moved");
    study_free(&s);
}

/* Rates act first, then moves: 8 exp(-0.05) are left at home, half of them move to kin, and the shift
 * finds the other half. Who comes in this month cannot be named. */
static void moves_come_first_and_arrivals_after(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,y,count,24\nadmissions,y,placement,home:100%\n"
                   "exit,out,rate,0.6\nexit,out,placement,home\n"
                   "move,home > kin,rate,8.3177661667193\n" /* 12 ln 2 */
        SHIFT("Down", "home > foster", "100") "intervention,Down,end,2020-04\n",
        NULL);
    const double left = 8 * exp(-0.05);
    const double stay = (1 - exp(-0.05)) / 0.05;
    assert_near(mean_of(&s, "A", "moves_home_to_kin", 0), left / 2);
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), left / 2);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 100 + left / 2);
    assert_near(mean_of(&s, "A", "stock_home", 0), 2 * stay);
    study_free(&s);
}

/* Who has just been moved in sits there: the second shift, in order of slug, finds those of the first. */
static void shifts_go_in_order_of_slug(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK SHIFT("Beta", "kin > foster", "8") "intervention,Beta,end,2020-04\n" SHIFT(
            "alpha", "home > kin", "8") "intervention,alpha,end,2020-04\n",
        NULL);
    assert_near(mean_of(&s, "A", "moves_home_to_kin", 0), 8);
    assert_near(mean_of(&s, "A", "moves_kin_to_foster", 0), 8);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 108);
    study_free(&s);
}

/* A filter looks at the age at the end of the month before: 9 years and 11 months then is 9, not 10. */
static void a_filter_looks_at_the_age_before_the_month(void **state)
{
    (void)state;
    static const char PEOPLE[] = "age_months,months_in_care,placement,children\n"
                                 "119,,home,4\n120,,home,3\n215,,home,2\n,,home,1\n0,,foster,0\n";
    static const char *const BANDS[] = {"from_age,9\nintervention,Down,to_age,10\n",
        "from_age,17\n", "from_age,0\n", "to_age,9\n", "from_age,10\n"};
    static const double MOVED[] = {7, 0, 7, 4, 3}; /* those of 215 turn 18 before */
    for (int i = 0; i < 5; i++) {
        test_study s;
        char sheet[600];
        snprintf(sheet, sizeof sheet,
            HEAD "data,,opening,opening.csv\nadmissions,x,count,0\n" SHIFT(
                "Down", "home > foster", "20") "intervention,Down,end,2020-04\n"
                                               "intervention,Down,%s",
            BANDS[i]);
        study_must_run(&s, sheet, "opening.csv", PEOPLE, NULL);
        assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), MOVED[i]);
        study_free(&s);
    }
}

/* A shifted child keeps its age and its months in care: those of 17 turn 18 in foster care, and the rate
 * of 12 or more months in care goes on for them. */
static void a_shifted_child_keeps_everything_else(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\ndata,,rates,rates.csv\nadmissions,x,count,0\n" SHIFT(
            "Down", "home > foster", "6") "intervention,Down,end,2020-04\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "100,11,home,4\n213,0,home,2\n0,0,foster,0\n",
        "rates.csv", "flow,from_months,to_months,rate\nexit/out,0,11,0\nexit/out,12,,0.6\n", NULL);
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), 6);
    assert_near(mean_of(&s, "A", "exits_out", 0), 0);
    assert_near(mean_of(&s, "A", "exits_out", 1), 4 * (1 - exp(-0.05)));
    assert_near(mean_of(&s, "A", "exits_ageing_out", 2), 2);
    study_free(&s);
}

/* A list may take whom a shift has named, and who then comes back has still been named by the shift. Month
 * 0: all 4 are named and moved; month 1: all leave; month 2: the share 1 - exp(-1) is back; month 3: they
 * sit at home, but have been named. */
static void a_named_child_stays_named(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,0\nstock,home,children,4\nadmissions,x,count,0\n"
             "admissions,x,placement,home:100%\n"
             "reentry,out,rates,0:12\n" SHIFT("Down", "home > foster",
                 "16") "intervention,Down,end,2020-07\n"
                       "intervention,L,effect,exits\nintervention,L,route,out\nintervention,L,"
                       "children,4\n"
                       "intervention,L,start,2020-05\nintervention,L,end,2020-05\n",
        NULL);
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 0), 4);
    assert_near(mean_of(&s, "A", "exits_out", 1), 4);
    assert_near(mean_of(&s, "A", "reentries", 2), 4 * (1 - exp(-1)));
    assert_near(mean_of(&s, "A", "stock_home", 2), 4 * (1 - exp(-1)));
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 3), 0);
    study_free(&s);
}

/* ---- what is said ---- */

#define BASE HEAD "stock,foster,children,10\nstock,home,children,8\nadmissions,x,count,0\n"
#define WANT(rest) "intervention,L,effect,shift\n" rest

static const told_case MESSAGES[] = {
    {BASE WANT("intervention,L,children,2\n"), NULL, NULL, LAC_ERROR, "study.csv", 7,
        "intervention L has effect shift but no acts_on"},
    {BASE WANT("intervention,L,acts_on,move/home > foster\n"), NULL, NULL, LAC_ERROR, "study.csv",
        7, "intervention L has effect shift but no children"},
    {BASE WANT("intervention,L,acts_on,exit/home\nintervention,L,children,2\n"), NULL, NULL,
        LAC_ERROR, "study.csv", 8,
        "intervention L has effect shift, but acts_on \"exit/home\" is no move"},
    {BASE WANT("intervention,L,acts_on,move/home\nintervention,L,children,2\n"), NULL, NULL,
        LAC_ERROR, "study.csv", 8,
        "intervention L has effect shift, but acts_on \"move/home\" is no move"},
    {BASE WANT("intervention,L,acts_on,move/home > HOME\nintervention,L,children,2\n"), NULL, NULL,
        LAC_ERROR, "study.csv", 8, "intervention L shifts from home to itself"},
    {BASE WANT("intervention,L,acts_on,move/home > unit\nintervention,L,children,2\n"), NULL, NULL,
        LAC_ERROR, "study.csv", 8, "the placement \"unit\" is not known"},
    {BASE WANT("intervention,L,acts_on,move/unit > home\nintervention,L,children,2\n"
               "intervention,L,active,no\n"),
        NULL, NULL, LAC_ERROR, "study.csv", 8, "the placement \"unit\" is not known"},
    {BASE WANT("intervention,L,acts_on,move/home > foster\nintervention,L,children,2\n"
               "intervention,L,factor,2\n"),
        NULL, NULL, LAC_WARNING, "study.csv", 10,
        "factor is not used by the effect shift of intervention L"},
    {BASE WANT("intervention,L,acts_on,move/home > foster\nintervention,L,children,2\n"
               "intervention,L,placement,foster\n"),
        NULL, NULL, LAC_WARNING, "study.csv", 7, "no child can match the filter of L"},
    {BASE WANT("intervention,L,acts_on,move/home > foster\nintervention,L,children,6\n"
               "intervention,L,start,2020-03\nintervention,L,end,2020-05\n"),
        NULL, NULL, LAC_WARNING, "study.csv", 10,
        "2 of the attempts of L fall outside the study and do not happen"},
};

static void messages(void **state)
{
    (void)state;
    assert_all_told(MESSAGES, sizeof MESSAGES / sizeof MESSAGES[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(attempts_name_children_once),
        cmocka_unit_test(moves_come_first_and_arrivals_after),
        cmocka_unit_test(shifts_go_in_order_of_slug),
        cmocka_unit_test(a_filter_looks_at_the_age_before_the_month),
        cmocka_unit_test(a_shifted_child_keeps_everything_else),
        cmocka_unit_test(a_named_child_stays_named),
        cmocka_unit_test(messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
