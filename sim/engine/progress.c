/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/progress.h"

/* A share below this is what rounding leaves of nothing. */
static const double NOTHING = 1e-12;

int lac_progress_init(
    lac_progress *self, lac_arena *arena, const int *first_day, int n_months, bool places)
{
    const size_t width = (size_t)lac_progress_width(self);
    self->first_day = first_day;
    self->n_months = n_months;
    self->waiting = self->on = 1;
    self->held = 0;
    self->flows = lac_arena_alloc(arena, (size_t)n_months * width, sizeof *self->flows);
    if (places && self->itinerary.holds) {
        self->freed = lac_arena_alloc(arena, (size_t)first_day[n_months] + 1, sizeof *self->freed);
    }
    const bool whole = self->freed != NULL || !places || !self->itinerary.holds;
    return self->flows == NULL || !whole ? LAC_MEMORY : LAC_OK;
}

/* What follows from a share that is in the first stage of its itinerary on a day of month m. */
static void travel(lac_progress *self, double share, int day, int m)
{
    const lac_itinerary *way = &self->itinerary;
    const int width = lac_progress_width(self);
    const int n_days = self->first_day[self->n_months];
    for (int i = way->first_stage; i < way->n_stages; i++) {
        const lac_stage_end *end = &way->ends[i];
        const int next = i == way->n_stages - 1 ? 0 : 1 + way->n_stages + i + 1;
        int month = m;
        for (int d = 0; d < end->n && day + end->first + d < n_days; d++) {
            const int at = day + end->first + d;
            const double cases = share * end->p[d];
            while (self->first_day[month + 1] <= at) {
                month++;
            }
            self->flows[month * width + 1 + i] += cases * end->refused;
            self->flows[month * width + next] += cases * end->passed;
            if (self->freed != NULL && at > day) {
                self->freed[at] += cases * end->frees;
            }
        }
    }
    if (way->holds) {
        self->held += share * (1 - way->at_once);
    }
}

void lac_progress_start(lac_progress *self, double share, int day, int m)
{
    const int entered = 1 + self->itinerary.n_stages + self->itinerary.first_stage;
    self->waiting = share < self->waiting ? self->waiting - share : 0;
    self->flows[m * lac_progress_width(self) + entered] += share;
    travel(self, share, day, m);
}

void lac_progress_resume(lac_progress *self)
{
    self->waiting = 0;
    travel(self, 1, 0, 0);
}

static double ended_in(const lac_progress *self, int m)
{
    double sum = lac_progress_orders(self, m);
    for (int i = 0; i < self->itinerary.n_stages; i++) {
        sum += lac_progress_refused(self, m, i);
    }
    return sum;
}

double lac_progress_exposed(const lac_progress *self, int m)
{
    const double ended = ended_in(self, m);
    return self->on > 0 && self->on - ended < NOTHING ? ended : self->on;
}

void lac_progress_end(lac_progress *self, int m)
{
    self->on -= ended_in(self, m);
    if (self->on < NOTHING) {
        self->on = self->waiting = self->held = 0;
    }
}
