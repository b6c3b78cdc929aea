/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_OUTCOME_H
#define LAC_RESULTS_OUTCOME_H

#include "engine/expected.h"
#include "engine/stochastic.h"
#include "results/results.h"

/* The numbers of one replicate, all scenarios, as whole numbers of quanta side by side: so that sums
 * over replicates are exact and equal scenarios differ by exactly 0. Where each block begins and how it
 * is laid out:
 *   monthly      n_scenarios x n_inside x n_months
 *   annual       n_scenarios x n_measures x n_years, what the history adds to a year left out
 *   comparison   (n_scenarios - 1) x the same: annual less the reference's
 *   savings      (n_scenarios - 1) x LAC_N_SAVINGS_MEASURES x (n_years + 1)
 *   shortfalls   n_scenarios x LAC_N_SHORTFALLS
 * What has no value (see the series of `expected`) is 0. */
enum {
    LAC_SHORTFALL_UNMET,
    LAC_SHORTFALL_SHORTAGE,
    LAC_SHORTFALL_HOMELESS,
    LAC_SHORTFALL_UNSHIFTED,
    LAC_SHORTFALL_UNIDENTIFIED,
    LAC_N_SHORTFALLS
};

typedef struct {
    const lac_results *results;
    size_t n_scenarios;
    int n_measures;
    int n_inside; /* with those that only money is worked out from */
    int n_months;
    int n_years;
    int first_year;
    size_t annual; /* monthly begins at 0 */
    size_t comparison;
    size_t savings;
    size_t shortfalls;
    size_t n;      /* numbers of a replicate */
    double *parts; /* by measure: quanta that make one unit */
    double shortfall_parts;
    int *year;             /* by month: which of the years */
    int64_t *days;         /* by month */
    bool opening_observed; /* the first year's opening stock is the history's */
    int64_t *opening;      /* n_scenarios x placements (or 1): before the first month */
    bool *known;           /* n_scenarios x n_months: total spend exists */
    bool *saved;           /* by scenario: savings exist */
    lac_arena arena;
} lac_outcome;

/* Of results that `expected` has been through. whole: children are whole numbers, else they are in
 * quanta of a millionth. Begin with {0}; free with lac_outcome_free. LAC_OK or LAC_MEMORY. */
int lac_outcome_make(lac_outcome *self, const lac_results *results, bool whole) LAC_CHECKED;

/* Where a scenario's monthly numbers go: the layout of lac_stochastic_run's counts. */
static inline int64_t *lac_outcome_monthly(const lac_outcome *self, size_t s, int64_t *values)
{
    return values + s * (size_t)self->n_inside * (size_t)self->n_months;
}

/* Puts there what `expected` says. */
void lac_outcome_put(const lac_outcome *self, size_t s, const lac_track *track, int64_t *values);

/* Works out the rest of a scenario's numbers from its monthly numbers of children, at the prices and
 * the population of the model; the reference first. */
void lac_outcome_finish(const lac_outcome *self, size_t s, const lac_model *model,
    const lac_shortfalls *shortfalls, int64_t *values);

/* Values in a series: which entry of values the t-th one of a measure is. */
static inline size_t lac_outcome_month(const lac_outcome *self, size_t s, int measure, int m)
{
    return (s * (size_t)self->n_inside + (size_t)measure) * (size_t)self->n_months + (size_t)m;
}
static inline size_t lac_outcome_year(const lac_outcome *self, size_t s, int measure, int t)
{
    return self->annual + (s * (size_t)self->n_measures + (size_t)measure) * (size_t)self->n_years +
           (size_t)t;
}
static inline size_t lac_outcome_difference(const lac_outcome *self, size_t s, int measure, int t)
{
    return self->comparison +
           ((s - 1) * (size_t)self->n_measures + (size_t)measure) * (size_t)self->n_years +
           (size_t)t;
}
static inline size_t lac_outcome_saving(const lac_outcome *self, size_t s, int measure, int t)
{
    return self->savings +
           ((s - 1) * (size_t)LAC_N_SAVINGS_MEASURES + (size_t)measure) *
               (size_t)(self->n_years + 1) +
           (size_t)t;
}
static inline size_t lac_outcome_shortfall(const lac_outcome *self, size_t s, int which)
{
    return self->shortfalls + s * LAC_N_SHORTFALLS + (size_t)which;
}

void lac_outcome_free(lac_outcome *self);

#endif
