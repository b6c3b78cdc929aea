/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/outcome.h"
#include "results/tally.h"

#include <math.h>

static const double CLOSE = 1e-6; /* quanta: a value that is the bound but for rounding */

/* ---- targets ---- */

static bool is_met(const lac_outcome *self, size_t s, int i, const int64_t *values)
{
    const lac_target *target = &self->results->targets[i];
    const lac_aim *aim = &self->aims[s * (size_t)self->results->n_targets + (size_t)i];
    const lac_measures *measures = &self->results->measures;
    const bool payback = aim->saving && aim->measure == LAC_SAVING_PAYBACK_MONTH;
    const size_t number = aim->saving    ? lac_outcome_saving(self, s, aim->measure, aim->t)
                          : aim->monthly ? lac_outcome_month(self, s, aim->measure, aim->t)
                                         : lac_outcome_year(self, s, aim->measure, aim->t);
    const double parts = payback       ? 1
                         : aim->saving ? self->parts[measures->cost_total]
                                       : self->parts[aim->measure];
    const double bound = (target->value - aim->certain) * parts;
    if (payback && values[number] == self->n_months) { /* never */
        return !target->at_most;
    }
    return target->at_most ? (double)values[number] <= bound + CLOSE
                           : (double)values[number] >= bound - CLOSE;
}

/* ---- ranking ---- */

/* Twice the sum over months of the mean of opening and closing stock, in quanta. */
static int64_t stock_sum(const lac_outcome *self, size_t s, const int64_t *values)
{
    const lac_model *model = &self->results->models[s];
    const int places = model->n_placements > 0 ? model->n_placements : 1;
    const int64_t *stock =
        values + lac_outcome_month(self, s, self->results->measures.closing_stock, 0);
    int64_t before = 0;
    int64_t sum = 0;
    for (int p = 0; p < places; p++) {
        before += self->opening[s * (size_t)places + (size_t)p];
    }
    for (int m = 0; m < self->n_months; m++) {
        sum += before + stock[m];
        before = stock[m];
    }
    return sum;
}

static void put_ranking(const lac_outcome *self, const lac_ledger *ledger, int64_t *values)
{
    const lac_ranking *ranking = &self->results->ranking;
    const int64_t reference = stock_sum(self, 0, values);
    const int all = self->n_years;
    double *months = ledger->ranked;
    double *net = months + ranking->n;
    double *cost = net + ranking->n;
    double *out = cost + ranking->n;
    for (size_t i = 0; i < ranking->n; i++) {
        const size_t s = ranking->entries[i].scenario;
        const int64_t *savings = values + lac_outcome_saving(self, s, 0, 0);
        const size_t row = (size_t)all + 1;
        months[i] = (double)(reference - stock_sum(self, s, values)) / 2;
        net[i] = (double)savings[LAC_SAVING_NET * row + (size_t)all];
        cost[i] = (double)(savings[LAC_SAVING_SUPPORT * row + (size_t)all] +
                           savings[LAC_SAVING_INVESTMENT * row + (size_t)all]);
    }
    lac_ranking_work(ranking, months, net, cost, out);
    for (size_t i = 0; i < ranking->n; i++) {
        const double *from = out + i * LAC_N_RANKINGS;
        int64_t *to = values + lac_outcome_rank(self, i, 0);
        to[LAC_RANKING_CHILD_MONTHS] = (int64_t)(2 * from[LAC_RANKING_CHILD_MONTHS]);
        to[LAC_RANKING_NET] = (int64_t)from[LAC_RANKING_NET];
        to[LAC_RANKING_COSTLESS] = isnan(from[LAC_RANKING_COST]);
        to[LAC_RANKING_COST] = isnan(from[LAC_RANKING_COST])
                                   ? 0
                                   : (int64_t)nearbyint(from[LAC_RANKING_COST] * self->child_parts);
        to[LAC_RANKING_RANK] = (int64_t)from[LAC_RANKING_RANK];
        to[LAC_RANKING_OWN_RANK] = 0;
        if (ranking->entries[i].n_parts > 0) {
            to[LAC_RANKING_INTERACTION_CHILD_MONTHS] =
                (int64_t)(2 * from[LAC_RANKING_INTERACTION_CHILD_MONTHS]);
            to[LAC_RANKING_INTERACTION_NET] = (int64_t)from[LAC_RANKING_INTERACTION_NET];
        }
    }
}

void lac_outcome_judge(const lac_outcome *self, lac_ledger *ledger, int64_t *values)
{
    const int n = self->results->n_targets;
    for (size_t s = 0; s < self->n_scenarios; s++) {
        for (int i = 0; i < n; i++) {
            values[lac_outcome_target(self, s, i)] =
                self->aims[s * (size_t)n + (size_t)i].known && is_met(self, s, i, values);
        }
    }
    if (self->results->ranking.n > 0) {
        put_ranking(self, ledger, values);
    }
}
