/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the engine against a plain version that goes cell by cell. */
#include "support.h"

#include "engine/cohorts.h"
#include "engine/state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAD                                                                                       \
    "section,item,field,A\n"                                                                       \
    "time,,start,2020-04\n"                                                                        \
    "time,,end,2021-03\n"

/* Studies with more and more dimensions. */
static const struct {
    const char *sheet;
    const char *opening;
    const char *rates;
} STUDIES[] = {
    {HEAD "data,,opening,opening.csv\ndata,,rates,rates.csv\n",
        "age_months,months_in_care,placement,children\n,,,9\n", "flow,rate\nexit/home,0.5\n"},
    {HEAD "data,,opening,opening.csv\ndata,,rates,rates.csv\n",
        "age_months,months_in_care,placement,children\n,0,,9\n,2,,7\n,50,,5\n",
        "flow,from_months,to_months,rate\nexit/home,0,1,0.5\nexit/home,4,7,0.9\n"},
    {HEAD "data,,opening,opening.csv\ndata,,rates,rates.csv\nplacement,c,weekly_cost,1\n"
          "move,a > b,rate,0.6\nmove,b > a,rate,0.9\nmove,b > c,rate,0\nmove,a > c,rate,2\n",
        "from_age,to_age,months_in_care,placement,children\n"
        "0,2,30,a,30\n0,2,40,a,6\n0,2,3,b,6\n16,17,40,b,12\n17,17,1,a,5\n4,4,0,c,0\n,,9,b,4\n",
        "flow,from_age,to_age,from_months,to_months,rate\n"
        "exit/home,0,9,,5,1.2\nexit/home,0,9,6,,0.6\nexit/sgo,10,15,,,0.3\n"
        "exit/sgo,16,17,12,24,0.4\n"},
};

