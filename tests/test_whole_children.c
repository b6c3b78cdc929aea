/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules of the month in whole children, where what must come out is known replicate by replicate or as a
 * whole distribution: lists, shifts, counts with filters, places, returns; the same luck in every
 * scenario. */
#include "engine/course.h"
#include "engine/expected.h"
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

static const uint64_t SEED = 20250401;
enum { REPLICATES = 4000 };
/* All statistical checks of this file together fail a right engine once in a million seeds. */
static const double FALSE_ALARM = 1e-6 / 100;

#define HEAD(end)                                                                                  \
    "section,item,field,A,B\n"                                                                     \
    "time,,start,2020-04,\n"                                                                       \
    "time,,end," end ",\n"

/* ---- the same luck ---- */

/* A scenario in which a list, shift or amount is not active, and one in which it is and does nothing: all
 * other interventions come to the same children in the same months. */
static void what_is_not_active_changes_no_luck(void **state)
{
    (void)state;
    test_study s;
    simulation it[2];
    int64_t events = 0;
    study_must_run(&s,
        HEAD("2022-03") "stock,foster,children,100,\n"
                        "stock,kin,children,60,\n"
                        "admissions,all,count,60,\n"
                        "exit,home,count,24,\n"
                        "intervention,A list,active,no,yes\n"
                        "intervention,A list,effect,exits,\n"
                        "intervention,A list,route,sgo,\n"
                        "intervention,A list,children,30,\n"
                        "intervention,A list,success,0%,\n"
                        "intervention,B list,effect,exits,\n"
                        "intervention,B list,route,sgo,\n"
                        "intervention,B list,children,30,\n"
                        "intervention,B list,success,60%,\n"
                        "intervention,C shift,active,no,yes\n"
                        "intervention,C shift,effect,shift,\n"
                        "intervention,C shift,acts_on,move/foster > kin,\n"
                        "intervention,C shift,children,20,\n"
                        "intervention,C shift,success,0%,\n"
                        "intervention,D shift,effect,shift,\n"
                        "intervention,D shift,acts_on,move/foster > kin,\n"
                        "intervention,D shift,children,20,\n"
                        "intervention,D shift,success,70%,\n"
                        "intervention,E amount,active,no,yes\n"
                        "intervention,E amount,effect,add,\n"
                        "intervention,E amount,acts_on,exit/home,\n"
                        "intervention,E amount,placement,kin,\n"
                        "intervention,E amount,amount,0,\n"
                        "intervention,F amount,effect,add,\n"
                        "intervention,F amount,acts_on,exit/home,\n"
                        "intervention,F amount,placement,kin,\n"
                        "intervention,F amount,amount,12,\n",
        NULL);
    simulation_begin(&it[0], &s, "A");
    simulation_begin(&it[1], &s, "B");
    for (uint32_t r = 0; r < 50; r++) {
        simulation_run(&it[0], SEED, r);
        simulation_run(&it[1], SEED, r);
        assert_memory_equal(it[0].counts, it[1].counts, it[0].n_counts * sizeof *it[0].counts);
        for (int m = 0; m < 24; m++) {
            events += count_of(&it[0], "exits_sgo", m) + count_of(&it[0], "moves_foster_to_kin", m);
        }
    }
    assert_true(events > 50 * 25); /* 18 and 14 are due a replicate */
    simulation_end(&it[0]);
    simulation_end(&it[1]);
    study_free(&s);
}

/* ---- lists ---- */

/* 30 attempts on 10 children: every child is named once, the other 20 attempts find nobody. With 100 %
 * all leave; with 50 % each does by itself, and the unmet are 20 x 50 % whoever they are. */
