/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Savings (model rules 30 to 32): every measure by hand, in expected and in replicates. */
#include "support.h"

#include "results/hand.h"
#include "results/savings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PROCESS LAC_LAYER_PROCESS

/* A child costs a pound a day. In Effort one child more leaves every month, for 1,000 pounds once and 100 a
 * month. */
#define SHEET                                                                                      \
    "section,item,field,As is,Effort,Same\n"                                                       \
    "time,,start,2020-04,,\n"                                                                      \
    "time,,end,2022-09,,\n"                                                                        \
    "stock,all,children,100,,\n"                                                                   \
    "exit,home,count,0,,\n"                                                                        \
    "placement,all,weekly_cost,7,,\n"                                                              \
    "intervention,Work,active,no,yes,no\n"                                                         \
    "intervention,Work,effect,add,,\n"                                                             \
    "intervention,Work,acts_on,exit/home,,\n"                                                      \
    "intervention,Work,amount,12,,\n"                                                              \
    "intervention,Work,cost_one_off,1000,,\n"                                                      \
    "intervention,Work,cost_per_year,1200,,\n"

/* Month m of Effort is (m + 1/2) children below As is: days x (m + 1/2) pounds. 2020/21: 15 + 46.5 + 75 + 108.5 +
 * 139.5 + 165 + 201.5 + 225 + 263.5 + 294.5 + 294 + 356.5 = 2,184.50. 2021/22: 12 children more for 365 days,
 * + 4,380 = 6,564.50. April to September 2022: the first six, 549.50, + 24 x 183 = 4,941.50. */
static void flows_are_summed_by_year(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, SHEET, NULL);
    static const double GROSS[] = {2184.5, 6564.5, 4941.5};
    static const double INVESTMENT[] = {2200, 1200, 600};
    static const double NET[] = {-15.5, 5364.5, 4341.5};
    static const double CUMULATIVE[] = {-15.5, 5349, 9690.5};
    static const double INCREMENTAL[] = {-15.5, 5380, -1023};
    for (int t = 0; t < 3; t++) {
        assert_within(saving_of(&s, "Effort", "gross", 2020 + t), GROSS[t], 1e-7);
        assert_within(saving_of(&s, "Effort", "investment", 2020 + t), INVESTMENT[t], 1e-7);
        assert_within(saving_of(&s, "Effort", "net", 2020 + t), NET[t], 1e-7);
        assert_within(saving_of(&s, "Effort", "cumulative_net", 2020 + t), CUMULATIVE[t], 1e-7);
        assert_within(saving_of(&s, "Effort", "incremental_net", 2020 + t), INCREMENTAL[t], 1e-7);
        assert_near(year_of(&s, "Effort", "cost_programme", 2020 + t), INVESTMENT[t]);
        assert_near(year_of(&s, "As is", "cost_programme", 2020 + t), 0);
        assert_within(year_of(&s, "Effort", "cost_total", 2020 + t),
            year_of(&s, "As is", "cost_total", 2020 + t) - NET[t], 1e-7);
    }
    assert_within(saving_of(&s, "Effort", "gross", WHOLE_STUDY), 13690.5, 1e-7);
    assert_within(saving_of(&s, "Effort", "investment", WHOLE_STUDY), 4000, 1e-7);
    assert_within(saving_of(&s, "Effort", "net", WHOLE_STUDY), 9690.5, 1e-7);
    assert_nan(saving_of(&s, "Effort", "cumulative_net", WHOLE_STUDY));
    assert_nan(saving_of(&s, "Effort", "incremental_net", WHOLE_STUDY));
    /* no support has a cost, no deflator and no budget are given */
    for (int year = 2020; year < 2023; year++) {
        assert_nan(saving_of(&s, "Effort", "support", year));
        assert_nan(saving_of(&s, "Effort", "present_value", year));
        assert_nan(saving_of(&s, "Effort", "cashable", year));
        assert_nan(saving_of(&s, "Effort", "avoided", year));
    }
    assert_told(
        &s, LAC_NOTE, NULL, 0, "no support after exits has a cost, so net savings take it as 0");
    assert_told(&s, LAC_NOTE, NULL, 0, "no deflator is given, so present values are left out");
    assert_told(&s, LAC_NOTE, NULL, 0,
        "no budget is given for a full year, so what is cashable is left out");
    assert_not_told(&s, "no intervention has a cost");
    study_free(&s);
}

/* On 31 March 2021 twelve children fewer, a year later 24, at 7 pounds x 365 / 7: a run rate without the
 * programme. 2022/23 has no March in the study. */
