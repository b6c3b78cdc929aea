/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_COHORTS_H
#define LAC_ENGINE_COHORTS_H

#include "engine/sources.h"
#include "engine/transition.h"
#include "model/model.h"

/* The expected survivors of each opening row by themselves, which the standard deviation needs: children
 * of one row share their luck's probabilities, those of different rows do not. Rows that differ in
 * nothing are one cohort. A member is the children of one row at one month of age, until they turn 18;
 * those of a cohort stand one after the other. */
typedef struct {
    const lac_model *model;
    int n_cohorts; /* that have members left */
    int *size;     /* of each, members */
    double *part;  /* of each, what one child of it is: 1 / the children at the start */
    int n;         /* members */
    int *age;      /* of each member, this month */
    int *duration; /* months in care, as far as the grid tells them apart */
    int *column;   /* the class of this age and these months in care in placement 0; -1: turns 18 */
    int *duration_band; /* of each number of months in care */
    double *children;   /* n_placements x room: where each member is */
    double *next;       /* the same in the month after */
    double *there;      /* by cohort: scratch */
    double *placed;     /* by cohort: scratch */
    int room;           /* for members: those of the start */
    lac_arena arena;
} lac_cohorts;

/* Begins as {0}; free with lac_cohorts_free. LAC_OK or LAC_MEMORY. */
int lac_cohorts_init(lac_cohorts *self, const lac_model *model) LAC_CHECKED;

/* A month passes, as in lac_state_step; sources are those of the month. */
void lac_cohorts_step(lac_cohorts *self, const lac_sources *sources);

/* The sum over cohorts of (expected survivors)^2 / children: by placement, and returned for all. */
double lac_cohorts_squares(const lac_cohorts *self, double *by_placement);

void lac_cohorts_free(lac_cohorts *self);

#endif
