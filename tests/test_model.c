/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every message of the model room: text, severity and line. What a study works out to is tested in
 * test_expected.c and its neighbours. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* Lines 1 to 4 of most sheets; a case's own rows begin in line 5. */
#define HEAD "section,item,field,unit,A\n"
#define TIME HEAD "time,,start,,2020-04\ntime,,end,,2021-03\n"
#define BASE TIME "stock,all,children,,100\n"
#define PLACES TIME "stock,foster,children,,100\n"
#define OPENING TIME "data,,opening,,opening.csv\n"

/* ---- the horizon ---- */

static const told_case HORIZON[] = {
    {HEAD "stock,all,children,,100\ntime,,start,,2020-04\n", NULL, NULL, LAC_ERROR, "study.csv", 0,
        "the study has no end"},
    {HEAD "stock,all,children,,100\ntime,,end,,2020-04\n", NULL, NULL, LAC_ERROR, "study.csv", 0,
        "the study has no start and no history to follow"},
    {HEAD "stock,all,children,,100\ntime,,start,,2020-04\ntime,,end,,2020-03\n", NULL, NULL,
        LAC_ERROR, "study.csv", 4, "the study ends before it starts (2020-04)"},
    {HEAD "time,,end,,2017-03\ndata,,history,,history.csv\n", "history.csv",
        "period,stock\n2017-03,9\n", LAC_ERROR, "study.csv", 2,
        "the study ends before it starts (2017-04)"},
    {HEAD "stock,all,children,,100\ntime,,start,,2020-04\ntime,,end,,2070-04\n", NULL, NULL,
        LAC_ERROR, "study.csv", 4, "the study has 601 months; at most 600 are possible"},
};

static void horizon(void **state)
{
    (void)state;
    assert_all_told(HORIZON, COUNT(HORIZON));
}

/* ---- names ---- */

