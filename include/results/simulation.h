/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_SIMULATION_H
#define LAC_RESULTS_SIMULATION_H

#include "base/ensemble.h"
#include "model/drift.h"
#include "model/unknown.h"
#include "results/hand.h"
#include "results/outcome.h"
#include "results/tally.h"

/* Many replicates of a study on several threads, into tallies. */
enum {
    LAC_FIRST_REPLICATES = 64, /* those that fix the bins of the tallies */
    LAC_TALLY_PART = 2048 /* series of one tally: threads add to different ones at the same time */
};

typedef struct {
    const lac_results *results;
    const lac_unknowns *unknowns;
    const lac_drift *drift;
    unsigned layers; /* those of this run */
    size_t n;        /* replicates */
    /* Numbers of a replicate that are tallied apart, over the first n_chosen replicates: positions in
     * an outcome. */
    const size_t *chosen;
    size_t n_chosen_series;
    size_t n_chosen;
    bool only_chosen; /* the others are not tallied */
    /* Of the progress: replicates done before this run, and all. */
    size_t done_before;
    size_t all;

    lac_outcome outcome; /* made by lac_simulation_run */
    lac_tally *tallies;  /* series i is i % LAC_TALLY_PART of tally i / LAC_TALLY_PART */
    size_t n_tallies;
    lac_tally chosen_tally;
    lac_overdraw overdraw; /* the first in the order of replicates and scenarios, if any */
} lac_simulation;

/* Runs it; free with lac_simulation_free, also after a failure. LAC_OK, LAC_INPUT when an intervention
 * takes more from a flow than there is (overdraw tells) or a number is beyond what a tally holds,
 * LAC_INTERRUPTED, LAC_MEMORY or LAC_INTERNAL. */
int lac_simulation_run(lac_simulation *self) LAC_CHECKED;

/* The tally of a number of the outcome, and its series there. */
static inline const lac_tally *lac_simulation_tally(
    const lac_simulation *self, size_t number, size_t *series)
{
    *series = number % LAC_TALLY_PART;
    return &self->tallies[number / LAC_TALLY_PART];
}

void lac_simulation_free(lac_simulation *self);

#endif
