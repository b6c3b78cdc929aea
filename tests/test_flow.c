/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows before interventions: dated values, inheritance, growth, population, tables, unreconciled. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2022-03\n"
#define STOCK "stock,all,children,100\n"

/* ---- values over time ---- */

/* The latest start that is not after the month holds, whatever the order of the rows. */
static void dated_values_hold_from_their_start(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,all,count from 2021/22,48\n"
                   "admissions,all,count,12\n"
                   "admissions,all,count from 2020-07,24\n"
                   "admissions,all,count from 2020-09,36\n",
        NULL);
    for (int m = 0; m < 24; m++) {
        const double expected = m < 3 ? 1 : m < 5 ? 2 : m < 12 ? 3 : 4;
        assert_near(mean_of(&s, "A", "admissions", m), expected);
    }
    study_free(&s);
}

/* A flow with dated values only is 0 before the first, which is said; a value from before the start holds
 * at the start unless the bare field, which counts as from the start, is there. */
static void dated_values_before_and_after_the_start(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,one,count from 2020-06,12\n"
                   "admissions,two,count from 2019-04,12\n"
                   "admissions,three,count from 2019-04,12\n"
                   "admissions,three,count,24\n"
                   "admissions,four,count from 2020-04,12\n"
                   "admissions,four,count,24\n",
        NULL);
    assert_near(mean_of(&s, "A", "admissions_one", 1), 0);
    assert_near(mean_of(&s, "A", "admissions_one", 2), 1);
    assert_near(mean_of(&s, "A", "admissions_two", 0), 1);
    assert_near(mean_of(&s, "A", "admissions_three", 0), 2);
    assert_near(mean_of(&s, "A", "admissions_four", 0), 1);
    assert_told(&s, LAC_NOTE, "study.csv", 5, "admissions one is 0 before its first dated value");
    assert_not_told(&s, "admissions two");
    study_free(&s);
}

/* Blank inherits the reference's cell, none removes the row, and of a dated row only for the scenario. */
static void scenarios_inherit(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B,C,D\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100,,200\n"
        "admissions,all,count,12,,24,none\n"
        "admissions,all,count from 2020-10,36,none,,48\n",
        NULL);
    assert_near(mean_of(&s, "A", "opening_stock", 0), 100);
    assert_near(mean_of(&s, "B", "opening_stock", 0), 100);
    assert_near(mean_of(&s, "C", "opening_stock", 0), 200);
    static const char *const NAMES[] = {"A", "B", "C", "D"};
    static const double FIRST[] = {1, 1, 2, 0};
    static const double LATER[] = {3, 1, 3, 4};
    for (int s_ = 0; s_ < 4; s_++) {
        assert_near(mean_of(&s, NAMES[s_], "admissions", 5), FIRST[s_]);
        assert_near(mean_of(&s, NAMES[s_], "admissions", 6), LATER[s_]);
    }
    study_free(&s);
}

/* A scenario gives a rate where the reference has a count, and the other way round. */
static void count_gives_way_to_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100\n"
        "exit,home,count,12,none\n"
        "exit,home,rate,none,0.6\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 1);
    assert_near(mean_of(&s, "B", "exits_home", 0), 100 * (1 - exp(-0.05)));
    study_free(&s);
}

/* Growth of 21 % a year is 10 % in half a year, not restarted by the dated value. */
static void growth_compounds_from_the_start(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "admissions,all,count,120\n"
                   "admissions,all,count from 2021-04,240\n"
                   "admissions,all,growth,21\n",
        NULL);
    assert_near(mean_of(&s, "A", "admissions", 0), 10);
    assert_near(mean_of(&s, "A", "admissions", 6), 11);
    assert_near(mean_of(&s, "A", "admissions", 12), 24.2);
    assert_near(mean_of(&s, "A", "admissions", 18), 26.62);
    study_free(&s);
}

/* ---- population ---- */