static const told_case NAMES[] = {
    {OPENING "exit,Ageing Out,count,,12\n", "opening.csv",
        "age_years,months_in_care,placement,children\n3,,,9\n", LAC_ERROR, "study.csv", 5,
        "the route Ageing Out cannot be given when ages are known"},
    {BASE "data,,rates,,rates.csv\nadmissions,all,count,,1\nadmissions,all,ages,,3:100%\n",
        "rates.csv", "flow,rate\nexit/ageing_out,1\n", LAC_ERROR, "rates.csv", 2,
        "the route ageing_out cannot be given when ages are known"},
    {OPENING "intervention,L,effect,,exits\nintervention,L,children,,1\n"
             "intervention,L,route,,ageing out\n",
        "opening.csv", "age_years,months_in_care,placement,children\n3,,,9\n", LAC_ERROR,
        "study.csv", 0, "the route ageing out cannot be given when ages are known"},
    {BASE "admissions,local,count,,1\nadmissions,all,count,,1\n", NULL, NULL, LAC_ERROR,
        "study.csv", 6, "admissions of all cannot stand beside the stream local"},
    {BASE "admissions,all,count,,1\ndata,,rates,,rates.csv\n", "rates.csv",
        "flow,rate\nadmissions/local,9\n", LAC_ERROR, "study.csv", 5,
        "admissions of all cannot stand beside the stream local"},
    {PLACES "move,foster > kin,rate,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "the placement \"kin\" is not known"},
    {PLACES "data,,rates,,rates.csv\n", "rates.csv", "flow,rate\nmove/kin > foster,1\n", LAC_ERROR,
        "rates.csv", 2, "the placement \"kin\" is not known"},
    {PLACES "data,,rates,,rates.csv\n", "rates.csv",
        "flow,placement,rate\nexit/home,foster,1\nexit/home,kin,1\n", LAC_ERROR, "rates.csv", 3,
        "the placement \"kin\" is not known"},
    {PLACES "exit,home,count,,1\nexit,home,placement,,foster; kin\n", NULL, NULL, LAC_ERROR,
        "study.csv", 6, "the placement \"kin\" is not known"},
    {PLACES "admissions,all,count,,1\nadmissions,all,placement,,foster:50%; kin:50%\n", NULL, NULL,
        LAC_ERROR, "study.csv", 6, "the placement \"kin\" is not known"},
    {PLACES "placement,total,weekly_cost,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "two measures have the name cost_total (\"total\" and \"Spend\")"},
};

static void names(void **state)
{
    (void)state;
    assert_all_told(NAMES, COUNT(NAMES));
}

/* 65 placements or routes are one too many. */
static void limits_of_placements_and_routes(void **state)
{
    (void)state;
    static const char *const MESSAGES[] = {"there are 65 placements; at most 64 are possible",
        "there are 65 routes; at most 64 are possible"};
    for (size_t i = 0; i < COUNT(MESSAGES); i++) {
        char sheet[65 * 40 + sizeof BASE];
        size_t n = (size_t)snprintf(sheet, sizeof sheet, "%s", i == 0 ? TIME : BASE);
        for (int k = 1; k <= 65; k++) {
            char row[40];
            snprintf(
                row, sizeof row, i == 0 ? "stock,p%d,children,,1\n" : "exit,r%d,count,,1\n", k);
            memcpy(sheet + n, row, strlen(row) + 1);
            n += strlen(row);
        }
        test_study s;
        study_run(&s, sheet, NULL);
        assert_int_equal(s.status, LAC_INPUT);
        assert_told(&s, LAC_ERROR, "study.csv", 0, MESSAGES[i]);
        study_free(&s);
        /* without the last row it runs */
        sheet[n - strlen(i == 0 ? "stock,p65,children,,1\n" : "exit,r65,count,,1\n")] = '\0';
        study_must_run(&s, sheet, NULL);
        study_free(&s);
    }
}

/* ---- opening stock ---- */

#define OPENING_TABLE "age_years,months_in_care,placement,children\n"
#define HISTORY TIME "data,,history,,history.csv\n"

static const told_case STOCKS[] = {
    {TIME, NULL, NULL, LAC_ERROR, "study.csv", 0, "there is no opening stock"},
    {HISTORY, "history.csv", "period,stock\n2018/19,9\n", LAC_ERROR, "study.csv", 0,
        "the history does not give the stock of the month before the start"},
    {HISTORY, "history.csv", "period,stock,admissions\n2018/19,9,1\n2019/20,,1\n", LAC_ERROR,
        "study.csv", 0, "the history does not give the stock of the month before the start"},
    {TIME "stock,foster,children,,600000\nstock,kin,children,,500000\n", NULL, NULL, LAC_ERROR,
        "study.csv", 5, "the opening stock is not a whole number up to 1000000"},
    {HISTORY "stock,all,children,,100\n", "history.csv", "period,stock\n2019/20,99\n", LAC_ERROR,
        "history.csv", 2, "the last stock of the history is 99 children, but stock of all is 100"},
    {BASE "stock,foster,children,,60\nstock,kin,children,,41\n", NULL, NULL, LAC_ERROR, "study.csv",
        6, "stock of the placements is 101 children, but stock of all is 100"},
    {OPENING "stock,all,children,,100\n", "opening.csv", OPENING_TABLE "3,,,99\n", LAC_ERROR,
        "study.csv", 5, "stock of all is 100 children, but the opening table is 99"},
    {OPENING "stock,foster,children,,9\nstock,kin,children,,1\n", "opening.csv",
        OPENING_TABLE "3,,foster,8\n3,,kin,2\n", LAC_ERROR, "study.csv", 5,
        "stock of foster is 9 children, but the opening table has 8"},
    {BASE "placement,foster,weekly_cost,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 0,
        "the study has placements, but those of the opening children are not known"},
    {OPENING, "opening.csv", OPENING_TABLE "3,,foster,8\n3,,,2\n", LAC_ERROR, "opening.csv", 3,
        "the placement is blank, but the study has placements"},
    {OPENING, "opening.csv", OPENING_TABLE "3,,,8\n,,,2\n", LAC_WARNING, "opening.csv", 0,
        "opening children without an age: 2; no age filter reaches them and they never turn 18"},
    {BASE "data,,rates,,rates.csv\n", "rates.csv", "flow,from_months,rate\nexit/home,6,1\n",
        LAC_ERROR, "study.csv", 4,
        "the rates depend on months in care, but those of the opening children are not known"},
};

static void opening_stock(void **state)
{
    (void)state;
    assert_all_told(STOCKS, COUNT(STOCKS));
}

/* An opening row without months in care, where the rates need them. */
static void months_in_care_that_are_missing(void **state)
{
    (void)state;
    test_study s;
    study_run(&s, OPENING "data,,rates,,rates.csv\n", "opening.csv",
        OPENING_TABLE "3,5,,1\n3,,,1\n", "rates.csv", "flow,from_months,rate\nexit/home,6,1\n",
        NULL);
    assert_int_equal(s.status, LAC_INPUT);
    assert_told(&s, LAC_ERROR, "opening.csv", 3,
        "the rates depend on months in care, but these children have none");
    study_free(&s);
}

/* ---- flows ---- */

static const told_case FLOWS[] = {
    {TIME "data,,opening,,opening.csv\n"
          "exit,turned 18,count,,65\n",
        "opening.csv", "age_years,children\n10,100\n", LAC_WARNING, "study.csv", 5,
        "children who turn 18 leave as ageing_out by themselves; does turned 18 count them again?"},
    {TIME "data,,opening,,opening.csv\n"
          "exit,sgo,count,,12\nexit,home,count,,24\n",
        "opening.csv", "age_years,children\n10,100\n", LAC_NOTE, NULL, 0,
        "children who turn 18 leave as ageing_out, besides the 36 exits a year that are given as "
        "counts: no count may contain them"},
    {BASE, NULL, NULL, LAC_WARNING, "study.csv", 0,
        "the study has no admissions: nobody comes into care"},
    {BASE "exit,home,count,,1\nexit,home,rate,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 6,
        "exit home has both a count and a rate in scenario A"},
    {BASE "admissions,all,rate from 2020-05,,1\nadmissions,all,count,,1\n"
          "population,2020/21,children,,9\n",
        NULL, NULL, LAC_ERROR, "study.csv", 5,
        "admissions all has both a count and a rate in scenario A"},
    {BASE "admissions,all,events,,5\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "admissions of all have no count, rate or table row in scenario A"},
    {BASE "exit,home,events,,5\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "exit home has no count, rate or table row in scenario A"},
    {BASE "admissions,all,rate,,5\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "admissions of all are per 10,000 children, but no population is given"},
    {BASE "data,,rates,,rates.csv\n", "rates.csv",
        "flow,from_age,to_age,rate\nadmissions/all,0,9,1\n", LAC_ERROR, "rates.csv", 2,
        "admissions of all are given in bands"},
    {BASE "data,,rates,,rates.csv\nexit,home,rate,,1\n", "rates.csv",
        "flow,from_age,to_age,rate\nexit/home,0,17,1\n", LAC_WARNING, "study.csv", 6,
        "the sheet's rate of home replaces the rates table: its profile by age, time or placement "
        "is "
        "lost"},
    {BASE "data,,rates,,rates.csv\n", "rates.csv", "flow,from_age,to_age,rate\nexit/home,0,9,1\n",
        LAC_NOTE, "rates.csv", 0,
        "the rates of home do not cover every age, time in care and placement: there the rate is "
        "0"},
    {BASE "exit,home,rate,,1\nexit,home,from_age,,3\n", NULL, NULL, LAC_WARNING, "study.csv", 5,
        "no child can match the filter of home"},
    {BASE "exit,home,rate,,1\nexit,home,from_age,,9\nexit,home,to_age,,3\n", NULL, NULL, LAC_ERROR,
        "study.csv", 7, "from_age 9 is above to_age 3"},
    {OPENING "exit,ceased,count,,9\n", "opening.csv", OPENING_TABLE "3,,,9\n", LAC_WARNING,
        "study.csv", 5,
        "if ceased counts everybody who ceased, it already contains those who turn 18, who also "
        "leave "
        "as ageing_out"},
    {TIME "stock,all,children,,0\nplacement,foster,weekly_cost,,1\nplacement,kin,weekly_cost,,1\n"
          "unreconciled,all,count,,5\n",
        NULL, NULL, LAC_ERROR, "study.csv", 0,
        "unreconciled adds children, but nothing says of what age and placement"},
};

static void flows(void **state)
{
    (void)state;
    assert_all_told(FLOWS, COUNT(FLOWS));
}

/* With another route beside it a count is not everybody. */
static void count_beside_another_route_is_not_everybody(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, OPENING "exit,ceased,count,,9\nexit,home,rate,,0.1\n", "opening.csv",
        OPENING_TABLE "3,,,9\n", NULL);
    assert_not_told(&s, "if ceased");
    study_free(&s);
}

/* A move by a table that leaves ages out. */
static void gap_in_the_rates_of_a_move(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, OPENING "data,,rates,,rates.csv\nstock,kin,children,,0\n", "opening.csv",
        OPENING_TABLE "3,,foster,9\n", "rates.csv",
        "flow,from_age,to_age,rate\nmove/foster > kin,0,9,1\n", NULL);
    assert_told(&s, LAC_NOTE, "rates.csv", 0,
        "the rates of foster > kin do not cover every age, time in care and placement: there the "
        "rate "
        "is 0");
    study_free(&s);
}

/* ---- mixes ---- */

#define AGES TIME "data,,admission_ages,,ages.csv\nadmissions,all,count,,9\n"

static const told_case MIXES[] = {
    {BASE "admissions,one,count,,1\nadmissions,one,ages,,3:100%\nadmissions,two,count,,1\n", NULL,
        NULL, LAC_ERROR, "study.csv", 7, "stream two has no ages, but the study knows ages"},
    {TIME "stock,all,children,,0\nplacement,foster,weekly_cost,,1\nplacement,kin,weekly_cost,,1\n"
          "admissions,all,count,,1\n",
        NULL, NULL, LAC_ERROR, "study.csv", 7,
        "stream all has no placements and nobody is looked after at the start"},
    {AGES "stock,all,children,,9\n", "ages.csv",
        "stream,from_age,to_age,share\nall,0,9,60%\nall,10,17,30%\n", LAC_ERROR, "ages.csv", 2,
        "the shares of stream all sum to 90%"},
    {AGES "stock,all,children,,9\n", "ages.csv",
        "stream,from_age,to_age,share\nall,0,17,100%\nAlle,0,17,100%\n", LAC_ERROR, "ages.csv", 3,
        "the stream \"Alle\" is not known"},
    {AGES "stock,foster,children,,9\n", "ages.csv",
        "stream,from_age,to_age,placement,share\nall,0,17,kin,100%\n", LAC_ERROR, "ages.csv", 2,
        "the placement \"kin\" is not known"},
    {AGES "stock,foster,children,,0\nstock,kin,children,,0\n", "ages.csv",
        "stream,from_age,to_age,placement,share\nall,0,17,,100%\n", LAC_ERROR, "ages.csv", 2,
        "the row leaves its placement to the opening children, but there are none"},
};

static void mixes(void **state)
{
    (void)state;
    assert_all_told(MIXES, COUNT(MIXES));
}

/* ---- prices ---- */

static const told_case PRICES[] = {
    {PLACES "placement,all,weekly_cost,,1\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "weekly_cost of all cannot stand beside named placements"},
    {BASE "finance,2020/21,inflation from 2021/22,,3\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "inflation has two starts"},
    {BASE "finance,,inflation from 2020-10,,3\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "inflation can only start on 1 April"},
    {BASE "finance,2021/22,inflation,,3\nfinance,,inflation from 2021/22,,3\n", NULL, NULL,
        LAC_ERROR, "study.csv", 6, "inflation of 2021/22 is already given in line 5"},
    {BASE "finance,,budget,,3\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "the budget has no financial year"},
    {BASE "finance,2020/21,discount_rate,,3\n", NULL, NULL, LAC_ERROR, "study.csv", 5,
        "discount_rate holds for all years"},
};

static void prices(void **state)
{
    (void)state;
    assert_all_told(PRICES, COUNT(PRICES));
}

/* Every fault is told in one go, whatever room of the study it is in. */
static void faults_are_told_together(void **state)
{
    (void)state;
    test_study s;
    study_run(&s,
        BASE "exit,home,events,,5\n"
             "admissions,all,rate,,5\n"
             "intervention,L,effect,,exits\n"
             "finance,,inflation from 2020-10,,3\n",
        NULL);
    assert_int_equal(s.status, LAC_INPUT);
    assert_told(
        &s, LAC_ERROR, "study.csv", 5, "exit home has no count, rate or table row in scenario A");
    assert_told(&s, LAC_ERROR, "study.csv", 6,
        "admissions of all are per 10,000 children, but no population is given");
    assert_told(&s, LAC_ERROR, "study.csv", 7, "intervention L has effect exits but no route");
    assert_told(&s, LAC_ERROR, "study.csv", 7, "intervention L has effect exits but no children");
    assert_told(&s, LAC_ERROR, "study.csv", 8, "inflation can only start on 1 April");
    assert_counts(&s, 5, 0);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(horizon),
        cmocka_unit_test(names),
        cmocka_unit_test(limits_of_placements_and_routes),
        cmocka_unit_test(opening_stock),
        cmocka_unit_test(months_in_care_that_are_missing),
        cmocka_unit_test(flows),
        cmocka_unit_test(count_beside_another_route_is_not_everybody),
        cmocka_unit_test(gap_in_the_rates_of_a_move),
        cmocka_unit_test(mixes),
        cmocka_unit_test(prices),
        cmocka_unit_test(faults_are_told_together),
    };
    return cmocka_run_group_tests_name("model", tests, NULL, NULL);
}
