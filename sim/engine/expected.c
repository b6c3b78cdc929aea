/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/expected.h"

#include "engine/spread.h"
#include "engine/state.h"
#include "engine/transition.h"
#include "model/rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The month being worked out. Buffers by class belong to the arena. */
typedef struct {
    const lac_model *model;
    const lac_measures *measures;
    lac_track *track;
    lac_rates rates;
    lac_transition transition;
    lac_state stock;
    lac_state *named; /* by list: those it has named who are still looked after */
    bool *named_any;
    double *present;   /* by class: the stock, at the start of the month and at its end */
    double *keep;      /* by class: share of them who are still there */
    double *take;      /* by class: children taken by a route; those who turn 18 */
    double *exits;     /* by route */
    double *moved;     /* by move */
    double *placement; /* by placement */
    double *started;   /* by age row x placement: this month's starts */
    double unmet;
    lac_spread spread;
    lac_arena arena;
} month;

static int month_init(
    month *self, lac_track *track, const lac_model *model, const lac_measures *measures)
{
    const lac_grid *grid = &model->grid;
    const size_t classes = (size_t)grid->n_classes;
    const size_t values = (size_t)measures->n * (size_t)model->n_months;
    memset(self, 0, sizeof *self);
    self->model = model;
    self->measures = measures;
    self->track = track;
    track->n_months = model->n_months;
    track->n_measures = measures->n;
    track->mean = malloc(values * sizeof *track->mean);
    track->sd = malloc(values * sizeof *track->sd);
    if (track->mean == NULL || track->sd == NULL || lac_rates_init(&self->rates, model) != LAC_OK ||
        lac_transition_init(&self->transition, model) != LAC_OK ||
        lac_state_init(&self->stock, model) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < values; i++) {
        track->mean[i] = track->sd[i] = NAN;
    }
    const size_t lists = (size_t)model->n_lists + 1;
    const size_t ages = (size_t)grid->n_ages * (size_t)grid->n_placements;
    self->named = lac_arena_alloc(&self->arena, lists, sizeof *self->named);
    self->named_any = lac_arena_alloc(&self->arena, lists, sizeof(bool));
    self->present = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->keep = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->take = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->exits = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(double));
    self->moved = lac_arena_alloc(&self->arena, (size_t)model->n_moves + 1, sizeof(double));
    self->placement = lac_arena_alloc(&self->arena, (size_t)grid->n_placements, sizeof(double));
    self->started = lac_arena_alloc(&self->arena, ages, sizeof(double));
    if (self->named == NULL || self->named_any == NULL || self->present == NULL ||
        self->keep == NULL || self->take == NULL || self->exits == NULL || self->moved == NULL ||
        self->placement == NULL || self->started == NULL) {
        return LAC_MEMORY;
    }
    for (int g = 0; g < model->n_opening; g++) {
        lac_state_add_group(&self->stock, &model->opening[g]);
    }
    lac_state_sum(&self->stock, self->present);
    return lac_spread_init(&self->spread, model);
}

static void month_free(month *self)
{
    for (int i = 0; self->named != NULL && i < self->model->n_lists; i++) {
        lac_state_free(&self->named[i]);
    }
    lac_spread_free(&self->spread);
    lac_rates_free(&self->rates);
    lac_transition_free(&self->transition);
    lac_state_free(&self->stock);
    lac_arena_free(&self->arena);
}

static void put(month *self, int measure, int m, double value)
{
    self->track->mean[measure * self->track->n_months + m] = value;
}

/* Children by placement, from those by class; returns all. */
static double place(month *self)
{
    const lac_grid *grid = &self->model->grid;
    double total = 0;
    memset(self->placement, 0, (size_t)grid->n_placements * sizeof *self->placement);
    for (int c = 0; c < grid->n_classes; c++) {
        self->placement[c % grid->n_placements] += self->present[c];
    }
    for (int p = 0; p < grid->n_placements; p++) {
        total += self->placement[p];
    }
    return total;
}

/* Rule 5a: present children leave by rates. */
static void leave_by_rates(month *self)
{
    const lac_model *model = self->model;
    const int n_classes = model->grid.n_classes;
    for (int c = 0; c < n_classes; c++) {
        const double leavers = self->present[c] * self->transition.leave[c];
        for (int r = 0; r < model->n_routes; r++) {
            self->exits[r] += leavers * self->transition.route_share[r * n_classes + c];
        }
        self->keep[c] = 1 - self->transition.leave[c];
    }
}

