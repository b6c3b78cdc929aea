/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_SUPPORT_H
#define LAC_ENGINE_SUPPORT_H

#include "engine/absent.h"
#include "engine/stock.h"
#include "model/measure.h"
#include "model/model.h"
#include "model/support.h"

/* Expected children under support after exits (model rule 29). */

typedef struct {
    const lac_model *model;
    int n_routes;    /* that support their leavers; 0: none */
    int *routes;     /* which they are in the model */
    int *of_route;   /* the other way round, -1 for none */
    double *leaving; /* route x class: share of those present who leave so by rate or count */
    bool any_leaving;
    double *change; /* route x month: of those under support, against the month before */
    double *brief;  /* route x month: whose support begins and ends in the month */
    double *by_age; /* scratch */
    lac_arena arena;
} lac_support;

/* Begins as {0}; free with lac_support_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_support_init(lac_support *self, const lac_model *model) LAC_CHECKED;

/* Begins a month. */
void lac_support_begin(lac_support *self);

/* Whether a route of the model supports its leavers. */
static inline bool lac_support_notes(const lac_support *self, int route)
{
    return self->n_routes > 0 && self->of_route[route] >= 0;
}

/* The share of the children of class c who leave by a route of the model. */
static inline void lac_support_leave(lac_support *self, int route, int c, double share)
{
    if (share > 0 && lac_support_notes(self, route)) {
        self->leaving[self->of_route[route] * self->model->grid.n_classes + c] += share;
        self->any_leaving = true;
    }
}

/* Takes note of those who leave so, before the cells of the stock are changed. */
void lac_support_note(lac_support *self, const lac_stock *stock, int m);

/* Children leave in month m by a route of the model; age is their row at its end, -1 of those who turn 18 in
 * it: see lac_absent_age. Nothing where the route has no support. */
void lac_support_add(lac_support *self, int route, int m, int age, double children);

/* Takes the rest of their support from those who come back in month m. */
void lac_support_return(lac_support *self, const lac_absent *absent, int m);

/* Writes supported and half-months of all months: entry [measure x month]. */
void lac_support_put(const lac_support *self, const lac_measures *measures, double *mean);

void lac_support_free(lac_support *self);

#endif
