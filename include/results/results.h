/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_RESULTS_H
#define LAC_RESULTS_RESULTS_H

#include "base/diagnostic.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/plan.h"
#include "results/series.h"

#include <stdint.h>

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
    lac_series *savings; /* by scenario, annual; measures are those of lac_savings_measures; n years
                               and one more entry for the horizon total ("all"); [0] is empty */
    bool (*interrupted)(void *context); /* set before the run, or NULL: asked between scenarios */
    void *context;
    int n_threads; /* set before the run; below 1 is 1. The answer does not depend on it */
    double *unmet; /* by scenario: children whom counts and lists did not find */
    /* What a stochastic run adds; NULL and 0 in `expected`. */
    const char *layers;       /* which uncertainty sd and quantiles contain: "process+parameter" */
    uint64_t seed;            /* of the replicates */
    int n_replicates;         /* simulations of each scenario */
    const char *widest_layer; /* the layer that makes most of the closing stock's range: "drift" */
    double widest_share;      /* its share of the variance, 0 to 1 */
} lac_results;

/* Names and units of the rows of savings.csv; n of them. */
typedef struct {
    const char *name;
    const char *unit;
} lac_savings_measure;
extern const lac_savings_measure LAC_SAVINGS_MEASURES[];
extern const int LAC_N_SAVINGS_MEASURES;

/* Builds the models of the wanted scenarios (indices into the plan's; the reference is always among
 * them and first), runs `expected` for each and works out everything else. wanted NULL: all. Faults of
 * the study go to diagnostics; warnings of the run too. LAC_OK, LAC_INPUT,
 * LAC_INTERRUPTED or LAC_MEMORY. Begin with {0}; free with lac_results_free, also after a failure. */
int lac_results_run(lac_results *self, const lac_plan *plan, const size_t *wanted, size_t n_wanted,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* Only builds the models: what `lacflow check` does. */
int lac_results_check(
    lac_results *self, const lac_plan *plan, lac_diagnostics *diagnostics) LAC_CHECKED;

void lac_results_free(lac_results *self);

#endif
