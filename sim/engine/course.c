/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/course.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a mix: what is in a placement. */
static double share_in(const lac_grid *grid, const double *mix, int placement)
{
    double sum = 0;
    for (int a = 0; a < grid->n_ages; a++) {
        sum += mix[a * grid->n_placements + placement];
    }
    return sum;
}

/* The same of all streams alike, for returns where nobody was there at the start. */
static double share_of_streams(const lac_model *model, int placement)
{
    double sum = 0;
    for (int k = 0; k < model->n_streams; k++) {
        sum += share_in(&model->grid, model->streams[k].mix, placement) / model->n_streams;
    }
    return sum;
}

static int make_blends(lac_course *self)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const size_t streams = (size_t)model->n_streams;
    int status = LAC_OK;
    self->blends = lac_arena_alloc(&self->arena, streams + 1, sizeof *self->blends);
    self->placement = lac_arena_alloc(
        &self->arena, (streams + 1) * (size_t)grid->n_placements, sizeof *self->placement);
    if (self->blends == NULL || self->placement == NULL) {
        return LAC_MEMORY;
    }
    for (int k = 0; k <= model->n_streams && status == LAC_OK; k++) {
        const bool opening = k == model->n_streams;
        const double *mix = opening ? model->opening_mix : model->streams[k].mix;
        uint64_t *upto = self->placement + k * grid->n_placements;
        double sum = 0;
        const bool known = !opening || model->opening_mix != NULL;
        if (known) {
            status = lac_blend_make(
                opening ? &self->opening : &self->blends[k], &self->arena, grid, mix);
        }
        for (int p = 0; p < grid->n_placements; p++) {
            sum += known ? share_in(grid, mix, p) : share_of_streams(model, p);
            upto[p] = lac_luck_threshold(sum);
        }
        upto[grid->n_placements - 1] = LAC_WHOLE;
    }
    return status;
}

static int make_returns(lac_course *self)
{
    const lac_model *model = self->model;
    self->returns =
        lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof *self->returns);
    if (self->returns == NULL) {
        return LAC_MEMORY;
    }
    for (int r = 0; r < model->n_routes; r++) {
        const lac_flow *route = &model->routes[r];
        if (route->reentry == NULL) {
            continue;
        }
        self->returns[r] =
            lac_arena_alloc(&self->arena, (size_t)route->n_reentry + 1, sizeof(uint64_t));
        if (self->returns[r] == NULL) {
            return LAC_MEMORY;
        }
    }
    return LAC_OK;
}

/* The flows whose filters let a class through. */
static lac_course_range range_of(const lac_grid *grid, const lac_flow *flows, int n, int c)
{
    const int g = lac_grid_group_of_class(grid, c);
    lac_course_range out = {0, 0};
    for (int i = n - 1; i >= 0; i--) {
        if (flows[i].groups[g]) {
            out.first = i;
            out.end = out.end == 0 ? i + 1 : out.end;
        }
    }
    return out;
}

static int make_ranges(lac_course *self)
{
    const lac_model *model = self->model;
    const size_t classes = (size_t)model->grid.n_classes;
    self->routes_of = lac_arena_alloc(&self->arena, classes, sizeof *self->routes_of);
    self->moves_of = lac_arena_alloc(&self->arena, classes, sizeof *self->moves_of);
    if (self->routes_of == NULL || self->moves_of == NULL) {
        return LAC_MEMORY;
    }
    for (int c = 0; c < model->grid.n_classes; c++) {
        self->routes_of[c] = range_of(&model->grid, model->routes, model->n_routes, c);
        self->moves_of[c] = range_of(&model->grid, model->moves, model->n_moves, c);
    }
    return LAC_OK;
}

/* Whether anybody is ever picked by key among those who are present. */
static bool picks(const lac_model *model, const lac_stages *stages)
{
    bool any = model->n_lists > 0 || model->n_shifts > 0 || stages->any;
    for (int r = 0; r < model->n_routes; r++) {
        any = any || model->routes[r].form == LAC_BY_COUNT;
    }
    for (int m = 0; m < model->n_months; m++) {
        any = any || model->unreconciled[m] < 0;
    }
    return any;
}

static bool finds(const lac_model *model)
{
    bool any = false;
    for (int m = 0; m < model->n_months; m++) {
        any = any || model->unreconciled[m] > 0;
    }
    return any;
}

/* Where rates may turn out to depend on age and placement alone. */
static int make_ladder(lac_course *self)
{
    const lac_grid *grid = &self->model->grid;
    return grid->n_duration_bands > 1
               ? LAC_OK
               : lac_ladder_make(&self->ladder, &self->arena, grid, self->model->n_months);
}

