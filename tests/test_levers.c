/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Interventions that multiply a flow or add to it. */
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
    "time,,end,2021-03\n"
#define LEVER(effect, target, field, value)                                                        \
    "intervention,L,effect," effect "\n"                                                           \
    "intervention,L,acts_on," target "\n"                                                          \
    "intervention,L," field "," value "\n"
#define SECOND(effect, target, field, value)                                                       \
    "intervention,M,effect," effect "\n"                                                           \
    "intervention,M,acts_on," target "\n"                                                          \
    "intervention,M," field "," value "\n"

/* 10 a month local, 2 a month other. */
#define STREAMS                                                                                    \
    "stock,all,children,100\n"                                                                     \
    "admissions,local,count,120\n"                                                                 \
    "admissions,other,count,24\n"

/* 60 in foster, 40 in kin, no admissions. */
#define PLACED "stock,foster,children,60\nstock,kin,children,40\n"

static void check_starts(const char *sheet, double local, double other)
{
    test_study s;
    study_must_run(&s, sheet, NULL);
    assert_near(mean_of(&s, "A", "admissions_local", 3), local);
    assert_near(mean_of(&s, "A", "admissions_other", 3), other);
    assert_near(mean_of(&s, "A", "admissions", 3), local + other);
    study_free(&s);
}

/* ---- admissions ---- */

static void factor_on_admissions(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("multiply", "admissions", "factor", "0.85"), 8.5, 1.7);
    check_starts(HEAD STREAMS LEVER("multiply", "admissions/Local", "factor", "0.85"), 8.5, 2);
    check_starts(HEAD STREAMS LEVER("Multiply", "Admissions / other", "factor", "2"), 10, 4);
    check_starts(HEAD STREAMS LEVER("multiply", "admissions", "factor", "0"), 0, 0);
}

/* 24 a year more: 2 a month, of which 10/12 local. */
static void amount_on_admissions(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("add", "admissions", "amount", "24"), 10 + 2 * 10 / 12.0,
        2 + 2 * 2 / 12.0);
    check_starts(HEAD STREAMS LEVER("add", "admissions/other", "amount", "24"), 10, 4);
    check_starts(HEAD STREAMS LEVER("add", "admissions/other", "amount", "-24"), 10, 0);
    check_starts(HEAD STREAMS LEVER("add", "admissions/other", "amount", "0"), 10, 2);
}

/* Factors first, then amounts, whatever the order of the sheet: 10 x 0.5 x 0.8 + 1 = 5. */
static void factors_multiply_then_amounts_add(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("add", "admissions/local", "amount", "12") SECOND("multiply",
                     "admissions/local", "factor", "0.5") "intervention,N,effect,multiply\n"
                                                          "intervention,N,acts_on,admissions\n"
                                                          "intervention,N,factor,0.8\n",
        5, 1.6);
}

/* An amount on all streams is shared by the numbers after the factors: 5 and 2 a month, 1.4 more. */
static void amount_is_shared_by_the_numbers_after_factors(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("add", "admissions", "amount", "16.8")
                     SECOND("multiply", "admissions/local", "factor", "0.5"),
        6, 2.4);
}

/* Two amounts do not see each other: 24 a year on all goes 10 : 2 although local has one more by then. */
static void order_of_amounts_is_irrelevant(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("add", "admissions/local", "amount", "12")
                     SECOND("add", "admissions", "amount", "24"),
        11 + 20 / 12.0, 2 + 4 / 12.0);
    check_starts(HEAD STREAMS LEVER("add", "admissions", "amount", "24")
                     SECOND("add", "admissions/local", "amount", "12"),
        11 + 20 / 12.0, 2 + 4 / 12.0);
}

/* Where a factor leaves nobody an amount is shared by the numbers before it; a stream of count 0 takes
 * it by its mix. */
