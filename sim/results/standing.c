/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/standing.h"

#include <math.h>
#include <stdlib.h>

/* A saving over the whole study. */
static double saving_of(const lac_results *self, size_t s, lac_saving which)
{
    const lac_series *savings = &self->savings[s];
    return savings->mean[lac_series_at(savings, (int)which, savings->n - 1)];
}

static bool nets_known(const lac_results *self)
{
    for (size_t i = 0; i < self->ranking.n; i++) {
        if (isnan(saving_of(self, self->ranking.entries[i].scenario, LAC_SAVING_NET))) {
            return false;
        }
    }
    return true;
}

/* Sum over months of the mean of opening and closing stock: child-months. */
static double child_months(const lac_results *self, size_t s)
{
    const lac_series *monthly = &self->monthly[s];
    double before = self->models[s].opening_children;
    double sum = 0;
    for (int m = 0; m < monthly->n; m++) {
        const double after = monthly->mean[lac_series_at(monthly, self->measures.closing_stock, m)];
        sum += (before + after) / 2;
        before = after;
    }
    return sum;
}

void lac_standing_begin(lac_results *self)
{
    self->ranking.by_net = nets_known(self);
    self->ranking.costed = self->measures.cost_support >= 0 || self->measures.cost_programme >= 0;
}

int lac_standing_fill(lac_results *self)
{
    lac_ranking *ranking = &self->ranking;
    const size_t n = ranking->n;
    double *months = calloc(n * (3 + LAC_N_RANKINGS) + 1, sizeof *months);
    if (months == NULL) {
        return LAC_MEMORY;
    }
    double *net = months + n;
    double *cost = net + n;
    double *out = cost + n;
    const double reference = n > 0 ? child_months(self, 0) : 0;
    for (size_t i = 0; i < n; i++) {
        const size_t s = ranking->entries[i].scenario;
        const double support = saving_of(self, s, LAC_SAVING_SUPPORT);
        const double investment = saving_of(self, s, LAC_SAVING_INVESTMENT);
        months[i] = reference - child_months(self, s);
        net[i] = saving_of(self, s, LAC_SAVING_NET);
        cost[i] = isnan(net[i])
                      ? NAN
                      : (isnan(support) ? 0 : support) + (isnan(investment) ? 0 : investment);
    }
    lac_ranking_work(ranking, months, net, cost, out);
    const bool ranked = !ranking->by_net || nets_known(self);
    for (size_t i = 0; i < n; i++) {
        for (int v = 0; v < LAC_N_RANKINGS; v++) {
            ranking->entries[i].values[v].mean = out[i * LAC_N_RANKINGS + (size_t)v];
        }
        if (!ranked) {
            ranking->entries[i].values[LAC_RANKING_RANK].mean = NAN;
        }
    }
    free(months);
    return LAC_OK;
}
