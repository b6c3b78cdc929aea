/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_OUTPUT_DEFAULTS_H
#define LAC_OUTPUT_DEFAULTS_H

#include "base/arena.h"
#include "base/status.h"
#include "model/model.h"
#include "output/csv.h"

/* What a blank or missing field of an item means in a scenario, as text that belongs to the arena;
 * NULL when it means nothing (another field holds the value, the field does not matter here, the study
 * lacks what it speaks of). field belongs to the item's section. */
const char *lac_default_text(
    lac_arena *arena, const lac_model *model, const lac_plan_item *item, const lac_field *field);

/* Whether such a text is an amount, which has the unit of its field. */
bool lac_default_has_unit(const char *text);

/* Puts one row of assumptions.csv for each default and each estimate that a scenario uses and the sheet
 * has no row of. Strings go to the arena. LAC_OK or LAC_MEMORY. */
int lac_defaults_put(
    lac_csv *csv, lac_arena *arena, const lac_plan *plan, const lac_model *model) LAC_CHECKED;

#endif