static void a_list_longer_than_the_stock(void **state)
{
    (void)state;
    static int64_t left[REPLICATES];
    static distribution expected;
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2021-03") "stock,all,children,10,\n"
                        "intervention,L,effect,exits,\n"
                        "intervention,L,route,home,\n"
                        "intervention,L,children,30,\n"
                        "intervention,L,success,100%,50%\n",
        NULL);
    for (int i = 0; i < 2; i++) {
        simulation_begin(&it, &s, i == 0 ? "A" : "B");
        for (uint32_t r = 0; r < REPLICATES; r++) {
            int64_t unmet = 0;
            simulation_run(&it, SEED, r);
            for (int m = 0; m < 12; m++) {
                unmet += count_of(&it, "unmet_exits", m);
            }
            left[r] = 10 - count_of(&it, "closing_stock", 11);
            assert_int_equal(unmet, (i == 0 ? 20 : 10) * LAC_UNMET_PARTS);
            assert_true(i == 1 || left[r] == 10);
        }
        simulation_end(&it);
    }
    distribution_certain(&expected, 0);
    distribution_add_binomial(&expected, 10, 0.5);
    check_distribution(left, REPLICATES, &expected, FALSE_ALARM, "leavers of the list", 11);
    study_free(&s);
}

/* ---- moves and shifts ---- */

/* Children who are shifted from a to b still wait for their move to c, at the same rate from both: each
 * moves to c once and stays there, with places that are limited (but never full) and without. */
static void a_shifted_child_moves_once(void **state)
{
    (void)state;
    test_study s;
    simulation it[2];
    int64_t both[2] = {0};
    study_must_run(&s,
        HEAD("2025-03") "stock,a,children,100,\n"
                        "stock,b,children,0,\n"
                        "stock,c,children,0,\n"
                        "move,a > c,rate,1,\n"
                        "move,b > c,rate,1,\n"
                        "placement,c,capacity,1000,none\n"
                        "intervention,S,effect,shift,\n"
                        "intervention,S,acts_on,move/a > b,\n"
                        "intervention,S,children,80,\n"
                        "intervention,S,end,2020-04,\n",
        NULL);
    simulation_begin(&it[0], &s, "A");
    simulation_begin(&it[1], &s, "B");
    assert_true(it[0].course->capped && !it[1].course->capped);
    for (uint32_t r = 0; r < 50; r++) {
        for (int i = 0; i < 2; i++) {
            int64_t moved = 0;
            simulation_run(&it[i], SEED, r);
            assert_int_equal(count_of(&it[i], "moves_a_to_b", 0), 80);
            for (int m = 0; m < 60; m++) {
                moved += count_of(&it[i], "moves_a_to_c", m) + count_of(&it[i], "moves_b_to_c", m);
                assert_int_equal(count_of(&it[i], "stock_c", m), moved);
            }
            both[i] += moved;
        }
    }
    assert_int_equal(both[0], both[1]);
    assert_true(both[0] > 50 * 90); /* 1 - exp(-5) of them are due */
    simulation_end(&it[0]);
    simulation_end(&it[1]);
    study_free(&s);
}

/* ---- counts with filters ---- */

typedef struct {
    const char *interventions;
    double foster; /* mean leavers of a month, and variance over mean */
    double foster_ratio;
    double kin;
    double kin_ratio;
} filter_case;

/* drawn: the ratio of the number before some of it is spared */
static void check_moments(const double *sum, const double *squares, double mean, double ratio,
    double drawn, const char *what)
{
    const double variance = ratio * mean;
    /* a negative binomial has the fourth cumulant v (1 + 6 (r - 1) r) for the variance v = r x mean;
     * what is thinned has less */
    const double fourth = variance * (1 + 6 * drawn * (drawn - 1));
    check_z((*sum - REPLICATES * mean) / sqrt(REPLICATES * variance), FALSE_ALARM, what, 0);
    check_z(
        (*squares - REPLICATES * variance) / sqrt(REPLICATES * (fourth + 2 * variance * variance)),
        FALSE_ALARM, what, 0);
}

/* A count of 4 a month from 300 in each placement: 2 from either, for among so many it hardly matters
 * who has gone (by less than 4/600 of the variance). A factor on kin below 1 spares them: a share p
 * of a number of ratio r has the ratio 1 + p (r - 1). Above 1 it takes as many besides, a number of their
 * own; an amount on kin too. Nothing of it touches foster. */
