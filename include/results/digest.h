/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_DIGEST_H
#define LAC_RESULTS_DIGEST_H

#include "base/diagnostic.h"
#include "results/results.h"
#include "results/simulation.h"

/* Puts what the tallies of a simulation say in place of the numbers of `expected`, wherever it has one:
 * series, probabilities of targets, ranking, shortfalls. Says which placements turned out to hold children
 * without having a price. LAC_OK or LAC_MEMORY. */
int lac_digest_put(lac_results *results, const lac_simulation *simulation,
    lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
