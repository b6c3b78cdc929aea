/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/expecting.h"

#include <string.h>

/* ---- settling in ---- */

/* The starts of stream k by age and placement are added to batch; returns them. */
static double start(lac_expecting *self, int k, double *batch)
{
    const lac_grid *grid = &self->model->grid;
    const lac_stream *stream = &self->model->streams[k];
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
            batch[a * grid->n_placements + p] += scale * stream->mix[a * grid->n_placements + p];
        }
    }
    return sum;
}

/* Adds children to a state, wherever they land. */
static void settle_in(
    const lac_expecting *self, lac_state *state, int age, int placement, double children)
{
    const int n = self->model->grid.n_placements;
    if (!self->places.active) {
        lac_state_row(state, placement, 0)[age] += children;
        return;
    }
    for (int q = 0; q < n; q++) {
        lac_state_row(state, q, 0)[age] += children * self->places.landing[placement * n + q];
    }
}

/* Adds the share stay of a group of the batch to the stock; returns the group. */
static double settle_band(lac_expecting *self, int age_band, int placement, double stay)
{
    const lac_grid *grid = &self->model->grid;
    const int end = grid->age_band_first[age_band + 1];
    double *row = lac_state_row(&self->stock.all, placement, 0);
    double sum = 0;
    for (int a = grid->age_band_first[age_band]; a < end; a++) {
        const double children = self->batch[a * grid->n_placements + placement];
        sum += children;
        if (self->places.active) {
            settle_in(self, &self->stock.all, a, placement, children * stay);
        } else {
            row[a] += children * stay;
        }
    }
    return sum;
}

/* Counts them among those present, wherever they land. */
static void count_in(lac_expecting *self, int age_band, int placement, double children)
{
    const lac_grid *grid = &self->model->grid;
    const int n = grid->n_placements;
    if (!self->places.active) {
        self->stock.present[lac_grid_class(grid, age_band, 0, placement)] += children;
        return;
    }
    for (int q = 0; q < n; q++) {
        self->stock.present[lac_grid_class(grid, age_band, 0, q)] +=
            children * self->places.landing[placement * n + q];
    }
}

/* Who of a group of the batch stays, and leaves again by a route from which one may return, in a part of
 * the stock: of those among the age's children so many belong to it; NULL: all. */
static void tell_part(
    lac_expecting *self, int m, int g, int part, const double *of, const double *among)
{
    const lac_grid *grid = &self->model->grid;
    const lac_absent *absent = &self->absent;
    const int n = grid->n_placements;
    const int band = g / n;
    const int p = g % n;
    const int c = lac_grid_class(grid, band, 0, p);
    const int first = grid->age_band_first[band];
    const int end = grid->age_band_first[band + 1];
    const double stay = self->transition.arrival_stay[c];
    for (int a = first; a < end && part >= 0; a++) {
        const double share = of == NULL ? 1 : among[a] > 0 ? of[a] / among[a] : 0;
        settle_in(self, &self->stock.parts[part], a, p, self->batch[a * n + p] * share * stay);
    }
    for (int i = 0; i < absent->n_routes; i++) {
        const int at = absent->routes[i] * grid->n_classes + c;
        const double leave =
            (1 - stay) * self->transition.route_share[at] * absent->excess[i * grid->n_classes + c];
        double *left = lac_absent_row(absent, part, i, m);
        for (int a = first; a < end && leave > 0; a++) {
            const double share = of == NULL ? 1 : among[a] > 0 ? of[a] / among[a] : 0;
            left[a] += self->batch[a * n + p] * share * leave;
        }
    }
}

/* The same for every part that some of the batch belong to: its origin, and where it comes back, those
 * whom lists and shifts have named before. */
static void tell_parts(lac_expecting *self, int m, int g, int origin, bool back)
{
    const lac_absent *absent = &self->absent;
    tell_part(self, m, g, -1, NULL, NULL);
    if (origin >= 0) {
        tell_part(self, m, g, origin, NULL, NULL);
    }
    for (int k = 0; k < lac_stock_part_of_origin(self->model, 0) && back; k++) {
        if (absent->coming[k + 1] != NULL) {
            tell_part(self, m, g, k, absent->coming[k + 1], absent->coming[0]);
        }
    }
}

/* Who of a group of the batch leaves again by a route with support. */
static void support_those_who_pass(lac_expecting *self, int m, int g)
{
    const lac_grid *grid = &self->model->grid;
    const int n = grid->n_placements;
    const int band = g / n;
    const int c = lac_grid_class(grid, band, 0, g % n);
    for (int i = 0; i < self->support.n_routes; i++) {
        const int r = self->support.routes[i];
        const double leave = (1 - self->transition.arrival_stay[c]) *
                             self->transition.route_share[r * grid->n_classes + c];
        for (int a = grid->age_band_first[band]; a < grid->age_band_first[band + 1] && leave > 0;
             a++) {
            lac_support_add(&self->support, r, m, a, self->batch[a * n + g % n] * leave);
        }
    }
}

/* Where those who arrive together land when places are limited; who leaves again in this month takes
 * none, and of the unreconciled (stay) nobody does. */
static void land(lac_expecting *self, int m, const double *together, bool stay)
{
    const lac_grid *grid = &self->model->grid;
    if (!self->places.active) {
        return;
    }
    memset(self->wanted, 0, (size_t)grid->n_placements * sizeof *self->wanted);
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        const int band = lac_grid_age_band(grid, i / grid->n_placements);
        const int p = i % grid->n_placements;
        const int c = lac_grid_class(grid, band, 0, p);
        self->wanted[p] += together[i] * (stay ? 1 : self->transition.arrival_stay[c]);
    }
    lac_stock_place(&self->stock, self->placement);
    lac_places_fill(&self->places, m, self->placement, self->wanted);
}

