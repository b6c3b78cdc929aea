/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/drivers.h"

#include "model/build.h"
#include "model/population.h"

#include <string.h>

/* ---- finding ---- */

/* Gives the driver, and the model with it, an array of its own. False when there is no memory. */
static bool move_apart(lac_driver *self, lac_arena *arena, double **of_model, int n_months)
{
    self->out = lac_arena_clone(arena, *of_model, (size_t)n_months, sizeof *self->out);
    *of_model = self->out;
    return self->out != NULL;
}

static bool make_population(lac_drivers *self, lac_arena *arena, lac_model *model,
    const lac_plan *plan, const lac_known *known)
{
    const size_t n = (size_t)self->n_months;
    lac_population_line line = {0};
    if (lac_population_line_make(&line, arena, plan, model->scenario, model->start) != LAC_OK) {
        return false;
    }
    bool any = false;
    self->points = lac_arena_alloc(arena, (size_t)line.n, sizeof *self->points);
    self->between = lac_arena_alloc(arena, n, sizeof *self->between);
    if (self->points == NULL || self->between == NULL) {
        return false;
    }
    for (int i = 0; i < line.n; i++) {
        const lac_population_point *from = &line.points[i];
        self->points[i] = (lac_driver_point){from->children,
            from->row == NULL ? LAC_NO_UNKNOWN : lac_known_of_row(known, from->row)};
        any = any || self->points[i].of != LAC_NO_UNKNOWN;
    }
    for (int m = 0; m < self->n_months && any; m++) {
        lac_driver_between *at = &self->between[m];
        const lac_month month = model->start + m;
        lac_population_line_ends(&line, month, &at->a, &at->b);
        const lac_month first = line.points[at->a].month;
        const lac_month last = line.points[at->b].month;
        at->share = at->a == at->b ? 0 : (double)(month - first) / (last - first);
    }
    return !any || move_apart(&self->population, arena, &model->population, self->n_months);
}

/* A step of inflation in a financial year, if the sheet gives any. Returns whether it is unknown. */
static bool add_step(lac_drivers *self, const lac_model *model, const lac_plan *plan,
    const lac_known *known, lac_driver_step step, int year)
{
    const int first = lac_month_financial_year(model->start);
    const lac_plan_row *row = lac_finance_row(plan, model->scenario, "inflation", first, year);
    if (row == NULL) {
        return false;
    }
    step.cell = lac_plan_row_cell(row, model->scenario)->number;
    step.of = lac_known_of_row(known, row);
    self->steps[self->n_steps++] = step;
    return step.of != LAC_NO_UNKNOWN;
}

/* The steps in the order in which lac_finance_index takes them. */
static bool make_index(lac_drivers *self, lac_arena *arena, lac_model *model, const lac_plan *plan,
    const lac_known *known)
{
    const int first = lac_month_financial_year(model->start);
    const int away =
        model->price_base > first ? model->price_base - first : first - model->price_base;
    const int most = away + self->n_months / 12 + 1;
    bool any = false;
    self->steps = lac_arena_alloc(arena, (size_t)most, sizeof *self->steps);
    if (self->steps == NULL) {
        return false;
    }
    for (int year = model->price_base + 1; year <= first; year++) {
        any |= add_step(self, model, plan, known, (lac_driver_step){.month = 0}, year);
    }
    for (int year = first + 1; year <= model->price_base; year++) {
        any |= add_step(
            self, model, plan, known, (lac_driver_step){.month = 0, .divides = true}, year);
    }
    for (int m = 1; m < self->n_months; m++) {
        if ((model->start + m) % 12 == 3) {
            any |= add_step(self, model, plan, known, (lac_driver_step){.month = m},
                lac_month_financial_year(model->start + m));
        }
    }
    return !any || move_apart(&self->index, arena, &model->index, self->n_months);
}

int lac_drivers_make(lac_drivers *self, lac_arena *arena, lac_model *model, const lac_plan *plan,
    const lac_known *known)
{
    *self = (lac_drivers){.n_months = model->n_months,
        .population = {.base = model->population},
        .index = {.base = model->index}};
    return make_population(self, arena, model, plan, known) &&
                   make_index(self, arena, model, plan, known)
               ? LAC_OK
               : LAC_MEMORY;
}

/* ---- setting ---- */

static void set_population(lac_drivers *self, const lac_known *known)
{
    lac_driver *out = &self->population;
    out->moved = false;
    for (int m = 0; m < self->n_months; m++) {
        const lac_driver_between *at = &self->between[m];
        const lac_driver_point *a = &self->points[at->a];
        const lac_driver_point *b = &self->points[at->b];
        const bool a_is_on = lac_known_is_on(known, a->of);
        const bool b_is_on = lac_known_is_on(known, b->of);
        if (!a_is_on && !b_is_on) {
            out->out[m] = out->base[m];
            continue;
        }
        const double from = a_is_on ? known->now[a->of] : a->children;
        const double to = b_is_on ? known->now[b->of] : b->children;
        out->out[m] = from + (to - from) * at->share;
        out->moved = true;
    }
}

/* Whether the draw moves the index at all. */
static bool moves_index(const lac_drivers *self, const lac_known *known)
{
    for (int i = 0; i < self->n_steps; i++) {
        if (lac_known_is_on(known, self->steps[i].of)) {
            return true;
        }
    }
    return false;
}

static void set_index(lac_drivers *self, const lac_known *known)
{
    lac_driver *out = &self->index;
    out->moved = moves_index(self, known);
    if (!out->moved) {
        memcpy(out->out, out->base, (size_t)self->n_months * sizeof *out->out);
        return;
    }
    double index = 1;
    int next = 0;
    for (int m = 0; m < self->n_months; m++) {
        for (; next < self->n_steps && self->steps[next].month == m; next++) {
            const lac_driver_step *step = &self->steps[next];
            const double rise =
                1 + (lac_known_is_on(known, step->of) ? known->now[step->of] : step->cell);
            index = step->divides ? index / rise : index * rise;
        }
        out->out[m] = index;
    }
}

void lac_drivers_set(lac_drivers *self, const lac_known *known)
{
    if (self->population.out != NULL) {
        set_population(self, known);
    }
    if (self->index.out != NULL) {
        set_index(self, known);
    }
}
