/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/spread.h"

#include <math.h>
#include <string.h>

/* Whether exits of this scenario may be followed by returns, of which no variance is worked out. */
static bool returns_to_care(const lac_model *model)
{
    bool any = model->first_entries_only || model->n_lists > 0;
    for (int i = 0; i < model->n_levers; i++) {
        any = any || model->levers[i].target == LAC_TARGET_ROUTE;
    }
    return any && model->any_reentry;
}

static bool all_rates(const lac_model *model)
{
    if (model->n_lists > 0 || model->n_shifts > 0 || model->capacity != NULL) {
        return false;
    }
    for (int r = 0; r < model->n_routes; r++) {
        if (model->routes[r].form == LAC_BY_COUNT || model->routes[r].variance_ratio != 1) {
            return false;
        }
    }
    for (int k = 0; k < model->n_streams; k++) {
        if (model->streams[k].variance_ratio != 1) {
            return false;
        }
    }
    for (int m = 0; m < model->n_months; m++) {
        if (model->unreconciled[m] != 0) {
            return false;
        }
    }
    return true;
}

static bool totals_by_count(const lac_model *model)
{
    for (int r = 0; r < model->n_routes; r++) {
        if (model->routes[r].form == LAC_BY_RATE || model->routes[r].form == LAC_BY_TABLE) {
            return false;
        }
    }
    return model->grid.n_cells == 1;
}

/* Whether somebody comes onto a pathway, of whose orders no variance is worked out. */
static bool has_pathway(const lac_model *model)
{
    bool any = model->n_cases > 0;
    for (int p = 0; p < model->n_programmes; p++) {
        const lac_programme *of = &model->programmes[p];
        any = any || (of->children > 0 && of->start < model->n_months);
    }
    return any;
}

int lac_spread_init(lac_spread *self, const lac_model *model)
{
    memset(self, 0, sizeof *self);
    self->model = model;
    self->form = returns_to_care(model) || has_pathway(model) ? LAC_SPREAD_UNKNOWN
                 : all_rates(model)                           ? LAC_SPREAD_RATES
                 : totals_by_count(model)                     ? LAC_SPREAD_TOTALS
                                                              : LAC_SPREAD_UNKNOWN;
    const size_t placements = (size_t)model->grid.n_placements;
    self->placement_sd = lac_arena_alloc(&self->arena, placements, sizeof(double));
    self->buffer = lac_arena_alloc(&self->arena, placements, sizeof(double));
    self->attempts = lac_arena_alloc(&self->arena, (size_t)model->n_lists + 1, sizeof(double));
    if (self->placement_sd == NULL || self->buffer == NULL || self->attempts == NULL) {
        return LAC_MEMORY;
    }
    self->stock_sd = self->form == LAC_SPREAD_UNKNOWN ? NAN : 0;
    return self->form == LAC_SPREAD_RATES ? lac_cohorts_init(&self->cohorts, model) : LAC_OK;
}

void lac_spread_count(lac_spread *self, int route, double children)
{
    self->counts += self->model->routes[route].variance_ratio * children;
}

void lac_spread_start(lac_spread *self, int stream, double plain, double children)
{
    const double ratio = self->model->streams[stream].variance_ratio;
    self->counts +=
        children < plain ? children * (1 + (ratio - 1) * children / plain) : ratio * children;
}

void lac_spread_list(lac_spread *self, int list, double attempts)
{
    self->attempts[list] += attempts;
}

void lac_spread_step(lac_spread *self, const lac_sources *sources)
{
    if (self->form == LAC_SPREAD_RATES) {
        lac_cohorts_step(&self->cohorts, sources);
    }
}

/* The root of a variance that is worked out from numbers of the size of `children`: what rounding
 * leaves of no variance is none. */
static double root(double variance, double children)
{
    return variance > 1e-12 * children ? sqrt(variance) : 0;
}

static void close_rates(lac_spread *self, double closing, const double *by_placement)
{
    self->stock_sd = root(closing - lac_cohorts_squares(&self->cohorts, self->buffer), closing);
    for (int p = 0; p < self->model->grid.n_placements; p++) {
        self->placement_sd[p] = root(by_placement[p] - self->buffer[p], by_placement[p]);
    }
}

static void close_totals(lac_spread *self)
{
    double variance = 0;
    double children = 0;
    for (int l = 0; l < self->model->n_lists; l++) {
        const lac_leaver_list *list = &self->model->lists[l];
        if (list->children > 0) {
            const double p = list->success * self->attempts[l] / list->children;
            variance += list->children * p * (1 - p);
            children += list->children;
        }
    }
    self->stock_sd = self->placement_sd[0] = root(variance + self->counts, children + self->counts);
}

void lac_spread_close(lac_spread *self, double closing, const double *by_placement, bool shortfall)
{
    if (shortfall) {
        self->form = LAC_SPREAD_UNKNOWN;
    }
    if (self->form == LAC_SPREAD_RATES) {
        close_rates(self, closing, by_placement);
    } else if (self->form == LAC_SPREAD_TOTALS) {
        close_totals(self);
    } else {
        self->stock_sd = NAN;
        for (int p = 0; p < self->model->grid.n_placements; p++) {
            self->placement_sd[p] = NAN;
        }
    }
}

void lac_spread_free(lac_spread *self)
{
    lac_cohorts_free(&self->cohorts);
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
