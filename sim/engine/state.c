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
    const size_t landings = model->capacity == NULL ? 1 : (size_t)grid->n_placements;
    self->sources =
        calloc((size_t)grid->n_classes + (size_t)(grid->n_classes / grid->n_placements) *
                                             (size_t)model->n_moves * landings,
            sizeof *self->sources);
    self->first_source = calloc((size_t)grid->n_classes + 1, sizeof *self->first_source);
    return self->cells != NULL && self->rows != NULL && self->sources != NULL &&
                   self->first_source != NULL
               ? LAC_OK
               : LAC_MEMORY;
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

/* The share of those who move to a placement who land in another. */
static double landing(const lac_transition *transition, int n_placements, int to, int in)
{
    return transition->landing == NULL ? to == in : transition->landing[to * n_placements + in];
}

/* Where the children of each class are a month later: the sources of the children of an age band, a
 * band of months in care and a placement, as offsets into the cells of their months in care. */
static void find_sources(lac_state *self, const lac_transition *transition, const double *keep)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    lac_source *next = self->sources;
    for (int c = 0; c < grid->n_classes; c++) {
        const int p = c % grid->n_placements;
        const int others = c - p;
        self->first_source[c] = (int)(next - self->sources);
        *next++ = (lac_source){p * grid->n_ages, keep[c] * transition->stay[c]};
        for (int k = 0; k < model->n_moves; k++) {
            const lac_flow *move = &model->moves[k];
            const int from = others + move->from;
            const double share = landing(transition, grid->n_placements, move->to, p) *
                                 transition->move[k * grid->n_classes + from];
            if (share > 0) {
                *next++ = (lac_source){move->from * grid->n_ages, keep[from] * share};
            }
        }
    }
    self->first_source[grid->n_classes] = (int)(next - self->sources);
}

/* Puts the children of d months in care, a month older, into rows of cells, or adds them to what is
 * there: rows has those of placement 0, the others follow. */
static void carry(const lac_state *self, int duration_band, int d, double *rows, bool fresh)
{
    const lac_grid *grid = &self->model->grid;
    const double *cells = lac_state_row(self, 0, d);
    for (int band = 0; band < grid->n_age_bands; band++) {
        const int first = grid->age_band_first[band];
        const bool unknown = first == grid->unknown_row;
        int n = grid->age_band_first[band + 1] - first;
        if (!unknown && first + n == LAC_ADULT_MONTHS) {
            n--; /* who is 17 years and 11 months old turns 18 */
        }
        for (int p = 0; p < grid->n_placements; p++) {
            const int c = lac_grid_class(grid, band, duration_band, p);
            lac_weigh_gather(rows + p * grid->n_ages + first + !unknown, cells + first,
                self->sources + self->first_source[c],
                self->first_source[c + 1] - self->first_source[c], n, fresh);
        }
    }
    for (int p = 0; p < grid->n_placements && fresh && grid->ages_known; p++) {
        rows[p * grid->n_ages] = 0;
    }
}

void lac_state_step(
    lac_state *self, const lac_transition *transition, const double *keep, double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    const size_t size = (size_t)(grid->n_placements * grid->n_ages) * sizeof *self->rows;
    const int last = grid->n_durations - 1;
    int band = grid->n_duration_bands - 1;
    find_sources(self, transition, keep);
    if (by_class != NULL) {
        memset(by_class, 0, (size_t)grid->n_classes * sizeof *by_class);
    }
    /* Those longest in care stay where they are; then each month in care overwrites the next, and is
     * added up while it is at hand. */
    carry(self, band, last, self->rows, true);
    memcpy(lac_state_row(self, 0, last), self->rows, size);
    for (int d = last; d > 0; d--) {
        const int to_band = band;
        band -= d - 1 < grid->duration_band_first[band];
        carry(self, band, d - 1, lac_state_row(self, 0, d), d < last);
        if (by_class != NULL) {
            add_sums(self, to_band, d, by_class);
        }
    }
    if (last > 0) {
        memset(lac_state_row(self, 0, 0), 0, size);
    } else if (by_class != NULL) {
        add_sums(self, 0, 0, by_class);
    }
}

void lac_state_free(lac_state *self)
{
    free(self->cells);
    free(self->rows);
    free(self->sources);
    free(self->first_source);
    memset(self, 0, sizeof *self);
}
