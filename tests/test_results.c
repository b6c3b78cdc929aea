/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Years, history, comparisons, and which scenarios are run. */
#include "support.h"

#include "input/study.h"
#include "results/annual.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

/* ---- years of a forecast ---- */

/* July 2020 to June 2022, 12 a year in and 24 out of 100: 9 months, a year, 3 months. */
static void years_sum_flows_and_take_march_stocks(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-07\n"
        "time,,end,2022-06\n"
        "stock,all,children,100\n"
        "population,2020/21,children,50000\n"
        "admissions,all,count,12\n"
        "exit,home,count,24\n",
        NULL);
    static const double MONTHS[] = {9, 12, 3};
    double opening = 100;
    for (int y = 0; y < 3; y++) {
        assert_near(year_of(&s, "A", "admissions", 2020 + y), MONTHS[y]);
        assert_near(year_of(&s, "A", "exits", 2020 + y), 2 * MONTHS[y]);
        assert_near(year_of(&s, "A", "opening_stock", 2020 + y), opening);
        opening -= MONTHS[y];
        assert_int_equal(year_status_of(&s, "A", "admissions", 2020 + y),
            y == 1 ? LAC_STATUS_FORECAST : LAC_STATUS_PARTIAL);
        assert_int_equal(year_status_of(&s, "A", "opening_stock", 2020 + y), LAC_STATUS_FORECAST);
    }
    assert_near(year_of(&s, "A", "closing_stock", 2020), 91);
    assert_near(year_of(&s, "A", "closing_stock", 2021), 79);
    assert_nan(year_of(&s, "A", "closing_stock", 2022)); /* no March */
    assert_near(year_of(&s, "A", "rate_per_10k", 2021), 79 / 50000.0 * 10000);
    assert_nan(year_of(&s, "A", "rate_per_10k", 2022));
    assert_near(year_sd_of(&s, "A", "closing_stock", 2020), sqrt(27));
    assert_near(year_sd_of(&s, "A", "opening_stock", 2021), sqrt(27));
    assert_nan(year_sd_of(&s, "A", "admissions", 2021));
    study_free(&s);
}

/* ---- history ---- */

#define MONTHLY                                                                                    \
    "period,stock,admissions,ceased,ceased_home\n"                                                 \
    "2020-02,90,,,\n"                                                                              \
    "2020-03,95,10,4,3\n"                                                                          \
    "2020-04,96,5,4,4\n"                                                                           \
    "2020-05,100,5,2,\n"                                                                           \
    "2020-06,999,9,9,9\n"

