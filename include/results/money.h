/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_RESULTS_MONEY_H
#define LAC_RESULTS_MONEY_H

#include "base/diagnostic.h"
#include "model/measure.h"
#include "model/model.h"
#include "results/counts.h"
#include "results/series.h"

/* Pounds that follow from numbers of children at the prices of a model (rules 28 to 31). children are the
 * numbers of an engine, those inside too. */

/* Support after exits in a month: what leavers cost once, and half-months of support x days / 14 x pounds
 * a week. */
double lac_money_support(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m);

/* Programme costs of a month: what falls whoever begins, and what those who begin and those who enter the
 * stages of pathways cost. */
double lac_money_programme(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m);

/* What a year costs of which every day is like the last of month m, at its prices: 365 / 7 weeks of the
 * children looked after and of those supported, no programme. NaN where a placement without a price holds
 * children. */
double lac_money_run_rate(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m);

/* Adds to a monthly series of stocks what follows from them: rate per 10,000, child-weeks (days / 7 x mean
 * of opening and closing stock) and spend at the prices of the month. Spend in total is left out in a month
 * in which a placement without a price holds children; which those are is said in diagnostics. */
void lac_money_add(lac_series *monthly, const lac_counts *children, const lac_model *model,
    const lac_measures *measures, lac_diagnostics *diagnostics);

#endif