static void full_year_effect_is_a_run_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, SHEET, NULL);
    assert_within(saving_of(&s, "Effort", "full_year_effect", 2020), 12 * 365, 1e-7);
    assert_within(saving_of(&s, "Effort", "full_year_effect", 2021), 24 * 365, 1e-7);
    assert_nan(saving_of(&s, "Effort", "full_year_effect", 2022));
    assert_nan(saving_of(&s, "Effort", "full_year_effect", WHOLE_STUDY));
    study_free(&s);
    /* March prices: 10 % more from April 2021 */
    study_must_run(&s, SHEET "finance,,inflation,10,,\n", NULL);
    assert_within(saving_of(&s, "Effort", "full_year_effect", 2020), 12 * 365, 1e-7);
    assert_within(saving_of(&s, "Effort", "full_year_effect", 2021), 24 * 365 * 1.1, 1e-7);
    study_free(&s);
}

/* As is spends 36,500 a year. Effort: 36,500 - 2,184.50 + 2,200 = 36,515.50, then 36,500 - 5,364.50 = 31,135.50.
 * 2020/21, budget 36,510: min 36,500 - 36,510 = -10, max 36,510 - 36,515.50 = -5.50. 2021/22, 34,000: 34,000 -
 * 31,135.50 = 2,864.50 can be given back, 36,500 - 34,000 = 2,500 was not there. */
static void budget_splits_what_is_saved(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        SHEET "finance,2020/21,budget,36510,,\n"
              "finance,2021/22,budget,34000,,\n"
              "finance,2022/23,budget,18000,,\n",
        NULL);
    assert_within(saving_of(&s, "Effort", "cashable", 2020), -10, 1e-7);
    assert_within(saving_of(&s, "Effort", "avoided", 2020), -5.5, 1e-7);
    assert_within(saving_of(&s, "Effort", "cashable", 2021), 2864.5, 1e-7);
    assert_within(saving_of(&s, "Effort", "avoided", 2021), 2500, 1e-7);
    /* the study covers half of 2022/23 only, and so not all years have one */
    assert_nan(saving_of(&s, "Effort", "cashable", 2022));
    assert_nan(saving_of(&s, "Effort", "avoided", 2022));
    assert_nan(saving_of(&s, "Effort", "cashable", WHOLE_STUDY));
    assert_not_told(&s, "no budget is given");
    study_free(&s);
    /* two full years, both with a budget */
    study_must_run(&s,
        "section,item,field,As is,Fewer\n"
        "time,,start,2021-04,\n"
        "time,,end,2023-03,\n"
        "stock,all,children,100,90\n"
        "placement,all,weekly_cost,7,\n"
        "finance,2021/22,budget,36500,\n"
        "finance,2022/23,budget,35000,\n",
        NULL);
    assert_within(saving_of(&s, "Fewer", "cashable", WHOLE_STUDY), 3650 + 35000 - 32850, 1e-7);
    assert_within(saving_of(&s, "Fewer", "avoided", WHOLE_STUDY), 1500, 1e-7);
    study_free(&s);
}

/* General prices rise by 2 % a year, from 2022/23 by 5 %; the discount rate is 3.5 %. */
static void present_values_are_real_and_discounted(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, SHEET "finance,,deflator,2,,\nfinance,2022/23,deflator,5,,\n", NULL);
    const double second = 5364.5 / (1.02 * 1.035);
    const double third = 4341.5 / (1.02 * 1.05 * 1.035 * 1.035);
    assert_within(saving_of(&s, "Effort", "present_value", 2020), -15.5, 1e-7);
    assert_within(saving_of(&s, "Effort", "present_value", 2021), second, 1e-7);
    assert_within(saving_of(&s, "Effort", "present_value", 2022), third, 1e-7);
    assert_within(
        saving_of(&s, "Effort", "present_value", WHOLE_STUDY), second + third - 15.5, 1e-7);
    assert_not_told(&s, "no deflator");
    study_free(&s);
    /* prices of 2021/22, two years of 2 % before the study's own start: index of 2020/21 is 1 / 1.02 */
    study_must_run(&s,
        SHEET "finance,,price_base,2021/22,,\nfinance,,deflator,2,,\nfinance,,discount_rate,0,,\n",
        NULL);
    assert_within(saving_of(&s, "Effort", "present_value", 2020), -15.5 * 1.02, 1e-7);
    assert_within(saving_of(&s, "Effort", "present_value", 2021), 5364.5, 1e-7);
    study_free(&s);
}

/* HM Treasury, The Green Book, annex on discounting: factors at 3.5 % of years 1, 5, 10 and 30. Twelve
 * children fewer in every year. */
