/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/cohorts.h"

#include <stdlib.h>
#include <string.h>

/* Whether a member leaves at the end of the month by its 18th birthday. */
static bool turns_18(const lac_grid *grid, int age)
{
    return grid->ages_known && age == LAC_ADULT_MONTHS - 1;
}

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

static int allocate(lac_cohorts *self)
{
    const lac_grid *grid = &self->model->grid;
    lac_arena *arena = &self->arena;
    const size_t members = (size_t)self->n + 1;
    const size_t cohorts = (size_t)self->n_cohorts + 1;
    const size_t cells = (size_t)self->n * (size_t)grid->n_placements + 1;
    self->size = lac_arena_alloc(arena, cohorts, sizeof *self->size);
    self->part = lac_arena_alloc(arena, cohorts, sizeof *self->part);
    self->there = lac_arena_alloc(arena, cohorts, sizeof *self->there);
    self->placed = lac_arena_alloc(arena, cohorts, sizeof *self->placed);
    self->age = lac_arena_alloc(arena, members, sizeof *self->age);
    self->duration = lac_arena_alloc(arena, members, sizeof *self->duration);
    self->column = lac_arena_alloc(arena, members, sizeof *self->column);
    self->children = lac_arena_alloc(arena, cells, sizeof *self->children);
    self->next = lac_arena_alloc(arena, cells, sizeof *self->next);
    self->duration_band =
        lac_arena_alloc(arena, (size_t)grid->n_durations, sizeof *self->duration_band);
    const bool ok = self->size != NULL && self->part != NULL && self->there != NULL &&
                    self->placed != NULL && self->age != NULL && self->duration != NULL &&
                    self->column != NULL && self->children != NULL && self->next != NULL &&
                    self->duration_band != NULL;
    return ok ? LAC_OK : LAC_MEMORY;
}

/* Where a member of this age and these months in care stands now. */
static void set_member(lac_cohorts *self, int member, int age, int duration)
{
    const lac_grid *grid = &self->model->grid;
    self->age[member] = age;
    self->duration[member] = duration;
    self->column[member] = turns_18(grid, age) ? -1
                                               : lac_grid_class(grid, lac_grid_age_band(grid, age),
                                                     self->duration_band[duration], 0);
}

/* Adds a cohort whose first member is the one numbered; returns the number after its last. */
static int add_cohort(lac_cohorts *self, int cohort, int member, const lac_opening_group *group)
{
    const int rows = group->last_age - group->first_age + 1;
    self->size[cohort] = rows;
    self->part[cohort] = 1 / group->children;
    for (int a = group->first_age; a <= group->last_age; a++, member++) {
        set_member(self, member, a, group->duration);
        self->children[group->placement * self->room + member] = group->children / rows;
    }
    return member;
}

/* Neighbours of a class are worked out in one go. Members of neighbouring ages stand side by side, because
 * they mostly are of one, and always once they are all long in care; those who are already come first. */
static void fill(lac_cohorts *self, const lac_opening_group *groups)
{
    const lac_grid *grid = &self->model->grid;
    int cohort = 0;
    int member = 0;
    for (int b = 0; b < grid->n_duration_bands; b++) {
        for (int d = grid->duration_band_first[b]; d < grid->duration_band_first[b + 1]; d++) {
            self->duration_band[d] = b;
        }
    }
    for (int longest = 1; longest >= 0; longest--) {
        for (int g = 0; g < self->n_cohorts; g++) {
            const int band = self->duration_band[groups[g].duration];
            if ((band == grid->n_duration_bands - 1) == (longest == 1)) {
                member = add_cohort(self, cohort++, member, &groups[g]);
            }
        }
    }
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
    const int status = allocate(self);
    if (status == LAC_OK) {
        fill(self, groups);
    }
    free(groups);
    return status;
}

/* Everybody is a month older; who has turned 18 is no longer a member. */
static void grow_older(lac_cohorts *self)
{
    const lac_grid *grid = &self->model->grid;
    int to = 0;
    int cohorts = 0;
    for (int g = 0, i = 0; g < self->n_cohorts; g++) {
        const int end = i + self->size[g];
        const int first = to;
        for (; i < end; i++) {
            if (self->column[i] < 0) {
                continue;
            }
            set_member(self, to++, self->age[i] + (self->age[i] != grid->unknown_row),
                self->duration[i] + (self->duration[i] < grid->n_durations - 1));
        }
        self->size[cohorts] = to - first;
        self->part[cohorts] = self->part[g];
        cohorts += to > first;
    }
    self->n = to;
    self->n_cohorts = cohorts;
}

void lac_cohorts_step(lac_cohorts *self, const lac_sources *sources)
{
    int to = 0;
    for (int first = 0, end = 0; first < self->n; first = end) {
        const int column = self->column[first];
        for (end = first + 1; end < self->n && self->column[end] == column; end++) {
        }
        if (column >= 0) {
            lac_weigh_step(self->next + to, self->children + first, self->room, end - first,
                sources->items, sources->first + column, self->model->grid.n_placements, NULL);
            to += end - first;
        }
    }
    grow_older(self);
    double *swap = self->children;
    self->children = self->next;
    self->next = swap;
}

/* The children of each cohort in placement p. */
static const double *place(const lac_cohorts *self, int p)
{
    const double *member = &self->children[p * self->room];
    if (self->n == self->n_cohorts) {
        return member; /* each cohort is a member */
    }
    for (int g = 0; g < self->n_cohorts; g++) {
        double placed = 0;
        for (int i = 0; i < self->size[g]; i++) {
            placed += *member++;
        }
        self->placed[g] = placed;
    }
    return self->placed;
}

double lac_cohorts_squares(const lac_cohorts *self, double *by_placement)
{
    memset(self->there, 0, (size_t)self->n_cohorts * sizeof *self->there);
    for (int p = 0; p < self->model->grid.n_placements; p++) {
        const double *placed = place(self, p);
        by_placement[p] = lac_weigh_squares(placed, self->part, self->n_cohorts);
        lac_weigh_grow(self->there, placed, self->n_cohorts);
    }
    return lac_weigh_squares(self->there, self->part, self->n_cohorts);
}

void lac_cohorts_free(lac_cohorts *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