/* 60,000 at March 2020 and 72,000 at March 2021: 1,000 a month more, then held; 24 per 10,000 a year. The
 * sheet's number beats the table's, and the table's the history's. */
static void admissions_per_10000(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,population,population.csv\n"
             "data,,history,history.csv\n"
             "population,2019/20,children,60000\n"
             "admissions,all,rate,24\n",
        "population.csv",
        "period,children\n"
        "2019/20,90000\n"
        "2020/21,72000\n",
        "history.csv",
        "period,stock,admissions,ceased,population\n"
        "2018/19,100,50,50,48000\n"
        "2019/20,100,50,50,99999\n",
        NULL);
    for (int m = 0; m < 24; m++) {
        const double population = m < 12 ? 61000 + 1000 * m : 72000;
        assert_near(mean_of(&s, "A", "admissions", m), 24 / 12.0 * population / 10000);
        assert_near(mean_of(&s, "A", "rate_per_10k", m),
            mean_of(&s, "A", "closing_stock", m) / population * 10000);
    }
    assert_told(&s, LAC_NOTE, NULL, 0,
        "the population aged 0 to 17 is known from 2019-03 to 2021-03 and is held level outside");
    assert_near(year_of(&s, "history", "rate_per_10k", 2018), 100 / 48000.0 * 10000);
    study_free(&s);
}

/* Without a population there is no rate per 10,000. */
static void no_population_no_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD STOCK "admissions,all,count,12\n", NULL);
    assert_nan(mean_of(&s, "A", "rate_per_10k", 0));
    assert_nan(year_of(&s, "A", "rate_per_10k", 2020));
    assert_not_told(&s, "the population");
    study_free(&s);
}

/* ---- tables ---- */

/* Streams and routes known only to the table live beside the sheet's, and the sheet beats the table. */
static void rates_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "data,,rates,rates.csv\n"
                   "admissions,local,count,120\n"
                   "exit,home,count,12\n"
                   "exit,sgo,rate,0.3\n",
        "rates.csv",
        "flow,from_months,to_months,events,child_years,post_events,post_child_years,rate\n"
        "admissions/local,,,,,,,60\n"
        "admissions/other,,,36,,,,36\n"
        "exit/home,,,,,,,9\n"
        "exit/adoption,,,6,20,,,\n"
        "exit/leaving,,,6,20,7,10,\n",
        NULL);
    assert_near(mean_of(&s, "A", "admissions_local", 0), 10);
    assert_near(mean_of(&s, "A", "admissions_other", 0), 3);
    const double all = 0.3 + 0.3 + 0.7; /* sgo, adoption, leaving (posterior mean) */
    const double leave = 1 - exp(-all / 12);
    const double arrivals = 13 * (1 - leave / (all / 12));
    const double leavers = 100 * leave + arrivals;
    assert_near(mean_of(&s, "A", "exits_leaving", 0), leavers * 0.7 / all);
    assert_near(mean_of(&s, "A", "exits_adoption", 0), leavers * 0.3 / all);
    assert_near(mean_of(&s, "A", "exits_sgo", 0), leavers * 0.3 / all);
    assert_near(mean_of(&s, "A", "exits_home", 0), 1);
    assert_told(&s, LAC_NOTE, "study.csv", 6,
        "admissions of local in the sheet replace those of the rates table");
    assert_told(&s, LAC_NOTE, "study.csv", 7, "the sheet's count of home replaces the rates table");
    study_free(&s);
}

/* Rates by age and placement: one row for all, one for the older in foster. */
static void rates_by_age_and_placement(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "data,,rates,rates.csv\n",
        "opening.csv",
        "age_years,months_in_care,placement,children\n3,,foster,30\n12,,foster,10\n12,,kin,20\n",
        "rates.csv",
        "flow,from_age,to_age,placement,rate\n"
        "exit/home,,9,,0.6\n"
        "exit/home,10,,foster,1.2\n"
        "exit/home,10,,kin,0\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 30 * (1 - exp(-0.05)) + 10 * (1 - exp(-0.1)));
    assert_not_told(&s, "the rates of home");
    study_free(&s);
}