static void discount_factors_are_those_of_the_green_book(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Fewer\n"
        "time,,start,2020-04,\n"
        "time,,end,2051-03,\n"
        "stock,all,children,100,88\n"
        "placement,all,weekly_cost,7,\n"
        "finance,,deflator,0,\n",
        NULL);
    static const struct {
        int year;
        double factor;
    } PUBLISHED[] = {{0, 1}, {1, 0.9662}, {5, 0.8420}, {10, 0.7089}, {30, 0.3563}};
    for (size_t i = 0; i < sizeof PUBLISHED / sizeof PUBLISHED[0]; i++) {
        const int year = 2020 + PUBLISHED[i].year;
        assert_within(
            saving_of(&s, "Fewer", "present_value", year) / saving_of(&s, "Fewer", "net", year),
            PUBLISHED[i].factor, 0.00005);
    }
    study_free(&s);
}

/* April -1,085; the sums fall to -1,163.50 in June and are -15.50 in March 2021; in April 2021 a saving of 30 x
 * 12.5 - 100 = 275 brings them to 259.50: twelve months after the start. */
static void payback_by_hand(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, SHEET, NULL);
    assert_near(saving_of(&s, "Effort", "payback_month", WHOLE_STUDY), 12);
    assert_nan(saving_of(&s, "Effort", "payback_month", 2021));
    assert_nan(saving_of(&s, "Same", "payback_month", WHOLE_STUDY));
    study_simulate(&s, 2, 0);
    assert_near(saving_of(&s, "Effort", "payback_month", WHOLE_STUDY), 12);
    assert_nan(saving_of(&s, "Same", "payback_month", WHOLE_STUDY));
    study_free(&s);
    /* 100,000 once is not earned back by September 2022 */
    study_must_run(&s,
        SHEET "intervention,Dear,active,no,yes,no\nintervention,Dear,effect,add,,\n"
              "intervention,Dear,acts_on,exit/home,,\n"
              "intervention,Dear,amount,0,,\n"
              "intervention,Dear,cost_one_off,100000,,\n",
        NULL);
    assert_true(isinf(saving_of(&s, "Effort", "payback_month", WHOLE_STUDY)));
    study_simulate(&s, 2, 0);
    const lac_series *savings = &s.results.savings[scenario_of(&s, "Effort")];
    const int at = lac_series_at(savings, LAC_SAVING_PAYBACK_MONTH, savings->n - 1);
    assert_true(isinf(savings->mean[at]));
    assert_nan(savings->sd[at]);
    assert_true(isinf(lac_series_quantile(savings, 0, at)));
    study_free(&s);
}

/* ---- the arithmetic alone, with support ---- */

enum { MONTHS = 24 };

typedef struct {
    double placements[MONTHS];
    double support[MONTHS];
    double programme[MONTHS];
    double run_rate[2];
} spend_by_hand;

static lac_spend spend_of(spend_by_hand *self)
{
    return (lac_spend){self->placements, self->support, self->programme, self->run_rate};
}

/* Two full years from an April, a budget of 1,100 each. */
static void work(const spend_by_hand *reference, const spend_by_hand *scenario, bool support,
    double out[LAC_N_SAVINGS_MEASURES][3])
{
    int year[MONTHS];
    bool full[2] = {true, true};
    double budget[2] = {1100, 1100};
    double worth[2] = {1, 0.5};
    for (int m = 0; m < MONTHS; m++) {
        year[m] = m / 12;
    }
    const lac_savings_terms terms = {.n_months = MONTHS,
        .n_years = 2,
        .year = year,
        .full = full,
        .budget = budget,
        .worth = worth,
        .nothing = 0.005,
        .support = support,
        .programme = true};
    spend_by_hand a = *reference;
    spend_by_hand b = *scenario;
    const lac_spend spend_a = spend_of(&a);
    const lac_spend spend_b = spend_of(&b);
    lac_savings_work(&terms, &spend_a, &spend_b, out[0]);
}

static void check_row(const double *row, double first, double second, double all)
{
    assert_near(row[0], first);
    assert_near(row[1], second);
    assert_near(row[2], all);
}

/* Reference 100 a month. Scenario: 80, support 5 from the seventh month, programme 6 in each: a year saves 240,
 * pays 6 x 5 = 30 (then 60) and 72. Spend 1,200 against 1,062, then 1,092: with a budget of 1,100 cashable 1,100
 * - 1,062 = 38 and 8, avoided 100 each. Run rates 1,300 and 1,000 + 60. */
