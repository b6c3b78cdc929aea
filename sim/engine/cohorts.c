/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cohorts.h"

#include <stdlib.h>
#include <string.h>

/* The age of who has turned 18. */
enum { GONE = -1 };

/* Whether a member leaves at the end of the month by its 18th birthday, or has left so before. */
static bool turns_18(const lac_grid *grid, int age)
{
    return age == GONE || (grid->ages_known && age == LAC_ADULT_MONTHS - 1);
}

/* Members of the same months in care and neighbouring ages stand side by side, because they mostly
 * share a class and are then worked out in one go. */
static int compare_groups(const void *a, const void *b)
{
    const lac_opening_group *x = a;
    const lac_opening_group *y = b;
    const int by[] = {x->duration - y->duration, x->first_age - y->first_age,
        x->last_age - y->last_age, x->placement - y->placement};
    for (size_t i = 0; i < sizeof by / sizeof by[0]; i++) {
        if (by[i] != 0) {
            return by[i];
        }
    }
    return 0;
}

/* The opening rows in order, equal ones together and empty ones left out. */
static int gather(lac_opening_group *out, const lac_model *model)
{
    int n = 0;
    if (model->n_opening > 0) {
        memcpy(out, model->opening, (size_t)model->n_opening * sizeof *out);
        qsort(out, (size_t)model->n_opening, sizeof *out, compare_groups);
    }
    for (int i = 0; i < model->n_opening; i++) {
        if (out[i].children <= 0) {
            continue;
        }
        if (n > 0 && compare_groups(&out[n - 1], &out[i]) == 0) {
            out[n - 1].children += out[i].children;
        } else {
            out[n++] = out[i];
        }
    }
    return n;
}

static int fill(lac_cohorts *self, const lac_opening_group *groups)
{
    const size_t members = (size_t)self->n + 1;
    const size_t cells = (size_t)self->n * (size_t)self->model->grid.n_placements + 1;
    self->cohorts =
        lac_arena_alloc(&self->arena, (size_t)self->n_cohorts + 1, sizeof *self->cohorts);
    self->age = lac_arena_alloc(&self->arena, members, sizeof *self->age);
    self->duration = lac_arena_alloc(&self->arena, members, sizeof *self->duration);
    self->children = lac_arena_alloc(&self->arena, cells, sizeof *self->children);
    self->next = lac_arena_alloc(&self->arena, cells, sizeof *self->next);
    if (self->cohorts == NULL || self->age == NULL || self->duration == NULL ||
        self->children == NULL || self->next == NULL) {
        return LAC_MEMORY;
    }
    int member = 0;
    for (int g = 0; g < self->n_cohorts; g++) {
        const lac_opening_group *group = &groups[g];
        const int rows = group->last_age - group->first_age + 1;
        self->cohorts[g] = (lac_cohort){member, rows, group->children};
        for (int a = group->first_age; a <= group->last_age; a++, member++) {
            self->age[member] = a;
            self->duration[member] = group->duration;
            self->children[group->placement * self->n + member] = group->children / rows;
        }
    }
    return LAC_OK;
}

int lac_cohorts_init(lac_cohorts *self, const lac_model *model)
{
    *self = (lac_cohorts){.model = model};
    lac_opening_group *groups = calloc((size_t)model->n_opening + 1, sizeof *groups);
    if (groups == NULL) {
        return LAC_MEMORY;
    }
    self->n_cohorts = gather(groups, model);
    for (int g = 0; g < self->n_cohorts; g++) {
        self->n += groups[g].last_age - groups[g].first_age + 1;
    }
    const int status = fill(self, groups);
    free(groups);
    return status;
}

/* Members first..end - 1 share a class column: an age band and a band of months in care. */
static void step_run(lac_cohorts *self, const lac_transition *transition, const double *keep,
    int age_band, int duration_band, int first, int end)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    for (int p = 0; p < grid->n_placements; p++) {
        const int c = lac_grid_class(grid, age_band, duration_band, p);
        const double share = keep[c] * transition->stay[c];
        const double *restrict from = self->children + p * self->n;
        double *restrict to = self->next + p * self->n;
        for (int i = first; i < end; i++) {
            to[i] = from[i] * share;
        }
    }
    for (int k = 0; k < model->n_moves; k++) {
        const lac_flow *move = &model->moves[k];
        const int c = lac_grid_class(grid, age_band, duration_band, move->from);
        const double share = keep[c] * transition->move[k * grid->n_classes + c];
        const double *restrict from = self->children + move->from * self->n;
        double *restrict to = self->next + move->to * self->n;
        for (int i = first; i < end; i++) {
            to[i] += from[i] * share;
        }
    }
}

/* Nobody is left of members first..end - 1. */
static void clear_run(lac_cohorts *self, int first, int end)
{
    for (int p = 0; p < self->model->grid.n_placements; p++) {
        memset(&self->next[p * self->n + first], 0, (size_t)(end - first) * sizeof *self->next);
    }
}

static int duration_band(const lac_grid *grid, int duration)
{
    int band = 0;
    while (duration >= grid->duration_band_first[band + 1]) {
        band++;
    }
    return band;
}

void lac_cohorts_step(lac_cohorts *self, const lac_transition *transition, const double *keep)
{
    const lac_grid *grid = &self->model->grid;
    for (int first = 0, end = 0; first < self->n; first = end) {
        const bool adults = turns_18(grid, self->age[first]);
        const int band = self->age[first] == GONE ? 0 : lac_grid_age_band(grid, self->age[first]);
        const int months = self->duration[first];
        for (end = first + 1; end < self->n && self->duration[end] == months &&
                              turns_18(grid, self->age[end]) == adults &&
                              (adults || lac_grid_age_band(grid, self->age[end]) == band);
             end++) {
        }
        if (adults) {
            clear_run(self, first, end);
        } else {
            step_run(self, transition, keep, band, duration_band(grid, months), first, end);
        }
    }
    for (int i = 0; i < self->n; i++) {
        self->duration[i] += self->duration[i] < grid->n_durations - 1;
        if (turns_18(grid, self->age[i])) {
            self->age[i] = GONE;
        } else if (self->age[i] != grid->unknown_row) {
            self->age[i]++;
        }
    }
    double *swap = self->children;
    self->children = self->next;
    self->next = swap;
}

double lac_cohorts_squares(const lac_cohorts *self, double *by_placement)
{
    const int n_placements = self->model->grid.n_placements;
    double all = 0;
    memset(by_placement, 0, (size_t)n_placements * sizeof *by_placement);
    for (int g = 0; g < self->n_cohorts; g++) {
        const lac_cohort *cohort = &self->cohorts[g];
        double there = 0;
        for (int p = 0; p < n_placements; p++) {
            const double *members = &self->children[p * self->n + cohort->first];
            double placed = 0;
            for (int i = 0; i < cohort->n; i++) {
                placed += members[i];
            }
            by_placement[p] += placed * placed / cohort->children;
            there += placed;
        }
        all += there * there / cohort->children;
    }
    return all;
}

void lac_cohorts_free(lac_cohorts *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
