/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets: what they may name, when, and how likely they are where that is known in closed form. */
#include "support.h"

#include "model/unknown.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

enum { REPLICATES = 20000 };

/* False alarm 2e-9: six standard errors of a share. */
static void check_share(double found, double p, const char *what)
{
    const double error = sqrt(p * (1 - p) / REPLICATES);
    if (!(fabs(found - p) <= 6 * error)) {
        fail_msg("%s: %g is not %g", what, found, p);
    }
}

#define TARGET(name, measure, bound, value, by)                                                    \
    "target," name ",measure," measure "\n"                                                        \
    "target," name "," bound "," value "\n"                                                        \
    "target," name ",by," by "\n"

/* Nobody at the start, 48 admissions a year, nobody leaves: the stock of September 2020 is Poisson with mean
 * 24, that of March 2021 with 48, and so are the admissions of the year. A child costs a pound a day, so
 * spend says nothing new; the rate is the stock per 10,000 of 20,000. */
static void counts_are_poisson(void **state)
{
    (void)state;
    static const struct {
        const char *measure;
        double p;
    } EXPECTED[] = {{"probability_few", -1}, {"probability_many", -2}, {"probability_half", -3},
        {"probability_starts", -4}, {"probability_rate", -5}};
    const double p[] = {gsl_cdf_poisson_P(45, 48), gsl_cdf_poisson_Q(49, 48),
        gsl_cdf_poisson_P(24, 24), gsl_cdf_poisson_P(50, 48), gsl_cdf_poisson_P(46, 48)};
    test_study s;
    study_must_run(&s,
        "section,item,field,As is\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "population,2020/21,children,20000\n"
        "stock,all,children,0\n"
        "admissions,all,count,48\n" TARGET("Few", "closing_stock", "at_most", "45", "2020/21")
            TARGET("Many", "closing_stock", "at_least", "50", "2021-03")
                TARGET("Half", "closing_stock", "at_most", "24.5", "2020-09")
                    TARGET("Starts", "admissions", "at_most", "50", "2020/21")
                        TARGET("Rate", "rate_per_10k", "at_most", "23", "2020/21"),
        NULL);
    assert_int_equal(s.results.n_targets, 5);
    for (size_t i = 0; i < 5; i++) { /* `expected` says nothing of chance */
        assert_nan(saving_of(&s, "As is", EXPECTED[i].measure, 2020));
    }
    study_simulate(&s, REPLICATES, LAC_LAYER_PROCESS);
    for (size_t i = 0; i < 5; i++) {
        check_share(saving_of(&s, "As is", EXPECTED[i].measure, 2020), p[i], EXPECTED[i].measure);
        assert_nan(saving_of(&s, "As is", EXPECTED[i].measure, WHOLE_STUDY));
    }
    /* the reference has nothing else in savings.csv */
    const lac_series *savings = &s.results.savings[0];
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES * savings->n; i++) {
        assert_nan(savings->mean[i]);
    }
    study_free(&s);
}

/* A list of ten in April, each leaves with 50 %: X is binomial. A leaver saves 15 pounds in April and a pound a
 * day in the 335 days after: net X x 350, less 1,400 for the programme. At least 700 is X >= 6, at most -350 is
 * X <= 3. Four leavers pay it back on the last day of March, in month 11: at most 11 is X >= 4, and three or
 * fewer never do. */
