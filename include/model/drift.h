/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_DRIFT_H
#define LAC_MODEL_DRIFT_H

#include "base/diagnostic.h"
#include "base/month.h"
#include "model/model.h"
#include "model/plan.h"

/* Years differ by more than chance: in each financial year all admissions, and all exits by rate or
 * count, have a factor of mean 1, lognormal, first-order autoregressive from year to year, admissions
 * correlated with exits, the same in every scenario.
 *
 * The standard deviation is that of the logarithm of a year's factor around the forecast, the same in
 * every year (stationary), the first too. The sheet's per cent is a hundred times that: 13 says that two
 * years in three lie within about 13 % of the forecast. It is not the standard deviation of the change
 * from one year to the next, which is sqrt(2 (1 - persistence)) times as large. */
typedef struct {
    double admissions_sd; /* of the logarithm of a year's factor */
    double exits_sd;
    double correlation; /* of admissions with exits of the same year */
    double persistence; /* correlation of a year's logarithm with the next year's */
    /* "given", "history" or what councils the default is of: for people and assumptions.csv */
    const char *admissions_origin;
    const char *exits_origin;
    const char *correlation_origin;
} lac_drift;

/* What holds without anything else: estimated from English councils, see drift.c and
 * tests/test_drift.c, which derives the numbers anew. */
extern const lac_drift LAC_DRIFT_PANEL;

/* Years that a history must have, complete and one after the other, to be estimated from. */
enum { LAC_DRIFT_LEAST_YEARS = 6 };

/* From the sheet, else from the history where it is long enough and shows more than chance, else the
 * default. What was taken is said in diagnostics as a note, and another where a long history is not it. The persistence is that of the default. */
void lac_drift_find(
    lac_drift *out, const lac_plan *plan, const lac_model *model, lac_diagnostics *diagnostics);

/* The factors of n financial years in a row from 2 n independent standard normal numbers: out[2 * y] on
 * admissions, out[2 * y + 1] on exits; normal[2 * y] moves both. */
void lac_drift_years(const lac_drift *self, const double *normal, int n, double *out);

#endif