static void support_and_programme_are_taken_off(void **state)
{
    (void)state;
    spend_by_hand reference = {.run_rate = {1300, 1300}};
    spend_by_hand scenario = {.run_rate = {1060, NAN}};
    double out[LAC_N_SAVINGS_MEASURES][3];
    for (int m = 0; m < MONTHS; m++) {
        reference.placements[m] = 100;
        scenario.placements[m] = 80;
        scenario.support[m] = m >= 6 ? 5 : 0;
        scenario.programme[m] = 6;
    }
    work(&reference, &scenario, true, out);
    check_row(out[LAC_SAVING_GROSS], 240, 240, 480);
    check_row(out[LAC_SAVING_SUPPORT], 30, 60, 90);
    check_row(out[LAC_SAVING_INVESTMENT], 72, 72, 144);
    check_row(out[LAC_SAVING_NET], 138, 108, 246);
    check_row(out[LAC_SAVING_CUMULATIVE_NET], 138, 246, NAN);
    check_row(out[LAC_SAVING_CASHABLE], 38, 8, 46);
    check_row(out[LAC_SAVING_AVOIDED], 100, 100, 200);
    check_row(out[LAC_SAVING_FULL_YEAR_EFFECT], 240, NAN, NAN);
    check_row(out[LAC_SAVING_INCREMENTAL_NET], 138, -30, NAN);
    check_row(out[LAC_SAVING_PRESENT_VALUE], 138, 54, 192);
    check_row(out[LAC_SAVING_PAYBACK_MONTH], NAN, NAN, NAN); /* never below 0 */
    /* a month that is not known leaves all out */
    scenario.placements[23] = NAN;
    work(&reference, &scenario, true, out);
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES; i++) {
        check_row(out[i], NAN, NAN, NAN);
    }
}

/* Monthly net savings, and the month from which the sums stay at 0 or above. */
static void payback_counts_from_the_last_time_below(void **state)
{
    (void)state;
    static const struct {
        int first;  /* month of -10 */
        int second; /* month of -10, or -1 */
        int gain;   /* month of +10 */
        int again;  /* month of +10, or -1 */
        double expected;
    } CASES[] = {
        {0, -1, 1, -1, 1},                     /* below in the first month alone */
        {0, -1, 23, -1, 23},                   /* back in the very last month */
        {0, -1, 5, -1, 5}, {0, 10, 5, 15, 15}, /* below again: the second time counts */
        {0, 10, 5, -1, INFINITY},              /* back, then below to the end */
        {23, -1, 24, -1, INFINITY}             /* below in the last month */
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        spend_by_hand reference = {.run_rate = {0, 0}};
        spend_by_hand scenario = {.run_rate = {0, 0}};
        double out[LAC_N_SAVINGS_MEASURES][3];
        for (int m = 0; m < MONTHS; m++) {
            scenario.programme[m] += m == CASES[i].first || m == CASES[i].second ? 10 : 0;
            reference.placements[m] += m == CASES[i].gain || m == CASES[i].again ? 10 : 0;
        }
        work(&reference, &scenario, false, out);
        const double found = out[LAC_SAVING_PAYBACK_MONTH][2];
        assert_true(isinf(CASES[i].expected) ? isinf(found) : found == CASES[i].expected);
        assert_nan(out[LAC_SAVING_SUPPORT][2]);
    }
}

/* ---- with the engines ---- */

#define LEAVERS                                                                                    \
    "section,item,field,As is,Plan\n"                                                              \
    "time,,start,2020-04,\n"                                                                       \
    "time,,end,2021-03,\n"                                                                         \
    "stock,all,children,100,\n"                                                                    \
    "placement,all,weekly_cost,7,\n"                                                               \
    "exit,home,count,0,\n"                                                                         \
    "exit,home,cost_one_off,190,\n"                                                                \
    "exit,home,support_weekly,7,\n"                                                                \
    "intervention,Work,active,no,yes\n"                                                            \
    "intervention,Work,effect,exits,\n"                                                            \
    "intervention,Work,route,home,\n"                                                              \
    "intervention,Work,children,8,\n"                                                              \
    "intervention,Work,end,2020-04,\n"                                                             \
    "intervention,Work,cost_per_child,50,\n"

/* Eight leave in April, 350 pounds saved by each. 13 weeks of support end in July, 3 months later: a pound a day
 * in half of April, May, June and half of July, 15 + 31 + 30 + 15.50 = 91.50, and 190 once. All eight were
 * attempts: 400. 2,800 - 8 x 281.50 - 400 = 148. Nobody is under support in March. */
