/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_CROWD_H
#define LAC_ENGINE_CROWD_H

#include "engine/life.h"
#include "engine/roll.h"

/* The children of one replicate while it runs, and the months in which something is to happen to them. */

/* Children by number, for one month. */
typedef struct {
    int *children;
    size_t n;
    size_t room;
} lac_bucket;

/* A child who has left and is to return. */
typedef struct {
    lac_who who;
    uint32_t order; /* among the returns of its month */
    int16_t age;    /* as in lac_child */
    int16_t origin;
    uint16_t period; /* the next one */
    int child;       /* its number when it left: for what has named it */
} lac_return;

typedef struct {
    lac_return *items;
    size_t n;
    size_t room;
} lac_returns;

typedef struct {
    const lac_course *course;
    const lac_luck *luck;
    lac_child *children;
    size_t n;
    size_t room;
    lac_roll roll; /* those looked after; kept only when somebody is picked by key */
    /* child x (lists, shifts, pathways): whether it has been named, or refused on any pathway */
    bool *named;
    size_t named_room;
    int n_named;
    int refused;          /* which of them says so; -1: nobody is on a pathway */
    lac_bucket *events;   /* by month */
    lac_returns *returns; /* by month */
    int n_months;         /* of these two */
    int *stock;           /* by placement */
    size_t stock_room;
    int all; /* children looked after */
} lac_crowd;

/* Begin with {0}; lac_crowd_begin makes it empty again and ready for a replicate; lac_crowd_free frees. */
int lac_crowd_begin(lac_crowd *self, const lac_course *course, const lac_luck *luck) LAC_CHECKED;
void lac_crowd_free(lac_crowd *self);

/* A child is looked after from the start of month m on; its placement is taken. from is its number in an
 * earlier period, -1 for none. */
int lac_crowd_add(lac_crowd *self, const lac_child *child, int m, int from) LAC_CHECKED;

/* Plans a child anew from month m on. */
int lac_crowd_plan(lac_crowd *self, int child, int m) LAC_CHECKED;

/* A child is no longer looked after. */
void lac_crowd_remove(lac_crowd *self, int number);

/* The group of age band and placement of a child in month m, in which everybody is as old as at its end. */
static inline int lac_crowd_group(const lac_crowd *self, int number, int m)
{
    const lac_grid *grid = &self->course->model->grid;
    if (grid->n_groups == 1) {
        return 0;
    }
    const lac_child *child = &self->children[number];
    const int row = child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m;
    /* who arrives in a month may be a month too young for it, and is only taken away in it */
    const int band = row < 0 ? 0 : lac_grid_age_band(grid, row);
    return lac_grid_group(grid, band, child->placement);
}

/* Those looked after in month m, by group; kept as the roll is. */
void lac_crowd_count(const lac_crowd *self, int m, size_t *by_group);

/* Whether list `list` (then shift, then refusal) has named a child. */
static inline bool *lac_crowd_named(const lac_crowd *self, int number, int list)
{
    return &self->named[(size_t)number * (size_t)self->n_named + (size_t)list];
}

/* A child will return in month m. */
int lac_crowd_return(lac_crowd *self, const lac_return *item, int m) LAC_CHECKED;

#endif
