/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/life.h"

/* Months first .. end - 1 in which a child stays in one class and rates do not change. */
typedef struct {
    int first;
    int end;
    int age_band;
    int age_end; /* the month in which the next band begins */
    int duration_band;
    int duration_end;
    int regime;
} stretch;

static void find_end(stretch *self, const lac_course *course, int last)
{
    const int regime_end = course->regimes[self->regime].end;
    self->end = self->age_end < last ? self->age_end : last;
    self->end = self->duration_end < self->end ? self->duration_end : self->end;
    self->end = regime_end < self->end ? regime_end : self->end;
}

static int duration_end(const lac_grid *grid, const lac_child *child, int band)
{
    return band + 1 < grid->n_duration_bands ? grid->duration_band_first[band + 1] - child->duration
                                             : LAC_NEVER;
}

static int age_end(const lac_grid *grid, const lac_child *child, int band)
{
    return child->age == LAC_NO_AGE ? LAC_NEVER : grid->age_band_first[band + 1] - child->age;
}

/* The stretch that begins with month m, ended by `last`. */
static stretch begin(const lac_course *course, const lac_child *child, int m, int last)
{
    const lac_grid *grid = &course->model->grid;
    stretch out = {.first = m, .regime = course->regime[m]};
    out.age_band =
        lac_grid_age_band(grid, child->age == LAC_NO_AGE ? grid->unknown_row : child->age + m);
    out.age_end = age_end(grid, child, out.age_band);
    while (out.duration_band + 1 < grid->n_duration_bands &&
           child->duration + m >= grid->duration_band_first[out.duration_band + 1]) {
        out.duration_band++;
    }
    out.duration_end = duration_end(grid, child, out.duration_band);
    find_end(&out, course, last);
    return out;
}

/* The one after it, where there is one. */
static void next(stretch *self, const lac_course *course, const lac_child *child, int last)
{
    const lac_grid *grid = &course->model->grid;
    self->first = self->end;
    if (self->first == self->age_end) {
        self->age_band++;
        self->age_end = age_end(grid, child, self->age_band);
    }
    if (self->first == self->duration_end) {
        self->duration_band++;
        self->duration_end = duration_end(grid, child, self->duration_band);
    }
    if (self->first == course->regimes[self->regime].end) {
        self->regime++;
    }
    find_end(self, course, last);
}

/* The month of first .. end - 1 in which a hazard exceeds what is left; it does by the end. */
static int find(const lac_course *course, uint64_t hazard, uint64_t left, int first, int end)
{
    /* exact where a year is like any other */
    int m = first + (int)((double)left / (double)hazard);
    m = m < end ? m : end - 1;
    while (m > first && left < lac_course_faced(course, hazard, first, m)) {
        m--;
    }
    while (m < end - 1 && left >= lac_course_faced(course, hazard, first, m + 1)) {
        m++;
    }
    return m;
}

void lac_life_plan(const lac_course *course, lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    const int n = course->model->n_months;
    const int birthday = child->age == LAC_NO_AGE ? LAC_NEVER : LAC_ADULT_MONTHS - 1 - child->age;
    const int last = birthday < n ? birthday + 1 : n;
    uint64_t leave = child->leave;
    uint64_t move = child->move;
    child->since = (int16_t)m;
    if (m < last) {
        stretch now = begin(course, child, m, last);
        for (;;) {
            const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
            const lac_hazard hazard = course->regimes[now.regime].hazards[c];
            const uint64_t leave_faced = lac_course_faced(course, hazard.leave, now.first, now.end);
            const uint64_t move_faced = hazard.move * (uint64_t)(now.end - now.first);
            if (leave < leave_faced || move < move_faced) {
                const int leaves = leave < leave_faced
                                       ? find(course, hazard.leave, leave, now.first, now.end)
                                       : LAC_NEVER;
                const int moves =
                    move < move_faced ? now.first + (int)(move / hazard.move) : LAC_NEVER;
                child->class_then = c;
                if (leaves <= moves) {
                    child->event = LAC_EVENT_LEAVES;
                    child->at = (int16_t)leaves;
                    return;
                }
                if (moves != birthday) { /* else it turns 18 before it can move */
                    child->event = LAC_EVENT_MOVES;
                    child->at = (int16_t)moves;
                    child->leave_then =
                        leave - lac_course_faced(course, hazard.leave, now.first, moves + 1);
                    return;
                }
            }
            if (now.end == last) {
                break;
            }
            leave -= leave_faced;
            move -= move_faced;
            next(&now, course, child, last);
        }
    }
    child->event = birthday < n ? LAC_EVENT_TURNS_18 : LAC_EVENT_NONE;
    child->at = (int16_t)(birthday < n ? birthday : LAC_NEVER);
}

void lac_life_pass(const lac_course *course, lac_child *child, int m)
{
    const lac_grid *grid = &course->model->grid;
    if (child->since >= m) {
        return;
    }
    for (stretch now = begin(course, child, child->since, m);; next(&now, course, child, m)) {
        const int c = lac_grid_class(grid, now.age_band, now.duration_band, child->placement);
        const lac_hazard hazard = course->regimes[now.regime].hazards[c];
        const uint64_t leave = lac_course_faced(course, hazard.leave, now.first, now.end);
        const uint64_t move = hazard.move * (uint64_t)(now.end - now.first);
        child->leave -= leave < child->leave ? leave : child->leave;
        child->move -= move < child->move ? move : child->move;
        if (now.end == m) {
            break;
        }
    }
    child->since = (int16_t)m;
}
