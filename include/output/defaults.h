/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_DEFAULTS_H
#define LAC_OUTPUT_DEFAULTS_H

#include "base/arena.h"
#include "base/status.h"
#include "model/model.h"
#include "output/csv.h"

/* Puts one row of assumptions.csv for each default and each estimate that a scenario uses and the sheet
 * has no row of. Strings go to the arena. LAC_OK or LAC_MEMORY. */
int lac_defaults_put(
    lac_csv *csv, lac_arena *arena, const lac_plan *plan, const lac_model *model) LAC_CHECKED;

#endif
