/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole distributions of the stochastic engine against closed forms: with constant rates, independent
 * children and Poisson admissions, every stock is Poisson plus a sum of Bernoullis, and so are exits. */
#include "simulation.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_randist.h>
#include <math.h>

enum { REPLICATES = 8000, SOME = 2000, SERIES = 24, CHECKS = 600 };
static const uint64_t SEED = 20170401;

/* All checks of this file together fail a right engine once in a million seeds. */
static int n_checks;
static double false_alarm(int tails)
{
    n_checks += tails;
    return 1e-6 / CHECKS;
}

static int count_checks(void **state)
{
    (void)state;
    return n_checks > 0 && n_checks <= CHECKS ? 0 : -1;
}

/* ---- values of some measures and months over the replicates ---- */

typedef struct {
    const char *measure;
    int m;
} cell;

static int64_t values[SERIES][REPLICATES];

static void collect(const test_study *study, const cell *cells, size_t n_cells, int n)
{
    simulation it;
    assert_true(n_cells <= SERIES);
    simulation_begin(&it, study, "A");
    for (int r = 0; r < n; r++) {
        simulation_run(&it, SEED, (uint32_t)r);
        for (size_t i = 0; i < n_cells; i++) {
            values[i][r] = count_of(&it, cells[i].measure, cells[i].m);
        }
        assert_true(it.shortfalls.unmet == 0 && it.shortfalls.shortage == 0);
    }
    simulation_end(&it);
}

/* Poisson(arrivals) plus Binomial(children, p), by chi-square, mean and variance. */
static void check_sum_of(int n, size_t series, cell at, double arrivals, int children, double p)
{
    static distribution expected;
    distribution_certain(&expected, 0);
    distribution_add_binomial(&expected, children, p);
    distribution_add_poisson(&expected, arrivals);
    check_distribution(values[series], n, &expected, false_alarm(2), at.measure, at.m);
    const double q = p * (1 - p);
    const double mean = arrivals + children * p;
    const double variance = arrivals + children * q;
    const double fourth = arrivals + children * q * (1 - 6 * q); /* cumulant */
    double sum = 0;
    double squares = 0;
    for (int r = 0; r < n; r++) {
        const double d = (double)values[series][r] - mean;
        sum += d;
        squares += d * d;
    }
    check_z(sum / sqrt(n * variance), false_alarm(1), at.measure, at.m);
    check_z((squares - n * variance) / sqrt(n * (fourth + 2 * variance * variance)), false_alarm(1),
        at.measure, at.m);
}

static void check_sum(size_t series, cell at, double arrivals, int children, double p)
{
    check_sum_of(REPLICATES, series, at, arrivals, children, p);
}

#define HEAD(end)                                                                                  \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end," end "\n"

/* ---- rates ---- */

/* 100 children, 60 admissions a year, 0.3 a year: of the children there at the start exp(-0.3 t) are
 * left, and of those who came since, at uniform moments, Poisson(200 (1 - exp(-0.3 t))). */
static void stock_is_poisson_plus_bernoullis(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"closing_stock", 0},
        {"closing_stock", 1},
        {"closing_stock", 11},
        {"closing_stock", 59},
        {"exits", 0},
        {"exits", 1},
        {"exits", 59},
        {"admissions", 0},
        {"admissions", 59},
    };
    test_study s;
    study_must_run(&s,
        HEAD("2025-03") "stock,all,children,100\n"
                        "admissions,all,count,60\n"
                        "exit,home,rate,0.3\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        const double before = exp(-0.3 * CELLS[i].m / 12);
        const double after = exp(-0.3 * (CELLS[i].m + 1) / 12);
        if (CELLS[i].measure[0] == 'c') {
            check_sum(i, CELLS[i], 200 * (1 - after), 100, after);
        } else if (CELLS[i].measure[0] == 'e') {
            check_sum(i, CELLS[i], 5 - 200 * (before - after), 100, before - after);
        } else {
            check_sum(i, CELLS[i], 5, 0, 0);
        }
    }
    study_free(&s);
}