static void factors_and_amounts_on_a_part_of_a_count(void **state)
{
    (void)state;
#define ON_KIN(effect, field, value)                                                               \
    "intervention,I,effect," effect ",\nintervention,I,acts_on,exit/home,\n"                       \
    "intervention,I,placement,kin,\nintervention,I," field "," value ",\n"
    static const filter_case CASES[] = {
        {ON_KIN("multiply", "factor", "0.4"), 2, 1, 0.8, 1},
        {ON_KIN("multiply", "factor", "2.5"), 2, 1, 5, 1},
        {ON_KIN("multiply", "factor", "0"), 2, 1, 0, 1},
        {ON_KIN("add", "amount", "24"), 2, 1, 4, 1},
        {"exit,home,variance_ratio,3,\n", 2, 2, 2, 2},
        {"exit,home,variance_ratio,3,\n" ON_KIN("multiply", "factor", "0.4"), 2, 2, 0.8, 1.4},
        {"exit,home,variance_ratio,3,\n" ON_KIN("multiply", "factor", "2.5"), 2, 2, 5,
            (2 * 2 + 3 * 3) / 5.0},
        {"exit,home,variance_ratio,3,\n" ON_KIN("add", "amount", "24"), 2, 2, 4,
            (2 * 2 + 2 * 3) / 4.0},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        const filter_case *it = &CASES[i];
        char sheet[800];
        test_study s;
        simulation run;
        double sum[2] = {0};
        double squares[2] = {0};
        snprintf(sheet, sizeof sheet,
            HEAD("2020-04") "stock,foster,children,300,\nstock,kin,children,300,\n"
                            "exit,home,count,48,\n%s",
            it->interventions);
        study_must_run(&s, sheet, NULL);
        simulation_begin(&run, &s, "A");
        for (uint32_t r = 0; r < REPLICATES; r++) {
            simulation_run(&run, SEED, r);
            const double foster = 300 - (double)count_of(&run, "stock_foster", 0);
            const double kin = 300 - (double)count_of(&run, "stock_kin", 0);
            sum[0] += foster;
            sum[1] += kin;
            squares[0] += (foster - it->foster) * (foster - it->foster);
            squares[1] += (kin - it->kin) * (kin - it->kin);
        }
        check_moments(&sum[0], &squares[0], it->foster, it->foster_ratio, i < 4 ? 1 : 3, "foster");
        if (it->kin > 0) {
            check_moments(&sum[1], &squares[1], it->kin, it->kin_ratio, i < 4 ? 1 : 3, "kin");
        } else {
            assert_true(sum[1] == 0);
        }
        simulation_end(&run);
        study_free(&s);
    }
}

/* A count that is 1 a month, three times that from kin, and less 1 from all: nobody from foster, and from
 * kin, where a half of it falls, 3 x 1/2 - 1/2 = 1. */
static void what_is_left_of_a_count_in_a_part(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    double sum = 0;
    study_must_run(&s,
        HEAD("2020-04") "stock,foster,children,500,\nstock,kin,children,500,\n"
                        "exit,home,count,12,\n"
                        "intervention,F,effect,multiply,\nintervention,F,acts_on,exit/home,\n"
                        "intervention,F,placement,kin,\nintervention,F,factor,3,\n"
                        "intervention,G,effect,add,\nintervention,G,acts_on,exit/home,\n"
                        "intervention,G,amount,-12,\n",
        NULL);
    assert_near(mean_of(&s, "A", "exits_home", 0), 1);
    assert_near(mean_of(&s, "A", "stock_foster", 0), 500);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        assert_int_equal(count_of(&it, "stock_foster", 0), 500);
        sum += (double)count_of(&it, "exits_home", 0);
    }
    /* a Poisson number of 2 of which each is spared with 1/2 */
    check_z((sum - REPLICATES) / sqrt(REPLICATES), FALSE_ALARM, "exits_home", 0);
    simulation_end(&it);
    study_free(&s);
}

/* A count of 10 a month on 4 children of one placement, halved by a factor that names it: Poisson(5) are to
 * leave, all 4 if there are more, and the rest is unmet. */
