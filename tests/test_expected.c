/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The `expected` engine against closed forms: rates and moves. */
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

/* ---- moves ---- */

#define AGES_HEAD                                                                                  \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-09\n"                                                                          \
    "data,,opening,opening.csv\n"
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
        cmocka_unit_test(moves_between_two_placements),
        cmocka_unit_test(moves_there_and_back),
        cmocka_unit_test(survivors_move_by_rate),
        cmocka_unit_test(adults_and_arrivals_do_not_move),
        cmocka_unit_test(moves_by_a_dated_rate),
        cmocka_unit_test(moves_by_a_table),
    };
    return cmocka_run_group_tests_name("expected", tests, NULL, NULL);
}
