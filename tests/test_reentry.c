/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children who come back: which exits, when, of what age and where. */
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

/* children who leave as `home` in the first month */
#define LIST(children)                                                                             \
    "intervention,Review,effect,exits\n"                                                           \
    "intervention,Review,route,home\n"                                                             \
    "intervention,Review,children," children "\n"                                                  \
    "intervention,Review,start,2020-04\n"                                                          \
    "intervention,Review,end,2020-04\n"

/* ---- when ---- */

/* 12 leave in month 0. In month 1 they have been out for 0 completed months, in 2 for 1, in 3 for 2 (no
 * rate), from 4 on for 3 or more: 1 - exp(-1.2 / 12), then 0.6, nothing, 0.24, of those still out. */
static void a_list_comes_back_by_months_since_the_exit(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "reentry,Home,rates,0:1.2; 1:0.6; 3-1200:0.24\n" LIST("12"),
        NULL);
    double out = 12;
    for (int m = 0; m < 12; m++) {
        const double rate = m == 1 ? 1.2 : m == 2 ? 0.6 : m >= 4 ? 0.24 : 0;
        const double back = m == 0 ? 0 : out * (1 - exp(-rate / 12));
        out -= back;
        assert_near(mean_of(&s, "A", "exits_home", m), m == 0 ? 12 : 0);
        assert_near(mean_of(&s, "A", "reentries", m), back);
        assert_near(mean_of(&s, "A", "admissions", m), back);
        assert_near(mean_of(&s, "A", "closing_stock", m), 100 - out);
        assert_nan(sd_of(&s, "A", "closing_stock", m));
    }
    study_free(&s);
}

/* The bands of a rates table: a blank first end is 0, a blank last one has no end. */
static void the_rates_table_gives_bands_of_months(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,rates,rates.csv\n"
             "stock,all,children,100\n" LIST("12"),
        "rates.csv",
        "flow,from_months,to_months,events,child_years,rate\n"
        "reentry/home,,0,,,1.2\n"
        "reentry/home,1,1,6,10,\n"
        "reentry/home,3,,,,0.24\n",
        NULL);
    double out = 12;
    for (int m = 1; m < 12; m++) {
        const double rate = m == 1 ? 1.2 : m == 2 ? 0.6 : m >= 4 ? 0.24 : 0;
        const double back = out * (1 - exp(-rate / 12));
        out -= back;
        assert_near(mean_of(&s, "A", "reentries", m), back);
    }
    study_free(&s);
}

/* ---- which exits ---- */

/* Without interventions nobody returns who has not been counted already. */
static void history_contains_normal_returns(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\nexit,home,rate,0.6\nexit,away,count,12\n"
             "admissions,x,count,24\nreentry,home,rates,0-11:1.2\nreentry,away,rates,0-11:1.2\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "reentries", m), 0);
        assert_near(mean_of(&s, "A", "admissions", m), 2);
    }
    study_free(&s);
}

/* first_entries_only: every exit by the route, also that in the month of arrival, of new and of returned
 * children. S children stay with exp(-0.05); of A arrivals A (1 - exp(-0.05)) / 0.05 do. */
static void first_entries_return_after_every_exit(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\nadmissions,x,count,24\n"
             "admissions,x,first_entries_only,yes\nexit,home,rate,0.4\nexit,away,rate,0.2\n"
             "reentry,home,rates,0-2:1.2; 3-5:0.6\n",
        NULL);
    const double p = 1 - exp(-0.05);
    const double stay = p / 0.05;
    double out[12] = {0};
    double stock = 100;
    for (int m = 0; m < 12; m++) {
        double back = 0;
        for (int t = 0; t < m; t++) {
            const int months = m - t - 1;
            const double rate = months <= 2 ? 1.2 : months <= 5 ? 0.6 : 0;
            const double share = out[t] * (1 - exp(-rate / 12));
            out[t] -= share;
            back += share;
        }
        const double exits = stock * p + (back + 2) * (1 - stay);
        out[m] = exits * 2 / 3;
        stock += back + 2 - exits;
        assert_near(mean_of(&s, "A", "reentries", m), back);
        assert_near(mean_of(&s, "A", "admissions_x", m), 2);
        assert_near(mean_of(&s, "A", "exits_home", m), exits * 2 / 3);
        assert_near(mean_of(&s, "A", "closing_stock", m), stock);
    }
    assert_told(&s, LAC_WARNING, "study.csv", 6,
        "with first_entries_only the returns of children who left before the start are missing");
    study_free(&s);
}