static void leavers_cost_support(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, LEAVERS "exit,home,support_weeks,13,\n", NULL);
    for (int pass = 0; pass < 2; pass++) {
        assert_within(saving_of(&s, "Plan", "gross", 2020), 2800, 1e-7);
        assert_within(saving_of(&s, "Plan", "support", 2020), 8 * 281.5, 1e-7);
        assert_within(saving_of(&s, "Plan", "investment", 2020), 400, 1e-7);
        assert_within(saving_of(&s, "Plan", "net", 2020), 148, 1e-7);
        assert_within(saving_of(&s, "Plan", "full_year_effect", 2020), 8 * 365, 1e-7);
        assert_within(mean_of(&s, "Plan", "cost_support", 0), 8 * (190 + 15), 1e-7);
        assert_within(mean_of(&s, "Plan", "cost_support", 3), 8 * 15.5, 1e-7);
        assert_within(year_of(&s, "Plan", "cost_total", 2020), 36500 - 148, 1e-7);
        if (pass == 0) {
            study_simulate(&s, 20, PROCESS);
        }
    }
    assert_not_told(&s, "no support after exits has a cost");
    study_free(&s);
}

/* Support that lasts: in March all eight are under it, at the price of a placement: nothing is saved by a year.
 * At half the success four leave, and all eight were attempts. */
static void support_that_lasts_stays_in_the_run_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, LEAVERS, NULL);
    for (int pass = 0; pass < 2; pass++) {
        assert_within(saving_of(&s, "Plan", "full_year_effect", 2020), 0, 1e-7);
        assert_within(saving_of(&s, "Plan", "support", 2020), 8 * (190 + 350), 1e-7);
        if (pass == 0) {
            study_simulate(&s, 20, PROCESS);
        }
    }
    study_free(&s);
    study_must_run(&s, LEAVERS "intervention,Work,success,50%,\n", NULL);
    assert_within(saving_of(&s, "Plan", "support", 2020), 4 * (190 + 350), 1e-7);
    assert_within(saving_of(&s, "Plan", "investment", 2020), 400, 1e-7);
    study_simulate(&s, 20, PROCESS);
    assert_within(saving_of(&s, "Plan", "investment", 2020), 400, 1e-7);
    study_free(&s);
}

/* Four begin on 1 May (10 pounds each) and enter the first stage (100); 28 days later, on 29 May, the second
 * (50): 640. The order of 26 June costs nothing. */
static void a_pathway_costs_by_its_stages(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Plan\n"
        "time,,start,2020-04,\n"
        "time,,end,2021-03,\n"
        "stock,all,children,100,\n"
        "placement,all,weekly_cost,7,\n"
        "pathway,SGO/1 report,weeks,4,\n"
        "pathway,SGO/1 report,control,council,\n"
        "pathway,SGO/1 report,cost,100,\n"
        "pathway,SGO/2 court,weeks,4,\n"
        "pathway,SGO/2 court,control,court,\n"
        "pathway,SGO/2 court,cost,50,\n"
        "intervention,Orders,active,no,yes\n"
        "intervention,Orders,effect,pathway,\n"
        "intervention,Orders,pathway,SGO,\n"
        "intervention,Orders,route,sgo,\n"
        "intervention,Orders,children,4,\n"
        "intervention,Orders,start,2020-05,\n"
        "intervention,Orders,cost_per_child,10,\n",
        NULL);
    for (int pass = 0; pass < 2; pass++) {
        for (int m = 0; m < 12; m++) {
            assert_within(mean_of(&s, "Plan", "cost_programme", m), m == 1 ? 640 : 0, 1e-7);
        }
        assert_within(saving_of(&s, "Plan", "investment", WHOLE_STUDY), 640, 1e-7);
        /* four fewer from the middle of June: a pound a day for 15 and 274 days */
        assert_within(saving_of(&s, "Plan", "gross", WHOLE_STUDY), 4 * (15 + 274), 1e-7);
        if (pass == 0) {
            study_simulate(&s, 20, PROCESS);
        }
    }
    study_free(&s);
}

/* ---- replicates ---- */

