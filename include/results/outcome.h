/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_OUTCOME_H
#define LAC_RESULTS_OUTCOME_H

#include "engine/expected.h"
#include "engine/stochastic.h"
#include "results/aim.h"
#include "results/results.h"
#include "results/savings.h"

/* The numbers of one replicate, all scenarios, as whole numbers of quanta side by side: so that sums
 * over replicates are exact and equal scenarios differ by exactly 0. Where each block begins and how it
 * is laid out:
 *   monthly      n_scenarios x n_measures x n_months
 *   annual       n_scenarios x n_measures x n_years, what the history adds to a year left out
 *   comparison   (n_scenarios - 1) x the same: annual less the reference's
 *   savings      (n_scenarios - 1) x LAC_N_SAVINGS_MEASURES x (n_years + 1); a payback that is never
 *                needed is 0, one that never comes n_months
 *   targets      n_scenarios x n_targets, 1 where the target is met
 *   ranking      ranked scenarios x LAC_N_RANKINGS; in place of probability_best 1 where a cost per
 *                child-month has no value
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
#define LAC_RANKING_COSTLESS LAC_RANKING_BEST

typedef struct {
    const lac_results *results;
    size_t n_scenarios;
    int n_measures;
    int n_months;
    int n_years;
    int first_year;
    size_t n_counts; /* numbers of an engine for a scenario: measures, those inside too, by month */
    size_t annual;   /* monthly begins at 0 */
    size_t comparison;
    size_t savings;
    size_t targets;
    size_t ranking;
    size_t shortfalls;
    size_t n;           /* numbers of a replicate */
    double *parts;      /* by measure: quanta that make one unit */
    double child_parts; /* quanta of a child */
    double shortfall_parts;
    lac_savings_terms terms; /* in pence */
    int64_t *days;           /* by month */
    bool opening_observed;   /* the first year's opening stock is the history's */
    int64_t *opening;        /* n_scenarios x placements (or 1): before the first month */
    bool *known;             /* n_scenarios x n_months: total spend exists */
    bool *saved;             /* by scenario: savings exist */
    lac_aim *aims;           /* n_scenarios x n_targets */
    lac_arena arena;
} lac_outcome;

/* Of results that `expected` has been through. whole: children are whole numbers, else they are in
 * quanta of a millionth. Begin with {0}; free with lac_outcome_free. LAC_OK or LAC_MEMORY. */
int lac_outcome_make(lac_outcome *self, const lac_results *results, bool whole) LAC_CHECKED;

/* What is at hand while the scenarios of a replicate are priced one after the other: one a thread. */
typedef struct {
    lac_spend reference;
    lac_spend scenario;
    double *savings;
    double *
        ranked; /* child-months, net savings and costs of the ranked scenarios, then what follows */
    lac_arena arena;
} lac_ledger;

/* Begin with {0}; free with lac_ledger_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_ledger_make(lac_ledger *self, const lac_outcome *outcome) LAC_CHECKED;
void lac_ledger_free(lac_ledger *self);

/* Puts what `expected` says where an engine of whole children puts its counts: entry [measure * n_months
 * + m], n_counts of them. */
void lac_outcome_put(const lac_outcome *self, const lac_track *track, int64_t *counts);

/* Works out a scenario's numbers from the counts of an engine, at the prices and the population of the
 * model; the reference first. Counts alone decide the numbers of children, and prices touch none of them:
 * the same counts can be priced again. */
void lac_outcome_price(const lac_outcome *self, size_t s, const lac_model *model,
    const int64_t *counts, lac_ledger *ledger, int64_t *values);

/* What all scenarios together tell, when each has been priced: targets met, ranks. */
void lac_outcome_judge(const lac_outcome *self, lac_ledger *ledger, int64_t *values);

void lac_outcome_put_shortfalls(
    const lac_outcome *self, size_t s, const lac_shortfalls *shortfalls, int64_t *values);

/* Values in a series: which entry of values the t-th one of a measure is. */
static inline size_t lac_outcome_month(const lac_outcome *self, size_t s, int measure, int m)
{
    return (s * (size_t)self->n_measures + (size_t)measure) * (size_t)self->n_months + (size_t)m;
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
static inline size_t lac_outcome_target(const lac_outcome *self, size_t s, int target)
{
    return self->targets + s * (size_t)self->results->n_targets + (size_t)target;
}
/* i: of the entries of the ranking. */
static inline size_t lac_outcome_rank(const lac_outcome *self, size_t i, int measure)
{
    return self->ranking + i * LAC_N_RANKINGS + (size_t)measure;
}
static inline size_t lac_outcome_shortfall(const lac_outcome *self, size_t s, int which)
{
    return self->shortfalls + s * LAC_N_SHORTFALLS + (size_t)which;
}

void lac_outcome_free(lac_outcome *self);

#endif
