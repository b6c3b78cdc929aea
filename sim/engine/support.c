/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/support.h"

#include <string.h>

int lac_support_init(lac_support *self, const lac_model *model)
{
    const size_t routes = (size_t)model->n_routes + 1;
    *self = (lac_support){.model = model};
    self->routes = lac_arena_alloc(&self->arena, routes, sizeof *self->routes);
    self->of_route = lac_arena_alloc(&self->arena, routes, sizeof *self->of_route);
    if (self->routes == NULL || self->of_route == NULL) {
        return LAC_MEMORY;
    }
    for (int r = 0; r < model->n_routes; r++) {
        self->of_route[r] = model->routes[r].support == NULL ? -1 : self->n_routes;
        if (self->of_route[r] >= 0) {
            self->routes[self->n_routes++] = r;
        }
    }
    if (self->n_routes == 0) {
        return LAC_OK;
    }
    const size_t supported = (size_t)self->n_routes;
    const size_t months = supported * (size_t)model->n_months;
    self->leaving = lac_arena_alloc(
        &self->arena, supported * (size_t)model->grid.n_classes, sizeof *self->leaving);
    self->change = lac_arena_alloc(&self->arena, months, sizeof *self->change);
    self->brief = lac_arena_alloc(&self->arena, months, sizeof *self->brief);
    self->by_age = lac_arena_alloc(&self->arena, (size_t)model->grid.n_ages, sizeof *self->by_age);
    return self->leaving == NULL || self->change == NULL || self->brief == NULL ||
                   self->by_age == NULL
               ? LAC_MEMORY
               : LAC_OK;
}

void lac_support_begin(lac_support *self)
{
    const size_t classes = (size_t)self->n_routes * (size_t)self->model->grid.n_classes;
    if (self->any_leaving) {
        memset(self->leaving, 0, classes * sizeof *self->leaving);
    }
    self->any_leaving = false;
}

/* The month in which a child who leaves in month m turns 18; age: see lac_support_add. */
static int birthday_of(const lac_support *self, int m, int age)
{
    return age < 0                                ? m
           : age == self->model->grid.unknown_row ? self->model->n_months
                                                  : m + LAC_ADULT_MONTHS - age;
}

void lac_support_add(lac_support *self, int route, int m, int age, double children)
{
    const int n = self->model->n_months;
    if (self->n_routes == 0 || self->of_route[route] < 0 || children <= 0) {
        return;
    }
    const int end = lac_support_end(&self->model->routes[route], m, birthday_of(self, m, age));
    double *change = self->change + self->of_route[route] * n;
    if (end == m) {
        self->brief[self->of_route[route] * n + m] += children;
        return;
    }
    change[m] += children;
    if (end < n) {
        change[end] -= children;
    }
}

void lac_support_note(lac_support *self, const lac_stock *stock, int m)
{
    const lac_grid *grid = &self->model->grid;
    for (int i = 0; i < self->n_routes && self->any_leaving; i++) {
        memset(self->by_age, 0, (size_t)grid->n_ages * sizeof *self->by_age);
        const double adults =
            lac_state_leavers(&stock->all, self->leaving + i * grid->n_classes, self->by_age);
        for (int a = 0; a < grid->n_ages; a++) {
            lac_support_add(self, self->routes[i], m, a, self->by_age[a]);
        }
        lac_support_add(self, self->routes[i], m, -1, adults);
    }
}

/* The end of support moves to month m, in which children come back who left in month t, of row `age` at its
 * end; that of those who are 18 by then has passed. */
static void move_end(lac_support *self, int i, int t, int age, int m, double children)
{
    const int n = self->model->n_months;
    const lac_flow *flow = &self->model->routes[self->routes[i]];
    const int end = lac_support_end(flow, t, birthday_of(self, t, age));
    double *change = self->change + i * n;
    if (end > m) {
        change[m] -= children;
        if (end < n) {
            change[end] += children;
        }
    }
}

void lac_support_return(lac_support *self, const lac_absent *absent, int m)
{
    const lac_grid *grid = &self->model->grid;
    for (int i = 0; i < self->n_routes && absent->n_routes > 0; i++) {
        const int from = absent->of_route[self->routes[i]];
        for (int t = 0; t < m && from >= 0; t++) {
            const double share = lac_absent_back(absent, from, t, m);
            const double *left = lac_absent_row(absent, -1, from, t);
            for (int a = 0; a < grid->n_ages && share > 0; a++) {
                if (left[a] > 0) {
                    move_end(self, i, t, a, m, share * left[a]);
                }
            }
        }
    }
}

void lac_support_put(const lac_support *self, const lac_measures *measures, double *mean)
{
    const int n = self->model->n_months;
    for (int r = 0; r < self->model->n_routes; r++) {
        const int i = self->of_route[r];
        double before = 0;
        for (int m = 0; m < n && measures->supported[r] >= 0; m++) {
            const double sum = before + (i < 0 ? 0 : self->change[i * n + m]);
            const double now = sum > 0 ? sum : 0; /* below 0 only by rounding */
            mean[measures->supported[r] * n + m] = now;
            mean[measures->half_months[r] * n + m] =
                before + now + (i < 0 ? 0 : self->brief[i * n + m]);
            before = now;
        }
    }
}

void lac_support_free(lac_support *self)
{
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
