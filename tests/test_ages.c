/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Months of age and months in care in the `expected` engine, to the month. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* ---- months of age ---- */

#define AGES_HEAD                                                                                  \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-09\n"                                                                          \
    "data,,opening,opening.csv\n"

/* A child of 215 completed months at the end of March turns 18 in April; who is 214, in May. */
static void eighteenth_birthday_to_the_month(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES_HEAD, "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "215,,,3\n"
        "214,,,2\n"
        "204,,,1\n",
        NULL);
    for (int m = 0; m < 18; m++) {
        const double leave = m == 0 ? 3 : m == 1 ? 2 : m == 11 ? 1 : 0;
        assert_near(mean_of(&s, "A", "exits_ageing_out", m), leave);
        assert_near(mean_of(&s, "A", "exits", m), leave);
    }
    assert_near(mean_of(&s, "A", "closing_stock", 0), 3);
    assert_near(mean_of(&s, "A", "closing_stock", 10), 1);
    assert_near(mean_of(&s, "A", "closing_stock", 11), 0);
    study_free(&s);
}

/* Children of 17 (204 to 215 months, equally likely) leave a twelfth a month. */
static void year_of_age_leaves_in_twelfths(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES_HEAD, "opening.csv",
        "from_age,to_age,months_in_care,placement,children\n"
        "17,17,,,24\n",
        NULL);
    for (int m = 0; m < 18; m++) {
        assert_near(mean_of(&s, "A", "exits_ageing_out", m), m < 12 ? 2 : 0);
        assert_near(mean_of(&s, "A", "closing_stock", m), m < 12 ? 24 - 2 * (m + 1) : 0);
    }
    study_free(&s);
}

/* Those who turn 18 in month n have faced the rate of the other route n times, in that month too. */
static void birthday_competes_with_exits(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES_HEAD "exit,home,rate,0.6\n", "opening.csv",
        "from_age,to_age,months_in_care,placement,children\n"
        "17,17,,,24\n",
        NULL);
    const double q = exp(-0.05);
    for (int m = 0; m < 12; m++) {
        const double here = (24 - 2 * m) * pow(q, m);
        assert_near(mean_of(&s, "A", "exits_ageing_out", m), 2 * pow(q, m + 1));
        assert_near(mean_of(&s, "A", "exits_home", m), here * (1 - q));
        assert_near(mean_of(&s, "A", "closing_stock", m), (24 - 2 * (m + 1)) * pow(q, m + 1));
    }
    study_free(&s);
}

/* 12 arrivals a month aged 17, one of each month of age at the end of the month of arrival. The one of
 * 17 years and 11 months has no birthday before the next month: min(m, 12) turn 18 in month m. */
static void arrival_just_below_18_stays_the_month(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        AGES_HEAD "admissions,all,count,144\n"
                  "admissions,all,ages,17:100%\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "0,,,0\n",
        NULL);
    double stock = 0;
    for (int m = 0; m < 18; m++) {
        const double leave = m < 12 ? m : 12;
        stock += 12 - leave;
        assert_near(mean_of(&s, "A", "exits_ageing_out", m), leave);
        assert_near(mean_of(&s, "A", "closing_stock", m), stock);
    }
    study_free(&s);
}

/* Children without an age never turn 18 and are said. */
static void unknown_ages_never_turn_18(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES_HEAD, "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "215,,,1\n"
        ",,,4\n",
        NULL);
    assert_near(mean_of(&s, "A", "closing_stock", 0), 4);
    assert_near(mean_of(&s, "A", "closing_stock", 17), 4);
    assert_told(&s, LAC_WARNING, "opening.csv", 0,
        "opening children without an age: 4; no age filter reaches them and they never turn 18");
    study_free(&s);
}

/* A rate of 10 to 15 year olds: a child of 9 years and 11 months first faces it in the second month, one
 * of 15 years and 11 months last in the first. */
static void rates_look_at_the_age_of_the_month_before(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        AGES_HEAD "exit,home,rate,1.2\n"
                  "exit,home,from_age,10\n"
                  "exit,home,to_age,15\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "119,,,100\n"
        "191,,,100\n",
        NULL);
    const double q = exp(-0.1);
    assert_near(mean_of(&s, "A", "exits_home", 0), 100 * (1 - q));
    assert_near(mean_of(&s, "A", "exits_home", 1), 100 * (1 - q));
    assert_near(mean_of(&s, "A", "exits_home", 2), 100 * q * (1 - q));
    assert_near(mean_of(&s, "A", "closing_stock", 2), 100 * q + 100 * q * q);
    study_free(&s);
}