/* A monthly history to May 2020 and a forecast from June: 2020/21 is partly actual. */
static void year_that_is_partly_history(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-06\n"
        "time,,end,2022-03\n"
        "data,,history,history.csv\n"
        "admissions,all,count,12\n"
        "exit,home,count,24\n"
        "unreconciled,all,count,0\n"
        "placement,all,weekly_cost,7\n",
        "history.csv", MONTHLY, NULL);
    assert_near(mean_of(&s, "A", "opening_stock", 0), 100);
    assert_near(year_of(&s, "A", "opening_stock", 2020), 95);
    assert_near(year_of(&s, "A", "admissions", 2020), 10 + 10);
    assert_near(year_of(&s, "A", "exits", 2020), 6 + 20);
    assert_near(year_of(&s, "A", "exits_home", 2020), 4 + 20); /* May's is blank */
    assert_near(year_of(&s, "A", "unreconciled", 2020), (96 - 95 - 5 + 4) + (100 - 96 - 5 + 2));
    assert_near(year_of(&s, "A", "closing_stock", 2020), 90);
    assert_int_equal(year_status_of(&s, "A", "opening_stock", 2020), LAC_STATUS_MIXED);
    assert_int_equal(year_status_of(&s, "A", "admissions", 2020), LAC_STATUS_MIXED);
    assert_int_equal(year_status_of(&s, "A", "exits_home", 2020), LAC_STATUS_PARTIAL);
    assert_int_equal(year_status_of(&s, "A", "child_weeks", 2020), LAC_STATUS_PARTIAL);
    assert_int_equal(year_status_of(&s, "A", "closing_stock", 2020), LAC_STATUS_FORECAST);
    assert_int_equal(year_status_of(&s, "A", "admissions", 2021), LAC_STATUS_FORECAST);
    assert_nan(year_sd_of(&s, "A", "opening_stock", 2020));
    assert_told(&s, LAC_NOTE, "history.csv", 0, "1 row of the history after the start is not used");

    /* the months as they are: no opening stock or residual in the first */
    const lac_series *history = &s.results.history_monthly;
    assert_int_equal(history->first, lac_month_of(2020, 2));
    assert_int_equal(history->n, 4);
    const lac_measures *measures = &s.results.measures;
    assert_nan(history->mean[lac_series_at(history, measures->opening_stock, 0)]);
    assert_nan(history->mean[lac_series_at(history, measures->admissions, 0)]);
    assert_near(history->mean[lac_series_at(history, measures->closing_stock, 0)], 90);
    assert_near(history->mean[lac_series_at(history, measures->opening_stock, 1)], 90);
    assert_near(history->mean[lac_series_at(history, measures->unreconciled, 1)], -1);
    assert_near(history->mean[lac_series_at(history, measure_of(&s, "exits_home"), 1)], 3);
    assert_near(history->mean[lac_series_at(history, measure_of(&s, "exits_other"), 1)], 1);

    /* and 2019/20 as a year of two months */
    assert_int_equal(s.results.history_annual.n, 1);
    assert_near(year_of(&s, "history", "admissions", 2019), 10);
    assert_int_equal(year_status_of(&s, "history", "admissions", 2019), LAC_STATUS_PARTIAL);
    assert_near(year_of(&s, "history", "closing_stock", 2019), 95);
    assert_int_equal(year_status_of(&s, "history", "closing_stock", 2019), LAC_STATUS_ACTUAL);
    study_free(&s);
}

/* A history by financial years: a row a year, status actual, with routes that the forecast lacks. */
static void years_of_history(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,end,2021-03\n"
        "data,,history,history.csv\n"
        "exit,home,rate,0.1\n"
        "unreconciled,all,count,0\n",
        "history.csv",
        "period,stock,admissions,ceased,ceased_home,ceased_Old route,population\n"
        "2016/17,100,50,40,30,5,50000\n"
        "2018/19,110,60,50,45,5,50000\n"
        "2019/20,115,60,,30,20,60000\n",
        NULL);
    assert_int_equal(s.results.models[0].start, lac_month_of(2020, 4));
    assert_int_equal(s.results.history_annual.n, 4);
    assert_int_equal(s.results.history_monthly.n, 0);
    assert_near(year_of(&s, "history", "closing_stock", 2016), 100);
    assert_nan(year_of(&s, "history", "closing_stock", 2017));
    assert_nan(year_of(&s, "history", "opening_stock", 2018)); /* the year before is missing */
    assert_near(year_of(&s, "history", "opening_stock", 2019), 110);
    assert_near(year_of(&s, "history", "exits", 2019), 50);
    assert_near(year_of(&s, "history", "exits_home", 2016), 30);
    assert_near(year_of(&s, "history", "exits_old_route", 2016), 5);
    assert_near(year_of(&s, "history", "exits_other", 2016), 5);
    assert_near(year_of(&s, "history", "unreconciled", 2019), 115 - 110 - 60 + 50);
    assert_near(year_of(&s, "history", "rate_per_10k", 2019), 115 / 6.0);
    assert_int_equal(year_status_of(&s, "history", "admissions", 2016), LAC_STATUS_ACTUAL);
    /* the measure is there in the forecast without a value */
    assert_nan(year_of(&s, "A", "exits_old_route", 2020));
    study_free(&s);
}