static void amount_where_nobody_comes(void **state)
{
    (void)state;
    check_starts(HEAD STREAMS LEVER("add", "admissions", "amount", "12")
                     SECOND("multiply", "admissions", "factor", "0"),
        10 / 12.0, 2 / 12.0);
    check_starts(HEAD
        "stock,all,children,100\nadmissions,local,count,0\nadmissions,other,count,0\n" LEVER(
            "add", "admissions/local", "amount", "12"),
        1, 0);
}

/* A stream per 10,000 of 60,000 children: 4 are 24 a year, 2 a month; the amount is per 10,000 too. */
static void amount_on_a_rate_of_admissions(void **state)
{
    (void)state;
    check_starts(HEAD "stock,all,children,100\n"
                      "population,2019/20,children,60000\n"
                      "admissions,local,rate,20\n"
                      "admissions,other,count,24\n" LEVER("add", "admissions/local", "amount", "4"),
        12, 2);
}

#define BY_AGE                                                                                     \
    HEAD "data,,opening,opening.csv\n"                                                             \
         "admissions,all,count,120\n"                                                              \
         "admissions,all,ages,0-4:50%; 5-17:50%\n"                                                 \
         "admissions,all,placement,foster:80%; kin:20%\n"
#define BY_AGE_TABLE                                                                               \
    "age_months,months_in_care,placement,children\n"                                               \
    "0,,foster,0\n"                                                                                \
    "0,,kin,0\n"

/* 10 a month: 4 young in foster, 1 young in kin, 4 and 1 older. The filter lets the 4 through. */
static void filters_on_admissions(void **state)
{
    (void)state;
    static const char *const FILTER =
        BY_AGE LEVER("multiply", "admissions", "factor", "0.5") "intervention,L,to_age,4\n"
                                                                "intervention,L,placement,foster\n";
    test_study s;
    study_must_run(&s, FILTER, "opening.csv", BY_AGE_TABLE, NULL);
    assert_near(mean_of(&s, "A", "admissions", 0), 8);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 6);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 2);
    study_free(&s);

    static const char *const AMOUNT =
        BY_AGE LEVER("add", "admissions", "amount", "24") "intervention,L,to_age,4\n";
    study_must_run(&s, AMOUNT, "opening.csv", BY_AGE_TABLE, NULL);
    assert_near(mean_of(&s, "A", "admissions", 0), 12);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 8 + 1.6);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 2 + 0.4);
    study_free(&s);
}

/* ---- exits by rate ---- */

static void check_rate_exit(const char *sheet, double foster, double kin)
{
    test_study s;
    study_must_run(&s, sheet, NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 60 * exp(-foster / 12));
    assert_near(mean_of(&s, "A", "stock_kin", 0), 40 * exp(-kin / 12));
    study_free(&s);
}

static void levers_on_exit_rates(void **state)
{
    (void)state;
    check_rate_exit(
        HEAD PLACED "exit,home,rate,0.6\n" LEVER("multiply", "exit/home", "factor", "2"), 1.2, 1.2);
    check_rate_exit(HEAD PLACED "exit,home,rate,0.6\n" LEVER(
                        "multiply", "exit/Home", "factor", "2") "intervention,L,placement,kin\n",
        0.6, 1.2);
    check_rate_exit(
        HEAD PLACED "exit,home,rate,0.6\n" LEVER("add", "exit/home", "amount", "0.3"), 0.9, 0.9);
    check_rate_exit(HEAD PLACED "exit,home,rate,0.6\n" LEVER(
                        "add", "exit/home", "amount", "-0.6") "intervention,L,placement,foster\n",
        0, 0.6);
    /* factors first: 0.6 x 2 + 0.3 */
    check_rate_exit(HEAD PLACED "exit,home,rate,0.6\n" LEVER("add", "exit/home", "amount", "0.3")
                        SECOND("multiply", "exit/home", "factor", "2"),
        1.5, 1.5);
    /* only where the route's filter and the intervention's both let through */
    check_rate_exit(HEAD PLACED
        "exit,home,rate,0.6\n"
        "exit,home,placement,foster\n" LEVER("add", "exit/home", "amount", "0.3"),
        0.9, 0);
}