static void net_savings_are_binomial(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Plan\n"
        "time,,start,2020-04,\n"
        "time,,end,2021-03,\n"
        "stock,all,children,100,\n"
        "placement,all,weekly_cost,7,\n"
        "intervention,Work,active,no,yes\n"
        "intervention,Work,effect,exits,\n"
        "intervention,Work,route,home,\n"
        "intervention,Work,children,10,\n"
        "intervention,Work,success,50%,\n"
        "intervention,Work,end,2020-04,\n"
        "intervention,Work,cost_one_off,1400,\n" TARGET("Net", "net", "at_least", "700", "2020/21")
            TARGET("Loss", "Cumulative_net", "at_most", "-350", "2020-12")
                TARGET("Back", "payback_month", "at_most", "11", "2020/21")
                    TARGET("Late", "payback_month", "at_least", "600", "2020/21"),
        NULL);
    study_simulate(&s, REPLICATES, LAC_LAYER_PROCESS);
    check_share(
        saving_of(&s, "Plan", "probability_net", 2020), gsl_cdf_binomial_Q(5, 0.5, 10), "net");
    /* savings are of a year, whatever month is named */
    check_share(
        saving_of(&s, "Plan", "probability_loss", 2020), gsl_cdf_binomial_P(3, 0.5, 10), "loss");
    check_share(
        saving_of(&s, "Plan", "probability_back", 2020), gsl_cdf_binomial_Q(3, 0.5, 10), "back");
    check_share(
        saving_of(&s, "Plan", "probability_late", 2020), gsl_cdf_binomial_P(3, 0.5, 10), "late");
    assert_nan(saving_of(&s, "As is", "probability_net", 2020));
    assert_nan(saving_of(&s, "As is", "probability_back", 2020));
    study_free(&s);
}

/* 30 admissions were observed from April to June and are certain; 9 months at 4 a month are Poisson with mean
 * 36: at most 60 in the year is at most 30 of them. */
static void what_was_observed_is_certain(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is\n"
        "data,,history,history.csv\n"
        "time,,start,2020-07\n"
        "time,,end,2021-03\n"
        "admissions,all,count,48\n" TARGET("Starts", "admissions", "at_most", "60", "2020/21")
            TARGET("Opening", "opening_stock", "at_least", "10", "2020/21"),
        "history.csv",
        "period,stock,admissions,ceased\n"
        "2020-04,10,10,0\n"
        "2020-05,20,10,0\n"
        "2020-06,30,10,0\n",
        NULL);
    study_simulate(&s, REPLICATES, LAC_LAYER_PROCESS);
    check_share(
        saving_of(&s, "As is", "probability_starts", 2020), gsl_cdf_poisson_P(30, 36), "starts");
    study_free(&s);
}

/* A time outside the study has no probability, which is said. */
static void a_time_outside_the_study_is_told(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is\n"
        "time,,start,2020-04\n"
        "time,,end,2021-02\n"
        "stock,all,children,10\n" TARGET("Past", "closing_stock", "at_most", "45", "2020-03")
            TARGET("Next", "closing_stock", "at_most", "45", "2021/22")
                TARGET("Inside", "closing_stock", "at_most", "45", "2021-02")
                    TARGET("March", "closing_stock", "at_most", "45", "2020/21"),
        NULL);
    assert_told(&s, LAC_NOTE, NULL, 0,
        "target Past is for a time outside the study: it has no probability");
    assert_told(&s, LAC_NOTE, NULL, 0,
        "target Next is for a time outside the study: it has no probability");
    assert_not_told(&s, "target Inside");
    study_simulate(&s, 5, LAC_LAYER_PROCESS);
    assert_near(saving_of(&s, "As is", "probability_inside", 2020), 1);
    assert_nan(saving_of(&s, "As is", "probability_past", 2020));
    /* the study ends before that March */
    assert_told(&s, LAC_NOTE, NULL, 0,
        "what target March is for is not known at that time: it has no probability");
    assert_not_told(&s, "what target Inside");
    assert_nan(saving_of(&s, "As is", "probability_march", 2020));
    study_free(&s);
}

/* Spend is known from July on: 274 days at 100 pounds in 2020/21, which are not the year's spend, and 365 in
 * 2021/22. */