/* A residual that the sheet does not speak of is said: -4 + 11 + 4 over 36 months. */
static void residual_of_the_history_is_said(void **state)
{
    (void)state;
    static const char SHEET[] = "section,item,field,A\n"
                                "time,,end,2018-03\n"
                                "data,,history,history.csv\n";
    static const char HISTORY[] = "period,stock,admissions,ceased\n"
                                  "2013/14,231,126,101\n"
                                  "2014/15,256,124,95\n"
                                  "2015/16,285,121,103\n"
                                  "2016/17,303,100,86\n";
    test_study s;
    study_must_run(&s, SHEET, "history.csv", HISTORY, NULL);
    assert_told(&s, LAC_WARNING, "history.csv", 0,
        "admissions and exits leave +11 children unexplained over 36 months (+3.7 a year), and the "
        "forecast does not carry this");
    study_free(&s);
    /* across a missing year nothing can be said: only 285 to 303 */
    study_must_run(&s, SHEET, "history.csv",
        "period,stock,admissions,ceased\n"
        "2013/14,231,126,101\n"
        "2015/16,285,121,103\n"
        "2016/17,303,100,86\n",
        NULL);
    assert_told(&s, LAC_WARNING, "history.csv", 0,
        "admissions and exits leave +4 children unexplained over 12 months (+4.0 a year), and the "
        "forecast does not carry this");
    study_free(&s);
}

/* A history that begins after the start gives nothing. */
static void history_after_the_start_is_not_used(void **state)
{
    (void)state;
    static const char *const TABLES[] = {
        "period,stock\n2020/21,50\n2021/22,60\n", "period,stock\n2020-05,50\n2020-06,60\n"};
    for (int i = 0; i < 2; i++) {
        test_study s;
        study_must_run(&s,
            "section,item,field,A\n"
            "time,,start,2020-04\n"
            "time,,end,2021-03\n"
            "data,,history,history.csv\n"
            "stock,all,children,10\n",
            "history.csv", TABLES[i], NULL);
        assert_int_equal(s.results.history_annual.n, 0);
        assert_int_equal(s.results.history_monthly.n, 0);
        assert_told(
            &s, LAC_NOTE, "history.csv", 0, "2 rows of the history after the start are not used");
        study_free(&s);
    }
}

/* ---- scenarios ---- */

#define THREE                                                                                      \
    "section,item,field,A,B,C\n"                                                                   \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2022-03\n"                                                                          \
    "stock,all,children,100\n"                                                                     \
    "admissions,all,count,12,24,\n"

static void comparison_is_the_scenario_less_the_reference(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, THREE, NULL);
    assert_int_equal(s.results.comparison[0].n, 0);
    for (size_t i = 1; i < 3; i++) {
        const lac_series *series = &s.results.comparison[i];
        const int at = measure_of(&s, "closing_stock");
        assert_int_equal(series->n, 2);
        assert_int_equal(series->first, 2020);
        assert_near(series->mean[lac_series_at(series, at, 0)], i == 1 ? 12 : 0);
        assert_near(series->mean[lac_series_at(series, at, 1)], i == 1 ? 24 : 0);
        assert_nan(series->sd[lac_series_at(series, at, 1)]);
        assert_int_equal(series->status[lac_series_at(series, at, 1)], LAC_STATUS_FORECAST);
    }
    study_free(&s);
}

/* A moves two children to kin, which has no price, in the 18 months from October on, so its total spend is not
 * known from then on. 100 children at 10 pounds a day, for 183 days against 365, are no saving of 182,000. */
