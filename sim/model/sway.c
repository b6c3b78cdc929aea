/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/sway.h"

#include "model/reach.h"
#include "model/support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_on(const lac_reach *self, int unknown)
{
    return unknown != LAC_REACH_NONE && self->on[unknown];
}

/* What the draw makes of every unknown. */
static void read_draw(lac_reach *self, const double *draw)
{
    for (int u = 0; u < self->unknowns->n; u++) {
        const bool on = !isnan(draw[u]);
        self->on[u] = on;
        self->now[u] = on ? draw[u] : 1;
    }
    for (int i = 0; i < self->n_assumptions; i++) {
        const int u = self->assumptions[i];
        const lac_reach_range *range = &self->ranges[u];
        self->on[u] = self->on[u] && range->pert != NULL;
        if (self->on[u]) {
            self->now[u] = range->low + range->span * lac_pert_at(range->pert, draw[u]);
        }
    }
}

static void set_population(lac_reach *self, const lac_model *base)
{
    self->population_moved = false;
    for (int m = 0; m < base->n_months; m++) {
        const lac_reach_between *at = &self->between[m];
        const int of_a = self->point_of[at->a];
        const int of_b = self->point_of[at->b];
        if (!is_on(self, of_a) && !is_on(self, of_b)) {
            self->population[m] = base->population[m];
            continue;
        }
        const double a = is_on(self, of_a) ? self->now[of_a] : self->points[at->a];
        const double b = is_on(self, of_b) ? self->now[of_b] : self->points[at->b];
        self->population[m] = a + (b - a) * at->share;
        self->population_moved = true;
    }
}

/* Whether a draw moves the index at all. */
static bool moves_index(const lac_reach *self)
{
    for (int i = 0; i < self->n_steps; i++) {
        if (is_on(self, self->steps[i].of)) {
            return true;
        }
    }
    return false;
}

static void set_index(lac_reach *self, const lac_model *base)
{
    self->index_moved = moves_index(self);
    if (!self->index_moved) {
        memcpy(self->index, base->index, (size_t)base->n_months * sizeof *self->index);
        return;
    }
    double index = 1;
    int next = 0;
    for (int m = 0; m < base->n_months; m++) {
        for (; next < self->n_steps && self->steps[next].month == m; next++) {
            const lac_reach_step *step = &self->steps[next];
            const double rise = 1 + (is_on(self, step->of) ? self->now[step->of] : step->cell);
            index = step->divides ? index / rise : index * rise;
        }
        self->index[m] = index;
    }
}

/* (1 + growth)^(m / 12), one multiplication a month, exact anew every twelve. */
static double grow(double growth, double monthly, int m, double before)
{
    return m % 12 == 0 ? pow(1 + growth, m / 12.0) : before * monthly;
}

static void set_line(lac_reach *self, lac_reach_line *line)
{
    const lac_model *base = self->base;
    const bool scaled = is_on(self, line->factor);
    const bool grown = is_on(self, line->growth);
    const bool peopled = line->by_population && self->population_moved;
    const bool priced = line->kind == LAC_REACH_PRICE && self->index_moved;
    const bool all = scaled || grown || peopled || priced;
    bool any = all;
    for (int i = 0; i < line->n_uses; i++) {
        any = any || self->on[line->uses[i]];
    }
    if (any || line->moved) {
        memcpy(line->out, line->base, (size_t)base->n_months * sizeof *line->out);
    }
    line->moved = any;
    if (!any) {
        return;
    }
    const double factor = scaled ? self->now[line->factor] : 1;
    const double growth = grown ? self->now[line->growth] : line->growth_plain;
    const double monthly = growth == 0 ? 1 : pow(1 + growth, 1 / 12.0);
    const double *people = !line->by_population       ? NULL
                           : self->population == NULL ? base->population
                                                      : self->population;
    const double *index = self->index == NULL ? base->index : self->index;
    double grown_by = 1;
    for (int m = 0; m < base->n_months; m++) {
        const bool drawn = is_on(self, line->of[m]);
        const double cell = drawn ? self->now[line->of[m]] : line->cell[m];
        if (growth != 0) {
            grown_by = grow(growth, monthly, m, grown_by);
        }
        if (!drawn && !all) {
            continue;
        }
        switch (line->kind) {
        case LAC_REACH_PLAIN:
            line->out[m] =
                cell * factor * line->unit[m] * grown_by * (people == NULL ? 1 : people[m]);
            break;
        case LAC_REACH_RATIO:
            line->out[m] = 1 + (cell - 1) * line->unit[m];
            break;
        case LAC_REACH_PRICE:
            line->out[m] = cell * index[m];
            break;
        case LAC_REACH_WEEKS:
            line->out[m] = cell;
            break;
        }
    }
}

static void set_months(const lac_reach_line *line, int n)
{
    for (int m = 0; m < n && line->months != NULL; m++) {
        line->months[m] = lac_support_months(line->out[m]);
    }
}

static void set_scaling(const lac_reach *self, const lac_reach_scaling *scaling)
{
    for (int i = 0; i < scaling->n; i++) {
        const int at = scaling->at[i];
        scaling->out[at] = scaling->base[at] * self->now[scaling->factor[i]];
    }
}

int lac_sway_make(
    lac_sway *self, const lac_model *base, const lac_plan *plan, const lac_unknowns *unknowns)
{
    lac_reach *reach = calloc(1, sizeof *reach);
    self->inside = reach;
    if (reach == NULL) {
        return LAC_MEMORY;
    }
    self->model = *base;
    self->model.arena = (lac_arena){0};
    return lac_reach_make(reach, &self->model, base, plan, unknowns);
}

void lac_sway_set(lac_sway *self, const double *draw)
{
    lac_reach *reach = self->inside;
    read_draw(reach, draw);
    if (reach->population != NULL) {
        set_population(reach, reach->base);
    }
    if (reach->index != NULL) {
        set_index(reach, reach->base);
    }
    for (int i = 0; i < reach->n_lines; i++) {
        set_line(reach, &reach->lines[i]);
        set_months(&reach->lines[i], self->model.n_months);
    }
    for (int i = 0; i < reach->n_scalings; i++) {
        set_scaling(reach, &reach->scalings[i]);
    }
    for (int i = 0; i < reach->n_singles; i++) {
        const lac_reach_single *single = &reach->singles[i];
        *single->out = is_on(reach, single->of) ? reach->now[single->of] : single->base;
    }
}

void lac_sway_free(lac_sway *self)
{
    lac_reach *reach = self->inside;
    if (reach != NULL) {
        lac_arena_free(&reach->arena);
        free(reach);
    }
    memset(self, 0, sizeof *self);
}
