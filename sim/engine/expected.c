/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/expected.h"

#include "engine/expecting.h"
#include "engine/shifts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* No intervention begins with a child, unless somebody says so. */
static void clear_begun(const lac_expecting *self)
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
    lac_expecting *self, lac_track *track, const lac_model *model, const lac_measures *measures)
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

static void month_free(lac_expecting *self)
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

/* Where movers land when places are limited: those who stay hold theirs. */
static void land_movers(lac_expecting *self, int m)
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
static void step(lac_expecting *self, int m)
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

/* ---- the month ---- */

static void record_spread(lac_expecting *self, int m, double closing, double unreconciled)
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
static void record_begun(lac_expecting *self, int m)
{
    const lac_model *model = self->model;
    const int *begun = self->measures->begun;
    for (int l = 0; l < model->n_lists; l++) {
        if (begun[model->lists[l].number] >= 0) {
            lac_expecting_put(self, begun[model->lists[l].number], m, self->leavers.named[l]);
        }
    }
    for (int s = 0; s < model->n_shifts; s++) {
        if (begun[model->shifts[s].number] >= 0) {
            lac_expecting_put(self, begun[model->shifts[s].number], m, self->shifted[s]);
        }
    }
    for (int p = 0; p < model->n_programmes; p++) {
        if (begun[model->programmes[p].number] >= 0) {
            lac_expecting_put(self, begun[model->programmes[p].number], m, self->caseload.begun[p]);
        }
    }
}

static void record(lac_expecting *self, int m, const flows *flow)
{
    const lac_model *model = self->model;
    const lac_measures *at = self->measures;
    double exits = 0;
    const double closing = lac_stock_place(&self->stock, self->placement);
    for (int r = 0; r < model->n_routes; r++) {
        exits += self->leavers.exits[r];
        lac_expecting_put(self, at->exits_of + r, m, self->leavers.exits[r]);
    }
    lac_expecting_put(self, at->opening_stock, m, flow->opening);
    lac_expecting_put(self, at->admissions, m, flow->starts + flow->returns);
    if (at->reentries >= 0) {
        lac_expecting_put(self, at->reentries, m, flow->returns);
    }
    lac_expecting_put(self, at->exits, m, exits);
    lac_expecting_put(self, at->unreconciled, m, flow->unreconciled);
    lac_expecting_put(self, at->closing_stock, m, closing);
    lac_expecting_put(self, at->unmet_exits, m, self->leavers.unmet);
    for (int p = 0; p < model->n_placements; p++) {
        lac_expecting_put(self, at->stock_of + p, m, self->placement[p]);
    }
    for (int i = 0; i < model->n_moves; i++) {
        lac_expecting_put(self, at->moves_of + i, m, self->moved[i]);
    }
    for (int i = 0; i < at->n_overflow; i++) {
        lac_expecting_put(self, at->overflow_of + i, m,
            self->places.active ? self->places.overflow[at->overflow_placement[i]] : 0);
    }
    lac_caseload_end(&self->caseload, m);
    record_begun(self, m);
    self->track->shortfalls.unmet += self->leavers.unmet;
    self->track->shortfalls.unidentified = self->caseload.unidentified;
    self->track->shortfalls.homeless = self->places.homeless;
    record_spread(self, m, closing, flow->unreconciled);
}

/* Rules 5 and 7, and what pathways have to be told of them. */
static int leave(lac_expecting *self, int m)
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

static int run_month(lac_expecting *self, int m)
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
    status = lac_shifts_run(&self->stock, &self->places, m, self->moved,
        &self->track->shortfalls.unshifted, self->shifted);
    if (status != LAC_OK) {
        return status;
    }
    flow.returns = lac_expecting_come_back(self, m);
    flow.starts = lac_expecting_admit(self, m);
    flow.unreconciled = lac_expecting_reconcile(self, m, flow.starts);
    record(self, m, &flow);
    return LAC_OK;
}

int lac_expected_run(lac_track *track, const lac_model *model, const lac_measures *measures)
{
    lac_expecting self;
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
