/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_REPLICATES_H
#define LAC_RESULTS_REPLICATES_H

#include "base/diagnostic.h"
#include "results/results.h"

/* Simulates the study of results that `expected` has been through (self->replicates says how) and puts
 * means, standard deviations and quantiles over replicates in place of its numbers, wherever it has
 * one; sets the shortfalls, layers and shares. The answer depends on neither n_threads nor on which
 * other scenarios are run. LAC_OK, LAC_INPUT with an error in diagnostics, LAC_INTERRUPTED, LAC_MEMORY
 * or LAC_INTERNAL. */
int lac_replicates_run(lac_results *self, lac_diagnostics *diagnostics) LAC_CHECKED;

#endif
