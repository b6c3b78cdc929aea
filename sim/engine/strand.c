/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/strand.h"

#include <string.h>

int lac_strands_init(lac_strands *self, const lac_model *model)
{
    const int n = model->grid.n_placements;
    *self = (lac_strands){.model = model, .n = model->n_cases};
    self->items = lac_arena_alloc(&self->arena, (size_t)model->n_cases + 1, sizeof *self->items);
    for (int i = 0; i < model->n_cases && self->items != NULL; i++) {
        const lac_opening_group *group = &model->opening[model->cases[i].group];
        const int ages = group->last_age - group->first_age + 1;
        double *children =
            lac_arena_alloc(&self->arena, (size_t)ages * (size_t)n, sizeof *children);
        if (children == NULL) {
            return LAC_MEMORY;
        }
        for (int a = 0; a < ages; a++) {
            children[a * n + group->placement] = group->children / ages;
        }
        self->items[i] = (lac_strand){group->first_age, ages, group->duration, children};
    }
    return self->items == NULL ? LAC_MEMORY : LAC_OK;
}

static int duration_band(const lac_grid *grid, int duration)
{
    int band = 0;
    while (band + 1 < grid->n_duration_bands && grid->duration_band_first[band + 1] <= duration) {
        band++;
    }
    return band;
}

/* The class of children [i]. */
static int class_of(const lac_strand *self, const lac_grid *grid, int i, int duration_band_)
{
    const int age = self->first_age + i / grid->n_placements;
    return lac_grid_class(
        grid, lac_grid_age_band(grid, age), duration_band_, i % grid->n_placements);
}

void lac_strands_scale_classes(lac_strands *self, const double *by_class)
{
    const lac_grid *grid = &self->model->grid;
    for (int s = 0; s < self->n; s++) {
        lac_strand *strand = &self->items[s];
        const int band = duration_band(grid, strand->duration);
        for (int i = 0; i < strand->n_ages * grid->n_placements; i++) {
            strand->children[i] *= by_class[class_of(strand, grid, i, band)];
        }
    }
}

void lac_strands_scale(lac_strands *self, double factor)
{
    for (int s = 0; s < self->n; s++) {
        for (int i = 0; i < self->items[s].n_ages * self->model->grid.n_placements; i++) {
            self->items[s].children[i] *= factor;
        }
    }
}

/* The children of one age move, first of the class of placement 0. */
static void move(const lac_model *model, const lac_transition *transition, const double *keep,
    int first_class, double *children)
{
    const int n = model->grid.n_placements;
    double there[LAC_MAX_PLACEMENTS] = {0};
    for (int p = 0; p < n; p++) {
        there[p] = children[p] * keep[first_class + p];
        children[p] = there[p] * transition->stay[first_class + p];
    }
    for (int k = 0; k < model->n_moves; k++) {
        const int from = model->moves[k].from;
        const int to = model->moves[k].to;
        const double moving =
            there[from] * transition->move[k * model->grid.n_classes + first_class + from];
        for (int p = 0; p < n; p++) {
            children[p] +=
                moving * (transition->landing == NULL ? p == to : transition->landing[to * n + p]);
        }
    }
}

void lac_strands_step(lac_strands *self, const lac_transition *transition, const double *keep)
{
    const lac_grid *grid = &self->model->grid;
    for (int s = 0; s < self->n; s++) {
        lac_strand *strand = &self->items[s];
        const int band = duration_band(grid, strand->duration);
        if (strand->n_ages > 0 && strand->first_age != grid->unknown_row &&
            strand->first_age + strand->n_ages == LAC_ADULT_MONTHS) {
            strand->n_ages--; /* who turns 18 */
        }
        for (int a = 0; a < strand->n_ages; a++) {
            const int i = a * grid->n_placements;
            move(self->model, transition, keep, class_of(strand, grid, i, band),
                strand->children + i);
        }
        strand->first_age += strand->first_age != grid->unknown_row;
        strand->duration += strand->duration + 1 < grid->n_durations;
    }
}

double lac_strand_sum(const lac_strand *self, const lac_grid *grid)
{
    double sum = 0;
    for (int i = 0; i < self->n_ages * grid->n_placements; i++) {
        sum += self->children[i];
    }
    return sum;
}

double lac_strand_leavers(const lac_strand *self, const lac_grid *grid, const double *keep)
{
    const int band = duration_band(grid, self->duration);
    double sum = 0;
    for (int i = 0; i < self->n_ages * grid->n_placements; i++) {
        sum += self->children[i] * (1 - keep[class_of(self, grid, i, band)]);
    }
    return sum;
}

void lac_strands_free(lac_strands *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
