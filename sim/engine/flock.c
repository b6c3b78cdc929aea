/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/flock.h"

#include "engine/lanes.h"
#include "engine/life.h"

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
