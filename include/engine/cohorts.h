/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_COHORTS_H
#define LAC_ENGINE_COHORTS_H

#include "engine/transition.h"
#include "model/model.h"

/* The expected survivors of each opening row by themselves, which the standard deviation needs: children
 * of one row share their luck's probabilities, those of different rows do not. Rows that differ in
 * nothing are one. A member is the children of one row at one month of age, until they turn 18. */
typedef struct {
    int n;       /* members; those of the cohorts stand one after the other */
    double part; /* what one child of it is: 1 / the children at the start */
} lac_cohort;

typedef struct {
    const lac_model *model;
    lac_cohort *cohorts;
    int n_cohorts;
    int *age;         /* of each member, this month */
    int *duration;    /* months in care, as far as the grid tells them apart */
    double *children; /* n_placements x room: where each member is */
    double *next;
    double *there; /* by cohort: scratch */
    int n;         /* members */
    int room;      /* for members: those of the start */
    lac_arena arena;
} lac_cohorts;

/* Begins as {0}; free with lac_cohorts_free. LAC_OK or LAC_MEMORY. */
int lac_cohorts_init(lac_cohorts *self, const lac_model *model) LAC_CHECKED;

/* A month passes, as in lac_state_step. */
void lac_cohorts_step(lac_cohorts *self, const lac_transition *transition, const double *keep);

/* The sum over cohorts of (expected survivors)^2 / children: by placement, and returned for all. */
double lac_cohorts_squares(const lac_cohorts *self, double *by_placement);

void lac_cohorts_free(lac_cohorts *self);

#endif
