/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The `expected` engine against closed forms: rates, months of age, months in care, moves. */
#include "support.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

/* ---- rates, totals only ---- */

/* 100 children, 60 admissions a year, all leave at 0.3 a year: with arrivals at a uniform moment
 * S(t) = S0 exp(-mt) + (a/m)(1 - exp(-mt)) holds at every month. */
static void stock_follows_its_differential_equation(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,1990-01\n"
        "time,,end,2039-12\n"
        "stock,all,children,100\n"
        "admissions,all,count,60\n"
        "exit,home,rate,0.3\n",
        NULL);
    double before = 100;
    for (int m = 0; m < 600; m++) {
        const double decay = exp(-0.3 * (m + 1) / 12);
        const double stock = 100 * decay + 200 * (1 - decay);
        assert_near(mean_of(&s, "A", "opening_stock", m), before);
        assert_near(mean_of(&s, "A", "closing_stock", m), stock);
        assert_near(mean_of(&s, "A", "admissions", m), 5);
        assert_near(mean_of(&s, "A", "admissions_all", m), 5);
        assert_near(mean_of(&s, "A", "exits", m), before + 5 - stock);
        assert_near(mean_of(&s, "A", "exits_home", m), before + 5 - stock);
        /* 100 Bernoullis and a Poisson number of those who came since */
        const double variance = 100 * decay * (1 - decay) + 200 * (1 - decay);
        assert_near(sd_of(&s, "A", "closing_stock", m), sqrt(variance));
        before = stock;
    }
    /* After 50 years nothing of the start is left: Poisson(a/m), variance = mean = 200, and Little's
     * law: children looked after = admissions a year x mean stay of 1/0.3 years. */
    const double sd = sd_of(&s, "A", "closing_stock", 599);
    assert_within(sd * sd, 200, 1e-4);
    assert_within(
        mean_of(&s, "A", "child_weeks", 599), 60 / 0.3 * 31 / 7, 1e-2); /* December has 31 days */
    study_free(&s);
}

/* In steady state (60 a year, rate 0.3, 200 children) nothing changes and 5 leave every month. */
static void steady_state_is_steady(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2023-03\n"
        "stock,all,children,200\n"
        "admissions,all,count,60\n"
        "exit,home,rate,0.3\n",
        NULL);
    for (int m = 0; m < 36; m++) {
        assert_near(mean_of(&s, "A", "closing_stock", m), 200);
        assert_near(mean_of(&s, "A", "exits", m), 5);
    }
    assert_near(year_of(&s, "A", "child_weeks", 2020), 200 * 365 / 7.0);
    study_free(&s);
}

/* Routes at 0.2 and 0.1 a year: two of three children leave by the first, those who arrived in the month
 * too. */
static void routes_split_as_their_rates(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        "section,item,field,A\n"
        "time,,start,2020-04\n"
        "time,,end,2021-03\n"
        "stock,all,children,100\n"
        "admissions,all,count,60\n"
        "exit,home,rate,0.2\n"
        "exit,adoption,rate,0.1\n",
        NULL);
    for (int m = 0; m < 12; m++) {
        const double exits = mean_of(&s, "A", "exits", m);
        const double decay = exp(-0.3 * (m + 1) / 12);
        assert_near(mean_of(&s, "A", "closing_stock", m), 100 * decay + 200 * (1 - decay));
        assert_near(mean_of(&s, "A", "exits_home", m), exits * 2 / 3);
        assert_near(mean_of(&s, "A", "exits_adoption", m), exits / 3);
    }
    study_free(&s);
}

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
        "4 opening children have no age: no age filter reaches them and they never turn 18");
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

/* ---- moves ---- */

#define MOVES_HEAD                                                                                 \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"                                                                          \
    "stock,foster,children,80\n"                                                                   \
    "stock,kin,children,20\n"

/* 80 children move from foster to kin at 1.2 a year: exp(-0.1) of them stay each month. */
static void moves_between_two_placements(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MOVES_HEAD "move,foster > kin,rate,1.2\n", NULL);
    const double q = exp(-0.1);
    for (int m = 0; m < 12; m++) {
        assert_near(mean_of(&s, "A", "stock_foster", m), 80 * pow(q, m + 1));
        assert_near(mean_of(&s, "A", "stock_kin", m), 100 - 80 * pow(q, m + 1));
        assert_near(mean_of(&s, "A", "moves_foster_to_kin", m), 80 * pow(q, m) * (1 - q));
        assert_near(mean_of(&s, "A", "closing_stock", m), 100);
        /* each of the 80 is in foster with q^n, each of the 20 certainly in kin */
        const double there = pow(q, m + 1);
        assert_near(sd_of(&s, "A", "stock_foster", m), sqrt(80 * there * (1 - there)));
        assert_near(sd_of(&s, "A", "stock_kin", m), sqrt(80 * there * (1 - there)));
        assert_near(sd_of(&s, "A", "closing_stock", m), 0);
    }
    study_free(&s);
}

