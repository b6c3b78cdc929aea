/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef LAC_ENGINE_PROGRESS_H
#define LAC_ENGINE_PROGRESS_H

#include "engine/itinerary.h"

/* How far the cases of children who were identified together have come. Shares are of all of these, as if
 * none of them left care on the way: what else happens to a child does not depend on its stage, so the
 * share of those still on the pathway holds for those who are still looked after. */
typedef struct {
    lac_itinerary itinerary;
    const int *first_day; /* of each month, and the day after the last: borrowed */
    int n_months;
    double waiting; /* for their start */
    double on;      /* waiting or running; 0: it is over */
    double held;    /* running and holding a place with the staff */
    double *
        flows; /* month x lac_progress_width: orders, then refusals and entries by stage, of cases that
                      have started */
    double *freed; /* by day: places given back; NULL: nobody asks */
} lac_progress;

/* Fills all but the itinerary: everybody waits. LAC_OK or LAC_MEMORY. */
int lac_progress_init(lac_progress *self, lac_arena *arena, const int *first_day, int n_months,
    bool places) LAC_CHECKED;

static inline int lac_progress_width(const lac_progress *self)
{
    return 1 + 2 * self->itinerary.n_stages;
}

/* Of month m. */
static inline double lac_progress_orders(const lac_progress *self, int m)
{
    return self->flows[m * lac_progress_width(self)];
}
static inline double lac_progress_refused(const lac_progress *self, int m, int stage)
{
    return self->flows[m * lac_progress_width(self) + 1 + stage];
}
static inline double lac_progress_entered(const lac_progress *self, int m, int stage)
{
    return self->flows[m * lac_progress_width(self) + 1 + self->itinerary.n_stages + stage];
}

/* Who is on the pathway until the month's orders and refusals; where these leave nobody, just them, whatever
 * rounding has made of the others. 0 when it is over. */
double lac_progress_exposed(const lac_progress *self, int m);

/* A share starts on a day of month m, at most the share that waits. */
void lac_progress_start(lac_progress *self, double share, int day, int m);

/* The same for cases that are under way: they do not begin a stage. */
void lac_progress_resume(lac_progress *self);

/* Month m ends: its orders and refusals are over. */
void lac_progress_end(lac_progress *self, int m);

#endif