/* Adds to take what one part of a count exit wants from each class; returns the total it wants. */
static double want(month *self, const lac_count_part *part)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const bool *flow = model->routes[part->route].groups;
    double eligible = 0;
    for (int c = 0; c < grid->n_classes; c++) {
        const int g = lac_grid_group_of_class(grid, c);
        eligible += flow[g] && part->groups[g] ? self->present[c] * self->keep[c] : 0;
    }
    if (eligible <= 0) {
        return part->when_none;
    }
    double wanted = 0;
    for (int c = 0; c < grid->n_classes; c++) {
        const int g = lac_grid_group_of_class(grid, c);
        if (!flow[g] || !part->groups[g]) {
            continue;
        }
        const double share = self->present[c] * self->keep[c] / eligible;
        const double children = (part->per_group[g] + part->amount) * share;
        self->take[c] += children;
        wanted += children;
    }
    return wanted;
}

/* Rule 5b: count exits in order of slug, each evenly from the eligible survivors. */
static void leave_by_counts(month *self)
{
    const lac_grid *grid = &self->model->grid;
    for (int i = 0; i < self->rates.n_parts;) {
        const int route = self->rates.parts[i].route;
        double wanted = 0;
        double taken = 0;
        memset(self->take, 0, (size_t)grid->n_classes * sizeof *self->take);
        for (; i < self->rates.n_parts && self->rates.parts[i].route == route; i++) {
            wanted += want(self, &self->rates.parts[i]);
        }
        for (int c = 0; c < grid->n_classes; c++) {
            const double alive = self->present[c] * self->keep[c];
            if (self->take[c] <= 0 || alive <= 0) {
                continue;
            }
            const double children = self->take[c] < alive ? self->take[c] : alive;
            self->keep[c] *= children < alive ? 1 - children / alive : 0;
            taken += children;
        }
        self->exits[route] += taken;
        self->unmet += wanted - taken > 1e-9 * wanted ? wanted - taken : 0;
        lac_spread_count(&self->spread, route, taken);
    }
}

/* Applies what has happened so far to the cells themselves, because a list tells children of one class
 * apart: those it has named before. */
static void settle(month *self)
{
    const int n_classes = self->model->grid.n_classes;
    lac_state_scale_classes(&self->stock, self->keep);
    for (int i = 0; i < self->model->n_lists; i++) {
        if (self->named_any[i]) {
            lac_state_scale_classes(&self->named[i], self->keep);
        }
    }
    for (int c = 0; c < n_classes; c++) {
        self->keep[c] = 1;
    }
}

/* Children in a row of cells whom list l may still name: there, inside its filter, not named before. */
static double eligible_in(const month *self, int l, int first, int n)
{
    double sum = 0;
    for (int i = first; i < first + n; i++) {
        const double named = self->named_any[l] ? self->named[l].cells[i] : 0;
        sum += self->stock.cells[i] - named;
    }
    return sum;
}

/* Takes the share q of those whom list l may still name out of a row of cells, and marks the share f of
 * them as named. Children named by another list leave as often as the others of their cell: within a
 * cell the lists are taken to be independent. */
static double take_from(month *self, int l, int first, int n, double q, double f)
{
    double taken = 0;
    for (int i = first; i < first + n; i++) {
        double *stock = &self->stock.cells[i];
        const double named = self->named_any[l] ? self->named[l].cells[i] : 0;
        const double open = *stock - named;
        if (open <= 0) {
            continue;
        }
        for (int k = 0; k < self->model->n_lists; k++) {
            if (k != l && self->named_any[k]) {
                self->named[k].cells[i] *= 1 - q * open / *stock;
            }
        }
        if (self->named_any[l]) {
            self->named[l].cells[i] += f * open;
        }
        *stock -= q * open;
        taken += q * open;
    }
    return taken;
}

