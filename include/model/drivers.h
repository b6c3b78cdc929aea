/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_MODEL_DRIVERS_H
#define LAC_MODEL_DRIVERS_H

#include "base/arena.h"
#include "model/known.h"
#include "model/model.h"

/* The two series by month that other numbers of a model follow, under a draw of the unknowns: the children
 * of the area, with whom rates per 10,000 make flows, and the price index, with which costs rise. */

typedef struct {
    double *out;        /* what the draw makes of it; NULL: no unknown reaches it */
    const double *base; /* without any draw */
    bool moved;         /* the draw moves it */
} lac_driver;

/* By month, as the draw has it. */
static inline const double *lac_driver_now(const lac_driver *self)
{
    return self->out == NULL ? self->base : self->out;
}

/* A point of the population, as the sheet or a table has it. */
typedef struct {
    double children; /* aged 0 to 17 */
    int of;          /* the unknown that this is */
} lac_driver_point;

/* The population of a month: a + (b - a) x share of two points. */
typedef struct {
    int a;
    int b;
    double share;
} lac_driver_between;

/* A step of the price index. */
typedef struct {
    int month; /* from which it holds; 0 also for the steps between price base and start */
    bool divides;
    double cell; /* the rise: 0.02 is 2 % */
    int of;      /* the unknown that this is */
} lac_driver_step;

typedef struct {
    int n_months;
    lac_driver population; /* children aged 0 to 17 */
    lac_driver index;      /* 1 in the price base year */
    lac_driver_point *points;
    lac_driver_between *between; /* by month */
    lac_driver_step *steps;
    int n_steps;
} lac_drivers;

/* Finds what of them is unknown. model is a copy of the scenario's model as it was built from the plan: it
 * gets arrays of its own for what is reached, which the arena owns. LAC_OK or LAC_MEMORY. */
int lac_drivers_make(lac_drivers *self, lac_arena *arena, lac_model *model, const lac_plan *plan,
    const lac_known *known) LAC_CHECKED;

/* Gives both series the numbers of the draw that is known now. */
void lac_drivers_set(lac_drivers *self, const lac_known *known);

#endif
