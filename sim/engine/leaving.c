/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/replicate.h"

/* ---- leaving ---- */

/* Plans the return of a child who leaves by a route with rates of return (model rule 25), in month *at,
 * which stays as it is if it does not return. number is that by which lists know it, -1 for none. */
static int plan_return(lac_stochastic *self, const lac_child *child, int number, int route, int m,
    lac_draw draw, int *at)
{
    const lac_course *course = self->course;
    const uint64_t *hazards = course->returns[route];
    const int n = course->model->routes[route].n_reentry;
    const uint64_t left = lac_luck_exponential(draw.word[1]);
    int months = 0; /* completed since the exit, at the return */
    while (months < n && left >= hazards[months + 1]) {
        months++;
    }
    const int then = m + 1 + months;
    if (months == n || then >= course->model->n_months ||
        (child->age != LAC_NO_AGE && child->age + then + 1 >= LAC_ADULT_MONTHS)) {
        return LAC_OK;
    }
    *at = then;
    const lac_return back = {.who = child->who,
        .order = draw.word[2],
        .age = child->age,
        .origin = child->origin,
        .period = (uint16_t)(child->period + 1),
        .child = number};
    return lac_crowd_return(&self->crowd, &back, then);
}

/* A child leaves by a route; added is the share of such exits that interventions add, in 2^-32. */
static int leave(
    lac_stochastic *self, const lac_child *child, int number, int route, int m, uint64_t added)
{
    int back = LAC_NEVER;
    int status = LAC_OK;
    self->exits[route]++;
    if (self->course->returns[route] != NULL && added > 0) {
        const lac_draw draw =
            lac_luck_draw(self->luck, child->who, LAC_LUCK_LEAVING, child->period);
        if (draw.word[0] < added) {
            status = plan_return(self, child, number, route, m, draw, &back);
        }
    }
    const int birthday = child->age == LAC_NO_AGE ? LAC_NEVER : LAC_ADULT_MONTHS - 1 - child->age;
    lac_support_tally_leave(&self->support, route, m, birthday, back);
    return status;
}

void lac_replicate_remove(lac_stochastic *self, int number, lac_case_loss how)
{
    lac_crowd_remove(&self->crowd, number);
    lac_cases_lose(&self->cases, number, how);
}

int lac_replicate_leave(lac_stochastic *self, int number, int route, int m, uint64_t added)
{
    lac_replicate_remove(self, number, LAC_CASE_LEFT);
    return leave(self, &self->crowd.children[number], number, route, m, added);
}

int lac_replicate_pass_through(lac_stochastic *self, const lac_child *child, int m, int from)
{
    const lac_course *course = self->course;
    const int n = course->model->n_routes;
    const int c = child->class_then;
    const lac_regime *regime = &course->regimes[course->regime[m]];
    const int route =
        lac_course_choose(regime->route + c * n, regime->last_route[c] + 1, child->route);
    const uint64_t added = regime->besides == NULL ? 0 : regime->besides[c * n + route];
    return leave(self, child, from, route, m, added);
}

int lac_replicate_leave_by_rates(lac_stochastic *self, int number, int m)
{
    lac_replicate_remove(self, number, LAC_CASE_LEFT);
    return lac_replicate_pass_through(self, &self->crowd.children[number], m, number);
}
