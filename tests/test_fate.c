/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replicate shares with all its scenarios. */
#include "support.h"

#include "engine/fate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

/* 10 events, half an event, and a range. */
static const char *const SHEET = "section,item,field,low,high,A\n"
                                 "time,,start,,,2020-02\n"
                                 "time,,end,,,2023-01\n"
                                 "stock,all,children,,,100\n"
                                 "admissions,all,count,100,150,120\n"
                                 "admissions,all,events,,,10\n"
                                 "exit,home,count,,,24\n"
                                 "exit,home,events,,,0.5\n";

enum { MONTHS = 36, DRAWS = 100000 };

static const lac_drift DRIFT = {
    .admissions_sd = 0.2, .exits_sd = 0.1, .correlation = 0.5, .persistence = 0.6};

typedef struct {
    test_study study;
    lac_unknowns unknowns;
    lac_fate fate;
} fixture;

static void make(fixture *self)
{
    memset(self, 0, sizeof *self);
    study_must_run(&self->study, SHEET, NULL);
    const lac_model *model = &self->study.results.models[0];
    assert_int_equal(
        lac_unknowns_make(&self->unknowns, &self->study.plan, &self->study.diagnostics), LAC_OK);
    assert_int_equal(self->unknowns.n, 3);
    assert_int_equal(
        lac_fate_make(&self->fate, &self->unknowns, &DRIFT, model->start, model->n_months), LAC_OK);
}

static void drop(fixture *self)
{
    lac_fate_free(&self->fate);
    lac_fate_free(&self->fate);
    lac_unknowns_free(&self->unknowns);
    study_free(&self->study);
}

/* A layer that is off leaves its draws out; those of the others stay, to the bit. */
static void layers_are_independent(void **state)
{
    (void)state;
    fixture f;
    make(&f);
    for (uint32_t replicate = 0; replicate < 20; replicate++) {
        const lac_luck luck = {.seed = 7, .replicate = replicate};
        double draw[3];
        double month[2 * MONTHS];
        lac_fate_draw(&f.fate, &luck, LAC_LAYERS_ALL);
        memcpy(draw, f.fate.draw, sizeof draw);
        memcpy(month, f.fate.month, sizeof month);
        for (unsigned layers = 0; layers <= LAC_LAYERS_ALL; layers++) {
            lac_fate_draw(&f.fate, &luck, layers);
            for (int u = 0; u < 3; u++) {
                if ((layers & f.unknowns.items[u].layer) != 0) {
                    assert_memory_equal(&f.fate.draw[u], &draw[u], sizeof draw[u]);
                } else {
                    assert_true(isnan(f.fate.draw[u]));
                }
            }
            for (int i = 0; i < 2 * MONTHS; i++) {
                const double expected = (layers & LAC_LAYER_DRIFT) != 0 ? month[i] : 1;
                assert_memory_equal(&f.fate.month[i], &expected, sizeof expected);
            }
        }
    }
    drop(&f);
}

/* February and March 2020 are a financial year, then three of twelve months, the last cut to ten. */
static void a_year_has_one_factor(void **state)
{
    (void)state;
    static const int FIRST[] = {0, 2, 14, 26, MONTHS};
    fixture f;
    make(&f);
    const lac_luck luck = {.seed = 7, .replicate = 3};
    lac_fate_draw(&f.fate, &luck, LAC_LAYERS_ALL);
    for (int y = 0; y < 4; y++) {
        const double *first = &f.fate.month[2 * FIRST[y]];
        for (int m = FIRST[y]; m < FIRST[y + 1]; m++) {
            assert_memory_equal(&f.fate.month[2 * m], first, 2 * sizeof *first);
        }
        assert_true(y == 0 || first[0] != f.fate.month[2 * FIRST[y] - 2]);
        assert_true(first[0] != first[1]);
    }
    drop(&f);
}

/* Over 100,000 replicates. Gamma of shape k over k: mean 1, variance 1/k, fourth central moment
 * 3 / k^2 + 6 / k^3. A uniform number: mean 1/2, variance 1/12. Factors of the first and the last year:
 * mean 1, variance exp(sd^2) - 1. Each of the 12 numbers may be 5.2 standard errors away, which a right
 * program exceeds with a probability of 12 x 2e-7; the seed is fixed. */
static void moments(void **state)
{
    (void)state;
    static const double SHAPES[] = {10, 0.5};
    fixture f;
    double sum[3] = {0};
    double square[3] = {0};
    double factor[4] = {0};
    double both = 0;
    make(&f);
    for (uint32_t replicate = 0; replicate < DRAWS; replicate++) {
        const lac_luck luck = {.seed = 99, .replicate = replicate};
        lac_fate_draw(&f.fate, &luck, LAC_LAYERS_ALL);
        for (int u = 0; u < 3; u++) {
            const double away = f.fate.draw[u] - (u < 2 ? 1 : 0.5);
            sum[u] += away / DRAWS;
            square[u] += away * away / DRAWS;
        }
        for (int i = 0; i < 2; i++) {
            factor[i] += f.fate.month[i] / DRAWS;
            factor[2 + i] += f.fate.month[2 * MONTHS - 2 + i] / DRAWS;
        }
        both += log(f.fate.month[0]) * (f.fate.draw[0] - 1) / DRAWS;
    }
    for (int u = 0; u < 2; u++) {
        const double k = SHAPES[u];
        assert_near(f.unknowns.items[u].events, k);
        assert_within(sum[u], 0, 5.2 * sqrt(1 / k / DRAWS));
        assert_within(
            square[u], 1 / k, 5.2 * sqrt((3 / k / k + 6 / k / k / k - 1 / k / k) / DRAWS));
    }
    assert_within(sum[2], 0, 5.2 * sqrt(1 / 12.0 / DRAWS));
    assert_within(square[2], 1 / 12.0, 5.2 * sqrt((1 / 80.0 - 1 / 144.0) / DRAWS));
    for (int i = 0; i < 4; i++) {
        const double sd = i % 2 == 0 ? 0.2 : 0.1;
        assert_within(factor[i], 1, 5.2 * sqrt(expm1(sd * sd) / DRAWS));
    }
    /* unknowns and years know nothing of each other: sd 0.2 x sqrt(1 / 10) */
    assert_within(both, 0, 5.2 * 0.2 * sqrt(1.04 / 10 / DRAWS));
    drop(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_are_independent),
        cmocka_unit_test(a_year_has_one_factor),
        cmocka_unit_test(moments),
    };
    return cmocka_run_group_tests_name("fate", tests, NULL, NULL);
}
