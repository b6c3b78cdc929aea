/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/crowd.h"

#include <stdlib.h>
#include <string.h>

static int begin_months(lac_crowd *self, int n_months)
{
    if (n_months > self->n_months) {
        const size_t n = (size_t)n_months;
        lac_bucket *events = realloc(self->events, n * sizeof *events);
        if (events == NULL) {
            return LAC_MEMORY;
        }
        self->events = events;
        lac_returns *returns = realloc(self->returns, n * sizeof *returns);
        if (returns == NULL) {
            return LAC_MEMORY;
        }
        self->returns = returns;
        for (int m = self->n_months; m < n_months; m++) {
            self->events[m] = (lac_bucket){0};
            self->returns[m] = (lac_returns){0};
        }
        self->n_months = n_months;
    }
    for (int m = 0; m < n_months; m++) {
        self->events[m].n = 0;
        self->returns[m].n = 0;
    }
    return LAC_OK;
}

int lac_crowd_begin(lac_crowd *self, const lac_course *course, const lac_luck *luck)
{
    const lac_model *model = course->model;
    const size_t placements = (size_t)model->grid.n_placements;
    self->course = course;
    self->luck = luck;
    self->n = 0;
    lac_roll_begin(&self->roll, luck);
    self->all = 0;
    self->n_named = model->n_lists + model->n_shifts + course->stages.any;
    self->refused = course->stages.any ? self->n_named - 1 : -1;
    if (lac_grow(&self->stock, &self->stock_room, placements, sizeof *self->stock) != LAC_OK) {
        return LAC_MEMORY;
    }
    memset(self->stock, 0, placements * sizeof *self->stock);
    return begin_months(self, model->n_months);
}

void lac_crowd_free(lac_crowd *self)
{
    for (int m = 0; m < self->n_months; m++) {
        free(self->events[m].children);
        free(self->returns[m].items);
    }
    free(self->events);
    free(self->returns);
    free(self->children);
    lac_roll_free(&self->roll);
    free(self->named);
    free(self->stock);
    memset(self, 0, sizeof *self);
}

int lac_crowd_plan(lac_crowd *self, int child_number, int m)
{
    lac_child *child = &self->children[child_number];
    lac_life_plan(self->course, child, m);
    if (child->event == LAC_EVENT_NONE) {
        return LAC_OK;
    }
    lac_bucket *bucket = &self->events[child->at];
    if (bucket->n == bucket->room && lac_grow(&bucket->children, &bucket->room, bucket->n + 1,
                                         sizeof *bucket->children) != LAC_OK) {
        return LAC_MEMORY;
    }
    bucket->children[bucket->n++] = child_number;
    return LAC_OK;
}

int lac_crowd_add(lac_crowd *self, const lac_child *child, int m, int from)
{
    const size_t number = self->n;
    const size_t flags = (size_t)self->n_named;
    if (number == self->room &&
        lac_grow(&self->children, &self->room, number + 1, sizeof *self->children) != LAC_OK) {
        return LAC_MEMORY;
    }
    self->children[number] = *child;
    self->children[number].present = true;
    self->n++;
    self->stock[child->placement]++;
    self->all++;
    if (self->course->picks) {
        self->children[number].position = (int)self->roll.n;
        if (lac_roll_add(&self->roll, (int)number, child->who) != LAC_OK) {
            return LAC_MEMORY;
        }
    }
    if (flags > 0) {
        if (lac_grow(&self->named, &self->named_room, (number + 1) * flags, sizeof *self->named) !=
            LAC_OK) {
            return LAC_MEMORY;
        }
        if (from >= 0) {
            memcpy(self->named + number * flags, self->named + (size_t)from * flags,
                flags * sizeof *self->named);
        } else {
            memset(self->named + number * flags, 0, flags * sizeof *self->named);
        }
    }
    return lac_crowd_plan(self, (int)number, m);
}

void lac_crowd_remove(lac_crowd *self, int number)
{
    lac_child *child = &self->children[number];
    child->present = false;
    self->stock[child->placement]--;
    self->all--;
    if (self->course->picks) {
        const size_t place = (size_t)child->position;
        lac_roll_remove(&self->roll, place);
        self->children[self->roll.child[place]].position = child->position;
    }
}

void lac_crowd_count(const lac_crowd *self, int m, size_t *by_group)
{
    memset(by_group, 0, (size_t)self->course->model->grid.n_groups * sizeof *by_group);
    for (size_t i = 0; i < self->roll.n; i++) {
        by_group[lac_crowd_group(self, self->roll.child[i], m)]++;
    }
}

int lac_crowd_return(lac_crowd *self, const lac_return *item, int m)
{
    lac_returns *returns = &self->returns[m];
    if (lac_grow(&returns->items, &returns->room, returns->n + 1, sizeof *returns->items) !=
        LAC_OK) {
        return LAC_MEMORY;
    }
    returns->items[returns->n++] = *item;
    return LAC_OK;
}
