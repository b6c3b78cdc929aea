/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_DRIFT_H
#define LAC_MODEL_DRIFT_H

#include "base/diagnostic.h"
#include "base/month.h"
#include "model/model.h"
#include "model/plan.h"

/* Years differ by more than chance: in each financial year all admissions, and all exits by rate or
 * count, have a factor of mean 1, lognormal, first-order autoregressive from year to year, admissions
 * correlated with exits, the same in every scenario. */
typedef struct {
    double admissions_sd; /* of the logarithm of a year's factor */
    double exits_sd;
    double correlation;
    double persistence;            /* correlation of a year's logarithm with the next year's */
    const char *admissions_origin; /* "given", "history", "English panel": for assumptions.csv */
    const char *exits_origin;
    const char *correlation_origin;
} lac_drift;

/* From the sheet, else from the history where it is long enough, else from the English panel. What was
 * taken is said in diagnostics as a note. */
void lac_drift_find(
    lac_drift *out, const lac_plan *plan, const lac_model *model, lac_diagnostics *diagnostics);

/* The factors of the financial years first_year .. first_year + n - 1 from 2 n independent standard
 * normal numbers: out[2 * y] on admissions, out[2 * y + 1] on exits. */
void lac_drift_years(const lac_drift *self, const double *normal, int n, double *out);

#endif
