/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_TARGET_H
#define LAC_MODEL_TARGET_H

#include "base/diagnostic.h"
#include "model/measure.h"
#include "model/plan.h"

/* What a study wants to reach: a value that a measure is not to be above, or not below, at a time. */
typedef struct {
    const char *name;    /* as in the sheet */
    const char *measure; /* probability_<slug>: its name in savings.csv */
    int of;              /* index of a measure of the forecast; -1: one of the savings */
    int saving;          /* of a saving: which; else -1 */
    bool at_most;        /* else at least */
    double value;
    bool monthly; /* of a month; else of a financial year. Savings are always of a year */
    int by;       /* a lac_month, or a financial year */
    double confidence;
} lac_target;

/* Reads and checks the targets of a study: each names a measure, a time, and one of at_most and
 * at_least. Faults go to diagnostics; what is found belongs to the arena. LAC_OK or LAC_MEMORY. */
int lac_targets_make(lac_target **out, int *n, lac_arena *arena, const lac_plan *plan,
    const lac_measures *measures, lac_diagnostics *diagnostics) LAC_CHECKED;

/* The value of a target and whether it is a most (else a least); false when the item has none. */
bool lac_target_value(const lac_plan_item *item, double *value, bool *at_most);

#endif