/* 30 years on, whatever was there at the start, Poisson(a / m) are there: 60 a year and 0.5 a year give 120,
 * of the 400 at the start exp(-15) each. */
static void the_stock_tends_to_poisson(void **state)
{
    (void)state;
    static const cell CELLS[] = {{"closing_stock", 359}, {"exits", 359}};
    test_study s;
    study_must_run(&s,
        HEAD("2050-03") "stock,all,children,400\n"
                        "admissions,all,count,60\n"
                        "exit,home,rate,0.5\n",
        NULL);
    assert_within(mean_of(&s, "A", "closing_stock", 359), 120, 1e-3);
    collect(&s, CELLS, COUNT(CELLS), SOME);
    check_sum_of(SOME, 0, CELLS[0], 120, 0, 0);
    check_sum_of(SOME, 1, CELLS[1], 5, 0, 0);
    study_free(&s);
}

/* Little's law, for stays that are far from exponential: the mean number there at the end of a month is
 * 5 a month times the mean number of month ends that a child is there for. Rates are 6 a year up to 5
 * months in care and 1.2 after: of those who come s = (1 - exp(-1/2)) / (1/2) are there at the end of
 * the first month, times exp(-1/2) after each of the next six, times exp(-0.1) after every other. */
static void littles_law(void **state)
{
    (void)state;
    static const cell CELLS[] = {{"closing_stock", 239}};
    const double first = (1 - exp(-0.5)) / 0.5;
    const double ends =
        first * ((1 - exp(-3.5)) / (1 - exp(-0.5)) + exp(-3) * exp(-0.1) / (1 - exp(-0.1)));
    test_study s;
    study_must_run(&s,
        HEAD("2040-03") "data,,opening,opening.csv\ndata,,rates,rates.csv\n"
                        "admissions,all,count,60\n",
        "opening.csv", "age_years,months_in_care,children\n,2,10\n", "rates.csv",
        "flow,from_months,to_months,rate\n"
        "exit/home,0,5,6\n"
        "exit/home,6,,1.2\n",
        NULL);
    assert_within(mean_of(&s, "A", "closing_stock", 239), 5 * ends, 1e-6);
    collect(&s, CELLS, COUNT(CELLS), SOME);
    check_sum_of(SOME, 0, CELLS[0], 5 * ends, 0, 0);
    study_free(&s);
}

/* Rates of 6 a year: most of those who come in a month leave in the same month or the next. */
static void short_stays(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"closing_stock", 0}, {"closing_stock", 3}, {"exits", 0}, {"exits", 11}};
    test_study s;
    study_must_run(&s,
        HEAD("2021-03") "stock,all,children,40\n"
                        "admissions,all,count,240\n"
                        "exit,home,rate,6\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        const double before = exp(-0.5 * CELLS[i].m);
        const double after = exp(-0.5 * (CELLS[i].m + 1));
        if (CELLS[i].measure[0] == 'c') {
            check_sum(i, CELLS[i], 40 * (1 - after), 40, after);
        } else {
            check_sum(i, CELLS[i], 20 - 40 * (before - after), 40, before - after);
        }
    }
    study_free(&s);
}

/* A rate of 50 a year and a factor of 100, the largest that a sheet may give: 5,000 / 12 a month. Who came at
 * a uniform moment of the month is still there at its end with probability 12 / 5,000 (1 - exp(-5,000 / 12)):
 * of 1,000 a month 2.4. */
static void the_shortest_stays(void **state)
{
    (void)state;
    static const cell CELLS[] = {{"closing_stock", 0}, {"closing_stock", 11}};
    test_study s;
    study_must_run(&s,
        HEAD("2021-03") "stock,all,children,40\n"
                        "admissions,all,count,12000\n"
                        "exit,home,rate,50\n"
                        "intervention,Fast,effect,multiply\n"
                        "intervention,Fast,acts_on,exit/home\n"
                        "intervention,Fast,factor,100\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), SOME);
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        check_sum_of(SOME, i, CELLS[i], 2.4, 0, 0);
    }
    study_free(&s);
}

