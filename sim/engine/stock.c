/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/stock.h"

#include <string.h>

int lac_stock_init(lac_stock *self, const lac_model *model, int n_origins)
{
    const size_t classes = (size_t)model->grid.n_classes;
    memset(self, 0, sizeof *self);
    self->model = model;
    self->n_parts = lac_stock_part_of_origin(model, n_origins);
    self->n_all =
        self->n_parts + (model->n_programmes > 0 ? model->n_programmes + model->n_lists : 0);
    const size_t parts = (size_t)self->n_all + 1;
    self->parts = lac_arena_alloc(&self->arena, parts, sizeof *self->parts);
    self->followed = lac_arena_alloc(&self->arena, parts, sizeof *self->followed);
    self->present = lac_arena_alloc(&self->arena, classes, sizeof(double));
    self->keep = lac_arena_alloc(&self->arena, classes, sizeof(double));
    if (self->parts == NULL || self->followed == NULL || self->present == NULL ||
        self->keep == NULL || lac_state_init(&self->all, model) != LAC_OK ||
        lac_strands_init(&self->strands, model) != LAC_OK) {
        return LAC_MEMORY;
    }
    int status = LAC_OK;
    for (int i = 0; i < n_origins && status == LAC_OK; i++) {
        status = lac_stock_follow(self, lac_stock_part_of_origin(model, i));
    }
    lac_state_clear(&self->all);
    for (int g = 0; g < model->n_opening; g++) {
        lac_state_add_group(&self->all, &model->opening[g]);
    }
    lac_state_sum(&self->all, self->present);
    return status;
}

int lac_stock_follow(lac_stock *self, int part)
{
    if (self->followed[part]) {
        return LAC_OK;
    }
    self->followed[part] = true; /* so that it is freed after a failure */
    const int status = lac_state_init(&self->parts[part], self->model);
    if (status == LAC_OK) {
        lac_state_clear(&self->parts[part]);
    }
    return status;
}

void lac_stock_forget(lac_stock *self, int part)
{
    lac_state_free(&self->parts[part]);
    self->followed[part] = false;
}

double lac_stock_off(const lac_stock *self, double on, int part, int cell)
{
    const lac_model *model = self->model;
    const double children = lac_stock_part(self, part, cell);
    if (part < model->n_lists) {
        const double off =
            children - lac_stock_part(self, lac_stock_part_of_both(self, part), cell);
        return off > 0 ? off : 0;
    }
    if (part == lac_stock_part_of_refused(model)) {
        return children;
    }
    const double all = self->all.cells[cell];
    return all > on ? children * (1 - on / all) : 0;
}

double lac_stock_open(const lac_stock *self, double on, int list, int cell)
{
    const double open = self->all.cells[cell] - on - lac_stock_off(self, on, list, cell);
    return open > 0 ? open : 0;
}

void lac_stock_settle(lac_stock *self)
{
    lac_state_scale_classes(&self->all, self->keep);
    for (int i = 0; i < self->n_all; i++) {
        if (self->followed[i]) {
            lac_state_scale_classes(&self->parts[i], self->keep);
        }
    }
    lac_strands_scale_classes(&self->strands, self->keep);
    for (int c = 0; c < self->model->grid.n_classes; c++) {
        self->keep[c] = 1;
    }
}

void lac_stock_step(lac_stock *self, const lac_transition *transition)
{
    lac_state_step(&self->all, transition, self->keep, self->present);
    for (int i = 0; i < self->n_all; i++) {
        if (self->followed[i]) {
            lac_state_step(&self->parts[i], transition, self->keep, NULL);
        }
    }
    lac_strands_step(&self->strands, transition, self->keep);
}

void lac_stock_scale(lac_stock *self, double factor)
{
    lac_state_scale(&self->all, factor);
    for (int i = 0; i < self->n_all; i++) {
        if (self->followed[i]) {
            lac_state_scale(&self->parts[i], factor);
        }
    }
    lac_strands_scale(&self->strands, factor);
    for (int c = 0; c < self->model->grid.n_classes; c++) {
        self->present[c] *= factor;
    }
}

double lac_stock_place(const lac_stock *self, double *by_placement)
{
    const lac_grid *grid = &self->model->grid;
    double total = 0;
    memset(by_placement, 0, (size_t)grid->n_placements * sizeof *by_placement);
    for (int c = 0; c < grid->n_classes; c++) {
        by_placement[c % grid->n_placements] += self->present[c];
    }
    for (int p = 0; p < grid->n_placements; p++) {
        total += by_placement[p];
    }
    return total;
}

void lac_stock_free(lac_stock *self)
{
    for (int i = 0; self->followed != NULL && i < self->n_all; i++) {
        lac_state_free(&self->parts[i]);
    }
    lac_strands_free(&self->strands);
    lac_state_free(&self->all);
    lac_arena_free(&self->arena);
    memset(self, 0, sizeof *self);
}
