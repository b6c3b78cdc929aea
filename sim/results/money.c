/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/money.h"

#include <math.h>

static const double WEEKS_A_YEAR = 365 / 7.0;

/* ---- from children to pounds ---- */

double lac_money_support(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m)
{
    const double weeks = lac_month_days(model->start + m) / 14.0; /* of a half-month */
    double pounds = 0;
    for (int r = 0; r < model->n_routes; r++) {
        const lac_flow *route = &model->routes[r];
        if (route->exit_cost != NULL) {
            pounds += lac_counts_at(children, measures->exits_of + r, m) * route->exit_cost[m];
        }
        if (route->support != NULL && measures->half_months[r] >= 0) {
            pounds +=
                lac_counts_at(children, measures->half_months[r], m) * (weeks * route->support[m]);
        }
    }
    return pounds;
}

double lac_money_programme(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m)
{
    double pounds = model->programme_cost[m];
    for (int i = 0; i < model->n_interventions; i++) {
        if (measures->begun[i] >= 0 && model->child_cost[i] > 0) {
            pounds += lac_counts_at(children, measures->begun[i], m) * model->child_cost[i];
        }
    }
    for (int p = 0; p < model->n_pathways; p++) {
        const lac_pathway *pathway = &model->pathways[p];
        for (int i = 0; i < pathway->n_stages; i++) {
            if (pathway->stages[i].cost > 0) {
                pounds += lac_counts_at(children, measures->pathways[p].entered_of + i, m) *
                          pathway->stages[i].cost;
            }
        }
    }
    return pounds * model->index[m];
}

double lac_money_run_rate(
    const lac_model *model, const lac_measures *measures, const lac_counts *children, int m)
{
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    const int stock = model->n_placements > 0 ? measures->stock_of : measures->closing_stock;
    double weekly = 0;
    for (int p = 0; p < n_prices; p++) {
        const double here = lac_counts_at(children, stock + p, m);
        weekly += here == 0 ? 0 : here * model->price[p * model->n_months + m];
    }
    for (int r = 0; r < model->n_routes; r++) {
        const double *support = model->routes[r].support;
        if (support != NULL && measures->supported[r] >= 0) {
            weekly += lac_counts_at(children, measures->supported[r], m) * support[m];
        }
    }
    return weekly * WEEKS_A_YEAR;
}

/* ---- the monthly series ---- */

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

/* What is known of support and programmes: the measures stand in the list when any scenario has them. */
static double add_beside(lac_series *monthly, const lac_counts *children, const lac_model *model,
    const lac_measures *measures, int m)
{
    double pounds = 0;
    if (measures->cost_support >= 0) {
        const double support = lac_money_support(model, measures, children, m);
        monthly->mean[lac_series_at(monthly, measures->cost_support, m)] = support;
        pounds += support;
    }
    if (measures->cost_programme >= 0) {
        const double programme = lac_money_programme(model, measures, children, m);
        monthly->mean[lac_series_at(monthly, measures->cost_programme, m)] = programme;
        pounds += programme;
    }
    return pounds;
}

/* Whether anything has a price in any month. */
static bool has_price(const lac_model *model)
{
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    bool any = false;
    for (int i = 0; i < n_prices * model->n_months; i++) {
        any = any || !isnan(model->price[i]);
    }
    return any;
}

void lac_money_add(lac_series *monthly, const lac_counts *children, const lac_model *model,
    const lac_measures *measures, lac_diagnostics *diagnostics)
{
    const int n_months = monthly->n;
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    bool unpriced[LAC_MAX_PLACEMENTS] = {false};
    const bool any_price = has_price(model);
    for (int m = 0; m < n_months; m++) {
        const double weeks = lac_month_days(model->start + m) / 7.0;
        double all_weeks = 0;
        double total = add_beside(monthly, children, model, measures, m);
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
