/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/absent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Placement mixes closer than this are one. */
static const double SAME = 1e-12;

/* ---- what a study has ---- */

/* Whether exits by the route may be followed by a return in this scenario. */
static bool can_return(const lac_model *model, int route)
{
    bool any = model->first_entries_only;
    for (int l = 0; l < model->n_lists && !any; l++) {
        any = model->lists[l].route == route;
    }
    for (int i = 0; i < model->n_programmes && !any; i++) {
        any = model->programmes[i].route == route;
    }
    for (int i = 0; i < model->n_levers && !any; i++) {
        any = model->levers[i].target == LAC_TARGET_ROUTE && model->levers[i].index == route;
    }
    return any && model->routes[route].reentry != NULL;
}

/* The share of all who leave that come back after each number of completed months: to be there still
 * when the month begins, times 1 - exp(-rate / 12). */
static int find_back(lac_absent *self, int i)
{
    const lac_flow *flow = &self->model->routes[self->routes[i]];
    const int months = self->model->n_months;
    self->n_back[i] = flow->n_reentry < months ? flow->n_reentry : months;
    self->back[i] = lac_arena_alloc(&self->arena, (size_t)self->n_back[i] + 1, sizeof(double));
    double still = 1;
    for (int s = 0; s < self->n_back[i] && self->back[i] != NULL; s++) {
        const double share = -expm1(-flow->reentry[s] / 12);
        self->back[i][s] = still * share;
        still *= 1 - share;
    }
    return self->back[i] == NULL ? LAC_MEMORY : LAC_OK;
}

static void add_margin(const lac_grid *grid, const double *mix, double scale, double *out)
{
    for (int i = 0; i < grid->n_ages * grid->n_placements; i++) {
        out[i % grid->n_placements] += scale * mix[i];
    }
}

static bool same_mix(const double *a, const double *b, int n)
{
    for (int p = 0; p < n; p++) {
        if (fabs(a[p] - b[p]) > SAME) {
            return false;
        }
    }
    return true;
}

/* Whether every month certainly has admissions. */
static bool always_admits(const lac_model *model)
{
    for (int m = 0; m < model->n_months; m++) {
        double sum = 0;
        for (int k = 0; k < model->n_streams; k++) {
            sum += model->streams[k].monthly[m];
        }
        if (sum <= 0) {
            return false;
        }
    }
    for (int i = 0; i < model->n_levers; i++) {
        if (model->levers[i].target <= LAC_TARGET_STREAM) {
            return false;
        }
    }
    return true;
}

/* Streams of one placement mix are one kind. The opening children stand beside them, unless they return
 * by the same mix whatever the month. */
static void find_kinds(lac_absent *self)
{
    const lac_model *model = self->model;
    const int n = model->grid.n_placements;
    double opening[LAC_MAX_PLACEMENTS] = {0};
    self->n_kinds = 1;
    for (int k = 0; k < model->n_streams; k++) {
        double *mine = self->stream_mix + k * n;
        add_margin(&model->grid, model->streams[k].mix, 1, mine);
        self->kind_of[k] = -1;
        for (int j = 0; j < k && self->kind_of[k] < 0; j++) {
            if (same_mix(mine, self->stream_mix + j * n, n)) {
                self->kind_of[k] = self->kind_of[j];
            }
        }
        if (self->kind_of[k] < 0) {
            self->kind_of[k] = self->n_kinds++;
            memcpy(self->mix + self->kind_of[k] * n, mine, (size_t)n * sizeof *mine);
        }
    }
    if (model->opening_mix != NULL) {
        add_margin(&model->grid, model->opening_mix, 1, opening);
    }
    if (n == 1 || self->n_kinds == 1 ||
        (self->n_kinds == 2 && (always_admits(model) || same_mix(opening, self->stream_mix, n)))) {
        self->n_kinds = 1;
        memset(self->kind_of, 0, (size_t)model->n_streams * sizeof *self->kind_of);
    }
}

