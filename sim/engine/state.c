/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/state.h"

#include <stdlib.h>
#include <string.h>

static int make(lac_state *self, const lac_grid *grid)
{
    const size_t n =
        (size_t)self->n_ages * (size_t)grid->n_placements * (size_t)self->n_durations;
    self->grid = grid;
    self->cells = calloc(n, sizeof *self->cells);
    self->spare = calloc(n, sizeof *self->spare);
    return self->cells == NULL || self->spare == NULL ? LAC_MEMORY : LAC_OK;
}

int lac_state_init(lac_state *self, const lac_grid *grid)
{
    *self = (lac_state){
        .n_ages = grid->n_ages, .n_durations = grid->n_durations, .whole = true};
    return make(self, grid);
}

int lac_state_init_group(lac_state *self, const lac_grid *grid, const lac_opening_group *group)
{
    *self = (lac_state){.first_age = group->first_age,
        .n_ages = group->last_age - group->first_age + 1,
        .first_duration = group->duration,
        .n_durations = 1};
    const int status = make(self, grid);
    if (status == LAC_OK) {
        lac_state_add_group(self, group);
    }
    return status;
}

void lac_state_add_group(lac_state *self, const lac_opening_group *group)
{
    const int rows = group->last_age - group->first_age + 1;
    for (int a = group->first_age; a <= group->last_age; a++) {
        lac_state_row(self, a, group->placement)[group->duration - self->first_duration] +=
            group->children / rows;
    }
}

/* The part of duration band d that lies in the box: positions from..to - 1; false for none. */
static bool band_in_box(const lac_state *self, int d, int *from, int *to)
{
    const int first = self->grid->duration_band_first[d] - self->first_duration;
    const int end = self->grid->duration_band_first[d + 1] - self->first_duration;
    *from = first < 0 ? 0 : first;
    *to = end > self->n_durations ? self->n_durations : end;
    return *from < *to;
}

void lac_state_sum(const lac_state *self, double *by_class)
{
    const lac_grid *grid = self->grid;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    for (int a = self->first_age; a < self->first_age + self->n_ages; a++) {
        const int band = lac_grid_age_band(grid, a);
        for (int p = 0; p < grid->n_placements; p++) {
            const double *row = lac_state_row(self, a, p);
            for (int d = 0; d < grid->n_duration_bands; d++) {
                int from = 0;
                int to = 0;
                if (!band_in_box(self, d, &from, &to)) {
                    continue;
                }
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += row[i];
                }
                by_class[lac_grid_class(grid, band, d, p)] += sum;
            }
        }
    }
}

double lac_state_placements(const lac_state *self, double *by_placement)
{
    const lac_grid *grid = self->grid;
    double total = 0;
    memset(by_placement, 0, (size_t)grid->n_placements * sizeof *by_placement);
    for (int a = self->first_age; a < self->first_age + self->n_ages; a++) {
        for (int p = 0; p < grid->n_placements; p++) {
            const double *row = lac_state_row(self, a, p);
            double sum = 0;
            for (int i = 0; i < self->n_durations; i++) {
                sum += row[i];
            }
            by_placement[p] += sum;
        }
    }
    for (int p = 0; p < grid->n_placements; p++) {
        total += by_placement[p];
    }
    return total;
}

void lac_state_scale_classes(lac_state *self, const double *by_class)
{
    const lac_grid *grid = self->grid;
    for (int a = self->first_age; a < self->first_age + self->n_ages; a++) {
        const int band = lac_grid_age_band(grid, a);
        for (int p = 0; p < grid->n_placements; p++) {
            double *row = lac_state_row(self, a, p);
            for (int d = 0; d < grid->n_duration_bands; d++) {
                int from = 0;
                int to = 0;
                const bool any = band_in_box(self, d, &from, &to);
                const double factor = by_class[lac_grid_class(grid, band, d, p)];
                for (int i = from; any && i < to; i++) {
                    row[i] *= factor;
                }
            }
        }
    }
}

void lac_state_scale(lac_state *self, double factor)
{
    const int n = self->n_ages * self->grid->n_placements * self->n_durations;
    for (int i = 0; i < n; i++) {
        self->cells[i] *= factor;
    }
}