static void a_halved_count_above_the_stock(void **state)
{
    (void)state;
    static int64_t due[REPLICATES];
    static distribution expected;
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2020-04") "stock,foster,children,4,\nstock,kin,children,0,\n"
                        "exit,home,count,120,\n"
                        "intervention,F,effect,multiply,\nintervention,F,acts_on,exit/home,\n"
                        "intervention,F,placement,foster,\nintervention,F,factor,0.5,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        const int64_t exits = count_of(&it, "exits_home", 0);
        const int64_t unmet = count_of(&it, "unmet_exits", 0);
        assert_int_equal(unmet % LAC_UNMET_PARTS, 0);
        assert_true(unmet == 0 || exits == 4);
        due[r] = exits + unmet / LAC_UNMET_PARTS;
    }
    distribution_certain(&expected, 0);
    distribution_add_poisson(&expected, 5);
    check_distribution(due, REPLICATES, &expected, FALSE_ALARM, "exits and unmet", 0);
    simulation_end(&it);
    study_free(&s);
}

/* Counts that pick among unequal rates: `expected` lets a placement's children go in proportion to the mean
 * numbers, the simulation in proportion to those there are. Of N children half leave at 2 a year by
 * themselves and N/4 a year by a count: the mean number left in either half differs by no more than a
 * third of a child whatever N is, which is of order 1/N of it. */
static void counts_are_right_to_one_in_n(void **state)
{
    (void)state;
    static const int N[] = {10, 100, 1000};
    static const int RUNS[] = {20000, 4000, 1500};
    for (int i = 0; i < 3; i++) {
        char sheet[400];
        test_study s;
        simulation it;
        double sum = 0;
        double squares = 0;
        snprintf(sheet, sizeof sheet,
            HEAD("2020-09") "stock,a,children,%d,\nstock,b,children,%d,\n"
                            "exit,home,rate,2,\nexit,home,placement,a,\n"
                            "exit,sgo,count,%g,\n",
            N[i] / 2, N[i] / 2, N[i] / 4.0);
        study_must_run(&s, sheet, NULL);
        simulation_begin(&it, &s, "A");
        const double mean = mean_of(&s, "A", "stock_a", 5);
        for (uint32_t r = 0; r < (uint32_t)RUNS[i]; r++) {
            simulation_run(&it, SEED, r);
            const double off = (double)count_of(&it, "stock_a", 5) - mean;
            sum += off;
            squares += off * off;
        }
        const double error = sqrt(squares) / RUNS[i];
        if (!(fabs(sum / RUNS[i]) < 1.0 / 3 + 6 * error)) {
            fail_msg("%d children: %g from the expected %g", N[i], sum / RUNS[i], mean);
        }
        assert_true(6 * error < (N[i] < 1000 ? 0.4 : 2.5)); /* it can tell */
        simulation_end(&it);
        study_free(&s);
    }
}

/* An amount of 96 a year on all streams is one total: 8 a month, of which the streams of 36 and 12 get 6
 * and 2; with a filter that lets through half of the first and all of the second, 18 : 12. */
static void an_amount_on_several_streams(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2020-04") "stock,foster,children,1,\nstock,kin,children,1,\n"
                        "admissions,a,count,36,\nadmissions,b,count,12,\n"
                        "admissions,a,placement,foster:50%; kin:50%,\n"
                        "admissions,b,placement,foster:100%,\n"
                        "intervention,I,effect,add,\nintervention,I,acts_on,admissions,\n"
                        "intervention,I,amount,96,0\n"
                        "intervention,J,effect,add,\nintervention,J,acts_on,admissions,\n"
                        "intervention,J,placement,foster,\n"
                        "intervention,J,amount,0,96\n",
        NULL);
    simulation_begin(&it, &s, "A");
    assert_near(it.course->extra[0].mean, 6);
    assert_near(it.course->extra[1].mean, 2);
    simulation_end(&it);
    simulation_begin(&it, &s, "B");
    assert_near(it.course->extra[0].mean, 8 * 18 / 30.0);
    assert_near(it.course->extra[1].mean, 8 * 12 / 30.0);
    simulation_end(&it);
    study_free(&s);
}

/* ---- places ---- */

/* Nobody leaves and 24 a year come to foster, which has 5 places: foster has the first 5, kin the others,
 * each of whom counts in overflow_foster. */
