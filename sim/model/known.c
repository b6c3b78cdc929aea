/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/known.h"

#include <assert.h>
#include <math.h>

static void read_ranges(lac_known *self, size_t scenario)
{
    const lac_unknowns *unknowns = self->unknowns;
    for (int u = 0; u < unknowns->n; u++) {
        const lac_plan_row *row = unknowns->items[u].row;
        double low = 0;
        double high = 0;
        if (unknowns->items[u].layer == LAC_LAYER_ASSUMPTION) {
            self->assumptions[self->n_assumptions++] = u;
        }
        if (row == NULL || !lac_plan_row_range(row, scenario, &low, &high) || !(high > low)) {
            continue;
        }
        const double mode = lac_plan_row_cell(row, scenario)->number;
        self->ranges[u] = (lac_known_range){
            lac_unknowns_pert(unknowns, (mode - low) / (high - low)), low, high - low};
        assert(self->ranges[u].pert != NULL);
    }
}

int lac_known_make(lac_known *self, lac_arena *arena, const lac_unknowns *unknowns, size_t scenario)
{
    const size_t n = (size_t)unknowns->n;
    *self = (lac_known){.unknowns = unknowns,
        .ranges = lac_arena_alloc(arena, n, sizeof *self->ranges),
        .assumptions = lac_arena_alloc(arena, n, sizeof *self->assumptions),
        .now = lac_arena_alloc(arena, n, sizeof *self->now),
        .on = lac_arena_alloc(arena, n, sizeof *self->on)};
    if (self->ranges == NULL || self->assumptions == NULL || self->now == NULL ||
        self->on == NULL) {
        return LAC_MEMORY;
    }
    read_ranges(self, scenario);
    return LAC_OK;
}

void lac_known_take(lac_known *self, const double *draw)
{
    for (int u = 0; u < self->unknowns->n; u++) {
        const bool on = !isnan(draw[u]);
        self->on[u] = on;
        self->now[u] = on ? draw[u] : 1;
    }
    for (int i = 0; i < self->n_assumptions; i++) {
        const int u = self->assumptions[i];
        const lac_known_range *range = &self->ranges[u];
        self->on[u] = self->on[u] && range->pert != NULL;
        if (self->on[u]) {
            self->now[u] = range->low + range->span * lac_pert_at(range->pert, draw[u]);
        }
    }
}

int lac_known_of_row(const lac_known *self, const lac_plan_row *row)
{
    const int u = lac_unknowns_of_row(self->unknowns, row);
    return u >= 0 && self->ranges[u].pert != NULL ? u : LAC_NO_UNKNOWN;
}