/* Rule 5c and 18: lists in order of slug, each evenly from the eligible it has not named. */
static int leave_by_lists(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    bool any = false;
    for (int l = 0; l < model->n_lists; l++) {
        const lac_leaver_list *list = &model->lists[l];
        const double attempts = list->attempts[m];
        if (attempts <= 0) {
            continue;
        }
        if (!self->named_any[l] && list->success < 1) {
            if (lac_state_init(&self->named[l], model) != LAC_OK) {
                return LAC_MEMORY;
            }
            self->named_any[l] = true;
        }
        settle(self);
        any = true;
        double eligible = 0;
        for (int pass = 0; pass < 2; pass++) {
            const double named = attempts < eligible ? attempts : eligible;
            const double q = eligible > 0 ? named * list->success / eligible : 0;
            const double f = eligible > 0 ? named * (1 - list->success) / eligible : 0;
            for (int i = 0; i < grid->n_groups * grid->n_durations; i++) {
                const int g = i % grid->n_groups;
                const int band = g / grid->n_placements;
                if (!list->groups[g]) {
                    continue;
                }
                const int first = grid->age_band_first[band];
                const int n = grid->age_band_first[band + 1] - first;
                const int cell =
                    lac_grid_cell(grid, first, g % grid->n_placements, i / grid->n_groups);
                if (pass == 0) {
                    eligible += eligible_in(self, l, cell, n);
                } else {
                    self->exits[list->route] += take_from(self, l, cell, n, q, f);
                }
            }
        }
        if (attempts - eligible > 1e-9 * attempts) {
            self->unmet += list->success * (attempts - (eligible > 0 ? eligible : 0));
        }
        lac_spread_list(&self->spread, l, attempts);
    }
    if (any) {
        lac_state_sum(&self->stock, self->present);
    }
    return LAC_OK;
}

/* Rules 6 and 8: birthdays, moves, and everybody is a month older. */
static void step(month *self)
{
    const lac_model *model = self->model;
    const int n_classes = model->grid.n_classes;
    lac_state_sum_adults(&self->stock, self->take);
    for (int c = 0; c < n_classes; c++) {
        if (model->ageing_out >= 0) {
            self->exits[model->ageing_out] += self->take[c] * self->keep[c];
        }
        const double others = (self->present[c] - self->take[c]) * self->keep[c];
        for (int i = 0; i < model->n_moves; i++) {
            self->moved[i] += others * self->transition.move[i * n_classes + c];
        }
    }
    lac_state_step(&self->stock, &self->transition, self->keep, self->present);
    for (int l = 0; l < model->n_lists; l++) {
        if (self->named_any[l]) {
            lac_state_step(&self->named[l], &self->transition, self->keep, NULL);
        }
    }
    lac_spread_step(&self->spread, &self->transition, self->keep);
}

/* This month's starts by age and placement; returns them. */
static double start(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    double total = 0;
    memset(self->started, 0,
        (size_t)grid->n_ages * (size_t)grid->n_placements * sizeof *self->started);
    for (int k = 0; k < model->n_streams; k++) {
        const lac_stream *stream = &model->streams[k];
        const double *arrivals = self->rates.arrivals + k * grid->n_groups;
        double sum = 0;
        for (int g = 0; g < grid->n_groups; g++) {
            const int band = g / grid->n_placements;
            const int p = g % grid->n_placements;
            sum += arrivals[g];
            if (stream->group_mix[g] <= 0) {
                continue;
            }
            const double scale = arrivals[g] / stream->group_mix[g];
            for (int a = grid->age_band_first[band]; a < grid->age_band_first[band + 1]; a++) {
                self->started[a * grid->n_placements + p] +=
                    scale * stream->mix[a * grid->n_placements + p];
            }
        }
        put(self, self->measures->admissions_of + k, m, sum);
        lac_spread_count(&self->spread, -1 - k, sum);
        total += sum;
    }
    return total;
}

/* Rules 4 and 9: the starts arrive and face the exit rates for the rest of the month. */
static void arrive(month *self)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    for (int g = 0; g < grid->n_groups; g++) {
        const int band = g / grid->n_placements;
        const int p = g % grid->n_placements;
        const int c = lac_grid_class(grid, band, 0, p);
        const double stay = self->transition.arrival_stay[c];
        double starts = 0;
        for (int a = grid->age_band_first[band]; a < grid->age_band_first[band + 1]; a++) {
            const double children = self->started[a * grid->n_placements + p];
            lac_state_row(&self->stock, p, 0)[a] += children * stay;
            starts += children;
        }
        self->present[c] += starts * stay;
        for (int r = 0; r < model->n_routes; r++) {
            self->exits[r] +=
                starts * (1 - stay) * self->transition.route_share[r * grid->n_classes + c];
        }
    }
}

