/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_HAND_H
#define LAC_RESULTS_HAND_H

#include "engine/fate.h"
#include "engine/stochastic.h"
#include "model/drift.h"
#include "model/excess.h"
#include "model/sway.h"
#include "model/unknown.h"
#include "results/outcome.h"
#include "results/results.h"

/* One replicate of every scenario: who works it out (a hand, one a thread), and what all hands read. */
typedef struct {
    const lac_results *results;
    const lac_unknowns *unknowns;
    const lac_drift *drift;
    const lac_outcome *outcome;
    unsigned layers;
    bool process;
    bool varies;          /* replicates differ in more than luck: unknowns or years */
    lac_course **courses; /* by scenario, when nothing varies but luck; else NULL */
    bool *every_month;    /* by month, true: with drift rates change in each */
} lac_setup;

/* process and varies follow from layers. Begin with {0}; free with lac_setup_free, also after a failure.
 * LAC_OK, LAC_MEMORY or LAC_INTERNAL. */
int lac_setup_make(lac_setup *self, const lac_results *results, const lac_unknowns *unknowns,
    const lac_drift *drift, const lac_outcome *outcome, unsigned layers) LAC_CHECKED;
void lac_setup_free(lac_setup *self);

/* A draw with which an intervention takes more from a flow than there is. */
typedef struct {
    size_t replicate;
    size_t scenario;
    lac_excess excess; /* the lever is that of the scenario in the results; NULL: none */
} lac_overdraw;

typedef struct {
    const lac_setup *setup;
    lac_stochastic *engine;
    lac_fate fate;
    lac_sway *sways;      /* by scenario; NULL where every replicate has the numbers of the sheet */
    lac_course **courses; /* by scenario; those of the setup when it has any */
    int64_t *counts;      /* of the scenario that is being worked out */
    lac_ledger ledger;
    lac_overdraw overdraw; /* of the replicate that failed for it */
} lac_hand;

/* Begin with {0}; free with lac_hand_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_hand_make(lac_hand *self, const lac_setup *setup) LAC_CHECKED;

/* Works out a replicate: values are laid out as lac_outcome says. LAC_OK, LAC_MEMORY, LAC_INTERNAL, or
 * LAC_INPUT when an intervention takes more from a flow than there is: see overdraw. */
int lac_hand_run(lac_hand *self, size_t replicate, int64_t *values) LAC_CHECKED;

void lac_hand_free(lac_hand *self);

#endif