/* There and back: the share in foster tends to b / (a + b) of the monthly probabilities. */
static void moves_there_and_back(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, MOVES_HEAD "move,foster > kin,rate,1.2\nmove,kin > foster,rate,0.6\n", NULL);
    const double go = 1 - exp(-0.1);
    const double back = 1 - exp(-0.05);
    const double share = back / (go + back);
    for (int m = 0; m < 12; m++) {
        const double foster = 100 * share + (80 - 100 * share) * pow(1 - go - back, m + 1);
        assert_near(mean_of(&s, "A", "stock_foster", m), foster);
        assert_near(mean_of(&s, "A", "stock_kin", m), 100 - foster);
    }
    study_free(&s);
}

/* Moves do not compete with exits: who has not left moves with 1 - exp(-sum/12), split by rate. */
static void survivors_move_by_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MOVES_HEAD "placement,home,weekly_cost,1\n"
                   "move,foster > kin,rate,0.8\n"
                   "move,foster > home,rate,0.4\n"
                   "exit,adoption,rate,0.6\n"
                   "exit,adoption,placement,foster\n",
        NULL);
    const double stay = exp(-0.05);
    const double move = 1 - exp(-0.1);
    assert_near(mean_of(&s, "A", "exits_adoption", 0), 80 * (1 - stay));
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 80 * stay * move * 2 / 3);
    assert_near(mean_of(&s, "A", "moves_foster_to_home", 0), 80 * stay * move / 3);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 80 * stay * (1 - move));
    assert_near(mean_of(&s, "A", "stock_kin", 0), 20 + 80 * stay * move * 2 / 3);
    assert_near(mean_of(&s, "A", "stock_home", 0), 80 * stay * move / 3);
    study_free(&s);
}

/* Who turns 18 does not move, and who arrives moves from the next month on. */
static void adults_and_arrivals_do_not_move(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        AGES_HEAD "placement,kin,weekly_cost,1\n"
                  "move,foster > kin,rate,1.2\n"
                  "admissions,all,count,120\n"
                  "admissions,all,ages,0:100%\n"
                  "admissions,all,placement,foster:100%\n",
        "opening.csv",
        "age_months,months_in_care,placement,children\n"
        "215,,foster,50\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_ageing_out", 0), 50);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), 0);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 10);
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 1), 10 * (1 - exp(-0.1)));
    study_free(&s);
}

/* 0.6 a year in April, 1.2 from May on. */
static void moves_by_a_dated_rate(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s,
        MOVES_HEAD "move,foster > kin,rate,0.6\n"
                   "move,foster > kin,rate from 2020-05,1.2\n",
        NULL);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 80 * exp(-0.05));
    assert_near(mean_of(&s, "A", "stock_foster", 1), 80 * exp(-0.15));
    study_free(&s);
}

/* Moves by a table: by age, from the placement that is left. */
static void moves_by_a_table(void **state)
{
    (void)state;
    test_study s;
    study_must_run(&s, AGES_HEAD "data,,rates,rates.csv\n", "opening.csv",
        "age_years,months_in_care,placement,children\n"
        "3,,foster,10\n"
        "3,,kin,10\n"
        "12,,foster,10\n",
        "rates.csv",
        "flow,from_age,to_age,rate\n"
        "move/foster > kin,0,9,0.6\n"
        "move/foster > kin,10,17,1.2\n"
        "move/Kin > Foster,,,0\n",
        NULL);
    const double moved = 10 * (1 - exp(-0.05)) + 10 * (1 - exp(-0.1));
    assert_near(mean_of(&s, "A", "moves_foster_to_kin", 0), moved);
    assert_near(mean_of(&s, "A", "moves_kin_to_foster", 0), 0);
    assert_near(mean_of(&s, "A", "stock_kin", 0), 10 + moved);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stock_follows_its_differential_equation),
        cmocka_unit_test(steady_state_is_steady),
        cmocka_unit_test(routes_split_as_their_rates),
        cmocka_unit_test(eighteenth_birthday_to_the_month),
        cmocka_unit_test(year_of_age_leaves_in_twelfths),
        cmocka_unit_test(birthday_competes_with_exits),
        cmocka_unit_test(arrival_just_below_18_stays_the_month),
        cmocka_unit_test(unknown_ages_never_turn_18),
        cmocka_unit_test(rates_look_at_the_age_of_the_month_before),
        cmocka_unit_test(bands_of_months_in_care),
        cmocka_unit_test(closed_band_of_months_in_care),
        cmocka_unit_test(arrivals_face_the_rates_of_no_months_in_care),
        cmocka_unit_test(moves_between_two_placements),
        cmocka_unit_test(moves_there_and_back),
        cmocka_unit_test(survivors_move_by_rate),
        cmocka_unit_test(adults_and_arrivals_do_not_move),
        cmocka_unit_test(moves_by_a_dated_rate),
        cmocka_unit_test(moves_by_a_table),
    };
    return cmocka_run_group_tests_name("expected", tests, NULL, NULL);
}
