/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/flock.h"

#include "engine/birth.h"
#include "engine/lanes.h"

void lac_flock_end(lac_flock *self, const lac_course *course, size_t i)
{
    const lac_grid *grid = &course->model->grid;
    self->row[i] = (grid->unknown_row >= 0 ? 2 : 1) * grid->n_placements - 1;
    self->origin[i] = 1 - course->model->n_months; /* its study is over */
    self->at[i] = 1;
    self->leave[i] = self->move[i] = 0;
}

/* ---- births ---- */

static void admit_one(lac_flock *self, const lac_course *course, int stream, int m, size_t i,
    uint32_t like, uint32_t moment, uint64_t leave)
{
    const lac_blend *blend = &course->blends[stream];
    const int cell = lac_blend_draw(blend, like);
    const int c = blend->class_of[cell];
    const bool known = blend->row[cell] < course->model->grid.n_placements;
    const uint64_t hazard = course->regimes[course->regime[m]].hazards[c].leave;
    const uint64_t faced = lac_birth_faced(lac_course_faced(course, hazard, m, m + 1), moment);
    const bool leaves = leave < faced;
    self->row[i] = blend->row[cell];
    self->origin[i] = known ? blend->age[cell] - (m + 1) : 0;
    self->duration[i] = -m - 1;
    self->at[i] = self->origin[i] + m + !leaves;
    self->leave[i] = leaves ? 0 : leave - faced;
    self->class_then[i] = c;
    self->leaves[self->n_leave] = (uint16_t)i;
    self->n_leave += leaves;
}

void lac_flock_admit(lac_flock *self, const lac_course *course, int stream, int m, size_t from,
    size_t n, const uint32_t *like, const uint32_t *moment, const uint64_t *leave)
{
    size_t i =
        course->climbs ? lac_lanes_admit(self, course, stream, m, from, n, like, moment, leave) : 0;
    for (; i < n; i++) {
        admit_one(self, course, stream, m, from + i, like[i], moment[i], leave[i]);
    }
}

/* ---- plans ---- */

/* Each child writes its number behind every list, and only the list that it belongs to grows. */
static inline void put(lac_flock *self, size_t i, bool leaves, bool moves, bool adult)
{
    self->leaves[self->n_leave] = (uint16_t)i;
    self->moves[self->n_move] = (uint16_t)i;
    self->adults[self->n_adult] = (uint16_t)i;
    self->n_leave += leaves;
    self->n_move += moves;
    self->n_adult += adult;
}

/* Children `from` and on. */
static void plan_by_ladder(lac_flock *self, const lac_ladder *ladder_, size_t from)
{
    const lac_ladder ladder = *ladder_;
    for (size_t i = from; i < self->n; i++) {
        const int row = self->row[i];
        const lac_climb climb = lac_ladder_climb(
            &ladder, row, self->origin[i], self->at[i], self->leave[i], self->move[i]);
        self->at[i] = climb.at;
        self->leave[i] = climb.leave;
        self->class_then[i] = ladder.class_of[row * ladder.stride + climb.at];
        put(self, i, climb.leaves, climb.moves, climb.adult);
    }
}

static void plan_one_by_one(lac_flock *self, const lac_course *course)
{
    const int n_placements = course->model->grid.n_placements;
    for (size_t i = 0; i < self->n; i++) {
        const int row = self->row[i];
        const int origin = self->origin[i];
        lac_child child = {.age = (int16_t)(row < n_placements ? origin : LAC_NO_AGE),
            .duration = (int16_t)self->duration[i],
            .placement = (int16_t)(row % n_placements),
            .leave = self->leave[i],
            .move = self->move[i]};
        lac_life_plan(course, &child, self->at[i] - origin);
        self->at[i] = origin + child.at;
        self->leave[i] = child.leave_then;
        self->class_then[i] = child.class_then;
        put(self, i, child.event == LAC_EVENT_LEAVES, child.event == LAC_EVENT_MOVES,
            child.event == LAC_EVENT_TURNS_18);
    }
}

void lac_flock_plan(lac_flock *self, const lac_course *course)
{
    self->n_leave = self->n_move = self->n_adult = 0;
    for (size_t i = self->n;
         i < (self->n + LAC_FLOCK_BEHIND - 1) / LAC_FLOCK_BEHIND * LAC_FLOCK_BEHIND; i++) {
        lac_flock_end(self, course, i);
    }
    if (course->climbs) {
        plan_by_ladder(self, &course->ladder, lac_lanes_plan(self, &course->ladder));
    } else {
        plan_one_by_one(self, course);
    }
}

void lac_flock_keep_movers(lac_flock *self)
{
    for (size_t j = 0; j < self->n_move; j++) {
        const size_t i = self->moves[j]; /* not below j */
        self->family[j] = self->family[i];
        self->member[j] = self->member[i];
        self->route[j] = self->route[i];
        self->row[j] = self->row[i];
        self->origin[j] = self->origin[i];
        self->duration[j] = self->duration[i];
        self->at[j] = self->at[i];
        self->leave[j] = self->leave[i];
        self->class_then[j] = self->class_then[i];
    }
    self->n = self->n_move;
}