/* ---- exits by count ---- */

static void check_count_exit(const char *sheet, double foster, double kin)
{
    test_study s;
    study_must_run(&s, sheet, NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 60 - foster);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 40 - kin);
    assert_near(mean_of(&s, "A", "exits_home", 0), foster + kin);
    assert_near(mean_of(&s, "A", "unmet_exits", 0), 0);
    study_free(&s);
}

/* 10 a month, 6 of them from foster and 4 from kin. A filtered factor multiplies its part; an amount is
 * one total for its filter. */
static void levers_on_exit_counts(void **state)
{
    (void)state;
    check_count_exit(
        HEAD PLACED "exit,home,count,120\n" LEVER("multiply", "exit/home", "factor", "1.5"), 9, 6);
    check_count_exit(HEAD PLACED "exit,home,count,120\n" LEVER(
                         "multiply", "exit/home", "factor", "1.5") "intervention,L,placement,kin\n",
        6, 6);
    check_count_exit(
        HEAD PLACED "exit,home,count,120\n" LEVER("add", "exit/home", "amount", "60"), 9, 6);
    check_count_exit(
        HEAD PLACED "exit,home,count,120\n" LEVER("add", "exit/home", "amount", "-60"), 3, 2);
    check_count_exit(HEAD PLACED "exit,home,count,120\n" LEVER(
                         "add", "exit/home", "amount", "60") "intervention,L,placement,kin\n",
        6, 9);
}

/* A factor that covers the route's own filter covers all of it. */
static void lever_that_covers_the_route(void **state)
{
    (void)state;
    check_count_exit(HEAD PLACED "exit,home,count,120\n"
                                 "exit,home,placement,kin\n" LEVER("multiply", "exit/home",
                                     "factor", "1.5") "intervention,L,placement,kin\n",
        0, 15);
}

/* And an amount that covers it may be negative: 10 - 5. */
static void amount_that_covers_the_route(void **state)
{
    (void)state;
    check_count_exit(HEAD PLACED "exit,home,count,120\n"
                                 "exit,home,placement,kin\n" LEVER("add", "exit/home", "amount",
                                     "-60") "intervention,L,placement,kin\n",
        0, 5);
}

/* Nobody is there: the whole count, multiplied and added to, is unmet. */
static void levers_on_a_count_that_finds_nobody(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,foster,children,0\nstock,kin,children,0\n"
             "exit,home,count,120\n" LEVER("multiply", "exit/home", "factor", "1.5")
                 SECOND("add", "exit/home", "amount", "12") "intervention,N,effect,add\n"
                                                            "intervention,N,acts_on,exit/home\n"
                                                            "intervention,N,amount,24\n"
                                                            "intervention,N,placement,kin\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 0);
    assert_near(mean_of(&s, "A", "unmet_exits", 0), 10 * 1.5 + 1 + 2);
    study_free(&s);
}

/* ---- moves ---- */

static void levers_on_moves(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD PLACED
        "move,foster > kin,rate,0.6\n" LEVER("multiply", "move/Foster > Kin", "factor", "2"),
        NULL);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 60 * (1 - exp(-0.1)));
    study_free(&s);
    /* a placement filter on a move is the one moved from: kin reaches nobody */
    study_must_run(&s,
        HEAD PLACED "move,foster > kin,rate,0.6\n" LEVER(
            "add", "move/foster>kin", "amount", "0.6") "intervention,L,placement,kin\n",
        NULL);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 60 * (1 - exp(-0.05)));
    study_free(&s);
    study_must_run(&s,
        HEAD PLACED "move,foster > kin,rate,0.6\n" LEVER(
            "add", "move/foster>kin", "amount", "0.6") "intervention,L,placement,foster\n",
        NULL);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 60 * (1 - exp(-0.1)));
    study_free(&s);
}

