/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SAVINGS_H
#define LAC_RESULTS_SAVINGS_H

#include "model/saving.h"
#include "results/spend.h"

/* What a scenario saves against the reference (model rules 31 and 32). */

/* What is the same for every scenario of a study. Amounts are in pounds, or in whole pence. */
typedef struct {
    int n_months;
    int n_years;
    int *year;      /* by month: which of the years */
    bool *full;     /* by year: all its twelve months are in the study */
    double *budget; /* by year; NaN: none */
    double *worth;  /* by year: value at the start, in base prices, of what is saved in it; NaN: no
                       deflator is given */
    double nothing; /* amounts nearer to 0 than this are 0: half a penny */
    bool support;   /* whether anything of support, or of programmes, has a cost in any scenario */
    bool programme;
} lac_savings_terms;

/* Begin with {0}; belongs to the arena. LAC_OK or LAC_MEMORY. */
int lac_savings_terms_make(lac_savings_terms *self, lac_arena *arena, const lac_model *model,
    const lac_measures *measures, bool pence) LAC_CHECKED;

/* Works out all measures: out[measure * (n_years + 1) + t] for each financial year, the last entry being
 * the whole study. NaN: has no meaning there, or is not known. A payback that never comes is INFINITY. */
void lac_savings_work(const lac_savings_terms *self, const lac_spend *reference,
    const lac_spend *scenario, double *out);

#endif