/* 0.2 and 0.1 a year: two of three by the first, those who came in the month too; and of all exits of
 * all replicates together Binomial(exits, 2/3). */
static void two_routes_split_as_their_rates(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"exits_home", 0},
        {"exits_home", 11},
        {"exits_adoption", 0},
        {"exits_adoption", 11},
    };
    test_study s;
    study_must_run(&s,
        HEAD("2021-03") "stock,all,children,100\n"
                        "admissions,all,count,60\n"
                        "exit,home,rate,0.2\n"
                        "exit,adoption,rate,0.1\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        const double before = exp(-0.3 * CELLS[i].m / 12);
        const double after = exp(-0.3 * (CELLS[i].m + 1) / 12);
        const double share = i < 2 ? 2.0 / 3 : 1.0 / 3;
        check_sum(i, CELLS[i], share * (5 - 200 * (before - after)), 100, share * (before - after));
    }
    for (size_t i = 0; i < 2; i++) {
        double home = 0;
        double all = 0;
        for (int r = 0; r < REPLICATES; r++) {
            home += (double)values[i][r];
            all += (double)(values[i][r] + values[i + 2][r]);
        }
        check_z((home - all * 2 / 3) / sqrt(all * 2 / 9), false_alarm(1), "split", CELLS[i].m);
    }
    study_free(&s);
}

/* 80 children move at 1.2 a year and leave at 0.6, the others stay: Binomials. */
static void moves_are_bernoullis(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"stock_foster", 0},
        {"stock_foster", 11},
        {"moves_foster_to_kin", 0},
        {"moves_foster_to_kin", 11},
        {"stock_kin", 0},
        {"stock_kin", 11},
    };
    test_study s;
    study_must_run(&s,
        HEAD("2021-03") "stock,foster,children,80\n"
                        "stock,kin,children,0\n"
                        "move,foster > kin,rate,1.2\n"
                        "exit,home,rate,0.6\n"
                        "exit,home,placement,foster\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    const double stay = exp(-0.15); /* neither left nor moved, a month */
    const double move = exp(-0.05) * (1 - exp(-0.1));
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        const double there = pow(stay, CELLS[i].m); /* at the start of the month */
        check_sum(i, CELLS[i], 0, 80,
            i < 2   ? there * stay
            : i < 4 ? there * move
                    : (1 - there * stay) / (1 - stay) * move);
    }
    study_free(&s);
}

/* Two bands of months in care: 1.2 a year up to 5 months, 0.24 from 6 months on; a child that came in
 * month 0 has 0 months at its end. */
static void rates_follow_months_in_care(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"closing_stock", 3},
        {"closing_stock", 4},
        {"closing_stock", 11},
        {"exits", 3},
        {"exits", 4},
    };
    test_study s;
    study_must_run(&s, HEAD("2021-03") "data,,opening,opening.csv\ndata,,rates,rates.csv\n",
        "opening.csv",
        "age_years,months_in_care,children\n"
        ",2,100\n",
        "rates.csv",
        "flow,from_months,to_months,rate\n"
        "exit/home,0,5,1.2\n"
        "exit/home,6,,0.24\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    /* months in care at the end of the month before: 2, 3, 4, 5 in months 0 to 3, then 6 and more */
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        const int m = CELLS[i].m;
        const double after = exp(-0.1 * fmin(m + 1, 4) - 0.02 * fmax(m - 3, 0));
        const double before = exp(-0.1 * fmin(m, 4) - 0.02 * fmax(m - 4, 0));
        check_sum(i, CELLS[i], 0, 100, CELLS[i].measure[0] == 'c' ? after : before - after);
    }
    study_free(&s);
}

/* ---- ages ---- */

