/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_RESULTS_H
#define LAC_RESULTS_RESULTS_H

#include "base/diagnostic.h"
#include "model/drift.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/plan.h"
#include "model/saving.h"
#include "model/shortfalls.h"
#include "model/target.h"
#include "results/ranking.h"
#include "results/series.h"

#include <stdint.h>

enum { LAC_MAX_REPLICATES = 1000000, LAC_DEFAULT_REPLICATES = 10000 };

/* How to simulate. */
typedef struct {
    size_t n; /* replicates, 1 to LAC_MAX_REPLICATES; 0: `expected` alone, no luck */
    uint64_t seed;
    unsigned layers; /* LAC_LAYER_*: those wanted */
    /* NULL, or told now and then how many of all replicates are done; by one thread at a time */
    void (*progress)(void *context, size_t done, size_t all);
    void *context;
} lac_replicates_options;

/* Shares of the layers of uncertainty in the variance of yearly numbers, the layers added one by one. */
typedef struct {
    const char *names[4]; /* of the layers, in the order in which they were added */
    int n_layers;         /* 0: not worked out */
    int measures[4];      /* of which measures */
    int n_measures;
    int n_years;
    size_t n_scenarios;
    double *share; /* see lac_shares_at; NaN where nothing varies */
} lac_shares;

static inline double lac_shares_at(const lac_shares *self, size_t s, int measure, int t, int layer)
{
    const size_t year = (s * (size_t)self->n_measures + (size_t)measure) * (size_t)self->n_years;
    return self->share[(year + (size_t)t) * (size_t)self->n_layers + (size_t)layer];
}

/* The layer that makes most of the range of a scenario's closing stock. */
typedef struct {
    const char *layer; /* "drift"; NULL where nothing varies */
    double share;      /* of the variance, 0 to 1; NaN without a layer */
} lac_widest;

/* Everything one run of a study knows: the answer of `lacflow run`. */
typedef struct {
    const lac_plan *plan; /* borrowed; outlives the results */
    lac_model *models;    /* one a scenario that was run; [0] is the reference */
    size_t n_scenarios;   /* of them; at least 1 */
    lac_measures measures;
    lac_series history_monthly; /* n == 0 when the history is not monthly */
    lac_series
        history_annual;  /* n == 0 without a history; years up to the last full or mixed one */
    lac_series *monthly; /* by scenario */
    lac_series *annual;
    lac_series *comparison; /* by scenario, annual, minus the reference; [0] is empty (n == 0) */
    /* By scenario, annual: the measures of LAC_SAVINGS_MEASURES, then the probability of each target;
     * n years and one more entry for the whole study ("all"). Where a payback is INFINITY its row has a
     * blank mean. [0] has probabilities alone and is empty where there is no target. */
    lac_series *savings;
    lac_target *targets; /* in the order of the sheet */
    int n_targets;
    lac_ranking ranking;
    bool (*interrupted)(void *context); /* set before the run, or NULL: asked between scenarios */
    void *context;
    int n_threads; /* set before the run; below 1 is 1. The answer does not depend on it */
    lac_shortfalls *shortfalls;        /* by scenario; means over replicates where there are any */
    lac_replicates_options replicates; /* set before the run; n 0: `expected` */
    /* What a stochastic run adds; NULL and 0 in `expected`. */
    const char *layers; /* which uncertainty sd and quantiles contain: "process+parameter" */
    bool drifts;        /* years differ, as drift says */
    lac_drift drift;
    uint64_t seed;      /* of the replicates */
    int n_replicates;   /* simulations of each scenario */
    lac_widest *widest; /* by scenario; NULL where there are not two layers to compare */
    lac_shares shares;
    lac_arena arena;
} lac_results;

/* Name and unit of a measure of the savings, targets among them. */
static inline lac_savings_measure lac_results_saving(const lac_results *self, int measure)
{
    return measure < LAC_N_SAVINGS_MEASURES
               ? LAC_SAVINGS_MEASURES[measure]
               : (lac_savings_measure){
                     self->targets[measure - LAC_N_SAVINGS_MEASURES].measure, "probability"};
}

/* Builds the models of the wanted scenarios (indices into the plan's; the reference is always among
 * them and first), runs `expected` for each, simulates where replicates are wanted, and works out
 * everything else. wanted NULL: all. Faults of the study go to diagnostics; warnings of the run too.
 * LAC_OK, LAC_INPUT, LAC_INTERRUPTED, LAC_MEMORY or LAC_INTERNAL. Begin with {0}; free with lac_results_free, also after a failure. */
int lac_results_run(lac_results *self, const lac_plan *plan, const size_t *wanted, size_t n_wanted,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* Only builds the models: what `lacflow check` does. */
int lac_results_check(
    lac_results *self, const lac_plan *plan, lac_diagnostics *diagnostics) LAC_CHECKED;

void lac_results_free(lac_results *self);

#endif
