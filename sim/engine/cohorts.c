/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cohorts.h"

#include <stdlib.h>
#include <string.h>

/* Whether a member leaves at the end of the month by its 18th birthday. */
static bool turns_18(const lac_grid *grid, int age)
{
    return grid->ages_known && age == LAC_ADULT_MONTHS - 1;
}

/* Members of neighbouring ages stand side by side, because they mostly share a class, and always do once
 * they are all long in care; they are then worked out in one go. */
static int compare_groups(const void *a, const void *b)
{
    const lac_opening_group *x = a;
    const lac_opening_group *y = b;
    const int by[] = {x->first_age - y->first_age, x->last_age - y->last_age,
        x->duration - y->duration, x->placement - y->placement};
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
    self->there = lac_arena_alloc(&self->arena, (size_t)self->n_cohorts + 1, sizeof(double));
    if (self->cohorts == NULL || self->there == NULL || self->age == NULL ||
        self->duration == NULL || self->children == NULL || self->next == NULL) {
        return LAC_MEMORY;
    }
    int member = 0;
    for (int g = 0; g < self->n_cohorts; g++) {
        const lac_opening_group *group = &groups[g];
        const int rows = group->last_age - group->first_age + 1;
        self->cohorts[g] = (lac_cohort){rows, 1 / group->children};
        for (int a = group->first_age; a <= group->last_age; a++, member++) {
            self->age[member] = a;
            self->duration[member] = group->duration;
            self->children[group->placement * self->room + member] = group->children / rows;
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
    self->room = self->n;
    const int status = fill(self, groups);
    free(groups);
    return status;
}

/* Members first..end - 1 share a class column: an age band and a band of months in care. They become
 * those from to_first on. */
static void step_run(lac_cohorts *self, const lac_transition *transition, const double *keep,
    int age_band, int duration_band, int first, int end, int to_first)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    for (int p = 0; p < grid->n_placements; p++) {
        const int c = lac_grid_class(grid, age_band, duration_band, p);
        const double share = keep[c] * transition->stay[c];
        const double *restrict from = self->children + p * self->room + first;
        double *restrict to = self->next + p * self->room + to_first;
        for (int i = 0; i < end - first; i++) {
            to[i] = from[i] * share;
        }
    }
    for (int k = 0; k < model->n_moves; k++) {
        const lac_flow *move = &model->moves[k];
        const int c = lac_grid_class(grid, age_band, duration_band, move->from);
        const double share = keep[c] * transition->move[k * grid->n_classes + c];
        const double *restrict from = self->children + move->from * self->room + first;
        double *restrict to = self->next + move->to * self->room + to_first;
        for (int i = 0; i < end - first; i++) {
            to[i] += from[i] * share;
        }
    }
}

/* Everybody is a month older; who has turned 18 is no longer a member. */
static void grow_older(lac_cohorts *self)
{
    const lac_grid *grid = &self->model->grid;
    int to = 0;
    for (int g = 0, i = 0; g < self->n_cohorts; g++) {
        const int end = i + self->cohorts[g].n;
        for (; i < end; i++) {
            if (turns_18(grid, self->age[i])) {
                self->cohorts[g].n--;
                continue;
            }
            self->age[to] = self->age[i] + (self->age[i] != grid->unknown_row);
            self->duration[to] = self->duration[i] + (self->duration[i] < grid->n_durations - 1);
            to++;
        }
    }
    self->n = to;
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
    int to = 0;
    for (int first = 0, end = 0; first < self->n; first = end) {
        const bool adults = turns_18(grid, self->age[first]);
        const int ages = lac_grid_age_band(grid, self->age[first]);
        const int months = duration_band(grid, self->duration[first]);
        for (end = first + 1; end < self->n && turns_18(grid, self->age[end]) == adults &&
                              lac_grid_age_band(grid, self->age[end]) == ages &&
                              self->duration[end] >= grid->duration_band_first[months] &&
                              self->duration[end] < grid->duration_band_first[months + 1];
             end++) {
        }
        if (!adults) {
            step_run(self, transition, keep, ages, months, first, end, to);
            to += end - first;
        }
    }
    grow_older(self);
    double *swap = self->children;
    self->children = self->next;
    self->next = swap;
}

double lac_cohorts_squares(const lac_cohorts *self, double *by_placement)
{
    const int n_placements = self->model->grid.n_placements;
    double all = 0;
    memset(self->there, 0, (size_t)self->n_cohorts * sizeof *self->there);
    for (int p = 0; p < n_placements; p++) {
        const double *member = &self->children[p * self->room];
        double squares = 0;
        for (int g = 0; g < self->n_cohorts; g++) {
            const lac_cohort *cohort = &self->cohorts[g];
            double placed = 0;
            for (int i = 0; i < cohort->n; i++) {
                placed += *member++;
            }
            squares += placed * placed * cohort->part;
            self->there[g] += placed;
        }
        by_placement[p] = squares;
    }
    for (int g = 0; g < self->n_cohorts; g++) {
        all += self->there[g] * self->there[g] * self->cohorts[g].part;
    }
    return all;
}

void lac_cohorts_free(lac_cohorts *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
