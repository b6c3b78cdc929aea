/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/spend.h"

#include "results/money.h"

#include <math.h>

static const double PENCE = 100;

int lac_spend_make(lac_spend *self, lac_arena *arena, const lac_model *model)
{
    const size_t months = (size_t)model->n_months;
    self->placements = lac_arena_alloc(arena, months, sizeof *self->placements);
    self->support = lac_arena_alloc(arena, months, sizeof *self->support);
    self->programme = lac_arena_alloc(arena, months, sizeof *self->programme);
    self->run_rate = lac_arena_alloc(arena, (size_t)model->n_years, sizeof *self->run_rate);
    return self->placements == NULL || self->support == NULL || self->programme == NULL ||
                   self->run_rate == NULL
               ? LAC_MEMORY
               : LAC_OK;
}

/* Spend on placements in a month in which the total is known; those without a price are empty then. */
static double placements_at(
    const lac_model *model, const lac_measures *measures, const lac_counts *money, int m)
{
    const int n_prices = model->n_placements > 0 ? model->n_placements : 1;
    double sum = 0;
    if (isnan(lac_counts_at(money, measures->cost_total, m))) {
        return NAN;
    }
    for (int p = 0; p < n_prices; p++) {
        const double cost = lac_counts_at(money, measures->cost_of + p, m);
        sum += isnan(cost) ? 0 : cost;
    }
    return sum;
}

void lac_spend_take(lac_spend *self, const lac_model *model, const lac_measures *measures,
    const lac_counts *money, const lac_counts *children, bool pence)
{
    const int first = lac_month_financial_year(model->start);
    for (int t = 0; t < model->n_years; t++) {
        const int m = lac_financial_year_last(first + t) - model->start;
        self->run_rate[t] =
            m < model->n_months ? lac_money_run_rate(model, measures, children, m) : NAN;
        if (pence) {
            self->run_rate[t] = nearbyint(self->run_rate[t] * PENCE);
        }
    }
    for (int m = 0; m < model->n_months; m++) {
        self->placements[m] = placements_at(model, measures, money, m);
        self->support[m] =
            measures->cost_support < 0 ? 0 : lac_counts_at(money, measures->cost_support, m);
        self->programme[m] =
            measures->cost_programme < 0 ? 0 : lac_counts_at(money, measures->cost_programme, m);
    }
}