static void places_are_filled_and_no_more(void **state)
{
    (void)state;
    static int64_t over[REPLICATES];
    static distribution expected;
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2021-03") "stock,foster,children,0,\nstock,kin,children,0,\n"
                        "admissions,all,count,24,\nadmissions,all,placement,foster:100%,\n"
                        "placement,foster,capacity,5,\nplacement,foster,overflow,kin,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        int64_t come = 0;
        int64_t sent = 0;
        simulation_run(&it, SEED, r);
        for (int m = 0; m < 12; m++) {
            come += count_of(&it, "admissions", m);
            sent += count_of(&it, "overflow_foster", m);
            assert_int_equal(count_of(&it, "stock_foster", m), come < 5 ? come : 5);
            assert_int_equal(count_of(&it, "stock_kin", m), come < 5 ? 0 : come - 5);
            assert_int_equal(sent, come < 5 ? 0 : come - 5);
            over[r] = m == 5 ? sent : over[r];
        }
    }
    /* by September 12 are due: max(0, Poisson(12) - 5) */
    distribution_certain(&expected, 0);
    expected.n = 80;
    for (unsigned k = 0; k < 80; k++) {
        expected.p[k < 5 ? 0 : k - 5] =
            (k > 0 && k <= 5 ? expected.p[0] : 0) + gsl_ran_poisson_pdf(k, 12);
    }
    check_distribution(over, REPLICATES, &expected, FALSE_ALARM, "overflow", 5);
    simulation_end(&it);
    study_free(&s);
}

/* No place at all is as if all came to the overflow; more places than children are as if there were no
 * limit. The same children, replicate by replicate. */
static void no_places_and_too_many(void **state)
{
    (void)state;
#define PLACED(capacity, mix)                                                                      \
    HEAD("2022-03")                                                                                \
    "stock,foster,children,0,\nstock,kin,children,60,\n"                                           \
    "admissions,all,count,60,\nadmissions,all,placement," mix "\n"                                 \
    "exit,home,rate,0.8,\n"                                                                        \
    "placement,foster,capacity," capacity "\nplacement,foster,overflow,kin,\n"
    static const char *const SHEETS[] = {PLACED("0,none", "foster:100%,kin:100%"),
        PLACED("100000,none", "foster:70%; kin:30%,") "move,foster > kin,rate,1,\n"
                                                      "move,kin > foster,rate,2,\n"};
    for (int i = 0; i < 2; i++) {
        test_study s;
        simulation it[2];
        study_must_run(&s, SHEETS[i], NULL);
        simulation_begin(&it[0], &s, "A");
        simulation_begin(&it[1], &s, "B");
        assert_true(it[0].course->capped && !it[1].course->capped);
        for (uint32_t r = 0; r < 100; r++) {
            simulation_run(&it[0], SEED, r);
            simulation_run(&it[1], SEED, r);
            for (int m = 0; m < 24; m++) {
                static const char *const MEASURES[] = {
                    "stock_foster", "stock_kin", "exits", "admissions"};
                for (int k = 0; k < 4; k++) {
                    assert_int_equal(
                        count_of(&it[0], MEASURES[k], m), count_of(&it[1], MEASURES[k], m));
                }
                assert_true(i == 0 || count_of(&it[0], "overflow_foster", m) == 0);
            }
        }
        simulation_end(&it[0]);
        simulation_end(&it[1]);
        study_free(&s);
    }
}

/* One place in foster. Who moves there has it before anybody who arrives in the month. */
static void movers_come_before_arrivals(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    int moved = 0;
    study_must_run(&s,
        HEAD("2020-04") "stock,foster,children,0,\nstock,kin,children,1,\nstock,home,children,0,\n"
                        "admissions,all,count,36,\nadmissions,all,placement,foster:100%,\n"
                        "move,kin > foster,rate,12,\n"
                        "placement,foster,capacity,1,\nplacement,foster,overflow,home,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < 2000; r++) {
        simulation_run(&it, SEED, r);
        const int64_t moves = count_of(&it, "moves_kin_to_foster", 0);
        const int64_t come = count_of(&it, "admissions", 0);
        const int64_t at_home = moves > 0 ? come : come > 0 ? come - 1 : 0;
        assert_int_equal(count_of(&it, "stock_home", 0), at_home);
        assert_int_equal(count_of(&it, "stock_kin", 0), 1 - moves);
        moved += (int)moves;
    }
    check_z((moved - 2000 * (1 - exp(-1))) / sqrt(2000 * exp(-1) * (1 - exp(-1))), FALSE_ALARM,
        "moves", 0);
    simulation_end(&it);
    study_free(&s);
}

