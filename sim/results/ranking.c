/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "results/ranking.h"

#include "results/interaction.h"

#include <math.h>

static const double ROUNDING = 1e-12; /* relative, of sums of thousands of numbers */

const char *const LAC_RANKING_NAMES[] = {
#define LAC_RANKING_NAME(code, name, unit) name,
    LAC_RANKING_LIST(LAC_RANKING_NAME)
#undef LAC_RANKING_NAME
};
const char *const LAC_RANKING_UNITS[] = {
#define LAC_RANKING_UNIT(code, name, unit) unit,
    LAC_RANKING_LIST(LAC_RANKING_UNIT)
#undef LAC_RANKING_UNIT
};

static bool acts(const lac_model *model)
{
    for (int i = 0; i < model->n_interventions; i++) {
        if (model->interventions[i].active) {
            return true;
        }
    }
    return false;
}

int lac_ranking_make(lac_ranking *self, lac_arena *arena, const lac_plan *plan,
    const lac_model *models, size_t n_models)
{
    *self = (lac_ranking){.entries = lac_arena_alloc(arena, n_models, sizeof *self->entries)};
    if (self->entries == NULL) {
        return LAC_MEMORY;
    }
    for (size_t s = 1; s < n_models; s++) {
        if (acts(&models[s])) {
            self->entries[self->n++] = (lac_ranking_entry){.scenario = s};
        }
    }
    self->n = self->n < 2 ? 0 : self->n;
    int status = LAC_OK;
    for (size_t i = 0; i < self->n && status == LAC_OK; i++) {
        lac_ranking_entry *entry = &self->entries[i];
        for (int v = 0; v < LAC_N_RANKINGS; v++) {
            entry->values[v] = (lac_ranking_value){NAN, NAN, NAN, NAN};
        }
        status = lac_interaction_find(entry, self, arena, plan, models);
    }
    return status;
}

double lac_ranking_rank(const double *keys, size_t n, size_t i)
{
    double rank = 1;
    for (size_t j = 0; j < n; j++) {
        rank += keys[j] > keys[i];
    }
    return rank;
}

/* Effect together less the sum of the effects alone; 0 where nothing but rounding is left. */
static double interaction(const lac_ranking_entry *entry, size_t own, const double *effect)
{
    double out = effect[own];
    double size = fabs(effect[own]);
    for (size_t i = 0; i < entry->n_parts; i++) {
        out -= effect[entry->parts[i]];
        size += fabs(effect[entry->parts[i]]);
    }
    return entry->n_parts == 0 ? NAN : fabs(out) <= ROUNDING * size ? 0 : out;
}

void lac_ranking_work(const lac_ranking *self, const double *child_months, const double *net,
    const double *cost, double *out)
{
    const double *key = self->by_net ? net : child_months;
    for (size_t i = 0; i < self->n; i++) {
        double *row = out + i * LAC_N_RANKINGS;
        row[LAC_RANKING_CHILD_MONTHS] = child_months[i];
        row[LAC_RANKING_NET] = net[i];
        row[LAC_RANKING_COST] =
            self->costed && child_months[i] > 0 ? cost[i] / child_months[i] : NAN;
        row[LAC_RANKING_RANK] = lac_ranking_rank(key, self->n, i);
        row[LAC_RANKING_BEST] = row[LAC_RANKING_OWN_RANK] = NAN;
        row[LAC_RANKING_INTERACTION_CHILD_MONTHS] = interaction(&self->entries[i], i, child_months);
        row[LAC_RANKING_INTERACTION_NET] = interaction(&self->entries[i], i, net);
    }
}