/* One route to age 9, another from 11: a child of 10 faces neither, until it is 11 in October. */
static void year_between_two_filters(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        AGES_HEAD "exit,home,rate,1.2\n"
                  "exit,home,to_age,9\n"
                  "exit,sgo,rate,0.6\n"
                  "exit,sgo,from_age,11\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "119,,,100\n"
        "126,,,100\n",
        NULL);
    const double q = exp(-0.1);
    for (int m = 0; m < 7; m++) {
        assert_near(mean_of(&s, "A", "exits_home", m), m == 0 ? 100 * (1 - q) : 0);
        assert_near(mean_of(&s, "A", "exits_sgo", m), m == 6 ? 100 * (1 - exp(-0.05)) : 0);
    }
    study_free(&s);
}

/* ---- months in care ---- */

/* Rates by months in care: 1.2 a year in months 0 and 1, 0.6 from month 2 on (the band is open). */
static void bands_of_months_in_care(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2020-09\n"
        "data,,opening,opening.csv\n"
        "data,,rates,rates.csv\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        ",0,,100\n"
        ",1,,100\n"
        ",300,,100\n",
        "rates.csv",
        "flow,from_months,to_months,rate\n"
        "exit/home,0,1,1.2\n"
        "exit/home,2,,0.6\n",
        NULL);
    const double fast = exp(-0.1);
    const double slow = exp(-0.05);
    for (int m = 0; m < 6; m++) {
        const int n = m + 1;
        const double first = n < 2 ? pow(fast, n) : fast * fast * pow(slow, n - 2);
        const double second = fast * pow(slow, n - 1);
        assert_near(mean_of(&s, "A", "closing_stock", m), 100 * (first + second + pow(slow, n)));
    }
    study_free(&s);
}

/* A band that ends at 3 months with nothing above it: from 4 months on nobody leaves, which is said. An
 * arrival has 0 months in care at the end of its month. */
static void closed_band_of_months_in_care(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "data,,opening,opening.csv\n"
        "data,,rates,rates.csv\n"
        "admissions,all,count from 2020-05,0\n"
        "admissions,all,count,1200\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        ",9,,100\n",
        "rates.csv",
        "flow,from_months,to_months,rate\n"
        "exit/home,2,3,0.6\n",
        NULL);
    const double q = exp(-0.05);
    const double survivors[] = {1, 1, 1, q, q * q, q * q, q * q};
    for (int m = 0; m < 7; m++) {
        assert_near(mean_of(&s, "A", "closing_stock", m), 100 + 100 * survivors[m]);
    }
    assert_told(&s, LAC_NOTE, "rates.csv", 0,
        "the rates of home do not cover every age, time in care and placement: there the rate is "
        "0");
    study_free(&s);
}

/* An arrival faces the rates of months in care 0 for the rest of its month. */
static void arrivals_face_the_rates_of_no_months_in_care(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2020-06\n"
        "data,,opening,opening.csv\n"
        "data,,rates,rates.csv\n"
        "admissions,all,count,1200\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        ",9,,0\n",
        "rates.csv",
        "flow,from_months,to_months,rate\n"
        "exit/home,0,0,1.2\n"
        "exit/home,1,,0.6\n",
        NULL);
    const double stay = (1 - exp(-0.1)) / 0.1;
    const double first = 100 * stay;
    const double second = first * exp(-0.1);
    assert_near(mean_of(&s, "A", "exits_home", 0), 100 - first);
    assert_near(mean_of(&s, "A", "closing_stock", 0), first);
    assert_near(mean_of(&s, "A", "closing_stock", 1), first + second);
    assert_near(mean_of(&s, "A", "closing_stock", 2), first + second + second * exp(-0.05));
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(eighteenth_birthday_to_the_month),
        cmocka_unit_test(year_of_age_leaves_in_twelfths),
        cmocka_unit_test(birthday_competes_with_exits),
        cmocka_unit_test(arrival_just_below_18_stays_the_month),
        cmocka_unit_test(unknown_ages_never_turn_18),
        cmocka_unit_test(rates_look_at_the_age_of_the_month_before),
        cmocka_unit_test(year_between_two_filters),
        cmocka_unit_test(bands_of_months_in_care),
        cmocka_unit_test(closed_band_of_months_in_care),
        cmocka_unit_test(arrivals_face_the_rates_of_no_months_in_care),
    };
    return cmocka_run_group_tests_name("ages", tests, NULL, NULL);
}
