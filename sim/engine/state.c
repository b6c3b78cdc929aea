/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/state.h"

#include <stdlib.h>
#include <string.h>

/* Cells of an age row are neighbours, and so are the rows of an age band: the loops below run along
 * whole rows, which is where the time of a study by age, placement and months in care goes. */

static int block_cells(const lac_grid *grid)
{
    return grid->n_placements * grid->n_durations;
}

int lac_state_init(lac_state *self, const lac_model *model)
{
    const lac_grid *grid = &model->grid;
    const size_t cells = (size_t)grid->n_cells;
    const size_t block = (size_t)block_cells(grid);
    const size_t moves = (size_t)model->n_moves * (size_t)grid->n_durations;
    *self = (lac_state){.model = model};
    self->cells = calloc(cells, sizeof *self->cells);
    self->block = calloc(block, sizeof *self->block);
    self->stay = calloc(block, sizeof *self->stay);
    self->move = calloc(moves + 1, sizeof *self->move);
    const bool ok =
        self->cells != NULL && self->block != NULL && self->stay != NULL && self->move != NULL;
    return ok ? LAC_OK : LAC_MEMORY;
}

void lac_state_add_group(lac_state *self, const lac_opening_group *group)
{
    const int rows = group->last_age - group->first_age + 1;
    for (int a = group->first_age; a <= group->last_age; a++) {
        lac_state_row(self, a, group->placement)[group->duration] += group->children / rows;
    }
}

/* Adds the children of age rows first..end - 1, all in one band, to their classes. The rows are added
 * up first: there are far fewer classes than cells. */
static void sum_rows(const lac_state *self, int band, int first, int end, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const int n = block_cells(grid);
    double *restrict sum = self->block;
    memset(sum, 0, (size_t)n * sizeof *sum);
    for (int a = first; a < end; a++) {
        const double *restrict row = lac_state_row(self, a, 0);
        for (int i = 0; i < n; i++) {
            sum[i] += row[i];
        }
    }
    for (int p = 0; p < grid->n_placements; p++) {
        for (int d = 0; d < grid->n_duration_bands; d++) {
            double children = 0;
            for (int i = grid->duration_band_first[d]; i < grid->duration_band_first[d + 1]; i++) {
                children += sum[p * grid->n_durations + i];
            }
            by_class[lac_grid_class(grid, band, d, p)] += children;
        }
    }
}

void lac_state_sum(const lac_state *self, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    for (int band = 0; band < grid->n_age_bands; band++) {
        sum_rows(self, band, grid->age_band_first[band], grid->age_band_first[band + 1], by_class);
    }
}

void lac_state_sum_adults(const lac_state *self, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const int last = LAC_ADULT_MONTHS - 1;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    if (grid->ages_known) {
        sum_rows(self, lac_grid_age_band(grid, last), last, last + 1, by_class);
    }
}

/* Writes the entry of each cell's class to the cells of an age row. */
static void spread_classes(const lac_grid *grid, int band, const double *by_class, double *block)
{
    for (int p = 0; p < grid->n_placements; p++) {
        for (int d = 0; d < grid->n_duration_bands; d++) {
            const double value = by_class[lac_grid_class(grid, band, d, p)];
            for (int i = grid->duration_band_first[d]; i < grid->duration_band_first[d + 1]; i++) {
                block[p * grid->n_durations + i] = value;
            }
        }
    }
}

void lac_state_scale_classes(lac_state *self, const double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const int n = block_cells(grid);
    const double *restrict factor = self->block;
    for (int band = 0; band < grid->n_age_bands; band++) {
        spread_classes(grid, band, by_class, self->block);
        for (int a = grid->age_band_first[band]; a < grid->age_band_first[band + 1]; a++) {
            double *restrict row = lac_state_row(self, a, 0);
            for (int i = 0; i < n; i++) {
                row[i] *= factor[i];
            }
        }
    }
}

void lac_state_scale(lac_state *self, double factor)
{
    for (int i = 0; i < self->model->grid.n_cells; i++) {
        self->cells[i] *= factor;
    }
}

/* Where the children of an age band are a month later: what of each cell stays, what moves. */
static void set_weights(
    lac_state *self, const lac_transition *transition, const double *keep, int band)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const int n = grid->n_durations;
    for (int d = 0; d < grid->n_duration_bands; d++) {
        const int first = grid->duration_band_first[d];
        const int end = grid->duration_band_first[d + 1];
        for (int p = 0; p < grid->n_placements; p++) {
            const int c = lac_grid_class(grid, band, d, p);
            const double share = keep[c] * transition->stay[c];
            for (int i = first; i < end; i++) {
                self->stay[p * n + i] = share;
            }
        }
        for (int k = 0; k < model->n_moves; k++) {
            const int c = lac_grid_class(grid, band, d, model->moves[k].from);
            const double share = keep[c] * transition->move[k * grid->n_classes + c];
            for (int i = first; i < end; i++) {
                self->move[k * n + i] = share;
            }
        }
    }
}

/* The children of one placement and age row, weighted, a month later: each cell goes to the next, the
 * last one is open and stays. */
static void put(
    double *restrict to, const double *restrict from, const double *restrict weight, int n)
{
    const double last = n > 1 ? from[n - 2] * weight[n - 2] : 0;
    to[0] = 0;
    for (int i = 0; i < n - 1; i++) {
        to[i + 1] = from[i] * weight[i];
    }
    to[n - 1] = last + from[n - 1] * weight[n - 1];
}

/* The same, added to what is there. */
static void add(
    double *restrict to, const double *restrict from, const double *restrict weight, int n)
{
    for (int i = 0; i < n - 1; i++) {
        to[i + 1] += from[i] * weight[i];
    }
    to[n - 1] += from[n - 1] * weight[n - 1];
}

/* Carries one age row into another, which it overwrites. */
static void step_row(const lac_state *self, double *restrict to, const double *restrict from)
{
    const lac_model *model = self->model;
    const int n = model->grid.n_durations;
    for (int p = 0; p < model->grid.n_placements; p++) {
        put(to + p * n, from + p * n, self->stay + p * n, n);
    }
    for (int k = 0; k < model->n_moves; k++) {
        const lac_flow *move = &model->moves[k];
        add(to + move->to * n, from + move->from * n, self->move + k * n, n);
    }
}

void lac_state_step(lac_state *self, const lac_transition *transition, const double *keep)
{
    const lac_grid *grid = &self->model->grid;
    const int n = block_cells(grid);
    int band = -1;
    /* From the oldest down: who is 17 years and 11 months old turns 18 and is overwritten. */
    for (int a = grid->n_ages - 1; a >= 0; a--) {
        if (grid->ages_known && a == LAC_ADULT_MONTHS - 1) {
            continue;
        }
        if (lac_grid_age_band(grid, a) != band) {
            band = lac_grid_age_band(grid, a);
            set_weights(self, transition, keep, band);
        }
        double *row = self->cells + a * n;
        if (a == grid->unknown_row) {
            memcpy(self->block, row, (size_t)n * sizeof *row);
            step_row(self, row, self->block);
        } else {
            step_row(self, row + n, row);
        }
    }
    if (grid->ages_known) {
        memset(self->cells, 0, (size_t)n * sizeof *self->cells);
    }
}

void lac_state_free(lac_state *self)
{
    free(self->cells);
    free(self->block);
    free(self->stay);
    free(self->move);
    memset(self, 0, sizeof *self);
}
