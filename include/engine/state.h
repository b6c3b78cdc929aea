/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STATE_H
#define LAC_ENGINE_STATE_H

#include "engine/sources.h"
#include "engine/transition.h"
#include "model/model.h"

/* Expected children in every cell of the grid, laid out as lac_grid_cell. */
typedef struct {
    const lac_model *model;
    double *cells;
    double *rows;        /* placements x ages: scratch */
    lac_sources sources; /* of the last month */
} lac_state;

/* The whole grid, empty. Begins as {0}; free with lac_state_free, also after a failure. */
int lac_state_init(lac_state *self, const lac_model *model) LAC_CHECKED;

/* Empties the grid. Of one that is new this writes its memory before anybody reads it, which spares the
 * system a second fault for every page, and the other threads their part in that. */
void lac_state_clear(lac_state *self);

/* Adds an opening row, evenly in its ages. */
void lac_state_add_group(lac_state *self, const lac_opening_group *group);

/* The cells of a placement and of a number of months in care, one for each age row. */
static inline double *lac_state_row(const lac_state *self, int placement, int duration)
{
    return self->cells + lac_grid_cell(&self->model->grid, 0, placement, duration);
}

/* Children by class: by_class has n_classes entries. */
void lac_state_sum(const lac_state *self, double *by_class);

/* The same of those who turn 18 within a month. */
void lac_state_sum_adults(const lac_state *self, double *by_class);

/* Adds those who leave, the share of each class, to by_age by their age at the end of the month: n_ages
 * entries. Returns those of them who turn 18 in it, who are in no entry. */
double lac_state_leavers(const lac_state *self, const double *share, double *restrict by_age);

/* Multiplies every cell by its class's entry. */
void lac_state_scale_classes(lac_state *self, const double *by_class);

/* Multiplies every cell. */
void lac_state_scale(lac_state *self, double factor);

/* A month passes for those who are there: each cell keeps the share keep[class], who turn 18 leave, the
 * others move between placements, everybody is a month older and a month longer in care. by_class becomes
 * what lac_state_sum would say; NULL: not wanted. */
void lac_state_step(
    lac_state *self, const lac_transition *transition, const double *keep, double *by_class);

void lac_state_free(lac_state *self);

#endif