/* Exact months of age: nobody leaves but on the 18th birthday, in every replicate. */
static void birthdays_are_exact(void **state)
{
    (void)state;
    test_study s;
    simulation it;
    study_must_run(&s, HEAD("2038-03") "data,,opening,opening.csv\n", "opening.csv",
        "age_months,children\n"
        "215,3\n"
        "214,2\n"
        "210,5\n"
        "100,1\n"
        "0,4\n",
        NULL);
    simulation_begin(&it, &s, "A");
    for (uint32_t r = 0; r < 50; r++) {
        simulation_run(&it, SEED, r);
        for (int m = 0; m < 216; m++) {
            const int due = m == 0 ? 3 : m == 1 ? 2 : m == 5 ? 5 : m == 115 ? 1 : m == 215 ? 4 : 0;
            assert_int_equal(count_of(&it, "exits_ageing_out", m), due);
            assert_int_equal(count_of(&it, "exits", m), due);
        }
    }
    simulation_end(&it);
    study_free(&s);
}

/* 24 children of 17: the month of each one's birthday is uniform over the year. */
static void ages_inside_a_year_are_even(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"exits_ageing_out", 0},
        {"exits_ageing_out", 6},
        {"exits_ageing_out", 11},
        {"closing_stock", 0},
        {"closing_stock", 5},
        {"closing_stock", 11},
    };
    test_study s;
    study_must_run(&s, HEAD("2021-03") "data,,opening,opening.csv\n", "opening.csv",
        "age_years,children\n17,24\n", NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < 5; i++) {
        check_sum(i, CELLS[i], 0, 24, i < 3 ? 1 / 12.0 : (11 - CELLS[i].m) / 12.0);
    }
    for (int r = 0; r < REPLICATES; r++) {
        assert_int_equal(values[5][r], 0);
    }
    study_free(&s);
}

/* 60 arrivals a year who are 17: the age is that at the end of the month of arrival, so the first of them
 * turn 18 a month later and nobody stays for more than 12 months. */
static void arrivals_turn_18(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"exits_ageing_out", 1},
        {"exits_ageing_out", 6},
        {"exits_ageing_out", 23},
        {"stock_kin", 0},
        {"stock_kin", 6},
        {"stock_kin", 23},
        {"exits_ageing_out", 0},
    };
    test_study s;
    study_must_run(&s,
        HEAD("2022-03") "data,,opening,opening.csv\n"
                        "admissions,all,count,60\n"
                        "admissions,all,ages,17:100%\n"
                        "admissions,all,placement,kin:100%\n",
        "opening.csv", "age_months,placement,children\n0,foster,1\n0,kin,0\n", NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < 6; i++) {
        const int m = CELLS[i].m;
        double there = 0;
        for (int since = 0; since <= m && since < 12; since++) {
            there += 5 * (12 - since) / 12.0;
        }
        check_sum(i, CELLS[i], i < 3 ? 5 * fmin(m, 12) / 12 : there, 0, 0);
    }
    for (int r = 0; r < REPLICATES; r++) {
        assert_int_equal(values[6][r], 0);
    }
    study_free(&s);
}

/* ---- counts and lists ---- */

/* A month's number by count is Poisson, or negative binomial: of variance ratio v and mean a it has the
 * parameters 1 / v and a / (v - 1). */
