/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_INTERACTION_H
#define LAC_RESULTS_INTERACTION_H

#include "results/ranking.h"

/* Finds, among the entries of a ranking, two or more scenarios whose interventions (those that the
 * reference, models[0], does not have) have nothing in common and are together those of entry; each with
 * the same numbers there as in entry, and all else as in the reference: then what entry does beyond the
 * sum of them is the interventions' acting on each other. Sets entry->parts and n_parts; of several ways
 * the one with the smallest parts first. LAC_OK or LAC_MEMORY. */
int lac_interaction_find(lac_ranking_entry *entry, const lac_ranking *ranking, lac_arena *arena,
    const lac_plan *plan, const lac_model *models) LAC_CHECKED;

#endif
