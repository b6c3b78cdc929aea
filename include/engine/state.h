/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STATE_H
#define LAC_ENGINE_STATE_H

#include "engine/transition.h"
#include "model/model.h"

/* Expected children by age row, placement and months in care, in a box of the grid: all of it for the
 * whole stock, a few ages and one month in care for the children of one opening row. Cells outside the
 * box are empty. Layout as lac_grid_cell, inside the box. */
typedef struct {
    const lac_grid *grid;
    int first_age;      /* grid row of the box's first row */
    int n_ages;         /* rows in the box */
    int first_duration; /* grid months in care of the box's first */
    int n_durations;
    bool whole; /* the box is the whole grid and does not travel with its children */
    double *cells;
    double *spare; /* as large: the next month is written there */
} lac_state;

/* The whole grid, empty. Begins as {0}; free with lac_state_free. */
int lac_state_init(lac_state *self, const lac_grid *grid) LAC_CHECKED;

/* The children of one opening row: evenly in its ages. */
int lac_state_init_group(
    lac_state *self, const lac_grid *grid, const lac_opening_group *group) LAC_CHECKED;

/* Adds an opening row to a whole state. */
void lac_state_add_group(lac_state *self, const lac_opening_group *group);

static inline double *lac_state_row(const lac_state *self, int age, int placement)
{
    return self->cells + ((age - self->first_age) * self->grid->n_placements + placement) *
                             self->n_durations;
}

/* Children by class: by_class has n_classes entries. */
void lac_state_sum(const lac_state *self, double *by_class);

/* Children by placement, n_placements entries; returns the total. */
double lac_state_placements(const lac_state *self, double *by_placement);

/* Multiplies every cell by its class's entry. */
void lac_state_scale_classes(lac_state *self, const double *by_class);

/* Multiplies every cell. */
void lac_state_scale(lac_state *self, double factor);

/* A month passes for those who are there: each cell keeps the share keep[class], who turn 18 leave
 * (their number comes back), the others move between placements, everybody is a month older and
 * a month longer in care. moved: n_moves entries to add to, or NULL. */
double lac_state_step(lac_state *self, const lac_model *model, const lac_transition *transition,
    const double *keep, double *moved);

void lac_state_free(lac_state *self);

#endif