/* ---- returns ---- */

/* 20 children leave by a list in the first month, aged 17 years and 9 or 10 months before it. Those of 9
 * are 10 at its end; in the next month they return with 1 - exp(-24/12) and are 11, and one month later
 * all who are there turn 18; those of 10 would be 18 and do not return. */
static void nobody_returns_at_18(void **state)
{
    (void)state;
    static int64_t values[REPLICATES];
    static distribution expected;
    static const char *const OPENINGS[] = {
        "age_months,children\n213,20\n", "age_months,children\n214,20\n"};
    for (int i = 0; i < 2; i++) {
        test_study s;
        simulation it;
        study_must_run(&s,
            HEAD("2020-12") "data,,opening,opening.csv,\n"
                            "intervention,L,effect,exits,\nintervention,L,route,home,\n"
                            "intervention,L,children,20,\nintervention,L,end,2020-04,\n"
                            "reentry,home,rates,0-1200:24,\n",
            "opening.csv", OPENINGS[i], NULL);
        simulation_begin(&it, &s, "A");
        for (uint32_t r = 0; r < REPLICATES; r++) {
            simulation_run(&it, SEED, r);
            values[r] = count_of(&it, "reentries", 1);
            assert_true(i == 0 || values[r] == 0);
            assert_int_equal(count_of(&it, "exits_home", 0), 20);
            assert_int_equal(count_of(&it, "exits_ageing_out", 2), values[r]);
            for (int m = 2; m < 9; m++) {
                assert_int_equal(count_of(&it, "reentries", m), 0);
                assert_int_equal(count_of(&it, "closing_stock", m), 0);
            }
        }
        if (i == 0) {
            distribution_certain(&expected, 0);
            distribution_add_binomial(&expected, 20, 1 - exp(-2));
            check_distribution(values, REPLICATES, &expected, FALSE_ALARM, "returns", 1);
        }
        simulation_end(&it);
        study_free(&s);
    }
}

/* Of a count of 10 a month half falls in either placement. In A a factor makes the 5 of foster 2.5 and an
 * amount there adds 2: fewer than without interventions leave it, so nobody is added and nobody returns. In
 * B the amount is 4: of the 6.5 that leave foster 1.5 are added, and 1 - exp(-1) of them return in the
 * next month, in which the count has ended. */
static void returns_are_of_the_excess_of_all_parts(void **state)
{
    (void)state;
    test_study s;
    double sum[2] = {0};
    study_must_run(&s,
        HEAD("2020-06") "stock,foster,children,300,\nstock,kin,children,300,\n"
                        "exit,home,count,120,\nexit,home,count from 2020-05,0,\n"
                        "reentry,home,rates,0:12,\n"
                        "intervention,F,effect,multiply,\nintervention,F,acts_on,exit/home,\n"
                        "intervention,F,placement,foster,\nintervention,F,factor,0.5,\n"
                        "intervention,G,effect,add,\nintervention,G,acts_on,exit/home,\n"
                        "intervention,G,placement,foster,\nintervention,G,amount,24,48\n"
                        "intervention,G,end,2020-04,\n",
        NULL);
    for (int i = 0; i < 2; i++) {
        simulation it;
        simulation_begin(&it, &s, i == 0 ? "A" : "B");
        for (uint32_t r = 0; r < REPLICATES; r++) {
            simulation_run(&it, SEED, r);
            sum[i] += (double)count_of(&it, "reentries", 1);
        }
        simulation_end(&it);
    }
    assert_near(mean_of(&s, "A", "reentries", 1), 0);
    assert_near(mean_of(&s, "B", "reentries", 1), 1.5 * (1 - exp(-1)));
    assert_true(sum[0] == 0);
    const double due = REPLICATES * 1.5 * (1 - exp(-1)); /* Poisson, thinned */
    check_z((sum[1] - due) / sqrt(due), FALSE_ALARM, "returns", 1);
    study_free(&s);
}

