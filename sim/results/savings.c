/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/savings.h"

#include <math.h>

static const double PENCE = 100;

int lac_savings_terms_make(lac_savings_terms *self, lac_arena *arena, const lac_model *model,
    const lac_measures *measures, bool pence)
{
    const int first = lac_month_financial_year(model->start);
    const size_t years = (size_t)model->n_years;
    const double unit = pence ? PENCE : 1;
    *self = (lac_savings_terms){.n_months = model->n_months,
        .n_years = model->n_years,
        .year = lac_arena_alloc(arena, (size_t)model->n_months, sizeof *self->year),
        .full = lac_arena_alloc(arena, years, sizeof *self->full),
        .budget = lac_arena_alloc(arena, years, sizeof *self->budget),
        .worth = lac_arena_alloc(arena, years, sizeof *self->worth),
        .nothing = unit / PENCE / 2,
        .support = measures->cost_support >= 0,
        .programme = measures->cost_programme >= 0};
    if (self->year == NULL || self->full == NULL || self->budget == NULL || self->worth == NULL) {
        return LAC_MEMORY;
    }
    for (int m = 0; m < model->n_months; m++) {
        self->year[m] = lac_month_financial_year(model->start + m) - first;
    }
    for (int t = 0; t < model->n_years; t++) {
        self->full[t] = lac_financial_year_first(first + t) >= model->start &&
                        lac_financial_year_last(first + t) < model->start + model->n_months;
        self->budget[t] = pence ? nearbyint(model->budget[t] * PENCE) : model->budget[t];
        self->worth[t] = model->deflator == NULL
                             ? NAN
                             : 1 / (model->deflator[t] * pow(1 + model->discount_rate, t));
    }
    return LAC_OK;
}

static bool is_known(const lac_spend *spend, int n_months)
{
    for (int m = 0; m < n_months; m++) {
        if (isnan(spend->placements[m])) {
            return false;
        }
    }
    return true;
}

static double total_at(const lac_spend *spend, int m)
{
    return spend->placements[m] + spend->support[m] + spend->programme[m];
}

/* gross, support, investment, net and cumulative net. A year's own sums, and those of all. */
static void sum_up(const lac_savings_terms *self, const lac_spend *reference,
    const lac_spend *scenario, double *const *rows)
{
    const int all = self->n_years;
    for (int t = 0; t <= all; t++) {
        rows[LAC_SAVING_GROSS][t] = 0;
        rows[LAC_SAVING_SUPPORT][t] = self->support ? 0 : NAN;
        rows[LAC_SAVING_INVESTMENT][t] = self->programme ? 0 : NAN;
    }
    for (int m = 0; m < self->n_months; m++) {
        const int t = self->year[m];
        rows[LAC_SAVING_GROSS][t] += reference->placements[m] - scenario->placements[m];
        rows[LAC_SAVING_SUPPORT][t] += scenario->support[m] - reference->support[m];
        rows[LAC_SAVING_INVESTMENT][t] += scenario->programme[m] - reference->programme[m];
    }
    double so_far = 0;
    for (int t = 0; t < all; t++) {
        rows[LAC_SAVING_GROSS][all] += rows[LAC_SAVING_GROSS][t];
        rows[LAC_SAVING_SUPPORT][all] += rows[LAC_SAVING_SUPPORT][t];
        rows[LAC_SAVING_INVESTMENT][all] += rows[LAC_SAVING_INVESTMENT][t];
    }
    for (int t = 0; t <= all; t++) {
        rows[LAC_SAVING_NET][t] = rows[LAC_SAVING_GROSS][t] -
                                  (self->support ? rows[LAC_SAVING_SUPPORT][t] : 0) -
                                  (self->programme ? rows[LAC_SAVING_INVESTMENT][t] : 0);
        if (t < all) {
            so_far += rows[LAC_SAVING_NET][t];
            rows[LAC_SAVING_CUMULATIVE_NET][t] = so_far;
        }
    }
}

/* What is saved below the budget can be given back; what is saved above it was not there to spend. */
static void split_at_budget(const lac_savings_terms *self, const lac_spend *reference,
    const lac_spend *scenario, double *cashable, double *avoided)
{
    const int all = self->n_years;
    bool every = true;
    for (int t = 0; t < all; t++) {
        const double budget = self->full[t] ? self->budget[t] : NAN;
        double before = 0;
        double after = 0;
        every = every && !isnan(budget);
        for (int m = 0; m < self->n_months && !isnan(budget); m++) {
            before += self->year[m] == t ? total_at(reference, m) : 0;
            after += self->year[m] == t ? total_at(scenario, m) : 0;
        }
        if (!isnan(budget)) {
            cashable[t] = fmin(before, budget) - fmin(after, budget);
            avoided[t] = fmax(before, budget) - fmax(after, budget);
        }
    }
    if (every) {
        cashable[all] = avoided[all] = 0;
        for (int t = 0; t < all; t++) {
            cashable[all] += cashable[t];
            avoided[all] += avoided[t];
        }
    }
}

/* Months from the start to the first from which the cumulative net saving stays at 0 or above, having been
 * below. */
static double payback(
    const lac_savings_terms *self, const lac_spend *reference, const lac_spend *scenario)
{
    double so_far = 0;
    int last_below = -1;
    for (int m = 0; m < self->n_months; m++) {
        so_far += total_at(reference, m) - total_at(scenario, m);
        last_below = so_far < -self->nothing ? m : last_below;
    }
    return last_below < 0                     ? NAN
           : last_below == self->n_months - 1 ? (double)INFINITY
                                              : last_below + 1.0;
}

void lac_savings_work(const lac_savings_terms *self, const lac_spend *reference,
    const lac_spend *scenario, double *out)
{
    const int all = self->n_years;
    double *rows[LAC_N_SAVINGS_MEASURES];
    for (int i = 0; i < LAC_N_SAVINGS_MEASURES; i++) {
        rows[i] = out + (size_t)i * ((size_t)all + 1);
        for (int t = 0; t <= all; t++) {
            rows[i][t] = NAN;
        }
    }
    if (!is_known(reference, self->n_months) || !is_known(scenario, self->n_months)) {
        return;
    }
    sum_up(self, reference, scenario, rows);
    split_at_budget(self, reference, scenario, rows[LAC_SAVING_CASHABLE], rows[LAC_SAVING_AVOIDED]);
    const double *net = rows[LAC_SAVING_NET];
    double present = 0;
    for (int t = 0; t < all; t++) {
        rows[LAC_SAVING_FULL_YEAR_EFFECT][t] = reference->run_rate[t] - scenario->run_rate[t];
        rows[LAC_SAVING_INCREMENTAL_NET][t] = net[t] - (t > 0 ? net[t - 1] : 0);
        rows[LAC_SAVING_PRESENT_VALUE][t] = net[t] * self->worth[t];
        present += rows[LAC_SAVING_PRESENT_VALUE][t];
    }
    rows[LAC_SAVING_PRESENT_VALUE][all] = present;
    rows[LAC_SAVING_PAYBACK_MONTH][all] = payback(self, reference, scenario);
}
