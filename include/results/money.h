/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_MONEY_H
#define LAC_RESULTS_MONEY_H

#include "base/diagnostic.h"
#include "model/measure.h"
#include "model/model.h"
#include "results/series.h"

/* Adds to a monthly series of stocks what follows from them (model rules 28 and 29): rate per 10,000,
 * child-weeks (days / 7 x mean of opening and closing stock) and spend at the prices of the month.
 * Spend in total is left out in a month in which a placement without a price holds children; which
 * those are is said in diagnostics. */
void lac_money_add(lac_series *monthly, const lac_model *model, const lac_measures *measures,
    lac_diagnostics *diagnostics);

/* gross = spend of the reference less spend of the scenario, by financial year and (last entry) over
 * the horizon; nothing where either is not known. out begins as {0}. */
int lac_savings_make(lac_series *out, const lac_series *reference, const lac_series *scenario,
    const lac_measures *measures) LAC_CHECKED;

#endif