/* A generator for tests (the low half of a 64-bit congruence), 0 to 1. */
static double draw(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* ---- the plain version ---- */

static int plain_class(const lac_grid *grid, int age, int placement, int months)
{
    int band = 0;
    int duration = 0;
    for (int i = 0; i < grid->n_age_bands; i++) {
        band = age >= grid->age_band_first[i] ? i : band;
    }
    for (int i = 0; i < grid->n_duration_bands; i++) {
        duration = months >= grid->duration_band_first[i] ? i : duration;
    }
    return (band * grid->n_duration_bands + duration) * grid->n_placements + placement;
}

static double *plain_cell(const lac_grid *grid, double *cells, int age, int placement, int months)
{
    return &cells[(months * grid->n_placements + placement) * grid->n_ages + age];
}

/* A month of the children in from, written to to; who turns 18 is in neither. */
static void plain_step(const lac_model *model, const lac_transition *transition, const double *keep,
    double *from, double *to)
{
    const lac_grid *grid = &model->grid;
    memset(to, 0, (size_t)grid->n_cells * sizeof *to);
    for (int a = 0; a < grid->n_ages; a++) {
        for (int p = 0; p < grid->n_placements; p++) {
            for (int d = 0; d < grid->n_durations; d++) {
                const int c = plain_class(grid, a, p, d);
                const double kept = *plain_cell(grid, from, a, p, d) * keep[c];
                const int age = a == grid->unknown_row ? a : a + 1;
                const int months = d + 1 < grid->n_durations ? d + 1 : d;
                if (grid->ages_known && a == 215) {
                    continue;
                }
                *plain_cell(grid, to, age, p, months) += kept * transition->stay[c];
                for (int i = 0; i < model->n_moves; i++) {
                    if (model->moves[i].from == p) {
                        *plain_cell(grid, to, age, model->moves[i].to, months) +=
                            kept * transition->move[i * grid->n_classes + c];
                    }
                }
            }
        }
    }
}

static void plain_sum(const lac_model *model, double *cells, bool adults, double *by_class)
{
    const lac_grid *grid = &model->grid;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    for (int a = 0; a < grid->n_ages; a++) {
        for (int p = 0; p < grid->n_placements; p++) {
            for (int d = 0; d < grid->n_durations; d++) {
                if (!adults || (grid->ages_known && a == 215)) {
                    by_class[plain_class(grid, a, p, d)] += *plain_cell(grid, cells, a, p, d);
                }
            }
        }
    }
}

/* ---- what a test works on ---- */

typedef struct {
    test_study study;
    const lac_model *model;
    lac_rates rates;
    lac_transition transition;
    double *keep;
    double *plain;
    double *next;
    double *sums;
    double *plain_sums;
} bed;

static void bed_make(bed *self, size_t study, uint64_t *seed)
{
    const lac_lever *culprit = NULL;
    memset(self, 0, sizeof *self);
    study_must_run(&self->study, STUDIES[study].sheet, "opening.csv", STUDIES[study].opening,
        "rates.csv", STUDIES[study].rates, NULL);
    self->model = &self->study.results.models[0];
    const size_t cells = (size_t)self->model->grid.n_cells;
    const size_t classes = (size_t)self->model->grid.n_classes;
    assert_int_equal(lac_rates_init(&self->rates, self->model), LAC_OK);
    assert_int_equal(lac_rates_set(&self->rates, self->model, 0, true, &culprit), LAC_OK);
    assert_int_equal(lac_transition_init(&self->transition, self->model), LAC_OK);
    lac_transition_set(&self->transition, self->model, &self->rates);
    self->keep = calloc(classes, sizeof(double));
    self->plain = calloc(cells, sizeof(double));
    self->next = calloc(cells, sizeof(double));
    self->sums = calloc(classes, sizeof(double));
    self->plain_sums = calloc(classes, sizeof(double));
    for (size_t c = 0; c < classes; c++) {
        self->keep[c] = draw(seed);
    }
}

static void bed_free(bed *self)
{
    free(self->keep);
    free(self->plain);
    free(self->next);
    free(self->sums);
    free(self->plain_sums);
    lac_rates_free(&self->rates);
    lac_transition_free(&self->transition);
    study_free(&self->study);
}

static void check_cells(const bed *self, const lac_state *state)
{
    for (int i = 0; i < self->model->grid.n_cells; i++) {
        assert_within(state->cells[i], self->plain[i], 1e-13);
    }
}

static void check_sums(const bed *self)
{
    for (int c = 0; c < self->model->grid.n_classes; c++) {
        assert_within(self->sums[c], self->plain_sums[c], 1e-11);
    }
}

/* ---- tests ---- */

/* Random numbers in every cell, three months, a scaling by class and one of all in between. */
static void state_equals_the_plain_version(void **state_)
{
    (void)state_;
    uint64_t seed = 1;
    for (size_t i = 0; i < COUNT(STUDIES); i++) {
        bed b;
        lac_state state = {0};
        bed_make(&b, i, &seed);
        const lac_grid *grid = &b.model->grid;
        assert_int_equal(lac_state_init(&state, b.model), LAC_OK);
        for (int k = 0; k < grid->n_cells; k++) {
            state.cells[k] = b.plain[k] = draw(&seed);
        }
        for (int m = 0; m < 3; m++) {
            lac_state_sum(&state, b.sums);
            plain_sum(b.model, b.plain, false, b.plain_sums);
            check_sums(&b);
            lac_state_sum_adults(&state, b.sums);
            plain_sum(b.model, b.plain, true, b.plain_sums);
            check_sums(&b);

            lac_state_step(&state, &b.transition, b.keep, m == 0 ? NULL : b.sums);
            plain_step(b.model, &b.transition, b.keep, b.plain, b.next);
            memcpy(b.plain, b.next, (size_t)grid->n_cells * sizeof *b.plain);
            check_cells(&b, &state);
            if (m > 0) {
                plain_sum(b.model, b.plain, false, b.plain_sums);
                check_sums(&b);
            }

            lac_state_scale_classes(&state, b.keep);
            lac_state_scale(&state, 1.5);
            for (int a = 0; a < grid->n_ages; a++) {
                for (int p = 0; p < grid->n_placements; p++) {
                    for (int d = 0; d < grid->n_durations; d++) {
                        *plain_cell(grid, b.plain, a, p, d) *=
                            1.5 * b.keep[plain_class(grid, a, p, d)];
                    }
                }
            }
            check_cells(&b, &state);
        }
        lac_state_free(&state);
        lac_state_free(&state);
        bed_free(&b);
    }
}

/* The opening children in the state are those of the rows, evenly in their ages. */
static void opening_rows_fill_the_state(void **state_)
{
    (void)state_;
    uint64_t seed = 2;
    bed b;
    lac_state state = {0};
    bed_make(&b, 2, &seed);
    assert_int_equal(lac_state_init(&state, b.model), LAC_OK);
    for (int g = 0; g < b.model->n_opening; g++) {
        lac_state_add_group(&state, &b.model->opening[g]);
    }
    const lac_grid *grid = &b.model->grid;
    assert_int_equal(grid->n_durations, 26); /* 0 to 24, and 25 or more */
    /* 30 and 6 children over 36 months of age, both in the open last month in care; a is placement 1 */
    assert_near(*plain_cell(grid, state.cells, 0, 1, 25), 1);
    double all = 0;
    for (int i = 0; i < grid->n_cells; i++) {
        all += state.cells[i];
    }
    assert_near(all, 30 + 6 + 6 + 12 + 5 + 4);
    lac_state_free(&state);
    bed_free(&b);
}

/* Cohorts: their squares are those of each row carried by itself. Rows that differ in nothing (30 and 6,
 * both beyond the last band of months) count as one. Long enough for everybody aged 16 to turn 18. */
static void cohorts_equal_rows_carried_by_themselves(void **state_)
{
    (void)state_;
    uint64_t seed = 3;
    for (size_t i = 0; i < COUNT(STUDIES); i++) {
        bed b;
        lac_cohorts cohorts = {0};
        bed_make(&b, i, &seed);
        const lac_model *model = b.model;
        const lac_grid *grid = &model->grid;
        for (int c = 0; c < grid->n_classes; c++) {
            b.keep[c] = 1 - b.transition.leave[c];
        }
        double *rows[16] = {0};
        assert_true(model->n_opening <= 16);
        for (int g = 0; g < model->n_opening; g++) {
            lac_state state = {0};
            assert_int_equal(lac_state_init(&state, model), LAC_OK);
            lac_state_add_group(&state, &model->opening[g]);
            rows[g] = state.cells;
            state.cells = NULL;
            lac_state_free(&state);
        }
        lac_sources sources = {0};
        assert_int_equal(lac_sources_init(&sources, model), LAC_OK);
        lac_sources_set(&sources, &b.transition, b.keep);
        assert_int_equal(lac_cohorts_init(&cohorts, model), LAC_OK);
        for (int m = 0; m < 30; m++) {
            double squares[LAC_MAX_PLACEMENTS] = {0};
            double found[LAC_MAX_PLACEMENTS];
            double all = 0;
            for (int g = 0; g < model->n_opening; g++) {
                double there[LAC_MAX_PLACEMENTS] = {0};
                double sum = 0;
                /* a row and its twin: the second's children are added to the first's */
                const double twin = i == 2 && g == 0 ? 36 / 30.0 : i == 2 && g == 1 ? 0 : 1;
                const double children = model->opening[g].children * twin;
                plain_step(model, &b.transition, b.keep, rows[g], b.next);
                memcpy(rows[g], b.next, (size_t)grid->n_cells * sizeof(double));
                for (int k = 0; k < grid->n_cells; k++) {
                    there[k / grid->n_ages % grid->n_placements] += rows[g][k] * twin;
                    sum += rows[g][k] * twin;
                }
                for (int p = 0; p < grid->n_placements && children > 0; p++) {
                    squares[p] += there[p] * there[p] / children;
                }
                all += children > 0 ? sum * sum / children : 0;
            }
            lac_cohorts_step(&cohorts, &sources);
            assert_within(lac_cohorts_squares(&cohorts, found), all, 1e-11);
            for (int p = 0; p < grid->n_placements; p++) {
                assert_within(found[p], squares[p], 1e-11);
            }
        }
        for (int g = 0; g < model->n_opening; g++) {
            free(rows[g]);
        }
        lac_sources_free(&sources);
        lac_cohorts_free(&cohorts);
        lac_cohorts_free(&cohorts);
        bed_free(&b);
    }
}

/* Probabilities of a month: 1 - exp(-h) to leave, (1 - exp(-h)) / h to be there after arriving. */
static void transition_is_competing_risks(void **state_)
{
    (void)state_;
    uint64_t seed = 4;
    bed b;
    bed_make(&b, 2, &seed);
    const lac_grid *grid = &b.model->grid;
    for (int c = 0; c < grid->n_classes; c++) {
        double sum = 0;
        double moves = 0;
        double shares = 0;
        for (int r = 0; r < b.model->n_routes; r++) {
            sum += b.rates.exit_rate[r * grid->n_classes + c];
            shares += b.transition.route_share[r * grid->n_classes + c];
        }
        for (int i = 0; i < b.model->n_moves; i++) {
            moves += b.transition.move[i * grid->n_classes + c];
        }
        const double h = sum / 12;
        assert_within(b.transition.leave[c], 1 - exp(-h), 1e-15);
        assert_within(b.transition.arrival_stay[c], h > 0 ? (1 - exp(-h)) / h : 1, 1e-14);
        assert_within(shares, h > 0 ? 1 : 0, 1e-15);
        assert_within(b.transition.stay[c] + moves, 1, 1e-15);
    }
    bed_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(state_equals_the_plain_version),
        cmocka_unit_test(opening_rows_fill_the_state),
        cmocka_unit_test(cohorts_equal_rows_carried_by_themselves),
        cmocka_unit_test(transition_is_competing_risks),
    };
    return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