/* ---- unreconciled ---- */

static void unreconciled_of_both_signs(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B,C\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,foster,children,60\n"
        "stock,kin,children,20\n"
        "admissions,all,count,12\n"
        "admissions,all,placement,kin:100%\n"
        "unreconciled,all,count,-24,36,0\n"
        "unreconciled,all,count from 2020-10,-12,,none\n",
        NULL);
    /* taken evenly from all present, the month's arrival included: 2 of 81 */
    assert_near(mean_of(&s, "A", "unreconciled", 0), -2);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 60 * 79 / 81.0);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 21 * 79 / 81.0);
    assert_near(mean_of(&s, "A", "unreconciled", 6), -1);
    assert_near(year_of(&s, "A", "closing_stock", 2020), 80 + 12 - 12 - 6);
    /* brought by the mix of that month's starts */
    assert_near(mean_of(&s, "B", "unreconciled", 0), 3);
    assert_near(mean_of(&s, "B", "stock_foster", 0), 60);
    assert_near(mean_of(&s, "B", "stock_kin", 0), 24);
    assert_near(mean_of(&s, "B", "admissions", 0), 1);
    assert_near(mean_of(&s, "B", "unreconciled", 6), -1);
    assert_near(mean_of(&s, "C", "unreconciled", 6), 0);
    study_free(&s);
}

/* Nobody starts in the month: by the opening mix, 3/4 foster; no exit in that month. */
static void unreconciled_without_starts(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,60\n"
             "stock,kin,children,20\n"
             "exit,home,rate,1.2\n"
             "unreconciled,all,count,48\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 60 * exp(-0.1) + 3);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 20 * exp(-0.1) + 1);
    study_free(&s);
}

/* Brought children have 0 months in care: they face the rate of month 0 in the next month. */
static void unreconciled_children_have_no_months_in_care(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "data,,rates,rates.csv\n"
             "unreconciled,all,count,120\n"
             "unreconciled,all,count from 2020-05,0\n",
        "opening.csv", "age_months,months_in_care,placement,children\n,9,,10\n", "rates.csv",
        "flow,from_months,to_months,rate\nexit/home,0,0,1.2\nexit/home,1,,0.6\n", NULL);
    assert_near(mean_of(&s, "A", "closing_stock", 0), 10 * exp(-0.05) + 10);
    assert_near(mean_of(&s, "A", "closing_stock", 1), 10 * exp(-0.1) + 10 * exp(-0.1));
    study_free(&s);
}

/* Never more than all: 4 a month of 10 children take 4, 4, 2 and then find nobody. */
static void unreconciled_stops_at_nobody(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD "stock,all,children,10\nunreconciled,all,count,-48\n", NULL);
    static const double TAKEN[] = {-4, -4, -2, 0};
    for (int m = 0; m < 4; m++) {
        assert_near(mean_of(&s, "A", "unreconciled", m), TAKEN[m]);
    }
    assert_near(mean_of(&s, "A", "closing_stock", 2), 0);
    assert_near(mean_of(&s, "A", "closing_stock", 23), 0);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "scenario A: unreconciled takes away 86.0 children more than are looked after");
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dated_values_hold_from_their_start),
        cmocka_unit_test(dated_values_before_and_after_the_start),
        cmocka_unit_test(scenarios_inherit),
        cmocka_unit_test(count_gives_way_to_rate),
        cmocka_unit_test(growth_compounds_from_the_start),
        cmocka_unit_test(admissions_per_10000),
        cmocka_unit_test(no_population_no_rate),
        cmocka_unit_test(rates_table),
        cmocka_unit_test(rates_by_age_and_placement),
        cmocka_unit_test(unreconciled_of_both_signs),
        cmocka_unit_test(unreconciled_without_starts),
        cmocka_unit_test(unreconciled_children_have_no_months_in_care),
        cmocka_unit_test(unreconciled_stops_at_nobody),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
