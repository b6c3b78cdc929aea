/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/population.h"

#include "model/build.h"

#include <math.h>
#include <string.h>

/* Puts a point in its place, unless a better source has the month already. */
static void add_point(
    lac_population_line *self, lac_month month, double children, const lac_plan_row *row)
{
    int at = 0;
    while (at < self->n && self->points[at].month < month) {
        at++;
    }
    if (at < self->n && self->points[at].month == month) {
        return;
    }
    memmove(
        &self->points[at + 1], &self->points[at], (size_t)(self->n - at) * sizeof *self->points);
    self->points[at] = (lac_population_point){month, children, row};
    self->n++;
}

int lac_population_line_make(lac_population_line *out, lac_arena *arena, const lac_plan *plan,
    size_t scenario, lac_month start)
{
    const size_t room = plan->n_items + plan->population.n_rows + plan->history.n_rows + 1;
    out->n = 0;
    out->points = lac_arena_alloc(arena, room, sizeof *out->points);
    if (out->points == NULL) {
        return LAC_MEMORY;
    }
    for (const lac_plan_item *item = lac_plan_next(plan, LAC_SECTION_POPULATION, NULL);
         item != NULL; item = lac_plan_next(plan, LAC_SECTION_POPULATION, item)) {
        const lac_plan_cell *cell = lac_item_value(item, scenario, "children");
        if (cell != NULL) {
            add_point(out, lac_financial_year_last(item->year), cell->number,
                lac_item_row(item, "children"));
        }
    }
    for (size_t i = 0; i < plan->population.n_rows; i++) {
        add_point(out, plan->population.rows[i].month, plan->population.rows[i].children, NULL);
    }
    for (size_t i = 0; i < plan->history.n_rows; i++) {
        const lac_history_row *row = &plan->history.rows[i];
        if (!isnan(row->population) && row->last < start) {
            add_point(out, row->last, row->population, NULL);
        }
    }
    return LAC_OK;
}

void lac_population_line_ends(const lac_population_line *self, lac_month month, int *a, int *b)
{
    int at = 0;
    while (at < self->n - 1 && self->points[at].month < month) {
        at++;
    }
    *b = at;
    *a = at > 0 && self->points[at].month > month ? at - 1 : at;
}

double lac_population_line_at(const lac_population_line *self, lac_month month)
{
    int first = 0;
    int last = 0;
    if (self->n == 0) {
        return NAN;
    }
    lac_population_line_ends(self, month, &first, &last);
    const lac_population_point *a = &self->points[first];
    const lac_population_point *b = &self->points[last];
    return first == last ? a->children
                         : a->children + (b->children - a->children) * (month - a->month) /
                                             (b->month - a->month);
}

int lac_build_population(lac_build *self)
{
    lac_model *model = self->model;
    lac_population_line line;
    model->population = lac_build_alloc(self, (size_t)model->n_months, sizeof *model->population);
    if (model->population == NULL || lac_population_line_make(&line, &model->arena, self->plan,
                                         self->scenario, model->start) != LAC_OK) {
        return LAC_MEMORY;
    }
    for (int m = 0; m < model->n_months; m++) {
        model->population[m] = lac_population_line_at(&line, model->start + m);
    }
    const lac_month end = model->start + model->n_months - 1;
    if (line.n > 0 &&
        (line.points[line.n - 1].month < end || line.points[0].month > model->start)) {
        char first[8];
        char last[8];
        lac_month_format(line.points[0].month, first);
        lac_month_format(line.points[line.n - 1].month, last);
        lac_diagnostics_add(self->diagnostics, LAC_NOTE, NULL, NULL,
            "the population aged 0 to 17 is known from %s to %s and is held level outside", first,
            last);
    }
    return LAC_OK;
}