#define CHANCE                                                                                     \
    "section,item,field,unit,low,high,As is,Effort,Same\n"                                         \
    "time,,start,,,,2020-07,,\n"                                                                   \
    "time,,end,,,,2024-03,,\n"                                                                     \
    "stock,foster,children,,,,70,,\n"                                                              \
    "stock,home,children,,,,30,,\n"                                                                \
    "admissions,all,count,,,,48,,\n"                                                               \
    "admissions,all,events,,,,90,,\n"                                                              \
    "exit,kin,rate,,,,0.4,,\n"                                                                     \
    "placement,foster,weekly_cost,,600,900,700.37,,\n"                                             \
    "placement,home,weekly_cost,,,,5000,,\n"                                                       \
    "finance,,inflation,,1,6,3,,\n"                                                                \
    "finance,,deflator,,,,2,,\n"                                                                   \
    "finance,2021/22,budget,,,,10500000,,\n"                                                       \
    "finance,2022/23,budget,,,,10000000.505,,\n"                                                   \
    "finance,2023/24,budget,,,,9000000,,\n"                                                        \
    "intervention,Work,active,,,,no,yes,no\n"                                                      \
    "intervention,Work,effect,,,,exits,,\n"                                                        \
    "intervention,Work,route,,,,kin,,\n"                                                           \
    "intervention,Work,children,,,,24,,\n"                                                         \
    "intervention,Work,success,,30%,90%,60%,,\n"                                                   \
    "intervention,Work,cost_per_year,,,,123456.78,,\n"                                             \
    "target,Stock,measure,,,,closing_stock,,\n"                                                    \
    "target,Stock,at_most,,,,100,,\n"                                                              \
    "target,Stock,by,,,,2022-12,,\n"

static int64_t at(const lac_outcome *outcome, const int64_t *values, lac_saving which, int t)
{
    return values[lac_outcome_saving(outcome, 1, (int)which, t)];
}

/* To the penny, in every replicate and year. */
static void sums_hold_exactly_in_every_replicate(void **state)
{
    (void)state;
    test_study s;
    lac_outcome outcome = {0};
    lac_unknowns unknowns = {0};
    lac_drift drift = {.admissions_sd = 0.1, .exits_sd = 0.1};
    lac_setup setup = {0};
    lac_hand hand = {0};
    study_must_run(&s, CHANCE, NULL);
    assert_int_equal(lac_unknowns_make(&unknowns, &s.plan, &s.diagnostics), LAC_OK);
    assert_int_equal(lac_outcome_make(&outcome, &s.results, true), LAC_OK);
    assert_int_equal(
        lac_setup_make(&setup, &s.results, &unknowns, &drift, &outcome, LAC_LAYERS_ALL), LAC_OK);
    assert_int_equal(lac_hand_make(&hand, &setup), LAC_OK);
    int64_t *values = calloc(outcome.n, sizeof *values);
    assert_non_null(values);
    bool above = false;
    bool below = false;
    for (size_t r = 0; r < 200; r++) {
        assert_int_equal(lac_hand_run(&hand, r, values), LAC_OK);
        int64_t so_far = 0;
        for (int t = 0; t < 4; t++) {
            const int64_t net = at(&outcome, values, LAC_SAVING_NET, t);
            const int64_t avoided = at(&outcome, values, LAC_SAVING_AVOIDED, t);
            const int64_t cashable = at(&outcome, values, LAC_SAVING_CASHABLE, t);
            so_far += net;
            assert_int_equal(net, at(&outcome, values, LAC_SAVING_GROSS, t) -
                                      at(&outcome, values, LAC_SAVING_INVESTMENT, t));
            assert_int_equal(so_far, at(&outcome, values, LAC_SAVING_CUMULATIVE_NET, t));
            if (t > 0) { /* the study begins in July 2020 */
                assert_int_equal(cashable + avoided, net);
                above = above || avoided != 0;
                below = below || cashable != 0;
            }
        }
        assert_int_equal(so_far, at(&outcome, values, LAC_SAVING_NET, 4));
    }
    assert_true(above && below); /* both sides of the budget were there */
    free(values);
    lac_hand_free(&hand);
    lac_setup_free(&setup);
    lac_outcome_free(&outcome);
    lac_unknowns_free(&unknowns);
    study_free(&s);
}

static void equal_scenarios_save_exactly_nothing(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, CHANCE, NULL);
    for (int pass = 0; pass < 2; pass++) {
        const lac_series *savings = &s.results.savings[scenario_of(&s, "Same")];
        int known = 0;
        for (int i = 0; i < LAC_N_SAVINGS_MEASURES * savings->n; i++) {
            known += !isnan(savings->mean[i]);
            assert_true(isnan(savings->mean[i]) || savings->mean[i] == 0);
            assert_true(pass == 0 || isnan(savings->mean[i]) || savings->sd[i] == 0);
        }
        assert_true(known >= 30);
        if (pass == 0) {
            study_simulate(&s, 200, LAC_LAYERS_ALL);
        }
    }
    assert_near(saving_of(&s, "Same", "probability_stock", 2022),
        saving_of(&s, "As is", "probability_stock", 2022));
    study_free(&s);
}

