/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/expected.h"

#include "engine/absent.h"
#include "engine/caseload.h"
#include "engine/leavers.h"
#include "engine/places.h"
#include "engine/shifts.h"
#include "engine/spread.h"
#include "engine/stock.h"
#include "engine/support.h"
#include "engine/transition.h"
#include "model/rates.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The month being worked out. Buffers belong to the arena. */
typedef struct {
    const lac_model *model;
    const lac_measures *measures;
    lac_track *track;
    lac_rates rates;
    lac_transition transition;
    lac_stock stock;
    lac_leavers leavers;
    lac_absent absent;
    lac_support support;
    lac_caseload caseload;
    lac_places places;
    lac_spread spread;
    double *adults;    /* by class: those who turn 18 */
    double *moved;     /* by move */
    double *shifted;   /* by shift: attempts that found a child */
    double *placement; /* by placement */
    double *wanted;    /* by placement: children on their way to it */
    double *started;   /* age row x placement: this month's starts */
    double *batch;     /* the same of those among them who are arriving */
    lac_arena arena;
} month;

/* No intervention begins with a child, unless somebody says so. */
static void clear_begun(const month *self)
{
    const lac_measures *at = self->measures;
    const lac_track *track = self->track;
    for (int k = 0; k < self->model->n_interventions; k++) {
        for (int m = 0; m < track->n_months && at->begun[k] >= 0; m++) {
            track->mean[at->begun[k] * track->n_months + m] = 0;
        }
    }
}

