/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/money.h"

#include "results/results.h"

#include <math.h>
#include <string.h>

/* Children in a placement (or all) at the end of month m; -1 is before the first. */
static double stock_at(const lac_series *monthly, const lac_model *model,
    const lac_measures *measures, int placement, int m)
{
    if (model->n_placements == 0) {
        return m < 0 ? model->opening_children
                     : monthly->mean[lac_series_at(monthly, measures->closing_stock, m)];
    }
    if (m >= 0) {
        return monthly->mean[lac_series_at(monthly, measures->stock_of + placement, m)];
    }
    double sum = 0;
    for (int g = 0; g < model->n_opening; g++) {
        sum += model->opening[g].placement == placement ? model->opening[g].children : 0;
    }
    return sum;
}

static void say_unpriced(
    const lac_model *model, const bool *unpriced, bool any_price, lac_diagnostics *diagnostics)
{
    for (int p = 0; p < model->n_placements; p++) {
        if (unpriced[p] && any_price) {
            lac_diagnostics_add(diagnostics, LAC_WARNING, NULL,
                "add a row placement with weekly_cost for it",
                "%s holds children but has no weekly cost for every month: total spend and savings "
                "are left out",
                model->placements[p].name);
        }
    }
    if (model->n_placements == 0 && unpriced[0] && any_price) {
        lac_diagnostics_add(diagnostics, LAC_WARNING, NULL,
            "give a weekly cost from the start of the study",
            "the weekly cost of all placements is not given for every month: total spend of those "
            "months and all savings are left out");
    }
    if (!any_price) {
        lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
            "no weekly cost is given, so spend and savings are left out");
    }
}

void lac_money_add(lac_series *monthly, const lac_model *model, const lac_measures *measures,
    lac_diagnostics *diagnostics)
{
    const int n_months = monthly->n;
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    bool unpriced[LAC_MAX_PLACEMENTS] = {false};
    bool any_price = false;
    for (int m = 0; m < n_months; m++) {
        const double weeks = lac_month_days(model->start + m) / 7.0;
        double all_weeks = 0;
        double total = 0;
        bool known = true;
        for (int p = 0; p < n_prices; p++) {
            const double before = stock_at(monthly, model, measures, p, m - 1);
            const double after = stock_at(monthly, model, measures, p, m);
            const double child_weeks = weeks * (before + after) / 2;
            const double price = model->price[p * n_months + m];
            all_weeks += child_weeks;
            if (model->n_placements > 0) {
                monthly->mean[lac_series_at(monthly, measures->child_weeks_of + p, m)] =
                    child_weeks;
            }
            if (!isnan(price)) {
                monthly->mean[lac_series_at(monthly, measures->cost_of + p, m)] =
                    child_weeks * price;
                total += child_weeks * price;
                any_price = true;
            } else if (child_weeks > 0) {
                known = false;
                unpriced[p] = true;
            }
        }
        monthly->mean[lac_series_at(monthly, measures->child_weeks, m)] = all_weeks;
        if (known && any_price) {
            monthly->mean[lac_series_at(monthly, measures->cost_total, m)] = total;
        }
        if (!isnan(model->population[m])) {
            monthly->mean[lac_series_at(monthly, measures->rate_per_10k, m)] =
                monthly->mean[lac_series_at(monthly, measures->closing_stock, m)] /
                model->population[m] * 10000;
        }
    }
    say_unpriced(model, unpriced, any_price, diagnostics);
}

int lac_savings_make(lac_series *out, const lac_series *reference, const lac_series *scenario,
    const lac_measures *measures)
{
    const int years = lac_month_financial_year(scenario->first + scenario->n - 1) -
                      lac_month_financial_year(scenario->first) + 1;
    const int first = lac_month_financial_year(scenario->first);
    const int status =
        lac_series_init(out, scenario->scenario, true, first, years + 1, LAC_N_SAVINGS_MEASURES);
    if (status != LAC_OK) {
        return status;
    }
    for (int m = 0; m < scenario->n; m++) {
        const int at = lac_series_at(scenario, measures->cost_total, m);
        if (isnan(reference->mean[at]) || isnan(scenario->mean[at])) {
            return LAC_OK; /* one month not known: no year and no total is */
        }
    }
    double *gross = &out->mean[lac_series_at(out, LAC_SAVING_GROSS, 0)];
    for (int t = 0; t <= years; t++) {
        gross[t] = 0;
    }
    for (int m = 0; m < scenario->n; m++) {
        const int at = lac_series_at(scenario, measures->cost_total, m);
        const double saved = reference->mean[at] - scenario->mean[at];
        gross[lac_month_financial_year(scenario->first + m) - first] += saved;
        gross[years] += saved;
    }
    return LAC_OK;
}
