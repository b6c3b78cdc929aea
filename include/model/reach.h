/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_REACH_H
#define LAC_MODEL_REACH_H

#include "base/arena.h"
#include "model/drivers.h"
#include "model/known.h"
#include "model/line.h"
#include "model/model.h"

/* Which numbers of a scenario's model the unknowns of a study reach, and how: for sway.c. */

/* Numbers that are each scaled by a factor of their own, which is an unknown that is a parameter: those
 * number at[0 .. n - 1] of out. */
typedef struct {
    double *out;
    const double *base;
    const int *at;
    const int *factor;
    int n;
} lac_reach_scaling;

/* A single number that an unknown is. */
typedef struct {
    double *out;
    double base;
    int of;
} lac_reach_single;

typedef struct {
    const lac_model *base;
    const lac_plan *plan;
    lac_known known;
    lac_drivers drivers; /* others follow them */
    lac_line *lines;
    int n_lines;
    lac_reach_scaling *scalings;
    int n_scalings;
    lac_reach_single *singles;
    int n_singles;
    lac_arena arena;
} lac_reach;

/* Finds it all and gives model, which begins as a copy of base, arrays of its own for what is reached.
 * Begin with {0}; what is made belongs to self->arena. LAC_OK or LAC_MEMORY. */
int lac_reach_make(lac_reach *self, lac_model *model, const lac_model *base, const lac_plan *plan,
    const lac_unknowns *unknowns) LAC_CHECKED;

#endif