static void counts_have_their_distribution(void **state)
{
    (void)state;
    static const cell CELLS[] = {
        {"admissions_a", 3}, {"exits_sgo", 3}, {"admissions_b", 3}, {"exits_home", 3}};
    static const double MEAN[] = {5, 2, 3, 4};
    static const double RATIO[] = {1, 1, 3, 1.5};
    static distribution expected;
    test_study s;
    study_must_run(&s,
        HEAD("2020-07") "stock,all,children,200\n"
                        "admissions,a,count,60\n"
                        "exit,sgo,count,24\n"
                        "admissions,b,count,36\n"
                        "admissions,b,variance_ratio,3\n"
                        "exit,home,count,48\n"
                        "exit,home,variance_ratio,1.5\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    check_sum(0, CELLS[0], MEAN[0], 0, 0);
    check_sum(1, CELLS[1], MEAN[1], 0, 0);
    for (size_t i = 2; i < COUNT(CELLS); i++) {
        distribution_certain(&expected, 0);
        expected.n = 200;
        for (unsigned k = 0; k < 200; k++) {
            expected.p[k] =
                gsl_ran_negative_binomial_pdf(k, 1 / RATIO[i], MEAN[i] / (RATIO[i] - 1));
        }
        check_distribution(
            values[i], REPLICATES, &expected, false_alarm(2), CELLS[i].measure, CELLS[i].m);
    }
    study_free(&s);
}

/* A list of 40 with 25 % success over a year: each has left by month m with 0.25 (m + 1) / 12. */
static void lists_are_bernoullis(void **state)
{
    (void)state;
    static const cell CELLS[] = {{"closing_stock", 2}, {"closing_stock", 11}};
    test_study s;
    study_must_run(&s,
        HEAD("2021-03") "stock,all,children,100\n"
                        "intervention,L,effect,exits\n"
                        "intervention,L,route,home\n"
                        "intervention,L,children,40\n"
                        "intervention,L,success,25%\n",
        NULL);
    collect(&s, CELLS, COUNT(CELLS), REPLICATES);
    for (size_t i = 0; i < COUNT(CELLS); i++) {
        for (int r = 0; r < REPLICATES; r++) {
            values[i][r] = 100 - values[i][r]; /* those who have left */
        }
        check_sum(i, CELLS[i], 0, 40, 0.25 * (CELLS[i].m + 1) / 12);
    }
    study_free(&s);
}

/* ---- unreconciled ---- */

/* 7 children a year, in whole children: floor(7 (m + 1) / 12 + u) have come by the end of month m, and
 * as many have gone when it is -7. */
static void unreconciled_is_rounded_evenly(void **state)
{
    (void)state;
    static const char *const SHEETS[] = {
        HEAD("2021-03") "stock,all,children,100\nunreconciled,all,count,7\n",
        HEAD("2021-03") "stock,all,children,100\nunreconciled,all,count,-7\n",
    };
    for (int i = 0; i < 2; i++) {
        enum { N = 4000 };
        const int sign = i == 0 ? 1 : -1;
        double sum = 0;
        test_study s;
        simulation it;
        study_must_run(&s, SHEETS[i], NULL);
        simulation_begin(&it, &s, "A");
        for (uint32_t r = 0; r < N; r++) {
            simulation_run(&it, SEED, r);
            for (int m = 0; m < 12; m++) {
                const double come = (double)(sign * (count_of(&it, "closing_stock", m) - 100));
                assert_true(fabs(come - 7.0 * (m + 1) / 12) < 1);
                sum += m == 4 ? come : 0; /* 35/12: 2 or, with 11/12, 3 */
            }
            assert_int_equal(count_of(&it, "closing_stock", 11), 100 + sign * 7);
        }
        const double p = 11 / 12.0;
        check_z((sum - N * (2 + p)) / sqrt(N * p * (1 - p)), false_alarm(1), "unreconciled", 4);
        simulation_end(&it);
        study_free(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stock_is_poisson_plus_bernoullis),
        cmocka_unit_test(the_stock_tends_to_poisson),
        cmocka_unit_test(littles_law),
        cmocka_unit_test(short_stays),
        cmocka_unit_test(the_shortest_stays),
        cmocka_unit_test(two_routes_split_as_their_rates),
        cmocka_unit_test(moves_are_bernoullis),
        cmocka_unit_test(rates_follow_months_in_care),
        cmocka_unit_test(birthdays_are_exact),
        cmocka_unit_test(ages_inside_a_year_are_even),
        cmocka_unit_test(arrivals_turn_18),
        cmocka_unit_test(counts_have_their_distribution),
        cmocka_unit_test(lists_are_bernoullis),
        cmocka_unit_test(unreconciled_is_rounded_evenly),
    };
    return cmocka_run_group_tests_name("closed form", tests, NULL, count_checks);
}
