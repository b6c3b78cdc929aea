/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SUPPORT_TALLY_H
#define LAC_ENGINE_SUPPORT_TALLY_H

#include "engine/life.h"
#include "model/measure.h"
#include "model/support.h"

/* Whole children under support after exits (model rule 29), in the numbers of the replicate themselves:
 * while it runs `supported` has by how many they change in each month, `half_months` those whose support
 * begins and ends in it. */
typedef struct {
    const lac_model *model;
    const lac_measures *measures;
    int64_t *counts; /* entry [measure x month] */
    bool any;        /* whether any route has support */
} lac_support_tally;

/* Begins a replicate. */
void lac_support_tally_begin(lac_support_tally *self, const lac_course *course, int64_t *counts);

/* A child is under support from month m until month `end`, which may lie behind the study. */
void lac_support_tally_add(const lac_support_tally *self, int route, int m, int end);

/* A child leaves in month m by a route; it turns 18 in month `birthday` and comes back in month `back`
 * (LAC_NEVER: not). Nothing where the route has no support. */
static inline void lac_support_tally_leave(
    const lac_support_tally *self, int route, int m, int birthday, int back)
{
    if (!self->any || self->model->routes[route].support == NULL) {
        return;
    }
    const int end = lac_support_end(&self->model->routes[route], m, birthday);
    lac_support_tally_add(self, route, m, back < end ? back : end);
}

/* Makes the replicate's numbers what they are to be. */
void lac_support_tally_end(const lac_support_tally *self);

#endif
