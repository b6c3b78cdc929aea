/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_CROWD_H
#define LAC_ENGINE_CROWD_H

#include "engine/life.h"

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
    int *present; /* numbers of those looked after; kept only when somebody is picked by key */
    size_t n_present;
    size_t present_room;
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

/* A child will return in month m. */
int lac_crowd_return(lac_crowd *self, const lac_return *item, int m) LAC_CHECKED;

#endif
