/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_EXPECTING_H
#define LAC_ENGINE_EXPECTING_H

#include "engine/absent.h"
#include "engine/caseload.h"
#include "engine/expected.h"
#include "engine/leavers.h"
#include "engine/places.h"
#include "engine/spread.h"
#include "engine/stock.h"
#include "engine/support.h"
#include "engine/transition.h"
#include "model/rates.h"

/* The month of expected children that is being worked out: for expected.c and expecting.c. Buffers belong to the arena. */
typedef struct {
    const lac_model *model;
    const lac_measures *measures;
    lac_track *track;
    lac_rates rates;
    lac_transition transition;
    lac_stock stock;
    lac_leavers leavers;
    lac_absent absent;
    lac_support support;
    lac_caseload caseload;
    lac_places places;
    lac_spread spread;
    double *adults;    /* by class: those who turn 18 */
    double *moved;     /* by move */
    double *shifted;   /* by shift: attempts that found a child */
    double *placement; /* by placement */
    double *wanted;    /* by placement: children on their way to it */
    double *started;   /* age row x placement: this month's starts */
    double *batch;     /* the same of those among them who are arriving */
    lac_arena arena;
} lac_expecting;

static inline void lac_expecting_put(lac_expecting *self, int measure, int m, double value)
{
    self->track->mean[measure * self->track->n_months + m] = value;
}

/* Rule 25: children come back in month m; returns them. */
double lac_expecting_come_back(lac_expecting *self, int m);

/* Rules 4 and 9: this month's admissions; returns them. */
double lac_expecting_admit(lac_expecting *self, int m);

/* Rule 10: what is unreconciled, starts being the month's admissions. Returns the children added (or,
 * negative, taken away). */
double lac_expecting_reconcile(lac_expecting *self, int m, double starts);

#endif
