/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_ANNUAL_H
#define LAC_RESULTS_ANNUAL_H

#include "model/measure.h"
#include "model/plan.h"
#include "results/series.h"

/* What was observed, as series: monthly (empty unless the history is), and by financial year. start is
 * the first simulated month; what lies after it is left out, and so is, of a monthly history, the year
 * in which the study starts (lac_annual_make adds its months to the forecast's). Begin with {0}. */
int lac_history_monthly(lac_series *out, const lac_plan *plan, const lac_model *model,
    const lac_measures *measures) LAC_CHECKED;
int lac_history_annual(lac_series *out, const lac_plan *plan, const lac_model *model,
    const lac_measures *measures, const lac_series *monthly) LAC_CHECKED;

/* Financial years of a monthly series. Flows are summed, with the history's months before the start
 * (status mixed; partial when fewer than 12 months are covered); stocks are those of March, the opening
 * stock that of the first month covered. */
int lac_annual_make(lac_series *out, const lac_series *monthly, const lac_series *history,
    const lac_measures *measures) LAC_CHECKED;

#endif
