/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SPEND_H
#define LAC_RESULTS_SPEND_H

#include "base/arena.h"
#include "base/status.h"
#include "model/measure.h"
#include "model/model.h"
#include "results/counts.h"

/* What one scenario spends, as savings need it: in pounds, or in whole pence of a replicate. */
typedef struct {
    double *placements; /* by month; NaN: not known */
    double *support;    /* by month */
    double *programme;
    double *run_rate; /* by financial year: lac_money_run_rate of its March; NaN without a March */
} lac_spend;

/* Begin with {0}; belongs to the arena. LAC_OK or LAC_MEMORY. */
int lac_spend_make(lac_spend *self, lac_arena *arena, const lac_model *model) LAC_CHECKED;

/* Fills it from what is known of a scenario by month: money holds the measures of the files (pounds, or
 * pence with parts 1), children the numbers of an engine. pence: money is in pence, and so shall the run
 * rate be. */
void lac_spend_take(lac_spend *self, const lac_model *model, const lac_measures *measures,
    const lac_counts *money, const lac_counts *children, bool pence);

#endif