/* What differs is the list: the spread of the difference is far below that of two independent runs. */
static void ranges_are_paired(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, CHANCE, NULL);
    study_simulate(&s, 500, LAC_LAYERS_ALL);
    const lac_series *savings = &s.results.savings[scenario_of(&s, "Effort")];
    const int net = lac_series_at(savings, LAC_SAVING_NET, 3);
    const double apart = hypot(
        year_sd_of(&s, "Effort", "cost_total", 2023), year_sd_of(&s, "As is", "cost_total", 2023));
    assert_true(savings->sd[net] > 0 && savings->sd[net] < apart / 3);
    assert_true(lac_series_quantile(savings, 0, net) < savings->mean[net]);
    assert_true(lac_series_quantile(savings, LAC_QUANTILES - 1, net) > savings->mean[net]);
    assert_within(savings->mean[net],
        year_of(&s, "As is", "cost_total", 2023) - year_of(&s, "Effort", "cost_total", 2023), 1e-4);
    study_free(&s);
}

/* A placement without a price that holds children: nothing follows from spend, and the programme is known
 * all the same. */
static void nothing_follows_without_prices(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,As is,Effort\n"
        "time,,start,2020-04,\n"
        "time,,end,2021-03,\n"
        "stock,foster,children,60,\n"
        "stock,kin,children,40,\n"
        "placement,foster,weekly_cost,700,\n"
        "intervention,Work,active,no,yes\n"
        "intervention,Work,effect,exits,\n"
        "intervention,Work,route,home,\n"
        "intervention,Work,children,12,\n"
        "intervention,Work,cost_per_year,1200,\n"
        "target,Net,measure,net,\n"
        "target,Net,at_least,0,\n"
        "target,Net,by,2020/21,\n",
        NULL);
    for (int pass = 0; pass < 2; pass++) {
        const lac_series *savings = &s.results.savings[1];
        for (int i = 0; i < savings->n * savings->n_measures; i++) {
            assert_nan(savings->mean[i]);
        }
        assert_near(year_of(&s, "Effort", "cost_programme", 2020), 1200);
        assert_nan(year_of(&s, "Effort", "cost_total", 2020));
        if (pass == 0) {
            study_simulate(&s, 3, PROCESS);
        }
    }
    study_free(&s);
}

/* ---- prices alone ---- */

#define COUNTS_HEAD                                                                                \
    "section,item,field,unit,low,high,As is,Effort\n"                                              \
    "time,,start,,,,2020-04,\n"                                                                    \
    "time,,end,,,,2022-03,\n"                                                                      \
    "stock,foster,children,,,,70,\n"                                                               \
    "stock,home,children,,,,30,\n"                                                                 \
    "admissions,all,count,,,,48,\n"                                                                \
    "exit,kin,rate,,,,0.4,\n"                                                                      \
    "intervention,Work,active,,,,no,yes\n"                                                         \
    "intervention,Work,effect,,,,exits,\n"                                                         \
    "intervention,Work,route,,,,kin,\n"                                                            \
    "intervention,Work,children,,,,24,\n"                                                          \
    "intervention,Work,success,,,,60%,\n"
#define CHEAP                                                                                      \
    COUNTS_HEAD "placement,foster,weekly_cost,,,,700,\n"                                           \
                "placement,home,weekly_cost,,,,5000,\n"                                            \
                "intervention,Work,cost_per_year,,,,1000,\n"
#define DEAR                                                                                       \
    COUNTS_HEAD "placement,foster,weekly_cost,,,,950.55,\n"                                        \
                "placement,home,weekly_cost,,,,6100.1,\n"                                          \
                "finance,,inflation,,,,4,\n"                                                       \
                "intervention,Work,cost_per_year,,,,200000,\n"

typedef struct {
    test_study study;
    lac_outcome outcome;
    lac_unknowns unknowns;
    lac_drift drift;
    lac_setup setup;
    lac_hand hand;
    int64_t *values;
} priced;

static void priced_begin(priced *self, const char *sheet)
{
    memset(self, 0, sizeof *self);
    study_must_run(&self->study, sheet, NULL);
    lac_results *results = &self->study.results;
    results->replicates.seed = 11;
    assert_int_equal(
        lac_unknowns_make(&self->unknowns, &self->study.plan, &self->study.diagnostics), LAC_OK);
    assert_int_equal(lac_outcome_make(&self->outcome, results, true), LAC_OK);
    assert_int_equal(lac_setup_make(&self->setup, results, &self->unknowns, &self->drift,
                         &self->outcome, PROCESS),
        LAC_OK);
    assert_int_equal(lac_hand_make(&self->hand, &self->setup), LAC_OK);
    self->values = calloc(self->outcome.n, sizeof *self->values);
    assert_non_null(self->values);
}

