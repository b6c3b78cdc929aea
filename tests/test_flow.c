/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Flows before interventions: dated values, inheritance, growth, population, mixes, tables, unreconciled. */
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

/* ---- mixes ---- */

#define MIX_HEAD                                                                                   \
    HEAD "data,,opening,opening.csv\n"                                                             \
         "admissions,local,count,120\n"
/* a year of age in each placement: 30 of 3 in foster, 10 of 12 in foster, 20 of 12 in kin */
#define MIX_OPENING                                                                                \
    "age_years,months_in_care,placement,children\n"                                                \
    "3,,foster,30\n"                                                                               \
    "12,,foster,10\n"                                                                              \
    "12,,kin,20\n"

/* The share of stream k that is of completed years from..to and in a placement (-1: any). */
static double share_of(const test_study *s, int k, int from, int to, int placement)
{
    const lac_model *model = &s->results.models[0];
    double sum = 0;
    for (int a = from * 12; a < (to + 1) * 12; a++) {
        for (int p = 0; p < model->grid.n_placements; p++) {
            sum += placement < 0 || p == placement
                       ? model->streams[k].mix[a * model->grid.n_placements + p]
                       : 0;
        }
    }
    return sum;
}

static int placement_of(const test_study *s, const char *name)
{
    const lac_model *model = &s->results.models[0];
    return lac_label_find(model->placements, model->n_placements, name);
}

/* Nothing is given: the joint mix of the opening children, which is said. */
static void mix_of_the_opening_children(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD, "opening.csv", MIX_OPENING, NULL);
    const int foster = placement_of(&s, "foster");
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 3, 3, foster), 0.5);
    assert_near(share_of(&s, 0, 3, 3, kin), 0);
    assert_near(share_of(&s, 0, 12, 12, foster), 1 / 6.0);
    assert_near(share_of(&s, 0, 12, 12, kin), 1 / 3.0);
    assert_near(share_of(&s, 0, 0, 17, -1), 1);
    assert_told(&s, LAC_NOTE, "study.csv", 5,
        "stream local takes its ages and placements from the opening children");
    study_free(&s);
}

/* Ages by the sheet (10-15:33% is spread over 72 months), placements from the opening margin 2/3, 1/3. */
static void mix_with_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(
        &s, MIX_HEAD "admissions,local,ages,0:67%; 10-15:33%\n", "opening.csv", MIX_OPENING, NULL);
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 0, 0, -1), 0.67);
    assert_near(share_of(&s, 0, 10, 10, -1), 0.055);
    assert_near(share_of(&s, 0, 10, 15, -1), 0.33);
    assert_near(share_of(&s, 0, 10, 15, kin), 0.11);
    assert_near(s.results.models[0].streams[0].mix[120 * 2 + kin], 0.33 / 72 / 3);
    assert_told(&s, LAC_NOTE, "study.csv", 5,
        "stream local takes its placements from the opening children");
    study_free(&s);
}

/* Placements by the sheet, ages from the opening margin (1/2, 1/2). */
static void mix_with_placements(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "admissions,local,placement,Kin:75%; foster:25%\n", "opening.csv",
        MIX_OPENING, NULL);
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 3, 3, kin), 0.375);
    assert_near(share_of(&s, 0, 12, 12, kin), 0.375);
    assert_told(
        &s, LAC_NOTE, "study.csv", 5, "stream local takes its ages from the opening children");
    study_free(&s);
}

#define MIX_AGES                                                                                   \
    "stream,from_age,to_age,placement,share\n"                                                     \
    "Local,0,3,kin,25%\n"                                                                          \
    "Local,10,12,,75%\n"

/* The table of admission ages: a blank placement is the opening mix of placements. */
static void mix_by_a_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,other,count,12\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    const int foster = placement_of(&s, "foster");
    const int kin = placement_of(&s, "kin");
    assert_near(share_of(&s, 0, 0, 3, kin), 0.25);
    assert_near(share_of(&s, 0, 0, 3, foster), 0);
    assert_near(share_of(&s, 0, 11, 11, kin), 0.25 / 3);
    assert_near(share_of(&s, 0, 10, 12, foster), 0.5);
    assert_near(share_of(&s, 1, 3, 3, foster), 0.5);
    assert_not_told(&s, "stream local");
    assert_told(&s, LAC_NOTE, "study.csv", 7,
        "stream other takes its ages and placements from the opening children");
    study_free(&s);
}