/* Of the exits of a route that an intervention raises from 0.4 to 0.6 a third are its own, whether it
 * multiplies or adds; one that lowers them brings nobody back. */
static void an_intervention_brings_back_its_excess(void **state)
{
    (void)state;
    static const char *const EFFECTS[] = {"multiply\nintervention,L,factor,1.5\n",
        "add\nintervention,L,amount,0.2\n", "multiply\nintervention,L,factor,0.5\n"};
    for (int i = 0; i < 3; i++) {
        test_study s;
        char sheet[600];
        snprintf(sheet, sizeof sheet,
            HEAD "stock,all,children,100\nexit,home,rate,0.4\nreentry,home,rates,0-11:1.2\n"
                 "intervention,L,acts_on,exit/home\nintervention,L,end,2020-04\n"
                 "intervention,L,effect,%s",
            EFFECTS[i]);
        study_must_run(&s, sheet, NULL);
        const double rate = i == 2 ? 0.2 : 0.6;
        const double exits = 100 * (1 - exp(-rate / 12));
        assert_near(mean_of(&s, "A", "exits_home", 0), exits);
        assert_near(mean_of(&s, "A", "reentries", 1), i == 2 ? 0 : exits / 3 * (1 - exp(-0.1)));
        assert_near(
            mean_of(&s, "A", "reentries", 2), i == 2 ? 0 : exits / 3 * exp(-0.1) * (1 - exp(-0.1)));
        study_free(&s);
    }
}

/* 12 a month from 60 + 40 children. Kin: factor 2 makes 4.8 of it 9.6, half of them an excess; foster
 * stays at 7.2. An amount of 3 for kin makes it 7.8, and 3 are an excess. */
static void a_count_brings_back_its_excess_by_group(void **state)
{
    (void)state;
    static const char *const EFFECTS[] = {
        "multiply\nintervention,L,factor,2\n", "add\nintervention,L,amount,36\n"};
    static const double EXCESS[] = {4.8, 3};
    for (int i = 0; i < 2; i++) {
        test_study s;
        char sheet[600];
        snprintf(sheet, sizeof sheet,
            HEAD "stock,foster,children,60\nstock,kin,children,40\nexit,home,count,144\n"
                 "reentry,home,rates,0:6\nadmissions,x,count,0\n"
                 "intervention,L,acts_on,exit/home\nintervention,L,end,2020-04\n"
                 "intervention,L,placement,kin\nintervention,L,effect,%s",
            EFFECTS[i]);
        study_must_run(&s, sheet, NULL);
        assert_near(mean_of(&s, "A", "exits_home", 0), 12 + EXCESS[i]);
        assert_near(mean_of(&s, "A", "reentries", 1), EXCESS[i] * (1 - exp(-0.5)));
        study_free(&s);
    }
}

/* ---- ages ---- */

#define AGES(rows) HEAD "data,,opening,opening.csv\nreentry,home,rates,0-1200:12\n" rows

/* 213 months at the start, 214 at the end of the month of exit, 215 at that of a return: the only one,
 * because a month later it is 18. At 214 none is possible. */
static void nobody_returns_at_18(void **state)
{
    (void)state;
    static const double BACK[] = {6.3212055882855767, 0}; /* 10 (1 - exp(-1)) */
    for (int i = 0; i < 2; i++) {
        test_study s;
        study_must_run(&s, AGES(LIST("10")), "opening.csv",
            i == 0 ? "age_months,months_in_care,placement,children\n213,,,10\n"
                   : "age_months,months_in_care,placement,children\n214,,,10\n",
            NULL);
        assert_near(mean_of(&s, "A", "exits_home", 0), 10);
        assert_near(mean_of(&s, "A", "reentries", 1), BACK[i]);
        assert_near(mean_of(&s, "A", "exits_ageing_out", 2), BACK[i]);
        for (int m = 2; m < 12; m++) {
            assert_near(mean_of(&s, "A", "reentries", m), 0);
        }
        study_free(&s);
    }
}