static void priced_end(priced *self)
{
    free(self->values);
    lac_hand_free(&self->hand);
    lac_setup_free(&self->setup);
    lac_outcome_free(&self->outcome);
    lac_unknowns_free(&self->unknowns);
    study_free(&self->study);
}

/* Prices change no count; and the counts of the cheap run at the dear prices are the dear run, number by
 * number. */
static void counts_can_be_priced_again(void **state)
{
    (void)state;
    priced cheap;
    priced dear;
    lac_ledger ledger = {0};
    priced_begin(&cheap, CHEAP);
    priced_begin(&dear, DEAR);
    const lac_outcome *outcome = &dear.outcome;
    const lac_measures *measures = &dear.study.results.measures;
    assert_int_equal(cheap.outcome.n, outcome->n);
    assert_int_equal(lac_ledger_make(&ledger, outcome), LAC_OK);
    int64_t *again = calloc(outcome->n, sizeof *again);
    int64_t *counts = calloc(outcome->n_counts, sizeof *counts);
    assert_non_null(again);
    assert_non_null(counts);
    for (size_t r = 0; r < 20; r++) {
        assert_int_equal(lac_hand_run(&cheap.hand, r, cheap.values), LAC_OK);
        assert_int_equal(lac_hand_run(&dear.hand, r, dear.values), LAC_OK);
        int64_t differences = 0;
        for (size_t s = 0; s < 2; s++) {
            for (int i = 0; i < measures->n; i++) {
                for (int m = 0; m < outcome->n_months; m++) {
                    const size_t number = lac_outcome_month(outcome, s, i, m);
                    const bool money = strcmp(measures->items[i].unit, "GBP") == 0;
                    assert_true(money || cheap.values[number] == dear.values[number]);
                    differences += cheap.values[number] != dear.values[number];
                }
            }
            memcpy(counts, cheap.values + lac_outcome_month(outcome, s, 0, 0),
                (size_t)measures->n * (size_t)outcome->n_months * sizeof *counts);
            lac_outcome_price(outcome, s, &dear.study.results.models[s], counts, &ledger, again);
        }
        assert_true(differences > 0);
        lac_outcome_judge(outcome, &ledger, again);
        assert_memory_equal(again, dear.values, outcome->shortfalls * sizeof *again);
    }
    free(again);
    free(counts);
    lac_ledger_free(&ledger);
    priced_end(&cheap);
    priced_end(&dear);
}

/* Support of one route is costed, not of the other, to which a list leads as well. */
static void support_that_has_no_cost_is_told_by_route(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\ntime,,start,2020-04,\ntime,,end,2021-03,\n"
        "stock,all,children,50,\nadmissions,all,count,0,\nplacement,all,weekly_cost,700,\n"
        "exit,home,count,0,\nexit,home,cost_one_off,1000,\nexit,sgo,count,0,\n"
        "exit,other,count,1,\n"
        "intervention,H,active,no,yes\nintervention,H,effect,exits,\nintervention,H,route,home,\n"
        "intervention,H,children,2,\nintervention,S,active,no,yes\n"
        "intervention,S,effect,exits,\nintervention,S,route,sgo,\nintervention,S,children,2,\n",
        NULL);
    assert_told(&s, LAC_NOTE, NULL, 0,
        "support of children who leave by sgo has no cost, so net savings take it as 0");
    assert_not_told(&s, "support of children who leave by home");
    assert_not_told(&s, "support of children who leave by other");
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flows_are_summed_by_year),
        cmocka_unit_test(full_year_effect_is_a_run_rate),
        cmocka_unit_test(budget_splits_what_is_saved),
        cmocka_unit_test(present_values_are_real_and_discounted),
        cmocka_unit_test(discount_factors_are_those_of_the_green_book),
        cmocka_unit_test(payback_by_hand),
        cmocka_unit_test(support_and_programme_are_taken_off),
        cmocka_unit_test(payback_counts_from_the_last_time_below),
        cmocka_unit_test(leavers_cost_support),
        cmocka_unit_test(support_that_lasts_stays_in_the_run_rate),
        cmocka_unit_test(a_pathway_costs_by_its_stages),
        cmocka_unit_test(sums_hold_exactly_in_every_replicate),
        cmocka_unit_test(equal_scenarios_save_exactly_nothing),
        cmocka_unit_test(ranges_are_paired),
        cmocka_unit_test(nothing_follows_without_prices),
        cmocka_unit_test(counts_can_be_priced_again),
        cmocka_unit_test(support_that_has_no_cost_is_told_by_route),
    };
    return cmocka_run_group_tests_name("savings", tests, NULL, NULL);
}