/* Rule 10, negative: evenly from all present. Returns the children taken. */
static double take_away(month *self, double wanted)
{
    const lac_model *model = self->model;
    const double stock = place(self);
    const double taken = wanted < stock ? wanted : stock;
    const double factor = stock > 0 ? 1 - taken / stock : 1;
    self->track->shortage += wanted - taken;
    lac_state_scale(&self->stock, factor);
    for (int l = 0; l < model->n_lists; l++) {
        if (self->named_any[l]) {
            lac_state_scale(&self->named[l], factor);
        }
    }
    for (int c = 0; c < model->grid.n_classes; c++) {
        self->present[c] *= factor;
    }
    return taken;
}

/* Rule 10, positive: by the mix of this month's starts, else the opening mix. */
static void bring(month *self, double wanted, double starts)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    for (int a = 0; a < grid->n_ages; a++) {
        for (int p = 0; p < grid->n_placements; p++) {
            const int i = a * grid->n_placements + p;
            const double share = starts > 0                   ? self->started[i] / starts
                                 : model->opening_mix != NULL ? model->opening_mix[i]
                                                              : 1;
            lac_state_row(&self->stock, p, 0)[a] += wanted * share;
            self->present[lac_grid_class(grid, lac_grid_age_band(grid, a), 0, p)] += wanted * share;
        }
    }
}

/* Returns the children added (or, negative, taken away). */
static double reconcile(month *self, int m, double starts)
{
    const double wanted = self->model->unreconciled[m];
    if (wanted < 0) {
        return -take_away(self, -wanted);
    }
    if (wanted > 0) {
        bring(self, wanted, starts);
    }
    return wanted;
}

static void record(month *self, int m, double opening, double starts, double unreconciled)
{
    const lac_model *model = self->model;
    const lac_measures *at = self->measures;
    double exits = 0;
    const double closing = place(self);
    for (int r = 0; r < model->n_routes; r++) {
        exits += self->exits[r];
        put(self, at->exits_of + r, m, self->exits[r]);
    }
    put(self, at->opening_stock, m, opening);
    put(self, at->admissions, m, starts);
    put(self, at->exits, m, exits);
    put(self, at->unreconciled, m, unreconciled);
    put(self, at->closing_stock, m, closing);
    put(self, at->unmet_exits, m, self->unmet);
    for (int p = 0; p < model->n_placements; p++) {
        put(self, at->stock_of + p, m, self->placement[p]);
    }
    for (int i = 0; i < model->n_moves; i++) {
        put(self, at->moves_of + i, m, self->moved[i]);
    }
    self->track->unmet += self->unmet;

    double *sd = self->track->sd;
    const int n = self->track->n_months;
    sd[at->opening_stock * n + m] = self->spread.stock_sd;
    lac_spread_close(&self->spread, closing, self->placement,
        self->unmet > 0 || unreconciled != model->unreconciled[m]);
    sd[at->closing_stock * n + m] = self->spread.stock_sd;
    for (int p = 0; p < model->n_placements; p++) {
        sd[(at->stock_of + p) * n + m] = self->spread.placement_sd[p];
    }
}

static int run_month(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_lever *culprit = NULL;
    int status = lac_rates_set(&self->rates, model, m, model->rates_change[m], &culprit);
    if (status != LAC_OK) {
        return status; /* by a draw: lac_model_build has been through the months of the sheet */
    }
    if (model->rates_change[m]) {
        lac_transition_set(&self->transition, model, &self->rates);
    }
    self->unmet = 0;
    memset(self->exits, 0, (size_t)model->n_routes * sizeof *self->exits);
    memset(self->moved, 0, (size_t)model->n_moves * sizeof *self->moved);
    const double opening = place(self);
    leave_by_rates(self);
    leave_by_counts(self);
    status = leave_by_lists(self, m);
    if (status != LAC_OK) {
        return status;
    }
    step(self);
    const double starts = start(self, m);
    arrive(self);
    const double unreconciled = reconcile(self, m, starts);
    record(self, m, opening, starts, unreconciled);
    return LAC_OK;
}

int lac_expected_run(lac_track *track, const lac_model *model, const lac_measures *measures)
{
    month self;
    int status = month_init(&self, track, model, measures);
    for (int m = 0; m < model->n_months && status == LAC_OK; m++) {
        status = run_month(&self, m);
    }
    month_free(&self);
    return status;
}

void lac_track_free(lac_track *self)
{
    free(self->mean);
    free(self->sd);
    memset(self, 0, sizeof *self);
}
