/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_CASE_TABLES_H
#define LAC_OUTPUT_CASE_TABLES_H

#include "base/diagnostic.h"
#include "base/status.h"
#include "model/plan.h"
#include "results/timeline.h"

/* Writes into folder
 *     tracker.csv           a row a case: its stage, since when, late or not, days of the order
 *     tracker_stages.csv    a row a stage: how many cases are in it, how many of them late
 *     tracker_timeline.csv  a row a case and stage from the present one on: when it begins and ends
 *     tracker_years.csv     a row a case and financial year: probability of the order; case all: their sum
 * plan: the one of the model. LAC_OK; LAC_IO and one error in diagnostics; LAC_MEMORY. */
int lac_case_tables_write(const lac_timeline *self, const lac_plan *plan, const char *folder,
    lac_diagnostics *diagnostics) LAC_CHECKED;

/* "3 support plan", "" for a negative stage. Belongs to the arena; NULL when there is no memory. */
const char *lac_stage_text(lac_arena *arena, const lac_pathway *pathway, int stage);

#endif
