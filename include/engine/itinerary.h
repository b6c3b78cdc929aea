/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_ITINERARY_H
#define LAC_ENGINE_ITINERARY_H

#include "base/arena.h"
#include "base/status.h"
#include "model/pathway.h"

#include <stdbool.h>

/* When the stages of a case end, and how (model rule 21), in days from a day on which it is in the first
 * of them. Exact: lengths of stages are independent, so the days of their sums are convolved. */
typedef struct {
    int first; /* the stage ends first + d days on with probability p[d], d below n, if it is reached; days
                  that cannot lie in the study are left out */
    int n;
    double *p;
    double
        refused; /* share of all cases that reach the stage and are refused at its end; at the last
                       one success failing, too */
    double passed; /* that reach it and are let through; at the last one: the orders */
    double frees;  /* that give back their place with the staff at its end */
} lac_stage_end;

typedef struct {
    int first_stage;     /* the one a case is in at day 0 */
    int n_stages;        /* of the pathway */
    lac_stage_end *ends; /* by stage; those before the first are empty */
    bool fresh;          /* it begins on day 0 */
    bool holds;          /* a place with the staff */
    double at_once;      /* share of the places that come free on day 0 */
} lac_itinerary;

/* Of a case that begins stage 0 (elapsed -1), or that has been in a stage for `elapsed` days, in which the
 * stage did not end; where it must have ended by then it ends on day 0. n_days is the length of the
 * study. Memory is the arena's. LAC_OK or LAC_MEMORY. */
int lac_itinerary_make(lac_itinerary *self, lac_arena *arena, const lac_pathway *pathway,
    double success, int stage, int elapsed, int n_days) LAC_CHECKED;

#endif