static void different_months_are_not_compared(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,A\n"
        "time,,start,2020-04,\n"
        "time,,end,2022-03,\n"
        "stock,foster,children,100,\n"
        "stock,kin,children,0,\n"
        "placement,foster,weekly_cost,70,\n"
        "intervention,Kin first,active,no,yes\n"
        "intervention,Kin first,effect,shift,\n"
        "intervention,Kin first,acts_on,move/foster > kin,\n"
        "intervention,Kin first,children,2,\n"
        "intervention,Kin first,start,2020-10,\n",
        NULL);
    const lac_series *series = &s.results.comparison[1];
    const int total = measure_of(&s, "cost_total");
    assert_near(year_of(&s, "As is", "cost_total", 2020), 365 * 1000);
    assert_near(year_of(&s, "A", "cost_total", 2020), 183 * 1000);
    assert_int_equal(year_status_of(&s, "A", "cost_total", 2020), LAC_STATUS_PARTIAL);
    assert_nan(series->mean[lac_series_at(series, total, 0)]);
    assert_nan(series->mean[lac_series_at(series, total, 1)]);
    /* What is known in every month of both is compared. 1/9 of a child goes in each month, so from October
     * to March (31 x 0.5 + 30 x 1.5 + 31 x 2.5 + 31 x 3.5 + 28 x 4.5 + 31 x 5.5) / 9 = 543 / 9 child-days. */
    const int foster = measure_of(&s, "cost_foster");
    assert_within(series->mean[lac_series_at(series, foster, 0)], -10 * 543 / 9.0, 1e-7);
    study_free(&s);
}

/* A scenario of blanks is the reference, bit by bit. */
static void blank_scenario_is_the_reference(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, THREE, NULL);
    const size_t n = 24 * (size_t)s.results.measures.n * sizeof(double);
    assert_memory_equal(s.results.monthly[0].mean, s.results.monthly[2].mean, n);
    assert_memory_equal(s.results.monthly[0].sd, s.results.monthly[2].sd, n);
    study_free(&s);
}

/* Only the wanted scenarios are run. */
static void wanted_scenarios_only(void **state)
{
    (void)state;
    static const size_t WANTED[] = {0, 2};
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    lac_results results = {0};
    assert_int_equal(
        lac_study_parse(&plan, THREE, strlen(THREE), "study.csv", &diagnostics), LAC_OK);
    assert_int_equal(lac_results_run(&results, &plan, WANTED, 2, &diagnostics), LAC_OK);
    assert_int_equal(results.n_scenarios, 2);
    assert_string_equal(results.models[1].scenario_name, "C");
    lac_results_free(&results);
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

/* check builds the models and says what is wrong, without running. */
static void check_builds_without_running(void **state)
{
    (void)state;
    lac_plan plan = {0};
    lac_diagnostics diagnostics = {0};
    lac_results results = {0};
    assert_int_equal(
        lac_study_parse(&plan, THREE, strlen(THREE), "study.csv", &diagnostics), LAC_OK);
    assert_int_equal(lac_results_check(&results, &plan, &diagnostics), LAC_OK);
    assert_int_equal(results.n_scenarios, 3);
    assert_null(results.monthly);
    assert_true(results.measures.n > 0);
    lac_results_free(&results);
    lac_plan_free(&plan);
    lac_diagnostics_free(&diagnostics);
}

static void status_words(void **state)
{
    (void)state;
    assert_string_equal(lac_row_status_text(LAC_STATUS_ACTUAL), "actual");
    assert_string_equal(lac_row_status_text(LAC_STATUS_FORECAST), "forecast");
    assert_string_equal(lac_row_status_text(LAC_STATUS_MIXED), "mixed");
    assert_string_equal(lac_row_status_text(LAC_STATUS_PARTIAL), "partial");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_sum_flows_and_take_march_stocks),
        cmocka_unit_test(year_that_is_partly_history),
        cmocka_unit_test(years_of_history),
        cmocka_unit_test(residual_of_the_history_is_said),
        cmocka_unit_test(history_after_the_start_is_not_used),
        cmocka_unit_test(comparison_is_the_scenario_less_the_reference),
        cmocka_unit_test(different_months_are_not_compared),
        cmocka_unit_test(blank_scenario_is_the_reference),
        cmocka_unit_test(wanted_scenarios_only),
        cmocka_unit_test(check_builds_without_running),
        cmocka_unit_test(status_words),
    };
    return cmocka_run_group_tests_name("results", tests, NULL, NULL);
}