int lac_absent_init(lac_absent *self, const lac_model *model)
{
    memset(self, 0, sizeof *self);
    self->model = model;
    self->n_kinds = 1;
    self->of_route = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(int));
    self->routes = lac_arena_alloc(&self->arena, (size_t)model->n_routes + 1, sizeof(int));
    self->kind_of = lac_arena_alloc(&self->arena, (size_t)model->n_streams + 1, sizeof(int));
    if (self->of_route == NULL || self->routes == NULL || self->kind_of == NULL) {
        return LAC_MEMORY;
    }
    for (int r = 0; r < model->n_routes; r++) {
        self->of_route[r] = can_return(model, r) ? self->n_routes : -1;
        if (self->of_route[r] >= 0) {
            self->routes[self->n_routes++] = r;
        }
    }
    if (self->n_routes == 0) {
        return LAC_OK;
    }
    const size_t routes = (size_t)self->n_routes;
    const size_t classes = routes * (size_t)model->grid.n_classes;
    const size_t placements = (size_t)model->grid.n_placements;
    const size_t streams = (size_t)model->n_streams;
    self->bare = *model;
    self->bare.n_levers = 0;
    self->back = lac_arena_alloc(&self->arena, routes, sizeof *self->back);
    self->n_back = lac_arena_alloc(&self->arena, routes, sizeof *self->n_back);
    self->excess = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->leaving = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->mix = lac_arena_alloc(&self->arena, (streams + 1) * placements, sizeof(double));
    self->stream_mix = lac_arena_alloc(&self->arena, (streams + 1) * placements, sizeof(double));
    if (self->back == NULL || self->n_back == NULL || self->excess == NULL ||
        self->leaving == NULL || self->mix == NULL || self->stream_mix == NULL ||
        lac_rates_init(&self->plain, &self->bare) != LAC_OK) {
        return LAC_MEMORY;
    }
    find_kinds(self);
    const int n_parts = lac_stock_part_of_origin(model, self->n_kinds - 1);
    self->out = lac_arena_alloc(&self->arena, (size_t)n_parts + 1, sizeof *self->out);
    self->coming = lac_arena_alloc(&self->arena, (size_t)n_parts + 1, sizeof *self->coming);
    int status = self->out == NULL || self->coming == NULL ? LAC_MEMORY : LAC_OK;
    for (int i = 0; i < self->n_routes && status == LAC_OK; i++) {
        status = find_back(self, i);
    }
    for (int part = -1; part < n_parts && status == LAC_OK; part++) {
        if (part < 0 || part >= lac_stock_part_of_origin(model, 0)) {
            status = lac_absent_follow(self, part);
        }
    }
    return status;
}

int lac_absent_follow(lac_absent *self, int part)
{
    const lac_model *model = self->model;
    if (self->n_routes == 0 || self->out[part + 1] != NULL) {
        return LAC_OK;
    }
    const size_t ages = (size_t)model->grid.n_ages;
    self->out[part + 1] = lac_arena_alloc(
        &self->arena, (size_t)self->n_routes * (size_t)model->n_months * ages, sizeof(double));
    self->coming[part + 1] = lac_arena_alloc(&self->arena, ages, sizeof(double));
    return self->out[part + 1] == NULL || self->coming[part + 1] == NULL ? LAC_MEMORY : LAC_OK;
}

/* ---- who leaves ---- */

int lac_absent_begin(lac_absent *self, const lac_rates *rates, int m, bool changed)
{
    const int n_classes = self->model->grid.n_classes;
    const lac_lever *culprit = NULL;
    if (self->n_routes == 0) {
        return LAC_OK;
    }
    memset(self->leaving, 0, (size_t)(self->n_routes * n_classes) * sizeof *self->leaving);
    self->any_leaving = false;
    if (!changed) {
        return LAC_OK;
    }
    if (lac_rates_set(&self->plain, &self->bare, m, true, &culprit) != LAC_OK) {
        return LAC_INTERNAL;
    }
    for (int i = 0; i < self->n_routes * n_classes; i++) {
        const int at = self->routes[i / n_classes] * n_classes + i % n_classes;
        self->excess[i] = lac_absent_share(self, rates->exit_rate[at], self->plain.exit_rate[at]);
    }
    return LAC_OK;
}

