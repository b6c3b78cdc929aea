/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold in any study, tried on random ones. */
#include "random_study.h"
#include "support.h"

#include "engine/expected.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

enum { STUDIES = 240 };

/* Study number i, as it is written; run once for all tests. */
static random_study randoms[STUDIES];
static test_study plains[STUDIES];

static const char *const NAMES[RANDOM_SCENARIOS] = {"A", "B", "C", "Blank"};

static int run_all(void **state)
{
    (void)state;
    for (int i = 0; i < STUDIES; i++) {
        random_study_make(&randoms[i], (uint64_t)i);
        random_study_must_run(&plains[i], &randoms[i], NULL);
    }
    return 0;
}

static int free_all(void **state)
{
    (void)state;
    for (int i = 0; i < STUDIES; i++) {
        study_free(&plains[i]);
    }
    return 0;
}

static double sum_of(const lac_series *series, int first, int n, int m)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        sum += series->mean[lac_series_at(series, first + i, m)];
    }
    return sum;
}

/* One month of one scenario: closing = opening + admissions - exits + unreconciled, and every total is
 * the sum of its parts. */
static void check_month(const test_study *study, size_t s, int m)
{
    const lac_model *model = &study->results.models[s];
    const lac_measures *at = &study->results.measures;
    const lac_series *series = &study->results.monthly[s];
    const double closing = series->mean[lac_series_at(series, at->closing_stock, m)];
    const double opening = series->mean[lac_series_at(series, at->opening_stock, m)];
    const double starts = series->mean[lac_series_at(series, at->admissions, m)];
    const double exits = series->mean[lac_series_at(series, at->exits, m)];
    const double gap = series->mean[lac_series_at(series, at->unreconciled, m)];
    assert_near(closing, opening + starts - exits + gap);
    const double returns =
        at->reentries < 0 ? 0 : series->mean[lac_series_at(series, at->reentries, m)];
    assert_near(sum_of(series, at->admissions_of, model->n_streams, m) + returns, starts);
    assert_near(sum_of(series, at->exits_of, model->n_routes, m), exits);
    if (model->n_placements > 0) {
        assert_near(sum_of(series, at->stock_of, model->n_placements, m), closing);
    }
    if (m > 0) {
        assert_near(opening, series->mean[lac_series_at(series, at->closing_stock, m - 1)]);
    } else {
        assert_near(opening, model->opening_children);
    }
}

/* No number of children, weeks or pounds is below 0, but for what is signed. */
static void check_signs(const test_study *study, size_t s)
{
    const lac_series *series = &study->results.monthly[s];
    for (int i = 0; i < study->results.measures.n; i++) {
        for (int m = 0; m < series->n && i != study->results.measures.unreconciled; m++) {
            const double value = series->mean[lac_series_at(series, i, m)];
            assert_true(isnan(value) || value >= -1e-12);
        }
    }
}

/* Whether a measure of the reference is above 0 in its last month. */
static bool happens(const test_study *study, int measure)
{
    const lac_series *series = &study->results.monthly[0];
    return measure >= 0 && series->mean[lac_series_at(series, measure, series->n - 1)] > 1e-9;
}

static void conservation(void **state)
{
    (void)state;
    int dimensions = 0;
    int with_lists = 0;
    int with_levers = 0;
    int with_unmet = 0;
    int with_returns = 0;
    int with_shifts = 0;
    int with_overflow = 0;
    for (int i = 0; i < STUDIES; i++) {
        const test_study *study = &plains[i];
        for (size_t s = 0; s < RANDOM_SCENARIOS; s++) {
            for (int m = 0; m < study->results.monthly[s].n; m++) {
                check_month(study, s, m);
            }
            check_signs(study, s);
        }
        const lac_model *model = &study->results.models[0];
        const lac_grid *grid = &model->grid;
        dimensions |= (grid->ages_known ? 1 : 2) | (grid->n_durations > 1 ? 4 : 8) |
                      (grid->n_placements > 1 ? 16 : 32) | (grid->unknown_row >= 0 ? 64 : 128);
        with_lists += model->n_lists > 0;
        with_levers += model->n_levers > 0;
        with_unmet += study->results.shortfalls[0].unmet > 0;
        with_returns += happens(study, study->results.measures.reentries);
        with_shifts += model->n_shifts > 0;
        with_overflow += happens(study, study->results.measures.overflow_of);
    }
    /* with and without each dimension, and enough of what is hard */
    assert_int_equal(dimensions, 255);
    assert_true(with_lists > 40 && with_levers > 40 && with_unmet > 20);
    assert_true(with_returns > 20 && with_shifts > 20 && with_overflow > 10);
}

