/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_TARGET_H
#define LAC_MODEL_TARGET_H

#include "base/diagnostic.h"
#include "model/measure.h"
#include "model/plan.h"

/* Checks the targets of a study: each names a measure, a time, and one of at_most and at_least. Faults
 * go to diagnostics. */
void lac_targets_check(
    const lac_plan *plan, const lac_measures *measures, lac_diagnostics *diagnostics);

/* The value of a target and whether it is a most (else a least); false when the item has none. */
bool lac_target_value(const lac_plan_item *item, double *value, bool *at_most);

#endif
