/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/state.h"

#include <stdlib.h>
#include <string.h>

/* Cells of one placement and number of months in care are neighbours, age after age: inside an age band
 * they share their rates, so that a month is a few long loops with constant weights, which is where the
 * time of a study by age, placement and months in care goes. */

int lac_state_init(lac_state *self, const lac_model *model)
{
    const lac_grid *grid = &model->grid;
    const size_t ages = (size_t)grid->n_ages;
    *self = (lac_state){.model = model};
    self->cells = calloc((size_t)grid->n_cells, sizeof *self->cells);
    self->rows = calloc((size_t)grid->n_placements * ages, sizeof *self->rows);
    const int status = lac_sources_init(&self->sources, model);
    return self->cells == NULL || self->rows == NULL ? LAC_MEMORY : status;
}

void lac_state_clear(lac_state *self)
{
    memset(self->cells, 0, (size_t)self->model->grid.n_cells * sizeof *self->cells);
}

void lac_state_add_group(lac_state *self, const lac_opening_group *group)
{
    const int ages = group->last_age - group->first_age + 1;
    double *row = lac_state_row(self, group->placement, group->duration);
    for (int a = group->first_age; a <= group->last_age; a++) {
        row[a] += group->children / ages;
    }
}

/* Adds the children of d months in care to their classes. */
static void add_sums(const lac_state *self, int duration_band, int d, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    for (int p = 0; p < grid->n_placements; p++) {
        const double *row = lac_state_row(self, p, d);
        for (int b = 0; b < grid->n_age_bands; b++) {
            const int first = grid->age_band_first[b];
            by_class[lac_grid_class(grid, b, duration_band, p)] +=
                lac_weigh_sum(row + first, grid->age_band_first[b + 1] - first);
        }
    }
}

void lac_state_sum(const lac_state *self, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    for (int band = 0, d = 0; d < grid->n_durations; d++) {
        band += d == grid->duration_band_first[band + 1];
        add_sums(self, band, d, by_class);
    }
}

void lac_state_sum_adults(const lac_state *self, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const int last = LAC_ADULT_MONTHS - 1;
    memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    if (!grid->ages_known) {
        return;
    }
    for (int band = 0; band < grid->n_duration_bands; band++) {
        for (int d = grid->duration_band_first[band]; d < grid->duration_band_first[band + 1];
             d++) {
            for (int p = 0; p < grid->n_placements; p++) {
                by_class[lac_grid_class(grid, lac_grid_age_band(grid, last), band, p)] +=
                    lac_state_row(self, p, d)[last];
            }
        }
    }
}

double lac_state_leavers(const lac_state *self, const double *share, double *restrict by_age)
{
    const lac_grid *grid = &self->model->grid;
    double adults = 0;
    for (int duration_band = 0, d = 0; d < grid->n_durations; d++) {
        duration_band += d == grid->duration_band_first[duration_band + 1];
        for (int g = 0; g < grid->n_groups; g++) {
            const int band = g / grid->n_placements;
            const int p = g % grid->n_placements;
            const int first = grid->age_band_first[band];
            const int older = first != grid->unknown_row;
            const double leave = share[lac_grid_class(grid, band, duration_band, p)];
            const double *restrict row = lac_state_row(self, p, d);
            int end = grid->age_band_first[band + 1];
            if (older == 1 && end == LAC_ADULT_MONTHS) {
                adults += row[--end] * leave;
            }
            for (int a = first; a < end && leave > 0; a++) {
                by_age[a + older] += row[a] * leave;
            }
        }
    }
    return adults;
}

void lac_state_scale_classes(lac_state *self, const double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    for (int band = 0; band < grid->n_duration_bands; band++) {
        for (int d = grid->duration_band_first[band]; d < grid->duration_band_first[band + 1];
             d++) {
            for (int p = 0; p < grid->n_placements; p++) {
                double *row = lac_state_row(self, p, d);
                for (int b = 0; b < grid->n_age_bands; b++) {
                    const double factor = by_class[lac_grid_class(grid, b, band, p)];
                    for (int a = grid->age_band_first[b]; a < grid->age_band_first[b + 1]; a++) {
                        row[a] *= factor;
                    }
                }
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

/* Puts the children of d months in care, a month older, into rows of cells: rows has those of placement 0,
 * the others follow. Each of them is added to sums, which has the classes of the months in care they have
 * now, of age band 0 and placement 0 first; NULL: not wanted. */
static void carry(const lac_state *self, int duration_band, int d, double *rows, double *sums)
{
    const lac_grid *grid = &self->model->grid;
    const double *cells = lac_state_row(self, 0, d);
    const int per_band = grid->n_duration_bands * grid->n_placements;
    for (int p = 0; p < grid->n_placements && grid->ages_known; p++) {
        rows[p * grid->n_ages] = 0;
    }
    for (int band = 0; band < grid->n_age_bands; band++) {
        const int first = grid->age_band_first[band];
        const int end = grid->age_band_first[band + 1];
        const bool unknown = first == grid->unknown_row;
        const bool adults =
            !unknown && end == LAC_ADULT_MONTHS; /* 17 years and 11 months: turn 18 */
        const int n = end - first - adults;
        double *to = rows + first + !unknown;
        double *here = sums == NULL ? NULL : sums + band * per_band;
        lac_weigh_step(to, cells + first, grid->n_ages, n, self->sources.items,
            self->sources.first + lac_grid_class(grid, band, duration_band, 0), grid->n_placements,
            here);
        for (int p = 0; p < grid->n_placements && here != NULL; p++) {
            here[(unknown || adults ? 0 : per_band) + p] += to[p * grid->n_ages + n - 1];
        }
    }
}

void lac_state_step(
    lac_state *self, const lac_transition *transition, const double *keep, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const int size = grid->n_placements * grid->n_ages;
    const int last = grid->n_durations - 1;
    int band = grid->n_duration_bands - 1;
    lac_sources_set(&self->sources, transition, keep);
    if (by_class != NULL) {
        memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    }
    /* Those longest in care stay where they are, and are joined by others; then each month in care
     * overwrites the next. */
    carry(self, band, last, self->rows, NULL);
    if (last == 0) {
        memcpy(self->cells, self->rows, (size_t)size * sizeof *self->rows);
    }
    for (int d = last; d > 0; d--) {
        double *row = lac_state_row(self, 0, d);
        double *sums =
            by_class == NULL || d == last ? NULL : by_class + lac_grid_class(grid, 0, band, 0);
        band -= d - 1 < grid->duration_band_first[band];
        carry(self, band, d - 1, row, sums);
        if (d == last) {
            lac_weigh_grow(row, self->rows, size);
        }
    }
    if (by_class != NULL) {
        add_sums(self, grid->n_duration_bands - 1, last, by_class);
    }
    if (last > 0) {
        memset(lac_state_row(self, 0, 0), 0, (size_t)size * sizeof *self->cells);
    }
}

void lac_state_free(lac_state *self)
{
    free(self->cells);
    free(self->rows);
    lac_sources_free(&self->sources);
    memset(self, 0, sizeof *self);
}
