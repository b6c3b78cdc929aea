/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices, child-weeks, spend and savings. */
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
    "time,,end,2022-06\n"
#define STOCK "stock,all,children,100\n"
#define NOT_PRICED "no weekly cost is given, so spend and savings are left out"
#define BLENDED                                                                                    \
    "one blended weekly cost overstates savings: children who leave by special guardianship or "   \
    "reunification are mostly in the cheaper placements"

/* ---- child-weeks and spend ---- */

/* 12 children fewer a year, one a month: April has 30 days and a mean of 99.5 children, May 31 and 98.5. */
static void child_weeks_are_days_by_mean_stock(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD STOCK "exit,home,count,12\nplacement,all,weekly_cost,700\n", NULL);
    assert_near(mean_of(&s, "A", "child_weeks", 0), 30 / 7.0 * 99.5);
    assert_near(mean_of(&s, "A", "child_weeks", 1), 31 / 7.0 * 98.5);
    assert_near(mean_of(&s, "A", "child_weeks", 10), 28 / 7.0 * 89.5); /* February 2021 */
    assert_near(mean_of(&s, "A", "cost_all", 0), 30 * 99.5 * 100);
    assert_near(mean_of(&s, "A", "cost_total", 0), 30 * 99.5 * 100);
    assert_told(&s, LAC_WARNING, "study.csv", 6, BLENDED);
    study_free(&s);
}

/* By placement: each with its own price, no measure for all. */
static void spend_by_placement(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,60\n"
             "stock,kin,children,40\n"
             "exit,home,count,12\n"
             "exit,home,placement,kin\n"
             "placement,foster,weekly_cost,700\n"
             "placement,kin,weekly_cost,350\n",
        NULL);
    assert_near(mean_of(&s, "A", "child_weeks_foster", 0), 30 / 7.0 * 60);
    assert_near(mean_of(&s, "A", "child_weeks_kin", 0), 30 / 7.0 * 39.5);
    assert_near(mean_of(&s, "A", "child_weeks", 0), 30 / 7.0 * 99.5);
    assert_near(mean_of(&s, "A", "cost_foster", 0), 30 * 60 * 100);
    assert_near(mean_of(&s, "A", "cost_kin", 0), 30 * 39.5 * 50);
    assert_near(mean_of(&s, "A", "cost_total", 0), 30 * 60 * 100 + 30 * 39.5 * 50);
    assert_int_equal(lac_measure_find(&s.results.measures, "cost_all"), -1);
    assert_not_told(&s, "one blended");
    assert_not_told(&s, NOT_PRICED);
    study_free(&s);
}

/* Who sits where at the start counts by the rows of the opening table. */
static void child_weeks_of_an_opening_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "data,,opening,opening.csv\n"
             "placement,foster,weekly_cost,7\n"
             "placement,kin,weekly_cost,7\n",
        "opening.csv",
        "age_years,months_in_care,placement,children\n"
        "3,,foster,30\n"
        "9,,foster,10\n"
        "9,,kin,20\n",
        NULL);
    assert_near(mean_of(&s, "A", "cost_foster", 0), 30 * 40);
    assert_near(mean_of(&s, "A", "cost_kin", 0), 30 * 20);
    study_free(&s);
}

/* ---- the price index ---- */

static void check_index(const test_study *s, double first, double second, double third)
{
    const lac_model *model = &s->results.models[0];
    for (int m = 0; m < 27; m++) {
        assert_near(model->index[m], m < 12 ? first : m < 24 ? second : third);
    }
}

/* Base 2020/21 (the start's year): prices step by 10 % on 1 April 2021 and again in 2022, not in between. */
static void prices_step_on_1_april(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD STOCK "placement,all,weekly_cost,700\nfinance,,inflation,10\n", NULL);
    check_index(&s, 1, 1.1, 1.21);
    assert_near(mean_of(&s, "A", "cost_total", 11), 31 * 100 * 100);
    assert_near(mean_of(&s, "A", "cost_total", 12), 30 * 100 * 110);
    assert_near(mean_of(&s, "A", "cost_total", 24), 30 * 100 * 121);
    study_free(&s);
}

/* Base 2018/19: the rises of 2019/20 and 2020/21 are in the first price, that of 2018/19 is not. A rise
 * holds until the next; before the first there is none. */
static void price_base_before_the_study(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "placement,all,weekly_cost,700\n"
                   "finance,,price_base,2018/19\n"
                   "finance,2018/19,inflation,50\n"
                   "finance,2019/20,inflation,10\n"
                   "finance,,inflation from 2021/22,20\n",
        NULL);
    check_index(&s, 1.21, 1.21 * 1.2, 1.21 * 1.44);
    study_free(&s);
    study_must_run(&s,
        HEAD STOCK "placement,all,weekly_cost,700\n"
                   "finance,,price_base,2018/19\n"
                   "finance,2020/21,inflation,10\n",
        NULL);
    check_index(&s, 1.1, 1.21, 1.331);
    study_free(&s);
}

/* Base 2021/22: the year before is cheaper by the rise of 2021/22. */
static void price_base_inside_the_study(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "placement,all,weekly_cost,700\n"
                   "finance,,price_base,2021/22\n"
                   "finance,2020/21,inflation,50\n"
                   "finance,2021/22,inflation,25\n"
                   "finance,2022/23,inflation,10\n",
        NULL);
    check_index(&s, 0.8, 1, 1.1);
    study_free(&s);
}