/* Every value of scenario a of one study is that of b of another, by name, to a tolerance relative to its
 * size (0: bit by bit). Names are enough: a measure may stand in another place. */
static void check_same(const test_study *one, const char *a, const test_study *other, const char *b,
    double tolerance, int number)
{
    const lac_series *x = &one->results.monthly[scenario_of(one, a)];
    const lac_series *y = &other->results.monthly[scenario_of(other, b)];
    assert_int_equal(x->n, y->n);
    assert_int_equal(one->results.measures.n, other->results.measures.n);
    for (int i = 0; i < one->results.measures.n; i++) {
        const char *name = one->results.measures.items[i].name;
        const int j = measure_of(other, name);
        for (int m = 0; m < x->n; m++) {
            const double u = x->mean[lac_series_at(x, i, m)];
            const double v = y->mean[lac_series_at(y, j, m)];
            const double su = x->sd[lac_series_at(x, i, m)];
            const double sv = y->sd[lac_series_at(y, j, m)];
            const bool same = (isnan(u) && isnan(v)) || fabs(u - v) <= tolerance * fmax(1, fabs(u));
            const bool same_sd = (isnan(su) && isnan(sv)) || fabs(su - sv) <= 1e3 * tolerance;
            if (!same || !same_sd) {
                fail_msg("study %d: %s of %s and %s in month %d: %.17g, %.17g (sd %.17g, %.17g)",
                    number, name, a, b, m, u, v, su, sv);
            }
        }
    }
}

/* A scenario without cells of its own is the reference, bit by bit. */
static void blank_column_is_the_reference(void **state)
{
    (void)state;
    for (int i = 0; i < STUDIES; i++) {
        check_same(&plains[i], "A", &plains[i], "Blank", 0, i);
    }
}

/* The order of rows, of the sheet and of tables, changes sums by rounding only. */
static void order_of_rows_is_irrelevant(void **state)
{
    (void)state;
    for (int i = 0; i < STUDIES; i++) {
        random_study random = randoms[i];
        test_study shuffled;
        random_study_shuffle(&random);
        random_study_must_run(&shuffled, &random, NULL);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            check_same(&plains[i], NAMES[s], &shuffled, NAMES[s], 1e-9, i);
        }
        study_free(&shuffled);
    }
}

/* The order of scenarios after the reference changes nothing. */
static void order_of_scenarios_is_irrelevant(void **state)
{
    (void)state;
    static const int OTHER[RANDOM_SCENARIOS] = {0, 3, 2, 1};
    for (int i = 0; i < STUDIES; i++) {
        test_study swapped;
        random_study_must_run(&swapped, &randoms[i], OTHER);
        for (int s = 0; s < RANDOM_SCENARIOS; s++) {
            check_same(&plains[i], NAMES[s], &swapped, NAMES[s], 0, i);
        }
        study_free(&swapped);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conservation),
        cmocka_unit_test(blank_column_is_the_reference),
        cmocka_unit_test(order_of_rows_is_irrelevant),
        cmocka_unit_test(order_of_scenarios_is_irrelevant),
    };
    return cmocka_run_group_tests_name("properties", tests, run_all, free_all);
}
