/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_ABSENT_H
#define LAC_ENGINE_ABSENT_H

#include "engine/stock.h"
#include "model/model.h"
#include "model/rates.h"

/* Children who may come back (model rules 24 and 25): how many left in each month by each route that has
 * rates of return, by their age at its end, and for each part of the stock how many of them belong to it.
 * Who left in month t and is to return in month m is out[t] x the share of all who leave that come back
 * m - t - 1 completed months after. */
typedef struct {
    const lac_model *model;
    lac_model bare;  /* the model without interventions */
    lac_rates plain; /* its flows */
    int n_routes;    /* that somebody may come back from; 0: nobody returns */
    int *routes;     /* which they are in the model */
    int *of_route;   /* the other way round, -1 for none */
    double **back;   /* by route: share who return, by completed months since the exit */
    int *n_back;     /* months of it */
    int n_kinds;  /* origins whose children return to different placements; 0 holds the opening's */
    int *kind_of; /* of each stream */
    double *mix;  /* kind x placement */
    double *stream_mix; /* stream x placement */
    double *excess; /* route x class: share of the exits by rate that may be followed by a return */
    double *
        leaving; /* route x class: share of those present who leave so this month by rate or count */
    bool any_leaving;
    double **out;    /* all, then by part: route x month x age; NULL until somebody is in it */
    double **coming; /* the same now coming back, by age */
    lac_arena arena;
} lac_absent;

/* Begins as {0}; free with lac_absent_free, also after a failure. LAC_OK or LAC_MEMORY. */
int lac_absent_init(lac_absent *self, const lac_model *model) LAC_CHECKED;

/* Begins month m: rates are its flows, changed says that they differ from the month before. LAC_OK or
 * LAC_INTERNAL. */
int lac_absent_begin(lac_absent *self, const lac_rates *rates, int m, bool changed) LAC_CHECKED;

/* The share of exits by count that may be followed by a return, from the numbers wanted of a class with
 * and without interventions. */
static inline double lac_absent_share(const lac_absent *self, double with, double without)
{
    return self->model->first_entries_only ? 1 : with > without ? (with - without) / with : 0;
}

/* The share of the children of class c who leave by a route of the model and may return. */
static inline void lac_absent_leave(lac_absent *self, int route, int c, double share)
{
    if (share > 0 && self->n_routes > 0 && self->of_route[route] >= 0) {
        self->leaving[self->of_route[route] * self->model->grid.n_classes + c] += share;
        self->any_leaving = true;
    }
}

/* Takes note of those who leave so, before the cells of the stock are changed. */
int lac_absent_note(lac_absent *self, const lac_stock *stock, int m) LAC_CHECKED;

/* Makes room for a part; LAC_OK or LAC_MEMORY. -1 is everybody. */
int lac_absent_follow(lac_absent *self, int part) LAC_CHECKED;

/* Those of a part (-1: everybody) who have left in month m by route i of those that one may return from,
 * by age at its end. The part must be followed. */
static inline double *lac_absent_row(const lac_absent *self, int part, int i, int m)
{
    const size_t row = (size_t)i * (size_t)self->model->n_months + (size_t)m;
    return self->out[part + 1] + row * (size_t)self->model->grid.n_ages;
}

/* The share of those who left so in month t that come back in month m, which is later. */
static inline double lac_absent_back(const lac_absent *self, int i, int t, int m)
{
    return m - t <= self->n_back[i] ? self->back[i][m - t - 1] : 0;
}

/* Whether note is taken of those who leave by a route of the model. */
static inline bool lac_absent_notes(const lac_absent *self, int route)
{
    return self->n_routes > 0 && self->of_route[route] >= 0;
}

/* Adds children to them, by a route of the model; nothing when nobody returns from there. */
static inline void lac_absent_add(
    lac_absent *self, int part, int route, int m, int age, double children)
{
    if (lac_absent_notes(self, route)) {
        lac_absent_row(self, part, self->of_route[route], m)[age] += children;
    }
}

/* The age at the end of the month of a row at its beginning; -1 for who turns 18. */
static inline int lac_absent_age(const lac_grid *grid, int row)
{
    return row == grid->unknown_row ? row : row + 1 < LAC_ADULT_MONTHS ? row + 1 : -1;
}

/* Works out who comes back in month m, by age: coming, of everybody and of each part followed. The mix
 * of the opening's kind is that of the month's admissions. Returns how many. */
double lac_absent_come(lac_absent *self, const lac_stock *stock, const lac_rates *rates, int m);

/* Those of a kind coming back at an age. */
double lac_absent_of_kind(const lac_absent *self, int kind, int age);

void lac_absent_free(lac_absent *self);

#endif
