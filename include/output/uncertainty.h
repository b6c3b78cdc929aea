/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_UNCERTAINTY_H
#define LAC_OUTPUT_UNCERTAINTY_H

#include "base/arena.h"
#include "base/status.h"
#include "model/drift.h"
#include "model/plan.h"
#include "output/csv.h"

/* Puts the rows of assumptions.csv that say, for all scenarios, which uncertainty a simulation has and
 * the sheet has no row of: layers that are not wanted (LAC_LAYER_*: those that are), unless the sheet itself
 * switches them off; and the numbers of the drift (NULL: none is simulated) that were estimated from the
 * history or are the default, that of English councils. Strings go to the arena. LAC_OK or LAC_MEMORY. */
int lac_uncertainty_put(lac_csv *csv, lac_arena *arena, const lac_plan *plan,
    const lac_drift *drift, unsigned wanted) LAC_CHECKED;

#endif