/* A child keeps its true age: 5 years and 11 months at the start, in month 2, when it may be back, 6 years
 * and 1 month; it is out of the reach of a list up to age 5 and in that of one from age 6. */
static void a_child_grows_older_while_it_is_out(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        AGES(LIST("10") "intervention,B,effect,exits\nintervention,B,route,young\n"
                        "intervention,B,children,10\nintervention,B,to_age,5\n"
                        "intervention,B,start,2020-06\nintervention,B,end,2020-06\n"
                        "intervention,C,effect,exits\nintervention,C,route,old\n"
                        "intervention,C,children,10\nintervention,C,from_age,6\n"
                        "intervention,C,start,2020-06\nintervention,C,end,2020-06\n"),
        "opening.csv", "age_months,months_in_care,placement,children\n71,,,10\n", NULL);
    assert_near(mean_of(&s, "A", "reentries", 1), 10 * (1 - exp(-1)));
    assert_near(mean_of(&s, "A", "exits_young", 2), 0);
    assert_near(mean_of(&s, "A", "exits_old", 2), 10 * (1 - exp(-1)));
    study_free(&s);
}

/* A child of unknown age may return without limit. */
static void unknown_ages_return_without_limit(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES(LIST("2")), "opening.csv",
        "age_years,months_in_care,placement,children\n,,,2\n5,,,0\n", NULL);
    for (int m = 1; m < 12; m++) {
        assert_near(mean_of(&s, "A", "reentries", m), 2 * exp(1 - m) * (1 - exp(-1)));
    }
    study_free(&s);
}

/* ---- where ---- */

#define ORIGINS                                                                                    \
    HEAD "stock,foster,children,40\nstock,home,children,0\nstock,kin,children,0\n"                 \
         "admissions,local,count,36\nadmissions,local,placement,foster:100%\n"                     \
         "admissions,other,count,12\nadmissions,other,placement,home:100%\n"                       \
         "reentry,out,rates,0:6\n"

/* Opening children come back by the placements of all the month's arrivals: 3/4 local, 1/4 other. */
static void opening_children_return_by_all_streams(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        ORIGINS
        "intervention,L,effect,exits\nintervention,L,route,out\nintervention,L,children,10\n"
        "intervention,L,end,2020-04\n",
        NULL);
    const double back = 10 * (1 - exp(-0.5));
    assert_near(mean_of(&s, "A", "reentries", 1), back);
    assert_near(mean_of(&s, "A", "stock_foster", 1), 30 + 6 + back * 3 / 4);
    assert_near(mean_of(&s, "A", "stock_home", 1), 2 + back / 4);
    study_free(&s);
}

/* In month 2 a shift moves the 2 children of `other` to foster, where at its end 40 opening, 9 local and
 * 2 others are. In month 3 a third of them leaves: 40/3, 3 and 2/3. In month 4 the share b is back, locals
 * in foster, others at home, opening children by 3 to 1. */
static void children_return_by_their_own_stream(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        ORIGINS "intervention,S,effect,shift\nintervention,S,acts_on,move/home > foster\n"
                "intervention,S,children,2\nintervention,S,start,2020-06\n"
                "intervention,S,end,2020-06\n"
                "intervention,L,effect,exits\nintervention,L,route,out\n"
                "intervention,L,children,17\nintervention,L,placement,foster\n"
                "intervention,L,start,2020-07\nintervention,L,end,2020-07\n",
        NULL);
    const double b = 1 - exp(-0.5);
    assert_near(mean_of(&s, "A", "moves_home_to_foster", 2), 2);
    assert_near(mean_of(&s, "A", "stock_foster", 2), 51);
    assert_near(mean_of(&s, "A", "stock_home", 2), 1);
    assert_near(mean_of(&s, "A", "exits_out", 3), 17);
    assert_near(mean_of(&s, "A", "reentries", 4), 17 * b);
    assert_near(mean_of(&s, "A", "stock_home", 4), 3 + b * (2.0 / 3 + 10.0 / 3));
    assert_near(mean_of(&s, "A", "stock_foster", 4), 34 + 3 + 3 + b * 13);
    assert_near(mean_of(&s, "A", "stock_kin", 4), 0);
    study_free(&s);
}