/* Adds weight x from[i] to the cells one month in care later; the last one of the grid stays. keeps
 * says that the box travels: its only duration is then the same position. */
static void carry(const lac_state *self, const double *from, int begin, int end, double weight,
    double *to, bool shift)
{
    if (!shift) {
        for (int i = begin; i < end; i++) {
            to[i] += from[i] * weight;
        }
        return;
    }
    const int last = self->n_durations - 1;
    const int plain = end > last ? last : end;
    for (int i = begin; i < plain; i++) {
        to[i + 1] += from[i] * weight;
    }
    if (end > last) {
        to[last] += from[last] * weight;
    }
}

/* Moves one age row of the box into a row of the spare cells. */
static void step_row(const lac_state *self, const lac_model *model, const lac_transition *transition,
    const double *keep, int age, double *target, double *moved)
{
    const lac_grid *grid = self->grid;
    const int n_durations = self->n_durations;
    const int band = lac_grid_age_band(grid, age);
    for (int p = 0; p < grid->n_placements; p++) {
        const double *row = lac_state_row(self, age, p);
        for (int d = 0; d < grid->n_duration_bands; d++) {
            int from = 0;
            int to = 0;
            if (!band_in_box(self, d, &from, &to)) {
                continue;
            }
            const int c = lac_grid_class(grid, band, d, p);
            carry(self, row, from, to, keep[c] * transition->stay[c], target + p * n_durations,
                self->whole);
            for (int i = 0; i < model->n_moves; i++) {
                const double share = transition->move[i * grid->n_classes + c];
                if (model->moves[i].from != p || share == 0) {
                    continue;
                }
                carry(self, row, from, to, keep[c] * share,
                    target + model->moves[i].to * n_durations, self->whole);
                for (int k = from; moved != NULL && k < to; k++) {
                    moved[i] += row[k] * keep[c] * share;
                }
            }
        }
    }
}

/* Children of the row who are kept: those who turn 18. */
static double kept_in_row(const lac_state *self, const double *keep, int age)
{
    const lac_grid *grid = self->grid;
    const int band = lac_grid_age_band(grid, age);
    double sum = 0;
    for (int p = 0; p < grid->n_placements; p++) {
        const double *row = lac_state_row(self, age, p);
        for (int d = 0; d < grid->n_duration_bands; d++) {
            int from = 0;
            int to = 0;
            const bool any = band_in_box(self, d, &from, &to);
            for (int i = from; any && i < to; i++) {
                sum += row[i] * keep[lac_grid_class(grid, band, d, p)];
            }
        }
    }
    return sum;
}

double lac_state_step(lac_state *self, const lac_model *model, const lac_transition *transition,
    const double *keep, double *moved)
{
    const lac_grid *grid = self->grid;
    const int row_cells = grid->n_placements * self->n_durations;
    const int last_age = self->first_age + self->n_ages - 1;
    double adults = 0;
    if (self->n_ages == 0) {
        return 0; /* a box whose children have all turned 18 */
    }
    memset(self->spare, 0, (size_t)(self->n_ages * row_cells) * sizeof *self->spare);
    for (int a = self->first_age; a <= last_age; a++) {
        if (grid->ages_known && a == LAC_ADULT_MONTHS - 1) {
            adults = kept_in_row(self, keep, a);
            continue;
        }
        const bool known = a != grid->unknown_row;
        const int row = a - self->first_age + (known && self->whole ? 1 : 0);
        step_row(self, model, transition, keep, a, self->spare + row * row_cells, moved);
    }
    double *swap = self->cells;
    self->cells = self->spare;
    self->spare = swap;
    if (!self->whole) {
        const bool known = self->first_age != grid->unknown_row;
        self->first_age += known;
        if (known && last_age == LAC_ADULT_MONTHS - 1) {
            self->n_ages--;
        }
        if (self->first_duration < grid->n_durations - 1) {
            self->first_duration++;
        }
    }
    return adults;
}

void lac_state_free(lac_state *self)
{
    free(self->cells);
    free(self->spare);
    memset(self, 0, sizeof *self);
}
