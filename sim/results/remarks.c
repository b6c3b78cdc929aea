/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/remarks.h"

#include <math.h>

/* Whether any scenario has the measure in any year or over all. */
static bool any_saving(const lac_results *self, lac_saving which)
{
    for (size_t s = 1; s < self->n_scenarios; s++) {
        const lac_series *savings = &self->savings[s];
        for (int t = 0; t < savings->n; t++) {
            if (!isnan(savings->mean[lac_series_at(savings, (int)which, t)])) {
                return true;
            }
        }
    }
    return false;
}

static bool any_active(const lac_results *self)
{
    for (size_t s = 0; s < self->n_scenarios; s++) {
        for (int i = 0; i < self->models[s].n_interventions; i++) {
            if (self->models[s].interventions[i].active) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a target is on a sum over a financial year of which not all months are known. */
static bool sums_part_of_year(const lac_results *self, const lac_target *target, int year)
{
    const lac_model *model = &self->models[0];
    const lac_series *annual = &self->annual[0];
    const lac_month end = model->start + model->n_months;
    if (target->monthly || target->saving == LAC_SAVING_PAYBACK_MONTH) {
        return false;
    }
    if (target->saving >= 0) {
        return lac_financial_year_first(year) < model->start ||
               lac_financial_year_last(year) >= end;
    }
    return self->measures.items[target->of].kind == LAC_MEASURE_FLOW &&
           annual->status[lac_series_at(annual, target->of, year - annual->first)] ==
               LAC_STATUS_PARTIAL;
}

/* Whether any scenario has a probability of target i: those of a stochastic run. */
static bool any_probability(const lac_results *self, int i)
{
    for (size_t s = 0; s < self->n_scenarios; s++) {
        const lac_series *savings = &self->savings[s];
        for (int t = 0; t < savings->n; t++) {
            if (!isnan(savings->mean[lac_series_at(savings, LAC_N_SAVINGS_MEASURES + i, t)])) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a list or programme of any scenario leads children out by a route. */
static bool is_led_to(const lac_results *self, int route)
{
    for (size_t s = 0; s < self->n_scenarios; s++) {
        const lac_model *model = &self->models[s];
        for (int l = 0; l < model->n_lists; l++) {
            if (model->lists[l].route == route) {
                return true;
            }
        }
        for (int i = 0; i < model->n_programmes; i++) {
            if (model->programmes[i].route == route && model->programmes[i].children > 0) {
                return true;
            }
        }
    }
    return false;
}

/* Where some routes have a cost of support, those that interventions lead to and that have none. */
static void say_uncosted(const lac_results *self, lac_diagnostics *diagnostics)
{
    const lac_model *model = &self->models[0];
    for (int r = 0; r < model->n_routes && self->measures.cost_support >= 0; r++) {
        bool costed = false;
        for (size_t s = 0; s < self->n_scenarios; s++) {
            const lac_flow *route = &self->models[s].routes[r];
            costed = costed || route->exit_cost != NULL || route->support != NULL;
        }
        if (!costed && is_led_to(self, r)) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
                "give the route a cost_one_off or support_weekly, which may be 0",
                "support of children who leave by %s has no cost, so net savings take it as 0",
                model->routes[r].label.name);
        }
    }
}

void lac_remarks_say(const lac_results *self, lac_diagnostics *diagnostics)
{
    const lac_model *model = &self->models[0];
    const int first = lac_month_financial_year(model->start);
    if (any_saving(self, LAC_SAVING_NET)) {
        if (self->measures.cost_support < 0) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
                "give exits a cost_one_off or support_weekly",
                "no support after exits has a cost, so net savings take it as 0");
        }
        say_uncosted(self, diagnostics);
        if (self->measures.cost_programme < 0 && any_active(self)) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
                "give interventions a cost_one_off, cost_per_year or cost_per_child",
                "no intervention has a cost, so net savings take the investment as 0");
        }
        if (model->deflator == NULL) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, "add a row finance,,deflator",
                "no deflator is given, so present values are left out");
        }
        if (!any_saving(self, LAC_SAVING_CASHABLE)) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
                "add rows finance,YEAR,budget for full years of the study",
                "no budget is given for a full year, so what is cashable is left out");
        }
    }
    for (int i = 0; i < self->n_targets; i++) {
        const lac_target *target = &self->targets[i];
        const int year = target->monthly ? lac_month_financial_year(target->by) : target->by;
        const bool outside = target->monthly ? target->by < model->start ||
                                                   target->by >= model->start + model->n_months
                                             : year < first || year >= first + model->n_years;
        if (outside) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
                "target %s is for a time outside the study: it has no probability", target->name);
        } else if (sums_part_of_year(self, target, year)) {
            char label[8];
            lac_financial_year_format(year, label);
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL,
                "name a year that the study covers from April to March",
                "target %s is for %s, of which only some months are known: nothing of the others "
                "is counted",
                target->name, label);
        } else if (self->replicates.n > 0 && !any_probability(self, i)) {
            lac_diagnostics_add(diagnostics, LAC_NOTE, NULL, NULL,
                "what target %s is for is not known at that time: it has no probability",
                target->name);
        }
    }
}