/* In a month without admissions opening children return by the opening mix, here all foster. */
static void without_admissions_the_opening_mix_holds(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,30\nstock,home,children,10\n"
             "admissions,x,count,12\nadmissions,x,count from 2020-05,0\n"
             "admissions,x,count from 2020-06,12\nadmissions,x,placement,home:100%\n"
             "reentry,home,rates,0-11:6\n" LIST("20"),
        NULL);
    const double b = 1 - exp(-0.5);
    assert_near(mean_of(&s, "A", "reentries", 1), 20 * b);
    assert_near(mean_of(&s, "A", "stock_foster", 1), 15 + 15 * b);
    assert_near(mean_of(&s, "A", "stock_home", 1), 5 + 1 + 5 * b);
    assert_near(mean_of(&s, "A", "stock_foster", 2), 15 + 15 * b);
    assert_near(mean_of(&s, "A", "stock_home", 2), 6 + 5 * b + 1 + 20 * (1 - b) * b);
    study_free(&s);
}

/* ---- lists and returns ---- */

/* One child, an attempt in each of three months. It leaves in the first, is out in the second, and is
 * back in the third with 1 - exp(-1), but has been named before: 1 and 1 attempts find nobody. */
static void a_list_does_not_name_who_came_back(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,1\nreentry,home,rates,0:12\n"
             "intervention,L,effect,exits\nintervention,L,route,home\nintervention,L,children,3\n"
             "intervention,L,end,2020-06\n",
        NULL);
    static const double EXITS[] = {1, 0, 0};
    for (int m = 0; m < 3; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), EXITS[m]);
        assert_near(mean_of(&s, "A", "unmet_exits", m), 1 - EXITS[m]);
    }
    assert_near(mean_of(&s, "A", "closing_stock", 2), 1 - exp(-1));
    study_free(&s);
}

/* Another list names it again, and it can come back again: 1 - exp(-1) of 1 - exp(-1). */
static void who_came_back_can_leave_and_return_again(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,1\nreentry,home,rates,0:12\n" LIST(
            "1") "intervention,B,effect,exits\nintervention,B,route,home\nintervention,B,children,"
                 "1\n"
                 "intervention,B,start,2020-06\nintervention,B,end,2020-06\n",
        NULL);
    const double b = 1 - exp(-1);
    assert_near(mean_of(&s, "A", "exits_home", 2), b);
    assert_near(mean_of(&s, "A", "unmet_exits", 2), 1 - b);
    assert_near(mean_of(&s, "A", "reentries", 3), b * b);
    study_free(&s);
}

/* A lever on admissions leaves returns alone, and unreconciled children come by the mix of the streams. */
static void levers_do_not_touch_returns(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,20\nstock,home,children,0\nadmissions,x,count,24\n"
             "admissions,x,placement,foster:100%\nreentry,home,rates,0:12\n" LIST(
                 "10") "intervention,E,effect,multiply\nintervention,E,acts_on,admissions\n"
                       "intervention,E,factor,0.5\nunreconciled,all,count,12\n",
        NULL);
    const double back = 10 * (1 - exp(-1));
    assert_near(mean_of(&s, "A", "admissions", 1), 1 + back);
    assert_near(mean_of(&s, "A", "admissions_x", 1), 1);
    assert_near(mean_of(&s, "A", "reentries", 1), back);
    assert_near(mean_of(&s, "A", "stock_foster", 1), 10 + 2 + 2 + back);
    study_free(&s);
}

/* ---- what is said ---- */

#define BASE HEAD "stock,all,children,100\nexit,home,rate,0.4\n"
static const char PEOPLE[] = "age_years,children\n5,100\n";