/* Rules 4 and 9: the batch arrives and faces the exit rates for the rest of the month. */
static void arrive(lac_expecting *self, int m, int origin, bool back)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const int n = grid->n_placements;
    for (int g = 0; g < grid->n_groups; g++) {
        const int band = g / n;
        const int p = g % n;
        const int c = lac_grid_class(grid, band, 0, p);
        const double stay = self->transition.arrival_stay[c];
        const double starts = settle_band(self, band, p, stay);
        count_in(self, band, p, starts * stay);
        for (int r = 0; r < model->n_routes; r++) {
            self->leavers.exits[r] +=
                starts * (1 - stay) * self->transition.route_share[r * grid->n_classes + c];
        }
        if (self->absent.n_routes > 0) {
            tell_parts(self, m, g, origin, back);
        }
        support_those_who_pass(self, m, g);
    }
}

static void clear(const lac_expecting *self, double *batch)
{
    const lac_grid *grid = &self->model->grid;
    memset(batch, 0, (size_t)grid->n_ages * (size_t)grid->n_placements * sizeof *batch);
}

static int origin_of_kind(const lac_expecting *self, int kind)
{
    return kind > 0 ? lac_stock_part_of_origin(self->model, kind - 1) : -1;
}

/* Adds those of a kind who come back to batch. */
static void add_returns(const lac_expecting *self, int kind, double *batch)
{
    const lac_grid *grid = &self->model->grid;
    const double *mix = self->absent.mix + kind * grid->n_placements;
    for (int a = 0; a < grid->n_ages; a++) {
        const double children = lac_absent_of_kind(&self->absent, kind, a);
        for (int p = 0; p < grid->n_placements; p++) {
            batch[a * grid->n_placements + p] += mix[p] * children;
        }
    }
}

/* Rule 25: children come back, those of each kind of origin with a placement mix of their own; returns
 * them. */
double lac_expecting_come_back(lac_expecting *self, int m)
{
    const int kinds = self->absent.n_kinds;
    const double sum = lac_absent_come(&self->absent, &self->stock, &self->rates, m);
    lac_support_return(&self->support, &self->absent, m);
    if (sum <= 0) {
        return 0;
    }
    clear(self, self->started);
    for (int kind = 0; kind < kinds; kind++) {
        add_returns(self, kind, self->started);
    }
    land(self, m, self->started, false);
    for (int kind = 0; kind < kinds; kind++) {
        clear(self, self->batch);
        add_returns(self, kind, self->batch);
        arrive(self, m, origin_of_kind(self, kind), true);
    }
    return sum;
}

/* This month's admissions; returns them. */
double lac_expecting_admit(lac_expecting *self, int m)
{
    const lac_model *model = self->model;
    const size_t n = (size_t)model->grid.n_ages * (size_t)model->grid.n_placements;
    double total = 0;
    clear(self, self->started);
    for (int k = 0; k < model->n_streams; k++) {
        const double sum = start(self, k, self->started);
        lac_expecting_put(self, self->measures->admissions_of + k, m, sum);
        lac_spread_start(&self->spread, k, model->streams[k].monthly[m], sum);
        total += sum;
    }
    land(self, m, self->started, false);
    if (self->absent.n_kinds == 1) {
        memcpy(self->batch, self->started, n * sizeof *self->batch);
        arrive(self, m, -1, false);
        return total;
    }
    for (int kind = 1; kind < self->absent.n_kinds; kind++) {
        clear(self, self->batch);
        for (int k = 0; k < model->n_streams; k++) {
            if (self->absent.kind_of[k] == kind) {
                start(self, k, self->batch);
            }
        }
        arrive(self, m, origin_of_kind(self, kind), false);
    }
    return total;
}

/* ---- unreconciled ---- */

/* Rule 10, negative: evenly from all present. Returns the children taken. */
static double take_away(lac_expecting *self, int m, double wanted)
{
    const double stock = lac_stock_place(&self->stock, self->placement);
    const double taken = wanted < stock ? wanted : stock;
    const double stay = stock > 0 ? 1 - taken / stock : 1;
    self->track->shortfalls.shortage += wanted - taken;
    lac_caseload_scale(&self->caseload, m, stay);
    lac_stock_scale(&self->stock, stay);
    return taken;
}

/* Rule 10, positive: by the mix of this month's admissions, else the opening mix. */
static void bring(lac_expecting *self, int m, double wanted, double starts)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        self->batch[i] = wanted * (starts > 0                      ? self->started[i] / starts
                                      : model->opening_mix != NULL ? model->opening_mix[i]
                                                                   : 1);
    }
    land(self, m, self->batch, true);
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        const int age = i / grid->n_placements;
        const int p = i % grid->n_placements;
        settle_in(self, &self->stock.all, age, p, self->batch[i]);
        count_in(self, lac_grid_age_band(grid, age), p, self->batch[i]);
    }
}

/* Returns the children added (or, negative, taken away). */
double lac_expecting_reconcile(lac_expecting *self, int m, double starts)
{
    const double wanted = self->model->unreconciled[m];
    if (wanted < 0) {
        return -take_away(self, m, -wanted);
    }
    if (wanted > 0) {
        bring(self, m, wanted, starts);
    }
    return wanted;
}