/* What no draw of the unknowns changes. */
static void make_sums(lac_course *self)
{
    const lac_model *model = self->model;
    const int n = model->n_months;
    for (int l = 0; l < model->n_lists + model->n_shifts; l++) {
        const lac_leaver_list *list =
            l < model->n_lists ? &model->lists[l] : &model->shifts[l - model->n_lists];
        double sum = 0;
        for (int m = 0; m < n && list->children > 0; m++) {
            sum += list->attempts[m];
            /* months beyond the study have the rest; a whole missed by rounding is the whole */
            self->attempts[l * n + m] = list->children - sum < 1e-9 * list->children
                                            ? LAC_WHOLE
                                            : lac_luck_threshold(sum / list->children);
        }
    }
    double sum = 0;
    for (int m = 0; m < n; m++) {
        sum += model->unreconciled[m];
        const double whole = nearbyint(sum);
        self->unreconciled[m] = fabs(sum - whole) < 1e-9 ? whole : sum;
    }
}

static int make(lac_course *self)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const size_t months = (size_t)model->n_months;
    const size_t starts = months * (size_t)model->n_streams + 1;
    const size_t groups = (size_t)grid->n_groups;
    const size_t lists = (size_t)(model->n_lists + model->n_shifts) * months + 1;
    lac_arena *arena = &self->arena;
    self->without = *model;
    self->without.n_levers = 0;
    if (lac_stages_make(&self->stages, arena, model) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->picks = picks(model, &self->stages);
    self->plain_starts = model->n_levers == 0 && !finds(model) && !model->any_reentry;
    for (int r = 0; r < model->n_routes; r++) {
        self->plain_starts = self->plain_starts && model->routes[r].form != LAC_BY_COUNT;
    }
    self->capped = model->capacity != NULL;
    self->parts_room = model->n_routes + model->n_levers + 1;
    if (lac_rates_init(&self->rates, model) != LAC_OK ||
        lac_rates_init(&self->plain, &self->without) != LAC_OK || make_blends(self) != LAC_OK ||
        make_returns(self) != LAC_OK || make_ranges(self) != LAC_OK ||
        make_ladder(self) != LAC_OK) {
        return LAC_MEMORY;
    }
    const size_t parts = months * (size_t)self->parts_room;
    self->years = lac_arena_alloc(arena, months, sizeof *self->years);
    self->year_of = lac_arena_alloc(arena, months, sizeof *self->year_of);
    self->regimes = lac_arena_alloc(arena, months, sizeof *self->regimes);
    self->regime = lac_arena_alloc(arena, months, sizeof *self->regime);
    self->pooled = lac_arena_alloc(arena, starts, sizeof *self->pooled);
    self->starts = lac_arena_alloc(arena, starts, sizeof *self->starts);
    self->extra = lac_arena_alloc(arena, starts, sizeof *self->extra);
    self->any_thin = lac_arena_alloc(arena, starts, sizeof(bool));
    self->parts = lac_arena_alloc(arena, parts, sizeof *self->parts);
    self->n_parts = lac_arena_alloc(arena, months, sizeof *self->n_parts);
    self->attempts = lac_arena_alloc(arena, lists, sizeof *self->attempts);
    self->unreconciled = lac_arena_alloc(arena, months, sizeof(double));
    if (self->years == NULL || self->year_of == NULL || self->regimes == NULL ||
        self->regime == NULL || self->pooled == NULL || self->starts == NULL ||
        self->extra == NULL || self->any_thin == NULL || self->parts == NULL ||
        self->n_parts == NULL || self->attempts == NULL || self->unreconciled == NULL) {
        return LAC_MEMORY;
    }
    if (model->n_levers > 0) {
        self->thin = lac_arena_alloc(arena, starts * groups, sizeof *self->thin);
        self->extra_upto = lac_arena_alloc(arena, starts * groups, sizeof *self->extra_upto);
        if (self->thin == NULL || self->extra_upto == NULL) {
            return LAC_MEMORY;
        }
    }
    if (finds(model)) {
        self->found_upto = lac_arena_alloc(arena, starts * groups, sizeof *self->found_upto);
        if (self->found_upto == NULL) {
            return LAC_MEMORY;
        }
    }
    make_sums(self);
    return LAC_OK;
}

lac_course *lac_course_make(const lac_model *model, const lac_measures *measures)
{
    lac_course *self = calloc(1, sizeof *self);
    if (self == NULL) {
        return NULL;
    }
    self->model = model;
    self->measures = measures;
    if (make(self) != LAC_OK) {
        lac_course_free(self);
        return NULL;
    }
    return self;
}

void lac_course_free(lac_course *self)
{
    if (self != NULL) {
        lac_rates_free(&self->rates);
        lac_rates_free(&self->plain);
        lac_arena_free(&self->arena);
        lac_arena_free(&self->set_arena);
        free(self);
    }
}