int lac_absent_note(lac_absent *self, const lac_stock *stock, int m)
{
    int status = LAC_OK;
    for (int part = -1; self->any_leaving && part < stock->n_parts && status == LAC_OK; part++) {
        if (part >= 0 && !stock->followed[part]) {
            continue;
        }
        status = lac_absent_follow(self, part);
        for (int i = 0; i < self->n_routes && status == LAC_OK; i++) {
            /* who turns 18 stays away */
            (void)lac_state_leavers(part < 0 ? &stock->all : &stock->parts[part],
                self->leaving + i * self->model->grid.n_classes, lac_absent_row(self, part, i, m));
        }
    }
    return status;
}

/* ---- who comes back ---- */

/* Of one part, by age at the end of month m; who would be 18 stays away. */
static void gather(const lac_absent *self, const double *out, int m, double *ages)
{
    const lac_grid *grid = &self->model->grid;
    memset(ages, 0, (size_t)grid->n_ages * sizeof *ages);
    for (int i = 0; i < self->n_routes; i++) {
        const int first = m - self->n_back[i] > 0 ? m - self->n_back[i] : 0;
        for (int t = first; t < m; t++) {
            const int gap = m - t;
            const double share = self->back[i][gap - 1];
            const double *left =
                out + (size_t)(i * self->model->n_months + t) * (size_t)grid->n_ages;
            for (int a = gap; a < LAC_ADULT_MONTHS && grid->ages_known && share > 0; a++) {
                ages[a] += share * left[a - gap];
            }
            if (grid->unknown_row >= 0) {
                ages[grid->unknown_row] += share * left[grid->unknown_row];
            }
        }
    }
}

/* Opening children return by the placements of all the month's admissions, else by those of the opening
 * children, else (nobody at the start, no admissions) evenly by the streams'. */
static void mix_opening(lac_absent *self, const lac_rates *rates)
{
    const lac_model *model = self->model;
    const lac_grid *grid = &model->grid;
    const int n = grid->n_placements;
    double *mix = self->mix;
    double total = 0;
    memset(mix, 0, (size_t)n * sizeof *mix);
    for (int k = 0; k < model->n_streams; k++) {
        double arrivals = 0;
        for (int g = 0; g < grid->n_groups; g++) {
            arrivals += rates->arrivals[k * grid->n_groups + g];
        }
        for (int p = 0; p < n; p++) {
            mix[p] += arrivals * self->stream_mix[k * n + p];
        }
        total += arrivals;
    }
    if (total <= 0 && model->opening_mix != NULL) {
        add_margin(grid, model->opening_mix, 1, mix);
        total = 1;
    }
    for (int k = 0; k < model->n_streams && total <= 0; k++) {
        for (int p = 0; p < n; p++) {
            mix[p] += self->stream_mix[k * n + p] / model->n_streams;
        }
    }
    for (int p = 0; p < n && total > 0; p++) {
        mix[p] /= total;
    }
    if (n == 1) {
        mix[0] = 1;
    }
}

double lac_absent_come(lac_absent *self, const lac_stock *stock, const lac_rates *rates, int m)
{
    double sum = 0;
    for (int part = -1; self->n_routes > 0 && part < stock->n_parts; part++) {
        if (self->out[part + 1] != NULL) {
            gather(self, self->out[part + 1], m, self->coming[part + 1]);
        }
    }
    for (int a = 0; self->n_routes > 0 && a < self->model->grid.n_ages; a++) {
        sum += self->coming[0][a];
    }
    if (sum > 0) {
        mix_opening(self, rates);
    }
    return sum;
}

double lac_absent_of_kind(const lac_absent *self, int kind, int age)
{
    const lac_model *model = self->model;
    double rest = self->coming[0][age];
    if (kind > 0) {
        return self->coming[lac_stock_part_of_origin(model, kind - 1) + 1][age];
    }
    for (int k = 1; k < self->n_kinds; k++) {
        rest -= self->coming[lac_stock_part_of_origin(model, k - 1) + 1][age];
    }
    return rest > 0 ? rest : 0; /* below 0 only by rounding */
}

void lac_absent_free(lac_absent *self)
{
    lac_rates_free(&self->plain);
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