static int month_init(
    month *self, lac_track *track, const lac_model *model, const lac_measures *measures)
{
    const lac_grid *grid = &model->grid;
    const size_t values = (size_t)measures->n_inside * (size_t)model->n_months;
    memset(self, 0, sizeof *self);
    self->model = model;
    self->measures = measures;
    self->track = track;
    track->n_months = model->n_months;
    track->n_measures = measures->n_inside;
    track->mean = malloc(values * sizeof *track->mean);
    track->sd = malloc(values * sizeof *track->sd);
    if (track->mean == NULL || track->sd == NULL || lac_rates_init(&self->rates, model) != LAC_OK ||
        lac_transition_init(&self->transition, model) != LAC_OK ||
        lac_absent_init(&self->absent, model) != LAC_OK ||
        lac_support_init(&self->support, model) != LAC_OK ||
        lac_stock_init(&self->stock, model, self->absent.n_kinds - 1) != LAC_OK ||
        lac_places_init(&self->places, model) != LAC_OK ||
        lac_leavers_init(
            &self->leavers, &self->stock, &self->absent, &self->support, &self->spread) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (size_t i = 0; i < values; i++) {
        track->mean[i] = track->sd[i] = NAN;
    }
    clear_begun(self);
    const size_t placements = (size_t)grid->n_placements;
    const size_t ages = (size_t)grid->n_ages * placements;
    self->adults = lac_arena_alloc(&self->arena, (size_t)grid->n_classes, sizeof(double));
    self->moved = lac_arena_alloc(&self->arena, (size_t)model->n_moves + 1, sizeof(double));
    self->shifted = lac_arena_alloc(&self->arena, (size_t)model->n_shifts + 1, sizeof(double));
    self->placement = lac_arena_alloc(&self->arena, placements, sizeof(double));
    self->wanted = lac_arena_alloc(&self->arena, placements, sizeof(double));
    self->started = lac_arena_alloc(&self->arena, ages, sizeof(double));
    self->batch = lac_arena_alloc(&self->arena, ages, sizeof(double));
    if (self->adults == NULL || self->moved == NULL || self->shifted == NULL ||
        self->placement == NULL || self->wanted == NULL || self->started == NULL ||
        self->batch == NULL ||
        lac_caseload_init(&self->caseload, &self->stock, &self->absent, &self->support, measures,
            track->mean) != LAC_OK) {
        return LAC_MEMORY;
    }
    return lac_spread_init(&self->spread, model);
}

static void month_free(month *self)
{
    lac_spread_free(&self->spread);
    lac_rates_free(&self->rates);
    lac_transition_free(&self->transition);
    lac_leavers_free(&self->leavers);
    lac_caseload_free(&self->caseload);
    lac_places_free(&self->places);
    lac_stock_free(&self->stock);
    lac_absent_free(&self->absent);
    lac_support_free(&self->support);
    lac_arena_free(&self->arena);
}

static void put(month *self, int measure, int m, double value)
{
    self->track->mean[measure * self->track->n_months + m] = value;
}

/* Where movers land when places are limited: those who stay hold theirs. */
static void land_movers(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    self->transition.landing = NULL;
    if (!self->places.active) {
        return;
    }
    memset(self->placement, 0, (size_t)grid->n_placements * sizeof *self->placement);
    memset(self->wanted, 0, (size_t)grid->n_placements * sizeof *self->wanted);
    for (int c = 0; c < grid->n_classes; c++) {
        self->placement[c % grid->n_placements] +=
            (self->stock.present[c] - self->adults[c]) * self->stock.keep[c];
    }
    for (int i = 0; i < model->n_moves; i++) {
        self->placement[model->moves[i].from] -= self->moved[i];
        self->wanted[model->moves[i].to] += self->moved[i];
    }
    lac_places_fill(&self->places, m, self->placement, self->wanted);
    self->transition.landing = self->places.landing;
}

/* Rules 6 and 8: birthdays, moves, and everybody is a month older. */
static void step(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_stock *stock = &self->stock;
    const int n_classes = model->grid.n_classes;
    memset(self->moved, 0, (size_t)model->n_moves * sizeof *self->moved);
    lac_state_sum_adults(&stock->all, self->adults);
    for (int c = 0; c < n_classes; c++) {
        if (model->ageing_out >= 0) {
            self->leavers.exits[model->ageing_out] += self->adults[c] * stock->keep[c];
        }
        const double others = (stock->present[c] - self->adults[c]) * stock->keep[c];
        for (int i = 0; i < model->n_moves; i++) {
            self->moved[i] += others * self->transition.move[i * n_classes + c];
        }
    }
    land_movers(self, m);
    lac_stock_step(&self->stock, &self->transition);
    lac_spread_step(&self->spread, &stock->all.sources);
}

/* ---- arrivals ---- */

/* The starts of stream k by age and placement are added to batch; returns them. */
static double start(month *self, int k, double *batch)
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
static void settle_in(const month *self, lac_state *state, int age, int placement, double children)
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
static double settle_band(month *self, int age_band, int placement, double stay)
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
static void count_in(month *self, int age_band, int placement, double children)
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
static void tell_part(month *self, int m, int g, int part, const double *of, const double *among)
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
static void tell_parts(month *self, int m, int g, int origin, bool back)
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
static void support_those_who_pass(month *self, int m, int g)
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
static void land(month *self, int m, const double *together, bool stay)
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
static void arrive(month *self, int m, int origin, bool back)
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

static void clear(const month *self, double *batch)
{
    const lac_grid *grid = &self->model->grid;
    memset(batch, 0, (size_t)grid->n_ages * (size_t)grid->n_placements * sizeof *batch);
}

static int origin_of_kind(const month *self, int kind)
{
    return kind > 0 ? lac_stock_part_of_origin(self->model, kind - 1) : -1;
}

/* Adds those of a kind who come back to batch. */
static void add_returns(const month *self, int kind, double *batch)
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
static double come_back(month *self, int m)
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
static double admit(month *self, int m)
{
    const lac_model *model = self->model;
    const size_t n = (size_t)model->grid.n_ages * (size_t)model->grid.n_placements;
    double total = 0;
    clear(self, self->started);
    for (int k = 0; k < model->n_streams; k++) {
        const double sum = start(self, k, self->started);
        put(self, self->measures->admissions_of + k, m, sum);
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
static double take_away(month *self, int m, double wanted)
{
    const double stock = lac_stock_place(&self->stock, self->placement);
    const double taken = wanted < stock ? wanted : stock;
    const double stay = stock > 0 ? 1 - taken / stock : 1;
    self->track->shortage += wanted - taken;
    lac_caseload_scale(&self->caseload, m, stay);
    lac_stock_scale(&self->stock, stay);
    return taken;
}

/* Rule 10, positive: by the mix of this month's admissions, else the opening mix. */
static void bring(month *self, int m, double wanted, double starts)
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
static double reconcile(month *self, int m, double starts)
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

/* ---- the month ---- */

static void record_spread(month *self, int m, double closing, double unreconciled)
{
    const lac_measures *at = self->measures;
    double *sd = self->track->sd;
    const int n = self->track->n_months;
    sd[at->opening_stock * n + m] = self->spread.stock_sd;
    lac_spread_close(&self->spread, closing, self->placement,
        self->leavers.unmet > 0 || unreconciled != self->model->unreconciled[m]);
    sd[at->closing_stock * n + m] = self->spread.stock_sd;
    for (int p = 0; p < self->model->n_placements; p++) {
        sd[(at->stock_of + p) * n + m] = self->spread.placement_sd[p];
    }
}

/* What happened in the month, apart from the admissions of streams. */
typedef struct {
    double opening;
    double starts;
    double returns;
    double unreconciled;
} flows;

/* Whom interventions have begun with this month, where their money needs it. */
static void record_begun(month *self, int m)
{
    const lac_model *model = self->model;
    const int *begun = self->measures->begun;
    for (int l = 0; l < model->n_lists; l++) {
        if (begun[model->lists[l].number] >= 0) {
            put(self, begun[model->lists[l].number], m, self->leavers.named[l]);
        }
    }
    for (int s = 0; s < model->n_shifts; s++) {
        if (begun[model->shifts[s].number] >= 0) {
            put(self, begun[model->shifts[s].number], m, self->shifted[s]);
        }
    }
    for (int p = 0; p < model->n_programmes; p++) {
        if (begun[model->programmes[p].number] >= 0) {
            put(self, begun[model->programmes[p].number], m, self->caseload.begun[p]);
        }
    }
}

static void record(month *self, int m, const flows *flow)
{
    const lac_model *model = self->model;
    const lac_measures *at = self->measures;
    double exits = 0;
    const double closing = lac_stock_place(&self->stock, self->placement);
    for (int r = 0; r < model->n_routes; r++) {
        exits += self->leavers.exits[r];
        put(self, at->exits_of + r, m, self->leavers.exits[r]);
    }
    put(self, at->opening_stock, m, flow->opening);
    put(self, at->admissions, m, flow->starts + flow->returns);
    if (at->reentries >= 0) {
        put(self, at->reentries, m, flow->returns);
    }
    put(self, at->exits, m, exits);
    put(self, at->unreconciled, m, flow->unreconciled);
    put(self, at->closing_stock, m, closing);
    put(self, at->unmet_exits, m, self->leavers.unmet);
    for (int p = 0; p < model->n_placements; p++) {
        put(self, at->stock_of + p, m, self->placement[p]);
    }
    for (int i = 0; i < model->n_moves; i++) {
        put(self, at->moves_of + i, m, self->moved[i]);
    }
    for (int i = 0; i < at->n_overflow; i++) {
        put(self, at->overflow_of + i, m,
            self->places.active ? self->places.overflow[at->overflow_placement[i]] : 0);
    }
    lac_caseload_end(&self->caseload, m);
    record_begun(self, m);
    self->track->unmet += self->leavers.unmet;
    self->track->unidentified = self->caseload.unidentified;
    self->track->homeless = self->places.homeless;
    record_spread(self, m, closing, flow->unreconciled);
}

/* Rules 5 and 7, and what pathways have to be told of them. */
static int leave(month *self, int m)
{
    int status = lac_caseload_begin(&self->caseload, m);
    if (status != LAC_OK) {
        return status;
    }
    lac_leavers_by_rates(&self->leavers, &self->transition);
    status = lac_leavers_by_counts(&self->leavers, &self->rates, m);
    if (status != LAC_OK) {
        return status;
    }
    lac_caseload_left(&self->caseload, m);
    status = lac_leavers_by_lists(&self->leavers, &self->caseload, m);
    return status == LAC_OK ? lac_caseload_decide(&self->caseload, m, self->leavers.exits) : status;
}

static int run_month(month *self, int m)
{
    const lac_model *model = self->model;
    const lac_lever *culprit = NULL;
    flows flow;
    int status = lac_rates_set(&self->rates, model, m, model->rates_change[m], &culprit);
    if (status != LAC_OK) {
        return status; /* by a draw: lac_model_build has been through the months of the sheet */
    }
    if (model->rates_change[m]) {
        lac_transition_set(&self->transition, model, &self->rates);
    }
    status = lac_absent_begin(&self->absent, &self->rates, m, model->rates_change[m]);
    if (status != LAC_OK) {
        return status;
    }
    lac_leavers_begin(&self->leavers);
    lac_support_begin(&self->support);
    lac_places_begin(&self->places);
    flow.opening = lac_stock_place(&self->stock, self->placement);
    status = leave(self, m);
    if (status != LAC_OK) {
        return status;
    }
    step(self, m);
    status = lac_shifts_run(
        &self->stock, &self->places, m, self->moved, &self->track->unshifted, self->shifted);
    if (status != LAC_OK) {
        return status;
    }
    flow.returns = come_back(self, m);
    flow.starts = admit(self, m);
    flow.unreconciled = reconcile(self, m, flow.starts);
    record(self, m, &flow);
    return LAC_OK;
}

int lac_expected_run(lac_track *track, const lac_model *model, const lac_measures *measures)
{
    month self;
    int status = month_init(&self, track, model, measures);
    for (int m = 0; m < model->n_months && status == LAC_OK; m++) {
        status = run_month(&self, m);
    }
    if (status == LAC_OK) {
        lac_support_put(&self.support, measures, track->mean);
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