/* A dated price is at price_base prices too. */
static void dated_prices_rise_too(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD STOCK "placement,all,weekly_cost,700\n"
                   "placement,all,weekly_cost from 2021-07,1400\n"
                   "finance,,inflation,10\n",
        NULL);
    assert_near(mean_of(&s, "A", "cost_total", 14), 30 * 100 * 110);
    assert_near(mean_of(&s, "A", "cost_total", 15), 31 * 100 * 220);
    study_free(&s);
}

/* ---- what is not priced ---- */

static void nothing_priced(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD STOCK "admissions,all,count,12\n", NULL);
    assert_nan(mean_of(&s, "A", "cost_all", 0));
    assert_nan(mean_of(&s, "A", "cost_total", 0));
    assert_nan(year_of(&s, "A", "cost_total", 2020));
    assert_told(&s, LAC_NOTE, NULL, 0, NOT_PRICED);
    study_free(&s);
}

/* A placement without a price that holds children leaves the totals out; an empty one does not. */
static void unpriced_placement_leaves_totals_out(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,foster,children,60\n"
        "stock,kin,children,40,0\n"
        "placement,foster,weekly_cost,700\n",
        NULL);
    assert_near(mean_of(&s, "A", "cost_foster", 0), 30 * 60 * 100);
    assert_nan(mean_of(&s, "A", "cost_kin", 0));
    assert_nan(mean_of(&s, "A", "cost_total", 0));
    assert_nan(year_of(&s, "A", "cost_total", 2020));
    assert_near(mean_of(&s, "B", "cost_total", 0), 30 * 60 * 100);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "kin holds children but has no weekly cost for every month: total spend and savings are "
        "left "
        "out");
    /* not known in one scenario, so not known as a difference */
    assert_nan(s.results.savings[1].mean[0]);
    study_free(&s);
}

/* A price that begins in July: no spend before it. */
static void price_that_begins_late(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, HEAD STOCK "placement,all,weekly_cost from 2020-07,700\n", NULL);
    assert_nan(mean_of(&s, "A", "cost_total", 2));
    assert_near(mean_of(&s, "A", "cost_total", 3), 31 * 100 * 100);
    assert_told(&s, LAC_WARNING, NULL, 0,
        "the weekly cost of all placements is not given for every month: total spend of those "
        "months "
        "and all savings are left out");
    assert_int_equal(year_status_of(&s, "A", "cost_total", 2020), LAC_STATUS_PARTIAL);
    assert_int_equal(year_status_of(&s, "A", "cost_total", 2021), LAC_STATUS_FORECAST);
    study_free(&s);
}

/* Nobody is looked after before July, when the price begins: the months before cost nothing, and everything is
 * known. B has 24 arrivals a year less, so 1, 3, 5 .. children fewer on average from July to September, at 100
 * a day: 31 x 1 + 31 x 3 + 30 x 5 = 274 child-days. */
static void nobody_needs_no_price(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04,\n"
        "time,,end,2020-09,\n"
        "stock,all,children,0,\n"
        "admissions,all,count,0,\n"
        "admissions,all,count from 2020-07,48,24\n"
        "placement,all,weekly_cost from 2020-07,700,\n",
        NULL);
    for (int m = 0; m < 3; m++) {
        assert_near(mean_of(&s, "A", "cost_total", m), 0);
    }
    assert_not_told(&s, "the weekly cost of all placements is not given");
    assert_near(saving_of(&s, "B", "gross", WHOLE_STUDY), 274 * 100);
    study_free(&s);
}

/* ---- savings ---- */

/* B has 12 leavers a year more, one a month: its mean stock is 0.5, 1.5, ... lower, at 700 a week, 100 a
 * day. Two full years and April to June 2022, and all. */
static void gross_saving_by_year(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B\n"
        "time,,start,2020-04\n"
        "time,,end,2022-06\n"
        "stock,all,children,100\n"
        "exit,home,count,0,12\n"
        "placement,all,weekly_cost,700\n",
        NULL);
    static const int DAYS[] = {30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31};
    double years[3] = {0};
    for (int m = 0; m < 27; m++) {
        years[m / 12] += 100 * DAYS[m % 12] * (m + 0.5);
    }
    const lac_series *savings = &s.results.savings[1];
    assert_string_equal(LAC_SAVINGS_MEASURES[0].name, "gross");
    assert_string_equal(LAC_SAVINGS_MEASURES[0].unit, "GBP");
    assert_int_equal(savings->first, 2020);
    assert_int_equal(savings->n, 4);
    assert_within(savings->mean[0], years[0], 1e-6);
    assert_within(savings->mean[1], years[1], 1e-6);
    assert_within(savings->mean[2], years[2], 1e-6);
    assert_within(savings->mean[3], years[0] + years[1] + years[2], 1e-6);
    assert_near(year_of(&s, "A", "cost_total", 2020) - year_of(&s, "B", "cost_total", 2020),
        savings->mean[0]);
    assert_int_equal(s.results.savings[0].n, 0);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(child_weeks_are_days_by_mean_stock),
        cmocka_unit_test(spend_by_placement),
        cmocka_unit_test(child_weeks_of_an_opening_table),
        cmocka_unit_test(prices_step_on_1_april),
        cmocka_unit_test(price_base_before_the_study),
        cmocka_unit_test(price_base_inside_the_study),
        cmocka_unit_test(dated_prices_rise_too),
        cmocka_unit_test(nothing_priced),
        cmocka_unit_test(unpriced_placement_leaves_totals_out),
        cmocka_unit_test(price_that_begins_late),
        cmocka_unit_test(nobody_needs_no_price),
        cmocka_unit_test(gross_saving_by_year),
    };
    return cmocka_run_group_tests_name("money", tests, NULL, NULL);
}