/* ---- months ---- */

/* From June on, ramp of 4: shares 1/8, 3/8, 5/8, 7/8, 1; the factor is 1 - 0.2 x share, until November. */
static void factor_with_start_end_and_ramp(void **state)
{
    (void)state;
    static const double SHARES[] = {0, 0, 0.125, 0.375, 0.625, 0.875, 1, 1, 0, 0, 0, 0};
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "admissions,all,count,120\n" LEVER(
                 "multiply", "admissions", "factor", "0.8") "intervention,L,start,2020-06\n"
                                                            "intervention,L,end,2020-11\n"
                                                            "intervention,L,ramp_months,4\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "admissions", m), 10 * (1 - 0.2 * SHARES[m]));
    }
    study_free(&s);
}

/* An amount with a ramp that began three months before the study: shares 7/12, 9/12, 11/12, 1. */
static void amount_with_a_ramp_from_before_the_study(void **state)
{
    (void)state;
    static const double SHARES[] = {7 / 12.0, 9 / 12.0, 11 / 12.0, 1, 1};
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "exit,home,rate,0.6\n" LEVER(
                 "add", "exit/home", "amount", "0.6") "intervention,L,start,2020-01\n"
                                                      "intervention,L,ramp_months,6\n",
        NULL);
    double stock = 100;
    for (int m = 0; m < 5; m++) {
        stock *= exp(-(0.6 + 0.6 * SHARES[m]) / 12);
        assert_near(mean_of(&s, "A", "closing_stock", m), stock);
    }
    study_free(&s);
}

/* Dated factors: 0.9 from the start, 0.5 from October; each scenario by itself. */
static void dated_factor(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A,B,C\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100\n"
        "admissions,all,count,120\n"
        "intervention,L,effect,multiply\n"
        "intervention,L,acts_on,admissions\n"
        "intervention,L,factor,0.9\n"
        "intervention,L,factor from 2020-10,0.5,none,0.7\n"
        "intervention,L,active,yes,,no\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "admissions", m), m < 6 ? 9 : 5);
        assert_near(mean_of(&s, "B", "admissions", m), 9);
        assert_near(mean_of(&s, "C", "admissions", m), 10);
    }
    study_free(&s);
}

/* An intervention that is over before the study begins. */
static void lever_outside_the_study(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        HEAD "stock,all,children,100\n"
             "admissions,all,count,120\n" LEVER(
                 "multiply", "admissions", "factor", "0.5") "intervention,L,start,2019-01\n"
                                                            "intervention,L,end,2020-03\n",
        NULL);
    assert_near(mean_of(&s, "A", "admissions", 0), 10);
    assert_told(
        &s, LAC_WARNING, "study.csv", 9, "intervention L lies outside the study and has no effect");
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factor_on_admissions),
        cmocka_unit_test(amount_on_admissions),
        cmocka_unit_test(factors_multiply_then_amounts_add),
        cmocka_unit_test(amount_is_shared_by_the_numbers_after_factors),
        cmocka_unit_test(order_of_amounts_is_irrelevant),
        cmocka_unit_test(amount_where_nobody_comes),
        cmocka_unit_test(amount_on_a_rate_of_admissions),
        cmocka_unit_test(filters_on_admissions),
        cmocka_unit_test(levers_on_exit_rates),
        cmocka_unit_test(levers_on_exit_counts),
        cmocka_unit_test(lever_that_covers_the_route),
        cmocka_unit_test(amount_that_covers_the_route),
        cmocka_unit_test(levers_on_a_count_that_finds_nobody),
        cmocka_unit_test(levers_on_moves),
        cmocka_unit_test(factor_with_start_end_and_ramp),
        cmocka_unit_test(amount_with_a_ramp_from_before_the_study),
        cmocka_unit_test(dated_factor),
        cmocka_unit_test(lever_outside_the_study),
    };
    return cmocka_run_group_tests_name("levers", tests, NULL, NULL);
}
