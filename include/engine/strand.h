/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_STRAND_H
#define LAC_ENGINE_STRAND_H

#include "base/arena.h"
#include "engine/transition.h"
#include "model/model.h"

/* The child of a case of the tracker, spread over the cells where it may be: an opening row that grows
 * older and moves, and stays on its pathway. A part of the stock like others, but of few cells: the ages of
 * the row, at one number of months in care. */
typedef struct {
    int first_age; /* row of the grid */
    int n_ages;    /* 0: it is over */
    int duration;
    double *children; /* age x placement, from first_age on */
} lac_strand;

typedef struct {
    const lac_model *model;
    lac_strand *items; /* by case of the model */
    int n;
    lac_arena arena;
} lac_strands;

/* Begins as {0}; free with lac_strands_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_strands_init(lac_strands *self, const lac_model *model) LAC_CHECKED;

/* Cell of the grid in which its children [i] are. */
static inline int lac_strand_cell(const lac_strand *self, const lac_grid *grid, int i)
{
    return lac_grid_cell(
        grid, self->first_age + i / grid->n_placements, i % grid->n_placements, self->duration);
}

/* As the functions of lac_state of these names. */
void lac_strands_scale_classes(lac_strands *self, const double *by_class);
void lac_strands_scale(lac_strands *self, double factor);
void lac_strands_step(lac_strands *self, const lac_transition *transition, const double *keep);

double lac_strand_sum(const lac_strand *self, const lac_grid *grid);

/* Children who leave while each class keeps its share. */
double lac_strand_leavers(const lac_strand *self, const lac_grid *grid, const double *keep);

void lac_strands_free(lac_strands *self);

#endif