static void part_of_a_year_reaches_no_target(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is\n"
        "time,,start,2020-04\n"
        "time,,end,2022-03\n"
        "stock,all,children,100\n"
        "placement,all,weekly_cost from 2020-07,7\n" TARGET("Part", "cost_total", "at_most",
            "30000", "2020/21") TARGET("Month", "cost_total", "at_most", "3000", "2021-03")
            TARGET("Year", "cost_total", "at_most", "36500", "2021/22"),
        NULL);
    assert_near(year_of(&s, "As is", "cost_total", 2020), 274 * 100);
    study_simulate(&s, 5, LAC_LAYER_PROCESS);
    assert_told(&s, LAC_NOTE, NULL, 0,
        "target Part is for 2020/21, of which only some months are known: nothing of the others is "
        "counted");
    assert_not_told(&s, "target Month");
    assert_not_told(&s, "target Year");
    assert_nan(saving_of(&s, "As is", "probability_part", 2020));
    assert_near(saving_of(&s, "As is", "probability_month", 2020), 0);
    assert_near(saving_of(&s, "As is", "probability_year", 2021), 1);
    study_free(&s);
}

/* The study ends in December: nine months at 4 admissions are not the year's, which a target on the year is
 * told; where the history has the other months, or a month or a stock is meant, nothing is. */
static void a_year_covered_in_part_is_told(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Extra\n"
        "data,,history,history.csv,\n"
        "time,,start,2020-07,\n"
        "time,,end,2021-12,\n"
        "admissions,all,count,48,60\n"
        "placement,all,weekly_cost,7,\n" TARGET("Mixed", "admissions", "at_most", "60", "2020/21")
            TARGET("Part", "admissions", "at_most", "40", "2021/22") TARGET("Net", "net",
                "at_least", "0", "2020/21") TARGET("Month", "admissions", "at_most", "4", "2021-12")
                TARGET("Stock", "closing_stock", "at_most", "99", "2020/21"),
        "history.csv",
        "period,stock,admissions,ceased\n"
        "2020-04,10,10,0\n"
        "2020-05,20,10,0\n"
        "2020-06,30,10,0\n",
        NULL);
    assert_told(&s, LAC_NOTE, NULL, 0,
        "target Part is for 2021/22, of which only some months are known: nothing of the others is "
        "counted");
    assert_told(&s, LAC_NOTE, NULL, 0,
        "target Net is for 2020/21, of which only some months are known: nothing of the others is "
        "counted");
    assert_not_told(&s, "target Mixed");
    assert_not_told(&s, "target Month");
    assert_not_told(&s, "target Stock");
    study_free(&s);
}

static void what_a_target_says_is_read(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,10\n"
        "target,Low & fair,confidence,90%\n" TARGET("Low & fair", "closing_stock", "at_most", "45",
            "2020/21") TARGET("Net", "net", "at_least", "-7", "2020-12"),
        NULL);
    const lac_target *low = &s.results.targets[0];
    assert_string_equal(low->name, "Low & fair");
    assert_string_equal(low->measure, "probability_low_fair");
    assert_true(low->at_most && low->value == 45 && low->confidence == 0.9);
    assert_true(!low->monthly && low->by == 2020 && low->saving == -1);
    assert_int_equal(low->of, measure_of(&s, "closing_stock"));
    const lac_target *net = &s.results.targets[1];
    assert_true(!net->at_most && net->value == -7 && net->confidence == 0.8);
    assert_true(!net->monthly && net->by == 2020 && net->saving == LAC_SAVING_NET && net->of == -1);
    study_free(&s);
    static const told_case CASES[] = {
        {"section,item,field,As is\ntime,,start,2020-04\ntime,,end,2021-03\nstock,all,children,10\n"
         "target,T,measure,payback_months\ntarget,T,at_most,4\ntarget,T,by,2020/21\n",
            NULL, NULL, LAC_ERROR, "study.csv", 5, "the measure \"payback_months\" is not known"}};
    assert_all_told(CASES, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_poisson),
        cmocka_unit_test(net_savings_are_binomial),
        cmocka_unit_test(what_was_observed_is_certain),
        cmocka_unit_test(a_time_outside_the_study_is_told),
        cmocka_unit_test(part_of_a_year_reaches_no_target),
        cmocka_unit_test(a_year_covered_in_part_is_told),
        cmocka_unit_test(what_a_target_says_is_read),
    };
    return cmocka_run_group_tests_name("target", tests, NULL, NULL);
}