static const told_case MESSAGES[] = {
    {BASE "reentry,hom,rates,0:1\n", NULL, NULL, LAC_ERROR, "study.csv", 6,
        "the route \"hom\" is not known"},
    {HEAD "data,,opening,opening.csv\nreentry,ageing_out,rates,0:1\n", "opening.csv", PEOPLE,
        LAC_ERROR, "study.csv", 5, "children who leave as ageing_out cannot come back"},
    {HEAD "stock,all,children,100\nexit,Ageing-out,rate,1\nreentry,Ageing-out,rates,0:1\n", NULL,
        NULL, LAC_ERROR, "study.csv", 6, "children who leave as Ageing-out cannot come back"},
    {BASE "data,,rates,rates.csv\n", "rates.csv",
        "flow,from_age,from_months,rate\nreentry/home,5,,1\n", LAC_ERROR, "rates.csv", 2,
        "rates of return after home are given by age"},
    {BASE "data,,rates,rates.csv\nstock,unit,children,100\n", "rates.csv",
        "flow,placement,rate\nreentry/home,unit,1\n", LAC_ERROR, "rates.csv", 2,
        "rates of return after home are given by placement"},
    {BASE "data,,rates,rates.csv\n", "rates.csv", "flow,rate\nreentry/elsewhere,1\n", LAC_ERROR,
        "rates.csv", 2, "the route \"elsewhere\" is not known"},
    {BASE "data,,rates,rates.csv\nreentry,home,rates,0:1\n", "rates.csv",
        "flow,rate\nreentry/home,1\n", LAC_NOTE, "study.csv", 7,
        "the sheet's rates of return after home replace those of the rates table"},
    {BASE "admissions,a,count,1\nadmissions,b,count,1\nadmissions,b,first_entries_only,yes\n", NULL,
        NULL, LAC_ERROR, "study.csv", 8,
        "first_entries_only is yes in some streams and no in others"},
    {BASE "admissions,a,count,1\nadmissions,a,first_entries_only,yes\n", NULL, NULL, LAC_WARNING,
        "study.csv", 7,
        "first_entries_only leaves returns out of the admissions, but no route has rates of "
        "return"},
};

static void messages(void **state)
{
    (void)state;
    assert_all_told(MESSAGES, sizeof MESSAGES / sizeof MESSAGES[0]);
}

/* Without rates of return there is no such measure; a rate in any scenario makes it for all. */
static void the_measure_is_there_when_any_scenario_returns(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, BASE, NULL);
    assert_int_equal(s.results.measures.reentries, -1);
    study_free(&s);
    study_must_run(&s,
        "section,item,field,A,B\ntime,,start,2020-04,\ntime,,end,2020-06,\n"
        "stock,all,children,100,\nadmissions,x,count,12,\nexit,home,rate,0.4,\n"
        "reentry,home,rates,none,0:1\n",
        NULL);
    const lac_measures *at = &s.results.measures;
    assert_int_equal(at->reentries, at->admissions_of + 1);
    assert_int_equal(at->exits, at->reentries + 1);
    assert_false(s.results.models[0].any_reentry);
    assert_true(s.results.models[1].any_reentry);
    assert_near(mean_of(&s, "A", "reentries", 2), 0);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_comes_back_by_months_since_the_exit),
        cmocka_unit_test(the_rates_table_gives_bands_of_months),
        cmocka_unit_test(history_contains_normal_returns),
        cmocka_unit_test(first_entries_return_after_every_exit),
        cmocka_unit_test(an_intervention_brings_back_its_excess),
        cmocka_unit_test(a_count_brings_back_its_excess_by_group),
        cmocka_unit_test(nobody_returns_at_18),
        cmocka_unit_test(a_child_grows_older_while_it_is_out),
        cmocka_unit_test(unknown_ages_return_without_limit),
        cmocka_unit_test(opening_children_return_by_all_streams),
        cmocka_unit_test(children_return_by_their_own_stream),
        cmocka_unit_test(without_admissions_the_opening_mix_holds),
        cmocka_unit_test(a_list_does_not_name_who_came_back),
        cmocka_unit_test(who_came_back_can_leave_and_return_again),
        cmocka_unit_test(levers_do_not_touch_returns),
        cmocka_unit_test(messages),
        cmocka_unit_test(the_measure_is_there_when_any_scenario_returns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