/* Nobody is there at the start and nobody is admitted after the first month, in which 20 children whom
 * nothing else explains come as well. All leave by a list in the second; who was admitted returns by the
 * stream's placements, foster, and so do the others, for there are no admissions in that month. */
static void returns_without_opening_and_admissions(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    int64_t returned = 0;
    study_must_run(&s,
        HEAD("2020-07") "stock,foster,children,0,\nstock,kin,children,0,\n"
                        "admissions,all,count,12,\nadmissions,all,count from 2020-05,0,\n"
                        "admissions,all,placement,foster:100%,\n"
                        "unreconciled,all,count,240,\nunreconciled,all,count from 2020-05,0,\n"
                        "intervention,L,effect,exits,\nintervention,L,route,home,\n"
                        "intervention,L,children,100,\nintervention,L,start,2020-05,\n"
                        "intervention,L,end,2020-05,\n"
                        "reentry,home,rates,0-1200:12,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < 200; r++) {
        simulation_run(&it, SEED, r);
        for (int m = 2; m < 4; m++) {
            assert_int_equal(count_of(&it, "stock_kin", m), 0);
            returned += count_of(&it, "reentries", m);
        }
    }
    assert_near(mean_of(&s, "A", "stock_kin", 3), 0);
    assert_true(returned > 200 * 15); /* 21 (1 - exp(-2)) are due a replicate */
    simulation_end(&it);
    study_free(&s);
}

/* Returns upon returns: 30 children leave at 6 a year and return at 12, each time anew. There at the end
 * of month t: p(t), by p' = p exp(-1/2) + r (1 - exp(-1)) s, where r are out at the start of the month and
 * s = (1 - exp(-1/2)) / (1/2) of those who return outlast the month. */
static void a_chain_of_returns(void **state)
{
    (void)state;
    static int64_t values[3][REPLICATES];
    static const int MONTHS[] = {1, 4, 23};
    static distribution expected;
    const double outlast = (1 - exp(-0.5)) / 0.5;
    test_study s;
    simulation it;
    study_must_run(&s,
        HEAD("2022-03") "stock,all,children,30,\n"
                        "admissions,none,count,0,\nadmissions,none,first_entries_only,yes,\n"
                        "exit,home,rate,6,\nreentry,home,rates,0-1200:12,\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < REPLICATES; r++) {
        simulation_run(&it, SEED, r);
        for (int i = 0; i < 3; i++) {
            values[i][r] = count_of(&it, "closing_stock", MONTHS[i]);
        }
    }
    double p = 1;
    for (int m = 0; m < 24; m++) {
        p = p * exp(-0.5) + (1 - p) * (1 - exp(-1)) * outlast;
        for (int i = 0; i < 3; i++) {
            if (m == MONTHS[i]) {
                distribution_certain(&expected, 0);
                distribution_add_binomial(&expected, 30, p);
                check_distribution(values[i], REPLICATES, &expected, FALSE_ALARM, "there", m);
            }
        }
    }
    simulation_end(&it);
    study_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_active_changes_no_luck),
        cmocka_unit_test(a_list_longer_than_the_stock),
        cmocka_unit_test(a_shifted_child_moves_once),
        cmocka_unit_test(factors_and_amounts_on_a_part_of_a_count),
        cmocka_unit_test(what_is_left_of_a_count_in_a_part),
        cmocka_unit_test(a_halved_count_above_the_stock),
        cmocka_unit_test(counts_are_right_to_one_in_n),
        cmocka_unit_test(an_amount_on_several_streams),
        cmocka_unit_test(places_are_filled_and_no_more),
        cmocka_unit_test(no_places_and_too_many),
        cmocka_unit_test(movers_come_before_arrivals),
        cmocka_unit_test(nobody_returns_at_18),
        cmocka_unit_test(returns_are_of_the_excess_of_all_parts),
        cmocka_unit_test(returns_without_opening_and_admissions),
        cmocka_unit_test(a_chain_of_returns),
    };
    return cmocka_run_group_tests_name("whole children", tests, NULL, NULL);
}