/* The sheet's list beats one margin of the table; the other stays the table's (1/2 kin, 1/2 foster). */
static void sheet_list_beats_the_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,local,ages,17:100%\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    assert_near(share_of(&s, 0, 17, 17, placement_of(&s, "kin")), 0.5);
    assert_near(share_of(&s, 0, 17, 17, placement_of(&s, "foster")), 0.5);
    assert_counts(&s, 0, 0);
    assert_not_told(&s, "stream local");
    study_free(&s);
    study_must_run(&s,
        MIX_HEAD "data,,admission_ages,ages.csv\n"
                 "admissions,local,placement,foster:100%\n",
        "opening.csv", MIX_OPENING, "ages.csv", MIX_AGES, NULL);
    assert_near(share_of(&s, 0, 0, 3, placement_of(&s, "foster")), 0.25);
    assert_near(share_of(&s, 0, 10, 12, placement_of(&s, "foster")), 0.75);
    assert_not_told(&s, "stream local");
    study_free(&s);
}

/* Shares within half a point of 100 % are scaled, which is said. */
static void shares_of_the_table_are_scaled(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "data,,admission_ages,ages.csv\n", "opening.csv", MIX_OPENING,
        "ages.csv", "stream,from_age,to_age,share\nlocal,0,3,50.2%\nlocal,4,17,50.2%\n", NULL);
    assert_near(share_of(&s, 0, 0, 3, -1), 0.5);
    assert_told(&s, LAC_NOTE, "ages.csv", 2,
        "the shares of stream local sum to 100.4% and were scaled to 100%");
    study_free(&s);
}

/* Children of unknown age (all in kin) say nothing of a stream's ages, but of its placements where those
 * are taken by themselves. */
static void mix_leaves_unknown_ages_out(void **state)
{
    (void)state;
    static const char OPENING[] = "age_years,months_in_care,placement,children\n"
                                  "3,,foster,30\n"
                                  ",,kin,10\n";
    test_study s;
    study_must_run(&s, MIX_HEAD, "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "foster")), 1);
    study_free(&s);
    study_must_run(&s, MIX_HEAD "admissions,local,ages,9:100%\n", "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 9, 9, placement_of(&s, "foster")), 0.75);
    assert_near(share_of(&s, 0, 9, 9, placement_of(&s, "kin")), 0.25);
    study_free(&s);
    study_must_run(
        &s, MIX_HEAD "admissions,local,placement,kin:100%\n", "opening.csv", OPENING, NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "kin")), 1);
    study_free(&s);
}

/* A row of the table without ages takes those of the opening children, 1/2 and 1/2. */
static void table_without_ages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MIX_HEAD "data,,admission_ages,ages.csv\n", "opening.csv", MIX_OPENING,
        "ages.csv", "stream,from_age,to_age,placement,share\nlocal,,,kin,60%\nlocal,0,0,,40%\n",
        NULL);
    assert_near(share_of(&s, 0, 3, 3, placement_of(&s, "kin")), 0.3);
    assert_near(share_of(&s, 0, 12, 12, placement_of(&s, "kin")), 0.3);
    assert_near(share_of(&s, 0, 0, 0, placement_of(&s, "kin")), 0.4 / 3);
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
        "opening.csv", MIX_OPENING, "rates.csv",
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
        cmocka_unit_test(mix_of_the_opening_children),
        cmocka_unit_test(mix_with_ages),
        cmocka_unit_test(mix_with_placements),
        cmocka_unit_test(mix_by_a_table),
        cmocka_unit_test(sheet_list_beats_the_table),
        cmocka_unit_test(shares_of_the_table_are_scaled),
        cmocka_unit_test(mix_leaves_unknown_ages_out),
        cmocka_unit_test(table_without_ages),
        cmocka_unit_test(rates_table),
        cmocka_unit_test(rates_by_age_and_placement),
        cmocka_unit_test(unreconciled_of_both_signs),
        cmocka_unit_test(unreconciled_without_starts),
        cmocka_unit_test(unreconciled_children_have_no_months_in_care),
        cmocka_unit_test(unreconciled_stops_at_nobody),
    };
    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
